# SPDX-License-Identifier: MIT
"""The runner of scripts finds whatever differs from a script, and says where. A stand-in plays the program."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

import runner
import script

STAND_IN = r"""#!/bin/sh
case $1 in
  say) printf '%s\n' "$2"; printf '%s' "$3" >&2; exit "${4:-0}" ;;
  whole) printf '%s' "$2" ;;
  leave) echo something >"$2"; echo no >&2; exit 4 ;;
  change) chmod 600 "$2"; exit 4 ;;
  remove) rm "$2"; exit 4 ;;
  read) cat ;;
  show) eval "printf '%s\n' \"\$$2\"" ;;
  wait) exec sleep 600 ;;
  begin) (exec sleep 600) >/dev/null 2>&1 & echo $! >"$HOME/pid" ;;
  status) [ -e "$HOME/pid" ] && printf '{"running":true,"pid":%d}' "$(cat "$HOME/pid")" ;;
esac
"""
PURPOSE = "# What this script is good for.\n"


def state_of(pid):
    """Of a process: R for one that runs, Z for one that has ended, nothing for none."""
    try:
        with open(f"/proc/{pid}/stat", encoding="utf-8") as file:
            return file.read().rpartition(") ")[2][:1]
    except OSError:
        return ""


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="runner-")
        self.addCleanup(shutil.rmtree, self.folder)
        self.program = os.path.join(self.folder, "program")
        with open(self.program, "w", encoding="utf-8") as out:
            out.write(STAND_IN)
        os.chmod(self.program, 0o755)
        self.path = os.path.join(self.folder, "a.txt")

    def run_script(self, text, write=False):
        with open(self.path, "w", encoding="utf-8") as out:
            out.write(PURPOSE + text)
        self.run = runner.Run(self.path, self.program, write)
        return "\n".join(self.run.run())

    def passes(self, text):
        self.assertEqual(self.run_script(text), "")
        self.assertEqual(self.run.notes, [])

    def fails(self, text, *words):
        told = self.run_script(text)
        for word in words or ("differs",):
            self.assertIn(word, told)
        return told


class Caught(Case):
    """A runner that can't fail proves nothing."""

    def test_wrong_stdout_is_shown_with_file_line_command_and_difference(self):
        told = self.fails("\n$ earwitness say hello\n| hullo\n")
        self.assertEqual(told, f"{self.path}:3: $ earwitness say hello\nstdout differs (- expected, + got):\n"
                               "  @@ -1 +1 @@\n  -hullo\n  +hello")

    def test_stdout_that_was_not_expected(self):
        self.fails("$ earwitness say hello\n", "stdout differs", "+hello")

    def test_stdout_that_was_expected_and_did_not_come(self):
        self.fails("$ earwitness whole ''\n| hello\n", "stdout differs", "-hello")

    def test_a_line_too_many_or_too_few(self):
        self.fails("$ earwitness say $'a\\nb'\n| a\n", "+b")
        self.fails("$ earwitness say a\n| a\n| b\n", "-b")

    def test_a_missing_end_of_the_last_line(self):
        self.fails("$ earwitness whole a\n| a\n", "the end of the text alone")
        self.fails("$ earwitness say a\n| a<no-newline>\n", "-a<no-newline>")
        self.passes("$ earwitness whole a\n| a<no-newline>\n")

    def test_blanks_at_the_end_of_a_line(self):
        self.fails("$ earwitness say 'a '\n| a\n")
        self.fails("$ earwitness say a\n| a<space>\n")
        self.passes("$ earwitness say 'a  '\n| a <space>\n")

    def test_wrong_stderr(self):
        self.fails("$ earwitness say a b\n| a\n", "stderr differs", "+b")
        self.fails("$ earwitness say a $'b\\n'\n| a\n! c\n", "-c", "+b")
        self.passes("$ earwitness say a $'b\\n'\n| a\n! b\n")

    def test_stdout_is_not_taken_for_stderr(self):
        self.fails("$ earwitness say a\n! a\n", "stdout differs", "stderr differs")

    def test_a_wrong_exit_code_in_either_direction(self):
        self.fails("$ earwitness say a '' 3\n| a\n", "exit: 0 expected, 3 got", "stdout was:\na")
        self.fails("$ earwitness say a\n| a\nexit 2\n", "exit: 2 expected, 0 got")
        self.fails("$ earwitness say a '' 3\n| a\nexit 2 5\n", "exit: 2 or 5 expected, 3 got")
        self.passes("$ earwitness say a '' 5\n| a\nexit 2 5\n")

    def test_a_recording_that_still_runs_at_the_end_is_told_and_ended(self):
        self.fails("$ earwitness begin\n$ cp $HOME/pid " + self.folder + "\n", "a recording still ran")
        with open(os.path.join(self.folder, "pid"), encoding="utf-8") as file:
            pid = file.read().strip()
        for _ in range(1000):
            if state_of(pid) in ("", "Z"):
                return
            time.sleep(0.01)
        self.fail("it still runs")

    def test_a_program_below_a_shell_is_watched_as_well(self):
        self.fails("$ sh -c 'earwitness leave x'\n! no\nexit 4\n", "left behind: work/x")
        self.fails("$ sh -c 'earwitness say $1' - $'\\e[0m'\nout any\n", "control characters")
        self.passes("$ sh -c 'echo > earwitness-x; exit 4'\nexit 4\n")

    def test_a_file_that_a_failure_leaves_anywhere(self):
        for name in ("WORK", "HOME", "RUN"):
            self.fails(f"$ earwitness leave ${name}/x\n! no\nexit 4\n", f"left behind: {name.lower()}/x")
        self.passes("$ earwitness leave x\n! no\nexit 4\nleaves work/x\n")

    def test_what_a_failure_changes_or_removes(self):
        self.fails("$ touch x\n$ earwitness change x\nexit 4\n", "changed: work/x")
        self.fails("$ touch x\n$ earwitness remove x\nexit 4\n", "gone: work/x")
        self.fails("$ touch x\n$ earwitness leave x\n! no\nexit 4\n", "changed: work/x")

    def test_what_a_success_leaves_where_it_must_leave_nothing(self):
        self.fails("$ touch x\nleaves nothing\n", "left behind: work/x")
        self.passes("$ touch x\n$ true\nleaves nothing\n")

    def test_what_should_be_left_and_is_not(self):
        self.fails("$ true\nleaves work/x\n", "not left behind: work/x")

    def test_clauses(self):
        self.passes("$ earwitness say 'hello you'\nout has lo y\nout ~ ^h.*u$\nout !~ goodbye\n")
        self.fails("$ earwitness say hello\nout has Hello\n", "does not hold to line 3: has Hello", "hello")
        self.fails("$ earwitness say hello\nout ~ ^ello\n", "line 3: ~ ^ello")
        self.fails("$ earwitness say hello\nout !~ ell\n", "line 3: !~ ell")
        self.fails("$ earwitness say a hello\n| a\nerr has Hello\n", "stderr does not hold to line 4")

    def test_a_document_of_another_kind_or_none(self):
        for said, held in (('{"schema":1,"type":"a"}', True), ('{"schema":2,"type":"a"}', False), ('{"schema":1,"type":"b"}', False),
                           ('{"schema":1,"type":"a"}\\n', False), ('[1]', False), ("{", False), ("", False)):
            told = self.run_script(f"$ earwitness say $'{said}'\nout json a\n")
            self.assertEqual(told == "", held, told)

    def test_a_clause_beside_exact_lines_lets_nothing_else_through(self):
        self.fails("$ earwitness say hello\n| hullo\nout has hello\n", "stdout differs")

    def test_a_clause_on_one_stream_lets_nothing_through_on_the_other(self):
        self.fails("$ earwitness say hello you\nout has hello\n", "stderr differs")

    def test_what_is_unfit_for_a_terminal(self):
        for odd in ("\\e[31m", "\\u202e", "\\xff"):
            self.fails(f"$ earwitness say $'a{odd}b'\nout any\n", "stdout")
        self.fails("$ earwitness say a 'ALSA lib: x'\nout any\nerr any\n", "noise")

    def test_every_failing_command_of_a_script_is_told(self):
        told = self.fails("$ earwitness say a\n| b\n$ earwitness say c\n| d\n")
        self.assertIn(f"{self.path}:2:", told)
        self.assertIn(f"{self.path}:4:", told)

    def test_the_exit_code_of_the_whole(self):
        for text, code in (("| a\n", 0), ("| b\n", 1)):
            self.run_script("$ earwitness say a\n" + text)
            done = subprocess.run([sys.executable, "-B", runner.__file__, self.path], capture_output=True, text=True,
                                  env=dict(os.environ, EARWITNESS=self.program), check=False)
            self.assertEqual(done.returncode, code, done)
            self.assertIn(f"1 scripts, {code} failed", done.stdout)

    def test_a_folder_without_scripts_is_no_success(self):
        empty = tempfile.mkdtemp(dir=self.folder)
        with open(os.path.join(empty, "CMakeLists.txt"), "w", encoding="utf-8"):
            pass  # what builds them is none
        done = subprocess.run([sys.executable, "-B", runner.__file__, empty],
                              capture_output=True, env=dict(os.environ, EARWITNESS=self.program), check=False)
        self.assertEqual(done.returncode, 2)

    def test_a_command_that_never_ends(self):
        longest, runner.LONGEST = runner.LONGEST, 0.2
        try:
            self.fails("$ earwitness wait\n", "it takes longer than")
        finally:
            runner.LONGEST = longest


