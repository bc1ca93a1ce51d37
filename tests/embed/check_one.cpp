// SPDX-License-Identifier: MIT
//
// Another program that checks a recording: it knows the public face alone. Exits with 0 for one that is unchanged.
#include <cstdio>
#include <exception>

#include "earwitness/verify.hpp"

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  earwitness::Checker checker;
  for (int i = 2; i < argc; ++i) checker.keys.push_back({argv[i], "given"});
  try {
    const auto found = earwitness::verify(argv[1], checker);
    std::printf("%s\n%s\n", words(verdict(found)), kind_in_words(found).c_str());
    for (const auto& check : found.checks) {
      std::printf("%s: %s\n", to_string(check.name), to_string(check.result));
    }
    for (const auto& finding : found.findings) std::printf("%s: %s\n", finding.file.c_str(), finding.detail.c_str());
    for (const auto& sentence : not_proven(found)) std::printf("not proven: %s\n", sentence.c_str());
    return found.unchanged ? 0 : 1;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 4;
  }
}
