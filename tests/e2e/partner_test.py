import os
import shutil
import stat

from harness import (BAD_CONFIGURATION, FAILED, NOT_VERIFIED, NOW, REFUSED, USAGE, NetworkTest, main)


class JoiningTest(NetworkTest):
    def invite(self, *more):
        return ["partner", "invite", "--trust", self.trust, "--at", NOW, "--out",
                self.own / "invite", "--challenge-key", self.own / "challenge.key",
                "--no-passphrase", *more]

    def join(self, *more, partner="haven-bridge", roles="SAFEHOUSE,MSVCC", at=NOW):
        return ["partner", "join", self.own / "invite", "--partner", partner, "--roles", roles,
                "--out-folder", self.own / "haven", "--no-passphrase", "--at", at, *more]

    def approve(self, *more, kinds="aftercare.response", at=NOW):
        return ["partner", "approve", "--trust", self.trust, "--at", at,
                "--invite", self.own / "invite", "--challenge-key", self.own / "challenge.key",
                "--request", self.own / "haven" / "request.note", "--agreement", "ISA-2026-099",
                "--areas", "northvale", "--sectors", "*", "--kinds", kinds,
                "--out", self.own / "next.note", *more]

    def test_a_newcomer_is_listed_once_k_trustees_signed(self):
        self.succeed(*self.invite())
        newcomer = self.objects(*self.join())[0]
        trustee = self.objects(*self.approve())[0]
        self.assertEqual(newcomer["check_words"], trustee["check_words"])
        self.assertEqual(len(trustee["check_words"].split()), 6)

        changes = self.objects("directory", "diff", self.trust / "directory-000001.note",
                               self.own / "next.note")
        self.assertIn("added", {each["change"] for each in changes
                                if each["what"].startswith("partner haven-bridge ")})
        self.assertEqual({each["what"] for each in changes if each["change"] != "added"},
                         {"version", "previous", "created"})

        folder = self.own / "haven" / "trust"  # Its pin came with the invite.
        shutil.copy(self.trust / "root-000001.note", folder)
        shutil.copy(self.trust / "directory-000001.note", folder)
        shutil.copy(self.own / "next.note", folder / "directory-000002.note")
        self.sign(folder / "directory-000002.note", 2, 4)
        self.refuse(NOT_VERIFIED, "directory", "verify", folder, "--at", NOW)
        self.sign(folder / "directory-000002.note", 5)
        said = self.objects("partner", "list", "--trust", folder, "--at", NOW)
        self.assertEqual(said[-1]["partner"], "haven-bridge")
        self.assertEqual(said[-1]["sends"], ["aftercare.response"])
        self.assertEqual(said[-1]["units"][0]["areas"], ["northvale"])
        self.assertTrue(said[-1]["active"])

        context = self.own / "haven" / "context.toml"
        self.succeed("config", "check", context)
        watched = self.objects("--context", context, "directory", "watch", "--at", NOW)
        self.assertEqual({each["change"] for each in watched}, {"added"})

    def test_secrets_are_for_their_owner_alone(self):
        self.succeed(*self.invite())
        self.succeed(*self.join())
        keys = [self.own / "challenge.key", *(self.own / "haven" / "keys").rglob("*.key")]
        self.assertEqual(len(keys), 7)
        for key in keys:
            self.assertEqual(stat.S_IMODE(os.stat(key).st_mode), 0o600, key)

    def test_secrets_are_encrypted_unless_said_otherwise(self):
        self.refuse(USAGE, *[word for word in self.invite() if word != "--no-passphrase"])
        self.assertFalse((self.own / "challenge.key").exists())
        passphrase = self.own / "passphrase"
        passphrase.write_text("correct horse\n")
        passphrase.chmod(0o600)
        self.succeed("--passphrase-file", passphrase,
                     *[word for word in self.invite() if word != "--no-passphrase"])
        self.assertIn("argon2id", (self.own / "challenge.key").read_text())
        passphrase.chmod(0o644)
        self.refuse(BAD_CONFIGURATION, "--passphrase-file", passphrase, *self.invite())

    def test_an_invite_expires(self):
        self.succeed(*self.invite("--days", "1"))
        self.refuse(REFUSED, *self.join(at="2026-06-03"))
        self.succeed(*self.join())
        self.refuse(NOT_VERIFIED, *self.approve(at="2026-06-03"))
        self.assertFalse((self.own / "next.note").exists())

    def test_a_request_changed_on_the_way_is_refused(self):
        self.succeed(*self.invite())
        self.succeed(*self.join())
        request = self.own / "haven" / "request.note"
        request.write_text(request.read_text().replace("haven-bridge", "haven-bridgf"))
        self.refuse(NOT_VERIFIED, *self.approve())

    def test_an_invite_is_answered_only_with_its_own_challenge(self):
        self.succeed(*self.invite())
        self.succeed(*self.join())
        (self.own / "challenge.key").unlink()
        self.new_key("prekey", "challenge.key")
        self.refuse(NOT_VERIFIED, *self.approve())

    def test_a_name_that_is_taken_is_refused(self):
        self.succeed(*self.invite())
        self.succeed(*self.join(partner="harbourlight-housing"))
        self.refuse(REFUSED, *self.approve())

    def test_words_nobody_knows_are_refused_with_a_suggestion(self):
        self.succeed(*self.invite())
        self.assertIn("did you mean SAFEHOUSE?", self.refuse(USAGE, *self.join(roles="SAFEHUSE")))
        self.assertFalse((self.own / "haven").exists())
        self.succeed(*self.join())
        self.assertIn("did you mean intel.report?",
                      self.refuse(USAGE, *self.approve(kinds="intel.reprt")))

    def test_join_wants_an_invite(self):
        (self.own / "invite").write_text("come in\n")
        self.refuse(FAILED, *self.join())


