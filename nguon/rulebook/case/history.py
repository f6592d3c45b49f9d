"""The acts of a case up to a day, as they count: sorted, each once, overtaken ones left out."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from datetime import date
from operator import attrgetter
from typing import Any, Final, cast

from nguon.rulebook.case.facts import CaseFacts, Event, Person, Place, Route, unknown_facts

VOTING: Final = (
    "cell_resolution",
    "committee_resolution",
    "admission_decision",
    "recognition_resolution",
    "recognition_committee_resolution",
    "recognition_decision",
    "removal_resolution",
    "removal_committee_resolution",
    "removal_decision",
)
CHAIN: Final = (
    "cell_resolution",
    "section_appraisal",
    "committee_resolution",
    "admission_decision",
    "admission_ceremony",
    "recognition_resolution",
    "recognition_committee_resolution",
    "recognition_decision",
)
REMOVAL: Final = ("removal_resolution", "removal_committee_resolution", "removal_decision")
OF_ONES_LIFE: Final = frozenset(
    {"left_party", "conviction", "conviction_cleared", "political_conclusion"}
)
ENDINGS: Final = frozenset({"withdrawn", "candidate_struck", *REMOVAL})
VOIDED_BY_A_MOVE: Final = ("cell_resolution", "section_appraisal", "committee_resolution")

_day = attrgetter("on")


class History:
    """What happened in a case up to a day, and the facts beside it.

    Reading: after a ``left_party`` the procedure starts anew, so earlier acts of it no longer
             count; a move after the cell's resolution voids it; what followed an earlier version
             of an act that was then done again belongs to the earlier attempt.
    """

    __slots__ = (
        "acts",
        "facts",
        "last",
        "papers",
        "person",
        "place",
        "route",
        "tried",
        "unknown",
        "voted",
    )

    papers: Any  # what documents.py found in the papers, looked through once
    tried: dict[Any, Any]  # what unknown.py found on a day in all worlds, tried once
    last: Callable[[str], Event | None]  # the act of a type that counts: the last one

    def __init__(self, facts: CaseFacts, as_of: date) -> None:
        self.facts = facts
        self.person: Person = facts.person
        self.place: Place = facts.place
        self.route: Route = facts.route
        self.unknown = unknown_facts(facts)
        self.papers = None
        self.tried = {}
        self.acts = _by_type(facts.events, as_of)
        if "left_party" in self.acts:
            _start_anew(self.acts)
        self.voted = {kind: self.acts[kind][-1] for kind in VOTING if kind in self.acts}
        if "moved" in self.acts:
            _void_by_moves(self.acts)
        _drop_overtaken(self.acts)
        self.last = {kind: same[-1] for kind, same in self.acts.items()}.get

    def all(self, kind: str) -> Sequence[Event]:
        """Give every act of a type, oldest first."""
        return self.acts.get(kind, ())

    def last_by(self, kind: str, day: date) -> Event | None:
        """Give the last act of a type dated on or before ``day``."""
        for act in reversed(self.acts.get(kind, ())):
            if act.on <= day:
                return act
        return None

    def consented(self, kind: str, body: str) -> bool:
        """Tell whether a written consent is there, dated before the admission decision if any."""
        decision = self.last("admission_decision")
        return any(
            act["kind"] == kind and act["body"] == body and (not decision or act.on < decision.on)
            for act in self.all("exception_consent")
        )

    def without_before(self, kinds: Iterable[str], day: date) -> "History":
        """Give the same history in which acts of some types count from ``day`` on only."""
        other = copy(self)
        other.acts, other.tried = dict(self.acts), {}
        for kind in kinds:
            _keep(other.acts, kind, [act for act in self.all(kind) if act.on >= day])
        other.last = {kind: same[-1] for kind, same in other.acts.items()}.get
        return other

    def supposing(self, answer: Callable[[str], Any]) -> "History":
        """Give the same history with unknown facts as ``answer('person.married')`` says."""
        other = copy(self)
        other.unknown = frozenset()
        other.person = cast("Person", Supposed("person.", self.person, answer))
        other.place = cast("Place", Supposed("place.", self.place, answer))
        return other


class Supposed:
    """A person's or place's facts as rules read them, what is unknown answered by somebody."""

    __slots__ = ("_answer", "_facts", "_part")

    def __init__(self, part: str, facts: object, answer: Callable[[str], Any]) -> None:
        self._part = part
        self._facts = facts
        self._answer = answer

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._facts, name)
        return self._answer(self._part + name) if value is None else value


def _by_type(events: Iterable[Event], as_of: date) -> dict[str, list[Event]]:
    acts: dict[str, list[Event]] = {}
    for event in sorted([e for e in events if e.on <= as_of], key=_day):
        same = acts.get(event.type)
        if same is None:
            acts[event.type] = [event]
        else:
            same.append(event)
    for kind, same in acts.items():
        if len(same) > 1 and len({e.on for e in same}) < len(same):
            acts[kind] = _each_once(same)
    return acts


def _each_once(same: list[Event]) -> list[Event]:
    """Put acts of one type and day into an order of their own, whatever the document's was.

    Reading: of two ballots on one day the later is the higher ballot, or the one with more votes.
    """
    once = {(e.on, e.content()): e for e in same}
    return [once[key] for key in sorted(once, key=lambda k: (k[0], _rank(once[k]), k[1]))]


def _rank(event: Event) -> tuple[int, int]:
    fields = event.fields
    return fields.get("ballot", 1), fields.get("yes", 0)


def _start_anew(acts: dict[str, list[Event]]) -> None:
    left = acts["left_party"][-1].on
    for kind in [k for k in acts if k not in OF_ONES_LIFE]:
        strictly = kind in ENDINGS
        _keep(
            acts, kind, [e for e in acts[kind] if e.on > left or (e.on == left and not strictly)]
        )


def _void_by_moves(acts: dict[str, list[Event]]) -> None:
    moves = [e.on for e in acts["moved"] if e["after"] == "cell_resolution"]
    if moves:
        for kind in VOIDED_BY_A_MOVE:
            _keep(acts, kind, [e for e in acts.get(kind, ()) if e.on > moves[-1]])


def _drop_overtaken(acts: dict[str, list[Event]]) -> None:
    done_again = [kind for kind in CHAIN if len(acts.get(kind, ())) > 1]
    for earlier in done_again:
        for later in CHAIN[CHAIN.index(earlier) + 1 :]:
            if earlier in acts and later in acts and _overtaken(acts[later], acts[earlier]):
                del acts[later]


def _overtaken(acts: list[Event], required: list[Event]) -> bool:
    return required[0].on <= acts[-1].on < required[-1].on


def _keep(acts: dict[str, list[Event]], kind: str, kept: list[Event]) -> None:
    if kept:
        acts[kind] = kept
    else:
        acts.pop(kind, None)
