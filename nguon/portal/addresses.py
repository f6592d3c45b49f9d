"""Addresses of things that a page names many times."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse

REMEMBERED = 8_192


def address(name: str, *parts: str) -> str:
    """Where a thing stands: what ``reverse`` says, which takes thirty times as long."""
    return _found(get_script_prefix(), name, *parts)


@lru_cache(maxsize=REMEMBERED)
def _found(_prefix: str, name: str, *parts: str) -> str:
    return reverse(name, args=parts)
