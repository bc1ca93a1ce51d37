// SPDX-License-Identifier: MIT
#include "derive/transcript.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archive/inside.hpp"
#include "archive/key_file.hpp"
#include "archive/ledger.hpp"
#include "archive/work_folder.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/plain_text.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/conversation.hpp"
#include "context/handing_over.hpp"
#include "context/known_keys.hpp"
#include "context/language.hpp"
#include "context/stamp_plan.hpp"
#include "context/unlock.hpp"
#include "crypto/sha256.hpp"
#include "derive/drafting.hpp"
#include "derive/excerpt.hpp"
#include "derive/transcript_draft.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "os/left_behind.hpp"
#include "results/sealed.hpp"
#include "results/transcripts.hpp"
#include "terminal/ask_user.hpp"
#include "terminal/columns.hpp"
#include "terminal/editor.hpp"
#include "terminal/output.hpp"
#include "timeline/prepared.hpp"
#include "vtt/limits.hpp"

namespace earwitness::cli {

namespace {

using derive::own_note;
using derive::Recogniser;

constexpr std::size_t max_speakers = 20;

struct TranscriptOptions {
  std::string word;
  std::vector<std::string> speakers;
  std::string me;
  std::string from_file;
  std::string recogniser;
  std::string time_limit = "4h";
  bool draft = false;
  bool no_edit = false;
  bool show = false;
  bool list = false;
  int version = 0;
  int take = 0;
  bool as_read = false;
  bool is_unsigned = false;
  bool json = false;
};

const char* help_text() {
  return _(
      "Type under each line of times what was said then. This note leaves the file when you save it.\n"
      "A name in front says who speaks: <v A. Jansen>I never said that.\n"
      "An empty line ends a cue, so none stands within one. In a text, < is written &lt; and & is written &amp;.\n"
      "Cues may be added, split and removed; those that stay empty say nothing. Times count from the first sound.\n"
      "Save and leave the editor: it is checked, and sealed. What you leave as it was is not sealed unasked.");
}

/// Nothing where no ledger is to have it: somebody else's recording, or an archive without one.
std::optional<bool> enter_in_ledger(const Context& context, const archive::Signer* signer,
                                    const derive::Transcript& made) {
  const auto archive = made.bag.parent_path().parent_path();
  if (signer == nullptr || made.recording.empty() || !archive::is_inside(archive, context::own_archive(context)) ||
      !context.fs.status(archive::ledger_path(archive))) {
    return std::nullopt;
  }
  try {
    (void)archive::LedgerEntries(context.fs, context.clock, archive, *signer)
        .transcript(made.recording, made.bag.filename().string(), made.seal);
    return true;
  } catch (const Error& error) {
    log::warning(tr("it is sealed, but is not in the ledger: {}", error.what()), "earwitness verify --all");
    return false;
  }
}

/// What comes after it is sealed: its line in the archive's ledger, so that a version that is taken away is missed, its
/// time stamp where these are asked for during a recording, and what is printed of it. `signer` is null where it is not
/// signed: then it is in no ledger, and has no time stamp. It is sealed whatever fails here; surroundings where the
/// ledger does not have it and should.
ExitCode finish_transcript(const Context& context, const Config& config, const archive::Signer* signer,
                           const derive::Transcript& made, bool json) {
  const auto in_ledger = enter_in_ledger(context, signer, made);
  const auto stamped = session::Stamping(context::stamp_plan(context, config, made.bag.parent_path().parent_path()))
                           .stamp_seal(context.fs, made.bag);
  if (json) {
    auto document = results::to_json(made);
    document["in_ledger"] = json::or_null(in_ledger);
    document.update(control::to_json(stamped));
    print_json(document);
  } else {
    results::print_made(made);
    results::print_date(stamped, made.bag.parent_path().filename().string());
  }
  return in_ledger.value_or(true) ? ExitCode::done : ExitCode::surroundings;
}

/// One run of the command, once it is clear that something is to be written.
class Transcribing {
 public:
  Transcribing(const Context& context, const TranscriptOptions& options, const os::Path& conversation)
      : context_(context),
        options_(options),
        config_(context::load_config(context)),
        draft_file_(context.fs, conversation) {
    request_.conversation = conversation;
    request_.name = options.me.empty() ? config_.name.value_or(std::string()) : options.me;
    if (!request_.name.empty() && !base::is_plain_text(request_.name, limits::name_bytes)) {
      throw Error(ErrorKind::usage, {}, _("that name can't be kept"),
                  _("at most 200 bytes, without quotes, backslashes or control characters"));
    }
    bag_ = derive::transcribed_bag(context.fs, conversation);
    request_.archive = context::own_archive(context);
    // Before anybody types; it is checked again when the text is sealed.
    if (options.from_file.empty()) derive::require_unchanged(context.fs, bag_, request_.archive);
    signer_ = options.is_unsigned ? nullptr : context::signer_if_any(context);
    if (signer_) request_.key = &signer_->key;
  }

