// SPDX-License-Identifier: MIT
#include "cli/sealed.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "cli/losses.hpp"
#include "cli/output.hpp"
#include "cli/shown_time.hpp"
#include "earwitness/verify.hpp"
#include "log/log.hpp"
#include "os/file_system.hpp"

namespace earwitness::cli {

namespace {

constexpr std::size_t most_warnings = 100;

Error not_a_result() {
  return {ErrorKind::surroundings, {}, _("the recording's last word can't be read"), "earwitness list"};
}

std::string text_of(const nlohmann::ordered_json& object, const char* key) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_string()) throw not_a_result();
  return found->get<std::string>();
}

double seconds_of(const nlohmann::ordered_json& object) {
  constexpr double longest = 1e9;
  const auto found = object.find("seconds");
  if (found == object.end() || !found->is_number()) throw not_a_result();
  const auto seconds = found->get<double>();
  if (!(seconds >= 0 && seconds < longest)) throw not_a_result();
  return seconds;
}

void repeat_warnings(const nlohmann::ordered_json& sealed) {
  const auto found = sealed.find("warnings");
  if (found == sealed.end() || !found->is_array() || found->size() > most_warnings) return;
  for (const auto& warning : *found) {
    if (!warning.is_object()) continue;
    log::warning(tr("for {:.1Lf} s: {}", seconds_of(warning), _(text_of(warning, "text").c_str())));
  }
}

void tell_losses(const nlohmann::ordered_json& sealed) {
  const auto frames = [&](const char* name) {
    const auto found = sealed.find(name);
    return found != sealed.end() && found->is_number_integer() ? found->get<Frames>() : 0;
  };
  const auto missing = missing_in_all(frames("lost_frames"), frames("frames"), seconds_of(sealed));
  if (missing) log::warning(*missing);
}

struct Checked {
  std::string word;
  ExitCode code = ExitCode::done;
  bool dated = false;
};

Checked check(const std::string& path, const Checker& checker) {
  try {
    const auto found = verify(path, checker);
    if (found.unchanged) return {_("unchanged"), ExitCode::done, verdict(found) == Verdict::unchanged_and_dated};
    log::error(_("what was just sealed does not check"), fmt::format("earwitness verify {}", path));
    return {found.sealed ? _("altered") : _("not sealed"), found.sealed ? ExitCode::altered : ExitCode::unconfirmed};
  } catch (const Error& error) {
    return {_("not checked"), report(error)};
  }
}

/// surroundings where it should be in the ledger and is not.
ExitCode tell_ledger(const nlohmann::ordered_json& sealed) {
  const auto found = sealed.find("in_ledger");
  if (found == sealed.end() || found->is_null() || *found == true) return ExitCode::done;
  log::warning(_("it is sealed, but the archive's ledger does not have all of it"), "earwitness verify --all");
  return ExitCode::surroundings;
}

}  // namespace

void print_date(const nlohmann::ordered_json& sealed, const std::string& name) {
  const auto found = sealed.find("time_stamp");
  if (found == sealed.end() || !found->is_string()) return;
  const auto state = found->get<std::string>();
  if (state == "stamped") {
    print_line(
        tr("date    existed by {}, says {}", shown_time(text_of(sealed, "stamped_utc")), text_of(sealed, "authority")));
  } else if (state == "pending") {
    print_line(tr("date    not proven yet; once there is a network: earwitness timestamp {}", name));
    log::info(tr("no time stamp yet: {}", text_of(sealed, "time_stamp_pending")));
  }
}

ExitCode print_sealed(const nlohmann::ordered_json& sealed, bool as_json, const Checker& checker) {
  const auto path = text_of(sealed, "path");
  const auto length = base::clock_of(seconds_of(sealed));
  const auto seal = text_of(sealed, "seal");
  if (!as_json) {
    print_line(path);
    print_line(tr("length  {}", length));
    print_line(tr("seal    {}", seal));
  }
  if (!as_json) print_date(sealed, os::Path(path).filename().string());
  repeat_warnings(sealed);
  tell_losses(sealed);
  const auto ledger = tell_ledger(sealed);
  const auto checked = check(path, checker);
  if (as_json) {
    auto document = nlohmann::ordered_json(sealed);
    document["checked"] = checked.word;
    document["dated"] = checked.dated;
    print_json(document);
  } else {
    print_line(tr("checked: {}", checked.dated ? std::string(_("unchanged and dated")) : checked.word));
    log::info(_("it exists only once, on this disk: earwitness backup DIR makes a copy"));
  }
  return checked.code == ExitCode::done ? ledger : checked.code;
}

}  // namespace earwitness::cli
