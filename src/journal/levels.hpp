// SPDX-License-Identifier: MIT
//
// The first line of levels.jsonl: a salt. An excerpt's manifest has the hash of that file, and levels are so few that
// without a salt those of a second or two that are withheld could be tried through. Pure functions, any thread.
#pragma once

#include <string>

#include "base/text.hpp"
#include "journal/note.hpp"
#include "json/value.hpp"
#include "os/random.hpp"

namespace earwitness::journal {

[[nodiscard]] inline json::Value levels_salt() { return {{"salt", os::random_hex(note_salt_bytes)}}; }

[[nodiscard]] inline bool is_levels_salt(const json::Value& object) {
  const auto& salt = object["salt"];
  if (object.size() != 1 || !salt.is_string()) return false;
  const auto bytes = base::from_hex(salt.as_string());
  return bytes && bytes->size() == note_salt_bytes;
}

}  // namespace earwitness::journal
