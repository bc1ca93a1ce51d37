// SPDX-License-Identifier: MIT
#include "present/prepared.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "journal/json_object.hpp"
#include "journal/line_source.hpp"
#include "journal/note.hpp"
#include "present/selection.hpp"

namespace earwitness::present {

namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;

constexpr std::size_t longest_stretch = 10;  // seconds
constexpr double above_quiet_db = 6;
constexpr double digital_silence_dbfs = -90;
constexpr std::size_t quiet_share = 5;  // every fifth second is taken to be quiet

/// Each line of a file that is one JSON object; nothing where there is no such file.
template <typename Visit>
void each_object(os::FileSystem& fs, const os::Path& path, Visit visit) {
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > limits::journal_bytes) return;
  const auto file = fs.open(path);
  journal::LineSource source(*file);
  while (source.next() == journal::LineSource::Next::line) {
    const auto object = journal::parse_object(source.text());
    if (!object.is_discarded()) visit(object);
  }
}

std::int64_t number_in(const nlohmann::json& object, const char* field) {
  const auto found = object.find(field);
  return found != object.end() && found->is_number_integer() ? found->get<std::int64_t>() : -1;
}

std::int64_t to_ms(nanoseconds time) { return std::chrono::duration_cast<std::chrono::milliseconds>(time).count(); }

class IncidentReader {
 public:
  explicit IncidentReader(const journal::JournalContent& journal) : journal_(journal), begins_(beginnings(journal)) {
    for (std::size_t i = 0; i < journal.files.size(); ++i) by_name_.emplace(journal.files[i].name, i);
  }

  void take(const nlohmann::json& line) {
    const auto event = journal::text_of(line, "event");
    if (event == "file") take_file(journal::text_of(line, "file"));
    if (event == "break") cause_ = journal::text_of(line, "cause");
    if (event == "note" && journal::text_of(line, "kind") == "mark") take_mark(line);
  }

  std::vector<Incident> finish(const std::map<std::int64_t, std::string>& texts) {
    std::stable_sort(all_.begin(), all_.end(), [](const auto& a, const auto& b) { return a.from < b.from; });
    int marks = 0;
    for (auto& happening : all_) {
      if (happening.what != Incident::What::mark) continue;
      const auto text = texts.find(happening.number);
      happening.text = text == texts.end() ? std::string() : text->second;
      happening.number = ++marks;
    }
    return std::move(all_);
  }

 private:
  void take_file(const std::string& name) {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return;
    const auto index = found->second;
    const auto cause = std::exchange(cause_, {});
    if (index == 0 || cause.empty()) return;
    const auto end = begins_[index - 1] + length(journal_.audio, journal_.files[index - 1].frames());
    if (begins_[index] - end < seconds(1)) return;
    const auto what = cause == "pause" ? Incident::What::pause : Incident::What::lost;
    all_.push_back({what, end, begins_[index], cause, 0});
  }

  void take_mark(const nlohmann::json& line) {
    const auto found = by_name_.find(journal::text_of(line, "file"));
    const auto from = number_in(line, "from");
    if (found == by_name_.end() || from < 0 || all_.size() >= limits::journal_notes) return;
    const auto frame = std::min<Frames>(from, journal_.files[found->second].frames());
    const auto at = begins_[found->second] + length(journal_.audio, frame);
    all_.push_back({Incident::What::mark, at, at, {}, static_cast<int>(number_in(line, "note"))});
  }

  const journal::JournalContent& journal_;
  std::vector<nanoseconds> begins_;
  std::map<std::string, std::size_t> by_name_;
  std::string cause_;
  std::vector<Incident> all_;
};

using Levels = std::map<std::pair<std::string, std::int64_t>, double>;

Levels levels_by_file(os::FileSystem& fs, const os::Path& bag) {
  Levels levels;
  each_object(fs, bag / "data" / "levels.jsonl", [&](const nlohmann::json& line) {
    const auto rms = line.find("rms_dbfs");
    if (rms == line.end() || !rms->is_number()) return;
    levels[{journal::text_of(line, "file"), number_in(line, "from")}] = rms->get<double>();
  });
  return levels;
}

