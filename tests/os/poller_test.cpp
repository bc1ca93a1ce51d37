// SPDX-License-Identifier: MIT
#include "os/poller.hpp"

#include <signal.h>
#include <sys/time.h>
#include <unistd.h>

#include "tests/catch.hpp"
#include "tests/os/child.hpp"

using namespace earwitness;
using std::chrono::milliseconds;

namespace {

struct Pipe {
  Pipe() {
    int ends[2] = {-1, -1};
    REQUIRE(::pipe(ends) == 0);
    out = os::Descriptor(ends[0]);
    in = os::Descriptor(ends[1]);
  }
  os::Descriptor out;
  os::Descriptor in;
};

}  // namespace

TEST_CASE("poller: tells which of several is ready, and nothing of the others") {
  Pipe silent;
  Pipe loud;
  REQUIRE(::write(loud.in.number(), "x", 1) == 1);
  os::Poller poller;
  poller.watch(silent.out.fd());
  poller.watch(loud.out.fd());
  poller.watch(loud.in.fd(), os::Interest::write);
  REQUIRE(poller.wait(test::patience));
  CHECK_FALSE(poller.readable(silent.out.fd()));
  CHECK(poller.readable(loud.out.fd()));
  CHECK(poller.writable(loud.in.fd()));
  CHECK_FALSE(poller.writable(loud.out.fd()));
}

TEST_CASE("poller: returns at the time-out, also one that has passed, and forgets what it watched") {
  Pipe silent;
  os::Poller poller;
  poller.watch(silent.out.fd());
  const auto began = std::chrono::steady_clock::now();
  CHECK_FALSE(poller.wait(milliseconds(20)));
  CHECK(std::chrono::steady_clock::now() - began >= milliseconds(20));
  CHECK_FALSE(poller.wait(milliseconds(-5)));
  poller.clear();
  REQUIRE(::write(silent.in.number(), "x", 1) == 1);
  CHECK_FALSE(poller.wait(milliseconds(0)));
  CHECK_FALSE(poller.readable(silent.out.fd()));
}

TEST_CASE("poller: the end of the other side counts as readable") {
  Pipe ended;
  ended.in.reset();
  os::Poller poller;
  poller.watch(ended.out.fd());
  REQUIRE(poller.wait(test::patience));
  CHECK(poller.readable(ended.out.fd()));
}

TEST_CASE("poller: a signal that interrupts does not end the wait") {
  const auto code = test::in_child([] {
    static volatile sig_atomic_t interrupted = 0;
    struct sigaction action {};
    action.sa_handler = [](int) { interrupted = interrupted + 1; };
    ::sigaction(SIGALRM, &action, nullptr);
    const itimerval often{{0, 5000}, {0, 5000}};
    ::setitimer(ITIMER_REAL, &often, nullptr);
    os::Poller poller;
    const auto began = std::chrono::steady_clock::now();
    const bool ready = poller.wait(milliseconds(200));
    if (ready || std::chrono::steady_clock::now() - began < milliseconds(200)) return 1;
    return interrupted > 0 ? 0 : 2;
  });
  CHECK(code == 0);
}
