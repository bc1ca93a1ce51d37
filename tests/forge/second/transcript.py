# SPDX-License-Identifier: MIT
"""docs/format.md, "Transcript": WebVTT as far as a transcript may have it, and what it is a transcript of."""

import html
import html.entities
import os
import re

from .bag import TAG_MANIFEST, Bag, check_signature
from .words import (Unknown, Wrong, is_format, is_hash, is_object, is_text, is_utc, missing_or_wrong, or_null,
                    read_object, sha256)

LARGEST, MOST_CUES, LONGEST_LINE = 8 << 20, 100_000, 64 << 10
TIME = r"(?:(\d{1,6}):([0-5]\d)|([0-5]?\d)):([0-5]\d)\.(\d{3})"
SETTING = r"[ \t]+(?:vertical|line|position|size|align):[a-z0-9.,%-]+"
TIMES = re.compile(rf"[ \t]*{TIME}[ \t]*-->[ \t]*{TIME}((?:{SETTING})*)[ \t]*", re.ASCII)
PERCENT = r"(\d{1,6}(?:\.\d{1,6})?)%"
SETTINGS = {"vertical": r"rl|lr", "align": r"start|center|middle|end|left|right", "size": PERCENT,
            "position": PERCENT + r"(?:,(line-left|center|line-right))?",
            "line": rf"(?:{PERCENT}|-?\d{{1,2}})(?:,(start|center|end))?"}
ESCAPES = {"&amp;", "&lt;", "&gt;", "&nbsp;", "&lrm;", "&rlm;"}
BARE = tuple(name for name in html.entities.html5 if not name.endswith(";"))
COLONS = re.compile("[:\uff1a\ufe55\ufe13\ua789\u2236\u02f8\u0589]")
TAG = re.compile(r"</?(v|b|i|u|c|ruby|rt|lang)?([ \t.][^<>]*)?>|<(\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}>", re.ASCII)
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb"
                     "\U000e0000-\U000e007f]")
FIELDS = {"format": is_format, "original": is_hash, "previous": or_null(is_hash), "key": or_null(is_hash),
          "made_utc": is_utc, "by": lambda value: value in ("person", "machine"),
          "draft": or_null(lambda value: is_object(value) and set(value) == {"name", "version"} and
                           all(map(is_text, value.values())))}


def _milliseconds(parts):
    hours, after_hours, alone, seconds, rest = (int(part or 0) for part in parts)
    minutes = after_hours + alone
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + rest


def _hides(settings):
    """Settings that WebVTT does not have, twice, or with which a cue's words are too narrow or too low to be read."""
    found = {}
    for setting in settings.split():
        name, _, value = setting.partition(":")
        match = re.fullmatch(SETTINGS[name], value)
        if not match or name in found or any(float(part) > 100 for part in match.groups() if re.match(r"\d", part or "")):
            return True
        found[name] = match
    align = found["align"][0] if "align" in found else "center"
    side = found["position"][2] if "position" in found else None
    left = side == "line-left" if side else align in ("start", "left")
    right = side == "line-right" if side else align in ("end", "right")
    at = float(found["position"][1]) if "position" in found else 0 if left else 100 if right else 50
    room = 100 - at if left else at if right else 2 * min(at, 100 - at)
    if "line" in found and found["line"][1] and float(found["line"][1]) > 90 and found["line"][2] != "end":
        return True
    return min(room, float(found["size"][1]) if "size" in found else 100) < 20


def _reads_otherwise(text):
    """A character reference that browsers know, and that is not one of WebVTT's six."""
    for match in re.finditer("&", text):
        rest = text[match.start():]
        if rest.startswith(tuple(ESCAPES)):
            continue
        if re.match(r"&(?:#|[0-9A-Za-z]{1,32};)", rest) or rest[1:].startswith(BARE):
            return True
    return False


