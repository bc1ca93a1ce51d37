# SPDX-License-Identifier: MIT
"""From what is wrong with a bag to its verdict."""

import os
from collections import namedtuple

from . import bag as bags
from . import excerpt, journal, roles, sound, stamps, transcript
from .words import ALTERED, DATED, NO_VERDICT, NOT_SEALED, UNCHANGED, Unknown, sha256

Opinion = namedtuple("Opinion", "verdict problems bag journal complete", defaults=(None,))


def judge(path, archive=None, roots=b""):
    """`roots` are PEM certificates that the checker believes; `archive` is the checker's own."""
    bag = bags.Bag(path)
    if not bags.is_bag(path):
        return Opinion(NO_VERDICT, ["it is no bag"], bag, None)
    try:
        return _judged(bag, archive, roots)
    except Unknown as error:
        return Opinion(NO_VERDICT, [str(error)], bag, None)
    except (KeyError, TypeError, AttributeError, IndexError, ValueError) as error:  # what comes later needs a field that is none
        return Opinion(ALTERED, [f"a field is not there, or is not what it should be: {error!r}"], bag, None)


def _judged(bag, archive, roots):
    problems, read, dated = list(bags.check(bag)), None, False
    if bag.kind == "transcript":
        problems += transcript.check(bag)
        found = stamps.Stamps(bag, None, roots, made=transcript.made(bag))
        signed = bag.has(bags.SIGNATURE)
    else:
        if not bag.has(journal.NAME):
            return Opinion(ALTERED, [*problems, f"{journal.NAME} is missing"], bag, None)
        read = journal.Journal(bag.read(journal.NAME), bag.sealed)
        problems += read.problems
        if bag.kind == "excerpt":
            problems += excerpt.check(bag, read)
            found = stamps.Stamps(bag, read, roots, excerpt.ORIGINAL)
            signed = bag.has(excerpt.ORIGINAL + bags.SIGNATURE)
            problems += stamps.check_own(bag, roots, found)
        else:
            problems += _check_recording(bag, read)
            found = stamps.Stamps(bag, read, roots)
            signed = bag.has(bags.SIGNATURE)
            if not bag.sealed and read.key is not None and not _is_own(bag, archive):
                problems.append("its journal names a key, and it has no seal")
            elif bag.sealed:
                problems += bags.check_signature(bag, read.key)
    problems += roles.check(bag, read)
    problems += found.problems
    dated = found.dated and signed
    if problems:
        return Opinion(ALTERED, problems, bag, read)
    if not bag.sealed:
        return Opinion(NOT_SEALED, [], bag, read)
    complete = bag.kind == "recording" and not found.untold and _is_complete(read)
    return Opinion(DATED if dated else UNCHANGED, [], bag, read, complete)


def _is_complete(read):
    """By what the recorder itself wrote down."""
    ends = ("stopped", "terminal_closed", "max_duration", "signal")
    if read.recovered or read.opened["kind"] == "import" or read.lines[-1]["reason"] not in ends or read.of("gap"):
        return False
    if any(line["event"] not in journal.FIELDS for line in read.lines):
        return False  # a later version may tell of a loss
    known = ("split", "gap", "device_lost", "io_error", "suspend", "ahead")
    return all(line["cause"] == "pause" or line["cause"] in known and not line["seconds"] and not line["lost_frames"]
               for line in read.of("break"))


def _is_own(bag, archive):
    return archive is not None and os.path.dirname(os.path.dirname(os.path.realpath(bag.path))) == os.path.realpath(archive)


def _check_recording(bag, read):
    if not bag.sealed:  # what is still written to has no final shape
        if read.salted:
            list(journal.check_salts(read, bag.read(journal.SALTS) if bag.has(journal.SALTS) else b""))
        yield from sound.check_recording(bag, read)
        yield from _check_import(bag, read)
        return
    yield from journal.check_sums(read)
    for name, check in (("data/notes.jsonl", journal.check_notes), ("data/levels.jsonl", journal.check_levels)):
        yield from check(read, bag.read(name) if bag.has(name) else b"")
    if read.salted:
        yield from journal.check_salts(read, bag.read(journal.SALTS) if bag.has(journal.SALTS) else b"")
    yield from sound.check_recording(bag, read)
    yield from _check_import(bag, read)
    if read.recovered is not None:
        yield from _check_recovered_from(bag, read.recovered)


def _check_import(bag, read):
    there = {name for name in bag.names if name.startswith("data/imported/")}
    named = {line["file"]: line for line in read.of("import")}
    for name in sorted(there ^ set(named)):
        yield f"{name} is not there, or the journal does not mention it"
    for name in there & set(named):
        content = bag.read(name)
        if (len(content), sha256(content)) != (named[name]["bytes"], named[name]["sha256"]):
            yield f"{name} is not what was imported"


def _check_recovered_from(bag, recovered):
    """The interrupted recording, where it still lies beside it. Each of its files is listed once."""
    listed = [file.get("file") for file in recovered["original"]]
    if len(set(listed)) != len(listed):
        yield "`recovered` lists a file twice"
    beside = os.path.join(os.path.dirname(bag.path), "recording")
    if os.path.basename(bag.path) != "recovered" or not os.path.isdir(beside):
        return
    original = bags.Bag(beside)
    if not listed:
        yield "`recovered` lists no files of the interrupted recording beside it"
    for file in recovered["original"]:
        name = file.get("file")
        if not original.has(name):
            yield f"{name} of the interrupted recording is missing"
        elif sha256(original.read(name)) != file.get("sha256"):
            yield f"{name} of the interrupted recording is another one"
