// SPDX-License-Identifier: MIT
#include "doctor/sound_check.hpp"

#include <memory>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "record/warnings.hpp"
#include "ring/audio_ring.hpp"

namespace earwitness::doctor {

namespace {

constexpr auto round = std::chrono::milliseconds(50);
constexpr auto silence_timeout = std::chrono::seconds(5);
constexpr Frames ring_seconds = 10;

/// Stops the device however the recording of the sample ends.
class RunningSource {
 public:
  RunningSource(capture::Source& source, const std::shared_ptr<ring::AudioRing>& ring) : source_(source) {
    source_.start(ring);
  }
  ~RunningSource() { source_.stop(); }
  RunningSource(const RunningSource&) = delete;
  RunningSource& operator=(const RunningSource&) = delete;

 private:
  capture::Source& source_;
};

/// False if nothing waited.
bool pop_blocks(ring::AudioRing::Consumer& consumer, SoundSample& sample, base::Level& latest) {
  bool any = false;
  while (const auto* block = consumer.block()) {
    const auto spans = consumer.samples(*block);
    for (const auto part : {spans.first, spans.second}) {
      sample.samples.insert(sample.samples.end(), part.begin(), part.end());
      latest.add(part, sample.format.bits);
    }
    consumer.release(*block);
    any = true;
  }
  return any;
}

}  // namespace

SoundSample record_sample(capture::Source& source, const os::Clock& clock, std::chrono::seconds length,
                          const LevelListener& heard) {
  SoundSample sample{source.format(), {}, {}};
  const auto wanted =
      static_cast<std::size_t>(length.count()) * sample.format.sample_rate * sample.format.bytes_per_frame();
  const auto ring = std::make_shared<ring::AudioRing>(sample.format, ring_seconds * sample.format.sample_rate);
  ring::AudioRing::Consumer consumer(*ring);
  const RunningSource running(source, ring);
  auto last_block = clock.boot();
  while (sample.samples.size() < wanted) {
    clock.sleep(round);
    base::Level latest;
    if (pop_blocks(consumer, sample, latest)) {
      last_block = clock.boot();
      sample.level.merge(latest);
      if (heard) heard(latest);
    } else if (clock.boot() - last_block > silence_timeout) {
      throw DeviceError(source.name(), tr("the microphone {} delivers no audio", base::printable(source.name())),
                        Step::list_devices);
    }
  }
  return sample;
}

std::string describe_level(const base::Level& level) {
  if (level.peak() < record::SignalWatch::muted_peak) {
    return _("that is as quiet as a muted microphone: look for a mute switch, or choose another one");
  }
  if (level.clipped() > 0) return _("that was too loud in places: move away, or turn the microphone down");
  constexpr double quiet_dbfs = -40;
  if (level.peak_dbfs() < quiet_dbfs) {
    return tr("Peak level {:.0f} dB: quiet; speak up, or move the microphone closer", level.peak_dbfs());
  }
  return tr("Peak level {:.0f} dB: good", level.peak_dbfs());
}

}  // namespace earwitness::doctor
