# SPDX-License-Identifier: MIT
"""FLAC files taken apart and put together by the frame (RFC 9639), as somebody would who wants one player to play what
the next one does not."""

import struct

SYNC = b"\xff\xf8"
RATES = {8000: 4, 16000: 5, 44100: 9, 48000: 10}
BITS = {8: 1, 16: 4, 24: 6}


def table(width, polynomial):
    made = []
    for byte in range(256):
        crc = byte << (width - 8)
        for _ in range(8):
            crc = (crc << 1) ^ (polynomial if crc >> (width - 1) & 1 else 0)
        made.append(crc & ((1 << width) - 1))
    return made


CRC8, CRC16 = table(8, 0x07), table(16, 0x8005)


def crc8(data):
    crc = 0
    for byte in data:
        crc = CRC8[crc ^ byte]
    return crc


def crc16(data):
    crc = 0
    for byte in data:
        crc = (crc << 8 & 0xFFFF) ^ CRC16[crc >> 8 ^ byte]
    return crc


class Bits:
    """Bits from the highest on."""

    def __init__(self):
        self.value, self.count = 0, 0

    def put(self, value, count):
        self.value = self.value << count | (value & ((1 << count) - 1))
        self.count += count
        return self

    def unary(self, zeros):
        return self.put(1, zeros + 1)

    def bytes(self, padding=0):
        left = -self.count % 8
        return (self.value << left | (padding & ((1 << left) - 1))).to_bytes((self.count + left) // 8, "big")


def utf8_number(number):
    if number < 0x80:
        return bytes([number])
    more = 1
    while more < 6 and number >> (5 * more + 6):
        more += 1
    lead = 0xFF00 >> (more + 1) & 0xFF
    return bytes([lead | number >> (6 * more)] +
                 [0x80 | number >> (6 * i) & 0x3F for i in range(more - 1, -1, -1)])


def header(number, size, rate=8000, channels=1, bits=16, variable=False, channel_code=None, reserved=0):
    """`size`, `rate` and `bits` as the frame says them; rate or bits None: those of the stream."""
    rate_code = RATES[rate] if rate else 0
    bits_code = BITS[bits] if bits else 0
    code = channels - 1 if channel_code is None else channel_code
    data = SYNC[:1] + bytes([SYNC[1] | variable, 7 << 4 | rate_code, code << 4 | bits_code << 1 | reserved])
    data += utf8_number(number) + struct.pack(">H", size - 1)
    return data + bytes([crc8(data)])


def finished(head, body):
    return head + body + struct.pack(">H", crc16(head + body))


def verbatim(samples, bits=16):
    made = Bits().put(0b00000010, 8)
    for sample in samples:
        made.put(sample, bits)
    return made


def frame(number, samples, subframe=None, **said):
    """One frame of one channel."""
    return finished(header(number, len(samples), **said), (subframe or verbatim(samples)).bytes())


def residual(values, parameter=None):
    """One partition, Rice-coded."""
    folded = [2 * v if v >= 0 else -2 * v - 1 for v in values]
    if parameter is None:
        mean = sum(folded) // max(1, len(folded))
        parameter = min(14, max(0, mean.bit_length() - 1))
    made = Bits().put(0, 2).put(0, 4).put(parameter, 4)
    for value in folded:
        made.unary(value >> parameter).put(value, parameter)
    return made


def fixed(samples, order=1, bits=16, wrap=None):
    """`wrap`: the prediction goes on beyond the range, as a decoder that wraps around there would not hear."""
    made = Bits().put(0b00010000 | order << 1, 8)
    for sample in samples[:order]:
        made.put(sample, bits)
    differences = list(samples)
    for _ in range(order):
        differences = [b - a for a, b in zip(differences, differences[1:])]
    if wrap:
        differences[wrap - 1] += 65536
        differences[wrap] -= 65536
    rest = residual(differences)
    return made.put(rest.value, rest.count)


def lpc_of_silence(size, coefficients, shift=0, bits=16):
    """`size` samples of silence, predicted by any coefficients of 15 bits: of nothing they make nothing."""
    order = len(coefficients)
    made = Bits().put(0b01000000 | (order - 1) << 1, 8).put(0, bits * order).put(14, 4).put(shift, 5)
    for coefficient in coefficients:
        made.put(coefficient, 15)
    rest = residual([0] * (size - order), 0)
    return made.put(rest.value, rest.count)


class Stream:
    """A file in its parts: blocks of metadata as [kind, content], and frames as bytes."""

    def __init__(self, data):
        assert data[:4] == b"fLaC"
        self.blocks, at, last = [], 4, False
        while not last:
            last, kind, size = data[at] >> 7, data[at] & 0x7F, int.from_bytes(data[at + 1 : at + 4], "big")
            self.blocks.append([kind, data[at + 4 : at + 4 + size]])
            at += 4 + size
        self.frames = split(data[at:])

    @property
    def head(self):
        made = b"fLaC"
        for i, (kind, content) in enumerate(self.blocks):
            last = 0x80 if i + 1 == len(self.blocks) else 0
            made += bytes([kind | last]) + len(content).to_bytes(3, "big") + content
        return made

    def bytes(self):
        return self.head + b"".join(self.frames)

    def info(self, **fields):
        """Changes STREAMINFO: min_block, max_block, min_frame, max_frame, rate, channels, bits, total, md5."""
        content = self.blocks[0][1]
        packed = int.from_bytes(content[10:18], "big")
        values = {"min_block": int.from_bytes(content[:2], "big"), "max_block": int.from_bytes(content[2:4], "big"),
                  "min_frame": int.from_bytes(content[4:7], "big"), "max_frame": int.from_bytes(content[7:10], "big"),
                  "rate": packed >> 44, "channels": (packed >> 41 & 7) + 1, "bits": (packed >> 36 & 31) + 1,
                  "total": packed & (1 << 36) - 1, "md5": content[18:]}
        values.update(fields)
        packed = (values["rate"] << 44 | values["channels"] - 1 << 41 | values["bits"] - 1 << 36 | values["total"])
        self.blocks[0][1] = (struct.pack(">HH", values["min_block"], values["max_block"]) +
                             values["min_frame"].to_bytes(3, "big") + values["max_frame"].to_bytes(3, "big") +
                             packed.to_bytes(8, "big") + values["md5"])
        return self

    def sized(self):
        """STREAMINFO says how large the frames are, as they are now."""
        sizes = [len(f) for f in self.frames]
        return self.info(min_frame=min(sizes), max_frame=max(sizes))

    def tags(self, lines, vendor=None):
        old = self.blocks[1][1]
        size = int.from_bytes(old[:4], "little")
        vendor = old[4 : 4 + size] if vendor is None else vendor
        parts = [vendor] + [None] + lines
        self.blocks[1][1] = b"".join(
            struct.pack("<I", len(lines)) if p is None else struct.pack("<I", len(p)) + p for p in parts)
        return self

    @property
    def tag_lines(self):
        content = self.blocks[1][1]
        at = 4 + int.from_bytes(content[:4], "little")
        lines, count = [], int.from_bytes(content[at : at + 4], "little")
        at += 4
        for _ in range(count):
            size = int.from_bytes(content[at : at + 4], "little")
            lines.append(content[at + 4 : at + 4 + size])
            at += 4 + size
        return lines


def split(data):
    """Frames of an honest file of up to 128 frames: each begins with the sync code and its own number."""
    starts = []
    for at in range(len(data) - 5):
        if data[at : at + 2] == SYNC and data[at + 4] == len(starts):
            end = at + 5 + {6: 1, 7: 2}.get(data[at + 2] >> 4, 0) + {12: 1, 13: 2, 14: 2}.get(data[at + 2] & 15, 0)
            if crc8(data[at:end]) == data[end]:
                starts.append(at)
    return [data[a:b] for a, b in zip(starts, starts[1:] + [len(data)])]
