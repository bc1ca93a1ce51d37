# SPDX-License-Identifier: MIT
"""Several inputs that are mixed into few: how many is said, and that two which are each other's opposite cancel."""

import array
import math
import os
import signal
import subprocess
import unittest

from case import RoomCase
from waiting import wait_for

RATE = 48000


def tone(seconds, signs):
    """Each channel the same tone, by its sign: 0 is silence."""
    samples = array.array("h")
    for i in range(int(seconds * RATE)):
        value = int(12000 * math.sin(2 * math.pi * 440 * i / RATE))
        samples.extend(value * sign for sign in signs)
    return samples.tobytes()


class Channels(RoomCase):
    def sink(self, name, channels):
        self.room.control("load-module", "module-null-sink", f"sink_name={name}", f"rate={RATE}",
                          f"channels={channels}", "norewinds=1", *(
                              ["channel_map=" + ",".join(f"aux{i}" for i in range(channels))] if channels > 2 else []))

    def log(self, path):
        with open(os.path.join(path, "log.txt"), encoding="utf-8") as log:
            return log.read()

    def record_until_said(self, words, *options):
        process = self.start_foreground(*options)
        path = self.status()["path"]
        wait_for(f"'{words}'", lambda: words in self.log(path), every=0.1)
        process.send_signal(signal.SIGINT)
        done = self.finish(process)
        return self.check_told(done, path), done

    def test_opposite_channels_are_silent_when_mixed_and_the_warning_names_channels(self):
        self.sink("stereo", 2)
        path = self.room.wav(tone(10, (1, -1)), channels=2)
        player = subprocess.Popen(["paplay", "-d", "stereo", path], env=self.room.environment(),
                                  stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(player.wait, 30)
        self.addCleanup(player.terminate)
        recording, done = self.record_until_said("may cancel each other", "--device", "stereo.monitor")
        self.assertFalse(any(recording.all_samples))
        self.assertRegex(done.err, r"its 2 channels are mixed into 1, where they may cancel each other\n +try: .*"
                                   r"--channels 2")

    def test_how_many_inputs_are_mixed_is_said(self):
        self.sink("interface", 12)
        _, done = self.record_until_said("12 inputs", "--device", "interface.monitor")
        self.assertRegex(done.err, r"has 12 inputs, which are mixed into 1: one alone is 22 dB quieter there")


if __name__ == "__main__":
    unittest.main()
