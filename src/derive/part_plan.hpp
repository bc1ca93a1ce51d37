// SPDX-License-Identifier: MIT
//
// What in a conversation's folder holds or tells of a part of its recording, so that all of it goes when that part is
// deleted: everything that a command of this program makes there is known by its name and looked into; a page by how it
// begins and by the recording that it names. Only read; what
// can't be read is taken for something that holds it. One thread. Throws FileError, and Error as of timeline::select().
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "journal/content.hpp"
#include "os/file_system.hpp"
#include "timeline/selection.hpp"

namespace earwitness::derive {

/// The seconds that go, and what stands in them.
struct DeletedPart {
  /// What was asked for. That, and not `span`, is what is withheld: a second of one track reaches over two of the
  /// other, and to withhold what touches it would take these as well.
  timeline::TimeRange asked;
  timeline::TimeRange span;            ///< what was asked for, and all of each second that it touches
  std::vector<timeline::Run> seconds;  ///< by their files in the journal
  std::set<std::uint64_t> notes;       ///< marks in it, or so near to it that they may be about it
  std::uint64_t kept_notes = 0;
};

struct PartPlan {
  std::string recording;     ///< UUID
  std::string original;      ///< the seal of the whole recording
  bool is_repeated = false;  ///< its sound was deleted before; what else holds it may still be there
  bool is_other_part =
      false;  ///< another part was deleted before: what is left can't be cut again, and nothing is planned
  DeletedPart part;
  journal::JournalContent journal;
  std::vector<std::string> removed;            ///< names in the conversation's folder that hold or tell of it
  std::map<std::string, std::string> changed;  ///< names, and what stays of them: label, draft
  std::vector<std::string> others;             ///< nothing shows what is in them, or they are of another recording
  std::vector<std::string> kept_bags;          ///< excerpts and transcripts that hold nothing of it
  std::size_t notes_without_time = 0;          ///< of the label: they stay
  bool keeps_typed_text = false;               ///< the rest of the transcript that counts is kept as a draft
};

struct PartRequest {
  os::Path conversation;
  timeline::TimeRange deleted;
  bool all_later_bags = false;   ///< excerpts and transcripts go, too, that hold nothing of it
  bool all_other_files = false;  ///< so does that of which nothing shows what it holds
  /// Names in the conversation's folder: reports that show this recording (its UUID, its seal), and their sound. Where
  /// nobody says so, no page is known to be one.
  std::function<std::vector<std::string>(const std::string& recording, const std::string& seal)> pages_of{};
};

[[nodiscard]] PartPlan plan_part(os::FileSystem& fs, const PartRequest& request);

}  // namespace earwitness::derive
