# SPDX-License-Identifier: MIT
"""A disk that takes nothing for a while, and one that turns read-only: a real ext4, frozen (fsfreeze), and told by the
kernel that it has an error. Both need root and a loop device; tests/faults does the same in memory for everybody."""

import glob
import hashlib
import os
import subprocess
import unittest

import counting
import flacfile
import mounts
import saidtimes
from microphonecase import MicrophoneCase

STALL = float(os.environ.get("EARWITNESS_STALL_SECONDS", "30"))


class Disk(MicrophoneCase):
    def setUp(self):
        super().setUp()
        self.disk = os.path.join(self.folder, "disk")
        self.mount()
        self.archive = os.path.join(self.disk, "archive")

    def mount(self):
        mounts.ext4(os.path.join(self.folder, "image"), self.disk, 128)
        self.addCleanup(subprocess.run, ["umount", "-l", self.disk], capture_output=True)


class SlowDisk(Disk):
    def test_a_stall_costs_not_one_frame_and_is_known(self):
        path = self.start_background()
        self.wait_for_seconds(1)
        mounts.run("fsfreeze", "-f", self.disk)
        try:
            self.say(STALL)
        finally:
            mounts.run("fsfreeze", "-u", self.disk)
        self.say(1)
        end = self.now()
        high_water = self.status()["ring_high_water_frames"]
        recording, done = self.stop_and_check(path)
        saidtimes.require_all(self, recording, self.speaker, end=end)
        self.assertEqual(recording.events("gap") + recording.events("break"), [])
        self.assertEqual(recording.closed["lost_frames"], 0)
        print(f"stalled for {STALL:g} s: the ring held up to {high_water / 48000:.1f} s")
        self.assertGreater(high_water, (STALL - 2) * 48000, "the status does not show how far behind the disk was")
        self.assertGreaterEqual(recording.closed["ring_high_water_frames"], high_water)


class DiskReadOnly(Disk):
    def test_what_is_on_it_can_be_recovered_and_the_message_says_where(self):
        trigger = f"/sys/fs/ext4/{mounts.device_of(self.disk)}/trigger_fs_error"
        if not os.path.exists(trigger):
            self.skipTest(f"NOT TESTED: the kernel has no {trigger}")
        process = self.start_foreground()
        self.wait_for_seconds(4)
        broken = self.now()
        with open(trigger, "w", encoding="ascii") as file:
            file.write("1")
        done = self.finish(process)
        self.assertEqual(done.code, 5, done)
        self.assertIn(self.archive, done.err)
        self.assertRegex(done.err, "(?i)read-only|input/output error")
        self.assertRegex(done.err, "earwitness recover")
        self.remount()
        path = self.only_conversation()
        before = self.hashes(path)
        recovered = self.earwitness("recover", path)
        self.assertEqual(recovered.code, 0, recovered)
        self.assertEqual(self.hashes(path), before, "the original was touched")
        self.assertEqual(self.earwitness("verify", os.path.join(path, "recovered")).code, 0)
        kept = self.last_said(os.path.join(path, "recovered"))
        print(f"{(broken - kept) / 48000:.2f} s before the error are not there")
        self.assertLess((broken - kept) / 48000, 3, "more is lost than a power cut may cost")

    def hashes(self, path):
        found = {}
        for at, _, names in os.walk(os.path.join(path, "recording")):
            for name in names:
                with open(os.path.join(at, name), "rb") as file:
                    found[os.path.join(at, name)] = hashlib.sha256(file.read()).hexdigest()
        return found

    def last_said(self, bag):
        """The last sample said that the last file holds."""
        name = max(glob.glob(os.path.join(bag, "data", "audio-*.flac")))
        run = counting.runs(flacfile.decode(name))[-1]
        return run.said + run.samples

    def remount(self):
        mounts.run("umount", self.disk)
        subprocess.run(["e2fsck", "-p", "-f", os.path.join(self.folder, "image")], capture_output=True)
        self.mount()


if __name__ == "__main__":
    mounts.enter()
    unittest.main()
