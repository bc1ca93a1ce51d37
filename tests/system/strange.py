# SPDX-License-Identifier: MIT
"""Strange things in the place of what belongs there, and a world to put them into: an archive, a folder that somebody
handed over, and what is neither, which nothing may touch."""

import hashlib
import json
import os
import shutil
import signal
import socket
import stat
import subprocess

from case import PROGRAM
from waiting import LONG, wait_for

NOBODY = 65534
HUGE = 1 << 40
SIGNAL = ("--device", "test-signal", "--me", "A. Name")
TYPED = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nI never said that.\n"


class Home:
    """A user with an archive, in one folder that can be copied as a whole."""

    def __init__(self, folder, uid=None):
        self.folder, self.uid = folder, uid
        self.archive, self.handed = os.path.join(folder, "archive"), os.path.join(folder, "handed")
        self.outside = os.path.join(folder, "outside")

    def environment(self):
        def at(*names):
            return os.path.join(self.folder, *names)

        kept = {name: os.environ[name] for name in ("PATH", "LANG", "ASAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS")
                if name in os.environ}
        kept.update(HOME=at("home"), XDG_RUNTIME_DIR=at("run"), EARWITNESS_ARCHIVE=self.archive, TERM="xterm",
                    XDG_CONFIG_HOME=at("home", ".config"), XDG_DATA_HOME=at("home", ".local", "share"),
                    PULSE_SERVER="unix:" + at("no-server"), DBUS_SYSTEM_BUS_ADDRESS="unix:path=" + at("no-bus"),
                    EDITOR="true", VISUAL="true")
        return kept

    def run(self, *words, timeout=2 * LONG, program=PROGRAM):
        user = {} if self.uid is None else {"user": self.uid, "group": self.uid, "extra_groups": []}
        return subprocess.run([program, *words], env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=timeout, cwd=self.folder, **user)

    def copy(self, folder, uid=None, without=()):
        """Without the folder of sockets, which is no file's, and what else is not needed."""
        left_out = {os.path.normpath(os.path.join(self.folder, name)) for name in ("run", *without)}
        shutil.copytree(self.folder, folder, symlinks=True,
                        ignore=lambda at, names: [name for name in names if os.path.join(at, name) in left_out])
        os.mkdir(os.path.join(folder, "run"), 0o700)
        if uid is not None:
            for at, folders, names in os.walk(folder):
                for name in folders + names:
                    os.lchown(os.path.join(at, name), uid, uid)
            os.chown(folder, uid, uid)
        return Home(folder, uid)


class Copies:
    """Copies of one world that are used again: making one costs more than the command that meets it. So what was changed in
    one is made anew from the template, and only that: the kernel's time of a file's last change can't be set by anybody."""

    def __init__(self, template, folder):
        self.template, self.folder = template, folder
        self.free = {}  # by what they are without: pairs of a home and what is in it
        self.made = 0

    def take(self, without):
        """A home, and what give_back needs to know of it."""
        key = tuple(without)
        if self.free.get(key):
            home, seen = self.free[key].pop()
        else:
            self.made += 1
            home = self.template.copy(os.path.join(self.folder, f"{os.getpid()}-{self.made}"), without=without)
            seen = _seen(home.folder)
        return home, (key, seen)

    def give_back(self, home, taken):
        key, seen = taken
        now = _seen(home.folder)
        for name in sorted(now, reverse=True):  # what is in a folder first
            if name not in seen or _is_another(seen[name], now[name]):
                _remove(os.path.join(home.folder, name))
        now = _seen(home.folder)
        changed = sorted(name for name in seen if now.get(name) != seen[name])
        for name in changed:  # a folder before what is in it
            self._make_anew(home, name, stat.S_ISDIR(seen[name][0]))
        for name in reversed(changed):
            shutil.copystat(os.path.join(self.template.folder, name), os.path.join(home.folder, name), follow_symlinks=False)
        now = _seen(home.folder)
        assert now.keys() == seen.keys(), sorted(now.keys() ^ seen.keys())
        self.free.setdefault(key, []).append((home, now))

    def _make_anew(self, home, name, is_folder):
        path = os.path.join(home.folder, name)
        if is_folder:
            os.makedirs(path, 0o700, exist_ok=True)
            return
        if os.path.lexists(path):
            os.unlink(path)
        shutil.copy2(os.path.join(self.template.folder, name), path, follow_symlinks=False)


