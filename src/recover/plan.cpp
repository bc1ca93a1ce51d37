// SPDX-License-Identifier: MIT
#include "recover/plan.hpp"

#include <algorithm>

namespace earwitness::recover_detail {

namespace {

using journal::AudioFile;

class Planner {
 public:
  Planner(const KeptJournal& journal, const std::vector<Sound>& sounds) : journal_(journal), sounds_(sounds) {}

  Plan plan() {
    for (const auto& file : journal_.content.files) hold_against_sound(file);
    for (const auto& line : journal_.lines) {
      if (const auto* gap = std::get_if<journal::GapLine>(&line.event)) hold_gap_against_sound(line.number, *gap);
    }
    // To take back one line takes back all that follow, so it can leave another file unfinished.
    while (require_order()) {
    }
    collect_files();
    return std::move(plan_);
  }

 private:
  [[nodiscard]] const Sound* sound_of(const std::string& name) const {
    const auto found =
        std::find_if(sounds_.begin(), sounds_.end(), [&](const Sound& s) { return s.name == name && s.frames > 0; });
    return found == sounds_.end() ? nullptr : &*found;
  }

  bool take_back_from(std::uint64_t line) {
    if (plan_.unsupported_from && *plan_.unsupported_from <= line) return false;
    plan_.unsupported_from = line;
    return true;
  }

  [[nodiscard]] bool stands(std::uint64_t line) const {
    return !plan_.unsupported_from || line < *plan_.unsupported_from;
  }

  [[nodiscard]] std::uint64_t beginning_of(const AudioFile& file) const {
    return journal_.beginning_of(file.name)->number;
  }

  [[nodiscard]] std::size_t standing_seconds(const AudioFile& file) const {
    return static_cast<std::size_t>(std::count_if(file.seconds.begin(), file.seconds.end(),
                                                  [&](const journal::Second& s) { return stands(s.line); }));
  }

  void hold_against_sound(const AudioFile& file) {
    const auto* sound = sound_of(file.name);
    const Frames there = sound == nullptr ? 0 : sound->frames;
    if (there == 0) take_back_from(beginning_of(file));
    if (file.frames() > there) plan_.missing.push_back({file.name, file.frames() - there});
    for (std::size_t i = 0; i < file.seconds.size(); ++i) {
      const auto& second = file.seconds[i];
      const bool is_heard = sound != nullptr && i < sound->seconds.size() &&
                            sound->seconds[i].frames == second.frames && sound->seconds[i].sha256 == second.sha256;
      if (is_heard) continue;
      take_back_from(second.line);
      break;
    }
  }

  void hold_gap_against_sound(std::uint64_t line, const journal::GapLine& gap) {
    const auto* sound = sound_of(gap.file);
    const bool is_borne_out = sound != nullptr && gap.from + gap.frames <= sound->frames && !sound->is_loud_gap(line);
    if (!is_borne_out) take_back_from(line);
  }

  /// Null for the last one of its track.
  [[nodiscard]] const AudioFile* next_of_track(std::size_t index) const {
    const auto& files = journal_.content.files;
    for (auto i = index + 1; i < files.size(); ++i) {
      if (files[i].track == files[index].track) return &files[i];
    }
    return nullptr;
  }

  /// Of each track, only the last file that stands can be gone on with. True where something had to be taken back.
  bool require_order() {
    const auto& files = journal_.content.files;
    for (std::size_t i = 0; i < files.size(); ++i) {
      const auto* after = next_of_track(i);
      if (after == nullptr) continue;
      const auto next = beginning_of(*after);
      if (!stands(next)) continue;
      const auto* sound = sound_of(files[i].name);
      if (sound != nullptr && standing_seconds(files[i]) < sound->seconds.size()) return take_back_from(next);
    }
    return false;
  }

  void collect_files() {
    for (const auto& file : journal_.content.files) {
      const auto* sound = sound_of(file.name);
      if (sound == nullptr) continue;
      PlannedFile planned{sound, journal_.beginning_of(file.name), false, standing_seconds(file), 0};
      for (std::size_t i = 0; i < planned.kept_seconds; ++i) planned.kept_frames += sound->seconds[i].frames;
      // A reader drops a file that lost all of its seconds together with the lines that are taken back.
      planned.begun = !plan_.unsupported_from || planned.kept_seconds > 0;
      plan_.files.push_back(planned);
    }
    for (const auto& sound : sounds_) {
      if (sound.frames > 0 && journal_.beginning_of(sound.name) == nullptr) {
        plan_.files.push_back({&sound, nullptr, false, 0, 0});
      }
    }
  }

  const KeptJournal& journal_;
  const std::vector<Sound>& sounds_;
  Plan plan_;
};

}  // namespace

Plan make_plan(const KeptJournal& journal, const std::vector<Sound>& sounds) { return Planner(journal, sounds).plan(); }

}  // namespace earwitness::recover_detail
