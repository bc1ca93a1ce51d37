// SPDX-License-Identifier: MIT
#include "os/left_behind.hpp"

namespace earwitness::os {

namespace {

LeftTeller left_teller = nullptr;

}  // namespace

void tell_what_is_left(LeftTeller teller) noexcept { left_teller = teller; }

void note_left(const std::exception& why, const Path& path) noexcept {
  if (left_teller == nullptr) return;
  try {
    left_teller(why, path);
  } catch (const std::exception&) {  // no memory for a sentence
  }
}

}  // namespace earwitness::os
