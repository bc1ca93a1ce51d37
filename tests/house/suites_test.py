# SPDX-License-Identifier: MIT
"""No suite of tests is forgotten under a sanitizer: each stands in one of the two lists of tests/run. And none disturbs another."""

import glob
import os
import re
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


class Suites(unittest.TestCase):
    def setUp(self):
        with open(os.path.join(ROOT, "tests", "run"), encoding="utf-8") as file:
            lists = dict(re.findall(r"^(suites|slow_suites)='([a-z ]+)'$", file.read(), re.M))
        self.lists = {name: words.split() for name, words in lists.items()}

    def test_each_suite_stands_in_one_list(self):
        there = {os.path.basename(os.path.dirname(path)) for path in glob.glob(os.path.join(ROOT, "tests", "*", "*_test.cpp"))}
        listed = self.lists["suites"] + self.lists["slow_suites"]
        self.assertEqual(len(listed), len(set(listed)))
        self.assertEqual(set(listed), there)

    def test_what_a_suite_writes_is_its_own(self):
        """Two builds' suites run beside each other, so nothing may have one name for all of them."""
        found = []
        for path in glob.glob(os.path.join(ROOT, "tests", "**", "*.[ch]pp"), recursive=True):
            with open(path, encoding="utf-8") as file:
                if "temp_directory_path" in file.read():
                    found.append(os.path.relpath(path, ROOT))
        self.assertEqual(found, ["tests/temporary_folder.hpp"])


if __name__ == "__main__":
    unittest.main()
