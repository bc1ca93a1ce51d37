# SPDX-License-Identifier: MIT
"""The sound server gives a running recording another microphone, mutes it, or puts a filter into its path; none of it
does the audio library see."""

import json
import os
import signal
import threading
import time
import unittest

from case import RoomCase
from pipewire_room import PipewireAlsaRoom, PipewireRoom, native_plugin
from waiting import wait_for


class MovedCase(RoomCase):
    """In a room with a second microphone, `kitchen.monitor`."""

    @classmethod
    def add_sinks(cls):
        for name in ("kitchen", "speaker"):
            cls.room.control("load-module", "module-null-sink", f"sink_name={name}", "norewinds=1",
                             f"sink_properties=device.description={name.capitalize()}")

    def start(self, *words, named="the sound is what this computer plays: "):
        """In the foreground, so that what it says is there to read; the folder, once the microphone is known."""
        self.process = self.start_foreground(*words)
        path = self.status()["path"]
        self.wait_for_log(path, named)
        return path

    def finish_and_check(self, path):
        self.process.send_signal(signal.SIGINT)
        self.done = self.finish(self.process)
        return self.check_told(self.done, path)

    def log(self, path):
        with open(os.path.join(path, "log.txt"), encoding="utf-8") as log:
            return log.read()

    def wait_for_log(self, path, words):
        wait_for(f"'{words}' in the log", lambda: words in self.log(path), every=0.05)

    def move(self, source):
        """Moves what the recording listens to, as a sound setting does. Modules' streams have no client."""
        def rows(what):
            return [line.split() for line in self.room.control("list", "short", what).splitlines()]

        def is_there():
            (index,) = (row[0] for row in rows("sources") if row[1] == source)
            ((own, at, *_),) = (row for row in rows("source-outputs") if row[2] != "-")
            if at == index:
                return True
            self.room.control("move-source-output", own, source)
            return False

        wait_for(f"the server's move to {source}", is_there, every=0.1)

    def notes(self, path):
        with open(os.path.join(path, "recording/data/notes.jsonl"), encoding="utf-8") as notes:
            return {note["note"]: note["text"] for note in map(json.loads, notes)}


