// SPDX-License-Identifier: MIT
#include "base/translate.hpp"
#include "journal/salts.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

void check_salts(Session& session) {
  auto& journal = session.journal;
  if (!journal.is_salted()) return;
  auto& report = session.report;
  const bool is_excerpt = session.result.kind == RecordingKind::excerpt;
  // Of an interrupted recording, or of a journal that can't be read to its end, there may be more or fewer.
  const bool is_final = session.result.sealed && journal.is_whole();
  if (!session.is_file(salts_path)) {
    if (is_final && has_seconds(journal)) return report.found(Name::salts, missing(salts_path));
    return report.not_checked(Name::salts, _("there are none"));
  }
  if (session.is_too_large(salts_path)) return report.not_checked(Name::salts, _("it is too large"));
  const auto problems = session.ahead.journal ? std::move(session.ahead.salt_problems)
                                              : journal::add_salts(journal, *session.fs.open(session.at(salts_path)),
                                                                   is_excerpt ? journal::SaltsOf::some_seconds
                                                                              : journal::SaltsOf::every_second);
  if (!is_final) {
    return report.not_checked(
        Name::salts, session.result.sealed ? _("the journal can't be read to its end") : _("it is not sealed"));
  }
  for (const auto& problem : problems) {
    const auto where = problem.line > 0 ? tr("line {}: ", problem.line) : std::string();
    report.found(Name::salts, altered(salts_path, where + problem.detail));
  }
  report.passed(Name::salts);
}

}  // namespace earwitness::verify_detail
