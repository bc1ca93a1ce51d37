# SPDX-License-Identifier: MIT
"""Marks and pauses of a real recording, held against a clock by which every sample was said; the keys at a terminal."""

import fcntl
import os
import struct
import termios
import unittest

import flacfile
import saidtimes
from case import ProgramCase
from microphonecase import MicrophoneCase
from waiting import wait_for

SIGNAL = ("--device", "test-signal")
PERIOD = 0.125  # seconds: what the device gives at a time


class Heard(MicrophoneCase):
    def test_a_pause_keeps_all_before_it_and_nothing_of_what_was_said_in_it(self):
        path = self.start_background("--max", "5m")
        self.say(1.5)
        before = self.now()
        paused = self.earwitness("pause", "--json").json
        self.assertTrue(paused["changed"])
        after = self.now()
        status = self.status()
        self.assertTrue(status["paused"])
        wait_for("nobody to listen", lambda: self.room.listeners() == 0)
        self.say(2)
        resume_asked = self.now()
        resumed = self.earwitness("resume", "--json").json
        resume_answered = self.now()
        self.assertFalse(self.status()["paused"])
        self.say(1.5)
        recording, _ = self.stop_and_check(path)
        first, second = sorted(recording.samples)
        said = {name: [each.run for each in saidtimes.placed(recording) if each.name == name]
                for name in (first, second)}
        # What was said before is there in one piece; how late the sound system gives it is lost of the last words.
        self.assertEqual(len(said[first]), 1, said)
        end = said[first][0].said + said[first][0].samples
        self.assertLessEqual(end, after, "something was kept that was said after the pause")
        self.assertGreater(end, before - 0.3 * 48000)
        # What is said from then on is there: nothing from before, and no later than a second after it was asked.
        begin = said[second][0].said
        self.assertGreaterEqual(begin, resume_asked - 48000 * 0.18, "the pipe holds 0.17 s that nobody heard")
        self.assertLess(begin, resume_answered)
        self.assertLess(begin, resume_asked + 48000)
        self.assertEqual(len([run for run in said[second] if run.samples > 4800]), 1, said)
        (line,) = recording.events("break")
        self.assertEqual((line["cause"], line["lost_frames"]), ("pause", 0))
        self.assertAlmostEqual(line["seconds"], (begin - end) / 48000, delta=PERIOD + 0.05)
        self.assertAlmostEqual(resumed["paused_seconds"], (resume_asked - before) / 48000, delta=0.5)
        self.assertEqual(recording.closed["lost_frames"], 0)
        self.assertEqual([screen["what"] for screen in recording.events("screen")], ["pause", "resume"])
        self.assertTrue(self.earwitness("verify", "--json", path).json["recordings"][0]["complete"])

    def test_a_mark_stands_at_what_was_being_said(self):
        path = self.start_background("--max", "5m")
        self.say(1)
        before = self.now()
        marked = self.earwitness("mark", "hij zei het weer", "--json").json
        after = self.now()
        self.say(0.5)
        self.earwitness("mark")
        recording, _ = self.stop_and_check(path)
        marks = [line for line in recording.events("note") if line["kind"] == "mark"]
        self.assertEqual(len(marks), 2)
        run = saidtimes.placed(recording)[0].run
        said = run.said + marks[0]["from"] - run.at
        self.assertGreater(said, before - 0.2 * 48000)
        self.assertLess(said, after)
        self.assertAlmostEqual(marked["seconds"], marks[0]["from"] / 48000, places=3)
        with open(os.path.join(self.bag(path), "data/notes.jsonl"), encoding="utf-8") as notes:
            self.assertIn("hij zei het weer", notes.read())


class Commands(ProgramCase):
    def test_without_a_recording_there_is_nothing_to_ask(self):
        for command in ("mark", "pause", "resume", "extend"):
            self.assert_failed(self.earwitness(command), 4, "no recording runs")

    def test_the_maximum_is_extended_and_the_journal_says_so(self):
        path = self.start_background(*SIGNAL, "--max", "1h")
        answer = self.earwitness("extend", "45", "--json").json
        self.assertAlmostEqual(answer["left_seconds"], 105 * 60, delta=30)
        self.assert_failed(self.earwitness("extend", "x"), 2, "extend x is not a length of time")
        recording, _ = self.stop_and_check(path)
        self.assertEqual([line["extended"] for line in recording.events("screen")], [45 * 60])

    def test_stopped_in_a_pause_it_is_sealed_and_complete(self):
        path = self.start_background(*SIGNAL)
        self.wait_for_frames(24000)
        self.assertEqual(self.earwitness("pause").code, 0)
        self.assertRegex(self.earwitness("pause").out, "already")
        self.assertRegex(self.earwitness("status").out, "PAUSED")
        recording, _ = self.stop_and_check(path)
        self.assertEqual([line["cause"] for line in recording.events("break")], ["pause"])

    def test_killed_in_a_pause_it_is_recovered_with_all_that_was_before_it(self):
        path = self.start_background(*SIGNAL)
        self.wait_for_frames(24000)
        self.assertEqual(self.earwitness("pause").code, 0)
        frames = self.status()["frames"]
        os.kill(self.status()["pid"], 9)
        wait_for("its end", lambda: not self.status()["running"])
        self.assertEqual(self.earwitness("recover", os.path.basename(path)).code, 0)
        self.assertEqual(len(flacfile.decode(os.path.join(path, "recovered/data/audio-001.flac"))), 2 * frames)


