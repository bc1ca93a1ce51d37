# SPDX-License-Identifier: MIT
"""Titles and names of any kind: kept as they are, harmless in folders' names and on terminals."""

import json
import os
import unittest

from case import UNSAFE, ProgramCase

SIGNAL = ("--device", "test-signal")
ODD = {
    "colours": "red \x1b[31m alert \x07",
    "right to left": "invoice\u202etxt.exe",
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467 family talk \U0001f3f3\ufe0f\u200d\U0001f308",
    "200 long": "x" * 200,
    "200 long in many bytes": "é" * 200,
    "slashes": "../../etc/passwd",
    "dots": "..",
    "only blanks": "   ",
    "a dash": "-rf *",
    "quotes": "it's \"quoted\" $(reboot) `reboot` \\",
    "umlauts": "Beoordelingsgesprek Zoë & Jürgen",
    "other letters": "会議 совещание اجتماع",
    "lines": "first\nsecond\tthird",
}


class Titles(ProgramCase):
    def note(self, path):
        with open(os.path.join(path, "recording/data/notes.jsonl"), encoding="utf-8") as notes:
            return [json.loads(line)["text"] for line in notes]

    def test_odd_titles(self):
        for name, title in ODD.items():
            with self.subTest(name):
                done = self.earwitness("start", "--background", *SIGNAL, "--title", title)
                if done.code == 2:  # refused before anything was made: control characters, blanks
                    self.assertRegex(title, r"[\x00-\x1f]|^ *$")
                    self.assertNotIn("20", "".join(self.conversations()))
                    continue
                self.assertEqual(done.code, 0, done)
                path = done.out.rstrip("\n")
                folder = os.path.basename(path)
                self.assertEqual(os.path.dirname(path), self.archive)
                self.assertLessEqual(len(folder.encode()), 255)
                self.assertRegex(folder, r"^\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d[\w-]*$")
                for words in (("status",), ("list",), ("status", "--json"), ("list", "--json")):
                    self.earwitness(*words)
                self.stop_and_check(path)
                if title.strip():
                    self.assertIn(title, self.note(path))
                listed = self.earwitness("list", "--json").json["recordings"][0]
                self.assertEqual(listed["path"], path)
                for words in (("verify", path), ("verify", "--json", path), ("list",)):
                    self.assertEqual(self.earwitness(*words).code, 0)
                os.rename(self.archive, self.archive + name)

    def test_nothing_raw_on_a_terminal(self):
        terminal = self.terminal("start", *SIGNAL, "--max", "1s", "--me", "A. Tester", "--title", "x\u202ey\u200bz")
        code = terminal.wait()
        self.assertIn(code, (0, 2), terminal.text)
        self.assertIsNone(UNSAFE.search(terminal.text), repr(terminal.text))

    def test_a_list_fits_the_terminal_whatever_the_titles(self):
        whole = "A title that has room on a line of its own, and is whole there"
        for title in ("x" * 400, "\u8a9e" * 100, "short", whole):
            self.earwitness("start", *SIGNAL, "--max", "1s", "--me", "A. Tester", "--title", title)
        for columns, lines in ((40, 19), (80, 11)):  # four lines each, or two, and one for a title that is long
            terminal = self.terminal("--lang", "nl", "list", columns=columns)
            self.assertEqual(terminal.wait(), 0, terminal.text)
            listed = [line for line in terminal.text.splitlines() if not line.startswith("earwitness:")]
            self.assertEqual(len(listed), lines, terminal.text)
            for line in listed:
                width = sum(2 if ord(char) > 0x2e80 else 1 for char in line)
                self.assertLessEqual(width, columns, line)
        self.assertIn("short", terminal.text)
        self.assertIn(whole, terminal.text)

    def test_two_recordings_in_one_second_get_two_folders(self):
        first = self.earwitness("start", *SIGNAL, "--max", "1s", "--title", "same")
        second = self.earwitness("start", *SIGNAL, "--max", "1s", "--title", "same")
        self.check_told(first)
        self.check_told(second)
        self.assertEqual(len(self.conversations()), 2)

    def test_a_hostile_folder_in_the_archive_is_shown_safely(self):
        path = self.start_background(*SIGNAL)
        self.stop_and_check(path)
        os.rename(path, os.path.join(self.archive, "2026-01-01_10-00-00_\x1b[31m\u202e"))
        self.assertEqual(self.earwitness("list").code, 0)
        self.assertEqual(self.earwitness("verify", "--all").code, 0)


if __name__ == "__main__":
    unittest.main()
