"""Biểu 1: opening, gains, losses and closing of a place, in either tree."""

from datetime import date

import pytest

from nguon.membership import operations, transfers
from nguon.membership.models import Arrival
from nguon.organizations import operations as organizations
from nguon.planning.attainment import AS_IS, AS_WAS
from nguon.statistics import queries
from nguon.statistics.behind import opens_to_names, people_behind
from nguon.statistics.periods import named
from tests import cast
from tests.development import story
from tests.statistics.conftest import a_member, broken, table, told

NOW = "2025-H1"
LINES = ("A", "B", "C", "D")
TREES = pytest.mark.parametrize("tree", [AS_WAS, AS_IS])
PAPER = transfers.Paper("12-GT", date(2025, 5, 5), "Lý lịch")


def moved(person, to, by, system, on=cast.TODAY):
    letter = transfers.send(person, to, paper=PAPER, by=by)
    arrival = Arrival.objects.visible_to(system).get(departure=letter)
    return transfers.accept(arrival, cell=to, on=on, by=system)


def admitted(cell, system, name="Hồ Thị Mới"):
    story.describe(cell)
    case = story.a_case(cell, by=system, name=name)
    story.tell(case, "admission_ceremony", by=system)
    return case.person


def identities_hold(place, by, tree):
    return broken(queries.tables_of(place, named("2025"), by=by, tree=tree)) == []


def numbers_and_names(place, period, by, tree=AS_WAS):
    """Of each line that opens: its number, and how many stand behind it; of lines not empty."""
    found = table(place, "1", period, by, tree=tree)
    rows = [line.row for line in found.sheets[0].lines if opens_to_names(found.form, line.row)]
    return {
        row.key: (
            found.number(row.key),
            len(people_behind(place, "1", named(period), row.key, by=by, tree=tree)),
        )
        for row in rows
        if found.number(row.key)
    }


@TREES
def test_who_was_there_all_the_time_opens_and_closes(tree, krong_klang, khe_xong, clerk, system):
    a_member(khe_xong, system)

    found = table(krong_klang, "1", NOW, clerk, tree=tree)

    assert told(found, *LINES) == [1, 0, 0, 1]
    assert identities_hold(krong_klang, clerk, tree)


@TREES
def test_an_admission_is_a_gain_and_the_same_that_table_2_counts(
    tree, krong_klang, khe_xong, clerk, system
):
    admitted(khe_xong, system)

    assert told(table(krong_klang, "1", NOW, clerk, tree=tree), *LINES, "B.1") == [0, 1, 0, 1, 1]
    assert told(table(krong_klang, "2", NOW, clerk, tree=tree), "I") == [1]
    assert identities_hold(krong_klang, clerk, tree)


@TREES
def test_who_moves_on_is_counted_where_he_was_on_each_day(
    tree, krong_klang, khe_xong, mo_o, thon_mau, clerk, there, system
):
    moved(a_member(khe_xong, system), thon_mau, clerk, system)

    ours, theirs = (table(*each, tree=tree) for each in (
        (krong_klang, "1", NOW, clerk), (mo_o, "1", NOW, there)
    ))  # fmt: skip

    assert told(ours, *LINES, "C.5.b") == [1, 0, 1, 0, 1]
    assert told(theirs, *LINES, "B.2.b") == [0, 1, 0, 1, 1]
    before = table(krong_klang, "1", "2024", clerk, tree=tree)
    assert told(before, *LINES) == [1, 0, 0, 1]
    assert identities_hold(krong_klang, clerk, tree)
    assert identities_hold(mo_o, there, tree)


def test_who_comes_from_outside_was_nowhere_here_before(mo_o, thon_mau, there):
    transfers.receive_from_outside(
        thon_mau, transfers.Newcomer("Trần Văn Đến", date(2015, 5, 19)),
        transfers.Outside("Phường Bịa", "other_province"), paper=PAPER, on=cast.TODAY, by=there,
    )  # fmt: skip

    assert told(table(mo_o, "1", NOW, there), *LINES, "B.2.a") == [0, 1, 0, 1, 1]
    assert told(table(mo_o, "1", "2024", there), *LINES) == [0, 0, 0, 0]
    assert identities_hold(mo_o, there, AS_WAS)


def test_who_goes_outside_and_comes_back_is_lost_and_gained(krong_klang, khe_xong, clerk, system):
    person = a_member(khe_xong, system)
    letter = transfers.send(
        person, transfers.Outside("Phường Mẫu", "other_province"), paper=PAPER, by=clerk
    )
    transfers.confirm_outside(letter, on=date(2025, 5, 20), by=clerk)
    assert told(table(krong_klang, "1", NOW, clerk), *LINES) == [1, 0, 1, 0]

    transfers.take_back(letter, origin="Phường Mẫu", paper=PAPER, on=cast.TODAY, by=clerk)

    assert told(table(krong_klang, "1", NOW, clerk), *LINES) == [1, 1, 1, 1]
    assert identities_hold(krong_klang, clerk, AS_WAS)


def test_an_expulsion_and_a_restoration_leave_a_gap(krong_klang, khe_xong, clerk, system):
    person = a_member(khe_xong, system)
    left = operations.leave(person, how="expelled", on=date(2024, 11, 3), document="1", by=clerk)
    assert told(table(krong_klang, "1", "2024", clerk), *LINES, "C.2") == [1, 0, 1, 0, 1]

    operations.restore(left, on=date(2025, 2, 3), document="2", by=clerk)

    assert told(table(krong_klang, "1", "2024", clerk), *LINES) == [1, 0, 1, 0]
    assert told(table(krong_klang, "1", NOW, clerk), *LINES, "B.3") == [0, 1, 0, 1, 1]
    assert identities_hold(krong_klang, clerk, AS_WAS)


