# SPDX-License-Identifier: MIT
"""Every word that is shown is true: each kind of recording in each output and both languages against the sentences of
statements.py, and every statement of verify's facts and of a report against the journal. One that is not known here fails."""

import array
import base64
import contextlib
import datetime
import fcntl
import glob
import hashlib
import html
import json
import math
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import unicodedata
import unittest
import wave

import bagcheck
import howto
from case import PROGRAM, ProgramCase, RoomCase
from statements import (BIN, BIN_NEEDS, ENDED, EXPORT, HOW_TO, LEDGER, LIST, NEVER, NEVER_IN_PAPERS, NEVER_SHOWN, PAUSED, REPORT, SENTENCES, SHOWN, STATUS,
                        STOP, VERIFY)
from kinds import Zoo
from tsa import Tsa
from waiting import LONG, wait_for
from statement_lines import (HOW_TO as HOW_TO_LINES, HOW_TO_BEFORE, STATES, STATUS_LINES, STOP_LINES, UNSEALED, cells, length_in_list, paragraphs, rows,
                             unknown_in_export, unknown_lines)
from statement_rows import BESIDES, is_row
from truth import Truth
from statement_rules import check_sentence, IN_SHORT, LEDGER_CHECKS, LEDGER_REMARKS, NOT_PROVEN, PAGE, RESULTS, Catalogue, is_check_true, is_loss_true, judge

LANGUAGES = ("en", "nl")
CATALOGUE = os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))), "src/po/nl.po")
TRANSCRIPTS = ("typed", "machine", "draft")
SECOND = {"hashes", "signature", "journal", "recorder", "recorder_clock", "importer", "excerpt_maker", "owner", "typist",
          "checker", None}


def words_of(page):
    """The text of a page, without style and script, one blank between words."""
    page = re.sub(r"(?s)<(style|script)\b.*?</\1>", " ", page)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def rows_of(page):
    """What a report says in its first part: label and text."""
    return [(html.unescape(label), html.unescape(re.sub(r"<[^>]+>", "", text)))
            for label, text in re.findall(r"(?s)<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", page)]


def check_fact(truth, found, fact):
    """Whether one fact of verify is what the bag says; None where this is not known here."""
    name, text, known, by = fact["fact"], fact["text"], fact["known"], fact["by"]
    stated = truth.info.get("Contact-Name") not in (None, "not stated")
    who = f"{truth.info.get('Contact-Name')}, by their own account" if stated else "not stated"
    line = (truth.journal.of("import") or [None])[0] if truth.journal else None
    signed = found["signature"]
    if name == "kind":
        if truth.journal is None:
            return known == "claimed" and text.startswith("transcript: ")
        return found["source"] == truth.journal.source and known == "claimed"
    if name in ("recorded_by", "imported_by", "typed_by"):
        if name == "recorded_by" and (truth.is_import or truth.excerpt is not None):
            return known == "unknown" and text.startswith("not known: ")
        if name == "recorded_by" and found["kind"] == "recovered":
            return (text, known) == ("not known: it was interrupted before a name was sealed with it", "unknown")
        return text == who and known == ("claimed" if stated else "unknown")
    if name == "excerpt_by":
        return text.startswith(truth.info.get("Contact-Name", "not stated")) and truth.excerpt is not None
    if name == "statement":
        said = truth.info.get("Earwitness-Statement", "not stated")
        none = "not known: it was interrupted before one was sealed with it" if found["kind"] == "recovered" else "none was made"
        return (text == none and known == "unknown") if said == "not stated" else (
            text.startswith(said + " (stated by ") and known == "claimed")
    if name == "imported":
        return truth.journal.opened["utc"] in text and known == "claimed" and truth.is_import
    if name == "started":
        return text == f"{truth.began} by the recorder's clock" and known == "claimed" and not truth.is_import
    if name == "recorded":
        said = truth.claimed_start
        if said is None and truth.excerpt is not None:
            return (text, known) == ("not known: nothing in this folder says when it was", "unknown")
        return known == "unknown" if said is None else said in text and (known, by) == ("claimed", "importer")
    if name == "recovered":
        return truth.info.get("Earwitness-Recovered", truth.journal.recovered["utc"]) in text
    if name == "deleted":
        same = signed and found["excerpt_signature"] and signed["key"] == found["excerpt_signature"]["key"]
        return truth.info["Earwitness-Deleted"] in text and by == ("owner" if same else "excerpt_maker")
    if name == "original":
        return text.startswith(line["file"] + ",") and (known, by) == ("checked", "hashes")
    if name == "decoded":
        return text.startswith("data/audio-001.flac,") and ("may NOT" in text) != line["decoded"]["whole"]
    if name == "length":
        silent = "" if truth.excerpt is None else (
            ", counting what was deleted and is silent here" if "Earwitness-Deleted" in truth.info
            else ", counting what is withheld and silent here")
        return known == "unknown" if truth.length is None else (text, known) == (truth.length + silent, "checked")
    if name == "recording":
        return text == truth.info["External-Identifier"]
    if name == "seal":
        return (text, known) == (truth.seal, "checked")
    if name == "original_seal":
        return text == (truth.excerpt or truth.transcript)["original"]
    if name == "key":
        return (text, known) == (signed["key"], "checked") if signed else known == "unknown"
    if name == "excerpt_key":
        return (text, known) == (found["excerpt_signature"]["key"], "checked")
    if name in ("whose_key", "excerpt_whose_key"):
        return (text == "your own key") == found["own_key" if name == "whose_key" else "excerpt_own_key"]
    if name == "sealed_on":
        return text.startswith(truth.info["Bagging-Date"]) and known == "claimed"
    if name == "recogniser":
        return text == f"{truth.transcript['draft']['name']} {truth.transcript['draft']['version']}".strip()
    return None


