// SPDX-License-Identifier: MIT
#include "results/recording_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string_view>

#include "archive/transcripts.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "earwitness/verify.hpp"
#include "log/log.hpp"
#include "os/local_time.hpp"
#include "os/streams.hpp"
#include "os/terminal.hpp"
#include "terminal/columns.hpp"

namespace earwitness::results {

namespace {

void tell_twins(const std::vector<Listed>& entries) {
  for (const auto& entry : entries) {
    if (entry.twin_of.empty()) continue;
    log::warning(tr("{} and {} say that they are the same recording", base::in_quotes(entry.twin_of),
                    base::in_quotes(entry.item.name)),
                 "earwitness verify --all");
  }
}

/// A folder can be renamed, and its name is the date that a person reads.
void tell_other_days(const std::vector<Listed>& entries) {
  constexpr std::size_t day_length = 10;            // 2026-11-24
  constexpr std::chrono::hours max_apart{12 + 14};  // whatever time zone it was named in
  for (const auto& entry : entries) {
    const auto named = base::parse_rfc3339(entry.item.name.substr(0, day_length) + "T12:00:00Z");
    // When an import was recorded is only claimed.
    if (!named || !entry.item.started || entry.item.kind == to_string(RecordingKind::imported)) continue;
    const auto hour = [](UtcTime time) { return std::chrono::floor<std::chrono::hours>(time); };
    if (std::chrono::abs(hour(*named) - hour(*entry.item.started)) <= max_apart) continue;
    log::warning(tr("{} is named after another day than the one on which it began, which is, as it says, {}",
                    base::in_quotes(entry.item.name), os::local_date(*entry.item.started)));
  }
}

json::Value to_json(const timeline::Hit& hit) {
  return {{"where", hit.where},
          {"seconds", hit.at ? json::Value(std::chrono::duration<double>(*hit.at).count()) : json::Value()},
          {"text", hit.text}};
}

std::string length_of(const archive::Item& item) {
  constexpr double longest = 1e9;
  if (!item.seconds || !(*item.seconds >= 0 && *item.seconds < longest)) return "?";
  return base::clock_text(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(*item.seconds)));
}

/// What its bag says that it is, besides its state; nothing where a microphone is what one expects.
std::string state_of(const archive::Item& item) {
  Verification said;
  said.bag = archive::Conversation{item.folder}.bag();
  said.kind = Word<RecordingKind>(item.kind);
  said.said.deleted_utc = item.deleted;
  if (item.sides.size() == 2) {
    said.source = said.kind == RecordingKind::call ? SoundSource::call : SoundSource::unsaid;
    const auto add = [&](Track track, const std::string& source) {
      said.tracks.push_back({track, 1, source.empty() ? 0.0 : 1.0, Word<SoundSource>(source)});
    };
    add(Track::near, item.sides[0]);
    add(Track::far, item.sides[1]);
  }
  const auto kind = item.kind.empty() ? std::string() : kind_in_short(said);
  const std::string state = _(archive::to_string(item.state));
  return kind.empty() ? state : fmt::format("{}, {}", state, kind);
}

std::string place_of(const timeline::Hit& hit) {
  const auto words = hit.where == "title"         ? _("first title")
                     : hit.where == "later_title" ? _("title")
                     : hit.where == "later_note"  ? _("note")
                     : hit.where == "claimed"     ? _("said by the file")
                                                  : hit.where.c_str();
  return hit.at ? fmt::format("{} {}", base::clock_text(*hit.at), words) : std::string(words);
}

/// The title that stands in the row already is not said again.
std::string hits_text(const Listed& entry) {
  std::string text;
  for (const auto& hit : entry.hits) {
    if (hit.where == (entry.item.label.title.empty() ? "title" : "later_title")) continue;
    text += base::printable(fmt::format("    {}: {}", place_of(hit), hit.text)) + "\n";
  }
  return text;
}

bool has_transcript(os::FileSystem& fs, const archive::Item& item) try {
  const auto entries = fs.list(item.folder);
  return std::any_of(entries.begin(), entries.end(),
                     [](const auto& entry) { return archive::transcript_version_number(entry.name) > 0; });
} catch (const FileError&) {  // a folder that can't be read has none to show
  return false;
}

/// When it was, and what there is of it besides: `24 November 2026, 08:55:57  in a backup  transcript  Review`. A part
/// that does not fit on the line gets one of its own.
std::vector<std::string> more_lines(os::FileSystem& fs, const Listed& entry, std::size_t columns) {
  const auto& item = entry.item;
  std::vector<std::string> lines{"   "};
  const auto add = [&](const std::string& part) {
    if (part.empty()) return;
    const auto needed = terminal::columns_of(lines.back()) + 1 + terminal::columns_of(base::printable(part));
    if (columns > 0 && needed > columns && lines.back() != "   ") lines.emplace_back("   ");
    lines.back() += " " + part + " ";
  };
  const auto day = os::parse_local(item.day);
  add(day             ? os::local_date(*day)
      : item.started  ? os::local_date_and_clock(*item.started)
      : item.imported ? tr("imported {}", os::local_date(*item.imported))
                      : std::string());
  const bool is_kept = item.state == archive::State::sealed || item.state == archive::State::recovered;
  if (is_kept) add(entry.in_backup ? _("in a backup") : _("in no backup"));
  if (has_transcript(fs, item)) add(_("transcript"));
  add(item.shown_title());
  return lines;
}

/// As much of a line as fits on the terminal; all of it where there is none.
std::string cut_to_fit(const std::string& line, std::size_t columns) {
  constexpr std::string_view dots = "...";
  const auto shown = base::printable(line.substr(0, line.find_last_not_of(' ') + 1));
  if (columns == 0 || terminal::columns_of(shown) <= columns) return shown;
  return terminal::first_columns(shown, columns > dots.size() ? columns - dots.size() : 0) + std::string(dots);
}

std::size_t columns_for_list() {
  if (!os::is_terminal(os::Stream::output)) return 0;
  return static_cast<std::size_t>(std::max(os::terminal_size(os::Stream::output).columns, 1));
}

/// What one types, and how it stands; on a narrow terminal on a line each.
std::string first_lines(const Listed& entry, std::size_t name_width, bool is_narrow, std::size_t columns) {
  if (is_narrow) {
    return cut_to_fit(entry.item.name, columns) + "\n" +
           cut_to_fit(fmt::format("    {}  {}", length_of(entry.item), state_of(entry.item)), columns);
  }
  const auto name = cut_to_fit(entry.item.name, columns == 0 ? 0 : name_width);
  return cut_to_fit(
      fmt::format("{}  {:>8}  {}", terminal::padded(name, name_width), length_of(entry.item), state_of(entry.item)),
      columns);
}

/// Once somebody makes backups: that none was ever made is for `doctor` to say.
void tell_only_once(const std::vector<Listed>& entries) {
  const auto is_sealed = [](const Listed& entry) {
    return entry.item.state == archive::State::sealed || entry.item.state == archive::State::recovered;
  };
  const auto alone = std::count_if(entries.begin(), entries.end(),
                                   [&](const Listed& entry) { return is_sealed(entry) && !entry.in_backup; });
  if (alone == 0 || std::none_of(entries.begin(), entries.end(), [](const Listed& e) { return e.in_backup; })) return;
  log::info(trn("one of these is in no backup: earwitness backup DIR",
                "{} of these are in no backup: earwitness backup DIR", alone));
}

}  // namespace

