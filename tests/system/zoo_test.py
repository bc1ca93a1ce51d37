# SPDX-License-Identifier: MIT
"""Whatever a telephone recorded: each file of the zoo has its length, is whole or is not, and says of itself what it
says; and what was imported can be used as a recording can. The whole of it with EARWITNESS_ZOO=all (tests/long/zoo)."""

import concurrent.futures
import glob
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest
import wave

from case import PROGRAM, RoomCase
from zoo import DEPTHS, Zoo, decode, read, run, samples_of_depths, wave as made_wave

DECODER = os.path.join(os.path.dirname(PROGRAM), "earwitness-decode")
NO_INDEX = 1  # as the decoder says it
ALL = os.environ.get("EARWITNESS_ZOO") == "all"
# What everything is tried with: one of each maker.
USED = ("iphone.m4a", "phone.3gp", "amr.amr", "browser.webm", "cut.m4a")
# Not one sample of these may be another.
OF_TALK = ("lossless.m4a", "pcm.mov", "video.mkv", "flac.ogg", "plain.flac", "wavpack.wv", "trueaudio.tta", "mac.aiff",
           "mac.caf", "alac.caf", "sony.w64", "long.rf64.wav", "pipe.wav", "camera.avi", "broadcast.wav", "size-0.wav",
           "size-small.wav", "size-large.wav", "md5.flac", "id3-behind-plain.flac", "id3-behind-talk.wav", "open.caf", "late.mkv",
           "never-ended.aiff", "junk-behind.flac", "bare.flac", "no-header.flac", "wrong-length.flac", "junk-before.flac",
           "two-data.wav")
OF_FINE = ("fine.flac", "fine.m4a", "fine.wv", "fine.aiff", "fine.wav")
OF_FINEST = ("finest.wv", "finest.caf", "finest.wav", "finest.flac")


def samples_of(path):
    with wave.open(path, "rb") as file:
        return file.readframes(file.getnframes())


# A process begins with the peak of whoever started it (Linux), and a test's is larger than that of what it measures.
PEAK = """import os, sys
silent = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
_, status, used = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent), 0)
print(used.ru_maxrss)
sys.exit(status != 0)"""


