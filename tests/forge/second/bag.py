# SPDX-License-Identifier: MIT
"""docs/format.md, "The bag": its files and their roles, manifests, seal, bag-info.txt, signature."""

import os
import re
import stat

import ed25519

from .words import Wrong, sha256

MOST_BYTES = 16 << 20  # of what is neither sound nor lines about it
MOST_LINE_BYTES, MOST_SOUND_BYTES = 1 << 30, 512 << 30

MANIFEST, TAG_MANIFEST, UNNAMED = "manifest-sha256.txt", "tagmanifest-sha256.txt", "tagmanifest-sha256.txt.new"
MAKE_A_BAG = ("bagit.txt", "data/journal.jsonl", "data/excerpt.json", "data/transcript.json", MANIFEST, TAG_MANIFEST)
SIGNATURE, PUBLIC_KEY = "seal/signature.ed25519", "seal/public-key.pem"
DECLARATION = re.compile(rb"BagIt-Version: 1\.0(\r?\n)Tag-File-Character-Encoding: UTF-8\1")
LOOSE = re.compile(rb"([0-9A-Fa-f]{64})(?:[ \t]\*|[ \t]+)([^\r\n]+)")
STRICT = re.compile(rb"([0-9a-f]{64})  ([^\r\n]+)")
STAMP = re.compile(r"seal/timestamp-([1-9]\d?|100)\.(tsr|pem)")
TAGS = {"bagit.txt", "bag-info.txt", "how-to-verify.txt", MANIFEST, TAG_MANIFEST, SIGNATURE, PUBLIC_KEY}
PAYLOAD = {
    "recording": re.compile(r"data/(journal\.jsonl|notes\.jsonl|levels\.jsonl|salts\.jsonl|(audio|near|far)-\d{3,9}\.flac|imported/file(-\d+)?(\.\w+)?)"),
    "excerpt": re.compile(r"data/(journal\.jsonl|excerpt\.json|salts\.jsonl|excerpt-((near|far)-)?\d{3,9}\.flac|"
                          r"original/(manifest-sha256\.txt|tagmanifest-sha256\.txt|seal/public-key\.pem|"
                          r"seal/signature\.ed25519|seal/timestamp-([1-9]\d?|100)\.(tsr|pem)))"),
    "transcript": re.compile(r"data/transcript\.(vtt|json)"),
}


def is_bag(path):
    return any(os.path.lexists(os.path.join(path, name)) for name in MAKE_A_BAG)


class Bag:
    """Its regular files, each read once."""

    def __init__(self, path):
        self.path, self.names, self.folders, self.strange, self._read = path, [], [], [], {}
        for at, folders, names in os.walk(path):
            for name in folders + names:
                full = os.path.join(at, name)
                relative, kind = os.path.relpath(full, path), os.lstat(full).st_mode
                if stat.S_ISREG(kind):
                    self.names.append(relative)
                else:
                    (self.folders if stat.S_ISDIR(kind) else self.strange).append(relative)

    def has(self, name):
        return name in self.names

    def too_large(self, name):
        """By its role; what is too large is not read at all."""
        is_sound = name.endswith(".flac") or name.startswith("data/imported/")
        most = MOST_SOUND_BYTES if is_sound else MOST_LINE_BYTES if name.endswith(".jsonl") else MOST_BYTES
        return os.lstat(os.path.join(self.path, name)).st_size > most

    def read(self, name):
        if self.too_large(name):
            return b""
        if name not in self._read:
            with open(os.path.join(self.path, name), "rb") as file:
                self._read[name] = file.read()
        return self._read[name]

    @property
    def kind(self):
        if self.has("data/transcript.json") and not self.has("data/journal.jsonl"):
            return "transcript"
        return "excerpt" if self.has("data/excerpt.json") else "recording"

    @property
    def sealed(self):
        return self.has(TAG_MANIFEST)

    @property
    def never_sealed(self):
        return not self.sealed and (not self.has(MANIFEST) or self.has(UNNAMED))

    @property
    def seal(self):
        return sha256(self.read(TAG_MANIFEST)) if self.sealed else None

    def stamps(self, root=""):
        """The numbers that stand below `root`, each with the endings that are there."""
        found = {}
        for name in self.names:
            match = STAMP.fullmatch(name[len(root):]) if name.startswith(root) else None
            if match:
                found.setdefault(int(match[1]), set()).add(match[2])
        return found


def _plain(path):
    return re.sub(rb"%(25|0[DdAa])", lambda found: bytes([int(found[1], 16)]), path)


def _parts(path):
    return [part for part in path.split(b"/") if part not in (b"", b".")]


def read_manifest(raw, strict):
    """Path (as bytes) to hash. Raises Wrong."""
    if strict and not raw.endswith(b"\n"):
        raise Wrong("its last line does not end")
    if strict and raw.split(b"\n") != [*sorted(raw.split(b"\n")[:-1], key=lambda line: _plain(line[66:])), b""]:
        raise Wrong("its lines are not in order")
    lines = raw.split(b"\n") if strict else re.split(rb"\r\n|\r|\n", raw)
    listed = {}
    for line in lines[:-1] if lines and not lines[-1] else lines:
        match = (STRICT if strict else LOOSE).fullmatch(line)
        if not match:
            raise Wrong("a line that is no hash and path")
        path = _plain(match[2])
        if strict and (re.search(rb"%(?!25|0D|0A)", match[2]) or path != b"/".join(_parts(path))):
            raise Wrong("a path that is written otherwise")
        if path.startswith(b"/") or b".." in path.split(b"/"):
            raise Wrong(f"{path!r} leads out")
        path = b"/".join(_parts(path))
        if path[:1] in (b" ", b"\t"):
            raise Wrong(f"{path!r} begins with what stands between a hash and a path")
        if not path or path in listed:
            raise Wrong(f"{path!r} is no path, or stands twice")
        listed[path] = match[1].decode().lower()
    return listed


