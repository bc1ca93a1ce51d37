// SPDX-License-Identifier: MIT
//
// A recording's writer in a world of its own, driven round by round on one thread, and what its journal and its files
// hold: for tests of record::Engine.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "archive/seal.hpp"
#include "flac/reader.hpp"
#include "journal/events.hpp"
#include "json/value.hpp"
#include "record/engine.hpp"
#include "tests/faults/direct_input.hpp"
#include "tests/faults/faulty_file_system.hpp"
#include "tests/faults/memory_file_system.hpp"
#include "tests/json_text.hpp"
#include "verify/verify.hpp"

namespace earwitness::faults {

inline constexpr AudioFormat bench_format{8000, 2, 16};
inline constexpr Frames bench_period = 2000;
inline constexpr const char* bench_uuid = "0b7e0c3e-0000-4000-8000-000000000000";

inline std::vector<json::Value> parsed_lines(MemoryFileSystem& disk, const os::Path& file) {
  std::vector<json::Value> lines;
  const auto text = os::read_all(disk, file, 10'000'000);
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at);
    lines.push_back(test::parse_json(text.substr(at, end - at)));
    at = end + 1;
  }
  return lines;
}

/// The lines of a journal that tell of that event, and what its notes of the surroundings tell of it.
inline std::vector<json::Value> lines_of(MemoryFileSystem& disk, const os::Path& journal, const std::string& event) {
  std::vector<json::Value> lines;
  std::map<std::uint64_t, std::string> texts;
  for (const auto& note : parsed_lines(disk, journal.parent_path() / "notes.jsonl")) {
    texts[note.at("note").as_unsigned()] = note.at("text").as_string();
  }
  for (auto& line : parsed_lines(disk, journal)) {
    if (line.at("event") == event) {
      lines.push_back(std::move(line));
    } else if (line.at("event") == "note" && line.at("kind") == journal::note_of_around) {
      auto told = test::parse_json(texts.at(line.at("note").as_unsigned()));
      if (told.at("event") == event) lines.push_back(std::move(told));
    }
  }
  return lines;
}

/// The numbers of a file's frames; -1 for silence.
inline std::vector<Frames> numbers_in(MemoryFileSystem& disk, const os::Path& file) {
  flac::Reader reader(disk.open(file));
  std::vector<Frames> all;
  for (auto part = reader.read(4096); !part.empty(); part = reader.read(4096)) {
    for (std::size_t at = 0; at < part.size(); at += bench_format.bytes_per_frame()) {
      all.push_back(number_of(part.subspan(at, bench_format.bytes_per_frame()), bench_format).value_or(-1));
    }
  }
  return all;
}

class EngineBench {
 public:
  explicit EngineBench(Fault fault = {.nth = 0}, record::Settings settings = {})
      : faulty_(disk, std::move(fault), &world), settings_(std::move(settings)) {
    os::make_folders(disk, "/archive");
    ring_ = input_.start();
    conversation_ = archive::begin(disk, "/archive", world.utc(), "");
    reserved_.emplace(faulty_, os::ReservedFileSystem::Reserve{conversation_.folder / ".reserve", 100'000, {}});
    engine_.emplace(*reserved_, world, conversation_, settings_,
                    record::Opening{bench_uuid, "test-signal", bench_format, "none", "none", "boot"}, input_, ring_,
                    progress, mailbox);
  }

  /// False once the recording has ended.
  bool run(std::chrono::nanoseconds length) {
    for (const auto until = world.boot() + length; world.boot() < until;) {
      world.pass(engine_->until_next_round());
      ++rounds;
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
    const auto& pipeline = engine_->pipeline();
    const archive::SealRequest request{bench_uuid, "test-signal", "", pipeline.first_frame_utc(),
                                       bench_format.seconds(pipeline.frames())};
    (void)archive::seal(disk, world, conversation_.bag(), request, {});
    return verify(disk, conversation_.folder).unchanged;
  }

  record::Engine& engine() { return *engine_; }
  const os::Path& folder() const { return conversation_.folder; }

  std::vector<json::Value> journal(const std::string& event) {
    return lines_of(disk, conversation_.data() / "journal.jsonl", event);
  }
  std::vector<Frames> numbers(const std::string& name) { return numbers_in(disk, conversation_.data() / name); }

  World world;
  MemoryFileSystem disk;
  std::shared_ptr<Device> device = std::make_shared<Device>(world, bench_format, steady(bench_format, bench_period));
  record::Progress progress;
  record::Mailbox mailbox;
  int rounds = 0;  ///< of run()

 private:
  FaultyFileSystem faulty_;
  record::Settings settings_;
  DirectInput input_{device};
  std::shared_ptr<ring::AudioRing> ring_;
  archive::Conversation conversation_;
  std::optional<os::ReservedFileSystem> reserved_;
  std::optional<record::Engine> engine_;
};

[[nodiscard]] inline bool is_counting(const std::vector<Frames>& numbers, Frames first) {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] != first + static_cast<Frames>(i)) return false;
  }
  return !numbers.empty();
}

}  // namespace earwitness::faults
