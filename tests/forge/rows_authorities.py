# SPDX-License-Identifier: MIT
"""Authorities for time stamps of a forger's own, which the checker believes: which of their keys, digests, accuracies and times
prove a date, and which answers about revocation count. A root, perhaps one between, and a stamper, all by openssl."""

import base64
import re
import time

from authority import P256, Authority, believed, bring, with_long_exponent
from rows import ALTERED, DATED, UNCHANGED, row


# -- what is weak ------------------------------------------------------------------------------------------------------


def weak(name, done, verdict, later=None, alone=None, **how):
    def change(case):
        with Authority(**how) as authority:
            authority.stamp(case, authority.list(), later=later)
            believed(case, authority)

    change.__name__, change.__module__ = name, __name__
    row("signed", done, verdict, alone=alone)(change)


weak("curve_of_192_bits", "stamped by a key on a curve of 192 bits", UNCHANGED, keys={"tsa": "prime192v1"})
weak("curve_of_224_bits", "stamped by a key on a curve of 224 bits", DATED, keys={"tsa": "secp224r1"})
weak("root_of_1024_bits", "the root that the checker believes has a key of 1024 bits", UNCHANGED, keys={"root": 1024})
weak("middle_of_1024_bits", "the authority between has a key of 1024 bits", UNCHANGED, middle=True, keys={"middle": 1024})
weak("middle_on_192_bits", "the authority between has a key on a curve of 192 bits", UNCHANGED, middle=True, keys={"middle": "prime192v1"})
weak("strong_middle", "there is a strong authority between", DATED, middle=True, keys={"middle": 2048})
weak("middle_over_sha1", "the authority between is signed over SHA-1", UNCHANGED, middle=True, digests={"middle": "sha1"})
weak("root_over_sha1", "the root signed itself over SHA-1, which nobody relies on", DATED, digests={"root": "sha1"})
weak("certificate_over_sha224", "its certificate is signed over SHA-224", DATED, digests={"tsa": "sha224"})
weak("accuracy_of_a_minute", "it vouches for its time to a minute", DATED, accuracy="secs:60")
weak("accuracy_over_a_minute", "it vouches for its time to a minute and a thousandth", UNCHANGED, accuracy="secs:60, millisecs:1")
weak("accuracy_of_two_minutes", "it vouches for its time to two minutes", UNCHANGED, accuracy="secs:120")
weak("four_minutes_ahead", "its clock is four minutes ahead", DATED, later="+4m")
weak("six_minutes_ahead", "its clock is six minutes ahead", UNCHANGED, later="+6m")


@row("signed", "a stamper of RSA with 1024 bits, whose own certificate the checker brings", UNCHANGED)
def weak_one_that_is_brought(case):
    with Authority(keys={"tsa": 1024}) as authority:
        authority.stamp(case)
        believed(case, authority, "tsa.pem")


@row("signed", "a strong one, whose own certificate the checker brings", DATED)
def strong_one_that_is_brought(case):
    with Authority() as authority:
        authority.stamp(case)
        believed(case, authority, "tsa.pem")


@row("signed", "the same under a root of 1024 bits, which the certificates beside it lead to", UNCHANGED)
def strong_one_under_a_weak_root(case):
    with Authority(keys={"root": 1024}) as authority:
        authority.stamp(case)
        believed(case, authority, "tsa.pem")


@row("signed", "the authority between is what the checker brings", DATED)
def one_between_that_is_brought(case):
    with Authority(middle=True) as authority:
        authority.stamp(case)
        believed(case, authority, "middle.pem")


@row("signed", "the same under a root of 1024 bits, which is not on the way to it", DATED)
def one_between_under_a_weak_root(case):
    with Authority(middle=True, keys={"root": 1024}) as authority:
        authority.stamp(case)
        believed(case, authority, "middle.pem")


@row("signed", "a certificate of 512 bits that no chain needs lies beside a strong one's", DATED,
     tells={"not_proven": "what 1 certificate beside the time stamps is there for"})
def weak_one_that_is_needless(case):
    with Authority() as authority, Authority(keys={"root": 512}, name="Other") as other:
        authority.stamp(case, authority.list(), other.read("root.pem"))
        believed(case, authority)


