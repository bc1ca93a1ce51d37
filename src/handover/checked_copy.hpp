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
#include <string>

#include "crypto/sha256.hpp"
#include "handover/destination.hpp"
#include "os/file_system.hpp"

namespace earwitness::handover {

class CheckedCopy {
 public:
  CheckedCopy(os::FileSystem& fs, std::unique_ptr<Destination> destination)
      : fs_(fs), destination_(std::move(destination)) {}

  /// Of the size that it has now, or that it had before (`bytes`): what is appended meanwhile is left out.
  void add_file(const std::string& name, const os::Path& from, std::optional<std::uint64_t> bytes = {});
  void add_text(const std::string& name, const std::string& text);

  /// All that was copied is there, and nothing else; else `fail` is told the name, empty where one is missing.
  void check(const std::function<void(const std::string& name)>& fail);
  /// Gives it its name, durably; that name.
  [[nodiscard]] os::Path commit() { return destination_->commit(); }
  /// Where it lies, before it has its name and afterwards.
  [[nodiscard]] const Destination& destination() const noexcept { return *destination_; }

  /// Hex, of a file as it was read; empty: there is none of that name.
  [[nodiscard]] std::string sha256_of(const std::string& name) const;
  [[nodiscard]] std::uint64_t files() const noexcept { return written_.size(); }
  [[nodiscard]] std::uint64_t bytes() const noexcept { return bytes_; }

 private:
  void note(const std::string& name, const crypto::Digest& sha256, std::uint64_t size);

  os::FileSystem& fs_;
  std::unique_ptr<Destination> destination_;
  std::map<std::string, crypto::Digest> written_;  // as it was read
  std::uint64_t bytes_ = 0;
};

}  // namespace earwitness::handover
