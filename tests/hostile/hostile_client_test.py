"""With every check of the client switched off, what names the gateway in rules.csv is refused by it."""

import csv
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "e2e"))

from network import OK, PARTIAL, ROOT, STORY, Network  # noqa: E402

HOSTILE = pathlib.Path(sys.argv[2]).resolve()

HELD = "[held by originating organisation]"
INTELLIGENCE, CONSENT, REFERRAL = "2-intelligence.json", "4-consent.json", "5-referral.json"


def rules_of(checker):
    with open(ROOT / "tests" / "data" / "rules.csv", newline="") as text:
        return {row["rule"] for row in csv.DictReader(text) if checker in row["checked_by"].split()}


def at(document, pointer):
    """The parent of the place a JSON pointer names, and its key there."""
    *way, last = pointer.strip("/").split("/")
    for step in way:
        document = document[int(step) if isinstance(document, list) else step]
    return document, int(last) if isinstance(document, list) else last


class HostileClientTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        own = tempfile.TemporaryDirectory()
        cls.addClassCleanup(own.cleanup)
        cls.folder = pathlib.Path(own.name)
        cls.network = Network(cls.folder / "network")
        cls.addClassCleanup(cls.network.stop)
        cls.network.start()

    def file(self, template, changes):
        """A message of the story with an id of its own and other values at some places."""
        message = json.loads((STORY / template).read_text())
        message["envelope"]["messageId"] = str(uuid.uuid4())
        for pointer, value in changes.items():
            parent, key = at(message, pointer)
            parent[key] = value
        path = self.folder / f"{message['envelope']['messageId']}.json"
        path.write_text(json.dumps(message))
        return path

    def attack(self, template, changes=None, *lies):
        """What the gateway says to it: ("accepted", ID) or ("refused", CODE, NAME)."""
        path = self.file(template, changes or {})
        sender = json.loads(path.read_text())["envelope"]["sender"]
        done = subprocess.run([HOSTILE, self.network.folder, sender["partner"],
                               sender["unit"] or "main", path, *lies],
                              capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)
        return tuple(done.stdout.split())

    def consent(self, **changes):
        """Records a consent of its own and gives its id."""
        identity = str(uuid.uuid4())
        values = {"/body/consentId": identity}
        values.update({f"/body/{name}": value for name, value in changes.items()})
        done = self.network.member("hfj/investigations", "share", "send",
                                   self.file(CONSENT, values))
        self.assertEqual(done.code, OK, done)
        return identity

    def referral(self, consent, changes=None, *lies):
        values = {"/envelope/legal/consentRefs": [consent] if consent else []}
        values.update(changes or {})
        return self.attack(REFERRAL, values, "grant=content", *lies)


