# SPDX-License-Identifier: MIT
"""A recording of each kind, made by the program; those that need a sound server are made of its test signal, resealed by hand
with what a sound server would have had it write."""

import hashlib
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
import wave

import bagcheck
from waiting import LONG, wait_for

SIGNAL = ("--device", "test-signal", "--rate", "8000")
ME = ("--me", "A. Jansen")
CUES = "WEBVTT\n\n00:00.000 --> 00:01.000\n<v B. de Vries>That never happened.\n"
RECOGNISER = "import sys\nif sys.argv[1:] == ['--version']: print('ears 1.0')\nelse: print('words of a machine')\n"


def reseal(bag):
    """Unsigned: all hashes anew."""
    for at, _, names in os.walk(bag):
        for name in names:
            os.chmod(os.path.join(at, name), stat.S_IRUSR | stat.S_IWUSR)
    listed = [name for name in bagcheck.files_below(bag) if name.startswith("data/")]
    size = sum(os.path.getsize(os.path.join(bag, name)) for name in listed)

    def rewrite(name, change):
        path = os.path.join(bag, name)
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(change(text))

    def info(text):
        lines = [line for line in text.splitlines() if not line.startswith("Payload-Oxum: ")]
        return "\n".join([*lines, f"Payload-Oxum: {size}.{len(listed)}", ""])

    rewrite("bag-info.txt", info)
    for manifest, names in (("manifest-sha256.txt", listed),
                            ("tagmanifest-sha256.txt", ["bag-info.txt", "bagit.txt", "how-to-verify.txt", "manifest-sha256.txt"])):
        with open(os.path.join(bag, manifest), "w", encoding="utf-8") as out:
            out.writelines(f"{bagcheck.digest(os.path.join(bag, name))}  {name}\n" for name in sorted(names))


def rewrite_journal(bag, change):
    """`change` gets all lines as objects, and gives those that shall stand there; chained anew, and the bag resealed."""
    path = os.path.join(bag, "data/journal.jsonl")
    with open(path, encoding="utf-8") as file:
        lines = [json.loads(line) for line in file]
    salts = os.path.join(bag, "data/salts.jsonl")
    with open(salts, encoding="utf-8") as file:
        of_lines = [(lines[salt["seq"]], salt["salt"]) for salt in map(json.loads, file)]
    lines = change(lines)
    os.chmod(salts, 0o600)
    with open(salts, "w", encoding="utf-8") as out:
        for line, salt in of_lines:  # a salt stays with its line
            out.writelines(json.dumps({"seq": seq, "salt": salt}) + "\n" for seq, other in enumerate(lines) if other is line)
    os.chmod(path, 0o600)
    previous = "0" * 64
    with open(path, "w", encoding="utf-8") as out:
        for number, line in enumerate(lines):
            line.update(seq=number, prev=previous)
            text = json.dumps(line, separators=(",", ":"))
            previous = hashlib.sha256(text.encode()).hexdigest()
            out.write(text + "\n")
    reseal(bag)


def add_note(bag, number, text):
    """Its hash, for the journal."""
    salt = hashlib.sha256(text.encode()).hexdigest()[:32]
    path = os.path.join(bag, "data/notes.jsonl")
    os.chmod(path, 0o600)
    with open(path, "a", encoding="utf-8") as out:
        out.write(json.dumps({"note": number, "salt": salt, "text": text}) + "\n")
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


# What breaks out of a page, turns the direction of writing, moves a terminal's cursor, or is longer than a screen.
HOSTILE = "</bdi><script>alert(1)</script>\"'&--> \u202eUNCHANGED AND DATED\u2069 \x1b[2J\u2028 " + "lang " * 30
GAP = (1, 1000, 3000)  # in the second of that number, from that frame on, so many


