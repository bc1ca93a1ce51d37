// SPDX-License-Identifier: MIT
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

void tell(Session& session, const char* check, const bag::Result& result) {
  for (const auto& difference : result.differences) {
    auto finding = altered(difference.path, difference.detail);
    finding.what = to_what(difference.what);
    session.report.found(check, std::move(finding));
  }
  if (result.checked) {
    session.report.passed(check);
  } else {
    session.report.not_checked(check, _("it is not sealed"));
  }
}

}  // namespace

void tell_bag(Session& session) {
  tell(session, name::declaration, session.bag.declaration);
  tell(session, name::payload, session.bag.payload);
  if (session.bag.payload.checked && !session.bag.oxum.checked) {
    session.report.not_checked(name::oxum, _("the payload is not as listed, or bag-info.txt does not tell its size"));
  }
  tell(session, name::oxum, session.bag.oxum);
  tell(session, name::tags, session.bag.tags);
  tell(session, name::outside, session.bag.outside);
}

}  // namespace earwitness::verify_detail
