import csv
import io

from harness import FAILED, NOW, OK, REFUSED, NetworkTest, main

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

    def test_sign_is_for_policies_alone(self):
        file = self.write(GOOD)
        self.sign(file, 1, 2, command="policy")
        self.assertEqual(self.run_program("policy", "check", file).returncode, OK)
        self.refuse(REFUSED, "directory", "sign", file, *self.trustee(3))
        self.refuse(REFUSED, "policy", "sign", self.write("hello\n", "c.policy"),
                    *self.trustee(3))


if __name__ == "__main__":
    main()
