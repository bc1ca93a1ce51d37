// SPDX-License-Identifier: MIT
#include "timeline/events.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/time.hpp"
#include "journal/line_source.hpp"
#include "journal/note.hpp"
#include "journal/reader.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "timeline/selection.hpp"

namespace earwitness::timeline {

namespace {

using std::chrono::nanoseconds;
using Kind = Event::Kind;

std::optional<std::uint64_t> field_number(const json::Value& fields, const char* name) {
  const auto number = json::find_count(fields, name);
  return number && *number <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) ? number
                                                                                                   : std::nullopt;
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
  const json::Value& fields() const { return line_->fields; }

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
    const auto index = index_of(json::text_in(fields(), "file"));
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
    const auto index = index_of(json::text_in(fields(), "file"));
    if (!index) return;
    file_ = index;
    if (!told_.started && *index == 0) told_.started = base::parse_rfc3339(json::text_in(fields(), "first_frame_utc"));
  }

  void interruption() {
    const auto cause = json::text_in(fields(), "cause");
    const auto from = file_ ? end_of(*file_) : nanoseconds{0};
    const bool goes_on = file_ && *file_ + 1 < begins_.size();
    add(cause == "pause" ? Kind::pause : Kind::interruption, from, goes_on ? begins_[*file_ + 1] : from, cause);
  }

  void gap() {
    const auto index = index_of(json::text_in(fields(), "file"));
    const auto frames = field_number(fields(), "frames");
    if (!index || !frames) return;
    const auto most = journal_.files[*index].frames();
    const auto from = place();
    add(Kind::gap, from, from + length(journal_.audio, std::min(static_cast<Frames>(*frames), most)),
        json::text_in(fields(), "cause"));
    const auto estimated = json::find_bool(fields(), "estimated");
    if (!told_.happenings.empty() && estimated) told_.happenings.back().estimated = *estimated;
  }

  std::string note_text() const {
    const auto number = field_number(fields(), "note");
    const auto found = number ? texts_.find(*number) : texts_.end();
    return found == texts_.end() ? std::string() : found->second;
  }

  void note() {
    const auto kind = json::text_in(fields(), "kind");
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
    for (const auto& word : fields()["slate"].elements()) {
      if (word.is_string()) words += (words.empty() ? "" : " ") + word.as_string();
    }
    add(Kind::event, moment(), moment(), json::text_in(fields(), "what"), std::move(words));
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

void take_note(const json::Value& object, const journal::JournalContent& journal, NoteTexts& texts) {
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
    const auto excerpt = json::parse_object(os::read_all(fs, path, limits::tag_file_bytes), json::document);
    if (!excerpt) return texts;
    for (const auto& note : std::as_const(*excerpt)["notes"].elements()) {
      if (note.is_object()) take_note(note, journal, texts);
    }
    return texts;
  }
  const auto file = fs.open(path);
  journal::LineSource source(*file);
  while (source.next() == journal::LineSource::Next::line) {
    const auto object = json::parse_object(source.text(), json::journal_line);
    if (object) take_note(*object, journal, texts);
  }
  return texts;
}

JournalEvents read_events(os::File& file, const journal::JournalContent& journal, const NoteTexts& texts) {
  Teller teller(journal, texts);
  (void)journal::read(file, [&](const journal::Line& line) { teller.line(line); });
  return teller.finish();
}

}  // namespace earwitness::timeline
