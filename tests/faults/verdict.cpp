// SPDX-License-Identifier: MIT
#include "tests/faults/verdict.hpp"

#include "tests/catch.hpp"
#include "tests/faults/heard.hpp"
#include "verify/verify.hpp"

namespace earwitness::faults {

namespace {

constexpr std::uint64_t header_from = 8;  // RFC 9639, 8.2: STREAMINFO, behind the magic word and its block's header
constexpr std::uint64_t header_to = 42;
constexpr int cuts = 3;

Heard heard_in(os::FileSystem& disk, const Attempt& attempt) {
  if (attempt.folder.empty() || !disk.status(attempt.folder)) return {};
  return hear(disk, attempt.folder / "recording" / "data", attempt_format);
}

bool is_sealed(os::FileSystem& disk, const Attempt& attempt) {
  return disk.status(attempt.folder / "recording" / "tagmanifest-sha256.txt").has_value();
}

}  // namespace

void require_good_report(const Reported& told) {
  INFO(told.sentence);
  REQUIRE(told.kind == ErrorKind::surroundings);
  REQUIRE(told.subject.starts_with(archive_path));
  REQUIRE(told.sentence.find(os::Path(told.subject).filename().string()) != std::string::npos);
}

void require_nothing_made_worse(const MemoryFileSystem& disk) {
  for (const auto& touched : disk.touched()) {
    const bool in_data = os::Path(touched.path).parent_path().filename() == "data";
    if (!in_data) continue;
    INFO(touched.path << " at " << touched.offset << ", " << touched.bytes << " bytes");
    REQUIRE_FALSE(touched.removed);
    REQUIRE(os::Path(touched.path).extension() == ".flac");
    REQUIRE(touched.offset >= header_from);
    REQUIRE(touched.offset + touched.bytes <= header_to);
  }
}

void require_told_or_complete(const Attempt& attempt, MemoryFileSystem& disk, Frames delivered) {
  REQUIRE(attempt.not_ours == "");
  const auto heard = heard_in(disk, attempt);
  REQUIRE(heard.in_order());
  if (attempt.told) {
    require_good_report(*attempt.told);
    return;
  }
  REQUIRE(attempt.sealed);
  if (!attempt.unchanged) return;  // `start` says so and exits with 1
  REQUIRE(heard.whole() == delivered);
  REQUIRE(heard.silence() == 0);
  REQUIRE(verify(disk, attempt.folder).unchanged);
}

void require_kept(const Attempt& attempt, MemoryFileSystem& disk, Random& random, bool keeps_its_word) {
  if (disk.powered() && keeps_its_word) REQUIRE(heard_in(disk, attempt).length() >= attempt.acknowledged);
  for (int i = 0; i < cuts && keeps_its_word; ++i) {
    const auto left = disk.after_power_cut(random);
    REQUIRE(heard_in(*left, attempt).length() >= attempt.acknowledged);
    if (attempt.sealed) REQUIRE(is_sealed(*left, attempt));
    if (attempt.sealed && attempt.unchanged) REQUIRE(verify(*left, attempt.folder).unchanged);
  }
}

}  // namespace earwitness::faults
