# SPDX-License-Identifier: MIT
"""A backup is the archive and the key in an encrypted file; opened by 7-Zip it is the archive again, ledger and all."""

import json
import os
import shutil
import subprocess
import unittest

from case import ProgramCase
from sealed import seal_of

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

    def restore(self, passphrase=PASSPHRASE):
        """By the commands of how-to-restore.txt, in a home without anything."""
        place = os.path.join(self.folder, "elsewhere")
        os.mkdir(place)
        for name in sorted(os.listdir(self.stick)):
            shutil.copy(os.path.join(self.stick, name), place)
            done = subprocess.run(["7z", "x", "-aoa", "-p" + passphrase, name], cwd=place, stdin=subprocess.DEVNULL,
                                  capture_output=True)
            if done.returncode != 0:
                return None
        subprocess.run(["chmod", "-R", "go=", "backup"], cwd=place, check=True)
        return os.path.join(place, "backup")

    def test_two_backups_are_the_archive_again(self):
        first, said = self.record("Geheime titel")
        self.assertIn("exists only once", said.err)
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
        made = self.backup()
        self.assertEqual((made["recordings"], made["left_out"]), (1, 1))
        self.stop_and_check(running)


if __name__ == "__main__":
    unittest.main()
