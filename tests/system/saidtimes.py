# SPDX-License-Identifier: MIT
"""Holds a recording against the clock by which its sound was said (microphone.Speaker): is each sample where the
recording says that it is, with its files, gaps and breaks counted together?"""

import counting


# Samples. A loss is placed between two of the device's blocks (0.25 s), and a server whose buffer is full lets a few
# samples through now and then: what is shorter than a block is not held to the clock.
SCRAP = 12000


class Placed:
    """A run of what was said, with where the recording puts it: seconds since its first frame."""

    def __init__(self, name, at_seconds, run):
        self.name, self.at_seconds, self.run = name, at_seconds, run

    def __repr__(self):
        return f"{self.name} at {self.at_seconds:.3f} s: {self.run}"


def placed(recording):
    """All runs, in order, on the recording's own clock: the frames of its files and the seconds of its breaks."""
    at, found = 0.0, []
    rate = recording.opened["sample_rate"]
    for line in recording.lines:
        if line["event"] == "break":
            at += line["seconds"]
        elif line["event"] == "file":
            samples = recording.samples[line["file"]]
            found += [Placed(line["file"], at + run.at / rate, run) for run in counting.runs(samples)]
            at += len(samples) / recording.frame_bytes / rate
    return found


def require_times(test, recording, speaker, within):
    """Audio, gaps and breaks together are the time that passed: fails where a sample's place is off by more than
    `within` seconds; returns the worst that was found."""
    found = [each for each in placed(recording) if each.run.samples >= SCRAP]
    test.assertTrue(found, "nothing that was said is in the recording")
    first = found[0]
    begin = speaker.time_of(first.run.said) - first.at_seconds
    off = max((abs(speaker.time_of(each.run.said) - begin - each.at_seconds) for each in found))
    test.assertLessEqual(off, within, f"the recording's time is off by {off:.3f} s: {found}\n{_losses(recording)}")
    return off


def kept(recording, begin, end):
    """How many of the samples said from number `begin` to `end` are there."""
    return sum(max(0, min(each.run.said + each.run.samples, end) - max(each.run.said, begin))
               for each in placed(recording))


def require_all(test, recording, speaker, begin=None, end=None):
    """All that was said between two samples (else the first and the last that are there) is in the recording; returns
    how many samples that is."""
    found = placed(recording)
    test.assertTrue(found, "nothing that was said is in the recording")
    begin = found[0].run.said if begin is None else begin
    end = found[-1].run.said + found[-1].run.samples if end is None else end
    missing = end - begin - kept(recording, begin, end) - speaker.unheard_between(begin, end)
    test.assertLessEqual(missing, 0, f"{missing} samples of {end - begin} are missing: {found}\n{_losses(recording)}")
    return end - begin


def _losses(recording):
    return [{name: line[name] for name in line if name not in ("prev", "utc")}
            for line in recording.lines if line["event"] in ("gap", "break", "file", "close")]
