// SPDX-License-Identifier: MIT
#include "cli/interrupts.hpp"

#include <atomic>
#include <csignal>
#include <mutex>
#include <vector>

#include "os/poller.hpp"
#include "tests/catch.hpp"
#include "tests/os/child.hpp"
#include "tests/os/send_signal.hpp"

using namespace earwitness;
using cli::Interrupts;

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
    return {[this](std::string_view text) {
              const std::lock_guard lock(mutex_);
              said_.emplace_back(text);
            },
            [this] {
              const std::lock_guard lock(mutex_);
              ++left_;
            }};
  }
  std::vector<std::string> said() {
    const std::lock_guard lock(mutex_);
    return said_;
  }
  int left() {
    const std::lock_guard lock(mutex_);
    return left_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> said_;
  int left_ = 0;
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

TEST_CASE("interrupts: the first Ctrl-C is a wish that somebody takes, without a word") {
  const SetClock clock;
  Heard heard;
  Interrupts interrupts(clock, heard.outlets());
  CHECK_FALSE(interrupts.next());
  press(interrupts);
  interrupts.over();
  CHECK(heard.said().empty());
  CHECK(heard.left() == 0);
}

TEST_CASE("interrupts: a second one says what goes on and what a third does, which then leaves at once") {
  SetClock clock;
  Heard heard;
  Interrupts interrupts(clock, heard.outlets());
  interrupts.recording("/archive/2026-11-24_12-00-00_review");
  press(interrupts);
  press(interrupts);
  REQUIRE(test::wait_for([&] { return heard.said().size() == 1; }));
  CHECK(heard.said()[0].find("being closed and sealed") != std::string::npos);
  CHECK(heard.said()[0].find("earwitness recover /archive/2026-11-24_12-00-00_review") != std::string::npos);
  CHECK(heard.left() == 0);
  clock.now_ns = std::chrono::nanoseconds(Interrupts::time_to_read).count();
  press(interrupts);
  REQUIRE(test::wait_for([&] { return heard.left() == 1; }));
  REQUIRE(heard.said().size() == 2);
  CHECK(heard.said()[1].find("left unsealed") != std::string::npos);
  CHECK(heard.said()[1].find("earwitness recover /archive/2026-11-24_12-00-00_review") != std::string::npos);
}

TEST_CASE("interrupts: a hurried hand's third one leaves nothing unsealed that is sealed within a moment") {
  const SetClock clock;
  Heard heard;
  Interrupts interrupts(clock, heard.outlets());
  interrupts.recording("/archive/review");
  for (int i = 0; i < 5; ++i) press(interrupts);
  interrupts.over();  // the seal is done, and the moment is not over
  CHECK(heard.left() == 0);
}

TEST_CASE("interrupts: a hurried hand's third one leaves by itself once the moment is over") {
  Heard heard;
  Interrupts interrupts(os::posix_clock(), heard.outlets());
  interrupts.recording("/archive/review");
  for (int i = 0; i < 3; ++i) press(interrupts);
  CHECK(test::wait_for([&] { return heard.left() == 1; }));
}

TEST_CASE("interrupts: at a question Ctrl-C is an answer, and counts for nothing else") {
  const SetClock clock;
  Heard heard;
  Interrupts interrupts(clock, heard.outlets());
  interrupts.recording("/archive/review");
  press(interrupts);
  {
    const Interrupts::Question question(interrupts);
    press(interrupts);
    press(interrupts);
  }
  press(interrupts);
  REQUIRE(test::wait_for([&] { return heard.said().size() == 1; }));
  interrupts.over();
  CHECK(heard.left() == 0);
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
    clock.now_ns += std::chrono::nanoseconds(Interrupts::time_to_read).count();
  }
  interrupts.over();
  CHECK(heard.said().empty());
  CHECK(heard.left() == 0);
}

TEST_CASE("interrupts: while the microphone is opened nothing is promised that is not there") {
  const SetClock clock;
  Heard heard;
  Interrupts interrupts(clock, heard.outlets());
  press(interrupts);
  press(interrupts);
  REQUIRE(test::wait_for([&] { return heard.said().size() == 1; }));
  CHECK(heard.said()[0].find("nothing is recorded yet") != std::string::npos);
  CHECK(heard.said()[0].find("recover") == std::string::npos);
}

TEST_CASE("interrupts: what comes after the end is dropped") {
  const SetClock clock;
  Heard heard;
  Interrupts interrupts(clock, heard.outlets());
  interrupts.over();
  for (int i = 0; i < 3; ++i) test::send_to_self(SIGINT);
  interrupts.over();
  CHECK_FALSE(interrupts.next());
  CHECK(heard.left() == 0);
}
