# SPDX-License-Identifier: MIT
"""FLAC files that some players play otherwise than the next one, each made of an honest file of a golden bag: `sound`
is its recorded sound, `silence` a withheld stretch of its excerpt, of which somebody may choose every bit of the code.

A forgery is a function of the file, taken apart, to bytes. Those marked `honest` are other ways to write the same
samples that no player hears. rows_sound.py has them judged by verify and by the second implementation,
tests/system/players_test.py has them played."""

import hashlib
import struct
from collections import namedtuple

import flac_frames
from flac_frames import (APPLICATION, COMMENTS, CUESHEET, PADDING, PICTURE, SEEKTABLE, STREAMINFO, crc8, crc16, tag_block)

FILES = {"sound": ("recording", "data/audio-001.flac"), "silence": ("excerpt-1", "data/excerpt-002.flac")}
RATE_CODE = 4  # 8 kHz; GStreamer refuses a file whose first frame leaves it to the header
Forgery = namedtuple("Forgery", "name base honest make says")
FORGERIES = {}


def forgery(base="sound", honest=False, says=None):
    def add(make):
        FORGERIES[make.__name__] = Forgery(make.__name__, base, honest, make, says)
        return make

    return add


# -- bits ---------------------------------------------------------------------------------------------------------------


class Written:
    """Bits, the highest first."""

    def __init__(self):
        self.text = ""

    def put(self, value, count):
        self.text += format(value & (1 << count) - 1, f"0{count}b") if count else ""
        return self

    def bytes(self, fill="0"):
        text = self.text + fill * (-len(self.text) % 8)
        return int("1" + text, 2).to_bytes(len(text) // 8 + 1, "big")[1:]


def verbatim_frame(number, channels, rate_code=RATE_CODE, **more):
    return flac_frames.verbatim_frame(number, channels, rate_code=rate_code, **more)


def constant_frame(number, value, length):
    return flac_frames.constant_frame(number, value, length, rate_code=RATE_CODE)


def header(number, length, code=0x08, rate_code=RATE_CODE, coded=None, sync=b"\xff\xf8"):
    data = sync + bytes([0x70 | rate_code, code]) + (bytes([number]) if coded is None else coded)
    data += struct.pack(">H", length - 1)
    return data + bytes([crc8(data)])


def closed(data):
    return data + struct.pack(">H", crc16(data))


def predicted_silence(length, content=b"", shift=0):
    """A subframe of silence, predicted by 32 coefficients of 15 bits that hold `content`: of nothing they make
    nothing."""
    made = Written().put(0b01111110, 8).put(0, 32 * 16).put(14, 4).put(shift, 5).put(0, 7)
    for byte in content:
        made.put(byte, 8)
    made.put(0, 32 * 15 - 7 - 8 * len(content))
    made.put(0, 10)  # Rice, one partition, parameter 0
    return made.put((1 << length - 32) - 1, length - 32)


def escaped(samples, width=20):
    """A subframe by a fixed predictor of the first order, whose residual is written as it is."""
    made = Written().put(0b00010010, 8).put(samples[0], 16).put(0b01, 2).put(0, 4).put(31, 5).put(width, 5)
    for before, after in zip(samples, samples[1:]):
        made.put(after - before, width)
    return made


# -- a file ---------------------------------------------------------------------------------------------------------------


def raw_frames(flac):
    return [flac.raw(number) for number in range(len(flac.frames))]


def mono(flac):
    return [sample for frame in flac.frames for sample in frame.channels[0]]


def told(flac, **fields):
    """STREAMINFO with other fields: block, min_block, frames (sizes), rate, channels, bits, total, md5."""
    info = flac.blocks[0][1]
    packed = int.from_bytes(info[10:18], "big")
    rate, channels, bits = fields.get("rate", flac.rate), fields.get("channels", flac.channels), fields.get("bits", flac.bits)
    packed = rate << 44 | channels - 1 << 41 | bits - 1 << 36 | fields.get("total", flac.total)
    block = struct.pack(">H", fields["block"]) if "block" in fields else info[2:4]
    low = struct.pack(">H", fields["min_block"]) if "min_block" in fields else block
    sizes = fields.get("frames", info[4:10])
    return low + block + sizes + packed.to_bytes(8, "big") + fields.get("md5", flac.md5)


def sizes_of(frames):
    sizes = [len(frame) for frame in frames]
    return min(sizes).to_bytes(3, "big") + max(sizes).to_bytes(3, "big")


def with_frames(flac, frames, **fields):
    blocks = [(STREAMINFO, told(flac, frames=sizes_of(frames), **fields)), *flac.blocks[1:]]
    return flac.written(blocks=blocks, frames=frames)


def with_blocks(flac, *more, before=False):
    info, *rest = flac.blocks
    return flac.written(blocks=[info, *more, *rest] if before else [*flac.blocks, *more])


def speech(length=4096):
    """Samples that nobody recorded: loud, and in no recording of these tests."""
    return [(20000 if n // 20 % 2 else -20000) + n % 7 for n in range(length)]


def false_frame(number, length=4096, **more):
    return verbatim_frame(number, [speech(length)], **more)


# -- other ways to write the same -----------------------------------------------------------------------------------------


@forgery(honest=True)
def untouched(flac):
    return flac.written()


@forgery(honest=True)
def samples_as_they_are(flac):
    samples, block = mono(flac), flac.frames[0].length
    return with_frames(flac, [verbatim_frame(n, [samples[at:at + block]])
                              for n, at in enumerate(range(0, len(samples), block))])


@forgery(honest=True)
def smaller_blocks(flac):
    samples = mono(flac)
    return with_frames(flac, [verbatim_frame(n, [samples[at:at + 576]])
                              for n, at in enumerate(range(0, len(samples), 576))], block=576)


@forgery(honest=True)
def another_predictor(flac):
    samples, block = mono(flac), flac.frames[0].length
    return with_frames(flac, [closed(header(n, len(samples[at:at + block])) + escaped(samples[at:at + block]).bytes())
                              for n, at in enumerate(range(0, len(samples), block))])


@forgery("silence", honest=True)
def silence_predicted(flac):
    return hiding(flac, lambda number: b"\x77" * 40)


# -- behind the end -------------------------------------------------------------------------------------------------------


@forgery()
def junk_behind(flac):
    return flac.written(behind=bytes(n * n % 251 for n in range(100_000)))


@forgery()
def zeros_behind(flac):
    return flac.written(behind=bytes(5000))


@forgery()
def one_byte_behind(flac):
    return flac.written(behind=b"\n")


@forgery()
def id3v1_behind(flac):
    return flac.written(behind=b"TAGHE CONFESSES".ljust(128, b"\0"))


@forgery()
def ape_behind(flac):
    return flac.written(behind=b"APETAGEX" + struct.pack("<IIII", 2000, 32, 0, 0) + bytes(8))


@forgery()
def second_stream_behind(flac):
    return flac.written() + false_file(flac)


@forgery()
def frames_behind(flac):
    first = len(flac.frames)
    return flac.written(behind=b"".join(false_frame(first + n) for n in range(4)))


@forgery()
def frames_behind_a_broken_one(flac):
    first = len(flac.frames)
    return flac.written(behind=false_frame(first, good=False) + b"".join(false_frame(first + n) for n in range(1, 5)))


@forgery()
def frames_behind_numbered_anew(flac):
    return flac.written(behind=b"".join(false_frame(n) for n in range(4)))


@forgery()
def stereo_behind(flac):
    first = len(flac.frames)
    return flac.written(behind=b"".join(verbatim_frame(first + n, [speech(), speech()]) for n in range(3)))


@forgery()
def another_rate_behind(flac):
    first = len(flac.frames)
    return flac.written(behind=b"".join(false_frame(first + n, rate_code=5) for n in range(3)))


@forgery()
def another_size_of_samples_behind(flac):
    first = len(flac.frames)
    wide = [sample * 256 for sample in speech()]
    return flac.written(behind=b"".join(verbatim_frame(first + n, [wide], bits=24) for n in range(3)))


@forgery()
def zeros_and_frames_behind(flac):
    first = len(flac.frames)
    return flac.written(behind=bytes(300) + b"".join(false_frame(first + n) for n in range(3)))


# -- before the sound -----------------------------------------------------------------------------------------------------


@forgery()
def id3v2_before(flac):
    return b"ID3\4\0\0\0\0\0\x20" + bytes(32) + flac.written()


@forgery()
def another_stream_before(flac):
    return false_file(flac) + flac.written()


@forgery()
def frames_before(flac):
    return flac.written(frames=[false_frame(0), *raw_frames(flac)])


@forgery()
def junk_before_the_frames(flac):
    return flac.written(frames=[b"\xff\xf8" * 400, *raw_frames(flac)])


@forgery()
def second_header(flac):
    return with_blocks(flac, flac.blocks[0], before=True)


@forgery()
def second_header_of_stereo(flac):
    return with_blocks(flac, (STREAMINFO, told(flac, channels=2, rate=16000)), before=True)


@forgery()
def picture(flac):
    image = b"\x89PNG\r\n\x1a\n" + bytes(60)
    content = struct.pack(">II", 3, 9) + b"image/png" + struct.pack(">IIIIII", 0, 1, 1, 24, 0, len(image)) + image
    return with_blocks(flac, (PICTURE, content))


@forgery()
def application(flac):
    return with_blocks(flac, (APPLICATION, b"SONY" + bytes(40)))


@forgery()
def padding(flac):
    return with_blocks(flac, (PADDING, bytes(64)))


@forgery()
def padding_that_holds_frames(flac):
    return with_blocks(flac, (PADDING, false_frame(0)), before=True)


@forgery()
def seek_table(flac):
    return with_blocks(flac, (SEEKTABLE, struct.pack(">QQH", 4096, 0, 4096)))


@forgery()
def cue_sheet(flac):
    return with_blocks(flac, (CUESHEET, bytes(396)))


@forgery()
def block_of_no_kind(flac):
    return with_blocks(flac, (90, b"he confesses"))


@forgery()
def no_tags(flac):
    return flac.written(blocks=flac.blocks[:1])


@forgery()
def tags_twice(flac):
    return with_blocks(flac, flac.blocks[1])


@forgery()
def bytes_behind_the_tags(flac):
    return flac.written(blocks=[flac.blocks[0], (COMMENTS, flac.blocks[1][1] + b"he confesses")])


def with_tags(flac, change, vendor=None):
    before, lines = flac.tags
    block = tag_block(before if vendor is None else vendor, change(list(lines)))
    return flac.written(blocks=[flac.blocks[0], (COMMENTS, block)])


@forgery()
def title(flac):
    return with_tags(flac, lambda lines: [*lines, "TITLE=HE CONFESSES"])


@forgery()
def lyrics_in_the_date(flac):
    return with_tags(flac, lambda lines: ["date=the day on which he confessed", *lines[1:]])


@forgery()
def software_that_speaks(flac):
    return with_tags(flac, lambda lines: [*lines[:2], "software=he confesses to all of it/1"])


@forgery()
def comment_twice(flac):
    return with_tags(flac, lambda lines: [*lines, lines[1]])


@forgery()
def another_recording(flac):
    return with_tags(flac, lambda lines: [lines[0], "comment=00000000-1111-4222-8333-444444444444", lines[2]])


@forgery()
def encoder_that_speaks(flac):
    return with_tags(flac, lambda lines: lines, vendor="he confesses to all of it")


@forgery()
def gain(flac):
    return with_tags(flac, lambda lines: [*lines, "REPLAYGAIN_TRACK_GAIN=-60.00 dB"])


# -- what the header says --------------------------------------------------------------------------------------------------


def with_header(flac, **fields):
    return flac.written(blocks=[(STREAMINFO, told(flac, **fields)), *flac.blocks[1:]])


@forgery()
def total_less(flac):
    return with_header(flac, total=flac.total - 4096)


@forgery()
def total_more(flac):
    return with_header(flac, total=flac.total + 8000)


@forgery()
def total_unknown(flac):
    return with_header(flac, total=0)


@forgery()
def checksum_unset(flac):
    return with_header(flac, md5=bytes(16))


@forgery()
def checksum_of_something_else(flac):
    return with_header(flac, md5=hashlib.md5(b"").digest())


@forgery()
def blocks_of_two_sizes(flac):
    return with_header(flac, min_block=16)


@forgery()
def blocks_larger_than_they_are(flac):
    return with_header(flac, block=8192)


@forgery()
def frames_of_another_size(flac):
    return with_header(flac, frames=(9).to_bytes(3, "big") + (10).to_bytes(3, "big"))


@forgery()
def twice_the_rate(flac):
    return with_header(flac, rate=2 * flac.rate)


@forgery()
def two_channels_told(flac):
    return with_header(flac, channels=2)


# -- frames ----------------------------------------------------------------------------------------------------------------


@forgery()
def all_numbered_0(flac):
    samples, block = mono(flac), flac.frames[0].length
    return with_frames(flac, [verbatim_frame(0, [samples[at:at + block]]) for at in range(0, len(samples), block)])


@forgery()
def counted_in_samples(flac):
    samples, block = mono(flac), flac.frames[0].length
    return with_frames(flac, [verbatim_frame(at, [samples[at:at + block]], variable=True)
                              for at in range(0, len(samples), block)])


@forgery()
def frame_twice(flac):
    frames = raw_frames(flac)
    return with_frames(flac, [*frames[:2], frames[1], *frames[2:]])


@forgery()
def frame_gone(flac):
    frames = raw_frames(flac)
    return with_frames(flac, [frames[0], *frames[2:]])


@forgery()
def frames_exchanged(flac):
    frames = raw_frames(flac)
    return with_frames(flac, [frames[1], frames[0], *frames[2:]])


@forgery()
def frame_between(flac):
    frames = raw_frames(flac)
    return with_frames(flac, [*frames[:2], false_frame(2), *frames[2:]])


@forgery()
def junk_between(flac):
    frames = raw_frames(flac)
    return with_frames(flac, [*frames[:2], b"\0" * 37, *frames[2:]])


@forgery()
def broken_frame_between(flac):
    frames = raw_frames(flac)
    return with_frames(flac, [*frames[:2], false_frame(2, good=False), *frames[2:]])


@forgery()
def checksum_of_a_frame(flac):
    frames = raw_frames(flac)
    frames[1] = frames[1][:-1] + bytes([frames[1][-1] ^ 1])
    return with_frames(flac, frames)


@forgery()
def checksum_of_a_header(flac):
    frames = raw_frames(flac)
    at = frames[1].index(bytes([crc8(frames[1][:5])]), 5)
    frames[1] = closed(frames[1][:at] + bytes([frames[1][at] ^ 1]) + frames[1][at + 1:-2])
    return with_frames(flac, frames)


@forgery()
def shorter_frame_within(flac):
    samples, block = mono(flac), flac.frames[0].length
    cuts = [0, block, block + 100, *range(2 * block, len(samples), block), len(samples)]
    return with_frames(flac, [verbatim_frame(n, [samples[a:b]]) for n, (a, b) in enumerate(zip(cuts, cuts[1:]))])


@forgery()
def larger_frame_within(flac):
    samples, block = mono(flac), flac.frames[0].length
    cuts = [0, 2 * block, *range(3 * block, len(samples), block), len(samples)]
    return with_frames(flac, [verbatim_frame(n, [samples[a:b]]) for n, (a, b) in enumerate(zip(cuts, cuts[1:]))])


def first_frame_anew(flac, frame):
    return with_frames(flac, [frame, *raw_frames(flac)[1:]])


@forgery()
def number_longer_than_it_needs(flac):
    samples = mono(flac)[:flac.frames[0].length]
    body = b"\2" + b"".join(sample.to_bytes(2, "big", signed=True) for sample in samples)
    return first_frame_anew(flac, closed(header(0, len(samples), coded=b"\xc0\x80") + body))


@forgery()
def reserved_bit(flac):
    samples = mono(flac)[:flac.frames[0].length]
    body = b"\2" + b"".join(sample.to_bytes(2, "big", signed=True) for sample in samples)
    return first_frame_anew(flac, closed(header(0, len(samples), code=0x09) + body))


@forgery()
def padding_of_a_frame(flac):
    samples = mono(flac)[:flac.frames[0].length]
    made = escaped(samples, 21)
    return first_frame_anew(flac, closed(header(0, len(samples)) + made.bytes("1")))


@forgery()
def samples_beyond_their_range(flac):
    """One that a decoder of 32 bits takes as it is, one of 16 bits wraps around, and a careful one refuses."""
    samples = mono(flac)[:flac.frames[0].length]
    samples[100] += 65536
    return first_frame_anew(flac, closed(header(0, len(samples)) + escaped(samples, 21).bytes()))


@forgery("silence")
def shift_to_the_left(flac):
    return hiding(flac, lambda number: b"\x77" * 40, shift=-3)


@forgery()
def frame_of_two_channels(flac):
    samples = mono(flac)[:flac.frames[0].length]
    return first_frame_anew(flac, verbatim_frame(0, [samples, speech(len(samples))]))


@forgery()
def frame_of_24_bits(flac):
    samples = [256 * sample for sample in mono(flac)[:flac.frames[0].length]]
    return first_frame_anew(flac, verbatim_frame(0, [samples], bits=24))


@forgery()
def frame_of_twice_the_rate(flac):
    return first_frame_anew(flac, verbatim_frame(0, [mono(flac)[:flac.frames[0].length]], rate_code=5))


def saying(flac, which, rate_code, bits_code, length=None):
    """The same samples as they are; the header of frame `which` has these codes. In longer blocks more is passed over."""
    samples, length = mono(flac), length or flac.frames[0].length
    frames = [verbatim_frame(n, [samples[at:at + length]]) for n, at in enumerate(range(0, len(samples), length))]
    which %= len(frames)
    body = frames[which][len(header(which, length)):-2]
    size = len(samples[which * length:(which + 1) * length])
    frames[which] = closed(header(which, size, code=bits_code << 1, rate_code=rate_code) + body)
    return with_frames(flac, frames, block=length)


DIFFERENT = "does not say its rate and bits as those before it do"


@forgery(says=DIFFERENT)
def frame_that_leaves_rate_and_bits(flac):
    """FFmpeg, and what is built on it, passes over one."""
    return saying(flac, 2, 0, 0)


@forgery(says=DIFFERENT)
def frame_that_leaves_its_rate(flac):
    return saying(flac, 14, 0, 4, length=512)


@forgery(says=DIFFERENT)
def frame_that_leaves_its_bits(flac):
    return saying(flac, 14, RATE_CODE, 0, length=512)


@forgery(says=DIFFERENT)
def last_frame_that_leaves_rate_and_bits(flac):
    """FFmpeg plays the one before it twice."""
    return saying(flac, -1, 0, 0)


@forgery(says=DIFFERENT)
def first_frame_that_leaves_rate_and_bits(flac):
    return saying(flac, 0, 0, 0)


@forgery(honest=True)
def frames_that_say_their_rate_in_another_way(flac):
    """Code 12: in kHz, in a byte of its own."""
    samples, length = mono(flac), flac.frames[0].length
    frames = []
    for n, at in enumerate(range(0, len(samples), length)):
        part = samples[at:at + length]
        data = b"\xff\xf8" + bytes([0x7C, 0x08, n]) + struct.pack(">H", len(part) - 1) + b"\x08" if n % 2 else header(n, len(part))[:-1]
        data += bytes([crc8(data)])
        frames.append(closed(data + verbatim_frame(n, [part])[len(header(n, len(part))):-2]))
    return with_frames(flac, frames)


@forgery()
def cut_off(flac):
    return flac.written()[:-1]


@forgery()
def cut_within(flac):
    whole = flac.written()
    return whole[:len(whole) * 2 // 3]


@forgery()
def nothing_at_all(flac):
    return b""


@forgery()
def no_frames(flac):
    return flac.written(frames=[])


# -- frames hidden within others --------------------------------------------------------------------------------------------


def hiding(flac, content, length=64, shift=0):
    """The same silence in short frames, in whose predictors something stands."""
    frames = []
    for number, at in enumerate(range(0, flac.total, length)):
        size = min(length, flac.total - at)
        if size == length and number < 128:
            frames.append(closed(header(number, size) + predicted_silence(size, content(number), shift).bytes()))
        else:
            frames.append(constant_frame(number, 0, size))
    return with_frames(flac, frames, block=length)


@forgery("silence")
def hidden_next_frame(flac):
    return hiding(flac, lambda number: false_frame(number + 1, 16) if number < 127 else b"")


@forgery("silence")
def hidden_frame_by_its_samples(flac):
    return hiding(flac, lambda number: verbatim_frame(number + 64, [speech(16)]))


@forgery("silence")
def hidden_chain(flac):
    """Numbered among themselves, far from those that hide them."""
    return hiding(flac, lambda number: verbatim_frame(1000 + number, [speech(16)]))


@forgery("silence")
def hidden_twins(flac):
    """Two in each frame, too short to be heard alone."""
    return hiding(flac, lambda number: verbatim_frame(2 * number, [speech(8)]) + verbatim_frame(2 * number + 1, [speech(8)]))


@forgery("silence")
def hidden_behind_a_checksum(flac):
    """The bytes before the hidden frame have a CRC-16 as if a frame ended there, and each has a number of its own."""
    def content(number):
        begun = header(number, 64) + (Written().put(0b01111110, 8).put(0, 32 * 16).put(14, 4).put(0, 5).put(0, 7)).bytes()
        return struct.pack(">H", crc16(begun)) + verbatim_frame(7 * number % 100, [speech(16)])

    return hiding(flac, content)


@forgery("silence")
def hidden_stereo_behind_a_checksum(flac):
    def content(number):
        begun = header(number, 64) + (Written().put(0b01111110, 8).put(0, 32 * 16).put(14, 4).put(0, 5).put(0, 7)).bytes()
        return struct.pack(">H", crc16(begun)) + verbatim_frame(number + 1, [speech(8), speech(8)])

    return hiding(flac, content)


@forgery("silence")
def hidden_without_a_sum(flac):
    """The hidden frame's own CRC-16 does not fit: a player of this kind does not ask."""
    return hiding(flac, lambda number: false_frame(number + 1, 16, good=False) if number < 127 else b"")


def constant(number, length, coded=None):
    """A few bytes that are a frame of one loud value."""
    return closed(header(number, length, coded=coded) + b"\0" + struct.pack(">h", 12345))


@forgery("silence")
def hidden_by_a_long_number(flac):
    """Coded in more bytes than it needs: a strict reader does not see that it is a header."""
    return hiding(flac, lambda number: constant(number + 1, 64, bytes([0xC0 | number + 1 >> 6, 0x80 | number + 1 & 63]))
                  if number < 127 else b"")


@forgery("silence")
def hidden_short_ones_by_a_long_number(flac):
    return hiding(flac, lambda number: constant(number + 1, 16, bytes([0xC0 | number + 1 >> 6, 0x80 | number + 1 & 63]))
                  if number < 127 else b"")


@forgery("silence")
def hidden_alone(flac):
    """One of any number: GStreamer takes it by its form."""
    return hiding(flac, lambda number: constant(90, 64) if number == 5 else b"")


@forgery("silence")
def hidden_with_its_own_number(flac):
    return hiding(flac, lambda number: constant(number, 64))


@forgery("silence")
def hidden_of_a_large_block(flac):
    """A header that takes the rest of each frame away."""
    return hiding(flac, lambda number: constant(number + 1, 4096) if number < 127 else b"")


@forgery("silence")
def hidden_many_that_are_broken(flac):
    """None has a CRC-16 that fits, a place in the order, or one before it that it follows: who seeks may meet one."""
    return hiding(flac, lambda number: verbatim_frame(11 * number % 97 + 200, [speech(16)], good=False)
                  if number % 8 == 0 else b"")


@forgery("silence", says="hides another one")
def hidden_two_of_its_kind_in_the_last_frame(flac):
    """Of a size that no frame here has, with numbers that follow nothing: FFmpeg leaves out the frame that they stand in."""
    last = flac.total // 256 - 1
    return hiding(flac, lambda number: header(90, 32768) + header(40, 32768) if number == last else b"", length=256)


@forgery("silence", honest=True)
def hidden_one_of_its_kind(flac):
    """As chance makes it."""
    return hiding(flac, lambda number: header(90, 32768) if number == 2 else b"")


def false_file(flac):
    """A whole FLAC file of other sound, with the tags of this one."""
    samples = speech(12000)
    frames = [verbatim_frame(n, [samples[at:at + 4096]]) for n, at in enumerate(range(0, len(samples), 4096))]
    packed = b"".join(sample.to_bytes(2, "little", signed=True) for sample in samples)
    blocks = [(STREAMINFO, told(flac, total=len(samples), md5=hashlib.md5(packed).digest(), frames=sizes_of(frames))),
              *flac.blocks[1:]]
    return flac.written(blocks=blocks, frames=frames)


@forgery()
def another_file(flac):
    return false_file(flac)
