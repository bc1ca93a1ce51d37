# SPDX-License-Identifier: MIT
"""What was deleted is gone: of a deleted part no sound can be decoded and no word be read in any byte that is left, and
what no command reaches is named."""

import base64
import contextlib
import gzip
import html
import io
import json
import math
import os
import re
import shutil
import struct
import subprocess
import tempfile
import unittest
import urllib.parse
import wave
import zipfile

import bagcheck
import ledgercheck
from case import PROGRAM, ProgramCase
from sealed import seal_of

RATE, SECONDS, GONE = 8000, 6, 3
BASE64 = re.compile(rb"[A-Za-z0-9+/]{400,}={0,2}")


def pitch(second):
    return 500 + 331 * second


def word(second):
    """As nobody else writes it, with what HTML and JSON escape."""
    return f"wérd&{second}qx"


def wav_of_tones(path):
    """Each second has a tone of its own."""
    with wave.open(path, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        for second in range(SECONDS):
            out.writeframes(b"".join(struct.pack("<h", round(9000 * math.sin(2 * math.pi * pitch(second) * n / RATE)))
                                     for n in range(RATE)))


def share_of(samples, frequency, rate):
    """How much of a piece's power lies at that frequency (Goertzel)."""
    power = sum(s * s for s in samples)
    if power < 1e6:
        return 0.0
    turn = 2 * math.cos(2 * math.pi * frequency / rate)
    one = two = 0.0
    for sample in samples:
        one, two = sample + turn * one - two, one
    return 2 * (one * one + two * two - turn * one * two) / (len(samples) * power)


class Searcher:
    """Looks through bytes as somebody would who got hold of them."""

    def __init__(self, environment):
        self.environment = environment
        self.heard = {}  # second: where it was heard
        self.read = {}  # word: where it stood
        self.decoded = 0

    def folder(self, folder, words):
        for at, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(at, name)
                for text in words:
                    if text.encode() in os.fsencode(name):
                        self.read[text] = path
                if os.path.isfile(path) and not os.path.islink(path):
                    with open(path, "rb") as file:
                        self.bytes(file.read(), path, words)

    def bytes(self, content, where, words, depth=0):
        for text in words:
            if any(needle in content for needle in self.forms(text)):
                self.read[text] = where
        self.sound(content, where)
        if depth > 3:
            return
        for match in BASE64.finditer(content):
            piece = match[0][: len(match[0]) // 4 * 4]
            self.bytes(base64.b64decode(piece), where + ", base64", words, depth + 1)
        for at in (match.start() for match in re.finditer(rb"\x1f\x8b\x08", content)):
            try:
                self.bytes(gzip.decompress(content[at:]), where + ", gzip", words, depth + 1)
            except (OSError, EOFError, ValueError):
                pass
        if content[:4] == b"PK\3\4":
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                for name in packed.namelist():
                    self.bytes(packed.read(name), f"{where}, {name}", words, depth + 1)

    @staticmethod
    def forms(text):
        for form in (text, html.escape(text), json.dumps(text)[1:-1], urllib.parse.quote(text),
                     "".join(f"&#{ord(c)};" for c in text)):
            for coding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1"):
                yield form.encode(coding)
            for shift in range(3):  # without the characters that hang on what stands beside it
                coded = base64.b64encode(b"\0" * shift + form.encode())
                yield coded[[0, 2, 3][shift] : len(coded) - len(coded) % 4 - 4]

    def sound(self, content, where):
        marks = [b"fLaC", b"RIFF", b"ID3", b"OggS"]
        if content[:1] == b"\xff" and content[1:2] >= b"\xe0":
            marks.append(content[:2])  # a frame of MP3
        for mark in marks:
            at = content.find(mark)
            if at < 0:
                continue
            samples, rate = self.decode(content[at:], mark)
            self.decoded += bool(samples)
            step = rate // 4
            for begin in range(0, len(samples) - step, step):
                piece = samples[begin : begin + step]
                for second in range(SECONDS):
                    if share_of(piece, pitch(second), rate) > 0.3:
                        self.heard[second] = where

    def decode(self, content, mark):
        folder = tempfile.mkdtemp(prefix="earwitness-decode-")
        try:
            path = os.path.join(folder, {b"fLaC": "x.flac", b"RIFF": "x.wav", b"OggS": "x.ogg"}.get(mark, "x.mp3"))
            with open(path, "wb") as out:
                out.write(content)
            if mark not in (b"fLaC", b"RIFF"):  # by the decoder that import has
                done = subprocess.run([PROGRAM, "import", "--json", "--archive", os.path.join(folder, "archive"), path],
                                      env=self.environment, capture_output=True, check=False)
                if done.returncode != 0 or not json.loads(done.stdout)["decoded"]:
                    return [], RATE
                path = os.path.join(json.loads(done.stdout)["path"], "recording/data/audio-001.flac")
            if path.endswith(".flac"):
                with open(path, "rb") as file:
                    decoded = subprocess.run(["flac", "-s", "-d", "-F", "-c", "-"], stdin=file, capture_output=True,
                                             check=False).stdout
            else:
                decoded = content
            return self.wav(decoded)
        finally:
            shutil.rmtree(folder)

    @staticmethod
    def wav(content):
        if content[20:22] == b"\xfe\xff":  # the same as plain PCM, which is all that Python's reader knows before 3.12
            content = content[:20] + b"\x01\x00" + content[22:]
        try:
            with wave.open(io.BytesIO(content)) as source:
                frames = source.readframes(source.getnframes())
                width, channels, rate = source.getsampwidth(), source.getnchannels(), source.getframerate()
        except (wave.Error, EOFError):
            return [], RATE
        if width == 3:  # what was lossy is decoded to more than 16 bits; the upper ones tell as much
            frames = b"".join(frames[at + 1 : at + 3] for at in range(0, len(frames) - 2, 3))
        elif width != 2:
            return [], RATE
        samples = struct.unpack(f"<{len(frames) // 2}h", frames[: len(frames) // 2 * 2])
        return samples[::channels], rate


class Gone(ProgramCase):
    PART = ("--from", f"0:0{GONE}", "--to", f"0:0{GONE + 1}")

    def setUp(self):
        super().setUp()
        source = os.path.join(self.folder, "tones.wav")
        wav_of_tones(source)
        done = self.earwitness("import", "--json", source, "--title", "Tones")
        self.assertEqual(done.code, 0, done)
        self.path = done.json["path"]
        self.name = os.path.basename(self.path)
        os.unlink(source)

    def run_well(self, *words):
        done = self.earwitness(*words)
        self.assertEqual(done.code, 0, done)
        return done

    def vtt(self, seconds, name="typed.vtt", note=""):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write("WEBVTT\n\n" + note)
            for second in seconds:
                text = word(second).replace("&", "&amp;")
                out.write(f"00:00:0{second}.100 --> 00:00:0{second}.900\n<v A.>{text}\n\n")
        return path

    def write(self, name, content):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(content)
        return path

    def search(self, *folders):
        searcher = Searcher(self.environment())
        for folder in folders or (self.archive, self.home):
            searcher.folder(folder, [word(second) for second in range(SECONDS)] + ["scribbled", "kept-note"])
        return searcher

    def fill(self):
        """Everything that a command makes beside a recording, or leaves there when it is killed."""
        self.run_well("excerpt", self.name, "--from", "0:02", "--to", "0:05")
        self.run_well("excerpt", self.name, "--from", "0:00", "--to", "0:02")
        self.run_well("transcript", self.name, "--from-file", self.vtt((0, 1)))
        self.run_well("transcript", self.name, "--from-file", self.vtt(range(SECONDS)))
        self.run_well("note", self.name, f"scribbled {word(GONE)}", "--at", f"0:0{GONE}")
        self.run_well("note", self.name, "kept-note", "--at", "0:00")
        self.run_well("report", self.name, "--single-file")
        inner = os.path.join(self.path, "my export")
        os.mkdir(inner)
        self.run_well("export", self.name, "--to", inner, "--listening-copy", "wav", "--report")
        with open(os.path.join(self.path, "recording/data/audio-001.flac"), "rb") as file:
            flac = file.read()
        with open(self.vtt(range(SECONDS), "all.vtt"), "rb") as file:
            typed = file.read()
        for name in ("transcript.draft.vtt", "transcript.draft.vtt~", ".transcript.draft.vtt.swp",
                     "#transcript.draft.vtt#", "transcript.draft.vtt.new", ".deleted-transcript-9/data/transcript.vtt",
                     "transcript.new/data/transcript.vtt", "label.json.new"):
            self.write(name, typed)
        for name in ("excerpt.new/data/excerpt-001.flac",
                     "draft.new/sound-1.flac", ".earwitness-report.new/sound.flac", "for the lawyer.wav"):
            self.write(name, flac)
        # A report by another name, whose sound is too large to be in it.
        with open(os.path.join(self.path, "report.html"), "rb") as file:
            self.write("for the lawyer.html", file.read() + b'<audio src="for the lawyer.wav">')
        self.write("log.txt", f"2026-11-30T22:18:25.354Z note: {word(GONE)}\n".encode())

    def test_nothing_of_it_can_be_heard_or_read_afterwards(self):
        self.fill()
        page = Searcher(self.environment())  # the search itself finds what is coded in a page, and what is packed
        with open(os.path.join(self.path, "report.html"), "rb") as file:
            page.bytes(gzip.compress(file.read()), "report", [word(GONE)])
        self.assertEqual((set(page.heard), set(page.read)), (set(range(SECONDS)), {word(GONE)}))
        before = self.search()
        self.assertEqual(set(before.heard), set(range(SECONDS)))
        self.assertEqual(set(before.read), {word(second) for second in range(SECONDS)} | {"scribbled", "kept-note"})
        done = self.run_well("delete", "--yes", "--json", self.name, *self.PART)
        left = self.search()
        self.assertNotIn(GONE, left.heard)
        self.assertNotIn(word(GONE), left.read)
        self.assertNotIn("scribbled", left.read)
        # What is not of it stays.
        self.assertEqual(set(left.heard), set(range(SECONDS)) - {GONE})
        self.assertEqual(set(left.read), {word(second) for second in range(SECONDS) if second != GONE} | {"kept-note"})
        self.assertEqual(sorted(os.listdir(self.path)),
                         ["excerpt-2", "label.json", "recording", "transcript-1", "transcript.draft.json",
                          "transcript.draft.vtt"])
        self.assertEqual(done.json["left"], [])
        self.assertIn("report.html", done.json["removed"])
        self.assertEqual(done.json["changed"], ["label.json", "transcript.draft.json", "transcript.draft.vtt"])
        self.run_well("verify", self.name)
        self.run_well("verify", "--all")
        self.run_well("transcript", self.name, "--show")

    def test_all_in_one_transaction_that_is_told_once(self):
        self.fill()
        self.run_well("delete", "--yes", self.name, *self.PART)
        lines = [line for line in ledgercheck.read(self.archive) if line["event"] in ("delete", "transcript")]
        self.assertEqual([(line["event"], line.get("bag")) for line in lines[-2:]],
                         [("transcript", "transcript-2"), ("delete", None)])
        self.assertEqual([name for name in os.listdir(self.path) if name.startswith(".")], [])
        count = len(ledgercheck.read(self.archive))
        # Asked for again there is nothing left to do, and that is said.
        seal = seal_of(self.path)
        again = self.run_well("delete", "--yes", "--json", self.name, *self.PART)
        self.assertEqual((again.json["repeated"], again.json["seal"], again.json["removed"]), (True, seal, []))
        self.assertEqual(len(ledgercheck.read(self.archive)), count)
        # Another part of it can't be cut out any more.
        self.assert_failed(self.earwitness("delete", "--yes", self.name, "--from", "0:00", "--to", "0:01"), 4,
                           "a part of .* was deleted before")

    def test_what_is_made_of_it_again_goes_by_the_same_command(self):
        """As a backup of the folder brings it back, or a program that was in the middle of it."""
        self.fill()
        kept = os.path.join(self.folder, "kept")
        shutil.copytree(self.path, kept)
        self.run_well("delete", "--yes", self.name, *self.PART)
        for name in ("report.html", "excerpt-1", "transcript-2"):
            source, to = os.path.join(kept, name), os.path.join(self.path, name)
            (shutil.copytree if os.path.isdir(source) else shutil.copy)(source, to)
        self.assertIn(GONE, self.search().heard)
        again = self.run_well("delete", "--yes", "--json", self.name, *self.PART)
        self.assertEqual(sorted(again.json["removed"]), ["excerpt-1", "report.html", "transcript-2"])
        left = self.search()
        self.assertNotIn(GONE, left.heard)
        self.assertNotIn(word(GONE), left.read)
        self.run_well("verify", "--all")

    def test_what_no_command_made_is_named_and_goes_where_that_is_wanted(self):
        self.write("kladje.txt", word(GONE).encode())
        self.write("papers/thoughts.txt", word(GONE).encode())
        target = os.path.join(self.folder, "outside")
        os.mkdir(target)
        with open(os.path.join(target, "x"), "wb") as out:
            out.write(b"mine")
        os.symlink(target, os.path.join(self.path, "shortcut"))
        done = self.run_well("delete", "--yes", self.name, *self.PART)
        self.assertRegex(done.err, "still there, as nothing shows that they are of this recording: kladje.txt, papers, shortcut")
        self.assertIn("--other-files", done.err)
        self.assertTrue(os.path.exists(os.path.join(self.path, "kladje.txt")))
        done = self.run_well("delete", "--yes", "--json", self.name, *self.PART, "--other-files")
        self.assertEqual((done.json["left"], sorted(done.json["removed"])), ([], ["kladje.txt", "papers", "shortcut"]))
        self.assertEqual(os.listdir(target), ["x"])
        self.assertNotIn(word(GONE), self.search().read)

    def test_what_is_of_another_recording_or_of_a_persons_own_stays_whatever_it_is_called(self):
        """A page is this recording's where it names it; neither a name nor a page of another recording is enough."""
        source = os.path.join(self.folder, "other.wav")
        wav_of_tones(source)
        other = self.run_well("import", "--json", source, "--title", "Other").json["path"]
        page = os.path.join(self.path, "report.html")
        self.run_well("report", os.path.basename(other), "--single-file", "--to", page)
        self.run_well("report", self.name, "--single-file", "--to", os.path.join(self.path, "verslag.html"))
        own = {"report.wav": b"a song", "log.txt": b"what I cooked each day", "report.mp3": b"another song"}
        for name, content in own.items():
            self.write(name, content)
        with open(page, "rb") as file:
            own["report.html"] = file.read()
        done = self.run_well("delete", "--yes", "--json", self.name, *self.PART)
        self.assertEqual(done.json["removed"], ["verslag.html"])
        self.assertEqual(done.json["left"], sorted(own))
        for name, content in own.items():
            with open(os.path.join(self.path, name), "rb") as file:
                self.assertEqual(file.read(), content)
        self.write("report.html", b"<title>My own page</title>")
        os.chmod(os.path.join(self.path, "log.txt"), 0)
        done = self.run_well("delete", "--yes", "--json", self.name, *self.PART)
        self.assertEqual((done.json["removed"], done.json["left"]), ([], sorted(own)))
        done = self.run_well("delete", "--yes", "--json", self.name, *self.PART, "--other-files")
        self.assertEqual((done.json["removed"], done.json["left"]), (sorted(own), []))
        self.assertTrue(os.path.isdir(other))

    def test_links_in_the_place_of_what_goes_are_not_followed(self):
        target = os.path.join(self.folder, "outside")
        os.mkdir(target)
        with open(os.path.join(target, "x"), "wb") as out:
            out.write(b"mine")
        for name in ("report.html", ".deleted-transcript-1", "excerpt.new", "draft.new"):
            os.symlink(target, os.path.join(self.path, name))
        done = self.run_well("delete", "--yes", "--json", self.name, *self.PART)
        self.assertEqual(done.json["left"], ["report.html"])
        self.run_well("delete", "--yes", self.name, *self.PART, "--other-files")
        self.assertEqual(os.listdir(target), ["x"])
        self.assertEqual([name for name in os.listdir(self.path) if os.path.islink(os.path.join(self.path, name))], [])

    def test_later_bags_that_hold_nothing_of_it_stay_unless_they_are_to_go(self):
        self.run_well("excerpt", self.name, "--from", "0:00", "--to", "0:02")
        self.run_well("transcript", self.name, "--from-file", self.vtt((0, 1)))
        done = self.run_well("delete", "--yes", self.name, *self.PART)
        self.assertIn("as they hold nothing of it: excerpt-1, transcript-1", done.err)
        self.run_well("verify", self.name)
        done = self.run_well("delete", "--yes", "--json", self.name, *self.PART, "--later-bags")
        self.assertEqual(sorted(done.json["removed"]), ["excerpt-1", "transcript-1"])
        self.run_well("verify", "--all")

    def test_a_transcript_with_a_note_or_text_at_no_time_goes(self):
        self.run_well("transcript", self.name, "--from-file",
                      self.vtt((0,), note="NOTE of my own: he said " + word(GONE) + "\n\n"))
        self.run_well("transcript", self.name, "--from-file", self.vtt((0, 1)))
        done = self.run_well("delete", "--yes", "--json", self.name, *self.PART)
        # The second names the first, so it can't stay without it; what was typed in it does, as a draft.
        self.assertEqual(done.json["removed"], ["transcript-1", "transcript-2"])
        left = self.search()
        self.assertNotIn(word(GONE), left.read)
        self.assertEqual({word(0), word(1)}, set(left.read))
        self.run_well("verify", "--all")

    def test_backups_that_still_hold_it_are_named(self):
        stick = os.path.join(self.folder, "stick")
        os.mkdir(stick)
        with open(os.path.join(self.folder, "pass"), "w", encoding="utf-8") as out:
            out.write("a passphrase that is long enough\n")
        made = self.run_well("backup", stick, "--json", "--passphrase-file", os.path.join(self.folder, "pass")).json
        copy = os.path.join(self.archive, "copy of it")
        shutil.copytree(self.path, copy)
        page = os.path.join(self.archive, "papers", "for the lawyer.html")
        os.mkdir(os.path.dirname(page))
        self.run_well("report", self.name, "--single-file", "--to", page)
        done = self.run_well("delete", "--yes", "--json", self.name, *self.PART)
        self.assertEqual(done.json["copies"], [{"path": path, "is_there": True} for path in (made["path"], copy, page)])
        for path in (made["path"], copy, page):
            self.assertIn(path, done.err)
        shutil.rmtree(copy)
        os.unlink(page)
        os.unlink(made["path"])
        done = self.run_well("delete", "--now", "--yes", "--json", self.name)
        self.assertEqual(done.json["copies"], [{"path": made["path"], "is_there": False}])
        self.assertIn("not there now", done.err)

    def test_the_question_says_which_recording_and_what_goes(self):
        self.fill()
        self.write("kladje.txt", b"x")
        terminal = self.terminal("delete", self.name, *self.PART, columns=400)
        terminal.expect("Tones")
        terminal.expect("00:06 long")
        terminal.expect("is deleted for good")
        terminal.expect("With it go: .*excerpt-1.*report.html")
        terminal.type("n\n")
        self.assertEqual(terminal.wait(), 2, terminal.text)
        self.assertIn(GONE, self.search().heard)
        terminal = self.terminal("delete", self.name, *self.PART, columns=400)
        terminal.expect("is deleted for good")
        terminal.type("y\n")
        terminal.expect("Nothing shows that these files in its folder are of this recording: kladje.txt")
        terminal.type("y\n")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertFalse(os.path.exists(os.path.join(self.path, "kladje.txt")))
        terminal = self.terminal("delete", "--now", self.name, columns=400)
        terminal.expect("Tones")
        terminal.type("n\n")
        self.assertEqual(terminal.wait(), 2, terminal.text)

    def test_a_plan_that_somebody_put_there_takes_nothing_along(self):
        """Also where the ledger has told a deletion with the same seals: it names the plan by its hash."""
        self.fill()
        whole = os.path.join(self.folder, "whole")
        shutil.copytree(self.path, whole)
        done = self.run_well("delete", "--yes", "--json", self.name, *self.PART)
        plan = {"format": 1, "recording": done.json["recording"], "seal_before": done.json["seal_before"],
                "seal_after": done.json["seal"], "replaced": [], "removed": ["report.html", "excerpt-1"]}
        for known in (True, False):
            with self.subTest(known=known):
                for name in ("report.html", "excerpt-1"):
                    if os.path.exists(os.path.join(self.path, name)):
                        continue
                    source, to = os.path.join(whole, name), os.path.join(self.path, name)
                    (shutil.copytree if os.path.isdir(source) else shutil.copy)(source, to)
                self.write(".part-deletion/gone/audio-001.flac", b"x")
                plan["seal_after"] = done.json["seal"] if known else "0" * 64
                self.write(".part-deletion/plan.json", json.dumps(plan).encode())
                # What lies in a conversation is looked for after each boot, and where this mark is not.
                with contextlib.suppress(FileNotFoundError):
                    os.remove(os.path.join(self.archive, ".settled"))
                noted = self.run_well("note", self.name, "x")
                self.assertIn(".part-deletion is left as it is", noted.err)
                self.assertTrue(os.path.exists(os.path.join(self.path, ".part-deletion", "gone", "audio-001.flac")))
                self.assertTrue(os.path.exists(os.path.join(self.path, "report.html")))
                self.assertTrue(os.path.exists(os.path.join(self.path, "excerpt-1")))

    def test_a_plan_leads_nowhere_else(self):
        done = self.run_well("delete", "--yes", "--json", self.name, *self.PART)
        victim = os.path.join(self.folder, "victim")
        with open(victim, "w", encoding="utf-8"):
            pass
        for name in ("../../victim", victim, "..", ".", "recording", "", "a/../../../victim"):
            with self.subTest(name):
                plan = {"format": 1, "recording": done.json["recording"], "seal_before": done.json["seal_before"],
                        "seal_after": done.json["seal"], "replaced": [], "removed": [name]}
                self.write(".part-deletion/plan.json", json.dumps(plan).encode())
                self.run_well("note", self.name, "x")
                self.assertTrue(os.path.exists(victim))
                self.run_well("verify", self.name)


class Marks(ProgramCase):
    def test_a_mark_in_it_is_not_read_afterwards(self):
        path = self.start_background("--device", "test-signal", "--title", "Marks")
        self.wait_for_seconds(0.3)
        self.assertEqual(self.earwitness("mark", "early-mark").code, 0)
        self.wait_for_seconds(3.2)
        self.assertEqual(self.earwitness("mark", word(GONE)).code, 0)
        self.wait_for_seconds(5.5)
        self.stop()
        name = os.path.basename(path)
        self.assertEqual(self.earwitness("report", name).code, 0)
        self.assertEqual(self.earwitness("excerpt", name, "--from", "0:00", "--to", "0:01", "--note", "3").code, 0)
        searcher = Searcher(self.environment())
        searcher.folder(self.archive, [word(GONE), "early-mark"])
        self.assertEqual(set(searcher.read), {word(GONE), "early-mark"})
        done = self.earwitness("delete", "--yes", "--json", name, "--from", "0:03", "--to", "0:04")
        self.assertEqual(done.code, 0, done)
        searcher = Searcher(self.environment())
        searcher.folder(self.archive, [word(GONE), "early-mark"])
        self.assertEqual(set(searcher.read), {"early-mark"})
        self.assertEqual(bagcheck.problems(os.path.join(path, "recording")), [])
        self.assertEqual(self.earwitness("verify", "--all").code, 0)


if __name__ == "__main__":
    unittest.main()