class Moved(MovedCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.add_sinks()

    def test_the_real_microphone_is_named_and_each_move_journaled_and_said(self):
        path = self.start()
        self.wait_for_seconds(1)
        self.move("kitchen.monitor")
        self.wait_for_log(path, "Monitor of Kitchen (kitchen.monitor)")
        self.move("room.monitor")
        wait_for("the second move", lambda: self.log(path).count("to what another output plays: ") == 2)
        recording = self.finish_and_check(path)
        texts = self.notes(path)
        devices = [texts[line["note"]] for line in recording.events("note") if line["kind"] == "monitor"]
        self.assertEqual({line["kind"] for line in recording.events("note")} - {"around"}, {"monitor"})
        self.assertEqual(devices[-3:], ["Monitor of Null Output (room.monitor)", "Monitor of Kitchen (kitchen.monitor)",
                                        "Monitor of Null Output (room.monitor)"])
        first, second = recording.events("source")
        self.assertEqual(texts[first["note"]], "Monitor of Kitchen (kitchen.monitor)")
        self.assertEqual(texts[second["note"]], "Monitor of Null Output (room.monitor)")
        for line in (first, second):
            self.assertEqual(line["file"], "data/audio-001.flac")
        self.assertLess(0, first["from"])
        self.assertLessEqual(first["from"], second["from"])
        self.assertRegex(self.done.err, "NO MICROPHONE: what this computer plays is recorded")
        self.assertRegex(self.done.err, r"warning: the sound server moved the recording to what another output plays: "
                                        r"Monitor of Kitchen \(kitchen\.monitor\)\n +try: plug a microphone in")
        self.assertEqual(recording.opened["kind"], "monitor")

    def test_echo_cancelling_in_the_path_is_said_and_that_it_is_gone(self):
        path = self.start()
        self.assertNotIn("lies between", self.log(path))
        canceller = self.room.control("load-module", "module-echo-cancel", "source_name=cancelled",
                                      "source_master=kitchen.monitor", "sink_master=speaker", "aec_method=null").strip()
        self.move("cancelled")
        self.wait_for_log(path, "echo cancelling lies between")
        # A source that only exchanges channels hides nothing of what lies below it.
        self.room.control("load-module", "module-remap-source", "source_name=remapped", "master=cancelled")
        self.move("remapped")
        wait_for("the second", lambda: self.log(path).count("echo cancelling lies between") == 2)
        # The server moves it away from what is unloaded, by itself.
        self.room.control("unload-module", canceller)
        self.wait_for_log(path, "nothing changes the microphone's sound any more")
        recording = self.finish_and_check(path)
        self.assertGreaterEqual(len(recording.events("source")), 3)
        self.assertRegex(self.done.err, r"warning: echo cancelling lies between .*\(cancelled\)\n +try: turn it off")

    def test_a_mute_in_the_sound_settings_is_said_and_its_end(self):
        path = self.start("--device", "kitchen.monitor")
        self.room.control("set-source-mute", "kitchen.monitor", "1")
        self.wait_for_log(path, "muted in the sound settings")
        self.room.control("set-source-mute", "kitchen.monitor", "0")
        self.wait_for_log(path, "no longer muted")
        self.room.control("set-source-volume", "kitchen.monitor", "40%")
        self.wait_for_log(path, "the volume is 40 % now")
        self.room.control("set-source-volume", "kitchen.monitor", "100%")
        recording = self.finish_and_check(path)
        self.assertEqual(recording.events("source"), [])
        self.assertRegex(self.done.err, r"muted in the sound settings: Monitor of Kitchen \(kitchen\.monitor\)")


class Unplugged(MovedCase):
    """The microphone is a source of its own, and the only other one hears what is played."""

    def plug(self, name="usbmic"):
        return self.room.control("load-module", "module-pipe-source", f"source_name={name}",
                                 f"file={self.room.folder}/{name}.pipe", "format=s16le", "rate=48000",
                                 "channels=1").strip()

    def test_a_fall_back_to_what_is_played_is_a_warning_that_stays_until_a_microphone_is_back(self):
        microphone = self.plug()
        self.addCleanup(self.room.control, "set-default-source", "room.monitor")
        self.room.control("set-default-source", "usbmic")
        with open(f"{self.room.folder}/usbmic.pipe", "wb", buffering=0) as pipe:
            speaker = threading.Thread(target=self.speak, args=(pipe,), daemon=True)
            speaker.start()
            path = self.start("--device", "usbmic", named="the microphone is ")
            self.assertEqual(self.status()["warnings"], [])
            self.room.control("unload-module", microphone)
            self.wait_for_log(path, "NO MICROPHONE")
            self.assertEqual([w["warning"] for w in self.status()["warnings"] if w["warning"] == "monitor"], ["monitor"])
            self.assertIn("NO MICROPHONE", self.earwitness("status").out)
            speaker.join(timeout=30)
        again = self.plug()
        self.addCleanup(self.room.control, "unload-module", again)
        with open(f"{self.room.folder}/usbmic.pipe", "wb", buffering=0) as pipe:
            threading.Thread(target=self.speak, args=(pipe,), daemon=True).start()
            self.wait_for_log(path, "it is a microphone again")
            self.finish_and_check(path)
        self.assertNotRegex(self.done.err, "another microphone: Monitor of")
        self.assertRegex(self.done.err, r"warning: for [\d.,]+ s: no microphone: what this computer played was recorded")

    @staticmethod
    def speak(pipe):
        """Silence at sound's pace, as long as somebody reads it."""
        try:
            while True:
                pipe.write(bytes(960))
                time.sleep(0.01)
        except (OSError, ValueError):
            pass


class MovedOnPipewire(MovedCase):
    room_class = PipewireRoom

    @classmethod
    def setUpClass(cls):
        cls.room = cls.room_class()
        cls.addClassCleanup(cls.room.close)
        cls.add_sinks()

    def test_the_real_microphone_a_move_and_echo_cancelling_are_told_as_on_pulseaudio(self):
        path = self.start()
        self.wait_for_log(path, "(room.monitor)")
        self.room.control("load-module", "module-echo-cancel", "source_name=cancelled",
                          "source_master=kitchen.monitor", "sink_master=speaker")
        self.move("kitchen.monitor")
        self.wait_for_log(path, "what another output plays: Monitor of Kitchen")
        self.assertNotIn("lies between", self.log(path))
        self.move("cancelled")
        self.wait_for_log(path, "echo cancelling lies between")
        recording = self.finish_and_check(path)
        texts = self.notes(path)
        moves = [texts[line["note"]] for line in recording.events("source")]
        self.assertRegex(" ".join(moves), r"\(kitchen\.monitor\) .*\(cancelled\)$")


    def test_a_mute_and_a_microphone_by_its_name(self):
        path = self.start("--device", "kitchen.monitor")
        self.wait_for_log(path, "(kitchen.monitor)")
        self.room.control("set-source-mute", "kitchen.monitor", "1")
        self.wait_for_log(path, "muted in the sound settings")
        self.room.control("set-source-mute", "kitchen.monitor", "0")
        self.wait_for_log(path, "no longer muted")
        self.finish_and_check(path)

    def test_a_microphone_that_goes_is_a_warning_that_stays_and_it_is_taken_back_when_it_returns(self):
        def plug():
            module = self.room.control("load-module", "module-null-sink", "sink_name=usbmic",
                                       "media.class=Audio/Source/Virtual").strip()
            wait_for("the microphone", lambda: "usbmic" in self.room.control("list", "short", "sources"))
            self.room.control("set-default-source", "usbmic")
            return module

        module = plug()
        self.addCleanup(self.room.control, "set-default-source", "room.monitor")
        path = self.start(named="the microphone is ")
        self.wait_for_log(path, "(usbmic)")
        self.assertNotIn("monitor", [w["warning"] for w in self.status()["warnings"]])
        self.room.control("unload-module", module)
        self.wait_for_log(path, "NO MICROPHONE")
        self.assertIn("monitor", [w["warning"] for w in self.status()["warnings"]])
        self.addCleanup(self.room.control, "unload-module", plug())
        self.wait_for_log(path, "it is a microphone again")
        recording = self.finish_and_check(path)
        self.assertRegex(self.done.err, r"warning: for [\d.,]+ s: no microphone: what this computer played was recorded")
        texts = self.notes(path)
        self.assertRegex(texts[recording.events("source")[-1]["note"]], r"\(usbmic\)$")

    def test_doctor_sees_the_path_and_devices_tell_a_virtual_source_of_a_monitor(self):
        remapped = self.room.control("load-module", "module-remap-source", "source_name=remapped",
                                     "master=kitchen.monitor").strip()
        self.addCleanup(self.room.control, "unload-module", remapped)
        listed = wait_for("the source", lambda: {source["name"]: source for source in self.earwitness(
            "devices", "--json").json["sources"]} if "remapped" in self.room.control("list", "short", "sources") else None)
        self.assertTrue(listed["remapped"]["monitor"])
        checks = {check["check"]: check for check in self.earwitness("doctor", "--json").json["checks"]}
        self.assertRegex(checks["path"]["text"], r"room\.monitor is what is played")


@unittest.skipUnless(native_plugin(), "NOT TESTED: ALSA's own plug-in for PipeWire is not here "
                                      "(tests/long/pipewire_alsa brings it)")
class MovedOnPipewireByItsOwnPlugin(MovedOnPipewire):
    room_class = PipewireAlsaRoom

    def environment(self, **more):
        return super().environment(**{**self.room.alsa(), **more})


if __name__ == "__main__":
    unittest.main()
