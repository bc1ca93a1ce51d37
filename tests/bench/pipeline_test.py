# SPDX-License-Identifier: MIT
"""The benchmark of the pipeline measures a whole recording: what it leaves holds all of the sound, sealed."""

import json
import os
import subprocess
import sys
import tempfile

SECONDS = 20

with tempfile.TemporaryDirectory() as folder:
    sound = os.path.join(folder, "sound.raw")
    with open(sound, "wb") as file:
        file.write(b"".join((i * 37 % 2000 - 1000).to_bytes(2, "little", signed=True) for i in range(48000)))
    archive = os.path.join(folder, "archive")
    os.mkdir(archive, 0o700)
    done = subprocess.run([sys.argv[1], sound, str(SECONDS), archive], check=True, capture_output=True, text=True)
    found = json.loads(done.stdout)
    assert found["seconds"] > 0 and found["pss_mib"] > 0, found
    flac = os.path.join(found["bag"], "data", "audio-001.flac")
    assert os.path.getsize(flac) == found["bytes"], found
    frames = int.from_bytes(open(flac, "rb").read(26)[21:26], "big") & ((1 << 36) - 1)
    assert abs(frames - SECONDS * 48000) <= 48000, frames
    subprocess.run(["sha256sum", "-c", "--quiet", "manifest-sha256.txt", "tagmanifest-sha256.txt"], cwd=found["bag"],
                   check=True)
