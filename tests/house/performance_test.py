# SPDX-License-Identifier: MIT
"""docs/performance.md says what the figures say, and a goal that was missed is told as missed."""

import glob
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BENCH = os.path.join(ROOT, "tests", "bench")
sys.path.insert(0, BENCH)

import goals  # noqa: E402
from results import Results, load  # noqa: E402

# Figures that meet every goal by a hair: a goal is missed as soon as one of them is a little worse.
PEERS = {
    "earwitness": {"cpu_seconds_per_hour": 4.0, "first_frame_seconds": 0.06, "last_frame_seconds": 0.0},
    "earwitness with meter": {"cpu_seconds_per_hour": 6.0},
    "empty PortAudio callback": {"first_frame_seconds": 0.0551, "period_seconds": 0.25},
}
FLOOR_ROWS = {
    "earwitness": {"cpu_seconds_per_hour": 5.0, "switches_per_second": 25, "pss_mib": 16.0},
    "its four parts alone": {"cpu_seconds_per_hour": 4.0},
    "empty PortAudio callback": {"switches_per_second": 19},
}
OFFLINE = {
    "earwitness pipeline": {"seconds": 10.0, "bytes": 1020}, "flac -5 + sha256sum": {"seconds": 9.0, "bytes": 1000},
    "report 1 h, which plays the sealed files": {"seconds": 2.0}, "report 1 h, with a copy in it": {"seconds": 6.0},
    "earwitness verify": {"seconds": 0.5}, "flac -t -w + sha256sum -c": {"seconds": 1.0},
    "pipeline 1 h": {"cpu_seconds_per_hour": 4.0, "peak_pss_mib": 20.0},
    "pipeline 4 h": {"cpu_seconds_per_hour": 4.19},
    "pipeline 24 h": {"cpu_seconds_per_hour": 3.81, "peak_pss_mib": 21.0},
}
HOUR = {"earwitness stop after one hour": {"seconds": 0.55}}
# A figure that is worse, and the goals that it alone must miss.
WORSE = (
    ("its four parts alone", "cpu_seconds_per_hour", 3.9, ["its four parts"]),
    ("empty PortAudio callback", "switches_per_second", 18.9, ["switches"]),
    ("earwitness", "pss_mib", 16.1, ["memory (PSS)"]),
    ("report 1 h, which plays the sealed files", "seconds", 2.1, ["a report of an hour"]),
    ("report 1 h, with a copy in it", "seconds", 6.1, ["with a copy"]),
    ("earwitness with meter", "cpu_seconds_per_hour", 6.1, ["live meter"]),
    ("earwitness", "switches_per_second", 25.1, ["switches"]),
    ("earwitness", "first_frame_seconds", 0.0602, ["first captured", "PortAudio's own"]),
    ("empty PortAudio callback", "first_frame_seconds", 0.054, ["PortAudio's own"]),
    ("earwitness", "last_frame_seconds", -0.001, ["last captured"]),
    ("earwitness stop after one hour", "seconds", 0.56, ["stop to sealed"]),
    ("flac -5 + sha256sum", "seconds", 8.9, ["speed of the pipeline"]),
    ("earwitness verify", "seconds", 0.51, ["all checks"]),
    ("flac -5 + sha256sum", "bytes", 990, ["bytes per hour"]),
    ("pipeline 4 h", "cpu_seconds_per_hour", 4.3, ["an hour of 24"]),
    ("pipeline 24 h", "cpu_seconds_per_hour", 3.7, ["an hour of 24"]),
    ("pipeline 24 h", "peak_pss_mib", 21.1, ["memory at 24"]),
)


def results(bench, rows):
    made = Results(bench)
    for row, measures in rows.items():
        for measure, value in measures.items():
            made.add(row, measure, value)
    return made


def documents(row=None, measure=None, value=None):
    """The figures above, one of them another one."""
    found = {}
    for bench, rows in (("peers", PEERS), ("floor", FLOOR_ROWS), ("offline", OFFLINE), ("stop_after_hour", HOUR)):
        changed = {name: {**measures, measure: value} if name == row else measures for name, measures in rows.items()}
        found[bench] = results(bench, changed)
    return found


