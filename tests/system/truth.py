# SPDX-License-Identifier: MIT
"""What a bag really says, read by the second implementation: what every statement about it is held against."""

import datetime
import json
import os
import sys

import bagcheck
from statement_rules import clock

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "forge"))
from second.journal import Journal  # noqa: E402


class Truth:
    def __init__(self, bag):
        self.info = dict(bagcheck.read_info(os.path.join(bag, "bag-info.txt")))
        self.journal = None
        path = os.path.join(bag, "data/journal.jsonl")
        if os.path.exists(path):
            with open(path, "rb") as file:
                self.journal = Journal(file.read())
        self.bag = bag
        self.seal = bagcheck.digest(os.path.join(bag, "tagmanifest-sha256.txt"))
        self.transcript = self.read(bag, "data/transcript.json")
        self.excerpt = self.read(bag, "data/excerpt.json")

    @staticmethod
    def read(bag, name):
        path = os.path.join(bag, name)
        if not os.path.exists(path):
            return None
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    @property
    def seal_beside(self):
        return bagcheck.digest(os.path.join(os.path.dirname(self.bag), "recording", "tagmanifest-sha256.txt"))

    @property
    def format(self):
        """Of the journal, or of a transcript, which has none."""
        return (self.transcript or {"format": 1})["format"] if self.journal is None else self.journal.opened["format"]

    @property
    def original_seal(self):
        return bagcheck.digest(os.path.join(self.bag, "data/original/tagmanifest-sha256.txt"))

    @property
    def began(self):
        """The moment of the first frame, of a call of the side that began first; else of the journal's first line."""
        first = {line.get("track"): line for line in reversed(self.journal.of("file"))}.values()
        if len(first) > 1:
            first = [min(first, key=lambda line: line["first_frame_mono"])]
        return next((line["first_frame_utc"] for line in first if line["first_frame_utc"]), self.journal.opened["utc"])

    def has(self, name):
        return os.path.exists(os.path.join(self.bag, name))

    @property
    def is_signed(self):
        return self.has("seal/signature.ed25519") or self.has("data/original/seal/signature.ed25519")

    @property
    def stamps(self):
        return sum(name.endswith(".tsr") for name in os.listdir(os.path.join(self.bag, "seal"))) if self.has("seal") else 0

    @property
    def sound_files(self):
        return sorted(f"data/{name}" for name in os.listdir(os.path.join(self.bag, "data")) if name.endswith(".flac"))

    @property
    def sound(self):
        return len(self.sound_files)

    @property
    def cues(self):
        with open(os.path.join(self.bag, "data/transcript.vtt"), encoding="utf-8") as text:
            return text.read().count(" --> ")

    @property
    def transcripts(self):
        return sum(name.startswith("transcript-") for name in os.listdir(os.path.dirname(self.bag)))

    @property
    def is_ahead(self):
        return self.journal.opened["utc"] > datetime.datetime.now(datetime.timezone.utc).isoformat()

    @property
    def title(self):
        """The sealed one, or one that an excerpt discloses."""
        return next(iter(self.noted("title")), "")

    def noted(self, kind):
        """The texts that are here of notes of that kind."""
        numbers = {line["note"] for line in self.journal.of("note") if line["kind"] == kind}
        notes = self.excerpt["notes"] if self.excerpt else []
        if not self.excerpt and self.has("data/notes.jsonl"):
            with open(os.path.join(self.bag, "data/notes.jsonl"), encoding="utf-8") as file:
                notes = [json.loads(line) for line in file]
        return [note["text"] for note in notes if note["note"] in numbers]

    @property
    def claimed_start(self):
        """When an import was recorded, as who imported it says, as far as that is here."""
        said = [text[len("recorded: "):-len(", says who imported it")] for text in self.noted("claimed")
                if text.startswith("recorded: ")]
        sealed = self.info.get("Earwitness-Started")
        return sealed if self.excerpt is None else next(iter(said), None)

    @property
    def rates(self):
        """Of each track, by its name; of one that has no tracks by None."""
        tracks = self.journal.opened.get("tracks")
        return {track["track"]: track["sample_rate"] for track in tracks} if tracks else {None: self.journal.opened["sample_rate"]}

    def track_of(self, file):
        return next((name for name in self.rates if name and file.startswith(f"data/{name}-")), None)

    def frames_of(self, track):
        return sum(line["frames"] for line in self.journal.of("audio") if line.get("track") == track)

    @property
    def sides_in_words(self):
        """What `verify` prints of each side of a call."""
        said = set()
        if len(self.rates) < 2:
            return said
        for track, rate in self.rates.items():
            files = len({line["file"] for line in self.journal.of("audio") if line.get("track") == track})
            said.add(f"{track} side".ljust(11) + f"{clock(int(self.frames_of(track) / rate))} in {files} file{'s' if files > 1 else ''}")
        return said

    @property
    def seconds(self):
        """Of a call of its longer side."""
        return max((self.frames_of(track) / rate for track, rate in self.rates.items() if rate), default=0)

    @property
    def levels(self):
        if not self.has("data/levels.jsonl"):
            return []
        with open(os.path.join(self.bag, "data/levels.jsonl"), encoding="utf-8") as file:
            return file.readlines()

    @property
    def shown_tracks(self):
        """Of an excerpt those of which a second is disclosed."""
        return {self.track_of(part["file"]) for part in self.excerpt["ranges"] if part["frames"]}

    @property
    def is_call(self):
        """Of a microphone, and of what the computer played."""
        tracks = self.journal.opened.get("tracks") if self.journal else None
        return bool(tracks) and [track["kind"] for track in tracks] == ["microphone", "monitor"]

    @property
    def is_import(self):
        return self.journal is not None and self.journal.opened["kind"] == "import"

    @property
    def length(self):
        return clock(int(self.seconds)) if self.seconds else None
