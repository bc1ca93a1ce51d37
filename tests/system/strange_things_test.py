# SPDX-License-Identifier: MIT
"""Whatever lies in the place of what belongs there, in the archive or in a folder that was handed over: no command
follows it, believes it or runs over it. Nothing outside is touched, each command answers within its bound, says in a
sentence what is wrong, and ends with a code that docs/cli.md has for that.

All of the table takes minutes: EARWITNESS_STRANGE=all. Else each command meets each kind in the place of the
conversation, of its bag and of what a crash left of a deletion, and every other place meets each kind by the commands
that have to do with it."""

import concurrent.futures
import itertools
import multiprocessing
import os
import shutil
import stat
import tempfile
import time
import unittest

from case import PROGRAM
from strange import KINDS, LINKS, NOBODY, SIGNAL, Copies, make_template, picture, put

BOUND = 30  # seconds: none takes one, but machines of tests are busy
AS_NOBODY = os.geteuid() == 0  # what root may read is not unreadable


def _named(*words):
    return lambda home, target: [word.replace("@", target) for word in words]


# Each command, with `@` for what is named. Those in CHANGING get a world of their own. `demo` and `completion` know no
# archive; `keys protect` and `unprotect` ask at a terminal, and know none either.
COMMANDS = {
    "list": _named("list"),
    "list word": _named("list", "voice"),
    "status": _named("status"),
    "stop": _named("stop"),
    "mark": _named("mark", "x"),
    "pause": _named("pause"),
    "resume": _named("resume"),
    "extend": _named("extend", "5"),
    "devices": _named("devices"),
    "settings": _named("settings"),
    "doctor": _named("doctor", "--json"),
    "complete": _named("__complete", "earwitness", "verify", ""),
    "verify": _named("verify", "@"),
    "verify all": _named("verify", "--all"),
    "open": _named("open", "@"),
    "play": _named("play", "@"),
    "note shown": _named("note", "@"),
    "transcript shown": _named("transcript", "@", "--show"),
    "transcript list": _named("transcript", "@", "--list"),
    "minutes": _named("report", "@", "--minutes", "--to", "to/minutes.html"),
    "keys": _named("keys", "show"),
    "report": _named("report", "@"),
    "report to": _named("report", "@", "--to", "to/report.html"),
    "export": _named("export", "@", "--to", "to", "--report", "--listening-copy", "wav"),
    "export zip": _named("export", "@", "--to", "to", "--zip", "--with-ledger"),
    "excerpt": _named("excerpt", "@", "--from", "0:00", "--to", "0:01"),
    "excerpt into": _named("excerpt", "@", "--without", "0:00-0:01", "--into", "to"),
    "backup": _named("backup", "to", "--passphrase-file", "passphrase"),
    "note": _named("note", "@", "more words"),
    "rename": _named("rename", "@", "Another title"),
    "transcript": _named("transcript", "@", "--from-file", "typed.vtt"),
    "timestamp": _named("timestamp", "@", "--tsa", "http://127.0.0.1:9/", "--timeout", "2s"),
    "timestamp all": _named("timestamp", "--all", "--tsa", "http://127.0.0.1:9/", "--timeout", "2s"),
    "recover": _named("recover", "@"),
    "recover all": _named("recover", "--all"),
    "delete": _named("delete", "--now", "--yes", "@"),
    "to bin": _named("delete", "--yes", "@"),
    "bin": _named("undelete"),
    "undelete": _named("undelete", "delta"),
    "empty bin": _named("delete", "--empty-bin", "--yes"),
    "delete part": _named("delete", "--yes", "@", "--from", "0:00", "--to", "0:01", "--later-bags"),
    "import": _named("import", "sound.wav", "--me", "A. Name"),
    "import again": _named("import", "--again", "@"),
    "start": _named("start", *SIGNAL, "--rate", "8000", "--title", "another", "--max", "1s"),
    "settings changed": _named("settings", "name", "A. Name"),
    "setup": _named("setup", "--name", "A. Name", "--device", "test-signal", "--yes", "--stamps", "none"),
    "keys rotate": _named("keys", "rotate"),
    "keys backup": _named("keys", "backup", "--no-passphrase", "to/key.pem"),
    "keys trust": _named("keys", "trust", "ab" * 32, "--name", "Somebody"),
    "note of another": _named("note", "beta", "words"),
    "delete another": _named("delete", "--now", "--yes", "beta"),
}
UNATTENDED = ("stop", "mark", "pause", "resume", "extend")  # nothing is being recorded
READING = ("list", "list word", "status", *UNATTENDED, "devices", "settings", "doctor", "complete", "verify", "verify all", "open", "play",
           "note shown", "transcript shown", "transcript list", "keys", "bin")
