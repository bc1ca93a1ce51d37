// SPDX-License-Identifier: MIT
//
// A recording whose process was killed, made by the real parts: nothing is finished, closed or sealed. 8 kHz, a title.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "archive/archive.hpp"
#include "earwitness/verify.hpp"
#include "json/value.hpp"
#include "os/file_system.hpp"
#include "recover/recover.hpp"
#include "tests/temporary_folder.hpp"

namespace earwitness::test {

class Interrupted {
 public:
  static constexpr const char* uuid = "0b7e0c3e-0000-4000-8000-000000000000";
  static constexpr AudioFormat format{8000, 1, 16};

  /// Killed after so many frames; with a new file after each `split` seconds.
  explicit Interrupted(Frames frames, std::optional<std::chrono::seconds> split = std::nullopt);

  [[nodiscard]] os::Path folder() const { return conversation_.folder; }
  [[nodiscard]] os::Path original() const { return conversation_.bag(); }
  [[nodiscard]] os::Path recovered() const { return conversation_.recovered(); }

  // Paths are from the original's root.
  [[nodiscard]] std::string read(const std::string& path) const;
  void write(const std::string& path, const std::string& content) const;
  void remove(const std::string& path) const;
  /// The journal's whole lines.
  [[nodiscard]] std::vector<json::Value> journal() const;
  /// Salts stay with their lines.
  void write_journal(std::vector<json::Value> lines) const;

  /// Recovers, and requires what must always hold: nothing of the original is changed, the bag verifies, `flac -t -w`
  /// accepts its files, and its journal goes on where the original's kept lines end.
  [[nodiscard]] Recovery recover() const;
  /// Requires that it throws, and that everything is as it was.
  [[nodiscard]] ErrorKind refused() const;
  [[nodiscard]] Verification verified() const;
  /// Of all files of the recovered bag.
  [[nodiscard]] std::vector<std::byte> sound() const;
  [[nodiscard]] std::vector<json::Value> recovered_journal() const;
  [[nodiscard]] std::string recovered_file(const std::string& path) const;

  /// What was played into it.
  [[nodiscard]] static std::vector<std::byte> played(Frames from, Frames count);

 private:
  [[nodiscard]] std::vector<std::string> state() const;

  TemporaryFolder folder_;
  archive::Conversation conversation_;
};

/// The event's line; the last one, if there are several.
[[nodiscard]] json::Value line_of(const std::vector<json::Value>& lines, const std::string& event);
[[nodiscard]] std::vector<json::Value> lines_of(const std::vector<json::Value>& lines, const std::string& event);

}  // namespace earwitness::test
