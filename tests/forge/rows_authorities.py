# SPDX-License-Identifier: MIT
"""Authorities for time stamps of a forger's own, which the checker believes: which of their keys, digests, accuracies and times
prove a date, and which answers about revocation count. A root, perhaps one between, and a stamper, all by openssl."""

import base64
import re
import time

from authority import Authority, believed, bring
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
