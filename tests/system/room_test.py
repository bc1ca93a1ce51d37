# SPDX-License-Identifier: MIT
"""The room itself, with parec in the place of earwitness: so that a failed recording is not the room's doing."""

import os
import subprocess
import unittest

import counting
from room import Room
from waiting import wait_for


class RoomTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.room = Room()
        cls.addClassCleanup(cls.room.close)

    def test_what_is_played_comes_back_bit_for_bit(self):
        path = os.path.join(self.room.folder, "heard.raw")
        with open(path, "wb") as out:
            recorder = subprocess.Popen(
                ["parec", "-d", "room.monitor", "--rate=48000", "--channels=1", "--format=s16le", "--latency-msec=50"],
                env=self.room.environment(), stdout=out)
        played = counting.sequence(48000)
        try:
            wait_for("the first samples", lambda: os.path.getsize(path) > 0)
            self.room.play_samples(played)

            def heard():
                with open(path, "rb") as samples:
                    return played in samples.read()

            wait_for("the sequence", heard)
        finally:
            recorder.terminate()
            recorder.wait(timeout=30)

    def test_the_room_touches_no_other_server(self):
        self.assertTrue(os.path.exists(self.room.socket))
        self.assertTrue(self.room.socket.startswith(self.room.folder))
        self.assertEqual(self.room.environment()["PULSE_SERVER"], "unix:" + self.room.socket)


class CountingTest(unittest.TestCase):
    """The judge of all recordings must see what it is there to see."""

    def setUp(self):
        self.played = counting.sequence(20000)

    def refuses(self, recorded):
        with self.assertRaises(AssertionError):
            counting.require_whole(self, self.played, recorded)

    def test_the_whole_sequence_with_silence_around_is_accepted(self):
        self.assertEqual(counting.require_whole(self, self.played, bytes(100) + self.played + bytes(50)), 50)

    def test_one_lost_sample_is_seen(self):
        self.refuses(self.played[:20000] + self.played[20002:])

    def test_one_repeated_sample_is_seen(self):
        self.refuses(self.played[:20002] + self.played[20000:])

    def test_one_changed_bit_is_seen(self):
        changed = bytearray(self.played)
        changed[12345] ^= 1
        self.refuses(bytes(changed))

    def test_a_stretch_of_silence_within_is_seen(self):
        self.refuses(self.played[:20000] + bytes(200) + self.played[20000:])

    def test_a_second_copy_is_seen(self):
        self.refuses(self.played + self.played)

    def test_no_two_places_of_the_sequence_are_alike(self):
        words = [self.played[i : i + 4] for i in range(0, len(self.played), 4)]
        self.assertEqual(len(words), len(set(words)))


if __name__ == "__main__":
    unittest.main()
