// SPDX-License-Identifier: MIT
//
// Dates that nothing binds: a person reads them first, and a clock that nobody set may have made them. So one that
// can't be true is told, and alters nothing.
#include <chrono>
#include <string>

#include "base/time.hpp"
#include "base/translate.hpp"
#include "verify/dating.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

namespace {

UtcTime now_of(const Checker& checker) {
  return std::chrono::time_point_cast<std::chrono::nanoseconds>(checker.now.value_or(std::chrono::system_clock::now()));
}

}  // namespace

UtcTime format_began() {
  using namespace std::chrono;
  return UtcTime{sys_days{year{2026} / November / 1}};
}

void remark_on_date(Session& session, std::string_view name, std::string_view shown, UtcTime time, UtcTime earliest) {
  auto& remarks = session.result.remarks;
  if (base::seconds_between(time, earliest) > clock_tolerance_seconds) {
    const bool is_before_format = base::seconds_between(time, format_began()) > clock_tolerance_seconds;
    remarks.push_back(is_before_format
                          ? tr("that its {} ({}) is true: it is before there was such a program", name, shown)
                          : tr("that its {} ({}) is true: it is before {}", name, shown, base::rfc3339(earliest)));
  } else if (base::seconds_between(now_of(session.checker), time) > clock_tolerance_seconds) {
    remarks.push_back(tr("that its {} ({}) is true: this computer's clock has not reached it", name, shown));
  }
}

}  // namespace earwitness::verify_detail
