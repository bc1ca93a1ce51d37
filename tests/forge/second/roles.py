# SPDX-License-Identifier: MIT
"""docs/format.md, "Which files", "bag-info.txt" and how-to-verify.txt: what a bag of each kind may have, by name and by word."""

import re

from .bag import PUBLIC_KEY, SIGNATURE, STAMP
from .excerpt import own_name
from .words import UUID, SALT, Wrong, is_utc, nanoseconds, read_object, sha256

ALWAYS = {"bagit.txt", "bag-info.txt", "how-to-verify.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"}
AUDIO = re.compile(r"data/(?:audio|near|far)-(?!000)(\d{3}|[1-9]\d{3,8})\.flac", re.ASCII)
IMPORTED = re.compile(r"data/imported/file(?:-([2-9]|[1-9]\d{1,3}))?(\.[a-z0-9]{1,8})?", re.ASCII)
ORIGINAL = "data/original/"
FOLDERS = {"data", "seal"}

ANY, SOUND, NO_SOUND, NEITHER, EXCERPT, OWN, IMPORT, UNDECODED, REMAINDER, SALTED, SALTED_IMPORT, SALTED_EXCERPT, SALTED_REMAINDER = range(13)
TEXTS = {
    "0a8024de84c875d02d0439026048aac6096ac08b21b17637501bf470ebdb76ed": ANY,
    "30089021673f287cfe48874e0d3deffa78f14ef7eeabee438764f268a78a93cc": ANY,
    "1e2365c4d2e63926f268cfd94b36e76e5dbec49b84997a7fe9f31d773b652ca1": ANY,
    "d184d48328ea598455f32362152c5e469e802963fc35630ff717ba52e816c75e": ANY,
    "94a056e25f5e59a5a29829cac0ebd76a5a655f16a6ba19dff515901e558c0591": SOUND,
    "f36b33195700de183e8d65eea78937b19c0f3aa112d0c26c9e80b457d3bd74ee": NO_SOUND,
    "ba93b4059b0cba86d1664ed7aa13492240f18103f53585b122bac9e408e70559": NEITHER,
    "72e650843fb73db39e1bc72981250524828d292fc99963c6ed873e6334f07d49": EXCERPT,
    "a38b9cf0d4fa137603a8ced16b3dbfe828583a5387e3de641413f4c4e86f01af": OWN,
    "6d3af55f5bb2e1464db5cddce52bde9b27feced697ca8fc2b8f17ccc15996810": NO_SOUND,
    "2c0b338a1756043b359954506b1149e63eb7981797ab44ad0637aa1df82bd3ae": NEITHER,
    "84cfbf11f722ad48fe5ba1abd7aa17ac47f20cbf6e77aab31067a35038d27b90": EXCERPT,
    "5c381e393ca5c12b86c18a842648daa7b9512ca3e3c61a7da198fa9d1edcaa1e": IMPORT,
    "a63e05bc633ee2a3540706ad3cffdcd4a657f00dc6016c4f5ba09893a8bfe7d4": UNDECODED,
    "d30a8af5420d236279d83427adc127146810b270634d35ef8e192bd02424e940": OWN,
    "269439b3f8f8914928999f16f2472be2f1dd83d45b7647f9e5f7dfec828ae7c8": NO_SOUND,
    "6475ef03aad20f763a42919c9bfee5bb6ba8afc56f29502708a16d56fd289dbf": NEITHER,
    "1413961742e6c7c9e4eca14eb714eadfd7b6a7de92cde3ef372a25d6e65cbbfd": EXCERPT,
    "faeb75670ae88df69c2765e7ec76b272b5be35fe9d0d7a35e25168e6db7f3fd1": IMPORT,
    "106ba40f9d994871bb06e6c859c9f15bdd87f715c4b0777fbdc47cf8f8c816ce": UNDECODED,
    "f4418b0256c84e751df111a3aea0f7b6e71d48f62987b464604c08bdd0b0eba8": REMAINDER,
    "a5f34554dafd5f9ea738552b7700b8267feb6545aed284999f7b51c85d2beb09": SALTED,
    "d7a087b99a0d87287840674a6896d1e549eee9c1c838ca244a0472809fe6bf83": SALTED_IMPORT,
    "6ac92ac4056ec0e5138128318308e0494d670838fea876a1eff178af01adaf56": SALTED_EXCERPT,
    "b332cd564baa3629f4a9213c5b8b6c0efa0421b26e95f4149a822bc8e73f37ba": SALTED_REMAINDER,
    "7d04a51039a33b63faee170f1f7157b431f96f6295ec87bad6a7c6c2aa7b9f48": OWN,
    "b2b63df8d32d051be6be113ee458f4e32fa6e4fe7010a448de08efc90080f276": NO_SOUND,
    "a959bb54fdd9a2b87e9ec8258931eb59fa7d4b9fddf9d8972da6659a37f8eb93": NEITHER,
    "e8f92faf089dca8eb91786bcf474b65fbd8cf5710d1919398f0721b06e79735d": EXCERPT,
    "8dfda2c3fbb15a657007f6572e1b43f69c4684b9731e1af948b0539696af9480": IMPORT,
    "12ed667679b630fa2a145694e995f3becb62b1722dba2be7f4eb1d46b52b1c11": UNDECODED,
    "905ab2788b754750372b511924bd1d8fe43a823289a4aebadfc625478087ec4d": REMAINDER,
    "6185f69938e9dc61ff2929973838529f88163ef467464c504f91eb68eedee4b8": SALTED,
    "be03f2da1c0fd409695039828e62a356c37254d682ef837fc23a35351b06fc8f": SALTED_IMPORT,
    "c26fdfe08301232cc20c9bc3815a8ac20b5501acd2fcfd4a4519e635cfa97fbe": SALTED_EXCERPT,
    "e152623f8c871eba619a91c911267b4c4e84ea462c64a7bd58d319648eb8f4b7": SALTED_REMAINDER,
}

