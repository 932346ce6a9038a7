"""Runs `safeconduct` on a training network of the test's own. Each script is
SCRIPT SAFECONDUCT MAKE_NETWORK MAKE_LOG."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

PROGRAM, MAKE_NETWORK, MAKE_LOG = (pathlib.Path(path).resolve() for path in sys.argv[1:4])
NOW = "2026-06-01T00:00:00Z"  # Within the papers of every training network.

OK, FAILED, USAGE, REFUSED, NOT_VERIFIED, INDETERMINATE, BAD_CONFIGURATION = 0, 1, 2, 3, 4, 5, 78


class NetworkTest(unittest.TestCase):
    """One network for the whole class, and an empty folder for each test."""

    @classmethod
    def setUpClass(cls):
        cls._shared = tempfile.TemporaryDirectory()
        cls.network = pathlib.Path(cls._shared.name) / "network"
        subprocess.run([MAKE_NETWORK, cls.network], check=True)
        cls.trust = cls.network / "trust"

    @classmethod
    def tearDownClass(cls):
        cls._shared.cleanup()

    def setUp(self):
        own = tempfile.TemporaryDirectory()
        self.addCleanup(own.cleanup)
        self.own = pathlib.Path(own.name)

    def run_program(self, *arguments):
        return subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=120, check=False)

    def succeed(self, *arguments):
        """What the command printed; it exits 0."""
        done = self.run_program(*arguments)
        self.assertEqual(done.returncode, OK, done.stdout + done.stderr)
        return done.stdout

    def objects(self, *arguments):
        """The objects the command printed with --json; it exits 0."""
        return [json.loads(line) for line in self.succeed("--json", *arguments).splitlines()]

    def refuse(self, code, *arguments):
        """Exits with `code` and says what is wrong and what to do about it, to people and in JSON."""
        done = self.run_program(*arguments)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        self.assertRegex(done.stderr, r"error: .")
        in_json = self.run_program("--json", *arguments)
        self.assertEqual(in_json.returncode, code, in_json.stdout + in_json.stderr)
        said = [json.loads(line) for line in in_json.stdout.splitlines()]
        self.assertTrue(said and said[-1]["error"] and said[-1]["next"], in_json.stdout)
        return done.stderr

    def trustee(self, number):
        """--key and --name of a trustee."""
        return ["--key", self.network / "trustees" / f"trustee-{number}.key",
                "--name", f"trustee-{number}.safeconduct.example"]

    def sign(self, note, *numbers, command="directory"):
        for number in numbers:
            self.succeed(command, "sign", note, *self.trustee(number))

    def new_key(self, use, name):
        """Makes a key in the test's folder; its public text."""
        return self.succeed("key", "new", use, self.own / name, "--no-passphrase").strip()


def main():
    unittest.main(argv=sys.argv[:1], verbosity=2)
