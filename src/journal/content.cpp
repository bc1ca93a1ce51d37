// SPDX-License-Identifier: MIT
#include "journal/content.hpp"

#include "journal/gatherer.hpp"

namespace earwitness::journal {

JournalContent read_journal(os::File& file) {
  JournalContent content;
  Gatherer gatherer(content);
  // A line is taken in once the next one is chained to it: where the chain breaks, the last one read may be the altered
  // one, and what it says must not be held against other files.
  std::optional<Line> held;
  content.reading = read(file, [&](const Line& line) {
    if (held) gatherer.line(*held);
    held = line;
  });
  const bool in_doubt = content.reading.damage && content.reading.damage->not_chained;
  if (held && !in_doubt) gatherer.line(*held);
  return content;
}

}  // namespace earwitness::journal
