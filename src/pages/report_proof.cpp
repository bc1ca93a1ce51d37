// SPDX-License-Identifier: MIT
//
// The parts of a report that are about proof, and the transcript.
#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "os/local_time.hpp"
#include "pages/report_page.hpp"
#include "pages/report_words.hpp"

namespace earwitness::pages {

namespace {

constexpr std::size_t max_findings = 200;

const char* result_class(CheckResult result) noexcept {
  switch (result) {
    case CheckResult::pass:
      return "good";
    case CheckResult::fail:
      return "bad";
    case CheckResult::not_checked:
      break;
  }
  return "open";
}

const char* result_sign(CheckResult result) noexcept {
  switch (result) {
    case CheckResult::pass:
      return "\xE2\x9C\x93";
    case CheckResult::fail:
      return "\xE2\x9C\x97";
    case CheckResult::not_checked:
      break;
  }
  return "\xE2\x80\x93";  // a dash
}

std::string finding_words(Finding::What what) {
  return what == Finding::What::unlisted ? _("not of the sealed recording") : _(to_string(what));
}

std::string place_of(const Finding& finding) {
  const auto place = finding.file;
  if (finding.from_seconds) {
    const auto from = std::floor(*finding.from_seconds);
    return tr("{}, seconds {:.0f} to {:.0f}", place, from,
              std::max(from, std::ceil(finding.to_seconds.value_or(from))));
  }
  return finding.line ? tr("{}, line {}", place, *finding.line) : place;
}

Html findings_table(const std::vector<Finding>& findings) {
  if (findings.empty()) return {};
  Html rows;
  std::set<std::string> missing;  // two checks tell of one file that it is
  for (std::size_t i = 0; i < std::min(findings.size(), max_findings); ++i) {
    const auto& finding = findings[i];
    const bool is_whole_file = finding.what == Finding::What::missing && !finding.from_seconds && !finding.line;
    if (is_whole_file && !missing.insert(finding.file).second) continue;
    rows += html("<tr class=\"bad\"><td>{}</td><td>{}</td><td><bdi>{}</bdi></td></tr>\n",
                 finding_words(findings[i].what), place_of(findings[i]), findings[i].detail);
  }
  auto part = html(
      "<h2>{}</h2>\n<table class=\"wide\"><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>"
      "<th scope=\"col\">{}</th></tr></thead>\n<tbody>\n{}</tbody></table>\n",
      _("Not as it was sealed"), _("What"), _("Where"), _("Detail"), rows);
  if (findings.size() > max_findings) {
    part += html("<p>{}</p>\n", tr("And {} more: `earwitness verify --json` has all.", findings.size() - max_findings));
  }
  return part;
}

/// Lines of the text as they were typed.
Html typed(std::string_view text) {
  Html lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    if (!lines.empty()) lines += Html::literal("<br>");
    lines += Html::escaped(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

Html spoken_line(const SpokenLine& line, bool plays) {
  const auto speaker = line.speaker.empty() ? Html() : html("<b><bdi>{}</bdi>:</b> ", line.speaker);
  const auto seconds = [](std::chrono::nanoseconds time) {
    return fmt::format("{:.3f}", std::chrono::duration<double>(time).count());
  };
  return html("<li data-from=\"{}\" data-to=\"{}\">{}<p>{}<bdi>{}</bdi></p></li>\n", seconds(line.from),
              seconds(line.to), time_button(line.from, plays), speaker, typed(line.text));
}

std::string transcript_words(const TranscriptFacts& transcript) {
  switch (transcript.source.value()) {
    case SoundSource::machine:
      return _("A machine made it; the sound is what counts.");
    case SoundSource::draft:
      return _("A machine drafted it, and a person read and saved it, as they say; the sound is what counts.");
    case SoundSource::typed:
      return _("It is what somebody typed; the sound is what counts.");
    default:
      break;
  }
  return _("Who or what made it is not known; the sound is what counts.");
}

/// What a reader must know before the first line.
Html transcript_warnings(const TranscriptFacts& transcript, const std::optional<Signature>& of_recording) {
  Html part;
  const auto warn = [&](const std::string& words) { part += html("<p class=\"notice\">{}</p>\n", words); };
  if (!transcript.unchanged) warn(_("This transcript is not as it was sealed, or was never sealed."));
  if (!transcript.is_of_this) warn(_("This transcript says that it is of another recording."));
  const auto& signature = transcript.signature;
  if (!signature) {
    warn(_(
        "This transcript is not signed: anyone who has the recording could have made it, and have written any name in "
        "it."));
  } else if (!signature->is_known && !signature->is_own && !(of_recording && of_recording->key == signature->key)) {
    warn(
        _("This transcript is signed by another key than the recording, and the one who made this page does not know "
          "whose it is."));
  }
  if (!transcript.machine.empty()) {
    warn(tr("These words were made by a machine ({}), and no person has checked them.", transcript.machine));
  }
  if (!transcript.problem.empty()) warn(tr("Its lines can't be shown: {}", transcript.problem));
  return part;
}

/// Who or what made it, and how that is known: the same statements as of any other sealed folder.
Html transcript_facts(const TranscriptFacts& transcript) {
  if (transcript.said.empty()) return {};
  Html rows;
  for (const auto& fact : transcript.said) rows += fact_row(fact);
  return html("<h3>{}</h3>\n<dl class=\"facts\">\n{}</dl>\n", _("Claims about this transcript, and who made them"),
              rows);
}

}  // namespace

Html transcript_part(const ReportFacts& facts, bool plays) {
  if (!facts.transcript) return {};
  const auto& transcript = *facts.transcript;
  Html lines;
  for (const auto& line : transcript.lines) lines += spoken_line(line, plays);
  return html(
      "<section aria-labelledby=\"h-transcript\"><h2 id=\"h-transcript\">{}</h2>\n<p class=\"quiet\">{} {}</p>\n{}"
      "<ol class=\"lines\">\n{}</ol>\n{}</section>\n",
      _("Transcript"), tr("From {}, which is sealed apart from the recording.", transcript.bag),
      transcript_words(transcript), transcript_warnings(transcript, facts.found.signature), lines,
      transcript_facts(transcript));
}

Html checks_part(const ReportFacts& facts) {
  Html rows;
  for (const auto& check : facts.found.checks) {
    rows += html("<tr><td>{}</td><td class=\"result {}\">{} {}</td><td><bdi>{}</bdi></td></tr>\n",
                 check_words(check.name, facts.found), result_class(check.result), result_sign(check.result),
                 result_words(check.result), check.detail);
  }
  return html(
      "<section aria-labelledby=\"h-checks\"><h2 id=\"h-checks\">{}</h2>\n<table class=\"wide\">\n<thead><tr>"
      "<th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead>\n<tbody>\n{}</tbody>"
      "</table>\n{}</section>\n",
      _("What was checked"), _("Check"), _("Result"), _("Detail"), rows, findings_table(facts.found.findings));
}

Html limits_part(const ReportFacts& facts) {
  Html items;
  for (const auto& sentence : not_proven(facts.found)) items += html("<li><bdi>{}</bdi></li>\n", sentence);
  return html("<section aria-labelledby=\"h-limits\"><h2 id=\"h-limits\">{}</h2>\n<ul>\n{}</ul></section>\n",
              _("What this does not show"), items);
}

Html by_hand_part(const ReportFacts& facts) {
  if (facts.found.seal.empty()) return {};
  return html(
      "<section aria-labelledby=\"h-hand\"><h2 id=\"h-hand\">{}</h2>\n<p>{}</p>\n<pre>sha256sum "
      "tagmanifest-sha256.txt\n"
      "sha256sum -c tagmanifest-sha256.txt\nsha256sum -c manifest-sha256.txt</pre>\n<p>{}</p>\n<pre>{}</pre>\n<p>{}</p>"
      "</section>\n",
      _("How to check it without this program"),
      _("In the sealed folder, with tools that every computer has or can have:"),
      _("The first command must print this seal, and the two others OK for every file:"), facts.found.seal,
      _("how-to-verify.txt in the same folder says how to check the signature, the sound and the time stamps. "
        "Compare the seal with one that was written down elsewhere."));
}

Html footer_part(const ReportFacts&, UtcTime made) {
  return html(
      "<p>{}</p>\n<p>{}</p>\n", tr("Made on {} by {}.", os::local_moment(made), EARWITNESS_SOFTWARE),
      _("This page is for reading. It is not sealed, and whoever has it could change it: what counts is the sealed "
        "recording, and what a check of it says."));
}

}  // namespace earwitness::pages
