"""Admitting a former member again. One function per rule; each needs a ``left_party``."""

from collections.abc import Iterator
from datetime import date

from nguon.rulebook.case.facts import Event
from nguon.rulebook.case.history import History
from nguon.rulebook.law.book import Day, Provision
from nguon.rulebook.law.days import plus_months
from nguon.rulebook.law.findings import Finding
from nguon.rulebook.rules.eligibility import population_policy_holds
from nguon.rulebook.rules.unknown import Rule


def _wait_after_leaving(history: History, left: Event, day: Day) -> tuple[date, Provision]:
    """Find when the wait since leaving is over, and by which provision.

    Source: readmission.wait, population.readmission.
    """
    wait, of_population = (
        day.provision("readmission.wait"),
        day.provision("population.readmission"),
    )
    if left["how"] != "population_policy" or not population_policy_holds(day):
        return plus_months(left.on, wait.value), wait
    children = sum(born <= left.on for born in history.person.children_born or ())
    months = of_population.value[1 if children >= 4 else 0]
    return plus_months(left.on, months), of_population


def earliest_application(history: History, day: Day) -> tuple[date | None, Provision]:
    """Find the first day on which a former member may apply; no day while a conviction stands.

    Units:  months from leaving; after a less serious crime from the day the conviction is cleared.
    Source: readmission.wait, readmission.wait_after_conviction.
    """
    first_day, by = _wait_after_leaving(history, history.all("left_party")[-1], day)
    crimes = [
        act
        for act in history.all("conviction")
        if act["gravity"] == "less_serious" and act.on <= day.on
    ]
    if crimes:
        after = day.provision("readmission.wait_after_conviction")
        cleared = history.last_by("conviction_cleared", day.on)
        if cleared is None or cleared.on < crimes[-1].on:
            return None, after
        from_clearing = plus_months(cleared.on, after.value)
        if from_clearing > first_day:
            return from_clearing, after
    return first_day, by


def too_early(history: History, day: Day) -> Iterator[Finding]:
    """Yield that the wait is not over on the day of the application.

    Source: readmission.wait, readmission.wait_after_conviction, population.readmission.
    """
    first_day, by = earliest_application(history, day)
    if first_day is None or not day.reached(first_day):
        rule = "R-REA-03" if by.name == "population.readmission" else None
        yield by.finding("readmission_too_early", first_day, rule=rule)


def barred(history: History, day: Day) -> Iterator[Finding]:
    """Yield that the former member left, or was convicted, in a way that bars readmission.

    Reading: serious disunity has no field and is checked by people; the population policy
             bars whoever violates it again after leaving for it.
    Source:  readmission.barred_exits, readmission.barred_convictions, population.readmission.
    """
    exits = history.all("left_party")
    ways = day.provision("readmission.barred_exits")
    crimes = day.provision("readmission.barred_convictions")
    for act in exits:
        if act["how"] in ways.value:
            yield ways.finding("readmission_barred", act.on, reason=act["how"])
    for act in history.all("conviction"):
        if act["gravity"] in crimes.value and act.on <= day.on:
            yield crimes.finding("readmission_barred", act.on, reason=act["gravity"])
    yield from _violated_again(history, exits[-1], day)


def _violated_again(history: History, left: Event, day: Day) -> Iterator[Finding]:
    if left["how"] != "population_policy" or history.person.population_exemption:
        return
    births = history.person.children_born or ()
    again = [born for born in births[2:] if born > left.on and day.reached(born)]
    if again and population_policy_holds(day):
        rule = day.provision("population.readmission")
        yield rule.finding("readmission_barred", again[0], reason="population_policy")


def once_only(history: History, day: Day) -> Iterator[Finding]:
    """Yield that a readmission has been used.

    Source: readmission.times.
    """
    times = day.provision("readmission.times")
    exits = history.all("left_party")
    if len(exits) > times.value:
        yield times.finding("readmission_once_only", exits[-1].on)


def consent(history: History, day: Day) -> Iterator[Finding]:
    """Yield the absence of the provincial board's written consent to a readmission.

    Source: readmission.consent.
    """
    needed = day.provision("readmission.consent")
    if not history.consented("readmission", needed.value):
        yield needed.finding("readmission_consent_missing")


_BIRTHS = ("person.children_born", "person.population_exemption")
TOO_EARLY = Rule(too_early, ("person.children_born",), needs="left_party")
BARRED = Rule(barred, _BIRTHS, needs="left_party")
ONCE_ONLY = Rule(once_only, needs="left_party")
CONSENT = Rule(consent, needs="left_party")
