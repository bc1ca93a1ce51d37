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
import time as clocks

import der
import ed25519

from .bag import SIGNATURE
from .times import CLOCK, DEVICE, Times
from .words import from_base64, nanoseconds, sha256

PEM = re.compile(rb"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.S)
HEAD = re.compile(rb"earwitness time stamp evidence, version 1\ntime-stamp-sha256: ([0-9a-f]{64})\n"
                  rb"evidence-sha256: ([0-9a-f]{64})\n")
SECOND = 10**9
SLATE_WORDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "docs", "slate-words.txt")
SAYS_NOTHING_OF_THE_KEY = {0, 3, 4, 5}  # unspecified, affiliation changed, superseded, cessation of operation
TST_INFO = "1.2.840.113549.1.9.16.1.4"
WEAK = {"1.3.14.3.2.26": "SHA-1", "1.2.840.113549.2.5": "MD5", "1.2.840.113549.2.2": "MD2"}
KINDS = {b"CERTIFICATE": "x509", b"X509 CRL": "crl", b"OCSP RESPONSE": None}
MOST_BLOCKS, MOST_BYTES = 64, 4 * 1024 * 1024
MOST_ACCURACY, AHEAD = 60, 300  # seconds
MOST_OF_CERTIFICATE, MOST_NAMES = 16 * 1024, 64
AUTHORITIES, WAITING, WINDOW_CLOCK = 5, 120, 0.001


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
            self.accuracy = accuracy_of(info.children[5:])
            signer = parts[-1][0]
            self.digest = der.oid(signer[2][0])
            self.signer = signer[1][1].content, signer[1][0].whole
            self.certificates = [node.whole for part in parts[3:] if part.tag == 0xA0 for node in part.children]
        except (IndexError, ValueError) as error:
            raise ValueError(f"not a token: {error}") from error
        self.raw = raw


def slate_of(raw):
    """The four words of a token."""
    with open(SLATE_WORDS, encoding="ascii") as file:
        words = file.read().split()
    bits = int.from_bytes(hashlib.sha256(raw).digest()[:5], "big")
    return [words[bits >> shift & 1023] for shift in (30, 20, 10, 0)]


def accuracy_of(fields):
    """Seconds; 0 where none is told; nothing for what is no length of time."""
    told = 0
    for field in (field for field in fields if field.tag == 0x30):
        for part in field.children:
            unit = {0x02: 1, 0x80: 1e-3, 0x81: 1e-6}.get(part.tag)
            value = int.from_bytes(part.content, "big", signed=True)
            if unit is None or not (0 if unit == 1 else 1) <= value <= (10**9 if unit == 1 else 999):
                return None
            told += value * unit
    return told


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


@functools.lru_cache(maxsize=512)
def _decodes(kind, block):
    """Whether it is DER to its last byte, and stock openssl takes it for what it is called, which OCSP has no command for."""
    label = re.match(rb"-----BEGIN ([A-Z0-9 ]+)-----", block)[1]
    try:
        if der.parse(ed25519.body_of_pem(block, label) or b"").tag != 0x30:
            return False
    except (ValueError, IndexError):
        return False
    return kind is None or subprocess.run(["openssl", kind, "-noout"], input=block, capture_output=True).returncode == 0


def _extensions(fields):
    """(name, value) of each in what is signed of a certificate or a list."""
    wrapped = [field for field in fields if field.tag in (0xA0, 0xA3) and field.children[0].tag == 0x30]
    return [(der.oid(one[0]), der.parse(one.children[-1].content)) for field in wrapped[-1:] for one in field[0].children]


def _places(point):
    """Names in a DistributionPointName."""
    return sum(len(names.children) for names in point.children)


