// SPDX-License-Identifier: MIT
#include "results/verification.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <string>
#include <vector>

#include "base/length_words.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "json/value.hpp"
#include "results/shown_time.hpp"
#include "terminal/columns.hpp"
#include "terminal/output.hpp"
#include "timeline/event_words.hpp"

namespace earwitness::results {

namespace {

using results::to_json;  // of a check: those below would hide it
constexpr std::size_t max_shown_findings = 100;
constexpr double min_shown_step_seconds = 60;  // shorter ones are told further below

const char* shown(CheckResult result) noexcept {
  return result == CheckResult::fail ? _("FAIL") : _(to_string(result));
}

json::Value to_json(const Finding& finding) {
  return {{"what", to_string(finding.what)},
          {"file", finding.file},
          {"from_seconds", json::or_null(finding.from_seconds)},
          {"to_seconds", json::or_null(finding.to_seconds)},
          {"line", json::or_null(finding.line)},
          {"litter", is_litter(finding)},
          {"detail", finding.detail}};
}

json::Value to_json(const Declared& loss) {
  json::Value object = {{"what", loss.is_break ? "break" : "gap"},
                        {"cause", loss.cause},
                        {"seconds", loss.seconds},
                        {"lost_frames", loss.lost_frames}};
  if (!loss.is_break) {
    object["file"] = loss.file;
    object["at_seconds"] = loss.at_seconds;
    object["estimated"] = loss.estimated;
  }
  if (loss.track != Track::only) object["track"] = to_string(loss.track);
  return object;
}

json::Value to_json(const Fact& fact) {
  return {{"fact", fact.name},
          {"text", fact.text},
          {"known", to_string(fact.known)},
          {"by", fact.by.empty() ? json::Value() : json::Value(fact.by)}};
}

json::Value to_json(const ClockStep& step) { return {{"line", step.line}, {"seconds", step.seconds}}; }

json::Value to_json(const TrackSound& sound) {
  return {{"track", to_string(sound.track)}, {"files", sound.files}, {"seconds", sound.seconds}};
}

template <typename T>
json::Value to_list(const std::vector<T>& items) {
  json::Value list = json::Value::array();
  for (const auto& item : items) list.push_back(to_json(item));
  return list;
}

std::string signer(const Signature& signature) {
  return fmt::format("{} ({})", signature.key, whose_key(signature, Reader::checker));
}

/// Two keys may stand on an excerpt: whose recording it shows seconds of, and who made it.
void print_signatures(const Verification& found) {
  if (found.kind != RecordingKind::excerpt) {
    if (found.signature) terminal::print_line(tr("  signed by  {}", signer(*found.signature)));
    return;
  }
  if (found.signature) terminal::print_line(tr("  recording's seal signed by {}", signer(*found.signature)));
  if (found.excerpt_signature) {
    terminal::print_line(is_remainder(found) ? tr("  what is left was signed by {}", signer(*found.excerpt_signature))
                                             : tr("  excerpt made by {}", signer(*found.excerpt_signature)));
  } else if (found.unchanged) {
    terminal::print_line(_("  excerpt not signed: anyone who has these seconds could have made it"));
  }
}

/// The facts that stand first, in this order; the signatures follow, and then all others.
constexpr std::array first_facts{"kind", "recording", "started", "imported", "length", "seal"};

std::string first_line(const Fact& fact) {
  const auto text = with_shown_times(fact.text);
  if (fact.name == "kind") return tr("  kind       {}", text);
  if (fact.name == "recording") return tr("  recording  {}", text);
  if (fact.name == "started") return tr("  started    {}", text);
  if (fact.name == "imported") return tr("  imported   {}", text);
  if (fact.name == "length") return tr("  length     {}", text);
  return tr("  seal       {}", text);
}

bool is_of_signature(const Fact& fact) {
  return fact.name == "key" || fact.name == "whose_key" || fact.name == "excerpt_key" ||
         fact.name == "excerpt_whose_key";
}

void print_format(const Verification& found) {
  if (found.format > 0) terminal::print_line(tr("  format     version {}", found.format));
  for (const auto& track : found.tracks) {
    const auto length = base::clock_of(track.seconds);
    terminal::print_line(
        track.track == Track::near
            ? trn("  near side  {1} in {0} file", "  near side  {1} in {0} files", track.files, length)
            : trn("  far side   {1} in {0} file", "  far side   {1} in {0} files", track.files, length));
  }
}

void print_facts(const Verification& found) {
  auto facts = facts_of(found);
  for (const char* first : first_facts) {
    const auto fact = std::find_if(facts.begin(), facts.end(), [&](const Fact& f) { return f.name == first; });
    if (fact == facts.end()) continue;
    const bool is_said = fact->name != "seal" || fact->known != Known::unknown;
    if (is_said) terminal::print_line(first_line(*fact));
    facts.erase(fact);
  }
  print_format(found);
  for (const auto& step : found.clock_steps) {
    if (std::abs(step.seconds) < min_shown_step_seconds) continue;
    terminal::print_line(tr("  clock      set {} by {}, says line {} of the journal",
                            step.seconds < 0 ? _("back") : _("forward"), base::seconds_words(step.seconds), step.line));
  }
  print_signatures(found);
  std::erase_if(facts, is_of_signature);
  if (facts.empty()) return;
  terminal::print_line(_("Claims about it, and who made them:"));
  for (const auto& fact : facts) terminal::print_line(fmt::format("  {}: {}", fact.label, with_shown_times(fact.text)));
}

std::string place_of(const Finding& finding) {
  auto place = finding.file;
  if (finding.from_seconds) {
    const auto from = std::floor(*finding.from_seconds);
    const auto to = std::ceil(finding.to_seconds.value_or(from));
    place += tr(", second {:.0Lf}", from);
    if (to > from) place += tr(" to {:.0Lf}", to);
    place += fmt::format(" ({})", base::clock_of(*finding.from_seconds));
  }
  if (finding.line) place += tr(", line {} of the journal", *finding.line);
  return place;
}

void print_findings(const std::vector<Finding>& findings) {
  if (findings.empty()) return;
  terminal::print_line(_("Not as it was sealed:"));
  const auto word_width = terminal::widest(findings, [](const Finding& finding) { return _(to_string(finding.what)); });
  for (std::size_t i = 0; i < std::min(findings.size(), max_shown_findings); ++i) {
    const auto& finding = findings[i];
    terminal::print_line(fmt::format("  {}  {}{}{}", terminal::padded(_(to_string(finding.what)), word_width),
                                     place_of(finding), finding.detail.empty() ? "" : ": ",
                                     with_shown_times(finding.detail)));
  }
  if (findings.size() > max_shown_findings) {
    terminal::print_line(tr("  and {} more: --json shows all", findings.size() - max_shown_findings));
  }
}

void print_losses(const std::vector<Declared>& losses) {
  if (losses.empty()) return;
  terminal::print_line(_("Gaps and breaks that the recorder itself wrote down:"));
  for (std::size_t i = 0; i < std::min(losses.size(), max_shown_findings); ++i) {
    const auto& loss = losses[i];
    if (loss.is_break && loss.track == Track::near) {
      terminal::print_line(tr("  break  {:.3Lf} s between two files of the near side: {}", loss.seconds,
                              timeline::break_words(loss.cause, loss.track)));
    } else if (loss.is_break && loss.track == Track::far) {
      terminal::print_line(tr("  break  {:.3Lf} s between two files of the far side: {}", loss.seconds,
                              timeline::break_words(loss.cause, loss.track)));
    } else if (loss.is_break) {
      terminal::print_line(
          tr("  break  {:.3Lf} s between two files: {}", loss.seconds, timeline::break_words(loss.cause, loss.track)));
    } else if (loss.estimated) {
      terminal::print_line(tr("  gap    about {:.3Lf} s of silence at {} in {}: {}", loss.seconds,
                              base::clock_of(loss.at_seconds), loss.file, timeline::gap_words(loss.cause)));
    } else {
      terminal::print_line(tr("  gap    {:.3Lf} s of silence at {} in {}: {}", loss.seconds,
                              base::clock_of(loss.at_seconds), loss.file, timeline::gap_words(loss.cause)));
    }
  }
  if (losses.size() > max_shown_findings)
    terminal::print_line(tr("  and {} more: --json shows all", losses.size() - max_shown_findings));
}

void print_sentences(const char* heading, const std::vector<std::string>& sentences) {
  if (sentences.empty()) return;
  terminal::print_line(heading);
  for (const auto& sentence : sentences) terminal::print_line(fmt::format("  {}", sentence));
}

json::Value to_json(const std::optional<Signature>& signature) {
  if (!signature) return nullptr;
  return {{"key", signature->key},
          {"known", signature->is_known},
          {"known_as", signature->is_known ? json::Value(signature->known_as) : json::Value()}};
}

json::Value to_json(const TimeStamp& stamp) {
  return {{"file", stamp.file},
          {"line", json::or_null(stamp.line)},
          {"covers", stamp.covers_line == 0 ? json::Value("seal") : json::Value(stamp.covers_line)},
          {"utc", stamp.time},
          {"accuracy_seconds", stamp.accuracy_seconds},
          {"authority", stamp.authority},
          {"serial", stamp.serial},
          {"root", stamp.root},
          {"root_sha256", stamp.root_fingerprint},
          {"root_known", stamp.root_known},
          {"says_qualified", stamp.qualified},
          {"revocation", stamp.revocation},
          {"revocation_known", stamp.revocation_known},
          {"weaknesses", stamp.weaknesses},
          {"slate", stamp.slate}};
}

std::string whose(const TimeStamp& stamp) {
  if (stamp.root_known) return _("whose root you named");
  if (stamp.root.empty()) return _("whose root is not there to be compared");
  return tr("whose root was not compared: {}, SHA-256 {}", stamp.root, stamp.root_fingerprint);
}

/// `seal`: whose, in words.
std::string about(const TimeStamp& stamp, const char* seal) {
  const auto what = stamp.covers_line == 0 ? std::string(seal) : tr("journal line {}", stamp.covers_line);
  return tr("{} existed by {}, says {}, {}; {}; {}", what, with_shown_times(stamp.time), stamp.authority, whose(stamp),
            stamp.qualified ? _("it says that it is qualified (eIDAS)") : _("whether it is qualified it does not say"),
            stamp.revocation);
}

json::Value list_of(const std::vector<TimeStamp>& stamps) {
  json::Value list = json::Value::array();
  for (const auto& stamp : stamps) list.push_back(to_json(stamp));
  return list;
}

json::Value to_json(const std::optional<Dating>& dating) {
  if (!dating) return nullptr;
  return {{"proven", dating->proven},
          {"begun_by", json::or_null(dating->begun_by)},
          {"begun_believed", dating->begun_believed},
          {"after_line", json::or_null(dating->after_line)},
          {"existed_by", json::or_null(dating->existed_by)},
          {"existed_believed", dating->existed_believed},
          {"slack_seconds", json::or_null(dating->slack_seconds)},
          {"pause_seconds", dating->pause_seconds},
          {"break_seconds", dating->break_seconds},
          {"late_by_seconds", json::or_null(dating->late_by_seconds)},
          {"clock_ahead_seconds", json::or_null(dating->clock_ahead_seconds)},
          {"revocation_known", dating->revocation_known},
          {"doubts", dating->doubts},
          {"stamps", list_of(dating->stamps)}};
}

/// What somebody says whom the checker has no reason to believe is told as that.
std::string begun_line(const Dating& dating) {
  const auto time = with_shown_times(*dating.begun_by);
  if (!dating.begun_believed) {
    return tr("the journal's first line existed by {}, says an authority whose time stamp proves nothing here", time);
  }
  return tr("the journal's first line existed by {}; what follows its line {} was written after that", time,
            *dating.after_line);
}

/// An excerpt has the date of the recording, and none of its own.
std::string existed_line(const Verification& found, const Dating& dating) {
  const auto time = with_shown_times(*dating.existed_by);
  if (found.kind == RecordingKind::excerpt) {
    return dating.existed_believed
               ? tr("the recording with the seal {} existed by {}; when the excerpt was made, that does not say",
                    found.said.original, time)
               : tr("the recording with the seal {} existed by {}, says an authority whose time stamp proves nothing "
                    "here",
                    found.said.original, time);
  }
  return dating.existed_believed
             ? tr("all of it existed by {}, as it is sealed", time)
             : tr("all of it existed by {}, says an authority whose time stamp proves nothing here", time);
}

std::vector<std::string> dating_lines(const Verification& found, const Dating& dating) {
  std::vector<std::string> lines;
  if (dating.begun_by) lines.push_back(begun_line(dating));
  if (dating.existed_by) lines.push_back(existed_line(found, dating));
  if (dating.slack_seconds) {
    lines.push_back(tr("slack: {:.0Lf} seconds of the time between the two hold no sound", *dating.slack_seconds));
  }
  if (dating.slack_seconds && dating.pause_seconds + dating.break_seconds > 0) {
    lines.push_back(tr(
        "the journal calls {:.0Lf} of these seconds pauses and {:.0Lf} breaks; nobody vouches for what was done then",
        dating.pause_seconds, dating.break_seconds));
  }
  for (const auto& doubt : dating.doubts) lines.push_back(tr("this proves no date: {}", doubt));
  if (dating.late_by_seconds) {
    lines.push_back(tr("late: the seal was stamped {:.0Lf} minutes after the recording's end",
                       std::ceil(*dating.late_by_seconds / 60)));
  }
  if (dating.clock_ahead_seconds && dating.begun_believed) {
    const double ahead = *dating.clock_ahead_seconds;
    lines.push_back(tr("the recorder's clock was {:.1Lf} seconds {} the authority's", std::abs(ahead),
                       ahead < 0 ? _("behind") : _("ahead of")));
  }
  const char* seal = found.kind == RecordingKind::excerpt ? _("the recording's seal") : _("the seal");
  for (const auto& stamp : dating.stamps) {
    lines.push_back(about(stamp, seal));
    for (const auto& weakness : stamp.weaknesses) lines.push_back(tr("it proves no date: {}", weakness));
    if (!stamp.slate.empty()) lines.push_back(tr("its words, shown to be said aloud: {}", fmt::join(stamp.slate, " ")));
  }
  return lines;
}

void print_dating(const Verification& found) {
  if (!found.dating) return;
  terminal::print_line(_("What time stamps say of the file, not of the sound:"));
  for (const auto& line : dating_lines(found, *found.dating)) terminal::print_line(fmt::format("  {}", line));
}

void print_own_stamps(const std::vector<TimeStamp>& stamps) {
  if (stamps.empty()) return;
  terminal::print_line(_("Time stamps of the excerpt itself:"));
  for (const auto& stamp : stamps) {
    terminal::print_line(fmt::format("  {}", about(stamp, _("the excerpt's seal"))));
    for (const auto& weakness : stamp.weaknesses)
      terminal::print_line(fmt::format("  {}", tr("it proves no date: {}", weakness)));
  }
}

}  // namespace

bool is_litter(const Finding& finding) noexcept { return finding.is_litter; }

json::Value to_json(const Check& check) {
  return {{"check", to_string(check.name)}, {"result", to_string(check.result)}, {"detail", check.detail}};
}

void print_checks(const std::vector<Check>& checks) {
  const auto name_width = terminal::widest(checks, [](const Check& check) { return words(check.name); });
  const auto result_width = terminal::widest(checks, [](const Check& check) { return shown(check.result); });
  for (const auto& check : checks) {
    const auto result = terminal::padded(shown(check.result), result_width);
    const std::string name = words(check.name);
    terminal::print_line(check.detail.empty() ? fmt::format("  {}  {}", result, name)
                                              : fmt::format("  {}  {}  {}", result, terminal::padded(name, name_width),
                                                            with_shown_times(check.detail)));
  }
}

terminal::ExitCode exit_code(const Verification& found, const Requirements& required) {
  switch (verdict(found)) {
    case Verdict::altered_or_missing:
      return terminal::ExitCode::altered;
    case Verdict::not_sealed:
      return terminal::ExitCode::unconfirmed;
    case Verdict::unchanged:
    case Verdict::unchanged_and_dated:
      break;
  }
  return unconfirmed(found, required).empty() ? terminal::ExitCode::done : terminal::ExitCode::unconfirmed;
}

namespace {

json::Value to_json(const std::optional<ImportedSound>& imported) {
  if (!imported) return nullptr;
  json::Value problems = json::Value::array();
  for (const auto& problem : imported->problems) {
    problems.push_back({{"what", problem.what},
                        {"at_seconds", json::or_null(problem.at_seconds)},
                        {"amount", json::or_null(problem.amount)}});
  }
  json::Value begins = json::Value::array();
  for (const auto seconds : imported->begins_at_seconds) begins.push_back(seconds);
  return {{"by", imported->by},
          {"whole", imported->whole},
          {"problems", std::move(problems)},
          {"more_problems", imported->more_problems},
          {"parts", imported->parts},
          {"over_full_scale", imported->over_full_scale},
          {"rounded", imported->rounded},
          {"begins_at_seconds", std::move(begins)},
          {"undecoded", imported->undecoded}};
}

}  // namespace

json::Value to_json(const Verification& found, const Requirements& required) {
  json::Value object = {{"path", found.bag.string()},
                        {"verdict", words(verdict(found))},
                        {"unchanged", found.unchanged},
                        {"sealed", found.sealed},
                        {"kind", found.kind.text()},
                        {"source", found.source.text()},
                        {"recording", found.recording},
                        {"seal", found.seal},
                        {"started_utc", found.started_utc},
                        {"ended", found.ended.text()},
                        {"seconds", found.seconds},
                        {"complete", is_complete(found)},
                        {"signature", to_json(found.signature)},
                        {"excerpt_signature", to_json(found.excerpt_signature)},
                        {"unconfirmed", unconfirmed(found, required)},
                        {"checks", to_list(found.checks)},
                        {"findings", to_list(found.findings)},
                        {"declared", to_list(found.declared)},
                        {"untold", found.untold},
                        {"clock_steps", to_list(found.clock_steps)},
                        {"remarks", found.remarks},
                        {"dating", to_json(found.dating)},
                        {"not_proven", not_proven(found)},
                        {"facts", to_list(facts_of(found))}};
  if (found.format > 0) object["format"] = found.format;
  if (!found.tracks.empty()) object["tracks"] = to_list(found.tracks);
  if (!found.recovered_utc.empty()) object["recovered_utc"] = found.recovered_utc;
  if (found.source == SoundSource::imported) object["imported"] = to_json(found.imported);
  if (found.kind == RecordingKind::excerpt) object["own_stamps"] = list_of(found.own_stamps);
  if (found.signature) object["own_key"] = found.signature->is_own;  // a name can't say it: anybody may be called so
  if (found.excerpt_signature) object["excerpt_own_key"] = found.excerpt_signature->is_own;
  return object;
}

void print_verification(const Verification& found, const Requirements& required) {
  terminal::print_line(fmt::format("{}  {}", words(verdict(found)), found.bag.string()));
  print_facts(found);
  print_sentences(_("Required, and not confirmed:"), unconfirmed(found, required));
  terminal::print_line(_("Checks:"));
  print_checks(found.checks);
  print_findings(found.findings);
  print_losses(found.declared);
  print_dating(found);
  print_own_stamps(found.own_stamps);
  if (found.imported)
    print_sentences(_("Met in the imported file when it was decoded:"), import_words(*found.imported));
  if (found.imported) print_sentences(_("Several files were imported as one:"), import_parts(*found.imported));
  print_sentences(_("What this does not show:"), not_proven(found));
}

}  // namespace earwitness::results
