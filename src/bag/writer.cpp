// SPDX-License-Identifier: MIT
#include "bag/writer.hpp"

#include <fmt/format.h>

#include <cerrno>

#include "bag/contents.hpp"
#include "bag/how_to_verify.hpp"
#include "bag/manifest.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "crypto/sha256.hpp"
#include "os/random.hpp"

namespace earwitness::bag {

namespace {

constexpr const char* declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
constexpr const char* tag_manifest = "tagmanifest-sha256.txt";
constexpr std::size_t salt_bytes = 16;

std::string info_text(const Info& info) {
  std::string text;
  for (const auto& [label, value] : info) {
    const auto line = fmt::format("{}: {}", label, value);
    const bool sound = label.find_first_of(":\r\n") == std::string::npos && !label.empty() &&
                       value.find_first_of("\r\n") == std::string::npos && base::is_valid_utf8(line);
    if (!sound) {
      throw Error(ErrorKind::usage, base::printable(label),
                  fmt::format("{} can't stand in bag-info.txt as it is", base::printable(label)));
    }
    text += line + "\n";
  }
  return text;
}

std::vector<ManifestEntry> hash_all(os::FileSystem& fs, const os::Path& bag, const std::vector<std::string>& paths) {
  std::vector<ManifestEntry> entries;
  for (const auto& path : paths) entries.push_back({path, hash_file(fs, bag / path)});
  return entries;
}

std::vector<std::string> payload(os::FileSystem& fs, const os::Path& bag, std::uint64_t& octets) {
  std::vector<std::string> paths;
  for (const auto& content : contents(fs, bag, "data")) {
    if (content.kind != os::EntryKind::file) {
      throw FileError(EINVAL, (bag / content.path).string(),
                      fmt::format("{} is not a file, so it can't be sealed", base::printable(content.path)));
    }
    paths.push_back(content.path);
    octets += content.size;
  }
  return paths;
}

/// Holds what is on disk against what was written, before the seal gets its name.
void read_back(os::FileSystem& fs, const os::Path& bag, const std::string& manifest_name, const std::string& text) {
  if (os::read_all(fs, bag / manifest_name, limits::tag_file_bytes) != text) {
    throw FileError(EIO, (bag / manifest_name).string(),
                    fmt::format("{} reads back differently than it was written", manifest_name));
  }
  for (const auto& entry : parse_manifest(text).entries) {
    if (hash_file(fs, bag / entry.path) == entry.sha256) continue;
    throw FileError(EIO, (bag / entry.path).string(),
                    fmt::format("{} reads back differently than it was written", base::printable(entry.path)));
  }
}

}  // namespace

std::string seal(os::FileSystem& fs, const os::Path& bag, const Info& info, const std::string& bagging_date) {
  std::uint64_t octets = 0;
  const auto paths = payload(fs, bag, octets);
  Info complete = info;
  complete.emplace_back("Bagging-Date", bagging_date);
  complete.emplace_back("Payload-Oxum", fmt::format("{}.{}", octets, paths.size()));
  complete.emplace_back("Earwitness-Salt", os::random_hex(salt_bytes));

  os::write_new(fs, bag / "bagit.txt", declaration);
  os::write_new(fs, bag / "bag-info.txt", info_text(complete));
  os::write_new(fs, bag / "how-to-verify.txt", how_to_verify());
  const auto manifest = manifest_text(hash_all(fs, bag, paths));
  os::write_new(fs, bag / "manifest-sha256.txt", manifest);

  std::vector<std::string> tags{"bag-info.txt", "bagit.txt", "how-to-verify.txt", "manifest-sha256.txt"};
  const auto tag_text = manifest_text(hash_all(fs, bag, tags));
  read_back(fs, bag, "manifest-sha256.txt", manifest);
  for (const auto& path : paths) fs.make_read_only(bag / path);
  for (const auto& path : tags) fs.make_read_only(bag / path);

  os::replace(fs, bag / tag_manifest, tag_text);  // from here on the folder counts as sealed
  read_back(fs, bag, tag_manifest, tag_text);
  fs.make_read_only(bag / tag_manifest);
  return crypto::sha256_hex(tag_text);
}

}  // namespace earwitness::bag
