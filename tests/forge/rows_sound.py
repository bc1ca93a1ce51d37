# SPDX-License-Identifier: MIT
"""Sound: the FLAC files of sound_forgeries.py in golden bags whose hashes are made anew, and excerpts of what has no
seconds. What is altered is so by the file itself, whatever the hashes say."""

import hashlib

from flac_frames import whole_file
from kit import AUDIO, JOURNAL, sha256, to_line
from rows import ALTERED, UNCHANGED, row
from sound_forgeries import DIFFERENT, FILES, FORGERIES, closed, header, speech, with_frames

BASES = {"sound": "golden-recording", "silence": "golden-excerpt-1"}


def put_in(forgery):
    name = FILES[forgery.base][1]

    def change(case):
        case.bag.write(name, forgery.make(case.bag.flac(name)))
        case.bag.hash_anew()

    change.__name__, change.__module__ = forgery.name, __name__
    return change


for FORGERY in FORGERIES.values():
    row(BASES[FORGERY.base], f"FLAC: {FORGERY.name.replace('_', ' ')}", UNCHANGED if FORGERY.honest else ALTERED,
        file=None if FORGERY.honest else FILES[FORGERY.base][1], says=FORGERY.says)(put_in(FORGERY))


def packed(samples):
    return b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples)


def excerpt_of(case, recording, ranges, sound):
    """An unsigned excerpt of `recording`, made without its maker: what anybody could do."""
    for name in [name for name in case.bag.files() if name.startswith(("data/", "seal/"))]:
        case.bag.remove(name)
    for name in recording.files():
        if name.startswith("seal/") or name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
            case.bag.write("data/original/" + name, recording.read(name))
    case.bag.write(JOURNAL, recording.read(JOURNAL))
    case.bag.write_json("data/excerpt.json", {"format": 1, "original": sha256(recording.read("tagmanifest-sha256.txt")),
                                              "key": None, "ranges": ranges, "notes": []})
    opened = recording.journal()[0]
    for name, samples in sound.items():
        tags = [f"date={opened['utc']}", f"comment={opened['recording']}", "software=earwitness/0.1.0"]
        case.bag.write(name, whole_file(packed(samples), 8000, 1, 16, tags))
    case.bag.hash_anew()


@row("excerpt-1", "an excerpt of an import that was not decoded, with speech in it", ALTERED, file="data/excerpt.json")
def excerpt_of_no_seconds(case):
    excerpt_of(case, case.other("import-raw"), [{"file": AUDIO, "from": 0, "frames": 8000}],
               {"data/excerpt-001.flac": speech(8000)})


@row("excerpt-1", "the same without a range", ALTERED, file="data/excerpt.json")
def excerpt_of_no_seconds_without_a_range(case):
    excerpt_of(case, case.other("import-raw"), [], {"data/excerpt-001.flac": speech(8000)})


@row("excerpt-1", "an excerpt of an import that was not decoded, without any sound", ALTERED, file="data/excerpt.json")
def excerpt_of_no_seconds_without_sound(case):
    excerpt_of(case, case.other("import-raw"), [], {})


@row("import-excerpt", "the seconds of a decoded import's excerpt are others", ALTERED, file="data/excerpt-001.flac")
def excerpt_of_an_import_says_something_else(case):
    case.bag.change_sound(lambda samples: bytes(reversed(samples)), "data/excerpt-001.flac")
    case.bag.hash_anew()


@row("import-excerpt", "its withheld seconds hold speech", ALTERED, file="data/excerpt-001.flac")
def excerpt_of_an_import_holds_more(case):
    case.bag.change_sound(lambda samples: samples[:16000] + packed(speech(len(samples) // 2 - 8000)),
                          "data/excerpt-001.flac")
    case.bag.hash_anew()


@row("import-raw", "a FLAC file that nobody decoded is put beside the import", ALTERED, file=AUDIO)
def sound_beside_an_import(case):
    opened = case.bag.journal()[0]
    tags = ["date=unknown", f"comment={opened['recording']}", "software=earwitness/0.1.0"]
    case.bag.write(AUDIO, whole_file(packed(speech(8000)), 8000, 1, 16, tags))
    case.bag.reseal()


@row("golden-recording", "the journal names a third file, which has no frame, and it is there", ALTERED,
     file="data/audio-003.flac")
def file_without_frames(case):
    flac = case.bag.flac("data/audio-002.flac")
    case.bag.write("data/audio-003.flac", whole_file(b"", flac.rate, flac.channels, flac.bits, flac.tags[1]))
    with case.bag.journal_lines() as lines:
        begun = next(line for line in lines if line.get("file") == "data/audio-002.flac")
        ends, close = lines[-2], lines[-1]
        time = {name: ends[name] for name in ("utc", "mono")}
        lines[-1:] = [dict(next(line for line in lines if line["event"] == "break"), **time),
                      dict(begun, file="data/audio-003.flac", first_frame_utc=ends["utc"],
                           first_frame_mono=ends["captured_mono"], **time), dict(close, files=3)]
    case.bag.hash_anew()


@row("excerpt-1", "the tags of an excerpt say another beginning", ALTERED, file="data/excerpt-001.flac")
def excerpt_begins_otherwise(case):
    name = "data/excerpt-001.flac"
    flac = case.bag.flac(name)
    lines = ["date=2001-01-01T00:00:00Z" if line.startswith("date=") else line for line in flac.tags[1]]
    case.bag.write(name, whole_file(flac.samples(), flac.rate, flac.channels, flac.bits, lines))
    case.bag.hash_anew()


def put_silence(case, which, bits_code=0, value=0):
    """A frame of a recovered recording is of one value and leaves its rate and bits (but for `bits_code`) to STREAMINFO; all that is said
    of its sound is said anew."""
    flac = case.bag.flac()
    length = flac.frames[0].length
    raw = [flac.raw(n) for n in range(len(flac.frames))]
    which %= len(raw)
    size = flac.frames[which].length
    raw[which] = closed(header(which, size, code=bits_code << 1, rate_code=0) + b"\0" + value.to_bytes(2, "big"))
    samples = bytearray(flac.samples())
    samples[2 * which * length:2 * (which * length + size)] = value.to_bytes(2, "little") * size
    case.bag.write(AUDIO, with_frames(flac, raw, md5=hashlib.md5(samples).digest()))
    with case.bag.journal_lines() as lines:
        for line in lines:
            if line["event"] == "audio" and line["file"] == AUDIO:
                case.bag.say_second(line, bytes(samples[2 * line["from"]:2 * (line["from"] + line["frames"])]))
    case.bag.reseal()


@row("recovered", "a frame of silence leaves its rate and bits to STREAMINFO, as the first release wrote it in a garbled one's place", UNCHANGED)
def silence_of_the_first_release(case):
    put_silence(case, 1)


@row("recovered", "the same leaves its rate alone, which the first release did not write", ALTERED, file=AUDIO, says=DIFFERENT)
def silence_that_leaves_its_rate_alone(case):
    put_silence(case, 1, bits_code=4)


@row("recovered", "the last frame is such silence: no garbled one stood there", ALTERED, file=AUDIO, says=DIFFERENT)
def silence_of_the_first_release_at_the_end(case):
    put_silence(case, -1)


@row("recovered", "such a frame sounds", ALTERED, file=AUDIO, says=DIFFERENT)
def sound_in_the_form_of_such_silence(case):
    put_silence(case, 1, value=1000)
