// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "archive/archive.hpp"
#include "archive/ledger.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/conversation.hpp"
#include "context/unlock.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "os/local_time.hpp"
#include "os/terminal.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

namespace {

using archive::KeyFile;
using archive::KeyStore;

constexpr const char* passphrase_question = N_("Passphrase of the signing key:");

struct KeysOptions {
  std::string file;
  bool no_passphrase = false;
  bool replace = false;
  bool json = false;
};

KeyFile existing(const KeyStore& store) {
  if (auto file = store.read()) return std::move(*file);
  throw Error(ErrorKind::not_found, store.path().string(),
              tr("there is no signing key in {} yet", base::printable(store.path().string())),
              _("the first earwitness start makes one   or: earwitness keys restore FILE"));
}

constexpr const char* asked_at_start = N_("asked for at each start");

/// What is known of a key without its passphrase. `when_asked`: when that is asked for.
void print_key(const KeyFile& file, const os::Path& path, bool json, const char* when_asked = asked_at_start) {
  json::Value previous = json::Value::array();
  for (const auto& e : file.endorsements) previous.push_back(archive::fingerprint_of(e.previous_key));
  if (json) {
    auto document = document_of("key");
    document["path"] = path.string();
    document["fingerprint"] = file.fingerprint();
    document["protected"] = file.needs_passphrase();
    document["made_utc"] = file.made ? json::Value(base::rfc3339(*file.made)) : nullptr;
    document["previous"] = previous;
    print_json(document);
    return;
  }
  print_line(tr("key         {}", file.fingerprint()));
  print_line(tr("file        {}", path.string()));
  print_line(tr("passphrase  {}", file.needs_passphrase() ? _(when_asked) : _("none")));
  if (file.made) print_line(tr("made        {}", os::local_date_and_clock(*file.made)));
  for (const auto& fingerprint : previous.elements()) print_line(tr("after       {}", fingerprint.as_string()));
}

ExitCode show(const KeysOptions& options, const KeyStore& store) {
  print_key(existing(store), store.path(), options.json);
  return ExitCode::done;
}

/// The copy must be good when it is needed, so it is opened once from the disk.
void check_copy(const Context& context, const os::Path& path, const base::Secret* passphrase,
                const crypto::Digest& fingerprint) {
  const auto copy = KeyFile::parse(os::read_secret_file(context.fs, path, limits::key_file_bytes));
  const auto key = copy ? copy->unlock(passphrase) : std::nullopt;
  if (key && key->fingerprint() == fingerprint) return;
  throw FileError(EIO, path.string(),
                  tr("{} reads back differently than it was written", base::printable(path.string())),
                  _("make the copy on another disk"));
}

/// The copy is good without it.
void note_copy(const Context& context, KeyStore& store, const std::string& fingerprint) {
  try {
    store.note_copy(fingerprint, context.clock.utc());
  } catch (const Error& error) {
    log::warning(tr("the copy is made, but doctor will not know of it: {}", error.what()));
  }
}

/// Whoever copies the key before the first recording gets it made; where recordings are, theirs is missing.
bool may_make_first(const Context& context) {
  const auto archive = context::own_archive(context);
  return archive.empty() || !context.fs.status(archive::ledger_path(archive));
}

/// Its passphrase is asked for before, so that nothing is made where nobody types one.
KeyFile existing_or_first(const Context& context, KeyStore& store) {
  if (auto file = store.read()) return std::move(*file);
  const auto lock = context::lock_keys(context);
  if (auto file = store.read()) return std::move(*file);
  auto made = store.make(context.clock.utc());
  log::info(_("your signing key was made: it will sign your recordings"));
  return made;
}

void require_folder_for_copy(const Context& context, const os::Path& path) {
  // Whole or not at all: a copy that is cut short would be taken for one.
  if (const auto entry = context.fs.status(path)) {
    const auto shown = base::printable(path.string());
    if (entry->kind == os::EntryKind::folder) {
      throw FileError(EISDIR, path.string(), tr("{} is a folder", shown),
                      tr("name a new file in it: earwitness keys backup {}/earwitness-key.pem", shown));
    }
    throw FileError(EEXIST, path.string(), tr("{} is there already", shown), _("name a new file"));
  }
  const auto folder = path.parent_path();
  if (context.fs.status(folder)) return;
  throw FileError(ENOENT, folder.string(), tr("there is no folder {}", base::printable(folder.string())),
                  _("plug in the disk for the copy, and name a file on it"));
}

ExitCode backup(const Context& context, const KeysOptions& options, KeyStore& store) {
  if (!may_make_first(context)) (void)existing(store);
  const auto path = std::filesystem::absolute(options.file).lexically_normal();
  require_folder_for_copy(context, path);
  std::optional<os::UnseenTyping> unseen(std::in_place);
  std::optional<context::Unlocked> known;
  if (const auto file = store.read()) known = context::unlock(*file, _(passphrase_question));
  std::optional<base::Secret> passphrase;
  if (!options.no_passphrase) {
    passphrase = context::ask_new_passphrase(
        _("A passphrase for the copy:"),
        fmt::format("earwitness keys backup --no-passphrase {}", base::printable(options.file)));
  }
  unseen.reset();
  const auto file = existing_or_first(context, store);
  const auto opened = known ? std::move(*known) : context::unlock(file, _(passphrase_question));
  const auto* secret = passphrase ? &*passphrase : nullptr;
  const auto copy = KeyFile::of(opened.key, secret, file.endorsements, file.made);
  os::replace(context.fs, path, copy.text());
  check_copy(context, path, secret, opened.key.fingerprint());
  note_copy(context, store, copy.fingerprint());
  print_key(copy, path, options.json, N_("needed to restore this copy"));
  if (secret == nullptr) log::warning(_("whoever has this copy can sign as you"));
  return ExitCode::done;
}

ExitCode restore(const Context& context, const KeysOptions& options, KeyStore& store) {
  const auto path = std::filesystem::absolute(options.file).lexically_normal();
  const auto copy = KeyFile::parse(os::read_secret_file(context.fs, path, limits::key_file_bytes));
  if (!copy) {
    throw Error(ErrorKind::not_found, options.file,
                tr("{} is not a key that earwitness made, or is damaged", base::printable(options.file)),
                _("another copy, if you have one"));
  }
  (void)context::unlock(*copy, _("Passphrase of the copy:"));
  const auto lock = context::lock_keys(context);
  const bool there = context.fs.status(store.path()).has_value();
  if (!there) {
    store.put(*copy);
  } else if (options.replace) {
    const auto unused = context::lock_unused_key(context);
    store.replace(*copy);
  } else {
    if (existing(store).fingerprint() != copy->fingerprint()) {
      throw Error(ErrorKind::surroundings, store.path().string(), _("another signing key is in use here"),
                  tr("put this one in its place, and keep the other beside it: earwitness keys restore "
                     "--replace {}",
                     base::printable(options.file)));
    }
    log::info(_("that key is here already; nothing was done"));
  }
  print_key(existing(store), store.path(), options.json);
  return ExitCode::done;
}

void refuse_while_recording(const os::Path& archive) {
  if (!archive::running(archive)) return;
  throw Error(ErrorKind::surroundings, archive.string(),
              _("a recording runs, and will be signed with the key that it has"), _("end it first: earwitness stop"));
}

/// The archive learns of the new key now; any other one when it is next recorded into.
void enter_in_ledger(const Context& context, const os::Path& archive, const archive::Signer& signer) {
  if (!context.fs.status(archive::ledger_path(archive))) return;
  try {
    (void)archive::LedgerEntries(context.fs, context.clock, archive, signer).head();
  } catch (const Error& error) {
    log::warning(tr("the new key is in use, but is not in the ledger yet: {}", error.what()),
                 _("the next recording enters it"));
  }
}

ExitCode rotate(const Context& context, const KeysOptions& options, KeyStore& store) {
  const auto archive = context::archive_path(context);
  refuse_while_recording(archive);
  const auto lock = context::lock_keys(context);
  const auto file = existing(store);
  auto old = context::unlock(file, _(passphrase_question));
  const archive::Signer before{std::move(old.key), file.endorsements};
  archive::Signer next{crypto::SigningKey::generate(), file.endorsements};
  // What it has signed is entered by it: by the next one, nothing shows whose it is.
  if (context.fs.status(archive)) context::complete_ledger(context, archive, before);
  const auto unused = context::lock_unused_key(context);
  refuse_while_recording(archive);
  next.endorsements.push_back(archive::endorse(before.key, next.key));
  const auto* secret = old.passphrase ? &*old.passphrase : nullptr;
  const auto made = KeyFile::of(next.key, secret, next.endorsements, context.clock.utc());
  store.replace(made);
  enter_in_ledger(context, archive, next);
  print_key(made, store.path(), options.json);
  log::info(tr("the old key is kept in {}", store.retired_path(file.fingerprint()).string()));
  log::info(_("keep a copy of the new one elsewhere: earwitness keys backup FILE"));
  return ExitCode::done;
}

ExitCode protect(const Context& context, const KeysOptions& options, KeyStore& store) {
  const auto lock = context::lock_keys(context);
  const auto file = existing(store);
  std::optional<os::UnseenTyping> unseen(std::in_place);
  const auto opened = context::unlock(file, _(passphrase_question));
  const auto passphrase = context::ask_new_passphrase(_("A new passphrase, asked for at each start:"),
                                                      _("type it at a terminal: earwitness keys protect"));
  unseen.reset();
  store.rewrite(KeyFile::of(opened.key, &passphrase, file.endorsements, file.made));
  print_key(existing(store), store.path(), options.json);
  return ExitCode::done;
}

ExitCode unprotect(const Context& context, const KeysOptions& options, KeyStore& store) {
  const auto lock = context::lock_keys(context);
  const auto file = existing(store);
  const auto opened = context::unlock(file, _(passphrase_question));
  store.rewrite(KeyFile::of(opened.key, nullptr, file.endorsements, file.made));
  print_key(existing(store), store.path(), options.json);
  return ExitCode::done;
}

}  // namespace

