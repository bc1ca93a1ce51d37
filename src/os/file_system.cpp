// SPDX-License-Identifier: MIT
#include "os/file_system.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "os/file_errors.hpp"
#include "os/left_behind.hpp"
#include "os/random.hpp"

namespace earwitness::os {

namespace {

/// Does something with a new file, which is removed again where that fails. Where it can't be, the error says so, too.
template <typename Work>
void with_new_file(FileSystem& fs, const Path& path, const Work& work) {
  try {
    work();
  } catch (const FileError& error) {
    try {
      fs.remove_file(path);
    } catch (const Error& left) {
      throw FileError(error.code(), error.subject(),
                      tr("{}; what was begun is still there: {}", error.what(), left.what()), error.next());
    }
    throw;
  } catch (...) {
    (void)remove_or_tell(path, [&] { fs.remove_file(path); });  // the first one is the one to report
    throw;
  }
}

void write_synced(FileSystem& fs, const Path& path, std::string_view content) {
  auto file = fs.create(path);
  with_new_file(fs, path, [&] {
    write_all(*file, base::as_bytes(content));
    file->sync_data();
    file->close();
  });
}

/// What somebody put in the place of a file of ours is not ours to remove. Whether there is a file.
bool require_file_or_nothing(FileSystem& fs, const Path& path) {
  const auto entry = fs.status(path);
  if (entry && entry->kind != EntryKind::file) throw not_a_file(path);
  return entry.has_value();
}

Path parent_of(const Path& path) { return path.has_parent_path() ? path.parent_path() : Path("."); }

}  // namespace

void File::allocate(std::uint64_t bytes) {
  const std::vector<std::byte> zeros(std::size_t{64} * 1024);
  for (auto left = bytes; left > 0;) {
    const auto piece = std::min<std::uint64_t>(left, zeros.size());
    write_all(*this, std::span(zeros).first(static_cast<std::size_t>(piece)));
    left -= piece;
  }
}

void write_all(File& file, std::span<const std::byte> bytes) {
  while (!bytes.empty()) bytes = bytes.subspan(file.write(bytes));
}

bool read_exactly(File& file, std::span<std::byte> into) {
  while (!into.empty()) {
    const auto got = file.read(into);
    if (got == 0) return false;
    into = into.subspan(got);
  }
  return true;
}

namespace {

constexpr std::size_t copied_piece_bytes = std::size_t{256} * 1024;

Error too_large(const Path& path, std::uint64_t limit) {
  return {ErrorKind::unknown_format, path.string(),
          tr("{} is larger than the {} bytes that such a file may have", base::printable(path.string()), limit)};
}

template <typename Content>
Content read_content(FileSystem& fs, const Path& path, std::uint64_t limit) {
  auto file = fs.open(path);
  Content content;
  const auto size = file->size();
  if (size > limit) throw too_large(path, limit);
  content.resize(static_cast<std::size_t>(size));
  std::size_t filled = 0;
  // A file may grow or shrink under us; the size is only a first guess.
  for (;;) {
    if (filled == content.size()) content.resize(filled + 4096);
    const auto got = file->read(std::as_writable_bytes(std::span(content.data(), content.size())).subspan(filled));
    if (got == 0) break;
    filled += got;
    if (filled > limit) throw too_large(path, limit);
  }
  content.resize(filled);
  return content;
}

}  // namespace

std::string read_all(FileSystem& fs, const Path& path, std::uint64_t limit) {
  return read_content<std::string>(fs, path, limit);
}

base::SecretText read_secret_file(FileSystem& fs, const Path& path, std::uint64_t limit) {
  return read_content<base::SecretText>(fs, path, limit);
}

void copy_synced(FileSystem& fs, const Path& from, const Path& to, std::uint64_t limit) {
  const auto source = fs.open(from);
  const auto copy = fs.create(to);
  std::vector<std::byte> piece(copied_piece_bytes);
  std::uint64_t copied = 0;
  for (auto got = source->read(piece); got > 0; got = source->read(piece)) {
    copied += got;
    if (copied > limit) throw too_large(from, limit);
    write_all(*copy, std::span<const std::byte>(piece).first(got));
  }
  copy->sync_data();
  copy->close();
}

void write_new(FileSystem& fs, const Path& path, std::string_view content) {
  write_synced(fs, path, content);
  fs.sync_folder(parent_of(path));
}

void replace(FileSystem& fs, const Path& path, std::string_view content, Leftover leftover) {
  constexpr std::size_t name_bytes = 8;  // that nothing has by chance
  Path temporary = path.string() + ".new";
  require_file_or_nothing(fs, path);
  if (leftover == Leftover::kept) {
    if (fs.status(temporary)) temporary = path.string() + "-" + random_hex(name_bytes) + ".new";
  } else if (require_file_or_nothing(fs, temporary)) {
    fs.remove_file(temporary);  // left by a crash; it never counted
  }
  write_synced(fs, temporary, content);
  with_new_file(fs, temporary, [&] { fs.rename(temporary, path); });
  fs.sync_folder(parent_of(path));
}

void make_folders(FileSystem& fs, const Path& path) {
  if (path.empty()) return;
  if (const auto entry = fs.status(path)) {
    // A link to a folder is a folder here: people do keep their archive behind one.
    if (entry->kind == EntryKind::folder || entry->kind == EntryKind::link) return;
    throw file_error(ENOTDIR, path, "use as a folder");
  }
  make_folders(fs, path.parent_path());
  fs.make_folder(path);
  fs.sync_folder(parent_of(path));
}

void FileSystem::remove_tree(const Path& path) {
  const auto entry = status(path);
  if (!entry || entry->kind != EntryKind::folder) throw file_error(entry ? ENOTDIR : ENOENT, path, "remove the folder");
  for (const auto& inner : list(path)) {
    if (inner.kind == EntryKind::folder) {
      remove_tree(path / inner.name);
    } else {
      remove_file(path / inner.name);
    }
  }
  remove_folder(path);
}

void remove_tree(FileSystem& fs, const Path& path) { fs.remove_tree(path); }

}  // namespace earwitness::os