# -- what is larger than that of an authority: it would cost more with each time stamp than its size tells ---------------


def large(name, done, verdict, says=None, with_list=False, exponents=None, **how):
    """`exponents`: of whose keys the public one is how long."""
    def change(case):
        keys = {one: with_long_exponent(bits) for one, bits in (exponents or {}).items()}
        with Authority(**{"keys": keys, **how}) as authority:
            authority.stamp(case, *([authority.list()] if with_list else []))
            believed(case, authority)

    change.__name__, change.__module__ = name, __name__
    row("signed", done, verdict, file=None if verdict == DATED else "seal/timestamp-1.pem", says=says)(change)


BLOCK = "larger than that of an authority"


def extensions(count):
    return "".join(f"1.3.{number + 1}.1=DER:04:00\n" for number in range(count))


def names(key, count):
    return "".join(f"{key}.{number}=a{number}\n" for number in range(count))


def forbidden(count):
    return {"v3_root": "nameConstraints=@forbidden\n", "forbidden": names("excluded;DNS", count)}


def places(count):
    return {"v3_tsa": "crlDistributionPoints=places\n", "places": "fullname=@all\n", "all": names("URI", count)}


def scope(count):
    return {"root": "crl_extensions=of_list\n", "of_list": "issuingDistributionPoint=critical,@scope\n",
            "scope": "fullname=@all\n", "all": names("URI", count)}


large("exponent_of_3072_bits", "stamped by a key of RSA whose public exponent has 3072 bits", ALTERED, BLOCK,
      exponents={"tsa": 3072})
large("root_exponent_of_2048_bits", "the root has such an exponent", ALTERED, BLOCK, exponents={"root": 2048})
large("curve_of_571_bits", "stamped by a key on a curve of 571 bits", ALTERED, BLOCK, keys={"tsa": "sect571r1"})
large("curve_of_521_bits", "stamped by a key on a curve of 521 bits", DATED, keys={"tsa": "P-521"})
large("brainpool_of_512_bits", "stamped by a key on another curve, of 512 bits", DATED, keys={"tsa": "brainpoolP512r1"})
large("certificate_of_17_kilobytes", "its certificate has 17 kB", ALTERED, BLOCK, more={"v3_tsa": "nsComment=" + "x" * 17_000 + "\n"})
large("certificate_of_15_kilobytes", "its certificate has 15 kB", DATED, more={"v3_tsa": "nsComment=" + "x" * 15_000 + "\n"})
large("certificate_of_70_extensions", "its certificate has 70 extensions", ALTERED, BLOCK, more={"v3_tsa": extensions(66)})
large("certificate_of_60_extensions", "its certificate has 60 extensions", DATED, more={"v3_tsa": extensions(56)})
large("names_of_70", "its certificate has 70 names", ALTERED, BLOCK, more={"v3_tsa": "subjectAltName=@all\n", "all": names("DNS", 70)})
large("names_of_64", "its certificate has 64 names", DATED, more={"v3_tsa": "subjectAltName=@all\n", "all": names("DNS", 64)})
large("forbidden_names_of_65", "the root forbids 65 names", ALTERED, BLOCK, more=forbidden(65))
large("forbidden_names_of_64", "the root forbids 64 names", DATED, more=forbidden(64))
large("places_of_64", "its certificate names 64 places of lists", ALTERED, BLOCK, more=places(64))
large("places_of_63", "its certificate names 63 places of lists", DATED, more=places(63))
large("scope_of_65", "the list beside it is of 65 places", ALTERED, BLOCK, with_list=True, more=scope(65))
large("scope_of_64", "the list beside it is of 64 places", DATED, with_list=True, more=scope(64))


def answered(name, done, verdict, others, exponent=None):
    def change(case):
        with Authority() as authority:
            key = with_long_exponent(exponent) if exponent else P256
            authority.stamp(case, authority.answer(others, key))
            believed(case, authority)

    change.__name__, change.__module__ = name, __name__
    is_altered = verdict == ALTERED
    row("signed", done, verdict, file="seal/timestamp-1.pem" if is_altered else None, says=BLOCK if is_altered else None,
        options=() if is_altered else ("--require-revocation",))(change)


