// SPDX-License-Identifier: MIT
//
// Bytes in memory as a File, for reading alone: whatever changes it throws FileError(EBADF). The bytes outlive it.
#pragma once

#include <algorithm>
#include <cerrno>

#include "base/translate.hpp"
#include "os/file_system.hpp"

namespace earwitness::os {

class BytesFile final : public File {
 public:
  explicit BytesFile(std::span<const std::byte> bytes) noexcept : bytes_(bytes) {}

  std::size_t read(std::span<std::byte> into) override {
    if (position_ >= bytes_.size()) return 0;
    const auto from = bytes_.subspan(static_cast<std::size_t>(position_));
    const auto count = std::min(into.size(), from.size());
    std::copy_n(from.begin(), count, into.begin());
    position_ += count;
    return count;
  }
  std::size_t write(std::span<const std::byte>) override { refuse(); }
  void seek(std::uint64_t position) override { position_ = position; }
  [[nodiscard]] std::uint64_t position() const override { return position_; }
  [[nodiscard]] std::uint64_t size() const override { return bytes_.size(); }
  void sync_data() override { refuse(); }
  void close() override {}
  [[nodiscard]] const Path& path() const noexcept override { return path_; }

 private:
  [[noreturn]] void refuse() const { throw FileError(EBADF, path_.string(), _("these bytes are for reading alone")); }

  std::span<const std::byte> bytes_;
  std::uint64_t position_ = 0;
  Path path_ = "bytes";
};

}  // namespace earwitness::os
