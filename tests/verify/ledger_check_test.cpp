// SPDX-License-Identifier: MIT
//
// The ledger tells a recording that was deleted from one that was taken away, exchanged, brought in or moved.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "archive/archive.hpp"
#include "archive/intent.hpp"
#include "archive/ledger.hpp"
#include "archive/opening.hpp"
#include "base/base64.hpp"
#include "base/text.hpp"
#include "earwitness/verify.hpp"
#include "os/clock.hpp"
#include "os/local_time.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using What = LedgerFinding::What;

namespace {

os::FileSystem& fs() { return os::posix_file_system(); }

/// An archive whose recordings are what the ledger's check looks at: a first line of a journal, and a tag manifest.
class Archive {
 public:
  explicit Archive(int recordings = 3) {
    for (int i = 1; i <= recordings; ++i) seal(begin(i));
  }

  archive::Conversation begin(int number) {
    const auto uuid = uuid_of(number);
    const auto conversation = archive::begin(fs(), root(), UtcTime{std::chrono::hours(number)}, "talk");
    put_journal(conversation, uuid, ledger().head());
    ledger().begin(uuid, archive::read_opening(fs(), conversation.bag())->hash);
    return conversation;
  }
  void seal(const archive::Conversation& conversation) {
    put(conversation.bag() / "tagmanifest-sha256.txt", "the seal of " + conversation.folder.string());
    ledger().seal(uuid_in(conversation), "recording", archive::read_seal(fs(), conversation.bag()));
  }
  void recover(const archive::Conversation& conversation) {
    std::filesystem::create_directory(conversation.recovered());
    put(conversation.recovered() / "tagmanifest-sha256.txt", "recovered");
    ledger().recover(uuid_in(conversation), "recovered", archive::read_seal(fs(), conversation.recovered()));
  }
  void put_journal(const archive::Conversation& conversation, const std::string& uuid, const std::string& head) {
    put(conversation.data() / "journal.jsonl",
        R"({"seq":0,"event":"open","recording":")" + uuid + R"(","key":"k","ledger":")" + head + "\"}\n");
  }
  static void put(const os::Path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

  [[nodiscard]] os::Path root() const { return folder_.path(); }
  [[nodiscard]] os::Path ledger_file() const { return archive::ledger_path(root()); }
  [[nodiscard]] archive::Conversation at(int number) const {
    const auto name = os::local_stamp(UtcTime{std::chrono::hours(number)}) + "_talk";
    return {root() / name};
  }
  [[nodiscard]] archive::LedgerEntries ledger() const { return {fs(), os::posix_clock(), root(), signer}; }
  [[nodiscard]] LedgerVerification check(const std::vector<std::string>& heads = {}) const {
    return verify_ledger(root(), heads);
  }
  [[nodiscard]] LedgerVerification check_by(const Checker& checker) const { return verify_ledger(root(), {}, checker); }
  [[nodiscard]] std::vector<std::string> lines() const {
    const auto text = os::read_all(fs(), ledger_file(), 10'000'000);
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
      lines.push_back(text.substr(at, text.find('\n', at) - at));
    }
    return lines;
  }
  static std::string uuid_of(int number) { return "00000000-0000-4000-8000-00000000000" + std::to_string(number); }
  [[nodiscard]] static std::string uuid_in(const archive::Conversation& conversation) {
    return archive::read_opening(fs(), conversation.bag())->recording;
  }

  archive::Signer signer{crypto::SigningKey::generate(), {}};

 private:
  test::TemporaryFolder folder_;
};

CheckResult result_of(const LedgerVerification& found, const std::string& name) {
  for (const auto& check : found.checks) {
    if (to_string(check.name) == name) return check.result;
  }
  FAIL("there is no check " << name);
  return CheckResult::fail;
}

/// The one finding, which it must be.
LedgerFinding only(const LedgerVerification& found) {
  CHECK_FALSE(found.unchanged);
  std::string all;
  for (const auto& finding : found.findings) all += finding.recording + ": " + finding.detail + "\n";
  INFO(all);
  REQUIRE(found.findings.size() == 1);
  return found.findings.front();
}

}  // namespace

