"""Read the data files into a rulebook, and refuse them with file, line and reason when unsound.

An edition in use is never edited; a new one is added. What is unsound ``linting`` says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

from nguon.rulebook.law.book import (
    CodeSpec,
    Instrument,
    Parameter,
    Provision,
    Regime,
    Rulebook,
    Step,
)
from nguon.rulebook.law.files import DATA, BadRulebook, Flaw, Said, Tables, placed, read
from nguon.rulebook.law.findings import Citation
from nguon.rulebook.law.holidays import Holidays
from nguon.rulebook.law.lint import lint, topics
from nguon.rulebook.law.releases import ABOUT, Release
from nguon.rulebook.law.releases import release as find_release

CHANGED: Final = Said(
    "bản phát hành đã bị sửa sau khi phát hành", "the release was changed after it was frozen"
)
NO_FOLDER: Final = Said("không có thư mục này", "there is no such folder")


@cache
def load(folder: Path = DATA, *, release: str | None = None) -> Rulebook:
    """Read and lint every data file of ``folder`` into one rulebook, or give a released one.

    Reading: a release was linted when it was frozen; now only its digest is compared.
    Raises:  BadRulebook, naming file, line, entry and reason; NoSuchRelease.
    """
    if release is not None:
        return released(find_release(release))
    tables, flaws = read(folder)
    flaws = flaws or lint(tables)
    if flaws:
        raise BadRulebook(placed(flaws, folder))
    return _rulebook(tables)


def released(frozen: Release) -> Rulebook:
    """Give a released rulebook as it was, with what was added for later code.

    Raises: BadRulebook when a file of it was changed since.
    """
    tables, flaws = read(frozen.folder)
    if not frozen.sound:
        flaws.append(Flaw(ABOUT, (), CHANGED, 1))
    if flaws:
        raise BadRulebook(placed(flaws, frozen.folder))
    return _rulebook(tables)


def faults(folder: Path = DATA) -> tuple[Flaw, ...]:
    """List everything that is wrong with the data files of ``folder``.

    Shape: by file and line; empty when they are sound. A file that cannot be read hides what
           is wrong with the others.
    """
    if not folder.is_dir():
        return (Flaw(folder.name, (), NO_FOLDER, 1),)
    tables, flaws = read(folder)
    return tuple(placed(flaws or lint(tables), folder))


def _rulebook(tables: Tables) -> Rulebook:
    codes = dict(_codes(tables["findings.yaml"]))
    return Rulebook(
        instruments={
            name: Instrument(name, **entry) for name, entry in tables["instruments.yaml"].items()
        },
        regimes=list(_regimes(tables["regimes.yaml"])),
        editions={
            name: _editions(name, entry, codes)
            for table in topics(tables).values()
            for name, entry in table.items()
        },
        parameters=dict(_parameters(tables["parameters.yaml"])),
        steps=dict(_steps(tables["steps.yaml"])),
        codes=codes,
        words=tables["messages.yaml"],
        holidays=Holidays(tables["holidays.yaml"]),
    )


def _regimes(data: Mapping[str, Any]) -> Iterator[Regime]:
    for code, e in data.items():
        since, until = _period(e["valid"])
        yield Regime(code, since, until, e["regulation"], e["guidance"], e["confidence"])


def _period(valid: list[date | None]) -> tuple[date, date]:
    since, until = valid
    return since or date.min, until or date.max


def _editions(
    name: str, entry: Mapping[str, Any], codes: Mapping[str, CodeSpec]
) -> list[Provision]:
    """Make the editions of a provision; where two overlap, the later one holds."""
    found: list[Provision] = []
    for one in entry["editions"]:
        edition = _edition(name, entry, one, codes)
        if found and found[-1].valid_to > edition.valid_from:
            found[-1] = replace(found[-1], valid_to=edition.valid_from)
        found.append(edition)
    return found


def _edition(
    name: str,
    entry: Mapping[str, Any],
    edition: Mapping[str, Any],
    codes: Mapping[str, CodeSpec],
) -> Provision:
    since, until = _period(edition["valid"])
    value = edition["value"]
    return Provision(
        name=name,
        rule=entry["rule"],
        says=entry["says"],
        value=tuple(value) if isinstance(value, list) else value,
        unit=entry["unit"],
        valid_from=since,
        valid_to=until,
        citation=Citation(edition["cite"], edition["point"]),
        confidence=edition["confidence"],
        codes=codes,
        rounding=entry.get("rounding"),
        checked_on=entry["checked_on"],
        goes_on=edition.get("goes_on"),
    )


def _codes(data: Mapping[str, Any]) -> Iterator[tuple[str, CodeSpec]]:
    for code, e in data.items():
        yield code, CodeSpec(e["severity"], tuple(e["rests_on"]), tuple(e["rules"]))


def _parameters(data: Mapping[str, Any]) -> Iterator[tuple[str, Parameter]]:
    for name, e in data.items():
        yield name, Parameter(name, e["value"], e["confidence"], e["why"], tuple(e["rules"]))


def _steps(data: Mapping[str, Any]) -> Iterator[tuple[str, Step]]:
    for code, entry in data.items():
        yield code, Step(code, **{**entry, "forms": tuple(entry["forms"])})
