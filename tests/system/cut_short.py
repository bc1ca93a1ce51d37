# SPDX-License-Identifier: MIT
"""A changing command that is cut short at a chosen system call, by strace: killed before it, or told that it failed.
What must hold afterwards is the same for all commands and stands here; the commands are a table (cut_commands.py)."""

import collections
import dataclasses
import hashlib
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import threading

from case import PROGRAM
from terminal import Terminal
from waiting import LONG, wait_for

# Calls that change something, and what a disk or a kernel may answer to them. Only an openat that makes a file counts
# as `create`; `open` and `lock` are interrupted, which nobody may notice.
GROUPS = {
    "rename": (("rename", "renameat", "renameat2"), ("ENOSPC", "EIO", "EACCES", "EINTR")),
    "unlink": (("unlink", "unlinkat", "rmdir"), ("EIO", "EACCES", "EINTR")),
    "sync": (("fsync", "fdatasync"), ("ENOSPC", "EIO", "EINTR")),
    "mkdir": (("mkdir", "mkdirat"), ("ENOSPC", "EIO", "EACCES", "EINTR")),
    "create": (("open", "openat"), ("ENOSPC", "EIO", "EACCES", "EMFILE", "EINTR")),
    "write": (("write", "pwrite64", "writev", "pwritev"), ("ENOSPC", "EIO", "EINTR")),
    "open": (("open", "openat", "openat2"), ("EINTR",)),
    "lock": (("flock", "ftruncate", "fallocate", "fchmod"), ("EINTR",)),
}
KILLED_AT = ("rename", "unlink", "sync", "mkdir", "create", "write")
TRACED = sorted({call for calls, _ in GROUPS.values() for call in calls})
CALL = re.compile(r"(?P<thread>\d+) +(?P<call>\w+)\((?P<rest>.*)")

# What belongs into an archive, or beside a key, though its name begins with a dot.
LASTING = {".lock", ".ledger.lock", ".recover.lock", ".backups.json", ".settled", ".imported", ".intent-key", ".bin"}
UNSEEN, MAX_ANSWERS = 10.0, 6
COMPLETES = "earwitness recover --all"  # what is begun
PASSPHRASE = "vijf woorden die niemand raadt"
KNOWN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "cut_short_known.txt")


def known_failures():
    """(command, kind, rule): the reason. `*` is every rule."""
    known = {}
    with open(KNOWN, encoding="utf-8") as file:
        for line in file:
            if line.strip() and not line.startswith("#"):
                command, kind, rule, reason = (word.strip() for word in line.split("|"))
                known[command, kind, rule] = reason
    return known


def why_not():
    """Why strace can't run here; empty: it can."""
    if not shutil.which("strace"):
        return "strace is not installed"
    done = subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=openat", "true"], capture_output=True,
                          text=True)
    return "" if done.returncode == 0 else f"strace can't trace a process here: {done.stderr.strip()}"


@dataclasses.dataclass(frozen=True, order=True)
class Cut:
    """At which call, and what happens: `kill`, or an errno, once or from then on. `each`: every call from that number on
    is interrupted, and let through when it is made again."""

    group: str
    call: str
    number: int
    what: str
    lasts: bool = False
    each: bool = False

    def __str__(self):
        return f"{self.what} {self.call} {self.number}{'+2' if self.each else '+' if self.lasts else ''}"

    @property
    def kind(self):
        return "kill" if self.what == "kill" else "interrupt" if self.what == "EINTR" else "error"

    def strace(self, log, *options):
        how = "signal=KILL" if self.what == "kill" else f"error={self.what}"
        # A kill gets lost where a filter lets all other calls pass untraced.
        filtered = [] if self.what == "kill" else ["--seccomp-bpf"]
        return ["strace", "-f", *options, *filtered, "-qq", "-o", log, "-e", f"trace={self.call}", "-e",
                f"inject={self.call}:{how}:when={self.number}{'+2' if self.each else '+' if self.lasts else ''}"]


def fails_in_no_file(traced):
    """Whether a call that was made to fail was on a pipe or a socket, which no disk makes fail: libpulse ends its process
    where it can't wake itself by one. Of a trace with the files' names (-y)."""
    begun = {}  # by thread: a call that had not returned yet
    for line in traced.splitlines():
        thread, _, text = line.partition(" ")
        if text.endswith("<unfinished ...>"):
            begun[thread] = text
        elif text.endswith("(INJECTED)"):
            call = begun.get(thread, "") if text.lstrip().startswith("<...") else text
            if re.match(r"\s*\w+\(\d+<(?!/)", call):
                return True
    return False


