// SPDX-License-Identifier: MIT
//
// Another program that checks a recording: it knows the installed headers alone.
//
//   check_one PATH [KEY ...]      exits with 0 for one that is unchanged
//   check_one --cancel PATH       gives up at once, and exits with 3
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>

#include "earwitness/language.hpp"
#include "earwitness/verify.hpp"
#include "earwitness/version.hpp"

int main(int argc, char** argv) {
  const bool cancels = argc > 1 && std::strcmp(argv[1], "--cancel") == 0;
  const int first = cancels ? 2 : 1;
  if (argc <= first) return 2;
  if (std::strcmp(earwitness::library_version(), EARWITNESS_VERSION) != 0) return 5;
  earwitness::Checker checker;
  for (int i = first + 1; i < argc; ++i) checker.keys.push_back({argv[i], "given"});
  earwitness::VerifyOptions options;
  options.progress = [&](std::uint64_t done, std::uint64_t total) { return !cancels && done <= total; };
  try {
    const auto found = earwitness::verify(argv[first], checker, options);
    std::printf("%s\n%s\n", words(verdict(found)), kind_in_words(found).c_str());
    for (const auto& check : found.checks) std::printf("%s: %s\n", to_string(check.name), to_string(check.result));
    for (const auto& finding : found.findings) std::printf("%s: %s\n", finding.file.c_str(), finding.detail.c_str());
    for (const auto& sentence : not_proven(found)) std::printf("not proven: %s\n", sentence.c_str());
    const earwitness::InLanguage dutch(earwitness::Language::dutch);
    std::printf("%s\n", words(verdict(found)));
    return found.unchanged ? 0 : 1;
  } catch (const earwitness::Cancelled& cancelled) {
    std::fprintf(stderr, "%s\n", cancelled.what());
    return 3;
  } catch (const earwitness::Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 4;
  }
}
