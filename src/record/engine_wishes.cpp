// SPDX-License-Identifier: MIT
//
// What the one who records wants while it runs. A pause closes the microphone: nothing can be heard then, not even by
// mistake, and the system's sign that somebody listens goes out. To resume opens it anew; all that it then gives
// sounded after that was asked.
#include <algorithm>

#include "record/engine.hpp"

namespace earwitness::record {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// After a pause was asked for without a block that reaches as far: a device gives none any more.
constexpr milliseconds longest_wait_at_pause{1000};
/// Also with blocks, of which it is not known how old they are.
constexpr milliseconds longest_doubt_at_pause{5000};
/// A microphone that does not come back for so long is lost.
constexpr seconds longest_opening{3};

}  // namespace

void Engine::take_wishes() {
  for (const auto& wish : board_.take_wishes()) {
    std::visit([&](const auto& wanted) { take_wish(wish, wanted); }, wish.wanted);
  }
}

void Engine::take_wish(const Wish& wish, const MarkWish& mark) {
  if (!pipeline_.marks().ask(wish.id, mark.at, mark.words)) grant(wish.id, false);
}

void Engine::take_wish(const Wish& /*wish*/, const WordsWish& words) {
  pipeline_.marks().tell_words(words.mark, words.words);
}

void Engine::take_wish(const Wish& wish, const PauseWish& /*pause*/) {
  if (pausing_) return grant(wish.id, false);
  if (paused_since_) {
    // One who has only just asked to go on, and thinks better of it.
    if (resuming_) {
      end_resuming(false);
      input_.close();
    }
    return grant(wish.id, false);
  }
  pausing_ = wish;
  intake_->end_at(wish.at);
}

void Engine::take_wish(const Wish& wish, const ResumeWish& /*resume*/) {
  if (pausing_) pause_now();
  if (!paused_since_ || resuming_) return grant(wish.id, false);
  resuming_ = wish;
  input_.reopen();
}

void Engine::take_wish(const Wish& wish, const ExtendWish& extend) {
  pipeline_.extend(extend.by);
  pipeline_.tell(Screen{"extended", {}, extend.by});
  pipeline_.publish();
  const auto away = progress_.away_since_ns.load(std::memory_order_relaxed);
  const auto since = away == 0 ? 0 : clock_.boot().time_since_epoch().count() - away;
  const auto left = progress_.left_ns.load(std::memory_order_relaxed) - since;
  grant(wish.id, true, static_cast<double>(left) / 1e9);
}

/// Waits for what sounded before the pause was asked for, and is still on its way through the device.
void Engine::pause_once_all_is_there() {
  if (!pausing_) return;
  const auto now = clock_.boot();
  const bool all_there = intake_->at_end() && !intake_->undecided();
  const bool nothing_comes = now - std::max(pausing_->at, last_block_) > longest_wait_at_pause;
  if (all_there || lost_since_ || nothing_comes || now - pausing_->at > longest_doubt_at_pause) pause_now();
}

void Engine::pause_now() {
  const auto asked = *std::exchange(pausing_, std::nullopt);
  paused_since_ = asked.at;
  input_.close();
  intake_->finish();
  pipeline_.interrupt("pause", asked.at);
  pipeline_.tell(Screen{"pause"});
  if (lost_since_) {
    lost_since_.reset();
    progress_.microphone_lost.store(false, std::memory_order_relaxed);
    board_.warn(Warning::device_lost, false, clock_.boot());
  }
  progress_.peak_ppm.store(0, std::memory_order_relaxed);
  progress_.rms_ppm.store(0, std::memory_order_relaxed);
  progress_.paused.store(true, std::memory_order_relaxed);
  pipeline_.publish();
  grant(asked.id, true);
}

void Engine::look_for_resumed() {
  if (!resuming_) return;
  if (auto ring = input_.reopened()) {
    take_ring(std::move(ring));
    slept_ = {};  // a machine that slept meanwhile has nothing to say of what comes now
    last_block_ = clock_.boot();
    return end_resuming(true);
  }
  if (clock_.boot() - resuming_->at > longest_opening) resume_without_device();
}

/// The pause is over all the same: from here on sound is lost that was to be kept.
void Engine::resume_without_device() {
  const auto since = resuming_->at;
  pipeline_.interrupt("device_lost", since);
  end_resuming(true);
  slept_ = {};
  lost_since_ = last_block_ = since;
  progress_.microphone_lost.store(true, std::memory_order_relaxed);
  board_.warn(Warning::device_lost, true, clock_.boot());
}

void Engine::end_resuming(bool changed) {
  const auto asked = *std::exchange(resuming_, std::nullopt);
  const auto length = std::chrono::duration<double>(asked.at - *paused_since_).count();
  if (changed) {
    paused_since_.reset();
    progress_.paused.store(false, std::memory_order_relaxed);
    pipeline_.tell(Screen{"resume"});
  }
  grant(asked.id, changed, length);
}

void Engine::settle_marks() {
  for (const auto& mark : pipeline_.settle_marks()) board_.grant({mark.id, true, mark.place->at_seconds, 0});
}

void Engine::grant(WishId id, bool changed, double seconds) { board_.grant({id, changed, elapsed_seconds(), seconds}); }

double Engine::elapsed_seconds() const {
  const auto away = progress_.away_since_ns.load(std::memory_order_relaxed);
  const auto since = away == 0 ? 0 : clock_.boot().time_since_epoch().count() - away;
  return static_cast<double>(progress_.elapsed_ns.load(std::memory_order_relaxed) + since) / 1e9;
}

}  // namespace earwitness::record
