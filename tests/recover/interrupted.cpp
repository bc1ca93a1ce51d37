// SPDX-License-Identifier: MIT
#include "tests/recover/interrupted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "archive/work_folder.hpp"
#include "bag/contents.hpp"
#include "capture/test_signal.hpp"
#include "flac/reader.hpp"
#include "json/value.hpp"
#include "record/pipeline.hpp"
#include "tests/catch.hpp"
#include "tests/chained_journal.hpp"
#include "tests/json_text.hpp"

namespace earwitness::test {

namespace {

using Lines = std::vector<json::Value>;

os::FileSystem& fs() { return os::posix_file_system(); }

Lines parse(const std::string& text) {
  Lines lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) {
    if (!stream.eof()) lines.push_back(test::parse_json(line));
  }
  return lines;
}

}  // namespace

std::vector<std::byte> Interrupted::played(Frames from, Frames count) {
  std::vector<std::byte> bytes(static_cast<std::size_t>(count) * 2);
  for (Frames i = 0; i < count; ++i) {
    const auto sample = capture::test_signal_sample(from + i, format);
    bytes[static_cast<std::size_t>(i) * 2] = static_cast<std::byte>(sample & 0xFF);
    bytes[static_cast<std::size_t>(i) * 2 + 1] = static_cast<std::byte>((sample >> 8) & 0xFF);
  }
  return bytes;
}

