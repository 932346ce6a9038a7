"""`safeconduct lab replay`: the messages of tests/data/examples through a running gateway, and what became of each."""

import csv
import json
import pathlib
import shutil
import tempfile
import unittest

from network import EXAMPLES, OK, PARTIAL, ROOT, UNREACHABLE, USAGE, Network, run

DECISIONS = ROOT / "tests" / "data" / "decisions.csv"


def replay(network, examples):
    return run("safeconduct", "--json", "--quiet", "lab", "replay", network.folder, examples)


def rows_of(file):
    with open(file, newline="") as text:
        return list(csv.DictReader(text))


class LabReplayTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.own = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.own.name)
        cls.network = Network(cls.folder / "network")
        cls.addClassCleanup(cls.own.cleanup)
        cls.addClassCleanup(cls.network.stop)
        cls.before = replay(cls.network, EXAMPLES)
        cls.network.start()
        cls.done = replay(cls.network, EXAMPLES)
        cls.leaves = cls.network.leaves()

    def examples(self, name, rows):
        """A folder of examples: (kind, file) of each."""
        folder = self.folder / name
        folder.mkdir()
        lines = ["createdAt,kind,file,testStoryline,messageId"]
        for kind, file in rows:
            shutil.copy(file, folder / pathlib.Path(file).name)
            lines.append(f"2026-02-01T00:00:00Z,{kind},{pathlib.Path(file).name},-,-")
        (folder / "index.csv").write_text("\n".join(lines) + "\n")
        return folder

    def test_the_index_lists_every_example_by_its_time(self):
        rows = rows_of(EXAMPLES / "index.csv")
        self.assertEqual(len(rows), 48)
        self.assertEqual([row["createdAt"] for row in rows],
                         sorted(row["createdAt"] for row in rows))
        files = {str(file.relative_to(EXAMPLES)) for file in EXAMPLES.glob("*_*/*.json")}
        self.assertEqual({row["file"] for row in rows}, files)
        for row in rows:
            envelope = json.loads((EXAMPLES / row["file"]).read_text())["envelope"]
            self.assertEqual((row["messageId"], row["kind"], row["createdAt"]),
                             (envelope["messageId"], envelope["kind"], envelope["createdAt"]))

    def test_every_role_gets_what_is_expected(self):
        self.assertEqual(self.done.code, OK, self.done.err)
        said = {each["file"]: each for each in self.done.objects}
        expected = rows_of(DECISIONS)
        self.assertEqual(set(said), {row["file"] for row in expected})
        compared = 0
        for row in expected:
            roles = {role: row[role] for role in list(row)[2:]}
            self.assertEqual(said[row["file"]]["decisions"], roles, row["file"])
            compared += len(roles)
        self.assertEqual(compared, 48 * 17)

    def test_every_answer_names_a_leaf_or_a_rule(self):
        for each in self.done.objects:
            for role, decision in each["decisions"].items():
                because = each["because"][role]
                start = {"DELIVER": "leaf ", "ELIGIBLE_NOT_ADDRESSED": "rule ", "DENY": ""}
                self.assertTrue(because.startswith(start[decision]) and because, (each, role))
        leaves = [each["because"][role] for each in self.done.objects
                  for role, decision in each["decisions"].items() if decision == "DELIVER"]
        self.assertEqual(len(leaves), len(set(leaves)))

    def test_a_second_replay_says_the_same_and_adds_no_leaf(self):
        again = replay(self.network, EXAMPLES)
        self.assertEqual(again.code, OK, again.err)
        self.assertEqual(again.out, self.done.out)
        self.assertEqual(self.network.leaves(), self.leaves)

    def test_a_replay_needs_a_running_gateway_and_an_index(self):
        self.assertEqual(self.before.code, UNREACHABLE, self.before)
        self.assertEqual(replay(self.network, self.folder).code, USAGE)

    def test_messages_that_must_be_refused_are_refused(self):
        cases = {"04_source_named_in_item": "intel.report",
                 "05_victim_name_in_intel_no_consent": "intel.report",
                 "07_secret_marking": "intel.report",
                 "10_grade_E_no_rationale": "intel.report",
                 "11_one_grade_for_whole_report": "intel.report",
                 "14_forum_gets_intel": "intel.report"}
        folder = self.examples("invalid", [(kind, EXAMPLES / "invalid" / f"{name}.json")
                                           for name, kind in cases.items()])
        done = replay(self.network, folder)
        self.assertEqual(done.code, PARTIAL, done)
        said = {each["file"]: each for each in done.objects}
        self.assertEqual(set(said), {f"{name}.json" for name in cases})
        for each in said.values():
            self.assertTrue(each.get("refused"), each)
            self.assertRegex(each["code"], r"^SC-\d{4}$")
            self.assertNotIn("DELIVER", each["decisions"].values())

    def test_one_refused_message_among_good_ones_does_not_stop_them(self):
        folder = self.examples("mixed", [
            ("intel.report", EXAMPLES / "invalid" / "14_forum_gets_intel.json"),
            ("tip.intake", EXAMPLES / "tip_intake" / "01_kestrel.json")])
        done = replay(self.network, folder)
        self.assertEqual(done.code, PARTIAL, done)
        self.assertIn("refused", done.objects[0])
        self.assertEqual(done.objects[1]["decisions"]["HFJ_INV"], "DELIVER")

    def test_a_kind_without_a_schema_is_reported(self):
        own = self.folder / "bulletin.json"
        message = json.loads((EXAMPLES / "tip_intake" / "01_kestrel.json").read_text())
        message["envelope"]["kind"] = "bulletin.trend"
        own.write_text(json.dumps(message))
        done = replay(self.network, self.examples("unsupported", [("bulletin.trend", own)]))
        self.assertEqual(done.code, PARTIAL, done)
        self.assertIs(done.objects[0]["unsupported"], True)
        self.assertNotIn("decisions", done.objects[0])


if __name__ == "__main__":
    unittest.main(argv=["lab_replay_test"], verbosity=2)
