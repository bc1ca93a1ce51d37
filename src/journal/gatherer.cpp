// SPDX-License-Identifier: MIT
#include "journal/gatherer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"

namespace earwitness::journal {

namespace {

constexpr Frames most_frames = Frames{1} << 36;  // what a FLAC header can count
constexpr std::int64_t most_bytes = std::int64_t{1} << 50;
constexpr std::int64_t most_nanoseconds = std::int64_t{1} << 61;  // 73 years; sums of two stay within 64 bits
constexpr double longest_break = 1e9;
constexpr std::int64_t rate_max = (1 << 20) - 1;  // that a FLAC header can say

bool is_payload_path(const std::string& path) {
  return path.starts_with("data/") && path.find("..") == std::string::npos && path.size() <= limits::path_bytes;
}

}  // namespace

void Gatherer::line(const Line& line) {
  line_ = &line;
  if (line.number > 1 && content_.format != known_format) return;
  check_common();
  json::Fields fields(line.fields);
  dispatch(fields);
  if (!fields.missing().empty()) {
    problem(tr("its field {} is missing or is not what it should be", fields.missing()));
  }
}

void Gatherer::check_common() {
  if ((line_->number == 1) != (line_->event == "open")) {
    problem(line_->number == 1 ? _("the first line is not `open`") : _("the journal is opened a second time"));
  }
  if (content_.closed && line_->event != "recovered") problem(_("a line follows the `close`"));
  if (line_->number > 1 && line_->mono_ns < last_mono_ && line_->event != "recovered") problem(_("its mono goes back"));
  last_mono_ = line_->mono_ns;
  content_.closed = false;
}

void Gatherer::dispatch(json::Fields& fields) {
  const auto& event = line_->event;
  if (event == "open") {
    if (line_->number == 1) open(fields);
    return;
  }
  if (event == "file") return file(fields);
  if (event == "audio") return audio(fields);
  if (event == "gap") return gap(fields);
  if (event == "break") return interruption(fields);
  if (event == "note") return note(fields);
  if (event == "import") return import(fields);
  if (event == "timestamp") return time_stamp(fields);
  if (event == "recovered") return recovered(fields);
  if (event == "close") return close(fields);
  static const std::set<std::string> without_content{"source", "check", "clock", "screen"};
  if (!without_content.contains(event)) ++content_.unknown_events;
}

void Gatherer::open(json::Fields& fields) {
  content_.format = fields.number("format", 1, 1'000'000);
  if (!fields.missing().empty()) content_.format = known_format;  // the problem says that there is none
  if (content_.format != known_format) return;
  content_.kind = fields.text("kind");
  content_.recording = fields.text("recording");
  (void)fields.digest("nonce");
  content_.started_utc = base::rfc3339(line_->utc);
  if (!fields.is_null("key")) content_.key = fields.text("key");
  const bool is_import = content_.kind == "import";
  if (is_import && fields.is_null("sample_rate")) return;
  const auto rate = fields.number("sample_rate", is_import ? 1 : limits::sample_rate_min,
                                  is_import ? rate_max : std::int64_t{limits::sample_rate_max});
  const auto channels = fields.number("channels", 1, limits::channels_max);
  const auto bits = is_import && fields.is_null("bits") ? 0 : fields.number("bits", 16, 24);
  if (bits != 0 && bits != 16 && bits != 24) problem(_("its bits are neither 16 nor 24"));
  content_.audio = {static_cast<std::uint32_t>(rate), static_cast<std::uint16_t>(channels),
                    static_cast<std::uint16_t>(bits == 24  ? 24
                                               : bits == 0 ? 0
                                                           : 16)};
}

void Gatherer::file(json::Fields& fields) {
  auto name = fields.text("file");
  if (!is_payload_path(name)) return problem(_("it names a file outside data/"));
  if (names_.size() >= limits::bag_files) return problem(_("there are more files than a recording may have"));
  if (!names_.insert(name).second) return problem(_("a file begins a second time"));
  if (in_file_ && !content_.recovered) problem(_("a file begins before a break ended the one before it"));
  in_file_ = true;
  content_.files.push_back({std::move(name), {}, fields.number_or_null("first_frame_mono", 0, most_nanoseconds)});
}

void Gatherer::audio(json::Fields& fields) {
  const Second second{fields.number("from", 0, most_frames), fields.number("frames", 1, most_frames),
                      fields.digest("sha256"), line_->number};
  auto* to = current(fields.text("file"));
  if (to == nullptr || !fields.missing().empty()) return;
  const auto rate = static_cast<Frames>(content_.audio.sample_rate);
  if (second.from != to->frames()) return problem(_("its audio does not begin where the second before it ended"));
  const bool last_was_short = !to->seconds.empty() && to->seconds.back().frames < rate;
  if (second.frames > rate || last_was_short) return problem(_("its frames are not one second"));
  to->seconds.push_back(second);
}

void Gatherer::gap(json::Fields& fields) {
  Gap gap{fields.text("file"), fields.number("from", 0, most_frames), fields.number("frames", 1, most_frames),
          line_->number};
  Declared loss;
  loss.cause = fields.text("cause");
  loss.file = gap.file;
  loss.estimated = fields.is_true("estimated");
  if (current(gap.file) == nullptr || !fields.missing().empty()) return;
  if (!gaps_.empty() && gaps_.back().file == gap.file && gap.from < gaps_.back().from + gaps_.back().frames) {
    problem(_("its gap overlaps the one before it"));
  }
  loss.at_seconds = seconds(gap.from);
  loss.seconds = seconds(gap.frames);
  declare(std::move(loss), gap.frames);
  gaps_.push_back(std::move(gap));
}

void Gatherer::interruption(json::Fields& fields) {
  Declared loss;
  loss.is_break = true;
  loss.cause = fields.text("cause");
  loss.seconds = fields.real("seconds", longest_break);
  declare(std::move(loss), fields.number("lost_frames", 0, most_frames));
  in_file_ = false;
}

void Gatherer::note(json::Fields& fields) {
  const auto number = static_cast<std::uint64_t>(fields.number("note", 1, most_bytes));
  (void)fields.text("kind");
  const NoteCommitment commitment{fields.digest("sha256"), line_->number};
  if (!fields.missing().empty()) return;
  if (content_.notes.size() >= limits::journal_notes) return problem(_("there are more notes than a journal may have"));
  if (!content_.notes.emplace(number, commitment).second) problem(_("a note stands twice"));
}

void Gatherer::import(json::Fields& fields) {
  ImportedFile imported{fields.text("file"), static_cast<std::uint64_t>(fields.number("bytes", 0, most_bytes)),
                        fields.digest("sha256"), line_->number};
  if (!is_payload_path(imported.name)) return problem(_("it names a file outside data/"));
  if (names_.size() >= limits::bag_files) return problem(_("there are more files than a recording may have"));
  if (!names_.insert(imported.name).second) return problem(_("a file is imported a second time"));
  content_.imports.push_back(std::move(imported));
}

void Gatherer::time_stamp(json::Fields& fields) {
  ++content_.time_stamps;
  const auto covers = fields.number("covers", 0, most_bytes);
  if (static_cast<std::uint64_t>(covers) + 1 >= line_->number) problem(_("it covers a line that was not there yet"));
}

void Gatherer::recovered(json::Fields& fields) {
  if (content_.recovered) return problem(_("it is recovered a second time"));
  content_.recovered = true;
  // Who recovered it signs it; that nobody did does not take back that it was to be signed.
  if (!fields.is_null("key")) content_.key = fields.text("key");
  list_originals(fields);
  forget_notes(fields);
  if (fields.is_null("unsupported_from")) return;
  const auto from = static_cast<std::uint64_t>(fields.number("unsupported_from", 0, most_bytes)) + 1;
  if (from >= line_->number) return problem(_("its unsupported_from is not a line before it"));
  forget_from(from);
}

/// The interrupted recording's files, as they were found.
void Gatherer::list_originals(json::Fields& fields) {
  for (const auto& object : fields.objects("original")) {
    json::Fields entry(object);
    ImportedFile original{entry.text("file"), static_cast<std::uint64_t>(entry.number("bytes", 0, most_bytes)),
                          entry.digest("sha256"), line_->number};
    if (!entry.missing().empty()) return problem(_("its list of the original's files can't be read"));
    if (content_.originals.size() >= limits::bag_files) return problem(_("it lists more files than a bag may have"));
    content_.originals.push_back(std::move(original));
  }
}

/// Notes whose texts were not on the disk any more.
void Gatherer::forget_notes(json::Fields& fields) {
  for (const auto number : fields.numbers("missing_notes")) content_.notes.erase(number);
}

/// Lines from `line` on speak of audio that is not there any more.
void Gatherer::forget_from(std::uint64_t line) {
  for (auto& f : content_.files) {
    std::erase_if(f.seconds, [&](const Second& s) { return s.line >= line; });
  }
  // A file that began before and lost all of its seconds goes as well: it may begin anew after this.
  std::erase_if(content_.files, [&](const AudioFile& f) { return f.seconds.empty() && names_.erase(f.name) > 0; });
  std::erase_if(gaps_, [&](const Gap& g) { return g.line >= line; });
  while (!declared_lines_.empty() && declared_lines_.back() >= line) {
    declared_lines_.pop_back();
    content_.declared.pop_back();
  }
}

void Gatherer::close(json::Fields& fields) {
  content_.reason = fields.text("reason");
  const auto files = fields.number("files", 0, most_frames);
  const auto frames = fields.number("frames", 0, most_bytes);
  const auto lost = fields.number("lost_frames", 0, most_bytes);
  content_.closed = true;
  in_file_ = false;
  if (!fields.missing().empty()) return;
  Frames counted = 0;
  for (const auto& f : content_.files) counted += f.frames();
  const auto has = static_cast<std::int64_t>(content_.files.size());
  const auto with_imports = has + static_cast<std::int64_t>(content_.imports.size());
  if (files != has && files != with_imports) problem(tr("it counts {} files, the lines before it {}", files, has));
  if (frames != counted) problem(tr("it counts {} frames, the lines before it {}", frames, counted));
  if (lost != lost_ && !content_.recovered) {
    problem(tr("it counts {} lost frames, the lines before it {}", lost, lost_));
  }
  check_gaps();
}

void Gatherer::check_gaps() {
  // Gaps stand in the order of their files.
  auto file = content_.files.begin();
  for (const auto& g : gaps_) {
    while (file != content_.files.end() && file->name != g.file) ++file;
    if (file == content_.files.end() || g.from + g.frames > file->frames()) {
      problem_at(g.line, _("its gap lies outside the audio"));
    }
  }
}

void Gatherer::declare(Declared loss, Frames frames) {
  lost_ += frames;
  loss.lost_frames = frames;
  if (content_.declared.size() >= limits::findings) return;
  content_.declared.push_back(std::move(loss));
  declared_lines_.push_back(line_->number);
}

AudioFile* Gatherer::current(const std::string& name) {
  if (content_.audio.sample_rate == 0) {
    problem(_("there is audio, and `open` does not say of what rate"));
    return nullptr;
  }
  // What was recovered goes on with the file that the interruption left open, break or not.
  const bool may_go_on = in_file_ || content_.recovered;
  if (may_go_on && !content_.files.empty() && content_.files.back().name == name) return &content_.files.back();
  problem(_("its file has not begun, or has ended"));
  return nullptr;
}

double Gatherer::seconds(Frames frames) const {
  return static_cast<double>(frames) / static_cast<double>(content_.audio.sample_rate);
}

void Gatherer::problem_at(std::uint64_t line, std::string detail) {
  if (content_.problems.size() < limits::findings) content_.problems.push_back({line, std::move(detail)});
}

}  // namespace earwitness::journal
