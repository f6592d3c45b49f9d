"""Read the data files into a rulebook, and refuse them with file and reason when they are unsound.

No string of the data is ever evaluated. An edition in use is never edited; a new one is added.
"""

import re
from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from nguon.rulebook.book import (
    CodeSpec,
    Instrument,
    Parameter,
    Provision,
    Regime,
    Rulebook,
    Step,
)
from nguon.rulebook.findings import Citation
from nguon.rulebook.holidays import BadHolidays, Holidays

DATA: Final = Path(__file__).parent / "data"
MARKS: Final = ("C2", "C1", "K", "I", "U")
SEVERITIES: Final = ("block", "warn", "info")
LANGUAGES: Final = ("vi", "en")
UNITS: Final = (
    "months",
    "working days",
    "word",
    "list",
    "flag",
    "persons",
    "children",
    "ballots",
    "times",
)
STEP_NAMES: Final = (
    "sourced",
    "candidate_listed",
    "awareness_course",
    "application",
    "cv",
    "verification",
    "introduction",
    "opinions",
    "cell_resolution",
    "section_appraisal",
    "committee_resolution",
    "admission_decision",
    "admission_ceremony",
    "member_declaration",
    "new_member_course",
    "probation_review",
    "recognition_resolution",
    "recognition_committee_resolution",
    "recognition_decision",
    "card_issued",
)
NOT_TOPICS: Final = frozenset(
    {"instruments", "regimes", "parameters", "steps", "findings", "messages", "holidays"}
)
EXPRESSION = re.compile(
    r"__|\{\{|\{%|\$\{|`|=>|[<>=!]=|\blambda\b|\b(?:eval|exec|import|getattr|open|system)\s*\("
)
RULE = re.compile(r"R-[A-Z]+(-\d\d)?\Z")


class BadRulebook(ValueError):
    """A data file is unsound; the message names the file, the entry and the reason."""

    def __init__(self, file: str, entry: object, reason: str) -> None:
        super().__init__(f"{file}: {entry}: {reason}")


class _Strict(yaml.CSafeLoader):
    """The safe loader, except that a key given twice is refused."""


def _mapping(loader: _Strict, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _ in node.value]
    twice = {key for key in keys if keys.count(key) > 1}
    if twice:
        raise ValueError(f"given twice: {sorted(map(str, twice))}")
    values = [loader.construct_object(value, deep=True) for _, value in node.value]
    return dict(zip(keys, values, strict=True))


_Strict.add_constructor("tag:yaml.org,2002:map", _mapping)


@cache
def load(folder: Path = DATA) -> Rulebook:
    """Read and lint every data file of ``folder`` into one rulebook.

    Raises: BadRulebook, naming file, entry and reason.
    """
    files = {path.stem: _read(path) for path in sorted(folder.glob("*.yaml"))}
    for absent in sorted(NOT_TOPICS - files.keys()):
        raise BadRulebook(f"{absent}.yaml", "–", "the file is not there")
    instruments = dict(_instruments(files["instruments"]))
    regimes = list(_regimes(files["regimes"], instruments))
    codes = dict(_codes(files["findings"]))
    words = files["messages"]
    _lint_words(words, codes)
    editions: dict[str, list[Provision]] = {}
    for stem in sorted(files.keys() - NOT_TOPICS):
        for name, entry in files[stem].items():
            if name in editions:
                raise BadRulebook(f"{stem}.yaml", name, "held in another file already")
            editions[name] = _topic(f"{stem}.yaml", name, entry, regimes, instruments, codes)
    return Rulebook(
        instruments=instruments,
        regimes=regimes,
        editions=editions,
        parameters=dict(_parameters(files["parameters"])),
        steps=dict(_steps(files["steps"])),
        codes=codes,
        words=words,
        holidays=_holidays(files["holidays"]),
    )