@dataclasses.dataclass
class Ended:
    """`code` is negative for a signal, as subprocess has it."""

    code: int
    out: str
    err: str

    def __repr__(self):
        return f"exit {self.code}\n    stdout: {self.out!r}\n    stderr: {self.err!r}"


@dataclasses.dataclass
class Command:
    """A row of the table: what is cut short, in which archive, and what must come of it."""

    name: str
    words: object  # a list, or what makes one of a Place
    reached: object  # whether it is done: of (Place, the state before)
    base: str = "plain"
    may_go: str = ""  # the title of the recording whose bags it removes
    on_the_way: bool = False  # it is asked for something else: where this fails it says what completes it, and goes on
    takes_away: bool = False  # what another command names is not there afterwards, or not as that one has made it
    fails: tuple = (5,)  # how it may end where a call fails
    again: tuple = (0,)  # the same command afterwards
    again_done: tuple = ()  # and where nothing was left for it to do
    verified: tuple = (0,)  # `verify --all`, right afterwards
    then: list = dataclasses.field(default_factory=lambda: [["note", "other", "a later word"]])  # other commands
    settles: list = dataclasses.field(default_factory=list)  # what a person is told to type at last
    typed: str = ""  # at a terminal, to each question
    runs: bool = False  # for a recording that runs, which is stopped at last
    room: bool = False  # with a sound server, which all others do without


