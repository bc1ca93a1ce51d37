// SPDX-License-Identifier: MIT
#include "bag/writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "bag/contents.hpp"
#include "bag/how_to_verify.hpp"
#include "bag/info.hpp"
#include "bag/layout.hpp"
#include "bag/litter.hpp"
#include "bag/manifest.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/ed25519.hpp"
#include "crypto/sha256.hpp"
#include "os/left_behind.hpp"
#include "os/random.hpp"

namespace earwitness::bag {

namespace {

constexpr const char* declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
constexpr std::size_t salt_bytes = 16;

/// What sealing makes, except for the seal itself.
constexpr std::array tag_files{declaration_path, info_path, how_to_verify_path, payload_manifest};

std::string info_text(const Info& info) {
  std::string text;
  for (const auto& [label, value] : info) {
    const auto line = fmt::format("{}: {}", label, value);
    const bool sound = label.find_first_of(":\r\n") == std::string::npos && !label.empty() &&
                       value.find_first_of("\r\n") == std::string::npos && base::is_valid_utf8(line);
    if (!sound) {
      throw Error(ErrorKind::usage, base::printable(label),
                  tr("{} can't be written into bag-info.txt as it is", base::printable(label)));
    }
    text += line + "\n";
  }
  if (text.size() > limits::tag_file_bytes) {
    throw Error(ErrorKind::usage, info_path, _("there is more to say of the recording than bag-info.txt may hold"));
  }
  return text;
}

/// Removes what it made unless that has become a seal. The first error is the one to report; what stays is told
/// besides.
class Made {
 public:
  Made(os::FileSystem& fs, const os::Path& bag) : fs_(fs), bag_(bag) {}
  ~Made() {
    for (auto name = names_.rbegin(); name != names_.rend(); ++name) {
      const auto path = bag_ / *name;
      (void)os::remove_or_tell(path, [&] { remove(path); });
    }
  }
  Made(const Made&) = delete;
  Made& operator=(const Made&) = delete;

  void write(const char* name, std::string_view content) {
    add(name);
    os::write_new(fs_, bag_ / name, content);
  }
  void make_folder(const char* name) {
    add(name);
    fs_.make_folder(bag_ / name);
    fs_.sync_folder(bag_);
  }
  void add(const char* name) { names_.emplace_back(name); }
  void keep() noexcept { names_.clear(); }

 private:
  void remove(const os::Path& path) {
    const auto entry = fs_.status(path);
    if (!entry) return;
    if (entry->kind == os::EntryKind::folder) {
      fs_.remove_folder(path);
    } else {
      fs_.remove_file(path);
    }
  }

  os::FileSystem& fs_;
  os::Path bag_;
  std::vector<std::string> names_;
};

/// An attempt that a crash ended may have left files behind; none of them counted yet.
void clear_leftovers(os::FileSystem& fs, const os::Path& bag) {
  if (fs.status(bag / tag_manifest)) {
    throw FileError(EEXIST, bag.string(), tr("{} is sealed already", base::printable(bag.string())),
                    NextStep(Step::verify, base::printable(bag.string())));
  }
  const auto clear = [&](const char* name) {
    if (fs.status(bag / name)) fs.remove_file(bag / name);
  };
  for (const char* name : tag_files) clear(name);
  clear(unnamed_tag_manifest);
  clear(public_key_path);
  clear(signature_path);
}

struct Hashed {
  std::vector<ManifestEntry> payload;
  std::vector<ManifestEntry> others;  // outside data/: whatever somebody put there is sealed with it
  std::uint64_t payload_octets = 0;
};

/// A system's litter is not sealed with it: so it can be taken out, and the bag is whole.
Hashed hash_all(os::FileSystem& fs, const os::Path& bag) {
  Hashed hashed;
  for (const auto& content : contents(fs, bag)) {
    if (content.kind != os::EntryKind::file) {
      throw FileError(EINVAL, (bag / content.path).string(),
                      tr("{} is not a file, so it can't be sealed", base::printable(content.path)),
                      _("move it out of the recording's folder"));
    }
    if (is_litter(content.path) || comes_after_seal(role_of(content.path))) continue;
    const bool is_payload = bag::is_payload(content.path);
    auto file = hash_and_count(fs, bag / content.path);
    if (is_payload) hashed.payload_octets += file.bytes;
    (is_payload ? hashed.payload : hashed.others).push_back({content.path, std::move(file.sha256)});
  }
  return hashed;
}

[[noreturn]] void refuse_disk(const os::Path& path, const std::string& what) {
  throw FileError(EIO, path.string(), fmt::format("{} {}", base::printable(path.string()), what),
                  _("the disk can't be trusted: copy the recording's folder to another one"));
}

void read_back(os::FileSystem& fs, const os::Path& path, std::string_view content) {
  if (os::read_all(fs, path, limits::tag_file_bytes) == content) return;
  refuse_disk(path, _("reads back differently than it was written"));
}

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The two files of a signature, and that it holds by what lies on the disk.
class Signing {
 public:
  Signing(os::FileSystem& fs, const os::Path& bag, const crypto::SigningKey* key)
      : fs_(fs), bag_(bag), key_(key), pem_(key != nullptr ? key->public_pem() : std::string()) {}

