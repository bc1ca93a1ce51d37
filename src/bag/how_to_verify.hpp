// SPDX-License-Identifier: MIT
//
// how-to-verify.txt: for whoever gets a recording or an excerpt and has nothing of ours. A line that begins with four
// blanks is a command, and a test runs each as it stands on a real bag (but those below "Windows", which need a
// machine that the tests have not).
#pragma once

#include <string>
#include <string_view>

namespace earwitness::bag {

[[nodiscard]] std::string_view how_to_verify_english() noexcept;
[[nodiscard]] std::string_view how_to_verify_dutch() noexcept;
/// Both.
[[nodiscard]] inline std::string how_to_verify() {
  return std::string(how_to_verify_english()).append(how_to_verify_dutch());
}

}  // namespace earwitness::bag
