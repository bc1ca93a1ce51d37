// SPDX-License-Identifier: MIT
//
// A line of notes.jsonl: free text, which the journal knows only by a salted hash (docs/format.md, "Notes"). The one
// place that says how the two belong together, for whoever writes a note, checks it or recovers it. Values, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crypto/sha256.hpp"
#include "json/value.hpp"

namespace earwitness::journal {

inline constexpr std::size_t note_salt_bytes = 16;

/// What the journal holds of a note: the SHA-256 of its salt's bytes, then its text's.
[[nodiscard]] crypto::Digest note_commitment(std::span<const std::byte> salt, std::string_view text);

struct Note {
  std::uint64_t number = 0;
  std::string text;
  crypto::Digest sha256{};  ///< its commitment, as its line tells salt and text
};

/// A line of notes.jsonl with a salt of its own, and what the journal is to hold of it.
struct SaltedNote {
  json::Value line;
  crypto::Digest sha256{};
};
[[nodiscard]] SaltedNote salt_note(std::uint64_t number, std::string_view text);

/// Nothing if the object, which may be anyone's, is not a note.
[[nodiscard]] std::optional<Note> parse_note(const json::Value& object);

}  // namespace earwitness::journal
