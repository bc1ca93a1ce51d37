# SPDX-License-Identifier: MIT
"""`doctor`, the evening before: what it says of a good room and of everything that can be amiss in one, and that it
leaves nothing and disturbs nobody."""

import os
import re
import signal
import subprocess
import unittest

import counting
from case import REAL_MICROPHONES, ProgramCase, RoomCase
from login_bus import LoginBus
from microphone import Speaker
from waiting import wait_for

SIGNAL = ("--device", "test-signal")
LINE = re.compile(r"(ok|look at this|not possible) +(\w+) +(\S.*)")


class Findings:
    """The document, by the names of its checks."""

    def __init__(self, document):
        self.document = document
        self.checks = {check["check"]: check for check in document["checks"]}

    def __getitem__(self, name):
        return self.checks[name]


class DoctorCase(ProgramCase):
    def doctor(self, *words, code=0, **environment):
        done = self.earwitness("doctor", "--json", *words, **environment)
        self.assertEqual(done.code, code, done)
        document = done.json
        self.assertEqual((document["type"], document["schema"], document["ready"]), ("doctor", 1, code == 0))
        for check in document["checks"]:
            self.assertIn(check["outcome"], ("ok", "attention", "impossible"))
            self.assertTrue(check["text"], check)
            self.assertEqual(check["outcome"] == "ok", not check["next"], check)
        return Findings(document)

    def mount(self, options):
        os.makedirs(self.archive, exist_ok=True)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", options, "none", self.archive],
                          capture_output=True).returncode != 0:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", self.archive], check=True)

    def assert_outcome(self, check, outcome, *words):
        self.assertEqual(check["outcome"], outcome, check)
        for word in words:
            self.assertRegex(check["text"] + "\n" + check["next"], word)


