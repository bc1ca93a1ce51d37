# SPDX-License-Identifier: MIT
"""A command looks into the conversations that it is about, and not into all that there are; and what a crash left is
found all the same. Calls are counted, not seconds."""

import os
import re
import shutil
import signal
import subprocess
import time
import unittest
import wave

from case import PROGRAM, ProgramCase
from cut_short import why_not
from sealed import seal_of
from waiting import wait_for

SIGNAL = ("--device", "test-signal", "--me", "A. Name")
MARK = ".settled"
FEW, MANY = 30, 330
MORE_CALLS = 60  # than with few: a list of many names is read in more pieces


class Settled(ProgramCase):
    def record(self, *words):
        path = self.start_background(*SIGNAL, *words)
        self.wait_for_seconds(0.2)
        self.stop()
        return path

    def calls(self, *words):
        """How many files and folders a command opens or looks at."""
        log = os.path.join(self.folder, "calls")
        done = subprocess.run(["strace", "-f", "-qq", "-o", log, "-e", "trace=openat,openat2,newfstatat,statx,getdents64",
                               PROGRAM, *words], env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, timeout=120)
        self.assertEqual(done.returncode, 0, done)
        with open(log, encoding="utf-8") as file:
            return sum(1 for line in file if re.match(r"\d+ +\w+\(", line))

    def sound_file(self):
        path = os.path.join(self.folder, "a.wav")
        with wave.open(path, "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(os.urandom(8000))
        return path

    @unittest.skipIf(why_not(), f"NOT TESTED: {why_not()}")
    def test_what_a_command_looks_at_does_not_grow_with_the_archive(self):
        path = self.record("--title", "talk")
        name = os.path.basename(path)[:19]  # without its title
        recorded = int(time.time())
        wait_for("another second", lambda: int(time.time()) > recorded)  # what is imported has no title: just this name
        kept = os.path.join(self.folder, "kept")
        shutil.copytree(path, kept)
        commands = {"note": ("note", name, "words"), "rename": ("rename", name, "other words"),
                    "start": ("start", *SIGNAL, "--max", "1s"), "import": ("import", self.sound_file(), "--me", "A. Name")}
        counts = {}
        made = 0
        for number in (FEW, MANY):
            for made in range(made + 1, number):
                shutil.copytree(kept, os.path.join(self.archive, f"2025-01-01_00-{made // 60:02}-{made % 60:02}"))
            self.earwitness("note", name, "this one looks through all of it, once")
            self.assertTrue(os.path.exists(os.path.join(self.archive, MARK)))
            self.earwitness(*commands["import"])  # and this reads what was imported into each, once
            counts[number] = {command: self.calls(*words) for command, words in commands.items()}
        for command in commands:
            self.assertLess(counts[MANY][command], counts[FEW][command] + MORE_CALLS, counts)

    def test_a_recording_that_was_killed_is_looked_for(self):
        first = self.record("--title", "first")
        self.earwitness("note", "first", "a word")
        self.assertTrue(os.path.exists(os.path.join(self.archive, MARK)))
        path = self.start_background(*SIGNAL, "--title", "second")
        self.wait_for_seconds(1.2)
        os.kill(self.status()["pid"], signal.SIGKILL)
        wait_for("its end", lambda: not self.status()["running"])
        reserve = os.path.join(path, ".reserve")
        self.assertTrue(os.path.exists(reserve))
        self.earwitness("note", "first", "another word")
        self.assertFalse(os.path.exists(reserve))
        # And once it was looked for nobody looks again, nor after one that ended well.
        self.earwitness("note", "first", "a third one")
        with open(os.path.join(self.archive, MARK), encoding="utf-8") as file:
            mark = file.read()
        self.assertEqual(self.earwitness("recover", "--all").code, 0)
        self.record("--title", "third")
        self.earwitness("note", "first", "a fourth one")
        with open(os.path.join(self.archive, MARK), encoding="utf-8") as file:
            self.assertRegex(file.read(), r"^[0-9a-f-]{36} - whole\n$")
        self.assertRegex(mark, r"^[0-9a-f-]{36} [0-9a-f]{64} interrupted\n$")
        self.assertEqual(self.earwitness("verify", "--all").code, 0)
        self.assertTrue(seal_of(first))

    def test_a_mark_of_another_boot_or_in_another_form_counts_for_nothing(self):
        path = self.record("--title", "first")
        self.earwitness("note", "first", "a word")
        mark = os.path.join(self.archive, MARK)
        with open(mark, encoding="utf-8") as file:
            true = file.read()
        for text in ("00000000-0000-4000-8000-000000000000 - whole\n", true * 2, true[:-1], "", "\x00" * 1000):
            reserve = os.path.join(path, ".reserve")
            with open(reserve, "wb") as file:
                file.write(bytes(1000))
            with open(mark, "w", encoding="utf-8") as file:
                file.write(text)
            self.earwitness("note", "first", "one more word")
            self.assertFalse(os.path.exists(reserve), repr(text))


if __name__ == "__main__":
    unittest.main()
