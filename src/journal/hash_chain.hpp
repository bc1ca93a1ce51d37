// SPDX-License-Identifier: MIT
//
// A hash chain over the lines of a file, as a journal and a ledger have it (docs/format.md): each line is a JSON object
// whose `seq` counts from 0 and whose `prev` is the SHA-256 of the line before it, without its newline; 64 zeros in the
// first. Knows how many lines there are and the hash of the last one. A value, one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "json/value.hpp"

namespace earwitness::journal {

class HashChain {
 public:
  /// Without a line.
  HashChain() = default;
  /// Behind so many lines, the last of which has that hash (hex).
  HashChain(std::uint64_t lines, std::string last_hash) : lines_(lines), last_hash_(std::move(last_hash)) {}

  [[nodiscard]] std::uint64_t lines() const noexcept { return lines_; }
  /// 64 zeros where there is no line.
  [[nodiscard]] const std::string& last_hash() const noexcept { return last_hash_; }

  /// The fields that the next line begins with.
  [[nodiscard]] json::Value begin_line() const { return {{"seq", lines_}, {"prev", last_hash_}}; }

  enum class Link { fits, wrong_sequence, not_chained };
  /// Whether a line, which may be anyone's, can be the next one.
  [[nodiscard]] Link link_of(const json::Value& line) const;
  /// Why it can't be, as a sentence; empty for `fits`.
  [[nodiscard]] static const char* reason(Link link) noexcept;

  /// Takes in the next line, without its newline. Returns its hash (hex).
  const std::string& append(std::string_view line);
  /// The same, where its hash is known.
  void append_hashed(std::string hash);

 private:
  std::uint64_t lines_ = 0;
  std::string last_hash_ = std::string(64, '0');
};

}  // namespace earwitness::journal
