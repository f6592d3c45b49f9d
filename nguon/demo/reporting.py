"""The statistics of the last whole year: ethnicity counted, the year closed and handed in."""

from collections.abc import Callable, Mapping
from datetime import date

from nguon.core.actor import Actor
from nguon.organizations.models import Organization
from nguon.statistics import operations
from nguon.statistics.periods import named

Acting = Callable[[str, date], Actor]


def tell(places: Mapping[str, Organization], acting: Acting, today: date) -> None:
    """Play it through operations, in the middle of January as an office would."""
    year = named(f"{today.year - 1}")
    on = min(today, date(today.year, 1, 15))
    by = acting("bi-thu", on)
    operations.count_groups(places["huong-hiep"], year, by=by)
    operations.close_period(places["huong-hiep"], year, document="02-BC/ĐU (mẫu)", by=by)
