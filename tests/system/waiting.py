# SPDX-License-Identifier: MIT
"""Waiting for a condition, with a bound: no test sleeps for a length of time and hopes."""

import time

LONG = 60.0  # seconds: far beyond what anything here needs, so that a busy machine fails no test


def wait_for(what, condition, seconds=LONG, every=0.02):
    """The first result of `condition` that counts as true. Fails with `what` in words once `seconds` are over."""
    end = time.monotonic() + seconds
    while True:
        result = condition()
        if result:
            return result
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds:g} s in vain for: {what}")
        time.sleep(every)
