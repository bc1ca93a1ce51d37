# SPDX-License-Identifier: MIT
"""Content changed by somebody who makes all hashes anew: `hash_anew` without the key, `reseal` with it."""

import os
import time

from kit import AUDIO, JOURNAL, NOTES, PUBLIC_KEY, SECOND_AUDIO, SIGNATURE
from rows import ALTERED, DATED, UNCHANGED, row


@row("signed", "a second is silenced, all hashes are made anew without the key", ALTERED, file=SIGNATURE)
def silenced_without_the_key(case):
    case.bag.change_sound(lambda samples: bytes(len(samples)), SECOND_AUDIO)
    case.bag.hash_anew()


@row("signed", "a second is silenced, all is signed anew", ALTERED, file=SECOND_AUDIO, second=0.5)
def silenced(case):
    case.bag.change_sound(lambda samples: bytes(len(samples)), SECOND_AUDIO)
    case.bag.reseal()


@row("unsigned", "one sample is another one", ALTERED, file=AUDIO, second=1.1)
def one_sample(case):
    def change(samples):
        samples[2 * 8800] ^= 1

    case.bag.change_sound(change)
    case.bag.reseal()


@row("import", "two seconds are exchanged", ALTERED, file=AUDIO, second=0)
def seconds_exchanged(case):
    case.bag.change_sound(lambda samples: samples[16000:32000] + samples[:16000] + samples[32000:])
    case.bag.reseal()


@row("signed", "the sound of a second is another one and the journal tells of it, without the key", ALTERED, file=SIGNATURE)
def second_and_journal_without_the_key(case):
    samples = case.bag.change_sound(lambda samples: bytes(len(samples)))
    with case.bag.journal_lines() as lines:
        line = lines[case.bag.event("audio")]
        case.bag.say_second(line, samples[:2 * line["frames"]])
    case.bag.hash_anew()


@row("signed", "the same with the key: nothing in it can tell, only a seal that somebody else has", UNCHANGED)
def second_and_journal(case):
    samples = case.bag.change_sound(lambda samples: bytes(len(samples)))
    with case.bag.journal_lines() as lines:
        for line in lines:
            if line["event"] == "audio" and line["file"] == AUDIO:
                case.bag.say_second(line, samples[2 * line["from"]:2 * (line["from"] + line["frames"])])
    case.bag.reseal()


@row("stamped", "the same with the key, under the stamp of before", ALTERED, file="seal/timestamp-1.tsr")
def second_and_journal_under_an_old_stamp(case):
    samples = case.bag.change_sound(lambda samples: bytes(len(samples)))
    with case.bag.journal_lines() as lines:
        for line in lines:
            if line["event"] == "audio" and line["file"] == AUDIO:
                case.bag.say_second(line, samples[2 * line["from"]:2 * (line["from"] + line["frames"])])
    case.bag.reseal(stamp=False)


@row("signed", "two lines of the journal are exchanged, chained and signed anew", ALTERED, file=JOURNAL)
def lines_exchanged(case):
    first, second = case.bag.event("audio"), case.bag.event("audio", 1)
    with case.bag.journal_lines() as lines:
        lines[first], lines[second] = lines[second], lines[first]
    case.bag.reseal()


@row("signed", "the line of a second is taken out, all is signed anew", ALTERED, file=JOURNAL)
def line_removed(case):
    at = case.bag.event("audio", 1)
    with case.bag.journal_lines() as lines:
        del lines[at]
    case.bag.reseal()


@row("signed", "the line of a second stands twice, all is signed anew", ALTERED, file=JOURNAL)
def line_doubled(case):
    at = case.bag.event("audio")
    with case.bag.journal_lines() as lines:
        lines.insert(at, dict(lines[at]))
    case.bag.reseal()


@row("signed", "`close` is taken out, all is signed anew", ALTERED, file=JOURNAL)
def close_removed(case):
    with case.bag.journal_lines() as lines:
        del lines[-1]
    case.bag.reseal()


@row("signed", "`close` says fewer frames, all is signed anew", ALTERED, file=JOURNAL)
def close_says_less(case):
    with case.bag.journal_lines() as lines:
        lines[-1]["frames"] -= 1
    case.bag.reseal()


