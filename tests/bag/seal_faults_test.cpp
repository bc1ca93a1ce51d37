// SPDX-License-Identifier: MIT
//
// A seal is there or it is not, whatever the disk does: every operation of sealing fails once, and each file is changed
// under way once.
#include <array>
#include <cerrno>
#include <fstream>

#include "bag/reader.hpp"
#include "bag/writer.hpp"
#include "base/text.hpp"
#include "crypto/ed25519.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

/// Passes everything on, but for the operation with the number `failing`, and what is written to `garbled`.
struct Faults {
  int failing = -1;
  int done = 0;
  std::string garbled;

  void step(const os::Path& path) {
    if (done++ == failing) throw FileError(EIO, path.string(), "the test's disk fails");
  }
};

class FaultyFile final : public os::File {
 public:
  FaultyFile(std::unique_ptr<os::File> file, Faults& faults) : file_(std::move(file)), faults_(faults) {}
  std::size_t read(std::span<std::byte> into) override {
    faults_.step(path());
    return file_->read(into);
  }
  std::size_t write(std::span<const std::byte> bytes) override {
    faults_.step(path());
    if (path().filename() != faults_.garbled) return file_->write(bytes.first(std::min<std::size_t>(bytes.size(), 50)));
    std::vector<std::byte> changed(bytes.begin(), bytes.end());
    changed.back() ^= std::byte{1};
    return file_->write(changed);
  }
  void seek(std::uint64_t position) override { file_->seek(position); }
  std::uint64_t position() const override { return file_->position(); }
  std::uint64_t size() const override { return file_->size(); }
  void sync_data() override {
    faults_.step(path());
    file_->sync_data();
  }
  void close() override {
    faults_.step(path());
    file_->close();
  }
  const os::Path& path() const noexcept override { return file_->path(); }

 private:
  std::unique_ptr<os::File> file_;
  Faults& faults_;
};

class FaultyFileSystem final : public os::FileSystem {
 public:
  Faults faults;

  std::unique_ptr<os::File> create(const os::Path& path) override {
    faults.step(path);
    return std::make_unique<FaultyFile>(fs_.create(path), faults);
  }
  std::unique_ptr<os::File> open(const os::Path& path) override {
    faults.step(path);
    return std::make_unique<FaultyFile>(fs_.open(path), faults);
  }
  std::unique_ptr<os::File> open_to_append(const os::Path& path) override {
    faults.step(path);
    return std::make_unique<FaultyFile>(fs_.open_to_append(path), faults);
  }
  void make_folder(const os::Path& path) override { fs_.make_folder(path); }
  void rename(const os::Path& from, const os::Path& to) override {
    faults.step(to);
    fs_.rename(from, to);
  }
  void remove_file(const os::Path& path) override {
    faults.step(path);
    fs_.remove_file(path);
  }
  void remove_folder(const os::Path& path) override { fs_.remove_folder(path); }
  void sync_folder(const os::Path& path) override {
    faults.step(path);
    fs_.sync_folder(path);
  }
  void make_read_only(const os::Path& path) override {
    faults.step(path);
    fs_.make_read_only(path);
  }
  std::vector<os::Entry> list(const os::Path& folder) override {
    faults.step(folder);
    return fs_.list(folder);
  }
  std::optional<os::Entry> status(const os::Path& path) override {
    faults.step(path);
    return fs_.status(path);
  }
  std::uint64_t free_bytes(const os::Path& folder) override { return fs_.free_bytes(folder); }

 private:
  os::FileSystem& fs_ = os::posix_file_system();
};

struct SealBench {
  test::TemporaryFolder folder;
  SealBench() {
    auto& fs = os::posix_file_system();
    os::make_folders(fs, folder / "data");
    os::write_new(fs, folder / "data" / "a", "hello");
  }
  std::string seal(os::FileSystem& fs = os::posix_file_system()) const {
    static const auto key = crypto::SigningKey::generate();
    return bag::seal(fs, folder.path(), {{"Contact-Name", "A. Name"}}, "2026-11-23", &key);
  }
  bool is_whole() const {
    const auto found = bag::examine(os::posix_file_system(), folder.path());
    return found.sealed && found.declaration.differences.empty() && found.payload.differences.empty() &&
           found.tags.differences.empty() && found.outside.differences.empty();
  }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : os::posix_file_system().list(folder.path())) names.push_back(entry.name);
    return names;
  }
};

}  // namespace

