# SPDX-License-Identifier: MIT
"""The room on PipeWire: the same null sink, monitor and clients, behind pipewire-pulse, with a D-Bus of its own."""

import glob
import os
import re
import signal
import subprocess

from room import Room
from waiting import wait_for


# WirePlumber's Bluetooth part asks systemd's logind, and takes all of it down where there is none, as in a bare chroot.
# The first is how 0.4 (Debian 12) is told, the second 0.5 (Debian 13).
WITHOUT_BLUETOOTH = {
    "bluetooth.lua.d/51-none.lua": "bluez_monitor.enabled = false\n",
    "wireplumber.conf.d/51-none.conf":
        "wireplumber.profiles = { main = { monitor.bluez = disabled, support.logind = disabled } }\n",
}


class PipewireRoom(Room):
    def start(self):
        self.parts = []
        self.log = open(os.path.join(self.folder, "server.log"), "ab")
        for name, text in WITHOUT_BLUETOOTH.items():
            path = os.path.join(self.home, ".config", "wireplumber", name)
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            with open(path, "w", encoding="utf-8") as out:
                out.write(text)
        bus = "unix:path=" + os.path.join(self.runtime, "bus")
        quiet = {"PULSE_SERVER": None, "DBUS_SESSION_BUS_ADDRESS": bus}
        self._run("dbus-daemon", "--session", "--nofork", "--nopidfile", "--address=" + bus, environment=quiet)
        wait_for("the message bus", lambda: os.path.exists(os.path.join(self.runtime, "bus")) or self._gone())
        self._run("pipewire", environment=quiet)
        wait_for("PipeWire", lambda: os.path.exists(os.path.join(self.runtime, "pipewire-0")) or self._gone())
        self._run("wireplumber", environment=quiet)
        self._run("pipewire-pulse", environment=quiet)
        wait_for("the room's sound server", lambda: self._ask("info") or self._gone())
        self.control("load-module", "module-null-sink", "sink_name=room", f"rate={self.rate}",
                     f"channels={self.channels}")
        wait_for("the room", lambda: "room.monitor" in self.control("list", "short", "sources"))
        # Refused until the session manager keeps its metadata, which it says nowhere.
        wait_for("a default source", lambda: self._ask("set-default-source", "room.monitor") or self._gone())

    def _run(self, *command, environment):
        self.parts.append(subprocess.Popen(command, env=self.environment(**environment), stdin=subprocess.DEVNULL,
                                           stdout=self.log, stderr=self.log))

    def _gone(self):
        for part in self.parts:
            if part.poll() is not None:
                with open(self.log.name, encoding="utf-8", errors="replace") as log:
                    raise AssertionError(f"{part.args[0]} ended:\n{log.read()}")

    def stop(self, how=signal.SIGTERM):
        """In the reverse order, each by its own pid."""
        while self.parts:
            part = self.parts.pop()
            if part.poll() is None:
                part.send_signal(how)
            part.wait(timeout=30)
        self.log.close()


def native_plugin():
    """ALSA's own way into PipeWire (the package pipewire-alsa), where it is installed or was unpacked: its root folder.

    The package excludes pulseaudio's. EARWITNESS_PIPEWIRE_ALSA names where `dpkg -x` put it.
    """
    for root in filter(None, (os.environ.get("EARWITNESS_PIPEWIRE_ALSA"), "/")):
        if glob.glob(os.path.join(root, "usr/lib/*/alsa-lib/libasound_module_pcm_pipewire.so")):
            return root
    return None


class PipewireAlsaRoom(PipewireRoom):
    """As on Debian's own desktop: ALSA's default is PipeWire itself, and pipewire-pulse is only asked."""

    def environment(self, **more):
        return super().environment(**{**self.alsa(), **more})

    def alsa(self):
        """What sends ALSA's default there, for a program of any home."""
        root = native_plugin()
        plugins = os.path.join(self.folder, "alsa-lib")
        settings = os.path.join(self.folder, "asound.conf")
        if not os.path.isdir(plugins):
            os.mkdir(plugins)
            for folder in ("/", root):
                for path in glob.glob(os.path.join(folder, "usr/lib/*/alsa-lib/*.so")):
                    link = os.path.join(plugins, os.path.basename(path))
                    if not os.path.lexists(link):
                        os.symlink(path, link)
            with open("/usr/share/alsa/alsa.conf", encoding="utf-8") as file:
                text = file.read()
            # What this machine has installed beside it would come last, and win.
            begin = re.search(r"^@hooks \[$", text, re.M).start()
            text = text[:begin] + text[text.index("\n]\n", begin) + 3:]
            with open(settings, "w", encoding="utf-8") as out:
                out.write(text)
                for path in ("/usr/share/alsa/alsa.conf.d/50-pulseaudio.conf",
                             os.path.join(root, "usr/share/alsa/alsa.conf.d/50-pipewire.conf"),
                             os.path.join(root, "usr/share/alsa/alsa.conf.d/99-pipewire-default.conf")):
                    out.write(f"<{path}>\n")
        return {"ALSA_PLUGIN_DIR": plugins, "ALSA_CONFIG_PATH": settings, "PIPEWIRE_RUNTIME_DIR": self.runtime}
