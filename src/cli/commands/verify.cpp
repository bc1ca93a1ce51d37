// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "archive/ledger.hpp"
#include "archive/recordings.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "cli/known_keys.hpp"
#include "cli/ledger_report.hpp"
#include "cli/output.hpp"
#include "cli/roots.hpp"
#include "cli/verification.hpp"
#include "control/protocol.hpp"
#include "crypto/ed25519.hpp"
#include "derive/transcript.hpp"
#include "json/value.hpp"
#include "log/log.hpp"

namespace earwitness::cli {

namespace {

struct VerifyWords {
  std::vector<std::string> words;
  std::vector<std::string> key_files;
  Requirements required;
  std::vector<std::string> tsa_roots;
  bool all = false;
  std::vector<std::string> ledger_heads;
  bool json = false;
};

/// Everything of the archive but what is being recorded now: that can't be sealed yet.
std::vector<std::string> all_recordings(const Context& context) {
  const auto archive = archive_path(context);
  std::vector<std::string> paths;
  for (const auto& item : archive::list(context.fs, archive)) {
    if (item.state == archive::State::recording) {
      log::info(tr("{} is being recorded now, and left out", item.name));
    } else {
      paths.push_back(item.folder.string());
    }
  }
  if (paths.empty() && !context.fs.status(archive::ledger_path(archive))) {
    throw Error(ErrorKind::not_found, archive.string(), tr("there are no recordings in {}", archive.string()),
                "earwitness verify --all --archive DIR");
  }
  return paths;
}

/// The document of several, or text with a blank line between.
class VerifyResults {
 public:
  explicit VerifyResults(const VerifyWords& options) : json_(options.json), required_(options.required) {}

  void add(const Verification& found) {
    code_ = worse(code_, exit_code(found, required_));
    if (json_) {
      list_.push_back(cli::to_json(found, required_));
      return;
    }
    separate();
    print_verification(found, required_);
  }

  /// One that could not be looked at; the others still are.
  void add(const std::string& word, const Error& error) {
    code_ = worse(code_, report(error));
    if (!json_) return;
    auto object = control::to_json(control::to_reply(error));
    object["path"] = word;
    object["unchanged"] = nullptr;  // neither was found
    list_.push_back(std::move(object));
  }

  /// What the ledger of the archive says of all of them.
  void add(const LedgerVerification& found) {
    code_ = worse(code_, exit_code(found));
    if (json_) {
      ledger_ = cli::to_json(found);
      return;
    }
    separate();
    print_ledger(found);
  }

  ExitCode finish() const {
    if (!json_ || (list_.empty() && ledger_.is_null())) return code_;
    auto document = document_of("verification", {{"recordings", std::move(list_)}});
    if (!ledger_.is_null()) document["ledger"] = ledger_;
    print_json(document);
    return code_;
  }

 private:
  void separate() {
    if (!first_) print_line("");
    first_ = false;
  }

  bool json_;
  const Requirements& required_;
  bool first_ = true;
  ExitCode code_ = ExitCode::done;
  json::Value list_ = json::Value::array();
  json::Value ledger_;
};

/// The public key in a file that the key's owner gave.
KnownKey read_key(const Context& context, const std::string& file) {
  const auto fingerprint = crypto::ed25519_fingerprint(os::read_all(context.fs, file, limits::public_key_bytes));
  if (fingerprint) return {base::to_hex(*fingerprint), file};
  throw Error(ErrorKind::usage, file, tr("{} is not an Ed25519 public key in PEM", base::printable(file)),
              _("ask the key's owner for it; what lies in a recording itself proves nothing"));
}

/// What the checker brings along; a key that is given as a file is required as well.
Checker take_checker(const Context& context, VerifyWords& options) {
  // What was pinned comes last: its name is the one that is told.
  auto keys = own_keys(context);
  for (auto& key : load_known_keys(context)) keys.push_back(std::move(key));
  Checker checker{std::move(keys), own_archive(context), tsa_roots(context, options.tsa_roots)};
  for (auto& key : options.required.keys) key = require_fingerprint(key);
  for (const auto& file : options.key_files) {
    checker.keys.push_back(read_key(context, file));
    options.required.keys.push_back(checker.keys.back().fingerprint);
  }
  return checker;
}

/// The typed-out versions of a conversation; none where the path is a bag's.
std::vector<os::Path> transcripts_of(const Context& context, const os::Path& path) {
  std::vector<os::Path> bags;
  const auto inner = context.fs.status(path / bag::recording_folder);
  if (!inner || inner->kind != os::EntryKind::folder) return bags;
  for (const auto& version : derive::transcript_versions(context.fs, path)) bags.push_back(version.bag);
  return bags;
}

ExitCode run_verify(const Context& context, VerifyWords options) {
  if (options.all != options.words.empty()) {
    throw Error(ErrorKind::usage, {}, _("say which recordings to check, or --all"), "earwitness verify --all");
  }
  const auto checker = take_checker(context, options);
  if (!options.all && !options.ledger_heads.empty()) {
    throw Error(ErrorKind::usage, "--ledger-head", _("a ledger is of all recordings"),
                "earwitness verify --all --ledger-head HASH");
  }
  const auto words = options.all ? all_recordings(context) : options.words;
  VerifyResults results(options);
  for (const auto& word : words) {
    try {
      const auto path = find_recording(context, word);
      results.add(verify(path, checker));
      for (const auto& bag : transcripts_of(context, path)) results.add(verify(bag, checker));
    } catch (const Error& error) {
      if (words.size() == 1 && !options.all) throw;
      results.add(word, error);
    }
  }
  if (options.all) results.add(verify_ledger(archive_path(context), options.ledger_heads));
  return results.finish();
}

}  // namespace

void add_verify(Command& program, Context& context) {
  auto options = std::make_shared<VerifyWords>();
  auto& verify = program.add_command("verify", _("Check that recordings are unchanged since they were sealed"),
                                     "earwitness verify 2026-11-23_15-30-05_review\n  earwitness verify --all");
  add_recordings(verify, options->words);
  add_tsa_roots(verify, options->tsa_roots);
  verify.flag("--all", options->all, _("Check every recording in the archive"));
  verify
      .option("--key", &options->key_files, _("Signed by the public key in this file, or not confirmed (exit 3)"),
              "FILE")
      .repeat(Repeats::by_option_dots);
  verify
      .option("--require-key", &options->required.keys, _("Signed by this key, or not confirmed (exit 3)"),
              "FINGERPRINT")
      .repeat(Repeats::by_option_dots);
  verify.flag("--require-time", options->required.time, _("Dated by a time stamp, or not confirmed (exit 3)"));
  verify.flag("--require-complete", options->required.complete,
              _("No gap, no break but pauses, an end that was asked for, or not confirmed (exit 3)"));
  verify
      .option("--ledger-head", &options->ledger_heads,
              _("With --all: a line of the ledger, by its hash, that somebody else has kept"), "HASH")
      .repeat(Repeats::by_option_dots);
  add_json(verify, options->json);
  on_typed(verify, options, [&context](const VerifyWords& o) { return run_verify(context, o); });
}

}  // namespace earwitness::cli
