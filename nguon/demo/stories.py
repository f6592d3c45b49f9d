"""Invented ways of persons, each told once and judged once, however many cases go that way.

A verdict is a function of facts and a day. Whoever shares birthday, facts, acts and the ground
under the cell has the same verdict, so it is asked of the one evaluator once for each story and
written into every case that tells it. Names, places and keys are each person's own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from random import Random
from typing import Any

import orjson
from django.db.models import JSONField

from nguon.demo import cast, lives
from nguon.development.facts import Act, Dossier, event_of
from nguon.development.ground import Ground
from nguon.development.models import Case, CaseEvent
from nguon.development.projection import columns_of
from nguon.people.models import Person
from nguon.rulebook import Event

YEARS_BACK, DAYS_AHEAD = 11, 365
LACKS_SCHOOLING, LACKS_EXEMPTION, IN = 3, 13, 20  # of so many stories one lacks the fact
HELPERS = ("Đảng viên Mẫu Một", "Đảng viên Mẫu Hai")
COMPLETE = lives.LAST
# How far the way goes, of a hundred: most who are fostered never apply.
FARTHEST = {
    COMPLETE: 36,
    "candidate_listed": 24,
    "awareness_course": 22,
    "application": 10,
    "verification": 8,
}
GIVEN_UP_AFTER, GIVEN_UP = timedelta(days=730), 0.7  # of those with whom nothing happens
CLOSED_AFTER = timedelta(days=30)
KNOWN = {"citizenship": "VN", "standing": [], "special_need": False, "trade_union_member": False}


@dataclass(frozen=True)
class Story:
    """One way: who it is, what happened until today, and whether somebody still waits.

    ``columns`` are those of the row of its case, as the database takes them.
    """

    gender: str
    born: date
    known: Mapping[str, Any]
    sensitive: Mapping[str, Any]
    acts: Sequence[Event]
    closed_on: date | None
    columns: Mapping[str, Any]

    @cached_property
    def types(self) -> list[str]:
        return [act.type for act in self.acts]

    @cached_property
    def days(self) -> list[str]:
        return [act.on.isoformat() for act in self.acts]

    @cached_property
    def fields(self) -> list[str]:
        return [_json(act.fields) for act in self.acts]

    @property
    def is_member(self) -> bool:
        return self.columns["admitted_on"] is not None


def told(number: int, *, cell: int, ground: Ground, chance: Random, today: date) -> Story:
    """Invent one story for a cell and judge it as of ``today``."""
    young = chance.random() < 0.6
    life = _life(number, young, chance, today)
    last = chance.choices(list(FARTHEST), list(FARTHEST.values()))[0]
    acts = list(lives.acts(life, until=today, last=last))
    schooling = None if number % IN == LACKS_SCHOOLING else "upper_secondary_diploma"
    known = {
        **KNOWN,
        "schooling": schooling,
        "youth_union_member": young,
        "married": not young,
    }
    story = Story(
        gender="female" if chance.random() < 0.52 else "male",
        born=lives.born_for(life.meeting, young=young, chance=chance),
        known=known,
        sensitive=_sensitive(number, chance),
        acts=acts,
        closed_on=_closed_on(acts, chance, today),
        columns={},
    )
    return replace(story, columns=dict(_judged(story, cell, ground, today)))


def _life(number: int, young: bool, chance: Random, today: date) -> lives.Life:
    """Somebody whose cell meets on a day between eleven years ago and a year from now."""
    days = DAYS_AHEAD - chance.randint(0, 365 * YEARS_BACK)
    return lives.Life(
        young=young,
        married=not young,
        meeting=lives.workday(today + timedelta(days=days)),
        full_members=9 + number % 8,
        board=11,
        committee=15,
        source_group="militia",
        helpers=HELPERS,
    )


def _sensitive(number: int, chance: Random) -> dict[str, Any]:
    facts = {
        "ethnicity": cast.MINORITY if chance.random() < 0.2 else cast.MAJORITY,
        "healthy": True,
        "foreign_spouse": False,
        "children_born": [],
        "population_exemption": False,
        "political_history_issue": False,
    }
    if number % IN == LACKS_EXEMPTION:
        del facts["population_exemption"]
    return facts


def _closed_on(acts: Sequence[Event], chance: Random, today: date) -> date | None:
    """Who has the card is done; with many others nothing happens any more."""
    last = acts[-1]
    if last.type == COMPLETE:
        day = last.on + CLOSED_AFTER
    elif chance.random() < GIVEN_UP:
        day = last.on + GIVEN_UP_AFTER
    else:
        return None
    return day if day <= today else None


def _judged(story: Story, cell: int, ground: Ground, today: date) -> Iterator[tuple[str, Any]]:
    """The columns of a case that tells the story in the cell, by the one evaluator."""
    person = Person(born_on=story.born, gender=story.gender, **story.known)
    first = story.acts[0].on
    case = Case(ref="-", person=person, organization_id=cell, opened_in_id=cell, opened_on=first)
    acts = tuple(_act(number, act, cell) for number, act in enumerate(story.acts, 1))
    found = columns_of(Dossier(case, acts, story.sensitive, ground), today)
    found |= {"opened_on": first, "closed_on": story.closed_on}
    for name, value in found.items():
        yield name, _as_stored(name, value)


def _act(number: int, event: Event, cell: int) -> Act:
    row = CaseEvent(pk=number, type=event.type, happened_on=event.on, happened_in_id=cell)
    stored = {"fields": orjson.loads(_json(event.fields))}
    return Act(row, event_of(event.type, event.on, stored))


def _as_stored(name: str, value: Any) -> Any:
    if isinstance(Case._meta.get_field(name), JSONField):
        return _json(value)
    return value.isoformat() if isinstance(value, date) else value


def _json(content: Any) -> str:
    return orjson.dumps(content if isinstance(content, list) else dict(content)).decode()
