// SPDX-License-Identifier: MIT
#include "os/poller.hpp"

#include <poll.h>
#include <time.h>

#include <algorithm>
#include <cerrno>

#include "base/translate.hpp"
#include "earwitness/base.hpp"
#include "os/file_errors.hpp"

namespace earwitness::os {

namespace {

using std::chrono::steady_clock;

short events_of(Interest interest) noexcept {
  switch (interest) {
    case Interest::read:
      return POLLIN;
    case Interest::write:
      return POLLOUT;
    case Interest::both:
      return POLLIN | POLLOUT;
  }
  return 0;
}

timespec left_until(steady_clock::time_point deadline) noexcept {
  const auto left = std::max(std::chrono::nanoseconds{0}, deadline - steady_clock::now());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
  return {seconds.count(), (left - seconds).count()};
}

}  // namespace

Interest interest_of(int poll_events) noexcept {
  if ((poll_events & POLLOUT) == 0) return Interest::read;
  return (poll_events & POLLIN) == 0 ? Interest::write : Interest::both;
}

void Poller::watch(Fd fd, Interest interest) { watched_.push_back({fd, interest}); }

bool Poller::wait() { return wait_until(std::nullopt); }

bool Poller::wait(std::chrono::nanoseconds timeout) {
  // A hundred years is for ever, and safe to add to now.
  constexpr auto longest = std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::hours(24 * 365 * 100));
  return wait_until(steady_clock::now() + std::clamp(timeout, std::chrono::nanoseconds{0}, longest));
}

bool Poller::wait_until(std::optional<steady_clock::time_point> deadline) {
  std::vector<pollfd> polled;
  polled.reserve(watched_.size());
  for (const auto& w : watched_) polled.push_back({w.fd.number, events_of(w.interest), 0});
  int count = 0;
  do {
    const timespec left = deadline ? left_until(*deadline) : timespec{};
    count = ::ppoll(polled.data(), polled.size(), deadline ? &left : nullptr, nullptr);
  } while (count < 0 && errno == EINTR);
  if (count < 0) {
    throw Error(ErrorKind::surroundings, {}, tr("can't wait for input: {}", system_message(errno)));
  }
  for (std::size_t i = 0; i < polled.size(); ++i) {
    const auto came = polled[i].revents;
    watched_[i].readable = (came & (POLLIN | POLLHUP | POLLERR | POLLNVAL)) != 0;
    watched_[i].writable = (came & (POLLOUT | POLLERR | POLLNVAL)) != 0;
  }
  return count > 0;
}

bool Poller::readable(Fd fd) const noexcept {
  return std::any_of(watched_.begin(), watched_.end(), [fd](const Watched& w) { return w.fd == fd && w.readable; });
}

bool Poller::writable(Fd fd) const noexcept {
  return std::any_of(watched_.begin(), watched_.end(), [fd](const Watched& w) { return w.fd == fd && w.writable; });
}

}  // namespace earwitness::os
