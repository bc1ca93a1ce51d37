// SPDX-License-Identifier: MIT
#include "cli/verification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "base/time.hpp"
#include "cli/output.hpp"

namespace earwitness::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_shown = 100;

const char* word(CheckResult result) noexcept {
  switch (result) {
    case CheckResult::pass:
      return "pass";
    case CheckResult::fail:
      return "fail";
    case CheckResult::not_checked:
      return "not checked";
  }
  return "";
}

const char* word(Finding::What what) noexcept {
  switch (what) {
    case Finding::What::altered:
      return "altered";
    case Finding::What::missing:
      return "missing";
    case Finding::What::unlisted:
      return "unlisted";
  }
  return "";
}

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

Json to_json(const Check& check) {
  return {{"check", check.name}, {"result", word(check.result)}, {"detail", check.detail}};
}

Json to_json(const Finding& finding) {
  return {{"what", word(finding.what)},
          {"file", finding.file},
          {"from_seconds", or_null(finding.from_seconds)},
          {"to_seconds", or_null(finding.to_seconds)},
          {"line", or_null(finding.line)},
          {"detail", finding.detail}};
}

Json to_json(const Declared& loss) {
  Json object = {{"what", loss.is_break ? "break" : "gap"}, {"cause", loss.cause}, {"seconds", loss.seconds}};
  if (!loss.is_break) {
    object["file"] = loss.file;
    object["at_seconds"] = loss.at_seconds;
    object["estimated"] = loss.estimated;
  }
  return object;
}

template <typename T>
Json to_list(const std::vector<T>& items) {
  Json list = Json::array();
  for (const auto& item : items) list.push_back(to_json(item));
  return list;
}

bool has_failed(const Verification& found) {
  return !found.findings.empty() || std::any_of(found.checks.begin(), found.checks.end(),
                                                [](const Check& check) { return check.result == CheckResult::fail; });
}

const char* verdict(const Verification& found) {
  switch (exit_code(found)) {
    case ExitCode::done:
      return "UNCHANGED";
    case ExitCode::unconfirmed:
      return "NOT SEALED";
    default:
      return "ALTERED OR MISSING";
  }
}

std::string clock_text(double seconds) {
  constexpr double longest = 1e9;
  const std::chrono::duration<double> length(std::clamp(seconds, 0.0, longest));
  return base::clock_text(std::chrono::duration_cast<std::chrono::nanoseconds>(length));
}

void print_facts(const Verification& found) {
  if (!found.kind.empty()) print_line(fmt::format("  kind       {}", found.kind));
  if (!found.recording.empty()) print_line(fmt::format("  recording  {}", found.recording));
  if (!found.started_utc.empty()) {
    print_line(fmt::format("  started    {} by the recorder's clock", found.started_utc));
  }
  print_line(fmt::format("  length     {}", clock_text(found.seconds)));
  if (!found.seal.empty()) print_line(fmt::format("  seal       {}", found.seal));
}

void print_checks(const std::vector<Check>& checks) {
  std::size_t width = 0;
  for (const auto& check : checks) width = std::max(width, check.name.size());
  for (const auto& check : checks) {
    const auto* result = check.result == CheckResult::fail ? "FAIL" : word(check.result);
    print_line(fmt::format("  {:<11}  {:<{}}  {}", result, check.name, width, check.detail));
  }
}

std::string place_of(const Finding& finding) {
  auto place = finding.file;
  if (finding.from_seconds) {
    place += fmt::format(", second {:.0f}", *finding.from_seconds);
    if (finding.to_seconds) place += fmt::format(" to {:.0f}", *finding.to_seconds);
    place += fmt::format(" ({})", clock_text(*finding.from_seconds));
  }
  if (finding.line) place += fmt::format(", line {} of the journal", *finding.line);
  return place;
}

void print_findings(const std::vector<Finding>& findings) {
  if (findings.empty()) return;
  print_line("Not as it was sealed:");
  for (std::size_t i = 0; i < std::min(findings.size(), most_shown); ++i) {
    const auto& finding = findings[i];
    print_line(fmt::format("  {:<8}  {}{}{}", word(finding.what), place_of(finding), finding.detail.empty() ? "" : ": ",
                           finding.detail));
  }
  if (findings.size() > most_shown) {
    print_line(fmt::format("  and {} more: --json shows all", findings.size() - most_shown));
  }
}

void print_losses(const std::vector<Declared>& losses) {
  if (losses.empty()) return;
  print_line("Losses that the recorder itself wrote down:");
  for (std::size_t i = 0; i < std::min(losses.size(), most_shown); ++i) {
    const auto& loss = losses[i];
    const auto about = loss.estimated ? "about " : "";
    if (loss.is_break) {
      print_line(fmt::format("  break  {:.3f} s between two files: {}", loss.seconds, loss.cause));
    } else {
      print_line(fmt::format("  gap    {}{:.3f} s of silence at {} in {}: {}", about, loss.seconds,
                             clock_text(loss.at_seconds), loss.file, loss.cause));
    }
  }
  if (losses.size() > most_shown)
    print_line(fmt::format("  and {} more: --json shows all", losses.size() - most_shown));
}

/// A sentence for each thing that a reader could take from the verdict and must not.
void print_limits(const Verification& found) {
  print_line("What this does not show:");
  if (found.kind == "recovered") {
    print_line("  how it ended: it was interrupted, and this is what was recovered of it; the original lies beside it");
  }
  print_line("  date not proven: the times are what the recorder's own clock said");
  print_line("  who speaks, and that the sound was live and not played back");
  if (found.sealed) {
    print_line(
        "  that nobody made the whole recording anew: compare the seal with one that was written down elsewhere");
  } else {
    print_line("  that nothing was changed: without a seal there is nothing to hold it against");
  }
}

}  // namespace

ExitCode exit_code(const Verification& found) {
  if (found.unchanged) return ExitCode::done;
  return found.sealed || has_failed(found) ? ExitCode::altered : ExitCode::unconfirmed;
}

Json to_json(const Verification& found) {
  return {{"path", found.bag.string()},
          {"verdict", verdict(found)},
          {"unchanged", found.unchanged},
          {"sealed", found.sealed},
          {"kind", found.kind},
          {"recording", found.recording},
          {"seal", found.seal},
          {"started_utc", found.started_utc},
          {"seconds", found.seconds},
          {"checks", to_list(found.checks)},
          {"findings", to_list(found.findings)},
          {"declared", to_list(found.declared)}};
}

void print_verification(const Verification& found) {
  print_line(fmt::format("{}  {}", verdict(found), found.bag.string()));
  print_facts(found);
  print_line("Checks:");
  print_checks(found.checks);
  print_findings(found.findings);
  print_losses(found.declared);
  print_limits(found);
}

}  // namespace earwitness::cli
