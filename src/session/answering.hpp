// SPDX-License-Identifier: MIT
//
// Answers whoever asks from elsewhere while the owner waits for a disk or for a server: on a thread of its own, from
// the constructor to the destructor. In between nobody else touches the server and the stoppers. Where no thread can be
// had, they are answered afterwards. Throws nothing: a seal never depends on it. Where the wait is long, `when_long` is
// called once, on that thread.
#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <thread>

#include "control/server.hpp"
#include "os/wake.hpp"
#include "session/stoppers.hpp"

namespace earwitness::session {

class Answering {
 public:
  Answering(control::Server& server, Stoppers& stoppers, std::function<void()> when_long = {}) noexcept;
  ~Answering();
  Answering(const Answering&) = delete;
  Answering& operator=(const Answering&) = delete;

 private:
  void answer_until_ended() noexcept;

  control::Server& server_;
  Stoppers& stoppers_;
  std::function<void()> when_long_;
  std::optional<os::Wake> wake_;
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

}  // namespace earwitness::session
