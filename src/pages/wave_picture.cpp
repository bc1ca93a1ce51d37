// SPDX-License-Identifier: MIT
#include "pages/wave_picture.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "pages/report_words.hpp"

namespace earwitness::pages {

namespace {

using std::chrono::nanoseconds;
using Kind = timeline::Event::Kind;

constexpr std::size_t picture_columns = 1200;
constexpr double box_height = 200;
constexpr int max_ticks = 5;               // as many times fit below it on a telephone
constexpr double narrowest_percent = 0.2;  // of what must be seen however short it was
constexpr double label_percent = 1.6;      // letters nearer to each other than this can't be read

/// Letter, class of the style sheet, and hatching of what lies on the wave form.
struct Look {
  const char* letter;
  const char* css;
};

Look look(Kind kind) noexcept {
  switch (kind) {
    case Kind::pause:
      return {"P", "pause"};
    case Kind::interruption:
      return {"B", "break"};
    case Kind::gap:
      return {"G", "gap"};
    case Kind::withheld:
      return {"W", "withheld"};
    case Kind::altered:
      return {"X", "altered"};
    case Kind::mark:
    case Kind::event:
      break;
  }
  return {"", "mark"};
}

std::string legend_words(Kind kind, bool is_remainder) {
  switch (kind) {
    case Kind::pause:
      return _("pause: not recorded");
    case Kind::interruption:
      return _("break between two files");
    case Kind::gap:
      return _("gap: lost sound, silence in its place");
    case Kind::withheld:
      return is_remainder ? _("deleted: silent here") : _("withheld: silent in this excerpt");
    case Kind::altered:
      return _("not as it was sealed");
    case Kind::mark:
    case Kind::event:
      break;
  }
  return _("mark, by its number");
}

class Picture {
 public:
  explicit Picture(const ReportFacts& facts) : facts_(facts) {}

  Html draw() {
    auto inside = sound();
    inside += events();
    inside += names();
    inside += axis();
    const auto length = base::clock_text(facts_.length);
    const auto about = is_call() ? tr("Wave forms of both tracks: {} on the clock, with {} marks", length, marks_)
                                 : tr("Wave form of {} on the clock, with {} marks", length, marks_);
    auto figure = html(
        "<figure class=\"wave-figure\">\n"
        "<svg id=\"wave\" class=\"wave\" role=\"img\" aria-label=\"{}\" width=\"100%\" height=\"216\">\n{}\n{}"
        "<line id=\"cursor\" class=\"cursor\" x1=\"0%\" x2=\"0%\" y1=\"28\" y2=\"184\"/>\n</svg>\n",
        about, patterns(), inside);
    figure += legend();
    figure += Html::literal("</figure>\n");
    return figure;
  }

 private:
  double percent(nanoseconds time) const {
    if (facts_.length <= nanoseconds{0}) return 0;
    const auto part = static_cast<double>(time.count()) / static_cast<double>(facts_.length.count());
    return std::clamp(part, 0.0, 1.0) * 100;
  }

  static std::string number(double percent) { return fmt::format("{:.2f}%", percent); }

  static Html patterns() {
    Html defs = Html::literal("<defs>");
    constexpr std::array names{"pause", "gap", "withheld", "altered"};
    constexpr std::array strokes{"M0 8L8 0", "M0 0L8 8M0 8L8 0", "M0 4H8", "M4 0V8M0 4H8"};
    for (std::size_t i = 0; i < names.size(); ++i) {
      defs += html(
          "<pattern id=\"hatch-{}\" width=\"8\" height=\"8\" patternUnits=\"userSpaceOnUse\">"
          "<rect class=\"{}-ground\" width=\"8\" height=\"8\"/><path class=\"{}-hatch\" d=\"{}\"/></pattern>",
          names[i], names[i], names[i], strokes[i]);
    }
    defs += Html::literal("</defs>");
    return defs;
  }

  bool is_call() const noexcept { return !facts_.tracks.empty(); }

  /// Where one track's wave form is, from its top on.
  struct Lane {
    int top;
    int height;
  };

  Lane lane(Track track) const noexcept {
    constexpr int top = 32;
    constexpr int height = 150;
    constexpr int between = 6;
    constexpr int half = (height - between) / 2;
    if (!is_call() || track == Track::only) return {top, height};
    return {track == Track::far ? top + half + between : top, half};
  }

