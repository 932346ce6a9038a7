import pathlib
import re

from harness import BAD_CONFIGURATION, FAILED, OK, USAGE, NetworkTest, main


MAN_PAGE = pathlib.Path(__file__).resolve().parents[2] / "ops" / "man" / "safeconduct.1"


class GeneralTest(NetworkTest):
    def commands(self, *words):
        """Every command that does something, with the options it takes."""
        text = self.succeed(*words, "--help")
        _, _, below = text.partition("Subcommands:\n")
        names = re.findall(r"^  ([a-z-]+)", below, re.MULTILINE)
        if not names:
            yield words, set(re.findall(r"(?<![\w-])--[a-z-]+", text))
        for name in names:
            yield from self.commands(*words, name)

    def test_the_man_page_has_every_command_and_option(self):
        page = MAN_PAGE.read_text().replace("\\-", "-").replace("\n", " ")
        for words, options in self.commands():
            self.assertIn(" ".join(["safeconduct", *words]), page)
            for option in options:
                self.assertRegex(page, re.escape(option) + r"(?![a-z-])")

    def test_version_and_help_are_results(self):
        self.assertRegex(self.succeed("--version"), r"^safeconduct \d+\.\d+\.\d+\n$")
        self.assertIn("directory", self.succeed("--help"))
        self.assertIn("verify", self.succeed("directory", "--help"))

    def test_a_command_nobody_knows_is_a_usage_error(self):
        self.refuse(USAGE, "directoy")
        self.refuse(USAGE, "directory", "burn")
        self.refuse(USAGE, "directory", "sign")
        self.refuse(USAGE)

    def test_global_options_may_stand_after_the_command(self):
        done = self.run_program("errors", "lookup", "SC-2001", "--json")
        self.assertEqual(done.returncode, OK, done.stderr)
        self.assertTrue(done.stdout.startswith("{"))

    def test_a_secret_on_the_command_line_is_not_repeated(self):
        secret = (self.network / "trustees" / "trustee-1.key").read_text().strip()
        self.assertNotIn(secret, self.refuse(USAGE, "directory", "show", "a", "b", secret))

    def test_a_key_file_is_made_once_for_its_owner(self):
        public = self.new_key("sign", "a.key")
        self.assertEqual(self.succeed("key", "show", "sign", self.own / "a.key").strip(), public)
        self.refuse(FAILED, "key", "new", "sign", self.own / "a.key", "--no-passphrase")
        self.refuse(BAD_CONFIGURATION, "key", "show", "curve", self.own / "a.key")

    def test_a_configuration_is_checked_without_starting(self):
        self.succeed("config", "check", self.network / "gateway.toml")
        wrong = self.own / "gateway.toml"
        wrong.write_text((self.network / "gateway.toml").read_text().replace("listen", "lisen"))
        self.assertIn("gateway.toml:", self.refuse(BAD_CONFIGURATION, "config", "check", wrong))

    def test_every_code_can_be_looked_up(self):
        self.assertIn("CONSENT_MISSING", self.succeed("errors", "lookup", "SC-2001"))
        self.refuse(USAGE, "errors", "lookup", "SC-9999")


if __name__ == "__main__":
    main()
