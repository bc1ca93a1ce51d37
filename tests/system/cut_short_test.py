# SPDX-License-Identifier: MIT
"""Whatever is cut short is completed, or told. Every changing command (cut_commands.py) is killed before a system call,
or told that it failed; then what was sealed is there byte for byte, nothing is there twice, no remains stay that nothing
tells of, and the next command completes what was begun.

EARWITNESS_SEED chooses other calls than a commit is always judged by; EARWITNESS_CUTS=N takes so many of a command, `all` every one (hours);
EARWITNESS_CUT_COMMANDS="delete,keys rotate" takes these commands alone, EARWITNESS_CUT="kill renameat 2" this one cut.
What is known to fail stands in cut_short_known.txt, and must fail: a line that no longer does is an error."""

import collections
import concurrent.futures
import os
import random
import shutil
import sys
import threading
import unittest

import cut_short
from callroom import CallRoom
from cut_commands import COMMANDS, make_base
from cut_short import GROUPS, KILLED_AT, Cut, Driver, known_failures
from tsa import Tsa

SEED = int(os.environ.get("EARWITNESS_SEED", 1))
CUTS = os.environ.get("EARWITNESS_CUTS", "4")
ONLY = [name.strip() for name in os.environ.get("EARWITNESS_CUT_COMMANDS", "").split(",") if name.strip()]
ONE = os.environ.get("EARWITNESS_CUT", "")
WORKERS = int(os.environ.get("EARWITNESS_CUT_WORKERS", os.cpu_count() or 1))


def interrupted_at_each(points):
    """Two runs for each call that changes something: one is interrupted at every other time, which is what a retry makes
    of all of them; the other one begins a call later, should one of a library's not be made again."""
    first = {}
    for group, call, number in points:
        if group != "open" and call not in GROUPS["create"][0]:
            first[group, call] = min(number, first.get((group, call), number))
    for (group, call), number in first.items():
        for begin in (number, number + 1):
            yield Cut(group, call, begin, "EINTR", each=True)


def cuts_at(points, all_at_once=False):
    if all_at_once:
        yield from interrupted_at_each(points)
    for group, call, number in points:
        if group in KILLED_AT:
            yield Cut(group, call, number, "kill")
        for errno in GROUPS[group][1]:
            if errno == "EINTR" and all_at_once and call not in GROUPS["create"][0]:
                continue
            yield Cut(group, call, number, errno)
            if errno in ("EIO", "ENOSPC", "EACCES"):
                yield Cut(group, call, number, errno, lasts=True)


def chosen(command, points):
    cuts = sorted(set(cuts_at(points, CUTS == "all" and not ONE)), key=lambda cut: (cut.group, str(cut)))
    if ONE:
        return [cut for cut in cuts if str(cut) == ONE]
    if CUTS == "all":
        return cuts
    # Half of them kills, as what an error leaves is mostly cleared up at once; and of each group of calls alike.
    dice = random.Random(f"{SEED} {command.name}")
    half = (int(CUTS) + 1) // 2
    return (by_turns(dice, [cut for cut in cuts if cut.kind == "kill"])[:half] +
            by_turns(dice, [cut for cut in cuts if cut.kind != "kill"])[:int(CUTS) - half])


def by_turns(dice, cuts):
    """In a random order, in which no group of calls comes twice before each other one came."""
    dice.shuffle(cuts)
    turn = collections.Counter()
    ordered = []
    for cut in cuts:
        turn[cut.group] += 1
        ordered.append((turn[cut.group], len(ordered), cut))
    return [cut for _, _, cut in sorted(ordered)]


class CutShort(unittest.TestCase):
    def test_whatever_is_cut_short_is_completed_or_told(self):
        reason = cut_short.why_not()
        if reason:
            print(f"NOT TESTED: {reason}", file=sys.stderr, flush=True)
            self.skipTest(f"NOT TESTED: {reason}")
        print(f"EARWITNESS_SEED={SEED}", flush=True)
        tsa = Tsa()
        self.addCleanup(tsa.close)
        commands = [command for command in COMMANDS if not ONLY or command.name in ONLY]
        self.driver = Driver(make_base, tsa, self.room_for(commands))
        self.addCleanup(self.driver.close)
        self.told = threading.Lock()
        self.failed, self.numbers = [], {}
        for command in commands:
            self.driver.base(command.base)
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as workers:
            pending = [(command, workers.submit(self.points, command)) for command in commands]
            runs = [(command, [workers.submit(self.one, command, number, cut)
                               for number, cut in enumerate(chosen(command, points.result()))])
                    for command, points in pending]
            for command, ones in runs:
                for run in ones:
                    run.result()
                self.tell(command)
        whole = sum(self.driver.met.values(), collections.Counter())
        print(self.figures(whole), f"{self.driver.judged} states looked at", sep=", ", flush=True)
        self.judge(commands)

    def room_for(self, commands):
        """None where no command is in need of one; whose command is left out where there can be none."""
        if not any(command.room for command in commands):
            return None
        if shutil.which("pulseaudio") and shutil.which("pactl"):
            room = CallRoom()
            self.addCleanup(room.close)
            return room
        print("NOT TESTED: calls, as PulseAudio is not installed", file=sys.stderr, flush=True)
        commands[:] = [command for command in commands if not command.room]
        return None

    @staticmethod
    def figures(counts):
        return ", ".join(f"{counts[kind]} {words}" for kind, words in
                         (("kill", "kills"), ("error", "failing calls"), ("interrupt", "interrupted calls")))

    def tell(self, command):
        """In the whole run, which takes long, at once."""
        if CUTS != "all":
            return
        print(f"{command.name}: {self.figures(self.driver.met[command.name])}", flush=True)
        for name, cut, rule, seen in self.failed:
            if name == command.name:
                print(f"  {name}, {cut}: {rule}: {seen}", flush=True)

    def worker(self):
        with self.told:
            return self.numbers.setdefault(threading.get_ident(), len(self.numbers))

    def points(self, command):
        try:
            return self.driver.points(self.worker(), command)
        except AssertionError as error:
            with self.told:
                self.failed.append((command.name, Cut("", "", 0, "nothing"), "undisturbed", str(error)))
            return []

    def one(self, command, number, cut):
        faults = self.driver.cut(self.worker(), command, cut, others_first=number % 2 == 1)
        if faults is None:
            return
        with self.told:
            self.failed += [(command.name, cut, rule, seen) for rule, seen in faults]

    def judge(self, commands):
        known, met, unknown = known_failures(), set(), []
        for name, cut, rule, seen in self.failed:
            lines = {(name, cut.kind, rule), (name, cut.kind, "*")} & set(known)
            met |= lines
            if not lines:
                unknown.append(f"{name}, {cut}: {rule}: {seen}")
        names = {command.name for command in commands}
        lines = {line for line in known if line[1] != "pair" and line[0] not in {command.name for command in COMMANDS}}
        if CUTS == "all" and not ONE:
            lines |= {line for line in known if line[0] in names and line not in met}
        self.assertEqual(sorted(lines), [], "no longer fails: strike it out of cut_short_known.txt")
        self.assertEqual(len(unknown), 0, "\n" + "\n".join(unknown))


if __name__ == "__main__":
    unittest.main()
