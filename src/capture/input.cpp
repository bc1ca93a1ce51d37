// SPDX-License-Identifier: MIT
#include "capture/input.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include "os/process.hpp"

namespace earwitness::capture {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

constexpr milliseconds between_attempts{500};
constexpr milliseconds poll_interval{20};
constexpr seconds frames_timeout{10};
constexpr milliseconds end_timeout{1000};

std::shared_ptr<ring::AudioRing> make_ring(const AudioFormat& format) {
  auto ring = std::make_shared<ring::AudioRing>(format, ring_seconds * static_cast<Frames>(format.sample_rate));
  os::lock_in_memory(ring->storage());
  return ring;
}

struct Running {
  std::unique_ptr<Source> source;
  std::shared_ptr<ring::AudioRing> ring;
};

/// The thread that closes the device and opens it again, one after the other: a sound system is asked by one thread at
/// a time. It shares this with the input, and outlives it where a driver hangs.
class Reopening {
 public:
  /// `held`: it waits with opening until begin_opening().
  Reopening(Opener again, const AudioFormat& format, bool held)
      : again_(std::move(again)), format_(format), held_(held) {}

  void serve(std::unique_ptr<Source> old) noexcept {
    if (old) old->stop();
    old.reset();
    while (wait_until_wanted()) {
      if (!attempt()) pause(between_attempts);
    }
    const std::lock_guard lock(mutex_);
    over_ = true;
    changed_.notify_all();
  }

  std::optional<Running> take_running() {
    const std::lock_guard lock(mutex_);
    if (held_ || !found_) return std::nullopt;
    taken_ = true;
    changed_.notify_all();
    return std::exchange(found_, std::nullopt);
  }

  void begin_opening() {
    const std::lock_guard lock(mutex_);
    held_ = false;
    changed_.notify_all();
  }

  void end_opening() {
    const std::lock_guard lock(mutex_);
    held_ = true;
    changed_.notify_all();
  }

  void cancel() noexcept {
    std::unique_lock lock(mutex_);
    cancelled_ = true;
    changed_.notify_all();
    changed_.wait_for(lock, end_timeout, [&] { return over_; });
    if (found_) found_->source->stop();
  }

 private:
  [[nodiscard]] bool is_over() const { return cancelled_ || taken_; }

  /// False once nobody wants a device any more.
  bool wait_until_wanted() noexcept {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [&] { return is_over() || (held_ ? found_.has_value() : !found_.has_value()); });
      if (is_over()) return false;
      if (!held_) return true;
      auto unwanted = std::exchange(found_, std::nullopt);
      lock.unlock();
      unwanted->source->stop();
      unwanted.reset();
      lock.lock();
    }
  }

  bool is_wanted() {
    const std::lock_guard lock(mutex_);
    return !cancelled_ && !held_;
  }

  void pause(milliseconds length) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, length, [&] { return cancelled_ || held_; });
  }

  bool attempt() noexcept {
    try {
      Running running{again_(), make_ring(format_)};
      if (running.source->format() != format_) return false;  // its samples would be taken for others
      running.source->start(running.ring);
      const bool delivers_frames = delivers(running);
      std::unique_lock lock(mutex_);
      if (delivers_frames && !cancelled_ && !held_) {
        found_ = std::move(running);
        return true;
      }
      lock.unlock();
      running.source->stop();
      return false;
    } catch (const std::exception&) {  // still gone, which is known already
      return false;
    }
  }

  bool delivers(Running& running) {
    ring::AudioRing::Consumer consumer(*running.ring);
    const auto give_up = steady_clock::now() + frames_timeout;
    while (running.source->active() && is_wanted() && steady_clock::now() < give_up) {
      if (consumer.waiting() > 0) return true;
      pause(poll_interval);
    }
    return false;
  }

  Opener again_;
  AudioFormat format_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_;
  bool cancelled_ = false;
  bool taken_ = false;
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
        chosen_(first->chosen_channel()),
        source_(std::move(first)),
        again_(std::move(again)) {}
  ~ReopeningInput() override { stop(); }

  std::shared_ptr<ring::AudioRing> start() override {
    auto ring = make_ring(format_);
    source_->start(ring);
    return ring;
  }

  bool active() const noexcept override { return source_ && source_->active(); }

  void close() override {
    if (reopening_) return reopening_->end_opening();
    give_up_device(/*held=*/true);
  }

  void reopen() override {
    if (reopening_) return reopening_->begin_opening();
    if (again_) give_up_device(/*held=*/false);
  }

  std::shared_ptr<ring::AudioRing> reopened() override {
    if (!reopening_) return nullptr;
    auto running = reopening_->take_running();
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
  std::optional<ChosenChannel> chosen_channel() const override { return chosen_; }

 private:
  void give_up_device(bool held) {
    auto reopening = std::make_shared<Reopening>(again_, format_, held);
    std::thread([reopening, old = std::move(source_)]() mutable { reopening->serve(std::move(old)); }).detach();
    reopening_ = std::move(reopening);
  }

  AudioFormat format_;
  std::string kind_;
  std::string host_api_;
  std::string name_;
  std::optional<ChosenChannel> chosen_;
  std::unique_ptr<Source> source_;
  Opener again_;
  std::shared_ptr<Reopening> reopening_;
};

}  // namespace

std::unique_ptr<Input> make_input(std::unique_ptr<Source> first, Opener again) {
  return std::make_unique<ReopeningInput>(std::move(first), std::move(again));
}

}  // namespace earwitness::capture
