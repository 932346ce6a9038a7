"""What partners can show a third person: proofs of the leaves about their messages, and whole bundles of
evidence, from what their own client has kept and from a copy of the log."""

import base64
import hashlib
import json
import pathlib
import stat
import subprocess
import tempfile
import unittest
import zipfile

from network import FAILED, INDETERMINATE, NOT_VERIFIED, OK, ROOT, STORY, USAGE, Network, run

SENDER, RECIPIENT = "hfj/aftercare", "harbourlight-housing"


class EvidenceTest(unittest.TestCase):
    """One network, one referral that a safe house has opened."""

    @classmethod
    def setUpClass(cls):
        cls._shared = tempfile.TemporaryDirectory()
        cls.network = Network(pathlib.Path(cls._shared.name) / "network")
        cls.network.start()
        member = cls.network.member
        assert member("hfj/investigations", "share", "send", STORY / "4-consent.json").code == OK
        assert member(SENDER, "share", "send", STORY / "5-referral.json").code == OK
        cls.message = json.loads((STORY / "5-referral.json").read_text())["envelope"]["messageId"]
        mail = [each for each in member(RECIPIENT, "inbox", "list").objects
                if each.get("kind") == "aftercare.referral"]
        cls.item = mail[-1]["id"]
        assert member(RECIPIENT, "inbox", "open", cls.item).code == OK
        assert member(RECIPIENT, "inbox", "ack", cls.item).code == OK
        cls.network.stop()
        cls.log = cls.network.folder / "log"
        cls.policy = cls.network.folder / "log-policy.txt"

    @classmethod
    def tearDownClass(cls):
        cls.network.stop()
        cls._shared.cleanup()

    def setUp(self):
        own = tempfile.TemporaryDirectory()
        self.addCleanup(own.cleanup)
        self.own = pathlib.Path(own.name)

    def state(self, who):
        return self.network.context(*who.split("/")).parent / "state"

    def prove(self, who, what, *more):
        return self.network.member(who, "audit", "prove", what, "--out", self.own / "proofs", *more)

    def types(self, done):
        self.assertEqual(done.code, OK, done)
        self.assertEqual([each["index"] for each in done.objects],
                         sorted(each["index"] for each in done.objects))
        return [each["type"] for each in done.objects]

    def verify(self, file):
        return run("safeconduct", "--json", "audit", "verify", file, "--policy", self.policy)