  /// What the tag manifest lists of it.
  void list(std::vector<ManifestEntry>& entries) const {
    if (key_ != nullptr) entries.push_back({public_key_path, crypto::sha256_hex(pem_)});
  }
  void write(Made& made, std::string_view tag_text) const {
    if (key_ == nullptr) return;
    if (!fs_.status(bag_ / seal_folder)) made.make_folder(seal_folder);
    made.write(public_key_path, pem_);
    made.write(signature_path, as_text(key_->sign(base::as_bytes(tag_text))));
  }
  void check() const {
    if (key_ == nullptr) return;
    const auto read = [&](const char* name) { return os::read_all(fs_, bag_ / name, limits::tag_file_bytes); };
    const auto key = read(public_key_path);
    const auto tag_text = read(unnamed_tag_manifest);
    const auto signed_by = read(signature_path);
    if (key != pem_) refuse_disk(bag_ / public_key_path, _("reads back differently than it was written"));
    if (crypto::ed25519_verify(key, base::as_bytes(tag_text), base::as_bytes(signed_by))) return;
    refuse_disk(bag_ / signature_path, _("does not hold for what was read back"));
  }
  void make_read_only() const {
    if (key_ != nullptr) fs_.make_read_only(bag_ / signature_path);
  }

 private:
  os::FileSystem& fs_;
  const os::Path& bag_;
  const crypto::SigningKey* key_;
  std::string pem_;
};

HowToVerify told_of(const std::vector<ManifestEntry>& payload, const Info& info) {
  std::vector<std::string> paths;
  for (const auto& entry : payload) paths.push_back(entry.path);
  return how_to_verify_of(
      paths, std::any_of(info.begin(), info.end(), [](const auto& line) { return line.first == deleted_label; }));
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

std::string seal(os::FileSystem& fs, const os::Path& bag, const Info& info, const std::string& bagging_date,
                 const crypto::SigningKey* key) {
  clear_leftovers(fs, bag);
  auto hashed = hash_all(fs, bag);
  Info complete = info;
  complete.emplace_back("Bagging-Date", bagging_date);
  complete.emplace_back("Payload-Oxum", fmt::format("{}.{}", hashed.payload_octets, hashed.payload.size()));
  complete.emplace_back("Earwitness-Salt", os::random_hex(salt_bytes));
  const std::array<std::string, tag_files.size()> texts{declaration, info_text(complete),
                                                        how_to_verify(told_of(hashed.payload, complete)),
                                                        manifest_text(hashed.payload)};

  for (std::size_t i = 0; i < texts.size(); ++i) hashed.others.push_back({tag_files[i], crypto::sha256_hex(texts[i])});
  const Signing signing(fs, bag, key);
  signing.list(hashed.others);
  const auto tag_text = manifest_text(hashed.others);

  // The seal without its name is there from the first moment to the last: a manifest with neither is one whose seal was
  // taken away.
  Made made(fs, bag);
  made.write(unnamed_tag_manifest, tag_text);
  for (std::size_t i = 0; i < texts.size(); ++i) made.write(tag_files[i], texts[i]);
  signing.write(made, tag_text);

  for (std::size_t i = 0; i < texts.size(); ++i) read_back(fs, bag / tag_files[i], texts[i]);
  read_back(fs, bag / unnamed_tag_manifest, tag_text);
  signing.check();
  for (const auto& entry : hashed.payload) fs.make_read_only(bag / entry.path);
  for (const auto& entry : hashed.others) fs.make_read_only(bag / entry.path);
  signing.make_read_only();
  publish(fs, bag, made);
  return crypto::sha256_hex(tag_text);
}

}  // namespace earwitness::bag
