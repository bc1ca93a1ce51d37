// SPDX-License-Identifier: MIT
//
// What an import made, for people and for scripts, and what they must know of the file. One thread.
#pragma once

#include <optional>
#include <string>

#include "control/protocol.hpp"
#include "derive/import.hpp"
#include "earwitness/verify.hpp"
#include "json/value.hpp"

namespace earwitness::results {

struct ImportResult {
  derive::Imported made;
  std::optional<bool> in_ledger;
  control::SealStamp stamp;
  Verification found;
};

/// Of a day nobody knows the time.
[[nodiscard]] std::string recorded_words(UtcTime time, bool is_day);

[[nodiscard]] json::Value to_json(const ImportResult& outcome);
void print(const ImportResult& outcome);

/// Of a folder with `--together`; one that is alone says it itself.
void tell_left_out(const derive::Imported& made);
/// That this very file was imported before.
void tell_same(const derive::Imported& made);
/// Why nothing of a file was decoded, its streams of sound, and what it says of itself.
void tell_what_it_holds(const derive::Imported& made);
/// What the check met in it.
void tell_what_was_met(const Verification& found);

}  // namespace earwitness::results
