# SPDX-License-Identifier: MIT
"""Questions at a real terminal: yes is yes, a legal question gets a clear answer or is asked again, the statement is
sealed as it was read, and the question for a name holds up nobody's seal."""

import os
import signal
import time
import unittest

from case import ProgramCase
from sealed import check_sealed
from waiting import wait_for

SIGNAL = ("--device", "test-signal")
ENGLISH = "I only record conversations that I take part in."
DUTCH = "Ik neem alleen gesprekken op waaraan ik zelf deelneem."
AT_ONCE = 10  # seconds: a question is open for a minute


class Questions(ProgramCase):
    def info(self):
        (name,) = self.conversations()
        return check_sealed(os.path.join(self.archive, name)).info

    def config(self):
        with open(os.path.join(self.home, ".config", "earwitness", "config.toml"), encoding="utf-8") as file:
            return file.read()

    def start_and_stop(self, *words):
        """A recording in the foreground, at the question for a name."""
        terminal = self.terminal(*words, "start", *SIGNAL)
        terminal.expect("dB")
        terminal.type("\x03")
        terminal.expect("(Your name|Je naam)")
        return terminal


class Statement(Questions):
    def answered(self, *answers, lang=()):
        terminal = self.start_and_stop(*lang)
        terminal.type("A. Tester\n")
        for number, answer in enumerate(answers):
            wait_for("the question", lambda: terminal.text.count(DUTCH if lang else ENGLISH) > number)
            terminal.type(answer + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        return self.info()["Earwitness-Statement"]

    def test_yes_with_a_capital_and_a_full_stop(self):
        self.assertEqual(self.answered("Yes."), ENGLISH)

    def test_an_answer_that_is_neither_is_asked_again(self):
        self.assertEqual(self.answered("yep sure", "", "perhaps", "JA"), ENGLISH)

    def test_no_is_no(self):
        self.assertEqual(self.answered("No"), "not stated")

    def test_it_is_sealed_in_the_language_in_which_it_was_read(self):
        self.assertEqual(self.answered("Ja", lang=("--lang", "nl")), DUTCH)

    def test_setup_asks_again_and_keeps_the_language(self):
        terminal = self.terminal("--lang", "nl", "setup", *SIGNAL, "--no-test", "--stamps", "none")
        terminal.expect("Je naam")
        terminal.type("A. Tester\n")
        terminal.expect(DUTCH)
        terminal.type("misschien\n")
        wait_for("the question again", lambda: terminal.text.count(DUTCH) > 1)
        terminal.type("JA!\n")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertIn('statement_language = "nl"', self.config())
        self.assertIn('\nlanguage = "nl"', self.config())
        self.start_background(*SIGNAL)
        self.assertIn("loopt", self.earwitness("list").out)  # it goes on in Dutch
        self.stop("--lang", "en")
        self.assertEqual(self.info()["Earwitness-Statement"], DUTCH)

    def test_setup_says_what_an_empty_name_is(self):
        terminal = self.terminal("setup", "--no-test", "--stamps", "none", *SIGNAL)
        terminal.expect("Your name")
        terminal.type("\n")
        terminal.expect("you can record without it")
        terminal.type("A. Tester\n")
        terminal.expect(r"\[yes/no\] ")
        terminal.type("yes, of course\n")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertIn("statement_made", self.config())

    def test_stop_at_another_terminal_asks_in_its_own_language(self):
        self.start_background(*SIGNAL)
        terminal = self.terminal("--lang", "nl", "stop")
        terminal.expect("de opname is gestopt")
        terminal.expect("Je naam")
        terminal.type("A. Tester\n")
        terminal.expect(DUTCH)
        terminal.type("ja\n")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertEqual(self.info()["Earwitness-Statement"], DUTCH)

    def test_a_name_on_the_command_line_states_it_in_the_language_of_its_help(self):
        path = self.start_background("--lang", "nl", *SIGNAL, "--me", "A. Tester")
        self.stop()
        self.assertEqual(self.check(path).info["Earwitness-Statement"], DUTCH)


class Seal(Questions):
    def test_the_screen_says_that_it_has_ended_before_it_asks(self):
        terminal = self.start_and_stop()
        self.assertRegex(terminal.text, r"the recording has ended: [\d:]+ of sound")
        terminal.type("\n")
        self.assertEqual(terminal.wait(), 0, terminal.text)

    def test_status_and_stop_from_elsewhere_answer_at_once(self):
        terminal = self.start_and_stop()
        began = time.monotonic()
        status = self.earwitness("status", "--json")
        self.assertEqual((status.code, status.json["running"], status.json["ended"]), (0, True, True), status)
        self.assertIn("about to be sealed", self.earwitness("status").out)
        self.assert_failed(self.earwitness("mark", "late"), 5, "has ended")
        done = self.stop()
        self.assertLess(time.monotonic() - began, AT_ONCE)
        self.check_told(done)
        self.assertEqual(terminal.wait(AT_ONCE), 0, terminal.text)
        self.assertEqual(self.info()["Earwitness-Statement"], "not stated")

    def test_a_second_stop_does_not_wait_for_the_answer_to_the_first(self):
        path = self.start_background(*SIGNAL)
        first = self.terminal("stop")
        first.expect("Your name")
        began = time.monotonic()
        second = self.terminal("stop")
        self.assertEqual(second.wait(AT_ONCE), 0, second.text)
        self.assertEqual(first.wait(AT_ONCE), 0, first.text)
        self.assertLess(time.monotonic() - began, AT_ONCE)
        self.check(path)

    def test_a_stop_that_is_halted_at_its_question_holds_up_nobody(self):
        path = self.start_background(*SIGNAL)
        first = self.terminal("stop")
        first.expect("Your name")
        os.kill(first.process.pid, signal.SIGSTOP)
        self.addCleanup(os.kill, first.process.pid, signal.SIGCONT)
        self.assertTrue(self.earwitness("status", "--json").json["ended"])
        self.stop()
        self.check(path)

    def test_nothing_is_asked_at_the_maximum(self):
        terminal = self.terminal("start", *SIGNAL, "--max", "1s")
        self.assertEqual(terminal.wait(AT_ONCE), 0, terminal.text)
        self.assertNotIn("?", terminal.text)
        self.assertNotIn("Your name", terminal.text)
        self.assertEqual(self.info()["Earwitness-Statement"], "not stated")

    def test_the_seal_is_shown_in_groups_of_four_with_what_it_is_for(self):
        self.start_background(*SIGNAL)
        done = self.stop()
        seal = self.check_told(done) and done.out.split("seal    ")[1][:64]
        rows = done.err.split("write the seal down")[1].splitlines()[1:3]
        self.assertTrue(all(len(row) <= 80 for row in rows), rows)
        groups = " ".join(rows).replace("earwitness:", "").split()
        self.assertEqual(groups, [seal[i:i + 4] for i in range(0, 64, 4)])


if __name__ == "__main__":
    unittest.main()
