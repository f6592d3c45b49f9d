"""Who was admitted in a period: the ceremonies that the figures of terms count, and no others."""

from collections.abc import Iterator
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from nguon.core.actor import Actor
from nguon.core.ages import DayNumber, full_years
from nguon.development.models import CaseEvent
from nguon.membership.models import Leaving
from nguon.planning.reading import Reading
from nguon.statistics.counting import Who

PERSON = "case__person__"
COLUMNS = (
    f"{PERSON}gender", "age", f"{PERSON}youth_union_member", f"{PERSON}schooling", "stood_for",
    f"{PERSON}occupation", "before",
)  # fmt: skip


def groups(reading: Reading) -> Iterator[tuple[Who, int]]:
    """How many of each sort were admitted: one grouped statement.

    Reading: ages on the day of the ceremony; whoever left the Party before it is admitted again.
    """
    rows = _described(reading.ceremonies()).values_list(*COLUMNS)
    for *traits, number in rows.annotate(number=Count("pk")).order_by():
        yield _who(traits), number


def named(reading: Reading, *, by: Actor) -> Iterator[tuple[Who, CaseEvent]]:
    """Those of them whose cases ``by`` may see, one by one, by day."""
    seen = CaseEvent.objects.visible_to(by).filter(pk__in=reading.ceremonies().values("pk"))
    rows = _described(seen).select_related("case__person").order_by("happened_on", "pk")
    for row in rows:
        person = row.case.person
        traits = [
            person.gender, row.age, person.youth_union_member, person.schooling, row.stood_for,
            person.occupation, row.before,
        ]  # fmt: skip
        yield _who(traits), row


def people(reading: Reading) -> list[int]:
    """The numbers of the persons; for totals that the vault counts, never for a page."""
    return list(reading.ceremonies().values_list("case__person", flat=True))


def _who(traits: list[Any]) -> Who:
    *own, again = traits
    return Who(*own)._replace(again=again)


def _described(rows: QuerySet[CaseEvent]) -> QuerySet[Any]:
    mistaken = Leaving.unscoped.filter(takes_back=OuterRef("pk"), kind=Leaving.Kind.CORRECTED)
    left = Leaving.unscoped.filter(
        ~Exists(mistaken),
        kind=Leaving.Kind.LEFT,
        person=OuterRef("case__person"),
        on__lt=OuterRef("happened_on"),
    )
    told = CaseEvent.unscoped.filter(
        case=OuterRef("case"),
        type="left_party",
        retracted_by=None,
        happened_on__lte=OuterRef("happened_on"),
    )
    return rows.annotate(
        age=full_years(f"{PERSON}born_on", DayNumber("happened_on")),
        stood_for=Cast(f"{PERSON}standing", TextField()),
        before=Case(
            When(Q(Exists(left)) | Q(Exists(told)), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
    )
