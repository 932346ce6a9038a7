"""Promises with due dates, as their sender sees them: who owes an answer, and who is late with it."""

import json
import pathlib
import tempfile
import unittest
import uuid

from network import OK, STORY, Network

CASE = "HFJX-26-0301"
HOUSE = "harbourlight-housing"
RECORDER, DESK = "hfj/investigations", "hfj/aftercare"


class HouseTest(unittest.TestCase):
    """One network for the class; for each test a consent of its own, and a referral that rests on
    it, which the house has fetched."""

    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.shared.cleanup)
        cls.network = Network(pathlib.Path(cls.shared.name) / "network")
        cls.addClassCleanup(cls.network.stop)
        cls.network.start()

    def setUp(self):
        own = tempfile.TemporaryDirectory()
        self.addCleanup(own.cleanup)
        self.folder = pathlib.Path(own.name)
        self.before = {each["id"] for each in self.mail(HOUSE)}
        self.consent = str(uuid.uuid4())
        self.send(RECORDER, self.changed("4-consent.json", {"messageId": self.consent},
                                         {"consentId": self.consent}))
        self.referral = str(uuid.uuid4())
        self.send(DESK, self.changed("5-referral.json", {"messageId": self.referral},
                                     {}, consents=[self.consent]))
        self.mail(HOUSE)

    def changed(self, template, envelope, body, consents=None):
        """A message of the story with other values; about a case of the test's own."""
        message = json.loads((STORY / template).read_text())
        message["envelope"].update({"caseRef": CASE, **envelope})
        message["body"].update(body)
        if consents is not None:
            message["envelope"]["legal"]["consentRefs"] = consents
        file = self.folder / f"{uuid.uuid4()}.json"
        file.write_text(json.dumps(message, ensure_ascii=False))
        return file

    def good(self, done):
        self.assertEqual(done.code, OK, done)
        return done.objects

    def member(self, who, *arguments):
        return self.network.member(who, *arguments)

    def send(self, who, file):
        return self.good(self.member(who, "share", "send", file))

    def mail(self, who):
        return self.good(self.member(who, "inbox", "list"))

    def item(self, kind):
        """The one of this kind that came during this test; the newest when there are several."""
        return [each["id"] for each in self.mail(HOUSE)
                if each["kind"] == kind and each["id"] not in self.before][-1]

    def owed(self, who, *more):
        return [row for row in self.good(self.member(who, "share", "overdue", *more))
                if row["message"] == self.referral]

    def withdraw(self, action, purposes=("CARE_PLACEMENT",), basis=None, at="2026-01-20T09:00:00Z"):
        """A withdrawal to the house, written by hand."""
        message = json.loads((STORY / "4-consent.json").read_text())
        envelope = message["envelope"]
        required = {"partner": HOUSE, "action": action}
        if basis:
            required["basis"] = basis
        envelope.update({"messageId": str(uuid.uuid4()), "kind": "consent.withdraw",
                         "createdAt": at, "inReplyTo": self.consent, "urgency": "IMMEDIATE",
                         "caseRef": CASE,
                         "recipients": [{"partner": HOUSE, "role": "SAFEHOUSE"}]})
        message["body"] = {"consentId": self.consent, "withdrawnPurposes": list(purposes),
                           "effectiveAt": at, "requestedBy": "SELF", "required": [required],
                           "reason": None, "nrmEffect": None}
        file = self.folder / f"{uuid.uuid4()}.json"
        file.write_text(json.dumps(message, ensure_ascii=False))
        self.send(RECORDER, file)
        return envelope["messageId"], self.item("consent.withdraw")


class PromiseTest(HouseTest):
    def test_the_sender_sees_who_owes_what_and_who_is_late(self):
        asked = self.good(self.member(DESK, "share", "status", self.referral))[-1]["promises"]
        self.assertEqual({(row["recipient"], row["due"], row["progress"]) for row in asked},
                         {("harbourlight-housing/main", "2026-01-18T20:00:00Z", "fetched"),
                          ("msvcc-prime/main", "2026-01-18T20:00:00Z", "waiting")})
        self.assertEqual(self.owed(DESK, "--at", "2026-01-18T19:59:59Z"), [])
        late = self.owed(DESK, "--at", "2026-01-19T00:00:00Z")
        self.assertEqual({row["recipient"] for row in late},
                         {"harbourlight-housing/main", "msvcc-prime/main"})

        self.good(self.member(HOUSE, "inbox", "ack", self.item("aftercare.referral")))

        late = self.owed(DESK, "--at", "2026-01-19T00:00:00Z")
        self.assertEqual([row["recipient"] for row in late], ["msvcc-prime/main"])
        every = self.owed(DESK, "--all", "--at", "2026-01-19T00:00:00Z")
        self.assertEqual([row["state"].split()[0] for row in every], ["overdue", "kept"])

    def test_an_answer_once_seen_is_remembered(self):
        self.good(self.member(HOUSE, "inbox", "ack", self.item("aftercare.referral")))
        self.owed(DESK, "--all")
        book = self.network.folder / "partners/hfj/aftercare/state/answers"
        self.assertIn("SAFEHOUSE", book.read_text())

    def test_who_has_not_answered_a_withdrawal_stands_first_in_the_list_of_consents(self):
        message, paper = self.withdraw("STOP_USE")

        def unanswered(at):
            rows = self.good(self.member(RECORDER, "consent", "list", "--at", at))
            return [(row["message"], row["state"]) for row in rows
                    if "owes" in row and row["message"] == message]

        self.assertEqual(unanswered("2026-01-20T10:00:00Z"), [(message, "open")])
        self.assertEqual(unanswered("2026-01-21T09:00:00Z"), [(message, "overdue")])
        self.good(self.member(HOUSE, "inbox", "ack", paper))
        self.assertEqual(unanswered("2026-01-21T09:00:00Z"), [])


if __name__ == "__main__":
    unittest.main(argv=["promise_test"], verbosity=2)
