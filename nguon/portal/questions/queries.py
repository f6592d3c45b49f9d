"""What the pages of questions and answers show."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from nguon.core.actor import Actor, NotAllowed
from nguon.core.prepared import Prepared
from nguon.core.text import fold, tidy
from nguon.portal.questions.codes import index_of
from nguon.portal.questions.models import OPEN, Question, State
from nguon.portal.roles import ANSWER, PUBLISH, SITE

IN_THE_BOX = 5


@dataclass(frozen=True, slots=True)
class Standing:
    """What whoever holds the receipt code is told."""

    question: Question
    late: bool


def archive(words: str, *, at: datetime) -> "QuerySet[Question]":
    """Published questions, the newest first; of these, those that hold all the ``words``.

    Reading: words are found with or without their marks, in any order.
    """
    found = Question.objects.public(at)
    for word in fold(words).split():
        found = found.filter(found_by__contains=word)
    return found


def standing(code: str, *, today: date) -> Standing:
    """Where a question stands, for whoever holds its code.

    Raises: Question.DoesNotExist.
    """
    question = Question.objects.get(code=index_of(code))
    return Standing(question, question.is_open and question.due_on < today)


def queue(state: str, words: str, *, by: Actor) -> "QuerySet[Question]":
    """Questions in one state for those who answer: the open ones by their due day.

    Raises: NotAllowed.
    """
    require_desk(by)
    order = ("due_on", "pk") if state in OPEN else ("-closed_at", "-pk")
    found = Question.objects.filter(state=state).select_related("closed_by").order_by(*order)
    wanted = tidy(words)
    return found.filter(Q(title__icontains=wanted) | Q(department__icontains=wanted))


def counts(*, by: Actor) -> dict[str, int]:
    """How many questions are in each state.

    Raises: NotAllowed.
    """
    require_desk(by)
    held = Question.objects.values_list("state").annotate(number=Count("pk"))
    return dict.fromkeys(State.values, 0) | dict(held)


def box(*, at: datetime) -> "list[Question]":
    """The latest published answers, for the front page."""
    return _newest(at=at)


def _public(at: Any) -> "QuerySet[Question]":
    return Question.objects.public(at)[:IN_THE_BOX]


_newest = Prepared(_public)


def require_desk(by: Actor) -> None:
    """Pass whoever answers or publishes.

    Raises: NotAllowed.
    """
    if not (by.may(ANSWER, at=SITE) or by.may(PUBLISH, at=SITE)):
        raise NotAllowed
