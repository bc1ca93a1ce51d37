# SPDX-License-Identifier: MIT
"""What a recording lives through on file systems that people have beside ext4: NTFS and exFAT by FUSE, one that refuses
chmod and chown (bindfs), another computer's by SFTP (sshfs), an overlay. Recorded, sealed, checked, renamed, cut, handed over, backed up and deleted there;
the tools that make them are optional."""

import os
import shutil
import subprocess
import unittest

import mounts
from case import ProgramCase
from waiting import wait_for

SIGNAL = ("--device", "test-signal")
IMAGE_MEBIBYTES = 700  # five minutes of sound, and what is kept for the end
SFTP_SERVER = "/usr/lib/openssh/sftp-server"


@unittest.skipUnless(os.geteuid() == 0, "NOT TESTED: only root can mount these file systems")
class RealDisks(ProgramCase):
    def setUp(self):
        super().setUp()
        mounts.require_tmpfs()
        self.disk = os.path.join(self.folder, "disk")
        os.mkdir(self.disk)
        self.archive = os.path.join(self.disk, "archive")

    def need(self, *tools):
        for tool in tools:
            if shutil.which(tool) is None:
                self.skipTest(f"NOT TESTED: no {tool} here")

    def mount(self, *words):
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode != 0:
            self.skipTest(f"NOT TESTED: {' '.join(words)}: {done.stderr.strip()}")
        self.addCleanup(subprocess.run, ["umount", "-l", self.disk], capture_output=True)

    def image(self, *make):
        """A device that is a file, formatted so."""
        path = os.path.join(self.folder, "image")
        with open(path, "wb") as file:
            file.truncate(IMAGE_MEBIBYTES << 20)
        mounts.run(*make, path)
        done = subprocess.run(["losetup", "-f", "--show", path], capture_output=True, text=True)
        if done.returncode != 0:
            self.skipTest(f"NOT TESTED: no loop device here ({done.stderr.strip()})")
        device = done.stdout.strip()
        self.addCleanup(subprocess.run, ["losetup", "-d", device], capture_output=True)
        return device

    def live_there(self):
        secret = os.path.join(self.folder, "passphrase")
        with open(secret, "w", encoding="utf-8") as file:
            file.write("correct horse battery staple\n")
        out = os.path.join(self.disk, "out")
        os.mkdir(out)
        path = self.start_background(*SIGNAL, "--split", "1s", "--title", "talk", "--me", "T")
        self.wait_for_seconds(2)
        self.assertEqual(self.stop().code, 0)
        self.assertEqual(self.earwitness("verify", path).code, 0)
        for words in (("rename", "talk", "other"),
                      ("excerpt", "other", "--from", "0:00", "--to", "0:01"),
                      ("export", "other", "--to", out, "--listening-copy", "wav"),
                      ("export", "other", "--to", out, "--name", "zip", "--zip"),
                      ("backup", out, "--passphrase-file", secret),
                      ("verify", "--all"),
                      ("delete", "other", "--yes"),
                      ("undelete", "other"),
                      ("delete", "other", "--yes", "--now"),
                      ("verify", "--all")):
            with self.subTest(words):
                done = self.earwitness(*words)
                self.assertEqual(done.code, 0, done)
        self.assertEqual(self.conversations(), [])
        return self.earwitness("doctor", "--json", *SIGNAL).json["checks"]

    def test_one_that_refuses_chmod_and_chown(self):
        self.need("bindfs")
        source = os.path.join(self.folder, "source")
        os.mkdir(source)
        self.mount("bindfs", "--chmod-deny", "--chown-deny", "-p", "0755", source, self.disk)
        refused = [check["text"] for check in self.live_there() if check["check"] == "refused"]
        self.assertRegex(" ".join(refused), "can't be made read-only there")

    def test_another_computers_by_sftp(self):
        """The server and its client without the network between them."""
        self.need("sshfs", SFTP_SERVER)
        source = os.path.join(self.folder, "source")
        os.mkdir(source)
        server = subprocess.Popen([SFTP_SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        client = subprocess.Popen(["sshfs", "-f", "-o", "passive", "there:" + source, self.disk], stdin=server.stdout,
                                  stdout=server.stdin)
        for end in (server.stdin, server.stdout):
            end.close()
        for process in (server, client):
            self.addCleanup(process.wait)
        self.addCleanup(subprocess.run, ["umount", "-l", self.disk], capture_output=True)
        wait_for("the file system", lambda: client.poll() is not None or os.path.ismount(self.disk))
        if client.poll() is not None:
            self.skipTest("NOT TESTED: no FUSE here")
        self.live_there()

    def test_exfat(self):
        self.need("mount.exfat-fuse", "mkfs.exfat")
        self.mount("mount.exfat-fuse", self.image("mkfs.exfat"), self.disk)
        self.live_there()

    def test_ntfs(self):
        self.need("ntfs-3g", "mkfs.ntfs")
        self.mount("ntfs-3g", self.image("mkfs.ntfs", "-F", "-q", "-f"), self.disk)
        self.live_there()

    def test_an_overlay(self):
        layers = os.path.join(self.folder, "layers")
        mounts.tmpfs(layers, IMAGE_MEBIBYTES)
        self.addCleanup(subprocess.run, ["umount", "-l", layers], capture_output=True)
        names = {name: os.path.join(layers, name) for name in ("lower", "upper", "work")}
        for path in names.values():
            os.mkdir(path)
        self.mount("mount", "-t", "overlay", "none", "-o", f"lowerdir={names['lower']},upperdir={names['upper']},"
                   f"workdir={names['work']}", self.disk)
        self.live_there()


if __name__ == "__main__":
    mounts.enter()
    unittest.main()
