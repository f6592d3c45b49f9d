"""What every record of this package is checked for, and what is said when it cannot stand."""

from datetime import date

from django.utils.translation import gettext as _

from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.organizations.models import Organization


class Refused(ValueError):
    """What was to be recorded cannot stand. The message is fit to show; nothing was written."""


class Incomplete(Refused):
    """Words that the record needs are missing."""


class BadDay(Refused):
    """The day lies where it cannot. ``field`` is what is to be put right, if it is one field."""

    def __init__(self, said: str, field: str = "") -> None:
        super().__init__(said)
        self.field = field


class CalledOff(Refused):
    """The class or movement was called off: nothing more is entered."""


def lock(organization: Organization) -> Organization:
    """The organisation, whose row waits for whoever writes for it at the same time."""
    return Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)


def required(text: str, said: str) -> str:
    """The text without loose spaces.

    Raises: Incomplete if nothing is left.
    """
    if not (kept := tidy(text)):
        raise Incomplete(said)
    return kept


def in_order(starts_on: date, ends_on: date) -> None:
    """Pass unless the end lies before the beginning.

    Raises: BadDay.
    """
    if ends_on < starts_on:
        raise BadDay(_("Ngày kết thúc trước ngày bắt đầu."), "ends_on")


def not_to_come(day: date, by: Actor) -> None:
    """Pass unless the day lies after the actor's.

    Raises: BadDay.
    """
    if day > by.today:
        raise BadDay(_("Ngày %s chưa tới.") % f"{day:%d/%m/%Y}")
