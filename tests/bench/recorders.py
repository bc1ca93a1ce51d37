# SPDX-License-Identifier: MIT
"""Five recorders of the same microphone: how each is started, and what can be read from what it left."""

import glob
import json
import os
import re
import subprocess
import wave

import flacfile


class Recorder:
    """`command(folder)` starts it; `samples(folder)` is all that it kept, whatever its header says; `normal` is its
    exit code after Ctrl-C."""

    normal = 0

    def __init__(self, name, words, suffix, program=None, **environment):
        self.name, self.words, self.suffix, self.more = name, words, suffix, environment
        self.program = program or words[0]

    def path(self, folder):
        return os.path.join(folder, "sound." + self.suffix)

    def command(self, folder):
        return [*self.words, self.path(folder)]

    def environment(self, folder):
        return self.more

    def version(self):
        option = "-version" if self.name == "ffmpeg" else "--version"
        done = subprocess.run([self.program, option], capture_output=True, text=True)
        return re.search(r"\d+(\.\d+)+", done.stdout + done.stderr).group()

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

    def pieces(self, folder):
        """(samples, seconds that it says are missing before them), in order."""
        return [(self.samples(folder), 0)]


class Earwitness(Recorder):
    """An archive in the folder; one conversation in it, sealed or recovered."""

    def __init__(self, program):
        super().__init__("earwitness", [program, "start"], "flac")

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

    def bag(self, folder):
        found = glob.glob(os.path.join(folder, "archive", "20*", "recovered"))
        found = found or glob.glob(os.path.join(folder, "archive", "20*", "recording"))
        return found[0] if found else None

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


def _flac_is_whole(path):
    return subprocess.run(["flac", "-t", "-s", "-w", path], capture_output=True).returncode == 0


def _ends_with(code, recorder):
    recorder.normal = code
    return recorder


def all_recorders(program):
    shape = ["-r", "48000", "-c", "1"]
    return [
        Earwitness(program),
        _ends_with(1, Recorder("arecord", ["arecord", "-q", "-D", "pulse", "-f", "S16_LE", *shape], "wav")),
        Recorder("sox", ["rec", "-q", *shape, "-b", "16"], "flac", program="sox", AUDIODRIVER="alsa",
                 AUDIODEV="pulse"),
        _ends_with(255, Recorder("ffmpeg", [
            "ffmpeg", "-nostdin", "-hide_banner", "-nostats", "-loglevel", "warning", "-f", "pulse",
            "-sample_rate", "48000", "-channels", "1", "-i", "default"], "flac")),
        Recorder("parecord", ["parecord", "--rate=48000", "--channels=1", "--format=s16le", "--file-format=flac"],
                 "flac"),
    ]
