// SPDX-License-Identifier: MIT
//
// A loss is known though nobody flagged it; a late delivery, a burst and a clock that drifts are no loss.
#include "record/completeness.hpp"

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include "tests/catch.hpp"

using namespace earwitness;
using record::Completeness;
using State = Completeness::State;

namespace {

constexpr std::uint32_t rate = 48000;
constexpr Frames period = 12000;
constexpr std::int64_t second = 1'000'000'000;
constexpr std::int64_t period_ns = second / 4;

/// Plays blocks at a device's pace and adds up what is found to be lost.
struct Device {
  Completeness completeness{rate};
  std::int64_t now = 5000 * second;
  Frames lost = 0;
  std::size_t suspicious = 0;
  std::size_t blocks_after = 0;
  int blocks = 0;
  int loss_at = 0;  // how many blocks lie before it

  void block(std::int64_t after_ns, Frames frames = period) {
    now += after_ns;
    ++blocks;
    note(completeness.add(now, frames, 0));
  }
  void note(State state) {
    if (state == State::suspicious) ++suspicious;
    if (state != State::lost) return;
    const auto loss = completeness.take_loss();
    lost += loss.frames;
    blocks_after = loss.blocks_after;
    loss_at = blocks - static_cast<int>(loss.blocks_after);
  }
  void steady(int count) {
    for (int i = 0; i < count; ++i) block(period_ns);
  }
};

}  // namespace

TEST_CASE("completeness: a steady device is never even suspected") {
  Device device;
  device.steady(2000);
  CHECK(device.suspicious == 0);
  CHECK(device.lost == 0);
}

TEST_CASE("completeness: a stall whose sound arrives afterwards in a burst is no loss") {
  Device device;
  device.steady(20);
  device.block(20 * period_ns);
  for (int i = 0; i < 19; ++i) device.block(1000);
  device.steady(20);
  CHECK(device.lost == 0);
  CHECK_FALSE(device.completeness.catching_up());
}

TEST_CASE("completeness: a stall whose sound never comes is lost to the millisecond, before the first block after it") {
  Device device;
  device.steady(20);
  device.block(8 * period_ns);
  device.steady(20);
  CHECK(std::abs(device.lost - 7 * period) <= rate / 1000);
  CHECK(device.blocks_after == 5);  // the late one and the four that settled it
}

TEST_CASE("completeness: what a server dropped lies after the sound that it had kept") {
  Device device;
  device.steady(20);
  device.block(60 * second);  // stopped for a minute; the server kept 44 s
  for (int i = 0; i < 175; ++i) device.block(2000);
  CHECK(device.completeness.catching_up());
  device.steady(20);
  CHECK(std::abs(device.lost - 16 * Frames{rate}) <= rate / 20);
  CHECK(device.blocks_after <= 6);
}

TEST_CASE("completeness: two blocks at once now and then do not move the place of a loss") {
  Device device;
  device.steady(20);
  device.block(60 * second);
  for (int i = 0; i < 175; ++i) device.block(2000);
  const auto burst_end = device.blocks;
  for (int i = 0; i < 20; ++i) {  // as a busy machine delivers
    device.block(2 * period_ns - 1000);
    device.block(1000);
  }
  CHECK(std::abs(device.lost - 16 * Frames{rate}) <= rate / 20);
  CHECK(std::abs(device.loss_at - burst_end) <= 1);
}

TEST_CASE("completeness: a burst that pauses for a while is still one") {
  Device device;
  device.steady(20);
  device.block(40 * second);
  for (int i = 0; i < 80; ++i) device.block(1000);
  device.block(3 * second / 2);
  for (int i = 0; i < 84; ++i) device.block(1000);
  device.steady(20);
  CHECK(device.lost == 0);
}

TEST_CASE("completeness: a device clock off by 300 millionths for a day is no loss") {
  const double off = GENERATE(300e-6, -300e-6);
  Device device;
  std::mt19937 random(1);
  std::uniform_int_distribution<std::int64_t> jitter(0, 10'000'000);
  const auto paced = static_cast<std::int64_t>(std::llround(period_ns * (1.0 + off)));
  std::int64_t clock = device.now;
  for (int i = 0; i < 24 * 3600 * 4; ++i) {
    clock += paced;
    const auto at = clock + jitter(random);
    device.block(at - device.now);
  }
  CHECK(device.lost == 0);
}

TEST_CASE("completeness: the sound of a device whose clock is slow is not called late for that") {
  Device device;
  const auto paced = period_ns + period_ns * 300 / 1'000'000;
  for (int i = 0; i < 4 * 120; ++i) {
    device.block(paced);
    CHECK(device.completeness.late_ns() < 2'000'000);
  }
  device.block(paced + 20'000'000);
  CHECK(std::abs(device.completeness.late_ns() - 21'500'000) < 1'000'000);
}

