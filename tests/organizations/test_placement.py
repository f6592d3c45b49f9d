"""The placement table: derived, compared, repaired."""

from datetime import date

import pytest

from nguon.organizations import operations, placement, queries
from nguon.organizations.models import OPEN_END, Placement
from tests.cast import DOCUMENT, FIRST_DAY, TODAY, system

LATER = date(2024, 5, 1)


def rows():
    return list(Placement.objects.order_by("pk").values())


def test_what_agrees_is_left_alone(places):
    before = rows()
    placement.rebuild()
    placement.rebuild([each.pk for each in places.values()])
    assert rows() == before


def test_an_altered_row_is_told_and_repaired(places, khe_xong, mo_o):
    before = sorted(Placement.objects.values_list(*placement.FIELDS))
    khe_xong.placements.update(commune=mo_o.pk)
    mo_o.placements.all().delete()
    Placement.objects.create(organization=mo_o, valid_from=LATER, province=1)
    told = placement.compare()
    assert [line.split(":")[0] for line in told] == [f"{khe_xong.pk}", f"{mo_o.pk}"]
    assert all("≠" in line for line in told)

    placement.rebuild()
    assert placement.compare() == []
    assert sorted(Placement.objects.values_list(*placement.FIELDS)) == before


def test_a_missing_row_is_told(places, khe_xong):
    khe_xong.placements.all().delete()
    (told,) = placement.compare()
    assert told.startswith(f"{khe_xong.pk}: ∅ ≠ [2010-01-01, 9999-12-31)")
    placement.rebuild([khe_xong.pk])
    assert placement.compare() == []


def test_repairing_one_organisation_repairs_what_stands_below(places, dakrong):
    for slug in ("dakrong", "krong-klang", "thon-mau"):
        places[slug].placements.update(province=None)
    placement.rebuild([dakrong.pk])
    assert placement.compare() == []


@pytest.fixture
def alone(db):
    """An office that began without anybody above it."""
    return operations.establish(
        "xa-mau",
        name="Đảng uỷ xã Mẫu",
        tier="commune",
        party_rank="grassroots_party_body",
        parent=None,
        on=FIRST_DAY,
        document=DOCUMENT,
        by=system(),
    )


def test_an_office_may_come_under_somebody_later(alone, places, quang_tri):
    operations.move(alone, parent=quang_tri, on=LATER, document="2", by=system())
    spells = alone.placements.order_by("valid_from").values_list("valid_from", "province")
    assert list(spells) == [(FIRST_DAY, None), (LATER, quang_tri.pk)]
    assert queries.ancestors(alone, on=FIRST_DAY) == []
    assert placement.compare() == []


def test_what_ended_stands_nowhere_from_that_day(places, khe_xong, khom_ban_mau):
    operations.dissolve(khe_xong, successor=khom_ban_mau, on=TODAY, document="3", by=system())
    assert khe_xong.placements.get().valid_to == TODAY
    assert not khe_xong.placements.filter(valid_to=OPEN_END).exists()
    assert khe_xong.seats_on(TODAY) == frozenset()
