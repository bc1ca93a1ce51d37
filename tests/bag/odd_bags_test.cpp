// SPDX-License-Identifier: MIT
//
// Bags that RFC 8493 allows, or nearly, and how a recording's reader takes them: what the RFC calls the same is the
// same, what it forbids is told, and what it allows and no recording has is told as well.
#include <algorithm>
#include <fstream>

#include "bag/manifest.hpp"
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

/// A bag of two files, whose manifests are made anew over whatever was changed, as an opponent would.
struct Bag {
  test::TemporaryFolder folder;

  Bag() {
    os::make_folders(fs(), folder / "data" / "sub");
    os::write_new(fs(), folder / "data" / "a", "hello");
    os::write_new(fs(), folder / "data" / "sub" / "b\n%", "world");
    (void)bag::seal(fs(), folder.path(), {{"Contact-Name", "A. Name"}}, "2026-11-23");
  }
  [[nodiscard]] std::string read(const std::string& path) const { return os::read_all(fs(), folder / path, 1 << 20); }
  void put(const std::string& path, const std::string& text) const {
    std::filesystem::remove(folder / path);
    std::ofstream(folder / path, std::ios::binary) << text;
  }
  /// Seals it again, with this in place of a tag file.
  void reseal_with(const std::string& path, const std::string& text) const {
    put(path, text);
    std::vector<bag::ManifestEntry> entries;
    for (const auto& content : bag::contents(fs(), folder.path())) {
      if (content.path.starts_with("data/") || content.path == "tagmanifest-sha256.txt") continue;
      entries.push_back({content.path, bag::hash_file(fs(), folder / content.path)});
    }
    put("tagmanifest-sha256.txt", bag::manifest_text(entries));
  }
  [[nodiscard]] bag::Examination examine() const { return bag::examine(fs(), folder.path()); }
};

bool is_whole(const bag::Examination& found) {
  return found.sealed && found.declaration.differences.empty() && found.payload.differences.empty() &&
         found.tags.differences.empty() && found.outside.differences.empty();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

}  // namespace

TEST_CASE("odd bags: a payload manifest of another form and the same meaning is the same") {
  const Bag bag;
  const auto manifest = bag.read("manifest-sha256.txt");
  const auto a = manifest.substr(0, 64);
  const auto b = manifest.substr(manifest.find('\n') + 1, 64);
  for (const auto& same :
       {replaced(manifest, "\n", "\r\n"), replaced(manifest, "\n", "\r"), replaced(manifest, "  ", "\t \t"),
        replaced(manifest, "  ", " *"), replaced(manifest, "  ", " "), replaced(manifest, "data/", "./data/"),
        upper(a) + "  data/a\n" + upper(b) + "  data/sub/b%0A%25\n", replaced(manifest, "%0A", "%0a"),
        b + "  data/sub/b%0A%25\n" + a + "  data/a", replaced(manifest, "sub/", "./sub//")}) {
    CAPTURE(same);
    bag.reseal_with("manifest-sha256.txt", same);
    CHECK(is_whole(bag.examine()));
  }
}

TEST_CASE("odd bags: the tag manifest has one form, since its own hash is the seal") {
  const Bag bag;
  const auto tags = bag.read("tagmanifest-sha256.txt");
  for (const auto& other : {replaced(tags, "\n", "\r\n"), replaced(tags, "  ", " "),
                            upper(tags.substr(0, 64)) + tags.substr(64), replaced(tags, "bagit.txt", "./bagit.txt"),
                            tags + tags, "\xEF\xBB\xBF" + tags, tags.substr(0, tags.size() - 1)}) {
    CAPTURE(other);
    bag.put("tagmanifest-sha256.txt", other);
    CHECK(has(bag.examine().tags, What::altered, "tagmanifest-sha256.txt"));
  }
}

