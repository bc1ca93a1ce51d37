// SPDX-License-Identifier: MIT
#include "os/wake.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/translate.hpp"
#include "os/file_errors.hpp"
#include "os/retry.hpp"

namespace earwitness::os {

Wake::Wake() {
  int ends[2] = {-1, -1};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) {
    throw file_error(errno, "event", "make an");
  }
  reading_ = Descriptor(ends[0]);
  writing_ = Descriptor(ends[1]);
}

void Wake::wake() noexcept {
  const char byte = 1;
  const auto sent = retry_interrupted([&] { return ::write(writing_.number(), &byte, 1); });
  // Full: it is readable as it is.
  if (sent < 0 && errno != EAGAIN) ::shutdown(writing_.number(), SHUT_RDWR);
}

void Wake::clear() noexcept {
  std::array<char, 64> bytes{};
  while (retry_interrupted([&] { return ::read(reading_.number(), bytes.data(), bytes.size()); }) ==
         static_cast<ssize_t>(bytes.size())) {
  }
}

}  // namespace earwitness::os
