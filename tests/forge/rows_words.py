# SPDX-License-Identifier: MIT
"""Lines of a ledger that are nearly lines: signatures and words of one key for the next in other forms of base64, and torn
lines; and what the ledger says twice. By the owner, so that nothing else is wrong."""

import base64
import json
import os
import shutil

from ed25519 import Key
from kit import Bag, endorsement, sha256, signed_line, to_line
from rows import ALTERED, UNCHANGED, row
from rows_ledger import STRANGE, bin_line, delete_line, folder_of, recording_in

NEXT = Key(bytes([9] * 32))
JSON = "data/transcript.json"


def word(name, done, change, verdict=ALTERED):
    """The owner's next key comes with the word of this one, or with something near it."""
    def changed(case):
        given = change(case, endorsement(case.key, NEXT))
        case.ledger.append(case.ledger.key_line(NEXT, case.key.fingerprint, given), NEXT)

    changed.__name__, changed.__module__ = "word_" + name, __name__
    row("archive", f"the owner's next key comes with {done}", verdict, says=STRANGE if verdict == ALTERED else None)(changed)


word("of_none", "an empty list", lambda case, given: [])
word("twice", "the same word twice", lambda case, given: [given, given])
word("and_more", "a word more, for somebody else", lambda case, given: [given, endorsement(NEXT, case.stranger)])
word("with_a_blank", "a word whose signature has a blank in it", lambda case, given: [dict(given, sig=given["sig"][:10] + " " + given["sig"][10:])])
word("with_a_line_end", "a word whose signature ends its line", lambda case, given: [dict(given, sig=given["sig"] + "\n")])
word("of_a_key_with_a_blank", "a word whose key has a blank behind it", lambda case, given: [dict(given, key=given["key"] + " ")])
word("with_loose_bits", "a word whose signature has bits behind its last byte",
     lambda case, given: [dict(given, sig=given["sig"][:-3] + chr(ord(given["sig"][-3]) + 1) + "==")])
word("of_65_bytes", "a word whose signature has a byte more",
     lambda case, given: [dict(given, sig=base64.b64encode(base64.b64decode(given["sig"]) + b"\0").decode())])
word("there_and_back", "words by way of another key, which lead back and forth", lambda case, given: [
    endorsement(case.key, case.stranger), endorsement(case.stranger, case.key), given], UNCHANGED)


def next_line(case, **fields):
    raw = case.ledger.raw()
    return {"seq": len(raw), "prev": sha256(raw[-1]), "utc": case.ledger.lines()[-1]["utc"], **fields}


@row("archive", "a line has a signature of 65 bytes, which stands in as many characters", ALTERED, says="not a line of a ledger")
def signature_of_65_bytes(case):
    line = to_line(next_line(case, event="head", to="export"))
    sig = base64.b64encode(case.key.sign(line) + b"\0")
    case.ledger.write_raw([*case.ledger.raw(), line[:-1] + b',"sig":"' + sig + b'"}'])


@row("archive", "the last line's signature has bits behind its last byte", ALTERED, says="not a line of a ledger")
def signature_with_loose_bits(case):
    *before, last = case.ledger.raw()
    case.ledger.write_raw([*before, last[:-5] + bytes([last[-5] + 1]) + last[-4:]])


def torn(case, rest):
    content = case.conversation.read("ledger.jsonl")
    line = next_line(case, event="torn", **{"from": len(content), "bytes": len(rest)})
    line.update(seq=line["seq"] + 1, prev=sha256(rest))
    case.conversation.write("ledger.jsonl", content + rest + b"\n" + signed_line(line, case.key) + b"\n")


@row("archive", "a torn line that was completed has a line end in it", UNCHANGED)
def torn_with_a_line_end(case):
    torn(case, b'{"seq":11,\n"prev":"')


@row("archive", "a good line is said to have been torn, so that nobody reads that it deletes", ALTERED, says="deleted, and is there again")
def good_line_called_torn(case):
    torn(case, signed_line(next_line(case, **delete_line(case.bags()["twee"])), case.key))


@row("archive", "a recording was sealed, and the owner's ledger says later that there was no sound in it", ALTERED,
     says="sealed, and later that there was no sound")
def sealed_without_sound(case):
    bag = case.bags()["twee"]
    case.ledger.append(dict(delete_line(bag), what="nothing", seal_before=None), case.key)
    shutil.rmtree(folder_of(case, "twee"))


@row("archive", "a recording that was sealed had no sound, says the ledger, and is in the bin of another copy", ALTERED,
     says="sealed, and later that there was no sound")
def sealed_without_sound_in_the_bin(case):
    bag = case.bags()["twee"]
    case.ledger.append(dict(delete_line(bag), what="nothing", seal_before=None), case.key)
    case.ledger.append(bin_line(bag), case.key)
    shutil.rmtree(folder_of(case, "twee"))


def transcript_bag(case, name="transcript-2"):
    (folder,) = (name for name in os.listdir(case.copy) if name[:2] == "20")
    return Bag(case, os.path.join(case.copy, folder, name))


@row("archive-of-one", "a transcript is sealed anew by the owner, and that is entered too", UNCHANGED,
     tells={"text": "two seals of the transcript-2 of .*: what line [0-9]+ says was sealed is gone"},
     alone="what is told of a ledger is no matter of the second implementation's verdict")
def transcript_under_two_seals(case):
    bag = transcript_bag(case)
    bag.edit("data/transcript.vtt", ("allebei", "samen"))
    bag.reseal()
    case.ledger.append({"event": "transcript", "recording": recording_in(case.bags()["gesprek"]), "bag": "transcript-2",
                        "seal": sha256(bag.read("tagmanifest-sha256.txt"))}, case.key)


@row("archive-of-one", "a transcript of the owner's is sealed anew by a stranger", ALTERED, says="not the one that is in the ledger")
def transcript_by_a_stranger(case):
    bag = transcript_bag(case)
    with bag.changed_json(JSON) as said:
        said["key"] = case.stranger.fingerprint
    bag.write("seal/public-key.pem", case.stranger.pem)
    bag.reseal(case.stranger)


@row("archive", "the lines of another archive's ledger stand behind these, chained anew by the owner", ALTERED, says="gone; nothing says")
def two_ledgers_in_one(case):
    with open(os.path.join(case.world.bases["archive-of-one"].folder, "ledger.jsonl"), "rb") as file:
        others = [json.loads(line) for line in file.read().splitlines()]
    case.ledger.write([*case.ledger.lines(), *(line for line in others if line["event"] != "key")])


@row("transcript-1", "a machine made it, and it names none", ALTERED, file=JSON, says="its field draft")
def machine_without_a_name(case):
    with case.bag.changed_json(JSON) as said:
        said["by"] = "machine"
    case.bag.reseal()


@row("transcript-1", "a machine made it, and its text does not say so in a note", UNCHANGED, tells={"text": "a machine made of the sound"})
def machine_without_a_note(case):
    with case.bag.changed_json(JSON) as said:
        said.update(by="machine", draft={"name": "ears", "version": "1.0"})
    case.bag.reseal()


@row("transcript-1", "a stranger signs it in the owner's place", UNCHANGED, tells={"text": "transcript-1 +transcript, signed by a key that you do not know"})
def signed_by_a_stranger(case):
    with case.bag.changed_json(JSON) as said:
        said["key"] = case.stranger.fingerprint
    case.bag.write("seal/public-key.pem", case.stranger.pem)
    case.bag.reseal(case.stranger)
