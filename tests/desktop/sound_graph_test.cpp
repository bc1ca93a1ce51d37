// SPDX-License-Identifier: MIT
//
// The values are those that PulseAudio 16 and PipeWire 0.3 and 1.4 really list for such modules and filters.
#include "desktop/sound_graph.hpp"

#include "tests/catch.hpp"

using namespace earwitness::desktop;
using earwitness::Track;

namespace {

constexpr std::uint32_t microphone = 3;

/// A microphone and its speaker, as on any machine.
SoundGraph desk() {
  SoundGraph graph;
  graph.sources.push_back({microphone, "alsa_input.pci", "Built-in", "module-alsa-card.c", {7, ""}, true, {}});
  graph.sinks.push_back({1, "alsa_output.pci", "Built-in", "module-alsa-card.c", {7, ""}, true, {}});
  graph.sources.push_back({4, "alsa_output.pci.monitor", "Monitor", "module-alsa-card.c", {7, ""}, false, 1});
  graph.recording.push_back({50, microphone, {0, ""}, 5, 4711, false});  // somebody's program
  graph.playing.push_back({51, 1, {0, ""}, 5, 4711, false});
  return graph;
}

/// A source that PulseAudio's module 20 makes of the one below.
SoundGraph with_module(const std::string& driver, const std::string& name = "it", std::uint32_t below = microphone) {
  auto graph = desk();
  graph.sources.push_back({9, name, "", driver, {20, ""}, false, {}});
  graph.recording.push_back({60, below, {20, ""}, {}, 0, false});
  return graph;
}

/// A source that a PipeWire filter makes.
SoundGraph with_filter(const std::string& link_group, const std::string& name = "it",
                       std::uint32_t below = microphone) {
  auto graph = desk();
  graph.sources.push_back({9, name, "", "PipeWire", {std::nullopt, link_group}, false, {}});
  graph.recording.push_back({60, below, {std::nullopt, link_group}, {}, 0, false});
  return graph;
}

}  // namespace

TEST_CASE("sound graph: a microphone as it is, a monitor and an unknown source are not processed") {
  CHECK(processing_of(desk(), microphone) == Processing::none);
  CHECK(processing_of(desk(), 4) == Processing::none);
  CHECK(processing_of(desk(), 999) == Processing::none);
  CHECK(processing_of({}, 0) == Processing::none);
}

TEST_CASE("sound graph: what cancels echo, suppresses noise or filters is told by what made it") {
  CHECK(processing_of(with_module("module-echo-cancel.c"), 9) == Processing::echo_cancelling);
  CHECK(processing_of(with_module("module-ladspa-source.c"), 9) == Processing::filter);
  CHECK(processing_of(with_filter("echo-cancel-1234-29"), 9) == Processing::echo_cancelling);
  CHECK(processing_of(with_filter("filter-chain-1234-28"), 9) == Processing::filter);
  CHECK(processing_of(with_filter("filter-chain-1234-28", "rnnoise_source"), 9) == Processing::noise_suppression);
}

TEST_CASE("sound graph: a source that only exchanges channels, loops back or sets a volume is not processed") {
  CHECK(processing_of(with_module("module-remap-source.c"), 9) == Processing::none);
  CHECK(processing_of(with_module("module-virtual-source.c"), 9) == Processing::none);
  CHECK(processing_of(with_filter("loopback-23812-13"), 9) == Processing::none);
}

TEST_CASE("sound graph: a processed source is found below others that are not, and a circle ends") {
  auto graph = with_module("module-echo-cancel.c");
  graph.sources.push_back({10, "remapped", "", "module-remap-source.c", {21, ""}, false, {}});
  graph.recording.push_back({61, 9, {21, ""}, {}, 0, false});
  CHECK(processing_of(graph, 10) == Processing::echo_cancelling);
  CHECK(processing_of(graph, microphone) == Processing::none);

  auto circle = with_filter("loopback-1-1", "one", 10);
  circle.sources.push_back({10, "two", "", "PipeWire", {std::nullopt, "loopback-1-2"}, false, {}});
  circle.recording.push_back({61, 9, {std::nullopt, "loopback-1-2"}, {}, 0, false});
  CHECK(processing_of(circle, 9) == Processing::none);
}

