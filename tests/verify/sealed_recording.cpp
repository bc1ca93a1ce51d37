// SPDX-License-Identifier: MIT
#include "tests/verify/sealed_recording.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "archive/seal.hpp"
#include "bag/contents.hpp"
#include "bag/manifest.hpp"
#include "capture/test_signal.hpp"
#include "flac/reader.hpp"
#include "json/value.hpp"
#include "record/pipeline.hpp"
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
  record::Pipeline pipeline(fs, os::posix_clock(), conversation_, settings,
                            {uuid, "test-signal", format, "none", "none", "boot"}, progress);
  pipeline.note("title", "A title");
  auto boot_ns = (os::posix_clock().boot().time_since_epoch() - frames / 2'000 * interval).count();
  for (Frames at = 0; at < frames; at += 2'000) {
    auto samples = signal(at, 2'000);
    boot_ns += interval.count();
    pipeline.consume({2'000, at == 6'000 ? 400 : 0, boot_ns, false}, {std::span(samples), {}}, boot_ns);
    pipeline.sync();
  }
  pipeline.finish(record::StopReason::stopped);
  (void)archive::seal(fs, os::posix_clock(), conversation_.bag(),
                      {uuid, "test-signal", "A title", pipeline.first_frame_utc(), format.seconds(frames + 400)},
                      {"A. Name", UtcTime{}});
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
