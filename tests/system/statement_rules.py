# SPDX-License-Identifier: MIT
"""What each statement must be held against. Every sentence that an output may hold is here, with the reason why it is true; what is
not here is not known, and a test that meets it fails.

A rule is (pattern, reason): `reason(truth, found, match)` is True where the bag says the same. `truth` is read by the second
implementation (`Truth` of statements_test.py), `found` is what `verify --json` answers."""

import json
import os
import re

CLOCK_TIME = r"\d{1,2} \w+ \d{4}, \d\d:\d\d:\d\d"
FIRST_PROGRAM = "2026-11-01"  # no recording is older than the format
HASH = r"[0-9a-f]{64}"
SOUND_CHECKS = ("audio seconds", "frame counts", "FLAC checksum", "FLAC tags")


def always(*_):
    return True


def is_kind(*kinds):
    return lambda truth, found, match: found["kind"] in kinds


def is_source(*sources):
    return lambda truth, found, match: found["source"] in sources


def both(*reasons):
    return lambda truth, found, match: all(reason(truth, found, match) for reason in reasons)


def is_left_over(truth, found, match):
    return "Earwitness-Deleted" in truth.info


def shows_only(track):
    return lambda truth, found, match: truth.excerpt is not None and truth.is_call and truth.shown_tracks == {track}


def is_call(truth, found, match):
    """With both sides, and of an excerpt with some of both."""
    return truth.is_call and (truth.excerpt is None or len(truth.shown_tracks) != 1)


def is_of_call(truth, found, match):
    return truth.is_call


def is_called_so(truth, found, match):
    return truth.journal.opened["kind"] == "call" and not truth.is_call


def not_signed(truth, found, match):
    return found["signature"] is None


def date_of(truth, found, match):
    said = truth.began if match[1] == "beginning" else truth.info[match[1]]
    return said[:19] == match[2][:19]


# -- what a verdict does not say -------------------------------------------------------------------------------------------

NOT_PROVEN = [
    (r"how it ended: it was interrupted, and this is what was recovered of it; its end is unproven", is_kind("recovered")),
    (r"how the recording ended: it was interrupted, and this is an excerpt of what was recovered of it; its end is unproven",
     both(is_kind("excerpt"), lambda truth, found, match: truth.journal.recovered is not None)),
    (r"that the interruption was an accident, and that nothing was removed before the recovery sealed it",
     lambda truth, found, match: truth.journal.recovered is not None),
    (r"when the excerpt was made: the time stamps are on the recording that it is of",
     lambda truth, found, match: found["kind"] == "excerpt" and found["dating"] and not found["own_stamps"]),
    (r"what the deleted seconds held: only that they were sealed in the same recording", is_left_over),
    (r"what the withheld seconds hold: only that they were sealed in the same recording",
     lambda truth, found, match: found["kind"] == "excerpt" and "Earwitness-Deleted" not in truth.info),
    (r"who made the excerpt, and whose word its bag-info.txt is: the excerpt itself is not signed; a signature of the recording says "
     r"nothing of that", lambda truth, found, match: found["kind"] == "excerpt" and found["excerpt_signature"] is None),
    (r"that these words were said: a machine made them; listen to the recording that it names", is_source("machine")),
    (r"that anybody read it: it is what a machine made of the sound", is_source("machine")),
    (r"that these words were said: it is what somebody typed; listen to the recording that it names", is_source("typed")),
    (r"that these words were said: a machine drafted them, and a person read and saved them, as they say; listen to the recording "
     r"that it names", is_source("draft")),
    (r"that each of its words was looked at: a machine made the draft, and a person saved it", is_source("draft")),
    (r"how the imported file came to be: it was sealed as it came, and may have been edited before", is_source("import")),
    (r"that the decoded sound is what the imported file holds: it was made of it when that was imported, and is not compared with it "
     r"here; hear the imported file itself", both(is_source("import"), lambda truth, found, match: found["seconds"] > 0)),
    (r"that the imported file is all that was recorded: something in it does not fit",
     lambda truth, found, match: found["imported"] and not found["imported"]["whole"]),
    (r"what was said where the computer was: no microphone was recorded, only what it played", is_source("monitor")),
    (r"what was said where the computer was while it recorded what it played, and no microphone", is_source("partly-monitor")),
    (r"any conversation: the sound is a test signal of the program", is_source("test-signal")),
    (r"who spoke on either side of the call: the far side is what the computer played, whatever that was", is_of_call),
    (r"that it has both sides of a call: only that it has two tracks, and what its journal says of each", is_called_so),
    (r"exactly when one side spoke as against the other: each track has a clock of its own, by the recorder's word", is_source("call")),
    (r"what was heard on the far side of the call: nothing of it is disclosed", shows_only("near")),
    (r"what was heard on the near side of the call: nothing of it is disclosed", shows_only("far")),
    (r"date not proven: when it was recorded is only claimed, and when it was imported is what that computer's own clock said",
     both(is_source("import"), lambda truth, found, match: not truth.stamps)),
    (r"date not proven: the times are what the recorder's own clock said",
     lambda truth, found, match: not truth.stamps and not truth.is_import),
    (r"date not proven: the date is what the clock of the computer that sealed it said",
     lambda truth, found, match: not truth.stamps and truth.transcript is not None),
    (r"date not proven: nobody vouches for the authority that stamped it until you compared its root and named it "
     r"\(--tsa-root FILE\)", lambda truth, found, match: truth.stamps > 0),
    (r"that nobody made the whole recording anew: compare the seal with one that was written down elsewhere", not_signed),
    (r"that the key's owner did not recreate it later; only a time stamp on the signature shows that",
     lambda truth, found, match: truth.is_signed),
    (r"whose key signed it: (" + HASH + r") is not one that you know; compare it with its owner, then earwitness keys trust",
     lambda truth, found, match: found["signature"]["key"] == match[1] and not found["own_key"]),
    (r"who speaks, and that the sound was live and not played back or made by a machine",
     lambda truth, found, match: truth.transcript is None),
    (r"what was said before it began and after it ended, and that this is the only recording made",
     lambda truth, found, match: truth.transcript is None and found["kind"] != "excerpt"),
    (r"that its (Earwitness-[-\w]+|Bagging-Date|beginning) \((.*)\) is true: this computer's clock has not reached it",
     lambda truth, found, match: truth.is_ahead and date_of(truth, found, match)),
    (r"that its (Earwitness-[-\w]+|Bagging-Date|beginning) \((.*)\) is true: it is before there was such a program",
     lambda truth, found, match: match[2] < FIRST_PROGRAM and date_of(truth, found, match)),
    (r"which of its times are right: its journal says that the computer's clock was (.+) before the newest line of the archive's "
     r"ledger", lambda truth, found, match: clock_behind(truth) == match[1]),
]