answered("answer_about_64", "an OCSP response about 64 certificates lies beside it: none was revoked", DATED, 63)
answered("answer_about_65", "an OCSP response about 65 certificates lies beside it", ALTERED, 64)
answered("answer_by_a_long_exponent", "who signed the OCSP response has a public exponent of 2048 bits", ALTERED, 0, 2048)


@row("signed", "the stamper's certificate is in the token alone, and has 17 kB", ALTERED, file="seal/timestamp-1.tsr",
     says="one of its certificates is larger")
def large_certificate_in_the_token(case):
    with Authority(more={"v3_tsa": "nsComment=" + "x" * 17_000 + "\n"}) as authority:
        authority.stamp(case, chain=authority.read("root.pem"))
        believed(case, authority)


# -- who may sign whom -------------------------------------------------------------------------------------------------


def middle_of(name, done, verdict, extensions):
    """The certificate of the authority between is made anew with these."""
    def change(case):
        with Authority(middle=True, more={"v3_other": extensions}) as authority:
            authority.sign("middle.csr", "root", "v3_other", "middle")
            authority.stamp(case, authority.list())
            believed(case, authority)

    change.__name__, change.__module__ = name, __name__
    row("signed", done, verdict)(change)


CA = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,"
middle_of("middle_made_anew", "the authority between has another certificate, as good as the first one", DATED, CA + "keyCertSign,cRLSign\n")
middle_of("middle_that_may_not_sign", "the authority between may sign lists, and no certificates", ALTERED, CA + "cRLSign\n")
middle_of("middle_that_is_no_authority", "the authority between is none", ALTERED, "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,keyCertSign\n")


@row("signed", "of the authority between there is the certificate of a namesake that did not sign the stamper: nothing leads on", UNCHANGED)
def middle_of_another(case):
    with Authority(middle=True) as authority, Authority(middle=True) as other:
        authority.stamp(case, chain=authority.read("tsa.pem") + other.read("middle.pem") + other.read("root.pem"))
        believed(case, other)


# -- revocation --------------------------------------------------------------------------------------------------------


def after_the_stamp():
    """Lists count whole seconds: the next one begins."""
    now = int(time.time())
    while int(time.time()) == now:
        time.sleep(0.05)


def revocation(name, done, verdict, *, code=None, options=(), tells=None, says=None):
    """The row's function gets an authority that the checker believes; it stamps."""
    def add(change):
        def changed(case):
            with Authority(middle="between" in name) as authority:
                change(case, authority)
                believed(case, authority)

        changed.__name__, changed.__module__ = name, __name__
        row("signed", done, verdict, code=code, options=options, tells=tells, says=says)(changed)
        return change

    return add


REVOKED = "was revoked on"


@revocation("older_list_first", "a list from before the revocation stands before the one that revokes", ALTERED, says=REVOKED)
def older_list_first(case, authority):
    before = authority.list()
    authority.revoke()
    authority.stamp(case, before, authority.list())


@revocation("older_list_last", "a list from before the revocation stands behind the one that revokes", ALTERED, says=REVOKED)
def older_list_last(case, authority):
    before = authority.list()
    authority.revoke()
    authority.stamp(case, authority.list(), before)


@revocation("superseded_afterwards", "its certificate was superseded after it stamped, which says nothing of the key", DATED)
def superseded_afterwards(case, authority):
    authority.stamp(case)
    after_the_stamp()
    authority.revoke(reason="superseded")
    pem = case.bag.read("seal/timestamp-1.pem")
    case.bag.write_stamp(case.bag.read("seal/timestamp-1.tsr"), pem[pem.index(b"-----BEGIN"):] + authority.list())


@revocation("superseded_before", "its certificate was superseded before it stamped", ALTERED, says=REVOKED)
def superseded_before(case, authority):
    authority.revoke(reason="superseded")
    after_the_stamp()
    authority.stamp(case, authority.list())


