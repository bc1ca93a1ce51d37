// SPDX-License-Identifier: MIT
#include "verify/journal_content.hpp"

#include "verify/gatherer.hpp"

namespace earwitness::verify_detail {

JournalContent read_journal(os::File& file) {
  JournalContent content;
  Gatherer gatherer(content);
  // A line is taken in once the next one is chained to it: where the chain breaks, the last one read may be the altered
  // one, and what it says must not be held against other files.
  std::optional<journal::Line> held;
  content.reading = journal::read(file, [&](const journal::Line& line) {
    if (held) gatherer.line(*held);
    held = line;
  });
  const bool in_doubt = content.reading.damage && content.reading.damage->not_chained;
  if (held && !in_doubt) gatherer.line(*held);
  return content;
}

}  // namespace earwitness::verify_detail