def told(found, word):
    return [goal.title for goal, line in zip(goals.GOALS, goals.table(found).splitlines()[2:]) if f"| {word} |" in line]


class Goals(unittest.TestCase):
    def test_what_just_reaches_every_goal_meets_them_all(self):
        self.assertEqual(len(told(documents(), "met")), len(goals.GOALS), goals.table(documents()))

    def test_a_figure_that_is_a_little_worse_misses_its_goals_and_no_other(self):
        for row, measure, value, words in WORSE:
            missed = told(documents(row, measure, value), "**missed**")
            with self.subTest(f"{row}: {measure} {value}"):
                self.assertEqual(len(missed), len(words), missed)
                for title, word in zip(missed, words):
                    self.assertIn(word, title)

    def test_each_goal_can_be_missed(self):
        missed = {title for *worse, _ in WORSE for title in told(documents(*worse), "**missed**")}
        self.assertEqual(missed, {goal.title for goal in goals.GOALS})

    def test_what_was_not_measured_is_neither_met_nor_missed(self):
        for found in ({}, {"peers": results("peers", {})}):
            self.assertEqual(len(told(found, "not measured")), len(goals.GOALS))

    def test_a_median_decides_but_the_last_words_of_every_round_must_be_there(self):
        found = documents()
        for switches, last in ((19, 0.1), (19, 0.1), (19, -0.01)):
            found["floor"].add("earwitness", "switches_per_second", switches)
            found["peers"].add("earwitness", "last_frame_seconds", last)
        missed = told(found, "**missed**")
        self.assertEqual(len(missed), 1, missed)
        self.assertIn("last captured", missed[0])


class Page(unittest.TestCase):
    def check(self, *words):
        return subprocess.run([sys.executable, "-B", os.path.join(BENCH, "performance_page"), *words],
                              capture_output=True, text=True)

    def tree(self):
        """A copy of the page, with figures of its own."""
        root = tempfile.mkdtemp(prefix="page-")
        self.addCleanup(shutil.rmtree, root)
        os.makedirs(os.path.join(root, "docs", "performance"))
        shutil.copy(os.path.join(ROOT, "docs", "performance.md"), os.path.join(root, "docs"))
        for bench, found in documents().items():
            found.write(os.path.join(root, "docs", "performance", bench + ".json"))
        return root

    def test_the_page_says_what_the_figures_say(self):
        done = self.check("--check")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_a_page_that_says_something_else_is_refused_and_can_be_made_anew(self):
        root = self.tree()
        self.assertEqual(self.check("--check", "--root", root).returncode, 1)
        self.assertEqual(self.check("--root", root).returncode, 0)
        self.assertEqual(self.check("--check", "--root", root).returncode, 0)
        path = os.path.join(root, "docs", "performance.md")
        with open(path, encoding="utf-8") as file:
            page = file.read()
        self.assertEqual(page.count("| met |"), len(goals.GOALS))
        with open(path, "w", encoding="utf-8") as file:
            file.write(page.replace("| 6.000 |", "| 5.000 |", 1))
        done = self.check("--check", "--root", root)
        self.assertEqual(done.returncode, 1)
        self.assertIn("performance_page", done.stderr)

    def test_what_is_kept_reads_back(self):
        root = self.tree()
        again = load(os.path.join(root, "docs", "performance", "peers.json"))
        self.assertEqual(again.document(), {**documents()["peers"].document(), "date": again.date})

    def test_no_figures_tell_of_a_host_or_a_path(self):
        for path in glob.glob(os.path.join(ROOT, "docs", "performance", "*.json")):
            with open(path, encoding="utf-8") as file:
                found = json.load(file)
            self.assertEqual(set(found["machine"]), {"cpu", "cores", "kernel", "memory_gib", "system"})
            for text in [*found["versions"].values(), *(row["name"] for row in found["rows"])]:
                self.assertNotRegex(text, r"(^|\s)[~.]?/")


if __name__ == "__main__":
    unittest.main()
