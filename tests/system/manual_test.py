# SPDX-License-Identifier: MIT
"""The manual pages, as man and mandoc read them: complete, in both languages, and without a complaint."""

import os
import re
import subprocess
import unittest

from case import ProgramCase

PAGES = os.environ["EARWITNESS_MANUAL"]
OPTION = re.compile(r"^  (?:(-\w), )?(--[a-z-]+)", re.M)
WIDTH = "100"


class Manual(ProgramCase):
    def pages(self):
        for folder in ("man1", "nl/man1"):
            for name in sorted(os.listdir(os.path.join(PAGES, folder))):
                yield folder, os.path.join(PAGES, folder, name)

    def shown(self, path):
        """The page as a person reads it."""
        done = subprocess.run(["man", "--warnings", "--encoding=UTF-8", "--local-file", path], capture_output=True,
                              text=True, env=self.environment(LC_ALL="C.UTF-8", MANWIDTH=WIDTH))
        self.assertEqual((done.returncode, done.stderr), (0, ""), path)
        return re.sub(".\b", "", done.stdout)

    def commands(self):
        listed = self.earwitness("__complete", "").out.splitlines()[1:]
        return [line.split("\t")[0] for line in listed if line[:1].isalpha()]

    def test_both_readers_take_every_page_without_a_warning(self):
        for _, path in self.pages():
            with self.subTest(path):
                lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", path], capture_output=True, text=True)
                self.assertEqual((lint.returncode, lint.stdout, lint.stderr), (0, "", ""))
                self.assertGreater(len(self.shown(path).splitlines()), 15)

    def test_every_command_has_a_page_in_both_languages_with_the_options_of_its_help(self):
        for language, folder in (("en", "man1"), ("nl", "nl/man1")):
            commands = self.commands()
            self.assertIn("start", commands)
            there = {name for name in os.listdir(os.path.join(PAGES, folder))}
            self.assertEqual(there, {"earwitness.1"} | {f"earwitness-{name}.1" for name in commands})
            program = self.shown(os.path.join(PAGES, folder, "earwitness.1"))
            for command in commands:
                help_text = self.earwitness(command, "--help", "--lang", language).out
                page = self.shown(os.path.join(PAGES, folder, f"earwitness-{command}.1"))
                self.assertIn(f"earwitness-{command}(1)", program)
                options = OPTION.findall(help_text)
                self.assertGreaterEqual(len(options), 5, help_text)
                for short, long in options:
                    with self.subTest(f"{command} {long}"):
                        self.assertRegex(page, rf"(?m)^ +{short + ', ' if short else ''}{long}\b")

    def test_the_programs_page_says_what_no_help_does(self):
        page = self.shown(os.path.join(PAGES, "man1", "earwitness.1"))
        for words in ("EXIT STATUS", "130 ", "ENVIRONMENT", "EARWITNESS_ARCHIVE", "FILES", "config.toml", "SEE ALSO"):
            self.assertIn(words, page)
        dutch = self.shown(os.path.join(PAGES, "nl", "man1", "earwitness.1"))
        for words in ("AFSLUITSTATUS", "OMGEVING", "BESTANDEN", "ZIE OOK", "Stop de opname"):
            self.assertIn(words, dutch)

    def test_whatis_finds_their_names(self):
        for _, path in self.pages():
            done = subprocess.run(["lexgrog", path], capture_output=True, text=True,
                                  env=self.environment(LC_ALL="C.UTF-8"))
            self.assertEqual(done.returncode, 0, done)
            name = os.path.basename(path).removesuffix(".1")
            self.assertIn(f'"{name} - ', done.stdout)


if __name__ == "__main__":
    unittest.main()
