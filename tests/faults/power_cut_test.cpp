// SPDX-License-Identifier: MIT
//
// The power goes at any moment of a recording, and chance decides what the disk has kept of all that was not synced: at
// most three seconds of sound are lost, nothing that was said to be on disk, and no seal that was given.
//
// EARWITNESS_CUTS says how many; EARWITNESS_SEED is the first one's seed, the next has the next number. So a cut that a
// failed test names is replayed by its own seed and EARWITNESS_CUTS=1.
#include <algorithm>
#include <cstdio>

#include "recover/recover.hpp"
#include "tests/catch.hpp"
#include "tests/faults/attempt.hpp"
#include "tests/faults/heard.hpp"
#include "tests/faults/memory_file_system.hpp"
#include "verify/verify.hpp"

using namespace earwitness;
using namespace earwitness::faults;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t in_short_run = 300;
constexpr double max_lost_seconds = 3.0;

/// A device of any period, which now and then is late and makes up for it in a burst; not again before it has: one of a
/// short period would fall seconds behind, and what it brings in the very moment of a cut nobody can have kept.
Script restless(Random& random) {
  const auto period = static_cast<Frames>(random.between(80, 4000));
  std::vector<Delivery> deliveries;
  std::chrono::nanoseconds behind{0};
  for (int i = 0; i < 2000; ++i) {
    const auto pace = std::chrono::nanoseconds(period * 1'000'000'000 / attempt_format.sample_rate);
    const bool late = random.one_in(50) && behind == 0ns;
    const auto after = late ? pace + 300ms : std::max<std::chrono::nanoseconds>(0ns, pace - behind);
    behind = std::max<std::chrono::nanoseconds>(0ns, behind + after - pace);
    deliveries.push_back({after, period, 0, false});
  }
  return script(std::move(deliveries), steady(attempt_format, period));
}

struct Loss {
  double seconds = 0;
  bool cut = false;
  bool sealed = false;
};

/// What a recovery has to be heard of; the original lies there as before.
Heard recovered(MemoryFileSystem& disk, const World& world, const os::Path& folder) {
  const auto before = disk.snapshot(folder / "recording");
  const auto recovery = recover(disk, world, folder, &signing_key());
  REQUIRE(disk.snapshot(folder / "recording") == before);
  const auto found = verify(disk, folder / "recovered");
  std::string findings;
  for (const auto& finding : found.findings) findings += finding.file + ": " + finding.detail + "\n";
  INFO(findings);
  REQUIRE(found.unchanged);
  auto heard = hear(disk, folder / "recovered" / "data", attempt_format);
  REQUIRE(heard.in_order());
  REQUIRE(heard.sound() + heard.silence() == recovery.frames);
  return heard;
}

Loss cut_once(std::uint64_t seed) {
  Random random(seed);
  const World world;
  MemoryFileSystem disk;
  os::make_folders(disk, archive_path);
  const auto device = std::make_shared<Device>(world, attempt_format, restless(random));
  AttemptOptions options{.length = std::chrono::milliseconds(random.between(1'000, 12'000))};
  if (random.one_in(3)) options.split = std::chrono::seconds(random.between(1, 4));
  if (random.one_in(4)) options.pause_after = std::chrono::milliseconds(random.between(500, 6'000));
  Frames sounded = 0;
  disk.on_power_cut = [&] { sounded = device->sounded(); };
  disk.cut_power_at_sync(1 + random.below(70));
  const auto attempt = faults::record(disk, world, device, options);
  REQUIRE(attempt.not_ours == "");

  Loss loss;
  loss.cut = !disk.powered();
  if (!loss.cut) sounded = device->sounded();
  const auto left = disk.after_power_cut(random);
  const auto bag = attempt.folder / "recording";
  const auto heard = attempt.folder.empty() ? Heard{} : hear(*left, bag / "data", attempt_format);
  REQUIRE(heard.in_order());
  REQUIRE(heard.length() >= attempt.acknowledged);
  loss.sealed = !attempt.folder.empty() && left->status(bag / "tagmanifest-sha256.txt");
  if (attempt.sealed) REQUIRE(loss.sealed);
  if (loss.sealed) REQUIRE(verify(*left, attempt.folder).unchanged);
  const auto kept = loss.sealed || heard.whole() == 0 ? heard : recovered(*left, world, attempt.folder);
  REQUIRE(kept.whole() >= heard.whole());
  loss.seconds = attempt_format.seconds(sounded - kept.whole());
  INFO("of " << options.length.count() << " ms, split " << (options.split ? options.split->count() : 0)
             << " s, pause after " << (options.pause_after ? options.pause_after->count() : 0) << " ms: sounded "
             << sounded << ", kept " << kept.whole() << ", acknowledged " << attempt.acknowledged);
  REQUIRE(loss.seconds <= max_lost_seconds);
  return loss;
}

}  // namespace

TEST_CASE("power cut: at most three seconds of sound are lost, and nothing that was on disk or sealed") {
  const auto first = run_seed();
  const auto cuts = number_from_environment("EARWITNESS_CUTS", in_short_run);
  double worst = 0;
  std::uint64_t worst_seed = first;
  std::uint64_t while_recording = 0;
  std::uint64_t sealed = 0;
  for (std::uint64_t i = 0; i < cuts; ++i) {
    INFO("EARWITNESS_SEED=" << first + i << " EARWITNESS_CUTS=1 replays this cut");
    const auto loss = cut_once(first + i);
    if (loss.cut) ++while_recording;
    if (loss.sealed) ++sealed;
    if (loss.seconds > worst) {
      worst = loss.seconds;
      worst_seed = first + i;
    }
  }
  std::printf(
      "%llu power cuts, %llu of them before the seal was done, %llu with a seal: at most %.3f s lost (seed %llu)\n",
      static_cast<unsigned long long>(cuts), static_cast<unsigned long long>(while_recording),
      static_cast<unsigned long long>(sealed), worst, static_cast<unsigned long long>(worst_seed));
  if (cuts >= in_short_run) {
    CHECK(while_recording > cuts / 2);
    CHECK(sealed > 0);
    CHECK(worst > 0.5);
  }
}
