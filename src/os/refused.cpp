// SPDX-License-Identifier: MIT
#include "os/refused.hpp"

#include <array>
#include <cerrno>
#include <mutex>
#include <utility>

#include "base/text.hpp"
#include "base/translate.hpp"
#include "os/file_errors.hpp"

namespace earwitness::os {

namespace {

struct Refusals {
  std::mutex mutex;
  std::array<bool, niceties> known{};
  std::vector<Refusal> waiting;
};

Refusals& refusals() {
  static Refusals all;
  return all;
}

}  // namespace

bool is_refusal(int code) noexcept {
  return code == EPERM || code == ENOSYS || code == EOPNOTSUPP || code == ENOTSUP || code == EINVAL || code == ENOTTY ||
         code == ENODEV;
}

void note_refusal(Nicety nicety, const Path& path, int code) {
  auto& all = refusals();
  const std::lock_guard lock(all.mutex);
  if (std::exchange(all.known[static_cast<std::size_t>(nicety)], true)) return;
  all.waiting.push_back({nicety, path, code});
}

std::vector<Refusal> take_refusals() {
  auto& all = refusals();
  const std::lock_guard lock(all.mutex);
  return std::exchange(all.waiting, {});
}

void forget_refusals() {
  auto& all = refusals();
  const std::lock_guard lock(all.mutex);
  all.known = {};
  all.waiting.clear();
}

std::string describe(const Refusal& refusal) {
  const auto folder = base::printable(refusal.path.parent_path().string());
  const auto why = system_message(refusal.code);
  switch (refusal.nicety) {
    case Nicety::read_only:
      return tr(
          "files in {} can't be made read-only there ({}): they are sealed all the same, and nothing but care "
          "keeps a program from writing into them",
          folder, why);
    case Nicety::sync_folder:
      return tr("the disk of {} does not say whether names are safely written ({}): unmount it before it is unplugged",
                folder, why);
    case Nicety::lock:
      return tr(
          "nothing can be locked in {} ({}): a lock in this computer's memory is used, which another computer does "
          "not see",
          folder, why);
  }
  return {};
}

}  // namespace earwitness::os
