# SPDX-License-Identifier: MIT
"""A process that is stopped or starved: what the sound server holds meanwhile is drained and kept to the sample, and
what it could not hold is counted, at its place. EARWITNESS_STOPPED_SECONDS asks for longer (tests/long/stopped)."""

import os
import signal
import unittest

import saidtimes
from microphonecase import MicrophoneCase

SECONDS = float(os.environ.get("EARWITNESS_STOPPED_SECONDS", "5"))
HELD = 40.0  # seconds; a PulseAudio server holds 43.7 of mono at 48 kHz for a client that does not read
WITHIN = 0.050


class Stopped(MicrophoneCase):
    def test_audio_gaps_and_breaks_are_the_time_that_passed_and_what_the_server_held_is_kept(self):
        path = self.start_background()
        self.wait_for_seconds(2)
        pid = self.status()["pid"]
        stopped = self.now()
        os.kill(pid, signal.SIGSTOP)
        self.addCleanup(self._go_on, pid)
        self.say(SECONDS)
        os.kill(pid, signal.SIGCONT)
        self.say(2)
        end = self.now()
        recording, done = self.stop_and_check(path)
        off = saidtimes.require_times(self, recording, self.speaker, WITHIN)
        first = saidtimes.placed(recording)[0].run.said
        unheard = self.speaker.unheard_between(first, end)
        missing = (end - first - unheard - saidtimes.kept(recording, first, end)) / 48000
        print(f"stopped for {SECONDS:g} s: {missing:.3f} s missing, {recording.closed['lost_frames']} frames told as"
              f" lost, times off by {off * 1000:.1f} ms at most")
        self.assertLessEqual(missing, max(0, SECONDS - HELD), "less is there than the sound server held")
        self.assertAlmostEqual(missing + unheard / 48000, recording.closed["lost_frames"] / 48000, delta=WITHIN)
        if missing > 0.1:
            self.assertRegex(done.err, r"\d+\.\d s of sound are missing in all")
        for line in recording.events("gap"):
            self.assertEqual(line["cause"], "stall")
        for line in recording.events("break"):
            self.assertEqual(line["cause"], "gap")
        saidtimes.require_all(self, recording, self.speaker, end=stopped)

    @staticmethod
    def _go_on(pid):
        try:
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            pass


if __name__ == "__main__":
    unittest.main()
