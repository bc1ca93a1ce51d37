# SPDX-License-Identifier: MIT
"""Typing out a recording, as a person does it: in an editor at a terminal, from a file, and after a speech recogniser.
The editor here is a script that writes what a step says."""

import json
import os
import shutil
import subprocess
import sys
import unittest

import ledgercheck
from case import ProgramCase, RoomCase

SIGNAL = ("--device", "test-signal")
EDITOR = """
import os, sys
steps, file = sys.argv[1:]
step = sorted(os.listdir(steps))[0]
with open(file, encoding="utf-8") as opened:
    before = opened.read()
with open(os.path.join(steps, "..", "seen"), "w", encoding="utf-8") as seen:
    seen.write(before)
with open(os.path.join(steps, step), encoding="utf-8") as said:
    text = said.read()
os.unlink(os.path.join(steps, step))
if text.startswith("CRASH"):
    text = text.removeprefix("CRASH")
    with open(file, "w", encoding="utf-8") as saved:
        saved.write(text)
    os.abort()
if text != "AS IT IS":
    with open(file, "w", encoding="utf-8") as saved:
        saved.write(before + text if text.startswith("MORE") else text)
"""
GOOD = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n<v A. Jansen>I never said that.\n"


class Transcript(ProgramCase):
    def setUp(self):
        super().setUp()
        self.path = self.start_background(*SIGNAL)
        self.wait_for_seconds(2)  # as long as what is typed here
        self.stop()
        self.name = os.path.basename(self.path)
        self.steps = os.path.join(self.folder, "steps")
        os.mkdir(self.steps)
        script = os.path.join(self.folder, "editor.py")
        with open(script, "w", encoding="utf-8") as out:
            out.write(EDITOR)
        self.editor = f"'{sys.executable}' '{script}' {self.steps}"

    def step(self, *texts):
        for text in texts:
            number = len(os.listdir(self.steps))
            with open(os.path.join(self.steps, f"{number:03}"), "w", encoding="utf-8") as out:
                out.write(text)

    def edit(self, *words):
        return self.terminal("transcript", self.name, *words, VISUAL=self.editor)

    def seen(self):
        """What the editor was given."""
        with open(os.path.join(self.folder, "seen"), encoding="utf-8") as seen:
            return seen.read()

    def versions(self):
        done = self.earwitness("transcript", self.name, "--list", "--json")
        self.assertEqual(done.code, 0, done)
        return done.json["transcripts"]

    def sealed_text(self, version=1):
        with open(os.path.join(self.path, f"transcript-{version}", "data", "transcript.vtt"), encoding="utf-8") as text:
            return text.read()

    def left(self):
        return sorted(name for name in os.listdir(self.path) if "draft" in name)

    def test_an_editor_that_is_not_there_leaves_no_text_behind_that_would_count_as_typed(self):
        terminal = self.terminal("transcript", self.name, EDITOR="no-such-editor", VISUAL=None)
        terminal.expect("there is no editor on this machine")
        self.assertEqual(terminal.wait(), 5, terminal.text)
        self.assertFalse([name for name in os.listdir(self.path) if "draft" in name])
        # One that ended badly and saved nothing has left what was prepared: nobody typed that.
        terminal = self.terminal("transcript", self.name, EDITOR="false", VISUAL=None)
        self.assertEqual(terminal.wait(), 5, terminal.text)
        # Debian has a sensible-editor where it has no editor.
        tools = os.path.join(self.folder, "tools")
        os.mkdir(tools)
        with open(os.path.join(tools, "sensible-editor"), "w", encoding="utf-8") as tool:
            tool.write("#!/bin/sh\necho 'no editor found' >&2\nexit 1\n")
        os.chmod(tool.name, 0o755)
        terminal = self.terminal("transcript", self.name, VISUAL=None, EDITOR=None, PATH=tools + ":" + os.environ["PATH"])
        terminal.expect("install one: sudo apt install nano")
        self.assertEqual(terminal.wait(), 5, terminal.text)
        self.step(GOOD)
        terminal = self.edit()
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertNotIn("typed before", terminal.text)

    def test_what_is_prepared_fits_an_editor_of_80_columns(self):
        for language in ("en", "nl"):
            self.step("AS IT IS")
            terminal = self.terminal("--lang", language, "transcript", self.name, VISUAL=self.editor)
            self.assertEqual(terminal.wait(), 0, terminal.text)
            self.assertIn("<v A. Jansen>", self.seen())
            self.assertLessEqual(max(map(len, self.seen().splitlines())), 80, self.seen())

    def test_what_is_typed_is_sealed_shown_and_verified(self):
        self.step(GOOD)
        terminal = self.edit("--speaker", "A. Jansen")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertIn("\n<v A. Jansen>", self.seen())
        self.assertEqual(self.sealed_text(), GOOD)
        self.assertEqual(self.left(), [])
        shown = self.earwitness("transcript", self.name, "--show")
        self.assertEqual((shown.code, shown.out), (0, "00:00  A. Jansen: I never said that.\n"), shown)
        document = self.earwitness("transcript", self.name, "--show", "--json").json
        self.assertEqual(list(document)[:2], ["type", "schema"])  # as every document begins
        self.assertEqual((document["type"], document["by"], document["draft"]), ("transcript", "person", None))
        verified = self.earwitness("verify", self.name, "--json")
        self.assertEqual(verified.code, 0, verified)
        self.assertEqual([found["kind"] for found in verified.json["recordings"]], ["test-signal", "transcript"])
        with open(os.path.join(self.path, "transcript-1", "how-to-verify.txt"), encoding="utf-8") as text:
            how = text.read()
        self.assertIn("data/transcript.vtt is text", how)
        self.assertNotIn("flac -", how)  # no command that can't work on it
        self.assert_failed(self.earwitness("excerpt", os.path.join(self.path, "transcript-1"), "--from", "00:00", "--to",
                                           "00:01"), 4, "is a transcript")
        # The second version begins with the first, and names it.
        self.step(GOOD + "\n00:00:01.000 --> 00:00:02.000\nMore.\n")
        self.assertEqual(self.edit().wait(), 0)
        self.assertEqual(self.seen(), GOOD)
        with open(os.path.join(self.path, "transcript-2", "data", "transcript.json"), encoding="utf-8") as text:
            self.assertEqual(json.load(text)["previous"], self.versions()[0]["seal"])

    def test_a_mistake_is_told_with_its_line_and_mended_in_the_editor(self):
        self.step(GOOD + "\nlost\n", GOOD)
        terminal = self.edit()
        terminal.expect(r"line 6: ")
        terminal.expect(r"again\?")
        terminal.type("y\n")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertEqual(self.sealed_text(), GOOD)

    def test_nothing_typed_is_lost_to_a_mistake_or_a_crash_of_the_editor(self):
        self.step(GOOD + "\nlost\n")
        terminal = self.edit()
        terminal.expect(r"again\?")
        terminal.type("n\n")
        self.assertEqual(terminal.wait(), 2, terminal.text)
        self.assertIn("transcript.draft.vtt", self.left())
        self.step("CRASH" + GOOD)
        terminal = self.edit()
        self.assertEqual(terminal.wait(), 5, terminal.text)
        self.assertIn("lost", self.seen())
        self.assertEqual(self.versions(), [])
        self.step(GOOD + "\n00:00:01.000 --> 00:00:02.000\nMore.\n")
        terminal = self.edit()
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertEqual(self.seen(), GOOD)
        self.assertIn("More.", self.sealed_text())
        self.assertEqual(self.left(), [])

    def test_what_was_not_changed_is_not_sealed(self):
        for text in ("AS IT IS", ""):
            self.step(text)
            terminal = self.edit()
            self.assertEqual(terminal.wait(), 0, terminal.text)
            self.assertIn("nothing is sealed", terminal.text)
        self.assertEqual((self.versions(), self.left()), ([], []))
        self.assertIn("NOTE earwitness: ", self.seen())

    def test_a_script_seals_a_file_and_is_told_what_is_wrong_in_it(self):
        path = os.path.join(self.folder, "typed.vtt")
        with open(path, "w", encoding="utf-8") as out:
            out.write(GOOD + "\nlost\n")
        self.assert_failed(self.earwitness("transcript", self.name, "--from-file", path), 2, "line 6: ")
        with open(path, "w", encoding="utf-8") as out:
            out.write(GOOD)
        done = self.earwitness("transcript", self.name, "--from-file", path, "--json")
        self.assertEqual(done.code, 0, done)
        self.assertEqual((done.json["type"], done.json["cues"], done.json["previous"]), ("transcript", 1, None))
        self.assert_failed(self.earwitness("transcript", self.name), 2, "terminal")

    def test_of_what_is_no_recording_it_is_said_that_it_is_none(self):
        self.assertEqual(self.earwitness("excerpt", self.name, "--from", "0:00", "--to", "0:01").code, 0)
        typed = os.path.join(self.folder, "typed.vtt")
        with open(typed, "w", encoding="utf-8") as out:
            out.write(GOOD)
        done = self.earwitness("transcript", os.path.join(self.path, "excerpt-1"), "--from-file", typed)
        self.assertEqual(done.code, 4, done)
        self.assertIn("excerpt-1 is not a recording\n", done.err)

    def test_a_version_that_was_changed_or_taken_away_is_told(self):
        path = os.path.join(self.folder, "typed.vtt")
        with open(path, "w", encoding="utf-8") as out:
            out.write(GOOD)
        for _ in range(2):
            self.assertEqual(self.earwitness("transcript", self.name, "--from-file", path).code, 0)
        first = os.path.join(self.path, "transcript-1")
        os.rename(first, os.path.join(self.folder, "taken"))
        self.assertEqual(self.earwitness("verify", self.name).code, 1)
        os.rename(os.path.join(self.folder, "taken"), first)
        self.assertEqual(self.earwitness("verify", self.name).code, 0)
        text = os.path.join(first, "data", "transcript.vtt")
        os.chmod(text, 0o600)
        with open(text, "a", encoding="utf-8") as out:
            out.write("\n")
        self.assertEqual(self.earwitness("verify", self.name).code, 1)

    def test_the_newest_version_that_was_taken_away_is_missed_by_the_ledger(self):
        """Nothing beside it tells of it, so the ledger does; what is deleted with a part of the recording stands there."""
        path = os.path.join(self.folder, "typed.vtt")
        with open(path, "w", encoding="utf-8") as out:
            out.write(GOOD)
        for _ in range(2):
            done = self.earwitness("transcript", self.name, "--from-file", path, "--json")
            self.assertEqual((done.code, done.json["in_ledger"]), (0, True), done)
        done = self.earwitness("transcript", self.name, "--from-file", path, "--json", "--unsigned")
        self.assertEqual((done.code, done.json["in_ledger"]), (0, None), done)
        shutil.rmtree(os.path.join(self.path, "transcript-3"))
        lines = [line for line in ledgercheck.read(self.archive) if line["event"] == "transcript"]
        self.assertEqual([(line["bag"], line["seal"]) for line in lines],
                         [(os.path.basename(version["path"]), version["seal"]) for version in self.versions()])
        self.assertEqual(self.earwitness("verify", "--all").code, 0)
        second = os.path.join(self.path, "transcript-2")
        os.rename(second, os.path.join(self.folder, "taken"))
        self.assertEqual(self.earwitness("verify", self.name).code, 0)
        done = self.earwitness("verify", "--all", "--json")
        self.assertEqual(done.code, 1, done)
        (finding,) = done.json["ledger"]["findings"]
        self.assertEqual((finding["what"], finding["recording"]), ("missing", self.name))
        self.assertIn("transcript-2", finding["detail"])
        os.rename(os.path.join(self.folder, "taken"), second)
        self.assertEqual(self.earwitness("verify", "--all").code, 0)

    def test_a_copy_elsewhere_is_typed_out_without_the_ledger(self):
        path = os.path.join(self.folder, "typed.vtt")
        with open(path, "w", encoding="utf-8") as out:
            out.write(GOOD)
        lines = len(ledgercheck.read(self.archive))
        copy = os.path.join(self.folder, "elsewhere", self.name)
        shutil.copytree(self.path, copy)
        done = self.earwitness("transcript", copy, "--from-file", path, "--json")
        self.assertEqual((done.code, done.json["in_ledger"]), (0, None), done)
        self.assertEqual(len(ledgercheck.read(self.archive)), lines)
        self.assertEqual(os.listdir(os.path.join(self.folder, "elsewhere")), [self.name])

    def test_a_draft_that_nobody_saved_stays_a_draft_and_one_that_was_saved_says_where_it_came_from(self):
        """The recogniser is a script: what it gets, and what becomes of its words."""
        ears = os.path.join(self.folder, "ears")
        with open(ears, "w", encoding="utf-8") as out:
            out.write("#!/bin/sh\n[ \"$1\" = --version ] && { echo ears 1.0; exit; }\n"
                      "head -c 4 \"$1\" >\"$2.head\"; ls -l \"$1\" >\"$3/listed\"\n"
                      "printf '1\\n00:00:00,500 --> 00:00:00,900\\nhello <b>you\\n' >\"$2.srt\"\n")
        os.chmod(ears, 0o700)
        command = f"{ears} {{wav}} {{out}} {self.folder}"
        self.step("AS IT IS")
        self.leave_unread("--draft", "--recogniser", command)
        self.assertIn("hello you", self.seen())
        self.assertIn("machine-made by ears (ears 1.0)", self.seen())
        self.assertEqual(self.versions(), [])
        with open(os.path.join(self.folder, "listed"), encoding="utf-8") as listed:
            self.assertTrue(listed.read().startswith("-rw-------"))
        self.assertEqual(self.left(), ["transcript.draft.json", "transcript.draft.vtt"])  # its sound is gone
        self.step(GOOD)
        terminal = self.edit()
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertEqual(self.versions()[0]["draft"], {"name": "ears", "version": "ears 1.0"})
        self.assertEqual(self.versions()[0]["by"], "person")
        self.assertNotIn("machine-made", self.sealed_text())
        done = self.earwitness("transcript", self.name, "--draft", "--no-edit", "--recogniser", command)
        self.assertEqual(done.code, 0, done)
        self.assertEqual(self.versions()[1]["by"], "machine")
        self.assertIn("NOTE earwitness: machine-made", self.sealed_text(2))
        self.assertRegex(self.earwitness("verify", os.path.join(self.path, "transcript-2")).out, "(?i)machine")


    # -- a call ----------------------------------------------------------------------------------------------------

    def call(self):
        """A sealed call of another time, whose sides are known."""
        golden = os.path.join(os.path.dirname(__file__), "..", "data", "format-2", "call", "recording")
        path = os.path.join(self.folder, "elsewhere", "call")
        shutil.copytree(golden, os.path.join(path, "recording"))
        return path

    def test_of_a_call_each_side_is_prepared_under_who_speaks_there(self):
        path = self.call()
        for words, near, far in (((), "A. Jansen", "other side"),
                                 (("--lang", "nl"), "A. Jansen", "andere kant"),
                                 (("--speaker", "C", "--speaker", "D"), "C", "D")):
            self.step("AS IT IS")
            terminal = self.terminal("transcript", path, "--me", "A. Jansen", *words, VISUAL=self.editor)
            self.assertEqual(terminal.wait(), 0, terminal.text)
            seen = self.seen()
            self.assertEqual((seen.count(f"\n<v {near}>"), seen.count(f"\n<v {far}>")), (2, 2), seen)
            self.assertIn(f"<v {near}> <v {far}>", seen)

    def test_a_draft_of_a_call_hears_each_side_by_itself_and_has_both_in_order_of_time(self):
        path = self.call()
        ears = os.path.join(self.folder, "ears")
        with open(ears, "w", encoding="utf-8") as out:
            out.write("#!/bin/sh\n[ \"$1\" = --version ] && { echo ears 1.0; exit; }\nname=${1##*/}\n"
                      "printf 'WEBVTT\\n\\n00:00.100 --> 00:00.900\\nwords of %s\\n\\n"
                      "00:01.200 --> 00:01.400\\nmore words of %s\\n' \"${name%.wav}\" \"${name%.wav}\"\n")
        os.chmod(ears, 0o700)
        done = self.earwitness("transcript", path, "--me", "A. Jansen", "--draft", "--no-edit",
                               "--recogniser", f"{ears} {{wav}}")
        self.assertEqual(done.code, 0, done)
        with open(os.path.join(path, "transcript-1", "data", "transcript.vtt"), encoding="utf-8") as sealed:
            said = [line for line in sealed.read().splitlines() if "words of" in line]
        self.assertEqual(said, ["<v A. Jansen>words of sound-1", "<v other side>words of sound-2",
                                "<v A. Jansen>more words of sound-1", "<v other side>more words of sound-2",
                                "<v other side>words of sound-3", "<v A. Jansen>words of sound-4",
                                "<v A. Jansen>more words of sound-4"])
        verified = self.earwitness("verify", path)
        self.assertEqual(verified.code, 0, verified)

    # -- which version counts --------------------------------------------------------------------------------------

    def typed(self, text):
        path = os.path.join(self.folder, "typed.vtt")
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        done = self.earwitness("transcript", self.name, "--from-file", path)
        self.assertEqual(done.code, 0, done)

    def ears(self, output):
        """A recogniser that writes so."""
        path = os.path.join(self.folder, "ears")
        with open(path + ".txt", "w", encoding="utf-8") as out:
            out.write(output)
        with open(path, "w", encoding="utf-8") as out:
            out.write(f"#!/bin/sh\n[ \"$1\" = --version ] && {{ echo ears 1.0; exit; }}\ncat {path}.txt\n")
        os.chmod(path, 0o700)
        return ("--draft", "--recogniser", f"{path} {{wav}}")

    def draft(self, output):
        return self.earwitness("transcript", self.name, "--no-edit", *self.ears(output))

    GIBBERISH = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\ngibberish\n"

    def test_a_machines_version_does_not_take_the_place_of_a_persons(self):
        self.typed(GOOD)
        self.assertEqual(self.draft(self.GIBBERISH).code, 0)
        self.assertEqual([(version["by"], version["current"]) for version in self.versions()],
                         [("person", True), ("machine", False)])
        self.assertIn("I never said that", self.earwitness("transcript", self.name, "--show").out)
        self.assertIn("I never said that", self.earwitness("list", "never said").out)
        self.assertEqual(self.earwitness("list", "gibberish").out, "")
        report = os.path.join(self.folder, "page.html")
        self.assertEqual(self.earwitness("report", self.name, "--to", report).code, 0)
        with open(report, encoding="utf-8") as page:
            text = page.read()
        self.assertIn("I never said that", text)
        self.assertNotIn("gibberish", text)
        self.step("AS IT IS")
        self.assertEqual(self.edit().wait(), 0)
        self.assertEqual(self.seen(), GOOD)

    def test_earlier_versions_can_be_shown_gone_on_with_and_taken_again(self):
        self.typed(GOOD)
        self.typed(GOOD.replace("never", "always"))
        self.assertEqual(self.draft(self.GIBBERISH).code, 0)
        show = lambda *words: self.earwitness("transcript", self.name, "--show", *words)
        self.assertIn("always", show().out)
        self.assertIn("never", show("--version", "1").out)
        machine = show("--version", "3")
        self.assertIn("gibberish", machine.out)
        self.assertIn("no person has held them", machine.err)
        self.assertEqual(show("--version", "1", "--json").json["version"], 1)
        self.assert_failed(show("--version", "4"), 4, "has no version 4")
        self.assert_failed(show("--version", "0"), 2)
        self.assert_failed(self.earwitness("transcript", self.name, "--take", "3"), 2, "no person has read it")
        done = self.earwitness("transcript", self.name, "--take", "1")
        self.assertEqual(done.code, 0, done)
        self.assertEqual(self.sealed_text(4), GOOD)
        self.assertIn("never", show().out)
        self.step("AS IT IS", GOOD.replace("never", "at times"))
        self.leave_unread("--version", "3")
        self.assertIn("gibberish", self.seen())
        terminal = self.edit("--version", "1")
        self.assertEqual(terminal.wait(), 2, terminal.text)  # the one that was begun is finished first
        self.assertEqual(self.edit().wait(), 0)
        self.assertEqual((self.versions()[-1]["by"], self.versions()[-1]["draft"]["name"]), ("person", "ears"))
        self.assert_failed(self.earwitness("transcript", self.name, "--take", "1", "--draft"), 2, "one place")

    def leave_unread(self, *words):
        """An editor that is left with a machine's text as it was; it was not read."""
        terminal = self.edit(*words)
        terminal.expect("is it right as it is")
        terminal.type("n\n")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertIn("nothing is sealed", terminal.text)

    def test_a_machines_text_that_is_right_as_it_is_counts_as_read_once_a_person_says_so(self):
        self.assertEqual(self.draft(self.GIBBERISH).code, 0)
        self.step("AS IT IS", "AS IT IS")
        terminal = self.edit("--version", "1")
        terminal.expect("is it right as it is")
        terminal.type("perhaps\n")
        terminal.expect("yes or no")
        terminal.type("Yes.\n")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        read = self.versions()[-1]
        self.assertEqual((read["version"], read["by"], read["draft"]["name"], read["current"]), (2, "person", "ears", True))
        self.assertIn("gibberish", self.sealed_text(2))
        self.assertNotIn("nobody has held it", self.sealed_text(2))
        self.assertEqual(self.left(), [])
        # What was read already is not asked about again: nothing was changed, and nothing is sealed.
        terminal = self.edit()
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertNotIn("is it right", terminal.text)
        self.assertEqual((len(self.versions()), self.left()), (2, []))
        # Without an editor, for who read it elsewhere.
        self.assertEqual(self.draft(self.GIBBERISH.replace("gibberish", "something")).code, 0)
        self.assert_failed(self.earwitness("transcript", self.name, "--as-read"), 2, "--take goes with it")
        done = self.earwitness("transcript", self.name, "--take", "3", "--as-read")
        self.assertEqual(done.code, 0, done)
        self.assertEqual((self.versions()[-1]["by"], self.versions()[-1]["draft"]["name"]), ("person", "ears"))
        self.assertNotIn("nobody has held it", self.sealed_text(4))
        said = self.earwitness("verify", "--details", os.path.join(self.path, "transcript-4")).out
        self.assertIn("that a machine drafted, and a person read and saved, as they say", said)
        self.assertIn("Read by: ", said)
        self.assertNotIn("somebody typed", said)

    # -- what is never sealed --------------------------------------------------------------------------------------

    def test_a_transcript_without_a_word_is_not_sealed(self):
        path = os.path.join(self.folder, "empty.vtt")
        for text in ("WEBVTT\n", "WEBVTT\n\nNOTE they were silent\n", "WEBVTT\n\n00:00.000 --> 00:01.000\n<v A>\n"):
            with open(path, "w", encoding="utf-8") as out:
                out.write(text)
            self.assert_failed(self.earwitness("transcript", self.name, "--from-file", path), 2, "not a word")
        done = self.draft("\n")
        self.assert_failed(done, 5, "understood nothing, so nothing is sealed")
        self.assertEqual(self.versions(), [])

    def test_times_beyond_the_end_are_refused_with_their_line(self):
        path = os.path.join(self.folder, "late.vtt")
        late = GOOD + "\n01:00:00.000 --> 01:00:02.000\nLate.\n"
        with open(path, "w", encoding="utf-8") as out:
            out.write(late)
        self.assert_failed(self.earwitness("transcript", self.name, "--from-file", path), 2,
                           "line 6: 01:00:00.000 is beyond the end")
        self.step(late)
        terminal = self.edit()
        terminal.expect("line 6: 01:00:00.000 is beyond the end")
        terminal.expect(r"again\?")
        terminal.type("no\n")
        self.assertEqual(terminal.wait(), 2)
        self.assertEqual(self.versions(), [])
        self.assertIn("transcript.draft.vtt", self.left())

    def test_what_a_recogniser_dates_beyond_the_end_is_left_out_and_told(self):
        done = self.draft(self.GIBBERISH + "\n01:00:00.000 --> 01:00:02.000\nlate words\n")
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.err, "line 6 .*left out: 01:00:00.000 is beyond the end.*late words")
        self.assertNotIn("late words", self.sealed_text())
        done = self.draft("WEBVTT\n\n01:00:00.000 --> 01:00:02.000\nlate words\n")
        self.assert_failed(done, 5, "line 3 ", "nothing is sealed")

    def test_subrip_without_thousandths_is_read_and_what_cannot_be_read_is_refused(self):
        done = self.draft("1\n00:00:00 --> 00:00:01\nhello you\n")
        self.assertEqual(done.code, 0, done)
        self.assertIn("hello you", self.sealed_text())
        self.assert_failed(self.draft("1\n00:00:0 -> 1 --> 00:00:01\nhello you\n"), 5, "line 2 ")
        self.assertEqual(len(self.versions()), 1)

    def test_a_recogniser_that_has_nothing_to_hear_does_not_listen(self):
        path = os.path.join(self.folder, "talk.m4a")
        with open(path, "wb") as file:
            file.write(b"\0\0\0\x20ftypM4A " + os.urandom(5000))
        made = self.earwitness("import", "--json", path).json["path"]
        done = self.earwitness("transcript", made, "--no-edit", *self.ears(self.GIBBERISH))
        self.assert_failed(done, 4, "there is no sound here")
        self.assertNotIn("listens", done.err)

    # -- a draft is never lost -------------------------------------------------------------------------------------

    def test_a_draft_that_an_editor_empties_is_put_back(self):
        """As one does that finds the disk full, or whose user gives up in a hurry."""
        self.step(GOOD + "\nlost\n")
        terminal = self.edit()
        terminal.expect(r"again\?")
        terminal.type("n\n")
        self.assertEqual(terminal.wait(), 2)
        self.step("")
        terminal = self.edit()
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertIn("nothing is sealed", terminal.text)
        self.step(GOOD)
        self.assertEqual(self.edit().wait(), 0)
        self.assertEqual(self.seen(), GOOD + "\nlost\n")
        # What a machine took hours for.
        self.step("", "AS IT IS")
        self.assertEqual(self.edit(*self.ears(self.GIBBERISH)).wait(), 0)
        self.leave_unread()
        self.assertIn("gibberish", self.seen())

    def test_what_is_left_of_a_transcript_after_a_deletion_is_sealed_as_it_is(self):
        self.typed(GOOD.replace("01.000", "00.900") + "\n00:00:01.200 --> 00:00:01.800\nOthers.\n")
        self.assertEqual(self.draft(self.GIBBERISH.replace("01.000", "00.900")).code, 0)  # of which nothing is left
        done = self.earwitness("delete", self.name, "--from", "0:01", "--to", "0:02", "--yes")
        self.assertEqual(done.code, 0, done)
        self.assertIn("transcript.draft.vtt", self.left())
        self.step("AS IT IS")
        self.assertEqual(self.edit().wait(), 0)
        (version,) = self.versions()
        self.assertIn("I never said that", self.seen())
        self.assertNotIn("gibberish", self.seen())
        self.assertEqual((version["by"], self.left()), ("person", []))


