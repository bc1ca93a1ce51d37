// SPDX-License-Identifier: MIT
#include "results/verify_results.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "control/protocol.hpp"
#include "log/log.hpp"
#include "results/failure.hpp"
#include "results/ledger_report.hpp"
#include "results/shown_time.hpp"
#include "results/verification.hpp"
#include "terminal/columns.hpp"
#include "terminal/output.hpp"

namespace earwitness::results {

namespace {

constexpr std::size_t max_shown_files = 20;
constexpr std::size_t max_shown_doubts = 3;

/// So that lines that are printed one after the other have their names below each other.
std::size_t verdict_columns() {
  constexpr std::array verdicts{Verdict::not_sealed, Verdict::altered_or_missing, Verdict::unchanged,
                                Verdict::unchanged_and_dated};
  return terminal::widest(verdicts, [](Verdict verdict) { return words(verdict); });
}

/// A folder can be called anything: what is no plain name stands in quotes, so that none reads like words of ours.
std::string name_in_line(const std::string& name) {
  constexpr std::string_view signs = "._-/~+@=";
  const bool is_plain = !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           signs.find(c) != std::string_view::npos;
  });
  return is_plain ? name : base::in_quotes(name);
}

void print_line_of(const char* verdict, const std::string& name, const std::vector<std::string>& facts) {
  terminal::print_line(fmt::format("{}  {}{}{}", terminal::padded(verdict, verdict_columns()), name_in_line(name),
                                   facts.empty() ? "" : "  ", fmt::join(facts, ", ")));
}

/// Where it is, where that is no place that one would look for it.
std::vector<std::string> place_in_short(const NameInLine& name) {
  if (!name.is_in_bin) return {};
  return {_("in the bin")};
}

/// Files that a system put there, where nothing else is wrong.
bool has_only_litter(const Verification& found) {
  return found.sealed && !found.findings.empty() &&
         std::all_of(found.findings.begin(), found.findings.end(),
                     [](const Finding& finding) { return is_litter(finding); });
}

/// Whose word an excerpt or a transcript is, its details tell. The recording's signature is none of the excerpt's.
std::string signer_in_short(const Verification& found) {
  if (found.kind == RecordingKind::excerpt && !found.excerpt_signature) return _("not signed by who made it");
  if (found.kind == RecordingKind::excerpt) return {};
  if (!found.signature) return _("not signed");
  if (!found.signature->is_known) return _("signed by a key that you do not know");
  if (found.signature->is_own) return _("signed by your own key");
  if (found.signature->known_as.empty()) return _("signed by a key that you know");
  return tr("signed by the key of {}", base::in_quotes(found.signature->known_as));
}

std::vector<std::string> facts_of(const Verification& found, terminal::ExitCode code) {
  std::vector<std::string> facts;
  const auto add = [&](std::string fact) {
    if (!fact.empty()) facts.push_back(std::move(fact));
  };
  if (has_only_litter(found)) return {_("nothing that was sealed changed")};
  if (!found.unchanged) return facts;
  const bool has_date = found.kind == RecordingKind::recovered && !found.recovered_utc.empty();
  add(has_date ? tr("recovered on {}", shown_time(found.recovered_utc)) : kind_in_short(found));
  // An excerpt is as long as all of its recording; what it discloses, its details tell.
  if (found.seconds > 0 && found.kind != RecordingKind::excerpt) add(base::clock_of(found.seconds));
  add(signer_in_short(found));
  if (verdict(found) == Verdict::unchanged_and_dated && found.dating && found.dating->existed_by) {
    const auto time = shown_time(*found.dating->existed_by);
    add(found.kind == RecordingKind::excerpt ? tr("its recording existed by {}", time) : tr("it existed by {}", time));
  }
  const auto lossy = static_cast<std::size_t>(std::count_if(found.declared.begin(), found.declared.end(),
                                                            [](const Declared& loss) { return loss.lost_frames > 0; }));
  if (lossy > 0) add(trn("{} loss that the recorder wrote down", "{} losses that the recorder wrote down", lossy));
  if (code != terminal::ExitCode::done) add(_("not confirmed"));
  return facts;
}

/// What goes for each recording of its kind is in the details; this is about the one.
void print_doubts(const Verification& found) {
  const auto doubts = own_doubts(found);
  for (std::size_t i = 0; i < std::min(doubts.size(), max_shown_doubts); ++i)
    terminal::print_line(tr("  does not show {}", with_shown_times(doubts[i])));
  if (doubts.size() > max_shown_doubts)
    terminal::print_line(tr("  and {} more: earwitness verify --details", doubts.size() - max_shown_doubts));
}

const char* verdict_of(const LedgerVerification& found) {
  if (!found.findings.empty()) return _("ALTERED OR MISSING");
  return found.present ? _("UNCHANGED") : _("NO LEDGER");
}

std::vector<std::string> facts_of(const LedgerVerification& found) {
  if (!found.present) return {};
  std::vector<std::string> facts{trn("{} line", "{} lines", found.lines)};
  if (!found.deleted.empty()) facts.push_back(trn("{} deletion", "{} deletions", found.deleted.size()));
  return facts;
}

json::Value to_json(const std::vector<Twins>& all) {
  auto list = json::Value::array();
  for (const auto& twins : all) {
    list.push_back({{"recording", twins.recording},
                    {"names", json::Value(json::Array{twins.first, twins.second})},
                    {"seals", json::Value(json::Array{twins.first_seal, twins.second_seal})}});
  }
  return list;
}

}  // namespace

