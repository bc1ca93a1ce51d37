# SPDX-License-Identifier: MIT
"""One recorder in one run: its process, and what can be said of what it left."""

import os
import re
import signal
import subprocess

import counting
from microphone import boot
from terminal import Terminal

END = 60  # seconds that a recorder gets to end by itself
# What a recorder may say of a loss. Start-up words of each were looked at in the row without a fault: none is here.
WORDS = re.compile(r"(?i)lost|missing|overrun|over-run|xrun|fail|error|no space|full|gone|suspend|broken|cannot|can't|"
                   r"interrupted|unable|terminated|no sound|no audio|stall|moved|another microphone")


class Cell:
    """A recorder's process in a run. `code` and `said` stand once it ended."""

    def __init__(self, recorder, folder, room, terminal):
        self.recorder, self.folder = recorder, folder
        self.environment = room.environment(**recorder.environment(folder))
        self.window, self.waited = None, False
        command = recorder.command(folder)
        self.launched = boot()
        if terminal:
            self.window = Terminal(command, self.environment)
            self.process = self.window.process
        else:
            self.log = open(os.path.join(room.folder, recorder.name + ".err"), "w+b")
            self.process = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL,
                                            stdout=self.log, stderr=self.log)

    def alive(self):
        return self.process.poll() is None

    def signal(self, number):
        if self.alive():
            self.process.send_signal(number)

    def wait(self):
        """Its exit code; `None` if it did not end and had to be killed."""
        self.waited = True
        try:
            self.code = self.process.wait(timeout=END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            self.code = None
        if self.window:
            self.words = self.window.text
            self.window.close()
        else:
            self.log.seek(0)
            self.words = self.log.read().decode("utf-8", "replace")
            self.log.close()
        return self.code

    def kill(self):
        if self.alive():
            self.process.kill()
            self.process.wait()

    def close(self):
        """For whoever does not know how far it came."""
        self.kill()
        if not self.waited:
            self.wait()


class Result:
    """What a cell of the table tells: seconds that could be heard and are not there, how wrong the times are, whether
    it opens, whether the recorder said anything, its exit code."""

    def __init__(self, cell, run):
        recorder = cell.recorder
        recorder.settle(cell.folder, cell.environment)
        self.code, self.words, self.news = cell.code, cell.words, run.fault.news
        self.opens = recorder.opens(cell.folder)
        self.runs = list(_placed(recorder.pieces(cell.folder)))
        silent = {recorder.normal, 0, -signal.SIGKILL, -signal.SIGHUP}
        self.told = cell.code not in silent or bool(WORDS.search(cell.words))
        if self.runs:
            first = self.runs[0][1]
            heard = run.could_be_heard(first.said)
            kept = sum(_within(run, found) for _, found in self.runs)
            self.heard, self.lost = heard / 48000, max(0, heard - kept) / 48000
            self.shift = run.shift(self.runs)
        else:
            self.heard = self.lost = run.could_be_heard(run.first) / 48000
            self.shift = 0.0

    def text(self):
        parts = outcome(self.lost, bool(self.runs), self.shift, self.told, self.opens, self.news)
        parts.append("had to be killed" if self.code is None else
                     f"exit {self.code}" if self.code >= 0 else signal.Signals(-self.code).name)
        return ", ".join(parts)

    def measures(self):
        """For `results.Results`."""
        return {"lost_seconds": self.lost, "kept": int(bool(self.runs)), "shift_seconds": self.shift,
                "told": int(self.told), "opens": int(self.opens), "exit": self.code}


def outcome(lost, kept, shift, told, opens, news=False):
    """In words, what a person finds afterwards."""
    parts = ["all there" if lost < 0.05 else f"{lost:.1f} s lost" if kept else "**all lost**"]
    if shift >= 0.25:
        parts.append(f"times off by {shift:.1f} s")
    if news or lost >= 0.5 or shift >= 0.25:
        parts.append("told" if told else "**silent**")
    if not opens:
        parts.append("**does not open**")
    return parts


def _placed(pieces):
    """(position on the recording's own clock in samples, run), with the breaks that it tells of counted in."""
    position = 0
    for samples, missing in pieces:
        position += round(missing * 48000)
        for found in counting.runs(samples):
            yield position + found.at, found
        position += len(samples) // 2


def _within(run, found):
    """The samples of a piece that were said before the stop."""
    end = run.end_of(found.said)
    return max(0, min(found.said + found.samples, end) - found.said)
