"""What a forecast learns from: when the cases of an area came to each phase. Days, nobody's name.

The wider area lends its pace to the smaller one inside it, so these statements go by the place
and not by who asks; they pass through the placement table, and only counts leave ``outlook``.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from nguon.core.actor import Actor
from nguon.development.models import CaseEvent
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Tier, Version
from nguon.organizations.models import on as valid_on
from nguon.planning.attainment import AS_IS, Place
from nguon.planning.forecast import (
    PHASES,
    Area,
    Forecast,
    Life,
    Outlook,
    Sample,
    TooLittleHistory,
    over,
)
from nguon.planning.reading import Reading, admitted_by, place, read_term

LEFT = ("withdrawn", "candidate_struck", "moved")
TAKEN_UP = "followup_started"
SEEN = timedelta(days=10 * 365)  # how far back acts are read at all


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of an organisation to the end of the year and of its term.

    Without an outlook ``admissions`` says how few were seen. Of a term that is over there is
    only ``whole_term``, and nothing more is expected of it.
    """

    place: Place
    term: str
    as_of: date
    cells: int
    wider: str
    sample: Sample | None = None
    year: Outlook | None = None
    whole_term: Outlook | None = None
    admissions: int = 0

    @property
    def is_over(self) -> bool:
        """Whether nothing of the term is left to come: the count stands alone."""
        return self.whole_term is not None and self.sample is None

    def to_json(self) -> dict[str, Any]:
        """The answer of ``nguon forecast --json``: days ISO, expectations in tenths."""
        return {
            "organization": self.place.slug,
            "name": self.place.name,
            "term": self.term,
            "as_of": self.as_of.isoformat(),
            "cells": self.cells,
            "wider": self.wider,
            "too_little_history": self.sample is None and not self.is_over,
            "admissions_seen": self.admissions,
            "sample": self.sample.to_json() if self.sample else None,
            "to_end_of_year": self.year.to_json() if self.year else None,
            "to_end_of_term": self.whole_term.to_json() if self.whole_term else None,
        }


def expected(organization: Organization, term: str, *, as_of: date, by: Actor) -> Expected:
    """What is to be expected of an organisation's term from the day after ``as_of``.

    Reading: as it is: with the history of all whose rows flowed into it.
    Raises:  NoSuchTerm, also when the actor may not see the term.
    """
    terms = read_term(organization, term, by=by, tree=AS_IS, as_of=as_of)
    own = _area(terms)
    around = _around(organization, terms, as_of)
    wider = _area(around) if around else own
    said = Expected(
        Place(organization.slug, terms.versions[-1].name),
        term,
        as_of,
        own.cells,
        around.versions[-1].name if around else "",
    )
    ends = max(row.ends_on for row in terms.terms) - timedelta(days=1)
    done = partial(_admitted, terms)
    if ends <= as_of:
        return replace(said, whole_term=over(ends, admitted=done(terms.starts_on, ends)))
    try:
        forecast = Forecast(own, wider, as_of=as_of)
    except TooLittleHistory as little:
        return replace(said, admissions=little.admissions)
    first, last = date(as_of.year, 1, 1), date(as_of.year, 12, 31)
    return replace(
        said,
        sample=forecast.sample,
        year=forecast.until(last, admitted=done(first, as_of)),
        whole_term=forecast.until(ends, admitted=done(terms.starts_on, as_of)),
        admissions=forecast.sample.admissions,
    )


def _admitted(reading: Reading, begins: date, ends: date) -> int:
    """How many were admitted between two days, both included, however long ago."""
    held = CaseEvent.unscoped.filter(
        reading.places("happened_in"),
        type=admitted_by(),
        retracts__isnull=True,
        retracted_by__isnull=True,
        happened_on__range=(begins, min(ends, reading.as_of)),
    )
    return held.count()


def _around(organization: Organization, terms: Reading, as_of: date) -> Reading | None:
    """The organisation directly above, as it is, if there is one."""
    above = tree.ancestors(organization, on=terms.day)
    return place(above[-1], on=terms.day, as_of=as_of) if above else None


def _area(reading: Reading) -> Area:
    there = reading.places("organization")
    cells = Version.objects.filter(valid_on(reading.day), there, tier=Tier.CELL).count()
    return Area(_lives(reading), cells)


def _lives(reading: Reading) -> list[Life]:
    kinds = (*PHASES, admitted_by(), *LEFT, TAKEN_UP)
    acts = CaseEvent.unscoped.filter(
        reading.places("happened_in"),
        type__in=kinds,
        retracts__isnull=True,
        retracted_by__isnull=True,
        happened_on__gt=reading.as_of - SEEN,
        happened_on__lte=reading.as_of,
    )
    told: dict[int, list[tuple[date, str]]] = defaultdict(list)
    closed: dict[int, date | None] = {}
    columns = acts.values_list("case_id", "case__closed_on", "happened_on", "type")
    for case, closed_on, day, kind in columns.iterator(chunk_size=10_000):
        told[case].append((day, kind))
        closed[case] = closed_on
    return [_life(sorted(acts), closed[case]) for case, acts in told.items()]


def _life(acts: list[tuple[date, str]], closed_on: date | None) -> Life:
    """One case: an admission is kept; leaving counts until a later act here takes the case up."""
    reached: dict[str, date] = {}
    admission, admitted, ended = admitted_by(), None, None
    for day, kind in acts:
        if kind == admission:
            admitted = day
        elif kind in LEFT:
            ended = day
        else:
            if kind != TAKEN_UP:
                reached.setdefault(kind, day)
            ended = None
    return Life(reached, admitted, None if admitted else ended or closed_on)
