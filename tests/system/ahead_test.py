# SPDX-License-Identifier: MIT
"""A source that catches up with what it had held back for minutes, as what brings sound over a network can: all of it is
kept, the journal tells it, and what was sealed is unchanged."""

import os
import threading
import time
import unittest

import counting
from case import ProgramCase
from room import Room
from waiting import wait_for

AT_ONCE = 200  # seconds of sound that come as fast as the server takes them


class Line:
    """A line of sound that says the endless sequence at its pace, but for once."""

    def __init__(self, path, rate):
        self.path, self.rate, self.caught_up = path, rate, threading.Event()
        self._falls_behind, self._over = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._speak, daemon=True)
        self._thread.start()

    def catch_up(self):
        self._falls_behind.set()

    def end(self):
        self._over.set()
        self._thread.join(timeout=30)

    def _speak(self):
        at, step = 0, self.rate // 4
        with open(self.path, "wb", buffering=0) as pipe:
            while not self._over.is_set():
                if self._falls_behind.is_set() and not self.caught_up.is_set():
                    for _ in range(4 * AT_ONCE):
                        pipe.write(counting.said(at, step))
                        at += step
                        time.sleep(0.004)  # its pace: what writes faster than a server reads is made to lose some
                    self.caught_up.set()
                pipe.write(counting.said(at, step))
                at += step
                time.sleep(step / self.rate)


class LineRoom(Room):
    source = "line"

    def module(self):
        return (f"module-pipe-source source_name=line file={os.path.join(self.folder, 'line.pipe')} format=s16le"
                f" rate={self.rate} channels=1")


class Ahead(ProgramCase):
    def setUp(self):
        super().setUp()
        self.room = LineRoom()
        self.addCleanup(self.room.close)
        self.line = Line(os.path.join(self.room.folder, "line.pipe"), self.room.rate)
        self.addCleanup(self.line.end)

    def environment(self, **more):
        return super().environment(**{"PULSE_SERVER": "unix:" + self.room.socket, **more})

    def test_what_comes_minutes_late_and_at_once_is_kept_and_told(self):
        process = self.start_foreground()
        self.line.catch_up()
        self.assertTrue(self.line.caught_up.wait(timeout=120))
        wait_for("what came at once", lambda: self._recorded() >= AT_ONCE * self.room.rate, every=0.1)
        self.line.end()
        self.earwitness("stop")
        recording = self.check_told(self.finish(process))
        closed = recording.closed
        self.assertGreaterEqual(closed["frames"] + closed["lost_frames"], AT_ONCE * self.room.rate)
        told = [line for line in recording.events("break") if line["cause"] == "ahead"]
        self.assertGreaterEqual(len(told), 2)
        self.assertEqual({(line["seconds"], line["lost_frames"]) for line in told}, {(0, 0)})
        if not closed["lost_frames"]:  # a machine without a free core may lose some, and tells that
            self.assertEqual(len(counting.runs(recording.all_samples)), 1)
        details = self.earwitness("verify", "--details", "--all")
        self.assertEqual(details.code, 0, details)
        self.assertIn("more sound came at once than time had passed", details.out)

    def _recorded(self):
        status = self.status()
        return status.get("frames", 0) + status.get("lost_frames", 0)


if __name__ == "__main__":
    unittest.main()
