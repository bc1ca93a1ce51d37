// SPDX-License-Identifier: MIT
//
// The ledger takes every line for good: chained, signed, completed where a crash left half of one, and read back no
// further than it can be followed.
#include "archive/ledger.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "crypto/ed25519.hpp"
#include "tests/catch.hpp"
#include "tests/faults/faulty_file_system.hpp"
#include "tests/faults/memory_file_system.hpp"
#include "tests/faults/world.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using namespace earwitness::faults;

namespace {

constexpr const char* root = "/archive";

archive::Signer new_signer() { return {crypto::SigningKey::generate(), {}}; }

struct Read {
  archive::LedgerReading reading;
  std::vector<archive::LedgerLine> lines;
  [[nodiscard]] std::vector<std::string> events() const {
    std::vector<std::string> events;
    for (const auto& line : lines) events.push_back(line.event);
    return events;
  }
};

Read read(os::FileSystem& fs) {
  Read result;
  const auto file = fs.open(archive::ledger_path(root));
  result.reading =
      archive::read_ledger(*file, [&](archive::LedgerLine&& line) { result.lines.push_back(std::move(line)); });
  return result;
}

std::string content(os::FileSystem& fs) { return os::read_all(fs, archive::ledger_path(root), 10'000'000); }

struct LedgerBench {
  World world;
  MemoryFileSystem disk;
  archive::Signer signer = new_signer();
  LedgerBench() { os::make_folders(disk, root); }
  std::string append(const std::string& recording, os::FileSystem* on = nullptr) {
    return archive::Ledger(on != nullptr ? *on : disk, world, root, signer)
        .append("begin", {{"recording", recording}, {"open", std::string(64, 'a')}});
  }
  void put(const std::string& text) {
    disk.remove_file(archive::ledger_path(root));
    os::write_new(disk, archive::ledger_path(root), text);
  }
};

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("ledger: the first line brings in the key, and every line is chained and signed by it") {
  LedgerBench bench;
  const auto head = archive::Ledger(bench.disk, bench.world, root, bench.signer).head();
  CHECK(archive::Ledger(bench.disk, bench.world, root, bench.signer).head() == head);
  const auto last = bench.append("one");
  const auto found = read(bench.disk);
  REQUIRE_FALSE(found.reading.damage.has_value());
  CHECK(found.events() == Words{"key", "begin"});
  CHECK(found.lines[0].hash == head);
  CHECK(found.lines[1].hash == last);
  CHECK(found.reading.last_hash == last);
  const auto body = archive::key_brought_in(found.lines[0]);
  const auto key = crypto::PublicKey::from_pem(archive::public_pem_of(body));
  REQUIRE(key.has_value());
  CHECK(key->fingerprint() == bench.signer.key.fingerprint());
  for (const auto& line : found.lines) CHECK(key->verify(base::as_bytes(line.signed_text), line.signature));
}

TEST_CASE("ledger: a line is signed as it stands without its last field") {
  LedgerBench bench;
  bench.append("one");
  auto text = content(bench.disk);
  text = text.substr(text.find('\n') + 1);
  const auto cut = text.find(",\"sig\":\"");
  REQUIRE(cut != std::string::npos);
  CHECK(read(bench.disk).lines[1].signed_text == text.substr(0, cut) + "}");
}

TEST_CASE("ledger: what a crash left of a line is completed, not cut, and what comes after is chained to it") {
  LedgerBench first;
  first.append("one");
  const auto before = content(first.disk);
  first.append("two");
  const auto after = content(first.disk);
  for (auto size = before.size() + 1; size <= after.size(); ++size) {
    INFO("cut at " << size << " of " << after.size());
    first.put(after.substr(0, size));
    first.append("three");
    const auto found = read(first.disk);
    REQUIRE_FALSE(found.reading.damage.has_value());
    REQUIRE(content(first.disk).starts_with(after.substr(0, size)));
    if (size == after.size()) {
      CHECK(found.events() == Words{"key", "begin", "begin", "begin"});
    } else if (size + 1 == after.size()) {  // it only lost its newline: it counts
      CHECK(found.events() == Words{"key", "begin", "begin", "torn", "begin"});
      CHECK(found.reading.torn == 0);
    } else {
      CHECK(found.events() == Words{"key", "begin", "torn", "begin"});
      CHECK(found.reading.torn == 1);
    }
    CHECK(found.lines.back().fields.at("seq") == found.lines.back().number - 1);
  }
}

TEST_CASE("ledger: what a power cut left of a line may hold anything, newlines and zeros too") {
  LedgerBench bench;
  bench.append("one");
  const auto before = content(bench.disk);
  for (const std::string& rest :
       {std::string("\n"), std::string("\n\n"), std::string(300, '\0'), std::string("{\"seq\":2}\n{}\n"),
        std::string("\0\n\0\n\0", 5), std::string("{\"a\":\n\"b\"")}) {
    INFO(base::printable(rest));
    bench.put(before + rest);
    bench.append("two");
    const auto found = read(bench.disk);
    REQUIRE_FALSE(found.reading.damage.has_value());
    CHECK(found.events() == Words{"key", "begin", "torn", "begin"});
    CHECK(content(bench.disk).starts_with(before + rest));
  }
}

TEST_CASE("ledger: a first line that a crash left torn is completed, and an empty file is begun") {
  LedgerBench bench;
  os::write_new(bench.disk, archive::ledger_path(root), "");
  bench.append("one");
  CHECK(read(bench.disk).events() == Words{"key", "begin"});
  bench.put(content(bench.disk).substr(0, 50));
  bench.append("two");
  const auto found = read(bench.disk);
  CHECK_FALSE(found.reading.damage.has_value());
  CHECK(found.events() == Words{"torn", "key", "begin"});
}

TEST_CASE("ledger: reading stops at the first line that was changed, dropped, repeated or moved, with its place") {
  LedgerBench bench;
  for (const char* name : {"one", "two", "three"}) bench.append(name);
  const auto whole = content(bench.disk);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < whole.size(); at = whole.find('\n', at) + 1) {
    lines.push_back(whole.substr(at, whole.find('\n', at) + 1 - at));
  }
  REQUIRE(lines.size() == 4);
  const auto damage_of = [&](const std::vector<std::size_t>& order) {
    std::string text;
    for (const auto i : order) text += lines[i];
    bench.put(text);
    const auto found = read(bench.disk);
    REQUIRE(found.reading.damage.has_value());
    return found.reading.damage->number;
  };
  CHECK(damage_of({1, 2, 3}) == 1);
  CHECK(damage_of({0, 2, 3}) == 2);
  CHECK(damage_of({0, 1, 1, 2, 3}) == 3);
  CHECK(damage_of({0, 1, 3, 2}) == 3);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    auto changed = whole;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    bench.put(changed);
    const auto found = read(bench.disk);
    // A change in the last line leaves a chain: its signature tells.
    const bool in_last = i >= whole.size() - lines[3].size();
    bool told = found.reading.damage.has_value();
    if (!told && in_last) {
      const auto key = crypto::PublicKey::from_pem(bench.signer.key.public_pem());
      told = !key->verify(base::as_bytes(found.lines.back().signed_text), found.lines.back().signature);
    }
    INFO("byte " << i);
    REQUIRE(told);
  }
}

