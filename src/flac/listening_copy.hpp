// SPDX-License-Identifier: MIT
//
// A FLAC file's sound in a form that every player knows: to listen to, not to check. One thread.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::flac {

enum class CopyKind {
  wav,  ///< the same samples; RF64 (EBU Tech 3306) beyond 4 GB
  mp3   ///< lossy; only where this machine's libsndfile was built with it
};

/// `wav` or `mp3`; nothing for another word.
[[nodiscard]] std::optional<CopyKind> copy_kind(std::string_view word) noexcept;
[[nodiscard]] const char* to_string(CopyKind kind) noexcept;

/// Writes `to`, a new file. Throws FileError, Error(unknown_format) where `from` does not decode to its end, and
/// Error(surroundings) where this machine's libsndfile can't write that kind, or not of such sound.
void write_listening_copy(os::FileSystem& fs, const os::Path& from, const os::Path& to, CopyKind kind);
/// Hears what goes into a copy, in the canonical byte form: `file` is an index into what it is made of.
using CopyListener = std::function<void(std::size_t file, std::span<const std::byte> samples)>;
/// The same of several files of one format, one after the other without what lay between them. `from` is not empty.
void write_listening_copy(os::FileSystem& fs, const std::vector<os::Path>& from, const os::Path& to, CopyKind kind,
                          const CopyListener& listener = {});

/// Gives sound in the canonical byte form, a part at each call, and nothing at its end.
using SoundSource = std::function<std::span<const std::byte>()>;
/// The same of sound that is put together while it is read.
void write_listening_copy(os::FileSystem& fs, const AudioFormat& format, const SoundSource& next, const os::Path& to,
                          CopyKind kind);

}  // namespace earwitness::flac
