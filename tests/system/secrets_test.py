# SPDX-License-Identifier: MIT
"""What others on the same computer can learn of a recording that runs: nothing from a core dump, no key and no passphrase
from its memory, no title, name or note from the list of processes."""

import base64
import os
import re
import resource
import shutil
import signal
import subprocess
import unittest

from case import PROGRAM, ProgramCase
from sealed import bag_of
from waiting import wait_for

SIGNAL = ("--device", "test-signal", "--me", "A. Name")
WORDS = "Wat niemand mag lezen"
NOBODY = 65534


def regions(pid):
    """(from, to, flags) of what can be read and written."""
    found, at = [], None
    with open(f"/proc/{pid}/smaps", encoding="ascii", errors="replace") as maps:
        for line in maps:
            head = re.match(r"([0-9a-f]+)-([0-9a-f]+) (....)", line)
            if head:
                at = (int(head[1], 16), int(head[2], 16)) if head[3].startswith("rw") else None
            elif at and line.startswith("VmFlags:"):
                found.append((*at, line.split()[1:]))
    return found


def flags_where(pid, wanted):
    """The flags of each mapping in which the bytes stand."""
    found = []
    with open(f"/proc/{pid}/mem", "rb", buffering=0) as memory:
        for begin, end, flags in regions(pid):
            try:
                memory.seek(begin)
                content = memory.read(end - begin)
            except (OSError, OverflowError):
                continue
            if wanted in content:
                found.append(flags)
    return found


