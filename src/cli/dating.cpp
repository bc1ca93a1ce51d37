// SPDX-License-Identifier: MIT
#include "cli/dating.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/translate.hpp"
#include "cli/output.hpp"
#include "cli/shown_time.hpp"
#include "json/value.hpp"

namespace earwitness::cli {

namespace {

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
          {"slate", stamp.slate}};
}

std::string whose(const TimeStamp& stamp) {
  if (stamp.root_known) return _("whose root you named");
  if (stamp.root.empty()) return _("whose root is not there to be compared");
  return tr("whose root was not compared: {}, SHA-256 {}", stamp.root, stamp.root_fingerprint);
}

std::string about(const TimeStamp& stamp) {
  const auto what = stamp.covers_line == 0 ? std::string(_("the seal")) : tr("journal line {}", stamp.covers_line);
  return tr("{} existed by {}, says {}, {}; {}; {}", what, with_shown_times(stamp.time), stamp.authority, whose(stamp),
            stamp.qualified ? _("it says that it is qualified (eIDAS)") : _("whether it is qualified it does not say"),
            stamp.revocation);
}

}  // namespace

json::Value to_json(const std::optional<Dating>& dating) {
  if (!dating) return nullptr;
  json::Value stamps = json::Value::array();
  for (const auto& stamp : dating->stamps) stamps.push_back(to_json(stamp));
  return {{"proven", dating->proven},
          {"begun_by", json::or_null(dating->begun_by)},
          {"after_line", json::or_null(dating->after_line)},
          {"existed_by", json::or_null(dating->existed_by)},
          {"slack_seconds", json::or_null(dating->slack_seconds)},
          {"late_by_seconds", json::or_null(dating->late_by_seconds)},
          {"clock_ahead_seconds", json::or_null(dating->clock_ahead_seconds)},
          {"stamps", std::move(stamps)}};
}

std::vector<std::string> dating_lines(const Dating& dating) {
  std::vector<std::string> lines;
  if (dating.begun_by) {
    lines.push_back(tr("the journal's first line existed by {}; what follows its line {} was written after that",
                       with_shown_times(*dating.begun_by), *dating.after_line));
  }
  if (dating.existed_by)
    lines.push_back(tr("all of it existed by {}, as it is sealed", with_shown_times(*dating.existed_by)));
  if (dating.slack_seconds) {
    lines.push_back(tr("slack: of the time between the two, {:.0Lf} seconds are not accounted for by the journal",
                       *dating.slack_seconds));
  }
  if (dating.late_by_seconds) {
    lines.push_back(tr("late: the seal was stamped {:.0Lf} minutes after the recording's end",
                       std::ceil(*dating.late_by_seconds / 60)));
  }
  if (dating.clock_ahead_seconds) {
    const double ahead = *dating.clock_ahead_seconds;
    lines.push_back(tr("the recorder's clock was {:.1Lf} seconds {} the authority's", std::abs(ahead),
                       ahead < 0 ? _("behind") : _("ahead of")));
  }
  for (const auto& stamp : dating.stamps) {
    lines.push_back(about(stamp));
    if (!stamp.slate.empty()) lines.push_back(tr("its words, shown to be said aloud: {}", fmt::join(stamp.slate, " ")));
  }
  return lines;
}

}  // namespace earwitness::cli
