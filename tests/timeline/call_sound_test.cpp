// SPDX-License-Identifier: MIT
//
// Both sides of a call as they are heard: near on the left, far on the right, each where the clock has it.
#include "timeline/call_sound.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "flac/writer.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace std::chrono_literals;

namespace {

using Samples = std::function<std::int32_t(Frames frame)>;

timeline::Piece piece_of(const os::Path& path, const AudioFormat& format, Frames frames, std::chrono::nanoseconds begin,
                         const Samples& sample) {
  flac::Writer writer(os::posix_file_system().create(path), format, {"2026-11-30T00:00:00Z", "uuid", "test"});
  std::vector<std::byte> bytes;
  for (Frames i = 0; i < frames; ++i) {
    for (int channel = 0; channel < format.channels; ++channel) {
      const auto value = static_cast<std::uint32_t>(sample(i));
      for (int byte = 0; byte < format.bits / 8; ++byte) {
        bytes.push_back(static_cast<std::byte>(value >> (8 * byte) & 0xFFU));
      }
    }
  }
  writer.write(bytes);
  writer.finish();
  writer.close_unsynced();
  return {path, frames, begin, begin + std::chrono::nanoseconds(frames * 1'000'000'000 / format.sample_rate)};
}

/// The two channels of 16 bits.
std::vector<std::pair<int, int>> heard(timeline::CallSound& sound, Frames frames) {
  const auto bytes = sound.read(frames);
  std::vector<std::pair<int, int>> all;
  const auto value = [&](std::size_t at) {
    return static_cast<int>(static_cast<std::int16_t>(std::to_integer<unsigned>(bytes[at]) |
                                                      std::to_integer<unsigned>(bytes[at + 1]) << 8U));
  };
  for (std::size_t at = 0; at < bytes.size(); at += 4) all.emplace_back(value(at), value(at + 2));
  return all;
}

}  // namespace

TEST_CASE("call sound: each side is on its own channel, at its own time, and silent where there is nothing of it") {
  const test::TemporaryFolder folder;
  constexpr AudioFormat near_format{8000, 1, 16};
  constexpr AudioFormat far_format{16000, 2, 24};
  timeline::Playlist call;
  call.format = near_format;
  call.far_format = far_format;
  call.pieces = {piece_of(folder / "near-1", near_format, 8000, 0ms, [](Frames i) { return static_cast<int>(i); }),
                 piece_of(folder / "near-2", near_format, 8000, 3s, [](Frames i) { return -static_cast<int>(i); })};
  call.far = {
      piece_of(folder / "far-1", far_format, 32'000, 500ms, [](Frames i) { return static_cast<int>(i) * 256; })};
  call.end = 4s;
  timeline::CallSound sound(os::posix_file_system(), call);
  CHECK(sound.format() == AudioFormat{8000, 2, 16});
  std::vector<std::pair<int, int>> all;
  for (Frames left = 32'000; left > 0; left -= 1000) {
    for (const auto& frame : heard(sound, 1000)) all.push_back(frame);
  }
  REQUIRE(all.size() == 32'000);
  for (int i = 0; i < 32'000; ++i) {
    const auto [left, right] = all[static_cast<std::size_t>(i)];
    const int near = i < 8000 ? i : i >= 24'000 ? 24'000 - i : 0;
    const int far = i >= 4000 && i < 20'000 ? 2 * (i - 4000) : 0;
    if (left != near || right != static_cast<std::int16_t>(far)) {
      FAIL("frame " << i << " is " << left << ", " << right);
    }
  }
  sound.seek(24'100);
  CHECK(heard(sound, 1).front() == std::pair(-100, 0));
  sound.seek(4001);
  CHECK(heard(sound, 2) == std::vector<std::pair<int, int>>{{4001, 2}, {4002, 4}});
}

TEST_CASE(
    "call sound: a file that is gone, of another kind or no sound at all is silent, and the other side is heard") {
  const test::TemporaryFolder folder;
  constexpr AudioFormat format{8000, 1, 16};
  const auto number = [](Frames i) { return static_cast<int>(i) + 1; };
  auto& fs = os::posix_file_system();
  timeline::Playlist call;
  call.format = call.far_format = format;
  call.pieces = {piece_of(folder / "near", format, 8000, 0ms, number)};
  const auto gone = timeline::Piece{folder / "gone", 2000, 0ms, 250ms};
  const auto other = piece_of(folder / "other", {16'000, 2, 24}, 2000, 250ms, number);
  const auto sound_of_none = timeline::Piece{folder / "none", 2000, 500ms, 750ms};
  os::write_all(*fs.create(sound_of_none.path), std::as_bytes(std::span(std::string_view("no sound at all"))));
  call.far = {
      gone, {other.path, 2000, 250ms, 500ms}, sound_of_none, piece_of(folder / "far", format, 2000, 750ms, number)};
  std::size_t listened = 0;
  for (const bool listens : {false, true}) {
    const timeline::CallListener listener = [&](Track, std::size_t, auto samples) { listened += samples.size(); };
    timeline::CallSound sound(fs, call, listens ? listener : timeline::CallListener{});
    const auto all = heard(sound, 8000);
    int wrong = 0;
    for (int i = 0; i < 8000; ++i) {
      const auto far = i < 6000 ? 0 : i - 6000 + 1;
      wrong += all[static_cast<std::size_t>(i)] != std::pair(i + 1, far) ? 1 : 0;
    }
    CHECK(wrong == 0);
    CHECK(sound.is_damaged());
    sound.finish();
  }
  CHECK(listened == 2 * (8000 + 2000));
}

TEST_CASE(
    "call sound: at one rate no frame is left out or heard twice, wherever between two of the clock's it begins") {
  const test::TemporaryFolder folder;
  constexpr AudioFormat format{44'100, 1, 16};
  for (const auto begin : {11'336ns, 11'337ns, 11'338ns, 11'339ns}) {  // half a frame, nearly
    CAPTURE(begin.count());
    timeline::Playlist call;
    call.format = call.far_format = format;
    const auto name = std::to_string(begin.count());
    const auto number = [](Frames i) { return static_cast<int>(i) + 1; };
    call.pieces = {piece_of(folder / ("near-" + name), format, 3000, begin, number)};
    call.far = {piece_of(folder / ("far-" + name), format, 3000, 0ms, number)};
    timeline::CallSound sound(os::posix_file_system(), call);
    int wrong = 0;
    const auto first = heard(sound, 2).back().first - 1;
    for (int i = 2; i < 2900; ++i) wrong += heard(sound, 1).front().first != first + i ? 1 : 0;
    CHECK(wrong == 0);
  }
}
