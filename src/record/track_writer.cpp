// SPDX-License-Identifier: MIT
#include "record/track_writer.hpp"

#include <algorithm>

#include "base/translate.hpp"
#include "record/duration.hpp"

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
/// After a pause was asked for without a block that reaches as far: a device gives none any more.
constexpr milliseconds pause_timeout{1000};
/// Also with blocks, of which it is not known how old they are.
constexpr milliseconds max_pause_delay{5000};
/// A device that does not come back for so long is lost.
constexpr seconds resume_timeout{3};

std::exception_ptr gone(const std::string& device, const std::string& sentence) {
  return std::make_exception_ptr(DeviceError(device, sentence, Step::record_again));
}

}  // namespace

TrackWriter::TrackWriter(os::ReservedFileSystem& fs, const os::Clock& clock, const os::Path& data,
                         const Settings& settings, const Opening& opening, TrackInput source, JournalKeeper& journal,
                         Marks& marks)
    : fs_(fs),
      clock_(clock),
      device_timeout_(settings.device_timeout),
      source_(std::move(source)),
      ring_(source_.ring),
      consumer_(*ring_),
      pipeline_(fs, clock, data, settings,
                {source_.track, ring_->format(), opening.recording, opening.version >= journal::salted_format}, journal,
                marks, *source_.progress),
      intake_(std::in_place, pipeline_, ring_->format().sample_rate, hears_what_is_played()),
      device_(clock.boot()),
      last_block_(clock.boot()),
      due_(last_block_) {
  source_.ring.reset();
}

std::chrono::nanoseconds TrackWriter::until_due(BootTime now) const {
  if (!any_block_) return lost_since_ ? poll_interval : quick_poll_interval;
  const auto left = due_ - now;
  if (left > std::chrono::nanoseconds{0}) return left;
  return std::clamp<std::chrono::nanoseconds>((due_ - last_block_) / 4, quick_poll_interval, poll_interval);
}

/// Blocks come at a beat: what came now, in one or in several, says when the next is there.
void TrackWriter::note_blocks(Frames taken) {
  due_ = last_block_ + std::min<std::chrono::nanoseconds>(duration_of(taken), max_block_interval) + due_slack;
}

/// Also while a backlog is worked off: a disk that stalls does so in the middle of it.
void TrackWriter::note_high_water() {
  high_water_ = std::max(high_water_, consumer_.waiting());
  source_.progress->ring_high_water.store(high_water_, std::memory_order_relaxed);
}

void TrackWriter::write_block(const ring::Block& block) {
  const BootTime delivered{std::chrono::nanoseconds{block.boot_ns}};
  if (slept_.count() > 0 && delivered - last_block_ >= slept_) {
    slept_ = {};
    intake_->finish();
    pipeline_.interrupt("suspend");
    intake_.emplace(pipeline_, ring_->format().sample_rate, hears_what_is_played());
  }
  const auto level = intake_->consume(block, consumer_.samples(block));
  const auto length = duration_of(static_cast<Frames>(level.samples()) / ring_->format().channels);
  signal_.add(level.peak(), level.clipped(), length);
  heard_ = {std::max(heard_.first, level.peak()), heard_.second + length};
  last_block_ = delivered;
  any_block_ = true;
}

std::chrono::nanoseconds TrackWriter::duration_of(Frames frames) const noexcept {
  return std::chrono::nanoseconds(nanoseconds_of(frames, ring_->format().sample_rate));
}

bool TrackWriter::check_device(bool got_blocks, bool is_pausing, bool is_ending) {
  const auto now = clock_.boot();
  if (paused_since_) return true;
  if (lost_since_) {
    // A device that came back while a pause is on its way would bring what sounds after it.
    if (!is_pausing) {
      if (auto ring = source_.input->reopened()) {
        switch_ring(std::move(ring));
        set_lost({});
      }
    }
    return !lost_since_ || !device_timeout_ || now - *lost_since_ < *device_timeout_;
  }
  const bool lost = device_.update(now, got_blocks, source_.input->active());
  if (!lost || is_ending || is_pausing) return true;
  // Whoever waits for the first frames decides how long; the other track of a call has its own.
  if (!any_block_ && source_.track == Track::only) return source_.input->active();
  begin_loss();
  return true;
}

