// SPDX-License-Identifier: MIT
//
// What is heard in a report: the recording's own files, or a copy to listen to that goes with it: mp3 where this
// machine can, else wav; all files of the recording one after the other, as the page's script has them. One thread.
// Throws FileError where the disk fails; sound that can't be had is told, as a report is made of a damaged recording,
// too.
#pragma once

#include <vector>

#include "os/file_system.hpp"
#include "pages/report_facts.hpp"
#include "pages/report_page.hpp"

namespace earwitness::pages {

/// The addresses by which a page that sees the bag as `bag` plays each stretch of it, in their order. Empty where they
/// are not to be played as they are: not sealed, not there, not all as the journal has them, two sides that must be
/// heard together, or of a form that a browser may refuse, or mix so that a channel is lost.
[[nodiscard]] std::vector<std::string> sealed_files(os::FileSystem& fs, const ReportFacts& facts, const os::Path& bag);

struct SoundCopy {
  PageSound told;
  os::Path file;                             ///< in `folder`; empty: none
  std::vector<timeline::Loudness> levels{};  ///< of what is heard in it, for set_levels()
};

/// `beside` is the name that it has where it is too large to be within the page.
[[nodiscard]] SoundCopy make_sound_copy(os::FileSystem& fs, const ReportFacts& facts, const os::Path& folder,
                                        const std::string& beside);

/// Appends the file as base64.
void write_base64(os::File& to, os::File& from);

}  // namespace earwitness::pages
