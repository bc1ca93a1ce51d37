# SPDX-License-Identifier: MIT
"""A counting sequence of 16-bit samples: a counter, scrambled over two samples each, so that it sounds like noise.

Any few samples in a row occur once only, so no loss, repeat or change of any length goes unseen.
"""

import array
import functools
import re
import sys


def _scramble(number):
    """A bijection of 32 bits (multiplications by odd numbers, shifts): different counters stay different."""
    number = (number ^ (number >> 16)) * 0x7FEB352D & 0xFFFFFFFF
    number = (number ^ (number >> 15)) * 0x846CA68B & 0xFFFFFFFF
    return number ^ (number >> 16)


def sequence(samples, start=1):
    """`samples` samples as signed 16-bit little-endian bytes."""
    words = array.array("I", (_scramble(start + i) for i in range((samples + 1) // 2)))
    if sys.byteorder == "big":
        words.byteswap()
    return words.tobytes()[: 2 * samples]


def _unscramble(word):
    """The counter of a word: each step of `_scramble` undone, last first."""
    word ^= word >> 16
    word = word * pow(0x846CA68B, -1, 1 << 32) & 0xFFFFFFFF
    word ^= word >> 15 ^ word >> 30
    word = word * pow(0x7FEB352D, -1, 1 << 32) & 0xFFFFFFFF
    return word ^ word >> 16


BLOCK = 24000  # counters that are made at a time: a second of sound at 48 kHz


@functools.lru_cache(maxsize=400)
def _block(number):
    return sequence(2 * BLOCK, number * BLOCK)


def said(at, samples):
    """Samples `at` and on of the endless sequence whose sample 2n is the first half of counter n."""
    first, last = at // (2 * BLOCK), (at + samples - 1) // (2 * BLOCK)
    joined = b"".join(_block(number) for number in range(first, last + 1))
    begin = 2 * (at - first * 2 * BLOCK)
    return joined[begin : begin + 2 * samples]


class Run:
    """`samples` samples in a row: from `at` on in what was recorded, from `said` on in the endless sequence."""

    def __init__(self, at, number, samples):
        self.at, self.said, self.samples = at, number, samples

    def __repr__(self):
        return f"{self.samples} samples from {self.at} on are those said from {self.said} on"


def runs(recorded):
    """All that `recorded` holds of the endless sequence, in the order of the recording; single samples are left out."""
    found, at, end = [], 0, len(recorded) // 2
    sound = re.compile(rb"[^\0]")
    while at + 4 <= end:
        loud = sound.search(recorded, 2 * at)
        if loud is None:
            break
        at = loud.start() // 2
        words = [int.from_bytes(recorded[2 * at + skip : 2 * at + skip + 4], "little") for skip in (0, 4)]
        counters = [_unscramble(word) for word in words]
        if at + 4 > end or counters[1] != counters[0] + 1:
            at += 1
            continue
        run = _run_from(recorded, at, 2 * counters[0], found)
        found.append(run)
        at = run.at + run.samples
    return found


def _run_from(recorded, at, number, before):
    if number and at > (before[-1].at + before[-1].samples if before else 0):
        if recorded[2 * at - 2 : 2 * at] == said(number - 1, 1):  # it begins with the second half of a counter
            at, number = at - 1, number - 1
    samples, chunk = 0, 2 * BLOCK
    while True:
        here = recorded[2 * (at + samples) : 2 * (at + samples + chunk)]
        alike = _same(here, said(number + samples, chunk)) // 2
        samples += alike
        if alike < chunk:
            return Run(at, number, samples)


def quiet(samples_bytes, peak):
    """The same samples brought down to at most `peak`: for what must be heard but not clip."""
    samples = array.array("h", samples_bytes)
    return array.array("h", (s * peak // 32768 for s in samples)).tobytes()


def explain(played, recorded):
    """Says in words how `recorded` fails to hold `played` in one piece: for the message of a failed test."""
    key = 64
    at = recorded.find(played[:key])
    if at < 0:
        first = next((p for p in range(0, len(played) - key, 4800) if recorded.find(played[p : p + key]) >= 0), None)
        if first is None:
            return f"nothing of it is there ({len(recorded) // 2} samples recorded, peak {_peak(recorded)})"
        return f"its first {first // 2} samples are missing or changed"
    same = _same(played, recorded[at:])
    found = recorded.find(played[same : same + key], at + same) if same + key <= len(played) else -1
    rest = f"it goes on {(found - at - same) // 2} samples later" if found >= 0 else "it does not go on as it should"
    return f"{same // 2} samples of {len(played) // 2} are there from sample {at // 2} on, then {rest}"


def _same(one, other):
    """How many bytes both begin with alike."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[:middle] == other[:middle]:
            low = middle
        else:
            high = middle - 1
    return low - low % 2


def _peak(samples_bytes):
    samples = array.array("h", samples_bytes[: len(samples_bytes) // 2 * 2])
    return max((abs(s) for s in samples), default=0)


def require_whole(test, played, recorded, alone=True):
    """Fails unless `recorded` holds `played` once, in one piece, bit for bit; `alone`: with silence around it."""
    at = recorded.find(played)
    while at > 0 and at % 2:
        at = recorded.find(played, at + 1)
    if at < 0:
        test.fail("the samples played did not come back in one piece: " + explain(played, recorded))
    if alone:
        test.assertFalse(any(recorded[:at]), "before the sequence there is something that nobody played")
        test.assertFalse(any(recorded[at + len(played) :]), "after the sequence there is something that nobody played")
    return at // 2
