// SPDX-License-Identifier: MIT
//
// Takes in one journal line after the other and holds each against what came before. One thread.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "journal/content.hpp"
#include "journal/events.hpp"
#include "json/fields.hpp"

namespace earwitness::journal {

class Gatherer {
 public:
  explicit Gatherer(JournalContent& content) : content_(content) {}
  void line(const Line& line);

 private:
  struct Gap {
    std::string file;
    Frames from;
    Frames frames;
    std::uint64_t line;
  };
  /// What is counted of each track by itself.
  struct Side {
    Track track = Track::only;
    std::size_t files = 0;
    std::optional<std::size_t> last_file{};  // its index in content_.files
    bool in_file = false;                    // that one has begun, and no break ended it
    Frames lost = 0;
    std::vector<Gap> gaps{};
  };

  /// A line that names a place in the sound: a mark, or about where another microphone was taken.
  struct Mark {
    std::string file;
    Frames from;
    std::uint64_t line;
    bool is_about = false;
  };
  /// A second whose hash a recovery took back, with its line.
  struct VoidSecond {
    Frames frames;
    crypto::Digest sha256;
  };

  void dispatch(json::Fields& fields);
  void open(const OpenLine& line);
  void file(FileLine line);
  void audio(const AudioLine& line, bool is_readable);
  void gap(const GapLine& line, bool is_readable);
  void open_tracks(const OpenLine& line);
  void interruption(const BreakLine& line);
  void note(const NoteLine& line);
  void source(const SourceLine& line);
  [[nodiscard]] HeardSources& heard_of(Track track);
  void count_monitors(Track track);
  void import(const ImportLine& line);
  void time_stamp(const TimeStampLine& line);
  void recovered(const RecoveredLine& line);
  void close(const CloseLine& line, bool is_readable);

  void check_common();
  void check_track();
  void check_gaps(const Side& side);
  void check_tracks(const CloseLine& line);
  void check_marks();
  void tell_void_seconds();
  void check_name(const Side& side, const std::string& name);
  void declare(Side& side, Declared loss, Frames frames);
  void list_originals(const RecoveredLine& line);
  void forget_from(std::uint64_t line);
  [[nodiscard]] AudioFile* current(const Side& side, const std::string& name);
  /// Of the track that a line is of; null where the recording has no such one, and that is told.
  [[nodiscard]] Side* side_of(Track track);
  void count_files();
  [[nodiscard]] double seconds(const Side& side, Frames frames) const;
  void problem(std::string detail) { problem_at(line_->number, std::move(detail)); }
  void problem_at(std::uint64_t line, std::string detail);

  JournalContent& content_;
  const Line* line_ = nullptr;                          // the one that is taken in now
  std::set<std::string> names_;                         // of files and imports
  std::vector<Side> sides_;                             // as many as the recording has tracks
  std::vector<std::uint64_t> declared_lines_;           // of each in content_.declared
  std::map<std::uint64_t, Track> begins_with_monitor_;  // notes of monitors that no `source` line names
  std::vector<Mark> marks_;
  std::map<std::pair<std::string, Frames>, VoidSecond> void_seconds_;
  std::uint64_t replaced_seconds_ = 0;  // of these, those that stand there again with another hash
  std::int64_t last_mono_ = 0;
  bool is_counted_ = false;  // what stands before the `close`
};

}  // namespace earwitness::journal
