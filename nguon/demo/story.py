"""The story of two communes, played through operations: what an office would have entered.

History up to the reform stands still; what goes on today hangs on the day the story is told for.
Everything happens in one transaction: it is there whole or not at all.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from nguon.accounts import actors
from nguon.accounts import operations as accounts
from nguon.accounts.models import User
from nguon.core import installation
from nguon.core.actor import Actor
from nguon.demo import (
    cast,
    dossiers,
    gathering,
    grading,
    guidance,
    lives,
    members,
    own_papers,
    quality,
    reforming,
    reporting,
    rights,
    sourcing,
    targets,
    telling,
)
from nguon.development import operations as development
from nguon.development.models import Case
from nguon.organizations import operations as organizations
from nguon.organizations.models import Organization, PartyRank, Tier
from nguon.people import operations as people
from nguon.people import vault
from nguon.people.consent import ConsentGiven
from nguon.people.models import Basis, Person, Purpose
from nguon.planning import operations as planning
from nguon.rulebook import Event
from nguon.sources import operations as sources

AGREED = (Purpose.DEVELOPMENT, Purpose.SENSITIVE, Purpose.STATISTICS)
HELPERS = ("Đảng viên Mẫu Một", "Đảng viên Mẫu Hai")
SOURCES = ("youth_union_member", "good_farmer_trader", "militia", "hamlet_core_cadre", "teacher")
BOARD, COMMITTEE, CELL = 11, 15, 9
CHAPTERS = ("places", "before", "reform", "since", "under_way", "totals")


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


class Story:
    """One telling: places and officials by name, and who is invented next."""

    def __init__(self, *, seed: int, today: date) -> None:
        self.today = today
        self.chance = Random(seed)
        self.majority = cast.names(self.chance, cast.FAMILIES)
        self.minority = cast.names(self.chance, cast.MINORITY_FAMILIES)
        self.places: dict[str, Organization] = {}
        self.users: dict[str, User] = {}
        self.actor = cache(self._actor)

    def tell(self) -> Iterator[str]:
        """Play everything, from the first place to what is due today, a chapter at a time."""
        yield "places"
        self.found_places()
        self.open_accounts()
        self.describe_areas()
        quality.describe(self.places, self.system)
        self.plan_first_terms()
        targets.before_the_reform(self.places, self.actor)
        yield "before"
        for admission in admissions_before_the_reform():
            self.admit(admission)
        grading.of_2019(self.places, self.actor)
        yield "reform"
        self.reform()
        self.plan_new_term()
        yield "since"
        for admission in admissions_after_the_reform(self.today):
            self.admit(admission)
        yield "under_way"
        for stand in UNDER_WAY:
            self.follow(stand)
        self.name_people_to_ask()
        quality.tell(self.places, self.actor, self.today)
        guidance.tell(self.places, self.users, self.actor, self.today)
        for part in (sourcing, reforming, members, own_papers, rights):
            part.tell(self.places, self.actor, self.today)
        grading.of_a_quarter(self.places, self.actor)
        dossiers.tell(self.places, self.actor, self.today)
        gathering.bring_together(self.play, self.today)
        gathering.tell(self.places, self.actor, self.today)
        yield "totals"
        look_again()
        planning.recount_stale(by=self.system(self.today))
        for report in (reporting, telling):
            report.tell(self.places, self.actor, self.today)

    # --- places and accounts ----------------------------------------------------------------

    def found_places(self) -> None:
        for place in cast.PLACES:
            self.places[place.slug] = organizations.establish(
                place.slug,
                name=place.name,
                tier=place.tier,
                party_rank=place.rank,
                parent=self.places[place.parent] if place.parent else None,
                on=cast.OLDEST,
                document="QĐ 01-QĐ/TU 20/10/2011 (mẫu)",
                code=cast.CODES[place.slug],
                by=self.system(cast.OLDEST),  # seated at the root as soon as there is one
            )

    def open_accounts(self) -> None:
        by = self.system(cast.OLDEST)
        for official in cast.OFFICIALS:
            user = accounts.open_account(official.username, official.name, by=by)
            accounts.assign_role(
                user,
                role=official.role,
                organization=self.places[official.before],
                on=cast.OLDEST,
                document="QĐ 02-QĐ/HU 25/10/2011 (mẫu)",
                by=by,
            )
            self.users[official.username] = user

    def describe_areas(self) -> None:
        for year, source in ((2014, "Niên giám mẫu 2014"), (2020, "Niên giám mẫu 2020")):
            by = self.system(date(year, 1, 2))
            for place in cast.PLACES:
                if place.households:
                    organizations.record_profile(
                        self.places[place.slug],
                        year,
                        by=by,
                        source=source,
                        households=place.households,
                        population=place.population,
                        minority_percent=place.minority,
                        of_age=place.of_age or None,
                        away=place.away or None,
                        difficult_area=True,
                        youth_union_present=True,
                        trade_union_present=False,
                    )

    # --- terms ----------------------------------------------------------------------------------

    def plan_first_terms(self) -> None:
        for slug, lower, upper in (
            ("krong-klang", 10, 12),
            ("mo-o", 2, 3),
            ("huong-hiep-cu", 3, 4),
            ("dakrong-cu", 3, 5),
        ):
            self.plan_term(slug, date(2015, 6, 1), lower, upper, "NQ Đại hội 20/05/2015 (mẫu)")
            self.plan_term(slug, date(2020, 6, 1), lower, upper, "NQ Đại hội 18/05/2020 (mẫu)")

    def plan_term(self, slug: str, starts: date, lower: int, upper: int, document: str) -> None:
        ends = starts.replace(year=starts.year + 5)
        decided = starts - timedelta(days=12)
        by = self.actor(cast.CLERKS[slug], starts)
        term = planning.plan_term(
            self.places[slug],
            slug=f"{starts.year}-{ends.year}",
            starts_on=starts,
            ends_on=ends,
            yearly_lower=lower,
            yearly_upper=upper,
            document=document,
            decided_on=decided,
            by=by,
        )
        if slug == "krong-klang":
            for year in range(starts.year, ends.year):
                self.hand_down(term, year, by)

    def hand_down(self, term: Any, year: int, by: Actor) -> None:
        """Ten to twelve a year over eight cells: the two largest are asked for two."""
        for number, slug in enumerate(cast.TOWN_CELLS):
            planning.set_cell_target(
                self.places[slug],
                term=term,
                year=year,
                lower=2 if number < 2 else 1,
                upper=2 if number < 4 else 1,
                document=f"KH {year % 100:02d}-KH/ĐU (mẫu)",
                decided_on=term.decided_on,
                by=by,
            )

    def plan_new_term(self) -> None:
        if self.today > date(2025, 8, 20):
            for slug in ("huong-hiep", "xa-dakrong"):
                self.plan_term(slug, date(2025, 8, 15), 12, 15, "NQ Đại hội 03/08/2025 (mẫu)")
            self.charge_members()
            targets.since_the_reform(self.places, self.actor, self.system, self.today)

    def charge_members(self) -> None:
        """Named members follow and guide at their cells."""
        day = date(2025, 9, 1)
        by = self.actor("van-phong", day)
        for slug in ("khe-xong", "ban-mai", "thon-da-trang"):
            member = self.register(slug, day, minority=False, young=False, member=True)
            people.begin_membership(
                member, joined_on=date(2009, 5, 19), full_from=date(2010, 5, 19), by=by
            )
            planning.assign(
                self.places[slug],
                member=member,
                task="Dự sinh hoạt chi bộ, giúp phát hiện và bồi dưỡng nguồn",
                on=day,
                document="QĐ 15-QĐ/ĐU 28/08/2025 (mẫu)",
                by=by,
            )

    # --- the reform --------------------------------------------------------------------------

    def reform(self) -> None:
        """1 July 2025: the district ends, communes merge under the province."""
        day, by = cast.REFORM, self.system(cast.REFORM)
        document = "NQ 1680/NQ-UBTVQH15 16/06/2025; QĐ 10-QĐ/TU 30/06/2025 (mẫu)"
        for slug, name, parts in (
            ("huong-hiep", "Xã Hướng Hiệp", ("krong-klang", "mo-o", "huong-hiep-cu")),
            ("xa-dakrong", "Xã Đakrông", ("dakrong-cu",)),
        ):
            self.places[slug] = organizations.establish(
                slug,
                name=name,
                tier=Tier.COMMUNE,
                party_rank=PartyRank.SUPERIOR_COMMITTEE,
                parent=self.places["quang-tri"],
                on=day,
                document=document,
                code=cast.CODES[slug],
                by=by,
            )
            organizations.merge(
                [self.places[part] for part in parts],
                into=self.places[slug],
                on=day,
                document=document,
                by=by,
            )
        organizations.dissolve(
            self.places["dakrong"],
            successor=self.places["quang-tri"],
            on=day,
            document=document,
            by=by,
        )
        self.actor.cache_clear()
        self.reappoint(by)
        self.describe_merged(by)
        quality.describe_merged(self.places, by)
        self.rename_ranks()

    def reappoint(self, by: Actor) -> None:
        for official in cast.OFFICIALS:
            if official.before != official.after:
                user = self.users[official.username]
                for held in user.assignments.filter(valid_to__gt=cast.REFORM):
                    accounts.revoke_role(held, on=cast.REFORM, by=by)
                accounts.assign_role(
                    user,
                    role=official.role,
                    organization=self.places[official.after],
                    on=cast.REFORM,
                    document="QĐ 03-QĐ/ĐU 01/07/2025 (mẫu)",
                    by=by,
                )

    def describe_merged(self, by: Actor) -> None:
        for slug, households, minority in (
            ("huong-hiep", 2735, "61.20"),
            ("xa-dakrong", 1020, "90.00"),
        ):
            organizations.record_profile(
                self.places[slug],
                2025,
                by=by,
                source="Báo cáo hợp nhất mẫu 2025",
                households=households,
                population=households * 4,
                minority_percent=minority,
                difficult_area=True,
                youth_union_present=True,
                trade_union_present=False,
            )

    def rename_ranks(self) -> None:
        if self.today >= cast.RENAMED:
            for slug in ("huong-hiep", "xa-dakrong"):
                organizations.rename(
                    self.places[slug],
                    party_rank=PartyRank.GRASSROOTS_PARTY_BODY,
                    on=cast.RENAMED,
                    document="208-QĐ/TW 2026-07-26",
                    by=self.system(cast.RENAMED),
                )

    # --- people ----------------------------------------------------------------------------------

    def admit(self, admission: Admission) -> None:
        """Somebody's whole way, up to the card or to today."""
        young = self.chance.random() < 0.6
        meeting = lives.meeting_before(admission.on)
        self.play(admission.cell, meeting, minority=admission.minority, young=young)

    def follow(self, stand: Stand) -> None:
        """Somebody who is under way today."""
        meeting = self.today + timedelta(days=stand.meeting)
        self.play(
            stand.cell,
            meeting,
            minority=stand.minority,
            young=stand.young,
            last=stand.last,
            person=stand.person,
            sensitive=stand.sensitive,
            skip=stand.skip,
        )

    def play(
        self,
        cell: str,
        meeting: date,
        *,
        minority: bool,
        young: bool,
        last: str = lives.LAST,
        person: dict[str, Any] | None = None,
        sensitive: dict[str, Any] | None = None,
        skip: Iterable[str] = (),
    ) -> None:
        life = lives.Life(
            young=young,
            married=not young,
            meeting=meeting,
            full_members=CELL + self.chance.randint(0, 8),
            board=BOARD,
            committee=COMMITTEE,
            source_group=self.chance.choice(SOURCES),
            helpers=HELPERS,
        )
        left_out = set(skip)
        acts = [e for e in lives.acts(life, until=self.today, last=last) if e.type not in left_out]
        begun = acts[0].on
        born = lives.born_for(meeting, young=young, chance=self.chance)
        row = self.register(
            cell,
            begun,
            minority=minority,
            young=young,
            born_on=born,
            sensitive=sensitive,
            **person or {},
        )
        case = development.open_case(row, on=begun, by=self.keeper(cell, begun))
        for event in acts:
            self.enter(case, event, cell)

    def enter(self, case: Case, event: Event, cell: str) -> None:
        number = self.chance.randint(1, 80)
        documented = Event(
            event.type, event.on, {**event.fields, "document": f"{number:02d} (mẫu)"}
        )
        development.record(case, documented, by=self.keeper(cell, event.on))

    def register(
        self,
        cell: str,
        on: date,
        *,
        minority: bool,
        young: bool,
        member: bool = False,
        sensitive: dict[str, Any] | None = None,
        **details: Any,
    ) -> Person:
        """Put an invented person on file, with everything that the procedure asks for."""
        gender, name = next(self.minority if minority else self.majority)
        by = self.keeper(cell, on)
        known = {
            "born_on": date(1980, 4, 12),
            "gender": gender,
            "citizenship": "VN",
            "schooling": "upper_secondary_diploma",
            "standing": [],
            "special_need": False,
            "youth_union_member": young,
            "trade_union_member": False,
            "married": not young,
            "native_place": "Quảng Trị",
            "occupation": "Làm nông",
            **details,
        }
        basis = Basis.MEMBERSHIP if member else Basis.CONSENT
        consents = [
            ConsentGiven(purpose, basis, f"{on.year % 100}-PĐ/ĐU (mẫu)", on) for purpose in AGREED
        ]
        row = people.register(
            name, organization=self.places[cell], consents=consents, by=by, **known
        )
        children = [] if young else [date(on.year - 6, 3, 8).isoformat()]
        values = {
            "ethnicity": cast.MINORITY if minority else cast.MAJORITY,
            "religion": "Không",
            "healthy": True,
            "foreign_spouse": False,
            "children_born": children,
            "population_exemption": False,
            "political_history_issue": False,
            **(sensitive or {}),
        }
        vault.write(row, values, by=by, why="registration")
        return row

    def name_people_to_ask(self) -> None:
        """Two stubs: named by the Front last week, not asked yet."""
        by = self.actor("van-phong", self.today)
        people.allow_stubs(
            self.places["huong-hiep"], on=self.today, document="QĐ 21-QĐ/ĐU (mẫu)", by=by
        )
        movement = sourcing.hold_movements(self.places, self.actor, self.today)
        for cell, name in (("ban-mai", "Trần Thị Mẫu Hẹn"), ("khe-xong", "Hồ Văn Mẫu Chờ")):
            sources.refer(
                name,
                organization=self.places[cell],
                referred_by="Mặt trận Tổ quốc xã",
                reach="Gặp tại nhà văn hoá khóm",
                movement=movement,
                by=by,
            )

    # --- who acts -------------------------------------------------------------------------------

    def keeper(self, cell: str, day: date) -> Actor:
        """The clerk of the committee above a cell on a day."""
        parent = next(place.parent for place in cast.PLACES if place.slug == cell) or ""
        if day >= cast.REFORM:
            parent = "xa-dakrong" if parent == "dakrong-cu" else "huong-hiep"
        return self.actor(cast.CLERKS[parent], day)

    def system(self, day: date) -> Actor:
        return actors.system_actor(today=day, at=office_hours(day))

    def _actor(self, username: str, day: date) -> Actor:
        return actors.actor(self.users[username], today=day, at=office_hours(day))