class Mistakes(Case):
    """A script that is not understood is a failed one."""

    def test_lines_that_mean_nothing(self):
        for text in ("hello\n", "| a\n", "exit 2\n", "$ true\nexit two\n", "$ true\nout like x\n", "$ true\nout has\n",
                     "env A\n", "needs luck\n", "$ true 'a\n", "$ true \"a\n", "$ true $NOTHING\n", "$ no-such-program\n",
                     "$\n", "$ A=b\n", "$ true\n| a <b> c\n", "$ true\nleaves\n", "unset A\n| a\n"):
            with self.subTest(text):
                self.assertIn(self.path + ":", self.run_script(text))

    def test_a_script_that_does_not_say_what_it_protects(self):
        with self.assertRaisesRegex(script.Mistake, "what it protects"):
            script.parse("# SPDX-License-Identifier: MIT\n$ true\n")


class Means(Case):
    """What a script can say."""

    def test_files_settings_and_input(self):
        self.passes("file below/x\n| one <lt> two\n| <x00><tab>\n| end<no-newline>\n"
                    "$ od -An -tx1 below/x\n|  6f 6e 65 20 3c 20 74 77 6f 0a 00 09 0a 65 6e 64\n"
                    "env A=b\n$ earwitness show A\n| b\n$ A=c earwitness show A\n| c\n$ earwitness show A\n| b\n"
                    "unset A\n$ earwitness show A\n|\n$ earwitness read\n< a\n< b\n| a\n| b\n$ earwitness read\n")

    def test_words_are_split_as_a_shell_does_and_nothing_is_run(self):
        self.assertEqual(script.words_of(r"""a 'b $A'"c" "$A \"d" $A/e ${A}f \$g '' $'\x41\u0042\n'""", {"A": "x y"}),
                         ["a", "b $Ac", 'x y "d', "x y/e", "x yf", "$g", "", "AB\n"])
        self.assertEqual(script.words_of("a;b `c` * (d)", {}), ["a;b", "`c`", "*", "(d)"])

    def test_kinds_of_what_is_new_at_each_run(self):
        uuid, sha = "01234567-89ab-cdef-0123-456789abcdef", "0" * 64
        for said, expected in (("/a b/c", "<path>"), (uuid, "<uuid>"), (sha, "<hash>"), ("x 1,234.5 y", "x <number> y"),
                               ("2026-01-02T03:04:05Z", "<utc>"), ("2026-01-02_03-04-05", "<moment>"),
                               ("2026-01-02", "<day>")):
            self.passes(f"$ earwitness say '{said}'\n| {expected}\n")
            self.fails(f"$ earwitness say '!{said}'\n| {expected}\n")
            if expected != "x <number> y":
                self.fails(f"$ earwitness say nothing\n| {expected}\n")
        self.fails(f"$ earwitness say {sha}0\n| <hash>\n")

    def test_any_lines(self):
        self.passes("$ earwitness say $'a\\nb\\nc\\nd'\n| a\n| <lines>\n| d\n")
        self.fails("$ earwitness say $'a\\nb\\nc'\n| a\n| <lines>\n| d\n")

    def test_what_is_kept_is_the_same_later(self):
        self.passes("$ earwitness say '/a /a'\n| <path=P> $P\n$ earwitness say $P\n| /a\n")
        self.fails("$ earwitness say '/a /b'\n| <path=P> $P\n")
        self.fails("$ earwitness say /a\n| <path=P>\n$ earwitness say /b\n| $P\n")

    def test_each_has_a_home_of_its_own_and_nothing_is_left(self):
        before = set(os.listdir(tempfile.gettempdir()))
        self.passes("$ touch $HOME/x\n$ sh -c 'ls $HOME; pwd'\n| x\n| $WORK\n$ mkdir -m 0 closed\n")
        self.passes("$ ls $HOME\n")
        self.assertFalse([name for name in set(os.listdir(tempfile.gettempdir())) - before if "script" in name])

    def test_what_a_machine_lacks_is_said_and_ends_the_script(self):
        runner.NEEDS["luck"] = lambda: "no luck here"
        self.addCleanup(runner.NEEDS.pop, "luck")
        self.assertEqual(self.run_script("needs luck\n$ false\n"), "")
        self.assertEqual(self.run.notes, [f"NOT TESTED: {self.path}: no luck here"])

    def test_another_layout_is_held_to_its_words_and_that_is_said(self):
        os.environ["EARWITNESS_CLI11"] = "2.4.1"
        self.addCleanup(os.environ.pop, "EARWITNESS_CLI11")
        self.passes("layout-of CLI11 2.4\n$ earwitness say 'a b'\n| a b\n")
        self.passes("layout-of CLI11 2.1 2.4\n$ earwitness say 'a b'\n| a b\n")
        self.fails("layout-of CLI11 2.4\n$ earwitness say 'a  b'\n| a b\n")
        self.assertEqual(self.run_script("layout-of CLI11 2.1\n$ earwitness say 'a  b'\n| a\n| b\n"), "")
        self.assertIn("held to its words alone", self.run.notes[0])
        self.fails("layout-of CLI11 2.1\n$ earwitness say 'a  b'\n| a\n| c\n")


