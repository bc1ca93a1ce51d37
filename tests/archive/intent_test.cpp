// SPDX-License-Identifier: MIT
//
// A change of several steps is done or not, whichever operation fails and whenever the power goes; and only what this
// user wrote down is believed.
#include "archive/intent.hpp"

#include <functional>
#include <map>

#include "archive/opening.hpp"
#include "archive/settle.hpp"
#include "base/text.hpp"
#include "crypto/hmac.hpp"
#include "crypto/sha256.hpp"
#include "tests/catch.hpp"
#include "tests/faults/faulty_file_system.hpp"
#include "tests/faults/loop.hpp"
#include "tests/faults/memory_file_system.hpp"
#include "tests/faults/random.hpp"

using namespace earwitness;
using namespace earwitness::faults;
using archive::Intent;
using archive::move_step;
using archive::remove_step;

namespace {

constexpr const char* archive_root = "/archive";
const os::Path talk = os::Path(archive_root) / "talk";

archive::Intents intents_on(os::FileSystem& fs) { return {fs, archive_root, "key"}; }

void make_bag(os::FileSystem& fs, const os::Path& bag, const std::string& content) {
  os::make_folders(fs, bag / "data");
  os::write_new(fs, bag / "data" / "content", content);
  os::write_new(fs, bag / "tagmanifest-sha256.txt", content);
}

/// A conversation with a bag that is to take the recording's place, and files that go with it.
struct ExchangeBench {
  MemoryFileSystem disk;

  ExchangeBench() {
    make_bag(disk, talk / "recording", "whole");
    make_bag(disk, talk / ".prepared" / "rest", "rest");
    os::make_folders(disk, talk / ".prepared" / "gone");
    os::write_new(disk, talk / ".prepared" / "label.json", "new label");
    os::write_new(disk, talk / "label.json", "old label");
    os::write_new(disk, talk / "report.html", "page");
  }

  [[nodiscard]] static Intent intent() {
    Intent intent{"delete_part", "talk"};
    intent.steps = {move_step("talk/recording", "talk/.prepared/whole", crypto::sha256_hex("whole")),
                    move_step("talk/.prepared/rest", "talk/recording", crypto::sha256_hex("rest")),
                    move_step("talk/.prepared/label.json", "talk/label.json"),
                    move_step("talk/report.html", "talk/.prepared/gone/report.html"), remove_step("talk/.prepared")};
    intent.undo = {remove_step("talk/.prepared")};
    return intent;
  }
};

/// What counts, and what else lies there.
using Picture = std::map<std::string, std::string>;
const Picture done{
    {"recording/data/content", "rest"}, {"recording/tagmanifest-sha256.txt", "rest"}, {"label.json", "new label"}};
const Picture not_begun{{"recording/data/content", "whole"},
                        {"recording/tagmanifest-sha256.txt", "whole"},
                        {"label.json", "old label"},
                        {"report.html", "page"}};

Picture picture(os::FileSystem& disk) {
  Picture found;
  for (const char* name : {"recording/data/content", "recording/tagmanifest-sha256.txt", "label.json", "report.html"}) {
    if (disk.status(talk / name)) found[name] = os::read_all(disk, talk / name, 100);
  }
  return found;
}

std::size_t settle(os::FileSystem& fs) {
  const auto intents = intents_on(fs);
  std::size_t left = 0;
  for (const auto& one : archive::settle(intents, {{}})) left += one.what == archive::Settlement::What::left ? 1 : 0;
  return left;
}

}  // namespace

