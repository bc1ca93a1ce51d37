// SPDX-License-Identifier: MIT
//
// Commands to a running recording, by a key or from another terminal: posted to the writer's mailbox, and its results
// to whoever sent them, and to the screen. One thread, the session's.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "control/server.hpp"
#include "record/recording.hpp"

namespace earwitness::session {

class Commands {
 public:
  Commands(record::Recording& recording, control::Server& server) : recording_(recording), server_(server) {}

  /// True if it was one of those that are answered here; refused before audio is `on_disk`.
  bool post(control::ClientId client, const control::Request& request, bool on_disk, BootTime now);
  /// By a key: nobody waits for an answer but the screen.
  record::CommandId post(record::Command command);

  /// Answers what was done, and returns what is to be said of it on the screen.
  [[nodiscard]] std::vector<std::string> send_results();
  /// Nothing more will be done: refuses those that still wait.
  void refuse_rest();
  /// True while an answer is due: look often.
  [[nodiscard]] bool is_waiting() const noexcept { return !sent_.empty(); }
  /// True while the microphone is being closed or opened.
  [[nodiscard]] bool is_switching() const noexcept;

 private:
  enum class What { mark, pause, resume, extend };
  struct Sent {
    What what;
    std::optional<control::ClientId> client;
  };
  [[nodiscard]] control::Reply reply_to(const Sent& sent, const record::CommandResult& result) const;
  [[nodiscard]] static What what_of(const record::Command& command) noexcept;
  [[nodiscard]] static std::string describe(const Sent& sent, const record::CommandResult& result);

  record::Recording& recording_;
  control::Server& server_;
  std::map<record::CommandId, Sent> sent_;
};

}  // namespace earwitness::session
