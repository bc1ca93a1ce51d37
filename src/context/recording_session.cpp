// SPDX-License-Identifier: MIT
#include "context/recording_session.hpp"

#include "context/missing_disk.hpp"
#include "terminal/desk.hpp"
#include "terminal/interrupt_words.hpp"

namespace earwitness::context {

session::Result run_session(Context& context, session::Inputs inputs, SessionOptions options) {
  auto& settings = options.settings;
  settings.socket = socket_path(settings.archive);
  terminal::Desk desk({settings.foreground, options.asks_meanwhile, options.remind_after,
                       options.tells_end ? settings.recording.max : std::chrono::seconds{0}});
  auto result = session::record_and_seal(context.fs, context.clock, std::move(inputs), settings, desk,
                                         terminal::terminal_outlets());
  remember_disk_of(context, settings.archive);
  return result;
}

}  // namespace earwitness::context
