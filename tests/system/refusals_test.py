# SPDX-License-Identifier: MIT
"""What can't be recorded is refused at once, in words that say what to do, with the right exit code and nothing left."""

import glob
import os
import shutil
import subprocess
import unittest

from case import PROGRAM, Done, ProgramCase, RoomCase

SIGNAL = ("--device", "test-signal")
REAL_MICROPHONES = glob.glob("/dev/snd/pcmC*c")


class Words(ProgramCase):
    """Exit 2: words, options and configs that make no sense."""

    def refused(self, *words, say=(), **environment):
        self.assert_failed(self.earwitness(*words, **environment), 2, *say)
        self.assert_nothing_left()

    def test_an_unknown_option(self):
        self.refused("start", "--nonsense", say=("--nonsense", "--help"))

    def test_a_mistyped_command_gets_a_proposal(self):
        self.refused("strat", say=("strat", r"[Dd]id you mean", "start"))
        self.refused("verfy", say=(r"[Dd]id you mean", "verify"))

    def test_a_word_like_no_command(self):
        done = self.earwitness("xylophone")
        self.assert_failed(done, 2, "xylophone")
        self.assertNotRegex(done.err, "[Dd]id you mean")

    def test_no_command_at_all(self):
        self.assertEqual(self.earwitness().code, 2)

    def test_values_that_make_no_sense(self):
        for words in (("--rate", "7"), ("--rate", "fast"), ("--rate", "-48000"), ("--channels", "0"),
                      ("--channels", "99"), ("--bits", "17"), ("--bits", "32"), ("--max", "soon"), ("--max", "-1h"),
                      ("--max", "0"), ("--split", "0s"), ("--split", "1x"), ("--max", "99999999999999999999h"),
                      ("--rate", "99999999999999999999"), ("--title", "x" * 5000)):
            with self.subTest(words):
                self.refused("start", *SIGNAL, *words)

    def test_a_title_that_is_no_text_is_refused(self):
        done = subprocess.run([PROGRAM.encode(), b"start", b"--device", b"test-signal", b"--title", b"\xff\xfe"],
                              env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True)
        self.assert_failed(Done(done.returncode, done.stdout.decode(), done.stderr.decode()), 2)
        self.assert_nothing_left()

    def test_a_name_with_control_characters_is_refused(self):
        self.refused("start", *SIGNAL, "--me", "A\nB")


class Configs(ProgramCase):
    """Exit 2: a recording must not run with settings that were not understood."""

    def config(self, text):
        folder = os.path.join(self.home, ".config", "earwitness")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, "config.toml")
        with open(path, "wb") as out:
            out.write(text)
        return path

    def test_nonsense_in_the_config_is_refused_with_its_place(self):
        for text in (b"[[[[", b"rate = many\n", b"nonsense = 1\n", b"rate = 48000\nrate = 44100\n", b"max = \"soon\"\n",
                     b"\x00\x01\x02", b"\xff\xfe = 1\n", b"bits = 20\n", b"channels = -1\n", b"x" * 200_000):
            with self.subTest(text[:20]):
                path = self.config(text)
                done = self.earwitness("start", *SIGNAL)
                self.assert_failed(done, 2, path)
                self.assertEqual(self.conversations(), [])

    def test_a_config_that_is_a_folder_is_refused(self):
        os.makedirs(os.path.join(self.home, ".config", "earwitness", "config.toml"))
        done = self.earwitness("start", *SIGNAL)
        self.assertIn(done.code, (2, 5), done)
        self.assertEqual(done.out, "")
        self.assertEqual(self.conversations(), [])

    def test_a_good_config_is_used(self):
        self.config(b'name = "A. Tester"\nrate = 16000\n')
        path = self.start_background(*SIGNAL)
        recording, _ = self.stop_and_check(path)
        self.assertEqual(recording.opened["sample_rate"], 16000)
        self.assertIn("A. Tester", recording.info["Contact-Name"])