CHANGING = tuple(name for name in COMMANDS if name not in READING)
OF_ARCHIVE = ("list", "list word", "status", "bin", "undelete", "empty bin", *UNATTENDED, "devices", "settings", "doctor", "complete", "verify all", "keys",
              "backup", "timestamp all", "recover all", "import", "start", "settings changed", "setup", "keys rotate",
              "keys backup", "keys trust", "note of another", "delete another")

COMPLETING = ("note", "rename", "recover", "delete", "import", "backup", "note of another", "delete another")
LEFTOVERS_OF_DELETION = (".recording.new", ".recording.deleted")
TEMPTING = ("link to my files", "relative link out", "empty folder", "whole bag", "FIFO")

# Where it lies in a conversation, and which commands have to do with it besides those that walk everything.
EVERYWHERE = ("list", "verify", "verify all", "backup")
MAKING = ("report", "export", "excerpt", "transcript")
PLACES = {
    ".": tuple(COMMANDS),
    "recording": tuple(COMMANDS),
    ".recording.deleted": tuple(COMMANDS),
    ".recording.new": ("note", "rename", "recover", "delete", "delete part", "import", "note of another", "verify"),
    "recording/data": EVERYWHERE + MAKING + ("play", "recover", "delete", "delete part"),
    "recording/seal": EVERYWHERE + MAKING + ("timestamp", "delete"),
    "recording/data/audio-001.flac": EVERYWHERE + MAKING + ("play", "delete part"),
    "recording/data/journal.jsonl": EVERYWHERE + MAKING + ("list word", "play", "minutes", "delete", "recover"),
    "recording/data/notes.jsonl": EVERYWHERE + ("list word", "excerpt", "report"),
    "recording/manifest-sha256.txt": EVERYWHERE + ("excerpt", "export"),
    "recording/tagmanifest-sha256.txt": EVERYWHERE + ("excerpt", "delete part", "recover", "delete"),
    "recording/bag-info.txt": EVERYWHERE + ("rename", "delete part"),
    "recording/seal/signature.ed25519": EVERYWHERE + ("timestamp",),
    "recording/seal/timestamp-1.tsr": EVERYWHERE + ("timestamp",),
    "label.json": EVERYWHERE + ("note", "note shown", "rename", "list word", "delete part", "report"),
    "label.json.new": ("note", "rename"),
    "report.html": ("report", "export", "backup", "delete"),
    "report.new": ("report",),
    "log.txt": ("backup", "export", "delete"),
    "excerpt-1": EVERYWHERE + ("excerpt", "export", "delete", "delete part"),
    "excerpt.new": ("excerpt", "backup", "delete part"),
    "excerpt-0123456789abcdef.new": ("excerpt", "backup", "note", "recover all", "verify"),
    "draft.new": ("transcript",),
    ".earwitness-report.new": ("report", "note"),
    "export.new": ("export",),
    "transcript-1": EVERYWHERE + ("transcript", "transcript shown", "transcript list", "export", "delete part"),
    "transcript-1/data/transcript.vtt": EVERYWHERE + ("transcript shown", "list word", "report"),
    "transcript.vtt": ("transcript",),
    "transcript.new": ("transcript",),
    "recovered": EVERYWHERE + ("recover", "delete"),
    "recovered.new": ("recover", "backup"),
    ".reserve": ("recover", "backup"),
    ".deleted-transcript-1": ("note", "verify", "delete"),
    ".part-deletion": ("note", "verify", "delete part", "delete another", "list"),
    ".timestamp.tsr.new": ("timestamp",),
}
WITH_THE_BIN = ("bin", "undelete", "empty bin", "to bin", "delete another", "list", "verify all", "backup", "import", "start", "note",
                "recover all", "doctor")
