"""What is asked of every act on a member's file, and what may be said against one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.utils.translation import gettext as _

from nguon.core.actor import Actor
from nguon.core.text import tidy
from nguon.development.facts import Refused as CaseRefused


class Refused(ValueError):
    """What was to be recorded cannot stand. The message is fit to show; nothing was written."""


class Incomplete(Refused):
    """Words that the record needs are missing."""


class BadDay(Refused):
    """The day lies where it cannot."""


class NotAMember(Refused):
    """Only of a member of a place here can this be recorded."""


class NothingToSend(Refused):
    """Neither a member nor somebody with an open case."""


class UnderWay(Refused):
    """A letter about the person is under way, or the person went to a place outside."""


class BadReceiver(Refused):
    """Nobody can be sent there, or be taken in there."""


class Settled(Refused):
    """The letter was answered or called off meanwhile; the message says what happened."""


class Over(Refused):
    """What was to be ended has ended."""


def between(on: date, first: date, by: Actor) -> None:
    """Pass if a day lies from ``first`` to today.

    Raises: BadDay.
    """
    if not first <= on <= by.today:
        days = {
            "day": f"{on:%d/%m/%Y}",
            "first": f"{first:%d/%m/%Y}",
            "last": f"{by.today:%d/%m/%Y}",
        }
        raise BadDay(_("%(day)s: phải là một ngày từ %(first)s đến %(last)s.") % days)


def required(text: str, said: str) -> str:
    """Return words without spaces around them.

    Raises: Incomplete, saying ``said``, if there are none.
    """
    if not tidy(text):
        raise Incomplete(said)
    return tidy(text)


@contextmanager
def of_the_case() -> Iterator[None]:
    """What the case says against a move is said as a refusal of it."""
    try:
        yield
    except CaseRefused as refusal:
        raise Refused(str(refusal)) from refusal
