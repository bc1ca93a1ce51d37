// SPDX-License-Identifier: MIT
#include "journal/gatherer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/length_words.hpp"
#include "base/limits.hpp"
#include "base/recording_kind.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "journal/reasons.hpp"

namespace earwitness::journal {

namespace {

constexpr Frames about_seconds = 2;  // by which "about here" may be off

/// Whoever plays `data/` by its names hears the files by these numbers. What stands around one is their role's matter.
std::optional<std::uint64_t> number_of_file(std::string_view name) {
  const auto begin = name.rfind('-');
  if (begin == std::string_view::npos) return std::nullopt;
  const auto digits = name.substr(begin + 1, name.find('.', begin) - begin - 1);
  std::uint64_t number = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool is_number = parsed.ec == std::errc() && number > 0 && digits == fmt::format("{:03}", number);
  return is_number ? std::optional(number) : std::nullopt;
}

/// By what stands before its number. Of the only track a name may begin otherwise, which is its role's matter.
Track track_of_name(std::string_view name) {
  for (const auto track : {Track::near, Track::far}) {
    if (name.starts_with(fmt::format("data/{}-", to_string(track)))) return track;
  }
  return Track::only;
}

bool is_payload_path(const std::string& path) {
  return path.starts_with("data/") && path.find("..") == std::string::npos && path.size() <= limits::path_bytes;
}

}  // namespace

void Gatherer::line(const Line& line) {
  line_ = &line;
  if (line.number > 1 && !is_known_format(content_.format.value_or(0))) return;
  check_common();
  check_track();
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

/// What is of one side names it, and what is of the whole recording names none. That a line about sound names the right
/// one is looked at with its sound.
void Gatherer::check_track() {
  if (line_->number == 1 || !content_.is_salted() || line_->fields.find("track") == nullptr) return;
  if (content_.tracks.empty()) return problem(_("it names a track, and the recording has one alone"));
  constexpr std::array<std::string_view, 7> of_all{"check",  "clock",     "screen", "timestamp",
                                                   "import", "recovered", "close"};
  const auto kind = json::text_in(line_->fields, "kind");
  const bool is_other_note = line_->event == "note" && kind != note_of_device && kind != note_of_monitor;
  if (is_other_note || std::find(of_all.begin(), of_all.end(), line_->event) != of_all.end()) {
    problem(_("it names a track, and is about the whole recording"));
  }
}

/// Of a line that can't be read only what it says by standing there is taken in.
void Gatherer::dispatch(json::Fields& fields) {
  const auto& event = line_->event;
  const auto is_readable = [&] { return fields.missing().empty(); };
  if (event == "open") {
    if (line_->number == 1) open(decode_open(fields));
  } else if (event == "file") {
    file(decode_file(fields));
  } else if (event == "audio") {
    const auto line = decode_audio(fields);
    audio(line, is_readable());
  } else if (event == "gap") {
    const auto line = decode_gap(fields);
    gap(line, is_readable());
  } else if (event == "break") {
    interruption(decode_break(fields));
  } else if (event == "note") {
    const auto line = decode_note(fields);
    if (is_readable()) note(line);
  } else if (event == "import") {
    import(decode_import(fields));
  } else if (event == "timestamp") {
    time_stamp(decode_time_stamp(fields));
  } else if (event == "recovered") {
    if (content_.recovered) return problem(_("it is recovered a second time"));
    recovered(decode_recovered(fields));
  } else if (event == "close") {
    const auto line = decode_close(fields, !content_.tracks.empty());
    close(line, is_readable());
  } else if (event == "source") {
    const auto line = decode_source(fields);
    if (is_readable()) source(line);
  } else if (event == "check") {
    (void)decode_check(fields);
  } else if (event == "clock") {
    (void)decode_clock(fields);
  } else if (event == "screen") {
    (void)decode_screen(fields);
  } else {
    ++content_.unknown_events;
  }
}

void Gatherer::open(const OpenLine& line) {
  content_.format = line.format;
  if (!is_known_format(line.format)) return;
  content_.kind = line.kind;
  content_.recording = line.recording;
  content_.started_utc = base::rfc3339(line_->utc);
  if (line.key) content_.key = line.key;
  if (line.behind_ledger_seconds) {
    content_.remarks.push_back(
        tr("which of its times are right: its journal says that the computer's clock was {} before the newest line of "
           "the archive's ledger",
           base::length_words(std::chrono::seconds(*line.behind_ledger_seconds))));
  }
  sides_.assign(1, Side{});
  if (!line.tracks.empty()) return open_tracks(line);
  const bool has_tracks = line.format >= salted_format;  // without them it is no such call, which is told by its field
  if (line.kind == recording_kind::call && !has_tracks) problem(_("it is called a call, and has no tracks"));
  if (!line.audio) return;
  content_.audio = *line.audio;
  const auto bits = content_.audio.bits;
  if (bits == 0 || bits == 16 || bits == 24) return;
  problem(_("its bits are neither 16 nor 24"));
  content_.audio.bits = 16;
}

void Gatherer::open_tracks(const OpenLine& line) {
  if (line.kind != recording_kind::call && line.kind != recording_kind::unknown)
    problem(_("it has two tracks, and is not called a call"));
  sides_.clear();
  for (const auto& track : line.tracks) {
    sides_.push_back(Side{track.track});
    content_.tracks.push_back({track.track, track.kind, track.audio});
    auto& bits = content_.tracks.back().audio.bits;
    if (bits == 16 || bits == 24) continue;
    problem(_("its bits are neither 16 nor 24"));
    bits = 16;
  }
  content_.audio = content_.tracks.front().audio;
}

/// What a recording of one track says of tracks is none of the fields that it has: check_track() tells it.
Gatherer::Side* Gatherer::side_of(Track track) {
  if (sides_.size() == 1) {
    return track == Track::only || !content_.is_salted() ? &sides_.front() : nullptr;
  }
  const auto found = std::find_if(sides_.begin(), sides_.end(), [&](const Side& side) { return side.track == track; });
  if (found != sides_.end()) return &*found;
  problem(_("it does not say of which track it is"));
  return nullptr;
}

void Gatherer::file(FileLine line) {
  auto* side = side_of(line.track);
  if (side == nullptr) return;
  if (!is_payload_path(line.file)) return problem(_("it names a file outside data/"));
  if (names_.size() >= limits::bag_files) return problem(_("there are more files than a recording may have"));
  if (!names_.insert(line.file).second) return problem(_("a file begins a second time"));
  if (side->in_file && !content_.recovered) problem(_("a file begins before a break ended the one before it"));
  if (track_of_name(line.file) != side->track) problem(_("its file has the name of another track"));
  check_name(*side, line.file);
  side->in_file = true;
  side->last_file = content_.files.size();
  ++side->files;
  content_.files.push_back(
      {std::move(line.file), {}, line.first_frame_mono, line.first_frame_utc.value_or(std::string()), {}, side->track});
}

/// A recovery leaves out the files that hold nothing; else they are counted from 1, in the order of time.
void Gatherer::check_name(const Side& side, const std::string& name) {
  const auto number = number_of_file(name);
  if (!content_.recovered) {
    const auto next = side.files + 1;
    if (number != next) problem(tr("its file is {}, and the next one has the number {}", name, next));
    return;
  }
  const auto before = side.last_file ? number_of_file(content_.files[*side.last_file].name) : std::nullopt;
  if (!number || (before && *number <= *before)) problem(tr("its file {} does not follow the one before it", name));
}

void Gatherer::audio(const AudioLine& line, bool is_readable) {
  const auto* side = side_of(line.track);
  auto* to = side != nullptr ? current(*side, line.file) : nullptr;
  if (to == nullptr || !is_readable) return;
  const auto rate = static_cast<Frames>(content_.format_of(side->track).sample_rate);
  if (line.from != to->frames()) return problem(_("its audio does not begin where the second before it ended"));
  const bool last_was_short = !to->seconds.empty() && to->seconds.back().frames < rate;
  if (line.frames > rate || last_was_short) return problem(_("its frames are not one second"));
  to->seconds.push_back({line.from, line.frames, line.sha256, line_->number, content_.is_salted()});
  if (void_seconds_.empty()) return;
  const auto before = void_seconds_.find({line.file, line.from});
  const bool is_another =
      before != void_seconds_.end() && before->second.frames == line.frames && before->second.sha256 != line.sha256;
  if (is_another) ++replaced_seconds_;
}

void Gatherer::gap(const GapLine& line, bool is_readable) {
  auto* side = side_of(line.track);
  auto* to = side != nullptr ? current(*side, line.file) : nullptr;
  if (to == nullptr || !is_readable) return;
  to->gaps.push_back({line.from, line.frames, line_->number});
  auto& gaps = side->gaps;
  if (!gaps.empty() && gaps.back().file == line.file && line.from < gaps.back().from + gaps.back().frames) {
    problem(_("its gap overlaps the one before it"));
  }
  Declared loss;
  loss.cause = line.cause;
  loss.file = line.file;
  loss.estimated = line.estimated;
  loss.at_seconds = seconds(*side, line.from);
  loss.seconds = seconds(*side, line.frames);
  declare(*side, std::move(loss), line.frames);
  gaps.push_back({line.file, line.from, line.frames, line_->number});
}

void Gatherer::interruption(const BreakLine& line) {
  auto* side = side_of(line.track);
  if (side == nullptr) return;
  Declared loss;
  loss.is_break = true;
  loss.cause = line.cause;
  loss.seconds = line.seconds;
  declare(*side, std::move(loss), line.lost_frames);
  side->in_file = false;
  if (line.cause == "pause" && line.lost_frames != 0) {
    problem(_("a pause was asked for, and its break counts lost frames"));
  } else if (line.cause == "split" && (line.lost_frames != 0 || line.seconds > 0)) {
    problem(_("a split only begins the next file, and its break counts something as lost"));
  }
}

void Gatherer::note(const NoteLine& line) {
  if (content_.notes.size() >= limits::journal_notes) return problem(_("there are more notes than a journal may have"));
  if (!content_.notes.emplace(line.note, NoteCommitment{line.sha256, line_->number, line.kind}).second) {
    problem(_("a note stands twice"));
  }
  if (line.kind == "mark" && line.file && line.from) marks_.push_back({*line.file, *line.from, line_->number});
  if (line.kind != note_of_device && line.kind != note_of_monitor) return;
  if (side_of(line.track) == nullptr) return;
  // Where the sound came from elsewhere later, a `source` line follows that says so.
  if (line.kind != note_of_monitor) return;
  begins_with_monitor_.emplace(line.note, line.track);
  count_monitors(line.track);
}

HeardSources& Gatherer::heard_of(Track track) {
  for (auto& known : content_.tracks) {
    if (known.track == track) return known.heard;
  }
  return content_.heard;
}

void Gatherer::count_monitors(Track track) {
  heard_of(track).begins_with_monitor = std::any_of(begins_with_monitor_.begin(), begins_with_monitor_.end(),
                                                    [&](const auto& note) { return note.second == track; });
}

void Gatherer::source(const SourceLine& line) {
  const auto* side = side_of(line.track);
  if (side == nullptr) return;
  if (line.file) marks_.push_back({*line.file, line.from, line_->number, true});
  const auto named = content_.notes.find(line.note);
  if (named == content_.notes.end()) return;
  const bool is_monitor = named->second.kind == note_of_monitor;
  auto& heard = heard_of(side->track);
  (is_monitor ? heard.moved_to_monitor : heard.moved_to_microphone) = true;
  begins_with_monitor_.erase(line.note);
  count_monitors(side->track);
}

namespace {

/// `data/imported/file-2.m4a` is the second; what has no number is the first.
std::uint64_t import_number(std::string_view path) noexcept {
  std::uint64_t number = 1;
  const auto hyphen = path.rfind('-');
  if (hyphen != std::string_view::npos) std::from_chars(path.data() + hyphen + 1, path.data() + path.size(), number);
  return number;
}

}  // namespace

void Gatherer::import(const ImportLine& line) {
  if (content_.kind != recording_kind::imported) problem(_("a file is imported, and `open` says that it was recorded"));
  if (!content_.files.empty()) problem(_("a file is imported behind its sound"));
  const auto number = import_number(line.file);
  if (!content_.imports.empty() && number <= import_number(content_.imports.back().name)) {
    problem(_("its imported files are not in the order of their numbers"));
  }
  if (!is_payload_path(line.file)) return problem(_("it names a file outside data/"));
  if (names_.size() >= limits::bag_files) return problem(_("there are more files than a recording may have"));
  if (!names_.insert(line.file).second) return problem(_("a file is imported a second time"));
  content_.imports.push_back({line.file, line.bytes, line.sha256, line_->number, line.decoded});
}

void Gatherer::time_stamp(const TimeStampLine& line) {
  ++content_.time_stamps;
  if (line.covers + 1 >= line_->number) problem(_("it covers a line that was not there yet"));
}

void Gatherer::recovered(const RecoveredLine& line) {
  content_.recovered = true;
  content_.recovered_utc = base::rfc3339(line_->utc);
  is_counted_ = false;
  // Who recovered it signs it; that nobody did does not take back that it was to be signed.
  if (line.key) content_.key = line.key;
  list_originals(line);
  for (const auto number : line.missing_notes)
    content_.notes.erase(number);  // whose texts are not on the disk any more
  if (!line.unsupported_from) return;
  const auto from = *line.unsupported_from + 1;
  if (from >= line_->number) return problem(_("its unsupported_from is not a line before it"));
  forget_from(from);
}

/// The interrupted recording's files, as they were found. Each stands once: each is read to be held against it.
void Gatherer::list_originals(const RecoveredLine& line) {
  std::set<std::string_view> names;
  for (const auto& original : line.original) {
    if (content_.originals.size() >= limits::bag_files) return problem(_("it lists more files than a bag may have"));
    if (!names.insert(original.file).second) return problem(_("it lists a file of the original twice"));
    content_.originals.push_back({original.file, original.bytes, original.sha256, line_->number, {}});
  }
  if (!line.original_is_whole) problem(_("its list of the original's files can't be read"));
}

/// Lines from `line` on speak of audio that is not there any more.
void Gatherer::forget_from(std::uint64_t line) {
  for (auto& f : content_.files) {
    for (const auto& second : f.seconds) {
      if (second.line < line) continue;
      content_.void_seconds.push_back(second.line);
      void_seconds_.insert_or_assign({f.name, second.from}, VoidSecond{second.frames, second.sha256});
    }
    std::erase_if(f.seconds, [&](const Second& s) { return s.line >= line; });
    std::erase_if(f.gaps, [&](const SilentGap& g) { return g.line >= line; });
  }
  // A file that began before and lost all of its seconds goes as well: it may begin anew after this.
  std::erase_if(content_.files, [&](const AudioFile& f) { return f.seconds.empty() && names_.erase(f.name) > 0; });
  count_files();
  for (auto& side : sides_) std::erase_if(side.gaps, [&](const Gap& g) { return g.line >= line; });
  while (!declared_lines_.empty() && declared_lines_.back() >= line) {
    declared_lines_.pop_back();
    content_.declared.pop_back();
  }
}

void Gatherer::count_files() {
  for (auto& side : sides_) {
    side.files = 0;
    side.last_file.reset();
    for (std::size_t i = 0; i < content_.files.size(); ++i) {
      if (content_.files[i].track != side.track) continue;
      side.last_file = i;
      ++side.files;
    }
  }
}

/// What stands before it is counted for the first one, and for the one of a recovery: that a line follows a `close` is
/// a problem by itself, and a journal of nothing else would be counted through for each of its lines.
void Gatherer::close(const CloseLine& line, bool is_readable) {
  content_.reason = line.reason;
  content_.closed = true;
  for (auto& side : sides_) side.in_file = false;
  if (!is_readable || std::exchange(is_counted_, true)) return;
  const bool is_import = content_.kind == recording_kind::imported;
  if (is_import && content_.imports.empty()) problem(_("`open` says that it was imported, and no file was"));
  if (is_import != (line.reason == reason_imported))
    problem(_("its reason is not one for what `open` says that it is"));
  if (content_.recovered != (line.reason == reason_recovered)) {
    problem(_("its reason is not one for what stands before it: only a recovery is ended by `recovered`"));
  }
  Frames counted = 0;
  for (const auto& f : content_.files) counted += f.frames();
  const auto has = content_.files.size();
  const auto with_imports = has + content_.imports.size();
  if (line.files != has && line.files != with_imports) {
    problem(tr("it counts {} files, the lines before it {}", line.files, has));
  }
  if (line.frames != counted) problem(tr("it counts {} frames, the lines before it {}", line.frames, counted));
  Frames lost = 0;
  for (const auto& side : sides_) lost += side.lost;
  if (line.lost_frames != lost && !content_.recovered) {
    problem(tr("it counts {} lost frames, the lines before it {}", line.lost_frames, lost));
  }
  check_tracks(line);
  for (const auto& side : sides_) check_gaps(side);
  check_marks();
  tell_void_seconds();
}

void Gatherer::check_tracks(const CloseLine& line) {
  if (content_.tracks.empty()) return;
  bool fits = line.tracks.size() == sides_.size();
  for (std::size_t i = 0; fits && i < sides_.size(); ++i) {
    const auto& side = sides_[i];
    const auto& told = line.tracks[i];
    Frames counted = 0;
    for (const auto& f : content_.files) counted += f.track == side.track ? f.frames() : 0;
    fits = told.track == side.track && told.files == side.files && told.frames == counted &&
           (told.lost_frames == side.lost || content_.recovered);
    if (counted == 0) {
      content_.remarks.push_back(
          tr("what was heard on the track {} of the call: it has no sound", to_string(side.track)));
    }
  }
  if (!fits) problem(_("what it counts of each track is not what the lines before it say"));
}

/// A recorder places a mark at a frame that it wrote. What a recovery did not find may have held one.
void Gatherer::check_marks() {
  if (marks_.empty()) return;
  struct Length {
    Frames frames;
    Frames rate;
  };
  std::map<std::string_view, Length> lengths;
  for (const auto& f : content_.files) {
    lengths.emplace(f.name, Length{f.frames(), static_cast<Frames>(content_.format_of(f).sample_rate)});
  }
  for (const auto& mark : marks_) {
    const auto file = lengths.find(mark.file);
    const bool is_of_no_sound = lengths.empty() && mark.file.empty() && mark.from == 0;
    // What a file that failed did not get went into the next one.
    const auto slack = mark.is_about && file != lengths.end() ? about_seconds * file->second.rate : 0;
    if (is_of_no_sound || (file != lengths.end() && mark.from <= file->second.frames + slack)) continue;
    if (!content_.recovered) {
      problem_at(mark.line, mark.is_about ? _("the place that it names is outside the sound")
                                          : _("its mark is outside the sound"));
    } else if (!mark.is_about && content_.remarks.size() < limits::findings) {
      content_.remarks.push_back(
          tr("where the mark in line {} of the journal was made: no sound was recovered there", mark.line));
    }
  }
  marks_.clear();
}

void Gatherer::tell_void_seconds() {
  if (void_seconds_.empty()) return;
  content_.remarks.push_back(
      tr("what {} seconds held that the disk had not kept, as the recovery says: nothing is held against the journal's "
         "hashes of "
         "them; of {} of these there is sound with another hash",
         void_seconds_.size(), replaced_seconds_));
}

void Gatherer::check_gaps(const Side& side) {
  // The gaps of a track stand in the order of its files.
  auto file = content_.files.begin();
  for (const auto& g : side.gaps) {
    while (file != content_.files.end() && file->name != g.file) ++file;
    if (file == content_.files.end() || g.from + g.frames > file->frames()) {
      problem_at(g.line, _("its gap is outside the audio"));
    }
  }
}

void Gatherer::declare(Side& side, Declared loss, Frames frames) {
  side.lost += frames;
  loss.lost_frames = frames;
  loss.track = side.track;
  if (content_.declared.size() >= limits::findings) return;
  content_.declared.push_back(std::move(loss));
  declared_lines_.push_back(line_->number);
}

AudioFile* Gatherer::current(const Side& side, const std::string& name) {
  if (content_.format_of(side.track).sample_rate == 0) {
    problem(_("there is audio, and `open` does not say of what rate"));
    return nullptr;
  }
  // What was recovered goes on with the file that the interruption left open, break or not.
  const bool may_go_on = side.in_file || content_.recovered;
  if (may_go_on && side.last_file && content_.files[*side.last_file].name == name) {
    return &content_.files[*side.last_file];
  }
  problem(_("its file has not begun, or has ended"));
  return nullptr;
}

double Gatherer::seconds(const Side& side, Frames frames) const {
  return content_.format_of(side.track).seconds(frames);
}

void Gatherer::problem_at(std::uint64_t line, std::string detail) {
  if (content_.problems.size() < limits::findings) content_.problems.push_back({line, std::move(detail)});
}

}  // namespace earwitness::journal
