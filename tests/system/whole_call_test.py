# SPDX-License-Identifier: MIT
"""A call as people have it, from its start to the report: two programs over two outputs, one side Dutch and the other
English, a headset plugged in, a mark, a pause, a crash of the sound server. What was said is known, and when."""

import array
import html
import os
import re
import signal
import subprocess
import sys
import time
import unittest
import wave

from callcase import RATE, CallCase
from waiting import wait_for

VOICES = {"near": "nl", "far": "en"}
TYPIST = """
import os, re, sys
seen, answers, file = sys.argv[1:]
with open(file, encoding="utf-8") as opened:
    prepared = opened.read()
with open(seen, "w", encoding="utf-8") as kept:
    kept.write(prepared)
if os.path.exists(answers):
    with open(answers, encoding="utf-8") as opened:
        text = opened.read()
    with open(file, "w", encoding="utf-8") as saved:
        saved.write(text)
"""
CUE = re.compile(r"(\d\d):(\d\d):(\d\d\.\d{3}) --> (\d\d):(\d\d):(\d\d\.\d{3})\n<v ([^>]*)>")
SPOKEN = re.compile(r'<li data-from="([\d.]+)".*?<p><b><bdi>(.*?)</bdi>:</b> <bdi>(.*?)</bdi></p></li>')
AHEAD = 0.06  # seconds: a null sink renders 50 ms at once, so what comes into it now may be the end of such a piece
LATE = 0.3  # a device's period: what is delivered then sounded up to so much earlier


def seconds_of(hours, minutes, seconds):
    return 3600 * int(hours) + 60 * int(minutes) + float(seconds)


class Said:
    """A sentence: who said it, its samples, and between which moments of the test's clock it was heard."""

    def __init__(self, side, words, samples):
        self.side, self.words, self.samples = side, words, samples
        self.earliest = self.latest = None
        self.begin = self.end = None  # on the recording's clock, once that is known

    def __repr__(self):
        return f"{self.side}: {self.words} ({self.earliest} to {self.latest}: {self.begin} to {self.end})"


