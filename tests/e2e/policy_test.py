import csv
import html.parser
import io
import json
import pathlib
import shutil

from harness import FAILED, NOW, OK, REFUSED, USAGE, NetworkTest, main

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "keys-example" / "policy"
ASK = ("--from", "hfj/aftercare/HFJ_CARE", "--to", "harbourlight-housing/SAFEHOUSE", "--kind",
       "aftercare.referral", "--purpose", "VICTIM_SUPPORT", "--basis", "6.1.a", "--at", NOW)

GOOD = """policy of hfj version 1

permit tip
  role TIPSTER to share tip.intake [content]
  with role HFJ_INV
  for CRIME_PREVENTION
"""


class PolicyTest(NetworkTest):
    def policies(self):
        return sorted((self.network / "policy").glob("*.policy"))

    def write(self, text, name="own.policy"):
        file = self.own / name
        file.write_text(text)
        return file

    def test_check_loads_signed_notes_together_with_their_directory(self):
        said = self.objects("policy", "check", *self.policies(), "--trust", self.trust,
                            "--at", NOW)[0]
        self.assertTrue(said["good"])
        self.assertEqual(said["texts"], len(self.policies()))
        self.assertGreater(said["agreements"], 0)

    def test_check_takes_plain_texts(self):
        self.assertIn("good: 1 texts, 1 rules", self.succeed("policy", "check", self.write(GOOD)))

    def test_check_names_file_line_column_and_what_was_meant(self):
        file = self.write(GOOD.replace("HFJ_INV", "HFJ_INW").replace("[content]", "[contnt]"))
        said = self.refuse(FAILED, "policy", "check", file)
        self.assertIn(f"{file}:4:37", said)
        self.assertIn(f"{file}:5:13", said)
        self.assertIn("content", said)
        self.assertIn("HFJ_INV", said)

    def test_check_finds_parties_that_the_directory_lacks(self):
        file = self.write(GOOD.replace("role HFJ_INV", "harborlight-housing"))
        self.succeed("policy", "check", file)
        said = self.refuse(FAILED, "policy", "check", file, "--trust", self.trust, "--at", NOW)
        self.assertIn("harbourlight-housing", said)

    def test_check_refuses_one_name_twice(self):
        self.refuse(FAILED, "policy", "check", self.write(GOOD), self.write(GOOD, "again.policy"))

    def test_check_wants_a_file(self):
        self.refuse(FAILED, "policy", "check", self.own / "nothing.policy")

    def test_fmt_gives_one_layout_and_keeps_it(self):
        file = self.write(GOOD.replace("\n  with", " with").replace("  for", "      for"))
        once = self.succeed("policy", "fmt", file)
        self.assertEqual(self.succeed("policy", "fmt", self.write(once, "b.policy")), once)
        said = self.objects("policy", "fmt", self.own / "b.policy")[0]
        self.assertTrue(said["canonical"])

    def test_fmt_refuses_what_does_not_load(self):
        self.refuse(FAILED, "policy", "fmt", self.write(GOOD.replace("permit", "allow")))

    def test_matrix_says_who_could_ever_get_what(self):
        rows = self.objects("policy", "matrix", self.write(GOOD))
        given = [row for row in rows if row["answer"] != "no"]
        self.assertEqual([(row["kind"], row["section"], row["role"], row["rules"])
                          for row in given], [("tip.intake", "content", "HFJ_INV", ["tip"])])
        table = list(csv.DictReader(io.StringIO(
            self.succeed("policy", "matrix", "--csv", self.write(GOOD)))))
        self.assertEqual(len(table), len(rows))
        self.assertIn("HFJ_INV", self.succeed("policy", "matrix", self.write(GOOD)))

    def test_matrix_of_the_training_network_gives_no_tip_to_police(self):
        rows = self.objects("policy", "matrix", *self.policies())
        answers = {(row["kind"], row["role"]): row["answer"] for row in rows
                   if row["section"] == "content"}
        self.assertEqual(answers["tip.intake", "POL_INT"], "no")
        self.assertNotEqual(answers["tip.intake", "HFJ_INV"], "no")

    def test_matrix_refuses_what_does_not_load(self):
        self.refuse(FAILED, "policy", "matrix", self.write("policy of hfj\n"))

    def test_check_reports_all_errors_at_once_and_suggests_what_was_meant(self):
        file = self.write(GOOD.replace("TIPSTER", "TIPSTR").replace("PREVENTION", "PREVENTON"))
        said = self.refuse(FAILED, "policy", "check", file)
        for word in (f"{file}:4:", f"{file}:6:", "TIPSTER", "CRIME_PREVENTION"):
            self.assertIn(word, said)

    def test_check_says_which_agreements_end_soon(self):
        agreement = ("agreement ISA-1 between hfj and harbourlight-housing\n"
                     "  from 2026-01-01 until 2026-06-30\n  purposes VICTIM_SUPPORT\n")
        text = GOOD + "\n" + agreement
        for at, within in (("2026-04-30", None), ("2026-05-02", 60), ("2026-06-01", 30),
                           ("2026-06-24", 7)):
            said = self.objects("policy", "check", self.write(text), "--at", at + "T00:00:00Z")
            self.assertEqual([each.get("within") for each in said if "notice" in each],
                             [] if within is None else [within], at)
        said = self.succeed("policy", "check", self.write(text), "--at", "2026-07-01T00:00:00Z")
        self.assertIn("notice: ", said)
        self.assertIn("ISA-1", said)

    def test_explain_names_the_rule_behind_a_yes_and_where_it_stands(self):
        said = self.objects("policy", "explain", EXAMPLE, *ASK, "--section", "identity",
                            "--consent", "CARE_PLACEMENT")
        answer = next(each for each in said if each.get("section") == "identity")
        self.assertEqual((answer["answer"], answer["mode"], answer["rule"]),
                         ("yes", "release", "placement-identity"))
        self.assertIn("hfj-aftercare.policy:", answer["place"])
        self.assertEqual(answer["needs"], [])

    def test_explain_says_of_a_no_what_is_the_least_that_would_make_it_a_yes(self):
        done = self.run_program("--json", "policy", "explain", EXAMPLE, *ASK, "--section", "health",
                                "--consent", "CARE_PLACEMENT")
        self.assertEqual(done.returncode, REFUSED, done.stdout + done.stderr)
        answer = next(each for each in map(json.loads, done.stdout.splitlines())
                      if each.get("section") == "health")
        self.assertEqual((answer["answer"], answer["outcome"]), ("no", "condition-failed"))
        self.assertIn("HEALTH", json.dumps(answer["needs"]))
        self.assertIn("consent", answer["missing"])
        # What it asked for is enough.
        self.succeed("policy", "explain", EXAMPLE, *ASK, "--section", "health", "--consent",
                     "CARE_PLACEMENT,HEALTH")

    def test_explain_finds_the_roles_of_a_sender_in_the_directory(self):
        ask = [word.replace("/HFJ_CARE", "") for word in ASK]
        self.succeed("policy", "explain", EXAMPLE, *ask, "--section", "content", "--consent",
                     "CARE_PLACEMENT", "--trust", self.trust)
        self.refuse(USAGE, "policy", "explain", EXAMPLE, *ask, "--section", "content")
        self.refuse(USAGE, "policy", "explain", EXAMPLE, *ASK, "--section", "helth")

    def test_matrix_is_a_page_that_prints_and_fetches_nothing(self):
        page = self.succeed("policy", "matrix", EXAMPLE, "--html")
        tags = []

        class Reader(html.parser.HTMLParser):
            def handle_starttag(self, tag, attributes):
                tags.append((tag, dict(attributes)))

        Reader().feed(page)
        names = [tag for tag, _ in tags]
        self.assertEqual(names.count("h2"), 26)
        self.assertGreater(names.count("table"), 20)
        self.assertIn("permit placement-identity", page)
        self.assertFalse([tag for tag, given in tags if tag in ("script", "link", "img")
                          or {"src", "href"} & set(given)])
        self.assertEqual(self.succeed("policy", "matrix", EXAMPLE, "--html"), page)
        self.assertEqual(self.run_program("policy", "matrix", EXAMPLE, "--html", "--csv").returncode,
                         USAGE)

    def test_who_can_lists_receivers_and_senders_and_when(self):
        said = self.objects("policy", "who-can", EXAMPLE, "--kind", "aftercare.referral",
                            "--section", "identity")
        receives = [each for each in said if each["direction"] == "receive"]
        roles = {role for each in receives for role in ("SAFEHOUSE", "MSVCC", "LA", "POL_INT")
                 if role in json.dumps(each["to"])}
        self.assertEqual(roles, {"SAFEHOUSE", "MSVCC", "LA"})
        self.assertIn("placement-identity", {each["rule"] for each in receives})
        self.assertTrue([each for each in said if each["direction"] == "send"])
        shown = self.succeed("policy", "who-can", EXAMPLE, "--kind", "aftercare.referral", "--trust",
                             self.trust, "--at", NOW)
        self.assertIn("harbourlight-housing", shown)
        self.refuse(USAGE, "policy", "who-can", EXAMPLE, "--kind", "aftercare.referal")

    def test_what_can_lists_what_a_role_and_what_a_partner_may(self):
        said = self.objects("policy", "what-can", EXAMPLE, "--who", "TIPSTER")
        self.assertEqual({(each["direction"], each["kind"]) for each in said
                          if each["direction"] == "send"}, {("send", "tip.intake")})
        said = self.objects("policy", "what-can", EXAMPLE, "--who", "harbourlight-housing",
                            "--trust", self.trust, "--at", NOW)
        kinds = {each["kind"] for each in said if each["direction"] == "receive"}
        self.assertIn("aftercare.referral", kinds)
        self.assertNotIn("intel.report", kinds)
        self.refuse(USAGE, "policy", "what-can", EXAMPLE, "--who", "SAFEHOSE")

    def test_cases_of_the_example_hold_and_a_wrong_one_says_what_came(self):
        said = self.objects("policy", "test", EXAMPLE)[-1]
        self.assertEqual(said["failures"], 0)
        self.assertGreater(said["rows"], 5)
        wrong = self.own / "wrong.cases"
        wrong.write_text((EXAMPLE / "aftercare.cases").read_text().replace(
            "| identity |                |       | no condition ",
            "| identity |                |       | yes          "))
        done = self.run_program("--json", "policy", "test", *EXAMPLE.glob("*.policy"), wrong)
        self.assertEqual(done.returncode, REFUSED, done.stdout + done.stderr)
        failed = json.loads(done.stdout.splitlines()[0])
        self.assertEqual((failed["expected"], failed["came"]),
                         ("yes, by rule placement-identity", "no condition"))
        self.assertIn("consent", failed["missing"])

    def test_cases_that_make_no_sense_or_are_not_there_are_errors(self):
        self.refuse(USAGE, "policy", "test", self.write(GOOD))
        cases = self.own / "own.cases"
        cases.write_text("cases of hfj version 1\n\nfrm: hfj\n| expekt |\n| yes |\n")
        said = self.refuse(FAILED, "policy", "test", self.write(GOOD), cases)
        for word in (f"{cases}:3:1", f"{cases}:4:3", "from", "expect"):
            self.assertIn(word, said)

    def test_diff_says_who_gains_and_who_loses_what(self):
        after = self.own / "after"
        shutil.copytree(EXAMPLE, after)
        file = after / "hfj-aftercare.policy"
        file.write_text(file.read_text().replace("""permit placement-risk
  role HFJ_CARE, FRO to share aftercare.referral [risk]
  with role MSVCC, SAFEHOUSE
""", """permit placement-risk
  role HFJ_CARE, FRO to share aftercare.referral [risk]
  with role MSVCC, HEALTH
"""))
        said = self.objects("policy", "diff", EXAMPLE, after)
        changes = {(each["change"], *each["to"], *each["sections"]) for each in said
                   if "sections" in each}
        self.assertEqual(changes, {("gains", "role HEALTH", "risk"),
                                   ("loses", "role SAFEHOUSE", "risk")})
        self.assertIn("nobody gains", self.succeed("policy", "diff", EXAMPLE, EXAMPLE))

    def test_sign_is_for_policies_alone(self):
        file = self.write(GOOD)
        self.sign(file, 1, 2, command="policy")
        self.assertEqual(self.run_program("policy", "check", file).returncode, OK)
        self.refuse(REFUSED, "directory", "sign", file, *self.trustee(3))
        self.refuse(REFUSED, "policy", "sign", self.write("hello\n", "c.policy"),
                    *self.trustee(3))


if __name__ == "__main__":
    main()
