# SPDX-License-Identifier: MIT
"""What PortAudio need not look at costs neither time nor memory at a start, and a microphone that can only be reached
through it is found all the same."""

import glob
import os
import subprocess
import unittest

from case import PROGRAM, RoomCase
from cut_short import why_not

# A configuration of somebody's own: the sound is behind a name that a plug-in of ALSA's has.
ONLY_MICROPHONE = 'pcm.jack { type pulse }\npcm.default { type plug slave.pcm "jack" }\n'
AMONG_OTHERS = "pcm.speex { type pulse }\npcm.default { type null }\n"


class Probing(RoomCase):
    def environment(self, **more):
        return super().environment(ALSA_CONFIG_PATH=getattr(self, "alsa", None), **more)

    def configure_alsa(self, text):
        self.alsa = os.path.join(self.folder, "alsa.conf")
        with open(self.alsa, "w", encoding="utf-8") as file:
            file.write(text)

    def record(self, *words):
        self.start_background(*words)
        self.wait_for_seconds(1)
        with open(f"/proc/{self.status()['pid']}/maps", encoding="utf-8") as file:
            maps = file.read()
        done = self.stop("--json")
        self.assertEqual(done.code, 0, done)
        self.assertGreaterEqual(done.json["seconds"], 1)
        return maps

    def test_no_video_codec_is_loaded_to_record_from_a_microphone(self):
        self.assertTrue(glob.glob("/usr/lib/*/alsa-lib/libasound_module_pcm_a52.so"), "or there is nothing to leave out")
        maps = self.record()
        self.assertIn("libasound_module_pcm_pulse", maps)
        self.assertNotIn("libavcodec", maps)
        self.assertNotIn("libasound_module_pcm_a52", maps)

    def test_no_device_in_alsas_configuration_is_told(self):
        """PortAudio ends the process where it finds none, so it is not asked."""
        if glob.glob("/dev/snd/controlC*"):
            print("NOT TESTED: there is a sound card")
            return
        for text in ("", "pcm.hw { type hw }\n", "pcm.null { type null }\n", "ctl.pulse { type pulse }\n"):
            self.configure_alsa(text)
            done = self.earwitness("start", "--me", "A. Tester")
            self.assertEqual((done.code, done.out), (5, ""), (text, done))
            self.assertRegex(done.err, "(?s)earwitness: .*try: ", text)
            self.assertEqual(self.conversations(), [], text)
            done = self.earwitness("devices", "--json")
            self.assertEqual(done.code, 0, (text, done))
            self.assertEqual(self.earwitness("doctor").code, 5, text)

    def test_what_jack_shares_is_not_opened_where_no_server_runs(self):
        """A program that is killed in it leaves its locks, and the next one may wait for them."""
        if any(name.startswith(("jack_", "jack-")) and not name.startswith("jack_db") for name in os.listdir("/dev/shm")):
            print("NOT TESTED: a JACK server runs here, or one has crashed")
            return
        reason = why_not()
        if reason:
            print(f"NOT TESTED: {reason}")
            return
        trace = os.path.join(self.folder, "trace")
        done = subprocess.run(["strace", "-f", "-qq", "-o", trace, "-e", "trace=%file", PROGRAM, "devices"],
                              env=self.environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(trace, encoding="utf-8", errors="replace") as lines:
            files = lines.read()
        self.assertIn("libjack", files, "or there is nothing to leave out")
        self.assertIn("libasound_module_pcm_pulse", files)
        self.assertNotIn("jack_db", files)

    def test_a_microphone_that_has_only_the_name_of_a_plugin_is_found(self):
        self.configure_alsa(ONLY_MICROPHONE)
        self.record()

    def test_a_device_that_is_named_as_a_plugin_is_found(self):
        self.configure_alsa(AMONG_OTHERS)
        self.record("--device", "speex")


if __name__ == "__main__":
    unittest.main()
