// SPDX-License-Identifier: MIT
#include "os/wake.hpp"

#include <poll.h>
#include <unistd.h>

#include <thread>

#include "os/poller.hpp"
#include "tests/catch.hpp"
#include "tests/os/child.hpp"

using namespace earwitness;
using std::chrono::milliseconds;

TEST_CASE("wake: another thread's call ends the wait, several count as one, and a cleared one waits again") {
  os::Wake wake;
  os::Poller poller;
  poller.watch(wake.fd());
  CHECK_FALSE(poller.wait(milliseconds(0)));
  std::thread other([&] {
    wake.wake();
    wake.wake();
  });
  CHECK(poller.wait(test::patience));
  CHECK(poller.readable(wake.fd()));
  other.join();
  wake.clear();
  CHECK_FALSE(poller.wait(milliseconds(0)));
  wake.clear();  // nothing there: it must not wait
  wake.wake();
  CHECK(poller.wait(test::patience));
}

TEST_CASE("descriptor: a duplicate keeps the file open, and there is none of none") {
  int ends[2] = {-1, -1};
  REQUIRE(::pipe(ends) == 0);
  const os::Descriptor reader(ends[0]);
  os::Descriptor writer(ends[1]);
  auto kept = os::duplicate(writer.fd());
  REQUIRE(kept);
  writer.reset();
  os::Poller poller;
  poller.watch(reader.fd());
  CHECK_FALSE(poller.wait(milliseconds(0)));
  kept.reset();
  CHECK(poller.wait(test::patience));  // the end of the pipe
  CHECK_FALSE(os::duplicate(writer.fd()));
}

TEST_CASE("poller: knows poll's own bits") {
  CHECK(os::interest_of(POLLIN) == os::Interest::read);
  CHECK(os::interest_of(POLLOUT) == os::Interest::write);
  CHECK(os::interest_of(POLLIN | POLLOUT) == os::Interest::both);
  CHECK(os::interest_of(0) == os::Interest::read);
}
