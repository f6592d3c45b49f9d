"""What pages ask about verdicts: why one is so, whom a change of the law touches, how fresh.

What rests on sensitive data opens only to those who may open the file (``people.open``), as on
the page of the case; the vault notes each reading as it does there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Max, Min, Q, QuerySet

from nguon.core.actor import Actor
from nguon.development.facts import Dossier, NoBirthday, dossier, dossiers
from nguon.development.models import Case
from nguon.development.projection import fresh
from nguon.organizations import queries as tree
from nguon.organizations.models import Organization
from nguon.people.models import Person
from nguon.rulebook import RELEASE, STEPS, CaseFacts, NoRuleInForce
from nguon.rulebook.explain.account import Account, account
from nguon.rulebook.explain.why import Answer, every_step, why
from nguon.rulebook.verdict.comparing import Difference
from nguon.rulebook.verdict.supposing import effect

PORTION = 200  # cases looked at for one page: what one answer costs is bounded


@dataclass(frozen=True, slots=True)
class Explained:
    """A case opened as of a day for one reader.

    ``account`` and ``answers`` are empty where no rule can be applied. ``concealed``: there is
    more, which only those see who may open the file.
    """

    case: Case
    person: Person
    organization: str
    as_of: date
    account: Account | None
    answers: tuple[Answer, ...]
    concealed: bool


@dataclass(frozen=True, slots=True)
class TouchedCase:
    """One open case whose verdict is another because the law changed, as lists may tell it."""

    ref: str
    person_name: str
    organization: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class Touched:
    """The open cases that a day of change touches, among the portion looked at.

    ``examined`` cases were judged by both laws, out of ``total``; ``unjudged`` could not be.
    """

    on: date
    total: int
    examined: int
    unjudged: int
    page: int
    pages: int
    cases: tuple[TouchedCase, ...]


@dataclass(frozen=True, slots=True)
class Freshness:
    """How the stored verdicts of open cases stand on the actor's day.

    ``due`` are to be judged anew by the next round; days are None when there is no case.
    """

    release: str
    open: int
    due: int
    other_release: int
    first_judged_on: date | None
    last_judged_on: date | None


def explained(ref: str, *, by: Actor, step: str = "") -> Explained:
    """Open a case as of the actor's day: everything, or the answer for one step.

    Raises: Case.DoesNotExist, also for what the actor may not see; KeyError for no such step.
    """
    if step and step not in STEPS:
        raise KeyError(step)
    case = _cases(by).get(ref=ref)
    facts = _facts(dossier(case, by=by), by.today)
    opens = by.may("people.open", at=case.organization)
    whole, answers = _opened(facts, step, by.today) if facts else (None, ())
    shown = tuple(one if opens else one.without_sensitive() for one in answers)
    told = whole if opens or whole is None else whole.without_sensitive()
    left_out = whole is not None and told is not None and len(told.findings) < len(whole.findings)
    return Explained(
        case=case,
        person=case.person,
        organization=tree.name_on(case.organization, by.today),
        as_of=by.today,
        account=told,
        answers=shown,
        concealed=left_out or any(one.concealed for one in shown),
    )


def _opened(facts: CaseFacts, step: str, on: date) -> tuple[Account | None, tuple[Answer, ...]]:
    try:
        answers = (why(facts, step, on),) if step else every_step(facts, on)
        return account(facts, on), answers
    except NoRuleInForce:
        return None, ()


def touched(
    on: date, *, by: Actor, organization: Organization | None = None, page: int = 1
) -> Touched:
    """Judge open cases by the law as it is and as it would be without the change of a day.

    Shape:   in the order in which the cases were opened, a portion a page.
    Reading: as of the actor's day, or of the day of change while that is to come; what rests on
             sensitive facts is left out of lists.
    """
    cases = _cases(by).filter(closed_on__isnull=True)
    if organization is not None:
        cases = cases.filter(organization__in=tree.subtree(organization, on=by.today))
    total = cases.count()
    portion = list(cases.order_by("pk")[(page - 1) * PORTION : page * PORTION])
    found, unjudged = _effects(dossiers(portion, by=by), on, max(on, by.today))
    return Touched(
        on=on,
        total=total,
        examined=len(portion),
        unjudged=unjudged,
        page=page,
        pages=max(1, -(-total // PORTION)),
        cases=_named(found, by.today),
    )


def freshness(*, by: Actor) -> Freshness:
    """Tell which release judged the open cases that the actor sees, and how long ago."""
    cases = Case.objects.visible_to(by).filter(closed_on__isnull=True)
    told = cases.aggregate(
        open=Count("pk"),
        fresh=Count("pk", filter=fresh(by.today)),
        same=Count("pk", filter=Q(release=RELEASE)),
        first=Min("judged_on"),
        last=Max("judged_on"),
    )
    return Freshness(
        release=RELEASE,
        open=told["open"],
        due=told["open"] - told["fresh"],
        other_release=told["open"] - told["same"],
        first_judged_on=told["first"],
        last_judged_on=told["last"],
    )


def _cases(by: Actor) -> QuerySet[Case]:
    return Case.objects.visible_to(by).select_related("person", "organization")


def _facts(opened: Dossier, on: date) -> CaseFacts | None:
    try:
        return opened.facts(on)
    except NoBirthday:
        return None


def _effects(
    opened: Sequence[Dossier], on: date, as_of: date
) -> tuple[list[tuple[Case, Difference]], int]:
    found, unjudged = [], 0
    for each in opened:
        facts = _facts(each, as_of)
        try:
            difference = _in_lists(effect(facts, on, as_of)) if facts else None
        except NoRuleInForce:
            difference = None
        if difference is None:
            unjudged += 1
        elif difference:
            found.append((each.case, difference))
    return found, unjudged


def _in_lists(difference: Difference) -> Difference:
    """Leave out even that something is concealed: beside a name and a law it would tell."""
    return replace(difference, concealed=False)


def _named(found: Sequence[tuple[Case, Difference]], day: date) -> tuple[TouchedCase, ...]:
    names = tree.versions_on({case.organization_id for case, _ in found}, day)
    return tuple(
        TouchedCase(
            ref=case.ref,
            person_name=case.person.full_name,
            organization=names[case.organization_id].name if case.organization_id in names else "",
            difference=difference,
        )
        for case, difference in found
    )
