// SPDX-License-Identifier: MIT
//
// The user's signing key, ready to be used: found, made at first use, and its passphrase asked for at the terminal.
// That is done before anything else: a seal never asks. One thread.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

#include "archive/key_store.hpp"
#include "context/context.hpp"
#include "os/lock.hpp"

namespace earwitness::context {

/// In characters: below this a warning says that a passphrase may be guessed.
inline constexpr std::size_t short_passphrase = 12;

/// $XDG_DATA_HOME/earwitness/keys.
[[nodiscard]] os::Path keys_folder();

/// Held by whoever changes the key: two at once would each keep their own.
[[nodiscard]] os::Lock lock_keys(const Context& context);

/// Held by whoever puts another key in its place: nobody has the old one open. Throws Error(surroundings).
[[nodiscard]] os::Lock lock_unused_key(const Context& context);
/// Removes what a command that was killed left beside the key, and says so.
void tidy_keys(const Context& context) noexcept;

/// The key to sign with, which stays in its place as long as it is held. Throws Error(surroundings) for a key that may
/// not be used, a passphrase that was wrong three times, or one that can't be asked for.
/// `is_new`: whether it was made just now, which is said at once where nobody asks.
[[nodiscard]] std::shared_ptr<const archive::Signer> unlock_signer(const Context& context, bool* is_new = nullptr);
void say_key_was_made();

/// The same, for what a command does besides; nothing where somebody would have to type a passphrase, or there is none.
[[nodiscard]] std::shared_ptr<const archive::Signer> signer_without_asking(const Context& context) noexcept;

/// A key that is known, opened with its passphrase where it has one; that passphrase, too.
struct Unlocked {
  crypto::SigningKey key;
  std::optional<base::Secret> passphrase;
};
[[nodiscard]] Unlocked unlock(const archive::KeyFile& file, std::string_view question);

/// Typed twice, at a terminal. Throws Error(usage) where nobody can be asked, or gave up.
[[nodiscard]] base::Secret ask_new_passphrase(std::string_view question, const std::string& without);

}  // namespace earwitness::context
