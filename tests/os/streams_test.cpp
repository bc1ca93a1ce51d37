// SPDX-License-Identifier: MIT
#include "os/streams.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <string>

#include "tests/catch.hpp"
#include "tests/os/child.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

/// As a library below us does.
void chatter(const char* text) {
  if (::write(STDERR_FILENO, text, std::string_view(text).size()) < 0) ::_exit(98);
}

void point(int fd, const char* path) {
  const int opened = ::open(path, O_WRONLY);
  if (opened < 0 || ::dup2(opened, fd) < 0) ::_exit(97);
}

}  // namespace

TEST_CASE("streams: messages go on to where stderr was while libraries' words go to the file") {
  const test::TemporaryFolder folder;
  const auto code = test::in_child([&] {
    os::redirect_messages(folder / "terminal");
    os::redirect_stderr(folder / "log");
    chatter("ALSA says something\n");
    os::write_message("our message\n");
    return 0;
  });
  CHECK(code == 0);
  CHECK(test::content_of(folder / "terminal") == "our message\n");
  CHECK(test::content_of(folder / "log") == "ALSA says something\n");
}

TEST_CASE("streams: a silencer swallows what comes in its time, and no more") {
  const test::TemporaryFolder folder;
  const auto code = test::in_child([&] {
    os::redirect_messages(folder / "terminal");
    chatter("before\n");
    {
      const os::StderrSilencer outer;
      const os::StderrSilencer inner;
      chatter("noise\n");
      os::write_message("our message\n");
    }
    chatter("after\n");
    return 0;
  });
  CHECK(code == 0);
  CHECK(test::content_of(folder / "terminal") == "before\nour message\nafter\n");
}

TEST_CASE("streams: a reader who takes nothing keeps no message waiting, and hears the later ones") {
  const test::TemporaryFolder folder;
  const auto code = test::in_child([&] {
    const auto pipe = folder / "pipe";
    if (::mkfifo(pipe.c_str(), 0600) != 0) return 2;
    const os::Descriptor reader(::open(pipe.c_str(), O_RDONLY | O_NONBLOCK));
    os::redirect_messages(pipe);
    const std::string much(1024 * 1024, 'x');
    for (int i = 0; i < 100; ++i) os::write_message(much);  // with a wait for each, our patience ends first
    std::string heard(2 * much.size(), '\0');
    if (::read(reader.number(), heard.data(), heard.size()) <= 0) return 3;
    os::write_message("still there");
    const auto got = ::read(reader.number(), heard.data(), heard.size());
    return got > 0 && heard.substr(0, static_cast<std::size_t>(got)).ends_with("still there") ? 0 : 4;
  });
  CHECK(code == 0);
}

TEST_CASE("streams: a terminal stopped with Ctrl-S keeps no message waiting") {
  const auto code = test::in_child([] {
    const os::Descriptor outer(::posix_openpt(O_RDWR | O_NOCTTY));
    if (!outer || ::grantpt(outer.number()) != 0 || ::unlockpt(outer.number()) != 0) return 2;
    os::redirect_messages(::ptsname(outer.number()));
    if (::tcflow(STDERR_FILENO, TCOOFF) != 0) return 4;
    for (int i = 0; i < 100; ++i) os::write_message("a message\n");
    return 0;
  });
  CHECK(code == 0);
}

TEST_CASE("streams: a result that can't be written is an error, a reader who left is none") {
  CHECK(test::in_child([] {
          point(STDOUT_FILENO, "/dev/full");
          try {
            os::write_output("result\n");
            return 1;
          } catch (const FileError& error) {
            return error.code() == ENOSPC ? 0 : 2;
          }
        }) == 0);
  CHECK(test::in_child([] {
          ::signal(SIGPIPE, SIG_IGN);
          int ends[2] = {-1, -1};
          if (::pipe(ends) != 0 || ::dup2(ends[1], STDOUT_FILENO) < 0) return 2;
          ::close(ends[0]);
          os::write_output("result\n");
          return 0;
        }) == 0);
}

TEST_CASE("streams: a stream that the starter closed is not given to the next file that is opened") {
  const auto code = test::in_child([] {
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::close(fd);
    os::keep_streams();
    const int next = ::open("/dev/null", O_RDONLY);
    return next > STDERR_FILENO && ::fcntl(STDOUT_FILENO, F_GETFD) >= 0 ? 0 : 1;
  });
  CHECK(code == 0);
}
