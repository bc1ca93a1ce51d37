// SPDX-License-Identifier: MIT
//
// A file from elsewhere is sealed as it came, says so, and leaves nothing where that fails.
#include "derive/import.hpp"

#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>

#include "archive/recordings.hpp"
#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "derive/excerpt.hpp"
#include "flac/reader.hpp"
#include "os/local_time.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"
#include "tests/verify/read_only_disk.hpp"
#include "verify/verify.hpp"

using namespace earwitness;
using namespace std::chrono_literals;

namespace {

std::string little(std::uint64_t value, std::size_t bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i));
  return text;
}

/// A WAV file: `tag` 1 for integers, 3 for floats.
std::string wav(int tag, std::uint32_t rate, int channels, int bits, const std::string& samples) {
  const auto frame = static_cast<std::uint64_t>(channels * bits / 8);
  const auto head = "WAVEfmt " + little(16, 4) + little(static_cast<std::uint64_t>(tag), 2) +
                    little(static_cast<std::uint64_t>(channels), 2) + little(rate, 4) + little(rate * frame, 4) +
                    little(frame, 2) + little(static_cast<std::uint64_t>(bits), 2);
  const auto data = "data" + little(samples.size(), 4) + samples;
  return "RIFF" + little(head.size() + data.size(), 4) + head + data;
}

/// No second of it is like another.
std::string noise(std::size_t bytes) {
  std::string text(bytes, '\0');
  std::uint32_t state = 1;
  for (auto& c : text) {
    state = state * 1'664'525 + 1'013'904'223;
    c = static_cast<char>(state >> 24);
  }
  return text;
}

struct Bench {
  os::FileSystem& fs = os::posix_file_system();
  test::TemporaryFolder folder;
  os::Path root = folder / "archive";
  crypto::SigningKey key = crypto::SigningKey::generate();

  os::Path put(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder / name, std::ios::binary) << bytes;
    return folder / name;
  }
  derive::Imported import(const os::Path& file, os::FileSystem* through = nullptr) {
    derive::ImportRequest request;
    request.file = file;
    request.title = "A telephone's";
    request.people = {"B. Name"};
    request.recorded = UtcTime{1'700'000'000s};
    request.statement = {"A. Name", UtcTime{}};
    request.key = &key;
    return derive::import_file(through != nullptr ? *through : fs, os::posix_clock(), root, request);
  }
  std::string read(const os::Path& path) const { return os::read_all(fs, path, 1 << 24); }
};

std::string decoded(const os::Path& flac) {
  flac::Reader reader(os::posix_file_system().open(flac));
  std::string samples;
  for (auto part = reader.read(5000); !part.empty(); part = reader.read(5000)) {
    samples.append(reinterpret_cast<const char*>(part.data()), part.size());
  }
  return samples;
}

/// The real disk, but for what a test wants of it.
class OddDisk final : public os::FileSystem {
 public:
  int fails_at = -1;                           ///< that creation, from 0, finds the disk full
  std::function<void(int)> on_open = nullptr;  ///< before the nth opening, from 0
  int created = 0;
  int opened = 0;

  std::unique_ptr<os::File> create(const os::Path& path) override {
    if (created++ == fails_at) throw FileError(ENOSPC, path.string(), "the disk is full");
    return real_.create(path);
  }
  std::unique_ptr<os::File> open(const os::Path& path) override {
    if (on_open) on_open(opened);
    ++opened;
    return real_.open(path);
  }
  std::unique_ptr<os::File> open_to_append(const os::Path& path) override { return real_.open_to_append(path); }
  void make_folder(const os::Path& path) override { real_.make_folder(path); }
  void rename(const os::Path& from, const os::Path& to) override { real_.rename(from, to); }
  void remove_file(const os::Path& path) override { real_.remove_file(path); }
  void remove_folder(const os::Path& path) override { real_.remove_folder(path); }
  void sync_folder(const os::Path& path) override { real_.sync_folder(path); }
  void make_read_only(const os::Path& path) override { real_.make_read_only(path); }
  std::vector<os::Entry> list(const os::Path& folder) override { return real_.list(folder); }
  std::optional<os::Entry> status(const os::Path& path) override { return real_.status(path); }
  std::uint64_t free_bytes(const os::Path& folder) override { return real_.free_bytes(folder); }

