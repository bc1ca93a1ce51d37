# SPDX-License-Identifier: MIT
"""docs/format.md, "Audio": what a FLAC file of a bag may hold, each second, each gap."""

import functools
import hashlib
import re

import flac_frames

from .words import SALT, is_time, sha256


SOFTWARE = re.compile(r"(?=[^ ]*( [^ ]*)?$)(?=.*/)[A-Za-z0-9/.+~_() -]+", re.A)
LIBRARY = re.compile(r"reference libFLAC [A-Za-z0-9.+~_-]+( [A-Za-z0-9.+~_-]+)?", re.A)


@functools.lru_cache(maxsize=64)
def _parsed(data):
    try:
        flac = flac_frames.Flac(data)
        return flac, flac.samples()
    except flac_frames.Broken as error:
        return str(error), b""


def check_file(name, data, opened, salted=False, recovered=False):
    """STREAMINFO, tags, and exactly the frames that it declares, to the file's last byte."""
    flac, samples = _parsed(data)
    if isinstance(flac, str):
        yield f"{name} {flac}"
        return
    if [kind for kind, _ in flac.blocks] != [flac_frames.STREAMINFO, flac_frames.COMMENTS]:
        yield f"{name} holds other blocks than STREAMINFO and tags"
    if flac.end != len(data):
        yield f"{name}: from byte {flac.end} on it holds no frame: {flac.why}"
    if not flac.frames:
        yield f"{name} holds no frame"  # its total of 0 says that nobody knows how many there are
    if flac.total != sum(frame.length for frame in flac.frames):
        yield f"{name} declares {flac.total} frames, and has others"
    if flac.md5 != hashlib.md5(samples).digest():
        yield f"{name}: its MD5 is not that of its samples"
    for number, frame in enumerate(flac.frames):
        shape = (frame.rate, frame.bits, len(frame.channels), frame.number, frame.counts_samples)
        if shape != (flac.rate, flac.bits, flac.channels, number, False):
            yield f"{name}: frame {number} is numbered otherwise, or of another form"
            break
    saying = [frame.says for n, frame in enumerate(flac.frames)
              if not (recovered and frame.empty and frame.says == (False, False) and n + 1 < len(flac.frames))]
    if len(set(saying)) > 1:
        yield f"{name}: not every frame says its rate and bits as the first one does"
    if opened and (flac.rate, flac.channels, flac.bits) != tuple(opened.get(n) for n in ("sample_rate", "channels", "bits")):
        yield f"{name} has another form than `open` says"
    info, sizes = flac.blocks[0][1], [frame.size for frame in flac.frames]
    block, lengths = int.from_bytes(info[2:4], "big"), [frame.length for frame in flac.frames]
    if info[:2] != info[2:4] or block < 16 or any(length != block for length in lengths[:-1]) or lengths[-1:] > [block]:
        yield f"{name} says another block size than its frames have"
    for told, found in ((info[4:7], min(sizes, default=0)), (info[7:10], max(sizes, default=0))):
        if int.from_bytes(told, "big") not in (0, found):
            yield f"{name} says another size of its frames"
    place = flac_frames.hidden(flac)
    if place is not None:
        yield f"{name}: at byte {place} a frame is hidden in another one"
    yield from _check_tags(name, flac, opened, salted)


def _check_tags(name, flac, opened, salted):
    try:
        vendor, lines = flac.tags
    except flac_frames.Broken as error:
        yield f"{name}: {error}"
        return
    tags = [(key.lower(), value) for key, _, value in (line.partition("=") for line in lines)]
    if sorted(key for key, _ in tags) != ["comment", "date", "software"]:
        yield f"{name} has other tags than three"
        return
    tags = dict(tags)
    words = [opened.get("recording"), *([opened["track"]] if "track" in opened else [])] if opened else []
    said = tags["comment"].split(" ")
    if salted and (len(said) != len(words) + 1 or not SALT.fullmatch(said.pop())):
        yield f"{name}: its tags have no salt"
    if opened and said != words:
        yield f"{name}: its tags do not name this recording"
    if tags["date"] not in ("", "unknown") and not is_time(tags["date"]):
        yield f"{name}: its date is none"
    if not SOFTWARE.fullmatch(tags["software"]) or len(tags["software"]) > 100:
        yield f"{name}: its software is none"
    if vendor != tags["software"] and (not LIBRARY.fullmatch(vendor) or len(vendor) > 100):
        yield f"{name}: its library is none"


def check_begun(name, data, opened):
    """Of an excerpt: its tag says when the recording began."""
    flac, _ = _parsed(data)
    if isinstance(flac, str):
        return
    try:
        dates = [line.partition("=")[2] for line in flac.tags[1] if line.lower().startswith("date=")]
    except flac_frames.Broken:
        return
    if dates != [opened.get("utc")]:
        yield f"{name}: its tags say another beginning than the journal"


def samples_of(data):
    return _parsed(data)[1]


def frame_bytes(opened):
    return opened["channels"] * opened["bits"] // 8


def is_silent(data, opened, begin, end):
    size = frame_bytes(opened)
    return not any(samples_of(data)[begin * size:end * size])


def check_second(name, data, line, opened, salt=b""):
    if salt is None:
        return  # told as missing
    size = frame_bytes(opened)
    part = samples_of(data)[line["from"] * size:(line["from"] + line["frames"]) * size]
    if len(part) != line["frames"] * size or sha256(salt + part) != line["sha256"]:
        yield f"{name}, frame {line['from']}, line {line['seq'] + 1} of the journal: another sound"


def check_gaps(name, data, gaps, opened):
    """What is said to be silence is."""
    for gap in gaps:
        if not is_silent(data, opened, gap["from"], gap["from"] + gap["frames"]):
            yield f"{name}: line {gap['seq'] + 1} of the journal says that there is silence"


def check_recording(bag, journal):
    """Each file that the journal speaks of, and no other."""
    there = {name for name in bag.names if name.startswith(("data/audio-", "data/near-", "data/far-"))}
    for name in sorted(there - set(journal.files)):
        yield f"{name} is none that the journal speaks of"
    for name in journal.files:
        if name not in there:
            yield f"{name} is missing"
            continue
        data, opened = bag.read(name), journal.form_of(name)
        if journal.sealed:
            yield from check_file(name, data, opened, journal.salted, journal.recovered is not None)
        seconds = journal.of("audio", name)
        for line in seconds:
            yield from check_second(name, data, line, opened, journal.salts.get(line["seq"]) if journal.salted else b"")
        yield from check_gaps(name, data, journal.of("gap", name), opened)
        frames = sum(line["frames"] for line in seconds)
        if journal.sealed and not journal.problems and len(samples_of(data)) != frames * frame_bytes(opened):
            yield f"{name} has more or less frames than the journal's {frames}"
