# SPDX-License-Identifier: MIT
"""Speech to measure with, made on the spot: sentences by espeak-ng, with pauses, and noise as a room has it."""

import array
import os
import subprocess

RATE = 48000
TEXT = ("I would like to talk about how this year went, and about what was agreed in spring. "
        "You said then that the team was content, and now I hear something else. What has changed?")


def speech(folder):
    """Some seconds, as 16-bit samples of one channel. Needs espeak-ng and sox; leaves its files in `folder`."""
    said, mixed = os.path.join(folder, "said.wav"), os.path.join(folder, "mixed.raw")
    subprocess.run(["espeak-ng", "-s", "150", "-w", said, TEXT], check=True)
    subprocess.run(["sox", said, "-r", str(RATE), "-c", "1", "-b", "16", "-e", "signed", mixed, "pad", "1", "2",
                    "gain", "-6"], check=True)
    with open(mixed, "rb") as file:
        samples = array.array("h", file.read())
    noise = os.urandom(len(samples))
    return array.array("h", (max(-32768, min(32767, sample + (n & 31) - 16))
                             for sample, n in zip(samples, noise))).tobytes()


def repeated(piece, seconds):
    """The piece again and again, for so long."""
    wanted = 2 * RATE * seconds
    return (piece * (wanted // len(piece) + 1))[:wanted]
