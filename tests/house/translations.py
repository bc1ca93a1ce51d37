# SPDX-License-Identifier: MIT
"""Finds in the sources what people read: the messages that are marked to be translated, and sentences that nobody
marked. `translations_test.py` holds them against src/po/nl.po."""

import glob
import os
import re
import subprocess

# What marks a message, as xgettext's --keyword takes it; base/translate.hpp says what each is for. The verb of
# os::file_error is looked up there.
KEYWORDS = ("_", "N_", "tr", "trn:1,2", "pgettext:1c,2", "file_error:3")
MARK = re.compile(r"\b(_|N_|tr|trn|pgettext|file_error)\($")

# Files whose sentences are no messages, and why.
ALLOWED = {
    "src/bag/litter.cpp": "names that systems give to what they leave in folders",
    "src/archive/key_file.cpp": "marks in a key's file",
    "src/archive/tags.hpp": "words of bag-info.txt",
    "src/bag/how_to_verify_dutch.cpp": "a text in both languages, in the bag",
    "src/bag/how_to_verify_english.cpp": "a text in both languages, in the bag",
    "src/handover/export_text.cpp": "a text in both languages, in what is handed over",
    "src/media/decode/codings.cpp": "names of claims, as they stand in a recording's notes",
    "src/media/decode/sound.cpp": "names of libraries, as they stand in a journal",
    "src/media/facts.cpp": "words of a journal",
    "src/timestamp/english_words.cpp": "words to be said aloud, the same for every checker",
    "src/timestamp/evidence.cpp": "marks in a file of the bag",
    "src/log/log.cpp": "patterns of spdlog",
}
# Statements that hold no message: what only a programmer sees, and what a machine reads.
NO_MESSAGE = re.compile(r"static_assert|claim\(|runtime_error|logic_error|out_of_range|invalid_argument|WrongKind|set_pattern|"
                        r"log::note\(")
COMPARED = re.compile(r"(==|!=|starts_with\(|ends_with\(|find\(|contains\()$")
# What is typed or read by machines: commands, options, variables, the head of a file, PEM's lines.
COMMAND = re.compile(r"((EDITOR=[a-z]+ )?earwitness( [a-z]+){0,3}( \[?(--?[a-z-]+|[A-Z.]+|\{\}|\.\.\.)\]?( [A-Z]+|\{\})*)*|"
                     r"(ls|chmod|du|stat|pactl|systemctl|pulseaudio|timedatectl)( [-a-zA-Z0-7=]+)*( \{\}| [a-z]+)?|"
                     r"--[a-z-]+( [A-Za-z\[\]{}:=0-9]+)?|[A-Z_]+(, [A-Z_]+)+|BagIt-Version: .*|,\W*sig\W*|,\W*sig\W*\{\}\W*|# Written by [a-z ]+.*|-----(BEGIN|END) .*)")
# What stands for a word of the user's own is called otherwise in another language.
PLACEHOLDER = re.compile(r"(^| )(NAME|DIR|FILE|MINUTES|COMMAND|PROGRAM|WORDS?|TEXT|PASSPHRASE)\b")
# Names that others than people read, or that stand in a recording.
NAMES = {"recorded: {}, says who imported it", ", says who imported it", "imported before: {}, seal {}", "System Volume Information", "origination date", "origination time", "built-in test signal", "a source with a very long name", "{}, channel {} of {}", ", channel", "time of day: not said,", "is the day that was meant", "keeps the computer awake while it works",
         "sound server", "{}machine-made by {} ({}); nobody has held it against the sound",
         "--at 12:34, or 1:02:03"}
# Programs that copy folders elsewhere, or by which an employer administers a computer.
PRODUCT = re.compile(r"Google Drive|Nextcloud or ownCloud|Resilio Sync|a domain login \(\w+\)|Microsoft .*|CrowdStrike .*|"
                     r"Trend Micro|Jamf or another MDM")
# A web page: its tags, a block of commands in it, and the sources that a Content-Security-Policy names.
MARKUP = re.compile(r"<pre>.*?</pre>|<[^>]*(>|$)", re.DOTALL)
POLICY = re.compile(r"'(self|none)'( [a-z]+:)*")
WORDS = re.compile(r"[A-Za-z',.)\-:;] +[A-Za-z(]{2,}")


def _is_typed(line):
    """A command of this program; one with many plain words behind it says something about the command."""
    return line.startswith("earwitness ") and not re.match(r"earwitness( [a-z]+){4}", line)


def is_prose(text):
    """At least two words that are no command."""
    text = re.sub(r"\\(x[0-9A-F]+|.)", " ", text).strip()
    if text.startswith("<"):
        text = MARKUP.sub("\n", text)
    if text.startswith("earwitness ") and PLACEHOLDER.search(text):
        return True
    if text in NAMES or POLICY.fullmatch(text) or PRODUCT.fullmatch(text) or COMMAND.fullmatch(text) or all(_is_typed(line.strip()) for line in text.splitlines()):
        return False
    return bool(WORDS.search(re.sub(r"\{[^}]*\}|(?<!\S)(--[a-z-]+|[0-9]+)(?!\S)", "", text)))


