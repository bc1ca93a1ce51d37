// SPDX-License-Identifier: MIT
#include "results/recovered.hpp"

#include <fmt/format.h>

#include <utility>

#include "archive/archive.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "control/protocol.hpp"
#include "results/failure.hpp"
#include "terminal/output.hpp"

namespace earwitness::results {

namespace {

json::Value to_json(const RecoverResult& outcome) {
  const archive::Conversation folders{outcome.conversation};
  json::Value object = {{"path", outcome.conversation.string()},
                        {"recovered", folders.recovered().string()},
                        {"new", outcome.recovered.has_value()}};
  if (outcome.recovered) {
    const auto& found = *outcome.recovered;
    object["recording"] = found.recording;
    object["seal"] = found.seal;
    object["files"] = found.files;
    object["frames"] = found.frames;
    object["seconds"] = found.seconds;
    object["unjournaled_seconds"] = found.unjournaled_seconds;
    object["not_had"] = found.losses;
    object["signed"] = outcome.why_not_signed.empty();
  }
  object["checked"] = outcome.checked;
  return object;
}

void print(const RecoverResult& outcome) {
  const archive::Conversation folders{outcome.conversation};
  terminal::print_line(folders.recovered().string());
  if (!outcome.recovered) {
    terminal::print_line(_("recovered before; nothing was done"));
  } else {
    const auto& found = *outcome.recovered;
    terminal::print_line(
        trn("length  {1} in {0} file", "length  {1} in {0} files", found.files, base::clock_of(found.seconds)));
    terminal::print_line(tr("seal    {}", found.seal));
    for (const auto& sentence : found.losses) terminal::print_line(tr("missing: {}", sentence));
    if (!outcome.why_not_signed.empty()) terminal::print_line(tr("not signed: {}", outcome.why_not_signed));
  }
  terminal::print_line(tr("checked: {}", outcome.checked));
  terminal::print_line(tr("again at any time:  earwitness verify {}", outcome.conversation.filename().string()));
}

}  // namespace

void RecoverResults::add(const RecoverResult& outcome) {
  note(outcome.code);
  if (json_) {
    list_.push_back(to_json(outcome));
    return;
  }
  if (!first_) terminal::print_line("");
  first_ = false;
  print(outcome);
}

void RecoverResults::add(const std::string& path, const Error& error) {
  note(report(error));
  if (!json_) return;
  auto object = control::to_json(control::to_reply(error));
  object["path"] = path;
  list_.push_back(std::move(object));
}

void RecoverResults::add_told(const Error& error) {
  note(terminal::exit_code(error.kind()));
  if (json_) list_.push_back(control::to_json(control::to_reply(error)));
}

terminal::ExitCode RecoverResults::finish() const {
  if (json_) terminal::print_json(terminal::document_of("recovery", {{"recordings", list_}}));
  return code_;
}

void RecoverResults::note(terminal::ExitCode code) {
  if (code_ == terminal::ExitCode::done) code_ = code;
}

}  // namespace earwitness::results
