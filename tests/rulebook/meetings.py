"""Meetings of a cell under each regulation, and the files that lie before it."""

from tests.rulebook.building import case
from tests.rulebook.tables import prepared, resolved

# One day of a meeting under each regime, with the regulation that is cited and its mark.
MEETINGS = {
    "2015-06-10": ("45-QĐ/TW 2011-11-01", "C2"),
    "2018-06-10": ("29-QĐ/TW 2016-07-25", "C2"),
    "2022-06-10": ("24-QĐ/TW 2021-07-30", "C2"),
    "2025-06-10": ("232-QĐ/TW 2025-01-20", "C2"),
    "2025-11-10": ("294-QĐ/TW 2025-05-26", "C2"),
    "2026-05-10": ("20-QĐ/TW 2026-04-08", "U"),
    "2026-09-10": ("208-QĐ/TW 2026-07-26", "C1"),
}


def ready(day, *more, place=None, **person):
    """A file that is ready for the cell to meet on ``day``."""
    return case([*prepared(day), *more], place=place, **person)


def met(day, *more, place=None, **person):
    """A file that the cell considered on ``day``."""
    return case([*resolved(day), *more], place=place, **person)


def cited(regulation, mark, **fields):
    return {"citation": {"instrument": regulation}, "confidence": mark, **fields}
