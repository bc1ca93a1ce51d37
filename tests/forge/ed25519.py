# SPDX-License-Identifier: MIT
"""Ed25519 after RFC 8032, in the open: some milliseconds a signature, which is less than a process of openssl costs."""

import base64
import functools
import hashlib

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
ROOT_OF_MINUS_1 = pow(2, (P - 1) // 4, P)
DER_HEAD = bytes.fromhex("302a300506032b6570032100")  # SubjectPublicKeyInfo, up to the 32 bytes of the key
NEUTRAL = (0, 1, 1, 0)


def _add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number, point):
    sum_ = NEUTRAL
    while number:
        if number & 1:
            sum_ = _add(sum_, point)
        point = _add(point, point)
        number >>= 1
    return sum_


def _same(p, q):
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0


def _x_of(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_1 % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    return P - x if x & 1 != sign else x


def _point(encoded):
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x = _x_of(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


def _encoded(point):
    inverse = pow(point[2], -1, P)
    return (point[1] * inverse % P | (point[0] * inverse % P & 1) << 255).to_bytes(32, "little")


_BASE_Y = 4 * pow(5, -1, P) % P
_BASE_X = _x_of(_BASE_Y, 0)
BASE = (_BASE_X, _BASE_Y, 1, _BASE_X * _BASE_Y % P)


def _hash(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % ORDER


def _secret(seed):
    digest = hashlib.sha512(seed).digest()
    number = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    return number, digest[32:]


# An honest line is signed and checked again in each row of the forger's table.
@functools.lru_cache(maxsize=10_000)
def public_of(seed):
    return _encoded(_times(_secret(seed)[0], BASE))


@functools.lru_cache(maxsize=10_000)
def sign(seed, message):
    number, prefix = _secret(seed)
    nonce = _hash(prefix, message)
    head = _encoded(_times(nonce, BASE))
    return head + ((nonce + _hash(head, public_of(seed), message) * number) % ORDER).to_bytes(32, "little")


@functools.lru_cache(maxsize=10_000)
def holds(public, message, signature):
    """A key of small order, for which anybody can sign, signs nothing."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, head, number = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or head is None or number >= ORDER or _same(_times(8, key), NEUTRAL):
        return False
    return _same(_times(number, BASE), _add(head, _times(_hash(signature[:32], public, message), key)))


# -- as files have them -------------------------------------------------------------------------------------------------


def der(public):
    return DER_HEAD + public


def public_of_der(body):
    """The 32 bytes, or None where it is no public key of this kind."""
    return body[12:] if len(body) == 44 and body[:12] == DER_HEAD else None


def fingerprint(public):
    return hashlib.sha256(der(public)).hexdigest()


def pem(public):
    return f"-----BEGIN PUBLIC KEY-----\n{base64.b64encode(der(public)).decode()}\n-----END PUBLIC KEY-----\n".encode()


def body_of_pem(text, label=b"PUBLIC KEY"):
    """The DER in the first block with this label."""
    begin, end = b"-----BEGIN " + label + b"-----", b"-----END " + label + b"-----"
    at = text.find(begin)
    to = text.find(end, at)
    if at < 0 or to < 0:
        return None
    try:
        return base64.b64decode(b"".join(text[at + len(begin):to].split()), validate=True)
    except ValueError:
        return None


class Key:
    """A private key: the last 32 bytes of a PKCS#8 file without a passphrase are its seed."""

    def __init__(self, seed):
        self.seed, self.public = seed, public_of(seed)
        self.fingerprint, self.pem = fingerprint(self.public), pem(self.public)

    @staticmethod
    def read(path):
        with open(path, "rb") as file:
            return Key(body_of_pem(file.read(), b"PRIVATE KEY")[-32:])

    @property
    def body(self):
        return base64.b64encode(der(self.public)).decode()

    def sign(self, message):
        return sign(self.seed, message)
