"""Consent through the built programs: the sheet a person signs, the record, who may rely on it."""

import hashlib
import html.parser
import json
import pathlib
import re
import tempfile
import unicodedata
import unittest

from network import NOT_VERIFIED, OK, REFUSED, ROOT, USAGE, Network, run

CATALOGUES = ROOT / "gateway" / "sheet" / "catalogue"
LANGUAGES = ("en", "pl", "ro", "sq", "vi")
PURPOSES = "CARE_PLACEMENT,HEALTH"
HOUSE = "harbourlight-housing/SAFEHOUSE"


class NetworkTest(unittest.TestCase):
    """One network for the class, an empty folder for each test."""

    @classmethod
    def setUpClass(cls):
        cls.shared = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.shared.cleanup)
        cls.network = Network(pathlib.Path(cls.shared.name) / "network")
        cls.addClassCleanup(cls.network.stop)

    def setUp(self):
        own = tempfile.TemporaryDirectory()
        self.addCleanup(own.cleanup)
        self.folder = pathlib.Path(own.name)

    def good(self, done):
        self.assertEqual(done.code, OK, done)
        return done.objects

    def member(self, who, *arguments):
        return self.network.member(who, *arguments)


class WellFormed(html.parser.HTMLParser):
    """Fails on elements that do not nest, and collects what people read."""

    def __init__(self):
        super().__init__()
        self.open, self.words = [], []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta",):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if self.open.pop() != tag:
            raise AssertionError(f"</{tag}> closes something else")

    def handle_data(self, data):
        if "style" not in self.open:
            self.words += data.split()


