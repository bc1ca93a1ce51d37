# SPDX-License-Identifier: MIT
"""A call's two tracks and the salts of seconds, by who makes everything anew: hashes, totals, salts, lines and files."""

from flac_frames import whole_file
from kit import JOURNAL, SALTS, chained, move_time, sha256
from rows import ALTERED, UNCHANGED, row
from rows_calls import with_salts

NEAR, FAR, SECOND_NEAR, SECOND_FAR = (f"data/{name}.flac" for name in ("near-001", "far-001", "near-002", "far-002"))
EXCERPT = "data/excerpt.json"


def close_anew(lines):
    """What `close` counts, of the lines before it."""
    close = lines[-1]
    for of in close["tracks"]:
        own = [line for line in lines if line.get("track") == of["track"]]
        of["files"] = sum(line["event"] == "file" for line in own)
        of["frames"] = sum(line["frames"] for line in own if line["event"] == "audio")
        of["lost_frames"] = sum(line.get("lost_frames", 0) + (line["frames"] if line["event"] == "gap" else 0)
                                for line in own if line["event"] in ("gap", "break"))
    for name in ("files", "frames", "lost_frames"):
        close[name] = sum(of[name] for of in close["tracks"])


def with_lines(done, verdict=ALTERED, base="call-recording", **place):
    """The journal's lines as `change` leaves them, `close` counted anew."""
    def add(change):
        def changed(case):
            with case.bag.journal_lines() as lines:
                lines[:] = change(lines) or lines
                if "tracks" in lines[-1]:
                    close_anew(lines)
            case.bag.hash_anew()

        changed.__name__, changed.__module__ = change.__name__, __name__
        return row(base, done, verdict, **({"file": JOURNAL} if verdict == ALTERED else {}) | place)(changed)

    return add


def of(lines, event, track=None, nth=0):
    return [line for line in lines if line["event"] == event and (track is None or line.get("track") == track)][nth]


def seal_second(case, name, nth, salt, change=lambda samples: samples):
    """The second of that file has these samples and this salt, and the hash of both."""
    bag = case.bag
    lines, salts = bag.journal(), bag.lines(SALTS)
    line = [line for line in lines if line["event"] == "audio" and line["file"] == name][nth]
    flac = bag.flac(name)
    width = flac.channels * flac.bits // 8
    samples = flac.samples()[line["from"] * width:(line["from"] + line["frames"]) * width]
    line["sha256"] = sha256(bytes.fromhex(salt) + change(samples))
    next(entry for entry in salts if entry["seq"] == line["seq"])["salt"] = salt
    bag.write(JOURNAL, chained(lines))
    bag.write_lines(SALTS, salts)
    bag.hash_anew()


# -- files and lines of tracks ---------------------------------------------------------------------------------------


@row("call-recording", "a file of the far side is said to be the near side's next one, totals and all", ALTERED, file="data/near-003.flac")
def file_moved_between_tracks(case):
    bag = case.bag
    with bag.journal_lines() as lines:
        for line in lines:
            if line.get("file") == SECOND_FAR:
                line["file"], line["track"] = "data/near-003.flac", "near"
        moved = [line for line in lines if line.get("file") == "data/near-003.flac"]
        lines[:] = [line for line in lines if line not in moved]
        lines[-1:-1] = [{"event": "break", "cause": "split", "seconds": 0, "lost_frames": 0, "track": "near",
                         "utc": lines[-2]["utc"], "mono": lines[-2]["mono"]}]
        lines[-1:-1] = [dict(line, utc=lines[-2]["utc"], mono=lines[-2]["mono"]) for line in moved]
        close_anew(lines)
    bag.rename(SECOND_FAR, "data/near-003.flac")
    bag.info("Earwitness-Seconds", "6.500")
    bag.hash_anew()


@row("call-recording", "the far side is left out, its totals are none", UNCHANGED,
     tells={"complete": "false", "not_proven": "no sound of the far side"})
def far_is_empty(case):
    bag = case.bag
    with bag.journal_lines() as lines:
        lines[:] = [line for line in lines if line.get("track") != "far" or line["event"] == "note"]
        lines[:] = [line for line in lines if line["event"] != "break"]
        lines[:] = [line for line in lines if line.get("file") != SECOND_NEAR]
        close_anew(lines)
    for name in (FAR, SECOND_FAR, SECOND_NEAR):
        bag.remove(name)
    bag.info("Earwitness-Seconds", "3.000")
    bag.hash_anew()


