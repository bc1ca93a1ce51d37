// SPDX-License-Identifier: MIT
#include "journal/note.hpp"

#include "base/text.hpp"
#include "json/fields.hpp"

namespace earwitness::journal {

namespace {

constexpr std::int64_t most_notes = std::int64_t{1} << 50;

}  // namespace

crypto::Digest note_commitment(std::span<const std::byte> salt, std::string_view text) {
  crypto::Sha256 hash;
  hash.update(salt);
  hash.update(base::as_bytes(text));
  return hash.finish();
}

std::optional<Note> parse_note(const json::Value& object) {
  json::Fields fields(object);
  Note note{static_cast<std::uint64_t>(fields.number("note", 1, most_notes)), fields.text("text"), {}};
  const auto salt = base::from_hex(fields.text("salt"));
  if (!fields.missing().empty() || !salt || salt->size() != note_salt_bytes) return std::nullopt;
  note.sha256 = note_commitment(*salt, note.text);
  return note;
}

}  // namespace earwitness::journal
