# SPDX-License-Identifier: MIT
"""docs/format.md, "Audio": what a FLAC file of a bag may hold, each second, each gap."""

import functools
import hashlib

import flac_frames

from .words import sha256


@functools.lru_cache(maxsize=64)
def _parsed(data):
    try:
        flac = flac_frames.Flac(data)
        return flac, flac.samples()
    except flac_frames.Broken as error:
        return str(error), b""


def check_file(name, data, opened):
    """STREAMINFO, tags, and exactly the frames that it declares, to the file's last byte."""
    flac, samples = _parsed(data)
    if isinstance(flac, str):
        yield f"{name} {flac}"
        return
    if [kind for kind, _ in flac.blocks] != [flac_frames.STREAMINFO, flac_frames.COMMENTS]:
        yield f"{name} holds other blocks than STREAMINFO and tags"
    if flac.end != len(data):
        yield f"{name}: from byte {flac.end} on it holds no frame: {flac.why}"
    if flac.total != sum(frame.length for frame in flac.frames):
        yield f"{name} declares {flac.total} frames, and has others"
    if flac.md5 != hashlib.md5(samples).digest():
        yield f"{name}: its MD5 is not that of its samples"
    for number, frame in enumerate(flac.frames):
        shape = (frame.rate, frame.bits, len(frame.channels), frame.number, frame.counts_samples)
        if shape != (flac.rate, flac.bits, flac.channels, number, False):
            yield f"{name}: frame {number} is numbered otherwise, or of another form"
            break
    if opened and (flac.rate, flac.channels, flac.bits) != tuple(opened.get(n) for n in ("sample_rate", "channels", "bits")):
        yield f"{name} has another form than `open` says"
    try:
        tags = [line.partition("=")[2] for line in flac.tags[1]]
    except flac_frames.Broken as error:
        yield f"{name}: {error}"
        return
    if opened and opened.get("recording") not in tags:
        yield f"{name}: no tag names this recording"


def samples_of(data):
    return _parsed(data)[1]


def frame_bytes(opened):
    return opened["channels"] * opened["bits"] // 8


def is_silent(data, opened, begin, end):
    size = frame_bytes(opened)
    return not any(samples_of(data)[begin * size:end * size])


def check_second(name, data, line, opened):
    size = frame_bytes(opened)
    part = samples_of(data)[line["from"] * size:(line["from"] + line["frames"]) * size]
    if len(part) != line["frames"] * size or sha256(part) != line["sha256"]:
        yield f"{name}, frame {line['from']}, line {line['seq'] + 1} of the journal: another sound"


def check_recording(bag, journal):
    """Each file that the journal speaks of, and no other."""
    opened = journal.opened or {}
    there = {name for name in bag.names if name.startswith("data/audio-")}
    for name in sorted(there - set(journal.files)):
        yield f"{name} is none that the journal speaks of"
    for name in journal.files:
        if name not in there:
            yield f"{name} is missing"
            continue
        data = bag.read(name)
        yield from check_file(name, data, opened)
        seconds = journal.of("audio", name)
        for line in seconds:
            yield from check_second(name, data, line, opened)
        frames = sum(line["frames"] for line in seconds)
        if not journal.problems and len(samples_of(data)) != frames * frame_bytes(opened):
            yield f"{name} has more or less frames than the journal's {frames}"
