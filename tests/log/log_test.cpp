// SPDX-License-Identifier: MIT
#include "log/log.hpp"

#include <stdexcept>
#include <string>

#include "tests/catch.hpp"

using namespace earwitness;

namespace {

/// Collects what is written to both places for as long as it lives.
struct Listener {
  explicit Listener(bool colour = false) {
    log::open_terminal([this](std::string_view line) { terminal += line; }, colour);
    log::open_file([this](std::string_view line) { file += line; });
  }
  ~Listener() {
    log::close_file();
    log::open_terminal({}, false);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  std::string terminal;
  std::string file;
};

}  // namespace

TEST_CASE("log: a message says what, and then what to do") {
  Listener heard;
  log::info("recording");
  log::warning("the microphone is muted", "look at its switch");
  log::error("the disk is full");
  CHECK(heard.terminal ==
        "earwitness: recording\n"
        "earwitness: warning: the microphone is muted\n  try: look at its switch\n"
        "earwitness: the disk is full\n");
}

TEST_CASE("log: an alarm stands out with its whole line, and is plain where no colour is wanted") {
  {
    Listener heard(true);
    log::alarm("the microphone is gone");
    CHECK(heard.terminal == "\x1b[1;7mearwitness: warning: the microphone is gone\x1b[0m\n");
    CHECK(heard.file.substr(24) == " warning: the microphone is gone\n");
  }
  Listener heard;
  log::alarm("the microphone is gone");
  CHECK(heard.terminal == "earwitness: warning: the microphone is gone\n");
}

TEST_CASE("log: the file has each line with its time in UTC, and what only it is told") {
  Listener heard;
  log::warning("muted", "a hint");
  log::note("sealed");
  CHECK(heard.terminal == "earwitness: warning: muted\n  try: a hint\n");
  const auto second = heard.file.find('\n') + 1;
  CHECK(heard.file.substr(24, second - 24) == " warning: muted\n");
  CHECK(heard.file.substr(second + 24) == " note: sealed\n");
  CHECK(heard.file[10] == 'T');
  CHECK(heard.file[23] == 'Z');
}

TEST_CASE("log: nothing of a message reaches the terminal raw") {
  Listener heard;
  log::error("a title with \x1b[31m and\na new line", "\x07");
  CHECK(heard.terminal == "earwitness: a title with \\x1b[31m and\\x0aa new line\n  try: \\x07\n");
  CHECK(heard.file.find('\x1b') == std::string::npos);
}

TEST_CASE("log: colour only where it was asked for, and never in the file") {
  Listener heard(true);
  log::warning("muted");
  CHECK(heard.terminal == "\x1b[33mearwitness: warning:\x1b[0m muted\n");
  CHECK(heard.file.find('\x1b') == std::string::npos);
}

TEST_CASE("log: a place that fails costs no more than its own message") {
  Listener heard;
  log::open_file([](std::string_view) { throw std::runtime_error("disk full"); });
  CHECK_NOTHROW(log::error("one"));
  log::open_terminal([](std::string_view) { throw std::runtime_error("terminal gone"); }, false);
  CHECK_NOTHROW(log::error("two"));
  CHECK(heard.terminal == "earwitness: one\n");
}
