"""What was counted, by days and by months, with what this process has not written yet."""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min, Sum
from django.db.models.functions import TruncMonth

from nguon.portal.models import DailyCount, Visitor
from nguon.portal.visits import VISITS

DAYS = 31  # shown when no month was asked for


@dataclass(frozen=True, slots=True)
class Counted:
    """Pages that people, and that bots, opened from one day on: on that day or in its month."""

    day: date
    people: int
    bots: int


@dataclass(frozen=True, slots=True)
class History:
    """A run of days, and all months that anything was counted in, the newest first."""

    days: list[Counted]
    months: list[Counted]

    @property
    def people(self) -> int:
        return sum(day.people for day in self.days)

    @property
    def bots(self) -> int:
        return sum(day.bots for day in self.days)


def history(*, month: date | None, today: date) -> History:
    """The days of a month, or the last ``DAYS`` until today; a day without readers is there, too.

    Shape: the oldest day first; of the running month not beyond today.
    """
    first = month or today - timedelta(days=DAYS - 1)
    last = month.replace(day=monthrange(month.year, month.month)[1]) if month else today
    return History(list(_days(first, min(last, today))), _months())


def every_day(*, today: date) -> list[Counted]:
    """Each day since counting began, until today."""
    first = DailyCount.objects.aggregate(first=Min("day"))["first"]
    return list(_days(first or today, today))


def _days(first: date, last: date) -> Iterator[Counted]:
    rows = DailyCount.objects.filter(day__gte=first, day__lte=last)
    counts = _with_waiting(rows.values_list("day", "kind", "count"))
    for back in range((last - first).days + 1):
        day = first + timedelta(days=back)
        yield Counted(day, counts[day, Visitor.PERSON.value], counts[day, Visitor.BOT.value])


def _months() -> list[Counted]:
    rows = DailyCount.objects.annotate(month=TruncMonth("day")).values_list("month", "kind")
    counts: Counter[tuple[date, str]] = Counter()
    for month, kind, number in rows.annotate(all=Sum("count")).order_by():
        counts[month, kind] += number
    for (day, kind), number in VISITS.waiting().days.items():
        counts[day.replace(day=1), kind] += number
    months = sorted({month for month, _ in counts}, reverse=True)
    return [
        Counted(m, counts[m, Visitor.PERSON.value], counts[m, Visitor.BOT.value]) for m in months
    ]


def _with_waiting(rows: Iterable[tuple[date, str, int]]) -> Counter[tuple[date, str]]:
    counts = Counter({(day, kind): number for day, kind, number in rows})
    counts.update(VISITS.waiting().days)
    return counts
