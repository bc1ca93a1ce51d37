// SPDX-License-Identifier: MIT
//
// Against a real sound server it is tested in tests/system/desktop_test.py.
#include "desktop/stream_watch.hpp"

#include <chrono>

#include "os/environment.hpp"
#include "os/socket.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

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

const LiveSource desk{"desk", "Desk", false, 1, Processing::none};
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

TEST_CASE("stream watch: the first source is told, with what is wrong with it from the start") {
  CHECK(whats({}, desk) == std::vector{What::found});
  CHECK(whats({}, headset) == std::vector{What::found});
  CHECK(whats({}, processed(muted(desk))) == std::vector{What::found, What::muted, What::processed});
}

TEST_CASE("stream watch: a change of the same source is told once") {
  CHECK(whats(desk, desk).empty());
  CHECK(whats(desk, muted(desk)) == std::vector{What::muted});
  CHECK(whats(muted(desk), desk) == std::vector{What::unmuted});
  CHECK(whats(desk, processed(desk)) == std::vector{What::processed});
  CHECK(whats(processed(desk), desk) == std::vector{What::unprocessed});
  auto lower = desk;
  lower.volume = 0.9;
  CHECK(whats(desk, lower) == std::vector{What::volume});
}

TEST_CASE("stream watch: a move is told, and then what is wrong with the new source, or no longer wrong") {
  CHECK(whats(desk, headset) == std::vector{What::moved});
  CHECK(whats(desk, muted(headset)) == std::vector{What::moved, What::muted});
  CHECK(whats(muted(desk), muted(headset)) == std::vector{What::moved, What::muted});
  CHECK(whats(muted(desk), headset) == std::vector{What::moved, What::unmuted});
  CHECK(whats(desk, processed(headset)) == std::vector{What::moved, What::processed});
  CHECK(whats(processed(desk), processed(headset)) == std::vector{What::moved, What::processed});
  CHECK(whats(processed(desk), headset) == std::vector{What::moved, What::unprocessed});
}

TEST_CASE("stream watch: where no server is, or a silent one, it has nothing to tell and its end is not held up") {
  const test::TemporaryFolder folder;
  const os::Listener silent(folder / "run" / "silent");
  for (const auto& socket : {folder / "run" / "nobody", silent.path()}) {
    os::set_environment("PULSE_SERVER", "unix:" + socket.string());
    const auto began = std::chrono::steady_clock::now();
    {
      desktop::StreamWatch watch;
      CHECK(watch.take().empty());
      CHECK_FALSE(watch.source());
    }
    CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(20));
  }
}
