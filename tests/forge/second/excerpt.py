# SPDX-License-Identifier: MIT
"""docs/format.md, "Excerpt": the chain to the seal, what is disclosed, and that nothing else is heard."""

import os

from . import sound
from .bag import MANIFEST, TAG_MANIFEST, check_signature, read_manifest
from .journal import NAME as JOURNAL_NAME
from .journal import SALTS, check_salts, is_file
from .words import (SALT, Unknown, Wrong, is_count, is_format, is_hash, is_list, missing_or_wrong, or_null, read_object,
                    sha256)

ORIGINAL = "data/original/"
FIELDS = {"format": is_format, "original": is_hash, "key": or_null(is_hash), "ranges": is_list, "notes": is_list}


def own_name(name):
    """Of a file of the recording in an excerpt."""
    return name.replace("data/audio-", "data/excerpt-").replace("data/near-", "data/excerpt-near-").replace("data/far-", "data/excerpt-far-")


def read(bag):
    """excerpt.json. Raises Wrong, or Unknown."""
    value = read_object(bag.read("data/excerpt.json").removesuffix(b"\n"))
    if is_format(value.get("format")) and value["format"] not in (1, 2):
        raise Unknown("the excerpt is of another format")
    wrong = [*missing_or_wrong(value, FIELDS), *(set(value) - set(FIELDS))]
    if wrong:
        raise Wrong(f"{wrong} of it are not as they should be")
    return value


def check(bag, journal):
    try:
        excerpt = read(bag)
    except Wrong as error:
        yield f"data/excerpt.json: {error}"
        return
    if excerpt["format"] != (journal.opened or {}).get("format"):
        yield "data/excerpt.json: it is of another format than the recording"
    yield from _check_chain(bag, excerpt, journal)
    yield from _check_neighbour(bag, excerpt)
    yield from check_signature(bag, journal.key, ORIGINAL)
    yield from check_signature(bag, excerpt.get("key"))
    yield from _check_ranges(bag, journal, excerpt)
    yield from _check_notes(journal, excerpt)


def _check_neighbour(bag, excerpt):
    """The recording that lies beside it, unless it stands in its place itself."""
    conversation, own = os.path.split(os.path.abspath(bag.path))
    if own in ("recording", "recovered"):
        return
    seals = set()
    for name in ("recording", "recovered"):
        for root in (name, os.path.join(name, ORIGINAL)):
            path = os.path.join(conversation, root, TAG_MANIFEST)
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    seals.add(sha256(file.read()))
    if seals and excerpt["original"] not in seals:
        yield "data/excerpt.json: is of another recording than the one beside it"


def _check_chain(bag, excerpt, journal):
    """The journal's hash in the manifest, the manifest's in the tag manifest, whose own is the seal."""
    names = {name: ORIGINAL + name for name in (MANIFEST, TAG_MANIFEST)}
    missing = [name for name in names.values() if not bag.has(name)]
    if missing:
        yield f"{missing} is missing"
        return
    if sha256(bag.read(names[TAG_MANIFEST])) != excerpt["original"]:
        yield f"{names[TAG_MANIFEST]} is not the seal that is named"
    try:
        tags = read_manifest(bag.read(names[TAG_MANIFEST]), True)
        payload = read_manifest(bag.read(names[MANIFEST]), False)
    except Wrong as error:
        yield f"{ORIGINAL}: {error}"
        return
    if tags.get(MANIFEST.encode()) != sha256(bag.read(names[MANIFEST])):
        yield f"{names[MANIFEST]} is not the one that the seal covers"
    if payload.get(JOURNAL_NAME.encode()) != sha256(bag.read(JOURNAL_NAME)):
        yield f"{JOURNAL_NAME} is not the one that the seal covers"
    wanted = {b"bagit.txt", b"bag-info.txt", b"how-to-verify.txt", MANIFEST.encode()}
    wanted |= {b"seal/public-key.pem"} if journal.key else set()
    if set(tags) != wanted or list(tags) != sorted(tags):
        yield f"{names[TAG_MANIFEST]} does not list what it should"
    if not journal.problems:
        spoken = {name.encode() for name in journal.files} | {line["file"].encode() for line in journal.of("import")}
        spoken |= {JOURNAL_NAME.encode()} | ({b"data/notes.jsonl"} if journal.of("note") else set())
        if journal.salted and journal.of("audio"):
            spoken |= {b"data/salts.jsonl"}
        may = {b"data/notes.jsonl", b"data/levels.jsonl"} | ({b"data/salts.jsonl"} if journal.salted else set())
        if not spoken <= set(payload) <= spoken | may:
            yield f"{names[MANIFEST]} does not list what it should"
    key = bag.read(ORIGINAL + "seal/public-key.pem") if bag.has(ORIGINAL + "seal/public-key.pem") else None
    if key is not None and tags.get(b"seal/public-key.pem") != sha256(key):
        yield f"{ORIGINAL}seal/public-key.pem is not the one that the seal covers"


