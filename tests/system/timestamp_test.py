# SPDX-License-Identifier: MIT
"""Time stamps by a real authority on loopback, and by hostile ones: the recording never waits for them, and each that
is kept is accepted by stock openssl."""

import base64
import glob
import hashlib
import json
import os
import shutil
import signal
import subprocess
import time
import unittest

from case import PROGRAM, ProgramCase
from sealed import bag_of
from tsa import Tsa
from waiting import LONG, wait_for

SHORT = ("--timeout", "2s")


class TimeStamps(ProgramCase):
    @classmethod
    def setUpClass(cls):
        cls.tsa = Tsa()
        cls.addClassCleanup(cls.tsa.close)

    def setUp(self):
        super().setUp()
        self.tsa.behaviour = "honest"

    # -- what is done ---------------------------------------------------------------------------------------------------

    def configure(self, stamps, *servers):
        folder = os.path.join(self.home, ".config", "earwitness")
        os.makedirs(folder, exist_ok=True)
        lines = [f'stamps = "{stamps}"', 'name = "A. Tester"']
        lines += [f'tsa{"" if i == 0 else i + 1} = "{url}"' for i, url in enumerate(servers or (self.tsa.url,))]
        with open(os.path.join(folder, "config.toml"), "w", encoding="utf-8") as config:
            config.write("\n".join(lines) + "\n")

    def begin(self, *words, **environment):
        return self.start_background("--device", "test-signal", "--rate", "8000", *words, **environment)

    def record(self, *words):
        path = self.begin(*words)
        return path, self.stop("--json").json

    def journal(self, path):
        with open(os.path.join(bag_of(path), "data", "journal.jsonl"), "rb") as file:
            return file.read().splitlines()

    def events(self, path, event):
        return [line for line in map(json.loads, self.journal(path)) if line["event"] == event]

    def wait_for_token(self, path):
        return wait_for("a time stamp in the journal", lambda: self.events(path, "timestamp"), every=0.1)[0]

    def verification(self, path, *words, code=0):
        done = self.earwitness("verify", path, "--json", *words)
        self.assertEqual(done.code, code, done)
        return done.json["recordings"][0]

    def openssl_accepts(self, digest, *words):
        done = subprocess.run(["openssl", "ts", "-verify", "-digest", digest, "-CAfile", self.tsa.root, *words],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)

    def stamps_of(self, path):
        return sorted(glob.glob(os.path.join(bag_of(path), "seal", "timestamp-*")))

    # -- honest ---------------------------------------------------------------------------------------------------------

    def test_while_it_records_and_at_its_end(self):
        self.configure("during")
        process = self.start_foreground("--device", "test-signal", "--rate", "8000", "--slate", "--json")
        path = os.path.join(self.archive, self.conversations()[0])
        token = self.wait_for_token(path)
        wait_for("the slate", lambda: self.events(path, "screen"), every=0.1)
        process.send_signal(signal.SIGINT)
        done = self.finish(process)
        self.assertRegex(done.err, "say these words aloud")
        sealed = done.json
        self.assertEqual(token["covers"], 0)
        der = os.path.join(self.folder, "token.der")
        with open(der, "wb") as file:
            file.write(base64.b64decode(token["token"], validate=True))
        self.openssl_accepts(hashlib.sha256(self.journal(path)[0]).hexdigest(), "-in", der, "-token_in")
        self.assertTrue(self.events(path, "open")[0]["tsa"])
        self.assertEqual(sealed["time_stamp"], "stamped", sealed)
        self.check_sealed_stamp(path)
        found = self.verification(path, "--tsa-root", self.tsa.root)
        self.assertTrue(found["dating"]["proven"])
        self.assertEqual(found["dating"]["after_line"], token["seq"] + 1)
        self.assertLess(found["dating"]["slack_seconds"], 60)
        slate = self.events(path, "screen")[0]["slate"]
        self.assertIn(" ".join(slate), done.err)
        self.assertEqual(found["dating"]["stamps"][0]["slate"], slate)
        self.assertEqual(len(slate), 4)

    def check_sealed_stamp(self, path):
        response, evidence = self.stamps_of(path)[::-1]
        self.assertEqual([os.path.basename(name) for name in (response, evidence)],
                         ["timestamp-1.tsr", "timestamp-1.pem"])
        for name in (response, evidence):
            self.assertEqual(os.stat(name).st_mode & 0o777, 0o400)
        with open(os.path.join(bag_of(path), "seal", "signature.ed25519"), "rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        self.openssl_accepts(digest, "-in", response)
        with open(evidence, encoding="ascii") as file:
            text = file.read()
        self.assertEqual((text.count("BEGIN CERTIFICATE"), text.count("BEGIN X509 CRL")), (2, 1), text[:200])
        # What lies beside it is enough, without asking anybody.
        done = subprocess.run(["openssl", "ts", "-verify", "-digest", digest, "-in", response, "-CAfile", evidence],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        found = self.verification(path)
        self.assertFalse(found["dating"]["proven"])
        self.assertRegex(found["dating"]["stamps"][-1]["revocation"], "none of its certificates was revoked")
        self.assertRegex(found["dating"]["stamps"][-1]["root_sha256"], "^[0-9a-f]{64}$")

    def test_later_only_when_it_is_said(self):
        self.configure("later")
        asked = self.tsa.asked
        path, sealed = self.record()
        self.assertEqual((self.tsa.asked, sealed["time_stamp"]), (asked, "pending"))
        self.assertEqual(self.events(path, "timestamp"), [])
        done = self.earwitness("timestamp")
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.out, r"existed by [0-9]{1,2} [A-Z][a-z]+ 20[0-9]{2}, [0-9:]{8}, says CN=Loopback TSA")
        self.check_sealed_stamp(path)
        done = self.earwitness("timestamp", "--json")
        self.assertEqual((done.code, done.json["recordings"]), (0, []), done)

    def test_what_a_part_was_deleted_of_meanwhile_gets_no_stamp_of_the_whole(self):
        self.configure("later")
        path = self.begin()
        self.wait_for_seconds(3)
        self.stop()
        self.tsa.behaviour, asked = "held", self.tsa.asked
        with subprocess.Popen([PROGRAM, "timestamp", path, "--timeout", "60s"], env=self.environment(), stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as asking:
            wait_for("its question", lambda: self.tsa.asked > asked)
            deleted = self.earwitness("delete", "--yes", path, "--from", "00:01", "--to", "00:02")
            self.tsa.may_answer.set()
            _, err = asking.communicate(timeout=LONG)
        self.assertEqual(deleted.code, 0, deleted)
        self.assertEqual(asking.returncode, 5, err)
        self.assertIn("was changed or taken away while its time stamp was asked for", err)
        verified = self.earwitness("verify", "--all")
        self.assertEqual(verified.code, 0, verified)

    def test_none_asks_nobody(self):
        self.configure("none")
        asked = self.tsa.asked
        path, sealed = self.record()
        self.assertEqual((self.tsa.asked, sealed["time_stamp"]), (asked, "none"))
        self.assertFalse(self.events(path, "open")[0]["tsa"])
        self.assertIsNone(self.verification(path)["dating"])

    def test_the_second_server_is_asked_where_the_first_gives_none(self):
        self.configure("later", "http://127.0.0.1:9/", self.tsa.url)
        path, _ = self.record()
        done = self.earwitness("timestamp", path, "--json")
        self.assertEqual(done.json["recordings"][0]["time_stamp"], "stamped", done)
        self.assertEqual(len(done.json["recordings"][0]["failures"]), 1)

    def test_a_certificate_that_has_expired_since(self):
        """By a clock of ten years later: the token is checked at its own time."""
        self.configure("later")
        path, _ = self.record()
        self.assertEqual(self.earwitness("timestamp").code, 0)
        done = subprocess.run(["faketime", "+10 years", PROGRAM, "verify", path, "--json", "--tsa-root", self.tsa.root],
                              env=self.environment(), capture_output=True, text=True, timeout=LONG)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(json.loads(done.stdout)["recordings"][0]["dating"]["proven"])

    def test_a_late_one_is_called_late(self):
        self.configure("later")
        path, _ = self.record()
        self.tsa.clock = "+90 minutes"
        self.addCleanup(setattr, self.tsa, "clock", "")
        done = self.earwitness("timestamp", path)
        self.assertEqual(done.code, 0, done)
        self.assertRegex(done.out, r"late +it is of 90 minutes after the recording's end")
        late = self.verification(path, "--tsa-root", self.tsa.root)["dating"]["late_by_seconds"]
        self.assertAlmostEqual(late, 90 * 60, delta=60)

    def test_what_an_ocsp_responder_says_is_kept(self):
        tsa = Tsa(ocsp=True)
        self.addCleanup(tsa.close)
        self.configure("later", tsa.url)
        path, _ = self.record()
        self.assertEqual(self.earwitness("timestamp", path).code, 0)
        with open(self.stamps_of(path)[0], encoding="ascii") as file:
            text = file.read()
        self.assertEqual((text.count("BEGIN OCSP RESPONSE"), text.count("BEGIN X509 CRL")), (1, 0), text[:200])
        found = self.verification(path)
        self.assertRegex(found["dating"]["stamps"][-1]["revocation"], "none of its certificates was revoked")

    def test_a_list_that_the_checker_brings_takes_a_date_back(self):
        """Once the authority's key is said to be stolen: what is sealed stays unchanged, and is not dated."""
        tsa = Tsa()
        self.addCleanup(tsa.close)
        self.configure("later", tsa.url)
        path, _ = self.record()
        self.assertEqual(self.earwitness("timestamp", path).code, 0)
        root = ("--tsa-root", tsa.root)
        found = self.verification(path, *root, "--require-revocation")
        self.assertEqual((found["verdict"], found["dating"]["revocation_known"]), ("UNCHANGED AND DATED", True))
        good = self.verification(path, *root, "--crl", tsa.at("crl.pem"))
        self.assertEqual(good["verdict"], "UNCHANGED AND DATED")
        tsa.openssl("ca", "-config", "config", "-revoke", "tsa.pem", "-crl_reason", "keyCompromise")
        tsa.openssl("ca", "-gencrl", "-config", "config", "-out", "later.pem")
        tsa.openssl("crl", "-in", "later.pem", "-outform", "DER", "-out", "later.crl")
        for name in ("later.pem", "later.crl"):
            found = self.verification(path, *root, "--crl", tsa.at(name), "--require-time", code=3)
            self.assertEqual((found["verdict"], found["dating"]["proven"]), ("UNCHANGED", False))
            self.assertRegex(found["dating"]["stamps"][-1]["weaknesses"][0], "CN=Loopback TSA was revoked on 2")
            self.assertRegex(" ".join(found["not_proven"]), "date not proven: the certificate")
        for name in (tsa.root, tsa.at("nothing.pem")):
            done = self.earwitness("verify", path, "--crl", name)
            self.assertEqual((done.code, "revocation list" in done.err), (2, True), done)

    def test_the_system_s_own_store_of_roots_by_name(self):
        """It has roots, and not this one."""
        self.configure("later")
        path, _ = self.record()
        self.assertEqual(self.earwitness("timestamp", path).code, 0)
        stores = ("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem")
        if not any(map(os.path.exists, stores)):
            self.assertEqual(self.earwitness("verify", path, "--tsa-root", "system").code, 2)
            return
        found = self.verification(path, "--tsa-root", "system")
        self.assertEqual((found["verdict"], found["dating"]["proven"]), ("UNCHANGED", False))
        found = self.verification(path, "--tsa-root", "system", "--tsa-root", self.tsa.root)
        self.assertEqual(found["verdict"], "UNCHANGED AND DATED")

    def test_an_excerpt_s_own_stamp_is_checked(self):
        self.configure("later")
        path = self.begin()
        wait_for("a second of sound", lambda: self.events(path, "audio"), every=0.1)
        self.stop()
        self.assertEqual(self.earwitness("timestamp", path).code, 0)
        self.assertEqual(self.earwitness("excerpt", path, "--from", "0:00", "--to", "0:01").code, 0)
        excerpt = os.path.join(path, "excerpt-1")
        done = self.earwitness("timestamp", excerpt)
        self.assertEqual(done.code, 0, done)
        found = self.verification(excerpt, "--tsa-root", self.tsa.root)
        self.assertEqual((found["verdict"], len(found["own_stamps"])), ("UNCHANGED AND DATED", 1))
        stamp = os.path.join(excerpt, "seal", "timestamp-1.tsr")
        with open(stamp, "rb") as file:
            content = bytearray(file.read())
        content[len(content) // 2] ^= 1
        os.chmod(stamp, 0o600)
        with open(stamp, "wb") as file:
            file.write(content)
        found = self.verification(excerpt, code=1)
        self.assertEqual([finding["file"] for finding in found["findings"]], ["seal/timestamp-1.tsr"])

    def test_a_pause_is_part_of_the_slack(self):
        self.configure("during")
        path = self.begin()
        self.wait_for_token(path)
        self.assertEqual(self.earwitness("pause").code, 0)
        time.sleep(2.5)
        self.assertEqual(self.earwitness("resume").code, 0)
        self.assertEqual(self.stop("--json").json["time_stamp"], "stamped")
        dating = self.verification(path, "--tsa-root", self.tsa.root)["dating"]
        self.assertGreater(dating["pause_seconds"], 2.4)
        self.assertGreaterEqual(dating["slack_seconds"], dating["pause_seconds"] - 1)  # whole seconds of an authority
        self.assertEqual((dating["proven"], dating["break_seconds"], dating["doubts"]), (True, 0, []))

    def test_a_transcript_is_stamped_as_its_recording_is(self):
        """At its seal where that is wished for, else by `timestamp`; stock openssl accepts it."""
        text = os.path.join(self.folder, "typed.vtt")
        with open(text, "w", encoding="utf-8") as out:
            out.write("WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nI never said that.\n")
        self.configure("later")
        path, _ = self.record()
        done = self.earwitness("transcript", path, "--from-file", text, "--json")
        self.assertEqual((done.code, done.json["time_stamp"]), (0, "pending"), done)
        done = self.earwitness("timestamp", path, "--json")
        self.assertEqual([os.path.basename(stamped["path"]) for stamped in done.json["recordings"]],
                         ["recording", "transcript-1"], done)
        self.configure("during")
        done = self.earwitness("transcript", path, "--from-file", text, "--json")
        self.assertEqual((done.code, done.json["time_stamp"]), (0, "stamped"), done)
        for number in (1, 2):
            bag = os.path.join(path, f"transcript-{number}")
            with open(os.path.join(bag, "seal", "signature.ed25519"), "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            self.openssl_accepts(digest, "-in", os.path.join(bag, "seal", "timestamp-1.tsr"))
            found = self.verification(bag, "--tsa-root", self.tsa.root, "--require-time")
            self.assertEqual((found["kind"], found["verdict"]), ("transcript", "UNCHANGED AND DATED"))
            self.assertIsNone(found["dating"]["late_by_seconds"])
        self.assertEqual(self.earwitness("timestamp", "--json").json["recordings"], [])

    # -- setup ----------------------------------------------------------------------------------------------------------

    def set_up(self, *words):
        return self.earwitness("setup", "--name", "A. Tester", "--device", "test-signal", "--yes", "--no-test", *words)

    def test_setup_keeps_when_and_whom_to_ask(self):
        done = self.set_up("--stamps", "later", "--tsa", "http://127.0.0.1:9/", "--tsa", self.tsa.url, "--json")
        self.assertEqual((done.code, done.json["stamps"], done.json["tsa"]), (0, "later", "http://127.0.0.1:9/"), done)
        path, sealed = self.record()
        self.assertEqual(sealed["time_stamp"], "pending", sealed)
        self.assertEqual(self.earwitness("timestamp").code, 0)
        self.check_sealed_stamp(path)

    def set_up_at_terminal(self, *answers):
        """What is asked of the time stamps, and what is typed then; all that was shown."""
        terminal = self.terminal("setup", "--name", "A. Tester", "--device", "test-signal", "--yes", "--no-test",
                                 columns=200)
        for question, answer in answers:
            terminal.expect(question)
            terminal.type(answer + "\n")
        self.assertEqual(terminal.wait(), 0, terminal.text)
        return terminal.text

    def test_enter_in_place_of_an_address_leaves_time_stamps_out_and_keeps_the_rest(self):
        self.set_up_at_terminal(("during, later or none", "during"), ("Address of the server", "freetsa"),
                                (r"starting with http[^\n]*\n[^\n]*Address of the server", ""))
        with open(os.path.join(self.home, ".config", "earwitness", "config.toml"), encoding="utf-8") as config:
            text = config.read()
        self.assertIn('stamps = "none"', text)
        self.assertIn('name = "A. Tester"', text)

    def test_setup_pins_the_authority_s_root_only_where_its_fingerprint_is_confirmed(self):
        """And then stop's own check and verify go by it."""
        config = os.path.join(self.home, ".config", "earwitness", "config.toml")
        asked = self.tsa.asked
        self.set_up_at_terminal(("during, later or none", "during"), ("Address of the server", self.tsa.url),
                                ("first stamp now", "n"))
        self.assertEqual(self.tsa.asked, asked)  # nobody is asked before the user says so
        shown = self.set_up_at_terminal(("first stamp now", "y"), ("very fingerprint", "n"))
        self.assertEqual(self.tsa.asked, asked + 1)
        done = subprocess.run(["openssl", "x509", "-in", self.tsa.root, "-outform", "DER"], capture_output=True, check=True)
        fingerprint = hashlib.sha256(done.stdout).hexdigest()
        self.assertIn(fingerprint, shown.replace(" ", ""))
        with open(config, encoding="utf-8") as file:
            self.assertNotIn("tsa_roots", file.read())
        _, sealed = self.record()
        self.assertEqual((sealed["time_stamp"], sealed["dated"]), ("stamped", False), sealed)
        self.set_up_at_terminal(("first stamp now", "y"), ("very fingerprint", "y"))
        roots = os.path.join(self.home, ".config", "earwitness", "tsa-roots.pem")
        done = subprocess.run(["openssl", "x509", "-in", roots, "-outform", "DER"], capture_output=True, check=True)
        self.assertEqual(hashlib.sha256(done.stdout).hexdigest(), fingerprint)
        path, sealed = self.record()
        self.assertEqual((sealed["checked"], sealed["dated"]), ("unchanged", True), sealed)
        self.assertEqual(self.verification(path)["verdict"], "UNCHANGED AND DATED")
        self.begin()
        self.assertIn("checked: unchanged and dated", self.stop().out)
        self.assertNotIn("first stamp", self.set_up_at_terminal())  # not asked again

    def test_setup_goes_on_without_a_root_where_none_is_to_be_had(self):
        self.tsa.behaviour = "rejected"
        shown = self.set_up_at_terminal(("during, later or none", "later"), ("Address of the server", self.tsa.url),
                                        ("first stamp now", "y"))
        self.assertRegex(shown, "no root is kept: .*rejected")
        self.assertEqual(self.earwitness("setup", "--name", "A. Tester", "--device", "test-signal", "--yes", "--no-test",
                                         "--json").json["tsa_roots"], None)

    # -- hostile --------------------------------------------------------------------------------------------------------

    def test_one_that_hangs_holds_up_no_stop(self):
        self.tsa.behaviour = "hang"
        self.configure("during")
        asked = self.tsa.asked
        path = self.begin()
        wait_for("the question", lambda: self.tsa.asked > asked)
        sealed = self.stop("--json").json
        self.assertEqual(sealed["time_stamp"], "pending", sealed)
        self.verification(path)

    def test_every_lie_is_told_and_the_stamp_stays_pending(self):
        self.configure("later")
        path, _ = self.record()
        for behaviour, words in (("hang", "did not answer within 2 seconds"), ("flood", "more than the 131072 bytes"),
                                 ("other nonce", "the nonce is another one"), ("rejected", "it was rejected"),
                                 ("other imprint", "something else than it was asked for"), ("cut", "not an answer to"),
                                 ("garbage", "not an answer to"), ("down", "HTTP status 503"),
                                 ("redirect", "HTTP status 302")):
            with self.subTest(behaviour):
                self.tsa.behaviour = behaviour
                done = self.earwitness("timestamp", path, *SHORT)
                self.assertEqual(done.code, 5, done)
                self.assertRegex(done.err, words)
                self.assertIn(self.tsa.url, done.err)
                self.assertEqual(self.stamps_of(path), [])
        self.tsa.behaviour = "honest"
        self.assertEqual(self.earwitness("timestamp", path).code, 0)
        self.check_sealed_stamp(path)

    def test_a_network_that_is_not_there(self):
        self.configure("during", "http://127.0.0.1:9/")
        path = self.begin(LANG="nl_NL.UTF-8", LC_ALL=None)
        sealed = self.stop("--json").json
        self.assertEqual(sealed["time_stamp"], "pending", sealed)
        self.assertIn("nothing answers there", sealed["time_stamp_pending"])  # English in json, whoever started it
        done = self.earwitness("timestamp", path, *SHORT)
        self.assertEqual(done.code, 5, done)
        self.assertIn("http://127.0.0.1:9/", done.err)

    def test_a_proxy_that_the_environment_names_is_asked(self):
        self.configure("later", "http://time.invalid/")
        path, _ = self.record()
        self.assertEqual(self.earwitness("timestamp", path, *SHORT).code, 5)
        done = self.earwitness("timestamp", path, *SHORT, http_proxy=self.tsa.url)
        self.assertEqual(done.code, 0, done)
        self.assertNotEqual(self.stamps_of(path), [])

    def test_an_asker_that_misbehaves_costs_the_stamp_alone(self):
        """What hangs in it (a look-up of a name, which libc holds up) ends with it, and it ends with its owner."""
        self.configure("later")
        path, _ = self.record()
        beside = os.path.join(self.folder, "bin")
        os.mkdir(beside)
        program = shutil.copy(PROGRAM, beside)
        fake, fifo = os.path.join(beside, "earwitness-ask"), os.path.join(self.folder, "fifo")
        os.mkfifo(fifo)
        real = os.path.join(os.path.dirname(PROGRAM), "earwitness-ask")
        for script, sentence in ((f"read never <{fifo}", "did not answer within 2 seconds"), ("kill -9 $$", "broke off"),
                                 ("exit 0", "broke off"), ("echo what", "broke off"), ("cat /dev/zero", "broke off"),
                                 ("""echo '{"end":"answered","status":200,"words":""}'; cat /dev/zero""", "broke off"),
                                 ("""echo '{"end":"answered","status":200,"words":""}'; echo no""", "not an answer to"),
                                 (f"{real} | head -c 500", "not an answer to"), (None, "is not installed")):
            with self.subTest(script=script):
                if script is None:
                    os.remove(fake)
                else:
                    with open(fake, "w", encoding="ascii") as out:
                        out.write(f"#!/bin/sh\n{script}\n")
                    os.chmod(fake, 0o755)
                done = subprocess.run([program, "timestamp", path, *SHORT], env=self.environment(), capture_output=True,
                                      text=True, stdin=subprocess.DEVNULL, timeout=LONG)
                self.assertEqual(done.returncode, 5, done)
                self.assertIn(sentence, done.stderr)
                self.assertEqual(self.stamps_of(path), [])
                wait_for("its end", lambda: not self.running(fake))
        self.verification(path)

    def running(self, program):
        """The processes whose command line names this file."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open(f"/proc/{pid}/cmdline", "rb") as file:
                    found += [pid] if program.encode() in file.read() else []
            except OSError:  # it has ended meanwhile
                continue
        return found

    def test_what_records_has_no_part_of_what_asks(self):
        """libcurl and all behind it: in the memory of the one process that must not fail."""
        self.configure("during")
        path = self.begin()
        self.wait_for_token(path)
        with open(f"/proc/{self.earwitness('status', '--json').json['pid']}/maps", encoding="utf-8") as maps:
            self.assertNotRegex(maps.read(), r"/lib(curl|ldap|krb5|ssh2?|nghttp2|ssl)[.-]")
        self.stop()


if __name__ == "__main__":
    unittest.main()
