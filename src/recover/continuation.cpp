// SPDX-License-Identifier: MIT
#include "recover/continuation.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cmath>
#include <memory>

#include "bag/layout.hpp"
#include "base/level.hpp"
#include "base/recording_kind.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "journal/events.hpp"
#include "journal/levels.hpp"
#include "journal/reasons.hpp"
#include "journal/salts.hpp"
#include "journal/writer.hpp"
#include "os/process.hpp"

namespace earwitness::recover_detail {

namespace {

using journal::BreakLine;
using journal::FileLine;
using journal::GapLine;

constexpr std::size_t copy_chunk_bytes = 256 * 1024;
constexpr std::size_t max_word_bytes = 64;
constexpr double min_unknown_break_seconds = 0.1;
constexpr double max_unknown_break_seconds = 1e9;    // as many as a `break` line may have
constexpr Frames max_lost_frames = Frames{1} << 36;  // the same; at 48,000 Hz that is half a month

/// A word of a line that is said again; what is no word becomes one.
std::string word_of(const std::string& text) { return text.size() <= max_word_bytes ? text : "unknown"; }

class Continuation {
 public:
  Continuation(os::FileSystem& fs, const os::Clock& clock, const os::Path& bag, const Original& original,
               const KeptJournal& kept, const Subject& subject, const Plan& plan, const KeptNotes& notes)
      : clock_(clock),
        kept_(kept),
        subject_(subject),
        plan_(plan),
        journal_(begin(fs, bag, original),
                 kept.count > 0 ? journal::HashChain(kept.count, kept.last_hash) : journal::HashChain()) {
    if (subject.is_salted) {
      salts_ = fs.create(bag / bag::salts_path);
      for (const auto& salt : kept.salts) write_salt(salt);
    }
    for (const auto& line : kept_.lines) {
      if (!stands(line)) continue;
      const auto* gap = std::get_if<GapLine>(&line.event);
      const auto* interruption = std::get_if<BreakLine>(&line.event);
      auto& side = side_of(track_of(line));
      if (gap != nullptr) side.lost += gap->frames;
      if (interruption != nullptr) side.lost += interruption->lost_frames;
      side.after_break = interruption != nullptr || (side.after_break && gap != nullptr);
    }
    if (kept_.count == 0) say_open();
    say_recovered(original, notes);
    for (const auto& note : notes.uncommitted) {
      append(journal::NoteLine{note.number, "unknown", note.sha256});
    }
  }

  Told finish() {
    for (const auto& file : plan_.files) say_file(file);
    say_breaks_before(nullptr);
    for (const auto& missing : plan_.missing) {
      if (!has_sound(missing.file)) say_missing(missing);
    }
    say_close();
    if (salts_) {
      salts_->sync_data();
      salts_->close();
    }
    journal_.sync();
    journal_.close();
    return told_;
  }

 private:
  /// What is told of each track by itself.
  struct Side {
    std::uint64_t files = 0;
    Frames frames = 0;
    Frames lost = 0;
    const Sound* last = nullptr;  // the file said last
    bool after_break = false;     // no file has begun since the last break
  };

  [[nodiscard]] Side& side_of(Track track) { return sides_[static_cast<std::size_t>(track)]; }
  [[nodiscard]] const AudioFormat& format_of(Track track) const { return subject_.formats.of(track); }
  /// Of a call whose lines say it; else what a line says of tracks is nothing.
  [[nodiscard]] Track track_of(const KeptLine& line) const {
    if (kept_.content.tracks.empty()) return Track::only;
    return std::visit([](const auto& event) { return event.track; }, line.event);
  }
  [[nodiscard]] bool is_call() const {
    if (kept_.count > 0) return !kept_.content.tracks.empty();
    return std::any_of(plan_.files.begin(), plan_.files.end(),
                       [](const PlannedFile& file) { return file.sound->track != Track::only; });
  }

  void write_salt(const journal::SaltLine& salt) {
    os::write_all(*salts_, base::as_bytes(journal::encode(salt).dump() + "\n"));
  }

  void say_close() {
    journal::CloseLine line{journal::reason_recovered, plan_.files.size(), 0, 0};
    for (const auto track : {Track::only, Track::near, Track::far}) {
      const auto& side = side_of(track);
      line.frames += side.frames;
      line.lost_frames += side.lost;
      if (side.frames > 0) told_.seconds = std::max(told_.seconds, format_of(track).seconds(side.frames));
      if (is_call() && track != Track::only) {
        line.tracks.push_back({track, side.files, side.frames, side.lost});
      }
    }
    told_.frames = line.frames;
    append(line);
  }

