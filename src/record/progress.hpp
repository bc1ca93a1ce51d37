// SPDX-License-Identifier: MIT
//
// What other threads may know of a running recording: atomics that the writer thread sets and anyone reads, each good
// by itself. No two of them are of exactly one moment.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "earwitness/base.hpp"

namespace earwitness::record {

struct Progress {
  std::atomic<std::uint64_t> rounds{0};    ///< of the writer: where they do not go on, it waits for the disk
  std::atomic<Frames> frames{0};           ///< in files, silence for gaps included
  std::atomic<Frames> frames_on_disk{0};   ///< have left the encoder and were synced
  std::atomic<Frames> lost_frames{0};      ///< in gaps and breaks
  std::atomic<Frames> ring_high_water{0};  ///< most frames that ever waited in the ring
  std::atomic<std::uint32_t> peak_ppm{0};  ///< of the last block: peak in millionths of full scale
  std::atomic<std::uint32_t> rms_ppm{0};
  std::atomic<std::uint32_t> first_second_peak_ppm{0};  ///< of the blocks that began in the recording's first second
  std::atomic<std::uint64_t> clipped{0};                ///< samples at either end of the scale, so far
  std::atomic<std::uint64_t> disk_left_bytes{0};
  std::atomic<bool> microphone_lost{false};  ///< and not back yet: nothing is recorded
  std::atomic<bool> paused{false};
  std::atomic<std::uint64_t> marks{0};
  std::atomic<std::int64_t> elapsed_ns{0};     ///< since the first frame, pauses counted, up to away_since_ns
  std::atomic<std::int64_t> left_ns{0};        ///< until the maximum, from the same moment on
  std::atomic<std::int64_t> paused_ns{0};      ///< of the pauses that are over
  std::atomic<std::int64_t> away_since_ns{0};  ///< CLOCK_BOOTTIME: no sound from here on; 0: it comes
};

/// How often the stream of a call's far side was moved. Whoever moves it, or sees it moved, counts on from any thread,
/// and at once: the writer holds the next block against the clock because of it. Shared, as a watcher that hangs may
/// outlive the recording.
using Moves = std::shared_ptr<std::atomic<std::uint32_t>>;

}  // namespace earwitness::record