def check_text(raw):
    """Each block is a cue, or a note."""
    if len(raw) > LARGEST:
        yield "it is too large"
        return
    try:
        text = raw.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError:
        yield "it is not UTF-8"
        return
    lines = re.split(r"\r\n|\r|\n", text)
    if CONTROL.search("\n".join(lines)) or any(len(line.encode()) > LONGEST_LINE for line in lines):
        yield "a control character, or a line that is too long"
        return
    if not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        yield "its first line is not WEBVTT"
        return
    blocks = re.split(r"\n(?:\n)+", "\n".join(lines[1:]).strip("\n"))
    if len(lines) > 1 and lines[1]:
        yield "lines between the first one and the first empty one"
        return
    last, cues = 0, 0
    for block in filter(None, blocks):
        rows = block.split("\n")
        if re.match(r"NOTE(?:[ \t]|$)", rows[0]):
            if any("-->" in row for row in rows):
                yield "an arrow in a note"
            continue
        if "-->" not in rows[0] and len(rows) > 1 and "-->" in rows[1]:
            rows = rows[1:]
        times = TIMES.fullmatch(rows[0])
        cues += 1
        if not times or cues > MOST_CUES:
            yield f"{rows[0]!r} belongs to no cue"
            continue
        begin, end = _milliseconds(times.groups()[:5]), _milliseconds(times.groups()[5:10])
        if _hides(times[11]):
            yield "settings that hide words"
        if end <= begin or begin < last or max(begin, end) >= 1000 * 3_600_000:
            yield "times that end before they begin, or cues out of their order"
        last = begin
        body = "\n".join(rows[1:])
        if "-->" in body or "<" in TAG.sub("", body):
            yield "an arrow in a text, or a `<` that begins no tag"
        if _reads_otherwise(body):
            yield "a character reference that only browsers read"
        for name in re.findall(r"<v(?:\.[^ \t>]*)?[ \t]([^>\n]*)>", body):
            name = " ".join(html.unescape(re.sub("&[lr][rl]m;", "", name)).split())
            if COLONS.search(name) or len(name.encode()) > 200:
                yield "a name that reads like words"


def read(bag):
    value = read_object(bag.read("data/transcript.json").removesuffix(b"\n"))
    if is_format(value.get("format")) and value["format"] != 1:
        raise Unknown("the transcript is of another format")
    wrong = [*missing_or_wrong(value, FIELDS), *(set(value) - set(FIELDS))]
    if value.get("by") == "machine" and value.get("draft") is None:
        wrong.append("draft")
    if wrong:
        raise Wrong(f"{wrong} of it are not as they should be")
    return value


def made(bag):
    """When it was sealed, by the clock of that machine, where that can be read."""
    try:
        return read(bag)["made_utc"]
    except Wrong:
        return None


def check(bag):
    if not bag.has("data/transcript.vtt"):
        yield "data/transcript.vtt is missing"
    else:
        yield from (f"data/transcript.vtt: {what}" for what in check_text(bag.read("data/transcript.vtt")))
    try:
        transcript = read(bag)
    except Wrong as error:
        yield f"data/transcript.json: {error}"
        return
    yield from check_signature(bag, transcript.get("key"))
    yield from _check_neighbours(bag, transcript)


def _check_neighbours(bag, transcript):
    """The recording and the other versions, where they lie beside it."""
    conversation = os.path.dirname(bag.path)
    seals = set()
    for name in ("recording", "recovered"):
        if os.path.isfile(os.path.join(conversation, name, TAG_MANIFEST)):
            beside = Bag(os.path.join(conversation, name))
            seals.add(beside.seal)
            if beside.has("data/excerpt.json"):
                try:
                    seals.add(read_object(beside.read("data/excerpt.json").rstrip(b"\n")).get("original"))
                except Wrong:
                    pass
    if not seals:
        return
    if transcript["original"] not in seals:
        yield "data/transcript.json: is of another recording than the one beside it"
    versions = {}
    for name in os.listdir(conversation):
        path = os.path.join(conversation, name, TAG_MANIFEST)
        if re.fullmatch(r"transcript-\d{1,6}", name) and os.path.isfile(path):
            with open(path, "rb") as file:
                versions[sha256(file.read())] = name
    if transcript["previous"] is not None and transcript["previous"] not in versions:
        yield "data/transcript.json: the version before it is missing"
    number = re.fullmatch(r"transcript-(\d{1,6})", os.path.basename(bag.path))
    if number and int(number[1]) > 1 and transcript["previous"] is None:
        yield "data/transcript.json: names no version before it"
