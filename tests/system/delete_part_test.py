# SPDX-License-Identifier: MIT
"""A forgotten stop has recorded others: that part goes for good, and what is left proves that it is the rest."""

import json
import os
import shutil
import unittest

import flacfile
import ledgercheck
from case import ProgramCase
from sealed import seal_of
from waiting import wait_for

CALL = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "format-2", "call")
SIGNAL = ("--device", "test-signal", "--me", "A. Name")


class DeletePart(ProgramCase):
    def record(self, title="talk", seconds=3.4):
        path = self.start_background(*SIGNAL, "--title", title)
        self.wait_for_seconds(seconds)
        self.stop()
        return path

    def samples(self, path, name):
        return flacfile.decode(os.path.join(path, "recording/data", name))

    def verify_all(self):
        done = self.earwitness("verify", "--all", "--json")
        return done.code, done.json

    def test_the_part_is_gone_the_rest_is_proven_and_the_ledger_knows(self):
        path = self.record("Geheim")
        seal, whole = seal_of(path), self.samples(path, "audio-001.flac")
        done = self.earwitness("delete", "--yes", "--json", "geheim", "--from", "00:01", "--to", "00:03")
        self.assertEqual(done.code, 0, done)
        told = done.json
        self.assertEqual((told["seal_before"], told["seal"], told["deleted_seconds"]), (seal, seal_of(path), 2))
        self.assertNotEqual(seal, told["seal"])
        second = 48000 * 2
        left = self.samples(path, "excerpt-001.flac")
        self.assertEqual(left[:second], whole[:second])
        self.assertEqual(left[second : 3 * second], bytes(2 * second))
        self.assertEqual(left[3 * second :], whole[3 * second :])
        self.assertEqual([name for name in os.listdir(path) if name not in ("label.json", "log.txt")], ["recording"])
        # Nowhere in the folder is a sample of it left as it was written.
        for at, _, names in os.walk(path):
            self.assertNotIn("audio-001.flac", names, at)
        last = ledgercheck.read(self.archive)[-1]
        self.assertEqual((last["event"], last["what"], last["seal_before"], last["seal_after"], last["hash"]),
                         ("delete", "part", seal, told["seal"], told["ledger"]))
        code, document = self.verify_all()
        self.assertEqual(code, 0, document)
        self.assertTrue(any("a part was deleted" in remark for remark in document["ledger"]["remarks"]), document)
        self.assertEqual(document["recordings"][0]["kind"], "excerpt")
        self.assertIn("Geheim", self.earwitness("list").out)
        self.assert_failed(self.earwitness("delete", "--yes", "geheim", "--from", "00:00", "--to", "00:01"), 4,
                           "a part of .* was deleted before", "earwitness delete ")
        self.assert_failed(self.earwitness("excerpt", "geheim", "--from", "00:00", "--to", "00:01"), 4,
                           "a part of .* was deleted", "earwitness export ")
        self.assertEqual(self.earwitness("export", "geheim", "--to", self.folder).code, 0)
        self.assertEqual(self.earwitness("delete", "--now", "--yes", "geheim").code, 0)
        self.assertEqual(self.verify_all()[0], 0)

    def test_of_a_call_no_second_goes_that_the_part_does_not_touch(self):
        """The far side begins 20 ms after the near one, so that each of its seconds reaches over two of the other."""
        self.record(seconds=0.2)  # which makes the key
        path = os.path.join(self.archive, "2026-11-30_015946_call")
        shutil.copytree(CALL, path, ignore=shutil.ignore_patterns("excerpt-*"))
        done = self.earwitness("delete", "--yes", "--json", path, "--from", "00:01", "--to", "00:02")
        self.assertEqual(done.code, 0, done)
        with open(os.path.join(path, "recording/data/excerpt.json"), encoding="utf-8") as file:
            kept = [(piece["file"], piece["from"], piece["frames"]) for piece in json.load(file)["ranges"]]
        near, far = "data/near-001.flac", "data/far-001.flac"
        self.assertEqual([piece for piece in kept if piece[0] in (near, far)], [(near, 0, 8000), (near, 16000, 8000)])
        self.assertEqual((done.json["deleted_seconds"], done.json["kept_seconds"]), (2, 3.5))  # each of the track of which it is longer

    def test_another_bag_in_its_place_is_still_found(self):
        path = self.record()
        other = self.record("other")
        self.assertEqual(self.earwitness("delete", "--yes", "talk", "--from", "00:01", "--to", "00:02").code, 0)
        self.assertEqual(self.earwitness("excerpt", "other", "--from", "00:01", "--to", "00:02").code, 0)
        os.rename(os.path.join(path, "recording"), os.path.join(self.folder, "aside"))
        os.rename(os.path.join(other, "excerpt-1"), os.path.join(path, "recording"))
        self.assertEqual(self.verify_all()[0], 1)

    def test_it_asks_and_makes_no_sense_of_nonsense(self):
        path = self.record(seconds=3.2)
        seal = seal_of(path)
        name = os.path.basename(path)
        part = ("--from", "00:01", "--to", "00:02")
        self.assert_failed(self.earwitness("delete", name, *part), 2, "no terminal to ask at", "--yes")
        self.assert_failed(self.earwitness("delete", "--yes", name, "--from", "00:01"), 2, "beginning and an end")
        self.assert_failed(self.earwitness("delete", "--yes", name, "--from", "00:00", "--to", "1:00:00"), 2)
        terminal = self.terminal("delete", name, *part, columns=200)
        terminal.expect("from 00:01 to 00:02 is deleted for good")
        terminal.type("n\n")
        self.assertEqual(terminal.wait(), 2, terminal.text)
        self.assertEqual(seal_of(path), seal)
        running = self.start_background(*SIGNAL, "--title", "second")
        self.assert_failed(self.earwitness("delete", "--yes", "second", *part), 5, "is being recorded now")
        self.assertEqual(self.earwitness("delete", "--yes", name, *part).code, 0)
        self.stop_and_check(running)
        self.assertEqual(self.verify_all()[0], 0)

    def test_what_was_made_of_it_before_goes_with_it_and_the_rest_where_that_is_wanted(self):
        """The first excerpt holds what goes, the second does not."""
        for more, left in (((), ["excerpt-2"]), (("--later-bags",), [])):
            with self.subTest(more):
                path = self.record()
                name = os.path.basename(path)
                self.assertEqual(self.earwitness("excerpt", name, "--from", "00:01", "--to", "00:02").code, 0)
                self.assertEqual(self.earwitness("excerpt", name, "--from", "00:00", "--to", "00:01").code, 0)
                done = self.earwitness("delete", "--yes", name, "--from", "00:01", "--to", "00:02", *more)
                self.assertEqual(done.code, 0, done)
                self.assertEqual([entry for entry in os.listdir(path) if entry.startswith("excerpt")], left)
                self.assertEqual("still there" in done.err, bool(left), done)

    def test_a_transcript_that_goes_with_a_part_stands_in_the_ledger_as_deleted(self):
        path = self.record()
        name = os.path.basename(path)
        text = os.path.join(self.folder, "typed.vtt")
        with open(text, "w", encoding="utf-8") as out:
            out.write("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nI never said that.\n")
        self.assertEqual(self.earwitness("transcript", name, "--from-file", text).code, 0)
        done = self.earwitness("delete", "--yes", name, "--from", "00:01", "--to", "00:02", "--later-bags")
        self.assertEqual(done.code, 0, done)
        self.assertFalse(os.path.exists(os.path.join(path, "transcript-1")))
        self.assertEqual(self.verify_all()[0], 0)

    def test_of_what_was_recovered_only_all_can_go(self):
        path = self.start_background(*SIGNAL)
        self.wait_for_seconds(1.5)
        self.end_recording()
        wait_for("its end", lambda: not self.status()["running"])
        self.assertEqual(self.earwitness("recover", path).code, 0)
        name = os.path.basename(path)
        part = ("--from", "00:00", "--to", "00:01")
        self.assert_failed(self.earwitness("delete", "--yes", name, *part), 4, "can only be deleted as a whole",
                           f"earwitness delete {name}")
        self.assertEqual(self.earwitness("verify", path).code, 0)
        self.assertEqual(self.verify_all()[0], 0)
        self.assertEqual(self.earwitness("delete", "--now", "--yes", name).code, 0)

    def test_what_a_crash_left_is_completed_by_the_next_change(self):
        path = self.record()
        self.assertEqual(self.earwitness("delete", "--yes", "talk", "--from", "00:01", "--to", "00:02").code, 0)
        seal = seal_of(path)
        os.rename(os.path.join(path, "recording"), os.path.join(path, ".recording.new"))
        os.mkdir(os.path.join(path, ".recording.deleted"))
        with open(os.path.join(path, ".recording.deleted", "rest"), "w", encoding="utf-8"):
            pass
        # An earlier version left it so, before this one had looked into anything.
        os.remove(os.path.join(self.archive, ".settled"))
        self.record("other", 0.2)
        self.assertEqual(self.earwitness("note", "other", "x").code, 0)
        self.assertEqual(seal_of(path), seal)
        self.assertEqual([entry for entry in os.listdir(path) if entry.startswith(".")], [])
        self.assertEqual(self.verify_all()[0], 0)


if __name__ == "__main__":
    unittest.main()
