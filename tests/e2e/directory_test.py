import shutil

from harness import (BAD_CONFIGURATION, FAILED, NOT_VERIFIED, NOW, REFUSED, USAGE, NetworkTest, main)


class DirectoryTest(NetworkTest):
    def copy_of_trust(self):
        folder = self.own / "trust"
        shutil.copytree(self.trust, folder)
        return folder

    def init(self, folder, *more, quorum=2):
        trustees = []
        for number in (1, 2, 3):
            public = self.succeed("key", "show", "sign",
                                  self.network / "trustees" / f"trustee-{number}.key").strip()
            trustees += ["--trustee", f"trustee-{number}.safeconduct.example={public}"]
        gateway = []
        for use in ("log", "release", "session", "curve"):
            public = self.succeed("key", "show", use,
                                  self.network / "gateway" / "keys" / f"{use}.key").strip()
            gateway += [f"--{use}", f"log.example/2026={public}" if use == "log" else public]
        return ["directory", "init", folder, *trustees, *gateway, "--quorum", quorum,
                "--endpoint", "tcp://gateway.example:5555", "--at", NOW, *more]

    def test_verify_believes_what_the_trustees_signed(self):
        said = self.objects("directory", "verify", self.trust, "--at", NOW)[0]
        self.assertEqual((said["verified"], said["directory"], said["trustees"]), (True, 1, 5))
        self.assertIn("good: directory 1", self.succeed("directory", "verify", self.trust,
                                                        "--at", NOW))

    def test_verify_reads_the_policies_too(self):
        said = self.objects("directory", "verify", self.trust, "--at", NOW,
                            "--policy", self.network / "policy")[0]
        self.assertGreater(said["policies"], 0)

    def test_verify_takes_the_folder_of_the_context(self):
        context = self.network / "partners" / "harbourlight-housing" / "context.toml"
        said = self.objects("--context", context, "directory", "verify", "--at", NOW)[0]
        self.assertGreater(said["policies"], 0)

    def test_verify_refuses_one_changed_byte(self):
        folder = self.copy_of_trust()
        note = folder / "directory-000001.note"
        note.write_text(note.read_text().replace("northvale", "northvali", 1))
        self.refuse(NOT_VERIFIED, "directory", "verify", folder, "--at", NOW)

    def test_verify_refuses_another_pin(self):
        folder = self.copy_of_trust()
        (folder / "pin").write_text("A" * 43 + "=\n")
        self.refuse(NOT_VERIFIED, "directory", "verify", folder, "--at", NOW)

    def test_verify_refuses_an_expired_directory(self):
        self.assertIn("expired", self.refuse(NOT_VERIFIED, "directory", "verify", self.trust,
                                             "--at", "2036-01-01"))

    def test_verify_refuses_a_policy_nobody_signed(self):
        policies = self.own / "policy"
        policies.mkdir()
        (policies / "hfj.policy").write_text("policy of hfj version 1\n")
        self.refuse(NOT_VERIFIED, "directory", "verify", self.trust, "--at", NOW,
                    "--policy", policies)

    def test_verify_wants_a_folder(self):
        self.refuse(FAILED, "directory", "verify", self.own / "nowhere")
        self.refuse(USAGE, "directory", "verify")

    def test_show_lists_partners_units_and_keys(self):
        said = {each["partner"]: each for each in
                self.objects("directory", "show", self.trust, "--at", NOW)}
        units = {unit["unit"]: unit for unit in said["pol-northvale"]["units"]}
        self.assertEqual(units["intel"]["roles"], ["POL_INT", "FRO"])
        self.assertEqual(len(units["intel"]["signing"][0]["id"]), 16)
        self.assertEqual([key["role"] for key in units["intel"]["prekeys"]], ["POL_INT", "FRO"])
        text = self.succeed("directory", "show", self.trust, "harbourlight-housing", "--at", NOW)
        self.assertIn("SAFEHOUSE", text)
        self.assertNotIn("pol-northvale", text)

    def test_show_suggests_the_partner_that_was_meant(self):
        self.assertIn("did you mean harbourlight-housing?",
                      self.refuse(FAILED, "directory", "show", self.trust, "harborlight-housing",
                                  "--at", NOW))

    def test_init_makes_notes_that_hold_once_enough_trustees_signed(self):
        folder = self.own / "new"
        self.succeed(*self.init(folder))
        self.refuse(NOT_VERIFIED, "directory", "verify", folder, "--at", NOW)
        for note in ("root-000001.note", "directory-000001.note"):
            self.sign(folder / note, 1)
        self.refuse(NOT_VERIFIED, "directory", "verify", folder, "--at", NOW)
        for note in ("root-000001.note", "directory-000001.note"):
            self.sign(folder / note, 3)
        said = self.objects("directory", "verify", folder, "--at", NOW)[0]
        self.assertEqual((said["trustees"], said["partners"]), (3, 0))

    def test_init_refuses_a_quorum_of_all_and_a_secret_for_a_public_key(self):
        self.refuse(USAGE, *self.init(self.own / "new", quorum=3))
        secret = (self.network / "trustees" / "trustee-4.key").read_text().strip()
        said = self.refuse(USAGE, *self.init(self.own / "new", "--trustee", f"t4={secret}"))
        self.assertNotIn(secret, said)
        self.assertFalse((self.own / "new").exists())

    def test_init_never_overwrites(self):
        self.succeed(*self.init(self.own / "new"))
        self.refuse(FAILED, *self.init(self.own / "new"))

    def test_sign_refuses_what_it_does_not_understand(self):
        other = self.own / "letter.note"
        other.write_text("I owe you a thousand pounds\n")
        self.refuse(REFUSED, "directory", "sign", other, *self.trustee(1))
        self.assertEqual(other.read_text(), "I owe you a thousand pounds\n")

    def test_sign_refuses_to_sign_twice(self):
        note = self.copy_of_trust() / "root-000001.note"
        before = note.read_text()
        self.refuse(REFUSED, "directory", "sign", note, *self.trustee(1))
        self.assertEqual(note.read_text(), before)

    def test_sign_refuses_a_key_file_open_to_others(self):
        key = self.own / "trustee.key"
        shutil.copy(self.network / "trustees" / "trustee-5.key", key)
        key.chmod(0o644)
        note = self.copy_of_trust() / "root-000001.note"
        self.refuse(BAD_CONFIGURATION, "directory", "sign", note, "--key", key,
                    "--name", "trustee-5.safeconduct.example")

    def test_diff_names_each_change(self):
        new = self.own / "next"
        old = self.trust / "directory-000001.note"
        text = old.read_text().split("\n\n")[0] + "\n"
        lines = text.replace("version 1\n", "version 2\n", 1)
        lines = lines.replace("previous -\n", "previous " + "A" * 43 + "=\n", 1)
        lines = lines.replace("areas northvale\n", "areas *\n", 1)
        new.write_text(lines)
        changes = self.objects("directory", "diff", old, new)
        self.assertIn({"change": "changed", "what": "version", "before": "1", "after": "2"},
                      changes)
        self.assertEqual([each["before"] for each in changes if each["what"].endswith(" areas")],
                         ["northvale"])
        self.assertIn("no difference", self.succeed("directory", "diff", old, old))

    def test_diff_refuses_notes_of_two_kinds(self):
        self.refuse(USAGE, "directory", "diff", self.trust / "root-000001.note",
                    self.trust / "directory-000001.note")

    def test_watch_tells_a_partner_what_changed_about_itself(self):
        context = self.network / "partners" / "harbourlight-housing" / "context.toml"
        self.assertIn("unchanged", self.succeed("--context", context, "directory", "watch",
                                                self.trust, "--at", NOW))
        self.refuse(USAGE, "directory", "watch", self.trust, "--at", NOW)


if __name__ == "__main__":
    main()
