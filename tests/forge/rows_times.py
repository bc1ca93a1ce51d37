# SPDX-License-Identifier: MIT
"""Time that a journal does not account for, or accounts for twice; dates; the order of files, and where marks lie."""

import hashlib
import shutil

from flac_frames import whole_file
from kit import AUDIO, JOURNAL, LEVELS, SALTS, SIGNATURE, move_time
from rows import ALTERED, DATED, UNCHANGED, row
from rows_stamps import SECOND, finished_sound

HOURS_10, YEARS_3, YEARS_10 = 36000, 3 * 365 * 86400, 10 * 365 * 86400
COMPLETE = ("--require-complete",)


def move_lines(lines, seconds):
    for line in lines:
        line["utc"] = move_time(line["utc"], seconds)
        for name in ("mono", "captured_mono", "first_frame_mono"):
            if line.get(name) is not None:
                line[name] += seconds * SECOND
        if line.get("first_frame_utc"):
            line["first_frame_utc"] = move_time(line["first_frame_utc"], seconds)


def hole_before(case, seconds, second, hole):
    """So many seconds of sound, and before one of them nothing for so long."""
    finished_sound(case, seconds)
    at = case.bag.event("audio", second)
    with case.bag.journal_lines() as lines:
        move_lines(lines[at:], hole)
    case.bag.reseal()


# -- time in which no sound came ---------------------------------------------------------------------------------------


@row("signed", "301 seconds of sound, each in its time: nothing is missing", UNCHANGED, options=COMPLETE,
     tells={"untold": r"\A\[\[\]\]", "clock_steps": r"\A\[\[\]\]"})
def no_hole(case):
    finished_sound(case, 301)


@row("signed", "ten hours are cut out before second 100 of 301", ALTERED, file=JOURNAL, says="no line mentions them")
def hole_in_the_middle(case):
    hole_before(case, 301, 100, HOURS_10)


@row("signed", "ten hours are cut out before second 200 of 301, too near the end to be altered", UNCHANGED, code=3,
     options=COMPLETE, tells={"untold": "36000 seconds had passed", "not_proven": "36000 seconds", "text": "36000"})
def hole_near_the_end(case):
    hole_before(case, 301, 200, HOURS_10)


@row("signed", "ten years are cut out before the last second of 31", UNCHANGED, code=3, options=COMPLETE,
     tells={"untold": "315360000 seconds had passed"})
def hole_before_the_last_second(case):
    hole_before(case, 31, 30, YEARS_10)


@row("signed", "`close` is ten hours after the last second", UNCHANGED, code=3, options=COMPLETE,
     tells={"untold": "goes on for 360.. seconds after the last sound"})
def hole_at_the_end(case):
    finished_sound(case, 31)
    with case.bag.journal_lines() as lines:
        move_lines(lines[-1:], HOURS_10)
    case.bag.reseal()


@row("signed", "the first frame is ten hours after `open`", UNCHANGED, code=3, options=COMPLETE,
     tells={"untold": "begins 3600. seconds after the recording"})
def hole_at_the_beginning(case):
    finished_sound(case, 31)
    with case.bag.journal_lines() as lines:
        move_lines(lines[1:], HOURS_10)
    case.bag.reseal()


# -- breaks ------------------------------------------------------------------------------------------------------------


def change_break(case, **fields):
    at = case.bag.event("break")
    with case.bag.journal_lines() as lines:
        lines[-1]["lost_frames"] += fields.get("lost_frames", 0) - lines[at]["lost_frames"]
        lines[at].update(fields)
    case.bag.reseal()


@row("paused", "nothing: a pause is no loss", UNCHANGED, options=COMPLETE)
def pause_untouched(case):
    pass


@row("paused", "a pause lost 800,000 frames, and `close` counts them", ALTERED, file=JOURNAL, says="counts lost frames")
def pause_with_losses(case):
    change_break(case, lost_frames=800_000)


@row("paused", "a pause lasted ten hours, and by mono less than a second passed", ALTERED, file=JOURNAL,
     says="its pause is of 36000 seconds")
