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
#include "cli/language.hpp"
#include "cli/missing_disk.hpp"
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

/// Where the clock was changed that night, what was taken is said.
void tell_change_of_clock(const std::string& typed, const os::TypedTime& read) {
  using Kind = os::TypedTime::Kind;
  const auto shown = base::printable(typed);
  const auto moment = [](UtcTime time) { return os::local_moment(time); };
  if (read.kind == Kind::twice) {
    log::warning(
        tr("{} was there twice, as the clock was set back: the first one is taken, {}", shown, moment(read.time)),
        tr("for the second one: --recorded {}", os::local_rfc3339(read.second.value_or(read.time))));
  } else if (read.kind == Kind::never) {
    log::warning(tr("{} never was, as the clock was set forward: {} is taken", shown, moment(read.time)));
  }
}

/// Of times, as the user says them.
os::TypedTime read_recorded(const std::string& typed) {
  if (const auto time = base::parse_offset_time(typed)) return {*time, os::TypedTime::Kind::once, {}, false};
  if (const auto time = os::read_local(typed)) return *time;
  throw Error(ErrorKind::usage, typed, tr("{} is no date and time", base::printable(typed)),
              "--recorded \"2026-11-23 15:30\"");
}

void set_recorded(derive::ImportRequest& request, const std::string& typed, UtcTime now) {
  if (typed.empty()) return;
  const auto read = read_recorded(typed);
  if (read.time > now) {
    throw Error(ErrorKind::usage, typed,
                tr("{} is ahead: by this computer's clock it is {} now", base::printable(typed), os::local_moment(now)),
                _("say when it was recorded, or leave --recorded out; a clock that is wrong is set right first"));
  }
  tell_change_of_clock(typed, read);
  request.recorded = read.time;
  request.recorded_is_day = read.is_day;
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
  set_recorded(request, options.recorded, context.clock.utc());
  request.statement = config.statement();
  if (!options.me.empty()) request.statement = {options.me, context.clock.utc(), language_of_pages(context)};
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

void tell_same(const derive::Imported& made) {
  for (const auto& name : made.same_as) {
    log::warning(tr("this very file was imported before, as {}", base::printable(name)),
                 tr("if one is enough: earwitness delete {}", base::printable(made.conversation.filename().string())));
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
  std::optional<UtcTime> recorded{};  ///< as the user says
  bool is_day = false;                ///< and no time of it
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
  document["same_as"] = made.same_as;
  document["frames"] = made.frames;
  document["seconds"] = made.seconds;
  document.update(control::to_json(outcome.stamp));
  document["checked"] = outcome.unchanged ? _("unchanged") : _("altered");
  return document;
}

/// Of a damaged file nobody knows how long it was.
std::string length_of(const derive::Imported& made) {
  if (made.kind.empty()) return _("not known");
  if (made.damaged) return tr("not known; {} of it could be decoded", base::clock_of(made.seconds));
  return base::clock_of(made.seconds);
}

void print(const ImportResult& outcome) {
  const auto& made = outcome.made;
  print_line(made.conversation.string());
  print_line(tr("length  {}", length_of(made)));
  print_line(tr("file    {}", made.sha256));
  print_line(tr("seal    {}", made.seal));
  print_date(outcome.stamp, made.conversation.filename().string());
  print_line(_("imported: sealed as it came, not captured here"));
  if (outcome.recorded) {
    print_line(tr("recorded: {}, as you say; nothing here shows it",
                  outcome.is_day ? os::local_date(*outcome.recorded) : os::local_moment(*outcome.recorded)));
  }
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
  warn_of_missing_disk(context.fs, archive);
  os::make_folders(context.fs, archive);
  const auto lock = claim_changes(context, archive);
  ImportResult outcome{derive::import_file(context.fs, context.clock, archive, request), {}, {}, false};
  if (signer) outcome.in_ledger = enter_in_ledger(context, archive, *signer, outcome.made);
  outcome.recorded = request.recorded;
  outcome.is_day = request.recorded_is_day;
  tell_same(outcome.made);
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
  if (!options.json) say_what_seal_is_for(outcome.made.seal);
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