TEST_CASE("ledger check: an archive as it was left is unchanged, and its head is told") {
  const Archive archive;
  const auto found = archive.check();
  CHECK(found.present);
  CHECK(found.unchanged);
  CHECK(found.recordings == 3);
  CHECK(found.lines == 7);
  CHECK(found.keys.size() == 1);
  CHECK(found.head == archive.ledger().head());
  CHECK(found.remarks.empty());
  CHECK(result_of(found, "ledger head") == CheckResult::not_checked);
  CHECK(result_of(found, "ledger signatures") == CheckResult::pass);
  CHECK(result_of(archive.check({found.head}), "ledger head") == CheckResult::pass);
  CHECK(archive.check({found.head}).held_lines == 7);
}

TEST_CASE("ledger check: a deleted recording is told from one that was taken away") {
  Archive archive;
  const auto seal = archive::read_seal(fs(), archive.at(1).bag());
  archive.ledger().remove(Archive::uuid_of(1), "recording", seal);
  archive::discard(fs(), archive.at(1));
  auto found = archive.check();
  CHECK(found.unchanged);
  REQUIRE(found.deleted.size() == 1);
  CHECK(found.deleted[0].recording == Archive::uuid_of(1));
  CHECK(found.deleted[0].seal == seal);

  archive::discard(fs(), archive.at(2));
  found = archive.check();
  const auto gone = only(found);
  CHECK(gone.what == What::missing);
  CHECK(gone.recording == Archive::uuid_of(2));
  CHECK(found.deleted.size() == 1);
  CHECK(result_of(found, "recordings in the ledger") == CheckResult::fail);
}

TEST_CASE("ledger check: all recordings taken away are missing, and so is a ledger that somebody holds a line of") {
  Archive archive(2);
  for (int i = 1; i <= 2; ++i) archive::discard(fs(), archive.at(i));
  CHECK(archive.check().findings.size() == 2);
  const Archive other;
  const auto head = other.check().head;
  std::filesystem::remove(other.ledger_file());
  const auto found = other.check();
  CHECK_FALSE(found.present);
  CHECK(only(found).what == What::missing);
  CHECK(result_of(found, "recordings in the ledger") == CheckResult::fail);
  CHECK(other.check({head}).findings.size() == 2);
}

TEST_CASE("ledger check: a recording with another seal, without its seal, or recovered after it, is altered") {
  Archive archive;
  Archive::put(archive.at(2).bag() / "tagmanifest-sha256.txt", "made anew");
  auto finding = only(archive.check());
  CHECK(finding.what == What::altered);
  CHECK(finding.line.has_value());
  std::filesystem::remove(archive.at(2).bag() / "tagmanifest-sha256.txt");
  CHECK(only(archive.check()).what == What::missing);

  Archive recovered;
  std::filesystem::create_directory(recovered.at(1).recovered());
  Archive::put(recovered.at(1).recovered() / "tagmanifest-sha256.txt", "recovered");
  CHECK(only(recovered.check()).what == What::altered);
}

TEST_CASE("ledger check: an interrupted recording is a remark, a recovered one is known, another one is altered") {
  Archive archive;
  const auto interrupted = archive.begin(4);
  auto found = archive.check();
  CHECK(found.unchanged);
  CHECK(found.remarks.size() == 1);
  archive.recover(interrupted);
  found = archive.check();
  CHECK(found.unchanged);
  CHECK(found.remarks.empty());
  Archive::put(interrupted.recovered() / "tagmanifest-sha256.txt", "recovered again");
  CHECK(only(archive.check()).what == What::altered);
  std::filesystem::remove_all(interrupted.recovered());
  CHECK(only(archive.check()).what == What::missing);
}

TEST_CASE("ledger check: what was brought in from elsewhere is not in the ledger, and a copy stands twice") {
  Archive archive;
  const Archive other;
  const auto copy = [](const os::Path& from, const os::Path& to) {
    std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
  };
  copy(archive.at(1).folder, archive.root() / "copy");
  CHECK(only(archive.check()).what == What::unlisted);
  std::filesystem::remove_all(archive.root() / "copy");

  const archive::Conversation foreign{archive.root() / "foreign"};
  copy(other.at(1).folder, foreign.folder);
  archive.put_journal(foreign, "11111111-0000-4000-8000-000000000001", std::string(64, 'a'));
  CHECK(only(archive.check()).what == What::unlisted);
  // One that names no ledger was never in one, and says so itself.
  Archive::put(foreign.data() / "journal.jsonl",
               R"({"seq":0,"event":"open","recording":"11111111-0000-4000-8000-000000000001","ledger":null})"
               "\n");
  const auto found = archive.check();
  CHECK(found.unchanged);
  CHECK(found.remarks.size() == 1);
}

