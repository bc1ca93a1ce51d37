// SPDX-License-Identifier: MIT
#include "handover/zip.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <clocale>
#include <exception>
#include <vector>

#include "base/text.hpp"
#include "base/translate.hpp"

namespace earwitness::handover {

namespace {

constexpr std::size_t zip_piece_bytes = std::size_t{64} * 1024;
constexpr int readable_by_all = 0644;  // it is made to be handed over

/// The file behind libarchive's callbacks, through which no exception may pass: the first one is kept.
struct Door {
  std::unique_ptr<os::File> file;
  std::exception_ptr error;
  std::vector<std::byte> buffer;

  template <typename Operation>
  la_ssize_t guarded(Operation operation) noexcept {
    if (error) return ARCHIVE_FATAL;
    try {
      return operation();
    } catch (...) {
      error = std::current_exception();
      return ARCHIVE_FATAL;
    }
  }
};

la_ssize_t write_piece(struct archive*, void* door, const void* bytes, size_t size) {
  auto& d = *static_cast<Door*>(door);
  return d.guarded([&] {
    os::write_all(*d.file, std::span(static_cast<const std::byte*>(bytes), size));
    return static_cast<la_ssize_t>(size);
  });
}

la_ssize_t read_piece(struct archive*, void* door, const void** bytes) {
  auto& d = *static_cast<Door*>(door);
  return d.guarded([&] {
    const auto got = d.file->read(d.buffer);
    *bytes = d.buffer.data();
    return static_cast<la_ssize_t>(got);
  });
}

la_int64_t seek_to(struct archive*, void* door, la_int64_t offset, int whence) {
  auto& d = *static_cast<Door*>(door);
  return d.guarded([&]() -> la_ssize_t {
    const auto size = static_cast<la_int64_t>(d.file->size());
    const auto here = static_cast<la_int64_t>(d.file->position());
    const auto base = whence == SEEK_END ? size : whence == SEEK_CUR ? here : 0;
    const auto target = std::max<la_int64_t>(0, base + offset);
    d.file->seek(static_cast<std::uint64_t>(target));
    return static_cast<la_ssize_t>(target);
  });
}

[[noreturn]] void fail(const Door& door, struct archive* handle, const char* what) {
  if (door.error) std::rethrow_exception(door.error);
  const auto path = door.file->path().string();
  const char* detail = archive_error_string(handle);
  throw FileError(EIO, path,
                  fmt::format("can't {} {}: {}", what, base::printable(path), detail == nullptr ? "unknown" : detail));
}

struct EntryEnd {
  void operator()(struct archive_entry* entry) const noexcept { archive_entry_free(entry); }
};

}  // namespace

struct ZipWriter::State {
  ~State() {
    if (handle != nullptr) archive_write_free(handle);
  }
  void check(int result) {
    if (result != ARCHIVE_OK || door.error) fail(door, handle, "write");
  }

  Door door;
  struct archive* handle = nullptr;
  UtcTime time;
  std::optional<std::uint64_t> left;  // of the entry that was begun; nothing: it has no size yet
};

ZipWriter::ZipWriter(std::unique_ptr<os::File> file, std::optional<base::SecretText> passphrase, UtcTime time)
    : state_(std::make_unique<State>()) {
  auto& s = *state_;
  s.door.file = std::move(file);
  s.time = time;
  s.handle = archive_write_new();
  if (s.handle == nullptr) throw std::bad_alloc();
  s.check(archive_write_set_format_zip(s.handle));
  s.check(archive_write_set_options(s.handle, "zip:hdrcharset=UTF-8"));
  if (passphrase) {
    if (archive_write_set_options(s.handle, "zip:encryption=aes256") != ARCHIVE_OK) {
      throw Error(ErrorKind::surroundings, {}, _("this machine's libarchive was built without encryption"),
                  _("export without --encrypt, and encrypt the file by other means"));
    }
    s.check(archive_write_set_passphrase(s.handle, passphrase->c_str()));
  }
  s.check(archive_write_set_bytes_in_last_block(s.handle, 1));  // no padding after the end
  s.check(archive_write_open(s.handle, &s.door, nullptr, &write_piece, nullptr));
}

ZipWriter::~ZipWriter() = default;

void ZipWriter::begin(const std::string& name, std::optional<std::uint64_t> size, bool compressed) {
  auto& s = *state_;
  s.check(compressed ? archive_write_zip_set_compression_deflate(s.handle)
                     : archive_write_zip_set_compression_store(s.handle));
  const std::unique_ptr<struct archive_entry, EntryEnd> entry(archive_entry_new2(s.handle));
  if (!entry) throw std::bad_alloc();
  archive_entry_set_pathname_utf8(entry.get(), name.c_str());
  if (size) archive_entry_set_size(entry.get(), static_cast<la_int64_t>(*size));
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), readable_by_all);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(s.time.time_since_epoch()).count();
  archive_entry_set_mtime(entry.get(), static_cast<time_t>(seconds), 0);
  s.check(archive_write_header(s.handle, entry.get()));
  s.left = size;
}

