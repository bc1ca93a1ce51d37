# SPDX-License-Identifier: MIT
"""What a user says of a recording later: another title, notes, what is found by words. What is sealed stays as it was."""

import json
import os
import stat
import unittest

from case import ProgramCase
from sealed import seal_of
from waiting import wait_for

SIGNAL = ("--device", "test-signal", "--me", "A. Name")


class Labels(ProgramCase):
    def record(self, title):
        path = self.start_background(*SIGNAL, "--title", title)
        self.wait_for_seconds(0.2)
        self.stop()
        return path

    def test_another_title_changes_the_folder_and_nothing_that_is_sealed(self):
        path = self.record("Gesprek")
        seal = seal_of(path)
        done = self.earwitness("rename", os.path.basename(path), "Tweede gesprék")
        self.assertEqual(done.code, 0, done)
        now = done.out.removesuffix("\n")
        self.assertEqual(os.path.basename(now), os.path.basename(path)[:19] + "_tweede-gesprek")
        self.assertFalse(os.path.exists(path))
        self.assertEqual(self.check(now).info["External-Description"], "Gesprek")
        self.assertEqual(seal_of(now), seal)
        self.assertEqual(self.earwitness("verify", "--all").code, 0)
        listed = self.earwitness("list", "--json").json["recordings"][0]
        self.assertEqual((listed["title"], listed["later_title"]), ("Gesprek", "Tweede gesprék"))
        self.assertIn("Tweede gesprék", self.earwitness("list").out)

        self.assert_failed(self.earwitness("rename", "tweede", ""), 2, "empty")
        self.assert_failed(self.earwitness("rename", "tweede", "x" * 1001), 2, "1000")
        again = self.earwitness("rename", "--json", "tweede", "a\x1b[31mb").json
        self.assertEqual(again["type"], "renamed")
        self.check(again["path"])
        self.earwitness("list")

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

    def test_a_recording_is_found_by_what_was_noted(self):
        path = self.record("Gesprek")
        self.record("Other")
        name = os.path.basename(path)
        noted = self.earwitness("note", name, "Hij zei: twee weken, \x1b[2J", "--at", "1:02:03", "--json").json
        self.assertEqual([note["seconds"] for note in noted["notes"]], [3723])
        label = os.path.join(path, "label.json")
        self.assertEqual(stat.S_IMODE(os.stat(label).st_mode), 0o600)
        found = self.earwitness("list", "TWEE WEKEN", "gesprek")
        self.assertEqual(len(found.out.splitlines()), 2, found)
        self.assertIn("1:02:03 note: Hij zei", found.out)
        hits = self.earwitness("list", "--json", "weken").json["recordings"]
        self.assertEqual([(hit["where"], hit["seconds"]) for hit in hits[0]["found"]], [("later_note", 3723)])
        nothing = self.earwitness("list", "vakantie")
        self.assertEqual((nothing.code, nothing.out), (0, ""))
        self.assertIn("no recording has all of these words", nothing.err)
        self.assert_failed(self.earwitness("note", name, "x", "--at", "soon"), 2, "soon is no time")
        with open(label, "w", encoding="utf-8") as file:
            file.write('{"format":1,"title":"\x1b[31m","notes":7}')
        self.assert_failed(self.earwitness("note", name, "x"), 4, "can't be read, so it is not written over")
        self.assertEqual(self.earwitness("list").code, 0)
        self.check(path)


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

    def test_without_a_desktop_the_path_is_printed_and_it_is_said(self):
        done = self.earwitness("open", "talk")
        self.assertEqual((done.code, done.out), (0, self.path + "\n"))
        self.assertIn("no desktop", done.err)
        done = self.earwitness("open", "--json", "talk", DISPLAY=":7", PATH="/nonexistent")
        self.assertEqual((done.code, done.json["shown"]), (0, False))
        self.assertIn("xdg-open is not there", done.err)
        self.assert_failed(self.earwitness("open", "nothing"), 4, "no recording")


if __name__ == "__main__":
    unittest.main()
