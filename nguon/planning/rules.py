"""What a plan cannot be. Each refusal has a name of its own and a message that is fit to show."""

import re
from collections.abc import Mapping
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.organizations.models import Organization
from nguon.organizations.models import on as valid_on
from nguon.organizations.rules import ORDER
from nguon.people.models import Membership, Person
from nguon.planning.attainment import Range
from nguon.planning.models import Part, Term, Unit
from nguon.planning.reading import stand_under
from nguon.planning.rows import Board

SLUG = re.compile(r"\d{4}-\d{4}")
MOST = 10_000
WHOLE = 100


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


class StageExists(Refused):
    """A decision of the same day already set a plan for this period."""


class PartExists(Refused):
    """A decision of the same day already asked this part."""


class WrongPart(Refused):
    """A part in per cent is more than the whole."""


class FloorExists(Refused):
    """A later or an equal day already begins a floor of this committee and tier."""


class WrongTier(Refused):
    """A floor is set for organisations below the committee that sets it."""


class DoesNotFit(Refused):
    """A board does not add up, or goes below a floor, and no reason was given.

    ``departs`` are the codes, as ``handing.Proposal.departs`` gives them.
    """

    def __init__(self, said: str, departs: list[str]) -> None:
        super().__init__(said)
        self.departs = departs


class NothingChanges(Refused):
    """The board is the one that stands already."""


class ChangedMeanwhile(Refused):
    """Somebody else handed this year down since the board was read."""


class OtherTarget(Refused):
    """The task is tied to a target of another organisation."""


def _not_there() -> str:
    return _("Chi bộ này không trực thuộc tổ chức của nhiệm kỳ trong năm %d.")


def no_document() -> str:
    return _("Phải ghi số, ngày của văn bản.")


def required(text: str, said: str) -> None:
    if not tidy(text):
        raise Incomplete(said)


def decided(document: str, decided_on: date, by: Actor) -> None:
    required(document, no_document())
    if decided_on > by.today:
        raise NotYet(
            _("Ngày %s chưa tới: chỉ ghi văn bản đã ban hành.") % f"{decided_on:%d/%m/%Y}"
        )


def fits(slug: str, starts_on: date, ends_on: date) -> None:
    if not SLUG.fullmatch(slug):
        raise WrongPeriod(_("Nhiệm kỳ ghi dạng “2020-2025”, không phải “%s”.") % slug)
    if ends_on <= starts_on:
        raise WrongPeriod(_("Ngày kết thúc nhiệm kỳ phải sau ngày bắt đầu."))
    if ends_on - starts_on > timedelta(days=366 * 10):
        raise WrongPeriod(_("Một nhiệm kỳ không dài quá mười năm."))


def in_range(lower: int, upper: int) -> None:
    if not 0 <= lower <= upper <= MOST:
        raise WrongRange(_("Mức thấp của chỉ tiêu không được âm hoặc cao hơn mức cao."))


def a_period(starts_on: date, ends_on: date) -> None:
    if ends_on <= starts_on:
        raise WrongPeriod(_("Ngày kết thúc phải sau ngày bắt đầu."))
    if ends_on - starts_on > timedelta(days=366 * 10):
        raise WrongPeriod(_("Một kế hoạch không dài quá mười năm."))


def a_part(group: str, lower: int, unit: str) -> None:
    in_range(lower, lower)
    if group not in Part.values or unit not in Unit.values:
        raise WrongPart(_("Chỉ tiêu thành phần phải thuộc một nhóm và tính bằng người hoặc %."))
    if unit == Unit.PERCENT and lower > WHOLE:
        raise WrongPart(_("Tỷ lệ của một nhóm không thể quá 100 %."))


def is_below(committee: Organization, tier: str, day: date) -> None:
    above = committee.versions.filter(valid_on(day)).values_list("tier", flat=True).first()
    if tier not in ORDER or above is None or ORDER[tier] <= ORDER[above]:
        raise WrongTier(_("Mức sàn chỉ đặt cho các tổ chức cấp dưới."))


def stood(organization: Organization, starts_on: date, ends_on: date) -> None:
    there = organization.placements.filter(valid_from__lt=ends_on, valid_to__gt=starts_on)
    if not there.exists():
        raise WrongPeriod(_("Tổ chức này không có trong thời gian của nhiệm kỳ."))


def is_free(
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


def in_the_term(term: Term, year: int) -> tuple[date, date]:
    """Return the days of the year that the term covers, half-open."""
    starts_on = max(term.starts_on, date(year, 1, 1))
    ends_on = min(term.ends_on, date(year + 1, 1, 1))
    if starts_on >= ends_on:
        raise OutsideTheTerm(
            _("Năm %(year)d không thuộc nhiệm kỳ %(slug)s.") % {"year": year, "slug": term.slug}
        )
    return starts_on, ends_on


def of_the_term(cell: Organization, term: Term, year: int) -> None:
    starts_on, ends_on = in_the_term(term, year)
    committee = term.made_for
    there = stand_under(committee, starts_on, ends_on).filter(organization=cell)
    if cell == committee or not there.exists():
        raise NotOfTheCommittee(_not_there() % year)


def may_be_handed_out(
    board: Board, targets: Mapping[Organization, Range], reserve: Range, decided_on: date
) -> None:
    """All on the board, by a decision later than what they have, and something is different."""
    rows = {row.number: row for row in board.rows}
    for asked in (*targets.values(), reserve):
        in_range(asked.lower, asked.upper)
    if targets.keys() - {cell for cell in targets if cell.pk in rows}:
        raise NotOfTheCommittee(_not_there() % board.year)
    changed = [rows[cell.pk] for cell, asked in targets.items() if rows[cell.pk].target != asked]
    if not changed and reserve == board.reserve:
        raise NothingChanges(_("Không có gì khác với mức đang giao."))
    late = [row for row in changed if row.decided_on and row.decided_on >= decided_on]
    days = [row.decided_on for row in changed if row.decided_on]
    if board.paper and reserve != board.reserve:
        days.append(board.paper.decided_on)
    if days and max(days) >= decided_on:
        said = _(
            "Ngày %(day)s đã có quyết định giao chỉ tiêu năm %(year)d (%(where)s); điều chỉnh "
            "phải theo văn bản sau ngày đó."
        )
        where = ", ".join(row.place.name for row in late) or _("phần dự phòng")
        told = {"day": f"{max(days):%d/%m/%Y}", "year": board.year, "where": where}
        raise TargetExists(said % told)


def is_member(person: Person, day: date, by: Actor) -> bool:
    held = Membership.objects.visible_to(by).filter(person=person, joined_on__lte=day)
    return held.filter(Q(left_on__isnull=True) | Q(left_on__gt=day)).exists()