class FreezeTest(NetworkTest):
    def freeze(self, target, signer, *more):
        return ["partner", "freeze", target, "--trust", self.trust, "--at", NOW, *signer,
                "--reason", "key-lost", "--out", self.own / "freeze.note", *more]

    def own_key(self):
        return ["--key", self.network / "partners" / "harbourlight-housing" / "keys" / "signing.key",
                "--name", "harbourlight-housing/main"]

    def test_one_trustee_freezes_a_partner_a_unit_or_a_key(self):
        units = self.objects("directory", "show", self.trust, "pol-northvale", "--at", NOW)[0]
        key = units["units"][0]["signing"][0]["id"]
        unit = units["units"][0]["unit"]
        for target in ("pol-northvale", f"pol-northvale/{unit}", f"pol-northvale/{unit}/{key}"):
            said = self.objects(*self.freeze(target, self.trustee(2)))[0]
            self.assertEqual((said["action"], said["target"], said["quorum"]),
                             ("freeze", target, 3))
            self.assertIn("action freeze\n", (self.own / "freeze.note").read_text())
            (self.own / "freeze.note").unlink()

    def test_a_partner_freezes_itself_and_nobody_else(self):
        self.succeed(*self.freeze("harbourlight-housing", self.own_key()))
        (self.own / "freeze.note").unlink()
        self.refuse(REFUSED, *self.freeze("pol-northvale", self.own_key()))
        self.assertFalse((self.own / "freeze.note").exists())

    def test_a_freeze_is_confirmed_by_more_trustees(self):
        self.succeed(*self.freeze("pol-northvale", self.trustee(1)))
        self.sign(self.own / "freeze.note", 2, 3)
        self.assertEqual((self.own / "freeze.note").read_text().count("\u2014 trustee-"), 3)

    def test_only_trustees_lift(self):
        self.refuse(REFUSED, *self.freeze("harbourlight-housing", self.own_key(), "--lift"))
        self.assertEqual(self.objects(*self.freeze("harbourlight-housing", self.trustee(1),
                                                   "--lift"))[0]["action"], "lift")

    def test_what_the_directory_does_not_list_cannot_be_frozen(self):
        self.refuse(FAILED, *self.freeze("nobody-here", self.trustee(1)))
        self.refuse(FAILED, *self.freeze("pol-northvale/nodesk", self.trustee(1)))
        self.refuse(REFUSED, *self.freeze("pol-northvale/intel/0123456789abcdef",
                                          self.trustee(1)))
        self.refuse(USAGE, *self.freeze("pol-northvale", self.trustee(1), "--reason", "because"))


class ListTest(NetworkTest):
    def test_list_names_all_partners(self):
        text = self.succeed("partner", "list", "--trust", self.trust, "--at", NOW)
        self.assertIn("harbourlight-housing", text)
        self.assertIn("intel:POL_INT,FRO", text)

    def test_list_wants_notes_that_hold(self):
        self.refuse(NOT_VERIFIED, "partner", "list", "--trust", self.own, "--at", NOW)


if __name__ == "__main__":
    main()
