# SPDX-License-Identifier: MIT
"""docs/format.md says what the program does: each limit is the constant's, each field of a line of the journal stands there, the
words of a slate are the program's, and each link within the page leads somewhere."""

import os
import re
import unittest

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))
LIMITS, VTT, EVENTS = "src/base/limits.hpp", "src/vtt/limits.hpp", "src/journal/events.cpp"
BOUNDS = "src/timestamp/bounds.cpp"
# Each row of the page's table: where its number stands, and under which name.
CONSTANTS = {
    "files and other things in a bag": [(LIMITS, "bag_files")],
    "folders in a bag": [(LIMITS, "bag_files")],
    "folders within each other": [(LIMITS, "bag_depth")],
    "a path": [(LIMITS, "path_bytes")],
    "lines of a manifest": [(LIMITS, "bag_files")],
    "a file of sound, an imported one": [(LIMITS, "sound_file_bytes")],
    "`journal.jsonl`, `notes.jsonl`, `levels.jsonl`, `salts.jsonl`": [(LIMITS, "journal_bytes")],
    "any other file of a bag": [(LIMITS, "tag_file_bytes")],
    "a line of JSON Lines in a bag": [(LIMITS, "journal_line_bytes")],
    "arrays and objects within each other": [("src/json/reader.hpp", r"journal_line\{.*?, (\d+)\}"),
                                             ("src/json/reader.hpp", r"Limits document\{.*?, (\d+)\}")],
    "values in `excerpt.json`, `transcript.json`": [("src/json/reader.hpp", r"Limits document\{.*?([\d']+), \d+\}")],
    "notes of a journal, of an excerpt": [(LIMITS, "journal_notes")],
    "ranges of an excerpt": [(LIMITS, "excerpt_ranges")],
    "files that a journal names, that `original` lists": [(LIMITS, "bag_files")],
    "time stamps in a journal": [(LIMITS, "time_stamps")],
    "number of a `seal/timestamp-N`": [(LIMITS, "time_stamp_numbers")],
    "a `.tsr`, a token in DER": [(LIMITS, "time_stamp_bytes")],
    "a `.pem` beside it": [(LIMITS, "time_stamp_evidence_bytes")],
    "blocks of a `.pem`": [(LIMITS, "time_stamp_evidence_blocks")],
    "certificates that may have issued one another, of one token": [(LIMITS, "time_stamp_chain_candidates")],
    "a certificate of a token, a `.pem` or an OCSP response": [(BOUNDS, "max_certificate_bytes")],
    "its extensions; parts of its subject, of its issuer; other names of its subject; names that it permits, that it excludes;"
    " `cRLDistributionPoints` and their names": [(BOUNDS, "max_of_one_kind")],
    "its key, of RSA": [(BOUNDS, "max_rsa_bits")],
    "the public exponent of that": [(BOUNDS, "max_exponent_bits")],
    "its key, of DSA": [(BOUNDS, "max_dsa_bits")],
    "its key, on a curve that has a name": [(BOUNDS, "max_curve_bits")],
    "extensions of a CRL; names in its `issuingDistributionPoint`; answers of an OCSP response": [(BOUNDS, "max_of_one_kind")],
    "tags of a FLAC file": [(LIMITS, "flac_comment_bytes")],
    "`frames`, `from`, `lost_frames` of a line": [(EVENTS, "max_line_frames")],
    "a count": [(EVENTS, "max_line_count"), ("src/journal/note.cpp", "max_note_number"), ("src/journal/salts.cpp", "max_seq")],
    "a moment in ns": [(EVENTS, "max_line_nanoseconds"), ("src/journal/journal_times.cpp", "max_moment_ns")],
    "`seconds` of a break": [(EVENTS, "max_break_seconds")],
    "`problems` of an `import` line": [(EVENTS, "max_import_problems")],
    "`transcript.vtt`": [(VTT, "transcript_bytes")],
    "a line of `transcript.vtt`": [(VTT, "transcript_line_bytes")],
    "cues": [(VTT, "transcript_cues")],
    "hours of a cue": [(VTT, "transcript_hours")],
    "name of who speaks": [(VTT, "speaker_bytes")],
    "the ledger": [(LIMITS, "ledger_bytes")],
    "a line of the ledger": [(LIMITS, "ledger_line_bytes")],
    "keys of a ledger": [(LIMITS, "ledger_keys")],
    "rotations in one `key` line": [(LIMITS, "key_rotations")],
}


def read(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as file:
        return file.read()


def value_of(path, name):
    """Of a constant by its name, or of the number that a pattern finds."""
    source = read(path)
    if "(" in name:
        expression = re.search(name, source, re.S)[1]
    else:
        expression = re.search(rf"\b{name} = ([^;]+);", source)[1]
    expression = re.sub(r"(?:std::\w+|Frames)\{(\d+)\}", r"\1", expression.replace("'", ""))
    expression = re.sub(r"\b(\d+(?:\.\d+)?(?:e\d+)?)[UL]*\b", r"\1", expression)
    if not re.fullmatch(r"[\d\s.e*<()+-]+", expression):
        raise ValueError(f"{name} is {expression}")
    return int(eval(expression))  # digits and operators alone, as was just seen


def section(page, title):
    return re.search(rf"^##+ {re.escape(title)}\n(.*?)(?=^##+ |\Z)", page, re.S | re.M)[1]


def anchor(heading):
    """As GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


class FormatPage(unittest.TestCase):
    def setUp(self):
        self.page = read("docs/format.md")

    def test_each_limit_is_the_constants(self):
        rows = dict(re.findall(r"^\| (.+?) \| (\d+) \|", section(self.page, "Limits"), re.M))
        self.assertEqual(set(rows), set(CONSTANTS))
        for name, places in CONSTANTS.items():
            for path, constant in places:
                with self.subTest(name, constant=constant):
                    self.assertEqual(int(rows[name]), value_of(path, constant))

    def test_each_field_of_a_line_is_described(self):
        source = read(EVENTS)
        fields = set(re.findall(r'[{,]\s*\{"(\w+)", ', source)) | set(re.findall(r'fields\["(\w+)"\]', source))
        fields |= set(re.findall(r'fields\.\w+\("(\w+)"', source))
        self.assertGreater(len(fields), 40)
        events = section(self.page, "Events")
        self.assertEqual([], [name for name in sorted(fields) if f"`{name}`" not in events])

    def test_each_event_is_described(self):
        events = section(self.page, "Events")
        written = set(re.findall(r'return \{"(\w+)",', read(EVENTS)))
        self.assertGreater(len(written), 12)
        self.assertEqual([], [name for name in sorted(written) if f"**`{name}`**" not in events])

    def test_the_words_of_a_slate_are_the_programs(self):
        words = " ".join(re.findall(r'"([^"]*)"', read("src/timestamp/english_words.cpp").split("=", 1)[1])).split()
        self.assertEqual(len(words), 1024)
        self.assertEqual(read("docs/slate-words.txt"), "\n".join(words) + "\n")

    def test_each_link_leads_to_a_heading(self):
        anchors = {anchor(heading) for heading in re.findall(r"^##+ (.+)$", self.page, re.M)}
        links = set(re.findall(r"\]\(#([^)]+)\)", self.page))
        for path in ("README.md", "docs/cli.md", "docs/performance.md", "docs/threat-model.md", "docs/testing.md"):
            links |= set(re.findall(r"format\.md#([\w-]+)\)", read(path)))
        self.assertEqual(set(), links - anchors)


if __name__ == "__main__":
    unittest.main()
