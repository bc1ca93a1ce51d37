// SPDX-License-Identifier: MIT
//
// A tar file is what stock `tar` unpacks to the same files, whatever they are called; an error of whoever takes its
// bytes is the caller's.
#include "handover/tar.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace earwitness;

namespace {

std::string content_of(const os::Path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("tar: names of any length and any bytes, sizes around a block, unpacked by tar they are the same files") {
  const test::TemporaryFolder folder;
  std::map<std::string, std::string> files;
  for (const std::size_t size : {0U, 1U, 511U, 512U, 513U, 200000U}) {
    files["talk/size-" + std::to_string(size)] = std::string(size, static_cast<char>('a' + size % 26));
  }
  for (const std::size_t length : {90U, 94U, 95U, 96U, 100U, 240U}) {
    files["talk/" + std::string(length, 'n')] = "name of " + std::to_string(length);
  }
  files["talk/data/imported/g\xC3\xA9sprek met \xE2\x80\x9Cmij\xE2\x80\x9D.m4a"] = "a name of UTF-8";
  files["talk/data/imported/old \xE9.wav"] = "a name that is no UTF-8";
  {
    std::ofstream out(folder.path() / "x.tar", std::ios::binary);
    handover::TarWriter tar(
        [&](std::span<const std::byte> bytes) {
          out.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        },
        UtcTime(std::chrono::seconds(1700000000)));
    for (const auto& [name, content] : files) {
      tar.begin(name, content.size());
      tar.write(base::as_bytes(content));
    }
    tar.close();
  }
  REQUIRE(std::system(
              ("tar -xf '" + (folder.path() / "x.tar").string() + "' -C '" + folder.path().string() + "'").c_str()) ==
          0);
  std::filesystem::remove(folder.path() / "x.tar");
  std::size_t seen = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    if (!entry.is_regular_file()) continue;
    ++seen;
    const auto name = std::filesystem::relative(entry.path(), folder.path()).string();
    CAPTURE(name);
    REQUIRE(files.contains(name));
    CHECK(content_of(entry.path()) == files[name]);
    CHECK(std::filesystem::status(entry.path()).permissions() ==
          (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
    CHECK(std::chrono::file_clock::to_sys(entry.last_write_time()) ==
          std::chrono::sys_seconds(std::chrono::seconds(1700000000)));
  }
  CHECK(seen == files.size());
}

TEST_CASE("tar: what its bytes could not be given to is the caller's error, and nothing is written after it") {
  std::size_t calls = 0;
  {
    handover::TarWriter tar(
        [&](std::span<const std::byte>) {
          ++calls;
          throw std::runtime_error("the stick is full");
        },
        UtcTime());
    const auto fill = [&] {
      const std::vector<std::byte> piece(std::size_t{1} << 20);
      tar.begin("talk/big", std::uint64_t{8} << 20);
      for (int i = 0; i < 8; ++i) tar.write(piece);
      tar.close();
    };
    CHECK_THROWS_WITH(fill(), "the stick is full");
  }
  CHECK(calls == 1);
}

TEST_CASE("tar: one that is left in the middle writes no end") {
  std::size_t bytes_out = 0;
  {
    handover::TarWriter tar([&](std::span<const std::byte> bytes) { bytes_out += bytes.size(); }, UtcTime());
    tar.begin("talk/journal.jsonl", 100);
  }
  CHECK(bytes_out == 0);
}
