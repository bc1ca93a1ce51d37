// SPDX-License-Identifier: MIT
//
// What somebody can do who has an excerpt, and has or guesses the sound that is withheld in it: silence, a test tone, a
// muted microphone, a recording of the same conversation. They try each second that is withheld against its hash in the
// journal, whole files and the list of levels against the manifest, notes against their commitments, with each salt
// that the excerpt holds and with none. Nothing may fit. Each trial is made once more with the salt that is withheld,
// and must fit then, so that no trial is one that never could.
#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <set>
#include <sstream>

#include "base/text.hpp"
#include "capture/test_signal.hpp"
#include "crypto/sha256.hpp"
#include "derive/excerpt.hpp"
#include "flac/writer.hpp"
#include "journal/content.hpp"
#include "journal/events.hpp"
#include "journal/note.hpp"
#include "journal/salts.hpp"
#include "tests/catch.hpp"
#include "tests/json_text.hpp"
#include "tests/verify/findings.hpp"
#include "tests/verify/sealed_recording.hpp"

using namespace earwitness;
using namespace std::chrono_literals;
using test::SealedRecording;

namespace {

using Samples = std::vector<std::byte>;
using Fill = std::function<std::int16_t(Frames)>;

constexpr const char* lock_text = R"({"event":"screen","what":"lock"})";
const std::string tag_salt(32, 'd');

std::map<std::uint64_t, journal::Salt> salts_of(const os::Path& bag) {
  std::map<std::uint64_t, journal::Salt> salts;
  for (const auto& line : journal::read_salts(*os::posix_file_system().open(bag / "data/salts.jsonl"))) {
    salts.emplace(line.seq, line.salt);
  }
  return salts;
}

/// The tags that its file `name` has, but for the salt.
flac::Tags tags_of(const SealedRecording& recording, const std::string& name, const std::string& salt) {
  for (const auto& line : recording.journal()) {
    if (line.at("event") != "file" || line.at("file") != name) continue;
    const auto track = line.contains("track") ? (line.at("track") == "near" ? Track::near : Track::far) : Track::only;
    return {line.at("first_frame_utc").as_string(), SealedRecording::uuid, "earwitness/test", track, salt};
  }
  FAIL("no such file");
  return {};
}

std::string encoded(const Samples& samples, const AudioFormat& format, const flac::Tags& tags) {
  const test::TemporaryFolder folder;
  const auto path = folder / "x.flac";
  flac::Writer writer(os::posix_file_system().create(path), format, tags);
  writer.write(samples);
  writer.close();
  return os::read_all(os::posix_file_system(), path, 1 << 24);
}

/// Gives the recording that sound in the place of its own, and a note of what went on around it.
void give_sound(const SealedRecording& recording, const Fill& fill) {
  auto lines = recording.journal();
  const auto salts = salts_of(recording.bag());
  const auto content = journal::read_journal(*os::posix_file_system().open(recording.bag() / test::journal_file));
  for (const auto& file : content.files) {
    const auto& format = content.format_of(file);
    Samples samples(static_cast<std::size_t>(file.frames()) * format.bytes_per_frame());
    for (std::size_t i = 0; i + 1 < samples.size(); i += 2) {
      const auto sample = static_cast<std::uint16_t>(fill(static_cast<Frames>(i / format.bytes_per_frame())));
      samples[i] = static_cast<std::byte>(sample & 0xFFU);
      samples[i + 1] = static_cast<std::byte>(sample >> 8U);
    }
    for (const auto& gap : file.gaps) {
      const auto part = std::span(samples).subspan(static_cast<std::size_t>(gap.from) * format.bytes_per_frame(),
                                                   static_cast<std::size_t>(gap.frames) * format.bytes_per_frame());
      std::fill(part.begin(), part.end(), std::byte{0});
    }
    recording.write(file.name, encoded(samples, format, tags_of(recording, file.name, tag_salt)));
    for (const auto& second : file.seconds) {
      const auto part = std::span(samples).subspan(static_cast<std::size_t>(second.from) * format.bytes_per_frame(),
                                                   static_cast<std::size_t>(second.frames) * format.bytes_per_frame());
      auto& line = lines[second.line - 1];
      line["sha256"] = base::to_hex(journal::second_hash(salts.at(second.line - 1), part));
    }
  }
  const auto note = journal::salt_note(90, lock_text);
  recording.write("data/notes.jsonl", recording.read("data/notes.jsonl") + note.line.dump() + "\n");
  const auto salt_file = recording.read("data/salts.jsonl");
  const auto& close = lines.back();
  lines.insert(lines.end() - 1, json::Value{{"utc", close["utc"]},
                                            {"mono", close["mono"]},
                                            {"event", "note"},
                                            {"note", 90},
                                            {"kind", journal::note_of_around},
                                            {"sha256", base::to_hex(note.sha256)}});
  recording.write_journal(lines);
  recording.write("data/salts.jsonl", salt_file);  // none of its lines has moved
  recording.reseal();
}

derive::Excerpt excerpt_of(const SealedRecording& recording, timeline::Selection selection) {
  derive::ExcerptRequest request;
  request.recording = recording.conversation();
  request.selection = std::move(selection);
  return derive::make_excerpt(os::posix_file_system(), os::posix_clock(), request);
}

/// All that is in the excerpt's files, their names too.
std::string all_bytes_in(const os::Path& folder) {
  std::string all;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    all += std::filesystem::relative(entry.path(), folder).string() + "\n";
    if (entry.is_regular_file()) all += os::read_all(os::posix_file_system(), entry.path(), 1 << 24) + "\n";
  }
  return all;
}

