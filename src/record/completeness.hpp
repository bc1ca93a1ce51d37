// SPDX-License-Identifier: MIT
//
// Are all frames there? Counted, not believed: PortAudio flags nothing when a sound server drops 16 s of a stopped
// process. Every block is held against CLOCK_BOOTTIME: its lag is the time of its delivery less the length of all
// frames before its end. A burst after a stall brings the lag back to where it was: nothing was lost. A lag that stays
// up may be a loss of just that length, or a delivery that is later from now on: another program that opens the
// microphone changes a server's delay, and so does a change of PipeWire's quantum. What tells them apart, from the best
// to the least:
//
// - The device's own word of how old a block's first frame is. Held against the frames before it, that gives the same
//   moment again and again where nothing is lost, however late a block comes, on PulseAudio to a tenth of a
//   millisecond. It is believed only where it has done so for a while, since elsewhere it wanders or says nothing, and
//   PulseAudio itself needs some seconds after a start or a move until its estimate no longer moves steadily.
// - A delivery that had become earlier by as much before: then it is only as late again as it was.
// - For a source that is rendered ahead (what is played): how coarse the grains are in which it comes, see
//   lost_by_finer_grains().
// - A loss has a floor: several deliveries as late as the least late one of them. On a busy machine each is late by
//   something else; then more of them are waited for, and the least of all counts.
//
// Where a stream is known to have been moved to another source, a few milliseconds may be missing that nothing else
// would show, and the device's word is of no use for a while: then the least lag after the move is held against the one
// before, to a millisecond. Each output hands on what it plays in pieces, at moments of its own, so after a move the
// lag may as well be less: by so much the recording is ahead of the clock, and a later rise makes up for that first.
//
// A loss lies where the lag rose, or fell for the last time after a burst: what a server or device still held was the
// older sound. Two blocks at once, as a busy machine gives, move neither length nor place.
//
// The lag's normal value is its least of the last half minute, so it follows a device clock that is off by hundreds of
// parts in a million; only a sudden deficit counts. A value; one thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

#include "earwitness/base.hpp"
#include "ring/audio_ring.hpp"

namespace earwitness::record {

class Completeness {
 public:
  static constexpr std::int64_t tolerance_ns = 40'000'000;           ///< of lag, before a loss is suspected
  static constexpr std::int64_t rendered_tolerance_ns = 30'000'000;  ///< the same of what is played
  static constexpr std::int64_t settled_ns = 1'000'000'000;  ///< no less lag for this long at sound's pace: decided
  static constexpr std::int64_t max_settling_ns = 5'000'000'000;    ///< the same where no floor shows
  static constexpr std::int64_t normal_window_ns = 30'000'000'000;  ///< over which the normal lag is the least
  static constexpr std::int64_t late_window_ns = 5'000'000'000;
  // Of the device's own word.
  static constexpr std::int64_t steady_ns = 4'000'000;          ///< within which it must stay to be believed
  static constexpr std::int64_t told_tolerance_ns = 8'000'000;  ///< beyond which a loss is suspected
  static constexpr std::int64_t told_window_ns = 5'000'000'000;
  static constexpr std::int64_t min_moved_loss_ns = 1'000'000;  ///< where the stream was moved
  static constexpr std::int64_t min_loss_ns = 5'000'000;

  /// `is_rendered_ahead`: it is what is played, which a server makes before it sounds.
  explicit Completeness(std::uint32_t sample_rate, bool is_rendered_ahead = false) noexcept
      : rate_(sample_rate), is_rendered_ahead_(is_rendered_ahead) {}

  enum class State {
    complete,    ///< all there, as far as is known: also after a suspicion that came to nothing
    suspicious,  ///< keep this block and those after it until it is decided
    lost         ///< take_loss() says how much
  };
  /// The next block: `frames` delivered at `boot_ns`, the first of them `waited_ns` old by the device's word.
  /// `known_lost` frames before it are counted already.
  State add(std::int64_t boot_ns, Frames frames, Frames known_lost, std::int64_t waited_ns = ring::unknown_wait);
  /// The stream was moved, or is just being moved, to another source: the next block is the first that may come from
  /// there.
  void expect_move() noexcept;
  /// No block will come that could decide it: decides by what there is.
  State finish();
  /// True while a late block is neither explained nor counted as a loss.
  [[nodiscard]] bool undecided() const noexcept { return suspicious_; }
  /// True while what was held back elsewhere still arrives faster than it sounded.
  [[nodiscard]] bool catching_up() const noexcept { return suspicious_ && blocks_after_ == 0; }

  /// How late the last block was, against the least of the last seconds: by that much its sound is older than its
  /// delivery. Over half a minute a clock that is slow would count as late, too.
  [[nodiscard]] std::int64_t late_ns() const noexcept;

  /// Frames that are missing, and where: before the block that was the `blocks_after`-th from the last one added.
  struct Loss {
    Frames frames = 0;
    std::size_t blocks_after = 0;
    bool by_move = false;
  };
  [[nodiscard]] Loss take_loss() noexcept;

