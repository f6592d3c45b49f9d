"""P1: ``nguon evaluate --batch`` against the same rules as bare ifs, in one interleaved run.

    python bench/evaluate.py [--cases 100000] [--repeats 3] [--seed 1]

Both sides read the same lines and write to nowhere, each in a process of its own per repeat; the
times are processor seconds of that process, start-up left out. Prints one JSON object; the exit
code judges the ratio, never the seconds of one machine.
"""

import argparse
import gc
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

RATIO_LIMIT, RATE_LIMIT = 3.0, 5000


def measured(work: Callable[[], None]) -> float:
    """Give the processor seconds that ``work`` took."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def one_side(side: str, path: Path) -> float:
    """Measure one side in this process."""
    if side == "bare":
        from bare_ifs import judge  # noqa: PLC0415

        def work() -> None:
            with path.open("rb") as lines, open("/dev/null", "wb") as out:  # noqa: PTH123
                gc.disable()
                for line in lines:
                    out.write(judge(line) + b"\n")

    else:
        from nguon.cli.evaluate import judge_batch  # noqa: PLC0415
        from nguon.rulebook import load  # noqa: PLC0415

        load()

        def work() -> None:
            with path.open("rb") as lines, open("/dev/null", "wb") as out:  # noqa: PTH123
                judge_batch(lines, out)

    return measured(work)


def main() -> int:
    """Measure both sides in turn and print the comparison."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--side", choices=("bare", "rules"))
    parser.add_argument("--lines", type=Path)
    options = parser.parse_args()
    if options.side:
        print(one_side(options.side, options.lines))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.jsonl"
        write_cases(path, options.cases, options.seed)
        found = compared(path, options.cases, options.repeats)
    print(json.dumps({**found, "seed": options.seed}, indent=2))
    return 0 if found["ok"] else 1


def write_cases(path: Path, count: int, seed: int) -> None:
    """Write the cases of a seed to a file, one a line."""
    from generate_cases import full_cases  # noqa: PLC0415

    with path.open("wb") as out:
        out.writelines(line + b"\n" for line in full_cases(count, seed))


def compared(path: Path, cases: int, repeats: int) -> dict[str, object]:
    """Measure both sides ``repeats`` times, in turn."""
    seconds: dict[str, list[float]] = {"bare": [], "rules": []}
    for _ in range(repeats):
        for side, taken in seconds.items():
            words = [sys.executable, __file__, "--side", side, "--lines", str(path)]
            taken.append(float(subprocess.run(words, capture_output=True, check=True).stdout))
    bare, rules = (statistics.median(seconds[side]) for side in ("bare", "rules"))
    ratio, rate = (
        statistics.median(r / b for r, b in zip(seconds["rules"], seconds["bare"], strict=True)),
        cases / rules,
    )
    return {
        "bench": "P1 evaluate --batch",
        "cases": cases,
        "repeats": repeats,
        "bare_ifs_seconds": round(bare, 3),
        "rulebook_seconds": round(rules, 3),
        "bare_ifs_per_second": round(cases / bare),
        "cases_per_second_and_core": round(rate),
        "ratio": round(ratio, 2),
        "limit_ratio": RATIO_LIMIT,
        "limit_cases_per_second": RATE_LIMIT,
        "rate_reached": rate >= RATE_LIMIT,
        "ok": ratio <= RATIO_LIMIT,
    }


if __name__ == "__main__":
    sys.exit(main())
