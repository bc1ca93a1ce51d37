// SPDX-License-Identifier: MIT
//
// Not part of a run: tests/bench/offline makes an archive of ten thousand recordings with this, and has the check
// of its ledger measured. Their bags hold what a list and a ledger's check look at, and no sound.
#include <chrono>
#include <cstdio>

#include "archive/archive.hpp"
#include "archive/ledger.hpp"
#include "archive/opening.hpp"
#include "archive/seal.hpp"
#include "earwitness/verify.hpp"
#include "journal/writer.hpp"
#include "os/clock.hpp"
#include "os/environment.hpp"
#include "os/random.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

namespace {

constexpr int recordings = 10'000;

void make_recording(os::FileSystem& fs, const os::Path& root, const archive::Signer& signer, int number) {
  const auto& clock = os::posix_clock();
  const archive::LedgerEntries ledger(fs, clock, root, signer);
  const auto uuid = os::random_uuid();
  const auto start = UtcTime{std::chrono::hours(400'000 + number)};
  const auto conversation = archive::begin(fs, root, start, "A talk with my manager");
  journal::Writer journal(fs.create(conversation.data() / "journal.jsonl"));
  const auto open = journal.append("open",
                                   {{"format", 1},
                                    {"software", EARWITNESS_SOFTWARE},
                                    {"recording", uuid},
                                    {"nonce", os::random_hex(32)},
                                    {"kind", "microphone"},
                                    {"key", std::string(64, '0')},
                                    {"ledger", ledger.head()}},
                                   start, BootTime{});
  journal.close();
  ledger.begin(uuid, open);
  const archive::SealRequest request{uuid, "microphone", "A talk with my manager", start, 1234.5, {}, &signer.key};
  ledger.seal(uuid, "recording", archive::seal(fs, clock, conversation.bag(), request, {"A. Name", start}));
}

}  // namespace

TEST_CASE("ten thousand: an archive to measure", "[.]") {
  const auto root = os::environment("EARWITNESS_TEN_THOUSAND");
  REQUIRE(root.has_value());
  auto& fs = os::posix_file_system();
  if (!fs.status(archive::ledger_path(*root))) {
    const archive::Signer signer{crypto::SigningKey::generate(), {}};
    for (int i = 0; i < recordings; ++i) make_recording(fs, *root, signer, i);
  }
  for (int i = 0; i < 5; ++i) {
    const auto began = std::chrono::steady_clock::now();
    const auto found = verify_ledger(*root);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    std::printf("a check of the ledger: %.3f s\n", took.count());
    REQUIRE(found.unchanged);
    REQUIRE(found.recordings == recordings);
  }
}
