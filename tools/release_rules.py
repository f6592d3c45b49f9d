"""Release the rulebook: freeze its data, with a sample of cases and how they are judged.

    python -m tools.release_rules 2026.1       freeze what is there under that name
    python -m tools.release_rules --check      judge the stored samples of all releases again

What was released stays: a name is used once, and every later change is held to the bytes of the
samples. A change that alters one is told with the case and what differs.
"""

import argparse
import gzip
import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone
from importlib import import_module
from pathlib import Path
from typing import Any, Final, Literal

import orjson

from nguon.rulebook import Rulebook, evaluate, faults, load, read_facts, render
from nguon.rulebook.law.files import DATA
from nguon.rulebook.law.loading import released
from nguon.rulebook.law.releases import ABOUT, RELEASES, Release, digest_of, order, releases

SAMPLES: Final = Path(__file__).resolve().parent.parent / "tests" / "rulebook" / "replay"
CASES, ASSESSMENTS = "cases.jsonl.gz", "assessments.jsonl.gz"
VIETNAM: Final = timezone(timedelta(hours=7))
LANGUAGES: Final[tuple[Literal["vi", "en"], ...]] = ("vi", "en")
Asked = dict[str, Any]


class CannotRelease(Exception):
    """The rulebook cannot be released so; nothing is written."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="tools.release_rules", description=__doc__)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("version", nargs="?", help="year and number, such as 2026.1")
    what.add_argument("--check", action="store_true", help="only replay what is released")
    options = parser.parse_args()
    if options.check:
        told = list(replay_all())
        print("\n".join(told) or f"{len(releases())} releases replay to the byte.")
        return 1 if told else 0
    try:
        frozen = freeze(options.version)
    except CannotRelease as refusal:
        print(refusal, file=sys.stderr)
        return 2
    print(f"{frozen.version}: {frozen.digest[:12]}, frozen on {frozen.frozen_on}")
    return 0


def freeze(version: str, root: Path = RELEASES, samples: Path = SAMPLES) -> Release:
    """Copy the data files under a new version, and store the sample judged by them.

    Raises: CannotRelease for a version that is none, is taken or is older than the last one, for
            faulty data, and while an earlier release does not replay.
    """
    _require_new(version, root)
    told = [flaw.told("en") for flaw in faults()] or list(replay_all(root, samples))
    if told:
        raise CannotRelease("\n".join(told))
    asked: list[Asked] = import_module("tests.rulebook.sampling").sample()
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / version
        made.mkdir()
        for path in DATA.glob("*.yaml"):
            shutil.copy(path, made)
        today = datetime.now(VIETNAM).date()
        about = {"frozen_on": today.isoformat(), "digest": digest_of(made.glob("*.yaml"))}
        (made / ABOUT).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
        sample = Path(folder) / "sample"
        sample.mkdir()
        _write(sample / CASES, map(orjson.dumps, asked))
        _write(sample / ASSESSMENTS, judged(asked, load()))
        shutil.copytree(sample, samples / version)
        shutil.copytree(made, root / version)
    return Release(version, today, about["digest"], root / version)


def _require_new(version: str, root: Path) -> None:
    try:
        number = order(version)
    except ValueError:
        raise CannotRelease(f"{version!r}: expected year and number, such as 2026.1") from None
    for earlier in releases(root):
        if number <= order(earlier.version):
            raise CannotRelease(f"{version}: {earlier.version} is released already")


def replay_all(root: Path = RELEASES, samples: Path = SAMPLES) -> Iterator[str]:
    """Judge the stored sample of every release by its own data and today's code.

    Shape: a line for each case that is judged otherwise than when it was released.
    """
    for frozen in releases(root):
        yield from replay(frozen, samples / frozen.version)


def replay(frozen: Release, sample: Path, book: Rulebook | None = None) -> Iterator[str]:
    """Judge the stored sample of one release, and tell what differs by as much as a byte."""
    asked = [orjson.loads(line) for line in _read(sample / CASES)]
    stored = _read(sample / ASSESSMENTS)
    now = judged(asked, book or released(frozen))
    for place, (before, after) in enumerate(zip(stored, now, strict=True)):
        if before != after:
            name = asked[place]["facts"]["id"]
            yield f"{frozen.version} case {place} ({name}): {_differing(before, after)}"


def judged(asked: Iterable[Asked], book: Rulebook) -> Iterator[bytes]:
    """Judge cases as ``nguon evaluate --batch`` does, in one language after the other.

    Shape: a line for each; where today's code asks for what a release lacks, what it asked for.
    """
    for place, one in enumerate(asked):
        lang = LANGUAGES[place % len(LANGUAGES)]
        as_of = datetime.fromisoformat(one["as_of"]).date()
        facts = read_facts(one["facts"])
        try:
            yield orjson.dumps(render(evaluate(facts, as_of, book), lang, book))
        except LookupError as lacking:
            yield repr(lacking).encode()


def _differing(before: bytes, after: bytes) -> str:
    if not after.startswith(b"{"):
        return after.decode()
    old, new = orjson.loads(before), orjson.loads(after)
    names = [name for name in old if old[name] != new.get(name)]
    return ", ".join(names) or "the order of what is in it"


def _write(path: Path, lines: Iterable[bytes]) -> None:
    data = b"".join(line + b"\n" for line in lines)
    path.write_bytes(gzip.compress(data, 9, mtime=0))


def _read(path: Path) -> list[bytes]:
    return gzip.decompress(path.read_bytes()).splitlines()


if __name__ == "__main__":
    sys.exit(main())
