# SPDX-License-Identifier: MIT
"""docs/format.md, "Journal", "Notes", "Levels" and the journal's part of "Recovered" and "Import"."""

import re

from .words import (Unknown, Wrong, is_bool, is_count, is_format, is_frames, is_hash, is_length, is_list, is_number, is_number_of_note,
                    is_object, is_salt, is_text, is_total, is_utc, missing_or_wrong, or_null, read_object, sha256)

NAME = "data/journal.jsonl"
LONGEST = 256 * 1024
AUDIO = re.compile(r"data/(audio|near|far)-\d{3,9}\.flac")
SALTS = "data/salts.jsonl"
TRACKS = ("near", "far")
COMMON = {"seq": is_count, "prev": is_hash, "utc": is_utc, "mono": is_count, "event": is_text}


def is_file(value):
    return isinstance(value, str) and AUDIO.fullmatch(value) is not None


def is_clock_state(value):
    return is_object(value) and is_bool(value.get("synchronised")) and is_count(value.get("max_error_us"))


def is_decoder(value):
    """What need not be there may be null as well."""
    return is_object(value) and is_text(value.get("by")) and is_bool(value.get("whole")) and all(
        value.get(name) is None or test(value[name]) for name, test in DECODED.items())


def is_problem(value):
    return is_object(value) and is_text(value.get("what")) and all(
        value.get(name) is None or is_count(value[name]) for name in ("at_ms", "amount"))


def is_problems(value):
    return is_list(value) and len(value) <= 1000 and all(map(is_problem, value))


def is_found_file(value):
    return is_object(value) and is_text(value.get("file")) and is_total(value.get("bytes")) and is_hash(value.get("sha256"))


def is_step(value):
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= 2**61


def list_of(test):
    return lambda value: is_list(value) and all(map(test, value))


def is_tracks(fields, if_there=None):
    """Of `open` and of `close`: near, then far."""
    return lambda value: is_list(value) and [of.get("track") for of in value if is_object(of)] == list(TRACKS) and not any(
        [*missing_or_wrong(of, fields), *missing_or_wrong(of, if_there or {}, optional=if_there or ())] for of in value)


def is_channel_of(of):
    """One input of so many; neither where all are recorded."""
    channel, inputs = of.get("channel"), of.get("inputs")
    if channel is None and inputs is None:
        return True
    return (is_count(channel) and is_count(inputs) and 1 <= channel <= inputs <= 10**6 and of.get("channels") == 1
            and of.get("kind") != "import")


DECODED = {"problems": is_problems, "more_problems": is_count, "parts": is_count, "over_full_scale": is_count, "rounded": is_bool,
           "from": is_count}
TRACK = {"kind": is_text, "sample_rate": lambda v: is_count(v) and 8000 <= v <= 192000,
         "channels": lambda v: is_count(v) and 1 <= v <= 8, "bits": lambda v: v in (16, 24), "host_api": or_null(is_text)}
TOTALS = {"files": is_frames, "frames": is_total, "lost_frames": is_total}
FIELDS = {
    "open": {"format": is_format, "software": is_text, "recording": is_text, "nonce": is_hash, "kind": is_text,
             "sample_rate": or_null(is_count), "channels": or_null(is_count), "bits": or_null(is_count),
             "key": or_null(is_hash), "host_api": or_null(is_text), "clock": is_clock_state, "tsa": is_bool,
             "ledger": or_null(is_hash), "started_from": or_null(is_text), "boot_id": or_null(is_text)},
    "file": {"file": is_file},
    "audio": {"file": is_file, "from": is_frames, "frames": is_length, "sha256": is_hash},
    "gap": {"file": is_file, "from": is_frames, "frames": is_length, "cause": is_text, "estimated": is_bool},
    "break": {"cause": is_text, "seconds": lambda value: is_number(value) and 0 <= value <= 10**9, "lost_frames": is_frames},
    "note": {"note": is_number_of_note, "kind": is_text, "sha256": is_hash},
    "close": {"reason": is_text, "files": is_frames, "frames": is_total, "lost_frames": is_total},
    "timestamp": {"covers": is_total, "token": is_text},
    "import": {"file": is_text, "bytes": is_total, "sha256": is_hash},
    "recovered": {"original": list_of(is_found_file), "key": or_null(is_hash), "boot_id": is_text,
                  "unjournaled_frames": is_total},
    "source": {"note": is_number_of_note, "from": is_frames},
    "check": {},
    "clock": {"step_ns": is_step, "synchronised": is_bool},
    "screen": {"what": is_text},
}
IF_THERE = {
    "note": {"file": or_null(is_text), "from": or_null(is_frames)},
    "source": {"file": or_null(is_text)},
    "check": {"peak_dbfs": or_null(is_number), "disk_hours": or_null(is_number), "on_battery": or_null(is_bool),
              "sleep_inhibited": or_null(is_bool), "processed_source": or_null(is_bool)},
    "screen": {"slate": or_null(list_of(is_text)), "extended": or_null(is_count)},
    "import": {"decoded": or_null(is_decoder)},
    "recovered": {"unsupported_from": or_null(is_total), "missing_notes": list_of(is_count),
                  "original_left_out": is_count},
    "close": {"ring_high_water_frames": or_null(is_count)},
    "open": {"behind_ledger_seconds": is_count, "channel": is_count, "inputs": is_count},
}
SOUND = ("file", "audio", "gap", "break")


