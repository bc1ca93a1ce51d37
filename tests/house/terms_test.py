# SPDX-License-Identifier: MIT
"""docs/terms.md holds: a word that its tables refuse is in no message, no help, no document and no comment; Dutch says `je`, and has
no English placeholder."""

import glob
import os
import re
import unittest

import translations

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
TERMS = "docs/terms.md"
# What an option takes, as `--help` names it: of these each has a Dutch word.
PLACEHOLDERS = {"DIR", "FILE", "FILES", "NAME", "TEXT", "TIME", "MINUTES", "WORDS", "TITLE", "LENGTH", "COMMAND", "NUMBER", "RECORDING"}
# Words that no Dutch sentence has; between back quotes they are a word of the format, or a file.
ENGLISH = re.compile(r"(?<![\w`-])(the|and|or|with|not|from|file|folder|recording|sealed|unchanged|silent|clipped|disk|quit|yes)(?![\w`-])")
FORMAL = re.compile(r"\b([Uu]|[Uu]w|[Uu]zelf)\b")
FORMAL_EXCEPT = re.compile(r"\{\} u\b|\bu(?=[:/]|$)")  # of hours


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def tables(text):
    """The refused words of both languages, as terms.md has them."""
    english, dutch = set(), set()
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if len(cells) == 5 and cells[0] not in ("English", "---"):
            english |= {word.strip() for word in cells[3].split(",")}
            dutch |= {word.strip() for word in cells[4].split(",")}
        elif len(cells) == 2 and cells[0] not in ("not", "---"):
            english.add(cells[0])
            dutch.add(cells[0])
    return english - {""}, dutch - {""}


def refused(words, text):
    """Those of the words that occur in the text, whose line breaks count as blanks."""
    text = re.sub(r"\s+(///?<?\s+)?", " ", text)
    return sorted(word for word in words if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", text, re.I))


# In the code it is the name of a kind of error, as JSON has it.
CODE_NAMES = {"surroundings"}


def comments(source):
    return "\n".join(re.findall(r"(?m)(?:^|\s)//.*$", source))


def problems(english, dutch, messages, documents, sources):
    for entry in messages:
        for key, text in entry.items():
            if key.startswith("msgid"):
                for word in refused(english, text):
                    yield f"{word!r} in the message {text!r}"
            elif key.startswith("msgstr"):
                for word in refused(dutch, text):
                    yield f"{word!r} in the translation {text!r}"
                if entry["msgid"] and FORMAL.search(FORMAL_EXCEPT.sub("", text)):
                    yield f"`u` in the translation {text!r}"
                if entry["msgid"] and ENGLISH.search(text):
                    yield f"{ENGLISH.search(text)[0]} is English in {text!r}"
                for word in PLACEHOLDERS & set(re.findall(r"\b[A-Z]{3,}\b", text)):
                    yield f"{word} is English in {text!r}"
    for path, text in documents.items():
        is_dutch = path.startswith("docs/nl/")
        for word in refused(dutch if is_dutch else english, re.sub(r"`[^`\n]*`", "", text)):
            yield f"{path} has {word!r}"
        if is_dutch and ENGLISH.search(re.sub(r"`[^`]*`|^ {4}.*$|\"[^\"]*\"|\]\([^)]*\)", "", text, flags=re.M)):
            yield f"{path} has an English word"
        if is_dutch and FORMAL.search(text):
            yield f"{path} has `{FORMAL.search(text)[0]}`"
    for path, text in sources.items():
        for word in refused(english - CODE_NAMES, comments(text)):
            yield f"a comment of {path} has {word!r}"


class Terms(unittest.TestCase):
    def test_no_refused_word_is_said(self):
        english, dutch = tables(read(TERMS))
        self.assertGreater(min(len(english), len(dutch)), 20)
        paths = ["README.md", *glob.glob("docs/**/*.md", root_dir=ROOT, recursive=True)]
        sources = [path for top in ("src", "include") for ending in ("cpp", "hpp")
                   for path in glob.glob(f"{top}/**/*.{ending}", root_dir=ROOT, recursive=True)]
        found = list(problems(english, dutch, translations.catalogue(read("src/po/nl.po")),
                              {path: read(path) for path in paths if path != TERMS}, {path: read(path) for path in sources}))
        self.assertFalse(found, "docs/terms.md says what to write instead:\n" + "\n".join(found))

    def test_each_term_stands_once_in_its_order_and_has_both_languages(self):
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in read(TERMS).splitlines() if line.count("|") == 6]
        names = [row[0] for row in rows[2:]]
        self.assertEqual(names, sorted(names))
        self.assertEqual([row for row in rows[2:] if not all(row[:3])], [])

    def test_the_pages_for_users_lead_to_it(self):
        for path, link in (("README.md", "docs/terms.md"), ("docs/manual.md", "terms.md"), ("docs/nl/handleiding.md", "../terms.md")):
            self.assertIn(f"]({link})", read(path), path)

    def test_both_languages_of_a_page_have_the_same_parts_commands_and_rows(self):
        for one, other in (("docs/manual.md", "docs/nl/handleiding.md"), ("docs/law.md", "docs/nl/wet.md")):
            shapes = [[re.sub(r"(earwitness \w+|^#+|^\||^ {4}).*", r"\1", line) for line in read(path).splitlines()
                       if re.match(r"#|\||    earwitness", line)] for path in (one, other)]
            self.assertEqual(*shapes)
            self.assertEqual(*([sorted(set(re.findall(r"\[\d+(?:, \d+)*\]", read(path)))) for path in (one, other)]))


class Checker(unittest.TestCase):
    """What it must find, and what it must leave alone."""

    TABLE = "| seal | zegel | x | stamp of wax, odd | lak |\n| of before | earlier |\n"

    def found(self, msgid="", msgstr="", documents=None, sources=None):
        english, dutch = tables(self.TABLE)
        return list(problems(english, dutch, [{"msgid": msgid, "msgstr": msgstr}], documents or {}, sources or {}))

    def test_what_is_refused(self):
        self.assertEqual(tables(self.TABLE), ({"stamp of wax", "odd", "of before"}, {"lak", "of before"}))
        for words in ({"msgid": "an odd thing"}, {"msgid": "a Stamp of\nwax"}, {"msgid": "x", "msgstr": "een lak"}, {"msgid": "x", "msgstr": "wat u wilt"},
                      {"msgid": "x", "msgstr": "--to FILE"},
                      {"msgid": "x", "msgstr": "stil, disk vol"}, {"documents": {"docs/nl/a.md": "de recording is stil"}}, {"documents": {"docs/a.md": "those of\nbefore"}},
                      {"documents": {"docs/nl/a.md": "uw opname"}}, {"sources": {"src/a.hpp": "int a;  // it is odd\n"}},
                      {"sources": {"src/a.hpp": "/// a stamp\n/// of wax\n"}}):
            with self.subTest(words):
                self.assertEqual(len(self.found(**words)), 1)

    def test_what_is_left_alone(self):
        for words in ({"msgid": "an oddity"}, {"msgid": "x", "msgstr": "{} u"},
                      {"msgid": "x", "msgstr": "de map `file`, schijf"}, {"documents": {"docs/nl/a.md": "typ `earwitness start --file`"}},
                      {"documents": {"docs/a.md": "lak, u"}},
                      {"sources": {"src/a.cpp": 'auto a = "odd";\n'}}):
            with self.subTest(words):
                self.assertEqual(self.found(**words), [])


if __name__ == "__main__":
    unittest.main()