@functools.lru_cache(maxsize=512)
def within_bounds(certificate):
    """docs/format.md: what a certificate may be."""
    parts = der.parse(certificate)[0].children
    fields = parts[1:] if parts[0].tag == 0xA0 else parts
    extensions = _extensions(fields[6:])
    names = [[pair for group in name.children for pair in group.children] for name in (fields[2], fields[4])]
    for kind, value in extensions:
        if kind == "2.5.29.17":
            names.append(value.children)
        if kind == "2.5.29.30":
            names += [part.children for part in value.children]
        if kind == "2.5.29.31":
            points = [point[0] for point in value.children if point.children and point[0].tag == 0xA0]
            names.append(range(len(value.children) + sum(_places(point) for point in points)))
    if len(certificate) > MOST_OF_CERTIFICATE or max(map(len, [extensions, *names])) > MOST_NAMES:
        return False
    text = subprocess.run(["openssl", "x509", "-inform", "DER", "-noout", "-text"], input=certificate, capture_output=True)
    text = text.stdout.decode("utf-8", "replace")
    _, _, _, kind, bits, _ = _facts(certificate)
    if kind.lower().startswith("rsa"):
        exponent = re.search(r"Exponent: (\d+) ", text)  # a longer one is printed in parts
        return bits <= 8192 and exponent is not None and int(exponent[1]) < 1 << 64
    if "ecPublicKey" in kind:
        return bits <= 521 and "ASN1 OID:" in text
    return not kind.lower().startswith("dsa") or bits <= 4096


def _answers(block):
    """Of an OCSP response: how many it has, and its certificates in DER."""
    whole = der.parse(ed25519.body_of_pem(block, b"OCSP RESPONSE"))
    if len(whole.children) < 2:
        return 0, []
    basic = der.parse(whole[1][0][1].content)
    answers = next(field for field in basic[0].children if field.tag == 0x30)
    return len(answers.children), [one.whole for part in basic.children[3:] for one in part[0].children]


def _is_block_within_bounds(label, block):
    """What has a part that can't be read has it refused where it is needed."""
    try:
        return _has_bounds(label, block)
    except (ValueError, IndexError, StopIteration):
        return True


def _has_bounds(label, block):
    if label == b"CERTIFICATE":
        return within_bounds(ed25519.body_of_pem(block, label))
    if label == b"OCSP RESPONSE":
        count, certificates = _answers(block)
        return count <= MOST_NAMES and all(map(within_bounds, certificates))
    extensions = _extensions(der.parse(ed25519.body_of_pem(block, label))[0].children)
    scopes = [value[0] for kind, value in extensions if kind == "2.5.29.28" and value.children and value[0].tag == 0xA0]
    return len(extensions) <= MOST_NAMES and all(_places(scope) <= MOST_NAMES for scope in scopes)


def check_blocks(text):
    """Nothing but up to 64 blocks of the three kinds, each of which can be read, and none larger than it may be."""
    if len(text) > MOST_BYTES:
        yield "it is too long"
    rest, count = text, 0
    while rest.strip(b"\r\n"):
        rest = rest.lstrip(b"\r\n")
        match = PEM.match(rest)
        if not match or match[1] not in KINDS or not _decodes(KINDS[match[1]], match[0]):
            yield f"block {count + 1} can't be read, or is of another kind"
            return
        if not _is_block_within_bounds(match[1], match[0]):
            yield f"block {count + 1} is larger than it may be"
            return
        rest, count = rest[match.end():], count + 1
        if rest[:1] not in (b"", b"\r", b"\n"):
            yield f"something stands behind block {count}"
            return
    if count > MOST_BLOCKS:
        yield "it has too many blocks"


@functools.lru_cache(maxsize=512)
def _facts(certificate):
    """Of a certificate in DER: serial, issuer, subject, and what openssl says of its key and signature."""
    fields = der.parse(certificate)[0].children
    fields = fields[1:] if fields[0].tag == 0xA0 else fields
    done = subprocess.run(["openssl", "x509", "-inform", "DER", "-noout", "-text"], input=certificate,
                          capture_output=True)
    text = done.stdout.decode("utf-8", "replace")
    bits = int((re.search(r"Public-Key: \((\d+) bit", text) or [0, "0"])[1])
    kind = (re.search(r"Public Key Algorithm: (\S+)", text) or ["", ""])[1]
    signed = (re.search(r"Signature Algorithm: (\S+)", text) or ["", ""])[1].lower()
    return fields[0].content, fields[2].whole, fields[4].whole, kind, bits, signed