class Journal:
    """The lines that can be followed; `problems` says where that ends and what does not fit."""

    def __init__(self, raw, sealed=True):
        self.raw, self.lines, self.problems, self.sealed = [], [], [], sealed
        self._follow(raw)
        self.opened = self.lines[0] if self.lines and self.lines[0]["event"] == "open" else None
        if self.opened is None:
            self.problems.append("the journal does not begin with `open`")
        elif self.opened.get("format") not in (1, 2) and is_format(self.opened.get("format")):
            raise Unknown("the journal is of another format")
        self.salted = bool(self.opened) and self.opened.get("format") == 2
        self.salts = {}  # by `seq`
        self.is_call = self.salted and (self.opened.get("kind") == "call" or self.opened.get("tracks") is not None)
        if self.opened and (self.opened.get("kind") == "call") > self.is_call or self.is_call and self.opened.get("kind") not in ("call", "unknown"):
            self.problems.append("a call without tracks, or tracks of what is no call")
        self.recovered = next((line for line in self.lines if line["event"] == "recovered"), None)
        self.problems += self._check_fields()
        self.standing = self._standing()
        self.problems += self._check_order()

    def _follow(self, raw):
        previous, mono = "0" * 64, 0
        lines = raw.split(b"\n")
        if lines.pop() != b"" and self.sealed:
            self.problems.append(f"line {len(lines) + 1} of the journal is torn")
        for number, text in enumerate(lines):
            where = f"line {number + 1} of the journal"
            try:
                line = read_object(text)
                if len(text) > LONGEST:
                    raise Wrong("is too long")
                wrong = list(missing_or_wrong(line, COMMON))
                if wrong:
                    raise Wrong(f"has no {wrong[0]} as it should be")
                if line["seq"] != number or line["prev"] != previous:
                    raise Wrong("is not chained to the line before")
                if line["mono"] < mono and line["event"] != "recovered":
                    raise Wrong("goes back in time")
            except Wrong as error:
                self.problems.append(f"{where} {error}")
                return
            self.raw.append(text)
            self.lines.append(line)
            previous, mono = sha256(text), line["mono"]

    def _check_fields(self):
        for line in self.lines:
            if_there = IF_THERE.get(line["event"], {})
            fields = dict(FIELDS.get(line["event"], {}))
            if self.is_call and line["event"] == "open":
                fields = {name: test for name, test in fields.items() if name not in TRACK or name == "kind"}
                fields["tracks"] = is_tracks(TRACK)
                if_there = {name: test for name, test in if_there.items() if name not in ("channel", "inputs")}  # of each track
            elif self.is_call and line["event"] == "close":
                fields["tracks"] = is_tracks(TOTALS, IF_THERE["close"])
            elif self.is_call and (line["event"] in (*SOUND, "source") or line["event"] == "note" and line.get("kind") in ("device", "monitor")):
                fields["track"] = TRACKS.__contains__
            names_none = line["event"] in FIELDS and line["event"] != "open" and not (self.is_call and "track" in fields)
            if self.salted and names_none and "track" in line:
                yield f"line {line['seq'] + 1} of the journal: a track of what has none"
            wrong = list(missing_or_wrong(line, fields))
            wrong += missing_or_wrong(line, if_there, optional=if_there)
            if line["event"] == "open":
                sides = line["tracks"] if self.is_call and is_list(line.get("tracks")) else [line]
                wrong += ["channel" for side in sides if is_object(side) and not is_channel_of(side)]
            if wrong:
                yield f"line {line['seq'] + 1} of the journal: {wrong} of {line['event']}"

    def _standing(self):
        """Without the lines whose sound a recovery did not find."""
        since = self.recovered and self.recovered.get("unsupported_from")
        if since is None:
            return self.lines
        at = self.recovered["seq"]
        kept = [line for line in self.lines if not (since <= line["seq"] < at and line["event"] in SOUND)]
        heard = {line["file"] for line in kept if line["event"] == "audio" and line["seq"] < at}
        return [line for line in kept if line["event"] != "file" or line["seq"] > at or line["file"] in heard]

    def _check_order(self):
        if sum(line["event"] == "open" for line in self.lines) > 1:
            yield "a second `open`"
        if sum(line["event"] == "recovered" for line in self.lines) > 1:
            yield "it was recovered twice"
        after = self.recovered["seq"] if self.recovered else -1
        closes = [line["seq"] for line in self.lines if line["event"] == "close" and line["seq"] > after]
        if self.sealed and not self.problems and self.lines and closes != [len(self.lines) - 1]:
            yield "`close` is not the last line"
        open_files, at, seen, highest = {}, {}, set(), {}
        for line in self.standing:
            event, where = line["event"], f"line {line['seq'] + 1} of the journal"
            track = line.get("track") if self.is_call else None
            if event == "file":
                number = int(re.search(r"\d+", line["file"])[0])
                after_all = line["seq"] > after > -1
                before = highest.get(track, 0)
                if line["file"] != f"data/{track or 'audio'}-{number:03}.flac" or (number <= before if after_all else number != before + 1):
                    yield f"{where}: its file has not the next number"
                highest[track] = number
                if line["file"] in seen or open_files.get(track) is not None:
                    yield f"{where}: a file that had begun, or without a break before it"
                open_files[track] = line["file"]
                seen.add(line["file"])
                at[line["file"]] = 0
            elif event == "break":
                open_files[track] = None
                if line["cause"] in ("pause", "split") and line["lost_frames"]:
                    yield f"{where}: a pause or a split loses nothing"
                if line["cause"] == "split" and line["seconds"]:
                    yield f"{where}: a split lasts no time"
            elif event == "audio":
                if line.get("file") not in seen or line["from"] != at[line["file"]]:
                    yield f"{where}: its seconds do not follow each other"
                elif open_files.get(track) != line["file"] and not (self.recovered and line["seq"] > after):
                    yield f"{where}: a second of a file that had ended"
                at[line.get("file")] = line["from"] + line["frames"]
                rate = self.opened and self.form_of(line.get("file")).get("sample_rate")
                if rate and not 0 < line["frames"] <= rate:
                    yield f"{where}: a second that is none"
            elif event == "timestamp" and line["covers"] >= line["seq"]:
                yield f"{where}: covers no line before it"

    def form_of(self, name):
        """`open`, of a call with what it says of that file's track."""
        opened = self.opened or {}
        if not self.is_call or not isinstance(name, str):
            return opened
        track = next((of for of in opened.get("tracks") or [] if is_object(of) and name.startswith(f"data/{of.get('track')}-")), {})
        return {**opened, **track}

    @property
    def source(self):
        """Where the sound came from: what `open` says, and what the notes of kind `monitor` say of it."""
        kind = (self.opened or {}).get("kind")
        if kind not in ("microphone", "monitor"):
            return kind
        kinds = {line["note"]: line["kind"] for line in self.lines if line["event"] == "note"}
        moved = {line["note"] for line in self.lines if line["event"] == "source"}
        monitors = {note for note, of in kinds.items() if of == "monitor"}
        began = kind == "monitor" or bool(monitors - moved)
        if began and not any(kinds.get(note) not in (None, "monitor") for note in moved):
            return "monitor"
        return "partly-monitor" if began or monitors & moved else kind

    @property
    def key(self):
        """The one that signs it."""
        if self.recovered is not None:
            return self.recovered.get("key")
        return self.opened and self.opened.get("key")

    @property
    def files(self):
        return [line["file"] for line in self.standing if line["event"] == "file"]

    def of(self, event, file=None):
        return [line for line in self.standing if line["event"] == event and (file is None or line.get("file") == file)]


