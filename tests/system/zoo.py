# SPDX-License-Identifier: MIT
"""Files as telephones, cameras, recorders and meeting programs make them, whole and in every way that such files are
damaged; each with what is true of it. Made by ffmpeg, sox, flac, lame, opusenc, wavpack, and by hand."""

import array
import collections
import concurrent.futures
import hashlib
import os
import random
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "forge"))
from flac_frames import verbatim_frame  # noqa: E402

RATE = 16000
SECONDS = 3
FRAMES = RATE * SECONDS

# frames: exact, or within `give`; `whole`; kinds of trouble that must be told; claims that must be there; joined parts.
Beast = collections.namedtuple("Beast", "name frames give whole troubles claims parts rate")


def run(*words, **more):
    done = subprocess.run([str(word) for word in words], stdin=subprocess.DEVNULL, capture_output=True, **more)
    if done.returncode != 0:
        raise RuntimeError(f"{words}: {done.stderr.decode(errors='replace')[-500:]}")
    return done.stdout


def read(path):
    with open(path, "rb") as file:
        return file.read()


Decoded = collections.namedtuple("Decoded", "format samples frames parts over troubles claims streams lossless nothing")
TROUBLES = ("ends early", "longer", "unreadable", "checksum", "missing", "foreign bytes", "unfinished", "edited out", "shape changes")


def decode(program, path, stream=0):
    """What the decoder says of a file, read by another reader of its words than the program's own."""
    with open(path, "rb") as file:
        done = subprocess.run([program, str(stream), "0"], stdin=file, capture_output=True)
    if done.returncode != 0:
        raise RuntimeError(f"{path}: the decoder ended with {done.returncode}")
    words, at = done.stdout, 0
    pieces, troubles, claims, streams = [], set(), [], []
    form, lossless, end, nothing = None, None, (0, 0, 0, 0, 0.0, 0), None

    def text(data):
        size = struct.unpack("<H", data[:2])[0]
        return data[2:2 + size].decode("utf-8"), data[2 + size:]

    while at < len(words):
        kind, size = struct.unpack("<BI", words[at:at + 5])
        data, at = words[at + 5:at + 5 + size], at + 5 + size
        if kind == 1:
            coding, rest = text(data[1:])
            streams.append((data[0], coding, *struct.unpack("<IHB", rest)))
        elif kind == 2:
            name, rest = text(data)
            claims.append((name, text(rest)[0]))
        elif kind == 4:
            nothing = data[0]
        elif kind == 5:
            *form, lossless = struct.unpack("<IHHB", data[:9])
        elif kind == 6:
            pieces.append(data)
        elif kind == 7:
            troubles.add(TROUBLES[data[0]])
        elif kind == 8:
            end = struct.unpack("<QIQQdB", data)
    return Decoded(form, b"".join(pieces), end[0], end[1], end[3], troubles, claims, streams, lossless, nothing)


