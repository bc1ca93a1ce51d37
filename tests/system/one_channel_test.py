# SPDX-License-Identifier: MIT
"""`--channel N`: one input of a device with several is recorded bit for bit, and what is sealed says which of how many."""

import array
import functools
import json
import os
import re
import subprocess
import unittest

import counting
from callcase import Half
from case import RoomCase
from pipewire_room import PipewireRoom
from waiting import wait_for

RATE = 48000
SECONDS = 1.5
IN_A_STUDIO = [f"aux{i}" for i in range(12)]
IN_A_ROOM = ["front-left", "front-right", "front-center", "lfe", "rear-left", "rear-right"]


@functools.lru_cache
def said_at(channel):
    """What is played there and nowhere else."""
    return counting.sequence(int(SECONDS * RATE), start=1 + 10**6 * channel)


class OneChannelCase(RoomCase):
    def interface(self, name, positions):
        self.room.control("load-module", "module-null-sink", f"sink_name={name}", f"rate={RATE}", "norewinds=1",
                          f"channels={len(positions)}", "channel_map=" + ",".join(positions))
        self.addCleanup(self.room.control, "unload-module", "module-null-sink")
        wait_for("the interface", lambda: name + ".monitor" in self.room.control("list", "short", "sources"))

    def play(self, name, positions):
        """Each channel its own sound, to the end."""
        frames = array.array("h", bytes(2 * int(SECONDS * RATE) * len(positions)))
        for channel in range(len(positions)):
            frames[channel::len(positions)] = array.array("h", said_at(channel + 1))
        path = self.room.wav(frames.tobytes(), channels=len(positions))
        subprocess.run(["paplay", "-d", name, "--latency-msec=2000", "--channel-map=" + ",".join(positions), path],
                       env=self.room.environment(), check=True, stdin=subprocess.DEVNULL, capture_output=True)

    def notes(self, path):
        with open(os.path.join(self.bag(path), "data/notes.jsonl"), encoding="utf-8") as file:
            return [json.loads(line)["text"] for line in file]

    def record(self, name, positions, channel, *more):
        path = self.start_background("--device", name + ".monitor", "--channel", str(channel), *more)
        self.play(name, positions)
        recording, _ = self.stop_and_check(path)
        self.assertEqual(recording.opened["channels"], 1)
        self.assertEqual((recording.opened["channel"], recording.opened["inputs"]), (channel, len(positions)))
        notes = self.notes(path)
        self.assertTrue(any(text.endswith(f", channel {channel} of {len(positions)}") for text in notes), notes)
        return recording

    def require_alone(self, name, positions, channel):
        recording = self.record(name, positions, channel)
        counting.require_whole(self, said_at(channel), recording.all_samples)