  ExitCode run() {
    if (!options_.from_file.empty()) {
      request_.text = os::read_all(context_.fs, options_.from_file, limits::transcript_bytes);
      if (report_problems(request_.text)) return ExitCode::usage;
      return seal();
    }
    if (options_.take > 0) return take_again();
    if (options_.no_edit) return seal_draft();
    if (!terminal::can_ask_user()) {
      throw Error(ErrorKind::usage, {}, _("there is no terminal to open an editor at"),
                  _("earwitness transcript NAME --from-file FILE.vtt"));
    }
    prepare_file();
    return edit();
  }

 private:
  [[nodiscard]] journal::JournalContent journal() const {
    return journal::read_journal(*context_.fs.open(bag_ / bag::journal_path));
  }

  [[nodiscard]] std::vector<std::string> speakers() const {
    if (!options_.speakers.empty() || !config_.speakers) return options_.speakers;
    std::vector<std::string> names;
    std::string_view left = *config_.speakers;
    while (!left.empty() && names.size() < max_speakers) {
      const auto end = std::min(left.find(','), left.size());
      auto name = left.substr(0, end);
      while (name.starts_with(' ')) name.remove_prefix(1);
      if (!name.empty()) names.emplace_back(name);
      left.remove_prefix(std::min(end + 1, left.size()));
    }
    return names;
  }

  /// Of a call it is known who speaks: the user at the microphone, and the other side.
  [[nodiscard]] timeline::SideSpeakers sides() const {
    const base::InLanguage typed_in(context::language_of_pages(context_));
    const auto& named = options_.speakers;
    const auto user = request_.name.empty() ? std::string(_("this side")) : request_.name;
    return {named.empty() ? user : named[0], named.size() < 2 ? std::string(_("other side")) : named[1]};
  }

  derive::Draft make_draft() {
    const auto limit = base::parse_duration(options_.time_limit);
    if (!limit || limit->count() == 0) {
      throw Error(ErrorKind::usage, options_.time_limit,
                  tr("{} is not a length of time", base::printable(options_.time_limit)), "--time-limit 4h");
    }
    const auto command = options_.recogniser.empty() ? config_.recogniser.value_or(std::string()) : options_.recogniser;
    const auto say = [] {
      log::info(_("the recogniser listens; this may take as long as the conversation did. Ctrl-C ends it"));
    };
    const context::Making making(context_, request_.conversation, context::change_transcript, derive::draft_work_stem);
    auto draft = derive::draft_transcript(
        context_.fs, {request_.conversation, bag_, journal(), command, *limit, say, making.name(), sides()});
    for (const auto& sentence : draft.left_out) log::warning(sentence);
    return draft;
  }

  /// In English for everybody: it is a part of the format (docs/format.md).
  static std::string machine_note(const Recogniser& by) {
    return fmt::format("{}machine-made by {} ({}); nobody has held it against the sound", own_note, by.name,
                       by.version);
  }

  [[nodiscard]] std::string help() const {
    const base::InLanguage typed_in(context::language_of_pages(context_));
    constexpr std::size_t columns = 78;        // of an editor at the usual terminal, which cuts what is longer
    constexpr std::size_t first_columns = 60;  // behind what begins a note
    std::string help;
    for (std::string_view left = help_text(); !left.empty();) {
      const auto end = std::min(left.find('\n'), left.size());
      help += terminal::wrapped(left.substr(0, end), help.empty() ? first_columns : columns);
      left.remove_prefix(end);
      if (left.empty()) break;
      help += '\n';
      left.remove_prefix(1);
    }
    return help;
  }

