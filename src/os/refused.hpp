// SPDX-License-Identifier: MIT
//
// What a file system or the kernel refuses though no recording needs it: to make a file read-only, to set room aside,
// to sync a folder's names, to lock. A network's or a stick's file system, or a sandbox, has no such thing; what was
// recorded there is sealed all the same. It is noted here, and whoever speaks to people says it, once.
//
// Any thread. A refusal is of the kind and not of the moment: EPERM, ENOSYS, EOPNOTSUPP, EINVAL and their like. What
// may mean a broken or a full disk (EIO, ENOSPC, EROFS) never counts as one.
#pragma once

#include <string>
#include <vector>

#include "os/file_system.hpp"

namespace earwitness::os {

enum class Nicety { read_only, sync_folder, lock };
inline constexpr std::size_t niceties = 3;

struct Refusal {
  Nicety nicety;
  Path path;  ///< the first that it was refused for
  int code;   ///< the errno
};

[[nodiscard]] bool is_refusal(int code) noexcept;
/// Notes the first of each.
void note_refusal(Nicety nicety, const Path& path, int code);
/// Those that nobody took yet. Each comes once in the life of the process, unless forget_refusals() is called.
[[nodiscard]] std::vector<Refusal> take_refusals();
/// For who tries another disk.
void forget_refusals();

/// What follows from it, in a sentence for people.
[[nodiscard]] std::string describe(const Refusal& refusal);

}  // namespace earwitness::os
