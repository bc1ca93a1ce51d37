# SPDX-License-Identifier: MIT
"""An authority for time stamps of the forger's own, by openssl: a root, perhaps one between, and a stamper."""

import hashlib
import os
import shutil
import subprocess
import tempfile

from kit import SIGNATURE

EC, RSA = ("EC", "ec_paramgen_curve:{}"), ("RSA", "rsa_keygen_bits:{}")
P256 = "P-256"
CONFIG = """
[ca]
default_ca = root
[{0}]
database = {0}.index
serial = {0}.number
crlnumber = {0}.crlnumber
certificate = {0}.pem
private_key = {0}.key
default_md = sha256
default_crl_days = 30
policy = any
new_certs_dir = .
"""
REST = """
[any]
commonName = supplied
[req]
distinguished_name = name
[name]
[v3_root]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[v3_middle]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
[v3_tsa]
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
[stamper]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = {signature}
default_policy = 1.2.3.4.1
digests = sha256
accuracy = {accuracy}
ess_cert_id_alg = sha256
"""


class Authority:
    """`keys` and `digests` by name: `root`, `middle` (where it is named, there is one), `tsa`; a key is a curve, or a number of
    bits of RSA."""

    def __init__(self, *, keys=None, digests=None, signature="sha256", accuracy="secs:1", name="Forger", middle=False):
        self.folder, self.name = tempfile.mkdtemp(prefix="authority-"), name
        self.issuer = "middle" if middle else "root"
        config = CONFIG.format("root") + CONFIG.format("middle") + REST.format(signature=signature, accuracy=accuracy)
        self.write("config", config)
        self.write("serial", "01\n")
        for one in ("root", "middle"):
            for part, text in (("index", ""), ("number", "01\n"), ("crlnumber", "1000\n")):
                self.write(f"{one}.{part}", text)
        keys, digests = {"root": P256, "middle": P256, "tsa": P256, **(keys or {})}, digests or {}
        self.key("root", keys["root"])
        self.openssl("req", "-new", "-x509", "-config", "config", "-extensions", "v3_root", "-key", "root.key", "-subj",
                     f"/CN={name}'s root", "-days", "3650", "-" + digests.get("root", "sha256"), "-out", "root.pem")
        if middle:
            self.certificate("middle", keys["middle"], "root", digests.get("middle", "sha256"))
        self.certificate("tsa", keys["tsa"], self.issuer, digests.get("tsa", "sha256"))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.folder)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="ascii") as file:
            file.write(text)

    def key(self, name, kind):
        algorithm, option = RSA if isinstance(kind, int) else EC
        self.openssl("genpkey", "-algorithm", algorithm, "-pkeyopt", option.format(kind), "-out", name + ".key")

    def certificate(self, name, key, by, digest):
        self.key(name, key)
        self.openssl("req", "-new", "-config", "config", "-key", name + ".key", "-subj", f"/CN={self.name}'s {name}", "-out", name + ".csr")
        self.openssl("ca", "-name", by, "-batch", "-notext", "-config", "config", "-extensions", "v3_" + name, "-md", digest,
                     "-days", "30", "-in", name + ".csr", "-out", name + ".pem")

    def revoke(self, name="tsa", reason="keyCompromise", by=None):
        self.openssl("ca", "-name", by or self.issuer, "-config", "config", "-revoke", name + ".pem", "-crl_reason", reason)

    def list(self, *words, by=None):
        """A revocation list, as PEM."""
        self.openssl("ca", "-name", by or self.issuer, "-config", "config", "-gencrl", "-out", "crl.pem", *words)
        return self.read("crl.pem")

    def openssl(self, *words, later=None):
        command = ["faketime", "-f", later] if later else []
        done = subprocess.run([*command, "openssl", *words], cwd=self.folder, capture_output=True)
        assert done.returncode == 0, done.stderr.decode()

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def path(self, name):
        return os.path.join(self.folder, name)

    def chain(self):
        return b"".join(self.read(name + ".pem") for name in dict.fromkeys(("tsa", self.issuer, "root")))

    def stamp(self, case, *blocks, number=1, later=None, chain=None):
        """Over the seal; beside it the chain, and these."""
        reply = self.reply(hashlib.sha256(case.bag.read(SIGNATURE)).hexdigest(), later)
        case.bag.write_stamp(reply, b"".join([self.chain() if chain is None else chain, *blocks]), number)

    def reply(self, digest, later=None):
        self.openssl("ts", "-query", "-digest", digest, "-sha256", "-cert", "-out", "request")
        self.openssl("ts", "-reply", "-config", "config", "-section", "stamper", "-queryfile", "request", "-out", "reply", later=later)
        return self.read("reply")


def bring(case, option, content, name):
    path = os.path.join(case.folder, name)
    with open(path, "wb") as file:
        file.write(content)
    case.options += [option, path]


def believed(case, authority, name="root.pem"):
    bring(case, "--tsa-root", authority.read(name), name)
