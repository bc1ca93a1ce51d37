# SPDX-License-Identifier: MIT
"""The forger's table: every row of `rows_*.py`, judged by `earwitness verify --json` and by the second implementation.

    EARWITNESS=build/earwitness python3 -B tests/forge/forge_test.py [--keep DIR] [PART OF A ROW'S NAME ...]

A row fails where the verdict, the exit code or the place is another than it says, or where the two implementations
differ; the whole fails where there are fewer rows than FEWEST, so that none gets lost. `--keep DIR` keeps the honest
bags of this run, and takes those of an earlier one."""

import glob
import importlib
import json
import multiprocessing
import os
import re
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "system")]

import bases  # noqa: E402
import rows  # noqa: E402
from kit import Case  # noqa: E402
from second import judge, judge_archive  # noqa: E402

FEWEST = 900
PROCESSES = 2
SLOW = 30  # seconds that no row may take on any machine
SEVERITY = [rows.UNCHANGED, rows.DATED, rows.NOT_SEALED, rows.NO_VERDICT, rows.ALTERED]
WORLD = None


def ask_program(case, row):
    """Exit code, verdict, findings."""
    words = ["verify", "--all" if case.archive else case.target, "--tsa-root", WORLD.roots, "--json", "--no-config",
             *row.options, *case.options]
    runtime = os.path.join(case.folder, "run")
    os.makedirs(runtime, mode=0o700, exist_ok=True)
    archive = case.archive or os.path.join(case.folder, "no-archive")
    done = subprocess.run([bases.PROGRAM, *words], env=bases.environment(case.base.home, archive, runtime),
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=SLOW)
    try:
        answer = json.loads(done.stdout)
    except ValueError:
        return done.returncode, rows.NO_VERDICT, [{"detail": done.stderr.decode("utf-8", "replace")}]
    case.said = answer["recordings"]
    verdicts = [bag.get("verdict", rows.NO_VERDICT) for bag in answer["recordings"]]
    findings = [finding for bag in answer["recordings"] for finding in bag.get("findings", [])]
    if "ledger" in answer:
        findings += answer["ledger"]["findings"]
        verdicts = ["UNCHANGED" if verdict == rows.DATED else verdict for verdict in verdicts]
        verdicts.append(rows.ALTERED if answer["ledger"]["findings"] else rows.UNCHANGED)
    verdict = max(verdicts, key=SEVERITY.index) if verdicts else rows.NO_VERDICT
    return done.returncode, verdict, findings


def read_words(case, row):
    """What a person reads."""
    words = ["verify", "--all" if case.archive else case.target, "--tsa-root", WORLD.roots, "--details", "--no-config",
             *row.options, *case.options]
    runtime = os.path.join(case.folder, "run")
    archive = case.archive or os.path.join(case.folder, "no-archive")
    return subprocess.run([bases.PROGRAM, *words], env=bases.environment(case.base.home, archive, runtime),
                          stdin=subprocess.DEVNULL, capture_output=True, timeout=SLOW).stdout.decode("utf-8", "replace")


def ask_second(case):
    """With the roots and revocation lists that the row brings."""
    roots = b""
    for path in (WORLD.roots, *(path for word, path in zip(case.options, case.options[1:]) if word in ("--tsa-root", "--crl"))):
        with open(path, "rb") as file:
            roots += file.read()
    if case.archive:
        return judge_archive(case.archive, roots, {key.fingerprint for key in (case.key, *case.retired)})
    return judge(case.target, None, roots)


def is_the_place(finding, row):
    if row.file is not None and finding.get("file") != row.file:
        return False
    if row.line is not None and finding.get("line") != row.line:
        return False
    if row.second is not None:
        begin = finding.get("from_seconds")
        if begin is None or not begin - 0.001 <= row.second < finding["to_seconds"] + 0.001:
            return False
    return row.says is None or re.search(row.says, finding.get("detail", "")) is not None


