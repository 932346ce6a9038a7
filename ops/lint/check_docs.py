#!/usr/bin/env python3
"""Fails when a document links to a file that does not exist, when a comment or document names a file
that does not exist, or when something is marked as left half done. Usage: check_docs.py ROOT"""

import pathlib
import re
import sys

# Written apart so that this file passes its own check.
UNFINISHED = re.compile(r"\b(" + "|".join(["TO" "DO", "FIX" "ME", "X" "XX", "HA" "CK", "st" "ub", "place" "holder"])
                        + r")s?\b", re.IGNORECASE)
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")
# Paths as comments and documents write them: "envelope/FORMAT.md", "ops/lint/check_docs.py".
NAMED = re.compile(r"(?<![\w./<*-])((?:[\w-]+/)*[\w.-]+\.(?:md|capnp|csv|policy|py|txt|h))(?![\w*/(-])")
# Only paths with a folder, and pages, are ours for certain; "checkpoint.txt" may be anybody's.
CERTAIN = re.compile(r"/|(?:FORMAT|GRAMMAR|README|SECURITY|ARCHITECTURE|CONTRIBUTING|CHANGELOG)\.md$")
# Folders that a path in prose must begin with to be one of ours.
TOPS = ("gateway", "schemas", "adapters", "keys-example", "tests", "ops", "build")

SKIPPED = {"build", ".git", "corpus", "golden"}
TEXTS = {".h", ".cpp", ".md", ".py", ".capnp", ".cmake", ".txt", ".csv", ".policy", ".toml", ".sh", ""}


def files(root, tops):
    for top in tops:
        for path in sorted((root / top).rglob("*")):
            relative = path.relative_to(root)
            if path.is_file() and path.suffix in TEXTS and not SKIPPED & set(relative.parts):
                yield path


def prose(path, text):
    """What people read: a whole document without its code blocks, or the comments of a source."""
    if path.suffix == ".md":
        inside, lines = False, []
        for line in text.splitlines():
            if line.lstrip().startswith("```"):
                inside = not inside
                line = ""
            lines.append("" if inside else line)
        return lines
    return [line[line.find("//"):] if "//" in line and not line.lstrip().startswith("#include")
            else "" for line in text.splitlines()]


def exists(root, path, name):
    """A name counts from the file's own folder, the root, or gateway/ (modules name each other so)."""
    places = [path.parent, *path.parent.parents]
    places = [p for p in places if p == root or root in p.parents] + [root / "gateway"]
    parts = path.relative_to(root).parts
    if parts[:2] == ("tests", "unit"):  # tests/unit/x is about gateway/x.
        places.append(root / "gateway" / parts[2])
    return any((place / name).exists() for place in places)


def is_ours(root, name):
    first = name.split("/")[0]
    return "/" not in name or first in TOPS or (root / "gateway" / first).is_dir()


def broken_links(root, path, lines):
    for number, line in enumerate(lines, 1):
        for target in LINK.findall(line):
            if re.match(r"[a-z]+:", target) or target.startswith("#"):
                continue
            if not (path.parent / target.split("#")[0]).exists():
                yield f"{path}:{number}: links to {target}, which does not exist"


def missing_files(root, path, lines):
    for number, line in enumerate(lines, 1):
        for name in NAMED.findall(line):
            if not CERTAIN.search(name) or not is_ours(root, name) or name.startswith("build/"):
                continue
            if not exists(root, path, name):
                yield f"{path}:{number}: names {name}, which does not exist"


def unfinished(path, text):
    for number, line in enumerate(text.splitlines(), 1):
        found = UNFINISHED.search(line)
        if found:
            yield f"{path}:{number}: says '{found.group(0)}': finish it or file it"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    found = []
    documents = sorted(root.glob("*.md"))
    everything = documents + list(files(root, [top for top in TOPS if top != "build"]))
    for path in everything:
        text = path.read_text(errors="replace")
        if path.suffix in (".md", ".h", ".cpp", ".capnp"):
            lines = prose(path, text)
            if path.suffix == ".md":
                found += broken_links(root, path, lines)
            found += missing_files(root, path, lines)
        if "tests" not in path.relative_to(root).parts and path.suffix != ".csv":
            found += unfinished(path, text)
    print("\n".join(found) or "docs ok")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
