# SPDX-License-Identifier: MIT
"""Each line that `list`, `status`, `stop` and what is handed over may hold, with the reason why it is true (as in statement_rules.py)."""

import os
import re

from statement_rules import HASH, always, both, clock, is_kind, is_left_over, is_source, judge, shows_only, sound


def paragraphs(part):
    """What stands between empty lines and commands, as one line each."""
    found, lines = [], []
    for line in [*part.splitlines(), ""]:
        if line and not line.startswith("    "):
            lines.append(line)
        elif lines:
            found.append(" ".join(" ".join(lines).split()))
            lines = []
    return found


# -- list -----------------------------------------------------------------------------------------------------------------------

# Of what has no seal.
UNSEALED = ("interrupted", "empty")
STATES = [
    (r"sealed", both(is_kind("microphone"), is_source("microphone"))),
    (r"sealed, test signal", is_kind("test-signal")),
    (r"sealed, imported", is_kind("import")),
    (r"sealed, of what was played, no microphone", is_kind("monitor")),
    (r"sealed, in part of what was played", is_kind("partly-monitor")),
    (r"sealed, what is left: a part was deleted", is_left_over),
    (r"sealed, both sides of a call", is_kind("call")),
    (r"recovered, test signal", both(is_kind("recovered"), is_source("test-signal"))),
]


# What a row's second line has before the title.
DETAILS = re.compile(r"\s*(?P<date>\d+ \w+ \d{4}, [\d:]{8})?\s*(?P<backup>in (?:a|no) backup|in (?:een|geen) reservekopie)?"
                     r"\s*(?P<transcript>transcript(?=  |$))?\s*(?P<title>.*)$")


def rows(listed):
    """The two lines of each."""
    lines = listed.splitlines()
    return list(zip(lines[0::2], lines[1::2]))


def cells(row):
    """Name, length, state, title, which may be empty, and whether a transcript is told."""
    first, second = row
    details = DETAILS.match(second)
    return [*re.split(r"  +", first.strip(), maxsplit=2), details["title"].strip(), details["transcript"] is not None]


def length_in_list(truth):
    """Of what is left of a recording as much as is left."""
    if truth.length is None:
        return "?"
    if truth.excerpt is None:
        return truth.length
    return clock(max(sum(part["frames"] for part in truth.excerpt["ranges"] if truth.track_of(part["file"]) == track) // rate
                     for track, rate in truth.rates.items()))


# -- how-to-verify.txt ------------------------------------------------------------------------------------------------------------


def is_recording(truth, found, match):
    return found["kind"] not in ("excerpt", "transcript", "import")


def is_import(truth, found, match):
    return found["kind"] == "import"


def is_excerpt(truth, found, match):
    return found["kind"] == "excerpt" and not is_left_over(truth, found, match)


def is_salted(truth, found, match):
    return truth.has("data/salts.jsonl")


def is_transcript(truth, found, match):
    return found["kind"] == "transcript"


def has_journal(truth, found, match):
    return truth.journal is not None


def no_sound(truth, found, match):
    return truth.sound == 0


def one_original(truth, found, match):
    return is_import(truth, found, match) and all(truth.has(line["file"]) for line in truth.journal.of("import"))


def key_of_journal(reason):
    """Where it is signed, that is so; else the line above says that there is no such file."""
    return both(reason, lambda truth, found, match: not found["signature"] or found["signature"]["key"] == truth.journal.opened["key"])


def key_of_file(truth, found, match):
    said = (truth.excerpt or truth.transcript)["key"]
    signed = found["excerpt_signature"] if found["kind"] == "excerpt" else found["signature"]
    return (said is None) == (signed is None) and (signed is None or signed["key"] == said)


SEAL_FIRST = (r'The first two must say OK for every file(, the third "ok" for every sound file)?\. The last prints the seal\. Compare it with the '
              r"seal that was written down or handed over when this was sealed: if both are the same, no file that is listed has changed "
              r"since then\. Without such a record, a signature or a time stamp, the commands only show that the files fit each other\.")
COUNTS = r'It counts the seconds: "yes" has its hash in data/journal\.jsonl, "no" has not\. '
SILENT = (r'They count as "no", or as "yes" where a second of the recording was as silent, as with a muted microphone\. ')
SALTED = (r'It counts the seconds: of "yes" the salt in data/salts\.jsonl and the sound have the hash in data/journal\.jsonl, of "no" '
          r'they have not\. None is "no"\.')
SIGNED = (r'The first must say "Signature Verified Successfully"\. The second prints the ')
NOT_LIVE = (r"What none of this shows: who speaks, where it was, and that the sound was live and not played back\. Without a time stamp "
            r"the date is only what the clock of the ")
