# SPDX-License-Identifier: MIT
"""`path=$(earwitness start --background)` in a script: what it prints, what it holds open, where others find it."""

import os
import subprocess
import unittest

from case import PROGRAM, Done, ProgramCase
from waiting import LONG, wait_for

SIGNAL = ("--device", "test-signal")


class Background(ProgramCase):
    def script(self, text, **environment):
        done = subprocess.run(["sh", "-eu", "-c", text, "script", PROGRAM], env=self.environment(**environment),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LONG)
        return Done(done.returncode, done.stdout, done.stderr)

    def test_a_script_gets_the_path_alone_and_audio_is_on_disk(self):
        done = self.script('path=$("$1" start --background --device test-signal)\n'
                           'test -d "$path"\n'
                           'test "$(flac -dscF --force-raw-format --endian=little --sign=signed -o - '
                           '"$path/recording/data/audio-001.flac" 2>/dev/null | wc -c)" -gt 0\n'
                           'grep -q \'"event":"file"\' "$path/recording/data/journal.jsonl"\n'
                           '"$1" status > /dev/null\n'
                           '"$1" stop > "$HOME/stopped"\n'
                           'test "$(head -n 1 "$HOME/stopped")" = "$path"\n'
                           '"$1" verify "$path"\n')
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.out, "(?i)unchanged")
        self.check(os.path.join(self.archive, self.conversations()[0]))

    def test_neither_stdout_nor_stderr_is_held_open(self):
        """Both in one substitution, which ends only once nobody has them."""
        done = self.script('all=$("$1" start --background --device test-signal 2>&1)\necho "$all"\n')
        self.assertEqual(done.code, 0, done)
        self.stop_and_check()

    def test_it_holds_nothing_open_of_its_starter(self):
        read, write = os.pipe()
        os.set_inheritable(write, True)
        done = subprocess.run([PROGRAM, "start", "--background", *SIGNAL], env=self.environment(), pass_fds=(write,),
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=LONG)
        self.assertEqual(done.returncode, 0)
        pid = self.status()["pid"]
        for number in ("0", "1"):
            self.assertEqual(os.readlink(f"/proc/{pid}/fd/{number}"), "/dev/null")
        os.close(write)
        os.close(read)
        self.stop_and_check()

    def test_a_start_with_closed_descriptors_writes_no_message_into_the_audio(self):
        done = self.script('"$1" start --device test-signal --max 2s <&- >&- 2>&-')
        self.assertIn(done.code, (0, 5), done)
        (name,) = self.conversations()
        self.check(os.path.join(self.archive, name))

    def test_the_starters_session_is_left(self):
        self.start_background(*SIGNAL)
        pid = self.status()["pid"]
        self.assertEqual(os.getsid(pid), pid)
        self.assertNotEqual(os.getsid(pid), os.getsid(0))
        self.stop_and_check()

    def test_without_a_runtime_folder_it_is_found_all_the_same(self):
        path = self.start_background(*SIGNAL, XDG_RUNTIME_DIR=None)
        self.assertTrue(self.status(XDG_RUNTIME_DIR=None)["running"])
        self.assertEqual(self.status(XDG_RUNTIME_DIR=None)["path"], path)
        self.stop_and_check(path, XDG_RUNTIME_DIR=None)

    def test_it_is_found_from_another_runtime_folder(self):
        path = self.start_background(*SIGNAL)
        elsewhere = os.path.join(self.folder, "elsewhere")
        os.mkdir(elsewhere, 0o700)
        self.assertEqual(self.status(XDG_RUNTIME_DIR=elsewhere)["path"], path)
        self.stop_and_check(path, XDG_RUNTIME_DIR=elsewhere)

    def test_an_archive_with_a_long_path_and_no_runtime_folder(self):
        """A socket's path has 107 bytes at most."""
        deep = os.path.join(self.folder, "d" * 90, "e" * 90)
        path = self.start_background(*SIGNAL, XDG_RUNTIME_DIR=None, EARWITNESS_ARCHIVE=deep)
        self.assertEqual(self.status(XDG_RUNTIME_DIR=None, EARWITNESS_ARCHIVE=deep)["path"], path)
        self.stop_and_check(path, XDG_RUNTIME_DIR=None, EARWITNESS_ARCHIVE=deep)

    def test_a_long_runtime_folder(self):
        deep = os.path.join(self.folder, "r" * 120)
        os.mkdir(deep, 0o700)
        path = self.start_background(*SIGNAL, XDG_RUNTIME_DIR=deep)
        self.stop_and_check(path, XDG_RUNTIME_DIR=deep)

    def test_an_archive_named_from_the_working_folder_is_shown_in_full(self):
        done = subprocess.run([PROGRAM, "start", "--background", *SIGNAL, "--archive", "here"],
                              env=self.environment(), cwd=self.folder, stdin=subprocess.DEVNULL, capture_output=True,
                              text=True)
        self.assertTrue(done.stdout.startswith(os.path.join(self.folder, "here") + "/20"), done)
        self.stop_and_check(done.stdout.strip(), "--archive", os.path.join(self.folder, "here"))

    def test_the_recording_survives_the_removal_of_its_socket(self):
        """An over-eager cleaner of runtime folders: signals still end it."""
        path = self.start_background(*SIGNAL)
        pid = self.status()["pid"]
        for at, _, names in os.walk(self.runtime):
            for name in names:
                os.unlink(os.path.join(at, name))
        done = self.earwitness("stop")
        if done.code != 0:
            self.assertIn(done.code, (4, 5), done)
            self.assertIn(str(pid), done.err)
            os.kill(pid, 15)
        wait_for("the end", lambda: not os.path.exists(f"/proc/{pid}"))
        self.check(path)

    def test_status_for_people_tells_time_level_frames_losses_and_disk(self):
        self.start_background(*SIGNAL)
        self.wait_for_seconds(1)
        done = self.earwitness("status")
        self.assertEqual(done.code, 0, done)
        for words in (r"\d:\d\d", "dB", r"\d+ frames|frames", "lost", "disk"):
            self.assertRegex(done.out, words)
        self.stop_and_check()

    def test_the_socket_is_the_users_alone(self):
        self.start_background(*SIGNAL)
        folder = os.path.join(self.runtime, "earwitness")
        self.assertEqual(os.stat(folder).st_mode & 0o777, 0o700)
        self.stop_and_check()
        self.assertEqual(os.listdir(folder), [])


if __name__ == "__main__":
    unittest.main()