def weaknesses(token, evidence, now):
    """Why it dates nothing although it holds."""
    if token.digest in WEAK:
        yield f"signed over {WEAK[token.digest]}"
    if token.accuracy is None or token.accuracy > MOST_ACCURACY:
        yield f"its accuracy is {token.accuracy} s"
    if token.time > now + AHEAD * SECOND:
        yield "its time has not come"
    for certificate in path_of(token, evidence):
        _, issuer, subject, kind, bits, signed = _facts(certificate)
        least = 224 if "ecPublicKey" in kind else 2048 if kind.lower().startswith(("rsa", "dsa")) else 0
        if bits < least:
            yield f"a key of {bits} bits"
        if issuer != subject and ("sha1" in signed or "md5" in signed):
            yield f"a certificate that is signed by {signed}"


def path_of(token, evidence):
    """Certificates in DER, from the one that signed the token up to the first that signed itself, or, above that one, to the
    first that the checker brought; by their names."""
    blocks = [*evidence.blocks, *evidence.given]
    given = {ed25519.body_of_pem(block, b"CERTIFICATE") for block in evidence.given}
    every = [*token.certificates, *(ed25519.body_of_pem(block, b"CERTIFICATE") for block in blocks)]
    facts = [(_facts(certificate), certificate) for certificate in every]
    at, seen = next((one for one in facts if one[0][:2] == token.signer), None), 0
    while at is not None and seen < 10:
        yield at[1]
        (_, issuer, subject, *_), _ = at
        if issuer == subject or seen > 0 and at[1] in given:
            return
        at, seen = next((one for one in facts if one[0][2] == issuer), None), seen + 1


def to_pem(certificate):
    return b"-----BEGIN CERTIFICATE-----\n" + base64.encodebytes(certificate) + b"-----END CERTIFICATE-----\n"


def _pem_blocks(text, label):
    return [match[0] for match in PEM.finditer(text) if match[1] == label]


