// SPDX-License-Identifier: MIT
//
// Marks on their way into the journal. Each was asked for at a moment; its place is the frame that sounded then, which
// is known once the sound of that moment has come. Its words may come later still: a person types them. One thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "earwitness/base.hpp"
#include "record/command.hpp"

namespace earwitness::record {

/// A frame of a file, from the bag's root.
struct Place {
  std::string file;
  Frames from = 0;
  double at_seconds = 0;  ///< since the recording's first frame, pauses counted
};

struct PlacedMark {
  CommandId id{};
  std::optional<Place> place;
  std::string words;
};

class Marks {
 public:
  /// False where there are too many.
  bool add(CommandId id, BootTime at, std::optional<std::string> words);
  void set_words(CommandId id, std::string words);

  /// `end` is the place behind a frame that ended at `ended_ns` (CLOCK_BOOTTIME).
  void place_until(const Place& end, std::int64_t ended_ns, std::uint32_t sample_rate);
  /// No sound of their moments comes: those without a place get this one.
  void place_rest(const Place& place);
  /// No words will come any more.
  void end_words();

  /// Those that got their place since the last call: whoever asked may be told.
  [[nodiscard]] std::vector<PlacedMark> take_placed();
  /// Those that have got place and words since, in the order that they were asked for; none waits for another.
  [[nodiscard]] std::vector<PlacedMark> take_complete();

 private:
  struct Mark {
    CommandId id{};
    std::int64_t at_ns = 0;
    std::optional<std::string> words;
    std::optional<Place> place;
    bool placed = false;
    bool complete = false;
  };
  std::vector<Mark> waiting_;
  std::size_t added_ = 0;
};

}  // namespace earwitness::record
