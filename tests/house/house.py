# SPDX-License-Identifier: MIT
"""Reads the table of docs/architecture.md, every `#include` and the link lines of CMakeLists.txt, and lists in words
what breaks the house. `house_test.py` runs it on this tree, and on made-up trees that must be refused."""

import os
import re

ROW = re.compile(r"^\| (\d+) \| `(\w+)` \|[^|\n]*\| *([^|\n]*?) *\|$", re.M)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', re.M)
MODULE_LINE = re.compile(r"^earwitness_module\((\w+)([^)]*)\)", re.M)

# The last column's words, and what they stand for.
OWNED = {
    "POSIX": re.compile(r"(aio|dirent|dlfcn|errno|fcntl|fnmatch|ftw|getopt|glob|grp|langinfo|locale|mqueue|netdb|poll|"
                        r"pthread|pty|pwd|regex|sched|semaphore|signal|spawn|string|strings|syslog|termios|time|unistd|"
                        r"utime|utmp|utmpx|wchar|wordexp|stdio|stdlib)\.h|(sys|net|netinet|arpa|linux|asm)/.+"),
    "PortAudio": re.compile(r"(portaudio|pa_\w+)\.h|portaudiocpp/.+"),
    "ALSA": re.compile(r"alsa/.+"),
    "OpenSSL": re.compile(r"openssl/.+"),
    "libcurl": re.compile(r"curl/.+"),
    "libsndfile": re.compile(r"sndfile\.hh?"),
    "FFmpeg": re.compile(r"libav(codec|format|util)/.+|libswresample/.+"),
    "libFLAC": re.compile(r"FLAC/.+"),
    "spdlog": re.compile(r"spdlog/.+"),
    "libpulse": re.compile(r"pulse/.+"),
    "sd-bus": re.compile(r"systemd/.+"),
    "libarchive": re.compile(r"archive(_entry)?\.h"),
    "CLI11": re.compile(r"CLI/.+|CLI11\.hpp"),
    "toml++": re.compile(r"toml\+\+/.+"),
    "nlohmann": re.compile(r"nlohmann/.+"),
}
# Libraries that cost seconds in each file that includes them, and so have one alone.
ONE_FILE = {"CLI11": "src/grammar/parser.cpp", "toml++": "src/settings/config.cpp", "nlohmann": "src/json/nlohmann.cpp"}
STANDARD = re.compile(r"[a-z][a-z0-9_]*")  # a header of C++ itself has neither dot nor slash
EVERYONES = re.compile(r"fmt/\w+\.h")
TEST_ONLY = re.compile(r"catch2/.+")
LOGS_FROM = 3  # modules below don't log

# Below `pages` nobody speaks command line: an error's next step is a `Step`, and `results` has its words.
COMMAND_LINE_FROM = "pages"
COMMAND = re.compile(r'add_command\(\s*"(\w+)"')
OPTION = re.compile(r'"(--[a-z][a-z-]+)"')
COMMAND_LINE_EXCEPTIONS = {
    "src/archive/key_file.cpp",  # what a key's endorsement says, for ever
    "src/timestamp/evidence.cpp",  # the first line of its files, for ever
    "src/bag/how_to_verify_dutch.cpp",  # commands of stock tools
    "src/bag/how_to_verify_english.cpp",
    "src/verify/not_proven.cpp",  # sentences of a verdict, which reports show as well
}

NO_MODULES = {"po", "package"}  # below src, without sources: translations, and what is installed

# Tests that do what no interface of ours offers.
TEST_EXCEPTIONS = {
    "tests/capture/callback_test.cpp": {"dlfcn.h", "pthread.h"},  # traps allocation and locks by their symbols
    "tests/journal/content_memory_test.cpp": {"malloc.h"},  # counts what is allocated
    "tests/json/golden_test.cpp": {"nlohmann/json.hpp"},  # holds the module against it
    "tests/bench/portaudio_floor.cpp": {"portaudio.h"},  # PortAudio without anything of ours
    # What is measured beside us is made of the libraries alone.
    "tests/bench/recorder_floor.cpp": {"portaudio.h", "FLAC/stream_encoder.h", "openssl/evp.h", "fcntl.h", "unistd.h"},
}

ROOT = {"CMakeLists.txt", "src", "include", "tests", "docs", "debian", "README.md", "LICENSE"}
SOURCES = (".cpp", ".hpp")
WITH_LICENCE = SOURCES + (".py", ".sh", ".cmake", "CMakeLists.txt")
# Paths of a recording are spelled in src/bag alone. Sentences, which have blanks, may name them, and so may texts that
# tell somebody what to type.
LAYOUT = re.compile(
    r"(journal|notes|levels|salts)\.jsonl|(excerpt|transcript)\.json|data/transcript\.vtt|manifest-sha256\.txt|bag-info\.txt|"
    r"bagit\.txt|how-to-verify\.txt|seal/public-key\.pem|signature\.ed25519|seal/timestamp-|data/(audio|near|far|excerpt)-|"
    r"audio-[{\d].*\.flac|^data/(imported|original)|^(excerpt|transcript)-([{]:?\d*[}]|\d+)?$")
