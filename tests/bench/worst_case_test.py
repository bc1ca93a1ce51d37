# SPDX-License-Identifier: MIT
"""No bag costs more than ten times what an honest one of its size costs, whatever stands in it, and twice as much of it
costs twice. Work is counted, in instructions (valgrind) and in bytes that are read; no clock is looked at."""

import os
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

JUDGE = os.path.abspath(sys.argv.pop(1))
SIZE = 150_000
MOST_TIMES = 10
# Of work that grows with the size this is 2, of work that grows with its square 4.
MOST_GROWTH = 2.5
MOST_READ = 25  # times its own size, for what is read in parts by several checks
PEAK_BYTES = 1 << 30
COUNTING = ("valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null")
INSTRUCTIONS = re.compile(r"I +refs: +([\d,]+)")


class Cost:
    """Of one bag: instructions beyond those that an empty folder costs, and bytes."""

    def __init__(self, make, size):
        folder = tempfile.mkdtemp(prefix="worst-")
        try:
            words = make(folder, size)
            self.size = worst.size_of(words[-1] if words[0] == "--ledger" else words[0])
            self.instructions = count(words)
            plain = subprocess.run([JUDGE, *words], capture_output=True, text=True, check=True, preexec_fn=limit)
            self.read = int(re.search(r'"bytes_read":(\d+)', plain.stdout)[1])
        finally:
            shutil.rmtree(folder)


def limit():
    """Whoever takes more memory than this is ended by it."""
    resource.setrlimit(resource.RLIMIT_AS, (PEAK_BYTES, PEAK_BYTES))


def count(words):
    run = subprocess.run([*COUNTING, JUDGE, *words], capture_output=True, text=True)
    found = INSTRUCTIONS.search(run.stderr)
    assert found, run.stderr
    return int(found[1].replace(",", ""))


@unittest.skipIf(shutil.which("valgrind") is None, "NOT TESTED: valgrind is not there to count instructions")
class WorstCase(unittest.TestCase):
    def test_each_kind(self):
        with ThreadPoolExecutor(2) as pool:
            begin = count(["/nonexistent"])
            honest = {name: pool.submit(Cost, make, SIZE) for name, make in worst.HONEST.items()}
            kinds = {name: [pool.submit(Cost, make, size) for size in (SIZE // 2, SIZE)]
                     for name, (make, _) in worst.KINDS.items()}
            each = {name: (cost.result().instructions - begin) / cost.result().size for name, cost in honest.items()}
            for name, costs in kinds.items():
                with self.subTest(name):
                    self.check(name, [cost.result() for cost in costs], begin, each[worst.KINDS[name][1]])

    def check(self, name, costs, begin, honest):
        half, whole = ((cost.instructions - begin) / honest for cost in costs)
        times, growth, read = whole / costs[1].size, whole / half, costs[1].read / costs[1].size
        print(f"{name}: {times:.1f} times what an honest one costs, {growth:.1f} times what half of it costs, read"
              f" {read:.1f} times")
        self.assertLessEqual(times, MOST_TIMES)
        self.assertLessEqual(growth, MOST_GROWTH)
        self.assertLessEqual(read, MOST_READ)


if __name__ == "__main__":
    unittest.main()