TEST_CASE("completeness: a loss is found although the device drifts") {
  Device device;
  const auto paced = period_ns + period_ns * 300 / 1'000'000;
  for (int i = 0; i < 4 * 3600; ++i) device.block(paced);
  device.block(paced + second / 2);
  for (int i = 0; i < 40; ++i) device.block(paced);
  CHECK(std::abs(device.lost - Frames{rate} / 2) <= rate / 50);
}

TEST_CASE("completeness: single late blocks that the next makes up for are no loss") {
  Device device;
  device.steady(20);
  for (int i = 0; i < 200; ++i) {
    device.block(period_ns + 100'000'000);
    device.block(period_ns - 100'000'000);
  }
  CHECK(device.lost == 0);
}

TEST_CASE("completeness: a loss at the very end is counted when nothing more comes") {
  Device device;
  device.steady(20);
  device.block(3 * period_ns);
  device.note(device.completeness.finish());
  CHECK(std::abs(device.lost - 2 * period) <= rate / 1000);
}

TEST_CASE("completeness: frames that were counted as lost are not found missing again") {
  Device device;
  device.steady(20);
  device.now += 4 * period_ns;
  device.note(device.completeness.add(device.now, period, 3 * period));
  device.steady(20);
  CHECK(device.lost == 0);
}

namespace {

/// A source whose deliveries, grains and word of how old its sound is can be chosen; `heard` is its own time.
struct Server {
  Completeness completeness;
  std::int64_t heard_ns = 5000 * second;  // when the next frame is captured
  std::int64_t later_ns = 0;              // from its capture to its delivery
  std::int64_t word_off_ns = 0;           // of the device's word
  bool has_word = true;
  std::vector<Frames> losses{};

  explicit Server(bool is_rendered_ahead = false) : completeness(rate, is_rendered_ahead) {}

  void block(Frames frames = period) {
    const auto first = heard_ns;
    heard_ns += frames * second / Frames{rate};
    const auto now = heard_ns + later_ns;
    note(completeness.add(now, frames, 0, has_word ? now - first + word_off_ns : ring::unknown_wait));
  }
  void blocks(int count) {
    for (int i = 0; i < count; ++i) block();
  }
  void lose(std::int64_t ns) { heard_ns += ns; }
  void note(State state) {
    if (state == State::suspicious) ++suspicious;
    if (state == State::lost) losses.push_back(completeness.take_loss().frames);
  }
  int suspicious = 0;  // blocks that are held back, and would be lost with the process
};

constexpr std::int64_t ms = 1'000'000;

}  // namespace

TEST_CASE(
    "completeness: a delivery that is later for a while, as when another program opens the microphone, is no loss") {
  Server server;
  server.blocks(20);
  for (int i = 0; i < 10; ++i) {
    server.later_ns = (45 + 20 * i) * ms;
    server.blocks(12);
    server.later_ns = 0;
    server.blocks(12);
  }
  CHECK(server.losses.empty());
  CHECK(server.suspicious == 0);
}

TEST_CASE("completeness: what is lost while the delivery becomes later is told to the millisecond, ten times over") {
  Server server;
  server.blocks(20);
  for (int i = 0; i < 10; ++i) {
    server.later_ns = i % 2 == 0 ? 60 * ms : 0;
    server.lose((15 + 10 * i) * ms);
    server.blocks(20);
  }
  REQUIRE(server.losses.size() == 10);
  for (int i = 0; i < 10; ++i) CHECK(std::abs(server.losses[static_cast<std::size_t>(i)] - (15 + 10 * i) * 48) <= 48);
}

TEST_CASE("completeness: a loss that the delivery hides, as it becomes earlier, is found by the device's word") {
  Server server;
  server.later_ns = 100 * ms;
  server.blocks(20);
  server.later_ns = 0;
  server.lose(100 * ms);
  server.blocks(20);
  REQUIRE(server.losses.size() == 1);
  CHECK(std::abs(server.losses[0] - 4800) <= 48);
}

TEST_CASE("completeness: a word that wanders, or is the same whatever comes, excuses no loss") {
  const bool wanders = GENERATE(true, false);
  Server server;
  const auto word = [&](int i) {
    if (wanders) server.word_off_ns = (i * 7 % 40) * ms;
  };
  for (int i = 0; i < 20; ++i) {
    word(i);
    server.block();
  }
  server.lose(200 * ms);
  for (int i = 20; i < 40; ++i) {
    word(i);
    server.block();
  }
  REQUIRE(server.losses.size() == 1);
  CHECK(std::abs(server.losses[0] - 9600) <= 48);
}

