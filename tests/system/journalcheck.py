# SPDX-License-Identifier: MIT
"""An independent reader of data/journal.jsonl, written from docs/format.md: chain, numbers, audio hashes, sums."""

import datetime
import hashlib
import json
import os
import re

import flacfile

UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
HEX64 = re.compile(r"[0-9a-f]{64}")
AUDIO = re.compile(r"data/audio-\d{3,}\.flac")
CAUSES = {"gap": {"ring_full", "device_overflow", "stall", "damaged"},
          "break": {"pause", "suspend", "device_lost", "io_error", "split", "gap", "ahead", "unknown", "not_on_disk"}}
REASONS = {"stopped", "terminal_closed", "max_duration", "disk_full", "io_error", "device_lost", "signal", "recovered"}


def utc_seconds(text):
    whole = datetime.datetime.fromisoformat(text[:19] + "+00:00").timestamp()
    return whole + int(text[20:29]) / 1e9


def read(path):
    """The lines as objects, their chain checked: seq, prev, and the fields that every line has."""
    with open(path, "rb") as file:
        content = file.read()
    assert content.endswith(b"\n"), "the journal's last line is torn"
    previous, lines, mono = "0" * 64, [], -1
    for number, raw in enumerate(content[:-1].split(b"\n")):
        line = json.loads(raw.decode("utf-8"))
        where = f"journal line {number + 1}"
        assert line["seq"] == number, f"{where}: seq {line['seq']}"
        assert line["prev"] == previous, f"{where}: prev is not the hash of the line before"
        assert UTC.fullmatch(line["utc"]), f"{where}: utc {line['utc']}"
        anew = line["event"] == "recovered"  # by then the machine may have been started again
        assert isinstance(line["mono"], int) and (anew or line["mono"] >= mono), f"{where}: mono went back"
        assert isinstance(line["event"], str), f"{where}: no event"
        previous, mono = hashlib.sha256(raw).hexdigest(), line["mono"]
        lines.append(line)
    return lines


def of(lines, event):
    return [line for line in lines if line["event"] == event]


def standing(lines):
    """What a recovered recording still says of its audio: without the lines whose audio was not there any more."""
    at = next((line["seq"] for line in lines if line["event"] == "recovered"), len(lines))
    since = lines[at]["unsupported_from"] if at < len(lines) else None
    if since is None:
        return lines
    kept = [line for line in lines
            if not (since <= line["seq"] < at and line["event"] in ("file", "audio", "gap", "break"))]
    heard = {line["file"] for line in kept if line["event"] == "audio" and line["seq"] < at}
    return [line for line in kept if line["event"] != "file" or line["seq"] > at or line["file"] in heard]


