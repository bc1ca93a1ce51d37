# SPDX-License-Identifier: MIT
"""The recording as a person sees it: the meter on a terminal, plain lines in a pipe, the name asked at the end."""

import os
import re
import unittest

import counting
import flacfile
from case import SEALED, UNSAFE, ProgramCase, RoomCase
from waiting import wait_for

SIGNAL = ("--device", "test-signal")


class Meter(ProgramCase):
    def test_the_meter_shows_time_level_clipping_and_disk(self):
        terminal = self.terminal("start", *SIGNAL, "--me", "A. Tester")
        for pattern in (r"0:0[2-9]", r"-?\d+(\.\d)? dB", r"clip", r"disk|left"):
            terminal.expect(pattern)
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        told = SEALED.search(terminal.text)
        self.assertIsNotNone(told, terminal.text)
        self.check(told["path"])

    def test_the_elapsed_time_goes_on(self):
        terminal = self.terminal("start", *SIGNAL, "--max", "4s", "--me", "A. Tester")
        for second in (1, 2, 3):
            terminal.expect(rf"0:0{second}")
        self.assertEqual(terminal.wait(), 0, terminal.text)

    def test_the_meter_stays_on_one_line_of_a_narrow_terminal(self):
        for columns in (80, 40, 20):
            terminal = self.terminal("start", *SIGNAL, "--max", "2s", "--me", "A. Tester", columns=columns)
            self.assertEqual(terminal.wait(), 0, terminal.text)
            drawn = [line for line in terminal.text.split("\n") if re.match(r"REC \d\d:\d\d", line)]
            self.assertGreaterEqual(len(drawn), 2, terminal.raw)
            for line in drawn:
                self.assertLess(len(line), columns, line)

    def test_no_colour_where_it_is_not_wanted(self):
        terminal = self.terminal("start", *SIGNAL, "--max", "2s", "--me", "A. Tester", NO_COLOR="1")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertNotRegex(terminal.raw, r"\x1b\[[0-9;]*m")

    def test_it_never_says_that_it_records_before_audio_is_on_disk(self):
        terminal = self.terminal("start", *SIGNAL, "--me", "A. Tester")
        terminal.expect(r"recording to|REC ")
        (name,) = self.conversations()
        self.assertTrue(flacfile.decode_growing(os.path.join(self.archive, name, "recording/data/audio-001.flac")))
        terminal.type("\x03")
        terminal.wait()

    def test_the_words_of_a_mark_are_shown_and_kept_in_the_recording_alone(self):
        terminal = self.terminal("start", *SIGNAL, "--me", "A. Tester")
        terminal.expect("keys: m mark")
        terminal.type("m")
        terminal.expect("mark, and its words")
        terminal.type("he said it again\r")
        terminal.expect("earwitness: marked: he said it again\n")
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        (name,) = self.conversations()
        def content(path):
            with open(os.path.join(self.archive, name, path), encoding="utf-8") as file:
                return file.read()
        self.assertIn("he said it again", content("recording/data/notes.jsonl"))
        self.assertNotIn("he said it again", content("log.txt"))

    def test_above_the_meter_stands_what_one_needs_and_the_rest_after_the_seal(self):
        terminal = self.terminal("start", *SIGNAL, "--me", "A. Tester")
        terminal.expect("keys: m mark")
        above = terminal.flowing[: terminal.flowing.index("REC ")]
        self.assertEqual(above.count("earwitness: "), 2, above)
        self.assertRegex(above, "Only record conversations that you take part in.*recording to ")
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertRegex(terminal.flowing, "checked: unchanged.*a signing key was made")

    def test_a_terminal_that_can_take_nothing_back_gets_plain_lines(self):
        terminal = self.terminal("start", *SIGNAL, "--max", "2s", "--me", "A. Tester", TERM="dumb")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertNotIn("\x1b", terminal.raw)
        self.assertIn("stop with Ctrl-C", terminal.text)

    def test_the_result_goes_to_stdout_alone(self):
        """The meter on the terminal, the result in a file."""
        path = os.path.join(self.folder, "result")
        with open(path, "wb") as out:
            terminal = self.terminal("start", *SIGNAL, "--max", "2s", "--me", "A. Tester", stdout=out)
            self.assertEqual(terminal.wait(), 0, terminal.text)
        terminal.expect("dB")
        with open(path, encoding="utf-8") as result:
            text = result.read()
        told = SEALED.match(text)
        self.assertIsNotNone(told, text)
        self.assertIsNone(UNSAFE.search(text), text)
        self.check(told["path"])

    def test_in_a_pipe_there_are_plain_lines(self):
        process = self.start_foreground(*SIGNAL, "--max", "3s")
        done = self.finish(process)
        recording = self.check_told(done)
        self.assertNotIn("\r", done.out + done.err)
        self.assertNotIn("\x1b", done.out + done.err)
        self.assertRegex(done.err, r"[Rr]ecording")
        self.assertLess(len(done.err.splitlines()), 12, "a pipe is no place for a meter")
        self.assertEqual(recording.opened["started_from"], "none")

    def test_how_it_was_started_is_recorded(self):
        terminal = self.terminal("start", *SIGNAL, "--max", "1s", "--me", "A. Tester")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        recording = self.check(os.path.join(self.archive, self.conversations()[0]))
        self.assertEqual(recording.opened["started_from"], "terminal")


