# SPDX-License-Identifier: MIT
"""The disk fills up while it records: all that was written is sealed, and the person is told what to free."""

import os
import resource
import subprocess
import unittest

import bagcheck
import mounts
import saidtimes
from case import PROGRAM
from microphonecase import MicrophoneCase
from waiting import wait_for

ROOM = 48  # MiB: more than five minutes of sound take, and what is set aside for the seal
LEFT = 600 * 1024  # bytes that the recording gets: about six seconds
LIMIT = 1 << 20  # bytes that a file may have; half of it is kept for the end: five seconds
LIMIT_OF_A_PART = 4 << 20  # half a minute of sound that can't be made smaller, and what its end may take


def hashes_below(folder):
    return {name: bagcheck.digest(os.path.join(folder, name)) for name in bagcheck.files_below(folder)}


class DiskFull(MicrophoneCase):
    def small_disk(self, mebibytes):
        mounts.tmpfs(self.archive, mebibytes)
        self.addCleanup(subprocess.run, ["umount", "-l", self.archive], capture_output=True)

    def sealed_as_full(self, done, seconds, what=r"(?i)full|no space|room", advice=r"(?i)free|delete|remove|move"):
        """What must stand and be said at the end of a full disk; at least `seconds` of sound are there."""
        self.assertEqual(done.code, 5, done)
        self.assertIn(self.archive, done.err)
        self.assertRegex(done.err, what)
        self.assertRegex(done.err, advice)
        recording = self.check(self.only_conversation())
        self.assertEqual(recording.closed["reason"], "disk_full")
        samples = saidtimes.require_all(self, recording, self.speaker)
        print(f"{samples / 48000:.2f} s of sound are sealed")
        self.assertGreater(samples / 48000, seconds, "less is there than there was room for")
        return recording

    def test_what_was_recorded_until_then_is_sealed(self):
        self.small_disk(ROOM)
        process = self.start_foreground()
        mounts.fill(self.archive, LEFT)
        self.sealed_as_full(self.finish(process), LEFT / 96000 - 2)

    def test_in_the_background_the_next_look_tells_it(self):
        self.small_disk(ROOM)
        path = self.start_background()
        pid = self.status()["pid"]
        mounts.fill(self.archive, LEFT)
        wait_for("the end", lambda: not os.path.exists(f"/proc/{pid}"), every=0.1)
        recording = self.check(path)
        self.assertEqual(recording.closed["reason"], "disk_full")

    def test_once_room_was_made_the_next_recording_starts(self):
        self.small_disk(ROOM)
        process = self.start_foreground()
        filler = mounts.fill(self.archive, LEFT)
        self.assertEqual(self.finish(process).code, 5)
        os.unlink(filler)
        recording, done = self.stop_and_check(self.start_background())
        self.assertEqual(recording.closed["reason"], "stopped")

    def test_what_is_in_the_bin_is_offered_with_how_much_it_frees(self):
        self.small_disk(ROOM)
        self.stop_and_check(self.start_background("--title", "talk"))
        filler = mounts.fill(self.archive, LEFT)
        bytes_of = sum(os.path.getsize(os.path.join(at, name))
                       for at, _, names in os.walk(self.only_conversation()) for name in names)
        freed = f"{bytes_of / 1e6:.1f} MB"
        self.assertEqual(self.earwitness("delete", "--yes", "talk").code, 0)
        done = self.earwitness("start")  # too little for a recording to begin
        self.assert_failed(done, 5, "five minutes", f"empty the bin, which frees {freed}: earwitness delete --empty-bin")
        os.unlink(filler)
        process = self.start_foreground()
        mounts.fill(self.archive, LEFT)
        self.sealed_as_full(self.finish(process), 0, advice=f"the bin holds {freed}: earwitness delete --empty-bin")

    def test_a_deletion_that_cannot_be_written_down_deletes_nothing_and_is_done_once_there_is_room(self):
        self.small_disk(ROOM)
        done = self.earwitness("start", "--device", "test-signal", "--rate", "8000", "--max", "3s")
        self.assertEqual(done.code, 0, done)
        path = self.only_conversation()
        before = hashes_below(path)
        part = ("delete", "--yes", path, "--from", "00:01", "--to", "00:02")
        for words in (part, ("delete", "--now", "--yes", path)):
            filler = mounts.fill(self.archive, 0)
            done = self.earwitness(*words)
            self.assert_failed(done, 5, r"(?i)full|no space|room", r"(?i)free|delete|remove|move")
            os.unlink(filler)
            self.assertEqual(hashes_below(path), before)
            self.assertEqual(self.earwitness("verify", "--all").code, 0)
        self.assertEqual(self.earwitness(*part).code, 0)
        self.assertEqual(self.earwitness("delete", "--now", "--yes", path).code, 0)
        self.assertEqual(self.conversations(), [])

    def test_into_the_bin_and_back_takes_no_room(self):
        self.small_disk(ROOM)
        done = self.earwitness("start", "--device", "test-signal", "--rate", "8000", "--max", "3s")
        self.assertEqual(done.code, 0, done)
        path = self.only_conversation()
        before = hashes_below(path)
        mounts.fill(self.archive, 0)
        done = self.earwitness("delete", "--yes", path)
        self.assertEqual((done.code, self.conversations()), (0, []), done)
        done = self.earwitness("undelete", os.path.basename(path))
        self.assertEqual(done.code, 0, done)
        self.assertEqual(hashes_below(path), before)
        self.assertEqual(self.earwitness("verify", "--all").code, 0)

    def test_a_limit_on_the_size_of_files_is_a_full_disk(self):
        process = subprocess.Popen(
            [PROGRAM, "start"], env=self.environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT)))
        self.addCleanup(self._end, process)
        self.wait_for_frames(1, process)
        self.sealed_as_full(self.finish(process), LIMIT / 2 / 96000 - 1, rf"larger than {LIMIT} bytes", "ulimit -f")

    def test_before_a_limit_on_the_size_of_files_another_file_is_begun(self):
        def limited():
            resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT_OF_A_PART, LIMIT_OF_A_PART))

        process = subprocess.Popen([PROGRAM, "start", "--max", "45s"], env=self.environment(),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   preexec_fn=limited)
        self.addCleanup(self._end, process)
        done = self.finish(process)
        self.assertEqual(done.code, 0, done)
        path = self.only_conversation()
        recording = self.check(path)
        self.assertEqual(recording.closed["reason"], "max_duration")
        self.assertEqual(len(recording.events("file")), 2)
        saidtimes.require_all(self, recording, self.speaker)
        sizes = [os.path.getsize(os.path.join(path, "recording", line["file"])) for line in recording.events("file")]
        self.assertLess(max(sizes), LIMIT_OF_A_PART)
        self.assertGreater(sum(sizes), LIMIT_OF_A_PART)

        # Handed over in parts it fits; as one file it says what the limit is.
        def run(*words):
            ran = subprocess.run([PROGRAM, *words], env=self.environment(), stdin=subprocess.DEVNULL,
                                 capture_output=True, text=True, preexec_fn=limited)
            return ran.returncode, ran.stderr

        stick, secret = os.path.join(self.folder, "stick"), os.path.join(self.folder, "passphrase")
        os.mkdir(stick)
        with open(secret, "w", encoding="utf-8") as out:
            out.write("six words that nobody ever guesses\n")
        code, said = run("export", path, "--to", stick)
        self.assertEqual(code, 0, said)
        (exported,) = os.listdir(stick)
        self.assertEqual(self.earwitness("verify", os.path.join(stick, exported)).code, 0)
        for words in (("export", path, "--to", stick, "--zip"), ("backup", stick, "--passphrase-file", secret)):
            with self.subTest(words):
                code, said = run(*words)
                self.assertEqual(code, 5, said)
                self.assertRegex(said, "(?s)File too large.*ulimit -f.*FAT32.*exFAT")
                self.assertEqual(os.listdir(stick), [exported])

    def test_a_start_with_less_than_five_minutes_of_room_is_refused(self):
        self.small_disk(16)
        done = self.earwitness("start")
        self.assert_failed(done, 5, r"five minutes|5 minutes", "(?i)free", self.archive)
        self.assertEqual(self.conversations(), [])


if __name__ == "__main__":
    mounts.enter()
    unittest.main()
