# SPDX-License-Identifier: MIT
"""Both sides of a call: each track bit for bit what was played to it, on one clock, wherever the call goes and whatever
becomes of one of the two."""

import array
import glob
import os
import shutil
import signal
import subprocess
import unittest

from callcase import RATE, CallCase, Half, noise
from case import ProgramCase
from flacfile import Flac
from waiting import wait_for


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


class OneSideGone(CallCase):
    def test_what_is_left_of_a_call_that_has_lost_a_file_is_told_shown_and_played(self):
        path = self.start_call("--title", "A call")
        sounds = {"near": noise(2, 11), "far": noise(2, 12)}
        for output, side in (("mic", "near"), ("speakers", "far")):
            self.assertEqual(self.room.play_to(output, sounds[side].tobytes()).wait(), 0)
        self.seal(path)
        for lost, kept in (("near", "far"), ("far", "near")):
            for how in ("missing", "altered"):
                with self.subTest(lost=lost, how=how):
                    copy = os.path.join(self.folder, f"{lost}-{how}")
                    shutil.copytree(path, copy)
                    file = os.path.join(copy, "recording", "data", f"{lost}-001.flac")
                    if how == "missing":
                        os.unlink(file)
                    else:
                        with open(file, "r+b") as sound:
                            sound.write(b"no sound")
                    self.assert_other_side_is_left(copy, lost, how, sounds[kept])

    def assert_other_side_is_left(self, path, lost, how, sound):
        verified = self.earwitness("verify", path)
        self.assertEqual(verified.code, 1, verified)
        self.assertRegex(verified.out, f"{how} +data/{lost}-001.flac")
        page = path + ".html"
        self.assertEqual(self.earwitness("report", path, "--to", page).code, 1)
        with open(page, encoding="utf-8") as made:
            self.assertIn('<audio id="player"', made.read())
        heard = path + ".raw"
        listening = subprocess.Popen(["parec", "-d", "speakers.monitor", "--format=s16le", f"--rate={RATE}",
                                      "--channels=1", heard], env=self.environment())
        self.addCleanup(lambda: listening.poll() is None and listening.kill())
        wait_for("somebody who listens", lambda: os.path.exists(heard) and os.path.getsize(heard) > 0)
        done = self.earwitness("play", path)
        self.assertEqual(done.code, 0, done)
        self.assertEqual(f"data/{lost}-001.flac is missing" in done.err, how == "missing", done)

        def all_of_it():
            with open(heard, "rb") as file:
                samples = array.array("h", file.read()[: os.path.getsize(heard) // 2 * 2])
            return sum(sample != 0 for sample in samples) > 0.9 * len(sound)

        wait_for("what is left", all_of_it)
        listening.terminate()
        listening.wait()


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
        # A server that starts has its outputs one after the other: wherever the far side was opened first, it goes there.
        wait_for("the other side", lambda: self.room.is_heard_at("speakers.monitor"))
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

    def test_where_the_settings_want_it_a_start_at_a_terminal_asks(self):
        self.assertEqual(self.earwitness("settings", "call", "ask").code, 0)
        talk = self.talk("speakers")
        talk.say(noise(0.5, 9).tobytes())
        for answers, is_call in ((("perhaps", "Yes"), True), (("ja",), True), (("",), False), (("Nee",), False)):
            with self.subTest(answers):
                terminal = self.terminal("start", "--me", "T")
                terminal.expect("in a call. Record the other side")
                for answer in answers:
                    terminal.type(answer + "\n")
                self.wait_for_frames(1)
                self.assertEqual("tracks" in self.status(), is_call)
                self.stop()
                self.assertEqual(terminal.wait(), 0, terminal.text)
                self.assertEqual(terminal.text.count("Please type yes or no"), len(answers) - 1)
        # Nobody can be asked there; it is said.
        done = self.earwitness("start", "--background", "--me", "T")
        self.assertIn(self.words, done.err)
        self.assertNotIn("tracks", self.status())
        self.stop()

    def test_a_question_that_nobody_answers_does_not_keep_the_microphone_waiting(self):
        self.assertEqual(self.earwitness("settings", "call", "ask").code, 0)
        self.talk("speakers").say(noise(0.5, 10).tobytes())
        terminal = self.terminal("start", "--me", "T")
        terminal.expect("in a call. Record the other side")
        self.wait_for_frames(1)
        self.assertNotIn("tracks", self.status())
        self.stop()
        self.assertEqual(terminal.wait(), 0, terminal.text)

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
