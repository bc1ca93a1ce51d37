# SPDX-License-Identifier: MIT
"""Every shape of audio that can be asked for: bits, channels, rates; each as exact as the first."""

import subprocess
import unittest

import counting
import flacfile
from case import ProgramCase, RoomCase

SIGNAL = ("--device", "test-signal")


class Mono(RoomCase):
    def test_24_bits_hold_the_16_that_were_played(self):
        played = counting.sequence(2 * 48000)
        path = self.start_background("--bits", "24")
        self.room.play_samples(played)
        recording, _ = self.stop_and_check(path)
        self.assertEqual(recording.opened["bits"], 24)
        samples = recording.all_samples
        low, middle, high = samples[0::3], samples[1::3], samples[2::3]
        self.assertFalse(any(low), "the lowest byte of 16 bits in 24 is zero")
        sixteen = bytearray(2 * len(middle))
        sixteen[0::2], sixteen[1::2] = middle, high
        counting.require_whole(self, played, bytes(sixteen))

    def test_a_named_microphone(self):
        self.room.control("load-module", "module-null-sink", "sink_name=other", "rate=48000", "channels=1",
                          "format=s16le", "norewinds=1")
        played = counting.sequence(48000)
        path = self.start_background("--device", "other.monitor")
        wav = self.room.wav(played)
        subprocess.run(["paplay", "-d", "other", wav], env=self.room.environment(), check=True)
        recording, _ = self.stop_and_check(path)
        counting.require_whole(self, played, recording.all_samples)

    def test_the_microphones_name_is_kept_in_the_notes_alone(self):
        path = self.start_background("--device", "room.monitor")
        recording, _ = self.stop_and_check(path)
        self.assertEqual({line["kind"] for line in recording.events("note")} - {"around"}, {"monitor"})
        with open(path + "/recording/data/journal.jsonl", encoding="utf-8") as journal:
            self.assertNotIn("room.monitor", journal.read())


class Stereo(RoomCase):
    channels = 2

    def test_two_channels(self):
        played = counting.sequence(2 * 2 * 48000)
        path = self.start_background("--channels", "2")
        self.room.play_samples(played)
        recording, _ = self.stop_and_check(path)
        self.assertEqual(recording.opened["channels"], 2)
        at = counting.require_whole(self, played, recording.all_samples)
        self.assertEqual(at % 2, 0, "left and right are exchanged")


class CdRate(RoomCase):
    rate = 44100

    def test_44100_frames_a_second(self):
        played = counting.sequence(2 * 44100)
        path = self.start_background("--rate", "44100")
        self.room.play_samples(played)
        recording, _ = self.stop_and_check(path)
        self.assertEqual(recording.opened["sample_rate"], 44100)
        counting.require_whole(self, played, recording.all_samples)


class TestSignal(ProgramCase):
    """What needs no sound server: each rate, channel count and depth ends in a file that says so."""

    def test_rates_channels_and_depths(self):
        for rate, channels, bits in ((8000, 1, 16), (16000, 2, 24), (44100, 1, 24), (96000, 2, 16), (192000, 8, 24)):
            with self.subTest(rate=rate, channels=channels, bits=bits):
                done = self.earwitness("start", *SIGNAL, "--max", "2s", "--rate", str(rate), "--channels", str(channels),
                                       "--bits", str(bits))
                recording = self.check_told(done)
                self.assertEqual(recording.closed["frames"], 2 * rate)
                self.assertEqual(recording.opened["kind"], "test-signal")
                self.assertTrue(any(recording.all_samples), "the test signal is not silence")

    def test_the_tags_hold_start_recording_and_software_and_no_free_text(self):
        path = self.start_background(*SIGNAL, "--title", "Unmistakable title", "--me", "Unmistakable name")
        recording, _ = self.stop_and_check(path)
        file = path + "/recording/data/audio-001.flac"
        tags = flacfile.Flac(file).tags
        (said,) = [value for value in tags.values() if recording.opened["recording"] in value]
        self.assertEqual(recording.opened["format"], 2)
        self.assertRegex(said, "^" + recording.opened["recording"] + " [0-9a-f]{32}$")
        self.assertTrue(any(value.startswith("earwitness/") for value in tags.values()), tags)
        started = recording.events("file")[0]["first_frame_utc"]
        self.assertTrue(any(value[:19] == started[:19] for value in tags.values()), (tags, started))
        with open(file, "rb") as audio:
            self.assertNotIn(b"Unmistakable", audio.read())
        with open(path + "/recording/data/journal.jsonl", "rb") as journal:
            self.assertNotIn(b"Unmistakable", journal.read())

    def test_a_split_recording_of_the_test_signal(self):
        process = self.start_foreground(*SIGNAL, "--max", "5s", "--split", "2s")
        recording = self.check_told(self.finish(process))
        frames = [len(recording.samples[name]) // 2 for name in sorted(recording.samples)]
        self.assertEqual(frames, [96000, 96000, 48000])

    def test_durations_as_people_write_them(self):
        for words, frames in (("1s", 48000), ("0m2s", 96000), ("2", None)):
            with self.subTest(words):
                done = self.earwitness("start", *SIGNAL, "--max", words)
                if frames is None:
                    self.assertIn(done.code, (0, 2), done)
                else:
                    self.assertEqual(self.check_told(done).closed["frames"], frames)


class Decoded(RoomCase):
    def test_frames_on_the_clock(self):
        """The journal's count of frames agrees with the clock that ran beside it, and with the samples' order."""
        path = self.start_background()
        self.wait_for_seconds(6)
        recording, _ = self.stop_and_check(path)
        seconds = recording.events("audio")
        first, last = seconds[0], seconds[-2]
        ran = (last["captured_mono"] - first["captured_mono"]) / 1e9
        told = (last["from"] - first["from"]) / 48000
        self.assertAlmostEqual(ran, told, delta=1.5)  # a delivery is up to a second of audio
        self.assertGreaterEqual(first["captured_mono"], recording.events("file")[0]["first_frame_mono"])


if __name__ == "__main__":
    unittest.main()
