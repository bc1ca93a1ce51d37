// SPDX-License-Identifier: MIT
//
// An open file of a FaultyFileSystem, which must outlive it.
#pragma once

#include <memory>

#include "tests/faults/faulty_file_system.hpp"

namespace earwitness::faults {

class FaultyFile final : public os::File {
 public:
  FaultyFile(std::unique_ptr<os::File> under, FaultyFileSystem& fs) : under_(std::move(under)), fs_(fs) {}

  std::size_t read(std::span<std::byte> into) override;
  std::size_t write(std::span<const std::byte> bytes) override;
  void seek(std::uint64_t position) override { under_->seek(position); }
  [[nodiscard]] std::uint64_t position() const override { return under_->position(); }
  [[nodiscard]] std::uint64_t size() const override { return under_->size(); }
  void sync_data() override;
  void close() override;
  [[nodiscard]] const os::Path& path() const noexcept override { return under_->path(); }

 private:
  std::unique_ptr<os::File> under_;
  FaultyFileSystem& fs_;
  bool failed_to_sync_ = false;
  bool closed_ = false;
};

}  // namespace earwitness::faults
