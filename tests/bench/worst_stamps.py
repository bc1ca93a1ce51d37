# SPDX-License-Identifier: MIT
"""The most costly time stamps that somebody could think of, for worst.KINDS, and the honest ones that they are held against."""

import base64
import os

from worst import HONEST, TAG_MANIFEST, Key, fresh, kind, sha256, to_line  # puts the forger's kit on the path
from authority import P256, Authority, with_long_exponent
from der import token_of_response


def honest_stamps(folder, size):
    """Of an authority with one between, all of RSA with 4096 bits, as there are."""
    with Authority(keys={"root": 4096, "middle": 4096, "tsa": 4096}, middle=True) as authority:
        return stamped(folder, size, authority, authority.list() + authority.list(by="root"))


HONEST["stamps"] = honest_stamps


def stamped(folder, size, authority, blocks, roots=None, share=1.0):
    """That part of the size is one token over the first line, again and again; `blocks` lie beside the stamp on the seal."""
    bag = fresh(folder)
    lines, key = bag.journal(), Key(bytes(range(32)))
    lines[0]["key"] = key.fingerprint
    token = base64.b64encode(token_of_response(authority.reply(sha256(to_line(dict(lines[0], seq=0, prev="0" * 64)))))).decode()
    count = max(1, min(int(size * share - len(authority.chain() + blocks)) // (len(token) + 250), 10_000))
    stamp = {"seq": 0, "prev": "", "utc": lines[0]["utc"], "mono": lines[0]["mono"], "event": "timestamp", "covers": 0, "tsa": "http://a/",
             "token": token}
    bag.write_journal([lines[0], *[stamp] * count, *lines[1:]])
    bag.write("seal/public-key.pem", key.pem)
    bag.hash_anew()
    bag.write("seal/signature.ed25519", key.sign(bag.read(TAG_MANIFEST)))
    bag.write_stamp(authority.reply(sha256(bag.read("seal/signature.ed25519"))), authority.chain() + blocks)
    believed = os.path.join(folder, "root.pem")
    with open(believed, "wb") as file:
        file.write(authority.read("root.pem") if roots is None else roots)
    return [bag.path, believed]


@kind("stamps: a list of strangers that were revoked", against="stamps")
def stamps_and_list(folder, size):
    """Half of it tokens, half of it a list that each of them is held against."""
    with Authority() as authority:
        strangers = "".join(f"R\t361231235959Z\t261101000000Z\t{number:08X}\tunknown\t/CN=x\n"
                            for number in range(0x10000000, 0x10000000 + size // 2 // 36))
        authority.write("root.index", authority.read("root.index").decode() + strangers)
        return stamped(folder, size, authority, authority.list())


@kind("stamps: certificates of one name and key, which all signed each other", against="stamps")
def stamps_of_one_key(folder, size):
    with Authority() as authority:
        blocks = b""
        for number in range(60):
            authority.openssl("req", "-new", "-x509", "-config", "config", "-extensions", "v3_root", "-key", "root.key", "-subj",
                              "/CN=Forger's root", "-days", "3000", "-set_serial", str(1000 + number), "-out", "other.pem")
            blocks += authority.read("other.pem")
        return stamped(folder, size, authority, blocks, roots=b"")


@kind("stamps: thirty certificates, one above the other, to no root of the checker's", against="stamps")
def stamps_of_a_long_chain(folder, size):
    with Authority() as authority:
        return stamped(folder, size, authority, authority.put_between(28, P256), roots=b"")


@kind("stamps: fourteen certificates of the slowest curve, one above the other", against="stamps")
def stamps_of_a_slow_chain(folder, size):
    slow = "brainpoolP512r1"
    with Authority(keys={"root": slow, "tsa": slow}, bare=True) as authority:
        return stamped(folder, size, authority, authority.put_between(12, slow), roots=b"")


@kind("stamps: public exponents as long as the modulus", against="stamps")
def stamps_of_long_exponents(folder, size):
    key = with_long_exponent(3072)
    with Authority(keys={"root": key, "tsa": key}, bare=True) as authority:
        return stamped(folder, size, authority, authority.put_between(12, key), roots=b"")


def listed(key, name, count):
    """So many names, for openssl's configuration."""
    return "".join(f"{key}.{number}={name}{number:x}\n" for number in range(count))


def of_places(count):
    """The certificate names so many places of lists, and the list is for so many others."""
    return {"v3_tsa": "crlDistributionPoints=places\n", "places": "fullname=@of_certificate\n",
            "of_certificate": listed("URI", "a", count), "root": "crl_extensions=of_list\n",
            "of_list": "issuingDistributionPoint=critical,@scope\n", "scope": "fullname=@elsewhere\n",
            "elsewhere": listed("URI", "b", count)}


def of_names(count):
    """So many names are forbidden, and the certificate has so many others."""
    return {"v3_root": "nameConstraints=@forbidden\n", "forbidden": listed("excluded;DNS", "a", count),
            "v3_tsa": "subjectAltName=@others\n", "others": listed("DNS", "b", count)}


def stamps_with(more, folder, size):
    with Authority(more=more, bare=True) as authority:
        return stamped(folder, size, authority, authority.list(), roots=b"")


@kind("stamps: a list and a certificate that each name thousands of places", against="stamps")
def stamps_of_places(folder, size):
    return stamps_with(of_places(size // 75), folder, size)


@kind("stamps: a list and a certificate that each name as many places as they may", against="stamps")
def stamps_of_few_places(folder, size):
    return stamps_with(of_places(60), folder, size)


@kind("stamps: a thousand names are forbidden, and a certificate has a thousand", against="stamps")
def stamps_of_names(folder, size):
    return stamps_with(of_names(size // 150), folder, size)


@kind("stamps: as many names are forbidden as may be, and a certificate has as many", against="stamps")
def stamps_of_few_names(folder, size):
    return stamps_with(of_names(64), folder, size)


@kind("stamps: a certificate of thousands of extensions", against="stamps")
def stamps_of_extensions(folder, size):
    extensions = "".join(f"1.3.{number // 100 + 1}.{number % 100 + 1}=DER:04:00\n" for number in range(size // 50))
    return stamps_with({"v3_tsa": extensions}, folder, size)
