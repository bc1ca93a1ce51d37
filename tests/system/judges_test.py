# SPDX-License-Identifier: MIT
"""The judges of the system tests (bagcheck, journalcheck, levelcheck) on a recording made by hand: they accept it, and
refuse it with anything wrong. A judge that lets something pass would make every test that calls it worth nothing."""

import json
import os
import shutil
import tempfile
import unittest

import bagcheck
import handmade
from sealed import check_sealed


class Judges(unittest.TestCase):
    def setUp(self):
        folder = tempfile.mkdtemp(prefix="judges-")
        self.addCleanup(shutil.rmtree, folder)
        self.bag = os.path.join(folder, "recording")
        handmade.make(self.bag)

    def refused(self, words):
        with self.assertRaises(AssertionError) as caught:
            check_sealed(self.bag)
        self.assertIn(words, str(caught.exception))

    def path(self, name):
        return os.path.join(self.bag, name)

    def change(self, name, change, again=True):
        """Rewrites a file; `again` seals anew, as one who alters a recording could."""
        handmade.unseal(self.bag)
        with open(self.path(name), "rb") as file:
            content = file.read()
        with open(self.path(name), "wb") as file:
            file.write(change(content))
        if again:
            handmade.seal(self.bag)

    def change_line(self, event, **fields):
        """Changes a journal line, and makes the chain whole again after it."""

        def rewrite(content):
            lines = [json.loads(line) for line in content.splitlines()]
            os.unlink(self.path("data/journal.jsonl"))
            journal = handmade.Journal(self.path("data/journal.jsonl"))
            for line in lines:
                if line["event"] == event:
                    line.update(fields)
                journal.add(line.pop("event"), **{k: v for k, v in line.items()
                                                  if k not in ("seq", "prev", "utc", "mono")})
            with open(self.path("data/journal.jsonl"), "rb") as file:
                return file.read()

        self.change("data/journal.jsonl", rewrite)

    def test_a_whole_recording_is_accepted(self):
        recording = check_sealed(self.bag)
        self.assertEqual(recording.seconds, 2.5)

    def test_one_flipped_bit_in_any_file_is_refused(self):
        for name in bagcheck.files_below(self.bag):
            with self.subTest(name):
                self.change(name, lambda c: c[: len(c) // 2] + bytes([c[len(c) // 2] ^ 1]) + c[len(c) // 2 + 1 :], False)
                self.assertTrue(bagcheck.problems(self.bag))
                self.change(name, lambda c: c[: len(c) // 2] + bytes([c[len(c) // 2] ^ 1]) + c[len(c) // 2 + 1 :], False)
                self.assertFalse(bagcheck.problems(self.bag))

    def test_a_missing_payload_file_is_refused(self):
        os.unlink(self.path("data/levels.jsonl"))
        self.assertTrue(any("missing" in problem for problem in bagcheck.problems(self.bag)))

    def test_an_unlisted_payload_file_is_refused(self):
        handmade.write(self.bag, "data/more.txt", "more")
        self.assertTrue(any("more.txt is in no" in problem for problem in bagcheck.problems(self.bag)))
        self.refused("unlike the layout")

    def test_an_unlisted_tag_file_is_refused(self):
        handmade.write(self.bag, "more.txt", "more")
        self.refused("unlike the layout")

    def test_a_link_is_refused(self):
        os.symlink("/etc/hostname", self.path("data/link"))
        self.assertTrue(bagcheck.problems(self.bag))

    def test_a_broken_chain_is_refused(self):
        self.change("data/journal.jsonl", lambda c: c.replace(b'"mono": 1002', b'"mono": 1003'))
        self.refused("prev")

    def test_a_torn_journal_is_refused(self):
        self.change("data/journal.jsonl", lambda c: c[:-20])
        self.refused("torn")

    def test_a_wrong_audio_hash_is_refused(self):
        self.change_line("audio", sha256="0" * 64)
        self.refused("another hash")

    def test_a_hole_between_seconds_is_refused(self):
        self.change_line("audio", **{"from": 5})
        self.refused("overlap or leave a hole")

    def test_a_wrong_sum_is_refused(self):
        self.change_line("close", frames=1)
        self.refused("`close` tells of 1 frames")

    def test_lost_frames_that_no_line_tells_of_are_refused(self):
        self.change_line("close", lost_frames=1)
        self.refused("`close` tells of 1 lost")

    def test_a_changed_note_is_refused(self):
        self.change("data/notes.jsonl", lambda c: c.replace(b"hand", b"foot"))
        self.refused("note 1")

    def test_a_wrong_level_is_refused(self):
        self.change("data/levels.jsonl", lambda c: c.replace(b'"rms_dbfs": -', b'"rms_dbfs": -9'))
        self.refused("rms")

    def test_a_file_that_others_may_read_is_refused(self):
        os.chmod(self.path("data/notes.jsonl"), 0o444)
        self.refused("mode 444")

    def test_audio_without_its_recording_in_the_tags_is_refused(self):
        self.change("data/audio-001.flac", lambda c: c.replace(handmade.UUID.encode(), b"x" * 36))
        self.refused("no tag holds")


if __name__ == "__main__":
    unittest.main()
