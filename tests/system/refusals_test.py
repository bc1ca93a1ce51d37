# SPDX-License-Identifier: MIT
"""What could be taken for a refusal and is none, and a second recording, refused while the first one runs. What is refused
without any recording is in tests/scripts."""

import os
import shutil
import subprocess
import unittest

from case import PROGRAM, Done, ProgramCase, RoomCase

SIGNAL = ("--device", "test-signal")


class Used(ProgramCase):
    """What is not refused."""

    def test_a_good_config_is_used(self):
        folder = os.path.join(self.home, ".config", "earwitness")
        os.makedirs(folder)
        with open(os.path.join(folder, "config.toml"), "w", encoding="utf-8") as out:
            out.write('name = "A. Tester"\nrate = 16000\n')
        path = self.start_background(*SIGNAL)
        recording, _ = self.stop_and_check(path)
        self.assertEqual(recording.opened["sample_rate"], 16000)
        self.assertIn("A. Tester", recording.info["Contact-Name"])

    def test_a_start_below_a_name_like_a_schedulers_is_not_refused(self):
        shell = os.path.join(self.folder, "acron")  # a copy of the shell, above it
        shutil.copy(os.path.realpath("/bin/sh"), shell)
        done = subprocess.run([shell, "-c", '"$@"; exit $?', "acron", PROGRAM, "start", *SIGNAL, "--max", "1s"],
                              env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True)
        self.check_told(Done(done.returncode, done.stdout, done.stderr))


class Second(RoomCase):
    """One recording at a time in an archive, whatever the environment says; the first one does not notice."""

    def test_a_second_start_is_refused_and_the_first_goes_on(self):
        path = self.start_background()
        elsewhere = os.path.join(self.folder, "elsewhere")
        os.mkdir(elsewhere, 0o700)
        for environment in ({}, {"XDG_RUNTIME_DIR": elsewhere}, {"XDG_RUNTIME_DIR": None}):
            for words in ((), ("--background",), SIGNAL, ("--archive", self.archive + "/../archive")):
                done = self.earwitness("start", *words, **environment)
                self.assert_failed(done, 5, r"earwitness stop")
        self.assertEqual(self.conversations(), [os.path.basename(path)])
        self.assertTrue(self.status()["running"])
        self.stop_and_check(path)

    def test_a_second_start_through_a_link_to_the_archive_is_refused(self):
        path = self.start_background()
        link = os.path.join(self.folder, "link")
        os.symlink(self.archive, link)
        self.assert_failed(self.earwitness("start", "--archive", link), 5)
        self.stop_and_check(path)


if __name__ == "__main__":
    unittest.main()
