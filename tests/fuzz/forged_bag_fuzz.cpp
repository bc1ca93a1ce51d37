// SPDX-License-Identifier: MIT
//
// A bag by somebody who knows the format: an honest one, changed in its structure, and then every hash, chain and size
// made anew. Random bytes never get past the first hash; these always do. The input is a list of changes: a byte says
// what is done, the next ones where and with what. The first byte says what bag it begins with: of which format and
// kind.
//
// What is promised of each: what whole_bag promises; and of one that is unchanged, that every file in it has a role,
// and that a decoder that believes nothing of the journal hears exactly the seconds that it has the hashes of.
#include <algorithm>
#include <array>
#include <map>

#include "bag/how_to_verify.hpp"
#include "bag/layout.hpp"
#include "bag/manifest.hpp"
#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "flac/reader.hpp"
#include "flac/writer.hpp"
#include "journal/content.hpp"
#include "journal/salts.hpp"
#include "os/bytes_file.hpp"
#include "tests/chained_journal.hpp"
#include "tests/fuzz/answer.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/mend.hpp"

namespace earwitness::fuzz {

namespace {

using json::Value;
using Bytes = std::vector<std::byte>;

constexpr AudioFormat shape{8000, 1, 16};
constexpr const char* uuid = "0b1c2d3e-4f50-4162-8738-495a6b7c8d9e";
constexpr const char* first_audio = "data/audio-001.flac";
constexpr std::size_t max_changes = 24;
constexpr std::size_t max_lines = 200;
constexpr std::size_t max_file_bytes = 256 * 1024;

/// The input, taken byte by byte; zeros behind its end.
class Script {
 public:
  explicit Script(Input input) : left_(input) {}
  [[nodiscard]] bool empty() const noexcept { return left_.empty(); }
  std::size_t byte() {
    if (left_.empty()) return 0;
    const auto value = std::to_integer<std::size_t>(left_.front());
    left_ = left_.subspan(1);
    return value;
  }
  /// 0 where there is nothing to choose from.
  std::size_t below(std::size_t bound) { return bound == 0 ? 0 : (byte() | byte() << 8U) % bound; }
  std::string text() {
    const auto size = std::min(byte() % 64, left_.size());
    const auto taken = as_text(left_.first(size));
    left_ = left_.subspan(size);
    return std::string(taken);
  }

