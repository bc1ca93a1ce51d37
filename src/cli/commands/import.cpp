// SPDX-License-Identifier: MIT
#include "derive/import.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "archive/archive.hpp"
#include "archive/clock_doubt.hpp"
#include "archive/ledger.hpp"
#include "archive/recordings.hpp"
#include "archive/work_folder.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/next_step.hpp"
#include "base/plain_text.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/conversation.hpp"
#include "context/disk_answer.hpp"
#include "context/language.hpp"
#include "context/missing_disk.hpp"
#include "context/only_own.hpp"
#include "context/stamp_plan.hpp"
#include "context/unlock.hpp"
#include "derive/import_limits.hpp"
#include "earwitness/verify.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "os/environment.hpp"
#include "os/local_time.hpp"
#include "os/terminal.hpp"
#include "results/failure.hpp"
#include "results/imported.hpp"
#include "results/sealed.hpp"
#include "terminal/ask_user.hpp"
#include "terminal/output.hpp"
#include "terminal/progress.hpp"
#include "timeline/events.hpp"

namespace earwitness::cli {

namespace {

/// The archive waits meanwhile.
constexpr std::chrono::minutes answer_timeout{1};

struct ImportOptions {
  std::vector<std::string> files;
  std::string again;
  std::optional<std::uint16_t> stream;
  bool together = false;
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
  throw Error(ErrorKind::usage, typed, tr("{} is not a date I understand", base::printable(typed)),
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
  if (options.stream) request.sound.stream = *options.stream;
  request.title = options.title;
  request.people = options.people;
  set_recorded(request, options.recorded, context.clock.utc());
  request.statement = config.statement();
  if (!options.me.empty()) request.statement = {options.me, context.clock.utc(), context::language_of_pages(context)};
  request.from_terminal = os::has_controlling_terminal();
  require_text(options.title, limits::title_bytes, "title");
  if (options.people.size() > limits::import_people) {
    throw Error(ErrorKind::usage, {}, tr("at most {} people can be named", limits::import_people));
  }
  for (const auto& person : options.people) require_text(person, limits::name_bytes, "name");
  if (!options.me.empty() && !base::is_plain_text(options.me, limits::name_bytes)) {
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

/// While a long file is decoded.
terminal::Progress::Words words_of_decoding() {
  return [](unsigned percent, const std::string& left) { return tr("decoding: {} %, {} left", percent, left); };
}

/// A folder stands for the files in it that hold sound; hidden ones are a system's own.
struct NamedFile {
  std::string path;
  bool from_folder = false;
  std::vector<derive::MoreToImport> more{};  ///< parts of the same conversation
};

std::vector<NamedFile> files_of(os::FileSystem& fs, const std::vector<std::string>& words) {
  std::vector<NamedFile> files;
  for (const auto& word : words) {
    if (word.find('/') != std::string::npos) context::require_disk_answer(word);
    const auto entry = fs.status(word);
    if (!entry || entry->kind != os::EntryKind::folder) {
      files.push_back({word});
      continue;
    }
    for (const auto& inner : fs.list(word)) {
      if (inner.kind != os::EntryKind::file || inner.size == 0 || inner.name.starts_with('.')) continue;
      files.push_back({(os::Path(word) / inner.name).string(), true});
    }
  }
  return files;
}

/// With `--together`: the files are parts of one conversation, in the order in which they were named.
std::vector<NamedFile> as_one(const std::vector<NamedFile>& files) {
  auto one = files.front();
  for (std::size_t i = 1; i < files.size(); ++i) one.more.push_back({files[i].path, files[i].from_folder});
  return {std::move(one)};
}

class ImportRun {
 public:
  ImportRun(const Context& context, const ImportOptions& options)
      : context_(context),
        options_(options),
        config_(context::load_config(context)),
        archive_(context::archive_path(context, config_)),
        request_(request_of(context, options, config_)) {}

  ExitCode run() {
    context::warn_of_foreign_home();
    (void)context::settle_before(context_, options_.again);
    const auto files = named_files();
    const auto signer = options_.is_unsigned ? nullptr : context::unlock_signer(context_);
    auto plan = context::stamp_plan(context_, config_, archive_);
    if (signer) {
      request_.key = &signer->key;
      request_.time_stamps = plan.when != session::Stamps::none;
    }
    context::require_disk_of(context_, archive_);
    os::make_folders(context_.fs, archive_);
    context::remember_disk_of(context_, archive_);
    mention_wrong_clock();
    const auto changes = context::claim_changes(context_, archive_, signer.get());
    intents_ = &changes.intents;
    auto code = ExitCode::done;
    auto documents = json::Value::array();
    for (std::size_t i = 0; i < files.size(); ++i) {
      const auto done = import_one(files, i, signer.get(), plan, documents);
      if (code == ExitCode::done || done == ExitCode::altered) code = done;
    }
    if (options_.json && files.size() == 1 && !documents.as_array().empty()) {
      print_json(documents[std::size_t{0}]);
    } else if (options_.json && files.size() > 1) {
      print_json(document_of("imports", {{"imported", std::move(documents)}}));
    }
    if (imported_ == 0 && code == ExitCode::done) {
      throw Error(ErrorKind::not_found, {}, _("nothing was imported: no file there holds sound that can be decoded"),
                  _("name a file itself, and it is sealed whatever it is"));
    }
    if (imported_ > 0) log::info(_("keep the file that it came from: the telephone's own is the original"));
    return code;
  }

 private:
  /// When it was imported is what this clock says.
  void mention_wrong_clock() const {
    const auto doubt = archive::doubt_clock(context_.fs, context_.clock, archive_);
    if (!doubt.newest_line) return;
    log::warning(
        tr("this computer's clock says {}, which is before the newest line of the ledger, {}: the day of import "
           "may be wrong",
           os::local_moment(context_.clock.utc()), os::local_moment(*doubt.newest_line)),
        _("set the clock right, then import it"));
  }

  std::vector<NamedFile> named_files() {
    if (!options_.again.empty()) {
      if (!options_.files.empty()) {
        throw Error(ErrorKind::usage, {}, _("--again names an import, and takes no file"));
      }
      derive::read_again(context_.fs, context::archived_conversation(context_, options_.again), options_.again,
                         request_);
      NamedFile again{request_.file.string()};
      again.more = request_.more;
      return {again};
    }
    auto files = files_of(context_.fs, options_.files);
    if (files.empty())
      throw Error(ErrorKind::usage, {}, _("there is no file to import"), _("name a file, or a folder"));
    if (options_.together) files = as_one(files);
    if (files.size() > 1 && request_.recorded) {
      throw Error(ErrorKind::usage, "--recorded", _("one date can't be that of several files"),
                  _("import them one by one, or leave it out: what each file says is shown"));
    }
    return files;
  }

  ExitCode import_one(const std::vector<NamedFile>& files, std::size_t index, const archive::Signer* signer,
                      const session::StampPlan& plan, json::Value& documents) {
    const auto& file = files[index];
    if (files.size() > 1) log::info(tr("{} of {}: {}", index + 1, files.size(), base::printable(file.path)));
    try {
      auto request = request_;
      request.file = file.path;
      request.more = file.more;
      request.only_sound = file.from_folder;
      auto outcome = import_checked(request, signer, plan);
      ++imported_;
      if (options_.json) {
        documents.push_back(results::to_json(outcome));
      } else {
        results::print(outcome);
      }
      if (!outcome.found.unchanged) {
        log::error(_("what was just sealed does not check"),
                   fmt::format("earwitness verify {}", outcome.made.conversation.filename().string()));
        return ExitCode::altered;
      }
      if (!options_.json) results::say_what_seal_is_for(outcome.made.seal);
      return outcome.in_ledger.value_or(true) ? ExitCode::done : ExitCode::surroundings;
    } catch (const Error& error) {
      if (file.from_folder && error.kind() == ErrorKind::not_found) {
        log::info(error.what());
        return ExitCode::done;
      }
      if (files.size() == 1) throw;
      return results::report(error);
    }
  }

  [[nodiscard]] std::uint64_t size_of(const os::Path& file) const {
    const auto entry = context_.fs.status(file);
    return entry ? entry->size : 0;
  }

  results::ImportResult import_checked(derive::ImportRequest& request, const archive::Signer* signer,
                                       const session::StampPlan& plan) {
    std::uint64_t bytes = 0;
    for (const auto& more : request.more) bytes += size_of(more.file);
    const auto total = bytes + size_of(request.file);
    terminal::Progress progress(words_of_decoding());
    request.sound.progress = [&progress, total](std::uint64_t done) { progress.show(done, total); };
    if (terminal::can_ask_user() && !options_.json) {
      request.confirm = [&progress](const derive::ClaimedTime& claimed) {
        progress.clear();
        const auto when = results::recorded_words(claimed.time, claimed.is_day);
        const auto question = claimed.source == derive::ClaimedTime::Source::name
                                  ? tr("By its name it was recorded on {}. Do you say so, too?", when)
                                  : tr("The file says that it was recorded on {}. Do you say so, too?", when);
        return terminal::ask_yes_no(question,
                                    [until = std::chrono::steady_clock::now() + answer_timeout] {
                                      return std::chrono::steady_clock::now() >= until;
                                    })
            .value_or(false);
      };
    }
    archive::Intent intent{context::change_import, {}, archive::Intent::Settled::never};
    request.work_name = archive::new_work_name(archive::import_work_stem);
    intent.undo = {archive::remove_step(request.work_name)};
    archive::Change change(*intents_, intent);
    request.on_sealed = [&](const derive::Imported& made) {
      intent.name = made.conversation.filename().string();
      intent.settled = archive::Intent::Settled::by_bag;
      intent.bag = intent.name + "/" + bag::recording_folder;
      intent.seal = made.seal;
      if (signer != nullptr) intent.recording = made.recording;
      change.rewrite(intent);
    };
    results::ImportResult outcome{derive::import_file(context_.fs, context_.clock, archive_, request), {}, {}, {}};
    results::tell_left_out(outcome.made);
    if (signer != nullptr) outcome.in_ledger = enter_in_ledger(context_, archive_, *signer, outcome.made);
    if (outcome.in_ledger.value_or(true)) change.close();
    if (options_.again.empty()) results::tell_same(outcome.made);
    results::tell_what_it_holds(outcome.made);
    session::Stamping stamping(plan);
    outcome.stamp = stamping.stamp_seal(context_.fs, archive::Conversation{outcome.made.conversation}.bag());
    outcome.found = verify(outcome.made.conversation);
    results::tell_what_was_met(outcome.found);
    return outcome;
  }

  const Context& context_;
  const ImportOptions& options_;
  Config config_;
  os::Path archive_;
  derive::ImportRequest request_;
  const archive::Intents* intents_ = nullptr;  ///< of run()
  std::size_t imported_ = 0;
};

ExitCode run_import(const Context& context, const ImportOptions& options) { return ImportRun(context, options).run(); }

}  // namespace

void add_import(Command& program, Context& context) {
  auto options = std::make_shared<ImportOptions>();
  auto& command = program.add_command(
      "import", _("Seal a file that something else recorded, such as a telephone, exactly as it is"),
      "earwitness import \"Opname 12.m4a\" --title Review --recorded \"2026-11-23 15:30\"");
  command
      .positional("files", &options->files, _("Files, or folders of files; they are only read, never changed"), "FILE")
      .repeat(grammar::Repeats::by_word);
  command.option("--title", &options->title, _("What it is about; it also names the folder")).free_text();
  command.option("--recorded", &options->recorded,
                 _("When it was recorded, according to you: a date, or date and time"), "WHEN");
  command.option("--with", &options->people, _("Somebody who took part; may be repeated"), "NAME")
      .free_text()
      .repeat(grammar::Repeats::by_option);
  command.option("--me", &options->me, _("Your name, for the statement that you took part"), "NAME").free_text();
  command.flag("--together", options->together, _("The files are parts of one conversation, in this order"));
  command.option("--stream", &options->stream, _("Which stream of sound, if there are several (1)"), "N")
      .require_positive();
  command.option("--again", &options->again, _("Decode this import again, as a new import"), grammar::recording_type);
  command.flag("--unsigned", options->is_unsigned, _("Do not sign it with your key"));
  add_json(command, options->json);
  on_typed(command, options, [&context](const ImportOptions& o) { return run_import(context, o); });
}

}  // namespace earwitness::cli
