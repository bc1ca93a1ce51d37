# SPDX-License-Identifier: MIT
"""A signature and a time stamp as stock openssl makes them, put into a bag's `seal/`: what its commands are tried on."""

import os
import shutil
import subprocess

CONFIG = """[tsa]
serial = {folder}/serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
accuracy = secs:1
[stamping]
extendedKeyUsage = critical,timeStamping
"""


def _openssl(folder, *words):
    done = subprocess.run(["openssl", *words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, f"openssl {' '.join(words)}: {done.stderr}"


class Authority:
    """A certificate authority and a time stamping one below it, in `folder`."""

    def __init__(self, folder):
        self.folder = folder
        with open(os.path.join(folder, "tsa.cnf"), "w", encoding="utf-8") as config:
            config.write(CONFIG.format(folder=folder))
        with open(os.path.join(folder, "serial"), "w", encoding="utf-8") as serial:
            serial.write("01\n")
        _openssl(folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "ca.key", "-out", "ca.pem",
                 "-subj", "/CN=Test root", "-days", "10")
        _openssl(folder, "req", "-newkey", "rsa:2048", "-nodes", "-keyout", "tsa.key", "-out", "tsa.csr", "-subj",
                 "/CN=Test TSA")
        _openssl(folder, "x509", "-req", "-in", "tsa.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial",
                 "-out", "tsa.pem", "-days", "10", "-extfile", "tsa.cnf", "-extensions", "stamping")
        _openssl(folder, "genpkey", "-algorithm", "ed25519", "-out", "key.pem")

    def seal(self, bag, at):
        """Signs the tag manifest in `at` of the bag, and stamps the signature."""
        seal = os.path.join(bag, at, "seal")
        shutil.rmtree(seal, ignore_errors=True)
        os.mkdir(seal)
        signature, query = os.path.join(seal, "signature.ed25519"), os.path.join(self.folder, "query.tsq")
        _openssl(self.folder, "pkey", "-in", "key.pem", "-pubout", "-out", os.path.join(seal, "public-key.pem"))
        _openssl(self.folder, "pkeyutl", "-sign", "-inkey", "key.pem", "-rawin", "-in",
                 os.path.join(bag, at, "tagmanifest-sha256.txt"), "-out", signature)
        _openssl(self.folder, "ts", "-query", "-data", signature, "-sha256", "-cert", "-out", query)
        _openssl(self.folder, "ts", "-reply", "-config", "tsa.cnf", "-section", "tsa", "-queryfile", query, "-inkey",
                 "tsa.key", "-signer", "tsa.pem", "-out", os.path.join(seal, "timestamp-1.tsr"))
        with open(os.path.join(seal, "timestamp-1.pem"), "wb") as chain:
            for name in ("tsa.pem", "ca.pem"):
                with open(os.path.join(self.folder, name), "rb") as certificate:
                    chain.write(certificate.read())