class Recogniser(RoomCase):
    """A real one, on real speech: three numbers, said by espeak-ng and recorded."""

    rate = 22050  # espeak-ng's own

    @unittest.skipUnless(shutil.which("pocketsphinx_continuous"), "NOT TESTED: pocketsphinx is not installed")
    def test_pocketsphinx_understands_what_was_said(self):
        spoken = os.path.join(self.folder, "spoken.wav")
        subprocess.run(["espeak-ng", "-v", "en-us", "-s", "130", "-w", spoken, "three. two. four."], check=True)
        words = os.path.join(self.folder, "digits.gram")
        with open(words, "w", encoding="utf-8") as out:
            out.write("#JSGF V1.0;\ngrammar digits;\npublic <said> = (one | two | three | four | five | six)+;\n")
        path = self.start_background("--rate", "22050")
        self.room.play(spoken)
        self.stop()
        done = self.earwitness("transcript", path, "--draft", "--no-edit", "--recogniser",
                               f"pocketsphinx_continuous -infile {{wav}} -time yes -jsgf {words}")
        self.assertEqual(done.code, 0, done)
        shown = self.earwitness("transcript", path, "--show", "--json").json
        said = " ".join(cue["text"] for cue in shown["cues"])
        self.assertRegex(said, "three.*two.*four")
        self.assertEqual(shown["draft"]["name"], "pocketsphinx_continuous")
        self.assertRegex(shown["draft"]["version"], "^sha256 [0-9a-f]{64}$")


if __name__ == "__main__":
    unittest.main()
