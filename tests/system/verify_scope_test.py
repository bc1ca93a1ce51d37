# SPDX-License-Identifier: MIT
"""Every bag in what somebody names is checked, the worst one counts, and nothing is passed over without a word."""

import os
import re
import shutil
import subprocess
import unittest
import zipfile

import bagcheck
from case import ProgramCase

SIGNAL = ("--device", "test-signal")
GOOD = "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nI never said that.\n"


class Scope(ProgramCase):
    """A recording of three seconds with two excerpts and two transcripts, made once and copied."""

    @classmethod
    def setUpClass(cls):
        maker = cls()
        maker.setUp()
        cls.addClassCleanup(maker.doCleanups)
        done = maker.earwitness("start", *SIGNAL, "--max", "3s", "--title", "Scope")
        maker.check_told(done)
        (name,) = maker.conversations()
        text = os.path.join(maker.folder, "typed.vtt")
        with open(text, "w", encoding="utf-8") as out:
            out.write(GOOD)
        for words in (("excerpt", name, "--from", "0:00", "--to", "0:01"),
                      ("excerpt", name, "--from", "0:01", "--to", "0:02", "--unsigned"),
                      ("transcript", name, "--from-file", text), ("transcript", name, "--from-file", text),
                      ("export", name, "--to", maker.folder, "--name", "handed-over")):
            made = maker.earwitness(*words)
            assert made.code == 0, made
        cls.original = os.path.join(maker.archive, name)
        cls.export = os.path.join(maker.folder, "handed-over")
        cls.makers_archive = maker.archive

    BAGS = ["recording", "excerpt-1", "excerpt-2", "transcript-1", "transcript-2"]

    def runTest(self):
        """For the maker alone."""

    def setUp(self):
        super().setUp()
        if not hasattr(self, "original"):
            return
        shutil.copytree(self.makers_archive, self.archive)
        self.path = os.path.join(self.archive, os.path.basename(self.original))
        self.handed = os.path.join(self.folder, "handed")
        shutil.copytree(self.export, self.handed)

    def flip(self, path):
        os.chmod(path, 0o600)
        with open(path, "r+b") as file:
            content = file.read()
            file.seek(len(content) // 2)
            file.write(bytes([content[len(content) // 2] ^ 1]))

    def lines(self, done):
        """Each bag's line before the total, by the end of its name, and the total."""
        lines = done.out.split("\n")
        total = next(i for i, line in enumerate(lines) if re.match(r"\d+ sealed folders?: ", line))
        told = [re.match(r"([A-Z]+(?: [A-Z]+)*)  +(\S+)", line) for line in lines[:total]]
        return [(os.path.basename(match[2]), match[1]) for match in told], lines[total]

    def words(self):
        return (os.path.basename(self.path),), (self.path,), (self.handed,), ("--all",), (self.archive,)

    # -- every bag --------------------------------------------------------------------------------------------------

    def test_each_bag_has_its_line_and_the_total_follows(self):
        for words in self.words():
            with self.subTest(words):
                done = self.earwitness("verify", *words)
                self.assertEqual(done.code, 0, done)
                bags, total = self.lines(done)
                more = [("ledger.jsonl", "UNCHANGED")] if words == ("--all",) else []
                self.assertEqual(bags, [(bag, "UNCHANGED") for bag in self.BAGS] + more)
                self.assertEqual(total, "5 sealed folders: 5 unchanged")
                self.assertNotIn("Checks:", done.out)
                document = self.earwitness("verify", "--json", *words).json
                self.assertEqual([os.path.basename(each["path"]) for each in document["recordings"]], self.BAGS)
                self.assertTrue(all(each["unchanged"] for each in document["recordings"]))

    def test_details_are_of_all_where_they_are_wanted(self):
        done = self.earwitness("verify", "--details", self.path)
        self.assertEqual(done.code, 0, done)
        self.assertEqual(done.out.count("Checks:"), 5)
        self.assertEqual(done.out.count("What this does not show:"), 5)

    def test_one_bit_in_any_file_of_any_bag_is_found_from_outside(self):
        """By its name, by its folder, in what was handed over, and among all."""
        for bag in self.BAGS:
            for name in bagcheck.files_below(os.path.join(self.handed, bag)):
                with self.subTest(bag=bag, name=name):
                    path = os.path.join(self.handed, bag, name)
                    with open(path, "rb") as file:
                        before = file.read()
                    self.flip(path)
                    done = self.earwitness("verify", self.handed)
                    with open(path, "wb") as file:
                        file.write(before)
                    self.assertIn(done.code, (1,) if name != "bagit.txt" else (1, 4), done)
                    self.assertIn(os.path.basename(name), done.out)
                    bags, total = self.lines(done)
                    altered = [told for told, verdict in bags if verdict == "ALTERED OR MISSING"]
                    self.assertEqual(done.out.count("Checks:"), len(altered))  # of those that failed
                    if name == "tagmanifest-sha256.txt":  # another seal: transcripts name the one that there was
                        self.assertIn(bag, altered)
                    else:
                        self.assertEqual(altered, [bag])
                        self.assertIn("4 unchanged, 1 altered or missing", total)
            self.flip(os.path.join(self.path, bag, "data", os.listdir(os.path.join(self.path, bag, "data"))[0]))
            for words in ((os.path.basename(self.path),), ("--all",), (self.archive,), ("--all", "--json")):
                self.assertEqual(self.earwitness("verify", *words).code, 1, words)
            shutil.rmtree(os.path.join(self.path, bag))
            shutil.copytree(os.path.join(self.original, bag), os.path.join(self.path, bag))

    def test_a_bag_by_its_own_path_is_checked_alone(self):
        self.flip(os.path.join(self.handed, "excerpt-1", "data", "excerpt-001.flac"))
        for bag in self.BAGS:
            with self.subTest(bag):
                done = self.earwitness("verify", "--json", os.path.join(self.handed, bag))
                self.assertEqual(done.code, 1 if bag == "excerpt-1" else 0, done)
                (found,) = done.json["recordings"]
                self.assertEqual(os.path.basename(found["path"]), bag)

    def test_a_bag_of_any_name_is_checked(self):
        for name in ("excerpt-copy", "excerpt-1 (2)", "Excerpt of Monday", ".excerpt-9", "kept/excerpt-1"):
            with self.subTest(name):
                other = os.path.join(self.handed, name)
                shutil.copytree(os.path.join(self.handed, "excerpt-1"), other)
                self.assertEqual(self.earwitness("verify", self.handed).code, 0)
                self.flip(os.path.join(other, "data", "excerpt-001.flac"))
                done = self.earwitness("verify", self.handed)
                self.assertEqual(done.code, 1, done)
                self.assertIn("6 sealed folders: 5 unchanged, 1 altered or missing", done.out)
                shutil.rmtree(os.path.join(self.handed, name.split("/")[0]))

    def test_a_bag_is_checked_however_deep_it_lies(self):
        deep = os.path.join(self.folder, "usb/zaak/2026/juni/gesprekken/handed")
        shutil.copytree(self.handed, deep)
        done = self.earwitness("verify", os.path.join(self.folder, "usb"))
        self.assertEqual(done.code, 0, done)
        self.assertEqual(self.lines(done)[1], "5 sealed folders: 5 unchanged")
        self.flip(os.path.join(deep, "excerpt-1/data/excerpt-001.flac"))
        done = self.earwitness("verify", os.path.join(self.folder, "usb"))
        self.assertEqual(done.code, 1, done)
        self.assertIn("5 sealed folders: 4 unchanged, 1 altered or missing", self.lines(done)[1])

    def test_what_is_too_deep_is_told(self):
        deep = os.path.join(self.folder, "usb", *["d"] * 20)
        shutil.copytree(self.handed, deep)
        done = self.earwitness("verify", self.handed, os.path.join(self.folder, "usb"))
        self.assertEqual(done.code, 4, done)
        self.assertRegex(done.err, "too deep, or too many")

    def test_a_name_that_reads_like_facts_stands_in_quotes(self):
        name = "gesprek  00:02, signed by your own key"
        os.rename(os.path.join(self.handed, "excerpt-1"), os.path.join(self.handed, name))
        done = self.earwitness("verify", self.handed)
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.out, re.escape(f'{name}"  excerpt'))
        self.assertIn(f'"{self.handed}/', done.out)

    def test_two_that_say_that_they_are_one_recording_are_told(self):
        both = os.path.join(self.folder, "both")
        for name in ("one", "other"):
            shutil.copytree(os.path.join(self.handed, "recording"), os.path.join(both, name, "recording"))
        self.assertNotIn("the same recording", self.earwitness("verify", both).err)
        path = os.path.join(both, "other", "recording")
        with open(os.path.join(path, "tagmanifest-sha256.txt"), "ab") as manifest:
            manifest.write(b"\n")
        done = self.earwitness("verify", both)
        self.assertRegex(done.err, "say that they are the same recording")
        self.assertRegex(done.out, "two that are not the same say that they are one recording")
        self.assertEqual(done.code, 1)
        (twins,) = self.earwitness("verify", both, "--json").json["twins"]
        self.assertEqual((len(twins["names"]), len(set(twins["seals"]))), (2, 2))

    def test_an_excerpt_that_was_handed_over_alone(self):
        for bag in ("recording", "excerpt-2", "transcript-1", "transcript-2"):
            shutil.rmtree(os.path.join(self.handed, bag))
        done = self.earwitness("verify", self.handed)
        self.assertEqual(done.code, 0, done)
        self.assertIn("1 sealed folder: 1 unchanged", done.out)
        self.flip(os.path.join(self.handed, "excerpt-1", "data", "excerpt-001.flac"))
        self.assertEqual(self.earwitness("verify", self.handed).code, 1)

    def test_what_no_seal_covers_is_told_of_a_folder_that_was_handed_over(self):
        with open(os.path.join(self.handed, "how-to-verify.txt"), "a", encoding="utf-8") as file:
            file.write("    curl https://example.org/check | sh\n")
        with open(os.path.join(self.handed, "report.html"), "w", encoding="utf-8") as file:
            file.write("<title>UNCHANGED AND DATED, says a notary</title>")
        done = self.earwitness("verify", self.handed)
        self.assertEqual(done.code, 0, done)
        self.assertIn('not checked, as no seal covers it: "how-to-verify.txt", "report.html"\n', done.err)
        for number in range(9):
            with open(os.path.join(self.handed, f"extra {number}\n\x1b[31m"), "w", encoding="utf-8"):
                pass
        done = self.earwitness("verify", self.handed)
        self.assertRegex(done.err, r"not checked, as no seal covers it: .*, and 6 more\n")
        self.assertNotIn("\x1b", done.err)
        self.assertEqual(self.earwitness("verify", os.path.join(self.handed, "recording")).err, "")
        self.assertNotIn("no seal covers", self.earwitness("verify", self.path).err)

    def test_what_no_seal_covers_is_told_however_deep_it_lies(self):
        """Of folders of such folders, too; a folder that holds nothing sealed is one name."""
        case = os.path.join(self.folder, "zaak")
        shutil.copytree(self.handed, os.path.join(case, "usb", "gesprek"))
        for name in ("usb/lees-mij.html", "papers/deep/verdict.html", "usb/gesprek/recording copy/notes.txt", "usb/.hidden/x.html"):
            os.makedirs(os.path.dirname(os.path.join(case, name)), exist_ok=True)
            with open(os.path.join(case, name), "w", encoding="utf-8") as file:
                file.write("<title>UNCHANGED AND DATED</title>")
        os.mkdir(os.path.join(case, "empty"))
        done = self.earwitness("verify", case + "/")
        self.assertEqual(done.code, 0, done)
        (told,) = [line for line in done.err.splitlines() if "no seal covers" in line]
        self.assertEqual(sorted(re.findall('"([^"]*)"', told)), ["papers/", "usb/.hidden/", "usb/gesprek/how-to-verify.txt",
                                                                 "usb/gesprek/recording copy/", "usb/lees-mij.html"])
        os.symlink("/etc", os.path.join(case, "usb", "more"))
        self.assertIn("and 1 more", self.earwitness("verify", case).err)
        # What can be no bag although it is called one has a line of its own, and is not named twice.
        os.mkdir(os.path.join(case, "usb", "gesprek", "excerpt-9"))
        done = self.earwitness("verify", os.path.join(case, "usb", "gesprek"))
        self.assertEqual(done.code, 4, done)
        self.assertNotIn("excerpt-9", [name for line in done.err.splitlines() if "no seal" in line for name in line.split('"')])

    def test_a_folder_from_which_the_recording_was_taken_is_still_looked_at(self):
        shutil.rmtree(os.path.join(self.path, "recording"))
        self.flip(os.path.join(self.path, "excerpt-1", "data", "excerpt-001.flac"))
        done = self.earwitness("verify", "--all", "--json")
        self.assertEqual(done.code, 1, done)
        self.assertIn("excerpt-1", [os.path.basename(each["path"]) for each in done.json["recordings"]
                                    if not each["unchanged"]])

    def test_what_bears_a_bags_name_and_is_none_is_said(self):
        """A link, an empty folder, a file, a pipe: none is followed or waited for, and none is passed over."""
        target = os.path.join(self.folder, "elsewhere")
        shutil.copytree(os.path.join(self.handed, "excerpt-1"), target)
        makers = {"link": lambda path: os.symlink(target, path), "empty": os.mkdir, "pipe": os.mkfifo,
                  "file": lambda path: open(path, "w", encoding="utf-8").close(),
                  "dangling": lambda path: os.symlink("/nowhere", path)}
        for folder in (self.handed, self.path):
            for kind, make in makers.items():
                with self.subTest(folder=folder, kind=kind):
                    strange = os.path.join(folder, "excerpt-7")
                    make(strange)
                    done = self.earwitness("verify", folder)
                    self.assertEqual(done.code, 4, done)
                    self.assertIn("NOT CHECKED", done.out)
                    self.assertIn("6 sealed folders: 5 unchanged, 1 not checked", done.out)
                    self.assertIn("excerpt-7", done.err)
                    document = self.earwitness("verify", "--json", folder).json
                    (told,) = [each for each in document["recordings"] if each["unchanged"] is None]
                    self.assertEqual(os.path.basename(told["path"]), "excerpt-7")
                    if os.path.isdir(strange) and not os.path.islink(strange):
                        os.rmdir(strange)
                    else:
                        os.unlink(strange)

    def test_a_file_that_only_begins_like_a_bag_is_no_bag(self):
        """As a packed copy beside the folder, or the locks of commands where the computer has no folder for such."""
        for name in ("excerpt-1.zip", "transcript-532e1e0050dc68f1.lock", "transcript-2.vtt"):
            with open(os.path.join(self.path, name), "w", encoding="utf-8"):
                pass
        text = os.path.join(self.folder, "again.vtt")
        with open(text, "w", encoding="utf-8") as out:
            out.write(GOOD)
        environment = {"XDG_RUNTIME_DIR": None}
        name = os.path.basename(self.path)
        self.assertEqual(self.earwitness("transcript", name, "--from-file", text, **environment).code, 0)
        self.assertTrue(os.listdir(os.path.join(self.archive, ".control")))
        done = self.earwitness("verify", "--all", **environment)
        self.assertEqual(done.code, 0, done)
        self.assertIn("6 sealed folders: 6 unchanged", done.out)

    def test_what_an_interrupted_command_left_is_said_and_no_verdict(self):
        shutil.copytree(os.path.join(self.path, "excerpt-1"), os.path.join(self.path, "excerpt.new"))
        self.flip(os.path.join(self.path, "excerpt.new", "data", "excerpt-001.flac"))
        done = self.earwitness("verify", self.path)
        self.assertEqual(done.code, 0, done)
        self.assertIn("5 sealed folders: 5 unchanged", done.out)
        self.assertRegex(done.err, r"excerpt\.new has a name that an interrupted command leaves")
        # Of somebody else's folder nothing of that kind can be known.
        shutil.move(os.path.join(self.path, "excerpt.new"), os.path.join(self.handed, "excerpt.new"))
        self.assertEqual(self.earwitness("verify", self.handed).code, 1)

    def test_the_worst_of_all_is_the_exit_code(self):
        os.mkdir(os.path.join(self.handed, "excerpt-9"))
        self.assertEqual(self.earwitness("verify", self.handed).code, 4)
        os.unlink(os.path.join(self.handed, "excerpt-2", "tagmanifest-sha256.txt"))
        self.flip(os.path.join(self.handed, "transcript-2", "bag-info.txt"))
        done = self.earwitness("verify", self.handed, os.path.join(self.folder, "nothing-here"))
        self.assertEqual(done.code, 1, done)
        self.assertRegex(done.out, "7 sealed folders: 3 unchanged, 2 altered or missing, 2 not checked\n")

    def test_what_is_required_is_required_of_each(self):
        for words, code in ((("--require-complete",), 0), (("--require-time",), 3), (("--require-key", "a" * 64), 3)):
            with self.subTest(words):
                done = self.earwitness("verify", self.path, *words)
                self.assertEqual(done.code, code, done)
                self.assertEqual("5 not confirmed" in done.out, code == 3, done)
        # Of an excerpt by its own path it is asked, as it is no recording.
        self.assertEqual(self.earwitness("verify", os.path.join(self.path, "excerpt-1"), "--require-complete").code, 3)

    # -- what a system leaves ---------------------------------------------------------------------------------------

    def test_a_systems_own_files_are_told_apart(self):
        for bag in self.BAGS:
            for name in (".DS_Store", "data/.DS_Store", "data/._journal.jsonl", "desktop.ini", "data/Thumbs.db",
                         "data/audio-001.flac:Zone.Identifier", "seal/.DS_Store", ".directory"):
                litter = os.path.join(self.handed, bag, name)
                if not os.path.isdir(os.path.dirname(litter)):
                    continue
                with self.subTest(litter):
                    with open(litter, "wb") as out:
                        out.write(b"\0\0\0\1Bud1")
                    done = self.earwitness("verify", self.handed)
                    self.assertEqual(done.code, 1, done)
                    self.assertRegex(done.out, rf"ALTERED OR MISSING +\S+/{bag}  nothing that was sealed changed\n")
                    self.assertIn("Nothing that was sealed changed there", done.out)
                    self.assertIn(f"  {litter}\n", done.out)
                    document = self.earwitness("verify", "--json", self.handed).json
                    (found,) = [each for each in document["recordings"] if not each["unchanged"]]
                    self.assertTrue(found["findings"])
                    self.assertTrue(all(finding["litter"] for finding in found["findings"]), found["findings"])
                    os.unlink(litter)
        self.assertEqual(self.earwitness("verify", self.handed).code, 0)

    def test_other_files_and_changes_beside_them_are_not_excused(self):
        bag = os.path.join(self.handed, "recording")
        with open(os.path.join(bag, ".DS_Store"), "wb"):
            pass
        for name in ("data/secret.wav", "data/DS_Store", "notes.ini", "data/.DS_Store.flac"):
            with self.subTest(name):
                with open(os.path.join(bag, name), "wb"):
                    pass
                done = self.earwitness("verify", self.handed)
                self.assertEqual(done.code, 1, done)
                self.assertNotRegex(done.out, "(?i)nothing that was sealed changed")
                os.unlink(os.path.join(bag, name))
        os.unlink(os.path.join(bag, ".DS_Store"))
        os.symlink("/etc/passwd", os.path.join(bag, "data", "desktop.ini"))
        self.flip(os.path.join(bag, "data", "levels.jsonl"))
        done = self.earwitness("verify", self.handed)
        self.assertNotRegex(done.out, "(?i)nothing that was sealed changed")

    # -- what is to be unpacked first -------------------------------------------------------------------------------

    def test_a_packed_file_is_to_be_unpacked(self):
        path = os.path.join(self.folder, "handed.zip")
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("recording/bagit.txt", "x")
        seven = os.path.join(self.folder, "handed.7z")
        subprocess.run(["7z", "a", seven, self.handed], check=True, capture_output=True)
        renamed = os.path.join(self.folder, "no-ending")
        shutil.copy(path, renamed)
        for packed in (path, seven, renamed):
            with self.subTest(packed):
                self.assert_failed(self.earwitness("verify", packed), 4, "is a packed file", "unpack it, then check")
        self.assert_failed(self.earwitness("verify", "--json", path), 4, "is a packed file")


if __name__ == "__main__":
    unittest.main()
