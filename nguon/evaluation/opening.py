"""Tables of criteria are laid down, rounds of grading opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.evaluation.models import (
    CriteriaTable,
    Criterion,
    GradingRound,
    MemberSheet,
    Sheet,
    Whom,
)
from nguon.evaluation.refusals import (
    BadDay,
    BadPoints,
    Incomplete,
    NotByTheRules,
    NothingToGrade,
    RoundExists,
    TableExists,
    refuse,
    require_past,
    required,
)
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Tier
from nguon.people.models import Membership
from nguon.rulebook import NoRuleInForce, grading
from nguon.rulebook.law.book import Day

GRASSROOTS = {Tier.COMMUNE, Tier.UNIT, Tier.CELL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One criterion as it is laid down. Units: points; ``threshold`` in per cent."""

    code: str
    name: str
    max_points: Decimal
    indicator: str = ""
    threshold: int | None = None
    source: str = ""


# --- tables and rounds --------------------------------------------------------------------------


@transaction.atomic
def lay_down_table(
    committee: Organization,
    *,
    whom: str,
    title: str,
    document: str,
    decided_on: date,
    criteria: Sequence[Asked],
    by: Actor,
    zero_bars: bool = False,
) -> CriteriaTable:
    """Lay down the criteria that a committee decided on, with their points.

    Reading: rounds that were opened before keep the table they have.
    Raises:  NotAllowed, Refused. Nothing is written when it raises.
    """
    committee = _lock(committee)
    by.require("evaluation.open", at=committee)
    required(title, _("Phải ghi tên bảng tiêu chí."))
    required(document, _("Phải ghi số văn bản."))
    require_past(decided_on, by)
    _fits(criteria, whom, decided_on)
    same = {"whom": whom, "document": tidy(document), "decided_on": decided_on}
    if CriteriaTable.objects.filter(organization=committee, **same).exists():
        raise TableExists(_("Bảng tiêu chí theo văn bản này đã được ghi."))
    table = CriteriaTable.objects.create(
        organization=committee, whom=Whom(whom), title=tidy(title), document=tidy(document),
        decided_on=decided_on, zero_bars=zero_bars,
    )  # fmt: skip
    Criterion.objects.bulk_create(
        Criterion(
            table=table, position=place, code=tidy(one.code), name=tidy(one.name),
            max_points=one.max_points, indicator=one.indicator, threshold=one.threshold,
            source=tidy(one.source),
        )
        for place, one in enumerate(criteria, 1)
    )  # fmt: skip
    audit.record("evaluation.table", table, by=by, whom=whom, criteria=len(criteria))
    return table


@transaction.atomic
def open_round(
    committee: Organization,
    *,
    period: str,
    starts_on: date,
    ends_on: date,
    graded_on: date,
    table: CriteriaTable,
    document: str,
    by: Actor,
    member_table: CriteriaTable | None = None,
    outstanding: str = "",
) -> GradingRound:
    """Let a committee grade for the days ``[starts_on, ends_on)``, by the law of ``graded_on``.

    Reading: a grassroots committee grades everything under it, a higher one those directly
             below; members, where there is a table for them.
    Raises:  NotAllowed, Refused. Nothing is written when it raises.
    """
    committee = _lock(committee)
    by.require("evaluation.open", at=committee)
    required(document, _("Phải ghi số văn bản."))
    law = _law(graded_on)
    refuse(grading.unknown_period(period, law))
    _period_fits(committee, period, starts_on, ends_on, graded_on, by)
    graded = _graded(committee, min(graded_on, by.today))
    if not graded:
        raise NothingToGrade(
            _("Ngày %(day)s chưa có tổ chức nào để “%(place)s” xếp loại.")
            % {"day": f"{graded_on:%d/%m/%Y}", "place": tree.name_on(committee, by.today)}
        )
    _tables_fit(committee, table, member_table, graded_on, by)
    made: GradingRound = GradingRound.objects.create(
        organization=committee, period=period, starts_on=starts_on, ends_on=ends_on,
        graded_on=graded_on, table=table, member_table=member_table, document=tidy(document),
        outstanding=tidy(outstanding), opened_at=by.at, opened_by_id=by.user_id,
    )  # fmt: skip
    Sheet.objects.bulk_create(Sheet(organization=each, round=made) for each in graded)
    audit.record("evaluation.open", made, by=by, period=period, sheets=len(graded))
    if member_table is not None:
        _enlist(made, by)
    return made


