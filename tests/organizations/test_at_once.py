"""Many people change the tree in the same moment; none is lost and the placement holds."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from nguon.core.audit import verify
from nguon.organizations import operations, placement, queries
from nguon.organizations.models import Edge
from tests.cast import DOCUMENT, TODAY, system

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """Run each act in a thread, and so on a connection, of its own."""

    def run(act):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [done.result() for done in [pool.submit(run, act) for act in acts]]


def test_cells_are_established_while_their_commune_moves(krong_klang, quang_tri, mo_o):
    act = {"on": TODAY, "document": DOCUMENT}
    by = system()

    def establish(number):
        return operations.establish(
            f"khom-{number}",
            name=f"Chi bộ khóm {number}",
            tier="cell",
            party_rank="subordinate_cell",
            parent=krong_klang,
            by=by,
            **act,
        )

    at_once(
        *(lambda number=number: establish(number) for number in range(18)),
        lambda: operations.move(krong_klang, parent=quang_tri, by=by, **act),
        lambda: operations.rename(mo_o, name="Đảng uỷ Mò Ó", by=by, **act),
    )
    assert placement.compare() == []
    assert queries.subtree(krong_klang, on=TODAY).count() == 21
    assert list(verify()) == []


def test_of_two_opposite_moves_one_is_refused(krong_klang, khe_xong, mo_o, dakrong, quang_tri):
    """Each alone is fine; together they would put two organisations below each other."""
    by = system()
    act = {"on": TODAY, "document": DOCUMENT, "by": by}
    operations.rename(krong_klang, tier="unit", **act)

    def refused(act):
        try:
            act()
        except operations.rules.Refused as refusal:
            return type(refusal).__name__

    outcomes = at_once(
        lambda: refused(lambda: operations.move(krong_klang, parent=mo_o, **act)),
        lambda: refused(lambda: operations.rename(mo_o, tier="unit", **act)),
    )
    assert sorted(map(str, outcomes)) == ["None", "TierOrder"]
    assert placement.compare() == []
    assert Edge.objects.filter(organization=krong_klang, parent=mo_o).count() <= 1