void VerifyResults::add(const NameInLine& name, Verification found, const Requirements& required) {
  const auto code = exit_code(found, required);
  code_ = terminal::worse(code_, code);
  if (answer_.json) return recordings().value(results::to_json(found, required));
  add_line(name, found, code);
  count(found, code);
  if (has_only_litter(found)) {
    for (const auto& finding : found.findings) litter_.push_back((found.bag / finding.file).string());
  }
  const bool is_shown = answer_.details || code != terminal::ExitCode::done;
  if (!is_shown) print_doubts(found);
  has_hidden_details_ = has_hidden_details_ || !is_shown;
  if (is_shown) detailed_.push_back({std::move(found), required});
}

void VerifyResults::add(const NameInLine& name, const std::string& path, const Error& error) {
  code_ = terminal::worse(code_, report(error));
  ++count_.all;
  ++count_.not_checked;
  if (!answer_.json) return print_line_of(_("NOT CHECKED"), name.name, place_in_short(name));
  auto object = control::to_json(control::to_reply(error));
  object["path"] = path;
  object["unchanged"] = nullptr;  // neither was found
  recordings().value(object);
}

void VerifyResults::add_twins(Twins twins) {
  code_ = terminal::worse(code_, terminal::ExitCode::altered);
  log::error(
      tr("{} and {} say that they are the same recording, and have different seals: at most one of them is what "
         "was recorded",
         base::in_quotes(twins.first), base::in_quotes(twins.second)));
  twins_.push_back(std::move(twins));
}

void VerifyResults::add(LedgerVerification found) {
  code_ = terminal::worse(code_, exit_code(found));
  if (answer_.json) {
    ledger_document_ = results::to_json(found);
  } else {
    print_line_of(verdict_of(found), found.path.filename().string(), facts_of(found));
  }
  ledger_.push_back(std::move(found));
}

terminal::ExitCode VerifyResults::finish() {
  if (!answer_.json) {
    terminal::print_line(total());
    print_rest();
    return code_;
  }
  if (!document_ && ledger_document_.is_null()) return code_;
  auto& members = recordings();
  members.end_array();
  if (!twins_.empty()) members.member("twins", to_json(twins_));
  if (!ledger_document_.is_null()) members.member("ledger", ledger_document_);
  document_->finish();
  return code_;
}

json::Writer& VerifyResults::recordings() {
  if (!document_) {
    auto& members = document_.emplace("verification").members();
    members.key("recordings");
    members.begin_array();
  }
  return document_->members();
}

void VerifyResults::add_line(const NameInLine& name, const Verification& found, terminal::ExitCode code) {
  auto facts = place_in_short(name);
  for (auto& fact : facts_of(found, code)) facts.push_back(std::move(fact));
  print_line_of(words(verdict(found)), name.name, facts);
}

void VerifyResults::count(const Verification& found, terminal::ExitCode code) {
  ++count_.all;
  switch (verdict(found)) {
    case Verdict::altered_or_missing:
      ++count_.altered;
      break;
    case Verdict::not_sealed:
      ++count_.not_sealed;
      break;
    case Verdict::unchanged:
    case Verdict::unchanged_and_dated:
      if (code != terminal::ExitCode::done) ++count_.unconfirmed;
      break;
  }
}

std::string VerifyResults::total() const {
  const auto unchanged = count_.all - count_.altered - count_.not_sealed - count_.not_checked;
  std::vector<std::string> parts;
  if (unchanged > 0 || count_.all == 0) parts.push_back(tr("{} unchanged", unchanged));
  if (count_.altered > 0) parts.push_back(tr("{} altered or missing", count_.altered));
  if (count_.not_sealed > 0) parts.push_back(tr("{} not sealed", count_.not_sealed));
  if (count_.not_checked > 0) parts.push_back(tr("{} not checked", count_.not_checked));
  if (count_.unconfirmed > 0) parts.push_back(tr("{} not confirmed", count_.unconfirmed));
  auto line = fmt::format("{}: {}", trn("{} sealed folder", "{} sealed folders", count_.all), fmt::join(parts, ", "));
  if (!twins_.empty()) line += _("; two that are not the same say that they are one recording");
  for (const auto& ledger : ledger_) {
    line += ledger.findings.empty() ? std::string() : std::string(_("; the ledger is altered or does not fit"));
  }
  return line;
}

void VerifyResults::print_rest() {
  print_advice();
  for (const auto& each : detailed_) {
    terminal::print_line("");
    print_verification(each.found, each.required);
  }
  for (const auto& ledger : ledger_) {
    const bool is_shown = answer_.details || !ledger.findings.empty();
    has_hidden_details_ = has_hidden_details_ || !is_shown;
    if (is_shown) {
      terminal::print_line("");
      print_ledger(ledger);
    } else {
      print_ledger_remarks(ledger);
    }
  }
  if (!has_hidden_details_) return;
  terminal::print_line(_("Each check, and what it does not show: earwitness verify --details"));
}

void VerifyResults::print_advice() const {
  if (litter_.empty()) return;
  terminal::print_line(
      _("Nothing that was sealed changed there: the operating system put files beside it. Remove these:"));
  for (std::size_t i = 0; i < std::min(litter_.size(), max_shown_files); ++i) {
    terminal::print_line(fmt::format("  {}", litter_[i]));
  }
  if (litter_.size() > max_shown_files)
    terminal::print_line(tr("  and {} more: --json shows all", litter_.size() - max_shown_files));
}

}  // namespace earwitness::results
