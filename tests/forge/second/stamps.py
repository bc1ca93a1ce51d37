# SPDX-License-Identifier: MIT
"""docs/format.md, "Time stamps": each token at its own time, then the times against each other. Paths of certificates are
built by stock openssl; what a token says is read here."""

import base64
import functools
import hashlib
import os
import re
import subprocess
import tempfile

import der
import ed25519

from .bag import SIGNATURE
from .words import nanoseconds, sha256

PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.S)
HEAD = re.compile(rb"earwitness time stamp evidence, version 1\ntime-stamp-sha256: ([0-9a-f]{64})\n"
                  rb"evidence-sha256: ([0-9a-f]{64})\n")
SECOND = 10**9
SAYS_NOTHING_OF_THE_KEY = {0, 3, 4, 5}  # unspecified, affiliation changed, superseded, cessation of operation
TST_INFO = "1.2.840.113549.1.9.16.1.4"


class Token:
    """What one says: imprint, time in nanoseconds, serial of its signer's certificate."""

    def __init__(self, raw):
        try:
            signed = der.parse(raw)[1][0]
            parts = signed.children
            content = parts[2]
            if der.oid(content[0]) != TST_INFO:
                raise ValueError("not a time stamp")
            info = der.parse(content[1][0].content)
            self.algorithm, self.imprint = der.oid(info[2][0][0]), info[2][1].content
            self.time = generalized(info[4].content)
        except (IndexError, ValueError) as error:
            raise ValueError(f"not a token: {error}") from error
        self.raw = raw


def generalized(content):
    """Nanoseconds since 1970 of a GeneralizedTime or UTCTime."""
    text = content.decode("ascii")
    if len(text) == 13:
        text = ("20" if text < "50" else "19") + text
    match = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z", text)
    if not match:
        raise ValueError("a time that is none")
    year, month, day, hour, minute, second, rest = match.groups()
    return nanoseconds(f"{year}-{month}-{day}T{hour}:{minute}:{second}.{(rest or '0').ljust(9, '0')}Z")


def _openssl(*words):
    return subprocess.run(["openssl", *words], capture_output=True, text=True)


def _pem_blocks(text, label):
    return [match[0] for match in PEM.finditer(text) if match[1] == label]