class Surroundings(ProgramCase):
    """Exit 5: no microphone, no place, no person."""

    def refused(self, *words, say=(), **environment):
        self.assert_failed(self.earwitness(*words, **environment), 5, *say)
        self.assertEqual(self.conversations(), [])

    @unittest.skipIf(REAL_MICROPHONES, "this machine has a sound card, which is found without a sound server")
    def test_no_microphone(self):
        self.refused("start", say=("microphone", "earwitness devices"))
        self.assert_nothing_left()

    @unittest.skipIf(REAL_MICROPHONES, "this machine has a sound card, which is found without a sound server")
    def test_no_microphone_in_the_background(self):
        self.refused("start", "--background", say=("microphone",))
        self.assert_nothing_left()

    def test_an_unknown_microphone(self):
        for words in ((), ("--background",)):
            self.refused("start", "--device", "no such microphone", *words,
                         say=("no such microphone", "earwitness devices"))
        self.assert_nothing_left()

    def test_an_unknown_microphone_with_an_odd_name_is_shown_safely(self):
        self.refused("start", "--device", "\x1b[2Jx\u202ey")

    def test_an_archive_below_a_file(self):
        blocked = os.path.join(self.folder, "file")
        with open(blocked, "wb"):
            pass
        for words in ((), ("--background",)):
            self.refused("start", *SIGNAL, *words, "--archive", os.path.join(blocked, "archive"), say=(blocked,))

    def test_an_archive_that_is_a_file(self):
        blocked = os.path.join(self.folder, "file")
        with open(blocked, "wb"):
            pass
        self.refused("start", *SIGNAL, "--archive", blocked, say=(blocked,))

    def test_an_archive_that_nobody_may_write(self):
        os.mkdir(self.archive, 0o500)
        if os.access(self.archive, os.W_OK):  # root: permissions do not bind, a read-only mount does
            mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "ro,size=64k", "none", self.archive],
                                     capture_output=True)
            if mounted.returncode != 0:
                self.skipTest("neither permissions nor a read-only mount can be had here")
            self.addCleanup(subprocess.run, ["umount", self.archive], check=True)
        self.refused("start", *SIGNAL, say=(self.archive,))

    def test_an_archive_with_too_little_room(self):
        os.mkdir(self.archive)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", self.archive],
                          capture_output=True).returncode != 0:
            self.skipTest("no small file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", self.archive], check=True)
        self.refused("start", *SIGNAL, say=(self.archive,))

    def below(self, name, *words):
        """A start with a process of that name above it: a copy of the shell plays the scheduler."""
        shell = os.path.join(self.folder, name)
        shutil.copy(os.path.realpath("/bin/sh"), shell)
        done = subprocess.run([shell, "-c", '"$@"; exit $?', name, PROGRAM, "start", *SIGNAL, *words],
                              env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True)
        return Done(done.returncode, done.stdout, done.stderr)

    def test_a_start_by_the_clock(self):
        for name in ("cron", "crond", "atd", "anacron", "fcron"):
            for words in ((), ("--background",)):
                with self.subTest(name):
                    self.assert_failed(self.below(name, *words), 5, name)
                    self.assert_nothing_left()

    def test_a_start_below_a_name_like_a_schedulers_is_not_refused(self):
        done = self.below("acron", "--max", "1s")
        self.check_told(done)

    def test_a_start_over_ssh(self):
        for words in ((), ("--background",)):
            self.refused("start", *SIGNAL, *words, say=("ssh",), SSH_CONNECTION="192.0.2.1 50000 192.0.2.2 22")
        self.assert_nothing_left()


class Second(RoomCase):
    """One recording at a time in an archive, whatever the environment says; the first one does not notice."""

    def test_a_second_start_is_refused_and_the_first_goes_on(self):
        path = self.start_background()
        elsewhere = os.path.join(self.folder, "elsewhere")
        os.mkdir(elsewhere, 0o700)
        for environment in ({}, {"XDG_RUNTIME_DIR": elsewhere}, {"XDG_RUNTIME_DIR": None}):
            for words in ((), ("--background",), SIGNAL, ("--archive", self.archive + "/../archive")):
                done = self.earwitness("start", *words, **environment)
                self.assert_failed(done, 5, r"earwitness stop")
        self.assertEqual(self.conversations(), [os.path.basename(path)])
        self.assertTrue(self.status()["running"])
        self.stop_and_check(path)

    def test_a_second_start_through_a_link_to_the_archive_is_refused(self):
        path = self.start_background()
        link = os.path.join(self.folder, "link")
        os.symlink(self.archive, link)
        self.assert_failed(self.earwitness("start", "--archive", link), 5)
        self.stop_and_check(path)


class Nothing(ProgramCase):
    """Exit 4: nothing to stop, nothing to verify."""

    def test_nothing_to_stop(self):
        self.assert_failed(self.earwitness("stop"), 4, "earwitness list")
        self.assert_nothing_left()

    def test_nothing_runs_says_status(self):
        done = self.earwitness("status")
        self.assertEqual(done.code, 0, done)
        self.assertFalse(self.status()["running"])

    def test_nothing_is_made_by_looking(self):
        for words in (("status",), ("list",), ("stop",), ("verify", "--all")):
            self.earwitness(*words)
        self.assertFalse(os.path.exists(self.archive))

    def test_what_is_no_recording(self):
        folder = os.path.join(self.folder, "folder")
        os.mkdir(folder)
        for path in (folder, "/etc/passwd", os.path.join(self.folder, "absent"), "no-such-name", "/dev/null", ""):
            with self.subTest(path):
                self.assert_failed(self.earwitness("verify", path), 4)


if __name__ == "__main__":
    unittest.main()
