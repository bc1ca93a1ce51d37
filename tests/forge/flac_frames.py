# SPDX-License-Identifier: MIT
"""FLAC after RFC 9639: a file taken apart into its blocks and frames, each decoded to its last bit, and frames made by
hand. It believes nothing that STREAMINFO says of the frames, so what a file really holds can be held against that."""

import hashlib
import re
import struct

STREAMINFO, PADDING, APPLICATION, SEEKTABLE, COMMENTS, CUESHEET, PICTURE = range(7)
BLOCK_SIZES = {1: 192, **{n: 144 << n for n in range(2, 6)}, **{n: 1 << n for n in range(8, 16)}}
RATES = {1: 88200, 2: 176400, 3: 192000, 4: 8000, 5: 16000, 6: 22050, 7: 24000, 8: 32000, 9: 44100, 10: 48000, 11: 96000}
SAMPLE_BITS = {1: 8, 2: 12, 4: 16, 5: 20, 6: 24, 7: 32}
SYNC = re.compile(rb"\xff[\xf8\xf9]")
FIXED = ((), (1,), (2, -1), (3, -3, 1), (4, -6, 4, -1))


def _table(polynomial, bits):
    top, mask, table = 1 << bits - 1, (1 << bits) - 1, []
    for value in range(256):
        value <<= bits - 8
        for _ in range(8):
            value = (value << 1 ^ polynomial if value & top else value << 1) & mask
        table.append(value)
    return table


_CRC8, _CRC16 = _table(0x07, 8), _table(0x8005, 16)


def crc8(data):
    value = 0
    for byte in data:
        value = _CRC8[value ^ byte]
    return value


def crc16(data):
    value = 0
    for byte in data:
        value = (value << 8 ^ _CRC16[value >> 8 ^ byte]) & 0xFFFF
    return value


class Broken(ValueError):
    """Not a frame, or not a file."""


class Bits:
    """A bit after the other: as text of 0 and 1, which Python searches fast."""

    def __init__(self, data):
        self.text, self.at = bin(int.from_bytes(b"\1" + data, "big"))[3:], 0

    def take(self, count):
        end = self.at + count
        if end > len(self.text):
            raise Broken("ends within a frame")
        value = int(self.text[self.at:end], 2) if count else 0
        self.at = end
        return value

    def signed(self, count):
        value = self.take(count)
        return value - (1 << count) if count and value >> count - 1 else value

    def unary(self):
        end = self.text.find("1", self.at)
        if end < 0:
            raise Broken("ends within a frame")
        count, self.at = end - self.at, end + 1
        return count


class Frame:
    """`at` and `size` in bytes, its number as it says (of the frame, or of its first sample), its channels' samples; `says`: whether
    its header says the rate, and the bits; `empty`: its subframes are constant and 0."""

    says, empty = (True, True), False

    def __init__(self, at, size, number, counts_samples, length, rate, bits, channels):
        self.at, self.size, self.number, self.counts_samples = at, size, number, counts_samples
        self.length, self.rate, self.bits, self.channels = length, rate, bits, channels


class Flac:
    """`blocks` of (kind, bytes), `frames`, `end`: where the last whole frame ends; `why`: what is wrong there, or None
    where that is the end of the file."""

    def __init__(self, data):
        if data[:4] != b"fLaC":
            raise Broken("does not begin as a FLAC file")
        self.data, self.blocks, at, last = data, [], 4, False
        while not last:
            if at + 4 > len(data):
                raise Broken("ends within its metadata")
            last, kind = data[at] >> 7 == 1, data[at] & 0x7F
            size = int.from_bytes(data[at + 1:at + 4], "big")
            self.blocks.append((kind, data[at + 4:at + 4 + size]))
            at += 4 + size
        if at > len(data) or self.blocks[0][0] != STREAMINFO or len(self.blocks[0][1]) != 34:
            raise Broken("has no STREAMINFO")
        info = self.blocks[0][1]
        packed = int.from_bytes(info[10:18], "big")
        self.rate, self.channels, self.bits = packed >> 44, (packed >> 41 & 7) + 1, (packed >> 36 & 31) + 1
        self.total, self.md5 = packed & (1 << 36) - 1, info[18:34]
        self.begin, self.frames, self.why = at, [], None
        while at < len(data) and self.why is None:
            try:
                frame = _frame(data, at, self.rate, self.bits)
                if frame.bits != self.bits:
                    raise Broken("a frame of another size of samples")
                self.frames.append(frame)
                at += frame.size
            except Broken as error:
                self.why = str(error)
        self.end = at

    @property
    def tags(self):
        """The vendor, and the tags as they stand there. Raises Broken."""
        for kind, block in self.blocks:
            if kind == COMMENTS:
                return _read_tags(block)
        return "", []

    def samples(self):
        """Interleaved, signed, little-endian, bits/8 bytes each."""
        width, parts = (self.bits + 7) // 8, []
        for frame in self.frames:
            mixed = [sample for together in zip(*frame.channels) for sample in together]
            if width == 2:
                parts.append(struct.pack(f"<{len(mixed)}h", *mixed))
            else:
                parts.append(b"".join(sample.to_bytes(width, "little", signed=True) for sample in mixed))
        return b"".join(parts)

    def raw(self, number):
        """The bytes of the frame with this index."""
        frame = self.frames[number]
        return self.data[frame.at:frame.at + frame.size]

    def written(self, blocks=None, frames=None, behind=b""):
        """The file anew, of other blocks or frames; STREAMINFO stays as it stands."""
        blocks = self.blocks if blocks is None else blocks
        head = b"".join(bytes([kind | (0x80 if n == len(blocks) - 1 else 0)]) + len(block).to_bytes(3, "big") + block
                        for n, (kind, block) in enumerate(blocks))
        frames = [self.raw(n) for n in range(len(self.frames))] if frames is None else frames
        return b"fLaC" + head + b"".join(frames) + behind


