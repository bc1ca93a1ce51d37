# SPDX-License-Identifier: MIT
"""A second implementation of the format, written from docs/format.md alone and to be read beside it: what the page says,
in the page's order, with nothing of the program's. Where it and `verify` differ on a row of the table, the test fails,
and either of the two, or the page, is wrong.

`judge(bag, archive, roots)` is a bag's verdict and what is wrong in words, `judge_archive(archive, roots, known)` that of all
that lies there. A rule is a function that yields sentences; a new one goes into the file of its part."""

from .archive import judge_archive
from .verdict import judge

__all__ = ["judge", "judge_archive"]
