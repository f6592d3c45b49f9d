"""May the cell consider admitting this person? One function per rule."""

from collections.abc import Iterator
from datetime import date

from nguon.rulebook.case.facts import SCHOOLING
from nguon.rulebook.case.history import History
from nguon.rulebook.law.book import Day, Provision
from nguon.rulebook.law.days import next_day, plus_months
from nguon.rulebook.law.findings import Finding
from nguon.rulebook.rules.unknown import Rule

RANK = {schooling: rank for rank, schooling in enumerate(SCHOOLING)}
ELDERS = frozenset({"village_elder", "prestigious_person"})


def minimum_age(history: History, day: Day) -> Iterator[Finding]:
    """Yield what a person's youth puts in the way of a cell resolution.

    Units:   months.
    Reading: "tính theo tháng" compares year and month (parameter ``age.mode``, U); until the
             birthday in that month it is a warning.
    Source:  admission.age.minimum.
    """
    minimum = day.provision("admission.age.minimum")
    birthday = plus_months(history.person.born, minimum.value)
    month = birthday.replace(day=1)
    if not day.reached(month):
        yield minimum.finding("age_below_minimum", month)
    elif not day.reached(birthday):
        strict = day.parameter("age.mode") == "STRICT"
        yield minimum.finding("age_below_minimum" if strict else "age_day_not_reached", birthday)


