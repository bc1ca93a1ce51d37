// SPDX-License-Identifier: MIT
#include "tests/verify/signed_recording.hpp"

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "base/text.hpp"
#include "flac/writer.hpp"
#include "journal/note.hpp"
#include "tests/catch.hpp"
#include "tests/json_text.hpp"

namespace earwitness::test {

namespace {

constexpr AudioFormat signed_format{8000, 1, 16};
constexpr const char* salt = "00112233445566778899aabbccddeeff";

/// A mark of one word in the second second, as one that was made while recording.
void add_mark(const SealedRecording& recording, Lines& lines) {
  const auto commitment = journal::note_commitment(*base::from_hex(salt), "there");
  const auto after = index_of(lines, "audio", 1);
  lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(after) + 1, Value{{"utc", lines[after]["utc"]},
                                                                             {"mono", lines[after]["mono"]},
                                                                             {"event", "note"},
                                                                             {"note", 2},
                                                                             {"kind", "mark"},
                                                                             {"sha256", base::to_hex(commitment)},
                                                                             {"file", "data/audio-001.flac"},
                                                                             {"from", 12'000}});
  const Value note = {{"note", 2}, {"salt", salt}, {"text", "there"}};
  recording.write("data/notes.jsonl", recording.read("data/notes.jsonl") + note.dump() + "\n");
}

}  // namespace

SignedRecording::SignedRecording() {
  auto lines = journal();
  lines[0]["key"] = base::to_hex(key_.fingerprint());
  add_mark(*this, lines);
  write_journal(lines);
  write("seal/public-key.pem", key_.public_pem());
  sign_anew();
  for (const auto& file : files()) as_sealed_[file] = read(file);
}

void SignedRecording::sign_anew(const crypto::SigningKey& key) const {
  reseal();
  const auto signature = key.sign(base::as_bytes(read("tagmanifest-sha256.txt")));
  write("seal/signature.ed25519", std::string(reinterpret_cast<const char*>(signature.data()), signature.size()));
}

void SignedRecording::encode(const std::string& path, const std::vector<std::byte>& samples) const {
  remove(path);
  flac::Writer writer(
      os::posix_file_system().create(bag() / path), signed_format,
      {"2026-11-23T14:30:05Z", uuid, "earwitness/test", Track::only, std::string(flac::salt_digits, '5')});
  writer.write(samples);
  writer.close();
}

void SignedRecording::hash_anew() const {
  auto lines = journal();
  const auto salts = read("data/salts.jsonl");
  std::map<std::uint64_t, std::vector<std::byte>> salt_of;
  std::istringstream text(salts);
  for (std::string line; std::getline(text, line);) {
    const auto salt = test::parse_json(line);
    salt_of[salt.at("seq").as_unsigned()] = base::from_hex(salt.at("salt").as_string()).value();
  }
  std::map<std::string, std::vector<std::byte>> sounds;
  for (std::size_t seq = 0; seq < lines.size(); ++seq) {
    auto& line = lines[seq];
    if (line["event"] != "audio") continue;
    const auto file = line["file"].as_string();
    if (!sounds.contains(file)) sounds[file] = sound(file);
    const auto from = line["from"].as_unsigned() * signed_format.bytes_per_frame();
    const auto bytes = line["frames"].as_unsigned() * signed_format.bytes_per_frame();
    auto salted = salt_of.at(seq);
    const auto second = std::span<const std::byte>(sounds[file]).subspan(from, bytes);
    salted.insert(salted.end(), second.begin(), second.end());
    line["sha256"] = base::to_hex(crypto::sha256(salted));
  }
  write_journal(lines);
  write("data/salts.jsonl", salts);  // of lines that are where they were
}

void SignedRecording::restore() const {
  for (const auto& file : files()) {
    if (!as_sealed_.contains(file)) remove(file);
  }
  for (const auto& [file, content] : as_sealed_) write(file, content);
  // Folders that only what is gone now lay in; the innermost one last.
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(bag())) {
    if (entry.is_directory()) folders.push_back(entry.path());
  }
  std::sort(folders.rbegin(), folders.rend());
  for (const auto& folder : folders) {
    if (std::filesystem::is_empty(folder)) std::filesystem::remove(folder);
  }
}

std::size_t index_of(const Lines& lines, const std::string& event, std::size_t n) {
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].at("event") == event && n-- == 0) return i;
  }
  FAIL("the journal has no such line: " << event);
  return 0;
}

}  // namespace earwitness::test