def _seen(folder):
    """Every name below it, and itself: kind and mode, which file it is, and when it was changed."""
    found = {}
    for at, folders, names in os.walk(folder):
        for name in [".", *folders, *names] if at == folder else folders + names:
            path = os.path.normpath(os.path.join(at, name))
            info = os.lstat(path)
            found[os.path.relpath(path, folder)] = (info.st_mode, info.st_ino, info.st_size, info.st_nlink, info.st_mtime_ns,
                                                    info.st_ctime_ns, info.st_uid)
    return found


def _is_another(was, now):
    """Another kind of thing in its place, or another folder."""
    return stat.S_IFMT(was[0]) != stat.S_IFMT(now[0]) or (stat.S_ISDIR(now[0]) and was[1] != now[1])


def _remove(path):
    if os.path.isdir(path) and not os.path.islink(path):
        shutil.rmtree(path)
    elif os.path.lexists(path):
        os.unlink(path)


def make_template(folder):
    """What every cell is a copy of: two sealed recordings, one of them with all that can lie beside it, an interrupted
    one, and copies of these outside of the archive."""
    home = Home(folder)
    for name in ("run", "home"):
        os.makedirs(os.path.join(folder, name), 0o700)

    def do(*words):
        done = home.run(*words)
        assert done.returncode == 0, (words, done)
        return done

    def record(title, seconds, *, kill=False):
        do("start", "--background", *SIGNAL, "--title", title)
        def status():
            return json.loads(do("status", "--json").stdout)

        wait_for(f"{seconds} s of audio", lambda: status().get("seconds", 0) >= seconds, every=0.1)
        if not kill:
            do("stop")
            return
        os.kill(status()["pid"], signal.SIGKILL)
        wait_for("its end", lambda: not status()["running"])

    record("alpha", 2.2)
    record("beta", 0.3)
    record("gamma", 1.1, kill=True)
    record("delta", 0.3)
    for name in os.listdir(home.archive):
        if name.startswith("20"):
            os.rename(os.path.join(home.archive, name), os.path.join(home.archive, name.rsplit("_", 1)[1]))
    binned = os.path.join(home.archive, ".bin", "20261101T000000Z")
    os.makedirs(binned, 0o700)
    os.rename(os.path.join(home.archive, "delta"), os.path.join(binned, "delta"))
    with open(os.path.join(folder, "typed.vtt"), "w", encoding="utf-8") as out:
        out.write(TYPED)
    do("transcript", "alpha", "--from-file", os.path.join(folder, "typed.vtt"))
    do("excerpt", "alpha", "--from", "0:00", "--to", "0:01")
    do("note", "alpha", "my own words")
    os.mkdir(home.outside, 0o700)
    for name in ("alpha", "gamma"):
        shutil.copytree(os.path.join(home.archive, name), os.path.join(home.handed, name))
    shutil.copytree(os.path.join(home.archive, "alpha", "recording"), os.path.join(home.outside, "alpha", "recording"))
    for name, content in (("file", "my own, of another matter\n"), ("thesis.txt", "years of work\n")):
        with open(os.path.join(home.outside, name), "w", encoding="utf-8") as out:
            out.write(content)
    os.makedirs(os.path.join(home.outside, "photos", "2025"))
    with open(os.path.join(home.outside, "photos", "2025", "one.jpg"), "wb") as out:
        out.write(os.urandom(2000))
    os.mkdir(os.path.join(folder, "to"), 0o700)
    return home


# -- strange things ---------------------------------------------------------------------------------------------------


