// SPDX-License-Identifier: MIT
#include "results/sealed.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "earwitness/verify.hpp"
#include "json/value.hpp"
#include "log/log.hpp"
#include "os/file_system.hpp"
#include "results/failure.hpp"
#include "results/shown_time.hpp"
#include "session/losses.hpp"
#include "terminal/output.hpp"

namespace earwitness::results {

namespace {

void repeat_warnings(const control::Sealed& sealed) {
  for (const auto& warning : sealed.warnings) {
    log::warning(tr("for {:.1Lf} s: {}", warning.seconds, _(warning.text.c_str())));
  }
}

void tell_losses(const control::Sealed& sealed) {
  if (const auto missing = session::missing_in_all(sealed.lost_frames,
                                                   sealed.frames / static_cast<Frames>(sealed.sides), sealed.seconds))
    log::warning(*missing);
}

struct Checked {
  std::string word;
  terminal::ExitCode code = terminal::ExitCode::done;
  bool dated = false;
};

Checked check(const std::string& path, const Checker& checker) {
  try {
    const auto found = verify(path, checker);
    if (found.unchanged)
      return {_("unchanged"), terminal::ExitCode::done, verdict(found) == Verdict::unchanged_and_dated};
    log::error(_("what was just sealed does not check"), fmt::format("earwitness verify {}", path));
    return {found.sealed ? _("altered") : _("not sealed"),
            found.sealed ? terminal::ExitCode::altered : terminal::ExitCode::unconfirmed};
  } catch (const Error& error) {
    return {_("not checked"), report(error)};
  }
}

/// surroundings where it should be in the ledger and is not.
terminal::ExitCode tell_ledger(const control::Sealed& sealed) {
  if (sealed.in_ledger.value_or(true)) return terminal::ExitCode::done;
  log::warning(_("it is sealed, but the archive's ledger does not have all of it"), "earwitness verify --all");
  return terminal::ExitCode::surroundings;
}

}  // namespace

void say_what_seal_is_for(const std::string& seal) {
  constexpr std::size_t group_digits = 4;
  constexpr std::size_t row_digits = 32;
  log::info(
      _("write the seal down, or mail it to somebody: with it anyone can check later that nothing in the recording "
        "was changed"));
  for (std::size_t at = 0; at < seal.size(); at += row_digits) {
    std::string row;
    const auto end = std::min(at + row_digits, seal.size());
    for (auto i = at; i < end; i += group_digits) row += "  " + seal.substr(i, std::min(group_digits, end - i));
    log::info(row);
  }
}

void print_date(const control::SealStamp& stamp, const std::string& name) {
  using State = control::SealStamp::State;
  if (stamp.state == State::stamped) {
    terminal::print_line(tr("date    existed by {}, says {}", shown_time(stamp.stamped_utc), stamp.authority));
  } else if (stamp.state == State::pending) {
    terminal::print_line(tr("date    not proven yet; once there is a network: earwitness timestamp {}", name));
    log::info(tr("no time stamp yet: {}", stamp.pending));
  }
}

terminal::ExitCode print_sealed(const control::Sealed& sealed, const json::Value* document, const Checker& checker) {
  if (document == nullptr) {
    terminal::print_line(sealed.path);
    terminal::print_line(tr("length  {}", base::clock_of(sealed.seconds)));
    terminal::print_line(tr("seal    {}", sealed.seal));
    if (sealed.time_stamp) print_date(*sealed.time_stamp, os::Path(sealed.path).filename().string());
  }
  repeat_warnings(sealed);
  tell_losses(sealed);
  const auto ledger = tell_ledger(sealed);
  const auto checked = check(sealed.path, checker);
  if (document != nullptr) {
    auto with_check = *document;
    with_check["checked"] = checked.word;
    with_check["dated"] = checked.dated;
    terminal::print_json(with_check);
  } else {
    terminal::print_line(tr("checked: {}", checked.dated ? std::string(_("unchanged and dated")) : checked.word));
    say_what_seal_is_for(sealed.seal);
    log::info(_("This is your only copy. To back it up: earwitness backup DIR"));
  }
  return checked.code == terminal::ExitCode::done ? ledger : checked.code;
}

}  // namespace earwitness::results