def check_sums(journal):
    """What `close` says, and gaps that do not overlap."""
    if journal.problems or not journal.lines or journal.lines[-1]["event"] != "close":
        return
    close = journal.lines[-1]
    if journal.is_call:
        for totals in close["tracks"]:
            of = lambda event: [line for line in journal.of(event) if line.get("track") == totals["track"]]
            lost = sum(line["frames"] for line in of("gap")) + sum(line["lost_frames"] for line in of("break"))
            there = (len(of("file")), sum(line["frames"] for line in of("audio")), lost)
            told = (totals["files"], totals["frames"], lost if journal.recovered else totals["lost_frames"])
            if told != there:
                yield f"`close` says another number of the track {totals['track']}"
    frames = sum(line["frames"] for line in journal.of("audio"))
    lost = sum(line["frames"] for line in journal.of("gap")) + sum(line["lost_frames"] for line in journal.of("break"))
    for name, there in (("files", len(journal.files)), ("frames", frames), ("lost_frames", lost)):
        if close[name] != there and not (name == "lost_frames" and journal.recovered):
            yield f"`close` says {close[name]} {name}, there are {there}"
    lengths = {name: sum(line["frames"] for line in journal.of("audio", name)) for name in journal.files}
    for note in journal.of("note"):
        if note["kind"] != "mark" or note.get("file") is None or note.get("from") is None or journal.recovered:
            continue
        nowhere = not lengths and (note["file"], note["from"]) == ("", 0)
        if not nowhere and note["from"] > lengths.get(note["file"], -1):
            yield f"line {note['seq'] + 1} of the journal: a mark outside the sound"
    for line in journal.of("source"):
        most = lengths.get(line["file"], -1) + 2 * (journal.form_of(line["file"])["sample_rate"] if line["file"] in lengths else 0)
        if line.get("file") is not None and line["from"] > most and not journal.recovered:
            yield f"line {line['seq'] + 1} of the journal: another microphone outside the sound"
    for name in journal.files:
        end, length = 0, sum(line["frames"] for line in journal.of("audio", name))
        for gap in sorted(journal.of("gap", name), key=lambda line: line["from"]):
            if gap["from"] < end or gap["from"] + gap["frames"] > length:
                yield f"line {gap['seq'] + 1} of the journal: a gap within another, or beyond the end"
            end = gap["from"] + gap["frames"]


