# SPDX-License-Identifier: MIT
"""A recording that verifies, and of which the ledger of its archive tells another thing: nothing that rests on it is made or
handed over without a word."""

import os
import shutil
import unittest

from case import ProgramCase

TYPED = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nI never said that.\n"


class Contradicted(ProgramCase):
    def setUp(self):
        super().setUp()
        self.well("start", "--device", "test-signal", "--title", "talk", "--max", "1s", "--me", "A. Name")
        self.well("start", "--device", "test-signal", "--title", "other", "--max", "1s", "--me", "A. Name")
        (self.name,) = [name for name in os.listdir(self.archive) if name.endswith("_talk")]
        (self.other,) = [name for name in os.listdir(self.archive) if name.endswith("_other")]
        self.typed = os.path.join(self.folder, "typed.vtt")
        with open(self.typed, "w", encoding="utf-8") as out:
            out.write(TYPED)
        self.to = os.path.join(self.folder, "to")
        os.mkdir(self.to)

    def well(self, *words):
        done = self.earwitness(*words)
        self.assertEqual(done.code, 0, done)
        return done

    def put_back(self):
        """As a backup brings back what was deleted."""
        kept = os.path.join(self.folder, "kept")
        shutil.copytree(os.path.join(self.archive, self.name), kept)
        self.well("delete", "--now", "--yes", self.name)
        shutil.copytree(kept, os.path.join(self.archive, self.name))

    def test_nothing_is_made_of_it_or_handed_over(self):
        self.put_back()
        self.well("verify", self.name)
        for words in (["export", self.name, "--to", self.to], ["export", self.name, "--to", self.to, "--zip"],
                      ["excerpt", self.name, "--from", "0:00", "--to", "0:01", "--into", self.to],
                      ["transcript", self.name, "--from-file", self.typed]):
            with self.subTest(words=words[0]):
                self.assert_failed(self.earwitness(*words), 1, "was deleted, and is there again")
        self.assertEqual(os.listdir(self.to), [])
        self.assertEqual(sorted(os.listdir(os.path.join(self.archive, self.name))), ["log.txt", "recording"])

    def test_its_page_says_so_on_top(self):
        self.put_back()
        page = os.path.join(self.to, "report.html")
        done = self.earwitness("report", self.name, "--to", page)
        self.assertEqual(done.code, 1, done)
        with open(page, encoding="utf-8") as file:
            text = file.read()
        self.assertIn("ledger contradicts this recording", text)
        self.assertLess(text.index("ledger contradicts this recording"), text.index("h-facts"))

    def test_an_altered_one_gets_no_transcript(self):
        sound = os.path.join(self.archive, self.name, "recording", "data", "audio-001.flac")
        os.chmod(sound, 0o600)
        with open(sound, "r+b") as file:
            file.seek(-200, os.SEEK_END)
            file.write(b"xx")
        self.assert_failed(self.earwitness("transcript", self.name, "--from-file", self.typed), 1, "not as it was sealed")
        self.assertEqual(sorted(os.listdir(os.path.join(self.archive, self.name))), ["log.txt", "recording"])

    def test_the_others_are_handed_over_as_ever(self):
        self.put_back()
        self.well("export", self.other, "--to", self.to)
        self.well("report", self.other, "--to", os.path.join(self.to, "report.html"))
        self.well("transcript", self.other, "--from-file", self.typed)


if __name__ == "__main__":
    unittest.main()
