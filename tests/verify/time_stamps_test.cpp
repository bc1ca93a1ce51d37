// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>

#include "base/base64.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "crypto/signing_key.hpp"
#include "json/fields.hpp"
#include "json/value.hpp"
#include "tests/catch.hpp"
#include "tests/timestamp/test_tsa.hpp"
#include "tests/verify/findings.hpp"
#include "tests/verify/sealed_recording.hpp"
#include "timestamp/slate.hpp"

using namespace earwitness;
using earwitness::test::fails;
using earwitness::test::journal_file;
using earwitness::test::names;
using earwitness::test::SealedRecording;
using earwitness::test::signature_file;
using earwitness::test::TestTsa;

namespace {

constexpr const char* check_name = "time stamps";

UtcTime from_now(std::chrono::seconds distance) {
  return UtcTime{std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now()) + distance};
}

std::string_view text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A recording that names a key, with time stamps where a test wants them.
class Stamped {
 public:
  Stamped() : Stamped(24'000, std::chrono::milliseconds(250)) {}
  Stamped(Frames frames, std::chrono::nanoseconds interval) : recording(frames, interval) {
    auto lines = recording.journal();
    lines[0]["key"] = base::to_hex(key.fingerprint());
    recording.write_journal(std::move(lines));
    recording.write("seal/public-key.pem", key.public_pem());
    sign();
  }

  /// A line with this token behind line `after` (from 1), and what is chained on it anew.
  void journal_token(const std::vector<std::byte>& token, std::size_t after = 1, std::size_t covers = 0,
                     const std::vector<std::string>& slate = {}) {
    auto lines = recording.journal();
    json::Value line = lines[after - 1];
    line = {{"seq", 0}, {"prev", ""}, {"utc", line["utc"]}, {"mono", line["mono"]}, {"event", "timestamp"}};
    auto shown = line;
    line["covers"] = covers;
    line["tsa"] = "http://tsa.example";
    line["token"] = base::to_base64(token);
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(after), line);
    if (!slate.empty()) {
      shown["event"] = "screen";
      shown["what"] = "slate";
      shown["slate"] = slate;
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(after) + 1, shown);
    }
    recording.write_journal(std::move(lines));
    sign();
  }

  /// The first break is said to be of this cause and length, without a frame lost; all from there on comes so much
  /// later.
  void declare_break(const std::string& cause, double seconds) {
    auto lines = recording.journal();
    const auto at = std::find_if(lines.begin(), lines.end(), [](const auto& line) { return line["event"] == "break"; });
    auto line = *at;
    line["cause"] = cause;
    line["seconds"] = seconds;
    const auto first = lines.insert(at, line);
    const auto ns = static_cast<std::int64_t>(seconds * 1e9);
    for (auto later = first; later != lines.end(); ++later) {
      for (const char* name : {"mono", "captured_mono", "first_frame_mono"}) {
        if (const auto moment = json::find_integer(*later, name, 0, INT64_MAX)) (*later)[name] = *moment + ns;
      }
      for (const char* name : {"utc", "first_frame_utc"}) {
        const auto time = base::parse_rfc3339(json::find_text(*later, name).value_or(""));
        if (time) (*later)[name] = base::rfc3339(*time + std::chrono::nanoseconds(ns));
      }
    }
    recording.write_journal(std::move(lines));
    sign();
  }
  [[nodiscard]] crypto::Digest open_line() const {
    const auto journal = recording.read(journal_file);
    return crypto::sha256(base::as_bytes(std::string_view(journal).substr(0, journal.find('\n'))));
  }
  [[nodiscard]] crypto::Digest signature() const {
    return crypto::sha256(base::as_bytes(recording.read(signature_file)));
  }
  void seal_token(const TestTsa& by, const std::vector<std::byte>& response, const std::string& number = "1") const {
    recording.write("seal/timestamp-" + number + ".tsr", std::string(text_of(response)));
    recording.write("seal/timestamp-" + number + ".pem", by.evidence(response));
  }
  /// The journal's and the seal's, as a recording has them.
  void stamp() {
    journal_token(tsa.token(open_line()));
    seal_token(tsa, tsa.stamp(signature()));
  }
  [[nodiscard]] Verification verified(const std::string& roots = {}) const {
    Checker checker;
    checker.tsa_roots = roots;
    return verify(recording.bag(), checker);
  }

  SealedRecording recording;
  TestTsa tsa;

 private:
  void sign() const {
    recording.reseal();
    const auto signature = key.sign(base::as_bytes(recording.read("tagmanifest-sha256.txt")));
    recording.write(signature_file, std::string(reinterpret_cast<const char*>(signature.data()), signature.size()));
  }
  crypto::SigningKey key = crypto::SigningKey::generate();
};

}  // namespace

TEST_CASE("time stamps: without one no date is proven, and nothing is wrong") {
  const auto found = Stamped().verified();
  CHECK(found.unchanged);
  CHECK_FALSE(found.dating.has_value());
  CHECK(test::result_of(found, check_name) == CheckResult::not_checked);
}

