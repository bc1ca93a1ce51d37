// SPDX-License-Identifier: MIT
#include "verify/verify.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "archive/bin.hpp"
#include "archive/ledger.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/conversation.hpp"
#include "context/known_keys.hpp"
#include "context/named_bags.hpp"
#include "context/only_own.hpp"
#include "context/roots.hpp"
#include "crypto/ed25519.hpp"
#include "log/log.hpp"
#include "results/verify_results.hpp"
#include "terminal/progress.hpp"
#include "verify/scope.hpp"

namespace earwitness::cli {

namespace {

struct VerifyWords {
  std::vector<std::string> words;
  std::vector<std::string> key_files;
  Requirements required;
  std::vector<std::string> tsa_roots;
  std::vector<std::string> crls;
  bool all = false;
  bool details = false;
  std::vector<std::string> ledger_heads;
  bool json = false;
};

/// The public key in a file that the key's owner gave.
KnownKey read_key(const Context& context, const std::string& file) {
  const auto doubt = context::doubt_about(file);
  if (!doubt.reason.empty()) {
    throw Error(ErrorKind::usage, file, tr("{} is not used: {}", base::printable(file), doubt.reason), doubt.next);
  }
  const auto fingerprint = crypto::ed25519_fingerprint(os::read_all(context.fs, file, limits::public_key_bytes));
  if (fingerprint) return {base::to_hex(*fingerprint), file};
  throw Error(ErrorKind::usage, file, tr("{} is not an Ed25519 public key in PEM", base::printable(file)),
              _("ask the key's owner for it; what is in a recording itself proves nothing"));
}

/// What the checker brings along; a key that is given as a file is required as well.
Checker take_checker(const Context& context, VerifyWords& options) {
  // What was pinned comes last: its name is the one that is told.
  auto keys = context::own_keys(context);
  for (auto& key : context::load_known_keys(context)) keys.push_back(std::move(key));
  Checker checker{std::move(keys), context::own_archive(context), context::tsa_roots(context, options.tsa_roots),
                  context::revocation_lists(context, options.crls)};
  checker.begun_here = context::begun_here(context);
  for (auto& key : options.required.keys) key = context::require_fingerprint(key);
  for (const auto& file : options.key_files) {
    checker.keys.push_back(read_key(context, file));
    options.required.keys.push_back(checker.keys.back().fingerprint);
  }
  return checker;
}

/// Whether it is whole is asked of a recording; what was made of one never is, and is checked besides.
Requirements required_of(const BagInScope& bag, const Requirements& required) {
  auto of_this = required;
  if (bag.is_derived) of_this.complete = false;
  return of_this;
}

std::string name_from(const os::Path& bag, const os::Path& from) {
  return from.empty() ? bag.string() : bag.lexically_relative(from).string();
}

/// In the bin it has the name that `undelete` takes: the folders above it are only when it was put there.
results::NameInLine name_in_line(const os::Path& bag, const context::NamedBags& named) {
  const bool is_in_bin = !named.archive.empty() && archive::is_in_bin(bag, named.archive);
  if (!is_in_bin || named.shown_from.empty()) return {name_from(bag, named.shown_from), is_in_bin};
  const auto inner = bag.lexically_relative(named.shown_from / archive::bin_folder);
  const auto first = std::next(inner.begin());
  os::Path name;
  for (auto part = first; part != inner.end(); ++part) name /= *part;
  return {name.empty() ? inner.string() : name.string(), true};
}

class VerifyRun {
 public:
  VerifyRun(const Context& context, const VerifyWords& options, const Checker& checker)
      : context_(context), options_(options), checker_(checker), results_({options.json, options.details}) {}

  /// Where it is all that there is to check, an error is the whole answer.
  void add(const context::NamedBags& named, bool is_alone) {
    SealsBeside beside;
    for (const auto& bag : named.bags) {
      if (bag.is_unfinished) {
        context::tell_not_checked(bag.path);
        continue;
      }
      std::optional<Verification> found;
      progress_.clear();
      try {
        if (!bag.why_not.empty()) throw Error(ErrorKind::not_found, bag.path.string(), bag.why_not);
        found = verify(context_.fs, bag.path, checker_, beside, {progress_of_next()});
      } catch (const Error& error) {
        progress_.clear();
        if (is_alone && named.bags.size() == 1) throw;
        results_.add(name_in_line(bag.path, named), bag.path.string(), error);
        continue;
      }
      progress_.clear();
      tell_second_of_one(*found, name_from(found->bag, named.shown_from));
      const auto name = name_in_line(found->bag, named);
      results_.add(name, std::move(*found), required_of(bag, options_.required));
    }
  }
  /// So many bags will be checked in all, as far as is known.
  void expect(std::size_t bags) { bags_ = bags; }
  void add_not_found(const std::string& word, const Error& error) { results_.add({word}, word, error); }
  void add_ledger(const os::Path& archive) {
    auto checker = checker_;
    // An archive that is named may be anybody's; that of the settings is the user's own, and so is its ledger.
    if (!context_.globals.archive.empty()) checker.archive.clear();
    results_.add(verify_ledger(archive, options_.ledger_heads, checker));
  }
  ExitCode finish() { return results_.finish(); }

