# SPDX-License-Identifier: MIT
"""What every command promises to people and scripts while something is recorded: its words, JSON with type and schema,
stdout that is the result alone. Without a recording: tests/scripts."""

import json
import os
import re
import unittest

from case import REAL_MICROPHONES, ProgramCase, RoomCase
from sealed import seal_of
from waiting import wait_for

SIGNAL = ("--device", "test-signal")
COMMANDS = ("start", "stop", "status", "setup", "settings", "list", "verify", "devices", "doctor", "recover", "demo",
            "delete", "undelete", "keys", "timestamp", "excerpt", "export", "import", "backup", "rename", "note", "open",
            "mark", "pause", "resume", "extend", "play", "transcript", "report")
NEVER = re.compile(r"\b(authentic|authenticity|true|proof|proves?|genuine)\b", re.I)


class FirstStart(ProgramCase):
    def test_the_law_is_said_in_one_line_before_the_first_recording_and_never_again(self):
        for times in (1, 0):
            done = self.earwitness("start", *SIGNAL, "--max", "1s")
            self.check_told(done)
            self.assertEqual(done.err.count("is a crime"), times, done)


class Words(ProgramCase):
    def test_the_words_of_the_program(self):
        """It says unchanged, altered, missing: what it can know."""
        path = self.start_background(*SIGNAL)
        said = [self.stop().out, self.earwitness("verify", "--details", path).out, self.earwitness("demo").out]
        said += [self.earwitness(name, "--help").out for name in COMMANDS]
        with open(os.path.join(path, "recording/how-to-verify.txt"), encoding="utf-8") as text:
            said.append(text.read())
        for text in said:
            self.assertIsNone(NEVER.search(text), NEVER.search(text) and text)


class Json(ProgramCase):
    def document(self, *words, code=0):
        done = self.earwitness(*words)
        self.assertEqual(done.code, code, done)
        self.assertEqual(len(done.out.splitlines()), 1, done)
        document = done.json
        self.assertEqual(document["schema"], 1)
        return document

    def require(self, document, **kinds):
        for name, kind in kinds.items():
            self.assertIn(name, document)
            self.assertIsInstance(document[name], kind, name)

    def test_the_life_of_a_recording(self):
        started = self.document("start", "--background", "--json", *SIGNAL, "--title", "JSON")
        self.assertEqual(started["type"], "started")
        self.require(started, path=str, recording=str, pid=int)
        self.wait_for_seconds(1.5)
        status = self.document("status", "--json")
        self.assertEqual(status["type"], "status")
        self.require(status, running=bool, pid=int, path=str, seconds=float, frames=int, lost_frames=int,
                     level_dbfs=float, disk_left_seconds=(int, float))
        self.assertEqual((status["running"], status["pid"], status["path"]), (True, started["pid"], started["path"]))
        listed = self.document("list", "--json")
        self.assertEqual((listed["type"], [r["state"] for r in listed["recordings"]]), ("list", ["recording"]))
        sealed = self.document("stop", "--json")
        self.check_sealed_document(sealed, started)
        listed = self.document("list", "--json")["recordings"][0]
        self.require(listed, name=str, path=str, state=str, title=str, seconds=(int, float))
        self.assertEqual((listed["state"], listed["title"], listed["path"]), ("sealed", "JSON", started["path"]))
        self.assertEqual(self.document("status", "--json")["running"], False)

    def check_sealed_document(self, sealed, started):
        self.assertEqual(sealed["type"], "sealed")
        self.require(sealed, path=str, recording=str, seal=str, frames=int, seconds=(int, float), lost_frames=int,
                     reason=str, warnings=list, checked=str)
        self.assertEqual((sealed["path"], sealed["recording"]), (started["path"], started["recording"]))
        recording = self.check(sealed["path"])
        self.assertEqual(sealed["seal"], seal_of(sealed["path"]))
        self.assertEqual(sealed["frames"], recording.closed["frames"])
        self.assertAlmostEqual(sealed["seconds"], recording.seconds, places=2)
        self.assertEqual((sealed["checked"], sealed["reason"], sealed["lost_frames"]), ("unchanged", "stopped", 0))
        self.assertEqual(sealed["recording"], recording.opened["recording"])

    def test_a_foreground_recording(self):
        done = self.earwitness("start", "--json", *SIGNAL, "--max", "2s")
        self.assertEqual(done.code, 0, done)
        documents = [json.loads(line) for line in done.out.splitlines()]
        self.assertEqual(documents[-1]["type"], "sealed")
        self.assertEqual([d["type"] for d in documents[:-1]], ["started"] * (len(documents) - 1))
        self.check(documents[-1]["path"])


