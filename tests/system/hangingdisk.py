# SPDX-License-Identifier: MIT
"""A disk that hangs: a file system of the kernel's (FUSE) whose program takes what it is asked and never answers, as a
network's does whose server is gone. Needs root and /dev/fuse; its folder must be in a mount namespace of the test's own
or be unmounted by `close()`, which lets go of everybody that waits."""

import ctypes
import os
import struct
import threading
import unittest

INIT, GETATTR = 26, 3
HEADER = struct.Struct("<IIQQIIII")  # fuse_in_header
REPLY = struct.Struct("<IiQ")
MS_NOSUID, MS_NODEV, MNT_DETACH = 2, 4, 2
LIBC = ctypes.CDLL(None, use_errno=True)


class HangingDisk:
    """`answers_first`: it lets itself be looked at, as a disk that was well until now; then it only listens."""

    def __init__(self, path, answers_first=False):
        self.path, self.answers_first = path, answers_first
        self.asked = []
        os.makedirs(path, exist_ok=True)
        try:
            self._device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
        except OSError as error:
            raise unittest.SkipTest(f"NOT TESTED: no /dev/fuse here ({error})") from error
        options = f"fd={self._device},rootmode=40000,user_id=0,group_id=0,allow_other"
        if LIBC.mount(b"hangs", path.encode(), b"fuse", MS_NOSUID | MS_NODEV, options.encode()) != 0:
            error = os.strerror(ctypes.get_errno())
            os.close(self._device)
            raise unittest.SkipTest(f"NOT TESTED: no FUSE can be mounted here ({error})")
        self._number = self._find_number()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _find_number(self):
        """The kernel's number of this mount, without asking the disk itself."""
        with open("/proc/self/mountinfo", encoding="utf-8") as mounts:
            (device,) = (line.split()[2] for line in mounts if line.split()[4] == os.path.realpath(os.path.dirname(
                self.path)) + "/" + os.path.basename(self.path))
        return device.split(":")[1]

    def _listen(self):
        try:
            while True:
                request = os.read(self._device, 1 << 20)
                _, what, unique, node, *_ = HEADER.unpack_from(request)
                self.asked.append(what)
                if what == INIT:
                    self._answer(unique, struct.pack("<IIIIHHIIHHI28x", 7, 31, 65536, 0, 12, 9, 65536, 1, 16, 0, 0))
                elif what == GETATTR and self.answers_first and node == 1:
                    self._answer(unique, struct.pack("<QII", 0, 0, 0) + struct.pack(
                        "<QQQQQQIIIIIIIIII", 1, 0, 0, 0, 0, 0, 0, 0, 0, 0o40700, 2, 0, 0, 0, 4096, 0))
        except OSError:  # it was unmounted
            pass

    def _answer(self, unique, body):
        os.write(self._device, REPLY.pack(REPLY.size + len(body), 0, unique) + body)

    def close(self):
        """Whoever waits gets an error: the kernel is told that nobody will answer any more."""
        control = "/sys/fs/fuse/connections"
        if not os.path.isdir(f"{control}/{self._number}"):
            LIBC.mount(b"fusectl", control.encode(), b"fusectl", 0, None)
        with open(f"{control}/{self._number}/abort", "w", encoding="utf-8") as abort:
            abort.write("1")
        LIBC.umount2(self.path.encode(), MNT_DETACH)
        self._thread.join(timeout=30)
        os.close(self._device)
