#!/usr/bin/env python3
"""Runs the commands in the documents: every ```sh block whose first line is `# tested`, in a copy of
the project with the built programs on PATH; the blocks of one document in order, in one copy. Fails on
the first command that fails. Usage: run_commands.py ROOT BIN"""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"^```sh\n# tested\n(.*?)^```", re.MULTILINE | re.DOTALL)
NOT_COPIED = shutil.ignore_patterns("build", ".git", "corpus", "__pycache__")
LIMIT_SECONDS = 120


def documents(root):
    tops = ("gateway", "schemas", "adapters", "keys-example", "tests", "ops")
    return sorted([*root.glob("*.md"), *(path for top in tops for path in root.glob(f"{top}/**/*.md"))])


def end_gateways(folder, programs):
    """A block that failed half-way may have left a gateway running; it wrote its process id."""
    for file in folder.glob("**/run/pid"):
        try:
            pid = int(file.read_text())
            if pathlib.Path(os.readlink(f"/proc/{pid}/exe")).parent == programs:
                os.kill(pid, signal.SIGTERM)
        except (OSError, ValueError):
            continue


def run(document, root, programs):
    """Returns (blocks run, what failed or nothing)."""
    blocks = BLOCK.findall(document.read_text())
    if not blocks:
        return 0, None
    with tempfile.TemporaryDirectory(prefix="docs-") as temporary:
        copy = pathlib.Path(temporary) / "project"
        shutil.copytree(root, copy, ignore=NOT_COPIED)
        place = copy / document.relative_to(root).parent
        environment = dict(os.environ, PATH=f"{programs}:{os.environ['PATH']}")
        try:
            for block in blocks:
                done = subprocess.run(["sh", "-eux", "-c", block], cwd=place, env=environment,
                                      stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                      stderr=subprocess.STDOUT, text=True, timeout=LIMIT_SECONDS,
                                      check=False)
                if done.returncode != 0:
                    return len(blocks), f"exit code {done.returncode}\n{done.stdout}"
        except subprocess.TimeoutExpired as expired:
            return len(blocks), f"not done after {LIMIT_SECONDS} s\n{expired.stdout or ''}"
        finally:
            end_gateways(copy, programs)
    return len(blocks), None


def main():
    root, programs = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    total = failed = 0
    for document in documents(root):
        count, fault = run(document, root, programs)
        total += count
        if fault:
            failed += 1
            print(f"{document.relative_to(root)}: {fault}")
    print(f"{total} blocks of commands, {failed} documents failed")
    return 1 if failed or not total else 0


if __name__ == "__main__":
    sys.exit(main())