/// What a second must exceed to be taken for speech: the quietest fifth of the recording, and some.
double threshold_of(const Levels& levels) {
  std::vector<double> loudness;
  for (const auto& [place, rms] : levels) {
    if (rms > digital_silence_dbfs) loudness.push_back(rms);
  }
  if (loudness.empty()) return digital_silence_dbfs;
  const auto quiet = loudness.begin() + static_cast<std::ptrdiff_t>(loudness.size() / quiet_share);
  std::nth_element(loudness.begin(), quiet, loudness.end());
  const auto loudest = *std::max_element(loudness.begin(), loudness.end());
  // Where it is always as loud nothing stands out, and all of it may be speech.
  return loudest < *quiet + 2 * above_quiet_db ? digital_silence_dbfs : *quiet + above_quiet_db;
}

/// What lies in a bag is English for everybody.
enum class Reader { user, anybody };

template <typename... Args>
std::string said_to(Reader reader, const char* english, const Args&... args) {
  const auto* translation = reader == Reader::user ? base::find_translation({}, english) : nullptr;
  return base::format_translation(translation, english, fmt::make_format_args(args...));
}

std::string in_words(const Incident& happening, Reader reader) {
  const auto text = base::printable(happening.text);
  if (happening.what == Incident::What::mark) {
    return text.empty() ? said_to(reader, N_("mark {}"), happening.number)
                        : said_to(reader, N_("mark {}: {}"), happening.number, text);
  }
  const auto until = base::clock_text(happening.to);
  if (happening.what == Incident::What::pause)
    return said_to(reader, N_("not recorded until {}: it was paused"), until);
  return said_to(reader, N_("not recorded until {}: {}"), until, text);
}

}  // namespace

std::vector<Incident> happenings(os::FileSystem& fs, const os::Path& bag, const journal::JournalContent& journal) {
  IncidentReader reader(journal);
  each_object(fs, bag / "data" / "journal.jsonl", [&](const nlohmann::json& line) { reader.take(line); });
  std::map<std::int64_t, std::string> texts;
  each_object(fs, bag / "data" / "notes.jsonl", [&](const nlohmann::json& line) {
    if (auto note = journal::parse_note(line)) {
      texts.emplace(static_cast<std::int64_t>(note->number), std::move(note->text));
    }
  });
  return reader.finish(texts);
}

std::string words_of(const Incident& happening) { return in_words(happening, Reader::user); }

std::vector<vtt::Cue> stretches_of_speech(os::FileSystem& fs, const os::Path& bag,
                                          const journal::JournalContent& journal) {
  const auto levels = levels_by_file(fs, bag);
  const auto threshold = threshold_of(levels);
  const auto begins = beginnings(journal);
  std::vector<vtt::Cue> cues;
  for (std::size_t f = 0; f < journal.files.size(); ++f) {
    const auto& file = journal.files[f];
    std::size_t in_stretch = 0;
    for (const auto& second : file.seconds) {
      const auto level = levels.find({file.name, second.from});
      const bool is_loud = level == levels.end() ? levels.empty() : level->second >= threshold;
      if (!is_loud) {
        in_stretch = 0;
        continue;
      }
      const auto from = to_ms(begins[f] + length(journal.audio, second.from));
      const auto to = std::max(from + 1, to_ms(begins[f] + length(journal.audio, second.from + second.frames)));
      if (in_stretch == 0 || in_stretch >= longest_stretch) {
        cues.push_back({from, to, {}, {}, 0});
        in_stretch = 0;
      }
      cues.back().end_ms = to;
      ++in_stretch;
    }
  }
  return cues;
}

Prepared prepare(const std::vector<vtt::Cue>& cues, const std::vector<Incident>& happened,
                 const std::vector<std::string>& speakers, const std::string& first_note) {
  vtt::Writer writer;
  if (!first_note.empty()) writer.add_note(first_note);
  auto next = happened.begin();
  const auto tell_until = [&](std::int64_t ms) {
    for (; next != happened.end() && to_ms(next->from) <= ms; ++next) {
      writer.add_note(fmt::format("{} {}", base::clock_text(next->from), in_words(*next, Reader::anybody)));
    }
  };
  for (auto cue : cues) {
    tell_until(cue.begin_ms);
    if (cue.text.empty() && cue.speaker.empty() && !speakers.empty()) cue.speaker = speakers.front();
    writer.add(cue);
  }
  tell_until(std::numeric_limits<std::int64_t>::max());
  return {writer.text(), cues.size()};
}

}  // namespace earwitness::present
