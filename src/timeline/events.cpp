// SPDX-License-Identifier: MIT
#include "timeline/events.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/time.hpp"
#include "journal/json_object.hpp"
#include "journal/line_source.hpp"
#include "journal/note.hpp"
#include "journal/reader.hpp"
#include "timeline/selection.hpp"

namespace earwitness::timeline {

namespace {

using std::chrono::nanoseconds;
using Kind = Event::Kind;

std::optional<std::uint64_t> field_number(const nlohmann::json& fields, const char* name) {
  const auto found = fields.find(name);
  if (found == fields.end() || !found->is_number_unsigned()) return std::nullopt;
  const auto number = found->get<std::uint64_t>();
  if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
  return number;
}

class Teller {
 public:
  Teller(const journal::JournalContent& journal, const NoteTexts& texts)
      : journal_(journal), texts_(texts), begins_(beginnings(journal)) {}

  void line(const journal::Line& line) {
    line_ = &line;
    if (line.event == "file") return file();
    if (line.event == "break") return interruption();
    if (line.event == "gap") return gap();
    if (line.event == "note") return note();
    if (line.event == "source") return source();
    if (line.event == "screen") return screen();
    if (line.event == "recovered") return recovered();
  }

  JournalEvents finish() {
    std::stable_sort(told_.happenings.begin(), told_.happenings.end(),
                     [](const Event& a, const Event& b) { return a.from < b.from; });
    return std::move(told_);
  }

 private:
  const nlohmann::json& fields() const { return line_->fields; }

  std::optional<std::size_t> index_of(const std::string& name) const {
    const auto found = std::find_if(journal_.files.begin(), journal_.files.end(),
                                    [&](const journal::AudioFile& file) { return file.name == name; });
    if (found == journal_.files.end()) return std::nullopt;
    return static_cast<std::size_t>(found - journal_.files.begin());
  }

  nanoseconds end_of(std::size_t file) const {
    return begins_[file] + length(journal_.audio, journal_.files[file].frames());
  }

  /// By its file and frame where it has them, else when it was written down.
  nanoseconds place() const {
    const auto index = index_of(journal::text_of(fields(), "file"));
    const auto from = field_number(fields(), "from");
    if (index && from) {
      const auto within = std::min(static_cast<Frames>(*from), journal_.files[*index].frames());
      return begins_[*index] + length(journal_.audio, within);
    }
    return moment();
  }

  /// Of the line itself, on the clock of the file that it stands behind.
  nanoseconds moment() const {
    if (!file_) return nanoseconds{0};
    const auto began = journal_.files[*file_].first_frame_mono_ns;
    const auto after = began ? nanoseconds(std::max<std::int64_t>(line_->mono_ns - *began, 0)) : nanoseconds{0};
    const auto last = *file_ + 1 < begins_.size() ? begins_[*file_ + 1] : end_of(*file_);
    return std::min(begins_[*file_] + after, std::max(last, begins_[*file_]));
  }

  void add(Kind kind, nanoseconds from, nanoseconds to, std::string cause, std::string text = {}) {
    if (told_.happenings.size() >= limits::findings) return;
    told_.happenings.push_back(
        {kind, from, std::max(from, to), std::move(cause), std::move(text), false, line_->number});
  }

  void file() {
    const auto index = index_of(journal::text_of(fields(), "file"));
    if (!index) return;
    file_ = index;
    if (!told_.started && *index == 0)
      told_.started = base::parse_rfc3339(journal::text_of(fields(), "first_frame_utc"));
  }

  void interruption() {
    const auto cause = journal::text_of(fields(), "cause");
    const auto from = file_ ? end_of(*file_) : nanoseconds{0};
    const bool goes_on = file_ && *file_ + 1 < begins_.size();
    add(cause == "pause" ? Kind::pause : Kind::interruption, from, goes_on ? begins_[*file_ + 1] : from, cause);
  }

