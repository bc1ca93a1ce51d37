# SPDX-License-Identifier: MIT
"""Every header compiles alone. `--all` after it compiles those as well that their own sources prove (minutes)."""

import os
import shutil
import sys
import tempfile
import unittest

import headers

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BUILD = os.environ.get("EARWITNESS_BUILD", os.path.join(ROOT, "build"))
ALL = "--all" in sys.argv


class ThisTree(unittest.TestCase):
    def test_each_source_begins_with_its_own_header(self):
        problems = headers.first_include_problems(ROOT)
        self.assertFalse(problems, "\n".join(problems))

    def test_the_other_headers_compile_alone(self):
        paths = headers.headers(ROOT) if ALL else headers.without_source(ROOT)
        self.assertGreater(len(paths), 5)
        problems = headers.compile_problems(ROOT, BUILD, paths)
        self.assertFalse(problems, "\n".join(problems))


class MadeUpTree(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="headers-")
        self.addCleanup(shutil.rmtree, self.root)
        os.mkdir(os.path.join(self.root, "include"))

    def write(self, path, text):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)

    def test_a_header_that_needs_another_one_is_found(self):
        command = ["c++", "-std=c++20", "-Isrc"]
        self.write("src/os/name.hpp", "#pragma once\nstd::string name();\n")
        self.assertIn("src/os/name.hpp does not compile alone", headers.compile_alone(self.root, "src/os/name.hpp", command))
        self.write("src/os/name.hpp", "#pragma once\n#include <string>\nstd::string name();\n")
        self.assertIsNone(headers.compile_alone(self.root, "src/os/name.hpp", command))
        self.write("src/os/name.hpp", "#include <string>\nstruct Name {};\n")  # without a guard
        self.assertIsNotNone(headers.compile_alone(self.root, "src/os/name.hpp", command))

    def test_a_source_that_includes_something_before_its_header_is_found(self):
        self.write("src/os/name.hpp", "")
        self.write("src/os/name.cpp", '// Words.\n#include <string>\n\n#include "os/name.hpp"\n')
        self.assertEqual(headers.first_include_problems(self.root),
                         ["src/os/name.cpp does not include os/name.hpp before anything else"])
        self.write("src/os/name.cpp", '// Words.\n#include "os/name.hpp"\n#include <string>\n')
        self.assertEqual(headers.first_include_problems(self.root), [])
        self.assertEqual(headers.without_source(self.root), [])
        self.write("src/os/alone.hpp", "")
        self.assertEqual(headers.without_source(self.root), ["src/os/alone.hpp"])

    def test_flags_are_those_that_headers_are_found_and_read_by(self):
        self.write("compile_commands.json", '[{"directory":"/","command":"c++ -DA=1 -I/a -isystem /b -O2 -Wall -include x.pch '
                   '-std=c++20 -o CMakeFiles/ew_os.dir/a.o -c a.cpp","file":"a.cpp"}]')
        self.assertEqual(headers.commands_of(self.root), {"os": ["c++", "-DA=1", "-I/a", "-isystem", "/b", "-std=c++20"]})


if __name__ == "__main__":
    unittest.main(argv=[word for word in sys.argv if word != "--all"])