# What stands around the statements that `verify` prints.
HEADINGS = {"Claims about it, and who made them:", "Checks:", "Not as it was sealed:", "Gaps and breaks that the recorder itself wrote down:",
            "What this does not show:", "What time stamps say of the file, not of the sound:", "",
            "Each check, and what it does not show: earwitness verify --details",
            "  excerpt not signed: anyone who has these seconds could have made it"}
WORDS = re.compile(r"1 sealed folder: 1 (unchanged|altered or missing)|  (break|gap) .*|  and \d+ more: --json shows all")


def is_line_known(line, said):
    """A statement of the JSON in its line, with times that a person reads before those that a machine does."""
    line = re.sub(r"\d{1,2} \w+ \d{4}, \d\d:\d\d:\d\d \((\d{4}-\S+Z)\)", r"\1", line)
    if line in HEADINGS or WORDS.fullmatch(line):
        return True
    check = re.fullmatch(r"  (?:pass|FAIL|not checked) +\S+(?: \S+)*?(?:  +(.*))?", line)
    if check:
        return not check[1] or check[1] in said
    parts = [line.strip(), *re.split(r"  +|: ", line.strip()), line.strip().partition(": ")[2], line.strip().partition("  ")[2].strip(),
             re.sub(r"^\w+( \w+)? +", "", line.strip()), re.sub(r"^.*? by +", "", line.strip()).partition(" (")[0]]
    return any(part and part in said for part in parts)


def shown(text):
    """As a text of somebody is shown: what could turn writing around, or move a cursor, can be seen."""
    return "".join(f"\\x{ord(c):02x}" if unicodedata.category(c) == "Cc" else f"\\u{ord(c):04x}"
                   if unicodedata.category(c) in ("Cf", "Zl", "Zp") else c for c in text)


DUTCH_DAYS = dict(zip("maandag dinsdag woensdag donderdag vrijdag zaterdag zondag januari februari maart april mei juni juli augustus "
                      "september oktober november december".split(),
                      "Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July August "
                      "September October November December".split()))


def plain(text):
    """With the names of days and months, and the marks of numbers, of one language; and no moment at which a page was made."""
    text = re.sub(r"\b(" + "|".join(DUTCH_DAYS) + r")\b", lambda found: DUTCH_DAYS[found[0]], text)
    text = re.sub(r"(?<=\d)[.,](?=\d)", ".", text)
    return re.sub(r"^(Made on|Gemaakt op) .* (by|door) earwitness", r"\1 MOMENT \2 earwitness", text)


def texts_of(page):
    """Each text that stands by itself, in the order of the page."""
    page = re.sub(r"(?s)<(style|script)\b.*?</\1>", " ", page)
    page = re.sub(r"<(/?)(?:b|bdi|svg|strong|defs|span|button|line|rect|text|label|input|output)\b[^>]*>", " ", page) \
        if page.startswith("<li") else re.sub(r"</?(?:b|bdi)\b[^>]*>", " ", page)
    parts = re.split(r"<[^>]*>", page)
    lines = [" ".join(html.unescape(line).split()) for part in parts for line in part.splitlines()]
    return [line for line in lines if line]


def table_of(page):
    """The rows of the table of the clock."""
    rows = re.findall(r"(?s)<tr[^>]*><td class=\"time\">(.*?)</td><td class=\"time\">(.*?)</td><td><bdi>(.*?)</bdi></td>"
                      r"<td class=\"time\">(.*?)</td>", page)
    return [[" ".join(html.unescape(re.sub(r"<[^>]+>", "", cell)).split()) for cell in row] for row in rows]


