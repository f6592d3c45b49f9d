"""Admissions of a place from the counted totals, where these say what a reading would count."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from nguon.core.actor import Actor
from nguon.development import totals
from nguon.organizations.models import Version
from nguon.planning.attainment import AS_IS
from nguon.planning.models import Term
from nguon.planning.reading import Reading, admitted_by


def totals_by_year(reading: Reading, *, by: Actor) -> dict[int, int] | None:
    """Return how many were admitted in each year of a reading of the tree as it is today.

    Shape:   every year of the reading; nothing where the rows have to be counted.
    Reading: totals know the day of an admission and who keeps it, not the term under which it
             happened: so they serve only while the terms leave out no day of those who had them.
    """
    if reading.tree != AS_IS or reading.day != by.today or admitted_by() != totals.CEREMONY:
        return None
    if not _is_covered(reading):
        return None
    known = totals.counted([totals.ADMITTED], by=by, organization=reading.organization)
    if known is None:
        return None
    first, end = reading.starts_on.isoformat(), reading.ends_on.isoformat()
    found: Counter[int] = Counter()
    for day, number in known[totals.ADMITTED].items():
        if first <= day < end:
            found[int(day[:4])] += number
    return {year: found[year] for year in reading.years}


def _is_covered(reading: Reading) -> bool:
    """Whether each place had a term on every day that is read on which it stood."""
    owners = {term.made_for_id for term in reading.terms}
    spells = {reading.organization.pk: list(reading.versions)}
    if others := owners - spells.keys():
        for row in Version.objects.filter(organization__in=others):
            spells.setdefault(row.organization_id, []).append(row)
    return all(
        _runs_through(
            (term for term in reading.terms if term.made_for_id == owner),
            max(reading.starts_on, min(row.valid_from for row in spells[owner])),
            min(reading.ends_on, max(row.valid_to for row in spells[owner])),
        )
        for owner in owners
    )


def _runs_through(terms: Iterable[Term], first: date, end: date) -> bool:
    """Whether the terms leave out no day of ``[first, end)``."""
    reached = first
    for term in sorted(terms, key=lambda term: term.starts_on):
        if term.starts_on <= reached:
            reached = max(reached, term.ends_on)
    return reached >= end
