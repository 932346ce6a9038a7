#!/usr/bin/env python3
"""safeconduct-verify and verify_bundle.py say the same of good and of damaged bundles: the same verdict, and
the same outcome of every check on every file.

    bundle_agreement_test.py SAFECONDUCT-VERIFY FOLDER_OF_GOLDEN_BUNDLES [FLIPS_A_FILE]
"""

import base64
import hashlib
import json
import pathlib
import random
import re
import subprocess
import sys
import tempfile

from bundle_formats import from_zip, to_zip
from verify_bundle import EXIT, verify

PROGRAM, GOLDEN = sys.argv[1], pathlib.Path(sys.argv[2])
FLIPS = int(sys.argv[3]) if len(sys.argv) > 3 else 1
ROOT = base64.b64decode((GOLDEN / "root").read_text())
SEED = 20261128


def ours(path, root):
    pinned = ["--root", root.hex()] if root else []
    done = subprocess.run([PROGRAM, "--json", *pinned, path], capture_output=True, text=True, check=False,
                          timeout=120)
    *findings, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == EXIT[last["verdict"]], done
    return last["verdict"], sorted((each["check"], each["file"], each["outcome"]) for each in findings)


class Agreement:
    def __init__(self, folder):
        self.folder, self.cases, self.differences = folder, 0, []

    def check(self, what, zipped, expected=None, root=ROOT):
        self.cases += 1
        path = self.folder / "bundle.zip"
        path.write_bytes(zipped)
        self.compare(what, path, expected, root)

    def compare(self, what, path, expected, root):
        verdict, findings = ours(path, root)
        other, theirs = verify(path, root)
        if (verdict, findings) != (other, sorted(theirs)):
            only = set(findings) ^ set(theirs)
            self.differences.append(f"{what}: safeconduct-verify {verdict}, verify_bundle.py {other}: {sorted(only)}")
        elif expected and verdict not in expected:
            self.differences.append(f"{what}: both say {verdict}")


def flipped(data, chance):
    bad = bytearray(data)
    bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
    return bytes(bad)


def relisted(files):
    """As a forger would: the list fits the files again, and its signature does not fit the list."""
    note = files["MANIFEST"].decode()
    head, signatures = note.split("\n\n", 1)
    lines = [line for line in head.split("\n") if not line.startswith("file ")]
    for name in sorted(files, key=str.encode):
        if name not in ("MANIFEST", "export.tlog-proof"):
            lines.append(f"file {len(files[name])} {hashlib.sha256(files[name]).hexdigest()} {name}")
    return {**files, "MANIFEST": ("\n".join(lines) + "\n\n" + signatures).encode()}


def without(files, *patterns):
    return {name: data for name, data in files.items() if not any(re.search(each, name) for each in patterns)}


def renamed(files, changes):
    return {changes.get(name, name): data for name, data in files.items()}


def changed(files, name, before, after):
    data = files[name]
    assert before in data, name
    return {**files, name: data.replace(before, after, 1)}


def forgeries(files):
    """Bundles whose list fits them; each breaks something else."""
    for part in ("^proofs/", "^receipts/", "signature$", "^policy/", "^trust/", "^trust/directory", "sealed$",
                 "key$", "row-..$", "gateway-row$", "^cover", "README", "^log-policy", "message/head"):
        yield f"without {part}", without(files, part)
    proofs = sorted(name for name in files if name.startswith("proofs/"))
    yield "without the last proof", without(files, proofs[-1])
    yield "proofs out of order", renamed(files, {proofs[0]: proofs[1], proofs[1]: proofs[0]})
    yield "a proof twice", {**files, proofs[1]: files[proofs[0]]}
    for name in proofs:
        rest = [files[each] for each in proofs if each != name]
        yield f"without {name}", {**without(files, "^proofs/"), **dict(zip(proofs, rest))}
    row = [name for name in files if "/row-" in name][0]
    yield "a row at another index", renamed(files, {row: "message/row-07"})
    sealed = [name for name in files if name.endswith(".sealed")][0]
    yield "a section at another index", renamed(files, {sealed: "message/section-13.sealed"})
    yield "a key cut off", {**files, sealed.replace("sealed", "key"): bytes(31)}
    yield "a key of zeros", {**files, sealed.replace("sealed", "key"): bytes(32)}
    yield "a section cut off", {**files, sealed: files[sealed][:-1]}
    yield "another story", changed(files, "cover.txt", b"Evidence", b"evidence")
    yield "another paper", {**files, "cover.pdf": b""}
    for before, after in ((b"export none", b"export court"), (b"as sender", b"as recipient"),
                          (b"as recipient", b"as sender"), (b"\nmade 2", b"\nmade 3"), (b"made 2026", b"made 2199"),
                          (b"maker ", b"maker 9"), (b"hfj", b"hjf"), (b"sender-file", b"sender-fill")):
        if before in files["MANIFEST"]:
            yield f"{before} is {after}", changed(files, "MANIFEST", before, after)
    with_export = changed(files, "MANIFEST", b"export none", b"export police")
    yield "another entry as that of the export", {**with_export, "export.tlog-proof": files[proofs[0]]}


def check_bundle(agree, name, chance):
    zipped = (GOLDEN / name).read_bytes()
    files = from_zip(zipped)
    agree.check(name, zipped, {"PASS"})
    agree.check(f"{name} without a root", zipped, {"INDETERMINATE"}, None)
    agree.check(f"{name} with another root", zipped, {"FAIL"}, bytes(32))
    for file in without(files, r"^policy/(?!0001)"):  # One stands for all of them.
        for _ in range(FLIPS):
            bad = {**files, file: flipped(files[file], chance)}
            agree.check(f"{name}: a bit of {file}", to_zip(bad), {"FAIL"})
            if file != "MANIFEST":
                agree.check(f"{name}: a bit of {file}, listed", to_zip(relisted(bad)), {"FAIL"})
        agree.check(f"{name} without {file}", to_zip(without(files, f"^{re.escape(file)}$")),
                    {"FAIL", "INDETERMINATE"})
    for what, forged in forgeries(files):
        if forged != files:
            agree.check(f"{name}, {what}", to_zip(relisted(forged)), {"FAIL", "INDETERMINATE"})
    agree.check(f"{name} with more", to_zip({**files, "more": b"x"}), {"FAIL"})
    for _ in range(10):
        agree.check(f"{name}: a bit of the zip", flipped(zipped, chance), {"FAIL"})
        agree.check(f"{name}: cut off", zipped[:chance.randrange(1, len(zipped))], {"FAIL"})
    check_folder(agree, name, files)


def check_folder(agree, name, files):
    folder = agree.folder / name.removesuffix(".zip")
    for file, data in files.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    agree.compare(f"{name} as a folder", folder, {"PASS"}, ROOT)
    (folder / "message" / "more").symlink_to("head")
    agree.compare(f"{name} with a link", folder, {"FAIL"}, ROOT)


def main():
    chance = random.Random(SEED)
    with tempfile.TemporaryDirectory() as folder:
        agree = Agreement(pathlib.Path(folder))
        for name in ("recipient.zip", "sender.zip"):
            check_bundle(agree, name, chance)
        agree.check("an empty zip", to_zip({}), {"INDETERMINATE"})
        agree.check("an empty list", to_zip({"MANIFEST": b""}), {"FAIL"})
    print("\n".join(agree.differences) or f"both agree on {agree.cases} bundles")
    return 1 if agree.differences else 0


if __name__ == "__main__":
    sys.exit(main())