class Everything(RoomCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        folder = tempfile.mkdtemp(prefix="earwitness-zoo-")
        cls.addClassCleanup(shutil.rmtree, folder)
        cls.zoo = Zoo(folder)
        cls.zoo.make()

    def test_all_of_it(self):
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            names = [*self.zoo.beasts, "fine.wav", "finest.wav", "two-streams.mp4"]
            found = dict(zip(names, pool.map(lambda name: decode(DECODER, self.zoo.path(name)), names)))
        self.assertGreaterEqual(len(self.zoo.beasts), 60)
        for name, beast in self.zoo.beasts.items():
            with self.subTest(name):
                self.assert_is(beast, found[name])
        self.assert_exact(found)
        self.assert_streams_are_chosen()
        self.assert_the_program_says_the_same()
        for name in (self.zoo.beasts if ALL else USED):
            with self.subTest(used=name):
                self.assert_usable(name)

    def assert_is(self, beast, found):
        self.assertIsNone(found.nothing)
        self.assertLessEqual(abs(found.frames - beast.frames), beast.give, (found.frames, beast.frames, found.troubles))
        self.assertEqual(not found.troubles - {"shape changes"}, beast.whole, found.troubles)
        if beast.troubles:
            self.assertTrue(beast.troubles & found.troubles, found.troubles)
        self.assertEqual((found.parts, found.format[0]), (beast.parts, beast.rate))
        self.assertLessEqual(set(beast.claims.items()), set(found.claims))
        self.assertEqual(found.over > 0, beast.name == "loud.wav" or (found.over > 0 and not found.lossless))

    def assert_exact(self, found):
        for names, bits in ((OF_TALK, 16), (OF_FINE, 24), (OF_FINEST, 32)):
            source = samples_of(self.zoo.path({16: "talk.wav", 24: "fine.wav", 32: "finest.wav"}[bits]))
            for name in names:
                with self.subTest(exact=name):
                    self.assertEqual(found[name].format[2], bits)
                    self.assertEqual(found[name].samples, source)
        found_deep = found["depths.flac"]
        self.assertEqual((found_deep.format[2], found_deep.troubles), (24, {"shape changes"}))
        self.assertEqual(found_deep.samples, b"".join((sample << 24 - bits).to_bytes(3, "little", signed=True)
                                                      for bits, each in zip(DEPTHS, samples_of_depths()) for sample in each))
        talk = samples_of(self.zoo.path("talk.wav"))
        for name in ("joined.wav", "joined.flac"):
            self.assertEqual(found[name].samples, talk + talk)

    def assert_streams_are_chosen(self):
        path = self.zoo.path("two-streams.mp4")
        self.assertEqual(decode(DECODER, path).format[:2], [16000, 1])
        self.assertEqual(decode(DECODER, path, 2).format[:2], [48000, 2])
        self.assertIsNotNone(decode(DECODER, path, 3).nothing)
        whole = read(self.zoo.path("front.m4a"))
        self.zoo.write("cut-index.m4a", whole[:whole.index(b"moov") + 100])
        self.assertEqual(decode(DECODER, self.zoo.path("cut-index.m4a")).nothing, NO_INDEX)

    def assert_the_program_says_the_same(self):
        """A folder at once; what is no sound is left out of it, and each conversation is its own."""
        folder = os.path.join(self.folder, "day")
        os.mkdir(folder)
        names = sorted(self.zoo.beasts) if ALL else ["bit.ogg", "cut.wav", "quicktime.mov", "joined.mp3", *USED]
        for name in names:
            shutil.copy(self.zoo.path(name), folder)
        for name, text in (("notes.txt", "no sound\n"), (".hidden.wav", "x")):
            with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
                out.write(text)
        done = self.earwitness("import", folder, "--json", "--unsigned")
        self.assertEqual(done.code, 0, done)
        self.made = dict(zip(sorted(names), done.json["imported"]))
        self.assertEqual(len(done.json["imported"]), len(names))
        for name, made in self.made.items():
            beast = self.zoo.beasts[name]
            with self.subTest(imported=name):
                self.assertTrue(made["decoded"])
                self.assertEqual((made["damaged"], made["checked"]), (not beast.whole, "unchanged"))
                told = [sentence for sentence in made["problems"] if "full scale" not in sentence]
                # All of it is there, and what plays it has to be told that its samples are others.
                converted = name == "depths.flac" or name in OF_FINEST
                self.assertEqual(bool(told), not beast.whole or beast.parts > 1 or converted, told)
                if converted:
                    self.assertTrue(all(sentence.endswith("in the decoded copy") for sentence in told), told)
                self.assertLessEqual(abs(made["frames"] - beast.frames), beast.give)
                (copy,) = glob.glob(os.path.join(made["path"], "recording/data/imported/*"))
                with open(copy, "rb") as one, open(self.zoo.path(name), "rb") as other:
                    self.assertEqual(one.read(), other.read())
        verified = self.earwitness("verify", "--json", self.made["cut.wav"]["path"]).json["recordings"][0]
        self.assertEqual((verified["unchanged"], verified["imported"]["whole"]), (True, False))
        self.assertEqual(verified["imported"]["problems"][0]["what"], "ends early")
        self.assertTrue(any("is all that was recorded" in sentence for sentence in verified["not_proven"]))
        shown = self.earwitness("verify", "--details", self.made["cut.wav"]["path"]).out
        self.assertIn("it ends early", shown)
        self.assertEqual(self.made["quicktime.mov"]["claimed_recorded"], "2026-11-23T15:30:00.000000000Z")

    def ears(self):
        path = os.path.join(self.folder, "ears")
        with open(path, "w", encoding="ascii") as out:
            out.write("#!/bin/sh\n[ \"$1\" = --version ] && { echo ears 1.0; exit; }\n"
                      "printf 'WEBVTT\\n\\n00:00:00.000 --> 00:00:00.500\\nhallo daar\\n'\n")
        os.chmod(path, 0o700)
        return path

    def assert_usable(self, name):
        made = self.made[name]
        path = made["path"]
        self.assertEqual(self.earwitness("verify", path).code, 0)
        report = os.path.join(self.folder, "report.html")
        done = self.earwitness("report", path, "--to", report)
        self.assertEqual(done.code, 0, done)
        with open(report, encoding="utf-8") as page:
            text = page.read()
        self.assertIn("audio", text)
        self.assertNotIn("+52.3702", text)
        os.remove(report)
        excerpt = self.earwitness("excerpt", path, "--from", "0:00", "--to", "0:01", "--json")
        if made["frames"] <= self.zoo.beasts[name].rate:  # one second is all there is, and nothing would be withheld
            self.assertEqual(excerpt.code, 2, excerpt)
        else:
            self.assertEqual(excerpt.code, 0, excerpt)
            self.assertEqual(self.earwitness("verify", excerpt.json["path"]).code, 0)
        played = self.earwitness("play", path, "--to", "0:01")
        self.assertEqual(played.code, 0, played)
        draft = self.earwitness("transcript", path, "--draft", "--no-edit", "--recogniser", f"{self.ears()} {{wav}}")
        self.assertEqual(draft.code, 0, draft)
        self.assertEqual(self.earwitness("verify", path).code, 0)
        to = os.path.join(self.folder, "handed")
        os.mkdir(to)
        exported = self.earwitness("export", path, "--to", to, "--listening-copy", "wav")
        self.assertEqual(exported.code, 0, exported)
        copies = glob.glob(os.path.join(to, "**/*.wav"), recursive=True)
        self.assertTrue([copy for copy in copies if "imported" not in copy], copies)
        shutil.rmtree(to)

    def test_a_decoder_that_misbehaves_costs_the_decoding_alone(self):
        beside = os.path.join(self.folder, "bin")
        os.mkdir(beside)
        program = shutil.copy(PROGRAM, beside)
        fake = os.path.join(beside, "earwitness-decode")
        for script, sentence in (("kill -9 $$", "died"), ("exit 3", "confined"), ("echo what", "makes no sense"),
                                 ("exit 0", "broke off"), (f"exec {DECODER} 0 0 | head -c 5000", "broke off"),
                                 (None, "not installed")):
            with self.subTest(script=script):
                if script is None:
                    os.remove(fake)
                else:
                    with open(fake, "w", encoding="ascii") as out:
                        out.write(f"#!/bin/sh\n{script}\n")
                    os.chmod(fake, 0o755)
                done = subprocess.run([program, "import", "--json", "--unsigned", self.zoo.path("talk.wav")], text=True,
                                      env=self.environment(), capture_output=True, stdin=subprocess.DEVNULL)
                self.assertEqual(done.returncode, 0, done)
                self.assertIn(sentence, done.stderr)
                made = json.loads(done.stdout)
                self.assertEqual((made["decoded"], made["checked"]), (False, "unchanged"))
                self.assertEqual(glob.glob(os.path.join(made["path"], "recording/data/*.flac")), [])

    def texts(self, made):
        with open(os.path.join(made["path"], "recording/data/notes.jsonl"), encoding="utf-8") as file:
            return [json.loads(line)["text"] for line in file]

    def test_an_import_is_decoded_again_into_another_one_beside_it(self):
        made = self.earwitness("import", self.zoo.path("quicktime.mov"), "--json", "--unsigned", "--title", "Talk", "--with",
                               "B. Name").json
        done = self.earwitness("import", "--again", "talk", "--json", "--unsigned")
        self.assertEqual(done.code, 0, done)
        again = done.json
        self.assertNotEqual(again["path"], made["path"])
        self.assertEqual((again["sha256"], again["frames"]), (made["sha256"], made["frames"]))
        texts = self.texts(again)
        for text in ("Talk", "B. Name", "name: quicktime.mov",
                     f"imported before: {made['recording']}, seal {made['seal']}"):
            self.assertIn(text, texts)
        self.assert_failed(self.earwitness("import", "--again", again["path"], self.zoo.path("talk.wav")), 2, "takes no file")

    def test_what_is_left_out_of_a_file_is_told(self):
        """Sound that an edit list leaves out, and samples finer than 32 bits."""
        told = self.earwitness("import", "--json", self.zoo.path("edited-begin.m4a")).json
        self.assertEqual((told["damaged"], told["problems"]),
                         (True, ["its edit list leaves out 1.0 s of sound that is in the file, and not in the decoded copy"]))
        (found,) = self.earwitness("verify", told["path"], "--json").json["recordings"]
        self.assertFalse(found["imported"]["whole"])
        self.assertEqual([problem["what"] for problem in found["imported"]["problems"]], ["edited out"])
        for name, below in (("finer.wav", 1), ("coarse.wav", 0)):
            samples = b"".join(struct.pack("<q", (n << 40) + below) for n in range(8000))
            path = os.path.join(self.folder, name)
            with open(path, "wb") as file:
                file.write(made_wave(samples, 8000, 1, 64))
            told = self.earwitness("import", "--json", path).json
            self.assertEqual(told["problems"], ["its samples have more than 24 bits, and are rounded in the decoded copy"] * below)

    def peak_kib_of(self, *words, stdin=subprocess.DEVNULL):
        done = subprocess.run([sys.executable, "-I", "-S", "-c", PEAK, *words], stdin=stdin, env=self.environment(),
                              capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done)
        return int(done.stdout)

    def peak_kib(self, path):
        with open(path, "rb") as file:
            return self.peak_kib_of(DECODER, "0", "0", stdin=file)

    def test_an_excerpt_holds_no_journal_as_a_whole(self):
        """Which is more than a megabyte for each hour."""
        hours = self.zoo.path("four-hours.wav")
        with open(hours, "wb") as out:
            out.write(made_wave(bytes(range(1, 251)) * 5760, 100, 1, 8))
        path = self.earwitness("import", hours, "--json", "--unsigned").json["path"]
        checked = self.peak_kib_of(PROGRAM, "verify", path)
        cut = self.peak_kib_of(PROGRAM, "excerpt", path, "--from", "1:00", "--to", "1:10", "--into", self.folder, "--unsigned")
        self.assertLess(cut, checked + 6144)

    def test_memory_does_not_grow_with_the_length(self):
        """FFmpeg alone holds an entry of 24 bytes for each packet, and twice as much while it applies the edit list."""
        short, long = (self.zoo.path(name) for name in ("ten-minutes.m4a", "hours.m4a"))
        run("ffmpeg", "-v", "error", "-f", "lavfi", "-i", "sine=300:b=4:d=600:r=8000", "-c:a", "aac", "-b:a", "16k", "-y", short)
        # By way of bare frames, one behind the other: FFmpeg's own loop declares more than it writes (version 7).
        frames = run("ffmpeg", "-v", "error", "-i", short, "-c", "copy", "-f", "adts", "-")
        looped = self.zoo.path("hours.aac")
        with open(looped, "wb") as out:
            for _ in range(32):
                out.write(frames)
        run("ffmpeg", "-v", "error", "-i", looped, "-c", "copy", "-y", long)  # 150,000 packets
        self.assertLess(self.peak_kib(long), self.peak_kib(short) + 2048)
        for beast, source in ((short, 1), (long, 32)):
            with self.subTest(source=source):
                found = decode(DECODER, beast)
                counted = run("ffmpeg", "-v", "error", "-i", beast, "-f", "s16le", "-")
                self.assertEqual((found.frames, found.troubles, found.parts), (len(counted) // 2, set(), 1))

    def test_one_that_fails_keeps_no_other_from_it(self):
        done = self.earwitness("import", self.zoo.path("talk.wav"), self.zoo.path("none.wav"), self.zoo.path("amr.amr"), "--json",
                               "--unsigned")
        self.assertEqual(done.code, 2, done)
        self.assertIn("there is no file", done.err)
        self.assertEqual(len(done.json["imported"]), 2)
        several = (self.zoo.path("talk.wav"), self.zoo.path("amr.amr"))
        self.assert_failed(self.earwitness("import", *several, "--recorded", "2026-11-20"), 2, "several files")

    def test_parts_of_one_conversation_are_one_recording(self):
        self.zoo.write("notes.m4a", b"no sound\n" * 50)
        parts = ("talk.wav", "fine.wav", "notes.m4a", "stereo.m4a")
        done = self.earwitness("import", *(self.zoo.path(name) for name in parts), "--together", "--title", "Day", "--recorded",
                               "2026-11-20", "--json", "--unsigned")
        self.assertEqual(done.code, 0, done)
        made = done.json
        self.assertEqual([file["name"] for file in made["files"]], list(parts))
        self.assertEqual([file["decoded"] for file in made["files"]], [True, True, False, True])
        self.assertEqual([file["begins_at_seconds"] for file in made["files"]], [0, 3, None, 4])
        self.assertEqual((made["checked"], made["damaged"]), ("unchanged", True))
        bag = os.path.join(made["path"], "recording")
        for name, copy in zip(parts, ("file.wav", "file-2.wav", "file-3.m4a", "file-4.m4a")):
            with open(self.zoo.path(name), "rb") as one, open(os.path.join(bag, "data/imported", copy), "rb") as other:
                self.assertEqual(one.read(), other.read())
        # What has no loss has none in the copy, in as many bits as any needs.
        raw = subprocess.run(["flac", "-s", "-d", "-c", "--force-raw-format", "--endian=little", "--sign=signed",
                              os.path.join(bag, "data/audio-001.flac")], check=True, capture_output=True).stdout
        talk = samples_of(self.zoo.path("talk.wav"))
        widened = b"".join(b"\0" + talk[at:at + 2] for at in range(0, len(talk), 2))
        self.assertEqual(raw[:4 * 16000 * 3], widened + samples_of(self.zoo.path("fine.wav")))
        found = self.earwitness("verify", "--json", made["path"]).json["recordings"][0]
        self.assertEqual((found["unchanged"], found["imported"]["begins_at_seconds"], found["imported"]["undecoded"]),
                         (True, [3, 4], 1))
        for words in (("report", made["path"], "--to", os.path.join(self.folder, "day.html")),
                      ("excerpt", made["path"], "--from", "0:02", "--to", "0:05"), ("import", "--again", made["path"]),
                      ("export", made["path"], "--to", self.folder, "--listening-copy", "wav"), ("verify", "--all")):
            with self.subTest(words=words):
                self.assertEqual(self.earwitness(*words).code, 0)
        self.assertTrue(self.texts(made)[0] == "Day" and "file 2: name: fine.wav" in self.texts(made))

    def test_a_folder_of_parts_is_one_recording_of_what_sounds_in_it(self):
        folder = os.path.join(self.folder, "parts")
        os.mkdir(folder)
        for name in ("talk.wav", "amr.amr"):
            shutil.copy(self.zoo.path(name), folder)
        with open(os.path.join(folder, "a.txt"), "w", encoding="ascii") as out:
            out.write("no sound\n")
        made = self.earwitness("import", folder, "--together", "--json", "--unsigned").json
        self.assertEqual([file["name"] for file in made["files"]], ["amr.amr", "talk.wav"])
        self.assertEqual((made["checked"], made["damaged"]), ("unchanged", False))

    def test_of_a_folder_what_is_no_sound_alone_is_left_out(self):
        """What a recorder never finished may be all that there is of a conversation."""
        folder = os.path.join(self.folder, "pocket")
        os.mkdir(folder)
        whole = read(self.zoo.path("front.m4a"))
        for name, content in (("dead.m4a", whole[:whole.index(b"moov") + 100]), ("list.txt", b"no sound\n"),
                              ("seen.mp4", read(self.zoo.path("picture.mp4"))), ("talk.wav", read(self.zoo.path("talk.wav")))):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)
        together = self.earwitness("import", folder, "--together", "--json", "--unsigned")
        self.assertEqual([(file["name"], file["decoded"]) for file in together.json["files"]],
                         [("dead.m4a", False), ("talk.wav", True)])
        self.assertEqual((together.json["left_out"], together.json["damaged"]), (["list.txt", "seen.mp4"], True))
        self.assertEqual(together.err.count("is left out"), 2, together.err)
        alone = self.earwitness("import", folder, "--json", "--unsigned")
        self.assertEqual([(made["files"][0]["name"], made["decoded"]) for made in alone.json["imported"]],
                         [("dead.m4a", False), ("talk.wav", True)])

    def test_a_stream_that_is_not_there_is_not_said_to_be_decoded(self):
        told = self.earwitness("import", self.zoo.path("two-streams.mp4"), "--stream", "3", "--json", "--unsigned")
        self.assertFalse(told.json["decoded"])
        self.assertIn("fewer streams", told.err)
        self.assertNotIn("is decoded", told.err)

    def test_of_a_day_nobody_is_told_the_time(self):
        told = self.earwitness("import", self.zoo.path("PTT-20261123-WA0003.opus"), "--json", "--unsigned")
        self.assertTrue(told.json["claimed_recorded_is_day"])
        self.assertIn("recorded on 23 November 2026;", told.err)

    def test_a_place_is_in_nothing_that_is_handed_over_but_the_file_itself(self):
        made = self.earwitness("import", self.zoo.path("quicktime.mov"), "--json", "--unsigned").json
        self.assertIn({"name": "place", "text": "+52.3702+004.8952/"}, made["claims"])
        self.assertIn("52.3702", self.earwitness("note", made["path"]).out)
        self.assertEqual(self.files_with(made["path"], b"52.3702"), ["label.json", "recording/data/imported/file.mov"])
        done = self.earwitness("export", made["path"], "--to", self.folder, "--name", "handed", "--report", "--listening-copy",
                               "wav")
        self.assertEqual(done.code, 0, done)
        self.assertIn("says where it was recorded", done.err)
        self.assertEqual(self.files_with(os.path.join(self.folder, "handed"), b"52.3702"), ["recording/data/imported/file.mov"])
        excerpt = self.earwitness("excerpt", made["path"], "--from", "0:00", "--to", "0:01", "--json").json
        self.assertEqual(self.files_with(excerpt["path"], b"52.3702"), [])
        plain = self.earwitness("import", self.zoo.path("talk.wav"), "--json", "--unsigned").json
        self.assertNotIn("where it was recorded", self.earwitness("export", plain["path"], "--to", self.folder).err)

    @staticmethod
    def files_with(folder, words):
        found = []
        for path in glob.glob(os.path.join(folder, "**/*"), recursive=True):
            if os.path.isfile(path):
                with open(path, "rb") as file:
                    if words in file.read():
                        found.append(os.path.relpath(path, folder))
        return sorted(found)

    def test_the_recorder_links_none_of_it(self):
        needed = subprocess.run(["readelf", "-d", PROGRAM], capture_output=True, text=True, check=True).stdout
        self.assertIn("NEEDED", needed)
        self.assertNotRegex(needed, r"NEEDED.*lib(av|sw)")


if __name__ == "__main__":
    unittest.main()
