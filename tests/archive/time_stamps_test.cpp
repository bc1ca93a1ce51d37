// SPDX-License-Identifier: MIT
#include "archive/time_stamps.hpp"

#include <filesystem>
#include <fstream>

#include "base/text.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

struct Bag {
  Bag() {
    std::filesystem::create_directories(path() / "seal");
    std::ofstream(path() / "tagmanifest-sha256.txt") << "sealed";
  }
  [[nodiscard]] os::Path path() const { return folder.path() / "recording"; }
  [[nodiscard]] std::string read(const std::string& name) const {
    return os::read_all(os::posix_file_system(), path() / name, 1000);
  }
  test::TemporaryFolder folder;
};

}  // namespace

TEST_CASE("time stamps: only a sealed and signed bag has something to be stamped") {
  auto& fs = os::posix_file_system();
  const Bag bag;
  CHECK_FALSE(archive::to_be_stamped(fs, bag.path()).has_value());
  std::ofstream(bag.path() / "seal/signature.ed25519") << "signed";
  CHECK(archive::to_be_stamped(fs, bag.path()) == crypto::sha256(base::as_bytes("signed")));
  std::filesystem::remove(bag.path() / "tagmanifest-sha256.txt");
  CHECK_FALSE(archive::to_be_stamped(fs, bag.path()).has_value());
}

TEST_CASE("time stamps: each is stored under the next number, read-only, and nothing else is left") {
  auto& fs = os::posix_file_system();
  const Bag bag;
  CHECK_FALSE(archive::is_stamped(fs, bag.path()));
  CHECK(archive::store_time_stamp(fs, bag.path(), base::as_bytes("one"), "chain") == "seal/timestamp-1.tsr");
  CHECK(archive::is_stamped(fs, bag.path()));
  CHECK(archive::store_time_stamp(fs, bag.path(), base::as_bytes("two"), "other") == "seal/timestamp-2.tsr");
  CHECK(bag.read("seal/timestamp-1.tsr") == "one");
  CHECK(bag.read("seal/timestamp-2.pem") == "other");
  const auto mode = std::filesystem::status(bag.path() / "seal/timestamp-1.pem").permissions();
  CHECK(mode == std::filesystem::perms::owner_read);
  CHECK(fs.list(bag.path() / "seal").size() == 4);
  CHECK(fs.list(bag.folder.path()).size() == 1);
}

TEST_CASE("time stamps: what a crash left between the two names is completed") {
  auto& fs = os::posix_file_system();
  const Bag bag;
  std::ofstream(bag.path() / "seal/timestamp-1.pem") << "left";
  std::ofstream(bag.folder.path() / ".timestamp.tsr.new") << "left";
  CHECK_FALSE(archive::is_stamped(fs, bag.path()));
  CHECK(archive::store_time_stamp(fs, bag.path(), base::as_bytes("one"), "chain") == "seal/timestamp-1.tsr");
  CHECK(bag.read("seal/timestamp-1.pem") == "chain");
  CHECK(fs.list(bag.folder.path()).size() == 1);
}