  void gap() {
    const auto index = index_of(journal::text_of(fields(), "file"));
    const auto frames = field_number(fields(), "frames");
    if (!index || !frames) return;
    const auto most = journal_.files[*index].frames();
    const auto from = place();
    add(Kind::gap, from, from + length(journal_.audio, std::min(static_cast<Frames>(*frames), most)),
        journal::text_of(fields(), "cause"));
    const auto estimated = fields().find("estimated");
    if (told_.happenings.empty() || estimated == fields().end() || !estimated->is_boolean()) return;
    told_.happenings.back().estimated = estimated->get<bool>();
  }

  std::string note_text() const {
    const auto number = field_number(fields(), "note");
    const auto found = number ? texts_.find(*number) : texts_.end();
    return found == texts_.end() ? std::string() : found->second;
  }

  void note() {
    const auto kind = journal::text_of(fields(), "kind");
    if (kind == "mark") return add(Kind::mark, place(), place(), kind, note_text());
    const auto text = note_text();
    if (text.empty()) return;
    if (kind == "device") told_.devices.push_back(text);
    if (kind == "claimed") told_.claims.push_back(text);
    if (kind == "person") told_.people.push_back(text);
  }

  void source() { add(Kind::event, place(), place(), "source", note_text()); }

  void screen() {
    std::string words;
    const auto slate = fields().find("slate");
    if (slate != fields().end() && slate->is_array()) {
      for (const auto& word : *slate) {
        if (word.is_string()) words += (words.empty() ? "" : " ") + word.get<std::string>();
      }
    }
    add(Kind::event, moment(), moment(), journal::text_of(fields(), "what"), std::move(words));
  }

  /// What the lines before it say of sound that is not there is void.
  void recovered() {
    const auto from = field_number(fields(), "unsupported_from");
    if (!from) return;
    std::erase_if(told_.happenings, [&](const Event& happening) {
      return happening.line > *from &&
             (happening.kind == Kind::gap || happening.kind == Kind::pause || happening.kind == Kind::interruption);
    });
  }

  const journal::JournalContent& journal_;
  const NoteTexts& texts_;
  std::vector<nanoseconds> begins_;
  const journal::Line* line_ = nullptr;
  std::optional<std::size_t> file_;  // the one that began last
  JournalEvents told_;
};

void take_note(const nlohmann::json& object, const journal::JournalContent& journal, NoteTexts& texts) {
  const auto note = journal::parse_note(object);
  if (!note || texts.size() >= limits::journal_notes) return;
  const auto committed = journal.notes.find(note->number);
  if (committed != journal.notes.end() && committed->second.sha256 == note->sha256) texts[note->number] = note->text;
}

}  // namespace

NoteTexts note_texts(os::FileSystem& fs, const os::Path& bag, const journal::JournalContent& journal, bool is_excerpt) {
  NoteTexts texts;
  const auto path = bag / (is_excerpt ? bag::excerpt_path : bag::notes_path);
  if (!fs.status(path)) return texts;
  if (is_excerpt) {
    const auto excerpt = journal::parse_object(os::read_all(fs, path, limits::tag_file_bytes));
    const auto notes = excerpt.is_object() ? excerpt.find("notes") : excerpt.end();
    if (notes == excerpt.end() || !notes->is_array()) return texts;
    for (const auto& note : *notes) {
      if (note.is_object()) take_note(note, journal, texts);
    }
    return texts;
  }
  const auto file = fs.open(path);
  journal::LineSource source(*file);
  while (source.next() == journal::LineSource::Next::line) {
    const auto object = journal::parse_object(source.text());
    if (!object.is_discarded()) take_note(object, journal, texts);
  }
  return texts;
}

JournalEvents read_events(os::File& file, const journal::JournalContent& journal, const NoteTexts& texts) {
  Teller teller(journal, texts);
  (void)journal::read(file, [&](const journal::Line& line) { teller.line(line); });
  return teller.finish();
}

}  // namespace earwitness::timeline
