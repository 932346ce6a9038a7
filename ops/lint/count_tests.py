#!/usr/bin/env python3
"""Adds up JUnit reports and prints one line: N passed, N failed, N skipped. Fails when any failed,
or when nothing ran at all."""

import sys
import xml.etree.ElementTree as ElementTree


def main():
    passed = failed = skipped = 0
    for report in sys.argv[1:]:
        for case in ElementTree.parse(report).getroot().iter("testcase"):
            if case.find("skipped") is not None or case.get("status") in ("notrun", "disabled"):
                skipped += 1
            elif case.find("failure") is not None or case.get("status") == "fail":
                failed += 1
            else:
                passed += 1
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
