// SPDX-License-Identifier: MIT
#include "record/recording.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "archive/seal.hpp"
#include "base/level.hpp"
#include "base/text.hpp"
#include "os/memory.hpp"
#include "os/process.hpp"
#include "os/random.hpp"
#include "record/room.hpp"

namespace earwitness::record {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds ring_length{60};  // what a sound server gives back at once after a long stop
constexpr milliseconds poll_interval{200};
constexpr milliseconds poll_interval_at_stop{10};
constexpr milliseconds in_flight_at_stop{50};  // sound on its way through the device when stop is asked
constexpr milliseconds longest_wait_at_stop{1000};
constexpr seconds device_lost_after{1};
constexpr seconds disk_look_interval{10};

}  // namespace

Recording::Recording(os::FileSystem& fs, const os::Clock& clock, os::Path root, std::unique_ptr<capture::Source> source,
                     Settings settings)
    : fs_(fs),
      clock_(clock),
      root_(std::move(root)),
      source_(std::move(source)),
      settings_(std::move(settings)),
      format_(source_->format()),
      id_(os::random_uuid()) {}

Recording::~Recording() {
  if (writer_.joinable()) {
    board_.ask_stop(StopReason::stopped, clock_.boot());
    writer_.join();
  }
  source_->stop();
}

void Recording::start() {
  ring_ = std::make_shared<ring::AudioRing>(format_, ring_length.count() * static_cast<Frames>(format_.sample_rate));
  os::lock_in_memory(ring_->storage());
  consumer_.emplace(*ring_);
  progress_.disk_left_bytes.store(fs_.free_bytes(root_), std::memory_order_relaxed);
  if (status().disk_left_seconds < least_room.count()) {
    throw FileError(ENOSPC, root_.string(),
                    fmt::format("there is no room for five minutes of sound in {}", base::printable(root_.string())),
                    "free some space there, or choose another folder with --archive DIR");
  }
  source_->start(ring_);
  const auto now = clock_.boot();
  last_block_ = last_watch_ = last_disk_look_ = now;
  conversation_ = archive::begin(fs_, root_, clock_.utc(), settings_.title);
  try {
    open_journal();
  } catch (...) {
    pipeline_.reset();
    discard_quietly();
    throw;
  }
  writer_ = std::thread([this] { run(); });
}

void Recording::open_journal() {
  const Opening opening{
      id_, source_->kind(), format_, source_->host_api(), settings_.from_terminal ? "terminal" : "none", os::boot_id()};
  pipeline_ = std::make_unique<Pipeline>(fs_, clock_, conversation_, settings_, opening, progress_);
  intake_.emplace(*pipeline_, format_.sample_rate);
  if (!settings_.title.empty()) pipeline_->note("title", settings_.title);
  if (!source_->name().empty()) pipeline_->note("device", source_->name());
}

/// Another error is on its way to the user; that this one leaves a folder behind is the lesser news.
void Recording::discard_quietly() noexcept {
  try {
    archive::discard(fs_, conversation_);
  } catch (const std::exception&) {
  }
}

Status Recording::status() const {
  const auto load = [](const auto& value) { return value.load(std::memory_order_relaxed); };
  Status s;
  s.frames = load(progress_.frames);
  s.seconds = format_.seconds(s.frames);
  s.frames_on_disk = load(progress_.frames_on_disk);
  s.lost_frames = load(progress_.lost_frames);
  s.ring_high_water = load(progress_.ring_high_water);
  s.peak_dbfs = base::to_dbfs(load(progress_.peak_ppm) / 1e6);
  s.rms_dbfs = base::to_dbfs(load(progress_.rms_ppm) / 1e6);
  s.first_second_peak_dbfs = base::to_dbfs(load(progress_.first_second_peak_ppm) / 1e6);
  s.clipped = load(progress_.clipped);
  s.disk_left_seconds = static_cast<double>(load(progress_.disk_left_bytes)) /
                        (static_cast<double>(format_.bytes_per_frame()) * format_.sample_rate);
  s.warnings = board_.warnings(clock_.boot());
  return s;
}

bool Recording::on_disk() const noexcept { return progress_.frames_on_disk.load(std::memory_order_acquire) > 0; }