/// Whatever in it could be a salt: each 16 bytes that stand there in hex. And nothing, which is no salt.
std::set<std::vector<std::byte>> salts_to_try(const std::string& all) {
  constexpr std::size_t digits = 32;
  std::set<std::vector<std::byte>> found{{}};
  std::size_t run = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool is_digit = (all[i] >= '0' && all[i] <= '9') || (all[i] >= 'a' && all[i] <= 'f');
    run = is_digit ? run + 1 : 0;
    // At the beginning and at the end of each number: a salt stands alone, and a hash may begin or end with one.
    const bool ends =
        i + 1 == all.size() || !((all[i + 1] >= '0' && all[i + 1] <= '9') || (all[i + 1] >= 'a' && all[i + 1] <= 'f'));
    if (run != digits && !(ends && run > digits)) continue;
    if (const auto bytes = base::from_hex(std::string_view(all).substr(i + 1 - digits, digits))) found.insert(*bytes);
  }
  return found;
}

std::string hash_of(std::span<const std::byte> salt, std::span<const std::byte> content) {
  crypto::Sha256 hash;
  hash.update(salt);
  hash.update(content);
  return base::to_hex(hash.finish());
}

/// Tries all that is withheld, known to the byte, with what the excerpt gives away.
class Trial {
 public:
  Trial(const SealedRecording& recording, const os::Path& excerpt)
      : recording_(recording),
        all_(all_bytes_in(excerpt)),
        salts_(salts_to_try(all_)),
        shown_(salts_of(excerpt)),
        hidden_(salts_of(recording.bag())) {}

  /// How many seconds were withheld, and tried against the hash of each that was. A second that is shown may well be
  /// the same sound: its own hash fits, and says nothing of another.
  std::size_t seconds() {
    std::vector<std::pair<Samples, std::uint64_t>> withheld;
    std::set<std::string> hashes;
    const auto content = journal::read_journal(*os::posix_file_system().open(recording_.bag() / test::journal_file));
    for (const auto& file : content.files) {
      const auto frame_bytes = content.format_of(file).bytes_per_frame();
      const auto sound = recording_.sound(file.name);
      for (const auto& second : file.seconds) {
        if (shown_.contains(second.line - 1)) continue;
        const auto part = std::span(sound).subspan(static_cast<std::size_t>(second.from) * frame_bytes,
                                                   static_cast<std::size_t>(second.frames) * frame_bytes);
        withheld.emplace_back(Samples(part.begin(), part.end()), second.line - 1);
        hashes.insert(base::to_hex(second.sha256));
      }
    }
    for (const auto& [samples, seq] : withheld) {
      expect_hidden(samples, hidden_.at(seq), [&](const std::string& hash) { return hashes.contains(hash); });
    }
    return withheld.size();
  }

  /// Whole files, whose samples somebody has: their hashes stand in the recording's manifest.
  void files() {
    const auto content = journal::read_journal(*os::posix_file_system().open(recording_.bag() / test::journal_file));
    for (const auto& file : content.files) {
      const auto& format = content.format_of(file);
      const auto sound = recording_.sound(file.name);
      const auto hash = [&](const std::string& salt) {
        return crypto::sha256_hex(encoded(sound, format, tags_of(recording_, file.name, salt)));
      };
      CHECK(holds(hash(tag_salt)));
      CHECK_FALSE(holds(hash({})));
      for (const auto& [seq, salt] : shown_) CHECK_FALSE(holds(hash(base::to_hex(salt))));
    }
  }

  void levels() {
    const auto text = recording_.read("data/levels.jsonl");
    const auto border = text.find('\n') + 1;
    const auto levels = text.substr(border);
    CHECK(holds(crypto::sha256_hex(text)));
    CHECK_FALSE(holds(crypto::sha256_hex(levels)));
    for (const auto& salt : salts_) {
      const auto line = json::Value{{"salt", base::to_hex(salt)}}.dump() + "\n";
      CHECK_FALSE(holds(crypto::sha256_hex(line + levels)));
    }
  }

