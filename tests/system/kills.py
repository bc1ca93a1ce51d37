# SPDX-License-Identifier: MIT
"""A recording whose process is killed at a moment that is known to the sample, and what must come of it."""

import os
import signal
import stat
import subprocess

import saidtimes
from microphone import boot
from sealed import check_sealed
from waiting import wait_for

MOST_LOST = 0.5  # seconds: a period of the device, the encoder's block, and the way from mouth to process
BUSY = 0.5  # more, where other tests run at the same time: the server, the recorder and the speaker wait for their turn


def state_of(folder):
    """Every name below with its mode, time and content: what must not change."""
    found = {}
    for at, folders, names in os.walk(folder):
        for name in folders + names:
            path = os.path.join(at, name)
            info = os.lstat(path)
            content = b""
            if stat.S_ISREG(info.st_mode):
                with open(path, "rb") as file:
                    content = file.read()
            found[path] = (info.st_mode, info.st_mtime_ns, info.st_ino, content)
    return found


def kill(case):
    """SIGKILL to the recording of `case`; the number of the sample that was being said."""
    pid = case.status()["pid"]
    os.kill(pid, signal.SIGKILL)
    said = case.speaker.number_at(boot())
    wait_for("the end of the killed process", lambda: not case.status()["running"])
    return said


def audio_frames(path):
    """The bytes of a FLAC file after its metadata."""
    with open(path, "rb") as file:
        content = file.read()
    at, last = 4, False
    while not last:
        last = bool(content[at] & 0x80)
        at += 4 + int.from_bytes(content[at + 1 : at + 4], "big")
    return content[at:]


def recover(case, path):
    """Recovers, and requires all that must hold of it; the recording as the independent reader finds it."""
    name = os.path.basename(path)
    original = os.path.join(path, "recording")
    before = state_of(original)
    listed = case.earwitness("list")
    case.assertRegex(listed.out, rf"{name} .*interrupted")
    case.assertIn(f"earwitness recover {name}", listed.err)
    done = case.earwitness("recover", name)
    case.assertEqual(done.code, 0, done)
    case.assertTrue(done.out.startswith(os.path.join(path, "recovered") + "\n"), done)
    case.assertIn("checked: unchanged\n", done.out)
    case.assertEqual(state_of(original), before, "the original was changed")
    case.assertFalse(os.path.exists(os.path.join(path, "recovered.new")))
    recording = check_sealed(os.path.join(path, "recovered"))
    for file in recording.samples:
        source = os.path.join(original, file)
        if not recording.events("gap"):
            case.assertTrue(audio_frames(source).startswith(audio_frames(os.path.join(path, "recovered", file))),
                            f"{file}: other frames than the original's")
    case.assertEqual(len(recording.recovered["original"]), sum(stat.S_ISREG(mode) for mode, *_ in before.values()))
    verified = case.earwitness("verify", "--details", name)
    case.assertEqual(verified.code, 0, verified)
    case.assertIn(os.path.join(path, "recovered"), verified.out)
    case.assertRegex(verified.out, "kind +recovered")
    case.assertRegex(case.earwitness("list").out, rf"{name} .*recovered")
    again = case.earwitness("recover", name)
    case.assertEqual(again.code, 0, again)
    return recording


def lost_seconds(recording, said):
    """From the last sample that was kept to the one that was said when the process was killed."""
    runs = saidtimes.placed(recording)
    assert runs, "nothing that was said is in the recording"
    return (said - max(each.run.said + each.run.samples for each in runs)) / 48000


def opens(path):
    """Whether a FLAC file opens, as far as it goes."""
    return subprocess.run(["flac", "-t", "-s", path], capture_output=True).returncode == 0
