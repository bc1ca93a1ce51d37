// SPDX-License-Identifier: MIT
//
// A zip file over an os::File, written and read back through libarchive; with a passphrase its contents, but not its
// names, are encrypted (AES-256, the WinZip form that 7-Zip reads). Names are ours: relative, with slashes, UTF-8.
//
// One object, one thread; read_zip() while no other thread asks for the locale. Errors: FileError, also for whatever
// libarchive complains of.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/secret.hpp"
#include "crypto/sha256.hpp"
#include "earwitness/base.hpp"
#include "os/file_system.hpp"

namespace earwitness::handover {

class ZipWriter {
 public:
  /// `file` is new and empty. `time` is what all entries bear.
  ZipWriter(std::unique_ptr<os::File> file, std::optional<base::SecretText> passphrase, UtcTime time);
  ~ZipWriter();
  ZipWriter(const ZipWriter&) = delete;
  ZipWriter& operator=(const ZipWriter&) = delete;

  /// A new entry of `size` bytes (nothing: of as many as come), which write() fills. `compressed`: not for what is
  /// compressed already. With a passphrase each entry costs a key that is derived from it, here and where it is read.
  void begin(const std::string& name, std::optional<std::uint64_t> size, bool compressed);
  void write(std::span<const std::byte> bytes);
  /// The directory at the end; synced and closed.
  void close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Each entry's name, size and SHA-256, in the file's order.
using ZipVisitor = std::function<void(const std::string& name, std::uint64_t size, const crypto::Digest& sha256)>;
/// `on_read` is told how many bytes of what lies in it were read each time.
void read_zip(os::FileSystem& fs, const os::Path& path, const std::optional<base::SecretText>& passphrase,
              const ZipVisitor& visit, const std::function<void(std::uint64_t bytes)>& on_read = {});

}  // namespace earwitness::handover
