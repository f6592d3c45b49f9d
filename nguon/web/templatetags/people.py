"""Words for what stands in a person's file."""

from collections.abc import Iterable
from typing import Any

from django import template

from nguon.web.people import labels

register = template.Library()


@register.filter
def field_names(fields: Iterable[str]) -> str:
    return labels.field_names(fields)


@register.filter
def field_name(field: str) -> str:
    return labels.field_names([field])


@register.filter
def reading_reason(code: str) -> str:
    return labels.reason(code)


@register.filter
def value_text(value: Any) -> str:
    return labels.value_text(value)