# In the archive itself.
ARCHIVE_PLACES = {
    "ledger.jsonl": ("list", "verify all", "note", "export zip", "backup", "recover", "transcript", "delete", "import",
                     "start", "keys rotate"),
    ".lock": ("list", "status", *UNATTENDED, "doctor", "note", "recover", "backup", "verify all", "import", "start"),
    ".recover.lock": ("note", "rename", "recover", "delete", "import", "backup"),
    ".ledger.lock": ("delete", "recover", "transcript", "export", "start", "keys rotate"),
    ".backups.json": ("backup", "list", "doctor", "start"),
    ".backups.json.new": ("backup",),
    ".discarded-alpha": ("list", "verify all", "delete", "delete another", "backup", "recover all"),
    ".unfinished-import.new": ("import", "list", "backup"),
    ".unfinished-import-0123456789abcdef.new": ("import", "list", "backup", "recover all"),
    ".intent-0123456789abcdef.jsonl": ("note", "rename", "delete", "delete part", "recover all", "list", "status", "doctor",
                                       "verify all", "import", "timestamp", "transcript", "start"),
    ".intent-0123456789abcdef.jsonl.new": ("note", "recover all", "import", "delete another"),
    ".bin": WITH_THE_BIN,
    ".bin/20261101T000000Z": WITH_THE_BIN,
    ".bin/20261101T000000Z/delta": WITH_THE_BIN,
    ".bin/20261101T000000Z/delta/recording": WITH_THE_BIN,
    ".bin/20261101T000000Z/delta/recording/data": WITH_THE_BIN,
    "../to/export.zip.new": ("export zip",),
    "../to/export-0123456789abcdef.new": ("export", "export zip"),
    "../to/excerpt.new": ("excerpt into",),
    "../to/backup-0123456789abcdef.new": ("backup",),
    "../to/backup-2026-11-23_15-30-05.zip.new": ("backup",),
    "../to/.earwitness-report.new": ("report to",),
}
# A name that a command gives to what it has not finished, or to what it makes a file of: anyone may have called something so.
# What is there stays the very thing, with all that is in it.
NAMES_OF_WORK = tuple(place for place in PLACES | ARCHIVE_PLACES if place.endswith(".new")) + ("report.html",)
# What is the program's own by its name and content, and written anew where it is an empty file or the like.
OWN_LEFTOVERS = (".reserve", ".discarded-alpha", "label.json", ".backups.json", "transcript.vtt",
                 ".intent-0123456789abcdef.jsonl.new")


class Cell:
    """One strange thing in one place, and the commands that meet it."""

    def __init__(self, inside, place, kind, commands):
        self.inside, self.place, self.kind, self.commands = inside, place, kind, commands

    def __str__(self):
        return f"{self.kind} as {self.place} {'in the archive' if self.inside else 'in a folder that was handed over'}"

    def subject(self):
        """The conversation that it is put into: an interrupted one where only that is gone on with."""
        return "gamma" if self.place in ("recovered", "recovered.new", ".reserve") else "alpha"


def meeting(command, inside):
    """The places that a command has to do with."""
    return [place for place, commands in PLACES.items() if command in commands] if not inside else \
        [place for place, commands in (PLACES | ARCHIVE_PLACES).items() if command in commands]


def chosen():
    """Each command meets each kind inside and outside, in one of its places; each place meets each kind."""
    met = set()
    for (c, command), (k, kind), inside in itertools.product(enumerate(COMMANDS), enumerate(KINDS), (True, False)):
        if not inside and command in OF_ARCHIVE:
            continue
        places = meeting(command, inside)
        met.add((places[((c if command in CHANGING else 0) * 5 + k + 3 * inside) % len(places)], kind, inside, command))
    have = {(place, kind, inside) for place, kind, inside, _ in met}
    places = enumerate(PLACES | ARCHIVE_PLACES)
    for (p, place), (k, kind), inside in itertools.product(places, enumerate(KINDS), (True, False)):
        if (place, kind, inside) in have or (place in ARCHIVE_PLACES and not inside):
            continue
        commands = [command for command in (PLACES | ARCHIVE_PLACES)[place] if inside or command not in OF_ARCHIVE]
        met.add((place, kind, inside, commands[(p + k) % len(commands)]))
    # What a crash leaves of a deletion was once followed and believed: all who complete it meet it.
    for place, kind, command in itertools.product(LEFTOVERS_OF_DELETION, TEMPTING, COMPLETING):
        met.update((place, kind, inside, command) for inside in (True, False) if inside or command not in OF_ARCHIVE)
    # Both copy the ledger, and once copied whatever it holds.
    met.update(("ledger.jsonl", "sparse file of 1 TB", True, command) for command in ("backup", "export zip"))
    return met


def every():
    for kind, inside, place in itertools.product(KINDS, (True, False), PLACES | ARCHIVE_PLACES):
        for command in COMMANDS:
            if inside or not (command in OF_ARCHIVE or place in ARCHIVE_PLACES):
                yield place, kind, inside, command


