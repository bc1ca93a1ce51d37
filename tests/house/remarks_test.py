# SPDX-License-Identifier: MIT
"""Whatever `verify` lists as not shown is read behind "What this does not show:" and behind "does not show", in both languages: a
sentence that states a thing there says the opposite of what is meant."""

import glob
import os
import re
import unittest

from translations import catalogue, literals

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

# Where such sentences are added, each with how it is called there.
ADDED = re.compile(r"\b(?:remarks|said)\.(?:push_back|emplace_back)\(")
SOURCES = ("src/verify/*.cpp", "src/journal/*.cpp")
# What a decoder met, and what is told of a ledger, is a list of its own, under a heading of its own.
OTHER = {"src/verify/import_words.cpp", "src/verify/ledger_check.cpp"}
# What was said before is added once more.
AGAIN = {"remark"}
ENGLISH = re.compile(r"(that|what|who|whose|when|where|how|which|exactly when) ")
DUTCH = re.compile(r"(dat|wat|wie|wiens|wanneer|waar|hoe|welke|precies wanneer) ")
# Of a test signal; a list's line that is no doubt of one recording alone, and never printed behind "does not show".
NOUNS = {"any conversation: the sound is a test signal of the program": "een gesprek: "}
DATE, DATE_DUTCH = "date not proven: ", "datum niet bewezen: "


def sentences():
    """(file, sentence) of all; what holds none is (file, None)."""
    for pattern in SOURCES:
        for path in sorted(glob.glob(os.path.join(ROOT, pattern))):
            name = os.path.relpath(path, ROOT)
            if name in OTHER:
                continue
            with open(path, encoding="utf-8") as file:
                text = file.read()
            for found in ADDED.finditer(text):
                what = text[found.end():text.index(";\n", found.end())]
                if what.removesuffix(")") in AGAIN:
                    continue
                said = [content for _, _, content in literals(what) if " " in content]
                yield from ((name, sentence) for sentence in said or [None])


def in_dutch():
    """Each sentence, in either number, with its forms."""
    with open(os.path.join(ROOT, "src/po/nl.po"), encoding="utf-8") as file:
        entries = catalogue(file.read())
    forms = {}
    for entry in entries:
        for english in (entry["msgid"], entry.get("msgid_plural")):
            if english:
                forms.setdefault(english, []).extend(value for key, value in entry.items() if key.startswith("msgstr"))
    return forms


def reads_on(english, dutch, is_list):
    if english in NOUNS:
        return dutch.startswith(NOUNS[english])
    if is_list and english.startswith(DATE):
        return dutch.startswith(DATE_DUTCH)
    return bool(ENGLISH.match(english) and DUTCH.match(dutch))


class Remarks(unittest.TestCase):
    def test_each_reads_on_behind_does_not_show(self):
        translated = in_dutch()
        found = list(sentences())
        self.assertGreater(len(found), 40)  # else nothing was looked at
        for file, sentence in found:
            with self.subTest(file=file, sentence=sentence):
                self.assertIsNotNone(sentence, "a sentence that is made elsewhere is not held here")
                self.assertIn(sentence, translated)
                for dutch in translated[sentence]:
                    self.assertTrue(reads_on(sentence, dutch, file.endswith("not_proven.cpp")), dutch)

    def test_what_states_a_thing_is_refused(self):
        for english, dutch in (("the near side is not, or not all of it, from a microphone", "wat er is gezegd"),
                               ("what was said at the near side", "de nabije kant is niet van een microfoon"), ("thatched roofs", "dat is")):
            self.assertFalse(reads_on(english, dutch, True))


if __name__ == "__main__":
    unittest.main()
