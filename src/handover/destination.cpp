// SPDX-License-Identifier: MIT
#include "handover/destination.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "archive/work_folder.hpp"
#include "bag/contents.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "handover/zip.hpp"
#include "log/log.hpp"

namespace earwitness::handover {

namespace {

constexpr std::size_t max_stem_bytes = 200;  // of a name of 255

std::string unfinished_name(const std::string& name) {
  return archive::new_work_name(name.size() > max_stem_bytes ? std::string("export") : name);
}

void refuse_taken(os::FileSystem& fs, const os::Path& path) {
  if (!fs.status(path)) return;
  const auto shown = base::printable(path.string());
  throw FileError(EEXIST, path.string(), tr("{} is there already", shown), _("--name NAME takes another name"));
}

constexpr std::size_t read_back_bytes = std::size_t{1} << 20;

crypto::Digest hash_of(os::FileSystem& fs, const os::Path& path, const std::function<void(std::uint64_t)>& on_read) {
  const auto file = fs.open(path);
  std::vector<std::byte> piece(read_back_bytes);
  crypto::Sha256 hash;
  for (auto got = file->read(piece); got > 0; got = file->read(piece)) {
    hash.update(std::span(piece).first(got));
    on_read(got);
  }
  return hash.finish();
}

class FolderDestination final : public Destination {
 public:
  FolderDestination(os::FileSystem& fs, const os::Path& parent, const std::string& name, const std::string& unfinished)
      : fs_(fs), to_(parent / name), work_(fs, parent, unfinished) {}

  void begin(const std::string& name, std::optional<std::uint64_t>, bool) override {
    os::make_folders(fs_, (work_.path() / name).parent_path());
    file_ = fs_.create(work_.path() / name);
  }
  void write(std::span<const std::byte> bytes) override { os::write_all(*file_, bytes); }
  void end() override {
    file_->sync_data();
    file_->close();
    const auto path = file_->path();
    file_.reset();
    fs_.sync_folder(path.parent_path());
  }
  void read_back(const Visitor& visit, const std::function<void(std::uint64_t)>& on_read) override {
    for (const auto& content : bag::contents(fs_, work_.path())) {
      visit(content.path, hash_of(fs_, work_.path() / content.path, on_read));
    }
  }
  os::Path commit() override {
    refuse_taken(fs_, to_);  // it may have been made meanwhile
    work_.commit(to_);
    return to_;
  }
  const os::Path& path() const noexcept override { return to_; }
  const os::Path& unfinished_path() const noexcept override { return work_.path(); }

 private:
  os::FileSystem& fs_;
  os::Path to_;
  archive::WorkFolder work_;
  std::unique_ptr<os::File> file_;
};

class ZipDestination final : public Destination {
 public:
  ZipDestination(os::FileSystem& fs, const os::Path& parent, const std::string& name,
                 std::optional<base::SecretText> passphrase, UtcTime time, const std::string& top,
                 const std::string& unfinished)
      : fs_(fs),
        parent_(parent),
        to_(parent / (name + ".zip")),
        work_(parent / unfinished),
        top_((top.empty() ? name : top) + "/"),
        passphrase_(std::move(passphrase)) {
    auto file = fs_.create(work_);
    is_made_ = true;
    try {
      zip_.emplace(std::move(file), passphrase_, time);
    } catch (...) {
      remove();
      throw;
    }
  }
  ~ZipDestination() override { remove(); }

  void begin(const std::string& name, std::optional<std::uint64_t> size, bool compressible) override {
    zip_->begin(top_ + name, size, compressible);
  }
  void write(std::span<const std::byte> bytes) override { zip_->write(bytes); }
  void end() override {}
  void read_back(const Visitor& visit, const std::function<void(std::uint64_t)>& on_read) override {
    zip_->close();
    read_zip(
        fs_, work_, passphrase_,
        [&](const std::string& name, std::uint64_t, const crypto::Digest& sha256) {
          visit(name.starts_with(top_) ? name.substr(top_.size()) : name, sha256);
        },
        on_read);
  }
  os::Path commit() override {
    refuse_taken(fs_, to_);
    fs_.rename(work_, to_);
    is_made_ = false;
    fs_.sync_folder(parent_);
    return to_;
  }
  const os::Path& path() const noexcept override { return to_; }
  const os::Path& unfinished_path() const noexcept override { return work_; }

 private:
  void remove() noexcept {
    if (!is_made_) return;
    zip_.reset();
    try {
      fs_.remove_file(work_);
    } catch (const std::exception& error) {  // another error is on its way
      log::warning(tr("what was begun is still there: {}", error.what()),
                   tr("look at it, and remove it: rm {}", base::printable(work_.string())));
    }
  }

  os::FileSystem& fs_;
  os::Path parent_;
  os::Path to_;
  os::Path work_;
  std::string top_;
  std::optional<base::SecretText> passphrase_;
  bool is_made_ = false;
  std::optional<ZipWriter> zip_;
};

}  // namespace

bool is_compressible(std::string_view name) noexcept {
  constexpr std::array endings{".flac", ".mp3", ".m4a", ".mp4", ".aac", ".ogg",  ".oga",
                               ".opus", ".amr", ".3gp", ".mov", ".wma", ".webm", ".ed25519"};
  return std::none_of(endings.begin(), endings.end(), [&](const char* ending) { return name.ends_with(ending); });
}

std::unique_ptr<Destination> make_folder_destination(os::FileSystem& fs, const os::Path& parent,
                                                     const std::string& name, const std::string& unfinished) {
  refuse_taken(fs, parent / name);
  return std::make_unique<FolderDestination>(fs, parent, name, unfinished.empty() ? unfinished_name(name) : unfinished);
}

std::unique_ptr<Destination> make_zip_destination(os::FileSystem& fs, const os::Path& parent, const std::string& name,
                                                  std::optional<base::SecretText> passphrase, UtcTime time,
                                                  const std::string& top, const std::string& unfinished) {
  refuse_taken(fs, parent / (name + ".zip"));
  return std::make_unique<ZipDestination>(fs, parent, name, std::move(passphrase), time, top,
                                          unfinished.empty() ? unfinished_name(name + ".zip") : unfinished);
}

}  // namespace earwitness::handover
