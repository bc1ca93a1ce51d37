# SPDX-License-Identifier: MIT
"""An excerpt as it is handed over: playable at the right times, proven by stock tools, and silent on all else."""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import unittest

import bagcheck
from case import ProgramCase
from microphonecase import MicrophoneCase
from waiting import wait_for

RATE = 48000
SECOND = 2 * RATE  # bytes


def samples_of(path):
    return subprocess.run(["flac", "-s", "-d", "-c", "--force-raw-format", "--endian=little", "--sign=signed", path],
                          check=True, capture_output=True).stdout


def seconds_of(path):
    samples = samples_of(path)
    return [samples[at : at + SECOND] for at in range(0, len(samples), SECOND)]


class Maker(MicrophoneCase):
    """A recording in a room where no sound is said twice."""

    def make(self):
        done = self.earwitness("start", "--max", "6s", "--split", "4s", "--title", "Secret subject", "--me", "Jan Geheim")
        self.check_told(done)
        self.room.close()
        return self.only_conversation()


class Excerpt(ProgramCase):
    @classmethod
    def setUpClass(cls):
        """One recording of six seconds in two files, which each test copies."""
        maker = Maker("make")
        maker.setUp()
        cls.addClassCleanup(maker.doCleanups)
        cls.original = maker.make()

    def setUp(self):
        super().setUp()
        self.name = os.path.basename(self.original)
        self.path = os.path.join(self.archive, self.name)
        shutil.copytree(self.original, self.path)

    def excerpt(self, *words):
        done = self.earwitness("excerpt", self.name, *words)
        self.assertEqual(done.code, 0, done)
        return done.out.splitlines()[0]

    def everything(self, folder):
        """Names and bytes of all that lies in a folder."""
        parts = []
        for name in bagcheck.files_below(folder):
            with open(os.path.join(folder, name), "rb") as file:
                parts.append(name.encode() + b"\n" + file.read())
        return b"".join(parts)

    def test_what_is_shown_is_the_recording_s_at_the_right_times_and_all_else_is_silent(self):
        bag = self.excerpt("--from", "0:01", "--to", "0:03", "--from", "00:05", "--to", "1:00:00")
        self.assertEqual(bag, os.path.join(self.path, "excerpt-1"))
        before = [seconds_of(os.path.join(self.path, "recording/data", f"audio-00{n}.flac")) for n in (1, 2)]
        after = [seconds_of(os.path.join(bag, "data", f"excerpt-00{n}.flac")) for n in (1, 2)]
        shown = set()
        for file, (was, now) in enumerate(zip(before, after)):
            self.assertEqual([len(part) for part in was], [len(part) for part in now])
            for second, (old, new) in enumerate(zip(was, now)):
                if new == bytes(len(new)):
                    self.assertNotEqual(old, new)
                else:
                    self.assertEqual(old, new)
                    shown.add((file, second))
        self.assertTrue({(0, 1), (0, 2)} <= shown, shown)
        self.assertNotIn((0, 0), shown)
        self.assertNotIn((0, 3), shown)
        self.assertEqual({second for file, second in shown if file == 1} - {0, 1, 2}, set())
        subprocess.run(["flac", "-s", "-t", "-w", *[os.path.join(bag, f"data/excerpt-00{n}.flac") for n in (1, 2)]],
                       check=True)

    def test_a_redaction_withholds_what_it_names_alone(self):
        document = self.earwitness("excerpt", "--json", self.name, "--without", "00:01-00:02").json
        self.assertEqual((document["type"], document["schema"]), ("excerpt", 1))
        self.assertAlmostEqual(document["withheld_seconds"], 1)
        self.assertEqual(document["disclosed"][0], {"from_seconds": 0, "to_seconds": 1})
        (before,) = [seconds_of(os.path.join(self.path, "recording/data/audio-001.flac"))]
        (after,) = [seconds_of(os.path.join(document["path"], "data/excerpt-001.flac"))]
        self.assertEqual([old == new for old, new in zip(before, after)],
                         [second != 1 for second in range(len(before))])

    def test_it_verifies_where_nothing_else_is(self):
        bag = self.excerpt("--from", "0:00", "--to", "0:02")
        elsewhere = os.path.join(self.folder, "handed over")
        shutil.copytree(bag, elsewhere)
        shutil.rmtree(self.archive)
        done = self.earwitness("verify", "--details", elsewhere)
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.out, "00:00-00:02 of data/excerpt-001.flac")
        self.assertRegex(done.out, "(?i)excerpt")
        self.assertEqual(bagcheck.problems(elsewhere), [])

    def test_the_chain_from_a_second_to_the_seal_by_hand(self):
        bag = self.excerpt("--from", "0:01", "--to", "0:02")
        original = os.path.join(bag, "data/original")
        seal = bagcheck.digest(os.path.join(self.path, "recording/tagmanifest-sha256.txt"))
        self.assertEqual(bagcheck.digest(os.path.join(original, "tagmanifest-sha256.txt")), seal)
        tags = bagcheck.read_manifest(os.path.join(original, "tagmanifest-sha256.txt"))
        self.assertEqual(tags["manifest-sha256.txt"], bagcheck.digest(os.path.join(original, "manifest-sha256.txt")))
        listed = bagcheck.read_manifest(os.path.join(original, "manifest-sha256.txt"))
        self.assertEqual(listed["data/journal.jsonl"], bagcheck.digest(os.path.join(bag, "data/journal.jsonl")))
        with open(os.path.join(bag, "data/journal.jsonl"), encoding="utf-8") as journal:
            lines = [json.loads(line) for line in journal]
        (second,) = [line for line in lines if line["event"] == "audio" and line["from"] == RATE
                     and line["file"] == "data/audio-001.flac"]
        sound = seconds_of(os.path.join(bag, "data/excerpt-001.flac"))[1]
        with open(os.path.join(bag, "data/salts.jsonl"), encoding="utf-8") as salts:
            (salt,) = [json.loads(line) for line in salts]
        self.assertEqual(salt["seq"], second["seq"])
        self.assertEqual(hashlib.sha256(bytes.fromhex(salt["salt"]) + sound).hexdigest(), second["sha256"])

    def test_nothing_withheld_is_in_it(self):
        bag = self.excerpt("--from", "0:01", "--to", "0:02")
        everything = self.everything(bag)
        for word in (b"Secret", b"secret", b"Geheim", self.name.encode(), b"peak_dbfs", b"rms_dbfs"):
            self.assertNotIn(word, everything)
        with open(os.path.join(self.path, "recording/data/notes.jsonl"), encoding="utf-8") as notes:
            for line in notes:
                self.assertNotIn(json.loads(line)["salt"].encode(), everything)
        with open(os.path.join(self.path, "recording/data/levels.jsonl"), encoding="utf-8") as levels:
            self.assertNotIn(json.loads(levels.readline())["salt"].encode(), everything)
        with open(os.path.join(self.path, "recording/bag-info.txt"), encoding="utf-8") as info:
            salt = re.search("Earwitness-Salt: ([0-9a-f]{32})", info.read())[1]
        self.assertNotIn(salt.encode(), everything)
        # No stretch of withheld samples, in whatever place of whatever file they would be.
        decoded = b"".join(samples_of(os.path.join(bag, f"data/excerpt-00{n}.flac")) for n in (1, 2))
        for n in (1, 2):
            for at, second in enumerate(seconds_of(os.path.join(self.path, f"recording/data/audio-00{n}.flac"))):
                part = second[-64:]
                self.assertNotEqual(part, bytes(64))
                self.assertEqual(part in decoded, (n, at) == (1, 1), (n, at))
                self.assertNotIn(part, everything, (n, at))

    def test_a_note_is_shown_where_it_is_asked_for(self):
        bag = self.excerpt("--from", "0:01", "--to", "0:02", "--note", "title", "--me", "J. Public")
        everything = self.everything(bag)
        self.assertIn(b"Secret subject", everything)
        self.assertIn(b"Contact-Name: J. Public", everything)
        self.assertNotIn(b"Geheim", everything)
        self.assertEqual(self.earwitness("verify", bag).code, 0)
        done = self.earwitness("excerpt", self.name, "--from", "0:01", "--to", "0:02", "--note", "77")
        self.assert_failed(done, 2, "no note 77", "1 .title: Secret subject")

    def test_one_flipped_bit_in_an_excerpt_is_found(self):
        bag = self.excerpt("--from", "0:01", "--to", "0:03")
        for name in bagcheck.files_below(bag):
            path = os.path.join(bag, name)
            os.chmod(path, 0o600)
            with open(path, "r+b") as file:
                content = file.read()
                file.seek(len(content) // 2)
                file.write(bytes([content[len(content) // 2] ^ 1]))
            done = self.earwitness("verify", bag)
            self.assertEqual(done.code, 1, f"{name}: {done}")
            self.assertIn(os.path.basename(name), done.out)
            with open(path, "wb") as file:
                file.write(content)
        self.assertEqual(self.earwitness("verify", bag).code, 0)

    def test_elsewhere_and_of_a_bag_that_stands_alone(self):
        into = os.path.join(self.folder, "stick")
        os.mkdir(into)
        bag = self.excerpt("--without", "0:01-0:02", "--into", into)
        self.assertEqual(bag, os.path.join(into, "excerpt-1"))
        alone = os.path.join(self.folder, "alone")
        shutil.copytree(os.path.join(self.path, "recording"), alone)
        done = self.earwitness("excerpt", alone, "--without", "0:01-0:02", "--into", into)
        self.assertEqual(done.code, 0, done)
        self.assertTrue(done.out.startswith(os.path.join(into, "excerpt-2")), done)

    def test_of_what_was_recovered(self):
        path = self.start_background("--device", "test-signal")
        self.wait_for_seconds(2.5)
        os.kill(self.status()["pid"], signal.SIGKILL)
        wait_for("its end", lambda: not self.status()["running"])
        self.assert_failed(self.earwitness("excerpt", path, "--from", "0:00", "--to", "0:01"), 3, "not sealed")
        self.assertEqual(self.earwitness("recover", path).code, 0)
        done = self.earwitness("excerpt", path, "--from", "0:00", "--to", "0:01")
        self.assertEqual(done.code, 0, done)
        bag = done.out.splitlines()[0]
        self.assertEqual(seconds_of(os.path.join(bag, "data/excerpt-001.flac"))[0],
                         seconds_of(os.path.join(path, "recovered/data/audio-001.flac"))[0])
        self.assertEqual(bagcheck.digest(os.path.join(bag, "data/original/tagmanifest-sha256.txt")),
                         bagcheck.digest(os.path.join(path, "recovered/tagmanifest-sha256.txt")))
        checked = self.earwitness("verify", "--details", bag)
        self.assertEqual(checked.code, 0, checked)
        self.assertRegex(checked.out, "pass +excerpt's signature")  # by the key that the recording made


if __name__ == "__main__":
    unittest.main()
