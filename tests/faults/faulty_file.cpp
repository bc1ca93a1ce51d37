// SPDX-License-Identifier: MIT
#include "tests/faults/faulty_file.hpp"

#include "os/file_errors.hpp"

namespace earwitness::faults {

std::size_t FaultyFile::read(std::span<std::byte> into) {
  if (fs_.skip(Operation::read, path())) return 0;
  return under_->read(into);
}

std::size_t FaultyFile::write(std::span<const std::byte> bytes) {
  const auto effect = fs_.meet(Operation::write, path());
  if (!effect || bytes.empty()) return under_->write(bytes);
  const auto half = bytes.first((bytes.size() + 1) / 2);
  switch (*effect) {
    case Effect::write_less:
      return under_->write(half);
    case Effect::lie:
      under_->seek(under_->position() + bytes.size());
      return bytes.size();
    default:
      (void)under_->write(half);
      throw os::file_error(fs_.fault_.code, path(), "write");
  }
}

void FaultyFile::sync_data() {
  if (failed_to_sync_ && fs_.on_sync_after_failure) fs_.on_sync_after_failure(path());
  try {
    if (!fs_.skip(Operation::sync_data, path())) under_->sync_data();
  } catch (const FileError&) {
    failed_to_sync_ = true;
    if (fs_.on_failed_sync) fs_.on_failed_sync(path());
    throw;
  }
}

void FaultyFile::close() {
  if (closed_) return;
  closed_ = true;
  // As close(2): whatever it reports, the file is closed.
  under_->close();
  (void)fs_.skip(Operation::close, path());
}

}  // namespace earwitness::faults
