// SPDX-License-Identifier: MIT
#include "os/signals.hpp"

#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>

#include "os/poller.hpp"
#include "tests/catch.hpp"
#include "tests/os/child.hpp"

using namespace earwitness;

namespace {

bool comes(os::Signals& signals, int number, os::Signal expected) {
  ::kill(::getpid(), number);
  os::Poller poller;
  poller.watch(signals.fd());
  return poller.wait(test::patience) && signals.next() == expected && !signals.next();
}

}  // namespace

TEST_CASE("signals: Ctrl-C, SIGTERM and a closed terminal are read, and end nothing") {
  const auto code = test::in_child([] {
    os::Signals signals;
    if (signals.next()) return 1;
    if (!comes(signals, SIGINT, os::Signal::interrupt)) return 2;
    if (!comes(signals, SIGTERM, os::Signal::terminate)) return 3;
    return comes(signals, SIGHUP, os::Signal::hangup) ? 0 : 4;
  });
  CHECK(code == 0);
}

TEST_CASE("signals: those that the starter had ignored are taken all the same") {
  const auto code = test::in_child([] {
    ::signal(SIGHUP, SIG_IGN);  // as nohup does
    ::signal(SIGINT, SIG_IGN);  // as a script's `&` does
    os::Signals signals;
    return comes(signals, SIGHUP, os::Signal::hangup) && comes(signals, SIGINT, os::Signal::interrupt) ? 0 : 1;
  });
  CHECK(code == 0);
}

TEST_CASE("signals: afterwards they mean what they meant, and one that still waited is dropped") {
  const auto code = test::in_child([] {
    {
      const os::Signals signals;
      ::kill(::getpid(), SIGTERM);
    }
    ::alarm(0);
    ::kill(::getpid(), SIGINT);
    return 0;
  });
  CHECK(code == 128 + SIGINT);
}

TEST_CASE("signals: a reader who went away is an error of the write") {
  const auto code = test::in_child([] {
    const os::Signals signals;
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0) return 2;
    ::close(ends[0]);
    return ::write(ends[1], "x", 1) < 0 && errno == EPIPE ? 0 : 1;
  });
  CHECK(code == 0);
}

TEST_CASE("signals: Ctrl-Z and the rules for background jobs stop no recording") {
  for (const int number : {SIGTSTP, SIGTTIN, SIGTTOU}) {
    const auto code = test::in_child([number] {
      const os::Signals signals;
      ::kill(::getpid(), number);
      return 0;
    });
    CHECK(code == 0);
  }
}

TEST_CASE("signals: a file that reaches the size limit is an error of the write") {
  const auto code = test::in_child([] {
    const os::Signals signals;
    const rlimit none{0, 0};
    if (::setrlimit(RLIMIT_FSIZE, &none) != 0) return 2;
    std::FILE* file = std::tmpfile();
    return file != nullptr && ::write(::fileno(file), "x", 1) < 0 && errno == EFBIG ? 0 : 1;
  });
  CHECK(code == 0);
}
