# SPDX-License-Identifier: MIT
"""What forgeries begin with: honest bags of each kind, made once a run by the program itself, without a sound server.

`fill(World(folder))` makes a world: a home with a key, an authority for time stamps, and the bases by their names. A base is a
folder to copy, and what in the copy is to be verified."""

import os
import shutil
import signal
import subprocess
import threading
import wave
from concurrent.futures import ThreadPoolExecutor

from tsa import Tsa
from waiting import wait_for

PROGRAM = os.path.abspath(os.environ["EARWITNESS"])
DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "format-1")
SALTED = os.path.join(os.path.dirname(DATA), "format-2")
SIGNAL = ("--device", "test-signal", "--rate", "8000")
CUES = "WEBVTT\n\n00:00.000 --> 00:01.000\n<v A. Jansen>{}\n"


class Base:
    """`folder` is copied whole; `target` is the bag in it, or "" for an archive that is checked with `--all`."""

    def __init__(self, folder, target, home):
        self.folder, self.target, self.home = folder, target, home


class User:
    """Somebody with a home, a key and an archive of their own."""

    def __init__(self, world, name, home, stamps="none"):
        self.home, self.archive = home, os.path.join(world.folder, name)
        self.runtime = os.path.join(world.folder, "run-" + name)
        os.mkdir(self.runtime, 0o700)
        self.config = os.path.join(world.folder, name + ".toml")
        with open(self.config, "w", encoding="utf-8") as config:
            config.write(f'name = "A. Jansen"\nstamps = "{stamps}"\ntsa = "{world.tsa.url}"\n')
        os.chmod(self.config, 0o600)

    def environment(self):
        return environment(self.home, self.archive, self.runtime)

    def run(self, *words):
        done = subprocess.run([PROGRAM, *words, "--config", self.config], env=self.environment(), text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=120)
        assert done.returncode == 0, f"{words}: exit {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    def begin(self, *words):
        return self.run("start", "--background", *SIGNAL, *words).strip()

    def status(self):
        return self.run("status", "--json")

    def wait_until(self, seconds):
        def there():
            told = self.status().partition('"seconds":')[2].partition(",")[0]
            return told and float(told) >= seconds

        wait_for(f"{seconds} s of sound", there, every=0.05)

    def record(self, seconds, *words):
        path = self.begin(*words)
        self.wait_until(seconds)
        self.run("stop")
        return path

    def only(self):
        """The one conversation in the archive."""
        (name,) = (name for name in os.listdir(self.archive) if name[:2] == "20")
        return os.path.join(self.archive, name)

    def text(self, name, words):
        path = os.path.join(self.runtime, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(CUES.format(words))
        return path

    def wav(self, name, seconds, seed):
        """A few seconds, no two alike."""
        path = os.path.join(self.runtime, name)
        value, samples = seed, bytearray()
        for _ in range(int(8000 * seconds)):
            value = (value * 1103515245 + 12345) & 0x7FFFFFFF
            samples += ((value >> 20) - 1024).to_bytes(2, "little", signed=True)
        with wave.open(path, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(8000)
            out.writeframes(bytes(samples))
        return path


def environment(home, archive, runtime):
    kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS")
            if name in os.environ}
    return dict(kept, HOME=home, XDG_RUNTIME_DIR=runtime, EARWITNESS_ARCHIVE=archive, LC_ALL="C.UTF-8",
                XDG_CONFIG_HOME=os.path.join(home, ".config"), XDG_DATA_HOME=os.path.join(home, ".local", "share"),
                PULSE_SERVER="unix:" + os.path.join(runtime, "no-server"),
                DBUS_SYSTEM_BUS_ADDRESS="unix:path=" + os.path.join(runtime, "no-bus"))


class World:
    """The bases, and what a forger or a checker brings along."""

    def __init__(self, folder, again=False):
        self.folder, self.bases, self._lock = os.path.realpath(folder), {}, threading.Lock()
        self.home, self.other_home = (os.path.join(self.folder, name) for name in ("home", "other-home"))
        if not again:
            for home in (self.home, self.other_home):
                os.makedirs(home, 0o700)
        self.tsa = Tsa(folder=os.path.join(self.folder, "authority"))

    @property
    def roots(self):
        return self.tsa.root

    def key_path(self, home=None):
        return os.path.join(home or self.home, ".local", "share", "earwitness", "keys", "signing-key.pem")

    def add(self, name, folder, target="recording", home=None):
        with self._lock:
            self.bases[name] = Base(folder, target, home or self.home)

    def close(self, remove=True):
        self.tsa.close(remove=remove)
        if remove:
            shutil.rmtree(self.folder, ignore_errors=True)


# -- each of these makes its bases in an archive of its own ------------------------------------------------------------


def signed(world):
    user = User(world, "signed", world.home)
    path = user.begin("--title", "Gesprek", "--split", "1s")
    user.wait_until(0.5)
    user.run("mark", "hier zegt hij het")
    user.wait_until(2.3)
    user.run("stop")
    user.run("excerpt", path, "--from", "0:00", "--to", "0:01", "--note", "title")
    user.run("excerpt", path, "--without", "0:01-0:02")
    for number, words in ((1, "Goedemiddag."), (2, "Goedemiddag, allebei.")):
        user.run("transcript", path, "--from-file", user.text(f"{number}.vtt", words))
    world.add("signed", path)
    for name in ("excerpt-1", "excerpt-2", "transcript-1", "transcript-2"):
        world.add(name, path, name)
    world.add("archive-of-one", user.archive, "")


def stamped(world):
    user = User(world, "stamped", world.home, "during")
    path = user.begin("--title", "Gesprek", "--split", "1s")

    def stamp():
        with open(os.path.join(path, "recording/data/journal.jsonl"), "rb") as journal:
            return b'"timestamp"' in journal.read()

    wait_for("a time stamp in the journal", stamp, every=0.05)
    user.wait_until(2.3)
    user.run("stop")
    user.run("excerpt", path, "--from", "0:00", "--to", "0:01")
    user.run("transcript", path, "--from-file", user.text("1.vtt", "Goedemiddag."))
    user.run("timestamp")
    world.add("stamped", path)
    world.add("stamped-excerpt", path, "excerpt-1")
    world.add("stamped-transcript", path, "transcript-1")


def unsigned(world):
    user = User(world, "unsigned", world.home)
    path = user.record(1.3, "--title", "Zonder sleutel", "--unsigned")
    user.run("excerpt", path, "--from", "0:00", "--to", "0:01", "--unsigned")
    world.add("unsigned", path)
    world.add("unsigned-excerpt", path, "excerpt-1")


def paused(world):
    user = User(world, "paused", world.home)
    path = user.begin("--title", "Met een pauze")
    user.wait_until(0.4)
    user.run("pause")
    user.run("mark", "in de pauze")
    user.run("resume")
    user.wait_until(1.2)
    user.run("stop")
    world.add("paused", path)


def stereo(world):
    user = User(world, "stereo", world.home)
    world.add("stereo", user.record(1.1, "--bits", "24", "--channels", "2"))


def recovered(world):
    user = User(world, "recovered", world.home)
    path = user.begin("--title", "Afgebroken")
    user.wait_until(1.4)

    def has_second():
        with open(os.path.join(path, "recording/data/journal.jsonl"), "rb") as journal:
            return b'"event":"audio"' in journal.read()

    wait_for("a second in the journal", has_second, every=0.05)
    pid = int(user.status().partition('"pid":')[2].partition(",")[0])
    os.kill(pid, signal.SIGKILL)
    wait_for("the end of the killed process", lambda: '"running":false' in user.status().replace(" ", ""))
    user.run("recover", "--all")
    world.add("recovered", path, "recovered")
    world.add("interrupted", path, "recording")
    world.add("archive-of-recovered", user.archive, "")


def redaction(world):
    user = User(world, "redaction", world.home)
    path = user.record(3.2, "--title", "Deels gewist")
    world.add("before-redaction", shutil.copytree(path, os.path.join(world.folder, "before-redaction")))
    user.run("delete", path, "--from", "0:01", "--to", "0:02", "--yes")
    world.add("redaction", path)
    world.add("archive-of-redaction", user.archive, "")


def imported(world):
    user = User(world, "imported", world.home)
    user.run("import", user.wav("Opname 12.wav", 2.5, 1), "--title", "Van de telefoon", "--recorded", "2026-11-20 10:00")
    path = user.only()
    user.run("excerpt", path, "--from", "0:00", "--to", "0:01")
    world.add("import", path)
    world.add("import-excerpt", path, "excerpt-1")


def imported_without_sound(world):
    user = User(world, "imported-raw", world.home)
    name = os.path.join(user.runtime, "talk.xyz")
    with open(name, "wb") as file:
        file.write(bytes(range(256)) * 20)
    user.run("import", name, "--title", "Niet te lezen")
    world.add("import-raw", user.only())


def archive(world):
    """With a ledger of two keys, a recording that was deleted, and three that are there."""
    user = User(world, "archive", world.other_home)
    for number, title in enumerate(("Een", "Twee"), 1):
        user.run("import", user.wav(f"{number}.wav", 0.4, number), "--title", title)
    first = next(name for name in os.listdir(user.archive) if name.endswith("_een"))
    user.run("delete", os.path.join(user.archive, first), "--now", "--yes")
    user.run("keys", "rotate")
    for number, title in enumerate(("Drie", "Vier"), 3):
        user.run("import", user.wav(f"{number}.wav", 0.4, number), "--title", title)
    world.add("archive", user.archive, "", world.other_home)


def golden(world):
    for name in ("recording", "excerpt-1"):
        world.add("golden-" + name, DATA, name)
        world.add("salted-" + name, SALTED, name)
        world.add("call-" + name, os.path.join(SALTED, "call"), name)


MAKERS = (stamped, redaction, signed, recovered, paused, unsigned, stereo, imported, imported_without_sound, archive)


def fill(world):
    golden(world)
    # The key is made by one of them alone; after it all others may begin.
    first = User(world, "first", world.home)
    first.run("import", first.wav("first.wav", 0.1, 9))
    with ThreadPoolExecutor(len(MAKERS)) as pool:
        for done in [pool.submit(maker, world) for maker in MAKERS]:
            done.result()
