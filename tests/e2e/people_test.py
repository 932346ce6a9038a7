"""What only people may decide: an override of consent by a named person, its review by another,
and approvals by trustees."""

import json
import pathlib
import tempfile
import unittest
import uuid

from network import OK, REFUSED, STORY, USAGE, Network, run, write_message

REASON = "Two men asked for the worker by name at the site tonight"
OVERRIDE = {"basis": "6.1.ea-safeguarding", "decidedBy": "Duty manager u-2001",
            "decidedAt": "2026-01-15T09:20:00Z", "reason": REASON}
HELD = "[held by originating organisation]"

# The account needs two trustees for these readers; provenance stays shut whoever signs.
POLICY = """policy of hfj version 1

forbid no-account-in-haste
  role HFJ_INV to share intel.report [account]
  with role POL_INT, FWA
  unless approved by 2 trustees

forbid no-provenance
  role HFJ_INV to share intel.report [provenance]
  with role POL_INT
"""


class PeopleTest(unittest.TestCase):
    def setUp(self):
        own = tempfile.TemporaryDirectory()
        self.addCleanup(own.cleanup)
        self.own = pathlib.Path(own.name)
        self.network = Network(self.own / "network")
        self.addCleanup(self.network.stop)
        self.prepare_network()
        self.network.start()

    def prepare_network(self):
        pass

    def report(self, override=None, **changes):
        """An intelligence report of the story under an id of its own."""
        identity = str(uuid.uuid4())
        legal = json.loads((STORY / "2-intelligence.json").read_text())["envelope"]["legal"]
        file = write_message(self.own / f"{identity}.json", "2-intelligence.json",
                             messageId=identity, legal=legal | {"override": override}, **changes)
        return identity, file

    def send(self, file, *more):
        return self.network.member("hfj/investigations", "share", "send", file, *more)

    def opened(self, who):
        """The last message that came, as `who` reads it."""
        listed = self.network.member(who, "inbox", "list")
        self.assertEqual(listed.code, OK, listed)
        item = [each["id"] for each in listed.objects if "id" in each][-1]
        done = self.network.member(who, "inbox", "open", item)
        self.assertEqual(done.code, OK, done)
        return done.objects[-1]

    def key_of(self, who, name):
        return self.network.context(*who.split("/")).parent / "keys" / f"{name}.key"

    def assert_refused(self, done, code):
        self.assertEqual(done.code, REFUSED, done)
        self.assertIn(code, [each.get("refused") for each in done.objects], done)