def _read_tags(block):
    def text(at):
        if at + 4 > len(block):
            raise Broken("tags that end too early")
        (size,) = struct.unpack_from("<I", block, at)
        if at + 4 + size > len(block):
            raise Broken("tags that end too early")
        return block[at + 4:at + 4 + size].decode("utf-8", "surrogateescape"), at + 4 + size

    vendor, at = text(0)
    (count,) = struct.unpack_from("<I", block + bytes(4), at)
    found = []
    at += 4
    for _ in range(count):
        line, at = text(at)
        found.append(line)
    if at != len(block):
        raise Broken("bytes behind the tags")
    return vendor, found


def _coded_number(bits, lenient=False):
    first = bits.take(8)
    more = 8 - (first ^ 0xFF).bit_length()
    if more == 0:
        return first
    if more == 1 or more > 7:
        raise Broken("a frame's number that is none")
    value = first & (0x7F >> more)
    for _ in range(more - 1):
        byte = bits.take(8)
        if byte >> 6 != 2:
            raise Broken("a frame's number that is none")
        value = value << 6 | byte & 0x3F
    if not lenient and value < (0x80 if more == 2 else 1 << 5 * more - 4):
        raise Broken("a frame's number in more bytes than it needs")
    return value


def _residual(bits, order, length):
    method = bits.take(2)
    if method > 1:
        raise Broken("a residual of an unknown kind")
    width, partitions = 4 + method, 1 << bits.take(4)
    if length % partitions or length // partitions < order:
        raise Broken("partitions that don't fit")
    found, text = [], bits.text
    for part in range(partitions):
        count, parameter = length // partitions - (order if part == 0 else 0), bits.take(width)
        if parameter == (1 << width) - 1:
            raw = bits.take(5)
            found += [bits.signed(raw) for _ in range(count)]
            continue
        at = bits.at
        for _ in range(count):
            end = text.find("1", at)
            low = end + 1
            if end < 0 or low + parameter > len(text):
                raise Broken("ends within a frame")
            value = end - at << parameter
            at = low + parameter
            if parameter:
                value |= int(text[low:at], 2)
            found.append(value >> 1 ^ -(value & 1))
        bits.at = at
    if any(abs(error) > 0x7FFFFFFF for error in found):
        raise Broken("a residual of more than 32 bits")
    return found


def _predicted(warm, residual, coefficients, shift):
    samples, order = list(warm), len(coefficients)
    if order == 0:
        return residual
    backwards = coefficients[::-1]
    for error in residual:
        total = 0
        for coefficient, sample in zip(backwards, samples[-order:]):
            total += coefficient * sample
        samples.append(error + (total >> shift))
    return samples


