# SPDX-License-Identifier: MIT
"""Format 2: a salt for each second's hash, and a call's two tracks. Whoever has no key makes all hashes anew."""

from kit import JOURNAL, LEVELS, SALTS
from rows import ALTERED, UNCHANGED, row

NEAR, FAR = "data/near-001.flac", "data/far-001.flac"


@row("salted-recording", "all is chained and hashed anew with nothing changed", UNCHANGED)
def salted_made_anew(case):
    case.bag.write_journal(case.bag.journal())
    case.bag.hash_anew()


@row("call-recording", "all is chained and hashed anew with nothing changed", UNCHANGED)
def call_made_anew(case):
    case.bag.write_journal(case.bag.journal())
    case.bag.hash_anew()


def with_salts(base, done, file=SALTS, **place):
    """The lines of the salts as `change` leaves them."""
    def add(change):
        def changed(case):
            lines = case.bag.lines(SALTS)
            case.bag.write_lines(SALTS, change(lines) or lines)
            case.bag.hash_anew()

        changed.__name__, changed.__module__ = change.__name__, change.__module__
        return row(base, done, ALTERED, file=file, **place)(changed)

    return add


def exchange_salts(lines):
    lines[0]["salt"], lines[1]["salt"] = lines[1]["salt"], lines[0]["salt"]


@with_salts("salted-recording", "the salts of two seconds are exchanged", file="data/audio-001.flac", second=0)
def salts_exchanged(lines):
    exchange_salts(lines)


@with_salts("call-recording", "a second of one track has the salt of one of the other", says="no such second|missing")
def salts_of_tracks_exchanged(lines):
    near, far = 0, len(lines) - 1
    lines[near]["seq"], lines[far]["seq"] = lines[far]["seq"], lines[near]["seq"]


@with_salts("salted-recording", "a salt is left out", says="missing")
def salt_left_out(lines):
    return lines[:-1]


@with_salts("salted-recording", "a salt stands twice")
def salt_twice(lines):
    return [*lines, lines[-1]]


@with_salts("salted-recording", "a salt is of a line that is no second")
def salt_of_no_second(lines):
    return [{"seq": 0, "salt": "0" * 32}, *lines]


@with_salts("salted-recording", "a salt is in capitals", says="not a salt")
def salt_in_capitals(lines):
    lines[0]["salt"] = lines[0]["salt"].upper()


@with_salts("salted-recording", "a salt has a field more", says="not a salt")
def salt_with_more(lines):
    lines[0]["why"] = "he confesses"


@with_salts("salted-excerpt-1", "the salt of a second that is disclosed is left out", says="missing")
def disclosed_salt_left_out(lines):
    return [{"seq": 900, "salt": "0" * 32}]


@row("salted-excerpt-1", "the salt of a second that is withheld is there", ALTERED, file=SALTS, says="withheld")
def withheld_salt(case):
    case.bag.write_lines(SALTS, case.other("salted-recording").lines(SALTS)[:2])
    case.bag.hash_anew()


@row("salted-recording", "the salts are gone", ALTERED, file=SALTS)
def salts_gone(case):
    case.bag.remove(SALTS)
    case.bag.hash_anew()


@row("salted-excerpt-1", "how-to-verify.txt is that of the first release, whose commands know no salts", ALTERED, file="how-to-verify.txt")
def how_to_without_salts(case):
    case.bag.write("how-to-verify.txt", case.other("golden-excerpt-1").read("how-to-verify.txt"))
    case.bag.hash_anew()


@row("golden-recording", "how-to-verify.txt is that of a recording with salts, which this one has not", ALTERED, file="how-to-verify.txt")
def how_to_of_salts(case):
    case.bag.write("how-to-verify.txt", case.other("salted-recording").read("how-to-verify.txt"))
    case.bag.hash_anew()


@row("golden-recording", "a recording of format 1 has salts", ALTERED, file=SALTS)
def salts_in_format_1(case):
    case.bag.write(SALTS, b"")
    case.bag.hash_anew()


@row("salted-recording", "its format is said to be 1, and its salts are gone", ALTERED, file="data/audio-001.flac")
def called_format_1(case):
    with case.bag.journal_lines() as lines:
        lines[0]["format"] = 1
    case.bag.remove(SALTS)
    case.bag.hash_anew()


