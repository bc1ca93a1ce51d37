// SPDX-License-Identifier: MIT
//
// The parts of a report that are words: who, what, when, the verdict, and what happened on the clock.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "journal/claims.hpp"
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
  void add(const std::string& name, const std::string& value) {
    if (!value.empty()) rows_ += html("<dt>{}</dt><dd><bdi>{}</bdi></dd>\n", name, value);
  }
  void add(const Fact& fact) { rows_ += fact_row(fact); }
  [[nodiscard]] const Html& rows() const noexcept { return rows_; }

 private:
  Html rows_;
};

std::string listed(const std::vector<std::string>& words) {
  std::string all;
  for (const auto& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

/// What the program itself calls a source is sealed in English: the test signal, and one channel of several.
std::string source_in_words(const std::string& source) {
  if (source == "built-in test signal") return _("built-in test signal");
  constexpr std::string_view before = ", channel ";
  constexpr std::string_view between = " of ";
  const auto at = source.rfind(before);
  if (at == std::string::npos) return source;
  const auto numbers = source.substr(at + before.size());
  const auto middle = numbers.find(between);
  const auto is_number = [](std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (middle == std::string::npos) return source;
  const auto channel = numbers.substr(0, middle);
  const auto inputs = numbers.substr(middle + between.size());
  if (!is_number(channel) || !is_number(inputs)) return source;
  return tr("{}: channel {} of {} alone", source.substr(0, at), channel, inputs);
}

/// None twice: what it was asked for by is a part of what the sound server calls it, `Headset (alsa_input.usb)`.
std::string listed_sources(const std::vector<std::string>& sources) {
  std::vector<std::string> words;
  for (const auto& source : sources) {
    const auto is_named_fully = [&](const std::string& other) {
      return other != source && other.find(fmt::format(" ({})", source)) != std::string::npos;
    };
    auto word = source_in_words(source);
    if (std::any_of(sources.begin(), sources.end(), is_named_fully)) continue;
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(std::move(word));
  }
  return listed(words);
}

/// Of one kind: how many, and how long together; of a call, of each side that has some alone. Where a file was split
/// nothing is missing.
std::string total(const ReportFacts& facts, Kind kind) {
  struct Sum {
    std::size_t count = 0;
    nanoseconds together{0};
  };
  std::map<Track, Sum> sums;
  for (const auto& event : facts.events) {
    if (event.kind != kind || event.cause == "split") continue;
    auto& sum = sums[event.track];
    ++sum.count;
    sum.together += event.to - event.from;
  }
  std::string text;
  for (const auto& [track, sum] : sums) {
    const auto all = tr("{}, together {}", sum.count,
                        base::exact_clock_text(std::chrono::round<std::chrono::milliseconds>(sum.together)));
    if (!text.empty()) text += "; ";
    text += track == Track::only ? all : fmt::format("{}: {}", side_name(facts, track), all);
  }
  if (!text.empty()) return text;
  // That it was interrupted itself is said besides.
  return facts.found.kind == RecordingKind::recovered ? _("none until it was interrupted") : _("none");
}

/// What facts_of() has no word of: it is told by the journal's lines.
void add_course(const ReportFacts& facts, Facts& rows) {
  const bool is_recovered = facts.found.kind == RecordingKind::recovered;
  if (facts.started) {
    // When it would have ended, nobody knows of one that was interrupted.
    rows.add(is_recovered ? _("What was recovered ends") : _("Ended"),
             tr("{} by the recorder's clock, counted on from the beginning",
                os::local_moment(*facts.started + facts.length)));
  }
  if (facts.found.ended != EndReason::unsaid && facts.found.ended != EndReason::imported) {
    rows.add(_("Why it ended"), end_words(facts.found.ended));
  }
  // Of what something else recorded nobody here knows where it paused.
  if (facts.stretches.empty() || facts.found.source == SoundSource::imported) return;
  const auto sound = std::chrono::duration<double>(facts.found.seconds);
  if (std::chrono::abs(std::chrono::duration<double>(facts.length) - sound) >= std::chrono::seconds(1)) {
    rows.add(_("Length on the clock, with pauses and breaks"), base::clock_text(facts.length));
  }
  rows.add(_("Audio files"), std::to_string(facts.stretches.size()));
  rows.add(_("Pauses"), total(facts, Kind::pause));
  rows.add(_("Breaks, in which nothing was recorded"), total(facts, Kind::interruption));
  rows.add(_("Gaps"), total(facts, Kind::gap));
}

/// What anybody can call themselves stands in quotes, and beside it why it is believed, or that it is not.
void add_stamp(const TimeStamp& stamp, const std::string& what, Facts& rows) {
  const auto time = os::with_local_moments(stamp.time);
  const auto authority = base::in_quotes(stamp.authority);
  if (!stamp.root_known) {
    rows.add(_("Time stamp that proves no date"),
             tr("{} existed by {}, says who calls themselves {}: their root was not compared with the one that the "
                "authority of that name publishes",
                what, time, authority));
  } else if (!stamp.weaknesses.empty()) {
    rows.add(_("Time stamp that proves no date"),
             tr("{} existed by {}, says {}: {}", what, time, authority, stamp.weaknesses.front()));
  } else {
    rows.add(_("Time stamp"), tr("{} existed by {}, says {}, whose root the one who made this page had compared", what,
                                 time, authority));
  }
}

void add_dating(const Verification& found, Facts& rows) {
  const bool is_excerpt = found.kind == RecordingKind::excerpt;
  const auto& dating = *found.dating;
  const bool is_known = std::any_of(dating.stamps.begin(), dating.stamps.end(),
                                    [](const TimeStamp& stamp) { return stamp.covers_line == 0 && stamp.root_known; });
  if (dating.existed_by) {
    const auto existed_by = os::with_local_moments(*dating.existed_by);
    const std::string what = is_excerpt ? _("the whole recording that this is a part of") : _("it");
    if (dating.proven) {
      rows.add(_("Dated"), tr("{} existed by {}", what, existed_by));
    } else if (is_known) {
      rows.add(_("Date, not proven"),
               tr("{} existed by {}, says an authority; why this is not proven stands below", what, existed_by));
    } else {
      rows.add(_("Date, not proven"),
               tr("{} existed by {}, says somebody whose root was not compared", what, existed_by));
    }
  }
  for (const auto& stamp : dating.stamps) {
    const auto seal = is_excerpt ? _("the seal of the whole recording") : _("the seal");
    add_stamp(stamp, stamp.covers_line == 0 ? std::string(seal) : tr("journal line {}", stamp.covers_line), rows);
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

std::string subject_of_excerpt(const Verification& found) {
  switch (found.source.value()) {
    case SoundSource::imported:
      return _("Report of an excerpt of a file that was imported");
    case SoundSource::monitor:
      return _("Report of an excerpt of what a computer played: no microphone was recorded");
    case SoundSource::partly_monitor:
      return _("Report of an excerpt of a recording, in part of a microphone and in part of what a computer played");
    case SoundSource::call:
      if (const auto side = only_side_shown(found)) {
        return *side == Track::near ? _("Report of an excerpt of a recorded call: the microphone's side alone")
                                    : _("Report of an excerpt of a recorded call: the other side alone");
      }
      return has_both_sides(found) ? _("Report of an excerpt of a recorded call, both sides")
                                   : _("Report of an excerpt of a recording of two tracks, called a call");
    case SoundSource::test_signal:
      return _("Report of an excerpt of a recorded test signal");
    default:
      break;
  }
  return _("Report of an excerpt of a recorded conversation");
}

std::string subject_of_remainder(const Verification& found) {
  if (found.source == SoundSource::imported)
    return _("Report of what is left of a file that was imported: a part was deleted");
  if (found.source == SoundSource::monitor) {
    return _(
        "Report of what is left of a recording of what a computer played: a part was deleted, and no microphone was "
        "recorded");
  }
  return _("Report of what is left of a recording: a part was deleted");
}

/// Of the whole page, in one line above its title.
std::string subject_of(const Verification& found) {
  if (found.kind == RecordingKind::recovered) {
    return found.source == SoundSource::monitor
               ? _("Report of what was recovered of an interrupted recording of what a computer played: no microphone "
                   "was recorded")
               : _("Report of what was recovered of an interrupted recording");
  }
  if (is_remainder(found)) return subject_of_remainder(found);
  if (found.kind == RecordingKind::excerpt) return subject_of_excerpt(found);
  switch (found.source.value()) {
    case SoundSource::imported:
      return _("Report of a file that was imported");
    case SoundSource::monitor:
      return _("Report of a recording of what a computer played: no microphone was recorded");
    case SoundSource::partly_monitor:
      return _("Report of a recording, in part of a microphone and in part of what a computer played");
    case SoundSource::call:
      return has_both_sides(found) ? _("Report of a recorded call, both sides")
                                   : _("Report of a recording of two tracks, called a call");
    case SoundSource::test_signal:
      return _("Report of a recorded test signal");
    default:
      break;
  }
  return _("Report of a recorded conversation");
}

/// A pause stands in the table with its length: that the user asked for it, and ended it, is said with that.
bool is_said_by_pause(const ReportFacts& facts, const timeline::Event& event) {
  constexpr std::chrono::seconds near{2};  // the microphone takes its time to close and to open
  if (event.kind != Kind::event || (event.cause != "pause" && event.cause != "resume")) return false;
  return std::any_of(facts.events.begin(), facts.events.end(), [&](const timeline::Event& pause) {
    return pause.kind == Kind::pause &&
           std::chrono::abs((event.cause == "pause" ? pause.from : pause.to) - event.from) <= near;
  });
}

std::string clock_caption(const ReportFacts& facts) {
  const std::string clock = _("The clock begins with the first sample and runs on through pauses.");
  if (!facts.started) return clock;
  return clock + " " + _("Times of day are those of the recorder's clock at the beginning, counted on from there.");
}

/// With its offset, which a change of summer time changes within a recording; with the date where that is another.
std::string time_of_day(UtcTime began, UtcTime time) {
  const auto clock = fmt::format("{} {}", os::local_clock(time), os::offset_from_utc(time));
  return os::local_date(time) == os::local_date(began) ? clock : fmt::format("{}, {}", os::local_date(time), clock);
}

/// Beside the verdict, which is of the folder alone.
Html ledger_part(const LedgerWord& word) {
  Html sentences;
  for (const auto* list : {&word.against, &word.doubts}) {
    for (const auto& sentence : *list) sentences += html("<p>{}</p>", sentence);
  }
  if (!word.against.empty()) {
    return html("<div class=\"verdict bad\" role=\"alert\"><strong>✗ {}</strong>{}</div>\n",
                _("The archive's ledger contradicts this recording"), sentences);
  }
  if (word.doubts.empty()) return {};
  return html("<div class=\"verdict open\"><strong>{}</strong>{}</div>\n",
              _("The archive's ledger does not have this recording as it is now"), sentences);
}

/// How long something was recorded of which nothing can be heard in an excerpt: of a call of neither side.
nanoseconds silent_length(const ReportFacts& facts) {
  struct Change {
    int recorded = 0;
    int withheld = 0;
  };
  std::map<nanoseconds, Change> changes;
  for (const auto& stretch : facts.stretches) {
    ++changes[stretch.from].recorded;
    --changes[stretch.from + stretch.length].recorded;
  }
  for (const auto& event : facts.events) {
    if (event.kind != Kind::withheld) continue;
    ++changes[event.from].withheld;
    --changes[event.to].withheld;
  }
  nanoseconds silent{0};
  nanoseconds since{0};
  Change now;
  for (const auto& [time, change] : changes) {
    if (now.recorded > 0 && now.withheld >= now.recorded) silent += time - since;
    now.recorded += change.recorded;
    now.withheld += change.withheld;
    since = time;
  }
  return silent;
}

void add_format(const ReportFacts& facts, Facts& rows) {
  const auto add = [&](const std::string& label, const AudioFormat& format) {
    if (format.sample_rate == 0 || format.bits == 0) return;
    rows.add(label,
             trn("{1} Hz, {2} bits, {0} channel, lossless (FLAC)", "{1} Hz, {2} bits, {0} channels, lossless (FLAC)",
                 static_cast<unsigned>(format.channels), format.sample_rate, format.bits));
  };
  const bool is_one = std::all_of(facts.tracks.begin(), facts.tracks.end(),
                                  [&](const auto& track) { return track.audio == facts.audio; });
  if (is_one) {
    return add(facts.found.source == SoundSource::imported ? _("Sound format of the copy") : _("Sound format"),
               facts.audio);
  }
  for (const auto& track : facts.tracks) {
    add(tr("Sound format, {}", side_name(facts, track.track)), track.audio);
  }
}

}  // namespace

Html fact_row(const Fact& fact) {
  const bool is_hash = fact.name == "recording" || fact.name == "seal" || fact.name == "original_seal" ||
                       fact.name == "key" || fact.name == "excerpt_key";
  if (is_hash && fact.known != Known::unknown) {
    return html("<dt>{}</dt><dd class=\"hash\">{}</dd>\n", fact.label, fact.text);
  }
  return html("<dt>{}</dt><dd><bdi>{}</bdi></dd>\n", fact.label, os::with_local_moments(fact.text));
}

Html header_part(const ReportFacts& facts) {
  const bool is_excerpt = facts.found.kind == RecordingKind::excerpt && !is_remainder(facts.found);
  const char* untitled = is_excerpt                                    ? _("An excerpt, without the recording's title")
                         : facts.found.source == SoundSource::imported ? _("An imported file without a title")
                                                                       : _("A recording without a title");
  const auto title = facts.title.empty() ? std::string(untitled) : facts.title;
  const auto stands = verdict(facts.found);
  auto part =
      html("<p class=\"what\">{}</p>\n<h1 class=\"title\"><bdi>{}</bdi></h1>\n", subject_of(facts.found), title);
  // No date: what only a clock or a person says stands below, with whose word it is, and not beside the verdict.
  if (!facts.stretches.empty()) {
    nanoseconds silent{0};
    silent = silent_length(facts);
    const auto length = base::clock_text(facts.length);
    part += html("<p class=\"what\">{}</p>\n",
                 facts.found.kind == RecordingKind::excerpt
                     ? tr("{} long, of which {} can't be heard here", length,
                          base::exact_clock_text(std::chrono::round<std::chrono::milliseconds>(silent)))
                     : tr("{} long", length));
  }
  part += html("<div class=\"verdict {}\"{}><strong>{} {}</strong><p>{}</p></div>\n", verdict_class(stands),
               stands == Verdict::altered_or_missing ? Html::literal(" role=\"alert\"") : Html(), verdict_sign(stands),
               words(stands), verdict_sentence(facts.found));
  part += ledger_part(facts.ledger);
  return part;
}

Html facts_part(const ReportFacts& facts) {
  const auto& found = facts.found;
  Facts rows;
  for (const auto& fact : facts_of(found)) {
    rows.add(fact);
    if (fact.name == "length") add_course(facts, rows);
  }
  if (found.dating) add_dating(found, rows);
  for (const auto& stamp : found.own_stamps) add_stamp(stamp, _("the excerpt's own seal"), rows);
  if (found.source == SoundSource::imported) {
    for (const auto& event : facts.events) {
      if (event.kind == Kind::event) rows.add(_("The clock of the import"), timeline::describe_event(event));
    }
  }
  rows.add(_("People"), listed(facts.people));
  // Only what the sound server calls a source and no monitor is a microphone; the test signal is none.
  const bool has_microphone =
      found.source == SoundSource::microphone || found.source == SoundSource::partly_monitor || has_both_sides(found);
  rows.add(has_microphone ? _("Microphone") : _("Source of the sound"), listed_sources(facts.devices));
  rows.add(_("What the computer played"), listed_sources(facts.monitors));
  for (const auto& claim : facts.claims) {
    // Where it was recorded is nobody's business unasked; it stands in the sealed notes, and in the file itself. When
    // it was recorded stands above.
    if (claim.starts_with("place: ") || claim.starts_with("recorded: ") || journal::claimed_day(claim)) continue;
    rows.add(_("Claimed, not verified"), os::with_local_moments(claim_words(claim)));
  }
  if (found.imported) {
    for (const auto& sentence : import_words(*found.imported)) rows.add(_("Met in the imported file"), sentence);
    for (const auto& sentence : import_parts(*found.imported)) rows.add(_("Imported as one"), sentence);
  }
  add_format(facts, rows);
  return html(
      "<section aria-labelledby=\"h-facts\"><h2 id=\"h-facts\">{}</h2>\n<dl class=\"facts\">\n{}</dl></section>\n",
      _("What, when, by whom"), rows.rows());
}

Html clock_part(const ReportFacts& facts, bool plays) {
  if (facts.stretches.empty()) return {};
  Html rows;
  const auto clock_at = [&](nanoseconds at) {
    return facts.started ? time_of_day(*facts.started, *facts.started + at) : std::string();
  };
  const auto row = [&](nanoseconds at, const std::string& what, const std::string& length, const char* css) {
    rows += html(
        "<tr{}><td class=\"time\">{}</td><td class=\"time\">{}</td><td><bdi>{}</bdi></td>"
        "<td class=\"time\">{}</td></tr>\n",
        css[0] == '\0' ? Html() : html(" class=\"{}\"", css), time_button(at, plays), clock_at(at), what, length);
  };
  const bool is_import = facts.found.source == SoundSource::imported;
  row(nanoseconds{0}, is_import ? _("The sound begins") : _("The recording begins"), {}, "");
  std::size_t marks = 0;
  std::size_t shown = 0;
  for (const auto& event : facts.events) {
    if (is_said_by_pause(facts, event)) continue;
    if (is_import && event.kind == Kind::event) continue;  // of the import's day, and not of this sound
    if (event.kind == Kind::mark) ++marks;
    if (++shown > max_shown) continue;
    auto what = timeline::describe_event(event);
    if (event.track != Track::only) what = fmt::format("{}: {}", side_name(facts, event.track), what);
    row(event.from, event.kind == Kind::mark ? tr("Mark {}: {}", marks, what) : what, lasted(event),
        event.kind == Kind::altered ? "bad" : "");
  }
  row(facts.length,
      is_import                                      ? _("The sound ends")
      : facts.found.kind == RecordingKind::recovered ? _("What was recovered ends")
                                                     : _("The recording ends"),
      {}, "");
  auto part = html(
      "<section aria-labelledby=\"h-clock\"><h2 id=\"h-clock\">{}</h2>\n<table class=\"wide\">\n<caption>{}</caption>\n"
      "<thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th><th scope=\"col\">{}</th>"
      "</tr></thead>\n<tbody>\n{}</tbody></table>\n",
      _("On the clock"), clock_caption(facts), _("Clock"),
      facts.started ? _("Time of day, with its offset from UTC") : _("Time of day: not known"), _("What happened"),
      _("Length"), rows);
  if (shown > max_shown) part += html("<p>{}</p>\n", tr("And {} more: see the journal.", shown - max_shown));
  part += Html::literal("</section>\n");
  return part;
}

}  // namespace earwitness::pages
