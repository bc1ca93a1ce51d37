# SPDX-License-Identifier: MIT
"""Nothing can be changed unnoticed: verify finds one flipped bit anywhere, and names the file and the second."""

import os
import shutil
import unittest

import bagcheck
from case import ProgramCase

SIGNAL = ("--device", "test-signal")


class Verify(ProgramCase):
    @classmethod
    def setUpClass(cls):
        """One recording of five seconds, in two files, which each test copies."""
        maker = cls()
        maker.setUp()
        cls.addClassCleanup(maker.doCleanups)
        done = maker.earwitness("start", *SIGNAL, "--max", "5s", "--split", "3s", "--title", "Five seconds")
        maker.check_told(done)
        cls.original = os.path.join(maker.archive, maker.conversations()[0])
        cls.makers_keys = cls.keys_folder(maker.home)

    def runTest(self):
        """For the maker of the recording alone."""

    def setUp(self):
        super().setUp()
        if hasattr(self, "original"):
            self.path = os.path.join(self.archive, os.path.basename(self.original))
            shutil.copytree(self.original, self.path)
            # With the ledger that it names: an archive whose ledger is gone is not as it was.
            shutil.copy(os.path.join(os.path.dirname(self.original), "ledger.jsonl"), self.archive)
            self.bag_folder = self.bag(self.path)

    def open_up(self):
        for name in bagcheck.files_below(self.bag_folder):
            os.chmod(os.path.join(self.bag_folder, name), 0o600)

    def flip(self, name, at, bit=1):
        self.open_up()
        with open(os.path.join(self.bag_folder, name), "r+b") as file:
            file.seek(at)
            (byte,) = file.read(1)
            file.seek(at)
            file.write(bytes([byte ^ bit]))

    def verify(self, *words):
        """Both ways to say it agree; the document."""
        people = self.earwitness("verify", "--details", *(words or (self.path,)))
        done = self.earwitness("verify", "--json", *(words or (self.path,)))
        self.assertEqual(people.code, done.code)
        self.people = people.out + people.err
        self.code = done.code
        return done.json

    def finding(self, what, file):
        document = self.verify()
        self.assertEqual(self.code, 1, document)
        (recording,) = document["recordings"]
        self.assertFalse(recording["unchanged"])
        self.assertRegex(self.people, "(?i)" + what)
        self.assertIn(file, self.people)
        found = [f for f in recording["findings"] if f["file"] == file and f["what"] == what]
        self.assertTrue(found, recording["findings"])
        self.assertTrue(any(check["result"] == "fail" for check in recording["checks"]), recording["checks"])
        return found

    def test_a_copy_is_unchanged(self):
        document = self.verify()
        self.assertEqual(self.code, 0, document)
        self.assertEqual((document["type"], document["schema"]), ("verification", 1))
        (recording,) = document["recordings"]
        self.assertTrue(recording["unchanged"])
        self.assertEqual(recording["findings"], [])
        self.assertEqual(recording["kind"], "test-signal")
        self.assertEqual(os.path.realpath(recording["path"]).startswith(os.path.realpath(self.path)), True)
        results = {check["result"] for check in recording["checks"]}
        self.assertTrue(results <= {"pass", "not_checked", "not checked"}, results)
        self.assertGreaterEqual(len(recording["checks"]), 6)

    def test_one_flipped_bit_in_each_file(self):
        for name in bagcheck.files_below(self.bag_folder):
            size = os.path.getsize(os.path.join(self.bag_folder, name))
            for at in sorted({0, size // 3, size // 2, size - 1}):
                with self.subTest(file=name, at=at):
                    self.flip(name, at)
                    done = self.earwitness("verify", self.path)
                    self.assertIn(done.code, (1,) if name != "bagit.txt" else (1, 4), done)
                    self.assertRegex(done.out + done.err, "(?i)altered")
                    self.assertIn(name, done.out + done.err)
                    self.flip(name, at)
                    self.assertEqual(self.earwitness("verify", self.path).code, 0)

    def test_the_second_is_named(self):
        """A bit in the middle of an audio frame: FLAC frames have 4096 samples here, so the place is known."""
        for name, part in (("data/audio-001.flac", 0.2), ("data/audio-001.flac", 0.8), ("data/audio-002.flac", 0.5)):
            with self.subTest(file=name, part=part):
                at = int(os.path.getsize(os.path.join(self.bag_folder, name)) * part)
                self.flip(name, at)
                found = self.finding("altered", name)
                seconds = 3.0 if "001" in name else 2.0
                placed = [f for f in found if f["from_seconds"] is not None]
                self.assertTrue(placed, found)
                self.assertTrue(any(f["from_seconds"] - 0.1 <= part * seconds <= f["to_seconds"] + 0.1
                                    for f in placed), (part * seconds, placed))
                self.assertTrue(all(f["to_seconds"] - f["from_seconds"] <= 2.1 for f in placed), placed)
                self.flip(name, at)

    def test_a_missing_file(self):
        self.open_up()
        os.unlink(os.path.join(self.bag_folder, "data/audio-002.flac"))
        self.finding("missing", "data/audio-002.flac")

    def test_an_added_file(self):
        for name in ("data/more.txt", "more.txt", "seal.txt"):
            with open(os.path.join(self.bag_folder, name), "w", encoding="utf-8"):
                pass
            self.finding("unlisted", name)
            os.unlink(os.path.join(self.bag_folder, name))

    def test_a_file_cut_short(self):
        self.open_up()
        path = os.path.join(self.bag_folder, "data/audio-001.flac")
        os.truncate(path, os.path.getsize(path) // 2)
        self.finding("altered", "data/audio-001.flac")

    def test_two_files_exchanged(self):
        one, two = (os.path.join(self.bag_folder, f"data/audio-00{n}.flac") for n in (1, 2))
        os.rename(one, one + "x")
        os.rename(two, one)
        os.rename(one + "x", two)
        self.finding("altered", "data/audio-001.flac")
        self.finding("altered", "data/audio-002.flac")

    def test_a_link_in_the_place_of_a_file(self):
        path = os.path.join(self.bag_folder, "data/levels.jsonl")
        shutil.copy(path, os.path.join(self.folder, "aside"))
        os.unlink(path)
        os.symlink(os.path.join(self.folder, "aside"), path)
        self.verify()
        self.assertEqual(self.code, 1, self.people)

    def test_a_named_pipe_in_the_place_of_a_file_does_not_hang(self):
        path = os.path.join(self.bag_folder, "data/levels.jsonl")
        os.unlink(path)
        os.mkfifo(path)
        self.verify()
        self.assertEqual(self.code, 1, self.people)

    def test_without_the_seal_it_is_not_sealed(self):
        os.unlink(os.path.join(self.bag_folder, "tagmanifest-sha256.txt"))
        self.verify()
        self.assertIn(self.code, (1, 3), self.people)

    def test_by_name_by_part_of_a_name_by_bag_and_all(self):
        name = os.path.basename(self.path)
        for words in ((name,), ("five-seconds",), (self.bag_folder,), ("--all",), (self.path, name)):
            with self.subTest(words):
                self.assertEqual(self.earwitness("verify", *words).code, 0)

    def test_of_several_the_worst_counts(self):
        other = os.path.join(self.archive, "2026-01-01_10-00-00_other")
        shutil.copytree(self.path, other)
        self.flip("data/audio-001.flac", 5000)
        document = self.verify(other, self.path)
        self.assertEqual(self.code, 1)
        self.assertEqual([r["unchanged"] for r in document["recordings"]], [True, False])
        self.verify("--all")
        self.assertEqual(self.code, 1)

    def test_what_is_required_and_not_confirmed_is_exit_3(self):
        for words, code in ((("--require-complete",), 0), (("--require-time",), 3), (("--require-key", "a" * 64), 3)):
            with self.subTest(words):
                document = self.verify(self.path, *words)
                self.assertEqual(self.code, code, document)
                (recording,) = document["recordings"]
                self.assertEqual(len(recording["unconfirmed"]), 1 if code else 0)
                for sentence in recording["unconfirmed"] + recording["not_proven"]:
                    self.assertIn(sentence, self.people)
        self.assertEqual(self.earwitness("verify", self.path, "--require-key", "x").code, 2)

    def test_a_key_is_known_from_when_it_is_trusted_until_it_is_not(self):
        (recording,) = self.verify()["recordings"]
        key = recording["signature"]["key"]
        self.assertEqual(recording["signature"], {"key": key, "known": False, "known_as": None})
        done = self.earwitness("keys", "trust", key.upper(), "--name", "A. Jansen", "--json")
        self.assertEqual((done.code, done.json["type"]), (0, "known_keys"), done)
        self.assertEqual(self.earwitness("keys", "known", "--json").json["keys"], [{"key": key, "name": "A. Jansen"}])
        (recording,) = self.verify()["recordings"]
        self.assertEqual(recording["signature"], {"key": key, "known": True, "known_as": "A. Jansen"})
        self.verify(self.path, "--require-key", key)
        self.assertEqual(self.code, 0, self.people)
        self.assertEqual(self.earwitness("keys", "untrust", key).code, 0)
        self.assertEqual(self.earwitness("keys", "untrust", key).code, 4)
        self.assertEqual(self.earwitness("keys", "known").out, "")

    def test_ones_own_key_is_known_without_a_pin(self):
        shutil.copytree(self.makers_keys, self.keys_folder(self.home))
        (recording,) = self.verify()["recordings"]
        self.assertEqual((recording["signature"]["known"], recording["signature"]["known_as"]), (True, "your own"))

    @staticmethod
    def keys_folder(home):
        return os.path.join(home, ".local", "share", "earwitness", "keys")

    def test_verify_writes_nothing(self):
        before = self.snapshot()
        self.verify()
        self.assertEqual(self.snapshot(), before)

    def snapshot(self):
        found = {}
        for at, folders, names in os.walk(self.archive):
            for name in folders + names:
                info = os.stat(os.path.join(at, name))
                found[os.path.join(at, name)] = (info.st_mode, info.st_size, info.st_mtime_ns, info.st_ino)
        return found

    def test_a_recording_in_progress_is_not_sealed(self):
        path = self.start_background(*SIGNAL)
        done = self.earwitness("verify", path)
        self.assertEqual(done.code, 3, done)
        self.stop_and_check(path)

    def test_a_copy_on_a_read_only_place_with_other_modes(self):
        """A stick or a mail loses owners and modes, and nothing that counts."""
        for at, folders, names in os.walk(self.path):
            for name in names:
                os.chmod(os.path.join(at, name), 0o644)
        self.verify()
        self.assertEqual(self.code, 0, self.people)


if __name__ == "__main__":
    unittest.main()
