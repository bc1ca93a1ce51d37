// SPDX-License-Identifier: MIT
#include "archive/time_stamps.hpp"

#include <filesystem>
#include <fstream>

#include "archive/settle.hpp"
#include "base/text.hpp"
#include "tests/catch.hpp"
#include "tests/faults/faulty_file_system.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

struct Bag {
  Bag() {
    std::filesystem::create_directories(path() / "seal");
    std::ofstream(path() / "tagmanifest-sha256.txt") << "sealed";
  }
  [[nodiscard]] os::Path conversation() const { return folder.path() / "talk"; }
  [[nodiscard]] os::Path path() const { return conversation() / "recording"; }
  [[nodiscard]] std::string read(const std::string& name) const {
    return os::read_all(os::posix_file_system(), path() / name, 1000);
  }
  /// It gets a signature.
  [[nodiscard]] crypto::Digest over() const {
    std::ofstream(path() / "seal/signature.ed25519") << "signed";
    return crypto::sha256(base::as_bytes("signed"));
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
  CHECK(archive::store_time_stamp(fs, bag.path(), bag.over(), base::as_bytes("one"), "chain") ==
        "seal/timestamp-1.tsr");
  CHECK(archive::is_stamped(fs, bag.path()));
  CHECK(archive::store_time_stamp(fs, bag.path(), bag.over(), base::as_bytes("two"), "other") ==
        "seal/timestamp-2.tsr");
  CHECK(bag.read("seal/timestamp-1.tsr") == "one");
  CHECK(bag.read("seal/timestamp-2.pem") == "other");
  const auto mode = std::filesystem::status(bag.path() / "seal/timestamp-1.pem").permissions();
  CHECK(mode == std::filesystem::perms::owner_read);
  CHECK(fs.list(bag.path() / "seal").size() == 5);
  CHECK(fs.list(bag.conversation()).size() == 1);
}

TEST_CASE("time stamps: what is over the signature of a bag that was there before is not stored") {
  auto& fs = os::posix_file_system();
  const Bag bag;
  const auto over = bag.over();
  std::ofstream(bag.path() / "seal/signature.ed25519") << "signed anew";
  const auto store = [&] { return archive::store_time_stamp(fs, bag.path(), over, base::as_bytes("one"), "chain"); };
  CHECK_THROWS_AS(store(), Error);
  std::filesystem::remove(bag.path() / "seal/signature.ed25519");
  CHECK_THROWS_AS(store(), Error);
  CHECK(fs.list(bag.path() / "seal").empty());
  CHECK(fs.list(bag.conversation()).size() == 1);
}

TEST_CASE("time stamps: what a crash left between the two names is completed") {
  auto& fs = os::posix_file_system();
  const Bag bag;
  std::ofstream(bag.path() / "seal/timestamp-1.pem") << "left";
  std::ofstream(bag.conversation() / ".timestamp.tsr.new") << "mine";
  CHECK_FALSE(archive::is_stamped(fs, bag.path()));
  CHECK(archive::store_time_stamp(fs, bag.path(), bag.over(), base::as_bytes("one"), "chain") ==
        "seal/timestamp-1.tsr");
  CHECK(bag.read("seal/timestamp-1.pem") == "chain");
  CHECK(fs.list(bag.conversation()).size() == 2);
  CHECK(os::read_all(fs, bag.conversation() / ".timestamp.tsr.new", 10) == "mine");
}

TEST_CASE(
    "time stamps: whichever operation fails, once or from then on, the next change leaves both files or neither") {
  using namespace earwitness::faults;
  auto& fs = os::posix_file_system();
  std::size_t tried = 0;
  for (const auto operation : {Operation::create, Operation::write, Operation::sync_data, Operation::close,
                               Operation::rename, Operation::remove_file, Operation::sync_folder, Operation::read}) {
    for (const auto lasting : {Lasting::once, Lasting::kind}) {
      for (std::uint64_t nth = 1;; ++nth) {
        const Bag bag;
        const auto& root = bag.folder.path();
        FaultyFileSystem faulty(fs, {.on = operation, .nth = nth, .effect = Effect::fail, .lasting = lasting});
        {
          const archive::Intents on_disk(faulty, root, "key");
          try {
            (void)archive::store_time_stamp(faulty, bag.path(), bag.over(), base::as_bytes("one"), "chain", &on_disk);
          } catch (const FileError&) {  // it is told
          }
        }
        if (faulty.hits() == 0) break;
        ++tried;
        INFO(to_string(operation) << " " << nth << (lasting == Lasting::once ? "" : "+"));
        for (const auto& one : archive::settle(archive::Intents(fs, root, "key"), {{}}))
          CHECK(one.what != archive::Settlement::What::left);
        const bool has_token = fs.status(bag.path() / "seal/timestamp-1.tsr").has_value();
        const bool has_evidence = fs.status(bag.path() / "seal/timestamp-1.pem").has_value();
        CHECK(has_token == has_evidence);
        CHECK(fs.list(bag.conversation()).size() == 1);
      }
    }
  }
  CHECK(tried > 30);
}
