# SPDX-License-Identifier: MIT
"""Right beside what was once found: gaps over sound, what was deleted and lies there again, what was begun and is gone, bags
that are passed over, words that a transcript or a bag-info.txt must not have. Each with hashes, chain and signature made anew."""

import os
import shutil

from kit import AUDIO, JOURNAL, Bag, sha256
from rows import ALTERED, NO_VERDICT, NOT_SEALED, UNCHANGED, row
from rows_ledger import delete_line, entered_before, folder_of, seal_line
from rows_texts import TEXT

INFO = "bag-info.txt"


def named(name, change):
    change.__name__, change.__module__ = name, __name__
    return change


# -- gaps --------------------------------------------------------------------------------------------------------------


def gap(name, base, done, verdict, *, file=AUDIO, begin, frames, silent=None, says=None, track=None, twice=False):
    """A gap line behind the first second of the file, over these frames, of which those in `silent` are made silent first: a
    function of samples (as a bytearray) and bytes a frame."""
    def change(case):
        bag, flac = case.bag, case.bag.flac(file)
        size = flac.channels * flac.bits // 8
        samples = bag.change_sound(lambda sound: silent(sound, size), file) if silent else flac.samples()
        with bag.journal_lines() as lines:
            for line in lines:
                if line["event"] == "audio" and line["file"] == file:
                    bag.say_second(line, bytes(samples[line["from"] * size:(line["from"] + line["frames"]) * size]))
            at = next(n for n, line in enumerate(lines) if line["event"] == "audio" and line["file"] == file)
            more = {part: lines[at][part] for part in ("seq", "prev", "utc", "mono")}
            more |= {"event": "gap", "file": file, "from": begin, "frames": frames, "cause": "stall", "estimated": True}
            more |= {"track": track} if track else {}
            lines[at + 1:at + 1] = [more] * (2 if twice else 1)
            lost = frames * (2 if twice else 1)
            lines[-1]["lost_frames"] += lost
            for one in lines[-1].get("tracks", []):
                one["lost_frames"] += lost if one["track"] == track else 0
        bag.reseal()

    row(base, done, verdict, file=None if verdict == UNCHANGED else file if says is None else JOURNAL, says=says)(named(name, change))


def zeros(begin, frames):
    def silence(sound, size):
        sound[begin * size:(begin + frames) * size] = bytes(frames * size)

    return silence


def but_one(begin, frames, at, value=1):
    """Silent but for one byte."""
    def silence(sound, size):
        zeros(begin, frames)(sound, size)
        sound[at(size)] = value

    return silence


gap("gap_that_is_silent", "unsigned", "a gap is declared where all is silent", UNCHANGED, begin=800, frames=800, silent=zeros(800, 800))
gap("gap_but_for_its_first_sample", "unsigned", "a gap whose first sample is 1", ALTERED, begin=800, frames=800,
    silent=but_one(800, 800, lambda size: 800 * size))
gap("gap_but_for_its_last_sample", "unsigned", "a gap whose last sample is 1", ALTERED, begin=800, frames=800,
    silent=but_one(800, 800, lambda size: 1599 * size))
gap("gap_with_one_sample_below", "unsigned", "a gap in which one sample is -1", ALTERED, begin=800, frames=800,
    silent=lambda sound, size: but_one(800, 800, lambda size: 1000 * size, 255)(sound, size) or
    sound.__setitem__(1000 * size + 1, 255))
