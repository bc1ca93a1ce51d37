# SPDX-License-Identifier: MIT
"""What is believed because of a file is believed only if nobody but the user can write it; and no name makes a key one's
own."""

import os
import shutil
import unittest

import mounts
from case import ProgramCase
from tsa import Tsa

SIGNAL = ("--device", "test-signal", "--rate", "8000")
OWN = ("your own", "Your  OWN", "your-own", "van jezelf", "Van Jezelf", "your own, of before", "v\u0430n jezelf",
       "y\u043Eur own", "\uFF59\uFF4F\uFF55\uFF52 \uFF4F\uFF57\uFF4E")
STRANGE = "ab" * 32


class Trust(ProgramCase):
    @classmethod
    def setUpClass(cls):
        cls.tsa = Tsa()
        cls.addClassCleanup(cls.tsa.close)

    def setUp(self):
        super().setUp()
        self.settings = os.path.join(self.home, ".config", "earwitness")
        self.config = os.path.join(self.settings, "config.toml")
        self.known = os.path.join(self.settings, "known-keys")
        self.roots = os.path.join(self.folder, "roots.pem")
        os.makedirs(self.settings)
        with open(self.tsa.root, encoding="ascii") as root:
            self.write(self.roots, root.read())

    @staticmethod
    def write(path, content, mode=0o600):
        with open(path, "w", encoding="utf-8") as file:
            file.write(content)
        os.chmod(path, mode)

    def configure(self, *lines, mode=0o600):
        self.write(self.config, "\n".join(lines) + "\n", mode)

    def stamped(self):
        self.configure('stamps = "during"', f'tsa = "{self.tsa.url}"', f'tsa_roots = "{self.roots}"', 'name = "A. Name"')
        path = self.start_background(*SIGNAL)
        self.wait_for_seconds(0.2)
        self.stop()
        return path

    def verify(self, path, *words):
        done = self.earwitness("verify", path, "--json", *words)
        self.assertEqual(done.code, 0, done)
        return done.json["recordings"][0], done.err

    def assert_told(self, err, path, what):
        self.assertIn(f"{path} is not used", err)
        self.assertIn(what, err)

    # -- files ------------------------------------------------------------------------------------------------------

    def test_roots_that_others_could_have_written_prove_no_date(self):
        path = self.stamped()
        found, err = self.verify(path)
        self.assertEqual((found["verdict"], err), ("UNCHANGED AND DATED", ""))
        for culprit, mode, kept in ((self.roots, 0o666, 0o600), (self.roots, 0o620, 0o600), (self.folder, 0o777, 0o700),
                                    (self.config, 0o602, 0o600), (self.settings, 0o770, 0o700),
                                    (self.home, 0o730, 0o700)):
            with self.subTest(culprit=culprit, mode=oct(mode)):
                os.chmod(culprit, mode)
                found, err = self.verify(path)
                self.assertEqual(found["verdict"], "UNCHANGED")
                self.assertIn("is not used", err)
                self.assertIn(f"chmod go-w {culprit}", err)
                os.chmod(culprit, kept)
        # Named on the command line, too.
        self.configure('name = "A. Name"')
        self.assertEqual(self.verify(path, "--tsa-root", self.roots)[0]["verdict"], "UNCHANGED AND DATED")
        os.chmod(self.roots, 0o606)
        found, err = self.verify(path, "--tsa-root", self.roots)
        self.assertEqual(found["verdict"], "UNCHANGED")
        self.assert_told(err, self.roots, f"chmod go-w {self.roots}")

    # -- the system's own store -------------------------------------------------------------------------------------

    def store(self, *roots):
        """A store of roots as the system of this test's own mounts has it, with these files in it."""
        if os.geteuid() != 0:
            self.skipTest("NOT TESTED: only root can give the system another store of roots")
        mounts.tmpfs("/etc/ssl", 4)
        self.addCleanup(mounts.run, "umount", "/etc/ssl")
        os.chmod("/etc/ssl", 0o755)
        path = "/etc/ssl/certs/ca-certificates.crt"
        if roots:
            os.mkdir(os.path.dirname(path))
            with open(path, "wb") as out:
                for root in roots:
                    with open(root, "rb") as file:
                        shutil.copyfileobj(file, out)
            os.chmod(path, 0o644)
        return path

    def test_the_system_s_store_dates_what_it_has_the_root_of_and_nothing_else(self):
        path = self.stamped()
        self.configure('name = "A. Name"')
        other = Tsa()
        self.addCleanup(other.close)
        for roots, verdict in (((other.root,), "UNCHANGED"), ((other.root, self.tsa.root), "UNCHANGED AND DATED")):
            with self.subTest(verdict):
                self.store(*roots)
                self.assertEqual(self.verify(path, "--tsa-root", "system")[0]["verdict"], verdict)
                self.assertEqual(self.verify(path)[0]["verdict"], "UNCHANGED")  # believed only where it was named
                self.configure('name = "A. Name"', 'tsa_roots = "system"')
                self.assertEqual(self.verify(path)[0]["verdict"], verdict)
                self.configure('name = "A. Name"')

    def test_a_store_of_the_system_that_others_could_have_written_proves_no_date(self):
        path = self.stamped()
        self.configure('name = "A. Name"')
        store = self.store(self.tsa.root)
        os.chmod(store, 0o666)
        found, err = self.verify(path, "--tsa-root", "system")
        self.assertEqual(found["verdict"], "UNCHANGED")
        self.assert_told(err, store, f"chmod go-w {store}")

    def test_a_system_without_a_store_says_so(self):
        path = self.stamped()
        self.configure('name = "A. Name"')
        self.store()
        if os.path.exists("/etc/pki/tls/certs/ca-bundle.crt"):
            self.skipTest("NOT TESTED: this system has another store of roots")
        self.assert_failed(self.earwitness("verify", path, "--tsa-root", "system"), 2, "no store of roots")

    def test_a_recording_starts_without_settings_that_others_could_have_written(self):
        elsewhere = os.path.join(self.folder, "elsewhere")
        self.configure(f'archive = "{elsewhere}"', 'name = "Somebody else"', "rate = 16000", mode=0o666)
        done = self.earwitness("start", "--background", "--device", "test-signal")
        self.assertEqual(done.code, 0, done)
        self.assert_told(done.err, self.config, f"chmod go-w {self.config}")
        self.assertEqual(done.err.count("is not used"), 1)
        self.wait_for_seconds(0.2)
        self.stop()
        path = done.out.removesuffix("\n")
        self.assertFalse(os.path.exists(elsewhere))
        with open(os.path.join(path, "recording", "bag-info.txt"), encoding="utf-8") as info:
            self.assertNotIn("Somebody else", info.read())
        self.check(path)

    def test_settings_that_are_links_are_used_where_both_ends_are_the_user_s(self):
        kept = os.path.join(self.folder, "dotfiles")
        os.mkdir(kept, 0o700)
        self.write(os.path.join(kept, "config.toml"), 'language = "nl"\n')
        os.symlink(os.path.join(kept, "config.toml"), self.config)
        self.assertIn("geen opname", self.earwitness("verify", "x").err)
        os.chmod(kept, 0o777)
        self.assertIn(f"chmod go-w {kept}", self.earwitness("doctor", "--json").err)

    @unittest.skipUnless(os.geteuid() == 0, "NOT TESTED: only root can give a file away")
    def test_settings_of_another_user_are_not_used(self):
        self.configure('name = "Somebody else"')
        os.chown(self.config, 12345, 12345)
        done = self.earwitness("doctor", "--json")
        self.assert_told(done.err, self.config, "belongs to another user")

    def test_setup_does_not_take_over_what_others_wrote(self):
        self.configure(f'tsa_roots = "{self.roots}"', 'recogniser = "evil {wav}"', mode=0o666)
        done = self.earwitness("setup", "--name", "A. Name", "--device", "test-signal", "--yes")
        self.assertEqual(done.code, 0, done)
        with open(self.config, encoding="utf-8") as file:
            written = file.read()
        self.assertNotIn("evil", written)
        self.assertNotIn("tsa_roots", written)
        self.assertEqual(os.stat(self.config).st_mode & 0o777, 0o600)

    # -- keys -------------------------------------------------------------------------------------------------------

    def test_known_keys_whose_folder_others_can_write_are_not_used_nor_changed(self):
        self.assertEqual(self.earwitness("keys", "trust", STRANGE, "--name", "Bert").code, 0)
        os.chmod(self.settings, 0o777)
        self.assertEqual(self.earwitness("keys", "known").out, "")
        self.assert_failed(self.earwitness("keys", "trust", "cd" * 32), 2, "is not used", "chmod go-w")
        self.assert_failed(self.earwitness("keys", "untrust", STRANGE), 2, "is not used")
        os.chmod(self.settings, 0o700)
        self.assertEqual(self.earwitness("keys", "known").out, f'{STRANGE}  "Bert"\n')

    def test_a_key_file_that_others_could_have_written_is_refused(self):
        path = self.start_background(*SIGNAL, "--me", "A. Name")
        self.wait_for_seconds(0.2)
        self.stop()
        pem = os.path.join(self.folder, "key.pem")
        with open(os.path.join(path, "recording", "seal", "public-key.pem"), encoding="ascii") as file:
            self.write(pem, file.read())
        self.assertEqual(self.earwitness("verify", path, "--key", pem).code, 0)
        os.chmod(pem, 0o666)
        self.assert_failed(self.earwitness("verify", path, "--key", pem), 2, "is not used", "chmod go-w")

    def test_a_folder_above_the_key_that_others_can_write_is_told_and_costs_no_recording(self):
        above = os.path.join(self.home, ".local")
        os.makedirs(above)
        os.chmod(above, 0o777)
        done = self.earwitness("start", "--background", *SIGNAL, "--me", "A. Name")
        self.assertEqual(done.code, 0, done)
        self.assertIn(f"chmod go-w {above}", done.err)
        self.wait_for_seconds(0.2)
        self.stop()

    # -- names ------------------------------------------------------------------------------------------------------

    def test_no_name_reads_as_if_a_key_were_one_s_own(self):
        for name in OWN:
            with self.subTest(name=name):
                self.assert_failed(self.earwitness("keys", "trust", STRANGE, "--name", name), 2, "name")
        self.assertEqual(self.earwitness("keys", "trust", STRANGE, "--name", "Your own mother").code, 0)

    def test_a_stranger_s_key_that_is_called_your_own_is_shown_as_a_stranger_s(self):
        path = self.start_background(*SIGNAL, "--me", "A. Name")
        self.wait_for_seconds(0.2)
        self.stop()
        own, _ = self.verify(path)
        key = own["signature"]["key"]
        self.assertTrue(own["own_key"])
        self.assertEqual(own["signature"]["known_as"], "your own")
        text = self.earwitness("verify", "--details", path).out
        self.assertIn(f"{key} (your own key)", text)
        # To another user of this computer, who was talked into a name.
        home = os.path.join(self.folder, "other")
        os.makedirs(os.path.join(home, ".config", "earwitness"), 0o700)
        other = {"HOME": home, "XDG_CONFIG_HOME": os.path.join(home, ".config")}
        for name, shown in (("your own", None), ("Your own key) (", '"Your own key) ("'), ("Anna\u201D (your own key", "\"Anna' (your own key\"")):
            self.write(os.path.join(home, ".config", "earwitness", "known-keys"), f"{key}  {name}\n")
            done = self.earwitness("verify", "--json", path, **other)
            (found,) = done.json["recordings"]
            self.assertFalse(found["own_key"])
            self.assertEqual(found["signature"]["known_as"], name if shown else "")
            text = self.earwitness("verify", "--details", path, **other).out
            self.assertNotIn("(your own key)", text)
            self.assertIn(f"(known to you as {shown})" if shown else "(known to you)", text)
        page = os.path.join(self.folder, "page.html")
        done = self.earwitness("report", path, "--no-audio", "--to", page, **other)
        self.assertEqual(done.code, 0, done)
        with open(page, encoding="utf-8") as file:
            self.assertNotIn("of who made this page", file.read())


if __name__ == "__main__":
    mounts.enter()
    unittest.main()
