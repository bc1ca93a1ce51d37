# SPDX-License-Identifier: MIT
"""A real time-stamping authority on loopback: `openssl ts -reply` behind a small HTTP server, with a root, a CRL and a
certificate of its own. `behaviour` makes it a hostile one."""

import http.server
import os
import re
import shutil
import subprocess
import tempfile
import threading

CONFIG = """
[ca]
default_ca = root
[root]
database = {folder}/index
serial = {folder}/ca-serial
crlnumber = {folder}/crl-number
certificate = {folder}/root.pem
private_key = {folder}/root.key
default_md = sha256
default_crl_days = 30
policy = any
new_certs_dir = {folder}
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[root_extensions]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
[tsa_extensions]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
authorityInfoAccess = caIssuers;URI:{url}root.cer{ocsp}
crlDistributionPoints = URI:{url}root.crl
[tsa]
default_tsa = stamper
[stamper]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
"""
IMPRINT = re.compile(rb"\x04\x20(.{32})", re.S)  # the first octet string of 32 bytes in a request
FLOOD = 1 << 30


class Tsa:
    """`url` is what it listens on; `asked` counts the requests for a time stamp. With `ocsp` its certificate names an
    OCSP responder, too. A `folder` that is there already is an authority of before, at another address."""

    def __init__(self, days=30, ocsp=False, folder=None):
        self.folder = folder or tempfile.mkdtemp(prefix="tsa-")
        self.behaviour = "honest"
        self.clock = ""  # as faketime takes it; empty: the machine's
        self.asked = 0
        self.released = threading.Event()
        self.may_answer = threading.Event()  # for what is `held` until then
        self.numbering = threading.Lock()  # openssl counts its answers in a file
        authority = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                authority.give(self)

            def do_POST(self):
                authority.answer(self)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.ocsp = ocsp
        if not folder or not os.path.isdir(folder):
            os.makedirs(self.folder, exist_ok=True)
            self._make(days)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self, remove=True):
        self.released.set()
        self.may_answer.set()
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
        if remove:
            shutil.rmtree(self.folder, ignore_errors=True)

    def at(self, name):
        return os.path.join(self.folder, name)

    @property
    def root(self):
        return self.at("root.pem")

    def openssl(self, *words, stdin=None):
        done = subprocess.run(["openssl", *words], input=stdin, capture_output=True, cwd=self.folder)
        assert done.returncode == 0, f"openssl {' '.join(words)}: {done.stderr.decode()}"
        return done.stdout

    def _config(self):
        ocsp = f",OCSP;URI:{self.url}ocsp" if self.ocsp else ""
        return CONFIG.format(folder=self.folder, url=self.url, ocsp=ocsp)

    def _make(self, days):
        for name, text in (("config", self._config()), ("index", ""),
                           ("serial", "01\n"), ("ca-serial", "1000\n"), ("crl-number", "1000\n")):
            with open(self.at(name), "w", encoding="ascii") as file:
                file.write(text)
        for name in ("root", "tsa"):
            self.openssl("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", name + ".key")
        self.openssl("req", "-new", "-x509", "-config", "config", "-extensions", "root_extensions", "-key", "root.key",
                     "-subj", "/CN=Loopback root", "-days", "3650", "-out", "root.pem")
        self.openssl("req", "-new", "-config", "config", "-key", "tsa.key", "-subj", "/CN=Loopback TSA", "-out",
                     "tsa.csr")
        self.openssl("ca", "-batch", "-notext", "-config", "config", "-extensions", "tsa_extensions", "-days",
                     str(days), "-in", "tsa.csr", "-out", "tsa.pem")
        self.openssl("ca", "-gencrl", "-config", "config", "-out", "crl.pem")
        self.openssl("crl", "-in", "crl.pem", "-outform", "DER", "-out", "root.crl")
        self.openssl("x509", "-in", "root.pem", "-outform", "DER", "-out", "root.cer")

    # -- answers ----------------------------------------------------------------------------------------------------

    def give(self, handler):
        name = handler.path.lstrip("/")
        if name not in ("root.cer", "root.crl"):
            handler.send_error(404)
            return
        with open(self.at(name), "rb") as file:
            self._send(handler, file.read())

    def reply(self, request):
        """What an honest one answers to these bytes."""
        name = self.at(f"request-{threading.get_ident()}")
        with open(name, "wb") as file:
            file.write(request)
        with self.numbering:
            return self._reply(name)

    def _reply(self, name):
        words = ("ts", "-reply", "-config", "config", "-section", "stamper", "-queryfile", name)
        if not self.clock:
            return self.openssl(*words)
        return subprocess.run(["faketime", self.clock, "openssl", *words], capture_output=True, cwd=self.folder,
                              check=True).stdout

    def revocation(self, request):
        """What the responder says of the certificate that these bytes ask about."""
        name = self.at(f"ocsp-{threading.get_ident()}")
        with open(name, "wb") as file:
            file.write(request)
        self.openssl("ocsp", "-index", "index", "-CA", "root.pem", "-rsigner", "root.pem", "-rkey", "root.key",
                     "-reqin", name, "-respout", name + ".der", "-ndays", "1")
        with open(name + ".der", "rb") as file:
            return file.read()

    def request(self, digest_hex):
        return self.openssl("ts", "-query", "-digest", digest_hex, "-sha256", "-cert")

    def answer(self, handler):
        request = handler.rfile.read(int(handler.headers["Content-Length"]))
        if handler.path == "/ocsp":
            self._send(handler, self.revocation(request))
            return
        self.asked += 1
        imprint = IMPRINT.search(request)[1].hex()
        kind = self.behaviour
        if kind == "held":
            self.may_answer.wait()
            kind = "honest"
        if kind == "hang":
            self.released.wait()
        elif kind == "flood":
            self._flood(handler)
        elif kind == "down":
            handler.send_error(503)
        elif kind == "redirect":
            handler.send_response(302)
            handler.send_header("Location", "file:///etc/passwd")
            handler.end_headers()
        else:
            self._send(handler, {"honest": lambda: self.reply(request),
                                 "other nonce": lambda: self.reply(self.request(imprint)),
                                 "other imprint": lambda: self.reply(self.request("00" * 32)),
                                 "rejected": lambda: self.reply(b"no request"),
                                 "cut": lambda: self.reply(request)[:-20],
                                 "garbage": lambda: b"<html>no</html>"}[kind]())

    @staticmethod
    def _send(handler, body):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    @staticmethod
    def _flood(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "application/timestamp-reply")
        handler.end_headers()
        try:
            for _ in range(FLOOD // 65536):
                handler.wfile.write(bytes(65536))
        except OSError:
            pass  # the other side has had enough