void TrackWriter::begin_loss() {
  set_lost(last_block_);
  intake_->finish();
  pipeline_.interrupt("device_lost");
  source_.input->reopen();
}

void TrackWriter::set_lost(std::optional<BootTime> since) {
  lost_since_ = since;
  source_.progress->microphone_lost.store(since.has_value(), std::memory_order_relaxed);
}

/// Of a device that was opened anew.
void TrackWriter::switch_ring(std::shared_ptr<ring::AudioRing> ring) {
  ring_ = std::move(ring);
  consumer_ = ring::AudioRing::Consumer(*ring_);
  intake_.emplace(pipeline_, ring_->format().sample_rate, hears_what_is_played());
  device_ = DeviceWatch(clock_.boot());
  signal_ = {};
}

bool TrackWriter::has_all_until_pause(BootTime asked, BootTime now) const {
  if (is_away()) return true;
  const bool all_there = intake_->at_end() && !intake_->undecided();
  const bool nothing_comes = now - std::max(asked, last_block_) > pause_timeout;
  return all_there || nothing_comes || now - asked > max_pause_delay;
}

void TrackWriter::pause(BootTime asked) {
  if (paused_since_) return;
  paused_since_ = asked;
  source_.input->close();
  intake_->finish();
  pipeline_.interrupt("pause", asked);
  if (lost_since_) set_lost({});
  source_.progress->peak_ppm.store(0, std::memory_order_relaxed);
  source_.progress->rms_ppm.store(0, std::memory_order_relaxed);
}

void TrackWriter::begin_resuming(BootTime asked) {
  resuming_since_ = asked;
  source_.input->reopen();
}

void TrackWriter::cancel_resuming() {
  if (std::exchange(resuming_since_, std::nullopt)) source_.input->close();
}

TrackWriter::Resuming TrackWriter::keep_resuming() {
  if (!resuming_since_) return Resuming::no;
  if (auto ring = source_.input->reopened()) {
    switch_ring(std::move(ring));
    slept_ = {};  // a machine that slept meanwhile has nothing to say of what comes now
    last_block_ = clock_.boot();
    resuming_since_.reset();
    paused_since_.reset();
    return Resuming::resumed;
  }
  if (clock_.boot() - *resuming_since_ <= resume_timeout) return Resuming::waits;
  // The pause is over all the same: from there on sound is lost that was to be kept.
  const auto since = *std::exchange(resuming_since_, std::nullopt);
  paused_since_.reset();
  pipeline_.interrupt("device_lost", since);
  slept_ = {};
  last_block_ = since;
  set_lost(since);
  return Resuming::without_device;
}

bool TrackWriter::is_past_stop(BootTime asked, BootTime now) {
  if (is_away()) return true;
  if (last_block_ >= asked + in_flight_at_stop && !intake_->undecided()) return true;
  // Where the disk made the writer wait, what came meanwhile is still in the ring, however long ago the stop was asked.
  return consumer_.waiting() == 0 && now - std::max(asked, last_block_) > stop_timeout;
}

std::exception_ptr TrackWriter::gone_at_end() const {
  if (source_.track == Track::far) {
    return gone(source_.input->name(),
                _("the other side's sound was gone when the recording ended: its last part is missing"));
  }
  return gone(source_.input->name(), _("the microphone was gone when the recording ended: its last part is missing"));
}

std::exception_ptr TrackWriter::gone_for_good() const {
  return gone(source_.input->name(), _("the microphone is gone: what was recorded until then is kept"));
}

}  // namespace earwitness::record
