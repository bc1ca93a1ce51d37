// SPDX-License-Identifier: MIT
#include "results/failure.hpp"

#include <new>

#include "base/next_step.hpp"
#include "base/translate.hpp"
#include "derive/excerpt.hpp"
#include "log/log.hpp"
#include "os/streams.hpp"
#include "results/verification.hpp"
#include "terminal/exit_code.hpp"

namespace earwitness::results {

namespace {

/// A recording that has no good verdict is that verdict's, whatever was to be made of it.
terminal::ExitCode code_of(const Error& error) {
  if (const auto* unproven = dynamic_cast<const derive::NotUnchanged*>(&error))
    return exit_code(unproven->verification());
  if (dynamic_cast<const derive::ContradictedByLedger*>(&error) != nullptr) return terminal::ExitCode::altered;
  return terminal::exit_code(error.kind());
}

}  // namespace

terminal::ExitCode report(const std::exception& error) noexcept {
  try {
    if (const auto* known = dynamic_cast<const Error*>(&error)) {
      const auto next = base::words_of(known->next());
      const bool is_surroundings = terminal::exit_code(known->kind()) == terminal::ExitCode::surroundings;
      log::error(known->what(), next.empty() && is_surroundings ? _("see what is wrong: earwitness doctor") : next);
      return code_of(*known);
    }
    if (dynamic_cast<const std::bad_alloc*>(&error) != nullptr) {
      log::error(_("there is not enough memory"));
      return terminal::ExitCode::surroundings;
    }
    log::error(tr("this is a bug in earwitness: {}", error.what()), _("report it, with the command that you typed"));
  } catch (const std::exception&) {
    os::write_message(_("earwitness: an error, and not enough memory to describe it\n"));
  }
  return terminal::ExitCode::bug;
}

}  // namespace earwitness::results
