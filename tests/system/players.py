# SPDX-License-Identifier: MIT
"""What people play a FLAC file with. Each player is asked for the samples that it makes of a file: of 8 kHz, one channel,
16 bits. What it refuses, or ends early, is shorter; what it does not have is None."""

import array
import ctypes
import ctypes.util
import http.server
import os
import shutil
import subprocess
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor

from waiting import LONG

RATE = 8000
STUCK = 15  # seconds; a file takes a player a tenth of one
FORM = f"audio/x-raw,format=S16LE,channels=1,rate={RATE}"


def _samples(content):
    found = array.array("h")
    found.frombytes(content[:len(content) // 2 * 2])
    return found


def _run(*words):
    """What it plays, also where it then waits for ever: GStreamer does for a file of nothing."""
    try:
        return _samples(subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                       timeout=STUCK).stdout)
    except subprocess.TimeoutExpired as error:
        return _samples(error.stdout or b"")


def flac(path):
    return _run("flac", "-d", "-s", "-c", "--force-raw-format", "--endian=little", "--sign=signed", path)


def flac_through_errors(path):
    return _run("flac", "-d", "-F", "-s", "-c", "--force-raw-format", "--endian=little", "--sign=signed", path)


def ffmpeg(path):
    return _run("ffmpeg", "-v", "quiet", "-nostdin", "-i", path, "-f", "s16le", "-ac", "1", "-ar", str(RATE), "-")


def sox(path):
    return _run("sox", "-D", path, "-t", "raw", "-e", "signed", "-b", "16", "-c", "1", "-r", str(RATE), "-")


def gstreamer(path):
    return _run("gst-launch-1.0", "-q", "filesrc", "location=" + path, "!", "decodebin", "!", "audioconvert", "!",
                "audioresample", "!", FORM, "!", "fdsink", "fd=1")


class _SoundInfo(ctypes.Structure):
    _fields_ = [("frames", ctypes.c_int64), ("rate", ctypes.c_int), ("channels", ctypes.c_int), ("format", ctypes.c_int),
                ("sections", ctypes.c_int), ("seekable", ctypes.c_int)]


def libsndfile(path):
    library = ctypes.CDLL(ctypes.util.find_library("sndfile"))
    library.sf_open.restype = ctypes.c_void_p
    library.sf_readf_short.restype = ctypes.c_int64
    library.sf_readf_short.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
    library.sf_close.argtypes = [ctypes.c_void_p]
    info = _SoundInfo()
    handle = library.sf_open(path.encode(), 0x10, ctypes.byref(info))
    if not handle:
        return _samples(b"")
    found, buffer = array.array("h"), (ctypes.c_short * (4096 * max(1, info.channels)))()
    while (count := library.sf_readf_short(handle, buffer, 4096)) > 0:
        found.extend(buffer[0:count * info.channels:info.channels])
    library.sf_close(handle)
    return found


PROGRAMS = {"flac": ("flac", flac), "flac, through errors": ("flac", flac_through_errors), "ffmpeg": ("ffmpeg", ffmpeg),
            "sox": ("sox", sox), "GStreamer": ("gst-launch-1.0", gstreamer), "libsndfile": (None, libsndfile)}
# With the number that each takes a sample above zero for a part of.
BROWSERS = {
    "Chromium": ("chromium", 32767, ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                              "--mute-audio", "--disable-background-networking", "--disable-component-update",
                              "--disable-sync", "--user-data-dir={}")),
    "Firefox": ("firefox-esr", 32768, ("--headless", "--no-remote", "--new-instance", "--profile", "{}")),
}
# Decodes one file after the other, and sends what came out of it: numbers of 32 bits with a point, or nothing.
PAGE = """<!doctype html><meta charset="utf-8"><title>players</title><script>
(async () => {
  for (let i = 0; i < COUNT; ++i) {
    let samples = new Float32Array(0);
    try {
      const file = await (await fetch('/file/' + i)).arrayBuffer();
      const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(file);
      samples = sound.getChannelData(0);
    } catch (error) {}
    await fetch('/heard/' + i, {method: 'POST', body: samples});
  }
  await fetch('/over', {method: 'POST', body: ''});
})();
</script>"""


class _Server(http.server.ThreadingHTTPServer):
    def __init__(self, paths, full):
        super().__init__(("127.0.0.1", 0), _Answer)
        self.paths, self.full, self.heard, self.over = paths, full, {}, threading.Event()


class _Answer(http.server.BaseHTTPRequestHandler):
    def _send(self, kind, content):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def do_GET(self):
        if self.path.startswith("/file/"):
            with open(self.server.paths[int(self.path[6:])], "rb") as file:
                self._send("application/octet-stream", file.read())
        else:
            page = PAGE.replace("COUNT", str(len(self.server.paths))).replace("RATE", str(RATE))
            self._send("text/html; charset=utf-8", page.encode())

    def do_POST(self):
        content = self.rfile.read(int(self.headers["Content-Length"] or 0))
        if self.path.startswith("/heard/"):
            numbers = array.array("f")
            numbers.frombytes(content)
            self.server.heard[int(self.path[7:])] = array.array(
                "h", (max(-32768, min(32767, round(number * (self.server.full if number > 0 else 32768))))
                      for number in numbers))
        else:
            self.server.over.set()
        self._send("text/plain", b"")

    def log_message(self, *words):
        pass


def browse(name, paths):
    """What a browser makes of each of these files. The browser ends with this call."""
    program, full, words = BROWSERS[name]
    server = _Server(paths, full)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    folder = tempfile.mkdtemp(prefix="earwitness-players-")
    address = f"http://127.0.0.1:{server.server_address[1]}/"
    environment = {"PATH": os.environ["PATH"], "HOME": folder, "LC_ALL": "C.UTF-8"}
    process = subprocess.Popen([program, *(word.format(folder) for word in words), address], env=environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               start_new_session=True)
    try:
        if not server.over.wait(4 * LONG):
            raise AssertionError(f"{name} decoded {len(server.heard)} of {len(paths)} files")
    finally:
        os.killpg(process.pid, 9)
        process.wait()
        server.shutdown()
        server.server_close()
        shutil.rmtree(folder, ignore_errors=True)
    return [server.heard[i] for i in range(len(paths))]


def listen(paths):
    """Samples of each file by each player that is there, as {name: [samples, ...]}; and the names of those that are not."""
    heard, missing = {}, []
    for name, (program, play) in PROGRAMS.items():
        if program is None or shutil.which(program):
            with ThreadPoolExecutor(2) as pool:
                heard[name] = list(pool.map(play, paths))
        else:
            missing.append(name)
    for name, (program, *_) in BROWSERS.items():
        if shutil.which(program):
            heard[name] = browse(name, paths)
        else:
            missing.append(name)
    return heard, missing
