# SPDX-License-Identifier: MIT
"""What is handed over: opened with what everyone has, checked by its own how-to-verify.txt, command by command."""

import hashlib
import os
import re
import shutil
import subprocess
import unittest
import zipfile

import bagcheck
import howto
from case import ProgramCase
from sealed import check_sealed, seal_of
from signedbyhand import Authority

SIGNAL = ("--device", "test-signal")
PASSPHRASE = "correct horse battery staple"


class Export(ProgramCase):
    @classmethod
    def setUpClass(cls):
        """One recording of three seconds in two files, which each test copies."""
        maker = cls()
        maker.setUp()
        cls.addClassCleanup(maker.doCleanups)
        done = maker.earwitness("start", *SIGNAL, "--max", "3s", "--split", "2s", "--title", "Secret subject")
        maker.check_told(done)
        cls.original = os.path.join(maker.archive, maker.conversations()[0])

    def runTest(self):
        """For the maker of the recording alone."""

    def setUp(self):
        super().setUp()
        self.to = os.path.join(self.folder, "handed over")
        os.mkdir(self.to)
        if hasattr(self, "original"):
            self.name = os.path.basename(self.original)
            self.path = os.path.join(self.archive, self.name)
            shutil.copytree(self.original, self.path)

    def export(self, *words, **more):
        done = self.earwitness("export", self.name, "--to", self.to, *words, **more)
        self.assertEqual(done.code, 0, done)
        return done.out.splitlines()[0]

    def passphrase_file(self):
        path = os.path.join(self.folder, "passphrase")
        with open(path, "w", encoding="utf-8") as file:
            file.write(PASSPHRASE + "\n")
        return path

    def unpack(self, *command):
        at = os.path.join(self.folder, "unpacked")
        os.mkdir(at)
        done = subprocess.run(command, cwd=at, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done)
        (name,) = os.listdir(at)
        return os.path.join(at, name)

    def read(self, *parts):
        with open(os.path.join(*parts), encoding="utf-8") as text:
            return text.read()

    def test_a_folder_is_the_sealed_bag_and_how_to_check_it_under_a_neutral_name(self):
        path = self.export()
        self.assertRegex(os.path.basename(path), r"^recording-\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d$")
        self.assertEqual(sorted(os.listdir(path)), ["how-to-verify.txt", "recording"])
        for at, folders, names in os.walk(path):
            self.assertNotRegex(" ".join(folders + names), "(?i)secret")
        for name in bagcheck.files_below(os.path.join(path, "recording")):
            os.chmod(os.path.join(path, "recording", name), 0o400)
        check_sealed(os.path.join(path, "recording"))
        self.assertEqual(seal_of(path), seal_of(self.path))
        self.assertEqual(os.listdir(self.to), [os.path.basename(path)])

    def test_every_command_of_the_export_does_what_its_text_says(self):
        self.assertEqual(self.earwitness("excerpt", self.name, "--from", "0:00", "--to", "0:01").code, 0)
        path = self.export()
        ran = 0
        for part in howto.parts(self.read(path, "how-to-verify.txt")):
            self.assertEqual(len(howto.for_windows(part)), 2)
            self.assertIn(seal_of(path), part)
            for line, code, output in howto.run(path, howto.commands(part)):
                self.assertEqual(code, 0, f"{line}\n{output}")
                if line.startswith("openssl"):
                    self.assertIn("Signature Verified Successfully", output)
                    continue
                bag = re.match(r"\(cd (\S+) ", line)[1]
                *oks, seal = output.splitlines()
                self.assertTrue(all(ok.endswith(": OK") for ok in oks), output)
                self.assertEqual(seal.split()[0], seal_of(os.path.join(path, bag)))
                ran += 1
        self.assertEqual(ran, 4)

    def test_every_command_of_a_bag_does_what_its_text_says(self):
        done = self.earwitness("excerpt", self.name, "--from", "0:00", "--to", "0:01")
        excerpt = done.out.splitlines()[0]
        for bag, is_excerpt in ((os.path.join(self.path, "recording"), False), (excerpt, True)):
            for part in howto.parts(self.read(bag, "how-to-verify.txt")):
                lines = [line for line in howto.commands(part) if "seal/" not in line
                         and (is_excerpt or "data/original" not in line)]
                self.assertEqual(len(lines), 9 if is_excerpt else 6, lines)
                results = howto.run(bag, lines)
                for line, code, output in results:
                    self.assertEqual(code, 0, f"{line}\n{output}")
                    self.assertNotRegex(output, "FAILED|broken|verbroken|ERROR", line)
                text = "".join(output for line, code, output in results)
                self.assertIn(seal_of(bag), text)
                if is_excerpt:
                    self.assertIn(seal_of(self.path), text)
                    self.assertRegex(text, r"\d (no salt|geen salt)\n")
                self.assertNotRegex(text, r"\d (no|nee)\n")
                self.assertRegex(text, r"\d (yes|ja)\n")

    def test_the_commands_about_signature_and_time_stamp(self):
        """On ones that stock openssl made, so that the commands are judged and not the program."""
        authority = Authority(self.folder)
        done = self.earwitness("excerpt", self.name, "--from", "0:00", "--to", "0:01")
        for bag, at in ((os.path.join(self.path, "recording"), ""), (done.out.splitlines()[0], "data/original")):
            self.assertEqual(os.path.isdir(os.path.join(bag, at)), True)
            for folder in {at, ""}:
                authority.seal(bag, folder)
            for part in howto.parts(self.read(bag, "how-to-verify.txt")):
                lines = [line for line in howto.commands(part) if "seal/" in line and (at or "original" not in line)]
                self.assertEqual(len(lines), 6 if at else 4)
                for line, code, output in howto.run(bag, lines):
                    self.assertEqual(code, 0, f"{line}\n{output}")
                    if "-verify" in line:
                        self.assertRegex(output, "Signature Verified Successfully|Verification: OK", line)
        seal = os.path.join(self.path, "recording/seal")
        for name in ("signature.ed25519", "timestamp-1.tsr"):
            with open(os.path.join(seal, name), "r+b") as file:
                file.seek(-20, os.SEEK_END)
                file.write(b"altered")
        lines = [line for line in howto.commands(part) if "-verify" in line and "original" not in line]
        for line, code, output in howto.run(os.path.join(self.path, "recording"), lines):
            self.assertNotEqual(code, 0, f"{line}\n{output}")

    def test_the_commands_find_what_was_changed(self):
        path = self.export()
        audio = os.path.join(path, "recording/data/audio-001.flac")
        os.chmod(audio, 0o600)
        with open(audio, "r+b") as file:
            file.seek(-50, os.SEEK_END)
            file.write(b"x")
        part = howto.parts(self.read(path, "how-to-verify.txt"))[0]
        self.assertNotEqual([code for line, code, output in howto.run(path, howto.commands(part))], [0])
        part = howto.parts(self.read(path, "recording/how-to-verify.txt"))[0]
        lines = [line for line in howto.commands(part) if "seal/" not in line and "data/original" not in line]
        results = howto.run(os.path.join(path, "recording"), lines)
        self.assertIn("audio-001.flac: FAILED", results[0][2])
        self.assertNotEqual(results[0][1], 0)

    def test_unzip_and_7z_open_a_zip_file_and_it_checks(self):
        path = self.export("--zip")
        self.assertTrue(path.endswith(".zip"))
        unpacked = self.unpack("unzip", "-q", path)
        self.assertEqual(self.earwitness("verify", os.path.join(unpacked, "recording")).code, 0)
        self.assertEqual(seal_of(unpacked), seal_of(self.path))
        shutil.rmtree(os.path.dirname(unpacked))
        unpacked = self.unpack("7z", "x", "-bd", path)
        self.assertEqual(seal_of(unpacked), seal_of(self.path))
        self.assertNotIn(b"ecret", path.encode())
        self.assertEqual(os.listdir(self.to), [os.path.basename(path)])
        with zipfile.ZipFile(path) as packed:
            stored = {i.filename for i in packed.infolist() if i.compress_type == zipfile.ZIP_STORED}
            self.assertEqual(stored, {n for n in packed.namelist() if n.endswith((".flac", ".ed25519"))})

    def test_7z_opens_an_encrypted_one_with_its_passphrase_alone(self):
        path = self.export("--encrypt", "--passphrase-file", self.passphrase_file())
        with open(path, "rb") as file:
            content = file.read()
        for word in (b"Secret subject", b'"event"', b"fLaC"):
            self.assertNotIn(word, content)
        listed = subprocess.run(["7z", "l", "-slt", path], capture_output=True, text=True).stdout
        self.assertIn("AES-256", listed)
        refused = subprocess.run(["7z", "t", "-bd", "-pwrong", path], capture_output=True, stdin=subprocess.DEVNULL)
        self.assertNotEqual(refused.returncode, 0)
        unpacked = self.unpack("7z", "x", "-bd", "-p" + PASSPHRASE, path)
        self.assertEqual(self.earwitness("verify", os.path.join(unpacked, "recording")).code, 0)

    def test_a_passphrase_is_asked_for_twice_and_not_shown(self):
        terminal = self.terminal("export", self.name, "--to", self.to, "--encrypt", "--name", "asked")
        terminal.expect("Passphrase for the zip file:")
        terminal.type(PASSPHRASE + "\r")
        terminal.expect("Once more:")
        terminal.type(PASSPHRASE + "\r")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertNotIn(PASSPHRASE, terminal.raw)
        unpacked = self.unpack("7z", "x", "-bd", "-p" + PASSPHRASE, os.path.join(self.to, "asked.zip"))
        self.assertEqual(seal_of(unpacked), seal_of(self.path))
        terminal = self.terminal("export", self.name, "--to", self.to, "--encrypt", "--name", "mistyped")
        terminal.expect("Passphrase for the zip file:")
        terminal.type(PASSPHRASE + "\r")
        terminal.expect("Once more:")
        terminal.type("another one\r")
        self.assertEqual(terminal.wait(), 2, terminal.text)
        self.assertEqual(os.listdir(self.to), ["asked.zip"])

    def test_a_copy_to_listen_to_is_the_same_sound_apart_from_the_bag(self):
        path = self.export("--listening-copy", "wav")
        for number in (1, 2):
            flac = os.path.join(path, f"recording/data/audio-00{number}.flac")
            wav = os.path.join(path, f"listening-copy/audio-00{number}.wav")
            wanted = subprocess.run(["flac", "-s", "-d", "-c", flac], check=True, capture_output=True).stdout
            with open(wav, "rb") as file:
                self.assertEqual(file.read()[-1000:], wanted[-1000:])
            sound = subprocess.run(["sox", wav, "-t", "s16", "-"], check=True, capture_output=True).stdout
            self.assertEqual(sound, subprocess.run(["sox", flac, "-t", "s16", "-"], check=True,
                                                   capture_output=True).stdout)
        self.assertIn("listening-copy/", self.read(path, "how-to-verify.txt"))
        self.assertEqual(self.earwitness("verify", os.path.join(path, "recording")).code, 0)

    def test_a_copy_as_mp3_plays_or_it_is_said_that_there_can_be_none(self):
        done = self.earwitness("export", self.name, "--to", self.to, "--listening-copy", "mp3")
        if done.code == 5:  # a libsndfile that was built without
            self.assert_failed(done, 5, "mp3", "try: --listening-copy wav")
            self.assertEqual(os.listdir(self.to), [])
            return
        self.assertEqual(done.code, 0, done)
        mp3 = os.path.join(done.out.splitlines()[0], "listening-copy/audio-001.mp3")
        with open(mp3, "rb") as file:
            content = file.read()
        self.assertTrue(content[0] == 0xFF and content[1] & 0xE0 == 0xE0 or content.startswith(b"ID3"), content[:4])
        self.assertGreater(len(content), 2 * 4000)  # two seconds of at least 32 kbit/s
        self.assertNotIn(b"ecret", content)

    def test_the_ledger_s_head_goes_with_it_and_the_ledger_where_it_was_asked_for(self):
        self.assertEqual(self.earwitness("start", *SIGNAL, "--max", "1s", "--title", "Ledger").code, 0)
        (name,) = [name for name in self.conversations() if name != self.name]
        without = self.earwitness("export", name, "--to", self.to, "--name", "without")
        self.assertEqual(without.code, 0, without)
        head = re.search(r"ledger's head  ([0-9a-f]{64})\n", without.out)[1]
        self.assertEqual(self.read(self.to, "without/how-to-verify.txt").count(head), 2)
        self.assertEqual(sorted(os.listdir(os.path.join(self.to, "without"))), ["how-to-verify.txt", "recording"])
        done = self.earwitness("export", name, "--to", self.to, "--name", "with", "--with-ledger")
        self.assertEqual(done.code, 0, done)
        with open(os.path.join(self.to, "with/ledger.jsonl"), "rb") as ledger:
            self.assertIn(head, [hashlib.sha256(line.rstrip(b"\n")).hexdigest() for line in ledger])
        self.assertNotIn("Ledger", self.read(self.to, "with/ledger.jsonl"))

    def test_an_excerpt_goes_alone(self):
        done = self.earwitness("excerpt", self.name, "--from", "0:00", "--to", "0:01")
        done = self.earwitness("export", done.out.splitlines()[0], "--to", self.to, "--json")
        self.assertEqual((done.json["type"], done.json["schema"]), ("export", 1))
        self.assertEqual([bag["name"] for bag in done.json["bags"]], ["excerpt-1"])
        self.assertEqual(sorted(os.listdir(done.json["path"])), ["excerpt-1", "how-to-verify.txt"])
        for name in bagcheck.files_below(done.json["path"]):
            with open(os.path.join(done.json["path"], name), "rb") as file:
                self.assertNotIn(b"ecret", file.read(), name)


if __name__ == "__main__":
    unittest.main()