@transaction.atomic
def enlist(round_: GradingRound, *, by: Actor) -> int:
    """Put members who came since the round was opened on its list; return how many.

    Reading: safe to repeat. Whoever left before the day of grading stays on the list.
    Raises:  NotAllowed, Refused.
    """
    round_ = locked_round(round_, by)
    by.require("evaluation.open", at=round_.organization)
    if round_.member_table_id is None:
        raise NotByTheRules(_("Đợt này không xếp loại đảng viên."))
    return _enlist(round_, by)


# --- what is checked ----------------------------------------------------------------------------


def _lock(organization: Organization) -> Organization:
    return Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


def locked_round(round_: GradingRound, by: Actor) -> GradingRound:
    """The round as the actor sees it, locked."""
    seen = GradingRound.objects.visible_to(by).select_related(
        "organization", "table", "member_table"
    )
    found: GradingRound = seen.select_for_update(of=("self",)).get(pk=round_.pk)
    return found


def _law(day: date) -> Day:
    law = grading.law_of(day)
    try:
        grading.basis(law)
    except NoRuleInForce as missing:
        raise BadDay(
            _("Chưa có quy định về xếp loại cho ngày %s.") % f"{day:%d/%m/%Y}"
        ) from missing
    return law


def _fits(criteria: Sequence[Asked], whom: str, decided_on: date) -> None:
    law = _law(decided_on)
    if not criteria or any(not tidy(one.code) or not tidy(one.name) for one in criteria):
        raise Incomplete(_("Mỗi tiêu chí phải có mã và nội dung."))
    if any(one.max_points <= 0 for one in criteria):
        raise BadPoints(_("Điểm tối đa phải lớn hơn 0."))
    if len({tidy(one.code) for one in criteria}) < len(criteria):
        raise BadPoints(_("Hai tiêu chí không được cùng mã."))
    found = list(grading.table_total(sum((o.max_points for o in criteria), Decimal(0)), law))
    own = sum(one.indicator == Criterion.Indicator.DEVELOPMENT for one in criteria)
    if whom == Whom.ORGANIZATIONS:
        found += grading.development_criteria(own, law)
    elif own:
        raise BadPoints(_("Kết quả kết nạp là tiêu chí của tổ chức, không của từng đảng viên."))
    refuse(found)


def _period_fits(
    committee: Organization, period: str, starts_on: date, ends_on: date, day: date, by: Actor
) -> None:
    if not starts_on < ends_on or day <= starts_on:
        raise BadDay(_("Ngày xếp loại và ngày cuối kỳ phải sau ngày đầu kỳ."))
    same = {"period": period, "starts_on": starts_on, "ends_on": ends_on}
    rows = GradingRound.objects.visible_to(by)
    if rows.filter(made_for=committee, **same).exists():
        raise RoundExists(_("Kỳ này đã có đợt xếp loại."))


def _tables_fit(
    committee: Organization,
    table: CriteriaTable,
    member_table: CriteriaTable | None,
    day: date,
    by: Actor,
) -> None:
    near = {committee.pk, *(each.pk for each in tree.ancestors(committee, on=by.today))}
    near |= tree.flowed_into(near, until=by.today).keys()
    for each, whom in ((table, Whom.ORGANIZATIONS), (member_table, Whom.MEMBERS)):
        if each is None:
            continue
        if each.whom != whom or each.organization_id not in near:
            raise NotByTheRules(_("Bảng tiêu chí không phải của cấp này cho đối tượng này."))
        if each.decided_on > day:
            raise BadDay(_("Bảng tiêu chí ban hành sau ngày xếp loại."))


def _graded(committee: Organization, day: date) -> list[Organization]:
    version = tree.version_on(committee, day)
    if version is not None and version.tier in GRASSROOTS:
        below = tree.subtree(committee, on=day).exclude(pk=committee.pk)
        return list(below.order_by("pk"))
    return [each.organization for each in tree.children(committee, on=day)]


def _enlist(round_: GradingRound, by: Actor) -> int:
    """Make a sheet for every member on the books of the round's cells on the day of grading."""
    day = round_.graded_on
    cells = Sheet.objects.visible_to(by).filter(round=round_).values("organization")
    known = MemberSheet.objects.visible_to(by).filter(round=round_)
    there = Q(left_on__isnull=True) | Q(left_on__gt=day)
    rows = Membership.objects.visible_to(by).filter(there, organization__in=cells)
    rows = rows.filter(joined_on__lte=day).exclude(person__in=known.values("person"))
    made = MemberSheet.objects.bulk_create(
        MemberSheet(
            organization_id=row.organization_id, round=round_, person_id=row.person_id,
            joined_on=row.joined_on,
        )
        for row in rows.order_by("pk")
    )  # fmt: skip
    audit.record("evaluation.enlist", round_, by=by, members=len(made))
    return len(made)