class Lengths(ProgramCase):
    def test_a_number_without_a_unit_means_seconds_and_is_said_and_recorded(self):
        for option, text in (("--max", "1"), ("--max", "1s"), ("--split", "1")):
            with self.subTest(option=option, text=text):
                words = [option, text] if option == "--max" else [option, text, "--max", "1s"]
                done = self.earwitness("start", "--device", "test-signal", "--rate", "8000", *words, "--json")
                self.assertEqual(done.code, 0, done)
                self.assertEqual(done.json["frames"], 8000)
                sentence = f"{option} {text}: a number without a unit means seconds"
                self.assertEqual(sentence in done.err, text == "1", done.err)
                self.assertEqual(f"if you meant minutes: {option} {text}m" in done.err, text == "1", done.err)


class Lists(ProgramCase):
    def test_newest_first_with_length_state_and_title(self):
        for title in ("First talk", "Second talk"):
            self.check_told(self.earwitness("start", *SIGNAL, "--max", "2s", "--title", title))
        path = self.start_background(*SIGNAL, "--title", "Third talk")
        done = self.earwitness("list")
        self.assertEqual(done.code, 0, done)
        at = [done.out.index(title) for title in ("third-talk", "second-talk", "first-talk")]
        for title in ("Second talk", "First talk"):
            self.assertIn(title, done.out)
        self.assertEqual(at, sorted(at))
        self.assertIn("sealed", done.out)
        self.assertIn("0:02", done.out)
        self.stop_and_check(path)


class Demo(ProgramCase):
    def test_the_demo_runs_beside_a_recording(self):
        path = self.start_background(*SIGNAL)
        self.assertEqual(self.earwitness("demo").code, 0)
        self.stop_and_check(path)


class Devices(RoomCase):
    def test_the_sound_servers_sources_by_their_real_names(self):
        done = self.earwitness("devices")
        self.assertEqual(done.code, 0, done)
        self.assertIn("room.monitor", done.out)
        self.assertRegex(done.err, r"there is no microphone, only what is played\n +try: plug one in")
        document = self.earwitness("devices", "--json").json
        self.assertEqual((document["type"], document["schema"]), ("devices", 1))
        self.assertIn("room.monitor", [source["name"] for source in document["sources"]])
        self.assertIsInstance(document["portaudio"], list)

    def test_a_source_with_a_hostile_description(self):
        self.room.control("load-module", "module-null-sink", "sink_name=odd",
                          'sink_properties=device.description="\x1b[31m\u202eevil"')
        self.assertIn("odd.monitor", self.earwitness("devices").out)

    def recorded_from(self):
        """The sources that somebody records from now."""
        def rows(what):
            return [line.split("\t") for line in self.room.control("list", "short", what).splitlines()]

        names = {row[0]: row[1] for row in rows("sources")}
        return [names[row[1]] for row in rows("source-outputs")]

    def test_a_microphone_by_the_words_that_devices_shows_with_it(self):
        for name in ("desk", "twin_1", "twin_2"):
            self.room.control("load-module", "module-null-sink", f"sink_name={name}", "norewinds=1",
                              f"sink_properties=\"device.description='{name[:4].capitalize()} Mic'\"")
        shown = self.earwitness("devices").out
        self.assertIn("  desk.monitor\n      Monitor of Desk Mic, 44100 Hz", shown)
        for words in ("Monitor of Desk Mic", "desk.monitor"):
            with self.subTest(words):
                self.start_background("--device", words)
                self.assertEqual(self.recorded_from(), ["desk.monitor"])
                self.stop_and_check()
        self.earwitness("settings", "device", "Monitor of Desk Mic")
        self.start_background()
        self.assertEqual(self.recorded_from(), ["desk.monitor"])
        self.stop_and_check()
        for option in ("--device", "--far"):
            self.assert_failed(self.earwitness("start", option, "Monitor of Twin Mic"), 2,
                               "more than one microphone is called Monitor of Twin Mic: twin_1.monitor, twin_2.monitor")


