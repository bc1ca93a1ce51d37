# SPDX-License-Identifier: MIT
"""An authority for time stamps of the forger's own, by openssl: a root, perhaps one between, and a stamper."""

import base64
import hashlib
import os
import shutil
import subprocess
import tempfile

import der
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
[v3_responder]
keyUsage = critical,digitalSignature
extendedKeyUsage = OCSPSigning
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
    """`keys` and `digests` by name: `root`, `middle` (where it is named, there is one), `tsa`; a key is a curve, a number of
    bits of RSA, or itself, as PEM. `more` has lines of openssl's configuration, by the section that they belong to; `bare`: its
    answers have no certificate."""

    def __init__(self, *, keys=None, digests=None, signature="sha256", accuracy="secs:1", name="Forger", middle=False, more=None,
                 bare=False):
        self.folder, self.name = tempfile.mkdtemp(prefix="authority-"), name
        self.issuer, self.bare = "middle" if middle else "root", bare
        config = CONFIG.format("root") + CONFIG.format("middle") + REST.format(signature=signature, accuracy=accuracy)
        for section, lines in (more or {}).items():
            head = f"\n[{section}]\n"
            config = config.replace(head, head + lines, 1) if head in config else config + head + lines
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
        if isinstance(kind, bytes):
            self.write(name + ".key", kind.decode())
            return
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

    def answer(self, count, key=P256):
        """An OCSP response about the stamper and so many more, by a responder with such a key: as PEM."""
        self.key("responder", key)
        self.openssl("req", "-new", "-config", "config", "-key", "responder.key", "-subj", "/CN=responder", "-out", "request.csr")
        self.sign("request.csr", "root", "v3_responder", "responder")
        others = [word for number in range(count) for word in ("-serial", str(1000 + number))]
        self.openssl("ocsp", "-issuer", "root.pem", "-cert", "tsa.pem", *others, "-no_nonce", "-reqout", "question")
        self.openssl("ocsp", "-index", "root.index", "-CA", "root.pem", "-rsigner", "responder.pem", "-rkey", "responder.key",
                     "-ndays", "1", "-reqin", "question", "-respout", "answer")
        return b"-----BEGIN OCSP RESPONSE-----\n" + base64.encodebytes(self.read("answer")) + b"-----END OCSP RESPONSE-----\n"

    def put_between(self, count, key):
        """So many authorities of such keys between the issuer and the stamper, whose certificate is made anew: as PEM."""
        above, blocks = self.issuer, b""
        for number in range(count):
            name = f"level{number}"
            self.key(name, key)
            self.openssl("req", "-new", "-config", "config", "-key", name + ".key", "-subj", f"/CN={name}", "-out", "request.csr")
            self.sign("request.csr", above, "v3_middle", name)
            above, blocks = name, blocks + self.read(name + ".pem")
        self.sign("tsa.csr", above, "v3_tsa", "tsa")
        return blocks

    def sign(self, request, by, extensions, name):
        """A certificate for what is in the request."""
        self.openssl("x509", "-req", "-in", request, "-CA", by + ".pem", "-CAkey", by + ".key", "-CAcreateserial", "-extfile", "config",
                     "-extensions", extensions, "-days", "30", "-out", name + ".pem")

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
        self.openssl("ts", "-query", "-digest", digest, "-sha256", *([] if self.bare else ["-cert"]), "-out", "request")
        self.openssl("ts", "-reply", "-config", "config", "-section", "stamper", "-queryfile", "request", "-out", "reply", later=later)
        return self.read("reply")


def bring(case, option, content, name):
    path = os.path.join(case.folder, name)
    with open(path, "wb") as file:
        file.write(content)
    case.options += [option, path]


def believed(case, authority, name="root.pem"):
    bring(case, "--tsa-root", authority.read(name), name)


def with_long_exponent(bits):
    """A key of RSA whose public exponent is as long as its modulus, as PEM: the two exponents are exchanged."""
    made = subprocess.run(["openssl", "genrsa", "-traditional", str(bits)], capture_output=True, check=True).stdout
    whole = subprocess.run(["openssl", "rsa", "-traditional", "-outform", "DER"], input=made, capture_output=True, check=True).stdout
    _, n, public, private, p, q, _, _, inverse = (int.from_bytes(part.content, "big") for part in der.parse(whole).children)
    numbers = (0, n, private, public, p, q, public, public, inverse)
    parts = b"".join(der.made(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big")) for number in numbers)
    body = base64.encodebytes(der.made(0x30, parts))
    return b"-----BEGIN RSA PRIVATE KEY-----\n" + body + b"-----END RSA PRIVATE KEY-----\n"
