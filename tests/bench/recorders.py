# SPDX-License-Identifier: MIT
"""The recorders that earwitness is held against, as their users start them, for 48 kHz mono of 16 bits."""

import sys

from recorder import Earwitness, Recorder

SHAPE = ["-r", "48000", "-c", "1"]


def _with(recorder, package, normal=0):
    recorder.package, recorder.normal = package, normal
    return recorder


def arecord():
    return _with(Recorder("arecord", ["arecord", "-q", "-D", "pulse", "-f", "S16_LE", *SHAPE], "wav"), "alsa-utils", 1)


def sox(name="sox", driver="alsa", device="pulse"):
    recorder = Recorder(name, ["rec", "-q", *SHAPE, "-b", "16"], "flac", program="sox", AUDIODRIVER=driver,
                        AUDIODEV=device)
    return _with(recorder, "sox libsox-fmt-all")


def ffmpeg():
    words = ["ffmpeg", "-nostdin", "-hide_banner", "-nostats", "-loglevel", "warning", "-f", "pulse",
             "-sample_rate", "48000", "-channels", "1", "-i", "default"]
    return _with(Recorder("ffmpeg", words, "flac"), "ffmpeg", 255)


def parecord():
    words = ["parecord", "--rate=48000", "--channels=1", "--format=s16le", "--file-format=flac"]
    return _with(Recorder("parecord", words, "flac"), "pulseaudio-utils")


def gst_launch():
    words = ["gst-launch-1.0", "-q", "-e", "pulsesrc", "!", "audio/x-raw,format=S16LE,rate=48000,channels=1", "!",
             "flacenc", "!", "filesink", "location="]
    return _with(Recorder("gst-launch", words, "flac"), "gstreamer1.0-tools gstreamer1.0-plugins-good")


def all_recorders(program):
    """Those that everything is done to at the same moment; earwitness first."""
    return [Earwitness(program), arecord(), sox(), ffmpeg(), parecord(), gst_launch()]


def present(wanted):
    """Those that are there; says of the others how to have them. earwitness must be, with which all is compared."""
    there = [recorder for recorder in wanted if recorder.there()]
    for recorder in wanted:
        if recorder not in there and isinstance(recorder, Earwitness):
            sys.exit(f"there is no {recorder.program}: build it, or name another build")
        if recorder not in there:
            print(f"left out: {recorder.name}, which is not there; it comes with: {recorder.package}", file=sys.stderr)
    return there
