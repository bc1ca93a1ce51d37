// SPDX-License-Identifier: MIT
#include "results/handed_over.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "terminal/output.hpp"

namespace earwitness::results {

namespace {

constexpr std::size_t max_ranges_shown = 20;

std::string range_text(const timeline::TimeRange& range) {
  return fmt::format("{}-{}", base::exact_clock_text(range.from), base::exact_clock_text(range.to));
}

double seconds_of(std::chrono::nanoseconds length) { return std::chrono::duration<double>(length).count(); }

}  // namespace

json::Value to_json(const derive::Excerpt& made) {
  auto ranges = json::Value::array();
  for (const auto& range : made.disclosed) {
    ranges.push_back({{"from_seconds", seconds_of(range.from)}, {"to_seconds", seconds_of(range.to)}});
  }
  return terminal::document_of("excerpt", {{"path", made.bag.string()},
                                           {"recording", made.recording},
                                           {"original", made.original},
                                           {"seal", made.seal},
                                           {"disclosed", ranges},
                                           {"disclosed_seconds", made.disclosed_seconds},
                                           {"withheld_seconds", made.withheld_seconds},
                                           {"notes", made.notes},
                                           {"withheld_notes", made.withheld_notes}});
}

void print(const derive::Excerpt& made) {
  terminal::print_line(made.bag.string());
  terminal::print_line(tr("disclosed  {}", base::clock_of(made.disclosed_seconds)));
  for (std::size_t i = 0; i < std::min(made.disclosed.size(), max_ranges_shown); ++i) {
    terminal::print_line(fmt::format("  {}", range_text(made.disclosed[i])));
  }
  if (made.disclosed.size() > max_ranges_shown) {
    terminal::print_line(tr("  and {} more: --json shows all", made.disclosed.size() - max_ranges_shown));
  }
  terminal::print_line(tr("withheld   {}", base::clock_of(made.withheld_seconds)));
  terminal::print_line(tr("of         {}", made.original));
  terminal::print_line(tr("seal       {}", made.seal));
  terminal::print_line(_("checked: unchanged"));
}

json::Value to_json(const handover::Export& made, bool encrypted) {
  auto bags = json::Value::array();
  for (const auto& bag : made.contents.bags) {
    bags.push_back({{"name", bag.name}, {"kind", bag.kind}, {"seal", bag.seal}});
  }
  return terminal::document_of("export", {{"path", made.path.string()},
                                          {"bags", bags},
                                          {"files", made.files},
                                          {"bytes", made.bytes},
                                          {"encrypted", encrypted},
                                          {"listening_copy", made.contents.listening_copy},
                                          {"report", made.contents.has_report},
                                          {"ledger", made.contents.has_ledger},
                                          {"ledger_head", made.contents.ledger_head},
                                          {"checked", "unchanged"}});
}

void print(const handover::Export& made) {
  terminal::print_line(made.path.string());
  for (const auto& bag : made.contents.bags) {
    terminal::print_line(
        fmt::format("{}  {}", bag.name,
                    bag.seal.empty() ? std::string(_("not sealed, as it was found")) : tr("seal {}", bag.seal)));
  }
  if (!made.contents.ledger_head.empty()) terminal::print_line(tr("ledger's head  {}", made.contents.ledger_head));
  terminal::print_line(tr("checked: {:L} files, as they were sealed", made.files));
}

json::Value to_json(const pages::Report& made) {
  const char* audio = made.plays_sealed    ? "sealed"
                      : made.embedded      ? "embedded"
                      : made.sound.empty() ? "none"
                                           : "beside";
  return terminal::document_of("report", {{"path", made.page.string()},
                                          {"verdict", words(verdict(made.found))},
                                          {"unchanged", made.found.unchanged},
                                          {"recording", made.found.recording},
                                          {"seal", made.found.seal},
                                          {"seconds", made.found.seconds},
                                          {"marks", made.marks},
                                          {"transcript", json::text_or_null(made.transcript)},
                                          {"audio", audio},
                                          {"audio_path", json::text_or_null(made.sound.string())},
                                          {"bytes", made.bytes}});
}

void print(const pages::Report& made) {
  terminal::print_line(made.page.string());
  if (!made.sound.empty()) terminal::print_line(made.sound.string());
  terminal::print_line(words(verdict(made.found)));
}

}  // namespace earwitness::results
