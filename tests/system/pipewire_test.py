# SPDX-License-Identifier: MIT
"""The counting sequence and a whole recording on PipeWire, by way of pipewire-pulse, as on a present-day desktop."""

import unittest

import counting
from case import RoomCase
from pipewire_room import PipewireRoom


class Pipewire(RoomCase):
    @classmethod
    def setUpClass(cls):
        cls.room = PipewireRoom()
        cls.addClassCleanup(cls.room.close)

    def test_sixty_seconds_come_back_gap_free_duplicate_free_and_bit_identical(self):
        played = counting.sequence(60 * 48000)
        path = self.start_background("--title", "Sixty seconds")
        self.room.play_samples(played)
        recording, _ = self.stop_and_check(path)
        counting.require_whole(self, played, recording.all_samples)
        self.assertEqual(recording.closed["lost_frames"], 0)
        self.assertEqual(recording.events("gap") + recording.events("break"), [])

    def test_its_sources_are_listed_by_their_real_names(self):
        self.assertIn("room.monitor", self.earwitness("devices").out)

    def test_a_source_by_the_words_that_devices_shows_with_it(self):
        (words,) = [source["description"] for source in self.earwitness("devices", "--json").json["sources"]
                    if source["name"] == "room.monitor"]
        self.assertNotEqual(words, "room.monitor")
        played = counting.sequence(48000)
        path = self.start_background("--device", words)
        self.room.play_samples(played)
        recording, _ = self.stop_and_check(path)
        counting.require_whole(self, played, recording.all_samples)


if __name__ == "__main__":
    unittest.main()
