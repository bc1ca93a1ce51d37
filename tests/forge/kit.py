# SPDX-License-Identifier: MIT
"""What a forger has: a bag to read and write, its hashes and chains made anew, keys, an authority of their own.

Three strengths, told by what a row calls at its end: nothing (who only changes bytes), `hash_anew()` (who knows the
format and has no key), `reseal()` (who has the key, or whose bag is unsigned)."""

import base64
import contextlib
import fcntl
import hashlib
import json
import os
import shutil
import tempfile

import bagcheck
from ed25519 import Key
from flac_frames import Flac, whole_file

TAG_MANIFEST, MANIFEST = "tagmanifest-sha256.txt", "manifest-sha256.txt"
SIGNATURE, PUBLIC_KEY = "seal/signature.ed25519", "seal/public-key.pem"
JOURNAL, NOTES, LEVELS, SALTS = "data/journal.jsonl", "data/notes.jsonl", "data/levels.jsonl", "data/salts.jsonl"
AUDIO, SECOND_AUDIO = "data/audio-001.flac", "data/audio-002.flac"
STRANGER = bytes(range(32))  # seed of a key that nobody knows
AFTER_THE_SEAL = ("seal/signature.ed25519", "seal/timestamp-")


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def to_line(fields):
    """As the program writes JSON."""
    return json.dumps(fields, separators=(",", ":"), ensure_ascii=False).encode()


def chained(lines):
    """Bytes of JSON Lines. `seq` and `prev` of what is a dictionary are made to fit; what is bytes stays as it is."""
    previous, out = "0" * 64, []
    for number, line in enumerate(lines):
        if isinstance(line, dict):
            line = to_line(dict(line, seq=number, prev=previous))
        previous = sha256(line)
        out.append(line)
    return b"".join(line + b"\n" for line in out)


def move_time(utc, seconds):
    """An RFC 3339 time with nanoseconds, so much later."""
    import datetime

    whole = datetime.datetime.fromisoformat(utc[:19] + "+00:00") + datetime.timedelta(seconds=seconds)
    return whole.strftime("%Y-%m-%dT%H:%M:%S") + utc[19:]


class Folder:
    """Files below `path`, by names with slashes. A copy of what was sealed is opened to be written to."""

    def __init__(self, path):
        self.path = path

    def at(self, name):
        return os.path.join(self.path, name)

    def has(self, name):
        return os.path.lexists(self.at(name))

    def read(self, name):
        with open(self.at(name), "rb") as file:
            return file.read()

    def write(self, name, content):
        if isinstance(content, str):
            content = content.encode()
        path = self.at(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)

    def edit(self, name, *pairs):
        """Each old text by its new one; it must be there."""
        content = self.read(name)
        for old, new in pairs:
            old, new = (text.encode() if isinstance(text, str) else text for text in (old, new))
            assert old in content, f"{name} has no {old!r}"
            content = content.replace(old, new, 1)
        self.write(name, content)

    def append(self, name, content):
        self.write(name, self.read(name) + (content.encode() if isinstance(content, str) else content))

    def flip(self, name, part=0.5, bit=1):
        """One bit, so far into the file."""
        content = bytearray(self.read(name))
        content[min(int(len(content) * part), len(content) - 1)] ^= bit
        self.write(name, bytes(content))

    def remove(self, name):
        path = self.at(name)
        shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.unlink(path)

    def rename(self, old, new):
        os.makedirs(os.path.dirname(self.at(new)), exist_ok=True)
        os.rename(self.at(old), self.at(new))

    def exchange(self, one, other):
        first, second = self.read(one), self.read(other)
        self.write(one, second)
        self.write(other, first)

    def files(self):
        """Regular files alone; links and other things are passed over, so that a row may put them in."""
        found = []
        for at, _, names in os.walk(self.path):
            for name in names:
                path = os.path.join(at, name)
                if os.path.isfile(path) and not os.path.islink(path):
                    found.append(os.path.relpath(path, self.path))
        return sorted(found, key=lambda name: name.encode("utf-8", "surrogateescape"))

    def json(self, name):
        return json.loads(self.read(name))

    def write_json(self, name, value):
        self.write(name, to_line(value) + b"\n")

    def lines(self, name):
        return [json.loads(line) for line in self.read(name).splitlines()]

    def write_lines(self, name, lines):
        self.write(name, b"".join((line if isinstance(line, bytes) else to_line(line)) + b"\n" for line in lines))