LINE = re.compile(r"([A-Za-z0-9-]+): (.*)", re.ASCII)
HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")
SOFTWARE = re.compile(r"earwitness/[0-9A-Za-z.+~-]+", re.ASCII)
STATEMENTS = ("I only record conversations that I take part in.",
              "Ik neem alleen gesprekken op waaraan ik zelf deelneem.")
LABELS = {  # must, may
    "Bag-Software-Agent": ("SRIET", ""), "External-Identifier": ("SRIET", ""), "Earwitness-Kind": ("SRIET", ""),
    "External-Description": ("", "SRI"), "Earwitness-Started": ("S", "RI"), "Earwitness-Seconds": ("SR", "I"),
    "Contact-Name": ("SRI", "ET"), "Earwitness-Statement": ("SRI", "E"), "Earwitness-Statement-Made": ("", "SRIE"),
    "Earwitness-Recovered": ("R", ""), "Earwitness-Recovered-From": ("R", ""), "Earwitness-Excerpt-Of": ("E", ""),
    "Earwitness-Deleted": ("", "E"),
    "Earwitness-Transcript-Of": ("T", ""), "Bagging-Date": ("SRIET", ""), "Payload-Oxum": ("SRIET", ""),
    "Earwitness-Salt": ("SRIET", ""),
}


def kind_of(bag, journal):
    if bag.kind in ("excerpt", "transcript"):
        return bag.kind[0].upper()
    if journal and journal.opened and journal.opened.get("kind") == "import":
        return "I"
    return "R" if journal and journal.recovered else "S"


def named_by(bag, journal):
    """excerpt.json or transcript.json as far as it reads, and the key that signs this bag."""
    name = {"excerpt": "data/excerpt.json", "transcript": "data/transcript.json"}.get(bag.kind)
    try:
        said = read_object(bag.read(name).rstrip(b"\n")) if name else {}
    except Wrong:
        return {}, None
    return said, said.get("key") if name else journal and journal.key


def check(bag, journal):
    if not bag.sealed:
        return
    kind = kind_of(bag, journal)
    said, key = named_by(bag, journal)
    yield from _check_files(bag, journal, kind, key)
    yield from _check_text(bag, kind)
    if bag.has("bag-info.txt"):
        try:
            yield from _check_info(bag, journal, kind, said)
        except Wrong as error:
            yield f"bag-info.txt: {error}"