TEST_CASE(
    "ledger check: a start that was cut short before its beginning was entered is told, and sealed it is unlisted") {
  Archive archive;
  const auto begun = archive::begin(fs(), archive.root(), UtcTime{std::chrono::hours(9)}, "cut");
  archive.put_journal(begun, Archive::uuid_of(9), archive.ledger().head());
  auto found = archive.check();
  CHECK(found.unchanged);
  REQUIRE(found.remarks.size() == 1);
  CHECK(found.remarks[0].find("cut short before the ledger had its beginning") != std::string::npos);
  archive.seal(archive.begin(4));  // also once others have begun after it
  CHECK(archive.check().unchanged);
  Archive::put(begun.bag() / "tagmanifest-sha256.txt", "a seal");
  CHECK(only(archive.check()).what == What::unlisted);
  std::filesystem::remove(begun.bag() / "tagmanifest-sha256.txt");
  archive.put_journal(begun, Archive::uuid_of(9), std::string(64, 'a'));  // a line of another ledger
  CHECK(only(archive.check()).what == What::unlisted);
}

TEST_CASE(
    "ledger check: a deletion that was cut short is told, as long as what it wrote down is what the ledger names") {
  Archive archive;
  const archive::Intents intents(fs(), archive.root(), {});
  const auto name = archive.at(1).folder.filename().string();
  const auto seal = archive::read_seal(fs(), archive.at(1).bag());
  archive::Intent intent{"delete", name, archive::Intent::Settled::by_ledger};
  SECTION("of all") {
    const auto file = intents.write(intent);
    archive.ledger().remove(Archive::uuid_of(1), "recording", seal, file.sha256);
    const auto found = archive.check();
    CHECK(found.unchanged);
    REQUIRE(found.remarks.size() == 1);
    CHECK(found.remarks[0].find("the deletion of " + name + " was interrupted") != std::string::npos);
    // Another intent is none, and neither is none at all.
    intent.change = "another";
    (void)intents.rewrite(file, intent);
    CHECK(only(archive.check()).what == What::altered);
    intents.remove(file);
    CHECK(only(archive.check()).what == What::altered);
  }
  SECTION("of a part, also while neither bag has the recording's name") {
    const auto file = intents.write(intent);
    const auto rest = archive.at(1).folder / ".part-deletion" / "remainder";
    os::make_folders(fs(), rest);
    Archive::put(rest / "tagmanifest-sha256.txt", "what is left");
    archive.ledger().remove_part(Archive::uuid_of(1), seal, archive::read_seal(fs(), rest), file.sha256);
    CHECK(archive.check().unchanged);
    fs().rename(archive.at(1).bag(), archive.at(1).folder / ".part-deletion" / "whole");
    CHECK(archive.check().unchanged);
    // Who took the rest away can't call it that.
    os::remove_tree(fs(), archive.at(1).folder / ".part-deletion");
    CHECK(only(archive.check()).what == What::missing);
  }
}

TEST_CASE("ledger check: a seal that was entered late counts as one, by a word of its own") {
  Archive archive;
  const auto late = archive.begin(4);
  Archive::put(late.bag() / "tagmanifest-sha256.txt", "a seal");
  REQUIRE(archive.check().remarks.size() == 1);
  archive.ledger().find(Archive::uuid_of(4), "recording", archive::read_seal(fs(), late.bag()));
  const auto found = archive.check();
  CHECK(found.unchanged);
  CHECK(found.remarks.empty());
  Archive::put(late.bag() / "tagmanifest-sha256.txt", "another seal");
  CHECK(only(archive.check()).what == What::altered);
}

TEST_CASE("ledger check: recordings that were begun in another order are told") {
  Archive archive;
  const auto opening = archive::read_opening(fs(), archive.at(3).bag());
  // The key's holder writes it in: the third one names the line that the second one began on.
  const auto earlier = archive::read_opening(fs(), archive.at(2).bag())->ledger;
  archive.put_journal(archive.at(3), opening->recording, earlier);
  const auto found = archive.check();
  const bool reordered = std::any_of(found.findings.begin(), found.findings.end(),
                                     [](const auto& finding) { return finding.what == What::reordered; });
  CHECK(reordered);
}