class GatewayTest(HostileClientTest):
    """One case or more for each rule."""

    def refused(self, rule, answer):
        self.seen.add(rule)
        self.assertEqual((answer[0], answer[-1]), ("refused", rule))

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seen = set()

    @classmethod
    def tearDownClass(cls):
        missing = rules_of("gateway") - cls.seen
        assert not missing, f"no case for {sorted(missing)}"

    def test_the_honest_message_is_accepted(self):
        """Else the refusals below could have any reason."""
        self.assertEqual(self.referral(self.consent())[0], "accepted")
        self.assertEqual(self.attack(INTELLIGENCE, {}, "grant=content")[0], "accepted")

    def test_no_consent_at_all(self):
        self.refused("CONSENT_MISSING", self.referral(None))
        self.refused("CONSENT_MISSING", self.referral(self.consent(), {}, "consents=none"))
        self.refused("CONSENT_MISSING", self.referral(self.consent(purposes=["HEALTH"])))

    def test_a_consent_that_has_ended(self):
        ended = self.consent(expiresAt="2026-01-17T19:59:00Z")

        self.refused("CONSENT_EXPIRED", self.referral(ended))

    def withdraw(self, taken):
        withdrawal = json.loads((ROOT / "tests/data/examples/consent_withdraw/06_kestrel.json")
                                .read_text())
        withdrawal["envelope"].update(
            messageId=str(uuid.uuid4()), createdAt="2026-01-17T19:40:00Z", inReplyTo=taken,
            sender={"partner": "hfj", "unit": "investigations"},
            recipients=[{"partner": "harbourlight-housing", "role": "SAFEHOUSE"}])
        withdrawal["body"].update(consentId=taken, withdrawnPurposes=["CARE_PLACEMENT"],
                                  effectiveAt="2026-01-17T19:40:00Z",
                                  required=[{"partner": "harbourlight-housing",
                                             "action": "STOP_USE"}])
        path = self.folder / "withdrawal.json"
        path.write_text(json.dumps(withdrawal))
        done = self.network.member("hfj/investigations", "share", "send", path)
        self.assertEqual(done.code, OK, done)

    def test_a_consent_that_was_taken_back(self):
        taken = self.consent()
        self.withdraw(taken)

        self.refused("CONSENT_WITHDRAWN", self.referral(taken))

    def test_what_was_sent_before_consent_was_taken_back_is_not_opened_after(self):
        taken = self.consent()
        path = self.file(REFERRAL, {"/envelope/legal/consentRefs": [taken]})
        sender = json.loads(path.read_text())["envelope"]["sender"]
        sent = self.network.member(f"{sender['partner']}/{sender['unit']}", "share", "send", path)
        self.assertEqual(sent.code, OK, sent)
        mail = self.network.member("msvcc-prime", "inbox", "list").objects
        envelopes = [each["message"] for each in sent.objects[-1]["envelopes"]]
        referral = next(each for each in mail if each.get("message") in envelopes)

        self.withdraw(taken)

        opened = self.network.member("msvcc-prime", "inbox", "open", referral["id"])
        self.assertEqual(opened.code, PARTIAL, opened)
        person = opened.objects[0]["body"]["person"]
        self.assertEqual((person["firstName"], person["lastName"]), (HELD, HELD))
        self.assertNotIn("dateOfBirth", person)

    def test_a_recipient_the_person_did_not_name(self):
        named = self.consent(namedRecipients=["harbourlight-housing"])

        self.refused("RECIPIENT_NOT_NAMED", self.referral(named))
        self.refused("RECIPIENT_NOT_NAMED", self.referral(named, {
            "/envelope/recipients": [{"partner": "stillwater-refuge", "role": "SAFEHOUSE"}]}))

    def test_a_child_whose_message_rests_on_consent(self):
        child = [{"ref": "S1", "category": "VICTIM_OR_POSSIBLE_VICTIM", "adult": False}]

        self.refused("CHILD_CONSENT_LOGIC",
                     self.referral(self.consent(), {"/envelope/dataSubjects": child}))
        self.refused("CHILD_CONSENT_LOGIC", self.referral(self.consent(), {}, "child=yes"))

    def test_an_override_that_nobody_made(self):
        self.refused("OVERRIDE_NEEDS_NAMED_PERSON",
                     self.referral(self.consent(), {}, "override=nobody"))

    def test_roles_that_may_not_send_or_receive_the_kind(self):
        self.refused("ROLE_NOT_PERMITTED", self.attack(INTELLIGENCE, {
            "/envelope/recipients": [{"partner": "anti-trafficking-forum", "role": "FORUM"}]},
            "grant=content"))
        self.refused("ROLE_NOT_PERMITTED", self.attack(INTELLIGENCE, {
            "/envelope/sender": {"partner": "helpline-relay", "unit": None}}, "grant=content"))
        self.refused("ROLE_NOT_PERMITTED", self.attack(INTELLIGENCE, {
            "/envelope/sender": {"partner": "hfj", "unit": "campaigns"}}, "grant=content"))

    def test_a_purpose_or_kind_that_no_agreement_lists(self):
        self.refused("KIND_NOT_IN_AGREEMENT",
                     self.referral(self.consent(), {}, "purpose=STATISTICS"))

    def test_markings_above_and_below(self):
        self.refused("CLASSIFICATION_TOO_HIGH", self.attack(
            INTELLIGENCE, {"/envelope/marking/gsc": "SECRET"}, "grant=content"))
        self.refused("MARKING_TOO_LOW", self.referral(
            self.consent(), {"/envelope/marking/gsc": "OFFICIAL"}))

    def test_conditions_that_nobody_wrote(self):
        self.refused("CONDITIONS_REQUIRED", self.attack(
            INTELLIGENCE, {"/envelope/sharing/conditions": []}, "grant=content"))
        self.refused("CONDITIONS_REQUIRED", self.attack(
            INTELLIGENCE, {}, "grant=content", "conditions=no"))

    def test_intelligence_that_says_to_which_case_it_belongs(self):
        self.refused("LINKABILITY", self.attack(
            INTELLIGENCE, {"/envelope/caseRef": "HFJX-26-0101"}, "grant=content"))
        self.refused("LINKABILITY", self.attack(
            INTELLIGENCE, {}, "grant=content", "reference=yes"))

    def test_keys_and_modes_the_policy_does_not_give(self):
        answer = self.attack(INTELLIGENCE, {}, "grant=content,source")
        self.assertEqual((answer[0], answer[-1]), ("refused", "POLICY_DENIES"))
        answer = self.attack(REFERRAL, {"/envelope/legal/consentRefs": [self.consent()]},
                             "grant=content,needs", "mode=direct")
        self.assertEqual((answer[0], answer[-1]), ("refused", "MODE_NOT_ALLOWED"))
        answer = self.referral(self.consent(), {}, "promise=nothing")
        self.assertEqual((answer[0], answer[-1]), ("refused", "PROMISE_MISSING"))

    def test_a_consent_of_somebody_else(self):
        """The handles of another purpose or another person's record open nothing."""
        other = self.consent(namedRecipients=["fro-lanternhouse"])

        answer = self.referral(self.consent(), {}, f"consents={other}")

        self.assertEqual((answer[0], answer[-1]), ("refused", "RECIPIENT_NOT_NAMED"))


if __name__ == "__main__":
    del HostileClientTest
    unittest.main(argv=["hostile_client_test"], verbosity=2)
