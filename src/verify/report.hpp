// SPDX-License-Identifier: MIT
//
// Builds a Verification: checks in the order they are made, each with what it found. One thread.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "earwitness/verify.hpp"

namespace earwitness::verify_detail {

class Report {
 public:
  explicit Report(Verification& result) noexcept : result_(result) {}

  /// Adds the check as passed; a finding made under its name turns it into failed.
  void passed(CheckName name, const std::string& detail = {});
  void not_checked(CheckName name, const std::string& why);
  /// Fails the check and adds the finding, unless there are limits::findings already. Name and detail are made
  /// printable here.
  void found(CheckName name, Finding finding);
  /// Null if it was not made.
  [[nodiscard]] const Check* find(CheckName name) const noexcept;

 private:
  Check* existing(CheckName name) noexcept;
  Verification& result_;
};

[[nodiscard]] Finding altered(std::string file, std::string detail);
[[nodiscard]] Finding missing(std::string file);

}  // namespace earwitness::verify_detail
