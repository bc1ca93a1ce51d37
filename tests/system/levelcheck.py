# SPDX-License-Identifier: MIT
"""data/levels.jsonl computed again from the decoded samples: peak and RMS of each second of the journal."""

import array
import json
import math
import os

SILENCE = -144.0
CLOSE_ENOUGH = 0.11  # dB: values may be written rounded to a tenth


def _samples(part, bits):
    if bits == 16:
        return array.array("h", part)
    return [int.from_bytes(part[i : i + 3], "little", signed=True) for i in range(0, len(part), 3)]


def _decibels(amplitude):
    return max(20 * math.log10(amplitude), SILENCE) if amplitude > 0 else SILENCE


def levels_of(part, bits):
    samples = _samples(part, bits)
    full = 2.0 ** (bits - 1)
    peak = max(abs(s) for s in samples) / full
    squares = sum(s * s for s in samples) / len(samples)
    return _decibels(peak), _decibels(math.sqrt(squares) / full)


def check(bag, recording):
    """Raises AssertionError where a second's level is missing, told twice, or wrong."""
    with open(os.path.join(bag, "data/levels.jsonl"), encoding="utf-8") as file:
        told = [json.loads(line) for line in file]
    if told and set(told[0]) == {"salt"}:
        assert len(bytes.fromhex(told.pop(0)["salt"])) == 16, "its salt is none"
    seconds = recording.events("audio")
    assert [(t["file"], t["from"]) for t in told] == [(s["file"], s["from"]) for s in seconds], "other seconds"
    for level, second in zip(told, seconds):
        size = recording.frame_bytes
        part = recording.samples[second["file"]][second["from"] * size : (second["from"] + second["frames"]) * size]
        peak, rms = levels_of(part, recording.opened["bits"])
        where = f"{second['file']}, frame {second['from']}"
        assert abs(level["peak_dbfs"] - peak) <= CLOSE_ENOUGH, f"{where}: peak {level['peak_dbfs']}, not {peak:.2f}"
        assert abs(level["rms_dbfs"] - rms) <= CLOSE_ENOUGH, f"{where}: rms {level['rms_dbfs']}, not {rms:.2f}"
