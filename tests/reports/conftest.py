"""What the tests of the import share: a clerk at Krông Klang, and what is in the tables."""

from collections.abc import Callable

import pytest
from django.apps import apps

from nguon.core.guard import unscoped
from nguon.reports.operations import import_roster
from nguon.reports.report import ImportReport
from tests.reports.books import TIES

COUNTED = ("people", "development", "core", "reports")


@pytest.fixture
def take(krong_klang, acting) -> Callable[..., ImportReport]:
    """Import a workbook into Krông Klang as its clerk."""

    def import_(content, *, ties=TIES, organization=krong_klang, by=None, **options):
        by = by or acting("clerk", at=krong_klang)
        return import_roster(content, organization=organization, ties=ties, by=by, **options)

    return import_


@pytest.fixture
def rows(places) -> Callable[[], dict[str, int]]:
    """How many rows every table has that an import could write to."""

    def count() -> dict[str, int]:
        with unscoped("counting rows in a test"):
            return {
                model._meta.label: model._base_manager.count()
                for label in COUNTED
                for model in apps.get_app_config(label).get_models()
            }

    return count


def codes(report: ImportReport) -> list[tuple[int, str, str]]:
    """Row, column and the first words of each reason."""
    return [(r.row, r.column, r.reason.split(":")[0].split(" (")[0]) for r in report.refused]
