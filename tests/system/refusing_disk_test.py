# SPDX-License-Identifier: MIT
"""A disk (or a sandbox) that refuses what is nice to have: to make a file read-only, to set room aside, to sync a
folder, to lock, to keep memory from being swapped. It is said once, and recorded and sealed all the same."""

import os
import shutil
import signal
import subprocess
import unittest
import wave

from case import PROGRAM, Done, ProgramCase
from terminal import Terminal
from waiting import LONG, wait_for

# What each of them says, and by which system call it is asked for: files are synced by fdatasync, folders by fsync.
# Where no room is set aside, zeros are written; what can't be locked in memory is used all the same.
REFUSED = {"fchmod": "can't be made read-only there", "fallocate": None,
           "fsync": "does not say whether names are safely written", "flock": "nothing can be locked in", "mlock": None}
TRACED = ("EPERM", "ENOSYS", "EOPNOTSUPP", "EINVAL")


def can_inject():
    return shutil.which("strace") and subprocess.run(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=flock:error=EPERM", "true"],
        capture_output=True).returncode == 0


@unittest.skipUnless(can_inject(), "NOT TESTED: no system call can be made to fail here (strace)")
class RefusingDisk(ProgramCase):
    def refused(self, error, calls, *words):
        """Runs where these system calls fail so; the sanitizers' own exit code for ptrace is kept out."""
        injected = [part for call in calls for part in ("-e", f"inject={call}:error={error}")]
        done = subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", *injected, PROGRAM, *words],
                              env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=2 * LONG)
        return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))

    def test_whatever_is_refused_is_said_once_and_the_recording_sealed(self):
        for error in TRACED:
            with self.subTest(error):
                done = self.refused(error, REFUSED, "start", "--device", "test-signal", "--max", "2s", "--me", "T")
                self.assertEqual(done.code, 0, done)
                for words in filter(None, REFUSED.values()):
                    self.assertEqual(done.err.count(words), 1, (words, done))
                self.assertEqual(self.earwitness("verify", self.conversations()[-1]).code, 0)
        self.assertEqual(self.earwitness("verify", "--all").code, 0)

    def test_each_alone(self):
        for call, words in REFUSED.items():
            with self.subTest(call):
                done = self.refused("EPERM", [call], "start", "--device", "test-signal", "--max", "1s", "--me", "T")
                self.assertEqual(done.code, 0, done)
                self.assertEqual({w for w in filter(None, REFUSED.values()) if w in done.err}, {words} - {None}, done)
                self.assertEqual(self.earwitness("verify", self.conversations()[-1]).code, 0)

    def test_what_was_interrupted_is_recovered_and_a_file_imported_all_the_same(self):
        path = self.start_background("--device", "test-signal")
        self.wait_for_seconds(2)
        os.kill(self.status()["pid"], signal.SIGKILL)
        wait_for("its end", lambda: not self.status()["running"])
        sound = os.path.join(self.folder, "voice.wav")
        with wave.open(sound, "wb") as out:
            out.setparams((1, 2, 8000, 0, "NONE", ""))
            out.writeframes(bytes(range(256)) * 200)
        calls = [call for call in REFUSED if call != "mlock"]
        for words in (("recover", path), ("import", sound, "--me", "T")):
            with self.subTest(words):
                done = self.refused("EPERM", calls, *words)
                self.assertEqual(done.code, 0, done)
                for said in filter(None, REFUSED.values()):
                    self.assertLessEqual(done.err.count(said), 1, done)
                self.assertIn(REFUSED["fchmod"], done.err, done)
        self.assertEqual(self.earwitness("verify", "--all").code, 0)
        self.assertEqual(len(self.conversations()), 2)

    def test_at_a_terminal_it_is_said_above_the_level(self):
        terminal = Terminal(["strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=fchmod:error=EPERM", PROGRAM, "start",
                             "--device", "test-signal", "--max", "3s", "--me", "T"], self.environment())
        self.addCleanup(terminal.close)
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertIn(REFUSED["fchmod"], terminal.flowing)
        self.assertRegex(terminal.text, "checked: unchanged")

    def test_doctor_tries_each_and_tells(self):
        done = self.refused("EPERM", REFUSED, "doctor", "--device", "test-signal")
        self.assertEqual(done.code, 0, done)
        for words in filter(None, REFUSED.values()):
            self.assertIn(words, done.out)
        self.assertNotIn("refused", self.earwitness("doctor", "--device", "test-signal").out)
        self.assertEqual(self.conversations(), [])

    def test_a_recording_that_runs_is_seen_where_nothing_can_be_locked(self):
        first = subprocess.Popen(["strace", "-f", "-qq", "-o", "/dev/null", "-e", "inject=flock:error=ENOSYS", PROGRAM,
                                  "start", "--device", "test-signal", "--max", "30s", "--me", "T"],
                                 env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                 stderr=subprocess.PIPE)
        self.addCleanup(self._end, first)
        line = b""
        while b"recording to" not in line:
            line = first.stderr.readline()
            self.assertTrue(line)
        second = self.refused("ENOSYS", ["flock"], "start", "--device", "test-signal", "--max", "1s")
        self.assertEqual(second.code, 5, second)
        self.assertEqual(len(self.conversations()), 1)
        self.assertEqual(self.refused("ENOSYS", ["flock"], "stop").code, 0)
        done = self.finish(first)
        self.assertEqual(done.code, 0, done)


if __name__ == "__main__":
    unittest.main()
