"""How long people's data are kept: who has been inactive for too long.

Nothing here erases. The daily round notes whose time is running out, pages show it, and whoever
looks after the data decides: what the program cannot see may have happened on paper.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from nguon.core import audit
from nguon.core.actor import Actor
from nguon.organizations.placement import portions
from nguon.organizations.queries import versions_on
from nguon.people.models import Basis, Consent, Membership, Person, RetentionNotice
from nguon.rulebook.law.days import plus_months

WARN_MONTHS, KEEP_MONTHS = 22, 24
STRUCK_KEPT = timedelta(days=3)  # the law: 20 days
NOTHING: Mapping[int, date] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Idle:
    """Somebody who agreed and with whom nothing happened, or is to happen, since ``since``."""

    person: Person
    since: date
    erase_on: date

    def is_due(self, day: date) -> bool:
        return self.erase_on <= day


def inactive(*, by: Actor, last_acts: Mapping[int, date] = NOTHING) -> list[Idle]:
    """Return the files without activity for 22 months, those due for erasure (24) first.

    Shape:   by day of erasure. ``last_acts`` (person -> day) is what the case knows of activity.
    Reading: agreeing counts as activity; members are kept by another schedule.
    """
    limit = plus_months(by.today, -WARN_MONTHS)
    consents = Consent.objects.visible_to(by).filter(basis=Basis.CONSENT)
    member = Membership.objects.visible_to(by).filter(person=OuterRef("pk"))
    quiet = (
        Person.objects.visible_to(by)
        .filter(~Exists(member), pk__in=consents.values("person"), registered_on__lte=limit)
        .annotate(agreed_on=Max("consents__document_on"))
    )
    idle = [_idle(person, last_acts.get(person.pk)) for person in quiet]
    return sorted(
        (each for each in idle if each.since <= limit),
        key=lambda each: (each.since, each.person.pk),
    )


def struck(since: Mapping[int, date], *, by: Actor) -> list[Idle]:
    """Return the files of whoever was struck off on a day and has not agreed anew since.

    Shape:   ``since`` (person -> day) is what the case knows; by day of erasure, as ``inactive``.
    Source:  PDPL 14(1)b; in three days, like those who decline.
    """
    member = Membership.objects.visible_to(by).filter(person=OuterRef("pk"))
    seen = Person.objects.visible_to(by).filter(~Exists(member))
    rows = seen.annotate(agreed_on=Max("consents__document_on"))
    idle = [
        Idle(row, since[row.pk], since[row.pk] + STRUCK_KEPT)
        for portion in portions(since)
        for row in rows.filter(pk__in=portion)
        if row.agreed_on is None or row.agreed_on <= since[row.pk]
    ]
    return sorted(idle, key=lambda each: (each.since, each.person.pk))


def _idle(person: Person, acted_on: date | None) -> Idle:
    agreed_on: date = person.agreed_on  # type: ignore[attr-defined]
    since = max(filter(None, (person.registered_on, agreed_on, acted_on)))
    return Idle(person, since, plus_months(since, KEEP_MONTHS))


# --- notices ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Running:
    """A notice as a page shows it, with the name that the keeper of the file bears today."""

    person: Person
    place: str
    since: date
    erase_on: date
    due: bool


@transaction.atomic
def note(idle: Iterable[Idle], *, by: Actor) -> int:
    """Note whose time is running out, and take back the notes on files that live again.

    Shape:   how many notes are new.
    Reading: safe to repeat; what is noted already stays as it was noted. Of two reasons to erase
             somebody the earlier day counts.
    """
    first: dict[int, Idle] = {}
    for each in idle:
        other = first.setdefault(each.person.pk, each)
        first[each.person.pk] = min(each, other, key=lambda one: one.erase_on)
    now = {(person, each.since): each for person, each in first.items()}
    seen = RetentionNotice.objects.visible_to(by)
    rows = seen.values_list("pk", "person", "since")
    noted = {(person, since): pk for pk, person, since in rows}
    over = [pk for key, pk in noted.items() if key not in now]
    seen.filter(pk__in=over).delete()
    fresh = [each for key, each in now.items() if key not in noted]
    RetentionNotice.objects.bulk_create(
        RetentionNotice(
            organization_id=each.person.organization_id,
            person=each.person,
            since=each.since,
            erase_on=each.erase_on,
            noted_on=by.today,
        )
        for each in fresh
    )
    audit.record_all("people.retention_noted", [each.person for each in fresh], by=by)
    return len(fresh)


def notices(*, by: Actor) -> "QuerySet[RetentionNotice]":
    """Return the notes that the actor may see, the first to fall due at the top."""
    return RetentionNotice.objects.visible_to(by).order_by("erase_on", "pk")


def running_out(*, by: Actor) -> list[Running]:
    """Return whose files fall due, for whoever may end them, the first to fall due at the top."""
    rows = list(notices(by=by).select_related("person"))
    names = versions_on({row.organization_id for row in rows}, by.today)
    return [
        Running(
            row.person,
            names[row.organization_id].name,
            row.since,
            row.erase_on,
            row.erase_on <= by.today,
        )
        for row in rows
    ]