Finished Recording::finish(StopReason reason) {
  board_.ask_stop(reason, clock_.boot());
  if (writer_.joinable()) writer_.join();
  source_->stop();
  const auto frames = progress_.frames.load(std::memory_order_relaxed);
  if (frames == 0) {
    pipeline_.reset();
    discard_quietly();
    if (error_) std::rethrow_exception(error_);
    throw DeviceError(source_->name(), "nothing was recorded: no sound came from the microphone",
                      "look at its plug, or choose another: earwitness devices");
  }
  if (!files_whole_) std::rethrow_exception(error_);
  Finished finished;
  finished.reason = reason_;
  finished.frames = frames;
  finished.lost_frames = progress_.lost_frames.load(std::memory_order_relaxed);
  finished.seconds = format_.seconds(frames);
  finished.warnings = status().warnings;
  finished.problem = error_;
  return finished;
}

Sealed Recording::seal(const archive::Statement& statement) {
  const archive::SealRequest request{id_, source_->kind(), settings_.title, pipeline_->first_frame_utc(),
                                     format_.seconds(pipeline_->frames())};
  return {conversation_.folder, id_, archive::seal(fs_, clock_, conversation_.bag(), request, statement)};
}

void Recording::run() noexcept {
  try {
    record_until_stopped();
  } catch (const FileError& error) {
    error_ = std::current_exception();
    reason_ = error.code() == ENOSPC || error.code() == EDQUOT ? StopReason::disk_full : StopReason::io_error;
  } catch (...) {
    error_ = std::current_exception();
    reason_ = StopReason::io_error;
  }
  try {
    pipeline_->finish(reason_);
    files_whole_ = true;
  } catch (...) {
    if (!error_) error_ = std::current_exception();
  }
  ended_.store(true, std::memory_order_release);
}

void Recording::record_until_stopped() {
  for (;;) {
    const bool got_blocks = drain();
    for (const auto& happening : board_.take_happenings()) pipeline_->tell(happening);
    pipeline_->sync();
    watch(got_blocks);
    if (pipeline_->full()) {
      reason_ = StopReason::max_duration;
      break;
    }
    if (!source_->active() && !got_blocks && clock_.boot() - last_block_ > device_lost_after) {
      reason_ = StopReason::device_lost;
      error_ = std::make_exception_ptr(DeviceError(source_->name(),
                                                   "the microphone is gone: what was recorded until then is kept",
                                                   "plug it in again and start anew: earwitness start"));
      break;
    }
    if (past_stop()) break;
    wait();
  }
  intake_->finish();
}

/// Takes all that is in the ring; false if there was nothing.
bool Recording::drain() {
  const auto waiting = consumer_->waiting();
  if (waiting > progress_.ring_high_water.load(std::memory_order_relaxed)) {
    progress_.ring_high_water.store(waiting, std::memory_order_relaxed);
  }
  bool any = false;
  while (const auto* block = consumer_->block()) {
    if (pipeline_->full()) break;
    const auto clipped_before = progress_.clipped.load(std::memory_order_relaxed);
    intake_->consume(*block, consumer_->samples(*block));
    signal_.block(progress_.peak_ppm.load(std::memory_order_relaxed) / 1e6,
                  progress_.clipped.load(std::memory_order_relaxed) - clipped_before,
                  std::chrono::nanoseconds(block->frames * 1'000'000'000 / static_cast<Frames>(format_.sample_rate)));
    last_block_ = BootTime{std::chrono::nanoseconds{block->boot_ns}};
    consumer_->release(*block);
    any = true;
  }
  return any;
}

void Recording::watch(bool got_blocks) {
  const auto now = clock_.boot();
  // A pause of our own process is not the microphone's: at most two polls' worth of it counts.
  if (!got_blocks) signal_.nothing(std::min<BootTime::duration>(now - last_watch_, 2 * poll_interval));
  last_watch_ = now;
  if (now - last_disk_look_ >= disk_look_interval) {
    last_disk_look_ = now;
    progress_.disk_left_bytes.store(fs_.free_bytes(conversation_.folder), std::memory_order_relaxed);
  }
  const auto room = status().disk_left_seconds;
  board_.warn(Warning::no_delivery, signal_.no_delivery(), now);
  board_.warn(Warning::muted, signal_.muted(), now);
  board_.warn(Warning::clipping, signal_.clipping(), now);
  board_.warn(Warning::disk_low, room < low_room.count(), now);
}

void Recording::wait() {
  if (board_.stop()) return clock_.sleep(poll_interval_at_stop);
  board_.wait_for_stop(poll_interval);
}

/// True once what sounded before the stop is in the files, or will not come any more.
bool Recording::past_stop() {
  const auto stop = board_.stop();
  if (!stop) return false;
  reason_ = stop->reason;
  if (clock_.boot() - std::max(stop->at, last_block_) > longest_wait_at_stop) return true;
  return last_block_ >= stop->at + in_flight_at_stop && !intake_->catching_up();
}

}  // namespace earwitness::record
