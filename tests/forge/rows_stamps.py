# SPDX-License-Identifier: MIT
"""What time stamps bind: times of a journal against each other, sound against time, what lies beside a stamp, weak and
revoked authorities, an excerpt's own stamps."""

import base64
import hashlib

from authority import Authority, believed, bring
from der import token_of_response
from flac_frames import whole_file
from kit import AUDIO, JOURNAL, LEVELS, NOTES, SECOND_AUDIO, SIGNATURE, move_time, sha256
from rows import ALTERED, DATED, UNCHANGED, row
from second.stamps import slate_of

SECOND = 10**9
NOISE = hashlib.sha256(b"noise").digest() * 500  # a second of 8000 frames of 16 bits


# -- what a row does ---------------------------------------------------------------------------------------------------


def stamp_first_line(case):
    """A token over the first line, as it is now, in the `timestamp` line that covers it."""
    with case.bag.journal_lines() as lines:
        at = next(n for n, line in enumerate(lines) if line["event"] == "timestamp" and line["covers"] == 0)
    raw = case.bag.read(JOURNAL).splitlines()
    with case.bag.journal_lines() as lines:
        lines[at]["token"] = case.bag.token_over(raw[0])


def finished_sound(case, seconds, took=None, ahead_after=None):
    """So many seconds of sound, of which the journal says that they took `took` (else as long as they are), between two
    tokens that are made now, where the base has any. After `ahead_after` seconds a
    break says that it was ahead of the clock, and another file begins."""
    took = seconds if took is None else took
    first = seconds if ahead_after is None else ahead_after
    with case.bag.journal_lines() as lines:
        opened = lines[0]
        stamps = [line for line in lines if line["event"] == "timestamp"][:1]
        begin, utc = opened["mono"], opened["utc"]

        def at(line, part):
            line["mono"] = begin + SECOND + int(part * took * SECOND / seconds)
            line["utc"] = move_time(utc, int(line["mono"] - begin) // SECOND)
            return line

        flac = case.bag.flac()
        samples = b"".join(hashlib.sha256(str(n).encode()).digest() * 500 for n in range(seconds))
        file = {"event": "file", "file": AUDIO, "first_frame_utc": None, "first_frame_mono": begin}
        notes = [at(line, 0) for line in lines if line["event"] == "note" and line["kind"] != "mark"]
        lines[:] = [opened, *(at(dict(stamp, covers=0), 0) for stamp in stamps), *notes, at(file, 0)]
        lines[-1]["first_frame_mono"] = lines[-1]["mono"]
        began = lines[-1]["first_frame_utc"] = lines[-1]["utc"]
        for n in range(seconds):
            part = samples[16000 * n:16000 * (n + 1)]
            if n == ahead_after:
                lines.append(at({"event": "break", "cause": "ahead", "seconds": 0.0, "lost_frames": 0}, n))
                lines.append(at(dict(file, file=SECOND_AUDIO), n))
                lines[-1].update(first_frame_mono=lines[-1]["mono"], first_frame_utc=lines[-1]["utc"])
            name, since = (AUDIO, n) if n < first else (SECOND_AUDIO, n - first)
            line = at({"event": "audio", "file": name, "from": 8000 * since, "frames": 8000, "captured_mono": 0}, n + 1)
            case.bag.say_second(line, part)
            line["captured_mono"] = line["mono"]
            lines.append(line)
        lines.append(at({"event": "close", "reason": "stopped", "files": 1 if first == seconds else 2, "frames": 8000 * seconds, "lost_frames": 0,
                         "ring_high_water_frames": 0}, seconds))
        for n, line in enumerate(lines):  # the five that all lines share come first
            lines[n] = {name: line.get(name) for name in ("seq", "prev", "utc", "mono", "event")} | line
    for name in case.bag.files():
        if name.endswith(".flac") and name != AUDIO:
            case.bag.remove(name)
    for name, part in ((AUDIO, samples[:16000 * first]), (SECOND_AUDIO, samples[16000 * first:])):
        if part:
            case.bag.write(name, whole_file(part, flac.rate, flac.channels, flac.bits, flac.tags[1]))
    kept = {line["note"] for line in notes}
    case.bag.write_lines(NOTES, [note for note in case.bag.lines(NOTES) if note["note"] in kept])
    case.bag.write_lines(LEVELS, [])
    if stamps:
        stamp_first_line(case)
    case.bag.info("Earwitness-Seconds", f"{seconds:.3f}")
    case.bag.info("Earwitness-Started", began)
    case.bag.reseal()


def change_lines(case, change, event=None):
    """`change` does something to each line, or to those of an event; the tokens are made anew, as is the rest."""
    with case.bag.journal_lines() as lines:
        for line in lines:
            if event is None or line["event"] == event:
                change(line)
    if any(line["event"] == "timestamp" for line in case.bag.journal()):
        stamp_first_line(case)
    case.bag.reseal()


def by_weak(case, revoked=False, **how):
    """Stamped by an authority of the forger's, whose root the checker believes."""
    with Authority(**how) as authority:
        if revoked:
            authority.revoke()
        authority.stamp(case, authority.list())
        believed(case, authority)


# -- sound and time ----------------------------------------------------------------------------------------------------


@row("stamped", "301 seconds of finished sound between two tokens; the journal counts 301 seconds", ALTERED,
     file="seal/timestamp-1.tsr", says="seconds lie between it and the time stamp in line 2, and the journal counts 301")
def finished_301_seconds(case):
    finished_sound(case, 301)


@row("stamped", "301 seconds of finished sound between two tokens; the journal counts one", ALTERED, file=JOURNAL,
     says="seconds more sound came until then than time passed by mono")
def finished_301_seconds_at_once(case):
    finished_sound(case, 301, 1)


@row("stamped", "the same, and a break says that it was ahead of the clock: it is told, and not dated", UNCHANGED, code=3,
     options=("--require-time",))
def finished_301_seconds_ahead(case):
    finished_sound(case, 301, 1, ahead_after=200)


@row("stamped", "401 seconds of the same, and the break stands before the last 300", ALTERED, file=JOURNAL,
     says="seconds more sound came until then than time passed by mono")
def finished_401_seconds_ahead(case):
    finished_sound(case, 401, 1, ahead_after=100)


@row("signed", "301 seconds in one, a break of that cause that lasted an hour", ALTERED, file=JOURNAL)
def ahead_for_an_hour(case):
    finished_sound(case, 301, 1, ahead_after=200)
    with case.bag.journal_lines() as lines:
        lines[case.bag.event("break")]["seconds"] = 3600.0
    case.bag.reseal()


@row("stamped", "40 seconds of finished sound between two tokens; the journal counts one, as if held back", UNCHANGED)
def finished_40_seconds_at_once(case):
    finished_sound(case, 40, 1)


@row("stamped", "15 seconds of the same, and a time stamp is asked for", UNCHANGED, code=3, options=("--require-time",))
def finished_15_seconds_at_once(case):
    finished_sound(case, 15, 1)


@row("stamped", "2 seconds between two tokens that are made at once: there may have been time for them", DATED)
def finished_2_seconds(case):
    finished_sound(case, 2)


@row("signed", "utc is a hundred million seconds later from the second `audio` line on", ALTERED, file=JOURNAL,
     says="no `clock` line mentions it")
def utc_jumps(case):
    at = case.bag.event("audio", 1)
    with case.bag.journal_lines() as lines:
        for line in lines[at:]:
            line["utc"] = move_time(line["utc"], 100_000_000)
            if line["event"] == "file":
                line["first_frame_utc"] = move_time(line["first_frame_utc"], 100_000_000)
    case.bag.reseal()


@row("signed", "the same by 1000 seconds, and a `clock` line tells of it: it is told, and loses nothing", UNCHANGED,
     options=("--require-complete",), tells={"clock_steps": "1000", "not_proven": "clock was set forward by 1000 seconds",
                                             "text": "clock +set forward by 1000 seconds"})
def utc_jumps_and_says_so(case):
    at = case.bag.event("audio", 1)
    with case.bag.journal_lines() as lines:
        for line in lines[at:]:
            line["utc"] = move_time(line["utc"], 1000)
            if line["event"] == "file":
                line["first_frame_utc"] = move_time(line["first_frame_utc"], 1000)
        lines.insert(at, dict(lines[at], event="clock", step_ns=1000 * SECOND, synchronised=True))
        for name in ("file", "from", "frames", "captured_mono", "sha256"):
            lines[at].pop(name, None)
    case.bag.reseal()


@row("signed", "utc of one line in the middle is an hour earlier", ALTERED, file=JOURNAL, says="no `clock` line mentions it")
def utc_of_one_line(case):
    at = case.bag.event("audio", 1)
    with case.bag.journal_lines() as lines:
        lines[at]["utc"] = move_time(lines[at]["utc"], -3600)
    case.bag.reseal()


@row("signed", "`close` is a year later by utc", ALTERED, file=JOURNAL, says="no `clock` line mentions it")
def close_a_year_later(case):
    with case.bag.journal_lines() as lines:
        lines[-1]["utc"] = move_time(lines[-1]["utc"], 365 * 86400)
    case.bag.reseal()


@row("signed", "captured_mono is a text", ALTERED, file=JOURNAL, says="captured_mono is not a moment")
def captured_as_text(case):
    change_lines(case, lambda line: line.update(captured_mono=str(line["captured_mono"])), "audio")


@row("signed", "captured_mono is null, as after a recovery", ALTERED, file=JOURNAL, says="captured_mono is not a moment")
def captured_unknown(case):
    change_lines(case, lambda line: line.update(captured_mono=None), "audio")


@row("stamped", "captured_mono is not there, under tokens and stamps made anew", ALTERED, file=JOURNAL,
     says="captured_mono is not a moment")
def captured_left_out(case):
    change_lines(case, lambda line: line.pop("captured_mono"), "audio")


@row("signed", "captured_mono is an hour later than its line", ALTERED, file=JOURNAL, says="later than the line itself")
def captured_later(case):
    change_lines(case, lambda line: line.update(captured_mono=line["captured_mono"] + 3600 * SECOND), "audio")


@row("signed", "captured_mono is an hour before the file", ALTERED, file=JOURNAL, says="came before its file began")
def captured_before(case):
    change_lines(case, lambda line: line.update(captured_mono=max(0, line["captured_mono"] - 3600 * SECOND)), "audio")


@row("signed", "first_frame_utc is yesterday, first_frame_mono is not", ALTERED, file=JOURNAL, says="are not of one moment")
def file_of_yesterday(case):
    change_lines(case, lambda line: line.update(first_frame_utc=move_time(line["first_frame_utc"], -86400)), "file")


@row("signed", "first_frame_mono is null", ALTERED, file=JOURNAL, says="first_frame_mono is not a moment")
def file_of_no_time(case):
    change_lines(case, lambda line: line.update(first_frame_mono=None), "file")


@row("signed", "a `clock` line with a step that is a text", ALTERED, file=JOURNAL, says="how far the clock was set")
def step_as_text(case):
    with case.bag.journal_lines() as lines:
        lines.insert(1, {name: lines[1][name] for name in ("seq", "prev", "utc", "mono")}
                     | {"event": "clock", "step_ns": "0", "synchronised": True})
    case.bag.reseal()


@row("signed", "a gap is declared over sound", ALTERED, file=AUDIO, second=0.1, says="silence stands here")
def gap_over_sound(case):
    at = case.bag.event("audio")
    with case.bag.journal_lines() as lines:
        lines.insert(at + 1, {name: lines[at][name] for name in ("seq", "prev", "utc", "mono")}
                     | {"event": "gap", "file": AUDIO, "from": 800, "frames": 800, "cause": "stall", "estimated": True})
        lines[-1]["lost_frames"] += 800
    case.bag.reseal()


@row("signed", "a pause of an hour is declared, for which there was no time", ALTERED, file=JOURNAL,
     says="its pause is of 3600 seconds")
def pause_declared(case):
    change_lines(case, lambda line: line.update(cause="pause", seconds=3600.0), "break")


# -- beside a stamp ----------------------------------------------------------------------------------------------------


def blocks_beside(case):
    pem = case.bag.read("seal/timestamp-1.pem")
    return pem[pem.index(b"-----BEGIN"):]


def write_beside(case, blocks):
    case.bag.write_stamp(case.bag.read("seal/timestamp-1.tsr"), blocks)


@row("stamped", "the revocation list is cut out of the .pem, which is told", DATED)
def revocation_cut_out(case):
    blocks = blocks_beside(case)
    write_beside(case, blocks[:blocks.index(b"-----BEGIN X509 CRL")])


@row("stamped", "the same, where it is asked for", DATED, code=3, options=("--require-revocation",))
def revocation_cut_out_and_asked_for(case):
    revocation_cut_out(case)


@row("stamped", "nothing is changed, and it is asked for", DATED, options=("--require-revocation",))
def revocation_asked_for(case):
    pass


@row("stamped", "the revocation list stands behind 64 other blocks", ALTERED, file="seal/timestamp-1.pem",
     says="more blocks")
def revocation_behind_64_blocks(case):
    blocks = blocks_beside(case)
    at = blocks.index(b"-----BEGIN X509 CRL")
    first = blocks[:blocks.index(b"-----END CERTIFICATE-----") + len(b"-----END CERTIFICATE-----\n")]
    write_beside(case, first * 64 + blocks[:at] + blocks[at:])


@row("stamped", "a broken block stands before the revocation list", ALTERED, file="seal/timestamp-1.pem", says="can't be read")
def revocation_behind_a_broken_block(case):
    blocks = blocks_beside(case)
    at = blocks.index(b"-----BEGIN X509 CRL")
    write_beside(case, blocks[:at] + b"-----BEGIN X509 CRL-----\n****\n-----END X509 CRL-----\n" + blocks[at:])


@row("stamped", "a private key stands in the .pem", ALTERED, file="seal/timestamp-1.pem", says="a kind that is not for it")
def other_block(case):
    write_beside(case, blocks_beside(case) + b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")


@row("stamped", "a certificate in the .pem has bytes behind its end", ALTERED, file="seal/timestamp-1.pem")
def bytes_behind_a_certificate(case):
    import base64

    pem = case.bag.read("seal/timestamp-1.pem")
    head, begin, rest = pem.partition(b"-----BEGIN CERTIFICATE-----\n")
    body, end, behind = rest.partition(b"-----END")
    longer = base64.encodebytes(base64.b64decode(body) + b"HE CONFESSES")
    case.bag.write_stamp(case.bag.read("seal/timestamp-1.tsr"),
                         begin + longer + end + behind)


@row("stamped", "the answer of the authority has bytes behind its end", ALTERED, file="seal/timestamp-1.tsr")
def bytes_behind_a_token(case):
    case.bag.write_stamp(case.bag.read("seal/timestamp-1.tsr") + b"HE CONFESSES")


@row("stamped", "a certificate that no chain needs stands in the .pem, which is told", DATED,
     tells={"not_proven": "what 1 certificate beside the time stamps is there for"})
def needless_certificate(case):
    with Authority() as authority:
        write_beside(case, blocks_beside(case) + authority.read("root.pem"))


@row("stamped", "words stand in the .pem", ALTERED, file="seal/timestamp-1.pem", says="between its blocks")
def words_beside(case):
    write_beside(case, blocks_beside(case) + b"HE CONFESSES\n")


@row("stamped", "a second stamp of 17 MB of nothing, and its .pem", ALTERED, file="seal/timestamp-2.tsr")
def stamp_too_large(case):
    for ending in ("tsr", "pem"):
        with open(case.bag.at(f"seal/timestamp-2.{ending}"), "wb") as file:
            file.truncate(17 * 1024 * 1024)


# -- weak and revoked authorities --------------------------------------------------------------------------------------


@row("signed", "stamped by an authority that the checker believes", DATED)
def strong_authority(case):
    by_weak(case)


@row("signed", "by one with a key of RSA with 512 bits", UNCHANGED, code=3, options=("--require-time",))
def rsa_512(case):
    by_weak(case, keys={"tsa": 512})


@row("signed", "by one with a key of RSA with 1024 bits", UNCHANGED)
def rsa_1024(case):
    by_weak(case, keys={"tsa": 1024})


@row("signed", "by one with a key of RSA with 2048 bits", DATED)
def rsa_2048(case):
    by_weak(case, keys={"tsa": 2048})


@row("signed", "by one whose certificate is signed over SHA-1", UNCHANGED)
def certificate_over_sha1(case):
    by_weak(case, digests={"tsa": "sha1"})


@row("signed", "by one that signs over SHA-1", UNCHANGED)
def token_over_sha1(case):
    by_weak(case, signature="sha1")


@row("signed", "by one that vouches for its time to 31 years", UNCHANGED)
def accuracy_of_31_years(case):
    by_weak(case, accuracy="secs:1000000000")


@row("signed", "by one that was revoked: its list lies beside the stamp", ALTERED, file="seal/timestamp-1.tsr",
     says="was revoked on")
def revoked_beside(case):
    by_weak(case, revoked=True)


@row("signed", "by one that was revoked: the list was taken away, and the checker brings it", UNCHANGED)
def revoked_brought(case):
    with Authority() as authority:
        authority.revoke()
        authority.stamp(case)
        believed(case, authority)
        bring(case, "--crl", authority.list(), "crl.pem")


@row("stamped", "a token in the journal by an authority of the forger's, under a stamp that holds", DATED,
     tells={"dating": '"begun_believed": false', "text": r"\A(?!.*(was written after that|recorder's clock was))"})
def first_token_of_another(case):
    """It is told as by a root that nobody compared, and bounds nothing."""
    with Authority() as authority:
        at = case.bag.event("timestamp")
        raw = case.bag.read(JOURNAL).splitlines()
        with case.bag.journal_lines() as lines:
            token = token_of_response(authority.reply(sha256(raw[0])))
            lines[at]["token"] = base64.b64encode(token).decode()
        blocks = blocks_beside(case) + authority.read("root.pem")
        case.bag.reseal()
        write_beside(case, blocks)


# -- an excerpt's own --------------------------------------------------------------------------------------------------


@row("stamped-excerpt", "its own seal is stamped", DATED)
def own_stamp(case):
    case.bag.write_stamp(case.tsa_reply(hashlib.sha256(case.bag.read(SIGNATURE)).hexdigest()), original_blocks(case))


def original_blocks(case):
    pem = case.bag.read("data/original/seal/timestamp-1.pem")
    return pem[pem.index(b"-----BEGIN"):]


@row("stamped-excerpt", "its own stamp has a flipped bit", ALTERED, file="seal/timestamp-1.tsr")
def own_stamp_flipped(case):
    own_stamp(case)
    case.bag.flip("seal/timestamp-1.tsr")


@row("stamped-excerpt", "its own stamp is a megabyte of noise", ALTERED, file="seal/timestamp-1.pem")
def own_stamp_of_noise(case):
    case.bag.write("seal/timestamp-1.tsr", NOISE * 60)


@row("stamped-excerpt", "its own stamp is over something else, and fits its .pem", ALTERED, file="seal/timestamp-1.tsr",
     says="a time stamp of something else")
def own_stamp_of_another(case):
    case.bag.write_stamp(case.tsa_reply(sha256(b"something else")), original_blocks(case))


@row("excerpt-1", "a WAV stands in the place of its own stamp", ALTERED, file="seal/timestamp-1.pem")
def wav_as_own_stamp(case):
    case.bag.write("seal/timestamp-1.tsr", b"RIFF" + NOISE)


@row("excerpt-1", "its own stamp is numbered 01", ALTERED, file="seal/timestamp-01.tsr")
def own_stamp_numbered_otherwise(case):
    case.bag.write("seal/timestamp-01.tsr", b"RIFF" + NOISE)


@row("redaction", "its own stamp lost its .pem", ALTERED, file="seal/timestamp-1.pem")
def own_stamp_halved(case):
    case.bag.write("seal/timestamp-1.tsr", case.tsa_reply(hashlib.sha256(case.bag.read(SIGNATURE)).hexdigest()))


@row("unsigned-excerpt", "an excerpt that nobody signed is stamped", ALTERED, file="seal/timestamp-1.tsr",
     says="no signature that it could be over")
def own_stamp_without_signature(case):
    other = case.other("stamped")
    for ending in ("tsr", "pem"):
        case.bag.write(f"seal/timestamp-1.{ending}", other.read(f"seal/timestamp-1.{ending}"))


# -- words that were shown to be said aloud ------------------------------------------------------------------------------


def show(case, *slates, before=False, own=True):
    """`screen` lines with these words, behind the first time stamp or before it; of its token where they are numbers."""
    with case.bag.journal_lines() as lines:
        at = next((n for n, line in enumerate(lines) if line["event"] == "timestamp"), 0)
        words = slate_of(base64.b64decode(lines[at]["token"])) if own else []
        place = at if before else at + 1
        for slate in reversed(slates):
            lines.insert(place, {"event": "screen", "what": "slate", "slate": [words[w] if own else w for w in slate],
                                 **{name: lines[at if own else 0][name] for name in ("utc", "mono")}})
    case.bag.reseal()


@row("stamped", "the words of a slate are those of its token", DATED)
def slate_that_is_true(case):
    show(case, [0, 1, 2, 3])


@row("stamped", "two of its words are exchanged", ALTERED, file=JOURNAL, says="not those of this time stamp")
def slate_of_other_order(case):
    show(case, [1, 0, 2, 3])


@row("stamped", "one of its words is left out", ALTERED, file=JOURNAL, says="not those of this time stamp")
def slate_of_three_words(case):
    show(case, [0, 1, 2])


@row("stamped", "its words are shown twice", ALTERED, file=JOURNAL, says="not those of this time stamp")
def slate_twice(case):
    show(case, [0, 1, 2, 3], [0, 1, 2, 3])


@row("stamped", "its words are shown before there was a token", ALTERED, file=JOURNAL, says="no time stamp that they could be of")
def slate_before_its_token(case):
    show(case, [0, 1, 2, 3], before=True)


@row("signed", "words are shown, and there is no token at all", ALTERED, file=JOURNAL, says="no time stamp that they could be of")
def slate_without_a_token(case):
    show(case, ["ability", "able", "about", "above"], own=False)