NOBODY = r"A key says nothing of whose it is by itself\."

HOW_TO = [
    (r"HOW TO CHECK THIS RECORDING", is_recording),
    (r"HOW TO CHECK THIS IMPORTED RECORDING", is_import),
    (r"HOW TO CHECK THIS EXCERPT", is_excerpt),
    (r"HOW TO CHECK WHAT IS LEFT OF THIS RECORDING", is_left_over),
    (r"HOW TO CHECK THIS TRANSCRIPT", is_transcript),
    (r"This folder is a BagIt bag \(RFC 8493\)\. You can check it without the program that made it, with free tools that everyone can "
     r"get:", always),
    (r"Debian, Ubuntu: sudo apt install .*|Open a terminal \(bash\) in this folder\. Type the indented lines exactly as shown\.|"
     r"1\. Are all files as they were sealed\?|4\. Since when has it existed\? \(if there is a file seal/timestamp-1\.tsr\)", always),
    (SEAL_FIRST, lambda truth, found, match: (truth.sound > 0) == (match[1] is not None)),
    (r"2\. Is each second of sound the one that the journal has the hash of\?", both(sound, has_journal)),
    (r"2\. Is the journal whole\?", both(no_sound, has_journal)),
    (COUNTS + r'None is "no"\.', both(sound, lambda truth, found, match: found["kind"] != "excerpt" and not is_salted(truth, found, match))),
    (COUNTS + r"Seconds that are withheld are silence here\. " + SILENT + r"Which seconds are disclosed stands in data/excerpt\.json\.",
     is_excerpt),
    (COUNTS + r"Seconds that were deleted, as bag-info\.txt says, are silence here, and can't be had back from this folder\. " + SILENT +
     r'Which seconds are left stands in data/excerpt\.json \("ranges"\)\.',
     lambda truth, found, match: is_left_over(truth, found, match) and truth.excerpt["ranges"]),
    (SALTED, both(sound, is_salted, lambda truth, found, match: found["kind"] != "excerpt")),
    (SALTED + r' Seconds that are withheld are silence here\. They count as "no salt": only what is disclosed can be checked, and '
     r"data/excerpt\.json says which seconds that is\.", both(is_excerpt, is_salted)),
    (SALTED + r" Seconds that were deleted, as bag-info\.txt says, are silence here, and can't be had back from this folder\. They count as "
     r'"no salt"\. Which seconds are left stands in data/excerpt\.json \("ranges"\)\.', both(is_left_over, is_salted)),
    (r"The original is the file in data/imported, as it came\. manifest-sha256\.txt has its SHA-256\. The FLAC file is a copy that was "
     r"decoded from it when it was imported\.", both(one_original, sound)),
    (r"The original is the file in data/imported, as it came\. manifest-sha256\.txt has its SHA-256\. Its sound was not decoded: there "
     r"are no seconds to check\.", both(one_original, no_sound)),
    (r"Each line of the journal holds the hash of the line before:", has_journal),
    (r"2\. What is this\? \(there is a file data/transcript\.json\)", lambda truth, found, match: truth.has("data/transcript.json")),
    (r"It is a transcript, and there is no sound in it\. data/transcript\.vtt is text, which any editor shows: what somebody typed, or a "
     r'machine made\. In data/transcript\.json "original" is the seal of the recording that it is of, "previous" that of the version '
     r'before it, and "key" the one under 3\.',
     both(is_transcript, no_sound, lambda truth, found, match: {"original", "previous", "key"} <= set(truth.transcript))),
    (r"3\. Who signed it\? \(if there is a file seal/signature\.ed25519\)", lambda truth, found, match: found["kind"] != "excerpt"),
    (r"3\. Who made this excerpt\? \(if there is a file seal/signature\.ed25519\)", is_excerpt),
    (r"3\. Who deleted the rest\? \(if there is a file seal/signature\.ed25519\)", is_left_over),
    (SIGNED + r'key\'s fingerprint: it must be the "key" in the first line of data/journal\.jsonl, and the one that you know of the person '
     r"who recorded, from them or from another recording\. " + NOBODY, key_of_journal(is_recording)),
    (SIGNED + r'key\'s fingerprint: it must be the "key" in the first line of data/journal\.jsonl, and the one that you know of the person '
     r"who imported it, from them or from another recording\. " + NOBODY, key_of_journal(is_import)),
    (SIGNED + r'key\'s fingerprint: it must be the "key" in data/transcript\.json, and the one that you know of the person who sealed it\. ' +
     NOBODY, both(is_transcript, key_of_file)),
    (SIGNED + r'fingerprint of whoever chose the seconds and made this excerpt: it must be the "key" in data/excerpt\.json\. It says '
     r"nothing of the recording, whose signature is under 5\. If there is no such file, nobody signed the excerpt itself: anyone who has "
     r"the recording, or an excerpt with these seconds, could have made it and have written what bag-info\.txt says\.",
     both(is_excerpt, key_of_file)),
    (SIGNED + r'fingerprint of whoever sealed what is left, and says that the rest was deleted: it must be the "key" in '
     r'data/excerpt\.json\. If it is also the "key" in the first line of data/journal\.jsonl, that was whoever sealed the whole '
     r"recording\. It says nothing of the recording, whose signature is under 5\. If there is no such file, nobody signed what is left: "
     r"anyone who has these seconds could have made it and have written what bag-info\.txt says\.", both(is_left_over, key_of_file)),
    (r'The first shows the time and who gave it\. The second must say "Verification: OK": the signature, and with it all of this, existed '
     r"then\. The certificates in seal/timestamp-1\.pem came with the stamp: compare the last one with that of the time stamping "
     r"authority \(for a qualified one: the EU's list of trust services\)\.", always),
    (r"5\. Is this an excerpt\? \(if there is a file data/excerpt\.json\)", lambda truth, found, match: not is_left_over(truth, found, match)),
    (r"5\. Of which recording is it what is left\?", is_left_over),
    (r'The first prints the seal of the whole recording: it is the "original" in data/excerpt\.json, and the one to compare under 1\. .*',
     lambda truth, found, match: truth.excerpt is None or truth.original_seal == truth.excerpt["original"]),
    (r"Windows, without WSL: open PowerShell in this folder\. Each line must begin with OK\.", always),
    (r"The last prints the seal\. 7-Zip shows the same hashes \(right click, CRC SHA, SHA-256\)\. The commands with openssl run in Git "
     r"Bash \(git-scm\.com\)\.( The sound plays in any FLAC player, such as VLC\.)?",
     lambda truth, found, match: (truth.sound > 0) == (match[1] is not None)),
    (NOT_LIVE + r"recording machine said\.", is_recording),
    (NOT_LIVE + r"machine that recorded or imported it said\.", is_kind("excerpt")),
    (NOT_LIVE + r"machine that imported it said\. How the file came to be, and when it was recorded, nothing here shows\.", is_import),
    (r"What none of this shows: that these words were said\. Listen to the recording\. The date is only what a clock said, unless a time "
     r"stamp shows it\.", is_transcript),
]

