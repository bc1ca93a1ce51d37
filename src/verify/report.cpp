// SPDX-License-Identifier: MIT
#include "verify/report.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"

namespace earwitness::verify_detail {

void Report::passed(CheckName name, const std::string& detail) {
  if (existing(name) != nullptr) return;
  result_.checks.push_back({name, CheckResult::pass, base::printable(detail)});
}

void Report::not_checked(CheckName name, const std::string& why) {
  if (existing(name) != nullptr) return;
  result_.checks.push_back({name, CheckResult::not_checked, base::printable(why)});
}

void Report::found(CheckName name, Finding finding) {
  finding.file = base::printable(finding.file);
  finding.detail = base::printable(finding.detail);
  auto* check = existing(name);
  if (check == nullptr) {
    result_.checks.push_back({name, CheckResult::fail, finding.detail});
  } else {
    check->result = CheckResult::fail;
    if (check->detail.empty()) check->detail = finding.detail;
  }
  if (result_.findings.size() < limits::findings) result_.findings.push_back(std::move(finding));
}

Check* Report::existing(CheckName name) noexcept {
  for (auto& check : result_.checks) {
    if (check.name == name) return &check;
  }
  return nullptr;
}

const Check* Report::find(CheckName name) const noexcept {
  for (const auto& check : result_.checks) {
    if (check.name == name) return &check;
  }
  return nullptr;
}

Finding altered(std::string file, std::string detail) {
  Finding finding;
  finding.file = std::move(file);
  finding.detail = std::move(detail);
  return finding;
}

Finding missing(std::string file) {
  auto finding = altered(std::move(file), {});
  finding.what = Finding::What::missing;
  finding.detail = tr("{} is not there", finding.file);
  return finding;
}

}  // namespace earwitness::verify_detail
