// SPDX-License-Identifier: MIT
//
// What a terminal does at Ctrl-C, for tests of those who must not include POSIX themselves.
#pragma once

#include <signal.h>
#include <unistd.h>

namespace earwitness::test {

/// To the process, not to the calling thread alone.
inline void send_to_self(int signal) { ::kill(::getpid(), signal); }

}  // namespace earwitness::test
