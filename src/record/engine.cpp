// SPDX-License-Identifier: MIT
#include "record/engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "journal/events.hpp"
#include "record/disk_space.hpp"

namespace earwitness::record {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr milliseconds poll_interval{50};
constexpr milliseconds quick_poll_interval{10};  // where somebody waits for what comes next
constexpr milliseconds due_slack{10};            // a device that keeps time is this late at the most
constexpr milliseconds max_block_interval{500};  // what came later than the beat of any device was a burst
constexpr milliseconds in_flight_at_stop{50};    // sound on its way through the device when stop is asked
constexpr milliseconds stop_timeout{1000};
constexpr seconds space_check_interval{10};
/// After a pause was asked for without a block that reaches as far: a device gives none any more.
constexpr milliseconds pause_timeout{1000};
/// Also with blocks, of which it is not known how old they are.
constexpr milliseconds max_pause_delay{5000};
/// A microphone that does not come back for so long is lost.
constexpr seconds resume_timeout{3};

std::exception_ptr gone(const std::string& device, const std::string& sentence) {
  return std::make_exception_ptr(DeviceError(device, sentence, Step::record_again));
}

std::exception_ptr disk_full(const os::Path& folder, std::optional<std::uint64_t> file_size_limit) {
  const auto shown = base::printable(folder.string());
  if (file_size_limit) {
    return std::make_exception_ptr(
        FileError(EFBIG, folder.string(),
                  tr("no file may be larger than {} bytes here, so the recording in {} has ended: what was "
                     "recorded until then is kept",
                     *file_size_limit, shown),
                  Step::raise_file_size_limit));
  }
  return std::make_exception_ptr(FileError(
      ENOSPC, folder.string(), tr("the disk of {} is full, or its quota: what was recorded until then is kept", shown),
      NextStep(Step::free_space_or_go_elsewhere, base::printable(folder.parent_path().string()))));
}

bool means_full(int code) noexcept { return code == ENOSPC || code == EDQUOT || code == EFBIG; }

}  // namespace

Engine::Engine(os::ReservedFileSystem& fs, const os::Clock& clock, const archive::Conversation& conversation,
               const Settings& settings, const Opening& opening, capture::Input& input,
               std::shared_ptr<ring::AudioRing> ring, Progress& progress, Mailbox& mailbox)
    : fs_(fs),
      clock_(clock),
      folder_(conversation.folder),
      settings_(settings),
      input_(input),
      progress_(progress),
      mailbox_(mailbox),
      ring_(std::move(ring)),
      consumer_(*ring_),
      clocks_(clock),
      pipeline_(fs, clock, conversation, settings, opening, progress),
      intake_(std::in_place, pipeline_, opening.format.sample_rate, hears_what_is_played()),
      device_(clock.boot()),
      last_block_(clock.boot()),
      due_(last_block_),
      free_bytes_(progress.disk_left_bytes.load(std::memory_order_relaxed)) {
  open_line_ = pipeline_.last_line();
  if (!settings_.title.empty()) pipeline_.note("title", settings_.title);
  if (!input_.name().empty()) {
    const bool is_monitor = input_.kind() == journal::kind_of_monitor;
    pipeline_.note(is_monitor ? journal::note_of_monitor : journal::note_of_device, input_.name());
  }
}

bool Engine::step() noexcept {
  try {
    return round();
  } catch (const FileError& error) {
    end_recording(means_full(error.code()) ? StopReason::disk_full : StopReason::io_error, std::current_exception());
  } catch (...) {
    end_recording(StopReason::io_error, std::current_exception());
  }
  return false;
}

std::chrono::nanoseconds Engine::until_next_round() const {
  if (mailbox_.stop_request() || pausing_ || resuming_ || !any_block_) return quick_poll_interval;
  const auto left = due_ - clock_.boot();
  if (left > std::chrono::nanoseconds{0}) return left;
  return std::clamp<std::chrono::nanoseconds>((due_ - last_block_) / 4, quick_poll_interval, poll_interval);
}

bool Engine::round() {
  check_clocks();
  const bool got_blocks = drain();
  pause_when_all_arrived();
  check_resumed();
  for (const auto& event : mailbox_.take_events()) pipeline_.write_event(event);
  pipeline_.sync();
  settle_marks();
  pipeline_.publish();
  mailbox_.set_last_line(pipeline_.last_line());
  check_free_space();
  if (fs_.full()) {
    end_recording(StopReason::disk_full, disk_full(folder_, fs_.limit_met()));
  } else if (pipeline_.is_full_at(clock_.boot())) {
    end_recording(StopReason::max_duration);
  } else if (!check_device(got_blocks)) {
    end_recording(StopReason::device_lost,
                  gone(input_.name(), _("the microphone is gone: what was recorded until then is kept")));
  } else if (past_stop()) {
    end_recording(mailbox_.stop_request()->reason);
  }
  update_warnings();
  return !ended_;
}

