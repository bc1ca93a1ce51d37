# SPDX-License-Identifier: MIT
"""A backup on a real stick that is full, or is pulled out while it is written: it is said with what to do, nothing
half-made counts or piles up, and the same command on a sound stick makes it."""

import os
import random
import shutil
import signal
import subprocess
import unittest
import wave

import mounts
from case import PROGRAM, ProgramCase
from waiting import wait_for

PASSPHRASE = "vijf woorden die niemand raadt"
MEBIBYTE = 1 << 20


class Stick(ProgramCase):
    def setUp(self):
        super().setUp()
        mounts.require_tmpfs()
        self.secret = os.path.join(self.folder, "passphrase")
        with open(self.secret, "w", encoding="utf-8") as file:
            file.write(PASSPHRASE + "\n")
        self.stick = os.path.join(self.folder, "stick")
        source = os.path.join(self.folder, "noise.wav")
        with wave.open(source, "wb") as out:  # which no encoder makes any smaller
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(48000)
            out.writeframes(random.Random(1).randbytes(3 * MEBIBYTE))
        self.assertEqual(self.earwitness("import", source, "--title", "noise").code, 0)

    def put_in(self, image, mebibytes, make=("mkfs.ext4", "-q", "-F")):
        with open(image, "wb") as file:
            file.truncate(mebibytes * MEBIBYTE)
        if not shutil.which(make[0], path=os.defpath + ":/usr/sbin:/sbin:" + os.environ.get("PATH", "")):
            self.skipTest(f"NOT TESTED: {make[0]} is not here")
        mounts.run(*make, image)
        os.makedirs(self.stick, exist_ok=True)
        done = subprocess.run(["mount", "-o", "loop", image, self.stick], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            self.skipTest(f"NOT TESTED: {make[0]} can't be mounted here ({done.stderr.strip()})")
        self.addCleanup(subprocess.run, ["umount", "-l", self.stick], capture_output=True, check=False)

    def pull_out(self):
        subprocess.run(["umount", "-l", self.stick], capture_output=True, check=False)

    def backup(self):
        return self.earwitness("backup", self.stick, "--passphrase-file", self.secret, "--json")

    def half_made(self):
        return [name for name in os.listdir(self.stick) if name.startswith("backup-")]

    def require_made_on_a_sound_one(self, name):
        self.put_in(os.path.join(self.folder, name), 32)
        done = self.backup()
        self.assertEqual((done.code, done.json["recordings"]), (0, 1), done)
        zipped = done.json["path"]
        tested = subprocess.run(["7z", "t", "-p" + PASSPHRASE, zipped], stdin=subprocess.DEVNULL, capture_output=True,
                                check=False)
        self.assertEqual(tested.returncode, 0, tested)
        self.assertEqual(self.half_made(), [os.path.basename(zipped)])

    def require_nothing_counts(self):
        self.assertNotIn(True, [r["in_backup"] for r in self.earwitness("list", "--json").json["recordings"]])
        self.assertEqual(self.earwitness("verify", "--all").code, 0)

    def test_a_full_stick(self):
        for make in (("mkfs.ext4", "-q", "-F"), ("mkfs.vfat",)):
            with self.subTest(make[0]):
                self.put_in(os.path.join(self.folder, make[0]), 2, make)
                for _ in range(2):
                    self.assert_failed(self.backup(), 5, "No space left on device", "  try: ")
                    self.assertEqual(self.half_made(), [])
                self.require_nothing_counts()
                self.pull_out()
        self.require_made_on_a_sound_one("sound")

    def half_way(self):
        """The process of a backup that is stopped while it writes."""
        process = subprocess.Popen([PROGRAM, "backup", self.stick, "--passphrase-file", self.secret],
                                   env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.addCleanup(self._end, process)
        def writes():
            return process.poll() is not None or any(
                os.path.getsize(os.path.join(self.stick, name)) > MEBIBYTE for name in self.half_made())
        wait_for("its first bytes", writes, every=0.001)
        os.kill(process.pid, signal.SIGSTOP)
        self.assertIsNone(process.poll(), "it was done before it could be stopped")
        return process

    def require_told(self, process, *words):
        os.kill(process.pid, signal.SIGCONT)
        out, err = process.communicate(timeout=60)
        self.assertEqual((process.returncode, out), (5, b""), err)
        for word in (b"  try: ", *words):
            self.assertIn(word, err)

    def test_a_stick_that_is_pulled_out(self):
        """It is gone from its folder; what was open there is written to nobody."""
        self.put_in(os.path.join(self.folder, "pulled"), 32)
        process = self.half_way()
        self.pull_out()
        self.require_told(process)
        self.assertEqual(os.listdir(self.stick), [], "written where the stick was")
        self.require_nothing_counts()
        self.require_made_on_a_sound_one("sound")

    def test_a_stick_whose_device_fails(self):
        """What is written is an error once it shall be on the device: its file lies on a disk that has no room for it."""
        disk = os.path.join(self.folder, "disk")
        mounts.tmpfs(disk, 2)
        self.addCleanup(subprocess.run, ["umount", "-l", disk], capture_output=True, check=False)
        self.put_in(os.path.join(disk, "dead"), 32, ("mkfs.ext4", "-q", "-F", "-O", "^has_journal"))
        self.assert_failed(self.backup(), 5, self.stick, "  try: ")
        self.require_nothing_counts()
        self.pull_out()
        self.require_made_on_a_sound_one("sound")


if __name__ == "__main__":
    mounts.enter()
    unittest.main()