def pause_of_ten_hours(case):
    change_break(case, seconds=36000.0)


@row("paused", "a pause lasted 10^9 seconds", ALTERED, file=JOURNAL, says="its pause is of 1000000000 seconds")
def pause_of_31_years(case):
    change_break(case, seconds=1e9)


@row("signed", "where a device was lost for ten hours, by mono no time passed", ALTERED, file=JOURNAL,
     says="its sound and its breaks are \\d+ seconds longer")
def device_lost_without_time(case):
    change_break(case, cause="device_lost", seconds=36000.0, lost_frames=288_000_000)


@row("signed", "a break has a cause that is a sentence, lasts no time and lost nothing: it is not complete", UNCHANGED, code=3,
     options=COMPLETE)
def break_of_another_cause(case):
    change_break(case, cause="HE CONFESSES, and the recorder kept all")


@row("signed", "a split lost an hour", ALTERED, file=JOURNAL, says="a split only begins the next file")
def split_with_losses(case):
    change_break(case, seconds=3600.0, lost_frames=28_800_000)


@row("signed", "a split lasted a tenth of a second", ALTERED, file=JOURNAL, says="a split only begins the next file")
def split_with_time(case):
    change_break(case, seconds=0.1)


# -- the order of files, and marks -------------------------------------------------------------------------------------


def rename_sound(case, names):
    """In the journal, in levels and on the disk."""
    files = {name: case.bag.read(name) for name in names}
    for name in names:
        case.bag.remove(name)
    for name, new in names.items():
        case.bag.write(new, files[name])
    with case.bag.journal_lines() as lines:
        for line in lines:
            if "file" in line:
                line["file"] = names.get(line["file"], line["file"])
    levels = case.bag.lines(LEVELS)
    for line in levels:
        if "file" in line:
            line["file"] = names.get(line["file"], line["file"])
    case.bag.write_lines(LEVELS, levels)
    case.bag.reseal()


@row("signed", "the first and the third file exchange their names: who plays data/ hears the end first", ALTERED, file=JOURNAL,
     says="the next one has the number 1")
def files_out_of_order(case):
    rename_sound(case, {AUDIO: "data/audio-003.flac", "data/audio-003.flac": AUDIO})


@row("signed", "the first file is number 500", ALTERED, file=JOURNAL, says="the next one has the number 1")
def file_500(case):
    rename_sound(case, {AUDIO: "data/audio-500.flac"})


@row("signed", "the last file is number 999999999", ALTERED, file=JOURNAL, says="the next one has the number 3")
def file_999999999(case):
    rename_sound(case, {"data/audio-003.flac": "data/audio-999999999.flac"})


def change_mark(case, **fields):
    with case.bag.journal_lines() as lines:
        mark = next(line for line in lines if line["event"] == "note" and line["kind"] == "mark")
        mark.update(fields)
    case.bag.reseal()


@row("signed", "a mark lies ten hours into a file of a second", ALTERED, file=JOURNAL, says="its mark is outside the sound")
def mark_of_ten_hours(case):
    change_mark(case, file=AUDIO, **{"from": 288_000_000})


@row("signed", "a mark lies in file 777", ALTERED, file=JOURNAL, says="its mark is outside the sound")
def mark_in_another_file(case):
    change_mark(case, file="data/audio-777.flac", **{"from": 2**36})


# -- dates -------------------------------------------------------------------------------------------------------------


@row("stamped", "all is three years earlier, and a `clock` line before `close` says that the clock was set", UNCHANGED, code=3,
     options=("--require-time",), tells={"clock_steps": "94608000", "text": "set forward by 1,095 days",
                                         "dating": "by which of the two times it began is not known"})
def three_years_by_a_clock_line(case):
    with case.bag.journal_lines() as lines:
        lines[:] = [line for line in lines if line["event"] not in ("timestamp", "screen")]
        for line in lines[:-1]:
            line["utc"] = move_time(line["utc"], -YEARS_3)
            if line.get("first_frame_utc"):
                line["first_frame_utc"] = move_time(line["first_frame_utc"], -YEARS_3)
        began = next(line["first_frame_utc"] for line in lines if line["event"] == "file")
        common = {name: lines[-1][name] for name in ("seq", "prev", "utc", "mono")}
        lines.insert(-1, dict(common, event="clock", step_ns=YEARS_3 * SECOND, synchronised=True))
    case.bag.info("Earwitness-Started", began)
    case.bag.reseal()


