# SPDX-License-Identifier: MIT
"""A headless Chromium that a test drives by WebDriver (W3C), with what Python has: chromedriver takes JSON over HTTP.
And a Firefox, which Debian has no driver for: it takes the same commands itself, as lists of JSON over a socket (Marionette)."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import urllib.error
import urllib.request

from waiting import LONG, wait_for

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the name that the standard gives to a reference
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--mute-audio",
             "--disable-background-networking", "--disable-component-update", "--disable-sync"]


class Browser:
    def __init__(self, width=1100, height=900):
        self.folder = tempfile.mkdtemp(prefix="earwitness-browser-")
        self.session = None
        environment = {"PATH": os.environ["PATH"], "HOME": self.folder, "LC_ALL": "C.UTF-8"}
        self.driver = subprocess.Popen(["chromedriver", "--port=0"], env=environment, stdin=subprocess.DEVNULL,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            self.port = self._port()
            options = {"args": [*ARGUMENTS, f"--window-size={width},{height}",
                                "--user-data-dir=" + os.path.join(self.folder, "profile")]}
            self.session = self._begin({"browserName": "chrome", "goog:chromeOptions": options,
                                        "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}})
        except BaseException:
            self.close()
            raise

    def _begin(self, wanted):
        """The driver waits for the browser's renderer in a time of its own, which a busy machine may not keep."""
        for attempts_left in (2, 1, 0):
            try:
                return self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})["sessionId"]
            except AssertionError as error:
                if not attempts_left or "session not created" not in str(error):
                    raise
        raise AssertionError("no session")

    def _port(self):
        for line in self.driver.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                return int(found[1])
        raise AssertionError("chromedriver ended before it said its port")

    def _ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", data=data, method=method,
                                         headers={"Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=LONG) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.read().decode('utf-8', 'replace')[:2000]}") from error

    def ask(self, method, path, body=None):
        return self._ask(method, f"/session/{self.session}{path}", body)

    def tell(self, command, **parameters):
        """A command of the DevTools protocol."""
        return self.ask("POST", "/goog/cdp/execute", {"cmd": command, "params": parameters})

    def open(self, path):
        self.ask("POST", "/url", {"url": "file://" + path})

    def run(self, script, *arguments):
        """What the script returns."""
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def find(self, css):
        return self.ask("POST", "/element", {"using": "css selector", "value": css})[ELEMENT]

    def find_all(self, css):
        return [found[ELEMENT] for found in self.ask("POST", "/elements", {"using": "css selector", "value": css})]

    def click(self, element):
        self.ask("POST", f"/element/{element}/click", {})

    def type(self, element, keys):
        self.ask("POST", f"/element/{element}/value", {"text": keys})

    def click_at(self, element, part):
        """At so large a part of its width."""
        self.run("arguments[0].scrollIntoView({block: 'center'})", {ELEMENT: element})
        width = self.ask("GET", f"/element/{element}/rect")["width"]
        self.ask("POST", "/actions", {"actions": [{"type": "pointer", "id": "mouse", "actions": [
            {"type": "pointerMove", "origin": {ELEMENT: element}, "x": round(width * (part - 0.5)), "y": 0},
            {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]}]})

    def label(self, element):
        """What a screen reader says of it."""
        return self.ask("GET", f"/element/{element}/computedlabel")

    def complaints(self):
        """What stands in the console since the last call."""
        return [entry["message"] for entry in self.ask("POST", "/se/log", {"type": "browser"})]

    def requests(self):
        """Every address that was asked for since the last call."""
        asked = []
        for entry in self.ask("POST", "/se/log", {"type": "performance"}):
            message = json.loads(entry["message"])["message"]
            if message["method"] == "Network.requestWillBeSent":
                asked.append(message["params"]["request"]["url"])
        return asked

    def close(self):
        if self.session:
            self.ask("DELETE", "")
        self.driver.terminate()
        self.driver.wait(timeout=LONG)
        self.driver.stdout.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class Firefox:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="earwitness-browser-")
        self.socket, self.count = None, 0
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        with open(os.path.join(self.folder, "user.js"), "w", encoding="ascii") as settings:
            settings.write(f'user_pref("marionette.port", {self.port});\n'
                           'user_pref("media.autoplay.default", 0);\n'  # a script may click, and counts for nobody
                           'user_pref("network.proxy.type", 0);\n')
        environment = {"PATH": os.environ["PATH"], "HOME": self.folder, "LC_ALL": "C.UTF-8"}
        self.process = subprocess.Popen(["firefox-esr", "--headless", "--marionette", "--no-remote", "--new-instance",
                                         "--profile", self.folder], env=environment, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            self.socket = wait_for("Firefox to listen", self._connect)
            self.stream = self.socket.makefile("rb")
            self._read()  # what it is
            self.tell("WebDriver:NewSession", capabilities={"alwaysMatch": {}})
        except BaseException:
            self.close()
            raise

    def _connect(self):
        try:
            return socket.create_connection(("127.0.0.1", self.port), timeout=LONG)
        except OSError:
            return None

    def _read(self):
        length = b""
        while not length.endswith(b":"):
            byte = self.stream.read(1)
            if not byte:
                raise AssertionError("Firefox has ended")
            length += byte
        return json.loads(self.stream.read(int(length[:-1])))

    def tell(self, command, **parameters):
        self.count += 1
        message = json.dumps([0, self.count, command, parameters]).encode()
        self.socket.sendall(str(len(message)).encode() + b":" + message)
        _, _, error, result = self._read()
        if error:
            raise AssertionError(f"{command}: {error}")
        return result

    def open(self, path):
        self.tell("WebDriver:Navigate", url="file://" + path)

    def run(self, script):
        """What the script returns."""
        return self.tell("WebDriver:ExecuteScript", script=script, args=[])["value"]

    def close(self):
        if self.socket:
            self.stream.close()
            self.socket.close()
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=LONG)
        shutil.rmtree(self.folder, ignore_errors=True)
