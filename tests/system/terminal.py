# SPDX-License-Identifier: MIT
"""A pseudo-terminal with a program in it, as a person would have it before them."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import threading

from waiting import LONG, wait_for

CONTROL_SEQUENCE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")


class Terminal:
    """The program's session leader and controlling terminal are its own; everything that it shows is kept.

    `stdout` may be a file, for a program whose result goes elsewhere while a person watches.
    """

    def __init__(self, command, environment, columns=80, rows=24, stdout=None):
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self._shown = bytearray()
        self._lock = threading.Lock()
        self.process = subprocess.Popen(command, env=environment, stdin=slave, stdout=stdout or slave, stderr=slave,
                                        start_new_session=True, preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY))
        os.close(slave)
        self._open = True
        self._stop_read, self._stop_write = os.pipe()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self):
        while True:
            ready, _, _ = select.select([self.master, self._stop_read], [], [])
            if self._stop_read in ready:
                return
            try:
                part = os.read(self.master, 65536)
            except OSError:  # the last one on the other side is gone
                return
            if not part:
                return
            with self._lock:
                self._shown += part

    @property
    def raw(self):
        with self._lock:
            return self._shown.decode("utf-8", "replace")

    @property
    def text(self):
        """What was shown, without colours and cursor movements, one line for every time a line was drawn."""
        return CONTROL_SEQUENCE.sub("", self.raw).replace("\r\n", "\n").replace("\r", "\n")

    @property
    def flowing(self):
        """The same as one line: a message is broken at the terminal's width, wherever that is."""
        return re.sub(r"\s*\n\s*", " ", self.text)

    def expect(self, pattern, seconds=LONG):
        """Waits until the text shows `pattern` (a regular expression), in lines or, where it speaks of none, as one; returns
        the match."""
        speaks_of_lines = any(sign in pattern for sign in ("\n", "\\n", "$", "^"))
        def shown():
            return re.search(pattern, self.text) or (not speaks_of_lines and re.search(pattern, self.flowing))
        try:
            return wait_for(f"{pattern!r} on the terminal", shown, seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}\nshown was:\n{self.text[-4000:]}") from None

    def type(self, text):
        os.write(self.master, text.encode())

    def wait(self, seconds=LONG):
        code = self.process.wait(timeout=seconds)
        self._reader.join(timeout=seconds)
        return code

    def hang_up(self):
        """Closes the terminal's window: the program gets SIGHUP, and can read and write no more."""
        if self._open:
            self._open = False
            os.write(self._stop_write, b"x")
            self._reader.join()
            for descriptor in (self.master, self._stop_read, self._stop_write):
                os.close(descriptor)

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
        self.hang_up()