def clock_behind(truth):
    behind = truth.journal.opened.get("behind_ledger_seconds") if truth.journal else None
    return None if behind is None else far(behind)


def far(seconds):
    """As base::length_words() has it: from a day on in days."""
    days, hours = seconds // 86400, seconds % 86400 // 3600
    if not days:
        return clock(seconds)
    in_days = f"{days:,} day{'s' if days > 1 else ''}"
    return in_days if days >= 10 or not hours else f"{in_days} and {hours} hour{'s' if hours > 1 else ''}"


def clock(seconds):
    """As base::clock_text() has it."""
    seconds = int(seconds)
    hours, minutes, seconds = seconds // 3600, seconds // 60 % 60, seconds % 60
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"


# -- checks --------------------------------------------------------------------------------------------------------------------


def has_sound(truth):
    return truth.sound > 0


def lines_of_journal(truth, found, match):
    return int(match[1].replace(",", "")) == len(truth.journal.lines)


def disclosed_seconds(truth, found, match):
    shown = sum(part["frames"] / truth.rates[truth.track_of(part["file"])] for part in truth.excerpt["ranges"])
    whole = sum(truth.frames_of(track) / rate for track, rate in truth.rates.items())
    return abs(float(match[1]) - shown) < 0.001 and abs(float(match[2]) - whole) < 0.001


