# SPDX-License-Identifier: MIT
"""The most costly bag of each kind that somebody could think of, of about a given size and with hashes that fit, and the
honest recordings that they are held against. `KINDS` has them by name: a function that makes one in a folder and returns
the arguments of `bench_judge`, and what it is held against."""

import base64
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
sys.path[:0] = [os.path.join(TESTS, "forge"), os.path.join(TESTS, "system")]

import flac_frames  # noqa: E402
from ed25519 import Key  # noqa: E402
from kit import AUDIO, JOURNAL, LEVELS, MANIFEST, NOTES, SALTS, SECOND_AUDIO, TAG_MANIFEST, Bag, chained, sha256  # noqa: E402
from kit import signed_line, to_line  # noqa: E402

GOLDEN = os.path.join(TESTS, "data", "format-1", "recording")
SALTED = os.path.join(TESTS, "data", "format-2", "recording")
CALL = os.path.join(TESTS, "data", "format-2", "call", "recording")
RATE = 8000
LINE_BYTES = 250 * 1024  # below what a line of a journal may have
KINDS = {}


def kind(name, against="sound"):
    def add(make):
        KINDS[name] = (make, against)
        return make

    return add


def fresh(folder, name="recording", of=GOLDEN):
    """A copy of a golden recording, whose hashes are made anew by `done`."""
    path = os.path.join(folder, name)
    shutil.copytree(of, path, copy_function=shutil.copyfile)
    return Bag(None, path)


def done(bag):
    bag.hash_anew()
    return [bag.path]


def size_of(path):
    """Bytes on a disk: a file has at least a block of 512, and so has a folder."""
    return sum(512 + os.path.getsize(os.path.join(at, name)) for at, folders, names in os.walk(path)
               for name in names + folders)


# -- honest ones --------------------------------------------------------------------------------------------------------


def encoded(samples, tags):
    words = ["flac", "-s", "-5", "--force-raw-format", "--endian=little", "--sign=signed", "--channels=1", "--bps=16",
             f"--sample-rate={RATE}", "--no-padding", "--no-seektable", *(f"--tag={tag}" for tag in tags)]
    with tempfile.TemporaryDirectory() as folder:  # into a file, whose head it goes back to
        path = os.path.join(folder, "x.flac")
        subprocess.run([*words, "-o", path, "-"], input=samples, capture_output=True, check=True)
        with open(path, "rb") as file:
            return file.read()


