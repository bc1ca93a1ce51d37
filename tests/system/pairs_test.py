# SPDX-License-Identifier: MIT
"""Two changing commands at the same time, in one archive, at random moments of each other: each is done, or refused with
what to type; what was sealed is there, nothing is twice, ledger and folders agree, and a backup is one moment.

EARWITNESS_PAIRS=all takes every two of the commands (cut_commands.py), EARWITNESS_ROUNDS=20 times (hours); EARWITNESS_SEED
chooses other moments; EARWITNESS_PAIR="delete, note" is that pair alone."""

import concurrent.futures
import itertools
import os
import random
import shutil
import subprocess
import threading
import time
import unittest

from cut_commands import COMMANDS, make_base
from cut_short import PASSPHRASE, Driver, Judge, known_failures
from tsa import Tsa

SEED = int(os.environ.get("EARWITNESS_SEED", 1))
ROUNDS = int(os.environ.get("EARWITNESS_ROUNDS", "2"))
WORKERS = int(os.environ.get("EARWITNESS_CUT_WORKERS", os.cpu_count() or 1))
# Those whose steps can get between each other's.
MATTER = ("backup, start", "backup, transcript", "backup, timestamp", "backup, backup", "backup, delete", "keys rotate, start",
          "keys rotate, import", "keys rotate, keys rotate", "delete, note", "delete, transcript", "delete, delete",
          "delete part, transcript", "delete part, export", "delete part, timestamp", "rename, excerpt", "rename, rename", "import, import",
          "start, delete", "timestamp, timestamp", "timestamp, export", "transcript, transcript", "recover, recover",
          "recover, start", "note, note", "delete into the bin, note", "delete into the bin, backup", "delete, delete into the bin",
          "undelete, undelete", "undelete, backup", "undelete, empty the bin", "delete out of the bin, empty the bin",
          "empty the bin, backup", "settings, settings unset", "note corrected, note removed")
# A second backup begins with a stick that has one, and of recordings there runs one at a time, which ends with its command.
ELSEWHERE = ("backed", "trusting", "during", "due", "begun", "part begun", "rename begun", "unentered")
NAMED = {command.name: command for command in COMMANDS
         if not (command.typed or command.runs or command.room or command.base in ELSEWHERE or
                 command.name == "start in the background")}


def pairs():
    one = os.environ.get("EARWITNESS_PAIR")
    if os.environ.get("EARWITNESS_PAIRS") == "all" and not one:
        return list(itertools.combinations_with_replacement(NAMED.values(), 2))
    return [tuple(NAMED[name] for name in pair.split(", ")) for pair in ([one] if one else MATTER)]


class Pairs(unittest.TestCase):
    def test_two_at_once_do_each_other_no_harm(self):
        print(f"EARWITNESS_SEED={SEED}", flush=True)
        tsa = Tsa()
        self.addCleanup(tsa.close)
        self.driver = Driver(make_base, tsa)
        self.addCleanup(self.driver.close)
        self.base = self.driver.base("pairs")[1]
        self.lock, self.numbers, self.faults, self.done = threading.Lock(), {}, [], 0
        with concurrent.futures.ThreadPoolExecutor(WORKERS) as workers:
            runs = [workers.submit(self.one, pair, number) for pair in pairs() for number in range(ROUNDS)]
            for run in runs:
                run.result()
        print(f"{self.done} pairs", flush=True)
        known = {command for command, kind, _ in known_failures() if kind == "pair"}
        unknown = [fault for names, fault in self.faults if names not in known]
        self.assertEqual(len(unknown), 0, "\n" + "\n".join(unknown))

    def worker(self):
        with self.lock:
            return self.numbers.setdefault(threading.get_ident(), len(self.numbers))

    def one(self, pair, number):
        names = ", ".join(command.name for command in pair)
        place = self.driver.place(self.worker(), pair[0], "pairs")
        # One begins after the other by less than that one takes; a recording takes a second.
        longest = 1.3 if "start" in names else 0.3
        later = random.Random(f"{SEED} {names} {number}").uniform(-longest, longest)
        with concurrent.futures.ThreadPoolExecutor(2) as both:
            ended = [both.submit(self.begin, place, command, delay)
                     for command, delay in zip(pair, (max(0, -later), max(0, later)))]
            ended = [each.result() for each in ended]
        found = self.judge(place, pair, ended)
        with self.lock:
            self.done += 1
            self.faults += [(names, f"{names}, {later:+.3f} s: {fault}") for fault in found]
            if self.done % 100 == 0:  # the whole run takes long
                print(f"{self.done} pairs, the last of {names}; {len(self.faults)} faults", flush=True)

    @staticmethod
    def begin(place, command, delay):
        time.sleep(delay)  # no condition is waited for: this is the moment that is tried
        return place.go(command)

    def judge(self, place, pair, ended):
        judge = Judge(place, pair[0], self.base)
        judge.may_go = {seal for command in pair for seal in self.base.seals_of(command.may_go)}
        if {command.name for command in pair} == {"delete into the bin", "empty the bin"}:
            judge.may_go |= self.base.seals_of("talk")  # both were asked for
        for command, other, each in zip(pair, reversed(pair), ended):
            is_moved = other.may_go or other.takes_away
            if each.code not in {0, 5, *command.again_done} and not (each.code in (1, 4) and is_moved):
                judge.fault("exit code", f"{command.name}: {each!r}")
            elif each.code == 5 and "  try: " not in each.err:
                judge.fault("nothing to type", f"{command.name}: {each!r}")
            elif each.code == 0 and not is_moved and not command.reached(place, self.base):
                judge.fault("done is said of what is not", f"{command.name}: {each!r}")
        if all(each.code == 5 for each in ended):
            judge.fault("neither is done", repr(ended))
        judge.end((0, 3))
        for zipped in sorted(name for name in os.listdir(place.stick) if name.endswith(".zip"))[-1:]:
            self.restore(place, zipped, judge)
        return [f"{rule}: {seen}\n  {ended!r}" for rule, seen in judge.faults]

    @staticmethod
    def restore(place, zipped, judge):
        """All of it was in the first backup: the newest one alone, if it was the only one."""
        if len([name for name in os.listdir(place.stick) if name.endswith(".zip")]) > 1:
            return
        done = subprocess.run(["7z", "x", "-aoa", "-p" + PASSPHRASE, os.path.join(place.stick, zipped)], cwd=place.out,
                              stdin=subprocess.DEVNULL, capture_output=True)
        if done.returncode != 0:
            return judge.fault("backup can't be opened", repr(done))
        archive = os.path.join(place.out, "backup", "archive")
        for tar in sorted(name for name in os.listdir(archive) if name.endswith(".tar")):
            subprocess.run(["tar", "-xf", tar], cwd=archive, check=True)
            os.remove(os.path.join(archive, tar))
        subprocess.run(["chmod", "-R", "go=", archive], check=True)
        verified = place.earwitness("verify", "--all", "--archive", archive)
        if verified.code not in (0, 3):
            judge.fault("restored, it is another archive", repr(verified))
        shutil.rmtree(os.path.join(place.out, "backup"))


if __name__ == "__main__":
    unittest.main()
