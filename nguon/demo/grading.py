"""How the town graded its cells for 2019 by 132-QĐ/TW, the commune a quarter by 366-QĐ/TW."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from nguon.core.actor import Actor
from nguon.demo import cast
from nguon.evaluation import opening, operations
from nguon.evaluation.models import CriteriaTable, Criterion, GradingRound, MemberSheet, Sheet
from nguon.evaluation.opening import Asked
from nguon.organizations.models import Organization

Acting = Callable[[str, date], Actor]
Places = Mapping[str, Organization]
OFFICE = "van-phong"
LAID_DOWN, GRADED, DECIDED = date(2019, 11, 4), date(2019, 12, 20), date(2020, 1, 6)
APPEALED, ANSWERED = date(2020, 1, 10), date(2020, 1, 17)
QUARTER_LAID_DOWN, QUARTER_GRADED = date(2025, 9, 15), date(2025, 10, 6)
EXCELLENT, LOWER = "co-quan", ("khe-xong", "ben-trang")
SUMMONED = 11
CRITERIA = (
    ("Công tác chính trị, tư tưởng", 25),
    ("Nền nếp, chất lượng sinh hoạt chi bộ", 25),
    ("Lãnh đạo phát triển kinh tế, văn hoá của khóm, thôn", 35),
    ("Kết quả kết nạp đảng viên", 15),
)
OF_MEMBERS = (("Tư tưởng chính trị, đạo đức, lối sống", 40), ("Nhiệm vụ được giao", 60))


def of_2019(places: Places, acting: Acting) -> None:
    """The year of the founding article: graded, decided, and one appeal answered."""
    town, by = places["krong-klang"], acting(OFFICE, LAID_DOWN)
    table = _table(town, LAID_DOWN, "HD 12-HD/ĐU (mẫu)", by)
    members = _members_table(town, LAID_DOWN, "HD 12-HD/ĐU (mẫu)", by)
    held = opening.open_round(
        town, period="year", starts_on=date(2019, 1, 1), ends_on=date(2020, 1, 1),
        graded_on=GRADED, table=table, member_table=members, document="KH 15-KH/ĐU (mẫu)", by=by,
    )  # fmt: skip
    for slug in cast.TOWN_CELLS:
        _go_through(held, places[slug], _grade(slug), acting(OFFICE, GRADED), GRADED)
    _grade_members(held, places["ban-mai"], acting(OFFICE, GRADED))
    _decide(held, places, acting(OFFICE, DECIDED))
    _appeal(held, places["ben-trang"], acting)


def of_a_quarter(places: Places, acting: Acting) -> None:
    """The third quarter of 2025: some cells have filled their sheets, nothing is decided."""
    commune, by = places["huong-hiep"], acting(OFFICE, QUARTER_LAID_DOWN)
    table = _table(commune, QUARTER_LAID_DOWN, "HD 04-HD/ĐU (mẫu)", by)
    by = acting(OFFICE, QUARTER_GRADED)
    held = opening.open_round(
        commune, period="quarter", starts_on=date(2025, 7, 1), ends_on=date(2025, 10, 1),
        graded_on=QUARTER_GRADED, table=table, document="KH 09-KH/ĐU (mẫu)", by=by,
    )  # fmt: skip
    for slug in ("ban-mai", "thon-da-trang"):
        _go_through(held, places[slug], "good", by, QUARTER_GRADED)
    first = Sheet.objects.visible_to(by).get(round=held, made_for=places["khe-xong"])
    operations.grade_itself(
        first, grade="completed", on=QUARTER_GRADED, by=acting("chi-bo-khe-xong", QUARTER_GRADED)
    )


def _table(committee: Organization, day: date, document: str, by: Actor) -> CriteriaTable:
    last = len(CRITERIA)
    asked = [
        Asked(
            code=str(number), name=name, max_points=Decimal(most),
            indicator=Criterion.Indicator.DEVELOPMENT if number == last else "",
            threshold=100 if number == last else None,
        )
        for number, (name, most) in enumerate(CRITERIA, 1)
    ]  # fmt: skip
    return opening.lay_down_table(
        committee, whom="organizations", title=f"Tiêu chí xếp loại chi bộ {day.year} (mẫu)",
        document=document, decided_on=day, criteria=asked, by=by,
    )  # fmt: skip


def _members_table(committee: Organization, day: date, document: str, by: Actor) -> CriteriaTable:
    asked = [
        Asked(code=str(number), name=name, max_points=Decimal(most))
        for number, (name, most) in enumerate(OF_MEMBERS, 1)
    ]
    return opening.lay_down_table(
        committee, whom="members", title=f"Tiêu chí xếp loại đảng viên {day.year} (mẫu)",
        document=document, decided_on=day, criteria=asked, by=by,
    )  # fmt: skip


def _grade(slug: str) -> str:
    if slug == EXCELLENT:
        return "excellent"
    return "completed" if slug in LOWER else "good"


def _go_through(held: GradingRound, cell: Organization, grade: str, by: Actor, day: date) -> None:
    """A cell gives itself points, shows a paper, votes and proposes."""
    sheet = Sheet.objects.visible_to(by).get(round=held, made_for=cell)
    points: dict[str, Decimal | None] = {"1": Decimal(23), "2": Decimal(22), "3": Decimal(31)}
    operations.fill(sheet, points=points, whose="own", by=by)
    first = held.table.criteria.get(code="1")
    operations.add_evidence(sheet, first, document="Báo cáo 07-BC/CB (mẫu)", by=by)
    operations.grade_itself(sheet, grade=grade, on=day, by=by)
    operations.vote(
        sheet, grade=grade, on=day, yes=8, summoned=SUMMONED, present=9, by=by,
        document="Biên bản 12-BB/CB (mẫu)",
    )  # fmt: skip
    operations.propose(sheet, grade=grade, on=day, words="Đề nghị theo kết quả biểu quyết.", by=by)


def _grade_members(held: GradingRound, cell: Organization, by: Actor) -> None:
    """The members of one cell vote on each of those who are graded."""
    rows = MemberSheet.objects.visible_to(by).filter(round=held, organization=cell)
    for sheet in rows.filter(joined_on__lte=date(2019, 6, 20)).order_by("pk"):
        operations.vote(
            sheet, grade="good", on=GRADED, yes=9, summoned=SUMMONED, present=10, by=by
        )
        operations.propose(sheet, grade="good", on=GRADED, by=by)


def _decide(held: GradingRound, places: Places, by: Actor) -> None:
    numbers = {places[slug].pk: _grade(slug) for slug in cast.TOWN_CELLS}
    sheets = Sheet.objects.visible_to(by).filter(round=held)
    chosen = {sheet.ref: numbers[sheet.made_for_id] for sheet in sheets}
    operations.decide(held, chosen, on=DECIDED, document="QĐ 01-QĐ/ĐU (mẫu)", by=by)


def _appeal(held: GradingRound, cell: Organization, acting: Acting) -> None:
    by = acting(OFFICE, APPEALED)
    sheet = Sheet.objects.visible_to(by).get(round=held, made_for=cell)
    row = operations.appeal(
        sheet, on=APPEALED, document="KN 01-KN/CB (mẫu)", by=by,
        words="Chi bộ đề nghị xem lại tiêu chí phát triển kinh tế.",
    )  # fmt: skip
    operations.answer(row, on=ANSWERED, document="CV 03-CV/ĐU (mẫu)", by=acting(OFFICE, ANSWERED))
