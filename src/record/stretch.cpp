// SPDX-License-Identifier: MIT
#include "record/stretch.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "record/duration.hpp"

namespace earwitness::record {

Stretch::Stretch(std::unique_ptr<os::File> file, std::string name, const AudioFormat& format, const flac::Tags& tags)
    : name_(std::move(name)), format_(format), writer_(std::move(file), format, tags), is_salted_(!tags.salt.empty()) {
  begin_second();
}

Level Stretch::write(std::span<const std::byte> samples, std::int64_t boot_ns) {
  const auto second = static_cast<Frames>(format_.sample_rate);
  const auto frame_bytes = format_.bytes_per_frame();
  const auto all = samples;
  last_boot_ns_ = boot_ns;
  Level written;
  while (!samples.empty()) {
    const auto room = static_cast<std::size_t>(second - (frames() - second_from_));
    const auto piece = samples.first(std::min(room * frame_bytes, samples.size()));
    samples = samples.subspan(piece.size());
    writer_.write(piece);
    hash_.update(piece);
    Level level;
    level.add(piece, format_.bits);
    level_.merge(level);
    written.merge(level);
    if (frames() - second_from_ == second)
      end_second(boot_ns - nanoseconds_of(static_cast<Frames>(samples.size() / frame_bytes), second));
  }
  keep_tail(all);
  return written;
}

/// The encoder has written all whole blocks but one that may wait for the frame after it.
Frames Stretch::saved() const noexcept {
  return frames() == 0 ? 0 : (frames() - 1) / flac::block_frames * flac::block_frames;
}

/// Copies of what was written only what the encoder may still lose.
void Stretch::keep_tail(std::span<const std::byte> written) {
  const auto held = static_cast<std::size_t>(frames() - saved()) * format_.bytes_per_frame();
  if (held <= written.size()) {
    const auto last = written.last(held);
    tail_.assign(last.begin(), last.end());
  } else {
    const auto older = held - written.size();
    tail_.erase(tail_.begin(), tail_.end() - static_cast<std::ptrdiff_t>(older));
    tail_.insert(tail_.end(), written.begin(), written.end());
  }
  tail_from_ = saved();
}

std::vector<std::byte> Stretch::unsaved(std::span<const std::byte> failed) const {
  // Blocks of the call that failed may be in the file, and all that was held before them.
  const auto gone = static_cast<std::size_t>(saved() - tail_from_) * format_.bytes_per_frame();
  const auto held = std::span(tail_).subspan(std::min(gone, tail_.size()));
  const auto rest = failed.subspan(gone - std::min(gone, tail_.size()));
  std::vector<std::byte> all;
  all.reserve(held.size() + rest.size());
  all.insert(all.end(), held.begin(), held.end());
  all.insert(all.end(), rest.begin(), rest.end());
  return all;
}

void Stretch::begin_gap(Frames count, const std::string& cause, bool estimated) {
  Entry gap;
  gap.is_gap = true;
  gap.from = frames();
  gap.frames = count;
  gap.cause = cause;
  gap.estimated = estimated;
  add_entry(std::move(gap));
}

std::vector<Entry> Stretch::cut_gaps() {
  std::vector<Entry> rests;
  auto entries = std::exchange(entries_, {});
  for (auto& entry : entries) {
    const auto in_file = std::clamp<Frames>(saved() - entry.from, 0, entry.frames);
    if (entry.is_gap && in_file < entry.frames) {
      auto rest = entry;
      rest.from = entry.from + in_file - saved();
      rest.frames -= in_file;
      rests.push_back(std::move(rest));
      entry.frames = in_file;
    }
    if (entry.frames > 0) add_entry(std::move(entry));
  }
  return rests;
}

void Stretch::add_gaps(std::vector<Entry> gaps) {
  for (auto& gap : gaps) add_entry(std::move(gap));
}

void Stretch::add_entry(Entry entry) {
  const auto place = [](const Entry& e) { return std::pair(e.from + e.frames, e.is_gap); };
  const auto behind = std::upper_bound(entries_.begin(), entries_.end(), entry,
                                       [&](const Entry& a, const Entry& b) { return place(a) < place(b); });
  entries_.insert(behind, std::move(entry));
}

bool Stretch::has_entries_to_sync() const noexcept {
  return !entries_.empty() && entries_.front().from + entries_.front().frames <= frames_out();
}

std::vector<Entry> Stretch::sync() {
  const auto until = frames_out();
  sync_file();
  return take_entries(until);
}

std::vector<Entry> Stretch::sync_as_it_is() {
  sync_file();
  return take_entries(saved());
}

void Stretch::close() {
  if (frames() > second_from_) end_second(last_boot_ns_);
  std::exception_ptr unfinished;
  try {
    writer_.finish();
  } catch (const FileError&) {
    unfinished = std::current_exception();
  }
  if (!sync_failed_) sync_file();
  if (unfinished) std::rethrow_exception(unfinished);
  writer_.close_unsynced();
}

/// A sync that failed stays failed: another one on the same file might lie.
void Stretch::sync_file() {
  sync_failed_ = true;
  writer_.sync();
  sync_failed_ = false;
}

std::vector<Entry> Stretch::take_rest() { return take_entries(frames()); }

Frames Stretch::frames_out() const noexcept { return std::max<Frames>(0, frames() - flac::held_back_at_most); }

void Stretch::end_second(std::int64_t boot_ns) {
  Entry second;
  second.from = second_from_;
  second.frames = frames() - second_from_;
  second.sha256 = hash_.finish();
  second.level = level_;
  second.captured_boot_ns = boot_ns;
  second.salt = salt_;
  add_entry(std::move(second));
  second_from_ = frames();
  level_.reset();
  begin_second();
}

void Stretch::begin_second() {
  if (!is_salted_) return;
  salt_ = journal::new_salt();
  hash_ = journal::begin_second(salt_);
}

std::vector<Entry> Stretch::take_entries(Frames until) {
  std::vector<Entry> taken;
  while (!entries_.empty() && entries_.front().from + entries_.front().frames <= until) {
    taken.push_back(std::move(entries_.front()));
    entries_.pop_front();
  }
  return taken;
}

}  // namespace earwitness::record