class Written(Case):
    def test_what_the_program_does_is_put_into_the_script_and_passes(self):
        text = ("$ earwitness say $'a <b> $HOME\\n\\n\\tc \\n'\n| x\n# why\n$ earwitness say /d e 3\n| <path>\n! x\nleaves nothing\n"
                "$ earwitness whole $HOME/f\n$ earwitness read\n< in\n| in\n\n$ earwitness say k\nexit 3\n$ earwitness say m\nout has m\n")
        self.assertEqual(self.run_script(text, write=True), "")
        with open(self.path, encoding="utf-8") as file:
            written = file.read()
        self.assertEqual(written, PURPOSE + (
            "$ earwitness say $'a <b> $HOME\\n\\n\\tc \\n'\n| a <lt>b> <dollar>HOME\n|\n| <tab>c<space>\n|\n# why\n"
            "$ earwitness say /d e 3\n| <path>\n! e<no-newline>\nexit 3\nleaves nothing\n"
            "$ earwitness whole $HOME/f\n| $HOME/f<no-newline>\n$ earwitness read\n< in\n| in\n\n$ earwitness say k\n| k\n"
            "$ earwitness say m\nout has m\n"))
        self.passes(written.removeprefix(PURPOSE))

    def test_what_is_left_behind_or_unfit_is_not_put_into_a_script_but_told(self):
        for text in ("$ earwitness leave x\n", "$ earwitness say $'\\e[0m'\n"):
            self.assertNotEqual(self.run_script(text, write=True), "")
            with open(self.path, encoding="utf-8") as file:
                self.assertEqual(file.read(), PURPOSE + text)

    def test_a_line_that_still_matches_keeps_its_placeholders(self):
        self.run_script("$ earwitness say $'/a\\nb\\n/c'\n| <path>\n| c\n| /<text>\n", write=True)
        with open(self.path, encoding="utf-8") as file:
            self.assertTrue(file.read().endswith("\n| <path>\n| b\n| <path>\n"))


if __name__ == "__main__":
    unittest.main()
