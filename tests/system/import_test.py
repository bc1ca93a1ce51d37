# SPDX-License-Identifier: MIT
"""What a telephone recorded, sealed as it came: judged by stock tools, and told apart from what was captured here."""

import datetime
import glob
import hashlib
import json
import os
import shutil
import subprocess
import unittest
import wave

import bagcheck
import howto
import ledgercheck
from case import ProgramCase

SIGNAL = ("--device", "test-signal", "--me", "A. Name")


class Import(ProgramCase):
    def wav(self, seconds=3, name="Opname 12.wav"):
        """Noise of which no second is like another."""
        path = os.path.join(self.folder, name)
        with wave.open(path, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(16000)
            out.writeframes(b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(seconds * 1000)))
        return path

    def imported(self, path, *words):
        with open(path, "rb") as file:
            before = file.read()
        done = self.earwitness("import", "--json", path, *words)
        self.assertEqual(done.code, 0, done)
        with open(path, "rb") as file:
            self.assertEqual(file.read(), before)
        made = done.json
        (copy,) = glob.glob(os.path.join(made["path"], "recording/data/imported/*"))
        with open(copy, "rb") as file:
            self.assertEqual(file.read(), before)
        self.assertEqual(made["sha256"], hashlib.sha256(before).hexdigest())
        bag = os.path.join(made["path"], "recording")
        self.assertEqual(bagcheck.problems(bag), [])
        found = self.earwitness("verify", "--json", made["path"]).json["recordings"][0]
        self.assertEqual((found["kind"], found["unchanged"], found["complete"]), ("import", True, False))
        self.assertIsNotNone(found["signature"])
        return made

    def test_a_file_is_sealed_as_it_came_and_seconds_of_it_can_be_shown(self):
        path = self.wav()
        made = self.imported(path, "--title", "Telefoon", "--recorded", "2026-11-20 10:00", "--with", "B. Name")
        self.assertRegex(os.path.basename(made["path"]), r"^2026-11-20_10-00-00_telefoon$")
        bag = os.path.join(made["path"], "recording")
        flac = os.path.join(bag, "data/audio-001.flac")
        subprocess.run(["flac", "-s", "-t", "-w", flac], check=True)
        raw = subprocess.run(["flac", "-s", "-d", "-c", "--force-raw-format", "--endian=little", "--sign=signed", flac],
                             check=True, capture_output=True).stdout
        with wave.open(path, "rb") as source:
            self.assertEqual(raw, source.readframes(source.getnframes()))
        subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", "seal/public-key.pem", "-rawin", "-in",
                        "tagmanifest-sha256.txt", "-sigfile", "seal/signature.ed25519"], cwd=bag, check=True,
                       capture_output=True)
        self.assertEqual(ledgercheck.events(self.archive), ["key", "begin", "seal"])
        shown = self.earwitness("verify", "--details", made["path"]).out
        self.assertIn("imported: sealed as it came, not captured here", shown)
        excerpt = self.earwitness("excerpt", "telefoon", "--from", "00:01", "--to", "00:02", "--json")
        self.assertEqual(excerpt.code, 0, excerpt)
        self.assertEqual(self.earwitness("verify", excerpt.json["path"]).code, 0)
        self.assertEqual(self.earwitness("verify", "--all").code, 0)
        exported = self.earwitness("export", "telefoon", "--to", self.folder, "--listening-copy", "wav")
        self.assertEqual(exported.code, 0, exported)
        self.assertIn("Telefoon", self.earwitness("list", "b. name").out)

    def test_forms_with_loss_and_files_that_nothing_here_can_decode(self):
        path = self.wav(2)
        for encoder, ending in ((["oggenc", "-Q", path, "-o"], "ogg"), (["lame", "--quiet", path], "mp3"),
                                (["flac", "-s", path, "-o"], "flac"), (["opusenc", "--quiet", path], "opus")):
            if shutil.which(encoder[0]) is None:
                continue
            made_file = os.path.join(self.folder, f"x.{ending}")
            subprocess.run([*encoder, made_file], check=True, capture_output=True)
            with self.subTest(ending):
                made = self.imported(made_file)
                if made["decoded"]:
                    self.assertAlmostEqual(made["seconds"], 2, delta=0.2)
        aac = os.path.join(self.folder, "talk.m4a")
        with open(aac, "wb") as file:
            file.write(b"\0\0\0\x20ftypM4A " + os.urandom(5000))
        made = self.imported(aac)
        self.assertEqual((made["decoded"], made["seconds"]), (False, None))
        self.assert_failed(self.earwitness("excerpt", made["path"], "--from", "00:00", "--to", "00:01"), 4,
                           "holds no sound that this program could decode")
        self.assert_every_command_works(os.path.join(made["path"], "recording"))
        exported = self.earwitness("export", made["path"], "--to", self.folder, "--json")
        self.assertEqual(exported.code, 0, exported)
        self.assert_every_command_works(exported.json["path"])

    def assert_every_command_works(self, folder):
        """Of how-to-verify.txt, but those of sections for what is not there."""
        with open(os.path.join(folder, "how-to-verify.txt"), encoding="utf-8") as file:
            text = file.read()
        self.assertNotIn("flac -", text)
        self.assertNotIn("|", [line[1:2] for line in text.splitlines()])
        for part in howto.parts(text):
            lines = [line for line in howto.commands(part)
                     if "timestamp-1" not in line and "data/original" not in line]
            self.assertGreater(len(lines), 1)
            for line, code, output in howto.run(folder, lines):
                self.assertEqual((code, "FAILED" in output, "broken" in output), (0, False, False), (line, output))

    def test_beside_a_recording_that_runs(self):
        path = self.start_background(*SIGNAL)
        self.imported(self.wav(1))
        self.stop_and_check(path)
        self.assertEqual(ledgercheck.events(self.archive), ["key", "begin", "begin", "seal", "seal"])
        self.assertEqual(self.earwitness("verify", "--all").code, 0)

    # -- what is claimed -------------------------------------------------------------------------------------------

    def recorded(self, when, *words, zone="Europe/Amsterdam", code=0):
        done = self.earwitness("import", self.wav(1), "--json", "--recorded", when, *words, TZ=zone)
        self.assertEqual(done.code, code, done)
        if code:
            return done
        with open(os.path.join(done.json["path"], "recording/data/notes.jsonl"), encoding="utf-8") as file:
            texts = [json.loads(line)["text"] for line in file]
        (claim,) = [text for text in texts if text.startswith("recorded: ")]
        return claim.split()[1].split(".")[0], done, texts

    def test_times_with_an_offset_are_taken(self):
        for when in ("2026-07-01T12:00:00+02:00", "2026-07-01T10:00:00Z", "2026-07-01 12:00"):
            self.assertEqual(self.recorded(when)[0], "2026-07-01T10:00:00", when)

    def test_an_hour_that_was_twice_or_never_is_told(self):
        taken, done, _ = self.recorded("2025-10-26 02:30")
        self.assertEqual(taken, "2025-10-26T00:30:00")
        self.assertRegex(done.err, r"was there twice.*UTC\+02:00")
        self.assertIn("--recorded 2025-10-26T02:30:00+01:00", done.err)
        self.assertEqual(self.recorded("2025-10-26T02:30:00+01:00")[0], "2025-10-26T01:30:00")
        taken, done, _ = self.recorded("2026-03-29 02:30")
        self.assertEqual(taken, "2026-03-29T01:30:00")
        self.assertRegex(done.err, r"never was.*03:30:00 \(UTC\+02:00\) is taken")

    def test_a_date_ahead_is_refused_and_leaves_nothing(self):
        for when in ("2099-01-01", "2099-01-01 12:00", "2099-01-01T12:00:00+02:00"):
            done = self.recorded(when, code=2)
            self.assertRegex(done.err, "is ahead: by this computer's clock")
        self.assertEqual(self.conversations(), [])

    def test_a_day_without_a_time_says_so(self):
        _, done, texts = self.recorded("2026-07-01")
        self.assertIn("time of day: not said, 2026-07-01 is the day that was meant", texts)
        path = done.json["path"]
        for zone in ("Europe/Amsterdam", "America/New_York", "Pacific/Kiritimati"):  # it is no other day anywhere else
            for language, day, said in (("en", "1 July 2026", "on 1 July 2026, at a time that is not known, according to whoever imported it"),
                                        ("nl", "1 juli 2026", "op 1 juli 2026, op een tijdstip dat niet bekend is, zegt wie het importeerde")):
                with self.subTest(zone=zone, language=language):
                    lang = ("--lang", language)
                    self.assertIn(said, self.earwitness("verify", "--details", path, *lang, TZ=zone).out)
                    self.assertRegex(self.earwitness("list", *lang, TZ=zone).out, rf"\n    {day}  in")
                    page = os.path.join(self.folder, f"{language}-{zone.replace('/', '-')}.html")
                    self.assertEqual(self.earwitness("report", path, "--to", page, *lang, TZ=zone).code, 0)
                    with open(page, encoding="utf-8") as file:
                        text = file.read()
                    self.assertIn(said, text)
                    self.assertNotIn("time of day: not said", text)  # said above
                    self.assertNotRegex(text, r"July 2026, \d|juli 2026, \d|June 2026|juni 2026")
        page = os.path.join(self.folder, "minutes.html")
        self.assertEqual(self.earwitness("report", "--minutes", path, "--to", page).code, 0)
        with open(page, encoding="utf-8") as file:
            self.assertNotIn("00:00 to", file.read())

    def test_one_whose_date_nobody_knows_is_listed_with_the_day_of_the_import(self):
        path = self.wav(3)
        os.utime(path, (1_000_000_000, 1_000_000_000))  # a file's own date may be that of a copy
        made = self.imported(path, "--title", "Found")
        with open(os.path.join(made["path"], "recording/data/journal.jsonl"), encoding="utf-8") as journal:
            day = datetime.date.fromisoformat(json.loads(journal.readline())["utc"][:10])
        months = "januari februari maart april mei juni juli augustus september oktober november december".split()
        for language, said in (("en", f"imported {day.day} {day:%B} {day.year}"),
                               ("nl", f"geïmporteerd op {day.day} {months[day.month - 1]} {day.year}")):
            self.assertRegex(self.earwitness("list", "--lang", language, TZ="UTC").out, rf"\n    {said}  \w+ \w+ \w+  Found\n")
        (listed,) = self.earwitness("list", "--json").json["recordings"]
        self.assertIsNone(listed["started_utc"])  # when it was recorded is not when it was imported
        self.assertEqual(self.earwitness("delete", made["path"], "--from", "0:00", "--to", "0:01", "--yes").code, 0)
        self.assertRegex(self.earwitness("list", TZ="UTC").out, rf"\n    imported {day.day} {day:%B} {day.year}  in")

    def test_the_same_file_again_is_told_with_the_name_that_it_has(self):
        first = self.imported(self.wav(1), "--title", "First")
        self.assertEqual(first["same_as"], [])
        done = self.earwitness("import", self.wav(1, "other.wav"))
        self.assertEqual(done.code, 0, done)
        self.assertIn("imported before, as " + os.path.basename(first["path"]), done.err)
        self.assertEqual(self.imported(self.wav(2))["same_as"], [])

    def test_what_is_remembered_of_imported_files_goes_with_a_deletion(self):
        """Its hashes are over names, which somebody could guess."""
        first = self.imported(self.wav(1), "--title", "Salary talk")
        other = self.wav(2, "other.wav")
        self.imported(other, "--title", "Other")
        index = os.path.join(self.archive, ".imported")
        mark = hashlib.sha256(os.path.basename(first["path"]).encode()).hexdigest()
        with open(index, encoding="ascii") as file:
            self.assertIn(mark, file.read())
        self.assertEqual(self.earwitness("delete", "--now", "--yes", "salary").code, 0)
        self.assertFalse(os.path.lexists(index))
        self.assertIn("other", self.earwitness("import", "--json", other).err)
        with open(index, encoding="ascii") as file:
            self.assertNotIn(mark, file.read())

    def test_what_is_larger_than_a_bag_may_hold_is_refused_before_it_is_read(self):
        path = os.path.join(self.folder, "huge.wav")
        with open(path, "wb") as file:
            file.truncate((512 << 30) + 1)
        self.assert_failed(self.earwitness("import", path), 2, "huge.wav is larger than the .* bytes that can be imported")
        self.assertEqual(self.conversations(), [])

    def test_a_hostile_name_is_kept_as_a_claim_alone(self):
        path = os.path.join(self.folder, "a\x1b[31m\u202e.W$V")
        shutil.copy(self.wav(1), path)
        made = self.imported(path)
        self.assertEqual(os.listdir(os.path.join(made["path"], "recording/data/imported")), ["file"])
        with open(os.path.join(made["path"], "recording/data/notes.jsonl"), encoding="utf-8") as file:
            texts = [json.loads(line)["text"] for line in file]
        self.assertIn("name: a\\x1b[31m\\u202e.W$V", texts)


if __name__ == "__main__":
    unittest.main()
