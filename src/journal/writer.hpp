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
#include "journal/hash_chain.hpp"
#include "os/file_system.hpp"

namespace earwitness::journal {

class Writer {
 public:
  /// A new, empty file, which the writer owns.
  explicit Writer(std::unique_ptr<os::File> file);
  /// Goes on after the lines that stand in the file already.
  Writer(std::unique_ptr<os::File> file, HashChain chain);

  /// One line: seq, prev, utc, mono, event, then `fields` in their order. Returns the line's hash (hex).
  std::string append(std::string_view event, const json::Value& fields, UtcTime utc, BootTime mono);
  std::string append(const EncodedLine& line, UtcTime utc, BootTime mono) {
    return append(line.event, line.fields, utc, mono);
  }
  /// fdatasync.
  void sync();
  void close();
  [[nodiscard]] std::uint64_t lines() const noexcept { return chain_.lines(); }
  [[nodiscard]] const std::string& last_hash() const noexcept { return chain_.last_hash(); }

 private:
  template <typename Operation>
  void unless_failed(Operation operation);

  std::unique_ptr<os::File> file_;
  std::exception_ptr failure_;
  HashChain chain_;
};

}  // namespace earwitness::journal