class Setup(RoomCase):
    def test_setup_writes_the_config_that_start_reads(self):
        terminal = self.terminal("setup")
        self.answer(terminal)
        terminal.expect("Rehearse now")
        terminal.type("back\n")
        wait_for("the question before", lambda: terminal.text.count("Time stamps:") == 2)
        terminal.type("\n")
        wait_for("the rehearsal again", lambda: terminal.text.count("Rehearse now") == 2)
        terminal.type("\n")
        for step in ("recording ten seconds", "REC ", "sealed: [0-9a-f]{64}", "checked: unchanged", "nothing of it is kept",
                     "earwitness keys backup FILE", "earwitness start"):
            terminal.expect(step)
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertNotIn("it ends by itself", terminal.text)
        self.assertFalse(os.path.exists(self.archive), "a rehearsal left something")
        self.assertFalse([name for name in os.listdir(self.runtime) if "rehearsal" in name])
        path = os.path.join(self.home, ".config", "earwitness", "config.toml")
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o600)
        with open(path, encoding="utf-8") as config:
            text = config.read()
        self.assertIn("A. Tester", text)
        self.assertIn('stamps = "none"', text)
        self.assertIn('call = "ask"', text)
        recording, _ = self.stop_and_check(self.start_background())
        self.assertEqual(recording.info["Contact-Name"], "A. Tester")
        self.assertRegex(recording.info["Earwitness-Statement-Made"], r"^\d{4}-")

    def answer(self, terminal):
        terminal.expect("[Nn]ame")
        terminal.type("A. Tester\n")
        terminal.expect("I only record conversations that I take part in")
        terminal.type("yes\n")
        choice = terminal.expect(r"(\d+) [^\n]*Monitor of Null Output")
        terminal.type(choice[1] + "\n")
        terminal.expect("[Ss]peak")
        terminal.expect("Hear it back")
        terminal.type("yes\n")
        terminal.expect("Use this microphone")
        terminal.type("yes\n")
        terminal.expect("earwitness start --call also records what the others say")
        terminal.expect("Shall start ask")
        terminal.type("perhaps\n")
        terminal.expect("Please type yes or no")
        terminal.type("Yes\n")
        terminal.expect("Only the hash leaves this computer")
        terminal.expect("during, later or none")
        terminal.type("\n")

    def config(self):
        with open(os.path.join(self.home, ".config", "earwitness", "config.toml"), encoding="utf-8") as config:
            return config.read()

    def test_a_way_back_and_a_way_out_that_keeps_what_was_answered(self):
        terminal = self.terminal("setup")
        terminal.expect("Your name[^\n]*:")
        terminal.type("A. Typo\n")
        terminal.expect("I only record[^\n]*:?")
        terminal.type("back\n")
        terminal.expect("Your name[^\n]*\\[A. Typo\\]")
        terminal.type("A. Tester\n")
        terminal.expect("I only record")
        terminal.type("yes\n")
        terminal.expect("Which one")
        terminal.type("quit\n")
        terminal.expect("what you answered is kept")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertIn('name = "A. Tester"', self.config())
        self.assertIn("statement_made", self.config())
        again = self.terminal("--lang", "nl", "setup")
        again.expect("Je naam[^\n]*\\[A. Tester\\]")
        again.type("\n")
        again.expect("verklaard")
        again.type("\n")
        again.expect("[Mm]icrofoon")
        again.type("\x04")
        self.assertEqual(again.wait(), 0, again.text)
        self.assertIn("statement_made", self.config())
        self.assertIn('language = "nl"', self.config())

    @unittest.skipIf(REAL_MICROPHONES, "this machine has a sound card, which is found without a sound server")
    def test_without_a_microphone_it_can_be_plugged_in_and_tried_again_or_left(self):
        terminal = self.terminal("setup", "--name", "A. Tester", "--yes", PULSE_SERVER="unix:" + self.folder + "/no-server")
        terminal.expect("Which one")
        terminal.type("\n")
        terminal.expect("there is no microphone")
        terminal.expect("Choose it all the same")
        self.assertNotIn("Use this microphone", terminal.text)
        terminal.type("\n")
        wait_for("the list again", lambda: terminal.text.count("Which one") == 2)
        terminal.type("quit\n")
        terminal.expect("what you answered is kept")
        self.assertEqual(terminal.wait(), 0, terminal.text)

    def test_ctrl_c_at_a_question_keeps_what_was_answered_before_and_says_so(self):
        terminal = self.terminal("setup", "--no-test")
        terminal.expect("Your name")
        terminal.type("A. Tester\n")
        terminal.expect("I only record")
        terminal.type("yes\n")
        terminal.expect("Which one")
        terminal.type("\x03")
        terminal.expect("setup was left; what you answered is kept. To continue: earwitness setup")
        self.assertEqual(terminal.wait(), 130, terminal.text)
        self.assertIn('name = "A. Tester"', self.config())
        self.assertIn("statement_made", self.config())

    def test_setup_that_is_interrupted_writes_nothing(self):
        terminal = self.terminal("setup")
        terminal.expect("[Nn]ame")
        terminal.type("\x03")
        self.assertNotEqual(terminal.wait(), 0)
        self.assertFalse(os.path.exists(os.path.join(self.home, ".config", "earwitness", "config.toml")))


if __name__ == "__main__":
    unittest.main()