class Secrets(ProgramCase):
    def setUp(self):
        super().setUp()
        self.key = os.path.join(self.home, ".local", "share", "earwitness", "keys", "signing-key.pem")

    def record(self, *words, **more):
        return self.start_background(*SIGNAL, *words, **more)

    def pid(self):
        return self.status()["pid"]

    def body_and_seed(self):
        with open(self.key, "rb") as file:
            body = file.read().split(b"\n")[1]
        return body, base64.b64decode(body)[-32:]

    def need_memory(self, pid):
        try:
            with open(f"/proc/{pid}/mem", "rb"):
                pass
        except PermissionError:
            self.skipTest("NOT TESTED: only root can look into the memory of the program")

    # -- memory -----------------------------------------------------------------------------------------------------

    def test_a_key_in_use_lies_in_locked_memory_that_no_dump_takes_and_nowhere_else(self):
        self.record()
        self.wait_for_seconds(0.3)
        pid, (body, seed) = self.pid(), self.body_and_seed()
        self.need_memory(pid)
        for flags in flags_where(pid, seed):
            self.assertIn("dd", flags)
            self.assertIn("lo", flags)
        self.assertEqual(len(flags_where(pid, seed)), 1)
        self.assertEqual(flags_where(pid, body), [])
        self.stop()

    def test_a_passphrase_is_gone_once_the_key_is_open(self):
        self.record()
        self.stop()
        passphrase = "correct horse, batterij"
        terminal = self.terminal("keys", "protect")
        for question in ("A new passphrase", "The same again"):
            wait_for(question, lambda q=question: q in terminal.text)
            terminal.type(passphrase + "\n")
        self.assertEqual(terminal.wait(), 0)
        terminal = self.terminal("start", *SIGNAL)
        wait_for("the question", lambda: "Passphrase of the signing key:" in terminal.text)
        terminal.type(passphrase + "\n")
        terminal.expect("recording to")
        self.wait_for_seconds(0.2)
        pid = self.pid()
        self.need_memory(pid)
        self.assertEqual(flags_where(pid, passphrase.encode()), [])
        self.stop()
        self.assertEqual(terminal.wait(), 0)

    def test_no_other_program_of_the_user_may_look_into_it(self):
        """What the system keeps from others belongs to root, and what is open to them to whoever runs it: as root's own
        belongs to root anyway, root runs it as somebody else."""
        user = {}
        program = PROGRAM
        if os.geteuid() == 0:
            user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}
            program = shutil.copy(PROGRAM, os.path.join(self.folder, "earwitness"))
            for at, _, names in os.walk(self.folder):
                for path in (at, *(os.path.join(at, name) for name in names)):
                    os.chown(path, NOBODY, NOBODY)

        def owner(pid):
            return os.stat(f"/proc/{pid}/mem").st_uid

        def run(*words):
            process = subprocess.Popen(words, env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL, **user)
            self.addCleanup(process.wait)
            self.addCleanup(process.terminate)
            return process.pid

        other = run("sleep", "60")
        wait_for("a program that is open to its user", lambda: owner(other) == (NOBODY if user else os.getuid()))
        pid = run(program, "start", *SIGNAL)
        wait_for("its memory to be closed", lambda: owner(pid) == 0)
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            self.assertIn("State:", status.read())  # what is public stays so

    # -- dumps ------------------------------------------------------------------------------------------------------

    def aborted(self, words, **more):
        """Whether a program that is aborted, with no limit to its dump, leaves one."""
        folder = os.path.join(self.folder, "dumps")
        os.makedirs(folder, exist_ok=True)
        everything = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)

        def allow():
            try:
                resource.setrlimit(resource.RLIMIT_CORE, everything)
            except ValueError:
                self.skipTest("NOT TESTED: dumps are not allowed here")

        process = subprocess.Popen(words, cwd=folder, preexec_fn=allow, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
        return process, folder

    def test_an_abort_leaves_no_core(self):
        process, folder = self.aborted(["sleep", "60"])
        process.send_signal(signal.SIGABRT)
        _, status = os.waitpid(process.pid, 0)
        process.returncode = -signal.SIGABRT
        if not os.WCOREDUMP(status):
            self.skipTest("NOT TESTED: this machine makes no core dumps")
        for name in os.listdir(folder):
            os.unlink(os.path.join(folder, name))

        process, folder = self.aborted([PROGRAM, "start", *SIGNAL], env=self.environment())
        self.wait_for_frames(1)
        self.assertEqual(self.pid(), process.pid)
        process.send_signal(signal.SIGABRT)
        _, status = os.waitpid(process.pid, 0)
        process.returncode = -signal.SIGABRT
        self.assertEqual(os.WTERMSIG(status), signal.SIGABRT)
        self.assertFalse(os.WCOREDUMP(status))
        self.assertEqual(os.listdir(folder), [])
        self.earwitness("recover", "--all")

    def test_a_dump_that_root_makes_has_no_key(self):
        if shutil.which("gcore") is None:
            self.skipTest("NOT TESTED: there is no gcore (package gdb)")
        self.record("--title", "Een titel")
        self.wait_for_seconds(0.3)
        prefix = os.path.join(self.folder, "dump")
        done = subprocess.run(["gcore", "-o", prefix, str(self.pid())], capture_output=True, text=True)
        if done.returncode != 0:
            self.skipTest(f"NOT TESTED: {done.stderr[-200:]}")
        body, seed = self.body_and_seed()
        with open(f"{prefix}.{self.pid()}", "rb") as file:
            dump = file.read()
        self.assertIn(b"Een titel", dump)  # it is one of that program
        self.assertNotIn(seed, dump)
        self.assertNotIn(body, dump)
        self.assertNotIn(bytes(reversed(seed)), dump)
        # As SHA-512 takes it, in words of eight bytes.
        self.assertNotIn(b"".join(seed[i:i + 8][::-1] for i in range(0, 32, 8)), dump)
        self.stop()

    # -- the list of processes --------------------------------------------------------------------------------------

    def given(self, *words, lines, code=0):
        """Runs with these lines as standard input."""
        path = os.path.join(self.folder, "lines")
        with open(path, "w", encoding="utf-8") as file:
            file.write(lines)
        with open(path, "rb") as file:
            done = self.earwitness(*words, stdin=file)
        self.assertEqual(done.code, code, done)
        return done

    def info(self, path):
        with open(os.path.join(bag_of(path), "bag-info.txt"), encoding="utf-8") as file:
            return file.read()

    def test_titles_names_and_notes_come_from_standard_input(self):
        done = self.given("start", "--background", "--device", "test-signal", "--me", "-", "--title", "-",
                          lines=f"B. Naam\n{WORDS}\r\n")
        path = done.out.removesuffix("\n")
        self.wait_for_seconds(0.2)
        with open(f"/proc/{self.pid()}/cmdline", "rb") as file:
            shown = file.read()
        self.assertIn(b"--title", shown)
        for word in (b"niemand", b"Naam"):
            self.assertNotIn(word, shown)
        self.given("mark", "-", lines="hier zegt hij het\nniet deze\n")
        self.stop()
        self.assertIn(f"External-Description: {WORDS}\n", self.info(path))
        self.assertIn("Contact-Name: B. Naam\n", self.info(path))
        with open(os.path.join(bag_of(path), "data", "notes.jsonl"), encoding="utf-8") as file:
            notes = file.read()
        self.assertIn("hier zegt hij het", notes)
        self.assertNotIn("niet deze", notes)
        name = os.path.basename(path)
        self.given("note", "-", "-", lines=f"{name}\nvoor mezelf\n")
        self.assertIn("voor mezelf", self.earwitness("note", name).out)
        renamed = self.given("rename", name, "-", "--json", lines="Een andere titel\n").json
        self.assertEqual(renamed["later_title"], "Een andere titel")
        self.assertIn("andere-titel", self.given("list", "-", lines="andere titel\n").out)
        self.given("verify", "-", lines=renamed["path"] + "\n")

    def test_each_dash_is_a_line_in_the_order_of_the_words(self):
        sound = os.path.join(self.folder, "a.wav")
        subprocess.run(["sox", "-n", "-r", "8000", "-c", "1", sound, "synth", "0.5", "sine", "300"], check=True)
        path = self.given("import", sound, "--with", "-", "--title", "-", "--with", "Cees", "--with", "-", "--json",
                          lines="Anna\nHet gesprek\nBert\n").json["path"]
        self.assertIn("External-Description: Het gesprek\n", self.info(path))
        with open(os.path.join(bag_of(path), "data", "notes.jsonl"), encoding="utf-8") as file:
            notes = file.read()
        self.assertLess(notes.index("Anna"), notes.index("Cees"))
        self.assertLess(notes.index("Cees"), notes.index("Bert"))

    def test_without_a_line_nothing_is_begun(self):
        self.assert_failed(self.given("start", "--background", *SIGNAL, "--title", "-", lines="", code=2), 2,
                           "--title", "standard input")
        self.assertEqual(self.conversations(), [])
        # An empty line is an empty text, and the rest is nobody's.
        done = self.given("keys", "trust", "ab" * 32, "--name", "-", "--json", lines="\n")
        self.assertEqual(done.json["keys"], [{"key": "ab" * 32, "name": ""}])
        too_long = "x" * 70000 + "\n"
        self.assert_failed(self.given("keys", "trust", "ab" * 32, "--name", "-", lines=too_long, code=2), 2, "longer")


if __name__ == "__main__":
    unittest.main()
