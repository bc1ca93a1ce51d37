// SPDX-License-Identifier: MIT
#include "record/read_back.hpp"

#include <span>
#include <vector>

#include "crypto/md5.hpp"
#include "flac/reader.hpp"

namespace earwitness::record {

namespace {

constexpr Frames read_at_once = 65536;
constexpr std::size_t copy_at_once = std::size_t{256} * 1024;

void copy_synced(os::FileSystem& fs, const os::Path& from, const os::Path& to) {
  const auto source = fs.open(from);
  const auto copy = fs.create(to);
  std::vector<std::byte> buffer(copy_at_once);
  for (auto got = source->read(buffer); got > 0; got = source->read(buffer)) {
    os::write_all(*copy, std::span<const std::byte>(buffer).first(got));
  }
  copy->sync_data();
  copy->close();
}

}  // namespace

bool reads_back(os::FileSystem& fs, const os::Path& path, Frames frames) {
  try {
    flac::Reader reader(fs.open(path));
    if (reader.info().frames != frames) return false;
    const auto frame_bytes = reader.info().format.bytes_per_frame();
    crypto::Md5 md5;
    Frames read = 0;
    for (auto part = reader.read(read_at_once); !part.empty(); part = reader.read(read_at_once)) {
      md5.update(part);
      read += static_cast<Frames>(part.size() / frame_bytes);
    }
    return !reader.damaged() && read == frames && md5.finish() == reader.info().md5;
  } catch (const Error&) {
    return false;
  }
}

bool replace_by_synced_copy(os::FileSystem& fs, const os::Path& path) noexcept {
  const os::Path copy = path.string() + ".copy";
  try {
    copy_synced(fs, path, copy);
    fs.rename(copy, path);
    fs.sync_folder(path.parent_path());
    return true;
  } catch (const std::exception&) {  // the fault that led here is the one to report
  }
  try {
    if (fs.status(copy)) fs.remove_file(copy);
  } catch (const std::exception&) {
  }
  return false;
}

}  // namespace earwitness::record
