// SPDX-License-Identifier: MIT
#include <signal.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>

#include "os/terminal.hpp"

namespace earwitness::os {

namespace {

constexpr std::array fault_signals{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};

// A handler may read them at any moment: written before settings_taken is set.
termios kept_settings{};
std::atomic<bool> settings_taken{false};
std::array<struct sigaction, fault_signals.size()> earlier_actions{};

bool is_ours() noexcept { return ::tcgetpgrp(STDIN_FILENO) == ::getpgrp(); }

void give_back_and_end(int signal) noexcept {
  give_terminal_back();
  ::signal(signal, SIG_DFL);
  ::raise(signal);
}

/// Where something else catches them already (a sanitizer) it stays so.
void catch_faults() noexcept {
  struct sigaction action {};
  action.sa_handler = &give_back_and_end;
  action.sa_flags = SA_NODEFER;
  for (std::size_t i = 0; i < fault_signals.size(); ++i) {
    if (::sigaction(fault_signals[i], nullptr, &earlier_actions[i]) != 0 || earlier_actions[i].sa_handler != SIG_DFL)
      continue;
    ::sigaction(fault_signals[i], &action, nullptr);
  }
}

void leave_faults() noexcept {
  for (std::size_t i = 0; i < fault_signals.size(); ++i) {
    if (earlier_actions[i].sa_handler == SIG_DFL) ::sigaction(fault_signals[i], &earlier_actions[i], nullptr);
  }
}

}  // namespace

void give_terminal_back() noexcept {
  if (!settings_taken.exchange(false) || !is_ours()) return;
  ::tcsetattr(STDIN_FILENO, TCSANOW, &kept_settings);
}

RawKeys::RawKeys() noexcept {
  if (::isatty(STDIN_FILENO) != 1) {
    ended_ = true;
    return;
  }
  catch_faults();
  acquire();
}

RawKeys::~RawKeys() {
  give_terminal_back();
  leave_faults();
}

bool RawKeys::acquire() noexcept {
  if (ended_ || !is_ours()) return false;
  termios now{};
  if (::tcgetattr(STDIN_FILENO, &now) != 0) return false;
  if ((now.c_lflag & (ICANON | ECHO)) == 0) return true;
  if (!settings_taken) kept_settings = now;
  now.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  now.c_cc[VMIN] = 0;
  now.c_cc[VTIME] = 0;
  now.c_cc[VQUIT] = _POSIX_VDISABLE;
  settings_taken = true;
  return ::tcsetattr(STDIN_FILENO, TCSANOW, &now) == 0;
}

Fd RawKeys::fd() const noexcept { return Fd{STDIN_FILENO}; }

std::optional<char> RawKeys::next() noexcept {
  if (!settings_taken || ended_ || !is_ours()) return std::nullopt;
  char key = 0;
  const ssize_t got = ::read(STDIN_FILENO, &key, 1);
  if (got == 1) return key;
  // A terminal that is closed is readable for ever: EIO, and never a key again.
  if (got < 0 && errno != EINTR && errno != EAGAIN) ended_ = true;
  return std::nullopt;
}

}  // namespace earwitness::os
