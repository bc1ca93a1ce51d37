# SPDX-License-Identifier: MIT
"""What goes wrong during a recording is said while it happens, and once more at the stop with how long it lasted."""

import array
import json
import time
import unittest

import counting
from case import RoomCase
from waiting import LONG, wait_for

QUIET_ENOUGH = 40  # of 32768: 0.0012 of full scale, as a muted analog microphone gives


def noise(seconds, peak):
    return counting.quiet(counting.sequence(seconds * 48000), peak)


class Warnings(RoomCase):
    def warnings_at_stop(self, *words):
        """But that what is played is recorded: the room's microphone is the monitor of a null sink."""
        done = self.stop("--json", *words)
        warnings = {warning["warning"]: warning for warning in done.json["warnings"]}
        self.assertIn("monitor", warnings)
        return {name: warning for name, warning in warnings.items() if name != "monitor"}, done.json

    def setUp(self):
        super().setUp()
        self.addCleanup(self.room.control, "suspend-sink", "room", "0")

    def test_a_muted_microphone_is_told_at_once_and_again_at_the_stop(self):
        terminal = self.terminal("start", "--me", "A. Tester")
        terminal.expect("[Mm]uted", 30)
        self.wait_for_seconds(7)
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        after = terminal.text[terminal.text.rindex("\nseal ") :]
        self.assertRegex(after, r"(?s)[Mm]uted.*\d+ s|\d+ s.*[Mm]uted|\d:\d\d")
        self.assertRegex(after, "[Mm]uted")

    def test_a_muted_microphone_in_the_background_is_told_at_the_stop(self):
        path = self.start_background()
        self.wait_for_seconds(8)
        recording, done = self.stop_and_check(path)
        self.assertRegex(done.err + done.out, "[Mm]uted")

    def test_the_duration_of_a_warning_is_right(self):
        """And its sentence is in the language of who reads it, not of who started the recording; a script's is English."""
        self.start_background(LANG="nl_NL.UTF-8", LC_ALL=None)
        self.wait_for_seconds(9)
        self.assertIn("as silent as a muted one", self.status()["warnings"][0]["text"])
        self.assertIn("as silent as a muted one", self.earwitness("status").out)
        self.assertIn("zo stil als een die uit staat", self.earwitness("status", LANG="nl_NL.UTF-8", LC_ALL=None).out)
        warnings, sealed = self.warnings_at_stop()
        self.assertEqual(set(warnings), {"muted"})
        self.assertIn("as silent as a muted one", warnings["muted"]["text"])
        self.assertGreater(warnings["muted"]["seconds"], 2)
        self.assertLess(warnings["muted"]["seconds"], sealed["seconds"])
        self.check(sealed["path"])

    def test_a_muted_analog_microphone_is_not_quite_silent(self):
        self.start_background()
        self.room.play_samples(noise(9, QUIET_ENOUGH))
        warnings, sealed = self.warnings_at_stop()
        self.assertIn("muted", warnings)
        self.check(sealed["path"])

    def test_a_quiet_but_live_microphone_gets_no_warning(self):
        path = self.start_background()
        playing = self.room.playing(noise(30, 140))  # 0.0043 of full scale
        self.addCleanup(playing.wait)
        self.addCleanup(playing.kill)
        self.wait_for_seconds(9)
        warnings, sealed = self.warnings_at_stop()
        self.assertEqual(warnings, {})
        self.check(path)

    def test_a_muted_source_of_the_sound_server(self):
        self.room.control("set-source-mute", "room.monitor", "1")
        self.addCleanup(self.room.control, "set-source-mute", "room.monitor", "0")
        self.start_background()
        self.room.play_samples(noise(8, 8000))
        warnings, sealed = self.warnings_at_stop()
        self.assertIn("muted", warnings)
        self.check(sealed["path"])

    def test_clipping(self):
        self.start_background()
        square = array.array("h", ([32767] * 24 + [-32768] * 24) * 3000).tobytes()
        self.room.play_samples(square)
        warnings, sealed = self.warnings_at_stop()
        self.assertIn("clipping", warnings)
        self.assertGreater(warnings["clipping"]["seconds"], 1)
        self.check(sealed["path"])

    def test_a_suspended_source_is_told_and_the_stop_does_not_hang(self):
        terminal = self.terminal("start", "--me", "A. Tester")
        self.wait_for_frames(48000, terminal.process)
        self.room.control("suspend-sink", "room", "1")
        terminal.expect(r"[Nn]o (audio|sound)", 20)
        terminal.type("\x03")
        self.assertEqual(terminal.wait(LONG / 2), 0, terminal.text)
        self.assertRegex(terminal.text[terminal.text.rindex("\nseal ") :], r"[Nn]o (audio|sound)")

    def test_what_a_suspended_source_left_out_is_counted(self):
        path = self.start_background()
        before = counting.sequence(48000, start=7_000_000)
        after = counting.sequence(48000, start=8_000_000)
        self.room.play_samples(before)
        self.room.control("suspend-sink", "room", "1")
        frames = self.status()["frames"]
        wait_for("the end of delivery", lambda: self._warned())
        self.room.control("suspend-sink", "room", "0")
        self.wait_for_frames(frames + 2 * 48000)
        self.room.play_samples(after)
        warnings, sealed = self.warnings_at_stop()
        self.assertIn("no_delivery", warnings)
        recording = self.check(path)
        lost = recording.closed["lost_frames"]
        self.assertGreater(lost, 48000, "about two seconds were never delivered")
        self.assertEqual(sealed["lost_frames"], lost)
        # The loss is known to the block in which it showed: the words before it may end behind its silence.
        samples = recording.samples_without_gaps()
        self.assertLess(counting.require_whole(self, before, samples, alone=False),
                        counting.require_whole(self, after, samples, alone=False))
        (gap,) = [line for line in recording.lines if line["event"] in ("gap", "break")]
        if gap["event"] == "gap":
            self.assertEqual((gap["cause"], gap["estimated"]), ("stall", True))

    def _warned(self):
        """A status repeats no warning: its frames standing still for two seconds say the same."""
        frames = self.status()["frames"]
        time.sleep(2)
        return self.status()["frames"] == frames

    def test_a_sound_server_that_stays_dead_ends_the_recording_after_its_time_with_all_it_had(self):
        process = self.start_foreground("--device-timeout", "2s")
        words = counting.sequence(48000, start=9_000_000)
        self.room.play_samples(words)
        self.wait_for_seconds(3)
        self.room.stop(9)
        self.addCleanup(self.room.start)
        done = self.finish(process)
        told = json.dumps([done.code, done.out, done.err])
        self.assertEqual(done.code, 5, told)
        (name,) = self.conversations()
        recording = self.check(self.archive + "/" + name)
        self.assertEqual(recording.closed["reason"], "device_lost")
        counting.require_whole(self, words, recording.all_samples)
        self.assertRegex(done.err, "microphone|sound server|device")


if __name__ == "__main__":
    unittest.main()
