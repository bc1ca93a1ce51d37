# SPDX-License-Identifier: MIT
"""What the rows of a report's first part and of its clock may say besides verify's facts, and how each is held against the bag."""

import re

from statement_rules import clock, clock_behind, far


WHY = {"its terminal was closed": "terminal_closed", "it was stopped by hand": "stopped", "it was interrupted, and recovered later": "recovered",
       "the longest duration that was set was over": "max_duration"}
# What a report says besides the facts: how each is held against the bag.
BESIDES = {
    "Ended": lambda truth, text: "by the recorder's clock, counted on from the beginning" in text and not truth.is_import,
    "Why it ended": lambda truth, text: truth.journal.lines[-1]["reason"] == WHY.get(text),
    "Length on the clock, with pauses and breaks": lambda truth, text: re.fullmatch(r"\d\d:\d\d", text) is not None and
    any(line["seconds"] >= 1 for line in truth.journal.of("break")),
    "People": lambda truth, text: text and set(text.split(", ")) <= set(truth.noted("person")),
    "Audio files": lambda truth, text: text == str(len(truth.journal.files)),
    "Pauses": lambda truth, text: says_breaks(truth, text, "pause"),
    "Breaks, in which nothing was recorded": lambda truth, text: says_breaks(truth, text),
    "Gaps": lambda truth, text: text.rpartition(": ")[2].split(",")[0] == (str(len(truth.journal.of("gap"))) if truth.journal.of("gap")
                                                                           else none_of(truth)),
    "Microphone": lambda truth, text: (truth.journal.source in ("microphone", "partly-monitor") or truth.is_call) and says_channel(truth, text),
    "Source of the sound": lambda truth, text: truth.journal.source in ("test-signal", "monitor") or not truth.is_call,
    "What the computer played": lambda truth, text: any(line["kind"] == "monitor" for line in truth.journal.of("note")),
    "Claimed, not verified": lambda truth, text: truth.is_import and re.match(r"[a-z ]+: ", text) is not None and
    not text.startswith("recorded"),
    "The clock of the import": lambda truth, text: truth.is_import and (
        text.startswith("The computer's clock was not synchronised") and not truth.journal.opened["clock"]["synchronised"] or
        clock_behind(truth) is not None and clock_behind(truth) in text),
    "Sound format of the copy": lambda truth, text: truth.is_import and
    text.startswith(f"{truth.journal.opened['sample_rate']} Hz, "),
    "What was recovered ends": lambda truth, text: truth.journal.recovered is not None and
    "by the recorder's clock, counted on from the beginning" in text,
    "Sound format": lambda truth, text: all(text.startswith(f"{rate} Hz, ") for rate in truth.rates.values()),
    "Sound format, Microphone": lambda truth, text: truth.is_call and text.startswith(f"{truth.rates['near']} Hz, "),
    "Sound format, Other side": lambda truth, text: truth.is_call and text.startswith(f"{truth.rates['far']} Hz, "),
}


def none_of(truth):
    """What was recovered had none until it was interrupted."""
    return "none until it was interrupted" if truth.journal.recovered is not None and truth.excerpt is None else "none"


def says_breaks(truth, text, cause=None):
    """How many of each side, and how long together, to a fiftieth of a second; where a file was only split is none. A pause of
    both sides is one, unless one of them was not there."""
    sides = {"near": "Microphone", "far": "Other side"} if truth.is_call else {"near": "Near track", "far": "Far track"}
    told = dict(re.fullmatch(r"(?:([A-Z].*?): )?(\d+, together .*)", part).groups() for part in text.split("; ")) if text != none_of(truth) else {}
    expected = {}
    for track in truth.rates:
        lengths = [line["seconds"] for line in truth.journal.of("break") if line.get("track") == track and
                   (line["cause"] == cause if cause else line["cause"] not in ("pause", "split"))]
        if lengths:
            expected[sides.get(track)] = (len(lengths), sum(lengths))
    if cause and len(expected) == 2 and None in told:
        expected = {None: expected[sides["near"]]}
    if set(told) != set(expected):
        return False
    for side, (count, seconds) in expected.items():
        said, _, length = told[side].partition(", together ")
        clock_seconds = sum(float(part) * 60 ** n for n, part in enumerate(reversed(length.split(":"))))
        # In a pause the microphone takes its time to close and to open.
        if int(said) != count or abs(clock_seconds - seconds) > (0.5 if cause == "pause" else 0.02):
            return False
    return True


def says_channel(truth, text):
    """Of one input among several which of how many, and each source once."""
    channel = truth.journal.opened.get("channel")
    parts = text.split(", ")
    return (not channel or text.endswith(f": channel {channel} of {truth.journal.opened['inputs']} alone")) and len(set(parts)) == len(parts)


# What a row of the table of the clock says, and whether the journal says so.
CLOCK_ROWS = {
    "The recording begins": lambda journal: True,
    "The recording ends": lambda journal: True,
    r"Mark \d+: .*": lambda journal: any(line["kind"] == "mark" for line in journal.of("note")),
    "Paused by the user: nothing was recorded": lambda journal: has_break(journal, "pause"),
    "Break: the next file begins; nothing is missing": lambda journal: has_break(journal, "split"),
    "Break: the journal does not say why a new file began": lambda journal: has_break(journal, "unknown"),
    "Mark \\d+: Mark, whose words are not here": None,
    "What was recovered ends": lambda journal: journal.recovered is not None,
    "The sound begins": lambda journal: journal.opened["kind"] == "import",
    "The sound ends": lambda journal: journal.opened["kind"] == "import",
    "Gap, its length estimated: the sound came late, or not at all":
        lambda journal: any(line["cause"] == "stall" and line["estimated"] for line in journal.of("gap")),
    r"The computer's clock was (.+) before the newest line of the archive's ledger: one of the two is wrong":
        lambda journal, words: words == far(journal.opened["behind_ledger_seconds"]),
    "(?:Microphone|Other side): Withheld in this excerpt": lambda journal: journal.opened["kind"] == "call",
    "(?:Near track|Far track): Deleted: silent here, and it cannot be recovered from what is left":
        lambda journal: journal.opened["kind"] == "call",
    "Other side: Gap: the sound came late, or not at all":
        lambda journal: any(line["cause"] == "stall" and line["track"] == "far" for line in journal.of("gap")),
    "Microphone: Paused by the user":
        lambda journal: any(line["cause"] == "pause" and line["track"] == "near" for line in journal.of("break")),
    "Other side: Break: the output on which the call played was gone":
        lambda journal: any(line["cause"] == "device_lost" and line["track"] == "far" for line in journal.of("break")),
    "Withheld in this excerpt": None,
    "Deleted: silent here, and it cannot be recovered from what is left": None,
    "From here on what the computer played was recorded, and no microphone: Monitor of Speakers":
        lambda journal: journal.source == "partly-monitor",
    "The computer's clock was not synchronised: its times are only as good as it was set":
        lambda journal: not journal.opened["clock"]["synchronised"],
}


def has_break(journal, cause):
    return any(line["cause"] == cause for line in journal.of("break"))


def is_row(truth, what):
    """Whether the journal says so; of what is silent in an excerpt, whether its owner says that it was deleted."""
    for pattern, said in CLOCK_ROWS.items():
        match = re.fullmatch(pattern, what)
        if match:
            if said is not None:
                return said(truth.journal, *match.groups())
            if what.startswith("Mark"):
                return truth.excerpt is not None and bool([line for line in truth.journal.of("note") if line["kind"] == "mark"])
            return truth.excerpt is not None and ("Earwitness-Deleted" in truth.info) == what.startswith("Deleted")
    return None
