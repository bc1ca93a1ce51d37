// SPDX-License-Identifier: MIT
//
// What an export and a backup have in common: files that are copied to a destination, each hashed on its way from where
// it lies, and then held against what the destination reads back. One object, one thread. Throws FileError.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "crypto/sha256.hpp"
#include "handover/copy_progress.hpp"
#include "handover/destination.hpp"
#include "handover/tar.hpp"
#include "os/file_system.hpp"

namespace earwitness::handover {

class CheckedCopy {
 public:
  /// `progress` is told of each byte that is copied, and of each that is read back; it outlives this.
  CheckedCopy(os::FileSystem& fs, std::unique_ptr<Destination> destination, CopyProgress& progress)
      : fs_(fs), destination_(std::move(destination)), progress_(progress) {}

  /// What is added until end_tar() goes into one tar file of this name: one entry of a zip file for many files.
  void begin_tar(const std::string& name, UtcTime time, bool compressible);
  void end_tar();
  /// Of the size that it has now, or that it had before (`bytes`): what is appended meanwhile is left out.
  void add_file(const std::string& name, const os::Path& from, std::optional<std::uint64_t> bytes = {});
  void add_text(const std::string& name, const std::string& text);

  /// All that was copied is there, and nothing else; else `fail` is told the name, empty where one is missing.
  void check(const std::function<void(const std::string& name)>& fail);
  /// Gives it its name, durably; that name.
  [[nodiscard]] os::Path commit() { return destination_->commit(); }
  /// Where it lies, before it has its name and afterwards.
  [[nodiscard]] const Destination& destination() const noexcept { return *destination_; }

  /// Hex, of a file as it was read, or of a tar file; empty: there is none of that name.
  [[nodiscard]] std::string sha256_of(const std::string& name) const;
  [[nodiscard]] std::uint64_t files() const noexcept { return files_; }
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  void begin(const std::string& name, std::uint64_t size);
  void write(std::span<const std::byte> bytes);
  void write_out(std::span<const std::byte> bytes);
  void end(const std::string& name, std::uint64_t size);

  os::FileSystem& fs_;
  std::unique_ptr<Destination> destination_;
  CopyProgress& progress_;
  std::map<std::string, crypto::Digest> written_;  // as it was read
  std::unique_ptr<TarWriter> tar_;                 // while one is written: all of its bytes are hashed as one
  std::string tar_name_;
  crypto::Sha256 hash_;  // of the file, or of the tar file, that was begun
  std::uint64_t files_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace earwitness::handover
