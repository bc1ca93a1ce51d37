// SPDX-License-Identifier: MIT
#include "verify/journal_content.hpp"

#include "verify/gatherer.hpp"

namespace earwitness::verify_detail {

JournalContent read_journal(os::File& file) {
  JournalContent content;
  Gatherer gatherer(content);
  content.reading = journal::read(file, [&](const journal::Line& line) { gatherer.line(line); });
  return content;
}

}  // namespace earwitness::verify_detail