TEST_CASE("sound graph: noise suppression that is played to a null sink and heard at its monitor is found") {
  auto graph = desk();
  graph.sinks.push_back({2, "denoised_out", "", "module-null-sink.c", {20, ""}, false, {}});
  graph.sources.push_back({8, "denoised_out.monitor", "", "module-null-sink.c", {20, ""}, false, 2});
  graph.sinks.push_back({3, "raw_in", "", "module-ladspa-sink.c", {21, ""}, false, {}});
  graph.sources.push_back({9, "raw_in.monitor", "", "module-ladspa-sink.c", {21, ""}, false, 3});
  graph.playing.push_back({70, 2, {21, ""}, {}, 0, false});             // the filter plays to the null sink
  graph.playing.push_back({71, 3, {22, ""}, {}, 0, false});             // a loop-back feeds the filter
  graph.recording.push_back({72, microphone, {22, ""}, {}, 0, false});  // from the microphone
  graph.sources.push_back({10, "remapped", "", "module-remap-source.c", {23, ""}, false, {}});
  graph.recording.push_back({73, 8, {23, ""}, {}, 0, false});
  CHECK(processing_of(graph, 8) == Processing::filter);
  CHECK(processing_of(graph, 10) == Processing::filter);
  CHECK(processing_of(graph, 9) == Processing::none);
}

TEST_CASE("sound graph: an echo canceller's own speaker passes on what is played as it is") {
  auto graph = with_module("module-echo-cancel.c");
  graph.sinks.push_back({5, "echo-cancel", "", "module-echo-cancel.c", {20, ""}, false, {}});
  graph.playing.push_back({80, 1, {20, ""}, {}, 0, false});
  CHECK(processing_of(graph, 4) == Processing::none);
}

TEST_CASE("sound graph: only what is virtual is judged by its name") {
  CHECK(processing_of(with_filter("", "easyeffects_source"), 9) == Processing::filter);
  CHECK(processing_of(with_filter("", "Noise Cancelling"), 9) == Processing::noise_suppression);
  auto graph = desk();
  graph.sources.front().name = "alsa_input.usb-Maker_Noise_Cancelling_Headset";
  CHECK(processing_of(graph, microphone) == Processing::none);
}

TEST_CASE("sound graph: programs' streams share the protocol's module, and connect nothing") {
  auto graph = desk();
  graph.sources.push_back({9, "echo-cancelled", "", "module-echo-cancel.c", {20, ""}, false, {}});
  graph.recording.push_back({60, 9, {0, ""}, 5, 1, false});
  graph.sources.push_back({10, "odd", "", "protocol-native.c", {0, ""}, false, {}});
  CHECK(processing_of(graph, 10) == Processing::none);
}

TEST_CASE("sound graph: each kind of processing has its words") {
  CHECK(std::string(to_words(Processing::echo_cancelling)) == "echo cancelling");
  CHECK(std::string(to_words(Processing::noise_suppression)) == "noise suppression");
  CHECK(std::string(to_words(Processing::filter)) == "a filter");
  CHECK(std::string(to_words(Processing::none)).empty());
}

TEST_CASE("sound graph: our own stream is found by its process, or by its client's, and the newest one counts") {
  auto graph = desk();
  CHECK(stream_of_process(graph, 77) == nullptr);
  graph.recording.push_back({60, microphone, {0, ""}, 6, 77, false});
  REQUIRE(stream_of_process(graph, 77) != nullptr);
  CHECK(stream_of_process(graph, 77)->index == 60);

  // As ALSA's `pipewire` plug-in makes it: the stream says nothing, the client whose it is does.
  auto native = desk();
  native.clients = {{5, 4711}, {8, 77}, {9, 0}};
  native.recording.push_back({62, microphone, {std::nullopt, ""}, 8, 0, false});
  native.recording.push_back({61, microphone, {std::nullopt, ""}, 8, 0, false});
  native.recording.push_back({63, microphone, {std::nullopt, ""}, 9, 0, false});
  native.recording.push_back({64, microphone, {std::nullopt, ""}, {}, 0, false});
  REQUIRE(stream_of_process(native, 77) != nullptr);
  CHECK(stream_of_process(native, 77)->index == 62);
  CHECK(stream_of_process(native, 78) == nullptr);
}

TEST_CASE("sound graph: what is played is heard at a monitor and at each virtual source that ends in one") {
  CHECK(hears_what_is_played(desk(), 4));
  CHECK_FALSE(hears_what_is_played(desk(), microphone));
  CHECK_FALSE(hears_what_is_played(desk(), 999));
  CHECK_FALSE(hears_what_is_played(with_module("module-remap-source.c"), 9));
  CHECK(hears_what_is_played(with_module("module-remap-source.c", "it", 4), 9));
  CHECK(hears_what_is_played(with_module("module-virtual-source.c", "it", 4), 9));
  CHECK(hears_what_is_played(with_filter("loopback-1-1", "it", 4), 9));
  CHECK_FALSE(hears_what_is_played(with_filter("echo-cancel-1-1"), 9));

  auto two = with_module("module-remap-source.c", "it", 4);
  two.sources.push_back({10, "twice", "", "module-remap-source.c", {21, ""}, false, {}});
  two.recording.push_back({61, 9, {21, ""}, {}, 0, false});
  CHECK(hears_what_is_played(two, 10));
  two.recording.push_back({62, microphone, {21, ""}, {}, 0, false});  // both are heard there
  CHECK_FALSE(hears_what_is_played(two, 10));
}

