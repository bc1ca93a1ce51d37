// SPDX-License-Identifier: MIT
#include "terminal/message_lines.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "terminal/columns.hpp"
#include "tests/catch.hpp"

using namespace earwitness;

namespace {

std::vector<std::string> lines_of(const std::string& text, std::size_t columns) {
  std::vector<std::string> lines{""};
  for (const char c : terminal::message_lines(text, columns)) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  return lines;
}

std::string without_blanks(std::string text) {
  text.erase(std::remove_if(text.begin(), text.end(), [](char c) { return c == ' ' || c == '\n'; }), text.end());
  return text;
}

}  // namespace

TEST_CASE("message lines: a message breaks between words, and keeps each of them") {
  const std::string text =
      "earwitness: warning: this computer's clock is not synchronised: the times of the recording are only as good as "
      "it was set";
  for (const std::size_t columns : {80U, 60U, 40U, 20U}) {
    for (const auto& line : lines_of(text, columns)) CHECK(terminal::columns_of(line) <= columns);
    CHECK(without_blanks(terminal::message_lines(text, columns)) == without_blanks(text));
  }
  CHECK(lines_of(text, 60) == std::vector<std::string>{"earwitness: warning: this computer's clock is not",
                                                       "  synchronised: the times of the recording are only as good",
                                                       "  as it was set"});
  CHECK(terminal::message_lines(text, 200) == text);
}

TEST_CASE("message lines: lines of a message stay lines, and what follows stands below its value") {
  CHECK(lines_of("earwitness: nothing\n  try: look at its plug and at the sound settings\n", 30) ==
        std::vector<std::string>{"earwitness: nothing", "  try: look at its plug and at", "       the sound settings",
                                 ""});
  CHECK(lines_of("date    existed by Monday 30 November 2026, says an authority", 40) ==
        std::vector<std::string>{"date    existed by Monday 30 November", "        2026, says an authority"});
  CHECK(lines_of("- At the end a recording gets a seal", 20) ==
        std::vector<std::string>{"- At the end a", "  recording gets a", "  seal"});
}

TEST_CASE("message lines: a path or a command begins further left where it would not fit otherwise") {
  const std::string path = "/home/a/.local/share/earwitness/keys/signing-key.pem";
  CHECK(lines_of("warning  key  " + path + " can be used, without a passphrase", 56) ==
        std::vector<std::string>{"warning  key", "    " + path, "         can be used, without a passphrase"});
  CHECK(lines_of("warning  key  " + path + " can be used", 50) ==
        std::vector<std::string>{"warning  key", path, "         can be used"});
  // Also where nothing but the first word stands before it.
  CHECK(lines_of("UNCHANGED            " + path + "  signed", 60) ==
        std::vector<std::string>{"UNCHANGED", "        " + path, "                     signed"});
}

TEST_CASE("message lines: an answer begins apart from its question, wherever that is broken") {
  const std::string question = "I only record conversations that I take part in. [yes/no] ";
  for (std::size_t columns = 20; columns < 80; ++columns)
    CHECK(terminal::message_lines(question, columns).ends_with("[yes/no] "));
}

TEST_CASE("message lines: characters count by the columns that they take, colours by none") {
  CHECK(lines_of("漢字 漢字 漢字", 9) == std::vector<std::string>{"漢字 漢字", "漢字"});
  CHECK(lines_of("\x1b[33mearwitness: warning:\x1b[0m abc", 23) ==
        std::vector<std::string>{"\x1b[33mearwitness: warning:\x1b[0m", "  abc"});
  CHECK(lines_of("\x1b[33mearwitness: warning:\x1b[0m ab", 23) ==
        std::vector<std::string>{"\x1b[33mearwitness: warning:\x1b[0m ab"});
}

TEST_CASE("message lines: a command that is to be typed is in one piece") {
  const auto has_line_with = [](const std::string& text, const std::string& command) {
    for (const std::size_t columns : {40U, 30U, 20U}) {
      bool is_whole = false;
      for (const auto& line : lines_of(text, columns)) is_whole = is_whole || line.find(command) != std::string::npos;
      if (!is_whole) return false;
    }
    return true;
  };
  CHECK(has_line_with("this is your only copy. To back it up: earwitness backup DIR", "earwitness backup DIR"));
  CHECK(has_line_with("  try: earwitness setup --name \"A. Name\" --device NAME --yes",
                      "earwitness setup --name \"A. Name\" --device NAME --yes"));
  CHECK(
      has_line_with("look at it: earwitness delete 2026-11-23_15-30-05_review --from 58:00 --to 1:20:00 --other-files",
                    "earwitness delete 2026-11-23_15-30-05_review --from 58:00 --to 1:20:00 --other-files"));
  CHECK(has_line_with("keep a copy elsewhere: earwitness keys backup FILE", "earwitness keys backup FILE"));
  CHECK(has_line_with("ignore it: earwitness --archive DIR start; or mkdir", "earwitness --archive DIR start;"));
  CHECK(has_line_with("look at it, then: chmod 600 /home/a/b", "chmod 600 /home/a/b"));
  CHECK(has_line_with("type it: EDITOR=nano earwitness transcript NAME", "EDITOR=nano earwitness transcript NAME"));
  CHECK(has_line_with("(systemctl --user start pipewire-pulse, or pulseaudio --start)",
                      "(systemctl --user start pipewire-pulse,"));
}

TEST_CASE("message lines: where a command ends, the sentence goes on") {
  CHECK(lines_of("earwitness verify tells whether the earlier versions are as sealed", 30) ==
        std::vector<std::string>{"earwitness verify tells", "whether the earlier versions", "are as sealed"});
  CHECK(lines_of("earwitness recover NAME   or: earwitness recover --all", 40) ==
        std::vector<std::string>{"earwitness recover NAME   or:", "earwitness recover --all"});
  CHECK(lines_of("stop with Ctrl-C, or with: earwitness stop", 30) ==
        std::vector<std::string>{"stop with Ctrl-C, or with:", "earwitness stop"});
}

TEST_CASE("message lines: a path is in one piece, with the blanks in it") {
  const std::string path = "/media/my own stick/earwitness/2026-11-23_15-30-05_review of the year";
  CHECK(terminal::message_lines(path, 20) == path);
  CHECK(lines_of("earwitness: recording to /media/my own stick/2026", 40) ==
        std::vector<std::string>{"earwitness: recording to", "  /media/my own stick/2026"});
  CHECK(lines_of("/etc/one is not to be read: another one's file is there", 30) ==
        std::vector<std::string>{"/etc/one is not to be read:", "another one's file is there"});
}
