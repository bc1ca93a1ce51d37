# SPDX-License-Identifier: MIT
"""Speech in Dutch and in English, spoken into the room by espeak-ng and listened back."""

import array
import math
import os
import subprocess
import unittest
import wave

import counting
from case import RoomCase

SENTENCES = {
    "nl": "Goedemiddag. Dit gesprek wordt opgenomen, want ik neem er zelf aan deel. Zullen we beginnen?",
    "en": "Good afternoon. I take part in this conversation, and I record it. Shall we begin?",
}
RATE = 22050  # espeak-ng's own


class Speech(RoomCase):
    rate = RATE

    def speak(self, language):
        """The sentence as espeak-ng's samples."""
        path = os.path.join(self.folder, language + ".wav")
        subprocess.run(["espeak-ng", "-v", language, "-w", path, SENTENCES[language]], check=True, capture_output=True)
        with wave.open(path) as spoken:
            self.assertEqual((spoken.getframerate(), spoken.getnchannels(), spoken.getsampwidth()), (RATE, 1, 2))
            return spoken.readframes(spoken.getnframes())

    def assert_like_speech(self, samples):
        """Loud and quiet parts in turn, over seconds: neither silence nor a hum."""
        values = array.array("h", samples)
        step = RATE // 20
        levels = [math.sqrt(sum(v * v for v in values[at : at + step]) / step) for at in range(0, len(values), step)]
        loud = [level > 800 for level in levels]
        changes = sum(a != b for a, b in zip(loud, loud[1:]))
        self.assertGreater(sum(loud), len(loud) // 5, "hardly anything is to be heard")
        self.assertGreater(changes, 6, "speech has pauses")

    def recorded(self, language, samples):
        path = self.start_background("--rate", str(RATE), "--title", SENTENCES[language][:30])
        self.room.play_samples(samples)
        recording, _ = self.stop_and_check(path)
        return recording

    def test_speech_comes_back_unchanged(self):
        for language in SENTENCES:
            with self.subTest(language):
                spoken = self.speak(language)
                recording = self.recorded(language, spoken)
                samples = recording.all_samples
                self.assertTrue(spoken in samples, counting.explain(spoken, samples))
                self.assert_like_speech(recording.all_samples)

    def test_silence_and_a_hum_are_not_taken_for_speech(self):
        hum = array.array("h", (int(8000 * math.sin(i / 20)) for i in range(3 * RATE))).tobytes()
        for samples in (bytes(6 * RATE), hum):
            with self.assertRaises(AssertionError):
                self.assert_like_speech(samples)


if __name__ == "__main__":
    unittest.main()