  /// A new file that begins with the original's kept bytes.
  static std::unique_ptr<os::File> copy(os::FileSystem& fs, const os::Path& from, const os::Path& to,
                                        std::uint64_t bytes) {
    auto file = fs.create(to);
    if (bytes == 0) return file;
    const auto original = fs.open(from);
    std::vector<std::byte> piece(copy_chunk_bytes);
    while (bytes > 0) {
      const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, piece.size()));
      const auto got = original->read(std::span(piece).first(wanted));
      if (got == 0) {
        throw FileError(EIO, from.string(), tr("{} became shorter while it was read", base::printable(from.string())));
      }
      os::write_all(*file, std::span(piece).first(got));
      bytes -= got;
    }
    return file;
  }
  std::unique_ptr<os::File> begin(os::FileSystem& fs, const os::Path& bag, const Original& original) const {
    return copy(fs, original.folder / bag::journal_path, bag / bag::journal_path, kept_.count > 0 ? kept_.bytes : 0);
  }

  template <typename EventLine>
  void append(const EventLine& line) {
    const auto here = os::read_both(clock_);
    journal_.append(journal::encode(line), here.utc, here.boot);
  }

  void say_open() {
    journal::OpenLine line;
    line.recording = subject_.recording;
    line.kind = recording_kind::unknown;
    line.format = subject_.is_salted ? journal::salted_format : 1;
    if (is_call()) {
      for (const auto track : {Track::near, Track::far})
        line.tracks.push_back({track, recording_kind::unknown, format_of(track)});
    } else {
      line.audio = format_of(Track::only);
    }
    line.clock = clock_.state();
    line.key = subject_.key;
    append(line);
  }

  void say_recovered(const Original& original, const KeptNotes& notes) {
    journal::RecoveredLine line;
    for (const auto& file : original.files) {
      line.original.push_back({base::printable(file.path), file.bytes, crypto::digest_of_hex(file.sha256)});
    }
    line.key = subject_.key;
    line.boot_id = subject_.is_salted ? journal::hashed_boot_id(subject_.recording, os::boot_id()) : os::boot_id();
    for (const auto& file : plan_.files) {
      const auto frames = file.sound->frames - file.kept_frames;
      line.unjournaled_frames += frames;
      told_.unjournaled_seconds += format_of(file.sound->track).seconds(frames);
    }
    if (plan_.unsupported_from) line.unsupported_from = *plan_.unsupported_from - 1;
    line.missing_notes = notes.missing;
    append(line);
  }

  [[nodiscard]] bool stands(const KeptLine& line) const {
    return !plan_.unsupported_from || line.number < *plan_.unsupported_from;
  }
  [[nodiscard]] bool has_sound(const std::string& name) const {
    return std::any_of(plan_.files.begin(), plan_.files.end(), [&](const auto& f) { return f.sound->name == name; });
  }

  void say_file(const PlannedFile& file) {
    const auto& sound = *file.sound;
    auto& side = side_of(sound.track);
    side.frames += sound.frames;
    ++side.files;
    if (!file.begun) say_beginning(file);
    Frames from = file.kept_frames;
    for (auto i = file.kept_seconds; i < sound.seconds.size(); ++i) {
      const auto& second = sound.seconds[i];
      if (second.salt) write_salt({journal_.lines(), *second.salt});
      append(journal::AudioLine{sound.name, from, second.frames, std::nullopt, second.sha256, sound.track});
      from += second.frames;
    }
    say_gaps(file);
    for (const auto& missing : plan_.missing) {
      if (missing.file == sound.name) say_missing(missing);
    }
    side.last = &sound;
  }

  void say_beginning(const PlannedFile& file) {
    say_breaks_before(file.beginning);
    auto& side = side_of(file.sound->track);
    if (side.last != nullptr && !side.after_break) say_unknown_break(*file.sound);
    FileLine line{file.sound->name};
    line.track = file.sound->track;
    if (file.beginning == nullptr) {
      if (!file.sound->start_utc.empty()) line.first_frame_utc = file.sound->start_utc;
    } else {
      const auto& told = std::get<FileLine>(file.beginning->event);
      if (told.first_frame_utc && told.first_frame_utc->size() <= max_word_bytes)
        line.first_frame_utc = told.first_frame_utc;
      line.first_frame_mono = told.first_frame_mono;
    }
    append(line);
    side.after_break = false;
  }

