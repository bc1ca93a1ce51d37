// SPDX-License-Identifier: MIT
#include "journal/salts.hpp"

#include <algorithm>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "journal/line_source.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "os/random.hpp"

namespace earwitness::journal {

namespace {

constexpr std::int64_t max_seq = std::int64_t{1} << 50;
constexpr std::size_t max_problems = 1000;

struct Salted {
  std::uint64_t line = 0;    // of the journal, from 1
  Second* second = nullptr;  // null: a recovery took that line back
};

/// A salt that is of two seconds is not random: who has one of them can try the other. The second line that a recovery
/// says again keeps the salt of its void one, which is not among these.
void find_reused(std::vector<std::pair<Salt, std::uint64_t>> salts, std::vector<Problem>& problems) {
  std::sort(salts.begin(), salts.end());  // by salt, then by line
  for (std::size_t i = 1; i < salts.size() && problems.size() < max_problems; ++i) {
    if (salts[i].first == salts[i - 1].first) {
      problems.push_back({salts[i].second, _("its salt is that of another second")});
    }
  }
}

/// The journal's `audio` lines, in their order.
std::vector<Salted> salted_lines(JournalContent& journal) {
  std::vector<Salted> lines;
  for (auto& file : journal.files) {
    for (auto& second : file.seconds) lines.push_back({second.line, &second});
  }
  for (const auto line : journal.void_seconds) lines.push_back({line, nullptr});
  std::sort(lines.begin(), lines.end(), [](const Salted& a, const Salted& b) { return a.line < b.line; });
  return lines;
}

}  // namespace

Salt new_salt() {
  Salt salt{};
  os::fill_random(salt);
  return salt;
}

crypto::Sha256 begin_second(const std::optional<Salt>& salt) {
  crypto::Sha256 hash;
  if (salt) hash.update(*salt);
  return hash;
}

crypto::Digest second_hash(const std::optional<Salt>& salt, std::span<const std::byte> samples) {
  auto hash = begin_second(salt);
  hash.update(samples);
  return hash.finish();
}

json::Value encode(const SaltLine& line) { return {{"seq", line.seq}, {"salt", base::to_hex(line.salt)}}; }

std::optional<SaltLine> parse_salt(std::string_view line) {
  const auto object = json::parse_line(line, json::journal_line);
  if (!object) return std::nullopt;
  json::Fields fields(*object);
  SaltLine salt{static_cast<std::uint64_t>(fields.number("seq", 0, max_seq))};
  const auto text = fields.text("salt");
  const auto bytes = base::from_hex(text);
  fields.allow_only({"seq", "salt"});
  const bool is_salt = bytes && bytes->size() == salt.salt.size() && base::to_hex(*bytes) == text;
  if (!fields.missing().empty() || !is_salt) return std::nullopt;
  std::copy(bytes->begin(), bytes->end(), salt.salt.begin());
  return salt;
}

std::vector<SaltLine> read_salts(os::File& file) {
  std::vector<SaltLine> salts;
  LineSource source(file);
  while (source.next() == LineSource::Next::line) {
    const auto salt = parse_salt(source.text());
    if (!salt || (!salts.empty() && salt->seq <= salts.back().seq)) break;
    salts.push_back(*salt);
  }
  return salts;
}

std::vector<Problem> add_salts(JournalContent& journal, os::File& salts, SaltsOf expected) {
  std::vector<Problem> problems;
  const auto lines = salted_lines(journal);
  auto next = lines.begin();
  const auto skip_to = [&](std::uint64_t line) {
    for (; next != lines.end() && next->line < line && problems.size() < max_problems; ++next) {
      const bool is_needed = next->second != nullptr && expected == SaltsOf::every_second;
      if (is_needed) problems.push_back({0, tr("the salt of journal line {} is missing", next->line)});
    }
  };
  std::vector<std::pair<Salt, std::uint64_t>> seen;  // with the line in that file
  LineSource source(salts);
  for (std::uint64_t number = 1; problems.size() < max_problems; ++number) {
    const auto read = source.next();
    if (read == LineSource::Next::end) {
      skip_to(UINT64_MAX);
      break;
    }
    const auto salt = read == LineSource::Next::line ? parse_salt(source.text()) : std::nullopt;
    if (!salt) {
      problems.push_back({number, _("it is not a salt")});
      if (read != LineSource::Next::line) break;
      continue;
    }
    skip_to(salt->seq + 1);
    if (next == lines.end() || next->line != salt->seq + 1) {
      problems.push_back({number, _("the journal has no such second, or its salt stands out of order")});
      continue;
    }
    if (next->second != nullptr) {
      next->second->salt = salt->salt;
      seen.emplace_back(salt->salt, number);
    } else if (expected == SaltsOf::some_seconds) {
      // The same second may stand behind the recovery, withheld and with the same salt.
      problems.push_back({number, _("a recovery took its second back")});
    }
    ++next;
  }
  find_reused(std::move(seen), problems);
  return problems;
}

}  // namespace earwitness::journal
