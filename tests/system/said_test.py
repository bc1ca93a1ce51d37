# SPDX-License-Identifier: MIT
"""The judges of time (counting.runs, saidtimes): they find what was cut out, doubled or moved, to the sample."""

import types
import unittest

import counting
import saidtimes

RATE = 48000
BEGIN = 7 * RATE + 3  # in the middle of a counter


class Runs(unittest.TestCase):
    def found(self, recorded):
        return [(run.at, run.said, run.samples) for run in counting.runs(recorded)]

    def test_a_whole_one_is_one_run_wherever_it_begins(self):
        for begin in (BEGIN, BEGIN + 1):
            silence = bytes(2 * 501)
            recorded = silence + counting.said(begin, 3 * RATE) + silence
            self.assertEqual(self.found(recorded), [(501, begin, 3 * RATE)])

    def test_a_hole_of_any_length_is_found_to_the_sample(self):
        for hole in (1, 2, 777, 5 * RATE):
            recorded = counting.said(BEGIN, RATE) + counting.said(BEGIN + RATE + hole, RATE)
            self.assertEqual(self.found(recorded), [(0, BEGIN, RATE), (RATE, BEGIN + RATE + hole, RATE)])

    def test_what_comes_twice_is_two_runs(self):
        recorded = 2 * counting.said(BEGIN, RATE)
        self.assertEqual(self.found(recorded), [(0, BEGIN, RATE), (RATE, BEGIN, RATE)])

    def test_one_changed_sample_ends_a_run(self):
        recorded = bytearray(counting.said(BEGIN, RATE))
        recorded[2 * 1000] ^= 1
        self.assertEqual(self.found(bytes(recorded)), [(0, BEGIN, 1000), (1001, BEGIN + 1001, RATE - 1001)])

    def test_silence_and_other_sound_hold_nothing_of_it(self):
        self.assertEqual(self.found(bytes(2 * RATE)), [])
        self.assertEqual(self.found(b"\x01\x02\x03\x04" * RATE), [])


class Times(unittest.TestCase):
    """Two files with a break of two seconds between them, said by a clock that begins at 0."""

    speaker = types.SimpleNamespace(time_of=lambda number: number / RATE)

    def recording(self, hole_seconds, told_seconds):
        second = BEGIN + RATE + round(hole_seconds * RATE)
        samples = {"one": counting.said(BEGIN, RATE), "two": counting.said(second, RATE)}
        lines = [{"event": "file", "file": "one"}, {"event": "break", "seconds": told_seconds},
                 {"event": "file", "file": "two"}]
        return types.SimpleNamespace(lines=lines, samples=samples, opened={"sample_rate": RATE}, frame_bytes=2)

    def test_a_break_that_is_as_long_as_it_says_is_accepted(self):
        off = saidtimes.require_times(self, self.recording(2, 2), self.speaker, 0.001)
        self.assertLess(off, 0.001)

    def test_a_break_that_is_longer_than_it_says_is_refused(self):
        for told in (0, 1.89, 2.11, 15):
            with self.assertRaises(AssertionError):
                saidtimes.require_times(self, self.recording(2, told), self.speaker, 0.100)

    def test_what_is_kept_is_counted_within_bounds_alone(self):
        recording = self.recording(2, 2)
        self.assertEqual(saidtimes.kept(recording, BEGIN, BEGIN + 4 * RATE), 2 * RATE)
        self.assertEqual(saidtimes.kept(recording, BEGIN + RATE - 5, BEGIN + 3 * RATE + 7), 12)

    def test_nothing_said_is_refused(self):
        recording = types.SimpleNamespace(lines=[{"event": "file", "file": "one"}], samples={"one": bytes(2 * RATE)},
                                          opened={"sample_rate": RATE}, frame_bytes=2)
        with self.assertRaises(AssertionError):
            saidtimes.require_times(self, recording, self.speaker, 1)


if __name__ == "__main__":
    unittest.main()
