// SPDX-License-Identifier: MIT
#include "verify/journal_stamps.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/base64.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "journal/reader.hpp"
#include "json/fields.hpp"

namespace earwitness::verify_detail {

namespace {

Moment moment_of(const journal::Line& line) { return {line.utc, line.mono_ns}; }

/// Covering a line that is not before it is a fault that the journal's own check tells.
void append_stamp(const journal::Line& line, JournalStamps& found) {
  const auto covers = json::find_count(line.fields, "covers");
  if (!covers) return;
  JournalStamp stamp;
  stamp.line = line.number;
  stamp.written = moment_of(line);
  if (*covers + 1 >= line.number || found.stamps.size() >= limits::time_stamps) return;
  stamp.covers = *covers + 1;
  if (const auto token = json::find_text(line.fields, "token")) {
    stamp.token = base::from_base64(*token).value_or(std::vector<std::byte>{});
  }
  found.stamps.push_back(std::move(stamp));
}

/// A slate is of the last token before it.
void append_slate(const journal::Line& line, JournalStamps& found) {
  if (found.stamps.empty()) return;
  constexpr std::size_t max_words = 16;
  for (const auto& word : line.fields["slate"].elements()) {
    auto& words = found.stamps.back().words;
    if (words.size() < max_words) words.push_back(word.is_string() ? word.as_string() : std::string());
  }
}

crypto::Digest digest_of(const std::string& hex) {
  crypto::Digest digest{};
  const auto bytes = base::from_hex(hex);
  if (bytes && bytes->size() == digest.size()) std::copy(bytes->begin(), bytes->end(), digest.begin());
  return digest;
}

}  // namespace

JournalStamps read_stamps(os::File& journal, os::File& again, std::uint64_t lines) {
  JournalStamps found;
  bool recovered = false;
  (void)journal::read(journal, [&](const journal::Line& line) {
    if (line.number > lines) return;
    if (line.number == 1) {
      found.opened = moment_of(line);
      found.clock_synchronised = json::is_true(line.fields["clock"], "synchronised");
    }
    recovered = recovered || line.event == "recovered";  // which may come days later, by other clocks
    if (!recovered) found.ended = moment_of(line);
    if (line.event == "timestamp") append_stamp(line, found);
    if (line.event == "screen") append_slate(line, found);
  });
  std::unordered_multimap<std::uint64_t, JournalStamp*> waiting;
  for (auto& stamp : found.stamps) waiting.emplace(stamp.covers, &stamp);
  (void)journal::read(again, [&](const journal::Line& line) {
    const auto [first, last] = waiting.equal_range(line.number);
    for (auto at = first; at != last; ++at) {
      at->second->imprint = digest_of(line.hash);
      at->second->covered = moment_of(line);
    }
  });
  return found;
}

}  // namespace earwitness::verify_detail
