"""What every operation of the dossier may be refused for, and the rows it locks."""

from datetime import date

from django.utils.translation import gettext as _

from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.development.models import Case
from nguon.organizations.holding import hold
from nguon.people.models import Person


class Refused(ValueError):
    """What was to be recorded cannot stand. The message is fit to show; nothing was written.

    ``field`` is what it is about, if one field of a form.
    """

    field = ""


class BadDay(Refused):
    """The day lies where it cannot."""

    def __init__(self, words: str, field: str = "on") -> None:
        super().__init__(words)
        self.field = field


class Incomplete(Refused):
    """Something that the record needs is missing."""

    def __init__(self, words: str, field: str = "words") -> None:
        super().__init__(words)
        self.field = field


class Over(Refused):
    """It was taken out, answered, brought back or struck out already."""


def locked(case: Case, by: Actor) -> Case:
    """The case with its person and place, for this transaction alone.

    Raises: Case.DoesNotExist, also for what the actor may not see.
    """
    hold(case.organization_id)
    seen = Case.objects.visible_to(by).select_related("person", "organization")
    row: Case = seen.select_for_update(of=("self",)).get(pk=case.pk)
    row.person.organization = row.organization
    return row


def locked_person(person: Person, by: Actor) -> Person:
    """The person with the place of the file, for this transaction alone.

    Raises: Person.DoesNotExist, also for whom the actor may not see.
    """
    hold(person.organization_id)
    seen = Person.objects.visible_to(by).select_related("organization")
    row: Person = seen.select_for_update(of=("self",)).get(pk=person.pk)
    return row


def not_to_come(day: date, by: Actor, field: str = "on") -> None:
    """Pass if the day has come.

    Raises: BadDay.
    """
    if day > by.today:
        raise BadDay(_("Ngày %s chưa tới.") % f"{day:%d/%m/%Y}", field)


def required(words: str, say: str, field: str = "words") -> str:
    """The words without needless spaces.

    Raises: Incomplete if there are none.
    """
    told = tidy(words)
    if not told:
        raise Incomplete(say, field)
    return told
