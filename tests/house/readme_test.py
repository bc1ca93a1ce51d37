# SPDX-License-Identifier: MIT
"""What newcomers paste is what is tested: README's two command lines, and `.ci/run`, which takes the second as it
stands."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
BLOCK = re.compile(r"^<!-- (run|test) -->\n```sh\n([^\n]+)\n```$", re.M)


class Readme(unittest.TestCase):
    def setUp(self):
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as readme:
            self.text = readme.read()
        self.blocks = BLOCK.findall(self.text)

    def test_there_are_two_marked_blocks_of_one_line_each(self):
        self.assertEqual([name for name, _ in self.blocks], ["run", "test"])
        self.assertEqual(len(re.findall(r"<!-- \w+ -->", self.text)), 2)

    def test_the_first_ends_in_the_demonstration_and_the_second_in_all_tests(self):
        (_, run), (_, test) = self.blocks
        self.assertTrue(run.endswith("/earwitness demo"), run)
        self.assertTrue(test.endswith("tests/run"), test)

    def test_both_are_lines_of_a_plain_shell(self):
        for name, line in self.blocks:
            done = subprocess.run(["sh", "-n", "-c", line], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, (name, done.stderr))

    def test_both_install_without_a_question(self):
        for _, line in self.blocks:
            self.assertRegex(line, "apt-get update.*DEBIAN_FRONTEND=noninteractive apt-get install -y ")


class Commands(unittest.TestCase):
    def test_the_readme_is_short(self):
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as readme:
            self.assertLess(len(readme.readlines()), 150)

    def test_every_command_that_is_told_is_there(self):
        with open(os.path.join(ROOT, "src", "cli", "commands", "commands.cpp"), encoding="utf-8") as source:
            known = set(re.findall(r"\{&add_(\w+), ", source.read())) | {"help"}
        self.assertIn("settings", known)
        for name in ("README.md", "docs/manual.md", "docs/settings.md", "docs/nl/handleiding.md"):
            with open(os.path.join(ROOT, name), encoding="utf-8") as page:
                for command in re.findall(r"(?:`|^    |^\$ |&& |^)earwitness ([a-z]+)\b", page.read(), re.M):
                    self.assertIn(command, known, name)


class Package(unittest.TestCase):
    def test_debian_builds_with_what_the_first_command_installs(self):
        with open(os.path.join(ROOT, "README.md"), encoding="utf-8") as readme:
            (run,) = [line for name, line in BLOCK.findall(readme.read()) if name == "run"]
        pasted = set(re.search("--no-install-recommends ([a-z0-9 .+-]+?) &&", run)[1].split())
        with open(os.path.join(ROOT, "debian", "control"), encoding="utf-8") as control:
            fields = re.search(r"^Build-Depends:(.*?)^\S", control.read(), re.M | re.S)[1]
        needed = {word.split()[0] for word in fields.split(",")}
        # Every Debian machine that builds packages has a compiler; the plug-ins are for those who record.
        self.assertEqual(needed - {"debhelper-compat"}, pasted - {"g++", "libasound2-plugins"})


class CiRun(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="ci-")
        self.addCleanup(shutil.rmtree, self.root)
        os.mkdir(os.path.join(self.root, ".ci"))
        shutil.copy(os.path.join(ROOT, ".ci", "run"), os.path.join(self.root, ".ci", "run"))

    def run_with(self, readme):
        with open(os.path.join(self.root, "README.md"), "w", encoding="utf-8") as out:
            out.write(readme)
        return subprocess.run([os.path.join(self.root, ".ci", "run")], cwd="/", capture_output=True, text=True,
                              input="nobody reads this")

    def test_it_runs_the_block_at_the_root_without_input_and_says_that_it_is_a_machine(self):
        line = 'touch here && echo "$CI $(cat | wc -c)"'
        done = self.run_with(f"# x\n\n<!-- run -->\n```sh\nfalse\n```\n\n<!-- test -->\n```sh\n{line}\n```\n")
        self.assertEqual(done.returncode, 0, done)
        self.assertEqual(done.stdout.splitlines()[-1].split(), ["true", "0"])
        self.assertTrue(os.path.exists(os.path.join(self.root, "here")))

    def test_a_failed_command_fails(self):
        self.assertEqual(self.run_with("<!-- test -->\n```sh\nexit 7\n```\n").returncode, 7)

    def test_anything_but_one_block_of_one_line_is_refused(self):
        block = "<!-- test -->\n```sh\ntouch here\n```\n"
        for readme in ("", "```sh\ntouch here\n```\n", block + block, "<!-- test -->\n\n```sh\ntouch here\n```\n",
                       "<!-- test -->\n```sh\n```\n", "<!-- test -->\n```sh\ntouch here\n",
                       "<!-- test -->\n```sh\ntouch here\ntouch here\n```\n", "<!-- test -->\ntouch here\n"):
            with self.subTest(readme):
                done = self.run_with(readme)
                self.assertEqual(done.returncode, 1, done)
                self.assertEqual(done.stdout, "")
                self.assertIn("README.md", done.stderr)
                self.assertFalse(os.path.exists(os.path.join(self.root, "here")))


if __name__ == "__main__":
    unittest.main()