TEST_CASE("seal: whichever operation fails, there is no seal and nothing else, and a later attempt succeeds") {
  int failing = 0;
  for (bool failed = true; failed; ++failing) {
    CAPTURE(failing);
    const SealBench bench;
    FaultyFileSystem disk;
    disk.faults.failing = failing;
    failed = false;
    try {
      (void)bench.seal(disk);
    } catch (const FileError&) {
      failed = true;
      REQUIRE(bench.names() == std::vector<std::string>{"data"});
      REQUIRE(bench.seal().size() == 64);
    }
    REQUIRE(bench.is_whole());
  }
  CHECK(failing > 60);
}

TEST_CASE("seal: a disk that gives back something else than was written gets no seal") {
  for (const char* name : {"bagit.txt", "bag-info.txt", "how-to-verify.txt", "manifest-sha256.txt",
                           "tagmanifest-sha256.txt.new", "public-key.pem", "signature.ed25519"}) {
    CAPTURE(name);
    const SealBench bench;
    FaultyFileSystem disk;
    disk.faults.garbled = name;
    CHECK_THROWS_AS(bench.seal(disk), FileError);
    CHECK(bench.names() == std::vector<std::string>{"data"});
  }
}

TEST_CASE("seal: what a crash left of an earlier attempt is replaced, and a sealed folder is not sealed again") {
  const SealBench bench;
  for (const char* name : {"bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt.new"}) {
    std::ofstream(bench.folder / name) << "half of";
  }
  std::filesystem::create_directory(bench.folder / "seal");
  for (const char* name : {"seal/public-key.pem", "seal/signature.ed25519"}) {
    std::ofstream(bench.folder / name) << "half of";
  }
  const auto seal = bench.seal();
  CHECK(bench.is_whole());
  CHECK_THROWS_AS(bench.seal(), FileError);
  CHECK(bag::examine(os::posix_file_system(), bench.folder.path()).seal == seal);
}

TEST_CASE("seal: without a key there is neither key nor signature, also where an attempt with one was interrupted") {
  const SealBench bench;
  std::filesystem::create_directory(bench.folder / "seal");
  std::ofstream(bench.folder / "seal/signature.ed25519") << "half of";
  (void)bag::seal(os::posix_file_system(), bench.folder.path(), {}, "2026-11-23");
  CHECK(bench.is_whole());
  CHECK(std::filesystem::is_empty(bench.folder / "seal"));
}

TEST_CASE("seal: the signature is over the tag manifest, and the key is listed in it") {
  const SealBench bench;
  const auto key = crypto::SigningKey::generate();
  (void)bag::seal(os::posix_file_system(), bench.folder.path(), {}, "2026-11-23", &key);
  const auto read = [&](const char* name) {
    return os::read_all(os::posix_file_system(), bench.folder / name, 10'000);
  };
  CHECK(read("seal/public-key.pem") == key.public_pem());
  CHECK(read("tagmanifest-sha256.txt").find("  seal/public-key.pem\n") != std::string::npos);
  CHECK(read("tagmanifest-sha256.txt").find("signature") == std::string::npos);
  CHECK(crypto::ed25519_verify(key.public_pem(), base::as_bytes(read("tagmanifest-sha256.txt")),
                               base::as_bytes(read("seal/signature.ed25519"))));
}

TEST_CASE("seal: what lies beside data/ is sealed too, and a link is refused") {
  const SealBench bench;
  std::ofstream(bench.folder / "beside") << "x";
  (void)bench.seal();
  CHECK(bench.is_whole());
  std::filesystem::remove(bench.folder / "beside");
  CHECK_FALSE(bench.is_whole());

  const SealBench linked;
  std::filesystem::create_symlink("/etc/hostname", linked.folder / "data" / "link");
  CHECK_THROWS_AS(linked.seal(), FileError);
  CHECK(linked.names() == std::vector<std::string>{"data"});
}

TEST_CASE("seal: every file is read-only afterwards") {
  const SealBench bench;
  (void)bench.seal();
  using std::filesystem::perms;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(bench.folder.path())) {
    if (entry.is_regular_file()) CHECK(entry.status().permissions() == perms::owner_read);
  }
}