def _string(text, at):
    """Behind the literal that begins at `at`, in quotes of either kind."""
    quote, at = text[at], at + 1
    while text[at] != quote:
        at += 2 if text[at] == "\\" else 1
    return at + 1


def literals(text):
    """(begin, end, content) of every literal; those that stand one after the other are one."""
    at = 0
    while at < len(text):
        if text.startswith("//", at) or (text[at] == "#" and text[at - 1:at] in ("", "\n")):
            at = text.find("\n", at)
        elif text.startswith("/*", at):
            at = text.find("*/", at) + 2
        elif text[at] == "'" and not text[at - 1:at].isalnum():
            at = _string(text, at)
        elif raw := re.match(r'R"([^(\s]*)\(', text[at:at + 20]):
            at = text.find(f'){raw.group(1)}"', at) + len(raw.group(1)) + 2
        elif text[at] == '"':
            begin, end, content = at, _string(text, at), text[at + 1:_string(text, at) - 1]
            while more := re.match(r'\s*(?=")', text[end:]):
                at = end + more.end()
                end = _string(text, at)
                content += text[at + 1:end - 1]
            yield begin, end, content
            at = end
        else:
            at += 1
        if at < 0:
            return


def _is_marked(before):
    """Whether one of the calls that are open at the end of `before` is a mark, if only the nearest is another's."""
    depth = 0
    for at in range(len(before) - 1, max(-1, len(before) - 2000), -1):
        if before[at] in ")]}":
            depth += 1
        elif before[at] in "([{":
            if depth == 0:
                return bool(MARK.search(before[:at + 1]))
            depth -= 1
        elif before[at] == ";" and depth == 0:
            return False
    return False


def unmarked(path, text):
    """Sentences in this source that nobody marked, with their lines."""
    if path in ALLOWED:
        return []
    found = []
    for begin, _, content in literals(text):
        before = text[:begin]
        statement = before[max(before.rfind(";"), before.rfind("{\n"), before.rfind("}")) + 1:]
        if not is_prose(content) or _is_marked(before) or COMPARED.search(before.rstrip()):
            continue
        if not NO_MESSAGE.search(statement):
            found.append(f"{path}:{before.count(chr(10)) + 1}: {content}")
    return found


def sources(root):
    found = [path for ending in ("cpp", "hpp")
             for path in glob.glob(os.path.join(root, "src", "**", "*." + ending), recursive=True)]
    return sorted(os.path.relpath(path, root) for path in found)


def template(root, out):
    """All marked messages of the sources, as a .pot file."""
    subprocess.run(["xgettext", "--from-code=UTF-8", "--language=C++", "--keyword=",
                    *(f"--keyword={word}" for word in KEYWORDS),
                    *(f"--flag={word.split(':')[0]}:{at}:no-c-format" for word in KEYWORDS for at in (1, 2)), "--no-wrap", "--no-location", "--sort-output",
                    "--package-name=earwitness", "--output=" + out, *sources(root)], cwd=root, check=True)


def catalogue(text):
    """The entries of a .po file: dictionaries of msgctxt, msgid, msgid_plural, msgstr, msgstr[0] ..., fuzzy."""
    entries, entry, key, fuzzy = [], None, None, False
    for line in text.splitlines():
        if line.startswith("#~"):
            continue
        if line.startswith("#"):
            fuzzy = fuzzy or (line.startswith("#,") and "fuzzy" in line)
        elif word := re.match(r'(msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$', line):
            key = word.group(1)
            if key == "msgctxt" or (key == "msgid" and (entry is None or "msgid" in entry)):
                entry = {"fuzzy": fuzzy}
                entries.append(entry)
                fuzzy = False
            entry[key] = word.group(2)[1:-1]
        elif line.startswith('"'):
            entry[key] += line[1:-1]
    return entries


def places(text):
    """What a format takes, by its number: {} is the next, {0} the first; with how it is shown. L is a matter of the
    language: it writes a number as that does."""
    found, following = set(), 0
    for number, shape in re.findall(r"\{(\d*)(:[^{}]*)?\}", text.replace("{{", "").replace("}}", "")):
        found.add((int(number) if number else following, shape.replace("L", "")))
        following += 1
    return found


def problems(messages, translated):
    """What the translations lack, or have and should not."""
    def name(entry):
        return entry.get("msgctxt"), entry["msgid"]
    known = {name(entry): entry for entry in translated}
    for entry in messages:
        if not entry["msgid"]:
            continue
        found = known.pop(name(entry), None)
        if found is None:
            yield f"is not there: {entry['msgid']}"
            continue
        forms = [value for key, value in sorted(found.items()) if key.startswith("msgstr")]
        if found["fuzzy"] or not all(forms) or len(forms) != (2 if "msgid_plural" in entry else 1):
            yield f"is not translated: {entry['msgid']}"
            continue
        english = places(entry["msgid"]) | places(entry.get("msgid_plural", ""))
        for form in forms:
            if places(form) - english or (form == forms[-1] and english - places(form)):
                yield f"takes other places: {form}"
            if form.endswith("\\n") != entry["msgid"].endswith("\\n"):
                yield f"ends otherwise: {form}"
    for entry in known.values():
        if entry["msgid"]:
            yield f"is in no source: {entry['msgid']}"
