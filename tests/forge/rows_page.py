# SPDX-License-Identifier: MIT
"""Edges of what docs/format.md says of numbers, times and names, where two careful readers of a page that is not exact
would differ: each is tried with hashes, chain and signature made anew."""

from flac_frames import COMMENTS, tag_block
from kit import AUDIO, JOURNAL, MANIFEST, move_time
from rows import ALTERED, DATED, NOT_SEALED, UNCHANGED, row


def of_line(name, base, event, field, value, verdict=ALTERED):
    """One field of a line has another value; the lines are chained anew."""
    def change(case):
        with case.bag.journal_lines() as lines:
            of_event = [line for line in lines if line["event"] == event and (event != "note" or line["kind"] == "mark")]
            of_event[0][field] = value
        case.bag.reseal()

    change.__name__, change.__module__ = name, __name__
    shown = f"{value!r}"[:60]
    row(base, f"`{field}` of `{event}` is {shown}", verdict, file=JOURNAL if verdict == ALTERED else None)(change)


of_line("mono_below_zero", "unsigned", "open", "mono", -1)
of_line("mono_beyond_63_bits", "unsigned", "close", "mono", 2**63)
of_line("mark_no_frame_can_have", "paused", "note", "from", 2**36 + 1)
of_line("mark_beyond_a_double", "paused", "note", "from", 2**53 + 1)
of_line("mark_at_the_end", "paused", "note", "from", 0, UNCHANGED)
of_line("break_of_ten_million_years", "paused", "break", "seconds", 1e15)
of_line("break_with_more_frames_than_flac_counts", "paused", "break", "lost_frames", 2**36 + 1)
of_line("original_of_too_many_bytes", "recovered", "recovered", "original", [{"file": "x", "bytes": 2**50 + 1, "sha256": "0" * 64}])
of_line("leap_second", "unsigned", "close", "utc", "2026-12-31T23:59:60.000000000Z")
of_line("thirtieth_of_february", "unsigned", "close", "utc", "2027-02-30T10:00:00.000000000Z")
of_line("nineteen_hours_more_than_a_day", "unsigned", "close", "utc", "2027-02-28T24:00:00.000000000Z")


@row("stamped", "mono has 18 digits, as after 20 years without a restart, and no double holds it", DATED)
def mono_beyond_a_double(case):
    with case.bag.journal_lines() as lines:
        for line in lines:
            for name in ("mono", "captured_mono", "first_frame_mono"):
                if line.get(name) is not None:
                    line[name] += 6 * 10**17
            if line["event"] == "timestamp":
                line["event"] = "stamped-before"  # which is over another line now: of an event that no reader knows
    case.bag.reseal()


@row("unsigned", "mono goes back by one nanosecond where no double could tell", ALTERED, file=JOURNAL)
def mono_back_by_one(case):
    with case.bag.journal_lines() as lines:
        lines[0]["mono"] = 2**55 + 1
        lines[1]["mono"] = 2**55
    case.bag.reseal()


def stamp_number(number, verdict):
    def change(case):
        for ending in ("tsr", "pem"):
            case.bag.rename(f"seal/timestamp-1.{ending}", f"seal/timestamp-{number}.{ending}")

    change.__name__, change.__module__ = f"stamp_number_{number}", __name__
    row("stamped", f"its time stamp has the number {number}", verdict)(change)


stamp_number(100, DATED)
stamp_number(101, ALTERED)


def head(name, verdict, done, change_tags=lambda tags: tags, vendor=None):
    """The head of a file of sound is made anew around the same frames."""
    def change(case):
        flac = case.bag.flac()
        named, tags = flac.tags
        block = tag_block(named if vendor is None else vendor, change_tags(tags))
        case.bag.write(AUDIO, flac.written([flac.blocks[0], (COMMENTS, block)]))
        case.bag.reseal()

    change.__name__, change.__module__ = name, __name__
    row("unsigned", f"a FLAC file {done}", verdict, file=AUDIO if verdict == ALTERED else None)(change)


