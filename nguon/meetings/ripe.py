"""Who may be considered on the day of a meeting, and what each still needs by then.

Judged as of that day by the one rulebook, as if the vote had been taken and won: what then
forbids the act is what has to be cured before. What rests on sensitive facts is only said to be
there, for these lines are printed and lie on a table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from nguon.core.actor import Actor
from nguon.development import words
from nguon.development.facts import Dossier, NoBirthday, dossiers
from nguon.development.models import Case
from nguon.meetings.models import BODY_VOTES, CELL_VOTES, LISTING
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization, Tier
from nguon.people.models import Person
from nguon.rulebook import EVENT_TYPES, STEPS, Assessment, Event, NoRuleInForce
from nguon.sources import lists

RESULTS = frozenset({"vote_below_threshold", "ballots_exhausted", "cell_too_small"})
ORDER = "step_out_of_order"
FORMS = {
    "cell_resolution": "6-KNĐ",
    "committee_resolution": "8-KNĐ",
    "admission_decision": "9-KNĐ",
    "recognition_resolution": "13-KNĐ",
    "recognition_committee_resolution": "15-KNĐ",
    "recognition_decision": "16-KNĐ",
}
SITS_AT = {
    "grassroots_committee": Tier.COMMUNE,
    "commune_standing_board": Tier.COMMUNE,
    "grassroots_standing_board": Tier.COMMUNE,
    "district_standing_board": Tier.DISTRICT,
    "provincial_standing_board": Tier.PROVINCE,
}
AT_ONCE = 300
A_CROWD = 30  # as many as make every vote pass: what is left is not about the vote


@dataclass(frozen=True, slots=True)
class Needs:
    """What somebody still needs by a day for one act.

    ``in_the_way`` are the blocking findings in words, each with its article; ``minded`` those
    that only warn; ``papers`` the codes and titles of what is not on the table. ``concealed``:
    there is more, which only the open file shows.
    """

    in_the_way: tuple[str, ...] = ()
    papers: tuple[tuple[str, str], ...] = ()
    minded: tuple[str, ...] = ()
    concealed: bool = False

    @property
    def is_ripe(self) -> bool:
        return not (self.in_the_way or self.papers or self.concealed)


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody who may be put on the agenda of a meeting; ``due_on`` is the limit of the act."""

    person: Person
    case: Case | None
    place: str
    kind: str
    needs: Needs
    due_on: date | None = None


def offers(place: Organization, *, on: date, by: Actor) -> list[Offer]:
    """List whom a meeting of an organisation may consider on a day.

    Shape:   the ripe ones first, then those who need something, then those to be listed; by name.
    Reading: ripe is whose next step on that day is the act. A cell also sees who has applied and
             is not so far yet, and whose probation has ended by then.
    """
    version = tree.version_on(place, by.today)
    if version is None:
        return []
    tier = version.tier
    opened = dossiers(_cases(place, tier, by), by=by)
    names = tree.versions_on({each.case.organization_id for each in opened}, by.today)
    found = [
        Offer(each.case.person, each.case, names[each.case.organization_id].name, *proposed)
        for each in opened
        if (proposed := _proposed(each, tier, on))
    ]
    found.sort(key=lambda one: (not one.needs.is_ripe, one.person.sort_key))
    return [*found, *_listings(place, version.name, tier, by)]


def needs_of(opened: Dossier, kind: str, on: date) -> Needs:
    """Say what a case still needs so that an act may be done on a day.

    Raises: NoRuleInForce for a day before the first regulation known.
    """
    try:
        voted = opened.verdict(on, adding=_won(kind, on))
        before = opened.verdict(on)
    except NoBirthday as unknown:
        return Needs((str(unknown),))
    against = [f for f in voted.findings if f.blocks and f.code not in RESULTS]
    against = [f for f in against if f.code != ORDER] or against  # what lacks says it already
    done = _done(opened, before, kind, on)
    warned = [f for f in voted.findings if f.severity == "warn" and f.code not in RESULTS]
    return Needs(
        (*done, *(words.said(found) for found in against if not found.sensitive)),
        tuple((code, words.form(code)) for code in _papers(before, kind)),
        tuple(words.said(found) for found in warned if not found.sensitive),
        any(found.sensitive for found in against),
    )


def _done(opened: Dossier, before: Assessment, kind: str, on: date) -> Iterator[str]:
    """That the act took place already and was carried, unless it comes next once more."""
    act, vote = opened.last(kind, on), before.votes.get(kind)
    again = any(step.step == kind for step in before.next_steps)
    if act and vote and vote.passed and not again:
        said = {"act": words.event(kind), "day": f"{act.on:%d/%m/%Y}"}
        yield _("Đã có: %(act)s, ngày %(day)s.") % said


def _won(kind: str, on: date) -> Event:
    told = {"full_members": A_CROWD, "members": A_CROWD, "yes": A_CROWD}
    names = {spec.name for spec in EVENT_TYPES[kind]}
    return Event(kind, on, {name: told[name] for name in told if name in names})


def _papers(verdict: Assessment, kind: str) -> Iterator[str]:
    """What is missing of what comes before the paper of the act itself."""
    order = {code: place for place, code in enumerate(words.FORMS)}  # that of the procedure
    first = order.get(FORMS.get(kind, ""), len(order))
    yield from (code for code in verdict.missing if order.get(code, first) < first)


def _cases(place: Organization, tier: str, by: Actor) -> list[Case]:
    seen = Case.objects.visible_to(by).select_related("person", "organization")
    there = seen.filter(closed_on__isnull=True, organization__in=tree.subtree(place, on=by.today))
    if tier != Tier.CELL:
        there = there.filter(next_step__in=BODY_VOTES)
    return list(there.order_by("pk")[:AT_ONCE])


def _proposed(opened: Dossier, tier: str, on: date) -> tuple[str, Needs, date | None] | None:
    """The act that a case waits for here, with what it needs and its limit; nothing if none."""
    try:
        verdict = opened.verdict(on)
    except (NoBirthday, NoRuleInForce):
        return None
    steps = {step.step: step for step in verdict.next_steps}
    kind = _kind(opened, verdict, tier, on)
    if not kind:
        return None
    limit = steps[kind].limit if kind in steps else None
    return kind, needs_of(opened, kind, on), limit


def _kind(opened: Dossier, verdict: Assessment, tier: str, on: date) -> str:
    """Which of the acts that are voted on here comes next; empty if none does."""
    step = next(iter(verdict.next_steps), None)
    if tier != Tier.CELL:
        here = step is not None and SITS_AT.get(step.actor) == tier
        return step.step if step and here and step.step in BODY_VOTES else ""
    first = step.step if step else ""
    if first in CELL_VOTES:
        return first
    place = STEPS.index(first) if first in STEPS else len(STEPS)
    if place < STEPS.index("cell_resolution"):
        return "cell_resolution" if opened.last("application", on) else ""
    ended = verdict.dates.probation_ends_on
    within = STEPS.index("admission_ceremony") < place <= STEPS.index("recognition_resolution")
    return "recognition_resolution" if within and ended and ended <= on else ""


def _listings(place: Organization, name: str, tier: str, by: Actor) -> Iterator[Offer]:
    if tier == Tier.CELL and by.may("development.candidate_listed", at=place):
        for person in lists.draft(place, by=by).new:
            yield Offer(person, None, name, LISTING, Needs())


def by_person(found: Sequence[Offer]) -> dict[str, Offer]:
    """The same by the reference of the person."""
    return {offer.person.ref: offer for offer in found}