TEST_CASE("sound graph: a source of a module's own is a microphone, and so is a sink's monitor that one is played to") {
  auto graph = desk();
  graph.sources.push_back({9, "pipe", "", "module-pipe-source.c", {20, ""}, false, {}});
  CHECK_FALSE(hears_what_is_played(graph, 9));

  graph.sinks.push_back({2, "denoised_out", "", "module-null-sink.c", {21, ""}, false, {}});
  graph.sources.push_back({10, "denoised_out.monitor", "", "module-null-sink.c", {21, ""}, false, 2});
  CHECK(hears_what_is_played(graph, 10));
  graph.playing.push_back({70, 2, {22, ""}, {}, 0, false});
  CHECK(hears_what_is_played(graph, 10));  // of what module 22 plays nothing is known
  graph.recording.push_back({71, microphone, {22, ""}, {}, 0, false});
  CHECK_FALSE(hears_what_is_played(graph, 10));

  auto circle = with_filter("loopback-1-1", "one", 10);
  circle.sources.push_back({10, "two", "", "PipeWire", {std::nullopt, "loopback-1-2"}, false, {}});
  circle.recording.push_back({61, 9, {std::nullopt, "loopback-1-2"}, {}, 0, false});
  CHECK_FALSE(hears_what_is_played(circle, 9));
}

namespace {

constexpr std::int64_t own = 100;

/// Two outputs with their monitors, a microphone, and this process, whose far stream hears the first output.
SoundGraph call_desk() {
  SoundGraph graph;
  graph.sources.push_back({3, "microphone", "", "", {7, ""}, true, {}});
  for (const std::uint32_t sink : {10U, 20U}) {
    const auto name = "output-" + std::to_string(sink);
    graph.sinks.push_back({sink, name, "", "", {7, ""}, true, {}});
    graph.sources.push_back({sink + 1, name + ".monitor", "", "", {7, ""}, false, sink});
  }
  graph.default_sink = "output-10";
  SoundStream far{70, 11, {0, ""}, 9, own, false};
  far.own_track = "far";
  graph.recording.push_back(far);
  graph.recording.push_back({71, 3, {0, ""}, 8, own, false});
  return graph;
}

SoundStream stream(std::uint32_t index, std::uint32_t node, std::int64_t pid) {
  return {index, node, {0, ""}, static_cast<std::uint32_t>(pid), pid, false};
}

/// A program that records the microphone and plays to that output.
void add_call(SoundGraph& graph, std::uint32_t sink, std::uint32_t index = 80, std::int64_t pid = 4711) {
  graph.recording.push_back(stream(index, 3, pid));
  graph.playing.push_back(stream(index + 1, sink, pid));
}

std::string source_of(const std::optional<FarFollower::Move>& move, const SoundGraph& graph) {
  if (!move) return "stays";
  for (const auto& source : graph.sources) {
    if (source.index == move->source) return source.name;
  }
  return "unknown";
}

}  // namespace

TEST_CASE("sound graph: our two streams are told apart by the mark of the far one, wherever the mark stands") {
  auto graph = call_desk();
  CHECK(stream_of_process(graph, own)->index == 71);
  CHECK(stream_of_process(graph, own, Track::near)->index == 71);
  CHECK(stream_of_process(graph, own, Track::far)->index == 70);
  graph.recording[0].own_track.reset();  // PipeWire may have it at the client alone
  graph.clients.push_back({9, own, "", "", "far"});
  CHECK(stream_of_process(graph, own, Track::far)->index == 70);
  CHECK(stream_of_process(graph, own)->index == 71);
}

TEST_CASE("sound graph: a call is a program that records and plays, and nothing else is") {
  auto graph = call_desk();
  CHECK_FALSE(find_call(graph, own));
  graph.playing.push_back(stream(60, 10, 4000));   // music
  graph.recording.push_back(stream(61, 3, 5000));  // a dictation program
  CHECK_FALSE(find_call(graph, own));
  add_call(graph, 20);
  REQUIRE(find_call(graph, own));
  CHECK(find_call(graph, own)->sink == 20);
  graph.playing.back().is_corked = true;
  CHECK_FALSE(find_call(graph, own));
  graph.playing.back().is_corked = false;
  graph.playing.back().is_event = true;
  CHECK_FALSE(find_call(graph, own));
  graph.playing.back().is_event = false;
  graph.recording.back().node = 21;  // what shows how loud its own output is hears that output
  CHECK_FALSE(find_call(graph, own));
  graph.recording.back().node = 11;
  CHECK(find_call(graph, own));
  CHECK_FALSE(find_call(graph, 4711));  // that is us
}

