# SPDX-License-Identifier: MIT
"""Headers compile alone: whoever includes one needs to include nothing before it.

Where a source has a header of its own, that header is the source's first include, so that compiling the source proves
it (file by file, as `tests/run thread` does), but for what the common headers hold, which includes.py looks after. The
others are compiled here, each as a source of its own."""

import concurrent.futures
import json
import os
import re
import shlex
import subprocess

import house

FIRST = re.compile(r'^[ \t]*#[ \t]*include[ \t]*[<"]([^>"\n]+)[>"]', re.M)


def name_of(path):
    """As it is included."""
    return path.split("/", 1)[1]


def headers(root):
    return [path for folder in ("src", "include") for path in house.files_below(root, folder, (".hpp",))]


def first_include_problems(root):
    """Sources that don't begin with their own header."""
    found = []
    for header in headers(root):
        source = header.removesuffix(".hpp") + ".cpp"
        if not os.path.exists(os.path.join(root, source)):
            continue
        first = FIRST.search(house.read(root, source))
        if not first or first[1] != name_of(header):
            found.append(f"{source} does not include {name_of(header)} before anything else")
    return found


def without_source(root):
    return [path for path in headers(root) if not os.path.exists(os.path.join(root, path.removesuffix(".hpp") + ".cpp"))]


def commands_of(build):
    """The compiler, and how it finds and reads headers, for each module that the build compiles."""
    found = {}
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as file:
        for entry in json.load(file):
            words = entry["arguments"] if "arguments" in entry else shlex.split(entry["command"])
            folder = re.search(r"CMakeFiles/(?:ew_)?(\w+)\.dir/", entry.get("output", "") or entry["command"])
            if folder and folder[1] not in found:
                found[folder[1]] = words[:1] + _flags(words)
    return found


def _flags(words):
    """-I, -isystem, -D and -std; nothing of what is warned of or made fast, and no precompiled header."""
    flags = []
    for word, value in zip(words, words[1:] + [""]):
        if word in ("-isystem", "-I"):
            flags += [word, value]
        elif word.startswith(("-I", "-D", "-std=")):
            flags.append(word)
    return flags


def compile_alone(root, header, command):
    """What the compiler says, or nothing. Twice, as it may be included twice."""
    text = f'#include "{name_of(header)}"\n' * 2
    done = subprocess.run([*command, "-w", "-fsyntax-only", "-x", "c++", "-"], input=text, capture_output=True, text=True,
                          cwd=root, check=False)
    return f"{header} does not compile alone:\n{done.stderr[:2000]}" if done.returncode != 0 else None


def compile_problems(root, build, paths):
    """For those headers, several at a time."""
    commands = commands_of(build)
    anyones = max(commands.values(), key=len)  # of a module without sources, and of what is public

    def one(header):
        return compile_alone(root, header, commands.get(house.module_of(header), anyones))

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return [problem for problem in pool.map(one, paths) if problem]