  Html sound() const {
    if (!is_call()) return wave(Track::only);
    auto drawn = wave(Track::near);
    drawn += wave(Track::far);
    return drawn;
  }

  Html wave(Track track) const {
    std::vector<timeline::Loudness> levels;
    std::copy_if(facts_.levels.begin(), facts_.levels.end(), std::back_inserter(levels),
                 [&](const timeline::Loudness& second) { return second.track == track; });
    const auto columns = timeline::outline(levels, facts_.length, picture_columns);
    const auto [top, height] = lane(track);
    return html(
        "<rect class=\"ground\" x=\"0\" y=\"{0}\" width=\"100%\" height=\"{1}\"/>\n"
        "<svg x=\"0\" y=\"{0}\" width=\"100%\" height=\"{1}\" viewBox=\"0 0 {2} {3}\" "
        "preserveAspectRatio=\"none\">\n"
        "<path class=\"peak\" d=\"{4}\"/>\n<path class=\"loudness\" d=\"{5}\"/>\n</svg>\n",
        top, height, picture_columns, static_cast<int>(box_height),
        mirrored_path(columns, &timeline::Column::peak, box_height),
        mirrored_path(columns, &timeline::Column::rms, box_height));
  }

  /// Above what lies on the wave forms.
  Html names() const {
    if (!is_call()) return {};
    const auto name = [&](Track track) {
      return html("<text class=\"side\" x=\"6\" y=\"{}\">{}</text>\n", lane(track).top + 13, side_name(facts_, track));
    };
    auto drawn = name(Track::near);
    drawn += name(Track::far);
    return drawn;
  }

  Html events() {
    Html drawn;
    for (const auto& event : facts_.events) {
      if (event.kind == Kind::event) continue;
      const bool is_mark = event.kind == Kind::mark;
      if (is_mark) ++marks_;
      const auto at = percent(event.from);
      auto& last = last_[{event.kind, event.track}];
      const bool is_new = !last.drawn || at >= *last.drawn + narrowest_percent;
      if (!is_new && percent(event.to) < at + narrowest_percent) continue;  // nobody could tell the two apart
      last.drawn = at;
      drawn += is_mark || event.kind == Kind::interruption ? line(event, at) : region(event, at);
      if (last.labelled && at < *last.labelled + label_percent) continue;
      last.labelled = at;
      drawn += label(event, at);
    }
    return drawn;
  }

  Html line(const timeline::Event& event, double at) const {
    const auto [top, height] = lane(event.track);
    const bool is_far = event.track == Track::far;
    const bool is_near = event.track == Track::near;
    return html("<line class=\"{}\" x1=\"{}\" x2=\"{}\" y1=\"{}\" y2=\"{}\"/>\n", look(event.kind).css, number(at),
                number(at), is_far ? top : top - 4, is_near ? top + height : top + height + 2);
  }

  Html region(const timeline::Event& event, double at) const {
    const auto width = std::max(percent(event.to) - at, narrowest_percent);
    const auto* css = look(event.kind).css;
    const auto [top, height] = lane(event.track);
    return html("<rect class=\"{}\" fill=\"url(#hatch-{})\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n", css, css,
                number(std::min(at, 100 - width)), top, number(width), height);
  }

  Html label(const timeline::Event& event, double at) const {
    const bool is_mark = event.kind == Kind::mark;
    const auto middle = is_mark ? at : (at + percent(std::max(event.to, event.from))) / 2;
    const auto words = is_mark ? std::to_string(marks_) : std::string(look(event.kind).letter);
    // Two sides may have something at one time: the far one's letters are in its own lane.
    const bool is_far = event.track == Track::far;
    const auto [top, height] = lane(event.track);
    return html("<text class=\"label{}\" x=\"{}\" y=\"{}\" text-anchor=\"{}\">{}</text>\n", is_far ? " side" : "",
                number(middle),
                is_mark  ? 11
                : is_far ? top + height - 5
                         : 25,
                middle < 1    ? "start"
                : middle > 99 ? "end"
                              : "middle",
                words);
  }

