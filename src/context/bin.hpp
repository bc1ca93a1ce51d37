// SPDX-License-Identifier: MIT
//
// What a person is told of the bin (archive/bin.hpp). Read-only. One thread. Throws FileError.
#pragma once

#include <optional>
#include <string>

#include "archive/bin.hpp"
#include "context/context.hpp"
#include "json/value.hpp"
#include "terminal/exit_code.hpp"

namespace earwitness::context {

/// A line each: which one it is, and until when it is kept.
void print_bin(const Context& context, const os::Path& archive);
/// [{`name`, `path`, `deleted_utc`, `until_utc`}], newest first.
[[nodiscard]] json::Value bin_to_json(os::FileSystem& fs, const os::Path& archive);
/// Whether the user put it there, on this computer: what nobody shows that, is never deleted by itself.
[[nodiscard]] bool is_own_in_bin(os::FileSystem& fs, const archive::Binned& one);
void note_in_bin(os::FileSystem& fs, const archive::Binned& one);
/// Before it is taken away from there.
[[nodiscard]] std::string note_of_bin(os::FileSystem& fs, const archive::Binned& one);
void forget_in_bin(os::FileSystem& fs, const std::string& note);

/// One sentence, where there is something in it.
void mention_bin(const Context& context, const os::Path& archive);

/// As report() does; and where the disk is full, how much is freed by emptying the bin.
terminal::ExitCode report_on_disk(const Context& context, const FileError& error) noexcept;

/// The one in the bin that this word names, where none in the archive does: of several, throws Error(not_found).
[[nodiscard]] std::optional<archive::Binned> meant_in_bin(const Context& context, const os::Path& archive,
                                                          const std::string& word);

}  // namespace earwitness::context