json::Value to_json(const Listed& entry, bool searched) {
  const auto& item = entry.item;
  json::Value object = {{"name", item.name},
                        {"path", item.folder.string()},
                        {"state", archive::to_string(item.state)},
                        {"title", item.title}};
  object["started_utc"] = item.started ? json::Value(base::rfc3339(*item.started)) : nullptr;
  object["seconds"] = item.seconds ? json::Value(*item.seconds) : nullptr;
  object["kind"] = json::text_or_null(item.kind);
  object["later_title"] = json::text_or_null(item.label.title);
  object["later_notes"] = item.label.notes.size();
  object["in_backup"] = entry.in_backup;
  object["twin_of"] = json::text_or_null(entry.twin_of);
  if (!searched) return object;
  object["found"] = json::Value::array();
  for (const auto& hit : entry.hits) object["found"].push_back(to_json(hit));
  return object;
}

void print_table(os::FileSystem& fs, const std::vector<Listed>& entries) {
  const auto columns = columns_for_list();
  const auto state_width = terminal::widest(entries, [](const Listed& entry) { return state_of(entry.item); });
  constexpr std::size_t length_width = 8;
  auto name_width = terminal::widest(entries, [](const Listed& entry) { return base::printable(entry.item.name); });
  const auto others = state_width + length_width + 4;
  constexpr std::size_t min_name_width = 40;  // the time that it begins with, and what tells it from others of that day
  bool is_narrow = false;
  if (columns > 0 && name_width + others > columns) {
    is_narrow = others + std::min(min_name_width, name_width) > columns;
    name_width = columns > others ? columns - others : 0;
  }
  std::string table;
  for (const auto& entry : entries) {
    table += first_lines(entry, name_width, is_narrow, columns) + "\n";
    for (const auto& line : more_lines(fs, entry, columns)) table += cut_to_fit(line, columns) + "\n";
    table += hits_text(entry);
  }
  if (!table.empty()) os::write_output(table);
}

void tell_interrupted(const std::vector<Listed>& entries) {
  const auto is_waiting = [](const Listed& entry) { return entry.item.state == archive::State::interrupted; };
  const auto waiting = std::count_if(entries.begin(), entries.end(), is_waiting);
  if (waiting == 0) return;
  const auto first = std::find_if(entries.begin(), entries.end(), is_waiting);
  const auto word = waiting == 1 ? base::printable(first->item.name) : std::string("--all");
  log::info(waiting == 1 ? tr("one recording was interrupted; type: earwitness recover {}", word)
                         : tr("{} recordings were interrupted; type: earwitness recover {}", waiting, word));
}

void tell_doubts(const std::vector<Listed>& entries) {
  tell_twins(entries);
  tell_other_days(entries);
  tell_only_once(entries);
}

}  // namespace earwitness::results
