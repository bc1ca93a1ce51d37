// SPDX-License-Identifier: MIT
#include "archive/label.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "os/random.hpp"

namespace earwitness::archive {

namespace {

constexpr std::int64_t label_format = 1;
constexpr std::int64_t max_note_time_ms = std::int64_t{1000} * 3600 * 1000;  // what a clock can be typed as
constexpr std::string_view stamp_shape = "0000-00-00_00-00-00";
constexpr int max_same_names = 100;
constexpr std::size_t prepared_label_bytes = 4;

bool is_kept(const std::string& text, std::size_t limit) { return text.size() <= limit && base::is_valid_utf8(text); }

std::optional<LaterNote> parse_later_note(const json::Value& object) {
  json::Fields fields(object);
  const auto written = base::parse_rfc3339(fields.text("written"));
  LaterNote note{written.value_or(UtcTime{}), std::nullopt, fields.text("text")};
  if (!fields.is_null("at_ms")) note.at = std::chrono::milliseconds(fields.number("at_ms", 0, max_note_time_ms));
  const bool fits = written && fields.missing().empty() && is_kept(note.text, limits::later_note_bytes);
  return fits ? std::optional(std::move(note)) : std::nullopt;
}

Error unreadable(const os::Path& path) {
  return {ErrorKind::unknown_format, path.string(),
          tr("{} can't be read, so it is not written over", base::printable(path.string())),
          _("look at it, and move it away")};
}

void require_keepable(const Label& label) {
  if (!is_kept(label.title, limits::title_bytes)) {
    throw Error(ErrorKind::usage, {}, _("that title is too long, or is not UTF-8 text"),
                tr("use at most {} bytes", limits::title_bytes));
  }
  if (label.notes.size() > limits::later_notes) {
    throw Error(ErrorKind::usage, {}, tr("a recording has at most {} later notes", limits::later_notes));
  }
  for (const auto& note : label.notes) {
    if (is_kept(note.text, limits::later_note_bytes)) continue;
    throw Error(ErrorKind::usage, {}, _("that note is too long, or is not UTF-8 text"),
                tr("use at most {} bytes", limits::later_note_bytes));
  }
}

bool is_there(os::FileSystem& fs, const os::Path& path) {
  const auto entry = fs.status(path);
  return entry.has_value();
}

}  // namespace

os::Path label_path(const os::Path& conversation) { return conversation / "label.json"; }

std::optional<Label> parse_label(std::string_view text) {
  const auto object = json::parse_object(text, json::document);
  if (!object) return std::nullopt;
  json::Fields fields(*object);
  (void)fields.number("format", label_format, label_format);
  Label label;
  if (!fields.is_null("title")) label.title = fields.text("title");
  const auto& notes = fields.objects("notes");
  const bool fits =
      fields.missing().empty() && is_kept(label.title, limits::title_bytes) && notes.size() <= limits::later_notes;
  if (!fits) return std::nullopt;
  for (const auto& entry : notes) {
    auto note = parse_later_note(entry);
    if (!note) return std::nullopt;
    label.notes.push_back(std::move(*note));
  }
  return label;
}

std::string label_text(const Label& label) {
  using json::Value;
  Value object = {{"format", label_format}, {"title", json::text_or_null(label.title)}};
  object["notes"] = Value::array();
  for (const auto& note : label.notes) {
    object["notes"].push_back({{"written", base::rfc3339(note.written)},
                               {"at_ms", note.at ? Value(note.at->count()) : Value()},
                               {"text", note.text}});
  }
  return object.dump() + "\n";
}

Label read_label(os::FileSystem& fs, const os::Path& conversation) {
  const auto path = label_path(conversation);
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > limits::label_bytes) return {};
  return parse_label(os::read_all(fs, path, limits::label_bytes)).value_or(Label{});
}

Label read_label_to_change(os::FileSystem& fs, const os::Path& conversation) {
  const auto path = label_path(conversation);
  if (!is_there(fs, path)) return {};
  auto label = parse_label(os::read_all(fs, path, limits::label_bytes));
  if (!label) throw unreadable(path);
  return std::move(*label);
}

void write_label(os::FileSystem& fs, const os::Path& conversation, const Label& label) {
  require_keepable(label);
  os::replace(fs, label_path(conversation), label_text(label), os::Leftover::kept);
}

bool begins_with_time(const std::string& folder) {
  if (folder.size() < stamp_shape.size()) return false;
  return std::equal(stamp_shape.begin(), stamp_shape.end(), folder.begin(),
                    [](char shape, char c) { return shape == '0' ? c >= '0' && c <= '9' : c == shape; });
}

std::string renamed(const std::string& folder, const std::string& title) {
  if (!begins_with_time(folder)) return folder;
  const auto words = base::slug(title);
  return fmt::format("{}{}{}", folder.substr(0, stamp_shape.size()), words.empty() ? "" : "_", words);
}

namespace {

/// The first that is free of the names that it may have; empty where it has one of them.
std::string free_name_for(os::FileSystem& fs, const os::Path& conversation, const std::string& title) {
  const auto root = conversation.parent_path();
  const auto now = conversation.filename().string();
  const auto name = renamed(now, title);
  for (int n = 1; n <= max_same_names; ++n) {
    auto to = n == 1 ? name : fmt::format("{}-{}", name, n);
    if (to == now) return {};
    if (!is_there(fs, root / to)) return to;
  }
  throw Error(ErrorKind::surroundings, (root / name).string(),
              tr("{} recordings are called {} already", max_same_names, base::printable(name)),
              _("choose another title"));
}

}  // namespace

os::Path rename(const Intents& intents, const os::Path& conversation, const std::string& title) {
  auto& fs = intents.fs();
  auto label = read_label_to_change(fs, conversation);
  label.title = title;
  require_keepable(label);
  const auto to = free_name_for(fs, conversation, title);
  if (to.empty()) {
    write_label(fs, conversation, label);
    return conversation;
  }
  const auto now = conversation.filename().string();
  const auto prepared = fmt::format("{}/.label-{}", now, os::random_hex(prepared_label_bytes));
  Intent intent{change_rename, now};
  intent.settled = Intent::Settled::never;
  intent.undo = {remove_step(prepared)};
  Change change(intents, intent);
  os::write_new(fs, intents.root() / prepared, label_text(label));
  intent.settled = Intent::Settled::at_once;
  intent.undo.clear();
  intent.steps = {move_step(prepared, now + "/" + label_path({}).string()), move_step(now, to)};
  change.rewrite(intent);
  change.complete();
  return intents.root() / to;
}

}  // namespace earwitness::archive
