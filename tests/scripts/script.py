# SPDX-License-Identifier: MIT
"""The format of a script: what its lines mean, and what is expected of a command. docs/testing.md describes it for
whoever writes one; `runner.py` runs it."""

import os
import re

# What a program says anew at each run, by the name that a script writes between < and >.
KINDS = {
    "path": r"/[^\n]*?",
    "uuid": r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
    "hash": r"[0-9a-f]{64}",
    "utc": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z",
    "moment": r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d",
    "day": r"\d{4}-\d\d-\d\d",
    "number": r"-?\d(?:[\d.,]*\d)?",
    "text": r"[^\n]+?",
    "id": r"[0-9a-f]{16}",
}
LITERALS = {"lt": b"<", "dollar": b"$", "tab": b"\t", "space": b" "}
SPECIAL = re.compile(r"<(?P<name>[a-z]\w*|no-newline)(?:=(?P<keep>[A-Z]+))?>|\$(?P<variable>[A-Z_]*[A-Z])")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "e": "\x1b", "\\": "\\", "'": "'"}


class Mistake(Exception):
    """A script that can't be run as it stands."""


class Stream:
    """What is expected of stdout or of stderr: exactly these lines (none where nothing is said), or clauses."""

    def __init__(self):
        self.lines, self.clauses, self.any = [], [], False

    @property
    def exact(self):
        return bool(self.lines) or not (self.clauses or self.any)


class Command:
    """One command line and what is expected of it."""

    def __init__(self, number, text):
        self.number, self.text, self.last = number, text, number
        self.stdin, self.exits, self.leaves = [], [0], None
        self.out, self.err = Stream(), Stream()


class Setting:
    """A line that is not a command: `file`, `env`, `unset`, `recording`, `needs`, `layout-of`."""

    def __init__(self, number, verb, rest):
        self.number, self.verb, self.rest, self.lines = number, verb, rest, []


SETTINGS = ("file", "env", "unset", "recording", "needs", "layout-of")


def parse(text):
    """The steps of a script, in order."""
    steps, purpose, current = [], False, None
    for number, line in enumerate(text.splitlines(), 1):
        verb, _, rest = line.partition(" ")
        if verb.startswith("#"):
            purpose = purpose or ("SPDX" not in line and len(line) > 10)
        elif not line:
            pass
        elif not purpose:
            raise Mistake(f"{number}: a script begins with a comment that says what it protects")
        elif verb == "$":
            steps.append(current := Command(number, rest))
        elif verb in SETTINGS:
            steps.append(current := Setting(number, verb, rest))
        elif isinstance(current, Command):
            _expect(current, number, verb, rest)
            current.last = number
        elif verb == "|" and current is not None and current.verb == "file":
            current.lines.append(rest)
        else:
            raise Mistake(f"{number}: not understood here: {line}")
    return steps


def _expect(command, number, verb, rest):
    """One line below a command."""
    if verb == "<":
        command.stdin.append(rest)
    elif verb == "|":
        command.out.lines.append(rest)
    elif verb == "!":
        command.err.lines.append(rest)
    elif verb == "exit" and re.fullmatch(r"\d+( \d+)*", rest):
        command.exits = [int(word) for word in rest.split()]
    elif verb == "leaves" and rest:
        command.leaves = [] if rest == "nothing" else rest.split(" ")
    elif verb in ("out", "err"):
        stream = command.out if verb == "out" else command.err
        kind, _, value = rest.partition(" ")
        if rest == "any":
            stream.any = True
        elif kind in ("has", "~", "!~", "json") and value:
            stream.clauses.append((number, kind, value))
        else:
            raise Mistake(f"{number}: {verb} is followed by `has TEXT`, `~ PATTERN`, `!~ PATTERN`, `json TYPE` or `any`")
    else:
        raise Mistake(f"{number}: not understood below a command: {verb} {rest}".rstrip())


