# SPDX-License-Identifier: MIT
"""A backup is the archive and the key in an encrypted file; opened by 7-Zip it is the archive again, ledger and all."""

import json
import os
import shutil
import signal
import subprocess
import unittest
import wave

import ledgercheck
from case import ProgramCase
from sealed import seal_of
from waiting import wait_for

SIGNAL = ("--device", "test-signal", "--me", "A. Name")
PASSPHRASE = "vijf woorden die niemand raadt"


class Backup(ProgramCase):
    def setUp(self):
        super().setUp()
        self.stick = os.path.join(self.folder, "stick")
        os.mkdir(self.stick)
        self.secret = os.path.join(self.folder, "passphrase")
        with open(self.secret, "w", encoding="utf-8") as file:
            file.write(PASSPHRASE + "\nmore\n")

    def record(self, title):
        path = self.start_background(*SIGNAL, "--title", title)
        self.wait_for_seconds(0.2)
        return path, self.stop()

    def backup(self, *words, to=None):
        done = self.earwitness("backup", to or self.stick, "--passphrase-file", self.secret, "--json", *words)
        self.assertEqual(done.code, 0, done)
        return done.json

    def restore(self, passphrase=PASSPHRASE, place="elsewhere"):
        """By the commands of how-to-restore.txt, the passphrase typed at each file, in a home without anything."""
        place = os.path.join(self.folder, place)
        os.mkdir(place)
        for name in sorted(os.listdir(self.stick)):
            shutil.copy(os.path.join(self.stick, name), place)
        newest = os.path.join(place, sorted(os.listdir(place))[-1])
        told = subprocess.run(["7z", "x", "-so", "-p" + passphrase, newest, "backup/how-to-restore.txt"],
                              stdin=subprocess.DEVNULL, capture_output=True)
        if told.returncode != 0:
            return None
        commands = [line.strip() for line in told.stdout.decode("utf-8").splitlines() if line.startswith("    ")]
        self.assertEqual([command.split()[0] for command in commands], ["for", "for", "for", "chmod", "earwitness", "earwitness"])
        for command in commands[:4]:
            command = command.replace("7z x", f"7z x '-p{passphrase}'")
            done = subprocess.run(["bash", "-c", command], cwd=place, stdin=subprocess.DEVNULL, capture_output=True)
            self.assertEqual(done.returncode, 0, (command, done))
        return os.path.join(place, "backup")

    def verify_all(self, archive=None):
        """The exit code, and each line of the table but the ledger's own, without the folders' names."""
        words = ("--archive", archive) if archive else ()
        done = self.earwitness("verify", "--all", "--json", *words)
        return done.code, sorted((r["verdict"], r["recording"] or "", r["seal"] or "") for r in done.json["recordings"])

    def assert_restored_as(self, then, place):
        restored = os.path.join(self.restore(place=place), "archive")
        self.assertEqual(self.verify_all(restored), then)
        return restored

    def test_two_backups_are_the_archive_again(self):
        first, said = self.record("Geheime titel")
        self.assertIn("This is your only copy", said.err)
        self.earwitness("note", "geheime", "een eigen notitie")
        made = self.backup()
        self.assertEqual((made["recordings"], made["in_earlier_backups"]), (1, 0))
        self.assertEqual([r["in_backup"] for r in self.earwitness("list", "--json").json["recordings"]], [True])
        second, _ = self.record("tweede")
        self.assertIn("one of these is in no backup", self.earwitness("list").err)
        listed = subprocess.run(["7z", "l", made["path"]], capture_output=True, text=True, check=True).stdout
        self.assertNotIn("geheim", listed.lower())
        self.assertRegex(os.path.basename(made["path"]), r"^backup-[\d_-]+\.zip$")
        self.wait_for_another_second()
        again = self.backup()
        self.assertEqual((again["recordings"], again["in_earlier_backups"]), (1, 1))
        self.assertIsNone(self.backup()["path"])
        self.assertEqual(len(os.listdir(self.stick)), 2)

        self.assertIsNone(self.restore("another passphrase"))
        shutil.rmtree(os.path.join(self.folder, "elsewhere"))
        there = self.restore()
        archive = os.path.join(there, "archive")
        fresh = {"HOME": os.path.join(self.folder, "new"), "XDG_CONFIG_HOME": os.path.join(self.folder, "new")}
        os.mkdir(fresh["HOME"])
        checked = self.earwitness("verify", "--all", "--json", "--archive", archive, **fresh)
        self.assertEqual(checked.code, 0, checked)
        self.assertEqual({r["seal"] for r in checked.json["recordings"]}, {seal_of(first), seal_of(second)})
        self.assertTrue(checked.json["ledger"]["unchanged"])
        self.assertIn("Geheime titel", self.earwitness("list", "notitie", "--archive", archive, **fresh).out)
        key = self.earwitness("keys", "restore", os.path.join(there, "keys/signing-key.pem"), **fresh)
        self.assertEqual(key.code, 0, key)
        self.assertEqual(self.earwitness("keys", "show", "--json", **fresh).json["fingerprint"],
                         self.earwitness("keys", "show", "--json").json["fingerprint"])

    def wait_for_another_second(self):
        """A backup is called by the second."""
        taken = set(os.listdir(self.stick))
        from waiting import wait_for
        import time
        wait_for("another second", lambda: time.strftime("backup-%Y-%m-%d_%H-%M-%S.zip") not in taken)

    def test_another_disk_gets_everything_and_a_changed_file_does_not_count(self):
        self.record("talk")
        other = os.path.join(self.folder, "other")
        os.mkdir(other)
        first = self.backup()
        self.assertEqual(self.backup(to=other)["recordings"], 1)
        with open(first["path"], "ab") as file:
            file.write(b"x")
        os.rename(first["path"], first["path"] + ".cut")
        self.assertEqual(self.backup()["recordings"], 1)
        os.rename(os.path.join(self.archive, ".backups.json"), os.path.join(self.folder, "memory"))
        with open(os.path.join(self.archive, ".backups.json"), "w", encoding="utf-8") as file:
            json.dump({"format": 1, "backups": [{"made": 7, "held": "\x1b"}]}, file)
        self.assertEqual(self.earwitness("list").code, 0)
        self.wait_for_another_second()
        self.assertEqual(self.backup()["recordings"], 1)

    def test_a_running_one_is_left_for_later(self):
        self.record("talk")
        running = self.start_background(*SIGNAL)
        self.wait_for_seconds(1.2)
        made = self.backup()
        self.assertEqual((made["recordings"], made["left_out"]), (1, 1))
        self.stop_and_check(running)

    def test_restored_it_verifies_as_the_archive_did_then(self):
        """One that runs is in it as an interruption would leave it, and can be recovered; the next one has it whole."""
        self.record("talk")
        running = self.start_background(*SIGNAL)
        self.wait_for_seconds(2)
        self.backup()
        restored = os.path.join(self.restore(place="while it runs"), "archive")
        fresh = {"HOME": os.path.join(self.folder, "new"), "XDG_CONFIG_HOME": os.path.join(self.folder, "new")}
        os.mkdir(fresh["HOME"])
        checked = self.earwitness("verify", "--all", "--json", "--archive", restored)
        self.assertEqual(checked.code, 3, checked)
        self.assertTrue(checked.json["ledger"]["unchanged"], checked)
        self.assertEqual(sorted(r["verdict"] for r in checked.json["recordings"]), ["NOT SEALED", "UNCHANGED"])
        recovered = self.earwitness("recover", "--all", "--json", "--archive", restored)
        self.assertEqual(recovered.code, 0, recovered)
        self.assertGreater(recovered.json["recordings"][0]["seconds"], 0.9)
        self.assertEqual(self.earwitness("verify", "--all", "--archive", restored).code, 0)
        self.stop_and_check(running)
        self.backup()
        self.assert_restored_as(self.verify_all(), "when it is sealed")

    def test_what_was_deleted_since_does_not_come_back(self):
        """Whole, and a part: an earlier backup in the folder still has them, and is unpacked first."""
        for title in ("first", "second"):
            path = self.start_background(*SIGNAL, "--title", title)
            self.wait_for_seconds(3.2)
            self.stop()
        self.backup()
        self.assertEqual(self.earwitness("delete", "--now", "--yes", "first").code, 0)
        self.assertEqual(self.earwitness("delete", "--yes", "second", "--from", "00:01", "--to", "00:02").code, 0)
        self.backup()
        restored = self.assert_restored_as(self.verify_all(), "elsewhere")
        self.assertEqual(self.verify_all()[0], 0)
        self.assertEqual(len([name for name in os.listdir(restored) if name[:2] == "20"]), 1)
        self.assertNotEqual(path, "")

    def test_what_is_in_the_bin_is_left_out_and_the_restored_ledger_says_so(self):
        """Of a recording, an import with a transcript, and one that was interrupted."""
        talk, _ = self.record("talk")
        self.record("kept")
        typed, sound = os.path.join(self.folder, "typed.vtt"), os.path.join(self.folder, "sound.wav")
        with open(typed, "w", encoding="utf-8") as out:
            out.write("WEBVTT\n\n00:00:00.000 --> 00:00:00.900\nI never said that.\n")
        with wave.open(sound, "wb") as out:
            out.setparams((1, 2, 8000, 0, "NONE", ""))
            out.writeframes(bytes(range(256)) * 125)
        brought = self.earwitness("import", "--json", sound, "--title", "brought").json["path"]
        self.assertEqual(self.earwitness("transcript", "brought", "--from-file", typed).code, 0)
        broken = self.start_background(*SIGNAL, "--title", "broken")
        self.wait_for_seconds(1)
        os.kill(self.status()["pid"], signal.SIGKILL)
        wait_for("its end", lambda: not self.status()["running"])
        self.backup()
        binned = ("talk", "brought", "broken")
        for title in binned:
            self.assertEqual(self.earwitness("delete", "--yes", title).code, 0)
        self.assertEqual(self.earwitness("note", "kept", "a later word").code, 0)
        self.backup()
        self.assertEqual(ledgercheck.events(self.archive).count("bin"), 3)
        restored = os.path.join(self.restore(place="with a bin"), "archive")
        done = self.earwitness("verify", "--all", "--json", "--archive", restored)
        self.assertEqual((done.code, done.json["ledger"]["findings"]), (0, []), done)
        self.assertEqual(len([said for said in done.json["ledger"]["remarks"] if "was in the bin on" in said]), 3, done)

        # Each is entered again once it is back, and then it is missed again.
        for title in binned:
            self.assertEqual(self.earwitness("undelete", title).code, 0)
        self.assertEqual(self.earwitness("recover", "--all").code, 0)
        done = self.earwitness("verify", "--all", "--json")
        self.assertEqual((done.code, [said for said in done.json["ledger"]["remarks"] if "bin" in said]), (0, []), done)
        found = [line["bag"] for line in ledgercheck.read(self.archive) if line["event"] == "found"]
        self.assertEqual(sorted(found), ["recording", "recording", "transcript-1"])
        self.backup("--full")
        self.assert_restored_as(self.verify_all(), "when all are back")
        for count, path in enumerate((talk, brought, broken), 1):
            shutil.rmtree(path)
            done = self.earwitness("verify", "--all", "--json")
            self.assertEqual([finding["what"] for finding in done.json["ledger"]["findings"]], ["missing"] * count)

    def test_what_commands_left_goes_into_none(self):
        path, _ = self.record("talk")
        for folder in (".discarded-2026-11-23_15-30-05_gone/recording", ".unfinished-import.new/recording"):
            os.makedirs(os.path.join(self.archive, folder))
        for name in ("excerpt.new/data/x", ".part-deletion/gone/x", ".deleted-transcript-1/data/x", "label.json.new"):
            os.makedirs(os.path.join(path, os.path.dirname(name)), exist_ok=True)
            with open(os.path.join(path, name), "w", encoding="utf-8") as file:
                file.write("secret")
        keys = os.path.join(self.home, ".local", "share", "earwitness", "keys")
        with open(os.path.join(keys, "signing-key.pem.new"), "w", encoding="utf-8") as file:
            file.write("secret")
        made = self.backup()
        names = [entry["Path"] for entry in self.entries(made["path"])]
        held = [name for tar in names if tar.endswith(".tar") for name in self.held_in(made["path"], tar)]
        self.assertTrue(any(name.endswith("recording/tagmanifest-sha256.txt") for name in held), held)
        self.assertEqual([name for name in names + held if ".new" in name or "/." in name], [])

    def entries(self, zipped):
        listed = subprocess.run(["7z", "l", "-slt", zipped], capture_output=True, text=True, check=True).stdout
        blocks = listed.split("----------\n", 1)[1].strip().split("\n\n")
        return [dict(line.split(" = ", 1) for line in block.splitlines() if " = " in line) for block in blocks]

    def held_in(self, zipped, tar):
        unpacked = subprocess.run(["7z", "x", "-so", "-p" + PASSPHRASE, zipped, tar], stdin=subprocess.DEVNULL,
                                  capture_output=True, check=True).stdout
        return subprocess.run(["tar", "-tf", "-"], input=unpacked, capture_output=True, check=True).stdout.decode().split("\n")

    def test_a_key_is_derived_for_each_conversation_and_not_for_each_file(self):
        """Each entry of the zip file costs one where it is written, and one where it is read back."""
        paths = [self.record(title)[0] for title in ("first", "second")]
        with open(os.path.join(paths[0], "sound.m4a"), "wb") as file:
            file.write(os.urandom(300_000))
        with open(os.path.join(paths[1], "long words.txt"), "w", encoding="utf-8") as file:
            file.write("words\n" * 100_000)
        made = self.backup()
        entries = self.entries(made["path"])
        beside = {"backup/how-to-restore.txt", "backup/folders.txt", "backup/archive/ledger.jsonl"}
        of_conversations = [e for e in entries if e["Path"] not in beside and not e["Path"].startswith("backup/keys/")]
        self.assertEqual(len(of_conversations), 2, entries)
        self.assertEqual({e["Method"] for e in of_conversations}, {"AES-256 Store", "AES-256 Deflate"}, entries)
        self.assertGreater(made["files"], 20)
        keys = len(entries) - len(beside) - len(of_conversations)
        # Each of them is a file of its own in what was restored.
        restored = os.path.join(self.restore(), "archive")
        there = sum(len(files) for _, _, files in os.walk(restored)) - 1
        self.assertEqual(made["files"], there + keys + len(beside), made)

    def test_one_of_an_earlier_version_and_a_new_one_in_one_folder(self):
        """Earlier versions wrote an entry for each file. The commands restore both, the newest of each; and names of any
        length and in any characters."""
        first, _ = self.record("first")
        self.backup()
        there = self.restore(place="as it was")
        newest = os.path.join(self.stick, os.listdir(self.stick)[0])
        os.remove(newest)
        subprocess.run(["7z", "a", "-bd", "-tzip", "-mem=AES256", "-p" + PASSPHRASE,
                        os.path.join(self.stick, "backup-2026-01-01_00-00-00.zip"), "backup"],
                       cwd=os.path.dirname(there), stdin=subprocess.DEVNULL, capture_output=True, check=True)
        name = "ë" * 60 + " a name that is longer than a tar file's header holds.txt"
        with open(os.path.join(first, name), "w", encoding="utf-8") as file:
            file.write("added since\n")
        second, _ = self.record("second")
        self.assertEqual(self.backup()["recordings"], 2)
        restored = self.assert_restored_as(self.verify_all(), "both")
        self.assertEqual(self.verify_all()[0], 0)
        added = [os.path.join(folder, name) for folder, _, files in os.walk(restored) if name in files]
        self.assertEqual(len(added), 1)
        with open(added[0], encoding="utf-8") as file:
            self.assertEqual(file.read(), "added since\n")
        self.assertEqual(len([n for n in os.listdir(restored) if n[:2] == "20"]), 2)
        self.assertNotEqual(first, second)

    def test_two_in_one_second_and_what_an_interrupted_one_left(self):
        self.record("talk")
        with open(os.path.join(self.stick, "backup-2026-11-23_15-30-05.zip.new"), "w", encoding="utf-8") as file:
            file.write("half")
        first = self.backup("--full")
        second = self.backup("--full")
        self.assertLess(first["path"], second["path"])
        # Nothing proves that it is half of a backup: somebody's file may be called so.
        self.assertEqual(sorted(os.listdir(self.stick)), sorted([
            "backup-2026-11-23_15-30-05.zip.new", *(os.path.basename(m["path"]) for m in (first, second))]))

    def test_one_that_has_no_name_yet_is_not_believed(self):
        """Killed between what the archive remembers and the backup's name, or after it."""
        self.record("talk")
        made = self.backup()
        memory = os.path.join(self.archive, ".backups.json")
        with open(memory, encoding="utf-8") as file:
            kept = json.load(file)
        kept["backups"][0]["unnamed"] = True
        with open(memory, "w", encoding="utf-8") as file:
            json.dump(kept, file)
        self.assertEqual([r["in_backup"] for r in self.earwitness("list", "--json").json["recordings"]], [True])
        os.rename(made["path"], os.path.join(self.folder, "moved.zip"))
        self.assertNotIn(True, [r["in_backup"] for r in self.earwitness("list", "--json").json["recordings"]])
        self.assertEqual(self.backup()["recordings"], 1)


if __name__ == "__main__":
    unittest.main()
