// SPDX-License-Identifier: MIT
//
// With the program itself, and on PipeWire too, it is tested in tests/system/moved_test.py.
#include "desktop/stream_watch.hpp"

#include <chrono>

#include "os/environment.hpp"
#include "os/socket.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"
#ifdef EARWITNESS_WITH_PULSE
#include "tests/desktop/sound_room.hpp"
#endif

using namespace earwitness;
using desktop::LiveSource;
using desktop::Processing;
using What = desktop::SourceChange::What;

namespace {

std::vector<What> whats(const std::optional<LiveSource>& before, const LiveSource& now) {
  std::vector<What> found;
  for (const auto& change : desktop::changes_between(before, now)) {
    CHECK(change.now.name == now.name);
    found.push_back(change.what);
  }
  return found;
}

const LiveSource desk_source{"desk", "Desk", false, 1, Processing::none};
const LiveSource headset{"headset", "Headset", false, 0.5, Processing::none};

LiveSource muted(LiveSource source) {
  source.is_muted = true;
  return source;
}

LiveSource processed(LiveSource source) {
  source.processing = Processing::echo_cancelling;
  return source;
}

}  // namespace

TEST_CASE("stream watch: that what is played is recorded is told when it begins, and when it is over") {
  auto monitor = headset;
  monitor.is_monitor = true;
  CHECK(whats(std::nullopt, monitor) == std::vector{What::found});
  CHECK(whats(desk_source, monitor) == std::vector{What::moved, What::monitor});
  CHECK(whats(monitor, monitor).empty());
  CHECK(whats(monitor, desk_source) == std::vector{What::moved, What::microphone});
}

TEST_CASE("stream watch: the first source is told, with what is wrong with it from the start") {
  CHECK(whats({}, desk_source) == std::vector{What::found});
  CHECK(whats({}, headset) == std::vector{What::found});
  CHECK(whats({}, processed(muted(desk_source))) == std::vector{What::found, What::muted, What::processed});
}

TEST_CASE("stream watch: a change of the same source is told once") {
  CHECK(whats(desk_source, desk_source).empty());
  CHECK(whats(desk_source, muted(desk_source)) == std::vector{What::muted});
  CHECK(whats(muted(desk_source), desk_source) == std::vector{What::unmuted});
  CHECK(whats(desk_source, processed(desk_source)) == std::vector{What::processed});
  CHECK(whats(processed(desk_source), desk_source) == std::vector{What::unprocessed});
  auto lower = desk_source;
  lower.volume = 0.9;
  CHECK(whats(desk_source, lower) == std::vector{What::volume});
}

TEST_CASE("stream watch: a move is told, and then what is wrong with the new source, or no longer wrong") {
  CHECK(whats(desk_source, headset) == std::vector{What::moved});
  CHECK(whats(desk_source, muted(headset)) == std::vector{What::moved, What::muted});
  CHECK(whats(muted(desk_source), muted(headset)) == std::vector{What::moved, What::muted});
  CHECK(whats(muted(desk_source), headset) == std::vector{What::moved, What::unmuted});
  CHECK(whats(desk_source, processed(headset)) == std::vector{What::moved, What::processed});
  CHECK(whats(processed(desk_source), processed(headset)) == std::vector{What::moved, What::processed});
  CHECK(whats(processed(desk_source), headset) == std::vector{What::moved, What::unprocessed});
}

TEST_CASE("stream watch: where no server is, or a silent one, it has nothing to tell and its end is not held up") {
  const test::TemporaryFolder folder;
  const os::Listener silent(folder / "run" / "silent");
  for (const auto& socket : {folder / "run" / "nobody", silent.path()}) {
    os::set_environment("PULSE_SERVER", "unix:" + socket.string());
    const auto began = std::chrono::steady_clock::now();
    {
      desktop::StreamWatch watch;
      CHECK(watch.take_changes().empty());
      CHECK_FALSE(watch.source());
    }
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(20));
  }
}

#ifdef EARWITNESS_WITH_PULSE

namespace {

/// Takes changes until one of that kind has come; its source's name.
std::string await(desktop::StreamWatch& watch, What what) {
  std::string name;
  CHECK(test::wait_for([&] {
    for (const auto& change : watch.take_changes()) {
      if (change.what == what) name = change.now.name;
    }
    return !name.empty();
  }));
  return name;
}

}  // namespace

TEST_CASE("stream watch: the own stream is found and followed, also by a server that was killed and came back") {
  test::SoundRoom room;
  desktop::StreamWatch watch;
  {
    const test::OwnStream stream("room.monitor");
    CHECK(await(watch, What::found) == "room.monitor");
    REQUIRE(stream.move_to("other.monitor"));
    CHECK(await(watch, What::moved) == "other.monitor");
    CHECK(test::SoundRoom::control("set-source-mute other.monitor 1"));
    CHECK(await(watch, What::muted) == "other.monitor");
    CHECK(watch.source()->is_muted);
    room.kill_server();
  }
  room.start();
  const test::OwnStream stream("room.monitor");
  CHECK(await(watch, What::moved) == "room.monitor");
  CHECK_FALSE(watch.source()->is_muted);
}

TEST_CASE("stream watch: another process's stream is none of ours") {
  test::SoundRoom room;
  desktop::StreamWatch watch;
  const auto other = test::start_child(
      [] { return ::execlp("parec", "parec", "-d", "other.monitor", "/dev/null", static_cast<char*>(nullptr)); });
  CHECK(test::wait_for([] { return std::system("pactl list short source-outputs | grep -q .") == 0; }));
  const test::OwnStream stream("room.monitor");
  CHECK(await(watch, What::found) == "room.monitor");
  ::kill(other, SIGKILL);
  ::waitpid(other, nullptr, 0);
}

#endif