class ProveTest(EvidenceTest):
    def test_a_recipient_proves_all_that_happened_to_its_row_without_any_log(self):
        done = self.prove(RECIPIENT, self.item)
        self.assertEqual(self.types(done), ["DELIVER", "RECEIPT", "RELEASE", "OPENED", "RECEIPT"])
        for each in done.objects:
            verified = self.verify(each["file"])
            self.assertEqual(verified.code, OK, verified)
            self.assertEqual(verified.objects[-1]["verdict"], "PASS")
            self.assertEqual(verified.objects[-1]["index"], each["index"])

    def test_a_sender_proves_that_its_envelopes_were_accepted(self):
        self.assertEqual(self.types(self.prove(SENDER, self.message)), ["ACCEPT", "ACCEPT"])

    def test_with_a_copy_of_the_log_the_sender_proves_the_openings_too(self):
        types = self.types(self.prove(SENDER, self.message, "--log", self.log))
        self.assertEqual(types[:2], ["ACCEPT", "ACCEPT"])
        self.assertEqual(types.count("OPENED"), 1)
        self.assertEqual(types.count("DELIVER"), 1)

    def test_one_receipt_leads_to_the_one_leaf_that_recorded_it(self):
        opened = []
        for file in (self.state(RECIPIENT) / "evidence").glob("*/*.receipt"):
            if file.read_bytes()[66] == 2 and self.item.split("-")[0] in file.parent.name:
                opened.append(file)
        self.assertEqual(len(opened), 1)
        self.assertEqual(self.types(self.prove(RECIPIENT, opened[0])), ["OPENED"])

    def test_an_auditor_proves_any_entry_by_its_index(self):
        done = run("safeconduct", "--json", "audit", "prove", "0", "--log", self.log, "--policy",
                   self.policy, "--out", self.own / "proofs")
        self.assertEqual(self.types(done), ["LOG_START"])
        self.assertEqual(self.verify(done.objects[0]["file"]).objects[-1]["type"], "LOG_START")

    def test_a_proof_verifies_for_nobody_once_a_bit_of_it_is_flipped(self):
        file = pathlib.Path(self.prove(RECIPIENT, self.item).objects[0]["file"])
        good = file.read_bytes()
        for position in range(0, len(good), 41):
            bad = bytearray(good)
            bad[position] ^= 1
            file.write_bytes(bad)
            done = self.verify(file)
            self.assertEqual(done.code, NOT_VERIFIED, f"byte {position}: {done}")
            self.assertEqual(done.objects[-1]["verdict"], "FAIL")

    def test_without_enough_witnesses_a_proof_is_open(self):
        file = self.prove(RECIPIENT, self.item).objects[0]["file"]
        made = run("safeconduct", "key", "new", "sign", self.own / "key", "--no-passphrase")
        key = b"\x04" + base64.b64decode(made.out.strip().split(":")[1])
        number = hashlib.sha256(b"w.example\n" + key).digest()[:4].hex()
        policy = self.own / "policy"
        policy.write_text(self.policy.read_text().replace(
            "quorum none", f"witness w w.example+{number}+{base64.b64encode(key).decode()}\nquorum w"))
        done = run("safeconduct", "--json", "audit", "verify", file, "--policy", policy)
        self.assertEqual(done.code, INDETERMINATE, done)
        self.assertFalse(done.objects[-1]["witnessed"])

    def test_what_is_not_known_is_said_to_be_so(self):
        self.assertEqual(self.prove(RECIPIENT, "00000000-0000-0000-0000-000000000000").code, USAGE)
        self.assertEqual(self.prove(RECIPIENT, "nonsense").code, USAGE)
        missing = run("safeconduct", "audit", "prove", "999999", "--log", self.log, "--policy",
                      self.policy, "--out", self.own / "proofs")
        self.assertEqual(missing.code, FAILED, missing)
        self.assertIn("error: ", missing.err)
        self.assertEqual(run("safeconduct", "audit", "prove", "3", "--log", self.log, "--out",
                             self.own).code, USAGE)
        self.assertEqual(run("safeconduct", "audit", "prove", "3", "--out", self.own).code, USAGE)

    def test_proofs_are_never_overwritten(self):
        self.assertEqual(self.prove(RECIPIENT, self.item).code, OK)
        again = self.prove(RECIPIENT, self.item)
        self.assertEqual(again.code, FAILED)

    def test_kept_evidence_is_its_owners_alone_and_holds_no_content(self):
        folder = self.state(RECIPIENT) / "evidence"
        files = [file for file in folder.rglob("*") if file.is_file()]
        self.assertGreater(len(files), 10)
        for file in files:
            self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600, file)
            for word in (b"Amina", b"HFJX", b"KESTREL"):
                self.assertNotIn(word, file.read_bytes(), file)

    def test_without_an_evidence_key_no_content_key_is_kept(self):
        """On a network of its own, whose members have no such key."""
        network = Network(self.own / "network")
        self.addCleanup(network.stop)
        for context in network.folder.glob("partners/**/context.toml"):
            context.write_text(context.read_text().replace('evidence = "keys/evidence.key"\n', ""))
        network.start()
        network.member("hfj/investigations", "share", "send", STORY / "4-consent.json")
        mail = network.member(RECIPIENT, "inbox", "list").objects
        self.assertEqual(network.member(RECIPIENT, "inbox", "open", mail[0]["id"]).code, OK)
        kept = [file.name for file in network.folder.glob("partners/**/state/evidence/*/*")]
        self.assertTrue(kept)
        self.assertNotIn("keys", kept)