def faults(case, row):
    code, verdict, findings = ask_program(case, row)
    if verdict != row.verdict:
        yield f"verify says {verdict}, not {row.verdict}"
    if code != row.code:
        yield f"verify ends with {code}, not {row.code}"
    has_place = any(part is not None for part in (row.file, row.line, row.second, row.says))
    if has_place and not any(is_the_place(finding, row) for finding in findings):
        yield f"no finding is of file {row.file}, line {row.line}, second {row.second}, saying {row.says!r}"
    if row.alone is None:
        opinion = ask_second(case)
        if opinion.verdict != verdict:
            yield f"the second implementation says {opinion.verdict}: {opinion.problems[:5]}"
        elif not case.archive and opinion.complete is not None and opinion.complete != case.said[0]["complete"]:
            yield f"verify says complete: {case.said[0]['complete']}, the second implementation {opinion.complete}"
    for name, wanted in (row.tells or {}).items():
        text = read_words(case, row) if name == "text" else json.dumps([bag.get(name) for bag in case.said])
        if not re.search(wanted, text, re.S):
            yield f"{name} does not say {wanted!r}: {text}"


def try_row(name):
    """What is wrong with the row, as sentences, and what it took."""
    row, began = rows.TABLE[name], time.monotonic()
    case = Case(WORLD, row.base)
    try:
        row.change(case)
        wrong = list(faults(case, row))
        if wrong:
            wrong.append(f"verify: {ask_program(case, row)[2][:6]}")
    except Exception as error:  # a row that can't be made fails, and the others go on
        import traceback

        wrong = [f"{error!r}\n{traceback.format_exc(limit=-3)}"]
    finally:
        case.close()
    return name, wrong, time.monotonic() - began


def chosen(words):
    return [name for name, row in rows.TABLE.items() if not words or any(word in name for word in words)]


def world_in(folder):
    """Made, or as an earlier run kept it."""
    kept = os.path.join(folder, "bases.json")
    world = bases.World(folder, again=os.path.exists(kept))
    if os.path.exists(kept):
        with open(kept, encoding="utf-8") as file:
            world.bases = {name: bases.Base(*base) for name, base in json.load(file).items()}
        return world
    bases.fill(world)
    with open(kept, "w", encoding="utf-8") as file:
        json.dump({name: (base.folder, base.target, base.home) for name, base in world.bases.items()}, file)
    return world


def main(words):
    global WORLD
    for path in sorted(glob.glob(os.path.join(HERE, "rows_*.py"))):
        importlib.import_module(os.path.basename(path).removesuffix(".py"))
    keep = words[words.index("--keep") + 1] if "--keep" in words else None
    words = words[words.index("--keep") + 2:] if keep else words
    names, began = chosen(words), time.monotonic()
    WORLD = world_in(keep or tempfile.mkdtemp(prefix="forge-"))
    try:
        made = time.monotonic() - began
        with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
            results = pool.map(try_row, names, chunksize=4)
    finally:
        WORLD.close(remove=keep is None)
    failed = [(name, wrong) for name, wrong, _ in results if wrong]
    for name, wrong in failed:
        print(f"{name} ({rows.TABLE[name].base}: {rows.TABLE[name].done})", *wrong, sep="\n  ")
    if "-v" in words or os.environ.get("FORGE_TIMES"):
        for name, _, seconds in sorted(results, key=lambda result: -result[2])[:10]:
            print(f"{seconds:6.2f} s  {name}")
    by_second = sum(rows.TABLE[name].alone is None for name in names)
    print(f"honest bags made in {made:.1f} s, {len(names)} rows in {time.monotonic() - began - made:.1f} s, {by_second} of"
          f" them judged by the second implementation as well")
    print(f"{len(names) - len(failed)} passed, {len(failed)} failed")
    if not words and len(names) < FEWEST:
        print(f"there are fewer than {FEWEST} rows")
        return 1
    return 1 if failed or not names else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