TEST_CASE("ledger check: each dropped, changed or moved line is told with its place") {
  const Archive archive;
  const auto whole = archive.lines();
  const auto with = [&](const std::vector<std::string>& lines) {
    std::string text;
    for (const auto& line : lines) text += line + "\n";
    Archive::put(archive.ledger_file(), text);
    return archive.check();
  };
  for (std::size_t i = 0; i + 1 < whole.size(); ++i) {
    INFO("line " << i + 1);
    auto lines = whole;
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(i));
    const auto found = with(lines);
    REQUIRE_FALSE(found.unchanged);
    CHECK(found.findings.front().line == i + 1);
    lines = whole;
    std::swap(lines[i], lines[i + 1]);
    CHECK(with(lines).findings.front().line == i + 1);
    lines = whole;
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    CHECK_FALSE(with(lines).unchanged);
  }
  // The last line alone can go unseen in the chain; its recording is there, and remarked.
  auto cut = whole;
  cut.pop_back();
  CHECK(with(cut).remarks.size() == 1);
  // Whoever holds its hash sees it.
  Archive::put(archive.ledger_file(), "");
  for (const auto& line : whole) std::ofstream(archive.ledger_file(), std::ios::app) << line << "\n";
  const auto head = archive.check().head;
  with(cut);
  CHECK_FALSE(archive.check({head}).unchanged);
}

TEST_CASE("ledger check: one who has another key can't go on with it, nor make it anew, unseen") {
  Archive archive;
  const auto head = archive.check().head;
  archive.signer = {crypto::SigningKey::generate(), {}};
  archive.ledger().remove(Archive::uuid_of(1), "recording", "");
  archive::discard(fs(), archive.at(1));
  auto found = archive.check();
  CHECK(found.keys.size() == 2);
  CHECK(result_of(found, "ledger keys") == CheckResult::fail);
  // The key is one finding, the recording that is gone another: its tombstone is nobody's.
  REQUIRE(found.findings.size() == 2);
  CHECK(found.findings[0].line == 8);
  CHECK(found.findings[1].what == What::missing);
  CHECK(found.findings[1].recording == Archive::uuid_of(1));
  CHECK(found.deleted.empty());

  std::filesystem::remove(archive.ledger_file());
  for (int i = 2; i <= 3; ++i) {
    const auto opening = archive::read_opening(fs(), archive.at(i).bag());
    archive.ledger().begin(opening->recording, opening->hash);
    archive.ledger().seal(opening->recording, "recording", archive::read_seal(fs(), archive.at(i).bag()));
  }
  found = archive.check({head});
  CHECK(result_of(found, "ledger head") == CheckResult::fail);
  // Even without a head: what the recordings name is not in it.
  CHECK_FALSE(archive.check().unchanged);
}

TEST_CASE("ledger check: a rotated key has the word of the one before it") {
  Archive archive;
  auto next = crypto::SigningKey::generate();
  const auto word = archive::endorse(archive.signer.key, next);
  archive.signer = {std::move(next), {word}};
  archive.seal(archive.begin(4));
  const auto found = archive.check();
  CHECK(found.unchanged);
  CHECK(found.keys.size() == 2);
  CHECK(found.remarks.empty());
  CHECK(result_of(found, "ledger keys") == CheckResult::pass);
}

TEST_CASE("ledger check: a line whose signature was exchanged is found, though the chain was made anew") {
  const Archive archive;
  auto lines = archive.lines();
  auto& last = lines.back();
  const auto at = last.find("\"sig\":\"") + 10;
  last[at] = last[at] == 'A' ? 'B' : 'A';
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  Archive::put(archive.ledger_file(), text);
  const auto finding = only(archive.check());
  CHECK(finding.what == What::altered);
  CHECK(finding.line == lines.size());
}