def _socket(path):
    with socket.socket(socket.AF_UNIX) as listener:  # by its folder's descriptor: a path may be too long for a socket
        folder = os.open(os.path.dirname(path), os.O_RDONLY)
        try:
            listener.bind(f"/proc/self/fd/{folder}/{os.path.basename(path)}")
        finally:
            os.close(folder)


def _device(path):
    os.mknod(path, stat.S_IFCHR | 0o600, os.makedev(1, 5))  # zeros without an end


def _empty_file(path):
    open(path, "w", encoding="utf-8").close()


def _huge_file(path):
    with open(path, "wb") as out:
        out.truncate(HUGE)


def _half_copied(home, path):
    """As a copy looks that was ended in the middle: no seal yet, a file cut, a folder that is still empty."""
    os.makedirs(os.path.join(path, "data", "rest"))
    source = os.path.join(home.outside, "alpha", "recording")
    for name in ("bagit.txt", "data/journal.jsonl", "data/audio-001.flac"):
        with open(os.path.join(source, name), "rb") as content, open(os.path.join(path, name), "wb") as out:
            out.write(content.read()[:-7])


def _unreadable(path):
    os.mkdir(path)
    with open(os.path.join(path, "inside"), "w", encoding="utf-8") as out:
        out.write("x")
    os.chmod(path, 0)


KINDS = {
    "link to a file": lambda home, path: os.symlink(os.path.join(home.outside, "file"), path),
    "link to a conversation": lambda home, path: os.symlink(os.path.join(home.outside, "alpha"), path),
    "link to a bag": lambda home, path: os.symlink(os.path.join(home.outside, "alpha", "recording"), path),
    "link to my files": lambda home, path: os.symlink(home.outside, path),
    "relative link out": lambda home, path: os.symlink(os.path.relpath(home.outside, os.path.dirname(path)), path),
    "link to nothing": lambda home, path: os.symlink(os.path.join(home.outside, "none"), path),
    "link to itself": lambda home, path: os.symlink(os.path.basename(path), path),
    "FIFO": lambda home, path: os.mkfifo(path, 0o600),
    "socket": lambda home, path: _socket(path),
    "device": lambda home, path: _device(path),
    "empty folder": lambda home, path: os.mkdir(path, 0o700),
    "half-copied folder": _half_copied,
    "whole bag": lambda home, path: shutil.copytree(os.path.join(home.outside, "alpha", "recording"), path),
    "unreadable folder": lambda home, path: _unreadable(path),
    "hard link": lambda home, path: os.link(os.path.join(home.outside, "file"), path),
    "empty file": lambda home, path: _empty_file(path),
    "sparse file of 1 TB": lambda home, path: _huge_file(path),
}
LINKS = tuple(kind for kind in KINDS if "link" in kind and kind != "hard link")


def put(home, kind, path):
    """Replaces what is at `path`; what was there is gone."""
    if os.path.islink(path) or os.path.isfile(path):
        os.unlink(path)
    elif os.path.isdir(path):
        shutil.rmtree(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    KINDS[kind](home, path)


# -- what may not change ----------------------------------------------------------------------------------------------


def _digest(path, info):
    if info.st_size > 1 << 24:
        return "large"
    try:
        with open(path, "rb") as content:
            return hashlib.sha256(content.read()).hexdigest()
    except PermissionError:
        return "unreadable"


def picture(folder):
    """Every name below it: kind, mode, size, when it changed, which file it is, and what it holds."""
    found = {}
    for at, folders, names in os.walk(folder):
        for name in folders + names:
            path = os.path.join(at, name)
            info = os.lstat(path)
            content = ""
            if stat.S_ISLNK(info.st_mode):
                content = os.readlink(path)
            elif stat.S_ISREG(info.st_mode):
                content = _digest(path, info)
            found[os.path.relpath(path, folder)] = (info.st_mode, info.st_size, info.st_mtime_ns, info.st_ino, content)
    info = os.lstat(folder)
    found["."] = (info.st_mode, info.st_mtime_ns, info.st_ino)
    return found