 private:
  os::FileSystem& real_ = os::posix_file_system();
};

}  // namespace

TEST_CASE("import: a file is sealed byte for byte, and its sound has excerpts that prove themselves") {
  Bench bench;
  const auto samples = noise(2 * 2 * 20'000);  // 2.5 s
  const auto bytes = wav(1, 8000, 2, 16, samples);
  const auto file = bench.put("Opname \x1b[31m 12.WAV", bytes);
  const auto made = bench.import(file);
  const archive::Conversation folders{made.conversation};
  CHECK(bench.read(folders.bag() / "data/imported/file.wav") == bytes);
  CHECK(bench.read(file) == bytes);
  CHECK(made.files.front().sha256 == crypto::sha256_hex(bytes));
  CHECK(decoded(folders.bag() / "data/audio-001.flac") == samples);
  const auto found = verify(bench.fs, made.conversation);
  CHECK(found.unchanged);
  CHECK(found.kind == "import");
  CHECK(found.seconds == 2.5);
  CHECK(kind_in_words(found) == "imported: sealed as it came, not captured here");
  CHECK_FALSE(is_complete(found));
  const auto notes = bench.read(folders.bag() / "data/notes.jsonl");
  CHECK(notes.find("name: Opname \\\\x1b[31m 12.WAV") != std::string::npos);
  CHECK(notes.find("last changed: 20") != std::string::npos);
  CHECK(notes.find("recorded: 2023-11-14T22:13:20.000000000Z, says who imported it") != std::string::npos);
  CHECK(notes.find("B. Name") != std::string::npos);

  derive::ExcerptRequest request;
  request.recording = made.conversation;
  request.selection.disclose = {{1s, 2s}};
  const auto excerpt = derive::make_excerpt(bench.fs, os::posix_clock(), request);
  const auto shown = verify(bench.fs, excerpt.bag);
  CHECK(shown.unchanged);
  CHECK(shown.source == "import");
  const auto heard = decoded(excerpt.bag / "data/excerpt-001.flac");
  CHECK(heard.substr(32'000, 32'000) == samples.substr(32'000, 32'000));
  CHECK(heard.substr(0, 32'000) == std::string(32'000, '\0'));
}

TEST_CASE("import: samples of any kind become the integers that the format's page says") {
  Bench bench;
  const auto import_wav = [&](int tag, int bits, const std::string& samples) {
    const auto made = bench.import(bench.put("x.wav", wav(tag, 8000, 1, bits, samples)));
    CHECK(verify(bench.fs, made.conversation).unchanged);
    return decoded(made.conversation / "recording/data/audio-001.flac");
  };
  CHECK(import_wav(1, 8, std::string("\x00\x80\xff\x81", 4)) ==
        little(0x8000, 2) + little(0, 2) + little(0x7F00, 2) + little(0x0100, 2));
  const auto fine = noise(3 * 4000);
  CHECK(import_wav(1, 24, fine) == fine);
  CHECK(import_wav(1, 32,
                   little(0x12345680, 4) + little(0x12345681, 4) + little(0x7FFFFFFF, 4) + little(0x80000000, 4)) ==
        little(0x123456, 3) + little(0x123457, 3) + little(0x7FFFFF, 3) + little(0x800000, 3));
  std::string floats;
  for (const float value : {0.5F, -1.0F, 1.0F, 7.0F, std::nanf(""), 1.5F / 8388608.0F}) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    floats += little(bits, 4);
  }
  CHECK(import_wav(3, 32, floats) == little(0x400000, 3) + little(0x800000, 3) + little(0x7FFFFF, 3) +
                                         little(0x7FFFFF, 3) + little(0, 3) + little(2, 3));
}

