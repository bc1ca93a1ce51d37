# SPDX-License-Identifier: MIT
"""What is verified is what every player plays. The forgeries of tests/forge/sound_forgeries.py are played by flac,
ffmpeg, sox, libsndfile, GStreamer, Chromium and Firefox: where one of them plays a sample that has no hash in the bag,
`verify` must say ALTERED; what all of them play as it was hashed may be another way to write the same.

A player that is not installed is told as NOT TESTED."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(1, os.path.join(ROOT, "tests", "forge"))

import bagcheck  # noqa: E402
import players  # noqa: E402
from flac_frames import Flac  # noqa: E402
from sound_forgeries import FILES, FORGERIES  # noqa: E402

PROGRAM = os.path.abspath(os.environ["EARWITNESS"])
DATA = os.path.join(ROOT, "tests", "data", "format-1")


def seal(bag):
    """All hashes anew, as anybody can who has an unsigned bag or an excerpt."""
    files = bagcheck.files_below(bag)
    payload = [name for name in files if name.startswith("data/")]
    path = os.path.join(bag, "bag-info.txt")
    with open(path, encoding="utf-8") as file:
        lines = file.read().splitlines()
    size = sum(os.path.getsize(os.path.join(bag, name)) for name in payload)
    with open(path, "w", encoding="utf-8") as file:
        file.writelines((f"Payload-Oxum: {size}.{len(payload)}" if line.startswith("Payload-Oxum:") else line) + "\n"
                        for line in lines)
    tags = [name for name in files if not name.startswith("data/") and name != "tagmanifest-sha256.txt"]
    for manifest, names in (("manifest-sha256.txt", payload), ("tagmanifest-sha256.txt", tags)):
        with open(os.path.join(bag, manifest), "w", encoding="utf-8") as file:
            file.writelines(f"{bagcheck.digest(os.path.join(bag, name))}  {name}\n" for name in names)


def verdict_of(forgery, content):
    """Exit code of `verify` on the golden bag with this file in it."""
    folder, name = FILES[forgery.base]
    with tempfile.TemporaryDirectory(prefix="earwitness-players-") as scratch:
        bag = os.path.join(scratch, folder)
        shutil.copytree(os.path.join(DATA, folder), bag)
        for at, folders, files in os.walk(bag):
            for entry in folders + files:
                os.chmod(os.path.join(at, entry), 0o700)
        with open(os.path.join(bag, name), "wb") as file:
            file.write(content)
        seal(bag)
        environment = {"PATH": os.environ["PATH"], "HOME": scratch, "LC_ALL": "C.UTF-8"}
        return subprocess.run([PROGRAM, "verify", bag, "--no-config"], env=environment, stdin=subprocess.DEVNULL,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=60).returncode


class Players(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="earwitness-players-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        honest = {}
        for base, names in FILES.items():
            with open(os.path.join(DATA, *names), "rb") as file:
                honest[base] = Flac(file.read())
        cls.hashed = {base: players.array.array("h", [s for frame in flac.frames for s in frame.channels[0]])
                      for base, flac in honest.items()}
        cls.forgeries = list(FORGERIES.values())
        cls.contents = [forgery.make(honest[forgery.base]) for forgery in cls.forgeries]
        paths = []
        for forgery, content in zip(cls.forgeries, cls.contents):
            paths.append(os.path.join(cls.folder, forgery.name + ".flac"))
            with open(paths[-1], "wb") as file:
                file.write(content)
        cls.heard, cls.missing = players.listen(paths)
        cls.codes = [verdict_of(forgery, content) for forgery, content in zip(cls.forgeries, cls.contents)]

    def others(self, index):
        """The players that play something else of it than what was hashed: other samples, or more."""
        hashed = self.hashed[self.forgeries[index].base]
        return [name for name, heard in self.heard.items() if heard[index] != hashed[:len(heard[index])]]

    def test_each_player_is_there(self):
        if self.missing:
            self.skipTest("NOT TESTED: not installed: " + ", ".join(self.missing))

    def test_what_is_honest_is_played_whole_by_all_and_unchanged(self):
        for index, forgery in enumerate(self.forgeries):
            if not forgery.honest:
                continue
            with self.subTest(forgery.name):
                self.assertEqual(self.codes[index], 0)
                for name, heard in self.heard.items():
                    self.assertEqual(heard[index], self.hashed[forgery.base], name)

    def test_where_a_player_plays_what_is_not_hashed_it_is_altered(self):
        for index, forgery in enumerate(self.forgeries):
            others = self.others(index)
            if others:
                print(f"{forgery.name}: {', '.join(others)}", file=sys.stderr)
            with self.subTest(forgery.name, players=others):
                self.assertEqual(self.codes[index], 0 if forgery.honest else 1)
                if others:
                    self.assertEqual(self.codes[index], 1)

    def test_this_test_hears(self):
        """Each player plays something else of some forgery, and those that look for headers hear the hidden frames."""
        heard = {name: [forgery.name for index, forgery in enumerate(self.forgeries) if name in self.others(index)]
                 for name in self.heard}
        for name, found in heard.items():
            self.assertIn("another_file", found, name)
        if "ffmpeg" in heard:
            self.assertIn("frames_behind_a_broken_one", heard["ffmpeg"])
            self.assertIn("hidden_next_frame", heard["ffmpeg"])


if __name__ == "__main__":
    unittest.main()
