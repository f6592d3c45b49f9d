"""Whose figure a row counts in: by the tree of the day on which it happened."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q

from nguon.organizations.models import Placement, Tier


def counts_under(organizations: Iterable[int], *, place: str, keeper: str, day: str) -> Q:
    """The same, where rows recorded after the end of their ``place`` count where ``keeper`` stood.

    Reading: a reform is often entered after its day; what was recorded at the old place meanwhile
             is its successor's.
    """
    was_there = Placement.objects.filter(
        organization=OuterRef(place), valid_from__lte=OuterRef(day), valid_to__gt=OuterRef(day)
    )
    late = ~Exists(was_there) & Q(stood_under(organizations, place=keeper, day=day))
    return Q(stood_under(organizations, place=place, day=day)) | late


def stood_under(organizations: Iterable[int], *, place: str, day: str) -> Exists:
    """Rows whose ``place`` stood, on their ``day``, under one of the organisations, or was it.

    Shape: ``place`` and ``day`` are names of columns; one look-up by index a row.
    """
    numbers, under = list(organizations), Q(pk__in=[])
    for tier in Tier.values:
        under |= Q(**{f"{tier}__in": numbers})
    return Exists(
        Placement.objects.filter(
            under,
            organization=OuterRef(place),
            valid_from__lte=OuterRef(day),
            valid_to__gt=OuterRef(day),
        )
    )
