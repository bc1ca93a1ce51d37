// SPDX-License-Identifier: MIT
//
// The keys that the user compared with their owners: a small text file beside the config, `known-keys`, a line each of
// the fingerprint, two spaces and a name. `keys trust` writes it, `verify` reads it. Anything else in it is refused
// with its line, and so is a file that others can look into or write: whoever can write it decides whom the user
// believes.
//
// Errors: Error(usage) that names file and line; FileError. One thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "context/context.hpp"
#include "earwitness/verify.hpp"

namespace earwitness::context {

/// 64 digits of hex, in either case, alone or with colons or spaces between; in lower case without them.
[[nodiscard]] std::optional<std::string> parse_fingerprint(std::string_view text);
/// The same, or an Error(usage).
[[nodiscard]] std::string require_fingerprint(std::string_view text);

[[nodiscard]] os::Path known_keys_path(const Context& context);
/// `path` only names it in errors.
[[nodiscard]] std::vector<KnownKey> parse_known_keys(std::string_view text, const os::Path& path);
[[nodiscard]] std::string known_keys_text(const std::vector<KnownKey>& keys);

/// The user's own key, those that lie beside it and are not used any more, and those that each came after, as the keys'
/// files have them: no pin is needed for these. None where there is no key, or it is not to be used.
[[nodiscard]] std::vector<KnownKey> own_keys(const Context& context);
/// None where there is no file, with --no-config, or where others could exchange the file, which is said. A key whose
/// name would read as if it were the user's own has none.
[[nodiscard]] std::vector<KnownKey> load_known_keys(const Context& context);
/// The same, to be changed and saved: all names as they are. Throws Error(usage) where others could exchange the file.
[[nodiscard]] std::vector<KnownKey> known_keys_to_change(const Context& context);
/// Throws Error(usage) for what can't be kept as a name, or would read as if the key were the user's own.
void require_name(const std::string& name);
/// Makes the folder where needed and replaces the file.
void save_known_keys(const Context& context, const std::vector<KnownKey>& keys);

}  // namespace earwitness::context
