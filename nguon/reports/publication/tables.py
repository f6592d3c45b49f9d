"""The tables that may be published: what came of a term, classes held, movements."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from nguon.core.actor import Actor
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.people import consent
from nguon.people.models import Person, Purpose
from nguon.planning.queries import result_of
from nguon.planning.reading import Reading, read_term
from nguon.reports.models import PublicationKind as Kind
from nguon.reports.publication.suppression import Claim
from nguon.sources.codes import CourseKind, MovementKind
from nguon.sources.models import Course, Movement, Participant, Referral

Cell = Claim | int | str
LANGUAGE = "vi"  # what is signed is said in the language of the office
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of a label and cells; a ``Claim`` is a number of people. ``chart``: which column.

    ``total``: the last row adds the others up.
    """

    caption: str
    base: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    chart: int = 0
    total: bool = False

    @property
    def claims(self) -> list[Claim]:
        return [cell for _label, cells in self.rows for cell in cells if isinstance(cell, Claim)]


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be published before anything is hidden; ``people`` are those who agreed."""

    title: str
    name: str
    tables: tuple[Table, ...]
    sources: tuple[str, ...]
    people: tuple[int, ...] = ()
    notes: tuple[str, ...] = field(default=())


def draft_of(
    kind: str, organization: Organization, term: str, *, on: date, by: Actor
) -> tuple[Draft, Reading]:
    """Return what would be published of a term up to the end of the day ``on``.

    Raises: NoSuchTerm.
    """
    reading = read_term(organization, term, by=by, as_of=on)
    with override(LANGUAGE):
        return DRAWN[Kind(kind)](reading, by), reading


def names_of(people: Iterable[Person]) -> list[str]:
    """Return how people are named to the public, in Vietnamese order of given names."""
    return [each.full_name for each in sorted(people, key=lambda each: (each.sort_key, each.pk))]


# --- results of a term --------------------------------------------------------------------------


def _results(reading: Reading, by: Actor) -> Draft:
    result = result_of(reading, by=by)
    years = tuple(
        (str(row.year), (_claim("admitted", reading, row.admitted, row.year), _asked(row.target)))
        for row in result.by_year
        if row.begun
    )
    total = (_claim("admitted", reading, result.admitted), _asked(result.target))
    table = Table(
        caption=_("Kết nạp đảng viên theo năm"),
        base=_("Số người được kết nạp, theo ngày lễ kết nạp, tại các chi bộ thuộc tổ chức vào ngày"
               " ấy. Chỉ tiêu: từ mức thấp đến mức cao; cả nhiệm kỳ tính theo %(base)s.")
        % {"base": result.base_written},
        columns=(_("Kết nạp (người)"), _("Chỉ tiêu (người)")),
        rows=(*years, (_("Cả nhiệm kỳ"), total)),
        total=True,
    )  # fmt: skip
    documents = [plan.document for plan in result.plans if plan.document]
    return Draft(
        title=_("Kết quả kết nạp đảng viên nhiệm kỳ %(term)s") % {"term": result.term},
        name=result.place.name,
        tables=(table,),
        sources=(_("Sổ kết nạp của tổ chức"), *documents),
    )


def _asked(target: Any) -> str:
    same = target.lower == target.upper
    return str(target.lower) if same else f"{target.lower}–{target.upper}"


# --- classes and movements ----------------------------------------------------------------------


def _classes(reading: Reading, by: Actor) -> Draft:
    rows = _held(Course.objects.visible_to(by), reading, by)
    held = Counter(rows.values_list("kind", "starts_on__year"))
    passed = Participant.objects.visible_to(by).filter(course__in=rows.values("pk"))
    certified = Counter(
        passed.filter(event__isnull=False).values_list("course__kind", "course__starts_on__year")
    )
    kinds = [kind for kind in CourseKind if any(each[0] == kind for each in held)]
    lines = tuple(
        (
            f"{year}",
            tuple(
                cell
                for kind in kinds
                for cell in (
                    held[kind, year],
                    _claim(f"class:{kind}", reading, certified[kind, year], year),
                )
            ),
        )
        for year in _years(reading)
    )
    table = Table(
        caption=_("Lớp đã mở theo năm"),
        base=_("Lớp do tổ chức và các tổ chức trực thuộc mở, theo ngày khai giảng; người học của "
               "địa phương được cấp giấy chứng nhận."),
        columns=tuple(
            column
            for kind in kinds
            for column in (f"{kind.label}: {_('số lớp')}", f"{kind.label}: {_('người học xong')}")
        ),
        rows=lines if kinds else (),
    )  # fmt: skip
    title = _("Các lớp bồi dưỡng trong nhiệm kỳ %(term)s") % {"term": reading.terms[0].slug}
    return Draft(title, reading.place.name, (table,), (_("Sổ theo dõi lớp của tổ chức"),))


def _movements(reading: Reading, by: Actor) -> Draft:
    rows = _held(Movement.objects.visible_to(by), reading, by)
    held, took = Counter[str](), Counter[str]()
    for kind, part in rows.values_list("kind", "took_part"):
        held[kind] += 1
        took[kind] += part
    referred = Referral.objects.visible_to(by).filter(
        movement__in=rows.values("pk"), on__lt=reading.ends_on
    )
    brought = dict(referred.order_by().values_list("movement__kind").annotate(Count("pk")))
    table = Table(
        caption=_("Phong trào, cuộc vận động đã tổ chức"),
        base=_("Lượt người tham gia, theo báo cáo của nơi tổ chức: ai tham gia hai phong trào "
               "được tính hai lần. Người được giới thiệu là nguồn từ phong trào."),
        columns=(_("Số phong trào"), _("Lượt người tham gia"), _("Người được giới thiệu")),
        rows=tuple(
            (
                str(kind.label),
                (
                    held[kind],
                    _claim(f"took_part:{kind}", reading, took[kind]),
                    _claim(f"referred:{kind}", reading, brought.get(kind, 0)),
                ),
            )
            for kind in MovementKind
            if held[kind]
        ),
        chart=1,
    )  # fmt: skip
    title = _("Phong trào, cuộc vận động trong nhiệm kỳ %(term)s")
    told = title % {"term": reading.terms[0].slug}
    return Draft(told, reading.place.name, (table,), (_("Sổ theo dõi phong trào của tổ chức"),))


# --- names, of those who agreed -----------------------------------------------------------------


def _new_members(reading: Reading, by: Actor) -> Draft:
    admitted = set(reading.ceremonies().values_list("case__person", flat=True))
    agreed = consent.willing(admitted, Purpose.PUBLICATION)
    title = _("Đảng viên mới kết nạp trong nhiệm kỳ %(term)s") % {"term": reading.terms[0].slug}
    note = _("Chỉ ghi tên người đã đồng ý công bố; danh sách không nói có bao nhiêu người khác.")
    return Draft(
        title,
        reading.place.name,
        (),
        (_("Sổ kết nạp của tổ chức"),),
        people=tuple(sorted(agreed)),
        notes=(note,),
    )


DRAWN: Mapping[Kind, Callable[[Reading, Actor], Draft]] = {
    Kind.RESULTS: _results,
    Kind.CLASSES: _classes,
    Kind.MOVEMENTS: _movements,
    Kind.NEW_MEMBERS: _new_members,
}


# --- pieces -------------------------------------------------------------------------------------


def _years(reading: Reading) -> Sequence[int]:
    return range(reading.starts_on.year, (reading.ends_on - ONE_DAY).year + 1)


def _claim(measure: str, reading: Reading, value: int, year: int | None = None) -> Claim:
    """A number of people of the whole term so far, or of what one year has of it."""
    starts, ends = reading.starts_on, reading.ends_on
    if year is not None:
        starts, ends = max(starts, date(year, 1, 1)), min(ends, date(year + 1, 1, 1))
    return Claim(measure, reading.organization.slug, starts, ends, value)


def _held(rows: QuerySet[Any], reading: Reading, by: Actor) -> QuerySet[Any]:
    """What was held in the term by the place and those below it and is over."""
    there = tree.subtree(reading.organization, on=by.today)
    days = Q(starts_on__gte=reading.starts_on, ends_on__lt=reading.ends_on)
    return rows.filter(days, organization__in=there, called_off_on__isnull=True).order_by()
