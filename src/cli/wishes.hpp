// SPDX-License-Identifier: MIT
//
// What is wished of a running recording, by a key or from another terminal: passed to the writer, and its answer to
// whoever asked, and to the screen. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "control/server.hpp"
#include "record/recording.hpp"

namespace earwitness::cli {

class Wishes {
 public:
  Wishes(record::Recording& recording, control::Server& server) : recording_(recording), server_(server) {}

  /// True if it was one of those that are answered here; refused before audio is `on_disk`.
  bool take(control::ClientId client, const control::Request& request, bool on_disk, BootTime now);
  /// By a key: nobody waits for an answer but the screen.
  record::CommandId want(record::Command wanted);

  /// Answers what was done, and returns what is to be said of it on the screen.
  [[nodiscard]] std::vector<std::string> answer();
  /// Nothing more will be done: answers those that still wait.
  void end();
  /// True while an answer is due: look often.
  [[nodiscard]] bool waiting() const noexcept { return !asked_.empty(); }
  /// True while the microphone is being closed or opened.
  [[nodiscard]] bool switching() const noexcept;

 private:
  enum class What { mark, pause, resume, extend };
  struct Asked {
    What what;
    std::optional<control::ClientId> client;
  };
  void ask(What what, std::optional<control::ClientId> client, record::Command wanted);
  [[nodiscard]] control::Reply reply_to(const Asked& asked, const record::CommandResult& granted) const;
  [[nodiscard]] static What what_of(const record::Command& wanted) noexcept;
  [[nodiscard]] std::string words_of(const Asked& asked, const record::CommandResult& granted) const;

  record::Recording& recording_;
  control::Server& server_;
  std::map<record::CommandId, Asked> asked_;
};

}  // namespace earwitness::cli