class WholeCall(CallCase):
    def speak(self, side, words):
        """By espeak-ng, at the room's rate: each sample between two of its own."""
        path = os.path.join(self.folder, "voice.wav")
        subprocess.run(["espeak-ng", "-v", VOICES[side], "-w", path, words], check=True, capture_output=True)
        with wave.open(path) as spoken:
            own, rate = array.array("h", spoken.readframes(spoken.getnframes())), spoken.getframerate()
        samples = array.array("h")
        for i in range((len(own) - 1) * RATE // rate):
            at, part = divmod(i * rate, RATE)
            samples.append(own[at] + (own[at + 1] - own[at]) * part // RATE)
        return Said(side, words, samples)

    def say_near(self, words):
        said = self.speak("near", words)
        said.earliest = time.time()
        self.assertEqual(self.room.play_to("mic", said.samples.tobytes()).wait(), 0)
        said.latest = time.time()
        self.said.append(said)

    def say_far(self, words, output):
        """By a program that is in a call there."""
        said = self.speak("far", words)
        said.earliest = time.time()
        talk = self.talk(output)
        talk.say(said.samples.tobytes())
        talk.say_the_rest()
        said.latest = time.time()
        talk.hang_up()
        self.said.append(said)

    # -- what was sealed --------------------------------------------------------------------------------------------

    def place(self, half, said):
        """Where its samples stand, all of them in one file and once: on the recording's clock, in seconds."""
        whole = said.samples.tobytes()
        found = []
        for number in range(len(half.files)):
            heard = half.samples(number).tobytes()
            if (at := heard.find(whole)) >= 0:
                self.assertEqual(heard.count(whole), 1)
                found.append((number, at // 2))
        self.assertEqual(len(found), 1, f"{said.words}: {found}")
        ((number, frame),) = found
        name = "data/" + os.path.basename(half.files[number])
        (file,) = (line for line in half.events("file") if line["file"] == name)
        said.begin = file["first_frame_mono"] / 1e9 + frame / RATE
        said.end = said.begin + len(said.samples) / RATE

    def assert_said_when_it_was(self, near, far):
        """Each sentence bit for bit, and on one clock: between the moments at which the test had it said, by its own."""
        files = near.events("file") + far.events("file")
        zero = min(file["first_frame_mono"] for file in files) / 1e9
        boot_to_utc = time.time() - time.clock_gettime(time.CLOCK_BOOTTIME)
        for said in self.said:
            self.place(near if said.side == "near" else far, said)
            self.assertGreater(said.begin + boot_to_utc, said.earliest - AHEAD, said)
            self.assertLess(said.end + boot_to_utc, said.latest + LATE, said)
            said.begin -= zero
            said.end -= zero
        for before, after in zip(self.said, self.said[1:]):
            self.assertLess(before.end, after.begin)

    def assert_followed_to_the_headset(self, near, far, cut):
        """A sentence in whose middle the call moved: its begin and its end bit for bit, and what is missing between them is
        under half a second, and declared."""
        heard = far.samples().tobytes()
        begin, end = cut.samples[: RATE // 2].tobytes(), cut.samples[-RATE:].tobytes()
        for which, part in (("begin", begin), ("end", end)):
            self.assertEqual(heard.count(part), 1, f"its {which}")
        first, last = heard.index(begin) // 2, heard.index(end) // 2 - (len(cut.samples) - RATE)
        declared = sum(line["frames"] for line in far.events("gap"))
        self.assertLess((declared - (last - first)) / RATE, 0.5)
        self.assertLess((first - last) / RATE, 0.02)  # or more would be missing than is declared and the server skipped
        self.assertLess((last - first) / RATE, 0.1)  # a server that moves a stream may itself play it that much later
        zero = min(file["first_frame_mono"] for file in near.events("file") + far.events("file"))
        begins = (far.events("file")[0]["first_frame_mono"] - zero) / 1e9
        cut.begin, cut.end = begins + first / RATE, begins + (last + len(cut.samples)) / RATE

    # -- who said what ----------------------------------------------------------------------------------------------

    def type_out(self, path, *words):
        answers, seen = os.path.join(self.folder, "answers"), os.path.join(self.folder, "seen")
        script = os.path.join(self.folder, "typist.py")
        with open(script, "w", encoding="utf-8") as out:
            out.write(TYPIST)
        terminal = self.terminal("transcript", path, "--me", "Anna", *words,
                                 VISUAL=f"'{sys.executable}' '{script}' {seen} {answers}")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        with open(seen, encoding="utf-8") as kept:
            return kept.read()

    def prepared_cues(self, path):
        """[(begin, end, who)], as the editor gets them."""
        return [(seconds_of(*row[:3]), seconds_of(*row[3:6]), row[6]) for row in CUE.findall(self.type_out(path))]

    def assert_cues_are_of_who_spoke(self, cues):
        """Each sentence lies in lines of times of its own side, and no line is where that side said nothing."""
        names = {"near": "Anna", "far": "other side"}
        for said in self.said:
            own = [cue for cue in cues if cue[2] == names[said.side] and cue[0] < said.end and cue[1] > said.begin]
            self.assertTrue(own, f"{said}: {cues}")
            covered = sum(min(cue[1], said.end) - max(cue[0], said.begin) for cue in own)
            self.assertGreater(covered, 0.6 * (said.end - said.begin), f"{said}: {cues}")
        for cue in cues:
            self.assertTrue(any(names[said.side] == cue[2] and cue[0] < said.end and cue[1] > said.begin
                                for said in self.said), f"{cue}: {self.said}")

    def typed(self, cues):
        """As a person does it: the words of each sentence under the first line of times in which it is heard."""
        names = {"near": "Anna", "far": "other side"}
        text = "WEBVTT\n"
        for said in self.said:
            begin, end, who = next(cue for cue in cues
                                   if cue[2] == names[said.side] and cue[0] < said.end and cue[1] > said.begin)
            begin, end = max(begin, said.begin), min(end, said.end)
            text += f"\n{clock(begin)} --> {clock(end)}\n<v {who}>{said.words}\n"
        return text

    def test_a_call_from_its_start_to_the_report(self):
        self.said = []
        path = self.start_call("--title", "Gesprek", "--me", "Anna")
        self.say_near("Goedemiddag, u spreekt met Anna. Ik neem dit gesprek op.")
        self.say_far("Good afternoon Anna. That is fine with me.", "speakers")

        # In the middle of a sentence a headset is plugged in: it becomes the default, and the server moves the call.
        cut = self.speak("far", "One moment, I will look it up in the papers that are in front of me right now. "
                         "Yes, here it is. I am reading it to you as it is written here.")
        talk = self.talk("speakers")
        middle = len(cut.samples) // 2
        talk.say(cut.samples[:middle].tobytes())
        self.room.control("set-default-sink", "headset")
        for row in self.room.rows("sink-inputs"):
            self.room.control("move-sink-input", row[0], "headset")
        talk.say(cut.samples[middle:].tobytes())
        self.assert_goes_on_at(path, "headset.monitor")
        talk.say_the_rest()
        talk.hang_up()
        self.say_far("The contract ends on the first of May.", "headset")

        self.assertEqual(self.earwitness("mark", "einde contract").code, 0)
        self.say_near("Dat is niet wat er is afgesproken.")

        # What is said in a pause is for nobody.
        self.assertEqual(self.earwitness("pause").code, 0)
        wait_for("nobody who listens", lambda: self.room.listeners() == 0)
        said = self.said
        self.said = []
        self.say_near("Dit blijft onder ons.")
        self.say_far("This stays between us.", "headset")
        secret, self.said = self.said, said
        self.assertEqual(self.earwitness("resume").code, 0)
        wait_for("both sides", lambda: self.room.listeners() == 2)
        self.say_far("Where were we? You said that it was agreed otherwise.", "headset")

        # What a server has not handed on yet dies with it.
        self.wait_for_both(min(self.seconds_of("near"), self.seconds_of("far")) + 1)
        self.room.stop(signal.SIGKILL)
        wait_for("the loss", lambda: all(side["lost"] for side in self.status()["tracks"]), every=0.1)
        self.room.start()
        wait_for("both sides", lambda: not any(side["lost"] for side in self.status()["tracks"]), every=0.1)
        self.say_near("De verbinding was even weg. Ik stuur u de brief van maart.")
        self.say_far("Thank you. Goodbye.", "speakers")

        # One sealed recording, and what happened to it, on both sides.
        near, far = self.seal(path)
        self.assertEqual(os.listdir(path).count("recording"), 1)
        self.assertEqual(self.conversations(), [os.path.basename(path)])
        for half in (near, far):
            self.assertEqual([line["cause"] for line in half.events("break")], ["pause", "device_lost"])
            self.assertEqual(len(half.files), 3)
        # A delay is no loss: however late things were delivered, nothing is declared but what the move has cost.
        self.assertEqual(near.events("gap"), [])
        self.assertEqual({line["cause"] for line in far.events("gap")} - {"moved"}, set())
        self.assertLess(sum(line["frames"] for line in far.events("gap")), RATE // 10, far.events("gap"))
        self.assertGreaterEqual(len(far.events("source")), 1)
        self.assert_followed_to_the_headset(near, far, cut)
        self.assert_said_when_it_was(near, far)
        for half in (near, far):
            for number in range(len(half.files)):
                for said in secret:
                    self.assertNotIn(said.samples[RATE // 2 : RATE].tobytes(), half.samples(number).tobytes())

        # Who said what.
        self.said.append(cut)
        self.said.sort(key=lambda said: said.begin)
        cues = self.prepared_cues(path)
        self.assert_cues_are_of_who_spoke(cues)
        with open(os.path.join(self.folder, "answers"), "w", encoding="utf-8") as answers:
            answers.write(self.typed(cues))
        self.type_out(path)
        page = os.path.join(self.folder, "call.html")
        done = self.earwitness("report", path, "--to", page)
        self.assertEqual(done.code, 0, done)
        with open(page, encoding="utf-8") as made:
            text = made.read()
        self.assert_rows(text)

    def assert_rows(self, page):
        section = page[page.index('id="h-transcript"'):]
        rows = [(float(at), html.unescape(who), html.unescape(words)) for at, who, words in SPOKEN.findall(section)]
        names = {"near": "Anna", "far": "other side"}
        self.assertEqual([row[1:] for row in rows], [(names[said.side], said.words) for said in self.said], section[:3000])
        for row, said in zip(rows, self.said):
            self.assertAlmostEqual(row[0], said.begin, delta=1)
        self.assertEqual(page.count("Mark 1: einde contract"), 1)
        self.assertIn("Paused by the user: nothing was recorded", page)


def clock(seconds):
    whole = int(seconds * 1000)
    return f"{whole // 3600000:02}:{whole // 60000 % 60:02}:{whole // 1000 % 60:02}.{whole % 1000:03}"


if __name__ == "__main__":
    unittest.main()
