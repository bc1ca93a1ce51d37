// SPDX-License-Identifier: MIT
//
// A short sealed recording made by the real parts, and ways to harm it: two files of 8 kHz sound with a split between
// them, a gap, a title.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "archive/archive.hpp"
#include "json/value.hpp"
#include "os/file_system.hpp"
#include "tests/temporary_folder.hpp"

namespace earwitness::test {

inline constexpr const char* first_file = "data/audio-001.flac";
inline constexpr const char* journal_file = "data/journal.jsonl";
inline constexpr const char* signature_file = "seal/signature.ed25519";

class SealedRecording {
 public:
  static constexpr const char* uuid = "0b7e0c3e-0000-4000-8000-000000000000";

  SealedRecording() : SealedRecording(24'000, std::chrono::milliseconds(250)) {}
  /// Of so many frames, of which a quarter of a second is said to have come at each of these intervals, just now.
  SealedRecording(Frames frames, std::chrono::nanoseconds interval);
  /// Both sides of a call, unsigned, in format 2: `near` of 8 kHz and one channel, 3 s, a pause, 1.5 s; `far` of 16 kHz
  /// and two channels, 2 s of which a quarter is a gap, a lost device, 1 s. A title, and a mark.
  struct Call {};
  explicit SealedRecording(Call call);
  /// The same before its end: killed while both sides go on. Not sealed.
  struct OpenCall {};
  explicit SealedRecording(OpenCall call);
  [[nodiscard]] os::Path bag() const { return conversation_.bag(); }
  [[nodiscard]] os::Path conversation() const { return conversation_.folder; }
  [[nodiscard]] std::string read(const std::string& path) const;
  /// A FLAC file's samples.
  [[nodiscard]] std::vector<std::byte> sound(const std::string& path) const;
  /// Replaces or makes a file.
  void write(const std::string& path, const std::string& content) const;
  void remove(const std::string& path) const;
  [[nodiscard]] std::vector<std::string> files() const;

  /// The journal's lines as objects; write_journal() numbers and chains them anew. Salts stay with their lines.
  [[nodiscard]] std::vector<json::Value> journal() const;
  void write_journal(std::vector<json::Value> lines) const;
  /// Sets a label of bag-info.txt, or takes it out where there is no value.
  void set_info(const std::string& label, const std::optional<std::string>& value) const;
  /// Makes it so large that its sound is looked at ahead, and it stays what it was: levels with blanks between their
  /// fields. Seals it anew.
  void make_long() const;
  /// Makes the payload's count and both manifests anew for what lies there, as one would who wants to hide a change.
  void reseal() const;

 private:
  void count_anew() const;

  TemporaryFolder folder_;
  archive::Conversation conversation_;
};

}  // namespace earwitness::test
