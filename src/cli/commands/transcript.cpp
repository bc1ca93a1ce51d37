// SPDX-License-Identifier: MIT
#include "derive/transcript.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/ask_user.hpp"
#include "cli/commands/commands.hpp"
#include "cli/conversation.hpp"
#include "cli/handing_over.hpp"
#include "cli/language.hpp"
#include "cli/output.hpp"
#include "cli/sealed_transcript.hpp"
#include "cli/transcript_shown.hpp"
#include "crypto/sha256.hpp"
#include "derive/drafting.hpp"
#include "derive/transcript_draft.hpp"
#include "log/log.hpp"
#include "os/child.hpp"
#include "os/environment.hpp"
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
  bool is_unsigned = false;
  bool json = false;
};

const char* help_text() {
  return _(
      "Type under each line of times what was said then. This note leaves the file when you save it.\n"
      "A name in front says who speaks: <v A. Jansen>I never said that.\n"
      "An empty line ends a cue, so none stands within one. In a text, < is written &lt; and & is written &amp;.\n"
      "Cues may be added, split and removed; those that stay empty say nothing. Times count from the first sound.\n"
      "Save and leave the editor: it is checked, and sealed. Saved as it was, nothing is sealed.");
}

std::vector<std::vector<std::string>> editors() {
  for (const char* variable : {"VISUAL", "EDITOR"}) {
    if (const auto command = os::environment(variable)) return {os::command_words(*command)};
  }
  return {{"sensible-editor"}, {"nano"}, {"vi"}};
}

/// Opens the user's editor at this terminal: $VISUAL, $EDITOR, else sensible-editor, nano, vi. Throws
/// Error(surroundings) where there is none, or it did not end well.
void open_editor(const os::Path& file) {
  for (auto words : editors()) {
    words.push_back(file.string());
    const auto shown = base::printable(words.front());
    try {
      const auto end = os::run_at_terminal(words);
      if (end.succeeded()) return;
      throw Error(ErrorKind::surroundings, words.front(), tr("the editor {} did not end well ({})", shown, end.code),
                  tr("what was saved lies in {}: the same command goes on with it", base::printable(file.string())));
    } catch (const FileError& error) {
      if (error.code() != ENOENT) throw;
    }
  }
  throw Error(ErrorKind::surroundings, {}, _("there is no editor on this machine, or not the one that EDITOR names"),
              "EDITOR=nano earwitness transcript NAME");
}

/// One run of the command, once it is clear that something is to be written.
class Transcribing {
 public:
  Transcribing(const Context& context, const TranscriptOptions& options, const os::Path& conversation)
      : context_(context), options_(options), config_(load_config(context)), draft_file_(context.fs, conversation) {
    request_.conversation = conversation;
    request_.name = options.me.empty() ? config_.name.value_or(std::string()) : options.me;
    if (!request_.name.empty() && !is_plain_text(request_.name, limits::name_bytes)) {
      throw Error(ErrorKind::usage, {}, _("that name can't be kept"),
                  _("at most 200 bytes, without quotes, backslashes or control characters"));
    }
    bag_ = derive::transcribed_bag(context.fs, conversation);
    signer_ = options.is_unsigned ? nullptr : signer_if_any(context);
    if (signer_) request_.key = &signer_->key;
  }

