// SPDX-License-Identifier: MIT
#include "timeline/levels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "bag/layout.hpp"
#include "base/level.hpp"
#include "flac/reader.hpp"
#include "journal/line_source.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"
#include "timeline/selection.hpp"

namespace earwitness::timeline {

namespace {

using std::chrono::nanoseconds;

/// What a level can be, whatever the file says.
std::optional<double> level(const json::Value& object, const char* name) {
  const auto value = json::find_number(object, name);
  if (!value || !std::isfinite(*value)) return std::nullopt;
  return std::clamp(*value, base::silence_dbfs, 0.0);
}

double height(double dbfs) { return std::clamp(1 - dbfs / quietest_dbfs, 0.0, 1.0); }

}  // namespace

std::vector<Loudness> read_levels(os::File& file, const journal::JournalContent& journal) {
  const auto begins = beginnings(journal);
  std::map<std::string, std::size_t, std::less<>> index;
  for (std::size_t i = 0; i < journal.files.size(); ++i) index.emplace(journal.files[i].name, i);
  std::vector<Loudness> levels;
  journal::LineSource source(file);
  while (source.next() == journal::LineSource::Next::line) {
    const auto object = json::parse_object(source.text(), json::journal_line);
    if (!object) continue;
    json::Fields fields(*object);
    const auto known = index.find(fields.text("file"));
    const auto from = fields.number("from", 0, std::numeric_limits<Frames>::max());
    const auto peak = level(*object, "peak_dbfs");
    const auto rms = level(*object, "rms_dbfs");
    if (!fields.missing().empty() || known == index.end() || !peak || !rms) continue;
    const auto& seconds = journal.files[known->second].seconds;
    const auto second = std::lower_bound(seconds.begin(), seconds.end(), from,
                                         [](const auto& s, Frames position) { return s.from < position; });
    if (second == seconds.end() || second->from != from) continue;
    const auto begin = begins[known->second];
    levels.push_back({begin + length(journal.audio, from), begin + length(journal.audio, from + second->frames), *peak,
                      std::min(*rms, *peak)});
  }
  return levels;
}

std::vector<Loudness> measure_levels(os::FileSystem& fs, const os::Path& bag, const journal::JournalContent& journal,
                                     bool is_excerpt) {
  const auto begins = beginnings(journal);
  std::vector<Loudness> levels;
  for (std::size_t i = 0; i < journal.files.size(); ++i) try {
      const auto& file = journal.files[i];
      flac::Reader reader(fs.open(bag / (is_excerpt ? bag::excerpt_audio_path(file.name) : file.name)));
      if (reader.info().format != journal.audio && journal.audio.bits != 0) continue;
      for (const auto& second : file.seconds) {
        base::Level heard;
        Frames left = second.frames;
        while (left > 0) {
          const auto part = reader.read(left);
          if (part.empty()) break;
          heard.add(part, reader.info().format.bits);
          left -= static_cast<Frames>(part.size() / reader.info().format.bytes_per_frame());
        }
        if (left > 0) break;
        levels.push_back({begins[i] + length(journal.audio, second.from),
                          begins[i] + length(journal.audio, second.from + second.frames), heard.peak_dbfs(),
                          heard.rms_dbfs()});
      }
    } catch (const Error&) {  // a picture shows what is there; verify says what is wrong with it
    }
  return levels;
}

std::vector<std::optional<Column>> outline(const std::vector<Loudness>& levels, nanoseconds length,
                                           std::size_t columns) {
  std::vector<std::optional<Column>> result(columns);
  if (length <= nanoseconds{0} || columns == 0) return result;
  const auto column_at = [&](nanoseconds time) {
    return static_cast<double>(time.count()) / static_cast<double>(length.count()) * static_cast<double>(columns);
  };
  const auto last = static_cast<double>(columns - 1);
  for (const auto& second : levels) {
    const auto first = static_cast<std::size_t>(std::clamp(std::floor(column_at(second.from)), 0.0, last));
    const auto end = static_cast<std::size_t>(std::clamp(std::ceil(column_at(second.to)) - 1, 0.0, last));
    for (auto i = first; i <= end; ++i) {
      auto& column = result[i];
      if (!column) column.emplace();
      column->peak = std::max(column->peak, height(second.peak_dbfs));
      column->rms = std::max(column->rms, height(second.rms_dbfs));
    }
  }
  return result;
}

}  // namespace earwitness::timeline
