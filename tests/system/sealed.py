# SPDX-License-Identifier: MIT
"""`check_sealed(path)`: what anyone can check on a sealed recording without earwitness. Every recording that a system
test makes goes through it."""

import hashlib
import json
import os
import stat
import subprocess

import bagcheck
import journalcheck
import levelcheck

PUBLIC_KEY, SIGNATURE = "seal/public-key.pem", "seal/signature.ed25519"
TAG_FILES = {"bagit.txt", "bag-info.txt", "how-to-verify.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"}


def bag_of(path):
    """The bag: `path` itself, or the one in a conversation's folder."""
    inside = os.path.join(path, "recording")
    return inside if os.path.isdir(inside) else path


def seal_of(path):
    return bagcheck.digest(os.path.join(bag_of(path), "tagmanifest-sha256.txt"))


def _run(bag, *command):
    done = subprocess.run(command, cwd=bag, capture_output=True, text=True, env=dict(os.environ, LC_ALL="C"))
    assert done.returncode == 0, f"{' '.join(command)} in {bag}: exit {done.returncode}\n{done.stdout}{done.stderr}"


def _check_files(bag):
    files = bagcheck.files_below(bag)
    audio = [name for name in files if name.startswith("data/audio-")]
    key = {PUBLIC_KEY} & set(files)
    wanted = TAG_FILES | set(audio) | {"data/journal.jsonl", "data/notes.jsonl", "data/levels.jsonl"} | key
    with open(os.path.join(bag, "data/journal.jsonl"), encoding="utf-8") as journal:
        wanted |= {"data/salts.jsonl"} if json.loads(journal.readline())["format"] == 2 else set()
    wanted |= {SIGNATURE} if key else set()
    assert set(files) == wanted, f"unlike the layout: {sorted(set(files) ^ wanted)}"
    listed = set(bagcheck.read_manifest(os.path.join(bag, "tagmanifest-sha256.txt")))
    assert listed == (TAG_FILES | key) - {"tagmanifest-sha256.txt"}, f"the tag manifest lists {sorted(listed)}"
    return audio


def _check_modes(bag):
    for at, folders, names in os.walk(bag):
        for name in names:
            mode = stat.S_IMODE(os.stat(os.path.join(at, name)).st_mode)
            assert mode == 0o400, f"{name} of a sealed recording has mode {mode:o}"
        mode = stat.S_IMODE(os.stat(at).st_mode)
        assert mode & 0o077 == 0, f"{at} has mode {mode:o}"


def _check_info(bag, recording):
    info = dict(bagcheck.read_info(os.path.join(bag, "bag-info.txt")))
    assert len(bytes.fromhex(info["Earwitness-Salt"])) == 16, "no salt in bag-info.txt"
    assert info["External-Identifier"] == recording.opened["recording"]
    assert info["Earwitness-Kind"] == recording.opened["kind"]
    assert abs(float(info["Earwitness-Seconds"]) - recording.seconds) < 0.01, info["Earwitness-Seconds"]
    assert info["Earwitness-Statement"], "the statement is neither made nor `not stated`"
    assert "Payload-Oxum" in info and "Bagging-Date" in info
    return info


def _check_how_to_verify(bag):
    """In English and in Dutch, with the commands."""
    text = bagcheck.read_text(os.path.join(bag, "how-to-verify.txt"))
    for words in ("sha256sum -c manifest-sha256.txt", "sha256sum -c tagmanifest-sha256.txt", "flac -t -w", "apt",
                  " the ", " het "):
        assert words in text, f"how-to-verify.txt says nothing of: {words}"


def _check_signature(bag, recording):
    """By stock openssl: the key is the one that the journal names, and signed this seal."""
    named = (recording.recovered or {}).get("key") or recording.opened["key"]
    signed = os.path.exists(os.path.join(bag, SIGNATURE))
    assert signed == (named is not None), f"signed: {signed}, by the journal's key: {named}"
    if not signed:
        return
    der = subprocess.run(["openssl", "pkey", "-pubin", "-in", PUBLIC_KEY, "-outform", "DER"], cwd=bag,
                         capture_output=True, check=True).stdout
    assert hashlib.sha256(der).hexdigest() == named, "the key is not the one that the journal names"
    _run(bag, "openssl", "pkeyutl", "-verify", "-pubin", "-inkey", PUBLIC_KEY, "-rawin", "-in",
         "tagmanifest-sha256.txt", "-sigfile", SIGNATURE)


def check_sealed(path):
    """Raises AssertionError with what is wrong; returns what the independent reader found (journalcheck.Recording)."""
    bag = bag_of(path)
    audio = _check_files(bag)
    found = bagcheck.problems(bag)
    assert not found, f"{bag} is no valid bag: {found}"
    _run(bag, "sha256sum", "--strict", "-c", "manifest-sha256.txt")
    _run(bag, "sha256sum", "--strict", "-c", "tagmanifest-sha256.txt")
    _run(bag, "flac", "-t", "-s", "-w", *audio)
    recording = journalcheck.Recording(bag)
    levelcheck.check(bag, recording)
    recording.info = _check_info(bag, recording)
    _check_signature(bag, recording)
    _check_how_to_verify(bag)
    _check_modes(bag)
    return recording
