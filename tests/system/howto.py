# SPDX-License-Identifier: MIT
"""The commands of a how-to-verify.txt, as they stand: what a person who was handed it would type."""

import os
import re
import subprocess


def parts(text):
    """English and Dutch."""
    found = re.split(r"^(?=ZO CONTROLEERT|WAT U HEBT)", text, flags=re.M)
    assert len(found) == 2, "it is not in two languages"
    return found


def commands(part):
    """Lines that begin with four blanks, but those for Windows, which this machine is not."""
    found, for_windows = [], False
    for line in part.splitlines():
        for_windows = for_windows or line.startswith(("Windows, ", "Windows: open"))  # the last ones of each part
        if line.startswith("    ") and not for_windows:
            found.append(line[4:])
    return found


def for_windows(part):
    return [line[4:] for line in part.splitlines() if line.startswith("    ") and "Get-FileHash" in line]


def run(folder, lines):
    """All in one bash, as they would be typed one after the other; each one's exit code and output."""
    results = []
    state = ""
    for line in lines:
        script = f"cd '{folder}' || exit 99\n{state}{line}\n"
        done = subprocess.run(["bash", "-c", script], capture_output=True, text=True,
                              env=dict(os.environ, LC_ALL="C"))
        results.append((line, done.returncode, done.stdout + done.stderr))
        if re.match(r"\w+=", line):
            state += line + "\n"
    return results
