// SPDX-License-Identifier: MIT
#include "context/disk_answer.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <set>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "os/disk_answer.hpp"
#include "terminal/waiting_notice.hpp"

namespace earwitness::context {

namespace {

/// The slowest that is no fault: a disk that has to start turning.
constexpr std::chrono::seconds disk_timeout{12};
/// A healthy one needs microseconds: the notice is not worth a thread before.
constexpr std::chrono::milliseconds at_once{200};

Error does_not_answer(const os::Path& path) {
  return {ErrorKind::surroundings, path.string(),
          tr("the disk of {} does not answer: it hangs, or its network is gone", base::printable(path.string())),
          _("unplug it and plug it in again, or choose another folder: --archive DIR")};
}

bool lies_below(const os::Path& path, const os::Path& folder) {
  return std::mismatch(folder.begin(), folder.end(), path.begin(), path.end()).first == folder.end();
}

}  // namespace

void require_disk_answer(const os::Path& named) {
  static std::set<os::Path> answered;
  static std::set<os::Path> silent;
  if (named.empty() || !os::any_disk_may_hang()) return;
  const auto path = std::filesystem::absolute(named).lexically_normal();
  if (answered.contains(path)) return;
  const auto is_one_way = [&](const os::Path& other) { return lies_below(path, other) || lies_below(other, path); };
  if (std::any_of(silent.begin(), silent.end(), is_one_way)) throw does_not_answer(path);
  os::DiskQuestion question(path);
  if (!question.wait(at_once)) {
    const auto shown = base::printable(path.string());
    const terminal::WaitingNotice waiting(tr("waiting for the disk of {} (Ctrl-C gives up)", shown));
    if (!question.wait(disk_timeout)) {
      silent.insert(path);
      throw does_not_answer(path);
    }
  }
  answered.insert(path);
}

bool does_disk_answer(const os::Path& path) {
  if (!os::any_disk_may_hang()) return true;
  os::DiskQuestion question(path);
  return question.wait(disk_timeout);
}

}  // namespace earwitness::context
