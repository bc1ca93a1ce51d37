// SPDX-License-Identifier: MIT
//
// An open file of a MemoryFileSystem, which must outlive it.
#pragma once

#include <memory>

#include "tests/faults/memory_file_system.hpp"

namespace earwitness::faults {

class MemoryFile final : public os::File {
 public:
  MemoryFile(MemoryFileSystem& fs, std::shared_ptr<memory::Node> node, os::Path path, bool writable)
      : fs_(fs), node_(std::move(node)), path_(std::move(path)), writable_(writable) {}

  std::size_t read(std::span<std::byte> into) override;
  std::size_t write(std::span<const std::byte> bytes) override;
  void seek(std::uint64_t position) override { position_ = position; }
  [[nodiscard]] std::uint64_t position() const override { return position_; }
  [[nodiscard]] std::uint64_t size() const override;
  void sync_data() override;
  void close() override;
  [[nodiscard]] const os::Path& path() const noexcept override { return path_; }

 private:
  void require_open(const char* doing) const;

  MemoryFileSystem& fs_;
  std::shared_ptr<memory::Node> node_;
  os::Path path_;
  std::uint64_t position_ = 0;
  bool writable_;
  bool closed_ = false;
};

}  // namespace earwitness::faults