class OverrideTest(PeopleTest):
    def reviews(self, who="hfj/investigations"):
        done = self.network.member(who, "share", "reviews", "list")
        self.assertEqual(done.code, OK, done)
        return [each for each in done.objects if "due" in each]

    def close(self, identity, key, finding="justified"):
        return self.network.member("hfj/investigations", "share", "reviews", "close", identity,
                                   "--finding", finding, "--key", key)

    def move_clock_to(self, when):
        """A training network's time is that of the newest message."""
        identity = str(uuid.uuid4())
        file = write_message(self.own / "later.json", "1-tip.json", messageId=identity,
                             createdAt=when)
        done = self.network.member("ctx-actgroup-northvale", "share", "send", file)
        self.assertEqual(done.code, OK, done)

    def test_it_opens_the_source_to_the_force_and_to_nobody_else(self):
        _, file = self.report(OVERRIDE)

        sent = self.send(file)

        self.assertEqual(sent.code, OK, sent)
        police = self.opened("pol-northvale/intel")
        inspectors = self.opened("fair-work-agency")
        self.assertIn("MEDIUM", police["body"]["riskAssessment"]["toSource"])
        self.assertEqual(inspectors["body"]["riskAssessment"]["toSource"], HELD)

    def test_without_one_the_source_stays_where_it_is(self):
        _, file = self.report()

        self.assertEqual(self.send(file).code, OK)

        police = self.opened("pol-northvale/intel")
        self.assertEqual(police["body"]["riskAssessment"]["toSource"], HELD)
        self.assertEqual(self.reviews(), [])

    def test_a_program_a_wrong_ground_and_another_day_decide_nothing(self):
        for change in ({"decidedBy": "SYSTEM"}, {"basis": "6.1.a"},
                       {"decidedAt": "2026-01-15T09:40:00Z"},
                       {"decidedAt": "2026-01-14T09:20:00Z"}):
            with self.subTest(change):
                _, file = self.report(OVERRIDE | change)
                self.assert_refused(self.send(file), "OVERRIDE_NEEDS_NAMED_PERSON")

    def test_who_is_not_among_the_deciders_of_the_partner_decides_nothing(self):
        _, file = self.report(OVERRIDE)
        made = run("safeconduct", "key", "new", "decide", self.own / "own.key", "--no-passphrase")
        self.assertEqual(made.code, OK, made)
        for key in (self.own / "own.key", self.key_of("pol-northvale/intel", "decider")):
            self.assert_refused(self.send(file, "--decided-by", key),
                                "OVERRIDE_NEEDS_NAMED_PERSON")
        units = self.network.context("hfj", "investigations").parent / "keys" / "signing.key"
        self.assertNotEqual(self.send(file, "--decided-by", units).code, OK)

    def test_who_decided_does_not_review_it_and_another_does(self):
        identity, file = self.report(OVERRIDE)
        self.assertEqual(self.send(file).code, OK)

        open_ones, of_lawyers = self.reviews(), self.reviews("hfj/legal")
        own = self.close(identity, self.key_of("hfj/legal", "decider"))
        stranger = self.close(identity, self.key_of("pol-northvale/intel", "reviewer"))
        other = self.close(identity, self.key_of("hfj/legal", "reviewer"), "unjustified")
        again = self.close(identity, self.key_of("hfj/legal", "reviewer"))

        self.assertEqual({each["message"] for each in open_ones}, {identity})
        self.assertEqual(len(of_lawyers), len(open_ones))
        self.assert_refused(own, "REVIEW_INVALID")
        self.assert_refused(stranger, "REVIEW_INVALID")
        self.assertEqual(other.code, OK, other)
        self.assertEqual(other.objects[-1]["reviewer"], "safeguarding-lead")
        self.assert_refused(again, "NOT_FOUND")
        self.assertEqual(self.reviews(), [])

    def test_a_review_that_nobody_makes_is_shown_as_overdue(self):
        _, file = self.report(OVERRIDE)
        self.assertEqual(self.send(file).code, OK)
        before = self.network.member("hfj/legal", "status").objects[-1]

        self.move_clock_to("2026-01-22T09:31:00Z")

        after = self.network.member("hfj/legal", "status").objects[-1]
        reviews = self.reviews()
        self.assertTrue(reviews)  # One of each envelope.
        self.assertEqual((before["reviewsOpen"], before["reviewsOverdue"]), (len(reviews), 0))
        self.assertEqual((after["reviewsOpen"], after["reviewsOverdue"]), (len(reviews),) * 2)
        self.assertTrue(all(each["overdue"] for each in reviews))
        doctor = self.network.member("hfj/legal", "doctor")
        self.assertIn("review", doctor.out + doctor.err)
        other = self.network.member("pol-northvale/intel", "status").objects[-1]
        self.assertEqual(other["reviewsOpen"], 0)

    def test_the_person_can_sign_elsewhere_before_the_message_is_sealed(self):
        identity, file = self.report(OVERRIDE)
        _, another = self.report(OVERRIDE)
        prepared = self.network.member("hfj/investigations", "share", "prepare", file,
                                       "--out-folder", self.own / "draft")
        self.assertEqual(prepared.code, OK, prepared)
        self.assertTrue(prepared.objects[-1]["decision"])
        draft, decision = self.own / "draft" / "draft", self.own / "decision"
        key = self.key_of("hfj/legal", "reviewer")

        wrong = run("safeconduct", "share", "decide", draft, another, "--key", key, "--out",
                    decision)
        signed = run("safeconduct", "--json", "share", "decide", draft, file, "--key", key,
                     "--out", decision)
        sent = self.send(file, "--draft", draft, "--decision", decision)

        self.assertEqual(wrong.code, USAGE, wrong)
        self.assertEqual(signed.code, OK, signed)
        self.assertEqual(sent.code, OK, sent)
        police = self.opened("pol-northvale/intel")
        self.assertIn("MEDIUM", police["body"]["riskAssessment"]["toSource"])
        self.assert_refused(self.close(identity, key), "REVIEW_INVALID")
        self.assertEqual(self.close(identity, self.key_of("hfj/legal", "decider")).code, OK)

    def test_a_frozen_person_decides_nothing_more(self):
        self.move_clock_to("2026-01-15T09:25:00Z")
        shown = run("safeconduct", "--json", "directory", "show", self.network.folder / "trust",
                    "--at", "2026-01-15T09:30:00Z")
        self.assertEqual(shown.code, OK, shown)
        partner = next(each for each in shown.objects if each.get("partner") == "hfj")
        person = next(each for each in partner["deciders"] if each["name"] == "duty-manager")
        note = self.own / "freeze.note"
        made = run("safeconduct", "partner", "freeze", "hfj", "--decider", person["id"],
                   "--trust", self.network.folder / "trust", "--at", "2026-01-15T09:25:00Z",
                   "--key", self.network.folder / "trustees" / "trustee-1.key", "--name",
                   "trustee-1.safeconduct.example", "--reason", "key-lost", "--out", note)
        self.assertEqual(made.code, OK, made)
        announced = self.network.member("hfj/legal", "partner", "announce", note)
        self.assertEqual(announced.code, OK, announced)
        _, file = self.report(OVERRIDE)
        _, another = self.report(OVERRIDE)

        refused = self.send(file)
        by_another = self.send(another, "--decided-by", self.key_of("hfj/legal", "reviewer"))

        self.assert_refused(refused, "OVERRIDE_NEEDS_NAMED_PERSON")
        self.assertEqual(by_another.code, OK, by_another)


