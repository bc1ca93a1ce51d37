# SPDX-License-Identifier: MIT
"""A disk that takes every question and never answers (FUSE, as a network's whose server is gone): each command that
has to do with it says so within seconds, ends, and leaves nothing that waits for it."""

import os
import subprocess
import time
import unittest

import mounts
from case import PROGRAM, ProgramCase
from hangingdisk import HangingDisk
from waiting import wait_for

SIGNAL = ("--device", "test-signal")
PROMISED = 12.0  # seconds: what a disk may need that has to start turning
BUSY = 4.0  # what a machine that does other things may add


class HangingDiskCase(ProgramCase):
    def hang(self, **how):
        self.disk = HangingDisk(os.path.join(self.folder, "disk"), **how)
        self.addCleanup(self.close_disk)
        return self.disk.path

    def close_disk(self):
        if self.disk is not None:
            self.disk.close()
            self.disk = None

    def assert_given_up(self, *words, **environment):
        begin = time.monotonic()
        done = self.earwitness(*words, **environment)
        took = time.monotonic() - begin
        self.assert_failed(done, 5, "waiting for the disk of", "does not answer: it hangs", "--archive DIR")
        self.assertLess(took, PROMISED + BUSY)

    def test_an_archive_that_hangs_is_given_up_by_every_command_and_by_a_recording_before_it_begins(self):
        path = self.hang()
        archive = os.path.join(path, "archive")
        for words in (("start", *SIGNAL, "--me", "T"), ("list",)):
            with self.subTest(words):
                self.assert_given_up(*words, EARWITNESS_ARCHIVE=archive)

    def test_one_that_lets_itself_be_looked_at_first(self):
        path = self.hang(answers_first=True)
        self.assert_given_up("start", "--background", *SIGNAL, "--me", "T", EARWITNESS_ARCHIVE=path)

    def test_a_folder_that_is_named_hangs_and_what_is_not_there_is_no_question(self):
        done = self.earwitness("start", *SIGNAL, "--max", "1s", "--title", "talk", "--me", "T")
        self.assertEqual(done.code, 0, done)
        path = self.hang()
        self.assert_given_up("verify", path + "/recording")
        self.assert_given_up("export", "talk", "--to", path)
        self.assertEqual(self.earwitness("verify", "talk").code, 0)

    def test_a_ctrl_c_ends_the_wait(self):
        path = self.hang()
        process = subprocess.Popen([PROGRAM, "list"], env=self.environment(EARWITNESS_ARCHIVE=path),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self._end, process)
        self.assertIn(b"waiting for the disk", process.stderr.readline())
        process.send_signal(2)
        begin = time.monotonic()
        wait_for("its end", lambda: process.poll() is not None)
        self.assertLess(time.monotonic() - begin, BUSY)


if __name__ == "__main__":
    mounts.enter()
    unittest.main()
