"""Words and sheets for periods and cohorts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from nguon.people.models import LeftHow
from nguon.planning.cohorts import AFTER, UNKNOWN_HOW, Cohort, Retention, Stay
from nguon.planning.periods import Result
from nguon.planning.reading import Period
from nguon.reports.charts.drawing import Chart
from nguon.reports.charts.upright import Group, columns
from nguon.web import drawn
from nguon.web.planning import labels, quality

MONTHS_OF_A_QUARTER = 3
WHOLE = 100


@dataclass(frozen=True, slots=True)
class CohortRow:
    """One year's admissions in words."""

    cohort: Cohort
    left: tuple[tuple[str | Promise, int], ...]


def period(days: Period) -> str:
    """The name of a period: a year, or a quarter of one."""
    quarter = _quarter(days)
    if quarter:
        return _("quý %(quarter)d năm %(year)d") % {
            "quarter": quarter,
            "year": days.starts_on.year,
        }
    return _("năm %d") % days.starts_on.year


def neighbours(days: Period) -> list[tuple[str, str]]:
    """Addresses and names of the year of a period, its quarters, and the years around it."""
    year = days.starts_on.year
    quarters = [f"{year}-q{quarter}" for quarter in range(1, 5)]
    names = [f"{year - 1}", f"{year}", *quarters, f"{year + 1}"]
    return [(name, period(Period.named(name))) for name in names if Period.is_named(name)]


def _quarter(days: Period) -> int:
    if days.ends_on.year > days.starts_on.year and days.starts_on.month == 1:
        return 0
    return (days.starts_on.month + MONTHS_OF_A_QUARTER - 1) // MONTHS_OF_A_QUARTER


def period_sheet(found: Result) -> tuple[list[str], Iterator[list[Any]]]:
    """The places below, the groups and the quality of a period, as a sheet."""
    heading = [_("Tổ chức"), _("Kết nạp"), _("Cùng kỳ năm trước"), "%", _("Ghi chú")]
    return heading, _period_rows(found)


def _period_rows(found: Result) -> Iterator[list[Any]]:
    for below in found.below:
        yield [below.place.name, below.admitted]
    yield [_("Cộng"), found.admitted, found.before, None, period(found.period)]
    for group in labels.groups(found.breakdown):
        yield []
        yield [group.heading]
        yield from ([words, number] for words, number in group.lines)
    yield []
    yield from quality.rows(found.beside)


# --- cohorts ------------------------------------------------------------------------------------


def cohorts(found: Retention) -> list[CohortRow]:
    return [
        CohortRow(each, tuple((left_how(how), number) for how, number in each.left))
        for each in found.cohorts
    ]


def left_how(code: str) -> str | Promise:
    return _("chưa rõ lý do") if code == UNKNOWN_HOW else LeftHow(code).label


def cohort_chart(found: Retention) -> Chart | None:
    """Per cent still members after one, three and five years; nothing while none can be told."""
    groups = [
        Group(f"{each.year}", tuple(_whole(stay) for stay in each.stays))
        for each in found.cohorts
        if any(stay.percent is not None for stay in each.stays)
    ]
    title = _("Còn là đảng viên sau 1, 3 và 5 năm")
    unit, place = _("phần trăm"), found.place.name
    words = drawn.words(
        title, unit, _("Năm kết nạp"), place=place, on=found.as_of, tree=found.tree
    )
    series = [_("sau %d năm") % years for years in AFTER]
    return columns("stays", words, groups, series, top=WHOLE) if groups else None


def _whole(stay: Stay) -> int | None:
    return None if stay.percent is None else int(stay.percent)


def cohort_sheet(found: Retention) -> tuple[list[str], Iterator[Sequence[Any]]]:
    after = [
        words % years
        for years in AFTER
        for words in (_("Còn là đảng viên sau %d năm"), _("Tính trên, sau %d năm"))
    ]
    first = [_("Năm kết nạp"), _("Kết nạp"), _("Đã rõ"), _("Đã công nhận chính thức")]
    how = [str(label) for label in LeftHow.labels]
    return [*first, *after, *how, _("chưa rõ lý do")], map(_cohort_row, found.cohorts)


def _cohort_row(each: Cohort) -> list[Any]:
    left = dict(each.left)
    stays = [number for stay in each.stays for number in (stay.still, stay.of)]
    how = [left.get(code, 0) for code in (*LeftHow.values, UNKNOWN_HOW)]
    return [each.year, each.admitted, each.known, each.recognised, *stays, *how]
