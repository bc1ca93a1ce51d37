// SPDX-License-Identifier: MIT
//
// What of this process others must not see: keys and passphrases, and the conversation itself.
#pragma once

namespace earwitness::os {

/// No core dump of this process is made, whatever ends it, and no other program of the same user may look into it or
/// attach to it (/proc/PID/mem, ptrace); only root may. Secrets (base/secret.hpp) lie in pages of their own, which are
/// locked, so that they are not swapped out, and are left out of any dump that root makes. To be called once, before
/// there is a secret or a second thread. Programs that this one starts have no core dumps either, but can be looked
/// into. What the system refuses is gone without: no recording is worth less for it.
void guard_process() noexcept;

/// In a child that goes on by itself: what was locked is not, in a copy of a process. Before it has a second thread.
void guard_after_fork() noexcept;

/// Whether each secret so far could be locked. Any thread.
[[nodiscard]] bool secrets_are_locked() noexcept;

}  // namespace earwitness::os
