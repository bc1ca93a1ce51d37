// SPDX-License-Identifier: MIT
#include "verify/notes_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "journal/json_object.hpp"
#include "journal/line_source.hpp"

namespace earwitness::verify_detail {

namespace {

constexpr std::size_t salt_bytes = 16;

/// Each line's object to `visit`; what is no such line is a problem.
template <typename Visit>
std::vector<Problem> each_object(os::File& file, Visit visit) {
  using Next = journal::LineSource::Next;
  std::vector<Problem> problems;
  journal::LineSource source(file);
  for (std::uint64_t number = 1;; ++number) {
    const auto next = source.next();
    if (next == Next::end) return problems;
    if (next != Next::line) {
      problems.push_back({number, "the line is cut or too long"});
      return problems;
    }
    const auto object = journal::parse_object(source.text());
    const auto wrong = object.is_discarded() ? std::string("it is not one JSON object") : visit(object);
    if (!wrong.empty()) problems.push_back({number, wrong});
  }
}

std::string text_of(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string commitment(const std::vector<std::byte>& salt, const std::string& text) {
  crypto::Sha256 hash;
  hash.update(salt);
  hash.update(base::as_bytes(text));
  return base::to_hex(hash.finish());
}

}  // namespace

std::vector<Problem> check_notes(os::File& notes, const std::vector<NoteCommitment>& committed) {
  std::map<std::uint64_t, std::string> expected;
  for (const auto& c : committed) expected[c.note] = c.sha256;
  std::set<std::uint64_t> seen;
  auto problems = each_object(notes, [&](const nlohmann::json& object) -> std::string {
    const auto number = object.find("note");
    const auto salt = base::from_hex(text_of(object, "salt"));
    const auto text = object.find("text");
    if (number == object.end() || !number->is_number_unsigned() || !salt || salt->size() != salt_bytes ||
        text == object.end() || !text->is_string()) {
      return "it is not a note";
    }
    const auto found = expected.find(number->get<std::uint64_t>());
    if (found == expected.end()) return "the journal knows no such note";
    if (!seen.insert(found->first).second) return "the note stands twice";
    if (found->second != commitment(*salt, text->get<std::string>())) return "its text is not the one of the journal";
    return {};
  });
  for (const auto& [number, sha256] : expected) {
    if (!seen.contains(number)) problems.push_back({0, fmt::format("the text of note {} is missing", number)});
  }
  return problems;
}

std::vector<Problem> check_levels(os::File& levels, const std::vector<AudioFile>& files) {
  std::map<std::string, std::set<Frames>> seconds;
  for (const auto& file : files) {
    for (const auto& second : file.seconds) seconds[file.name].insert(second.from);
  }
  return each_object(levels, [&](const nlohmann::json& object) -> std::string {
    const auto from = object.find("from");
    const auto is_level = [&](const char* name) {
      const auto found = object.find(name);
      return found != object.end() && found->is_number();
    };
    const bool whole =
        from != object.end() && from->is_number_integer() && is_level("peak_dbfs") && is_level("rms_dbfs");
    if (!whole) return "it is not a level";
    const auto file = seconds.find(text_of(object, "file"));
    if (file == seconds.end() || !file->second.contains(from->get<Frames>())) return "the journal has no such second";
    return {};
  });
}

}  // namespace earwitness::verify_detail
