// SPDX-License-Identifier: MIT
#include "verify/watched_files.hpp"

#include <algorithm>
#include <cerrno>

#include "bag/layout.hpp"
#include "base/translate.hpp"
#include "os/file_errors.hpp"

namespace earwitness {

const char* Cancelled::what() const noexcept { return _("the verification was cancelled"); }

namespace verify_detail {

namespace {

/// How often a file is read: once for its hash; what is sound once more, to decode it.
std::uint64_t reads_of(const bag::Content& content) {
  if (content.path == bag::journal_path) return 4;
  return content.path.ends_with(".flac") ? 2 : 1;
}

}  // namespace

class WatchedFiles::WatchedFile final : public os::File {
 public:
  WatchedFile(std::unique_ptr<os::File> file, WatchedFiles& files) : file_(std::move(file)), files_(files) {}

  std::size_t read(std::span<std::byte> into) override {
    files_.stop_if_cancelled();
    const auto got = file_->read(into);
    files_.count(got);
    return got;
  }
  std::size_t write(std::span<const std::byte>) override { throw os::file_error(EROFS, path(), "write"); }
  void seek(std::uint64_t position) override { file_->seek(position); }
  [[nodiscard]] std::uint64_t position() const override { return file_->position(); }
  [[nodiscard]] std::uint64_t size() const override { return file_->size(); }
  void sync_data() override { throw os::file_error(EROFS, path(), "write"); }
  void close() override { file_->close(); }
  [[nodiscard]] const os::Path& path() const noexcept override { return file_->path(); }

 private:
  std::unique_ptr<os::File> file_;
  WatchedFiles& files_;
};

WatchedFiles::WatchedFiles(os::FileSystem& fs, const Callback& callback) : fs_(fs), callback_(callback) {}

void WatchedFiles::begin(const std::vector<bag::Content>& contents) {
  for (const auto& content : contents) total_ += content.size * reads_of(content);
  call();
}

void WatchedFiles::end() {
  done_ = total_;
  call();
}

/// Again at each read: whoever reads ahead takes what is thrown for a fault that will be met in its place.
void WatchedFiles::stop_if_cancelled() const {
  if (!is_cancelled_) return;
  if (thrown_ && std::this_thread::get_id() == owner_) std::rethrow_exception(thrown_);
  throw Cancelled();
}

void WatchedFiles::count(std::uint64_t bytes) {
  const auto done = done_.fetch_add(bytes) + bytes;
  if (std::this_thread::get_id() != owner_) return;
  const bool is_due = done - called_at_ >= call_bytes || std::chrono::steady_clock::now() - called_ >= call_interval;
  if (is_due) call();
}

void WatchedFiles::call() {
  stop_if_cancelled();
  called_at_ = done_;
  called_ = std::chrono::steady_clock::now();
  try {
    if (callback_(std::min(called_at_, total_), total_)) return;
  } catch (...) {
    thrown_ = std::current_exception();
  }
  is_cancelled_ = true;
  stop_if_cancelled();
}

std::unique_ptr<os::File> WatchedFiles::open(const os::Path& path) {
  stop_if_cancelled();
  return std::make_unique<WatchedFile>(fs_.open(path), *this);
}

std::unique_ptr<os::File> WatchedFiles::create(const os::Path& path) { throw os::file_error(EROFS, path, "write"); }
std::unique_ptr<os::File> WatchedFiles::open_to_append(const os::Path& path) {
  throw os::file_error(EROFS, path, "write");
}
void WatchedFiles::make_folder(const os::Path& path) { throw os::file_error(EROFS, path, "write"); }
void WatchedFiles::rename(const os::Path& from, const os::Path&) { throw os::file_error(EROFS, from, "write"); }
void WatchedFiles::remove_file(const os::Path& path) { throw os::file_error(EROFS, path, "write"); }
void WatchedFiles::remove_folder(const os::Path& path) { throw os::file_error(EROFS, path, "write"); }
void WatchedFiles::sync_folder(const os::Path& path) { throw os::file_error(EROFS, path, "write"); }
void WatchedFiles::make_read_only(const os::Path& path) { throw os::file_error(EROFS, path, "write"); }

}  // namespace verify_detail

}  // namespace earwitness