TEST_CASE("import: what can't be decoded is sealed whole, and says that it has no excerpts") {
  Bench bench;
  const auto bytes = "ftypM4A " + noise(5000);
  const auto made = bench.import(bench.put("a.b.m4a", bytes));
  CHECK(made.kind.empty());
  CHECK(bench.read(made.conversation / "recording/data/imported/file.m4a") == bytes);
  const auto found = verify(bench.fs, made.conversation);
  CHECK(found.unchanged);
  CHECK(found.seconds == 0);
  CHECK_FALSE(archive::list(bench.fs, bench.root).front().seconds);
  derive::ExcerptRequest request;
  request.recording = made.conversation;
  request.selection.disclose = {{0s, 1s}};
  try {
    (void)derive::make_excerpt(bench.fs, os::posix_clock(), request);
    FAIL("an excerpt of nothing");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::not_found);
  }
  // One bit of it, and it is told.
  const auto path = made.conversation / "recording/data/imported/file.m4a";
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  std::ofstream(path, std::ios::binary) << "ftypM4A!" + noise(5000);
  CHECK_FALSE(verify(bench.fs, made.conversation).unchanged);
}

TEST_CASE("import: whoever verifies it reads the imported file once") {
  Bench bench;
  const auto bytes = noise(2'000'000);
  const auto made = bench.import(bench.put("a.m4a", bytes));
  test::ReadOnlyDisk disk;
  CHECK(verify(disk, made.conversation).unchanged);
  CHECK(disk.bytes_read >= bytes.size());
  CHECK(disk.bytes_read < bytes.size() * 3 / 2);
}

TEST_CASE("import: whoever verifies it reads its FLAC once for its hash, and once for all that is asked of its sound") {
  Bench bench;
  const auto samples = noise(6'000'000);
  const auto file = wav(1, 8000, 1, 16, samples);
  const auto made = bench.import(bench.put("a.wav", file));
  const auto flac = std::filesystem::file_size(made.conversation / "recording/data/audio-001.flac");
  CHECK(flac > samples.size() / 2);
  test::ReadOnlyDisk disk;
  CHECK(verify(disk, made.conversation).unchanged);
  CHECK(disk.bytes_read >= file.size() + 2 * flac);
  CHECK(disk.bytes_read < file.size() + 2 * flac + flac / 4);
}

