// SPDX-License-Identifier: MIT
#include "bag/writer.hpp"

#include <fmt/format.h>

#include <array>
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
constexpr const char* payload_manifest = "manifest-sha256.txt";
constexpr const char* tag_manifest = "tagmanifest-sha256.txt";
constexpr std::size_t salt_bytes = 16;

/// What sealing makes, except for the seal itself.
constexpr std::array tag_files{"bagit.txt", "bag-info.txt", "how-to-verify.txt", payload_manifest};

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
  if (text.size() > limits::tag_file_bytes) {
    throw Error(ErrorKind::usage, "bag-info.txt", "there is more to say of the recording than bag-info.txt may hold");
  }
  return text;
}

/// Removes what it made unless that has become a seal. The first error is the one to report, so others are dropped.
class Made {
 public:
  Made(os::FileSystem& fs, const os::Path& bag) : fs_(fs), bag_(bag) {}
  ~Made() {
    for (auto name = names_.rbegin(); name != names_.rend(); ++name) {
      try {
        if (fs_.status(bag_ / *name)) fs_.remove_file(bag_ / *name);
      } catch (const std::exception&) {
      }
    }
  }
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;

  void write(const char* name, std::string_view content) {
    add(name);
    os::write_new(fs_, bag_ / name, content);
  }
  void add(const char* name) { names_.emplace_back(name); }
  void keep() noexcept { names_.clear(); }

 private:
  os::FileSystem& fs_;
  os::Path bag_;
  std::vector<std::string> names_;
};

/// An attempt that a crash ended may have left files behind; none of them counted yet.
void clear_leftovers(os::FileSystem& fs, const os::Path& bag) {
  if (fs.status(bag / tag_manifest)) {
    throw FileError(EEXIST, bag.string(), fmt::format("{} is sealed already", base::printable(bag.string())),
                    fmt::format("earwitness verify {}", base::printable(bag.string())));
  }
  for (const char* name : tag_files) {
    if (fs.status(bag / name)) fs.remove_file(bag / name);
  }
  if (fs.status(bag / unnamed_tag_manifest)) fs.remove_file(bag / unnamed_tag_manifest);
}

struct Hashed {
  std::vector<ManifestEntry> payload;
  std::vector<ManifestEntry> others;  // outside data/: whatever somebody put there is sealed with it
  std::uint64_t payload_octets = 0;
};

Hashed hash_all(os::FileSystem& fs, const os::Path& bag) {
  Hashed hashed;
  for (const auto& content : contents(fs, bag)) {
    if (content.kind != os::EntryKind::file) {
      throw FileError(EINVAL, (bag / content.path).string(),
                      fmt::format("{} is not a file, so it can't be sealed", base::printable(content.path)),
                      "move it out of the recording's folder");
    }
    const bool is_payload = content.path.starts_with("data/");
    if (is_payload) hashed.payload_octets += content.size;
    (is_payload ? hashed.payload : hashed.others).push_back({content.path, hash_file(fs, bag / content.path)});
  }
  return hashed;
}

void read_back(os::FileSystem& fs, const os::Path& path, std::string_view content) {
  if (os::read_all(fs, path, limits::tag_file_bytes) == content) return;
  throw FileError(EIO, path.string(),
                  fmt::format("{} reads back differently than it was written", base::printable(path.string())),
                  "the disk can't be trusted: copy the recording's folder to another one");
}

/// Gives the seal its name, or leaves none: a name that may not survive is no seal.
void publish(os::FileSystem& fs, const os::Path& bag, Made& made) {
  fs.make_read_only(bag / unnamed_tag_manifest);
  made.add(tag_manifest);
  fs.rename(bag / unnamed_tag_manifest, bag / tag_manifest);
  fs.sync_folder(bag);
  made.keep();
}

}  // namespace

std::string seal(os::FileSystem& fs, const os::Path& bag, const Info& info, const std::string& bagging_date) {
  clear_leftovers(fs, bag);
  auto hashed = hash_all(fs, bag);
  Info complete = info;
  complete.emplace_back("Bagging-Date", bagging_date);
  complete.emplace_back("Payload-Oxum", fmt::format("{}.{}", hashed.payload_octets, hashed.payload.size()));
  complete.emplace_back("Earwitness-Salt", os::random_hex(salt_bytes));
  const std::array<std::string, tag_files.size()> texts{declaration, info_text(complete), std::string(how_to_verify()),
                                                        manifest_text(hashed.payload)};

  for (std::size_t i = 0; i < texts.size(); ++i) hashed.others.push_back({tag_files[i], crypto::sha256_hex(texts[i])});
  const auto tag_text = manifest_text(hashed.others);

  // The seal without its name is there from the first moment to the last: a manifest with neither is one whose seal was
  // taken away.
  Made made(fs, bag);
  made.write(unnamed_tag_manifest, tag_text);
  for (std::size_t i = 0; i < texts.size(); ++i) made.write(tag_files[i], texts[i]);

  for (std::size_t i = 0; i < texts.size(); ++i) read_back(fs, bag / tag_files[i], texts[i]);
  read_back(fs, bag / unnamed_tag_manifest, tag_text);
  for (const auto& entry : hashed.payload) fs.make_read_only(bag / entry.path);
  for (const auto& entry : hashed.others) fs.make_read_only(bag / entry.path);
  publish(fs, bag, made);
  return crypto::sha256_hex(tag_text);
}

}  // namespace earwitness::bag
