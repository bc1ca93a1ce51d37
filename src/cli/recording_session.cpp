// SPDX-License-Identifier: MIT
#include "cli/recording_session.hpp"

#include "cli/desk.hpp"
#include "cli/interrupt_words.hpp"
#include "context/missing_disk.hpp"

namespace earwitness::cli {

session::Result run_session(context::Context& context, session::Inputs inputs, SessionOptions options) {
  auto& settings = options.settings;
  settings.socket = context::socket_path(settings.archive);
  Desk desk({settings.foreground, options.asks_meanwhile, options.remind_after,
             options.tells_end ? settings.recording.max : std::chrono::seconds{0}});
  auto result =
      session::record_and_seal(context.fs, context.clock, std::move(inputs), settings, desk, terminal_outlets());
  context::remember_disk_of(context, settings.archive);
  return result;
}

}  // namespace earwitness::cli
