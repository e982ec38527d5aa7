"""Adds up JUnit files: totals.py BROKEN FILE…, where BROKEN is how many runners failed without a failed test.

Prints the ten tests of each file that took longest, then "N passed, N failed" and, if there are any, "N skipped". The
exit code is 1 when something failed or nothing ran.
"""

import heapq
import pathlib
import sys
import xml.etree.ElementTree as ElementTree

passed, failed, skipped = 0, int(sys.argv[1]), 0
for path in sys.argv[2:]:
    times = []
    for case in ElementTree.parse(path).iter("testcase"):
        # A case that fails, or cannot be set up or cleaned up, may say so several times.
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
        # The folder of the end-to-end suite says nothing more.
        group = case.get("classname").removeprefix("Tests.EndToEnd.")
        times.append((float(case.get("time") or 0), f"{group}.{case.get('name')}"))
    if times:
        suite = pathlib.Path(path).stem.replace("_", "-")
        print(f"The slowest {suite} tests, in seconds, with what they waited for a turn:")
    for seconds, name in heapq.nlargest(10, times):
        print(f"{seconds:8.2f}  {name}")
print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
sys.exit(1 if failed or not passed else 0)