# By check and result: patterns of its detail, and whether it may be said.
CHECKS = {
    ("bag declaration", "pass"): [("", always)],
    ("payload hashes", "pass"): [("", always)],
    ("payload size", "pass"): [("", always)],
    ("tag file hashes", "pass"): [("", always)],
    ("files outside the seal", "pass"): [("", always)],
    ("roles of files", "pass"): [("", always)],
    ("bag information", "pass"): [("", always)],
    ("check instructions", "pass"): [("", always)],
    ("journal chain", "pass"): [(r"([\d,]+) lines?", lines_of_journal)],
    ("journal content", "pass"): [("", always)],
    ("notes", "pass"): [("", lambda truth, found, match: truth.excerpt is None),
                        (r"(\d+) are disclosed", lambda truth, found, match: int(match[1]) == len(truth.excerpt["notes"]))],
    ("notes", "not checked"): [(r"not in this folder", lambda truth, found, match: not truth.has("data/notes.jsonl")),
                               (r"it has no title, marks or other texts", lambda truth, found, match: not truth.journal.of("note"))],
    ("salts", "pass"): [("", lambda truth, found, match: has_sound(truth) and truth.has("data/salts.jsonl"))],
    ("salts", "not checked"): [(r"there are none", lambda truth, found, match: not truth.has("data/salts.jsonl"))],
    ("levels", "pass"): [("", lambda truth, found, match: has_sound(truth) and truth.has("data/levels.jsonl"))],
    ("levels", "not checked"): [(r"not in this folder", lambda truth, found, match: not truth.has("data/levels.jsonl")),
                                (r"there are none", lambda truth, found, match: not has_sound(truth) or not truth.levels)],
    ("imported file", "pass"): [(".*", lambda truth, found, match: truth.is_import)],
    ("decoded copy", "not checked"): [
        (r"it was decoded from the imported file when that was sealed, and nobody decodes it again here: hear the imported file itself",
         lambda truth, found, match: truth.is_import and has_sound(truth))],
    ("original's hashes", "pass"): [
        (r"of the recording with the seal (" + HASH + ")",
         lambda truth, found, match: match[1] == (truth.excerpt or truth.transcript)["original"]),
        (r"it is of the recording with the seal (" + HASH + "), which is beside it",
         lambda truth, found, match: match[1] == truth.transcript["original"] == truth.seal_beside),
        (r"(\d+) files of the interrupted recording, as they were found",
         lambda truth, found, match: int(match[1]) == len(truth.journal.recovered["original"]))],
    ("original's hashes", "not checked"): [
        (r"it is of the recording with the seal (" + HASH + ")",
         lambda truth, found, match: match[1] == truth.transcript["original"])],
    ("disclosed ranges", "pass"): [(r"([\d.]+) of ([\d.]+) seconds are disclosed, the others are silent: .*", disclosed_seconds),
                                   (r"([\d.]+) of ([\d.]+) seconds of both tracks together are disclosed, the others are silent: .*",
                                    lambda truth, found, match: len(truth.rates) == 2 and disclosed_seconds(truth, found, match))],
    ("signature", "pass"): [(".*", lambda truth, found, match: truth.is_signed)],
    ("signature", "not checked"): [(r"it is not signed: whoever holds it could make the seal anew", not_signed)],
    ("excerpt's signature", "pass"): [(".*", lambda truth, found, match: truth.has("seal/signature.ed25519"))],
    ("excerpt's signature", "not checked"): [(r"the excerpt itself is not signed: anyone who has it could have made it",
                                              lambda truth, found, match: not truth.has("seal/signature.ed25519"))],
    ("time stamps", "not checked"): [(r"date not proven: there is no time stamp", lambda truth, found, match: not truth.stamps),
                                     (r"date not proven: .*", lambda truth, found, match: truth.stamps > 0)],
    ("time stamps of the excerpt", "not checked"): [(".*", lambda truth, found, match: not truth.has("seal/timestamp-1.tsr"))],
    ("transcript text", "pass"): [(r"(\d+) cues?.*", lambda truth, found, match: int(match[1]) == truth.cues)],
    ("transcript versions", "pass"): [(".*", lambda truth, found, match: truth.transcript is not None)],
}
for _name in SOUND_CHECKS:
    CHECKS[_name, "pass"] = [("", lambda truth, found, match: has_sound(truth))]
    CHECKS[_name, "not checked"] = [(r"the recording holds no sound that was decoded", lambda truth, found, match: not has_sound(truth))]


for _name in ("journal chain", "journal content", "notes", "levels", *SOUND_CHECKS):
    CHECKS.setdefault((_name, "not checked"), []).append((r"a transcript has neither journal nor sound",
                                                          lambda truth, found, match: truth.journal is None and not has_sound(truth)))


def is_check_true(truth, found, check):
    """None: such a check, result or detail is not known here."""
    return judge(CHECKS.get((check["check"], check["result"]), []), truth, found, check["detail"])


def judge(rules, truth, found, sentence):
    """Whether one rule for this sentence holds; None where there is none."""
    answer = None
    for pattern, reason in rules:
        match = re.fullmatch(pattern, sentence)
        if match:
            answer = bool(reason(truth, found, match))
            if answer:
                return True
    return answer


