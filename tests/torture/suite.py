"""``python -m tests.torture.suite IDS PASSES WANTED PATH…``: what ordinary tests show, as a line.

They are counted, not their cases: whatever a test repeats inside itself is one here.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from tests.torture import campaign

LENGTH = {"NGUON_LENGTH": "1000000"}  # of an input to an expression, where the campaign is whole


def main(tests: str, passes: str, wanted: str, *paths: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        asked = [sys.executable, "-m", "pytest", "-q", "--timeout", "7200", f"--junitxml={report}"]
        asked += ["-p", "no:randomly", *paths]
        whole = LENGTH if campaign.SHARE >= 1 else {}
        code = subprocess.run(asked, env=os.environ | whole, check=False).returncode
        cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
    ran = [each for each in cases if each.find("skipped") is None]
    wrong = [each.get("name", "") for each in ran if {"failure", "error"} & {c.tag for c in each}]
    if code and not wrong:
        wrong = [f"ended with code {code}"]
    campaign.hand_in(
        tests, "tests of the suite", count=len(ran), wrong=wrong, passes=passes, wanted=int(wanted)
    )
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