void ZipWriter::write(std::span<const std::byte> bytes) {
  auto& s = *state_;
  if (s.left && bytes.size() > *s.left) {
    throw FileError(EIO, s.door.file->path().string(), _("a file grew while it was being copied"), _("try it again"));
  }
  while (!bytes.empty()) {
    const auto written = archive_write_data(s.handle, bytes.data(), bytes.size());
    if (written <= 0 || s.door.error) fail(s.door, s.handle, "write");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    if (s.left) *s.left -= static_cast<std::uint64_t>(written);
  }
}

void ZipWriter::close() {
  auto& s = *state_;
  s.check(archive_write_close(s.handle));
  s.door.file->sync_data();
  s.door.file->close();
}

namespace {

/// libarchive gives a name only in characters that the process's locale has, and a C program begins without any but
/// ASCII. Only names are turned by this, and only while it lives.
class Utf8Names {
 public:
  Utf8Names() : before_(std::setlocale(LC_CTYPE, nullptr)) { std::setlocale(LC_CTYPE, "C.UTF-8"); }
  ~Utf8Names() { std::setlocale(LC_CTYPE, before_.c_str()); }
  Utf8Names(const Utf8Names&) = delete;
  Utf8Names& operator=(const Utf8Names&) = delete;

 private:
  std::string before_;
};

/// A zip file that is being read.
class ZipReader {
 public:
  ZipReader(std::unique_ptr<os::File> file, const std::optional<base::SecretText>& passphrase)
      : handle_(archive_read_new()) {
    if (handle_ == nullptr) throw std::bad_alloc();
    door_.file = std::move(file);
    door_.buffer.resize(zip_piece_bytes);
    check(archive_read_support_format_zip(handle_));
    if (passphrase) check(archive_read_add_passphrase(handle_, passphrase->c_str()));
    archive_read_set_read_callback(handle_, &read_piece);
    archive_read_set_seek_callback(handle_, &seek_to);
    archive_read_set_callback_data(handle_, &door_);
    check(archive_read_open1(handle_));
  }
  ~ZipReader() { archive_read_free(handle_); }
  ZipReader(const ZipReader&) = delete;
  ZipReader& operator=(const ZipReader&) = delete;

  void visit_all(const ZipVisitor& visit, const std::function<void(std::uint64_t bytes)>& on_read) {
    std::vector<std::byte> piece(zip_piece_bytes);
    for (;;) {
      struct archive_entry* entry = nullptr;
      const int result = archive_read_next_header(handle_, &entry);
      if (result == ARCHIVE_EOF) return;
      check(result);
      const char* name = archive_entry_pathname_utf8(entry);
      crypto::Sha256 hash;
      std::uint64_t size = 0;
      for (la_ssize_t got = read(piece); got > 0; got = read(piece)) {
        hash.update(std::span(piece).first(static_cast<std::size_t>(got)));
        size += static_cast<std::uint64_t>(got);
        if (on_read) on_read(static_cast<std::uint64_t>(got));
      }
      visit(name == nullptr ? std::string() : std::string(name), size, hash.finish());
    }
  }

 private:
  la_ssize_t read(std::span<std::byte> into) {
    const auto got = archive_read_data(handle_, into.data(), into.size());
    if (got < 0 || door_.error) fail(door_, handle_, _("read back"));
    return got;
  }
  void check(int result) const {
    if (result != ARCHIVE_OK || door_.error) fail(door_, handle_, _("read back"));
  }

  Utf8Names names_;
  struct archive* handle_;
  Door door_;
};

}  // namespace

void read_zip(os::FileSystem& fs, const os::Path& path, const std::optional<base::SecretText>& passphrase,
              const ZipVisitor& visit, const std::function<void(std::uint64_t bytes)>& on_read) {
  ZipReader(fs.open(path), passphrase).visit_all(visit, on_read);
}

}  // namespace earwitness::handover
