// SPDX-License-Identifier: MIT
//
// One verification alone, and what it cost: what worst_case measures.
//
//   bench_judge BAG [ROOTS]       bench_judge --ledger ARCHIVE
//
// Prints one line: verdict, findings, bytes read, user seconds, peak memory.
#include <sys/resource.h>

#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <iterator>
#include <string>

#include "earwitness/verify.hpp"

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

/// By read(2) and its kin, of this process.
unsigned long long bytes_read() {
  std::ifstream account("/proc/self/io");
  std::string name;
  unsigned long long count = 0;
  account >> name >> count;
  return count;
}

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
  rusage usage{};
  (void)getrusage(RUSAGE_SELF, &usage);
  const auto user = static_cast<double>(usage.ru_utime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec) / 1e6;
  std::printf("{\"verdict\":\"%s\",\"findings\":%zu,\"bytes_read\":%llu,\"user_seconds\":%.4f,\"peak_kib\":%ld}\n",
              answer.verdict.c_str(), answer.findings, bytes_read() - before, user, usage.ru_maxrss);
  return 0;
}
