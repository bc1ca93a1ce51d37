// SPDX-License-Identifier: MIT
#include "pages/report_page.hpp"

#include <vector>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "json/value.hpp"
#include "pages/assets.hpp"
#include "pages/report_words.hpp"
#include "pages/wave_picture.hpp"

namespace earwitness::pages {

namespace {

using json::Value;
using std::chrono::nanoseconds;

/// Where the sound goes in its page; no word of a recording can be it, as it is no text but a comment of ours.
constexpr std::string_view sound_place = "<!--the sound-->";

double seconds_of(nanoseconds time) { return std::chrono::duration<double>(time).count(); }

/// What the script must know: where each stretch lies on the clock, in which file that is played, and where in that.
Value page_data(const ReportFacts& facts, const PageSound& sound) {
  auto stretches = Value::array();
  auto files = Value::array();
  for (const auto& file : sound.files) files.push_back(file);
  nanoseconds played{0};
  std::size_t count = 0;
  for (const auto& heard : heard_ranges(facts)) {
    const auto length = heard.to - heard.from;
    const bool has_own_file = !sound.files.empty();
    stretches.push_back({{"from", seconds_of(heard.from)},
                         {"length", seconds_of(length)},
                         {"file", has_own_file ? count : 0},
                         {"played", has_own_file ? 0.0 : seconds_of(played)}});
    played += length;
    ++count;
  }
  return {{"length", seconds_of(facts.length)}, {"files", std::move(files)}, {"stretches", std::move(stretches)}};
}

Html media_policy(const PageSound& sound) {
  switch (sound.where) {
    case PageSound::Where::sealed:
      return Html::literal("'self'");
    case PageSound::Where::embedded:
      return Html::literal("data:");
    case PageSound::Where::beside:
      return Html::literal("'self' file:");
    case PageSound::Where::none:
      break;
  }
  return Html::literal("'none'");
}

/// `data/audio-001.flac to data/audio-003.flac`; of a call each side's.
std::string master_files(const ReportFacts& facts) {
  const auto files_of = [&](Track track) {
    std::vector<const std::string*> files;
    for (const auto& stretch : facts.stretches) {
      if (stretch.track == track) files.push_back(&stretch.file);
    }
    if (files.empty()) return std::string();
    return files.size() == 1 ? *files.front() : tr("{} to {}", *files.front(), *files.back());
  };
  if (facts.tracks.empty()) return files_of(Track::only);
  const auto near = files_of(Track::near);
  const auto far = files_of(Track::far);
  if (near.empty() || far.empty()) return near + far;
  return tr("{} ({}) and {} ({})", near, side_name(facts, Track::near), far, side_name(facts, Track::far));
}

Html player(const ReportFacts& facts, const PageSound& sound) {
  const bool is_sealed = sound.where == PageSound::Where::sealed;
  const auto source = sound.where == PageSound::Where::embedded
                          ? html("data:{};base64,{}", sound.type, Html::of_ours(sound_place))
                          : Html::escaped(is_sealed ? sound.files.front() : sound.name);
  const auto lost =
      is_sealed ? html("<p id=\"lost\" class=\"lost\" role=\"alert\" hidden>{}</p>\n",
                       tr("The sound can't be played from here. It is {} in the sealed folder, and this page must be "
                          "next to that folder: unpack everything that you received, and open the page there.",
                          master_files(facts)))
                : Html();
  const auto follow = facts.transcript ? html(
                                             "<label class=\"follow\"><input id=\"follow\" type=\"checkbox\" checked> "
                                             "{}</label>",
                                             _("follow the transcript"))
                                       : Html();
  return html(
      "<div class=\"desk\">\n"
      "<audio id=\"player\" controls preload=\"metadata\" aria-label=\"{}\" src=\"{}\"></audio>\n"
      "<div class=\"seek\"><button type=\"button\" id=\"play\" class=\"play\" hidden data-play=\"{}\" "
      "data-pause=\"{}\" "
      "aria-label=\"{}\"></button><input id=\"position\" type=\"range\" min=\"0\" max=\"{}\" step=\"any\" value=\"0\" "
      "aria-label=\"{}\"><output id=\"clock\" for=\"position\"></output>\n"
      "{}</div>\n{}</div>\n",
      is_sealed ? _("The sound of the recording") : _("A copy to listen to"), source, _("Play"),
      _("Pause the playback"), _("Play"), fmt::format("{:.3f}", seconds_of(facts.length)),
      _("Position on the clock of the recording"), follow, lost);
}

/// That the files stay as they were found when the page was made, it can't promise.
Html how_sealed_is_played() {
  return html("<p class=\"quiet only-screen\">{}</p>",
              _("You hear the file as it is now. Whether it is still as it was sealed, only a check of the folder "
                "shows, not this page."));
}

/// Of the sealed files themselves.
std::string note_of_sealed(const ReportFacts& facts) {
  const auto master = master_files(facts);
  const auto& original = facts.found.said.imported_file;
  const bool is_excerpt = facts.found.kind == RecordingKind::excerpt;
  std::string what;
  if (facts.found.kind == RecordingKind::recovered) {
    what = tr("What is heard of this page on a screen is what was recovered itself: {} in its sealed folder.", master);
  } else if (is_remainder(facts.found)) {
    what = tr("What is heard of this page on a screen is what is left itself: {} in its sealed folder.", master);
  } else if (is_excerpt) {
    what = tr("What is heard of this page on a screen is the excerpt itself: {} in its sealed folder.", master);
  } else if (!original.empty()) {
    what = facts.found.said.imported_files > 1 ? tr("What is heard of this page on a screen is {} in its sealed "
                                                    "folder, a copy that was decoded from the originals, {} "
                                                    "beside it.",
                                                    master, original)
                                               : tr("What is heard of this page on a screen is {} in its sealed "
                                                    "folder, a copy that was decoded from the original, {} "
                                                    "beside it.",
                                                    master, original);
  } else {
    what = tr("What is heard of this page on a screen is the recording itself: {} in its sealed folder.", master);
  }
  if (!original.empty() && is_excerpt) {
    what += std::string(" ") +
            _("It was cut from a copy that was decoded from an imported file, which is not in this folder.");
  }
  return what;
}

std::string listening_note(const ReportFacts& facts, const PageSound& sound) {
  if (sound.where == PageSound::Where::none) return sound.why_none;
  if (sound.where == PageSound::Where::sealed) return note_of_sealed(facts);
  const auto master = master_files(facts);
  std::string what =
      sound.where == PageSound::Where::embedded
          ? std::string(_("What is heard of this page on a screen is a copy to listen to, and proves nothing."))
          : tr("What is heard of this page on a screen is a copy to listen to, {} beside it, and proves nothing.",
               sound.name);
  if (!facts.tracks.empty()) {
    const auto side = only_side_shown(facts.found);
    what +=
        std::string(" ") +
        (side ? (*side == Track::near ? _("The microphone is on the left; of the other side nothing is heard.")
                                      : _("The other side of the call is on the right; of the microphone nothing "
                                          "is heard."))
         : has_both_sides(facts.found) ? _("The microphone is on the left, the other side of the call on the right.")
                                       : _("The near track is on the left, the far track on the right."));
  }
  if (sound.mixed > 0) {
    what += " " + tr("The {} channels are mixed to two in it: 1, 3 and so on to the left, 2, 4 and so on to the right.",
                     sound.mixed);
  }
  if (sound.has_silenced) {
    what += std::string(" ") + _("Each second that is not as the journal has it is silent here.");
  }
  const auto& original = facts.found.said.imported_file;
  const bool is_excerpt = facts.found.kind == RecordingKind::excerpt;
  // An excerpt has seconds of the decoded copy, and nothing of the file.
  if (!original.empty() && is_excerpt) {
    what += std::string(" ") +
            _("It was cut from a copy that was decoded from an imported file, which is not in this folder.");
  }
  if (!original.empty() && !is_excerpt) {
    return what + " " +
           (facts.found.said.imported_files > 1
                ? tr("The originals are {} in its sealed folder; {} beside them is a copy that was decoded from them.",
                     original, master)
                : tr("The original is {} in its sealed folder; {} beside it is a copy that was decoded from it.",
                     original, master));
  }
  if (facts.found.kind == RecordingKind::recovered) {
    return what + " " + tr("What was recovered is {} in its sealed folder.", master);
  }
  if (is_remainder(facts.found)) {
    return what + " " + tr("What is left itself is {} in its sealed folder.", master);
  }
  if (is_excerpt) {
    return what + " " + tr("The excerpt itself is {} in its sealed folder.", master);
  }
  return what + " " + tr("The recording itself is {} in its sealed folder.", master);
}

}  // namespace

Html time_button(nanoseconds at, bool plays) {
  const auto words = base::clock_text(at);
  if (!plays) return html("<span class=\"at\">{}</span>", words);
  return html("<button type=\"button\" class=\"at\" data-at=\"{}\" aria-label=\"{}\">{}</button>",
              fmt::format("{:.3f}", seconds_of(at)), tr("Play from {}", words), words);
}

Html conversation_part(const ReportFacts& facts, const PageSound& sound) {
  if (facts.stretches.empty()) {
    return html("<section aria-labelledby=\"h-wave\"><h2 id=\"h-wave\">{}</h2>\n<p>{}</p></section>\n", _("The sound"),
                facts.found.source == SoundSource::imported
                    ? _("This program cannot decode its sound: the imported file is in the sealed folder as it came.")
                    : _("There is no sound in it."));
  }
  auto part =
      html("<section aria-labelledby=\"h-wave\"><h2 id=\"h-wave\">{}</h2>\n{}<p class=\"quiet\">{}</p>{}</section>\n",
           _("The sound"), wave_picture(facts), listening_note(facts, sound),
           sound.where == PageSound::Where::sealed ? how_sealed_is_played() : Html());
  if (sound.where != PageSound::Where::none) part += player(facts, sound);
  return part;
}

Page report_page(const ReportFacts& facts, const PageSound& sound, UtcTime made) {
  const bool plays = sound.where != PageSound::Where::none;
  const auto title = facts.title.empty() ? std::string(_("Report of a recording")) : tr("Report: {}", facts.title);
  const auto filled = fill(assets::page_html, {{"lang", Html::escaped(base::to_string(base::language()))},
                                               {"style-hash", Html::of_ours(csp_hash(assets::page_css))},
                                               {"script-hash", Html::of_ours(csp_hash(assets::page_js))},
                                               {"media", media_policy(sound)},
                                               {"title", Html::escaped(title)},
                                               {"style", Html::of_ours(assets::page_css)},
                                               {"header", header_part(facts)},
                                               {"facts", facts_part(facts)},
                                               {"conversation", conversation_part(facts, sound)},
                                               {"transcript", transcript_part(facts, plays)},
                                               {"clock", clock_part(facts, plays)},
                                               {"checks", checks_part(facts)},
                                               {"limits", limits_part(facts)},
                                               {"by-hand", by_hand_part(facts)},
                                               {"footer", footer_part(facts, made)},
                                               {"data", Html::data(page_data(facts, sound))},
                                               {"script", Html::of_ours(assets::page_js)}});
  const auto at = filled.find(sound_place);
  if (at == std::string::npos) return {filled, {}};
  return {filled.substr(0, at), filled.substr(at + sound_place.size())};
}

}  // namespace earwitness::pages
