// SPDX-License-Identifier: MIT
//
// os::File over a descriptor.
#pragma once

#include "os/file_system.hpp"

namespace earwitness::os {

class PosixFile final : public File {
 public:
  /// Takes the descriptor.
  PosixFile(int fd, Path path) noexcept : fd_(fd), path_(std::move(path)) {}
  ~PosixFile() override;

  std::size_t read(std::span<std::byte> into) override;
  std::size_t write(std::span<const std::byte> bytes) override;
  void seek(std::uint64_t position) override;
  std::uint64_t position() const override { return position_; }
  std::uint64_t size() const override;
  void allocate(std::uint64_t bytes) override;
  void sync_data() override;
  void close() override;
  const Path& path() const noexcept override { return path_; }

 private:
  int fd_;
  Path path_;
  std::uint64_t position_ = 0;  // kept here, so that asking costs no system call
};

}  // namespace earwitness::os
