# SPDX-License-Identifier: MIT
"""`recover` signs: so it asks the ledger what it is that lies there. What was sealed before, or begun elsewhere, never comes
out of it as the user's own."""

import glob
import hashlib
import hmac
import json
import os
import shutil
import signal
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "forge"))

import ledgercheck  # noqa: E402
from case import PROGRAM, ProgramCase  # noqa: E402
from kit import Bag  # noqa: E402
from waiting import wait_for  # noqa: E402

SIGNAL = ("--device", "test-signal", "--rate", "8000")
OF_A_SEAL = ("tagmanifest-sha256.txt", "manifest-sha256.txt", "bagit.txt", "bag-info.txt", "how-to-verify.txt", "seal")
NEW_UUID = "11111111-0000-4000-8000-000000000001"


class AskTheLedger(ProgramCase):
    def bag(self, path, name="recording"):
        return Bag(None, os.path.join(path, name))

    def sealed(self, *words):
        path = self.start_background(*SIGNAL, *words)
        self.wait_for_seconds(1.2)
        self.stop()
        return path

    def killed(self, *words):
        path = self.start_background(*SIGNAL, *words)
        self.wait_for_seconds(1.2)
        os.kill(self.status()["pid"], signal.SIGKILL)
        wait_for("the end of the killed process", lambda: not self.status().get("running"))
        return path

    def break_off(self, path, sounds=True, journal=True):
        """What was sealed becomes what a crash would leave, with other sound in it."""
        bag = self.bag(path)
        if sounds:
            bag.change_sound(lambda samples: bytes(len(samples)))
        if journal:
            with bag.journal_lines() as lines:
                del lines[-1]
                lines[:] = [line for line in lines if line["event"] != "audio"]
        for name in OF_A_SEAL:
            if bag.has(name):
                bag.remove(name)

    def assert_refused(self, path, *words):
        before = ledgercheck.events(self.archive)
        for typed in ((os.path.basename(path),), ("--all",)):
            done = self.earwitness("recover", *typed)
            self.assertEqual(done.code, 4, done)
            for word in words:
                self.assertRegex(done.err, word)
        self.assertFalse(os.path.exists(os.path.join(path, "recovered")))
        self.assertEqual(ledgercheck.events(self.archive), before)
        self.assertEqual(self.earwitness("verify", "--all").code, 1)

    def test_what_was_sealed_is_not_recovered(self):
        path = self.sealed()
        self.break_off(path)
        self.assert_refused(path, r"was sealed \(line \d+\)", "verify --all")

    def leave_the_beginning(self, path):
        """What a start leaves that got no sound."""
        bag = self.bag(path)
        bag.write("data/journal.jsonl", bag.read("data/journal.jsonl").splitlines(True)[0])
        for name in [name for name in bag.files() if name != "data/journal.jsonl"]:
            bag.remove(name)
        for name in ("seal", "data/imported"):
            if bag.has(name):
                bag.remove(name)

    def assert_not_removed(self, path, words):
        """The owner's key says of none that was sealed that there was no sound in it."""
        before = ledgercheck.events(self.archive)
        done = self.earwitness("recover", "--all")
        self.assertEqual(done.code, 4, done)
        self.assertRegex(done.err, words)
        self.assertTrue(os.path.exists(os.path.join(path, "recording", "data", "journal.jsonl")))
        self.assertEqual(ledgercheck.events(self.archive), before)
        self.assertEqual(self.earwitness("verify", "--all").code, 1)

    def test_of_what_was_sealed_a_mere_beginning_is_not_removed_as_one_without_sound(self):
        path = self.sealed()
        self.leave_the_beginning(path)
        self.assert_not_removed(path, r"was sealed \(line \d+\)")

    def test_of_what_was_recovered_a_mere_beginning_is_not_removed_as_one_without_sound(self):
        path = self.killed()
        self.assertEqual(self.earwitness("recover", path).code, 0)
        shutil.rmtree(os.path.join(path, "recovered"))
        self.leave_the_beginning(path)
        self.assert_not_removed(path, "was recovered before")

    def test_what_was_deleted_and_is_put_back_is_not_recovered(self):
        path = self.sealed()
        kept = shutil.copytree(path, os.path.join(self.folder, "kept"))
        self.assertEqual(self.earwitness("delete", path, "--now", "--yes").code, 0)
        shutil.copytree(kept, path)
        self.break_off(path)
        self.assert_refused(path, "was deleted")

    def test_what_was_recovered_is_not_recovered_again(self):
        path = self.killed()
        self.assertEqual(self.earwitness("recover", path).code, 0)
        shutil.rmtree(os.path.join(path, "recovered"))
        self.assert_refused(path, "was recovered before")

    def foreign(self, key):
        """A conversation that nobody began here; its journal names this key."""
        path = self.sealed()
        other = os.path.join(self.archive, "2020-01-01_10-00-00_bekentenis")
        shutil.copytree(os.path.join(path, "recording"), os.path.join(other, "recording"))
        bag = self.bag(other)
        with bag.journal_lines() as lines:
            lines[0].update(recording=NEW_UUID, ledger=None, key=lines[0]["key"] if key else None)
        old = json.loads(self.bag(path).read("data/journal.jsonl").splitlines()[0])["recording"]
        for name in [name for name in bag.files() if name.endswith(".flac")]:
            bag.write(name, bag.read(name).replace(old.encode(), NEW_UUID.encode()))
        self.break_off(other, sounds=False)
        return other

    def test_what_was_begun_elsewhere_is_not_signed(self):
        other = self.foreign(key=False)
        before = ledgercheck.events(self.archive)
        done = self.earwitness("recover", "--all")
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.out, "not signed: the ledger has no beginning of it")
        self.assertFalse(os.path.exists(os.path.join(other, "recovered", "seal")))
        self.assertEqual(ledgercheck.events(self.archive), before)
        done = self.earwitness("verify", other)
        self.assertRegex(done.out, "recovered on .*not signed")

    def test_what_was_begun_elsewhere_with_a_key_is_refused_where_nobody_can_be_asked(self):
        other = self.foreign(key=True)
        done = self.earwitness("recover", "--all")
        self.assertEqual(done.code, 4, done)
        self.assertRegex(done.err, "no beginning of")
        self.assertFalse(os.path.exists(os.path.join(other, "recovered")))

    def test_who_is_asked_and_says_yes_signs_it_and_the_ledger_tells(self):
        other = self.foreign(key=True)
        terminal = self.terminal("recover", os.path.basename(other), columns=400)
        terminal.expect("Sign it with your key all the same?")
        terminal.type("y\n")
        self.assertEqual(terminal.wait(), 0)
        done = self.earwitness("verify", "--all")
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.out, "the ledger has no beginning of it")

    def test_what_has_another_first_line_than_the_one_that_was_begun_is_not_signed(self):
        path = self.killed()
        bag = self.bag(path)
        with bag.journal_lines() as lines:
            lines[0]["host_api"] = "another"
        done = self.earwitness("recover", path)
        self.assertEqual(done.code, 4, done)
        self.assertFalse(os.path.exists(os.path.join(path, "recovered")))

    def handed_over(self, path, lines=()):
        """The same in a folder of somebody else's, beside a ledger of these lines, or beside none."""
        folder = os.path.join(self.folder, "handed")
        os.mkdir(folder)
        shutil.copytree(path, os.path.join(folder, os.path.basename(path)), symlinks=True)
        if lines:
            with open(os.path.join(folder, "ledger.jsonl"), "wb") as ledger:
                ledger.writelines(lines)
        return os.path.join(folder, os.path.basename(path))

    def test_where_there_is_no_ledger_nothing_is_signed(self):
        other = self.foreign(key=False)
        handed = self.handed_over(other)
        os.remove(os.path.join(self.archive, "ledger.jsonl"))
        for path, words in ((handed, (handed,)), (other, ("--all",))):
            done = self.earwitness("recover", *words)
            self.assertEqual(done.code, 0, done)
            self.assertRegex(done.out, "not signed: there is no ledger here")
            self.assertFalse(os.path.exists(os.path.join(path, "recovered", "seal")))
            self.assertFalse(os.path.exists(os.path.join(os.path.dirname(path), "ledger.jsonl")))
            self.assertRegex(self.earwitness("verify", path).out, "UNCHANGED .*not signed")

    def test_where_there_is_no_ledger_and_a_key_is_named_it_is_refused(self):
        other = self.foreign(key=True)
        handed = self.handed_over(other)
        os.remove(os.path.join(self.archive, "ledger.jsonl"))
        for path, words in ((handed, (handed,)), (other, ("--all",))):
            done = self.earwitness("recover", *words)
            self.assertEqual(done.code, 4, done)
            self.assertRegex(done.err, "there is no ledger beside .*neither signed nor sealed")
            self.assertFalse(os.path.exists(os.path.join(path, "recovered")))

    def test_a_ledger_that_was_cut_off_hides_no_seal_from_its_owner(self):
        path = self.sealed()
        with open(os.path.join(self.archive, "ledger.jsonl"), "rb") as ledger:
            lines = ledger.readlines()
        self.assertEqual(ledgercheck.events(self.archive), ["key", "begin", "seal"])
        handed = self.handed_over(path, lines[:2])
        self.break_off(handed, journal=False)
        bag = self.bag(handed)
        bag.write("data/journal.jsonl", b"".join(bag.read("data/journal.jsonl").splitlines(keepends=True)[:-1]))
        done = self.earwitness("recover", handed)
        self.assertEqual(done.code, 4, done)
        self.assertRegex(done.err, "the ledger says that .* was sealed")
        self.assertFalse(os.path.exists(os.path.join(handed, "recovered")))

    def recovered(self):
        path = self.killed()
        self.assertEqual(self.earwitness("recover", path).code, 0)
        return path

    def test_what_the_user_signed_of_another_recording_is_not_entered_as_what_became_of_this_one(self):
        one, other = self.recovered(), self.killed()
        shutil.copytree(os.path.join(one, "recovered"), os.path.join(other, "recovered"))
        lines = len(ledgercheck.events(self.archive))
        self.sealed()
        self.assertEqual(ledgercheck.events(self.archive)[lines:], ["begin", "seal"])
        shutil.rmtree(os.path.join(other, "recovered"))
        self.assertEqual(self.earwitness("recover", other).code, 0)
        self.assertEqual(self.earwitness("verify", "--all").code, 0)

    def test_what_nobody_signed_is_not_entered_by_words_that_it_is_of_this_recording(self):
        path = self.killed()
        one = self.recovered()
        made = os.path.join(path, "recovered")
        shutil.copytree(os.path.join(one, "recovered"), made)
        bag = self.bag(path, "recovered")
        with bag.journal_lines() as lines:  # under a signature that is not of it
            lines[0] = self.bag(path).journal()[0]
        lines = len(ledgercheck.events(self.archive))
        self.sealed()
        self.assertEqual(ledgercheck.events(self.archive)[lines:], ["begin", "seal"])

    def keep_intent(self, path):
        """As somebody has it who copied it while `recover` was at work."""
        name = os.path.basename(path)
        with open(os.path.join(self.home, ".local/share/earwitness/intent-key"), "rb") as file:
            key = file.read().strip()

        def proof(text):
            return hmac.new(key, text, hashlib.sha256).hexdigest()

        intent = {"format": 1, "change": "recover", "name": name, "settled": "by_bag", "bag": name + "/recovered",
                  "seal": None, "recording": self.bag(path).journal()[0]["recording"], "steps": [],
                  "undo": [{"remove": name + "/recovered-0011223344556677.new"}]}
        first = json.dumps(intent, separators=(",", ":")).encode() + b"\n"
        draw = "0123abcd"
        into = os.path.join(self.archive, f".intent-{draw}{proof(b'intent ' + draw.encode())[:8]}.jsonl")
        with open(into, "wb") as file:
            file.write(first + json.dumps({"proof": proof(first)}, separators=(",", ":")).encode() + b"\n")
        os.chmod(into, 0o600)
        return into

    def test_an_intent_that_somebody_kept_enters_no_other_seal(self):
        path = self.recovered()
        bag = self.bag(path, "recovered")
        bag.append("how-to-verify.txt", "\n")
        bag.hash_anew()
        intent = self.keep_intent(path)
        self.assertEqual(self.earwitness("recover", "--all").code, 0)
        self.assertFalse(os.path.exists(intent))
        self.assertEqual(ledgercheck.events(self.archive), ["key", "begin", "recover"])
        self.assertEqual(self.earwitness("verify", "--all").code, 1)

    def test_an_intent_enters_the_seal_that_the_user_made(self):
        path = self.recovered()
        with open(os.path.join(self.archive, "ledger.jsonl"), "rb+") as ledger:
            lines = ledger.readlines()
            ledger.truncate(sum(map(len, lines[:-1])))
        intent = self.keep_intent(path)
        self.assertEqual(self.earwitness("recover", "--all").code, 0)
        self.assertFalse(os.path.exists(intent))
        self.assertEqual(ledgercheck.events(self.archive), ["key", "begin", "found"])
        self.assertEqual(self.earwitness("verify", "--all").code, 0)

    def take_ledger(self):
        self.sealed()
        ledger = os.path.join(self.archive, "ledger.jsonl")
        os.rename(ledger, ledger + "-kept")
        os.mkdir(ledger)
        return ledger

    def begun_while_the_ledger_fails(self):
        """It can't be opened when it begins, and is back once it was killed."""
        ledger = self.take_ledger()
        path = self.killed()
        os.rmdir(ledger)
        os.rename(ledger + "-kept", ledger)
        (note,) = glob.glob(os.path.join(self.home, ".local/share/earwitness/.begun-*"))
        self.assertEqual(ledgercheck.events(self.archive).count("begin"), 1)
        return path, note

    def test_what_the_ledger_could_not_be_told_of_is_signed_as_it_was_begun_on_this_computer(self):
        path, note = self.begun_while_the_ledger_fails()
        self.assertEqual(self.earwitness("verify", "--all").code, 3)
        done = self.earwitness("recover", "--all", "--json")
        self.assertEqual((done.code, [made["signed"] for made in done.json["recordings"]]), (0, [True]), done)
        self.assertFalse(os.path.exists(note))
        done = self.earwitness("verify", "--all")
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.out, os.path.basename(path) + " was recovered, and the ledger has no beginning of it")

    def test_a_note_that_others_could_have_written_shows_nothing(self):
        path, note = self.begun_while_the_ledger_fails()
        os.chmod(note, 0o666)
        done = self.earwitness("recover", "--all")
        self.assertEqual(done.code, 4, done)
        self.assertRegex(done.err, "no beginning of")
        self.assertFalse(os.path.exists(os.path.join(path, "recovered")))

    def notes(self):
        return glob.glob(os.path.join(self.home, ".local/share/earwitness/.begun-*"))

    def sealed_while_the_ledger_fails(self):
        """It is back once it is sealed."""
        ledger = self.take_ledger()
        path = self.start_background(*SIGNAL)
        self.wait_for_seconds(0.5)
        self.assertEqual(len(self.notes()), 1)
        self.assertEqual(self.earwitness("stop").code, 5)
        wait_for("its end", lambda: not self.status().get("running"))
        self.assertEqual(len(self.notes()), 1)
        os.rmdir(ledger)
        os.rename(ledger + "-kept", ledger)
        return path

    def test_what_was_sealed_while_the_ledger_failed_is_told_and_entered_by_the_next_command(self):
        for words in (("note", "seen"), ("doctor", "--device", "test-signal"), ("recover", "--all"),
                      ("start", *SIGNAL, "--max", "1s", "--me", "A. Name")):
            path = self.sealed_while_the_ledger_fails()
            for reading in (("list",), ("verify", path)):
                self.assertIn("the ledger lacks a seal", self.earwitness(*reading).err)
            done = self.earwitness("verify", "--all")
            self.assertEqual(done.code, 0, done)
            self.assertRegex(done.out, "begun on this computer while the ledger could not be written")
            words = ("note", path, "seen") if words[0] == "note" else words
            done = self.earwitness(*words)
            self.assertEqual(done.code, 0, done)
            self.assertNotIn("nothing to recover", done.err)
            self.assertEqual(ledgercheck.events(self.archive).count("found"), 1, words)
            self.assertEqual(self.notes(), [], words)
            done = self.earwitness("verify", "--all")
            self.assertEqual(done.code, 0, done)
            self.assertIn(os.path.basename(path) + " is in the ledger without its beginning", done.out)
            shutil.rmtree(self.archive)

    def failing_ledger(self, *words):
        """Each write of it fails; its head can be read."""
        ledger = os.path.join(self.archive, "ledger.jsonl")
        writes = "write,pwrite64,writev"
        done = subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", "-P", ledger, "-e", f"trace={writes}", "-e",
                               f"inject={writes}:error=EIO", PROGRAM, *words], env=self.environment(),
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
        self.assertEqual(done.returncode, 5, done)

    def test_what_names_a_line_of_the_ledger_that_then_failed_is_told_by_the_note_and_asked_for_without_it(self):
        self.sealed()
        self.failing_ledger("start", *SIGNAL, "--max", "1s", "--me", "A. Name")
        done = self.earwitness("verify", "--all")
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.out, "begun on this computer while the ledger could not be written")
        (note,) = self.notes()
        os.unlink(note)
        self.assertRegex(self.earwitness("verify", "--all").out, "it names the ledger, which does not have it")
        done = self.earwitness("recover", "--all")
        self.assertEqual(done.code, 4, done)
        self.assertRegex(done.err, "the ledger of this archive does not have it")
        terminal = self.terminal("recover", "--all", columns=400)
        terminal.expect("Enter it in the ledger all the same?")
        terminal.type("y\n")
        self.assertEqual(terminal.wait(), 0)
        self.assertEqual(self.earwitness("verify", "--all").code, 0)
        self.assertEqual(ledgercheck.events(self.archive).count("found"), 1)

    def test_a_note_goes_once_the_ledger_has_the_seal(self):
        """It could be written again before the end."""
        ledger = self.take_ledger()
        self.start_background(*SIGNAL)
        self.wait_for_seconds(0.5)
        self.assertEqual(len(self.notes()), 1)
        os.rmdir(ledger)
        os.rename(ledger + "-kept", ledger)
        self.earwitness("stop")
        wait_for("its end", lambda: not self.status().get("running"))
        wait_for("no note", lambda: not self.notes())
        self.assertEqual(self.earwitness("verify", "--all").code, 0)

    def test_what_was_begun_here_is_signed_and_says_when_it_was_recovered(self):
        path = self.killed()
        done = self.earwitness("recover", "--all", "--json")
        self.assertEqual(done.code, 0, done)
        (made,) = done.json["recordings"]
        self.assertTrue(made["signed"])
        done = self.earwitness("verify", path)
        self.assertRegex(done.out, "recovered on .*signed by your own key")
        (found,) = self.earwitness("verify", path, "--json").json["recordings"]
        self.assertRegex(found["recovered_utc"], r"^\d{4}-")
        self.assertRegex(self.earwitness("verify", path, "--details").out, "the computer that recovered it")
        self.assertEqual(self.earwitness("verify", "--all").code, 0)


if __name__ == "__main__":
    unittest.main()