TEST_CASE(
    "ledger check: the newest transcript that is taken away or exchanged is missed, and one that was deleted is not") {
  const Archive archive;
  const auto conversation = archive.at(2);
  const auto uuid = Archive::uuid_of(2);
  const auto add = [&](const std::string& name) {
    std::filesystem::create_directory(conversation.folder / name);
    Archive::put(conversation.folder / name / "tagmanifest-sha256.txt", "the seal of " + name);
    archive.ledger().transcript(uuid, name, archive::read_seal(fs(), conversation.folder / name));
  };
  add("transcript-1");
  add("transcript-2");
  CHECK(archive.check().unchanged);
  Archive::put(conversation.folder / "transcript-2" / "tagmanifest-sha256.txt", "another");
  auto finding = only(archive.check());
  CHECK(finding.what == What::altered);
  CHECK(finding.line == 9);
  std::filesystem::remove_all(conversation.folder / "transcript-2");
  finding = only(archive.check());
  CHECK(finding.what == What::missing);
  CHECK(finding.recording == conversation.folder.filename().string());
  CHECK(finding.detail.find("transcript-2") != std::string::npos);
  archive.ledger().remove_transcript(uuid, "transcript-2");
  CHECK(archive.check().unchanged);
  add("transcript-2");
  CHECK(archive.check().unchanged);
  // A name that is no transcript's leads nowhere.
  archive.ledger().transcript(uuid, "../../" + archive.at(1).folder.filename().string(), std::string(64, 'a'));
  CHECK(only(archive.check()).detail == "its field bag is missing or is not what it should be");
  archive.ledger().remove(uuid, "recording", std::string(64, 'b'));
  std::filesystem::remove_all(conversation.folder);
  CHECK(only(archive.check()).detail == "its field bag is missing or is not what it should be");
}

namespace {

Checker knowing(const std::vector<KnownKey>& keys) {
  Checker checker;
  checker.keys = keys;
  return checker;
}

std::string fingerprint_of(const archive::Signer& signer) { return base::to_hex(signer.key.fingerprint()); }

/// A key after that of `before`, with its word.
archive::Signer rotated(const archive::Signer& before) {
  archive::Signer next{crypto::SigningKey::generate(), before.endorsements};
  next.endorsements.push_back(archive::endorse(before.key, next.key));
  return next;
}

bool has(const LedgerVerification& found, What what, const std::string& recording) {
  return std::any_of(found.findings.begin(), found.findings.end(), [&](const LedgerFinding& finding) {
    return finding.what == what && finding.recording == recording;
  });
}

}  // namespace

TEST_CASE("ledger check: a stranger's lines neither delete, nor seal anew, nor bring anything in") {
  Archive archive;
  archive.signer = {crypto::SigningKey::generate(), {}};
  const auto stranger = fingerprint_of(archive.signer);
  const auto& second = archive.at(2);
  Archive::put(second.bag() / "tagmanifest-sha256.txt", "made anew");
  archive.ledger().seal(Archive::uuid_of(2), "recording", archive::read_seal(fs(), second.bag()));
  CHECK(has(archive.check(), What::altered, second.folder.filename().string()));
  const auto brought = archive.begin(4);
  archive.seal(brought);
  auto found = archive.check();
  CHECK(has(found, What::unlisted, brought.folder.filename().string()));
  // Once for the key, however often it comes.
  CHECK(std::count_if(found.findings.begin(), found.findings.end(),
                      [&](const auto& finding) { return finding.detail.find(stranger) != std::string::npos; }) == 1);
  CHECK(result_of(found, "ledger signatures") == CheckResult::pass);

  // The checker who compared that key with its owner takes its word.
  found = archive.check_by(knowing({{stranger, "A. Name"}}));
  CHECK_FALSE(has(found, What::unlisted, brought.folder.filename().string()));
  // But then the first key is one that this checker can't place, and recording 2 has two seals.
  CHECK(found.findings.size() == 2);
  CHECK(has(found, What::altered, {}));
  CHECK(has(found, What::altered, second.folder.filename().string()));
  CHECK_FALSE(found.first_key_known);
}

TEST_CASE("ledger check: a part that was deleted by a stranger's word is not deleted") {
  Archive archive;
  const auto whole = archive::read_seal(fs(), archive.at(1).bag());
  archive.signer = {crypto::SigningKey::generate(), {}};
  const auto sealed = "the seal of " + archive.at(1).folder.string();
  Archive::put(archive.at(1).bag() / "tagmanifest-sha256.txt", "what is left");
  const auto original = archive.at(1).bag() / "data/original/tagmanifest-sha256.txt";
  std::filesystem::create_directories(original.parent_path());
  Archive::put(original, sealed);
  archive.ledger().remove_part(Archive::uuid_of(1), whole, archive::read_seal(fs(), archive.at(1).bag()), {});
  CHECK(has(archive.check(), What::altered, archive.at(1).folder.filename().string()));
}

