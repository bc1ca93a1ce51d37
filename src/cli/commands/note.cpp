// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/label.hpp"
#include "archive/recordings.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/commands/commands.hpp"
#include "context/conversation.hpp"
#include "json/value.hpp"
#include "os/clock.hpp"
#include "os/local_time.hpp"
#include "terminal/columns.hpp"
#include "terminal/output.hpp"

namespace earwitness::cli {

namespace {

struct NoteOptions {
  std::string word;
  std::vector<std::string> words;
  std::string at;
  int change = 0;
  int remove = 0;
  bool json = false;
};

std::optional<std::chrono::milliseconds> time_in(const std::string& typed) {
  if (typed.empty()) return std::nullopt;
  if (const auto time = base::parse_time(typed)) return *time;
  throw Error(ErrorKind::usage, typed, tr("{} is not a time in a recording", base::printable(typed)),
              _("--at 12:34, --at 1:02:03, or --at 90s"));
}

/// A time that the recording has, as far as its length is known.
void refuse_beyond_end(const Context& context, const os::Path& conversation, std::chrono::milliseconds at) {
  for (const auto& item : archive::list(context.fs, conversation.parent_path())) {
    if (item.name != conversation.filename() || !item.seconds) continue;
    if (std::chrono::duration<double>(at).count() <= *item.seconds) return;
    throw Error(
        ErrorKind::usage, "--at",
        tr("the recording ends at {}: there is no {} in it", base::clock_of(*item.seconds), base::clock_text(at)),
        _("--at is the time since the recording began"));
  }
}

/// The note with that number, as the list has them.
archive::LaterNote& note_of(archive::Label& label, int number) {
  if (number > 0 && static_cast<std::size_t>(number) <= label.notes.size()) {
    return label.notes[static_cast<std::size_t>(number) - 1];
  }
  throw Error(ErrorKind::not_found, fmt::format("{}", number), tr("there is no note {}", number),
              _("earwitness note NAME   shows their numbers"));
}

void print_notes(const std::vector<archive::LaterNote>& notes) {
  const auto width =
      terminal::widest(notes, [](const archive::LaterNote& note) { return os::local_date_and_clock(note.written); });
  std::size_t number = 0;
  for (const auto& note : notes) {
    print_line(fmt::format("{:>3}  {}  {:>8}  {}", ++number,
                           terminal::padded(os::local_date_and_clock(note.written), width),
                           note.at ? base::clock_text(*note.at) : std::string(), note.text));
  }
}

json::Value to_json(const archive::LaterNote& note) {
  return {{"written_utc", base::rfc3339(note.written)},
          {"seconds", note.at ? json::Value(std::chrono::duration<double>(*note.at).count()) : json::Value()},
          {"text", note.text}};
}

void print(const os::Path& conversation, const archive::Label& label, bool json) {
  if (!json) {
    print_notes(label.notes);
    return;
  }
  auto document = document_of("notes");
  document["path"] = conversation.string();
  document["notes"] = json::Value::array();
  for (const auto& note : label.notes) document["notes"].push_back(to_json(note));
  print_json(document);
}

void require_sense(const NoteOptions& options) {
  const auto refuse = [](const std::string& what) {
    throw Error(ErrorKind::usage, {}, what, "earwitness note --help");
  };
  if (options.change > 0 && options.words.empty() && options.at.empty()) refuse(_("the corrected note is missing"));
  if (options.remove > 0 && !options.words.empty()) refuse(_("a note is removed by its number alone"));
  if (options.change == 0 && options.words.empty() && !options.at.empty()) refuse(_("there is a time but no note"));
}

void apply(archive::Label& label, const NoteOptions& options, UtcTime now,
           std::optional<std::chrono::milliseconds> at) {
  if (options.remove > 0) {
    const auto& gone = note_of(label, options.remove);
    label.notes.erase(label.notes.begin() + (&gone - label.notes.data()));
  } else if (options.change > 0) {
    auto& note = note_of(label, options.change);
    if (!options.words.empty()) note.text = joined(options.words);
    if (at) note.at = at;
    note.written = now;
  } else {
    label.notes.push_back({now, at, joined(options.words)});
  }
}

ExitCode run_note(const Context& context, const NoteOptions& options) {
  require_sense(options);
  const bool changes_it = !options.words.empty() || options.change > 0 || options.remove > 0;
  if (changes_it) (void)context::settle_before(context, options.word);
  const auto conversation = context::archived_conversation(context, options.word);
  if (!changes_it) {
    print(conversation, archive::read_label(context.fs, conversation), options.json);
    return ExitCode::done;
  }
  const auto at = time_in(options.at);
  if (at) refuse_beyond_end(context, conversation, *at);
  const auto changes = context::claim_changes(context, conversation.parent_path());
  auto label = archive::read_label_to_change(context.fs, conversation);
  apply(label, options, context.clock.utc(), at);
  archive::write_label(context.fs, conversation, label);
  print(conversation, label, options.json);
  return ExitCode::done;
}

}  // namespace

void add_note(Command& program, Context& context) {
  auto options = std::make_shared<NoteOptions>();
  auto& note = program.add_command(
      "note", _("Note something about a recording for yourself, or show your notes; they are not evidence"),
      _("earwitness note review she was there, too --at 12:34\n  earwitness note review --remove 1"));
  add_own_recording(note, options->word);
  note.positional("text", &options->words, _("The note; without one, your notes are shown with their numbers"))
      .free_text();
  note.option("--at", &options->at, _("What it is about (12:34, 1:02:03 or 90s since the start, pauses counted)"),
              "TIME");
  const auto& change = note.option("--change", &options->change, _("Correct the note with this number"), "N");
  note.option("--remove", &options->remove, _("Remove the note with this number"), "N")
      .require_positive()
      .exclude(change);
  add_json(note, options->json);
  on_typed(note, options, [&context](const NoteOptions& o) { return run_note(context, o); });
}

}  // namespace earwitness::cli
