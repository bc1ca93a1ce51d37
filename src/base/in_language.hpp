// SPDX-License-Identifier: MIT
//
// For what is written in another language than the one that messages are in: a page, while its program prints JSON.
// One thread, while no other one makes messages.
#pragma once

#include "base/translate.hpp"

namespace earwitness::base {

class InLanguage {
 public:
  explicit InLanguage(Language chosen) noexcept : before_(language()) { set_language(chosen); }
  ~InLanguage() { set_language(before_); }
  InLanguage(const InLanguage&) = delete;
  InLanguage& operator=(const InLanguage&) = delete;

 private:
  Language before_;
};

}  // namespace earwitness::base
