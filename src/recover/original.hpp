// SPDX-License-Identifier: MIT
//
// What lies in an interrupted recording's folder, as found. Nothing is followed that is not a file of its own, and
// nothing is written. One thread. Throws FileError, and Error(unknown_format) beyond limits::bag_files.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::recover_detail {

struct FoundFile {
  std::string path;  ///< from the folder's root
  std::uint64_t bytes = 0;
  std::string sha256;  ///< hex
};

struct Original {
  os::Path folder;
  std::vector<FoundFile> files;
  std::vector<std::string> audio;   ///< `data/audio-NNN.flac`, in order
  std::vector<std::string> others;  ///< links, devices, sockets, and what is larger than such a file may be

  [[nodiscard]] bool has(const std::string& path) const;
};

[[nodiscard]] Original read_original(os::FileSystem& fs, const os::Path& folder);

}  // namespace earwitness::recover_detail
