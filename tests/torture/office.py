"""A small invented office for the campaigns: one commune, its cells, a case at each.

``faults`` says what is not as it must be after something was done to it.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from nguon.accounts import operations as accounts
from nguon.accounts.actors import system_actor
from nguon.accounts.models import Role
from nguon.core import audit, crypto, installation
from nguon.core.actor import Actor
from nguon.core.guard import unscoped
from nguon.core.models import AuditEntry
from nguon.development import operations as development
from nguon.development import projection
from nguon.development.models import Case, CaseEvent
from nguon.dossier import care, shelf
from nguon.dossier import operations as dossier
from nguon.dossier.models import PaperPart
from nguon.organizations import operations as organizations
from nguon.people import operations as people
from nguon.people import vault
from nguon.people.consent import ConsentGiven
from nguon.people.models import Basis, Purpose
from nguon.rulebook import Event

BEGAN = date(2024, 1, 2)
LATER = date(2026, 3, 2)  # when acts are entered
DOCUMENT = "QĐ 1-QĐ/TT (thử)"
CELLS = 6
ACT = "awareness_course"


def settle(today: date) -> list[str]:
    """Fill an empty registry; return the references of the cases."""
    with transaction.atomic():
        installation.settle(installation.DEMONSTRATION, at=timezone.now())
        return _settle(today)


def sign_in_code() -> str:
    """Return a one-time code that lets the clerk in."""
    clerk = accounts.User.objects.get(username="van-phong")
    now = timezone.now()
    by = system_actor(today=timezone.localdate(now), at=now)
    return accounts.issue_code(clerk, by=by, lives=timedelta(hours=1))


def actor(day: date) -> Actor:
    """The system's own actor on a day, in the morning."""
    at = timezone.make_aware(datetime.combine(day, time(8)))
    return system_actor(today=day, at=at)


def enter(ref: str, *, on: date, document: str) -> None:
    """Enter one act into a case, as a page would."""
    by = actor(LATER)
    case = Case.objects.visible_to(by).get(ref=ref)
    development.record(case, Event(ACT, on, {"document": document}), by=by)


def put_away(ref: str, content: bytes) -> str:
    """Put a picture into the dossier of a case; return the reference of the paper."""
    by = actor(LATER)
    case = Case.objects.visible_to(by).get(ref=ref)
    paper = dossier.add(case, code="1-KNĐ", files=[dossier.Sent("a.jpg", content)], by=by)
    return paper.ref


def faults_of_papers(answered: Collection[str]) -> Iterator[str]:
    """Papers that were answered and are lost, or whose file is missing or cannot be opened."""
    with unscoped("the campaign looks at everything"):
        rows = list(PaperPart.unscoped.select_related("paper__case__person"))
        for row in rows:
            row.paper.case.person.organization = row.organization
    seen = {row.paper.ref for row in rows}
    yield from (f"paper {ref} was answered and is lost" for ref in set(answered) - seen)
    yield from (f"paper {each.paper}: {each.why}" for each in care.faults())
    for row in rows:
        try:
            vault.open_paper(
                row.paper.case.person, shelf.get(row.digest), name=row.digest,
                paper=row.paper_id, by=actor(LATER), why="test",
            )  # fmt: skip
        except (shelf.NotThere, crypto.CannotOpen) as fault:
            yield f"paper {row.paper.ref}: {type(fault).__name__}"


def faults(answered: Collection[str]) -> Iterator[str]:
    """Compare what is there with the documents whose acts were answered, and part with part.

    Shape: a sentence for each act that is lost, doubled or half there, each break of a chain and
           each verdict that does not follow from its case.
    """
    with unscoped("the campaign looks at everything"):
        rows = list(CaseEvent.unscoped.values_list("pk", "document"))
    seen = Counter(document for _, document in rows)
    told = Counter(
        AuditEntry.objects.filter(action=f"development.{ACT}").values_list(
            "detail__event", flat=True
        )
    )
    yield from (f"{each} was answered and is lost" for each in set(answered) - seen.keys())
    yield from (f"{each} is there {number} times" for each, number in seen.items() if number > 1)
    half = {number for number, _ in rows} ^ told.keys()
    yield from (f"act {each} has no line, or a line no act" for each in half)
    yield from (f"act {each} was told {n} times" for each, n in told.items() if n > 1)
    yield from (f"chain {each.chain} breaks at {each.number}" for each in audit.verify())
    yield from map(str, projection.compare(by=actor(date.today())))


def _settle(today: date) -> list[str]:
    by = actor(BEGAN)
    commune = organizations.establish(
        "xa-thu",
        name="Xã Thử",
        tier="commune",
        party_rank="grassroots_party_body",
        parent=None,
        on=BEGAN,
        document=DOCUMENT,
        by=by,
    )
    clerk = accounts.open_account("van-phong", "Văn phòng Thử", by=actor(today))
    accounts.assign_role(
        clerk,
        role=Role.CLERK,
        organization=commune,
        on=BEGAN,
        document=DOCUMENT,
        by=actor(today),
    )
    return [_case(number, commune, today) for number in range(CELLS)]


def _case(number: int, commune: organizations.Organization, today: date) -> str:
    home = cell(f"thon-thu-{number}", f"Chi bộ thôn Thử {number}", commune, today)
    someone = person(f"Nguyễn Văn Thử {'ABCDEF'[number]}", home, today)
    return development.open_case(someone, on=BEGAN, by=actor(today)).ref


def cell(
    slug: str, name: str, commune: organizations.Organization, today: date = BEGAN
) -> organizations.Organization:
    """Establish a cell of a commune."""
    return organizations.establish(
        slug,
        name=name,
        tier="cell",
        party_rank="subordinate_cell",
        parent=commune,
        on=BEGAN,
        document=DOCUMENT,
        by=actor(today),
    )


def person(name: str, home: organizations.Organization, today: date) -> people.Person:
    """Register somebody who agreed to everything."""
    agreed = [
        ConsentGiven(purpose, Basis.CONSENT, "1-PĐ/TT (thử)", BEGAN)
        for purpose in (Purpose.DEVELOPMENT, Purpose.SENSITIVE)
    ]
    born = date(1998, 3, 4)
    return people.register(name, organization=home, consents=agreed, born_on=born, by=actor(today))
