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

constexpr milliseconds command_poll_interval{10};  // where somebody waits for what comes next
constexpr seconds space_check_interval{10};
constexpr milliseconds max_wait_for_other{100};

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
               const Settings& settings, const Opening& opening, std::vector<TrackInput> inputs, Mailbox& mailbox,
               Moves far_moves)
    : fs_(fs),
      clock_(clock),
      folder_(conversation.folder),
      settings_(settings),
      progress_(*inputs.front().progress),
      mailbox_(mailbox),
      clocks_(clock),
      journal_(fs, clock, conversation.data(), opening),
      far_moves_(std::move(far_moves)),
      free_bytes_(progress_.disk_left_bytes.load(std::memory_order_relaxed)) {
  for (auto& input : inputs) {
    tracks_.push_back(std::make_unique<TrackWriter>(fs, clock, conversation.data(), settings, opening, std::move(input),
                                                    journal_, marks_));
    tracks_.back()->pipeline().set_places_marks(tracks_.size() == 1);
  }
  open_line_ = journal_.last_line();
  if (!settings_.title.empty()) journal_.note("title", settings_.title);
  for (const auto& track : tracks_) {
    if (const auto name = track->device_name(); !name.empty()) {
      journal_.note(track->hears_what_is_played() ? journal::note_of_monitor : journal::note_of_device, name,
                    track->track());
    }
  }
}

Engine::Engine(os::ReservedFileSystem& fs, const os::Clock& clock, const archive::Conversation& conversation,
               const Settings& settings, const Opening& opening, capture::Input& input,
               std::shared_ptr<ring::AudioRing> ring, Progress& progress, Mailbox& mailbox)
    : Engine(fs, clock, conversation, settings, opening, {{Track::only, &input, std::move(ring), &progress}}, mailbox) {
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
  if (mailbox_.stop_request() || pausing_ || resuming_) return command_poll_interval;
  const auto now = clock_.boot();
  auto first = tracks_.front()->until_due(now);
  for (const auto& track : tracks_) first = std::min(first, track->until_due(now));
  // Two devices beat at one pace: where the other one's block is due soon, both are taken in one round.
  auto until = first;
  for (const auto& track : tracks_) {
    if (const auto due = track->until_due(now); due - first <= max_wait_for_other) until = std::max(until, due);
  }
  return until;
}

bool Engine::round() {
  progress_.rounds.fetch_add(1, std::memory_order_relaxed);
  check_clocks();
  execute_commands();
  std::vector<bool> got_blocks;
  for (const auto& track : tracks_) got_blocks.push_back(track->drain([this] { execute_commands(); }));
  pause_when_all_arrived();
  check_resumed();
  for (const auto& event : mailbox_.take_events()) write_event(event);
  for (const auto& track : tracks_) track->pipeline().sync();
  settle_marks();
  for (const auto& track : tracks_) track->pipeline().publish();
  mailbox_.set_last_line(journal_.last_line());
  check_free_space();
  const auto now = clock_.boot();
  if (fs_.full()) {
    end_recording(StopReason::disk_full, disk_full(folder_, fs_.limit_met()));
  } else if (std::any_of(tracks_.begin(), tracks_.end(),
                         [&](const auto& track) { return track->pipeline().is_full_at(now); })) {
    end_recording(StopReason::max_duration);
  } else if (!check_devices(got_blocks)) {
    end_recording(StopReason::device_lost, tracks_.front()->gone_for_good());
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
  } catch (...) {
    end_recording(StopReason::io_error, std::current_exception());
  }
  for (const auto& track : tracks_) {
    try {
      track->finish_intake();
    } catch (...) {  // the other track has sound to pass on, too
      end_recording(StopReason::io_error, std::current_exception());
    }
  }
  for (const auto& track : tracks_) {
    if (!error_ && track->is_lost()) error_ = track->gone_at_end();
  }
  try {
    check_clocks();  // the last line's times, too, are told by what came before
    finish_files();
    files_whole_ = true;
  } catch (...) {
    if (!error_) error_ = std::current_exception();
  }
  if (!error_) error_ = first_fault();
  settle_marks();
  for (const auto& track : tracks_) track->pipeline().publish();
  fs_.release();
}

/// Throws the first fault where the files can't be sealed as they are. Whatever becomes of one track, the other's file
/// is finished.
void Engine::finish_files() {
  std::exception_ptr broken;
  const auto attempt = [&](auto call) {
    try {
      call();
    } catch (...) {
      if (!broken) broken = std::current_exception();
    }
  };
  for (const auto& track : tracks_) attempt([&] { track->pipeline().finish(); });
  attempt([&] { write_last_marks(); });
  for (const auto& track : tracks_) attempt([&] { track->pipeline().close_interruption(); });
  if (broken) std::rethrow_exception(broken);
  for (const auto& track : tracks_) {
    if (!track->pipeline().files_whole()) std::rethrow_exception(track->pipeline().fault());
  }
  std::vector<TrackTotal> totals;
  for (const auto& track : tracks_) {
    const auto& pipeline = track->pipeline();
    totals.push_back({track->track(), pipeline.files(), pipeline.frames(), pipeline.lost_frames(),
                      track->progress().ring_high_water.load(std::memory_order_relaxed)});
  }
  journal_.write([&](auto& journal) { journal.close(to_string(reason_), totals); });
  if (!journal_.is_whole()) std::rethrow_exception(first_fault());
}

