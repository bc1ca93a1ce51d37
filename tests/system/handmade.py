# SPDX-License-Identifier: MIT
"""A sealed recording made by hand, from docs/format.md and stock tools: what the judges are tried on."""

import datetime
import hashlib
import json
import os
import subprocess

import bagcheck
import counting
import levelcheck

RATE = 8000
BEGIN = datetime.datetime(2026, 11, 23, 14, 30, tzinfo=datetime.timezone.utc)
UUID = "0b1c2d3e-4f50-4162-8738-495a6b7c8d9e"
HOW_TO_VERIFY = """Check the files with sha256sum -c manifest-sha256.txt && sha256sum -c tagmanifest-sha256.txt
and flac -t -w data/*.flac; on Debian: apt install flac
Controleer met deze opdrachten of het ongewijzigd is.
"""


class Journal:
    def __init__(self, path):
        self.path, self.seq, self.prev = path, 0, "0" * 64

    def add(self, event, **fields):
        now = BEGIN + datetime.timedelta(seconds=self.seq)
        line = json.dumps({"seq": self.seq, "prev": self.prev, "utc": now.strftime("%Y-%m-%dT%H:%M:%S.123456789Z"),
                           "mono": 1000 + self.seq, "event": event, **fields}).encode()
        with open(self.path, "ab") as out:
            out.write(line + b"\n")
        self.seq, self.prev = self.seq + 1, hashlib.sha256(line).hexdigest()


def write(bag, name, text):
    with open(os.path.join(bag, name), "w", encoding="utf-8") as out:
        out.write(text)


def encode(path, samples):
    subprocess.run(["flac", "-s", "--force-raw-format", "--endian=little", "--sign=signed", "--channels=1", "--bps=16",
                    f"--sample-rate={RATE}", f"--tag=RECORDING={UUID} {'12' * 16}", "--tag=SOFTWARE=earwitness/0", "-o", path, "-"],
                   input=samples, check=True, capture_output=True)


def write_data(bag, samples):
    encode(os.path.join(bag, "data/audio-001.flac"), samples)
    journal = Journal(os.path.join(bag, "data/journal.jsonl"))
    journal.add("open", format=2, software="earwitness/0", recording=UUID, nonce="ab" * 32, kind="microphone",
                sample_rate=RATE, channels=1, bits=16, host_api="ALSA", key=None, tsa=False, ledger=None,
                clock={"synchronised": False, "max_error_us": 1}, started_from="none",
                boot_id=hashlib.sha256(f"{UUID}{UUID}".encode()).hexdigest())
    salt, title = "cd" * 16, "Made by hand"
    write(bag, "data/notes.jsonl", json.dumps({"note": 1, "salt": salt, "text": title}) + "\n")
    journal.add("note", note=1, kind="title",
                sha256=hashlib.sha256(bytes.fromhex(salt) + title.encode()).hexdigest())
    journal.add("file", file="data/audio-001.flac", first_frame_utc="2026-11-23T14:30:00.000000001Z",
                first_frame_mono=1)
    levels = salts = ""
    for at in range(0, len(samples) // 2, RATE):
        part = samples[2 * at : 2 * (at + RATE)]
        salt = hashlib.sha256(b"%d" % at).digest()[:16]
        salts += json.dumps({"seq": journal.seq, "salt": salt.hex()}) + "\n"
        journal.add("audio", file="data/audio-001.flac", **{"from": at}, frames=len(part) // 2, captured_mono=2,
                    sha256=hashlib.sha256(salt + part).hexdigest())
        peak, rms = levelcheck.levels_of(part, 16)
        levels += json.dumps({"file": "data/audio-001.flac", "from": at, "peak_dbfs": peak, "rms_dbfs": rms}) + "\n"
    write(bag, "data/levels.jsonl", levels)
    write(bag, "data/salts.jsonl", salts)
    journal.add("close", reason="stopped", files=1, frames=len(samples) // 2, lost_frames=0)


def seal(bag):
    """Manifests, and modes as of a sealed recording."""
    payload = [name for name in bagcheck.files_below(bag) if name.startswith("data/")]
    size = sum(os.path.getsize(os.path.join(bag, name)) for name in payload)
    write(bag, "bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    write(bag, "bag-info.txt", f"Payload-Oxum: {size}.{len(payload)}\nBagging-Date: 2026-11-23\n"
          f"External-Identifier: {UUID}\nEarwitness-Salt: {'ef' * 16}\nEarwitness-Kind: microphone\n"
          "Earwitness-Seconds: 2.5\nEarwitness-Statement: not stated\n")
    write(bag, "how-to-verify.txt", HOW_TO_VERIFY)
    for manifest, names in (("manifest", payload),
                            ("tagmanifest", ["bag-info.txt", "bagit.txt", "how-to-verify.txt", "manifest-sha256.txt"])):
        lines = [f"{bagcheck.digest(os.path.join(bag, name))}  {name}\n" for name in names]
        write(bag, f"{manifest}-sha256.txt", "".join(lines))
    for name in bagcheck.files_below(bag):
        os.chmod(os.path.join(bag, name), 0o400)


def unseal(bag):
    for name in bagcheck.files_below(bag):
        os.chmod(os.path.join(bag, name), 0o600)


def make(bag):
    """A recording of two and a half seconds."""
    os.makedirs(os.path.join(bag, "data"), mode=0o700)
    os.chmod(bag, 0o700)
    write_data(bag, counting.sequence(RATE * 5 // 2))
    seal(bag)
