#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs scripts (`*.txt` below this folder, or those that are named): each in a home and an archive of its own, several
at a time, and prints where one differs from what the program does. `--write` puts what the program does into the
scripts instead. The program is $EARWITNESS, the folder of its manual pages $EARWITNESS_MANUAL."""

import argparse
import concurrent.futures
import difflib
import fnmatch
import glob
import hashlib
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import tempfile

import script

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))
DATA = os.path.join(SOURCE, "tests", "data")
# `check-sealed FOLDER`: the system tests' independent reading of a sealed recording.
CHECK = f"""#!{sys.executable} -B
import sys
sys.path.insert(0, {os.path.join(SOURCE, "tests", "system")!r})
import sealed
sealed.check_sealed(sys.argv[1])
"""
LONGEST = 120  # seconds that a command may take
PROGRAM = re.compile(r"(?:^|[\s;|&'\"])earwitness(?:$|\s)")  # a command line that runs it, if through a shell

# As tests/system/case.py has them: nothing that moves the cursor or turns around what is read, no library's noise.
UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
NOISE = re.compile(r"ALSA lib|jack|JACK|Expression '|snd_|PulseAudio:|Cannot connect")

# What not every machine has: the line that says so, where it is not there.
NEEDS = {
    "no-sound-card": lambda: None if not glob.glob("/dev/snd/pcmC*c") else
    "this machine has a sound card, which is found without a sound server",
    "root": lambda: None if os.geteuid() == 0 else "only root can do that",
    "no-root": lambda: None if os.geteuid() else "permissions do not bind root",
    "tmpfs": lambda: None if _tmpfs() else "no small file system can be mounted here",
}


def _tmpfs():
    """Whether a small file system can be mounted here: in a namespace of its own, so that nothing of it is left."""
    return subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=64k", "none", "/mnt"],
                          capture_output=True, check=False).returncode == 0


class Skipped(Exception):
    """A script that this machine can't run."""


