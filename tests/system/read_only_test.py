# SPDX-License-Identifier: MIT
"""An archive on a disk that can't be written: a CD, a stick with its lock on. All that only reads works. And a disk
without a free inode, which is a full one."""

import os
import subprocess
import unittest

from case import ProgramCase

SIGNAL = ("--device", "test-signal")


class Mounted(ProgramCase):
    def mount(self, *words):
        os.makedirs(self.archive, mode=0o700, exist_ok=True)
        if subprocess.run(["mount", *words, self.archive], capture_output=True).returncode != 0:
            self.skipTest("NOT TESTED: no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", self.archive], check=True)


class ReadOnly(Mounted):
    def encrypted(self):
        path = os.path.join(self.folder, "passphrase")
        with open(path, "w", encoding="utf-8") as file:
            file.write("correct horse battery staple\n")
        return ("--encrypt", "--passphrase-file", path)

    def test_all_that_only_reads_works_and_what_writes_there_says_what_to_do(self):
        self.start_background(*SIGNAL, "--title", "talk", "--me", "T")
        self.wait_for_seconds(1)
        self.stop()
        self.mount("--bind", self.archive)
        subprocess.run(["mount", "-o", "remount,ro,bind", self.archive], check=True)
        out = os.path.join(self.folder, "out")
        os.mkdir(out)
        for command in (("list",), ("status",), ("verify", "talk"), ("verify", "--all"),
                        ("report", "talk", "--to", os.path.join(out, "report.html")),
                        ("excerpt", "talk", "--from", "0:00", "--to", "0:01", "--into", out),
                        ("export", "talk", "--to", out, "--name", "folder"),
                        ("export", "talk", "--to", out, "--name", "zip", "--zip"),
                        ("export", "talk", "--to", out, "--name", "encrypted", *self.encrypted()),
                        ("export", "talk", "--to", out, "--name", "heard", "--listening-copy", "wav", "--report",
                         "--with-ledger"),
                        ("backup", out, *self.encrypted()[1:])):
            with self.subTest(command):
                done = self.earwitness(*command)
                self.assertEqual(done.code, 0, done)
        made = sorted(name for name in os.listdir(out) if not name.startswith("backup-"))
        self.assertEqual([name for name in made if name.endswith(".new")], [])
        self.assertLessEqual({"folder", "heard", "zip.zip", "encrypted.zip", "report.html"}, set(made))
        for name in ("folder", "heard"):
            self.assertEqual(self.earwitness("verify", os.path.join(out, name)).code, 0)
        self.assertTrue(os.listdir(os.path.join(out, "heard", "listening-copy")))
        # Nothing of the sound goes to the target in the clear where it is to be encrypted.
        self.assert_failed(self.earwitness("export", "talk", "--to", out, "--name", "x", "--report", *self.encrypted()),
                           5, "leave out --listening-copy and --report")
        self.assertEqual(sorted(name for name in os.listdir(out) if not name.startswith("backup-")), made)
        self.assert_failed(self.earwitness("report", "talk"), 5, "Read-only", "--to report.html")
        self.assert_failed(self.earwitness("start", *SIGNAL), 5, "Read-only", "--archive DIR")


class NoInode(Mounted):
    def test_no_free_inode_is_a_full_disk_and_what_was_recorded_is_sealed(self):
        for inodes in (22, 26, 30, 40):
            with self.subTest(inodes):
                self.mount("-t", "tmpfs", "-o", f"nr_inodes={inodes},size=1g,mode=700", "none")
                done = self.earwitness("start", *SIGNAL, "--split", "1s", "--max", "60s", "--me", "T", "--json")
                self.assertEqual(done.code, 5, done)
                self.assertEqual(done.json["reason"], "disk_full", done)
                (name,) = self.conversations()
                self.check(os.path.join(self.archive, name))
                self.assertEqual(self.earwitness("verify", "--all").code, 0)
                self.doCleanups_of_mount()

    def doCleanups_of_mount(self):
        subprocess.run(["umount", self.archive], check=True)
        self._cleanups.pop()


if __name__ == "__main__":
    unittest.main()