gap("gap_of_the_other_channel", "stereo", "a gap of two channels, of which one sounds", ALTERED, begin=800, frames=800,
    silent=lambda sound, size: [sound.__setitem__(slice(n, n + size // 2), bytes(size // 2)) for n in range(800 * size, 1600 * size, size)][:0] or None)
gap("gap_of_24_bits", "stereo", "a gap of 24 bits whose least bit is set in the second channel", ALTERED, begin=800, frames=800,
    silent=but_one(800, 800, lambda size: 1000 * size + size // 2))
gap("gap_over_two_seconds", "unsigned", "a gap reaches into the second behind it, which sounds there", ALTERED, begin=7000, frames=2000,
    silent=zeros(7000, 1000))
gap("gap_beyond_the_end", "unsigned", "a gap reaches beyond the file's end", ALTERED, begin=9000, frames=80_000, says="")
gap("gap_over_a_gap", "unsigned", "two gaps over the same silence", ALTERED, begin=800, frames=800, silent=zeros(800, 800), twice=True, says="")
gap("gap_of_no_frames", "unsigned", "a gap of no frames", ALTERED, begin=800, frames=0, says="")
gap("gap_of_far", "call-recording", "a gap is declared over sound of the far side", ALTERED, file="data/far-001.flac", begin=800, frames=800,
    track="far")
gap("gap_of_far_that_is_silent", "call-recording", "a gap of the far side over silence", UNCHANGED, file="data/far-001.flac", begin=800,
    frames=800, track="far", silent=zeros(800, 800))
gap("gap_of_what_was_recovered", "recovered", "a gap over sound in what was recovered", ALTERED, begin=800, frames=800)


# -- what was deleted and lies there again -----------------------------------------------------------------------------


def only(case):
    (bag,) = case.bags().values()
    return bag


def found_late(case):
    """The ledger is of before the seal, as from a backup; what is left of the recording came from elsewhere, such as the bin."""
    begun = [line for line in case.ledger.lines() if line["event"] in ("key", "begin")]
    case.ledger.write([*begun, dict(seal_line(only(case), "found"), utc=begun[-1]["utc"])])


@row("archive-of-redaction", "a ledger of before the seal is put back, in which what is left of the recording is found late", UNCHANGED)
def remainder_found_late(case):
    found_late(case)


@row("archive-of-redaction", "the same, and then the whole is put back", ALTERED, says="not the one that is in the ledger")
def whole_after_remainder_was_found(case):
    found_late(case)
    bag = only(case)
    shutil.rmtree(bag.path)
    shutil.copytree(case.other("before-redaction").path, bag.path)


@row("archive-of-redaction", "the same, and the seal of the whole is found as well", ALTERED, says="second seal")
def remainder_and_whole_found(case):
    found_late(case)
    case.ledger.append(seal_line(case.other("before-redaction"), "found"), case.key)


@row("archive-of-redaction", "what is left of a recording is exchanged for what another deletion would have left", ALTERED,
     says="what is there is not what was left")
def other_remainder(case):
    bag = only(case)
    bag.info("Contact-Name", "iemand anders")
    bag.reseal()


@row("archive-of-redaction", "a second part is deleted, and what the first deletion left is put back", ALTERED,
     says="what is there is not what was left")
def remainder_of_before(case):
    bag = only(case)
    case.ledger.append({"event": "delete", "recording": bag.journal()[0]["recording"], "what": "part",
                        "seal_before": sha256(bag.read("tagmanifest-sha256.txt")), "seal_after": "ab" * 32}, case.key)


@row("archive-of-redaction", "the whole is put back as what was recovered, beside what is left", ALTERED)
def whole_as_recovered(case):
    shutil.copytree(case.other("before-redaction").path, os.path.join(os.path.dirname(only(case).path), "recovered"))


@row("archive-of-redaction", "the whole is put back in the bin, beside what is left", ALTERED, says="another folder holds the same recording")
def whole_in_the_bin(case):
    shutil.copytree(os.path.dirname(case.other("before-redaction").path), case.conversation.at(".bin/20261101T000000Z/terug"))


@row("archive-of-redaction", "what is left is taken away as well", ALTERED, says="sealed, and is gone|gone; nothing says")
def remainder_gone(case):
    shutil.rmtree(os.path.dirname(only(case).path))


@row("archive-of-redaction", "what is left lost its seal", ALTERED, says="has no seal now|seal")
def remainder_unsealed(case):
    bag = only(case)
    for name in ("tagmanifest-sha256.txt", "manifest-sha256.txt"):
        bag.remove(name)


@row("archive-of-redaction", "the line of the deletion is taken out, signed anew by the owner", ALTERED, says="not the one that is in the ledger")
def deletion_of_a_part_hidden(case):
    case.ledger.write([line for line in case.ledger.lines() if line["event"] != "delete"])


@row("archive-of-redaction", "an excerpt of what is left stands in its place", ALTERED)
def excerpt_in_its_place(case):
    bag, other = only(case), case.other("excerpt-1")
    shutil.rmtree(bag.path)
    shutil.copytree(other.path, bag.path)


@row("archive", "a recording is sealed anew, and the owner enters that as what was left of a part", ALTERED,
     says="not what was left of the recording")
def whole_called_a_remainder(case):
    bag = case.bags()["twee"]
    before = sha256(bag.read("tagmanifest-sha256.txt"))
    bag.info("Contact-Name", "iemand anders")
    bag.reseal()
    case.ledger.append(dict(delete_line(bag), what="part", seal_before=before, seal_after=sha256(bag.read("tagmanifest-sha256.txt"))), case.key)


def with_field(case, event, field, value):
    lines = case.ledger.lines()
    for line in lines:
        if line["event"] == event:
            line[field] = value
    case.ledger.write(lines)


@row("archive-of-redaction", "the line of the deletion names another seal as the one of before", ALTERED, says="another seal than the ledger has")
def part_of_another_seal(case):
    with_field(case, "delete", "seal_before", "ab" * 32)


@row("archive-of-redaction", "the line of the seal names another one than that of the deletion", ALTERED, says="another seal than the ledger has")
def part_of_what_was_not_sealed(case):
    with_field(case, "seal", "seal", "ab" * 32)


def transcript_of_the_whole(case):
    """Of what a part was deleted of, by the owner, beside what is left."""
    whole = next(line for line in case.ledger.lines() if line["event"] == "delete")["seal_before"]
    path = os.path.join(os.path.dirname(only(case).path), "transcript-1")
    shutil.copytree(case.other("transcript-1").path, path)
    bag = Bag(case, path)
    with bag.changed_json("data/transcript.json") as said:
        said["original"] = whole
    bag.info("Earwitness-Transcript-Of", whole)
    bag.reseal()
    return {"bag": "transcript-1", "seal": None}


@row("archive-of-redaction", "a transcript that was deleted with the part is put back", ALTERED, says="transcript-1 was deleted, and is there again")
def transcript_put_back(case):
    entered_before(case, "delete", event="transcript", **transcript_of_the_whole(case))


@row("archive-of-redaction", "a transcript was deleted behind the part, and is there, as where the command was cut short", UNCHANGED,
     tells={"text": "transcript-1 of .* was deleted, as line [0-9]+ says, and is there"})
def transcript_half_deleted(case):
    line = {"event": "transcript", "recording": only(case).journal()[0]["recording"], **transcript_of_the_whole(case)}
    case.ledger.append(line, case.key)


@row("archive", "a deleted recording is put back into the bin", ALTERED, says="was deleted, and is there again")
def deleted_in_the_bin(case):
    bag = case.bags()["twee"]
    case.ledger.append(delete_line(bag), case.key)
    os.makedirs(case.conversation.at(".bin/20261101T000000Z"))
    os.rename(folder_of(case, "twee"), case.conversation.at(".bin/20261101T000000Z/twee"))


# -- what was begun and is gone ----------------------------------------------------------------------------------------


@row("archive", "a recording loses all but its folders", ALTERED, says="gone; nothing says")
def begun_and_empty(case):
    folder = folder_of(case, "twee")
    shutil.rmtree(folder)
    os.makedirs(os.path.join(folder, "recording/data"))


@row("archive", "a recording loses its journal and its seal, and its sound stays", ALTERED, says="gone; nothing says|is missing|journal")
def begun_and_without_a_journal(case):
    bag = case.bags()["twee"]
    for name in bag.files():
        if not name.endswith(".flac"):
            bag.remove(name)


@row("archive", "a recording was begun and recovered, and is gone", ALTERED, says="gone; nothing says")
def begun_recovered_and_gone(case):
    uuid = "11111111-0000-4000-8000-000000000002"
    case.ledger.append({"event": "begin", "recording": uuid, "open": "a" * 64}, case.key)
    case.ledger.append({"event": "recover", "recording": uuid, "bag": "recovered", "seal": "b" * 64}, case.key)


@row("archive", "a recording was begun, and the owner says that there was no sound in it", UNCHANGED)
def begun_and_nothing(case):
    uuid = "11111111-0000-4000-8000-000000000003"
    case.ledger.append({"event": "begin", "recording": uuid, "open": "a" * 64}, case.key)
    case.ledger.append({"event": "delete", "recording": uuid, "what": "nothing", "seal_before": None, "seal_after": None}, case.key)


@row("archive", "a recording that was begun and deleted is begun again, and is gone", ALTERED, says="there after it was deleted")
def begun_again_and_gone(case):
    uuid = "11111111-0000-4000-8000-000000000004"
    begin = {"event": "begin", "recording": uuid, "open": "a" * 64}
    case.ledger.append(begin, case.key)
    case.ledger.append({"event": "delete", "recording": uuid, "what": "nothing", "seal_before": None, "seal_after": None}, case.key)
    case.ledger.append(begin, case.key)


@row("archive", "a recording is deleted, entered again with the same seal, and gone", ALTERED, says="there after it was deleted")
def deleted_entered_and_gone(case):
    bag = case.bags()["twee"]
    case.ledger.append(delete_line(bag), case.key)
    case.ledger.append(seal_line(bag, "found"), case.key)
    shutil.rmtree(folder_of(case, "twee"))


@row("archive", "a recording is deleted, then a part of it, and the rest is there", ALTERED, says="there after it was deleted")
def deleted_and_then_a_part(case):
    bag = case.bags()["twee"]
    case.ledger.append(delete_line(bag), case.key)
    case.ledger.append(dict(delete_line(bag), what="part", seal_after=sha256(bag.read("tagmanifest-sha256.txt"))), case.key)


@row("archive-of-recovered", "what was recovered is taken away, and the interrupted recording stays", ALTERED,
     says="not what is in the ledger")
def recovered_taken_away(case):
    (name,) = (name for name in os.listdir(case.copy) if name[:2] == "20")
    case.conversation.remove(os.path.join(name, "recovered"))


@row("archive-of-recovered", "the interrupted recording is taken away, and what was recovered of it stays", UNCHANGED)
def interrupted_taken_away(case):
    (name,) = (name for name in os.listdir(case.copy) if name[:2] == "20")
    case.conversation.remove(os.path.join(name, "recording"))


# -- bags that are passed over -----------------------------------------------------------------------------------------


def conversation(case):
    return os.path.basename(os.path.dirname(case.bags()["gesprek"].path))


def passed_over(name, done, verdict, change, **more):
    row("archive-of-one", done, verdict, **more)(named(name, lambda case: change(case, conversation(case))))


def without(case, where, *kept):
    """Its files but those that end so are gone."""
    bag = Bag(case, case.conversation.at(where))
    for name in bag.files():
        if not name.endswith(kept):
            bag.remove(name)


passed_over("excerpt_of_sound_alone", "of an excerpt only its sound is left, which is no bag", NO_VERDICT,
            lambda case, at: without(case, at + "/excerpt-1", ".flac"))
passed_over("excerpt_of_nothing", "of an excerpt only its folders are left", NO_VERDICT, lambda case, at: without(case, at + "/excerpt-1", "/"))
passed_over("transcript_of_text_alone", "of a transcript only its text is left, and the ledger has it", ALTERED,
            lambda case, at: without(case, at + "/transcript-2", ".vtt"))
passed_over("excerpt_without_its_manifests", "an excerpt lost both manifests", NOT_SEALED,
            lambda case, at: [case.conversation.remove(f"{at}/excerpt-1/{name}") for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt")])


def moved(to, flipped):
    def change(case, at):
        case.conversation.flip(f"{at}/excerpt-1/{flipped}")
        case.conversation.rename(f"{at}/excerpt-1", to.format(at))

    return change


passed_over("excerpt_of_another_name", "an altered excerpt is called `excerpt-1 (kopie)`", ALTERED,
            moved("{}/excerpt-1 (kopie)", "data/excerpt-001.flac"), file="data/excerpt-001.flac")
passed_over("excerpt_in_capitals", "an altered excerpt is called `Excerpt-1`", ALTERED,
            moved("{}/Excerpt-1", "data/excerpt-001.flac"), file="data/excerpt-001.flac")
passed_over("excerpt_numbered_0001", "an altered excerpt is called `excerpt-0001`", ALTERED,
            moved("{}/excerpt-0001", "data/excerpt-001.flac"), file="data/excerpt-001.flac")
passed_over("excerpt_deeper", "an altered excerpt lies two folders deeper", ALTERED,
            moved("{}/uit/1/excerpt-1", "data/excerpt.json"), file="data/excerpt.json")
passed_over("excerpt_beside_the_conversations", "an altered excerpt lies beside the conversations", ALTERED,
            moved("excerpt-1", "data/excerpt.json"), file="data/excerpt.json")
passed_over("excerpt_in_a_bag", "an excerpt lies in the folder of the recording's bag", ALTERED,
            lambda case, at: case.conversation.rename(f"{at}/excerpt-1", f"{at}/recording/excerpt-1"))
passed_over("excerpt_in_an_excerpt", "an excerpt lies in the folder of another one", ALTERED,
            lambda case, at: case.conversation.rename(f"{at}/excerpt-2", f"{at}/excerpt-1/data/excerpt-2"))


# -- words of transcripts ----------------------------------------------------------------------------------------------


def vtt(name, done, verdict, content):
    def change(case):
        case.bag.write(TEXT, content)
        case.bag.reseal()

    row("transcript-1", f"transcript.vtt: {done}", verdict, file=TEXT if verdict == ALTERED else None)(named("vtt_" + name, change))


TIMES = "00:00.000 --> 00:01.000"
for NAME, DONE, CONTENT in (
        ("two_marks_of_order", "two byte-order marks", b"\xef\xbb\xbf\xef\xbb\xbfWEBVTT\n\n" + TIMES.encode() + b"\nJa.\n"),
        ("word_goes_on", "WEBVTT goes on", f"WEBVTTX\n\n{TIMES}\nJa.\n"),
        ("sixty_seconds", "a minute has sixty seconds", "WEBVTT\n\n00:00.000 --> 00:60.000\nJa.\n"),
        ("sixty_minutes", "an hour has sixty minutes", "WEBVTT\n\n00:00:00.000 --> 00:60:00.000\nJa.\n"),
        ("comma", "times as SubRip has them", "WEBVTT\n\n00:00,000 --> 00:01,000\nJa.\n"),
        ("thousand_hours", "a thousand hours", "WEBVTT\n\n00:00.000 --> 1000:00:00.000\nJa.\n"),
        ("equal_with_hours", "equal times, one with hours", "WEBVTT\n\n00:01.000 --> 00:00:01.000\nJa.\n"),
        ("backwards", "a cue that ends before it begins", "WEBVTT\n\n00:01.000 --> 00:00.500\nJa.\n"),
        ("earlier_than_above", "a cue begins before the one above it", f"WEBVTT\n\n00:00.500 --> 00:01.000\nNee.\n\n{TIMES}\nJa.\n"),
        ("arrow_in_a_note", "a note with an arrow", f"WEBVTT\n\nNOTE zie -->\n\n{TIMES}\nJa.\n"),
        ("arrow_in_an_identifier", "an identifier with an arrow", f"WEBVTT\n\na-->b\n{TIMES}\nJa.\n"),
        ("arrow_in_the_words", "words with an arrow, of which a browser makes a cue", f"WEBVTT\n\n{TIMES}\nJa.\n00:02.000 --> 00:03.000\nNee.\n"),
        ("null", "a null among the words", f"WEBVTT\n\n{TIMES}\nJa\0.\n"),
        ("next_line", "U+0085 among the words", f"WEBVTT\n\n{TIMES}\nJa.\u0085Nee.\n"),
        ("line_separator", "U+2028 among the words", f"WEBVTT\n\n{TIMES}\nJa.\u2028Nee.\n"),
        ("interlinear", "U+FFF9 among the words", f"WEBVTT\n\n{TIMES}\nJa\ufff9nee\ufffb.\n"),
        ("style_in_small_letters", "a block of `style`", f"WEBVTT\n\nstyle\n::cue {{ opacity: 0 }}\n\n{TIMES}\nJa.\n"),
        ("style_behind_a_cue", "a STYLE block behind the first cue", f"WEBVTT\n\n{TIMES}\nJa.\n\nSTYLE\n::cue {{ color: transparent }}\n"),
        ("notes", "a block of NOTES", f"WEBVTT\n\nNOTES\nHij bekent.\n\n{TIMES}\nJa.\n"),
        ("class_of_a_colour", "a tag that no browser knows", f"WEBVTT\n\n{TIMES}\n<font color=white>Ja.</font>\n"),
        ("tag_over_two_lines", "a tag over two lines", f"WEBVTT\n\n{TIMES}\n<b\n>Ja.</b>\n"),
        ("open_tag", "a tag without an end", f"WEBVTT\n\n{TIMES}\nJa <b en nee.\n"),
        ("not_utf8", "what is no UTF-8", f"WEBVTT\n\n{TIMES}\nJa ".encode() + b"\xc0\xaf\n"),
        ("surrogate", "a surrogate", f"WEBVTT\n\n{TIMES}\nJa ".encode() + b"\xed\xa0\x80\n"),
        ("empty", "nothing at all", b"")):
    vtt(NAME, DONE, ALTERED, CONTENT)
for NAME, DONE, CONTENT in (
        ("mac_line_ends", "CR alone at the end of lines", f"WEBVTT\r\r{TIMES}\rJa.\r"),
        ("no_cues", "no cue", "WEBVTT\n"),
        ("behind_each_other", "a cue begins where the one above it ends", f"WEBVTT\n\n{TIMES}\nJa.\n\n00:01.000 --> 00:01.500\nNee.\n"),
        ("at_once", "two cues begin at once", f"WEBVTT\n\n{TIMES}\nJa.\n\n{TIMES}\nNee.\n")):
    vtt("honest_" + NAME, DONE, UNCHANGED, CONTENT)


# -- bag-info.txt and the files of every kind of bag -------------------------------------------------------------------


def info(name, base, done, change, verdict=ALTERED):
    def changed(case):
        case.bag.write(INFO, change(case.bag.read(INFO)))
        case.bag.hash_anew(oxum=False)
        if case.bag.has("seal/signature.ed25519"):
            case.bag.sign()

    row(base, f"bag-info.txt: {done}", verdict, file=INFO if verdict == ALTERED else None)(named("info_" + name, changed))


def field(name, base, label, value, verdict=ALTERED):
    def change(text):
        kept = b"".join(line for line in text.splitlines(True) if not line.startswith(label.encode() + b":"))
        return kept if value is None else kept + f"{label}: {value}\n".encode()

    info(name, base, f"{label} of {base} is {'gone' if value is None else value[:50]}", change, verdict)


for BASE in ("call-recording", "recovered", "import", "redaction", "unsigned-excerpt", "transcript-1", "salted-recording"):
    field(f"another_recording_{BASE}".replace("-", "_"), BASE, "External-Identifier", "0b1c2d3e-4f50-4162-8738-495a6b7c8d9e",
          UNCHANGED if BASE == "transcript-1" else ALTERED)
    field(f"another_kind_{BASE}".replace("-", "_"), BASE, "Earwitness-Kind", "microphone")
    field(f"no_kind_{BASE}".replace("-", "_"), BASE, "Earwitness-Kind", None)
field("length_of_the_shorter_track", "call-recording", "Earwitness-Seconds", "1.000")
field("start_of_a_recovery", "recovered", "Earwitness-Started", "2020-01-01T10:00:00.000000000Z")
field("deleted_says_a_recording", "signed", "Earwitness-Deleted", "2026-11-30T10:00:00.000000000Z")
field("made_without_a_statement", "stereo", "Earwitness-Statement-Made", "2026-11-30T10:00:00.000000000Z")
field("bagged_on_no_day", "signed", "Bagging-Date", "2026-02-30")
field("bagged_at_a_time", "signed", "Bagging-Date", "2026-11-30T10:00:00Z")
field("long_program", "signed", "Bag-Software-Agent", "earwitness/" + "1" * 90)
field("no_name", "signed", "Contact-Name", None)
field("salt_in_capitals", "signed", "Earwitness-Salt", "AB" * 16)
info("overlong", "signed", "overlong UTF-8", lambda text: text.replace(b"Contact-Name: ", b"Contact-Name: \xc1\x81"))
info("null", "signed", "a null in a name", lambda text: text.replace(b"Contact-Name: ", b"Contact-Name: \0"))
info("no_end", "signed", "no end of its last line", lambda text: text[:-1])
info("order_mark", "signed", "a byte-order mark in front", lambda text: b"\xef\xbb\xbf" + text)
info("label_with_a_blank", "signed", "a blank behind a label", lambda text: text.replace(b"Contact-Name:", b"Contact-Name :"))
info("in_another_order", "signed", "its lines in another order", lambda text: b"".join(sorted(text.splitlines(True))), UNCHANGED)


def foreign(base, name):
    def change(case):
        case.bag.write(name, "x")
        case.bag.reseal()

    row(base, f"{name!r} is put in, listed and signed anew", ALTERED, file=name)(
        named(f"file_{base}_{''.join(c if c.isalnum() else '_' for c in name)}".replace("-", "_").lower(), change))


for BASE, NAMES in {
    "call-recording": ("data/audio-001.flac", "data/near-002.flac", "data/mixed-001.flac", "seal/other.txt"),
    "redaction": ("data/audio-001.flac", "data/notes.jsonl", "data/original/data/audio-001.flac", "seal/other.txt"),
    "recovered": ("data/audio-002.flac", "data/excerpt.json", "seal/timestamp-1.txt"),
    "import-raw": ("data/audio-001.flac", "data/imported/file-2.xyz", "data/imported/.file.xyz"),
    "transcript-2": ("data/notes.jsonl", "data/transcript-1.vtt", "seal/timestamp-1.log"),
    "stamped": ("seal/timestamp-1.tsr.bak", "seal/timestamp-1.TSR", "seal/timestamp-2.txt"),
}.items():
    for NAME in NAMES:
        foreign(BASE, NAME)
