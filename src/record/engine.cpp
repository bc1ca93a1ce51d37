// SPDX-License-Identifier: MIT
#include "record/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "record/room.hpp"

namespace earwitness::record {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds poll_interval{50};
constexpr milliseconds quick_poll_interval{10};  // where somebody waits for what comes next
constexpr milliseconds due_slack{10};            // a device that keeps time is this late at the most
constexpr milliseconds longest_beat{500};        // what came later than the beat of any device was a burst
constexpr milliseconds in_flight_at_stop{50};    // sound on its way through the device when stop is asked
constexpr milliseconds longest_wait_at_stop{1000};
constexpr seconds disk_look_interval{10};

std::exception_ptr gone(const std::string& device, const std::string& sentence) {
  return std::make_exception_ptr(
      DeviceError(device, sentence, _("look at its plug and at the sound settings, then: earwitness start")));
}

std::exception_ptr disk_full(const os::Path& folder, std::optional<std::uint64_t> file_size_limit) {
  const auto shown = base::printable(folder.string());
  if (file_size_limit) {
    return std::make_exception_ptr(
        FileError(EFBIG, folder.string(),
                  tr("no file may be larger than {} bytes here, so the recording in {} has ended: what was "
                     "recorded until then is kept",
                     *file_size_limit, shown),
                  _("raise the limit (ulimit -f unlimited), then: earwitness start")));
  }
  return std::make_exception_ptr(FileError(
      ENOSPC, folder.string(), tr("the disk of {} is full, or its quota: what was recorded until then is kept", shown),
      tr("free some space there (see what is large with: du -sh {}/*), or record elsewhere with "
         "--archive DIR",
         base::printable(folder.parent_path().string()))));
}

bool means_full(int code) noexcept { return code == ENOSPC || code == EDQUOT || code == EFBIG; }

}  // namespace

Engine::Engine(os::ReservedFileSystem& fs, const os::Clock& clock, const archive::Conversation& conversation,
               const Settings& settings, const Opening& opening, capture::Input& input,
               std::shared_ptr<ring::AudioRing> ring, Progress& progress, Board& board)
    : fs_(fs),
      clock_(clock),
      folder_(conversation.folder),
      settings_(settings),
      input_(input),
      progress_(progress),
      board_(board),
      ring_(std::move(ring)),
      consumer_(*ring_),
      pipeline_(fs, clock, conversation, settings, opening, progress),
      intake_(std::in_place, pipeline_, opening.format.sample_rate),
      device_(clock.boot()),
      clocks_(clock),
      last_block_(clock.boot()),
      due_(last_block_) {
  open_line_ = pipeline_.reached();
  if (!settings_.title.empty()) pipeline_.note("title", settings_.title);
  if (!input_.name().empty()) pipeline_.note("device", input_.name());
}

bool Engine::step() noexcept {
  try {
    return round();
  } catch (const FileError& error) {
    end(means_full(error.code()) ? StopReason::disk_full : StopReason::io_error, std::current_exception());
  } catch (...) {
    end(StopReason::io_error, std::current_exception());
  }
  return false;
}

std::chrono::nanoseconds Engine::until_next_round() const {
  if (board_.stop() || pausing_ || resuming_ || !any_block_) return quick_poll_interval;
  const auto left = due_ - clock_.boot();
  if (left > std::chrono::nanoseconds{0}) return left;
  return std::clamp<std::chrono::nanoseconds>((due_ - last_block_) / 4, quick_poll_interval, poll_interval);
}

bool Engine::round() {
  look_at_clocks();
  const bool got_blocks = drain();
  pause_once_all_is_there();
  look_for_resumed();
  for (const auto& happening : board_.take_happenings()) pipeline_.tell(happening);
  pipeline_.sync();
  settle_marks();
  pipeline_.publish();
  board_.reach(pipeline_.reached());
  look_at_disk();
  if (fs_.full()) {
    end(StopReason::disk_full, disk_full(folder_, fs_.limit_met()));
  } else if (pipeline_.full_at(clock_.boot())) {
    end(StopReason::max_duration);
  } else if (!look_at_device(got_blocks)) {
    end(StopReason::device_lost,
        gone(input_.name(), _("the microphone is gone: what was recorded until then is kept")));
  } else if (past_stop()) {
    end(board_.stop()->reason);
  }
  warn();
  return !ended_;
}

void Engine::finish() noexcept {
  if (!ended_) end(StopReason::stopped);
  try {
    take_wishes();
    if (pausing_) pause_now();
    if (resuming_) end_resuming(false);
    intake_->finish();
  } catch (...) {
    end(StopReason::io_error, std::current_exception());
  }
  if (!error_ && lost_since_) {
    error_ = gone(input_.name(), _("the microphone was gone when the recording ended: its last part is missing"));
  }
  try {
    pipeline_.finish(reason_);
    files_whole_ = true;
  } catch (...) {
    if (!error_) error_ = std::current_exception();
  }
  if (!error_) error_ = pipeline_.fault();
  settle_marks();
  pipeline_.publish();
  fs_.release();
}

/// The first reason is the one that stays.
void Engine::end(StopReason reason, std::exception_ptr error) {
  if (!error_) error_ = std::move(error);
  if (ended_) return;
  ended_ = reason_ = reason;
}

