// SPDX-License-Identifier: MIT
//
// One verification alone, and how much it read: what worst_case measures.
//
//   bench_judge BAG [ROOTS]       bench_judge --ledger ARCHIVE       bench_judge --each BAG ...
//
// Prints one line: version, verdict, findings, bytes read, most memory at once.
//
// --each judges these bags, and then for each line of its input, which has such words with a tab between two, begins a
// process that goes on from there; its line is the process's number, once it has ended. Where instructions are counted,
// all of these begin at the same count, and what the counting itself costs to begin with is paid once.
#include <chrono>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "earwitness/verify.hpp"
#include "earwitness/version.hpp"
#include "tests/os/child.hpp"

namespace {

struct Answer {
  std::string verdict;
  std::size_t findings = 0;
};

using Words = std::vector<std::string>;

Answer judge_bag(const std::string& bag, const std::string& roots) {
  earwitness::Checker checker;
  if (!roots.empty()) {
    std::ifstream file(roots, std::ios::binary);
    checker.tsa_roots.assign(std::istreambuf_iterator<char>(file), {});
  }
  const auto found = earwitness::verify(bag, checker);
  return {words(verdict(found)), found.findings.size()};
}

Answer judge_ledger(const std::string& archive) {
  const auto found = earwitness::verify_ledger(archive);
  return {found.unchanged ? "UNCHANGED" : "ALTERED OR MISSING", found.findings.size()};
}

/// What this process's own account has under that name.
unsigned long long count_of(const char* account, const std::string& name) {
  std::ifstream file(account);
  unsigned long long count = 0;
  for (std::string word; file >> word;) {
    if (word == name) file >> count;
  }
  return count;
}

/// By read(2) and its kin.
unsigned long long bytes_read() { return count_of("/proc/self/io", "rchar:"); }

Answer judge(const Words& words) {
  try {
    return words.front() == "--ledger" ? judge_ledger(words.at(1))
                                       : judge_bag(words.front(), words.size() > 1 ? words[1] : "");
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return {"no verdict"};
  }
}

int judge_each(const Words& first) {
  for (const auto& bag : first) judge({bag});
  for (std::string line; std::getline(std::cin, line);) {
    Words words;
    std::istringstream text(line);
    for (std::string word; std::getline(text, word, '\t');) words.push_back(word);
    const auto process = earwitness::test::start_child(
        [&] {
          judge(words);
          return 0;
        },
        std::chrono::minutes(5));
    if (process < 0 || earwitness::test::end_of(process) != 0) return 1;
    std::printf("%d\n", static_cast<int>(process));
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const Words words(argv + 1, argv + argc);
  if (words.empty() || (words.front() == "--ledger" && words.size() < 2)) return 2;
  if (words.front() == "--each") return judge_each({words.begin() + 1, words.end()});
  const auto before = bytes_read();
  const auto answer = judge(words);
  std::printf("{\"version\":\"%s\",\"verdict\":\"%s\",\"findings\":%zu,\"bytes_read\":%llu,\"peak_kib\":%llu}\n",
              earwitness::library_version(), answer.verdict.c_str(), answer.findings, bytes_read() - before,
              count_of("/proc/self/status", "VmHWM:"));
  return 0;
}
