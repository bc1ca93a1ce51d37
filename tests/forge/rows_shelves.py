# SPDX-License-Identifier: MIT
"""Where a bag stands: under whose name, beside what, how deep. What an archive shows is held against its ledger, whatever
its folder is called, and what a folder is called is held against what lies in it."""

import fcntl
import json
import os
import shutil

from kit import sha256
from rows import ALTERED, UNCHANGED, row

ASTRAY = "under a name that no recording in an archive has"


def conversation(case, name="gesprek"):
    return os.path.dirname(case.bags()[name].path)


def put_in(case, base, *where):
    """A copy of an honest recording, at this place of the archive."""
    into = os.path.join(case.copy, *where)
    os.makedirs(os.path.dirname(into), exist_ok=True)
    shutil.copytree(case.other(base).path, into)


def put(name, where, says):
    def change(case):
        into = [os.path.basename(conversation(case)) if part == "CONV" else part for part in where]
        put_in(case, "stamped", *into)

    change.__name__ = name
    change.__module__ = __name__
    row("archive-of-one", f"a recording that is not in the ledger is put to {'/'.join(where)}", ALTERED, says=says)(change)


NEW = "2026-11-30_10-00-00_in"
put("in_another_folder", (NEW, "opname"), ASTRAY)
put("in_a_folder_of_the_same_name", (NEW, "recording"), "the ledger, which does not have it")
put("as_recovered_alone", (NEW, "recovered"), "the ledger, which does not have it|its folder is called recovered")
put("as_the_conversation_itself", (NEW,), ASTRAY)
put("beside_the_recording", ("CONV", "opname"), ASTRAY)
put("deeper_in_the_conversation", ("CONV", "x", "recording"), ASTRAY)
put("far_deeper", ("CONV", "x", "y", "z", "recording"), ASTRAY)
put("in_an_archive_within", ("oud", NEW, "recording"), ASTRAY)
put("as_an_excerpt", ("CONV", "excerpt-9"), ASTRAY)
put("as_a_transcript", ("CONV", "transcript-9"), ASTRAY)


@row("archive-of-redaction", "what was there before a part was deleted is put back under another name", ALTERED,
     says="another folder holds the same recording")
def put_back_elsewhere(case):
    put_in(case, "before-redaction", "X", "opname")


@row("archive-of-redaction", "the same, as an excerpt", ALTERED, says="another folder holds the same recording")
def put_back_as_an_excerpt(case):
    (name,) = case.bags()
    put_in(case, "before-redaction", os.path.basename(conversation(case, name)), "excerpt-9")


@row("archive", "a recording that the ledger has is called otherwise within its folder", ALTERED, says=ASTRAY)
def renamed_within(case):
    folder = conversation(case, "twee")
    os.rename(os.path.join(folder, "recording"), os.path.join(folder, "opname"))


@row("archive", "a recording of the ledger is copied under another name", ALTERED,
     says="another folder holds the same recording")
def doubled_under_another_name(case):
    folder = conversation(case, "twee")
    shutil.copytree(os.path.join(folder, "recording"), os.path.join(folder, "opname"))


@row("signed", "an excerpt's folder is called as a transcript's", ALTERED, says="its folder is called transcript-3")
def excerpt_as_transcript(case):
    case.conversation.rename("excerpt-1", "transcript-3")
    case.target = case.conversation.at("transcript-3")


@row("signed", "a transcript's folder is called as an excerpt's", ALTERED, says="its folder is called excerpt-7")
def transcript_as_excerpt(case):
    case.conversation.rename("transcript-1", "excerpt-7")
    case.target = case.conversation.at("excerpt-7")


@row("signed", "a recording that never broke off is called recovered", ALTERED, says="its folder is called recovered")
def recording_as_recovered(case):
    case.conversation.rename("recording", "recovered")
    case.target = case.conversation.at("recovered")


@row("excerpt-1", "a folder with a name of one's own is any bag's", UNCHANGED)
def excerpt_with_a_name(case):
    case.conversation.rename("excerpt-1", "voor de advocaat")
    case.target = case.conversation.at("voor de advocaat")


@row("unsigned", "what is called recovered beside an interrupted recording is the sealed one of another", ALTERED,
     says="its folder is called recovered", alone="the second implementation is told which folder the bag is")
def recovered_is_another(case):
    for name in ("tagmanifest-sha256.txt", "manifest-sha256.txt", "bagit.txt", "bag-info.txt", "how-to-verify.txt"):
        case.bag.remove(name)
    shutil.copytree(case.other("signed").path, case.conversation.at("recovered"))
    case.target = case.conversation.path


@row("archive-of-one", "a sealed recording loses its seal, and a process says that it is recording it", ALTERED,
     says="was sealed, and has no seal now", alone="the second implementation knows of no processes")
def recorded_now_and_sealed_long_ago(case):
    bag = case.bags()["gesprek"]
    bag.change_sound(lambda samples: bytes(len(samples)))
    for name in ("seal", "tagmanifest-sha256.txt", "manifest-sha256.txt", "bagit.txt", "bag-info.txt",
                 "how-to-verify.txt"):
        bag.remove(name)
    case.conversation.write(".lock", json.dumps({"pid": os.getpid(), "socket": "/nowhere", "folder": conversation(case)}))
    case.lock = open(os.path.join(case.copy, ".lock"), "rb")  # held until the case is over
    fcntl.flock(case.lock, fcntl.LOCK_EX)


@row("archive-of-one", "the same, and a transcript beside it is altered", ALTERED, file="data/transcript.vtt",
     alone="the second implementation knows of no processes")
def recorded_now_and_others_beside(case):
    recorded_now_and_sealed_long_ago(case)
    case.conversation.flip(os.path.join(os.path.basename(conversation(case)), "transcript-1/data/transcript.vtt"), 0.9)


@row("archive-of-one", "a transcript of a stranger is put beside those of the ledger, which is told", UNCHANGED)
def transcript_of_a_stranger(case):
    folder = os.path.basename(conversation(case))
    from kit import Bag

    before = Bag(case, os.path.join(case.copy, folder, "transcript-2"))
    shutil.copytree(before.path, os.path.join(case.copy, folder, "transcript-3"))
    bag = Bag(case, os.path.join(case.copy, folder, "transcript-3"))
    with bag.changed_json("data/transcript.json") as said:
        said["previous"] = sha256(before.read("tagmanifest-sha256.txt"))
        said["key"] = None
    bag.remove("seal")
    bag.hash_anew()
