// SPDX-License-Identifier: MIT
#include "recover/kept_journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "bag/layout.hpp"
#include "base/recording_kind.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "journal/gatherer.hpp"
#include "journal/journal_times.hpp"
#include "journal/reader.hpp"
#include "json/fields.hpp"
#include "recover/original.hpp"

namespace earwitness::recover_detail {

namespace {

/// What no recording in progress writes, or what could not be gone on with.
bool can_be_kept(const journal::Line& line) {
  if (line.event == "recovered" || line.event == "import") return false;
  if (line.event == "open") return json::text_in(line.fields, "kind") != recording_kind::imported;
  if (line.event != "file") return true;
  const auto name = json::find_text(line.fields, "file");
  return name && bag::role_of(*name) == bag::FileRole::audio;
}

/// Reads lines as long as they neither contradict each other nor say what can't be gone on with.
class JournalKeeper {
 public:
  explicit JournalKeeper(os::File& file) : file_(file) {}

  /// Up to the line `max` at the most: what is found wrong with a line may be told of one that was passed by then, and
  /// then good() is less than what is in the result.
  KeptJournal read(std::uint64_t max) {
    KeptJournal kept;
    journal::Gatherer gatherer(kept.content);
    journal::JournalTimes times;
    good_ = 0;
    bool is_over = false;
    next_offset_ = file_.size();
    kept.content.reading = journal::read(file_, [&](const journal::Line& line) {
      if (line.number == max + 1) next_offset_ = line.offset;
      if (is_over || line.number > max) return;
      gatherer.line(line);
      require_known_format(kept.content);
      is_over = !kept.content.problems.empty() || !can_be_kept(line);
      if (is_over) return;
      good_ = line.number;
      times.add(line);
      is_over = ends_before_impossible_times(times);
      add(kept, line);
    });
    if (!is_over) {
      times.finish();
      (void)ends_before_impossible_times(times);
    }
    is_whole_ = !is_over && good_ == kept.count;
    return kept;
  }

  [[nodiscard]] std::uint64_t good() const noexcept { return good_; }
  /// Whether the result has nothing but good lines.
  [[nodiscard]] bool is_whole() const noexcept { return is_whole_; }
  /// Where the line after the last one begins.
  [[nodiscard]] std::uint64_t next_offset() const noexcept { return next_offset_; }

 private:
  void require_known_format(const journal::JournalContent& content) const {
    if (journal::is_known_format(content.format.value_or(0)) || !content.problems.empty()) return;
    const auto path = base::printable(file_.path().string());
    throw Error(ErrorKind::unknown_format, file_.path().string(),
                tr("{} has format version {}, and this program knows {}", path, content.format.value_or(0),
                   journal::newest_format),
                _("use a newer earwitness"));
  }

  /// A time that can't be true is told of a line that may have been passed by then.
  bool ends_before_impossible_times(const journal::JournalTimes& times) {
    for (const auto& problem : times.problems()) good_ = std::min(good_, problem.line - 1);
    return !times.problems().empty();
  }

  static void add(KeptJournal& kept, const journal::Line& line) {
    kept.count = line.number;
    kept.last_hash = line.hash;
    json::Fields fields(line.fields);  // which the gatherer has found to be what they must be
    if (line.event == "file") {
      kept.lines.push_back({line.number, journal::decode_file(fields)});
    } else if (line.event == "gap") {
      kept.lines.push_back({line.number, journal::decode_gap(fields)});
    } else if (line.event == "break") {
      kept.lines.push_back({line.number, journal::decode_break(fields)});
    } else if (line.event == "note") {
      auto note = journal::decode_note(fields);
      kept.note_kinds.emplace_back(note.note, std::move(note.kind));
    }
  }

  os::File& file_;
  std::uint64_t good_ = 0;
  std::uint64_t next_offset_ = 0;
  bool is_whole_ = false;
};

}  // namespace

const KeptLine* KeptJournal::beginning_of(const std::string& file) const {
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const KeptLine& line) {
    const auto* begins = std::get_if<journal::FileLine>(&line.event);
    return begins != nullptr && begins->file == file;
  });
  return found == lines.end() ? nullptr : &*found;
}

const journal::AudioFile* KeptJournal::file(const std::string& name) const {
  const auto found = std::find_if(content.files.begin(), content.files.end(),
                                  [&](const journal::AudioFile& f) { return f.name == name; });
  return found == content.files.end() ? nullptr : &*found;
}

void keep_salts(KeptJournal& kept, os::File* salts) {
  if (!kept.content.is_salted()) return;
  std::map<std::uint64_t, journal::Second*> seconds;  // by the `seq` of their lines
  for (auto& file : kept.content.files) {
    for (auto& second : file.seconds) seconds.emplace(second.line - 1, &second);
  }
  const auto read = salts != nullptr ? journal::read_salts(*salts) : std::vector<journal::SaltLine>{};
  for (const auto& salt : read) {
    const auto second = seconds.find(salt.seq);
    if (second == seconds.end()) continue;
    second->second->salt = salt.salt;
    kept.salts.push_back(salt);
  }
  kept.missing_salts = seconds.size() - kept.salts.size();
}

KeptJournal keep_journal(os::File& file) {
  const auto size = file.size();
  JournalKeeper keeper(file);
  auto kept = keeper.read(std::numeric_limits<std::uint64_t>::max() - 1);
  // Only where a line is not kept is it read once more, up to that line: what came of it is in there by then. What is
  // the last line now may tell an impossible time that the lines after it had left open, and is not kept either. Each
  // round keeps fewer lines, and a jump of the clock that nothing follows is the only such time: there are three at the
  // most.
  while (!keeper.is_whole()) kept = keeper.read(keeper.good());
  if (kept.count > 0) kept.bytes = std::min(kept.content.reading.bytes, keeper.next_offset());
  kept.left_bytes = size - kept.bytes;
  return kept;
}

}  // namespace earwitness::recover_detail
