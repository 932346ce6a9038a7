#!/usr/bin/env python3
"""The checks of ops/lint can fail: each is shown a small project with one fault."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

LINT = pathlib.Path(__file__).resolve().parents[2] / "ops" / "lint"
LAYERS = "base:\ncrypto: base\nnet: base crypto\nschemas: base\n\"schemas/wire.: net\n<sodium: crypto\n"


class Project:
    """A folder that looks like this project, as far as the checks look."""

    def __init__(self, files):
        self.folder = tempfile.TemporaryDirectory(prefix="lint-")
        for name, text in {"gateway/layers.txt": LAYERS, **files}.items():
            path = pathlib.Path(self.folder.name) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    def check(self, program):
        done = subprocess.run([sys.executable, str(LINT / program), self.folder.name],
                              capture_output=True, text=True, check=False)
        self.folder.cleanup()
        return done.returncode, done.stdout + done.stderr


class LintTest(unittest.TestCase):
    def assert_found(self, program, files, said):
        code, output = Project(files).check(program)
        self.assertEqual(code, 1, output)
        self.assertIn(said, output)

    def assert_clean(self, program, files):
        code, output = Project(files).check(program)
        self.assertEqual(code, 0, output)

    def test_layers_allow_what_is_listed(self):
        self.assert_clean("check_layers.py", {
            "gateway/crypto/a.h": '#include "gateway/base/b.h"\n#include <sodium.h>\n#include <vector>\n',
            "gateway/net/a.cpp": '#include "schemas/wire.capnp.h"\n#include "gateway/crypto/a.h"\n',
            "schemas/check.cpp": '#include "gateway/base/b.h"\n'})

    def test_layers_refuse(self):
        rows = [
            ("upwards", "gateway/base/a.h", '#include "gateway/crypto/a.h"', "base must not include crypto"),
            ("sideways by a space", "gateway/base/a.h", '#  include "gateway/net/a.h"', "must not include net"),
            ("a library of somebody else", "gateway/net/a.cpp", "#include <sodium.h>", "belongs to crypto"),
            ("a schema of somebody else", "gateway/crypto/a.cpp", '#include "schemas/wire.capnp.h"', "belongs to net"),
            ("test support", "gateway/net/a.cpp", '#include "tests/support/hex.h"', "not for shipped code"),
            ("a relative path", "gateway/net/a.cpp", '#include "b.h"', "not a full path"),
            ("from the schemas", "schemas/check.cpp", '#include "gateway/net/a.h"', "schemas must not include net"),
            ("a module nobody listed", "gateway/fresh/a.h", "", "fresh is not in layers.txt"),
            ("an adapter nobody listed", "adapters/police/a.h", "", "adapters/police is not in layers.txt"),
        ]
        for name, file, text, said in rows:
            with self.subTest(name):
                self.assert_found("check_layers.py", {file: text + "\n"}, said)

    def test_layers_cannot_express_a_cycle(self):
        for layers in ("a: b\nb: a\n", "a: a\n", "a:\nb: a\na: b\n"):
            with self.subTest(layers):
                code, output = Project({"gateway/layers.txt": layers}).check("check_layers.py")
                self.assertEqual(code, 1, output)

    def test_calls_refuse_what_the_core_may_not_reach(self):
        rows = [
            ("gateway/policy/a.cpp", "auto now = std::chrono::system_clock::now();"),
            ("gateway/broker/a.cpp", "std::mt19937 engine;"),
            ("gateway/base/a.cpp", 'auto* home = getenv("HOME");'),
            ("gateway/store/a.cpp", 'printf("%s", name);'),
            ("gateway/net/a.cpp", "srand(7);"),
            ("adapters/police/a.cpp", "std::cout << name;"),
        ]
        for file, text in rows:
            with self.subTest(text):
                self.assert_found("check_calls.py", {file: text + "\n"}, file)

    def test_calls_allow_their_homes_and_mere_mentions(self):
        self.assert_clean("check_calls.py", {
            "gateway/cli/a.cpp": "std::cout << name;\n",
            "gateway/policy/a.cpp": '// never system_clock::now\nfail("getenv is not a function here");\n'})

    def test_docs_refuse(self):
        rows = [
            ("a link to nothing", "README.md", "[here](ops/gone.md)\n", "ops/gone.md"),
            ("a page that is gone", "gateway/net/a.h", "// see net/FORMAT.md\n", "net/FORMAT.md"),
            ("work left", "gateway/net/a.cpp", "// " + "TO" + "DO later\n", "finish it"),
            ("work left in a script", "ops/run", "# " + "place" + "holder\n", "finish it"),
        ]
        for name, file, text, said in rows:
            with self.subTest(name):
                self.assert_found("check_docs.py", {file: text}, said)

    def test_docs_accept_links_that_lead_somewhere(self):
        self.assert_clean("check_docs.py", {
            "README.md": "[a](gateway/net/FORMAT.md#frames) [b](https://example.org/x.md)\n"
                         "```sh\ncat ops/gone.md\n```\n",
            "gateway/net/FORMAT.md": "# Net\n",
            "gateway/net/a.h": "// see net/FORMAT.md\n"})

    def test_length_warns_first_and_fails_over_400(self):
        code, output = Project({"gateway/net/a.h": "//\n" * 151}).check("check_length.py")
        self.assertEqual(code, 0, output)
        self.assertIn("151 lines", output)
        self.assert_clean("check_length.py", {"gateway/net/a.cpp": "//\n" * 400})
        self.assert_found("check_length.py", {"gateway/net/a.cpp": "//\n" * 401}, "split it")


if __name__ == "__main__":
    unittest.main()