@row("signed", "the last file and its lines are taken out, `close` still counts it", ALTERED, file=JOURNAL)
def last_file_removed(case):
    name = sorted(name for name in case.bag.files() if name.endswith(".flac"))[-1]
    case.bag.remove(name)
    with case.bag.journal_lines() as lines:
        lines[:] = [line for line in lines if line.get("file") != name]
    case.bag.reseal()


@row("signed", "a note has another text, all is signed anew", ALTERED, file=NOTES)
def other_note(case):
    notes = case.bag.lines(NOTES)
    notes[0]["text"] = "Iets anders"
    case.bag.write_lines(NOTES, notes)
    case.bag.reseal()


@row("signed", "a note is taken out, all is signed anew", ALTERED, file=NOTES)
def note_removed(case):
    case.bag.write_lines(NOTES, case.bag.lines(NOTES)[1:])
    case.bag.reseal()


@row("signed", "another key signs, the journal names the first one", ALTERED)
def other_key(case):
    case.bag.write(PUBLIC_KEY, case.stranger.pem)
    case.bag.reseal(case.stranger)


@row("signed", "another key signs and all names it: whose key it is, is the checker's question", UNCHANGED)
def other_key_everywhere(case):
    case.bag.take_key(case.stranger)
    case.bag.reseal(case.stranger)


@row("signed", "the same, where the key is asked for", UNCHANGED, code=3, options=("--require-time",))
def time_required(case):
    case.bag.reseal()


@row("signed", "the journal no longer names a key, signature and key are taken out: unsigned", UNCHANGED)
def made_unsigned(case):
    case.bag.remove("seal")
    with case.bag.journal_lines() as lines:
        lines[0]["key"] = None
    case.bag.hash_anew()


@row("signed", "the signature of another recording by the same key", ALTERED, file=SIGNATURE)
def signature_of_another(case):
    case.bag.write(SIGNATURE, case.other("stamped").read(SIGNATURE))


@row("stamped", "the time stamp of another recording", ALTERED, file="seal/timestamp-1.tsr")
def stamp_of_another(case):
    other = case.other("stamped-transcript")
    for ending in ("tsr", "pem"):
        case.bag.write(f"seal/timestamp-1.{ending}", other.read(f"seal/timestamp-1.{ending}"))


@row("stamped", "a token in the journal is over another line", ALTERED, file=JOURNAL)
def token_over_another_line(case):
    at = case.bag.event("timestamp")
    with case.bag.journal_lines() as lines:
        lines[at]["token"] = case.bag.token_over(b"something else")
    case.bag.reseal()


@row("stamped", "the journal's token is made anew over the same line, all is signed and stamped anew", DATED)
def token_made_anew(case):
    at = case.bag.event("timestamp")
    raw = case.bag.read(JOURNAL).splitlines()
    with case.bag.journal_lines() as lines:
        lines[at]["token"] = case.bag.token_over(raw[lines[at]["covers"]])
        counted = (lines[-1]["mono"] - lines[at]["mono"]) / 1e9
    time.sleep(max(0, counted - 4))  # the seal's stamp is no earlier than the journal counts, with 5 s to spare
    case.bag.reseal()


@row("signed", "the first line is of a later format", "no verdict")
def later_format(case):
    with case.bag.journal_lines() as lines:
        lines[0]["format"] = 3
    case.bag.reseal()


@row("excerpt-1", "the disclosed second is another one", ALTERED, file="data/excerpt-001.flac", second=0.5)
def excerpt_says_something_else(case):
    case.bag.change_sound(lambda samples: bytes(len(samples)), "data/excerpt-001.flac")
    case.bag.reseal()


@row("excerpt-1", "a withheld second is heard, as it was", ALTERED, file="data/excerpt-002.flac")
def excerpt_shows_more(case):
    case.bag.write("data/excerpt-002.flac", case.beside("recording").read(SECOND_AUDIO))
    case.bag.reseal()


@row("excerpt-1", "a withheld second holds something else", ALTERED, file="data/excerpt-002.flac")
def excerpt_holds_something_else(case):
    case.bag.change_sound(lambda samples: b"\1" * len(samples), "data/excerpt-002.flac")
    case.bag.reseal()


@row("excerpt-1", "the original's signature is taken out", ALTERED, file="data/original/" + SIGNATURE)
def original_signature_removed(case):
    case.bag.remove("data/original/" + SIGNATURE)
    case.bag.reseal()