# -- an export's how-to-verify.txt ----------------------------------------------------------------------------------------------------

WHAT_IT_IS = [
    (r"the recording, sealed when it ended", is_kind("microphone")),
    (r"a recording of both sides of a call, each on a track of its own, sealed when it ended", is_kind("call")),
    (r"seconds of the near side of a call, the microphone, with proof that they are the recording's own; all others are silent, and so "
     r"is all of the far side", shows_only("near")),
    (r"seconds of the far side of a call, what the computer played, with proof that they are the recording's own; all others are silent, "
     r"and so is all of the near side", shows_only("far")),
    (r"a recording of the program's test signal, sealed when it ended", is_kind("test-signal")),
    (r"a recording of what the computer played, and of no microphone, sealed when it ended", is_kind("monitor")),
    (r"a recording, in part of a microphone and in part of what the computer played, sealed when it ended", is_kind("partly-monitor")),
    (r"a file that was imported, and sealed then: (\S+); what recorded it, and how, is not known; (\S+) is a copy that was decoded from "
     r"it then", lambda truth, found, match: one_original(truth, found, match) and truth.has(match[1]) and truth.sound_files == [match[2]]),
    (r"a file that was imported, and sealed then: (\S+); what recorded it, and how, is not known; its sound was not decoded",
     lambda truth, found, match: one_original(truth, found, match) and truth.has(match[1]) and truth.sound == 0),
    (r"what was recovered of an interrupted recording, sealed at the recovery", is_kind("recovered")),
    (r"seconds of a recording, with proof that they are its own; all others are silent",
     both(is_excerpt, lambda truth, found, match: not truth.is_import)),
    (r"seconds of a copy that was decoded from an imported file, with proof that they are its own; all others are silent",
     both(is_excerpt, lambda truth, found, match: truth.is_import)),
    (r"what is left of the recording, with proof that it is its own: a part was deleted on (\S+), and is silent here",
     lambda truth, found, match: is_left_over(truth, found, match) and truth.info["Earwitness-Deleted"].startswith(match[1])),
    (r"what somebody typed out of it: it does not show that this was said", is_source("typed")),
    (r"a transcript that a machine drafted, and a person read and saved, as they say: it does not show that this was said",
     is_source("draft")),
    (r"a transcript that a machine made, and no person checked: it does not show that this was said", is_source("machine")),
]
IN_AN_EXPORT = [
    r"WHAT YOU WERE GIVEN, AND HOW TO CHECK IT", r"Made \d{4}-\S+\. In this folder:",
    r"Every sealed folder has its own how-to-verify\.txt, which goes further\. The lines below that are indented are to be typed in a "
    r"terminal \(bash\) in this folder, exactly as shown\. Debian, Ubuntu: .*",
    r"All files as they were sealed, and the seal, to compare with the one above and with any that was written down elsewhere: each line "
    r"but the last says OK\.",
    r'Signed: it must say "Signature Verified Successfully"\.( Of an excerpt, and of what is left of a recording, this is the signature of '
    r"the whole recording\. Who made it, and wrote the name in it, its own how-to-verify\.txt tells\.)?",
    r"Windows: open PowerShell in one of the sealed folders\. Each line must begin with OK, and the last is the seal\. A zip file with a "
    r"password opens in 7-Zip\. The sound plays in any FLAC player, such as VLC\.",
    r"The ledger of this person's recordings ended with this line's hash when this was made\. Keep it: a ledger that is shown later and "
    r"does not hold it was made anew\.",
]
FOLDER = re.compile(r"  (\S+)/\n   (.*)\n   its seal: (" + HASH + r")\n|  (\S+)/\n   (the interrupted recording as it was found: it has no "
                    r"seal, and is here to compare)\n")