def over_age_since(history: History, day: Day) -> date | None:
    """Find the day from which the person is over the limit; None while they are not.

    Reading: by month the month of the 60th birthday is still "đủ 60"; the guidance of 2012
             counted by year.
    Source:  admission.age.maximum, admission.age.counting.
    """
    born, limit = history.person.born, day.provision("admission.age.maximum").value
    if day.provision("admission.age.counting").value == "year":
        since = date(min(born.year + limit // 12 + 1, date.max.year), 1, 1)
        return since if day.reached(since) else None
    birthday = plus_months(born, limit)
    if not day.passed(birthday):
        return None
    since = plus_months(born, limit + 1).replace(day=1)
    if day.reached(since):
        return since
    return next_day(birthday) if day.parameter("age.mode") == "STRICT" else None


def maximum_age(history: History, day: Day) -> Iterator[Finding]:
    """Yield what a person's age puts in the way, unless the exception is open to them.

    Reading: the exception asks for health and a place without a cell, or a special need;
             prestige is for people to judge.
    Source:  admission.age.maximum.
    """
    since = over_age_since(history, day)
    if since is None:
        return
    person = history.person
    if not person.healthy or (history.place.cell_present and not person.special_need):
        yield day.provision("admission.age.maximum").finding("age_above_maximum", since)


def over_age_consent(history: History, day: Day) -> Iterator[Finding]:
    """Yield the absence of the written consent that a person over the limit needs.

    Source: admission.age.consent.
    """
    consent = day.provision("admission.age.consent")
    since = over_age_since(history, day)
    if since is not None and not history.consented("over_age", consent.value):
        yield consent.finding("over_age_consent_missing", since)


def citizenship(history: History, day: Day) -> Iterator[Finding]:
    """Yield that the person is no citizen.

    Source: admission.citizenship.
    """
    needed = day.provision("admission.citizenship")
    if history.person.citizenship != needed.value:
        yield needed.finding("not_a_citizen")


def _least_schooling(history: History, day: Day) -> Provision:
    """Find the lowest standard that is open to the person.

    Reading: the guidance of 2012 names areas only, nobody who works at sea.
    Source:  admission.schooling.minimum, admission.schooling.difficult,
             admission.schooling.at_sea, admission.schooling.elder.
    """
    standing = history.person.standing or ()
    difficult = history.place.difficult_area
    if difficult and not ELDERS.isdisjoint(standing):
        return day.provision("admission.schooling.elder")
    at_sea = "fisher_at_sea" in standing and day.provision("admission.schooling.at_sea").value
    if difficult or at_sea:
        return day.provision("admission.schooling.difficult")
    return day.provision("admission.schooling.minimum")


def schooling(history: History, day: Day) -> Iterator[Finding]:
    """Yield that the schooling does not reach the lowest standard open to the person.

    Reading: the elders' exception is for those who live in such an area.
    Source:  admission.schooling.minimum.
    """
    least, had = _least_schooling(history, day), history.person.schooling or "none"
    if RANK[had] < RANK[least.value]:
        yield least.finding("schooling_insufficient", schooling=had, least=least.value)


def elder_consent(history: History, day: Day) -> Iterator[Finding]:
    """Yield the absence of the consent for an elder who only reads and writes.

    Reading: existence and level of the consent are open (parameter ``elder.consent_level``, U).
    Source:  admission.schooling.consent, admission.schooling.elder,
             admission.schooling.difficult.
    """
    had = history.person.schooling or "none"
    elder = day.provision("admission.schooling.elder")
    primary = day.provision("admission.schooling.difficult")
    if not RANK[elder.value] <= RANK[had] < RANK[primary.value]:
        return
    if _least_schooling(history, day).name != elder.name:
        return
    body = day.parameter("elder.consent_level")
    if not history.consented("elder", body):
        consent = day.provision("admission.schooling.consent")
        yield consent.finding("elder_consent_missing", body=body)


def youth_union_membership(history: History, day: Day) -> Iterator[Finding]:
    """Yield that one of youth age is no member of the Youth Union of the place.

    Reading: from the 16th to the day before the 30th birthday (``youth.age_thirty``, U).
    Source:  introduction.youth_membership, introduction.youth_age.
    """
    if not history.place.youth_union_present or history.person.youth_union_member:
        return
    born, membership = history.person.born, day.provision("introduction.youth_membership")
    first = day.provision("introduction.youth_age").value[0]
    if day.reached(plus_months(born, first)) and not day.reached(
        plus_months(born, membership.value)
    ):
        yield membership.finding("youth_union_membership_required")


def population_policy_holds(day: Day) -> bool:
    """Tell whether births are looked at on ``day``.

    Reading: only while the times are known, from ``population_rule.enabled_from`` to the day
             before ``population_rule.enabled_to`` (U).
    Source:  population.third_child.
    """
    since = day.parameter("population_rule.enabled_from")
    until = day.parameter("population_rule.enabled_to")
    known = day.provision("population.third_child").value is not None
    return known and day.reached(since) and (until == "open" or not day.reached(until))


def population(history: History, day: Day) -> Iterator[Finding]:
    """Yield the wait after a third or fourth birth, or the bar after a fifth.

    Units:  months from the birth to the meeting.
    Source: population.third_child, population.fourth_child, population.barred_from.
    """
    if history.person.population_exemption:
        return
    barred = day.provision("population.barred_from")
    births = [born for born in history.person.children_born or () if day.reached(born)]
    if len(births) < 3 or not population_policy_holds(day):
        return
    if len(births) >= barred.value:
        yield barred.finding("population_rule_barred", births[barred.value - 1])
        return
    fourth = len(births) == 4
    wait = day.provision("population.fourth_child" if fourth else "population.third_child")
    first_day = plus_months(births[-1], wait.value)
    if not day.reached(first_day):
        child = len(births)
        yield wait.finding("population_rule_wait", first_day, child=child, born=births[-1])


def political_conclusion(history: History, day: Day) -> Iterator[Finding]:
    """Yield that the cell would consider before, or against, the competent committee's conclusion.

    Reading: what a conclusion bars is decided there, not here.
    Source:  political.conclusion.
    """
    needed, conclusion = (
        day.provision("political.conclusion"),
        history.last_by("political_conclusion", day.on),
    )
    if conclusion is not None:
        if conclusion["outcome"] == "may_not":
            yield needed.finding("political_conclusion_negative", conclusion.on)
    elif history.person.political_history_issue:
        yield needed.finding("political_conclusion_missing")


MINIMUM_AGE = Rule(minimum_age)
MAXIMUM_AGE = Rule(maximum_age, ("person.healthy", "person.special_need", "place.cell_present"))
OVER_AGE_CONSENT = Rule(over_age_consent)
CITIZENSHIP = Rule(citizenship, ("person.citizenship",))
_SCHOOLING_FACTS = ("person.schooling", "person.standing", "place.difficult_area")
SCHOOLING_RULE = Rule(schooling, _SCHOOLING_FACTS)
ELDER_CONSENT = Rule(elder_consent, _SCHOOLING_FACTS)
YOUTH_UNION_MEMBERSHIP = Rule(
    youth_union_membership, ("person.youth_union_member", "place.youth_union_present")
)
POPULATION = Rule(population, ("person.children_born", "person.population_exemption"))
POLITICAL_CONCLUSION = Rule(political_conclusion, ("person.political_history_issue",))
