// SPDX-License-Identifier: MIT
//
// Appends to a recording's journal: JSON Lines, each line chained to the one before it by its SHA-256
// (docs/format.md, "Journal"). Nothing that was appended is ever rewritten.
//
// One thread at a time. Whoever appends an `audio` or `gap` line has synced its frames before: the journal never runs
// ahead of the audio.
//
// Errors: FileError. The first is the last: nothing is written behind a line that may be half there, and no sync is
// asked for again that the kernel might then only seem to do. Every later call throws the same error.
#pragma once

#include <cstdint>
#include <exception>
#include <memory>
#include <string>
#include <string_view>

#include "earwitness/base.hpp"
#include "journal/events.hpp"
#include "os/file_system.hpp"

namespace earwitness::journal {

class Writer {
 public:
  /// A new, empty file, which the writer owns.
  explicit Writer(std::unique_ptr<os::File> file);
  /// Goes on after `lines` lines that stand in the file already, the last of which has that hash.
  Writer(std::unique_ptr<os::File> file, std::uint64_t lines, std::string last_hash);

  /// One line: seq, prev, utc, mono, event, then `fields` in their order. Returns the line's hash (hex).
  std::string append(std::string_view event, const json::Value& fields, UtcTime utc, BootTime mono);
  std::string append(const EncodedLine& line, UtcTime utc, BootTime mono) {
    return append(line.event, line.fields, utc, mono);
  }
  /// fdatasync.
  void sync();
  void close();
  [[nodiscard]] std::uint64_t lines() const noexcept { return lines_; }
  [[nodiscard]] const std::string& last_hash() const noexcept { return last_hash_; }

 private:
  template <typename Operation>
  void unless_failed(Operation operation);

  std::unique_ptr<os::File> file_;
  std::exception_ptr failure_;
  std::uint64_t lines_ = 0;
  std::string last_hash_ = std::string(64, '0');
};

}  // namespace earwitness::journal