def dated(date):
    return lambda tags: [f"DATE={date}" if tag.upper().startswith("DATE=") else tag for tag in tags]


head("date_to_the_second", UNCHANGED, "has a DATE without digits behind the second", dated("2026-11-30T10:00:00Z"))
head("date_with_an_offset", ALTERED, "has a DATE with an offset", dated("2026-11-30T10:00:00+00:00"))
head("date_of_a_leap_second", ALTERED, "has a DATE in a leap second", dated("2026-12-31T23:59:60Z"))
head("date_unknown", UNCHANGED, "has an unknown DATE", dated("unknown"))
head("tags_in_small_letters", UNCHANGED, "has its tags' names in small letters", lambda tags: [tag[:4].lower() + tag[4:] for tag in tags])
head("library_of_one_word", UNCHANGED, "is by a library of one more word", vendor="reference libFLAC 1.4.2")
head("library_without_a_version", ALTERED, "is by a library that ends in a blank", vendor="reference libFLAC ")
head("library_of_blanks", ALTERED, "is by a library with two blanks", vendor="reference libFLAC 1.4.2  20221022")


of_line("losses_of_a_recovery", "recovered", "close", "lost_frames", 77, UNCHANGED)


def leave_data_alone(case):
    for name in case.bag.files():
        if not name.startswith("data/"):
            case.bag.remove(name)


@row("unsigned", "all that a seal makes is gone: where no key is named, it may never have been sealed", NOT_SEALED)
def never_sealed(case):
    leave_data_alone(case)


@row("unsigned", "the same, and its journal ends within a line", NOT_SEALED)
def never_sealed_and_torn(case):
    leave_data_alone(case)
    case.bag.write(JOURNAL, case.bag.read(JOURNAL)[:-40])


@row("unsigned", "the same, and one bit of its sound is flipped", ALTERED, file=AUDIO)
def never_sealed_and_flipped(case):
    leave_data_alone(case)
    case.bag.flip(AUDIO, 0.6)


@row("unsigned", "the same, and a manifest lies there", ALTERED)
def seal_taken_away(case):
    manifest = case.bag.read(MANIFEST)
    leave_data_alone(case)
    case.bag.write(MANIFEST, manifest)


@row("call-recording", "how full the ring of one track was is a text", ALTERED, file=JOURNAL)
def ring_of_a_track(case):
    with case.bag.journal_lines() as lines:
        lines[-1]["tracks"][0]["ring_high_water_frames"] = "many"
    case.bag.reseal()


def made_later(days, verdict):
    def change(case):
        with case.bag.changed_json("data/transcript.json") as transcript:
            transcript["made_utc"] = move_time(transcript["made_utc"], days * 86400)
        case.bag.info("Bagging-Date", transcript["made_utc"][:10])
        case.bag.reseal()

    change.__name__, change.__module__ = f"made_{days}_days_later", __name__
    row("stamped-transcript", f"it says that it was made {days} days after its time stamp", verdict,
        says="a time stamp does not fit" if verdict == ALTERED else None)(change)


made_later(1, DATED)
made_later(3, ALTERED)


# What rows_sound.py does to a recording of version 1, in version 2 and in a call.
for BASE, NAME in (("salted-recording", AUDIO), ("call-recording", "data/far-001.flac"), ("salted-excerpt-1", "data/excerpt-001.flac")):
    def behind(case, name=NAME):
        case.bag.append(name, b"\0")
        case.bag.reseal()

    def application(case, name=NAME):
        flac = case.bag.flac(name)
        case.bag.write(name, flac.written([flac.blocks[0], (2, b"ABCDwhatever"), *flac.blocks[1:]]))
        case.bag.reseal()

    for CHANGE, DONE in ((behind, "a byte stands behind the last frame"), (application, "a block of an application stands before its tags")):
        CHANGE.__name__, CHANGE.__module__ = f"{CHANGE.__name__}_{BASE}".replace("-", "_"), __name__
        row(BASE, DONE, ALTERED, file=NAME)(CHANGE)
