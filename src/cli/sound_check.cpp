// SPDX-License-Identifier: MIT
#include "cli/sound_check.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "os/streams.hpp"
#include "record/warnings.hpp"
#include "ring/audio_ring.hpp"

namespace earwitness::cli {

namespace {

constexpr auto round = std::chrono::milliseconds(50);
constexpr auto longest_silence = std::chrono::seconds(5);
constexpr Frames ring_seconds = 10;
constexpr std::size_t bar_width = 40;
constexpr double bar_floor_dbfs = -60;

/// Ends the device however the take ends.
class Running {
 public:
  Running(capture::Source& source, const std::shared_ptr<ring::AudioRing>& ring) : source_(source) {
    source_.start(ring);
  }
  ~Running() { source_.stop(); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  capture::Source& source_;
};

/// False if nothing waited.
bool take_blocks(ring::AudioRing::Consumer& consumer, Take& take, base::Level& latest) {
  bool any = false;
  while (const auto* block = consumer.block()) {
    const auto spans = consumer.samples(*block);
    for (const auto part : {spans.first, spans.second}) {
      take.samples.insert(take.samples.end(), part.begin(), part.end());
      latest.add(part, take.format.bits);
    }
    consumer.release(*block);
    any = true;
  }
  return any;
}

void show_level(const base::Level& level) {
  os::write_message(fmt::format("\r  level [{}] {:4.0f} dB ", level_bar(level.peak_dbfs(), bar_width),
                                std::max(bar_floor_dbfs, level.peak_dbfs())));
}

}  // namespace

Take take_sound(capture::Source& source, const os::Clock& clock, std::chrono::seconds length, bool show) {
  Take take{source.format(), {}, {}};
  const auto wanted =
      static_cast<std::size_t>(length.count()) * take.format.sample_rate * take.format.bytes_per_frame();
  const auto ring = std::make_shared<ring::AudioRing>(take.format, ring_seconds * take.format.sample_rate);
  ring::AudioRing::Consumer consumer(*ring);
  const Running running(source, ring);
  auto last_block = clock.boot();
  while (take.samples.size() < wanted) {
    clock.sleep(round);
    base::Level latest;
    if (take_blocks(consumer, take, latest)) {
      last_block = clock.boot();
      take.level.merge(latest);
      if (show) show_level(latest);
    } else if (clock.boot() - last_block > longest_silence) {
      throw DeviceError(source.name(), tr("the microphone {} delivers no audio", base::printable(source.name())),
                        "earwitness devices lists what there is");
    }
  }
  if (show) os::write_message("\n");
  return take;
}

std::string level_bar(double dbfs, std::size_t width) {
  const auto share = std::clamp((dbfs - bar_floor_dbfs) / -bar_floor_dbfs, 0.0, 1.0);
  const auto filled = static_cast<std::size_t>(share * static_cast<double>(width));
  return std::string(filled, '#') + std::string(width - filled, ' ');
}

std::string words_about(const base::Level& level) {
  if (level.peak() < record::SignalWatch::muted_peak) {
    return _("that is as quiet as a muted microphone: look for a mute switch, or choose another one");
  }
  if (level.clipped() > 0) return _("that was too loud in places: move away, or turn the microphone down");
  return tr("the loudest was {:.0f} dB under full scale", -level.peak_dbfs());
}

}  // namespace earwitness::cli
