# SPDX-License-Identifier: MIT
"""Every message is in nl.po, in Dutch, with the same places to fill in; and no sentence of the sources is left out of
the translations. `translations_test.py --write` brings src/po up to date with the sources: what is new is then there
to be translated."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import translations

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
DUTCH = os.path.join(ROOT, "src", "po", "nl.po")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def messages():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "earwitness.pot")
        translations.template(ROOT, path)
        return translations.catalogue(read(path))


def write():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "earwitness.pot")
        translations.template(ROOT, path)
        subprocess.run(["msgmerge", "--quiet", "--no-fuzzy-matching", "--no-wrap", "--no-location", "--sort-output",
                        "--backup=none", "--update", DUTCH, path], check=True)
        subprocess.run(["msgattrib", "--no-obsolete", "--no-wrap", "--sort-output", "--output-file=" + DUTCH, DUTCH],
                       check=True)
        shutil.copy(DUTCH, path)
        noise = ('"POT-Creation-Date', "#, no-c-format", "#, c-format")  # fmt's places are none of C's
        with open(DUTCH, "w", encoding="utf-8") as out:
            out.writelines(line for line in read(path).splitlines(True) if not line.startswith(noise))


@unittest.skipUnless(shutil.which("xgettext"), "NOT TESTED: gettext is not installed")
class Dutch(unittest.TestCase):
    def test_every_message_is_there_in_dutch_and_takes_the_same_places(self):
        found = list(translations.problems(messages(), translations.catalogue(read(DUTCH))))
        self.assertFalse(found, "in src/po/nl.po (translations_test.py --write adds what is missing):\n"
                         + "\n".join(found))

    def test_msgfmt_finds_nothing_wrong(self):
        done = subprocess.run(["msgfmt", "--check-domain", "--output-file=/dev/null", DUTCH],
                              capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_plurals_go_as_the_program_counts(self):
        head = translations.catalogue(read(DUTCH))[0]["msgstr"]
        self.assertIn("Plural-Forms: nplurals=2; plural=(n != 1);", head)


class Sources(unittest.TestCase):
    def test_no_sentence_is_left_out_of_the_translations(self):
        found = [sentence for path in translations.sources(ROOT)
                 for sentence in translations.unmarked(path, read(os.path.join(ROOT, path)))]
        self.assertFalse(found, 'put them into _("..."), tr("...", ...) or trn(): see base/translate.hpp\n'
                         + "\n".join(found))

    def test_what_is_excepted_is_still_there(self):
        for path in translations.ALLOWED:
            self.assertTrue(os.path.exists(os.path.join(ROOT, path)), path)


class Checker(unittest.TestCase):
    """What the checker must find, and what it must leave alone."""

    def unmarked(self, source):
        return [line.split(": ", 1)[1] for line in translations.unmarked("src/x/x.cpp", source)]

    def test_sentences_that_nobody_marked(self):
        for source in ('throw Error(kind, path, "the disk is full");', 'log::warning(fmt::format("{} is gone", name));',
                       'app.add_flag("--json", on, "Print one document");', 'return "it is not sealed";',
                       'return html("<p class=\\"quiet\\">It is not sealed</p>\\n", x);',
                       'print_line("checked: " + word); print_line("no recording runs");',
                       'constexpr const char* why = "look at "\n    "the plug";',
                       'return "earwitness devices lists what there is";', 'return "use --bits 16 or --bits 24";',
                       'hint("choose 16 or 24");', 'hint("earwitness keys backup FILE");'):
            self.assertEqual(len(self.unmarked(source)), 1, source)

    def test_marked_ones_commands_and_comments(self):
        for source in ('throw Error(kind, path, _("the disk is full"), "earwitness stop");',
                       'log::warning(tr("{} is gone", name));', 'tr("{} of {}", f("a b c"), x)',
                       'trn("{} file is missing", "{} files are missing", n);', '// "a sentence in quotes"\n',
                       'throw file_error(errno, path, "open the folder");', 'hint(_("earwitness keys backup FILE"));',
                       'hint("EDITOR=nano earwitness transcript NAME");', 'Html::literal("\'self\' file:");',
                       'html("<p class=\\"two words\\">{}</p>\\n<pre>sha256sum -c manifest.txt</pre><svg role=\\"a b", x);',
                       'static_assert(x, "this can not be");', 'constexpr const char* a = N_("in two "\n"lines");'):
            self.assertEqual([text for text in self.unmarked(source) if text != "a b c"], [], source)

    def problems(self, message, translation):
        return list(translations.problems(translations.catalogue(message), translations.catalogue(translation)))

    def test_what_a_translation_can_lack(self):
        message = 'msgid "{} of {:.1f}"\nmsgstr ""\n'
        for translation, problem in (("", "is not there"), ('msgid "{} of {:.1f}"\nmsgstr ""\n', "not translated"),
                                     ('#, fuzzy\nmsgid "{} of {:.1f}"\nmsgstr "{} van {:.1f}"\n', "not translated"),
                                     ('msgid "{} of {:.1f}"\nmsgstr "{} van {}"\n', "other places"),
                                     ('msgid "{} of {:.1f}"\nmsgstr "{} van {:.2Lf}"\n', "other places"),
                                     ('msgid "{} of {:.1f}"\nmsgstr "{:.1f}"\n', "other places"),
                                     ('msgid "{} of {:.1f}"\nmsgstr "{} van {:.1f}\\n"\n', "ends otherwise")):
            found = self.problems(message, translation)
            self.assertTrue(found and problem in found[0], (translation, found))
        self.assertEqual(self.problems(message, 'msgid "{} of {:.1f}"\nmsgstr "{1:.1Lf}: {0}"\n'), [])
        self.assertIn("is in no source", self.problems("", 'msgid "a"\nmsgstr "b"\n')[0])

    def test_a_plural_has_both_forms(self):
        message = 'msgid "{} file"\nmsgid_plural "{} files"\nmsgstr[0] ""\nmsgstr[1] ""\n'
        whole = 'msgid "{} file"\nmsgid_plural "{} files"\nmsgstr[0] "één bestand"\nmsgstr[1] "{} bestanden"\n'
        self.assertEqual(self.problems(message, whole), [])
        self.assertTrue(self.problems(message, whole.replace("{} bestanden", "")))
        self.assertTrue(self.problems(message, whole.replace("{} bestanden", "veel bestanden")))


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    else:
        unittest.main()