def cells(everything):
    grouped = {}
    for place, kind, inside, command in every() if everything else chosen():
        grouped.setdefault((inside, place, kind), []).append(command)
    for (inside, place, kind), commands in sorted(grouped.items()):
        yield (inside, place, kind, sorted(commands, key=lambda name: name in CHANGING))


def path_of(cell, home):
    if cell.place in ARCHIVE_PLACES:
        return os.path.normpath(os.path.join(home.archive, cell.place))
    root = home.archive if cell.inside else home.handed
    return os.path.normpath(os.path.join(root, cell.subject(), cell.place))


def allowed_codes(cell, command):
    """By docs/cli.md: what a command may say of it. 2 and 70 are never right."""
    if command in ("status", "complete", "keys", "devices", "settings", "settings changed", "setup", "keys rotate",
                   "keys backup", "keys trust"):
        return {0, 5}
    if command in UNATTENDED:
        return {4, 5}
    return {0, 1, 3, 4, 5}


def required_codes(cell, command):
    """Where only one answer is right."""
    is_link = cell.kind in LINKS
    names_it = "another" not in command and command not in OF_ARCHIVE
    folders = ("whole bag", "empty folder", "half-copied folder", "unreadable folder")
    if cell.place == "recording" and names_it and (is_link or cell.kind not in folders):
        return {4}
    # Whoever names a link of their own has what it leads to looked at, and all bags below that; no other command walks a folder.
    walked = ("link to my files", "relative link out") if command == "verify" and not cell.inside else ()
    if cell.place == "." and names_it and cell.kind not in ("whole bag", "half-copied folder", "unreadable folder",
                                                            "link to a conversation", "link to a bag", *walked):
        return {4}
    if cell.place == "." and names_it and is_link and (cell.inside or command in CHANGING_OF_IT):
        return {4}
    if cell.place.startswith("recording/") and command == "verify" and cell.place != "recording/tagmanifest-sha256.txt":
        return {5} if cell.kind == "unreadable folder" else {1}
    return None


CHANGING_OF_IT = ("note", "rename", "recover", "delete", "delete part", "transcript", "timestamp", "excerpt", "report",
                  "export", "export zip")


def thing_at(path):
    """Which file or folder it is, and what it holds."""
    info = os.lstat(path)
    return info.st_ino, info.st_size, picture(path) if stat.S_ISDIR(info.st_mode) and os.access(path, os.R_OK) else None


