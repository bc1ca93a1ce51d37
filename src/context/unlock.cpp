// SPDX-License-Identifier: MIT
#include "context/unlock.hpp"

#include <fmt/format.h>

#include <chrono>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "context/only_own.hpp"
#include "log/log.hpp"
#include "os/environment.hpp"
#include "os/streams.hpp"
#include "os/terminal.hpp"
#include "terminal/ask_user.hpp"

namespace earwitness::context {

namespace {

constexpr int max_passphrase_tries = 3;
constexpr std::chrono::seconds lock_timeout{5};
constexpr std::chrono::milliseconds between_attempts{10};

Error locked(const std::string& sentence) {
  return {ErrorKind::surroundings, (keys_folder() / "signing-key.pem").string(), sentence, _("type it at a terminal")};
}

}  // namespace

os::Path keys_folder() { return os::data_folder() / "earwitness" / "keys"; }

os::Lock lock_keys(const Context& context) {
  const auto folder = keys_folder();
  os::make_folders(context.fs, folder);
  const auto deadline = context.clock.boot() + lock_timeout;
  for (;;) {
    if (auto lock = os::Lock::acquire(folder / ".lock")) return std::move(*lock);
    if (context.clock.boot() > deadline) {
      throw Error(ErrorKind::surroundings, folder.string(),
                  tr("another process changes the key in {}", base::printable(folder.string())),
                  _("wait until it has ended"));
    }
    context.clock.sleep(between_attempts);
  }
}

Unlocked unlock(const archive::KeyFile& file, std::string_view question) {
  if (!file.needs_passphrase()) {
    if (auto key = file.unlock(nullptr)) return {std::move(*key), std::nullopt};
    throw Error(ErrorKind::surroundings, {}, _("the signing key is damaged: its halves do not belong together"),
                _("put back your backup: earwitness keys restore FILE --replace"));
  }
  if (!terminal::can_ask_user())
    throw locked(_("the signing key has a passphrase, and there is no terminal to ask for it"));
  const os::UnseenTyping unseen;
  for (int tries = 0; tries < max_passphrase_tries; ++tries) {
    auto passphrase = terminal::ask_secret(question);
    if (!passphrase) throw locked(_("no passphrase was typed, so the signing key can't be used"));
    if (auto key = file.unlock(&*passphrase)) return {std::move(*key), std::move(passphrase)};
    log::warning(_("that is not its passphrase"));
  }
  throw Error(ErrorKind::surroundings, (keys_folder() / "signing-key.pem").string(),
              _("none of these passphrases opens the key"), _("to try again, type the same command"));
}

void tidy_keys(const Context& context) noexcept {
  try {
    archive::KeyStore store(context.fs, keys_folder());
    const auto left = store.leftovers();
    if (left.empty() && !store.has_unfinished_note()) return;
    const auto lock = os::Lock::acquire(keys_folder() / ".lock");
    if (!lock) return;  // it is being written
    store.remove_leftovers();
    for (const auto& path : left) {
      log::warning(tr("{} was left by a command that was cut short, and is removed: it may have held the key without "
                      "its passphrase",
                      base::printable(path.string())),
                   {});
    }
  } catch (const std::exception&) {  // `doctor` says what is wrong with the folder
  }
}

namespace {

constexpr const char* in_use_name = "signing-key.in-use";

/// A key that somebody holds open is not replaced meanwhile.
struct HeldSigner {
  std::optional<os::Lock> in_use;
  archive::Signer signer;
};

/// Nothing where the folder can't be written to: then nobody replaces the key there.
std::optional<os::Lock> hold_key(const Context& context) {
  const auto deadline = context.clock.boot() + lock_timeout;
  for (;;) {
    try {
      if (auto lock = os::Lock::acquire_shared(keys_folder().parent_path() / in_use_name)) return lock;
    } catch (const FileError&) {
      return std::nullopt;
    }
    if (context.clock.boot() > deadline) {
      throw Error(ErrorKind::surroundings, keys_folder().string(),
                  tr("another process changes the key in {}", base::printable(keys_folder().string())),
                  _("wait until it has ended"));
    }
    context.clock.sleep(between_attempts);
  }
}

}  // namespace

os::Lock lock_unused_key(const Context& context) {
  const auto deadline = context.clock.boot() + lock_timeout;
  for (;;) {
    if (auto lock = os::Lock::acquire(keys_folder().parent_path() / in_use_name)) return std::move(*lock);
    if (context.clock.boot() > deadline) {
      throw Error(
          ErrorKind::surroundings, keys_folder().string(),
          _("another command has the signing key open, such as a recording or one that asks for its passphrase"),
          _("end it first, then try again"));
    }
    context.clock.sleep(between_attempts);
  }
}

void say_key_was_made() { log::info(_("a signing key was made; keep a copy elsewhere: earwitness keys backup FILE")); }

std::shared_ptr<const archive::Signer> unlock_signer(const Context& context, bool* is_new) {
  tidy_keys(context);
  archive::KeyStore store(context.fs, keys_folder());
  // The key itself is nobody else's to read or write, or read() refuses it; a folder above it costs no recording.
  if (const auto doubt = doubt_about(store.path().parent_path()); !doubt.reason.empty()) {
    log::warning(tr("others could take your signing key away, or put another one in its place: {}", doubt.reason),
                 doubt.next);
  }
  auto file = store.read();
  if (!file) {
    const auto lock = lock_keys(context);
    file = store.read();
    if (!file) {
      file = store.make(context.clock.utc());
      if (is_new == nullptr) {
        say_key_was_made();
      } else {
        *is_new = true;
      }
    }
  }
  for (;;) {
    auto opened = unlock(*file, _("Passphrase of the signing key:"));
    auto in_use = hold_key(context);
    // It may have been replaced while somebody typed: a key that is retired signs nothing more.
    auto now = store.read();
    if (!now || now->fingerprint() == file->fingerprint()) {
      const auto held = std::make_shared<const HeldSigner>(
          HeldSigner{std::move(in_use), archive::Signer{std::move(opened.key), file->endorsements}});
      return {held, &held->signer};
    }
    log::info(_("the signing key was replaced meanwhile"));
    file = std::move(now);
  }
}

std::shared_ptr<const archive::Signer> signer_without_asking(const Context& context) noexcept {
  try {
    const auto file = archive::KeyStore(context.fs, keys_folder()).read();
    if (!file || file->needs_passphrase()) return nullptr;
    return unlock_signer(context);
  } catch (const std::exception&) {  // whoever needs the key says what is wrong with it
    return nullptr;
  }
}

base::Secret ask_new_passphrase(std::string_view question, const std::string& without) {
  if (!terminal::can_ask_user()) {
    throw Error(ErrorKind::usage, {}, _("a passphrase is asked for at a terminal, and there is none"), without);
  }
  const os::UnseenTyping unseen;
  for (;;) {
    auto first = terminal::ask_secret(question);
    if (first && first->empty()) {
      log::warning(_("an empty passphrase protects nothing"));
      continue;
    }
    const auto second = first ? terminal::ask_secret(_("The same again:")) : std::nullopt;
    if (!second) throw Error(ErrorKind::usage, {}, _("no passphrase was typed; nothing was changed"), without);
    if (*first == *second) {
      if (first->text().size() < short_passphrase) {
        log::warning(_("that passphrase is short: whoever has the file can try to guess it"));
      }
      return std::move(*first);
    }
    log::warning(_("those two are not the same; begin again"));
  }
}

}  // namespace earwitness::context