# -- losses and the clock ---------------------------------------------------------------------------------------------------------


def is_loss_true(truth, loss):
    """A break, or a gap, that the journal has."""
    of = [line for line in truth.journal.of("break" if loss["what"] == "break" else "gap") if line["cause"] == loss["cause"]]
    if loss["what"] == "break":
        return any(abs(line["seconds"] - loss["seconds"]) < 0.001 and line["lost_frames"] == loss["lost_frames"] for line in of)
    rate = truth.rates[loss["track"] if len(truth.rates) > 1 else None]
    return any(line["file"] == loss["file"] and line["frames"] == loss["lost_frames"] and line["estimated"] == loss["estimated"] and
               abs(line["from"] / rate - loss["at_seconds"]) < 0.001 and abs(line["frames"] / rate - loss["seconds"]) < 0.001
               for line in of)


# -- a report's page ------------------------------------------------------------------------------------------------------------

# What a check is about, as a page says it: by the check's name.
CHECK_SENTENCES = {
    "bag declaration": "The folder says of itself that it is a sealed bag (BagIt 1.0)",
    "payload hashes": "Each file of the recording has the SHA-256 that was sealed, and there are no others",
    "payload size": "Size and number of the files are as they were sealed",
    "tag file hashes": "Names, statements and the list of hashes are as they were sealed",
    "files outside the seal": "Nothing was added beside what was sealed",
    "roles of files": "Each file is one that such a recording has",
    "bag information": "The list of facts (bag-info.txt) says what the journal says",
    "check instructions": "The instructions to check it (how-to-verify.txt) are those of this program",
    "journal chain": "The journal is whole: each line is chained to the one before",
    "journal content": "What the journal's lines say fits together",
    "notes": "Title, marks and other texts are those that the journal committed to",
    "levels": "The list of levels is about this recording's seconds",
    "salts": "Each second of sound has the salt that its hash is made with",
    "audio seconds": "The sound, second by second, is what the journal has the hash of",
    "frame counts": "Each audio file is as long as the journal says",
    "FLAC checksum": "Each audio file's own checksum holds",
    "FLAC tags": "The audio files name this recording",
    "imported file": "The imported file is the one that was sealed",
    "decoded copy": "The decoded copy is the sound that the imported file holds",
    "disclosed ranges": "What is disclosed is the sealed recording's own, and nothing else is heard",
    "time stamps": "Time stamps of an authority hold, and fit the journal",
    "time stamps of the excerpt": "Time stamps of the excerpt itself hold",
}


def check_sentence(name, truth, found):
    """What a check is about, as a page of this kind says it."""
    if name == "original's hashes":
        return "The hashes of the whole recording, of which copies are here, have the seal that is named" if found["kind"] == "excerpt" \
            else "The files of the interrupted recording are as they were found"
    if name == "signature":
        return "The seal of the whole recording is signed, and the signature holds" if found["kind"] == "excerpt" \
            else "The seal is signed, and the signature holds"
    if name == "excerpt's signature":
        return "What is left is signed itself, and the signature holds" if "Earwitness-Deleted" in truth.info \
            else "The excerpt itself is signed, and the signature holds"
    return CHECK_SENTENCES[name]
RESULTS = {"pass": "\u2713 passed", "fail": "\u2717 FAILED", "not checked": "\u2013 not checked"}


def has_event(event, **fields):
    return lambda truth, found, match: any(all(line[name] == value for name, value in fields.items())
                                           for line in truth.journal.of(event))


def is_unchanged(truth, found, match):
    return found["unchanged"]


def is_plain(truth, found, match):
    """Neither imported, recovered nor with a part gone: sealed when it ended."""
    return found["unchanged"] and (found["kind"] == "excerpt" or found["source"] != "import") and found["kind"] != "recovered" and \
        not is_left_over(truth, found, match)


def not_excerpt(truth, found, match):
    return found["kind"] != "excerpt"


def is_whole(*sources):
    return both(is_source(*sources), lambda truth, found, match: found["kind"] not in ("excerpt", "recovered"))


def is_excerpt_of(*sources):
    return both(is_kind("excerpt"), is_source(*sources), lambda truth, found, match: not is_left_over(truth, found, match))


def length_on_clock(truth, found, match):
    total = max(truth.frames_of(track) / rate + sum(line["seconds"] for line in truth.journal.of("break") if line.get("track") == track)
                for track, rate in truth.rates.items())
    return match[1] in (clock(total), clock(total + 0.5), clock(total - 0.5))