void add_keys(Command& program, Context& context) {
  auto options = std::make_shared<KeysOptions>();
  auto& keys = program.add_command("keys", _("The key that signs your recordings"), "earwitness keys show");
  const auto add = [&](const char* name, const char* what, const char* example, auto run) -> Command& {
    auto& command = keys.add_command(name, what, example);
    add_json(command, options->json);
    on_typed(command, options, [&context, run](const KeysOptions& o) {
      context::tidy_keys(context);
      KeyStore store(context.fs, context::keys_folder());
      return run(context, o, store);
    });
    return command;
  };
  add("show", _("Show its fingerprint, its file, and whether it has a passphrase"), "earwitness keys show",
      [](const Context&, const KeysOptions& o, KeyStore& store) { return show(o, store); });
  auto& copy =
      add("backup", _("Write a copy to keep elsewhere"), "earwitness keys backup /media/usb/earwitness-key.pem",
          [](const Context& c, const KeysOptions& o, KeyStore& store) { return backup(c, o, store); });
  copy.positional("file", &options->file, _("A new file"), "FILE").require();
  copy.flag("--no-passphrase", options->no_passphrase, _("Whoever has the copy can then sign as you"));
  auto& back = add("restore", _("Use a key from its copy"), "earwitness keys restore /media/usb/earwitness-key.pem",
                   [](const Context& c, const KeysOptions& o, KeyStore& store) { return restore(c, o, store); });
  back.positional("file", &options->file, _("The copy"), "FILE").require();
  back.flag("--replace", options->replace, _("In the place of the key that is here, which is kept beside it"));
  add("rotate", _("Make a new key, signed by the old one"), "earwitness keys rotate",
      [](const Context& c, const KeysOptions& o, KeyStore& store) { return rotate(c, o, store); });
  add("protect", _("Give it a passphrase, asked for at each start"), "earwitness keys protect",
      [](const Context& c, const KeysOptions& o, KeyStore& store) { return protect(c, o, store); });
  add("unprotect", _("Take its passphrase away"), "earwitness keys unprotect",
      [](const Context& c, const KeysOptions& o, KeyStore& store) { return unprotect(c, o, store); });
  add_keys_trust(keys, context);
}

}  // namespace earwitness::cli
