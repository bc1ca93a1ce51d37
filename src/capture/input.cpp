// SPDX-License-Identifier: MIT
#include "capture/input.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "os/memory.hpp"

namespace earwitness::capture {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr milliseconds between_attempts{500};
constexpr milliseconds look_for_frames{20};
constexpr seconds longest_without_frames{10};
constexpr milliseconds longest_farewell{1000};

std::shared_ptr<ring::AudioRing> make_ring(const AudioFormat& format) {
  auto ring = std::make_shared<ring::AudioRing>(format, ring_seconds * static_cast<Frames>(format.sample_rate));
  os::lock_in_memory(ring->storage());
  return ring;
}

struct Running {
  std::unique_ptr<Source> source;
  std::shared_ptr<ring::AudioRing> ring;
};

/// The thread that opens the device again. It shares this with the input, and outlives it where a driver hangs.
class Reopening {
 public:
  Reopening(Opener again, const AudioFormat& format) : again_(std::move(again)), format_(format) {}

  void run(std::unique_ptr<Source> old) noexcept {
    if (old) old->stop();
    old.reset();
    while (!cancelled() && !attempt()) pause(between_attempts);
    const std::lock_guard lock(mutex_);
    over_ = true;
    changed_.notify_all();
  }

  std::optional<Running> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(found_, std::nullopt);
  }

  void cancel() noexcept {
    std::unique_lock lock(mutex_);
    cancelled_ = true;
    changed_.notify_all();
    changed_.wait_for(lock, longest_farewell, [&] { return over_; });
    if (found_) found_->source->stop();
  }

 private:
  bool cancelled() {
    const std::lock_guard lock(mutex_);
    return cancelled_;
  }

  void pause(milliseconds length) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, length, [&] { return cancelled_; });
  }

  bool attempt() noexcept {
    try {
      Running running{again_(), make_ring(format_)};
      running.source->start(running.ring);
      if (!delivers(running)) {
        running.source->stop();
        return false;
      }
      const std::lock_guard lock(mutex_);
      if (cancelled_) {
        running.source->stop();
      } else {
        found_ = std::move(running);
      }
      return true;
    } catch (const std::exception&) {  // still gone, which is known already
      return false;
    }
  }

  bool delivers(Running& running) {
    ring::AudioRing::Consumer consumer(*running.ring);
    const auto give_up = steady_clock::now() + longest_without_frames;
    while (running.source->active() && !cancelled() && steady_clock::now() < give_up) {
      if (consumer.waiting() > 0) return true;
      pause(look_for_frames);
    }
    return false;
  }

  Opener again_;
  AudioFormat format_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool cancelled_ = false;
  bool over_ = false;
  std::optional<Running> found_;
};

class ReopeningInput final : public Input {
 public:
  ReopeningInput(std::unique_ptr<Source> first, Opener again)
      : format_(first->format()),
        kind_(first->kind()),
        host_api_(first->host_api()),
        name_(first->name()),
        source_(std::move(first)),
        again_(std::move(again)) {}
  ~ReopeningInput() override { stop(); }

  std::shared_ptr<ring::AudioRing> start() override {
    auto ring = make_ring(format_);
    source_->start(ring);
    return ring;
  }

  bool active() const noexcept override { return source_ && source_->active(); }

  void reopen() override {
    if (!again_ || reopening_) return;
    auto reopening = std::make_shared<Reopening>(again_, format_);
    std::thread([reopening, old = std::move(source_)]() mutable { reopening->run(std::move(old)); }).detach();
    reopening_ = std::move(reopening);
  }

  std::shared_ptr<ring::AudioRing> reopened() override {
    if (!reopening_) return nullptr;
    auto running = reopening_->take();
    if (!running) return nullptr;
    reopening_.reset();
    source_ = std::move(running->source);
    return std::move(running->ring);
  }

  void stop() noexcept override {
    if (reopening_) reopening_->cancel();
    reopening_.reset();
    if (source_) source_->stop();
  }

  const AudioFormat& format() const noexcept override { return format_; }
  std::string kind() const override { return kind_; }
  std::string host_api() const override { return host_api_; }
  std::string name() const override { return name_; }

 private:
  AudioFormat format_;
  std::string kind_;
  std::string host_api_;
  std::string name_;
  std::unique_ptr<Source> source_;
  Opener again_;
  std::shared_ptr<Reopening> reopening_;
};

}  // namespace

std::unique_ptr<Input> make_input(std::unique_ptr<Source> first, Opener again) {
  return std::make_unique<ReopeningInput>(std::move(first), std::move(again));
}

}  // namespace earwitness::capture