@with_lines("`open` and `close` have a third track")
def third_track(lines):
    for line in (lines[0], lines[-1]):
        line["tracks"].append(dict(line["tracks"][1], track="third"))


@with_lines("`close` has one track alone, with the sums of both", says="of each track|tracks")
def one_track_in_close(lines):
    del lines[-1]["tracks"][0]


@with_lines("`close` has the far side first")
def close_out_of_order(lines):
    lines[-1]["tracks"].reverse()


@with_lines("`open` has the far side first")
def open_out_of_order(lines):
    lines[0]["tracks"].reverse()


@with_lines("`open` has a list of two near sides")
def two_near_sides(lines):
    lines[0]["tracks"][1]["track"] = "near"


def rename_file(old, new, done, **place):
    def changed(case):
        with case.bag.journal_lines() as lines:
            for line in lines:
                if line.get("file") == old:
                    line["file"] = new
        case.bag.rename(old, new)
        case.bag.hash_anew()

    changed.__name__, changed.__module__ = f"named_{new[5:-5].replace('-', '_')}", __name__
    return row("call-recording", done, ALTERED, **place)(changed)


rename_file(NEAR, "data/NEAR-001.flac", "a track's file has its name in capitals", file=JOURNAL)
rename_file(NEAR, "data/near-1.flac", "a track's file has one digit", file=JOURNAL)
rename_file(NEAR, "data/near-0001.flac", "a track's file has a zero too many", file=JOURNAL)
rename_file(NEAR, "data/near-002b.flac", "a track's file has a letter behind its number", file=JOURNAL)
rename_file(NEAR, "data/audio-001.flac", "a track's file has the name that a recording of one track has", file=JOURNAL, says="another track")
rename_file(NEAR, "data/middle-001.flac", "a track's file is of a track that there is not", file=JOURNAL)


@row("call-recording", "a file of the far side lies there of which no line speaks", ALTERED, file="data/far-003.flac")
def file_of_no_line(case):
    case.bag.write("data/far-003.flac", case.bag.read(SECOND_FAR))
    case.bag.hash_anew()


# -- the word `track` ------------------------------------------------------------------------------------------------


@with_lines("a mark says that it is of the far side", says="names a track")
def mark_of_a_track(lines):
    next(line for line in lines if line.get("kind") == "mark")["track"] = "far"


@with_lines("`close` says that it is of the near side", says="names a track")
def close_of_a_track(lines):
    lines[-1]["track"] = "near"


@with_lines("a note of the device says that it is of a third side", says="of which track")
def device_of_third_side(lines):
    next(line for line in lines if line.get("kind") == "device")["track"] = "middle"


@with_lines("the note that the near side hears what is played names no side", says="of which track")
def monitor_of_no_track(lines):
    note = next(line for line in lines if line.get("kind") == "device")
    note["kind"] = "monitor"
    del note["track"]


@with_lines("a line of what is no call names a track that there is not", base="salted-recording", says="one alone")
def third_track_of_no_call(lines):
    of(lines, "audio")["track"] = "middle"


@with_lines("the title of what is no call names a track", base="salted-recording", says="one alone")
def title_of_a_track(lines):
    of(lines, "note")["track"] = "near"


# -- what it is ------------------------------------------------------------------------------------------------------


@row("golden-recording", "a recording of format 1 is called a call", ALTERED, file=JOURNAL)
def call_in_format_1(case):
    with case.bag.journal_lines() as lines:
        lines[0]["kind"] = "call"
    case.bag.info("Earwitness-Kind", "call")
    case.bag.hash_anew()


@row("salted-recording", "a recording of one track is called a call", ALTERED, file=JOURNAL)
def call_of_one_track(case):
    with case.bag.journal_lines() as lines:
        lines[0]["kind"] = "call"
    case.bag.info("Earwitness-Kind", "call")
    case.bag.hash_anew()


@row("call-recording", "a call is called a recording of a microphone", ALTERED, file=JOURNAL)
def call_as_microphone(case):
    with case.bag.journal_lines() as lines:
        lines[0]["kind"] = "microphone"
    case.bag.info("Earwitness-Kind", "microphone")
    case.bag.hash_anew()


