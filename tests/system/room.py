# SPDX-License-Identifier: MIT
"""A room to record in: a sound server of its own, whose null sink is the air and whose monitor is the microphone.

It lives in a temporary HOME and XDG_RUNTIME_DIR, and every client gets PULSE_SERVER, so no other server is touched.
`norewinds=1`: else the idle sink renders 2 s ahead, and a new client waits as long for its first frame.
"""

import os
import shutil
import signal
import subprocess
import tempfile
import wave

from waiting import wait_for


class Room:
    """One server, of the test class that made it. `close()` ends it, by its own pid, and removes its folders."""

    source = "room.monitor"

    def __init__(self, channels=1, rate=48000):
        self.folder = tempfile.mkdtemp(prefix="room-")
        self.home = os.path.join(self.folder, "home")
        self.runtime = os.path.join(self.folder, "run")
        for path in (self.home, self.runtime):
            os.mkdir(path, 0o700)
        self.socket = os.path.join(self.runtime, "pulse", "native")
        self.channels = channels
        self.rate = rate
        self.server = None
        try:
            self.start()
        except BaseException:
            self.close()
            raise

    def environment(self, **more):
        """What a client of this room sees: nothing of the caller's own sound, session or recordings."""
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "ASAN_OPTIONS", "TSAN_OPTIONS")
                if name in os.environ}
        kept.update(HOME=self.home, XDG_RUNTIME_DIR=self.runtime, PULSE_SERVER="unix:" + self.socket, TERM="xterm")
        kept.update(more)
        return {name: value for name, value in kept.items() if value is not None}

    def start(self):
        self.log = open(os.path.join(self.folder, "server.log"), "ab")
        self.server = subprocess.Popen(
            ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--use-pid-file=no",
             "-L", "module-native-protocol-unix", "-L", self.module()],
            env=self.environment(PULSE_SERVER=None), stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log)
        wait_for("the room's sound server", lambda: self._ask("info") or self._gone())
        self.control("set-default-source", self.source)

    def module(self):
        """What the server loads to have a source."""
        return f"module-null-sink sink_name=room rate={self.rate} channels={self.channels} format=s16le norewinds=1"

    def _ask(self, *words):
        return subprocess.run(["pactl", *words], env=self.environment(), capture_output=True).returncode == 0

    def _gone(self):
        if self.server.poll() is not None:
            with open(self.log.name, encoding="utf-8", errors="replace") as log:
                raise AssertionError("the room's sound server ended:\n" + log.read())

    def control(self, *words):
        """Tells the server something, by pactl."""
        done = subprocess.run(["pactl", *words], env=self.environment(), capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(f"pactl {' '.join(words)}: {done.stderr}")
        return done.stdout

    def listeners(self):
        """How many clients record now."""
        return len(self.control("list", "short", "source-outputs").splitlines())

    def play_command(self, path, *more):
        return ["paplay", "-d", "room", "--latency-msec=2000", *more, path]

    def play(self, path):
        """Plays a WAV and returns once its last sample was heard."""
        done = subprocess.run(self.play_command(path), env=self.environment(), capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(f"paplay: {done.stderr}")

    def play_samples(self, samples, channels=None, rate=None):
        """Plays 16-bit samples and returns once the last one was heard."""
        path = self.wav(samples, channels, rate)
        self.play(path)
        os.unlink(path)

    def playing(self, samples):
        """Starts to play 16-bit samples; the caller waits for the process that it gets."""
        return subprocess.Popen(self.play_command(self.wav(samples)), env=self.environment(),
                                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def wav(self, samples, channels=None, rate=None):
        handle, path = tempfile.mkstemp(suffix=".wav", dir=self.folder)
        os.close(handle)
        with wave.open(path, "wb") as out:
            out.setnchannels(channels or self.channels)
            out.setsampwidth(2)
            out.setframerate(rate or self.rate)
            out.writeframes(samples)
        return path

    def stop(self, how=signal.SIGTERM):
        """Ends the server, as a crash (SIGKILL) or in order."""
        if self.server is not None:
            if self.server.poll() is None:
                self.server.send_signal(how)
            self.server.wait(timeout=30)
            self.log.close()
            self.server = None

    def close(self):
        try:
            self.stop()
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)