@functools.lru_cache(maxsize=256)
def signed_under(token, digest, roots, others, time):
    """Whether stock openssl leads the token over this SHA-256 back to one of the roots, at the token's own time."""
    if not roots:
        return False
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: os.path.join(folder, name) for name in ("token", "roots", "others")}
        for name, content in (("token", token), ("roots", roots), ("others", others)):
            with open(paths[name], "wb") as file:
                file.write(content)
        words = ["ts", "-verify", "-digest", digest, "-in", paths["token"], "-token_in", "-CAfile", paths["roots"],
                 "-attime", str(time // SECOND)]
        return _openssl(*words, *(["-untrusted", paths["others"]] if others else [])).returncode == 0


@functools.lru_cache(maxsize=64)
def _is_root(block):
    """Signed by itself, and nothing forbids it to sign others."""
    body = ed25519.body_of_pem(block, b"CERTIFICATE")
    fields = der.parse(body)[0].children
    fields = fields[1:] if fields[0].tag == 0xA0 else fields
    return fields[2].whole == fields[4].whole


def _serial_and_issuer(block):
    fields = der.parse(ed25519.body_of_pem(block, b"CERTIFICATE"))[0].children
    fields = fields[1:] if fields[0].tag == 0xA0 else fields
    return fields[0].content, fields[2].whole


def _revoked(block):
    """(issuer, {serial: (time, reason)}) of a revocation list."""
    fields = der.parse(ed25519.body_of_pem(block, b"X509 CRL"))[0].children
    fields = fields[1:] if fields[0].tag == 0x02 else fields
    found = {}
    lists = [field for field in fields[2:] if field.tag == 0x30]
    for entry in lists[0].children if lists else []:
        parts, reason = entry.children, 0
        for extension in parts[2].children if len(parts) > 2 else []:
            if der.oid(extension[0]) == "2.5.29.21":
                reason = der.parse(extension.children[-1].content).content[0]
        found[parts[0].content] = (generalized(parts[1].content), reason)
    return fields[1].whole, found


class Evidence:
    """Certificates and revocation lists of all `.pem` files, and the roots that the checker brought."""

    def __init__(self, texts, given):
        every = [block for text in texts for block in _pem_blocks(text, b"CERTIFICATE")]
        self.given = _pem_blocks(given, b"CERTIFICATE")
        self.certificates = b"\n".join([*every, *self.given]) + b"\n"
        self.roots = b"\n".join(block for block in [*every, *self.given] if self._root(block)) + b"\n"
        self.crls = [block for text in texts for block in _pem_blocks(text, b"X509 CRL")]
        self.blocks = every

    @staticmethod
    def _root(block):
        try:
            return _is_root(block)
        except (ValueError, IndexError, TypeError):
            return False

    def revoked_before(self, time):
        """Whether a certificate that it brings was revoked by then, or later for a reason that takes the stamp back."""
        try:
            lists = [_revoked(block) for block in self.crls]
            for block in self.blocks:
                serial, issuer = _serial_and_issuer(block)
                for of, revoked in lists:
                    when, reason = revoked.get(serial, (None, 0)) if of == issuer else (None, 0)
                    if when is not None and (when <= time or reason not in SAYS_NOTHING_OF_THE_KEY):
                        return True
        except (ValueError, IndexError, TypeError):
            pass
        return False


def check_token(raw, over, evidence):
    """Yields what is wrong; last the Token, and whether a given root vouches for it."""
    try:
        token = Token(raw)
    except ValueError as error:
        yield str(error), None, False
        return
    digest = sha256(over)
    if token.imprint != bytes.fromhex(digest):
        yield "a token over something else", None, False
        return
    held = signed_under(raw, digest, evidence.roots, evidence.certificates, token.time)
    if not held and evidence.roots.strip():
        yield "a token whose signature leads to no root", None, False
        return
    if evidence.revoked_before(token.time):
        yield "a token by a certificate that was revoked", None, False
        return
    given = b"\n".join(evidence.given) + b"\n" if evidence.given else b""
    yield None, token, bool(given) and signed_under(raw, digest, given, evidence.certificates, token.time)


class Stamps:
    """All of a bag, or of the original below `root`: `problems`, and whether the seal is `dated`."""

    def __init__(self, bag, journal, roots, root="", made=None):
        self.problems, self.dated, self.times = [], False, []
        self.bag, self.journal, self.root, self.made = bag, journal, root, made
        numbers = bag.stamps(root)
        texts = [bag.read(f"{root}seal/timestamp-{n}.pem") for n, kinds in numbers.items() if "pem" in kinds]
        self.evidence = Evidence(texts, roots)
        if journal is not None:
            self._check_journal()
        for number in sorted(numbers):
            self._check_beside(number, numbers[number])

    def _check_journal(self):
        lines = self.journal.lines
        synchronised = bool(lines and (lines[0].get("clock") or {}).get("synchronised"))
        self.off = (600 if synchronised else 26 * 3600) * SECOND
        for line in lines:
            if line["event"] != "timestamp" or not isinstance(line.get("covers"), int) or line["covers"] >= line["seq"]:
                continue
            where, covered = f"line {line['seq'] + 1} of the journal", lines[line["covers"]]
            try:
                raw = base64.b64decode(line.get("token", ""), validate=True)
            except (ValueError, TypeError):
                self.problems.append(f"{where}: a token that is not base64")
                continue
            wrong, token, _ = next(check_token(raw, self.journal.raw[line["covers"]], self.evidence))
            if wrong:
                self.problems.append(f"{where}: {wrong}")
                continue
            if not nanoseconds(covered["utc"]) - self.off <= token.time <= nanoseconds(line["utc"]) + self.off:
                self.problems.append(f"{where}: a token of another time")
            self._add(where, token.time, covered["mono"], line["mono"])

    def _check_beside(self, number, kinds):
        where = f"{self.root}seal/timestamp-{number}"
        if kinds != {"tsr", "pem"}:
            self.problems.append(f"{where} has one of its two files")
            return
        response, pem = self.bag.read(where + ".tsr"), self.bag.read(where + ".pem")
        head = HEAD.match(pem)
        if not head or head[1].decode() != sha256(response) or head[2].decode() != hashlib.sha256(
                head[1] + b"\n" + pem[head.end():]).hexdigest():
            self.problems.append(f"{where}.pem does not fit")
            return
        if not self.bag.has(self.root + SIGNATURE):
            self.problems.append(f"{where} is over a signature that is not there")
            return
        try:
            answer = der.parse(response)
            if answer[0][0].content not in (b"\0", b"\1"):
                raise ValueError("a rejection")
            raw = answer[1].whole
        except (ValueError, IndexError) as error:
            self.problems.append(f"{where}: {error}")
            return
        wrong, token, known = next(check_token(raw, self.bag.read(self.root + SIGNATURE), self.evidence))
        if wrong:
            self.problems.append(f"{where}: {wrong}")
            return
        if self.journal is not None and self.journal.lines:
            last = self.journal.lines[-1]
            if token.time < nanoseconds(last["utc"]) - self.off:
                self.problems.append(f"{where}: a token of before it was sealed")
            if len(self.bag.stamps(self.root)) == 1:
                self._add(where, token.time, last["mono"], last["mono"])
        self.dated = self.dated or known

    def _add(self, where, time, covered, own):
        """From one token to the next no less time has passed than the journal counts in between."""
        if self.times:
            before, own_before = self.times[-1]
            if time - before < covered - own_before - 5 * SECOND:
                self.problems.append(f"{where}: less time has passed than the journal counts")
        self.times.append((time, own))