def _check_ranges(bag, journal, excerpt):
    seconds = journal.of("audio")
    disclosed, last = set(), (-1, 0)
    if not seconds:
        yield "data/excerpt.json: the recording has no seconds, so there is no excerpt of it"
    for piece in excerpt["ranges"]:
        if not isinstance(piece, dict) or list(missing_or_wrong(piece, {"file": is_file, "from": is_count,
                                                                          "frames": is_count})) or len(piece) != 3:
            yield "data/excerpt.json: a range that is none"
            return
        begin, end = piece["from"], piece["from"] + piece["frames"]
        place = journal.files.index(piece["file"]) if piece["file"] in journal.files else -1
        if (place, begin) < last:
            yield "data/excerpt.json: ranges out of their order, or one over another"
        last = (place, end)
        inside = [line for line in seconds
                  if line.get("file") == piece["file"] and begin <= line["from"] < end]
        covered = sum(line["frames"] for line in inside)
        if not inside or inside[0]["from"] != begin or covered != piece["frames"]:
            yield "data/excerpt.json: a range that is not whole seconds of the recording"
        disclosed.update(line["seq"] for line in inside)
    there = {name for name in bag.names if name.startswith("data/excerpt-")}
    wanted = {name: own_name(name) for name in journal.files}
    if journal.salted:
        yield from check_salts(journal, bag.read(SALTS) if bag.has(SALTS) else b"", disclosed)
    for name in sorted(there - set(wanted.values())):
        yield f"{name} is none that the journal speaks of"
    for original, name in wanted.items():
        if name not in there:
            yield f"{name} is missing"
            continue
        data, opened = bag.read(name), journal.form_of(original)
        yield from sound.check_file(name, data, opened, recovered=journal.recovered is not None)
        yield from sound.check_begun(name, data, opened)
        at = 0
        for line in (line for line in seconds if line.get("file") == original):
            if line["seq"] in disclosed:
                yield from sound.check_second(name, data, line, opened, journal.salts.get(line["seq"]) if journal.salted else b"")
            elif not sound.is_silent(data, opened, line["from"], line["from"] + line["frames"]):
                yield f"{name}, frame {line['from']}: is withheld, and is not silent"
            at += line["frames"]
        yield from sound.check_gaps(name, data, journal.of("gap", original), opened)
        if len(sound.samples_of(data)) != at * sound.frame_bytes(opened):
            yield f"{name} has more or less frames than the journal's {at}"


def _check_notes(journal, excerpt):
    lines = excerpt.get("notes", [])
    committed = {line["note"]: line for line in journal.of("note")}
    for note in lines:
        good = isinstance(note, dict) and isinstance(note.get("text"), str) and isinstance(note.get("salt"), str)
        line = committed.pop(note.get("note"), None) if good and is_count(note.get("note")) else None
        try:
            fits = line and len(note) == 3 and SALT.fullmatch(note["salt"]) and sha256(bytes.fromhex(note["salt"]) + note["text"].encode()) == line["sha256"]
        except ValueError:
            fits = False
        if not fits:
            yield "data/excerpt.json: a note that the journal does not commit to"