def cli11_version():
    """The version of CLI11 that lays out the help: the build tells it, else the system's."""
    told = os.environ.get("EARWITNESS_CLI11")
    if told:
        return told
    done = subprocess.run(["pkg-config", "--modversion", "CLI11"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


class Run:
    """One script at work."""

    def __init__(self, path, program, write=False):
        self.path, self.program, self.write = path, program, write
        self.problems, self.notes, self.rewritten = [], [], {}
        self.words_only = False

    def run(self):
        """The problems, each as the text that is printed."""
        with open(self.path, encoding="utf-8") as file:
            self.text = file.read()
        self.folder = tempfile.mkdtemp(prefix="earwitness-script-")
        try:
            self.prepare()
            for step in script.parse(self.text):
                try:
                    (self.command if isinstance(step, script.Command) else self.setting)(step)
                except script.Mistake as mistake:
                    raise script.Mistake(f"{step.number}: {mistake}") from None
        except script.Mistake as mistake:
            self.problems.append(f"{self.path}:{mistake}")
        except Skipped as skipped:
            self.notes.append(f"NOT TESTED: {self.path}: {skipped}")
        finally:
            self.clean()
        if self.write and self.rewritten:
            self.rewrite()
        return self.problems

    def prepare(self):
        names = {"HOME": "home", "RUN": "run", "WORK": "work", "ARCHIVE": "archive"}
        self.variables = {name: os.path.join(self.folder, below) for name, below in names.items()}
        for name in ("HOME", "RUN", "WORK"):
            os.mkdir(self.variables[name], 0o700)
        self.bin = os.path.join(self.folder, "bin")
        os.mkdir(self.bin)
        os.symlink(self.program, os.path.join(self.bin, "earwitness"))
        check = os.path.join(self.bin, "check-sealed")
        with open(check, "w", encoding="utf-8") as out:
            out.write(CHECK)
        os.chmod(check, 0o755)
        self.variables.update(DATA=DATA, SOURCE=SOURCE, MANUAL=os.path.abspath(os.environ.get("EARWITNESS_MANUAL", "/nonexistent")))
        kept = {name: os.environ[name] for name in ("ASAN_OPTIONS", "TSAN_OPTIONS") if name in os.environ}
        self.environment = dict(
            kept, PATH=f"{self.bin}:{os.environ['PATH']}", TERM="xterm", TZ="UTC", HOME=self.variables["HOME"],
            XDG_CONFIG_HOME=os.path.join(self.variables["HOME"], ".config"), XDG_RUNTIME_DIR=self.variables["RUN"],
            EARWITNESS_ARCHIVE=self.variables["ARCHIVE"], PULSE_SERVER=f"unix:{self.folder}/no-server",
            DBUS_SYSTEM_BUS_ADDRESS=f"unix:path={self.folder}/no-bus")

    def clean(self):
        """A script leaves nothing running: what it did is ended, by its own id. Removes its folder."""
        try:
            done = subprocess.run([self.program, "status", "--json"], env=self.environment, stdin=subprocess.DEVNULL,
                                  capture_output=True, timeout=LONGEST, check=False)
            status = json.loads(done.stdout) if done.returncode == 0 else {}
            if status.get("running"):
                os.kill(status["pid"], signal.SIGKILL)
                self.problems.append(f"{self.path}: a recording still ran at its end")
        except (OSError, ValueError, AttributeError, subprocess.TimeoutExpired):
            pass
        for at, folders, _ in os.walk(self.folder):
            for name in folders:
                if not os.path.islink(os.path.join(at, name)):
                    os.chmod(os.path.join(at, name), 0o700)
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- lines that are no commands ---------------------------------------------------------------------------------

    def setting(self, step):
        words = script.words_of(step.rest, self.variables)
        if step.verb == "layout-of":
            self.words_only = not any((cli11_version() + ".").startswith(version + ".") for version in words[1:])
            if self.words_only:
                self.notes.append(f"{self.path}: held to its words alone: it has the layout of {' or '.join(words[1:])} of {words[0]}, "
                                  f"and here is {cli11_version()}")
            return
        for word in words:
            getattr(self, "_" + step.verb)(step, word)

    def _file(self, step, path):
        path = os.path.join(self.variables["WORK"], path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as out:
            out.write(script.content(step.lines, self.variables))

    def _env(self, _, word):
        name, is_set, value = word.partition("=")
        if not is_set:
            raise script.Mistake("env is followed by NAME=VALUE")
        self.environment[name] = value

    def _unset(self, _, name):
        self.environment.pop(name, None)

    def _recording(self, _, name):
        """The golden recording of format 1, in the archive under that name."""
        os.makedirs(self.variables["ARCHIVE"], 0o700, exist_ok=True)
        target = os.path.join(self.variables["ARCHIVE"], name)
        os.mkdir(target, 0o700)
        bag = os.path.join(target, "recording")
        shutil.copytree(os.path.join(DATA, "format-1", "recording"), bag)
        for at, _, names in os.walk(bag):
            os.chmod(at, 0o700)
            for file in names:
                os.chmod(os.path.join(at, file), 0o400)

    @staticmethod
    def _needs(_, what):
        if what not in NEEDS:
            raise script.Mistake(f"nobody knows what {what} is")
        reason = NEEDS[what]()
        if reason:
            raise Skipped(reason)

    # -- commands ---------------------------------------------------------------------------------------------------

    def command(self, step):
        environment, words = dict(self.environment), script.words_of(step.text, self.variables)
        while words and re.match(r"[A-Z_]+=", words[0]):
            name, _, value = words.pop(0).partition("=")
            environment[name] = value
        if not words:
            raise script.Mistake("there is no command")
        ours = bool(PROGRAM.search(step.text))
        before = snapshot(self.folder) if ours or step.leaves is not None else None
        try:
            done = subprocess.run([os.fsencode(word) for word in words], env=environment, cwd=self.variables["WORK"],
                                  input=script.content(step.stdin, self.variables), capture_output=True,
                                  timeout=LONGEST, check=False)
        except subprocess.TimeoutExpired:
            return self.differs(step, f"it takes longer than {LONGEST} seconds")
        except OSError as error:
            raise script.Mistake(str(error)) from None
        found = []
        if done.returncode not in step.exits:
            wanted = " or ".join(map(str, step.exits))
            found.append(f"exit: {wanted} expected, {done.returncode} got")
        texts, never = {}, []  # what --write never puts into a script
        for name, stream, data in (("stdout", step.out, done.stdout), ("stderr", step.err, done.stderr)):
            texts[name] = data.decode("utf-8", "surrogateescape")
            found += self.compare(name, stream, texts[name])
            if ours:
                never += unfit(name, texts[name])
        if step.leaves is not None or (ours and done.returncode != 0):
            never += changes(before, snapshot(self.folder), step.leaves or [])
        if found and self.write and not never:
            self.rewritten[step.number] = (step, done.returncode, texts)
        elif found or never:
            told = "\n".join(f"{name} was:\n{text}" for name, text in texts.items() if text and name not in "".join(found))
            self.differs(step, "\n".join(found + never) + ("\n" + told if told else ""))
        return None

    def compare(self, name, stream, text):
        found = []
        if stream.exact:
            kept = set()
            pattern = "".join(script.pattern_of(line, self.variables, kept) for line in stream.lines)
            match = re.fullmatch(pattern, text)
            if match:
                self.variables.update(match.groupdict())
            elif not self.words_only or words_alone(script.content(stream.lines, self.variables).decode()) != words_alone(text):
                found.append(f"{name} differs (- expected, + got):\n" + self.difference(stream.lines, text))
        for number, kind, value in stream.clauses:
            if kind == "has":
                value = script.content([value], self.variables).decode("utf-8", "surrogateescape")[:-1]
                held = value in text
            elif kind == "json":
                held = is_document(text, value)
            else:
                held = bool(re.search(value, text, re.MULTILINE)) == (kind == "~")
            if not held:
                found.append(f"{name} does not hold to line {number}: {kind} {value}; it was:\n{text}")
        return found

    def difference(self, lines, text):
        """A diff, in which an expected line that matches a line of what was got is that line."""
        got, wanted = text.splitlines(), []
        for line in lines:
            pattern = re.compile(script.pattern_of(line, self.variables, set()))
            wanted.append(next((there for there in got if pattern.fullmatch(there + "\n")), line))
        shown = list(difflib.unified_diff(wanted, got, lineterm="", n=3))[2:]
        if not shown:
            shown = [f"the end of the text alone: {text[-20:]!r}"]
        return "\n".join("  " + line for line in shown)

    def differs(self, step, what):
        self.problems.append(f"{self.path}:{step.number}: $ {step.text}\n{what}")

    def kept_line(self, lines, new):
        """The line of the script that the new one still matches: it may say `<utc>` where the new one has a time."""
        text = script.content([new], self.variables).decode("utf-8", "surrogateescape")
        return next((line for line in lines if line != "<lines>"
                     and re.fullmatch(script.pattern_of(line, self.variables, set()), text)), new)

    # -- --write ----------------------------------------------------------------------------------------------------

    def rewrite(self):
        lines, out = self.text.splitlines(), []
        at = 0
        for number in sorted(self.rewritten):
            step, code, texts = self.rewritten[number]
            out += lines[at:number]
            kept = [line for line in lines[number : step.last] if not re.match(r"[|!](?: |$)|exit ", line)]
            out += [line for line in kept if line.startswith("<")]
            for sign, name, stream in (("|", "stdout", step.out), ("!", "stderr", step.err)):
                expected = script.as_expected(texts[name], self.variables)
                if not stream.exact:
                    expected = []
                elif not self.compare(name, stream, texts[name]):
                    expected = stream.lines
                else:
                    expected = [self.kept_line(stream.lines, line) for line in expected]
                out += [f"{sign} {line}".rstrip() for line in expected]
            if code not in step.exits or step.exits != [0]:
                out += [f"exit {' '.join(map(str, step.exits if code in step.exits else [code]))}"] * (code != 0)
            out += [line for line in kept if not line.startswith("<")]
            at = step.last
        with open(self.path, "w", encoding="utf-8") as file:
            file.write("\n".join(out + lines[at:]) + "\n")
        self.notes.append(f"written: {self.path}")


def is_document(text, kind):
    """Whether it is what every `--json` promises: one line, one document, with its schema and its type."""
    try:
        document = json.loads(text)
    except ValueError:
        return False
    return (isinstance(document, dict) and text.endswith("\n") and text.count("\n") == 1
            and (document.get("schema"), document.get("type")) == (1, kind))


def words_alone(text):
    """Text without its layout."""
    return text.split()


def unfit(name, text):
    if UNSAFE.search(text):
        return [f"{name} has control characters: {text!r}"]
    if any("\udc80" <= char <= "\udcff" for char in text):
        return [f"{name} is not UTF-8: {text!r}"]
    if name == "stderr" and NOISE.search(text):
        return [f"an audio library's noise: {text!r}"]
    return []


def snapshot(folder):
    """All that lies below a folder: for each path its kind, mode, and content."""
    found = {}
    for at, folders, names in os.walk(folder):
        for name in folders + names:
            path = os.path.join(at, name)
            kind = os.lstat(path)
            what = ""
            if stat.S_ISLNK(kind.st_mode):
                what = os.readlink(path)
            elif stat.S_ISREG(kind.st_mode) and os.access(path, os.R_OK):
                with open(path, "rb") as file:
                    what = hashlib.sha256(file.read()).hexdigest()
            found[os.path.relpath(path, folder)] = (kind.st_mode, what)
    return found


def changes(before, after, allowed):
    """What is new, gone or other, as sentences; and what should be there, as a script says, and is not."""
    different = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
    found = []
    for path in different:
        if not any(fnmatch.fnmatchcase(path, pattern) for pattern in allowed):
            how = "left behind" if path not in before else "gone" if path not in after else "changed"
            found.append(f"{how}: {path}")
    found += [f"not left behind: {pattern}" for pattern in allowed if not fnmatch.filter(different, pattern)]
    return found


def run_all(paths, program, write=False, jobs=None, say=print):
    """Runs them, several at a time; how many failed."""
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(jobs or (os.cpu_count() or 1) + 1) as pool:
        runs = [Run(path, program, write) for path in paths]
        for run, problems in zip(runs, pool.map(Run.run, runs)):
            for text in run.notes + problems:
                say(text)
            failed += bool(problems)
    say(f"{len(paths)} scripts, {failed} failed")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put what the program does into the scripts")
    parser.add_argument("--jobs", type=int, help="how many run at a time")
    parser.add_argument("scripts", nargs="*", help="files or folders; all of them without any")
    words = parser.parse_args()
    paths = []
    for word in words.scripts or [HERE]:
        below = sorted(glob.glob(os.path.join(word, "**", "*.txt"), recursive=True)) if os.path.isdir(word) else [word]
        paths += [os.path.relpath(path) for path in below if os.path.basename(path) != "CMakeLists.txt"]
    if not paths:
        parser.error("there is no script")
    os.umask(0o022)
    return 1 if run_all(paths, os.path.abspath(os.environ["EARWITNESS"]), words.write, words.jobs) else 0


if __name__ == "__main__":
    sys.exit(main())
