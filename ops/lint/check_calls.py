#!/usr/bin/env python3
"""Fails when code calls something that only certain places may call: clocks, randomness, environment,
printing, unbounded C strings. Usage: check_calls.py ROOT (the folder that holds gateway/)."""

import pathlib
import re
import sys

# pattern, places (prefixes below gateway/ or adapters/) that may use it, why
RULES = [
    (r"\bsystem_clock::now\b|\bsteady_clock::now\b|\bclock_gettime\b|\btime\(nullptr\)",
     ["daemon/", "edge/", "net/", "client/", "cli/"],
     "time is an argument; only the shell reads a clock"),
    (r"\brandombytes_|\bstd::random_device\b|\bmt19937|\bgetrandom\b", ["crypto/"],
     "randomness is an argument (crypto::Random)"),
    (r"\bs?rand\(", ["net/context.cpp"], "not a random generator (libzmq needs a seed)"),
    (r"\bgetenv\b", [], "configuration comes from files and the command line"),
    (r"\bstd::cout\b|\bprintf\(|\bputs\(", ["cli/", "verify/main.cpp"], "only the command line prints"),
    (r"\bstd::cerr\b", ["base/check.cpp", "cli/", "daemon/main.cpp", "edge/main.cpp", "verify/main.cpp"],
     "only the command line prints"),
    (r"\bstrcpy\(|\bstrcat\(|\bsprintf\(|\bgets\(", [], "unbounded"),
    (r"\bsystem\(|\bpopen\(", [], "no shells"),
    (r"\bsleep_for\b|\busleep\(|[^_\w]sleep\(", ["cli/", "client/", "daemon/"],
     "wait on what you wait for"),
]


def strip_comments(text):
    text = re.sub(r"//[^\n]*", "", text)
    return re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', text)


def main():
    root = pathlib.Path(sys.argv[1])
    found = []
    for top in ("gateway", "adapters"):
        for source in sorted([*root.glob(f"{top}/**/*.h"), *root.glob(f"{top}/**/*.cpp")]):
            place = source.relative_to(root / top).as_posix()
            for number, line in enumerate(strip_comments(source.read_text()).splitlines(), 1):
                for pattern, homes, why in RULES:
                    if re.search(pattern, line) and not any(place.startswith(h) for h in homes):
                        found.append(f"{source}:{number}: {why}")
    print("\n".join(found) or "calls ok")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