class Keys(ProgramCase):
    def drawn(self, terminal):
        return terminal.text.split("\n")

    def only(self):
        (name,) = self.conversations()
        return self.check(os.path.join(self.archive, name))

    def settings(self, terminal):
        return termios.tcgetattr(terminal.master)[3] & (termios.ECHO | termios.ICANON | termios.ISIG)

    def test_a_mark_a_pause_and_more_time_by_keys_and_the_terminal_is_given_back(self):
        terminal = self.terminal("start", *SIGNAL, "--me", "A. Tester", "--max", "1h")
        before = self.settings(terminal)
        terminal.expect("m mark")
        terminal.type("m")
        terminal.expect("mark at 00:0")
        terminal.expect("mark, and its words")
        terminal.type("hij zéi\x7f\x7fei het\x1b[D\r")
        terminal.expect(r"keys: m mark[^\n]*\n*$")  # what comes with the end of a line is no key
        terminal.type("p")
        terminal.expect("paused at")
        terminal.expect("PAUSED 00:")
        terminal.expect("p resume")
        wait_for("half a second", lambda: self.status()["paused_seconds"] > 0.6)
        terminal.type("p")
        terminal.expect("recording again at")
        terminal.type("+")
        terminal.expect(r"it ends by itself in 1:2\d")
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertEqual(self.settings(terminal), before)
        recording = self.only()
        kinds = [line["kind"] for line in recording.events("note") if line["kind"] != "around"]
        self.assertEqual(kinds, ["device", "mark"])
        self.assertEqual([line["cause"] for line in recording.events("break")], ["pause"])
        (name,) = self.conversations()
        with open(os.path.join(self.archive, name, "recording/data/notes.jsonl"), encoding="utf-8") as notes:
            self.assertIn("hij zei het", notes.read())

    def test_what_is_pasted_into_the_window_does_nothing(self):
        terminal = self.terminal("start", *SIGNAL, "--me", "A. Tester", "--max", "5s")
        terminal.expect("m mark")
        terminal.type("pip install +++\r")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        recording = self.only()
        self.assertEqual(recording.events("break") + recording.events("screen"), [])

    def test_a_command_that_is_typed_into_the_window_is_no_pause_and_shows_the_key_that_ends_it(self):
        terminal = self.terminal("start", *SIGNAL, "--me", "A. Tester")
        terminal.expect("m mark")
        for number, word in enumerate(("stop", "earwitness stop", "help")):
            for letter in word + "\r":
                terminal.type(letter)
            wait_for("the hint", lambda: terminal.flowing.count("to stop and seal, press Ctrl-C") > number)
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertNotIn("paused", terminal.text)

    def test_the_terminal_is_given_back_at_a_fault_and_a_third_interrupt(self):
        for end in ("\x03\x03\x03", 6, 15):
            terminal = self.terminal("start", *SIGNAL, "--me", "A. Tester")
            before = self.settings(terminal)
            terminal.expect("m mark")
            wait_for("keys", lambda: self.settings(terminal) != before)
            if isinstance(end, int):
                os.kill(terminal.process.pid, end)
            else:
                terminal.type(end)
            terminal.wait()
            self.assertEqual(self.settings(terminal), before, end)

    def test_it_asks_whether_one_still_takes_part_and_any_key_answers(self):
        terminal = self.terminal("start", *SIGNAL, "--me", "A. Tester", "--remind", "1s")
        terminal.expect("still taking part")
        terminal.type(" ")
        path = os.path.join(self.archive, self.conversations()[0], "recording/data/notes.jsonl")

        def answered():
            with open(path, encoding="utf-8") as notes:
                return '\\"answered\\"' in notes.read()

        wait_for("the answer in the notes", answered)
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.only()

    def test_it_says_that_the_maximum_is_near(self):
        terminal = self.terminal("start", *SIGNAL, "--me", "A. Tester", "--max", "4s")
        terminal.expect(r"it ends by itself in 00:0[01]: the key \+")
        self.assertEqual(terminal.wait(), 0, terminal.text)

    def test_it_stays_readable_when_the_window_is_made_narrow(self):
        terminal = self.terminal("start", *SIGNAL, "--me", "A. Tester", columns=100)
        terminal.expect("keys: m mark")
        fcntl.ioctl(terminal.master, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
        terminal.expect(r"\nm mark  p pause  \+ 30 min  \^C stop")
        terminal.type("m")
        terminal.type("what he said is far longer than the line is wide")
        terminal.expect("wide_")
        terminal.type("\r")
        narrow = terminal.text[terminal.text.rindex("keys: m mark"):].split("\n")[1:]
        for line in narrow:
            if not line.startswith("earwitness"):
                self.assertLess(len(line), 40, line)
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), 0, terminal.text)

    def test_without_a_terminal_for_its_keys_there_are_none(self):
        process = self.start_foreground(*SIGNAL, "--max", "2s")
        done = self.finish(process)
        self.assertNotIn("m mark", done.err)
        self.check_told(done)


if __name__ == "__main__":
    unittest.main()
