// SPDX-License-Identifier: MIT
#include "archive/seal.hpp"

#include <fmt/format.h>

#include "archive/tags.hpp"
#include "bag/writer.hpp"
#include "base/recording_kind.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

namespace earwitness::archive {

std::string seal(os::FileSystem& fs, const os::Clock& clock, const os::Path& bag, const SealRequest& request,
                 const Statement& statement) {
  bag::Info info = {
      {tags::software, EARWITNESS_SOFTWARE}, {tags::identifier, request.recording}, {tags::kind, request.kind}};
  if (!request.title.empty()) info.emplace_back(tags::title, base::printable(request.title));
  if (request.started) info.emplace_back(tags::started, base::rfc3339(*request.started));
  // How long an imported file lasts that nothing here can decode is not known.
  if (request.kind != recording_kind::imported || request.seconds > 0)
    info.emplace_back(tags::seconds, fmt::format("{:.3f}", request.seconds));
  info.emplace_back(tags::name, statement.name.empty() ? tags::not_stated : base::printable(statement.name));
  info.emplace_back(tags::statement, statement.made ? tags::statement_in(statement.language) : tags::not_stated);
  if (statement.made) info.emplace_back(tags::statement_made, base::rfc3339(*statement.made));
  if (request.recovered) {
    info.emplace_back(tags::recovered, base::rfc3339(*request.recovered));
    info.emplace_back(tags::recovered_from, tags::recovered_from_prefix + request.recording);
  }
  const auto today = base::rfc3339(clock.utc()).substr(0, 10);
  return bag::seal(fs, bag, info, today, request.key);
}

}  // namespace earwitness::archive