  /// In the language of the one who types, also where a script is told of it in English.
  [[nodiscard]] std::string prepared_text(const std::vector<vtt::Cue>& cues, const std::string& note) const {
    const base::InLanguage typed_in(context::language_of_pages(context_));
    const auto content = journal();
    const auto happened = timeline::find_incidents(context_.fs, bag_, content);
    auto names = speakers();
    if (!content.tracks.empty()) {
      const auto by = sides();
      std::erase_if(names, [&](const std::string& name) { return name == by.near || name == by.far; });
      names.insert(names.begin(), {by.near, by.far});
    }
    auto text = timeline::prepare(cues, happened, cues_are_drafted_ ? std::vector<std::string>{} : names, note).text;
    if (names.size() < 2) return text;
    auto list = fmt::format("{}{}", own_note, _("who speaks:"));
    for (const auto& name : names) list += fmt::format(" <v {}>", name);
    vtt::Writer writer;
    writer.add_note(list);
    return writer.text() + text.substr(text.find('\n') + 1);
  }

  /// Goes on with what was not sealed, else with the newest version, else with what the recording itself tells.
  void prepare_file() {
    const auto shown = base::printable(draft_file_.file().string());
    if (draft_file_.is_unfinished() && !is_untouched()) {
      if (options_.draft || options_.version > 0) {
        throw Error(ErrorKind::usage, shown, tr("{} was typed before, and not sealed", shown),
                    tr("finish it first, without {}, or remove that file", options_.draft ? "--draft" : "--version"));
      }
      log::info(tr("going on with what was typed before: {}", shown));
      request_.draft = draft_file_.recogniser();
      return;
    }
    if (options_.draft) {
      auto draft = make_draft();
      if (draft.cues.empty()) {
        log::warning(_("the recogniser understood nothing, so you begin with empty cues"));
        return begin_empty();
      }
      request_.draft = draft.recogniser;
      cues_are_drafted_ = true;
      const auto note = fmt::format("{}\n{}", machine_note(draft.recogniser), help());
      return draft_file_.begin(prepared_text(draft.cues, note), request_.draft, /*is_unread=*/true);
    }
    const auto versions = derive::transcript_versions(context_.fs, request_.conversation);
    if (const auto* version = results::chosen_version(versions, request_.conversation, options_.version)) {
      request_.draft = version->draft;
      return draft_file_.begin(derive::transcript_text(context_.fs, *version), request_.draft,
                               !version->is_by_person());
    }
    begin_empty();
  }

  /// What the program itself prepared, no machine's words, and nobody typed in.
  [[nodiscard]] bool is_untouched() const { return draft_file_.is_as_prepared() && !draft_file_.recogniser(); }

  void begin_empty() {
    const auto cues = timeline::stretches_of_speech(context_.fs, bag_, journal(), sides());
    draft_file_.begin(prepared_text(cues, fmt::format("{}{}", own_note, help())), std::nullopt);
  }

  /// A version that a person made or read becomes the newest again. What nobody read stays so, whoever asks for it,
  /// until they say that they have read it now.
  ExitCode take_again() {
    const auto versions = derive::transcript_versions(context_.fs, request_.conversation);
    const auto* version = results::chosen_version(versions, request_.conversation, options_.take);
    if (!version->is_by_person() && !options_.as_read) {
      const auto shown = base::printable(request_.conversation.filename().string());
      throw Error(ErrorKind::usage, "--take",
                  tr("version {} is a machine's, and no person has read it: read it first", options_.take),
                  fmt::format("earwitness transcript {} --version {}", shown, options_.take));
    }
    request_.draft = version->draft;
    request_.text = derive::transcript_text(context_.fs, *version);
    // "Nobody has held it against the sound" is no longer so.
    if (!version->is_by_person()) request_.text = derive::without_own_notes(request_.text);
    return seal();
  }