def _check_files(bag, journal, kind, key):
    audio = set(journal.files) if journal else set()
    imported = {line["file"] for line in journal.of("import")} if journal else set()
    allowed = set(ALWAYS)
    folders = set(FOLDERS)
    stamps = ("",) if key else ()
    if key:
        allowed |= {PUBLIC_KEY, SIGNATURE}
    if kind == "T":
        allowed |= {"data/transcript.vtt", "data/transcript.json"}
    elif kind == "E":
        allowed |= {"data/journal.jsonl", "data/excerpt.json", ORIGINAL + "manifest-sha256.txt",
                    ORIGINAL + "tagmanifest-sha256.txt"}
        allowed |= {own_name(name) for name in audio}
        folders |= {"data/original", "data/original/seal"}
        if journal and journal.key:
            allowed |= {ORIGINAL + PUBLIC_KEY, ORIGINAL + SIGNATURE}
            stamps += (ORIGINAL,)
    else:
        allowed |= {"data/journal.jsonl", "data/notes.jsonl", "data/levels.jsonl"} | audio
        if kind == "I":
            allowed |= imported
            folders |= {"data/imported"}
    if journal and journal.salted:
        allowed |= {"data/salts.jsonl"}
    for name in audio:
        if not AUDIO.fullmatch(name):
            yield f"{name} is no audio file's name"
    for name in imported:
        if not IMPORTED.fullmatch(name):
            yield f"{name} is no imported file's name"
    for name in bag.names:
        is_stamp = any(name.startswith(root) and STAMP.fullmatch(name[len(root):]) for root in stamps)
        if name not in allowed and not is_stamp:
            yield f"{name!r} is not what such a bag has"
    for name in bag.folders:
        if name not in folders:
            yield f"{name!r} is not a folder that such a bag has"
    if journal:
        lines = journal.of("import")
        reasons = {line.get("reason") for line in journal.of("close")}
        if (kind == "I" or (journal.opened or {}).get("kind") == "import") != bool(lines):
            yield "the journal does not speak of an imported file"
        names = [IMPORTED.fullmatch(line["file"]) for line in lines]
        numbers = [int(name[1] or 1) if name else 1 for name in names]
        if numbers != sorted(set(numbers)):
            yield "the imported files are not in the order of their numbers"
        events = [line["event"] for line in journal.lines]
        if lines and "file" in events and "import" in events[events.index("file"):]:
            yield "a file is imported behind its sound"
        if ("imported" in reasons) != ((journal.opened or {}).get("kind") == "import"):
            yield "`close` has a reason that does not fit its kind"
        begun = events.index("recovered") if "recovered" in events else len(events)
        for at, line in enumerate(journal.lines):
            if line["event"] == "close" and (line["reason"] == "recovered") != (at > begun):
                yield "`close` says that it ends a recovery, and there is none, or the other way round"


def _check_text(bag, kind):
    if not bag.has("how-to-verify.txt"):
        return
    sound = any(re.match(r"data/(audio|near|far|excerpt|excerpt-near|excerpt-far)-\d+\.flac", name) for name in bag.names)
    spoken = bag.has("data/journal.jsonl")
    wanted = TEXTS.get(sha256(bag.read("how-to-verify.txt")))
    salted = sound and bag.has("data/salts.jsonl")
    deleted = kind == "E" and bag.has("bag-info.txt") and b"\nEarwitness-Deleted: " in bag.read("bag-info.txt")
    fits = {SALTED: salted and kind in "SR", SALTED_IMPORT: salted and kind == "I", SALTED_EXCERPT: salted and kind == "E" and not deleted,
            SALTED_REMAINDER: salted and deleted} if salted else {ANY: True, SOUND: sound and spoken, NO_SOUND: spoken and not sound, NEITHER: not spoken and not sound,
            EXCERPT: kind == "E" and sound and spoken,
            REMAINDER: deleted and sound and spoken, OWN: kind in "SRI" and sound and spoken,
            IMPORT: kind == "I" and sound, UNDECODED: kind == "I" and not sound, None: False}
    fits = fits.get(wanted, False)
    if not fits:
        yield "how-to-verify.txt is none of the program's texts"


def _read_info(raw):
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Wrong("it is not UTF-8") from error
    if text and not text.endswith("\n"):
        raise Wrong("its last line does not end")
    info = {}
    for line in text.split("\n")[:-1]:
        match = LINE.fullmatch(line)
        if not match or HIDDEN.search(line):
            raise Wrong(f"{line!r} is not a label and a value")
        if match[1] in info:
            raise Wrong(f"{match[1]} stands twice")
        info[match[1]] = match[2]
    return info


def _is_day(text):
    return re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII) is not None and is_utc(text + "T00:00:00.000000000Z")


