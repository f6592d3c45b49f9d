"""The way from source to member, counted in stages for an organisation and a period.

*As it was*: where it happened stood under the organisation on that day. *As it is*: that place, or
whoever took it over, stands under the organisation now. A case that was handed over keeps its
acts where they happened.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from nguon.core.actor import Actor
from nguon.development.models import Case, CaseEvent
from nguon.organizations import queries as tree_of
from nguon.organizations.attribution import counts_under, stood_under
from nguon.organizations.models import Organization
from nguon.people.models import Basis, Consent, Purpose
from nguon.planning import reading
from nguon.planning.attainment import AS_IS, AS_WAS
from nguon.sources import queries
from nguon.sources.models import CellReview, Referral

VIEW = "planning.view"
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
NAMES = dict(ACTS) | {"agreed": _("Đồng ý để được theo dõi")}


@dataclass(frozen=True, slots=True)
class Stage:
    """How many reached a stage in the period."""

    code: str
    name: str | Promise
    people: int

    @property
    def opens(self) -> bool:
        """Whether there are names behind the number, for those who may see them."""
        return self.code in NAMES


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody who reached a stage: on which day, and where that was then."""

    case_ref: str
    person_ref: str
    name: str
    on: date
    place: str


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is counted: from when to when, for whom, in which tree."""

    since: date
    until: date
    by: Actor
    organization: Organization | None
    tree: str

    @property
    def days(self) -> tuple[date, date]:
        return self.since, self.until

    @property
    def numbers(self) -> list[int]:
        """The organisations asked about: one, or every seat of the actor."""
        if self.organization is not None:
            return [self.organization.pk]
        return sorted({seat.organization_id for seat in self.by.seats(VIEW)})

    def kept(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Of rows in sight those that an organisation asked about keeps today."""
        if self.organization is None:
            return rows
        return rows.filter(organization__in=tree_of.subtree(self.organization, on=self.by.today))


def funnel(
    *,
    since: date,
    until: date,
    by: Actor,
    organization: Organization | None = None,
    tree: str = AS_WAS,
) -> list[Stage]:
    """Count who reached each stage from ``since`` to ``until``, both included.

    Shape:   in the order of the way.
    Units:   people, from the agreement on each one once a stage, however many bodies referred
             the person; sources reviewed and referrals are numbers without names before that.
    Reading: an act counts where and on the day it happened, by the tree asked for; what was
             taken back does not. Reviewed is what cells counted last in the period. Who agreed
             counts where the file is kept now, in both trees: the agreement names no place.
    Raises:  NotAllowed for an organisation whose figures the actor may not see.
    """
    asked = _asked(since, until, by, organization, tree)
    counts: list[tuple[str, str | Promise, int]] = [
        ("reviewed", _("Nguồn được rà soát"), _reviewed(asked)),
        ("referred", _("Được giới thiệu"), _referred(asked)),
        ("agreed", NAMES["agreed"], _agreed(asked).values("person").distinct().count()),
        *_counted(asked),
    ]
    return [Stage(*told) for told in counts]


def reached(
    stage: str,
    *,
    since: date,
    until: date,
    by: Actor,
    organization: Organization | None = None,
    tree: str = AS_WAS,
    most: int | None = None,
) -> list[Reached]:
    """Name who is behind the number of a stage, as far as the actor sees their cases.

    Shape:  by day, each person once with the first day; KeyError for a stage without names.
    Raises: NotAllowed as ``funnel``.
    """
    name = NAMES[stage]
    asked = _asked(since, until, by, organization, tree)
    found = _who_agreed(asked) if name is NAMES["agreed"] else _who_acted(asked, stage)
    once: dict[str, Reached] = {}
    for each in found:
        once.setdefault(each.person_ref, each)
    return list(once.values())[:most]


def _asked(
    since: date, until: date, by: Actor, organization: Organization | None, tree: str
) -> _Asked:
    if tree not in (AS_WAS, AS_IS):
        raise ValueError(tree)
    if organization is not None:
        by.require(VIEW, at=organization)
    return _Asked(since, until, by, organization, tree)


def _reviewed(asked: _Asked) -> int:
    rows = _made(CellReview, asked, "round__held_on")
    counted = rows.filter(counted_on__isnull=False, round__held_on__range=asked.days)
    columns = counted.select_related("round").order_by("round__held_on", "pk")
    last = {row.made_for_id: row for row in columns}
    return sum(queries.people_in(row) for row in last.values())


def _referred(asked: _Asked) -> int:
    rows = _made(Referral, asked, "on")
    return rows.filter(on__range=asked.days, repeated=False).count()


def _made(model: type[Any], asked: _Asked, day: str) -> QuerySet[Any]:
    """Lasting rows: made where, and kept by whom now."""
    if asked.tree == AS_IS:
        return asked.kept(model.objects.visible_to(asked.by, action=VIEW))
    rows: QuerySet[Any] = model.unscoped.filter(
        counts_under(asked.numbers, place="made_for", keeper="organization", day=day)
    )
    return rows


def _agreed(asked: _Asked) -> QuerySet[Consent]:
    rows = asked.kept(Consent.objects.visible_to(asked.by, action=VIEW))
    return rows.filter(
        purpose=Purpose.DEVELOPMENT, basis=Basis.CONSENT, document_on__range=asked.days
    )


def _counted(asked: _Asked) -> Iterator[tuple[str, str | Promise, int]]:
    persons = Count("case__person", distinct=True)
    rows = _acts(asked).order_by().values_list("type")
    counted = dict(rows.annotate(persons))
    for code, name in ACTS:
        yield code, name, counted.get(code, 0)


def _acts(asked: _Asked) -> QuerySet[CaseEvent]:
    """The acts that bring somebody on, none that was taken back and no refusal to admit."""
    standing = CaseEvent.unscoped.filter(
        _happened(asked),
        type__in=dict(ACTS),
        happened_on__range=asked.days,
        retracted_by__isnull=True,
    )
    refused = standing.filter(type="admission_decision", fields__admitted=False)
    return standing.exclude(pk__in=refused.values("pk"))


def _happened(asked: _Asked) -> Any:
    if asked.tree == AS_WAS:
        return stood_under(asked.numbers, place="happened_in", day="happened_on")
    today, places = asked.by.today, Q(pk__in=[])
    for organization in Organization.objects.filter(pk__in=asked.numbers):
        there = reading.place(organization, on=today, as_of=today)
        places |= there.places("happened_in")
    return places


def _who_acted(asked: _Asked, stage: str) -> Iterator[Reached]:
    cases = Case.objects.visible_to(asked.by).values("pk")
    rows = _acts(asked).filter(type=stage, case__in=cases).select_related("case__person")
    found = list(rows.order_by("happened_on", "pk"))
    names = tree_of.Names.of({row.happened_in_id for row in found})
    for row in found:
        person, place = row.case.person, names.on(row.happened_in_id, row.happened_on).name
        yield Reached(row.case.ref, person.ref, person.full_name, row.happened_on, place)


def _who_agreed(asked: _Asked) -> Iterator[Reached]:
    seen = Consent.objects.visible_to(asked.by).filter(pk__in=_agreed(asked).values("pk"))
    found = list(seen.select_related("person").order_by("document_on", "pk"))
    names = queries.names_of({row.organization_id for row in found}, asked.by)
    for row in found:
        place = names.get(row.organization_id, "")
        yield Reached("", row.person.ref, row.person.full_name, row.document_on, place)