def _read(path: Path) -> dict[Any, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Strict)  # noqa: S506
    except (yaml.YAMLError, ValueError) as fault:
        raise BadRulebook(path.name, "–", f"cannot be read: {fault}") from fault
    if not isinstance(data, dict):
        raise BadRulebook(path.name, "–", "is no table of entries")
    for text in _strings(data):
        if EXPRESSION.search(text):
            raise BadRulebook(path.name, text, "looks like an expression; only values are held")
    return data


def _strings(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, Mapping):
        for key, value in data.items():
            yield from _strings(key)
            yield from _strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from _strings(value)


def _need(file: str, entry: object, condition: bool, reason: str) -> None:
    if not condition:
        raise BadRulebook(file, entry, reason)


def _keys(file: str, name: object, entry: object, must: set[str], may: set[str]) -> dict[str, Any]:
    """Give the entry back if it has the keys that it must have and no others than it may have."""
    if not isinstance(entry, dict):
        raise BadRulebook(file, name, "is no table of values")
    _need(file, name, must <= entry.keys(), f"lacks {sorted(must - entry.keys())}")
    odd = sorted(map(str, entry.keys() - must - may))
    _need(file, name, not odd, f"has unknown keys {odd}")
    return entry


def _instruments(data: Mapping[str, Any]) -> Iterator[tuple[str, Instrument]]:
    file = "instruments.yaml"
    must = {"title", "issuer", "in_force", "ended", "replaced_by", "confidence"}
    for name, entry in data.items():
        e = _keys(file, name, entry, must, set())
        _need(file, name, isinstance(e["in_force"], date), "in_force is no date")
        _need(file, name, e["confidence"] in MARKS, "unknown mark")
        known = e["replaced_by"] is None or e["replaced_by"] in data
        _need(file, name, known, f"replaced by an unknown instrument {e['replaced_by']}")
        ordered = e["ended"] is None or e["in_force"] < e["ended"]
        _need(file, name, ordered, "ended before it was in force")
        yield name, Instrument(name, **e)


def _regimes(data: Mapping[str, Any], known: Mapping[str, Instrument]) -> Iterator[Regime]:
    file, expected = "regimes.yaml", None
    must = {"valid", "regulation", "guidance", "confidence"}
    for code, entry in data.items():
        e = _keys(file, code, entry, must, set())
        since, until = _period(file, code, e["valid"])
        _need(file, code, expected in (None, since), f"gap or overlap: expected {expected}")
        for cited in (e["regulation"], e["guidance"]):
            _need(file, code, cited in known, f"unknown instrument {cited}")
        expected = until
        yield Regime(code, since, until, e["regulation"], e["guidance"], e["confidence"])
    _need(file, "–", expected == date.max, "the last regime does not go on")


def _period(file: str, name: object, valid: object) -> tuple[date, date]:
    if not isinstance(valid, list) or len(valid) != 2:
        raise BadRulebook(file, name, "valid is no pair of days")
    since, until = valid[0], valid[1] or date.max
    ordered = isinstance(since, date) and isinstance(until, date) and since < until
    _need(file, name, ordered, f"{valid} is no half-open period of days")
    return since, until


def _topic(
    file: str,
    name: str,
    entry: object,
    regimes: list[Regime],
    instruments: Mapping[str, Instrument],
    codes: Mapping[str, CodeSpec],
) -> list[Provision]:
    must = {"rule", "says", "unit", "editions", "checked_on"}
    e = _keys(file, name, entry, must, {"rounding"})
    _need(file, name, bool(RULE.match(str(e["rule"]))), f"{e['rule']} is no rule id")
    _need(file, name, e["unit"] in UNITS, f"unknown unit {e['unit']}")
    expected, editions = regimes[0].valid_from, []
    for one in e["editions"]:
        provision = _edition(file, name, e, one, instruments, codes)
        found = provision.valid_from
        _need(file, name, found <= expected, f"gap: no edition from {expected} to {found}")
        _need(file, name, found >= expected, f"overlap: {found} lies before {expected}")
        expected = provision.valid_to
        editions.append(provision)
    _need(file, name, expected == date.max, f"gap: no edition from {expected} on")
    return editions


