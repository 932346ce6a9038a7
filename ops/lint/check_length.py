#!/usr/bin/env python3
"""Lists headers over 150 and sources over 300 lines; fails when a file is over 400.
Usage: check_length.py ROOT"""

import pathlib
import sys

LIMITS = {".h": 150, ".cpp": 300}
NEVER_OVER = 400


def main():
    root = pathlib.Path(sys.argv[1])
    sizes = [(len(path.read_text().splitlines()), path)
             for top in ("gateway", "schemas", "adapters", "tests")
             for path in root.glob(f"{top}/**/*") if path.suffix in LIMITS]
    too_long = False
    for size, path in sorted(sizes, reverse=True):
        if size > LIMITS[path.suffix]:
            too_long |= size > NEVER_OVER
            print(f"{path.relative_to(root)}: {size} lines "
                  + ("(over 400: split it)" if size > NEVER_OVER else "(long)"))
    print(f"length: {len(sizes)} files checked")
    return 1 if too_long else 0


if __name__ == "__main__":
    sys.exit(main())