def no_sound(truth, found, match):
    return not has_sound(truth)


def sound(truth, found, match):
    return has_sound(truth)


PAGE = [
    (r"Report of a recording|Report: .*", always),  # what the window is called
    (r"Report of a recorded conversation", is_whole("microphone")),
    (r"Report of a recorded test signal", is_whole("test-signal")),
    (r"Report of a file that was imported", is_whole("import")),
    (r"Report of a recording of what a computer played: no microphone was recorded", is_whole("monitor")),
    (r"Report of a recording, in part of a microphone and in part of what a computer played", is_whole("partly-monitor")),
    (r"Report of what was recovered of an interrupted recording", is_kind("recovered")),
    (r"Report of a recorded call, both sides", both(is_whole("call"), is_call)),
    (r"Report of an excerpt of a recorded call: the microphone's side alone", shows_only("near")),
    (r"Report of an excerpt of a recorded call: the other side alone", shows_only("far")),
    (r"Report of what is left of a recording: a part was deleted",
     both(is_left_over, lambda truth, found, match: not truth.is_import)),
    (r"Report of what is left of a file that was imported: a part was deleted",
     both(is_left_over, lambda truth, found, match: truth.is_import)),
    (r"(?:Microphone|Other side)", lambda truth, found, match: truth.is_call or match[0] == "Microphone"),
    (r"(?:Near|Far) track", is_called_so),
    (r"Report of an excerpt of a recorded test signal", is_excerpt_of("test-signal")),
    (r"Report of an excerpt of a recorded conversation", is_excerpt_of("microphone")),
    (r"Report of an excerpt of a file that was imported", is_excerpt_of("import")),
    (r"A recording without a title", lambda truth, found, match: not truth.title and not truth.is_import),
    (r"An imported file without a title", lambda truth, found, match: not truth.title and truth.is_import),
    (r"An excerpt, without the recording's title", is_excerpt_of("test-signal", "microphone", "import", "call")),
    (r"([\d:.]+) long", both(not_excerpt, sound, length_on_clock)),
    (r"([\d:.]+) long, of which [\d:.]+ can't be heard here", both(is_kind("excerpt"), length_on_clock)),
    (r"\u2713 UNCHANGED", is_unchanged),
    (r"\u2713 UNCHANGED AND DATED", both(is_unchanged, lambda truth, found, match: found["dating"]["proven"])),
    (r"\u2717 ALTERED OR MISSING", lambda truth, found, match: not found["unchanged"]),
    (r"Every check that was made passed: it is as it was sealed\.", is_plain),
    (r"Every check that was made passed: what is left is as it was sealed\.", both(is_unchanged, is_left_over)),
    (r"Every check that was made passed: it is as it was sealed when it was recovered\. From the interruption to then it had no "
     r"seal\.", both(is_unchanged, is_kind("recovered"))),
    (r"Every check that was made passed: it is as it was sealed when it was imported\. Whether it was changed before, nothing here "
     r"shows\.", both(is_unchanged, is_whole("import"))),
    (r"This is not as it was sealed\. What this page shows may not be what was recorded; what does not fit is listed below\.",
     lambda truth, found, match: not found["unchanged"]),
    # Headings, and words of the table and the picture.
    (r"What, when, by whom|The sound|On the clock|What was checked|Check|Result|Detail|What this does not show|Clock|What happened|"
     r"Length|How to check it without this program", always),
    (r"Time of day, with its offset from UTC", lambda truth, found, match: not truth.is_import),
    (r"Time of day: not known", lambda truth, found, match: truth.is_import),
    (r"loudest sample and loudness of each second, from -60 dB to full scale", sound),
    (r"(?:1 )?mark, by its number", has_event("note", kind="mark")),
    (r"(?:P )?pause: not recorded", has_event("break", cause="pause")),
    (r"(?:B )?break between two files", has_event("break")),
    (r"(?:G )?gap: lost sound, silence in its place", has_event("gap")),
    (r"(?:W )?withheld: silent in this excerpt", is_excerpt_of("test-signal", "microphone", "import", "call")),
    (r"(?:W )?deleted: silent here", is_left_over),
    (r"(?:X )?not as it was sealed", lambda truth, found, match: not found["unchanged"]),
    (r"[\d:.]+|[BPGWX1-9]", always),  # times below the picture, its letters
    (r"follow the transcript", lambda truth, found, match: truth.transcripts > 0),
    (r"This program cannot decode its sound: the imported file is in the sealed folder as it came\.", no_sound),
    (r"What is heard of this page on a screen is a copy to listen to, and proves nothing\. (?:Each second that is not as the journal has it is silent "
     r"here\. )?(.*)", lambda truth, found, match: master(truth, found, match[1])),
    (r"What is heard of this page on a screen is ((?!a copy to listen to).*)",
     lambda truth, found, match: the_sealed(truth, found, match[1])),
    (r"You hear the file as it is now\. Whether it is still as it was sealed, only a check of the folder shows, not this page\.",
     sound),
    (r"The sound can't be played from here\. It is (.*) in the sealed folder, and this page must be next to that folder: unpack "
     r"everything that you received, and open the page there\.", lambda truth, found, match: match[1] == sound_name(truth)),
    (r"There is nothing to listen to here: (.*)", lambda truth, found, match: not found["unchanged"]),
    (r"The clock begins with the first sample and runs on through pauses\.", lambda truth, found, match: truth.is_import),
    (r"The clock begins with the first sample and runs on through pauses\. Times of day are those of the recorder's clock at the "
     r"beginning, counted on from there\.", lambda truth, found, match: not truth.is_import),
    # The transcript that counts.
    (r"Transcript|Claims about this transcript, and who made them", lambda truth, found, match: truth.transcripts > 0),
    (r"From (transcript-\d+), which is sealed apart from the recording\. (?:A machine drafted it, and a person read and saved it, as "
     r"they say|It is what somebody typed|A machine made it); the sound is what counts\.",
     lambda truth, found, match: match[1] == f"transcript-{truth.transcripts}"),
    # What goes for every page.
    (r"In the sealed folder, with tools that every computer has or can have:|sha256sum tagmanifest-sha256\.txt|"
     r"sha256sum -c tagmanifest-sha256\.txt|sha256sum -c manifest-sha256\.txt|"
     r"The first command must print this seal, and the two others OK for every file:|"
     r"how-to-verify\.txt in the same folder says how to check the signature, the sound and the time stamps\. Compare the seal "
     r"with one that was written down elsewhere\.|"
     r"This page is for reading\. It is not sealed, and whoever has it could change it: what counts is the sealed recording, and "
     r"what a check of it says\.", always),
    (HASH, lambda truth, found, match: match[0] in (found["seal"], truth.seal)),
    (r"Made on .* by earwitness/[\d.]+\.", always),
    (r"Not as it was sealed|What|Where", lambda truth, found, match: not found["unchanged"]),
]


