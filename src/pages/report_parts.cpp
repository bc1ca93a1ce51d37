// SPDX-License-Identifier: MIT
//
// The parts of a report that are words: who, what, when, the verdict, and what happened on the clock.
#include <algorithm>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "os/local_time.hpp"
#include "pages/report_page.hpp"
#include "pages/report_words.hpp"
#include "timeline/event_words.hpp"

namespace earwitness::pages {

namespace {

using std::chrono::nanoseconds;
using Kind = timeline::Event::Kind;

constexpr std::size_t max_shown = 1000;  // events in the table; the picture has all

class Facts {
 public:
  void add(const char* name, const std::string& value) {
    if (!value.empty()) rows_ += html("<dt>{}</dt><dd><bdi>{}</bdi></dd>\n", name, value);
  }
  void add_hash(const char* name, const std::string& value) {
    if (!value.empty()) rows_ += html("<dt>{}</dt><dd class=\"hash\">{}</dd>\n", name, value);
  }
  [[nodiscard]] const Html& rows() const noexcept { return rows_; }

 private:
  Html rows_;
};

std::string listed(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

/// Of one kind: how many, and how long together.
std::string total(const ReportFacts& facts, Kind kind) {
  std::size_t count = 0;
  nanoseconds together{0};
  for (const auto& event : facts.events) {
    if (event.kind != kind) continue;
    ++count;
    together += event.to - event.from;
  }
  if (count == 0) return _("none");
  return tr("{}, together {}", count, base::exact_clock_text(std::chrono::round<std::chrono::milliseconds>(together)));
}

void add_times(const ReportFacts& facts, Facts& rows) {
  if (facts.started) {
    const bool is_import = facts.found.source == SoundSource::imported;
    const auto told = [&](UtcTime time) {
      return is_import ? tr("{} as the user says, known to nobody", os::local_moment(time))
                       : tr("{} by the recorder's clock", os::local_moment(time));
    };
    rows.add(_("Began"), told(*facts.started));
    rows.add(_("Ended"), told(*facts.started + facts.length));
    rows.add(_("In UTC"), tr("{} to {}", base::rfc3339(*facts.started).substr(0, 19) + "Z",
                             base::rfc3339(*facts.started + facts.length).substr(0, 19) + "Z"));
  }
  if (facts.found.ended != EndReason::unsaid) rows.add(_("Why it ended"), end_words(facts.found.ended));
  rows.add(_("Length on the clock"), base::clock_text(facts.length));
  const auto sound = base::clock_text(std::chrono::duration_cast<nanoseconds>(
      std::chrono::duration<double>(std::clamp(facts.found.seconds, 0.0, 1e9))));
  rows.add(_("Sound"), trn("{1} in {0} file", "{1} in {0} files", facts.stretches.size(), sound));
  rows.add(_("Pauses"), total(facts, Kind::pause));
  rows.add(_("Gaps"), total(facts, Kind::gap));
}

void add_dating(const Dating& dating, Facts& rows) {
  const bool is_known = std::any_of(dating.stamps.begin(), dating.stamps.end(),
                                    [](const TimeStamp& stamp) { return stamp.covers_line == 0 && stamp.root_known; });
  if (dating.existed_by) {
    rows.add(_("Dated"),
             dating.proven ? tr("it existed by {}", *dating.existed_by)
             : is_known    ? tr("it existed by {}, says an authority; this is not proven: the reasons are below",
                                *dating.existed_by)
                           : tr("it existed by {}, says an authority whose root was not compared", *dating.existed_by));
  }
  for (const auto& stamp : dating.stamps) {
    const auto what = stamp.covers_line == 0 ? std::string(_("the seal")) : tr("journal line {}", stamp.covers_line);
    rows.add(_("Time stamp"), tr("{} on {}, of {}", stamp.time, what, stamp.authority));
  }
}

const char* verdict_class(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::unchanged:
    case Verdict::unchanged_and_dated:
      return "good";
    case Verdict::altered_or_missing:
      return "bad";
    case Verdict::not_sealed:
      break;
  }
  return "open";
}

const char* verdict_sign(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::unchanged:
    case Verdict::unchanged_and_dated:
      return "\xE2\x9C\x93";  // a check mark
    case Verdict::altered_or_missing:
      return "\xE2\x9C\x97";  // a cross
    case Verdict::not_sealed:
      break;
  }
  return "?";
}

std::string lasted(const timeline::Event& event) {
  const auto length = std::chrono::round<std::chrono::milliseconds>(event.to - event.from);
  return length > nanoseconds{0} ? base::exact_clock_text(length) : std::string();
}

/// A name stands in quotes, which it can't hold: so none reads like words of this page.
std::string whose_key(const Signature& signature) {
  if (signature.is_own) return _("of who made this page");
  if (!signature.is_known) return _("not known to who made this page");
  if (signature.known_as.empty()) return _("known to who made this page");
  return tr("known to who made this page as {}", base::in_quotes(signature.known_as));
}

}  // namespace

Html header_part(const ReportFacts& facts) {
  const auto title = facts.title.empty() ? std::string(_("A recording without a title")) : facts.title;
  const auto stands = verdict(facts.found);
  auto part = html("<p class=\"what\">{}</p>\n<h1 class=\"title\"><bdi>{}</bdi></h1>\n",
                   facts.found.kind == RecordingKind::excerpt ? _("Report of an excerpt of a recorded conversation")
                                                              : _("Report of a recorded conversation"),
                   title);
  if (facts.started) {
    part += html("<p class=\"what\">{}</p>\n",
                 tr("{}, {} long", os::local_moment(*facts.started), base::clock_text(facts.length)));
  }
  part += html("<div class=\"verdict {}\"{}><strong>{} {}</strong><p>{}</p></div>\n", verdict_class(stands),
               stands == Verdict::altered_or_missing ? Html::literal(" role=\"alert\"") : Html(), verdict_sign(stands),
               words(stands), verdict_sentence(facts.found));
  return part;
}

