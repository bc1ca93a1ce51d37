// SPDX-License-Identifier: MIT
//
// A recording at this terminal, for `start` and `demo`: session/session.hpp with its screen, keys and questions here.
#pragma once

#include <chrono>

#include "context/context.hpp"
#include "session/session.hpp"
#include "terminal/reminder.hpp"

namespace earwitness::context {

struct SessionOptions {
  session::Settings settings;  ///< all but the socket
  bool asks_meanwhile = true;  ///< with keys to press, and questions that any key answers
  bool tells_end = true;       ///< that the maximum comes near
  std::chrono::seconds remind_after{
      terminal::remind_after_standard};  ///< zero: nobody is asked whether they still take part
};

/// Throws as session::record_and_seal().
[[nodiscard]] session::Result run_session(Context& context, session::Inputs inputs, SessionOptions options);

}  // namespace earwitness::context
