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
DETAILS = re.compile(r"\s*(?P<date>\d+ \w+ \d{4}, [\d:]{8}|(?:imported|geïmporteerd op) \d+ \w+ \d{4})?\s*(?P<backup>in (?:a|no) backup|in (?:een|geen) reservekopie)?"
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


SEAL_FIRST = (r'The first two commands must report OK for every file(, and the third "ok" for every sound file)?\. The last command prints the '
              r"seal\. Compare it with the seal that was written down or handed over when this was sealed: if they are the same, none of the "
              r"listed files has changed since then\. If there is no such record, no signature and no time stamp, these commands only show "
              r"that the files match each other\.")
COUNTS = r'This counts the seconds\. "yes" means that the hash of the second is in data/journal\.jsonl, "no" that it is not\. '
SILENT = (r'They count as "no", or as "yes" where a second of the recording was just as silent, for example because the microphone was muted\. ')
SALTED = (r'This counts the seconds\. "yes" means that the sound and its salt in data/salts\.jsonl together give the hash in '
          r'data/journal\.jsonl, "no" that they do not\. There must be no "no"\.')
DELETED = r"The deleted seconds \(see bag-info\.txt\) are silent here and cannot be recovered from this folder\. "
LEFT = r'data/excerpt\.json lists the seconds that are left \("ranges"\)\.'
SIGNED = (r'The first command must print "Signature Verified Successfully"\. The second prints the fingerprint of ')
KEY = SIGNED + r'the key\. It must be the same as "key" in '
YOURS = r", and the same as the fingerprint that you have from the person who "
NOT_SIGNED = (r"This signature says nothing about the recording, whose signature is in step 5\. If there is no such file, nobody signed ")
WRITTEN = r"could have made it, and could have written what bag-info\.txt says\."
NOT_LIVE = (r"None of this shows who is speaking, where it was, or that the sound was live and not played back\. Without a time stamp, "
            r"the date comes only from the clock of the computer that ")
NOBODY = r", from them directly or from another recording of theirs\. A key alone does not show whose it is\."

HOW_TO = [
    (r"HOW TO CHECK THIS RECORDING", is_recording),
    (r"HOW TO CHECK THIS IMPORTED RECORDING", is_import),
    (r"HOW TO CHECK THIS EXCERPT", is_excerpt),
    (r"HOW TO CHECK WHAT IS LEFT OF THIS RECORDING", is_left_over),
    (r"HOW TO CHECK THIS TRANSCRIPT", is_transcript),
    (r"This folder is a BagIt bag \(RFC 8493\)\. You can check it without the program that made it, using free tools that anyone can "
     r"install:", always),
    (r"Debian, Ubuntu: sudo apt install .*|Open a terminal \(bash\) in this folder\. Copy or type the indented lines exactly as shown\.|"
     r"1\. Is every file unchanged since it was sealed\?|4\. Since when has it existed\? \(if there is a file seal/timestamp-1\.tsr\)", always),
    (SEAL_FIRST, lambda truth, found, match: (truth.sound > 0) == (match[1] is not None)),
    (r"2\. Does every second of sound match its hash in the journal\?", both(sound, has_journal)),
    (r"2\. Is the journal intact\?", both(no_sound, has_journal)),
    (COUNTS + r'There must be no "no"\.', both(sound, lambda truth, found, match: found["kind"] != "excerpt" and not is_salted(truth, found, match))),
    (COUNTS + r"Withheld seconds are silent here\. " + SILENT + r"data/excerpt\.json lists the seconds that are disclosed\.", is_excerpt),
    (COUNTS + DELETED + SILENT + LEFT, lambda truth, found, match: is_left_over(truth, found, match) and truth.excerpt["ranges"]),
    (SALTED, both(sound, is_salted, lambda truth, found, match: found["kind"] != "excerpt")),
    (SALTED + r' Withheld seconds are silent here and count as "no salt": only the disclosed seconds can be checked\. '
     r"data/excerpt\.json lists them\.", both(is_excerpt, is_salted)),
    (SALTED + r" " + DELETED + r'They count as "no salt"\. ' + LEFT, both(is_left_over, is_salted)),
    (r"The original is the file in data/imported, exactly as it was imported\. Its SHA-256 is in manifest-sha256\.txt\. The FLAC file is a "
     r"copy that was decoded from it during the import\.", both(one_original, sound)),
    (r"The original is the file in data/imported, exactly as it was imported\. Its SHA-256 is in manifest-sha256\.txt\. Its sound was not "
     r"decoded, so there are no seconds to check\.", both(one_original, no_sound)),
    (r'Each line of the journal contains the hash of the line before it\. This command prints "broken" if one does not:', has_journal),
    (r"2\. What is this\?", lambda truth, found, match: truth.has("data/transcript.json")),
    (r"This is a transcript; it contains no sound\. data/transcript\.vtt is text that any editor can open\. Somebody typed it, or a machine "
     r'made it\. In data/transcript\.json, "original" is the seal of the recording, "previous" is the seal of the version before this one, '
     r'and "key" is the key of step 3\.',
     both(is_transcript, no_sound, lambda truth, found, match: {"original", "previous", "key"} <= set(truth.transcript))),
    (r"3\. Who signed it\? \(if there is a file seal/signature\.ed25519\)", lambda truth, found, match: found["kind"] != "excerpt"),
    (r"3\. Who made this excerpt\? \(if there is a file seal/signature\.ed25519\)", is_excerpt),
    (r"3\. Who deleted the rest\? \(if there is a file seal/signature\.ed25519\)", is_left_over),
    (KEY + r"the first line of data/journal\.jsonl" + YOURS + r"recorded" + NOBODY, key_of_journal(is_recording)),
    (KEY + r"the first line of data/journal\.jsonl" + YOURS + r"imported it" + NOBODY, key_of_journal(is_import)),
    (KEY + r"data/transcript\.json" + YOURS + r"sealed it\. A key alone does not show whose it is\.", both(is_transcript, key_of_file)),
    (SIGNED + r'whoever chose the seconds and made this excerpt\. It must be the same as "key" in data/excerpt\.json\. ' + NOT_SIGNED +
     r"the excerpt: anyone who has the recording, or an excerpt with these seconds, " + WRITTEN, both(is_excerpt, key_of_file)),
    (SIGNED + r'whoever sealed what is left and stated that the rest was deleted\. It must be the same as "key" in data/excerpt\.json\. '
     r'If it is also the "key" in the first line of data/journal\.jsonl, they sealed the whole recording too\. ' + NOT_SIGNED +
     r"what is left: anyone who has these seconds " + WRITTEN, both(is_left_over, key_of_file)),
    (r'The first command shows the time and which service gave it\. The second must print "Verification: OK": the signature, and with it '
     r"everything here, existed at that time\. The certificates in seal/timestamp-1\.pem came with the time stamp\. Compare the last one "
     r"with the certificate that the time-stamping authority publishes \(for a qualified authority: with the EU's list of trust "
     r"services\)\.", always),
    (r"5\. Which recording does this excerpt come from\?", is_excerpt),
    (r"5\. Which recording is this left from\?", is_left_over),
    (r'The first command prints the seal of the whole recording\. It must be the same as "original" in data/excerpt\.json\. Compare it, as in '
     r"step 1, with the seal that was written down or handed over\. The other two must each print a line: this shows that the journal here, "
     r"with the hashes of step 2, belongs to the recording with that seal\. To check the signature and time stamps of the whole recording, "
     r"if it has them:", lambda truth, found, match: truth.excerpt is not None and truth.original_seal == truth.excerpt["original"]),
    (r"Windows, without WSL: open PowerShell in this folder\. Each line must begin with OK\.", always),
    (r"The last line is the seal\. 7-Zip shows the same hashes \(right-click, CRC SHA, SHA-256\)\. The openssl commands work in Git "
     r"Bash \(git-scm\.com\)\.( You can play the sound in any FLAC player, such as VLC\.)?",
     lambda truth, found, match: (truth.sound > 0) == (match[1] is not None)),
    (NOT_LIVE + r"recorded it\.", is_recording),
    (NOT_LIVE + r"recorded or imported it\.", is_kind("excerpt")),
    (NOT_LIVE + r"imported it\. How the file was made, and when it was recorded, cannot be shown here\.", is_import),
    (r"None of this shows that these words were said: listen to the recording\. Without a time stamp, the date comes only from a "
     r"computer's clock\.", is_transcript),
]

# What the text of a recording with salts said before its words were made plain: a golden recording of the zoo has it.
HOW_TO_BEFORE = [
    (r"This folder is a BagIt bag \(RFC 8493\)\. You can check it without the program that made it, with free tools that everyone can "
     r"get:|Open a terminal \(bash\) in this folder\. Type the indented lines exactly as shown\.|1\. Are all files as they were sealed\?",
     always),
    (r'The first two must say OK for every file, the third "ok" for every sound file\. The last prints the seal\. Compare it with the '
     r"seal that was written down or handed over when this was sealed: if both are the same, no file that is listed has changed "
     r"since then\. Without such a record, a signature or a time stamp, the commands only show that the files fit each other\.", sound),
    (r"2\. Is each second of sound the one that the journal has the hash of\?", both(sound, has_journal)),
    (r'It counts the seconds: of "yes" the salt in data/salts\.jsonl and the sound have the hash in data/journal\.jsonl, of "no" '
     r'they have not\. None is "no"\.', both(sound, is_salted, is_recording)),
    (r"Each line of the journal holds the hash of the line before:", has_journal),
    (r'The first must say "Signature Verified Successfully"\. The second prints the key\'s fingerprint: it must be the "key" in the first '
     r"line of data/journal\.jsonl, and the one that you know of the person who recorded, from them or from another recording\. A key says "
     r"nothing of whose it is by itself\.", key_of_journal(is_recording)),
    (r'The first shows the time and who gave it\. The second must say "Verification: OK": the signature, and with it all of this, existed '
     r"then\. The certificates in seal/timestamp-1\.pem came with the stamp: compare the last one with that of the time stamping "
     r"authority \(for a qualified one: the EU's list of trust services\)\.", always),
    (r"5\. Is this an excerpt\? \(if there is a file data/excerpt\.json\)", is_recording),
    (r'The first prints the seal of the whole recording: it is the "original" in data/excerpt\.json, and the one to compare under 1\. .*',
     is_recording),
    (r"The last prints the seal\. 7-Zip shows the same hashes \(right click, CRC SHA, SHA-256\)\. The commands with openssl run in Git "
     r"Bash \(git-scm\.com\)\. The sound plays in any FLAC player, such as VLC\.", sound),
    (r"What none of this shows: who speaks, where it was, and that the sound was live and not played back\. Without a time stamp the date "
     r"is only what the clock of the recording machine said\.", is_recording),
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
    r"Each sealed folder has its own how-to-verify\.txt, which says more\. Open a terminal \(bash\) in this folder, and copy or type the "
    r"indented lines exactly as shown\. Debian, Ubuntu: .*",
    r"These lines check that every file is as it was sealed, and print the seal\. Every line that they print must end in OK, except the "
    r"last\. Compare that one with the seal above, and with any that was written down elsewhere\.",
    r'Signature: this must print "Signature Verified Successfully"\.( For an excerpt, and for what is left of a recording, this is the '
    r"signature of the whole recording\. The how-to-verify\.txt in its folder says how to see who made it\.)?",
    r"Windows: open PowerShell in one of the sealed folders\. Each line must begin with OK; the last line is the seal\. Open a zip file that "
    r"has a password with 7-Zip\. You can play the sound in any FLAC player, such as VLC\.",
    r"When this was made, the ledger of this person's recordings ended with a line that has the hash below\. Keep it: if a ledger that is "
    r"shown later does not contain this line, that ledger was made anew\.",
]
FOLDER = re.compile(r"  (\S+)/\n   (.*)\n   its seal: (" + HASH + r")\n|  (\S+)/\n   (the interrupted recording as it was found: it has no "
                    r"seal, and is included for comparison)\n")


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
