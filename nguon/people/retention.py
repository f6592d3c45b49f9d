"""How long people's data are kept: who has been inactive for too long."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.db.models import Exists, Max, OuterRef

from nguon.core.actor import Actor
from nguon.people.models import Basis, Consent, Membership, Person
from nguon.rulebook.days import plus_months

WARN_MONTHS, KEEP_MONTHS = 22, 24
NOTHING: Mapping[int, date] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Idle:
    """Somebody who agreed and with whom nothing happened since ``since``."""

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


def _idle(person: Person, acted_on: date | None) -> Idle:
    agreed_on: date = person.agreed_on  # type: ignore[attr-defined]
    since = max(filter(None, (person.registered_on, agreed_on, acted_on)))
    return Idle(person, since, plus_months(since, KEEP_MONTHS))
