# SPDX-License-Identifier: MIT
"""Bytes, files and folders changed by somebody who makes no hash anew."""

import os

from kit import AUDIO, JOURNAL, LEVELS, MANIFEST, NOTES, PUBLIC_KEY, SECOND_AUDIO, SIGNATURE, TAG_MANIFEST
from rows import ALTERED, UNCHANGED, row


def flipped(base, name, part):
    def change(case):
        case.bag.flip(name, part)

    change.__name__ = f"flipped_{base}_{name}_{part}".replace("-", "_").replace("/", "_").replace(".", "_")
    change.__module__ = __name__
    return change


FLIPPED = [("signed", name, part) for name in (
    "bag-info.txt", "how-to-verify.txt", AUDIO, SECOND_AUDIO, JOURNAL, LEVELS, NOTES, PUBLIC_KEY, SIGNATURE)
    for part in (0.5, 1)]
FLIPPED += [("signed", "bagit.txt", 0.5), ("signed", MANIFEST, 0.01), ("signed", TAG_MANIFEST, 0.99)]
FLIPPED += [("excerpt-1", name, 0.6) for name in (
    "data/excerpt-001.flac", "data/excerpt-002.flac", JOURNAL, "data/original/" + MANIFEST,
    "data/original/" + TAG_MANIFEST, "data/original/" + SIGNATURE, SIGNATURE)]
FLIPPED += [("transcript-2", name, 0.6) for name in ("data/transcript.vtt", "data/transcript.json", SIGNATURE)]
FLIPPED += [("stamped", "seal/timestamp-1.tsr", 0.5), ("stamped", "seal/timestamp-1.pem", 0.9),
            ("stamped-excerpt", "data/original/seal/timestamp-1.tsr", 0.5),
            ("import", "data/imported/file.wav", 0.7), ("import-raw", "data/imported/file.xyz", 0.7),
            ("recovered", AUDIO, 0.9), ("redaction", "data/excerpt-001.flac", 0.9)]
for BASE, NAME, PART in FLIPPED:
    row(BASE, f"one bit of {NAME} flipped", ALTERED, file=NAME)(flipped(BASE, NAME, PART))


@row("signed", "the first file of sound is taken out", ALTERED, file=AUDIO)
def sound_removed(case):
    case.bag.remove(AUDIO)


@row("signed", "the journal is taken out", ALTERED, file=JOURNAL)
def journal_removed(case):
    case.bag.remove(JOURNAL)


@row("signed", "the notes are taken out", ALTERED, file=NOTES)
def notes_removed(case):
    case.bag.remove(NOTES)


@row("signed", "the signature is taken out", ALTERED, file=SIGNATURE)
def signature_removed(case):
    case.bag.remove(SIGNATURE)


@row("signed", "signature and key are taken out", ALTERED, file=PUBLIC_KEY)
def signature_and_key_removed(case):
    case.bag.remove("seal")


@row("signed", "the seal is taken out", ALTERED, file=TAG_MANIFEST)
def seal_removed(case):
    case.bag.remove(TAG_MANIFEST)


@row("signed", "both manifests are taken out, so that it looks as if it had never been sealed", ALTERED)
def both_manifests_removed(case):
    case.bag.remove(TAG_MANIFEST)
    case.bag.remove(MANIFEST)


@row("signed", "a file is added in data/", ALTERED, file="data/more.txt")
def file_added_in_data(case):
    case.bag.write("data/more.txt", "more")


@row("signed", "a file is added beside the manifests", ALTERED, file="more.txt")
def file_added_outside(case):
    case.bag.write("more.txt", "more")


@row("signed", "a file is added in seal/", ALTERED, file="seal/more.txt")
def file_added_in_seal(case):
    case.bag.write("seal/more.txt", "more")


@row("signed", "an empty folder is added, whose name nobody vouches for", ALTERED, file="data/empty")
def empty_folder(case):
    os.mkdir(case.bag.at("data/empty"))


@row("signed", "a file of sound is a link to its own copy elsewhere", ALTERED, file=AUDIO)
def sound_is_a_link(case):
    case.bag.rename(AUDIO, "../elsewhere.flac")
    os.symlink("../../elsewhere.flac", case.bag.at(AUDIO))


@row("signed", "data/ is a link to its own copy elsewhere", ALTERED)
def data_is_a_link(case):
    case.bag.rename("data", "../elsewhere")
    os.symlink("../elsewhere", case.bag.at("data"))


@row("signed", "a FIFO is put in", ALTERED, file="data/pipe")
def fifo(case):
    os.mkfifo(case.bag.at("data/pipe"))


@row("signed", "the two files of sound are exchanged", ALTERED, file=AUDIO)
def sound_exchanged(case):
    case.bag.exchange(AUDIO, SECOND_AUDIO)


@row("signed", "the sound is that of another recording", ALTERED, file=AUDIO)
def sound_of_another(case):
    case.bag.write(AUDIO, case.other("stamped").read(AUDIO))


@row("signed", "the journal is that of another recording", ALTERED, file=JOURNAL)
def journal_of_another(case):
    case.bag.write(JOURNAL, case.other("stamped").read(JOURNAL))


@row("signed", "the last line of the journal is cut off", ALTERED, file=JOURNAL)
def journal_cut(case):
    case.bag.write(JOURNAL, b"".join(case.bag.read(JOURNAL).splitlines(True)[:-1]))


@row("signed", "a line of the journal stands twice", ALTERED, file=JOURNAL)
def line_doubled(case):
    lines = case.bag.read(JOURNAL).splitlines(True)
    case.bag.write(JOURNAL, b"".join([*lines[:4], lines[3], *lines[4:]]))


@row("signed", "all files of sound are emptied", ALTERED, file=AUDIO)
def sound_emptied(case):
    for name in case.bag.files():
        if name.endswith(".flac"):
            case.bag.write(name, b"")


@row("stamped", "one of a time stamp's two files is taken out", ALTERED)
def half_a_stamp(case):
    case.bag.remove("seal/timestamp-1.pem")


@row("stamped", "both files of the time stamp are taken out: unchanged, and no longer dated", UNCHANGED)
def stamp_removed(case):
    case.bag.remove("seal/timestamp-1.pem")
    case.bag.remove("seal/timestamp-1.tsr")


@row("signed", "the folder is called by another name, which is none of its matters", UNCHANGED)
def folder_renamed(case):
    case.conversation.rename("recording", "opname")
    case.target = case.conversation.at("opname")
