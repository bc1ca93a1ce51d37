# SPDX-License-Identifier: MIT
"""Every word that is shown is true: each kind of recording in each output and both languages against the sentences of
statements.py, and every statement of verify's facts and of a report against the journal. One that is not known here fails."""

import datetime
import html
import json
import os
import re
import shutil
import sys
import unittest

import bagcheck
from case import ProgramCase
from statements import EXPORT, HOW_TO, LIST, NEVER, NEVER_IN_PAPERS, REPORT, SENTENCES, VERIFY
from kinds import Zoo

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "forge"))
from second.journal import Journal  # noqa: E402

LANGUAGES = ("en", "nl")
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


class Truth:
    """What a bag really says, read by the second implementation."""

    def __init__(self, bag):
        self.info = dict(bagcheck.read_info(os.path.join(bag, "bag-info.txt")))
        self.journal = None
        path = os.path.join(bag, "data/journal.jsonl")
        if os.path.exists(path):
            with open(path, "rb") as file:
                self.journal = Journal(file.read())
        self.seal = bagcheck.digest(os.path.join(bag, "tagmanifest-sha256.txt"))
        self.transcript = self.read(bag, "data/transcript.json")
        self.excerpt = self.read(bag, "data/excerpt.json")

    @staticmethod
    def read(bag, name):
        path = os.path.join(bag, name)
        if not os.path.exists(path):
            return None
        with open(path, encoding="utf-8") as file:
            return json.load(file)

    @property
    def frames(self):
        return sum(line["frames"] for line in self.journal.of("audio"))

    @property
    def is_import(self):
        return self.journal is not None and self.journal.opened["kind"] == "import"

    @property
    def length(self):
        rate = self.journal.opened["sample_rate"]
        if not rate or not self.frames:
            return None
        seconds = self.frames // rate
        return f"{seconds // 60:02}:{seconds % 60:02}"


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
        if name == "recorded_by" and truth.is_import:
            return known == "unknown"
        return text == who and known == ("claimed" if stated else "unknown")
    if name == "excerpt_by":
        return text.startswith(truth.info.get("Contact-Name", "not stated")) and truth.excerpt is not None
    if name == "statement":
        said = truth.info.get("Earwitness-Statement", "not stated")
        return (text == "none was made" and known == "unknown") if said == "not stated" else (
            text.startswith(said + " (says ") and known == "claimed")
    if name in ("started", "imported"):
        return truth.journal.opened["utc"] in text and known == "claimed" and (name == "imported") == truth.is_import
    if name == "recorded":
        said = truth.info.get("Earwitness-Started")
        return known == "unknown" if said is None else said in text and (known, by) == ("claimed", "importer")
    if name == "recovered":
        return truth.info["Earwitness-Recovered"] in text and truth.journal.recovered is not None
    if name == "deleted":
        same = signed and found["excerpt_signature"] and signed["key"] == found["excerpt_signature"]["key"]
        return truth.info["Earwitness-Deleted"] in text and by == ("owner" if same else "excerpt_maker")
    if name == "original":
        return text.startswith(line["file"] + ",") and (known, by) == ("checked", "hashes")
    if name == "decoded":
        return text.startswith("data/audio-001.flac,") and ("may NOT" in text) != line["decoded"]["whole"]
    if name == "length":
        silent = ", counting what is withheld or deleted and silent here" if truth.excerpt else ""
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
        return (text == "your own key") == found["own_key"]
    if name == "sealed_on":
        return text.startswith(truth.info["Bagging-Date"]) and known == "claimed"
    if name == "recogniser":
        return text == f"{truth.transcript['draft']['name']} {truth.transcript['draft']['version']}".strip()
    return None


# What a report says besides the facts: how each is held against the bag.
BESIDES = {
    "Ended": lambda truth, text: "by the recorder's clock, counted on from the beginning" in text and not truth.is_import,
    "Why it ended": lambda truth, text: truth.journal.lines[-1]["reason"] in ("stopped", "recovered"),
    "Length on the clock, with pauses and breaks": lambda truth, text: re.fullmatch(r"\d\d:\d\d", text) is not None and
    any(line["seconds"] >= 1 for line in truth.journal.of("break")),
    "Audio files": lambda truth, text: text == str(len(truth.journal.files)),
    "Pauses": lambda truth, text: text.split(",")[0] == (str(sum(line["cause"] == "pause" for line in truth.journal.of("break")))
                                                         if any(line["cause"] == "pause" for line in truth.journal.of("break"))
                                                         else "none"),
    "Gaps": lambda truth, text: text.split(",")[0] == (str(len(truth.journal.of("gap"))) if truth.journal.of("gap") else "none"),
    "Microphone": lambda truth, text: truth.journal.source in ("microphone", "partly-monitor"),
    "Source of the sound": lambda truth, text: truth.journal.source in ("test-signal", "monitor"),
    "What the computer played": lambda truth, text: any(line["kind"] == "monitor" for line in truth.journal.of("note")),
    "Claimed, not known": lambda truth, text: truth.is_import and re.match(r"[a-z ]+: ", text) is not None,
    "Sound format": lambda truth, text: text.startswith(f"{truth.journal.opened['sample_rate']} Hz, "),
}
# What a row of the table of the clock says, and whether the journal says so.
CLOCK_ROWS = {
    "The recording begins": lambda journal: True,
    "The recording ends": lambda journal: True,
    r"Mark \d+: .*": lambda journal: any(line["kind"] == "mark" for line in journal.of("note")),
    "Paused by the user: nothing was recorded": lambda journal: has_break(journal, "pause"),
    "Break: the next file begins; nothing is missing": lambda journal: has_break(journal, "split"),
    "Break: the journal does not say why a new file began": lambda journal: has_break(journal, "unknown"),
    "Withheld in this excerpt": None,
    "Deleted: silent here, and not to be had back from what is left": None,
    "From here on what the computer played was recorded, and no microphone: Monitor of Speakers":
        lambda journal: journal.source == "partly-monitor",
    "the computer's clock was not synchronised: its times are only as good as it was set":
        lambda journal: not journal.opened["clock"]["synchronised"],
}