def words_of(text, variables):
    """A command line's words: quoting as in a shell, `$NAME`, and nothing else that a shell would do."""
    words, word, at = [], None, 0
    variable = re.compile(r"\$\{?([A-Z_]*[A-Z])\}?")

    def variable_at(at):
        found = variable.match(text, at)
        if not found:
            return "$", at + 1
        if found[1] not in variables:
            raise Mistake(f"there is no ${found[1]} here")
        return variables[found[1]], found.end()

    while at < len(text):
        char = text[at]
        if char in " \t":
            if word is not None:
                words.append(word)
            word, at = None, at + 1
            continue
        word = word or ""
        if char == "'" or text.startswith("$'", at):
            ansi, start = char == "$", at + 1 + (char == "$")
            end = re.compile(r"(?:[^'\\]|\\.)*'" if ansi else r"[^']*'").match(text, start)
            if not end:
                raise Mistake("a quotation has no end")
            quoted, at = text[start : end.end() - 1], end.end()
            word += _ansi(quoted) if ansi else quoted
        elif char == '"':
            at += 1
            while at < len(text) and text[at] != '"':
                if text[at] == "$":
                    more, at = variable_at(at)
                elif text[at] == "\\" and text[at + 1 : at + 2] in ('"', "\\", "$"):
                    more, at = text[at + 1], at + 2
                else:
                    more, at = text[at], at + 1
                word += more
            if at == len(text):
                raise Mistake("a quotation has no end")
            at += 1
        elif char == "\\" and at + 1 < len(text):
            word, at = word + text[at + 1], at + 2
        elif char == "$":
            more, at = variable_at(at)
            word += more
        else:
            word, at = word + char, at + 1
    return words + ([word] if word is not None else [])


def _ansi(quoted):
    """Within $'...': \\n, \\e, \\xFF (a byte), \\u202e (a character)."""
    def one(found):
        if found[1]:
            return os.fsdecode(bytes([int(found[1], 16)]))
        if found[2]:
            return chr(int(found[2], 16))
        if found[3] not in ESCAPES:
            raise Mistake(f"there is no \\{found[3]}")
        return ESCAPES[found[3]]

    return re.sub(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|(.))", one, quoted)


def content(lines, variables):
    """The bytes that `|` or `<` lines stand for."""
    data = b""
    for line in lines:
        at, newline = 0, b"\n"
        for found in SPECIAL.finditer(line):
            data += line[at : found.start()].encode()
            at = found.end()
            if found["name"] == "no-newline":
                newline = b""
            elif found["variable"]:
                data += os.fsencode(variables.get(found["variable"], found[0]))
            else:
                data += _literal(found)
        data += line[at:].encode() + newline
    return data


def _literal(found):
    name = found["name"]
    if re.fullmatch("x[0-9a-f]{2}", name):
        return bytes([int(name[1:], 16)])
    if name not in LITERALS:
        raise Mistake(f"there is no {found[0]}: a < that stands for itself is written <lt>")
    return LITERALS[name]


def pattern_of(line, variables, kept):
    """What one expected line matches, its newline included. `kept` gets the names that it keeps."""
    if line == "<lines>":
        return r"(?:[^\n]*\n)*?"
    pattern, at, newline = "", 0, r"\n"
    for found in SPECIAL.finditer(line):
        pattern += re.escape(line[at : found.start()])
        at, name, variable = found.end(), found["name"], found["variable"]
        if variable:
            value = variables.get(variable, found[0])
            pattern += f"(?P={variable})" if variable in kept else re.escape(value)
        elif name == "no-newline":
            newline = ""
        elif name in KINDS and found["keep"]:
            kept.add(found["keep"])
            pattern += f"(?P<{found['keep']}>{KINDS[name]})"
        elif name in KINDS:
            pattern += f"(?:{KINDS[name]})"
        else:
            pattern += re.escape(_literal(found).decode())
    return pattern + re.escape(line[at:]) + newline


def as_expected(text, variables):
    """Text as the lines that match it and nothing else: what `--write` puts into a script."""
    names = sorted(((value, name) for name, value in variables.items() if len(value) > 3), key=lambda pair: -len(pair[0]))
    lines = []
    for line in text.split("\n"):
        line = line.replace("<", "<lt>")
        line = re.sub(r"\$(?=([A-Z_]+))", lambda found: "<dollar>" if found[1] in variables else "$", line)
        for value, name in names:
            line = re.sub(re.escape(value) + r"(?!_*[A-Z])", "$" + name, line)
        line = line.replace("\t", "<tab>")
        lines.append(line[:-1] + "<space>" if line.endswith(" ") else line)
    if lines[-1] == "":
        return lines[:-1]
    return lines[:-1] + [lines[-1] + "<no-newline>"]
