# SPDX-License-Identifier: MIT
"""A room whose microphone can be unplugged, and in which every sample tells when it was said.

The microphone is a pipe into the sound server, its only source. A thread says the endless counting sequence by the
clock (CLOCK_BOOTTIME), sample by sample, whether anybody hears it or not: as in a real room, what is said while the
microphone is away goes on in time and is lost. So each recorded sample is known by its content, and with it the time
at which it was said; a recorder's own idea of time is held against that.
"""

import fcntl
import os
import threading
import time

import counting
from room import Room

F_SETPIPE_SZ = 1031
PIPE_BYTES = 16384  # 0.17 s: what a server that is out of breath may find, and what is old when one listens again
STEP = 0.01


def boot():
    return time.clock_gettime(time.CLOCK_BOOTTIME)


class Speaker:
    """The thread that speaks. Samples are numbered from `first`; `hear()` and `deafen()` say whether it is heard."""

    def __init__(self, path, rate, first=2 * counting.BLOCK, step=STEP):
        self.path, self.rate, self.first, self.step = path, rate, first, step
        self.begin = boot()
        self.heard = []  # [from, to] of sample numbers that a live microphone was there for; `to` None: still
        self.unheard = []  # [from, to] of those that the server had no room for
        self._pipe = None
        self._waiting = b""
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._speak, daemon=True)
        self._thread.start()

    def number_at(self, seconds):
        """The sample that is said at this time of CLOCK_BOOTTIME."""
        return self.first + int((seconds - self.begin) * self.rate)

    def time_of(self, number):
        return self.begin + (number - self.first) / self.rate

    def hear(self):
        pipe = os.open(self.path, os.O_WRONLY | os.O_NONBLOCK)
        fcntl.fcntl(pipe, F_SETPIPE_SZ, PIPE_BYTES)
        with self._lock:
            self._pipe = pipe
            self.heard.append([self.number_at(boot()), None])

    def deafen(self):
        with self._lock:
            if self._pipe is not None:
                os.close(self._pipe)
                self._pipe, self._waiting = None, b""
                self.heard[-1][1] = self.number_at(boot())

    def heard_between(self, begin, end):
        """How many of the samples from `begin` to `end` a live microphone was there for."""
        return sum(max(0, min(end, end if to is None else to) - max(begin, since)) for since, to in self.heard)

    def _speak(self):
        at = self.first
        while not self._ended.wait(self.step):
            due = self.number_at(boot())
            samples = counting.said(at, due - at) if due > at else b""
            at = due
            with self._lock:
                if self._pipe is not None:
                    self._pass_on(samples, due)

    def _pass_on(self, samples, due):
        self._waiting += samples
        try:
            self._waiting = self._waiting[os.write(self._pipe, self._waiting) :]
        except BlockingIOError:
            pass
        except BrokenPipeError:  # the server is gone: said, and lost
            self._waiting = b""
        if len(self._waiting) > PIPE_BYTES:  # nobody listens, or the server is out of breath
            self.unheard.append((due - len(self._waiting) // 2, due))
            self._waiting = b""

    def unheard_between(self, begin, end):
        """How many samples the server did not take in time: no recorder can have them."""
        return sum(max(0, min(end, to) - max(begin, since)) for since, to in self.unheard)

    def close(self):
        self._ended.set()
        self._thread.join()
        self.deafen()


class MicrophoneRoom(Room):
    """`unplug`, `plug`, `suspend`, `resume`, `kill_server`, `start_server`; the speaker never stops."""

    source = "mic"
    step = STEP  # how often the speaker speaks: to that a listener knows when something was said

    def __init__(self):
        self.speaker = None
        super().__init__()
        self.speaker = Speaker(self.pipe("mic"), self.rate, step=self.step)
        self.speaker.hear()
        self._others = []

    def pipe(self, name):
        return os.path.join(self.folder, name + ".pipe")

    def module(self, name="mic"):
        return (f"module-pipe-source source_name={name} file={self.pipe(name)} format=s16le rate={self.rate}"
                f" channels={self.channels}")

    def unplug(self):
        self.speaker.deafen()
        self.control("unload-module", "module-pipe-source")

    def plug(self):
        self.control("load-module", *self.module().split())
        self.control("set-default-source", self.source)
        self.speaker.hear()

    def suspend(self):
        self.control("suspend-source", self.source, "1")
        self.speaker.deafen()

    def resume(self):
        self.speaker.hear()
        self.control("suspend-source", self.source, "0")

    def second_microphone(self, first=20 * 3600 * 48000):
        """Another source and its own speaker, from sample `first` on."""
        self.control("load-module", *self.module("other").split())
        other = Speaker(self.pipe("other"), self.rate, first)
        other.hear()
        self._others.append(other)
        return other

    def kill_server(self, how=9):
        self.speaker.deafen()
        self.stop(how)

    def start_server(self):
        if os.path.exists(self.pipe("mic")):
            os.unlink(self.pipe("mic"))
        self.start()
        self.speaker.hear()

    def close(self):
        for speaker in [self.speaker, *getattr(self, "_others", [])]:
            if speaker is not None:
                speaker.close()
        super().close()