  Html axis() const {
    Html drawn;
    for (const auto tick : ticks(facts_.length, max_ticks)) {
      const auto at = percent(tick);
      drawn += html(
          "<line class=\"tick\" x1=\"{}\" x2=\"{}\" y1=\"182\" y2=\"188\"/>"
          "<text class=\"time\" x=\"{}\" y=\"204\" text-anchor=\"{}\">{}</text>\n",
          number(at), number(at), number(at),
          at < 2    ? "start"
          : at > 95 ? "end"
                    : "middle",
          base::clock_text(tick));
    }
    return drawn;
  }

  static Html swatch(Kind kind) {
    const auto [letter, css] = look(kind);
    if (kind == Kind::mark) return Html::literal("<b class=\"swatch-text\">1</b>");
    if (kind == Kind::interruption) {
      return html(
          "<b class=\"swatch-text\">{}</b><svg width=\"8\" height=\"14\" aria-hidden=\"true\">"
          "<line class=\"break\" x1=\"4\" x2=\"4\" y1=\"0\" y2=\"14\"/></svg>",
          letter);
    }
    return html(
        "<b class=\"swatch-text\">{}</b><svg width=\"20\" height=\"14\" aria-hidden=\"true\">"
        "<rect class=\"{}\" fill=\"url(#hatch-{})\" width=\"20\" height=\"14\"/></svg>",
        letter, css, css);
  }

  Html legend() const {
    Html items = html(
        "<figcaption><ul class=\"legend\">\n<li><svg width=\"20\" height=\"14\" aria-hidden=\"true\">"
        "<rect class=\"peak\" width=\"20\" height=\"14\"/><rect class=\"loudness\" y=\"4\" width=\"20\" "
        "height=\"6\"/></svg> {}</li>\n",
        _("loudest sample and loudness of each second, from -60 dB to full scale"));
    constexpr std::array kinds{Kind::mark, Kind::pause, Kind::interruption, Kind::gap, Kind::withheld, Kind::altered};
    for (const auto kind : kinds) {
      const bool is_there = std::any_of(facts_.events.begin(), facts_.events.end(),
                                        [&](const timeline::Event& event) { return event.kind == kind; });
      if (is_there) items += html("<li>{} {}</li>\n", swatch(kind), legend_words(kind, is_remainder(facts_.found)));
    }
    items += Html::literal("</ul></figcaption>\n");
    return items;
  }

  struct Last {
    std::optional<double> drawn;
    std::optional<double> labelled;
  };

  const ReportFacts& facts_;
  std::map<std::pair<Kind, Track>, Last> last_;
  std::size_t marks_ = 0;
};

}  // namespace

Html wave_picture(const ReportFacts& facts) { return Picture(facts).draw(); }

std::string mirrored_path(const std::vector<std::optional<timeline::Column>>& columns, double timeline::Column::*height,
                          double full_height) {
  std::string path;
  const auto middle = full_height / 2;
  for (std::size_t begin = 0; begin < columns.size();) {
    if (!columns[begin]) {
      ++begin;
      continue;
    }
    auto end = begin;
    while (end < columns.size() && columns[end]) ++end;
    // The upper edge to the right, column by column, then the lower one back.
    path += fmt::format("M{} {:.1f}", begin, middle);
    const auto edge = [&](std::size_t column, double sign) {
      const auto half = std::max((*columns[column]).*height * middle, 0.5);  // silence is a line, too
      path += fmt::format("V{:.1f}", middle + sign * half);
    };
    for (auto i = begin; i < end; ++i) {
      edge(i, -1);
      path += fmt::format("H{}", i + 1);
    }
    for (auto i = end; i > begin; --i) {
      edge(i - 1, 1);
      path += fmt::format("H{}", i - 1);
    }
    path += "Z";
    begin = end;
  }
  return path;
}

std::vector<std::chrono::seconds> ticks(nanoseconds length, int most) {
  constexpr std::array<int, 17> steps{1,   2,   5,    10,   15,   30,    60,    120,  300,
                                      600, 900, 1800, 3600, 7200, 14400, 28800, 86400};
  const auto whole = std::chrono::duration_cast<std::chrono::seconds>(length);
  auto step = std::chrono::seconds(steps.back());
  for (const int candidate : steps) {
    if (whole.count() / candidate > most) continue;
    step = std::chrono::seconds(candidate);
    break;
  }
  while (whole / step > most) step *= 2;
  std::vector<std::chrono::seconds> result;
  for (std::chrono::seconds at{0}; at <= whole; at += step) result.push_back(at);
  return result;
}

}  // namespace earwitness::pages