class Names(ProgramCase):
    """Who recorded, and the statement: asked at the end where nobody said it before."""

    def only(self):
        (name,) = self.conversations()
        return self.check(os.path.join(self.archive, name))

    def ask(self, *words):
        terminal = self.terminal("start", *SIGNAL, *words)
        terminal.expect("dB")
        terminal.type("\x03")
        terminal.expect("[Nn]ame")
        return terminal

    def test_a_typo_in_the_settings_stops_no_start_at_a_terminal_and_every_script(self):
        folder = os.path.join(self.home, ".config", "earwitness")
        os.makedirs(folder)
        with open(os.path.join(folder, "config.toml"), "w", encoding="utf-8") as config:
            config.write('naem = "Anna"\nname = "Anna"\nrate = fast\nbits = 24\ndevice = studio\n')
        done = self.earwitness("start", *SIGNAL, "--max", "2s")
        self.assert_failed(done, 2, "config.toml, line 1")
        self.assert_nothing_left()
        for more in ((), ("--background",)):
            with self.subTest(more):
                terminal = self.terminal("start", *SIGNAL, "--max", "2s", *more)
                self.assertEqual(terminal.wait(), 0, terminal.text)
                for line in (1, 3, 5):
                    self.assertRegex(terminal.text, rf"config\.toml,\s+line\s+{line}:")
                wait_for("the end", lambda: not self.status()["running"], every=0.1)
                recording = self.check(os.path.join(self.archive, self.conversations()[-1]))
                self.assertEqual((recording.opened["bits"], recording.opened["sample_rate"]), (24, 48000))
                self.assertEqual(recording.info["Contact-Name"], "Anna")

    def test_name_and_statement_are_asked_at_the_end(self):
        terminal = self.ask()
        terminal.type("Älice Tester\n")
        terminal.expect("I only record conversations that I take part in")
        terminal.type("yes\n")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        info = self.only().info
        self.assertEqual(info["Contact-Name"], "Älice Tester")
        self.assertIn("I only record conversations that I take part in", info["Earwitness-Statement"])
        self.assertRegex(info["Earwitness-Statement-Made"], r"^\d{4}-\d\d-\d\dT")

    def test_no_answer_is_no_statement(self):
        terminal = self.ask()
        terminal.type("\n")
        if terminal.process.poll() is None:
            terminal.type("\n")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertEqual(self.only().info["Earwitness-Statement"], "not stated")

    def test_the_end_of_the_input_is_no_statement(self):
        terminal = self.ask()
        terminal.type("\x04")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertEqual(self.only().info["Earwitness-Statement"], "not stated")

    def test_a_second_control_c_at_the_question_is_no_statement(self):
        terminal = self.ask()
        terminal.type("\x03")
        self.assertIn(terminal.wait(), (0, 130), terminal.text)
        self.assertEqual(self.only().info["Earwitness-Statement"], "not stated")

    def test_a_terminal_closed_at_the_question_still_gets_a_sealed_recording(self):
        terminal = self.ask()
        terminal.hang_up()
        self.assertIn(terminal.process.wait(timeout=60), (0, 5))  # nobody is there to be told
        self.assertEqual(self.only().info["Earwitness-Statement"], "not stated")

    def test_nothing_is_asked_of_a_script(self):
        path = self.start_background(*SIGNAL)
        recording, done = self.stop_and_check(path)
        self.assertEqual(recording.info["Earwitness-Statement"], "not stated")
        self.assertNotIn("?", done.err)

    def test_a_name_on_the_command_line(self):
        path = self.start_background(*SIGNAL, "--me", "A. Tester")
        recording, _ = self.stop_and_check(path)
        self.assertEqual(recording.info["Contact-Name"], "A. Tester")
        self.assertIn("I only record conversations that I take part in", recording.info["Earwitness-Statement"])

    def test_stop_on_a_terminal_asks_for_a_background_recording(self):
        self.start_background(*SIGNAL)
        terminal = self.terminal("stop")
        terminal.expect("[Nn]ame")
        terminal.type("A. Tester\n")
        terminal.expect("I only record conversations that I take part in")
        terminal.type("yes\n")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertEqual(self.only().info["Contact-Name"], "A. Tester")

    def test_stop_on_a_terminal_that_is_closed_at_the_question(self):
        self.start_background(*SIGNAL)
        terminal = self.terminal("stop")
        terminal.expect("[Nn]ame")
        terminal.hang_up()
        terminal.process.wait(timeout=60)
        wait_for("the end", lambda: not self.status()["running"])
        self.assertEqual(self.only().info["Earwitness-Statement"], "not stated")


class Levels(RoomCase):
    def test_the_meter_follows_what_is_heard(self):
        terminal = self.terminal("start", "--me", "A. Tester")
        self.wait_for_frames(1, terminal.process)
        loud = self.room.playing(counting.quiet(counting.sequence(10 * 48000), 16384))
        self.addCleanup(loud.wait)
        self.addCleanup(loud.kill)
        terminal.expect(r"-6(\.\d)? dB")
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), 0, terminal.text)


if __name__ == "__main__":
    unittest.main()
