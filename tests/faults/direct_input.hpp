// SPDX-License-Identifier: MIT
//
// A scripted device as a recording's input, on one thread: it is opened again at the first look after the device is
// back. One thread.
#pragma once

#include <chrono>
#include <memory>
#include <utility>

#include "capture/input.hpp"
#include "tests/faults/scripted_source.hpp"

namespace earwitness::faults {

class DirectInput final : public capture::Input {
 public:
  explicit DirectInput(std::shared_ptr<Device> device,
                       std::chrono::seconds ring = std::chrono::seconds(capture::ring_seconds))
      : device_(std::move(device)), ring_(ring) {}
  ~DirectInput() override { DirectInput::stop(); }

  std::shared_ptr<ring::AudioRing> start() override;
  [[nodiscard]] bool active() const noexcept override { return source_ && source_->active(); }
  void close() override;
  void reopen() override;
  std::shared_ptr<ring::AudioRing> reopened() override;
  void stop() noexcept override;

  [[nodiscard]] const AudioFormat& format() const noexcept override { return device_->format(); }
  [[nodiscard]] std::string kind() const override { return "test-signal"; }
  [[nodiscard]] std::string host_api() const override { return "none"; }
  [[nodiscard]] std::string name() const override { return "scripted"; }

 private:
  std::shared_ptr<Device> device_;
  std::chrono::seconds ring_;
  std::unique_ptr<ScriptedSource> source_;
  std::shared_ptr<ring::AudioRing> opening_;  ///< of a device that runs again and has not delivered yet
  bool reopening_ = false;
};

}  // namespace earwitness::faults
