# SPDX-License-Identifier: MIT
"""FLAC files read without earwitness: the header by RFC 9639, the samples by the flac program."""

import struct
import subprocess


class Flac:
    """STREAMINFO and the tags of one file."""

    def __init__(self, path):
        self.path = path
        with open(path, "rb") as file:
            if file.read(4) != b"fLaC":
                raise ValueError(f"{path} does not begin as a FLAC file")
            self.tags = {}
            last = False
            while not last:
                head = file.read(4)
                last, kind, size = bool(head[0] & 0x80), head[0] & 0x7F, int.from_bytes(head[1:], "big")
                block = file.read(size)
                if kind == 0:
                    self._stream_info(block)
                elif kind == 4:
                    self._comments(block)

    def _stream_info(self, block):
        packed = int.from_bytes(block[10:18], "big")
        self.sample_rate = packed >> 44
        self.channels = (packed >> 41 & 7) + 1
        self.bits = (packed >> 36 & 31) + 1
        self.frames = packed & (1 << 36) - 1
        self.md5 = block[18:34]

    def _comments(self, block):
        def text(at):
            (size,) = struct.unpack_from("<I", block, at)
            return block[at + 4 : at + 4 + size].decode("utf-8"), at + 4 + size

        self.vendor, at = text(0)
        (count,) = struct.unpack_from("<I", block, at)
        at += 4
        for _ in range(count):
            line, at = text(at)
            name, _, value = line.partition("=")
            self.tags[name.upper()] = value

    @property
    def frame_bytes(self):
        return self.channels * self.bits // 8


def decode(path):
    """All samples: interleaved, signed, little-endian, bits/8 bytes each."""
    return subprocess.run(
        ["flac", "-d", "-s", "-c", "--force-raw-format", "--endian=little", "--sign=signed", path],
        check=True, capture_output=True).stdout


def decode_growing(path):
    """The samples that stand in a file which is still written to, its open end left out."""
    with open(path, "rb") as file:
        content = file.read()
    return subprocess.run(
        ["flac", "-d", "-s", "-c", "-F", "--force-raw-format", "--endian=little", "--sign=signed", "-"],
        input=content, capture_output=True).stdout
