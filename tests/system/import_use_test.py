# SPDX-License-Identifier: MIT
"""What can be done with a recording can be done with what a telephone recorded; and of a file that nothing decodes each
command says so. The question at the terminal, the line that tells how far it is, and a decoder that stands still."""

import contextlib
import os
import re
import signal
import struct
import unittest

from case import ProgramCase, RoomCase
from waiting import wait_for
from zoo import run

PATIENCE = 2  # seconds before a command says how far it is


def make_m4a(path):
    run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=300:b=4:d=3:r=16000", "-metadata", "creation_time=2026-11-23T15:30:00Z",
        "-c:a", "aac", "-y", path)


def has_ended(pid):
    """Gone, or kept by the kernel only until whoever inherited it looks."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def make_dead(path):
    with open(path, "wb") as file:
        file.write(b"\0\0\0\x20ftypM4A " + os.urandom(5000))


class Use(RoomCase):
    def imported(self, make, name):
        path = os.path.join(self.folder, name)
        make(path)
        done = self.earwitness("import", path, "--json", "--title", "Telefoon", "--with", "B. Name", "--me", "A. Name")
        self.assertEqual(done.code, 0, done)
        return done.json

    def ears(self):
        path = os.path.join(self.folder, "ears")
        with open(path, "w", encoding="ascii") as out:
            out.write("#!/bin/sh\n[ \"$1\" = --version ] && { echo ears 1.0; exit; }\n"
                      "printf 'WEBVTT\\n\\n00:00:00.000 --> 00:00:01.000\\nhallo daar\\n'\n")
        os.chmod(path, 0o700)
        return ("--draft", "--no-edit", "--recogniser", f"{path} {{wav}}")

    def page(self, made):
        to = os.path.join(self.folder, "report.html")
        self.assertEqual(self.earwitness("report", made["path"], "--to", to).code, 0)
        with open(to, encoding="utf-8") as file:
            return file.read()

    def test_an_m4a(self):
        made = self.imported(make_m4a, "Opname 12.m4a")
        self.assertTrue(made["decoded"])
        done = self.earwitness("transcript", made["path"], *self.ears())
        self.assertEqual(done.code, 0, done)
        self.assertEqual(self.earwitness("play", made["path"], "--to", "0:01").code, 0)
        for words in ("hallo", "opname", "telefoon", "b. name"):
            with self.subTest(search=words):
                (found,) = self.earwitness("list", words, "--json").json["recordings"]
                self.assertEqual((found["path"], found["kind"]), (made["path"], "import"))
        page = self.page(made)
        self.assertIn("<audio", page)
        self.assertIn("<svg", page)
        self.assertIn("hallo daar", page)
        to = os.path.join(self.folder, "handed")
        self.assertEqual(self.earwitness("export", made["path"], "--to", self.folder, "--name", "handed", "--listening-copy",
                                         "wav").code, 0)
        self.assertTrue(os.path.exists(os.path.join(to, "recording/data/imported/file.m4a")))
        self.assertTrue(os.path.exists(os.path.join(to, "listening-copy/audio-001.wav")))
        self.assertEqual(self.earwitness("excerpt", made["path"], "--from", "0:00", "--to", "0:01").code, 0)
        done = self.earwitness("delete", made["path"], "--from", "0:01", "--to", "0:02", "--yes")
        self.assertEqual(done.code, 0, done)
        # The original would still have what was deleted.
        self.assertFalse(os.path.exists(os.path.join(made["path"], "recording/data/imported")))
        self.assertEqual(self.earwitness("play", made["path"], "--to", "0:01").code, 0)
        self.assertEqual(self.earwitness("verify", "--all").code, 0)

    def test_one_that_nothing_decodes(self):
        made = self.imported(make_dead, "Opname 13.m4a")
        self.assertFalse(made["decoded"])
        self.assert_failed(self.earwitness("play", made["path"], "--to", "0:01"), 4, "holds no sound that can be played")
        self.assert_failed(self.earwitness("transcript", made["path"], *self.ears()), 4, "no sound here")
        self.assert_failed(self.earwitness("excerpt", made["path"], "--from", "0:00", "--to", "0:01"), 4, "could decode")
        self.assert_failed(self.earwitness("delete", made["path"], "--from", "0:00", "--to", "0:01", "--yes"), 4,
                           "no part of it can be deleted")
        page = self.page(made)
        self.assertNotIn("<audio", page)
        self.assertIn("This program cannot decode its sound", page)
        (found,) = self.earwitness("list", "telefoon", "--json").json["recordings"]
        self.assertIsNone(found["seconds"])
        done = self.earwitness("export", made["path"], "--to", self.folder, "--name", "handed", "--listening-copy", "wav", "--json")
        self.assertEqual((done.code, done.json["listening_copy"]), (0, ""))
        self.assertIn("no copy to listen to", done.err)
        self.assertTrue(os.path.exists(os.path.join(self.folder, "handed/recording/data/imported/file.m4a")))
        self.assertEqual(self.earwitness("verify", "--all").code, 0)


class AtATerminal(ProgramCase):
    def test_what_a_file_says_of_when_it_was_is_asked(self):
        by_name, by_tag = (os.path.join(self.folder, name) for name in ("PTT-20261123-WA0003.wav", "x.m4a"))
        make_m4a(by_tag)
        run("ffmpeg", "-v", "error", "-i", by_tag, "-map_metadata", "-1", by_name)
        for path, question, answer, folder in ((by_tag, "The file says", "yes", "2026-11-23_15-30-00"), (by_name, "By its name", "y",
                                               "2026-11-23_00-00-00"), (by_tag, "The file says", "no", None)):
            with self.subTest(path=path, answer=answer):
                terminal = self.terminal("import", path, "--unsigned", TZ="UTC")
                terminal.expect(f"{question}.* recorded on .*23 November 2026.*Do you say so, too")
                terminal.type(answer + "\n")
                self.assertEqual(terminal.wait(), 0, terminal.text)
                shown = re.search(r"^\S+/archive/(\S+)$", terminal.text, re.MULTILINE)[1]
                self.assertEqual("as you say" in terminal.text, folder is not None)
                if folder:
                    self.assertTrue(shown.startswith(folder), shown)
                else:
                    self.assertFalse(shown.startswith("2026-11-23"), shown)

    def long_file(self):
        """An hour of silence, which the decoder gives faster than anybody takes it."""
        path = os.path.join(self.folder, "long.wav")
        data = 3600 * 16000
        with open(path, "wb") as out:
            out.write(b"RIFF" + struct.pack("<I", data + 36) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 16000, 2, 16) +
                      b"data" + struct.pack("<I", data))
            out.truncate(44 + data)
        return path

    @staticmethod
    def decoder_of(process):
        def children():
            with open(f"/proc/{process.pid}/task/{process.pid}/children", encoding="ascii") as file:
                return [int(pid) for pid in file.read().split()]
        (pid,) = wait_for("the decoder", lambda: process.poll() is None and children())
        return pid

    def test_how_far_it_is_and_how_long_it_takes_is_shown(self):
        terminal = self.terminal("import", self.long_file(), "--unsigned")
        pid = self.decoder_of(terminal.process)
        try:
            os.kill(pid, signal.SIGSTOP)
            signal.sigtimedwait([], PATIENCE + 0.1)
            while not re.search(r"decoding: \d+ %, \d+:\d\d", terminal.text):
                for which, seconds in ((signal.SIGCONT, 0.002), (signal.SIGSTOP, 0.1)):  # it would be over at once
                    os.kill(pid, which)
                    self.assertIsNone(terminal.process.poll(), terminal.text)
                    signal.sigtimedwait([], seconds)
        finally:
            if terminal.process.poll() is None:
                os.kill(pid, signal.SIGCONT)
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertIn("length  1:00:00", terminal.text)

    def test_a_decoder_that_stands_still_can_be_left_and_leaves_nothing(self):
        path = self.long_file()
        for let_run in (0, 0.001, 0.05):  # from before its program has begun
            with self.subTest(let_run=let_run):
                terminal = self.terminal("import", path, "--unsigned")
                pid = self.decoder_of(terminal.process)
                signal.sigtimedwait([], let_run)
                os.kill(pid, signal.SIGSTOP)
                terminal.type("\x03")
                self.assertNotEqual(terminal.wait(), 0)
                if let_run == 0 and not has_ended(pid):
                    # It may stand still from before it could ask to end with whoever began it: it ends as it goes on.
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGCONT)
                wait_for("the decoder's end", lambda pid=pid: has_ended(pid))
        self.assertEqual(self.conversations(), [])
        made = self.earwitness("import", self.short_file(), "--unsigned", "--json").json
        self.assertEqual(self.conversations(), [os.path.basename(made["path"])])
        self.assertEqual([name for name in os.listdir(self.archive) if "unfinished" in name], [])

    def short_file(self):
        path = os.path.join(self.folder, "short.m4a")
        make_m4a(path)
        return path


if __name__ == "__main__":
    unittest.main()
