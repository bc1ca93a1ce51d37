// SPDX-License-Identifier: MIT
#include "cli/checks.hpp"

#include <fmt/format.h>

#include "base/translate.hpp"
#include "cli/columns.hpp"
#include "cli/output.hpp"
#include "cli/shown_time.hpp"
#include "json/value.hpp"

namespace earwitness::cli {

namespace {

const char* word(CheckResult result) noexcept {
  switch (result) {
    case CheckResult::pass:
      return _("pass");
    case CheckResult::fail:
      return _("fail");
    case CheckResult::not_checked:
      return _("not checked");
  }
  return "";
}

const char* shown(CheckResult result) noexcept { return result == CheckResult::fail ? _("FAIL") : word(result); }

}  // namespace

json::Value to_json(const Check& check) {
  return {{"check", check.name}, {"result", word(check.result)}, {"detail", check.detail}};
}

void print_checks(const std::vector<Check>& checks) {
  const auto name_width = widest(checks, [](const Check& check) { return _(check.name.c_str()); });
  const auto result_width = widest(checks, [](const Check& check) { return shown(check.result); });
  for (const auto& check : checks) {
    const auto result = padded(shown(check.result), result_width);
    const std::string name = _(check.name.c_str());
    print_line(check.detail.empty()
                   ? fmt::format("  {}  {}", result, name)
                   : fmt::format("  {}  {}  {}", result, padded(name, name_width), with_shown_times(check.detail)));
  }
}

}  // namespace earwitness::cli