def unknown_in_export(text, folder, truth_of, found_of, ledger):
    """What an export's how-to-verify.txt says in English of `folder` and is not known, or not so. `ledger`: the hashes of its lines."""
    part = re.split(r"^WAT U HEBT", text, flags=re.M)[0]
    strange, listed = [], []

    def check(match):
        name, what, seal, unsealed, _ = match.groups()
        listed.append(name or unsealed)
        if unsealed:
            if os.path.exists(os.path.join(folder, unsealed, "tagmanifest-sha256.txt")):
                strange.append(match[0])
            return ""
        truth = truth_of(os.path.join(folder, name))
        if seal != truth.seal or judge(WHAT_IT_IS, truth, found_of(os.path.join(folder, name)), what) is not True:
            strange.append(match[0])
        return ""

    rest = FOLDER.sub(check, part)
    there = sorted(name for name in os.listdir(folder) if os.path.isdir(os.path.join(folder, name)))
    if sorted(listed) != there:
        strange.append(f"{listed} is not what is there: {there}")
    for line in rest.splitlines():
        inner = re.match(r"    \(cd (\S+) && .*?(flac -t)?", line)
        signature = re.search(r"-sigfile (\S+)", line)
        if inner and ("flac -t" in line) != (truth_of(os.path.join(folder, inner[1])).sound > 0):
            strange.append(line)
        if signature and not os.path.exists(os.path.join(folder, signature[1])):
            strange.append(line)
    return strange + [text for text in paragraphs(rest)
                      if text not in ledger and not any(re.fullmatch(pattern, text) for pattern in IN_AN_EXPORT)]


# -- a recording that runs, and its end ------------------------------------------------------------------------------------------------

TIME = r"[\d:]+"
GROUPS = r"  ([0-9a-f]{4}  ){7}[0-9a-f]{4}"
STATUS_LINES = [r"recording   /\S+", rf"elapsed     {TIME}", r"PAUSED      nothing is recorded until: earwitness resume",
                rf"paused      {TIME} in all", rf"ends        by itself in {TIME}", r"level       -?[\d.]+ dBFS", r"frames      [\d,]+",
                r"lost        [\d,]+ frames", rf"disk left   for {TIME}",
                r"warning     for [\d.]+ s: NO MICROPHONE: what this computer plays is recorded, and not what is said in the room: .*"]
STOP_LINES = [r"/\S+", rf"length  {TIME}", rf"seal    {HASH}", r"checked: unchanged",
              r"waiting for the recording to be sealed",
              r"write the seal down, or mail it to somebody: with it anyone can check later that nothing in the recording was changed", GROUPS,
              r"This is your only copy\. To back it up: earwitness backup DIR",
              r"warning: for [\d.]+ s: no microphone: what this computer played was recorded, and not what was said in the room",
              # On a busy machine, whose microphone in the room is late.
              r"warning: for [\d.]+ s: the microphone is as silent as a muted one: look at its switch and at the sound settings",
              r"warning: [\d.]+ s of sound are missing(?: in all)?: the journal says where",  # on a busy machine
              r"  try: .*"]


def unknown_lines(text, patterns):
    lines = [line.removeprefix("earwitness: ") for line in text.splitlines()]
    return [line for line in lines if line and not any(re.fullmatch(pattern, line) for pattern in patterns)]