class Bench:
    """A folder in which each cell meets a copy of one world."""

    def __init__(self, folder):
        self.folder = folder
        os.chmod(folder, 0o711)  # for whoever the unreadable is unreadable to
        self.program = shutil.copy(PROGRAM, os.path.join(folder, "earwitness"))
        os.chmod(self.program, 0o755)
        self.template = make_template(os.path.join(folder, "template"))
        self.copies = Copies(self.template, folder)
        for name, content in (("passphrase", b"correct horse battery staple\n"), ("sound.wav", wave())):
            with open(os.path.join(self.template.folder, name), "wb") as out:
                out.write(content)

    @staticmethod
    def remove(folder):
        for at, folders, _ in os.walk(folder):
            for name in folders:
                path = os.path.join(at, name)
                if not os.path.islink(path) and stat.S_IMODE(os.lstat(path).st_mode) & 0o700 != 0o700:
                    os.chmod(path, 0o700)
        shutil.rmtree(folder, ignore_errors=True)

    def world(self, number, cell):
        uid = NOBODY if AS_NOBODY and cell.kind == "unreadable folder" else None
        other = "alpha" if cell.subject() == "gamma" else "gamma"
        without = ["handed", *([] if "recover all" in cell.commands else [os.path.join("archive", other)])]
        if not cell.inside:
            without = ["archive/alpha", "archive/gamma", os.path.join("handed", other)]
        if cell.kind == "unreadable folder":  # nor can it be seen what was done in it
            home, taken = self.template.copy(os.path.join(self.folder, str(number)), uid, without), None
        else:
            home, taken = self.copies.take(without)
        put(home, cell.kind, path_of(cell, home))
        if uid is not None:
            os.lchown(path_of(cell, home), uid, uid)
        return home, taken

    def end(self, home, taken):
        if taken is None:
            self.remove(home.folder)
        else:
            self.copies.give_back(home, taken)

    def meet(self, number, cell):
        """All commands of a cell: those that change something in a world of their own."""
        wrong, runs = [], 0
        if cell.kind == "device" and os.geteuid() != 0:
            return wrong, runs
        home = None
        for command in cell.commands:
            if home is None:
                home, taken = self.world(f"{number}-{runs}", cell)
            wrong += [f"{cell}: {command}: {what}" for what in self.run_in(home, cell, command)]
            runs += 1
            # What is a leftover of the program's own, `doctor` may have removed.
            if command in CHANGING or not os.path.lexists(path_of(cell, home)):
                self.end(home, taken)
                home = None
        if home is not None:
            self.end(home, taken)
        return wrong, runs

    def run_in(self, home, cell, command):
        target = cell.subject() if cell.inside else os.path.join("handed", cell.subject())
        outside, beta = picture(home.outside), picture(os.path.join(home.archive, "beta", "recording"))
        own = os.path.join(home.archive, "alpha", "recording")
        before = picture(own) if os.path.isdir(own) and not os.path.islink(own) else None
        path = path_of(cell, home)
        kind = stat.S_IFMT(os.lstat(path).st_mode)
        thing = thing_at(path) if cell.place in NAMES_OF_WORK and cell.place not in OWN_LEFTOVERS else None
        words = COMMANDS[command](home, target)
        try:
            done = home.run(*words, timeout=BOUND, program=self.program)
        except Exception as error:  # what it hangs on is told with the cell
            yield f"no answer: {error}"
            return
        err = done.stderr.decode("utf-8", "replace")
        told = f"exit {done.returncode}, {err!r}"
        if picture(home.outside) != outside:
            yield f"what is outside has changed: {told}"
        if command != "delete another" and picture(os.path.join(home.archive, "beta", "recording")) != beta:
            yield f"another recording has changed: {told}"
        goes = ("delete", "delete part", "to bin") + (("undelete", "empty bin") if cell.place.startswith(".bin") else ())
        is_gone = command in goes and done.returncode == 0
        if before is not None and not is_gone and command != "rename" and picture(own) != before:
            yield f"the sealed recording has changed: {told}"
        if not is_gone and command != "rename" and cell.place not in OWN_LEFTOVERS:
            if not os.path.lexists(path) or stat.S_IFMT(os.lstat(path).st_mode) != kind:
                yield f"it was removed or replaced: {told}"
        if thing is not None and not is_gone and command != "rename" and (not os.path.lexists(path) or thing_at(path) != thing):
            yield f"it is another thing than it was: {told}"
        allowed = required_codes(cell, command) or allowed_codes(cell, command)
        if done.returncode not in allowed:
            yield f"not one of {sorted(allowed)}: {told}"
        if done.returncode not in (0, 1, 3) and command != "doctor" and not err.startswith("earwitness: "):
            yield f"no sentence: {told}"


class Table(unittest.TestCase):
    def test_nothing_outside_is_touched_and_each_command_answers(self):
        folder = tempfile.mkdtemp(prefix="earwitness-")
        self.addCleanup(Bench.remove, folder)
        BENCHES.append(Bench(folder))
        todo = list(cells(os.environ.get("EARWITNESS_STRANGE") == "all"))
        first, step = (int(n) for n in os.environ.get("EARWITNESS_STRANGE_SLICE", "0:1").split(":"))
        todo = todo[first::step]
        wrong, runs = [], 0
        begun = time.monotonic()
        with concurrent.futures.ProcessPoolExecutor(os.cpu_count(), multiprocessing.get_context("fork")) as pool:
            for found, count in pool.map(meet, range(len(todo)), todo, chunksize=4):
                wrong += found
                runs += count
        print(f"{len(todo)} strange things, {runs} runs, {time.monotonic() - begun:.0f} s")
        self.assertGreater(runs * step, 1000)
        self.assertFalse(wrong, f"{len(wrong)} of {runs}:\n" + "\n".join(wrong[:60]))


BENCHES = []  # one, which the processes that share the table have as a copy of this one's


def meet(number, cell):
    return BENCHES[-1].meet(number, Cell(*cell))


def wave():
    """A second of silence that nobody made: RIFF, 8000 Hz, 16 bits, mono."""
    size = 16000
    header = b"RIFF" + (36 + size).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
    header += (1).to_bytes(2, "little") + (1).to_bytes(2, "little") + (8000).to_bytes(4, "little")
    header += (16000).to_bytes(4, "little") + (2).to_bytes(2, "little") + (16).to_bytes(2, "little")
    return header + b"data" + size.to_bytes(4, "little") + bytes(size)


if __name__ == "__main__":
    unittest.main()
