// SPDX-License-Identifier: MIT
//
// A recording that is played at this terminal: what is told with the sound comes with it, and keys pause it and go to
// other places. One thread.
#pragma once

#include <string>
#include <vector>

#include "os/file_system.hpp"
#include "terminal/play_screen.hpp"
#include "timeline/playing.hpp"
#include "timeline/selection.hpp"

namespace earwitness::terminal {

/// Until the end of the range, `q` or Ctrl-C. `lines` in the order of their times; `name` as `excerpt` takes it. What
/// can't be decoded is said and left out. Throws DeviceError, FileError; Error(unknown_format) where a file is not of
/// the list's kind.
void play(os::FileSystem& fs, timeline::Playlist list, std::vector<ToldLine> lines, const std::string& name,
          const timeline::TimeRange& range);

}  // namespace earwitness::terminal