Interrupted::Interrupted(Frames frames, std::optional<std::chrono::seconds> split) {
  conversation_ = archive::begin(fs(), folder_.path(), UtcTime{}, "A title");
  // It is copied while the recorder has it open, as it lies there at that moment: that is what a kill leaves.
  const auto alive = archive::begin(fs(), folder_.path(), UtcTime{}, "Alive");
  record::Settings settings;
  settings.split = split;
  record::Progress progress;
  {
    record::JournalKeeper journal(fs(), os::posix_clock(), alive.data(),
                                  {uuid, "test-signal", format, "none", "none", "boot"});
    record::Marks marks;
    record::Pipeline pipeline(fs(), os::posix_clock(), alive.data(), settings, {Track::only, format, uuid}, journal,
                              marks, progress);
    journal.note("title", "A title");
    // Played before the journal was opened, all of it: no line may tell of what is still to come.
    std::int64_t boot_ns = os::posix_clock().boot().time_since_epoch().count() - frames * 1'000'000'000 / 8'000;
    for (Frames at = 0; at < frames; at += 2'000) {
      const auto count = std::min<Frames>(2'000, frames - at);
      auto samples = played(at, count);
      boot_ns += 250'000'000;
      pipeline.consume({count, 0, boot_ns, false}, {std::span(samples), {}}, boot_ns);
      pipeline.sync();
    }
    std::filesystem::remove_all(conversation_.bag());
    std::filesystem::copy(alive.bag(), conversation_.bag(), std::filesystem::copy_options::recursive);
  }
  std::filesystem::remove_all(alive.folder);
}

std::string Interrupted::read(const std::string& path) const { return os::read_all(fs(), original() / path, 1 << 26); }

void Interrupted::write(const std::string& path, const std::string& content) const {
  std::filesystem::create_directories((original() / path).parent_path());
  std::filesystem::remove(original() / path);
  std::ofstream(original() / path, std::ios::binary) << content;
}

void Interrupted::remove(const std::string& path) const { std::filesystem::remove(original() / path); }

Lines Interrupted::journal() const { return parse(read("data/journal.jsonl")); }

void Interrupted::write_journal(Lines lines) const {
  const std::string salts = "data/salts.jsonl";
  if (std::filesystem::exists(original() / salts)) write(salts, moved_salts(read(salts), journal(), lines));
  write("data/journal.jsonl", chained(std::move(lines)));
}

/// Every name below the conversation but those of the recovered bag, with its mode, kind, time and content.
namespace {

bool is_unfinished(const std::filesystem::path& path) {
  return archive::is_work_name(path.filename().string(), recovery_work_stem);
}

bool is_anything_unfinished(const std::filesystem::path& folder) {
  const std::filesystem::directory_iterator entries(folder);
  return std::any_of(begin(entries), end(entries), [](const auto& entry) { return is_unfinished(entry.path()); });
}

}  // namespace

std::vector<std::string> Interrupted::state() const {
  std::vector<std::string> found;
  for (auto entry = std::filesystem::recursive_directory_iterator(folder()); entry != std::filesystem::end(entry);
       ++entry) {
    if (entry->path() == conversation_.reserve()) continue;
    if (entry->path() == recovered()) {
      entry.disable_recursion_pending();
      continue;
    }
    if (entry->path() == folder() / "recovered.new" || is_unfinished(entry->path())) {
      entry.disable_recursion_pending();
      continue;
    }
    const auto status = entry->symlink_status();
    const bool is_file = std::filesystem::is_regular_file(status);
    const auto changed = std::filesystem::is_symlink(status) ? std::filesystem::file_time_type()
                                                             : std::filesystem::last_write_time(entry->path());
    found.push_back(fmt::format("{} {} {} {} {}", entry->path().string(), static_cast<int>(status.type()),
                                static_cast<unsigned>(status.permissions()), changed.time_since_epoch().count(),
                                is_file ? bag::hash_file(fs(), entry->path()) : std::string()));
  }
  std::sort(found.begin(), found.end());
  return found;
}

Recovery Interrupted::recover() const {
  const auto before = state();
  const auto result = earwitness::recover(folder());
  REQUIRE(state() == before);
  REQUIRE(fs().status(recovered()));
  REQUIRE_FALSE(is_anything_unfinished(folder()));
  const auto found = verified();
  for (const auto& finding : found.findings) UNSCOPED_INFO(finding.file << ": " << finding.detail);
  REQUIRE(found.unchanged);
  REQUIRE(found.kind == "recovered");
  REQUIRE(found.bag == recovered());
  REQUIRE(found.seal == result.seal);
  REQUIRE(found.recording == result.recording);
  REQUIRE(found.seconds == test::Approx(result.seconds));
  REQUIRE(std::system(("flac -s -t -w '" + recovered().string() + "'/data/*.flac 2>/dev/null").c_str()) == 0);
  const auto lines = recovered_journal();
  REQUIRE(line_of(lines, "close")["reason"] == "recovered");
  REQUIRE(line_of(lines, "close")["frames"] == result.frames);
  REQUIRE(line_of(lines, "recovered")["unjournaled_frames"].as_integer() ==
          std::llround(result.unjournaled_seconds * format.sample_rate));
  return result;
}

ErrorKind Interrupted::refused() const {
  const auto before = state();
  ErrorKind kind = ErrorKind::usage;
  try {
    (void)earwitness::recover(folder());
    FAIL("it was recovered");
  } catch (const Error& error) {
    kind = error.kind();
  }
  REQUIRE(state() == before);
  REQUIRE_FALSE(is_anything_unfinished(folder()));
  return kind;
}

Verification Interrupted::verified() const { return verify(folder()); }

std::vector<std::byte> Interrupted::sound() const {
  std::vector<std::byte> samples;
  for (const auto& entry : fs().list(recovered() / "data")) {
    if (!entry.name.ends_with(".flac")) continue;
    flac::Reader reader(fs().open(recovered() / "data" / entry.name));
    for (auto part = reader.read(5000); !part.empty(); part = reader.read(5000)) {
      samples.insert(samples.end(), part.begin(), part.end());
    }
  }
  return samples;
}

Lines Interrupted::recovered_journal() const { return parse(recovered_file("data/journal.jsonl")); }

std::string Interrupted::recovered_file(const std::string& path) const {
  return os::read_all(fs(), recovered() / path, 1 << 26);
}

Lines lines_of(const Lines& lines, const std::string& event) {
  Lines found;
  std::copy_if(lines.begin(), lines.end(), std::back_inserter(found),
               [&](const auto& line) { return line.at("event") == event; });
  return found;
}

json::Value line_of(const Lines& lines, const std::string& event) {
  const auto found = lines_of(lines, event);
  REQUIRE_FALSE(found.empty());
  return found.back();
}

}  // namespace earwitness::test
