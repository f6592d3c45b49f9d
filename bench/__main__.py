"""``python -m bench [NAME ...] [--quick]``: run measurements one after the other.

Each is a module of its own that prints one JSON document; ``--quick`` runs each at a size that
takes seconds, to see that it works: three minutes for all. Without it a province is simulated
once, which takes half a minute on an idle machine of two cores, and all takes about half an hour.
The nation is measured by ``python -m bench.nodes --large nation`` and ``bench.pages`` alike.
"""

import argparse
import subprocess
import sys

MEASUREMENTS = {
    "evaluate": (["bench/evaluate.py"], ["--cases", "2000", "--repeats", "1"]),
    "import": (["-m", "bench.import_roster"], ["--rows", "500", "--rounds", "1"]),
    "acts": (["-m", "bench.acts"], ["--seconds", "0.5", "--repeats", "1"]),
    "reform": (["-m", "bench.reform"], ["--communes", "90", "--cells", "5"]),
    "forecast": (["-m", "bench.forecast"], ["--histories", "5"]),
    "pages": (["-m", "bench.pages"], ["--large", "town", "--rounds", "5"]),
    "nodes": (["-m", "bench.nodes"], ["--large", "town", "--rounds", "5"]),
    "stats": (["-m", "bench.stats"], ["--large", "town", "--rounds", "3"]),
    "export": (
        ["-m", "bench.export"],
        ["--rows", "2000", "--rounds", "1", "--large", "town"],
    ),
    "portal": (
        ["-m", "bench.portal"],
        ["--rounds", "1", "--seconds", "0.3", "--articles", "40", "--large", "80"],
    ),
    "clerks": (
        ["-m", "bench.clerks"],
        ["--minutes", "0.2", "--clerks", "20", "--scale", "town", "--engine", "sqlite"],
    ),
    "start": (["-m", "bench.start"], ["--rounds", "1"]),
    "forms": (["-m", "bench.forms"], ["--forms", "50", "--slow", "2", "--rounds", "1"]),
}


IDS = {
    "P1": "evaluate",
    "P3": "nodes",
    "P4": "nodes",
    "P8": "nodes",
    "P5": "acts",
    "P6": "import",
    "P7": "forms",
    "P9": "portal",
    "P10": "pages",
    "P12": "start",
    "N2": "reform",
    "N5": "forecast",
}


def _name(text: str) -> str:
    """A measurement by its name, or by the number that its results bear."""
    name = IDS.get(text.upper(), text)
    if name not in MEASUREMENTS:
        known = ", ".join([*MEASUREMENTS, *IDS])
        raise argparse.ArgumentTypeError(f"{text!r}: no such measurement; there are {known}")
    return name


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    known = ", ".join([*MEASUREMENTS, *IDS])
    parser.add_argument(
        "names", nargs="*", type=_name, metavar="NAME", help=f"{known} (none: all)"
    )
    parser.add_argument("--quick", action="store_true")
    chosen = parser.parse_args()
    worst = 0
    for name in chosen.names or MEASUREMENTS:
        words, small = MEASUREMENTS[name]
        print(f"--- {name}", file=sys.stderr, flush=True)
        command = [sys.executable, *words, *(small if chosen.quick else [])]
        worst = max(worst, subprocess.call(command))
    return worst


if __name__ == "__main__":
    sys.exit(main())
