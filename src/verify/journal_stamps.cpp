// SPDX-License-Identifier: MIT
#include "verify/journal_stamps.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/base64.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "journal/reader.hpp"

namespace earwitness::verify_detail {

namespace {

Moment moment_of(const journal::Line& line) { return {line.utc, line.mono_ns}; }

/// Covering a line that is not before it is a fault that the journal's own check tells.
void take(const journal::Line& line, JournalStamps& found) {
  const auto covers = line.fields.find("covers");
  const auto token = line.fields.find("token");
  if (covers == line.fields.end() || !covers->is_number_unsigned()) return;
  JournalStamp stamp;
  stamp.line = line.number;
  stamp.written = moment_of(line);
  const auto sequence = covers->get<std::uint64_t>();
  if (sequence + 1 >= line.number || found.stamps.size() >= limits::time_stamps) return;
  stamp.covers = sequence + 1;
  if (token != line.fields.end() && token->is_string()) {
    stamp.token = base::from_base64(token->get_ref<const std::string&>()).value_or(std::vector<std::byte>{});
  }
  found.stamps.push_back(std::move(stamp));
}

/// A slate is of the last token before it.
void take_slate(const journal::Line& line, JournalStamps& found) {
  const auto slate = line.fields.find("slate");
  if (slate == line.fields.end() || !slate->is_array() || found.stamps.empty()) return;
  constexpr std::size_t most_words = 16;
  for (const auto& word : *slate) {
    auto& words = found.stamps.back().words;
    if (words.size() < most_words) words.push_back(word.is_string() ? word.get<std::string>() : std::string());
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
      const auto clock = line.fields.find("clock");
      found.clock_synchronised = clock != line.fields.end() && clock->is_object() &&
                                 clock->value("synchronised", nlohmann::json()) == nlohmann::json(true);
    }
    recovered = recovered || line.event == "recovered";  // which may come days later, by other clocks
    if (!recovered) found.ended = moment_of(line);
    if (line.event == "timestamp") take(line, found);
    if (line.event == "screen") take_slate(line, found);
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
