// SPDX-License-Identifier: MIT
#include "timeline/levels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "bag/layout.hpp"
#include "base/level.hpp"
#include "flac/metadata.hpp"
#include "flac/ordered_decoder.hpp"
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
    const auto& format = journal.format_of(journal.files[known->second]);
    levels.push_back({begin + length(format, from), begin + length(format, from + second->frames), *peak,
                      std::min(*rms, *peak), journal.files[known->second].track});
  }
  return levels;
}

void LevelMeter::hear(std::span<const std::byte> samples) {
  while (!samples.empty() && now_ < file_.seconds.size()) {
    const auto& second = file_.seconds[now_];
    if (left_ == 0) {
      left_ = static_cast<std::size_t>(second.frames) * format_.bytes_per_frame();
      heard_ = {};
      if (left_ == 0) return;  // of a journal that makes no sense
    }
    const auto part = samples.first(std::min(left_, samples.size()));
    heard_.add(part, format_.bits);
    samples = samples.subspan(part.size());
    left_ -= part.size();
    if (left_ > 0) return;
    levels_.push_back({begin_ + length(format_, second.from), begin_ + length(format_, second.from + second.frames),
                       heard_.peak_dbfs(), heard_.rms_dbfs(), file_.track});
    ++now_;
  }
}

void measure_file(os::FileSystem& fs, const os::Path& path, const journal::AudioFile& file, const AudioFormat& format,
                  nanoseconds begin, std::vector<Loudness>& levels) try {
  constexpr Frames piece = 4096;
  const auto source = fs.open(path);
  const auto found = flac::read_stream_info(*source).format;
  if (found != format && format.bits != 0) return;
  const auto first_frame = flac::metadata_end(*source);
  if (!first_frame) return;
  LevelMeter meter(file, found, begin);
  flac::OrderedDecoder decoder(fs, path, found, *first_frame, flac::decoder_threads());
  for (auto part = decoder.read(piece); !part.empty(); part = decoder.read(piece)) meter.hear(part);
  levels.insert(levels.end(), meter.levels().begin(), meter.levels().end());
} catch (const Error&) {  // a picture shows what is there; verify says what is wrong with it
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