 private:
  Input left_;
};

struct Forged {
  std::map<std::string, Bytes> files;
  std::vector<Value> journal;  ///< in format 2 with a field `salt` in each second that is disclosed
  std::int64_t format = 1;
  std::vector<Value> notes;
  Value excerpt;  ///< null: a recording
};

Bytes bytes_of(std::string_view text) {
  const auto bytes = base::as_bytes(text);
  return {bytes.begin(), bytes.end()};
}

Bytes encoded(std::span<const std::byte> samples, const char* begun, const std::string& salt) {
  faults::MemoryFileSystem disk;
  flac::Writer writer(disk.create("/x.flac"), shape, {begun, uuid, "earwitness/0", Track::only, salt});
  writer.write(samples);
  writer.close();
  return bytes_of(os::read_all(disk, "/x.flac", max_file_bytes));
}

/// A line without what chaining adds.
Value line_of(const char* event, Value fields) {
  Value line = {{"seq", 0}, {"prev", ""}, {"utc", "2026-11-23T14:30:00.123456789Z"}, {"mono", 1000}, {"event", event}};
  line.update(std::move(fields));
  return line;
}

/// Of the second with that number: different ones, and always the same.
std::optional<journal::Salt> salt_of(std::int64_t format, std::size_t second) {
  if (format < journal::salted_format) return {};
  journal::Salt salt{};
  salt.fill(static_cast<std::byte>(second + 1));
  return salt;
}

/// Two seconds and a half, with a title.
Forged honest_recording(std::int64_t format) {
  constexpr std::size_t total = 20'000;
  Bytes samples;
  std::uint32_t noise = 1;
  for (std::size_t i = 0; i < total; ++i) {
    noise = noise * 1664525U + 1013904223U;
    samples.push_back(static_cast<std::byte>(noise >> 24U));
    samples.push_back(std::byte{0});
  }
  const std::string salt(32, 'c');
  const auto note = [&](const char* text) { return crypto::sha256_hex(std::string(16, '\xcc') + text); };
  Forged bag;
  bag.format = format;
  bag.journal.push_back(line_of("open", {{"format", format},
                                         {"software", "earwitness/0"},
                                         {"recording", uuid},
                                         {"nonce", std::string(64, 'a')},
                                         {"kind", "microphone"},
                                         {"sample_rate", shape.sample_rate},
                                         {"channels", shape.channels},
                                         {"bits", shape.bits},
                                         {"host_api", "ALSA"},
                                         {"clock", Value{{"synchronised", true}, {"max_error_us", 1000}}},
                                         {"key", nullptr},
                                         {"tsa", false},
                                         {"ledger", nullptr},
                                         {"started_from", "none"},
                                         {"boot_id", uuid}}));
  bag.journal.push_back(line_of("note", {{"note", 1}, {"kind", "title"}, {"sha256", note("Title")}}));
  bag.journal.push_back(line_of(
      "file",
      {{"file", first_audio}, {"first_frame_utc", "2026-11-23T14:30:00.000000001Z"}, {"first_frame_mono", 1000}}));
  for (std::size_t at = 0; at < total; at += shape.sample_rate) {
    const auto frames = std::min<std::size_t>(shape.sample_rate, total - at);
    const auto part = std::span(samples).subspan(2 * at, 2 * frames);
    const auto second_salt = salt_of(format, at / shape.sample_rate);
    bag.journal.push_back(line_of("audio", {{"file", first_audio},
                                            {"from", at},
                                            {"frames", frames},
                                            {"captured_mono", 1000},
                                            {"sha256", base::to_hex(journal::second_hash(second_salt, part))}}));
    if (second_salt) bag.journal.back()["salt"] = base::to_hex(*second_salt);
  }
  bag.journal.push_back(line_of(
      "close",
      {{"reason", "stopped"}, {"files", 1}, {"frames", total}, {"lost_frames", 0}, {"ring_high_water_frames", 0}}));
  // The clocks run in step with the sound.
  for (std::size_t i = 0; i < bag.journal.size(); ++i) {
    const auto second = i < 3 ? 0 : std::min<std::size_t>(i - 2, 3);
    bag.journal[i]["utc"] = "2026-11-23T14:30:0" + std::to_string(second) + ".123456789Z";
    bag.journal[i]["mono"] = 1000 + second * 1'000'000'000;
  }
  bag.notes.push_back({{"note", 1}, {"salt", salt}, {"text", "Title"}});
  bag.files[first_audio] = encoded(samples, "2026-11-23T14:30:00.000000001Z",
                                   format < journal::salted_format ? "" : std::string(flac::salt_digits, 'd'));
  bag.files["bagit.txt"] = bytes_of("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n");
  bag.files["how-to-verify.txt"] =
      bytes_of(bag::how_to_verify({.is_excerpt = false, .is_salted = format >= journal::salted_format}));
  bag.files["bag-info.txt"] =
      bytes_of("Bag-Software-Agent: earwitness/0\nExternal-Identifier: " + std::string(uuid) +
               "\nEarwitness-Kind: microphone\nExternal-Description: Title\nEarwitness-Started: "
               "2026-11-23T14:30:00.123456789Z\nEarwitness-Seconds: 2.500\nContact-Name: not stated\n"
               "Earwitness-Statement: not stated\nBagging-Date: 2026-11-23\nEarwitness-Salt: " +
               std::string(32, 'e') + "\n");
  return bag;
}

/// Lines of JSON, each a value's.
Bytes lines_of(const std::vector<Value>& values) {
  std::string text;
  for (const auto& value : values) text += value.dump(json::Encoding::ascii) + "\n";
  return bytes_of(text);
}

std::string manifest_over(const std::map<std::string, Bytes>& files, bool of_payload) {
  std::vector<bag::ManifestEntry> entries;
  for (const auto& [path, content] : files) {
    if (bag::is_payload(path) == of_payload) entries.push_back({path, base::to_hex(crypto::sha256(content))});
  }
  return bag::manifest_text(std::move(entries));
}

/// Takes the salts out of the lines, each of which says where it stands by then.
std::vector<Value> taken_salts(std::vector<Value>& journal) {
  std::vector<Value> salts;
  for (std::size_t i = 0; i < journal.size(); ++i) {
    const auto* salt = journal[i].find("salt");
    if (salt == nullptr) continue;
    salts.push_back({{"seq", i}, {"salt", *salt}});
    journal[i].erase("salt");
  }
  return salts;
}

/// All files of the bag, with every hash and size made anew.
std::map<std::string, Bytes> sealed(Forged bag) {
  auto files = std::move(bag.files);
  if (const auto salts = taken_salts(bag.journal); bag.format >= journal::salted_format) {
    files.try_emplace(bag::salts_path, lines_of(salts));
  }
  files.try_emplace(bag::journal_path, bytes_of(test::chained(std::move(bag.journal))));
  if (!bag.excerpt.is_null()) {
    files[bag::excerpt_path] = bytes_of(bag.excerpt.dump(json::Encoding::ascii) + "\n");
  } else {
    files.try_emplace(bag::notes_path, lines_of(bag.notes));
  }
  std::size_t octets = 0;
  std::size_t count = 0;
  for (const auto& [path, content] : files) {
    if (!bag::is_payload(path)) continue;
    octets += content.size();
    ++count;
  }
  const auto oxum = bytes_of("Payload-Oxum: " + std::to_string(octets) + "." + std::to_string(count) + "\n");
  auto& info = files[bag::info_path];
  info.insert(info.end(), oxum.begin(), oxum.end());
  files[bag::payload_manifest] = bytes_of(manifest_over(files, true));
  files[bag::tag_manifest] = bytes_of(manifest_over(files, false));
  return files;
}

/// The first second of the recording; the others are silent.
Forged honest_excerpt(std::int64_t format) {
  auto whole = honest_recording(format);
  const auto original = sealed(whole);
  const auto manifest = original.at(bag::payload_manifest);
  const auto seal = original.at(bag::tag_manifest);
  flac::Reader reader(std::make_unique<os::BytesFile>(whole.files.at(first_audio)));
  Bytes samples;
  for (auto part = reader.read(8000); !part.empty(); part = reader.read(8000)) {
    samples.insert(samples.end(), part.begin(), part.end());
  }
  std::fill(samples.begin() + 16'000, samples.end(), std::byte{0});
  Forged bag;
  bag.format = format;
  bag.journal = whole.journal;
  bool is_first = true;
  for (auto& line : bag.journal) {
    if (line.find("salt") == nullptr) continue;
    if (!is_first) line.erase("salt");
    is_first = false;
  }
  bag.files["bagit.txt"] = whole.files["bagit.txt"];
  bag.files["how-to-verify.txt"] =
      bytes_of(bag::how_to_verify({.is_excerpt = true, .is_salted = format >= journal::salted_format}));
  bag.files["bag-info.txt"] =
      bytes_of("Bag-Software-Agent: earwitness/0\nExternal-Identifier: " + std::string(uuid) +
               "\nEarwitness-Kind: excerpt\nEarwitness-Excerpt-Of: " + base::to_hex(crypto::sha256(seal)) +
               "\nBagging-Date: 2026-11-23\nEarwitness-Salt: " + std::string(32, 'e') + "\n");
  bag.files["data/excerpt-001.flac"] = encoded(samples, "2026-11-23T14:30:00.123456789Z", "");
  bag.files[std::string(bag::original_root) + bag::payload_manifest] = manifest;
  bag.files[std::string(bag::original_root) + bag::tag_manifest] = seal;
  bag.excerpt = {{"format", format},
                 {"original", base::to_hex(crypto::sha256(seal))},
                 {"key", nullptr},
                 {"ranges", Value::array()},
                 {"notes", Value::array()}};
  bag.excerpt["ranges"].push_back({{"file", first_audio}, {"from", 0}, {"frames", 8000}});
  return bag;
}

/// One of the values that a reader may not expect.
Value odd_value(Script& script, const Forged& bag, std::string_view name) {
  switch (script.byte() % 12) {
    case 0:
      return {};
    case 1:
      return true;
    case 2:
      return 0;
    case 3:
      return -1;
    case 4:
      return static_cast<std::uint64_t>(script.below(65536));
    case 5:
      return std::uint64_t{1} << script.byte() % 64;
    case 6:
      return 1.5;
    case 7:
      return base::is_valid_utf8(script.text()) ? "text" : "";
    case 8:
      return Value::array();
    case 9:
      return Value::object();
    case 10: {
      auto text = script.text();
      return base::is_valid_utf8(text) ? Value(std::move(text)) : Value("\u202e");
    }
    default:  // that of another line
      return bag.journal.empty() ? Value() : bag.journal[script.below(bag.journal.size())][name];
  }
}

constexpr std::array<const char*, 23> names_of_fields{
    "file",   "from",   "frames",  "sha256", "event",       "kind", "format", "recording",
    "key",    "reason", "files",   "cause",  "estimated",   "note", "utc",    "mono",
    "covers", "token",  "seconds", "ledger", "lost_frames", "what", "salt"};
constexpr std::array<const char*, 14> events{"open",   "file",  "audio",     "gap",    "break",     "note",   "close",
                                             "source", "check", "timestamp", "import", "recovered", "screen", "novel"};
constexpr std::array<const char*, 19> paths{
    "data/journal.jsonl",     "data/notes.jsonl",       "data/levels.jsonl",
    "data/audio-001.flac",    "data/audio-002.flac",    "data/audio-002.FLAC",
    "data/excerpt-001.flac",  "data/excerpt.json",      "data/transcript.json",
    "data/transcript.vtt",    "data/imported/file.wav", "seal/public-key.pem",
    "seal/signature.ed25519", "seal/timestamp-1.tsr",   "seal/timestamp-1.pem",
    "data/Journal.jsonl",     "bag-info.txt",           "data/original/manifest-sha256.txt",
    "data/salts.jsonl"};

std::size_t at_line(Script& script, const Forged& bag) { return script.below(bag.journal.size()); }

void change_line(Script& script, Forged& bag) {
  if (bag.journal.empty()) return;
  auto& line = bag.journal[at_line(script, bag)];
  const char* name = names_of_fields[script.byte() % names_of_fields.size()];
  auto value =
      std::string_view(name) == "event" ? Value(events[script.byte() % events.size()]) : odd_value(script, bag, name);
  line[name] = std::move(value);
}

void move_lines(Script& script, Forged& bag) {
  auto& lines = bag.journal;
  if (lines.empty()) return;
  const auto from = at_line(script, bag);
  const auto to = at_line(script, bag);
  switch (script.byte() % 4) {
    case 0:
      lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(from));
      break;
    case 1:
      if (lines.size() < max_lines) lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(to), Value(lines[from]));
      break;
    case 2:
      std::swap(lines[from], lines[to]);
      break;
    default:
      lines[from].erase(names_of_fields[script.byte() % names_of_fields.size()]);
  }
}

void change_file(Script& script, Forged& bag) {
  const std::string path = paths[script.byte() % paths.size()];
  const std::string other = paths[script.byte() % paths.size()];
  switch (script.byte() % 5) {
    case 0:
      bag.files.erase(path);
      break;
    case 1:
      bag.files[path] = bytes_of(script.text());
      break;
    case 2:
      if (const auto found = bag.files.find(other); found != bag.files.end()) bag.files[path] = Bytes(found->second);
      break;
    case 3: {
      const auto more = bytes_of(script.text());
      auto& content = bag.files[path];
      if (content.size() < max_file_bytes) content.insert(content.end(), more.begin(), more.end());
      break;
    }
    default:
      if (auto& content = bag.files[path]; !content.empty()) {
        content[script.below(content.size())] ^= static_cast<std::byte>(1U << script.byte() % 8);
      }
  }
}

/// Its frames hold the checksums of what they are then, as a forger's do.
void change_sound(Script& script, Forged& bag) {
  auto& sound = bag.files[bag.excerpt.is_null() ? first_audio : "data/excerpt-001.flac"];
  if (sound.empty() || sound.size() > max_file_bytes) return;
  const auto begin = script.below(sound.size());
  const auto size = std::min(script.below(sound.size()), sound.size() - begin);
  const auto first = sound.begin() + static_cast<std::ptrdiff_t>(begin);
  switch (script.byte() % 4) {
    case 0:
      *first = static_cast<std::byte>(script.byte());
      break;
    case 1: {
      const Bytes again(first, first + static_cast<std::ptrdiff_t>(size));
      sound.insert(sound.end(), again.begin(), again.end());
      break;
    }
    case 2:
      sound.erase(first, first + static_cast<std::ptrdiff_t>(size));
      break;
    default: {
      const auto more = bytes_of(script.text());
      sound.insert(first, more.begin(), more.end());
    }
  }
  sound = with_checksums(sound);
}

void change_note(Script& script, Forged& bag) {
  if (!bag.excerpt.is_null() && !bag.excerpt["notes"].is_array()) return;  // it is an odd value by now
  auto& list = bag.excerpt.is_null() ? bag.notes : bag.excerpt["notes"].as_array();
  if (list.size() > max_lines) return;
  if (list.empty() || script.byte() % 4 == 0) list.push_back({{"note", 1}, {"salt", std::string(32, 'c')}});
  auto& note = list[script.below(list.size())];
  constexpr std::array<const char*, 3> fields{"note", "salt", "text"};
  if (note.is_object()) note[fields[script.byte() % fields.size()]] = odd_value(script, bag, "note");
}

void change_excerpt(Script& script, Forged& bag) {
  if (bag.excerpt.is_null()) return;
  constexpr std::array<const char*, 6> fields{"format", "original", "key", "ranges", "notes", "novel"};
  auto& ranges = bag.excerpt["ranges"];
  if (script.byte() % 3 == 0 || !ranges.is_array() || ranges.empty()) {
    bag.excerpt[fields[script.byte() % fields.size()]] = odd_value(script, bag, "file");
    return;
  }
  auto& range = ranges.at(script.below(ranges.size()));
  constexpr std::array<const char*, 3> of_range{"file", "from", "frames"};
  if (range.is_object()) range[of_range[script.byte() % of_range.size()]] = odd_value(script, bag, "frames");
  if (script.byte() % 4 == 0 && ranges.size() < max_lines) ranges.push_back(Value(range));
}

void change(Script& script, Forged& bag) {
  switch (script.byte() % 8) {
    case 0:
    case 1:
      return change_line(script, bag);
    case 2:
    case 3:
      return move_lines(script, bag);
    case 4:
      return change_file(script, bag);
    case 5:
      return change_sound(script, bag);
    case 6:
      return change_note(script, bag);
    default:
      return change_excerpt(script, bag);
  }
}

/// All that a decoder hears which is given the file alone.
Bytes heard(const Bytes& file) {
  Bytes samples;
  flac::Reader reader(std::make_unique<os::BytesFile>(file));
  for (auto part = reader.read(8000); !part.empty(); part = reader.read(8000)) {
    samples.insert(samples.end(), part.begin(), part.end());
    require(samples.size() <= std::size_t{1} << 28U, "what is unchanged has an end");
  }
  require(!reader.damaged(), "what is unchanged decodes without an error");
  return samples;
}

void require_same_sound(const std::map<std::string, Bytes>& files, const journal::JournalContent& told,
                        bool is_excerpt) {
  for (const auto& audio : told.files) {
    const auto name = is_excerpt ? bag::excerpt_audio_path(audio.name) : audio.name;
    const auto found = files.find(name);
    require(found != files.end(), "what is unchanged has all its sound");
    const auto samples = heard(found->second);
    const auto frame_bytes = told.audio.bytes_per_frame();
    require(samples.size() == static_cast<std::size_t>(audio.frames()) * frame_bytes, "no more is heard than is told");
    for (const auto& second : audio.seconds) {
      const auto part = std::span(samples).subspan(static_cast<std::size_t>(second.from) * frame_bytes,
                                                   static_cast<std::size_t>(second.frames) * frame_bytes);
      const bool is_silent = std::all_of(part.begin(), part.end(), [](std::byte b) { return b == std::byte{0}; });
      require(journal::second_hash(second.salt, part) == second.sha256 || (is_excerpt && is_silent),
              "each second is the one of its hash");
    }
  }
}

void require_honest(const std::optional<Verification>& result) {
  require(result.has_value(), "an honest bag has a verdict");
  if (result->unchanged) return;
  const auto& first = result->findings.front();
  throw Broken("an honest bag is unchanged, and not " + first.file + ": " + first.detail);
}

}  // namespace

