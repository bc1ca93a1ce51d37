// SPDX-License-Identifier: MIT
//
// What `recover` made of interrupted recordings, for people and for scripts. One thread.
#pragma once

#include <optional>
#include <string>

#include "json/value.hpp"
#include "os/file_system.hpp"
#include "recover/recover.hpp"
#include "terminal/exit_code.hpp"

namespace earwitness::results {

struct RecoverResult {
  os::Path conversation;
  std::optional<Recovery> recovered;  ///< nothing: it was recovered before
  std::string why_not_signed{};       ///< a sentence; empty: it is signed, or was recovered before
  std::string checked;
  terminal::ExitCode code = terminal::ExitCode::done;
};

/// One document for all, or text with a blank line between.
class RecoverResults {
 public:
  explicit RecoverResults(bool json) : json_(json) {}

  void add(const RecoverResult& outcome);
  /// One that can't be recovered; the others still are.
  void add(const std::string& path, const Error& error);
  /// One that was told already.
  void add_told(const Error& error);
  [[nodiscard]] terminal::ExitCode finish() const;

 private:
  void note(terminal::ExitCode code);

  bool json_;
  bool first_ = true;
  terminal::ExitCode code_ = terminal::ExitCode::done;
  json::Value list_ = json::Value::array();
};

}  // namespace earwitness::results