TEST_CASE("ledger check: a key that was lost, and one made in its place, need the checker's own word") {
  Archive archive;
  const auto lost = fingerprint_of(archive.signer);
  archive.signer = {crypto::SigningKey::generate(), {}};
  const auto fresh = fingerprint_of(archive.signer);
  archive.seal(archive.begin(4));
  // To the one whose key is the new one, the first is a stranger's, who may have laid this ledger there.
  const auto first = only(archive.check_by(knowing({{fresh, {}, true}})));
  CHECK(first.line == 1);
  CHECK(first.detail.find(lost) != std::string::npos);
  const auto found = archive.check_by(knowing({{fresh, {}, true}, {lost, "mine, of before"}}));
  CHECK(found.unchanged);
  CHECK(found.first_key_known);
  CHECK(found.remarks.size() == 1);
  CHECK(result_of(found, "ledger keys") == CheckResult::pass);
  // To anybody else the new one is.
  CHECK_FALSE(archive.check().unchanged);
  CHECK_FALSE(archive.check_by(knowing({{lost, {}}})).unchanged);
}

TEST_CASE("ledger check: a word counts in both directions, once both have signed") {
  Archive archive;
  const auto first = fingerprint_of(archive.signer);
  auto next = rotated(archive.signer);
  archive.signer = rotated(next);
  archive.seal(archive.begin(4));
  // By two rotations of which the ledger saw none between.
  for (const auto& known : {first, fingerprint_of(next), fingerprint_of(archive.signer)}) {
    const auto found = archive.check_by(knowing({{known, {}, true}}));
    CHECK(found.unchanged);
    CHECK(found.first_key_known);
  }
  CHECK(archive.check().unchanged);
}

TEST_CASE("ledger check: a key that was replaced, and signs again, is told and no stranger's") {
  Archive archive;
  archive::Signer old{crypto::SigningKey::generate(), {}};
  std::swap(old, archive.signer);
  archive.signer = rotated(old);
  archive.seal(archive.begin(4));
  std::swap(old, archive.signer);
  archive.seal(archive.begin(5));
  const auto found = archive.check();
  CHECK(found.unchanged);
  REQUIRE(found.remarks.size() == 1);
  CHECK(found.remarks[0].find("signed again") != std::string::npos);
}

TEST_CASE("ledger check: a ledger that a stranger made anew is one to whoever knows a key of the archive") {
  Archive archive;
  const auto own = fingerprint_of(archive.signer);
  // Nothing is left but a recording that names the owner's key and no line of a ledger.
  for (int i = 1; i <= 3; ++i) archive::discard(fs(), archive.at(i));
  std::filesystem::remove(archive.ledger_file());
  archive.signer = {crypto::SigningKey::generate(), {}};
  archive.ledger().remove(Archive::uuid_of(1), "recording", std::string(64, 'b'));
  CHECK(archive.check().unchanged);                               // to whoever knows nobody here
  CHECK(archive.check_by(knowing({{own, {}, true}})).unchanged);  // another's archive, for all that is known
  auto checker = knowing({{own, {}, true}});
  checker.archive = archive.root();
  CHECK(only(archive.check_by(checker)).line == 1);
  checker.archive.clear();
  const archive::Conversation kept = archive::begin(fs(), archive.root(), UtcTime{std::chrono::hours(9)}, "talk");
  Archive::put(kept.data() / "journal.jsonl",
               R"({"seq":0,"event":"open","recording":"11111111-0000-4000-8000-000000000001","key":")" + own +
                   "\",\"ledger\":null}\n");
  CHECK(only(archive.check_by(checker)).line == 1);
}

TEST_CASE("ledger check: a stranger's word for the owner's key ties nothing to it") {
  Archive forged(0);
  archive::Signer owner{crypto::SigningKey::generate(), {}};
  const auto own = fingerprint_of(owner);
  forged.ledger().remove("11111111-0000-4000-8000-000000000001", "recording", std::string(64, 'b'));
  // As if the owner went on with the stranger's ledger, written by one who has no key but the stranger's.
  owner.endorsements.push_back(archive::endorse(forged.signer.key, owner.key));
  (void)archive::LedgerEntries(fs(), os::posix_clock(), forged.root(), owner).head();
  CHECK(forged.check_by(knowing({{own, {}, true}})).unchanged);  // signed by the owner
  auto lines = forged.lines();
  auto& last = lines.back();
  const auto at = last.find("\"sig\":\"") + 10;
  last[at] = last[at] == 'A' ? 'B' : 'A';
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  Archive::put(forged.ledger_file(), text);
  const auto found = forged.check_by(knowing({{own, {}, true}}));
  CHECK_FALSE(found.unchanged);
  CHECK_FALSE(found.first_key_known);
}

