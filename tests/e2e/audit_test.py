import subprocess

from harness import (BAD_CONFIGURATION, FAILED, INDETERMINATE, MAKE_LOG, NOT_VERIFIED, OK, USAGE,
                     NetworkTest, main)

ORIGIN = "audit.safeconduct.example/2026"


class AuditTest(NetworkTest):
    def make_log(self, size, name="log"):
        folder = self.own / name
        subprocess.run([MAKE_LOG, self.network / "gateway" / "keys" / "log.key", ORIGIN, str(size),
                        folder], check=True)
        return folder

    def verify(self, folder, *more):
        return ["audit", "verify", folder, "--policy", self.network / "log-policy.txt", *more]

    def verdict(self, code, *arguments):
        done = self.run_program(*arguments)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def test_a_good_log_passes(self):
        said = self.objects(*self.verify(self.make_log(300)))[-1]
        self.assertEqual((said["verdict"], said["entries"], said["origin"]), ("PASS", 300, ORIGIN))
        self.assertEqual(said["leaves"], {"LOG_START": 1, "HEARTBEAT": 299})
        self.assertIn("PASS", self.verdict(OK, *self.verify(self.own / "log")))

    def test_one_flipped_bit_fails(self):
        folder = self.make_log(300)
        bundle = folder / "tile" / "entries" / "000"
        data = bytearray(bundle.read_bytes())
        data[1000] ^= 1
        bundle.write_bytes(data)
        said = self.verdict(NOT_VERIFIED, *self.verify(folder))
        self.assertIn("entry differs from its hash", said)
        self.assertIn("next: ", said)

    def test_a_missing_file_is_indeterminate(self):
        folder = self.make_log(300)
        (folder / "tile" / "entries" / "000").unlink()
        said = self.verdict(INDETERMINATE, *self.verify(folder))
        self.assertIn("INDETERMINATE  file missing", said)

    def test_a_log_extends_the_head_that_was_seen_before(self):
        earlier = self.make_log(200, "earlier") / "checkpoint"
        self.succeed(*self.verify(self.make_log(300), "--since", earlier))
        later = self.make_log(400, "later") / "checkpoint"
        self.assertIn("shorter than an earlier head",
                      self.verdict(NOT_VERIFIED, *self.verify(self.own / "log", "--since", later)))

    def test_an_earlier_head_that_the_log_did_not_sign_is_not_believed(self):
        log = self.make_log(10)
        earlier = self.own / "earlier"
        earlier.write_text((log / "checkpoint").read_text().replace("\n10\n", "\n9\n"))
        self.refuse(NOT_VERIFIED, *self.verify(log, "--since", earlier))

    def test_whom_to_believe_must_be_said(self):
        log = self.make_log(10)
        self.refuse(USAGE, "audit", "verify", log)
        policy = self.own / "log-policy.txt"
        policy.write_text("believe anybody\n")
        self.refuse(BAD_CONFIGURATION, "audit", "verify", log, "--policy", policy)
        self.refuse(FAILED, *self.verify(self.own / "nowhere"))


if __name__ == "__main__":
    main()
