// SPDX-License-Identifier: MIT
#include "handover/tar.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <cerrno>
#include <chrono>
#include <exception>
#include <new>
#include <utility>

#include "base/translate.hpp"

namespace earwitness::handover {

namespace {

constexpr int private_mode = 0600;
constexpr int piece_bytes = 64 * 1024;

}  // namespace

struct TarWriter::State {
  /// Freed, libarchive writes its end, also where an error is on its way: nobody gets that.
  ~State() {
    is_over = true;
    if (handle != nullptr) archive_write_free(handle);
  }

  /// No exception may pass through libarchive: the first one is kept, and libarchive hears of none, as it would then
  /// not free all that it has.
  static la_ssize_t write_piece(struct archive*, void* state, const void* bytes, size_t size) noexcept {
    auto& s = *static_cast<State*>(state);
    if (s.is_over || s.error) return static_cast<la_ssize_t>(size);
    try {
      s.sink(std::span(static_cast<const std::byte*>(bytes), size));
    } catch (...) {
      s.error = std::current_exception();
    }
    return static_cast<la_ssize_t>(size);
  }
  void check(bool good) const {
    if (error) std::rethrow_exception(error);
    if (good) return;
    const char* detail = archive_error_string(handle);
    throw FileError(EIO, {}, tr("a tar file can't be written: {}", detail == nullptr ? "?" : detail));
  }

  Sink sink;
  UtcTime time;
  struct archive* handle = nullptr;
  std::exception_ptr error;
  bool is_over = false;
};

TarWriter::TarWriter(Sink sink, UtcTime time) : state_(std::make_unique<State>()) {
  auto& s = *state_;
  s.sink = std::move(sink);
  s.time = time;
  s.handle = archive_write_new();
  if (s.handle == nullptr) throw std::bad_alloc();
  s.check(archive_write_set_format_gnutar(s.handle) == ARCHIVE_OK);
  s.check(archive_write_set_bytes_per_block(s.handle, piece_bytes) == ARCHIVE_OK);
  s.check(archive_write_set_bytes_in_last_block(s.handle, 1) == ARCHIVE_OK);  // no padding after the end
  s.check(archive_write_open(s.handle, &s, nullptr, &State::write_piece, nullptr) == ARCHIVE_OK);
}

TarWriter::~TarWriter() = default;

void TarWriter::begin(const std::string& name, std::uint64_t size) {
  auto& s = *state_;
  const std::unique_ptr<struct archive_entry, void (*)(struct archive_entry*)> entry(archive_entry_new2(s.handle),
                                                                                     &archive_entry_free);
  if (!entry) throw std::bad_alloc();
  archive_entry_copy_pathname(entry.get(), name.c_str());
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(size));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), private_mode);
  archive_entry_set_mtime(entry.get(), std::chrono::floor<std::chrono::seconds>(s.time.time_since_epoch()).count(), 0);
  s.check(archive_write_header(s.handle, entry.get()) == ARCHIVE_OK);
}

void TarWriter::write(std::span<const std::byte> bytes) {
  auto& s = *state_;
  while (!bytes.empty()) {
    const auto written = archive_write_data(s.handle, bytes.data(), bytes.size());
    s.check(written > 0);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void TarWriter::close() { state_->check(archive_write_close(state_->handle) == ARCHIVE_OK); }

}  // namespace earwitness::handover
