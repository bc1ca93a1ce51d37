# SPDX-License-Identifier: MIT
"""A recording of each kind, made by the program; those that need a sound server are made of its test signal, resealed by hand
with what a sound server would have had it write."""

import hashlib
import json
import os
import signal
import stat
import sys
import time
import wave

import bagcheck
from waiting import wait_for

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
        lines = change([json.loads(line) for line in file])
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


class Zoo:
    """`case` is a ProgramCase; each kind's conversation stands in `paths`, and in `bags` the bag that is meant."""

    def __init__(self, case):
        self.case, self.paths, self.bags = case, {}, {}
        for make in (self.signal, self.imports, self.recovered, self.remainder, self.heard):
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

    def remainder(self):
        path = self.record(3.2, *ME, "--title", "Gesprek dat deels is gewist")
        self.run("delete", "--yes", path, "--from", "00:01", "--to", "00:02")
        self.keep("remainder", path, "recording")

    def heard(self):
        """What a sound server would have told of a microphone, and of a monitor."""
        for kind, opened, first, moved in (("microphone", "microphone", ("device", "A Headset"), None),
                                           ("monitor", "monitor", ("monitor", "Monitor of Speakers"), None),
                                           ("partly", "microphone", ("device", "A Headset"), ("monitor", "Monitor of Speakers"))):
            path = self.record(1.3, "--unsigned", *ME)
            bag = os.path.join(path, "recording")
            notes = [add_note(bag, 100, first[1])] + ([add_note(bag, 101, moved[1])] if moved else [])

            def change(lines, opened=opened, first=first, moved=moved, notes=notes):
                lines[0]["kind"] = opened
                at = max(number for number, line in enumerate(lines) if line["event"] == "audio")
                common = {"utc": lines[at]["utc"], "mono": lines[at]["mono"]}
                more = [{**common, "event": "note", "note": 100, "kind": first[0], "sha256": notes[0]}]
                if moved:
                    more.append({**common, "event": "note", "note": 101, "kind": moved[0], "sha256": notes[1]})
                    more.append({**common, "event": "source", "note": 101, "file": lines[at]["file"], "from": 4000})
                return lines[:at + 1] + more + lines[at + 1:]

            info = os.path.join(bag, "bag-info.txt")
            os.chmod(info, 0o600)
            with open(info, encoding="utf-8") as file:
                text = file.read().replace("Earwitness-Kind: test-signal", f"Earwitness-Kind: {opened}")
            with open(info, "w", encoding="utf-8") as file:
                file.write(text)
            rewrite_journal(bag, change)
            self.keep(kind, path, "recording")
