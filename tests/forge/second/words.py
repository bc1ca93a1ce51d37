# SPDX-License-Identifier: MIT
"""What all parts share: verdicts, JSON as the page means it, and types of fields."""

import base64
import datetime
import hashlib
import json
import re

UNCHANGED, DATED = "UNCHANGED", "UNCHANGED AND DATED"
ALTERED, NOT_SEALED, NO_VERDICT = "ALTERED OR MISSING", "NOT SEALED", "no verdict"

LARGEST = 2**63 - 1
UTC = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{9}Z", re.ASCII)
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HASH = re.compile(r"[0-9a-f]{64}")
SALT = re.compile(r"[0-9a-f]{32}")


class Unknown(Exception):
    """Of another version of the format: no verdict at all."""


class Wrong(ValueError):
    """Something that does not read as what it should be."""


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def from_base64(text):
    """Of one form: no line ends, no missing padding, no bits behind the last byte."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise Wrong("base64 in another form")
    return raw


def _object(pairs):
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise Wrong("a name twice in one object")
    return dict(pairs)


def _no_constant(text):
    raise Wrong(f"{text} is no number")


def _finite(text):
    """No double is larger than the largest."""
    if float(text) in (float("inf"), float("-inf")):
        raise Wrong(f"{text} is too large a number")
    return float(text)


def is_format(value):
    """Of some version, this one or another."""
    return is_count(value) and 1 <= value <= 1_000_000


def _depth(value):
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0


def _texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def read_object(raw, deepest=16):
    """One JSON object and nothing around it. Raises Wrong."""
    try:
        text = raw.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant,
                           parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise Wrong(f"not one JSON object: {error}") from error
    if not isinstance(value, dict) or text[0] != "{" or text[-1] != "}":
        raise Wrong("not one JSON object")
    if _depth(value) > deepest:
        raise Wrong(f"nested deeper than {deepest}")
    try:
        for inner in _texts(value):
            inner.encode("utf-8")
    except UnicodeEncodeError as error:
        raise Wrong("half a surrogate") from error
    return value


def is_count(value):
    """A whole number, as no double can hold it."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST


def up_to(most, least=0):
    """An integer of that range."""
    return lambda value: is_count(value) and least <= value <= most


is_total = up_to(2**50)  # docs/format.md, "Types": `count`
is_frames, is_length = up_to(2**36), up_to(2**36, 1)
is_number_of_note = up_to(2**50, 1)


def is_text(value):
    return isinstance(value, str)


def is_bool(value):
    return isinstance(value, bool)


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_list(value):
    return isinstance(value, list)


def is_object(value):
    return isinstance(value, dict)


def matches(pattern):
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


is_hash, is_salt = matches(HASH), matches(SALT)


def is_time(value):
    """A moment with any number of digits of a second, up to nine."""
    match = re.fullmatch(r"(.{19})(?:\.(\d{1,9}))?Z", value, re.ASCII) if isinstance(value, str) else None
    return match is not None and is_utc(f"{match[1]}.{(match[2] or '').ljust(9, '0')}Z")


def is_utc(value):
    """A moment: of a day that there is, in a year that 64 bits of nanoseconds hold."""
    if not matches(UTC)(value) or not "1678" <= value[:4] <= "2261":
        return False
    try:
        return datetime.date.fromisoformat(value[:10]) is not None
    except ValueError:
        return False


def or_null(test):
    return lambda value: value is None or test(value)


def missing_or_wrong(value, fields, optional=()):
    """Names of fields that are not as `fields` (name: test) has them."""
    for name, test in fields.items():
        if name not in value:
            if name not in optional:
                yield name
        elif not test(value[name]):
            yield name


def nanoseconds(utc):
    """Of an RFC 3339 time, since 1970."""
    whole = datetime.datetime.fromisoformat(utc[:19] + "+00:00")
    return int(whole.timestamp()) * 10**9 + int((utc[20:-1] + "0" * 9)[:9])
