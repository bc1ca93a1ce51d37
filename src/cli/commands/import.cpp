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
#include "journal/content.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "os/environment.hpp"
#include "os/local_time.hpp"
#include "os/streams.hpp"
#include "os/terminal.hpp"
#include "results/failure.hpp"
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

void tell_same(const derive::Imported& made) {
  for (const auto& name : made.same_as) {
    log::warning(tr("this very file was imported before, as {}", base::printable(name)),
                 tr("if one is enough: earwitness delete {}", base::printable(made.conversation.filename().string())));
  }
}

const char* words(media::NoSound why) {
  switch (why) {
    case media::NoSound::unknown_form:
      return _("it is of no form that is decoded here");
    case media::NoSound::no_index:
      return _("what recorded it never finished it: nothing in it tells where its sound is");
    case media::NoSound::no_stream:
      return _("there is no sound in it");
    case media::NoSound::no_such_stream:
      return _("it has fewer streams of sound than that");
    case media::NoSound::unknown_coding:
      return _("its sound is in a coding that is not decoded here");
    case media::NoSound::unreadable:
      return _("nothing of its sound can be read");
    case media::NoSound::unsupported_shape:
      return _("its sample rate or its channels are none that FLAC has");
  }
  return "";
}

/// Of a folder with `--together`; one that is alone says it itself.
void tell_left_out(const derive::Imported& made) {
  for (const auto& file : made.left_out) {
    log::info(tr("{} is left out: it holds no sound that can be decoded", base::printable(file.string())));
  }
}

/// Why nothing of it was decoded; what was met in it, the check tells.
void tell_sound(const derive::ImportedFile& file, bool is_one_of_several) {
  const char* sealed_whole = _("so it is sealed whole: it can't be played, shown or typed out");
  const auto sentence = [&](const std::string& why) {
    const auto told = tr("{}, {}", why, sealed_whole);
    return is_one_of_several ? fmt::format("{}: {}", base::printable(file.file.string()), told) : told;
  };
  if (file.sound.facts.too_long) {
    log::warning(sentence(_("it has more sound than is decoded here")));
  } else if (file.sound.failure != media::Failure::none) {
    log::warning(sentence(_(media::to_string(file.sound.failure))));
  } else if (file.sound.no_sound) {
    log::info(sentence(words(*file.sound.no_sound)));
  }
}

/// Several streams of sound are said, as one alone is decoded.
void tell_streams(const media::Facts& facts) {
  std::vector<std::string> sounds;
  std::size_t taken = 0;
  for (const auto& stream : facts.streams) {
    if (stream.kind != media::StreamKind::sound) continue;
    sounds.push_back(base::printable(stream.coding));
    if (stream.taken) taken = sounds.size();
  }
  if (sounds.size() < 2 || taken == 0) return;
  log::warning(tr("it has {} streams of sound ({}), of which number {} is decoded", sounds.size(),
                  fmt::to_string(fmt::join(sounds, ", ")), taken),
               "earwitness import FILE --stream 2");
}

/// Of a day nobody knows the time.
std::string recorded_words(UtcTime time, bool is_day) { return is_day ? os::local_date(time) : os::local_moment(time); }

/// What a file says of itself that a person must know before it is handed over.
void tell_claims(const derive::Imported& made) {
  if (!made.place.empty()) {
    log::info(
        tr("the file says where it was recorded: {}; that is kept as a note of yours, which nothing hands over; the "
           "file itself holds it, and an export has the file",
           made.place));
  }
  if (!made.recorded && made.claimed) {
    log::info(tr("the file says that it was recorded on {}; you did not say so",
                 recorded_words(made.claimed->time, made.claimed->is_day)));
  }
}

/// While a long file is decoded.
terminal::Progress::Words words_of_decoding() {
  return [](unsigned percent, const std::string& left) { return tr("decoding: {} %, {} left", percent, left); };
}

struct ImportResult {
  derive::Imported made;
  std::optional<bool> in_ledger;
  control::SealStamp stamp;
  Verification found;
};

/// Of all files what is said of them together, and of each its own.
json::Value to_json(const std::vector<derive::ImportedFile>& files, std::uint32_t rate) {
  json::Value claims = json::Value::array();
  json::Value streams = json::Value::array();
  json::Value each = json::Value::array();
  for (const auto& file : files) {
    const auto& facts = file.sound.facts;
    for (const auto& claim : facts.claims) {
      claims.push_back({{"name", base::printable(claim.name)}, {"text", base::printable(claim.text)}});
    }
    for (const auto& stream : facts.streams) {
      streams.push_back({{"sound", stream.kind == media::StreamKind::sound},
                         {"coding", base::printable(stream.coding)},
                         {"taken", stream.taken}});
    }
    const bool is_placed = file.sound.decoded && rate > 0;
    each.push_back(
        {{"name", base::printable(file.file.filename().string())},
         {"bytes", file.bytes},
         {"sha256", file.sha256},
         {"decoded", file.sound.decoded},
         {"begins_at_seconds", is_placed ? json::Value(static_cast<double>(file.sound.from) / rate) : json::Value()}});
  }
  return {{"claims", std::move(claims)}, {"streams", std::move(streams)}, {"files", std::move(each)}};
}

