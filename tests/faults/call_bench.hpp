// SPDX-License-Identifier: MIT
//
// A call's writer in a world of its own: two scripted devices, each with a clock that may be off by itself, driven
// round by round on one thread.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "flac/reader.hpp"
#include "json/value.hpp"
#include "record/engine.hpp"
#include "tests/faults/direct_input.hpp"
#include "tests/faults/engine_bench.hpp"
#include "tests/faults/faulty_file_system.hpp"
#include "tests/faults/memory_file_system.hpp"
#include "tests/json_text.hpp"

namespace earwitness::faults {

class CallBench {
 public:
  static constexpr AudioFormat format = bench_format;

  explicit CallBench(record::Settings settings = {}, double far_ppm = 0, Fault fault = {.nth = 0})
      : far(std::make_shared<Device>(world, format, steady(format, 1000, far_ppm))),
        faulty_(disk, std::move(fault), &world) {
    os::make_folders(disk, "/archive");
    auto near_ring = near_input_.start();
    auto far_ring = far_input_.start();
    conversation_ = archive::begin(disk, "/archive", world.utc(), "");
    reserved_.emplace(faulty_, os::ReservedFileSystem::Reserve{conversation_.folder / ".reserve", 100'000, {}});
    record::Opening opening{bench_uuid, "call", format, "none", "none", "boot"};
    opening.version = journal::salted_format;
    opening.tracks = {{Track::near, "test-signal", format, "none"}, {Track::far, "test-signal", format, "none"}};
    std::vector<record::TrackInput> inputs{{Track::near, &near_input_, std::move(near_ring), &near_progress},
                                           {Track::far, &far_input_, std::move(far_ring), &far_progress}};
    engine_.emplace(*reserved_, world, conversation_, settings, opening, std::move(inputs), mailbox);
  }

  /// False once the recording has ended.
  bool run(std::chrono::nanoseconds length) {
    for (const auto until = world.boot() + length; world.boot() < until;) {
      world.pass(engine_->until_next_round());
      if (!engine_->step()) return false;
    }
    return true;
  }
  void stop() {
    mailbox.request_stop(record::StopReason::stopped, world.boot());
    while (engine_->step()) world.pass(engine_->until_next_round());
    engine_->finish();
  }
  bool seals() {
    const archive::SealRequest request{bench_uuid, "call", "", engine_->first_frame_utc(), engine_->seconds()};
    (void)archive::seal(disk, world, conversation_.bag(), request, {});
    return verify(disk, conversation_.folder).unchanged;
  }

  record::Engine& engine() { return *engine_; }
  const record::Pipeline& pipeline(Track track) { return engine_->tracks()[track == Track::far ? 1 : 0]->pipeline(); }
  const os::Path& folder() const { return conversation_.folder; }

  /// The journal's lines of that event, of that track alone unless it is Track::only.
  std::vector<json::Value> journal(const std::string& event, Track track = Track::only) {
    auto lines = lines_of(disk, conversation_.data() / "journal.jsonl", event);
    std::erase_if(lines, [&](const json::Value& line) {
      return track != Track::only && line["track"] != json::Value(to_string(track));
    });
    return lines;
  }
  std::vector<Frames> numbers(const std::string& name) { return numbers_in(disk, conversation_.data() / name); }

  bool warns(record::Warning warning) {
    const auto all = mailbox.warnings(world.boot());
    return std::any_of(all.begin(), all.end(), [&](const auto& one) { return one.warning == warning; });
  }

  World world;
  MemoryFileSystem disk;
  std::shared_ptr<Device> near = std::make_shared<Device>(world, format, steady(format, 2000));
  std::shared_ptr<Device> far;
  record::Progress near_progress;
  record::Progress far_progress;
  record::Mailbox mailbox;

 private:
  FaultyFileSystem faulty_;
  DirectInput near_input_{near};
  DirectInput far_input_{far};
  archive::Conversation conversation_;
  std::optional<os::ReservedFileSystem> reserved_;
  std::optional<record::Engine> engine_;
};

}  // namespace earwitness::faults
