"""Who was admitted in the demonstration, and who is under way: cells, days and how far."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from nguon.demo import cast, lives


@dataclass(frozen=True, slots=True)
class Admission:
    """Somebody admitted at a cell on about this day."""

    cell: str
    on: date
    minority: bool


@dataclass(frozen=True, slots=True)
class Stand:
    """Somebody under way: how many days after ``today`` the cell is to meet, and how far it got.

    ``person`` and ``skip`` make the cases that are stuck: facts that differ, acts left out.
    """

    cell: str
    meeting: int
    last: str = lives.LAST
    minority: bool = False
    young: bool = True
    person: dict[str, Any] = field(default_factory=dict)
    sensitive: dict[str, Any] = field(default_factory=dict)
    skip: tuple[str, ...] = ()


def before_the_reform() -> list[Admission]:
    """36 at Krông Klang in 2015-2020, 8 of them of minorities, none at Khe Xong; and others."""
    cells = [slug for slug in cast.TOWN_CELLS if slug != "khe-xong"]
    days = [day for year, n in TOWN_BY_YEAR.items() for day in spread(year, n)]
    town = [
        Admission(cells[number % len(cells)], day, minority=number in MINORITY_NUMBERS)
        for number, day in enumerate(days)
    ]
    others = [Admission(cell, day, minority) for cell, day, minority in ELSEWHERE]
    return sorted(town + others, key=lambda each: each.on)


def after_the_reform(today: date) -> list[Admission]:
    """Those of the running term whose ceremony lies at least a month back."""
    return [each for each in SINCE_THE_REFORM if each.on < today - timedelta(days=30)]


def spread(year: int, number: int) -> list[date]:
    """``number`` days over the part of a year that lies within the term 2015-2020."""
    first = date(2015, 8, 5) if year == 2015 else date(year, 2, 3)
    last = date(2020, 5, 12) if year == 2020 else date(year, 12, 16)
    step = (last - first).days // max(number, 1)
    return [lives.workday(first + timedelta(days=step * turn)) for turn in range(number)]


TOWN_BY_YEAR = {2015: 4, 2016: 7, 2017: 8, 2018: 7, 2019: 7, 2020: 3}
MINORITY_NUMBERS = frozenset({2, 7, 11, 16, 20, 25, 29, 34})
ELSEWHERE = (
    ("thon-rung-xanh", date(2016, 5, 19), True),
    ("thon-song-lang", date(2017, 9, 2), False),
    ("thon-rung-xanh", date(2019, 2, 3), True),
    ("thon-da-trang", date(2016, 11, 7), True),
    ("thon-nuong-cao", date(2018, 5, 19), True),
    ("thon-da-trang", date(2019, 9, 3), True),
    ("thon-gio-ngan", date(2018, 2, 5), True),
    ("thon-may-chieu", date(2019, 11, 7), True),
    ("ban-mai", date(2021, 5, 19), False),
    ("truong-hoc", date(2022, 9, 5), False),
    ("suoi-mo", date(2023, 11, 7), True),
    ("doi-hoa", date(2024, 5, 20), False),
    ("thon-song-lang", date(2022, 2, 3), True),
    ("thon-nuong-cao", date(2024, 2, 5), True),
    ("thon-gio-ngan", date(2023, 5, 19), True),
)
SINCE_THE_REFORM = tuple(
    Admission(cell, day, minority)
    for cell, day, minority in (
        ("ban-mai", date(2025, 9, 3), False),
        ("thon-da-trang", date(2025, 11, 7), True),
        ("co-quan", date(2026, 2, 3), False),
        ("nang-moi", date(2026, 3, 26), False),
        ("thon-rung-xanh", date(2026, 5, 19), True),
        ("thon-gio-ngan", date(2026, 5, 19), True),
        ("ben-trang", date(2026, 9, 3), False),
    )
)
UNDER_WAY = (
    Stand("khe-xong", 400, minority=True),
    Stand("khe-xong", 340, minority=True),
    Stand("suoi-mo", 200, young=False),
    Stand("thon-nuong-cao", 165, minority=True),
    Stand("doi-hoa", 130),
    Stand("thon-song-lang", 100, minority=True, young=False),
    Stand("ban-mai", 30),
    Stand("truong-hoc", 12, young=False),
    Stand("khe-xong", 6, minority=True),
    Stand("nang-moi", -25, last="file_received"),
    Stand("suoi-mo", -75, last="file_received", young=False),
    Stand("ben-trang", -110, last="file_received"),
    Stand("co-quan", -52, last="decision_received", young=False),
    Stand("thon-da-trang", -130, last="decision_received", minority=True),
    Stand("ban-mai", -70, last="admission_ceremony"),
    Stand("thon-rung-xanh", -120, last="admission_ceremony", minority=True),
    Stand("truong-hoc", -250, young=False),
    Stand("doi-hoa", -430, last="probation_review"),
    Stand("nang-moi", -500, last="probation_review", young=False),
    Stand("thon-song-lang", -440, last="probation_review", skip=("new_member_course",)),
    Stand("suoi-mo", -460, last="recognition_resolution"),
    Stand("ben-trang", 10, person={"schooling": None}),
    Stand("khe-xong", 15, minority=True, skip=("awareness_course",)),
    Stand("doi-hoa", -330, last="opinions"),
    Stand("nang-moi", 18, young=False, skip=("opinions", "introduction")),
    Stand("thon-da-trang", 14, minority=True, person={"youth_union_member": False}),
    Stand("ban-mai", 9, young=False, sensitive={"political_history_issue": True}),
    Stand("thon-gio-ngan", 60, minority=True),
    Stand("thon-may-chieu", -40, last="file_received", minority=True),
    Stand("thon-gio-ngan", 11, minority=True, person={"schooling": "primary_completed"}),
)
