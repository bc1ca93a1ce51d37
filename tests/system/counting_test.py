# SPDX-License-Identifier: MIT
"""Nothing said is lost: a counting sequence through a real sound server comes back bit for bit, in one piece."""

import unittest

import counting
from case import RoomCase


class Counting(RoomCase):
    def test_sixty_seconds_come_back_gap_free_duplicate_free_and_bit_identical(self):
        played = counting.sequence(60 * 48000)
        path = self.start_background("--title", "Sixty seconds")
        self.room.play_samples(played)
        recording, done = self.stop_and_check(path)
        counting.require_whole(self, played, recording.all_samples)
        self.assertEqual(recording.closed["lost_frames"], 0)
        self.assertEqual(recording.events("gap") + recording.events("break"), [])
        self.assertGreaterEqual(recording.seconds, 60)

    def test_no_sample_is_lost_between_two_files(self):
        played = counting.sequence(7 * 48000)
        path = self.start_background("--split", "2s")
        self.room.play_samples(played)
        recording, done = self.stop_and_check(path)
        self.assertGreaterEqual(len(recording.samples), 4)
        for name in sorted(recording.samples)[:-1]:
            self.assertEqual(len(recording.samples[name]), 2 * 2 * 48000, name)
        counting.require_whole(self, played, recording.all_samples)
        self.assertEqual({line["cause"] for line in recording.events("break")}, {"split"})
        self.assertEqual(recording.closed["lost_frames"], 0)


if __name__ == "__main__":
    unittest.main()
