# SPDX-License-Identifier: MIT
"""A clock that is wrong: told where a recording begins, in its journal and its report, and by the check of the ledger."""

import json
import os
import subprocess
import unittest

from case import PROGRAM, Done, ProgramCase
from waiting import LONG

SIGNAL = ("--device", "test-signal", "--me", "A. Tester", "--max", "1s")


class Clock(ProgramCase):
    def at(self, when, *words):
        """The program with the wall clock of another day; that which measures lengths stays."""
        done = subprocess.run(["faketime", when, PROGRAM, *words], capture_output=True, timeout=4 * LONG,
                              stdin=subprocess.DEVNULL, env=self.environment(FAKETIME_DONT_FAKE_MONOTONIC="1"))
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def page_of(self, path, *words):
        page = os.path.join(self.folder, "page.html")
        done = self.earwitness(*words, "report", path, "--to", page)
        self.assertEqual(done.code, 0, done)
        with open(page, encoding="utf-8") as file:
            text = file.read()
        os.unlink(page)
        return text

    def test_one_far_before_the_ledgers_newest_line_is_told_everywhere(self):
        self.assertEqual(self.earwitness("start", *SIGNAL).code, 0)
        self.assertEqual(self.earwitness("verify", "--all").code, 0)
        self.assertNotIn("is dated", self.earwitness("verify", "--all").out)
        done = self.at("2020-01-01 12:00:00", "start", *SIGNAL)
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.err, "this computer's clock says .* 2020.* before the newest line of the ledger")
        old = self.conversations()[0]  # its name begins with its date
        recording = self.check(os.path.join(self.archive, old))
        self.assertGreater(recording.opened["behind_ledger_seconds"], 6 * 365 * 86400)
        (found,) = self.earwitness("verify", old, "--json").json["recordings"]
        said = [remark for remark in found["remarks"] if "before the newest line of the archive's ledger" in remark]
        self.assertEqual(len(said), 1, found["remarks"])
        self.assertIn(said[0], found["not_proven"])
        self.assertIn("het journaal zegt dat de klok van de computer", self.earwitness("verify", old, "--details", "--lang", "nl").out)
        self.assertIn("before the newest line of the archive", self.page_of(old))
        self.assertIn("achter op de nieuwste regel van het register", self.page_of(old, "--lang", "nl"))
        done = self.earwitness("verify", "--all")
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.out, r"line \d+ is dated .*2020.*, before the line above it")

    def test_an_import_whose_clock_is_far_before_the_ledger_says_so_also_where_nothing_was_decoded(self):
        self.assertEqual(self.earwitness("start", *SIGNAL).code, 0)
        file = os.path.join(self.folder, "words.bin")
        with open(file, "w", encoding="utf-8") as out:
            out.write("no sound that anybody knows\n" * 100)
        done = self.at("2020-01-01 12:00:00", "import", file)
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.err, "before the newest line of the ledger, .*: the day of import may be wrong")
        old = self.conversations()[0]
        with open(os.path.join(self.archive, old, "recording/data/journal.jsonl"), encoding="utf-8") as journal:
            opened = json.loads(journal.readline())
        self.assertGreater(opened["behind_ledger_seconds"], 6 * 365 * 86400)
        page = self.page_of(old)
        self.assertIn("The clock of the import", page)
        self.assertIn("before the newest line of the archive", page)

    def test_one_that_is_right_is_no_reason_to_warn(self):
        for _ in range(2):
            done = self.earwitness("start", *SIGNAL)
            self.assertEqual(done.code, 0, done)
            self.assertNotIn("warning", done.err)
        for name in self.conversations():
            self.assertNotIn("behind_ledger_seconds", self.check(os.path.join(self.archive, name)).opened)


if __name__ == "__main__":
    unittest.main()
