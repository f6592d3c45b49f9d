"""Terms and targets are laid down, members charged, cells heard; each by a document."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.people.models import Membership, Person
from nguon.planning import groups
from nguon.planning.attainment import Range
from nguon.planning.boards import decisions
from nguon.planning.models import Assignment, CellTarget, GroupTotal, NoSourceLeft, Term
from nguon.planning.reading import stand_under

SLUG = re.compile(r"\d{4}-\d{4}")
MOST = 10_000


class Refused(ValueError):
    """What was to be recorded cannot stand. The message is fit to show; nothing was written."""


class Incomplete(Refused):
    """A document, a task or a reason that the record rests on is missing."""


class WrongPeriod(Refused):
    """The days do not make a term, or the slug does not fit them."""


class WrongRange(Refused):
    """The bounds of a target are no range."""


class TermExists(Refused):
    """The organisation has a term of this slug, or one that covers some of its days."""


class NotYet(Refused):
    """The decision or the act lies in the future."""


class OutsideTheTerm(Refused):
    """The year is none of the term's."""


class NotOfTheCommittee(Refused):
    """The cell did not stand under the committee of the term in that year."""


class TargetExists(Refused):
    """A decision of the same day already set this cell's target for the year."""


class NotAMember(Refused):
    """Whoever is charged must be a Party member on that day."""


class AssignedAlready(Refused):
    """The member follows this cell at that time already."""


class AssignmentOver(Refused):
    """The assignment ended before, or would end before it began."""


class ReportedAlready(Refused):
    """The cell reported for this year already."""


@transaction.atomic
def plan_term(
    organization: Organization,
    *,
    slug: str,
    starts_on: date,
    ends_on: date,
    yearly_lower: int,
    yearly_upper: int,
    document: str,
    decided_on: date,
    by: Actor,
) -> Term:
    """Lay down a term ``[starts_on, ends_on)`` and what its congress asked a year.

    Units:   new members a year.
    Reading: a term of an organisation that has ended is recorded by whoever keeps its rows.
    Raises:  NotAllowed, Refused. Nothing is written when it raises.
    """
    keeper = _lock(tree.successor(organization, on=by.today))
    by.require("planning.set_target", at=keeper)
    _fits(slug, starts_on, ends_on)
    _in_range(yearly_lower, yearly_upper)
    _decided(document, decided_on, by)
    _stood(organization, starts_on, ends_on)
    _is_free(organization, slug, starts_on, ends_on, by)
    term: Term = Term.objects.create(
        organization=keeper,
        made_for=organization,
        slug=slug,
        starts_on=starts_on,
        ends_on=ends_on,
        yearly_lower=yearly_lower,
        yearly_upper=yearly_upper,
        document=tidy(document),
        decided_on=decided_on,
    )
    audit.record("planning.plan_term", term, by=by, slug=slug, asked=[yearly_lower, yearly_upper])
    return term


@transaction.atomic
def set_cell_target(
    cell: Organization,
    *,
    term: Term,
    year: int,
    lower: int,
    upper: int,
    document: str,
    decided_on: date,
    by: Actor,
) -> CellTarget:
    """Hand a cell its target for one year of a term; a later decision revises an earlier one.

    Units:   new members.
    Raises:  NotAllowed, Refused. Nothing is written when it raises.
    """
    term = _seen(term, by)
    by.require("planning.set_target", at=term.organization)
    _in_range(lower, upper)
    _decided(document, decided_on, by)
    _of_the_term(cell, term, year)
    if decisions(term, year, by=by).filter(made_for=cell, decided_on=decided_on).exists():
        raise TargetExists(
            _("Ngày %(day)s đã có quyết định giao chỉ tiêu năm %(year)d cho chi bộ này.")
            % {"day": f"{decided_on:%d/%m/%Y}", "year": year}
        )
    target: CellTarget = CellTarget.objects.create(
        organization=tree.successor(cell, on=by.today),
        made_for=cell,
        term=term,
        year=year,
        lower=lower,
        upper=upper,
        document=tidy(document),
        decided_on=decided_on,
    )
    audit.record("planning.set_cell_target", target, by=by, year=year, asked=[lower, upper])
    return target


