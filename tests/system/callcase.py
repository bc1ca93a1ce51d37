# SPDX-License-Identifier: MIT
"""What the tests of calls share: a room to have one in, and each half of what was sealed."""

import array
import glob
import json
import os
import random

from callroom import CallRoom, Talk
from case import ProgramCase
from flacfile import decode
from waiting import wait_for

RATE = 48000


def noise(seconds, seed):
    """Sound of which each stretch is at one place only."""
    chance = random.Random(seed)
    return array.array("h", (chance.randrange(-9000, 9000) for _ in range(int(RATE * seconds))))


class Half:
    """One track of a sealed call, by its files and its own lines of the journal."""

    def __init__(self, bag, name):
        with open(os.path.join(bag, "data/journal.jsonl"), encoding="utf-8") as journal:
            self.lines = [line for line in map(json.loads, journal) if line.get("track") == name]
        self.files = sorted(glob.glob(os.path.join(bag, "data", f"{name}-*.flac")))

    def events(self, event):
        return [line for line in self.lines if line["event"] == event]

    def samples(self, number=0):
        return array.array("h", decode(self.files[number]))

    def pieces(self, played, number=0, step=240):
        """Where what was played stands: [(at, offset)], the frame of the file from which on it is `offset` later."""
        whole = played.tobytes()
        places = {whole[2 * i : 2 * i + 16]: i for i in range(len(played) - 8)}
        heard = self.samples(number).tobytes()
        found = []
        for at in range(0, len(heard) // 2 - 8, step):
            frame = places.get(heard[2 * at : 2 * at + 16])
            if frame is not None and (not found or found[-1][1] != at - frame):
                found.append((at, at - frame))
        return found


class CallCase(ProgramCase):
    plays_on_after_a_move = True  # without letting go of a sample itself
    max_skipped = 0.02  # seconds that the server never plays at a move, and what the journal may be off by

    @classmethod
    def setUpClass(cls):
        cls.room = CallRoom()
        cls.addClassCleanup(cls.room.close)

    def environment(self, **more):
        return super().environment(**{"PULSE_SERVER": "unix:" + self.room.socket, **more})

    def start_call(self, *words):
        path = self.start_background("--call", *words)
        self.wait_for_seconds(1)
        return path

    def seconds_of(self, track):
        for side in self.status().get("tracks", []):
            if side["track"] == track:
                return side["frames"] / RATE
        return 0

    def wait_for_both(self, seconds):
        wait_for(f"{seconds} s of both sides",
                 lambda: min(self.seconds_of("near"), self.seconds_of("far")) >= seconds, every=0.1)

    def seal(self, path, code=0):
        done = self.earwitness("stop")
        self.assertEqual(done.code, code, done)
        verified = self.earwitness("verify", path)
        self.assertEqual(verified.code, 0, verified)
        self.assertRegex(verified.out, "(?i)unchanged")
        bag = os.path.join(path, "recording")
        return Half(bag, "near"), Half(bag, "far")

    def log(self, path):
        with open(os.path.join(path, "log.txt"), encoding="utf-8") as log:
            return log.read()

    def talk(self, output):
        talk = Talk(self.room, output)
        self.addCleanup(talk.hang_up)
        return talk

    def assert_goes_on_at(self, path, source, words="the other side is recorded at another output from here on: "):
        wait_for(f"the move to {source}", lambda: f"({source})" in self.log(path).split(words)[-1]
                 and words in self.log(path), every=0.05)

    def assert_followed(self, far, played):
        """All of it is there but less than half a second at a move, which the journal has; afterwards it is where the
        clock has it. What lies between the move and the declared silence, of a device's period, may be off."""
        pieces = far.pieces(played)
        (_, first), (at, last) = pieces[0], pieces[-1]
        self.assertLess(at - last, len(played) - RATE)  # the last piece is more than a second
        declared = sum(line["frames"] for line in far.events("gap") if line["from"] <= at)
        self.assertLess((declared - (last - first)) / RATE, 0.5)
        self.assertLess((first - last) / RATE, self.max_skipped)  # or more would be missing than is declared
        self.assertLess((last - first) / RATE, 0.1)  # a server that moves a stream may itself play it that much later
        heard = far.samples()
        if self.plays_on_after_a_move:
            self.assertEqual(heard[at : last + len(played)], played[at - last :])
        else:
            self.assertEqual(heard.tobytes().count(played[-RATE:].tobytes()), 1)
