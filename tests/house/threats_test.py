# SPDX-License-Identifier: MIT
"""Each attack of docs/threat-model.md names a test that shows the answer, or says that nothing answers it; each test that it names is there."""

import glob
import os
import re
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
NAMED = re.compile(r"`((?:tests/)?[\w/.-]+_test\.(?:cpp|py)|tests/[\w/.-]+|rows_\w+\.py)`")
# No attacks: the list of them, and what else is said.
OTHER = {"In short", "What else is disclosed"}


def sections():
    with open(os.path.join(ROOT, "docs/threat-model.md"), encoding="utf-8") as file:
        parts = file.read().split("\n## ")[1:]
    return {part.partition("\n")[0]: part.partition("\n")[2] for part in parts}


def is_there(name):
    return os.path.exists(os.path.join(ROOT, name)) or bool(glob.glob(os.path.join(ROOT, "tests", "*", name)))


class Threats(unittest.TestCase):
    def test_each_attack_names_a_test_or_says_that_nothing_answers_it(self):
        found = sections()
        self.assertGreater(len(found), 20)
        for title, text in found.items():
            with self.subTest(title=title):
                self.assertTrue(title in OTHER or NAMED.search(text) or "**Nothing answers this.**" in text)

    def test_each_row_of_the_list_leads_to_one(self):
        found = sections()
        anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in found}
        led_to = re.findall(r"\]\(#([\w-]+)\)", found["In short"])
        self.assertGreater(len(led_to), 15)
        self.assertLessEqual(set(led_to), anchors)

    def test_each_test_that_is_named_is_there(self):
        for title, text in sections().items():
            for name in NAMED.findall(text):
                with self.subTest(title=title, name=name):
                    self.assertTrue(is_there(name))


if __name__ == "__main__":
    unittest.main()
