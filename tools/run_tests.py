"""Run the whole suite: each site on each engine, then say how all of it ended.

Passes go on after a failure, so that one run shows everything. Arguments are handed to pytest.
``--cover`` measures coverage in the two passes on SQLite.
"""

import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SUMMARY = ROOT / "build" / "test-summary.txt"
CLOSING = re.compile(r"^=+ (.*?\bin [\d.]+s\b.*?) =+$")
COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")
# Files in the order in which they are collected, long ones first: see tests/plugins.py.
TWO_WORKERS = ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
SLOWEST = ["--durations", "40", "--durations-min", "2"]  # where to look when the suite grows
ONCE_MORE = ["-m", "not pure"]  # what says nothing about it has run on SQLite


@dataclass
class Pass:
    """One run of pytest: a site on an engine."""

    site: str
    engine: str
    options: list[str]
    code: int = 0
    closing: str = "no closing line"
    counts: dict[str, int] = field(default_factory=dict)

    def run(self, extra: list[str]) -> None:
        print(f"\n--- {self.site} on {self.engine} ---", flush=True)
        environment = os.environ | {"NGUON_SITE": self.site, "NGUON_TEST_DB": self.engine}
        command = [sys.executable, "-m", "pytest", *TWO_WORKERS, *SLOWEST]
        process = subprocess.Popen(
            [*command, *self.options, *extra],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            self.read(line)
        self.code = process.wait()

    def read(self, line: str) -> None:
        found = CLOSING.match(line.strip())
        if found:
            self.closing = found[1]
            counts = {word.removesuffix("s"): int(n) for n, word in COUNT.findall(found[1])}
            self.counts = counts

    def __str__(self) -> str:
        return f"{self.site:8} {self.engine:10} {self.closing}"


def total(passes: list[Pass], *words: str) -> int:
    return sum(each.counts.get(word, 0) for each in passes for word in words)


def summary(passes: list[Pass], seconds: float) -> str:
    """The end of each pass, then one line for all, as pytest would put it."""
    failed, passed = total(passes, "failed", "error"), total(passes, "passed", "xpassed")
    skipped = total(passes, "skipped", "xfailed")
    broken = sum(each.code != 0 for each in passes)
    words = f"{passed} passed, {max(failed, broken)} failed, {skipped} skipped"
    closing = f" {words} in {seconds:.2f}s ".center(80, "=")
    return "\n".join([*map(str, passes), closing, ""])


def main() -> int:
    extra = sys.argv[1:]
    cover = ["--cov", "--cov-append", "--cov-report="] if "--cover" in extra else []
    extra = [word for word in extra if word != "--cover"]
    passes = [
        Pass("registry", "sqlite", cover),
        Pass("portal", "sqlite", ["tests/portal", *cover]),
        Pass("registry", "postgresql", ONCE_MORE),
        Pass("portal", "postgresql", ["tests/portal", *ONCE_MORE]),
    ]
    begun = time.monotonic()
    for each in passes:
        each.run(extra)
    said = summary(passes, time.monotonic() - begun)
    SUMMARY.parent.mkdir(exist_ok=True)
    SUMMARY.write_text(said, encoding="utf-8")
    print(f"\n{said}", end="", flush=True)
    return 1 if any(each.code for each in passes) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