def sound_name(truth):
    files = truth.sound_files
    if len(truth.rates) == 2:  # a file of each
        sides = ("Microphone", "Other side") if truth.is_call else ("Near track", "Far track")
        return " and ".join(f"{of_track(files, track)} ({side})" for track, side in zip(("near", "far"), sides))
    return files[0] if len(files) == 1 else f"{files[0]} to {files[-1]}"


def of_track(files, track):
    named = [file for file in files if track in file]
    return named[0] if len(named) == 1 else f"{named[0]} to {named[-1]}"


LEFT_AND_RIGHT = {None: "The near track is on the left, the far track on the right.",
                  frozenset(("near", "far")): "The microphone is on the left, the other side of the call on the right.",
                  frozenset(("near",)): "The microphone is on the left; of the other side nothing is heard.",
                  frozenset(("far",)): "The other side of the call is on the right; of the microphone nothing is heard."}


def without_sides(truth, words):
    """Of a call the sentence on which side is heard where must be there, and be so."""
    if len(truth.rates) == 1:
        return words
    shown = frozenset(truth.rates if truth.excerpt is None else truth.shown_tracks)
    said = LEFT_AND_RIGHT[shown if truth.is_call else None] + " "
    return words.removeprefix(said) if words.startswith(said) else ""


CUT_FROM_A_COPY = "It was cut from a copy that was decoded from an imported file, which is not in this folder."


def without_cut(truth, found, words, take_away):
    """What else is said of what is heard; None where the sentence on the copy is missing, or is there and not so."""
    if not (truth.is_import and found["kind"] == "excerpt"):
        return words
    others = take_away(words)
    is_so = others != words and not truth.has(truth.journal.of("import")[0]["file"])
    return others if is_so else None


def what_is_sealed(truth, found):
    """Which kind of sealed sound it is; None for the decoded copy of an import."""
    if found["kind"] == "recovered":
        return "what was recovered"
    if "Earwitness-Deleted" in truth.info:
        return "what is left"
    if found["kind"] == "excerpt":
        return "the excerpt"
    return None if truth.is_import else "the recording"


