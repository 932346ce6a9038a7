"""What must hold between partners that come, go, are frozen or lie; and when the gateway may not
start at all."""

import json
import os
import pathlib
import shutil
import tempfile
import unittest
import uuid

from network import (BAD_CONFIGURATION, OK, REFUSED, STORY, UNREACHABLE, USAGE, Network, run,
                     write_message)


def fresh(folder, template, **changes):
    identity = str(uuid.uuid4())
    return identity, write_message(folder / f"{identity}.json", template, messageId=identity,
                                   **changes)


class ConduitTest(unittest.TestCase):
    def setUp(self):
        own = tempfile.TemporaryDirectory()
        self.addCleanup(own.cleanup)
        self.folder = pathlib.Path(own.name)
        self.network = Network(self.folder / "network")
        self.addCleanup(self.network.stop)
        self.network.start()

    def send(self, who, file, *more):
        return self.network.member(who, "share", "send", file, *more)

    def inbox(self, who):
        done = self.network.member(who, "inbox", "list")
        return done, [each for each in done.objects if "message" in each]

    def test_a_unit_that_was_away_gets_everything_in_order(self):
        sent = []
        for minute in range(12):
            identity, file = fresh(self.folder, "1-tip.json",
                                   createdAt=f"2026-01-12T18:{minute:02}:00Z")
            self.assertEqual(self.send("ctx-actgroup-northvale", file).code, OK)
            sent.append(identity)

        done, mail = self.inbox("hfj/investigations")

        self.assertEqual(done.code, OK, done)
        self.assertEqual([each["message"] for each in mail], sent)
        self.assertEqual(self.inbox("pol-northvale/intel")[1], [])
        self.assertEqual(self.inbox("hfj/investigations")[1], mail)

    def test_the_same_file_again_changes_nothing_and_another_under_its_id_is_refused(self):
        identity, file = fresh(self.folder, "1-tip.json")
        self.assertEqual(self.send("ctx-actgroup-northvale", file).code, OK)
        leaves = self.network.leaves()

        again = self.send("ctx-actgroup-northvale", file)
        other = write_message(self.folder / "other.json", "1-tip.json", messageId=identity,
                              urgency="PRIORITY")
        refused = self.send("ctx-actgroup-northvale", other)

        self.assertEqual(again.code, OK, again)
        self.assertTrue(again.objects[-1]["again"])
        self.assertEqual(self.network.leaves(), leaves)
        self.assertEqual((refused.code, refused.objects[0]["code"]), (REFUSED, "SC-3010"))

    def test_nobody_sends_for_another_unit(self):
        done = self.send("helpline-relay", STORY / "1-tip.json")

        self.assertEqual(done.code, USAGE, done)

    def test_a_partner_that_may_not_send_a_kind_is_refused(self):
        _, file = fresh(self.folder, "1-tip.json",
                        sender={"partner": "pol-northvale", "unit": "intel"})

        done = self.send("pol-northvale/intel", file)

        self.assertEqual((done.code, done.objects[0]["refused"]), (REFUSED, "ROLE_NOT_PERMITTED"))

    def test_what_nobody_subscribed_to_is_not_published(self):
        done = self.send("hfj/investigations", STORY / "2-intelligence.json", "--topic",
                         "intel.report/northvale/labour")

        self.assertEqual((done.code, done.objects[0]["refused"]), (REFUSED, "AUDIENCE_EMPTY"))

    def test_a_topic_reaches_exactly_those_who_asked_and_may(self):
        for who in ("pol-northvale/intel", "harbourlight-housing", "stillwater-refuge"):
            done = self.network.member(who, "inbox", "subscribe", "*/*/*")
            self.assertEqual(done.code, OK, done)
        self.assertEqual(self.network.member("pol-eastmere/intel", "inbox", "subscribe",
                                             "intel.report/*/labour").code, OK)

        done = self.send("hfj/investigations", STORY / "2-intelligence.json", "--topic",
                         "intel.report/northvale/labour")

        self.assertEqual(done.code, OK, done)
        self.assertEqual(len(self.inbox("pol-northvale/intel")[1]), 1)
        for who in ("harbourlight-housing", "stillwater-refuge", "pol-eastmere/intel",
                    "fair-work-agency"):
            self.assertEqual(self.inbox(who)[1], [], who)

    def test_freezing_stops_what_waits_and_what_comes_and_is_logged(self):
        self.assertEqual(self.network.member("pol-northvale/intel", "inbox", "subscribe",
                                             "intel.report/northvale/labour").code, OK)
        self.assertEqual(self.send("hfj/investigations", STORY / "2-intelligence.json", "--topic",
                                   "intel.report/northvale/labour").code, OK)
        note = self.folder / "freeze.note"
        trustee = self.network.folder / "trustees" / "trustee-1.key"
        made = run("safeconduct", "partner", "freeze", "pol-northvale", "--trust",
                   self.network.folder / "trust", "--at", "2026-01-15T09:30:00Z", "--key", trustee,
                   "--name", "trustee-1.safeconduct.example", "--reason", "precaution", "--out",
                   note)
        self.assertEqual(made.code, OK, made)
        self.assertEqual(self.network.member("hfj/legal", "partner", "announce", note).code, OK)
        leaves = self.network.leaves()

        sent = self.send("pol-northvale/intel", STORY / "3-acknowledgement.json")

        self.assertEqual((sent.code, sent.objects[0]["code"]), (REFUSED, "SC-1008"))
        self.assertGreater(self.network.leaves(), leaves)
        identity = json.loads((STORY / "2-intelligence.json").read_text())["envelope"]["messageId"]
        status = self.network.member("hfj/investigations", "share", "status", identity)
        self.assertEqual(status.objects[-1]["rows"][0]["state"], "quarantined")
        self.assertEqual(self.inbox("pol-northvale/intel")[0].code, REFUSED)

    def test_what_was_sealed_while_the_gateway_is_away_is_sent_later(self):
        _, file = fresh(self.folder, "1-tip.json")
        self.network.stop()

        away = self.send("ctx-actgroup-northvale", file)
        self.network.start()
        back = self.send("ctx-actgroup-northvale", file)

        self.assertEqual(away.code, UNREACHABLE, away)
        self.assertEqual(back.code, OK, back)

    def test_status_shows_how_far_a_message_got(self):
        identity, file = fresh(self.folder, "1-tip.json")
        self.assertEqual(self.send("ctx-actgroup-northvale", file).code, OK)

        def state():
            done = self.network.member("ctx-actgroup-northvale", "share", "status", identity)
            return done.objects[-1]["rows"][0]["state"]

        self.assertEqual(state(), "waiting")
        mail = self.inbox("hfj/investigations")[1]
        self.assertEqual(state(), "fetched")
        opened = self.network.member("hfj/investigations", "inbox", "open", mail[0]["id"])
        self.assertEqual(opened.code, OK, opened)
        self.assertEqual(state(), "opened")
        acted = self.network.member("hfj/investigations", "inbox", "ack", mail[0]["id"])
        self.assertEqual(acted.code, OK, acted)
        stranger = self.network.member("helpline-relay", "share", "status", identity)
        self.assertEqual(stranger.code, REFUSED, stranger)


