"""What goes in: the facts of one person's case, and which fields a document of them may have.

``EVENT_TYPES`` and ``PERSON``, ``PLACE``, ``ROUTE`` say once which fields there are; forms,
validation and storage elsewhere derive from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from operator import attrgetter
from typing import Any, Final, Literal

SCHEMA: Final = "case-facts/1"

SCHOOLING: Final = (
    "none",
    "literate",
    "primary_completed",
    "lower_secondary_completed",
    "lower_secondary_equivalent",
    "lower_secondary_diploma",
    "upper_secondary_diploma",
)
STANDING: Final = (
    "village_elder",
    "prestigious_person",
    "private_business_owner",
    "fisher_at_sea",
)
SUBJECTS: Final = (
    "applicant",
    "father",
    "mother",
    "spouse",
    "father_in_law",
    "mother_in_law",
    "child",
)
LARGEST_COUNT: Final = 2**53

Kind = Literal["text", "flag", "count", "choice", "choices", "date", "dates", "country"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the facts document: what it may hold and what its absence means.

    ``ask`` names who can supply it, for fields that may be unknown (``null``).
    """

    name: str
    kind: Kind
    required: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    least: int = 0
    most: int = LARGEST_COUNT
    nullable: bool = False
    ask: str = ""


def _flag(name: str, default: bool = False) -> Field:
    return Field(name, "flag", default=default)


def _count(name: str, required: bool = False) -> Field:
    return Field(name, "count", required=required, default=0)


def _choice(name: str, *choices: str, default: str | None = None) -> Field:
    return Field(name, "choice", required=default is None, default=default, choices=choices)


def _text(name: str) -> Field:
    return Field(name, "text", default="")


def _known(name: str, kind: Kind, default: object, ask: str, *choices: str) -> Field:
    return Field(name, kind, default=default, choices=choices, nullable=True, ask=ask)


PERSON: Final = (
    Field("born", "date", required=True),
    _known("citizenship", "country", "VN", "applicant"),
    _known("gender", "choice", None, "applicant", "female", "male"),
    _known("ethnicity", "text", None, "applicant"),
    _known("religion", "text", None, "applicant"),
    _known("schooling", "choice", "none", "applicant", *SCHOOLING),
    _known("standing", "choices", (), "cell_committee", *STANDING),
    _known("healthy", "flag", True, "applicant"),
    _known("special_need", "flag", False, "grassroots_committee"),
    _known("youth_union_member", "flag", False, "youth_union"),
    _known("trade_union_member", "flag", False, "trade_union"),
    _known("married", "flag", False, "applicant"),
    _known("foreign_spouse", "flag", False, "applicant"),
    _known("children_born", "dates", (), "applicant"),
    _known("population_exemption", "flag", False, "applicant"),
    _known("political_history_issue", "flag", False, "grassroots_committee"),
)
PLACE: Final = (
    _known("difficult_area", "flag", False, "grassroots_committee"),
    _known("cell_present", "flag", True, "grassroots_committee"),
    _known("youth_union_present", "flag", True, "youth_union"),
    _known("trade_union_present", "flag", False, "trade_union"),
)
ROUTE: Final = (
    _flag("section_committee"),
    _flag("grassroots_committee", default=True),
    _flag("delegated"),
)
TYPE_AND_DAY: Final = ("type", "on")
READ_BY_NO_RULE: Final = frozenset({"gender", "ethnicity", "religion"})

COMMON: Final = (_text("document"), _text("note"), _text("place"))
_CELL_VOTE: Final = (
    _count("full_members", required=True),
    _count("exempt_absent"),
    _count("temporarily_elsewhere_absent"),
    _count("suspended"),
    _count("probationary"),
    _count("yes", required=True),
    _count("no"),
)
_COMMITTEE_VOTE: Final = (_count("members", required=True), _count("yes", required=True))

EVENT_TYPES: Final[Mapping[str, tuple[Field, ...]]] = {
    "sourced": (_text("source_group"), _text("referred_by")),
    "candidate_listed": (_text("helper"),),
    "helper_assigned": (_text("helper"), _flag("replacement")),
    "candidate_struck": (_text("reason"),),
    "awareness_course": (),
    "application": (),
    "cv": (),
    "verification": (
        _choice("subject", *SUBJECTS),
        _choice("exempt", "none", "member_relative", "same_place", default="none"),
        _choice(
            "verifier_relation",
            "none",
            "self",
            "parent",
            "spouse",
            "sibling",
            "child",
            default="none",
        ),
        _flag("supplementary"),
    ),
    "political_conclusion": (_choice("outcome", "may_be_considered", "may_not"),),
    "introduction": (
        _choice("by", "member", "youth_union", "trade_union", "other_body"),
        _text("introducer"),
        _flag("full_member"),
        _count("months_together"),
        _choice("basis", "work", "study", "residence", default="work"),
        _flag("replacement"),
    ),
    "opinions": (),
    "exception_consent": (
        _choice("kind", "over_age", "elder", "readmission"),
        _choice("body", "provincial_standing_board", "deciding_standing_board"),
    ),
    "cell_resolution": _CELL_VOTE,
    "section_appraisal": (),
    "committee_resolution": _COMMITTEE_VOTE,
    "file_received": (),
    "decision_extension": (),
    "admission_decision": (*_COMMITTEE_VOTE, _flag("admitted", default=True)),
    "decision_received": (),
    "admission_ceremony": (),
    "member_declaration": (),
    "new_member_course": (),
    "probation_review": (),
    "recognition_resolution": (
        *_CELL_VOTE,
        Field("ballot", "count", default=1, least=1, most=3),
    ),
    "recognition_committee_resolution": _COMMITTEE_VOTE,
    "recognition_decision": _COMMITTEE_VOTE,
    "card_issued": (),
    "moved": (
        _choice("after", "listing", "cell_resolution", "file_received", "admission_decision"),
        _text("to"),
    ),
    "followup_started": (),
    "withdrawn": (),
    "left_party": (
        _choice(
            "how",
            "removed",
            "expelled",
            "own_request",
            "own_request_family",
            "dropped_out",
            "population_policy",
        ),
    ),
    "conviction": (_choice("gravity", "less_serious", "serious_or_worse", "corruption"),),
    "conviction_cleared": (),
    "removal_resolution": _CELL_VOTE,
    "removal_committee_resolution": _COMMITTEE_VOTE,
    "removal_decision": _COMMITTEE_VOTE,
}
REQUIRED_OF_MEMBERS: Final = ("full_member", "months_together")  # of an introduction by a member