@revocation("lost_afterwards", "its key was lost after it stamped, and the list lies beside another stamp", ALTERED, says=REVOKED)
def lost_afterwards(case, authority):
    authority.stamp(case)
    after_the_stamp()
    authority.revoke()
    authority.stamp(case, authority.list(), number=2)


@revocation("on_hold", "its certificate is on hold", ALTERED, says=REVOKED)
def on_hold(case, authority):
    authority.revoke(reason="certificateHold")
    authority.stamp(case, authority.list())


@revocation("list_of_a_namesake", "a stranger of the same name has a list that revokes it, which counts for nothing", DATED)
def list_of_a_namesake(case, authority):
    with Authority() as stranger:
        stranger.revoke()
        authority.stamp(case, authority.list(), stranger.list())


@revocation("clean_list_of_a_namesake", "the list was exchanged for a stranger's of the same name, and an answer is asked for", DATED,
            code=3, options=("--require-revocation",))
def clean_list_of_a_namesake(case, authority):
    with Authority() as stranger:
        authority.stamp(case, stranger.list())


@revocation("clean_list", "a list that does not name it, and an answer is asked for", DATED, options=("--require-revocation",))
def clean_list(case, authority):
    authority.stamp(case, authority.list())


@revocation("expired_list", "the list's time was over before the stamp, and an answer is asked for", DATED, code=3,
            options=("--require-revocation",))
def expired_list(case, authority):
    authority.stamp(case, authority.list("-crl_lastupdate", "20250101000000Z", "-crl_nextupdate", "20250201000000Z"))


@revocation("expired_list_that_revokes", "a list whose time was over revokes it all the same", ALTERED, says=REVOKED)
def expired_list_that_revokes(case, authority):
    authority.revoke()
    authority.stamp(case, authority.list("-crl_lastupdate", "20250101000000Z", "-crl_nextupdate", "20250201000000Z"))


@revocation("revoked_only_in_the_token", "its certificates stand in the token alone, and the list beside it revokes it", ALTERED, says=REVOKED)
def revoked_only_in_the_token(case, authority):
    authority.revoke()
    authority.stamp(case, authority.list(), chain=authority.read("root.pem"))


@revocation("brought_between_others", "the checker brings three lists in one file, of which the second one revokes it", UNCHANGED)
def brought_between_others(case, authority):
    with Authority(name="Other") as other:
        clean = authority.list()
        authority.revoke()
        authority.stamp(case, clean)
        bring(case, "--crl", other.list() + authority.list() + other.list(), "lists.pem")


@revocation("brought_of_a_namesake", "the checker brings a list of a stranger of the same name, which counts for nothing", DATED)
def brought_of_a_namesake(case, authority):
    with Authority() as stranger:
        stranger.revoke()
        authority.stamp(case, authority.list())
        bring(case, "--crl", stranger.list(), "lists.pem")


@revocation("one_between_revoked", "the authority between was revoked, and the stamper was not", ALTERED, says=REVOKED)
def one_between_revoked(case, authority):
    clean = authority.list()
    authority.revoke("middle", by="root")
    authority.stamp(case, clean, authority.list(by="root"))


@revocation("list_of_one_between_gone", "the list of the authority between was taken away, its root's is there, and an answer is asked for",
            DATED, code=3, options=("--require-revocation",))
def list_of_one_between_gone(case, authority):
    authority.stamp(case, authority.list(by="root"))


@revocation("both_lists_between", "both lists are there, and an answer is asked for", DATED, options=("--require-revocation",))
def both_lists_between(case, authority):
    authority.stamp(case, authority.list(), authority.list(by="root"))


@revocation("list_that_is_broken", "one byte of the signature of the list that revokes it is another one: it says nothing, and an answer is asked for", DATED,
            code=3, options=("--require-revocation",))
def list_that_is_broken(case, authority):
    authority.revoke()
    block = authority.list()
    body = re.sub(rb"-----[^-]*-----|\s", b"", block)
    raw = bytearray(base64.b64decode(body))
    raw[-1] ^= 1
    authority.stamp(case, b"-----BEGIN X509 CRL-----\n" + base64.encodebytes(bytes(raw)) + b"-----END X509 CRL-----\n")
