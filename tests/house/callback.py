# SPDX-License-Identifier: MIT
"""The real-time callback's two lists: what its file may include, itself and by way of our own headers, and what its
object file may leave to others. Whatever is on neither could lock, allocate, or wait."""

import os
import subprocess

from house import INCLUDE, read

SOURCE = "src/capture/callback.cpp"

INCLUDES = {
    "capture/callback.hpp": "its own header",
    "ring/audio_ring.hpp": "where it puts the frames",
    "ring/spsc_ring.hpp": "what that ring is made of: indices and a copy",
    "os/realtime_clock.hpp": "one call into the vDSO",
    "earwitness/version.hpp": "what the library shows: macros, and a function that is not used here",
    "earwitness/base.hpp": "the shape of the audio; its error types are not used here, which the symbols show",
    "portaudio.h": "the callback's signature; no function of it is called, which the symbols show",
    "time.h": "clock_gettime",
    "atomic": "the one flag that ends it", "bit": "sizes of rings", "cstddef": "", "cstdint": "",
    "cassert": "of the ring; an assertion that could fail would show in the symbols",
    "cstring": "memcpy", "span": "", "algorithm": "min", "array": "", "memory": "the ring's storage, made elsewhere",
    "new": "cache line size", "type_traits": "", "utility": "", "limits": "",
    "chrono": "of base.hpp", "stdexcept": "of base.hpp", "string": "of base.hpp",
}

SYMBOLS = {
    "clock_gettime": "the time of the call: in the vDSO, without entering the kernel",
    "memcpy": "the copy into the ring",
    "memset": "silence where the device gave no samples",
    "memmove": "what a compiler may make of the same copy",
    "__stack_chk_fail": "where the compiler guards the stack: called only once it is broken",
    "_GLOBAL_OFFSET_TABLE_": "no function: how position-independent code finds the others",
    "__memcpy_chk": "memcpy, where the compiler knows the target's size",
    "__memset_chk": "memset, likewise",
}


def find(root, name):
    for folder in ("src", "include"):
        if os.path.exists(os.path.join(root, folder, name)):
            return f"{folder}/{name}"
    return None


def includes(root, path=SOURCE, seen=None):
    """What `path` includes, itself and through our own headers."""
    seen = set() if seen is None else seen
    for bracket, name in INCLUDE.findall(read(root, path)):
        if name not in seen:
            seen.add(name)
            own = find(root, name) if bracket == '"' else None
            if own:
                includes(root, own, seen)
    return seen


def include_problems(root):
    return [f"{SOURCE} reaches {name}, which is not on its list" for name in sorted(includes(root) - set(INCLUDES))]


def undefined_symbols(objects):
    done = subprocess.run(["nm", "-u", "--format=posix", objects], check=True, capture_output=True, text=True)
    return {line.split()[0].split("@")[0] for line in done.stdout.splitlines() if line.strip()}


def symbol_problems(objects):
    return [f"{os.path.basename(objects)} needs {name}, which is not on its list"
            for name in sorted(undefined_symbols(objects) - set(SYMBOLS))]
