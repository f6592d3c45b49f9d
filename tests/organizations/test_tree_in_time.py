"""Random acts on a tree, against a reading of them that knows nothing of tables."""

from bisect import insort
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from nguon.organizations import operations, placement
from nguon.organizations.models import Organization, Placement, Tier
from nguon.organizations.models import on as valid_on
from nguon.organizations.rules import Refused
from tests.cast import DOCUMENT, system

START = date(2000, 1, 1)
END_OF_DAYS = date(2040, 1, 1)

offsets = st.one_of(st.integers(0, 400), st.just(0))
tiers = st.sampled_from(Tier.values)


class History:
    """What one organisation was told to be: plain lists of a day and what held from then on."""

    def __init__(self, born: date, tier: str, parent: Organization | None) -> None:
        self.born, self.ended = born, date.max
        self.tiers = [(born, tier)]
        self.parents = [(born, parent)]

    def tier(self, day: date) -> str:
        return [tier for since, tier in self.tiers if since <= day][-1]

    def parent(self, day: date) -> Organization | None:
        return [parent for since, parent in self.parents if since <= day][-1]

    def stood(self, day: date) -> bool:
        return self.born <= day < self.ended


class TreeInTime(RuleBasedStateMachine):
    known = Bundle("known")

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.day = START
        self.days = [START]
        self.histories: dict[Organization, History] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize(target=known)
    def some_tree(self) -> MultipleResults[Organization]:
        top = self.establish_one("central", None, START)
        provinces = [self.establish_one("province", top, START) for _ in range(2)]
        districts = [self.establish_one("district", above, START) for above in provinces]
        communes = [self.establish_one("commune", above, START) for above in districts * 2]
        cells = [self.establish_one("cell", above, START) for above in communes]
        return multiple(*provinces, *districts, *communes, *cells)

    @rule(target=known, tier=tiers, parent=known, back=st.integers(0, 900))
    def establish(self, tier: str, parent: Organization, back: int) -> Organization:
        """Late entry is usual: the day may lie well before the last act."""
        day = max(START, self.day - timedelta(days=back))
        try:
            return self.establish_one(tier, parent, day)
        except Refused:
            return parent

    @rule(who=known, parent=known, offset=offsets)
    def move(self, who: Organization, parent: Organization, offset: int) -> None:
        day = self.later(offset)
        if self.done(operations.move, who, parent=parent, on=day):
            self.histories[who].parents.append((day, parent))

    @rule(who=known, tier=tiers, offset=offsets)
    def change_tier(self, who: Organization, tier: str, offset: int) -> None:
        day = self.later(offset)
        if self.done(operations.rename, who, tier=tier, on=day):
            self.histories[who].tiers.append((day, tier))

    @rule(who=known, offset=offsets)
    def change_name(self, who: Organization, offset: int) -> None:
        day = self.later(offset)
        self.done(operations.rename, who, name=f"Tên ngày {day:%d/%m/%Y}", on=day)

    @rule(first=known, second=known, into=known, offset=offsets)
    def merge(
        self, first: Organization, second: Organization, into: Organization, offset: int
    ) -> None:
        day = self.later(offset)
        if self.done(operations.merge, [first, second], into=into, on=day):
            self.replaced(first, into, day)
            self.replaced(second, into, day)

    @rule(who=known, heir=known, other=known, offset=offsets)
    def split(
        self, who: Organization, heir: Organization, other: Organization, offset: int
    ) -> None:
        day = self.later(offset)
        if self.done(operations.split, who, successors=[other, heir], keeper=heir, on=day):
            self.replaced(who, heir, day)

    @rule(who=known, heir=known, offset=offsets)
    def dissolve(self, who: Organization, heir: Organization, offset: int) -> None:
        day = self.later(offset)
        if self.done(operations.dissolve, who, successor=heir, on=day):
            self.replaced(who, heir, day)

    @invariant()
    def everybody_stands_where_the_histories_say(self) -> None:
        for day in self.days[-6:] + self.days[:2]:
            columns = ("organization", *Tier.values)
            rows = Placement.objects.filter(valid_on(day)).values_list(*columns)
            there = sorted(tuple(row) for row in rows)
            expected = [
                (who.pk, *self.line(who, day)) for who, h in self.histories.items() if h.stood(day)
            ]
            assert there == sorted(expected), day

    @invariant()
    def the_table_agrees_with_the_edges(self) -> None:
        assert placement.compare() == []

    # --- what the rules are made of ---

    def establish_one(self, tier: str, parent: Organization | None, day: date) -> Organization:
        who = operations.establish(
            f"noi-{len(self.histories)}",
            name=f"Nơi {len(self.histories)}",
            tier=tier,
            party_rank="superior_committee",
            parent=parent,
            on=day,
            document=DOCUMENT,
            by=system(END_OF_DAYS),
        )
        self.histories[who] = History(day, tier, parent)
        return who

    def later(self, offset: int) -> date:
        self.day = min(self.day + timedelta(days=offset), END_OF_DAYS)
        if self.day not in self.days:
            insort(self.days, self.day)
        return self.day

    def done(self, act, *args, **kwargs) -> bool:
        try:
            act(*args, document=DOCUMENT, by=system(END_OF_DAYS), **kwargs)
        except Refused as refusal:
            event(f"{act.__name__}: {type(refusal).__name__}")
            return False
        event(f"{act.__name__}: done")
        return True

    def replaced(self, who: Organization, heir: Organization, day: date) -> None:
        for history in self.histories.values():
            if history.ended == date.max and history.parents[-1][1] == who:
                history.parents.append((day, heir))
        self.histories[who].ended = day

    def line(self, who: Organization, day: date) -> list[int | None]:
        above: dict[str, int] = {}
        here: Organization | None = who
        while here is not None:
            above[self.histories[here].tier(day)] = here.pk
            here = self.histories[here].parent(day)
        return [above.get(tier) for tier in Tier.values]


@pytest.mark.timeout(600)
@pytest.mark.django_db
def test_wherever_acts_lead_the_placement_is_what_the_edges_say():
    run_state_machine_as_test(
        TreeInTime,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
