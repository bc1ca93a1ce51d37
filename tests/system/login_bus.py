# SPDX-License-Identifier: MIT
"""A system bus of a test's own with a double of logind on it (python-dbusmock), told what to do by dbus-send.

The double may run in another Python than the test: Debian's own has dbusmock, whichever runs the tests.
"""

import os
import shutil
import subprocess
import sys
import tempfile

from waiting import wait_for

NAME = "org.freedesktop.login1"
PATH = "/org/freedesktop/login1"
MANAGER = "org.freedesktop.login1.Manager"
SESSION = "org.freedesktop.login1.Session"
MOCK = "org.freedesktop.DBus.Mock"


def _python():
    for python in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([python, "-c", "import dbusmock"], capture_output=True).returncode == 0:
            return python
    raise AssertionError("no Python here has dbusmock: install python3-dbusmock")


class LoginBus:
    """`close()` ends bus and double, each by its own pid."""

    def __init__(self, template=True):
        self.folder = tempfile.mkdtemp(prefix="bus-")
        self.address = "unix:path=" + os.path.join(self.folder, "bus")
        self.parts = []
        self.log = open(os.path.join(self.folder, "log"), "ab")
        self.what = ["--template", "logind"] if template else [NAME, PATH, MANAGER]
        try:
            self._start()
        except BaseException:
            self.close()
            raise

    def _start(self):
        self._run("dbus-daemon", "--session", "--nofork", "--nopidfile", "--address=" + self.address)
        wait_for("the bus", lambda: self._alive() and os.path.exists(os.path.join(self.folder, "bus")))
        self._run(_python(), "-m", "dbusmock", "--system", *self.what)
        wait_for("logind's double", lambda: self._alive() and self._has_logind(), every=0.1)

    def restart(self):
        """Bus and double are gone and come back, knowing nothing."""
        self._stop()
        self._start()

    def _run(self, *command):
        environment = dict(os.environ, DBUS_SYSTEM_BUS_ADDRESS=self.address, DBUS_SESSION_BUS_ADDRESS=self.address)
        self.parts.append(subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=self.log,
                                           stderr=self.log))

    def _alive(self):
        for part in self.parts:
            if part.poll() is not None:
                with open(self.log.name, encoding="utf-8", errors="replace") as log:
                    raise AssertionError(f"{part.args} ended:\n{log.read()}")
        return True

    def _has_logind(self):
        return "true" in self._send("org.freedesktop.DBus", "/org/freedesktop/DBus",
                                    "org.freedesktop.DBus.NameHasOwner", "string:" + NAME)

    def _send(self, to, path, method, *arguments):
        done = subprocess.run(["dbus-send", "--bus=" + self.address, "--print-reply", "--dest=" + to, path, method,
                               *arguments], capture_output=True, text=True)
        if done.returncode != 0:
            raise AssertionError(f"dbus-send {path} {method} {arguments}: {done.stderr}")
        return done.stdout

    # -- what logind does -----------------------------------------------------------------------------------------------

    def call(self, method, *arguments, path=PATH, interface=MANAGER):
        return self._send(NAME, path, f"{interface}.{method}", *arguments)

    def add_method(self, name, code, signature="", returns="", path=PATH, interface=MANAGER):
        self.call("AddMethod", "string:" + interface, "string:" + name, "string:" + signature, "string:" + returns,
                  "string:" + code, path=path, interface=MOCK)

    def do(self, code, path=PATH):
        """Runs a line of Python in the double, as the object at `path`: what no method of it offers."""
        self.add_method("Do", code, path=path)
        self.call("Do", path=path)

    def add_session(self, name):
        self.call("AddSession", "string:" + name, "string:seat0", "uint32:1000", "string:somebody", "boolean:true",
                  interface=MOCK)

    @staticmethod
    def session_path(name):
        return f"{PATH}/session/{name}"

    def session(self, name, method, *arguments):
        self.call(method, *arguments, path=self.session_path(name), interface=SESSION)

    def remove_session(self, name):
        self.do(f"self.EmitSignal('{MANAGER}', 'SessionRemoved', 'so', ['{name}', '{self.session_path(name)}'])")

    def inhibitors(self):
        """[what, who, why, mode] of each."""
        words = [line.split('"')[1] for line in self.call("ListInhibitors").splitlines() if "string" in line]
        return [words[at:at + 4] for at in range(0, len(words), 4)]

    def _stop(self):
        while self.parts:
            part = self.parts.pop()
            if part.poll() is None:
                part.terminate()
            part.wait(timeout=30)

    def close(self):
        self._stop()
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)
