# SPDX-License-Identifier: MIT
"""What nobody touched is unchanged, and so is what the kit makes anew without changing anything: else a row could be
altered for a reason that it does not mean."""

from rows import DATED, UNCHANGED, row

KINDS = {name: UNCHANGED for name in (
    "signed", "excerpt-1", "excerpt-2", "transcript-1", "transcript-2", "unsigned", "unsigned-excerpt", "paused",
    "stereo", "recovered", "before-redaction", "redaction", "import", "import-excerpt", "import-raw",
    "golden-recording", "golden-excerpt-1", "salted-recording", "salted-excerpt-1", "call-recording", "call-excerpt-1", "archive", "archive-of-one", "archive-of-redaction")}
KINDS |= {"stamped": DATED, "stamped-excerpt": DATED, "stamped-transcript": DATED}


def untouched(kind):
    def change(case):
        """Nothing."""

    change.__name__ = f"untouched_{kind.replace('-', '_')}"
    change.__module__ = __name__
    return change


for KIND, VERDICT in KINDS.items():
    row(KIND, "nothing", VERDICT)(untouched(KIND))


@row("signed", "hashes, chain and signature are made anew with nothing changed", UNCHANGED)
def made_anew(case):
    case.bag.write_journal(case.bag.journal())
    case.bag.reseal()


@row("stamped", "hashes, chain, signature and stamp are made anew with nothing changed", DATED)
def made_anew_and_stamped(case):
    case.bag.write_journal(case.bag.journal())
    case.bag.reseal()


@row("unsigned", "all is made anew with nothing changed", UNCHANGED)
def made_anew_unsigned(case):
    case.bag.write_journal(case.bag.journal())
    case.bag.reseal()


@row("excerpt-1", "the excerpt's hashes and signature are made anew with nothing changed", UNCHANGED)
def made_anew_excerpt(case):
    case.bag.reseal()


@row("transcript-2", "the transcript's hashes and signature are made anew with nothing changed", UNCHANGED)
def made_anew_transcript(case):
    case.bag.reseal()


@row("archive", "the ledger is chained and signed anew with nothing changed", UNCHANGED)
def ledger_made_anew(case):
    before = case.ledger.raw()
    case.ledger.write(case.ledger.lines())
    assert case.ledger.raw() == before


@row("unsigned", "the sound is encoded anew, sample for sample", UNCHANGED)
def encoded_anew(case):
    case.bag.change_sound(lambda samples: None)
    case.bag.reseal()
