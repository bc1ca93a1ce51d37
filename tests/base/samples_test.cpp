// SPDX-License-Identifier: MIT
#include "base/samples.hpp"

#include <vector>

#include "tests/catch.hpp"

using namespace earwitness;

TEST_CASE("samples: widened and narrowed again they are the same bytes, and none beside them is touched") {
  for (const std::uint16_t bits : {std::uint16_t{16}, std::uint16_t{24}}) {
    for (const std::size_t count : {0U, 1U, 2U, 3U, 1000U}) {
      CAPTURE(bits, count);
      std::vector<std::byte> bytes(count * (bits / 8U));
      for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::byte>(i * 151 + 7);
      std::vector<std::int32_t> wide(count + 1, 77);
      base::widen(bytes, bits, wide.data());
      CHECK(wide.back() == 77);
      std::vector<std::byte> back(bytes.size() + 1, std::byte{0x5A});
      base::narrow(wide.data(), count, bits, back.data());
      CHECK(back.back() == std::byte{0x5A});
      back.pop_back();
      CHECK(back == bytes);
    }
  }
}

TEST_CASE("samples: they are left-justified, with their sign") {
  const std::vector<std::byte> bytes{std::byte{0x56}, std::byte{0x34}, std::byte{0x92},
                                     std::byte{1},    std::byte{0},    std::byte{0}};
  std::vector<std::int32_t> wide(2);
  base::widen(bytes, 24, wide.data());
  CHECK(wide == std::vector<std::int32_t>{static_cast<std::int32_t>(0x92345600U), 0x100});
}