class SheetTest(NetworkTest):
    def sheet(self, *more, who="hfj/investigations"):
        return self.member(who, "consent", "sheet", *more)

    def test_catalogues_are_composed_utf8(self):
        files = sorted(CATALOGUES.glob("*.txt"))
        self.assertEqual([file.stem for file in files], sorted(LANGUAGES))
        for file in files:
            text = file.read_text(encoding="utf-8")
            self.assertEqual(text, unicodedata.normalize("NFC", text), file)

    def test_it_is_made_from_the_signed_policy_and_always_the_same(self):
        asked = ("--purposes", PURPOSES, "--recipient", HOUSE)
        first, second = (self.good(self.sheet(*asked))[0] for _ in range(2))
        self.assertEqual(first, second)
        placement, health = first["purposes"]
        house = placement["flows"][0]
        self.assertEqual((house["partner"], house["role"]), ("harbourlight-housing", "SAFEHOUSE"))
        shapes = {group["group"]: (group["shape"], group["onward"]) for group in house["groups"]}
        self.assertEqual(shapes["F02"], ("full", False))
        self.assertEqual(shapes["F01"], ("token", True))
        self.assertNotIn("F12", shapes)
        self.assertEqual([group["group"] for group in health["flows"][0]["groups"]], ["F12"])
        for needed in ("Your care does not depend on your answer", "Police may keep",
                       "your name, and other names you use", first["version"]):
            self.assertIn(needed, first["text"].replace("\n", " ").replace("   ", ""))

    def test_every_language_and_age_prints(self):
        versions = set()
        for language in LANGUAGES:
            for child in ([], ["--child"]):
                done = self.good(self.sheet("--purposes", PURPOSES, "--recipient", HOUSE, "--lang",
                                            language, "--exclude", "CASE_STUDY", *child))[0]
                self.assertEqual(done["language"], language)
                self.assertIs(done["reviewed"], language == "en")
                self.assertEqual("qualified translator" in done["text"], language != "en")
                versions.add(done["version"])
        self.assertEqual(len(versions), 2 * len(LANGUAGES))

    def test_the_page_is_well_formed_and_says_what_the_text_says(self):
        asked = ("--purposes", PURPOSES + ",POLICE_IDENTITY", "--recipient", HOUSE, "--recipient",
                 "pol-northvale/oic", "--lang", "vi")
        text = self.good(self.sheet(*asked))[0]["text"]
        page = self.good(self.sheet(*asked, "--html", "--large"))[0]["html"]
        reader = WellFormed()
        reader.feed(page)
        self.assertEqual(reader.open, [])
        self.assertIn('<html lang="vi" class="large">', page)
        self.assertNotRegex(page, r"https?://|src=|@import|url\(")
        plain = [word for word in text.split() if not re.fullmatch(r"[-=_\[\]!]*_*:?", word)]
        shown = [word for word in reader.words if word not in ("[", "]")]
        missing = {word.rstrip(":") for word in plain} - {word.rstrip(":") for word in shown}
        self.assertEqual(missing, set())

    def test_people_get_the_sheet_itself(self):
        done = run("safeconduct", "--context", self.network.context("hfj", "investigations"),
                   "consent", "sheet", "--purposes", "FOLLOW_UP", "--recipient", HOUSE)
        self.assertEqual(done.code, OK, done)
        self.assertTrue(done.out.startswith("Who may know about you, and why\n====="))

    def test_no_key_is_needed_to_print_one(self):
        done = run("safeconduct", "--json", "consent", "sheet", "--trust",
                   self.network.folder / "trust", "--policy", self.network.folder / "policy",
                   "--at", "2026-06-01", "--purposes", PURPOSES, "--recipient", HOUSE)
        self.assertEqual(done.code, OK, done)
        self.assertEqual(done.objects[0]["recorder"], "hfj")

    def test_a_policy_nobody_signed_makes_no_sheet(self):
        other = Network(self.folder / "other")
        done = run("safeconduct", "consent", "sheet", "--trust", self.network.folder / "trust",
                   "--policy", other.folder / "policy", "--at", "2026-06-01", "--purposes",
                   PURPOSES, "--recipient", HOUSE)
        self.assertEqual(done.code, NOT_VERIFIED, done)

    def test_what_is_misspelt_is_refused_with_what_was_meant(self):
        cases = {
            "did you mean CARE_PLACEMENT?": ("--purposes", "CARE_PLACEMNT", "--recipient", HOUSE),
            "did you mean harbourlight-housing?": ("--purposes", PURPOSES, "--recipient",
                                                   "harbourlite-housing"),
            "write PARTNER, PARTNER/UNIT or PARTNER/ROLE": ("--purposes", PURPOSES, "--recipient",
                                                            "msvcc-prime:SAFEHOUS"),
            "there is en, pl, ro, sq and vi": ("--purposes", PURPOSES, "--recipient", HOUSE,
                                               "--lang", "de"),
            "write a date like 2027-01-17": ("--purposes", PURPOSES, "--recipient", HOUSE,
                                             "--until", "2025-01-01"),
            "name what the person is asked, for example CARE_PLACEMENT": ("--recipient", HOUSE),
            "a purpose is either agreed to or excluded": ("--purposes", PURPOSES, "--recipient",
                                                          HOUSE, "--exclude", "HEALTH"),
        }
        for next_step, arguments in cases.items():
            done = self.sheet(*arguments)
            self.assertEqual(done.code, USAGE, done)
            self.assertIn(next_step, [each["next"] for each in done.objects], done)


