// SPDX-License-Identifier: MIT
#include "results/ledger_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/translate.hpp"
#include "json/value.hpp"
#include "results/shown_time.hpp"
#include "results/verification.hpp"
#include "terminal/columns.hpp"
#include "terminal/output.hpp"

namespace earwitness::results {

namespace {

constexpr std::size_t max_shown_recordings = 20;

const char* verdict(const LedgerVerification& found) {
  if (!found.findings.empty()) return _("ALTERED OR MISSING");
  return found.present ? _("UNCHANGED") : _("NO LEDGER");
}

json::Value to_json(const LedgerFinding& finding) {
  json::Value object = {
      {"what", to_string(finding.what)}, {"recording", finding.recording}, {"detail", finding.detail}};
  if (finding.line) object["line"] = *finding.line;
  return object;
}

/// The first of many, and how many more there are.
template <typename T, typename Line>
void print_some(const char* title, const std::vector<T>& items, Line line) {
  if (items.empty()) return;
  terminal::print_line(title);
  for (std::size_t i = 0; i < std::min(items.size(), max_shown_recordings); ++i) terminal::print_line(line(items[i]));
  if (items.size() > max_shown_recordings)
    terminal::print_line(tr("  and {} more: --json shows all", items.size() - max_shown_recordings));
}

std::string line_of(const LedgerFinding& finding, std::size_t word_width) {
  auto place = finding.recording.empty() ? std::string(_("the ledger")) : finding.recording;
  if (finding.line) place += tr(", line {} of the ledger", *finding.line);
  return fmt::format("  {}  {}: {}", terminal::padded(_(to_string(finding.what)), word_width), place, finding.detail);
}

std::string line_of(const Deleted& deleted) {
  return fmt::format("  {}  {}{}", shown_time(deleted.deleted_utc), deleted.recording,
                     deleted.seal.empty() ? _(", not sealed") : tr(", sealed {}", deleted.seal));
}

}  // namespace

terminal::ExitCode exit_code(const LedgerVerification& found) {
  return found.findings.empty() ? terminal::ExitCode::done : terminal::ExitCode::altered;
}

json::Value to_json(const LedgerVerification& found) {
  json::Value object = {
      {"path", found.path.string()}, {"present", found.present},       {"unchanged", found.unchanged},
      {"head", found.head},          {"lines", found.lines},           {"held_lines", found.held_lines},
      {"keys", found.keys},          {"recordings", found.recordings}, {"remarks", found.remarks}};
  object["checks"] = json::Value::array();
  for (const auto& check : found.checks) {
    object["checks"].push_back(to_json(check));
  }
  object["findings"] = json::Value::array();
  for (const auto& finding : found.findings) object["findings"].push_back(to_json(finding));
  object["deleted"] = json::Value::array();
  for (const auto& deleted : found.deleted) {
    object["deleted"].push_back(
        {{"recording", deleted.recording}, {"deleted_utc", deleted.deleted_utc}, {"seal", deleted.seal}});
  }
  object["deleted_parts"] = json::Value::array();
  for (const auto& part : found.deleted_parts) {
    object["deleted_parts"].push_back(
        {{"recording", part.recording}, {"deleted_utc", part.deleted_utc}, {"seal", part.seal}, {"line", part.line}});
  }
  return object;
}

void print_ledger_remarks(const LedgerVerification& found) {
  print_some(_("Besides:"), found.remarks,
             [](const std::string& remark) { return fmt::format("  {}", with_shown_times(remark)); });
}

void print_ledger(const LedgerVerification& found) {
  terminal::print_line(fmt::format("{}  {}", verdict(found), found.path.string()));
  if (found.present) terminal::print_line(tr("  head       {}", found.head));
  terminal::print_line(_("Checks:"));
  print_checks(found.checks);
  const auto word_width =
      terminal::widest(found.findings, [](const LedgerFinding& finding) { return _(to_string(finding.what)); });
  print_some(_("What the archive and its ledger do not agree on:"), found.findings,
             [&](const LedgerFinding& finding) { return line_of(finding, word_width); });
  if (std::any_of(found.checks.begin(), found.checks.end(), [](const Check& check) {
        return check.name == CheckName::ledger_keys && check.result == CheckResult::fail;
      })) {
    terminal::print_line(_("  a key is made known with: earwitness keys trust FINGERPRINT"));
  }
  print_some(_("Deleted, by the ledger:"), found.deleted, [](const Deleted& deleted) { return line_of(deleted); });
  print_ledger_remarks(found);
  if (!found.present) return;
  terminal::print_line(_("What this does not show:"));
  if (!found.first_key_known && !found.keys.empty()) {
    terminal::print_line(
        _("  whose ledger it is: you do not know its first key; compare it with its owner, then type"));
    terminal::print_line(fmt::format("  earwitness keys trust {}", found.keys.front()));
  }
  if (found.held_lines == 0) {
    terminal::print_line(
        _("  that the ledger was not recreated by whoever has the key: give its head to somebody, and later type"));
    terminal::print_line(fmt::format("  earwitness verify --all --ledger-head {}", found.head));
  } else if (found.held_lines < found.lines) {
    terminal::print_line(tr("  that lines after {} were not recreated by whoever has the key", found.held_lines));
  }
  terminal::print_line(_("  that there is no second archive"));
}

}  // namespace earwitness::results
