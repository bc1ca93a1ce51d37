// SPDX-License-Identifier: MIT
#include "cli/typing.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <nlohmann/json.hpp>

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "crypto/sha256.hpp"
#include "journal/json_object.hpp"
#include "os/child.hpp"
#include "os/environment.hpp"
#include "vtt/limits.hpp"

namespace earwitness::cli {

namespace {

std::vector<std::vector<std::string>> editors() {
  for (const char* variable : {"VISUAL", "EDITOR"}) {
    if (const auto command = os::environment(variable)) return {os::command_words(*command)};
  }
  return {{"sensible-editor"}, {"nano"}, {"vi"}};
}

nlohmann::json read_state(os::FileSystem& fs, const os::Path& path) {
  const auto entry = fs.status(path);
  if (!entry || entry->kind != os::EntryKind::file || entry->size > limits::config_bytes) return nullptr;
  return journal::parse_object(os::read_all(fs, path, limits::config_bytes));
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

Typing::Typing(os::FileSystem& fs, const os::Path& conversation)
    : fs_(fs), file_(conversation / "transcript.draft.vtt"), state_(conversation / "transcript.draft.json") {}

bool Typing::is_unfinished() const { return fs_.status(file_).has_value(); }

std::optional<derive::Recogniser> Typing::recogniser() const {
  const auto state = read_state(fs_, state_);
  if (!state.is_object() || !state.contains("draft") || !state.at("draft").is_object()) return std::nullopt;
  return derive::Recogniser{journal::text_of(state.at("draft"), "name"),
                            journal::text_of(state.at("draft"), "version")};
}

void Typing::begin(const std::string& prepared, const std::optional<derive::Recogniser>& recogniser) {
  nlohmann::ordered_json state = {{"prepared_sha256", crypto::sha256_hex(prepared)}, {"draft", nullptr}};
  if (recogniser) state["draft"] = {{"name", recogniser->name}, {"version", recogniser->version}};
  os::replace(fs_, state_, state.dump() + "\n");
  os::replace(fs_, file_, prepared);
}

std::string Typing::text() const { return os::read_all(fs_, file_, limits::transcript_bytes); }

bool Typing::is_as_prepared() const {
  return crypto::sha256_hex(text()) == journal::text_of(read_state(fs_, state_), "prepared_sha256");
}

void Typing::remove() {
  for (const auto& path : {file_, state_}) {
    if (fs_.status(path)) fs_.remove_file(path);
  }
  fs_.sync_folder(file_.parent_path());
}

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

}  // namespace earwitness::cli
