# SPDX-License-Identifier: MIT
"""A ledger needs the key: what a stranger's lines do, whose ledger it is, and what lies in its place."""

import json
import os
import shutil

from ed25519 import Key
from kit import endorsement, sha256, signed_line
from rows import ALTERED, UNCHANGED, row

STRANGE = r"key,? [0-9a-f]{64}.*make it known"
NOBODY = "11111111-0000-4000-8000-000000000001"


def folder_of(case, name):
    return os.path.dirname(case.bags()[name].path)


def recording_in(bag):
    return bag.journal()[0]["recording"]


def bring_in_stranger(case, endorsed=None):
    case.ledger.append(case.ledger.key_line(case.stranger, case.key.fingerprint, endorsed), case.stranger)


def sealed(bag):
    return sha256(bag.read("tagmanifest-sha256.txt"))


def seal_line(bag, event="seal", folder="recording"):
    return {"event": event, "recording": recording_in(bag), "bag": folder, "seal": sealed(bag)}


def delete_line(bag):
    return {"event": "delete", "recording": recording_in(bag), "what": "recording", "seal_before": sealed(bag),
            "seal_after": None}


def copy_in(case, base):
    """An honest conversation of another archive, brought into this one."""
    bag = case.other(base)
    into = os.path.join(case.copy, "2026-11-29_12-00-00_" + base)
    shutil.copytree(os.path.dirname(bag.path), into)
    return into, bag


def bin_line(bag):
    return {"event": "bin", "recording": recording_in(bag), "seal": sealed(bag)}


# -- the bin -----------------------------------------------------------------------------------------------------------


@row("archive", "what the owner had in the bin is not in the copy of the archive", UNCHANGED,
     tells={"text": "was in the bin on .*, as line [0-9]+ says"})
def binned(case):
    case.ledger.append(bin_line(case.bags()["twee"]), case.key)
    shutil.rmtree(folder_of(case, "twee"))


@row("archive", "a stranger says that a recording was in the bin, and takes it away", ALTERED, says="gone; nothing says")
def stranger_says_binned(case):
    bring_in_stranger(case)
    case.ledger.append(bin_line(case.bags()["twee"]), case.stranger)
    shutil.rmtree(folder_of(case, "twee"))


@row("archive", "a recording that came back from the bin is taken away", ALTERED, says="gone; nothing says")
def taken_after_the_bin(case):
    case.ledger.append(bin_line(case.bags()["twee"]), case.key)
    case.ledger.append(seal_line(case.bags()["twee"], "found"), case.key)
    shutil.rmtree(folder_of(case, "twee"))


@row("archive", "another recording is put into the place of one that is in the bin", ALTERED)
def exchanged_in_the_bin(case):
    bag = case.bags()["twee"]
    case.ledger.append(bin_line(bag), case.key)
    bag.info("Contact-Name", "iemand anders")
    bag.reseal()


# -- a stranger's key --------------------------------------------------------------------------------------------------


@row("archive", "a stranger's key comes in and signs nothing else", ALTERED, says=STRANGE)
def stranger_comes_in(case):
    bring_in_stranger(case)


@row("archive", "a stranger deletes a recording, with a line and with its folder", ALTERED, says="gone; nothing says")
def stranger_deletes(case):
    bring_in_stranger(case)
    case.ledger.append(delete_line(case.bags()["twee"]), case.stranger)
    shutil.rmtree(folder_of(case, "twee"))


@row("archive", "a recording is sealed anew, and a stranger enters the new seal", ALTERED,
     says="not the one that is in the ledger")
def stranger_reseals(case):
    bag = case.bags()["drie"]
    bag.info("Contact-Name", "iemand anders")
    bag.reseal()
    bring_in_stranger(case)
    case.ledger.append(seal_line(bag), case.stranger)


@row("archive", "a recording of elsewhere is brought in, and a stranger begins and seals it", ALTERED,
     says="nobody vouches for")
def stranger_brings_in(case):
    _, bag = copy_in(case, "stereo")
    bring_in_stranger(case)
    first = sha256(bag.read("data/journal.jsonl").splitlines()[0])
    case.ledger.append({"event": "begin", "recording": recording_in(bag), "open": first}, case.stranger)
    case.ledger.append(seal_line(bag), case.stranger)


