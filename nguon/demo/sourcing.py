"""Where the two communes' sources come from: movements, reviews, classes, lists and care."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from nguon.core.actor import Actor
from nguon.development.models import Case
from nguon.organizations.models import Organization
from nguon.people import operations as people
from nguon.people.consent import ConsentGiven
from nguon.people.models import Person
from nguon.sources import care, lists, operations, queries, training
from nguon.sources.care import Step
from nguon.sources.codes import CourseKind, Group, MovementKind, WishKind
from nguon.sources.models import CellReview, Course, Movement, PlannedClass
from nguon.sources.operations import Mark

Acting = Callable[[str, date], Actor]
# What a cell counted the first time; the second time it had looked further.
COUNTED: dict[str, int] = {
    Group.YOUTH_UNION: 3,
    Group.GOOD_FARMER: 2,
    Group.HAMLET_CADRE: 1,
    Group.SOLDIER: 1,
    Group.WOMAN: 3,
    Group.MINORITY: 4,
}
FURTHER: dict[str, int] = {
    **COUNTED,
    Group.YOUTH_UNION: 4,
    Group.IN_LAW: 1,
    Group.SOLDIER: 0,
    Group.WOMAN: 4,
}


def hold_movements(places: Mapping[str, Organization], acting: Acting, today: date) -> Movement:
    """Hold two movements; return the one after which people were referred."""
    begun = today - timedelta(days=45)
    operations.hold_movement(
        places["huong-hiep"],
        kind=MovementKind.PRODUCTION,
        title="Hộ giúp hộ thoát nghèo (mẫu)",
        held_by="Hội Nông dân xã",
        starts_on=begun,
        ends_on=begun + timedelta(days=30),
        took_part=64,
        by=acting("van-phong", today),
    )
    return operations.hold_movement(
        places["huong-hiep"],
        kind=MovementKind.YOUTH_UNION,
        title="Ngày thứ bảy tình nguyện (mẫu)",
        held_by="Đoàn thanh niên xã",
        starts_on=today - timedelta(days=20),
        ends_on=today - timedelta(days=20),
        took_part=37,
        document="Kế hoạch 05-KH/ĐTN (mẫu)",
        by=acting("mat-tran", today),
    )


def tell(places: Mapping[str, Organization], acting: Acting, today: date) -> None:
    """Play the reviews and classes through operations."""
    commune = places["huong-hiep"]
    before = today - timedelta(days=110)
    late = _review(commune, COUNTED, "08-KH/ĐU (mẫu)", acting, before)
    operations.count(late, {Group.PUPIL: 2, Group.MINORITY: 2}, by=acting("van-phong", before))
    _review(commune, FURTHER, "19-KH/ĐU (mẫu)", acting, today - timedelta(days=18))
    held, _coming = _plan_training(commune, acting, today)
    _class_that_is_over(held, acting, today)
    _class_to_come(commune, acting, today)
    _keep_list(places["khe-xong"], acting, today)
    _care(places["khe-xong"], acting, today)


def _review(
    commune: Organization, counts: Mapping[str, int], document: str, acting: Acting, day: date
) -> CellReview:
    """Hold a round in which all cells but the first answer; return the first one's line."""
    by = acting("van-phong", day)
    held = operations.open_round(commune, held_on=day, document=document, by=by)
    rows: list[CellReview] = list(CellReview.objects.visible_to(by).filter(round=held))
    first, *others = sorted(rows, key=lambda row: row.pk)
    for row in others:
        operations.count(row, counts, by=by)
    return first


def _class_that_is_over(line: PlannedClass, acting: Acting, today: date) -> None:
    """All passed; whose case waited for the certificate is still to be given one, by hand."""
    starts, ends = today - timedelta(days=16), today - timedelta(days=14)
    course = _plan(
        line.organization, CourseKind.AWARENESS, "Lớp bồi dưỡng nhận thức khoá 1 (mẫu)", starts,
        ends, acting("van-phong", starts - timedelta(days=10)), line,
    )  # fmt: skip
    by = acting("van-phong", starts)
    operations.accept(course, operations.propose(course, _some(course, by), by=by), by=by)
    rows = queries.participants(course, by=acting("van-phong", ends))
    days = tuple(queries.days(course))
    marks = {row.pk: Mark(days, "passed") for row in rows}
    operations.mark(course, marks, by=acting("van-phong", ends))
    going = [row for row in rows if row.case.blocked_since is None]
    numbers = {row.pk: f"{number:02}/GCN (mẫu)" for number, row in enumerate(going, 1)}
    given = today - timedelta(days=7)
    operations.certify(course, numbers, on=given, by=acting("van-phong", given))


