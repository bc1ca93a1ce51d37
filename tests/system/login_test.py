# SPDX-License-Identifier: MIT
"""Lid, lock, sleep and the end of the login around a recording, as logind's double tells them; and buses that refuse,
go, or are no help."""

import json
import os
import signal
import socket
import time
import unittest

import journalcheck
from case import ProgramCase
from login_bus import MANAGER, LoginBus
from waiting import LONG, wait_for

SIGNAL = ("--device", "test-signal")


class LoginCase(ProgramCase):
    bus = None

    def environment(self, **more):
        values = {}
        if self.bus is not None:
            values["DBUS_SYSTEM_BUS_ADDRESS"] = self.bus.address
        values.update(more)
        return super().environment(**values)

    def log(self, path):
        with open(os.path.join(path, "log.txt"), encoding="utf-8") as log:
            return log.read()

    def wait_for_log(self, path, words):
        wait_for(f"'{words}' in the log", lambda: words in self.log(path), every=0.05)

    def events(self, path, name):
        """What the journal has so far; a last line that is being written is left out."""
        with open(os.path.join(path, "recording/data/journal.jsonl"), encoding="utf-8") as journal:
            lines = [json.loads(line) for line in journal if line.endswith("\n")]
        lines = journalcheck.with_around(os.path.join(path, "recording"), lines)
        return [line for line in lines if line["event"] == name]

    def wait_for_screens(self, path, *whats):
        wait_for(f"{whats} in the journal",
                 lambda: [line["what"] for line in self.events(path, "screen")] == list(whats), every=0.05)

    def wait_for_end(self, pid):
        wait_for("the end of the recording", lambda: not os.path.exists(f"/proc/{pid}"))


class Login(LoginCase):
    """One double for all; each test has a login session of its own name."""

    @classmethod
    def setUpClass(cls):
        cls.bus = LoginBus()
        cls.addClassCleanup(cls.bus.close)
        cls.bus.do(f"self.props['{MANAGER}']['LidClosed'] = False")

    def setUp(self):
        super().setUp()
        self.mine = "s" + str(abs(hash(self.id())))
        self.bus.add_session(self.mine)

    def environment(self, **more):
        return super().environment(**{"XDG_SESSION_ID": self.mine, **more})

    def start(self, **environment):
        """Starts in the background; the folder, once the session is watched and sleep is held."""
        path = self.start_background(*SIGNAL, **environment)
        self.wait_until_watched(path)
        return path

    def wait_until_watched(self, path):
        self.wait_for_log(path, "lock and end are watched")
        self.wait_for_log(path, "sleep, idling and the lid are held off")

    def test_sleep_idling_and_the_lid_are_held_until_the_seal_and_no_longer(self):
        self.assertEqual(self.bus.inhibitors(), [])
        path = self.start()
        (held,) = self.bus.inhibitors()
        self.assertEqual((held[0], held[3]), ("sleep:idle:handle-lid-switch", "block"))
        self.assertNotRegex(held[2], "(?i)record|listen|microphone")  # any user of the machine can read it
        self.stop_and_check(path)
        wait_for("its release", lambda: not self.bus.inhibitors())

    def test_lock_and_unlock_stand_in_the_journal_each_once(self):
        path = self.start()
        # The order, then the locker's hint that it is done: one lock.
        self.bus.session(self.mine, "Lock")
        self.wait_for_screens(path, "lock")
        self.bus.session(self.mine, "SetLockedHint", "boolean:true")
        # A password opens it: no order.
        self.bus.session(self.mine, "SetLockedHint", "boolean:false")
        self.wait_for_screens(path, "lock", "unlock")
        # Another login's.
        self.bus.add_session("other")
        self.bus.session("other", "Lock")
        self.bus.session(self.mine, "Lock")
        self.wait_for_screens(path, "lock", "unlock", "lock")
        recording, _ = self.stop_and_check(path)
        self.assertEqual([line["what"] for line in recording.events("screen")], ["lock", "unlock", "lock"])

    def test_a_recording_in_the_background_ends_sealed_with_its_login(self):
        path = self.start()
        pid = self.status()["pid"]
        self.bus.remove_session("other")
        self.bus.session(self.mine, "Lock")
        self.wait_for_screens(path, "lock")
        self.bus.remove_session(self.mine)
        self.wait_for_end(pid)
        self.assertEqual(self.check(path).closed["reason"], "signal")
        wait_for("the release of sleep", lambda: not self.bus.inhibitors())

    def test_a_lid_and_a_closing_login_are_seen_although_logind_sends_no_signal_for_them(self):
        """The login closes: only its processes are left of it."""
        path = self.start()
        pid = self.status()["pid"]
        self.bus.do(f"self.props['{MANAGER}']['LidClosed'] = True")
        self.bus.do("self.props['org.freedesktop.login1.Session']['State'] = 'closing'",
                    path=self.bus.session_path(self.mine))
        self.wait_for_end(pid)
        recording = self.check(path)
        self.assertEqual(recording.closed["reason"], "signal")
        self.assertEqual([line["what"] for line in recording.events("screen")], ["lid"])

    def test_one_in_the_foreground_ends_with_its_terminal_alone(self):
        process = self.start_foreground(*SIGNAL)
        path = self.status()["path"]
        self.wait_until_watched(path)
        self.bus.remove_session(self.mine)
        self.bus.session(self.mine, "Lock")
        self.wait_for_screens(path, "lock")
        process.send_signal(signal.SIGINT)
        self.assertEqual(self.check_told(self.finish(process), path).closed["reason"], "stopped")

    def test_that_the_computer_goes_to_sleep_all_the_same_is_said(self):
        process = self.start_foreground(*SIGNAL)
        path = self.status()["path"]
        self.wait_until_watched(path)
        self.bus.do(f"self.EmitSignal('{MANAGER}', 'PrepareForSleep', 'b', [True])")
        self.bus.do(f"self.EmitSignal('{MANAGER}', 'PrepareForSleep', 'b', [False])")
        self.wait_for_log(path, "woke up")
        process.send_signal(signal.SIGINT)
        done = self.finish(process)
        self.assertRegex(done.err, "going to sleep[^$]*woke up")

    def test_a_session_that_is_no_more_is_exchanged_for_the_one_that_logind_finds(self):
        """An old tmux has the name of a session that ended long ago."""
        self.bus.add_session("auto")
        self.bus.add_method("GetSession", "if args[0] == 'gone': raise dbus.exceptions.DBusException('gone')\n"
                                          f"ret = '{self.bus.session_path('')}' + args[0]\n", "s", "o")
        path = self.start(XDG_SESSION_ID="gone")
        self.bus.session("auto", "Lock")
        self.wait_for_screens(path, "lock")
        self.stop_and_check(path)