@row("archive-of-one", "a stranger says that a transcript was deleted, and takes it away", ALTERED)
def stranger_deletes_a_transcript(case):
    (name,) = (name for name in os.listdir(case.copy) if name[:2] == "20")
    uuid = recording_in(case.bags()["gesprek"])
    bring_in_stranger(case)
    case.ledger.append({"event": "transcript", "recording": uuid, "bag": "transcript-2", "seal": None}, case.stranger)
    shutil.rmtree(os.path.join(case.copy, name, "transcript-2"))


@row("archive", "a stranger's key comes with a word for it that the stranger signed", ALTERED, says=STRANGE)
def stranger_with_own_word(case):
    word = dict(endorsement(case.stranger, case.stranger), by=case.key.body)
    bring_in_stranger(case, [word])


@row("archive", "a stranger's key comes with the owner's word for another key", ALTERED,
     alone="the other implementation follows a ledger to the first word that does not hold")
def stranger_with_a_word_for_another(case):
    bring_in_stranger(case, [endorsement(case.key, Key(bytes([7] * 32)))])


@row("archive", "a stranger's key calls itself the owner's", ALTERED, says="not signed by the ledger's key")
def stranger_in_disguise(case):
    line = dict(case.ledger.key_line(case.stranger, case.key.fingerprint), key=case.key.fingerprint)
    case.ledger.append(line, case.stranger)
    case.ledger.append(delete_line(case.bags()["twee"]), case.stranger)


@row("archive", "a stranger deletes without bringing a key in", ALTERED, says="not signed by the ledger's key")
def stranger_without_a_key_line(case):
    case.ledger.append(delete_line(case.bags()["twee"]), case.stranger)
    shutil.rmtree(folder_of(case, "twee"))


def first_line(case):
    """Of a ledger of the stranger's own."""
    return dict(case.ledger.key_line(case.stranger, None), utc=case.ledger.lines()[0]["utc"])


# -- whose ledger ------------------------------------------------------------------------------------------------------


@row("archive", "the ledger is made anew by a stranger, with all that lies there", ALTERED, line=1, says=STRANGE)
def made_anew_by_a_stranger(case):
    lines = [first_line(case)]
    lines += [line for line in case.ledger.lines() if line["event"] in ("begin", "seal")]
    case.ledger.write(lines)


@row("archive", "all recordings are taken away, and a stranger's ledger has deletions of them", ALTERED, line=1,
     says=STRANGE)
def emptied_by_a_stranger(case):
    gone = [delete_line(bag) for bag in case.bags().values()]
    for name in list(case.bags()):
        shutil.rmtree(folder_of(case, name))
    utc = case.ledger.lines()[-1]["utc"]
    case.ledger.write([first_line(case), *(dict(utc=utc, **line) for line in gone)])


@row("archive", "the first line names a key before it", ALTERED, line=1)
def cut_at_the_front(case):
    lines = case.ledger.lines()
    lines[0]["previous"] = case.stranger.fingerprint
    case.ledger.write(lines)


@row("archive", "the owner goes on", UNCHANGED)
def owner_goes_on(case):
    case.ledger.append({"event": "head", "to": "export"}, case.key)


@row("archive", "the owner's next key comes with the word of this one", UNCHANGED)
def rotated_again(case):
    following = Key(bytes([9] * 32))
    word = endorsement(case.key, following)
    case.ledger.append(case.ledger.key_line(following, case.key.fingerprint, [word]), following)
    case.ledger.append({"event": "head", "to": "export"}, following)


@row("archive", "a key that was replaced signs again, as by a command that had it open", UNCHANGED)
def replaced_key_signs_again(case):
    (old,) = case.retired
    case.ledger.append(case.ledger.key_line(old, case.key.fingerprint), old)
    case.ledger.append({"event": "head", "to": "export"}, old)


@row("archive", "the owner lost the key, and went on with another one that nobody compared", ALTERED, says=STRANGE)
def lost_key(case):
    fresh = Key(bytes([5] * 32))
    case.ledger.append(case.ledger.key_line(fresh, case.key.fingerprint), fresh)
    case.ledger.append({"event": "head", "to": "export"}, fresh)


# -- what lies in its place --------------------------------------------------------------------------------------------


def ledger_in(case):
    return case.conversation.at("ledger.jsonl")


@row("archive", "the ledger is gone", ALTERED, says="no ledger")
def gone(case):
    os.unlink(ledger_in(case))