def with_around(bag, lines):
    """What notes of the surroundings tell stands behind each: the journal itself has a salted hash of it."""
    path, texts = os.path.join(bag, "data/notes.jsonl"), {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            texts = {note["note"]: note["text"] for note in map(json.loads, file)}
    told = []
    for line in lines:
        told.append(line)
        if line["event"] == "note" and line["kind"] == "around":
            told.append({**json.loads(texts[line["note"]]), **{name: line[name] for name in ("seq", "utc", "mono")}})
    return told


def check_open(line):
    assert line["event"] == "open", "the first line is not `open`"
    assert line["format"] in (1, 2) and line["software"].startswith("earwitness/")
    assert UUID.fullmatch(line["recording"]), line["recording"]
    assert HEX64.fullmatch(line["nonce"]) and line["nonce"] != "0" * 64
    assert line["kind"] in ("microphone", "monitor", "test-signal", "unknown"), line["kind"]
    if line["kind"] == "unknown":  # a recovery had to begin the journal anew
        return
    assert line["bits"] in (16, 24) and line["channels"] >= 1 and line["sample_rate"] >= 8000
    assert isinstance(line["clock"]["synchronised"], bool) and "max_error_us" in line["clock"]
    assert (line["key"] is None) == (line["ledger"] is None) and line["tsa"] is False
    assert all(line[name] is None or HEX64.fullmatch(line[name]) for name in ("key", "ledger"))
    assert line["started_from"] in ("terminal", "none"), line["started_from"]
    assert (HEX64 if line["format"] > 1 else UUID).fullmatch(line["boot_id"]), line["boot_id"]
    assert isinstance(line["host_api"], str) and line["host_api"]


def read_salts(bag, lines):
    """By the `seq` of their `audio` lines: one for each, in order; those whose sound a recovery did not find may lack one."""
    needed = {line["seq"] for line in of(standing(lines), "audio")}
    if lines[0]["format"] == 1:  # which has none: nothing comes before the samples
        return {line["seq"]: b"" for line in of(lines, "audio")}
    with open(os.path.join(bag, "data/salts.jsonl"), encoding="utf-8") as file:
        told = [json.loads(line) for line in file]
    salts = {line["seq"]: bytes.fromhex(line["salt"]) for line in told}
    assert [line["seq"] for line in told] == sorted(salts) and all(len(salt) == 16 for salt in salts.values()), told
    assert needed <= set(salts) <= {line["seq"] for line in of(lines, "audio")}, "seconds without their salt"
    assert len(set(salts.values())) >= len(needed), "a salt that was taken twice"
    return salts


def check_stretch(bag, start, covering, opened, salts):
    """One file: `audio` and `gap` lines cover it; returns its samples."""
    flac = flacfile.Flac(os.path.join(bag, start["file"]))
    name = start["file"]
    assert (flac.sample_rate, flac.channels, flac.bits) == (
        opened["sample_rate"], opened["channels"], opened["bits"]), f"{name}: not the format that `open` tells"
    assert flac.md5 != bytes(16), f"{name}: no MD5"
    said = [value.split(" ")[0] for value in flac.tags.values()]
    assert opened["recording"] in said, f"{name}: no tag holds the recording's UUID: {flac.tags}"
    assert any(value.startswith("earwitness/") for value in flac.tags.values()), f"{name}: {flac.tags}"
    samples = flacfile.decode(flac.path)
    assert len(samples) == flac.frames * flac.frame_bytes, f"{name}: STREAMINFO tells another length"
    at = 0
    seconds = [line for line in covering if line["event"] == "audio"]
    for line in seconds:
        assert line["from"] == at, f"{name}: seconds overlap or leave a hole at frame {at}"
        assert 0 < line["frames"] <= opened["sample_rate"], f"{name}: {line['frames']} frames in a second"
        assert line["frames"] == opened["sample_rate"] or line is seconds[-1], f"{name}: a short second within"
        part = samples[at * flac.frame_bytes : (at + line["frames"]) * flac.frame_bytes]
        assert hashlib.sha256(salts[line["seq"]] + part).hexdigest() == line["sha256"], f"{name}: frame {at}: another hash"
        at += line["frames"]
    assert at == flac.frames, f"{name}: the journal covers {at} of {flac.frames} frames"
    for gap in (line for line in covering if line["event"] == "gap"):
        part = samples[gap["from"] * flac.frame_bytes : (gap["from"] + gap["frames"]) * flac.frame_bytes]
        assert gap["cause"] in CAUSES["gap"] and isinstance(gap["estimated"], bool)
        assert len(part) == gap["frames"] * flac.frame_bytes and not any(part), f"{name}: a gap that is not silent"
    return samples


def check_notes(bag, lines):
    """Every commitment opens with its line in notes.jsonl, and no line there is without one."""
    path = os.path.join(bag, "data/notes.jsonl")
    notes = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            for line in file:
                note = json.loads(line)
                notes[note["note"]] = note
    for line in of(lines, "note"):
        note = notes.pop(line["note"])
        salt = bytes.fromhex(note["salt"])
        assert len(salt) == 16, "a salt that is not of 16 bytes"
        assert hashlib.sha256(salt + note["text"].encode()).hexdigest() == line["sha256"], f"note {line['note']}"
        assert line["kind"] in ("title", "person", "device", "monitor", "mark", "around", "unknown"), line["kind"]
    assert not notes, f"notes without a journal line: {notes}"


def check_check(lines):
    """What the start looked at: once at the most, each value of its kind or null."""
    checks = of(lines, "check")
    assert len(checks) <= 1, checks
    for line in checks:
        for name, kind in (("peak_dbfs", (int, float)), ("disk_hours", (int, float)), ("on_battery", bool),
                           ("sleep_inhibited", bool), ("processed_source", bool)):
            assert line[name] is None or isinstance(line[name], kind), line


def check_surroundings(lines, lengths):
    """A move names its microphone by a note, and its place in a file that had begun; `lengths` are in frames."""
    devices = {}
    for line in of(lines, "note"):
        if line["kind"] in ("device", "monitor"):
            devices[line["note"]] = line["seq"]
    begun = {line["file"]: line["seq"] for line in of(lines, "file")}
    for line in of(lines, "source"):
        assert devices[line["note"]] < line["seq"], f"a move without its note: {line}"
        if line["file"] is not None:
            assert begun[line["file"]] < line["seq"] and 0 <= line["from"] <= lengths[line["file"]], line
    for line in of(lines, "screen"):
        assert line["what"] in ("lock", "unlock", "lid", "reminder", "answered", "pause", "resume", "extended"), line
        assert (line["what"] == "extended") == ("extended" in line), line
    for line in of(lines, "note"):
        if line["kind"] == "mark":
            assert begun[line["file"]] < line["seq"] and 0 <= line["from"] <= lengths[line["file"]], line


class Recording:
    """A sealed recording as the journal tells it: its lines and, file by file, its samples."""

    def __init__(self, bag):
        lines = self.lines = read(os.path.join(bag, "data/journal.jsonl"))
        self.opened, self.closed = lines[0], lines[-1]
        check_open(self.opened)
        self.recovered = next(iter(of(lines, "recovered")), None)
        closes = of(lines[self.recovered["seq"]:] if self.recovered else lines, "close")
        assert self.closed["event"] == "close" and len(closes) == 1, "the last line is not `close`"
        assert self.closed["reason"] in REASONS, self.closed["reason"]
        assert (self.closed["reason"] == "recovered") == (self.recovered is not None), self.closed["reason"]
        salts = read_salts(bag, lines)
        lines = self.lines = with_around(bag, standing(lines))
        self.samples = {}
        for start in of(lines, "file"):
            assert AUDIO.fullmatch(start["file"]) and start["file"] not in self.samples, start["file"]
            found = self.recovered is not None and start["seq"] > self.recovered["seq"]
            assert found or UTC.fullmatch(start["first_frame_utc"]) and isinstance(start["first_frame_mono"], int)
            covering = [line for line in lines if line.get("file") == start["file"]]
            self.samples[start["file"]] = check_stretch(bag, start, covering, self.opened, salts)
        there = sorted(f"data/{name}" for name in os.listdir(os.path.join(bag, "data")) if name.endswith(".flac"))
        assert sorted(self.samples) == there, f"the journal tells of {sorted(self.samples)}, there is {there}"
        self.check_sums()
        check_check(lines)
        if self.recovered is None:
            lengths = {name: len(samples) // self.frame_bytes for name, samples in self.samples.items()}
            check_surroundings(lines, lengths)
        check_notes(bag, lines)

    def check_sums(self):
        frames = sum(len(samples) for samples in self.samples.values()) // self.frame_bytes
        assert self.closed["frames"] == frames, f"`close` tells of {self.closed['frames']} frames, there are {frames}"
        assert self.closed["files"] == len(self.samples), "`close` tells of another number of files"
        lost = sum(line["frames"] for line in of(self.lines, "gap"))
        for line in of(self.lines, "break"):
            assert line["cause"] in CAUSES["break"] and line["seconds"] >= 0, line
            lost += line["lost_frames"]
        assert self.closed["lost_frames"] == lost, f"`close` tells of {self.closed['lost_frames']} lost, not {lost}"

    @property
    def frame_bytes(self):
        return self.opened["channels"] * self.opened["bits"] // 8

    def events(self, event):
        return of(self.lines, event)

    @property
    def all_samples(self):
        return b"".join(self.samples[name] for name in sorted(self.samples))

    def samples_without_gaps(self):
        """All that was delivered, without the silence that stands in for what was not."""
        parts = []
        for name in sorted(self.samples):
            at = 0
            for gap in (line for line in self.events("gap") if line["file"] == name):
                parts.append(self.samples[name][at : gap["from"] * self.frame_bytes])
                at = (gap["from"] + gap["frames"]) * self.frame_bytes
            parts.append(self.samples[name][at:])
        return b"".join(parts)

    @property
    def seconds(self):
        return self.closed["frames"] / self.opened["sample_rate"]
