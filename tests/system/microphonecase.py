# SPDX-License-Identifier: MIT
"""What the tests of faults share: a room whose microphone can be unplugged, and the clock of what was said in it."""

import os
import time

from case import ProgramCase
from microphone import MicrophoneRoom, boot
from waiting import wait_for


class MicrophoneCase(ProgramCase):
    """A room of each test's own: what was done to one says nothing about the next. `self.speaker` speaks in it."""

    def setUp(self):
        super().setUp()
        self.room = MicrophoneRoom()
        self.addCleanup(self.room.close)
        self.speaker = self.room.speaker

    def environment(self, **more):
        room = getattr(self, "room", None)
        values = {"PULSE_SERVER": "unix:" + room.socket} if room else {}
        values.update(more)
        return super().environment(**values)

    def now(self):
        """The number of the sample that is said now."""
        return self.speaker.number_at(boot())

    def say(self, seconds):
        """Waits until this much more was said: the fault itself has a length, which no condition stands for."""
        end = boot() + seconds
        while (left := end - boot()) > 0:
            time.sleep(left)

    def only_conversation(self):
        (name,) = self.conversations()
        return os.path.join(self.archive, name)

    def files(self, path):
        folder = os.path.join(path, "recording", "data")
        return sorted(name for name in os.listdir(folder) if name.endswith(".flac"))

    def wait_for_files(self, path, number):
        wait_for(f"{number} files", lambda: len(self.files(path)) >= number)
