// SPDX-License-Identifier: MIT
#include "timeline/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <map>

#include "archive/archive.hpp"
#include "archive/transcripts.hpp"
#include "bag/layout.hpp"
#include "base/fold.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "journal/content.hpp"
#include "journal/events.hpp"
#include "journal/note.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "timeline/search_limits.hpp"
#include "timeline/selection.hpp"
#include "vtt/webvtt.hpp"

namespace earwitness::timeline {

namespace {

using std::chrono::milliseconds;

/// A note's line in the journal.
struct Place {
  std::string kind;
  std::string file;  ///< of a mark; empty: none
  Frames from = 0;
};

std::string_view pop_line(std::string_view& text) {
  const auto end = std::min(text.find('\n'), text.size());
  auto line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

class Search {
 public:
  Search(os::FileSystem& fs, const archive::Item& item, const std::vector<std::string>& words)
      : fs_(fs), item_(item), words_(words), found_(words.size(), false) {}

  std::optional<std::vector<Hit>> run() {
    find_words("title", std::nullopt, item_.title);
    find_words("later_title", std::nullopt, item_.label.title);
    for (const auto& note : item_.label.notes) find_words("later_note", note.at, note.text);
    passing_over([&] { search_notes(); });
    passing_over([&] { search_transcript(); });
    if (!std::all_of(found_.begin(), found_.end(), [](bool found) { return found; })) return std::nullopt;
    return std::move(hits_);
  }

 private:
  static void passing_over(const std::function<void()>& looking) {
    try {
      looking();
    } catch (const Error&) {  // verify says what is wrong with it
    }
  }

  /// Where the first of the words begins; marks every word that is there as found.
  std::optional<std::size_t> find_in(std::string_view text) {
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      const auto at = base::find_folded(text, words_[i]);
      if (!at) continue;
      found_[i] = true;
      first = std::min(first.value_or(*at), *at);
    }
    return first;
  }

  void find_words(const std::string& where, std::optional<milliseconds> at, std::string_view text) {
    const auto begins = find_in(text);
    if (!begins || hits_.size() >= limits::search_hits) return;
    hits_.push_back({where, at, base::words_around(text, *begins, limits::search_hit_bytes)});
  }

  /// The recording's own, or those of what was recovered of it.
  [[nodiscard]] os::Path bag() const {
    const archive::Conversation conversation{item_.folder};
    return item_.state == archive::State::recovered ? conversation.recovered() : conversation.bag();
  }

  void search_notes() {
    const auto path = bag() / bag::notes_path;
    if (!fs_.status(path)) return;
    const auto whole = os::read_all(fs_, path, limits::searched_file_bytes);
    std::string_view text = whole;
    while (!text.empty()) {
      const auto object = json::parse_object(pop_line(text), json::document);
      const auto note = object ? journal::parse_note(*object) : std::nullopt;
      if (note) search_note(*note);
    }
  }

  /// The journal says what kind of note it is; it is read for the first one that has a word.
  void search_note(const journal::Note& note) {
    const auto is_in = [&](const std::string& word) { return base::find_folded(note.text, word).has_value(); };
    if (std::none_of(words_.begin(), words_.end(), is_in)) return;
    if (!places_) read_places();
    const auto found = places_->find(note.number);
    const auto place = found == places_->end() ? Place{"note", {}, 0} : found->second;
    // The title was looked at, and what the computer noted by itself is nothing that a person remembers.
    const bool is_computers = place.kind == journal::note_of_device || place.kind == journal::note_of_monitor ||
                              place.kind == journal::note_of_around;
    if (place.kind == "title" || is_computers) return;
    find_words(base::printable(place.kind), time_of(place), note.text);
  }

  void read_places() {
    places_.emplace();
    const auto path = bag() / bag::journal_path;
    if (!fs_.status(path)) return;
    const auto file = fs_.open(path);
    (void)journal::read(*file, [&](const journal::Line& line) {
      if (line.event != "note" || places_->size() >= limits::journal_notes) return;
      json::Fields fields(line.fields);
      auto note = journal::decode_note(fields);
      if (!fields.missing().empty()) return;
      places_->emplace(note.note,
                       Place{std::move(note.kind), note.file.value_or(std::string()), note.from.value_or(0)});
    });
  }

  std::optional<milliseconds> time_of(const Place& place) {
    if (place.file.empty()) return std::nullopt;
    if (!journal_) {
      journal_ = journal::read_journal(*fs_.open(bag() / bag::journal_path));
      begins_ = beginnings(*journal_);
    }
    for (std::size_t i = 0; i < journal_->files.size(); ++i) {
      const auto& file = journal_->files[i];
      if (file.name != place.file || place.from < 0 || place.from > file.frames()) continue;
      return std::chrono::duration_cast<milliseconds>(begins_[i] + length(journal_->format_of(file), place.from));
    }
    return std::nullopt;
  }

  /// Whose seal is gone, as of a copy that nobody made whole: to be found all the same.
  [[nodiscard]] std::vector<archive::TranscriptVersion> unsealed_versions() const {
    std::vector<archive::TranscriptVersion> versions;
    for (const auto& entry : fs_.list(item_.folder)) {
      if (entry.kind != os::EntryKind::folder || archive::transcript_version_number(entry.name) == 0) continue;
      versions.push_back(archive::read_transcript_version(fs_, item_.folder / entry.name));
    }
    std::sort(versions.begin(), versions.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    return versions;
  }

  void search_transcript() {
    auto versions = archive::transcript_versions(fs_, item_.folder);
    if (versions.empty()) versions = unsealed_versions();
    const auto* version = archive::current_version(versions);
    if (version == nullptr) return;
    for (const auto& cue : vtt::read_vtt(archive::transcript_text(fs_, *version)).cues) {
      std::string_view text = cue.text;
      while (!text.empty()) {
        const auto line = pop_line(text);
        find_words("transcript", milliseconds(cue.begin_ms),
                   cue.speaker.empty() ? std::string(line) : fmt::format("{}: {}", cue.speaker, line));
      }
    }
  }

  os::FileSystem& fs_;
  const archive::Item& item_;
  const std::vector<std::string>& words_;
  std::vector<bool> found_;
  std::vector<Hit> hits_;
  std::optional<std::map<std::uint64_t, Place>> places_;
  std::optional<journal::JournalContent> journal_;
  std::vector<std::chrono::nanoseconds> begins_;
};

}  // namespace

std::vector<std::string> search_words(const std::vector<std::string>& typed) {
  std::vector<std::string> words;
  for (const auto& word : typed) {
    if (word.size() > limits::search_word_bytes || typed.size() > limits::search_words) {
      throw Error(ErrorKind::usage, {},
                  tr("a search has at most {} words of {} bytes", limits::search_words, limits::search_word_bytes));
    }
    auto plain = base::folded(word);
    if (!plain.empty()) words.push_back(std::move(plain));
  }
  if (words.empty()) throw Error(ErrorKind::usage, {}, _("there is no word to search for"), Step::search_word);
  return words;
}

std::optional<std::vector<Hit>> search(os::FileSystem& fs, const archive::Item& item,
                                       const std::vector<std::string>& words) {
  return Search(fs, item, words).run();
}

}  // namespace earwitness::timeline
