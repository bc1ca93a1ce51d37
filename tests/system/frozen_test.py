# SPDX-License-Identifier: MIT
"""A partner that is stopped (SIGSTOP) takes every connection and answers none. Whoever waits for one says so within a
second, and ends within five; and nothing that was given up meanwhile records later."""

import os
import signal
import socket
import subprocess
import time
import unittest

from case import PROGRAM, ProgramCase, RoomCase
from pipewire_room import PipewireRoom
from room import Room
from sealed import check_sealed
from waiting import LONG, wait_for

PROMISED = 5.0  # seconds
BUSY = 3.0  # what a machine that does other things may add


class FrozenCase(RoomCase):
    @classmethod
    def setUpClass(cls):
        pass

    def setUp(self):
        super().setUp()
        self.room = Room()
        self.addCleanup(self.room.close)

    def environment(self, **more):
        room = getattr(self, "room", None)
        return super().environment(**more) if room else ProgramCase.environment(self, **more)

    def freeze(self):
        self.room.server.send_signal(signal.SIGSTOP)
        self.addCleanup(self.thaw)

    def thaw(self):
        if self.room.server is not None and self.room.server.poll() is None:
            self.room.server.send_signal(signal.SIGCONT)

    def timed(self, *words):
        begin = time.monotonic()
        done = self.earwitness(*words)
        return done, time.monotonic() - begin

    def processes(self):
        """The program's own that know this test's archive."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/environ", "rb") as environ, open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
                    if self.archive.encode() in environ.read() and ") Z " not in stat.read():
                        found.append(int(pid))
            except OSError:
                pass
        return found


class FrozenServer(FrozenCase):
    def test_each_command_that_needs_it_says_so_within_seconds_and_exits_5(self):
        path = self.start_background("--title", "Before")
        self.wait_for_seconds(1)
        self.stop()
        self.freeze()
        for words in (("start", "--me", "T"), ("start", "--background", "--me", "T"),
                      ("start", "--device", "room.monitor"), ("doctor",), ("doctor", "--json"), ("devices",),
                      ("devices", "--json"), ("setup", "--name", "A", "--device", "room.monitor", "--yes"),
                      ("play", os.path.basename(path)), ("start", "--me", "T")):
            with self.subTest(words):
                done, took = self.timed(*words)
                self.assertEqual(done.code, 5, done)
                self.assertRegex(done.out + done.err, "does not answer")
                self.assertRegex(done.out + done.err, "restart it: ")
                self.assertLess(took, PROMISED + BUSY)
        self.assertEqual(self.processes(), [])
        self.assertEqual(len(self.conversations()), 1)
        self.thaw()
        self.start_background()
        self.stop()

    def test_something_stands_on_the_screen_of_a_start_within_a_second(self):
        self.freeze()
        process = subprocess.Popen([PROGRAM, "start", "--me", "T"], env=self.environment(), stdin=subprocess.DEVNULL,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        begin = time.monotonic()
        lines = b""
        while b"waiting for the microphone" not in lines:
            line = process.stderr.readline()
            self.assertTrue(line, lines)
            lines += line
        self.assertLess(time.monotonic() - begin, 1 + BUSY)
        done = self.finish(process)
        self.assertEqual(done.code, 5, done)

    def test_a_start_in_the_background_that_was_given_up_leaves_nothing_that_could_record(self):
        for how in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL, signal.SIGHUP):
            with self.subTest(how):
                self.freeze()
                launcher = subprocess.Popen([PROGRAM, "start", "--background", "--me", "T"], env=self.environment(),
                                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                            stderr=subprocess.DEVNULL)
                wait_for("the background", lambda: len(self.processes()) == 2)
                launcher.send_signal(how)
                launcher.wait(timeout=LONG)
                self.thaw()
                wait_for("its end", lambda: not self.processes())
                self.assertFalse(self.status()["running"])
                self.assertEqual(self.conversations(), [])
                self.assertEqual(self.room.listeners(), 0)

    def test_one_that_was_given_up_at_any_moment_before_its_word_records_no_longer(self):
        for milliseconds in (0, 20, 40, 60, 80, 100, 130, 160, 200, 300):
            with self.subTest(milliseconds):
                launcher = subprocess.Popen([PROGRAM, "start", "--background", "--me", "T"], env=self.environment(),
                                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
                time.sleep(milliseconds / 1000)
                launcher.kill()
                told = launcher.communicate(timeout=LONG)[0]
                if told and self.status()["running"]:  # it was told just before
                    self.stop()
                wait_for("its end", lambda: not self.processes())
                self.assertFalse(self.status()["running"])
        self.assertEqual(self.earwitness("verify", "--all").code if self.conversations() else 0, 0)

    def test_one_whose_word_nobody_could_be_told_records_no_longer(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROGRAM, "start", "--background", "--me", "T"], env=self.environment(),
                                  stdin=subprocess.DEVNULL, stdout=full, stderr=subprocess.PIPE, timeout=LONG)
        self.assertEqual(done.returncode, 5, done)
        wait_for("its end", lambda: not self.processes())
        self.assertFalse(self.status()["running"])

    def test_one_that_stops_while_the_first_sound_is_waited_for_ends_it(self):
        """A source that delivers nothing yet: the device is open, and then its server freezes."""
        self.room.control("load-module", "module-pipe-source", "source_name=silent",
                          f"file={self.room.folder}/silent.pipe")
        process = subprocess.Popen([PROGRAM, "start", "--me", "T", "--device", "silent"], env=self.environment(),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(self._end, process)
        wait_for("the open device", lambda: self.room.listeners() == 1)
        self.freeze()
        begin = time.monotonic()
        done = self.finish(process)
        self.assertEqual(done.code, 5, done)
        self.assertLess(time.monotonic() - begin, PROMISED + BUSY)
        self.assertEqual(self.conversations(), [])


class FrozenPipewire(FrozenCase):
    """Each part of PipeWire, at each stage of a recording."""

    parts = ("pipewire", "wireplumber", "pipewire-pulse")
    beginning = 10.0  # seconds that the first sound is waited for, where the server itself answers

    def setUp(self):
        ProgramCase.setUp(self)
        self.room = PipewireRoom()
        self.addCleanup(self.room.close)
        self.addCleanup(self.thaw)

    def freeze_part(self, name):
        (part,) = (part for part in self.room.parts if part.args[0] == name)
        part.send_signal(signal.SIGSTOP)

    def thaw(self):
        for part in self.room.parts:
            if part.poll() is None:
                part.send_signal(signal.SIGCONT)

    def for_each_part(self, try_it):
        for name in self.parts:
            with self.subTest(name):
                try:
                    try_it(name)
                finally:
                    self.thaw()
                wait_for("the room's sound server", lambda: self.room._ask("info"))

    def within(self, seconds, *words):
        done, took = self.timed(*words)
        self.assertLess(took, seconds + BUSY, words)
        return done

    def recorded(self, path):
        """All independent checks, and those of `verify`."""
        verified = self.earwitness("verify", path)
        self.assertEqual(verified.code, 0, verified)
        return check_sealed(path)

    def test_at_the_start_it_is_said_within_a_bound_and_nothing_is_left(self):
        def try_it(name):
            self.freeze_part(name)
            done = self.within(self.beginning + PROMISED, "start", "--me", "T", "--max", "1s")
            self.assertEqual(done.code, 5, done)
            self.assertEqual(done.out, "")
            self.thaw()
            wait_for("its end", lambda: not self.processes())
            self.assertEqual(self.conversations(), [])
            self.assertFalse(self.status()["running"])

        self.for_each_part(try_it)

    def test_while_it_records_commands_are_answered_and_it_goes_on_afterwards(self):
        def try_it(name):
            path = self.start_background("--me", "T")
            self.wait_for_seconds(2)
            self.freeze_part(name)
            for words in (("status",), ("mark", "meanwhile")):
                done = self.within(PROMISED, *words)
                self.assertEqual(done.code, 0, done)
            self.thaw()
            self.wait_for_seconds(self.status()["seconds"] + 2)
            self.stop()
            recording = self.recorded(path)
            lost = [line for line in recording.events("gap") + recording.events("break")]
            if name == "wireplumber":  # no sound goes through it
                self.assertEqual(lost, [])

        self.for_each_part(try_it)

    def test_a_pause_and_what_follows_it_are_answered(self):
        def try_it(name):
            path = self.start_background("--me", "T")
            self.wait_for_seconds(2)
            self.freeze_part(name)
            self.assertEqual(self.within(2 * PROMISED, "pause").code, 0)
            self.within(2 * PROMISED, "resume")
            self.thaw()
            wait_for("the sound", lambda: not self.status()["paused"] and self.resumed(), every=0.2)
            before = self.status()["seconds"]
            wait_for("more of it", lambda: self.status()["seconds"] > before + 1, every=0.2)
            self.stop()
            self.recorded(path)

        self.for_each_part(try_it)

    def resumed(self):
        """Asked again where the first time it could not be had."""
        self.earwitness("resume")
        return not self.status()["paused"]

    def test_a_stop_is_done_within_a_bound_and_sealed(self):
        def try_it(name):
            path = self.start_background("--me", "T")
            self.wait_for_seconds(2)
            self.freeze_part(name)
            done = self.within(2 * PROMISED, "stop")
            self.assertIn(done.code, (0, 5), done)  # 5: the microphone was gone when it ended
            self.assertGreaterEqual(self.recorded(path).seconds, 1.5)

        self.for_each_part(try_it)


class SilentPartners(ProgramCase):
    """Who takes a connection and never answers costs no recording its end."""

    def listen(self, address=None):
        server = socket.socket(socket.AF_UNIX if address else socket.AF_INET)
        server.bind(address or ("127.0.0.1", 0))
        server.listen(50)
        self.addCleanup(server.close)
        return server

    def settings(self, text):
        folder = os.path.join(self.home, ".config", "earwitness")
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "config.toml"), "w", encoding="utf-8") as file:
            file.write(text)

    def test_a_system_bus_and_an_authority(self):
        bus = os.path.join(self.folder, "silent-bus")
        self.listen(bus)
        port = self.listen().getsockname()[1]
        self.settings(f'stamps = "during"\ntsa = "http://127.0.0.1:{port}"\n')
        begin = time.monotonic()
        done = self.earwitness("start", "--device", "test-signal", "--max", "2s", "--title", "talk", "--me", "T",
                               DBUS_SYSTEM_BUS_ADDRESS="unix:path=" + bus)
        self.assertEqual(done.code, 0, done)
        self.assertLess(time.monotonic() - begin, 2 + 2 * PROMISED + BUSY)
        self.assertEqual(self.earwitness("verify", "talk").code, 0)
        begin = time.monotonic()
        done = self.earwitness("timestamp", "talk")
        self.assertEqual(done.code, 5, done)
        self.assertIn("did not answer within 15 seconds", done.err)
        self.assertLess(time.monotonic() - begin, 15 + BUSY)

    def test_a_recogniser_that_is_stopped_and_a_desktop_that_opens_nothing(self):
        done = self.earwitness("start", "--device", "test-signal", "--max", "1s", "--title", "talk", "--me", "T")
        self.assertEqual(done.code, 0, done)
        programs = os.path.join(self.folder, "programs")
        os.mkdir(programs)
        for name in ("recogniser", "xdg-open"):
            with open(os.path.join(programs, name), "w", encoding="utf-8") as script:
                script.write(f'#!/bin/sh\necho $$ >> {self.folder}/pids\nkill -STOP $$\n')
            os.chmod(os.path.join(programs, name), 0o755)
        begin = time.monotonic()
        self.assert_failed(self.earwitness("transcript", "talk", "--draft", "--no-edit", "--recogniser",
                                           f"{programs}/recogniser {{wav}}"), 5, "was stopped by another program")
        self.assertLess(time.monotonic() - begin, 2 * (PROMISED + BUSY))
        begin = time.monotonic()
        done = self.earwitness("open", "talk", DISPLAY=":9", PATH=f"{programs}:{os.environ['PATH']}")
        self.assertEqual(done.code, 0, done)
        self.assertLess(time.monotonic() - begin, PROMISED + BUSY)
        wait_for("the one that was opened", lambda: os.path.exists(f"{self.folder}/pids"))
        with open(f"{self.folder}/pids", encoding="utf-8") as pids:
            for pid in map(int, pids):
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass


class FrozenRecording(FrozenCase):
    def test_a_recording_that_is_stopped_is_named_by_those_who_ask_it_and_goes_on_afterwards(self):
        self.start_background("--device", "test-signal")
        pid = self.status()["pid"]
        os.kill(pid, signal.SIGSTOP)
        try:
            for words in (("status",), ("mark",), ("stop",)):
                with self.subTest(words):
                    begin = time.monotonic()
                    done = self.earwitness(*words)
                    self.assertEqual(done.code, 5, done)
                    self.assertRegex(done.err, f"kill -CONT {pid}")
                    self.assertLess(time.monotonic() - begin, PROMISED + BUSY + 2)
        finally:
            os.kill(pid, signal.SIGCONT)
        # It was asked to stop meanwhile, and does.
        wait_for("the seal", lambda: not self.status()["running"])
        (name,) = self.conversations()
        self.check(os.path.join(self.archive, name))


if __name__ == "__main__":
    unittest.main()
