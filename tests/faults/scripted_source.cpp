// SPDX-License-Identifier: MIT
#include "tests/faults/scripted_source.hpp"

#include <cmath>

namespace earwitness::faults {

/// What the world keeps of an open device: it must not outlive its stop by a single frame.
struct ScriptedSource::Stream {
  std::shared_ptr<Device> device;
  std::shared_ptr<ring::AudioRing> ring;
  ring::AudioRing::Producer producer;
  std::shared_ptr<bool> running;
  BootTime last;
  std::vector<std::byte> samples;
};

Script steady(const AudioFormat& format, Frames period, double ppm) {
  // From the whole count each time, so that nothing adds up over a day.
  return [=, delivered = Frames{0}, at = std::chrono::nanoseconds{0}]() mutable {
    delivered += period;
    const auto pace = static_cast<double>(format.sample_rate) * (1.0 + ppm * 1e-6);
    const std::chrono::nanoseconds next{std::llround(static_cast<double>(delivered) * 1e9 / pace)};
    const Delivery delivery{next - at, period, 0, false};
    at = next;
    return std::optional(delivery);
  };
}

Script script(std::vector<Delivery> first, Script rest) {
  return [first = std::move(first), rest = std::move(rest), at = std::size_t{0}]() mutable -> std::optional<Delivery> {
    if (at < first.size()) return first[at++];
    return rest ? rest() : std::nullopt;
  };
}

void ScriptedSource::start(std::shared_ptr<ring::AudioRing> ring) {
  if (!device_->present()) throw DeviceError("scripted", "the scripted microphone is not there");
  running_ = std::make_shared<bool>(true);
  ring::AudioRing::Producer producer(*ring);
  expect_next(std::make_shared<Stream>(
      Stream{device_, std::move(ring), std::move(producer), running_, device_->world_.boot(), {}}));
}

void ScriptedSource::stop() noexcept {
  if (running_) *running_ = false;
}

void ScriptedSource::expect_next(const std::shared_ptr<Stream>& stream) {
  auto& device = *stream->device;
  const auto next = device.script_ ? device.script_() : std::nullopt;
  if (!next) {
    *stream->running = false;
    return;
  }
  stream->last += next->after;
  device.world_.schedule(stream->last, [stream, delivery = *next] {
    auto& from = *stream->device;
    if (!*stream->running || !from.present()) return;
    stream->last = from.world_.boot();  // later than it was due where the machine slept
    from.sounded_ += delivery.lost;
    if (delivery.frames > 0) {
      stream->samples.clear();
      from.sound_(stream->samples, from.sounded_, delivery.frames, from.format_);
      from.sounded_ += delivery.frames;
      stream->producer.push(stream->samples.data(), delivery.frames, from.world_.boot().time_since_epoch().count(),
                            delivery.overflow);
    }
    expect_next(stream);
  });
}

}  // namespace earwitness::faults
