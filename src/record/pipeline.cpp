// SPDX-License-Identifier: MIT
#include "record/pipeline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <vector>

#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/time.hpp"
#include "crypto/md5.hpp"
#include "flac/reader.hpp"
#include "os/left_behind.hpp"
#include "os/random.hpp"
#include "record/duration.hpp"

namespace earwitness::record {

namespace {

constexpr const char* pause_cause = "pause";
constexpr Frames read_chunk_frames = 65536;
/// Who reads the journal reckons up to the end of each second, and a gap from its line on, which comes behind it.
constexpr double pace_reserve_seconds = max_gap_seconds + 2;
constexpr Frames silent_frames = 4096;  // a gap is filled with so many at a time

BootTime moment(std::int64_t delivered_ns, Frames frames_before, const AudioFormat& format) {
  return BootTime{std::chrono::nanoseconds{delivered_ns - nanoseconds_of(frames_before, format.sample_rate)}};
}

/// The first error is the one to report; what stays is told besides.
void remove_if_there(os::FileSystem& fs, const os::Path& path) {
  (void)os::remove_or_tell(path, [&] {
    if (!fs.status(path)) return;
    fs.remove_file(path);
    fs.sync_folder(path.parent_path());
  });
}

/// True if a finished file decodes without damage to just `frames` frames whose MD5 is the one in its header. What is
/// wrong with the file is no error: then it is false.
bool reads_back(os::FileSystem& fs, const os::Path& path, Frames frames) {
  try {
    flac::Reader reader(fs.open(path));
    if (reader.info().frames != frames) return false;
    const auto frame_bytes = reader.info().format.bytes_per_frame();
    crypto::Md5 md5;
    Frames read = 0;
    for (auto part = reader.read(read_chunk_frames); !part.empty(); part = reader.read(read_chunk_frames)) {
      md5.update(part);
      read += static_cast<Frames>(part.size() / frame_bytes);
    }
    return !reader.damaged() && read == frames && md5.finish() == reader.info().md5;
  } catch (const Error&) {
    return false;
  }
}

/// Puts a synced copy in the place of a file whose sync failed: a sync is never tried again on the same file. False
/// where that fails too; then the file is as it was.
bool replace_by_synced_copy(os::FileSystem& fs, const os::Path& path) noexcept {
  const os::Path copy = path.string() + ".copy";
  try {
    os::copy_synced(fs, path, copy, limits::sound_file_bytes);
    fs.rename(copy, path);
    fs.sync_folder(path.parent_path());
    return true;
  } catch (const std::exception&) {  // the fault that led here is the one to report
  }
  remove_if_there(fs, copy);
  return false;
}

std::uint32_t millionths(double amplitude) { return static_cast<std::uint32_t>(amplitude * 1e6); }

}  // namespace

Pipeline::Pipeline(os::FileSystem& fs, const os::Clock& clock, os::Path data, const Settings& settings, Source source,
                   JournalKeeper& journal, Marks& marks, Progress& progress)
    : fs_(fs),
      clock_(clock),
      data_(std::move(data)),
      source_(std::move(source)),
      format_(source_.format),
      journal_(journal),
      marks_(marks),
      progress_(progress),
      max_frames_(frames_in(std::chrono::nanoseconds(settings.max).count(), format_.sample_rate)),
      split_frames_(settings.split ? frames_in(std::chrono::nanoseconds(*settings.split).count(), format_.sample_rate)
                                   : 0),
      pace_(format_.sample_rate, static_cast<double>(format_.bytes_per_frame())) {}

void Pipeline::write_event(const Event& event) {
  const auto file = stretch_ ? stretch_->name() : std::string();
  journal_.write([&](auto& journal) { journal.add_event(event, file, stretch_ ? stretch_->frames() : 0); });
}

Level Pipeline::consume(const ring::Block& block, const ring::TwoSpans<std::byte>& samples, std::int64_t ended_ns) {
  if (block.lost_before > 0) add_loss(block.lost_before, "ring_full", false, block);
  const bool first_second = frames_ < static_cast<Frames>(format_.sample_rate);
  tell_if_ahead(block.frames, ended_ns);
  Level level = write_samples(samples.first, block, 0, ended_ns);
  const auto already = static_cast<Frames>(samples.first.size() / format_.bytes_per_frame());
  level.merge(write_samples(samples.second, block, already, ended_ns));
  end_ns_ = ended_ns;
  progress_.peak_ppm.store(millionths(level.peak()), std::memory_order_relaxed);
  if (first_second) {
    first_second_peak_ = std::max(first_second_peak_, level.peak());
    progress_.first_second_peak_ppm.store(millionths(first_second_peak_), std::memory_order_relaxed);
  }
  clipped_ += level.clipped();
  progress_.rms_ppm.store(millionths(level.rms()), std::memory_order_relaxed);
  progress_.clipped.store(clipped_, std::memory_order_relaxed);
  progress_.frames.store(frames_, std::memory_order_relaxed);
  progress_.lost_frames.store(lost_, std::memory_order_relaxed);
  return level;
}

void Pipeline::sync() {
  if (!stretch_) return;
  if (!stretch_->has_entries_to_sync() && !(on_disk_ == 0 && stretch_->frames_out() > 0)) return;
  const auto out = frames_ - stretch_->frames() + stretch_->frames_out();
  try {
    const auto entries = stretch_->sync();
    faults_ = 0;
    journal_.write([&](auto& journal) { journal.entries(source_.track, stretch_->name(), entries); });
    acknowledge(out);
  } catch (const FileError&) {
    // What the disk has kept of this file is unknown from here on, and the next sync might lie about it.
    keep_fault();
    end_stretch();
    interruption_ = Interruption{"io_error", {}, 0};
    if (faults_ >= max_consecutive_faults) throw;
  }
}

void Pipeline::finish() {
  if (stretch_) end_stretch();
}

void Pipeline::close_interruption() {
  if (interruption_) end_interruption(clock_.boot().time_since_epoch().count());
}

bool Pipeline::is_full_at(BootTime now) const noexcept {
  return position_ + frames_in(away_ns(now), format_.sample_rate) >= max_frames_;
}

/// `already` frames of the block have been taken before these samples.
Level Pipeline::write_samples(std::span<const std::byte> samples, const ring::Block& block, Frames already,
                              std::int64_t ended_ns) {
  const auto frame_bytes = format_.bytes_per_frame();
  auto left = std::min(static_cast<Frames>(samples.size() / frame_bytes), max_frames_ - position_);
  Level level;
  while (left > 0) {
    if (stretch_ && frames_left_in_stretch() == 0) {
      end_stretch();
      if (!interruption_) interruption_ = Interruption{"split", {}, 0};
    }
    if (!stretch_) begin_stretch(moment(ended_ns, block.frames - already, format_));
    const auto piece = std::min(left, frames_left_in_stretch());
    const auto bytes = samples.first(static_cast<std::size_t>(piece) * frame_bytes);
    const auto piece_ended = moment(ended_ns, block.frames - already - piece, format_);
    level.merge(write_piece(bytes, piece_ended));
    samples = samples.subspan(bytes.size());
    already += piece;
    left -= piece;
    frames_ += piece;
    position_ += piece;
    sound_ += piece;
    if (places_marks_) {
      marks_.place_until(place_here(), piece_ended.time_since_epoch().count(), format_.sample_rate);
    }
  }
  return level;
}

/// Where the file fails, what it does not have goes into the next one: the piece, behind what the encoder still held,
/// or of a long piece the end. Its last frame sounded at `ended`.
Level Pipeline::write_piece(std::span<const std::byte> samples, BootTime ended) {
  const auto frames_of = [&](std::size_t bytes) { return static_cast<Frames>(bytes / format_.bytes_per_frame()); };
  std::vector<std::byte> unsaved;
  for (;;) {
    try {
      return stretch_->write(unsaved.empty() ? samples : std::span<const std::byte>(unsaved),
                             ended.time_since_epoch().count());
    } catch (const FileError&) {
      keep_fault();
      unsaved = stretch_->unsaved(unsaved.empty() ? samples : std::span<const std::byte>(unsaved));
      auto gaps = abandon_stretch();
      // Of a long piece the file may have a part: then it is below 0.
      const auto before = frames_of(unsaved.size()) - frames_of(samples.size());
      try {
        if (faults_ >= max_consecutive_faults) throw;
        begin_stretch(moment(ended.time_since_epoch().count(), frames_of(unsaved.size()), format_));
        stretch_->add_gaps(std::move(gaps));
      } catch (const FileError&) {
        give_up(before);
        throw;
      }
    }
  }
}

void Pipeline::add_loss(Frames count, const std::string& cause, bool estimated, const ring::Block& next) {
  count = std::min(count, max_frames_ - position_);
  if (count <= 0) return;
  if (stretch_ && format_.seconds(count) <= max_gap_seconds) {
    stretch_->begin_gap(count, cause, estimated);
    fill_gap(count, next);
    return;
  }
  position_ += count;
  lost_ += count;
  if (stretch_) end_stretch();
  if (interruption_) end_interruption(next.boot_ns);
  journal_.write([&](auto& journal) { journal.interruption(source_.track, "gap", format_.seconds(count), count); });
}

/// With silence, which goes where sound would go.
void Pipeline::fill_gap(Frames count, const ring::Block& next) {
  const std::vector<std::byte> silence(static_cast<std::size_t>(std::min(count, silent_frames)) *
                                       format_.bytes_per_frame());
  const auto end = position_ + count;
  for (Frames filled = 0; filled < count;) {
    const auto piece = std::min(count - filled, silent_frames);
    try {
      (void)write_piece(std::span(silence).first(static_cast<std::size_t>(piece) * format_.bytes_per_frame()),
                        moment(next.boot_ns, next.frames + count - filled - piece, format_));
    } catch (const FileError&) {
      interruption_->known_lost += end - position_;
      lost_ += count - filled;
      position_ = end;
      throw;
    }
    filled += piece;
    frames_ += piece;
    lost_ += piece;
    position_ += piece;
  }
}

void Pipeline::interrupt(const std::string& cause, std::optional<BootTime> moment) {
  if (files_ == 0) return;
  const auto since = moment ? moment->time_since_epoch().count() : end_ns_;
  if (stretch_) end_stretch();
  if (interruption_) end_interruption(since);
  interruption_ = Interruption{cause, since, 0};
}

void Pipeline::extend(std::chrono::seconds by) {
  max_frames_ += frames_in(std::chrono::nanoseconds(by).count(), format_.sample_rate);
}

/// The time of a lasting interruption counts as lost from the last frame to the next: but for a pause, which was asked
/// for. Both count for the maximum.
void Pipeline::end_interruption(std::int64_t until_ns) {
  const auto what = *interruption_;
  interruption_.reset();
  auto lost = what.known_lost;
  auto away = what.known_lost;
  if (what.since_ns) {
    away = std::clamp<Frames>(frames_in(until_ns - *what.since_ns, format_.sample_rate), 0, max_frames_ - position_);
    lost = what.cause == pause_cause ? 0 : away;
    if (what.cause == pause_cause) paused_ns_ += nanoseconds_of(away, format_.sample_rate);
    lost_ += lost;
    position_ += away;
  }
  journal_.write([&](auto& journal) { journal.interruption(source_.track, what.cause, format_.seconds(away), lost); });
}

void Pipeline::begin_stretch(BootTime first_frame) {
  const auto here = os::read_both(clock_);
  const auto utc = here.utc - (here.boot - first_frame);
  while (!open_stretch(utc)) {
    if (faults_ >= max_consecutive_faults) std::rethrow_exception(fault_);
  }
  if (interruption_) end_interruption(first_frame.time_since_epoch().count());
  ++files_;
  if (!first_frame_utc_) {
    first_frame_utc_ = utc;
    first_frame_ = first_frame;
  }
  stretch_began_ = first_frame;
  (void)pace_.rise(static_cast<double>(sound_), first_frame.time_since_epoch().count());
  journal_.write([&](auto& journal) { journal.file_begins(source_.track, stretch_->name(), first_frame); });
}

bool Pipeline::open_stretch(UtcTime first_frame) {
  const auto path = bag::audio_path(files_ + 1, source_.track);
  const auto name = bag::name_in_payload(path);
  try {
    auto file = fs_.create(data_ / name);
    flac::Tags tags{base::rfc3339(first_frame), source_.recording, EARWITNESS_SOFTWARE, source_.track};
    if (source_.is_salted) tags.salt = os::random_hex(flac::salt_digits / 2);
    stretch_.emplace(std::move(file), path, format_, tags);
    fs_.sync_folder(data_);
    return true;
  } catch (const FileError&) {
    keep_fault();
  }
  stretch_.reset();
  remove_if_there(fs_, data_ / name);  // it never had a frame
  return false;
}

/// A file that could not be finished or synced counts only if it reads back whole, and a copy of it can be synced.
void Pipeline::end_stretch() {
  bool closed = false;
  try {
    stretch_->close();
    closed = true;
  } catch (const FileError&) {
    keep_fault();
  }
  const bool synced = !stretch_->sync_failed();
  const auto entries = stretch_->take_rest();
  const auto name = stretch_->name();
  const auto frames = stretch_->frames();
  const auto path = data_.parent_path() / name;
  note_end_of_stretch();
  stretch_.reset();
  const bool there = (closed && synced) || reads_back(fs_, path, frames);
  if (there && (synced || replace_by_synced_copy(fs_, path))) {
    journal_.write([&](auto& journal) { journal.entries(source_.track, name, entries); });
  } else {
    files_whole_ = false;
    on_disk_known_ = false;
  }
  acknowledge(frames_);
}

void Pipeline::acknowledge(Frames on_disk) noexcept {
  if (!on_disk_known_) return;
  on_disk_ = on_disk;
  progress_.frames_on_disk.store(on_disk, std::memory_order_release);
}

/// A file that can't be finished stays as it is. If what it has of the last second can't be synced either, that may be
/// gone one day, and nothing after it counts as surely on disk. Returns what it lacks of its gaps.
std::vector<Entry> Pipeline::abandon_stretch() {
  auto gaps = stretch_->cut_gaps();
  try {
    const auto entries = stretch_->sync_as_it_is();
    journal_.write([&](auto& journal) { journal.entries(source_.track, stretch_->name(), entries); });
  } catch (const FileError&) {
    on_disk_known_ = false;
  }
  note_end_of_stretch();
  stretch_.reset();
  files_whole_ = false;
  interruption_ = Interruption{"io_error", {}, 0};
  return gaps;
}

/// No file takes what is left: `before` is how much of it came before the piece, or below 0 how much of the piece has a
/// file.
void Pipeline::give_up(Frames before) {
  if (before > 0) return count_as_lost(before);
  frames_ -= before;
  position_ -= before;
}

/// Frames that were counted as written, and are in no file.
void Pipeline::count_as_lost(Frames held) {
  frames_ -= held;
  lost_ += held;
  interruption_->known_lost += held;
}

Place Pipeline::place_here() const {
  const auto before = std::chrono::duration<double>(stretch_began_ - first_frame_).count();
  return {stretch_->name(), stretch_->frames(), before + format_.seconds(stretch_->frames())};
}

void Pipeline::note_end_of_stretch() { last_end_ = place_here(); }

void Pipeline::keep_fault() {
  if (!fault_) fault_ = std::current_exception();
  ++faults_;
}

/// A source that caught up with what it had held back for longer than any sound server holds: all of it is kept, and
/// the next file says so.
void Pipeline::tell_if_ahead(Frames frames, std::int64_t ended_ns) {
  const double rise = pace_.rise(static_cast<double>(sound_ + frames), ended_ns);
  if (rise <= pace_.held_seconds() - pace_reserve_seconds || interruption_) return;
  (void)pace_.begin_anew();
  if (stretch_) end_stretch();
  interruption_ = Interruption{journal::cause_ahead, {}, 0};
}

Frames Pipeline::frames_left_in_stretch() const noexcept {
  if (split_frames_ == 0) return max_frames_;
  return std::max<Frames>(0, split_frames_ - stretch_->frames());
}

void Pipeline::publish() noexcept {
  const auto put = [](auto& value, std::int64_t now) { value.store(now, std::memory_order_relaxed); };
  put(progress_.elapsed_ns, length_ns(position_));
  put(progress_.left_ns, length_ns(max_frames_ - position_));
  put(progress_.paused_ns, paused_ns_);
  put(progress_.away_since_ns, interruption_ ? interruption_->since_ns.value_or(0) : 0);
}

double Pipeline::elapsed_seconds(BootTime now) const noexcept {
  return static_cast<double>(length_ns(position_) + away_ns(now)) / 1e9;
}

double Pipeline::left_seconds(BootTime now) const noexcept {
  return static_cast<double>(length_ns(max_frames_ - position_) - away_ns(now)) / 1e9;
}

std::int64_t Pipeline::length_ns(Frames frames) const noexcept {
  return static_cast<std::int64_t>(format_.seconds(frames) * 1e9);
}

std::int64_t Pipeline::away_ns(BootTime now) const noexcept {
  if (!interruption_ || !interruption_->since_ns) return 0;
  return now.time_since_epoch().count() - *interruption_->since_ns;
}

}  // namespace earwitness::record
