"""What a merger or a split made knows of its area from what came before it."""

from datetime import date

import pytest

from nguon.organizations import operations, queries
from nguon.organizations.models import Setting
from tests.cast import DOCUMENT, TODAY

LATER = date(2024, 5, 1)


@pytest.fixture
def act(system):
    return {"on": LATER, "document": DOCUMENT, "by": system}


@pytest.fixture
def known(khe_xong, khom_ban_mau, system):
    """Both cells are hamlets; one has 279 households and the other 188."""
    for cell, number, difficult in ((khe_xong, 279, True), (khom_ban_mau, 188, False)):
        operations.record_profile(
            cell, 2023, households=number, setting=Setting.HAMLET, difficult_area=difficult,
            by=system,
        )  # fmt: skip


@pytest.fixture
def begin(krong_klang, act):
    def do(slug):
        return operations.establish(
            slug, name=f"Chi bộ {slug}", tier="cell", party_rank="subordinate_cell",
            parent=krong_klang, **act,
        )  # fmt: skip

    return do


def area(cell):
    row = queries.profile_on(cell, TODAY)
    return row and (row.setting, row.households, row.difficult_area)


def test_a_merged_cell_has_what_both_were_and_the_sum_of_what_was_counted(
    known, khe_xong, khom_ban_mau, begin, act
):
    merged = begin("mau-xong")

    operations.merge([khe_xong, khom_ban_mau], into=merged, **act)

    assert area(merged) == (Setting.HAMLET, 467, None)  # in one respect they were not alike
    assert DOCUMENT in queries.profile_on(merged, TODAY).source


def test_it_is_the_same_if_they_are_merged_one_after_the_other(
    known, khe_xong, khom_ban_mau, begin, act
):
    merged = begin("mau-xong")

    for cell in (khe_xong, khom_ban_mau):
        operations.merge([cell], into=merged, **act)

    assert area(merged) == (Setting.HAMLET, 467, None)


def test_parts_of_a_cell_are_what_it_was_and_nobody_counted_them(known, khe_xong, begin, act):
    parts = [begin("xong-1"), begin("xong-2")]

    operations.split(khe_xong, successors=parts, keeper=parts[0], **act)

    assert [area(part) for part in parts] == [(Setting.HAMLET, None, True)] * 2


def test_what_is_unknown_of_one_is_unknown_of_both(khe_xong, khom_ban_mau, begin, act, system):
    operations.record_profile(khe_xong, 2023, households=279, setting=Setting.HAMLET, by=system)
    merged = begin("mau-xong")

    operations.merge([khe_xong, khom_ban_mau], into=merged, **act)

    assert area(merged) is None


def test_a_cell_that_stood_before_keeps_its_own(known, khe_xong, khom_ban_mau, act):
    operations.merge([khe_xong], into=khom_ban_mau, **act)

    assert area(khom_ban_mau) == (Setting.HAMLET, 188, False)


def test_what_was_entered_for_the_new_cell_stays(
    known, khe_xong, khom_ban_mau, begin, act, system
):
    merged = begin("mau-xong")
    operations.record_profile(merged, 2024, households=450, setting=Setting.OTHER, by=system)

    operations.merge([khe_xong, khom_ban_mau], into=merged, **act)

    assert area(merged) == (Setting.OTHER, 450, None)