@with_lines("both sides were taken from the microphone", UNCHANGED, tells={"text": "far: captured from a microphone"})
def far_from_microphone(lines):
    lines[0]["tracks"][1]["kind"] = "microphone"
    next(line for line in lines if line.get("kind") == "monitor")["kind"] = "device"


@with_lines("both sides were taken from what the computer played", UNCHANGED, tells={"text": "near: captured from what the computer played"})
def near_from_monitor(lines):
    lines[0]["tracks"][0]["kind"] = "monitor"
    next(line for line in lines if line.get("kind") == "device")["kind"] = "monitor"


@with_lines("the near side is the program's test signal", UNCHANGED, tells={"text": "near: test signal"})
def near_is_test_signal(lines):
    lines[0]["tracks"][0]["kind"] = "test-signal"


@with_lines("the far side is moved by ten seconds against the near side, before the seal", UNCHANGED,
            tells={"not_proven": "when one side spoke as against the other"})
def far_moved_against_near(lines):
    for line in lines:
        if line.get("track") != "far" or line["event"] not in ("file", "audio"):
            continue
        name = "captured_mono" if line["event"] == "audio" else "first_frame_mono"
        line[name] -= 10 * 10**9
        if "first_frame_utc" in line:
            line["first_frame_utc"] = move_time(line["first_frame_utc"], -10)


# -- salts -----------------------------------------------------------------------------------------------------------


@row("call-recording", "two seconds have one salt, and hashes that fit", ALTERED, file=SALTS, says="another second")
def salt_reused(case):
    seal_second(case, FAR, 0, case.bag.lines(SALTS)[-1]["salt"])


@row("call-recording", "a second has another salt, and a hash that fits", UNCHANGED)
def salt_of_ones_own(case):
    seal_second(case, FAR, 0, "0123456789abcdef" * 2)


@row("call-recording", "a second is silence in the journal and sound in the file", ALTERED, file=FAR, second=0)
def second_sealed_silent(case):
    seal_second(case, FAR, 0, "0123456789abcdef" * 2, lambda samples: bytes(len(samples)))


@with_salts("call-recording", "a salt has 15 bytes", says="not a salt")
def salt_short(lines):
    lines[0]["salt"] = lines[0]["salt"][:-2]


@with_salts("call-recording", "a salt has 17 bytes", says="not a salt")
def salt_long(lines):
    lines[0]["salt"] += "00"


@with_salts("call-recording", "a salt is of a gap's line", says="no such second")
def salt_of_gap(lines):
    return sorted([*lines, {"seq": 7, "salt": "0" * 32}], key=lambda line: line["seq"])


@with_salts("call-recording", "the salts stand by track, and not in the order of their lines", says="out of order")
def salts_by_track(lines):
    return lines[2:5] + lines[:2] + lines[5:]


@with_salts("call-recording", "the `seq` of a salt stands twice, with another salt", says="out of order|no such second")
def salt_seq_twice(lines):
    return [lines[0], dict(lines[0], salt="0" * 32), *lines[1:]]


@with_salts("call-recording", "the far side's salts are left out", says="missing")
def salts_of_far_left_out(lines):
    return lines[2:5] + lines[6:]


@with_salts("call-excerpt-1", "the excerpt has the salt of a second of the far side that it withholds", says="withheld")
def salt_of_withheld_far(lines):
    return [*lines, {"seq": 15, "salt": "434f98a2e374f5b3e2db12636ff1a94c"}]


# -- times of one track ----------------------------------------------------------------------------------------------


@with_lines("the far side has a pause longer than what passed", file=JOURNAL)
def long_pause_of_one_track(lines):
    line = of(lines, "break", "far")
    line.update(cause="pause", seconds=400.0, lost_frames=0)


@with_lines("the far side begins ten minutes before the call", file=JOURNAL)
def far_begins_before_call(lines):
    line = of(lines, "file", "far")
    line["first_frame_mono"] -= 600 * 10**9


@with_lines("the near side goes on in a file that a break ended", file=JOURNAL)
def file_after_break(lines):
    last = [line for line in lines if line.get("file") == NEAR and line["event"] == "audio"][-1]
    lines.remove(last)
    lines.insert(len(lines) - 1, dict(last, utc=lines[-1]["utc"], mono=lines[-1]["mono"]))