  ExitCode run() {
    if (!options_.from_file.empty()) {
      request_.text = os::read_all(context_.fs, options_.from_file, limits::transcript_bytes);
      if (report_problems(request_.text)) return ExitCode::usage;
      return seal();
    }
    if (options_.no_edit) return seal_draft();
    if (!can_ask_user()) {
      throw Error(ErrorKind::usage, {}, _("there is no terminal to open an editor at"),
                  "earwitness transcript NAME --from-file FILE.vtt");
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

  derive::Draft make_draft() {
    const auto limit = base::parse_duration(options_.time_limit);
    if (!limit || limit->count() == 0) {
      throw Error(ErrorKind::usage, options_.time_limit,
                  tr("{} is not a length of time", base::printable(options_.time_limit)), "--time-limit 4h");
    }
    const auto command = options_.recogniser.empty() ? config_.recogniser.value_or(std::string()) : options_.recogniser;
    if (!command.empty()) {
      log::info(_("the recogniser listens; this may take as long as the conversation did. Ctrl-C ends it"));
    }
    auto draft = derive::draft_transcript(context_.fs, {request_.conversation, bag_, journal(), command, *limit});
    if (draft.cues.empty()) log::warning(_("the recogniser understood nothing"));
    return draft;
  }

  /// In English for everybody: it is a part of the format (docs/format.md).
  static std::string machine_note(const Recogniser& by) {
    return fmt::format("{}machine-made by {} ({}); nobody has held it against the sound", own_note, by.name,
                       by.version);
  }

  [[nodiscard]] std::string help() const {
    const base::InLanguage typed_in(language_of_pages(context_));
    return help_text();
  }

  /// In the language of the one who types, also where a script is told of it in English.
  [[nodiscard]] std::string prepared_text(const std::vector<vtt::Cue>& cues, const std::string& note) const {
    const base::InLanguage typed_in(language_of_pages(context_));
    const auto content = journal();
    const auto happened = timeline::find_incidents(context_.fs, bag_, content);
    auto names = speakers();
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
    if (draft_file_.is_unfinished()) {
      if (options_.draft) {
        throw Error(ErrorKind::usage, shown, tr("{} was typed before, and not sealed", shown),
                    _("finish it first without --draft, or remove that file"));
      }
      log::info(tr("going on with what was typed before: {}", shown));
      request_.draft = draft_file_.recogniser();
      return;
    }
    if (options_.draft) {
      auto draft = make_draft();
      request_.draft = draft.recogniser;
      cues_are_drafted_ = true;
      const auto note = fmt::format("{}\n{}", machine_note(draft.recogniser), help());
      return draft_file_.begin(prepared_text(draft.cues, note), request_.draft);
    }
    const auto versions = derive::transcript_versions(context_.fs, request_.conversation);
    if (!versions.empty()) {
      request_.draft = versions.back().draft;
      return draft_file_.begin(derive::transcript_text(context_.fs, versions.back()), request_.draft);
    }
    const auto content = journal();
    const auto cues = timeline::stretches_of_speech(context_.fs, bag_, content);
    draft_file_.begin(prepared_text(cues, fmt::format("{}{}", own_note, help())), std::nullopt);
  }

  ExitCode edit() {
    const auto shown = base::printable(draft_file_.file().string());
    for (;;) {
      open_editor(draft_file_.file());
      request_.text = derive::without_own_notes(draft_file_.text());
      if (request_.text.find_first_not_of(" \t\r\n") == std::string::npos) return give_up(_("the file is empty"));
      if (draft_file_.is_as_prepared()) {
        if (!request_.draft) return give_up(_("nothing was changed"));
        log::info(tr("nothing was changed, so nothing is sealed; the draft lies in {}", shown));
        return ExitCode::done;
      }
      if (!report_problems(draft_file_.text())) return seal();
      const auto again = ask_yes_no(_("Open the editor again?"), {});
      if (again && *again) continue;
      log::info(tr("what you typed lies in {}: the same command goes on with it", shown));
      return ExitCode::usage;
    }
  }

  ExitCode give_up(const char* why) {
    draft_file_.remove();
    log::info(tr("{}: nothing is sealed", why));
    return ExitCode::done;
  }

  bool report_problems(const std::string& text) const {
    const auto reading = vtt::read_vtt(text);
    for (const auto& problem : reading.problems) {
      log::warning(tr("line {}: {}", problem.line, _(problem.sentence.c_str())));
    }
    return !reading.problems.empty();
  }

  ExitCode seal_draft() {
    if (!options_.draft) {
      throw Error(ErrorKind::usage, "--no-edit", _("--no-edit seals a draft, so --draft goes with it"),
                  "earwitness transcript NAME --draft --no-edit");
    }
    auto draft = make_draft();
    request_.draft = draft.recogniser;
    request_.is_machine_made = true;
    cues_are_drafted_ = true;
    request_.text = prepared_text(draft.cues, machine_note(draft.recogniser));
    return seal();
  }

  ExitCode seal() {
    const auto made = derive::seal_transcript(context_.fs, context_.clock, request_);
    if (options_.from_file.empty() && !options_.no_edit) draft_file_.remove();
    return finish_transcript(context_, config_, signer_.get(), made, options_.json);
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
  const auto conversation = conversation_of(context, options.word);
  refuse_running(conversation);
  if (options.list) return list_versions(context, conversation, options.json);
  if (options.show) return show_newest(context, conversation, options.json);
  if (options.draft && !options.from_file.empty()) {
    throw Error(ErrorKind::usage, {}, _("a text comes from a file or from a recogniser, not from both"));
  }
  const auto lock = claim_typing(context, conversation);
  return Transcribing(context, options, conversation).run();
}

}  // namespace

void add_transcript(Command& program, Context& context) {
  auto options = std::make_shared<TranscriptOptions>();
  auto& transcript = program.add_command("transcript", _("Type out what was said, and seal it beside the recording"),
                                         "earwitness transcript 2026-11-23_15-30-05_review --speaker 'A. Jansen'\n"
                                         "  earwitness transcript 2026-11-23_15-30-05_review --show");
  add_recording(transcript, options->word);
  transcript.option("--speaker", &options->speakers, _("Who takes part; repeatable"), "NAME")
      .free_text()
      .repeat(Repeats::by_option);
  transcript.flag("--draft", options->draft,
                  _("Fill it first by the speech recogniser of the settings, on this machine"));
  transcript.option("--recogniser", &options->recogniser,
                    _("Its command, with {wav} and {out}, instead of the one in the settings"), "COMMAND");
  transcript.option("--time-limit", &options->time_limit, _("The longest that it may take for a file of sound"),
                    "TIME");
  transcript.flag("--no-edit", options->no_edit, _("With --draft: seal what the machine made as machine-made, unread"));
  transcript.option("--from-file", &options->from_file, _("Seal this WebVTT file, without an editor"), "FILE");
  transcript.flag("--show", options->show, _("Print the newest version"));
  transcript.flag("--list", options->list, _("List all versions"));
  transcript.option("--me", &options->me, _("Who typed it, in its bag-info.txt; else the name in the settings"), "NAME")
      .free_text();
  transcript.flag("--unsigned", options->is_unsigned, _("Do not sign it with your key"));
  add_json(transcript, options->json);
  on_typed(transcript, options, [&context](const TranscriptOptions& o) { return run_transcript(context, o); });
}

}  // namespace earwitness::cli