@transaction.atomic
def hand_out(
    term: Term,
    targets: Mapping[Organization, Range],
    *,
    year: int,
    document: str,
    decided_on: date,
    by: Actor,
) -> list[CellTarget]:
    """Hand several cells their targets for one year by one document; what stays is left alone.

    Units:  new members.
    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    standing = {row.made_for_id: row for row in decisions(term, year, by=by)}
    changed = {cell: asked for cell, asked in targets.items() if _differs(standing, cell, asked)}
    return [
        set_cell_target(
            cell,
            term=term,
            year=year,
            lower=asked.lower,
            upper=asked.upper,
            document=document,
            decided_on=decided_on,
            by=by,
        )
        for cell, asked in changed.items()
    ]


@transaction.atomic
def assign(
    cell: Organization, *, member: Person, task: str, on: date, document: str, by: Actor
) -> Assignment:
    """Charge a named member with following and guiding at a cell from the day ``on``.

    Raises: NotAllowed, Refused. Nothing is written when it raises.
    """
    cell = _lock(cell)
    by.require("planning.assign", at=cell)
    member = Person.objects.visible_to(by).get(pk=member.pk)
    _required(task, _("Phải ghi nhiệm vụ được giao."))
    _required(document, _no_document())
    if not _is_member(member, on, by):
        raise NotAMember(_("Người được phân công phải là đảng viên vào ngày phân công."))
    charged = Assignment.objects.visible_to(by).filter(organization=cell, member=member)
    if charged.filter(valid_to__gt=on).exists():
        raise AssignedAlready(_("Đảng viên này đang được phân công theo dõi chi bộ."))
    assignment: Assignment = Assignment.objects.create(
        organization=cell, member=member, task=tidy(task), valid_from=on, document=tidy(document)
    )
    audit.record("planning.assign", assignment, by=by, member=member.pk, on=f"{on}")
    return assignment


@transaction.atomic
def end_assignment(assignment: Assignment, *, on: date, by: Actor) -> Assignment:
    """End an assignment on the day ``on``, the first on which it does not hold.

    Raises: NotAllowed, AssignmentOver. Nothing is written when it raises.
    """
    seen = Assignment.objects.visible_to(by).select_related("organization")
    found: Assignment = seen.select_for_update(of=("self",)).get(pk=assignment.pk)
    by.require("planning.assign", at=found.organization)
    if not found.valid_from <= on <= found.valid_to:
        raise AssignmentOver(_("Ngày thôi phân công phải nằm trong thời gian phân công."))
    found.valid_to = on
    found.save(update_fields=["valid_to"])
    audit.record("planning.end_assignment", found, by=by, on=f"{on}")
    return found


@transaction.atomic
def report_no_source(
    cell: Organization, *, year: int, reason: str, document: str, by: Actor
) -> NoSourceLeft:
    """Record a cell's report that in one year nobody was left to recruit.

    Reading: it explains a result and changes no target; a later year needs its own report.
    Raises:  NotAllowed, Refused. Nothing is written when it raises.
    """
    cell = _lock(cell)
    by.require("planning.report_no_source", at=cell)
    _required(reason, _("Phải ghi lý do không còn nguồn."))
    _required(document, _no_document())
    if year > by.today.year:
        raise NotYet(_("Năm %d chưa tới.") % year)
    if NoSourceLeft.objects.visible_to(by).filter(made_for=cell, year=year).exists():
        raise ReportedAlready(_("Chi bộ đã báo cáo hết nguồn cho năm %d.") % year)
    report: NoSourceLeft = NoSourceLeft.objects.create(
        organization=cell,
        year=year,
        reason=tidy(reason),
        document=tidy(document),
        recorded_at=by.at,
        recorded_by=by.user_id,
    )
    audit.record("planning.report_no_source", report, by=by, year=year)
    return report


def recount_groups(organization: Organization, year: int, *, by: Actor) -> int:
    """Count a year's admissions of an organisation by group, anew; return how many parts.

    Reading: one part for each of its terms that covers days of the year.
    Raises:  NotAllowed.
    """
    terms = Term.objects.visible_to(by).filter(made_for=organization)
    covering = terms.filter(starts_on__year__lte=year, ends_on__gt=date(year, 1, 1))
    of_it = [
        part
        for term in covering.select_related("made_for")
        for part in groups.parts(term, today=by.today)
        if part.year == year
    ]
    return _recount_all(of_it, by)


def recount_stale(*, by: Actor, terms: Iterable[int] | None = None) -> int:
    """Count anew what changed since it was counted, of all terms or of those named by number.

    Shape:  returns how many parts; each is a short transaction of its own. Safe to repeat.
    Raises: NotAllowed.
    """
    seen = Term.objects.visible_to(by)
    chosen = seen if terms is None else seen.filter(pk__in=list(terms))
    return _recount_all(groups.stale(chosen, by=by), by)


def _recount_all(chosen: Iterable[groups.Part], by: Actor) -> int:
    number = 0
    for part in chosen:
        _recount(part, by)
        number += 1
    return number


@transaction.atomic
def _recount(part: groups.Part, by: Actor) -> None:
    """Replace the rows of one part whole."""
    term = _seen(part.term, by)
    by.require("people.read_for_statistics", at=term.organization)
    found = groups.count(part, by=by)
    GroupTotal.objects.visible_to(by).filter(term=term, year=part.year).delete()
    GroupTotal.objects.bulk_create(
        GroupTotal(
            organization=term.organization,
            made_for=term.made_for,
            term=term,
            year=part.year,
            dimension=groups.DIMENSION,
            value=value,
            persons=found.groups[value],
            counted=found.counted,
            of=found.of,
            held_at=by.at,
            imprint=found.imprint,
        )
        for value in (groups.MINORITY, groups.MAJORITY)
        if found.of
    )
    audit.record("planning.recount_groups", term, by=by, year=part.year, of=found.of)


# --- what is checked -----------------------------------------------------------------------------


def _lock(organization: Organization) -> Organization:
    return Organization.objects.select_for_update().get(pk=organization.pk)


def _seen(term: Term, by: Actor) -> Term:
    seen = Term.objects.visible_to(by).select_related("organization", "made_for")
    found: Term = seen.select_for_update(of=("self",)).get(pk=term.pk)
    return found


def _no_document() -> str:
    return _("Phải ghi số, ngày của văn bản.")


def _required(text: str, said: str) -> None:
    if not tidy(text):
        raise Incomplete(said)


def _decided(document: str, decided_on: date, by: Actor) -> None:
    _required(document, _no_document())
    if decided_on > by.today:
        raise NotYet(
            _("Ngày %s chưa tới: chỉ ghi văn bản đã ban hành.") % f"{decided_on:%d/%m/%Y}"
        )


def _fits(slug: str, starts_on: date, ends_on: date) -> None:
    if not SLUG.fullmatch(slug):
        raise WrongPeriod(_("Nhiệm kỳ ghi dạng “2020-2025”, không phải “%s”.") % slug)
    if ends_on <= starts_on:
        raise WrongPeriod(_("Ngày kết thúc nhiệm kỳ phải sau ngày bắt đầu."))
    if ends_on - starts_on > timedelta(days=366 * 10):
        raise WrongPeriod(_("Một nhiệm kỳ không dài quá mười năm."))


def _in_range(lower: int, upper: int) -> None:
    if not 0 <= lower <= upper <= MOST:
        raise WrongRange(_("Mức thấp của chỉ tiêu không được âm hoặc cao hơn mức cao."))


def _stood(organization: Organization, starts_on: date, ends_on: date) -> None:
    there = organization.placements.filter(valid_from__lt=ends_on, valid_to__gt=starts_on)
    if not there.exists():
        raise WrongPeriod(_("Tổ chức này không có trong thời gian của nhiệm kỳ."))


def _is_free(
    organization: Organization, slug: str, starts_on: date, ends_on: date, by: Actor
) -> None:
    same = Q(slug=slug) | Q(starts_on__lt=ends_on, ends_on__gt=starts_on)
    found = Term.objects.visible_to(by).filter(same, made_for=organization).first()
    if found:
        raise TermExists(
            _("Đã có nhiệm kỳ %(slug)s, từ %(from)s đến trước %(to)s.")
            % {
                "slug": found.slug,
                "from": f"{found.starts_on:%d/%m/%Y}",
                "to": f"{found.ends_on:%d/%m/%Y}",
            }
        )


def _of_the_term(cell: Organization, term: Term, year: int) -> None:
    starts_on = max(term.starts_on, date(year, 1, 1))
    ends_on = min(term.ends_on, date(year + 1, 1, 1))
    if starts_on >= ends_on:
        raise OutsideTheTerm(
            _("Năm %(year)d không thuộc nhiệm kỳ %(slug)s.") % {"year": year, "slug": term.slug}
        )
    committee = term.made_for
    there = stand_under(committee, starts_on, ends_on).filter(organization=cell)
    if cell == committee or not there.exists():
        raise NotOfTheCommittee(
            _("Chi bộ này không trực thuộc tổ chức của nhiệm kỳ trong năm %d.") % year
        )


def _differs(standing: Mapping[int, CellTarget], cell: Organization, asked: Range) -> bool:
    row = standing.get(cell.pk)
    return row is None or (row.lower, row.upper) != (asked.lower, asked.upper)


def _is_member(person: Person, day: date, by: Actor) -> bool:
    held = Membership.objects.visible_to(by).filter(person=person, joined_on__lte=day)
    return held.filter(Q(left_on__isnull=True) | Q(left_on__gt=day)).exists()
