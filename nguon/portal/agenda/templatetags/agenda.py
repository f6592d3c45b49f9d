"""How the calendar writes days and hours."""

from datetime import date

from django import template

from nguon.portal.agenda.models import Entry
from nguon.portal.templatetags.portal import WEEKDAYS

register = template.Library()


@register.filter
def weekday(day: date) -> str:
    """The name of a day: ``Thứ hai``."""
    return str(WEEKDAYS[day.weekday()])


@register.filter
def hours(entry: Entry) -> str:
    """From when until when, as far as it is known: ``08:00–10:00``."""
    if entry.starts is None:
        return ""
    return f"{entry.starts:%H:%M}" + (f"–{entry.ends:%H:%M}" if entry.ends else "")


@register.filter
def iso_year(day: date) -> int:
    return day.isocalendar().year


@register.filter
def iso_week(day: date) -> int:
    return day.isocalendar().week