def check_folder(bag):
    """What a conversation's folder calls the bag."""
    name = os.path.basename(os.path.abspath(bag.path))
    wanted = re.sub(r"-\d{1,6}$", "", name) if re.fullmatch(r"(excerpt|transcript)-0*[1-9]\d*", name) else None
    is_text = bag.kind == "transcript"
    recovered = bag.has("data/journal.jsonl") and b'"event":"recovered"' in bag.read("data/journal.jsonl")
    if (wanted and bag.kind != wanted) or (name == "recovered" and (is_text or not recovered)):
        yield f"its folder is called {name}, and it is no such bag"


def check(bag):
    """Roles, manifests, declaration, size."""
    if bag.sealed:
        yield from check_folder(bag)
    for name in bag.strange:
        yield f"{name} is neither a file nor a folder"
    if not bag.sealed and not bag.never_sealed:
        yield f"{TAG_MANIFEST} is missing"
    for name in filter(bag.too_large, bag.names):
        yield f"{name} is larger than it may be"
    for name in bag.names:
        is_tag = name in TAGS or STAMP.fullmatch(name) or (name == UNNAMED and not bag.sealed)
        if not is_tag and not PAYLOAD[bag.kind].fullmatch(name):
            yield f"{name} has no role in this kind of bag"
    if bag.sealed:
        yield from _check_sealed(bag)


def _check_sealed(bag):
    if not bag.has("bagit.txt") or not DECLARATION.fullmatch(bag.read("bagit.txt")):
        yield "bagit.txt is not the two lines"
    for name in ("bag-info.txt", "how-to-verify.txt"):
        if not bag.has(name):
            yield f"{name} is missing"
    after = {SIGNATURE} | {name for name in bag.names if STAMP.fullmatch(name)}
    outside = {name for name in bag.names if not name.startswith("data/")} - after - {TAG_MANIFEST}
    payload = {name for name in bag.names if name.startswith("data/")}
    for manifest, strict, wanted in ((MANIFEST, False, payload), (TAG_MANIFEST, True, outside)):
        yield from _check_manifest(bag, manifest, strict, wanted)
    yield from check_info(bag)


def _check_manifest(bag, manifest, strict, wanted):
    try:
        listed = read_manifest(bag.read(manifest) if bag.has(manifest) else b"", strict)
    except Wrong as error:
        yield f"{manifest}: {error}"
        return
    names = {os.fsdecode(path): wanted_hash for path, wanted_hash in listed.items()}
    for name in sorted(wanted - set(names)):
        yield f"{name} is in no manifest"
    for name, wanted_hash in names.items():
        if name not in wanted:
            yield f"{name} is listed in {manifest}, and missing"
        elif sha256(bag.read(name)) != wanted_hash:
            yield f"{name} has another hash"


def read_info(raw):
    """(label, value) pairs, folded lines joined. Raises Wrong."""
    pairs = []
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Wrong("it is not UTF-8") from error
    for line in re.split(r"\r\n|\r|\n", text):
        if line[:1] in (" ", "\t") and pairs:
            pairs[-1] = (pairs[-1][0], pairs[-1][1] + " " + line.strip())
        elif line:
            label, colon, value = line.partition(":")
            pairs.append((label.strip().lower(), value.strip()))
            if not colon:
                raise Wrong("a line without a label")
    return pairs


def info_of(bag):
    """As a dictionary of the first of each label; empty where it does not read."""
    try:
        return dict(reversed(read_info(bag.read("bag-info.txt"))))
    except (Wrong, OSError):
        return {}


def check_info(bag):
    if not bag.has("bag-info.txt"):
        return
    try:
        pairs = read_info(bag.read("bag-info.txt"))
    except Wrong:
        return  # what it says is the user's own word
    oxum = [value for label, value in pairs if label == "payload-oxum"]
    payload = [name for name in bag.names if name.startswith("data/")]
    size = f"{sum(len(bag.read(name)) for name in payload)}.{len(payload)}"
    if len(oxum) > 1 or (oxum and oxum[0] != size):
        yield f"Payload-Oxum says {oxum}, there is {size}"


def check_signature(bag, key, root=""):
    """Of the bag, or of the one whose files lie below `root`: by the key that was named, and by no other."""
    at = {name: root + name for name in (SIGNATURE, PUBLIC_KEY, TAG_MANIFEST)}
    if key is None:
        yield from (f"{at[name]} is there, and no key is named" for name in (SIGNATURE, PUBLIC_KEY) if bag.has(at[name]))
        return
    if not bag.has(at[TAG_MANIFEST]):
        return
    missing = [at[name] for name in (SIGNATURE, PUBLIC_KEY) if not bag.has(at[name])]
    if missing:
        yield f"{missing} is missing"
        return
    body = ed25519.body_of_pem(bag.read(at[PUBLIC_KEY]))
    public = ed25519.public_of_der(body or b"")
    if public is None or sha256(body) != key:
        yield f"{at[PUBLIC_KEY]} is not the key that is named"
    elif bag.read(at[PUBLIC_KEY]) != ed25519.pem(public):
        yield f"{at[PUBLIC_KEY]} holds something else beside the key"
    elif not ed25519.holds(public, bag.read(at[TAG_MANIFEST]), bag.read(at[SIGNATURE])):
        yield f"{at[SIGNATURE]} does not hold"