class Statements(ProgramCase):
    @classmethod
    def setUpClass(cls):
        cls.maker = cls()
        cls.maker.setUp()
        cls.addClassCleanup(cls.maker.doCleanups)
        cls.maker.outputs, cls.maker.lists = {}, {}
        cls.zoo = Zoo(cls.maker)
        answer = cls.maker.earwitness("verify", "--json", *cls.zoo.bags.values()).json["recordings"]
        cls.maker.answers = {found["path"]: found for found in answer}

    def runTest(self):
        """For the maker of the recordings alone."""

    def setUp(self):
        super().setUp()
        if hasattr(self, "zoo"):
            self.archive, self.home, self.runtime = self.maker.archive, self.maker.home, self.maker.runtime

    def output(self, kind, output, language):
        """Empty: there is none of that kind. Each is made once."""
        key = (kind, output, language)
        if key not in self.maker.outputs:
            self.maker.outputs[key] = self.make_output(*key)
        return self.maker.outputs[key]

    def make_output(self, kind, output, language):
        path, bag = self.zoo.paths[kind], self.zoo.bags[kind]
        lang = ("--lang", language)
        if output == VERIFY:
            return self.earwitness("verify", "--details", bag, *lang).out
        if output == REPORT:
            if kind in TRANSCRIPTS:
                return ""
            to = os.path.join(os.path.dirname(bag), f"{kind}-{language}.html")  # beside what it plays
            done = self.earwitness("report", bag, "--to", to, *lang)
            self.assertEqual(done.code, 1 if kind in self.zoo.honest else 0, done)
            with open(to, encoding="utf-8") as file:
                page = file.read()
            os.unlink(to)
            return page
        if output == LIST:
            if self.zoo.bags[kind].rpartition("/")[2].startswith("excerpt-") or kind in TRANSCRIPTS:
                return ""
            return next("\n".join(row) for row in rows(self.list_in(language))
                        if row[0].startswith(os.path.basename(path) + " "))
        if output == EXPORT:
            done = self.earwitness("export", bag, "--to", self.maker.folder, "--name", f"{kind}-{language}")
            self.assertEqual(done.code, 0, done)
            name = os.path.join(self.maker.folder, f"{kind}-{language}", "how-to-verify.txt")
        else:
            name = os.path.join(bag, "how-to-verify.txt")
        with open(name, encoding="utf-8") as file:
            return file.read()

    def test_each_kind_says_in_each_output_and_language_what_is_written_out(self):
        for kind, outputs in SENTENCES.items():
            for language in LANGUAGES:
                for output in (VERIFY, REPORT, LIST, EXPORT, HOW_TO):
                    with self.subTest(kind=kind, output=output, language=language):
                        text = self.output(kind, output, language)
                        plain = words_of(text) if output == REPORT else text
                        for sentence in outputs.get(output, ((), ()))[LANGUAGES.index(language)]:
                            self.assertIn(sentence, plain)
                        for never in NEVER[kind] if output != HOW_TO else ():
                            self.assertNotIn(never, plain)
                        for never in NEVER_IN_PAPERS if output in (REPORT, EXPORT, HOW_TO) else ():
                            self.assertNotIn(never, plain)

    def list_in(self, language):
        """As it is before a test adds another recording."""
        if language not in self.maker.lists:
            self.maker.lists[language] = self.earwitness("list", "--lang", language).out
        return self.maker.lists[language]

    def verified(self, kind):
        return self.verify_bag(self.zoo.bags[kind])

    def whole_kinds(self):
        return {kind: bag for kind, bag in self.zoo.bags.items() if kind not in self.zoo.honest}

    def test_every_statement_of_verify_is_known_here_and_is_what_the_bag_says(self):
        for kind, bag in self.whole_kinds().items():
            truth, found = Truth(bag), self.verified(kind)
            self.assertTrue(found["unchanged"], found["findings"])
            self.assertEqual((found["findings"], found["untold"], found["clock_steps"]), ([], [], []))
            for fact in found["facts"]:
                with self.subTest(kind=kind, fact=fact):
                    self.assertIn(fact["by"], SECOND)
                    self.assertEqual(fact["by"] is None, fact["known"] == "unknown")
                    self.assertIs(check_fact(truth, found, fact), True)
            for check in found["checks"]:
                with self.subTest(kind=kind, check=check):
                    self.assertIs(is_check_true(truth, found, check), True)
            for sentence in found["not_proven"]:
                with self.subTest(kind=kind, sentence=sentence):
                    self.assertIs(judge(NOT_PROVEN, truth, found, sentence), True)
            for loss in found["declared"]:
                with self.subTest(kind=kind, loss=loss):
                    self.assertTrue(is_loss_true(truth, loss))
            lost = 0 if truth.journal is None else len(truth.journal.of("gap")) + len(truth.journal.of("break"))
            self.assertEqual(len(found["declared"]), lost, kind)

    def test_every_word_of_the_ledger_is_known_here(self):
        """Of `verify --all`: what it says of each bag, of the ledger, and besides."""
        catalogue = Catalogue(CATALOGUE)
        told = self.earwitness("verify", "--all", "--json").json
        english, dutch = (self.earwitness("verify", "--all", "--details", "--lang", language).out.splitlines() for language in LANGUAGES)
        self.assertEqual(len(english), len(dutch))
        for one, other in zip(english, dutch):
            with self.subTest(english=one, dutch=other):
                self.assertTrue(catalogue.is_same(plain(one), plain(other)))
        ledger = told["ledger"]
        with open(ledger["path"], encoding="utf-8") as file:
            lines = [json.loads(line) for line in file]
        self.assertEqual((ledger["unchanged"], ledger["lines"], ledger["findings"]), (True, len(lines), []))
        self.assertEqual(ledger["head"], ledger_head(ledger["path"]))
        for lines_there, patterns in zip((english, dutch), LEDGER):
            for pattern in patterns:
                with self.subTest(pattern=pattern):
                    self.assertTrue(any(re.fullmatch(pattern, line) for line in lines_there))
        for check in ledger["checks"]:
            with self.subTest(check=check):
                self.assertIs(judge(LEDGER_CHECKS.get((check["check"], check["result"]), []), lines, ledger, check["detail"]), True)
        for remark in ledger["remarks"]:
            with self.subTest(remark=remark):
                self.assertIs(judge(LEDGER_REMARKS, lines, self.archive, remark), True)
        shown = [line for line in english if line.startswith("UNCHANGED            ")]
        self.assertEqual(len(shown), len(told["recordings"]) + 1)
        for line, found in zip(shown, told["recordings"]):
            truth, said = Truth(found["path"]), line.split("  ")[-1]
            with self.subTest(line=line):
                self.assertEqual(said.startswith("in the bin, "), "/.bin/" in found["path"])
                self.assertIs(judge(IN_SHORT, truth, found, said.removeprefix("in the bin, ")), True)
                self.assertNotIn(".bin", line)

    def test_what_is_in_the_bin_is_called_so(self):
        path = self.zoo.paths["binned"]
        for language in LANGUAGES:
            for words, patterns in BIN.items():
                words = [word.format(name=os.path.basename(path), path=path) for word in words.split()]
                done = self.earwitness(*words, "--lang", language)
                lines = (done.out + done.err).splitlines()
                for pattern in patterns[LANGUAGES.index(language)]:
                    with self.subTest(words=words, language=language, pattern=pattern):
                        self.assertTrue(any(re.fullmatch("(earwitness: )?" + pattern, line) for line in lines), lines)
        # Nothing that is handed over, or read of it by its name, is made of it.
        for words in ("report", "export", "excerpt", "play", "transcript", "note"):
            with self.subTest(words=words):
                self.assertEqual(self.earwitness(words, os.path.basename(path), *BIN_NEEDS.get(words, ())).code, 4)

    def test_of_what_is_damaged_nothing_that_does_not_hold_is_called_checked(self):
        for kind, (file, checks) in {"flipped": ("data/audio-001.flac", {"payload hashes", "audio seconds"}),
                                     "missing": ("data/audio-002.flac", {"payload hashes", "audio seconds"}),
                                     "cut": ("data/journal.jsonl", {"payload hashes", "journal content"})}.items():
            honest, found = Truth(self.zoo.honest[kind]), self.verified(kind)
            self.assertEqual((found["verdict"], found["sealed"]), ("ALTERED OR MISSING", True))
            failed = {check["check"] for check in found["checks"] if check["result"] == "fail"}
            self.assertLessEqual(checks, failed, kind)
            self.assertIn(file, {finding["file"] for finding in found["findings"]})
            facts = {fact["fact"]: fact for fact in found["facts"]}
            for name in ("length", "original", "original_seal"):
                if name in facts and "audio seconds" in failed:
                    self.assertEqual(facts[name]["known"], "checked" if name == "original" else "claimed", (kind, facts[name]))
            # The tag files are whole, so the seal and whose it is are known all the same.
            self.assertEqual(facts["seal"]["text"], honest.seal)
            page = words_of(self.output(kind, REPORT, "en"))
            for never in ("Every check that was made passed", "\u2713 UNCHANGED"):
                self.assertNotIn(never, page)
            self.assertIn("This is not as it was sealed.", page)
            self.assertNotIn(self.maker.folder, page)
            if kind != "cut":  # whose journal knows of less sound than there is
                self.assertIn("Each second that is not as the journal has it is silent here.", page)

    def test_a_person_reads_what_a_machine_reads_and_in_dutch_the_same(self):
        """Each line that `verify` prints is a statement of its JSON, which is held against the bag; or stands in HEADINGS."""
        catalogue = Catalogue(CATALOGUE)
        for kind in self.zoo.bags:
            found = self.verified(kind)
            said = {fact["text"] for fact in found["facts"]} | {check["detail"] for check in found["checks"]}
            # The version of the format, as its journal says it, stands in the JSON as a number.
            said |= {f"version {found['format']}"} if Truth(self.zoo.bags[kind]).format == found["format"] else set()
            said |= {finding["detail"] for finding in found["findings"]} | set(found["not_proven"]) | {found["path"], found["verdict"]}
            truth = Truth(self.zoo.bags[kind])
            said |= truth.sides_in_words if truth.journal else set()
            english = self.output(kind, VERIFY, "en").splitlines()
            for line in english:
                with self.subTest(kind=kind, line=line):
                    self.assertTrue(is_line_known(line, said), line)
            dutch = self.output(kind, VERIFY, "nl").splitlines()
            self.assertEqual(len(english), len(dutch), kind)
            for one, other in zip(english, dutch):
                with self.subTest(kind=kind, english=one, dutch=other):
                    self.assertTrue(catalogue.is_same(plain(one), plain(other)))

    def test_every_text_of_a_report_is_known_here_and_in_dutch_it_is_the_same(self):
        catalogue = Catalogue(CATALOGUE)
        for kind, bag in self.whole_kinds().items():
            if kind in TRANSCRIPTS:
                continue
            truth, found = Truth(bag), self.verified(kind)
            page = self.output(kind, REPORT, "en")
            self.assertNotIn(self.maker.folder, page)  # where its maker keeps it is nobody's business
            known = self.known_texts(truth, found, page)
            english = texts_of(page)
            for text in english:
                with self.subTest(kind=kind, text=text):
                    self.assertTrue(text in known or judge(PAGE, truth, found, text), f"not known, or not so: {text!r}")
            dutch = texts_of(self.output(kind, REPORT, "nl"))
            self.assertEqual(len(english), len(dutch), kind)
            for one, other in zip(english, dutch):
                with self.subTest(kind=kind, english=one, dutch=other):
                    self.assertTrue(catalogue.is_same(plain(one), plain(other)))

    def test_every_row_of_a_list_is_what_the_bag_says_and_in_dutch_it_is_the_same(self):
        catalogue = Catalogue(CATALOGUE)
        english, dutch = (rows(self.earwitness("list", "--lang", language).out) for language in LANGUAGES)
        bags = {}
        for name in os.listdir(self.archive):
            inner = [os.path.join(self.archive, name, bag) for bag in ("recovered", "recording")]
            bags.update({name: bag for bag in inner[::-1] if os.path.exists(os.path.join(bag, "tagmanifest-sha256.txt"))})
        self.assertLessEqual(set(bags), {cells(row)[0] for row in english})
        for one, other in zip(english, dutch):
            (name, length, state, title, is_typed), in_dutch = cells(one), cells(other)
            if name not in bags:
                self.assertIn(state, UNSEALED)
                continue
            truth = Truth(bags[name])
            found = self.verify_bag(bags[name])
            with self.subTest(english=one, dutch=other):
                self.assertIs(judge(STATES, truth, found, state), True)
                self.assertEqual((length, title), (length_in_list(truth), " ".join(shown(truth.title).split())))
                self.assertEqual((name, length, title), (in_dutch[0], in_dutch[1], in_dutch[3]))
                self.assertTrue(catalogue.is_same(state, in_dutch[2]))
                beside = os.listdir(os.path.join(self.archive, name))
                self.assertEqual(is_typed, any(re.fullmatch(r"transcript-\d+", other) for other in beside))

    def test_every_word_of_what_goes_with_a_bag_is_known_here(self):
        """how-to-verify.txt by its paragraphs, and by the second implementation, which knows each text whole; an export's by its lines."""
        for kind, bag in self.whole_kinds().items():
            truth, found = Truth(bag), self.verified(kind)
            english, dutch = howto.parts(self.output(kind, HOW_TO, "en"))
            self.assertEqual(len(paragraphs(english)), len(paragraphs(dutch)), kind)
            for text in paragraphs(english):
                with self.subTest(kind=kind, text=text):
                    self.assertIs(judge(HOW_TO_LINES + HOW_TO_BEFORE, truth, found, text), True)
            with self.subTest(kind=kind):
                text = self.output(kind, EXPORT, "en")
                folder = os.path.join(self.maker.folder, f"{kind}-en")
                self.assertEqual(unknown_in_export(text, folder, Truth, self.verify_bag, self.ledger_hashes()), [])

    def ledger_hashes(self):
        with open(os.path.join(self.archive, "ledger.jsonl"), "rb") as file:
            return {hashlib.sha256(line).hexdigest() for line in file.read().splitlines()}

    def verify_bag(self, bag):
        """None of these changes once it is made."""
        if bag not in self.maker.answers:
            self.maker.answers[bag] = self.earwitness("verify", bag, "--json").json["recordings"][0]
        return self.maker.answers[bag]

    def known_texts(self, truth, found, page):
        """Of rows and tables, each held against the bag where it is added."""
        known = {shown(truth.title)}
        for label, text in rows_of(page):
            known |= {label, " ".join(text.split())}
        for check in found["checks"]:
            known |= {check_sentence(check["check"], truth, found), RESULTS[check["result"]],
                      check["detail"].replace("your own key", "the key of the one who made this page")}
        known |= set(found["not_proven"])
        for number, (at, clock_time, what, length) in enumerate(table_of(page)):
            with self.subTest(row=what):
                self.assertIs(is_row(truth, what), True)
                self.assertEqual(clock_time == "", truth.is_import)
                if clock_time:
                    self.assertRegex(clock_time, r"^(\d{1,2} \w+ \d{4}, )?\d\d:\d\d:\d\d UTC[+-]\d\d:\d\d$")
            known |= {at, clock_time, " ".join(what.split()), length}
        for line in re.findall(r"(?s)<li data-from=.*?</li>", page):
            known.add(" ".join(texts_of(line)))
            known |= set(texts_of(line))
        return {" ".join(text.split()) for text in known}

    def test_every_row_of_a_report_is_a_fact_or_is_held_against_the_journal(self):
        for kind, bag in self.whole_kinds().items():
            if kind in TRANSCRIPTS:
                continue
            truth, found = Truth(bag), self.verified(kind)
            of_recording, _, rest = self.output(kind, REPORT, "en").partition('<h2 id="h-transcript">')
            for label, text in rows_of(of_recording):
                with self.subTest(kind=kind, label=label, text=text):
                    self.check_row(truth, found, label, text)
            for label, text in rows_of(rest):  # of the transcript that counts
                beside = Truth(os.path.join(os.path.dirname(bag), f"transcript-{truth.transcripts}"))
                of_transcript = self.verify_bag(beside.bag)
                with self.subTest(kind=kind, label=label, text=text):
                    self.check_row(beside, of_transcript, label, text)

    def check_row(self, truth, found, label, text):
        facts = [fact["text"] for fact in found["facts"]]
        if label in BESIDES:
            self.assertTrue(BESIDES[label](truth, text))
        elif label == "Whose key":
            self.assertEqual(text, "the key of the one who made this page")
        else:
            self.assertIn(self.exact(text, facts), facts)

    @staticmethod
    def exact(text, facts):
        """The fact that is the same but for its time, which a page shows on the reader's clock."""
        moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z")
        for fact in facts:
            shown = moment.search(fact)
            if shown and text.replace(re.sub(moment, "", fact).strip(), "") != text:
                utc = datetime.datetime.fromisoformat(shown[0][:19] + "+00:00")
                if utc.strftime("%H:%M:%S") in text:  # the tests' own zone is UTC
                    return fact
            if shown:
                before, after = fact.split(shown[0])
                if text.startswith(before) and text.endswith(after) and utc_in(shown[0], text):
                    return fact
        return text

    def test_a_date_that_is_only_claimed_does_not_stand_beside_the_verdict(self):
        for kind in self.zoo.bags:
            if kind in TRANSCRIPTS:
                continue
            page = self.output(kind, REPORT, "en")
            header = words_of(page.partition("<header>")[2].partition("</header>")[0])
            self.assertNotRegex(header, r"\b20\d\d\b", kind)

    def test_one_flipped_bit_silences_that_second_alone(self):
        """Each second of the page's sound is heard beside that of the honest page: it is silent where `verify` says that it is not
        as it was sealed, and as loud as ever everywhere else."""
        sound = os.path.join(self.folder, "noise.wav")
        with wave.open(sound, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(8000)
            out.writeframes(b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(12 * 500)))
        path = self.earwitness("import", "--json", sound).json["path"]
        honest = self.loudness(os.path.join(path, "recording"), 0)
        self.assertEqual(len(honest), 12)
        self.assertGreater(min(honest), 1000)
        copy = os.path.join(self.folder, "flipped")
        shutil.copytree(os.path.join(path, "recording"), copy)
        audio = os.path.join(copy, "data/audio-001.flac")
        os.chmod(audio, 0o600)
        with open(audio, "rb") as file:
            whole = file.read()
        for part in (0.07, 0.33, 0.52, 0.78, 0.97):
            changed = bytearray(whole)
            changed[int(len(whole) * part)] ^= 1
            with open(audio, "wb") as file:
                file.write(changed)
            (found,) = self.earwitness("verify", copy, "--json").json["recordings"]
            places = [(finding["from_seconds"], finding["to_seconds"]) for finding in found["findings"]
                      if finding["from_seconds"] is not None]
            silent = {second for begin, end in places for second in range(int(begin), math.ceil(end))}
            with self.subTest(part=part, silent=silent):
                self.assertIn(len(silent), (1, 2))  # what FLAC has in one frame may lie in two seconds
                heard = self.loudness(copy, 1)
                self.assertEqual({n for n, loud in enumerate(heard) if loud < honest[n] / 50}, silent)
                for n in set(range(12)) - silent:
                    self.assertLess(abs(heard[n] / honest[n] - 1), 0.1, n)
                page = os.path.join(self.folder, "heard.html")
                with open(page, encoding="utf-8") as file:
                    self.assertIn("Each second that is not as the journal has it is silent here.", words_of(file.read()))

    def loudness(self, bag, code):
        """Of the middle of each second of the sound in the page of its report."""
        page = os.path.join(self.folder, "heard.html")
        if os.path.exists(page):
            os.unlink(page)
        done = self.earwitness("report", bag, "--to", page, "--json")
        self.assertEqual((done.code, done.json["audio"]), (code, "embedded"), done)
        with open(page, encoding="utf-8") as file:
            kind, sound = re.search(r"data:audio/(\w+);base64,([A-Za-z0-9+/=]+)", file.read()).groups()
        heard = os.path.join(self.folder, "heard." + kind)
        with open(heard, "wb") as out:
            out.write(base64.b64decode(sound))
        raw = subprocess.run(["ffmpeg", "-v", "quiet", "-nostdin", "-i", heard, "-f", "s16le", "-ac", "1", "-ar", "8000", "-"], check=True,
                             capture_output=True).stdout
        samples = array.array("h", raw[:len(raw) // 2 * 2])
        seconds = [samples[8000 * n + 2400:8000 * n + 5600] for n in range(len(samples) // 8000)]
        return [math.sqrt(sum(sample * sample for sample in second) / len(second)) for second in seconds]


def ledger_head(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read().splitlines()[-1]).hexdigest()


def utc_in(moment, text):
    return moment[11:19] in text


class Shown(RoomCase):
    """What a recording that runs says of itself, and at its end, in both languages."""

    def shown(self, kind, output, language, text):
        lines = text.splitlines()
        for pattern in SHOWN[kind].get(output, ((), ()))[LANGUAGES.index(language)]:
            with self.subTest(kind=kind, output=output, language=language, pattern=pattern):
                self.assertTrue(any(re.fullmatch("(earwitness: )?" + pattern, line) for line in lines), text)
        for never in NEVER_SHOWN[kind]:
            with self.subTest(kind=kind, output=output, never=never):
                self.assertNotIn(never, text)

    def status_in(self, kind, output):
        for language in LANGUAGES:
            done = self.earwitness("status", "--lang", language)
            self.assertEqual(done.code, 0, done)
            self.shown(kind, output, language, done.out)
            if language == "en":
                self.assertEqual(unknown_lines(done.out, STATUS_LINES), [])

    def test_each_kind_says_in_status_and_at_stop_what_is_written_out(self):
        self.plug_headset()
        for kind, device in (("signal", "test-signal"), ("monitor", "room.monitor"), ("microphone", "headset")):
            for language in LANGUAGES:
                self.start_background("--device", device, "--me", "A. Jansen")
                self.wait_for_seconds(1.2)
                if kind == "monitor":
                    wait_for("its warning", lambda: self.status()["warnings"])
                if language == "en":
                    self.status_in(kind, STATUS)
                if kind == "signal" and language == "en":
                    self.assertEqual(self.earwitness("pause").code, 0)
                    self.status_in(kind, PAUSED)
                    self.assertEqual(self.earwitness("resume").code, 0)
                done = self.earwitness("stop", "--lang", language)
                self.assertEqual(done.code, 0, done)
                self.shown(kind, STOP, language, done.out + done.err)
                if language == "en":
                    self.assertEqual(unknown_lines(done.out + done.err, STOP_LINES), [])

    def test_of_a_call_whose_microphone_is_gone_nobody_says_that_nothing_is_recorded(self):
        self.plug_headset()
        kind = "call without its microphone"
        for language in LANGUAGES:
            self.start_background("--call", "--device", "headset", "--far", "room.monitor", "--me", "A. Jansen")
            self.wait_for_seconds(1.2)
            self.room.control("suspend-source", "headset", "1")
            wait_for("its loss", lambda: "device_lost" in [warning["warning"] for warning in self.status()["warnings"]])
            done = self.earwitness("status", "--lang", language)
            self.shown(kind, STATUS, language, done.out)
            far = self.status()["tracks"][1]
            wait_for("the other side to go on", lambda: self.status()["tracks"][1]["frames"] > far["frames"])
            self.assertFalse(far["lost"])
            done = self.earwitness("stop", "--lang", language)
            self.assertEqual(done.code, 0, done)
            self.shown(kind, STOP, language, done.out + done.err)
            self.room.control("suspend-source", "headset", "0")

    def plug_headset(self):
        """A source that is no monitor, into which somebody speaks."""
        path = f"{self.room.folder}/headset.pipe"
        module = self.room.control("load-module", "module-pipe-source", "source_name=headset", f"file={path}", "format=s16le",
                                   "rate=48000", "channels=1")
        self.addCleanup(self.room.control, "unload-module", module.strip())
        ended = threading.Event()

        def speak():
            pipe = os.open(path, os.O_RDWR | os.O_NONBLOCK)  # nothing here waits for a server that does not listen
            while not ended.wait(0.05):
                with contextlib.suppress(BlockingIOError):
                    os.write(pipe, hashlib.sha256(b"words").digest() * 150)
            os.close(pipe)

        speaker = threading.Thread(target=speak, daemon=True)
        speaker.start()
        self.addCleanup(speaker.join)
        self.addCleanup(ended.set)

    def test_while_it_is_sealed_status_and_stop_from_elsewhere_are_answered_at_once(self):
        """The seal waits for the ledger, which another program has locked; five seconds at the most."""
        path = self.start_background("--device", "test-signal", "--me", "A. Jansen")
        self.wait_for_seconds(1)
        (name,) = glob.glob(os.path.join(self.runtime, "earwitness", "*.sock*"))
        lock = os.open(os.path.join(self.archive, ".ledger.lock"), os.O_RDWR | os.O_CLOEXEC)
        self.addCleanup(os.close, lock)
        fcntl.flock(lock, fcntl.LOCK_EX)
        first = self.stopping()
        sealed = os.path.join(path, "recording", "tagmanifest-sha256.txt")
        wait_for("its seal", lambda: os.path.exists(sealed), every=0.02)
        with self.client(name) as asked, self.client(name) as second:
            told = self.ask(asked, command="status")
            self.assertEqual((told["type"], told["running"], told["ended"]), ("status", True, True))
            self.assertEqual(self.ask(second, command="stop", can_ask=False)["type"], "closed")
            self.assertIn("has ended or is being closed", self.ask(asked, command="mark", text="too late")["message"])
            self.assertIsNone(first.poll())
            for language in LANGUAGES:
                shown = self.earwitness("status", "--lang", language).out
                if path in shown:  # on a slow machine the lock may be given up before
                    self.shown("signal", ENDED, language, shown)
            fcntl.flock(lock, fcntl.LOCK_UN)
            last = json.loads(second.readline())
        self.assertEqual((last["type"], last["seal"]), ("sealed", bagcheck.digest(sealed)))
        self.assertIn(last["seal"], self.finish(first).out)

    @staticmethod
    @contextlib.contextmanager
    def client(name):
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(LONG)
            connection.connect(name)
            with connection.makefile("rw", encoding="utf-8") as both_ways:
                yield both_ways

    @staticmethod
    def ask(connection, **request):
        connection.write(json.dumps(request) + "\n")
        connection.flush()
        return json.loads(connection.readline())

    def stopping(self):
        process = subprocess.Popen([PROGRAM, "stop"], env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.addCleanup(self._end, process)
        return process


class Doubt(ProgramCase):
    """What is not shown does not look like what is."""

    def page_of(self, bag, *words):
        page = os.path.join(self.folder, f"{len(os.listdir(self.folder))}.html")
        done = self.earwitness("report", bag, "--to", page, *words)
        self.assertEqual(done.code, 0, done)
        with open(page, encoding="utf-8") as file:
            return file.read()

    def test_a_strangers_time_stamp_does_not_look_like_a_believed_one(self):
        authority = Tsa(folder=os.path.join(self.folder, "authority"))
        self.addCleanup(authority.close)
        config = os.path.join(self.folder, "config.toml")
        with open(config, "w", encoding="utf-8") as out:
            out.write(f'name = "A. Jansen"\nstamps = "during"\ntsa = "{authority.url}"\n')
        os.chmod(config, 0o600)
        done = self.earwitness("start", "--device", "test-signal", "--rate", "8000", "--max", "2s", "--config", config)
        self.assertEqual(done.code, 0, done)
        path = done.out.splitlines()[0]
        done = self.earwitness("excerpt", path, "--from", "0:00", "--to", "0:01", "--config", config)
        self.assertEqual(done.code, 0, done)
        for bag, what in ((path, "it existed by "), (os.path.join(path, "excerpt-1"), "the whole recording that this is a part of ")):
            with self.subTest(bag=bag):
                rows = rows_of(self.page_of(bag))
                self.assertNotIn("Dated", dict(rows))
                self.assertNotIn("Time stamp", dict(rows))
                self.assertTrue(dict(rows)["Date, not proven"].startswith(what), rows)
                self.assertIn('says who calls themselves "CN=Loopback TSA": their root was not compared',
                              dict(rows)["Time stamp that proves no date"])
                rows = rows_of(self.page_of(bag, "--tsa-root", authority.root))
                self.assertTrue(dict(rows)["Dated"].startswith(what), rows)
                self.assertIn("whose root the one who made this page had compared", dict(rows)["Time stamp"])
                self.assertNotIn("Time stamp that proves no date", dict(rows))

    def test_a_transcript_that_nobody_signed_says_so_before_its_first_line(self):
        done = self.earwitness("start", "--device", "test-signal", "--rate", "8000", "--max", "2s", "--me", "A. Jansen")
        self.assertEqual(done.code, 0, done)
        path = done.out.splitlines()[0]
        text = os.path.join(self.folder, "typed.vtt")
        with open(text, "w", encoding="utf-8") as out:
            out.write("WEBVTT\n\n00:00.000 --> 00:01.000\nSomething that was said.\n")
        unsigned = "This transcript is not signed: anyone who has the recording could have made it, and have written any name in it."
        for words, is_told in (((), False), (("--unsigned",), True)):
            done = self.earwitness("transcript", path, "--from-file", text, "--me", "B. de Vries", *words)
            self.assertEqual(done.code, 0, done)
            page = words_of(self.page_of(path))
            self.assertEqual(unsigned in page.partition("Something that was said.")[0], is_told)
            self.assertIn("Typed by B. de Vries, by their own account", page)


if __name__ == "__main__":
    unittest.main()
