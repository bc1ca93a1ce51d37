# SPDX-License-Identifier: MIT
"""tests/data/vectors: bags of every kind, and what somebody did to them, each with the verdict that any implementation of the
format must come to. They stay as they are for ever; both implementations are run over them. docs/format.md, "Vectors", says
how to read the table.

    EARWITNESS=build/earwitness python3 -B tests/forge/vectors_test.py [--all] [PART OF A NAME ...]

In CI every bag as it was sealed, and of what was done to them every SHARE-th; which ones moves on with the day of the year."""

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [HERE, os.path.join(os.path.dirname(HERE), "system")]

from second import judge  # noqa: E402

PROGRAM = os.path.abspath(os.environ["EARWITNESS"])
VECTORS = os.path.join(os.path.dirname(HERE), "data", "vectors")
ROOTS = os.path.join(VECTORS, "roots.pem")
CODES = {"UNCHANGED": 0, "UNCHANGED AND DATED": 0, "ALTERED OR MISSING": 1, "NOT SEALED": 3, "no verdict": 4}
FEWEST, SHARE = 650, 20


def edited(content, edits):
    """From the end of the file to its beginning."""
    for edit in edits:
        at = edit["at"]
        content = content[:at] + base64.b64decode(edit["insert"]) + content[at + edit["remove"]:]
    return content


def unpack(vector, into):
    """The vector's bags, with what was done to them. Returns the bag that is judged."""
    shutil.copytree(os.path.join(VECTORS, "bags", vector["bags"]), into, copy_function=shutil.copyfile)
    for change in vector["changes"]:
        path = os.path.join(into, change.get("file") or change["folder"])
        if "folder" in change:
            os.makedirs(path, exist_ok=True)
        elif change.get("gone"):
            os.unlink(path)
            if not os.listdir(os.path.dirname(path)):
                os.rmdir(os.path.dirname(path))
        else:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            if "content" in change:
                content = base64.b64decode(change["content"])
            else:
                with open(path, "rb") as file:
                    content = edited(file.read(), change["edits"])
            with open(path, "wb") as file:
                file.write(content)
    return os.path.join(into, vector["bag"])


def ask_program(paths, home):
    """Verdict of each, by its path."""
    # The program takes no roots that others could have written, as those of a checkout may be.
    roots = os.path.join(home, "roots.pem")
    shutil.copyfile(ROOTS, roots)
    os.chmod(roots, 0o600)
    words = [PROGRAM, "verify", *paths, "--tsa-root", roots, "--json", "--no-config"]
    environment = {"PATH": os.environ["PATH"], "HOME": home, "LC_ALL": "C.UTF-8", "EARWITNESS_ARCHIVE": os.path.join(home, "none"),
                   "XDG_RUNTIME_DIR": home}
    done = subprocess.run(words, env=environment, stdin=subprocess.DEVNULL, capture_output=True, timeout=300)
    answer = json.loads(done.stdout)
    return {bag["path"]: bag.get("verdict", "no verdict") for bag in answer["recordings"]}


def chosen(vectors, words):
    if "--all" in words:
        return vectors
    if words:
        return [vector for vector in vectors if any(word in vector["name"] for word in words)]
    day = time.gmtime().tm_yday
    return [vector for number, vector in enumerate(vectors) if not vector["changes"] or (number + day) % SHARE == 0]


def main(words):
    with open(os.path.join(VECTORS, "vectors.json"), encoding="utf-8") as file:
        vectors = json.load(file)["vectors"]
    assert len(vectors) >= FEWEST, f"there are {len(vectors)} vectors, and were {FEWEST}"
    assert len({vector["name"] for vector in vectors}) == len(vectors), "two vectors have one name"
    wrong = [vector["name"] for vector in vectors if CODES[vector["verdict"]] != vector["exit"]]
    with open(ROOTS, "rb") as file:
        roots = file.read()
    tried = chosen(vectors, words)
    with tempfile.TemporaryDirectory(prefix="vectors-") as folder:
        home = os.path.join(folder, "home")
        os.mkdir(home, 0o700)
        paths = {vector["name"]: unpack(vector, os.path.join(folder, vector["name"])) for vector in tried}
        verdicts = ask_program(list(paths.values()), home)
        for vector in tried:
            path = paths[vector["name"]]
            opinion = judge(path, None, roots)
            for whose, verdict in (("verify", verdicts.get(path)), ("the second implementation", opinion.verdict)):
                if verdict != vector["verdict"]:
                    wrong.append(vector["name"])
                    print(f"{vector['name']} ({vector['what']}): {whose} says {verdict}, not {vector['verdict']}"
                          f" {opinion.problems[:3]}")
    print(f"{len(tried)} of {len(vectors)} vectors, {len(set(wrong))} wrong")
    return 1 if wrong or not tried else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
