# SPDX-License-Identifier: MIT
"""What `cmake --install` puts where: the program runs from there, man finds its pages, and each shell its completion."""

import os
import platform
import stat
import subprocess
import unittest

from case import PROGRAM, ProgramCase

BUILD = os.path.dirname(PROGRAM)


class Install(ProgramCase):
    def install(self, prefix):
        """Below a folder of the test's own; the paths that are there then."""
        done = subprocess.run(["cmake", "--install", BUILD, "--prefix", prefix], capture_output=True, text=True,
                              env=self.environment(DESTDIR=self.folder + "/root"))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.root = self.folder + "/root" + prefix
        paths = [os.path.join(at, name) for at, _, names in os.walk(self.root) for name in names]
        return {os.path.relpath(path, self.root): stat.S_IMODE(os.stat(path).st_mode) for path in paths}

    def test_everything_is_where_it_is_looked_for(self):
        there = self.install("/usr")
        for path in ("share/man/man1/earwitness.1", "share/man/man1/earwitness-start.1",
                     "share/man/nl/man1/earwitness-start.1", "share/bash-completion/completions/earwitness",
                     "share/fish/vendor_completions.d/earwitness.fish", "share/zsh/vendor-completions/_earwitness",
                     "share/doc/earwitness/README.md", "share/doc/earwitness/copyright",
                     "share/doc/earwitness/docs/format.md", "share/doc/earwitness/docs/slate-words.txt",
                     "share/doc/earwitness/docs/nl/handleiding.md"):
            self.assertEqual(there.pop(path, None), 0o644, path)
        for path in ("applications/org.earwitness.earwitness.desktop",
                     "icons/hicolor/scalable/apps/org.earwitness.earwitness.svg",
                     "metainfo/org.earwitness.earwitness.metainfo.xml"):
            self.assertEqual(there.pop("share/" + path, None), 0o644, path)
        # Lintian of Debian 12 does not know the tag that is overridden, and calls that an error.
        system = platform.freedesktop_os_release()
        is_judged = (system["ID"], system.get("VERSION_ID")) != ("debian", "12")
        self.assertEqual(there.pop("share/lintian/overrides/earwitness", None), 0o644 if is_judged else None)
        self.assertEqual(there["bin/earwitness"], 0o755)
        for header in ("base", "language", "verify", "version"):
            self.assertEqual(there.pop(f"include/earwitness/{header}.hpp", None), 0o644, header)
        library = [path for path in there if path.startswith("lib/")]
        self.assertIn("libearwitness.a", [os.path.basename(path) for path in library])
        for path in library:  # tests/embed knows them by name
            self.assertRegex(path, r"/(libearwitness\.a|earwitness\.pc|earwitness\w*(-[a-z]+)?\.cmake)$")
            self.assertEqual(there.pop(path), 0o644, path)
        self.assertEqual(sorted(path for path in there if "/man1/" not in path and "/doc/" not in path),
                         ["bin/earwitness", "libexec/earwitness/earwitness-ask", "libexec/earwitness/earwitness-decode"])
        for name in ("ask", "decode"):
            self.assertEqual(there["libexec/earwitness/earwitness-" + name], 0o755)
        pages = [{path.split("/")[-1] for path in there if path.startswith(folder)}
                 for folder in ("share/man/man1/", "share/man/nl/man1/")]
        self.assertEqual(pages[0] | {"earwitness.1"}, pages[1])
        ran = subprocess.run([self.root + "/bin/earwitness", "--version"], capture_output=True, text=True)
        self.assertRegex(ran.stdout, r"^earwitness \d")
        found = subprocess.run(["man", "-M", self.root + "/share/man", "-w", "earwitness-verify"], capture_output=True,
                               text=True, env=self.environment())
        self.assertEqual(found.stdout, self.root + "/share/man/man1/earwitness-verify.1\n", found.stderr)

    def test_an_administrators_zsh_looks_elsewhere_than_a_packages(self):
        there = self.install("/usr/local")
        self.assertEqual([path for path in there if "zsh" in path], ["share/zsh/site-functions/_earwitness"])


if __name__ == "__main__":
    unittest.main()