@row("salted-excerpt-1", "the excerpt is said to be of format 1", ALTERED, file="data/excerpt.json")
def excerpt_called_format_1(case):
    with case.bag.changed_json("data/excerpt.json") as excerpt:
        excerpt["format"] = 1
    case.bag.hash_anew()


@row("call-recording", "the files of both tracks are exchanged", ALTERED, file=NEAR)
def tracks_exchanged(case):
    case.bag.exchange(NEAR, FAR)
    case.bag.hash_anew()


@row("call-recording", "near is sealed as far: files, lines, formats and totals", ALTERED, file=NEAR, says="of this track")
def near_sealed_as_far(case):
    case.bag.exchange(NEAR, FAR)
    case.bag.exchange("data/near-002.flac", "data/far-002.flac")
    other = {"near": "far", "far": "near"}
    with case.bag.journal_lines() as lines:
        for line in lines:
            if "track" in line:
                line["track"] = other[line["track"]]
            if isinstance(line.get("file"), str):
                for track, name in other.items():
                    if f"data/{track}-" in line["file"]:
                        line["file"] = line["file"].replace(track, name)
                        break
            if "tracks" in line:
                first, second = line["tracks"]
                first["track"], second["track"] = "far", "near"
                line["tracks"] = [second, first]
    case.bag.hash_anew()


@row("call-recording", "a line of the far side is said to be of the near side", ALTERED, file=JOURNAL)
def line_of_other_track(case):
    with case.bag.journal_lines() as lines:
        next(line for line in lines if line["event"] == "audio" and line["track"] == "far")["track"] = "near"
    case.bag.hash_anew()


@row("call-recording", "a line about sound names no track", ALTERED, file=JOURNAL, says="does not say of which track")
def line_of_no_track(case):
    with case.bag.journal_lines() as lines:
        del lines[case.bag.event("break")]["track"]
    case.bag.hash_anew()


@row("salted-recording", "a line of what is no call names a track", ALTERED, file=JOURNAL, says="one alone")
def track_of_no_call(case):
    with case.bag.journal_lines() as lines:
        lines[case.bag.event("break")]["track"] = "near"
    case.bag.hash_anew()


@row("call-recording", "the far side's file is gone", ALTERED, file=FAR)
def track_gone(case):
    case.bag.remove(FAR)
    case.bag.hash_anew()


@row("call-recording", "the far side's lines and files are left out", ALTERED, file=JOURNAL)
def track_left_out(case):
    with case.bag.journal_lines() as lines:
        lines[:] = [line for line in lines if line.get("track") != "far"]
    for name in (FAR, "data/far-002.flac"):
        case.bag.remove(name)
    case.bag.hash_anew()


@row("call-recording", "`open` has one track alone", ALTERED, file=JOURNAL)
def one_track_in_open(case):
    with case.bag.journal_lines() as lines:
        del lines[0]["tracks"][1]
    case.bag.hash_anew()


@row("call-recording", "the total of a track does not fit", ALTERED, file=JOURNAL, says="of each track")
def total_of_track(case):
    with case.bag.journal_lines() as lines:
        lines[-1]["tracks"][0]["lost_frames"] += 1
    case.bag.hash_anew()


@row("call-recording", "one track is of another recording", ALTERED, file=FAR)
def track_of_another(case):
    case.bag.write(FAR, case.other("salted-recording").read("data/audio-001.flac"))
    case.bag.hash_anew()


@row("call-excerpt-1", "the disclosed seconds of both tracks are exchanged", ALTERED, file="data/excerpt-near-001.flac")
def disclosed_tracks_exchanged(case):
    case.bag.exchange("data/excerpt-near-001.flac", "data/excerpt-far-001.flac")
    case.bag.hash_anew()


@row("call-excerpt-1", "an excerpt's ranges leave the far side out, and its sound is there", ALTERED)
def ranges_without_far(case):
    with case.bag.changed_json("data/excerpt.json") as excerpt:
        excerpt["ranges"] = [piece for piece in excerpt["ranges"] if "far" not in piece["file"]]
    case.bag.hash_anew()


@row("salted-recording", "levels of a file that is none", ALTERED, file=LEVELS)
def levels_of_no_file(case):
    lines = case.bag.lines(LEVELS)
    lines[1]["file"] = NEAR
    case.bag.write_lines(LEVELS, lines)
    case.bag.hash_anew()
