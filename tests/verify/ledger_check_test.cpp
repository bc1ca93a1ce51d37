// SPDX-License-Identifier: MIT
//
// The ledger tells a recording that was deleted from one that was taken away, exchanged, brought in or moved.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "archive/archive.hpp"
#include "archive/ledger.hpp"
#include "archive/opening.hpp"
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
  CHECK_FALSE(found.unchanged);
  CHECK(found.findings.empty());
  CHECK(result_of(found, "recordings in the ledger") == CheckResult::not_checked);
  CHECK(only(other.check({head})).what == What::missing);
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
  CHECK(result_of(found, "ledger keys") == CheckResult::not_checked);
  CHECK(found.remarks.size() == 1);

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
  CHECK(archive.check().unchanged);
  archive.ledger().remove(uuid, "recording", "x");
  std::filesystem::remove_all(conversation.folder);
  CHECK(archive.check().unchanged);
}
