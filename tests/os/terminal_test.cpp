// SPDX-License-Identifier: MIT
#include "os/terminal.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <string_view>
#include <thread>

#include "os/descriptor.hpp"
#include "os/environment.hpp"
#include "tests/catch.hpp"
#include "tests/os/child.hpp"

using namespace earwitness;
using std::chrono::milliseconds;

namespace {

/// The outer end of a new terminal; its inner end becomes this process's terminal and stdin.
os::Descriptor become_terminal() {
  ::signal(SIGHUP, SIG_IGN);  // the outer end may be closed first
  os::Descriptor outer(::posix_openpt(O_RDWR | O_NOCTTY));
  if (!outer || ::grantpt(outer.number()) != 0 || ::unlockpt(outer.number()) != 0) ::_exit(90);
  ::setsid();
  const int inner = ::open(::ptsname(outer.number()), O_RDWR | O_NOCTTY);
  if (inner < 0 || ::ioctl(inner, TIOCSCTTY, 0) != 0 || ::dup2(inner, STDIN_FILENO) < 0) ::_exit(91);
  ::close(inner);
  return outer;
}

/// stdin becomes a pipe; its other end.
os::Descriptor become_pipe_reader() {
  int ends[2] = {-1, -1};
  if (::pipe(ends) != 0 || ::dup2(ends[0], STDIN_FILENO) < 0) ::_exit(92);
  ::close(ends[0]);
  return os::Descriptor(ends[1]);
}

void type(const os::Descriptor& to, std::string_view text) {
  if (::write(to.number(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) ::_exit(93);
}

bool reads(const std::string& expected) {
  const auto read = os::read_line(test::patience);
  return read.end == os::LineEnd::line && read.text == expected;
}

}  // namespace

TEST_CASE("terminal: lines come one by one, and half a line is kept over a time-out") {
  const auto code = test::in_child([] {
    const auto in = become_pipe_reader();
    type(in, "first\nsecond\nthi");
    if (!reads("first") || !reads("second")) return 1;
    if (os::read_line(milliseconds(10)).end != os::LineEnd::timeout) return 2;
    type(in, "rd\n");
    return reads("third") ? 0 : 3;
  });
  CHECK(code == 0);
}

TEST_CASE("terminal: the end of the input is told, and an endless line is one") {
  CHECK(test::in_child([] {
          become_pipe_reader().reset();
          return os::read_line(test::patience).end == os::LineEnd::closed ? 0 : 1;
        }) == 0);
  CHECK(test::in_child([] {
          const auto in = become_pipe_reader();
          const std::string much(1000, 'x');
          for (int i = 0; i < 100; ++i) {
            type(in, much);
            if (os::read_line(milliseconds(0)).end == os::LineEnd::closed) return 0;
          }
          return 1;
        }) == 0);
}

TEST_CASE("terminal: a closed terminal ends the question instead of waiting for ever") {
  const auto code = test::in_child([] {
    auto outer = become_terminal();
    type(outer, "typed\n");
    if (!reads("typed")) return 1;
    outer.reset();
    return os::read_line(test::patience).end == os::LineEnd::closed ? 0 : 2;
  });
  CHECK(code == 0);
}

TEST_CASE("terminal: keys come at once and unseen, and afterwards lines come as before") {
  const auto code = test::in_child([] {
    const auto outer = become_terminal();
    {
      os::RawKeys keys;
      type(outer, "q");
      std::optional<char> key;
      if (!test::wait_for([&] { return (key = keys.next()).has_value(); }) || *key != 'q') return 1;
      if (keys.next()) return 2;
    }
    type(outer, "a line\n");
    return reads("a line") ? 0 : 3;
  });
  CHECK(code == 0);
}

TEST_CASE("terminal: a passphrase is read unseen, can be corrected, and is given up with Ctrl-C") {
  const auto secret_of = [](std::string_view typed, std::string& shown) {
    const auto outer = become_terminal();
    type(outer, "shown\n");
    if (!reads("shown")) ::_exit(94);
    ::dup2(0, 2);  // where questions go
    // Who types as soon as the question is there is not shown: by then nothing is.
    std::optional<base::Secret> secret;
    std::thread asking([&] { secret = os::read_secret("Passphrase: "); });
    char buffer[256];
    ::fcntl(outer.number(), F_SETFL, O_NONBLOCK);
    const auto take_shown = [&] {
      const ssize_t got = ::read(outer.number(), buffer, sizeof buffer);
      if (got > 0) shown.append(buffer, static_cast<std::size_t>(got));
    };
    const auto is_asked = [&] { return take_shown(), shown.find("Passphrase: ") != std::string::npos; };
    if (!test::wait_for(is_asked)) ::_exit(95);
    type(outer, typed);
    asking.join();
    take_shown();
    termios now{};
    if (::tcgetattr(0, &now) != 0 || (now.c_lflag & ECHO) == 0 || (now.c_lflag & ISIG) == 0) ::_exit(96);
    return secret ? std::string(secret->text()) : std::string("none");
  };
  CHECK(test::in_child([&] {
          std::string shown;
          if (secret_of("opem\177n sesam\303\251\177e\n", shown) != "open sesame") return 1;
          return shown.find("sesam") == std::string::npos ? 0 : 2;
        }) == 0);
  CHECK(test::in_child([&] {
          std::string shown;
          return secret_of("open\003", shown) == "none" ? 0 : 1;
        }) == 0);
  CHECK(test::in_child([] {
          const auto in = become_pipe_reader();
          type(in, "open sesame\n");
          return os::read_secret("Passphrase: ") ? 1 : 0;
        }) == 0);
}

TEST_CASE("terminal: what is no terminal is told as such") {
  const auto code = test::in_child([] {
    const auto in = become_pipe_reader();
    ::setsid();
    if (os::is_terminal(os::Stream::input) || os::has_controlling_terminal()) return 1;
    os::RawKeys keys;
    return keys.next() ? 2 : 0;
  });
  CHECK(code == 0);
  CHECK(test::in_child([] {
          const auto outer = become_terminal();
          return os::is_terminal(os::Stream::input) && os::has_controlling_terminal() ? 0 : 1;
        }) == 0);
}
