// SPDX-License-Identifier: MIT
#include "context/only_own.hpp"

#include <set>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "log/log.hpp"
#include "os/environment.hpp"
#include "os/other_writers.hpp"

namespace earwitness::context {

Doubt doubt_about(const os::Path& path) {
  const auto other = os::find_other_writer(path);
  if (!other) return {};
  const auto shown = base::printable(other->path.string());
  switch (other->why) {
    case os::OtherWriter::Why::owner:
      return {tr("{} belongs to another user", shown), tr("look at it with: ls -ld {}", shown)};
    case os::OtherWriter::Why::permissions:
      return {tr("others than you can write {}", shown), tr("look at it, then: chmod go-w {}", shown)};
    case os::OtherWriter::Why::acl:
      return {tr("others than you can write {}, by its access control list", shown),
              tr("look at it, then: setfacl -b {}", shown)};
    case os::OtherWriter::Why::links:
      break;
  }
  return {tr("{} is a link that leads nowhere", shown), tr("look at it with: ls -ld {}", shown)};
}

bool is_only_own(const os::Path& path) {
  static std::set<os::Path> told;
  const auto doubt = doubt_about(path);
  if (doubt.reason.empty()) return true;
  if (told.insert(path).second) {
    log::warning(tr("{} is not used: {}", base::printable(path.string()), doubt.reason), doubt.next);
  }
  return false;
}

bool is_only_own_quietly(const os::Path& path) { return doubt_about(path).reason.empty(); }

void warn_of_foreign_home() {
  const auto owner = os::other_owner_of(os::home_folder());
  if (!owner || *owner == "root") return;
  const auto shown = base::printable(*owner);
  log::warning(tr("this home folder belongs to {0}, and you are another user here: the recordings and the key that are "
                  "made now {0} can't open",
                  shown),
               tr("type it as {} itself, without sudo or su", shown));
}

}  // namespace earwitness::context
