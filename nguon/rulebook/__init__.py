"""What the regulations say, as data with dates, and pure functions that apply it.

Start at ``evaluate``: facts and a day go in, an assessment comes out. It knows no database, no
clock, no Django and nobody's permissions.
"""

from datetime import date

from nguon.rulebook.case.facts import (
    EVENT_TYPES,
    PERSON,
    PLACE,
    ROUTE,
    SENSITIVE_EVENTS,
    SENSITIVE_FACTS,
    CaseFacts,
    Event,
    Field,
    Person,
    Place,
    Route,
)
from nguon.rulebook.case.reading import BadDocument, Fault, Wanted, read_facts
from nguon.rulebook.law.book import NoRuleInForce, Parameter, Provision, Regime, Rulebook, Step
from nguon.rulebook.law.days import months_between, plus_months
from nguon.rulebook.law.editions import (
    Change,
    NoSuchProvision,
    RegimeChange,
    changes,
    codes_of,
    differences,
    editions_of,
    find,
    in_force,
    parameters_of,
    regime_changes,
)
from nguon.rulebook.law.files import BadRulebook, Flaw
from nguon.rulebook.law.findings import Citation, Finding
from nguon.rulebook.law.loading import faults, load
from nguon.rulebook.law.releases import RELEASE, VERSION, NoSuchRelease, Release, release, releases
from nguon.rulebook.law.vocabulary import STEP_NAMES as STEPS
from nguon.rulebook.rules import grading
from nguon.rulebook.rules.voting import Vote
from nguon.rulebook.sentences import (
    authority_label,
    event_label,
    finding_message,
    label,
    render,
    step_label,
)
from nguon.rulebook.verdict.assess import Assessment, Dates, NextStep, evaluate
from nguon.rulebook.wording import assumed_in_words, unit_in_words, value_in_words

__all__ = [
    "EVENT_TYPES",
    "PERSON",
    "PLACE",
    "RELEASE",
    "ROUTE",
    "SENSITIVE_EVENTS",
    "SENSITIVE_FACTS",
    "STEPS",
    "VERSION",
    "Assessment",
    "BadDocument",
    "BadRulebook",
    "CaseFacts",
    "Change",
    "Citation",
    "Dates",
    "Event",
    "Fault",
    "Field",
    "Finding",
    "Flaw",
    "NextStep",
    "NoRuleInForce",
    "NoSuchProvision",
    "NoSuchRelease",
    "Parameter",
    "Person",
    "Place",
    "Provision",
    "Regime",
    "RegimeChange",
    "Release",
    "Route",
    "Rulebook",
    "Step",
    "Vote",
    "Wanted",
    "add_working_days",
    "assumed_in_words",
    "authority_label",
    "changes",
    "codes_of",
    "differences",
    "editions_of",
    "evaluate",
    "event_label",
    "faults",
    "find",
    "finding_message",
    "grading",
    "in_force",
    "is_working_day",
    "label",
    "load",
    "months_between",
    "parameters_of",
    "plus_months",
    "provision",
    "read_facts",
    "regime_changes",
    "regime_on",
    "release",
    "releases",
    "render",
    "step_label",
    "unit_in_words",
    "value_in_words",
]


def provision(name: str, on: date) -> Provision:
    """Give the edition of a provision in force on a day.

    Raises: NoRuleInForce before the first regulation held; KeyError for no such provision.
    """
    return load().provision(name, on)


def regime_on(day: date) -> Regime:
    """Give the regime in force on a day.

    Raises: NoRuleInForce before the first regulation held.
    """
    return load().regime_on(day)


def add_working_days(day: date, count: int) -> date:
    """Find the ``count``-th working day after ``day``; the first one after it is day 1."""
    return load().calendar.add(day, count)


def is_working_day(day: date) -> bool:
    """Tell whether offices work on a day: Monday to Friday less public holidays."""
    return load().calendar.is_working_day(day)
