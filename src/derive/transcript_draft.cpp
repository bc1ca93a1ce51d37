// SPDX-License-Identifier: MIT
#include "derive/transcript_draft.hpp"

#include <fmt/format.h>

#include "archive/archive.hpp"
#include "base/limits.hpp"
#include "crypto/sha256.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "vtt/limits.hpp"

namespace earwitness::derive {

namespace {

std::optional<json::Value> read_state(os::FileSystem& fs, const os::Path& path) {
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > limits::config_bytes) return std::nullopt;
  return json::parse_object(os::read_all(fs, path, limits::config_bytes), json::document);
}

}  // namespace

std::string without_own_notes(std::string_view text) {
  const auto start = fmt::format("NOTE {}", own_note);
  std::string kept;
  bool at_block = true;
  bool is_skipped = false;
  while (!text.empty()) {
    const auto end = text.find_first_of("\r\n");
    const bool is_pair = end != std::string_view::npos && text.substr(end, 2) == "\r\n";
    const auto line = text.substr(0, end == std::string_view::npos ? end : end + (is_pair ? 2 : 1));
    const bool is_empty = line.find_first_not_of("\r\n") == std::string_view::npos;
    if (at_block && line.starts_with(start)) is_skipped = true;
    if (!is_skipped) kept += line;
    if (is_empty) is_skipped = false;
    at_block = is_empty;
    text.remove_prefix(line.size());
  }
  return kept;
}

TranscriptDraft::TranscriptDraft(os::FileSystem& fs, const os::Path& conversation)
    : fs_(fs), file_(conversation / "transcript.draft.vtt"), state_(conversation / "transcript.draft.json") {}

bool TranscriptDraft::is_unfinished() const { return fs_.status(file_).has_value(); }

std::optional<Recogniser> TranscriptDraft::recogniser() const {
  const auto state = read_state(fs_, state_);
  const auto* draft = state ? state->find("draft") : nullptr;
  if (draft == nullptr || !draft->is_object()) return std::nullopt;
  return Recogniser{json::text_in(*draft, "name"), json::text_in(*draft, "version")};
}

bool TranscriptDraft::is_unread() const {
  const auto state = read_state(fs_, state_);
  // A draft of an earlier release does not say it.
  return state && (state->find("unread") != nullptr ? json::is_true(*state, "unread") : recogniser().has_value());
}

void TranscriptDraft::begin(const std::string& prepared, const std::optional<Recogniser>& recogniser, bool is_unread) {
  json::Value state{{"prepared_sha256", crypto::sha256_hex(prepared)}, {"draft", nullptr}, {"unread", is_unread}};
  if (recogniser) state["draft"] = json::Value{{"name", recogniser->name}, {"version", recogniser->version}};
  if (fs_.status(state_) && !read_state(fs_, state_)) throw archive::in_the_way(state_);  // somebody's own file
  os::replace(fs_, state_, state.dump() + "\n", os::Leftover::kept);
  os::replace(fs_, file_, prepared, os::Leftover::kept);
}

std::string TranscriptDraft::text() const { return os::read_all(fs_, file_, limits::transcript_bytes); }

void TranscriptDraft::write(const std::string& text) { os::replace(fs_, file_, text, os::Leftover::kept); }

bool TranscriptDraft::is_as_prepared() const {
  const auto state = read_state(fs_, state_);
  return crypto::sha256_hex(text()) == (state ? json::text_in(*state, "prepared_sha256") : std::string());
}

void TranscriptDraft::remove() {
  for (const auto& path : {file_, state_}) {
    if (fs_.status(path)) fs_.remove_file(path);
  }
  fs_.sync_folder(file_.parent_path());
}

}  // namespace earwitness::derive
