"""Break-glass, from the lock that stops a reader to the review of what was opened."""

import json
import pathlib
import tempfile
import unittest
import uuid

from network import (NOT_VERIFIED, OK, PARTIAL, REFUSED, STORY, USAGE, Network, run,
                     write_message)

HOUSE, CARE, LAWYERS = "harbourlight-housing", "hfj/aftercare", "hfj/legal"
WITHHELD = "health"
REASON = "The resident is unconscious; the hospital asks what she takes"


class GlassTest(unittest.TestCase):
    """A referral whose consent ran out after the house had fetched it."""

    def setUp(self):
        own = tempfile.TemporaryDirectory()
        self.addCleanup(own.cleanup)
        self.own = pathlib.Path(own.name)
        self.network = Network(self.own / "network")
        self.addCleanup(self.network.stop)
        self.network.start()
        consent = json.loads((STORY / "4-consent.json").read_text())
        consent["body"]["expiresAt"] = "2026-01-19T00:00:00Z"
        (self.own / "4-consent.json").write_text(json.dumps(consent))
        self.done("hfj/investigations", "share", "send", self.own / "4-consent.json")
        self.done(CARE, "share", "send", STORY / "5-referral.json")
        listed = self.done(HOUSE, "inbox", "list")
        self.item = next(each["id"] for each in listed.objects
                         if each.get("kind") == "aftercare.referral")
        self.message = json.loads((STORY / "5-referral.json").read_text())["envelope"]["messageId"]
        self.move_clock_to("2026-01-19T06:00:00Z")

    def done(self, who, *arguments):
        done = self.network.member(who, *arguments)
        self.assertEqual(done.code, OK, done)
        return done

    def move_clock_to(self, when):
        """A training network's time is that of the newest message."""
        file = write_message(self.own / f"{uuid.uuid4()}.json", "1-tip.json",
                             messageId=str(uuid.uuid4()), createdAt=when)
        self.done("ctx-actgroup-northvale", "share", "send", file)

    def opened(self):
        """What the house reads, and how `inbox open` ended."""
        done = self.network.member(HOUSE, "inbox", "open", self.item)
        return (done.objects[-1] if done.code in (OK, PARTIAL) else None), done

    def reads(self, section):
        """Whether the house reads a section that needs a release."""
        message, _ = self.opened()
        person = message["body"].get("person", {})
        return {"identity": person.get("firstName") == "Tomasz",
                "health": "hand injury" in json.dumps(message["body"].get("health"))}[section]

    def request(self, name="glass.note", who=HOUSE, section=WITHHELD, ground="6.1.d", hours=24):
        reason = self.own / "reason.txt"
        reason.write_text(REASON + "\n")
        note = self.own / name
        where = ([self.item] if who == HOUSE else
                 ["--message", self.message, "--to", HOUSE, "--role", "SAFEHOUSE"])
        done = self.network.member(who, "break-glass", "request", *where, "--section", section,
                                   "--ground", ground, "--reason-file", reason, "--hours", hours,
                                   "--out", note)
        self.assertEqual(done.code, OK, done)
        return note

    def trustee(self, number):
        return ["--key", self.network.folder / "trustees" / f"trustee-{number}.key", "--name",
                f"trustee-{number}.safeconduct.example"]

    def sign(self, note, *numbers):
        for number in numbers:
            done = run("safeconduct", "break-glass", "sign", note, "--reason", f"{note}.reason",
                       *self.trustee(number))
            self.assertEqual(done.code, OK, done)
            self.assertIn(REASON, done.out)
        return note

    def submit(self, note, who=HOUSE):
        return self.network.member(who, "break-glass", "submit", note)

    def break_it(self):
        note = self.sign(self.request(), 1, 2)
        done = self.submit(note)
        self.assertEqual(done.code, OK, done)
        return note

    def status(self, who):
        said = self.done(who, "status").objects[-1]
        return {key: said[key] for key in ("breakGlass", "breakGlassInForce", "reviewsOpen",
                                           "reviewsOverdue")}

    def assert_refused(self, done, code):
        self.assertEqual(done.code, REFUSED, done)
        self.assertIn(code, [each.get("refused") for each in done.objects], done)

    def notices(self, at):
        return run("safeconduct", "--json", "trustees", "notices",
                   self.network.folder / "trustees" / "notices", "--trust",
                   self.network.folder / "trust", "--at", at)

    def test_one_section_opens_to_one_reader_for_a_day(self):
        self.assertFalse(self.reads("health") or self.reads("identity"))

        self.break_it()

        self.move_clock_to("2026-01-20T05:59:00Z")
        self.assertTrue(self.reads("health"))
        self.assertFalse(self.reads("identity"))
        self.assertEqual(self.network.audit()[0], "PASS")

    def test_who_has_not_opened_it_by_then_does_not_any_more(self):
        self.break_it()

        self.move_clock_to("2026-01-20T06:00:00Z")

        self.assertFalse(self.reads("health"))

    def test_a_shorter_time_ends_sooner(self):
        self.assertEqual(self.submit(self.sign(self.request(hours=2), 2, 4)).code, OK)
        self.move_clock_to("2026-01-19T08:00:00Z")
        self.assertFalse(self.reads("health"))

    def test_one_trustee_is_not_enough_and_a_stranger_is_none(self):
        note = self.sign(self.request(), 1)
        alone = self.submit(note)
        twice = run("safeconduct", "break-glass", "sign", note, "--reason", f"{note}.reason",
                    *self.trustee(1))
        made = run("safeconduct", "key", "new", "sign", self.own / "own.key", "--no-passphrase")
        self.assertEqual(made.code, OK, made)
        run("safeconduct", "break-glass", "sign", note, "--reason", f"{note}.reason", "--key",
            self.own / "own.key", "--name", "trustee-2.safeconduct.example")
        forged = self.submit(note)

        self.assert_refused(alone, "BREAK_GLASS_INVALID")
        self.assertNotEqual(twice.code, OK, twice)
        self.assert_refused(forged, "BREAK_GLASS_INVALID")
        self.assertFalse(self.reads("health"))
        self.assertEqual(self.status(CARE)["breakGlass"], 0)

    def test_a_changed_note_is_not_what_was_signed(self):
        note = self.sign(self.request(), 1, 2)
        changed = self.own / "changed.note"
        changed.write_text(note.read_text().replace("section health", "section identity"))
        self.assertNotEqual(changed.read_text(), note.read_text())

        self.assert_refused(self.submit(changed), "BREAK_GLASS_INVALID")
        self.assertFalse(self.reads("identity"))

    def test_a_trustee_is_shown_the_reason_and_signs_no_other(self):
        note = self.request()
        reason = pathlib.Path(f"{note}.reason")
        reason.write_text(reason.read_text().replace("unconscious", "away"))

        done = run("safeconduct", "break-glass", "sign", note, "--reason", reason,
                   *self.trustee(1))

        self.assertEqual(done.code, NOT_VERIFIED, done)

    def test_what_was_never_given_is_not_broken(self):
        withheld = self.sign(self.request("location.note", section="location"), 1, 2)
        strangers = self.sign(self.request("other.note"), 1, 2)

        self.assert_refused(self.submit(withheld), "NOT_FOUND")
        self.assert_refused(self.submit(strangers, "pol-northvale/intel"), "NOT_FOUND")
        bad = self.network.member(HOUSE, "break-glass", "request", self.item, "--section",
                                  "health", "--ground", "6.1.a", "--reason-file",
                                  self.own / "reason.txt", "--out", self.own / "bad.note")
        self.assertEqual(bad.code, USAGE, bad)

    def forbid(self, unless):
        """The trustees sign a new text of ours; the gateway starts with it."""
        file = self.network.folder / "policy" / "hfj-health.policy"
        file.write_text("policy of hfj version 1\n\nforbid no-health\n  anyone to share * [health]"
                        f"\n  with role SAFEHOUSE\n{unless}")
        for number in (1, 2, 3):
            done = run("safeconduct", "policy", "sign", file, *self.trustee(number))
            self.assertEqual(done.code, OK, done)
        self.network.stop()
        self.network.start()

    def test_a_forbid_is_not_lifted(self):
        self.forbid("")
        note = self.sign(self.request(), 1, 2, 3, 4, 5)

        self.assertEqual(self.submit(note).code, REFUSED)
        self.assertFalse(self.reads("health"))
        self.assertEqual(self.status(CARE)["breakGlass"], 0)

    def test_a_forbid_unless_trustees_approve_is_lifted_by_as_many(self):
        self.forbid("  unless approved by 3 trustees\n")
        note = self.sign(self.request(), 1, 2)
        two = self.submit(note)
        self.sign(note, 4)

        three = self.submit(note)

        self.assertEqual(two.code, REFUSED, two)
        self.assertEqual(three.code, OK, three)
        self.assertTrue(self.reads("health"))

    def test_after_its_day_an_old_note_opens_nothing(self):
        note = self.sign(self.request(), 1, 2)
        self.move_clock_to("2026-01-20T07:00:00Z")

        self.assert_refused(self.submit(note), "BREAK_GLASS_INVALID")

    def test_the_sender_may_ask_for_the_reader(self):
        note = self.sign(self.request(who=CARE), 3, 5)

        self.assertEqual(self.submit(note, CARE).code, OK)

        self.assertTrue(self.reads("health"))

    def test_the_same_note_again_changes_nothing(self):
        note = self.break_it()
        leaves = self.network.leaves()

        again = self.submit(note)

        self.assertEqual(again.code, OK, again)
        self.assertEqual(self.network.leaves(), leaves)
        self.assertEqual(self.status(CARE)["breakGlass"], 1)
        self.assertEqual(len(list((self.network.folder / "trustees/notices").iterdir())), 1)

    def test_trustees_and_the_owner_are_told_at_once_and_can_verify_it(self):
        self.break_it()

        told = self.notices("2026-01-19T06:00:00Z")
        self.assertEqual(told.code, OK, told)
        notice, = told.objects
        self.assertEqual((notice["section"], notice["trustees"], notice["originator"]),
                         ("health", 2, "hfj"))
        self.assertIn(HOUSE, notice["recipient"])
        for who in ("hfj/investigations", "hfj/aftercare", "hfj/legal", "hfj/campaigns"):
            listed = self.done(who, "break-glass", "list").objects
            kept = [each for each in listed if "breakGlass" in each]
            self.assertEqual([(each["section"], each["inForce"], each["reviewed"])
                              for each in kept], [("health", True, False)], who)
        stranger = self.done("pol-northvale/intel", "break-glass", "list").objects
        self.assertEqual([each for each in stranger if each.get("section")], [])
        self.assertEqual(self.status("pol-northvale/intel")["breakGlass"], 1)

    def test_they_are_told_even_after_the_gateway_died(self):
        self.break_it()
        self.network.stop(9)
        self.network.start()

        listed = self.done(LAWYERS, "break-glass", "list").objects
        self.assertEqual(len([each for each in listed if "breakGlass" in each]), 1)
        self.assertTrue(self.reads("health"))
        self.assertEqual(self.status(LAWYERS)["breakGlassInForce"], 1)

    def test_a_changed_notice_is_seen(self):
        self.break_it()
        file, = (self.network.folder / "gateway" / "notices").iterdir()
        text = file.read_text()
        file.write_text(text.replace("\n\n", "\nAAAA\n\n", 1))

        self.assertEqual(self.notices("2026-01-19T06:00:00Z").code, NOT_VERIFIED)

    def test_the_review_nags_until_a_third_trustee_closes_it(self):
        note = self.break_it()
        self.assertEqual(self.status(CARE), {"breakGlass": 1, "breakGlassInForce": 1,
                                             "reviewsOpen": 1, "reviewsOverdue": 0})
        self.move_clock_to("2026-01-22T06:00:01Z")
        self.assertEqual(self.status(LAWYERS), {"breakGlass": 1, "breakGlassInForce": 0,
                                                "reviewsOpen": 1, "reviewsOverdue": 1})
        doctor = self.network.member(LAWYERS, "doctor")
        self.assertIn("review", doctor.out + doctor.err)

        def review(number, out):
            return run("safeconduct", "break-glass", "review", note, "--finding", "unjustified",
                       "--at", "2026-01-22T06:00:01Z", *self.trustee(number), "--out", out)

        by_signer = review(1, self.own / "own.note")
        by_third = review(3, self.own / "review.note")
        self.assertEqual(by_signer.code, REFUSED, by_signer)
        self.assertEqual(by_third.code, OK, by_third)
        closed = self.submit(self.own / "review.note", LAWYERS)
        again = self.submit(self.own / "review.note", LAWYERS)
        self.assertEqual(closed.code, OK, closed)
        self.assertIn(again.code, (OK, REFUSED), again)
        self.assertEqual(self.status(CARE)["reviewsOpen"], 0)
        listed = self.done(CARE, "break-glass", "list").objects
        self.assertEqual([each["reviewed"] for each in listed if "breakGlass" in each], [True])
        self.assertEqual(self.network.audit()[0], "PASS")

    def test_a_frozen_reader_stays_frozen(self):
        note = self.sign(self.request(), 1, 2)
        freeze = self.own / "freeze.note"
        made = run("safeconduct", "partner", "freeze", HOUSE, "--trust",
                   self.network.folder / "trust", "--at", "2026-01-19T06:00:00Z", "--reason",
                   "precaution", "--out", freeze, *self.trustee(1))
        self.assertEqual(made.code, OK, made)
        self.done(LAWYERS, "partner", "announce", freeze)

        self.assertEqual(self.submit(note).code, REFUSED)
        self.assertEqual(self.submit(note, CARE).code, REFUSED)
        self.assertEqual(self.status(CARE)["breakGlass"], 0)


if __name__ == "__main__":
    unittest.main(argv=["glass_test"], verbosity=2)
