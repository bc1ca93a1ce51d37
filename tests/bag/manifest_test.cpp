// SPDX-License-Identifier: MIT
//
// Manifests are read as RFC 8493 says, odd ones included, and never lead out of the bag.
#include "bag/manifest.hpp"

#include "tests/catch.hpp"

using namespace earwitness;

namespace {

const std::string hash(64, 'a');

std::string path_of(const std::string& line) {
  const auto manifest = bag::parse_manifest(line + "\n");
  return manifest.entries.size() == 1 && manifest.errors.empty() ? manifest.entries[0].path : "<refused>";
}

}  // namespace

TEST_CASE("manifest: the forms that the RFC allows") {
  CHECK(path_of(hash + "  data/a b.flac") == "data/a b.flac");
  CHECK(path_of(hash + " *data/a") == "data/a");
  CHECK(path_of(hash + "\t\tdata/a") == "data/a");
  CHECK(path_of(hash + "  ./data//a") == "data/a");
  CHECK(path_of(hash + "  data/a\r") == "data/a");
  CHECK(bag::parse_manifest(hash + "  data/a\r" + hash + "  data/b\r\n" + hash + "  data/c").entries.size() == 3);
  CHECK(path_of(hash + "  data/ a ") == "data/ a ");  // only at the head is a blank taken for what stands between
  CHECK(path_of(hash + "\t*data/a") == "data/a");
  CHECK(path_of(hash + "  *data/a") == "*data/a");  // as sha256sum reads it
  CHECK(path_of(hash + "  data/a%0Ab%25c%0dd%41") == "data/a\nb%c\rd%41");
  CHECK(bag::parse_manifest(std::string(64, 'A') + "  x").entries.at(0).sha256 == hash);
}

TEST_CASE("manifest: nothing leads out of the bag, and nothing is taken for what it is not") {
  for (const auto& line :
       {hash + "  /etc/passwd", hash + "  data/../../x", hash + "  ..", hash + "  .", hash + "  ", hash + "data/a",
        hash.substr(1) + "  data/a", std::string(1, 'x').append(hash, 1).append("  data/a"), std::string("x"),
        hash + "  " + std::string(5000, 'p'), hash + " *\tdata/a", hash + " * data/a", hash + "\t* data/a",
        hash + "  ./ data/a", hash + "  .//\t/data/a", hash + "  a" + std::string(1, '\0')}) {
    CAPTURE(line);
    CHECK(path_of(line) == "<refused>");
  }
}

TEST_CASE("manifest: a file that stands twice is an error, with another hash or the same") {
  const std::string other(64, 'b');
  CHECK(bag::parse_manifest(hash + "  a\n" + hash + "  ./a\n").errors.size() == 1);
  CHECK(bag::parse_manifest(hash + "  a\n" + other + "  ./a\n").errors.size() == 1);
}

TEST_CASE("manifest: what is written reads back, sorted") {
  const auto text = bag::manifest_text({{"data/b\n%", hash}, {"data/a", hash}});
  CHECK(text == hash + "  data/a\n" + hash + "  data/b%0A%25\n");
  const auto read = bag::parse_manifest(text);
  REQUIRE(read.entries.size() == 2);
  CHECK(read.entries[1].path == "data/b\n%");
}
