// SPDX-License-Identifier: MIT
//
// Asks for a time stamp on a thread of its own, so that nobody waits for the network who has something better to do.
// One question at a time. Its owner's thread calls everything. The end is waited for a second at the most: what the
// thread touches is its own, so it may be left behind.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <vector>

#include "tsa/ask.hpp"

namespace earwitness::tsa {

class Asker {
 public:
  Asker() = default;
  static constexpr std::chrono::milliseconds end_timeout{1000};
  /// Tells the threads to end, and waits that long for them.
  ~Asker();
  Asker(const Asker&) = delete;
  Asker& operator=(const Asker&) = delete;

  /// Asks, in place of a question that still runs, whose answer is dropped.
  void start(std::vector<Server> servers, const crypto::Digest& imprint, const AskLimits& limits);
  [[nodiscard]] bool is_busy() const;
  /// The answer, once; nothing while there is none.
  [[nodiscard]] std::optional<Attempt> pop_attempt();
  /// Waits until there is an answer to pop, at most so long.
  void wait_for_attempt(std::chrono::milliseconds timeout) const;
  /// Drops the question, and waits for nothing.
  void cancel();

 private:
  struct Question;
  std::shared_ptr<Question> question_;           // null: none is open
  std::vector<std::shared_ptr<Question>> left_;  // dropped; their threads may still run
};

}  // namespace earwitness::tsa