def has_break(journal, cause):
    return any(line["cause"] == cause for line in journal.of("break"))


def is_row(truth, what):
    """Whether the journal says so; of what is silent in an excerpt, whether its owner says that it was deleted."""
    for pattern, said in CLOCK_ROWS.items():
        if re.fullmatch(pattern, what):
            if said is not None:
                return said(truth.journal)
            return truth.excerpt is not None and ("Earwitness-Deleted" in truth.info) == what.startswith("Deleted")
    return None


class Statements(ProgramCase):
    @classmethod
    def setUpClass(cls):
        cls.maker = cls()
        cls.maker.setUp()
        cls.addClassCleanup(cls.maker.doCleanups)
        cls.zoo = Zoo(cls.maker)

    def runTest(self):
        """For the maker of the recordings alone."""

    def setUp(self):
        super().setUp()
        if hasattr(self, "zoo"):
            self.archive, self.home, self.runtime = self.maker.archive, self.maker.home, self.maker.runtime

    def output(self, kind, output, language):
        """Empty: there is none of that kind."""
        path, bag = self.zoo.paths[kind], self.zoo.bags[kind]
        lang = ("--lang", language)
        if output == VERIFY:
            return self.earwitness("verify", "--details", bag, *lang).out
        if output == REPORT:
            if kind in ("typed", "machine"):
                return ""
            to = os.path.join(self.folder, f"{kind}-{language}.html")
            self.assertEqual(self.earwitness("report", bag, "--to", to, *lang).code, 0)
            with open(to, encoding="utf-8") as file:
                return file.read()
        if output == LIST:
            if kind in ("excerpt", "typed", "machine"):
                return ""
            return next(line for line in self.earwitness("list", *lang).out.splitlines()
                        if line.startswith(os.path.basename(path) + " "))
        if output == EXPORT:
            done = self.earwitness("export", bag, "--to", self.folder, "--name", f"{kind}-{language}")
            self.assertEqual(done.code, 0, done)
            name = os.path.join(self.folder, f"{kind}-{language}", "how-to-verify.txt")
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

    def test_every_fact_is_known_here_and_is_what_the_bag_says(self):
        for kind, bag in self.zoo.bags.items():
            truth = Truth(bag)
            (found,) = self.earwitness("verify", bag, "--json").json["recordings"]
            self.assertTrue(found["unchanged"], found["findings"])
            for fact in found["facts"]:
                with self.subTest(kind=kind, fact=fact):
                    self.assertIn(fact["by"], SECOND)
                    self.assertEqual(fact["by"] is None, fact["known"] == "unknown")
                    self.assertIs(check_fact(truth, found, fact), True)

    def test_every_row_of_a_report_is_a_fact_or_is_held_against_the_journal(self):
        for kind, bag in self.zoo.bags.items():
            if kind in ("typed", "machine"):
                continue
            truth = Truth(bag)
            (found,) = self.earwitness("verify", bag, "--json").json["recordings"]
            facts = [fact["text"] for fact in found["facts"]]
            page = self.output(kind, REPORT, "en")
            for label, text in rows_of(page):
                with self.subTest(kind=kind, label=label, text=text):
                    if label in BESIDES:
                        self.assertTrue(BESIDES[label](truth, text))
                    elif label == "Whose key":
                        self.assertEqual(text, "the key of the one who made this page")
                    else:
                        self.assertIn(self.exact(text, facts), facts)
            rows = re.findall(r"<tr[^>]*><td class=\"time\">.*?</td><td class=\"time\">(.*?)</td><td><bdi>(.*?)</bdi></td>", page)
            for clock, what in rows:
                with self.subTest(kind=kind, row=what):
                    self.assertIs(is_row(truth, html.unescape(what)), True)
                    self.assertEqual(clock == "", truth.is_import)
                    if clock:
                        self.assertRegex(clock, r"^\d\d:\d\d:\d\d UTC[+-]\d\d:\d\d$")

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
            page = self.output(kind, REPORT, "en")
            header = words_of(page.partition("<header>")[2].partition("</header>")[0])
            self.assertNotRegex(header, r"\b20\d\d\b", kind)

    def test_one_flipped_bit_silences_that_second_alone(self):
        path = os.path.join(self.folder, "flipped")
        shutil.copytree(self.zoo.bags["import"], path)
        sound = os.path.join(path, "data/audio-001.flac")
        os.chmod(sound, 0o600)
        with open(sound, "r+b") as file:
            file.seek(os.path.getsize(sound) // 2)
            byte = file.read(1)
            file.seek(-1, os.SEEK_CUR)
            file.write(bytes([byte[0] ^ 1]))
        to = os.path.join(self.folder, "flipped.html")
        done = self.earwitness("report", path, "--to", to, "--json")
        self.assertEqual((done.code, done.json["audio"]), (1, "embedded"), done)
        with open(to, encoding="utf-8") as file:
            self.assertIn("Each second that is not as the journal has it is silent here.", words_of(file.read()))


def utc_in(moment, text):
    return moment[11:19] in text


if __name__ == "__main__":
    unittest.main()
