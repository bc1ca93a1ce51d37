# SPDX-License-Identifier: MIT
"""The microphone goes away and comes back: the file ends, the person is told so that it can't be overlooked, the next
file begins as soon as there is sound again, and the times are right across it."""

import unittest

import saidtimes
from microphonecase import MicrophoneCase
from waiting import wait_for

WITHIN = 0.100
AWAY = 3  # seconds
BACK_SOON = 3.0  # seconds that may be lost once it is there again: noticing, opening, the server's first block
GONE = r"(?i)microphone (is|was) gone"
BACK = r"(?i)microphone is back"
STANDS_OUT = r"\x1b\[[0-9;]*\b7m[^\r\n\x1b]*(?i:microphone is gone)"  # the whole line in reverse video


class Gone(MicrophoneCase):
    def sealed(self, path, before, back, end):
        """What must hold once it was away, back from sample `back` on, and stopped after `end`."""
        recording = self.check(path)
        breaks = recording.events("break")
        self.assertEqual([line["cause"] for line in breaks], ["device_lost"], breaks)
        self.assertEqual(len(recording.samples), 2)
        off = saidtimes.require_times(self, recording, self.speaker, WITHIN)
        first = saidtimes.placed(recording)[0].run.said
        held = before - first - saidtimes.kept(recording, first, before)
        self.assertLessEqual(held / 48000, 1.0, "what was said before is not there")
        late = (end - back - saidtimes.kept(recording, back, end)) / 48000
        self.assertLess(late, BACK_SOON, "the microphone was back, and it did not listen")
        print(f"times off by {off * 1000:.0f} ms, {held / 48000:.2f} s before and {late:.2f} s after the return missing")
        self.assertEqual(recording.closed["lost_frames"], breaks[0]["lost_frames"])
        return recording

    def away_and_back(self, path, leave, come_back):
        self.wait_for_seconds(2)
        before = self.now()
        leave()
        self.say(AWAY)
        # A source that only falls silent is missed after three seconds in which the recorder ran.
        wait_for("the microphone to be missed",
                 lambda: "device_lost" in [warning["warning"] for warning in self.status()["warnings"]])
        come_back()
        back = self.now()
        self.wait_for_files(path, 2)
        self.say(2)
        end = self.now()
        done = self.stop()
        self.assertRegex(done.out + done.err, "(?i)unchanged")
        return self.sealed(path, before, back, end)

    def test_unplugged_and_plugged_in_again(self):
        path = self.start_background()
        recording = self.away_and_back(path, self.room.unplug, self.room.plug)
        self.assertEqual(recording.closed["reason"], "stopped")

    def test_the_sound_server_is_killed_and_started_again(self):
        self.away_and_back(self.start_background(), self.room.kill_server, self.room.start_server)

    def test_suspended_and_resumed(self):
        self.away_and_back(self.start_background(), self.room.suspend, self.room.resume)

    def test_it_is_said_on_the_terminal_so_that_it_cannot_be_overlooked(self):
        terminal = self.terminal("start", "--me", "A. Tester")
        self.wait_for_frames(48000, terminal.process)
        path = self.only_conversation()
        self.room.unplug()
        terminal.expect(GONE)
        self.assertRegex(terminal.raw, STANDS_OUT)
        self.room.plug()
        self.wait_for_files(path, 2)
        terminal.expect(BACK)
        terminal.type("\x03")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        self.assertNotIn("\a", terminal.raw, "a sound would expose the user, and stand on the recording")
        after = terminal.text[terminal.text.rindex("\nseal ") :]
        self.assertRegex(after, GONE, "at the end it is not told once more")
        self.check(path)

    def test_in_a_pipe_it_is_one_plain_line(self):
        process = self.start_foreground()
        self.room.unplug()
        self.room.plug()
        self.wait_for_files(self.only_conversation(), 2)
        self.stop()
        done = self.finish(process)
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.err, GONE)
        self.assertNotIn("\x1b", done.err)

    def test_not_back_in_time_it_is_sealed_and_the_exit_code_says_so(self):
        process = self.start_foreground("--device-timeout", "3s")
        self.wait_for_seconds(2)
        before = self.now()
        self.room.unplug()
        done = self.finish(process)
        self.assertEqual(done.code, 5, done)
        self.assertRegex(done.err, GONE)
        recording = self.check(self.only_conversation())
        self.assertEqual(recording.closed["reason"], "device_lost")
        first = saidtimes.placed(recording)[0].run.said
        missing = before - first - saidtimes.kept(recording, first, before)
        self.assertLessEqual(missing / 48000, 1.0, "what was said before is not there")

    def test_a_stop_while_it_is_away_seals_at_once(self):
        path = self.start_background()
        self.wait_for_seconds(1)
        self.room.kill_server()
        self.wait_until_silent()
        recording, done = self.stop_and_check(path)
        self.assertEqual(recording.closed["reason"], "stopped")

    def wait_until_silent(self):
        seen = [self.status()["frames"]]

        def stands_still():
            seen.append(self.status()["frames"])
            return seen[-1] == seen[-2]

        wait_for("the end of the sound", stands_still, every=1.5)


if __name__ == "__main__":
    unittest.main()
