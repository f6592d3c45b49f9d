"""Rows that many tests begin with: made once a process by operations, then put back as they were.

What operations write does not depend on the test that asks first, so writing the same rows again
spares every later test the work of deciding them. Nothing is shared between tests: each has rows
of its own in its own transaction.
"""

import pickle
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from nguon.core.guard import unscoped
from nguon.organizations.models import Organization

T = TypeVar("T")
KEYS = settings.KEYS  # a test with keys of its own writes another trail


class Kept(Generic[T]):
    """What ``make`` writes into a register without organisations, and what it returns."""

    def __init__(self, make: Callable[[], T]) -> None:
        self.make = make
        self.rows: dict[type[Model], list[Model]] = {}
        self.returned: bytes | None = None

    def __call__(self) -> T:
        """The same as ``make()``: by it the first time, and where somebody was there before, or
        where the trail is written with other keys.
        """
        if settings.KEYS is not KEYS or Organization.objects.exists():
            return self.make()
        if self.returned is None:
            return self.remember()
        self.write()
        return pickle.loads(self.returned)

    def remember(self) -> T:
        before = everything()
        made = self.make()
        for model, rows in everything().items():
            assert before[model].items() <= rows.items(), f"{model} had rows that changed"
            added = rows.keys() - before[model].keys()
            if added:
                self.rows[model] = [model(**rows[pk]) for pk in sorted(added)]
        self.returned = pickle.dumps(made)
        return made

    def write(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            for model, rows in self.rows.items():
                model._base_manager.bulk_create(rows)
            for statement in connection.ops.sequence_reset_sql(no_style(), [*self.rows]):
                cursor.execute(statement)


def everything() -> dict[type[Model], dict[Any, dict[str, Any]]]:
    """The columns of every row of the database, by its table and key."""
    with unscoped("tests: what was written"):
        return {
            model: {row["pk"]: row for row in model._base_manager.values("pk", *columns(model))}
            for model in apps.get_models()
        }


def columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