class Doctor(DoctorCase):
    def test_it_leaves_nothing_behind(self):
        before = sorted(os.listdir(self.folder))
        found = self.doctor(*SIGNAL)
        self.assertEqual(sorted(os.listdir(self.folder)), before)
        self.assert_outcome(found["sleep"], "attention", "power settings")
        os.mkdir(self.archive, 0o700)
        found = self.doctor(*SIGNAL)
        self.assertEqual(os.listdir(self.archive), [])
        self.assert_outcome(found["archive"], "ok", re.escape(self.archive))

    def test_a_person_reads_one_aligned_line_for_each_check(self):
        done = self.earwitness("doctor", *SIGNAL)
        self.assertEqual(done.code, 0, done)
        lines = done.out.splitlines()
        found = [LINE.fullmatch(line) for line in lines if not line.startswith(" ")]
        self.assertNotIn(None, found, done.out)
        self.assertEqual({match.start(2) for match in found}, {len("not possible") + 2}, done.out)
        self.assertEqual(len({match.start(3) for match in found}), 1, done.out)
        advice = [line for line in lines if line.startswith(" ")]
        self.assertTrue(all(re.fullmatch(r" +try: \S.*", line) for line in advice), done.out)
        self.assertEqual(len(advice), sum(match[1] != "ok" for match in found), done.out)

    def test_the_signing_key_from_none_to_one_that_is_copied(self):
        found = self.doctor(*SIGNAL)["key"]
        self.assert_outcome(found, "ok", "the first start makes one")
        self.start_background(*SIGNAL)
        self.stop()
        found = self.doctor(*SIGNAL)["key"]
        self.assert_outcome(found, "attention", "no copy of it is known", "earwitness keys backup FILE")
        copy = os.path.join(self.folder, "key.pem")
        self.assertEqual(self.earwitness("keys", "backup", "--no-passphrase", copy).code, 0)
        found = self.doctor(*SIGNAL)["key"]
        self.assert_outcome(found, "ok", "without a passphrase; copied on")
        os.chmod(found["path"], 0o644)
        self.assert_outcome(self.doctor(*SIGNAL, code=5)["key"], "impossible", f"chmod 600 {found['path']}")

    @unittest.skipIf(REAL_MICROPHONES, "this machine has a sound card, which is found without a sound server")
    def test_without_a_microphone_nothing_would_be_recorded(self):
        self.assert_outcome(self.doctor(code=5)["microphone"], "impossible", "microphone", "earwitness devices")

    def test_all_that_keeps_one_from_recording_is_told_at_once(self):
        found = self.doctor("--device", "no such microphone", code=5, SSH_CONNECTION="192.0.2.1 50000 192.0.2.2 22")
        self.assert_outcome(found["start"], "impossible", "ssh")
        self.assert_outcome(found["microphone"], "impossible", "no such microphone")

    def test_an_archive_that_nobody_may_write(self):
        os.mkdir(self.archive, 0o500)
        if os.access(self.archive, os.W_OK):  # root: permissions do not bind, a read-only mount does
            self.mount("ro,size=1g,mode=700")
        self.assert_outcome(self.doctor(*SIGNAL, code=5)["disk"], "impossible", re.escape(self.archive))

    def test_a_disk_without_room(self):
        self.mount("size=64k,mode=700")
        self.assert_outcome(self.doctor(*SIGNAL, code=5)["room"], "impossible", "0 minutes", "--archive")

    def test_a_disk_with_little_room(self):
        self.mount("size=100m,mode=700")
        self.assert_outcome(self.doctor(*SIGNAL)["room"], "attention", r"Space left for 1[78] minutes in",
                            re.escape(self.archive), "--archive")

    def test_an_interrupted_recording_and_an_archive_that_others_may_look_into(self):
        path = self.start_background(*SIGNAL)
        os.kill(self.status()["pid"], signal.SIGKILL)
        wait_for("its end", lambda: not self.status()["running"])
        name = os.path.basename(path)
        os.chmod(self.archive, 0o755)
        found = self.doctor(*SIGNAL)
        self.assert_outcome(found["archive"], "attention", "others", "chmod -R go= ")
        self.assert_outcome(found["interrupted"], "attention", re.escape(name), "earwitness recover " + name)
        self.assertEqual(found["interrupted"]["recordings"], [name])

    def test_where_the_archive_is_kept(self):
        path = self.start_background(*SIGNAL)
        self.wait_for_seconds(0.2)
        self.stop()
        os.mkdir(os.path.join(self.archive, ".stfolder"))
        found = self.doctor(*SIGNAL)
        self.assert_outcome(found["synced"], "attention", "Syncthing", re.escape(self.archive))
        self.assert_outcome(found["backup"], "attention", "1 of 1", "earwitness backup")
        self.assertIn(found["encryption"]["encrypted"], (True, False, None))
        self.assertIsInstance(found["managed"]["by"], list)
        self.check(path)

    def test_sleep_that_can_be_held_off_is_let_go_again(self):
        bus = LoginBus()
        self.addCleanup(bus.close)
        found = self.doctor(*SIGNAL, DBUS_SYSTEM_BUS_ADDRESS=bus.address)
        self.assert_outcome(found["sleep"], "ok")
        self.assertEqual(bus.inhibitors(), [])


class Start(DoctorCase):
    """The quick half of it, which every start does."""

    def checked(self, *words, **environment):
        path = self.start_background(*words, **environment)
        wait_for("the check", lambda: self.check_lines(path))
        recording, done = self.stop_and_check(path)
        (line,) = recording.events("check")
        return line, done

    @staticmethod
    def check_lines(path):
        with open(os.path.join(path, "recording/data/journal.jsonl"), "rb") as journal:
            return [line for line in journal if b'"kind":"around"' in line]

    def test_what_a_start_finds_is_journaled(self):
        line, _ = self.checked(*SIGNAL)
        self.assertAlmostEqual(line["peak_dbfs"], -12, delta=0.1)
        self.assertGreater(line["disk_hours"], 0)
        self.assertIs(line["sleep_inhibited"], False, "there is nobody to ask")
        self.assertIsNone(line["processed_source"], "no sound server is in the path")

    def test_sleep_that_is_held_off_is_journaled(self):
        bus = LoginBus()
        self.addCleanup(bus.close)
        line, _ = self.checked(*SIGNAL, DBUS_SYSTEM_BUS_ADDRESS=bus.address)
        self.assertIs(line["sleep_inhibited"], True)

    def test_little_room_is_told_at_the_start_in_one_line(self):
        self.mount("size=100m,mode=700")
        process = self.start_foreground(*SIGNAL)
        process.send_signal(signal.SIGINT)
        done = self.finish(process)
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.err, rf"(?m)Space left for 1[78] minutes in {re.escape(self.archive)}: .*--archive")

    def test_room_for_an_hour_is_not_worth_a_word(self):
        self.mount("size=600m,mode=700")
        process = self.start_foreground(*SIGNAL)
        process.send_signal(signal.SIGINT)
        self.assertNotIn("room", self.finish(process).err)