class Place:
    """An archive, a home, a stick and a folder to write into, in a folder of their own."""

    def __init__(self, folder, tsa=None, room=None):
        self.folder, self.tsa, self.room = folder, tsa, room
        self.archive, self.home, self.run, self.stick, self.out = (
            os.path.join(folder, name) for name in ("archive", "home", "run", "stick", "out"))

    def make(self):
        for path in (self.home, self.run, self.stick, self.out):
            os.makedirs(path, 0o700)
        for name, text in (("passphrase", PASSPHRASE + "\n"),
                           ("typed.vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nI never said that.\n"),
                           ("later.vtt", "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nI said something else.\n")):
            with open(os.path.join(self.folder, name), "w", encoding="utf-8") as file:
                file.write(text)

    @property
    def keys(self):
        return os.path.join(self.home, ".local", "share", "earwitness", "keys")

    def at(self, name):
        return os.path.join(self.folder, name)

    def copy_from(self, base):
        shutil.rmtree(self.folder, ignore_errors=True)
        # The socket of a recording that was killed can't be copied.
        shutil.copytree(base.folder, self.folder, symlinks=True, ignore=shutil.ignore_patterns("*.sock"))

    def environment(self, **more):
        kept = {name: os.environ[name] for name in ("PATH", "ASAN_OPTIONS") if name in os.environ}
        kept.update(HOME=self.home, XDG_RUNTIME_DIR=self.run, EARWITNESS_ARCHIVE=self.archive, TERM="xterm", LANG="C.UTF-8",
                    XDG_CONFIG_HOME=os.path.join(self.home, ".config"), PULSE_SERVER="unix:" + self.at("no-server"),
                    DBUS_SYSTEM_BUS_ADDRESS="unix:path=" + self.at("no-bus"))
        return {**kept, **more}

    def earwitness(self, *words, before=(), **environment):
        with subprocess.Popen([*before, PROGRAM, *words], env=self.environment(**environment), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=self.out) as process:
            try:
                out, err = process.communicate(timeout=LONG)
            except subprocess.TimeoutExpired:
                for child in children_of(process.pid) + [process.pid]:
                    os.kill(child, signal.SIGKILL)
                process.communicate()
                return Ended(-signal.SIGALRM, "", "it did not end")
        return Ended(process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace"))

    def at_terminal(self, words, typed, before=()):
        terminal = Terminal([*before, PROGRAM, *words], self.environment(), columns=200)
        try:
            seen, answers = 0, 0
            while terminal.process.poll() is None and answers < MAX_ANSWERS:
                def is_asked():
                    return re.search(r"[:\]] $", terminal.text[seen:]) or terminal.process.poll() is not None
                try:
                    wait_for("a question, or its end", is_asked, UNSEEN)
                except AssertionError:  # a question that could not be written: whoever sits there answers it all the same
                    pass
                seen = len(terminal.text)
                answers += 1
                if terminal.process.poll() is None:
                    terminal.type(typed + "\n")
            try:
                code = terminal.wait()
            except subprocess.TimeoutExpired:
                return Ended(-signal.SIGALRM, "", "it did not end\n" + terminal.text)
            return Ended(code, "", terminal.text)
        finally:
            for child in children_of(terminal.process.pid):
                os.kill(child, signal.SIGKILL)
            terminal.close()

    def go(self, command, before=()):
        words = command.words(self) if callable(command.words) else command.words
        if command.typed:
            return self.at_terminal(words, command.typed, before)
        server = {"PULSE_SERVER": "unix:" + self.room.socket} if command.room else {}
        return self.earwitness(*words, before=before, **server)


def children_of(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


def files_below(folder):
    for at, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(at, name)
            if os.path.isfile(path) and not os.path.islink(path):
                yield path


class State:
    """What lies in an archive: the sealed bags by their seals, with the hash of each of their files."""

    def __init__(self, place):
        self.bags = collections.defaultdict(list)  # by seal: (path in the archive, {file: hash})
        self.hidden = []  # what begins with a dot or ends with .new, and does not belong there
        for at, folders, names in os.walk(place.archive):
            if "bagit.txt" in names and "tagmanifest-sha256.txt" in names:
                files = {os.path.relpath(path, at): digest(path) for path in files_below(at)}
                self.bags[files["tagmanifest-sha256.txt"]].append((os.path.relpath(at, place.archive), files))
            for name in folders + names:
                # An interrupted recording stays as it was found, with the seal that it was about to get.
                is_as_found = name == "tagmanifest-sha256.txt.new" and os.path.basename(at) == "recording"
                if (name.startswith(".") or name.endswith(".new")) and name not in LASTING and not is_as_found:
                    self.hidden.append(os.path.relpath(os.path.join(at, name), place.archive))

    def left(self):
        """Without what `doctor` tries a disk with, which holds nothing of a recording: it names what it left of that."""
        return [path for path in self.hidden if not os.path.basename(path).startswith(".earwitness-doctor-")]

    def recordings(self):
        return [path for copies in self.bags.values() for path, _ in copies if path.endswith("/recording")]

    def seals_of(self, title):
        return {seal for seal, copies in self.bags.items()
                for path, _ in copies if title and any(part.endswith("_" + title) for part in path.split(os.sep))}

    def has(self, path):
        return any(path == there for copies in self.bags.values() for there, _ in copies)


STAMP = re.compile(r"20\d\d-\d\d-\d\d_\d\d-\d\d-\d\d")
RANDOM = re.compile(r"[0-9a-f]{8,}")


def shape_of(place):
    """What lies there, as far as it does not differ between two runs that were cut at the same moment: names, kinds,
    modes and sizes, how far each FLAC file's head is written, and the ledger's events."""
    shape = []
    for part in ("archive", "home", "stick", "out", "run"):
        for at, folders, names in os.walk(os.path.join(place.folder, part)):
            for name in folders + names:
                path = os.path.join(at, name)
                info = os.lstat(path)
                is_lock = name in LASTING or part == "run" or name.endswith(".lock")
                shown = RANDOM.sub("#", STAMP.sub("T", os.path.relpath(path, place.folder)))
                shape.append((shown, info.st_mode, 0 if is_lock or not stat.S_ISREG(info.st_mode) else info.st_size,
                              head_of(path) if name.endswith(".flac") else ""))
    lines = tuple((line.get("event"), line.get("what"), line.get("bag")) for line in ledger_lines(place))
    return hashlib.sha256(repr((sorted(shape), lines)).encode()).hexdigest()


def head_of(path):
    with open(path, "rb") as file:
        head = file.read(42)
    return repr([any(head[begin:end]) for begin, end in ((0, 4), (12, 18), (21, 26), (26, 42))])


def contents_of(place):
    """The same to the byte: where this is as before, nothing was changed at all."""
    found = {}
    for part in ("archive", "home", "stick", "out"):
        for path in files_below(os.path.join(place.folder, part)):
            if os.path.basename(path) not in LASTING and not path.endswith(".lock"):
                found[os.path.relpath(path, place.folder)] = (os.stat(path).st_mode, digest(path))
    return found


def leftovers_elsewhere(place):
    """What an interrupted command may leave outside of the archive."""
    found = []
    for folder in (place.stick, place.out, place.keys, os.path.join(place.home, ".config")):
        for at, folders, names in os.walk(folder):
            found += [os.path.join(at, name) for name in folders + names
                      if name.endswith(".new") or (name.startswith(".") and name not in LASTING)]
    return found


def looks_of(folder):
    """Each name below, with its size and times."""
    found = {}
    for at, folders, names in os.walk(folder):
        for name in folders + names:
            info = os.lstat(os.path.join(at, name))
            found[os.path.join(at, name)] = (info.st_mode, info.st_size, info.st_mtime_ns)
    return found


def processes_of(place):
    """Whose home is there, and that have not ended."""
    home = f"HOME={place.home}".encode()
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as file:
                if home in file.read().split(b"\0"):
                    found.append(pid)
        except OSError:  # it has ended meanwhile
            pass
    return found


def wait_for_end(place):
    """A recording's process writes its last words after it was said to be sealed."""
    wait_for("the end of the recording's process", lambda: not processes_of(place))


def ledger_lines(place):
    path = os.path.join(place.archive, "ledger.jsonl")
    lines = []
    if os.path.exists(path):
        with open(path, "rb") as file:
            for raw in file.read().split(b"\n"):
                try:
                    lines.append(json.loads(raw))
                except ValueError:  # torn, and completed by the next line
                    continue
    return lines


def untold(place, hidden, texts):
    """Those that neither a sentence on stderr names, by themselves or by their recording, nor `doctor`; nor what is written
    down of a change that is to be completed, where it is said what completes it."""
    if any(COMPLETES in text for text in texts):
        intents = [path for path in hidden if os.path.basename(path).startswith(".intent-")]
        written = ""
        for path in intents:
            with open(os.path.join(place.archive, path), encoding="utf-8", errors="replace") as file:
                written += file.read()
        hidden = [path for path in hidden if path not in intents and path.split(".new")[0] + ".new" not in written]
    def names(path):
        parts = [part.removeprefix(".discarded-") for part in path.split(os.sep)]
        return [part for part in [path, *parts] if len(part) > 3]
    def is_told(path, text):
        # What is written down to be done is told by what it is about, with the command that does it.
        is_intent = path.startswith(".intent-") and "earwitness recover --all" in text
        return is_intent or any(name in text for name in names(path))
    left = [path for path in hidden if not any(is_told(path, text) for text in texts)]
    if not left:
        return []
    doctor = place.earwitness("doctor", "--json").out
    # It completes what it can, and names the rest.
    return [path for path in left if os.path.lexists(os.path.join(place.archive, path)) and
            os.path.join(place.archive, path.split(".new")[0]) not in doctor]


class Judge:
    """What must hold after a command that was cut short. Collects (rule, what was seen)."""

    def __init__(self, place, command, before):
        self.place, self.command, self.before = place, command, before
        self.may_go = before.seals_of(command.may_go)
        self.faults = []

    def fault(self, rule, seen):
        self.faults.append((rule, seen))

    def run(self, ended, others_first):
        texts = self.looks("right afterwards", self.command.verified + self.before_code())
        state = State(self.place)
        self.nothing_lost(state, "right afterwards")
        # What is set aside for a recording that runs is no leftover yet.
        left = [path for path in state.hidden if not (self.command.runs and path.endswith("/.reserve"))]
        for hidden in untold(self.place, left, [*texts, ended.err]):
            self.fault("leftover not told", hidden)
        is_done = self.command.reached(self.place, self.before)
        if others_first:
            self.others()
            is_done = self.command.reached(self.place, self.before)
            self.same_again(is_done)
        else:
            self.same_again(is_done)
            self.others()
        if self.command.runs:
            self.stop()
        for words in self.command.settles:
            done = self.place.earwitness(*words)
            if done.code == 4 and "type the same at a terminal" in done.err:
                # Nobody but who recorded it can say so, where the disk failed before the ledger had its beginning.
                done = self.place.at_terminal(words, "y")
            if done.code != 0:
                self.fault("what is told to be typed fails", f"{words}: {done!r}")
        self.end()

    def stop(self):
        done = self.place.earwitness("stop")
        if done.code not in (0, 4):
            self.fault("it can't be stopped", repr(done))
        wait_for_end(self.place)

    def before_code(self):
        return (3,) if self.command.base == "interrupted" else ()

    def ending(self, cut, ended):
        if ended.code == -signal.SIGALRM:
            self.fault("hangs", ended.err)
        elif cut.kind == "kill" and ended.code in (-signal.SIGKILL, 128 + signal.SIGKILL):
            return
        elif cut.kind == "interrupt":
            if ended.code != 0 or not self.command.reached(self.place, self.before):
                self.fault("interrupted call not repeated", repr(ended))
        elif ended.code == 0:
            is_said = self.command.on_the_way and COMPLETES in ended.err
            if not is_said and not self.command.reached(self.place, self.before):
                self.fault("done is said of what is not", repr(ended))
        elif ended.code not in self.command.fails:
            self.fault("exit code", repr(ended))
        elif ended.code == 5 and "  try: " not in ended.err and not (cut.group == "write" and cut.lasts):
            self.fault("nothing to type", repr(ended))

    def looks(self, when, codes):
        """`list` and `verify --all`, which only read; what they say."""
        before = looks_of(self.place.archive)
        listed, verified = self.place.earwitness("list"), self.place.earwitness("verify", "--all")
        if looks_of(self.place.archive) != before and (when == "at the end" or not self.command.runs):
            self.fault("who only reads changes something", when)
        if listed.code != 0:
            self.fault("list", f"{when}: {listed!r}")
        if verified.code not in codes:
            self.fault("verdict", f"{when}: {verified!r}")
        return [listed.err, verified.err]

    def nothing_lost(self, state, when):
        for seal, copies in self.before.bags.items():
            now = state.bags.get(seal, [])
            if not now:
                if seal not in self.may_go:
                    self.fault("lost", f"{when}: {copies[0][0]}")
                continue
            if len({path for path, _ in now if not any(part.startswith(".") for part in path.split(os.sep))}) > len(copies):
                self.fault("doubled", f"{when}: {[path for path, _ in now]}")
            if seal not in self.may_go and not any(files.items() >= copies[0][1].items() for _, files in now):
                self.fault("changed", f"{when}: {copies[0][0]}")

    def same_again(self, is_done):
        done = self.place.go(self.command)
        codes = self.command.again + (self.command.again_done if is_done else ())
        if done.code not in codes:
            self.fault("the same again", repr(done))
        if not self.command.reached(self.place, self.before):
            self.fault("not done by the same again", repr(done))
        for path in leftovers_elsewhere(self.place):
            self.fault("leftover stays elsewhere", os.path.relpath(path, self.place.folder))

    def others(self):
        for words in self.command.then:
            done = self.place.earwitness(*words)
            if done.code != 0:
                self.fault("another command", f"{words}: {done!r}")
        state = State(self.place)
        if self.command.may_go:
            for hidden in state.left():
                self.fault("leftover stays", hidden)
        gone = self.may_go - set(state.bags)
        remains = {value for seal in gone for _, files in self.before.bags[seal] for value in files.values()}
        kept = {value for copies in state.bags.values() for _, files in copies for value in files.values()}
        for path in files_below(self.place.archive):
            if os.path.getsize(path) > 0 and digest(path) in remains - kept:
                self.fault("what was deleted is there", os.path.relpath(path, self.place.archive))

    def end(self, codes=(0,)):
        texts = self.looks("at the end", codes)
        state = State(self.place)
        self.nothing_lost(state, "at the end")
        for hidden in untold(self.place, state.hidden, texts):
            self.fault("leftover not told at the end", hidden)
        self.no_line_twice()

    def no_line_twice(self):
        seen = collections.Counter()
        for line in ledger_lines(self.place):
            if line.get("event") in ("begin", "seal", "recover", "delete") or line.get("seal"):
                seen[tuple(line.get(name) for name in ("event", "recording", "bag", "what", "seal", "seal_after"))] += 1
        for line, times in seen.items():
            if times > 1:
                self.fault("a line twice", repr(line))


def points_of(log):
    """Each call that the traced command made, as (group, call, number): the number counts that call within a thread."""
    numbers, points, loading = collections.Counter(), set(), collections.Counter()
    first = ""
    with open(log, encoding="utf-8", errors="replace") as file:
        for text in file:
            found = CALL.match(text)
            if not found:
                continue
            call, rest = found["call"], found["rest"]
            numbers[found["thread"], call] += 1
            number = numbers[found["thread"], call]
            first = first or found["thread"]
            is_systems = re.match(r"AT_FDCWD, \"/(etc|lib|lib64|usr|proc|sys|dev)/(?!shm/)", rest)
            # A number counts within each thread: what the loader opens first of all must not be met by that of another.
            if found["thread"] == first and call in GROUPS["open"][0] and is_systems and "O_CREAT" not in rest:
                loading[call] += loading[call] == number - 1
            for group, (calls, _) in GROUPS.items():
                is_one = call in calls and (group != "create" or "O_CREAT" in rest) and (group != "open" or not is_systems)
                if is_one:
                    points.add((group, call, number))
    return sorted(point for point in points if point[2] > loading[point[1]])


class Driver:
    """The bases, made once, and a place for each worker."""

    def __init__(self, make_base, tsa=None, room=None):
        memory = "/dev/shm"  # syncs cost nothing there
        self.folder = tempfile.mkdtemp(prefix="cut-", dir=memory if os.access(memory, os.W_OK) else None)
        self.make_base, self.tsa, self.room = make_base, tsa, room
        self._bases, self._contents = {}, {}
        self._lock, self._judged = threading.Lock(), set()
        self.met = collections.defaultdict(collections.Counter)  # calls that were cut short, by command and kind

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def base(self, name):
        if name not in self._bases:
            place = Place(os.path.join(self.folder, "base-" + name), self.tsa)
            if name == "plain":
                os.makedirs(place.folder)
                place.make()
            else:
                place.copy_from(self.base("plain")[0])
            self.make_base(name, place)
            self._bases[name] = (place, State(place))
            self._contents[name] = contents_of(place)
        return self._bases[name]

    @property
    def judged(self):
        """How many states that a cut left were looked at; all others were the same again."""
        return len(self._judged)

    def is_new(self, command, cut, place, others_first):
        """Whether nothing that this command left before looked like what lies there now."""
        is_unchanged = contents_of(place) == self._contents[command.base]
        if not is_unchanged and cut.kind != "kill" and State(place).hidden:
            return True  # whether it is told may be up to what the command itself said
        state = (command.name, cut.kind == "kill", others_first, "unchanged" if is_unchanged else shape_of(place))
        with self._lock:
            if state in self._judged:
                return False
            self._judged.add(state)
            return True

    def place(self, worker, command, base=None):
        place = Place(os.path.join(self.folder, f"worker-{worker}"), self.tsa, self.room)
        place.copy_from(self.base(base or command.base)[0])
        return place

    def points(self, worker, command):
        """Where it can be cut; the run that tells must do what it is for."""
        place = self.place(worker, command)
        log = os.path.join(self.folder, f"log-{worker}")
        try:
            ended = place.go(command, ["strace", "-f", "-qq", "-s", "200", "-o", log, "-e",
                                       "trace=" + ",".join("?" + call for call in TRACED)])
            if ended.code != 0 or not command.reached(place, self.base(command.base)[1]):
                raise AssertionError(f"{command.name}, undisturbed: {ended!r}")
        finally:
            self.end_recording(place, command)
        return points_of(log)

    @staticmethod
    def end_recording(place, command):
        """Nothing runs on in a folder that is another try's."""
        if command.runs:
            place.earwitness("stop")
            wait_for_end(place)

    def cut(self, worker, command, cut, others_first):
        """What is wrong afterwards; None where the call was not reached."""
        place = self.place(worker, command)
        try:
            return self.cut_in(place, worker, command, cut, others_first)
        finally:
            self.end_recording(place, command)

    def cut_in(self, place, worker, command, cut, others_first):
        log = os.path.join(self.folder, f"log-{worker}")
        ended = place.go(command, cut.strace(log, *(["-y"] if command.room else [])))
        with open(log, encoding="utf-8", errors="replace") as file:
            traced = file.read()
        if "(INJECTED)" not in traced and "killed by SIGKILL" not in traced and ended.code != -signal.SIGALRM:
            return None
        if command.room and cut.kind == "error" and fails_in_no_file(traced):
            return None
        self.hits(command, cut, traced)
        judge = Judge(place, command, self.base(command.base)[1])
        judge.ending(cut, ended)
        # What comes next is up to what lies there, not to how it came about.
        if judge.faults or self.is_new(command, cut, place, others_first):
            judge.run(ended, others_first)
        return judge.faults

    def hits(self, command, cut, traced):
        with self._lock:
            self.met[command.name][cut.kind] += traced.count("(INJECTED)") if cut.each else 1
