"""A merger that was put right leaves no trace among the figures of a term."""

from datetime import date, timedelta

import pytest

from nguon.organizations.reform.acts import carry_out
from nguon.organizations.reform.rows import Row
from nguon.organizations.reform.undo import take_back
from nguon.planning import operations
from nguon.planning.attainment import AS_IS, AS_WAS
from nguon.planning.queries import attainment_of
from tests.cast import DOCUMENT
from tests.planning.story import TERM, admit

MERGED, UNDONE = date(2018, 3, 1), date(2018, 3, 2)
NEW = "Chi bộ khóm Chung"


def figures(place, tree, by):
    told = attainment_of(place, TERM["slug"], by=by, tree=tree, as_of=UNDONE + timedelta(days=30))
    return told.to_json(), told.by_cell, told.beside


@pytest.mark.django_db
@pytest.mark.parametrize("tree", [AS_WAS, AS_IS])
def test_a_cell_that_stood_until_its_merger_was_put_right_is_no_cell_without_admission(
    tree, places, krong_klang, khe_xong, system
):
    operations.plan_term(krong_klang, **TERM, by=system)
    admit(khe_xong, date(2017, 5, 1))
    before = figures(krong_klang, tree, system)
    names = [each.versions.get().name for each in (khe_xong, places["khom-ban-mau"])]
    said = {"name": NEW, "parent": "krong-klang"}
    steps = carry_out(
        [Row("Danh sách", 2, "merge", tuple(names), MERGED, DOCUMENT, **said)], by=system
    )
    take_back(steps, on=UNDONE, document="02-QĐ/TU", reason="Ghi nhầm", by=system)
    assert figures(krong_klang, tree, system) == before