@row("signed", "Bagging-Date is of 1999", UNCHANGED, tells={"remarks": "Bagging-Date .1999-01-01. is true: it is before there was"})
def bagged_in_1999(case):
    case.bag.info("Bagging-Date", "1999-01-01")
    case.bag.reseal()


@row("signed", "Bagging-Date is of 2199", UNCHANGED, tells={"remarks": "clock has not reached it", "text": "2199-01-01"})
def bagged_in_2199(case):
    case.bag.info("Bagging-Date", "2199-01-01")
    case.bag.reseal()


@row("recovered", "it says that it was recovered in 1999", UNCHANGED, tells={"remarks": "Earwitness-Recovered .1999"})
def recovered_in_1999(case):
    case.bag.info("Earwitness-Recovered", "1999-01-01T00:00:00.000000000Z")
    case.bag.reseal()


def made_in(case, utc):
    with case.bag.changed_json("data/transcript.json") as transcript:
        transcript["made_utc"] = utc
    case.bag.info("Bagging-Date", utc[:10])
    case.bag.reseal()


@row("stamped-transcript", "it says that it was made in 1700", DATED, tells={"remarks": "made_utc .1700"})
def made_in_1700(case):
    made_in(case, "1700-01-01T00:00:00.000000000Z")


@row("stamped-transcript", "it says that it was made in 1970", DATED, tells={"remarks": "made_utc .1970", "text": "made_utc .1970"})
def made_in_1970(case):
    made_in(case, "1970-01-01T00:00:00.000000000Z")


@row("transcript-1", "it was bagged on another day than it was made on", ALTERED, file="bag-info.txt", says="Bagging-Date")
def made_on_another_day(case):
    case.bag.info("Bagging-Date", "2026-01-01")
    case.bag.reseal()


# -- an excerpt's date and keys ----------------------------------------------------------------------------------------


def require_own_key(case):
    case.options += ["--require-key", case.key.fingerprint]


@row("stamped-excerpt", "nothing: recording and excerpt are signed by the key that is asked for", DATED,
     tells={"text": "the recording with the seal [0-9a-f]{64} existed by"})
def excerpt_by_the_key(case):
    require_own_key(case)


@row("stamped-excerpt", "a stranger makes one of it in which all is withheld, under another name, and nobody signs it", DATED,
     code=3, tells={"unconfirmed": "nobody signed the excerpt",
                    "text": r"\A(?!.*all of it existed by).*the recording's seal existed by"})
def excerpt_that_nobody_signed(case):
    with case.bag.changed_json("data/excerpt.json") as excerpt:
        excerpt.update(key=None, ranges=[])
    for name in case.bag.files():
        if name.endswith(".flac"):
            case.bag.change_sound(lambda samples: bytes(len(samples)), name)
    case.bag.write_lines(SALTS, [])
    for name in (SIGNATURE, "seal/public-key.pem"):
        case.bag.remove(name)
    case.bag.info("Contact-Name", "Mr. Justice")
    case.bag.hash_anew()
    require_own_key(case)


# -- what a recovery takes back ----------------------------------------------------------------------------------------


@row("recovered", "the recovery says that nothing of the journal's sound was kept, and tells of other sound", UNCHANGED, code=3,
     options=COMPLETE, tells={"remarks": "of [1-9]\\d* of these there is sound with another hash", "text": "another hash"})
