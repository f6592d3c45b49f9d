"""Whether the provisions are sound: values of their unit, cited law in force, no day left out."""

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import Any, Final

from nguon.rulebook.law.lint.notes import At, Lint, Period
from nguon.rulebook.law.vocabulary import COUNTED, UNITS

MUST: Final = {"rule", "says", "unit", "editions", "checked_on"}
MAY: Final = {"rounding", "declared"}
MUST_OF_EDITIONS: Final = {"value", "valid", "cite", "point", "confidence"}
Hole = tuple[str, date, date]  # "gap" or "overlap", from, to


def lint_provisions(
    check: Lint, topics: Mapping[str, Mapping[Any, Any]], first_day: date | None
) -> None:
    """Note everything unsound in the provisions, which must hold from ``first_day`` on."""
    held: dict[str, str] = {}
    for file, table in topics.items():
        for name, entry in table.items():
            at = At(file, (name,))
            other = held.setdefault(name, file)
            check.need(at, other == file, "elsewhere", other=other)
            if check.has(at, entry, MUST, MAY):
                _provision(check, at, entry, first_day)


def was_in_force(check: Lint, at: At, name: object, period: Period, why: object = None) -> None:
    """Note an instrument that is not in the register, or not in force over the whole period.

    Reading: one that ended may go on until the next comes, where ``why`` says so.
    """
    held = check.tables["instruments.yaml"]
    if not check.need(at, isinstance(name, str) and name in held, "cites_nothing", name=name):
        return
    entry = held[name] if isinstance(held[name], dict) else {}
    begun, ended = entry.get("in_force"), entry.get("ended")
    if isinstance(begun, date):
        check.need(at, begun <= period[0], "not_in_force", name=name, on=period[0])
    over = isinstance(ended, date) and ended < period[1]
    check.need(at, why or not over, "ended", name=name, ended=ended)
    check.need(at, over or not why, "not_declared_over", name=name)


def _provision(check: Lint, at: At, entry: Mapping[str, Any], first_day: date | None) -> None:
    check.known(at.below("unit"), [entry["unit"]], UNITS)
    checked = entry["checked_on"]
    check.need(at.below("checked_on"), isinstance(checked, date | None), "no_date")
    for key in ("says", "rounding"):
        check.need(at.below(key), isinstance(entry.get(key, ""), str), "no_text")
    editions, below = entry["editions"], at.below("editions")
    if not check.need(below, isinstance(editions, list) and editions, "no_editions"):
        return
    periods = [
        _edition(check, below.below(place), edition, entry["unit"])
        for place, edition in enumerate(editions)
    ]
    declared = _declared(check, at.below("declared"), entry.get("declared", []))
    if first_day and None not in periods:
        known = [period for period in periods if period]
        _sequence(check, below, known, first_day, declared)
        for kind, since, until in sorted(declared):
            where = {"kind": kind, "since": since, "until": until}
            check.need(at.below("declared"), False, "declares_nothing", **where)


def _edition(check: Lint, at: At, edition: Any, unit: str) -> Period | None:
    if not check.has(at, edition, MUST_OF_EDITIONS, {"goes_on"}):
        return None
    check.mark(at.below("confidence"), edition["confidence"])
    check.need(at.below("point"), isinstance(edition["point"], str | None), "no_text")
    _value(check, at.below("value"), edition["value"], unit)
    if "goes_on" in edition:
        check.reason(at.below("goes_on"), edition["goes_on"])
    period = check.period(at.below("valid"), edition["valid"])
    if period:
        was_in_force(check, at.below("cite"), edition["cite"], period, edition.get("goes_on"))
    return period


def _value(check: Lint, at: At, value: object, unit: str) -> None:
    """Note a value that is none of its unit; None, which is not applied, always is."""
    if value is None or unit not in UNITS:
        return
    parts = value if isinstance(value, list) else [value]
    if unit in COUNTED:
        sound = bool(parts) and all(type(one) is int and one > 0 for one in parts)
    elif unit == "flag":
        sound = isinstance(value, bool)
    else:
        sound = bool(parts) and (unit == "list") == isinstance(value, list)
        for word in parts:
            check.need(at, str(word) in check.words, "no_words", word=word)
    check.need(at, sound, "bad_value", value=value, unit=unit)


def _sequence(
    check: Lint, at: At, periods: list[Period], first_day: date, declared: set[Hole]
) -> None:
    """Note gaps and overlaps that are not declared; strike those that are."""
    before_all = (first_day, first_day)
    for place, (before, after) in enumerate(pairwise([before_all, *periods])):
        where, expected, found = at.below(place, "valid"), before[1], after[0]
        if found > expected:
            _hole(check, where, ("gap", expected, found), declared)
        elif place == 0 and found < expected:
            check.need(where, False, "before_law", since=first_day)
        elif found < expected:
            check.need(where, found > before[0], "bad_order")
            _hole(check, where, ("overlap", found, min(expected, after[1])), declared)
    last = periods[-1][1]
    if last < date.max:
        where = at.below(len(periods) - 1, "valid")
        _hole(check, where, ("gap", last, date.max), declared)


def _hole(check: Lint, at: At, hole: Hole, declared: set[Hole]) -> None:
    kind, since, until = hole
    last = "…" if until == date.max else until
    check.need(at, hole in declared, kind, since=since, until=last)
    declared.discard(hole)


def _declared(check: Lint, at: At, declared: Any) -> set[Hole]:
    """Read the gaps and overlaps that a provision declares, each with the reason."""
    found: set[Hole] = set()
    if not check.need(at, isinstance(declared, list), "no_list"):
        return found
    for place, one in enumerate(declared):
        where = at.below(place)
        kind = "overlap" if isinstance(one, dict) and "overlap" in one else "gap"
        if check.has(where, one, {kind, "why"}):
            check.reason(where.below("why"), one["why"])
            if period := check.period(where.below(kind), one[kind]):
                found.add((kind, *period))
    return found
