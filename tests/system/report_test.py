# SPDX-License-Identifier: MIT
"""A report's page in a real browser, opened from the disk without a network: it plays, jumps, prints, complains of nothing,
can be read by everyone, and no word of a recording becomes a part of it."""

import base64
import hashlib
import json
import os
import re
import shutil
import unittest
import urllib.parse
import wave

import handmade
from browser import ELEMENT, Browser, Firefox
from case import ProgramCase
from sealed import seal_of
from waiting import wait_for

SIGNAL = ("--device", "test-signal")
HOSTILE = "</script><script>window.taken=1</script><img src=x onerror=window.taken=1>\"'&"
VTT = f"""WEBVTT

00:00:00.500 --> 00:00:01.500
<v Anna>The first words.

00:00:03.000 --> 00:00:05.000
<v Boss &lt;b&gt;>{HOSTILE.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')}
"""
ENTER = "\ue007"


class Report(ProgramCase):
    @classmethod
    def setUpClass(cls):
        """Six seconds in two files, a transcript beside them, and one browser for all tests."""
        maker = cls()
        maker.setUp()
        cls.addClassCleanup(maker.doCleanups)
        done = maker.earwitness("start", *SIGNAL, "--max", "6s", "--split", "4s", "--title", HOSTILE, "--me", "A. Name")
        maker.check_told(done)
        cls.original = os.path.join(maker.archive, maker.conversations()[0])
        cls.add_transcript()
        cls.browser = Browser()
        cls.addClassCleanup(cls.browser.close)
        cls.browser.tell("Network.enable")
        cls.browser.tell("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0,
                         uploadThroughput=0)

    def runTest(self):
        """For the maker of the recording alone."""

    @classmethod
    def add_transcript(cls):
        bag = os.path.join(cls.original, "transcript-1")
        os.makedirs(os.path.join(bag, "data"), mode=0o700)
        os.chmod(bag, 0o700)
        handmade.write(bag, "data/transcript.vtt", VTT)
        handmade.write(bag, "data/transcript.json", json.dumps(
            {"format": 1, "original": seal_of(cls.original), "previous": None, "key": None, "draft": None}))
        handmade.seal(bag)

    def setUp(self):
        super().setUp()
        if hasattr(self, "original"):
            self.path = os.path.join(self.archive, os.path.basename(self.original))
            shutil.copytree(self.original, self.path)

    def report(self, *words, code=0):
        done = self.earwitness("report", self.path, *words)
        self.assertEqual(done.code, code, done)
        return os.path.abspath(os.path.join(os.getcwd(), done.out.splitlines()[0]))

    def open(self, *words, code=0):
        path = self.report(*words, code=code)
        self.browser.complaints()
        self.browser.requests()
        self.browser.open(path)
        return path

    def time(self):
        """On the clock of the page."""
        return self.browser.run("return Number(document.getElementById('position').value)")

    def sound(self):
        """The address that is played."""
        return self.browser.run("return document.getElementById('player').currentSrc")

    def played(self, number):
        return f"file://{self.path}/recording/data/audio-{number:03}.flac"

    def wait_for_time(self, least, most):
        wait_for(f"a time of {least} to {most} s", lambda: least <= self.time() <= most)

    def test_it_asks_for_nothing_and_complains_of_nothing(self):
        path = self.open()
        self.assertEqual(path, os.path.join(self.path, "report.html"))
        wait_for("the sound's length", lambda: self.browser.run("return document.getElementById('player').duration"))
        own = ("data:", "chrome:", "file://" + path, self.played(1), self.played(2))
        self.assertEqual([url for url in self.browser.requests() if not url.startswith(own)], [])
        self.assertEqual(self.browser.complaints(), [])
        self.assertIsNone(self.browser.run("return window.taken"))
        self.assertEqual(self.browser.run("return document.querySelectorAll('img').length"), 0)
        self.assertEqual(self.browser.run("return document.querySelector('h1').textContent"), HOSTILE)
        self.assertEqual(self.earwitness("verify", os.path.join(self.path, "recording")).code, 0)

    def test_the_policy_refuses_what_is_not_the_page_s_own(self):
        """So that the console of the other tests is known to speak."""
        self.open()
        self.browser.run("const s = document.createElement('script'); s.textContent = 'window.taken = 2';"
                         "document.body.append(s)")
        self.assertIsNone(self.browser.run("return window.taken"))
        self.assertTrue(any("Content Security Policy" in said for said in self.browser.complaints()))

    def test_it_plays_and_a_line_the_wave_form_the_keyboard_and_the_slider_jump(self):
        self.open()
        browser = self.browser
        length = wait_for("the sound's length", lambda: browser.run("return document.getElementById('player').duration"))
        self.assertEqual((length, self.sound()), (4, self.played(1)))
        first, second = browser.find_all("ol.lines li")
        browser.click(second)
        self.wait_for_time(3.2, 6)
        self.assertEqual(browser.run("return arguments[0].getAttribute('aria-current')", {ELEMENT: second}), "true")
        browser.run("document.getElementById('player').pause()")
        browser.click_at(browser.find("#wave"), 0.25)
        self.wait_for_time(1.4, 6)
        browser.run("document.getElementById('player').pause()")
        browser.type(browser.find("ol.lines li button"), ENTER)
        self.wait_for_time(0.6, 6)
        browser.run("document.getElementById('player').pause()")
        browser.run("const s = document.getElementById('position'); s.value = '5';"
                    "s.dispatchEvent(new Event('input')); s.dispatchEvent(new Event('change'))")
        self.wait_for_time(4.9, 5.1)
        self.assertRegex(browser.run("return document.getElementById('clock').textContent"), "^00:0[45] / 00:06$")
        self.assertEqual(browser.complaints(), [])

    def test_the_sealed_files_are_played_one_after_the_other(self):
        before = sorted(os.listdir(self.path))
        self.open()
        self.assertEqual(sorted([*before, "report.html"]), sorted(os.listdir(self.path)))  # nothing is made to be heard
        self.assertLess(os.path.getsize(os.path.join(self.path, "report.html")), 200_000)
        browser = self.browser
        wait_for("the sound's length", lambda: browser.run("return document.getElementById('player').duration"))
        browser.click_at(browser.find("#wave"), 3.4 / 6)
        self.wait_for_time(3.3, 4)
        wait_for("the next file", lambda: self.sound() == self.played(2))
        wait_for("its end", lambda: browser.run("return document.getElementById('player').ended"))
        self.assertAlmostEqual(self.time(), 6, delta=0.02)
        browser.run("const s = document.getElementById('position'); s.value = '1.5';"
                    "s.dispatchEvent(new Event('input')); s.dispatchEvent(new Event('change'))")
        wait_for("the first file", lambda: self.sound() == self.played(1))
        self.wait_for_time(1.45, 1.55)
        self.assertTrue(browser.run("return document.getElementById('lost').hidden"))
        self.assertEqual(browser.complaints(), [])

    def test_a_file_of_a_few_seconds_in_which_the_browser_finds_no_place_is_heard_and_not_called_lost(self):
        """Chromium's demuxer does not find its way in this noise; whatever it does, the file is there."""
        noise = os.path.join(self.home, "noise.wav")
        with wave.open(noise, "wb") as out:
            out.setnchannels(1)
            out.setsampwidth(2)
            out.setframerate(8000)
            out.writeframes(b"".join(hashlib.sha256(b"%d" % n).digest() for n in range(1250)))
        path = self.earwitness("import", "--json", noise).json["path"]
        page = os.path.join(path, "report.html")
        self.assertEqual(self.earwitness("report", path, "--to", page).code, 0)
        browser = self.browser
        browser.complaints()
        browser.open(page)
        wait_for("the sound's length", lambda: browser.run("return document.getElementById('player').duration"))
        browser.click_at(browser.find("#wave"), 0.5)
        wait_for("its end", lambda: browser.run("return document.getElementById('player').ended"))
        self.assertTrue(browser.run("return document.getElementById('lost').hidden"))
        self.assertEqual(browser.complaints(), [])

    def test_without_its_folder_the_page_says_where_the_sound_is_and_a_copy_needs_none(self):
        page = self.report()
        alone = os.path.join(self.home, "alone.html")
        shutil.copy(page, alone)
        self.browser.open(alone)
        wait_for("what is said of it", lambda: not self.browser.run("return document.getElementById('lost').hidden"))
        self.assertIn("data/audio-001.flac to data/audio-002.flac",
                      self.browser.run("return document.getElementById('lost').textContent"))
        self.browser.complaints()  # that there is no such file
        self.report("--single-file")
        shutil.copy(page, alone)
        self.browser.open(alone)
        length = wait_for("the sound's length",
                          lambda: self.browser.run("return document.getElementById('player').duration"))
        self.assertAlmostEqual(length, 6, delta=0.15)
        self.browser.click(self.browser.find_all("ol.lines li")[1])
        self.wait_for_time(3.2, 6)
        self.assertEqual(self.browser.complaints(), [])

    def test_a_page_that_does_not_lie_beside_its_recording_has_a_copy_and_that_is_said(self):
        done = self.earwitness("report", self.path, "--to", os.path.join(self.home, "elsewhere.html"), "--json")
        self.assertEqual((done.code, done.json["audio"]), (0, "embedded"), done)
        self.assertIn("so it has a copy of the sound in it", done.err)
        done = self.earwitness("report", self.path, "--to", os.path.join(self.archive, "above.html"), "--json")
        self.assertEqual((done.code, done.json["audio"], done.err), (0, "sealed", ""), done)
        with open(done.json["path"], encoding="utf-8") as page:
            self.assertIn(f'src="{os.path.basename(self.path)}/recording/data/audio-001.flac"', page.read())

    def test_of_an_export_it_plays_what_is_handed_over_wherever_that_is_unpacked(self):
        shutil.rmtree(os.path.join(self.path, "transcript-1"))  # as nobody's writer seals one
        done = self.earwitness("export", self.path, "--to", self.home, "--zip", "--report")
        self.assertEqual(done.code, 0, done)
        to = os.path.join(self.home, "a place: 50% of #it?")
        shutil.unpack_archive(done.out.splitlines()[0], to)
        folder = os.path.join(to, os.listdir(to)[0])
        self.browser.complaints()
        self.browser.open(urllib.parse.quote(os.path.join(folder, "report.html")))
        length = wait_for("the sound's length",
                          lambda: self.browser.run("return document.getElementById('player').duration"))
        self.assertEqual(length, 4)
        self.assertTrue(urllib.parse.unquote(self.sound()).startswith("file://" + folder + "/recording/data/"))
        self.assertEqual(self.browser.complaints(), [])

    @unittest.skipUnless(shutil.which("firefox-esr"), "NOT TESTED: no firefox-esr")
    def test_firefox_plays_the_sealed_files_as_well(self):
        path = self.report()
        firefox = Firefox()
        self.addCleanup(firefox.close)
        firefox.open(path)
        length = wait_for("the sound's length", lambda: firefox.run("return document.getElementById('player').duration"))
        self.assertEqual(length, 4)
        firefox.run("document.querySelectorAll('ol.lines li')[1].click()")  # from 3 s on
        source = "return document.getElementById('player').currentSrc"
        wait_for("the next file", lambda: firefox.run(source) == self.played(2))
        wait_for("its end", lambda: firefox.run("return document.getElementById('player').ended"))
        self.assertAlmostEqual(firefox.run("return Number(document.getElementById('position').value)"), 6, delta=0.02)
        firefox.run("document.querySelectorAll('ol.lines li')[0].click()")  # from half a second on
        wait_for("the first file", lambda: firefox.run(source) == self.played(1))
        wait_for("a time there", lambda: 0.5 < firefox.run("return Number(document.getElementById('position').value)") < 4)
        self.assertTrue(firefox.run("return document.getElementById('lost').hidden"))

    def test_everyone_can_read_it_in_light_in_dark_and_on_a_telephone(self):
        with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "accessible.js"), encoding="utf-8") as script:
            checks = script.read()
        axe = os.environ.get("EARWITNESS_AXE")  # axe.min.js, where somebody has it
        for language in ("en", "nl"):
            self.open("--lang", language)
            self.assertEqual(self.browser.run("return document.documentElement.lang"), language)
            for scheme in ("light", "dark"):
                self.browser.tell("Emulation.setEmulatedMedia", features=[
                    {"name": "prefers-color-scheme", "value": scheme}])
                self.assertEqual(self.browser.run(checks), [], f"{language}, {scheme}")
                if axe:
                    self.assertEqual(self.axe(axe), [], f"{language}, {scheme}")
            for element in self.browser.find_all("button, input, audio, svg[role=img]"):
                self.assertNotEqual(self.browser.label(element), "")
        self.browser.tell("Emulation.setDeviceMetricsOverride", width=360, height=740, deviceScaleFactor=1, mobile=True)
        self.assertEqual(self.browser.run("return document.documentElement.scrollWidth"), 360)
        self.browser.tell("Emulation.clearDeviceMetricsOverride")
        self.browser.tell("Emulation.setEmulatedMedia", features=[])

    def axe(self, path):
        self.browser.tell("Page.setBypassCSP", enabled=True)
        with open(path, encoding="utf-8") as source:
            self.browser.tell("Runtime.evaluate", expression=source.read())
        found = self.browser.ask("POST", "/execute/async", {"args": [], "script": "const done = arguments[0];"
                                 "axe.run().then((r) => done(r.violations.map((v) => v.id + ': ' + v.nodes[0].html)))"})
        self.browser.tell("Page.setBypassCSP", enabled=False)
        return found

    def test_it_prints_on_a4_without_the_player(self):
        self.open()
        pdf = base64.b64decode(self.browser.ask("POST", "/print", {"page": {"width": 21.0, "height": 29.7},
                                                                   "background": True}))
        self.assertTrue(pdf.startswith(b"%PDF"))
        pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
        self.assertIn(pages, (2, 3, 4))
        self.browser.tell("Emulation.setEmulatedMedia", media="print")
        shown = self.browser.run("return getComputedStyle(document.querySelector('.desk')).display")
        self.browser.tell("Emulation.setEmulatedMedia", media="")
        self.assertEqual(shown, "none")

    def test_of_an_altered_recording_it_says_so_on_top_in_red_and_ends_with_1(self):
        sound = os.path.join(self.path, "recording", "data", "audio-001.flac")
        os.chmod(sound, 0o600)
        with open(sound, "r+b") as file:
            file.seek(-200, os.SEEK_END)
            byte = file.read(1)
            file.seek(-200, os.SEEK_END)
            file.write(bytes([byte[0] ^ 1]))
        self.open(code=1)
        self.assertRegex(self.browser.run("return document.querySelector('.verdict').textContent"), "ALTERED OR MISSING")
        self.assertEqual(self.browser.run("return document.querySelector('.verdict').className"), "verdict bad")
        self.assertEqual(self.browser.complaints(), [])

    def test_a_conversation_report_betrays_nothing_and_lies_here(self):
        done = self.earwitness("report", "--minutes", self.path, "--lang", "nl", "--to",
                               os.path.join(self.home, "verslag.html"), "--with", "A. Jansen", "--with", HOSTILE)
        self.assertEqual(done.code, 0, done)
        path = done.out.strip()
        self.browser.open(path)
        text = self.browser.run("return document.body.innerText") + self.browser.run("return document.title")
        with open(path, encoding="utf-8") as file:
            page = file.read()
        for said in (text, page):
            self.assertNotRegex(said, "(?i)earwitness|opname|opgenomen|record|geluid|audio|zegel|seal|hash")
        self.assertIn("Gespreksverslag", text)
        self.assertNotIn("A. Tester", text)
        os.makedirs(os.path.join(self.home, ".config", "earwitness"), exist_ok=True)
        self.assertEqual(self.earwitness("settings", "name", "A. Tester").code, 0)  # who made it was there, too
        done = self.earwitness("report", "--minutes", self.path, "--to", os.path.join(self.home, "own.html"), "--with", "A. Jansen")
        with open(done.out.strip(), encoding="utf-8") as file:
            page = file.read()
        self.assertLess(page.index("A. Tester"), page.index("A. Jansen"))
        self.assertIsNone(self.browser.run("return window.taken"))


if __name__ == "__main__":
    unittest.main()
