// SPDX-License-Identifier: MIT
#include "tests/verify/sealed_recording.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "archive/seal.hpp"
#include "bag/contents.hpp"
#include "bag/layout.hpp"
#include "bag/manifest.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "capture/test_signal.hpp"
#include "flac/reader.hpp"
#include "journal/note.hpp"
#include "journal/salts.hpp"
#include "journal/writer.hpp"
#include "json/value.hpp"
#include "os/random.hpp"
#include "record/pipeline.hpp"
#include "record/stretch.hpp"
#include "tests/chained_journal.hpp"
#include "tests/json_text.hpp"

namespace earwitness::test {

namespace {

constexpr AudioFormat format{8000, 1, 16};

std::vector<std::byte> signal(Frames from, Frames count) {
  std::vector<std::byte> bytes(static_cast<std::size_t>(count) * 2);
  for (Frames i = 0; i < count; ++i) {
    const auto sample = capture::test_signal_sample(from + i, format) / 64;  // few bits: a small file
    bytes[static_cast<std::size_t>(i) * 2] = static_cast<std::byte>(sample & 0xFF);
    bytes[static_cast<std::size_t>(i) * 2 + 1] = static_cast<std::byte>((sample >> 8) & 0xFF);
  }
  return bytes;
}

}  // namespace

SealedRecording::SealedRecording(Frames frames, std::chrono::nanoseconds interval) {
  auto& fs = os::posix_file_system();
  conversation_ = archive::begin(fs, folder_.path(), UtcTime{}, "A title");
  record::Settings settings;
  settings.split = std::chrono::seconds(2);
  record::Progress progress;
  record::JournalKeeper journal(fs, os::posix_clock(), conversation_.data(),
                                {uuid, "test-signal", format, "none", "none", "boot"});
  record::Marks marks;
  record::Pipeline pipeline(fs, os::posix_clock(), conversation_.data(), settings, {Track::only, format, uuid}, journal,
                            marks, progress);
  journal.note("title", "A title");
  auto boot_ns = (os::posix_clock().boot().time_since_epoch() - frames / 2'000 * interval).count();
  for (Frames at = 0; at < frames; at += 2'000) {
    auto samples = signal(at, 2'000);
    boot_ns += interval.count();
    pipeline.consume({2'000, at == 6'000 ? 400 : 0, boot_ns, false}, {std::span(samples), {}}, boot_ns);
    pipeline.sync();
  }
  pipeline.finish();
  journal.write([&](auto& lines) {
    lines.close(to_string(record::StopReason::stopped),
                {{Track::only, pipeline.files(), pipeline.frames(), pipeline.lost_frames(), 0}});
  });
  (void)archive::seal(fs, os::posix_clock(), conversation_.bag(),
                      {uuid, "test-signal", "A title", pipeline.first_frame_utc(), format.seconds(frames + 400)},
                      {"A. Name", UtcTime{}});
}

namespace {

/// One side of a call, written as a recorder writes it.
class Side {
 public:
  Side(Track track, const AudioFormat& of_track) : track_(track), format_(of_track) {}

  void begin(const os::Path& bag, journal::Writer& journal, BootTime now) {
    const auto name = bag::audio_path(++close.files, track_);
    const auto utc = os::posix_clock().utc() - (os::posix_clock().boot() - now);
    const flac::Tags tags{base::rfc3339(utc), SealedRecording::uuid, "earwitness/test", track_,
                          os::random_hex(flac::salt_digits / 2)};
    stretch_.emplace(os::posix_file_system().create(bag / name), name, format_, tags);
    journal::FileLine line{name, base::rfc3339(utc), now.time_since_epoch().count(), track_};
    journal.append(journal::encode(line), utc, now);
  }

  /// Ends at `now`.
  void sound(Frames frames, BootTime now) {
    const auto mono = signal(close.frames, frames);
    std::vector<std::byte> samples;
    for (std::size_t i = 0; i < mono.size(); i += 2) {
      for (int c = 0; c < format_.channels; ++c) samples.insert(samples.end(), {mono[i], mono[i + 1]});
    }
    stretch_->write(samples, now.time_since_epoch().count());
    close.frames += frames;
  }
  void gap(Frames frames, BootTime now) {
    stretch_->begin_gap(frames, "stall", false);
    stretch_->write(std::vector<std::byte>(static_cast<std::size_t>(frames) * format_.bytes_per_frame()),
                    now.time_since_epoch().count());
    close.frames += frames;
    close.lost_frames += frames;
  }
  void end(journal::Writer& journal, os::File& salts, UtcTime utc, BootTime now) {
    stretch_->close();
    tell(stretch_->take_rest(), journal, salts, utc, now);
    stretch_.reset();
  }
  void break_off(journal::Writer& journal, const char* cause, double seconds, UtcTime utc, BootTime now) {
    const auto lost = std::string_view(cause) == "pause" ? 0 : static_cast<Frames>(seconds * format_.sample_rate);
    close.lost_frames += lost;
    journal.append(journal::encode(journal::BreakLine{cause, seconds, lost, track_}), utc, now);
  }
  /// What the disk has of it where it is killed now.
  void kill(journal::Writer& journal, os::File& salts, UtcTime utc, BootTime now) {
    tell(stretch_->sync(), journal, salts, utc, now);
    stretch_.reset();
  }

  journal::CloseTrack close{};

 private:
  void tell(const std::vector<record::Entry>& entries, journal::Writer& journal, os::File& salts, UtcTime utc,
            BootTime now) {
    const auto name = bag::audio_path(close.files, track_);
    for (const auto& entry : entries) {
      if (entry.is_gap) {
        journal.append(
            journal::encode(journal::GapLine{name, entry.from, entry.frames, entry.cause, entry.estimated, track_}),
            utc, now);
        continue;
      }
      os::write_all(salts,
                    base::as_bytes(journal::encode(journal::SaltLine{journal.lines(), *entry.salt}).dump() + "\n"));
      journal.append(journal::encode(journal::AudioLine{name, entry.from, entry.frames, entry.captured_boot_ns,
                                                        entry.sha256, track_}),
                     utc, now);
    }
  }

  Track track_;
  AudioFormat format_;
  std::optional<record::Stretch> stretch_;
};

/// Its data, up to the moment at which it is stopped or killed. Returns when its first frame came.
UtcTime write_call(const os::Path& bag, bool is_killed) {
  using std::chrono::milliseconds;
  constexpr AudioFormat near_format = format;
  constexpr AudioFormat far_format{16000, 2, 16};
  auto& fs = os::posix_file_system();
  const auto data = bag / "data";
  const auto begin = os::posix_clock().boot() - std::chrono::seconds(20);
  const auto begin_utc = os::posix_clock().utc() - std::chrono::seconds(20);
  journal::Writer journal(fs.create(data / "journal.jsonl"));
  const auto salts = fs.create(data / "salts.jsonl");
  const auto at = [&](int ms) { return begin + milliseconds(ms); };
  const auto utc = [&](int ms) { return begin_utc + milliseconds(ms); };

  journal::OpenLine open;
  open.format = journal::salted_format;
  open.recording = SealedRecording::uuid;
  open.kind = "call";
  open.started_from = "none";
  open.tracks = {{Track::near, "microphone", near_format, "none"}, {Track::far, "monitor", far_format, "none"}};
  journal.append(journal::encode(open), utc(0), at(0));
  const auto notes = fs.create(data / "notes.jsonl");
  const auto note = [&](std::uint64_t number, const char* kind, const char* text, journal::NoteLine line, int ms) {
    const auto salted = journal::salt_note(number, text);
    os::write_all(*notes, base::as_bytes(salted.line.dump() + "\n"));
    line.note = number;
    line.kind = kind;
    line.sha256 = salted.sha256;
    journal.append(journal::encode(line), utc(ms), at(ms));
  };
  note(1, "title", "A call", {}, 1);
  journal::NoteLine of_near;
  of_near.track = Track::near;
  journal::NoteLine of_far;
  of_far.track = Track::far;
  note(2, "device", "Headset", of_near, 2);
  note(3, "monitor", "Monitor of Headset", of_far, 3);

  Side near(Track::near, near_format);
  Side far(Track::far, far_format);
  near.close.track = Track::near;
  far.close.track = Track::far;
  near.begin(bag, journal, at(10));
  far.begin(bag, journal, at(30));
  near.sound(8000 * 3, at(3010));
  far.sound(16000, at(1030));
  far.gap(4000, at(1280));
  far.sound(12000, at(2030));
  far.end(journal, *salts, utc(2100), at(2100));
  journal::NoteLine mark;
  mark.file = bag::audio_path(1, Track::near);
  mark.from = 16000;
  note(4, "mark", "he said it", mark, 2110);
  far.break_off(journal, "device_lost", 1.5, utc(3520), at(3520));
  if (is_killed) {
    far.begin(bag, journal, at(3530));
    far.sound(16000 + 8000, at(5030));
    near.kill(journal, *salts, utc(5100), at(5100));
    far.kill(journal, *salts, utc(5110), at(5110));
    return utc(10);
  }
  near.end(journal, *salts, utc(3530), at(3530));
  far.begin(bag, journal, at(3540));
  far.sound(16000, at(4540));
  far.end(journal, *salts, utc(4600), at(4600));
  near.break_off(journal, "pause", 2, utc(5010), at(5010));
  near.begin(bag, journal, at(5015));
  near.sound(12000, at(6515));
  near.end(journal, *salts, utc(6520), at(6520));
  journal::CloseLine close{"stopped", 0, 0, 0};
  for (const auto& side : {near.close, far.close}) {
    close.files += side.files;
    close.frames += side.frames;
    close.lost_frames += side.lost_frames;
    close.tracks.push_back(side);
  }
  journal.append(journal::encode(close), utc(6600), at(6600));
  journal.close();
  return utc(10);
}

}  // namespace

SealedRecording::SealedRecording(Call) {
  auto& fs = os::posix_file_system();
  conversation_ = archive::begin(fs, folder_.path(), UtcTime{}, "A call");
  const auto started = write_call(conversation_.bag(), false);
  (void)archive::seal(fs, os::posix_clock(), conversation_.bag(), {uuid, "call", "A call", started, 4.5},
                      {"A. Name", UtcTime{}});
}

SealedRecording::SealedRecording(OpenCall) {
  conversation_ = archive::begin(os::posix_file_system(), folder_.path(), UtcTime{}, "A call");
  (void)write_call(conversation_.bag(), true);
}

std::string SealedRecording::read(const std::string& path) const {
  return os::read_all(os::posix_file_system(), bag() / path, 1 << 24);
}

std::vector<std::byte> SealedRecording::sound(const std::string& path) const {
  flac::Reader reader(os::posix_file_system().open(bag() / path));
  std::vector<std::byte> samples;
  for (auto part = reader.read(5000); !part.empty(); part = reader.read(5000)) {
    samples.insert(samples.end(), part.begin(), part.end());
  }
  return samples;
}

void SealedRecording::write(const std::string& path, const std::string& content) const {
  std::filesystem::create_directories((bag() / path).parent_path());
  std::filesystem::remove(bag() / path);
  std::ofstream(bag() / path, std::ios::binary) << content;
}

void SealedRecording::remove(const std::string& path) const { std::filesystem::remove(bag() / path); }

std::vector<std::string> SealedRecording::files() const {
  std::vector<std::string> paths;
  for (const auto& content : bag::contents(os::posix_file_system(), bag())) paths.push_back(content.path);
  return paths;
}

std::vector<json::Value> SealedRecording::journal() const {
  std::vector<json::Value> lines;
  std::istringstream text(read("data/journal.jsonl"));
  for (std::string line; std::getline(text, line);) lines.push_back(test::parse_json(line));
  return lines;
}

void SealedRecording::write_journal(std::vector<json::Value> lines) const {
  const std::string salts = "data/salts.jsonl";
  if (std::filesystem::exists(bag() / salts)) write(salts, moved_salts(read(salts), journal(), lines));
  write("data/journal.jsonl", chained(std::move(lines)));
}

void SealedRecording::set_info(const std::string& label, const std::optional<std::string>& value) const {
  std::istringstream text(read("bag-info.txt"));
  std::string info;
  bool is_set = !value;
  for (std::string line; std::getline(text, line);) {
    const bool is_it = line.starts_with(label + ": ");
    if (!is_it) {
      info += line + "\n";
    } else if (!is_set) {
      info += label + ": " + *value + "\n";
      is_set = true;
    }
  }
  if (!is_set) info += label + ": " + *value + "\n";
  write("bag-info.txt", info);
}

void SealedRecording::make_long() const {
  constexpr std::size_t padding = 200'000;
  constexpr int lines = 26;  // 5 MB
  auto line = read("data/levels.jsonl");
  line = line.substr(line.find('\n') + 1);  // behind the salt
  line = line.substr(0, line.find('\n') + 1);
  std::string text;
  for (int i = 0; i < lines; ++i) text += line.substr(0, 1) + std::string(padding, ' ') + line.substr(1);
  write("data/levels.jsonl", text);
  reseal();
}

void SealedRecording::count_anew() const {
  constexpr std::string_view label = "Payload-Oxum: ";
  std::uint64_t octets = 0;
  std::size_t count = 0;
  for (const auto& content : bag::contents(os::posix_file_system(), bag(), "data")) {
    octets += content.size;
    ++count;
  }
  if (!std::filesystem::exists(bag() / "bag-info.txt")) return;
  auto info = read("bag-info.txt");
  const auto at = info.find(label);
  if (at == std::string::npos) return;
  const auto value = at + label.size();
  info.replace(value, info.find('\n', value) - value, std::to_string(octets) + "." + std::to_string(count));
  write("bag-info.txt", info);
}

void SealedRecording::reseal() const {
  auto& fs = os::posix_file_system();
  count_anew();
  std::vector<bag::ManifestEntry> payload;
  for (const auto& path : files()) {
    if (path.starts_with("data/")) payload.push_back({path, bag::hash_file(fs, bag() / path)});
  }
  write("manifest-sha256.txt", bag::manifest_text(payload));
  std::vector<bag::ManifestEntry> tags;
  for (const auto& path : files()) {
    const bool is_sealed_by_tags = !path.starts_with("data/") && path != "tagmanifest-sha256.txt" &&
                                   path != "seal/signature.ed25519" && !path.starts_with("seal/timestamp-");
    if (is_sealed_by_tags) tags.push_back({path, bag::hash_file(fs, bag() / path)});
  }
  write("tagmanifest-sha256.txt", bag::manifest_text(tags));
}

}  // namespace earwitness::test