/// The name in an excerpt's bag-info.txt is of who made the excerpt; nobody else's signature says anything of it.
void add_excerpt_maker(const ReportFacts& facts, Facts& rows) {
  const auto name = facts.name.empty() ? std::string(_("not stated")) : facts.name;
  const auto& signature = facts.found.excerpt_signature;
  if (!signature) {
    return rows.add(_("Excerpt made by"),
                    tr("{} (the excerpt itself is not signed: anyone who has these seconds could have made it, and "
                       "written this)",
                       name));
  }
  rows.add(_("Excerpt made by"), name);
  rows.add_hash(_("Excerpt signed by the key"), signature->key);
  rows.add(_("Whose key"), whose_key(*signature));
}

Html facts_part(const ReportFacts& facts) {
  const auto& found = facts.found;
  Facts rows;
  if (found.kind == RecordingKind::excerpt) {
    add_excerpt_maker(facts, rows);
  } else {
    rows.add(_("Recorded by"), facts.name.empty() ? std::string(_("not stated")) : facts.name);
  }
  rows.add(_("Statement"), facts.statement);
  rows.add(_("Kind"), kind_in_words(found));
  add_times(facts, rows);
  rows.add(_("People"), listed(facts.people));
  rows.add(_("Microphone"), listed(facts.devices));
  for (const auto& claim : facts.claims) {
    // Where it was recorded is nobody's business unasked; it stands in the sealed notes, and in the file itself.
    if (!claim.starts_with("place: ")) rows.add(_("Claimed, not known"), claim);
  }
  if (found.imported) {
    for (const auto& sentence : import_words(*found.imported)) rows.add(_("Met in the imported file"), sentence);
  }
  if (facts.audio.sample_rate != 0 && facts.audio.bits != 0) {
    rows.add(_("Sound format"),
             trn("{1} Hz, {2} bits, {0} channel, lossless (FLAC)", "{1} Hz, {2} bits, {0} channels, lossless (FLAC)",
                 static_cast<unsigned>(facts.audio.channels), facts.audio.sample_rate, facts.audio.bits));
  }
  rows.add_hash(_("Recording"), found.recording);
  rows.add_hash(_("Seal"), found.seal);
  rows.add_hash(_("Excerpt of the seal"), facts.original);
  if (found.signature) {
    const bool is_excerpt = found.kind == RecordingKind::excerpt;
    rows.add_hash(is_excerpt ? _("Recording signed by the key") : _("Signed by the key"), found.signature->key);
    rows.add(_("Whose key"), whose_key(*found.signature));
  } else if (found.sealed) {
    rows.add(_("Signed by the key"), _("it is not signed, or the signature does not hold"));
  }
  if (found.dating) add_dating(*found.dating, rows);
  return html(
      "<section aria-labelledby=\"h-facts\"><h2 id=\"h-facts\">{}</h2>\n<dl class=\"facts\">\n{}</dl></section>\n",
      _("What, when, by whom"), rows.rows());
}

Html clock_part(const ReportFacts& facts, bool plays) {
  if (facts.stretches.empty()) return {};
  Html rows;
  const auto time_of_day = [&](nanoseconds at) {
    return facts.started ? os::local_clock(*facts.started + at) : std::string();
  };
  const auto row = [&](nanoseconds at, const std::string& what, const std::string& length, const char* css) {
    rows += html(
        "<tr{}><td class=\"time\">{}</td><td class=\"time\">{}</td><td><bdi>{}</bdi></td>"
        "<td class=\"time\">{}</td></tr>\n",
        css[0] == '\0' ? Html() : html(" class=\"{}\"", css), time_button(at, plays), time_of_day(at), what, length);
  };
  row(nanoseconds{0}, _("The recording begins"), {}, "");
  std::size_t marks = 0;
  std::size_t shown = 0;
  for (const auto& event : facts.events) {
    if (event.kind == Kind::mark) ++marks;
    if (++shown > max_shown) continue;
    const auto what = timeline::describe_event(event);
    row(event.from, event.kind == Kind::mark ? tr("Mark {}: {}", marks, what) : what, lasted(event),
        event.kind == Kind::altered ? "bad" : "");
  }
  row(facts.length, _("The recording ends"), {}, "");
  auto part = html(
      "<section aria-labelledby=\"h-clock\"><h2 id=\"h-clock\">{}</h2>\n<table class=\"wide\">\n<caption>{}</caption>\n"
      "<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th>"
      "</tr></thead>\n<tbody>\n{}</tbody></table>\n",
      _("On the clock"), _("The clock begins with the first sample and runs on through pauses."), _("Clock"),
      facts.started ? tr("Time of day ({})", os::offset_from_utc(*facts.started)) : std::string(_("Time of day")),
      _("What happened"), _("Length"), rows);
  if (shown > max_shown) part += html("<p>{}</p>\n", tr("And {} more: they stand in the journal.", shown - max_shown));
  part += Html::literal("</section>\n");
  return part;
}

}  // namespace earwitness::pages