class Zoo:
    """Beasts below a folder. Call make() once."""

    def __init__(self, folder):
        self.folder = folder
        self.beasts = {}
        self.makers = []

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content)

    def add(self, name, maker, frames, give=0, whole=True, troubles=(), claims=(), parts=1, rate=RATE):
        self.beasts[name] = Beast(name, frames, give, whole, set(troubles), dict(claims), parts, rate)
        self.makers.append((name, maker))

    # Makers: each gets the path that it is to make.

    def ffmpeg(self, *options, source="talk.wav"):
        return lambda to: run("ffmpeg", "-v", "error", "-i", self.path(source), *options, "-y", to)

    def cut(self, source, part):
        """The first `part` of the bytes (a fraction, or a number of bytes to leave out at the end if negative)."""
        def maker(to):
            content = read(self.path(source))
            self.write(to, content[:int(len(content) * part)] if part > 0 else content[:part])
        return maker

    def joined(self, *sources):
        return lambda to: self.write(to, b"".join(read(self.path(source)) for source in sources))

    def changed(self, source, change):
        def maker(to):
            content = bytearray(read(self.path(source)))
            self.write(to, bytes(change(content) or content))
        return maker

    def make_sources(self):
        chance = random.Random(7)
        # Two tones that swell, with a little noise: no second is like another, and codings with loss like it.
        run("sox", "-n", "-r", RATE, "-b", 16, "-c", 1, self.path("talk.wav"), "synth", SECONDS, "sine", "200-900", "synth",
            "noise", "amod", "3", "vol", "0.5", "trim", "0", SECONDS, env=dict(os.environ, SOX_OPTS="-R"))
        run("ffmpeg", "-v", "error", "-i", self.path("talk.wav"), "-ac", 2, "-ar", 48000, "-y", self.path("wide.wav"))
        run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", f"testsrc=d={SECONDS}:s=64x64:r=10", "-c:v", "mpeg4", "-y",
            self.path("picture.mp4"))
        for bits, name in ((24, "fine.wav"), (32, "finest.wav")):
            width = bits // 8
            samples = b"".join(chance.randrange(-2**(bits - 1), 2**(bits - 1)).to_bytes(width, "little", signed=True)
                               for _ in range(RATE))
            self.write(name, wave(samples, RATE, 1, bits))

    def make(self):
        self.make_sources()
        self.whole_ones()
        self.broken_ones()
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            # What others are made of comes first.
            for step in (0, 1):
                jobs = [pool.submit(maker, self.path(name)) for name, maker in self.makers
                        if (name in self.beasts and maker.__qualname__.split(".")[1] in ("cut", "joined", "changed")) == bool(step)]
                for job in jobs:
                    job.result()

    def whole_ones(self):
        wide = 48000 * SECONDS  # of wide.wav
        aac = 3 * 1024
        date = ("-metadata", "creation_time=2026-11-23T15:30:00Z")
        self.add("iphone.m4a", self.ffmpeg("-c:a", "aac", "-metadata", "title=Overleg", *date), FRAMES, aac,
                 claims={"title": "Overleg", "created": "2026-11-23T15:30:00.000000Z"})
        self.add("stereo.m4a", self.ffmpeg("-c:a", "aac", source="wide.wav"), wide * 1, aac, rate=48000)
        self.add("front.m4a", self.ffmpeg("-c:a", "aac", "-movflags", "+faststart"), FRAMES, aac)
        self.add("fragments.m4a", self.ffmpeg("-c:a", "aac", "-movflags", "+frag_keyframe+empty_moov+default_base_moof", "-frag_duration", 500000),
                 FRAMES, aac)
        self.add("lossless.m4a", self.ffmpeg("-c:a", "alac"), FRAMES)
        self.add("quicktime.mov", self.ffmpeg("-c:a", "aac", "-movflags", "use_metadata_tags",
                                              "-metadata", "com.apple.quicktime.make=Apple",
                                              "-metadata", "com.apple.quicktime.model=iPhone 15",
                                              "-metadata", "com.apple.quicktime.creationdate=2026-11-23T16:30:00+0100",
                                              "-metadata", "com.apple.quicktime.location.ISO6709=+52.3702+004.8952/"),
                 FRAMES, aac, claims={"device": "iPhone 15", "device maker": "Apple", "place": "+52.3702+004.8952/",
                                      "created": "2026-11-23T16:30:00+0100"})
        self.add("pcm.mov", self.ffmpeg("-c:a", "pcm_s16be"), FRAMES)
        self.add("phone.3gp", self.ffmpeg("-c:a", "aac", "-f", "3gp"), FRAMES, aac)
        self.add("raw.aac", self.ffmpeg("-c:a", "aac", "-f", "adts"), FRAMES, aac)
        self.add("wrong-ending.mp3", self.ffmpeg("-c:a", "aac", "-f", "ipod"), FRAMES, aac)
        self.add("video.mp4", lambda to: run("ffmpeg", "-v", "error", "-i", self.path("picture.mp4"), "-i",
                                             self.path("talk.wav"), "-c:v", "copy", "-c:a", "aac", "-y", to), FRAMES, aac)
        self.add("two-streams.mp4", lambda to: run("ffmpeg", "-v", "error", "-i", self.path("talk.wav"), "-i",
                                                   self.path("wide.wav"), "-map", 0, "-map", 1, "-c:a", "aac", "-y", to),
                 FRAMES, aac)
        self.add("video.mkv", lambda to: run("ffmpeg", "-v", "error", "-i", self.path("picture.mp4"), "-i",
                                             self.path("talk.wav"), "-c:v", "copy", "-c:a", "flac", "-y", to), FRAMES)
        self.add("browser.webm", self.ffmpeg("-c:a", "libopus", source="wide.wav"), wide, 1000, rate=48000)
        self.add("live.webm", lambda to: self.write(to, run("ffmpeg", "-v", "error", "-i", self.path("wide.wav"), "-c:a",
                                                            "libopus", "-f", "webm", "-live", "1", "pipe:1")),
                 wide, 1000, rate=48000)
        self.add("vorbis.webm", self.ffmpeg("-c:a", "libvorbis"), FRAMES, 2048)
        self.add("PTT-20261123-WA0003.opus", self.ffmpeg("-c:a", "libopus", "-application", "voip"), wide, rate=48000)
        self.add("opusenc.opus", lambda to: run("opusenc", "--quiet", self.path("talk.wav"), to), wide, rate=48000)
        self.add("vorbis.ogg", self.ffmpeg("-c:a", "libvorbis"), FRAMES)
        self.add("speex.ogg", self.ffmpeg("-c:a", "libspeex"), FRAMES, 1000)
        self.add("flac.ogg", self.ffmpeg("-c:a", "flac", "-f", "ogg"), FRAMES)
        self.add("lame.mp3", lambda to: run("lame", "--quiet", "--tt", "Overleg", self.path("talk.wav"), to), FRAMES, 2500,
                 claims={"title": "Overleg"})
        self.add("vbr.mp3", lambda to: run("lame", "--quiet", "-V", 4, self.path("talk.wav"), to), FRAMES)
        self.add("no-header.mp3", lambda to: run("lame", "--quiet", "-V", 4, "-t", self.path("talk.wav"), to), FRAMES, 2500)
        self.add("tagged.mp3", self.ffmpeg("-c:a", "libmp3lame", "-write_id3v1", 1, "-metadata", "title=Overleg", "-metadata",
                                           "date=2026-11-23"), FRAMES, 2500, claims={"title": "Overleg", "date": "2026-11-23"})
        self.add("layer2.mp2", self.ffmpeg("-c:a", "mp2", source="wide.wav"), wide, 2400, rate=48000)
        self.add("plain.flac", lambda to: run("flac", "-s", self.path("talk.wav"), "-o", to), FRAMES)
        self.add("fine.flac", lambda to: run("flac", "-s", self.path("fine.wav"), "-o", to), RATE)
        self.add("wavpack.wv", lambda to: run("wavpack", "-q", self.path("talk.wav"), "-o", to), FRAMES)
        self.add("fine.m4a", self.ffmpeg("-c:a", "alac", source="fine.wav"), RATE)
        self.add("fine.wv", lambda to: run("wavpack", "-q", self.path("fine.wav"), "-o", to), RATE)
        self.add("finest.wv", lambda to: run("wavpack", "-q", self.path("finest.wav"), "-o", to), RATE)
        self.add("fine.aiff", self.ffmpeg("-c:a", "pcm_s24be", source="fine.wav"), RATE)
        self.add("finest.caf", self.ffmpeg("-c:a", "pcm_s32be", source="finest.wav"), RATE)
        self.add("trueaudio.tta", self.ffmpeg("-c:a", "tta"), FRAMES)
        self.add("mac.aiff", self.ffmpeg(), FRAMES)
        self.add("mac.caf", self.ffmpeg("-c:a", "pcm_s16le"), FRAMES)
        self.add("alac.caf", self.ffmpeg("-c:a", "alac"), FRAMES)
        self.add("sun.au", self.ffmpeg("-c:a", "pcm_mulaw", "-f", "au"), FRAMES)
        self.add("sony.w64", self.ffmpeg(), FRAMES)
        self.add("long.rf64.wav", self.ffmpeg("-rf64", "always"), FRAMES)
        self.add("8bit.wav", self.ffmpeg("-c:a", "pcm_u8"), FRAMES)
        self.add("float.wav", self.ffmpeg("-c:a", "pcm_f32le"), FRAMES)
        self.add("double.wav", self.ffmpeg("-c:a", "pcm_f64le"), FRAMES)
        self.add("alaw.wav", self.ffmpeg("-c:a", "pcm_alaw"), FRAMES)
        self.add("adpcm.wav", self.ffmpeg("-c:a", "adpcm_ms"), FRAMES, 1100)
        self.add("gsm.wav", self.ffmpeg("-c:a", "libgsm_ms", "-ar", 8000), FRAMES // 2, 640, rate=8000)
        self.add("broadcast.wav", self.ffmpeg("-write_bext", 1, "-metadata", "originator=Zoom H4n", "-metadata",
                                              "origination_date=2026-11-23", "-metadata", "origination_time=15:30:00"), FRAMES,
                 claims={"originator": "Zoom H4n", "origination date": "2026-11-23", "origination time": "15:30:00"})
        self.add("pipe.wav", lambda to: self.write(to, run("ffmpeg", "-v", "error", "-i", self.path("talk.wav"), "-f", "wav",
                                                           "pipe:1")), FRAMES)
        self.add("camera.avi", lambda to: run("ffmpeg", "-v", "error", "-i", self.path("picture.mp4"), "-i",
                                              self.path("talk.wav"), "-c:v", "copy", "-c:a", "pcm_s16le", "-y", to), FRAMES)
        self.add("camera.mts", lambda to: run("ffmpeg", "-v", "error", "-i", self.path("wide.wav"), "-c:a", "ac3", "-f",
                                              "mpegts", "-y", to), wide, 2000, rate=48000)
        self.add("stream.ts", self.ffmpeg("-c:a", "aac", "-f", "mpegts"), FRAMES, aac)
        self.add("stream-mp3.ts", self.ffmpeg("-c:a", "libmp3lame", "-f", "mpegts", source="wide.wav"), wide, 2500, rate=48000)
        self.add("windows.wma", self.ffmpeg("-c:a", "wmav2"), FRAMES, 6000)
        self.add("flash.flv", self.ffmpeg("-c:a", "libmp3lame", "-ar", 22050), 22050 * SECONDS, 3500, rate=22050)
        self.add("amr.amr", lambda to: self.write(to, amr(SECONDS)), 8000 * SECONDS, rate=8000)
        self.add("hard-edit.m4a", self.ffmpeg("-ss", "0.5", "-c:a", "alac"), FRAMES - RATE // 2)

        self.edited_ones()
        self.tagged_ones()
        self.joined_ones()
        self.odd_ones()

    def edited_ones(self):
        """What a telephone makes when its owner trims a recording: the rest stays in the file, and an edit list leaves it out."""
        def edited(begin, seconds):
            def change(content):
                at = content.index(b"elst") + 12
                content[at:at + 8] = struct.pack(">II", int(1000 * seconds), int(RATE * begin))
            return change

        for name, source, begin, seconds, whole in (
                ("edited-begin", "lossless.m4a", 1, 2, False), ("edited-end", "lossless.m4a", 0, 2, False),
                ("edited-both", "lossless.m4a", 1, 1, False), ("edited-lossy", "iphone.m4a", 1, 1, False),
                ("edited-little", "lossless.m4a", 0.1, 2.8, True)):
            self.add(f"{name}.m4a", self.changed(source, edited(begin, seconds)), int(RATE * seconds), 3 * 4096, whole,
                     () if whole else ("edited out",))

    def tagged_ones(self):
        """Tags behind a file, which are no part of its sound."""
        adds = {"id3": id3v1(), "ape": ape_tag(), "old-ape": ape_tag(has_head=False) + id3v1(),
                "lyrics": b"LYRICSBEGININD0000200LYR00005hallo000034LYRICS200" + id3v1()}
        for source, names in (("vbr.mp3", adds), ("plain.flac", ("id3", "ape")), ("talk.wav", ("id3",)), ("wavpack.wv", ("id3",)),
                              ("vorbis.ogg", ("id3",)), ("lossless.m4a", ("id3",))):
            for name in names:
                self.add(f"{name}-behind-{source}", self.changed(source, lambda b, name=name: bytes(b) + adds[name]), FRAMES,
                         claims={"title": "Overleg"} if source == "vbr.mp3" and "ape" != name else {})
        cover = id3v2_frame(b"APIC", b"\0image/jpeg\0\x03\0" + random.Random(1).randbytes(90000))
        text = id3v2(id3v2_frame(b"TIT2", b"\x03Overleg") + id3v2_frame(b"TDRC", b"\x032026-11-23T15:30:00") + cover)
        said = {"title": "Overleg", "date": "2026-11-23T15:30:00"}
        self.add("all-tags.mp3", self.changed("vbr.mp3", lambda b: text + bytes(b) + ape_tag() + id3v1()), FRAMES, claims=said)
        self.add("tags-before.flac", self.changed("plain.flac", lambda b: text + bytes(b)), FRAMES, claims=said)

    def joined_ones(self):
        wide = 48000 * SECONDS
        self.add("joined.m4a", self.joined("lossless.m4a", "lossless.m4a"), 2 * FRAMES, parts=2)
        self.add("joined-fragments.m4a", self.joined("fragments.m4a", "fragments.m4a"), 2 * FRAMES, 6000, parts=2)
        self.add("joined-rates.m4a", self.joined("iphone.m4a", "stereo.m4a"), 2 * FRAMES, 6000, parts=2)
        self.add("joined.webm", self.joined("browser.webm", "browser.webm"), 2 * wide, 2000, parts=2, rate=48000)
        self.add("joined-live.webm", self.joined("live.webm", "live.webm"), 2 * wide, 2000, parts=2, rate=48000)
        self.add("joined.aiff", self.joined("mac.aiff", "mac.aiff"), 2 * FRAMES, parts=2)
        self.add("joined.amr", self.joined("amr.amr", "amr.amr"), 2 * 8000 * SECONDS, parts=2, rate=8000)
        self.add("joined-codings.ogg", self.joined("vorbis.ogg", "flac.ogg"), 2 * FRAMES, parts=2)
        self.add("joined-bare.flac", self.joined("small-block.flac", "small-block.flac"), 2 * FRAMES, parts=2)
        self.add("joined.ts", self.joined("stream.ts", "stream.ts"), 2 * FRAMES, 6 * 1024)
        self.add("joined-channels.opus", self.joined("opusenc.opus", "stereo.opus"), 2 * wide, parts=2, rate=48000)
        self.add("stereo.opus", self.ffmpeg("-c:a", "libopus", source="wide.wav"), wide, rate=48000)

    def odd_ones(self):
        """Whole, and of a form that is easily taken for damage."""
        self.add("pauses.amr", lambda to: self.write(to, amr(SECONDS, pauses=True)), 8000 * SECONDS, rate=8000)
        self.add("phone-amr.3gp", lambda to: run("ffmpeg", "-v", "error", "-f", "amr", "-i", self.amr_source(), "-c", "copy",
                                                 "-y", to), 8000 * SECONDS, rate=8000)
        self.add("late.mkv", lambda to: run("ffmpeg", "-v", "error", "-i", self.path("picture.mp4"), "-itsoffset", "1.5", "-i",
                                            self.path("talk.wav"), "-c:v", "copy", "-c:a", "flac", "-y", to), FRAMES)
        self.add("longer-picture.mkv", lambda to: run("ffmpeg", "-v", "error", "-i", self.path("picture.mp4"), "-ss", "1", "-i",
                                                      self.path("talk.wav"), "-c:v", "copy", "-c:a", "flac", "-y", to),
                 FRAMES - RATE)
        self.add("latm.loas", self.ffmpeg("-c:a", "aac", "-f", "latm"), FRAMES, 3072)
        self.add("open.caf", self.changed("mac.caf", open_ended), FRAMES)
        self.add("finest.flac", lambda to: run("flac", "-s", self.path("finest.wav"), "-o", to), RATE)
        self.add("renumbered.flac", lambda to: self.write(to, plain_flac((0, 20, 40))), FRAMES)
        self.add("small-block.flac", lambda to: self.write(to, plain_flac((0, 1, 2), max_block=1)), FRAMES)
        self.add("larger-blocks.flac", lambda to: self.write(to, plain_flac((0, 1, 2), max_block=4096)), FRAMES)
        self.add("other-depth.flac", lambda to: self.write(to, plain_flac((0, 1, 2), stated_bits=24)), FRAMES)
        self.add("depths.flac", lambda to: self.write(to, flac_of_depths()), FRAMES)
        self.add("bare.flac", self.changed("plain.flac", flac_frames), FRAMES)
        self.add("padded-gsm.wav", lambda to: run("sox", self.path("talk.wav"), "-r", 8000, "-e", "gsm-full-rate", to),
                 FRAMES // 2, 0, rate=8000)
        self.add("odd.wav", lambda to: self.write(to, wave(random.Random(2).randbytes(2001), RATE, 1, 8)), 2001)

    def amr_source(self):
        path = self.path("source-of-3gp")
        self.write("source-of-3gp", amr(SECONDS))
        return path

    def broken_ones(self):
        wide = 48000 * SECONDS
        early = {"ends early"}
        self.add("cut.wav", self.cut("talk.wav", 0.5), (FRAMES * 2 + 44) // 2 // 2 - 22, 40, False, early)
        self.add("size-0.wav", self.changed("talk.wav", lambda b: struct.pack_into("<I", b, 40, 0)), FRAMES, 0, False,
                 {"unfinished"})
        self.add("size-small.wav", self.changed("talk.wav", lambda b: struct.pack_into("<I", b, 40, 16000)), FRAMES, 0, False,
                 {"longer"})
        self.add("size-large.wav", self.changed("talk.wav", lambda b: struct.pack_into("<I", b, 40, 9999998)), FRAMES, 0,
                 False, early)
        self.add("joined.wav", self.joined("talk.wav", "talk.wav"), 2 * FRAMES, parts=2)
        self.add("cut.mp3", self.cut("vbr.mp3", 0.5), FRAMES // 2, FRAMES // 3, False, early)
        self.add("cut-frame.mp3", self.cut("no-header.mp3", -30), FRAMES, 4000, False, early)
        self.add("joined.mp3", self.joined("vbr.mp3", "lame.mp3"), 2 * FRAMES, 2500, parts=2)
        self.add("joined-plain.mp3", self.joined("no-header.mp3", "no-header.mp3"), 2 * FRAMES, 5000)
        self.add("junk.mp3", self.changed("no-header.mp3", lambda b: b[:4000] + bytes(700) + b[4000:]), FRAMES, 6000, False,
                 {"foreign bytes"})
        self.add("chained.opus", self.joined("opusenc.opus", "PTT-20261123-WA0003.opus"), 2 * wide, parts=2, rate=48000)
        self.add("chained.ogg", self.joined("vorbis.ogg", "vorbis.ogg"), 2 * FRAMES, parts=2)
        self.add("cut.opus", self.cut("opusenc.opus", 0.6), wide // 2, wide // 2, False, early | {"unfinished"}, rate=48000)
        self.add("bit.ogg", self.changed("vorbis.ogg", lambda b: b.__setitem__(len(b) * 2 // 3, b[len(b) * 2 // 3] ^ 1)),
                 FRAMES, FRAMES // 2, False, {"checksum"})
        self.add("page-lost.ogg", self.changed("flac.ogg", lost_page), FRAMES, FRAMES // 2, False, {"missing"})
        self.add("cut.flac", self.cut("plain.flac", 0.5), FRAMES // 2, FRAMES // 3, False, early)
        self.add("md5.flac", self.changed("plain.flac", lambda b: b.__setitem__(30, b[30] ^ 1)), FRAMES, 0, False, {"checksum"})
        self.add("joined.flac", self.joined("plain.flac", "plain.flac"), 2 * FRAMES, parts=2)
        self.add("bit.flac", self.changed("plain.flac", lambda b: b.__setitem__(len(b) // 2, b[len(b) // 2] ^ 16)), FRAMES,
                 9000, False)
        self.add("cut.m4a", self.cut("front.m4a", 0.6), FRAMES // 2, FRAMES // 2, False, early)
        self.add("cut-frames.m4a", self.cut("fragments.m4a", 0.7), FRAMES // 2, FRAMES // 2, False, early)
        self.add("fragment-lost.m4a", self.changed("fragments.m4a", lost_fragment), FRAMES, FRAMES // 2, False, {"missing"})
        self.add("cut.ts", self.cut("stream.ts", 0.6), FRAMES // 2, FRAMES // 2, False, early)
        self.add("cut.mts", self.cut("camera.mts", -100), wide, 4000, False, early, rate=48000)
        self.add("cut.aac", self.cut("raw.aac", -20), FRAMES, 5000, False, early)
        self.add("cut.mkv", self.cut("video.mkv", 0.6), FRAMES // 2, FRAMES // 2, False, early)
        self.add("cut.webm", self.cut("browser.webm", 0.6), wide // 2, wide // 2, False, early, rate=48000)
        self.add("cut.wma", self.cut("windows.wma", 0.6), FRAMES // 2, FRAMES // 2, False, early)
        self.add("cut.aiff", self.cut("mac.aiff", 0.6), FRAMES // 2, FRAMES // 4, False, early)
        self.add("cut.caf", self.cut("mac.caf", 0.6), FRAMES // 2, FRAMES // 4, False, early)
        self.add("cut.amr", self.cut("amr.amr", -5), 8000 * SECONDS, 400, False, early, rate=8000)
        self.add("never-ended.aiff", self.changed("mac.aiff", without_sizes), FRAMES, 0, False, {"unfinished"})
        self.add("cut-within-sample.wav", self.cut("talk.wav", -3), FRAMES - 2, 0, False, early)
        self.add("left-over.wav", lambda to: self.write(to, wave(bytes(2001), RATE, 1, 16) + b"\0"), 1000, 0, False,
                 {"foreign bytes"})
        self.add("zeros-behind.m4a", self.changed("lossless.m4a", lambda b: bytes(b) + bytes(1000)), FRAMES, 0, False,
                 {"foreign bytes"})
        self.add("frame-lost.flac", lambda to: self.write(to, plain_flac((0, 2, 3), md5=False)), FRAMES, 0, False, {"missing"})
        padding = b"\x81\0\0\x10" + bytes(16)
        self.add("no-header.flac", self.changed("plain.flac", lambda b: b"fLaC" + padding + flac_frames(b)), FRAMES, 0, False,
                 {"foreign bytes"})
        self.add("wrong-length.flac", self.changed("plain.flac", lambda b: b.__setitem__(slice(42, 46), b"\x04\xff\xff\xff")),
                 FRAMES, 0, False, {"foreign bytes"})
        self.add("junk-before.flac", self.changed("plain.flac", lambda b: random.Random(8).randbytes(3000) + flac_frames(b)),
                 FRAMES, 0, False, {"foreign bytes"})
        self.add("joined-late.flac", lambda to: self.write(to, plain_flac((70, 71, 72), md5=False)[FLAC_HEAD_BYTES:]), FRAMES, 0,
                 False, {"missing"})
        self.add("two-data.wav", self.changed("talk.wav", lambda b: bytes(b) + bytes(b[36:])), FRAMES, 0, False, {"foreign bytes"})
        self.add("junk-behind.flac", self.changed("plain.flac", lambda b: bytes(b) + random.Random(5).randbytes(3000)), FRAMES, 0,
                 False)
        self.add("cut-live.webm", self.cut("live.webm", 0.6), wide // 2, wide // 2, False, early, rate=48000)
        self.add("bit.mkv", self.changed("video.mkv", lambda b: b.__setitem__(len(b) // 2, b[len(b) // 2] ^ 1)), FRAMES, 9000,
                 False, {"checksum"})
        self.add("cut.w64", self.cut("sony.w64", 0.6), FRAMES * 6 // 10, FRAMES // 10, False, early)
        self.add("cut.au", self.cut("sun.au", 0.6), FRAMES * 6 // 10, FRAMES // 10, False, early)
        self.add("cut.avi", self.cut("camera.avi", 0.6), FRAMES // 2, FRAMES // 2, False, early)
        self.add("cut.loas", self.cut("latm.loas", -30), FRAMES, 5000, False, early)
        self.add("loud.wav", lambda to: self.write(to, wave(array.array("f", [1.5, -2.5, 0.5] * 4000).tobytes(), RATE, 1, 32,
                                                            tag=3)), 12000)


def wave(samples, rate, channels, bits, tag=1):
    frame = channels * bits // 8
    body = b"WAVEfmt " + struct.pack("<IHHIIHH", 16, tag, channels, rate, rate * frame, frame, bits)
    body += b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(body)) + body


def plain_flac(numbers, max_block=RATE, md5=True, stated_bits=16):
    """A frame a second, with these numbers, of which the header says what it is told to."""
    samples = [[(second * 7 + at * 5) % 200 - 100 for at in range(RATE)] for second in range(len(numbers))]
    frames = [verbatim_frame(number, [each], rate_code=5) for number, each in zip(numbers, samples)]
    digest = hashlib.md5(b"".join(struct.pack(f"<{RATE}h", *each) for each in samples)).digest() if md5 else bytes(16)
    return flac_of(frames, max_block, stated_bits, digest)


def flac_of(frames, max_block, stated_bits, digest):
    shape = RATE << 44 | 0 << 41 | stated_bits - 1 << 36 | RATE * len(frames)
    head = struct.pack(">HH", max_block, max_block) + bytes(6) + struct.pack(">Q", shape) + digest
    return b"fLaC\x80\0\0\x22" + head + b"".join(frames)


FLAC_HEAD_BYTES = 42  # its mark, and the only block that must be there


def flac_frames(content):
    """What is left of a FLAC file without its mark and its metadata."""
    at, is_last = 4, False
    while not is_last:
        is_last = content[at] & 128 != 0
        at += 4 + int.from_bytes(content[at + 1:at + 4], "big")
    return bytes(content[at:])


DEPTHS = (16, 8, 24)


def samples_of_depths():
    """A second of each depth, as large as the depth has room for."""
    return [[(at * 37 % 251 - 125) << (bits - 8) | (at & ((1 << bits - 8) - 1)) for at in range(RATE)] for bits in DEPTHS]


def flac_of_depths():
    """Its frames have other depths than the first one, which is that of the header."""
    frames = [verbatim_frame(number, [each], bits=bits, rate_code=5)
              for number, (bits, each) in enumerate(zip(DEPTHS, samples_of_depths()))]
    return flac_of(frames, RATE, 16, bytes(16))


def amr(seconds, pauses=False):
    """Frames of 12.2 kbit/s with bits of chance: no speech, but what a telephone's recorder writes. In pauses it writes how
    the silence sounds, or nothing."""
    chance = random.Random(3)
    silent = (b"", b"\x44" + bytes(5), b"\x7c")
    return b"#!AMR\n" + b"".join(pauses and silent[n % 3] or b"\x3c" + chance.randbytes(31) for n in range(50 * seconds))


def id3v1():
    return b"TAG" + b"Overleg".ljust(30, b"\0") + bytes(94) + b"\xff"


def ape_tag(has_head=True):
    item = struct.pack("<II", 7, 0) + b"Title\0Overleg"
    flags = 0x80000000 if has_head else 0

    def block(more):
        return b"APETAGEX" + struct.pack("<IIII", 2000 if has_head else 1000, len(item) + 32, 1, flags | more) + bytes(8)

    return (block(0x20000000) if has_head else b"") + item + block(0)


def syncsafe(number):
    return bytes(number >> bits & 127 for bits in (21, 14, 7, 0))


def id3v2_frame(name, body):
    return name + syncsafe(len(body)) + b"\0\0" + body


def id3v2(frames):
    return b"ID3\4\0\0" + syncsafe(len(frames)) + frames


def open_ended(content):
    """The sound goes to the end: so it is written where nobody can go back."""
    struct.pack_into(">q", content, bytes(content).index(b"data") + 4, -1)


def without_sizes(content):
    struct.pack_into(">I", content, 4, 0)
    struct.pack_into(">I", content, bytes(content).index(b"SSND") + 4, 0)
    struct.pack_into(">I", content, bytes(content).index(b"COMM") + 10, 0)


def lost_page(content):
    """Without the fourth page from the end."""
    pages = [at for at in range(len(content)) if content[at:at + 4] == b"OggS"]
    return content[:pages[-4]] + content[pages[-3]:]


def lost_fragment(content):
    """Without the second fragment: `moof` and the `mdat` behind it."""
    boxes, at = [], 0
    while at < len(content):
        size = struct.unpack(">I", content[at:at + 4])[0]
        boxes.append((bytes(content[at + 4:at + 8]), at, size))
        at += size
    second = [at for name, at, _ in boxes if name == b"moof"][1]
    third = [at for name, at, _ in boxes if name == b"moof"][2]
    return content[:second] + content[third:]
