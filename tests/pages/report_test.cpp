// SPDX-License-Identifier: MIT
//
// A report's page: that it tells what the recording says, that no word of a recording can become a part of the page,
// and that it says so where the recording does not stand.
#include "pages/report.hpp"

#include <algorithm>
#include <filesystem>

#include "base/translate.hpp"
#include "derive/excerpt.hpp"
#include "flac/reader.hpp"
#include "flac/writer.hpp"
#include "json/value.hpp"
#include "pages/html.hpp"
#include "pages/report_facts.hpp"
#include "pages/report_page.hpp"
#include "pages/report_sound.hpp"
#include "pages/report_words.hpp"
#include "tests/catch.hpp"
#include "tests/json_text.hpp"
#include "tests/verify/sealed_recording.hpp"
#include "verify/verify.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using pages::Html;
using test::SealedRecording;
using timeline::Event;

namespace {

/// What breaks out of an element, an attribute, a script and a comment, and turns the direction of writing.
const std::string hostile =
    "</script><img src=x onerror=alert(1)>\"'&--><svg onload=\xE2\x80\xA8\xE2\x80\xAE{{script}}\x1b";

bool holds(const std::string& all, const std::string& text) { return all.find(text) != std::string::npos; }

std::size_t count(const std::string& all, const std::string& text) {
  std::size_t found = 0;
  for (auto at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++found;
  return found;
}

/// All fields that can be anyone's words hold `words`.
pages::ReportFacts facts_with(const std::string& words) {
  pages::ReportFacts facts;
  facts.found.sealed = true;
  facts.found.kind = Word<RecordingKind>(words);
  facts.found.source = Word<SoundSource>(words);
  facts.found.recording = words;
  facts.found.seal = words;
  facts.found.ended = Word<EndReason>(words);
  facts.found.signature = Signature{words, true, words};
  facts.found.checks = {{CheckName::payload, CheckResult::fail, words}};
  facts.found.findings = {{Finding::What::altered, words, 1.0, 2.0, 3, words}};
  facts.found.dating.emplace();
  facts.found.dating->existed_by = words;
  TimeStamp stamp;
  stamp.time = stamp.authority = words;
  facts.found.dating->stamps.push_back(stamp);
  stamp.root_known = true;
  stamp.weaknesses = {words};
  facts.found.dating->stamps.push_back(stamp);
  auto& said = facts.found.said;
  facts.title = said.title = said.name = said.statement = said.original = said.sealed_on = words;
  said.recorded_utc = said.deleted_utc = said.imported_file = said.decoded_file = said.recogniser = words;
  facts.devices = facts.monitors = facts.people = facts.claims = {words, words};
  facts.audio = {48000, 1, 16};
  facts.started = UtcTime{};
  facts.length = 60s;
  facts.stretches = {{words, 0s, 20s}, {words, 30s, 30s}};
  for (const auto kind : {Event::Kind::mark, Event::Kind::pause, Event::Kind::interruption, Event::Kind::gap,
                          Event::Kind::withheld, Event::Kind::altered, Event::Kind::event}) {
    facts.events.push_back({kind, 20s, 30s, words, words, true, 1});
  }
  facts.levels = {{0s, 1s, -10, -20}};
  pages::TranscriptFacts transcript;
  transcript.bag = transcript.seal = transcript.machine = transcript.problem = words;
  transcript.signature = Signature{words, false, words};
  transcript.said = {{words, words, words, Known::claimed, words}};
  transcript.lines = {{1s, 2s, words, words}};
  facts.transcript = transcript;
  return facts;
}

std::string page_of(const pages::ReportFacts& facts, pages::PageSound::Where where) {
  pages::PageSound sound{where, "audio/mpeg", hostile};
  if (where == pages::PageSound::Where::sealed) sound.files = {hostile, hostile};
  const auto page = pages::report_page(facts, sound, UtcTime{});
  return page.before + page.after;
}

struct Made {
  Made(const os::Path& recording, bool audio) {
    pages::ReportRequest request;
    request.recording = recording;
    request.page = to / "report.html";
    request.audio = audio;
    report = pages::make_report(os::posix_file_system(), os::posix_clock(), request);
    page = os::read_all(os::posix_file_system(), request.page, 1 << 26);
  }

  test::TemporaryFolder to;
  pages::Report report;
  std::string page;
};

Made make(const os::Path& recording, bool audio = true) { return {recording, audio}; }

struct Dutch {
  Dutch() { base::set_language(base::Language::dutch); }
  ~Dutch() { base::set_language(base::Language::english); }
};

}  // namespace

TEST_CASE("report: whatever a recording says, not one character of it becomes a part of the page") {
  using Where = pages::PageSound::Where;
  for (const auto where : {Where::none, Where::sealed, Where::embedded, Where::beside}) {
    const auto plain = page_of(facts_with("words"), where);
    const auto attacked = page_of(facts_with(hostile), where);
    // The same elements and attributes, whatever the words are.
    for (const char* part : {"<", "</script>", "<script", "<svg", "<img", "<!--"}) {
      INFO(part);
      CHECK(count(plain, part) == count(attacked, part));
    }
    for (const char* never : {"<img", "onerror=alert(1)>", "\x1b", "\xE2\x80\xA8", "\xE2\x80\xAE"}) {
      INFO(never);
      CHECK_FALSE(holds(attacked, never));
    }
    // Between two quotes of an attribute there is none of a recording.
    CHECK(count(plain, "\"") == count(attacked, "\""));
    CHECK(holds(attacked, "&lt;/script&gt;&lt;img src=x"));
    CHECK(holds(attacked, "\\u202e"));
  }
}

TEST_CASE("report: a word that looks like a place of the page's own template stays a word") {
  const auto page = page_of(facts_with("{{script}}"), pages::PageSound::Where::none);
  CHECK(holds(page, "<bdi>{{script}}</bdi>"));
  CHECK(count(page, "'use strict'") == 1);
}

TEST_CASE("report: data for the script can't end its element") {
  const auto data = Html::data({{"a", "</script><!--"}}).text();
  CHECK_FALSE(holds(data, "<"));
  CHECK(test::parse_json(data).at("a") == "</script><!--");
}

TEST_CASE("report: the page's policy lets in its own style and script alone, and nothing from anywhere") {
  const auto made = make(SealedRecording().conversation(), false);
  CHECK(holds(made.page, "default-src 'none'"));
  CHECK(holds(made.page, "media-src 'none'"));
  for (const char* tag : {"style", "script"}) {
    const auto open = made.page.find(fmt::format("<{}>", tag)) + std::string(tag).size() + 2;
    const auto content = made.page.substr(open, made.page.find(fmt::format("</{}>", tag), open) - open);
    CHECK(holds(made.page, fmt::format("{}-src {}", tag, pages::csp_hash(content))));
  }
  CHECK_FALSE(holds(made.page, "http://"));
  CHECK_FALSE(holds(made.page, "https://"));
  CHECK_FALSE(holds(made.page, " style=\""));  // the policy would refuse it
}

TEST_CASE("report: it tells verdict, seal, title, name, length, the split and the gap, and embeds the sound") {
  const SealedRecording recording;
  const auto found = verify(recording.bag());
  const auto made = make(recording.conversation());
  CHECK(made.report.found.unchanged);
  for (const auto& text : {std::string("UNCHANGED"), found.seal, std::string("A title"), std::string("A. Name"),
                           std::string(SealedRecording::uuid), std::string("data/audio-001.flac")}) {
    INFO(text);
    CHECK(holds(made.page, text));
  }
  CHECK(holds(made.page, "Gap"));
  CHECK(holds(made.page, "Break: the next file begins"));
  CHECK(holds(made.page, "What this does not show"));
  CHECK(made.report.embedded);
  CHECK(made.report.is_apart);  // it lies elsewhere
  CHECK(holds(made.page, "src=\"data:audio/"));
  CHECK_FALSE(holds(made.page, "role=\"alert\""));
}

TEST_CASE("report: beside its recording it plays the sealed files, and nothing is made to be heard") {
  const SealedRecording recording;
  const auto found = verify(recording.bag());
  pages::ReportRequest request;
  request.recording = recording.conversation();
  request.page = recording.conversation() / "report.html";
  request.replace = true;
  const auto made = pages::make_report(os::posix_file_system(), os::posix_clock(), request);
  CHECK(made.plays_sealed);
  CHECK_FALSE(made.embedded);
  CHECK_FALSE(made.is_apart);
  CHECK(made.sound.empty());
  const auto page = os::read_all(os::posix_file_system(), request.page, 1 << 26);
  CHECK(holds(page, "media-src 'self';"));
  CHECK(holds(page, "src=\"recording/data/audio-001.flac\""));
  CHECK(holds(page,
              "What is heard of this page on a screen is the recording itself: data/audio-001.flac to data/audio-00"));
  CHECK(holds(page, "Whether it is still as it was sealed, only a check of the folder shows"));
  CHECK_FALSE(holds(page, "a copy to listen to"));
  const auto begin = page.find("id=\"data\">") + std::string("id=\"data\">").size();
  const auto data = test::parse_json(page.substr(begin, page.find("</script>", begin) - begin));
  REQUIRE(data.at("files").size() >= 2);
  REQUIRE(data.at("stretches").size() == data.at("files").size());
  for (std::size_t i = 0; i < data.at("files").size(); ++i) {
    CHECK(data.at("files")[i] == fmt::format("recording/data/audio-{:03}.flac", i + 1));
    CHECK(data.at("stretches")[i].at("file") == i);
    CHECK(data.at("stretches")[i].at("played") == 0.0);
  }
  request.single_file = true;
  const auto single = pages::make_report(os::posix_file_system(), os::posix_clock(), request);
  CHECK(single.embedded);
  CHECK_FALSE(single.is_apart);
  CHECK(verify(recording.conversation()).unchanged);
}

TEST_CASE("report: where the sealed files are not to be played as they are, a copy is in the page") {
  auto& fs = os::posix_file_system();
  const SealedRecording recording;
  const auto files_of = [&](const pages::ReportFacts& facts) {
    return pages::sealed_files(fs, facts, "a name: 50% of #it?/recording").size();
  };
  const auto honest = pages::gather_facts(fs, verify(fs, recording.bag()));
  REQUIRE(files_of(honest) == honest.stretches.size());
  CHECK(pages::sealed_files(fs, honest, "a name: 50% of #it?/recording").front() ==
        "a%20name%3A%2050%25%20of%20%23it%3F/recording/data/audio-001.flac");
  auto facts = honest;
  facts.stretches.back().format.channels = 8;  // a browser mixes them, and one of them is lost in that
  CHECK(files_of(facts) == 0);
  facts = honest;
  facts.stretches.back().format.sample_rate = 352'800;
  CHECK(files_of(facts) == 0);
  facts = honest;
  facts.found.sealed = false;
  CHECK(files_of(facts) == 0);
  facts = honest;
  facts.found.findings.push_back({Finding::What::altered, facts.stretches.back().file, 1.0, 2.0, 3, "x"});
  CHECK(files_of(facts) == 0);
  facts = honest;
  facts.stretches.back().file = "data/audio-999.flac";
  CHECK(files_of(facts) == 0);
  const SealedRecording call{SealedRecording::Call{}};
  CHECK(files_of(pages::gather_facts(fs, verify(fs, call.bag()))) == 0);
}

TEST_CASE("report: it lies outside of the bag, which verifies as before, and nothing else is left") {
  const SealedRecording recording;
  pages::ReportRequest request;
  request.recording = recording.conversation();
  request.page = recording.conversation() / "report.html";
  request.replace = true;
  for (int round = 0; round < 2; ++round) {
    (void)pages::make_report(os::posix_file_system(), os::posix_clock(), request);
    CHECK(verify(recording.conversation()).unchanged);
    CHECK(std::distance(std::filesystem::directory_iterator(recording.conversation()), {}) == 2);
  }
  request.replace = false;
  CHECK_THROWS_AS(pages::make_report(os::posix_file_system(), os::posix_clock(), request), FileError);
}

TEST_CASE("report: of an altered recording it says so on top, and where, and still tells the rest") {
  const SealedRecording recording;
  auto sound = recording.read("data/audio-001.flac");
  sound[sound.size() - 100] = static_cast<char>(sound[sound.size() - 100] ^ 1);
  recording.write("data/audio-001.flac", sound);
  const auto made = make(recording.conversation());
  CHECK_FALSE(made.report.found.unchanged);
  CHECK(holds(made.page, "verdict bad\" role=\"alert\""));
  CHECK(made.page.find("ALTERED OR MISSING") < made.page.find("<main>"));
  CHECK(holds(made.page, "Not as it was sealed"));
  CHECK(holds(made.page, "A title"));
}

TEST_CASE("report: a recording whose files are gone still gets a page") {
  const SealedRecording recording;
  for (const char* path : {"data/audio-002.flac", "data/levels.jsonl", "data/notes.jsonl", "bag-info.txt"}) {
    recording.remove(path);
  }
  const auto made = make(recording.conversation());
  CHECK(verdict(made.report.found) == Verdict::altered_or_missing);
  CHECK(made.report.embedded);  // the other file
  CHECK(made.report.why_silent.empty());
  recording.remove("data/journal.jsonl");
  CHECK(holds(make(recording.bag()).page, "ALTERED OR MISSING"));
}

TEST_CASE("report: where a file of several is gone the others are heard in their places, and its seconds are marked") {
  auto& fs = os::posix_file_system();
  const SealedRecording recording;
  recording.remove("data/audio-001.flac");
  const auto made = make(recording.bag());
  CHECK(made.report.embedded);
  CHECK(holds(made.page, "Each second that is not as the journal has it is silent here."));
  CHECK(count(made.page, "<td>missing</td><td>data/audio-001.flac</td>") == 1);  // though two checks tell of it
  const auto facts = pages::gather_facts(fs, verify(fs, recording.bag()));
  const auto altered = std::count_if(facts.events.begin(), facts.events.end(), [&](const Event& event) {
    return event.kind == Event::Kind::altered && event.from == facts.stretches.front().from &&
           event.to == facts.stretches.front().from + facts.stretches.front().length;
  });
  CHECK(altered == 1);
  const test::TemporaryFolder work;
  const auto copy = pages::make_sound_copy(fs, facts, work.path(), "report");
  CHECK(copy.told.has_silenced);
  const auto heard_in = [&](const auto& stretch) {
    return std::any_of(copy.levels.begin(), copy.levels.end(), [&](const auto& level) {
      return level.rms_dbfs > -60 && level.from >= stretch.from && level.from - stretch.from <= stretch.length - 1ns;
    });
  };
  CHECK_FALSE(heard_in(facts.stretches.front()));
  CHECK(heard_in(facts.stretches.back()));
}

TEST_CASE("report: where nothing can be heard the page says why, and not where its maker's folders are") {
  const SealedRecording recording;
  for (const auto& file : recording.files()) {
    if (file.ends_with(".flac")) recording.remove(file);
  }
  const auto made = make(recording.bag());
  CHECK(holds(made.page, "There is nothing to listen to here"));
  CHECK_FALSE(holds(made.page, recording.bag().string()));
  CHECK(pages::without_place("can't open /home/a/recording/data/audio-001.flac: no", "/home/a/recording") ==
        "can't open data/audio-001.flac: no");
  CHECK(pages::without_place("/home/a/recordings/x", "/home/a/recording") == "/home/a/recordings/x");
}

TEST_CASE("report: what the program calls a source is in the reader's language, and no source stands there twice") {
  const SealedRecording recording;
  auto facts = pages::gather_facts(os::posix_file_system(), verify(os::posix_file_system(), recording.bag()));
  facts.devices = {"four", "Interface (four), channel 3 of 4", "Interface (four), channel 3 of 4"};
  facts.found.source = SoundSource::microphone;
  CHECK(holds(pages::facts_part(facts).text(),
              "<dt>Microphone</dt><dd><bdi>Interface (four): channel 3 of 4 alone</bdi></dd>"));
  const Dutch dutch;
  CHECK(holds(pages::facts_part(facts).text(),
              "<dt>Microfoon</dt><dd><bdi>Interface (four): alleen kanaal 3 van 4</bdi></dd>"));
  facts.devices = {"built-in test signal", "a, channel x of 4"};
  CHECK(holds(pages::facts_part(facts).text(), "<bdi>ingebouwd testsignaal, a, channel x of 4</bdi>"));
}

TEST_CASE("report: of an excerpt it shows what is withheld, the recording's seal, and no title or name") {
  const SealedRecording recording;
  derive::ExcerptRequest request;
  request.recording = recording.conversation();
  request.selection.disclose = {{0s, 1s}};
  const auto excerpt = derive::make_excerpt(os::posix_file_system(), os::posix_clock(), request);
  const auto made = make(excerpt.bag);
  CHECK(holds(made.page, "Withheld in this excerpt"));
  CHECK(holds(made.page, excerpt.original));
  CHECK(holds(made.page, excerpt.seal));
  CHECK_FALSE(holds(made.page, "A title"));
  CHECK_FALSE(holds(made.page, "A. Name"));
  CHECK(made.report.embedded);
}

TEST_CASE("report: in Dutch no heading stays English") {
  const SealedRecording recording;
  const Dutch dutch;
  const auto made = make(recording.conversation(), false);
  CHECK(holds(made.page, "<html lang=\"nl\">"));
  for (const char* english : {"What was checked", "Transcript<", "On the clock<", "What this does not show",
                              "Recorded by", "passed<", "The sound"}) {
    INFO(english);
    CHECK_FALSE(holds(made.page, english));
  }
}

// Somebody who may write to the folder exchanges a file while the report is made.
TEST_CASE("report: sound that was exchanged after it was verified is in no page") {
  const SealedRecording recording;
  const test::TemporaryFolder work;
  auto& fs = os::posix_file_system();
  const auto facts = pages::gather_facts(fs, verify(fs, recording.bag()));
  REQUIRE(facts.found.unchanged);
  const auto honest = pages::make_sound_copy(fs, facts, work.path(), "report");
  CHECK(honest.told.where == pages::PageSound::Where::embedded);
  fs.remove_file(honest.file);
  const auto path = recording.bag() / test::first_file;
  const auto info = flac::read_stream_info(*fs.open(path));
  fs.remove_file(path);
  flac::Writer silent(fs.create(path), info.format, {"2026-11-24T09:12:30Z", SealedRecording::uuid, "x"});
  silent.write(std::vector<std::byte>(static_cast<std::size_t>(info.frames) * info.format.bytes_per_frame()));
  silent.close();
  CHECK_THROWS_AS(pages::make_sound_copy(fs, facts, work.path(), "report"), FileError);
}

TEST_CASE("report: the picture is measured where the sound is copied, and is the same as of the sound alone") {
  const SealedRecording recording;
  const test::TemporaryFolder work;
  auto& fs = os::posix_file_system();
  auto facts = pages::gather_facts(fs, verify(fs, recording.bag()));
  CHECK(facts.levels.empty());
  const auto copy = pages::make_sound_copy(fs, facts, work.path(), "report");
  pages::measure_levels(fs, facts);
  REQUIRE_FALSE(copy.levels.empty());
  REQUIRE(copy.levels.size() == facts.levels.size());
  for (std::size_t i = 0; i < copy.levels.size(); ++i) {
    CHECK(copy.levels[i].from == facts.levels[i].from);
    CHECK(copy.levels[i].to == facts.levels[i].to);
    CHECK(copy.levels[i].peak_dbfs == test::Approx(facts.levels[i].peak_dbfs));
    CHECK(copy.levels[i].rms_dbfs == test::Approx(facts.levels[i].rms_dbfs));
  }
}

TEST_CASE("report: the picture is of the sound, whatever the list of levels says") {
  const SealedRecording recording;
  auto& fs = os::posix_file_system();
  const auto loudest = [&] {
    double peak = -1000;
    auto facts = pages::gather_facts(fs, verify(fs, recording.bag()));
    pages::measure_levels(fs, facts);
    for (const auto& second : facts.levels) {
      peak = std::max(peak, second.peak_dbfs);
    }
    return peak;
  };
  const auto before = loudest();
  recording.write("data/levels.jsonl",
                  "{\"file\":\"data/audio-001.flac\",\"from\":0,\"peak_dbfs\":-144.0,\"rms_dbfs\":-144.0}\n");
  recording.reseal();
  CHECK(before > -60);
  CHECK(loudest() == test::Approx(before).margin(0.1));
}

TEST_CASE("report: what has more than two channels is mixed to two in the copy, and that is said") {
  const test::TemporaryFolder folder;
  auto& fs = os::posix_file_system();
  const AudioFormat format{8000, 8, 16};
  constexpr Frames frames = 16000;
  flac::Writer writer(fs.create(folder / "eight.flac"), format, {"2026-11-24T09:12:30Z", SealedRecording::uuid, "x"});
  std::vector<std::byte> samples(static_cast<std::size_t>(frames) * format.bytes_per_frame());
  for (std::size_t i = 0; i < samples.size(); ++i) samples[i] = static_cast<std::byte>(i * i / 7 % 251);
  writer.write(samples);
  writer.close();
  pages::ReportFacts facts;
  facts.found.bag = folder.path();
  facts.stretches = {{"eight.flac", 0s, 2s, format}};
  const auto copy = pages::make_sound_copy(fs, facts, folder.path(), "report");
  CHECK(copy.told.mixed == 8);
  CHECK(fs.status(copy.file)->size <= samples.size() / 4 + 1000);
  CHECK(holds(pages::conversation_part(facts, copy.told).text(), "The 8 channels are mixed to two in it: 1, 3"));
}

TEST_CASE("report: of a call it has both sides on one clock, and says of each what happened to it") {
  const SealedRecording recording{SealedRecording::Call{}};
  const auto made = make(recording.bag());
  REQUIRE(made.report.embedded);
  const auto& page = made.page;
  CHECK(count(page, "class=\"loudness\" d=\"M") == 2);
  CHECK(count(page, "class=\"side\"") == 2);
  CHECK(holds(page,
              "data/near-001.flac to data/near-002.flac (Microphone) and "
              "data/far-001.flac to data/far-002.flac (Other side)"));
  CHECK(holds(page, "The microphone is on the left, the other side of the call on the right."));
  CHECK_FALSE(holds(page, "data/near-001.flac to data/far"));
  CHECK(holds(page, "Other side: Gap: "));
  CHECK(holds(page, "<dt>Breaks, in which nothing was recorded</dt><dd><bdi>Other side: 1, together "));
  CHECK(holds(page, "<dt>Gaps</dt><dd><bdi>Other side: 1, together "));
  CHECK(holds(page, "Other side: Break: the output on which the call played was gone"));
  CHECK_FALSE(holds(page, "Break: the microphone was gone"));
  CHECK(holds(page, "<dt>Microphone</dt>"));
  CHECK(holds(page, "<dt>Sound format, Microphone</dt><dd><bdi>8000 Hz, 16 bits, 1 channel"));
  CHECK(holds(page, "<dt>Sound format, Other side</dt><dd><bdi>16000 Hz, 16 bits, 2 channels"));
  // What is played is the clock: where one side has no sound, the other one goes on.
  const auto data = page.substr(page.find("\"stretches\""));
  CHECK(count(data.substr(0, data.find(']')), "\"played\"") == 1);
}

TEST_CASE("report: of a call one of whose sides has lost a file the other one is heard") {
  auto& fs = os::posix_file_system();
  for (const auto gone : {Track::near, Track::far}) {
    const SealedRecording recording{SealedRecording::Call{}};
    const auto* name = to_string(gone);
    for (const char* number : {"-001.flac", "-002.flac"}) {
      INFO(name << number);
      fs.remove_file(recording.bag() / "data" / (std::string(name) + number));
      const auto made = make(recording.bag());
      CHECK(made.report.embedded);
      CHECK(holds(made.page, std::string("data/") + name + number));  // that it is missing
      CHECK(holds(made.page, "Each second that is not as the journal has it is silent here."));
    }
    const auto facts = pages::gather_facts(fs, verify(fs, recording.bag()));
    CHECK_FALSE(facts.found.unchanged);
    const test::TemporaryFolder work;
    const auto copy = pages::make_sound_copy(fs, facts, work.path(), "report");
    CHECK_FALSE(copy.levels.empty());
    for (const auto& level : copy.levels) CHECK(level.track != gone);
    for (const char* number : {"-001.flac", "-002.flac"}) {
      const auto* other = to_string(gone == Track::near ? Track::far : Track::near);
      fs.remove_file(recording.bag() / "data" / (std::string(other) + number));
    }
    CHECK(holds(make(recording.bag()).page, "There is nothing to listen to here"));
  }
}

TEST_CASE("report: of a call's excerpt it says how long neither side can be heard") {
  const SealedRecording recording{SealedRecording::Call{}};
  derive::ExcerptRequest request;
  request.recording = recording.conversation();
  request.selection = {{{0s, 2s}}, {}};
  const auto bag = derive::make_excerpt(os::posix_file_system(), os::posix_clock(), request).bag;
  auto facts = pages::gather_facts(os::posix_file_system(), verify(os::posix_file_system(), bag));
  // The third second of the microphone; the other side's of 3.53 s; of both what follows the pause, 1.5 s, near alone.
  CHECK(holds(pages::header_part(facts).text(), "of which 00:03.5"));
  pages::measure_levels(os::posix_file_system(), facts);
  const auto heard = [&](Track track) {
    return std::any_of(facts.levels.begin(), facts.levels.end(),
                       [&](const auto& level) { return level.track == track; });
  };
  CHECK(heard(Track::near));
  CHECK(heard(Track::far));
}

TEST_CASE("report: of an excerpt that has one side of a call alone nothing says that both are in it") {
  const SealedRecording recording{SealedRecording::Call{}};
  for (const auto side : {Track::near, Track::far}) {
    derive::ExcerptRequest request;
    request.recording = recording.conversation();
    request.selection.disclose = {{0s, 2s}};
    request.selection.track = side;
    const auto excerpt = derive::make_excerpt(os::posix_file_system(), os::posix_clock(), request);
    const auto made = make(excerpt.bag);
    CHECK(only_side_shown(made.report.found) == side);
    CHECK_FALSE(holds(made.page, "both sides"));
    CHECK_FALSE(holds(made.page, "The microphone is on the left, the other side of the call on the right."));
    CHECK(holds(made.page,
                side == Track::near ? "of the other side nothing is heard" : "of the microphone nothing is heard"));
    CHECK_FALSE(holds(folder_in_words(made.report.found), "seconds of a recording"));
  }
  CHECK_FALSE(only_side_shown(verify(recording.bag())).has_value());
}

TEST_CASE("report: a call's picture is measured where its sound is copied, and neither side's can be exchanged") {
  const SealedRecording recording{SealedRecording::Call{}};
  const test::TemporaryFolder work;
  auto& fs = os::posix_file_system();
  auto facts = pages::gather_facts(fs, verify(fs, recording.bag()));
  REQUIRE(facts.found.unchanged);
  const auto copy = pages::make_sound_copy(fs, facts, work.path(), "report");
  REQUIRE(copy.told.where == pages::PageSound::Where::embedded);
  fs.remove_file(copy.file);
  pages::measure_levels(fs, facts);
  std::size_t seconds = 0;
  for (const auto& file : facts.files) seconds += file.seconds.size();
  CHECK(facts.levels.size() == seconds);
  REQUIRE(copy.levels.size() == seconds);
  for (const auto& level : copy.levels) {
    const auto same = std::find_if(facts.levels.begin(), facts.levels.end(), [&](const auto& other) {
      return other.track == level.track && other.from == level.from;
    });
    REQUIRE(same != facts.levels.end());
    CHECK(level.peak_dbfs == test::Approx(same->peak_dbfs));
  }
  for (const char* file : {"data/near-002.flac", "data/far-001.flac"}) {
    INFO(file);
    const auto before = recording.read(file);
    const auto info = flac::read_stream_info(*fs.open(recording.bag() / file));
    fs.remove_file(recording.bag() / file);
    flac::Writer silent(fs.create(recording.bag() / file), info.format,
                        {"2026-11-24T09:12:30Z", SealedRecording::uuid, "x"});
    silent.write(std::vector<std::byte>(static_cast<std::size_t>(info.frames) * info.format.bytes_per_frame()));
    silent.close();
    CHECK_THROWS_AS(pages::make_sound_copy(fs, facts, work.path(), "report"), FileError);
    recording.write(file, before);
    for (const char* made : {"sound.mp3", "sound.wav"}) {
      if (fs.status(work / made)) fs.remove_file(work / made);
    }
  }
}

TEST_CASE("report: in Dutch a call's page has no English sentence of its own") {
  const SealedRecording recording{SealedRecording::Call{}};
  const Dutch dutch;
  const auto page = make(recording.bag()).page;
  CHECK(holds(page, "(Microfoon) en data/far-001.flac"));
  CHECK(holds(page, "Andere kant: "));
  CHECK_FALSE(holds(page, "other side"));
}

TEST_CASE("report: two tracks that are of no microphone and no output are not called so") {
  const SealedRecording recording{SealedRecording::Call{}};
  auto facts = pages::gather_facts(os::posix_file_system(), verify(os::posix_file_system(), recording.bag()));
  facts.found.tracks.front().source = SoundSource::test_signal;
  const auto page = page_of(facts, pages::PageSound::Where::embedded);
  CHECK(holds(page, "The near track is on the left, the far track on the right."));
  CHECK(holds(page, "Far track: Gap: "));
  CHECK_FALSE(holds(page, "Other side"));
}