def _subframe(bits, width, length):
    if bits.take(1):
        raise Broken("a subframe that does not begin with 0")
    kind, wasted = bits.take(6), 0
    if bits.take(1):
        wasted = bits.unary() + 1
    width -= wasted
    if width < 1:
        raise Broken("more wasted bits than there are")
    if kind == 0:
        samples = [bits.signed(width)] * length
    elif kind == 1:
        samples = [bits.signed(width) for _ in range(length)]
    elif 8 <= kind <= 12:
        order = kind - 8
        warm = [bits.signed(width) for _ in range(order)]
        samples = _predicted(warm, _residual(bits, order, length), FIXED[order], 0)
    elif kind >= 32:
        order = kind - 31
        warm = [bits.signed(width) for _ in range(order)]
        precision, shift = bits.take(4) + 1, bits.signed(5)
        if precision == 16 or shift < 0:
            raise Broken("a predictor that is none")
        coefficients = [bits.signed(precision) for _ in range(order)]
        samples = _predicted(warm, _residual(bits, order, length), coefficients, shift)
    else:
        raise Broken("a subframe of an unknown kind")
    _within(samples, width)
    return [sample << wasted for sample in samples] if wasted else samples


def _within(samples, width):
    limit = 1 << width - 1
    if any(not -limit <= sample < limit for sample in samples):
        raise Broken("a sample out of its range")


def _decorrelated(kind, first, second):
    if kind == 8:
        return [first, [a - b for a, b in zip(first, second)]]
    if kind == 9:
        return [[a + b for a, b in zip(first, second)], second]
    both = [(2 * middle + (side & 1), side) for middle, side in zip(first, second)]
    return [[a + b >> 1 for a, b in both], [a - b >> 1 for a, b in both]]


class Head:
    """A frame's header: number, strategy, samples, rate, bits and channels that it says (0: those of the stream)."""

    def __init__(self, data, at, lenient=False):
        head = data[at:at + 4]
        if len(head) < 4 or head[0] != 0xFF or head[1] & 0xFE != 0xF8:
            raise Broken("no frame begins")
        bits = Bits(data[at:at + 32])
        bits.at = 16
        size_code, rate_code, self.channel_code, bits_code, reserved = (bits.take(n) for n in (4, 4, 4, 3, 1))
        if size_code == 0 or rate_code == 15 or self.channel_code > 10 or bits_code == 3 or reserved:
            raise Broken("a frame's head that is none")
        self.counts_samples = bool(head[1] & 1)
        self.number = _coded_number(bits, lenient)
        self.length = bits.take(8 * (size_code - 5)) + 1 if size_code in (6, 7) else BLOCK_SIZES[size_code]
        if rate_code in (12, 13, 14):
            self.rate = bits.take(8 if rate_code == 12 else 16) * (1000, 1, 10)[rate_code - 12]
            if self.rate == 0 and not lenient:
                raise Broken("a frame's head that is none")
        else:
            self.rate = RATES.get(rate_code, 0)
        self.bits = SAMPLE_BITS.get(bits_code, 0)
        self.channels = 2 if self.channel_code > 7 else self.channel_code + 1
        self.size = bits.at // 8 + 1
        if bits.take(8) != crc8(data[at:at + self.size - 1]):
            raise Broken("a frame's head whose CRC does not fit")

    def is_like(self, other, stream_rate):
        return (self.counts_samples, self.channels, self.rate or stream_rate) == (
            other.counts_samples, other.channels, other.rate or stream_rate)

    def follows(self, other):
        return self.number in (other.number + 1, other.number + other.length)


def hidden(flac):
    """The first place within a frame where another one is hidden, or None (docs/format.md, "Audio")."""
    largest, seen, count = int.from_bytes(flac.blocks[0][1][2:4], "big"), [], 0
    like = []  # those that are like the frames that they stand in
    for index, frame in enumerate(flac.frames):
        own, raw = Head(flac.data, frame.at), flac.raw(index)
        seen, like = ([(n, head) for n, head in near if n + 3 >= index] for near in (seen, like))
        for found in SYNC.finditer(flac.data, frame.at + 1, frame.at + frame.size + 1):
            at = found.start()
            try:
                head = Head(flac.data, at, lenient=True)
            except Broken:
                continue
            if at >= frame.at + frame.size or head.bits not in (0, flac.bits):
                continue
            if head.is_like(own, flac.rate) and head.follows(own):
                return at
            if head.is_like(own, flac.rate):
                if like:
                    return at
                like.append((index, head))
            first = flac.data[at + head.size:at + head.size + 1]
            begins = first and (first[0] >> 1 <= 1 or 8 <= first[0] >> 1 <= 12 or 32 <= first[0] >> 1 < 64)
            if head.length > largest or not begins:
                continue
            count += 1
            if (any(head.is_like(before, flac.rate) and head.follows(before) for _, before in seen)
                    or crc16(raw[:at - frame.at]) == 0 or count > 2 + (at - flac.begin) // (64 << 20)
                    or _is_whole(flac, at)):
                return at
            seen.append((index, head))
    return None


