"""What every page of the public site shows around its content."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum

from nguon.core.prepared import Prepared
from nguon.portal.models import Category, DailyCount, Visitor
from nguon.portal.visits import VISITS, Online


@dataclass(frozen=True, slots=True)
class Statistics:
    """Pages opened by people, today, this month and ever, and by bots; who is here now."""

    online: Online
    today: int
    month: int
    total: int
    bots: int


def statistics(*, today: date, at: datetime) -> Statistics:
    """How much is read, with what this process has counted and not yet written."""
    rows = _counts(today=today, first=today.replace(day=1))
    people = next((row for row in rows if row[0] == Visitor.PERSON), (0, 0, 0, 0))
    bots = next((row for row in rows if row[0] == Visitor.BOT), (0, 0, 0, 0))
    waiting = VISITS.waiting().days
    fresh = waiting[today, Visitor.PERSON.value]
    return Statistics(
        online=VISITS.online(at),
        today=people[1] + fresh,
        month=people[2] + fresh,
        total=people[3] + fresh,
        bots=bots[3] + waiting[today, Visitor.BOT.value],
    )


def _sums(today: Any, first: Any) -> QuerySet[DailyCount, Any]:
    """Of each kind of visitor: today, this month, ever."""
    return (
        DailyCount.objects.values_list("kind")
        .annotate(
            today=Sum("count", filter=Q(day=today), default=0),
            month=Sum("count", filter=Q(day__gte=first, day__lte=today), default=0),
            total=Sum("count"),
        )
        .order_by()
    )


categories = Prepared(Category.objects.all)

_counts = Prepared(_sums)