LAYOUT_JOIN = re.compile(r'/\s*"(data|recording|recovered|seal|original|imported)"')
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
LAYOUT_TEXTS = {"src/handover/export_text.cpp", "src/pages/report_proof.cpp"}
# The words of the format for what a recording is of; some are those of other things as well.
RECORDING_KIND = re.compile(r'"(test-signal|partly-monitor)"|'
                            r'kind(\(\))?"?\)? (==|!=|=) "(microphone|monitor|call|import|unknown|excerpt|transcript|recovered)"|'
                            r'return "(microphone|import)"')
MOST_LINES = 800
MOST_MAIN_LINES = 39


OLD_WORDS = re.compile(r"\b((?:most|least|longest|shortest|largest|smallest|deepest|loudest)_[a-z_]+|[a-z_]+_at_once(?!\()"
                       r"|Happening|Wish|Wanted|Granted|what_was_not_had|look_at_[a-z]+|look_for_[a-z]+)\b")
# As a declaration of a function of one's own: a type before it, and what it is done to missing.
BARE_VERB = re.compile(r"^\s*(?:\[\[nodiscard\]\] )?(?:static )?[\w:<>,&* ]+[\w>&*] (take|tell|look|ask|had)\(")


class Table:
    """Floor of each module; for each word of the last column the modules that may include it."""

    def __init__(self, text):
        self.floor, self.owner = {}, {}
        for floor, module, owned in ROW.findall(text):
            self.floor[module] = int(floor)
            for word in filter(None, owned.split(", ")):
                self.owner.setdefault(word, []).append(module)


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8") as file:
        return file.read()


def files_below(root, folder, endings):
    found = []
    for at, folders, names in os.walk(os.path.join(root, folder)):
        folders[:] = [name for name in folders if name != "__pycache__"]
        found += [os.path.relpath(os.path.join(at, name), root) for name in names if name.endswith(endings)]
    return sorted(found)


FACE_OF = {"version": "base", "language": "base"}  # public headers that are not named after their module


def face_of(header):
    name = os.path.splitext(header)[0]
    return FACE_OF.get(name, name)


def module_of(path):
    """src/M/..., include/earwitness/M.hpp or tests/M/...: M; nothing for what belongs to no module."""
    parts = path.split("/")
    if parts[0] == "include":
        return face_of(parts[-1])
    return parts[1] if len(parts) > 2 else None


def included_module(name):
    parts = name.split("/")
    return face_of(parts[1]) if parts[0] == "earwitness" and len(parts) == 2 else parts[0]


def _own_include(table, path, module, name):
    """An include in quotes."""
    in_tests = path.startswith("tests/")
    if name.startswith("tests/"):
        return None if in_tests else f"{path} includes {name}: the program knows nothing of its tests"
    target = included_module(name)
    if target not in table.floor:
        return f"{path} includes {name}, of no module in the table"
    if module is None or module not in table.floor or target == module:
        return None
    highest = table.floor[module] if in_tests else table.floor[module] - 1
    if table.floor[target] > highest:
        return (f"{path} includes {name}: {module} is on floor {table.floor[module]}, "
                f"{target} on floor {table.floor[target]}")
    if target == "log" and table.floor[module] < LOGS_FROM:
        return f"{path} includes {name}: modules below floor {LOGS_FROM} don't log"
    return None


def _foreign_include(table, path, module, name):
    """An include in angle brackets."""
    in_tests = path.startswith("tests/")
    if name in TEST_EXCEPTIONS.get(path, ()):
        return None
    for word, pattern in OWNED.items():
        if pattern.fullmatch(name):
            owners = table.owner.get(word, [])
            if module in owners and path == ONE_FILE.get(word, path):
                return None
            if module in owners:
                return f"{path} includes <{name}>: only {ONE_FILE[word]} includes {word}"
            return f"{path} includes <{name}>: only {' and '.join(owners)} includes {word}"
    if STANDARD.fullmatch(name) or EVERYONES.fullmatch(name) or (in_tests and TEST_ONLY.fullmatch(name)):
        return None
    return f"{path} includes <{name}>, which no rule allows"


def _check_table(root, table):
    if not table.floor:
        yield "docs/architecture.md has no table of modules"
    for word in sorted(set(OWNED) ^ set(table.owner)):
        yield f"docs/architecture.md: {word} is in the table's last column or in the checker, not in both"
    folders = {name for name in os.listdir(os.path.join(root, "src"))
               if os.path.isdir(os.path.join(root, "src", name))}
    for name in sorted(folders - set(table.floor) - NO_MODULES):
        yield f"src/{name} is not in the table of docs/architecture.md"
    for name in sorted(set(table.floor) - folders):
        yield f"docs/architecture.md tells of a module {name}, which is not there"


