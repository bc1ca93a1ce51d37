# SPDX-License-Identifier: MIT
"""What the Tab key does in a real bash, zsh and fish: commands, options, values, paths, and recordings, whose names are
anyone's text and arrive as they are or not at all. What the shells ask the program then: tests/scripts/completion.txt."""

import os
import subprocess
import unittest

from case import PROGRAM, ProgramCase
from terminal import Terminal
from waiting import wait_for

PLAIN = "2026-11-24_07-58-56_review"
HOSTILE = "2026-11-23_10-00-00_a 'b' \"c\" $(touch evil) `touch evil` ;touch evil; \\ !x *?[é"
CONTROL = "2026-11-22_10-00-00_\tx"
READY = "ready> "


class Keys:
    """One test more for each shell; a class below says how the shell is started. A command line is typed, Tab is
    pressed, then Enter; a stand-in for the program keeps the words that it got."""

    def setUp(self):
        super().setUp()
        self.words = os.path.join(self.folder, "words")
        self.work = os.path.join(self.folder, "work")
        self.bin = os.path.join(self.folder, "bin")
        for path in (self.work, self.bin, os.path.join(self.work, "some folder"), os.path.join(self.work, "stick")):
            os.makedirs(path)
        for name in (PLAIN, HOSTILE, CONTROL):
            os.makedirs(os.path.join(self.archive, name, "recording"))
        os.makedirs(os.path.join(self.folder, "other", "2025-01-01_other", "recording"))
        with open(os.path.join(self.work, "phone call.m4a"), "w", encoding="utf-8"):
            pass
        stand_in = os.path.join(self.bin, "earwitness")
        with open(stand_in, "w", encoding="utf-8") as out:
            out.write(f"""#!/bin/sh
case $1 in __complete|completion) exec '{PROGRAM}' "$@" ;; esac
printf '%s\\0' "$@" >'{self.words}.new' && mv '{self.words}.new' '{self.words}'
""")
        os.chmod(stand_in, 0o755)
        self.begin()

    def open(self, command, **more):
        path = self.bin + ":" + os.environ["PATH"]
        environment = self.environment(PATH=path, LC_ALL="C.UTF-8", LANG=None, **more)
        self.shell = Terminal(command, environment, columns=300)
        self.addCleanup(self.shell.close)

    def typed(self, line):
        """The words that the program gets for what was typed, with a Tab at its end."""
        if os.path.exists(self.words):
            os.unlink(self.words)
        self.shell.type(line + "\t\r")
        try:
            wait_for("the command", lambda: os.path.exists(self.words))
        except AssertionError as error:
            raise AssertionError(f"{error}\nshown was:\n{self.shell.text[-2000:]}") from None
        with open(self.words, encoding="utf-8") as file:
            return file.read().split("\0")[:-1]

    def test_commands_options_and_values(self):
        for line, words in (("ver", ["verify"]), ("keys rot", ["keys", "rotate"]),
                            ("start --tit", ["start", "--title"]),
                            ("list --lang n", ["list", "--lang", "nl"]),
                            ("list --lang=n", ["list", "--lang=nl"]),
                            ("setup --stamps d", ["setup", "--stamps", "during"]),
                            ("export x --listening-copy w", ["export", "x", "--listening-copy", "wav"]),
                            ("start --title verif", ["start", "--title", "verif"])):
            with self.subTest(line):
                self.assertEqual(self.typed("earwitness " + line), words)

    def test_recordings_by_their_beginning_and_by_a_part(self):
        self.assertEqual(self.typed("earwitness verify 2026-11-24"), ["verify", PLAIN])
        self.assertEqual(self.typed("earwitness play revi"), ["play", PLAIN])
        self.assertEqual(self.typed("earwitness excerpt --from 0:10 --to 0:20 2026-11-24"),
                         ["excerpt", "--from", "0:10", "--to", "0:20", PLAIN])
        self.assertEqual(self.typed(f"true; earwitness play --archive {self.folder}/other 2025"),
                         ["play", "--archive", f"{self.folder}/other", "2025-01-01_other"])

    def test_a_hostile_name_arrives_as_it_is_and_is_never_run(self):
        self.assertEqual(self.typed("earwitness note 2026-11-23"), ["note", HOSTILE])
        self.assertEqual(self.typed("earwitness note 2026-11-22"), ["note", "2026-11-22"])
        for quote in ("'", '"'):
            self.assertEqual(self.typed(f"earwitness note {quote}2026-11-23"), ["note", HOSTILE])
        found = [name for _, _, names in os.walk(self.folder) for name in names]
        self.assertNotIn("evil", found)

    def test_paths_where_an_option_or_a_command_takes_one(self):
        for line, words in (("import pho", ["import", "phone call.m4a"]),
                            ("backup sti", ["backup", "stick"]),
                            ("list --archive som", ["list", "--archive", "some folder"]),
                            ("list --archive=sti", ["list", "--archive=stick"]),
                            ("verify --key=pho", ["verify", "--key=phone call.m4a"]),
                            ("verify sti", ["verify", "stick"])):
            with self.subTest(line):  # some shells leave the slash at a folder's end, others take it away
                self.assertEqual([word.rstrip("/") for word in self.typed("earwitness " + line)], words)