@row("excerpt-1", "its range goes on to seconds that are not in it", ALTERED)
def range_goes_on(case):
    with case.bag.changed_json("data/excerpt.json") as excerpt:
        excerpt["ranges"].append({"file": SECOND_AUDIO, "from": 0, "frames": 8000})
    case.bag.reseal()


@row("excerpt-1", "a range begins within a second", ALTERED)
def range_within_a_second(case):
    with case.bag.changed_json("data/excerpt.json") as excerpt:
        excerpt["ranges"][0]["from"] += 1
    case.bag.reseal()


@row("excerpt-1", "a disclosed note has another text", ALTERED)
def excerpt_note(case):
    with case.bag.changed_json("data/excerpt.json") as excerpt:
        excerpt["notes"][0]["text"] += "!"
    case.bag.reseal()


@row("excerpt-1", "it names another recording as its original", ALTERED)
def excerpt_of_another(case):
    with case.bag.changed_json("data/excerpt.json") as excerpt:
        excerpt["original"] = "ab" * 32
    case.bag.reseal()


@row("transcript-1", "its words are others, without the key", ALTERED, file=SIGNATURE)
def transcript_without_the_key(case):
    case.bag.edit("data/transcript.vtt", ("Goedemiddag", "Ik beken"))
    case.bag.hash_anew()


@row("transcript-2", "it is of another recording than the one beside it", ALTERED, file="data/transcript.json")
def transcript_of_another(case):
    with case.bag.changed_json("data/transcript.json") as transcript:
        transcript["original"] = "ab" * 32
    case.bag.reseal()


@row("transcript-2", "the version before it is taken away", ALTERED)
def transcript_version_gone(case):
    case.conversation.remove("transcript-1")


@row("transcript-2", "words that belong to no cue", ALTERED, file="data/transcript.vtt")
def words_in_no_cue(case):
    case.bag.append("data/transcript.vtt", "\nen hij gaf het toe\n")
    case.bag.reseal()


@row("recovered", "a file of the interrupted recording is another one", ALTERED)
def interrupted_recording_changed(case):
    case.beside("recording").flip(AUDIO, 0.5)


@row("import", "the imported file is another one, all is signed anew", ALTERED, file="data/imported/file.wav")
def other_import(case):
    case.bag.flip("data/imported/file.wav", 0.7)
    case.bag.reseal()


@row("unsigned", "the number of files in Payload-Oxum is wrong", ALTERED, file="bag-info.txt")
def wrong_size(case):
    oxum = next(line for line in case.bag.read("bag-info.txt").decode().splitlines() if line.startswith("Payload-Oxum"))
    case.bag.info("Payload-Oxum", oxum.partition(": ")[2] + "1")
    case.bag.hash_anew(oxum=False)


@row("recovered", "its list of the interrupted recording's files names one twice", ALTERED, file=JOURNAL)
def original_listed_twice(case):
    at = case.bag.event("recovered")
    with case.bag.journal_lines() as lines:
        lines[at]["original"].append(dict(lines[at]["original"][0]))
    case.bag.reseal()


@row("signed", "a second `close` follows the first one", ALTERED, file=JOURNAL)
def closed_twice(case):
    with case.bag.journal_lines() as lines:
        lines.append(dict(lines[-1]))
    case.bag.reseal()


@row("excerpt-2", "a disclosed second stands in two ranges", ALTERED, file="data/excerpt.json")
def range_twice(case):
    with case.bag.changed_json("data/excerpt.json") as excerpt:
        excerpt["ranges"].append(dict(excerpt["ranges"][0]))
    case.bag.reseal()


@row("excerpt-1", "a range has no end within the recording", ALTERED, file="data/excerpt.json")
def range_beyond_the_end(case):
    with case.bag.changed_json("data/excerpt.json") as excerpt:
        excerpt["ranges"][0]["frames"] += 2**35
    case.bag.reseal()


@row("unsigned", "the sound's file has a size that no file of sound can have, all of it holes", ALTERED, file=AUDIO)
def terabyte_of_holes(case):
    os.truncate(case.bag.at(AUDIO), 1 << 40)


@row("signed", "the manifest has a size that none can have, all of it holes", ALTERED, file="manifest-sha256.txt")
def terabyte_of_manifest(case):
    os.truncate(case.bag.at("manifest-sha256.txt"), 1 << 40)
