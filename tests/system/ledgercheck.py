# SPDX-License-Identifier: MIT
"""An independent reader of an archive's ledger, written from docs/format.md: chain, keys, and every signature by stock
openssl."""

import base64
import hashlib
import json
import os
import re
import subprocess
import tempfile

SIGNED = re.compile(rb'(\{.*),"sig":"([A-Za-z0-9+/]{86}==)"\}')


def fingerprint(body):
    return hashlib.sha256(base64.b64decode(body)).hexdigest()


def signature_holds(body, message, signature):
    """Whether the key with this base64 of its DER signed the bytes."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("key.pem", "message", "signature")]
        pem = b"-----BEGIN PUBLIC KEY-----\n" + body.encode() + b"\n-----END PUBLIC KEY-----\n"
        for path, content in zip(paths, (pem, message, signature)):
            with open(path, "wb") as file:
                file.write(content)
        done = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", paths[0], "-rawin", "-in", paths[1],
                               "-sigfile", paths[2]], capture_output=True)
        return done.returncode == 0


def check_key(line, before):
    """A key that came after another has its word, and the words between lead from the one to the other."""
    assert fingerprint(line["public_key"]) == line["key"], "a key line names another key than it brings"
    assert line["previous"] == before
    now = before
    for word in line["endorsed"] or []:
        assert fingerprint(word["by"]) == now
        text = f"earwitness key\n{now}\n{fingerprint(word['key'])}\n".encode()
        assert signature_holds(word["by"], text, base64.b64decode(word["sig"])), "a key's word for the next does not hold"
        now = fingerprint(word["key"])
    assert line["endorsed"] is None or now == line["key"]


def read(archive):
    """The lines as objects. Raises AssertionError with what is wrong."""
    with open(os.path.join(archive, "ledger.jsonl"), "rb") as file:
        content = file.read()
    assert content.endswith(b"\n"), "the ledger's last line is torn"
    previous, key, body, lines = "0" * 64, None, None, []
    for number, raw in enumerate(content[:-1].split(b"\n")):
        where = f"ledger line {number + 1}"
        match = SIGNED.fullmatch(raw)
        assert match, f"{where} does not end with a signature"
        line = json.loads(raw.decode("utf-8"))
        assert line["seq"] == number and line["prev"] == previous, f"{where} is not chained"
        assert set(line) <= {"seq", "prev", "utc", "event", "sig", "key", "public_key", "previous", "endorsed", "recording",
                             "open", "bag", "seal", "what", "seal_before", "seal_after", "plan", "to", "from", "bytes"}, where
        if line["event"] == "key":
            check_key(line, key)
            key, body = line["key"], line["public_key"]
        assert signature_holds(body, match[1] + b"}", base64.b64decode(match[2])), f"{where} is not signed by its key"
        previous = hashlib.sha256(raw).hexdigest()
        line["hash"] = previous
        lines.append(line)
    return lines


def events(archive):
    return [line["event"] for line in read(archive)]