  /// Breaks that were taken back and come before `line` (null: all that are left).
  void say_breaks_before(const KeptLine* line) {
    for (; next_line_ < kept_.lines.size(); ++next_line_) {
      const auto& kept = kept_.lines[next_line_];
      if (line != nullptr && kept.number >= line->number) return;
      const auto* interruption = std::get_if<BreakLine>(&kept.event);
      if (stands(kept) || interruption == nullptr) continue;
      say_break(track_of(kept), word_of(interruption->cause), interruption->seconds, interruption->lost_frames);
    }
  }

  void say_break(Track track, const std::string& cause, double seconds, Frames lost) {
    append(BreakLine{cause, seconds, lost, track});
    side_of(track).lost += lost;
    side_of(track).after_break = true;
  }

  /// Nobody wrote down why the next file began; how long nothing was recorded is what the clock says.
  void say_unknown_break(const Sound& next) {
    const auto& last = *side_of(next.track).last;
    const auto& format = format_of(next.track);
    const auto before = base::parse_rfc3339(last.start_utc);
    const auto begins = base::parse_rfc3339(next.start_utc);
    double seconds = 0;
    if (before && begins) {
      seconds = base::seconds_between(*before, *begins) - format.seconds(last.frames);
    }
    seconds = std::min(seconds, max_unknown_break_seconds);
    if (!(seconds >= min_unknown_break_seconds)) seconds = 0;
    const Frames lost = std::llround(seconds * format.sample_rate);
    say_break(next.track, "unknown", seconds, std::min(lost, max_lost_frames));
  }

  /// Frames that the journal has the hashes of, and the disk has not.
  void say_missing(const Plan::Missing& missing) {
    const auto track = is_call() ? bag::track_of(missing.file).value_or(Track::only) : Track::only;
    say_break(track, "not_on_disk", format_of(track).seconds(missing.frames), missing.frames);
  }

  struct Gap {
    Frames from = 0;
    Frames end = 0;
    std::string cause;
    bool estimated = false;
  };

  void say_gaps(const PlannedFile& file) {
    const auto& name = file.sound->name;
    Frames free_from = 0;
    std::vector<Gap> gaps;
    for (const auto& line : kept_.lines) {
      const auto* told = std::get_if<GapLine>(&line.event);
      if (told == nullptr || told->file != name) continue;
      const Gap gap{told->from, told->from + told->frames, word_of(told->cause), told->estimated};
      if (stands(line)) {
        free_from = std::max(free_from, gap.end);
      } else if (!file.sound->is_loud_gap(line.number)) {
        gaps.push_back(gap);
      }
    }
    for (const auto& hole : file.sound->holes) {  // what an `audio` line that stands has the hash of was never damaged
      gaps.push_back({std::max(hole.from, file.kept_frames), hole.from + hole.frames, "damaged", false});
    }
    std::stable_sort(gaps.begin(), gaps.end(), [](const Gap& a, const Gap& b) { return a.from < b.from; });
    for (const auto& gap : gaps) {
      const auto from = std::max(gap.from, free_from);
      const auto end = std::min(gap.end, file.sound->frames);
      if (from >= end) continue;
      append(GapLine{name, from, end - from, gap.cause, gap.estimated, file.sound->track});
      side_of(file.sound->track).lost += end - from;
      free_from = end;
    }
  }

  const os::Clock& clock_;
  const KeptJournal& kept_;
  const Subject& subject_;
  const Plan& plan_;
  journal::Writer journal_;
  std::unique_ptr<os::File> salts_;
  Told told_;
  std::array<Side, 3> sides_{};
  std::size_t next_line_ = 0;  // of kept_.lines, for breaks
};

void write_levels(os::FileSystem& fs, const os::Path& bag, const Plan& plan) {
  const auto levels = fs.create(bag / bag::levels_path);
  os::write_all(*levels, base::as_bytes(journal::levels_salt().dump() + "\n"));
  for (const auto& file : plan.files) {
    Frames from = 0;
    for (const auto& second : file.sound->seconds) {
      const auto line = journal::level_line(file.sound->name, from, second.level);
      os::write_all(*levels, base::as_bytes(line.dump() + "\n"));
      from += second.frames;
    }
  }
  levels->sync_data();
  levels->close();
}

}  // namespace

Told write_journal(os::FileSystem& fs, const os::Clock& clock, const os::Path& bag, const Original& original,
                   const KeptJournal& kept, const Subject& subject, const Plan& plan, const KeptNotes& notes) {
  write_levels(fs, bag, plan);
  return Continuation(fs, clock, bag, original, kept, subject, plan, notes).finish();
}

}  // namespace earwitness::recover_detail
