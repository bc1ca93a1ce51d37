// SPDX-License-Identifier: MIT
//
// Those who asked from another terminal for the recording to end, and wait to hear of its seal: when its files are
// closed, who they are, and what was sealed. One thread.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "control/server.hpp"
#include "record/recording.hpp"

namespace earwitness::session {

class Stoppers {
 public:
  Stoppers(control::Server& server, const record::Recording& recording) : server_(server), recording_(recording) {}

  void add(control::ClientId client, const control::StopRequest& request) { stoppers_.push_back({client, request}); }
  [[nodiscard]] bool any() const noexcept { return !stoppers_.empty(); }
  /// Of the last word: that of the first who asked; without one, as the program speaks.
  [[nodiscard]] base::Language language() const noexcept;

  /// The files are closed; `ask`: a name is wanted of whoever can be asked.
  void send_closed(const record::Finished& finished, bool ask);
  /// The first answer of those who can be asked. Nothing once all of them hung up, or somebody else asks for the end:
  /// nobody waits for another's answer. `wait` waits for a moment, and is false once it has been long enough.
  [[nodiscard]] control::MeRequest ask_who(const std::function<bool()>& wait);
  /// Answers those who ask something while a question is open elsewhere; true once one of them asks for the end.
  bool answer_others();
  /// From here on `status` says so.
  void note_sealed(const std::string& seal) { seal_ = seal; }
  /// The last word, also to those who came while the seal was being made.
  void send_last_word(const control::Reply& last_word);

 private:
  struct Stopper {
    control::ClientId client;
    control::StopRequest request;
  };
  void handle(const control::Incoming& incoming);

  control::Server& server_;
  const record::Recording& recording_;
  std::vector<Stopper> stoppers_;
  std::optional<double> closed_seconds_;  // of sound, once the files are closed
  std::string seal_;
};

}  // namespace earwitness::session
