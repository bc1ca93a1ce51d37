# SPDX-License-Identifier: MIT
"""What lies on disk while a recording runs, after a crash, and when the disk says no."""

import os
import resource
import signal
import stat
import subprocess
import time
import unittest

import flacfile
import journalcheck
from case import PROGRAM, Done, ProgramCase
from waiting import LONG, wait_for

SIGNAL = ("--device", "test-signal")


class Files(ProgramCase):
    def modes(self, folder):
        return {os.path.relpath(os.path.join(at, name), folder): stat.S_IMODE(os.stat(os.path.join(at, name)).st_mode)
                for at, folders, names in os.walk(folder) for name in folders + names}

    def test_nobody_else_may_read_a_recording_in_progress_or_after(self):
        old = os.umask(0)
        try:
            path = self.start_background(*SIGNAL)
        finally:
            os.umask(old)
        self.assertEqual(stat.S_IMODE(os.stat(self.archive).st_mode), 0o700)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o700)
        for name, mode in self.modes(self.archive).items():
            kind = 0o700 if os.path.isdir(os.path.join(self.archive, name)) else 0o600
            self.assertEqual(mode, kind, f"{name}: {mode:o}")
        self.stop_and_check(path)
        for name, mode in self.modes(self.archive).items():
            self.assertEqual(mode & 0o077, 0, f"{name}: {mode:o}")

    def test_the_journal_is_at_most_two_seconds_behind_and_never_ahead(self):
        path = self.start_background(*SIGNAL)
        journal = os.path.join(path, "recording/data/journal.jsonl")
        for seconds in (3, 5):
            self.wait_for_seconds(seconds)
            before = self.status()["seconds"]

            def journaled():
                lines = journalcheck.read(journal)
                return sum(line["frames"] for line in journalcheck.of(lines, "audio")) / 48000 >= before - 2.0

            wait_for("the journal to follow", journaled, seconds=2)
            told = sum(line["frames"] for line in journalcheck.of(journalcheck.read(journal), "audio"))
            audio = os.path.join(path, "recording/data/audio-001.flac")
            there = flacfile.decode_growing(audio)
            self.assertGreaterEqual(len(there) // 2, told, "the journal runs ahead of the audio")
        self.stop_and_check(path)

    def test_a_killed_recording_keeps_its_audio_and_is_called_interrupted(self):
        path = self.start_background(*SIGNAL)
        self.wait_for_seconds(4)
        pid = self.status()["pid"]
        os.kill(pid, signal.SIGKILL)
        wait_for("its end", lambda: not self.status()["running"])
        listed = self.earwitness("list", "--json").json["recordings"]
        self.assertEqual([(r["path"], r["state"]) for r in listed], [(path, "interrupted")])
        self.assertEqual(self.earwitness("verify", path).code, 3)
        self.assert_failed(self.earwitness("stop"), 4)
        lines = journalcheck.read(os.path.join(path, "recording/data/journal.jsonl"))
        self.assertGreaterEqual(len(journalcheck.of(lines, "audio")), 2)
        again = self.start_background(*SIGNAL)
        self.assertNotEqual(again, path)
        self.stop_and_check(again)
        states = {r["path"]: r["state"] for r in self.earwitness("list", "--json").json["recordings"]}
        self.assertEqual(states, {again: "sealed", path: "interrupted"})

    def test_a_recording_leaves_nothing_but_its_own_files(self):
        path = self.start_background(*SIGNAL)
        self.stop_and_check(path)
        beside = set(os.listdir(path)) - {"recording", "log.txt"}
        self.assertEqual(beside, set())
        hidden = {name for name in os.listdir(self.archive) if name not in self.conversations()}
        self.assertEqual(hidden - {".settled"}, {".lock", ".ledger.lock", "ledger.jsonl"})
        self.assertEqual([name for name in os.listdir(self.home) if name not in (".config", ".local")], [])
        keys = os.path.join(self.home, ".local", "share", "earwitness", "keys")
        self.assertEqual(os.listdir(os.path.join(self.home, ".local", "share")), ["earwitness"])
        # Beside the keys lies what whoever has one open holds a lock on.
        lock = os.path.join(os.path.dirname(keys), "signing-key.in-use")
        self.assertEqual(set(os.listdir(os.path.dirname(keys))), {"keys", os.path.basename(lock)})
        self.assertEqual((os.path.getsize(lock), os.stat(lock).st_mode & 0o777), (0, 0o600))
        self.assertIn("signing-key.pem", os.listdir(keys))

    def test_a_file_that_may_not_grow_ends_the_recording_with_all_that_fitted(self):
        """As a full disk; half of so small a limit is kept for the end of the file."""

        def small_files():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))

        done = subprocess.run([PROGRAM, "start", *SIGNAL, "--max", "60s"], env=self.environment(),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True, preexec_fn=small_files,
                              restore_signals=False, timeout=2 * LONG)
        done = Done(done.returncode, done.stdout, done.stderr)
        self.assert_fit_to_show(done.out, done.err)
        self.assertEqual(done.code, 5, done)
        (name,) = self.conversations()
        self.assertIn("larger than 150000 bytes", done.err)
        path = os.path.join(self.archive, name)
        self.assertEqual(self.check(path).closed["reason"], "disk_full")
        self.assertGreater(os.path.getsize(os.path.join(path, "recording/data/audio-001.flac")), 70_000)

    def test_a_full_disk(self):
        os.mkdir(self.archive)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", self.archive],
                          capture_output=True).returncode != 0:
            self.skipTest("no small file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", self.archive], check=True)
        process = self.start_foreground(*SIGNAL, "--max", "120s")
        filler = os.path.join(self.archive, "filler")
        with open(filler, "wb") as out:
            try:
                while out.write(bytes(65536)):
                    out.flush()
            except OSError:
                pass
        done = self.finish(process)
        self.assertEqual(done.code, 5, done)
        self.assertRegex(done.err, "disk|space")
        os.unlink(filler)
        (name,) = self.conversations()
        path = os.path.join(self.archive, name)
        if os.path.exists(os.path.join(path, "recording/tagmanifest-sha256.txt")):
            recording = self.check(path)
            self.assertEqual(recording.closed["reason"], "disk_full")

    def test_every_recording_has_its_own_identity(self):
        seen = set()
        for _ in range(2):
            recording = self.check_told(self.earwitness("start", *SIGNAL, "--max", "1s"))
            seen |= {recording.opened["recording"], recording.opened["nonce"], recording.info["Earwitness-Salt"]}
        self.assertEqual(len(seen), 6)

    def test_the_bag_tells_its_wall_clock(self):
        """Dates come from this run, not from the program's build or the archive's folder."""
        before = time.time()
        done = self.earwitness("start", *SIGNAL, "--max", "1s")
        after = time.time()
        recording = self.check_told(done)
        for text in (recording.opened["utc"], recording.info["Earwitness-Started"], recording.closed["utc"]):
            text = text if "." in text else text.replace("Z", ".000000000Z")
            self.assertTrue(before - 2 <= journalcheck.utc_seconds(text) <= after + 2, text)


if __name__ == "__main__":
    unittest.main()
