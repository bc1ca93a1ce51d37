// SPDX-License-Identifier: MIT
//
// One verification alone, and how much it read: what worst_case measures.
//
//   bench_judge BAG [ROOTS]       bench_judge --ledger ARCHIVE
//
// Prints one line: version, verdict, findings, bytes read, most memory at once.
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <iterator>
#include <string>

#include "earwitness/verify.hpp"
#include "earwitness/version.hpp"

namespace {

struct Answer {
  std::string verdict;
  std::size_t findings = 0;
};

Answer judge_bag(const char* bag, const char* roots) {
  earwitness::Checker checker;
  if (roots != nullptr) {
    std::ifstream file(roots, std::ios::binary);
    checker.tsa_roots.assign(std::istreambuf_iterator<char>(file), {});
  }
  const auto found = earwitness::verify(bag, checker);
  return {words(verdict(found)), found.findings.size()};
}

Answer judge_ledger(const char* archive) {
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

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const bool is_ledger = std::strcmp(argv[1], "--ledger") == 0;
  if (is_ledger && argc < 3) return 2;
  const auto before = bytes_read();
  Answer answer;
  try {
    answer = is_ledger ? judge_ledger(argv[2]) : judge_bag(argv[1], argc > 2 ? argv[2] : nullptr);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    answer.verdict = "no verdict";
  }
  std::printf("{\"version\":\"%s\",\"verdict\":\"%s\",\"findings\":%zu,\"bytes_read\":%llu,\"peak_kib\":%llu}\n",
              earwitness::library_version(), answer.verdict.c_str(), answer.findings, bytes_read() - before,
              count_of("/proc/self/status", "VmHWM:"));
  return 0;
}