TEST_CASE("completeness: without a word, what became earlier before and is as late again is no loss, and more is one") {
  Server server;
  server.has_word = false;
  server.later_ns = 60 * ms;
  server.blocks(20);
  server.later_ns = 0;
  server.blocks(20);
  server.later_ns = 60 * ms;
  server.blocks(20);
  CHECK(server.losses.empty());
  server.lose(80 * ms);
  server.blocks(20);
  REQUIRE(server.losses.size() == 1);
  CHECK(std::abs(server.losses[0] - 3840) <= 48);
}

namespace {

/// PipeWire with a sink whose sound is heard before it is played, in blocks of one size: each comes at the end of the
/// first grain that completes it.
struct Grains {
  Completeness completeness{rate, true};
  std::vector<Frames> losses{};
  std::int64_t now = 5000 * second;
  Frames in_server = 0;
  Frames grain = 2048;

  void play(double seconds) {
    for (const auto end = now + static_cast<std::int64_t>(seconds * 1e9); now < end;) {
      now += grain * second / Frames{rate};
      in_server += grain;
      if (in_server < period) continue;
      in_server -= period;
      // Rendered a grain ahead.
      if (completeness.add(now, period, 0) == State::lost) losses.push_back(completeness.take_loss().frames);
    }
  }
  void change(Frames to) {
    // The last grain sounds as long as it is; where the next ones are finer, what does not fit into them is lost.
    if (to < grain) now += (grain - to) * second / Frames{rate};
    now += std::max<Frames>(0, grain - to) * second / Frames{rate};
    if (to > grain) now -= (to - grain) * second / Frames{rate};
    grain = to;
  }
};

}  // namespace

TEST_CASE("completeness: of what is played, finer grains of the server come later and lose half of that") {
  Grains server;
  std::vector<Frames> lost;
  server.play(9);
  for (const Frames fine : {64, 128, 256, 64, 128, 256, 64, 128, 256, 64}) {
    lost.push_back(2048 - fine);
    server.change(fine);
    server.play(3);
    server.change(2048);
    server.play(9);
  }
  REQUIRE(server.losses.size() == lost.size());
  for (std::size_t i = 0; i < lost.size(); ++i) CHECK(std::abs(server.losses[i] - lost[i]) <= 5 * 48);
}

namespace {

/// Blocks of a quarter of a second, each as late as it says; the loss that was found, in milliseconds.
double lost_by_move(double late_before_ms, double late_after_ms, bool is_told) {
  record::Completeness completeness(48000, true);
  std::int64_t position_ns = 0;
  double lost = 0;
  for (int block = 0; block < 80; ++block) {
    position_ns += 250'000'000;
    if (block == 40 && is_told) completeness.expect_move();
    const auto late = block < 40 ? late_before_ms : late_after_ms;
    const auto jitter = block % 5 == 0 ? 3.0 : 0.0;  // as a thread is woken later now and then
    const auto at = 1'000'000'000'000 + position_ns + static_cast<std::int64_t>((late + jitter) * 1e6);
    const auto state = completeness.add(at, 12'000, 0);
    if (state == record::Completeness::State::lost) {
      const auto loss = completeness.take_loss();
      CHECK(loss.by_move == is_told);
      lost += static_cast<double>(loss.frames) / 48.0;
    }
  }
  CHECK_FALSE(completeness.undecided());
  return lost;
}

}  // namespace

TEST_CASE("completeness: what the move of a stream has cost is found to a millisecond, if it is told of the move") {
  CHECK(lost_by_move(0, 6.2, true) == test::Approx(6.2).margin(0.1));
  CHECK(lost_by_move(0, 12.4, true) == test::Approx(12.4).margin(0.1));
  CHECK(lost_by_move(0, 480, true) == test::Approx(480).margin(0.1));
  CHECK(lost_by_move(0, 0.3, true) == 0);
  CHECK(lost_by_move(8, 0, true) == 0);  // what comes sooner than before has lost nothing
  CHECK(lost_by_move(0, 6.2, false) == 0);
}

namespace {

/// A machine that lets nobody run for long: each delivery is late by something else, in a second and more now and then
/// by none of less than 45 ms, and some come in bursts. Nothing is lost but what is said to be.
struct BusyServer {
  Completeness completeness;
  std::mt19937 random;
  std::int64_t said_ns = 5000 * second;
  std::int64_t free_ns = 0;  // nobody runs before that
  std::int64_t later_ns = 0;
  std::int64_t word_off_ns = 0;
  std::int64_t word_drift_ns = 0;  // in each block
  bool has_word = false;
  std::vector<Frames> losses{};
  std::vector<bool> by_move{};

