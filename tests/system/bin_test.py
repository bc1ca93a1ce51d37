# SPDX-License-Identifier: MIT
"""What is deleted stays in the bin for seven days, from where it comes back whole; at once it goes with --now."""

import fcntl
import hashlib
import json
import os
import shutil
import threading
import time
import unittest

import ledgercheck
from case import ProgramCase
from sealed import seal_of

SIGNAL = ("--device", "test-signal", "--max", "1s", "--me", "A. Name")


class Bin(ProgramCase):
    def record(self, title="talk"):
        done = self.earwitness("start", *SIGNAL, "--title", title, "--json")
        self.assertEqual(done.code, 0, done)
        return os.path.dirname(done.json["path"]) if done.json["path"].endswith("recording") else done.json["path"]

    def run_well(self, *words, code=0):
        done = self.earwitness(*words)
        self.assertEqual(done.code, code, done)
        return done

    def in_bin(self):
        return self.run_well("undelete", "--json").json["recordings"]

    def note_of(self, path):
        """What shows that the user put it there."""
        with open(os.path.join(path, "recording/data/journal.jsonl"), "rb") as journal:
            recording = json.loads(journal.readline())["recording"]
        moment, name = path.split(os.sep)[-2:]
        digest = hashlib.sha256(f"{moment}/{name}\n{recording}\n{seal_of(path)}\n".encode()).hexdigest()
        return os.path.join(self.home, ".local/share/earwitness", ".binned-" + digest)

    def make_older(self, days, own=True):
        """The bin's one recording was put there so long ago; it is its folder."""
        (one,) = self.in_bin()
        moment = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(time.time() - days * 86400))
        into = os.path.join(self.archive, ".bin", moment)
        note = self.note_of(one["path"])
        os.rename(os.path.dirname(one["path"]), into)
        path = os.path.join(into, one["name"])
        if own:
            os.rename(note, self.note_of(path))
        return path

    def notes(self):
        return [name for name in os.listdir(os.path.join(self.home, ".local/share/earwitness")) if "binned" in name]

    def assert_it_stays(self, path):
        lines = ledgercheck.events(self.archive)
        for words in (("note", "kept", "words"), ("recover", "--all"),
                      ("start", *SIGNAL, "--title", "more"), ("delete", "--now", "--yes", "more")):
            done = self.run_well(*words)
        self.assertRegex(done.err, "is in the bin for more than 7 days, and nothing shows that you put it there")
        self.assertTrue(os.path.exists(os.path.join(path, "recording/data/journal.jsonl")))
        self.assertEqual(ledgercheck.events(self.archive), [*lines, "begin", "seal", "delete"])
        self.assertIn("until you delete it, as nothing shows", self.run_well("undelete").out)

    def test_what_somebody_else_put_there_is_never_deleted_by_itself(self):
        self.record("kept")
        path = self.record()
        into = os.path.join(self.archive, ".bin", "20260101T000000Z")
        os.makedirs(into)
        os.rename(path, os.path.join(into, os.path.basename(path)))
        self.assert_it_stays(os.path.join(into, os.path.basename(path)))
        self.run_well("undelete", "talk")
        self.check(path)

    def test_what_somebody_made_older_or_exchanged_there_is_never_deleted_by_itself(self):
        self.record("kept")
        other = self.record("other")
        self.run_well("delete", "--yes", os.path.basename(self.record()))
        path = self.make_older(8, own=False)
        self.assert_it_stays(path)
        os.rename(os.path.join(self.home, ".local/share/earwitness", self.notes()[0]), self.note_of(path))
        shutil.rmtree(os.path.join(path, "recording"))
        shutil.copytree(os.path.join(other, "recording"), os.path.join(path, "recording"))
        self.assert_it_stays(path)

    def test_what_is_no_recording_does_not_keep_the_bin_from_being_emptied(self):
        name = os.path.basename(self.record())
        self.run_well("delete", "--yes", name)
        os.makedirs(os.path.join(self.archive, ".bin", "20261129T000000Z", "thesis"))
        done = self.run_well("delete", "--empty-bin", "--yes")
        self.assertEqual(done.out, f"deleted {name}\n")
        self.assertRegex(done.err, "thesis stays in the bin: .* is not a recording of an archive")
        self.assertEqual([one["name"] for one in self.in_bin()], ["thesis"])

    def test_a_note_that_others_could_have_written_deletes_nothing(self):
        self.record("kept")
        self.run_well("delete", "--yes", os.path.basename(self.record()))
        path = self.make_older(8)
        os.chmod(self.note_of(path), 0o666)
        self.assert_it_stays(path)

    def test_the_note_goes_with_what_it_is_of(self):
        for title, words in (("first", ("undelete",)), ("second", ("delete", "--now", "--yes")),
                             ("third", ("delete", "--empty-bin", "--yes"))):
            self.record(title)
            self.run_well("delete", "--yes", title)
            self.assertEqual(len(self.notes()), 1)
            self.run_well(*words, *([] if title == "third" else [title]))
            self.assertEqual(self.notes(), [])

    def test_what_is_deleted_comes_back_as_it_was(self):
        path = self.record()
        name, seal = os.path.basename(path), seal_of(path)
        lines = len(ledgercheck.read(self.archive))
        done = self.run_well("delete", "--yes", "--json", name)
        self.assertEqual((done.json["type"], done.json["path"], done.json["seal"], done.json["ledger"]),
                         ("deleted", path, seal, None))
        self.assertFalse(os.path.exists(path))
        self.assertEqual(self.conversations(), [])
        (one,) = self.in_bin()
        self.assertEqual((one["name"], one["path"], one["until_utc"]),
                         (name, done.json["bin"], done.json["until_utc"]))
        self.assertEqual(self.run_well("list", "--json").json["bin"], [one])
        self.assertRegex(self.run_well("list").err, "1 deleted recording is still in the bin: earwitness undelete")
        self.assertEqual(len(ledgercheck.read(self.archive)), lines, "it is not gone yet")

        self.assertIn(path, self.run_well("undelete", "talk").out)
        self.assertEqual(seal_of(path), seal)
        self.assertFalse(os.path.exists(os.path.join(self.archive, ".bin")))
        self.check(path)
        self.assertEqual(self.run_well("verify", "--all", "--json").json["ledger"]["deleted"], [])
        self.assert_failed(self.earwitness("undelete", name), 4, "the bin is empty")

    def test_the_question_says_that_it_stays_and_the_answer_how_to_be_rid_of_it(self):
        name = os.path.basename(self.record())
        terminal = self.terminal("delete", name)
        terminal.expect(r"talk.*stays in the bin for 7 days, where others can still find it")
        terminal.type("y\n")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        terminal.expect(f"deleted {name}")
        terminal.expect(f"earwitness undelete {name}")
        terminal.expect(f"earwitness delete --now {name}")
        self.assertRegex(self.run_well("undelete").out, rf'{name} \("talk", .*, 00:01 long\): until ')

    def test_at_once_means_gone_also_out_of_the_bin(self):
        names = [os.path.basename(self.record(title)) for title in ("first", "second", "third")]
        done = self.run_well("delete", "--now", "--yes", "--json", "first")
        self.assertEqual((done.json["bin"], done.json["until_utc"]), (None, None))
        self.assertEqual(ledgercheck.read(self.archive)[-1]["hash"], done.json["ledger"])
        self.assertFalse(os.path.exists(os.path.join(self.archive, ".bin")))
        for title in ("second", "third"):
            self.run_well("delete", "--yes", title)
        done = self.run_well("delete", "--now", "--yes", "second")
        self.assertEqual((done.out, done.err), (f"deleted {names[1]}\n", ""), "the one that is deleted is no copy")
        self.assertEqual([one["name"] for one in self.in_bin()], names[2:])
        self.assert_failed(self.earwitness("delete", "--empty-bin"), 2, "--empty-bin --yes")
        self.assertEqual(self.run_well("delete", "--empty-bin", "--yes").out, f"deleted {names[2]}\n")
        self.assertEqual(ledgercheck.events(self.archive)[-3:], ["delete"] * 3)
        self.assertEqual([entry for entry in os.listdir(self.archive) if "bin" in entry or "discarded" in entry], [])
        self.assertEqual(len(self.run_well("verify", "--all", "--json").json["ledger"]["deleted"]), 3)
        self.assertIn("the bin is empty", self.run_well("delete", "--empty-bin").err)

    def test_after_seven_days_the_next_change_deletes_it_and_enters_that(self):
        self.record("kept")
        name = os.path.basename(self.record())
        self.run_well("delete", "--yes", name)
        self.make_older(6.9)
        self.run_well("note", "kept", "not yet")
        self.assertEqual(len(self.in_bin()), 1)
        self.make_older(7.1)
        self.assertIn("until the next command that changes the archive", self.run_well("undelete").out)
        self.assertIn(f"{name} was in the bin for 7 days, and is deleted for good now",
                      self.run_well("note", "kept", "words").err)
        self.assertEqual(self.in_bin(), [])
        self.assertEqual(ledgercheck.events(self.archive)[-1], "delete")
        self.run_well("verify", "--all")

    def test_another_change_is_given_a_few_seconds_to_end(self):
        """As what a recording does after `stop` has its answer: the next command of a script must not fail by it."""
        self.record()
        with open(os.path.join(self.archive, ".recover.lock"), "wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            release = threading.Timer(0.5, fcntl.flock, (lock, fcntl.LOCK_UN))
            release.start()
            self.addCleanup(release.join)
            self.run_well("note", "talk", "words")
            release.join()
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assert_failed(self.earwitness("note", "talk", "more words"), 5, "another change is under way", "wait")

    def test_what_is_due_can_still_be_brought_back(self):
        path = self.record()
        self.run_well("delete", "--yes", "talk")
        self.make_older(30)
        self.run_well("undelete", "talk")
        self.check(path)

    def test_while_it_records_nothing_of_the_bin_is_deleted_and_at_its_end_it_is(self):
        self.record()
        self.run_well("delete", "--yes", "talk")
        self.make_older(8)
        path = self.start_background("--device", "test-signal", "--me", "A. Name", "--title", "new")
        self.wait_for_seconds(0.3)
        self.assertEqual(len(self.in_bin()), 1)
        self.stop_and_check(path)
        self.run_well("note", "new", "words")
        self.assertEqual(self.in_bin(), [])

    def test_the_ledger_tells_what_is_in_the_bin_from_what_was_taken_away_or_put_there(self):
        path = self.record()
        self.record("other")
        self.run_well("delete", "--yes", "talk")
        done = self.run_well("verify", "--all", "--json")
        self.assertEqual((done.json["ledger"]["findings"], len(done.json["recordings"])), ([], 2))
        (one,) = self.in_bin()
        with open(os.path.join(one["path"], "recording", "data", "audio-001.flac"), "r+b") as file:
            file.seek(3000)
            byte = file.read(1)
            file.seek(3000)
            file.write(bytes([byte[0] ^ 1]))
        self.run_well("verify", "--all", code=1)
        shutil.rmtree(one["path"])
        done = self.run_well("verify", "--all", "--json", code=1)
        self.assertEqual([finding["what"] for finding in done.json["ledger"]["findings"]], ["missing"])
        other = os.path.join(self.archive, next(name for name in self.conversations() if name != os.path.basename(path)))
        shutil.copytree(other, os.path.join(self.archive, ".bin", "hidden", "other"))
        done = self.run_well("verify", "--all", "--json", code=1)
        self.assertIn("unlisted", [finding["what"] for finding in done.json["ledger"]["findings"]])

    def test_commands_say_that_it_is_in_the_bin_and_change_nothing_there(self):
        name = os.path.basename(self.record())
        self.run_well("delete", "--yes", name)
        (one,) = self.in_bin()
        for words in (("verify", name), ("export", name), ("note", name, "words"), ("delete", "--yes", name),
                      ("note", one["path"], "words"), ("delete", "--yes", one["path"]),
                      ("delete", "--yes", name, "--from", "0:00", "--to", "0:01")):
            self.assert_failed(self.earwitness(*words), 4, f"{name} is in the bin", f"earwitness undelete {name}")
        self.run_well("verify", one["path"])
        self.assertEqual(self.in_bin(), [one])

    def test_a_name_that_is_taken_is_not_given_twice(self):
        path = self.record()
        self.run_well("delete", "--yes", "talk")
        os.mkdir(path)
        self.assert_failed(self.earwitness("undelete", "talk"), 5, "there is another")
        os.rmdir(path)
        self.run_well("undelete", "talk")
        self.check(path)

    def test_a_backup_leaves_out_what_is_in_the_bin_and_says_so(self):
        self.record("kept")
        self.record()
        self.run_well("delete", "--yes", "talk")
        stick, secret = os.path.join(self.folder, "stick"), os.path.join(self.folder, "secret")
        os.mkdir(stick)
        with open(secret, "w", encoding="ascii") as file:
            file.write("correct horse battery staple\n")
        os.chmod(secret, 0o600)
        done = self.run_well("backup", stick, "--passphrase-file", secret, "--json")
        self.assertEqual(done.json["recordings"], 1)
        self.assertIn("what is in the bin is not in the backup", done.err)

    def test_a_part_is_deleted_at_once_since_the_rest_is_to_prove_that_it_is_the_rest(self):
        self.record()
        self.run_well("delete", "--yes", "talk", "--from", "0:00", "--to", "0:01", code=2)  # all of it is no part
        path = self.start_background("--device", "test-signal", "--me", "A. Name", "--title", "long")
        self.wait_for_seconds(3)
        self.stop_and_check(path)
        self.run_well("delete", "--yes", "long", "--from", "0:00", "--to", "0:01")
        self.assertEqual(self.in_bin(), [])
        self.assertEqual(ledgercheck.events(self.archive)[-1], "delete")


if __name__ == "__main__":
    unittest.main()
