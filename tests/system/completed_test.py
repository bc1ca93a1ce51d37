# SPDX-License-Identifier: MIT
"""A command that is cut short at any of its steps: nothing is lost, nothing is doubled, what was begun is told, and the
next command completes it or takes it back, whichever it is."""

import glob
import json
import os
import shutil
import signal
import subprocess
import unittest
import wave

import ledgercheck
from case import PROGRAM, ProgramCase
from sealed import seal_of
from tsa import Tsa
from waiting import wait_for

RENAMES = "rename,renameat,renameat2"
REMOVALS = "unlink,unlinkat,rmdir"
STEPS = ",".join((RENAMES, REMOVALS))
LOCKS = {".recover.lock", ".ledger.lock", ".lock"}


def pictures(folder):
    """Every file below, with its content."""
    found = {}
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            with open(path, "rb") as file:
                found[os.path.relpath(path, folder)] = file.read()
    return found


class CutShort(ProgramCase):
    def setUp(self):
        super().setUp()
        self.source = os.path.join(self.folder, "sound.wav")
        with wave.open(self.source, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(8000)
            out.writeframes(b"\x10\x20" * 8000 * 4)
        self.path = self.import_one("Talk")
        self.other = self.import_one("Other")
        self.name, self.other_name = os.path.basename(self.path), os.path.basename(self.other)
        self.other_before = pictures(os.path.join(self.other, "recording"))

    def import_one(self, title):
        return self.run_well("import", "--json", self.source, "--title", title).json["path"]

    def run_well(self, *words, **environment):
        done = self.earwitness(*words, **environment)
        self.assertEqual(done.code, 0, done)
        return done

    def keep(self):
        """What each cut begins with."""
        self.kept = os.path.join(self.folder, "kept")
        os.mkdir(self.kept)
        for name in ("archive", "home"):
            shutil.copytree(os.path.join(self.folder, name), os.path.join(self.kept, name), symlinks=True)

    def begin_anew(self):
        for name in ("archive", "home"):
            shutil.rmtree(os.path.join(self.folder, name))
            shutil.copytree(os.path.join(self.kept, name), os.path.join(self.folder, name), symlinks=True)

    def cut(self, calls, nth, *words, **environment):
        """Whether the command was killed before its nth call of these."""
        done = subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={calls}", "-e",
                               f"inject={calls}:signal=KILL:when={nth}", PROGRAM, *words],
                              env=self.environment(**environment), stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=60, check=False)
        return done.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)

    def every_cut(self, *words, calls=STEPS, **environment):
        """Cuts the command at each of its calls, or at a sample of them; gives the number of each, with all as it then
        is."""
        nth, step, cuts = 1, 1 if os.environ.get("EARWITNESS_CUTS") == "all" else 2, 0
        while True:
            self.begin_anew()
            if not self.cut(calls, nth, *words, **environment):
                break
            cuts += 1
            yield nth
            nth += step if cuts % 2 else 1  # odd and even ones
        self.assertGreater(cuts, 1, "nothing was cut")

    def require_agreed(self, what):
        """Nothing is said to be missing or altered, and the other recording is as it was."""
        done = self.earwitness("verify", "--all", "--json")
        self.assertEqual(done.code, 0, f"{what}: {done.out[:3000]} {done.err}")
        self.assertEqual(pictures(os.path.join(self.other, "recording")), self.other_before, what)

    def leftovers(self):
        """Names that no finished command leaves, in the archive and in its conversations."""
        found = []
        for at in [self.archive, *(os.path.join(self.archive, name) for name in os.listdir(self.archive))]:
            for name in os.listdir(at) if os.path.isdir(at) else ():
                if (name.startswith(".") and name not in LOCKS | {".backups.json", ".settled", ".imported"}) or name.endswith(".new"):
                    found.append(os.path.relpath(os.path.join(at, name), self.archive))
        return found

    def require_told(self, words, what):
        """What is left is told by whoever only reads, with the command that completes it."""
        left = self.leftovers()
        if not left:
            return
        if all(name.endswith(".jsonl.new") for name in left):
            words = "interrupted before its first step"
        for reading in (("list",), ("status",), ("verify", self.other_name)):
            err = self.earwitness(*reading).err
            self.assertIn(words, err, what)
            self.assertIn("earwitness recover --all", err, what)

    def tombstones(self):
        return [line for line in ledgercheck.read(self.archive) if line["event"] == "delete"]

    # -- deletions --------------------------------------------------------------------------------------------------

    def test_a_deletion_is_completed_by_the_same_command_or_by_any_other(self):
        self.run_well("transcript", self.name, "--from-file", self.typed())
        self.keep()
        for nth in self.every_cut("delete", "--now", "--yes", self.name):
            if nth > 8 and nth % 5 > 1:
                continue  # one file after the other is removed there
            what = f"cut {nth}"
            self.require_agreed(what)
            is_told = len(self.tombstones())
            self.require_told("the deletion of", what)
            if nth % 2:
                self.run_well("delete", "--now", "--yes", self.name)
                self.assertEqual(len(self.tombstones()), 1, what)
                self.assertFalse(os.path.exists(self.path), what)
            else:
                self.run_well("note", self.other_name, "words")
                self.assertEqual(os.path.exists(self.path), not is_told, what)
            self.assertEqual(self.leftovers(), [], what)
            self.require_agreed(what)

    def typed(self):
        path = os.path.join(self.folder, "typed.vtt")
        with open(path, "w", encoding="utf-8") as out:
            out.write("WEBVTT\n\n00:00:01.100 --> 00:00:01.900\nsecret words\n")
        return path

    def test_a_part_with_all_that_goes_with_it_is_gone_or_whole(self):
        self.run_well("transcript", self.name, "--from-file", self.typed())
        self.run_well("excerpt", self.name, "--from", "0:00", "--to", "0:02")
        self.keep()
        words = ("delete", "--yes", self.name, "--from", "0:01", "--to", "0:02", "--later-bags")
        whole = seal_of(self.path)
        for nth in self.every_cut(*words, calls=RENAMES):
            what = f"cut {nth}"
            self.require_agreed(what)
            is_told = len(self.tombstones())
            self.require_told("the deletion of a part of", what)
            if nth % 2:
                self.run_well(*words)
                is_told = 1
            else:
                self.run_well("note", self.other_name, "words")
            self.assertEqual(len(self.tombstones()), is_told, what)
            self.assertEqual(self.leftovers(), [], what)
            self.assertEqual(seal_of(self.path) == whole, not is_told, what)
            for name in ("transcript-1", "excerpt-1"):
                self.assertEqual(os.path.exists(os.path.join(self.path, name)), not is_told, what)
            self.require_agreed(what)

    # -- names ------------------------------------------------------------------------------------------------------

    def test_a_new_title_and_the_new_name_come_together(self):
        self.keep()
        for nth in self.every_cut("rename", self.name, "Second", calls=STEPS):
            what = f"cut {nth}"
            self.require_agreed(what)
            if nth % 2:
                # By its whole name, or by the part of it that no other one has.
                self.run_well("rename", self.name if nth % 4 == 1 else "talk", "Second")
                titles = {item["name"]: item["later_title"] for item in self.earwitness("list", "--json").json["recordings"]}
                self.assertIn("Second", titles.values(), what)
            else:
                self.run_well("note", self.other_name, "words")
            self.assertEqual(self.leftovers(), [], what)
            for item in self.earwitness("list", "--json").json["recordings"]:
                self.assertEqual(item["name"].endswith("second"), item["later_title"] == "Second", what)
            self.require_agreed(what)

    # -- seals ------------------------------------------------------------------------------------------------------

    def test_an_import_is_in_the_ledger_or_leaves_nothing(self):
        self.keep()
        words = ("import", self.source, "--title", "Third")
        for nth in self.every_cut(*words, calls=RENAMES + ",fdatasync"):
            what = f"cut {nth}"
            self.require_agreed(what)
            self.run_well("recover", "--all")
            self.assertEqual(self.leftovers(), [], what)
            self.require_in_ledger(what)

    def require_in_ledger(self, what):
        """Each seal that lies there, and no other; nothing is left to be told."""
        ledger = self.run_well("verify", "--all", "--json").json["ledger"]
        self.assertEqual(ledger["remarks"], [], what)
        entered = {line["seal"] for line in ledgercheck.read(self.archive) if line.get("seal")}
        there = set()
        for name in os.listdir(self.archive):
            for bag in ("recording", "recovered", "transcript-1"):
                path = os.path.join(self.archive, name, bag)
                if os.path.exists(os.path.join(path, "tagmanifest-sha256.txt")):
                    there.add(seal_of(path))
        self.assertEqual(entered, there, what)

    def test_a_transcript_is_in_the_ledger_or_leaves_nothing(self):
        words = ("transcript", self.name, "--from-file", self.typed())
        self.keep()
        for nth in self.every_cut(*words, calls=RENAMES + ",fdatasync"):
            what = f"cut {nth}"
            self.require_agreed(what)
            self.run_well("recover", "--all")
            self.assertEqual(self.leftovers(), [], what)
            self.require_in_ledger(what)

    def test_a_time_stamp_and_its_evidence_count_together(self):
        authority = Tsa()
        self.addCleanup(authority.close)
        words = ("timestamp", self.name, "--tsa", authority.url)
        self.keep()
        for nth in self.every_cut(*words, calls=RENAMES):
            what = f"cut {nth}"
            self.require_agreed(what)
            self.run_well("note", self.other_name, "words")
            self.assertEqual(self.leftovers(), [], what)
            names = sorted(name for name in os.listdir(os.path.join(self.path, "recording/seal")) if "timestamp" in name)
            self.assertIn(names, ([], ["timestamp-1.pem", "timestamp-1.tsr"]), what)
            self.require_agreed(what)

    # -- starts -----------------------------------------------------------------------------------------------------

    def test_a_start_that_got_no_sound_leaves_nothing_that_counts(self):
        self.keep()
        words = ("start", "--device", "test-signal", "--me", "A. Name", "--max", "1s")
        for nth in self.every_cut(*words, calls="mkdir,mkdirat,fsync,fdatasync"):
            what = f"cut {nth}"
            done = self.earwitness("verify", "--all", "--json")
            self.assertIn(done.code, (0, 3), f"{what}: {done.out[:3000]} {done.err}")
            self.assertEqual(done.json["ledger"]["findings"], [], what)
            self.run_well("recover", "--all")
            self.require_agreed(what)
            self.run_well("start", "--device", "test-signal", "--me", "A. Name", "--max", "1s")
            self.require_agreed(what)
            if nth > 30:
                break

    def test_a_start_that_is_killed_within_its_first_frame_is_cleared(self):
        self.keep()
        for nth in self.every_cut("start", "--device", "test-signal", "--me", "A. Name", "--max", "1s", calls="pwrite64"):
            what = f"cut {nth}"
            cleared = self.run_well("recover", "--all")
            self.assertEqual(self.earwitness("list", "--json").err, "", cleared)
            self.require_agreed(what)
            if nth > 12:
                break

    def test_room_that_was_set_aside_does_not_stay(self):
        """Where the disk refuses to take it away it is said, and whoever comes next does it."""
        for next_one in (("doctor", "--device", "test-signal"), ("note", self.other_name, "words"),
                         ("start", "--device", "test-signal", "--me", "A. Name", "--max", "1s")):
            for socket in glob.glob(os.path.join(self.runtime, "earwitness", "*.sock")):
                os.unlink(socket)  # that could not be removed either
            done = subprocess.run(
                ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=unlinkat", "-e", "inject=unlinkat:error=EACCES",
                 PROGRAM, "start", "--device", "test-signal", "--me", "A. Name", "--max", "1s", "--json"],
                env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
            path = json.loads(done.stdout)["path"]
            log = os.path.join(path, "log.txt")
            with open(log, encoding="utf-8") as file:
                said = file.read() + done.stderr.decode("utf-8")
            reserve = os.path.join(path, ".reserve")
            self.assertTrue(os.path.exists(reserve), "nothing failed")
            self.assertIn(f"what was begun is still there: can't remove {reserve}", said)
            self.run_well(*next_one)
            self.assertFalse(os.path.exists(reserve), next_one)

    def test_a_seal_is_entered_by_the_next_command_whichever_it_is(self):
        path = self.start_background("--device", "test-signal", "--me", "A. Name")
        self.stop()
        wait_for("its end", lambda: not self.status()["running"])
        seal = seal_of(os.path.join(path, "recording"))
        with open(os.path.join(self.archive, "ledger.jsonl"), "rb+") as ledger:
            lines = ledger.read().splitlines(keepends=True)
            self.assertIn(seal, lines[-1].decode())
            ledger.truncate(sum(len(line) for line in lines[:-1]))
        # What killed it between the two left it no time to say that it was done.
        with open(os.path.join(self.archive, ".lock"), "w", encoding="utf-8") as lock:
            json.dump({"pid": 4_000_000, "socket": "/run/none", "folder": path}, lock)
        stick = os.path.join(self.folder, "stick")
        passphrase = os.path.join(self.folder, "passphrase")
        os.mkdir(stick)
        with open(passphrase, "w", encoding="utf-8") as file:
            file.write("vijf woorden die niemand raadt\n")
        os.chmod(passphrase, 0o600)
        self.keep()
        for words in (("start", "--device", "test-signal", "--me", "A. Name", "--max", "1s"),
                      ("doctor", "--device", "test-signal"), ("note", self.other_name, "words"),
                      ("rename", path, "Second"), ("report", self.other_name, "--no-audio"),
                      ("excerpt", self.other_name, "--from", "00:01", "--to", "00:02"),
                      ("transcript", self.other_name, "--from-file", self.typed()),
                      ("export", self.other_name, "--to", stick), ("keys", "rotate"),
                      ("backup", stick, "--passphrase-file", passphrase)):
            self.begin_anew()
            for reading in (("list",), ("verify", self.other_name)):
                self.assertIn("the ledger lacks a seal", self.run_well(*reading).err)
            self.run_well(*words)
            entered = [line for line in ledgercheck.read(self.archive) if line.get("seal") == seal]
            self.assertEqual([line["event"] for line in entered], ["found"], words)
            self.require_agreed(words)
            self.assertNotIn("the ledger lacks a seal", self.run_well("list").err)

    # -- keys -------------------------------------------------------------------------------------------------------

    def test_a_key_without_its_passphrase_does_not_stay_beside_the_one_that_has_it(self):
        keys = os.path.join(self.home, ".local/share/earwitness/keys")
        for words in (("keys", "show"), ("note", self.name, "x"), ("doctor", "--device", "test-signal")):
            left = os.path.join(keys, "signing-key.pem.new")
            shutil.copy(os.path.join(keys, "signing-key.pem"), left)
            os.chmod(left, 0o600)
            done = self.earwitness(*words)
            if words[0] == "note":  # which has nothing to do with the key
                self.assertTrue(os.path.exists(left))
                continue
            self.assertFalse(os.path.exists(left), words)
            self.assertIn("signing-key.pem.new", done.err)

    def test_a_copy_of_the_key_is_whole_or_not_there(self):
        copy = os.path.join(self.folder, "copy.pem")
        self.keep()
        for nth in range(1, 4):
            self.begin_anew()
            self.cut("write,fdatasync", nth, "keys", "backup", "--no-passphrase", copy)
            if os.path.exists(copy):
                self.run_well("keys", "restore", copy)
                break
        self.assertFalse(os.path.exists(copy) and os.path.getsize(copy) == 0)

    def test_a_key_that_somebody_has_open_is_not_replaced(self):
        """Also where the recording lies in another archive than the one that is asked for."""
        before = self.run_well("keys", "show", "--json").json["fingerprint"]
        elsewhere = {"EARWITNESS_ARCHIVE": os.path.join(self.folder, "elsewhere")}
        self.start_background("--device", "test-signal", "--me", "A. Name", **elsewhere)
        self.assert_failed(self.earwitness("keys", "rotate"), 5, "has the signing key open")
        self.stop(**elsewhere)
        wait_for("the end of the recording", lambda: not self.status(**elsewhere)["running"])
        self.assertEqual(self.run_well("keys", "show", "--json").json["fingerprint"], before)
        self.run_well("keys", "rotate")
        self.require_agreed("rotated afterwards")

    # -- what somebody else put there -------------------------------------------------------------------------------

    def test_an_intent_that_somebody_put_there_does_nothing_and_is_told(self):
        victim = os.path.join(self.folder, "victim")
        os.mkdir(victim)
        for steps in ([{"move": self.name, "to": ".gone", "seal": None}, {"remove": ".gone"}],
                      [{"move": self.name, "to": "../victim/taken", "seal": None}], [{"remove": "../victim"}]):
            for settled in ("at_once", "by_ledger", "never"):
                intent = {"format": 1, "change": "delete", "name": self.name, "settled": settled, "bag": None, "seal": None,
                          "recording": None, "steps": steps, "undo": steps}
                path = os.path.join(self.archive, ".intent-0123456789abcdef.jsonl")
                with open(path, "w", encoding="utf-8") as out:
                    out.write(json.dumps(intent) + "\n" + json.dumps({"proof": "0" * 64}) + "\n")
                done = self.run_well("note", self.other_name, "words")
                self.assertIn(".intent-0123456789abcdef.jsonl is left as it is", done.err)
                self.assertTrue(os.path.exists(path))
                self.assertTrue(os.path.exists(self.path))
                self.assertEqual(os.listdir(victim), [])
                self.assertIn("is left as it is", self.run_well("list").err)
                os.unlink(path)
        outside = os.path.join(self.folder, "outside")
        os.mkdir(outside)
        os.symlink(outside, os.path.join(self.archive, ".intent-1123456789abcdef.jsonl"))
        self.run_well("note", self.other_name, "words")
        self.assertTrue(os.path.isdir(outside))


if __name__ == "__main__":
    unittest.main()
