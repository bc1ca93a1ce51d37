# SPDX-License-Identifier: MIT
"""Every bag in what is checked is checked: one that stands beside a sealed recording gets no other verdict from outside
than from within. The archive of one is that recording with its excerpts and transcripts, and `--all` is asked."""

import os
import shutil

from rows import ALTERED, UNCHANGED, row

BAGS = ("recording", "excerpt-1", "excerpt-2", "transcript-1", "transcript-2")


def beside(case, name):
    """Another bag of the conversation, as the archive has it."""
    folder = os.path.dirname(os.path.relpath(case.bags()["gesprek"].path, case.copy))
    return os.path.join(folder, name)


def flipped(bag, name, place):
    def change(case):
        case.conversation.flip(os.path.join(beside(case, bag), name), place)

    change.__name__ = f"flipped_{bag}_{os.path.basename(name)}".replace("-", "_").replace(".", "_")
    change.__module__ = __name__
    return change


for BAG, NAME, PLACE in (("excerpt-1", "data/excerpt-001.flac", 0.5), ("excerpt-1", "data/excerpt.json", 0.5),
                         ("excerpt-1", "bag-info.txt", 0.5), ("excerpt-2", "data/journal.jsonl", 0.5),
                         ("excerpt-2", "data/original/manifest-sha256.txt", 0.2),
                         ("transcript-1", "data/transcript.vtt", 0.9), ("transcript-2", "data/transcript.json", 0.5)):
    row("archive-of-one", f"one bit of {NAME} of {BAG} is flipped", ALTERED, file=NAME)(flipped(BAG, NAME, PLACE))


@row("archive-of-one", "a file is put into an excerpt", ALTERED, file="data/secret.wav")
def file_in_an_excerpt(case):
    case.conversation.write(os.path.join(beside(case, "excerpt-1"), "data/secret.wav"), b"RIFF")


@row("archive-of-one", "a system left its file in an excerpt", ALTERED, file="data/.DS_Store")
def litter_in_an_excerpt(case):
    case.conversation.write(os.path.join(beside(case, "excerpt-1"), "data/.DS_Store"), b"\0\0\0\1Bud1")


@row("excerpt-1", "the recording beside it is another one, unchanged itself", ALTERED, file="data/excerpt.json",
     says="which is not the one beside it")
def excerpt_of_another_recording(case):
    case.conversation.remove("recording")
    shutil.copytree(case.other("unsigned").path, os.path.join(case.copy, "recording"))


@row("excerpt-1", "no recording lies beside it", UNCHANGED)
def excerpt_alone(case):
    case.conversation.remove("recording")


@row("archive-of-one", "an excerpt is taken away, which nothing names", UNCHANGED)
def excerpt_taken_away(case):
    case.conversation.remove(beside(case, "excerpt-2"))