@row("archive", "the ledger is a link to the very same lines", ALTERED, says="link")
def a_link(case):
    os.rename(ledger_in(case), ledger_in(case) + ".aside")
    os.symlink("ledger.jsonl.aside", ledger_in(case))


@row("archive", "the ledger is a link to nothing", ALTERED, says="link")
def a_dangling_link(case):
    os.unlink(ledger_in(case))
    os.symlink("nothing", ledger_in(case))


@row("archive", "the ledger is a folder", ALTERED, says="not a file")
def a_folder(case):
    os.unlink(ledger_in(case))
    os.mkdir(ledger_in(case))


@row("archive", "the ledger is a FIFO", ALTERED, says="not a file")
def a_fifo(case):
    os.unlink(ledger_in(case))
    os.mkfifo(ledger_in(case))


@row("archive", "the ledger is empty", ALTERED)
def empty(case):
    case.conversation.write("ledger.jsonl", b"")


@row("archive", "the ledger ends within a line", ALTERED, says="no end")
def torn(case):
    case.conversation.append("ledger.jsonl", b'{"seq":10,"prev":"')


@row("archive", "a torn line is completed by the owner", UNCHANGED)
def completed(case):
    content = case.conversation.read("ledger.jsonl")
    rest, lines = b'{"seq":10,"prev":"', content.splitlines()
    torn_line = {"seq": len(lines) + 1, "prev": sha256(rest), "utc": json.loads(lines[-1])["utc"], "event": "torn",
                 "from": len(content), "bytes": len(rest)}
    case.conversation.write("ledger.jsonl", content + rest + b"\n" + signed_line(torn_line, case.key) + b"\n")


# -- what was put back, or stands there twice --------------------------------------------------------------------------


@row("archive", "a recording that was deleted is there", ALTERED, says="deleted, and is there again")
def put_back(case):
    case.ledger.append(delete_line(case.bags()["twee"]), case.key)


@row("archive-of-redaction", "the whole recording is put back in the place of what a deletion left", ALTERED,
     says="the whole is there again")
def whole_put_back(case):
    bag = next(iter(case.bags().values()))
    shutil.rmtree(bag.path)
    shutil.copytree(case.other("before-redaction").path, bag.path)


@row("archive", "a recording was begun, and is not there", ALTERED, says="begun, and is gone")
def begun_and_gone(case):
    case.ledger.append({"event": "begin", "recording": NOBODY, "open": "a" * 64}, case.key)


@row("archive", "the owner enters a second, other seal of a recording", ALTERED, says="second seal")
def second_seal(case):
    bag = case.bags()["drie"]
    bag.info("Contact-Name", "iemand anders")
    bag.reseal()
    case.ledger.append(seal_line(bag), case.key)


@row("archive", "the same seal stands in the ledger twice", UNCHANGED)
def same_seal_again(case):
    case.ledger.append(seal_line(case.bags()["drie"]), case.key)


def entered_before(case, before, **fields):
    """A line right before the first one of that event, which says the same but for these fields."""
    lines = case.ledger.lines()
    at = next(number for number, line in enumerate(lines) if line["event"] == before)
    case.ledger.write([*lines[:at], dict(lines[at], **fields), *lines[at:]])


@row("archive-of-recovered", "the owner recovered it twice, under two seals, and the second one is there", ALTERED,
     says="second recovery of it")
def recovered_under_two_seals(case):
    entered_before(case, "recover", seal="ab" * 32)


@row("archive-of-recovered", "the same, and the first one was entered late", ALTERED, says="second recovery of it")
def found_under_another_seal(case):
    entered_before(case, "recover", event="found", seal="ab" * 32)


@row("archive-of-recovered", "its recovery is entered twice with the same seal, as where a late line met the first one", UNCHANGED)
def recovered_and_found(case):
    entered_before(case, "recover", event="found")


@row("archive-of-recovered", "it was recovered under two seals, and its journal was emptied since", ALTERED, says="second recovery of it")
def recovered_under_two_seals_and_unreadable(case):
    entered_before(case, "recover", seal="ab" * 32)
    (name,) = (name for name in os.listdir(case.copy) if name[:2] == "20")
    case.conversation.write(os.path.join(name, "recording/data/journal.jsonl"), b"")