TEST_CASE("time stamps: both ends are bounded, and proven only under a root that the checker named") {
  Stamped stamped;
  stamped.stamp();
  const auto found = stamped.verified();
  for (const auto& finding : found.findings) CHECK(finding.detail.empty());
  REQUIRE(found.unchanged);
  REQUIRE(found.dating.has_value());
  CHECK_FALSE(found.dating->proven);
  CHECK(found.dating->begun_by.has_value());
  CHECK(found.dating->after_line == 2);
  CHECK(found.dating->existed_by >= found.dating->begun_by);
  CHECK(found.dating->slack_seconds.value_or(99) < 60);
  CHECK_FALSE(found.dating->late_by_seconds.has_value());
  REQUIRE(found.dating->stamps.size() == 2);
  CHECK(found.dating->stamps[0].line == 2);
  CHECK(found.dating->stamps[0].covers_line == 1);
  CHECK(found.dating->stamps[1].file == "seal/timestamp-1.tsr");
  CHECK(found.dating->stamps[1].root_fingerprint == stamped.tsa.root_fingerprint());
  const auto proven = stamped.verified(stamped.tsa.root_pem());
  CHECK(proven.dating->proven);
  CHECK(proven.dating->stamps[0].root_known);
  CHECK_FALSE(stamped.verified(TestTsa({"Other"}).root_pem()).dating->proven);
}

TEST_CASE("time stamps: whatever lies beside the seal is noticed when it is another, or gone") {
  Stamped stamped;
  stamped.stamp();
  const std::string path = GENERATE(as<std::string>{}, "seal/timestamp-1.tsr", "seal/timestamp-1.pem");
  const auto whole = stamped.recording.read(path);
  constexpr std::size_t step = 97;
  for (std::size_t at = 0; at < whole.size(); at += step) {
    auto flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 1);
    stamped.recording.write(path, flipped);
    const auto found = stamped.verified();
    CHECK_FALSE(found.unchanged);
    CHECK(names(found, path));
  }
  stamped.recording.write(path, "");
  CHECK(names(stamped.verified(), path));
  stamped.recording.remove(path);
  CHECK(names(stamped.verified(), path));
}

TEST_CASE("time stamps: one that is numbered so that nobody would look at it is unlisted") {
  Stamped stamped;
  stamped.stamp();
  const std::string number = GENERATE(as<std::string>{}, "0", "101", "01", "9999");
  stamped.seal_token(stamped.tsa, stamped.tsa.stamp(stamped.signature()), number);
  CHECK(names(stamped.verified(), "seal/timestamp-" + number + ".tsr"));
}

TEST_CASE("time stamps: one of another recording fits nowhere") {
  Stamped stamped;
  const Stamped other;
  SECTION("in the journal") {
    stamped.journal_token(stamped.tsa.token(other.open_line()));
    const auto found = stamped.verified();
    CHECK(fails(found, check_name));
    REQUIRE(names(found, journal_file));
    CHECK(found.findings.front().line == 2);
    CHECK_FALSE(found.dating.has_value());
  }
  SECTION("over the seal") {
    stamped.seal_token(stamped.tsa, stamped.tsa.stamp(other.signature()));
    CHECK(names(stamped.verified(), "seal/timestamp-1.tsr"));
  }
  SECTION("over another line") {
    stamped.journal_token(stamped.tsa.token(stamped.open_line()), 3, 1);
    CHECK(names(stamped.verified(), journal_file));
  }
  SECTION("and what is no token at all") {
    stamped.journal_token({std::byte{0x30}});
    CHECK(names(stamped.verified(), journal_file));
  }
}

TEST_CASE("time stamps: one from before the start, or from after its own line, is altered") {
  Stamped stamped;
  const auto days = GENERATE(-3, 3);
  stamped.tsa.set_time(from_now(std::chrono::hours(24 * days) - std::chrono::hours(1)));
  TestTsa patient(
      {.name = "Patient", .valid_from = std::chrono::hours(-9999), .valid_until = std::chrono::hours(9999)});
  patient.set_time(from_now(std::chrono::hours(24 * days)));
  stamped.journal_token(patient.token(stamped.open_line()));
  const auto found = stamped.verified();
  CHECK(fails(found, check_name));
  CHECK(found.findings.front().detail.find("by the recorder's clock") != std::string::npos);
}

TEST_CASE("time stamps: the journal can't hold more time than went by between two of them") {
  Stamped stamped;
  stamped.journal_token(stamped.tsa.token(stamped.open_line()));
  stamped.tsa.set_time(from_now(std::chrono::seconds(-100)));
  stamped.seal_token(stamped.tsa, stamped.tsa.stamp(stamped.signature()));
  const auto found = stamped.verified();
  REQUIRE(names(found, "seal/timestamp-1.tsr"));
  CHECK(found.findings.front().detail.find("seconds lie between it and the time stamp in line 2") != std::string::npos);
}

TEST_CASE("time stamps: a late one is called late, and the slack is told") {
  Stamped stamped;
  stamped.journal_token(stamped.tsa.token(stamped.open_line()));
  stamped.tsa.set_time(from_now(std::chrono::hours(2)));
  stamped.seal_token(stamped.tsa, stamped.tsa.stamp(stamped.signature()));
  const auto found = stamped.verified();
  REQUIRE(found.unchanged);
  CHECK(found.dating->slack_seconds.value_or(0) > 7100);
  CHECK(found.dating->late_by_seconds.value_or(0) > 7100);
}

