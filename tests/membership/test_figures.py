"""Gains and losses as the statistics ask for them: by the day, the place and the way."""

from datetime import date, timedelta

import pytest

from nguon.core.actor import NotAllowed
from nguon.membership import figures, operations, transfers
from nguon.organizations import operations as organizations
from nguon.people import operations as people
from nguon.planning.attainment import AS_IS, AS_WAS
from nguon.planning.reading import NoSuchPlace
from tests import cast
from tests.development import story
from tests.membership.conftest import JOINED, arrived, paper, sent

FIRST, LAST = date(2025, 1, 1), cast.TODAY


@pytest.fixture
def province(acting, quang_tri):
    return acting(["clerk", "secretary"], at=quang_tri)


def told(place, by, tree=AS_IS, first=FIRST, last=LAST):
    return figures.movements_between(place, first, last, by=by, tree=tree)


def counted(found):
    return {code: number for code, number in found.counts.items() if number}


def a_member(cell, system, name="Hồ Văn Bịa"):
    person = story.a_person(cell, by=system, name=name)
    people.begin_membership(person, joined_on=JOINED, full_from=date(2016, 5, 19), by=system)
    return person


def moved(person, cell, clerk, system, **options):
    letter = sent(person, cell, by=clerk, **options)
    return transfers.accept(arrived(letter, system), cell=cell, on=cast.TODAY, by=system)


def test_without_anything_opening_is_closing(member, krong_klang, clerk):
    found = told(krong_klang, clerk)

    assert (found.opening, found.closing, counted(found)) == (1, 1, {})


def test_an_admission_counts_by_its_ceremony(probationer, krong_klang, mo_o, clerk, there):
    found = told(krong_klang, clerk)

    assert counted(found) == {"admitted": 1}
    assert (found.opening, found.gained, found.closing) == (0, 1, 1)
    assert counted(told(mo_o, there)) == {}
    assert counted(told(krong_klang, clerk, last=date(2025, 4, 2))) == {}
    assert told(krong_klang, clerk, last=date(2025, 4, 2)).closing == 0


@pytest.mark.parametrize("tree", [AS_WAS, AS_IS])
def test_an_admission_stays_where_it_was_when_the_member_moves_on(
    tree, probationer, krong_klang, mo_o, thon_mau, clerk, there, system
):
    moved(probationer, thon_mau, clerk, system)

    ours, theirs = told(krong_klang, clerk, tree), told(mo_o, there, tree)

    assert counted(ours) == {"admitted": 1, "out_same_province": 1}
    assert counted(theirs) == {"in_same_province": 1}
    if tree == AS_IS:
        assert (ours.opening, ours.closing) == (0, 0)
        assert (theirs.opening, theirs.closing) == (0, 1)


def test_between_cells_of_a_commune_nothing_is_gained_or_lost_but_by_the_cells(
    member, krong_klang, khe_xong, khom_ban_mau, clerk, system
):
    moved(member, khom_ban_mau, clerk, system)

    assert counted(told(krong_klang, clerk)) == {}
    assert counted(told(khe_xong, clerk)) == {"out_same_commune": 1}
    assert counted(told(khom_ban_mau, clerk)) == {"in_same_commune": 1}
    assert (told(khe_xong, clerk).opening, told(khe_xong, clerk).closing) == (1, 0)


def test_within_the_province_a_move_is_no_figure_of_the_province(
    member, thon_mau, quang_tri, province, clerk, system
):
    moved(member, thon_mau, clerk, system)

    assert counted(told(quang_tri, province)) == {}


def test_from_and_to_places_outside_the_letter_says_how_far(
    member, thon_mau, krong_klang, mo_o, clerk, there
):
    outside = transfers.Outside("Phường Mẫu", "other_province")
    letter = sent(member, outside, by=clerk)
    assert counted(told(krong_klang, clerk)) == {}
    transfers.confirm_outside(letter, on=date(2025, 5, 20), by=clerk)
    transfers.receive_from_outside(
        thon_mau,
        transfers.Newcomer("Trần Văn Đến", JOINED),
        transfers.Outside("Phường Bịa", "same_province"),
        paper=paper(),
        on=cast.TODAY,
        by=there,
    )

    assert counted(told(krong_klang, clerk)) == {"out_other_province": 1}
    assert counted(told(mo_o, there)) == {"in_same_province": 1}
    assert (told(mo_o, there).opening, told(mo_o, there).closing) == (0, 1)
    assert (told(krong_klang, clerk).opening, told(krong_klang, clerk).closing) == (1, 0)
    transfers.take_back(letter, origin="Phường Mẫu", paper=paper(), on=cast.TODAY, by=clerk)
    back = told(krong_klang, clerk)
    assert counted(back) == {"out_other_province": 1, "in_other_province": 1}
    assert (back.opening, back.closing) == (1, 1)


