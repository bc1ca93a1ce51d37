// SPDX-License-Identifier: MIT
//
// Where an export is written to: a folder, or a zip file. It has another name until commit(), and is gone without it.
// One object, one thread. Throws FileError.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/secret.hpp"
#include "crypto/sha256.hpp"
#include "earwitness/base.hpp"
#include "os/file_system.hpp"

namespace earwitness::handover {

class Destination {
 public:
  Destination() = default;
  virtual ~Destination() = default;
  Destination(const Destination&) = delete;
  Destination& operator=(const Destination&) = delete;

  /// A file of `size` bytes (nothing: of as many as come), its name relative and with slashes; then its bytes, then
  /// end(). `compressible`: it gets smaller in a zip file.
  virtual void begin(const std::string& name, std::optional<std::uint64_t> size, bool compressible) = 0;
  virtual void write(std::span<const std::byte> bytes) = 0;
  virtual void end() = 0;
  using Visitor = std::function<void(const std::string& name, const crypto::Digest& sha256)>;
  /// All that is there, as the disk has it now; `on_read` is told how many bytes were read each time. No file can be
  /// begun after this.
  virtual void read_back(const Visitor& visit, const std::function<void(std::uint64_t bytes)>& on_read) = 0;
  /// Gives it its name, durably; that name.
  virtual os::Path commit() = 0;
  /// The name that it will have, and the one that it has until then, which nothing else ever had.
  [[nodiscard]] virtual const os::Path& path() const noexcept = 0;
  [[nodiscard]] virtual const os::Path& unfinished_path() const noexcept = 0;
};

/// By its name. Sound that is compressed already, as what was imported is too, does not get any smaller, nor does a
/// signature.
[[nodiscard]] bool is_compressible(std::string_view name) noexcept;

/// `parent/name`, which is not there yet. Whoever makes one holds a lock on the parent.
/// `unfinished`: the name until then; empty: any new one.
[[nodiscard]] std::unique_ptr<Destination> make_folder_destination(os::FileSystem& fs, const os::Path& parent,
                                                                   const std::string& name,
                                                                   const std::string& unfinished = {});
/// `parent/name.zip`, in which all lies in the folder `top`; empty: in one of its own name.
[[nodiscard]] std::unique_ptr<Destination> make_zip_destination(os::FileSystem& fs, const os::Path& parent,
                                                                const std::string& name,
                                                                std::optional<base::SecretText> passphrase,
                                                                UtcTime time, const std::string& top = {},
                                                                const std::string& unfinished = {});

}  // namespace earwitness::handover
