# SPDX-License-Identifier: MIT
"""Ctrl-C while a recording is being closed and sealed on a disk that takes its time: the second one asks, the third one
leaves at once, with 130 and a recording that is whole as far as it was on the disk.

Slow without any trick: a huge file without content in the recording's folder, which the seal reads for minutes."""

import os
import signal
import subprocess
import unittest

import flacfile
from case import ProgramCase
from waiting import LONG, wait_for

SIGNAL = ("--device", "test-signal", "--me", "A. Tester")
HUGE = 1 << 40  # bytes: minutes of hashing
SOME_SECONDS = 4 << 30  # bytes: hashed to their end before the seal, while signals come
ASKED = "Ctrl-C once more leaves it unsealed"


class Interrupts(ProgramCase):
    def slow_to_seal(self, size=HUGE):
        """Makes the seal of the one recording take as long as such a file is hashed; returns the recording's folder.
        The file stays as it is: one that gets shorter while it is hashed would rightly be called altered."""
        (name,) = self.conversations()
        data = os.path.join(self.archive, name, "recording", "data")
        try:
            with open(os.path.join(data, "huge"), "wb") as file:
                file.truncate(size)
        except OSError:
            self.skipTest("no file of that size can be had here")
        return os.path.join(self.archive, name)

    def assert_sealed_but_for_the_huge_file(self, process, path, err):
        """It is sealed with what was put there, and that is what does not check: nothing else."""
        self.assertEqual(process.returncode, 1, err)
        (item,) = self.earwitness("list", "--json").json["recordings"]
        self.assertEqual(item["state"], "sealed")
        (found,) = self.earwitness("verify", "--json", path).json["recordings"]
        self.assertEqual({finding["file"] for finding in found["findings"]}, {"data/huge"})

    def assert_left_recoverable(self, path):
        bag = os.path.join(path, "recording")
        self.assertFalse(os.path.exists(os.path.join(bag, "tagmanifest-sha256.txt")))
        self.assertGreaterEqual(len(flacfile.decode_growing(os.path.join(bag, "data/audio-001.flac"))), 2 * 48000)
        (item,) = self.earwitness("list", "--json").json["recordings"]
        self.assertEqual(item["state"], "interrupted")
        self.assertFalse(self.status()["running"])
        # Nobody holds the archive any more.
        os.unlink(os.path.join(bag, "data", "huge"))
        self.assertEqual(self.earwitness("start", *SIGNAL, "--max", "1s").code, 0)

    def test_the_third_one_leaves_at_once_and_the_recording_is_there(self):
        terminal = self.terminal("start", *SIGNAL)
        terminal.expect("0:03")
        path = self.slow_to_seal()
        terminal.type("\x03")
        wait_for("the end of the files", lambda: self.closed(path))
        self.assertNotIn(ASKED, terminal.text)
        terminal.type("\x03")
        terminal.expect(ASKED)
        terminal.expect("earwitness recover " + path)
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), 130, terminal.text)
        terminal.expect("left unsealed")
        self.assert_left_recoverable(path)

    def test_three_of_a_hurried_hand_leave_too(self):
        """Without a terminal, and without waiting for the second one's words to be read."""
        process = self.start_foreground(*SIGNAL)
        self.wait_for_seconds(3)
        path = self.slow_to_seal()
        for _ in range(3):
            process.send_signal(signal.SIGINT)
            wait_for("the signal to be taken", lambda: not self.pending(process.pid, signal.SIGINT))
        out, err = process.communicate(timeout=LONG)
        self.assertEqual(process.returncode, 130, err)
        self.assertEqual(out, b"")
        self.assertIn(ASKED, err.decode())
        self.assert_left_recoverable(path)

    def test_three_of_a_hurried_hand_on_a_good_disk_still_seal(self):
        """What is sealed within the moment that it takes to read the words is not left unsealed."""
        process = self.start_foreground(*SIGNAL)
        for _ in range(3):
            process.send_signal(signal.SIGINT)
        done = self.finish(process)
        if done.code == 130:
            self.skipTest("this machine is too busy to seal a second of sound within a second")
        self.check_told(done)

    def test_two_of_them_wait_for_the_seal(self):
        process = self.start_foreground(*SIGNAL)
        path = self.slow_to_seal(SOME_SECONDS)
        process.send_signal(signal.SIGINT)
        wait_for("the end of the files", lambda: self.closed(path))
        process.send_signal(signal.SIGINT)
        wait_for("the signal to be taken", lambda: not self.pending(process.pid, signal.SIGINT))
        out, err = process.communicate(timeout=LONG)
        self.assert_sealed_but_for_the_huge_file(process, path, err)
        self.assertIn(ASKED, err.decode())

    def test_other_signals_do_not_leave_it_unsealed(self):
        process = self.start_foreground(*SIGNAL)
        path = self.slow_to_seal(SOME_SECONDS)
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGHUP, signal.SIGHUP, signal.SIGTERM):
            process.send_signal(number)
            wait_for("the signal to be taken", lambda number=number: not self.pending(process.pid, number))
        out, err = process.communicate(timeout=LONG)
        self.assert_sealed_but_for_the_huge_file(process, path, err)

    @staticmethod
    def closed(path):
        with open(os.path.join(path, "recording/data/journal.jsonl"), "rb") as journal:
            return b'"event":"close"' in journal.read()

    @staticmethod
    def pending(pid, number):
        """Whether the kernel still holds that signal for the process."""
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            lines = dict(line.split(":", 1) for line in status.read().splitlines())
        return bool(int(lines["ShdPnd"], 16) & (1 << (number - 1)))


def frozen_disks():
    """Whether this machine lets us make a disk that stands still: a file system in a file, frozen by its owner."""
    return os.geteuid() == 0 and os.path.exists("/dev/loop-control") and subprocess.run(
        ["sh", "-c", "command -v mkfs.ext4 fsfreeze losetup"], capture_output=True).returncode == 0


@unittest.skipUnless(frozen_disks(), "no disk can be made to stand still here")
class FrozenDisk(ProgramCase):
    """Every write waits in the kernel, the writer thread's first of all."""

    def setUp(self):
        super().setUp()
        image = os.path.join(self.folder, "disk")
        with open(image, "wb") as file:
            file.truncate(700 << 20)
        subprocess.run(["mkfs.ext4", "-q", image], check=True)
        os.mkdir(self.archive)
        if subprocess.run(["mount", "-o", "loop", image, self.archive], capture_output=True).returncode != 0:
            self.skipTest("no disk can be mounted here")
        self.addCleanup(subprocess.run, ["umount", self.archive], check=True)
        self.addCleanup(subprocess.run, ["fsfreeze", "--unfreeze", self.archive], capture_output=True)

    def test_the_third_one_leaves_as_soon_as_the_kernel_lets_go(self):
        process = self.start_foreground(*SIGNAL)
        self.wait_for_seconds(2)
        subprocess.run(["fsfreeze", "--freeze", self.archive], check=True)
        for _ in range(3):
            process.send_signal(signal.SIGINT)
            wait_for("the signal to be taken", lambda: not Interrupts.pending(process.pid, signal.SIGINT))
        read = b""
        while b"left unsealed" not in read:
            part = os.read(process.stderr.fileno(), 65536)
            self.assertTrue(part, read)
            read += part
        subprocess.run(["fsfreeze", "--unfreeze", self.archive], check=True)
        process.communicate(timeout=LONG)
        self.assertEqual(process.returncode, 130)
        (item,) = self.earwitness("list", "--json").json["recordings"]
        self.assertEqual(item["state"], "interrupted")


if __name__ == "__main__":
    unittest.main()
