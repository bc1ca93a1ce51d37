// SPDX-License-Identifier: MIT
#include "os/random.hpp"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <vector>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "earwitness/base.hpp"

namespace earwitness::os {

void fill_random(std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw FileError(errno, "getrandom", _("the kernel gives no random bytes"));
    bytes = bytes.subspan(static_cast<std::size_t>(got));
  }
}

std::string random_hex(std::size_t count) {
  std::vector<std::byte> bytes(count);
  fill_random(bytes);
  return base::to_hex(bytes);
}

std::string random_uuid() {
  std::array<std::byte, 16> b{};
  fill_random(b);
  b[6] = (b[6] & std::byte{0x0F}) | std::byte{0x40};
  b[8] = (b[8] & std::byte{0x3F}) | std::byte{0x80};
  const std::string hex = base::to_hex(b);
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" + hex.substr(16, 4) + "-" +
         hex.substr(20);
}

}  // namespace earwitness::os
