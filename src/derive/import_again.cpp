// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "archive/archive.hpp"
#include "archive/recordings.hpp"
#include "bag/layout.hpp"
#include "base/text.hpp"
#include "base/translate.hpp"
#include "derive/import.hpp"
#include "earwitness/verify.hpp"
#include "journal/content.hpp"
#include "timeline/events.hpp"

namespace earwitness::derive {

void read_again(os::FileSystem& fs, const os::Path& conversation, const std::string& word, ImportRequest& request) {
  const archive::Conversation folders{conversation};
  const auto shown = base::printable(conversation.filename().string());
  const auto found = verify(conversation);
  const auto content = journal::read_journal(*fs.open(folders.bag() / bag::journal_path));
  if (!found.unchanged || content.imports.empty()) {
    throw Error(ErrorKind::not_found, word, tr("{} is not an import that is as it was sealed", shown), Step::verify);
  }
  request.file = folders.bag() / content.imports.front().name;
  for (std::size_t i = 1; i < content.imports.size(); ++i) {
    request.more.push_back({folders.bag() / content.imports[i].name, false});
  }
  const auto told = timeline::read_events(*fs.open(folders.bag() / bag::journal_path), content,
                                          timeline::note_texts(fs, folders.bag(), content, false));
  for (const auto& claim : told.claims) {
    // Of several files each says of which it is.
    const auto of_it =
        claim.starts_with("file ") ? claim.substr(std::min(claim.find(": "), claim.size() - 2) + 2) : claim;
    if (of_it.starts_with("name: ") || of_it.starts_with("last changed: ")) request.known_claims.push_back(claim);
  }
  request.known_claims.push_back(fmt::format("imported before: {}, seal {}", found.recording, found.seal));
  if (request.people.empty()) request.people = told.people;
  for (const auto& item : archive::list(fs, conversation.parent_path())) {
    if (item.folder != conversation) continue;
    if (request.title.empty()) request.title = item.shown_title();
    if (!request.recorded) request.recorded = item.started;
  }
}

}  // namespace earwitness::derive