TEST_CASE("ledger: a new key is brought in with the old one's word, and without it where there is none") {
  LedgerBench bench;
  bench.append("one");
  const auto old = base::to_hex(bench.signer.key.fingerprint());
  auto next = crypto::SigningKey::generate();
  auto later = crypto::SigningKey::generate();
  std::vector<archive::Endorsement> words{archive::endorse(bench.signer.key, next), archive::endorse(next, later)};
  bench.signer = {std::move(later), words};
  bench.append("two");
  auto found = read(bench.disk);
  REQUIRE(found.events() == Words{"key", "begin", "key", "begin"});
  CHECK(found.lines[2].fields.at("previous") == old);
  CHECK(archive::endorsement_chain(found.lines[2], old).front() == old);
  CHECK(archive::endorsement_chain(found.lines[2], std::string(64, '0')).empty());

  const auto before = base::to_hex(bench.signer.key.fingerprint());
  bench.signer = new_signer();
  bench.append("three");
  found = read(bench.disk);
  CHECK(found.events() == Words{"key", "begin", "key", "begin", "key", "begin"});
  CHECK(found.lines[4].fields.at("previous") == before);
  CHECK(archive::endorsement_chain(found.lines[4], before).empty());
}

TEST_CASE("ledger: whichever operation fails, an earlier line stays and a later one can be entered") {
  for (const auto operation : {Operation::create, Operation::open, Operation::read, Operation::write,
                               Operation::sync_data, Operation::close, Operation::status, Operation::sync_folder}) {
    for (const auto effect : {Effect::fail, Effect::fail_halfway, Effect::write_less}) {
      for (std::uint64_t nth = 1; nth < 100; ++nth) {
        LedgerBench bench;
        FaultyFileSystem faulty(bench.disk, {.on = operation, .nth = nth, .effect = effect});
        std::string entered;
        const Fault fault{.on = operation, .nth = nth, .effect = effect};
        INFO(to_string(fault));
        for (const char* name : {"one", "two"}) {
          try {
            entered = bench.append(name, &faulty);
          } catch (const FileError&) {
          }
        }
        const auto last = bench.append("three");
        const auto found = read(bench.disk);
        REQUIRE_FALSE(found.reading.damage.has_value());
        REQUIRE(found.reading.last_hash == last);
        bool there = entered.empty();
        for (const auto& line : found.lines) there = there || line.hash == entered;
        REQUIRE(there);
        if (faulty.hits() == 0) break;
      }
    }
  }
}

