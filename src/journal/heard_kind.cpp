// SPDX-License-Identifier: MIT
#include "journal/heard_kind.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>

#include "base/recording_kind.hpp"
#include "journal/events.hpp"
#include "journal/line_source.hpp"
#include "json/fields.hpp"
#include "json/reader.hpp"

namespace earwitness::journal {

namespace {

constexpr std::size_t lines_at_first = 20;  ///< most recordings name their one source there
constexpr std::size_t search_chunk_bytes = 256 * 1024;

/// Whether these bytes stand anywhere in the file: a thousand times as fast as reading its lines.
bool holds(os::File& file, std::string_view word) {
  const std::boyer_moore_horspool_searcher search(word.begin(), word.end());
  std::string chunk;
  file.seek(0);
  for (;;) {
    const auto kept = std::min(chunk.size(), word.size() - 1);
    chunk.erase(0, chunk.size() - kept);
    chunk.resize(kept + search_chunk_bytes);
    const auto got = file.read(std::as_writable_bytes(std::span(chunk)).subspan(kept));
    chunk.resize(kept + got);
    if (std::search(chunk.begin(), chunk.end(), search) != chunk.end()) return true;
    if (got == 0) return false;
  }
}

bool tells_of_source(std::string_view line) {
  return line.find(R"("event":"note")") != std::string_view::npos ||
         line.find(R"("event":"source")") != std::string_view::npos;
}

/// The notes of sources, and the moves from one to another.
class HeardReader {
 public:
  explicit HeardReader(const std::string& kind) : opened_(kind) {}

  void read(const json::Value& line) {
    const auto number = json::find_count(line, "note");
    if (!number) return;
    if (json::text_in(line, "event") == "note") {
      ++notes_;
      const auto kind = json::text_in(line, "kind");
      if (kind == note_of_monitor || kind == note_of_device) sources_.emplace(*number, kind == note_of_monitor);
      if (kind == note_of_monitor) begins_with_monitor_.insert(*number);
    } else if (const auto source = sources_.find(*number); source != sources_.end()) {
      (source->second ? moved_to_monitor_ : moved_to_microphone_) = true;
      begins_with_monitor_.erase(*number);
    }
  }

  /// Behind the last note nothing but a `source` line that names an earlier one can change the kind.
  [[nodiscard]] bool is_decided(std::uint64_t notes) const {
    if (notes_ < notes) return false;
    for (const auto& [number, is_monitor] : sources_) {
      if (is_monitor != (opened_ == recording_kind::monitor)) return false;
    }
    return true;
  }

  [[nodiscard]] std::string kind() const {
    const bool begins_so = opened_ == recording_kind::monitor || !begins_with_monitor_.empty();
    if (begins_so && !moved_to_microphone_) return recording_kind::monitor;
    return begins_so || moved_to_monitor_ ? recording_kind::partly_monitor : opened_;
  }

 private:
  std::string opened_;
  std::uint64_t notes_ = 0;
  std::map<std::uint64_t, bool> sources_;  // by the note's number: whether it is a monitor
  std::set<std::uint64_t> begins_with_monitor_;
  bool moved_to_monitor_ = false;
  bool moved_to_microphone_ = false;
};

}  // namespace

std::string heard_kind(os::File& journal, const std::string& kind, std::uint64_t notes) {
  if (kind != recording_kind::microphone && kind != recording_kind::monitor) return kind;
  // Without a monitor it stays a microphone, and without a move whatever it was called.
  const std::string_view needed = kind == recording_kind::microphone ? R"("monitor")" : R"("source")";
  HeardReader heard(kind);
  std::optional<LineSource> lines(journal);
  for (std::size_t read = 0; !heard.is_decided(notes); ++read) {
    if (read == lines_at_first) {
      if (!holds(journal, needed)) break;
      heard = HeardReader(kind);
      lines.emplace(journal);
    }
    if (lines->next() != LineSource::Next::line) break;
    if (!tells_of_source(lines->text())) continue;
    if (const auto line = json::parse_object(lines->text(), json::document)) heard.read(*line);
  }
  return heard.kind();
}

std::vector<std::string> heard_sides(os::File& journal, std::uint64_t notes) {
  std::vector<std::string> sides;
  std::vector<HeardReader> readers;
  std::vector<std::string> names;
  std::uint64_t notes_read = 0;
  const bool has_moves = holds(journal, R"("event":"source")");
  journal.seek(0);
  LineSource lines(journal);
  for (std::size_t read = 0; lines.next() == LineSource::Next::line; ++read) {
    if (read > 0 && !has_moves && notes_read >= notes) break;  // nothing behind the last note changes anything
    if (read > 0 && !tells_of_source(lines.text())) continue;
    const auto line = json::parse_object(lines.text(), json::document);
    if (!line) continue;
    if (read == 0) {
      const auto* tracks = line->find("tracks");
      if (tracks == nullptr || !tracks->is_array() || tracks->size() != 2) break;
      for (const auto& track : tracks->elements()) {
        names.push_back(json::text_in(track, "track"));
        sides.push_back(json::text_in(track, "kind"));
        readers.emplace_back(sides.back());
      }
      continue;
    }
    if (json::text_in(*line, "event") == "note") ++notes_read;
    const auto side = std::find(names.begin(), names.end(), json::text_in(*line, "track"));
    if (side != names.end()) readers[static_cast<std::size_t>(side - names.begin())].read(*line);
  }
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (sides[i] == recording_kind::microphone || sides[i] == recording_kind::monitor) sides[i] = readers[i].kind();
  }
  return sides;
}

}  // namespace earwitness::journal
