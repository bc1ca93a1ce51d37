// SPDX-License-Identifier: MIT
//
// Reads a journal line by line and stops at the first that can't be followed: torn, not JSON, out of sequence, or not
// chained to the one before it. What went wrong is data, with its place: a damaged journal is an answer, not an error.
//
// Checks each line's length, its five common fields, `seq` and `prev`; events and their fields are the caller's, and
// unknown ones are passed on like any other. Never holds more than one line. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "earwitness/base.hpp"
#include "json/value.hpp"
#include "os/file_system.hpp"

namespace earwitness::journal {

struct Line {
  std::uint64_t number = 0;  ///< from 1
  std::uint64_t offset = 0;  ///< of its first byte in the file
  std::string hash;          ///< hex SHA-256 of its bytes without the newline
  UtcTime utc{};
  std::int64_t mono_ns = 0;
  std::string event;
  json::Value fields;  ///< the whole object
};

struct Damage {
  std::uint64_t number = 0;  ///< of the first line that can't be followed, from 1
  std::uint64_t offset = 0;  ///< of its first byte
  std::string reason;
  bool not_chained = false;  ///< its `prev` is not the hash of the line before: that one may be what was changed
};

struct Reading {
  std::uint64_t lines = 0;       ///< good ones, which the visitor has seen
  std::uint64_t bytes = 0;       ///< up to the end of the last good line
  std::string last_hash;         ///< of the last good line; empty if there is none
  std::optional<Damage> damage;  ///< nothing: read to the end
};

using Visitor = std::function<void(const Line&)>;

/// From the start of the file. Throws FileError, and what the visitor throws.
[[nodiscard]] Reading read(os::File& file, const Visitor& visitor);
/// The same for a visitor that keeps a line: a copy of one that holds much costs more than to read it.
[[nodiscard]] Reading read_to_keep(os::File& file, const std::function<void(Line&& line)>& visitor);

}  // namespace earwitness::journal
