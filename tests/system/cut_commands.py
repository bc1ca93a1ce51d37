# SPDX-License-Identifier: MIT
"""Every command that changes something, a row each, for cut_short.py: and the archives that they are tried in.

A new row says what is typed, how to see that it is done (`reached`), what it may remove, and how the same command
answers afterwards. Recordings are called `talk` (3.2 s, with an excerpt, a transcript, a note and a page) and `other`;
`gone` is in the bin."""

import json
import os
import re
import signal
import struct
import time
import wave

from cut_short import PASSPHRASE, UNSEEN, Command, Cut, State, digest, ledger_lines, wait_for_end
from waiting import wait_for

SIGNAL = ("--device", "test-signal", "--rate", "8000", "--me", "A. Name")
PART = ("--from", "00:01", "--to", "00:02")


def folder_of(place, title):
    """The path of the recording, empty where there is none."""
    names = [name for name in os.listdir(place.archive) if name.startswith("20") and name.endswith("_" + title)]
    return os.path.join(place.archive, names[0]) if names else ""


# -- the archives -----------------------------------------------------------------------------------------------------


def must(place, *words, typed=""):
    done = place.at_terminal(words, typed) if typed else place.earwitness(*words)
    assert done.code == 0, f"{words}: {done!r}"
    return done


def record(place, title, seconds):
    must(place, "start", "--background", *SIGNAL, "--title", title)
    def said():
        found = re.search(r'"seconds":([\d.]+)', place.earwitness("status", "--json").out)
        return found and float(found[1]) >= seconds
    wait_for(f"{seconds} s of sound", said)