/// Takes all that is in the ring; false if there was nothing.
bool Engine::drain() {
  Frames taken = 0;
  take_wishes();
  // What is in the reserve pays for the end, not for what still waits here.
  while (const auto* block = consumer_.block()) {
    // With the block in hand: one who asks for a pause later than this asks for it after all of its sound.
    take_wishes();
    if (paused_since_ || pipeline_.full() || fs_.full()) break;
    note_high_water();
    consume(*block);
    taken += block->frames;
    consumer_.release(*block);
  }
  if (taken == 0) return false;
  // Blocks come at a beat: what came now, in one or in several, says when the next is there.
  due_ = last_block_ + std::min<std::chrono::nanoseconds>(duration_of(taken), longest_beat) + due_slack;
  return true;
}

/// Also while a backlog is worked off: a disk that stalls does so in the middle of it.
void Engine::note_high_water() {
  const auto waiting = consumer_.waiting();
  if (waiting > progress_.ring_high_water.load(std::memory_order_relaxed)) {
    progress_.ring_high_water.store(waiting, std::memory_order_relaxed);
  }
}

void Engine::consume(const ring::Block& block) {
  const BootTime delivered{std::chrono::nanoseconds{block.boot_ns}};
  if (slept_.count() > 0 && delivered - last_block_ >= slept_) {
    slept_ = {};
    intake_->finish();
    pipeline_.interrupt("suspend");
    intake_.emplace(pipeline_, ring_->format().sample_rate);
  }
  const auto clipped_before = progress_.clipped.load(std::memory_order_relaxed);
  intake_->consume(block, consumer_.samples(block));
  signal_.block(progress_.peak_ppm.load(std::memory_order_relaxed) / 1e6,
                progress_.clipped.load(std::memory_order_relaxed) - clipped_before, duration_of(block.frames));
  last_block_ = delivered;
  any_block_ = true;
}

std::chrono::nanoseconds Engine::duration_of(Frames frames) const noexcept {
  return std::chrono::nanoseconds(frames * 1'000'000'000 / static_cast<Frames>(ring_->format().sample_rate));
}

void Engine::look_at_clocks() {
  if (const auto slept = clocks_.slept()) slept_ += *slept;
  if (const auto change = clocks_.look()) pipeline_.clock_changed(change->step, change->synchronised);
}

void Engine::look_at_disk() {
  const auto now = clock_.boot();
  if (last_disk_look_ && now - *last_disk_look_ < disk_look_interval) return;
  last_disk_look_ = now;
  try {
    progress_.disk_left_bytes.store(fs_.free_bytes(folder_), std::memory_order_relaxed);
  } catch (const FileError&) {  // only a figure for the user
  }
}

/// False once it is lost for good.
bool Engine::look_at_device(bool got_blocks) {
  const auto now = clock_.boot();
  if (paused_since_) return true;
  if (lost_since_) {
    take_device_back();
    return !lost_since_ || !settings_.device_timeout || now - *lost_since_ < *settings_.device_timeout;
  }
  const bool lost = device_.look(now, got_blocks, input_.active());
  if (!lost || board_.stop() || pausing_) return true;
  if (!any_block_) return input_.active();  // whoever waits for the first frames decides how long
  lose_device();
  return true;
}

void Engine::lose_device() {
  lost_since_ = last_block_;
  progress_.microphone_lost.store(true, std::memory_order_relaxed);
  intake_->finish();
  pipeline_.interrupt("device_lost");
  board_.warn(Warning::device_lost, true, clock_.boot());
  input_.reopen();
}

void Engine::take_device_back() {
  auto ring = input_.reopened();
  if (!ring) return;
  take_ring(std::move(ring));
  lost_since_.reset();
  progress_.microphone_lost.store(false, std::memory_order_relaxed);
  board_.warn(Warning::device_lost, false, clock_.boot());
}

/// Of a device that was opened anew.
void Engine::take_ring(std::shared_ptr<ring::AudioRing> ring) {
  ring_ = std::move(ring);
  consumer_ = ring::AudioRing::Consumer(*ring_);
  intake_.emplace(pipeline_, ring_->format().sample_rate);
  device_ = DeviceWatch(clock_.boot());
  signal_ = {};
}

void Engine::warn() {
  const auto now = clock_.boot();
  const double room = room_seconds(progress_.disk_left_bytes.load(std::memory_order_relaxed), ring_->format());
  board_.warn(Warning::no_delivery, !is_away() && device_.silent() >= no_delivery_after, now);
  board_.warn(Warning::muted, !is_away() && signal_.muted(), now);
  board_.warn(Warning::clipping, !paused_since_ && signal_.clipping(), now);
  board_.warn(Warning::disk_low, room < static_cast<double>(low_room.count()), now);
  board_.warn(Warning::disk_fault, pipeline_.fault() != nullptr, now);
}

/// True once what sounded before the stop is in the files, or will not come any more.
bool Engine::past_stop() {
  const auto stop = board_.stop();
  if (!stop) return false;
  if (pausing_) return false;  // its end comes first, and soon
  if (is_away() || clock_.boot() - std::max(stop->at, last_block_) > longest_wait_at_stop) return true;
  return last_block_ >= stop->at + in_flight_at_stop && !intake_->undecided();
}

}  // namespace earwitness::record
