# SPDX-License-Identifier: MIT
"""A counting sequence of 16-bit samples: a counter, scrambled over two samples each, so that it sounds like noise.

Any few samples in a row occur once only, so no loss, repeat or change of any length goes unseen.
"""

import array
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
