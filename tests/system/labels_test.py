# SPDX-License-Identifier: MIT
"""What a user says of a recording later while another one runs, and what the desktop is told of it. The rest of renaming,
noting and opening is in tests/scripts."""

import json
import os
import unittest

from case import ProgramCase
from waiting import wait_for

SIGNAL = ("--device", "test-signal", "--me", "A. Name")


class Labels(ProgramCase):
    def record(self, title):
        path = self.start_background(*SIGNAL, "--title", title)
        self.wait_for_seconds(0.2)
        self.stop()
        return path

    def test_the_one_that_runs_is_not_renamed_and_can_be_noted_upon(self):
        first = self.record("first")
        path = self.start_background(*SIGNAL, "--title", "second")
        self.assert_failed(self.earwitness("rename", "second", "x"), 5, "is being recorded now")
        now = self.earwitness("rename", os.path.basename(first), "earlier")
        self.assertEqual(now.code, 0, now)
        self.assertEqual(self.earwitness("note", "second", "she came in late").code, 0)
        self.stop_and_check(path)
        self.assertEqual(self.earwitness("verify", "--all").code, 0)
        self.assertIn("she came in late", self.earwitness("note", "second").out)


class Open(ProgramCase):
    """A desktop's opener that writes down what it was given."""

    def setUp(self):
        super().setUp()
        self.path = self.start_background(*SIGNAL, "--title", "talk")
        self.wait_for_seconds(0.2)
        self.stop()
        self.told = os.path.join(self.folder, "told")
        programs = os.path.join(self.folder, "bin")
        os.mkdir(programs)
        opener = os.path.join(programs, "xdg-open")
        with open(opener, "w", encoding="utf-8") as file:
            file.write("#!/usr/bin/env python3\nimport json, os, sys\n"
                       "held = {}\nfor n in os.listdir('/proc/self/fd'):\n"
                       "    try: held[n] = os.readlink('/proc/self/fd/' + n)\n    except OSError: pass\n"
                       f"json.dump([sys.argv[1:], held], open({self.told!r} + '.new', 'w'))\n"
                       f"os.rename({self.told!r} + '.new', {self.told!r})\n")
        os.chmod(opener, 0o755)
        self.with_desktop = {"DISPLAY": ":7", "PATH": programs + ":" + os.environ["PATH"]}

    def test_the_desktop_is_given_the_folder_and_none_of_our_files(self):
        done = self.earwitness("open", "talk", **self.with_desktop)
        self.assertEqual((done.code, done.out), (0, self.path + "\n"), done)
        wait_for("the desktop", lambda: os.path.exists(self.told))
        with open(self.told, encoding="utf-8") as file:
            words, held = json.load(file)
        self.assertEqual(words, [self.path])
        self.assertEqual({held[n] for n in "012"}, {"/dev/null"})
        self.assertFalse([path for path in held.values() if self.archive in path or "pipe" in path], held)


if __name__ == "__main__":
    unittest.main()
