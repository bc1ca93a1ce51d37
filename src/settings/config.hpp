// SPDX-License-Identifier: MIT
//
// The user's settings, $XDG_CONFIG_HOME/earwitness/config.toml: written by `setup`, read by every command. It is a
// small TOML file of `key = value` lines. Anything else in it is refused with its line: a recording must not run with
// settings that were not understood.
//
// Errors: Error(usage) that names file, line and key, and says how to go on without it.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/seal.hpp"
#include "earwitness/base.hpp"
#include "os/file_system.hpp"
#include "session/stamps.hpp"

namespace earwitness::settings {

/// What `start` does where a program seems to be in a call, and one side alone would be recorded.
enum class CallHint {
  say,  ///< that --call records the other side, too
  ask   ///< whether it shall
};
[[nodiscard]] const char* to_string(CallHint hint) noexcept;
[[nodiscard]] std::optional<CallHint> to_call_hint(std::string_view word) noexcept;

struct Config {
  std::optional<std::string> name;                ///< of the user
  std::optional<UtcTime> statement_made;          ///< when "I only record conversations that I take part in" was said
  std::optional<std::string> statement_language;  ///< in which it was read then: `en` or `nl`
  std::optional<std::string> device;
  std::optional<std::string> archive;
  std::optional<std::string> language;  ///< of messages: `en` or `nl`
  std::optional<std::uint32_t> rate;    ///< sample rate in Hz
  std::optional<std::uint16_t> channels;
  std::optional<std::uint16_t> channel;  ///< the only one that is recorded, from 1
  std::optional<std::uint16_t> bits;
  std::optional<CallHint> call;                      ///< where a program seems to be in a call
  std::optional<std::chrono::seconds> max;           ///< the longest recording
  std::optional<std::chrono::seconds> remind_after;  ///< zero: never
  std::optional<session::Stamps> stamps;             ///< nothing: nobody has been asked yet, so none
  std::optional<std::string> tsa;                    ///< web address of a time-stamping authority
  std::optional<std::string> tsa2;                   ///< asked where the first one gives none
  std::optional<std::string> tsa3;
  std::optional<std::chrono::seconds> stamp_every;  ///< one more over the journal's last line, while it records
  std::optional<std::string> tsa_roots;             ///< PEM file: the roots that `verify` believes
  std::optional<std::string> recogniser;            ///< command of a speech recogniser, with {wav}
  std::optional<std::string> speakers;              ///< names that transcripts begin with, commas between them
  /// Name and statement, for a recording.
  [[nodiscard]] archive::Statement statement() const;
  friend bool operator==(const Config&, const Config&) = default;
};

/// `path` only names it in errors.
[[nodiscard]] Config parse_config(std::string_view text, const os::Path& path);

/// A line that can't be read.
struct ConfigProblem {
  std::string sentence;  ///< names file and line
  std::string setting;   ///< the one that it was about, as far as that can be told
};
struct LenientConfig {
  Config config;  ///< of the other lines
  std::vector<ConfigProblem> problems;
};
[[nodiscard]] LenientConfig parse_config_leniently(std::string_view text, const os::Path& path);

/// The file's text. Throws Error(usage) for a value that can't be read back as it is.
[[nodiscard]] std::string config_text(const Config& config);

/// An empty Config where there is no file, unless `required`. Also throws FileError.
[[nodiscard]] Config read_config(os::FileSystem& fs, const os::Path& path, bool required);
/// The same error, with what can be done about settings that may not be read.
[[nodiscard]] FileError unreadable_config(const FileError& error);
/// What can be read of it. Throws nothing of its own.
[[nodiscard]] LenientConfig read_config_leniently(os::FileSystem& fs, const os::Path& path);
/// Makes the folder where needed and replaces the file. Of one that can be read only the lines of settings that are
/// others now are changed.
void write_config(os::FileSystem& fs, const os::Path& path, const Config& config);

/// A setting as a person is shown it.
struct ShownSetting {
  std::string name;
  std::string value;     ///< without quotes; empty: it is not set
  std::string standard;  ///< in words: what counts where it is not set
  std::string meaning;
};
/// All of them, in the order of the file that `setup` writes.
[[nodiscard]] std::vector<ShownSetting> show_settings(const Config& config);
/// The file's text with that setting as it was typed, or without it; all other lines stay as they are, to the byte.
/// Throws Error(usage) for a setting that there is not, or that does not take that value. A pure function.
[[nodiscard]] std::string changed_config_text(std::string_view text, const std::string& name,
                                              const std::optional<std::string>& typed);
/// The same in the file, which is made where there is none. Throws Error(usage), FileError.
void change_setting(os::FileSystem& fs, const os::Path& path, const std::string& name,
                    const std::optional<std::string>& typed);

}  // namespace earwitness::settings
