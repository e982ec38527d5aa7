"""Adds up JUnit files: totals.py BROKEN FILE…, where BROKEN is how many runners failed without a failed test.

Prints the ten tests of each file that took longest, then each test that failed with the end of what it said, then
"N passed, N failed" and, if there are any, "N skipped". The exit code is 1 when something failed or nothing ran.
"""

import heapq
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

# Of the last lines of a log often nothing but these is kept: what failed has to stand there, and to leave room.
FAILURES_TOLD, LINES_OF_A_FAILURE = 20, 12

passed, failed, skipped = 0, int(sys.argv[1]), 0
failures = []
for path in sys.argv[2:]:
    times = []
    # Where a test says what it was given, a runner may write what no XML holds.
    text = re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"?", pathlib.Path(path).read_bytes())
    for case in ElementTree.fromstring(text).iter("testcase"):
        # The folder of the end-to-end suite says nothing more.
        name = f"{(case.get('classname') or '').removeprefix('Tests.EndToEnd.')}.{case.get('name')}"
        # A case that fails, or cannot be set up or cleaned up, may say so several times.
        wrongs = [*case.iter("failure"), *case.iter("error")]
        if wrongs:
            failed += 1
            said = "\n".join(wrong.text or wrong.get("message") or "" for wrong in wrongs)
            failures.append((name, [line for line in said.splitlines() if line.strip()][-LINES_OF_A_FAILURE:]))
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
        times.append((float(case.get("time") or 0), name))
    if times:
        suite = pathlib.Path(path).stem.replace("_", "-")
        print(f"The slowest {suite} tests, in seconds, with what they waited for a turn:")
    for seconds, name in heapq.nlargest(10, times):
        print(f"{seconds:8.2f}  {name}")
for name, said in failures[:FAILURES_TOLD]:
    print(f"Failed: {name}", *(f"    {line}" for line in said), sep="\n")
if len(failures) > FAILURES_TOLD:
    print(f"and {len(failures) - FAILURES_TOLD} more failed")
print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
sys.exit(1 if failed or not passed else 0)
