// SPDX-License-Identifier: MIT
//
// The lines of levels.jsonl (docs/format.md, "Levels"). The first is a salt: an excerpt's manifest has the hash of that
// file, and levels are so few that without a salt those of a second or two that are withheld could be tried through.
// Any thread.
#pragma once

#include <string>

#include "base/level.hpp"
#include "base/text.hpp"
#include "earwitness/base.hpp"
#include "journal/note.hpp"
#include "json/value.hpp"
#include "os/random.hpp"

namespace earwitness::journal {

[[nodiscard]] inline json::Value levels_salt() { return {{"salt", os::random_hex(note_salt_bytes)}}; }

/// How loud the second is that begins at frame `from` of `file`.
[[nodiscard]] inline json::Value level_line(const std::string& file, Frames from, const base::Level& level) {
  return {{"file", file},
          {"from", from},
          {"peak_dbfs", base::tenths(level.peak_dbfs())},
          {"rms_dbfs", base::tenths(level.rms_dbfs())}};
}

[[nodiscard]] inline bool is_levels_salt(const json::Value& object) {
  const auto& salt = object["salt"];
  if (object.size() != 1 || !salt.is_string()) return false;
  const auto bytes = base::from_hex(salt.as_string());
  return bytes && bytes->size() == note_salt_bytes && base::to_hex(*bytes) == salt.as_string();
}

}  // namespace earwitness::journal