class Bag(Folder):
    def __init__(self, case, path):
        super().__init__(path)
        self.case = case
        self.salts_of_new = {}  # of seconds that say_second() told of, by their hashes

    # -- what it says -----------------------------------------------------------------------------------------------

    def journal(self):
        return self.lines(JOURNAL)

    def write_journal(self, lines):
        """Chained anew. A salt stays with its line, which is known by its hash."""
        if self.has(SALTS):
            old = {line["seq"]: line for line in self.journal()}
            salts = {old[salt["seq"]].get("sha256"): salt["salt"] for salt in self.lines(SALTS) if salt["seq"] in old}
            salts.update(self.salts_of_new)
            self.write_lines(SALTS, [{"seq": seq, "salt": salts[line["sha256"]]} for seq, line in enumerate(lines)
                                     if isinstance(line, dict) and line.get("event") == "audio" and str(line.get("sha256")) in salts])
        self.write(JOURNAL, chained(lines))

    def say_second(self, line, samples, salt=None):
        """The line of a journal tells of these samples; where the bag has salts, with one that write_journal() writes: this
        one, or its own."""
        if not self.has(SALTS):
            line["sha256"] = sha256(samples)
            return
        salt = salt or os.urandom(16).hex()
        line["sha256"] = sha256(bytes.fromhex(salt) + samples)
        self.salts_of_new[line["sha256"]] = salt

    @contextlib.contextmanager
    def journal_lines(self):
        """`with bag.journal_lines() as lines:` changes them; they are chained anew behind it."""
        lines = self.journal()
        yield lines
        self.write_journal(lines)

    def event(self, event, nth=0):
        """Index of that event's line."""
        return [n for n, line in enumerate(self.journal()) if line["event"] == event][nth]

    @contextlib.contextmanager
    def changed_json(self, name):
        value = self.json(name)
        yield value
        self.write_json(name, value)

    def info(self, label, value):
        """One field of bag-info.txt, anew or added."""
        lines = self.read("bag-info.txt").decode().splitlines()
        kept = [line for line in lines if not line.startswith(label + ":")]
        at = next((n for n, line in enumerate(lines) if line.startswith(label + ":")), len(kept))
        self.write("bag-info.txt", "\n".join(kept[:at] + [f"{label}: {value}"] + kept[at:]) + "\n")

    # -- its sound --------------------------------------------------------------------------------------------------

    def flac(self, name=AUDIO):
        return Flac(self.read(name))

    def change_sound(self, change, name=AUDIO):
        """`change` gets the samples as a bytearray; what comes of it is a FLAC file with the same tags."""
        flac = self.flac(name)
        samples = bytearray(flac.samples())
        samples = bytes(change(samples) or samples)
        self.write(name, whole_file(samples, flac.rate, flac.channels, flac.bits, flac.tags[1]))
        return samples

    # -- made anew --------------------------------------------------------------------------------------------------

    def hash_anew(self, oxum=True):
        """Both manifests and the size of the payload, so that all hashes fit: this takes no key."""
        payload = [name for name in self.files() if name.startswith("data/")]
        if oxum and self.has("bag-info.txt") and b"Payload-Oxum:" in self.read("bag-info.txt"):
            size = sum(os.path.getsize(self.at(name)) for name in payload)
            self.info("Payload-Oxum", f"{size}.{len(payload)}")
        self.write_manifest(MANIFEST, payload)
        self.write_manifest(TAG_MANIFEST, [
            name for name in self.files()
            if not name.startswith(("data/", *AFTER_THE_SEAL)) and name != TAG_MANIFEST])

    def write_manifest(self, name, listed):
        def escaped(path):
            return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

        self.write(name, "".join(f"{bagcheck.digest(self.at(path))}  {escaped(path)}\n" for path in listed)
                   .encode("utf-8", "surrogateescape"))

    def sign(self, key=None):
        """Over the tag manifest as it stands; stamps over another signature go."""
        self.write(SIGNATURE, (key or self.case.key).sign(self.read(TAG_MANIFEST)))

    def reseal(self, key=None, stamp=True):
        """All that the key's holder can make anew: hashes, signature, and a new stamp where there was one."""
        self.hash_anew()
        if not self.has(SIGNATURE):
            return
        self.sign(key)
        if stamp and self.has("seal/timestamp-1.tsr"):
            self.stamp()

    def stamp(self, number=1):
        """By the authority of the test, now."""
        self.write_stamp(self.case.tsa_reply(hashlib.sha256(self.read(SIGNATURE)).hexdigest()), number=number)

    def write_stamp(self, response, blocks=None, number=1):
        """The response, and a `.pem` whose first lines fit it; of the certificates there already, where none are given."""
        pem = f"seal/timestamp-{number}.pem"
        if blocks is None:
            blocks = self.read(pem if self.has(pem) else "seal/timestamp-1.pem")
            blocks = blocks[blocks.index(b"-----BEGIN"):]
        token = sha256(response)
        head = (f"earwitness time stamp evidence, version 1\ntime-stamp-sha256: {token}\n"
                f"evidence-sha256: {sha256(token.encode() + bytes([10]) + blocks)}\n")
        self.write(f"seal/timestamp-{number}.tsr", response)
        self.write(pem, head.encode() + blocks)

    def token_over(self, line):
        """Base64 of a token over this line of a journal, as `token` has it."""
        return base64.b64encode(self.case.tsa_token(sha256(line if isinstance(line, bytes) else to_line(line)))).decode()

    def take_key(self, key):
        """Everything that names the key names this one. Seals nothing."""
        with self.journal_lines() as lines:
            for line in lines:
                if "key" in line and line["event"] in ("open", "recovered"):
                    line["key"] = key.fingerprint
        self.write(PUBLIC_KEY, key.pem)


