# SPDX-License-Identifier: MIT
"""What a transcript's text is, is what every player shows: WebVTT has ways to write a word so that a browser shows another
one, or none. `transcript-1` is sealed anew with the key, so that nothing but its text is wrong."""

from rows import ALTERED, DATED, UNCHANGED, row

TEXT = "data/transcript.vtt"
CUE = "WEBVTT\n\n00:00.000 --> 00:01.000{}\n{}\n"


def text(name, done, verdict, words="Goedemiddag.", settings=""):
    def change(case):
        case.bag.write(TEXT, CUE.format(settings and " " + settings, words))
        case.bag.reseal()

    change.__name__ = name
    change.__module__ = __name__
    row("transcript-1", done, verdict, file=TEXT if verdict == ALTERED else None)(change)


for NAME, WORDS in (("number", "&#110;iet"), ("hex_number", "&#x6e;iet"), ("turned", "ja &#8238;nee"), ("soft_hyphen", "n&shy;iet"),
                    ("without_semicolon", "&ltb&gt"), ("sign", "&copy"), ("escape_sign", "&#27;[2K"), ("long_name", "&NotEqualTilde;"),
                    ("letter", "&eacute;"), ("not_sign", "&notiteit"), ("amp_without", "&amp#110;"), ("in_a_voice", "<v &#65;>Ja."),
                    ("null", "&#0;"), ("hash_alone", "&#;"), ("zero_width", "&zwj;"), ("newline", "a&NewLine;b")):
    text("reference_" + NAME, f"a cue says {WORDS}", ALTERED, WORDS)
for NAME, WORDS in (("escapes", "&lt;stil&gt; &amp;#110; R&amp;D&nbsp;&lrm;&rlm;"), ("r_and_d", "R&D, AT&T en Q&A"),
                    ("ampersand", "Jansen & Zoon"), ("at_the_end", "en &"), ("before_a_tag", "a &<i>b</i>"),
                    ("names", "Jansen&Pietersen")):
    text("honest_" + NAME, f"a cue says {WORDS}", UNCHANGED, WORDS)
for NAME, SETTINGS in (("size_zero", "size:0%"), ("position_at_the_end", "position:0% align:end"),
                       ("narrow_and_low", "vertical:rl size:1% line:100%"), ("line_below", "line:100%"),
                       ("line_far_below", "line:4000"), ("position_alone", "position:100%"), ("start_at_the_right", "align:start position:95%"),
                       ("side", "position:5%,line-right"), ("over_all", "size:101%"), ("twice", "size:80% size:0%"),
                       ("no_number", "size:%"), ("no_value", "align:hidden"), ("no_side", "line:10%,top"), ("no_percent", "position:10")):
    text("settings_" + NAME, f"a cue has {SETTINGS}", ALTERED, settings=SETTINGS)
for NAME, SETTINGS in (("start", "align:start position:0%"), ("middle", "align:middle line:90%"), ("line", "line:-1"),
                       ("low", "line:84.66%,end position:50%,center size:80%"), ("vertical", "vertical:rl"),
                       ("bottom", "line:100%,end"), ("top", "line:0 align:left position:10%")):
    text("honest_settings_" + NAME, f"a cue has {SETTINGS}, as editors write", UNCHANGED, settings=SETTINGS)
for NAME, WORDS in (("sentence", "<v Jansen: Ik beken alles. Pietersen>Nee."), ("wide_colon", "<v Jansen\uff1a Ja. Pietersen>Nee."),
                    ("long", "<v " + "Jansen en " * 30 + ">Nee."), ("second", "<v Jansen>Nee.</v><v Pietersen: ja>Nee.")):
    text("voice_" + NAME, f"a cue's voice is {WORDS[:40]}", ALTERED, WORDS)
text("honest_voice", "a cue's voice has dots and a class", UNCHANGED, "<v.luid Mr. A.B. van 't Hof (arts)>Nee.")


def cue_at(name, times, done, told):
    def change(case):
        case.bag.write(TEXT, f"WEBVTT\n\n{times}\nGoedemiddag.\n")
        case.bag.reseal()

    change.__name__ = name
    change.__module__ = __name__
    row("transcript-1", done + ", which the first release would have sealed: told", UNCHANGED,
        tells={"not_proven": f"that the words of 1 cue .line 3: {told}. belong to the recording, which ends at"})(change)


for NAME, TIMES, DONE, TOLD in (
        ("far_behind_the_end", "999:59:58.000 --> 999:59:59.000", "a cue stands at 999 hours of a short recording", "999:59:58.000"),
        ("behind_the_end", "00:20.000 --> 00:21.000", "a cue stands behind the recording's end", "00:00:20.000"),
        ("until_far_behind", "00:00.000 --> 01:00:00.000", "a cue lasts an hour longer than the recording", "01:00:00.000")):
    cue_at(NAME, TIMES, DONE, TOLD)


@row("import", "its FLAC is silenced, and all is made anew by who has the key: that nobody decoded it again is told", UNCHANGED,
     tells={"checks": '"decoded copy", "result": "not checked"', "not_proven": "is not compared with it here",
            "text": "not checked +decoded copy.*is not compared with it here"})
def import_of_other_sound(case):
    flac = case.bag.flac()
    samples = case.bag.change_sound(lambda sound: bytes(len(sound)))
    size = flac.channels * flac.bits // 8
    with case.bag.journal_lines() as lines:
        for line in lines:
            if line["event"] == "audio":
                case.bag.say_second(line, samples[line["from"] * size:(line["from"] + line["frames"]) * size])
    case.bag.reseal()


@row("transcript-1", "it is signed by nobody", UNCHANGED, tells={"text": r"\AUNCHANGED +\S*transcript-1.*, not signed"})
def transcript_that_nobody_signed(case):
    with case.bag.changed_json("data/transcript.json") as said:
        said["key"] = None
    case.bag.remove("seal")
    case.bag.hash_anew()


@row("stamped-excerpt", "nothing: whose date it is stands in its line", DATED,
     tells={"text": r"\AUNCHANGED AND DATED [^\n]*its recording existed by"})
def excerpt_of_a_dated_recording(case):
    pass


@row("import", "what its decoder met is a sentence of somebody's, which stands in quotes", UNCHANGED,
     tells={"text": '\n  (at [0-9:.]+: )?"HE CONFESSES, and the decoder heard it"'})
def words_of_no_decoder(case):
    with case.bag.journal_lines() as lines:
        for line in lines:
            if line["event"] == "import":
                line["decoded"].update(problems=[{"what": "HE CONFESSES, and the decoder heard it", "at": None, "amount": None}],
                                       whole=False)
    case.bag.reseal()
