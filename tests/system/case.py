# SPDX-License-Identifier: MIT
"""What the system tests share: the program with an archive of its own, and what must hold whatever it does."""

import glob
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

from room import Room
from sealed import bag_of, check_sealed, seal_of
from terminal import Terminal
from waiting import LONG, wait_for

os.umask(0o022)  # settings that a group may write are not used, and some systems make files so
PROGRAM = os.path.abspath(os.environ["EARWITNESS"])
REAL_MICROPHONES = glob.glob("/dev/snd/pcmC*c")
NOISE = re.compile(r"ALSA lib|jack|JACK|Expression '|snd_|PulseAudio:|Cannot connect")
# What could move the cursor, or turn the order of what is read: controls, line separators, marks of direction.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# What a person is told once a recording is sealed: its folder alone, its length, its seal.
SEALED = re.compile(r"(?P<path>/[^\n]+)\nlength +(?P<length>[\d:]+)[^\n]*\nseal +(?P<seal>[0-9a-f]{64})\n")


class Done:
    """What a run left: exit code, stdout, stderr."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def __repr__(self):
        return f"exit {self.code}\nstdout: {self.out!r}\nstderr: {self.err!r}"

    @property
    def json(self):
        try:
            return json.loads(self.out)
        except ValueError as error:
            raise AssertionError(f"no document of JSON: {self!r}") from error


class ProgramCase(unittest.TestCase):
    """Without a sound server: what needs audio takes `--device test-signal`."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="earwitness-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.archive = os.path.join(self.folder, "archive")
        self.runtime = os.path.join(self.folder, "run")
        self.home = os.path.join(self.folder, "home")
        for path in (self.runtime, self.home):
            os.mkdir(path, 0o700)
        self.addCleanup(self.end_recording)

    def environment(self, **more):
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "ASAN_OPTIONS", "TSAN_OPTIONS")
                if name in os.environ}
        kept.update(HOME=self.home, XDG_RUNTIME_DIR=self.runtime, EARWITNESS_ARCHIVE=self.archive, TERM="xterm",
                    XDG_CONFIG_HOME=os.path.join(self.home, ".config"),
                    PULSE_SERVER="unix:" + os.path.join(self.folder, "no-server"),
                    DBUS_SYSTEM_BUS_ADDRESS="unix:path=" + os.path.join(self.folder, "no-bus"))
        kept.update(more)
        return {name: value for name, value in kept.items() if value is not None}

    def end_recording(self):
        """Whatever a failed test left running, by its own id."""
        done = self.earwitness("status", "--json", checked=False)
        if done.code == 0 and done.json.get("running"):
            os.kill(done.json["pid"], signal.SIGKILL)

    # -- runs -------------------------------------------------------------------------------------------------------

    def earwitness(self, *words, checked=True, stdin=subprocess.DEVNULL, **environment):
        """Runs to the end. Whatever it says must be fit for a terminal, and free of the audio libraries' noise."""
        done = subprocess.run([PROGRAM, *words], env=self.environment(**environment), stdin=stdin,
                              capture_output=True, timeout=4 * LONG)
        done = Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
        if checked:
            self.assert_fit_to_show(done.out, done.err)
        return done

    def assert_fit_to_show(self, out, err):
        for text in (out, err):
            self.assertIsNone(UNSAFE.search(text), f"control characters in {text!r}")
        self.assertIsNone(NOISE.search(err), f"an audio library's noise: {err!r}")

    def assert_failed(self, done, code, *words):
        """Exit code, nothing on stdout, and `words` (regular expressions) on stderr."""
        self.assertEqual(done.code, code, done)
        self.assertEqual(done.out, "", done)
        for word in words:
            self.assertRegex(done.err, word)

    def start_background(self, *words, **environment):
        """Starts in the background; the conversation's folder."""
        done = self.earwitness("start", "--background", *words, **environment)
        self.assertEqual(done.code, 0, done)
        path = done.out.removesuffix("\n")
        self.assertTrue(os.path.isdir(path), done)
        return path

    def start_foreground(self, *words, **environment):
        """Starts with pipes for all three; returns the process once audio is recorded."""
        process = subprocess.Popen([PROGRAM, "start", *words], env=self.environment(**environment),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self._end, process)
        self.wait_for_frames(1, process, **environment)
        return process

    @staticmethod
    def _end(process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def terminal(self, *words, columns=80, stdout=None, **environment):
        terminal = Terminal([PROGRAM, *words], self.environment(**environment), columns=columns, stdout=stdout)
        self.addCleanup(terminal.close)
        return terminal

    def finish(self, process):
        out, err = process.communicate(timeout=2 * LONG)
        done = Done(process.returncode, out.decode("utf-8"), err.decode("utf-8"))
        self.assert_fit_to_show(done.out, done.err)
        return done

    def stop(self, *words, **environment):
        done = self.earwitness("stop", *words, **environment)
        self.assertEqual(done.code, 0, done)
        return done

    # -- states -----------------------------------------------------------------------------------------------------

    def status(self, **environment):
        return self.earwitness("status", "--json", **environment).json

    def wait_for_frames(self, frames, process=None, **environment):
        def there():
            if process is not None and process.poll() is not None:
                self.fail(f"it ended by itself: {self.finish(process)}")
            return self.status(**environment).get("frames", 0) >= frames

        wait_for(f"{frames} recorded frames", there, every=0.1)

    def wait_for_seconds(self, seconds, **environment):
        wait_for(f"{seconds} s of audio", lambda: self.status(**environment).get("seconds", 0) >= seconds, every=0.1)

    # -- results ----------------------------------------------------------------------------------------------------

    def conversations(self):
        """Folders of conversations in the archive, however far they came."""
        if not os.path.isdir(self.archive):
            return []
        return sorted(name for name in os.listdir(self.archive) if name[:2] == "20")

    def assert_nothing_left(self):
        """A start that failed leaves no conversation, nobody who records, and no socket."""
        self.assertEqual(self.conversations(), [])
        sockets = os.path.join(self.runtime, "earwitness")
        self.assertEqual(os.listdir(sockets) if os.path.isdir(sockets) else [], [])
        self.assertFalse(self.status()["running"])

    def check_told(self, done, path=None):
        """The end of a recording as told to a person, held against what lies on disk; the checked recording."""
        self.assertEqual(done.code, 0, done)
        told = SEALED.match(done.out)
        self.assertIsNotNone(told, done)
        if path is not None:
            self.assertEqual(told["path"], path)
        recording = self.check(told["path"])
        self.assertEqual(told["seal"], seal_of(told["path"]))
        parts = [int(part) for part in told["length"].split(":")]
        told_seconds = sum(part * 60**power for power, part in enumerate(reversed(parts)))
        self.assertEqual(told_seconds, int(recording.seconds), done)
        self.assertRegex(done.out + done.err, "(?i)unchanged")
        return recording

    def check(self, path):
        """All independent checks on a sealed recording, and `verify` says the same."""
        recording = check_sealed(path)
        done = self.earwitness("verify", path)
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.out, "(?i)unchanged")
        return recording

    def stop_and_check(self, path=None, *words, **environment):
        done = self.stop(*words, **environment)
        return self.check_told(done, path), done

    def bag(self, path):
        return bag_of(path)


class RoomCase(ProgramCase):
    """With a room of the class's own: `self.room`."""

    channels = 1
    rate = 48000

    @classmethod
    def setUpClass(cls):
        cls.room = Room(cls.channels, cls.rate)
        cls.addClassCleanup(cls.room.close)

    def environment(self, **more):
        values = {"PULSE_SERVER": "unix:" + self.room.socket}
        values.update(more)
        return super().environment(**values)
