"""Words of the procedure in templates: steps, acts, who must act, how sure a rule is."""

from datetime import date

from django import template
from django.utils.translation import get_language

from nguon import rulebook
from nguon.web.development.labels import FINDINGS

register = template.Library()


def _in_language(kind: str, code: str | None) -> str:
    return rulebook.label(kind, code, "en" if get_language() == "en" else "vi") if code else ""


@register.filter
def step(code: str | None) -> str:
    return _in_language("step", code)


@register.filter
def act(code: str | None) -> str:
    return _in_language("event", code)


@register.filter
def body(code: str | None) -> str:
    return _in_language("actor", code)


@register.filter
def form_title(code: str | None) -> str:
    return _in_language("form", code)


@register.filter
def confidence(mark: str | None) -> str:
    return _in_language("confidence", mark)


@register.filter
def finding(code: str) -> str:
    """The short name of what is in the way; lists show nothing that has none."""
    return str(FINDINGS.get(code, ""))


@register.filter
def days_until(day: date | None, today: date) -> int | None:
    """How many days are left; negative when the day has passed."""
    return (day - today).days if day else None
