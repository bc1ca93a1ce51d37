// SPDX-License-Identifier: MIT
//
// What `delete` is about to delete, and what it deleted, for people and for scripts. Read-only; what is read may be
// anyone's. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "archive/bin.hpp"
#include "archive/deletion.hpp"
#include "derive/part_plan.hpp"
#include "derive/redaction.hpp"
#include "json/value.hpp"
#include "results/doomed.hpp"

namespace earwitness::results {

/// What is there before it is gone.
struct Doomed {
  archive::RecordingToDelete request;
  std::string name;
  std::string shown;  ///< with its title, date and length
  std::uint64_t files = 0;
  std::uint64_t bytes = 0;
};

/// Throws Error(not_found) for what is no recording of an archive.
[[nodiscard]] Doomed inspect(os::FileSystem& fs, const os::Path& conversation);

/// With the ledger's line, or where it is until there is one.
[[nodiscard]] json::Value document_of_deleted(const Doomed& doomed, const std::string& tombstone,
                                              const std::optional<archive::Binned>& binned);
void print_deleted(const Doomed& doomed, const std::string& tombstone, const std::optional<archive::Binned>& binned,
                   const std::vector<CopyElsewhere>& copies, bool json);

/// Some of them, and how many more there are.
[[nodiscard]] std::string names_of(const std::vector<std::string>& names);

/// A part of a recording, as it was typed.
struct TypedRange {
  std::string from;
  std::string to;
};
[[nodiscard]] std::string part_in_words(os::FileSystem& fs, const os::Path& conversation, const derive::PartPlan& plan,
                                        const TypedRange& typed);
void print_part_deleted(const os::Path& conversation, const derive::PartPlan& plan, const derive::Redaction& made,
                        const std::vector<CopyElsewhere>& copies, bool json);
void warn_of_what_is_left(const derive::PartPlan& plan, const TypedRange& typed, const std::string& name);

}  // namespace earwitness::results