@functools.lru_cache(maxsize=256)
def signed_under(token, digest, roots, others, time, anywhere=False):
    """Whether stock openssl leads the token over this SHA-256 back to one of the roots, at the token's own time; `anywhere`: which
    need not be roots."""
    if not roots:
        return False
    with tempfile.TemporaryDirectory() as folder:
        paths = {name: os.path.join(folder, name) for name in ("token", "roots", "others")}
        for name, content in (("token", token), ("roots", roots), ("others", others)):
            with open(paths[name], "wb") as file:
                file.write(content)
        words = ["ts", "-verify", "-digest", digest, "-in", paths["token"], "-token_in", "-CAfile", paths["roots"],
                 "-attime", str(time // SECOND)]
        words += ["-partial_chain"] if anywhere else []
        return _openssl(*words, *(["-untrusted", paths["others"]] if others else [])).returncode == 0


@functools.lru_cache(maxsize=64)
def _is_root(block):
    """Signed by itself, and nothing forbids it to sign others."""
    body = ed25519.body_of_pem(block, b"CERTIFICATE")
    fields = der.parse(body)[0].children
    fields = fields[1:] if fields[0].tag == 0xA0 else fields
    return fields[2].whole == fields[4].whole


@functools.lru_cache(maxsize=512)
def _is_signed_by(crl, certificate):
    """Whether that certificate's key signed the revocation list."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "issuer")
        with open(path, "wb") as file:
            file.write(to_pem(certificate))
        done = subprocess.run(["openssl", "crl", "-noout", "-CAfile", path], input=crl, capture_output=True)
        return done.returncode == 0 and b"verify OK" in done.stderr


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
    """Certificates and revocation lists of all `.pem` files, and the roots and lists that the checker brought."""

    def __init__(self, texts, given):
        every = [block for text in texts for block in _pem_blocks(text, b"CERTIFICATE")]
        self.given = _pem_blocks(given, b"CERTIFICATE")
        self.certificates = b"\n".join([*every, *self.given]) + b"\n"
        self.roots = b"\n".join(block for block in [*every, *self.given] if self._root(block)) + b"\n"
        self.crls = [block for text in texts for block in _pem_blocks(text, b"X509 CRL")]
        self.given_crls = _pem_blocks(given, b"X509 CRL")
        self.blocks = every

    @staticmethod
    def _root(block):
        try:
            return _is_root(block)
        except (ValueError, IndexError, TypeError):
            return False

    def revoked_before(self, token, lists):
        """Whether one of these lists, each by the issuer's own key, says that a certificate on the token's path was revoked by
        then, or later for a reason that takes the stamp back."""
        path = list(path_of(token, self))
        for block in lists:
            try:
                of, revoked = _revoked(block)
            except (ValueError, IndexError, TypeError):
                continue
            issuers = [certificate for certificate in path if _facts(certificate)[2] == of]
            if not any(_is_signed_by(block, issuer) for issuer in issuers):
                continue
            for certificate in path:
                serial, issuer, subject, *_ = _facts(certificate)
                when, reason = revoked.get(serial, (None, 0)) if of == issuer and issuer != subject else (None, 0)
                if when is not None and (when <= token.time or reason not in SAYS_NOTHING_OF_THE_KEY):
                    return True
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
    if not all(_is_block_within_bounds(b"CERTIFICATE", to_pem(each)) for each in token.certificates):
        yield "a token with a certificate that is larger than it may be", None, False
        return
    held = signed_under(raw, digest, evidence.roots, evidence.certificates, token.time)
    every = evidence.certificates + b"".join(map(to_pem, token.certificates))
    if not held and every.strip() and not signed_under(raw, digest, every, evidence.certificates, token.time, anywhere=True):
        yield "a token whose signature does not hold", None, False
        return
    if evidence.revoked_before(token, evidence.crls):
        yield "a token by a certificate that was revoked", None, False
        return
    given = b"\n".join(evidence.given) + b"\n" if evidence.given else b""
    known = bool(given) and signed_under(raw, digest, given, evidence.certificates, token.time, anywhere=True)
    known = known and not evidence.revoked_before(token, evidence.given_crls)
    yield None, token, known and not list(weaknesses(token, evidence, clocks.time_ns()))


class Stamps:
    """All of a bag, or of the original below `root`: `problems`, and whether the seal is `dated`."""

    def __init__(self, bag, journal, roots, root="", made=None):
        self.problems, self.doubts, self.untold, self.dated, self.before, self.tokens = [], [], [], False, None, []
        self.bag, self.journal, self.root, self.made = bag, journal, root, made
        numbers = bag.stamps(root)
        texts = [bag.read(f"{root}seal/timestamp-{n}.pem") for n, kinds in numbers.items() if "pem" in kinds]
        self.evidence = Evidence(texts, roots)
        if journal is not None:
            self._check_journal()
        for number in sorted(numbers):
            self._check_beside(number, numbers[number])
        if journal is not None and self.tokens:
            self._doubt()
        self.dated = any(believed for _, _, believed, line in self.tokens if line is None) and not self.doubts

    def _sound(self, begin, end=None, standing=False):
        """Seconds of sound, without gaps, of the lines behind `begin` up to `end`."""
        lines = self.journal.standing if standing else self.journal.lines
        sign, sums = {"audio": 1, "gap": -1}, {}
        for line in lines:
            if begin < line["seq"] and (end is None or line["seq"] <= end) and line["event"] in sign:
                rate = self.journal.form_of(line.get("file")).get("sample_rate") or 1
                track = line.get("track") if self.journal.is_call else None
                sums[track] = sums.get(track, 0) + sign[line["event"]] * line.get("frames", 0) / rate
        return max(sums.values(), default=0)

    def _doubt(self):
        lines = self.journal.lines
        inside = [token for token in self.tokens if token[3] is not None]
        for (time, accuracy, _, line), (later, more, _, at) in zip(inside, inside[1:]):
            passed, allowed = (later - time) / SECOND, AUTHORITIES + accuracy + more
            if self._sound(line["seq"], at["covers"]) > passed * (1 + DEVICE) + allowed + WAITING:
                self.doubts.append("more sound between two tokens than there was time for")
            begin = lines[line["covers"]]
            steps = sum(other["step_ns"] for other in lines
                        if other["event"] == "clock" and begin["seq"] < other["seq"] <= at["seq"]) / SECOND
            counted = (at["mono"] - begin["mono"]) / SECOND + max(0, steps)
            if passed > counted * (1 + WINDOW_CLOCK) + allowed:
                self.doubts.append("the journal counts less time than passed between two tokens")
        first = [token for token in inside if token[3]["covers"] == 0]
        seals = [token for token in self.tokens if token[3] is None]
        if first and seals:
            time, accuracy, _, line = min(first, key=lambda token: (not token[2], token[0]))
            later, more, _, _ = min(seals, key=lambda token: (not token[2], token[0]))
            if self._sound(line["seq"], standing=True) > (later - time) / SECOND * (1 + DEVICE) + AUTHORITIES + accuracy + more:
                self.doubts.append("more sound than there was time for between the two ends")

    def _check_slates(self, lines):
        token, shown = None, {}
        for line in lines:
            if line["event"] == "timestamp":
                token = line.get("token")
            elif line["event"] == "screen" and isinstance(line.get("slate"), list) and line["slate"]:
                shown.setdefault(token, []).extend(line["slate"])
        for token, words in shown.items():
            try:
                wanted = slate_of(from_base64(token)) if token is not None else None
            except (ValueError, TypeError):
                continue  # told as no token
            if words != wanted:
                self.problems.append("words of a slate that are of no token before them")

    def _check_journal(self):
        lines = self.journal.lines
        if lines:
            times = Times(lines) if not self.journal.problems else None
            self.problems += times.problems if times else []
            self.doubts += times.doubts if times else []
            self.untold += times.untold if times else []
        synchronised = bool(lines and (lines[0].get("clock") or {}).get("synchronised"))
        self.off = (600 if synchronised else 26 * 3600) * SECOND
        self._check_slates(lines)
        for line in lines:
            if line["event"] != "timestamp" or not isinstance(line.get("covers"), int) or line["covers"] >= line["seq"]:
                continue
            where, covered = f"line {line['seq'] + 1} of the journal", lines[line["covers"]]
            try:
                raw = from_base64(line.get("token", ""))
            except (ValueError, TypeError):
                self.problems.append(f"{where}: a token that is not base64")
                continue
            wrong, token, believed = next(check_token(raw, self.journal.raw[line["covers"]], self.evidence))
            if wrong:
                self.problems.append(f"{where}: {wrong}")
                continue
            off = self.off + round((token.accuracy or 0) * SECOND)
            if not nanoseconds(covered["utc"]) - off <= token.time <= nanoseconds(line["utc"]) + off:
                self.problems.append(f"{where}: a token of another time")
            self.tokens.append((token.time, token.accuracy or 0, believed, line))
            self._hold_against_the_one_before(where, token, covered["mono"])
            self.before = token.time, token.accuracy or 0, line["mono"]

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
        wrong = list(check_blocks(pem[head.end():]))
        if wrong:
            self.problems.append(f"{where}.pem: {wrong[0]}")
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
            lines, recovered = self.journal.lines, self.journal.recovered
            last = lines[recovered["seq"] - 1 if recovered else -1]
            before = nanoseconds(last["utc"]) - self.off
            if recovered:  # by another clock
                before = max(before, nanoseconds(lines[-1]["utc"]) - 26 * 3600 * SECOND)
            if token.time < before - round((token.accuracy or 0) * SECOND):
                self.problems.append(f"{where}: a token of before it was sealed")
            self._hold_against_the_one_before(where, token, last["mono"])
        elif self.made and token.time < nanoseconds(self.made) - CLOCK * SECOND - round((token.accuracy or 0) * SECOND):
            self.problems.append(f"{where}: a token of before it was made")
        self.tokens.append((token.time, token.accuracy or 0, known, None))

    def _hold_against_the_one_before(self, where, token, covered):
        """Since the last token in the journal no less time has passed than the journal counts in between."""
        if self.before is None:
            return
        time, accuracy, own = self.before
        counted = max(0, covered - own)
        allowed = AUTHORITIES * SECOND + round((token.accuracy or 0) * SECOND) + round(accuracy * SECOND) + counted // 1000
        if token.time - time < counted - allowed:
            self.problems.append(f"{where}: less time has passed than the journal counts")


def check_own(bag, roots, of_recording):
    """Of an excerpt: the stamps of its own seal, each later than what it holds of the recording's."""
    own = Stamps(bag, None, roots)
    yield from own.problems
    for time, accuracy, _, _ in own.tokens:
        for before, more, _, _ in of_recording.tokens:
            if before - time > (AUTHORITIES + accuracy + more) * SECOND:
                yield "the excerpt's own stamp is older than one that it holds"