class StartTest(unittest.TestCase):
    def setUp(self):
        own = tempfile.TemporaryDirectory()
        self.addCleanup(own.cleanup)
        self.network = Network(pathlib.Path(own.name) / "network")
        self.addCleanup(self.network.stop)
        self.config = self.network.folder / "gateway.toml"

    def refuses(self, *words):
        self.network.spawn()
        code = self.network.daemon.wait(timeout=60)
        self.network.daemon = None
        self.assertEqual(code, BAD_CONFIGURATION, self.network.text_log)
        for word in words:
            self.assertIn(word, self.network.text_log)

    def change(self, old, new):
        text = self.config.read_text()
        self.assertIn(old, text)
        self.config.write_text(text.replace(old, new))

    def test_an_unknown_key(self):
        self.change("zap_domain", "encryption = \"off\"\nzap_domain")
        self.refuses("gateway.toml:5", "'gateway.encryption' is not known")

    def test_no_zap_domain(self):
        self.change("zap_domain = \"safeconduct\"\n", "")
        self.refuses("'gateway.zap_domain' is missing")

    def test_a_bad_unit(self):
        self.config.write_text(self.config.read_text() + "\n[limits]\nhandshake = \"3 weeks\"\n")
        self.refuses("'limits.handshake' must be a number, a space and a unit")

    def test_a_key_file_that_others_can_read(self):
        os.chmod(self.network.folder / "gateway/keys/log.key", 0o644)
        self.refuses("log.key", "can be read or written by others", "chmod 0600")

    def test_a_key_file_that_is_missing(self):
        (self.network.folder / "gateway/keys/release.key").unlink()
        self.refuses("release.key", "cannot be read")

    def test_another_gateways_key(self):
        other = Network(self.network.folder.parent / "other")
        shutil.copy(other.folder / "gateway/keys/session.key",
                    self.network.folder / "gateway/keys/session.key")
        self.refuses("session.key", "is not the key the directory names")

    def test_a_policy_with_too_few_signatures(self):
        file = self.network.folder / "policy" / "hfj.policy"
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join(lines[:-1]))
        self.refuses("is not signed by enough trustees")

    def test_a_changed_policy(self):
        file = self.network.folder / "policy" / "hfj.policy"
        file.write_text(file.read_text().replace("MSVCC, SAFEHOUSE", "MSVCC, FORUM", 1))
        self.refuses("is not signed by enough trustees")

    def test_an_older_database_under_a_newer_head(self):
        self.network.start()
        self.network.stop()
        kept = self.network.folder.parent / "kept"
        shutil.copytree(self.network.folder / "gateway/state", kept)
        self.network.start()
        self.assertEqual(self.network.member("ctx-actgroup-northvale", "share", "send",
                                             STORY / "1-tip.json").code, OK)
        self.network.stop()
        for file in kept.iterdir():
            if file.name != "head":
                shutil.copy(file, self.network.folder / "gateway/state" / file.name)
        self.refuses("SC-5007", "older than the last head signed")


if __name__ == "__main__":
    unittest.main(argv=["conduit_test"], verbosity=2)
