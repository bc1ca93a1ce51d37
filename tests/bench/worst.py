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
from tsa import Tsa  # noqa: E402

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


HONEST = {"sound": honest_sound, "silence": honest_silence}


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


# -- time stamps --------------------------------------------------------------------------------------------------------


def revoked_list(tsa, size):
    """A list of the authority that revokes as many strangers' certificates as there is room for."""
    with open(tsa.at("index"), "r+", encoding="ascii") as index:
        kept = index.read()
        index.write("".join(f"R\t361231235959Z\t261101000000Z\t{number:08X}\tunknown\t/CN=x\n"
                            for number in range(0x10000000, 0x10000000 + size // 36)))
    tsa.openssl("ca", "-gencrl", "-config", "config", "-out", "long.pem")
    with open(tsa.at("index"), "w", encoding="ascii") as index:
        index.write(kept)
    with open(tsa.at("long.pem"), "rb") as file:
        return file.read()


def stamps_and_list(folder, size):
    """Half of it tokens, half of it a list that each of them is held against."""
    tsa = Tsa(folder=os.path.join(folder, "authority"))
    try:
        bag = fresh(folder)
        lines, key = bag.journal(), Key(bytes(range(32)))
        lines[0]["key"] = key.fingerprint
        first = to_line(dict(lines[0], seq=0, prev="0" * 64))
        token = _token(tsa, first)
        count = max(1, min(size // 2 // (len(token) + 200), 10_000))
        stamp = {"seq": 0, "prev": "", "utc": lines[0]["utc"], "mono": lines[0]["mono"], "event": "timestamp", "covers": 0,
                 "tsa": "http://a/", "token": token}
        bag.write_journal([lines[0], *[stamp] * count, *lines[1:]])
        bag.write("seal/public-key.pem", key.pem)
        bag.hash_anew()
        bag.write("seal/signature.ed25519", key.sign(bag.read(TAG_MANIFEST)))
        with open(tsa.at("tsa.pem"), "rb") as one, open(tsa.root, "rb") as other:
            blocks = one.read() + other.read() + revoked_list(tsa, size // 2)
        bag.write_stamp(tsa.reply(tsa.request(sha256(bag.read("seal/signature.ed25519")))), blocks)
        shutil.copy(tsa.root, os.path.join(folder, "root.pem"))
        return [bag.path, os.path.join(folder, "root.pem")]
    finally:
        tsa.close()


def _token(tsa, line):
    from der import token_of_response

    return base64.b64encode(token_of_response(tsa.reply(tsa.request(sha256(line))))).decode()


# -- ledgers ------------------------------------------------------------------------------------------------------------


def ledger(folder, lines):
    with open(os.path.join(folder, "ledger.jsonl"), "wb") as file:
        file.write(b"".join(line + b"\n" for line in lines))
    return ["--ledger", folder]


def key_line(key, previous=None, endorsed=None):
    return {"seq": 0, "prev": "0" * 64, "utc": "2026-11-24T15:04:31.257100189Z", "event": "key", "key": key.fingerprint,
            "public_key": key.body, "previous": previous, "endorsed": endorsed}


@kind("ledger: no line but the first is signed")
def unsigned_ledger(folder, size):
    key = Key(bytes(range(32)))
    lines = [signed_line(key_line(key), key)]
    for number in range(size // 330):
        line = {"seq": number + 1, "prev": sha256(lines[-1]), "utc": "2026-11-24T15:04:31.257100189Z", "event": "begin",
                "recording": f"{number:08x}-c6e5-43df-9388-b4a09693de69", "open": "ab" * 32}
        lines.append(to_line(line)[:-1] + b',"sig":"' + base64.b64encode(bytes(64)) + b'"}')
    return ledger(folder, lines)


def many_keys(folder, size):
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


@kind("ledger: lines of nothing")
def ledger_of_nothing(folder, size):
    return ledger(folder, [b"{}"] * (size // 3))


__all__ = ["HONEST", "KINDS", "chained", "size_of"]