def the_sealed(truth, found, words):
    """Where what is heard is no copy."""
    words = without_cut(truth, found, words, lambda said: said.removesuffix(" " + CUT_FROM_A_COPY))
    name, kind = sound_name(truth), what_is_sealed(truth, found)
    if kind:
        return words == f"{kind} itself: {name} in its sealed folder."
    original = truth.journal.of("import")[0]["file"]
    return words == f"{name} in its sealed folder, a copy that was decoded from the original, {original} beside it."


def master(truth, found, words):
    """What the sound that is heard is a copy of."""
    words = without_cut(truth, found, without_sides(truth, words), lambda said: said.removeprefix(CUT_FROM_A_COPY + " "))
    name, kind = sound_name(truth), what_is_sealed(truth, found)
    if kind:
        itself = "" if found["kind"] == "recovered" else " itself"
        return words == f"{kind.capitalize()}{itself} is {name} in its sealed folder."
    original = truth.journal.of("import")[0]["file"]
    return words == f"The original is {original} in its sealed folder; {name} beside it is a copy that was decoded from it."


# -- the ledger -----------------------------------------------------------------------------------------------------------------

OWN = r"signed by your own key"
# What stands behind a bag's name in a list of several.
IN_SHORT = [
    (r"excerpt(, not signed by who made it)?(?:, (\d+) loss(?:es)? that the recorder wrote down)?",
     lambda truth, found, match: excerpt_in_short(truth, found, match)),
    (r"what is left: a part was deleted", is_left_over),
    (r"(?:(transcript(?:, by a machine|, from a machine's draft)?|test signal|imported|of what was played, no microphone|"
     r"both sides of a call|in part of what was played|recovered on " + CLOCK_TIME + r"), )?(?:([\d:]+), )?(" + OWN + r"|not signed)"
     r"(?:, (\d+) loss(?:es)? that the recorder wrote down)?", lambda truth, found, match: in_short(truth, found, match)),
]
SHORT_KINDS = {"transcript": "typed", "transcript, by a machine": "machine", "transcript, from a machine's draft": "draft",
               "test signal": "test-signal", "imported": "import", "of what was played, no microphone": "monitor", None: "microphone",
               "both sides of a call": "call",
               "in part of what was played": "partly-monitor"}


def losses_told(found):
    return sum(loss["lost_frames"] > 0 for loss in found["declared"])


def excerpt_in_short(truth, found, match):
    """Whose word it is, its details tell; that it is nobody's, stands here."""
    unsigned, losses = match.groups()
    return found["kind"] == "excerpt" and not is_left_over(truth, found, match) and \
        (unsigned is None) == (found["excerpt_signature"] is not None) and int(losses or 0) == losses_told(found)


def in_short(truth, found, match):
    kind, length, signer, losses = match.groups()
    if kind and kind.startswith("recovered on "):
        right = found["kind"] == "recovered"
    else:
        right = found["source"] == SHORT_KINDS[kind] and found["kind"] != "recovered"
    signed = (found["signature"] is not None and found["own_key"]) if signer != "not signed" else found["signature"] is None
    return right and signed and (length == (truth.length if truth.journal else None)) and \
        int(losses or 0) == losses_told(found)


# Reasons get the ledger's lines, and what `verify --all --json` tells of it.
LEDGER_CHECKS = {
    ("ledger chain", "pass"): [(r"([\d,]+) lines?", lambda lines, told, match: int(match[1].replace(",", "")) == len(lines))],
    ("ledger signatures", "pass"): [(r"by (\d+) keys?", lambda lines, told, match: int(match[1]) == len(told["keys"]))],
    ("ledger keys", "pass"): [(r"each new key is signed by the previous one", lambda lines, told, match: len(told["keys"]) == 1), ("", always)],
    ("ledger head", "not checked"): [(r"nobody else's head was given: whoever has the key could have recreated the ledger", always)],
    ("recordings in the ledger", "pass"): [(r"(\d+) there, (\d+) deleted", lambda lines, told, match: int(match[1]) == told["recordings"]
                                            and int(match[2]) == len(told["deleted"]))],
}
# Reasons get the ledger's lines, and the archive's path.
LEDGER_REMARKS = [
    (r"line (\d+) is dated (\S+), before the line above it, which is dated (\S+): the computer's clock was wrong, or was set back",
     lambda lines, archive, match: (lines[int(match[1]) - 1]["utc"], lines[int(match[1]) - 2]["utc"]) == (match[2], match[3])
     and match[2] < match[3]),
    (r"(\S+) has no journal that tells which recording it is",
     lambda lines, archive, match: not os.path.exists(os.path.join(archive, match[1], "recording/data/journal.jsonl"))),
    (r"of (\S+) a part was deleted (?:at|on) (\S+), as line (\d+) says",
     lambda lines, archive, match: lines[int(match[3]) - 1]["utc"] == match[2] and lines[int(match[3]) - 1]["event"] == "delete"),
    (r"(\S+) is in no ledger, and says so", lambda lines, archive, match: not in_ledger(lines, archive, match[1])),
    (r"(\S+) was begun and cut short before the ledger had its beginning; it is not sealed",
     lambda lines, archive, match: not in_ledger(lines, archive, match[1])),
]