class Room(DoctorCase, RoomCase):
    """A room with a microphone that the sound server makes of what is played there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.room.control("load-module", "module-remap-source", "master=room.monitor", "source_name=mic",
                         "source_properties=device.description=Microphone")
        cls.room.control("set-default-source", "mic")

    def speaking(self):
        voice = self.room.playing(counting.quiet(counting.sequence(60 * 48000), 8192))
        self.addCleanup(voice.wait)
        self.addCleanup(voice.kill)
        wait_for("the voice", lambda: "RUNNING" in self.room.control("list", "short", "sinks"))

    def test_a_good_level_of_what_is_played(self):
        self.speaking()
        found = self.doctor()
        self.assert_outcome(found["microphone"], "ok", r"peak level -\d+ dB")
        self.assertAlmostEqual(found["microphone"]["peak_dbfs"], -12, delta=1)
        self.assert_outcome(found["path"], "attention", "mic is what is played, not a microphone")
        self.assertEqual((found["path"]["source"], found["path"]["processed"]), ("mic", False))
        wait_for("its end", lambda: self.room.listeners() == 1)  # the remap module's own

    def test_the_path_from_a_microphone(self):
        pipe = os.path.join(self.room.folder, "good.pipe")
        self.room.control("load-module", "module-pipe-source", "source_name=good", f"file={pipe}", "format=s16le",
                          f"rate={self.room.rate}", "channels=1")
        self.addCleanup(self.room.control, "unload-module", "module-pipe-source")
        self.room.control("set-default-source", "good")
        self.addCleanup(self.room.control, "set-default-source", "mic")
        speaker = Speaker(pipe, self.room.rate)
        self.addCleanup(speaker.close)
        speaker.hear()
        found = self.doctor()["path"]
        self.assert_outcome(found, "ok", "good")
        self.assertEqual((found["source"], found["monitor"], found["processed"]), ("good", False, False))

    def test_a_muted_microphone(self):
        self.speaking()
        self.room.control("set-source-mute", "mic", "1")
        self.addCleanup(self.room.control, "set-source-mute", "mic", "0")
        found = self.doctor()
        self.assert_outcome(found["microphone"], "attention", "muted")
        self.assert_outcome(found["path"], "attention", "muted in the sound settings", "unmute")

    def test_what_is_played_is_no_microphone(self):
        found = self.doctor("--device", "room.monitor")
        self.assert_outcome(found["path"], "attention", "not a microphone")

    def test_that_nothing_changes_the_sound_is_journaled(self):
        process = self.start_foreground()
        wait_for("a second and more", lambda: self.status()["seconds"] > 3)
        process.send_signal(signal.SIGINT)
        recording = self.check_told(self.finish(process))
        (line,) = recording.events("check")
        self.assertIs(line["processed_source"], False)

    def test_a_running_recording_is_not_disturbed(self):
        path = self.start_background()
        before = self.room.listeners()
        os.chmod(self.archive, 0o700)
        found = self.doctor()
        self.assertEqual(self.room.listeners(), before)
        self.assert_outcome(found["recording"], "ok", "runs")
        self.assertFalse({"microphone", "path", "disk", "sleep"} & set(found.checks), found.document)
        self.assert_outcome(found["interrupted"], "ok")
        recording, _ = self.stop_and_check(path)
        self.assertEqual(recording.closed["lost_frames"], 0)


if __name__ == "__main__":
    unittest.main()