  void notes() {
    std::istringstream lines(recording_.read("data/notes.jsonl"));
    std::size_t tried = 0;
    for (std::string line; std::getline(lines, line); ++tried) {
      const auto note = test::parse_json(line);
      const auto text = note.at("text").as_string();
      expect_hidden(base::as_bytes(text), *base::from_hex(note.at("salt").as_string()),
                    [&](const std::string& hash) { return holds(hash); });
    }
    CHECK(tried >= 2);
    CHECK_FALSE(holds("screen"));
  }

 private:
  [[nodiscard]] bool holds(const std::string& text) const { return all_.find(text) != std::string::npos; }

  template <typename Fits>
  void expect_hidden(std::span<const std::byte> content, std::span<const std::byte> salt, Fits fits) {
    CHECK(fits(hash_of(salt, content)));
    CHECK_FALSE(holds(base::to_hex(salt)));
    std::size_t fitting = 0;
    for (const auto& other : salts_) fitting += fits(hash_of(other, content)) ? 1 : 0;
    CHECK(fitting == 0);
  }

  const SealedRecording& recording_;
  std::string all_;
  std::set<std::vector<std::byte>> salts_;
  std::map<std::uint64_t, journal::Salt> shown_;
  std::map<std::uint64_t, journal::Salt> hidden_;
};

const std::map<std::string, Fill>& sounds() {
  static const std::map<std::string, Fill> all{
      {"silence", [](Frames) -> std::int16_t { return 0; }},
      {"a muted microphone with an offset", [](Frames) -> std::int16_t { return -1; }},
      {"the test tone",
       [](Frames at) -> std::int16_t {
         return static_cast<std::int16_t>(capture::test_signal_sample(at, {8000, 1, 16}));
       }},
      {"sound that somebody else recorded too", [](Frames at) -> std::int16_t {
         return static_cast<std::int16_t>((static_cast<std::uint32_t>(at) * 1'664'525U + 1'013'904'223U) >> 16U);
       }}};
  return all;
}

}  // namespace

TEST_CASE("withheld: no second that somebody knows or guesses can be found in an excerpt") {
  for (const auto& [name, fill] : sounds()) {
    INFO(name);
    const SealedRecording recording;
    give_sound(recording, fill);
    REQUIRE(verify(recording.bag()).unchanged);
    const auto made = excerpt_of(recording, {{{0s, 1s}}, {}});
    Trial trial(recording, made.bag);
    CHECK(trial.seconds() == 3);  // the last one is short: it has few samples that could be tried through
    trial.files();
    trial.levels();
    trial.notes();
  }
}

TEST_CASE("withheld: in a redaction the one second that is withheld can't be found either") {
  for (const auto& [name, fill] : sounds()) {
    INFO(name);
    const SealedRecording recording;
    give_sound(recording, fill);
    Trial trial(recording, excerpt_of(recording, {{}, {{1s, 2s}}}).bag);
    CHECK(trial.seconds() == 1);
  }
}

TEST_CASE("withheld: one side of a call is shown, and nothing of the other one can be found") {
  for (const auto& [name, fill] : sounds()) {
    INFO(name);
    const SealedRecording recording(SealedRecording::Call{});
    give_sound(recording, fill);
    REQUIRE(verify(recording.bag()).unchanged);
    for (const auto side : {Track::near, Track::far}) {
      const auto made = excerpt_of(recording, {{}, {}, side});
      const auto shown = verify(made.bag);
      CHECK(shown.unchanged);
      const auto ranges =
          test::parse_json(os::read_all(os::posix_file_system(), made.bag / "data/excerpt.json", 1 << 20));
      for (const auto& range : ranges.at("ranges").elements()) {
        CHECK(range.at("file").as_string().find(to_string(side)) != std::string::npos);
      }
      Trial trial(recording, made.bag);
      CHECK(trial.seconds() == (side == Track::near ? 3 : 5));
    }
  }
}

TEST_CASE("withheld: a side goes with a time; of what is no call there is none") {
  const SealedRecording call(SealedRecording::Call{});
  const auto made = excerpt_of(call, {{{1s, 2s}}, {}, Track::near});
  const auto excerpt = test::parse_json(os::read_all(os::posix_file_system(), made.bag / "data/excerpt.json", 1 << 20));
  REQUIRE(excerpt.at("ranges").elements().size() == 1);
  CHECK(excerpt.at("ranges").elements()[0].at("file") == "data/near-001.flac");
  CHECK(made.disclosed_seconds == test::Approx(1));
  const SealedRecording one_track;
  try {
    (void)excerpt_of(one_track, {{}, {}, Track::far});
    FAIL("a side of what has none");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
  }
}
