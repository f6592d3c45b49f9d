"""The organisations of a place by rank, and what of them is not told."""

from datetime import date

import pytest

from nguon.organizations import operations as organizations
from tests.statistics.conftest import table, told

pytestmark = pytest.mark.django_db


def why(found, key, column):
    (line,) = [line for line in found.sheets[0].lines if line.row.key == key]
    return line.cells[column].why


@pytest.fixture
def superior(krong_klang, system):
    """From July 2024 the commune's committee is directly above grassroots organisations."""
    organizations.rename(
        krong_klang, on=date(2024, 7, 1), document="QĐ 9", party_rank="superior_committee",
        by=system,
    )  # fmt: skip
    return krong_klang


def test_where_the_rank_of_cells_is_open_neither_rank_is_told(superior, clerk):
    lines = ("III", "III.1", "III.2", "III.2.admitting")

    found = table(superior, "2-BTCTW", "2024", clerk)

    assert told(found, *lines, column="before") == [1, 1, 0, 0]
    assert told(found, *lines) == [None, 0, None, None]
    assert why(found, "III.2", "now") == "rank_open"


def test_by_kind_such_cells_are_counted_as_nothing_and_not_as_zero(superior, clerk):
    found = table(superior, "5-BTCTW", "2024", clerk)
    columns = ("bases", "committees", "cells", "subordinate")

    assert [found.number("total", column) for column in columns] == [None, 0, None, None]
    assert why(found, "total", "subordinate") == "rank_open"
    before = table(superior, "5-BTCTW", "2023", clerk)
    assert [before.number("total", column) for column in columns[:3]] == [1, 1, 0]
    assert before.number("total", "subordinate") > 0