 private:
  struct Sample {
    std::int64_t at_ns;
    std::int64_t value_ns;
  };
  /// What comes within a moment, as sound that lay ready is read piece by piece.
  struct Delivery {
    Frames frames = 0;
    std::int64_t lag_ns = 0;  // of its first block
  };
  /// A level that the device's word stays at: how long already, and over how many blocks.
  struct ToldLevel {
    std::int64_t first_ns = 0;
    std::int64_t sum_ns = 0;  // of the differences from the first
    std::int64_t count = 0;
    std::int64_t paced_ns = 0;
    std::size_t blocks = 0;
    [[nodiscard]] std::int64_t mean_ns() const noexcept { return count > 0 ? first_ns + sum_ns / count : first_ns; }
  };

  [[nodiscard]] std::int64_t length_ns(Frames frames) const noexcept;
  [[nodiscard]] std::optional<std::int64_t> usual_told_ns() const;
  [[nodiscard]] static bool drifts(const std::deque<Sample>& told) noexcept;
  void note_delivery(std::int64_t boot_ns, Frames frames, std::int64_t lag_ns);
  void learn(std::int64_t at_ns, std::int64_t lag_ns);
  void learn_told(std::int64_t at_ns, std::int64_t told_ns, std::int64_t paced_ns);
  void add_to_level(ToldLevel& level, std::optional<std::int64_t> told_ns, std::int64_t paced_ns) const noexcept;
  State begin_suspicion(std::int64_t boot_ns, std::int64_t lag_ns, std::optional<std::int64_t> told_ns);
  void begin_plateau(std::int64_t boot_ns, std::int64_t lag_ns, bool in_burst) noexcept;
  State watch(std::int64_t boot_ns, Frames frames, std::int64_t lag_ns, std::optional<std::int64_t> told_ns);
  [[nodiscard]] bool has_floor() const noexcept;
  State decide_by_lag();
  State decide_by_word();
  State decide_by_move();
  State decide(std::int64_t lost_ns, std::size_t blocks_after);
  [[nodiscard]] std::int64_t lost_by_finer_grains(std::int64_t risen_ns) const;
  [[nodiscard]] std::int64_t lost_by_spread(std::int64_t risen_ns) const;
  [[nodiscard]] std::int64_t lost_by_sizes(std::int64_t risen_ns) const;
  [[nodiscard]] static bool is_one_size(const std::deque<Delivery>& deliveries) noexcept;
  [[nodiscard]] static bool are_in_grains(const std::deque<Delivery>& deliveries, Frames grain) noexcept;
  [[nodiscard]] static std::int64_t spread(const std::deque<Delivery>& deliveries) noexcept;
  void believe(std::int64_t told_ns);
  void forget_deliveries() noexcept;
  [[nodiscard]] std::int64_t tolerance() const noexcept {
    return is_rendered_ahead_ ? rendered_tolerance_ns : tolerance_ns;
  }

  std::int64_t rate_;
  bool is_rendered_ahead_;
  std::optional<std::int64_t> begin_ns_;
  std::int64_t last_ns_ = 0;
  std::int64_t last_lag_ns_ = 0;
  Frames position_ = 0;        // frames delivered and lost so far
  std::deque<Sample> normal_;  // increasing lags of the window: the front is the least
  std::int64_t normal_since_ns_ = 0;
  std::size_t at_normal_ = 0;    // blocks that were about as late as the front
  std::int64_t earlier_ns_ = 0;  // by so much the delivery became earlier than it was for long
  std::int64_t ahead_ns_ = 0;    // and by so much at moves
  Sample moved_{};               // when the last move was decided, and what it cost
  std::deque<Sample> told_;      // when a block's first frame was heard, less the frames before it
  bool is_explained_ = false;    // the device's word says of the last block that nothing is missing before it
  ToldLevel other_level_;        // that it may have gone to without any loss
  std::deque<Delivery> deliveries_;

  bool is_move_expected_ = false;
  bool is_moved_ = false;  // what is undecided is what a move has cost
  bool suspicious_ = false;
  std::int64_t plateau_lag_ns_ = 0;             // below which it has not fallen by more than the tolerance
  std::int64_t min_lag_ns_ = 0;                 // and its least since
  std::size_t at_floor_ = 0;                    // deliveries that were about as late as that
  std::int64_t floor_at_ns_ = 0;                // and the last of them
  std::size_t since_plateau_ = 0;               // deliveries of any lag
  std::int64_t paced_ns_ = 0;                   // for how long sound came at its own pace since
  std::size_t blocks_after_ = 0;                // those that a loss lies before
  std::optional<std::int64_t> told_before_ns_;  // nothing: the device's word is not believed
  ToldLevel level_;                             // since then
  std::deque<Delivery> deliveries_before_;
  Loss loss_;
};

}  // namespace earwitness::record
