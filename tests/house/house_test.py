# SPDX-License-Identifier: MIT
"""The house of docs/architecture.md holds, and the checker that says so finds what would break it."""

import os
import shutil
import subprocess
import tempfile
import unittest

import callback
import house

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))

TABLE = """
| floor | module | its one job | the only one to include |
|---|---|---|---|
| 0 | `base` | words | |
| 1 | `os` | doors | POSIX |
| 1 | `json` | values | nlohmann |
| 1 | `crypto` | digests | OpenSSL |
| 1 | `log` | words for people | spdlog |
| 2 | `capture` | audio | PortAudio, ALSA |
| 2 | `flac` | files | libsndfile |
| 2 | `media` | foreign files | FFmpeg, libFLAC |
| 2 | `stamps` | dates | OpenSSL, libcurl |
| 2 | `desktop` | names | libpulse, sd-bus |
| 5 | `present` | to hand over | libarchive |
| 5 | `grammar` | words | CLI11 |
| 5 | `settings` | choices | toml++ |
| 6 | `cli` | commands | |
"""
LINKS = {"base": "", "os": "base", "json": "base", "crypto": "base", "log": "base spdlog::spdlog", "capture": "os",
         "flac": "os crypto", "media": "os", "stamps": "os crypto", "desktop": "base", "present": "flac", "grammar": "base",
         "settings": "base", "cli": "capture flac"}


class ThisTree(unittest.TestCase):
    def assert_none(self, problems):
        self.assertFalse(problems, "\n" + "\n".join(problems))

    def test_the_house_holds(self):
        self.assert_none(house.problems(ROOT))

    def test_the_callback_reaches_only_what_is_on_its_list(self):
        self.assert_none(callback.include_problems(ROOT))

    @unittest.skipUnless("EARWITNESS_CALLBACK_OBJECT" in os.environ, "a sanitizer adds symbols of its own")
    def test_the_callbacks_object_needs_only_what_is_on_its_list(self):
        self.assert_none(callback.symbol_problems(os.environ["EARWITNESS_CALLBACK_OBJECT"]))