def test_in_another_province_lies_what_stands_under_another(
    member, khe_xong, krong_klang, clerk, system
):
    other = organizations.establish(
        "tinh-khac", name="Tỉnh uỷ Bịa", tier="province", party_rank="provincial_committee",
        parent=None, on=cast.FIRST_DAY, document="1", by=system,
    )  # fmt: skip
    cell = organizations.establish(
        "chi-bo-xa", name="Chi bộ Xa", tier="cell", party_rank="base_cell",
        parent=other, on=cast.FIRST_DAY, document="1", by=cast.system(),
    )  # fmt: skip
    moved(member, cell, clerk, cast.system())

    assert counted(told(krong_klang, clerk)) == {"out_other_province": 1}


def test_who_goes_for_a_while_is_neither_gained_nor_lost(
    member, krong_klang, mo_o, thon_mau, clerk, there, system
):
    moved(member, thon_mau, clerk, system, until=date(2025, 12, 31))

    assert counted(told(krong_klang, clerk)) == {"away_out": 1}
    assert counted(told(mo_o, there)) == {"away_in": 1}
    assert told(krong_klang, clerk).closing == 1


def test_candidates_who_move_are_no_members(candidate, krong_klang, thon_mau, clerk, system):
    moved(candidate, thon_mau, clerk, system)

    assert counted(told(krong_klang, clerk)) == {}


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ("died", "died"),
        ("expelled", "expelled"),
        ("removed", "removed"),
        ("dropped_out", "removed"),
        ("population_policy", "removed"),
        ("own_request", "left"),
        ("own_request_family", "left"),
    ],
)
def test_each_way_of_leaving_has_its_line(how, code, member, krong_klang, clerk):
    operations.leave(member, how=how, on=cast.TODAY, document="1", by=clerk)

    found = told(krong_klang, clerk)

    assert counted(found) == {code: 1}
    assert (found.opening, found.lost, found.closing) == (1, 1, 0)


def test_of_those_removed_the_probationary_ones_are_told(probationer, krong_klang, clerk):
    operations.leave(probationer, how="removed", on=cast.TODAY, document="1", by=clerk)

    found = told(krong_klang, clerk)

    assert counted(found) == {"admitted": 1, "removed": 1, "removed_on_probation": 1}
    assert (found.lost, found.closing) == (1, 0)


def test_what_was_entered_by_mistake_is_no_figure_and_a_restoration_is_one(
    member, krong_klang, clerk
):
    mistaken = operations.leave(member, how="expelled", on=LAST, document="1", by=clerk)
    operations.correct_leaving(mistaken, reason="Nhầm", by=clerk)
    assert counted(told(krong_klang, clerk)) == {}

    row = operations.leave(member, how="expelled", on=LAST, document="1", by=clerk)
    operations.restore(row, on=LAST, document="2", by=clerk)

    found = told(krong_klang, clerk)
    assert counted(found) == {"expelled": 1, "restored": 1}
    assert (found.opening, found.closing) == (1, 1)


def test_days_after_the_last_are_counted_back(member, krong_klang, thon_mau, clerk, system):
    moved(member, thon_mau, clerk, system)

    before = told(krong_klang, clerk, last=cast.TODAY - timedelta(days=1))

    assert (before.opening, before.closing, counted(before)) == (1, 1, {})


def test_after_a_merger_the_figures_are_read_in_either_tree(
    probationer, krong_klang, mo_o, thon_mau, clerk, system, province
):
    organizations.merge([krong_klang], into=mo_o, on=cast.TODAY, document="9", by=system)
    by = cast.acting(["clerk", "secretary"], at=mo_o)

    assert counted(told(mo_o, by, AS_WAS)) == {}
    assert counted(told(mo_o, by, AS_IS)) == {"admitted": 1}
    assert told(mo_o, by, AS_IS).closing == 1
    ended = told(krong_klang, province, AS_IS)
    assert (ended.opening, ended.closing) == (None, None)
    assert counted(told(krong_klang, province, AS_WAS)) == {"admitted": 1}


def test_names_stand_behind_the_figures_for_those_who_may_see_members(
    member, krong_klang, thon_mau, clerk, acting, system
):
    moved(member, thon_mau, clerk, system)

    rows = figures.behind(krong_klang, FIRST, LAST, by=clerk, tree=AS_IS)

    assert [(row.name, row.code, row.other) for row in rows] == [
        ("Hồ Văn Viên", "out_same_province", "Chi bộ thôn Mẫu")
    ]
    with pytest.raises(NotAllowed):
        figures.behind(
            krong_klang, FIRST, LAST, by=acting("superior_board", at=krong_klang), tree=AS_IS
        )


def test_whose_figures_are_out_of_sight_are_not_told(krong_klang, there, acting):
    with pytest.raises(NoSuchPlace):
        told(krong_klang, there)
    assert told(krong_klang, acting("superior_board", at=krong_klang)).gained == 0