class BundleTest(EvidenceTest):
    def bundle(self, who, what, *more, out="bundle"):
        return self.network.member(who, "audit", "bundle", what, "--out", self.own / out, *more)

    def referral(self, *more, out="bundle"):
        """What the sender shows of the envelope to the safe house."""
        return self.bundle(SENDER, self.message, "--to", RECIPIENT, *more, out=out)

    def check(self, code, bundle, *options):
        done = run("safeconduct-verify", "--json", *options, bundle)
        self.assertEqual(done.code, code, done)
        return done.objects

    def second_opinion(self, bundle, root):
        """What the verifier says that shares no code with ours; on the system's own Python."""
        script = ROOT / "tests" / "interop" / "verify_bundle.py"
        done = subprocess.run(["/usr/bin/python3", "-B", script, "--json", "--root", root, bundle],
                              capture_output=True, text=True, check=False, timeout=300)
        self.assertEqual(done.returncode, OK, done.stdout + done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    @staticmethod
    def outcomes(said):
        return sorted((each["check"], each["file"], each["outcome"]) for each in said if "check" in each)

    def check_good(self, done, out="bundle"):
        self.assertEqual(done.code, OK, done)
        root = done.objects[-1]["root"]
        said = self.check(OK, self.own / out, "--root", root)
        self.assertEqual(said[-1]["verdict"], "PASS")
        self.assertEqual(said[-1]["root"], root)
        second = self.second_opinion(self.own / out, root)
        self.assertEqual(self.outcomes(second), self.outcomes(said))
        pinned = self.network.folder / "partners" / RECIPIENT / "trust" / "pin"
        self.assertEqual(pinned.read_text().strip(), root)
        return root

    def test_a_recipient_shows_what_it_opened_without_any_log(self):
        root = self.check_good(self.bundle(RECIPIENT, self.item, "--section", "all"))
        cover = (self.own / "bundle" / "cover.txt").read_text()
        for words in ("sent by", "hfj/aftercare", "SAFEHOUSE at harbourlight-housing/main",
                      "opened it: content, identity", "/body/person/firstName: ", root):
            self.assertIn(words, cover)
        self.assertEqual((self.own / "bundle" / "cover.pdf").read_bytes()[:5], b"%PDF-")

    def test_every_message_that_came_can_be_shown(self):
        kinds = set()
        self.network.start()
        self.addCleanup(self.network.stop)
        for who in (RECIPIENT, "msvcc-prime", "hfj/investigations", SENDER):
            for mail in self.network.member(who, "inbox", "list").objects:
                self.network.member(who, "inbox", "open", mail["id"])
                out = f"{len(kinds)}-{mail['id']}.zip"
                self.check_good(self.bundle(who, mail["id"], "--section", "all", out=out), out)
                kinds.add(mail["kind"])
        self.assertLessEqual({"consent.record", "aftercare.referral"}, kinds)

    def test_the_main_program_checks_bundles_too(self):
        root = self.check_good(self.bundle(RECIPIENT, self.item))
        for code, *more in ((OK, "--root", root), (INDETERMINATE,)):
            done = run("safeconduct", "audit", "verify", self.own / "bundle", *more)
            self.assertEqual(done.code, code, done)

    def test_a_sender_with_the_log_shows_the_way_to_the_opening_as_a_zip(self):
        self.check_good(self.referral("--section", "needs", "--log", self.log, out="b.zip"), "b.zip")
        cover = self.unzip("b.zip") / "cover.txt"
        for words in ("accepted by the gateway from hfj", "SAFEHOUSE at harbourlight-housing/main opened",
                      "purpose", "made of a file with SHA-256", "the policies in these papers were"):
            self.assertIn(words, cover.read_text())

    def unzip(self, name):
        """As any tool does it."""
        with zipfile.ZipFile(self.own / name) as zipped:
            zipped.extractall(self.own / "unzipped")
        return self.own / "unzipped"

    def test_a_zip_and_its_folder_are_the_same_bundle(self):
        root = self.check_good(self.referral(out="b.zip"), "b.zip")
        self.check(OK, self.unzip("b.zip"), "--root", root)

    def test_only_what_is_disclosed_is_in_it(self):
        self.check_good(self.referral("--section", "needs"))
        files = sorted(file.relative_to(self.own / "bundle").as_posix()
                       for file in (self.own / "bundle").rglob("*") if file.is_file())
        self.assertEqual(len([name for name in files if name.endswith(".key")]), 1)
        self.assertEqual(len([name for name in files if name.endswith(".sealed")]), 1)
        self.assertEqual(len([name for name in files if "/row-" in name]), 1)
        everything = b"".join((self.own / "bundle" / name).read_bytes() for name in files)
        self.assertNotIn(b"Tomasz", everything)
        self.assertIn(b"SAFE_HOUSE", everything)

    def test_without_sections_it_shows_that_it_was_sent_and_not_what_it_said(self):
        self.check_good(self.referral())
        self.assertIn("No section is disclosed", (self.own / "bundle" / "cover.txt").read_text())

    def test_its_files_are_their_owners_alone(self):
        self.check_good(self.referral("--section", "all"))
        for file in (self.own / "bundle").rglob("*"):
            if file.is_file():
                self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600, file)

    def test_a_message_of_several_envelopes_wants_one_named(self):
        done = self.bundle(SENDER, self.message)
        self.assertEqual(done.code, USAGE, done)
        self.assertIn("msvcc-prime/main", done.objects[-1]["next"])

    def test_what_cannot_be_disclosed_is_said(self):
        self.assertEqual(self.referral("--section", "nonsense").code, USAGE)
        self.assertEqual(self.bundle(RECIPIENT, "nonsense").code, USAGE)
        missing = self.bundle(RECIPIENT, self.item, "--section", "account")
        self.assertEqual(missing.code, FAILED, missing)
        self.assertIn("keys.evidence", missing.objects[-1]["next"])
        self.assertFalse((self.own / "bundle").exists())

    def test_a_bundle_is_never_overwritten(self):
        for out in ("bundle", "b.zip"):
            self.assertEqual(self.referral(out=out).code, OK)
            self.assertEqual(self.referral(out=out).code, FAILED)

    def test_damage_is_found_and_named(self):
        root = self.check_good(self.referral("--section", "needs", "--log", self.log))
        folder = self.own / "bundle"
        for name in ("MANIFEST", "cover.txt", "cover.pdf", "message/head", "proofs/0003.tlog-proof",
                     "trust/directory-000001.note"):
            file = folder / name
            good = file.read_bytes()
            bad = bytearray(good)
            bad[len(bad) // 3] ^= 4
            file.write_bytes(bad)
            said = self.check(NOT_VERIFIED, folder, "--root", root)
            failed = {each.get("file") for each in said if each.get("outcome") == "FAIL"}
            self.assertTrue(name in failed or name == "MANIFEST", f"{name} of {failed}")
            file.unlink()
            done = run("safeconduct-verify", "--root", root, folder)
            self.assertIn(done.code, (NOT_VERIFIED, INDETERMINATE), name)
            file.write_bytes(good)
        (folder / "more").symlink_to("MANIFEST")
        self.check(NOT_VERIFIED, folder, "--root", root)

    def test_a_verifier_wants_to_know_whom_to_believe(self):
        root = self.check_good(self.referral())
        said = self.check(INDETERMINATE, self.own / "bundle")
        self.assertIn("--root", said[-1]["next"])
        other = base64.b64encode(bytes(32)).decode()
        self.check(NOT_VERIFIED, self.own / "bundle", "--root", other)
        self.check(OK, self.own / "bundle", "--root", base64.b64decode(root).hex())
        for arguments in (("--root", "nonsense", self.own / "bundle"), (self.log,), ()):
            self.assertEqual(run("safeconduct-verify", *arguments).code, USAGE, arguments)
        self.assertEqual(run("safeconduct-verify", self.own / "nothing").code, FAILED)

    def test_the_small_verifier_takes_logs_and_proofs(self):
        self.check(OK, self.log, "--policy", self.policy)
        proof = self.prove(RECIPIENT, self.item).objects[0]["file"]
        self.check(OK, proof, "--policy", self.policy)
        self.assertEqual(run("safeconduct-verify", proof).code, USAGE)


if __name__ == "__main__":
    unittest.main(argv=["evidence_test"], verbosity=2)
