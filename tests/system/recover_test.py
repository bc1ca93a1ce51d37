# SPDX-License-Identifier: MIT
"""A recording whose process was killed: what can be heard of it afterwards, and what is told. EARWITNESS_KILLS and
EARWITNESS_SEED ask for more of them and for the same ones again (tests/long/sigkill)."""

import json
import os
import random
import shutil
import subprocess
import unittest

import kills
from case import PROGRAM, ProgramCase
from microphonecase import MicrophoneCase
from waiting import wait_for

KILLS = int(os.environ.get("EARWITNESS_KILLS", "5"))
LIMIT = kills.MOST_LOST + (0 if "EARWITNESS_KILLS" in os.environ else kills.BUSY)
SEED = int(os.environ.get("EARWITNESS_SEED", random.SystemRandom().randrange(1 << 32)))


class Killed(MicrophoneCase):
    def test_a_killed_recording_loses_no_more_than_was_on_its_way_and_is_recovered(self):
        chance = random.Random(SEED)
        lost = []
        for number in range(KILLS):
            with self.subTest(seed=SEED, number=number):
                split = ["--split", "1s"] if number % 2 else []
                path = self.start_background("--title", f"Kill {number}", *split)
                self.say(chance.uniform(0, 3))
                said = kills.kill(self)
                recording = kills.recover(self, path)
                lost.append(kills.lost_seconds(recording, said))
                self.assertLessEqual(lost[-1], LIMIT)
                shutil.rmtree(path)
        print(f"seed {SEED}: {len(lost)} kills, lost {min(lost):.3f} to {max(lost):.3f} s,"
              f" {sum(lost) / len(lost):.3f} on average")

    def test_a_file_opens_from_its_first_moment_and_a_kill_in_the_first_second_is_told(self):
        process = subprocess.Popen([PROGRAM, "start"], env=self.environment(), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(self._end, process)

        def header():
            for name in self.conversations():
                path = os.path.join(self.archive, name, "recording", "data", "audio-001.flac")
                if os.path.exists(path) and os.path.getsize(path) > 0:
                    return path
            return None

        path = wait_for("a file", header, every=0.001)
        process.kill()
        process.wait()
        self.assertTrue(kills.opens(path), "its header is not there")
        name = self.conversations()[0]
        done = self.earwitness("recover", name)
        if done.code == 0:
            self.check(os.path.join(self.archive, name, "recovered"))
        else:
            self.assert_failed(done, 4, "nothing to recover")
            self.assertFalse(os.path.exists(os.path.join(self.archive, name, "recovered.new")))
            self.assertNotIn("recover", self.earwitness("list").err)


class Interrupted(ProgramCase):
    """With the built-in tone."""

    def killed(self, *words):
        path = self.start_background("--device", "test-signal", *words)
        self.wait_for_seconds(1.5)
        pid = self.status()["pid"]
        os.kill(pid, 9)
        wait_for("the end of the killed process", lambda: not self.status()["running"])
        return path

    def test_the_next_start_says_what_to_type_and_all_are_recovered_but_the_one_that_runs(self):
        first, second = self.killed("--title", "one"), self.killed("--title", "two")
        done = self.earwitness("start", "--background", "--device", "test-signal")
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.err, "2 earlier recordings were interrupted.*earwitness recover --all")
        said = [line for line in done.err.splitlines() if "clock is not synchronised" not in line]
        self.assertEqual(len(said), 1, done)
        running = done.out.strip()
        self.assert_failed(self.earwitness("recover", running), 5, "being recorded now", "earwitness stop")
        done = self.earwitness("recover", "--all", "--json")
        self.assertEqual(done.code, 0, done)
        self.assertEqual((done.json["type"], done.json["schema"]), ("recovery", 1))
        self.assertEqual({each["path"] for each in done.json["recordings"]}, {first, second})
        for each in done.json["recordings"]:
            self.assertEqual(each["checked"], "unchanged")
            self.assertGreater(each["seconds"], 1)
            self.check(each["recovered"])
        self.stop()
        done = self.earwitness("recover", "--all")
        self.assertEqual((done.code, done.out), (0, ""), done)
        self.assertIn("nothing to recover", done.err)
        self.assert_failed(self.earwitness("recover", running), 4, "is sealed")

    def test_the_only_one_is_meant_where_none_is_named_and_of_several_each_is_listed(self):
        first = self.killed("--title", "one")
        done = self.earwitness("recover", "--json")
        self.assertEqual(done.code, 0, done)
        self.assertEqual([each["path"] for each in done.json["recordings"]], [first])
        self.check(done.json["recordings"][0]["recovered"])
        second, third = self.killed("--title", "two"), self.killed("--title", "three")
        done = self.earwitness("recover")
        self.assert_failed(done, 2, "2 recordings were interrupted", "earwitness recover --all",
                           *(os.path.basename(path) for path in (second, third)))
        self.assertNotIn(os.path.basename(first), done.err)
        self.assertEqual(self.earwitness("recover", "two").code, 0)
        done = self.earwitness("recover", "--json")
        self.assertEqual([each["path"] for each in done.json["recordings"]], [third])

    def test_a_torn_and_garbled_folder_with_links_in_it_is_recovered_as_far_as_it_goes(self):
        path = self.killed()
        data = os.path.join(path, "recording", "data")
        journal = os.path.join(data, "journal.jsonl")
        with open(journal, "r+b") as file:
            file.truncate(os.path.getsize(journal) - 40)
        flac = os.path.join(data, "audio-001.flac")
        size = os.path.getsize(flac)
        with open(flac, "r+b") as file:
            file.seek(size // 2)
            file.write(b"\xff\xf8" * 50)
            file.truncate(size - 10)
        os.symlink("/etc/passwd", os.path.join(data, "audio-002.flac"))
        os.mkfifo(os.path.join(data, "audio-003.flac"))
        recording = kills.recover(self, path)
        (gap,) = recording.events("gap")
        self.assertEqual(gap["cause"], "damaged")
        self.assertEqual(gap["frames"] % 4096, 0)
        self.assertEqual(recording.closed["files"], 1)
        self.assertIn("damaged", self.earwitness("verify", "--details", path).out)

    def test_a_change_in_what_was_recovered_is_told(self):
        path = self.killed()
        kills.recover(self, path)
        flac = os.path.join(path, "recovered", "data", "audio-001.flac")
        os.chmod(flac, 0o600)
        with open(flac, "r+b") as file:
            file.seek(-100, os.SEEK_END)
            file.write(b"\0")
        done = self.earwitness("verify", path, "--json")
        self.assertEqual(done.code, 1, done)
        self.assertIn("data/audio-001.flac", json.dumps(done.json["recordings"][0]["findings"]))

    def test_two_that_were_recovered_from_one_are_both_believed(self):
        """As where somebody recovers a backup of it, too: no forger is needed for two of one recording."""
        path = self.killed()
        other = os.path.join(self.folder, "other")
        shutil.copytree(self.archive, other)
        kills.recover(self, path)
        done = self.earwitness("--archive", other, "recover", "--all")
        self.assertEqual(done.code, 0, done)
        both = os.path.join(self.folder, "both")
        for name, archive in (("one", self.archive), ("two", other)):
            shutil.copytree(os.path.join(archive, os.path.basename(path)), os.path.join(both, name))
        done = self.earwitness("verify", both)
        self.assertEqual(done.code, self.earwitness("verify", os.path.join(both, "one")).code, done)
        self.assertIn("were each recovered from the same recording", done.err)
        self.assertNotIn("say that they are the same", done.err)


if __name__ == "__main__":
    unittest.main()