def look_again() -> None:
    """Let PostgreSQL see that its tables are full; inside one transaction nothing else does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def office_hours(day: date) -> datetime:
    """Nine in the morning of a day, in Viet Nam."""
    return timezone.make_aware(datetime.combine(day, time(9)))


def tell(
    *, seed: int, today: date, begins: Callable[[str], object] = lambda chapter: None
) -> None:
    """Fill an empty registry with the demonstration, as of ``today``.

    Shape:  ``begins`` is told the name of each of CHAPTERS before it is played.
    Raises: installation.AlreadyInstalled if the database is a real office's.
    """
    with transaction.atomic():
        installation.settle(installation.DEMONSTRATION, at=office_hours(today))
        for chapter in Story(seed=seed, today=today).tell():
            begins(chapter)


def admissions_before_the_reform() -> list[Admission]:
    """36 at Krông Klang in 2015-2020, 8 of them of minorities, none at Khe Xong; and others."""
    cells = [slug for slug in cast.TOWN_CELLS if slug != "khe-xong"]
    days = [day for year, n in TOWN_BY_YEAR.items() for day in spread(year, n)]
    town = [
        Admission(cells[number % len(cells)], day, minority=number in MINORITY_NUMBERS)
        for number, day in enumerate(days)
    ]
    others = [Admission(cell, day, minority) for cell, day, minority in ELSEWHERE]
    return sorted(town + others, key=lambda each: each.on)


def admissions_after_the_reform(today: date) -> list[Admission]:
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
