"""Words of the procedure in templates: steps, acts, who must act, how sure a rule is."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from nguon import rulebook
from nguon.development import words
from nguon.development.facts import Act
from nguon.rulebook import STEPS
from nguon.web.development.labels import CHOICES, FIELDS, FINDINGS
from nguon.web.development.tokens import token_of
from nguon.web.dossier.words import deed as deed_words

register = template.Library()


@register.filter
def step(code: str | None) -> str:
    """The name of a step or stage; nothing for one that has not begun."""
    return rulebook.step_label(code, "en" if get_language() == "en" else "vi") if code else ""


@register.filter
def act(code: str) -> str:
    return words.event(code)


@register.filter
def deed(done: Act) -> str:
    """An act in words, with whom it is about where several of a kind are made."""
    return deed_words(done)


@register.filter
def body(code: str | None) -> str:
    """Who must act, as the beginning of a line."""
    name = words.actor(code) if code else ""
    return name[:1].upper() + name[1:]


@register.filter
def confidence(mark: str) -> str:
    return rulebook.label("confidence", mark, "en" if get_language() == "en" else "vi")


@register.filter
def assumed(value: Any) -> str:
    """What was taken for a point that the regulations leave open."""
    return rulebook.assumed_in_words(value, words.language())


@register.filter
def cited(instrument: str) -> str:
    return words.cited(instrument)


@register.filter
def iso(day: str) -> str:
    """A day written as ISO text, as people write it."""
    return date_format(date.fromisoformat(day), "d/m/Y")


@register.filter
def form_title(code: str) -> str:
    """The title of a form; nothing where none is known."""
    title = words.form(code)
    return title if title != code else ""


@register.filter
def finding(code: str) -> str:
    """The short name of what is in the way."""
    return str(FINDINGS.get(code, ""))


@register.filter
def days_until(day: date | None, today: date) -> int | None:
    """How many days are left; negative when the day has passed."""
    return (day - today).days if day else None


@register.filter
def told(fields: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """The fields of an act as label and words."""
    for name, value in fields.items():
        if name in FIELDS and value not in ("", None, False):
            yield str(FIELDS[name]), _value(name, value)


@register.filter
def event_token(number: int) -> str:
    """How an address names one act of a case: not by its row number."""
    return token_of(number)


@register.filter
def ladder(stage: str) -> list[tuple[str, str]]:
    """The steps of the procedure, each done, reached (here) or to come."""
    reached = STEPS.index(stage) if stage in STEPS else -1
    states = ("done", "here", "")
    return [
        (step(name), states[(number > reached) + (number >= reached)])
        for number, name in enumerate(STEPS)
    ]


def _value(name: str, value: Any) -> str:
    if value is True:
        return _("có")
    if isinstance(value, date):
        return date_format(value, "d/m/Y")
    return str(CHOICES.get((name, value), value))
