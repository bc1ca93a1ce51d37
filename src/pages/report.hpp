// SPDX-License-Identifier: MIT
//
// A report: one page of HTML that tells a court or a lawyer what a recording is, whether it was changed, and what is in
// it, with the sound to listen to. It needs nothing but a browser and asks no network for anything. It is a view, no
// evidence: it lies outside of every sealed bag, may be made again at any time, and says so itself.
//
// A page beside its recording plays the sealed files, so what is heard is the evidence and nothing is encoded. Where
// that can't be, a copy to listen to is in the page, made beside it on its way (pages/report_sound.hpp).
//
// A recording that does not verify gets one, too, which says so on top. The recording is only read. What fails leaves
// nothing. One at a time in a folder: whoever calls holds a
// lock. Errors: Error(not_found) for what is no recording; FileError, also where `page` is there and must not be
// replaced.
#pragma once

#include <string>

#include "base/translate.hpp"
#include "earwitness/verify.hpp"
#include "os/clock.hpp"
#include "os/file_system.hpp"

namespace earwitness::pages {

/// What that folder is called: archive::new_work_name() of this.
inline constexpr const char* report_work_stem = ".earwitness-report";

struct ReportRequest {
  os::Path recording;       ///< a conversation, or a bag
  os::Path page;            ///< the file to write; its folder is there
  bool replace = false;     ///< what is there, where it is a page that this program made
  std::string work_name{};  ///< of the folder that it is made in, beside the page; empty: any new one
  bool audio = true;
  bool single_file = false;       ///< a copy of the sound is in the page, wherever that lies
  bool will_lie_by_bags = false;  ///< it is moved to where each bag's own folder is
  Checker checker;
  VerifyOptions check{};                       ///< of the check that the page begins with
  base::Language language = base::language();  ///< of the page, which may be another one than that of messages
};

struct Report {
  os::Path page;
  os::Path sound;  ///< a copy to listen to beside the page; empty: there is none, or it is in the page
  bool embedded = false;
  bool plays_sealed = false;  ///< the recording's own files, which it must stay beside
  bool is_apart = false;      ///< a copy is in it because it does not lie beside the recording
  std::string why_silent;     ///< a sentence in the page's language where sound was asked for and could not be had
  std::uint64_t bytes = 0;
  std::size_t marks = 0;
  std::string transcript;  ///< name of its bag; empty: none
  Verification found;
  bool is_contradicted = false;  ///< the archive's ledger contradicts it; the page says so
};

[[nodiscard]] Report make_report(os::FileSystem& fs, const os::Clock& clock, const ReportRequest& request);

}  // namespace earwitness::pages