TEST_CASE("ledger check: what lies in the ledger's place and is no file is a finding") {
  const Archive archive;
  const auto aside = archive.root() / "aside";
  std::filesystem::rename(archive.ledger_file(), aside);
  std::filesystem::create_symlink("aside", archive.ledger_file());
  CHECK(only(archive.check()).what == What::altered);
  std::filesystem::remove(archive.ledger_file());
  std::filesystem::create_symlink("nowhere", archive.ledger_file());
  CHECK(only(archive.check()).what == What::altered);
  std::filesystem::remove(archive.ledger_file());
  std::filesystem::create_directory(archive.ledger_file());
  CHECK(only(archive.check()).what == What::altered);
  std::filesystem::remove(archive.ledger_file());
  Archive::put(archive.ledger_file(), "");
  CHECK(archive.check().findings.size() == 4);  // each names a line that it has not
}

TEST_CASE("ledger check: no ledger is no finding where no recording names one") {
  const Archive archive(0);
  CHECK_FALSE(archive.check().present);
  CHECK(archive.check().findings.empty());
  const auto kept = archive::begin(fs(), archive.root(), UtcTime{std::chrono::hours(9)}, "talk");
  Archive::put(kept.data() / "journal.jsonl",
               R"({"seq":0,"event":"open","recording":"11111111-0000-4000-8000-000000000001","ledger":null})"
               "\n");
  CHECK(archive.check().findings.empty());
  CHECK(result_of(archive.check(), "recordings in the ledger") == CheckResult::not_checked);
}

TEST_CASE("ledger check: what was deleted, whole or in part, and is there again is altered") {
  Archive archive;
  const auto whole = archive::read_seal(fs(), archive.at(1).bag());
  archive.ledger().remove(Archive::uuid_of(3), "recording", archive::read_seal(fs(), archive.at(3).bag()));
  auto finding = only(archive.check());
  CHECK(finding.what == What::altered);
  CHECK(finding.recording == archive.at(3).folder.filename().string());
  archive::discard(fs(), archive.at(3));
  CHECK(archive.check().unchanged);

  const auto sealed = "the seal of " + archive.at(1).folder.string();
  Archive::put(archive.at(1).bag() / "tagmanifest-sha256.txt", "what is left");
  const auto original = archive.at(1).bag() / "data/original/tagmanifest-sha256.txt";
  std::filesystem::create_directories(original.parent_path());
  Archive::put(original, sealed);
  archive.ledger().remove_part(Archive::uuid_of(1), whole, archive::read_seal(fs(), archive.at(1).bag()), {});
  CHECK(archive.check().unchanged);
  Archive::put(original, "of another one");
  CHECK(only(archive.check()).what == What::altered);
  Archive::put(original, sealed);
  Archive::put(archive.at(1).bag() / "tagmanifest-sha256.txt", sealed);
  REQUIRE(archive::read_seal(fs(), archive.at(1).bag()) == whole);
  finding = only(archive.check());
  CHECK(finding.what == What::altered);
  CHECK(finding.line == 9);
  Archive::put(archive.at(1).bag() / "tagmanifest-sha256.txt", "something else");
  CHECK(only(archive.check()).what == What::altered);
  std::filesystem::remove(archive.at(1).bag() / "tagmanifest-sha256.txt");
  CHECK(only(archive.check()).what == What::missing);
}

TEST_CASE("ledger check: a recording that was begun and is gone is missing, and a torn end is altered") {
  Archive archive;
  std::filesystem::remove_all(archive.begin(4).folder);
  CHECK(only(archive.check()).what == What::missing);
  const Archive torn;
  std::ofstream(torn.ledger_file(), std::ios::app) << R"({"seq":7,"prev":")";
  const auto finding = only(torn.check());
  CHECK(finding.what == What::altered);
  CHECK(finding.line == 8);
}

TEST_CASE("ledger check: a second beginning and a second, other seal of a recording are altered") {
  const Archive archive;
  archive.ledger().seal(Archive::uuid_of(1), "recording", archive::read_seal(fs(), archive.at(1).bag()));
  CHECK(archive.check().unchanged);  // the same again says nothing new
  Archive::put(archive.at(2).bag() / "tagmanifest-sha256.txt", "made anew");
  archive.ledger().seal(Archive::uuid_of(2), "recording", archive::read_seal(fs(), archive.at(2).bag()));
  CHECK(only(archive.check()).what == What::altered);
  const Archive other;
  other.ledger().begin(Archive::uuid_of(3), archive::read_opening(fs(), other.at(3).bag())->hash);
  CHECK_FALSE(other.check().unchanged);
}

