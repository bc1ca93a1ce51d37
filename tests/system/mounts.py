# SPDX-License-Identifier: MIT
"""Small file systems of a test's own. `enter()` moves the test into a mount namespace, so that whatever it mounts is
gone with it; without root that takes a user namespace as well, in which tmpfs works and ext4 does not."""

import os
import subprocess
import sys
import unittest

INSIDE = "EARWITNESS_TEST_MOUNTS"


def enter():
    """Starts this test anew in a namespace of its own. Where the system allows none, it goes on without."""
    if INSIDE in os.environ:
        return
    options = ["-m"] if os.geteuid() == 0 else ["-r", "-m"]
    possible = subprocess.run(["unshare", *options, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True)
    os.environ[INSIDE] = "yes" if possible.returncode == 0 else possible.stderr.decode(errors="replace").strip() or "no"
    if possible.returncode == 0:
        os.execvp("unshare", ["unshare", *options, sys.executable, "-B", *sys.argv])


def require_tmpfs():
    if os.environ[INSIDE] != "yes":
        raise unittest.SkipTest(f"NOT TESTED: no small file system can be mounted here ({os.environ[INSIDE]})")


def tmpfs(path, mebibytes):
    require_tmpfs()
    os.makedirs(path, exist_ok=True)
    run("mount", "-t", "tmpfs", "-o", f"size={mebibytes}m,mode=700", "tmpfs", path)


def ext4(image, path, mebibytes):
    """A real file system in a file, which ends in read-only after an error. Needs root and a loop device."""
    require_tmpfs()
    if not os.path.exists(image):
        with open(image, "wb") as file:
            file.truncate(mebibytes << 20)
        run("mkfs.ext4", "-q", "-F", image)
    os.makedirs(path, exist_ok=True)
    done = subprocess.run(["mount", "-o", "loop,errors=remount-ro", image, path], capture_output=True, text=True)
    if done.returncode != 0:
        raise unittest.SkipTest(f"NOT TESTED: no ext4 can be mounted here ({done.stderr.strip()})")


def device_of(path):
    """The kernel's name of what is mounted there: loop0."""
    return os.path.basename(os.path.realpath(f"/sys/dev/block/{os.major(os.stat(path).st_dev)}:"
                                             f"{os.minor(os.stat(path).st_dev)}"))


def run(*words):
    done = subprocess.run(words, capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(words)}: {done.stderr}")


def fill(folder, leave):
    """Somebody else's file takes all the room but `leave` bytes. Where a large write is refused, smaller ones are tried,
    down to one byte: a file system with large pages refuses 64 KiB while there is room for less."""
    path = os.path.join(folder, "filler")
    with open(path, "wb", buffering=0) as filler:
        chunk = 1 << 16
        while chunk:
            try:
                filler.write(bytes(chunk))
            except OSError:
                chunk //= 2
        filler.truncate(filler.tell() - leave)
    return path