def _edition(
    file: str,
    name: str,
    entry: Mapping[str, Any],
    edition: object,
    instruments: Mapping[str, Instrument],
    codes: Mapping[str, CodeSpec],
) -> Provision:
    e = _keys(file, name, edition, {"value", "valid", "cite", "point", "confidence"}, set())
    since, until = _period(file, name, e["valid"])
    _need(file, name, e["cite"] in instruments, f"{e['cite']} is not in instruments.yaml")
    early = instruments[e["cite"]].in_force > since
    _need(file, name, not early, f"{e['cite']} was not in force on {since}")
    _need(file, name, e["confidence"] in MARKS, f"unknown mark {e['confidence']}")
    _need(file, name, e["point"] is None or isinstance(e["point"], str), "point is no text")
    value = e["value"]
    numeric = entry["unit"] not in ("word", "list", "flag")
    numbers = value if isinstance(value, list) else [value]
    sound = value is None or not numeric or all(type(n) is int and n > 0 for n in numbers)
    _need(file, name, sound, f"{value} is no number of {entry['unit']}")
    return Provision(
        name=name,
        rule=entry["rule"],
        says=entry["says"],
        value=tuple(value) if isinstance(value, list) else value,
        unit=entry["unit"],
        valid_from=since,
        valid_to=until,
        citation=Citation(e["cite"], e["point"]),
        confidence=e["confidence"],
        codes=codes,
    )


def _codes(data: Mapping[str, Any]) -> Iterator[tuple[str, CodeSpec]]:
    file = "findings.yaml"
    for code, entry in data.items():
        e = _keys(file, code, entry, {"severity", "rests_on"}, set())
        _need(file, code, e["severity"] in SEVERITIES, f"unknown severity {e['severity']}")
        yield code, CodeSpec(e["severity"], tuple(e["rests_on"]))


def _lint_words(words: Mapping[str, Any], codes: Mapping[str, CodeSpec]) -> None:
    file = "messages.yaml"
    top = _keys(file, "–", words, {"findings", "phrases", "labels"}, set())
    same = top["findings"].keys() ^ codes.keys()
    _need(file, sorted(same), not same, "a finding without a message, or a message without one")
    for code, texts in (*top["findings"].items(), *top["phrases"].items()):
        _texts(file, code, texts)
    for group, labels in top["labels"].items():
        for code, texts in labels.items():
            _texts(file, f"{group}.{code}", texts)


def _texts(file: str, name: str, texts: object) -> None:
    e = _keys(file, name, texts, set(LANGUAGES), set())
    _need(file, name, all(isinstance(e[lang], str) for lang in LANGUAGES), "is no text")


def _parameters(data: Mapping[str, Any]) -> Iterator[tuple[str, Parameter]]:
    file = "parameters.yaml"
    for name, entry in data.items():
        e = _keys(file, name, entry, {"value", "choices", "confidence", "why"}, set())
        _need(file, name, e["value"] in e["choices"], f"{e['value']} is none of {e['choices']}")
        _need(file, name, e["confidence"] in MARKS, f"unknown mark {e['confidence']}")
        yield name, Parameter(name, e["value"], e["confidence"], e["why"])


def _steps(data: Mapping[str, Any]) -> Iterator[tuple[str, Step]]:
    file = "steps.yaml"
    _need(file, "–", tuple(data) == STEP_NAMES, "the steps are not those of the contract in order")
    for code, entry in data.items():
        must, may = {"vi", "en", "actor", "forms", "rule"}, {"soft", "when"}
        e = dict(_keys(file, code, entry, must, may))
        e["forms"] = tuple(e["forms"])
        yield code, Step(code, **e)


def _holidays(data: Mapping[Any, Any]) -> Holidays:
    try:
        return Holidays(data)
    except BadHolidays as fault:
        raise BadRulebook("holidays.yaml", fault.entry, fault.reason) from fault
    except (KeyError, TypeError, AttributeError) as fault:
        raise BadRulebook("holidays.yaml", "–", f"lacks or misspells {fault}") from fault
