// SPDX-License-Identifier: MIT
#include "derive/import.hpp"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "archive/ledger.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/next_step.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "cli/conversation.hpp"
#include "cli/output.hpp"
#include "cli/sealed.hpp"
#include "cli/stamp_plan.hpp"
#include "cli/unlock.hpp"
#include "derive/import_limits.hpp"
#include "earwitness/verify.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "os/environment.hpp"
#include "os/local_time.hpp"

namespace earwitness::cli {

namespace {

struct ImportOptions {
  std::string file;
  std::string title;
  std::string recorded;
  std::string me;
  std::vector<std::string> people;
  bool is_unsigned = false;
  bool json = false;
};

std::optional<UtcTime> recorded(const std::string& typed) {
  if (typed.empty()) return std::nullopt;
  if (const auto time = base::parse_rfc3339(typed)) return time;
  if (const auto time = os::parse_local(typed)) return time;
  throw Error(ErrorKind::usage, typed, tr("{} is no date and time", base::printable(typed)),
              "--recorded \"2026-11-23 15:30\"");
}

void require_text(const std::string& text, std::size_t limit, const char* what) {
  if (text.size() <= limit && base::is_valid_utf8(text)) return;
  throw Error(ErrorKind::usage, {}, tr("that {} is too long, or is not UTF-8 text", what),
              tr("use at most {} bytes", limit));
}

derive::ImportRequest request_of(const Context& context, const ImportOptions& options, const Config& config) {
  derive::ImportRequest request;
  request.file = options.file;
  request.title = options.title;
  request.people = options.people;
  request.recorded = recorded(options.recorded);
  request.statement = {config.name.value_or(""), config.statement_made};
  if (!options.me.empty()) request.statement = {options.me, context.clock.utc()};
  request.from_terminal = os::has_controlling_terminal();
  require_text(options.title, limits::title_bytes, "title");
  if (options.people.size() > limits::import_people) {
    throw Error(ErrorKind::usage, {}, tr("at most {} people can be named", limits::import_people));
  }
  for (const auto& person : options.people) require_text(person, limits::name_bytes, "name");
  if (!options.me.empty() && !is_plain_text(options.me, limits::name_bytes)) {
    throw Error(ErrorKind::usage, "--me",
                _("that name can't be kept: it is too long, or has quotes or control characters"),
                "earwitness import --me \"A. Name\"");
  }
  return request;
}

/// Both lines at its end: it takes as long as the file is, and a recording may begin meanwhile.
bool enter_in_ledger(const Context& context, const os::Path& archive, const archive::Signer& signer,
                     const derive::Imported& made) {
  try {
    const archive::LedgerEntries ledger(context.fs, context.clock, archive, signer);
    ledger.begin(made.recording, made.opening_hash);
    ledger.seal(made.recording, bag::recording_folder, made.seal);
    return true;
  } catch (const Error& error) {
    log::error(tr("it is sealed, but the ledger does not have all of it: {}", error.what()),
               base::words_of(error.next().empty() ? NextStep(Step::verify_all) : error.next()));
    return false;
  }
}

void tell_sound(const derive::Imported& made) {
  if (made.too_long) {
    log::warning(_("it has more sound than is decoded here, so it is sealed whole, without excerpts"));
  } else if (made.kind.empty()) {
    log::info(_("its sound can't be decoded here, so it is sealed whole, without excerpts"));
  } else if (made.damaged) {
    log::warning(_("it is damaged, or ends early: only what could be decoded of it has excerpts"));
  }
}

struct ImportResult {
  derive::Imported made;
  std::optional<bool> in_ledger;
  control::SealStamp stamp;
  bool unchanged = false;
};

json::Value to_json(const ImportResult& outcome) {
  const auto& made = outcome.made;
  auto document = document_of("imported");
  document["path"] = made.conversation.string();
  document["recording"] = made.recording;
  document["seal"] = made.seal;
  document["in_ledger"] = json::or_null(outcome.in_ledger);
  document["bytes"] = made.bytes;
  document["sha256"] = made.sha256;
  document["decoded"] = !made.kind.empty();
  document["form"] = made.kind;
  document["damaged"] = made.damaged;
  document["frames"] = made.frames;
  document["seconds"] = made.seconds;
  document.update(control::to_json(outcome.stamp));
  document["checked"] = outcome.unchanged ? _("unchanged") : _("altered");
  return document;
}

void print(const ImportResult& outcome) {
  const auto& made = outcome.made;
  print_line(made.conversation.string());
  print_line(tr("length  {}", made.kind.empty() ? _("not known") : base::clock_of(made.seconds)));
  print_line(tr("file    {}", made.sha256));
  print_line(tr("seal    {}", made.seal));
  print_date(outcome.stamp, made.conversation.filename().string());
  print_line(_("imported: sealed as it came, not captured here"));
  print_line(tr("checked: {}", outcome.unchanged ? _("unchanged") : _("altered")));
}

ExitCode run_import(const Context& context, const ImportOptions& options) {
  const auto config = load_config(context);
  const auto archive = archive_path(context, config);
  auto request = request_of(context, options, config);
  const auto signer = options.is_unsigned ? nullptr : unlock_signer(context);
  auto plan = stamp_plan(config);
  if (signer) {
    request.key = &signer->key;
    request.time_stamps = plan.when != Stamps::none;
  }
  os::make_folders(context.fs, archive);
  const auto lock = claim_changes(context, archive);
  ImportResult outcome{derive::import_file(context.fs, context.clock, archive, request), {}, {}, false};
  if (signer) outcome.in_ledger = enter_in_ledger(context, archive, *signer, outcome.made);
  tell_sound(outcome.made);
  const archive::Conversation folders{outcome.made.conversation};
  session::Stamping stamping(plan);
  outcome.stamp = stamping.stamp_seal(context.fs, folders.bag());
  outcome.unchanged = verify(outcome.made.conversation).unchanged;
  if (options.json) {
    print_json(to_json(outcome));
  } else {
    print(outcome);
  }
  if (!outcome.unchanged) {
    log::error(_("what was just sealed does not check"),
               fmt::format("earwitness verify {}", outcome.made.conversation.filename().string()));
    return ExitCode::altered;
  }
  log::info(_("keep the file that it came from: the telephone's own is the original"));
  return outcome.in_ledger.value_or(true) ? ExitCode::done : ExitCode::surroundings;
}

}  // namespace

void add_import(Command& program, Context& context) {
  auto options = std::make_shared<ImportOptions>();
  auto& command = program.add_command(
      "import", _("Seal a file that something else recorded, such as a telephone, exactly as it is"),
      "earwitness import \"Opname 12.m4a\" --title Review --recorded \"2026-11-23 15:30\"");
  command.positional("file", &options->file, _("The file; it is only read"), "FILE").require();
  command.option("--title", &options->title, _("What it is about; it also names the folder")).free_text();
  command.option("--recorded", &options->recorded, _("When it was recorded, as you say: a date, or date and time"),
                 "WHEN");
  command.option("--with", &options->people, _("Somebody who took part; repeatable"), "NAME")
      .free_text()
      .repeat(Repeats::by_option);
  command.option("--me", &options->me, _("Your name, for the statement that you took part"), "NAME").free_text();
  command.flag("--unsigned", options->is_unsigned, _("Do not sign it with your key"));
  add_json(command, options->json);
  on_typed(command, options, [&context](const ImportOptions& o) { return run_import(context, o); });
}

}  // namespace earwitness::cli
