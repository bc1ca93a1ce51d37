# SPDX-License-Identifier: MIT
"""Dutch for who speaks it, on a machine without its locale; English for everybody else, and for scripts:
what needs no recording is in tests/scripts/language.txt."""

import os
import re
import unittest

from case import ProgramCase

# Words that only an English sentence has. What is typed (commands, options, paths) is taken out before.
ENGLISH = re.compile(r"\b(the|and|is|are|of|not|no|to|it|this|that|which|with|have|has|was|be|or|from|by|for|your)\b")
TYPED = re.compile(r"\"[^\"]*\"|earwitness( [a-z]+)+|--[a-z-]+|\S*[/_]\S*|`[^`]*`|[a-z]+\.[a-z]+")
DUTCH = {"LANG": "nl_NL.UTF-8", "LC_ALL": None, "LANGUAGE": None}


class Language(ProgramCase):
    def assert_dutch(self, text):
        """No sentence of it is half translated."""
        for line in text.splitlines():
            left = ENGLISH.findall(TYPED.sub("", line))
            # `is` and `of` are Dutch as well, `was` and `have` only one of them.
            left = [word for word in left if word not in ("is", "of", "was")]
            self.assertEqual(left, [], line)

    def assert_pages_are_dutch(self, path):
        """A script's JSON is English, and the page that it asks for is its reader's."""
        for words, told in ((("report", "--no-audio"), "Elke controle die is gedaan, is goed"), (("report", "--minutes"), "Gespreksverslag")):
            page = os.path.join(self.folder, f"{words[1]}.html")
            done = self.earwitness(*words, path, "--to", page, "--lang", "nl", "--json")
            self.assertEqual((done.code, done.json.get("verdict", "UNCHANGED")), (0, "UNCHANGED"), done)
            with open(page, encoding="utf-8") as file:
                text = file.read()
            self.assertIn('<html lang="nl"', text)
            self.assertIn(told, text)

    def assert_aligned(self, text):
        """What verify tells of each check begins in one column, whatever the letters of the checks' names."""
        table = text[text.index("\nGecontroleerd:\n") + 16 :]
        rows = [re.match(r"  \S+(?: \S+)* {2,}\S+(?: \S+)* {2,}(?=\S)", line) for line in table.splitlines()]
        self.assertGreater(len([row for row in rows if row]), 2, text)
        self.assertEqual(len({row.end() for row in rows if row}), 1, text)

    def dutch(self, *words, code=0):
        done = self.earwitness(*words, **DUTCH)
        self.assertEqual(done.code, code, done)
        self.assert_dutch(done.err)
        return done

    def test_a_recording_from_its_start_to_its_verdict(self):
        path = self.start_background("--device", "test-signal", **DUTCH)
        self.wait_for_frames(48000)
        status = self.dutch("status").out
        self.assertIn("opname ", status)
        self.assertRegex(status, r"niveau +-[0-9]+,[0-9] dBFS\n")
        self.assertRegex(status, r"frames +[0-9]{1,3}(\.[0-9]{3})+\n")
        stopped = self.dutch("stop")
        self.assertIn("lengte", stopped.out)
        self.assertIn("gecontroleerd: ongewijzigd", stopped.out)
        verified = self.dutch("verify", "--details", path)
        self.assertIn("ONGEWIJZIGD", verified.out)
        self.assert_dutch(verified.out)
        self.assertRegex(verified.out, r"begonnen +[0-9]{1,2} [a-z]+ 20[0-9]{2}, [0-9:]{8} \(20[0-9-]{8}T\S+Z\) volgens")
        self.assert_aligned(verified.out)
        self.assertRegex(self.dutch("keys", "show").out, r"gemaakt +[0-9]{1,2} [a-z]+ 20[0-9]{2}, [0-9:]{8}\n")
        self.assertIn("verzegeld", self.dutch("list").out)
        self.assert_pages_are_dutch(path)
        with open(os.path.join(path, "recording", "data", "journal.jsonl"), encoding="utf-8") as journal:
            self.assertNotRegex(journal.read(), r"opname|zegel|microfoon")
        with open(os.path.join(path, "recording", "bag-info.txt"), encoding="utf-8") as info:
            self.assertNotRegex(info.read(), r"opname|verzegeld|zelf")

    def test_help(self):
        for words in ((), ("start",), ("verify",), ("excerpt",), ("export",), ("keys",), ("setup",), ("list",)):
            done = self.dutch(*words, "--help")
            self.assertIn("Gebruik:", done.out)
            self.assert_dutch(done.out)


if __name__ == "__main__":
    unittest.main()