class GrantTest(NetworkTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.network.start()

    def setUp(self):
        super().setUp()
        self.evidence = self.folder / "scan.pdf"
        self.evidence.write_bytes(b"a scan of the signed sheet")

    def grant(self, *more, who="hfj/investigations"):
        return self.member(who, "consent", "grant", "--case", "HFJX-26-0201", "--pseudonym",
                           "PLOVER", *more)

    def proper(self, *more, purposes=PURPOSES, recipient=HOUSE):
        return self.grant("--purposes", purposes, "--recipient", recipient, "--lang", "pl",
                          "--interpreter", "phone 4471", "--evidence", self.evidence,
                          "--understood", *more)

    def listed(self, who="hfj/investigations", *more):
        return self.good(self.member(who, "consent", "list", *more))

    def consent(self, identity, *more):
        return next(each for each in self.listed("hfj/investigations", *more)
                    if each.get("consent") == identity)

    def test_a_grant_is_recorded_and_reaches_those_who_may_rely_on_it(self):
        before = {each["id"]
                  for each in self.good(self.member("harbourlight-housing", "inbox", "list"))}
        done = self.good(self.proper("--until", "2027-01-17", "--exclude", "CASE_STUDY"))
        identity = done[0]["consent"]
        self.assertTrue(done[0]["notice"].startswith("CS-"))
        self.assertEqual(done[0]["evidence"],
                         hashlib.sha256(self.evidence.read_bytes()).hexdigest())
        self.assertIs(done[-1]["accepted"], True)

        found = self.consent(identity)
        self.assertEqual([(each["purpose"], each["recipient"], each["role"], each["until"],
                           each["state"]) for each in found["entries"]],
                         [("CARE_PLACEMENT", "harbourlight-housing", "SAFEHOUSE",
                           "2027-01-17T00:00:00Z", "live"),
                          ("HEALTH", "harbourlight-housing", "SAFEHOUSE", "2027-01-17T00:00:00Z",
                           "live")])
        mail = self.good(self.member("harbourlight-housing", "inbox", "list"))
        record = next(each for each in mail
                      if each["kind"] == "consent.record" and each["id"] not in before)
        opened = self.good(self.member("harbourlight-housing", "inbox", "open", record["id"]))[0]
        self.assertEqual(opened["body"]["explainedIn"], "Polish")
        self.assertEqual(opened["body"]["privacyNoticeVersion"], done[0]["notice"])
        self.assertEqual(opened["body"]["excluded"], ["CASE_STUDY"])
        self.assertNotIn("HFJX", json.dumps(opened))
        self.assertEqual(list((self.network.folder / "partners/hfj/investigations").rglob(
            f"papers/{identity}*")), [], "nothing readable stays behind")

    def test_edges_of_validity_are_exact(self):
        identity = self.good(self.proper("--until", "2027-01-17"))[0]["consent"]

        def states(at):
            return {each["state"] for each in self.consent(identity, "--at", at)["entries"]}

        self.assertEqual(states("2027-01-16T23:59:59Z"), {"live"})
        self.assertEqual(states("2027-01-17T00:00:00Z"), {"expired"})
        self.assertEqual(states("2025-12-31T23:59:59Z"), {"not yet"})

    def test_others_are_not_shown_a_consent(self):
        identity = self.good(self.proper())[0]["consent"]
        for who in ("harbourlight-housing", "hfj/legal"):
            self.assertNotIn(identity, [each.get("consent") for each in self.listed(who)])

    def test_what_is_planned_is_not_sent(self):
        before = self.network.leaves()
        done = self.good(self.proper("--plan"))
        self.assertTrue(any(each.get("recipient") == "harbourlight-housing" for each in done))
        self.assertEqual(self.network.leaves(), before)
        self.assertNotIn(done[0]["consent"], [each.get("consent") for each in self.listed()])

    def test_without_understanding_evidence_or_interpreter_there_is_no_consent(self):
        asked = ["--purposes", PURPOSES, "--recipient", HOUSE]
        rest = {"--understood": [], "--evidence": [self.evidence], "--interpreter": ["none"]}
        for missing in rest:
            given = [part for option, value in rest.items() if option != missing
                     for part in (option, *value)]
            done = self.grant(*asked, *given)
            self.assertEqual(done.code, USAGE, done)
            self.assertIn(missing, done.objects[-1]["next"])

    def test_an_unknown_name_is_an_error_and_nothing_is_sent(self):
        before = self.network.leaves()
        done = self.proper(recipient="mocksworth-solicitors")
        self.assertEqual(done.code, USAGE, done)
        self.assertIn("nobody would be meant", done.objects[-1]["error"])
        self.assertEqual(self.network.leaves(), before)

    def test_a_grant_from_a_printed_sheet_says_which_one_was_signed(self):
        printed = self.folder / "sheet.json"
        sheet = self.good(self.member("hfj/investigations", "consent", "sheet", "--purposes",
                                      PURPOSES, "--recipient", HOUSE, "--lang", "pl"))[0]
        printed.write_text(json.dumps(sheet))
        signed = ("--sheet", printed, "--interpreter", "none", "--evidence", self.evidence,
                  "--understood")

        whole = self.good(self.grant(*signed))[0]
        part = self.good(self.grant(*signed, "--purposes", "CARE_PLACEMENT"))[0]
        more = self.grant(*signed, "--purposes", PURPOSES + ",FOLLOW_UP")
        elsewhere = self.grant(*signed, "--recipient", "stillwater-refuge")

        self.assertEqual(whole["notice"], sheet["version"])
        self.assertEqual(part["purposes"], ["CARE_PLACEMENT"])
        self.assertEqual(part["notice"], sheet["version"])
        for refused in (more, elsewhere):
            self.assertEqual(refused.code, USAGE, refused)
            self.assertIn("does not ask for all of this", refused.objects[-1]["error"])

        sheet["version"] = "CS-" + "0" * 20
        printed.write_text(json.dumps(sheet))
        changed = self.grant(*signed)
        self.assertEqual(changed.code, REFUSED, changed)
        self.assertIn("the signed rules have changed", changed.objects[-1]["error"])

    def test_a_small_file_may_hold_the_options(self):
        file = self.folder / "grant.json"
        file.write_text(json.dumps({
            "purposes": ["CARE_PLACEMENT"], "recipients": [HOUSE, "msvcc-prime:MSVCC"],
            "excluded": ["POLICE_IDENTITY"], "language": "ro", "understood": True,
            "interpreter": "none", "evidence": str(self.evidence), "until": "2027-01-01"}))
        done = self.good(self.grant("--from", file))[0]
        self.assertEqual(done["recipients"], ["harbourlight-housing:SAFEHOUSE",
                                              "msvcc-prime:MSVCC"])

        for text, next_step in (('{"purpose": []}', "did you mean purposes?"),
                                ('{"purposes": "HEALTH"}', "lists in brackets"),
                                ("[]", "see the example")):
            file.write_text(text)
            wrong = self.grant("--from", file)
            self.assertEqual(wrong.code, USAGE, wrong)
            self.assertIn(next_step, wrong.objects[-1]["next"])

    def test_a_child_is_recorded_as_one(self):
        done = self.good(self.proper("--child", "--given-by", "GUARDIAN", "--capacity",
                                     "BEST_INTERESTS", purposes="HEALTH"))
        mail = self.good(self.member("harbourlight-housing", "inbox", "list"))
        opened = [self.good(self.member("harbourlight-housing", "inbox", "open", each["id"]))[0]
                  for each in mail if each["kind"] == "consent.record"]
        child = next(each for each in opened
                     if each["body"]["privacyNoticeVersion"] == done[0]["notice"])
        self.assertEqual(child["envelope"]["dataSubjects"][0]["adult"], False)
        self.assertEqual(child["body"]["givenBy"], "GUARDIAN")

    def test_a_house_that_records_a_consent_tells_the_ngo(self):
        done = self.good(self.grant("--purposes", "ADVOCACY", "--recipient", "hfj/legal",
                                    "--interpreter", "none", "--evidence", self.evidence,
                                    "--understood", who="harbourlight-housing"))
        told = {(each["recipient"], each["role"]) for each in done if "role" in each}
        self.assertIn(("hfj", "HFJ_LEGAL"), told)
        self.assertTrue(all(partner == "hfj" for partner, _ in told))

    # ── taken back ──

    def withdraw(self, identity, *more):
        return self.member("hfj/investigations", "consent", "withdraw", identity, *more)

    def unanswered(self, message, *more):
        return [(each["recipient"], each["state"])
                for each in self.listed("hfj/investigations", *more)
                if "owes" in each and each["message"] == message]

    def test_a_withdrawal_tells_whom_it_named_what_to_do(self):
        identity = self.good(self.proper())[0]["consent"]

        done = self.good(self.withdraw(identity, "--action", "harbourlight-housing=DELETE"))

        self.assertEqual(done[0]["consent"], identity)
        self.assertEqual(done[0]["purposes"], ["CARE_PLACEMENT", "HEALTH"])
        self.assertEqual(done[0]["required"],
                         [{"partner": "harbourlight-housing", "action": "DELETE"}])
        message = done[0]["withdrawal"]
        self.assertEqual(self.unanswered(message), [("harbourlight-housing/main", "open")])
        mail = self.good(self.member("harbourlight-housing", "inbox", "list"))
        papers = [each["id"] for each in mail if each["kind"] == "consent.withdraw"]
        opened = self.good(self.member("harbourlight-housing", "inbox", "open", papers[-1]))[0]
        self.assertEqual(opened["body"]["withdrawnPurposes"], ["CARE_PLACEMENT", "HEALTH"])
        self.assertNotIn("HFJX", json.dumps(opened))

        self.good(self.member("harbourlight-housing", "inbox", "ack", papers[-1]))

        self.assertEqual(self.unanswered(message), [])

    def test_who_does_not_answer_is_overdue_after_a_day(self):
        identity = self.good(self.proper())[0]["consent"]
        message = self.good(self.withdraw(identity))[0]["withdrawal"]

        self.assertEqual(self.unanswered(message, "--at", "2029-01-01"),
                         [("harbourlight-housing/main", "overdue")])

    def test_one_purpose_may_be_taken_back_alone(self):
        identity = self.good(self.proper())[0]["consent"]
        before = self.network.leaves()
        done = self.good(self.withdraw(identity, "--purposes", "HEALTH", "--plan"))
        self.assertEqual(done[0]["purposes"], ["HEALTH"])
        self.assertEqual(self.network.leaves(), before, "a plan sends nothing")

    def test_a_withdrawal_that_means_nothing_is_refused_and_nothing_is_sent(self):
        identity = self.good(self.proper())[0]["consent"]
        before = self.network.leaves()
        cases = {
            "`consent list` shows them": ("nothing",),
            "`consent list` shows those this unit recorded": (
                "0d3f7a52-9b1e-4c6d-8a70-5e2f1b3c4d5e",),
            "did you mean HEALTH?": (identity, "--purposes", "HEALHT"),
            "`consent list` shows what it has": (identity, "--purposes", "ZZZZZZZZZZZZZZZZ"),
            "write PARTNER=DELETE": (identity, "--action", "DELETE"),
            "did you mean harbourlight-housing?": (identity, "--action",
                                                   "harbourlite-housing=DELETE"),
            "did you mean DELETE?": (identity, "--action", "harbourlight-housing=DELET"),
            "name one like P3 or 9.2.f": (identity, "--action",
                                          "harbourlight-housing=DELETE:because"),
            "name the legal basis: PARTNER=RETAIN_UNDER_LEGAL_HOLD:P3": (
                identity, "--action", "harbourlight-housing=RETAIN_UNDER_LEGAL_HOLD"),
        }
        for next_step, arguments in cases.items():
            done = self.withdraw(*arguments)
            self.assertEqual(done.code, USAGE, done)
            self.assertIn(next_step, [each.get("next") for each in done.objects], done)
        self.assertEqual(self.network.leaves(), before)

    def test_only_the_partner_who_recorded_it_takes_it_back(self):
        identity = self.good(self.proper())[0]["consent"]
        done = self.member("harbourlight-housing", "consent", "withdraw", identity)
        self.assertEqual(done.code, USAGE, done)


if __name__ == "__main__":
    unittest.main(argv=["consent_test"], verbosity=2)