class Refused(LoginCase):
    """What logind does not grant as a whole is asked for in parts."""

    def start_with(self, condition):
        self.bus = LoginBus(template=False)
        self.addCleanup(self.bus.close)
        self.bus.add_method("Inhibit", signature="ssss", returns="h", code=(
            f"if not ({condition}):\n"
            "    raise dbus.exceptions.DBusException('not for you', name='org.freedesktop.DBus.Error.AccessDenied')\n"
            "ret = dbus.types.UnixFd(open('/dev/null'))\n"))
        return self.start_background(*SIGNAL)

    def test_the_lid_alone_is_refused(self):
        path = self.start_with("args[0] in ('sleep', 'idle') and args[3] == 'block'")
        self.wait_for_log(path, "sleep is held off while this records; a closed lid is not: not for you")
        self.stop_and_check(path)

    def test_sleep_can_only_be_delayed(self):
        path = self.start_with("args[3] == 'delay'")
        self.wait_for_log(path, "sleep can only be delayed by some seconds: not for you")
        self.stop_and_check(path)


class BadBus(LoginCase):
    def test_a_bus_that_is_restarted_is_found_again(self):
        bus = self.bus = LoginBus()
        self.addCleanup(bus.close)
        bus.add_session("s1")
        path = self.start_background(*SIGNAL, XDG_SESSION_ID="s1")
        wait_for("the session", lambda: self.log(path).count("are watched") == 1)
        bus.restart()
        bus.add_session("s1")
        wait_for("an inhibitor", bus.inhibitors)
        wait_for("the session", lambda: self.log(path).count("are watched") == 2)
        bus.session("s1", "Lock")
        self.wait_for_screens(path, "lock")
        self.stop_and_check(path)

    def test_without_a_bus_it_records_all_the_same(self):
        path = self.start_background(*SIGNAL, DBUS_SYSTEM_BUS_ADDRESS="unix:path=" + os.path.join(self.folder, "none"))
        self.wait_for_log(path, "sleep is not held off: no system bus answers")
        self.stop_and_check(path)

    def test_a_bus_that_never_answers_holds_up_neither_start_nor_stop(self):
        listener = socket.socket(socket.AF_UNIX)
        self.addCleanup(listener.close)
        listener.bind(os.path.join(self.folder, "silent"))
        listener.listen()
        began = time.monotonic()
        path = self.start_background(*SIGNAL, DBUS_SYSTEM_BUS_ADDRESS="unix:path=" + listener.getsockname())
        listener.settimeout(LONG)
        for _ in range(2):  # the inhibitor and the watcher have connected, and wait
            connection, _ = listener.accept()
            self.addCleanup(connection.close)
        self.stop_and_check(path)
        self.assertLess(time.monotonic() - began, 20)  # libdbus and sd-bus themselves give up after 25 s


if __name__ == "__main__":
    unittest.main()
