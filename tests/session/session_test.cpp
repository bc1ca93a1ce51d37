// SPDX-License-Identifier: MIT
//
// The loop from the lock to the seal, with the built-in test signal and somebody who watches as the test wants. Each
// runs in a process of its own, as it points stderr at its log and takes the signals.
#include "session/session.hpp"

#include <fmt/format.h>

#include <thread>

#include "archive/archive.hpp"
#include "capture/test_signal.hpp"
#include "control/client.hpp"
#include "os/environment.hpp"
#include "tests/catch.hpp"
#include "tests/os/child.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

/// Keeps what is called, each row of the same call once.
class Watcher final : public session::Observer {
 public:
  void begin(record::Recording& recording, session::Commands& commands, BootTime now) override {
    note("begin");
    if (marks) commands.post(record::MarkCommand{now, "here"});
    recording_ = &recording;
  }
  void show(BootTime) override { note(recording_ != nullptr ? "show" : "show too early"); }
  void watch(os::Poller&) override {}
  void handle_keys(BootTime) override {}
  [[nodiscard]] std::chrono::milliseconds round_interval() const noexcept override {
    return std::chrono::milliseconds(50);
  }
  void note_command(BootTime) override { note("command"); }
  void clear() override { has_cleared = true; }  // also for a slow machine's losses, and for its battery
  void end() override { note("end"); }
  [[nodiscard]] bool can_ask() override { return true; }
  [[nodiscard]] control::MeRequest ask_who(const std::function<bool()>&) override {
    note("ask");
    return {"A. Name", true};
  }

  bool marks = false;
  bool has_cleared = false;
  std::string calls;

 private:
  void note(const std::string& call) {
    if (!calls.ends_with(" " + call)) calls += " " + call;
  }
  record::Recording* recording_ = nullptr;
};

struct World {
  World() {
    os::set_environment("PULSE_SERVER", "unix:" + (folder / "nobody").string());
    os::set_environment("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + (folder / "nobody").string());
    settings.archive = folder / "archive";
    settings.socket = folder / "run" / "a.sock";
    settings.recording.max = std::chrono::seconds(1);
  }

  session::Result record(Watcher& watcher) {
    return session::record_and_seal(os::posix_file_system(), os::posix_clock(),
                                    {capture::make_input(std::make_unique<capture::TestSignal>(AudioFormat{}))},
                                    settings, watcher, {[](const std::string&) {}, [](const std::string&) {}});
  }
  /// What the process of its own has to say, for the test.
  void say(std::string_view text) const { os::replace(os::posix_file_system(), folder / "said", text); }
  [[nodiscard]] std::string said() const { return test::content_of(folder / "said"); }

  test::TemporaryFolder folder;
  session::Settings settings;
};

}  // namespace

TEST_CASE("session: who watches sees it begin and end, and is asked nothing at its maximum") {
  World world;
  REQUIRE(test::in_child([&] {
            Watcher watcher;
            const auto result = world.record(watcher);
            world.say(fmt::format("{}; {}", watcher.calls, result.sealed.reason));
            return result.sealed.seal.size() == 64 && std::filesystem::exists(result.sealed.path) ? 0 : 1;
          }) == 0);
  CHECK(world.said() == " begin show end; max_duration");
}

TEST_CASE("session: nobody is asked where the settings name who records") {
  World world;
  world.settings.statement = {"A. Name", std::nullopt};
  REQUIRE(test::in_child([&] {
            Watcher watcher;
            watcher.marks = true;
            (void)world.record(watcher);
            world.say(watcher.calls);
            return watcher.has_cleared ? 0 : 1;  // to say that there is a mark
          }) == 0);
  CHECK(world.said() == " begin show end");
}

TEST_CASE("session: who stops it from another terminal is asked, and gets the last word") {
  World world;
  world.settings.recording.max = std::chrono::minutes(1);
  REQUIRE(test::in_child([&] {
            Watcher watcher;
            std::string heard;
            std::thread other([&] {
              std::optional<control::Client> client;
              test::wait_for([&] { return (client = control::Client::connect(world.settings.socket)).has_value(); });
              const auto ask = [&](const control::Request& request) {
                client->send(request);
                auto received = client->receive(test::patience);
                return received ? std::move(received->reply) : control::Reply();
              };
              // Until there is something to mark.
              test::wait_for(
                  [&] { return std::holds_alternative<control::Marked>(ask(control::MarkRequest{"here"})); });
              const auto closed = ask(control::StopRequest{true});
              if (std::get<control::Closed>(closed).ask) heard += "asked ";
              const auto sealed = ask(control::MeRequest{"A. Name", false});
              heard += std::get<control::Sealed>(sealed).seal;
              // Whoever hears that may type the next command at once.
              if (archive::running(world.settings.archive)) heard += ", and it is still being recorded";
            });
            const auto result = world.record(watcher);
            other.join();
            world.say(watcher.calls + "; " + result.sealed.reason);
            return heard == "asked " + result.sealed.seal ? 0 : 1;
          }) == 0);
  const auto said = world.said();
  CHECK(said.find(" command") != std::string::npos);
  CHECK(said.ends_with(" end; stopped"));
}
