# SPDX-License-Identifier: MIT
"""docs/format.md, "Ledger": the chain, each key's word for the next, every signature, and what lies there."""

import os
import re
import stat
from collections import namedtuple

import ed25519

from . import bag as bags
from .verdict import judge
from .words import (ALTERED, NO_VERDICT, NOT_SEALED, UNCHANGED, Wrong, from_base64, is_hash, is_text, is_utc, or_null, read_object,
                    sha256)

SIGNED = re.compile(rb'(\{.*),"sig":"([A-Za-z0-9+/]{86}==)"\}')
Archive = namedtuple("Archive", "verdict problems")
TRANSCRIPT = r"transcript-(?!0+$)\d{1,6}"


def named(pattern):
    return lambda value: is_text(value) and re.fullmatch(pattern, value) is not None


FIELDS = {
    "key": {"key": is_hash, "public_key": is_text, "previous": or_null(is_hash), "endorsed": or_null(lambda v: isinstance(v, list))},
    "begin": {"recording": is_text, "open": is_hash},
    "seal": {"recording": is_text, "bag": named("recording"), "seal": is_hash},
    "recover": {"recording": is_text, "bag": named("recovered"), "seal": is_hash},
    "found": {"recording": is_text, "bag": named("recording|recovered|" + TRANSCRIPT), "seal": is_hash},
    "delete": {"recording": is_text, "what": is_text, "seal_before": or_null(is_hash), "seal_after": or_null(is_hash)},
    "transcript": {"recording": is_text, "bag": named(TRANSCRIPT), "seal": or_null(is_hash)},
    "bin": {"recording": is_text, "seal": or_null(is_hash)},
    "head": {"to": is_text},
}


def is_folder(path):
    """Itself: a link to one is none."""
    return os.path.isdir(path) and not os.path.islink(path)


class Ledger:
    """The lines that can be followed."""

    def __init__(self, raw):
        self.lines, self.problems, self.hashes = [], [], []
        self.keys, self.first_seals = [], {}  # (number of the `key` line, fingerprint, chain from the key before)
        at, previous, key = 0, "0" * 64, None
        while at < len(raw):
            text = raw[at:].split(b"\n", 1)[0]
            try:
                if at + len(text) == len(raw):
                    raise Wrong("has no end")
                key = self._follow(len(self.hashes), text, previous, key)
            except (Wrong, ValueError, KeyError, TypeError) as error:
                text = self._completed(raw, at)
                if text is None:
                    self.problems.append(f"line {len(self.hashes) + 1} of the ledger {error}")
                    return
            at += len(text) + 1
            previous = sha256(text)
            self.hashes.append(previous)

    @staticmethod
    def _completed(raw, at):
        """What a crash left of a line from there on, whatever it holds, line ends too: the `torn` line after it says how much.
        What can be followed is a line."""
        for end in (found.start() for found in re.finditer(b"\n", raw[at:])):
            try:
                line = read_object(raw[at + end + 1:].split(b"\n", 1)[0])
                if (line["event"], line["from"], line["bytes"]) == ("torn", at, end):
                    return raw[at:at + end]
            except (Wrong, ValueError, KeyError, TypeError):
                continue
        return None

    def _follow(self, number, text, previous, key):
        match = SIGNED.fullmatch(text)
        if not match:
            raise Wrong("does not end with a signature")
        line = read_object(text)
        if line["seq"] != number or line["prev"] != previous or not is_utc(line["utc"]) or not is_text(line["event"]):
            raise Wrong("is not chained to the one before")
        wrong = [name for name, test in FIELDS.get(line["event"], {}).items() if name not in line or not test(line[name])]
        if "plan" in line and line["event"] == "delete" and not is_text(line["plan"]):
            wrong.append("plan")
        if wrong:
            self.problems.append(f"line {number + 1} of the ledger: {wrong} of {line['event']}")
        if line["event"] == "key":
            key = self._next_key(line, key)
            self.keys.append((number, line["key"], self._chain(line)))
        if key is None or not ed25519.holds(key, match[1] + b"}", from_base64(match[2].decode())):
            raise Wrong("is not signed by the ledger's key")
        self.lines.append(line)
        return key

    @staticmethod
    def _next_key(line, before):
        """A key after another one has its word, through as many as lie between."""
        body = from_base64(line["public_key"])
        public = ed25519.public_of_der(body)
        if public is None or sha256(body) != line["key"]:
            raise Wrong("names another key than it brings")
        if line["previous"] != (None if before is None else ed25519.fingerprint(before)):
            raise Wrong("follows another key than the one before it")
        return public

    @staticmethod
    def _chain(line):
        """Fingerprints from the key before to this one, each with the word of the last; empty where they don't lead here."""
        chain = [line["previous"]]
        for word in line["endorsed"] or []:
            try:
                by, following = (ed25519.public_of_der(from_base64(word[name])) for name in ("by", "key"))
                text = f"earwitness key\n{ed25519.fingerprint(by)}\n{ed25519.fingerprint(following)}\n".encode()
                if ed25519.fingerprint(by) != chain[-1] or not ed25519.holds(by, text, from_base64(word["sig"])):
                    return []
            except (ValueError, KeyError, TypeError, AttributeError):
                return []
            chain.append(ed25519.fingerprint(following))
        return chain if len(chain) > 1 and chain[-1] == line["key"] else []

    def take_those_that_count(self, known):
        """Lines count that are by the first key, by one that is tied to it by words, or by one that the checker knows, or
        that is tied to such a one. `known` are fingerprints; where there are any, the first key is tied to one of them."""
        owners = {key: {key} for _, key, chain in self.keys for key in (key, *chain)}
        for _, _, chain in self.keys:
            for one, other in zip(chain, chain[1:]):
                together = owners[one] | owners[other]
                for key in together:
                    owners[key] = together
        if not self.keys:
            return
        first = owners[self.keys[0][1]]
        if known and not first & known:
            self.problems.append("its first key is not one that the checker knows")
        counting, kept = None, []
        keys = {number: key for number, key, _ in self.keys}
        for number, line in [(line["seq"], line) for line in self.lines]:
            if number in keys:
                tied = owners[keys[number]]
                counting = bool(tied & first or tied & known)
                if not counting:
                    self.problems.append(f"line {number + 1} of the ledger brings in a key that nobody vouches for")
            if counting:
                kept.append(line)
        self.lines = kept

    def of(self, recording, *events):
        return [line for line in self.lines if line.get("recording") == recording and line["event"] in events]


