// SPDX-License-Identifier: MIT
#include "record/pipeline.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/time.hpp"

namespace earwitness::record {

namespace {

Frames frames_in(std::chrono::seconds length, const AudioFormat& format) {
  return length.count() * static_cast<Frames>(format.sample_rate);
}

BootTime moment(std::int64_t delivered_ns, Frames frames_before, const AudioFormat& format) {
  const auto before = frames_before * 1'000'000'000 / static_cast<Frames>(format.sample_rate);
  return BootTime{std::chrono::nanoseconds{delivered_ns - before}};
}

std::uint32_t millionths(double amplitude) { return static_cast<std::uint32_t>(amplitude * 1e6); }

}  // namespace

Pipeline::Pipeline(os::FileSystem& fs, const os::Clock& clock, const archive::Conversation& conversation,
                   const Settings& settings, const Opening& opening, Progress& progress)
    : fs_(fs),
      clock_(clock),
      data_(conversation.data()),
      format_(opening.format),
      recording_(opening.recording),
      progress_(progress),
      journal_(fs, clock, conversation.data(), opening),
      max_frames_(frames_in(settings.max, opening.format)),
      split_frames_(settings.split ? frames_in(*settings.split, opening.format) : 0) {}

void Pipeline::consume(const ring::Block& block, const ring::TwoSpans<std::byte>& samples) {
  if (block.lost_before > 0) lose(block.lost_before, "ring_full", false, block.boot_ns);
  const bool first_second = frames_ < static_cast<Frames>(format_.sample_rate);
  Level level = take(samples.first, block, 0);
  level.merge(take(samples.second, block, static_cast<Frames>(samples.first.size() / format_.bytes_per_frame())));
  progress_.peak_ppm.store(millionths(level.peak()), std::memory_order_relaxed);
  if (first_second) {
    auto& peak = progress_.first_second_peak_ppm;
    peak.store(std::max(peak.load(std::memory_order_relaxed), millionths(level.peak())), std::memory_order_relaxed);
  }
  progress_.rms_ppm.store(millionths(level.rms()), std::memory_order_relaxed);
  progress_.clipped.fetch_add(level.clipped(), std::memory_order_relaxed);
  progress_.frames.store(frames_, std::memory_order_relaxed);
  progress_.lost_frames.store(lost_, std::memory_order_relaxed);
}

void Pipeline::tell(const Happening& happening) {
  journal_.happening(happening, stretch_ ? stretch_->name() : std::string(), stretch_ ? stretch_->frames() : 0);
}

void Pipeline::sync() {
  if (!stretch_) return;
  const bool nothing_on_disk_yet = progress_.frames_on_disk.load(std::memory_order_relaxed) == 0;
  if (!stretch_->has_entries_to_sync() && !(nothing_on_disk_yet && stretch_->frames_out() > 0)) return;
  const auto out = frames_ - stretch_->frames() + stretch_->frames_out();
  journal_.entries(stretch_->name(), stretch_->sync());
  progress_.frames_on_disk.store(out, std::memory_order_release);
}

void Pipeline::finish(StopReason reason) {
  if (stretch_) end_stretch();
  journal_.close(to_string(reason), files_, frames_, lost_, progress_.ring_high_water.load(std::memory_order_relaxed));
}

/// `already` frames of the block have been taken before these samples.
Level Pipeline::take(std::span<const std::byte> samples, const ring::Block& block, Frames already) {
  const auto frame_bytes = format_.bytes_per_frame();
  auto left = std::min(static_cast<Frames>(samples.size() / frame_bytes), max_frames_ - position_);
  Level level;
  while (left > 0) {
    if (stretch_ && room_in_stretch() == 0) {
      end_stretch();
      journal_.interruption("split", 0, 0);
    }
    if (!stretch_) begin_stretch(moment(block.boot_ns, block.frames - already, format_));
    const auto piece = std::min(left, room_in_stretch());
    const auto bytes = samples.first(static_cast<std::size_t>(piece) * frame_bytes);
    level.merge(stretch_->write(bytes, block.boot_ns));
    samples = samples.subspan(bytes.size());
    already += piece;
    left -= piece;
    frames_ += piece;
    position_ += piece;
  }
  return level;
}

void Pipeline::lose(Frames count, const std::string& cause, bool estimated, std::int64_t boot_ns) {
  count = std::min(count, max_frames_ - position_);
  if (count <= 0) return;
  position_ += count;
  lost_ += count;
  if (stretch_ && format_.seconds(count) <= longest_gap_seconds) {
    stretch_->fill_gap(count, cause, estimated, boot_ns);
    frames_ += count;
    return;
  }
  if (stretch_) end_stretch();
  journal_.interruption("gap", format_.seconds(count), count);
}

void Pipeline::begin_stretch(BootTime first_frame) {
  const auto name = fmt::format("audio-{:03}.flac", files_ + 1);
  const auto utc = clock_.utc() - (clock_.boot() - first_frame);
  stretch_.emplace(fs_.create(data_ / name), "data/" + name, format_,
                   flac::Tags{base::rfc3339(utc), recording_, EARWITNESS_SOFTWARE});
  fs_.sync_folder(data_);
  ++files_;
  if (!first_frame_utc_) first_frame_utc_ = utc;
  journal_.file_begins(stretch_->name(), first_frame);
}

void Pipeline::end_stretch() {
  const auto entries = stretch_->close();
  journal_.entries(stretch_->name(), entries);
  stretch_.reset();
  progress_.frames_on_disk.store(frames_, std::memory_order_release);
}

Frames Pipeline::room_in_stretch() const noexcept {
  if (split_frames_ == 0) return max_frames_;
  return std::max<Frames>(0, split_frames_ - stretch_->frames());
}

}  // namespace earwitness::record