void Engine::finish() noexcept {
  if (!ended_) end_recording(StopReason::stopped);
  try {
    execute_commands();
    if (pausing_) pause_now();
    if (resuming_) end_resuming(false);
    intake_->finish();
  } catch (...) {
    end_recording(StopReason::io_error, std::current_exception());
  }
  if (!error_ && lost_since_) {
    error_ = gone(input_.name(), _("the microphone was gone when the recording ended: its last part is missing"));
  }
  try {
    check_clocks();  // the last line's times, too, are told by what came before
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
void Engine::end_recording(StopReason reason, std::exception_ptr error) {
  if (!error_) error_ = std::move(error);
  if (ended_) return;
  ended_ = reason_ = reason;
}

/// Takes all that is in the ring; false if there was nothing.
bool Engine::drain() {
  Frames taken = 0;
  execute_commands();
  // What is in the reserve pays for the end, not for what still waits here.
  while (const auto* block = consumer_.block()) {
    // With the block in hand: one who asks for a pause later than this asks for it after all of its sound.
    execute_commands();
    if (paused_since_ || pipeline_.is_full() || fs_.full()) break;
    note_high_water();
    write_block(*block);
    taken += block->frames;
    consumer_.release(*block);
  }
  if (taken == 0) return false;
  // Blocks come at a beat: what came now, in one or in several, says when the next is there.
  due_ = last_block_ + std::min<std::chrono::nanoseconds>(duration_of(taken), max_block_interval) + due_slack;
  return true;
}

/// Also while a backlog is worked off: a disk that stalls does so in the middle of it.
void Engine::note_high_water() {
  high_water_ = std::max(high_water_, consumer_.waiting());
  progress_.ring_high_water.store(high_water_, std::memory_order_relaxed);
}

void Engine::write_block(const ring::Block& block) {
  const BootTime delivered{std::chrono::nanoseconds{block.boot_ns}};
  if (slept_.count() > 0 && delivered - last_block_ >= slept_) {
    slept_ = {};
    intake_->finish();
    pipeline_.interrupt("suspend");
    intake_.emplace(pipeline_, ring_->format().sample_rate, hears_what_is_played());
  }
  const auto level = intake_->consume(block, consumer_.samples(block));
  signal_.add(level.peak(), level.clipped(),
              duration_of(static_cast<Frames>(level.samples()) / ring_->format().channels));
  last_block_ = delivered;
  any_block_ = true;
}

std::chrono::nanoseconds Engine::duration_of(Frames frames) const noexcept {
  return std::chrono::nanoseconds(frames * 1'000'000'000 / static_cast<Frames>(ring_->format().sample_rate));
}

void Engine::check_clocks() {
  if (const auto slept = clocks_.detect_sleep()) slept_ += *slept;
  if (const auto change = clocks_.detect_change()) pipeline_.clock_changed(change->step, change->synchronised);
}

void Engine::check_free_space() {
  const auto now = clock_.boot();
  if (last_space_check_ && now - *last_space_check_ < space_check_interval) return;
  last_space_check_ = now;
  try {
    free_bytes_ = fs_.free_bytes(folder_);
    progress_.disk_left_bytes.store(free_bytes_, std::memory_order_relaxed);
  } catch (const FileError&) {  // only a figure for the user
  }
}

/// False once it is lost for good.
bool Engine::check_device(bool got_blocks) {
  const auto now = clock_.boot();
  if (paused_since_) return true;
  if (lost_since_) {
    end_device_loss();
    return !lost_since_ || !settings_.device_timeout || now - *lost_since_ < *settings_.device_timeout;
  }
  const bool lost = device_.update(now, got_blocks, input_.active());
  if (!lost || mailbox_.stop_request() || pausing_) return true;
  if (!any_block_) return input_.active();  // whoever waits for the first frames decides how long
  begin_device_loss();
  return true;
}

void Engine::begin_device_loss() {
  lost_since_ = last_block_;
  progress_.microphone_lost.store(true, std::memory_order_relaxed);
  intake_->finish();
  pipeline_.interrupt("device_lost");
  mailbox_.set_warning(Warning::device_lost, true, clock_.boot());
  input_.reopen();
}

void Engine::end_device_loss() {
  auto ring = input_.reopened();
  if (!ring) return;
  switch_ring(std::move(ring));
  lost_since_.reset();
  progress_.microphone_lost.store(false, std::memory_order_relaxed);
  mailbox_.set_warning(Warning::device_lost, false, clock_.boot());
}

/// Of a device that was opened anew.
void Engine::switch_ring(std::shared_ptr<ring::AudioRing> ring) {
  ring_ = std::move(ring);
  consumer_ = ring::AudioRing::Consumer(*ring_);
  intake_.emplace(pipeline_, ring_->format().sample_rate, hears_what_is_played());
  device_ = DeviceWatch(clock_.boot());
  signal_ = {};
}

void Engine::update_warnings() {
  const auto now = clock_.boot();
  const double seconds_left = seconds_of_space(free_bytes_, ring_->format());
  mailbox_.set_warning(Warning::no_delivery, !is_away() && device_.silent() >= no_delivery_after, now);
  mailbox_.set_warning(Warning::muted, !is_away() && signal_.muted(), now);
  mailbox_.set_warning(Warning::clipping, !paused_since_ && signal_.clipping(), now);
  mailbox_.set_warning(Warning::disk_low, seconds_left < static_cast<double>(low_free_space.count()), now);
  mailbox_.set_warning(Warning::disk_fault, pipeline_.fault() != nullptr, now);
}

/// True once what sounded before the stop is in the files, or will not come any more.
bool Engine::past_stop() {
  const auto stop = mailbox_.stop_request();
  if (!stop) return false;
  if (pausing_) return false;  // its end comes first, and soon
  if (is_away() || clock_.boot() - std::max(stop->at, last_block_) > stop_timeout) return true;
  return last_block_ >= stop->at + in_flight_at_stop && !intake_->undecided();
}

void Engine::execute_commands() {
  for (const auto& posted : mailbox_.take_commands()) {
    std::visit([&](const auto& command) { execute(posted, command); }, posted.command);
  }
}

void Engine::execute(const PostedCommand& posted, const MarkCommand& mark) {
  if (!pipeline_.marks().add(posted.id, mark.at, mark.words)) reply(posted.id, false);
}

void Engine::execute(const PostedCommand& /*posted*/, const MarkTextCommand& words) {
  pipeline_.marks().set_words(words.mark, words.words);
}

void Engine::execute(const PostedCommand& posted, const PauseCommand& /*pause*/) {
  if (pausing_) return reply(posted.id, false);
  if (paused_since_) {
    // One who has only just asked to go on, and thinks better of it.
    if (resuming_) {
      end_resuming(false);
      input_.close();
    }
    return reply(posted.id, false);
  }
  pausing_ = posted;
  intake_->end_at(posted.at);
}

void Engine::execute(const PostedCommand& posted, const ResumeCommand& /*resume*/) {
  if (pausing_) pause_now();
  if (!paused_since_ || resuming_) return reply(posted.id, false);
  resuming_ = posted;
  input_.reopen();
}

void Engine::execute(const PostedCommand& posted, const ExtendCommand& extend) {
  pipeline_.extend(extend.by);
  pipeline_.write_event(ScreenEvent{"extended", {}, extend.by});
  pipeline_.publish();
  reply(posted.id, true, pipeline_.left_seconds(clock_.boot()));
}

/// Waits for what sounded before the pause was asked for, and is still on its way through the device.
void Engine::pause_when_all_arrived() {
  if (!pausing_) return;
  const auto now = clock_.boot();
  const bool all_there = intake_->at_end() && !intake_->undecided();
  const bool nothing_comes = now - std::max(pausing_->at, last_block_) > pause_timeout;
  if (all_there || lost_since_ || nothing_comes || now - pausing_->at > max_pause_delay) pause_now();
}

void Engine::pause_now() {
  const auto asked = *std::exchange(pausing_, std::nullopt);
  paused_since_ = asked.at;
  input_.close();
  intake_->finish();
  pipeline_.interrupt("pause", asked.at);
  pipeline_.write_event(ScreenEvent{"pause"});
  if (lost_since_) {
    lost_since_.reset();
    progress_.microphone_lost.store(false, std::memory_order_relaxed);
    mailbox_.set_warning(Warning::device_lost, false, clock_.boot());
  }
  progress_.peak_ppm.store(0, std::memory_order_relaxed);
  progress_.rms_ppm.store(0, std::memory_order_relaxed);
  progress_.paused.store(true, std::memory_order_relaxed);
  pipeline_.publish();
  reply(asked.id, true);
}

void Engine::check_resumed() {
  if (!resuming_) return;
  if (auto ring = input_.reopened()) {
    switch_ring(std::move(ring));
    slept_ = {};  // a machine that slept meanwhile has nothing to say of what comes now
    last_block_ = clock_.boot();
    return end_resuming(true);
  }
  if (clock_.boot() - resuming_->at > resume_timeout) resume_without_device();
}

/// The pause is over all the same: from here on sound is lost that was to be kept.
void Engine::resume_without_device() {
  const auto since = resuming_->at;
  pipeline_.interrupt("device_lost", since);
  end_resuming(true);
  slept_ = {};
  lost_since_ = last_block_ = since;
  progress_.microphone_lost.store(true, std::memory_order_relaxed);
  mailbox_.set_warning(Warning::device_lost, true, clock_.boot());
}

void Engine::end_resuming(bool changed) {
  const auto asked = *std::exchange(resuming_, std::nullopt);
  const auto length = std::chrono::duration<double>(asked.at - *paused_since_).count();
  if (changed) {
    paused_since_.reset();
    progress_.paused.store(false, std::memory_order_relaxed);
    pipeline_.write_event(ScreenEvent{"resume"});
  }
  reply(asked.id, changed, length);
}

void Engine::settle_marks() {
  for (const auto& mark : pipeline_.settle_marks()) mailbox_.reply({mark.id, true, mark.place->at_seconds, 0});
}

void Engine::reply(CommandId id, bool changed, double seconds) {
  mailbox_.reply({id, changed, pipeline_.elapsed_seconds(clock_.boot()), seconds});
}

}  // namespace earwitness::record
