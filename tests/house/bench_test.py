# SPDX-License-Identifier: MIT
"""What the benchmarks count with counts right: an account of a process, a median, a file of figures."""

import os
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
sys.path[:0] = [os.path.join(ROOT, "tests", "bench"), os.path.join(ROOT, "tests", "system")]

import accounts  # noqa: E402
from results import Results, figure, head, load, median, spread  # noqa: E402
from waiting import wait_for  # noqa: E402

# Told to, it burns a quarter of a second of CPU in a thread that ends, as much in a child, and sleeps a hundred times.
CHILD = "import sys, time\nend = time.process_time() + 0.25\nwhile time.process_time() < end: pass\n" \
        "print('burnt', flush=True)\nsys.stdin.readline()\n"
PARENT = f"""
import subprocess, sys, threading, time
def burn():
    end = time.thread_time() + 0.25
    while time.thread_time() < end: pass
print('ready', flush=True)
sys.stdin.readline()
thread = threading.Thread(target=burn)
thread.start()
thread.join()
child = subprocess.Popen([sys.executable, '-c', {CHILD!r}], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdout.readline()
for _ in range(100): time.sleep(0.001)
print('done', flush=True)
sys.stdin.readline()
child.kill()
child.wait()
"""


class Accounts(unittest.TestCase):
    def setUp(self):
        self.process = subprocess.Popen([sys.executable, "-c", PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, bufsize=1)
        self.addCleanup(self.end)
        self.assertEqual(self.process.stdout.readline(), "ready\n")

    def end(self):
        self.process.communicate("\n")

    def test_threads_that_ended_and_children_are_counted_and_each_sleep(self):
        before, began = accounts.Account(self.process.pid), time.monotonic()
        self.process.stdin.write("\n")
        self.assertEqual(self.process.stdout.readline(), "done\n")
        costs = accounts.Account(self.process.pid).since(before)
        cpu = costs.cpu_seconds_per_hour / 3600 * (time.monotonic() - began)
        self.assertGreaterEqual(cpu, 0.5)
        self.assertEqual(len(accounts.tree(self.process.pid)), 2)
        wakeups = costs.wakeups_per_second * (time.monotonic() - began)
        self.assertGreaterEqual(wakeups, 100)
        self.assertGreaterEqual(costs.switches_per_second, costs.wakeups_per_second)

    def test_who_does_nothing_costs_nothing(self):
        def quiet():
            before = accounts.Account(self.process.pid)
            time.sleep(0.1)
            costs = accounts.Account(self.process.pid).since(before)
            return (costs.cpu_seconds_per_hour, costs.switches_per_second) == (0, 0)

        wait_for("a process that waits for its input to cost nothing", quiet)

    def test_memory_is_what_is_resident(self):
        peak, share = accounts.memory(self.process.pid)
        self.assertGreater(share, 1)
        self.assertGreater(peak, share)


class Figures(unittest.TestCase):
    def test_what_was_not_measured_counts_for_nothing(self):
        self.assertEqual(median([3, None, 1, 2]), 2)
        self.assertIsNone(median([None]))
        self.assertEqual(spread([1.0, None, 3.0]), "2.00 (1.00 to 3.00)")
        self.assertEqual([figure(value) for value in (None, 0, 0.0612, -0.25, 12.34, 155471782)],
                         ["–", "0", "0.061", "-0.250", "12.3", "155,471,782"])

    def test_a_column_is_named_with_its_unit(self):
        self.assertEqual([head(name) for name in ("seconds", "cpu_seconds_per_hour", "peak_pss_mib", "bytes")],
                         ["s", "cpu, s/h", "peak pss, MiB", "bytes"])
        self.assertEqual(head("bytes", "MB"), "bytes, MB")

    def test_a_ratio_is_only_told_where_it_says_something(self):
        results = Results("x")
        for row, cpu, last in (("ours", 2.0, 0.1), ("theirs", 3.0, -0.1)):
            results.add(row, "cpu_seconds_per_hour", cpu)
            results.add(row, "last_frame_seconds", last)
        self.assertEqual(results.table(against="ours"), "| | cpu, s/h | last frame, s |\n|---|---|---|\n"
                         "| ours | 2.00 | 0.100 |\n| theirs | 3.00, 1.50 × | -0.100 |\n")

    def test_a_file_reads_back_and_one_of_another_schema_is_refused(self):
        results = Results("x")
        results.version("flac", "1.4.2")
        for value in (1.25, None):
            results.add("row", "seconds", value)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "x.json")
            results.write(path)
            self.assertEqual(load(path).document(), results.document())
            with open(path, "r+", encoding="utf-8") as file:
                text = file.read().replace('"schema": 1', '"schema": 2')
                file.seek(0)
                file.write(text)
            self.assertRaises(ValueError, load, path)


if __name__ == "__main__":
    unittest.main()
