// SPDX-License-Identifier: MIT
//
// What other processes and the user's editor say to a command: the config, a line on the control socket, the lock.
#include "archive/archive.hpp"
#include "archive/backups.hpp"
#include "archive/label.hpp"
#include "base/limits.hpp"
#include "control/protocol.hpp"
#include "settings/config.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace earwitness::fuzz {

void config(Input input) {
  try {
    const auto config = settings::parse_config(as_text(input), "config.toml");
    std::string text;
    try {
      text = settings::config_text(config);
    } catch (const Error& error) {
      require(error.kind() == ErrorKind::usage, "a config that can't be kept is refused");
      return;
    }
    require(settings::parse_config(text, "config.toml") == config, "what is written reads back");
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::usage, "a config that makes no sense is refused");
    require_printable(error.what(), "an error is printable");
  }
}

void control(Input input) {
  std::string text(as_text(input));
  const auto first = control::pop_line(text);
  const auto line = first.value_or(text);
  try {
    const auto request = control::parse_request(line);
    const auto said = control::encode(request);
    require(control::encode(control::parse_request(said)) == said, "a request reads back");
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::usage, "what is no request is refused");
  }
  try {
    const auto received = control::parse_reply(line);
    if (!received) return;
    const auto said = control::encode(received->reply);
    if (said.size() > limits::control_message_bytes) return;  // none that a recording sends
    const auto again = control::parse_reply(said);
    require(again && again->reply.index() == received->reply.index(), "a reply reads back");
    require(control::encode(again->reply) == said, "a reply reads back as it was");
  } catch (const Error& error) {
    require(error.kind() == ErrorKind::surroundings, "a last word that is none is refused");
  }
}

void backups(Input input) {
  const auto made = archive::parse_backups(as_text(input));
  for (const auto& backup : made) require(backup.file.find('/') == std::string::npos, "a file lies in its folder");
  require(archive::parse_backups(archive::backups_text(made)) == made, "what is remembered of backups reads back");
}

void label(Input input) {
  const auto said = archive::parse_label(as_text(input));
  if (!said) return;
  const auto again = archive::parse_label(archive::label_text(*said));
  require(again == said, "what was noted later reads back");
  require(archive::renamed("2026-11-23_15-30-05_x", said->title).find('/') == std::string::npos,
          "a title leads to no other folder");
}

void lock(Input input) {
  const auto running = archive::parse_running(as_text(input));
  require(running.pid >= 0, "a process has a number above nothing");
  require(running.socket.find('\0') == std::string::npos && running.folder.find('\0') == std::string::npos,
          "paths are such");
}

}  // namespace earwitness::fuzz
