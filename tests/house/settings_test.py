# SPDX-License-Identifier: MIT
"""docs/settings.md has every setting of the program, in its order, with the program's own words."""

import os
import re
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def read(*names):
    with open(os.path.join(ROOT, *names), encoding="utf-8") as file:
        return file.read()


class Settings(unittest.TestCase):
    def test_each_is_described_as_the_program_describes_it(self):
        source = read("src", "settings", "config.cpp")
        known = re.findall(r'\{"(\w+)",\s*N_\("([^"]*)"\),\s*(?:N_\()?"([^"]*)"\)?,', source)
        self.assertEqual(len(known), int(re.search(r"std::array<Setting, (\d+)> keys", source)[1]))
        rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| [^|]+ \| ([^|]+) \|$", read("docs", "settings.md"), re.M)
        self.assertEqual(rows, known)


if __name__ == "__main__":
    unittest.main()