TEST_CASE(
    "ledger check: words about a transcript don't enter a recording, and a recovery enters its own ledger's alone") {
  Archive archive;
  const auto foreign = archive::begin(fs(), archive.root(), UtcTime{std::chrono::hours(9)}, "talk");
  const std::string uuid = "11111111-0000-4000-8000-000000000001";
  archive.put_journal(foreign, uuid, std::string(64, 'a'));
  archive.ledger().remove_transcript(uuid, "transcript-1");
  CHECK(only(archive.check()).what == What::unlisted);
  archive.recover(foreign);
  CHECK(only(archive.check()).what == What::reordered);
  // Killed between the journal's first line and the ledger's, then recovered.
  archive.put_journal(foreign, uuid, archive::read_opening(fs(), archive.at(2).bag())->ledger);
  const auto found = archive.check();
  CHECK(found.unchanged);
  CHECK(found.remarks.size() == 1);
  // One that names no ledger, recovered with a key.
  Archive::put(foreign.data() / "journal.jsonl", R"({"seq":0,"event":"open","recording":")" + uuid +
                                                     R"(","ledger":null})"
                                                     "\n");
  CHECK(archive.check().unchanged);
}

TEST_CASE("ledger check: two folders with one recording are one too many, also where no ledger has it") {
  const Archive archive;
  for (const auto* name : {"one", "two"}) {
    const archive::Conversation kept{archive.root() / name};
    std::filesystem::create_directories(kept.data());
    Archive::put(kept.data() / "journal.jsonl",
                 R"({"seq":0,"event":"open","recording":"11111111-0000-4000-8000-000000000001","ledger":null})"
                 "\n");
  }
  const auto finding = only(archive.check());
  CHECK(finding.what == What::unlisted);
  CHECK(finding.recording == "two");
}

TEST_CASE("ledger check: a first line that speaks of a key before it is altered") {
  const Archive archive(0);
  const auto write = [&](const std::string& previous) {
    auto line = R"({"seq":0,"prev":")" + std::string(64, '0') +
                R"(","utc":"2026-11-23T14:30:05.000000000Z","event":"key","key":")" + fingerprint_of(archive.signer) +
                R"(","public_key":")" + archive::body_of(archive.signer.key.public_pem()) + R"(","previous":)" +
                previous + R"(,"endorsed":null})";
    const auto signature = base::to_base64(archive.signer.key.sign(base::as_bytes(line)));
    line.pop_back();
    Archive::put(archive.ledger_file(), line + R"(,"sig":")" + signature + "\"}\n");
  };
  write("null");
  CHECK(archive.check().unchanged);
  write("\"" + std::string(64, 'a') + "\"");
  CHECK(only(archive.check()).line == 1);
}

TEST_CASE("ledger check: lines that go back in time are told, and are no finding") {
  /// A computer whose clock is set as a test wants.
  class SetClock final : public os::Clock {
   public:
    UtcTime now{};
    UtcTime utc() const override { return now; }
    BootTime boot() const override { return os::posix_clock().boot(); }
    os::ClockState state() const override { return {}; }
    void sleep(std::chrono::nanoseconds length) const override { os::posix_clock().sleep(length); }
  };
  const Archive archive(0);
  SetClock clock;
  const archive::LedgerEntries ledger(fs(), clock, archive.root(), archive.signer);
  const auto enter = [&](std::chrono::seconds at) {
    clock.now = UtcTime{at};
    (void)ledger.give_head("report");
  };
  using std::chrono::seconds;
  enter(seconds(1'000'000'000));
  enter(seconds(1'000'000'000));
  enter(seconds(1'000'000'010));
  CHECK(archive.check().remarks.empty());
  enter(seconds(900'000'000));
  enter(seconds(900'000'001));
  enter(seconds(1'100'000'000));
  const auto found = archive.check();
  CHECK(found.unchanged);
  REQUIRE(found.remarks.size() == 1);
  CHECK(found.remarks[0].find("1998-07-09T16:00:00.000000000Z") != std::string::npos);
  CHECK(found.remarks[0].find("2001-09-09T01:46:50.000000000Z") != std::string::npos);
}
