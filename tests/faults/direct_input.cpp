// SPDX-License-Identifier: MIT
#include "tests/faults/direct_input.hpp"

namespace earwitness::faults {

std::shared_ptr<ring::AudioRing> DirectInput::start() {
  auto ring = std::make_shared<ring::AudioRing>(format(), ring_.count() * static_cast<Frames>(format().sample_rate));
  source_ = std::make_unique<ScriptedSource>(device_);
  source_->start(ring);
  return ring;
}

void DirectInput::close() { stop(); }

void DirectInput::reopen() {
  stop();
  reopening_ = true;
}

std::shared_ptr<ring::AudioRing> DirectInput::reopened() {
  if (!reopening_ || !device_->present()) return nullptr;
  if (!opening_) opening_ = start();
  if (ring::AudioRing::Consumer(*opening_).waiting() == 0) return nullptr;
  reopening_ = false;
  return std::exchange(opening_, nullptr);
}

void DirectInput::stop() noexcept {
  if (source_) source_->stop();
  source_.reset();
  opening_.reset();
  reopening_ = false;
}

}  // namespace earwitness::faults