std::optional<UtcTime> Engine::first_frame_utc() const {
  std::optional<UtcTime> first;
  for (const auto& track : tracks_) {
    const auto begins = track->pipeline().first_frame_utc();
    if (begins && (!first || *begins < *first)) first = begins;
  }
  return first;
}

double Engine::seconds() const {
  double longest = 0;
  for (const auto& track : tracks_) longest = std::max(longest, track->format().seconds(track->pipeline().frames()));
  return longest;
}

std::exception_ptr Engine::first_fault() const {
  for (const auto& track : tracks_) {
    if (track->pipeline().fault()) return track->pipeline().fault();
  }
  return journal_.fault();
}

/// The first reason is the one that stays.
void Engine::end_recording(StopReason reason, std::exception_ptr error) {
  if (!error_) error_ = std::move(error);
  if (ended_) return;
  ended_ = reason_ = reason;
}

void Engine::check_clocks() {
  if (const auto slept = clocks_.detect_sleep()) {
    for (const auto& track : tracks_) track->note_sleep(*slept);
    mailbox_.leave_out_of_warnings(*slept);
  }
  if (const auto change = clocks_.detect_change()) {
    journal_.write([&](auto& journal) { journal.clock_changed(change->step, change->synchronised); });
  }
}

/// What is about a track stands at the place that this one has reached.
void Engine::write_event(const Event& event) {
  auto about = Track::only;
  if (const auto* named = std::get_if<DeviceNamed>(&event)) about = named->track;
  if (const auto* moved = std::get_if<SourceMoved>(&event)) about = moved->track;
  auto& track = about == tracks_.back()->track() ? tracks_.back() : tracks_.front();
  track->pipeline().write_event(event);
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

/// False once all of them are lost for good.
bool Engine::check_devices(const std::vector<bool>& got_blocks) {
  bool any = false;
  for (std::size_t i = 0; i < tracks_.size(); ++i) {
    const bool is_there =
        tracks_[i]->check_device(got_blocks[i], pausing_.has_value(), mailbox_.stop_request().has_value());
    any = is_there || any;
  }
  return any;
}

void Engine::update_warnings() {
  const auto now = clock_.boot();
  const auto& microphone = *tracks_.front();
  std::uint64_t per_second = 0;
  for (const auto& track : tracks_) per_second += bytes_per_second(track->format());
  const bool is_here = !microphone.is_away();
  mailbox_.set_warning(Warning::device_lost, microphone.is_lost(), now);
  mailbox_.set_warning(Warning::no_delivery, is_here && microphone.silent() >= no_delivery_after, now);
  mailbox_.set_warning(Warning::muted, is_here && microphone.signal().muted(), now);
  mailbox_.set_warning(Warning::clipping, !microphone.is_paused() && microphone.signal().clipping(), now);
  const auto seconds_left = seconds_of_space(free_bytes_, per_second);
  mailbox_.set_warning(Warning::disk_low, seconds_left < static_cast<double>(low_free_space.count()), now);
  mailbox_.set_warning(Warning::disk_fault, first_fault() != nullptr, now);
  if (tracks_.size() > 1) update_warnings_of_far(now);
}

void Engine::update_warnings_of_far(BootTime now) {
  const auto [near_peak, near_length] = tracks_.front()->take_heard();
  const auto [far_peak, far_length] = tracks_.back()->take_heard();
  const auto& far = *tracks_.back();
  one_sided_.add_near(near_peak, near_length);
  one_sided_.add_far(far_peak, far_length);
  mailbox_.set_warning(Warning::far_lost, far.is_lost(), now);
  mailbox_.set_warning(Warning::far_silent, !far.is_away() && one_sided_.is_far_silent(), now);
}

/// True once what sounded before the stop is in the files, or will not come any more.
bool Engine::past_stop() {
  const auto stop = mailbox_.stop_request();
  if (!stop) return false;
  if (pausing_) return false;  // its end comes first, and soon
  const auto now = clock_.boot();
  return std::all_of(tracks_.begin(), tracks_.end(),
                     [&](const auto& track) { return track->is_past_stop(stop->at, now); });
}

void Engine::note_moves() {
  if (!far_moves_) return;
  const auto moves = far_moves_->load(std::memory_order_acquire);
  if (std::exchange(known_moves_, moves) != moves) tracks_.back()->expect_move();
}

void Engine::execute_commands() {
  note_moves();
  for (const auto& posted : mailbox_.take_commands()) {
    std::visit([&](const auto& command) { execute(posted, command); }, posted.command);
  }
}

void Engine::execute(const PostedCommand& posted, const MarkCommand& mark) {
  if (!marks_.add(posted.id, mark.at, mark.words)) reply(posted.id, false);
}

void Engine::execute(const PostedCommand& /*posted*/, const MarkTextCommand& words) {
  marks_.set_words(words.mark, words.words);
}

void Engine::execute(const PostedCommand& posted, const PauseCommand& /*pause*/) {
  if (pausing_) return reply(posted.id, false);
  if (paused_since_ || resuming_) {
    // One who has only just asked to go on, and thinks better of it.
    if (resuming_) {
      end_resuming(false);
      for (const auto& track : tracks_) track->cancel_resuming();
    }
    if (paused_since_) return reply(posted.id, false);
  }
  pausing_ = posted;
  for (const auto& track : tracks_) track->end_at(posted.at);
}

void Engine::execute(const PostedCommand& posted, const ResumeCommand& /*resume*/) {
  if (pausing_) pause_now();
  if (!paused_since_ || resuming_) return reply(posted.id, false);
  resuming_ = posted;
  for (const auto& track : tracks_) track->begin_resuming(posted.at);
}

void Engine::execute(const PostedCommand& posted, const ExtendCommand& extend) {
  for (const auto& track : tracks_) track->pipeline().extend(extend.by);
  write_event(ScreenEvent{"extended", {}, extend.by});
  for (const auto& track : tracks_) track->pipeline().publish();
  reply(posted.id, true, tracks_.front()->pipeline().left_seconds(clock_.boot()));
}

/// Waits for what sounded before the pause was asked for, and is still on its way through the devices.
void Engine::pause_when_all_arrived() {
  if (!pausing_) return;
  const auto now = clock_.boot();
  const bool all_there = std::all_of(tracks_.begin(), tracks_.end(),
                                     [&](const auto& track) { return track->has_all_until_pause(pausing_->at, now); });
  if (all_there) pause_now();
}

void Engine::pause_now() {
  const auto asked = *std::exchange(pausing_, std::nullopt);
  paused_since_ = asked.at;
  for (const auto& track : tracks_) track->pause(asked.at);
  write_event(ScreenEvent{"pause"});
  mailbox_.set_warning(Warning::device_lost, false, clock_.boot());
  mailbox_.pause_warnings(asked.at);
  progress_.paused.store(true, std::memory_order_relaxed);
  for (const auto& track : tracks_) track->pipeline().publish();
  reply(asked.id, true);
}

/// The first track that is back ends the pause; whoever asked hears of it once each is back, or known to be lost.
void Engine::check_resumed() {
  if (!resuming_) return;
  bool waits = false;
  for (const auto& track : tracks_) {
    const auto state = track->keep_resuming();
    waits = waits || state == TrackWriter::Resuming::waits;
    const bool is_over = state == TrackWriter::Resuming::resumed || state == TrackWriter::Resuming::without_device;
    if (is_over && progress_.paused.exchange(false, std::memory_order_relaxed)) {
      write_event(ScreenEvent{"resume"});
      mailbox_.resume_warnings(clock_.boot());
    }
  }
  if (!waits) end_resuming(true);
}

/// `changed`: all tracks are back. Else some may be, and those go on.
void Engine::end_resuming(bool changed) {
  const auto asked = *std::exchange(resuming_, std::nullopt);
  const auto length = std::chrono::duration<double>(asked.at - *paused_since_).count();
  const bool is_over = changed || !progress_.paused.load(std::memory_order_relaxed);
  if (is_over) paused_since_.reset();
  reply(asked.id, is_over, length);
}

/// Marks get their place by the microphone's sound; where none comes, by the other side's.
void Engine::settle_marks() {
  const auto sounding =
      std::find_if(tracks_.begin(), tracks_.end(), [](const auto& track) { return track->pipeline().has_sound(); });
  for (const auto& track : tracks_) {
    track->pipeline().set_places_marks(sounding == tracks_.end() ? track == tracks_.front() : track == *sounding);
  }
  // While nothing comes at all, a mark is at the end of what came.
  if (sounding == tracks_.end()) {
    const auto ended = std::find_if(tracks_.begin(), tracks_.end(),
                                    [](const auto& track) { return track->pipeline().is_interrupted(); });
    if (ended != tracks_.end()) marks_.place_rest((*ended)->pipeline().last_end());
  }
  const auto placed = marks_.take_placed();
  write_complete_marks();
  progress_.marks.fetch_add(placed.size(), std::memory_order_relaxed);
  for (const auto& mark : placed) mailbox_.reply({mark.id, true, mark.place->at_seconds, 0});
}

void Engine::write_complete_marks() {
  for (const auto& mark : marks_.take_complete()) {
    journal_.write([&](auto& journal) { journal.mark(mark.words, mark.place->file, mark.place->from); });
  }
}

/// No sound and no words will come any more.
void Engine::write_last_marks() {
  const auto last = std::find_if(tracks_.begin(), tracks_.end(),
                                 [](const auto& track) { return !track->pipeline().last_end().file.empty(); });
  if (last != tracks_.end()) marks_.place_rest((*last)->pipeline().last_end());
  marks_.end_words();
  write_complete_marks();
}

void Engine::reply(CommandId id, bool changed, double seconds) {
  mailbox_.reply({id, changed, tracks_.front()->pipeline().elapsed_seconds(clock_.boot()), seconds});
}

}  // namespace earwitness::record
