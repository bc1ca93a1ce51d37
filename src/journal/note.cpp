// SPDX-License-Identifier: MIT
#include "journal/note.hpp"

#include <array>

#include "base/text.hpp"
#include "json/fields.hpp"
#include "os/random.hpp"

namespace earwitness::journal {

namespace {

constexpr std::int64_t max_note_number = std::int64_t{1} << 50;

}  // namespace

crypto::Digest note_commitment(std::span<const std::byte> salt, std::string_view text) {
  crypto::Sha256 hash;
  hash.update(salt);
  hash.update(base::as_bytes(text));
  return hash.finish();
}

SaltedNote salt_note(std::uint64_t number, std::string_view text) {
  std::array<std::byte, note_salt_bytes> salt{};
  os::fill_random(salt);
  return {{{"note", number}, {"salt", base::to_hex(salt)}, {"text", text}}, note_commitment(salt, text)};
}

std::optional<Note> parse_note(const json::Value& object) {
  json::Fields fields(object);
  Note note{static_cast<std::uint64_t>(fields.number("note", 1, max_note_number)), fields.text("text"), {}};
  const auto salt_text = fields.text("salt");
  const auto salt = base::from_hex(salt_text);
  fields.allow_only({"note", "salt", "text"});
  if (!fields.missing().empty() || !salt || salt->size() != note_salt_bytes) return std::nullopt;
  if (base::to_hex(*salt) != salt_text) return std::nullopt;  // lower case alone
  note.sha256 = note_commitment(*salt, note.text);
  return note;
}

}  // namespace earwitness::journal
