// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "recover/kept_journal.hpp"
#include "recover/notes.hpp"
#include "recover/original.hpp"
#include "recover/plan.hpp"
#include "recover/sound.hpp"

namespace earwitness::recover_detail {

/// Sentences on what could not be recovered; at most a hundred. `foreign`: audio files of another recording. Pure.
[[nodiscard]] std::vector<std::string> describe_losses(const Original& original, const KeptJournal& kept,
                                                       const std::vector<std::string>& foreign,
                                                       const std::vector<Sound>& sounds, const Plan& plan,
                                                       const KeptNotes& notes, const Formats& formats);

}  // namespace earwitness::recover_detail
