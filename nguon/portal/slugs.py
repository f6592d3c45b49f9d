"""Addresses made of words."""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from nguon.core.text import fold

LONGEST = 140


def free_slug(
    words: str, among: QuerySet[Any], *, otherwise: str, reserved: Iterable[str] = ()
) -> str:
    """Return an address for ``words`` that none of ``among`` has yet, and no page of the room.

    Reading: one of digits alone might be taken for a year, so it begins with ``otherwise``.
    """
    base = re.sub(r"[^a-z0-9]+", "-", fold(words)).strip("-")[:LONGEST].strip("-")
    if not base or base.isdigit():
        base = f"{otherwise}-{base}".strip("-")
    taken = {*among.filter(slug__startswith=base).values_list("slug", flat=True), *reserved}
    if base not in taken:
        return base
    return next(slug for n in range(2, len(taken) + 3) if (slug := f"{base}-{n}") not in taken)
