// SPDX-License-Identifier: MIT
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "os/poller.hpp"
#include "os/process.hpp"
#include "os/streams.hpp"
#include "tests/catch.hpp"
#include "tests/os/child.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

/// The parent's side of go_to_background(); the child runs `body` and ends.
os::FirstWord first_word(const os::Path& errors, const std::function<void(os::Announcer&)>& body) {
  auto side = os::go_to_background(errors);
  if (auto* announcer = std::get_if<os::Announcer>(&side)) {
    ::alarm(static_cast<unsigned>(test::patience.count()));
    body(*announcer);
    ::_exit(0);
  }
  auto& starter = std::get<os::Starter>(side);
  auto word = starter.hear();
  starter.confirm();
  return word;
}

std::string where_is(int fd) { return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(fd)).string(); }

}  // namespace

TEST_CASE("background: the foreground hears the first word while the background goes on") {
  const test::TemporaryFolder folder;
  const auto word = first_word(folder / "errors", [&](os::Announcer& announcer) {
    if (!announcer.announce("+/a/path")) return;
    std::ofstream(folder / "later") << "went on";
  });
  CHECK(word == "+/a/path");
  CHECK(test::wait_for([&] { return test::content_of(folder / "later") == "went on"; }));
}

TEST_CASE("background: a background that ends without a word is not waited for") {
  const test::TemporaryFolder folder;
  CHECK_FALSE(first_word(folder / "errors", [](os::Announcer&) {}).has_value());
}

TEST_CASE("background: it has its own session and holds none of the starter's streams open") {
  const test::TemporaryFolder folder;
  const auto word = first_word(folder / "errors", [](os::Announcer& announcer) {
    os::write_message("a message\n");
    const auto messages = where_is(os::message_stream().number);
    announcer.announce((::getsid(0) == ::getpid() ? "own session " : "") + where_is(0) + " " + where_is(1) + " " +
                       where_is(2) + " " + messages);
  });
  const auto errors = (folder / "errors").string();
  CHECK(word == "own session /dev/null /dev/null " + errors + " " + errors);
  CHECK(test::content_of(folder / "errors") == "a message\n");
  struct stat info {};
  REQUIRE(::stat(errors.c_str(), &info) == 0);
  CHECK((info.st_mode & 0777U) == 0600);
}

TEST_CASE("background: it learns that its starter went away before it said anything") {
  const test::TemporaryFolder folder;
  const auto starter = test::start_child([&] {
    first_word(folder / "errors", [&](os::Announcer& announcer) {
      std::ofstream(folder / "ready") << "ready";
      os::Poller poller;
      poller.watch(announcer.fd());
      poller.wait(test::patience);
      std::ofstream(folder / "result") << (announcer.announce("+/a/path") ? "heard" : "gone");
    });
    return 0;
  });
  REQUIRE(test::wait_for([&] { return test::content_of(folder / "ready") == "ready"; }));
  ::kill(starter, SIGKILL);
  test::end_of(starter);
  CHECK(test::wait_for([&] { return test::content_of(folder / "result") == "gone"; }));
}

TEST_CASE("background: until its word is confirmed the background ends with its starter, and after that it goes on") {
  const test::TemporaryFolder folder;
  enum class End { before_the_word, after_the_word, after_confirming };
  const auto how = GENERATE(End::before_the_word, End::after_the_word, End::after_confirming);
  const auto starter = test::start_child([&] {
    const auto starter_pid = ::getpid();
    auto side = os::go_to_background("/dev/null");
    if (auto* announcer = std::get_if<os::Announcer>(&side)) {
      ::alarm(static_cast<unsigned>(test::patience.count()));
      announcer->end_with_starter();
      std::ofstream(folder / "pid") << ::getpid() << "\n";
      if (how != End::before_the_word) announcer->announce("+/a/path");
      test::wait_for([&] { return ::getppid() != starter_pid; });
      std::ofstream(folder / "outlived") << "outlived";
      for (;;) ::pause();
    }
    auto& foreground = std::get<os::Starter>(side);
    if (how != End::before_the_word && foreground.hear() != "+/a/path") return 1;
    if (how == End::after_confirming) foreground.confirm();
    std::ofstream(folder / "ready") << "ready";
    for (;;) ::pause();
  });
  REQUIRE(test::wait_for([&] { return test::content_of(folder / "ready") == "ready"; }));
  REQUIRE(test::wait_for([&] { return test::content_of(folder / "pid").ends_with("\n"); }));
  const auto background = static_cast<pid_t>(std::stol(test::content_of(folder / "pid")));
  ::kill(starter, SIGKILL);
  test::end_of(starter);
  const auto gone = [&] {
    const auto stat = test::content_of("/proc/" + std::to_string(background) + "/stat");
    return stat.empty() || stat.find(") Z ") != std::string::npos;
  };
  if (how == End::after_confirming) {
    CHECK(test::wait_for([&] { return test::content_of(folder / "outlived") == "outlived"; }));
    ::kill(background, SIGKILL);
  } else {
    CHECK(test::wait_for(gone));
  }
}

TEST_CASE("background: a background that can't leave its terminal is one without a word") {
  const test::TemporaryFolder folder;
  const auto code = test::in_child([&] {
    return first_word(folder / "missing" / "errors", [](os::Announcer& a) { a.announce("+"); }).has_value() ? 1 : 0;
  });
  CHECK(code == 0);
}
