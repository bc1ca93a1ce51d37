# SPDX-License-Identifier: MIT
"""A room to have a call in: a microphone, two outputs, and a program that is in a call.

All are null sinks of one sound server; the microphone is what is played to `mic`. The program in a call is one process
that records the microphone and plays what the other side says, as a browser does.
"""

import subprocess
import sys

from pipewire_room import PipewireRoom
from room import Room
from waiting import wait_for

IN_CALL = """
import ctypes, struct, sys, threading
pulse = ctypes.CDLL("libpulse-simple.so.0")
pulse.pa_simple_new.restype = ctypes.c_void_p

class Spec(ctypes.Structure):
    _fields_ = [("format", ctypes.c_int), ("rate", ctypes.c_uint32), ("channels", ctypes.c_uint8)]

class Buffering(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("maxlength", "tlength", "prebuf", "minreq", "fragsize")]

def stream(direction, device):
    none = 2**32 - 1
    # A second with the server: on a busy machine this process may wait that long for a core, and nothing falls apart.
    buffering = Buffering(none, 2 * 48000, 2 * 4800, none, 2 * 4800)
    error = ctypes.c_int()
    made = pulse.pa_simple_new(None, b"Talk", direction, device, b"call", ctypes.byref(Spec(3, 48000, 1)), None,
                               ctypes.byref(buffering), ctypes.byref(error))
    if not made:
        sys.exit("no stream: %d" % error.value)
    return ctypes.c_void_p(made)

playing, recording = stream(1, sys.argv[1].encode()), stream(2, b"mic.monitor")

def listen():
    heard = ctypes.create_string_buffer(2 * 4800)
    while pulse.pa_simple_read(recording, heard, len(heard), None) >= 0:
        pass

threading.Thread(target=listen, daemon=True).start()
print("in call", flush=True)
while sound := sys.stdin.buffer.read(2 * 480):
    pulse.pa_simple_write(playing, sound, len(sound), None)
pulse.pa_simple_drain(playing, None)
print("all heard", flush=True)
threading.Event().wait()
"""


class Talk:
    """A program that is in a call on that output, until `hang_up()`. What it is given to say is heard there."""

    def __init__(self, room, output):
        self.process = subprocess.Popen([sys.executable, "-c", IN_CALL, output], env=room.environment(),
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if self.process.stdout.readline() != b"in call\n":
            raise AssertionError("the program in a call did not begin")

    def say(self, samples):
        """Returns once the server has taken it, which is up to a second before its end is heard."""
        self.process.stdin.write(samples)
        self.process.stdin.flush()

    def say_the_rest(self):
        """Returns once all of it was heard. The call goes on in silence."""
        self.process.stdin.close()
        if self.process.stdout.readline() != b"all heard\n":
            raise AssertionError("the program in a call did not say all of it")

    def hang_up(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


class CallRoom(Room):
    source = "mic.monitor"

    def module(self):
        return self._sink("mic")

    def _sink(self, name):
        return f"module-null-sink sink_name={name} rate=48000 channels=1 format=s16le norewinds=1"

    def start(self):
        super().start()
        for name in ("speakers", "headset"):
            self.plug(name)
        self.control("set-default-sink", "speakers")

    def plug(self, name):
        self.control("load-module", *self._sink(name).split(),
                     f"sink_properties=device.description={name.capitalize()}")

    def unplug(self, name):
        for line in self.control("list", "short", "modules").splitlines():
            if f"sink_name={name} " in line:
                self.control("unload-module", line.split()[0])

    def play_to(self, sink, samples):
        """Starts to play; the caller waits for the process that it gets. The server has two seconds of it beforehand, so
        that nothing falls apart where this process waits for a core."""
        return subprocess.Popen(["paplay", "-d", sink, "--latency-msec=2000", self.wav(samples)],
                                env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=subprocess.DEVNULL)

    def rows(self, what):
        return [line.split() for line in self.control("list", "short", what).splitlines()]

    def index_of(self, kind, name):
        (index,) = (row[0] for row in self.rows(kind) if row[1] == name)
        return index

    def is_heard_at(self, source):
        """Whether anybody but the program in a call records that source."""
        index = self.index_of("sources", source)
        return any(row[1] == index for row in self.rows("source-outputs"))


class PipewireCallRoom(PipewireRoom):
    """The same on PipeWire, by pipewire-pulse."""

    source = "mic.monitor"
    plug, unplug, play_to, rows = CallRoom.plug, CallRoom.unplug, CallRoom.play_to, CallRoom.rows
    index_of, is_heard_at = CallRoom.index_of, CallRoom.is_heard_at

    @staticmethod
    def _sink(name):
        return f"module-null-sink sink_name={name} rate=48000 channels=1"

    def start(self):
        super().start()
        for name in ("mic", "speakers", "headset"):
            self.plug(name)
        wait_for("the outputs", lambda: all(f"{name}.monitor" in self.control("list", "short", "sources")
                                            for name in ("mic", "speakers", "headset")))
        self.control("set-default-source", self.source)
        self.control("set-default-sink", "speakers")