class MadeUpTree(unittest.TestCase):
    """A small house that holds, and one thing wrong with it in each test."""

    def setUp(self):
        self.root = tempfile.mkdtemp(prefix="house-")
        self.addCleanup(shutil.rmtree, self.root)
        self.write("docs/architecture.md", TABLE)
        lines = [f"earwitness_module({name} {others})\n" for name, others in LINKS.items()]
        self.write("CMakeLists.txt", "# SPDX-License-Identifier: MIT\n" + "".join(lines))
        for name in LINKS:
            self.source(f"src/{name}/{name}.cpp", "#include <string>\n")
        self.source("include/earwitness/base.hpp", "#include <cstdint>\n")
        self.source("src/flac/writer.cpp", '#include <sndfile.h>\n#include <fmt/format.h>\n#include "os/file.hpp"\n')
        self.source("tests/flac/writer_test.cpp", '#include <catch2/catch.hpp>\n#include "flac/writer.hpp"\n')
        self.assertEqual(house.problems(self.root), [])

    def write(self, path, text):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)

    def source(self, path, text):
        self.write(path, "// SPDX-License-Identifier: MIT\n" + text)

    def refused(self, *words):
        found = "\n".join(house.problems(self.root))
        for word in words:
            self.assertIn(word, found)

    def test_an_include_of_a_higher_floor(self):
        self.source("src/os/door.cpp", '#include "flac/writer.hpp"\n')
        self.refused("src/os/door.cpp includes flac/writer.hpp")

    def test_an_include_of_the_same_floor(self):
        self.source("src/flac/reader.cpp", '#include "capture/source.hpp"\n')
        self.refused("src/flac/reader.cpp includes capture/source.hpp")

    def test_an_include_with_odd_blanks(self):
        self.source("src/os/door.cpp", ' #  include  "flac/writer.hpp"\n')
        self.refused("src/os/door.cpp includes flac/writer.hpp")

    def test_an_upward_include_of_a_public_header(self):
        self.source("include/earwitness/cli.hpp", "")
        self.source("include/earwitness/base.hpp", '#include "earwitness/cli.hpp"\n')
        self.refused("include/earwitness/base.hpp includes earwitness/cli.hpp")

    def test_an_include_without_its_module(self):
        self.source("src/flac/reader.cpp", '#include "writer.hpp"\n')
        self.refused("of no module in the table")

    def test_a_header_that_belongs_to_another_module(self):
        for header, owner in (("unistd.h", "os"), ("sys/stat.h", "os"), ("openssl/evp.h", "crypto and stamps"), ("curl/curl.h", "stamps"),
                              ("spdlog/spdlog.h", "log"), ("portaudio.h", "capture"), ("alsa/asoundlib.h", "capture"), ("pulse/pulseaudio.h", "desktop"),
                              ("systemd/sd-bus.h", "desktop"),
                              ("CLI/CLI.hpp", "grammar"), ("toml++/toml.h", "settings"), ("archive.h", "present"), ("pthread.h", "os"), ("time.h", "os"),
                              ("nlohmann/json.hpp", "json")):
            with self.subTest(header):
                self.source("src/flac/reader.cpp", f"#include <{header}>\n")
                self.refused(f"src/flac/reader.cpp includes <{header}>: only {owner} includes")

    def test_a_library_that_one_file_alone_includes(self):
        self.source("src/grammar/parser.cpp", "#include <CLI/CLI.hpp>\n")
        self.source("src/settings/config.cpp", "#include <toml++/toml.h>\n")
        self.assertEqual(house.problems(self.root), [])
        for other, header, file in (("src/grammar/grammar.cpp", "CLI/CLI.hpp", "src/grammar/parser.cpp"),
                                    ("src/settings/settings.cpp", "toml++/toml.h", "src/settings/config.cpp"),
                                    ("src/json/json.cpp", "nlohmann/json.hpp", "src/json/nlohmann.cpp")):
            with self.subTest(header):
                self.source(other, f"#include <{header}>\n")
                self.refused(f"{other} includes <{header}>: only {file} includes")

    def test_a_library_that_nobody_named(self):
        self.source("src/flac/reader.cpp", "#include <boost/asio.hpp>\n")
        self.refused("<boost/asio.hpp>, which no rule allows")

    def test_a_test_of_a_lower_floor_that_reaches_up(self):
        self.source("tests/os/door_test.cpp", '#include "flac/writer.hpp"\n')
        self.refused("tests/os/door_test.cpp includes flac/writer.hpp")

    def test_a_program_that_includes_its_tests(self):
        self.source("src/flac/reader.cpp", '#include "tests/catch.hpp"\n')
        self.refused("knows nothing of its tests")

    def test_a_low_module_that_logs(self):
        self.source("src/flac/reader.cpp", '#include "log/log.hpp"\n')
        self.refused("modules below floor 3 don't log")

    def test_a_module_that_the_table_lacks(self):
        self.source("src/more/more.cpp", "")
        self.refused("src/more is not in the table")

    def test_a_module_that_is_not_there(self):
        shutil.rmtree(os.path.join(self.root, "src/desktop"))
        self.refused("tells of a module desktop")

    def test_a_link_that_goes_up(self):
        self.write("CMakeLists.txt", "# SPDX-License-Identifier: MIT\nearwitness_module(os flac)\n")
        self.refused("links os to flac")

    def test_a_stranger_at_the_root(self):
        self.write("notes.txt", "")
        self.refused("notes.txt has no place at the root")

    def test_a_build_folder_may_lie_at_the_root_and_a_build_log_may_not(self):
        self.write("build-first.log", "")
        self.refused("build-first.log has no place at the root")

    def test_a_long_file_a_long_main_and_a_missing_licence(self):
        self.source("src/flac/long.cpp", "\n" * 800)
        self.source("src/cli/main.cpp", "\n" * 40)
        self.write("src/flac/free.cpp", "\n")
        self.refused("src/flac/long.cpp has 801 lines", "src/cli/main.cpp has more than", "free.cpp has no SPDX line")

    def test_a_name_that_says_less_than_the_fields_own(self):
        for name in ("most_bytes", "least_room", "longest_answer", "read_at_once", "look_for_managers", "Happening"):
            with self.subTest(name):
                self.source("src/flac/reader.cpp", f"constexpr int {name} = 1;\n")
                self.refused(f"src/flac/reader.cpp:2: {name} is called otherwise")
        self.source("src/flac/reader.cpp", '// at most_bytes\nauto a = "most_bytes"; int max_bytes = almost_bytes;\n')
        self.source("src/flac/reader.hpp", "  [[nodiscard]] std::vector<Event> take() {\n  void tell(int word);\n  bool is_ask(int a);\n")
        self.refused("src/flac/reader.hpp:2: take() does not", "src/flac/reader.hpp:3: tell() does not")
        self.source("src/flac/reader.hpp", "  [[nodiscard]] std::vector<Event> take_events();\n  reply.ask(1);\n")
        self.assertEqual(house.problems(self.root), [])

    def test_a_low_module_that_speaks_command_line(self):
        self.write("docs/architecture.md", TABLE + "| 6 | `pages` | to look at | |\n")
        self.source("src/pages/pages.cpp", '// earwitness list\nauto a = "earwitness verify --json";\n')
        self.write("CMakeLists.txt", house.read(self.root, "CMakeLists.txt") + "earwitness_module(pages base)\n")
        self.source("src/cli/list.cpp", 'program.add_command("list", "x"); command.flag("--json", json);\n')
        self.assertEqual(house.problems(self.root), [])
        for words in ("try: earwitness list", "leave out --json", "--json FILE"):
            with self.subTest(words):
                self.source("src/flac/reader.cpp", f'auto next = "{words}";\n')
                self.refused("src/flac/reader.cpp:2 says")
        self.source("src/flac/reader.cpp", 'auto other = "lists --jsonl, earwitness lists";  // earwitness list\n')
        self.assertEqual(house.problems(self.root), [])

    def test_an_unfinished_thought(self):
        self.source("src/flac/reader.cpp", "// TO" "DO\n")
        self.refused("src/flac/reader.cpp:2")

    def test_a_path_of_a_recording_that_is_spelled_elsewhere(self):
        self.source("src/flac/reader.cpp", 'auto a = "data/journal.jsonl";\nauto b = folder / "recording" / "x";\n'
                                           'auto c = _("it is not the seal of excerpt.json");  // "bagit.txt"\n')
        problems = house.problems(self.root)
        self.assertEqual(len(problems), 2, problems)
        self.refused("src/flac/reader.cpp:2 spells data/journal.jsonl", "src/flac/reader.cpp:3 spells recording")

    def test_a_kind_of_recording_that_is_spelled_elsewhere(self):
        self.source("src/flac/reader.cpp", 'if (line.kind == "import") return "test-signal";\n'
                                           'return "microphone";\nerror("monitor"); note.kind == "title";\n')
        self.assertEqual(len(house.problems(self.root)), 2)
        self.refused("src/flac/reader.cpp:2 spells", 'src/flac/reader.cpp:3 spells return "microphone"')

    def test_a_callback_that_reaches_a_lock(self):
        self.source("src/capture/callback.cpp", '#include "capture/callback.hpp"\n#include <atomic>\n')
        self.source("src/capture/callback.hpp", "#include <mutex>\n")
        self.assertEqual(callback.include_problems(self.root),
                         ["src/capture/callback.cpp reaches mutex, which is not on its list"])

    def test_a_callback_that_allocates(self):
        source = os.path.join(self.root, "callback.cpp")
        with open(source, "w", encoding="utf-8") as out:
            out.write('#include <cstring>\nvoid* take(const void* from) { return std::memcpy(new char[9999], from, 9999);'
                      ' }\n')
        built = source + ".o"
        subprocess.run(["c++", "-c", "-o", built, source], check=True, capture_output=True)
        (problem,) = callback.symbol_problems(built)
        self.assertIn("_Znam", problem)


if __name__ == "__main__":
    unittest.main()
