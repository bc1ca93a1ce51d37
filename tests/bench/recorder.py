# SPDX-License-Identifier: MIT
"""What a recorder is to a benchmark: how it is started, and what can be read from what it left."""

import glob
import json
import os
import re
import shutil
import subprocess
import wave

import flacfile


def version_of(program, option="--version"):
    done = subprocess.run([program, option], capture_output=True, text=True)
    return re.search(r"(?<![\w-])[vV]?(\d+(\.\d+)+)", done.stdout + done.stderr).group(1)


class Recorder:
    """`command(folder)` starts it; `samples(folder)` is all that it kept, whatever its header says; `normal` is its
    exit code after Ctrl-C; `package` is what it comes with."""

    normal = 0
    package = None
    terminal = False  # whether somebody watches

    def __init__(self, name, words, suffix, program=None, **environment):
        self.name, self.words, self.suffix, self.more = name, words, suffix, environment
        self.program = program or words[0]
        self.known_as = program or name  # where its version is told

    def there(self):
        return shutil.which(self.program) is not None

    def path(self, folder):
        return os.path.join(folder, "sound." + self.suffix)

    def command(self, folder):
        """The path comes last, or behind a last word such as `location=`."""
        if self.words[-1].endswith("="):
            return [*self.words[:-1], self.words[-1] + self.path(folder)]
        return [*self.words, self.path(folder)]

    def environment(self, folder):
        return self.more

    def clear(self, folder):
        """Before another recording in the same folder."""
        if os.path.exists(self.path(folder)):
            os.unlink(self.path(folder))

    def finished(self, folder):
        """Whether the file is complete although its process goes on. Nobody can tell, with these."""
        return False

    def size(self, folder):
        """Bytes that grow with the recording; `None`: it keeps none."""
        return os.path.getsize(self.path(folder))

    def version(self):
        return version_of(self.program, "-version" if self.name == "ffmpeg" else "--version")

    def settle(self, folder, environment):
        """What its user is told to do after a crash. Nothing, with these."""

    def opens(self, folder):
        """Does a player find the right length: `flac -t -w`, or a WAV header that tells what is there."""
        path = self.path(folder)
        if not os.path.exists(path) or os.path.getsize(path) == 0:
            return False
        if self.suffix == "flac":
            return _flac_is_whole(path)
        try:
            with wave.open(path) as sound:
                frames = sound.getnframes()
        except (wave.Error, EOFError):
            return False
        return abs(2 * frames - len(self.samples(folder))) <= 2

    def samples(self, folder):
        path = self.path(folder)
        if not os.path.exists(path):
            return b""
        if self.suffix == "flac":
            return flacfile.decode_growing(path)
        with open(path, "rb") as file:
            content = file.read()
        at = content.find(b"data")
        return content[at + 8 :] if at >= 0 else b""

    def told(self, words):
        """Measures that it tells itself."""
        return {}

    def pieces(self, folder):
        """(samples, seconds that it says are missing before them), in order."""
        return [(self.samples(folder), 0)]


class Earwitness(Recorder):
    """An archive in the folder; the newest conversation in it, sealed or recovered."""

    def __init__(self, program, name="earwitness", *options):
        super().__init__(name, [program, "start", *options], "flac")
        self.known_as = "earwitness"

    def command(self, folder):
        return self.words

    def environment(self, folder):
        home = os.path.join(folder, "home")
        os.makedirs(home, mode=0o700, exist_ok=True)
        return {"EARWITNESS_ARCHIVE": os.path.join(folder, "archive"), "HOME": home,
                "XDG_CONFIG_HOME": os.path.join(home, ".config")}

    def settle(self, folder, environment):
        """A recording that was interrupted is recovered, as `list` says."""
        listed = subprocess.run([self.words[0], "list", "--json"], env=environment, capture_output=True, text=True)
        if '"interrupted"' in listed.stdout:
            subprocess.run([self.words[0], "recover", "--all"], env=environment, capture_output=True)

    def clear(self, folder):
        """A user's archive has older recordings and a key."""

    def bag(self, folder):
        found = glob.glob(os.path.join(folder, "archive", "20*", "recovered"))
        found = found or glob.glob(os.path.join(folder, "archive", "20*", "recording"))
        return max(found, key=os.path.getctime) if found else None

    def finished(self, folder):
        """Sealed: what comes then is a check of it."""
        bag = self.bag(folder)
        return bag is not None and os.path.exists(os.path.join(bag, "tagmanifest-sha256.txt"))

    def size(self, folder):
        """Audio, journal and levels."""
        return sum(os.path.getsize(path) for path in glob.glob(os.path.join(self.bag(folder), "data", "*")))

    def _files(self, folder):
        bag = self.bag(folder)
        return sorted(glob.glob(os.path.join(bag, "data", "audio-*.flac"))) if bag else []

    def opens(self, folder):
        files = self._files(folder)
        return bool(files) and all(_flac_is_whole(path) for path in files)

    def samples(self, folder):
        return b"".join(flacfile.decode_growing(path) for path in self._files(folder))

    def pieces(self, folder):
        bag = self.bag(folder)
        if not bag:
            return []
        missing, breaks = 0.0, {}
        with open(os.path.join(bag, "data", "journal.jsonl"), encoding="utf-8") as journal:
            for line in journal:
                event = json.loads(line) if line.endswith("}\n") else {"event": None}
                if event["event"] == "break":
                    missing += event["seconds"]
                if event["event"] == "file":
                    breaks[os.path.basename(event["file"])] = missing
                    missing = 0.0
        return [(flacfile.decode_growing(path), breaks.get(os.path.basename(path), 0))
                for path in self._files(folder)]


class PortAudioFloor(Recorder):
    """A program with a callback that does nothing: what any program pays that records by PortAudio. It keeps the first
    samples that it hears and the last."""

    def __init__(self, program, latency):
        super().__init__("empty PortAudio callback", [program, str(latency)], "raw")
        self.known_as = "PortAudio"

    def version(self):
        return version_of(self.program)

    def samples(self, folder):
        with open(self.path(folder), "rb") as file:
            return file.read()

    def size(self, folder):
        return None

    def told(self, words):
        found = re.search(r"^period (\d+)$", words, re.M)
        return {"period_seconds": int(found.group(1)) / 48000} if found else {}


class RecorderFloor(Recorder):
    """PortAudio, libFLAC, SHA-256 and two syncs a second, and nothing else: what a recorder of this kind can't do without."""

    def __init__(self, program, latency):
        super().__init__("its four parts alone", [program, str(latency)], "flac", program=program)
        self.known_as = "libFLAC"

    def version(self):
        return version_of(self.program)


def _flac_is_whole(path):
    return subprocess.run(["flac", "-t", "-s", "-w", path], capture_output=True).returncode == 0
