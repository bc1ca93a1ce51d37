// SPDX-License-Identifier: MIT
//
// A microphone that does what a script says: bursts, late and short deliveries, overflow flags, sound that never
// comes, an end. It delivers as the world's clock moves, also while somebody waits for a slow disk, on one thread and
// the same in every run. Its sound counts (pattern.hpp).
//
// The Device is the thing on the desk and outlives a source; each ScriptedSource is one opening of it, so a recorder
// that opens it again goes on hearing the same sound.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "capture/source.hpp"
#include "tests/faults/pattern.hpp"
#include "tests/faults/world.hpp"

namespace earwitness::faults {

/// One call of the callback.
struct Delivery {
  std::chrono::nanoseconds after{0};  ///< the one before it, or the start
  Frames frames = 0;                  ///< 0: nothing is delivered, as of a device that is silent
  Frames lost = 0;                    ///< sound just before these frames that the device itself dropped
  bool overflow = false;
};

/// The next delivery; nothing: the device is gone.
using Script = std::function<std::optional<Delivery>()>;

/// A device at its own pace for ever. `ppm`: how much faster than the world its clock is.
[[nodiscard]] Script steady(const AudioFormat& format, Frames period, double ppm = 0);
/// These, then `rest`.
[[nodiscard]] Script script(std::vector<Delivery> first, Script rest = {});

class Device {
 public:
  using Sound = std::function<void(std::vector<std::byte>&, Frames first, Frames frames, const AudioFormat&)>;

  Device(const World& world, const AudioFormat& format, Script script, Sound sound = append_counting)
      : world_(world), format_(format), script_(std::move(script)), sound_(std::move(sound)) {}

  [[nodiscard]] const AudioFormat& format() const noexcept { return format_; }
  [[nodiscard]] Frames sounded() const noexcept { return sounded_; }  ///< delivered, dropped or lost
  [[nodiscard]] bool present() const noexcept { return present_; }
  void set_present(bool present) noexcept { present_ = present; }
  void set_script(Script script) { script_ = std::move(script); }

 private:
  friend class ScriptedSource;
  const World& world_;
  AudioFormat format_;
  Script script_;
  Sound sound_;
  Frames sounded_ = 0;
  bool present_ = true;
};

class ScriptedSource final : public capture::Source {
 public:
  explicit ScriptedSource(std::shared_ptr<Device> device) : device_(std::move(device)) {}
  ~ScriptedSource() override { ScriptedSource::stop(); }

  void start(std::shared_ptr<ring::AudioRing> ring) override;
  void stop() noexcept override;
  [[nodiscard]] bool active() const noexcept override { return running_ && *running_ && device_->present(); }
  [[nodiscard]] const AudioFormat& format() const noexcept override { return device_->format(); }
  [[nodiscard]] std::string kind() const override { return "test-signal"; }
  [[nodiscard]] std::string host_api() const override { return "none"; }
  [[nodiscard]] std::string name() const override { return "scripted"; }

 private:
  struct Stream;
  static void expect_next(const std::shared_ptr<Stream>& stream);

  std::shared_ptr<Device> device_;
  std::shared_ptr<bool> running_;
};

}  // namespace earwitness::faults
