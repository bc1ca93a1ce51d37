# SPDX-License-Identifier: MIT
"""Every way to end a recording ends in a sealed one, with all that sounded before the end in it."""

import os
import signal
import subprocess
import unittest

import counting
from case import PROGRAM, RoomCase
from waiting import LONG, wait_for

WORDS = counting.sequence(48000, start=1_000_000)


class Stops(RoomCase):
    def ends_whole(self, done, reason, path=None):
        recording = self.check_told(done, path)
        self.assertEqual(recording.closed["reason"], reason)
        counting.require_whole(self, WORDS, recording.all_samples)
        self.assertEqual(recording.closed["lost_frames"], 0)
        return recording

    def ended_by(self, number):
        process = self.start_foreground()
        self.room.play_samples(WORDS)
        process.send_signal(number)
        return self.finish(process)

    def test_interrupt(self):
        self.ends_whole(self.ended_by(signal.SIGINT), "stopped")

    def test_terminate(self):
        self.ends_whole(self.ended_by(signal.SIGTERM), "signal")

    def test_hangup(self):
        """A terminal that was closed shows nothing; what matters lies on the disk."""
        done = self.ended_by(signal.SIGHUP)
        self.assertEqual((done.code, done.out), (0, ""), done)
        self.on_disk("terminal_closed")

    def on_disk(self, reason):
        (name,) = self.conversations()
        recording = self.check(os.path.join(self.archive, name))
        self.assertEqual(recording.closed["reason"], reason)
        counting.require_whole(self, WORDS, recording.all_samples)

    def test_a_closed_terminal(self):
        terminal = self.terminal("start")
        self.wait_for_frames(1, terminal.process)
        self.room.play_samples(WORDS)
        terminal.hang_up()
        self.assertEqual(terminal.process.wait(timeout=LONG), 0)
        self.on_disk("terminal_closed")

    def test_control_c(self):
        terminal = self.terminal("start", "--me", "A. Tester")
        self.wait_for_frames(1, terminal.process)
        self.room.play_samples(WORDS)
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.on_disk("stopped")

    def test_the_maximum_duration(self):
        process = self.start_foreground("--max", "4s")
        done = self.finish(process)
        recording = self.check_told(done)
        self.assertEqual(recording.closed["reason"], "max_duration")
        self.assertEqual(recording.closed["frames"], 4 * 48000)

    def test_stop_from_elsewhere_of_a_foreground_recording(self):
        process = self.start_foreground()
        self.room.play_samples(WORDS)
        stopped = self.stop()
        ended = self.finish(process)
        recording = self.ends_whole(stopped, "stopped")
        self.assertEqual(ended.code, 0, ended)
        self.assertTrue(ended.out.startswith(stopped.out.splitlines()[0] + "\n"), (stopped, ended))
        self.assertGreater(recording.seconds, 1)

    def test_stop_of_a_background_recording(self):
        path = self.start_background()
        self.room.play_samples(WORDS)
        self.ends_whole(self.stop(), "stopped", path)
        self.assertFalse(self.status()["running"])

    def test_terminate_of_a_background_recording(self):
        path = self.start_background()
        self.room.play_samples(WORDS)
        os.kill(self.status()["pid"], signal.SIGTERM)
        wait_for("the end", lambda: not self.status()["running"])
        recording = self.check(path)
        self.assertEqual(recording.closed["reason"], "signal")
        counting.require_whole(self, WORDS, recording.all_samples)

    def test_a_recording_that_was_started_with_signals_ignored_still_ends(self):
        script = 'trap "" INT HUP TERM; exec "$0" start'
        process = subprocess.Popen(["sh", "-c", script, PROGRAM], env=self.environment(), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self._end, process)
        self.wait_for_frames(1, process)
        self.room.play_samples(WORDS)
        process.send_signal(signal.SIGINT)
        self.ends_whole(self.finish(process), "stopped")

    def test_what_sounds_after_the_stop_is_not_waited_for(self):
        """The last words are kept, and little more: the end comes soon although the room is not silent."""
        path = self.start_background()
        playing = self.room.playing(counting.sequence(30 * 48000))
        self.addCleanup(playing.wait)
        self.addCleanup(playing.kill)
        self.wait_for_seconds(2)
        before = self.status()["seconds"]
        recording, done = self.stop_and_check(path)
        self.assertLess(recording.seconds - before, 5)


if __name__ == "__main__":
    unittest.main()
