# SPDX-License-Identifier: MIT
"""What the desktop's menu shows: the entry starts commands that there are, in a terminal; the icon is a drawing without
anything from elsewhere; entry, icon and AppStream metadata name each other and the version; and the tools of those
who wrote the formats find nothing wrong, where they are installed."""

import configparser
import os
import re
import shutil
import subprocess
import unittest
import xml.etree.ElementTree as ET

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
NAME = "org.earwitness.earwitness"


def path_of(ending):
    return os.path.join(ROOT, "src", "package", "desktop", f"{NAME}.{ending}")


def read(*names):
    with open(os.path.join(ROOT, *names), encoding="utf-8") as file:
        return file.read()


class Entry(unittest.TestCase):
    def setUp(self):
        self.entry = configparser.ConfigParser(interpolation=None, strict=True)
        self.entry.optionxform = str
        self.entry.read(path_of("desktop"), encoding="utf-8")
        self.main = self.entry["Desktop Entry"]

    def test_it_opens_a_terminal_that_records(self):
        self.assertEqual(self.main["Exec"], "earwitness __window start")
        self.assertEqual(self.main["Terminal"], "true")  # nothing is hidden: the window shows that it records
        self.assertNotIn("NoDisplay", self.main)

    def test_its_actions_stop_and_list(self):
        actions = [word for word in self.main["Actions"].split(";") if word]
        self.assertEqual([self.entry[f"Desktop Action {action}"]["Exec"] for action in actions],
                         ["earwitness __window stop", "earwitness __window list"])
        self.assertEqual(len(self.entry.sections()), 1 + len(actions))

    def test_each_line_for_people_is_there_in_dutch(self):
        for section in self.entry.sections():
            for key in ("GenericName", "Comment", "Keywords", "Name"):
                if key in self.entry[section] and self.entry[section][key] != "earwitness":
                    self.assertIn(f"{key}[nl]", self.entry[section], section)

    def test_the_program_knows_the_word_that_keeps_the_window_open(self):
        self.assertIn('window_word = "__window"', read("src", "cli", "app.cpp"))

    def test_its_icon_is_ours_and_square(self):
        self.assertEqual(self.main["Icon"], NAME)
        drawing = ET.parse(path_of("svg")).getroot()
        self.assertEqual(drawing.get("width"), drawing.get("height"))
        for element in drawing.iter():
            for name, value in element.attrib.items():
                self.assertNotIn("href", name)
                self.assertNotIn("url(", value)
        self.assertEqual({element.tag.split("}")[1] for element in drawing.iter()},
                         {"svg", "title", "rect", "path", "circle"})

    @unittest.skipUnless(shutil.which("desktop-file-validate"), "NOT TESTED: desktop-file-utils is not installed")
    def test_desktop_file_validate_finds_nothing(self):
        done = subprocess.run(["desktop-file-validate", path_of("desktop")], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))


class Metadata(unittest.TestCase):
    def setUp(self):
        self.root = ET.parse(path_of("metainfo.xml")).getroot()

    def test_it_names_entry_program_and_version(self):
        self.assertEqual(self.root.findtext("id"), NAME)
        self.assertEqual(self.root.findtext("launchable"), NAME + ".desktop")
        self.assertEqual(self.root.findtext("provides/binary"), "earwitness")
        newest = self.root.find("releases/release").get("version")
        self.assertEqual(newest, re.match(r"earwitness \(([\d.]+)\)", read("debian", "changelog"))[1])
        self.assertIn(f'#define EARWITNESS_VERSION "{newest}"', read("include", "earwitness", "version.hpp"))

    def test_every_release_of_the_changelog_is_in_it(self):
        self.assertEqual([release.get("version") for release in self.root.iter("release")],
                         re.findall(r"^earwitness \(([\d.]+)\)", read("debian", "changelog"), re.M))

    def test_every_sentence_is_there_in_dutch(self):
        language = "{http://www.w3.org/XML/1998/namespace}lang"
        for tag in ("summary", "p", "li"):
            found = [element.get(language) for element in self.root.iter(tag)]
            self.assertEqual(found, [None, "nl"] * (len(found) // 2), tag)

    @unittest.skipUnless(shutil.which("appstreamcli"), "NOT TESTED: appstream is not installed")
    def test_appstreamcli_finds_nothing(self):
        done = subprocess.run(["appstreamcli", "validate", "--no-net", "--pedantic", path_of("metainfo.xml")],
                              capture_output=True, text=True)
        found = re.findall(r"^[EW]: [^ ]+ ([a-z-]+)$", done.stdout, re.M)
        # The project has no page on the web yet, of which newer versions warn.
        if found != ["url-homepage-missing"]:
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
