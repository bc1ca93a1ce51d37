// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>

#include "archive/label.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/columns.hpp"
#include "cli/commands/commands.hpp"
#include "cli/conversation.hpp"
#include "cli/output.hpp"
#include "json/value.hpp"
#include "os/clock.hpp"
#include "os/local_time.hpp"

namespace earwitness::cli {

namespace {

struct NoteOptions {
  std::string word;
  std::string text;
  std::string at;
  bool json = false;
};

std::optional<std::chrono::milliseconds> time_in(const std::string& typed) {
  if (typed.empty()) return std::nullopt;
  if (const auto time = base::parse_clock(typed)) return *time;
  throw Error(ErrorKind::usage, typed, tr("{} is no time in a recording", base::printable(typed)),
              "--at 12:34, or 1:02:03");
}

void print_notes(const std::vector<archive::LaterNote>& notes) {
  const auto width =
      widest(notes, [](const archive::LaterNote& note) { return os::local_date_and_clock(note.written); });
  for (const auto& note : notes) {
    print_line(fmt::format("{}  {:>8}  {}", padded(os::local_date_and_clock(note.written), width),
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

ExitCode run_note(const Context& context, const NoteOptions& options) {
  if (!options.text.empty()) (void)settle_before(context, options.word);
  const auto conversation = archived_conversation(context, options.word);
  if (options.text.empty()) {
    if (!options.at.empty())
      throw Error(ErrorKind::usage, {}, _("there is a time and no note"), "earwitness note --help");
    print(conversation, archive::read_label(context.fs, conversation), options.json);
    return ExitCode::done;
  }
  const auto at = time_in(options.at);
  const auto changes = claim_changes(context, conversation.parent_path());
  auto label = archive::read_label_to_change(context.fs, conversation);
  label.notes.push_back({context.clock.utc(), at, options.text});
  archive::write_label(context.fs, conversation, label);
  print(conversation, label, options.json);
  return ExitCode::done;
}

}  // namespace

void add_note(Command& program, Context& context) {
  auto options = std::make_shared<NoteOptions>();
  auto& note = program.add_command(
      "note", _("Note something about a recording for yourself, and show what you noted; it is no evidence"),
      "earwitness note 2026-11-23_15-30-05_review \"she was there, too\" --at 12:34");
  add_own_recording(note, options->word);
  note.positional("text", &options->text, _("The note; without one, all that there are are shown"), "TEXT").free_text();
  note.option("--at", &options->at, _("What it is about: MM:SS or H:MM:SS since the start, pauses counted"), "TIME");
  add_json(note, options->json);
  on_typed(note, options, [&context](const NoteOptions& o) { return run_note(context, o); });
}

}  // namespace earwitness::cli