@with_lines("a gap of the far side is said to be in the near side's file", file=JOURNAL)
def gap_in_other_file(lines):
    of(lines, "gap")["file"] = NEAR


@with_lines("a gap of the far side is said to be of the near side, file and all", file=NEAR, second=1)
def gap_of_other_track(lines):
    gap = of(lines, "gap")
    lines.remove(gap)
    at = lines.index([line for line in lines if line.get("file") == NEAR and line["event"] == "audio"][2])
    moved = dict(gap, file=NEAR, track="near", utc=lines[at]["utc"], mono=lines[at]["mono"])
    lines.insert(at, moved | {"from": 8000, "frames": 4000})


# -- excerpts --------------------------------------------------------------------------------------------------------


@row("call-excerpt-1", "nothing of the far side is disclosed", UNCHANGED,
     tells={"not_proven": "far side of the call: nothing of it is disclosed"})
def excerpt_of_near_alone(case):
    bag = case.bag
    with bag.changed_json(EXCERPT) as excerpt:
        excerpt["ranges"] = excerpt["ranges"][:1]
    bag.write_lines(SALTS, bag.lines(SALTS)[2:])
    bag.change_sound(lambda samples: bytes(len(samples)), "data/excerpt-far-001.flac")
    bag.hash_anew()


@row("call-excerpt-1", "a withheld second of the far side has the sound of a disclosed one", ALTERED, file="data/excerpt-far-002.flac", second=0)
def withheld_second_sounds(case):
    sound = case.bag.flac("data/excerpt-far-001.flac").samples()
    case.bag.change_sound(lambda samples: sound[:len(samples)], "data/excerpt-far-002.flac")
    case.bag.hash_anew()


@row("call-excerpt-1", "the ranges stand by the clock, far before near", ALTERED, file=EXCERPT)
def ranges_far_first(case):
    with case.bag.changed_json(EXCERPT) as excerpt:
        excerpt["ranges"].reverse()
    case.bag.hash_anew()


@row("call-excerpt-1", "the far side's comment has a salt", ALTERED, file="data/excerpt-far-001.flac", says="of this track")
def excerpt_with_comment_of_recording(case):
    bag = case.bag
    flac = bag.flac("data/excerpt-far-001.flac")
    original = case.other("call-recording").flac(FAR)
    bag.write("data/excerpt-far-001.flac", whole_file(flac.samples(), flac.rate, flac.channels, flac.bits, original.tags[1]))
    bag.hash_anew()


@row("call-excerpt-1", "the recording's levels lie in the excerpt", ALTERED, file="data/levels.jsonl")
def levels_in_excerpt(case):
    case.bag.write("data/levels.jsonl", b"")
    case.bag.hash_anew()


@row("stereo", "of two channels it is said that they are one input of two alone", ALTERED, file=JOURNAL, says="channel")
def two_channels_called_one_input(case):
    with case.bag.journal_lines() as lines:
        lines[0].update(channel=1, inputs=2)
    case.bag.reseal()


@row("signed", "the one channel that there is was the second of four inputs: that is what `channel` is for", UNCHANGED)
def one_input_of_four(case):
    with case.bag.journal_lines() as lines:
        lines[0].update(channel=2, inputs=4)
    case.bag.reseal()


@row("import", "an import is said to be one input of a device", ALTERED, file=JOURNAL, says="channel")
def import_called_one_input(case):
    with case.bag.journal_lines() as lines:
        lines[0].update(channel=1, inputs=2)
    case.bag.reseal()


@row("import-raw", "the same of one without sound", ALTERED, file=JOURNAL, says="channel")
def import_without_sound_called_one_input(case):
    with case.bag.journal_lines() as lines:
        lines[0].update(channel=1, inputs=2)
    case.bag.reseal()


@with_lines("the near side is said to be one input alone, and has two channels", says="tracks")
def track_of_two_channels_called_one_input(lines):
    lines[0]["tracks"][0].update(channel=1, inputs=2, channels=2)


@with_lines("a call as a whole has a `channel` that is a text: nobody knows that field there", UNCHANGED)
def channel_of_a_call(lines):
    lines[0].update(channel="HE CONFESSES", inputs=-5)
