// SPDX-License-Identifier: MIT
//
// Are all frames there? Counted, not believed: PortAudio flags nothing when a sound server drops 16 s of a stopped
// process. Every block is held against CLOCK_BOOTTIME: its lag is the time of its delivery less the length of all
// frames before its end. A burst after a stall brings the lag back to where it was: nothing was lost. A lag that stays
// up is a loss of just that length. It lies where the lag fell for the last time, after the burst: what a server or
// device still held was the older sound. Two blocks at once, as a busy machine gives, move neither length nor place.
//
// The lag's normal value is its least of the last half minute, so it follows a device clock that is off by hundreds of
// parts in a million; only a sudden deficit counts. A value; one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "earwitness/base.hpp"

namespace earwitness::record {

class Completeness {
 public:
  static constexpr std::int64_t tolerance_ns = 40'000'000;   ///< of lag, before a loss is suspected
  static constexpr std::int64_t settled_ns = 1'000'000'000;  ///< no less lag for this long at sound's pace: decided
  static constexpr std::int64_t normal_window_ns = 30'000'000'000;  ///< over which the normal lag is the least

  explicit Completeness(std::uint32_t sample_rate) noexcept : rate_(sample_rate) {}

  enum class State {
    complete,    ///< all there, as far as is known: also after a suspicion that came to nothing
    suspicious,  ///< keep this block and those after it until it is decided
    lost         ///< take_loss() says how much
  };
  /// The next block: `frames` delivered at `boot_ns`. `known_lost` frames before it are counted already.
  State add(std::int64_t boot_ns, Frames frames, Frames known_lost) noexcept;
  /// No block will come that could decide it: decides by what there is.
  State finish() noexcept;
  /// True while a late block is neither explained nor counted as a loss.
  [[nodiscard]] bool undecided() const noexcept { return suspicious_; }
  /// True while what was held back elsewhere still arrives faster than it sounded.
  [[nodiscard]] bool catching_up() const noexcept { return suspicious_ && blocks_after_ == 0; }

  /// How late the last block was, against the least of what is usual: by that much its sound is older than its
  /// delivery.
  [[nodiscard]] std::int64_t late_ns() const noexcept { return last_lag_ns_ - usual_lag_ns(); }

  /// Frames that are missing, and where: before the block that was the `blocks_after`-th from the last one added.
  struct Loss {
    Frames frames = 0;
    std::size_t blocks_after = 0;
  };
  [[nodiscard]] Loss take_loss() noexcept;

 private:
  struct Sample {
    std::int64_t at_ns;
    std::int64_t lag_ns;
  };
  [[nodiscard]] std::int64_t length_ns(Frames frames) const noexcept;
  [[nodiscard]] std::int64_t usual_lag_ns() const noexcept {
    return normal_.empty() ? last_lag_ns_ : normal_.front().lag_ns;
  }
  void learn(std::int64_t at_ns, std::int64_t lag_ns);
  State begin_suspicion(std::int64_t lag_ns) noexcept;
  void begin_plateau(std::int64_t lag_ns, bool in_burst) noexcept;
  State watch(std::int64_t boot_ns, Frames frames, std::int64_t lag_ns) noexcept;

  std::int64_t rate_;
  std::optional<std::int64_t> begin_ns_;
  std::int64_t last_ns_ = 0;
  std::int64_t last_lag_ns_ = 0;
  Frames position_ = 0;        // frames delivered and lost so far
  std::deque<Sample> normal_;  // increasing lags of the window: the front is the least

  bool suspicious_ = false;
  std::int64_t plateau_lag_ns_ = 0;  // below which it has not fallen by more than the tolerance
  std::int64_t min_lag_ns_ = 0;      // and its least since
  std::int64_t paced_ns_ = 0;        // for how long sound came at its own pace since
  std::size_t blocks_after_ = 0;     // those that a loss lies before
  Loss loss_;
};

}  // namespace earwitness::record