json::Value to_json(const ImportResult& outcome) {
  const auto& made = outcome.made;
  auto document = document_of("imported");
  document["path"] = made.conversation.string();
  document["recording"] = made.recording;
  document["seal"] = made.seal;
  document["in_ledger"] = json::or_null(outcome.in_ledger);
  document["bytes"] = made.files.front().bytes;
  document["sha256"] = made.files.front().sha256;
  document["decoded"] = !made.kind.empty();
  document["form"] = made.kind;
  document["damaged"] = made.damaged;
  document["same_as"] = made.same_as;
  document["frames"] = made.frames;
  document["seconds"] = made.kind.empty() ? json::Value() : json::Value(made.seconds);
  document.update(to_json(made.files, made.rate));
  document["claimed_recorded"] = made.claimed ? json::Value(base::rfc3339(made.claimed->time)) : json::Value();
  document["claimed_recorded_is_day"] = made.claimed && made.claimed->is_day;
  json::Value left_out = json::Value::array();
  for (const auto& file : made.left_out) left_out.push_back(base::printable(file.filename().string()));
  document["left_out"] = std::move(left_out);
  json::Value problems = json::Value::array();
  if (outcome.found.imported) {
    for (const auto& sentence : import_words(*outcome.found.imported)) problems.push_back(sentence);
  }
  document["problems"] = std::move(problems);
  document.update(control::to_json(outcome.stamp));
  document["checked"] = outcome.found.unchanged ? _("unchanged") : _("altered");
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
  for (const auto& file : made.files) print_line(tr("file    {}", file.sha256));
  print_line(tr("seal    {}", made.seal));
  results::print_date(outcome.stamp, made.conversation.filename().string());
  print_line(_("imported: sealed as it came, not captured here"));
  if (made.recorded) {
    print_line(
        tr("recorded: {}, as you say; nothing here shows it", recorded_words(*made.recorded, made.recorded_is_day)));
  }
  print_line(tr("checked: {}", outcome.found.unchanged ? _("unchanged") : _("altered")));
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

/// What an import that is decoded again knows from the one before it.
void read_again(const Context& context, const std::string& word, derive::ImportRequest& request) {
  const auto conversation = context::archived_conversation(context, word);
  const archive::Conversation folders{conversation};
  const auto shown = base::printable(conversation.filename().string());
  const auto found = verify(conversation);
  const auto content = journal::read_journal(*context.fs.open(folders.bag() / bag::journal_path));
  if (!found.unchanged || content.imports.empty()) {
    throw Error(ErrorKind::not_found, word, tr("{} is not an import that is as it was sealed", shown), Step::verify);
  }
  request.file = folders.bag() / content.imports.front().name;
  for (std::size_t i = 1; i < content.imports.size(); ++i) {
    request.more.push_back({folders.bag() / content.imports[i].name, false});
  }
  const auto told = timeline::read_events(*context.fs.open(folders.bag() / bag::journal_path), content,
                                          timeline::note_texts(context.fs, folders.bag(), content, false));
  for (const auto& claim : told.claims) {
    // Of several files each says of which it is.
    const auto of_it =
        claim.starts_with("file ") ? claim.substr(std::min(claim.find(": "), claim.size() - 2) + 2) : claim;
    if (of_it.starts_with("name: ") || of_it.starts_with("last changed: ")) request.known_claims.push_back(claim);
  }
  request.known_claims.push_back(fmt::format("imported before: {}, seal {}", found.recording, found.seal));
  if (request.people.empty()) request.people = told.people;
  for (const auto& item : archive::list(context.fs, conversation.parent_path())) {
    if (item.folder != conversation) continue;
    if (request.title.empty()) request.title = item.shown_title();
    if (!request.recorded) request.recorded = item.started;
  }
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
      read_again(context_, options_.again, request_);
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
        documents.push_back(to_json(outcome));
      } else {
        print(outcome);
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

  ImportResult import_checked(derive::ImportRequest& request, const archive::Signer* signer,
                              const session::StampPlan& plan) {
    std::uint64_t bytes = 0;
    for (const auto& more : request.more) bytes += size_of(more.file);
    const auto total = bytes + size_of(request.file);
    terminal::Progress progress(words_of_decoding());
    request.sound.progress = [&progress, total](std::uint64_t done) { progress.show(done, total); };
    if (terminal::can_ask_user() && !options_.json) {
      request.confirm = [&progress](const derive::ClaimedTime& claimed) {
        progress.clear();
        const auto when = recorded_words(claimed.time, claimed.is_day);
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
    ImportResult outcome{derive::import_file(context_.fs, context_.clock, archive_, request), {}, {}, {}};
    tell_left_out(outcome.made);
    if (signer != nullptr) outcome.in_ledger = enter_in_ledger(context_, archive_, *signer, outcome.made);
    if (outcome.in_ledger.value_or(true)) change.close();
    if (options_.again.empty()) tell_same(outcome.made);
    for (const auto& file : outcome.made.files) {
      tell_sound(file, outcome.made.files.size() > 1);
      tell_streams(file.sound.facts);
    }
    tell_claims(outcome.made);
    session::Stamping stamping(plan);
    outcome.stamp = stamping.stamp_seal(context_.fs, archive::Conversation{outcome.made.conversation}.bag());
    outcome.found = verify(outcome.made.conversation);
    if (outcome.found.imported) {
      for (const auto& sentence : import_words(*outcome.found.imported)) log::warning(sentence);
      for (const auto& sentence : import_parts(*outcome.found.imported)) log::info(sentence);
    }
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
  command.option("--again", &options->again, _("Decode this import again, as a new import"), "PATH|NAME");
  command.flag("--unsigned", options->is_unsigned, _("Do not sign it with your key"));
  add_json(command, options->json);
  on_typed(command, options, [&context](const ImportOptions& o) { return run_import(context, o); });
}

}  // namespace earwitness::cli
