# SPDX-License-Identifier: MIT
"""The two things that are done to one recorder at a time: a short recording whose ends are looked at, and a longer one
whose costs are counted. Both return measures by name."""

import os
import signal
import subprocess
import time

import counting
from accounts import Account, memory
from measure import END, Cell
from microphone import MicrophoneRoom, boot
from room import Room
from speech import RATE, repeated
from waiting import wait_for

SHORT = 2.5  # seconds that the ends are apart
SETTLE = 4  # seconds of a recording that are its beginning, until it goes on steadily
LIKE_IT = ("--format=s16le", "--rate=48000", "--channels=1")  # so that the server need not convert anything
STEP = 0.001  # how often the speaker speaks: the first and the last sample are known to that
ENDS = ("first_frame_seconds", "last_frame_seconds", "finished_seconds", "exit_seconds", "period_seconds")
COSTS = ("cpu_seconds_per_hour", "server_cpu_seconds_per_hour", "switches_per_second", "wakeups_per_second",
         "peak_rss_mib", "pss_mib", "bytes_per_hour")


class Failed(Exception):
    """A recorder did not record."""


def warm_voice(seconds):
    """Makes what the speaker will say beforehand: it would stumble for some milliseconds each second."""
    for second in range(seconds):
        counting.said(2 * counting.BLOCK * (second + 1), 2 * counting.BLOCK)


class QuickRoom(MicrophoneRoom):
    """A microphone by which each sample tells, to a millisecond, when it was said. Somebody always listens: else the
    pipe fills, and a recorder's first samples are as old as what lies in it."""

    step = STEP

    def __init__(self):
        self.listener = None
        super().__init__()
        path = os.path.join(self.folder, "heard")
        with open(path, "wb") as heard:
            self.listener = subprocess.Popen(["parec", "--raw", *LIKE_IT], env=self.environment(), stdout=heard,
                                             stdin=subprocess.DEVNULL)
        wait_for("the listener", lambda: os.path.getsize(path) > 0)

    def close(self):
        if self.listener is not None:
            self.listener.kill()
            self.listener.wait()
        super().close()


class EasyRoom(Room):
    """A microphone that wakes its listeners as seldom as they wish, as a sound card does. With `norewinds=1` the server
    would hand on its sound every 50 ms, whatever they ask for."""

    def module(self):
        return super().module().replace(" norewinds=1", "")


def ends(recorder, folder, room, seconds=SHORT):
    """A recording between its two ends, held against the clock by which the samples in it were said."""
    recorder.clear(folder)
    cell = Cell(recorder, folder, room, recorder.terminal)
    try:
        while boot() < cell.launched + seconds and cell.alive():
            time.sleep(0.02)
        require_alive(cell)
        stopped = boot()
        cell.signal(signal.SIGINT)
        finished, ended = watch_end(cell, stopped)
        cell.wait()
        runs = counting.runs(recorder.samples(folder))
    finally:
        cell.close()
    if not runs:
        raise Failed(f"{recorder.name} kept nothing: {cell.words}")
    return {"first_frame_seconds": room.speaker.time_of(runs[0].said) - cell.launched,
            "last_frame_seconds": room.speaker.time_of(runs[-1].said + runs[-1].samples) - stopped,
            "finished_seconds": finished - stopped, "exit_seconds": ended - stopped, **recorder.told(cell.words)}


def require_alive(*cells):
    for cell in cells:
        if not cell.alive():
            cell.wait()
            raise Failed(f"{cell.recorder.name} ended by itself: {cell.words}")


def watch_end(cell, stopped):
    """When its file was finished, and when its process ended."""
    finished = None
    while cell.alive():
        if finished is None and cell.recorder.finished(cell.folder):
            finished = boot()
        if boot() > stopped + END:
            raise Failed(f"{cell.recorder.name} did not end within {END} s")
        time.sleep(0.0005)
    ended = boot()
    return finished or ended, ended


def steady(recorder, folder, room, piece, seconds):
    """Counted over `seconds` of a recording of speech, from SETTLE seconds after it began."""
    recorder.clear(folder)
    voice = room.playing(repeated(piece, SETTLE + seconds + 20))
    cell = Cell(recorder, folder, room, recorder.terminal)
    try:
        wait_for(f"{recorder.name} to record", lambda: room.listeners() == 1 or not cell.alive())
        time.sleep(SETTLE)
        before, server_before = Account(cell.process.pid), Account(room.server.pid)
        time.sleep(seconds)
        require_alive(cell)
        costs = Account(cell.process.pid).since(before)
        server = Account(room.server.pid).since(server_before)
        peak, share = memory(cell.process.pid)
        cell.signal(signal.SIGINT)
        cell.wait()
    finally:
        cell.close()
        voice.kill()
        voice.wait()
        os.unlink(voice.args[-1])
    return {"cpu_seconds_per_hour": costs.cpu_seconds_per_hour,
            "server_cpu_seconds_per_hour": server.cpu_seconds_per_hour,
            "switches_per_second": costs.switches_per_second, "wakeups_per_second": costs.wakeups_per_second,
            "peak_rss_mib": peak, "pss_mib": share, "bytes_per_hour": _bytes_per_hour(recorder, folder)}


def _bytes_per_hour(recorder, folder):
    size = recorder.size(folder)
    return None if size is None else round(size / (len(recorder.samples(folder)) / 2 / RATE) * 3600)