def recovered_other_sound(case):
    shutil.rmtree(case.conversation.at("recording"))
    flac = case.bag.flac()
    width = flac.channels * flac.bits // 8
    with case.bag.journal_lines() as lines:
        at = next(n for n, line in enumerate(lines) if line["event"] == "recovered")
        begins = next(n for n, line in enumerate(lines) if line["event"] == "file")
        told = [line for line in lines if line["event"] == "audio"]
        salts = {salt["seq"]: salt["salt"] for salt in case.bag.lines(SALTS)}
        total = sum(line["frames"] for line in told)
        samples = (hashlib.sha256(b"other").digest() * (total * width // 32 + 1))[:total * width]
        lines[at]["unsupported_from"], lines[at]["unjournaled_frames"] = begins, total
        close = lines[-1]
        common = {name: close[name] for name in ("seq", "prev", "utc", "mono")}
        new = [dict(common, event="file", file=AUDIO, first_frame_utc=lines[begins]["first_frame_utc"], first_frame_mono=None)]
        for line in told:
            part = samples[line["from"] * width:(line["from"] + line["frames"]) * width]
            new.append(dict(common, event="audio", file=AUDIO, **{"from": line["from"]}, frames=line["frames"],
                            captured_mono=None))
            case.bag.say_second(new[-1], part, salts[line["seq"]])
        lines[at + 1:] = [*new, dict(close, files=1, frames=total, lost_frames=0)]
    case.bag.write(AUDIO, whole_file(samples, flac.rate, flac.channels, flac.bits, flac.tags[1]))
    case.bag.reseal()


# -- where another microphone was taken --------------------------------------------------------------------------------


def moved_at(case, file, frame):
    """The journal tells of a move to another microphone, at this place."""
    lines, notes = case.bag.journal(), case.bag.lines("data/notes.jsonl")
    number, salt = max(note["note"] for note in notes) + 1, "ab" * (len(notes[0]["salt"]) // 2)
    close = lines[-1]
    into = {name: close[name] for name in ("seq", "prev", "utc", "mono")}
    note = {**into, "event": "note", "note": number, "kind": "device",
            "sha256": hashlib.sha256(bytes.fromhex(salt) + b"USB").hexdigest()}
    lines[-1:] = [note, {**into, "event": "source", "note": number, "file": file, "from": frame}, close]
    case.bag.write_lines("data/notes.jsonl", [*notes, {"note": number, "salt": salt, "text": "USB"}])
    case.bag.write_journal(lines)
    case.bag.reseal()


@row("signed", "another microphone was taken in the sound", UNCHANGED)
def moved_in_the_sound(case):
    moved_at(case, AUDIO, 100)


@row("signed", "another microphone was taken between two files", UNCHANGED)
def moved_between_files(case):
    moved_at(case, None, 0)


@row("signed", "another microphone was taken hours behind the sound", ALTERED, file=JOURNAL, says="outside the sound")
def moved_behind_the_sound(case):
    moved_at(case, AUDIO, 288_000_000)


@row("signed", "another microphone was taken in a file whose name is a number", ALTERED, file=JOURNAL)
def moved_in_a_number(case):
    moved_at(case, 7, 0)


@row("signed", "another microphone was taken in a file that there is not", ALTERED, file=JOURNAL, says="outside the sound")
def moved_in_another_file(case):
    moved_at(case, "data/audio-777.flac", 0)


# -- what a later version may have written -----------------------------------------------------------------------------


@row("signed", "the journal has a line of a kind that nobody knows: it may tell of a loss", UNCHANGED, code=3, options=COMPLETE,
     tells={"untold": "1 line of the journal is of a kind that this program does not know", "not_proven": "that no sound is missing: 1 line"})
def line_of_an_unknown_kind(case):
    with case.bag.journal_lines() as lines:
        into = {name: lines[-2][name] for name in ("seq", "prev", "utc", "mono")}
        lines.insert(len(lines) - 1, {**into, "event": "lost", "frames": 48000})
    case.bag.reseal()


@row("signed", "it ended for a reason that nobody knows", UNCHANGED, code=3, options=COMPLETE,
     tells={"untold": "does not know: .{1,3}stopped by the judge", "text": 'does not know: "stopped by the judge"'})
def reason_that_nobody_knows(case):
    with case.bag.journal_lines() as lines:
        lines[-1]["reason"] = "stopped by the judge"
    case.bag.reseal()