class OnPulseaudio(OneChannelCase):
    def test_each_kind_of_place_comes_through_alone(self):
        self.interface("studio", IN_A_STUDIO)
        for channel in (1, 3, 12):
            with self.subTest(channel):
                self.require_alone("studio", IN_A_STUDIO, channel)

    def test_a_place_in_the_room_and_24_bits(self):
        self.interface("surround", IN_A_ROOM)
        self.require_alone("surround", IN_A_ROOM, 3)
        recording = self.record("surround", IN_A_ROOM, 6, "--bits", "24")
        played = said_at(6)
        wide = b"".join(b"\0" + played[at : at + 2] for at in range(0, len(played), 2))
        self.assertTrue(recording.all_samples.strip(b"\0") == wide.strip(b"\0"), "not what was played")

    def test_of_a_call_it_is_the_microphone_s_channel_and_the_other_side_is_whole(self):
        self.interface("studio", IN_A_STUDIO)
        self.interface("speakers", ["mono"])
        path = self.start_background("--device", "studio.monitor", "--channel", "3", "--call", "--far", "speakers.monitor")
        self.play("studio", IN_A_STUDIO)
        said = counting.sequence(int(SECONDS * RATE), start=10**8)
        subprocess.run(["paplay", "-d", "speakers", "--latency-msec=2000", self.room.wav(said)],
                       env=self.room.environment(), check=True, stdin=subprocess.DEVNULL, capture_output=True)
        self.stop()
        self.assertEqual(self.earwitness("verify", path).code, 0)
        near, far = Half(self.bag(path), "near"), Half(self.bag(path), "far")
        counting.require_whole(self, said_at(3), near.samples().tobytes())
        counting.require_whole(self, said, far.samples().tobytes())
        with open(os.path.join(self.bag(path), "data/journal.jsonl"), encoding="utf-8") as journal:
            tracks = json.loads(journal.readline())["tracks"]
        self.assertEqual([(track.get("channel"), track.get("inputs")) for track in tracks], [(3, 12), (None, None)])

    def test_a_channel_that_is_not_there_is_refused(self):
        self.interface("surround", IN_A_ROOM)
        done = self.earwitness("start", "--background", "--device", "surround.monitor", "--channel", "7")
        self.assert_failed(done, 5, r"surround\.monitor has no channel 7: it has 6 channels\n +try: earwitness devices")
        done = self.earwitness("start", "--background", "--device", "test-signal", "--channel", "2")
        self.assert_failed(done, 5, "test-signal has no channel 2: it has 1 channel\n")
        for words in (["0"], ["33"], ["2", "--channels", "2"]):
            self.assert_failed(self.earwitness("start", "--background", "--channel", *words), 2, "--channel")
        self.assert_nothing_left()

    def test_doctor_listens_to_the_one_that_would_be_recorded(self):
        self.interface("studio", IN_A_STUDIO)
        loud = array.array("h", bytes(2 * len(IN_A_STUDIO) * RATE * 12))
        loud[2::len(IN_A_STUDIO)] = array.array("h", counting.quiet(counting.sequence(RATE * 12), 9000))
        playing = subprocess.Popen(["paplay", "-d", "studio", "--latency-msec=2000", "--channel-map=" + ",".join(IN_A_STUDIO),
                                    self.room.wav(loud.tobytes(), channels=len(IN_A_STUDIO))],
                                   env=self.room.environment(), stdin=subprocess.DEVNULL)
        self.addCleanup(lambda: (playing.kill(), playing.wait()))
        heard = {}
        for channel in ("3", "4"):
            done = self.earwitness("doctor", "--json", "--device", "studio.monitor", "--channel", channel)
            (heard[channel],) = (check for check in done.json["checks"] if check["check"] == "microphone")
        self.assertGreater(heard["3"]["peak_dbfs"], -20, heard)
        self.assertLess(heard["4"].get("peak_dbfs") or -200, -60, heard)
        refused = self.earwitness("doctor", "--json", "--device", "studio.monitor", "--channel", "13")
        self.assertIn("has no channel 13", refused.out)
        self.assert_failed(self.earwitness("doctor", "--channel", "0"), 2, "--channel 0 is out of range")

    def test_moved_to_a_source_with_fewer_it_records_the_first_and_says_so(self):
        self.interface("studio", IN_A_STUDIO)
        self.interface("headset", ["front-left", "front-right"])
        process = self.start_foreground("--device", "studio.monitor", "--channel", "3")
        path = self.status()["path"]
        (stream,) = self.room.control("list", "short", "source-outputs").splitlines()
        self.room.control("move-source-output", stream.split()[0], "headset.monitor")
        with open(path + "/log.txt", encoding="utf-8") as log:
            said = []
            wait_for("the move", lambda: said.append(log.read()) or "has no channel 3" in "".join(said))
        self.play("headset", ["front-left", "front-right"])
        self.stop()
        done = self.finish(process)
        self.assertRegex(done.err, "which has no channel 3: its first one is recorded")
        recording = self.check(path)
        counting.require_whole(self, said_at(1), recording.all_samples)
        self.assertTrue(any(text.endswith(", channel 1 of 2") for text in self.notes(path)), self.notes(path))


class OnPipewire(OneChannelCase):
    @classmethod
    def setUpClass(cls):
        cls.room = PipewireRoom()
        cls.addClassCleanup(cls.room.close)

    def test_a_place_in_the_room_comes_through_alone(self):
        self.interface("surround", IN_A_ROOM)
        self.require_alone("surround", IN_A_ROOM, 3)

    def test_where_the_server_would_mix_it_says_how_to_take_one(self):
        self.interface("studio", IN_A_STUDIO)
        done = self.earwitness("start", "--background", "--device", "studio.monitor", "--channel", "3")
        self.assert_failed(done, 5, "gives channel 3 of studio.monitor only mixed with others")
        command = re.search("pactl (load-module [^\n]*?) +then:", done.err.replace("\n", " ")).group(1)
        self.room.control(*command.replace("NAME", "studio.monitor").replace("CHANNEL", "aux2").split())
        self.addCleanup(self.room.control, "unload-module", "module-remap-source")
        wait_for("the source", lambda: "one" in self.room.control("list", "short", "sources"))
        path = self.start_background("--device", "one")
        self.play("studio", IN_A_STUDIO)
        recording, _ = self.stop_and_check(path)
        counting.require_whole(self, said_at(3), recording.all_samples)


if __name__ == "__main__":
    unittest.main()
