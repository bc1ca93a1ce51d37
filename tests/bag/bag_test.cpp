// SPDX-License-Identifier: MIT
//
// A sealed bag is one for stock tools too, and what differs from its manifests is told by name.
#include <cstdlib>
#include <fstream>

#include "bag/reader.hpp"
#include "bag/writer.hpp"
#include "tests/bag/results.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;
using test::fs;
using test::has;
using What = bag::Difference::What;

namespace {

struct Bench {
  test::TemporaryFolder folder;
  std::string seal;

  Bench() {
    os::make_folders(fs(), folder / "data" / "sub");
    os::write_new(fs(), folder / "data" / "a", "hello");
    os::write_new(fs(), folder / "data" / "sub" / "b", "");
    seal = bag::seal(fs(), folder.path(), {{"Contact-Name", "A. Name"}}, "2026-11-23");
  }
  void put(const std::string& path, const std::string& text) const {
    std::filesystem::remove(folder / path);
    std::ofstream(folder / path) << text;
  }
  bag::Examination examine() const { return bag::examine(fs(), folder.path()); }
};

}  // namespace

TEST_CASE("bag: stock sha256sum accepts both manifests, and the seal is the tag manifest's own hash") {
  const Bench bench;
  const auto in_bag = "cd " + bench.folder.path().string() + " && ";
  CHECK(std::system((in_bag + "sha256sum -c --quiet manifest-sha256.txt tagmanifest-sha256.txt").c_str()) == 0);
  CHECK(bag::hash_file(fs(), bench.folder / "tagmanifest-sha256.txt") == bench.seal);
  const auto found = bench.examine();
  CHECK(found.seal == bench.seal);
  for (const auto* result : {&found.declaration, &found.payload, &found.tags, &found.outside}) {
    CHECK(result->checked);
    CHECK(result->differences.empty());
  }
}

TEST_CASE("bag: altered, missing, unlisted and linked files are told by name") {
  const Bench bench;
  bench.put("data/a", "hellO");
  CHECK(has(bench.examine().payload, What::altered, "data/a"));
  std::filesystem::remove(bench.folder / "data/a");
  CHECK(has(bench.examine().payload, What::missing, "data/a"));
  std::filesystem::create_symlink("/etc/hostname", bench.folder / "data/a");
  CHECK(has(bench.examine().outside, What::altered, "data/a"));
  bench.put("data/extra", "x");
  bench.put("stray", "x");
  std::filesystem::create_directory(bench.folder / "seal");
  bench.put("seal/timestamp-1.tsr", "x");
  bench.put("seal/timestamp-1.exe", "x");
  const auto found = bench.examine();
  CHECK(has(found.outside, What::unlisted, "data/extra"));
  CHECK(has(found.outside, What::unlisted, "stray"));
  CHECK(has(found.outside, What::unlisted, "seal/timestamp-1.exe"));
  CHECK_FALSE(has(found.outside, What::unlisted, "seal/timestamp-1.tsr"));
  bench.put("bag-info.txt", "Contact-Name: Somebody else\n");
  CHECK(has(bench.examine().tags, What::altered, "bag-info.txt"));
}

TEST_CASE("bag: a tag manifest that leaves a tag file out does not cover the recording") {
  const Bench bench;
  bench.put("tagmanifest-sha256.txt", bag::hash_file(fs(), bench.folder / "bagit.txt") + "  bagit.txt\n");
  CHECK(has(bench.examine().tags, What::unlisted, "manifest-sha256.txt"));
}

TEST_CASE("bag: what can't stand in bag-info is refused, and then there is no seal") {
  const test::TemporaryFolder folder;
  os::make_folders(fs(), folder / "data");
  os::write_new(fs(), folder / "data" / "a", "hello");
  CHECK_THROWS_AS(bag::seal(fs(), folder.path(), {{"Title", "two\nlines"}}, "2026-11-23"), Error);
  CHECK_FALSE(fs().status(folder / "tagmanifest-sha256.txt"));
}
