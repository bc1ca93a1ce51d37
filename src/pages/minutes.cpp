// SPDX-License-Identifier: MIT
#include "pages/minutes.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "archive/tags.hpp"
#include "bag/info.hpp"
#include "bag/layout.hpp"
#include "base/limits.hpp"
#include "base/recording_kind.hpp"
#include "base/text.hpp"
#include "base/time.hpp"
#include "base/translate.hpp"
#include "journal/claims.hpp"
#include "journal/content.hpp"
#include "journal/sound_clock.hpp"
#include "os/clock.hpp"
#include "os/local_time.hpp"
#include "pages/assets.hpp"
#include "pages/html.hpp"
#include "pages/report_words.hpp"
#include "timeline/events.hpp"
#include "timeline/selection.hpp"

namespace earwitness::pages {

namespace {

/// As one remembers it who looked at a clock: a time to the second would be a machine's.
UtcTime remembered(UtcTime time) {
  return std::chrono::round<std::chrono::duration<std::int64_t, std::ratio<300>>>(time);
}

std::string hour_and_minute(UtcTime time) { return os::local_clock(time).substr(0, 5); }

Html minutes_row(const char* name, const std::string& value) {
  return html(
      "<tr><th scope=\"row\">{}</th><td><div class=\"write\" contenteditable=\"true\" role=\"textbox\" "
      "aria-label=\"{}\"><bdi>{}</bdi></div></td></tr>\n",
      name, name, value);
}

Html minutes_part(const char* name, const char* css) {
  return html(
      "<section>\n<h2>{}</h2>\n<div class=\"lines{}\" contenteditable=\"true\" role=\"textbox\" "
      "aria-multiline=\"true\" aria-label=\"{}\"></div>\n</section>\n",
      name, css, name);
}

Html sign_field(const std::string& person) {
  return html("<div class=\"name\"><div class=\"sign\"></div><p>{}</p><p class=\"date\">{}<span></span></p></div>\n",
              person.empty() ? html("{}", _("Name:")) : html("<bdi>{}</bdi>", person), _("Date:"));
}

/// Of an import its journal tells when it was imported, and only the user when it was.
std::optional<UtcTime> said_start(os::FileSystem& fs, const os::Path& bag) {
  const auto entry = fs.status(bag / bag::info_path);
  if (!entry || entry->kind != os::EntryKind::file) return std::nullopt;
  const auto info = bag::parse_info(os::read_all(fs, bag / bag::info_path, limits::tag_file_bytes));
  return base::parse_rfc3339(bag::value_of(info, archive::tags::started));
}

/// Where no more than the day is said.
std::string said_day(os::FileSystem& fs, const os::Path& bag, const journal::JournalContent& journal) {
  for (const auto& [number, text] :
       timeline::note_texts(fs, bag, journal, fs.status(bag / bag::excerpt_path).has_value())) {
    if (const auto day = journal::claimed_day(text)) return *day;
  }
  return {};
}

std::string people_words(const std::vector<std::string>& people) {
  std::string all;
  for (const auto& person : people) all += (all.empty() ? "" : ", ") + person;
  return all;
}

}  // namespace

std::string minutes_page(const MinutesRequest& request) {
  const auto began = remembered(request.began);
  const auto ended = std::max(remembered(request.began + request.length), began + std::chrono::minutes(5));
  auto rows = minutes_row(_("Date"), os::local_date(began));
  rows += minutes_row(_("Time"),
                      request.is_day ? std::string() : tr("{} to {}", hour_and_minute(began), hour_and_minute(ended)));
  rows += minutes_row(_("Place"), request.place);
  rows += minutes_row(_("Present"), people_words(request.people));
  rows += minutes_row(_("Subject"), request.subject);
  auto parts = minutes_part(_("What was discussed"), " tall");
  parts += minutes_part(_("What was agreed"), "");
  parts += minutes_part(_("Next steps: who does what, and by when"), "");
  Html names;
  const auto count = std::max<std::size_t>(request.people.size(), 2);
  for (std::size_t i = 0; i < count; ++i) {
    names += sign_field(i < request.people.size() ? request.people[i] : std::string());
  }
  return fill(assets::minutes_html,
              {{"lang", Html::escaped(base::to_string(base::language()))},
               {"title", Html::escaped(_("Conversation report"))},
               {"style", Html::of_ours(assets::minutes_css)},
               {"rows", rows},
               {"parts", parts},
               {"signatures", Html::escaped(_("Signatures"))},
               {"agreed", Html::escaped(_("Those who sign agree that this is what was discussed and agreed."))},
               {"names", names}});
}

MinutesRequest minutes_of(os::FileSystem& fs, const os::Path& recording) {
  constexpr const char* journal_file = bag::journal_path;
  MinutesRequest request;
  std::optional<UtcTime> began;
  for (const auto& bag :
       std::array<os::Path, 3>{recording / bag::recording_folder, recording / bag::recovered_folder, recording}) {
    const auto entry = fs.status(bag / journal_file);
    if (!entry || entry->kind != os::EntryKind::file) continue;
    const auto journal = journal::read_journal(*fs.open(bag / journal_file));
    began = base::parse_rfc3339(journal::began_utc(journal));
    if (journal.kind == recording_kind::imported) {
      began = said_start(fs, bag);
      const auto day = os::parse_local(said_day(fs, bag, journal));
      request.is_day = day.has_value();
      if (day) began = day;
    }
    const auto begins = timeline::beginnings(journal);
    for (std::size_t i = 0; i < begins.size(); ++i) {
      request.length = std::max(
          request.length, begins[i] + timeline::length(journal.format_of(journal.files[i]), journal.files[i].frames()));
    }
    if (began) break;
  }
  if (!began) {
    throw Error(ErrorKind::not_found, recording.string(),
                tr("{} does not say when it began", base::printable(recording.string())),
                _("import the file again, and say when it was recorded: earwitness import FILE --recorded \"2026-11-23 "
                  "15:30\""));
  }
  request.began = *began;
  return request;
}

std::string minutes_name(UtcTime began) {
  return fmt::format("{}-{}.html", _("conversation-report"), os::local_text(began).substr(0, 10));
}

}  // namespace earwitness::pages
