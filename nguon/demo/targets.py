"""What the committees planned beside their terms, and how a year went down to those below."""

from collections.abc import Callable, Mapping
from datetime import date

from nguon.core.actor import Actor
from nguon.organizations.models import Organization
from nguon.planning import boards, handdown, operations
from nguon.planning.attainment import Range
from nguon.planning.models import CellTarget, Part, Stage, Term, Unit
from nguon.planning.reading import of_term

Acting = Callable[[str, date], Actor]
AsSystem = Callable[[date], Actor]
Places = Mapping[str, Organization]

PLANNED, REVISED = date(2016, 1, 12), date(2018, 7, 9)
AGREED = date(2025, 9, 5)  # after the congress of August 2025
# Ten to twelve a year over eight cells, the two largest are asked for two. A term begins and ends
# in June: the years it cuts carry their months, and each cell has five years' worth in the end.
WHOLE_YEAR = (*[Range(2, 2)] * 2, *[Range(1, 2)] * 2, *[Range(1, 1)] * 4)
FIRST_MONTHS = (
    *[Range(1, 1)] * 2, Range(1, 2), *[Range(1, 1)] * 3, *[Range(0, 0)] * 2,
)  # fmt: skip
LAST_MONTHS = (
    *[Range(1, 1)] * 2, Range(0, 0), Range(0, 1), *[Range(0, 0)] * 2, *[Range(1, 1)] * 2,
)  # fmt: skip
PARTLY = "Nhiệm kỳ mới bắt đầu giữa năm, số còn lại giao từ đầu năm sau"


def before_the_reform(places: Places, acting: Acting) -> None:
    """A stage of three years with its parts, and a year whose targets were changed in July."""
    town = places["krong-klang"]
    by = acting("van-phong", PLANNED)
    stage = _stage(town, "giai đoạn 2016–2018", 2016, Range(30, 36), "KH 07-KH/ĐU (mẫu)", by)
    _ask(stage, Part.WOMEN, 40, by)
    _ask(stage, Part.MINORITY, 25, by)
    term = _term(town, "2015-2020", by)
    changed = {places["ban-mai"]: Range(1, 2), places["truong-hoc"]: Range(2, 2)}
    by = acting("van-phong", REVISED)
    operations.hand_out(
        term, changed, year=2018, document="TB 31-TB/ĐU (mẫu)", decided_on=REVISED,
        reason="Chi bộ Trường học nhận thêm một người ngoài chỉ tiêu của thị trấn", by=by,
    )  # fmt: skip


def since_the_reform(places: Places, acting: Acting, as_system: AsSystem, today: date) -> None:
    """The province hands the year down to its communes, one commune to its cells."""
    day = min(today, max(AGREED, date(today.year, 1, 8)))
    province, commune = places["quang-tri"], places["huong-hiep"]
    by = as_system(day)
    operations.set_floor(
        province, tier="cell", lower=1, on=AGREED, document="KH 40-KH/TU (mẫu)", by=by
    )
    term = operations.plan_term(
        province, slug="2025-2030", starts_on=date(2025, 8, 15), ends_on=date(2030, 8, 15),
        yearly_lower=24, yearly_upper=30, document="NQ Đại hội 13/08/2025 (mẫu)",
        decided_on=date(2025, 8, 13), by=by,
    )  # fmt: skip
    _hand_down(term, "KH 52-KH/TU (mẫu)", Range(0, 0), by)
    by = acting("van-phong", day)
    stage = _stage(commune, "giai đoạn 2026–2028", 2026, Range(36, 45), "KH 11-KH/ĐU (mẫu)", by)
    _ask(stage, Part.WOMEN, 40, by)
    own = _term(commune, "2025-2030", by)
    _hand_down(own, "KH 12-KH/ĐU (mẫu)", Range(0, 1), by)
    _charge(commune, places["thon-nuong-cao"], by)


def _stage(
    place: Organization, name: str, first: int, asked: Range, document: str, by: Actor
) -> Stage:
    return operations.plan_stage(
        place, name=name, starts_on=date(first, 1, 1), ends_on=date(first + 3, 1, 1),
        lower=asked.lower, upper=asked.upper, document=document, decided_on=by.today, by=by,
    )  # fmt: skip


def _ask(stage: Stage, group: Part, lower: int, by: Actor) -> None:
    operations.ask_part(
        stage, group=group, lower=lower, unit=Unit.PERCENT, document=stage.document,
        decided_on=stage.decided_on, by=by,
    )  # fmt: skip


def _term(place: Organization, slug: str, by: Actor) -> Term:
    found: Term = Term.objects.visible_to(by).get(made_for=place, slug=slug)
    return found


def _hand_down(term: Term, document: str, reserve: Range, by: Actor) -> None:
    """Share the year's target out evenly, after what is held back."""
    board = handdown.board(of_term(term, as_of=by.today), by.today.year, by=by)
    shares = zip(
        _evenly(board.asked.lower - reserve.lower, len(board.rows)),
        _evenly(board.asked.upper - reserve.upper, len(board.rows)),
        strict=True,
    )
    places = Organization.objects.in_bulk([row.number for row in board.rows])
    targets = {
        places[row.number]: Range(*share) for row, share in zip(board.rows, shares, strict=True)
    }
    operations.hand_out(
        term, targets, year=board.year, document=document, decided_on=by.today, reserve=reserve,
        reason=PARTLY, by=by,
    )  # fmt: skip


def _evenly(number: int, among: int) -> list[int]:
    whole, rest = divmod(max(0, number), among)
    return [whole + 1] * rest + [whole] * (among - rest)


def _charge(commune: Organization, cell: Organization, by: Actor) -> None:
    """Somebody who follows one cell follows another, too, with its target of the year."""
    member = boards.duties(commune, by=by)[0].member
    asked = CellTarget.objects.visible_to(by).filter(made_for=cell, year=by.today.year)
    operations.assign(
        cell, member=member, task="Cùng chi bộ đạt chỉ tiêu được giao trong năm", on=by.today,
        document="QĐ 19-QĐ/ĐU (mẫu)", target=asked.last(), by=by,
    )  # fmt: skip