class Bash(Keys, ProgramCase):
    def begin(self):
        self.open(["bash", "--norc", "--noprofile", "-i"], PS1=READY, HISTFILE="/dev/null")
        self.shell.type(f"set +H; bind 'set enable-bracketed-paste off'; cd '{self.work}'; "
                        "source <(earwitness completion bash)\r")
        self.shell.expect(READY)

    def test_no_other_bash_settings_are_changed(self):
        self.shell.type("shopt -s nocasematch; IFS=,\r")
        self.assertEqual(self.typed("earwitness start --tit"), ["start", "--title"])
        self.shell.type("printf '<%q>\\n' \"$IFS\"\r")
        self.shell.expect(r"<(,|\\,)>")


class BashCompletion(Keys, ProgramCase):
    """As a package brings it: found by bash-completion at the first Tab."""

    def begin(self):
        folder = os.path.join(self.home, ".local", "share", "bash-completion", "completions")
        os.makedirs(folder)
        with open(os.path.join(folder, "earwitness"), "w", encoding="utf-8") as out:
            subprocess.run([PROGRAM, "completion", "bash"], stdout=out, check=True)
        self.assertTrue(os.path.exists("/usr/share/bash-completion/bash_completion"), "apt-get install bash-completion")
        self.open(["bash", "--norc", "--noprofile", "-i"], PS1=READY, HISTFILE="/dev/null")
        self.shell.type(f"set +H; bind 'set enable-bracketed-paste off'; cd '{self.work}'; "
                        "source /usr/share/bash-completion/bash_completion\r")
        self.shell.expect(READY)


class Zsh(Keys, ProgramCase):
    def begin(self):
        self.open(["zsh", "-f", "-i"], PROMPT=READY)
        self.shell.type(f"cd '{self.work}'; unsetopt banghist; autoload -Uz compinit && compinit -u -D; "
                        "source <(earwitness completion zsh)\r")
        self.shell.expect(READY)


class ZshFolder(Keys, ProgramCase):
    """As a package brings it: a function in a folder of $fpath."""

    def begin(self):
        folder = os.path.join(self.folder, "functions")
        os.makedirs(folder)
        with open(os.path.join(folder, "_earwitness"), "w", encoding="utf-8") as out:
            subprocess.run([PROGRAM, "completion", "zsh"], stdout=out, check=True)
        self.open(["zsh", "-f", "-i"], PROMPT=READY)
        self.shell.type(f"cd '{self.work}'; unsetopt banghist; fpath=('{folder}' $fpath); "
                        "autoload -Uz compinit && compinit -u -D\r")
        self.shell.expect(READY)


class Fish(Keys, ProgramCase):
    def begin(self):
        folder = os.path.join(self.home, ".config", "fish", "completions")
        os.makedirs(folder)
        with open(os.path.join(folder, "earwitness.fish"), "w", encoding="utf-8") as out:
            subprocess.run([PROGRAM, "completion", "fish"], stdout=out, check=True)
        self.open(["fish", "--private", "-i"])
        self.shell.type(f"function fish_prompt; echo -n '{READY}'; end; cd '{self.work}'\r")
        self.shell.expect(READY)


if __name__ == "__main__":
    unittest.main()
