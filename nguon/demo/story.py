"""The story of two communes, played through operations: what an office would have entered.

History up to the reform stands still; what goes on today hangs on the day the story is told for.
Everything happens in one transaction: it is there whole or not at all.
"""

from collections.abc import Callable, Iterable, Iterator
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
    areas,
    cast,
    cohorts,
    dossiers,
    gathering,
    grading,
    guidance,
    lives,
    members,
    merging,
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
from nguon.organizations.models import Organization
from nguon.people import operations as people
from nguon.people import vault
from nguon.people.consent import ConsentGiven
from nguon.people.models import Basis, Person, Purpose
from nguon.planning import operations as planning
from nguon.planning.attainment import Range
from nguon.rulebook import Event
from nguon.sources import operations as sources

AGREED = (Purpose.DEVELOPMENT, Purpose.SENSITIVE, Purpose.STATISTICS)
HELPERS = ("Đảng viên Mẫu Một", "Đảng viên Mẫu Hai")
SOURCES = ("youth_union_member", "good_farmer_trader", "militia", "hamlet_core_cadre", "teacher")
BOARD, COMMITTEE, CELL = 11, 15, 9
CHAPTERS = ("places", "before", "reform", "since", "under_way", "totals")


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
        self.settle()
        self.plan_first_terms()
        targets.before_the_reform(self.places, self.actor)
        yield "before"
        for admission in cohorts.before_the_reform():
            self.admit(admission)
        grading.of_2019(self.places, self.actor)
        yield "reform"
        merging.play(self.places, self.users, self.system, self.today)
        self.actor.cache_clear()
        self.plan_new_term()
        yield "since"
        for admission in cohorts.after_the_reform(self.today):
            self.admit(admission)
        yield "under_way"
        for stand in cohorts.UNDER_WAY:
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

    def settle(self) -> None:
        self.found_places()
        self.open_accounts()
        areas.describe(self.places, self.system)
        quality.describe(self.places, self.system)

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
            self.hand_down(term, starts.year, targets.FIRST_MONTHS, by)
            for year in range(starts.year + 1, ends.year):
                self.hand_down(term, year, targets.WHOLE_YEAR, by)
            self.hand_down(term, ends.year, targets.LAST_MONTHS, by)

    def hand_down(self, term: Any, year: int, shares: tuple[Range, ...], by: Actor) -> None:
        for slug, share in zip(cast.TOWN_CELLS, shares, strict=True):
            planning.set_cell_target(
                self.places[slug],
                term=term,
                year=year,
                lower=share.lower,
                upper=share.upper,
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

    # --- people ----------------------------------------------------------------------------------

    def admit(self, admission: cohorts.Admission) -> None:
        """Somebody's whole way, up to the card or to today."""
        young = self.chance.random() < 0.6
        meeting = lives.meeting_before(admission.on)
        self.play(admission.cell, meeting, minority=admission.minority, young=young)

    def follow(self, stand: cohorts.Stand) -> None:
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