def with_sound(bag, samples, flac=None, hashes=None):
    """One file of these samples, and the journal that has their seconds."""
    opened = bag.journal()[0]
    notes = [line for line in bag.journal() if line["event"] == "note" and line["kind"] != "mark"]
    start = next(line for line in bag.journal() if line["event"] == "file")
    mono, lines = start["mono"], [opened, *notes, start]
    for number, at in enumerate(range(0, len(samples), 2 * RATE)):
        part = samples[at:at + 2 * RATE]
        lines.append({"seq": 0, "prev": "", "utc": start["utc"], "mono": mono, "event": "audio", "file": AUDIO,
                      "from": at // 2, "frames": len(part) // 2, "captured_mono": mono + number,
                      "sha256": hashes[number] if hashes else sha256(part)})
    lines.append({"seq": 0, "prev": "", "utc": start["utc"], "mono": mono, "event": "close", "reason": "stopped",
                  "files": 1, "frames": len(samples) // 2, "lost_frames": 0, "ring_high_water_frames": 0})
    kept = [json.loads(line) for line in bag.read(NOTES).splitlines()]
    bag.write_lines(NOTES, [note for note in kept if note["note"] in {line["note"] for line in notes}])
    bag.write(AUDIO, flac or encoded(samples, bag.flac().tags[1]))
    for name in (SECOND_AUDIO, LEVELS):
        if bag.has(name):
            bag.remove(name)
    bag.write_journal(lines)
    return bag


def noise(seconds):
    chance = random.Random(1)
    return b"".join(chance.randint(-1000, 1000).to_bytes(2, "little", signed=True) for _ in range(int(seconds * RATE)))


def honest_sound(folder, size):
    return done(with_sound(fresh(folder), noise(max(1, size // 11_500))))


def honest_silence(folder, size):
    """The most sound that honest bytes hold: a muted microphone."""
    return done(with_sound(fresh(folder), bytes(2 * RATE * max(1, size // 420))))


def honest_keys(folder, size):
    """Of an owner who made a new key again and again."""
    from kit import endorsement

    keys, lines, previous = [Key(bytes(range(32)))], [], None
    for number in range(max(1, size // 880)):
        key = keys[-1]
        words = [endorsement(keys[-2], key)] if number else None
        line = dict(key_line(key, previous, words), seq=number, prev=sha256(lines[-1]) if lines else "0" * 64)
        lines.append(signed_line(line, key))
        previous = key.fingerprint
        keys.append(Key(hashlib.sha256(b"%d" % number).digest()))
    return ledger(folder, lines)


HONEST = {"sound": honest_sound, "silence": honest_silence, "keys": honest_keys}


# -- the journal --------------------------------------------------------------------------------------------------------


def with_lines(folder, size, line, before_close=True, of=GOLDEN):
    """A golden recording with as many more lines as the size has room for, made by `line(number)`."""
    bag = fresh(folder, of=of)
    lines, more, room = bag.journal(), [], size
    utc, mono = lines[-1]["utc"], lines[-2]["mono"]
    while room > 0:
        more.append({"seq": 0, "prev": "", "utc": utc, "mono": mono, **line(len(more))})
        room -= len(to_line(more[-1])) + 72
    at = len(lines) - 1 if before_close else len(lines)
    bag.write_journal(lines[:at] + more + lines[at:])
    return done(bag)


@kind("journal: lines of empty objects")
def empty_objects(folder, size):
    inner = [{}] * (min(size, LINE_BYTES) // 3)
    return with_lines(folder, size, lambda number: {"event": "novel", "x": inner})


@kind("journal: lines of many names")
def many_names(folder, size):
    inner = {f"{number:x}": 0 for number in range(min(size, LINE_BYTES) // 8)}
    return with_lines(folder, size, lambda number: {"event": "novel", "x": inner})


@kind("journal: lines of what is as deep as may be")
def deep_lines(folder, size):
    deep = 0
    for _ in range(13):
        deep = [deep]
    return with_lines(folder, size, lambda number: {"event": "novel", "x": [deep] * (min(size, LINE_BYTES) // 29)})


@kind("journal: names that begin alike")
def names_alike(folder, size):
    inner = {"n" * 200 + f"{number:x}": 0 for number in range(min(size, LINE_BYTES) // 210)}
    return with_lines(folder, size, lambda number: {"event": "novel", "x": inner})


@kind("journal: causes of hostile characters")
def hostile_causes(folder, size):
    cause = "\x1b\u202e" * (min(size, LINE_BYTES) // 10)
    return with_lines(folder, size, lambda number: {"event": "break", "cause": cause, "seconds": 0.0, "lost_frames": 0})


@kind("journal: microphones by turns")
def microphones(folder, size):
    bag = fresh(folder)
    lines, salt, more, notes = bag.journal(), "ab" * 16, [], []
    common = {"seq": 0, "prev": "", "utc": lines[-1]["utc"], "mono": lines[-2]["mono"]}
    for number in range(1000, 1000 + size // 420):
        text = f"microphone {number}"
        digest = sha256(bytes.fromhex(salt) + text.encode())
        more += [{**common, "event": "note", "note": number, "kind": "device", "sha256": digest},
                 {**common, "event": "source", "note": number, "file": None}]
        notes.append({"note": number, "salt": salt, "text": text})
    bag.write_journal([*lines[:-1], *more, lines[-1]])
    bag.write_lines(NOTES, bag.lines(NOTES) + notes)
    return done(bag)


@kind("journal: a clock that is set to and fro")
def clocks(folder, size):
    return with_lines(folder, size, lambda number: {
        "event": "clock", "step_ns": 3 * 10**9 * (-1 if number % 2 else 1), "synchronised": True})


@kind("journal: pauses and their ends")
def pauses(folder, size):
    return with_lines(folder, size, lambda number: {"event": "screen", "what": ("pause", "resume")[number % 2]})


def recovering(lines, **fields):
    return {"seq": 0, "prev": "", "utc": lines[-1]["utc"], "mono": lines[-1]["mono"], "event": "recovered", "original": [], "key": None,
            "boot_id": "x", "unjournaled_frames": 0, **fields}


@kind("journal: recovered, and all before it void")
def void_lines(folder, size):
    bag = fresh(folder)
    lines = bag.journal()
    audio, file = (next(line for line in lines if line["event"] == event) for event in ("audio", "file"))
    seconds = [dict(audio, **{"from": RATE * number}) for number in range(size // 700)]
    again = [dict(second, mono=lines[-1]["mono"]) for second in seconds]
    bag.write_journal([lines[0], file, *seconds, recovering(lines, unsupported_from=1), *again, dict(lines[-1], reason="recovered")])
    return done(bag)


@kind("journal: recovered, and thousands of notes are missing")
def missing_notes(folder, size):
    bag = fresh(folder)
    lines, first = bag.journal(), 100_000
    numbers = list(range(first, first + min(size // 2, LINE_BYTES - 1000) // 7))
    notes = [{"seq": 0, "prev": "", "utc": lines[-1]["utc"], "mono": lines[-1]["mono"], "event": "note", "note": first + number,
              "kind": "unknown", "sha256": "ab" * 32} for number in range(size // 2 // 330)]
    bag.write_journal([*lines[:-1], *notes, recovering(lines, missing_notes=numbers), dict(lines[-1], reason="recovered")])
    return done(bag)


@kind("journal: imported files that each have a thousand problems")
def problems(folder, size):
    bag = fresh(folder)
    lines = bag.journal()
    decoded = {"by": "x", "whole": False, "problems": [{"what": "x"}] * 1000}
    imports = [{"seq": 0, "prev": "", "utc": lines[0]["utc"], "mono": lines[0]["mono"], "event": "import",
                "file": f"data/imported/file-{number + 2}", "bytes": 1, "sha256": "ab" * 32, "decoded": decoded}
               for number in range(max(1, size // 13_000))]
    bag.write_journal([dict(lines[0], kind="import"), *imports, *lines[1:]])
    return done(bag)


@kind("journal: files and closes")
def files_and_closes(folder, size):
    def line(number):
        if number % 2:
            return {"event": "close", "reason": "stopped", "files": 1, "frames": 1, "lost_frames": 0}
        return {"event": "file", "file": f"data/audio-{number + 10:05}.flac", "first_frame_utc": None,
                "first_frame_mono": None}

    return with_lines(folder, size, line, before_close=False)


@kind("journal: files that are not there")
def files_not_there(folder, size):
    return with_lines(folder, size, lambda number: {
        "event": "file", "file": f"data/audio-{number + 10:05}.flac", "first_frame_utc": None, "first_frame_mono": None})


@kind("journal: gaps")
def gaps(folder, size):
    return with_lines(folder, size, lambda number: {
        "event": "gap", "file": SECOND_AUDIO, "from": number, "frames": 1, "cause": "stall", "estimated": False})


@kind("journal: breaks")
def breaks(folder, size):
    return with_lines(folder, size, lambda number: {"event": "break", "cause": "x", "seconds": 1.0, "lost_frames": 1})


@kind("journal: notes without a text")
def notes_without_text(folder, size):
    return with_lines(folder, size, lambda number: {
        "event": "note", "note": number + 100, "kind": "mark", "sha256": "ab" * 32, "file": AUDIO, "from": 0})


@kind("journal: tokens that are none")
def no_tokens(folder, size):
    token = base64.b64encode(bytes(range(256))).decode()
    return with_lines(folder, size, lambda number: {"event": "timestamp", "covers": 0, "tsa": "http://a/", "token": token})


@kind("journal: slates without a token")
def slates(folder, size):
    return with_lines(folder, size, lambda number: {"event": "screen", "what": "slate", "slate": ["a"] * 100})


@kind("notes of none")
def notes_of_none(folder, size):
    bag = fresh(folder)
    bag.write(NOTES, b"{}\n" * (size // 3))
    return done(bag)


@kind("levels of no second")
def levels_of_none(folder, size):
    bag = fresh(folder)
    bag.write(LEVELS, b"{}\n" * (size // 3))
    return done(bag)


# -- salts and tracks ---------------------------------------------------------------------------------------------------


@kind("salts of no second")
def salts_of_none(folder, size):
    bag = fresh(folder, of=SALTED)
    bag.write(SALTS, b"".join(b'{"seq":%d,"salt":"%032x"}\n' % (number, number) for number in range(size // 55)))
    return done(bag)


@kind("salts: lines of empty objects")
def empty_salts(folder, size):
    bag = fresh(folder, of=SALTED)
    bag.write(SALTS, b"{}\n" * (size // 3))
    return done(bag)


@kind("salts: seconds that share one")
def shared_salts(folder, size):
    """Of a second of one frame each, so that as many as can be have one."""
    bag = fresh(folder, of=SALTED)
    lines = bag.journal()
    audio, salt = next(line for line in lines if line["event"] == "audio"), "ab" * 16
    lines[-1:-1] = [dict(audio, **{"from": audio["frames"] + number}, frames=1, sha256="cd" * 32)
                    for number in range(size // 350)]
    bag.write(JOURNAL, chained(lines))
    bag.write_lines(SALTS, [{"seq": line["seq"], "salt": salt} for line in bag.journal() if line["event"] == "audio"])
    return done(bag)


@kind("call: tracks by the thousand")
def many_tracks(folder, size):
    bag = fresh(folder, of=CALL)
    lines = bag.journal()
    lines[0]["tracks"] *= min(size, LINE_BYTES) // len(to_line(lines[0]["tracks"]))
    bag.write(JOURNAL, chained(lines))
    return done(bag)


@kind("call: files of both sides by turns")
def tracks_by_turns(folder, size):
    return with_lines(folder, size, lambda number: {
        "event": "file", "file": f"data/{('near', 'far')[number % 2]}-{number // 2 + 10:03}.flac",
        "track": ("near", "far")[number % 2], "first_frame_utc": None, "first_frame_mono": None}, of=CALL)


@kind("call: breaks of both sides by turns")
def breaks_by_turns(folder, size):
    return with_lines(folder, size, lambda number: {
        "event": "break", "cause": "x", "seconds": 1.0, "lost_frames": 1, "track": ("near", "far")[number % 2]}, of=CALL)


@kind("notes of what goes on around it")
def around(folder, size):
    bag = fresh(folder, of=SALTED)
    lines, salt, text = bag.journal(), "ab" * 16, '{"event":"check","x":' + "[" * 1000 + "]" * 1000 + "}"
    digest = sha256(bytes.fromhex(salt) + text.encode())
    utc, mono = lines[-1]["utc"], lines[-2]["mono"]
    numbers = range(100, 100 + size // 2400)
    lines[-1:-1] = [{"event": "note", "note": number, "kind": "around", "sha256": digest, "utc": utc, "mono": mono}
                    for number in numbers]
    bag.write_journal(lines)
    bag.write_lines(NOTES, bag.lines(NOTES) + [{"note": number, "salt": salt, "text": text} for number in numbers])
    return done(bag)


# -- the bag ------------------------------------------------------------------------------------------------------------


def with_manifest(folder, name, content):
    bag = fresh(folder)
    bag.hash_anew()
    bag.write(name, bag.read(name) + content)
    if name == MANIFEST:
        listed = [path for path in bag.files() if not path.startswith("data/") and path != TAG_MANIFEST]
        bag.write_manifest(TAG_MANIFEST, listed)
    return [bag.path]


@kind("manifest: lines that are none")
def manifest_of_nothing(folder, size):
    return with_manifest(folder, MANIFEST, b"x\n" * (size // 2))


@kind("manifest: files that are not there")
def manifest_of_missing(folder, size):
    lines = b"".join(b"ab" * 32 + b"  data/%d\n" % number for number in range(size // 76))
    return with_manifest(folder, MANIFEST, lines)


@kind("tag manifest: files that are not there")
def tags_of_missing(folder, size):
    lines = b"".join(b"ab" * 32 + b"  x%d\n" % number for number in range(size // 72))
    return with_manifest(folder, TAG_MANIFEST, lines)


@kind("manifest: long paths that are almost the same")
def manifest_of_long_paths(folder, size):
    lines = b"".join(b"ab" * 32 + b"  data/" + b"a/" * 2000 + b"%d\n" % number for number in range(size // 4076))
    return with_manifest(folder, MANIFEST, lines)


@kind("bag-info of folded lines")
def folded(folder, size):
    bag = fresh(folder)
    bag.append("bag-info.txt", "X: y\n" + " z\n" * (size // 3))
    return done(bag)


@kind("files that nobody lists")
def unlisted_files(folder, size):
    bag = fresh(folder)
    bag.hash_anew()
    for number in range(size // 512):
        bag.write(f"data/{number}", b"")
    return [bag.path]


@kind("folders without files")
def empty_folders(folder, size):
    bag = fresh(folder)
    bag.hash_anew()
    for number in range(size // 512):
        os.makedirs(bag.at(f"data/{number % 97}/{number}"))
    return [bag.path]


# -- excerpt, transcript ------------------------------------------------------------------------------------------------


def excerpt_of(folder, recording, ranges, notes=(), **more):
    """An unsigned excerpt of an unsigned recording, whose sound is that recording's."""
    bag = Bag(None, os.path.join(folder, "excerpt-1"))
    for name in ("bagit.txt", "bag-info.txt", "how-to-verify.txt", JOURNAL):
        bag.write(name, recording.read(name))
    for name in (MANIFEST, TAG_MANIFEST):
        bag.write("data/original/" + name, recording.read(name))
    bag.write("data/excerpt-001.flac", recording.read(AUDIO))
    bag.write_json("data/excerpt.json", {"format": 1, "original": sha256(recording.read(TAG_MANIFEST)), "key": None,
                                         "ranges": ranges, "notes": list(notes), **more})
    shutil.rmtree(recording.path)
    return done(bag)


def silent_recording(folder, seconds):
    bag = with_sound(fresh(folder), bytes(2 * RATE * seconds))
    bag.hash_anew()
    return bag


WHOLE_SECOND = [{"file": AUDIO, "from": 0, "frames": RATE}]


@kind("excerpt.json: empty objects")
def excerpt_objects(folder, size):
    return excerpt_of(folder, silent_recording(folder, 1), WHOLE_SECOND, x=[{}] * (size // 3))


@kind("excerpt.json: notes that are none")
def excerpt_notes(folder, size):
    return excerpt_of(folder, silent_recording(folder, 1), WHOLE_SECOND, notes=[{}] * (size // 3))


@kind("excerpt.json: ranges that each disclose all", against="silence")
def excerpt_ranges(folder, size):
    seconds = size // 2 // 420
    every = {"file": AUDIO, "from": 0, "frames": RATE * seconds}
    return excerpt_of(folder, silent_recording(folder, seconds), [every] * min(size // 2 // 52, 10_000))


@kind("excerpt.json: a range for every other second", against="silence")
def every_other_second(folder, size):
    seconds = size // 500
    return excerpt_of(folder, silent_recording(folder, seconds), [{"file": AUDIO, "from": RATE * number, "frames": RATE}
                                                                  for number in range(0, seconds, 2)])


@kind("excerpt: the recording's manifest has files that no line names")
def files_of_no_line(folder, size):
    recording = silent_recording(folder, 1)
    more = b"".join(b"ab" * 32 + b"  data/x%07d\n" % number for number in range(size // 80))
    recording.write(MANIFEST, recording.read(MANIFEST) + more)
    listed = [name for name in recording.files() if not name.startswith("data/") and name != TAG_MANIFEST]
    recording.write_manifest(TAG_MANIFEST, listed)
    return excerpt_of(folder, recording, WHOLE_SECOND)


def transcript(folder, text):
    bag, golden = Bag(None, os.path.join(folder, "transcript-1")), Bag(None, GOLDEN)
    for name in ("bagit.txt", "bag-info.txt", "how-to-verify.txt"):
        bag.write(name, golden.read(name))
    bag.write_json("data/transcript.json", {"format": 1, "original": "ab" * 32, "previous": None, "key": None,
                                            "made_utc": "2026-11-24T09:12:30.123456789Z", "by": "person", "draft": None})
    bag.write("data/transcript.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + text)
    return done(bag)


@kind("transcript: beginnings of tags")
def tags(folder, size):
    return transcript(folder, (b"<" * 60_000 + b">\n") * (size // 60_000 + 1))


@kind("transcript: tags")
def real_tags(folder, size):
    return transcript(folder, b"<b><v A>" * (size // 8))


@kind("transcript: text of no cue")
def no_cue(folder, size):
    return transcript(folder, b"\nx\n" * (size // 3))


@kind("transcript: shortest cues")
def short_cues(folder, size):
    return transcript(folder, b"\n00:00.000-->00:01.000\n" * (size // 23))


def lines_of(piece, size):
    """Lines of up to 60,000 bytes."""
    return (piece * (60_000 // len(piece)) + b"\n") * (size // 60_000 + 1)


@kind("transcript: ampersands")
def ampersands(folder, size):
    return transcript(folder, lines_of(b"&", size))


@kind("transcript: ampersands before letters")
def ampersands_before_letters(folder, size):
    return transcript(folder, lines_of(b"&a", size))


@kind("transcript: names of characters that never end")
def endless_names(folder, size):
    return transcript(folder, lines_of(b"&" + b"a" * 31, size))


@kind("transcript: characters that nobody sees")
def unseen(folder, size):
    return transcript(folder, lines_of("\u202e".encode(), size))


@kind("transcript: dashes")
def dashes(folder, size):
    return transcript(folder, lines_of(b"--", size))


@kind("transcript: cues of settings")
def many_settings(folder, size):
    return transcript(folder, (b"\n00:00.000 --> 00:01.000 " + b"line:1 " * 1000 + b"\nx\n") * (size // 7030 + 1))


# -- sound --------------------------------------------------------------------------------------------------------------


def flac_of(bag, frames, total):
    info = flac_frames.stream_info(RATE, 1, 16, total, bytes(16), 65535)
    opened = bag.journal()[0]
    tags = flac_frames.tag_block("x", [f"comment={opened['recording']}"])
    head = b"".join(bytes([number | last]) + len(block).to_bytes(3, "big") + block
                    for number, last, block in ((0, 0, info), (4, 0x80, tags)))
    return b"fLaC" + head + frames


@kind("sound: longest frames of silence, each second another one", against="silence")
def long_frames(folder, size):
    bag, seconds = fresh(folder), size // 250
    frames = b"".join(flac_frames.constant_frame(number, 0, 65535) for number in range(seconds * RATE // 65535 + 1))
    return done(with_sound(bag, bytes(2 * RATE * seconds), flac_of(bag, frames, seconds * RATE), ["ab" * 32] * seconds))


@kind("sound: bytes that each may begin a frame")
def sync_bytes(folder, size):
    bag = fresh(folder)
    flac = bag.flac()
    bag.write(AUDIO, flac.written(frames=[flac.raw(0)], behind=b"\xff\xf8" * (size // 2)))
    return done(bag)


@kind("sound: heads of frames, one behind the other")
def frame_heads(folder, size):
    bag = fresh(folder)
    flac = bag.flac()
    heads = b"".join(flac_frames.verbatim_frame(number % 128, [[0]])[:8] for number in range(size // 8))
    bag.write(AUDIO, flac.written(frames=[], behind=heads))
    return done(bag)


@kind("sound: frames that are all the first one", against="silence")
def first_frames(folder, size):
    bag, seconds = fresh(folder), size // 500
    frames = flac_frames.constant_frame(0, 0, 65535) * (size // 2 // 15)
    return done(with_sound(bag, bytes(2 * RATE * seconds), flac_of(bag, frames, seconds * RATE), ["ab" * 32] * seconds))


@kind("sound: a picture")
def picture(folder, size):
    bag = fresh(folder)
    flac = bag.flac()
    blocks = [*flac.blocks, *[(flac_frames.PICTURE, bytes(60_000))] * (size // 60_000 + 1)]
    bag.write(AUDIO, flac.written(blocks=blocks))
    return done(bag)


@kind("a recovered bag whose list names a file again and again")
def listed_again(folder, size):
    original = fresh(folder)
    original.write(AUDIO, bytes(size // 2))
    bag = fresh(folder, "recovered")
    lines = bag.journal()
    entry = {"file": AUDIO, "bytes": size // 2, "sha256": sha256(bytes(size // 2))}
    recovered = {"seq": 0, "prev": "", "utc": lines[-1]["utc"], "mono": lines[-1]["mono"], "event": "recovered",
                 "original": [entry] * min(size // 2 // 130, LINE_BYTES // 130), "key": None, "boot_id": None,
                 "unjournaled_frames": 0, "unsupported_from": None}
    bag.write_journal([*lines[:-1], recovered, dict(lines[-1], reason="recovered")])
    return done(bag)


# -- ledgers ------------------------------------------------------------------------------------------------------------


def ledger(folder, lines):
    with open(os.path.join(folder, "ledger.jsonl"), "wb") as file:
        file.write(b"".join(line + b"\n" for line in lines))
    return ["--ledger", folder]


def key_line(key, previous=None, endorsed=None):
    return {"seq": 0, "prev": "0" * 64, "utc": "2026-11-24T15:04:31.257100189Z", "event": "key", "key": key.fingerprint,
            "public_key": key.body, "previous": previous, "endorsed": endorsed}


def unsigned(line):
    """With a signature of zeros."""
    return to_line(line)[:-1] + b',"sig":"' + base64.b64encode(bytes(64)) + b'"}'


@kind("ledger: no line but the first is signed")
def unsigned_ledger(folder, size):
    key = Key(bytes(range(32)))
    lines = [signed_line(key_line(key), key)]
    for number in range(size // 330):
        line = {"seq": number + 1, "prev": sha256(lines[-1]), "utc": "2026-11-24T15:04:31.257100189Z", "event": "begin",
                "recording": f"{number:08x}-c6e5-43df-9388-b4a09693de69", "open": "ab" * 32}
        lines.append(unsigned(line))
    return ledger(folder, lines)


@kind("ledger: keys that sign nothing", against="keys")
def keys_of_nothing(folder, size):
    lines, previous = [], None
    for number in range(size // 420):
        key = Key(hashlib.sha256(b"%d" % number).digest())
        line = dict(key_line(key, previous), seq=number, prev=sha256(lines[-1]) if lines else "0" * 64)
        lines.append(unsigned(line))
        previous = key.fingerprint
    return ledger(folder, lines)


@kind("ledger: keys of which each line but the first is bad", against="keys")
def keys_of_bad_lines(folder, size):
    lines, previous = [], None
    while len(lines) < size // 340:
        key = Key(hashlib.sha256(b"%d" % len(lines)).digest())
        line = dict(key_line(key, previous), seq=len(lines), prev=sha256(lines[-1]) if lines else "0" * 64)
        lines.append(signed_line(line, key))
        previous = key.fingerprint
        for _ in range(3):
            lines.append(unsigned({"seq": len(lines), "prev": sha256(lines[-1]), "utc": "2026-11-24T15:04:31.257100189Z",
                                   "event": "head", "to": "export"}))
    return ledger(folder, lines)


@kind("ledger: deletions and transcripts by turns")
def deletions_by_turns(folder, size):
    key = Key(bytes(range(32)))
    lines = [signed_line(key_line(key), key)]
    for number in range(size // 330):
        line = {"seq": number + 1, "prev": sha256(lines[-1]), "utc": "2026-11-24T15:04:31.257100189Z",
                "event": ("transcript", "delete")[number % 2], "recording": f"{number // 2:08x}-c6e5-43df-9388-b4a09693de69"}
        line |= {"what": "part", "seal_before": None, "seal_after": None} if number % 2 else {"bag": "transcript-1", "seal": "ab" * 32}
        lines.append(unsigned(line))
    lines[-1] = signed_line(json.loads(lines[-1].rsplit(b',"sig"', 1)[0] + b"}"), key)
    return ledger(folder, lines)


@kind("ledger: lines of nothing")
def ledger_of_nothing(folder, size):
    return ledger(folder, [b"{}"] * (size // 3))


__all__ = ["HONEST", "KINDS", "chained", "size_of"]
