# SPDX-License-Identifier: MIT
"""A BagIt validator after RFC 8493, written from the RFC alone: a second opinion on every bag that earwitness writes.

`problems(bag)` lists in words what is wrong with a folder as a bag of version 1.0; an empty list means valid.
"""

import hashlib
import os
import re

ALGORITHMS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")
LINE = re.compile(r"([0-9A-Fa-f]+)[ \t]+\*?(.+)")


def digest(path, algorithm="sha256"):
    hasher = hashlib.new(algorithm)
    with open(path, "rb") as file:
        while chunk := file.read(1 << 20):
            hasher.update(chunk)
    return hasher.hexdigest()


def files_below(folder):
    """Every file below `folder`, as paths with slashes from it; links and other things that are no files raise."""
    found = []
    for at, folders, names in os.walk(folder):
        for name in folders + names:
            path = os.path.join(at, name)
            if os.path.islink(path) or not (os.path.isdir(path) or os.path.isfile(path)):
                raise ValueError(f"{path} is neither a file nor a folder")
        found += [os.path.relpath(os.path.join(at, name), folder).replace(os.sep, "/") for name in names]
    return sorted(found)


def read_text(path):
    with open(path, "rb") as file:
        return file.read().decode("utf-8")


def read_manifest(path):
    """A dictionary of path to hash. Raises ValueError at a line that the RFC does not allow."""
    listed = {}
    for number, line in enumerate(re.split(r"\r\n|\r|\n", read_text(path)), 1):
        if not line:
            continue
        match = LINE.fullmatch(line)
        if not match:
            raise ValueError(f"{os.path.basename(path)}, line {number}: not a hash and a path")
        name = re.sub(r"%(0A|0D|25)", lambda m: chr(int(m[1], 16)), match[2], flags=re.I)
        if name.startswith(("/", "~")) or ".." in name.split("/") or name in listed:
            raise ValueError(f"{os.path.basename(path)}, line {number}: {name!r} is outside the bag or listed twice")
        listed[name] = match[1].lower()
    return listed


def read_info(path):
    """bag-info.txt as a list of (label, value), continuation lines joined."""
    pairs = []
    for line in re.split(r"\r\n|\r|\n", read_text(path)):
        if line[:1] in (" ", "\t") and pairs:
            pairs[-1] = (pairs[-1][0], pairs[-1][1] + " " + line.strip())
        elif line:
            label, colon, value = line.partition(":")
            if not colon or not label or label != label.strip():
                raise ValueError(f"bag-info.txt: {line!r} is not a label and a value")
            pairs.append((label, value.strip()))
    return pairs


def _check_listed(bag, kind, algorithm, listed):
    for name, wanted in listed.items():
        path = os.path.join(bag, name)
        if not os.path.isfile(path):
            yield f"{kind}-{algorithm}.txt lists {name}, which is missing"
        elif digest(path, algorithm) != wanted:
            yield f"{name} is altered: its {algorithm} is not that of {kind}-{algorithm}.txt"


def _check_declaration(bag):
    try:
        text = read_text(os.path.join(bag, "bagit.txt"))
    except (OSError, UnicodeDecodeError) as error:
        yield f"bagit.txt: {error}"
        return
    if re.fullmatch(r"BagIt-Version: 1\.0(\r\n|\r|\n)Tag-File-Character-Encoding: UTF-8(\r\n|\r|\n)?", text) is None:
        yield f"bagit.txt is not that of version 1.0: {text!r}"


def _check_manifests(bag, files):
    payload = {name for name in files if name.startswith("data/")}
    manifests = 0
    for algorithm in ALGORITHMS:
        for kind in ("manifest", "tagmanifest"):
            path = os.path.join(bag, f"{kind}-{algorithm}.txt")
            if not os.path.isfile(path):
                continue
            listed = read_manifest(path)
            yield from _check_listed(bag, kind, algorithm, listed)
            if kind == "manifest":
                manifests += 1
                yield from (f"{name} is in no {kind}-{algorithm}.txt" for name in sorted(payload - set(listed)))
                yield from (f"{name} is no payload" for name in listed if not name.startswith("data/"))
            else:
                yield from (f"{kind} lists {name}" for name in listed if name.startswith(("tagmanifest-", "data/")))
    if not manifests:
        yield "there is no payload manifest"


def _check_oxum(bag, files):
    path = os.path.join(bag, "bag-info.txt")
    if not os.path.isfile(path):
        return
    wanted = [value for label, value in read_info(path) if label == "Payload-Oxum"]
    payload = [name for name in files if name.startswith("data/")]
    there = f"{sum(os.path.getsize(os.path.join(bag, name)) for name in payload)}.{len(payload)}"
    if len(wanted) > 1 or (wanted and wanted[0] != there):
        yield f"Payload-Oxum says {wanted}, there is {there}"


def problems(bag):
    found = list(_check_declaration(bag))
    if not os.path.isdir(os.path.join(bag, "data")):
        found.append("there is no data folder")
    try:
        files = files_below(bag)
        found += _check_manifests(bag, files)
        found += _check_oxum(bag, files)
    except (OSError, ValueError) as error:
        found.append(str(error))
    return found