def _bags_astray(path):
    """Bags below the archive that stand where a conversation has none, by their names from there."""
    for at, folders, _ in os.walk(path):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not name.endswith(".new"))
        if at == path or not bags.is_bag(at):
            continue
        folders.clear()
        where = os.path.relpath(at, path)
        if not re.fullmatch(r"[^/]+/(recording|recovered|(excerpt|transcript)-\d+)", where):
            yield where


def _names_in_bin(path):
    """What lies in the bin for a while is of the archive as any other."""
    bin_of = os.path.join(path, ".bin")
    if not is_folder(bin_of):
        return []
    moments = [name for name in sorted(os.listdir(bin_of)) if re.fullmatch(r"\d{8}T\d{6}Z", name)]
    return [f".bin/{moment}/{name}" for moment in moments if is_folder(os.path.join(bin_of, moment))
            for name in sorted(os.listdir(os.path.join(bin_of, moment)))]


def judge_archive(path, roots=b"", known=frozenset()):
    """The worst of all verdicts, and what is wrong, of each bag and of the ledger. `known` are fingerprints of the
    checker's own keys, where it is the checker's own archive."""
    verdicts, problems, untold, found, texts = [], [], [], {}, {}
    names = sorted(name for name in os.listdir(path) if not name.startswith(".")) + _names_in_bin(path)
    for name in names:
        if not is_folder(os.path.join(path, name)):
            continue
        for kind in sorted(os.listdir(os.path.join(path, name))):
            where = os.path.join(path, name, kind)
            if not re.fullmatch(r"recording|recovered|(excerpt|transcript)-\d+", kind) or not is_folder(where):
                continue
            opinion = judge(where, path, roots)
            interrupted = kind == "recording" and is_folder(os.path.join(path, name, "recovered"))
            if not (interrupted and opinion.verdict == NOT_SEALED):
                verdicts.append(opinion.verdict)
            of_it = untold if opinion.verdict == NO_VERDICT else problems
            of_it += [f"{name}/{kind}: {problem}" for problem in opinion.problems]
            if bags.is_bag(where) and opinion.bag.kind == "recording" and kind not in ("recording", "recovered"):
                problems.append(f"{name}/{kind}: a recording lies where no archive has one")
            if kind.startswith("transcript-") and opinion.bag.has("tagmanifest-sha256.txt"):
                texts[name, kind] = opinion.bag.seal
            if opinion.journal is not None and opinion.journal.opened and kind in ("recording", "recovered"):
                found.setdefault(opinion.journal.opened.get("recording"), []).append((kind, opinion))
    for where in _bags_astray(path):
        opinion = judge(os.path.join(path, where), path, roots)
        verdicts.append(opinion.verdict)
        problems += [f"{where}: {problem}" for problem in opinion.problems]
        if opinion.bag.kind == "recording":
            problems.append(f"{where}: a recording lies where no archive has one")
    problems += _check_ledger(path, found, known, texts)
    if ALTERED in verdicts or problems:
        return Archive(ALTERED, problems)
    if NO_VERDICT in verdicts:
        return Archive(NO_VERDICT, untold)
    return Archive(NOT_SEALED if NOT_SEALED in verdicts else UNCHANGED, [])