def _check_info(bag, journal, kind, said):
    info = _read_info(bag.read("bag-info.txt"))
    for label in info:
        if kind not in "".join(LABELS.get(label, ("", ""))):
            yield f"bag-info.txt: {label} is not a label of such a bag"
    for label, (must, _) in LABELS.items():
        if kind in must and label not in info:
            yield f"bag-info.txt has no {label}"
    payload = [name for name in bag.names if name.startswith("data/")]
    opened = (journal and journal.opened) or {}
    identifier = opened.get("recording")
    forms = {
        "Bag-Software-Agent": lambda text: SOFTWARE.fullmatch(text) and len(text) <= 100,
        "External-Identifier": lambda text: text == identifier if kind != "T" else not text or UUID.fullmatch(text),
        "Earwitness-Kind": lambda text: text == {"E": "excerpt", "T": "transcript"}.get(kind, opened.get("kind")),
        "Earwitness-Statement": lambda text: text in (*STATEMENTS, "not stated"),
        "Earwitness-Statement-Made": is_utc, "Earwitness-Deleted": is_utc,
        "Earwitness-Recovered": is_utc, "Earwitness-Started": is_utc,
        "Earwitness-Recovered-From": lambda text: text == f"the interrupted recording {identifier}",
        "Earwitness-Excerpt-Of": lambda text: text == said.get("original"),
        "Earwitness-Transcript-Of": lambda text: text == said.get("original"),
        "Bagging-Date": _is_day, "Earwitness-Salt": SALT.fullmatch,
        "Payload-Oxum": lambda text: text == f"{sum(len(bag.read(name)) for name in payload)}.{len(payload)}",
    }
    if kind == "E" and "Earwitness-Deleted" in info and said.get("key") is None:
        yield "bag-info.txt: it says that the rest was deleted, and nobody signed that"
    if kind == "T" and is_utc(said.get("made_utc")) and info.get("Bagging-Date") != said["made_utc"][:10]:
        yield "bag-info.txt: Bagging-Date is not the day on which the transcript was made"
    for label, fits in forms.items():
        if label in info and not fits(info[label]):
            yield f"bag-info.txt: {label} is {info[label]!r}"
    if kind == "E" and "Earwitness-Statement" in info and "Earwitness-Deleted" not in info:
        yield "bag-info.txt: a statement in an excerpt that is not what is left of a recording"
    if (info.get("Earwitness-Statement") in STATEMENTS) != ("Earwitness-Statement-Made" in info):
        yield "bag-info.txt: a statement without its time, or a time without it"
    if kind in "SRI" and journal is not None and not journal.problems:
        yield from _check_recording_info(bag, journal, kind, info)


def _check_recording_info(bag, journal, kind, info):
    kinds = {line["note"]: line["kind"] for line in journal.of("note")}
    texts = []
    for line in (bag.read("data/notes.jsonl") if bag.has("data/notes.jsonl") else b"").split(b"\n")[:-1]:
        note = read_object(line)
        texts.append((kinds.get(note.get("note")), note.get("text")))
    title = info.get("External-Description")
    if title is not None and ("title", title) not in [(of, _escaped(text)) for of, text in texts]:
        yield "bag-info.txt: a title that no note has"
    lengths = {}
    for line in journal.of("audio"):
        form = journal.form_of(line["file"])
        lengths[line.get("track")] = lengths.get(line.get("track"), 0) + line["frames"] / (form.get("sample_rate") or 1)
    frames = sum(line["frames"] for line in journal.of("audio"))
    rate = journal.opened.get("sample_rate")
    length = f"{frames / rate:.3f}" if rate and (kind != "I" or frames) else None
    if journal.is_call:
        length = f"{max(lengths.values(), default=0):.3f}"
    if info.get("Earwitness-Seconds") != length:
        yield f"bag-info.txt: Earwitness-Seconds is not {length}"
    started = info.get("Earwitness-Started")
    if started is None or not is_utc(started):
        return
    if kind == "I":
        if ("claimed", f"recorded: {started}, says who imported it") not in texts:
            yield "bag-info.txt: Earwitness-Started is claimed by no note"
        return
    near = [journal.opened["utc"], *(line.get("first_frame_utc") for line in journal.of("file"))]
    if not any(is_utc(utc) and abs(nanoseconds(utc) - nanoseconds(started)) <= 60 * 10**9
               for utc in near):
        yield "bag-info.txt: Earwitness-Started is not when the journal says that it began"


def _escaped(text):
    return HIDDEN.sub(lambda found: f"\\x{ord(found[0]):02x}" if ord(found[0]) < 256 else f"\\u{ord(found[0]):04x}", text)
