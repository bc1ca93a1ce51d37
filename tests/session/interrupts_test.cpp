// SPDX-License-Identifier: MIT
#include "session/interrupts.hpp"

#include <atomic>
#include <csignal>
#include <mutex>
#include <vector>

#include "os/poller.hpp"
#include "tests/catch.hpp"
#include "tests/os/child.hpp"
#include "tests/os/send_signal.hpp"

using namespace earwitness;
using session::Interrupts;

namespace {

/// Goes on only when the test says so, from any thread.
class SetClock final : public os::Clock {
 public:
  UtcTime utc() const override { return {}; }
  BootTime boot() const override { return BootTime{std::chrono::nanoseconds{now_ns.load()}}; }
  os::ClockState state() const override { return {}; }
  void sleep(std::chrono::nanoseconds) const override {}
  std::atomic<std::int64_t> now_ns{0};
};

/// Keeps what is said, and that the process would have ended.
class Heard {
 public:
  Interrupts::Outlets outlets() {
    return {[this](const std::string& recording) {
              const std::lock_guard lock(mutex_);
              warned_of_.push_back(recording);
            },
            [this](const std::string& recording) {
              const std::lock_guard lock(mutex_);
              left_.push_back(recording);
            }};
  }
  /// The recordings that were named, one for each warning.
  std::vector<std::string> warned_of() {
    const std::lock_guard lock(mutex_);
    return warned_of_;
  }
  /// The same for each time that the process would have ended.
  std::vector<std::string> left() {
    const std::lock_guard lock(mutex_);
    return left_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> warned_of_;
  std::vector<std::string> left_;
};

/// One Ctrl-C, and the listener has seen it: two that come at once are one to the kernel.
void press(Interrupts& interrupts) {
  test::send_to_self(SIGINT);
  os::Poller poller;
  poller.watch(interrupts.fd());
  REQUIRE(poller.wait(test::patience));
  REQUIRE(interrupts.next() == os::Signal::interrupt);
  REQUIRE_FALSE(interrupts.next());
}

}  // namespace

TEST_CASE("interrupts: the first Ctrl-C is a request that somebody takes, without a word") {
  const SetClock clock;
  Heard heard;
  Interrupts interrupts(clock, heard.outlets());
  CHECK_FALSE(interrupts.next());
  press(interrupts);
  interrupts.end();
  CHECK(heard.warned_of().empty());
  CHECK(heard.left().empty());
}

TEST_CASE("interrupts: a second one warns, and a third then leaves at once") {
  SetClock clock;
  Heard heard;
  Interrupts interrupts(clock, heard.outlets());
  interrupts.set_recording("/archive/2026-11-24_12-00-00_review");
  press(interrupts);
  press(interrupts);
  REQUIRE(test::wait_for([&] { return heard.warned_of().size() == 1; }));
  CHECK(heard.warned_of()[0] == "/archive/2026-11-24_12-00-00_review");
  CHECK(heard.left().empty());
  clock.now_ns = std::chrono::nanoseconds(Interrupts::reading_time).count();
  press(interrupts);
  REQUIRE(test::wait_for([&] { return heard.left().size() == 1; }));
  CHECK(heard.warned_of().size() == 1);
  CHECK(heard.left()[0] == "/archive/2026-11-24_12-00-00_review");
}

TEST_CASE("interrupts: a hurried hand's third one leaves nothing unsealed that is sealed within a moment") {
  const SetClock clock;
  Heard heard;
  Interrupts interrupts(clock, heard.outlets());
  interrupts.set_recording("/archive/review");
  for (int i = 0; i < 5; ++i) press(interrupts);
  interrupts.end();  // the seal is done, and the moment is not over
  CHECK(heard.left().empty());
}

TEST_CASE("interrupts: a hurried hand's third one leaves by itself once the moment is over") {
  Heard heard;
  Interrupts interrupts(os::posix_clock(), heard.outlets());
  interrupts.set_recording("/archive/review");
  for (int i = 0; i < 3; ++i) press(interrupts);
  CHECK(test::wait_for([&] { return heard.left().size() == 1; }));
}

TEST_CASE("interrupts: at a question Ctrl-C is an answer, and counts for nothing else") {
  const SetClock clock;
  Heard heard;
  Interrupts interrupts(clock, heard.outlets());
  interrupts.set_recording("/archive/review");
  press(interrupts);
  {
    const Interrupts::Question question(interrupts);
    press(interrupts);
    press(interrupts);
  }
  press(interrupts);
  REQUIRE(test::wait_for([&] { return heard.warned_of().size() == 1; }));
  interrupts.end();
  CHECK(heard.left().empty());
}

TEST_CASE("interrupts: other signals are taken too, and never leave anything unsealed") {
  SetClock clock;
  Heard heard;
  Interrupts interrupts(clock, heard.outlets());
  for (const int signal : {SIGTERM, SIGTERM, SIGTERM, SIGTERM}) {
    test::send_to_self(signal);
    os::Poller poller;
    poller.watch(interrupts.fd());
    REQUIRE(poller.wait(test::patience));
    REQUIRE(interrupts.next() == os::Signal::terminate);
    clock.now_ns += std::chrono::nanoseconds(Interrupts::reading_time).count();
  }
  interrupts.end();
  CHECK(heard.warned_of().empty());
  CHECK(heard.left().empty());
}

TEST_CASE("interrupts: while the microphone is opened nothing is promised that is not there") {
  const SetClock clock;
  Heard heard;
  Interrupts interrupts(clock, heard.outlets());
  press(interrupts);
  press(interrupts);
  REQUIRE(test::wait_for([&] { return heard.warned_of().size() == 1; }));
  CHECK(heard.warned_of()[0].empty());
}

TEST_CASE("interrupts: what comes after the end is dropped") {
  const SetClock clock;
  Heard heard;
  Interrupts interrupts(clock, heard.outlets());
  interrupts.end();
  for (int i = 0; i < 3; ++i) test::send_to_self(SIGINT);
  interrupts.end();
  CHECK_FALSE(interrupts.next());
  CHECK(heard.left().empty());
}
