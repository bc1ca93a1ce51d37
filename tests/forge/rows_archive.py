# SPDX-License-Identifier: MIT
"""An archive and its ledger, checked with `--all`."""

import os
import shutil

from rows import ALTERED, row


@row("archive", "a recording is taken away", ALTERED, says="(?i)missing|not there|gone")
def recording_removed(case):
    shutil.rmtree(os.path.dirname(case.bags()["twee"].path))


@row("archive", "a recording stands there twice", ALTERED)
def recording_doubled(case):
    folder = os.path.dirname(case.bags()["twee"].path)
    shutil.copytree(folder, folder + "-weer")


@row("archive", "a recording is sealed anew with the key, the ledger has the seal of before", ALTERED)
def sealed_anew(case):
    bag = case.bags()["drie"]
    bag.info("Contact-Name", "iemand anders")
    bag.reseal()


@row("archive", "one bit of the ledger is flipped", ALTERED)
def ledger_flipped(case):
    case.conversation.flip("ledger.jsonl", 0.4)


@row("archive-of-one", "all lines of a recording are taken out, chained and signed anew", ALTERED)
def recording_taken_out_of_the_ledger(case):
    lines = case.ledger.lines()
    case.ledger.write([line for line in lines if line["event"] == "key"])


@row("archive", "the line of a deletion is taken out, chained and signed anew by both keys", ALTERED)
def deletion_hidden(case):
    case.ledger.write([line for line in case.ledger.lines() if line["event"] != "delete"])


@row("archive", "the last line of the ledger is torn", ALTERED)
def ledger_torn(case):
    case.conversation.write("ledger.jsonl", case.conversation.read("ledger.jsonl")[:-20])


@row("archive", "two lines of the ledger are exchanged", ALTERED)
def ledger_lines_exchanged(case):
    lines = case.ledger.raw()
    lines[1], lines[2] = lines[2], lines[1]
    case.ledger.write_raw(lines)


@row("archive-of-one", "a recording is another one of the same user", ALTERED)
def recording_exchanged(case):
    case.conversation.remove(os.path.relpath(case.bags()["gesprek"].path, case.copy))
    shutil.copytree(case.other("stamped").path, case.bags()["gesprek"].path)


@row("archive", "one bit of a recording's sound is flipped", ALTERED, file="data/audio-001.flac")
def sound_flipped(case):
    case.bags()["vier"].flip("data/audio-001.flac", 0.7)