def _check_ledger(path, found, known, texts):
    belonging = [opinion for kinds in found.values() for _, opinion in kinds
             if opinion.journal.opened.get("ledger") or opinion.journal.opened.get("key") in known]
    at = os.path.join(path, "ledger.jsonl")
    if not os.path.lexists(at):
        if belonging:
            yield "recordings belong in a ledger, and there is none"
        return
    if not stat.S_ISREG(os.lstat(at).st_mode):
        yield "the ledger is no file"
        return
    with open(at, "rb") as file:
        ledger = Ledger(file.read())
    if not ledger.hashes and belonging:
        yield "recordings belong in a ledger, and it is empty"
    if ledger.lines and ledger.lines[0].get("previous") is not None:
        yield "the first line names a key before it"
    ledger.take_those_that_count(known)
    yield from ledger.problems
    for recording in {line["recording"] for line in ledger.lines if is_text(line.get("recording")) and line["event"] in FIELDS}:
        kinds = found.get(recording, [])
        yield from _check_entered(ledger, recording, kinds)
        folders = {os.path.relpath(os.path.dirname(opinion.bag.path), path) for _, opinion in kinds}
        yield from _check_transcripts(ledger, recording, {kind: seal for (name, kind), seal in texts.items() if name in folders},
                                      bool(kinds))
    for recording, kinds in found.items():
        if len({opinion.bag.path.rsplit("/", 2)[-2] for _, opinion in kinds}) > 1:
            yield f"{recording} is there twice"
        opened = kinds[0][1].journal.opened
        if opened.get("ledger") is not None and opened["ledger"] not in ledger.hashes:
            yield f"{recording} names a line that is not in the ledger"
        if opened.get("ledger") is not None and not ledger.of(recording, "begin", "seal", "recover", "found"):
            yield f"{recording} names the ledger, which does not have it"


def _check_transcripts(ledger, recording, there, is_there):
    """The last line of each says what must lie there."""
    lines = [line for line in ledger.of(recording, "transcript", "found") if named(TRANSCRIPT)(line.get("bag"))]
    for bag, seal in {line["bag"]: line.get("seal") for line in lines}.items():
        if is_there and seal is not None and there.get(bag) != seal:
            yield f"{recording}: {bag} is missing, or has another seal than in the ledger"
        last = [line for line in lines if line["bag"] == bag][-1]
        parts = [line for line in ledger.of(recording, "delete") if line.get("what") == "part" and line["seq"] > last["seq"]]
        if is_there and seal is None and bag in there and parts:
            yield f"{recording}: {bag} was deleted, and is there"


def _check_entered(ledger, recording, kinds):
    deletes = ledger.of(recording, "delete")
    last_delete = ([None] + deletes)[-1]
    whole = ([None] + [line for line in deletes if line.get("what") != "part"])[-1]
    if whole is not None:
        later = [line for line in ledger.of(recording, "begin", "seal", "recover", "found", "delete") if line["seq"] > whole["seq"]]
        if later:
            yield f"{recording} was deleted, and entered again"
        sealed = [line["seq"] for line in ledger.of(recording, "seal", "recover", "found") if line.get("bag") in ("recording", "recovered")]
        if any(line.get("what") == "nothing" and sealed and sealed[0] < line["seq"] for line in deletes):
            yield f"{recording} was sealed, and is said to have had no sound"
        if kinds:
            yield f"{recording} was deleted, and is there"
        return
    if not kinds:
        said = [line for line in ledger.lines if line.get("recording") == recording]
        if said[-1]["event"] != "bin":  # a copy of an archive is made without its bin
            yield f"{recording} is missing"
        return
    wanted = {"recording": None, "recovered": None}
    for line in ledger.of(recording, "seal", "recover", "found"):
        if line.get("bag") in list(wanted):
            wanted[line["bag"]] = line.get("seal")
    for bag in wanted:
        lines = ledger.of(recording, "seal", "recover", "found")
        if len({str(line.get("seal")) for line in lines if line.get("bag") == bag}) > 1:
            yield f"{recording} has two seals of its {bag} in the ledger"
    if len(ledger.of(recording, "begin")) > 1:
        yield f"{recording} was begun twice"
    if last_delete is not None:
        before = [wanted["recording"], *(line.get("seal_after") for line in deletes[:-1])]
        if wanted["recording"] is not None and last_delete.get("seal_before") not in before:
            yield f"{recording}: a part was deleted of something else"
        for kind, opinion in kinds:
            of = "data/original/tagmanifest-sha256.txt"
            if kind == "recording" and opinion.bag.seal == last_delete.get("seal_after") and not (
                    opinion.bag.has(of) and sha256(opinion.bag.read(of)) == last_delete.get("seal_before")):
                yield f"{recording}: what is there is not left of what a part was deleted of"
        wanted["recording"] = last_delete.get("seal_after")
    there = {kind: opinion for kind, opinion in kinds}
    for kind, seal in wanted.items():
        if seal is not None and (kind not in there or there[kind].bag.seal != seal):
            yield f"{recording}: {kind} is missing, or has another seal than in the ledger"
    for begin in ledger.of(recording, "begin"):
        first = sha256(kinds[0][1].journal.raw[0])
        if begin.get("open") != first and "recovered" not in there:
            yield f"{recording} was begun with another line"
        head = kinds[0][1].journal.opened.get("ledger")
        if head not in ledger.hashes:
            continue
        at = ledger.hashes.index(head)
        between = any(line["event"] == "begin" and at < line["seq"] < begin["seq"] for line in ledger.lines)
        if at >= begin["seq"] or between:
            yield f"{recording} was not begun on the line of the ledger that it names"
