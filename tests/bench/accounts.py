# SPDX-License-Identifier: MIT
"""What the kernel has counted of a process with all its threads, and of its children."""

import contextlib
import glob
import re
import time

CPU_CLOCK = 2  # linux/posix-timers.h: CPUCLOCK_SCHED of a whole process, in nanoseconds, ended threads included


def _read(path):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError), open(path, encoding="utf-8") as file:
        return file.read()
    return ""


def tree(pid):
    """The process and all below it."""
    found = [pid]
    for path in glob.glob(f"/proc/{pid}/task/*/children"):
        for child in _read(path).split():
            found += tree(int(child))
    return found


def cpu_seconds(pid):
    with contextlib.suppress(OSError):  # it has ended
        return time.clock_gettime_ns((~pid << 3) | CPU_CLOCK) / 1e9
    return 0


def _field(text, name):
    found = re.search(rf"^{name}:\s*(\d+)", text, re.M)
    return int(found.group(1)) if found else 0


def _switches(pid):
    """Of each thread: (how often it slept and had to be woken, how often another one took its turn)."""
    return {path: (_field(text, "voluntary_ctxt_switches"), _field(text, "nonvoluntary_ctxt_switches"))
            for path in glob.glob(f"/proc/{pid}/task/*/status") if (text := _read(path))}


class Account:
    """Taken now; `since(earlier)` is what came in between, a second."""

    def __init__(self, pid):
        pids = tree(pid)
        self.switches = {path: counts for each in pids for path, counts in _switches(each).items()}
        self.cpu = sum(cpu_seconds(each) for each in pids)
        self.at = time.monotonic()

    def since(self, earlier):
        seconds = self.at - earlier.at
        none = (0, 0)
        wakeups, turns = (sum(counts[i] - earlier.switches.get(path, none)[i] for path, counts in self.switches.items())
                          for i in range(2))
        return Costs((self.cpu - earlier.cpu) / seconds * 3600, (wakeups + turns) / seconds, wakeups / seconds)


class Costs:
    def __init__(self, cpu_seconds_per_hour, switches_per_second, wakeups_per_second):
        self.cpu_seconds_per_hour = cpu_seconds_per_hour
        self.switches_per_second, self.wakeups_per_second = switches_per_second, wakeups_per_second


def memory(pid):
    """MiB: the most that was ever resident, and the proportional share now (PSS)."""
    pids = tree(pid)
    peak = sum(_field(_read(f"/proc/{each}/status"), "VmHWM") for each in pids)
    share = sum(_field(_read(f"/proc/{each}/smaps_rollup"), "Pss") for each in pids)
    return peak / 1024, share / 1024
