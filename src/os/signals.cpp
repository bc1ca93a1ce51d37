// SPDX-License-Identifier: MIT
#include "os/signals.hpp"

#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "base/translate.hpp"
#include "earwitness/base.hpp"
#include "os/file_errors.hpp"

namespace earwitness::os {

namespace {

sigset_t taken_signals() noexcept {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  return set;
}

constexpr std::array ignored_signals{SIGTSTP, SIGTTIN, SIGTTOU, SIGXFSZ};

}  // namespace

/// What those meant before; given back at the end.
struct Signals::Ignored {
  Ignored() noexcept {
    struct sigaction ignore {};
    ignore.sa_handler = SIG_IGN;
    for (std::size_t i = 0; i < before.size(); ++i) ::sigaction(ignored_signals[i], &ignore, &before[i]);
  }
  ~Ignored() {
    for (std::size_t i = 0; i < before.size(); ++i) ::sigaction(ignored_signals[i], &before[i], nullptr);
  }
  Ignored(const Ignored&) = delete;
  Ignored& operator=(const Ignored&) = delete;
  std::array<struct sigaction, ignored_signals.size()> before{};
};

Signals::Signals() : ignored_(std::make_unique<Ignored>()) {
  ignore_write_signals();
  const sigset_t set = taken_signals();
  // Blocked, a signal waits to be read even where the starter had it ignored.
  descriptor_ = Descriptor(::signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!descriptor_) {
    throw Error(ErrorKind::surroundings, {}, tr("can't wait for signals: {}", system_message(errno)));
  }
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
}

Signals::~Signals() {
  while (next()) {
  }
  const sigset_t set = taken_signals();
  ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

std::optional<Signal> Signals::next() noexcept {
  signalfd_siginfo info{};
  if (::read(descriptor_.number(), &info, sizeof info) != static_cast<ssize_t>(sizeof info)) return std::nullopt;
  switch (info.ssi_signo) {
    case SIGINT:
      return Signal::interrupt;
    case SIGHUP:
      return Signal::hangup;
    default:
      return Signal::terminate;
  }
}

void ignore_write_signals() noexcept {
  ::signal(SIGPIPE, SIG_IGN);
  ::signal(SIGXFSZ, SIG_IGN);
}

AllSignalsBlocked::AllSignalsBlocked() noexcept {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before_);
}

AllSignalsBlocked::~AllSignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

}  // namespace earwitness::os
