# SPDX-License-Identifier: MIT
"""What is deleted is gone, and the ledger keeps that it was; what is taken away without a word is missing."""

import os
import shutil
import unittest

import ledgercheck
from case import ProgramCase
from sealed import seal_of

SIGNAL = ("--device", "test-signal", "--me", "A. Name")


class Delete(ProgramCase):
    def record(self, title="talk"):
        path = self.start_background(*SIGNAL, "--title", title)
        self.wait_for_seconds(0.2)
        self.stop()
        return path

    def verify_all(self, *words):
        done = self.earwitness("verify", "--all", "--json", *words)
        return done.code, done.json["ledger"]

    def test_a_deletion_is_signed_and_told_from_a_theft(self):
        paths = [self.record(f"talk {number}") for number in range(3)]
        seal = seal_of(paths[0])
        head = self.verify_all()[1]["head"]
        done = self.earwitness("delete", "--now", "--yes", "--json", os.path.basename(paths[0]))
        self.assertEqual(done.code, 0, done)
        self.assertEqual(done.json["seal"], seal)
        self.assertFalse(os.path.exists(paths[0]))
        last = ledgercheck.read(self.archive)[-1]
        self.assertEqual((last["event"], last["seal_before"], last["hash"]), ("delete", seal, done.json["ledger"]))
        code, ledger = self.verify_all("--ledger-head", head)
        self.assertEqual(code, 0, ledger)
        self.assertEqual([entry["seal"] for entry in ledger["deleted"]], [seal])
        self.assertEqual(ledger["held_lines"], 7)

        shutil.move(paths[1], os.path.join(self.folder, "stolen"))
        code, ledger = self.verify_all()
        self.assertEqual(code, 1)
        self.assertEqual([finding["what"] for finding in ledger["findings"]], ["missing"])
        code, ledger = self.verify_all("--ledger-head", "0" * 64)
        self.assertEqual(len(ledger["findings"]), 2)

    def test_it_asks_says_what_goes_and_takes_no_for_an_answer(self):
        path = self.record()
        name = os.path.basename(path)
        self.assert_failed(self.earwitness("delete", "--now", name), 2, "--yes")
        for answer, code in (("n", 2), ("y", 0)):
            terminal = self.terminal("delete", "--now", name, columns=200)
            terminal.expect(rf"{name} \(.*talk.*\): \d+ files, [\d.]+ MB")
            terminal.type(answer + "\n")
            self.assertEqual(terminal.wait(), code, terminal.text)
            self.assertEqual(os.path.exists(path), answer == "n")
        self.assert_failed(self.earwitness("delete", "--now", "--yes", name), 4, "no recording")

    def test_the_one_that_runs_is_refused_and_another_can_go_meanwhile(self):
        first = self.record("first")
        path = self.start_background(*SIGNAL, "--title", "second")
        self.assert_failed(self.earwitness("delete", "--now", "--yes", "second"), 5, "is being recorded now")
        self.assertEqual(self.earwitness("delete", "--now", "--yes", os.path.basename(first)).code, 0)
        self.stop_and_check(path)
        self.assertEqual(ledgercheck.events(self.archive), ["key", "begin", "seal", "begin", "delete", "seal"])
        self.assertEqual(self.verify_all()[0], 0)

    def test_nothing_goes_without_its_tombstone(self):
        path = self.record()
        ledger = os.path.join(self.archive, "ledger.jsonl")
        os.rename(ledger, ledger + ".aside")
        os.mkdir(ledger)
        self.assert_failed(self.earwitness("delete", "--now", "--yes", os.path.basename(path)), 5, "ledger")
        os.rmdir(ledger)
        os.rename(ledger + ".aside", ledger)
        self.check(path)

    def test_an_interrupted_one_can_be_recovered_or_deleted_and_the_ledger_knows_both(self):
        paths = []
        for number in range(2):
            paths.append(self.start_background(*SIGNAL, "--title", f"talk {number}"))
            self.wait_for_seconds(1.2)
            os.kill(self.status()["pid"], 9)
        code, ledger = self.verify_all()
        self.assertEqual(len(ledger["remarks"]), 2, ledger)
        self.assertEqual(self.earwitness("recover", os.path.basename(paths[0])).code, 0)
        self.assertEqual(self.earwitness("delete", "--now", "--yes", os.path.basename(paths[1])).code, 0)
        code, ledger = self.verify_all()
        self.assertEqual((code, ledger["remarks"], len(ledger["deleted"])), (0, [], 1), ledger)
        self.assertEqual(ledgercheck.events(self.archive), ["key", "begin", "begin", "recover", "delete"])


if __name__ == "__main__":
    unittest.main()
