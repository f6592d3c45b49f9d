"""``python -m tests.torture.rules``: generated histories and spoilt documents on the rulebook."""

import os
import subprocess
import sys

from tests.torture import campaign

EXAMPLES, DOCUMENTS = 150, 3_000  # that the tests try when they are not asked for more
TRIED = {
    "rules": ("test_properties.py", "histories a property", EXAMPLES, "0 break a property"),
    "BI-17": ("test_fuzz.py", "spoilt documents", DOCUMENTS, "an assessment or reasons"),
}


def main() -> int:
    more = campaign.times(1, 20)
    surroundings = os.environ | {"NGUON_MORE": str(more), "NGUON_SEED": str(campaign.SEED)}
    return max(tried(test, more, surroundings) for test in TRIED)


def tried(test: str, more: int, surroundings: dict[str, str]) -> int:
    file, what, each, passes = TRIED[test]
    words = ["-q", "-n", "2", f"--hypothesis-seed={campaign.SEED}", "--timeout", "7200"]
    asked = [sys.executable, "-m", "pytest", *words, f"tests/rulebook/{file}"]
    code = subprocess.run(asked, env=surroundings, check=False).returncode
    wrong = [f"pytest ended with code {code}"] if code else []
    campaign.hand_in(test, what, count=each * more, wrong=wrong, passes=passes)
    return code


if __name__ == "__main__":
    sys.exit(main())