TEST_CASE("sound graph: a browser's two processes are one program, and two programs of one container are not") {
  auto graph = call_desk();
  auto recording = stream(80, 3, 4711);
  auto playing = stream(81, 20, 4712);
  recording.program = playing.program = "Firefox";
  recording.binary = playing.binary = "firefox";
  graph.recording.push_back(recording);
  graph.playing.push_back(playing);
  CHECK(find_call(graph, own));
  graph.recording.back().pid = graph.playing.back().pid = 2;  // as both are told from inside of a container
  graph.playing.back().program = graph.playing.back().binary = "music";
  CHECK_FALSE(find_call(graph, own));
}

TEST_CASE("far follower: without a call it hears the default output, and follows that") {
  auto graph = call_desk();
  FarFollower follower;
  CHECK(follower.find_source(graph, own)->name == "output-10.monitor");
  CHECK_FALSE(follower.find_move(graph, own));
  graph.default_sink = "output-20";
  CHECK(source_of(follower.find_move(graph, own), graph) == "output-20.monitor");
  graph.recording[0].node = 21;
  CHECK_FALSE(follower.find_move(graph, own));
}

TEST_CASE("far follower: it goes with the call's stream, and a second sound of that program does not lead it away") {
  auto graph = call_desk();
  add_call(graph, 20);
  FarFollower follower;
  CHECK(source_of(follower.find_move(graph, own), graph) == "output-20.monitor");
  graph.recording[0].node = 21;
  CHECK_FALSE(follower.find_move(graph, own));
  graph.default_sink = "output-20";
  graph.playing.push_back(stream(99, 10, 4711));
  CHECK_FALSE(follower.find_move(graph, own));
  graph.playing[0].node = 10;
  CHECK(source_of(follower.find_move(graph, own), graph) == "output-10.monitor");
}

TEST_CASE("far follower: whoever moves our stream by hand is left alone until the call goes elsewhere") {
  auto graph = call_desk();
  FarFollower follower;
  CHECK_FALSE(follower.find_move(graph, own));
  graph.recording[0].node = 21;
  CHECK_FALSE(follower.find_move(graph, own));
  CHECK_FALSE(follower.find_move(graph, own));
  add_call(graph, 10);
  CHECK_FALSE(follower.find_move(graph, own));  // the same output as before
  graph.playing[0].node = 20;
  graph.recording[0].node = 11;
  CHECK(source_of(follower.find_move(graph, own), graph) == "output-20.monitor");
}

TEST_CASE("far follower: an output that goes away takes our stream elsewhere, from where it is fetched") {
  auto graph = call_desk();
  FarFollower follower;
  CHECK_FALSE(follower.find_move(graph, own));
  std::erase_if(graph.sources, [](const SoundNode& node) { return node.index == 11; });
  std::erase_if(graph.sinks, [](const SoundNode& node) { return node.index == 10; });
  graph.default_sink = "output-20";
  graph.recording[0].node = 3;  // the server gave it the microphone
  CHECK(source_of(follower.find_move(graph, own), graph) == "output-20.monitor");
  CHECK(source_of(follower.find_move(graph, own), graph) == "output-20.monitor");  // it is asked for until it is done
  graph.recording[0].node = 21;
  CHECK_FALSE(follower.find_move(graph, own));
}

TEST_CASE("far follower: a source that was named is kept to, and returned to once it is back") {
  auto graph = call_desk();
  add_call(graph, 20);
  FarFollower follower("output-10.monitor");
  CHECK_FALSE(follower.find_move(graph, own));
  auto without = graph;
  std::erase_if(without.sources, [](const SoundNode& node) { return node.index == 11; });
  without.recording[0].node = 21;
  CHECK(follower.find_source(without, own) == nullptr);
  CHECK_FALSE(follower.find_move(without, own));
  graph.recording[0].node = 21;
  CHECK(source_of(follower.find_move(graph, own), graph) == "output-10.monitor");
}

TEST_CASE(
    "far follower: a stream of ours that was opened anew somewhere else is fetched, on the same server or another") {
  const bool is_other_server = GENERATE(false, true);
  auto graph = call_desk();
  FarFollower follower;
  CHECK_FALSE(follower.find_move(graph, own));
  graph.recording[0].node = 21;  // a server that starts has other outputs at first, and what is opened then hears those
  if (is_other_server) {
    follower.forget_server();  // there the stream has the number of the one before
  } else {
    graph.recording[0].index += 100;
  }
  CHECK(source_of(follower.find_move(graph, own), graph) == "output-10.monitor");
}
