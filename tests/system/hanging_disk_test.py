# SPDX-License-Identifier: MIT
"""A disk that takes every question and never answers (FUSE, as a network's whose server is gone): each command that
has to do with it says so within seconds, ends, and leaves nothing that waits for it."""

import json
import os
import subprocess
import time
import unittest

import mounts
from case import PROGRAM, ProgramCase
from hangingdisk import HangingDisk, PassingDisk
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


class HangsLater(ProgramCase):
    """It was well when the recording began."""

    def setUp(self):
        super().setUp()
        self.behind = os.path.join(self.folder, "behind")
        os.mkdir(self.behind)
        self.disk = PassingDisk(os.path.join(self.folder, "disk"), self.behind)
        self.addCleanup(self.disk.close)
        self.archive = os.path.join(self.disk.path, "archive")

    def end_recording(self):
        if hasattr(self, "disk"):  # there is none where the kernel has no FUSE
            self.disk.go_on()
        super().end_recording()

    def timed(self, *words):
        begin = time.monotonic()
        done = self.earwitness(*words)
        return done, time.monotonic() - begin

    def wait_for_warning(self):
        return wait_for("the warning", lambda: [one for one in self.status()["warnings"]
                                                if one["warning"] == "disk_stalled"], every=0.2)

    def assert_all_there(self, path):
        recording = self.check(path)
        self.assertEqual(recording.events("gap") + recording.events("break"), [])
        self.assertEqual(recording.closed["lost_frames"], 0)
        return recording

    def test_one_that_hangs_while_it_records_costs_nothing_is_told_and_ends_no_wait_for_an_answer(self):
        path = self.start_background(*SIGNAL, "--me", "T")
        self.wait_for_seconds(2)
        self.disk.hang()
        begin = time.monotonic()
        self.assertIn("kept in memory", self.wait_for_warning()[0]["text"])
        for words in (("status",), ("status", "--json")):
            done, took = self.timed(*words)
            self.assertEqual(done.code, 0, done)
            self.assertLess(took, BUSY)
        done, took = self.timed("stop")
        self.assertLess(took, 5 + PROMISED + 2 * BUSY)
        self.assert_failed(done, 5, "not sealed yet: the disk of .* does not answer")
        self.assertEqual(self.status()["path"], path)
        hung = time.monotonic() - begin
        self.disk.go_on()
        wait_for("the seal", lambda: not self.status()["running"])
        recording = self.assert_all_there(path)
        self.assertGreater(recording.seconds, 2 + min(hung, 5) - BUSY)

    def test_one_that_answers_again_in_time_loses_not_one_frame_of_what_goes_on(self):
        path = self.start_background(*SIGNAL, "--me", "T")
        self.wait_for_seconds(2)
        self.disk.hang()
        self.wait_for_warning()
        self.disk.go_on()
        self.wait_for_seconds(self.status()["seconds"] + 4)
        self.stop()
        recording = self.assert_all_there(path)
        self.assertGreater(recording.closed["ring_high_water_frames"], 2 * 48000)
        with open(os.path.join(path, "log.txt"), encoding="utf-8") as log:
            text = log.read()
        self.assertIn("the disk does not answer", text)
        self.assertIn("the disk answers again", text)

    def test_a_call_keeps_both_sides(self):
        path = self.start_background(*SIGNAL, "--far", "test-signal", "--me", "T")
        self.wait_for_seconds(2)
        self.disk.hang()
        self.wait_for_warning()
        self.disk.go_on()
        self.stop()
        verified = self.earwitness("verify", path, "--json")
        self.assertEqual(verified.code, 0, verified)
        with open(os.path.join(path, "recording", "data", "journal.jsonl"), encoding="utf-8") as journal:
            lines = [json.loads(line) for line in journal]
        self.assertEqual([line for line in lines if line["event"] in ("gap", "break")], [])
        self.assertEqual(lines[-1]["lost_frames"], 0)
        for track in lines[-1]["tracks"]:
            self.assertGreater(track["ring_high_water_frames"], 2 * 48000)

    def test_one_that_hangs_while_it_is_sealed_is_told_by_stop_and_the_seal_is_made_once_it_answers(self):
        path = self.start_background(*SIGNAL, "--me", "T")
        self.wait_for_seconds(2)
        self.disk.hang_at("manifest-sha256.txt")
        done, took = self.timed("stop")
        self.assertTrue(self.disk.is_hanging)
        self.assertLess(took, 5 + PROMISED + 2 * BUSY)
        self.assert_failed(done, 5, "not sealed yet: the disk of .* does not answer")
        done, took = self.timed("status")
        self.assertEqual(done.code, 0, done)
        self.assertLess(took, BUSY)
        self.disk.go_on()
        wait_for("the seal", lambda: not self.status()["running"])
        self.assert_all_there(path)

    def test_at_a_terminal_it_is_said_and_three_ctrl_c_leave_what_is_on_the_disk_to_be_recovered(self):
        for while_sealing in (False, True):
            with self.subTest(while_sealing=while_sealing):
                terminal = self.terminal("start", *SIGNAL, "--me", "T")
                self.wait_for_seconds(3)
                path = self.status()["path"]
                if while_sealing:
                    self.disk.hang_at("manifest-sha256.txt")
                else:
                    self.disk.hang()
                    terminal.expect("the disk does not answer")
                terminal.type("\x03")
                terminal.expect("not sealed yet: the disk is slow, or hangs")
                self.assertTrue(self.disk.is_hanging)
                terminal.type("\x03")
                terminal.expect("once more leaves")
                terminal.type("\x03")
                terminal.expect("left unsealed")
                self.disk.go_on()  # the kernel lets nobody go who waits for an answer
                self.assertEqual(terminal.wait(), 130, terminal.text)
                recovered = self.earwitness("recover", path)
                self.assertEqual(recovered.code, 0, recovered)
                kept = self.check(os.path.join(path, "recovered"))
                self.assertGreater(kept.seconds, 2)


if __name__ == "__main__":
    mounts.enter()
    unittest.main()