def _check_includes(root, table):
    for folder in ("src", "include", "tests"):
        for path in files_below(root, folder, SOURCES):
            module = module_of(path)
            if folder != "tests" and module not in table.floor:
                yield f"{path} belongs to no module in the table"
            for bracket, name in INCLUDE.findall(read(root, path)):
                check = _foreign_include if bracket == "<" else _own_include
                problem = check(table, path, module, name)
                if problem:
                    yield problem


def _check_links(root, table):
    linked = dict(MODULE_LINE.findall(read(root, "CMakeLists.txt")))
    for name in sorted(set(table.floor) ^ set(linked)):
        yield f"{name} is in the table or in CMakeLists.txt, not in both"
    for name, others in linked.items():
        for other in others.split():
            if table.floor.get(other, -1) >= table.floor.get(name, 99):
                yield f"CMakeLists.txt links {name} to {other}, which is not below it"


def _check_style(root):
    for name in sorted(os.listdir(root)):
        is_build = name.startswith("build") and os.path.isdir(os.path.join(root, name))
        if name not in ROOT and not name.startswith(".") and not is_build:
            yield f"{name} has no place at the root"
    paths = [path for folder in ("src", "include", "tests") for path in files_below(root, folder, WITH_LICENCE)]
    for path in ["CMakeLists.txt"] + paths:
        lines = read(root, path).splitlines()
        if not any("SPDX-License-Identifier: MIT" in line for line in lines[:2]):
            yield f"{path} has no SPDX line on top"
        if len(lines) > MOST_LINES:
            yield f"{path} has {len(lines)} lines: a file that needs a table of contents is two files"
        for number, line in enumerate(lines, 1):
            if re.search(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b", line):
                yield f"{path}:{number}: say it in a sentence or do it"
    main = "src/cli/main.cpp"
    if os.path.exists(os.path.join(root, main)) and len(read(root, main).splitlines()) > MOST_MAIN_LINES:
        yield f"{main} has more than {MOST_MAIN_LINES} lines"


def _check_words(root):
    """Names that say less than the field's own: a limit is a max_ or a min_, a function says what it does."""
    for path in files_below(root, "src", SOURCES) + files_below(root, "include", SOURCES) + files_below(root, "tests", SOURCES):
        for number, line in enumerate(read(root, path).splitlines(), 1):
            code = LITERAL.sub('""', line).split("//")[0]
            for name in OLD_WORDS.findall(code):
                yield f"{path}:{number}: {name} is called otherwise: max_, min_, chunk_, Command, Event, losses"
            if path.endswith(".hpp") and not path.startswith("tests/"):
                for name in BARE_VERB.findall(code):
                    yield f"{path}:{number}: {name}() does not say what it does"


def _check_layout(root):
    for path in files_below(root, "src", SOURCES):
        if path.startswith("src/bag/") or path in LAYOUT_TEXTS:
            continue
        for number, line in enumerate(read(root, path).splitlines(), 1):
            code = line.split("//")[0]
            spelled = [text for text in LITERAL.findall(code) if " " not in text and LAYOUT.search(text)]
            spelled += [name for name in LAYOUT_JOIN.findall(code)]
            for text in spelled:
                yield f"{path}:{number} spells {text}: bag/layout.hpp has the paths of a recording"


def _check_recording_kinds(root):
    for path in files_below(root, "src", SOURCES):
        if path == "src/base/recording_kind.hpp":
            continue
        for number, line in enumerate(read(root, path).splitlines(), 1):
            found = RECORDING_KIND.search(line.split("//")[0])
            if found:
                yield f"{path}:{number} spells {found[0]}: base/recording_kind.hpp has what a recording is of"


def _check_command_line(root, table):
    declared = "".join(read(root, path) for path in files_below(root, "src/cli", (".cpp",)))
    commands = set(COMMAND.findall(declared))
    options = set(OPTION.findall(declared)) - {"--help", "--version"}  # which other programs have as well
    if not commands:
        return
    spoken = re.compile(r"\bearwitness (?:%s)\b|(?<![\w-])(?:%s)(?![\w-])" % (
        "|".join(sorted(commands | {"--"})), "|".join(sorted(options) or ["--json"])))
    for path in files_below(root, "src", SOURCES):
        if table.floor.get(module_of(path), 99) >= table.floor.get(COMMAND_LINE_FROM, 99):
            continue
        if path in COMMAND_LINE_EXCEPTIONS:
            continue
        for number, line in enumerate(read(root, path).splitlines(), 1):
            if line.lstrip().startswith(("//", "#include")):
                continue
            for literal in LITERAL.findall(line):
                found = spoken.search(literal)
                if found:
                    yield f"{path}:{number} says `{found[0]}`: only cli has the words of a command line"


def problems(root):
    table = Table(read(root, "docs/architecture.md"))
    return [*_check_table(root, table), *_check_includes(root, table), *_check_links(root, table), *_check_style(root),
            *_check_words(root), *_check_layout(root), *_check_recording_kinds(root), *_check_command_line(root, table)]