TEST_CASE("hmac: the test vectors of RFC 4231") {
  CHECK(base::to_hex(crypto::hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(base::to_hex(
            crypto::hmac_sha256(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First")) ==
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST_CASE("intent: what was written reads back, and has its proof by its own key alone") {
  MemoryFileSystem disk;
  os::make_folders(disk, archive_root);
  const auto intents = intents_on(disk);
  const auto intent = ExchangeBench::intent();
  const auto file = intents.write(intent);
  const auto read = intents.read();
  REQUIRE(read.size() == 1);
  REQUIRE(read[0].intent);
  CHECK(archive::intent_text(*read[0].intent) == archive::intent_text(intent));
  CHECK(read[0].has_proof);
  CHECK(read[0].sha256 == file.sha256);
  for (const char* key : {"", "another"}) {
    const auto others = archive::Intents(disk, archive_root, key).read();
    REQUIRE(others.size() == 1);
    CHECK_FALSE(others[0].has_proof);
  }
  intents.remove(file);
  CHECK_FALSE(archive::has_intents(disk, archive_root));
}

TEST_CASE("intent: one that leads out of the archive, or removes what is not the program's own name, is none") {
  const auto is_one = [](const std::string& steps) {
    return archive::parse_intent(R"({"format":1,"change":"x","name":"talk","settled":"at_once","bag":null,"seal":null,)"
                                 R"("recording":null,"steps":[)" +
                                 steps + R"(],"undo":[]})")
        .has_value();
  };
  CHECK(is_one(R"({"move":"a/b","to":"c","seal":null},{"remove":".c"},{"remove":"a/excerpt.new"})"));
  for (const char* path : {"../victim", "/victim", "a/../../victim", "..", ".", "", "a//b", "a/", "a\\u0000b"}) {
    CAPTURE(path);
    CHECK_FALSE(is_one(R"({"move":")" + std::string(path) + R"(","to":"c","seal":null})"));
    CHECK_FALSE(is_one(R"({"move":"c","to":")" + std::string(path) + R"(","seal":null})"));
    CHECK_FALSE(is_one(R"({"remove":")" + std::string(path) + R"("})"));
  }
  CHECK_FALSE(is_one(R"({"remove":"talk"})"));
  CHECK_FALSE(is_one(R"({"remove":"talk/recording"})"));
  CHECK_FALSE(is_one(R"({"remove":".hidden/recording"})"));
}

TEST_CASE("intent: from each step on it is completed, and a second time changes nothing") {
  const auto steps = ExchangeBench::intent().steps;
  for (std::size_t taken = 0; taken <= steps.size(); ++taken) {
    CAPTURE(taken);
    ExchangeBench bench;
    (void)intents_on(bench.disk).write(ExchangeBench::intent());
    archive::take_steps(bench.disk, archive_root, {steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(taken)});
    CHECK(settle(bench.disk) == 0);
    CHECK(picture(bench.disk) == done);
    archive::take_steps(bench.disk, archive_root, steps);
    CHECK(picture(bench.disk) == done);
    CHECK(bench.disk.list(talk).size() == 2);
    CHECK_FALSE(archive::has_intents(bench.disk, archive_root));
  }
}

TEST_CASE("intent: whichever operation fails, the next change completes it or takes it back") {
  const auto run = [](const Fault& fault) {
    ExchangeBench bench;
    FaultyFileSystem faulty(bench.disk, fault, nullptr);
    bool is_told = false;
    try {
      const auto intents = intents_on(faulty);
      archive::Change change(intents, ExchangeBench::intent());
      change.complete();
    } catch (const Error&) {
      is_told = true;
    }
    REQUIRE(settle(bench.disk) == 0);
    REQUIRE_FALSE(archive::has_intents(bench.disk, archive_root));
    const auto now = picture(bench.disk);
    REQUIRE((now == done || (is_told && now == not_begun)));
    return faulty.hits();
  };
  for (const auto& fault : every_failure()) (void)at_every_place(fault, run);
}

TEST_CASE("intent: whichever operation fails of the one who completes it, that is told, and the next one does it") {
  const auto run = [](const Fault& fault) {
    ExchangeBench bench;
    (void)intents_on(bench.disk).write(ExchangeBench::intent());
    FaultyFileSystem faulty(bench.disk, fault, nullptr);
    std::vector<archive::Settlement> settled;
    bool is_told = false;
    try {
      settled = archive::settle(intents_on(faulty), {{}});
    } catch (const Error&) {
      is_told = true;
    }
    for (const auto& one : settled) {
      const bool is_left = one.what == archive::Settlement::What::left;
      const bool is_none = is_left && !one.file.intent && one.file.unread.empty();
      REQUIRE(one.has_failed == (is_left && !is_none));
      REQUIRE((!is_none || fault.code == EACCES || fault.code == EPERM));
      is_told = is_told || !one.reason.empty();
    }
    REQUIRE((is_told || picture(bench.disk) == done));
    REQUIRE(settle(bench.disk) == 0);
    REQUIRE(picture(bench.disk) == done);
    return faulty.hits();
  };
  for (const auto& fault : every_failure()) (void)at_every_place(fault, run);
}

TEST_CASE("intent: whenever the power is cut, the next change completes it, or nothing was begun") {
  bool cut = true;
  for (std::uint64_t nth = 1; cut; ++nth) {
    for (std::uint64_t chance = 0; chance < 20; ++chance) {
      CAPTURE(nth, chance);
      ExchangeBench bench;
      bench.disk.cut_power_at_sync(nth);
      try {
        const auto intents = intents_on(bench.disk);
        archive::Change change(intents, ExchangeBench::intent());
        change.complete();
      } catch (const Error&) {
      }
      cut = !bench.disk.powered();
      Random random(run_seed() + chance);
      const auto left = bench.disk.after_power_cut(random);
      REQUIRE(settle(*left) == 0);
      REQUIRE(left->list(archive_root).size() == 1);
      const auto now = picture(*left);
      REQUIRE((now == done || now == not_begun));
    }
  }
}

TEST_CASE("intent: one that only says what is to be removed takes that back, and nothing else") {
  ExchangeBench bench;
  auto intent = ExchangeBench::intent();
  intent.settled = Intent::Settled::never;
  (void)intents_on(bench.disk).write(intent);
  CHECK(settle(bench.disk) == 0);
  CHECK(picture(bench.disk) == not_begun);
  CHECK_FALSE(bench.disk.status(talk / ".prepared"));
}

TEST_CASE("intent: one that nothing proves has not failed, whoever completes it") {
  ExchangeBench bench;
  (void)archive::Intents(bench.disk, archive_root, "another").write(ExchangeBench::intent());
  const auto settled = archive::settle(intents_on(bench.disk), {{}});
  REQUIRE(settled.size() == 1);
  CHECK(settled[0].what == archive::Settlement::What::left);
  CHECK_FALSE(settled[0].has_failed);
  CHECK(picture(bench.disk) == not_begun);
}

TEST_CASE("intent: one that the ledger does not tell of is taken back only while all is as it was") {
  for (const bool is_as_it_was : {true, false}) {
    CAPTURE(is_as_it_was);
    ExchangeBench bench;
    auto intent = ExchangeBench::intent();
    intent.settled = Intent::Settled::by_ledger;
    intent.bag = "talk/recording";
    intent.seal = crypto::sha256_hex("whole");
    (void)intents_on(bench.disk).write(intent);
    if (!is_as_it_was) archive::take_steps(bench.disk, archive_root, {intent.steps.front()});
    CHECK(settle(bench.disk) == (is_as_it_was ? 0 : 1));
    CHECK(bench.disk.status(talk / ".prepared").has_value() != is_as_it_was);
    if (!is_as_it_was) CHECK(archive::read_seal(bench.disk, talk / ".prepared" / "whole") == intent.seal);
  }
}

TEST_CASE("intent: one whose process is at work is left alone, and who only looks changes nothing") {
  ExchangeBench bench;
  const auto intents = intents_on(bench.disk);
  const auto file = intents.write(ExchangeBench::intent());
  const archive::SettleRequest in_use{{}, [&](const os::Path& path) { return path == file.path; }};
  CHECK(archive::settle(intents, in_use).empty());
  CHECK(picture(bench.disk) == not_begun);
  const auto seen = archive::inspect_unsettled(intents, {{}});
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].what == archive::Settlement::What::completed);
  CHECK(picture(bench.disk) == not_begun);
}

TEST_CASE("intent: a name that can't be written down is refused before anything is changed") {
  MemoryFileSystem disk;
  os::make_folders(disk, archive_root);
  const auto intents = intents_on(disk);
  CHECK_THROWS_AS((void)intents.write(Intent{"delete", "talk\xff"}), Error);
  CHECK_FALSE(archive::has_intents(disk, archive_root));
}
