# SPDX-License-Identifier: MIT
"""An archive whose disk is not plugged in is not made on another one without a word; and who is another user than the
home folder's is told so before anything is made there."""

import os
import signal
import subprocess
import unittest
import wave

import mounts
from case import ProgramCase
from waiting import wait_for

SIGNAL = ("--device", "test-signal")


class MissingDisk(ProgramCase):
    def setUp(self):
        super().setUp()
        self.stick = os.path.join(self.folder, "stick")
        self.archive = os.path.join(self.stick, "archive")
        self.plug_in()
        self.addCleanup(subprocess.run, ["umount", "-l", self.stick], capture_output=True)

    def plug_in(self):
        mounts.tmpfs(self.stick, 400)

    def record(self):
        done = self.earwitness("start", *SIGNAL, "--max", "1s", "--me", "T")
        self.assertEqual(done.code, 0, done)
        return done

    def test_it_is_known_by_what_was_mounted_there_and_nothing_is_made_in_its_place(self):
        self.record()
        mounts.run("umount", self.stick)
        wav = os.path.join(self.folder, "a.wav")
        subprocess.run(["sox", "-n", wav, "synth", "0.5", "sine", "440"], check=True)
        for command in (("start", *SIGNAL, "--me", "T"), ("start", "--background", *SIGNAL, "--me", "T"),
                        ("--no-config", "start", *SIGNAL, "--me", "T"), ("import", wav)):
            with self.subTest(command):
                self.assert_failed(self.earwitness(*command), 5, "is not plugged in", "--archive DIR", "mkdir -p")
        self.assertEqual(os.listdir(self.stick), [])
        # Another folder is no question, and neither is the same one once it was made on purpose.
        other = self.earwitness("--archive", os.path.join(self.folder, "other"), "start", *SIGNAL, "--max", "1s")
        self.assertEqual(other.code, 0, other)
        self.plug_in()
        os.mkdir(self.archive, 0o700)
        self.record()
        mounts.run("umount", self.stick)
        os.makedirs(self.archive, 0o700)
        self.assertNotIn("plugged", self.record().err)

    def test_what_was_never_elsewhere_is_made_and_what_is_remembered_of_disks_is_the_user_s_alone(self):
        mounts.run("umount", self.stick)
        self.record()
        remembered = os.path.join(self.home, ".config", "earwitness", "disks.json")
        self.assertFalse(os.path.exists(remembered))
        self.plug_in()
        self.record()
        self.assertEqual(os.stat(remembered).st_mode & 0o077, 0)
        # What others could have written keeps nobody from recording.
        mounts.run("umount", self.stick)
        os.rename(self.archive, self.archive + ".away")
        os.chmod(remembered, 0o666)
        self.record()


class OtherHome(ProgramCase):
    @unittest.skipUnless(os.geteuid() == 0, "NOT TESTED: only root can be another user here")
    def test_root_in_a_user_s_home_is_told_whose_it_is_before_anything_is_made(self):
        self.assertNotIn("home folder belongs", self.earwitness("start", *SIGNAL, "--max", "1s", "--me", "T").err)
        os.chown(self.home, 65534, 65534)
        sound = os.path.join(self.folder, "voice.wav")
        with wave.open(sound, "wb") as out:
            out.setparams((1, 2, 8000, 0, "NONE", ""))
            out.writeframes(bytes(range(256)) * 100)
        path = self.start_background(*SIGNAL, "--me", "T")
        self.wait_for_seconds(1)
        os.kill(self.status()["pid"], signal.SIGKILL)
        for words in (("start", *SIGNAL, "--max", "1s", "--me", "T"),
                      ("start", *SIGNAL, "--background", "--max", "1s", "--me", "T"), ("recover", path),
                      ("import", sound, "--me", "T")):
            wait_for("the one before it", lambda: not self.status()["running"])
            done = self.earwitness(*words)
            self.assertEqual(done.code, 0, done)
            self.assertRegex(done.err, r"warning: this home folder belongs to nobody, .*\n +try: type it as nobody itself")


if __name__ == "__main__":
    mounts.enter()
    unittest.main()
