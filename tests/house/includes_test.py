# SPDX-License-Identifier: MIT
"""No file lives on what the common headers, which every build reads first, happen to hold."""

import os
import shutil
import tempfile
import unittest

import includes

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


class ThisTree(unittest.TestCase):
    def test_each_file_has_asked_for_what_it_uses(self):
        tree = includes.Tree(ROOT)
        self.assertGreater(len(tree.texts), 300)
        problems = tree.problems()
        self.assertFalse(problems, "\n".join(problems))


class MadeUpTree(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="includes-")
        self.addCleanup(shutil.rmtree, self.root)

    def problems(self, **files):
        for name, text in files.items():
            path = os.path.join(self.root, "src", "made", name.replace("_", "."))
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as out:
                out.write(text)
        return includes.Tree(self.root).problems()

    def test_what_nobody_asked_for_is_told(self):
        self.assertEqual(self.problems(a_cpp="#include <vector>\nstd::optional<int> a;\n"),
                         ["src/made/a.cpp: std::optional wants <optional>"])
        self.assertEqual(self.problems(a_cpp="#include <mutex>\nint a = ::open();\n"), ["src/made/a.cpp: ::open wants <fcntl.h>"])
        self.assertEqual(self.problems(a_cpp="auto a = fmt::format();\n"), ["src/made/a.cpp: fmt:: wants <fmt/format.h>"])
        self.assertEqual(self.problems(a_cpp="int a = errno;\n"), ["src/made/a.cpp: errno wants <cerrno>"])

    def test_a_header_of_its_own_may_ask_for_it(self):
        self.assertEqual(self.problems(a_hpp="#include <optional>\n", b_hpp='#include "made/a.hpp"\n#include "made/b.hpp"\n',
                                       a_cpp='#include "made/b.hpp"\nstd::optional<int> a;\n'), [])

    def test_a_standard_header_may_bring_it_along(self):
        self.assertEqual(self.problems(a_cpp="#include <cstring>\nauto a = std::strlen;\n"), [])
        self.assertEqual(self.problems(a_cpp="#include <string>\nstd::string_view a;\n"), [])

    def test_words_use_nothing(self):
        self.assertEqual(self.problems(a_cpp='// std::optional\n/* std::map\n */ auto a = "std::set \\" errno", b = \'"\', c = '
                                             'R"x(std::span "errno")x";\n'), [])

    def test_a_name_that_is_not_known_is_told(self):
        self.assertIn("std::barrier: tests/house/includes.py does not know", self.problems(a_cpp="std::barrier a;\n")[0])
        self.assertIn("::fanotify_init: tests/house/includes.py does not know",
                      self.problems(a_cpp="int a = ::fanotify_init();\n")[0])


if __name__ == "__main__":
    unittest.main()
