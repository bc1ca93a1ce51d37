# SPDX-License-Identifier: MIT
"""The table's columns. A row is a function that does something to a copy of an honest bag:

    @row("signed", "a second is silenced, all hashes are made anew", ALTERED, file="data/audio-002.flac", second=0)
    def silenced_second(case):
        case.bag.change_sound(lambda samples: bytes(len(samples)), "data/audio-002.flac")
        case.bag.hash_anew()

`base` is a name of bases.py, `done` says in words what was done. `verdict` and the place are what `earwitness verify
--json` must answer: a finding of `file`, of a `line` of the journal or ledger (from 1), of the `second` of a file, with
`says` (a regular expression) in its words; one finding must have all that are given. `options` go to `verify`. `alone`
says why the second implementation has no say, such as that the checker's own settings are what the row is about.
`tells` has regular expressions that fields of the answer must fit, by the field's name, and `text`, what a person reads with `--details`: what is no finding and must be
told all the same."""

from collections import namedtuple

UNCHANGED, DATED = "UNCHANGED", "UNCHANGED AND DATED"
ALTERED, NOT_SEALED, NO_VERDICT = "ALTERED OR MISSING", "NOT SEALED", "no verdict"
CODES = {UNCHANGED: 0, DATED: 0, ALTERED: 1, NOT_SEALED: 3, NO_VERDICT: 4}

Row = namedtuple("Row", "name base done verdict code file line second says options alone change tells")
TABLE = {}


def row(base, done, verdict, *, code=None, file=None, line=None, second=None, says=None, options=(), alone=None,
        tells=None):
    def add(change):
        name = f"{change.__module__.removeprefix('rows_')}.{change.__name__}"
        assert name not in TABLE, f"two rows are called {name}"
        TABLE[name] = Row(name, base, done, verdict, CODES[verdict] if code is None else code, file, line, second, says,
                          tuple(options), alone, change, tells)
        return change

    return add