class ApprovalTest(PeopleTest):
    def prepare_network(self):
        file = self.network.folder / "policy" / "hfj-haste.policy"
        file.write_text(POLICY)
        for number in (1, 2, 3):
            done = self.sign("policy", "sign", file, number)
            self.assertEqual(done.code, OK, done)
        for folder in self.network.folder.glob("partners/**/policy"):
            (folder / file.name).write_bytes(file.read_bytes())

    def sign(self, *command_file_number):
        *command, file, number = command_file_number
        done = run("safeconduct", *command, file, "--key",
                   self.network.folder / "trustees" / f"trustee-{number}.key", "--name",
                   f"trustee-{number}.safeconduct.example")
        return done

    def prepared(self, file, folder="draft"):
        """The draft's file, and what trustees are asked: (recipient, section) to note."""
        done = self.network.member("hfj/investigations", "share", "prepare", file, "--out-folder",
                                   self.own / folder)
        self.assertEqual(done.code, OK, done)
        said = done.objects[-1]
        return said["draft"], {(each["recipient"], each["section"]): each["note"]
                               for each in said["approvals"]}

    def approve(self, note, *numbers):
        for number in numbers:
            done = self.sign("trustees", "approve", note, number)
            self.assertEqual(done.code, OK, done)

    def account(self, who):
        return [item["text"] for item in self.opened(who)["body"]["items"]]

    def test_only_what_an_unless_names_is_asked_of_trustees(self):
        _, file = self.report()

        _, wanted = self.prepared(file)

        self.assertEqual(set(wanted), {("pol-northvale", "account"),
                                       ("fair-work-agency", "account")})

    def test_two_trustees_open_one_section_to_one_reader(self):
        _, file = self.report()
        draft, wanted = self.prepared(file)
        note = wanted["pol-northvale", "account"]
        leaves = self.network.leaves()
        self.approve(note, 1, 3)

        sent = self.send(file, "--draft", draft, "--approved", note)

        self.assertEqual(sent.code, OK, sent)
        self.assertGreater(self.network.leaves(), leaves)
        self.assertIn("Greenloop", self.account("pol-northvale/intel")[0])
        self.assertEqual(set(self.account("fair-work-agency")), {HELD})
        police = self.opened("pol-northvale/intel")
        self.assertEqual({item["provenance"] for item in police["body"]["items"]}, {HELD})

    def test_without_any_it_stays_shut(self):
        _, file = self.report()

        self.assertEqual(self.send(file).code, OK)

        self.assertEqual(set(self.account("pol-northvale/intel")), {HELD})

    def test_one_trustee_is_not_two_and_signing_again_makes_no_second(self):
        _, file = self.report()
        draft, wanted = self.prepared(file)
        note = wanted["pol-northvale", "account"]
        self.approve(note, 1)
        copy = self.own / "copy.note"
        copy.write_bytes(pathlib.Path(note).read_bytes())

        alone = self.send(file, "--draft", draft, "--approved", note)
        again = self.sign("trustees", "approve", note, 1)
        twice = self.send(file, "--draft", draft, "--approved", note, "--approved", copy)

        self.assert_refused(alone, "APPROVAL_INVALID")
        self.assertNotEqual(again.code, OK, again)
        self.assert_refused(twice, "APPROVAL_INVALID")

    def test_who_is_no_trustee_approves_nothing(self):
        _, file = self.report()
        draft, wanted = self.prepared(file)
        note = wanted["pol-northvale", "account"]
        self.approve(note, 1)
        made = run("safeconduct", "key", "new", "sign", self.own / "own.key", "--no-passphrase")
        self.assertEqual(made.code, OK, made)
        done = run("safeconduct", "trustees", "approve", note, "--key", self.own / "own.key",
                   "--name", "trustee-2.safeconduct.example")

        self.assertEqual(done.code, OK, done)
        self.assert_refused(self.send(file, "--draft", draft, "--approved", note),
                            "APPROVAL_INVALID")

    def test_an_approval_for_one_reader_or_draft_serves_no_other(self):
        _, file = self.report()
        draft, wanted = self.prepared(file)
        mine = wanted["pol-northvale", "account"]
        theirs = wanted["fair-work-agency", "account"]
        self.approve(mine, 1)
        self.approve(theirs, 2)
        mixed = self.send(file, "--draft", draft, "--approved", mine, "--approved", theirs)
        self.approve(mine, 2)
        other_draft, _ = self.prepared(file, "again")
        elsewhere = self.send(file, "--draft", other_draft, "--approved", mine)
        undrafted = self.send(file, "--approved", mine)
        _, another = self.report()
        another_file = self.send(another, "--draft", draft, "--approved", mine)

        self.assert_refused(mixed, "APPROVAL_INVALID")
        self.assert_refused(elsewhere, "APPROVAL_INVALID")
        self.assertNotEqual(undrafted.code, OK, undrafted)
        self.assertNotEqual(another_file.code, OK, another_file)


if __name__ == "__main__":
    unittest.main(argv=["people_test"], verbosity=2)
