// SPDX-License-Identifier: MIT
//
// libFuzzer's door to the target that EARWITNESS_FUZZ_TARGET names.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <iostream>

#include "tests/fuzz/fuzz.hpp"

namespace {

const earwitness::fuzz::Target& chosen() {
  const char* name = std::getenv("EARWITNESS_FUZZ_TARGET");
  const auto all = earwitness::fuzz::targets();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& t) { return name != nullptr && t.name == name; });
  if (found == all.end()) {
    std::cerr << "EARWITNESS_FUZZ_TARGET must name one of:";
    for (const auto& target : all) std::cerr << ' ' << target.name;
    std::cerr << '\n';
    std::exit(2);
  }
  return *found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto& target = chosen();
  target.run(std::as_bytes(std::span(data, size)));
  return 0;
}
