"""Whether the data files make a sound rulebook. ``lint`` lists everything that is wrong at once.

It reads plain tables and makes nothing of them; ``loading`` makes the rulebook of sound ones.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from nguon.rulebook.law.files import Flaw, Tables
from nguon.rulebook.law.holidays import BadHolidays, Holidays
from nguon.rulebook.law.lint.notes import At, Lint
from nguon.rulebook.law.lint.provisions import lint_provisions, was_in_force
from nguon.rulebook.law.lint.words import lint_words
from nguon.rulebook.law.vocabulary import (
    ANY_DAY,
    ANY_NUMBER,
    FACTS,
    ROUTES,
    SEVERITIES,
    STEP_NAMES,
)

NOT_TOPICS: Final = frozenset(
    {
        "findings.yaml",
        "holidays.yaml",
        "instruments.yaml",
        "messages.yaml",
        "parameters.yaml",
        "regimes.yaml",
        "steps.yaml",
    }
)
RULE: Final = re.compile(r"R-[A-Z]+(-\d\d)?\Z")
STANDS_FOR_OTHERS: Final = "fact_unknown"  # has the rule of the finding whose place it takes
Topics = Mapping[str, Mapping[Any, Any]]


def lint(tables: Tables) -> list[Flaw]:
    """List everything unsound in the data files; a sound rulebook gives nothing."""
    check = Lint(tables)
    for file in sorted(NOT_TOPICS):
        check.need(At(file), file in tables, "absent")
    if not check.flaws:
        _instruments(check)
        first_day = _regimes(check)
        of_provisions = topics(tables)
        lint_provisions(check, of_provisions, first_day)
        rules = _rules(check, of_provisions)
        _codes(check, rules)
        _parameters(check, rules)
        _steps(check)
        lint_words(check, of_provisions)
        _holidays(check)
    return check.flaws


def topics(tables: Tables) -> Topics:
    """Give the files of provisions: all but the few with a name of their own."""
    return {file: tables[file] for file in sorted(tables.keys() - NOT_TOPICS)}


def _instruments(check: Lint) -> None:
    table = check.tables["instruments.yaml"]
    must = {"title", "issuer", "in_force", "ended", "replaced_by", "confidence"}
    for name, entry in table.items():
        at = At("instruments.yaml", (name,))
        if not check.has(at, entry, must):
            continue
        check.mark(at.below("confidence"), entry["confidence"])
        begun, ended = entry["in_force"], entry["ended"]
        dated = check.need(at.below("in_force"), isinstance(begun, date), "no_date")
        dated &= check.need(at.below("ended"), isinstance(ended, date | None), "no_date")
        if dated:
            check.need(at.below("ended"), ended is None or begun < ended, "ended_early")
            _succession(check, at.below("replaced_by"), entry, table)


def _succession(check: Lint, at: At, entry: Any, table: Mapping[Any, Any]) -> None:
    """Note an heir that is not in the register, or that came only after the old one had ended."""
    heir, ended = entry["replaced_by"], entry["ended"]
    if heir is None or not check.need(at, str(heir) in table, "unknown_heir", heir=heir):
        return
    found = table[str(heir)]
    since = found.get("in_force") if isinstance(found, dict) else None
    in_time = not isinstance(since, date) or (ended is not None and since <= ended)
    check.need(at, in_time, "heir_late", since=since, ended=ended)


def _regimes(check: Lint) -> date | None:
    """Note what is wrong with the regimes; give the first day for which there is any law."""
    first, expected, at = None, None, At("regimes.yaml")
    for code, entry in check.tables["regimes.yaml"].items():
        at = At("regimes.yaml", (code,))
        if not check.has(at, entry, {"valid", "regulation", "guidance", "confidence"}):
            continue
        check.mark(at.below("confidence"), entry["confidence"])
        guidance, instruments = entry["guidance"], check.tables["instruments.yaml"]
        cited = at.below("guidance")
        check.need(cited, str(guidance) in instruments, "cites_nothing", name=guidance)
        if period := check.period(at.below("valid"), entry["valid"]):
            follows = expected in (None, period[0])
            check.need(at.below("valid"), follows, "regime_apart", expected=expected)
            was_in_force(check, at.below("regulation"), entry["regulation"], period)
            first, expected = first or period[0], period[1]
    check.need(at, expected in (None, date.max), "not_open")
    return first


def _rules(check: Lint, of_provisions: Topics) -> set[str]:
    """Name the rules that provisions or steps have, and note ids that are none."""
    found = set()
    for file, table in (*of_provisions.items(), ("steps.yaml", check.tables["steps.yaml"])):
        for name, entry in table.items():
            rule = entry.get("rule") if isinstance(entry, dict) else None
            at = At(file, (name, "rule"))
            if rule is not None and check.need(at, RULE.match(str(rule)), "bad_rule", rule=rule):
                found.add(str(rule))
    return found


def _codes(check: Lint, rules: set[str]) -> None:
    for code, entry in check.tables["findings.yaml"].items():
        at = At("findings.yaml", (code,))
        if not check.has(at, entry, {"severity", "rules", "rests_on"}):
            continue
        check.known(at.below("severity"), [entry["severity"]], SEVERITIES)
        check.known(at.below("rests_on"), entry["rests_on"], FACTS)
        named = entry["rules"] if isinstance(entry["rules"], list) else []
        for rule in named:
            check.need(at.below("rules"), RULE.match(str(rule)), "bad_rule", rule=rule)
        given = code == STANDS_FOR_OTHERS or not rules.isdisjoint(map(str, named))
        check.need(at.below("rules"), given, "no_rule")


def _parameters(check: Lint, rules: set[str]) -> None:
    for name, entry in check.tables["parameters.yaml"].items():
        at = At("parameters.yaml", (name,))
        if not check.has(at, entry, {"value", "choices", "confidence", "why", "rules"}):
            continue
        value, choices = entry["value"], entry["choices"]
        if check.need(at.below("choices"), isinstance(choices, list), "no_list"):
            possible = _is_choice(value, choices)
            check.need(at.below("value"), possible, "no_choice", value=value, choices=choices)
        check.mark(at.below("confidence"), entry["confidence"])
        check.reason(at.below("why"), entry["why"])
        check.known(at.below("rules"), entry["rules"], rules)


def _is_choice(value: object, choices: list[object]) -> bool:
    """Tell whether a parameter may be set so; the choices may leave a day or a number free."""
    if type(value) is date:
        return value in choices or ANY_DAY in choices
    if type(value) is int:
        listed = any(type(one) is int and one == value for one in choices)
        return listed or (ANY_NUMBER in choices and value >= 0)
    listed = any(type(one) is type(value) and one == value for one in choices)
    return listed and value not in (ANY_DAY, ANY_NUMBER)


def _steps(check: Lint) -> None:
    table = check.tables["steps.yaml"]
    check.need(At("steps.yaml"), tuple(table) == STEP_NAMES, "not_steps")
    for code, entry in table.items():
        at = At("steps.yaml", (code,))
        if check.has(at, entry, {"vi", "en", "actor", "forms", "rule"}, {"soft", "when"}):
            check.need(at.below("forms"), isinstance(entry["forms"], list), "no_list")
            if "when" in entry:
                check.known(at.below("when"), [entry["when"]], ROUTES)


def _holidays(check: Lint) -> None:
    at = At("holidays.yaml")
    try:
        Holidays(check.tables["holidays.yaml"])
    except BadHolidays as fault:
        on = fault.entry
        at = at.below(on.year, "days", on) if isinstance(on, date) else at.below(on)
        check.flaws.append(Flaw(*at, fault.reason))
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        check.need(at, False, "lacks", keys=fault)