TEST_CASE("ledger: a full disk leaves half a line, which is completed once there is room") {
  LedgerBench bench;
  bench.append("one");
  bench.disk.set_capacity(bench.disk.used_bytes() + 100);
  CHECK_THROWS_AS(bench.append("two"), FileError);
  bench.disk.set_capacity(MemoryFileSystem::no_limit);
  bench.append("three");
  const auto found = read(bench.disk);
  CHECK_FALSE(found.reading.damage.has_value());
  CHECK(found.events() == Words{"key", "begin", "torn", "begin"});
}

TEST_CASE("ledger: after a power cut every line that was entered is there") {
  for (std::uint64_t chance = 0; chance < 200; ++chance) {
    CAPTURE(chance);
    LedgerBench bench;
    bench.disk.cut_power_at_sync(1 + chance % 8);
    std::vector<std::string> entered;
    for (const char* name : {"one", "two", "three", "four"}) {
      try {
        entered.push_back(bench.append(name));
      } catch (const FileError&) {
        break;
      }
    }
    Random random(run_seed() + chance);
    const auto left = bench.disk.after_power_cut(random);
    if (!left->status(root)) continue;
    bench.append("after", left.get());
    const auto found = read(*left);
    REQUIRE_FALSE(found.reading.damage.has_value());
    for (const auto& hash : entered) {
      REQUIRE(std::any_of(found.lines.begin(), found.lines.end(), [&](const auto& line) { return line.hash == hash; }));
    }
  }
}

TEST_CASE("ledger: what is no ledger is not gone on with") {
  LedgerBench bench;
  os::write_new(bench.disk, archive::ledger_path(root), std::string(1'000'000, 'x'));
  CHECK_THROWS_AS(bench.append("one"), Error);
  CHECK(content(bench.disk) == std::string(1'000'000, 'x'));
}

TEST_CASE("ledger: a copy of the archive by hard links keeps the ledger that it had") {
  const World world;
  const test::TemporaryFolder folder;
  auto& fs = os::posix_file_system();
  const auto signer = new_signer();
  const auto enter = [&] {
    return archive::Ledger(fs, world, folder.path(), signer)
        .append("begin", {{"recording", "one"}, {"open", std::string(64, 'a')}});
  };
  (void)enter();
  const auto path = archive::ledger_path(folder.path());
  const auto before = os::read_all(fs, path, 10'000'000);
  std::filesystem::create_hard_link(path, folder / "copy");
  (void)enter();
  CHECK(os::read_all(fs, folder / "copy", 10'000'000) == before);
  CHECK(os::read_all(fs, path, 10'000'000).starts_with(before));
  CHECK(os::read_all(fs, path, 10'000'000).size() > before.size());
}
