// SPDX-License-Identifier: MIT
#include "cli/output.hpp"

#include <fmt/format.h>

#include <new>
#include <string>

#include "base/next_step.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "cli/terminal.hpp"
#include "cli/verification.hpp"
#include "derive/excerpt.hpp"
#include "log/log.hpp"
#include "os/environment.hpp"
#include "os/signals.hpp"
#include "os/streams.hpp"
#include "os/terminal.hpp"

namespace earwitness::cli {

// All of it in ASCII, so that nothing in a title or a name can steer a terminal.
void print_json(const json::Value& document) { os::write_output(document.dump(json::Encoding::ascii) + "\n"); }

JsonStream::JsonStream(const char* type) : writer_(os::write_output, json::Encoding::ascii) {
  writer_.begin_object();
  writer_.member("type", type);
  writer_.member("schema", 1);
}

void JsonStream::finish() {
  writer_.end_object();
  writer_.finish();
  os::write_output("\n");
}

json::Value document_of(const char* type, json::Value members) {
  json::Value document{{"type", type}, {"schema", 1}};
  document.update(std::move(members));
  return document;
}

void print_line(std::string_view text) { os::write_output(fitted(base::printable(text), os::Stream::output) + "\n"); }

bool colour_on(os::Stream stream) {
  return os::is_terminal(stream) && !os::environment("NO_COLOR") && os::environment("TERM").value_or("") != "dumb";
}

void open_messages() {
  os::keep_streams();
  os::ignore_write_signals();
  log::open_terminal(&say, colour_on(os::Stream::errors));
}

void print_question(std::string_view question) { say(base::printable(question) + " "); }

namespace {

/// A recording that has no good verdict is that verdict's, whatever was to be made of it.
ExitCode code_of(const Error& error) {
  if (const auto* unproven = dynamic_cast<const derive::NotUnchanged*>(&error))
    return exit_code(unproven->verification());
  if (dynamic_cast<const derive::ContradictedByLedger*>(&error) != nullptr) return ExitCode::altered;
  return exit_code(error.kind());
}

}  // namespace

ExitCode report(const std::exception& error) noexcept {
  try {
    if (const auto* known = dynamic_cast<const Error*>(&error)) {
      const auto next = base::words_of(known->next());
      const bool is_surroundings = exit_code(known->kind()) == ExitCode::surroundings;
      log::error(known->what(), next.empty() && is_surroundings ? _("see what is wrong: earwitness doctor") : next);
      return code_of(*known);
    }
    if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) {
      log::error(_("there is not enough memory"));
      return ExitCode::surroundings;
    }
    log::error(tr("this is a bug in earwitness: {}", error.what()), _("report it, with the command that you typed"));
  } catch (const std::exception&) {
    os::write_message(_("earwitness: an error, and not enough memory to describe it\n"));
  }
  return ExitCode::bug;
}

}  // namespace earwitness::cli
