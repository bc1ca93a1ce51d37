# SPDX-License-Identifier: MIT
"""What is said on a terminal is broken between words at its width; what goes into a pipe is not.

A program in a pseudo-terminal writes each line as it means it: one that is wider than the terminal would be broken in
the middle of a word. Only what is typed after it or copied, a command or a path, may be wider than that.
"""

import re
import unittest

from case import ProgramCase

SIGNAL = ("--device", "test-signal", "--max", "1s", "--me", "A. Tester")
IN_ONE_PIECE = re.compile(r"^ *(\w+: |[\w ]+ {2,})?(\w+=\S* )?(earwitness [a-z-].*|[~/]\S.*|\S+)$")


class Width(ProgramCase):
    def assert_broken_between_words(self, terminal, columns):
        for line in terminal.text.split("\n"):
            if len(line) > columns and not re.match(r"REC |PAUSED", line):
                self.assertRegex(line, IN_ONE_PIECE)

    def assert_said_alike(self, *words, code):
        """The same words, in lines of the terminal's width or of their own."""
        piped = self.earwitness(*words)
        self.assertEqual(piped.code, code, piped)
        for columns in (80, 60, 40):
            terminal = self.terminal(*words, columns=columns)
            self.assertEqual(terminal.wait(), code, terminal.text)
            self.assert_broken_between_words(terminal, columns)
            self.assertEqual(sorted(terminal.text.split()), sorted((piped.out + piped.err).split()))
        return piped

    def test_a_recording_is_told_in_lines_of_the_width(self):
        for columns, language in ((80, "en"), (60, "nl"), (40, "en")):
            terminal = self.terminal("--lang", language, "start", *SIGNAL, columns=columns)
            self.assertEqual(terminal.wait(), 0, terminal.text)
            self.assert_broken_between_words(terminal, columns)
            if columns < 80:
                self.assertNotIn(terminal.flowing, terminal.text)

    def test_results_and_errors_have_the_same_words_at_each_width(self):
        self.assertEqual(self.earwitness("start", *SIGNAL).code, 0)
        (name,) = self.conversations()
        self.assert_said_alike("verify", "--details", name, code=0)
        self.assert_said_alike("--lang", "nl", "verify", "--all", "--details", code=0)
        self.assert_said_alike("excerpt", name, "--from", "9:00", code=2)
        error = self.assert_said_alike("start", "--max", "soon", code=2)
        self.assertEqual(len(error.err.splitlines()), 2, "a message and its advice are a line each in a pipe")

    def test_questions_are_broken_between_words(self):
        for columns, language in ((80, "en"), (60, "nl"), (40, "nl")):
            terminal = self.terminal("--lang", language, "--config", f"{self.folder}/{columns}.toml", "setup",
                                     "--no-test", "--device", "test-signal", columns=columns)
            for question, answer in (("Your name|Je naam", "A. Tester"), (r"\[(yes/no|ja/nee)\]", "yes"),
                                     (r"\[(none|geen)\]:", "quit")):
                terminal.expect(question)
                terminal.type(answer + "\r")
            self.assertEqual(terminal.wait(), 0, terminal.text)
            self.assert_broken_between_words(terminal, columns)


if __name__ == "__main__":
    unittest.main()
