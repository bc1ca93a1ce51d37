# SPDX-License-Identifier: MIT
"""A recording is played as it was recorded, from the second that was asked for, and heard in the room it was made in."""

import os
import subprocess
import unittest

import counting
from case import RoomCase
from waiting import wait_for

RATE = 48000
GOOD = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nFirst.\n\n00:00:02.000 --> 00:00:03.000\n<v B>Third.\n"


class Play(RoomCase):
    def setUp(self):
        super().setUp()
        self.path = self.start_background("--rate", str(RATE))
        self.room.play_samples(counting.sequence(4 * RATE))
        self.stop()
        sound = os.path.join(self.path, "recording", "data", "audio-001.flac")
        self.sound = subprocess.run(["flac", "-s", "-d", "-c", "--force-raw-format", "--endian=little",
                                     "--sign=signed", sound], check=True, capture_output=True).stdout
        typed = os.path.join(self.folder, "typed.vtt")
        with open(typed, "w", encoding="utf-8") as out:
            out.write(GOOD)
        self.assertEqual(self.earwitness("transcript", self.path, "--from-file", typed).code, 0)
        # What a machine makes of it later does not take the place of what a person typed.
        ears = os.path.join(self.folder, "ears")
        with open(ears, "w", encoding="utf-8") as out:
            out.write("#!/bin/sh\nprintf 'WEBVTT\\n\\n00:00:02.000 --> 00:00:03.000\\ngibberish\\n'\n")
        os.chmod(ears, 0o700)
        done = self.earwitness("transcript", self.path, "--draft", "--no-edit", "--recogniser", f"{ears} {{wav}}")
        self.assertEqual(done.code, 0, done)

    def hear(self):
        """Records the room into a file; the caller ends it."""
        heard = os.path.join(self.folder, "heard.raw")
        process = subprocess.Popen(["parec", "-d", "room.monitor", "--format=s16le", f"--rate={RATE}", "--channels=1",
                                    "--latency-msec=50", heard], env=self.environment())
        self.addCleanup(lambda: process.poll() is None and process.kill())
        wait_for("somebody who listens", lambda: os.path.exists(heard) and os.path.getsize(heard) > 0)
        return process, heard

    def end_of_hearing(self, process, heard, samples):
        """All that was heard, once there is as much as was played, and some silence after it."""
        def quiet_again():
            with open(heard, "rb") as file:
                everything = file.read()
            return len(everything.rstrip(b"\0")) < len(everything) - RATE and len(everything.strip(b"\0")) > samples
        try:
            wait_for("what was played, and silence after it", quiet_again)
        finally:
            process.terminate()
            process.wait()
        with open(heard, "rb") as file:
            return file.read()

    def test_it_is_heard_sample_for_sample_from_the_second_that_was_asked_for(self):
        """Silence in between is the room's: a machine that is busy may be late, and loses nothing by it."""
        process, heard = self.hear()
        done = self.earwitness("play", self.path, "--from", "00:01", "--to", "00:03")
        self.assertEqual(done.code, 0, done)
        self.assertIn("everybody around you", done.err)
        self.assertEqual(done.out, "00:02  B: Third.\n")
        asked = self.sound[2 * RATE : 6 * RATE]
        everything = self.end_of_hearing(process, heard, RATE)
        runs, expected = counting.runs(everything), counting.runs(asked)
        self.assertEqual(len(expected), 1, expected)
        next_one = expected[0].said
        for run in runs:
            self.assertEqual(run.said, next_one, runs)
            next_one += run.samples
        self.assertEqual(next_one, expected[0].said + expected[0].samples, runs)

    def test_keys_pause_leap_and_print_an_excerpt(self):
        terminal = self.terminal("play", os.path.basename(self.path))
        terminal.expect(r"First\.")
        terminal.type(" ")
        terminal.expect(r"\|\| 00:0\d / ")
        terminal.type("i")
        terminal.expect(r"from 00:0\d")
        terminal.type(" ")
        terminal.expect(r"Third\.")
        terminal.type("o")
        terminal.expect(r"earwitness excerpt \S+ --from 00:0\d --to 00:0\d")
        terminal.type("\x1b[D")
        terminal.expect(r"Third[\s\S]*First\.")
        terminal.type("q")
        self.assertEqual(terminal.wait(), 0, terminal.text)


if __name__ == "__main__":
    unittest.main()