class Zoo:
    """`case` is a ProgramCase; each kind's conversation stands in `paths`, and in `bags` the bag that is meant. Of `damaged` ones
    `honest` has the bag that they are copies of. That which is in the bin is in `paths` alone."""

    def __init__(self, case):
        self.case, self.paths, self.bags, self.honest = case, {}, {}, {}
        self.program = os.path.abspath(os.environ["EARWITNESS"])
        for make in (self.signal, self.imports, self.recovered, self.remainder, self.heard, self.one_channel, self.calls, self.hostile,
                     self.gaps, self.long, self.times, self.damaged, self.nothing, self.binned):
            make()

    def run(self, *words):
        done = self.case.earwitness(*words)
        self.case.assertEqual(done.code, 0, done)
        return done

    def record(self, seconds, *words):
        path = self.case.start_background(*SIGNAL, *words)
        self.case.wait_for_seconds(seconds)
        self.run("stop")
        return path

    def keep(self, kind, path, bag):
        self.paths[kind], self.bags[kind] = path, os.path.join(path, bag)

    def signal(self):
        path = self.case.start_background(*SIGNAL, *ME, "--title", "Geheim", "--split", "1s")
        self.case.wait_for_seconds(1.2)
        self.run("mark", "a mark")
        self.run("pause")
        time.sleep(1.2)
        self.run("resume")
        wait_for("sound behind the pause", lambda: self.case.status().get("seconds", 0) >= 2.5)
        self.run("stop")
        self.keep("signal", path, "recording")
        self.run("excerpt", path, "--from", "00:00", "--to", "00:01", *ME)
        self.keep("excerpt", path, "excerpt-1")
        vtt = os.path.join(self.case.folder, "typed.vtt")
        with open(vtt, "w", encoding="utf-8") as out:
            out.write(CUES)
        self.run("transcript", path, "--from-file", vtt, *ME)
        self.keep("typed", path, "transcript-1")
        script = os.path.join(self.case.folder, "ears.py")
        with open(script, "w", encoding="utf-8") as out:
            out.write(RECOGNISER)
        self.run("transcript", path, "--draft", "--no-edit", "--recogniser", f"'{sys.executable}' '{script}' {{wav}}", *ME)
        self.keep("machine", path, "transcript-2")
        self.run("transcript", path, "--take", "2", "--as-read", *ME)
        self.keep("draft", path, "transcript-3")

    def imports(self):
        os.makedirs(os.path.join(self.case.home, ".config/earwitness"), mode=0o700, exist_ok=True)
        with open(os.path.join(self.case.home, ".config/earwitness/config.toml"), "w", encoding="utf-8") as config:
            config.write('name = "A. Jansen"\n')
        sound = os.path.join(self.case.folder, "phone.wav")
        with wave.open(sound, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(8000)
            out.writeframes(b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(1250)))
        self.keep("import", self.imported(sound, "--recorded", "2026-11-20 10:00"), "recording")
        self.run("excerpt", self.paths["import"], "--from", "00:00", "--to", "00:01", *ME)
        self.keep("import-excerpt", self.paths["import"], "excerpt-1")
        self.keep("import-remainder", self.imported(sound, "--recorded", "2026-11-20 10:00", "--with", "B. de Vries"), "recording")
        self.run("delete", "--yes", self.paths["import-remainder"], "--from", "00:01", "--to", "00:02")
        nothing = os.path.join(self.case.folder, "words.bin")
        with open(nothing, "w", encoding="utf-8") as out:
            out.write("no sound that anybody knows\n" * 100)
        self.keep("undecoded", self.imported(nothing), "recording")

    def imported(self, file, *words):
        return self.run("import", "--json", file, "--title", os.path.basename(file), *words).json["path"]

    def recovered(self):
        path = self.case.start_background(*SIGNAL)
        self.case.wait_for_seconds(1.5)
        os.kill(self.case.status()["pid"], signal.SIGKILL)
        wait_for("its end", lambda: not self.case.status()["running"])
        self.run("recover", path)
        self.keep("recovered", path, "recovered")
        self.run("excerpt", path, "--from", "00:00", "--to", "00:01", *ME)
        self.keep("recovered-excerpt", path, "excerpt-1")

    def remainder(self):
        path = self.run("start", *SIGNAL, *ME, "--title", "Gesprek dat deels is gewist", "--max", "3s").out.splitlines()[0]
        self.run("delete", "--yes", path, "--from", "00:01", "--to", "00:02")
        self.keep("remainder", path, "recording")

    def heard(self):
        """What a sound server would have told of a microphone, and of a monitor."""
        for kind, opened, first, moved in (("microphone", "microphone", ("device", "A Headset"), None),
                                           ("monitor", "monitor", ("monitor", "Monitor of Speakers"), None),
                                           ("partly", "microphone", ("device", "A Headset"), ("monitor", "Monitor of Speakers"))):
            path = self.record(1.3, "--unsigned", *ME)
            bag = os.path.join(path, "recording")

            def change(lines, notes, first=first, moved=moved, opened=opened):
                lines[0]["kind"] = opened
                at = max(number for number, line in enumerate(lines) if line["event"] == "audio")
                more = [self.source_note(lines[at], notes, 100, *first)]
                if moved:
                    more += [self.source_note(lines[at], notes, 101, *moved),
                             {"utc": lines[at]["utc"], "mono": lines[at]["mono"], "event": "source", "note": 101,
                              "file": lines[at]["file"], "from": 4000}]
                return lines[:at + 1] + more + lines[at + 1:]

            self.as_heard(bag, opened, change)
            self.keep(kind, path, "recording")

    def one_channel(self):
        """What `--channel 3` has written of a microphone with four inputs."""
        path = self.record(1.3, "--unsigned", *ME)
        bag = os.path.join(path, "recording")
        names = ("four", "Interface (four), channel 3 of 4")  # as it was asked for, and as the sound server calls it

        def change(lines, notes):
            lines[0].update(kind="microphone", channel=3, inputs=4)
            return lines[:1] + [self.source_note(lines[1], notes, number, "device", name) for number, name in enumerate(names, 100)] + \
                lines[1:]

        self.as_heard(bag, "microphone", change)
        self.keep("channel", path, "recording")

    @staticmethod
    def source_note(like, notes, number, kind, name, **track):
        return {"utc": like["utc"], "mono": like["mono"], "event": "note", "note": number, "kind": kind, "sha256": notes(number, name),
                **track}

    @staticmethod
    def as_heard(bag, kind, change):
        """Without the notes on its own source, which is the test signal. `change` gets the lines, and what keeps a note's text."""
        os.chmod(os.path.join(bag, "data/notes.jsonl"), 0o600)
        os.truncate(os.path.join(bag, "data/notes.jsonl"), 0)
        info = os.path.join(bag, "bag-info.txt")
        os.chmod(info, 0o600)
        with open(info, encoding="utf-8") as file:
            text = re.sub("Earwitness-Kind: .*", f"Earwitness-Kind: {kind}", file.read())
        with open(info, "w", encoding="utf-8") as file:
            file.write(text)
        rewrite_journal(bag, lambda lines: change([line for line in lines if line["event"] != "note"],
                                                  lambda number, name: add_note(bag, number, name)))

    def calls(self):
        """Both sides; of one of them nothing but an excerpt; one of them lost for a while, which is a golden call; what is left."""
        path = self.record(3.5, "--far", "test-signal", "--unsigned", *ME)
        bag = os.path.join(path, "recording")

        def change(lines, notes):
            near, far = lines[0]["tracks"]
            near["kind"], far["kind"] = "microphone", "monitor"
            return lines[:1] + [self.source_note(lines[1], notes, 100, "device", "A Headset", track="near"),
                                self.source_note(lines[1], notes, 101, "monitor", "Monitor of Speakers", track="far")] + lines[1:]

        self.as_heard(bag, "call", change)
        self.keep("call", path, "recording")
        for kind, track, number in (("call-near", "near", 1), ("call-far", "far", 2)):
            self.run("excerpt", path, "--from", "00:00", "--to", "00:03", "--track", track, *ME)
            self.keep(kind, path, f"excerpt-{number}")
        golden = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../data/format-2/call")
        lost = os.path.join(self.case.archive, "2026-11-30_01-59-47_a-call")
        shutil.copytree(golden, lost)
        self.keep("call-lost", lost, "recording")
        path = self.run("start", *SIGNAL, "--far", "test-signal", *ME, "--title", "Gesprek op afstand", "--max", "3s").out.splitlines()[0]
        self.run("delete", "--yes", path, "--from", "00:01", "--to", "00:02")
        self.keep("call-remainder", path, "recording")

    def hostile(self):
        """What it is called, who recorded it and what was marked are anyone's words. A name is refused where it can't be kept."""
        path = self.case.start_background(*SIGNAL, "--me", "<b>A & B</b> \u202eUNCHANGED", "--title", HOSTILE)
        self.case.wait_for_seconds(0.5)
        self.run("mark", HOSTILE.replace("\x1b", "").replace("\u2028", ""))
        self.case.wait_for_seconds(1.2)
        self.run("stop")
        self.keep("hostile", path, "recording")
        self.words("hostile", "<i>x</i> \"UNCHANGED\"")

    def words(self, kind, speaker):
        vtt = os.path.join(self.case.folder, f"{kind}.vtt")
        with open(vtt, "w", encoding="utf-8") as out:
            out.write(f"WEBVTT\n\n00:00.000 --> 00:00.900\n<v {speaker.replace('<', '&lt;').replace('>', '&gt;')}>"
                      f"{'&lt;script&gt;alert(2)&lt;/script&gt; ' * 20}\n")
        self.run("transcript", self.paths[kind], "--from-file", vtt, *ME)

    def gaps(self):
        """Sound was lost, and the recorder wrote it down."""
        path = self.record(2.3, "--unsigned", *ME)
        bag = os.path.join(path, "recording")
        second, begin, frames = GAP
        audio = os.path.join(bag, "data/audio-001.flac")
        tags = subprocess.run(["metaflac", "--export-tags-to=-", audio], check=True, capture_output=True).stdout
        samples = bytearray(subprocess.run(["flac", "-s", "-d", "-c", "--force-raw-format", "--endian=little", "--sign=signed", audio],
                                           check=True, capture_output=True).stdout)
        at = 2 * (second * 8000 + begin)
        samples[at:at + 2 * frames] = bytes(2 * frames)
        os.unlink(audio)
        subprocess.run(["flac", "-s", "--force-raw-format", "--endian=little", "--sign=signed", "--channels=1", "--bps=16",
                        "--sample-rate=8000", "--no-padding", "-o", audio, "-"], input=bytes(samples), check=True)
        subprocess.run(["metaflac", "--import-tags-from=-", audio], input=tags, check=True)
        with open(os.path.join(bag, "data/salts.jsonl"), encoding="utf-8") as salts:
            salt = bytes.fromhex([json.loads(line) for line in salts][second]["salt"])
        part = hashlib.sha256(salt + samples[2 * second * 8000:2 * (second + 1) * 8000]).hexdigest()

        def change(lines):
            at = [n for n, line in enumerate(lines) if line["event"] == "audio"][second]
            lines[at]["sha256"] = part
            lines[-1]["lost_frames"] = frames
            gap = {"utc": lines[at]["utc"], "mono": lines[at]["mono"], "event": "gap", "file": "data/audio-001.flac",
                   "from": second * 8000 + begin, "frames": frames, "cause": "stall", "estimated": True}
            return lines[:at] + [gap] + lines[at:]

        rewrite_journal(bag, change)
        self.keep("gaps", path, "recording")

    def long(self):
        """An hour and five seconds, nearly all of it silent: what it costs is reading."""
        sound = os.path.join(self.case.folder, "hour.wav")
        with wave.open(sound, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(8000)
            out.writeframes(b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(2500)))
            for _ in range(3600):
                out.writeframes(bytes(16000))
        self.keep("long", self.imported(sound), "recording")
        os.unlink(sound)

    def at(self, when, *words):
        """With the wall clock of another day; that which measures lengths stays."""
        environment = self.case.environment(FAKETIME_DONT_FAKE_MONOTONIC="1", TZ="UTC")
        done = subprocess.run(["faketime", when, self.program, *words], capture_output=True, timeout=4 * LONG,
                              stdin=subprocess.DEVNULL, env=environment, text=True, check=False)
        self.case.assertEqual(done.returncode, 0, done)
        return done.stdout.splitlines()[0]

    def times(self):
        """In the past; over the change from summer time of Amsterdam; ahead, which is last: all others would be behind it."""
        for kind, when, length in (("past", "2020-02-29 23:59:59", "2s"), ("summer", "2026-10-25 00:59:59", "3s"),
                                   ("ahead", "2031-05-06 07:08:09", "1s")):
            self.keep(kind, self.at(when, "start", *SIGNAL, *ME, "--max", length), "recording")

    def damaged(self):
        """Copies elsewhere: one bit of a second, a file that is gone, a journal that was cut."""
        for kind, of in (("flipped", "import"), ("missing", "signal"), ("cut", "signal")):
            folder = os.path.join(self.case.folder, f"damaged-{kind}")
            shutil.copytree(self.bags[of], os.path.join(folder, "recording"))
            self.honest[kind] = self.bags[of]
            self.keep(kind, folder, "recording")
            bag = self.bags[kind]
            for at, names, files in os.walk(bag):
                for name in files + names:
                    os.chmod(os.path.join(at, name), 0o700)
        with open(os.path.join(self.bags["flipped"], "data/audio-001.flac"), "r+b") as file:
            file.seek(os.path.getsize(file.name) * 3 // 4)
            byte = file.read(1)
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte[0] ^ 1]))
        os.unlink(os.path.join(self.bags["missing"], "data/audio-002.flac"))
        journal = os.path.join(self.bags["cut"], "data/journal.jsonl")
        with open(journal, "rb") as file:
            lines = file.readlines()
        with open(journal, "wb") as file:
            file.writelines(lines[:-2])

    def nothing(self):
        """Ended by force before any sound was on the disk."""
        path = os.path.join(self.case.archive, "2026-11-01_10-00-00")
        os.makedirs(os.path.join(path, "recording/data"), mode=0o700)
        self.paths["nothing"] = path

    def binned(self):
        """Deleted after `times`: a recording whose clock is years ahead would find that its seven days are over."""
        name = self.run("start", *SIGNAL, *ME, "--title", "In de prullenbak", "--max", "2s").out.splitlines()[0]
        self.run("delete", "--yes", name)
        bin_ = os.path.join(self.case.archive, ".bin")
        (moment,) = os.listdir(bin_)
        self.paths["binned"] = os.path.join(bin_, moment, os.path.basename(name))