def _is_whole(flac, at):
    try:
        _frame(flac.data, at, flac.rate, flac.bits, lenient=True)
    except Broken:
        return False
    return True


def _frame(data, at, stream_rate, stream_bits, lenient=False):
    head = Head(data, at, lenient)
    bits = Bits(data[at:at + (1 << 20)])
    bits.at = 8 * head.size
    width = head.bits or stream_bits
    channels = []
    for n in range(head.channels):
        side = head.channel_code == 9 and n == 0 or head.channel_code in (8, 10) and n == 1
        channels.append(_subframe(bits, width + side, head.length))
    if head.channel_code > 7:
        channels = _decorrelated(head.channel_code, *channels)
        for samples in channels:
            _within(samples, width)
    while bits.at % 8:
        if bits.take(1):
            raise Broken("a frame whose padding is not 0")
    size = bits.at // 8
    if bits.take(16) != crc16(data[at:at + size]):
        raise Broken("a frame whose CRC does not fit")
    frame = Frame(at, size + 2, head.number, head.counts_samples, head.length, head.rate or stream_rate, width, channels)
    frame.says, frame.empty = (head.rate != 0, head.bits != 0), not any(data[at + head.size:at + size])
    return frame


# -- frames by hand -----------------------------------------------------------------------------------------------------


def coded_number(number):
    """As UTF-8 would write it, up to 36 bits."""
    if number < 0x80:
        return bytes([number])
    more = next(n for n in range(1, 7) if number < 1 << 6 * n + 6 - n)
    parts = [0x80 | number >> 6 * n & 0x3F for n in reversed(range(more))]
    return bytes([(0xFF << 7 - more) & 0xFF | number >> 6 * more, *parts])


def verbatim_frame(number, channels, bits=16, variable=False, good=True, rate_code=0):
    """A frame that holds these samples as they are. With `good` False its CRC-16 does not fit."""
    length = len(channels[0])
    code = {16: 4, 24: 6, 8: 1}[bits]
    head = bytes([0xFF, 0xF9 if variable else 0xF8, 0x70 | rate_code, (len(channels) - 1) << 4 | code << 1])
    head += coded_number(number) + (length - 1).to_bytes(2, "big")
    body = head + bytes([crc8(head)])
    for samples in channels:
        body += b"\2" + b"".join(sample.to_bytes(bits // 8, "big", signed=True) for sample in samples)
    return body + (crc16(body) ^ (0 if good else 1)).to_bytes(2, "big")


def constant_frame(number, value, length, channels=1, bits=16, rate_code=0):
    """A frame of one value: a few bytes for up to 65,536 samples a channel."""
    code = {16: 4, 24: 6, 8: 1}[bits]
    head = bytes([0xFF, 0xF8, 0x70 | rate_code, (channels - 1) << 4 | code << 1]) + coded_number(number)
    head += (length - 1).to_bytes(2, "big")
    body = head + bytes([crc8(head)])
    for _ in range(channels):
        body += b"\0" + value.to_bytes(bits // 8, "big", signed=True)
    return body + crc16(body).to_bytes(2, "big")


def stream_info(rate, channels, bits, total, md5, block_size=4096):
    packed = rate << 44 | channels - 1 << 41 | bits - 1 << 36 | total
    return block_size.to_bytes(2, "big") * 2 + bytes(6) + packed.to_bytes(8, "big") + md5


def tag_block(vendor, lines):
    parts = [struct.pack("<I", len(vendor.encode())), vendor.encode(), struct.pack("<I", len(lines))]
    for line in lines:
        parts += [struct.pack("<I", len(line.encode())), line.encode()]
    return b"".join(parts)


def whole_file(samples, rate, channels, bits, tags, block_size=4096):
    """A file as a recording has it, of interleaved samples, with frames that hold them as they are."""
    width = bits // 8
    values = [int.from_bytes(samples[at:at + width], "little", signed=True) for at in range(0, len(samples), width)]
    by_channel = [values[n::channels] for n in range(channels)]
    total = len(values) // channels
    frames = [verbatim_frame(number, [channel[at:at + block_size] for channel in by_channel], bits)
              for number, at in enumerate(range(0, total, block_size))]
    info = stream_info(rate, channels, bits, total, hashlib.md5(samples).digest(), block_size)
    blocks = ((STREAMINFO, info), (COMMENTS, tag_block("reference libFLAC 1.4.2 20221022", tags)))
    head = b"".join(bytes([kind | (0x80 if kind == COMMENTS else 0)]) + len(block).to_bytes(3, "big") + block
                    for kind, block in blocks)
    return b"fLaC" + head + b"".join(frames)
