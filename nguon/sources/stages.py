"""The way from source to member, counted in stages for an organisation and a period."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.development.models import CaseEvent
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.organizations.scoping import Scoped
from nguon.people.models import Basis, Consent, Purpose
from nguon.sources import queries
from nguon.sources.models import CellReview, Referral

VIEW = "planning.view"
R = TypeVar("R", bound=Scoped)
# Each stage of the file with the act that makes somebody reach it.
ACTS: tuple[tuple[str, str | Promise], ...] = (
    ("candidate_listed", _("Được đưa vào danh sách bồi dưỡng")),
    ("awareness_course", _("Học xong lớp nhận thức về Đảng")),
    ("application", _("Nộp đơn xin vào Đảng")),
    ("cell_resolution", _("Chi bộ xét, ra nghị quyết")),
    ("admission_decision", _("Có quyết định kết nạp")),
    ("admission_ceremony", _("Được kết nạp")),
    ("recognition_decision", _("Được công nhận chính thức")),
)


@dataclass(frozen=True, slots=True)
class Stage:
    """How many reached a stage in the period.

    ``share`` is the percentage of the largest stage, for the bar beside the number.
    """

    code: str
    name: str | Promise
    people: int
    share: int


def funnel(
    *, since: date, until: date, by: Actor, organization: Organization | None = None
) -> list[Stage]:
    """Count who reached each stage from ``since`` to ``until``, both included.

    Shape:   in the order of the way.
    Units:   people, from the agreement on each one once a stage, however many bodies referred
             the person; sources reviewed and referrals are numbers without names before that.
    Reading: an act counts at the cell that keeps the case today and on the day of the act; what
             was taken back does not. Reviewed is what cells counted last in the period.
    """
    days = (since, until)
    counts: list[tuple[str, str | Promise, int]] = [
        ("reviewed", _("Nguồn được rà soát"), _reviewed(days, by, organization)),
        ("referred", _("Được giới thiệu"), _referred(days, by, organization)),
        ("agreed", _("Đồng ý để được theo dõi"), _agreed(days, by, organization)),
        *_acts(days, by, organization),
    ]
    most = max(people for _code, _name, people in counts) or 1
    return [Stage(code, name, people, 100 * people // most) for code, name, people in counts]


def _reviewed(days: tuple[date, date], by: Actor, organization: Organization | None) -> int:
    rows = _under(CellReview.objects.visible_to(by, action=VIEW), by, organization)
    counted = rows.filter(counted_on__isnull=False, round__held_on__range=days)
    last = {
        row.organization_id: row
        for row in counted.select_related("round").order_by("round__held_on", "pk")
    }
    return sum(queries.people_in(row) for row in last.values())


def _referred(days: tuple[date, date], by: Actor, organization: Organization | None) -> int:
    rows = _under(Referral.objects.visible_to(by, action=VIEW), by, organization)
    return rows.filter(on__range=days).count()


def _agreed(days: tuple[date, date], by: Actor, organization: Organization | None) -> int:
    rows = _under(Consent.objects.visible_to(by, action=VIEW), by, organization)
    given = rows.filter(purpose=Purpose.DEVELOPMENT, basis=Basis.CONSENT, document_on__range=days)
    return given.values("person").distinct().count()


def _acts(
    days: tuple[date, date], by: Actor, organization: Organization | None
) -> Iterator[tuple[str, str | Promise, int]]:
    rows = _under(CaseEvent.objects.visible_to(by, action=VIEW), by, organization)
    standing = rows.filter(
        type__in=dict(ACTS),
        happened_on__range=days,
        retracted_by__isnull=True,
    )
    refused = standing.filter(type="admission_decision", fields__admitted=False)
    persons = Count("case__person", distinct=True)
    counted = dict(
        standing.exclude(pk__in=refused.values("pk"))
        .order_by()
        .values_list("type")
        .annotate(persons)
    )
    for code, name in ACTS:
        yield code, name, counted.get(code, 0)


def _under(rows: "QuerySet[R]", by: Actor, organization: Organization | None) -> "QuerySet[R]":
    if organization is None:
        return rows
    return rows.filter(organization__in=tree.subtree(organization, on=by.today))