  BusyServer(bool is_rendered_ahead, unsigned seed) : completeness(rate, is_rendered_ahead), random(seed) {}

  std::int64_t between(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random);
  }
  void block(std::int64_t late_ns) {
    const auto first = said_ns;
    said_ns += period_ns;
    free_ns = std::max(free_ns + 1000, said_ns + later_ns + late_ns);
    word_off_ns += word_drift_ns;
    note(completeness.add(free_ns, period, 0, has_word ? free_ns - first + word_off_ns : ring::unknown_wait));
  }
  void blocks(int count, std::int64_t min_ms, std::int64_t max_ms) {
    for (int i = 0; i < count; ++i) block(between(min_ms * ms, max_ms * ms));
  }
  /// As a busy machine delivers for minutes: mostly soon, and seldom 60 ms late.
  void busy(int count) {
    for (int i = 0; i < count; ++i) {
      const auto late_ms = between(0, 60);
      block(late_ms * late_ms * ms / 60);
    }
  }
  void note(State state) {
    if (state != State::lost) return;
    const auto loss = completeness.take_loss();
    losses.push_back(loss.frames);
    by_move.push_back(loss.by_move);
  }
};

}  // namespace

TEST_CASE("completeness: on a busy machine late deliveries and bursts of both sides of a call are no loss") {
  for (unsigned seed = 0; seed < 100; ++seed) {
    for (const bool is_far : {false, true}) {
      CAPTURE(seed, is_far);
      BusyServer server(is_far, seed);
      server.blocks(8, 0, 20);
      for (int i = 0; i < 20; ++i) {
        switch (server.between(0, 2)) {
          case 0:  // nobody runs for more than a second, and then it comes at once
            server.block(server.between(1100, 1900) * ms);
            break;
          case 1:  // each is late, by something else
            server.blocks(static_cast<int>(server.between(4, 8)), 45, 300);
            break;
          default:
            server.block(server.between(300, 900) * ms);
            server.blocks(static_cast<int>(server.between(4, 8)), 45, 300);
        }
        server.busy(static_cast<int>(server.between(8, 16)));
      }
      server.note(server.completeness.finish());
      CHECK(server.losses.empty());
    }
  }
}

TEST_CASE("completeness: a loss on a busy machine is found, to within what deliveries are late by there") {
  for (unsigned seed = 0; seed < 50; ++seed) {
    CAPTURE(seed);
    BusyServer server(seed % 2 == 0, seed);
    server.busy(40);
    server.said_ns += 150 * ms;
    server.busy(80);
    Frames lost = 0;
    for (const auto each : server.losses) lost += each;
    CHECK(std::abs(lost - 150 * 48) <= 10 * 48);
  }
}

TEST_CASE("completeness: a device whose word has not settled yet is not believed where it jumps") {
  for (const std::int64_t drift : {-2 * ms / 4, 2 * ms / 4, 5 * ms / 4 / 2}) {
    CAPTURE(drift);
    BusyServer server(true, 1);
    server.has_word = true;
    server.word_drift_ns = drift;  // as PulseAudio's, right after a start
    server.blocks(7, 0, 2);
    server.word_off_ns -= 13 * ms;
    server.blocks(20, 0, 2);
    CHECK(server.losses.empty());
  }
}

TEST_CASE("completeness: the last block before a device is gone is late, and not behind a loss") {
  for (const bool has_word : {false, true}) {
    BusyServer server(true, 1);
    server.has_word = has_word;
    server.blocks(20, 0, 2);
    server.word_off_ns -= 13 * ms;  // it was kept waiting between the device's word and its time
    server.block(43 * ms);
    server.note(server.completeness.finish());
    CHECK(server.losses.empty());
  }
}

TEST_CASE("completeness: a move that is told of while its first block is undecided is what made it late") {
  BusyServer server(true, 1);
  server.blocks(20, 0, 1);
  server.later_ns = 44 * ms;
  server.blocks(2, 0, 1);
  server.completeness.expect_move();
  server.blocks(20, 0, 1);
  REQUIRE(server.losses.size() == 1);
  CHECK(std::abs(server.losses[0] - 44 * 48) <= 48);
  CHECK(server.by_move[0]);
}

TEST_CASE("completeness: of ten moves to and fro no more is declared than the recording is behind the clock") {
  BusyServer server(true, 1);
  server.blocks(20, 0, 1);
  for (int i = 0; i < 10; ++i) {
    server.completeness.expect_move();
    server.later_ns = i % 2 == 0 ? -40 * ms : 3 * ms;
    server.blocks(20, 0, 1);
  }
  Frames lost = 0;
  for (const auto each : server.losses) lost += each;
  CHECK(std::abs(lost - 3 * 48) <= 2 * 48);
}