  ExitCode edit() {
    const auto shown = base::printable(draft_file_.file().string());
    for (;;) {
      const auto before = draft_file_.text();
      const bool was_as_prepared = draft_file_.is_as_prepared();
      if (!terminal::open_editor(draft_file_.file())) {
        if (is_untouched()) draft_file_.remove();
        throw Error(ErrorKind::surroundings, {},
                    _("there is no editor on this machine, or not the one that EDITOR names"),
                    _("install one: sudo apt install nano   or name yours: EDITOR=PROGRAM earwitness transcript NAME"));
      }
      const auto after = draft_file_.text();
      request_.text = derive::without_own_notes(after);
      if (request_.text.find_first_not_of(" \t\r\n") == std::string::npos) {
        if (was_as_prepared && !request_.draft) return give_up(_("the file is empty"));
        draft_file_.write(before);
        log::info(tr("the file was empty, so nothing is sealed; what was in it before is in {}", shown));
        return ExitCode::done;
      }
      if (draft_file_.is_as_prepared()) {
        if (!draft_file_.is_unread()) return give_up(_("nothing was changed"));
        if (!says_that_it_is_right()) {
          log::info(tr("nothing was changed, so nothing is sealed; the draft is in {}", shown));
          return ExitCode::done;
        }
      }
      if (!report_problems(after)) {
        if (has_words(after)) return seal();
        log::info(tr("it has no words, so nothing is sealed; it is in {}", shown));
        return ExitCode::done;
      }
      const auto again = terminal::ask_yes_no(_("Open the editor again?"), {});
      if (again && *again) continue;
      log::info(tr("what you typed is in {}: type the same command to continue", shown));
      return ExitCode::usage;
    }
  }

  /// A machine's text that a person left as it is counts as read only where that person says so.
  static bool says_that_it_is_right() {
    return terminal::ask_yes_no(
               _("Nothing was changed. Have you read all of it beside the sound, and is it right as it is?"), {})
        .value_or(false);
  }

  static bool has_words(const std::string& text) {
    const auto cues = vtt::read_vtt(text).cues;
    return std::any_of(cues.begin(), cues.end(), [](const vtt::Cue& cue) { return !cue.text.empty(); });
  }

  /// Of what the program itself prepared, and can prepare again.
  ExitCode give_up(const char* why) {
    draft_file_.remove();
    log::info(tr("{}: nothing is sealed", why));
    return ExitCode::done;
  }

  bool report_problems(const std::string& text) const {
    const auto reading = derive::read_transcript_text(text, derive::transcribed_length(context_.fs, bag_));
    for (const auto& problem : reading.problems) {
      log::warning(tr("line {}: {}", problem.line, _(problem.sentence.c_str())));
    }
    return !reading.problems.empty();
  }

  ExitCode seal_draft() {
    if (!options_.draft) {
      throw Error(ErrorKind::usage, "--no-edit", _("--no-edit seals a draft, so --draft goes with it"),
                  _("earwitness transcript NAME --draft --no-edit"));
    }
    auto draft = make_draft();
    if (draft.cues.empty()) {
      throw Error(ErrorKind::surroundings, draft.recogniser.name,
                  _("the recogniser understood nothing, so nothing is sealed"), Step::type_transcript);
    }
    request_.draft = draft.recogniser;
    request_.is_machine_made = true;
    cues_are_drafted_ = true;
    request_.text = prepared_text(draft.cues, machine_note(draft.recogniser));
    return seal();
  }

  ExitCode seal() {
    const auto name = request_.conversation.filename().string();
    const auto intents = context::intents_of(context_, request_.conversation.parent_path());
    archive::Intent intent{context::change_transcript, name, archive::Intent::Settled::never};
    request_.work_name = archive::new_work_name(derive::transcript_work_stem);
    intent.undo = {archive::remove_step(name + "/" + request_.work_name)};
    std::optional<archive::Change> change;
    std::optional<archive::WorkNote> note;
    if (archive::is_inside(intents.root(), context::own_archive(context_))) {
      change.emplace(intents, intent);
      change->hold();
    } else {
      note.emplace(context_.fs, context::keys_folder().parent_path(), request_.conversation / request_.work_name);
    }
    request_.on_sealed = [&](const derive::Transcript& made) {
      intent.settled = archive::Intent::Settled::by_bag;
      intent.bag = name + "/" + made.bag.filename().string();
      intent.seal = made.seal;
      const bool has_line = signer_ && context_.fs.status(archive::ledger_path(intents.root()));
      if (has_line) intent.recording = made.recording;
      if (change) change->rewrite(intent);
    };
    const auto made = derive::seal_transcript(context_.fs, context_.clock, request_);
    const auto code = finish_transcript(context_, config_, signer_.get(), made, options_.json);
    if (change && code == ExitCode::done) change->close();
    // What is sealed is sealed: a draft that can't be removed is told, and gone on with by the same command.
    if (is_edited()) (void)os::remove_or_tell(draft_file_.file(), [this] { remove_sealed_draft(); });
    return code;
  }