TEST_CASE("odd bags: what the RFC forbids in a payload manifest is told") {
  const Bag bag;
  const auto manifest = bag.read("manifest-sha256.txt");
  const auto a = manifest.substr(0, 64);
  for (const auto& wrong :
       {manifest + a + "  data/a\n", manifest + a + "  ./data/a\n", manifest + a + "  data/../data/a\n",
        manifest + a + "  /etc/hostname\n", manifest + a + "  ../outside\n", manifest + a + "  data/./../../x\n",
        manifest + a + "  bagit.txt\n", manifest + a + "  data\n", "\xEF\xBB\xBF" + manifest,
        replaced(manifest, "data/a", "data\\a"), manifest + "\n", manifest + a.substr(1) + "  data/a\n",
        replaced(manifest, "  data/a", "  *data/a")}) {
    CAPTURE(wrong);
    bag.reseal_with("manifest-sha256.txt", wrong);
    const auto found = bag.examine();
    CHECK_FALSE(found.payload.differences.empty());
    CHECK(found.tags.differences.empty());
  }
}

TEST_CASE("odd bags: a file that the payload manifest leaves out is not covered") {
  const Bag bag;
  const auto manifest = bag.read("manifest-sha256.txt");
  bag.reseal_with("manifest-sha256.txt", manifest.substr(0, manifest.find('\n') + 1));
  CHECK(has(bag.examine().outside, What::unlisted, "data/sub/b\n%"));
}

TEST_CASE("odd bags: another version or encoding of BagIt is told, and so is a byte-order mark") {
  const Bag bag;
  const std::string version = "BagIt-Version: 1.0\n";
  const std::string encoding = "Tag-File-Character-Encoding: UTF-8\n";
  bag.reseal_with("bagit.txt", "BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8\r\n");
  CHECK(is_whole(bag.examine()));
  for (const auto& other :
       {"BagIt-Version: 0.97\n" + encoding, "BagIt-Version: 2.0\n" + encoding,
        version + "Tag-File-Character-Encoding: UTF-16\n", version + "Tag-File-Character-Encoding: ISO-8859-1\n",
        "\xEF\xBB\xBF" + version + encoding, encoding + version, version, version + encoding + "\n",
        version + encoding + "Third: line\n", std::string()}) {
    CAPTURE(other);
    bag.reseal_with("bagit.txt", other);
    const auto found = bag.examine();
    CHECK(has(found.declaration, What::altered, "bagit.txt"));
    CHECK(found.tags.differences.empty());
  }
}

TEST_CASE("odd bags: what is to be fetched from elsewhere makes no recording, though the tag manifest lists it") {
  const Bag bag;
  bag.reseal_with("fetch.txt", "https://example.org/a 5 data/a\n");
  const auto found = bag.examine();
  CHECK(has(found.declaration, What::altered, "fetch.txt"));
  CHECK_FALSE(has(found.outside, What::unlisted, "fetch.txt"));
}

TEST_CASE("odd bags: a manifest of another algorithm that nobody checks is told") {
  const Bag bag;
  for (const std::string name : {"manifest-sha512.txt", "manifest-md5.txt", "tagmanifest-sha512.txt"}) {
    CAPTURE(name);
    bag.reseal_with(name, std::string(128, 'a') + "  data/a\n");
    CHECK(has(bag.examine().declaration, What::altered, name));
    std::filesystem::remove(bag.folder / name);
  }
  bag.reseal_with("manifest-of-guests.pdf", "no manifest");
  CHECK(is_whole(bag.examine()));
}

TEST_CASE("odd bags: empty folders count for nothing, links and pipes are told") {
  const Bag bag;
  std::filesystem::create_directories(bag.folder / "data/empty/deeper");
  std::filesystem::create_directory(bag.folder / "extra");
  CHECK(is_whole(bag.examine()));
  std::filesystem::create_symlink("a", bag.folder / "data/link");
  std::filesystem::create_directory_symlink("/etc", bag.folder / "etc");
  const auto found = bag.examine();
  CHECK(has(found.outside, What::altered, "data/link"));
  CHECK(has(found.outside, What::altered, "etc"));
}

TEST_CASE("odd bags: a link in the place of a folder is not followed") {
  const Bag bag;
  std::filesystem::rename(bag.folder / "data/sub", bag.folder.path().string() + "-elsewhere");
  std::filesystem::create_directory_symlink(bag.folder.path().string() + "-elsewhere", bag.folder / "data/sub");
  const auto found = bag.examine();
  std::filesystem::remove_all(bag.folder.path().string() + "-elsewhere");
  CHECK(has(found.payload, What::missing, "data/sub/b\n%"));
  CHECK(has(found.outside, What::altered, "data/sub"));
}