@row("archive-of-one", "it was sealed twice under two seals, and the line of its beginning is gone", ALTERED, says="second seal of it")
def two_seals_without_a_beginning(case):
    entered_before(case, "seal", seal="ab" * 32)
    case.ledger.write([line for line in case.ledger.lines() if line["event"] != "begin"])


@row("archive", "an unsigned recording, which names no ledger, lies there", UNCHANGED)
def unsigned_beside(case):
    copy_in(case, "unsigned")


@row("archive", "an unsigned recording lies there in two folders", ALTERED, says="another folder")
def unsigned_twice(case):
    into, _ = copy_in(case, "unsigned")
    shutil.copytree(into, into + "-weer")


@row("archive", "a recording of another archive lies there, of which only a transcript is in the ledger", ALTERED,
     says="does not have it")
def only_a_transcript(case):
    _, bag = copy_in(case, "stereo")
    case.ledger.append({"event": "transcript", "recording": recording_in(bag), "bag": "transcript-1", "seal": None},
                       case.key)


@row("archive", "a recording of another archive lies there, recovered in this one", ALTERED)
def recovered_of_elsewhere(case):
    _, bag = copy_in(case, "recovered")
    case.ledger.append(seal_line(bag, "recover", "recovered"), case.key)


# -- lines that no writer leaves so, by the owner ----------------------------------------------------------------------


def odd(event, field, value, base="archive-of-one", says=None):
    """A row in which that field of the event's first line is this; ... takes it away."""
    def change(case):
        lines = case.ledger.lines()
        line = next(line for line in lines if line["event"] == event)
        if value is ...:
            del line[field]
        else:
            line[field] = value
        case.ledger.write(lines)

    kind = "none" if value is ... else type(value).__name__
    change.__name__, change.__module__ = f"odd_{event}_{field}_{kind}", __name__
    row(base, f"`{field}` of `{event}` is {'not there' if value is ... else repr(value)}", ALTERED, says=says or f"its field {field}")(change)


odd("begin", "event", 1, says="can't be followed")
odd("begin", "recording", 9007199254740993)
odd("begin", "open", None)
odd("begin", "open", ...)
odd("seal", "bag", "recordin")
odd("seal", "recording", False)
odd("seal", "seal", "AB" * 32)
odd("transcript", "recording", False)
odd("transcript", "seal", "stopped")
odd("transcript", "bag", "transcript-0")
odd("transcript", "seal", ...)
odd("key", "endorsed", ...)
odd("key", "previous", 0)
odd("delete", "what", 1, base="archive")
odd("delete", "seal_before", "x", base="archive")
odd("delete", "seal_after", ..., base="archive")
odd("delete", "plan", 5, base="archive")


@row("archive", "the first key is brought in once more, as if there had been none before it", ALTERED, says="its field previous")
def first_key_again(case):
    lines = case.ledger.lines()
    case.ledger.write([*lines, dict(lines[0]), {"event": "head", "to": "export", "utc": lines[-1]["utc"]}])


@row("archive-of-one", "a head is given between the line that a recording names and its beginning, as by another command", UNCHANGED)
def head_in_between(case):
    lines = case.ledger.lines()
    lines[1:1] = [{"event": "head", "to": "export", "utc": lines[0]["utc"]}]
    (bag,) = case.bags().values()
    assert bag.journal()[0]["ledger"] == sha256(case.ledger.raw()[0])
    case.ledger.write(lines)


@row("archive-of-redaction", "a transcript is entered that is not there", ALTERED, says="its transcript-1 was sealed, and is gone")
def transcript_that_is_not_there(case):
    case.ledger.append({"event": "transcript", "recording": case.ledger.lines()[1]["recording"], "bag": "transcript-1",
                        "seal": "ab" * 32}, case.key)


@row("archive-of-redaction", "the same by a line that was entered late", ALTERED, says="its transcript-1 was sealed, and is gone")
def late_transcript_that_is_not_there(case):
    case.ledger.append({"event": "found", "recording": case.ledger.lines()[1]["recording"], "bag": "transcript-1",
                        "seal": "ab" * 32}, case.key)


@row("archive", "a line of a kind that nobody knows speaks of a recording that is not there, and so says nothing", UNCHANGED)
def line_of_a_later_writer(case):
    case.ledger.append({"event": "moved", "recording": NOBODY, "bag": "recording", "seal": "ab" * 32}, case.key)