  [[nodiscard]] bool is_edited() const { return options_.from_file.empty() && !options_.no_edit && options_.take == 0; }

  /// An editor that is still open may have saved more since.
  void remove_sealed_draft() {
    if (derive::without_own_notes(draft_file_.text()) == request_.text) return draft_file_.remove();
    log::warning(tr("{} was saved again meanwhile, and stays: type the same command to continue",
                    base::printable(draft_file_.file().string())));
  }

  const Context& context_;
  const TranscriptOptions& options_;
  Config config_;
  derive::TranscriptDraft draft_file_;
  derive::TranscriptRequest request_;
  os::Path bag_;
  std::shared_ptr<const archive::Signer> signer_;
  bool cues_are_drafted_ = false;
};

ExitCode run_transcript(const Context& context, const TranscriptOptions& options) {
  if (!options.list && !options.show) (void)context::settle_before(context, options.word);
  const auto conversation = context::conversation_of(context, options.word);
  context::refuse_running(conversation);
  const auto keys = [&context] {
    auto known = context::own_keys(context);
    for (auto& key : context::load_known_keys(context)) known.push_back(std::move(key));
    return known;
  };
  if (options.list) return results::list_versions(context.fs, conversation, keys, options.json);
  if (options.show) return results::show_version(context.fs, conversation, options.version, keys, options.json);
  if ((options.draft ? 1 : 0) + (options.from_file.empty() ? 0 : 1) + (options.take > 0 ? 1 : 0) +
          (options.version > 0 ? 1 : 0) >
      1) {
    throw Error(ErrorKind::usage, {}, _("a text comes from one place: a file, a recogniser or an earlier version"));
  }
  if (options.as_read && options.take == 0) {
    throw Error(ErrorKind::usage, "--as-read", _("--as-read is about an earlier version, so --take goes with it"),
                _("earwitness transcript NAME --take 1 --as-read"));
  }
  const auto lock = context::claim_typing(context, conversation);
  return Transcribing(context, options, conversation).run();
}

}  // namespace

void add_transcript(Command& program, Context& context) {
  auto options = std::make_shared<TranscriptOptions>();
  auto& transcript = program.add_command(
      "transcript", _("Type out what was said, and seal it beside the recording"),
      _("earwitness transcript review --speaker 'A. Jansen'\n  earwitness transcript review --show"));
  add_recording(transcript, options->word);
  transcript.option("--speaker", &options->speakers, _("Who takes part; may be repeated"), "NAME")
      .free_text()
      .repeat(grammar::Repeats::by_option);
  transcript.flag("--draft", options->draft,
                  _("Begin with a draft by the speech recogniser in the settings, made on this computer"));
  transcript.option("--recogniser", &options->recogniser,
                    _("The recogniser's command, with {wav} and {out}, instead of the one in the settings"), "COMMAND");
  transcript.option("--time-limit", &options->time_limit, _("Maximum time that it may take for each sound file"),
                    "TIME");
  transcript.flag("--no-edit", options->no_edit, _("With --draft: seal the text unread, marked as made by a machine"));
  transcript.option("--from-file", &options->from_file, _("Seal this WebVTT file, without an editor"), "FILE");
  transcript.flag("--show", options->show,
                  _("Print the newest version that a person made or read; if there is none, the newest"));
  transcript.option("--version", &options->version, _("Print this version (with --show), or begin with its text"), "N")
      .require_positive();
  transcript.option("--take", &options->take, _("Seal the text of an earlier version as the newest one"), "N")
      .require_positive();
  transcript.flag("--as-read", options->as_read,
                  _("With --take: state that you read the machine's text while you listened, and that it is right"));
  transcript.flag("--list", options->list, _("List all versions, and which one counts"));
  transcript
      .option("--me", &options->me, _("Who typed it, for its bag-info.txt (otherwise the name in the settings)"),
              "NAME")
      .free_text();
  transcript.flag("--unsigned", options->is_unsigned, _("Do not sign it with your key"));
  add_json(transcript, options->json);
  on_typed(transcript, options, [&context](const TranscriptOptions& o) { return run_transcript(context, o); });
}

}  // namespace earwitness::cli