class Ledger:
    """Of an archive: its lines, chained and signed anew."""

    def __init__(self, case, archive):
        self.case, self.path = case, os.path.join(archive, "ledger.jsonl")

    def raw(self):
        with open(self.path, "rb") as file:
            return file.read().splitlines()

    def lines(self):
        return [json.loads(line) for line in self.raw()]

    def write_raw(self, lines):
        with open(self.path, "wb") as file:
            file.write(b"".join(line + b"\n" for line in lines))

    def write(self, lines, keys=None):
        """Chains and signs anew: each line by the key that the last `key` line before it names; `keys` by fingerprint,
        else those of the case. What is bytes stays as it is."""
        known = {key.fingerprint: key for key in (self.case.key, self.case.stranger, *self.case.retired, *(keys or ()))}
        previous, signer, out = "0" * 64, None, []
        for number, line in enumerate(lines):
            if isinstance(line, dict):
                line = {name: value for name, value in line.items() if name != "sig"}
                line.update(seq=number, prev=previous)
                if line["event"] == "key":
                    signer = known[line["key"]]
                line = signed_line(line, signer)
            previous = sha256(line)
            out.append(line)
        self.write_raw(out)

    def append(self, line, key):
        """One more line, by any key."""
        raw = self.raw()
        line = dict({"seq": len(raw), "prev": sha256(raw[-1]), "utc": json.loads(raw[-1])["utc"]}, **line)
        self.write_raw([*raw, signed_line(line, key)])

    def key_line(self, key, previous, endorsed=None):
        return {"event": "key", "key": key.fingerprint, "public_key": key.body, "previous": previous,
                "endorsed": endorsed}


def signed_line(fields, key):
    line = to_line(fields)
    return line[:-1] + b',"sig":"' + base64.b64encode(key.sign(line)) + b'"}'


def endorsement(old, new):
    """The word of one key for the next."""
    text = f"earwitness key\n{old.fingerprint}\n{new.fingerprint}\n".encode()
    return {"by": old.body, "key": new.body, "sig": base64.b64encode(old.sign(text)).decode()}


class Case:
    """A row's own copy of its base. `bag` is what is verified, `conversation` its folder, `archive` where the base is
    an archive; `other(base)` is an honest bag of another kind, to take things from."""

    def __init__(self, world, base):
        self.world, self.base = world, world.bases[base]
        self.folder = tempfile.mkdtemp(prefix="forged-")
        self.copy = os.path.join(self.folder, os.path.basename(self.base.folder))
        self._take_copy(self.base.folder, self.copy)
        self.archive = self.copy if not self.base.target else None
        self.conversation = Folder(self.copy)
        self.target = os.path.join(self.copy, self.base.target) if self.base.target else self.copy
        self.bag = Bag(self, self.target)
        self.ledger = Ledger(self, self.archive) if self.archive else None
        self.options = []
        self.said = []  # what `verify --json` answered of each bag

    def _take_copy(self, folder, into):
        shutil.copytree(folder, into, symlinks=True, copy_function=shutil.copyfile,
                        ignore=shutil.ignore_patterns(".ledger.lock"))
        for at, _, names in os.walk(into):
            os.chmod(at, 0o700)
            for name in names:
                os.chmod(os.path.join(at, name), 0o600)

    def close(self):
        for at, folders, _ in os.walk(self.folder):
            for name in folders:
                if not os.path.islink(os.path.join(at, name)):
                    os.chmod(os.path.join(at, name), 0o700)
        shutil.rmtree(self.folder, ignore_errors=True)

    def beside(self, name):
        """Another bag of the same conversation."""
        return Bag(self, os.path.join(self.copy, name))

    def bags(self):
        """Of an archive: its recordings, by what their folders end with."""
        return {name.split("_")[-1]: Bag(self, os.path.join(self.copy, name, "recording"))
                for name in sorted(os.listdir(self.copy)) if name[:2] == "20"}

    def other(self, base):
        """A copy of an honest one."""
        into = os.path.join(self.folder, "other-" + base)
        if not os.path.exists(into):
            self._take_copy(self.world.bases[base].folder, into)
        return Bag(self, os.path.join(into, self.world.bases[base].target))

    # -- keys and authorities ---------------------------------------------------------------------------------------

    @property
    def key(self):
        """Of the user whose base it is."""
        return Key.read(self.world.key_path(self.base.home))

    @property
    def retired(self):
        folder = os.path.dirname(self.world.key_path(self.base.home))
        return [Key.read(os.path.join(folder, name)) for name in os.listdir(folder) if name.startswith("retired-")]

    @property
    def stranger(self):
        return Key(STRANGER)

    def tsa_reply(self, digest):
        """A response of the test's authority over this hash. One process at a time: openssl counts in a file."""
        tsa = self.world.tsa
        with open(tsa.at("lock"), "w", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            return tsa.reply(tsa.request(digest))

    def tsa_token(self, digest):
        """The token alone."""
        from der import token_of_response

        return token_of_response(self.tsa_reply(digest))
