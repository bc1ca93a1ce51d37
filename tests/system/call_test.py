# SPDX-License-Identifier: MIT
"""Both sides of a call: each track bit for bit what was played to it, on one clock, wherever the call goes and whatever
becomes of one of the two."""

import array
import glob
import json
import os
import random
import signal
import unittest

from callroom import CallRoom, Talk
from case import ProgramCase
from flacfile import Flac, decode
from waiting import wait_for

RATE = 48000


def noise(seconds, seed):
    """Sound of which each stretch is at one place only."""
    chance = random.Random(seed)
    return array.array("h", (chance.randrange(-9000, 9000) for _ in range(int(RATE * seconds))))


class Half:
    """One track of a sealed call, by its files and its own lines of the journal."""

    def __init__(self, bag, name):
        with open(os.path.join(bag, "data/journal.jsonl"), encoding="utf-8") as journal:
            self.lines = [line for line in map(json.loads, journal) if line.get("track") == name]
        self.files = sorted(glob.glob(os.path.join(bag, "data", f"{name}-*.flac")))

    def events(self, event):
        return [line for line in self.lines if line["event"] == event]

    def samples(self, number=0):
        return array.array("h", decode(self.files[number]))

    def pieces(self, played, number=0, step=240):
        """Where what was played stands: [(at, offset)], the frame of the file from which on it is `offset` later."""
        whole = played.tobytes()
        places = {whole[2 * i : 2 * i + 16]: i for i in range(len(played) - 8)}
        heard = self.samples(number).tobytes()
        found = []
        for at in range(0, len(heard) // 2 - 8, step):
            frame = places.get(heard[2 * at : 2 * at + 16])
            if frame is not None and (not found or found[-1][1] != at - frame):
                found.append((at, at - frame))
        return found


class CallCase(ProgramCase):
    @classmethod
    def setUpClass(cls):
        cls.room = CallRoom()
        cls.addClassCleanup(cls.room.close)

    def environment(self, **more):
        return super().environment(**{"PULSE_SERVER": "unix:" + self.room.socket, **more})

    def start_call(self, *words):
        path = self.start_background("--call", *words)
        self.wait_for_seconds(1)
        return path

    def seconds_of(self, track):
        for side in self.status().get("tracks", []):
            if side["track"] == track:
                return side["frames"] / RATE
        return 0

    def wait_for_both(self, seconds):
        wait_for(f"{seconds} s of both sides",
                 lambda: min(self.seconds_of("near"), self.seconds_of("far")) >= seconds, every=0.1)

    def seal(self, path, code=0):
        done = self.earwitness("stop")
        self.assertEqual(done.code, code, done)
        verified = self.earwitness("verify", path)
        self.assertEqual(verified.code, 0, verified)
        self.assertRegex(verified.out, "(?i)unchanged")
        bag = os.path.join(path, "recording")
        return Half(bag, "near"), Half(bag, "far")

    def log(self, path):
        with open(os.path.join(path, "log.txt"), encoding="utf-8") as log:
            return log.read()

    def talk(self, output):
        talk = Talk(self.room, output)
        self.addCleanup(talk.hang_up)
        return talk

    def assert_goes_on_at(self, path, source, words="the other side is recorded at another output from here on: "):
        wait_for(f"the move to {source}", lambda: f"({source})" in self.log(path).split(words)[-1]
                 and words in self.log(path), every=0.05)

    def assert_followed(self, far, played):
        """All of it is there but less than half a second at a move, which the journal has; afterwards it is where the
        clock has it. What lies between the move and the declared silence, of a device's period, may be off."""
        pieces = far.pieces(played)
        (_, first), (at, last) = pieces[0], pieces[-1]
        self.assertLess(at - last, len(played) - RATE)  # the last piece is more than a second
        declared = sum(line["frames"] for line in far.events("gap") if line["from"] <= at)
        self.assertLess((declared - (last - first)) / RATE, 0.5)
        self.assertLess((first - last) / RATE, 0.02)  # or more would be missing than is declared and the server skipped
        self.assertLess((last - first) / RATE, 0.1)  # a server that moves a stream may itself play it that much later
        heard = far.samples()
        self.assertEqual(heard[at : last + len(played)], played[at - last :])


class Sides(CallCase):
    def test_each_side_is_bit_for_bit_what_was_played_to_it(self):
        path = self.start_call("--title", "A call")
        near_sound, far_sound = noise(4, 1), noise(4, 2)
        playing = [self.room.play_to("mic", near_sound.tobytes()), self.room.play_to("speakers", far_sound.tobytes())]
        for process in playing:
            self.assertEqual(process.wait(), 0)
        near, far = self.seal(path)
        for half, played in ((near, near_sound), (far, far_sound)):
            self.assertEqual(len(half.files), 1)
            self.assertEqual(half.samples().tobytes().count(played.tobytes()), 1)
            self.assertEqual(half.events("gap"), [])
            self.assertEqual(half.events("break"), [])
            self.assertEqual(Flac(half.files[0]).channels, 1)
        self.assert_heard_on_both_sides(path, near_sound, far_sound)

    def assert_heard_on_both_sides(self, path, near_sound, far_sound):
        """The listening copy: one file, the microphone on the left, the other side on the right, to the sample."""
        to = os.path.join(self.folder, "export")
        os.mkdir(to)
        done = self.earwitness("export", path, "--to", to, "--listening-copy", "wav")
        self.assertEqual(done.code, 0, done)
        copies = glob.glob(os.path.join(to, "*", "listening-copy", "*"))
        self.assertEqual([os.path.basename(copy) for copy in copies], ["call-001.wav"])
        with open(copies[0], "rb") as copy:
            sound = copy.read()
        heard = array.array("h", sound[sound.index(b"data") + 8 :][: len(sound) // 4 * 4 - 64 * 4])
        self.assertEqual(heard[0::2].tobytes().count(near_sound.tobytes()), 1)
        self.assertEqual(heard[1::2].tobytes().count(far_sound.tobytes()), 1)

    def test_a_source_that_is_named_is_the_far_side(self):
        path = self.start_call("--far", "headset.monitor")
        sound = noise(2, 3)
        self.room.play_to("headset", sound.tobytes()).wait()
        _, far = self.seal(path)
        self.assertEqual(far.samples().tobytes().count(sound.tobytes()), 1)

    def test_a_pause_closes_both_and_both_go_on_after_it(self):
        path = self.start_call()
        self.assertEqual(self.room.listeners(), 2)
        self.assertEqual(self.earwitness("pause").code, 0)
        wait_for("nobody who listens", lambda: self.room.listeners() == 0)
        self.assertEqual(self.earwitness("resume").code, 0)
        wait_for("both sides", lambda: self.room.listeners() == 2)
        self.wait_for_both(2)
        near, far = self.seal(path)
        for half in (near, far):
            self.assertEqual([line["cause"] for line in half.events("break")], ["pause"])
            self.assertEqual(len(half.files), 2)
        page = os.path.join(self.folder, "call.html")
        self.assertEqual(self.earwitness("report", path, "--to", page).code, 0)
        with open(page, encoding="utf-8") as made:
            text = made.read()
        self.assertEqual(text.count("Paused by the user: nothing was recorded"), 1)
        self.assertNotIn(": Paused by the user", text)  # of one side
        # What the room calls a microphone is the monitor of a sink.
        self.assertIn("The near track is on the left, the far track on the right.", text)

    def test_a_call_that_is_killed_is_recovered_with_both_sides(self):
        path = self.start_call()
        self.wait_for_both(3)
        os.kill(self.status()["pid"], signal.SIGKILL)
        done = self.earwitness("recover", path)
        self.assertEqual(done.code, 0, done)
        for name in ("near", "far"):
            half = Half(os.path.join(path, "recovered"), name)
            self.assertEqual(len(half.files), 1)
            self.assertGreater(len(half.samples()) / RATE, 2.4)
        self.assertEqual(self.earwitness("verify", path).code, 0)


class Followed(CallCase):
    def setUp(self):
        super().setUp()
        names = [row[1] for row in self.room.rows("sinks")]
        for name in ("speakers", "headset"):
            if name not in names:
                self.room.plug(name)
        self.room.control("set-default-sink", "speakers")

    def follow(self, change, target="headset.monitor"):
        talk = self.talk("speakers")
        path = self.start_call()
        sound = noise(8, 4)
        talk.say(sound[: 4 * RATE].tobytes())
        change()
        talk.say(sound[4 * RATE :].tobytes())
        self.assert_goes_on_at(path, target)
        talk.say_the_rest()
        _, far = self.seal(path)
        self.assertEqual(len(far.files), 1)
        self.assertGreaterEqual(len(far.events("source")), 1)
        self.assert_followed(far, sound)

    def move_call(self, sink):
        for row in self.room.rows("sink-inputs"):
            self.room.control("move-sink-input", row[0], sink)

    def test_a_call_that_is_moved_by_hand(self):
        self.follow(lambda: self.move_call("headset"))

    def test_a_headset_that_becomes_the_default_output(self):
        def plug_in():
            self.room.control("set-default-sink", "headset")
            self.move_call("headset")
        self.follow(plug_in)

    def test_an_output_that_is_unplugged(self):
        self.room.control("set-default-sink", "headset")
        self.follow(lambda: self.room.unplug("speakers"))


class Lost(CallCase):
    def test_a_server_that_is_killed_and_started_again_is_a_break_in_both(self):
        path = self.start_call()
        self.wait_for_both(2)
        self.room.stop(signal.SIGKILL)
        wait_for("the loss", lambda: all(side["lost"] for side in self.status()["tracks"]), every=0.1)
        self.room.start()
        wait_for("both sides", lambda: not any(side["lost"] for side in self.status()["tracks"]), every=0.1)
        sound = noise(2, 5)
        self.room.play_to("speakers", sound.tobytes()).wait()
        near, far = self.seal(path)
        for half in (near, far):
            self.assertEqual([line["cause"] for line in half.events("break")], ["device_lost"])
        self.assertEqual(far.samples(1).tobytes().count(sound.tobytes()), 1)

    def test_a_microphone_that_is_suspended_costs_the_other_side_nothing(self):
        path = self.start_call()
        sound = noise(6, 6)
        playing = self.room.play_to("speakers", sound.tobytes())
        self.addCleanup(playing.wait)
        self.wait_for_both(2)
        self.room.control("suspend-sink", "mic", "1")
        wait_for("the loss", lambda: self.status()["tracks"][0]["lost"], every=0.1)
        self.assertFalse(self.status()["tracks"][1]["lost"])
        playing.wait()
        self.room.control("suspend-sink", "mic", "0")
        wait_for("the microphone", lambda: not self.status()["tracks"][0]["lost"], every=0.1)
        near, far = self.seal(path)
        self.assertEqual([line["cause"] for line in near.events("break")], ["device_lost"])
        self.assertEqual(far.events("break"), [])
        self.assertEqual(far.samples().tobytes().count(sound.tobytes()), 1)


class Hint(CallCase):
    words = "It looks as if you are in a call: --call also records the other side."

    def test_a_start_without_it_says_so_where_a_program_is_in_a_call(self):
        talk = self.talk("speakers")
        talk.say(noise(0.5, 7).tobytes())
        done = self.earwitness("start", "--background")
        self.assertIn(self.words, done.err)
        self.stop()
        process = self.start_foreground()
        path = self.status()["path"]
        wait_for("the hint", lambda: self.words in self.log(path), every=0.1)
        process.send_signal(signal.SIGINT)
        self.assertEqual(self.finish(process).err.count(self.words), 1)
        doctor = self.earwitness("doctor")
        self.assertIn(self.words, doctor.out + doctor.err)

    def test_without_a_call_nothing_is_said(self):
        playing = self.room.play_to("speakers", noise(3, 8).tobytes())
        done = self.earwitness("start", "--background")
        self.assertNotIn(self.words, done.err)
        self.stop()
        playing.wait()


class NoServer(ProgramCase):
    def test_without_a_sound_server_it_is_refused_with_what_to_do(self):
        done = self.earwitness("start", "--device", "test-signal", "--call")
        self.assert_failed(done, 5, "only a sound server, PipeWire or PulseAudio, has what is played",
                           "or record the microphone alone, without --call")
        self.assert_nothing_left()

    def test_two_test_signals_are_a_call(self):
        path = self.start_background("--device", "test-signal", "--far", "test-signal")
        self.wait_for_seconds(2)
        self.assertEqual(self.stop().code, 0)
        self.assertEqual(self.earwitness("verify", path).code, 0)


if __name__ == "__main__":
    unittest.main()