namespace {

/// 8000 frames a second; stamped at both ends, a second apart by the authority's clock, however long that takes here:
/// 12 seconds of sound would fit between two stamps that are five apart.
Verification of_finished_sound(Frames seconds, std::chrono::milliseconds for_each_second) {
  Stamped stamped(seconds * 8'000, for_each_second / 4);
  const auto begun = from_now(std::chrono::seconds(0));
  stamped.tsa.set_time(begun);
  stamped.journal_token(stamped.tsa.token(stamped.open_line()));
  stamped.tsa.set_time(begun + std::chrono::seconds(1));
  stamped.seal_token(stamped.tsa, stamped.tsa.stamp(stamped.signature()));
  return stamped.verified(stamped.tsa.root_pem());
}

}  // namespace

TEST_CASE("time stamps: 301 seconds of finished sound between two time stamps are never dated") {
  SECTION("a journal that says that it took 301 seconds: more than went by") {
    const auto found = of_finished_sound(301, std::chrono::milliseconds(1000));
    CHECK(verdict(found) == Verdict::altered_or_missing);
    CHECK(names(found, journal_file));
  }
  // One that does not say so is altered: tests/forge/rows_stamps.py.
  SECTION("one that says that all came at once, more than any sound server holds back: not altered, and not dated") {
    const auto found = of_finished_sound(301, std::chrono::milliseconds(10));
    for (const auto& finding : found.findings) CHECK(finding.detail.empty());
    CHECK(verdict(found) == Verdict::unchanged);
    REQUIRE(found.dating.has_value());
    CHECK_FALSE(found.dating->proven);
    CHECK(std::any_of(found.dating->doubts.begin(), found.dating->doubts.end(), [](const std::string& doubt) {
      return doubt.find("seconds more sound came than time had passed, as the journal itself says") !=
             std::string::npos;
    }));
  }
  SECTION("fewer, that may have been held back: not altered, and not dated") {
    const auto seconds = GENERATE(Frames{12}, Frames{200});
    const auto found = of_finished_sound(seconds, std::chrono::milliseconds(10));
    for (const auto& finding : found.findings) CHECK(finding.detail.empty());
    CHECK(verdict(found) == Verdict::unchanged);
    REQUIRE(found.dating.has_value());
    CHECK_FALSE(found.dating->proven);
    REQUIRE(found.dating->doubts.size() == 1);
    CHECK(found.dating->doubts.front().find("seconds of sound were written down between two time stamps") !=
          std::string::npos);
    Requirements dated;
    dated.time = true;
    CHECK(unconfirmed(found, dated).size() == 1);
  }
  SECTION("as much as there was time for is dated") {
    const auto found = of_finished_sound(3, std::chrono::milliseconds(1000));
    CHECK(verdict(found) == Verdict::unchanged_and_dated);
    CHECK(found.dating->doubts.empty());
  }
}

TEST_CASE("time stamps: pauses and breaks are time that nobody vouches for, and part of the slack") {
  Stamped stamped;
  stamped.journal_token(stamped.tsa.token(stamped.open_line()));
  stamped.declare_break("pause", 600);
  stamped.declare_break("device_lost", 60);
  stamped.tsa.set_time(from_now(std::chrono::seconds(670)));
  stamped.seal_token(stamped.tsa, stamped.tsa.stamp(stamped.signature()));
  const auto found = stamped.verified(stamped.tsa.root_pem());
  for (const auto& finding : found.findings) CHECK(finding.detail.empty());
  REQUIRE(found.unchanged);
  CHECK(found.dating->slack_seconds.value_or(0) > 660);
  CHECK(found.dating->pause_seconds == 600);
  CHECK(found.dating->break_seconds == 60);
}

TEST_CASE("time stamps: a first one that nobody believes bounds nothing under one that somebody does") {
  Stamped stamped;
  const TestTsa other({"Other"});
  stamped.journal_token(other.token(stamped.open_line()));
  stamped.seal_token(stamped.tsa, stamped.tsa.stamp(stamped.signature()));
  const auto found = stamped.verified(stamped.tsa.root_pem());
  REQUIRE(found.dating.has_value());
  CHECK(found.dating->proven);
  CHECK_FALSE(found.dating->slack_seconds.has_value());
}

TEST_CASE("time stamps: the words of a slate are those of its token, or it is altered") {
  Stamped stamped;
  const auto token = stamped.tsa.token(stamped.open_line());
  const auto words = timestamp::slate_words(token);
  SECTION("its own") {
    stamped.journal_token(token, 1, 0, words);
    const auto found = stamped.verified();
    REQUIRE(found.unchanged);
    CHECK(found.dating->stamps.front().slate == words);
  }
  SECTION("others") {
    auto others = words;
    others[2] += "x";
    stamped.journal_token(token, 1, 0, others);
    CHECK(fails(stamped.verified(), check_name));
  }
}
