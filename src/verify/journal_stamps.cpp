// SPDX-License-Identifier: MIT
#include "verify/journal_stamps.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/base64.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "journal/events.hpp"
#include "journal/reader.hpp"
#include "json/fields.hpp"

namespace earwitness::verify_detail {

namespace {

Moment moment_of(const journal::Line& line) { return {line.utc, line.mono_ns}; }

/// Covering a line that is not before it is a fault that the journal's own check tells.
void append_stamp(const journal::Line& line, JournalStamps& found) {
  json::Fields fields(line.fields);
  auto event = journal::decode_time_stamp(fields);
  if (!fields.missing().empty()) return;
  JournalStamp stamp;
  stamp.line = line.number;
  stamp.written = moment_of(line);
  if (event.covers + 1 >= line.number || found.stamps.size() >= limits::time_stamps) return;
  stamp.covers = event.covers + 1;
  stamp.token = std::move(event.token);
  found.stamps.push_back(std::move(stamp));
}

/// A slate is of the last token before it.
void append_slate(const journal::Line& line, JournalStamps& found) {
  if (found.stamps.empty()) return;
  constexpr std::size_t max_words = 16;
  json::Fields fields(line.fields);
  auto& words = found.stamps.back().words;
  for (auto& word : journal::decode_screen(fields).slate) {
    if (words.size() < max_words) words.push_back(std::move(word));
  }
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
      at->second->imprint = crypto::digest_of_hex(line.hash);
      at->second->covered = moment_of(line);
    }
  });
  return found;
}

}  // namespace earwitness::verify_detail
