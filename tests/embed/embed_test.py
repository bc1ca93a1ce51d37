# SPDX-License-Identifier: MIT
"""Another program embeds the check: it is built against what `cmake --install` puts into a folder, in a folder of its own,
by find_package and by pkg-config, and checks a recording that is known to be unchanged."""

import os
import re
import subprocess
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
BUILD = os.environ["EARWITNESS_BUILD"]
CXX = os.environ.get("CXX", "c++")
RECORDING = os.path.join(HERE, "..", "data", "format-1", "recording")
# What the shared object of another program shows of ours: the names of the public headers, and no other.
OURS = re.compile(r"((typeinfo|typeinfo name|vtable) for )?earwitness::")
SHOWN = re.compile(r"earwitness::(verify|verify_ledger|verdict|words|to_string|kind_in_words|kind_in_short|is_remainder|has_both_sides|only_side_shown|"
                   r"folder_in_words|facts_of|whose_key|import_words|import_parts|is_complete|unconfirmed|not_proven|own_doubts|library_version)(\[abi:cxx11\])?\(|earwitness::(InLanguage|Cancelled)::|"
                   r"(typeinfo|typeinfo name|vtable) for earwitness::(Cancelled|Error|FileError|DeviceError)$")


def run(*words, **more):
    done = subprocess.run(words, capture_output=True, text=True, **more)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(words)}: exit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


class Embed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.prefix = os.path.join(cls.folder.name, "installed")
        run("cmake", "--install", BUILD, "--prefix", cls.prefix, "--component", "development")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def installed(self, ending):
        found = [os.path.join(at, name) for at, _, names in os.walk(self.prefix) for name in names if name == ending]
        self.assertEqual(len(found), 1, ending)
        return found[0]

    def flags(self):
        folder = os.path.dirname(self.installed("earwitness.pc"))
        words = run("pkg-config", "--cflags", "--libs", "earwitness", env={**os.environ, "PKG_CONFIG_PATH": folder})
        return [word.replace("\\ ", " ") for word in re.findall(r"(?:\\.|\S)+", words)]

    def check(self, program):
        done = subprocess.run([program, RECORDING], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertRegex(done.stdout, "^UNCHANGED\ncaptured from a microphone\n")
        self.assertIn("\npayload hashes: pass\n", done.stdout)
        self.assertTrue(done.stdout.endswith("\nONGEWIJZIGD\n"), done.stdout)
        cancelled = subprocess.run([program, "--cancel", RECORDING], capture_output=True, text=True)
        self.assertEqual((cancelled.returncode, cancelled.stdout), (3, ""))
        nothing = subprocess.run([program, self.folder.name], capture_output=True, text=True)
        self.assertEqual((nothing.returncode, nothing.stdout), (4, ""))

    def test_find_package(self):
        build = os.path.join(self.folder.name, "build")
        run("cmake", "-G", "Ninja", "-S", HERE, "-B", build, "-DCMAKE_PREFIX_PATH=" + self.prefix, "-DCMAKE_CXX_COMPILER=" + CXX)
        run("cmake", "--build", build)
        self.check(os.path.join(build, "check_one"))

    def test_pkg_config(self):
        program = os.path.join(self.folder.name, "check_one")
        run(CXX, "-std=c++20", os.path.join(HERE, "check_one.cpp"), "-o", program, *self.flags())
        self.check(program)

    def test_a_shared_object_shows_the_public_names_alone(self):
        plugin = os.path.join(self.folder.name, "plugin.so")
        archive = self.installed("libearwitness.a")
        others = [word for word in self.flags() if word.startswith("-l") and word != "-learwitness"]
        run(CXX, "-shared", "-o", plugin, "-Wl,--whole-archive", archive, "-Wl,--no-whole-archive", *others)
        shown = [line.split(" ", 2)[2] for line in
                 run("nm", "--dynamic", "--defined-only", "--demangle", plugin).splitlines()]
        ours = [name for name in shown if OURS.match(name) and not SHOWN.match(name)]
        self.assertEqual(ours, [])
        self.assertTrue([name for name in shown if name.startswith("earwitness::verify(")])
        needed = run("readelf", "--dynamic", plugin)
        self.assertNotIn("libcurl", needed)
        self.assertNotIn("curl_", run("nm", "--undefined-only", plugin))

    def test_nothing_but_the_public_face_is_installed(self):
        names = {name for _, _, names in os.walk(self.prefix) for name in names}
        targets = {name for name in names if re.fullmatch(r"earwitnessTargets(-[a-z]+)?\.cmake", name)}
        self.assertEqual(len(targets), 2)
        self.assertEqual(names - targets,
                         {"libearwitness.a", "base.hpp", "language.hpp", "verify.hpp", "version.hpp",
                          "earwitnessConfig.cmake", "earwitnessConfigVersion.cmake", "earwitness.pc"})


if __name__ == "__main__":
    unittest.main()
