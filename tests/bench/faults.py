# SPDX-License-Identifier: MIT
"""What is done to all recorders at the same moment. Each fault has a row in the table."""

import contextlib
import os
import signal
import subprocess
import time

BEFORE = 5  # seconds of sound before the fault, and after it
MIB = 1 << 20


class Fault:
    """`folder(base)` is where the recorders write; `strike(run)` does it; `stops`: they end by Ctrl-C after it."""

    stops = True
    terminal = False
    news = False  # a person must be told of it even if nothing is lost
    needs_root = False

    def __init__(self, name, strike=None, **traits):
        self.name = name
        if strike:
            self.strike = strike
        self.__dict__.update(traits)

    @contextlib.contextmanager
    def folders(self, base, names):
        paths = {name: os.path.join(base, name) for name in names}
        for path in paths.values():
            os.makedirs(path, mode=0o700)
        yield paths


def _run(*words):
    subprocess.run(words, check=True, capture_output=True)


def nothing(run):
    time.sleep(BEFORE)


def stopped(seconds):
    def strike(run):
        run.signal(signal.SIGSTOP)
        time.sleep(seconds)
        run.signal(signal.SIGCONT)
        time.sleep(BEFORE + seconds / 10)

    return strike


def unplugged(run):
    run.room.unplug()
    time.sleep(3)
    run.room.plug()
    time.sleep(2 * BEFORE)


def server_killed(run):
    run.room.kill_server()
    time.sleep(3)
    run.room.start_server()
    time.sleep(2 * BEFORE)


def suspended(run):
    run.room.suspend()
    time.sleep(3)
    run.room.resume()
    time.sleep(2 * BEFORE)


def moved(run):
    other = run.room.second_microphone()
    run.others.append(other)
    time.sleep(1)
    for line in run.room.control("list", "short", "source-outputs").splitlines():
        run.room.control("move-source-output", line.split()[0], "other")
    run.moved = run.now()
    time.sleep(BEFORE)


def killed(run):
    run.stopped = run.now()
    run.signal(signal.SIGKILL)


def hung_up(run):
    run.stopped = run.now()
    run.hang_up()


class FullDisk(Fault):
    """A small file system for each, which something else fills while they record: five seconds of sound fit then."""

    needs_root = True
    left = 512 * 1024

    @contextlib.contextmanager
    def folders(self, base, names):
        with super().folders(base, names) as paths, contextlib.ExitStack() as stack:
            for path in paths.values():
                _run("mount", "-t", "tmpfs", "-o", "size=40m,mode=700", "tmpfs", path)
                stack.callback(_run, "umount", "-l", path)
            yield paths

    def strike(self, run):
        for cell in run.cells:
            with open(os.path.join(cell.folder, "filler"), "wb", buffering=0) as filler:
                with contextlib.suppress(OSError):
                    while filler.write(bytes(MIB)):
                        pass
                filler.truncate(max(0, filler.tell() - self.left))
        time.sleep(3 * BEFORE)


class StalledDisk(Fault):
    """Every write waits: a real ext4 in a file, frozen and thawed."""

    needs_root = True
    seconds = 30

    @contextlib.contextmanager
    def folders(self, base, names):
        image, disk = os.path.join(base, "image"), os.path.join(base, "disk")
        with open(image, "wb") as file:
            file.truncate(256 * MIB)
        _run("mkfs.ext4", "-q", "-F", image)
        os.mkdir(disk)
        _run("mount", "-o", "loop", image, disk)
        self.disk = disk
        try:
            with super().folders(os.path.join(disk, "recorders"), names) as paths:
                yield paths
        finally:
            _run("umount", "-l", disk)
            os.unlink(image)

    def strike(self, run):
        _run("fsfreeze", "-f", self.disk)
        try:
            time.sleep(self.seconds)
        finally:
            _run("fsfreeze", "-u", self.disk)
        time.sleep(2 * BEFORE)


ALL = {
    "nothing": Fault("nothing at all", nothing),
    "stop5": Fault("process stopped for 5 s", stopped(5)),
    "stop60": Fault("process stopped for 60 s", stopped(60)),
    "unplug": Fault("microphone unplugged, back after 3 s", unplugged),
    "server": Fault("sound server killed, back after 3 s", server_killed),
    "suspend": Fault("microphone suspended for 3 s", suspended),
    "move": Fault("moved to another microphone by the server", moved, news=True),
    "full": FullDisk("disk full"),
    "stall": StalledDisk("disk that takes nothing for 30 s"),
    "kill": Fault("SIGKILL", killed, stops=False),
    "hangup": Fault("terminal closed", hung_up, stops=False, terminal=True),
}
