# SPDX-License-Identifier: MIT
"""The key that signs recordings: made once, protected, copied, rotated; and no recording is ever lost for it."""

import os
import re
import shutil
import stat
import subprocess
import unittest

import ledgercheck
from case import ProgramCase
from waiting import wait_for

SIGNAL = ("--device", "test-signal", "--me", "A. Name")


class Keys(ProgramCase):
    def setUp(self):
        super().setUp()
        self.keys = os.path.join(self.home, ".local", "share", "earwitness", "keys")
        self.key = os.path.join(self.keys, "signing-key.pem")

    def record(self, *words, **environment):
        path = self.start_background(*SIGNAL, *words, **environment)
        self.wait_for_seconds(0.2)
        self.stop(**environment)
        return path, self.check(path)

    def show(self):
        done = self.earwitness("keys", "show", "--json")
        self.assertEqual(done.code, 0, done)
        return done.json

    def talk(self, words, *answers):
        """A command at a terminal, and what is typed at its questions; the exit code and what was shown."""
        terminal = self.terminal(*words)
        for question, answer in answers:
            wait_for(question, lambda q=question: terminal.text.count(q[0]) >= q[1])
            terminal.type(answer + "\n")
        code = terminal.wait()
        for _, answer in answers:
            self.assertNotIn(answer, terminal.text)
        return code, terminal.text

    def protect(self, passphrase):
        code, text = self.talk(("keys", "protect"), (("A new passphrase", 1), passphrase), (("The same again", 1), passphrase))
        self.assertEqual(code, 0, text)

    def test_the_first_recording_makes_a_key_of_the_users_own_and_every_one_is_signed_by_it(self):
        self.assert_failed(self.earwitness("keys", "show"), 4, "no signing key")
        _, first = self.record()
        self.assertEqual(stat.S_IMODE(os.stat(self.key).st_mode), 0o600)
        self.assertEqual(stat.S_IMODE(os.stat(self.keys).st_mode), 0o700)
        shown = self.show()
        self.assertEqual(shown["fingerprint"], first.opened["key"])
        self.assertFalse(shown["protected"])
        _, second = self.record()
        self.assertEqual(second.opened["key"], first.opened["key"])
        subprocess.run(["openssl", "pkey", "-in", self.key, "-noout"], check=True, stdin=subprocess.DEVNULL)
        lines = ledgercheck.read(self.archive)
        self.assertEqual([line["event"] for line in lines], ["key", "begin", "seal", "begin", "seal"])
        self.assertEqual(second.opened["ledger"], lines[2]["hash"])

    def test_a_passphrase_is_asked_for_before_anything_else_and_never_at_the_seal(self):
        self.record()
        self.protect("open sesame")
        self.assertTrue(self.show()["protected"])
        self.assert_failed(self.earwitness("start", *SIGNAL), 5, "passphrase", "--unsigned")
        terminal = self.terminal("start", *SIGNAL)
        for tries in (1, 2):
            wait_for("the question", lambda n=tries: terminal.text.count("Passphrase of the signing key:") == n)
            self.assertEqual(len(self.conversations()), 1)
            terminal.type("open sesame\n" if tries == 2 else "wrong\n")
        terminal.expect("recording to")
        self.wait_for_seconds(0.2)
        self.stop()
        self.assertEqual(terminal.wait(), 0)
        self.assertEqual(terminal.text.count("Passphrase"), 2)
        self.assertNotIn("sesame", terminal.text)
        newest = os.path.join(self.archive, self.conversations()[-1])
        self.assertIsNotNone(self.check(newest).opened["key"])

    def test_three_wrong_passphrases_end_it_and_one_in_the_background_is_asked_for_first(self):
        self.record()
        self.protect("open sesame")
        question = "Passphrase of the signing key:"
        code, text = self.talk(("start", *SIGNAL), ((question, 1), "a1"), ((question, 2), "a2"), ((question, 3), "a3"))
        self.assertEqual(code, 5, text)
        self.assertEqual(len(self.conversations()), 1)
        code, text = self.talk(("start", "--background", *SIGNAL), ((question, 1), "open sesame"))
        self.assertEqual(code, 0, text)
        self.stop()
        code, text = self.talk(("keys", "unprotect"), ((question, 1), "open sesame"))
        self.assertEqual(code, 0, text)
        self.record()

    def test_no_passphrase_that_is_typed_ahead_is_ever_shown(self):
        """Also while a passphrase is tried, which takes a moment, and between the questions of two of them."""
        self.record()
        self.protect("open sesame")
        copy = os.path.join(self.folder, "copy.pem")
        terminal = self.terminal("keys", "backup", copy)
        terminal.expect("Passphrase of the signing key:")
        terminal.type("wrong\n")
        for question, answer in ((r"not its passphrase(.|\n)*Passphrase of the signing key:", "open sesame"),
                                 ("A passphrase for the copy:", "copied"), ("The same again:", "copied")):
            ahead = []

            def asked():
                terminal.type("~|~")
                ahead.append(1)
                return re.search(question, terminal.text)

            wait_for(question, asked, every=0.01)
            self.assertNotRegex(terminal.text, "[~|]{2}")
            terminal.type("\x15" + answer + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertNotRegex(terminal.text, "[~|]{2}|sesame|copied")
        self.assertIn("made ", terminal.text)

    def test_a_copy_serves_on_another_machine_and_a_rotation_is_followed_there(self):
        path, recording = self.record()
        copy = os.path.join(self.folder, "copy.pem")
        self.assert_failed(self.earwitness("keys", "backup", copy), 2, "--no-passphrase")
        self.assertFalse(os.path.exists(copy))
        code, text = self.talk(("keys", "backup", copy), (("A passphrase for the copy", 1), "open sesame"),
                               (("The same again", 1), "open sesame"))
        self.assertEqual(code, 0, text)
        self.assertIn("that passphrase is short", text)
        self.assertIn("needed to restore this copy", text)
        self.assertNotIn("at each start", text)  # it is the copy's, not that of the key here
        self.assertEqual(stat.S_IMODE(os.stat(copy).st_mode), 0o600)
        with open(copy, encoding="ascii") as file:
            self.assertIn("ENCRYPTED PRIVATE KEY", file.read())
        code, text = self.talk(("keys", "restore", copy), *((("Passphrase of the copy", time), "wrong") for time in (1, 2, 3)))
        self.assertEqual(code, 5, text)
        self.assertRegex(text, r"none of these passphrases opens the key\s+try: to try again, type the same command")
        self.assertNotEqual(self.earwitness("keys", "backup", "--no-passphrase", copy).code, 0)  # never written over

        shutil.rmtree(self.keys)  # the laptop is lost; the archive was kept
        code, text = self.talk(("keys", "restore", copy), (("Passphrase of the copy", 1), "open sesame"))
        self.assertEqual(code, 0, text)
        self.assertEqual(self.show()["fingerprint"], recording.opened["key"])
        code, text = self.talk(("keys", "unprotect"), (("Passphrase of the signing key", 1), "open sesame"))
        self.assertEqual(code, 0, text)
        rotated = self.earwitness("keys", "rotate", "--json")
        self.assertEqual(rotated.code, 0, rotated)
        self.assertEqual(rotated.json["previous"], [recording.opened["key"]])
        self.assertEqual(len([name for name in os.listdir(self.keys) if name.startswith("retired-")]), 1)
        _, later = self.record()
        self.assertEqual(later.opened["key"], rotated.json["fingerprint"])
        self.assertNotEqual(later.opened["key"], recording.opened["key"])
        self.check(path)
        self.assertEqual(ledgercheck.events(self.archive), ["key", "begin", "seal", "key", "begin", "seal"])
        done = self.earwitness("verify", "--all", "--json")
        self.assertEqual(done.code, 0, done)
        ledger = done.json["ledger"]
        self.assertEqual(ledger["keys"], [recording.opened["key"], later.opened["key"]])
        self.assertEqual(ledger["remarks"], [])

    def test_another_key_is_never_written_over_unasked_and_stays_beside(self):
        self.record()
        mine = self.show()["fingerprint"]
        copy = os.path.join(self.folder, "copy.pem")
        self.assertEqual(self.earwitness("keys", "backup", "--no-passphrase", copy).code, 0)
        shutil.rmtree(self.keys)
        self.record()
        theirs = self.show()["fingerprint"]
        self.assertNotEqual(mine, theirs)
        self.assert_failed(self.earwitness("keys", "restore", copy), 5, "--replace")
        self.assertEqual(self.show()["fingerprint"], theirs)
        self.assertEqual(self.earwitness("keys", "restore", "--replace", copy).code, 0)
        self.assertEqual(self.show()["fingerprint"], mine)
        with open(os.path.join(self.keys, f"retired-{theirs[:16]}.pem"), encoding="ascii") as file:
            self.assertIn("PRIVATE KEY", file.read())
        # A key that the one before it did not sign is told.
        done = self.earwitness("verify", "--all")
        self.assertEqual(done.code, 0, done)
        self.assertIn("is not signed by the key before it", done.out)

    def test_a_key_that_is_replaced_while_its_passphrase_is_typed_signs_nothing_more(self):
        self.record()
        self.protect("open sesame")
        terminal = self.terminal("start", *SIGNAL)
        question = "Passphrase of the signing key:"
        wait_for("the question", lambda: terminal.text.count(question) == 1)
        code, text = self.talk(("keys", "rotate"), ((question, 1), "open sesame"))
        self.assertEqual(code, 0, text)
        terminal.type("open sesame\n")
        wait_for("the question of the new key", lambda: terminal.text.count(question) == 2)
        terminal.type("open sesame\n")
        terminal.expect("recording to")
        self.wait_for_seconds(0.2)
        self.stop()
        self.assertEqual(terminal.wait(), 0)
        self.assertEqual(ledgercheck.events(self.archive), ["key", "begin", "seal", "key", "begin", "seal"])
        done = self.earwitness("verify", "--all", "--json")
        self.assertEqual((done.code, done.json["ledger"]["remarks"]), (0, []), done)

    def test_a_ledger_that_can_not_be_written_costs_no_sound(self):
        os.makedirs(os.path.join(self.archive, "ledger.jsonl"))  # a folder: nobody can write into it
        process = self.start_foreground(*SIGNAL)
        stopped = self.earwitness("stop")
        done = self.finish(process)
        for each in (stopped, done):
            self.assertEqual(each.code, 5, each)
            self.assertIn("checked: unchanged", each.out)
        self.assertRegex(done.err, "the ledger .* does not have all of this recording")
        self.assertRegex(stopped.err, "the archive's ledger does not have all of it")
        path = done.out.split("\n")[0]
        self.assertEqual(self.earwitness("verify", path).code, 0)


if __name__ == "__main__":
    unittest.main()