def test_a_removal_on_probation_is_a_part_of_the_removals(krong_klang, khe_xong, clerk, system):
    person = admitted(khe_xong, system)
    operations.leave(person, how="removed", on=cast.TODAY, document="1", by=clerk)

    found = table(krong_klang, "1", NOW, clerk)

    assert told(found, *LINES, "C.3", "C.3.a") == [0, 1, 1, 0, 1, 1]
    assert identities_hold(krong_klang, clerk, AS_WAS)


def test_old_lists_without_ceremonies_have_a_line_of_their_own(
    krong_klang, khe_xong, clerk, system
):
    a_member(khe_xong, system, joined=date(2025, 2, 3))

    assert told(table(krong_klang, "1", NOW, clerk), *LINES, "B.1", "B.x") == [0, 1, 0, 1, 0, 1]
    assert told(table(krong_klang, "1", "2024", clerk), *LINES) == [0, 0, 0, 0]


def test_a_cell_that_goes_to_another_commune_takes_its_members_along(
    krong_klang, khe_xong, khom_ban_mau, mo_o, clerk, there, system
):
    a_member(khe_xong, system)
    a_member(khom_ban_mau, system, name="Hồ Văn Ở Lại")
    organizations.move(khe_xong, parent=mo_o, on=cast.TODAY, document="9", by=system)

    ours, theirs = table(krong_klang, "1", NOW, clerk), table(mo_o, "1", NOW, there)

    assert told(ours, *LINES, "C.y") == [2, 0, 1, 1, 1]
    assert told(theirs, *LINES, "B.y") == [0, 1, 0, 1, 1]
    as_it_is = table(mo_o, "1", NOW, there, tree=AS_IS)
    assert told(as_it_is, *LINES) == [1, 0, 0, 1]
    assert told(table(krong_klang, "1", "2024", clerk), *LINES) == [2, 0, 0, 2]


def test_a_cell_that_went_into_another_is_read_in_either_tree(
    krong_klang, khe_xong, mo_o, thon_mau, clerk, there, system
):
    a_member(khe_xong, system)
    organizations.merge([khe_xong], into=thon_mau, on=cast.TODAY, document="9", by=system)

    assert told(table(krong_klang, "1", NOW, clerk), *LINES, "C.y") == [1, 0, 1, 0, 1]
    assert told(table(mo_o, "1", NOW, there), *LINES, "B.y") == [0, 1, 0, 1, 1]
    assert told(table(mo_o, "1", NOW, there, tree=AS_IS), *LINES) == [1, 0, 0, 1]
    assert told(table(krong_klang, "1", "2024", clerk), *LINES) == [1, 0, 0, 1]


@TREES
def test_each_gain_and_loss_opens_to_those_who_came_and_went(
    tree, krong_klang, khe_xong, khom_ban_mau, mo_o, thon_mau, clerk, system
):
    goes, dies = (a_member(khe_xong, system, name=f"Hồ Văn {name}") for name in ("Đi", "Mất"))
    back = operations.leave(
        a_member(khe_xong, system), how="expelled", on=date(2024, 11, 3), document="1", by=clerk
    )
    a_member(khom_ban_mau, system, name="Hồ Văn Theo")
    a_member(khe_xong, system, name="Hồ Văn Sổ Cũ", joined=date(2025, 2, 3))
    admitted(khe_xong, system)
    operations.restore(back, on=date(2025, 2, 3), document="2", by=clerk)
    operations.leave(dies, how="died", on=date(2025, 4, 1), document="3", by=clerk)
    moved(goes, thon_mau, clerk, system)
    organizations.move(khom_ban_mau, parent=mo_o, on=cast.TODAY, document="9", by=system)

    ours = numbers_and_names(krong_klang, NOW, system, tree)

    assert [key for key, (number, names) in ours.items() if number != names] == []
    assert {"B", "B.1", "B.3", "B.x", "C", "C.1", "C.5", "C.5.b", "D"} <= ours.keys()
    theirs = numbers_and_names(mo_o, NOW, system, AS_WAS)
    assert (theirs["B.2"], theirs["B.y"], theirs["B"]) == ((1, 1), (1, 1), (2, 2))


def test_from_july_2025_other_places_of_the_province_are_communes(krong_klang, clerk):
    found = table(krong_klang, "1", NOW, clerk).sheets[0]
    line = found.sheet.row("B.2.b")

    assert line.label_on(date(2025, 6, 30)) == "từ huyện khác trong tỉnh"
    assert line.label_on(date(2025, 7, 1)) == "từ xã khác trong tỉnh"
    assert (line.mark_on(date(2025, 6, 30)), line.mark_on(date(2025, 7, 1))) == ("C1", "U")


def test_a_line_says_in_each_period_how_sure_its_words_are(krong_klang, clerk):
    marks = {
        period: {line.row.key: line.mark for line in lines_of(krong_klang, period, clerk)}
        for period in ("2025-H1", "2025-H2")
    }

    assert [marks[period]["B.2.b"] for period in marks] == ["C1", "U"]
    assert {marks[period]["B.2.a"] for period in marks} == {"C1"}
    assert [marks[period]["C.5.b"] for period in marks] == ["C1", "U"]


def lines_of(place, period, by):
    return table(place, "1", period, by).sheets[0].lines


def test_a_period_to_come_is_empty_and_not_zero(krong_klang, clerk):
    found = table(krong_klang, "1", "2026", clerk)

    assert told(found, *LINES) == [None] * 4
    assert {line.cells["now"].why for line in found.sheets[0].lines} == {"not_begun"}
