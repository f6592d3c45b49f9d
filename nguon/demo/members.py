"""What became of members after their admission: tasks, positions, notes, letters of transfer."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from nguon.core.actor import Actor
from nguon.demo import books
from nguon.membership import operations, queries, transfers
from nguon.membership.codes import Body, Growth, Reach
from nguon.membership.models import Arrival
from nguon.organizations.models import Organization
from nguon.people.models import Person

Acting = Callable[[str, date], Actor]
TASKS = (
    ("ban-mai", Body.YOUTH_UNION, "Bí thư chi đoàn khóm"),
    ("ban-mai", Body.FARMERS_UNION, "Chi hội trưởng nông dân"),
    ("suoi-mo", Body.WOMENS_UNION, "Chi hội phó phụ nữ khóm"),
    ("doi-hoa", Body.MILITIA, "Tiểu đội trưởng dân quân"),
    ("thon-da-trang", Body.FRONT, "Trưởng ban công tác Mặt trận thôn"),
    ("nang-moi", Body.HAMLET, "Phó khóm"),
)


def tell(places: Mapping[str, Organization], acting: Acting, today: date) -> None:
    """Play it through operations: a few members with tasks, letters under way and sent back."""
    by = acting("van-phong", today)
    _give_tasks(places, by, today)
    _grow(places, by, today)
    _note(by, today)
    _send(places, acting, today)
    _take_in(places["ben-trang"], acting("van-phong", today - timedelta(days=20)))
    books.tell(places, acting, today)


def _full_members(cell: Organization, by: Actor) -> list[Person]:
    found = queries.members(by=by, place=cell, kind="full")
    return sorted((member.person for member in found), key=lambda person: person.pk)


def _give_tasks(places: Mapping[str, Organization], by: Actor, today: date) -> None:
    given: dict[str, int] = {}
    for slug, body, task in TASKS:
        turn = given[slug] = given.get(slug, -1) + 1
        for person in _full_members(places[slug], by)[turn : turn + 1]:
            on, document = today - timedelta(days=120), "NQ chi bộ tháng (mẫu)"
            operations.give_duty(person, body=body, task=task, on=on, document=document, by=by)


def _grow(places: Mapping[str, Organization], by: Actor, today: date) -> None:
    """One of the first admitted was planned for, introduced to and given a position."""
    for person in _full_members(places["suoi-mo"], by)[:1]:
        for growth, days in ((Growth.PLANNED, 700), (Growth.INTRODUCED, 260), (Growth.HELD, 200)):
            operations.hold_position(
                person,
                growth=growth,
                title="Phó Chủ tịch",
                place="Uỷ ban Mặt trận Tổ quốc xã",
                on=today - timedelta(days=days),
                document=f"{days}-QĐ (mẫu)",
                by=by,
            )


def _note(by: Actor, today: date) -> None:
    for row in queries.probationers(by=by)[:2]:
        joined = row.member.membership.joined_on
        words = "Dự họp đều; nhận kèm hai thanh niên trong khóm học nghề."
        on = max(joined, today - timedelta(days=15))
        operations.note(row.member.person, on=on, words=words, by=by)


def _send(places: Mapping[str, Organization], acting: Acting, today: date) -> None:
    """Two letters to the neighbouring commune: one waits, one came back with the reason."""
    sent_on = today - timedelta(days=9)
    by = acting("van-phong", sent_on)
    there = acting("van-phong-dakrong", today - timedelta(days=3))
    for slug, to, number in (
        ("doi-hoa", "xa-dakrong", "31-GT (mẫu)"),
        ("nang-moi", "thon-gio-ngan", "32-GT (mẫu)"),
    ):
        for person in _full_members(places[slug], by)[-1:]:
            paper = transfers.Paper(number, sent_on, "Lý lịch, phiếu đảng viên, bản tự kiểm điểm")
            letter = transfers.send(person, places[to], paper=paper, by=by)
            if to == "thon-gio-ngan":
                arrival = Arrival.objects.visible_to(there).get(departure=letter)
                reason = "Hồ sơ thiếu phiếu đảng viên"
                transfers.return_letter(arrival, reason=reason, by=there)


def _take_in(cell: Organization, by: Actor) -> None:
    transfers.receive_from_outside(
        cell,
        transfers.Newcomer("Lê Văn Mẫu Hồi Hương", date(2012, 5, 19), date(2013, 5, 19)),
        transfers.Outside("Đảng bộ phường Mẫu, tỉnh khác", Reach.OTHER_PROVINCE),
        paper=transfers.Paper("77-GT (mẫu)", by.today - timedelta(days=10), "Lý lịch đảng viên"),
        on=by.today,
        by=by,
    )