TEST_CASE("import: damage, a rate that FLAC lacks, and sound beyond the limit") {
  Bench bench;
  auto cut = wav(1, 8000, 1, 16, noise(40'000));
  cut.resize(20'044);
  const auto damaged = bench.import(bench.put("cut.wav", cut));
  CHECK(verify(bench.fs, damaged.conversation).unchanged);
  CHECK(damaged.frames == 10'000);
  const auto odd = bench.import(bench.put("odd.wav", wav(1, 65'537, 1, 16, noise(2000))));
  CHECK(odd.kind.empty());
  CHECK(verify(bench.fs, odd.conversation).unchanged);
  const auto slow = bench.import(bench.put("slow.wav", wav(1, 1, 1, 16, std::string(2 * 400'000, '\0'))));
  CHECK(slow.files.front().sound.facts.too_long);
  CHECK(slow.frames == 0);
  CHECK(verify(bench.fs, slow.conversation).unchanged);
}

TEST_CASE("import: what is no file is refused by name, and nothing is made") {
  Bench bench;
  const auto good = bench.put("x.wav", wav(1, 8000, 1, 16, noise(2000)));
  std::filesystem::create_symlink(good, bench.folder / "link");
  bench.put("empty", "");
  for (const char* name : {"link", "empty", "none", "."}) {
    CAPTURE(name);
    try {
      (void)bench.import(bench.folder / name);
      FAIL("it was imported");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::usage);
    }
    CHECK_FALSE(std::filesystem::exists(bench.root));
  }
}

TEST_CASE("import: a file that changes while it is read is refused, and nothing is left") {
  Bench bench;
  for (const auto& after : {noise(60'000), noise(2000), std::string(30'000, 'x')}) {
    const auto file = bench.put("x.bin", noise(30'000));
    OddDisk disk;
    disk.on_open = [&](int nth) {
      if (nth == 1) bench.put("x.bin", after);
    };
    try {
      (void)bench.import(file, &disk);
      FAIL("it was imported");
    } catch (const Error& error) {
      CHECK(std::string(error.what()).find("changed while it was read") != std::string::npos);
    }
    CHECK(std::filesystem::is_empty(bench.root));
  }
}

TEST_CASE("import: a disk that is full at any moment leaves nothing behind") {
  Bench bench;
  const auto file = bench.put("x.wav", wav(1, 8000, 1, 16, noise(20'000)));
  bool done = false;
  int at = 0;
  for (; !done && at < 100; ++at) {
    OddDisk disk;
    disk.fails_at = at;
    try {
      (void)bench.import(file, &disk);
      done = true;
    } catch (const FileError& error) {
      CAPTURE(at);
      CHECK(error.code() == ENOSPC);
      CHECK(std::filesystem::is_empty(bench.root));
    }
  }
  CHECK(done);
  CHECK(at > 8);
}

TEST_CASE("import: a decoder that hangs, or says a little for ever, is given up, and the file is sealed whole") {
  Bench bench;
  const auto file = bench.put("talk.wav", wav(1, 8000, 1, 16, std::string(16'000, '\1')));
  // Of the protocol: hello, and then progress, a byte more each time.
  const std::string hello = "printf '\\000\\010\\000\\000\\000\\001\\000\\000\\000\\002\\000ab'\n";
  const std::string trickle =
      "n=1\nwhile :; do printf '\\003\\010\\000\\000\\000\\'$(printf %o $n)'\\000\\000\\000\\000\\000\\000\\000'; "
      "n=$((n + 1)); sleep 0.05; done\n";
  for (const auto& script : {std::string("exec sleep 1000\n"), hello + "exec sleep 1000\n", hello + trickle}) {
    CAPTURE(script);
    derive::ImportRequest request;
    request.file = file;
    request.sound.decoder = bench.put("decoder", "#!/bin/sh\n" + script);
    std::filesystem::permissions(request.sound.decoder, std::filesystem::perms::owner_all);
    request.sound.silence_timeout = std::chrono::milliseconds(1000);
    request.sound.whole_timeout = std::chrono::milliseconds(1500);
    const auto begin = std::chrono::steady_clock::now();
    const auto made = derive::import_file(bench.fs, os::posix_clock(), bench.root, request);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(60));
    CHECK(made.files.front().sound.failure == media::Failure::hung);
    CHECK(made.kind.empty());
    CHECK(verify(bench.fs, made.conversation).unchanged);
  }
}

TEST_CASE("import: the same file again is told with the names that it has") {
  Bench bench;
  const auto bytes = wav(1, 8000, 2, 16, noise(16'000));
  const auto first = bench.import(bench.put("a.wav", bytes));
  CHECK(first.same_as.empty());
  CHECK(bench.import(bench.put("b.wav", wav(1, 8000, 2, 16, noise(16'002)))).same_as.empty());
  const auto second = bench.import(bench.put("another name.WAV", bytes));
  CHECK(second.same_as == std::vector{first.conversation.filename().string()});
  const auto third = bench.import(bench.put("a.wav", bytes));
  CHECK(third.same_as.size() == 2);
  CHECK(verify(bench.fs, third.conversation).unchanged);
}

TEST_CASE("import: a day that was said without a time is told to be a day") {
  Bench bench;
  derive::ImportRequest request;
  request.file = bench.put("a.wav", wav(1, 8000, 2, 16, noise(16'000)));
  request.recorded = os::parse_local("2023-11-14");
  request.recorded_is_day = true;
  const auto made = derive::import_file(bench.fs, os::posix_clock(), bench.root, request);
  const auto notes = bench.read(archive::Conversation{made.conversation}.bag() / "data/notes.jsonl");
  CHECK(notes.find("time of day: not said, 2023-11-14 is the day that was meant") != std::string::npos);
  CHECK(verify(bench.fs, made.conversation).unchanged);
}
