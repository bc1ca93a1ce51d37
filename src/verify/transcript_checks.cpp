// SPDX-License-Identifier: MIT
//
// A transcript is text that somebody typed: there is no sound to hold it against, and its bag says of which seal it is.
#include <fmt/format.h>

#include "base/text.hpp"
#include "journal/fields.hpp"
#include "journal/json_object.hpp"
#include "verify/session.hpp"

namespace earwitness::verify_detail {

void check_transcript(Session& session) {
  session.result.kind = "transcript";
  const auto text = session.read_small(transcript_path);
  const auto transcript = journal::parse_object(text.value_or(std::string()));
  if (transcript.is_discarded()) {
    return session.report.found(name::original, altered(transcript_path, "it is not one JSON object"));
  }
  journal::Fields fields(transcript);
  const auto format = fields.number("format", 1, most_known_formats);
  refuse_unknown_format(session, transcript_path, format);
  session.journal.format = format;
  const auto seal = base::to_hex(fields.digest("original"));
  if (!fields.is_null("key")) session.journal.key = fields.text("key");
  if (!fields.missing().empty()) {
    return session.report.found(name::original, altered(transcript_path, "it does not say of which recording it is"));
  }
  for (const auto& content : session.bag.contents) {
    if (!content.path.starts_with("data/") || !content.path.ends_with(".flac")) continue;
    auto finding = altered(content.path, "a transcript has no sound");
    finding.what = Finding::What::unlisted;
    session.report.found(name::content, std::move(finding));
  }
  session.report.not_checked(name::original, fmt::format("it is of the recording with the seal {}", seal));
  check_signature(session, {});
}

}  // namespace earwitness::verify_detail