def _class_to_come(commune: Organization, acting: Acting, today: date) -> None:
    starts = today + timedelta(days=21)
    by = acting("van-phong", today)
    course = _plan(
        commune, CourseKind.NEW_MEMBER, "Lớp đảng viên mới khoá 2 (mẫu)", starts,
        starts + timedelta(days=4), by,
    )  # fmt: skip
    rows = operations.propose(course, _some(course, by), by=by)
    operations.accept(course, rows[:1], by=by)


def _plan(
    commune: Organization,
    kind: str,
    title: str,
    starts: date,
    ends: date,
    by: Actor,
    line: PlannedClass | None = None,
) -> Course:
    return operations.plan_course(
        commune,
        kind=kind,
        title=title,
        starts_on=starts,
        ends_on=ends,
        venue="Hội trường Đảng uỷ xã",
        capacity=40,
        document="Kế hoạch 11-KH/ĐU (mẫu)",
        in_plan=line,
        by=by,
    )


def _some(course: Course, by: Actor) -> list[Case]:
    """Those who still have to study, as the rulebook tells it; three at most."""
    return [each.case for each in queries.candidates(course, by=by) if each.due][:3]


def _plan_training(commune: Organization, acting: Acting, today: date) -> list[PlannedClass]:
    by = acting("van-phong", today - timedelta(days=200))
    months = [(today + timedelta(days=away), places) for away, places in ((-16, 40), (60, 35))]
    return [
        training.foresee(
            commune, kind=CourseKind.AWARENESS, year=day.year, month=day.month, places=places,
            document="Kế hoạch 02-KH/ĐU (mẫu)", by=by,
        )
        for day, places in months
    ]  # fmt: skip


def _keep_list(cell: Organization, acting: Acting, today: date) -> None:
    """Two more are listed by last month's resolution; one of them nobody helps yet."""
    met = today - timedelta(days=12)
    by = acting("van-phong", met)
    fresh = [_agreed(cell, name, by) for name in ("Hồ Thị Mẫu Nguồn", "Hồ Văn Mẫu Nguồn")]
    lists.resolve(cell, met_on=met, document="11-NQ/CB (mẫu)", listed=fresh, struck={}, by=by)
    lists.set_groups(fresh[0], [Group.YOUTH_UNION, Group.MILITIA, Group.ASSOCIATION], by=by)
    lists.set_groups(fresh[1], [Group.MILITIA], by=by)
    draft = lists.draft(cell, by=by)
    first = next(each for each in draft.listed if not each.helper)
    if draft.helpers:
        helpers = {first.case: draft.helpers[0].person}
        lists.assign_helpers(cell, helpers, on=met, document="11-NQ/CB (mẫu)", by=by)


def _agreed(cell: Organization, name: str, by: Actor) -> Person:
    given = [ConsentGiven("development", "consent", "41-PĐY (mẫu)", by.today)]
    woman = name.split()[1] == "Thị"
    return people.register(
        name, organization=cell, consents=given, by=by,
        born_on=date(by.today.year - 24, 3, 8), gender="female" if woman else "male",
        youth_union_member=True, citizenship="VN",
    )  # fmt: skip


def _care(cell: Organization, acting: Acting, today: date) -> None:
    """What two of the list wish for, and the plan that follows from it."""
    by = acting("chi-bo-khe-xong", today - timedelta(days=8))
    first, second = [each.case.person for each in lists.candidates(by=by, organization=cell)][:2]
    care.hear(first, kind=WishKind.AWAY, heard_on=by.today, words="Đi làm theo mùa", by=by)
    wish = care.hear(second, kind=WishKind.COURSE, heard_on=by.today, words="Học buổi tối", by=by)
    soon = today + timedelta(days=30)
    care.lead_to_step(wish, Step("Xin mở lớp buổi tối tại xã", "Bí thư chi bộ", soon), by=by)
    care.foster(first, care.plan_of_person(first, by=by).proposed[:2], by=by)
    done = care.foster_cell(cell, Step("Họp với Đoàn thanh niên", "Bí thư chi bộ", soon), by=by)
    care.settle(done, outcome="done", on=today, by=acting("chi-bo-khe-xong", today))
