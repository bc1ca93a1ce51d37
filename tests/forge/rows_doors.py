# SPDX-License-Identifier: MIT
"""Strange things in the place of what belongs there: nothing of them is followed, and no verdict rests on them."""

import os
import shutil
import socket

from kit import AUDIO, JOURNAL, MANIFEST, NOTES, PUBLIC_KEY, SECOND_AUDIO, SIGNATURE, TAG_MANIFEST
from rows import ALTERED, NO_VERDICT, UNCHANGED, row


def linked(base, name, to):
    """The file's own bytes lie elsewhere, so that whoever follows the link finds all as it was sealed."""

    def change(case):
        path, there = case.bag.at(name), os.path.join(case.copy, "elsewhere")
        os.rename(path, there)
        os.symlink(os.path.relpath(there, os.path.dirname(path)) if to == "relative" else there, path)

    change.__name__ = f"{to}_link_{base}_{name}".replace("-", "_").replace("/", "_").replace(".", "_")
    change.__module__ = __name__
    return change


for BASE, NAME, TO in (("signed", SECOND_AUDIO, "absolute"), ("signed", JOURNAL, "relative"),
                       ("signed", NOTES, "absolute"),
                       ("signed", MANIFEST, "relative"), ("signed", "bag-info.txt", "absolute"),
                       ("signed", "how-to-verify.txt", "relative"), ("signed", SIGNATURE, "relative"),
                       ("signed", PUBLIC_KEY, "absolute"), ("stamped", "seal/timestamp-1.tsr", "relative"),
                       ("excerpt-1", "data/excerpt-001.flac", "relative"),
                       ("excerpt-1", "data/excerpt.json", "absolute"),
                       ("transcript-2", "data/transcript.vtt", "relative"),
                       ("import", "data/imported/file.wav", "absolute")):
    row(BASE, f"{NAME} is a link to its own bytes elsewhere", ALTERED, file=NAME)(linked(BASE, NAME, TO))


@row("signed", "seal/ is a link to its own copy elsewhere", ALTERED, file="seal")
def seal_is_a_link(case):
    case.bag.rename("seal", "../elsewhere")
    os.symlink("../elsewhere", case.bag.at("seal"))


@row("excerpt-1", "data/original/ is a link to its own copy elsewhere", ALTERED, file="data/original")
def original_is_a_link(case):
    case.bag.rename("data/original", "../elsewhere")
    os.symlink("../../elsewhere", case.bag.at("data/original"))


@row("signed", "a link to a folder of somebody else's is added in data/", ALTERED, file="data/more")
def link_added(case):
    os.symlink("/etc", case.bag.at("data/more"))


@row("signed", "a link that leads nowhere is added beside the manifests", ALTERED, file="more")
def link_to_nothing(case):
    os.symlink("nowhere", case.bag.at("more"))


@row("signed", "a file of sound is a FIFO, which would keep who reads it waiting for ever", ALTERED, file=AUDIO)
def sound_is_a_fifo(case):
    case.bag.remove(AUDIO)
    os.mkfifo(case.bag.at(AUDIO))


@row("signed", "a manifest is a FIFO", ALTERED, file=MANIFEST)
def manifest_is_a_fifo(case):
    case.bag.remove(MANIFEST)
    os.mkfifo(case.bag.at(MANIFEST))


@row("signed", "a socket is put into seal/", ALTERED, file="seal/s")
def socket_added(case):
    folder = os.open(case.bag.at("seal"), os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"/proc/self/fd/{folder}/s")
    os.close(folder)


@row("signed", "the journal is a folder", ALTERED, file=JOURNAL)
def journal_is_a_folder(case):
    case.bag.remove(JOURNAL)
    case.bag.write(JOURNAL + "/inside", "x")


@row("signed", "a file of sound has another name outside (a hard link), which changes nothing", UNCHANGED)
def sound_has_another_name(case):
    os.link(case.bag.at(AUDIO), os.path.join(case.copy, "elsewhere.flac"))


@row("signed", "a file without content is added in data/", ALTERED, file="data/.nothing")
def empty_file_added(case):
    case.bag.write("data/.nothing", b"")


@row("signed", "a file of sound is a terabyte of holes", ALTERED, file=AUDIO)
def sound_of_holes(case):
    case.bag.write(AUDIO, b"")
    os.truncate(case.bag.at(AUDIO), 1 << 40)


@row("signed", "what a crash would leave of a deletion lies beside the bag, and is none of its matters", UNCHANGED)
def leftovers_beside(case):
    os.makedirs(case.conversation.at(".recording.new"))
    os.symlink("/etc", case.conversation.at(".recording.deleted"))
    os.symlink("/etc", case.conversation.at("recovered.new"))


@row("signed", "the recording is a link to a whole bag elsewhere", NO_VERDICT,
     alone="the second implementation is told which folder the bag is")
def recording_is_a_link(case):
    case.conversation.rename("recording", "../elsewhere")
    os.symlink("../elsewhere", case.conversation.at("recording"))
    case.target = case.conversation.path


@row("signed", "a half-copied bag: sound and journal are there, and not the seal", ALTERED, file=TAG_MANIFEST)
def half_copied(case):
    case.bag.remove(TAG_MANIFEST)
    case.bag.remove("seal")
    case.bag.write(AUDIO, case.bag.read(AUDIO)[:-7])


@row("archive", "a recording is a link to its own copy outside of the archive", ALTERED,
     says="(?i)missing|not there|gone")
def recording_of_archive_is_a_link(case):
    folder = os.path.dirname(case.bags()["twee"].path)
    shutil.move(folder, os.path.join(case.copy, "..", "elsewhere"))
    os.symlink(os.path.join(case.copy, "..", "elsewhere"), folder)


@row("archive", "a recording's bag is a link to its own copy outside of the archive", ALTERED,
     says="(?i)missing|not there|gone")
def bag_of_archive_is_a_link(case):
    bag = case.bags()["twee"].path
    shutil.move(bag, os.path.join(case.copy, "..", "elsewhere"))
    os.symlink(os.path.join(case.copy, "..", "elsewhere"), bag)


@row("signed", "folders nest deeper than any bag's", ALTERED, says="nest deeper")
def nested_too_deep(case):
    os.makedirs(case.bag.at("data/" + "/".join(["x"] * 20)))


@row("unsigned", "the same, in one that nobody signed", ALTERED, says="nest deeper")
def nested_too_deep_and_unsigned(case):
    os.makedirs(case.bag.at("/".join(["x"] * 20)))
