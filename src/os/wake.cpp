// SPDX-License-Identifier: MIT
#include "os/wake.hpp"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

#include "base/translate.hpp"
#include "os/file_errors.hpp"

namespace earwitness::os {

Wake::Wake() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  if (!descriptor_) throw file_error(errno, "event", "make an");
}

void Wake::wake() noexcept {
  const std::uint64_t one = 1;
  // It can only fail where the counter is full, and then the fd is readable as it is.
  [[maybe_unused]] const auto put = ::write(descriptor_.number(), &one, sizeof one);
}

void Wake::clear() noexcept {
  std::uint64_t count = 0;
  [[maybe_unused]] const auto got = ::read(descriptor_.number(), &count, sizeof count);
}

}  // namespace earwitness::os