 private:
  /// All of them count alike: how long the next one takes is not known before.
  std::function<bool(std::uint64_t, std::uint64_t)> progress_of_next() {
    const auto before = begun_++;
    if (!progress_.is_seen()) return {};
    return [this, before](std::uint64_t done, std::uint64_t total) {
      const auto share = total > 0 ? static_cast<double>(done) / static_cast<double>(total) : 0.0;
      constexpr double parts = 1e6;
      const auto all = std::max(bags_, begun_);
      progress_.show(static_cast<std::uint64_t>((static_cast<double>(before) + share) * parts),
                     static_cast<std::uint64_t>(static_cast<double>(all) * parts));
      return true;
    };
  }

  /// Each of two may be unchanged since it was sealed, and still at most one is what was recorded: no recorder gives
  /// two recordings one UUID, so one of them was made by hand. But two may have recovered one, as from a backup.
  void tell_second_of_one(const Verification& found, const std::string& name) {
    const bool is_whole = found.kind != RecordingKind::excerpt && found.kind != RecordingKind::transcript;
    if (!is_whole || !found.sealed || found.recording.empty()) return;
    const bool is_recovered = found.kind == RecordingKind::recovered;
    const auto& first = whole_.try_emplace(found.recording, Whole{found.seal, name, is_recovered}).first->second;
    if (first.seal == found.seal) return;  // a copy
    if (first.is_recovered && is_recovered) {
      return log::warning(tr("{} and {} were each recovered from the same recording", base::in_quotes(first.name),
                             base::in_quotes(name)));
    }
    results_.add_twins({found.recording, first.name, first.seal, name, found.seal});
  }

  const Context& context_;
  const VerifyWords& options_;
  const Checker& checker_;
  results::VerifyResults results_;
  terminal::Progress progress_{terminal::words_of_check()};
  std::size_t bags_ = 1;
  std::size_t begun_ = 0;
  struct Whole {
    std::string seal;
    std::string name;
    bool is_recovered;
  };
  std::map<std::string, Whole> whole_;  // by UUID: the first
};

ExitCode run_verify(const Context& context, VerifyWords options) {
  if (options.all != options.words.empty()) {
    throw Error(ErrorKind::usage, {}, _("say which recordings to check, or --all"), "earwitness verify --all");
  }
  const auto checker = take_checker(context, options);
  if (!options.all && !options.ledger_heads.empty()) {
    throw Error(ErrorKind::usage, "--ledger-head", _("a ledger is of all recordings"),
                "earwitness verify --all --ledger-head HASH");
  }
  VerifyRun run(context, options, checker);
  context::mention_unfinished(context, options.all ? context::archive_path(context) : context::own_archive(context));
  if (options.all) {
    const auto all = context::all_of_archive(context);
    run.expect(
        std::accumulate(all.begin(), all.end(), std::size_t{0},
                        [](std::size_t sum, const context::NamedBags& named) { return sum + named.bags.size(); }));
    for (const auto& named : all) run.add(named, false);
    run.add_ledger(context::archive_path(context));
    return run.finish();
  }
  const bool is_alone = options.words.size() == 1;
  for (const auto& word : options.words) {
    std::optional<context::NamedBags> named;
    try {
      named = context::bags_named(context, word, checker.archive);
    } catch (const Error& error) {
      if (is_alone) throw;
      run.add_not_found(word, error);
    }
    // Outside: an answer that can't be written is not this recording's fault.
    if (named) run.add(*named, is_alone);
  }
  return run.finish();
}

}  // namespace

void add_verify(Command& program, Context& context) {
  auto options = std::make_shared<VerifyWords>();
  auto& verify = program.add_command("verify", _("Check that recordings are unchanged since the seal"),
                                     _("earwitness verify review\n  earwitness verify --all"));
  add_recordings(verify, options->words);
  add_tsa_roots(verify, options->tsa_roots);
  add_crls(verify, options->crls);
  verify.flag("--all", options->all, _("Check every recording in the archive"));
  verify.flag("--details", options->details,
              _("Show each check and what it does not show, also for unchanged recordings"));
  verify
      .option("--key", &options->key_files, _("Require a signature by the public key in this file (otherwise exit 3)"),
              "FILE")
      .repeat(grammar::Repeats::by_option_dots);
  verify
      .option("--require-key", &options->required.keys, _("Require a signature by this key (otherwise exit 3)"),
              "FINGERPRINT")
      .repeat(grammar::Repeats::by_option_dots);
  verify.flag("--require-time", options->required.time,
              _("Require a time stamp that shows the date (otherwise exit 3)"));
  verify.flag("--require-revocation", options->required.revocation,
              _("Require such a time stamp, with none of its certificates revoked (otherwise exit 3)"));
  verify.flag("--require-complete", options->required.complete,
              _("Require a complete recording: no gaps, no breaks except pauses, and a normal end (otherwise exit 3)"));
  verify
      .option("--ledger-head", &options->ledger_heads,
              _("With --all: the hash of a line of the ledger, which somebody else has kept"), "HASH")
      .repeat(grammar::Repeats::by_option_dots);
  add_json(verify, options->json);
  on_typed(verify, options, [&context](const VerifyWords& o) { return run_verify(context, o); });
}

}  // namespace earwitness::cli
