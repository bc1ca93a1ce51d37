// SPDX-License-Identifier: MIT
//
// The seals of the bags in one conversation's folder, for what says which of them it was made of. They are read once
// for all bags that are checked one after the other in that folder: N transcripts that each read N seals would cost N x
// N. One thread. Nothing is followed; what can't be read throws FileError.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness {

class SealsBeside {
 public:
  /// Reads the folder unless the last call was of the same one.
  void look_into(os::FileSystem& fs, const os::Path& folder);

  // `own` is the name of the bag that asks, which is not beside itself.

  /// Also one without a seal that could be read.
  [[nodiscard]] bool has_recording(const std::string& own) const;
  [[nodiscard]] bool is_recording(const std::string& seal, const std::string& own) const {
    return is_of_other(recordings_, seal, own);
  }
  [[nodiscard]] bool is_transcript(const std::string& seal, const std::string& own) const {
    return is_of_other(transcripts_, seal, own);
  }
  /// How long the sound of the recording with that seal is, by its journal; nothing where that is not known. Each
  /// journal is read once.
  [[nodiscard]] std::optional<std::chrono::nanoseconds> length_of(os::FileSystem& fs, const std::string& seal,
                                                                  const std::string& own);
  /// No other bag with a seal lies there.
  [[nodiscard]] bool is_alone(const std::string& own) const;

 private:
  using BySeal = std::unordered_multimap<std::string, std::string>;  // to the name of the bag

  [[nodiscard]] static bool is_of_other(const BySeal& bags, const std::string& seal, const std::string& own);

  os::Path folder_;
  std::vector<std::string> recording_folders_;  // two at most
  BySeal recordings_;
  BySeal transcripts_;
  std::unordered_map<std::string, std::optional<std::chrono::nanoseconds>> lengths_;  // by the recording's folder
};

}  // namespace earwitness
