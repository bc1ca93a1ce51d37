// SPDX-License-Identifier: MIT
#include "bag/litter.hpp"
#include "base/translate.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

namespace {

Finding::What to_what(bag::Difference::What what) noexcept {
  switch (what) {
    case bag::Difference::What::missing:
      return Finding::What::missing;
    case bag::Difference::What::unlisted:
      return Finding::What::unlisted;
    case bag::Difference::What::altered:
      break;
  }
  return Finding::What::altered;
}

void report_result(Session& session, Name check, const bag::Result& result) {
  for (const auto& difference : result.differences) {
    auto finding = altered(difference.path, difference.detail);
    finding.what = to_what(difference.what);
    finding.is_litter = finding.what == Finding::What::unlisted && bag::is_litter(difference.path);
    session.report.found(check, std::move(finding));
  }
  if (result.checked) {
    session.report.passed(check);
  } else {
    session.report.not_checked(check, _("it is not sealed"));
  }
}

}  // namespace

void report_bag(Session& session) {
  report_result(session, Name::declaration, session.bag.declaration);
  report_result(session, Name::payload, session.bag.payload);
  if (session.bag.payload.checked && !session.bag.oxum.checked) {
    session.report.not_checked(Name::payload_size,
                               _("the payload is not as listed, or bag-info.txt does not tell its size"));
  }
  report_result(session, Name::payload_size, session.bag.oxum);
  report_result(session, Name::tag_files, session.bag.tags);
  report_result(session, Name::outside, session.bag.outside);
}

}  // namespace earwitness::verify_detail