def check_notes(journal, raw, where="data/notes.jsonl"):
    """Each text has its commitment, each commitment its text."""
    committed = {}
    for line in journal.of("note"):
        if line.get("note") in committed:
            yield f"note {line['note']} is committed to twice"
        committed[line.get("note")] = line
    missing = set((journal.recovered or {}).get("missing_notes", []))
    if raw and not raw.endswith(b"\n"):
        yield f"{where}: its last line is torn"
    for text in raw.split(b"\n")[:-1]:
        try:
            note = read_object(text)
            if list(missing_or_wrong(note, {"note": is_count, "salt": is_salt, "text": is_text})) or len(note) != 3:
                raise Wrong("a field that is not as it should be")
        except Wrong as error:
            yield f"{where}: {error}"
            return
        line = committed.pop(note["note"], None)
        if line is None or note["note"] in missing:
            yield f"{where}: note {note['note']} is committed to nowhere, or told as missing"
        elif sha256(bytes.fromhex(note["salt"]) + note["text"].encode()) != line["sha256"]:
            yield f"{where}: note {note['note']} is not the text that was committed to"
    for number in set(committed) - missing:
        yield f"{where}: note {number} is missing"


def check_salts(journal, raw, disclosed=None):
    """Of each second one line, in order; of an excerpt of those that it discloses alone. Puts them into the journal."""
    lines = raw.split(b"\n")
    if lines.pop() != b"":
        yield f"{SALTS}: its last line is torn"
    needed = {line["seq"] for line in journal.of("audio")} if disclosed is None else set(disclosed)
    void = {line["seq"] for line in journal.lines if line["event"] == "audio"} - {line["seq"] for line in journal.of("audio")}
    last, used = -1, set()
    for number, text in enumerate(lines):
        where = f"{SALTS}, line {number + 1}"
        try:
            line = read_object(text)
            if list(missing_or_wrong(line, {"seq": is_count, "salt": is_salt})) or len(line) != 2:
                raise Wrong("a field that is not as it should be")
        except Wrong as error:
            yield f"{where}: {error}"
            return
        if line["seq"] <= last or line["seq"] not in needed | (void if disclosed is None else set()):
            yield f"{where}: of no second, or out of order"
        last = line["seq"]
        if last in needed and line["salt"] in used:
            yield f"{where}: the salt of another second"
        used |= {line["salt"]} if last in needed else set()
        journal.salts[last] = bytes.fromhex(line["salt"])
    for seq in sorted(needed - set(journal.salts)):
        yield f"{SALTS}: the salt of line {seq + 1} of the journal is missing"


def check_levels(journal, raw):
    """Of seconds that there are."""
    where, lines = "data/levels.jsonl", raw.split(b"\n")
    if lines.pop() != b"":
        yield f"{where}: its last line is torn"
    seconds = {(line["file"], line["from"]) for line in journal.lines if line["event"] == "audio"}
    for number, text in enumerate(lines):
        try:
            level = read_object(text)
        except Wrong as error:
            yield f"{where}: line {number + 1}: {error}"
            return
        if number == 0 and set(level) == {"salt"} and is_salt(level["salt"]):
            continue
        if not is_number(level.get("peak_dbfs")) or not is_number(level.get("rms_dbfs")):
            yield f"{where}: line {number + 1}: no level"
        if (level.get("file"), level.get("from")) not in seconds:
            yield f"{where}: line {number + 1}: of no second"
