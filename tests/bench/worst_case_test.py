# SPDX-License-Identifier: MIT
"""No bag costs more than ten times what an honest one of its size costs, whatever stands in it, and twice as much of it
costs twice. Work is counted, in instructions (valgrind) and in bytes that are read; no clock is looked at."""

import os
import queue
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import worst  # noqa: E402
import worst_stamps  # noqa: E402, F401 (its kinds)

JUDGE = os.path.abspath(sys.argv.pop(1))
SIZE = 150_000
MOST_TIMES = 10
# Of work that grows with the size this is 2, of work that grows with its square 4.
MOST_GROWTH = 2.5
MOST_READ = 25  # times its own size, for what is read in parts by several checks
PEAK_BYTES = 1 << 30
INSTRUCTIONS = re.compile(r"I +refs: +([\d,]+)")


class Counter:
    """Counts the instructions of one verification after another. Each is a process of its own, and all go on from one that has
    judged honest recordings: to translate the program for counting takes longer than most of what is counted."""

    def __init__(self):
        self.logs = tempfile.mkdtemp(prefix="counted-")
        self.judge = subprocess.Popen(
            ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null",
             f"--log-file={self.logs}/%p", JUDGE, "--each", worst.GOLDEN, worst.SALTED, worst.CALL],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.begin = self._count(["/nonexistent"])

    def count(self, words):
        """What this costs beyond an empty folder."""
        return self._count(words) - self.begin

    def _count(self, words):
        self.judge.stdin.write("\t".join(words) + "\n")
        self.judge.stdin.flush()
        process = self.judge.stdout.readline().strip()
        assert process, "the judge has ended"
        with open(os.path.join(self.logs, process), encoding="utf-8") as log:
            return int(INSTRUCTIONS.search(log.read())[1].replace(",", ""))

    def close(self):
        self.judge.stdin.close()
        self.judge.wait()
        self.judge.stdout.close()
        shutil.rmtree(self.logs)


class Cost:
    """Of one bag: instructions beyond those that an empty folder costs, and bytes."""

    def __init__(self, counters, make, size):
        folder = tempfile.mkdtemp(prefix="worst-")
        counter = counters.get()
        try:
            words = make(folder, size)
            self.size = worst.size_of(words[-1] if words[0] == "--ledger" else words[0])
            self.instructions = counter.count(words)
            plain = subprocess.run([JUDGE, *words], capture_output=True, text=True, check=True, preexec_fn=limit)
            self.read = int(re.search(r'"bytes_read":(\d+)', plain.stdout)[1])
        finally:
            counters.put(counter)
            shutil.rmtree(folder)


def limit():
    """Whoever takes more memory than this is ended by it."""
    resource.setrlimit(resource.RLIMIT_AS, (PEAK_BYTES, PEAK_BYTES))


@unittest.skipIf(shutil.which("valgrind") is None, "NOT TESTED: valgrind is not there to count instructions")
class WorstCase(unittest.TestCase):
    def test_each_kind(self):
        counters = queue.SimpleQueue()
        for _ in range(2):
            counter = Counter()
            self.addCleanup(counter.close)
            counters.put(counter)
        with ThreadPoolExecutor(2) as pool:
            honest = {name: pool.submit(Cost, counters, make, SIZE) for name, make in worst.HONEST.items()}
            kinds = {name: [pool.submit(Cost, counters, make, size) for size in (SIZE // 2, SIZE)]
                     for name, (make, _) in worst.KINDS.items()}
            each = {name: cost.result().instructions / cost.result().size for name, cost in honest.items()}
            for name, costs in kinds.items():
                with self.subTest(name):
                    self.check(name, [cost.result() for cost in costs], each[worst.KINDS[name][1]])

    def check(self, name, costs, honest):
        half, whole = (cost.instructions / honest for cost in costs)
        times, growth, read = whole / costs[1].size, whole / half, costs[1].read / costs[1].size
        print(f"{name}: {times:.1f} times what an honest one costs, {growth:.1f} times what half of it costs, read"
              f" {read:.1f} times")
        self.assertLessEqual(times, MOST_TIMES)
        self.assertLessEqual(growth, MOST_GROWTH)
        self.assertLessEqual(read, MOST_READ)


if __name__ == "__main__":
    unittest.main()