void forged_bag(Input input) {
  static const std::array<Forged, 4> honest{honest_recording(1), honest_excerpt(1),
                                            honest_recording(journal::salted_format),
                                            honest_excerpt(journal::salted_format)};
  Script script(input);
  auto bag = honest.at(script.byte() % honest.size());
  bool is_honest = true;
  for (std::size_t i = 0; i < max_changes && !script.empty(); ++i) {
    change(script, bag);
    is_honest = false;
  }
  const auto files = sealed(std::move(bag));
  faults::MemoryFileSystem disk;
  const os::Path root = "/bag";
  for (const auto& [path, content] : files) {
    os::make_folders(disk, (root / path).parent_path());
    const auto file = disk.create(root / path);
    os::write_all(*file, content);
  }
  const auto result = require_verified(disk, root);
  if (is_honest) require_honest(result);
  if (!result || !result->unchanged) return;
  auto told = journal::read_journal(*disk.open(root / bag::journal_path));
  if (files.contains(bag::salts_path)) {
    (void)journal::add_salts(told, *disk.open(root / bag::salts_path), journal::SaltsOf::some_seconds);
  }
  const bool is_now_excerpt = files.contains(bag::excerpt_path);
  if (told.imports.empty()) require_same_sound(files, told, is_now_excerpt);
}

}  // namespace earwitness::fuzz