def in_ledger(lines, archive, name):
    with open(os.path.join(archive, name, "recording/data/journal.jsonl"), encoding="utf-8") as file:
        recording = json.loads(file.readline())["recording"]
    return any(line.get("recording") == recording for line in lines)


# -- both languages -----------------------------------------------------------------------------------------------------------------


class Catalogue:
    """Whether a Dutch sentence says what an English one does: by the translations, of which each stands there to be read by a
    person, and by what is put into them, which must be the same or say the same again."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            blocks = file.read().split("\n\n")
        self.pairs, self.known = [], {}
        for block in blocks:
            texts = {"msgid": "", "msgstr": "", "msgid_plural": "", "msgstr[0]": "", "msgstr[1]": ""}
            name = None
            for line in block.splitlines():
                if line.startswith("#"):
                    continue
                label, _, rest = line.partition(" ")
                if label in texts:
                    name, line = label, rest
                if name and line.startswith('"'):
                    texts[name] += line[1:-1].replace('\\n', "\n").replace('\\"', '"').replace("\\\\", "\\")
            for english, dutch in ((texts["msgid"], texts["msgstr"] or texts["msgstr[0]"]),
                                   (texts["msgid_plural"], texts["msgstr[1]"])):
                if english and dutch:
                    self.pairs.append((self.pattern(english), self.pattern(dutch)))

    @staticmethod
    def pattern(text):
        """Its places, by their numbers, as groups."""
        parts, order = re.split(r"\{(\d*)(?::[^{}]*)?\}", re.sub(r"  +", "  ", text.strip(" ,"))), []
        out = re.escape(parts[0])
        for number, rest in zip(parts[1::2], parts[2::2]):
            order.append(int(number) if number else len(order))
            out += "(.*?)" + re.escape(rest)
        return re.compile(out, re.DOTALL), order

    def is_same(self, english, dutch, depth=0):
        english, dutch = (re.sub(r"  +", "  ", text.strip()) for text in (english, dutch))
        if english == dutch:
            return True
        if depth > 9:
            return False
        key = (english, dutch)
        if key not in self.known:
            self.known[key] = False  # while it is looked for
            self.known[key] = self._is_same(english, dutch, depth)
        return self.known[key]

    def _is_same(self, english, dutch, depth):
        for (one, places), (other, other_places) in self.pairs:
            found = one.fullmatch(english)
            if not found or not places and found[0] != english:
                continue
            said = other.fullmatch(dutch)
            if not said or sorted(places) != sorted(other_places):
                continue
            values = dict(zip(other_places, said.groups()))
            if all(self.is_same(value, values[place], depth + 1) for place, value in zip(places, found.groups())):
                return True
        return any(self._is_same_in_parts(english, dutch, mark, depth) for mark in MARKS)

    def _is_same_in_parts(self, english, dutch, mark, depth):
        """What stands before one of these marks, and what behind it, for whichever of them it holds."""
        if mark == " " and english.count(mark) + dutch.count(mark) > 12:
            return False
        for at in places(english, mark):
            for other in places(dutch, mark):
                kept = 1 if mark == ". " else 0  # the end of a sentence belongs to it
                if self.is_same(english[:at + kept], dutch[:other + kept], depth + 1) and \
                        self.is_same(english[at + len(mark):], dutch[other + len(mark):], depth + 1):
                    return True
        return False


MARKS = ("  ", ". ", ": ", "; ", ", ", " (", ")", " ")


def places(text, mark):
    return [found.start() for found in re.finditer(re.escape(mark), text)]
