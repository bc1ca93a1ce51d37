# SPDX-License-Identifier: MIT
"""Whoever waits longer than two seconds is shown how far a command is and how long it will still take; a script is shown
nothing. A command is halted in the midst of its work, so that it takes as long on every machine."""

import os
import re
import signal
import subprocess
import time
import unittest
import wave

from case import PROGRAM, ProgramCase
from waiting import wait_for

SECONDS = 60
PATIENCE = 2.2  # seconds: the program waits two
MIDWAY = 4 << 20  # bytes of the twelve and more that each command reads
SHOWN = r"{}: \d+ %, \d+:\d\d left"


class Progress(ProgramCase):
    def setUp(self):
        super().setUp()
        self.sound = os.path.join(self.folder, "talk.wav")
        with wave.open(self.sound, "wb") as out:
            out.setparams((1, 2, 48000, 0, "NONE", ""))
            out.writeframes(os.urandom(2 * 48000 * SECONDS))  # noise does not get any smaller
        self.secret = os.path.join(self.folder, "passphrase")
        with open(self.secret, "w", encoding="ascii") as out:
            out.write("a long passphrase of several words\n")

    def imported(self):
        done = self.earwitness("import", self.sound, "--title", "Talk")
        self.assertEqual(done.code, 0, done)
        return os.path.join(self.archive, self.conversations()[0])

    @staticmethod
    def bytes_read(process):
        try:
            with open(f"/proc/{process.pid}/io", encoding="ascii") as counts:
                return int(re.search(r"rchar: (\d+)", counts.read())[1])
        except (FileNotFoundError, ProcessLookupError, PermissionError, TypeError):  # it is gone
            return 0

    def halt_midway(self, process):
        """Once it has read a good part of the sound, as often as that is read: it is far from its end."""
        wait_for("it to read", lambda: self.bytes_read(process) > MIDWAY or process.poll() is not None, every=0.001)
        self.assertIsNone(process.poll(), "it was done before it could be halted")
        os.kill(process.pid, signal.SIGSTOP)
        try:
            time.sleep(PATIENCE)  # what is waited for is this length of time itself
        finally:
            os.kill(process.pid, signal.SIGCONT)

    def assert_shown(self, what, *words):
        terminal = self.terminal(*words)
        self.halt_midway(terminal.process)
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertRegex(terminal.text, SHOWN.format(what))
        self.assertNotRegex(terminal.text.splitlines()[-1], what)

    def assert_silent(self, *words):
        process = subprocess.Popen([PROGRAM, *words], env=self.environment(), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self._end, process)
        self.halt_midway(process)
        done = self.finish(process)
        self.assertEqual(done.code, 0, done)
        self.assertNotRegex(done.out + done.err, r"\d %")

    def test_verify_and_report(self):
        path = self.imported()
        self.assert_shown("checking", "verify", path)
        self.assert_shown("checking", "report", path)
        self.assert_silent("verify", path)

    def test_export_as_a_folder_and_as_a_zip_file(self):
        path = self.imported()
        for number, more in enumerate(((), ("--zip",), ("--encrypt", "--passphrase-file", self.secret))):
            words = ("export", path, "--to", self.folder, *more, "--name")
            self.assert_shown("copying", *words, f"shown-{number}")
        self.assert_silent("export", path, "--to", self.folder, "--name", "silent")

    def test_backup(self):
        self.imported()
        words = ("backup", self.folder, "--full", "--passphrase-file", self.secret)
        self.assert_shown("copying", *words)
        self.assert_silent(*words)

    def test_import(self):
        self.assert_shown("decoding", "import", self.sound)


if __name__ == "__main__":
    unittest.main()