def make_sound(path, step=37):
    with wave.open(path, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(b"".join(struct.pack("<h", (n * step) % 4000) for n in range(2400)))


def make_plain(place):
    make_sound(place.at("sound.wav"))
    make_sound(place.at("more.wav"), 41)
    with open(place.at("ears"), "w", encoding="utf-8") as file:  # a recogniser
        file.write("#!/bin/sh\nprintf '1\\n00:00:00,000 --> 00:00:00,900\\nI never said that\\n'\n")
    os.chmod(place.at("ears"), 0o700)
    for title, seconds in (("talk", 3.2), ("other", 1)):
        record(place, title, seconds)
        must(place, "stop")
    must(place, "excerpt", "talk", *PART)
    must(place, "transcript", "talk", "--from-file", place.at("typed.vtt"))
    must(place, "note", "talk", "said at once")
    must(place, "report", "talk", "--no-audio")
    must(place, "keys", "backup", "--no-passphrase", place.at("copy.pem"))


def make_base(name, place):
    """`plain`, and what is made of a copy of it."""
    if name == "plain":
        make_plain(place)
    if name in ("interrupted", "pairs"):
        record(place, "broken", 1)
        os.kill(int(re.search(r'"pid":(\d+)', place.earwitness("status", "--json").out)[1]), signal.SIGKILL)
        wait_for("its end", lambda: '"running":false' in place.earwitness("status", "--json").out)
    if name in ("stamps", "during", "pairs"):
        folder = os.path.join(place.home, ".config", "earwitness")
        os.makedirs(folder, mode=0o700)
        stamps = "during" if name == "during" else "later"
        with open(os.path.join(folder, "config.toml"), "w", encoding="utf-8") as config:
            config.write(f'stamps = "{stamps}"\ntsa = "{place.tsa.url}"\nname = "A. Name"\n')
    if name in ("imported", "pairs"):
        must(place, "import", place.at("sound.wav"), "--title", "brought")
    if name in ("binned", "due", "pairs"):
        record(place, "gone", 1)
        must(place, "stop")
        must(place, "transcript", "gone", "--from-file", place.at("typed.vtt"))
        must(place, "excerpt", "gone", "--from", "00:00", "--to", "00:01")
        must(place, "delete", "--yes", "gone")
    if name == "due":
        (moment,) = os.listdir(os.path.join(place.archive, ".bin"))
        os.rename(os.path.join(place.archive, ".bin", moment), os.path.join(place.archive, ".bin", "20200101T000000Z"))
    if name == "begun":
        cut_until(is_told, place, "unlinkat", "delete", "--now", "--yes", "talk")
    if name == "part begun":
        cut_until(is_told, place, "renameat", "delete", "--yes", "talk", *PART, "--later-bags")
    if name == "rename begun":
        cut_until(lambda place: not folder_of(place, "talk"), place, "unlinkat", "rename", "talk", "Something seldom")
    if name == "unentered":
        seal_without_its_line(place)
    if name == "trusting":
        must(place, "keys", "trust", STRANGER, "--name", "Somebody")
    if name == "protected":
        must(place, "keys", "protect", typed=PASSPHRASE)
    if name == "backed":
        must(place, "backup", place.stick, "--passphrase-file", place.at("passphrase"))
        must(place, "note", "talk", "said since")
        wait_for("another second", lambda: backups(place) and not os.path.exists(backup_of_now(place)))


def seal_without_its_line(place):
    """What the end of the process between the two leaves: its lock says that it was at work."""
    record(place, "late", 1)
    must(place, "stop")
    wait_for_end(place)
    with open(os.path.join(place.archive, "ledger.jsonl"), "rb+") as ledger:
        lines = ledger.read().splitlines(keepends=True)
        assert b'"event":"seal"' in lines[-1], lines[-1]
        ledger.truncate(sum(len(line) for line in lines[:-1]))
    with open(os.path.join(place.archive, ".lock"), "w", encoding="utf-8") as lock:
        json.dump({"pid": 4_000_000, "socket": "/run/none", "folder": folder_of(place, "late")}, lock)


def has_intent(place):
    return any(name.startswith(".intent-") for name in os.listdir(place.archive))


def is_told(place):
    return any(line["event"] == "delete" for line in ledger_lines(place))


def cut_until(is_so, place, call, *words):
    """Killed before one such call after the other, until it is so and is not completed. What it left before that is taken
    back, or begun anew, by the next try."""
    for number in range(1, 30):
        done = place.earwitness(*words, before=Cut("", call, number, "kill").strace(os.devnull))
        if has_intent(place) and is_so(place):
            return
        assert done.code != 0, f"{words}, killed before {call} {number}: {done!r}"
    raise AssertionError(f"{words} is never left to be completed")


LIVE = ("start", "--background", *SIGNAL, "--title", "live", "--max", "60s")


def while_it_records(*words, first=()):
    """Of a command for a recording that runs: one is begun, where none was before."""
    def typed(place):
        if not folder_of(place, "live"):
            must(place, *LIVE)
            if first:
                must(place, *first)
        return list(words)
    return typed


def backups(place):
    return sorted(name for name in os.listdir(place.stick) if name.endswith(".zip"))


def backup_of_now(place):
    return os.path.join(place.stick, time.strftime("backup-%Y-%m-%d_%H-%M-%S.zip"))


# -- how it is seen that a command is done ----------------------------------------------------------------------------


def more_recordings(place, before):
    return len(State(place).recordings()) > len(before.recordings())


def has_begun(place, _):
    """It says that it has begun once there is sound: what becomes of it is its own process's to say."""
    wait_for_end(place)
    return bool(folder_of(place, "new"))


def has_bag(title, bag):
    return lambda place, _: os.path.isfile(os.path.join(folder_of(place, title), bag, "tagmanifest-sha256.txt"))


def is_gone(title):
    return lambda place, before: not folder_of(place, title) and not before.seals_of(title) & set(State(place).bags)


def is_completed(place, _):
    """Nothing that was begun is left, nor the recording that was to go."""
    state = State(place)
    return not state.left() and not state.seals_of("talk")


def part_is_completed(place, before):
    return not State(place).left() and part_is_gone("excerpt-1", "transcript-1", "report.html")(place, before)


def is_entered(place, _):
    return ledger_lines(place)[-1]["event"] == "found"


def is_renamed(place, _):
    return bool(folder_of(place, "something-seldom")) and not has_intent(place)


def is_in_bin(place, before):
    return not folder_of(place, "talk") and before.seals_of("talk") <= set(State(place).bags)


def is_of_before(place, before, name):
    """Not what was made of the remainder since, under a name that was free again."""
    path = os.path.join(folder_of(place, "talk"), name)
    seal = os.path.join(path, "tagmanifest-sha256.txt")
    return os.path.exists(path) and (not os.path.isfile(seal) or digest(seal) in before.bags)


def part_is_gone(*others):
    """What is left of the recording is an excerpt of it, and what goes with it is gone."""
    def reached(place, before):
        data = os.path.join(folder_of(place, "talk"), "recording", "data")
        is_cut = os.path.isdir(data) and any(name.startswith("excerpt-") for name in os.listdir(data))
        return is_cut and not any(is_of_before(place, before, name) for name in others)
    return reached


def is_listed(word):
    return lambda place, _: word in place.earwitness("list", word).out


def one_ends_with(folder, ending):
    return lambda place, _: any(name.endswith(ending) for name in os.listdir(getattr(place, folder)))


def has_file(folder, name):
    def reached(place, _):
        path = os.path.join(getattr(place, folder), name)
        return os.path.exists(path) and (os.path.isdir(path) or os.path.getsize(path) > 0)
    return reached


def is_whole_page(name):
    def reached(place, _):
        path = os.path.join(place.out, name)
        if not os.path.exists(path):
            return False
        with open(path, encoding="utf-8") as file:
            return file.read().rstrip().endswith("</html>")
    return reached


def backed_up(number):
    return lambda place, _: len(backups(place)) >= number


def key_text(place):
    path = os.path.join(place.keys, "signing-key.pem")
    if not os.path.exists(path):
        return ""
    with open(path, encoding="ascii") as file:
        return file.read()


def is_rotated(place, _):
    return any(name.startswith("retired-") for name in os.listdir(place.keys)) and "Endorsed: " in key_text(place)


def is_stamped(place, _):
    seal = os.path.join(folder_of(place, "talk"), "recording", "seal")
    return os.path.exists(os.path.join(seal, "timestamp-1.tsr")) and os.path.exists(
        os.path.join(seal, "timestamp-1.pem"))


def config_says(name, words):
    def reached(place, _):
        path = os.path.join(place.home, ".config", "earwitness", name)
        if not os.path.exists(path):
            return False
        with open(path, encoding="utf-8") as file:
            return words in file.read()
    return reached


def config_lacks(name, words):
    said = config_says(name, words)
    return lambda place, before: not said(place, before)


def has_in_place_of_the_note(*texts):
    """What `talk` has instead of the note that was made of it."""
    def reached(place, _):
        with open(os.path.join(folder_of(place, "talk"), "label.json"), encoding="utf-8") as file:
            said = [note["text"] for note in json.load(file)["notes"]]
        return [text for text in said if text in ("said at once", "said later")] == list(texts)
    return reached


def is_sealed_live(place, _):
    return os.path.isfile(os.path.join(folder_of(place, "live"), "recording", "tagmanifest-sha256.txt"))


def live_says(words):
    """Once the line is there: the answer comes before it."""
    def reached(place, _):
        data = os.path.join(folder_of(place, "live"), "recording", "data")
        def is_said():
            for name in ("journal.jsonl", "notes.jsonl"):
                with open(os.path.join(data, name), "rb") as file:
                    if words in file.read():
                        return True
            return False
        try:
            wait_for(repr(words), is_said, UNSEEN)
        except AssertionError:
            return False
        return True
    return reached


STRANGER = "ab" * 32
SIGNS = [["import", "../sound.wav", "--title", "later"]]  # whatever was left beside the key is met by who uses it next

COMMANDS = [
    Command("start", ["start", *SIGNAL, "--title", "new", "--max", "1s"], more_recordings, verified=(0, 3),
            settles=[["recover", "--all"]]),
    Command("start with time stamps", ["start", *SIGNAL, "--title", "new", "--max", "1s"], more_recordings, base="during",
            verified=(0, 3), settles=[["recover", "--all"]]),
    Command("start of a call", ["start", "--call", "--me", "A. Name", "--title", "new", "--max", "1s"], more_recordings,
            room=True, verified=(0, 3), settles=[["recover", "--all"]]),
    Command("start in the background", ["start", "--background", *SIGNAL, "--title", "new", "--max", "1s"], has_begun,
            verified=(0, 3), settles=[["recover", "--all"]]),
    Command("import", ["import", "../sound.wav", "--title", "new", "--me", "A. Name"], more_recordings),
    Command("import together", ["import", "--together", "../sound.wav", "../more.wav", "--title", "new", "--me", "A. Name"],
            more_recordings),
    Command("import again", ["import", "--again", "brought"], more_recordings, base="imported",
            again_done=(4,)),
    Command("recover", ["recover", "broken"], has_bag("broken", "recovered"), base="interrupted"),
    Command("recover all", ["recover", "--all"], has_bag("broken", "recovered"), base="interrupted"),
    # What a command was cut short at is completed by these, which are cut short in their turn.
    Command("recover all of a deletion", ["recover", "--all"], is_completed, base="begun", may_go="talk"),
    Command("recover all of a deleted part", ["recover", "--all"], part_is_completed, base="part begun", may_go="talk"),
    Command("recover all of a seal", ["recover", "--all"], is_entered, base="unentered"),
    Command("doctor of a deletion", ["doctor", "--device", "test-signal"], is_completed, base="begun", may_go="talk",
            on_the_way=True),
    Command("delete of a deletion", ["delete", "--now", "--yes", "talk"], is_completed, base="begun", may_go="talk",
            again_done=(4,)),
    Command("delete", ["delete", "--now", "--yes", "talk"], is_gone("talk"), may_go="talk", again_done=(4,)),
    Command("delete into the bin", ["delete", "--yes", "talk"], is_in_bin, takes_away=True, again_done=(4,)),
    Command("undelete", ["undelete", "gone"], has_bag("gone", "recording"), base="binned", takes_away=True,
            again_done=(4,)),
    Command("delete out of the bin", ["delete", "--now", "--yes", "gone"], is_gone("gone"), base="binned", may_go="gone",
            again_done=(4,)),
    Command("empty the bin", ["delete", "--empty-bin", "--yes"], is_gone("gone"), base="binned", may_go="gone"),
    Command("delete part", ["delete", "--yes", "talk", *PART], part_is_gone("excerpt-1", "report.html"),
            may_go="talk"),
    Command("delete part and bags", ["delete", "--yes", "talk", *PART, "--later-bags"],
            part_is_gone("excerpt-1", "transcript-1", "report.html"), may_go="talk"),
    Command("excerpt", ["excerpt", "talk", "--from", "00:00", "--to", "00:01"], has_bag("talk", "excerpt-2")),
    Command("excerpt into", ["excerpt", "talk", "--from", "00:00", "--to", "00:01", "--into", "."],
            lambda place, _: any(os.path.isfile(os.path.join(place.out, name, "tagmanifest-sha256.txt"))
                                 for name in os.listdir(place.out) if not name.endswith(".new"))),
    Command("export", ["export", "talk"], lambda place, _: any(
        os.path.isfile(os.path.join(place.out, name, "how-to-verify.txt"))
        for name in os.listdir(place.out) if not name.endswith(".new")), again_done=(5,)),
    Command("export zip", ["export", "talk", "--zip", "--report"], one_ends_with("out", ".zip"), again_done=(5,)),
    Command("export encrypted", ["export", "talk", "--encrypt", "--passphrase-file", "../passphrase", "--with-ledger"],
            one_ends_with("out", ".zip"), again_done=(5,)),
    Command("backup", ["backup", "../stick", "--passphrase-file", "../passphrase"], backed_up(1)),
    Command("second backup", ["backup", "../stick", "--passphrase-file", "../passphrase"], backed_up(2), base="backed"),
    Command("transcript", ["transcript", "other", "--from-file", "../typed.vtt"], has_bag("other", "transcript-1")),
    Command("later transcript", ["transcript", "talk", "--from-file", "../later.vtt"], has_bag("talk", "transcript-2")),
    Command("drafted transcript", lambda place: ["transcript", "other", "--draft", "--no-edit", "--recogniser",
                                                 place.at("ears") + " {wav}"], has_bag("other", "transcript-1")),
    Command("transcript taken again", ["transcript", "talk", "--take", "1"], has_bag("talk", "transcript-2")),
    Command("report to", ["report", "talk", "--to", "page.html"], is_whole_page("page.html"),
            again_done=(5,)),
    Command("report", ["report", "other"], lambda place, _: os.path.isfile(
        os.path.join(folder_of(place, "other"), "report.html"))),
    # What is due in the bin goes on the way; where it can't, this command is none the worse for it.
    Command("report with one due in the bin", ["report", "other"], lambda place, _: os.path.isfile(
        os.path.join(folder_of(place, "other"), "report.html")), base="due", may_go="gone"),
    Command("minutes", ["report", "--minutes", "talk", "--to", "page.html"], is_whole_page("page.html"), again_done=(5,)),
    Command("note", ["note", "talk", "something seldom"], is_listed("seldom")),
    Command("note corrected", ["note", "talk", "--change", "1", "said later"], has_in_place_of_the_note("said later")),
    Command("note removed", ["note", "talk", "--remove", "1"], has_in_place_of_the_note(), takes_away=True, again_done=(2, 4)),
    Command("rename", ["rename", "talk", "Something seldom"], lambda place, _: bool(folder_of(place, "something-seldom")),
            takes_away=True, again_done=(4,)),
    Command("rename of a rename", ["rename", "talk", "Something seldom"], is_renamed, base="rename begun",
            takes_away=True, again_done=(4,)),
    Command("timestamp", ["timestamp", "talk"], is_stamped, base="stamps"),
    Command("keys rotate", ["keys", "rotate"], is_rotated, then=SIGNS),
    Command("keys protect", ["keys", "protect"], lambda place, _: "ENCRYPTED" in key_text(place), typed=PASSPHRASE, then=[]),
    Command("keys unprotect", ["keys", "unprotect"], lambda place, _: "ENCRYPTED" not in key_text(place),
            base="protected", typed=PASSPHRASE, then=[]),
    Command("keys backup", ["keys", "backup", "--no-passphrase", "key.pem"], has_file("out", "key.pem"),
            again_done=(5,), then=SIGNS),
    Command("keys restore", ["keys", "restore", "--replace", "../copy.pem"], lambda place, _: bool(key_text(place)),
            takes_away=True, then=SIGNS),
    Command("keys trust", ["keys", "trust", STRANGER, "--name", "Somebody"], config_says("known-keys", STRANGER)),
    Command("keys untrust", ["keys", "untrust", STRANGER], config_lacks("known-keys", STRANGER), base="trusting",
            again_done=(4,)),
    Command("settings", ["settings", "max", "3h"], config_says("config.toml", "max = ")),
    Command("settings unset", ["settings", "name", "--unset"], config_lacks("config.toml", "name = "), base="stamps"),
    Command("stop", while_it_records("stop"), is_sealed_live, runs=True, verified=(0, 3), again=(0, 4)),
    Command("mark", while_it_records("mark", "said it again"), live_says(b"said it again"), runs=True,
            verified=(0, 3)),
    Command("pause", while_it_records("pause"), live_says(b'"what":"pause'), runs=True, verified=(0, 3)),
    Command("resume", while_it_records("resume", first=("pause",)), live_says(b'"what":"resume'), runs=True, verified=(0, 3)),
    Command("extend", while_it_records("extend", "1"), live_says(b"extended"), runs=True, verified=(0, 3)),
    Command("setup", ["setup", "--name", "A. Name", "--device", "test-signal", "--yes", "--stamps", "later", "--tsa", "http://127.0.0.1:9/"],
            config_says("config.toml", "127.0.0.1:9"), takes_away=True),
]