SENSITIVE_FACTS: Final = frozenset(
    {
        "person.ethnicity",
        "person.religion",
        "person.healthy",
        "person.children_born",
        "person.population_exemption",
        "person.foreign_spouse",
        "person.political_history_issue",
    }
)
SENSITIVE_EVENTS: Final = frozenset(
    {"political_conclusion", "conviction", "conviction_cleared", "left_party"}
)

_DEFAULTS: Final[dict[str, dict[str, Any]]] = {
    kind: {f.name: f.default for f in (*COMMON, *own)} for kind, own in EVENT_TYPES.items()
}


class Event:
    """One dated act of the case contract. ``event["yes"]`` gives a field or its default.

    Not frozen and without a copy of what was given: a batch makes millions of them.
    """

    __slots__ = ("_given", "on", "type")

    def __init__(self, type: str, on: date, fields: Mapping[str, Any] | None = None) -> None:  # noqa: A002
        self.type = type
        self.on = on
        self._given: Mapping[str, Any] = fields or {}

    def __getitem__(self, name: str) -> Any:
        value = self._given.get(name)  # no field of an act may be null
        return _DEFAULTS[self.type][name] if value is None else value

    @property
    def fields(self) -> dict[str, Any]:
        """The fields that were given; what is left at its default may be absent."""
        return {name: value for name, value in self._given.items() if name not in TYPE_AND_DAY}

    def content(self) -> tuple[tuple[str, str], ...]:
        """Give what tells this act from another of its type and day."""
        return tuple((name, repr(self[name])) for name in _DEFAULTS[self.type])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Event):
            return NotImplemented
        same = (self.type, self.on) == (other.type, other.on)
        return same and self.content() == other.content()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Event({self.type!r}, {self.on.isoformat()}, {self.fields!r})"


@dataclass(slots=True)
class Person:
    """The person's facts; ``None`` is unknown, which is neither yes nor no.

    Like the classes below not frozen, for the speed of making them; nobody changes one.
    """

    born: date
    citizenship: str | None = "VN"
    gender: str | None = None
    ethnicity: str | None = None
    religion: str | None = None
    schooling: str | None = "none"
    standing: tuple[str, ...] | None = ()
    healthy: bool | None = True
    special_need: bool | None = False
    youth_union_member: bool | None = False
    trade_union_member: bool | None = False
    married: bool | None = False
    foreign_spouse: bool | None = False
    children_born: tuple[date, ...] | None = ()
    population_exemption: bool | None = False
    political_history_issue: bool | None = False


@dataclass(slots=True)
class Place:
    """What there is where the person lives or works; ``None`` is unknown."""

    difficult_area: bool | None = False
    cell_present: bool | None = True
    youth_union_present: bool | None = True
    trade_union_present: bool | None = False


@dataclass(slots=True)
class Route:
    """Which bodies stand between the cell and the committee that decides."""

    section_committee: bool = False
    grassroots_committee: bool = True
    delegated: bool = False


@dataclass(slots=True)
class CaseFacts:
    """Everything the rulebook is told about one case."""

    id: str
    person: Person
    place: Place = field(default_factory=Place)
    route: Route = field(default_factory=Route)
    events: tuple[Event, ...] = ()

    def with_event(self, event: Event) -> "CaseFacts":
        """Give the same case with one act more."""
        return replace(self, events=(*self.events, event))


_RULED: Final = {
    "person": tuple(f.name for f in PERSON if f.nullable and f.name not in READ_BY_NO_RULE),
    "place": tuple(f.name for f in PLACE),
}
_of_person = attrgetter(*_RULED["person"])
_of_place = attrgetter(*_RULED["place"])


def unknown_facts(facts: CaseFacts) -> frozenset[str]:
    """Name the facts that nobody has recorded and on which some rule may turn."""
    person, place = _of_person(facts.person), _of_place(facts.place)
    if None not in person and None not in place:
        return frozenset()
    of_person = zip(_RULED["person"], person, strict=True)
    of_place = zip(_RULED["place"], place, strict=True)
    return frozenset(f"person.{name}" for name, value in of_person if value is None) | frozenset(
        f"place.{name}" for name, value in of_place if value is None
    )


ASK: Final = {
    f"{part}.{f.name}": f.ask
    for part, own in (("person", PERSON), ("place", PLACE))
    for f in own
    if f.ask
}
