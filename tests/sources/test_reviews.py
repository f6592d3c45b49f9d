"""Reviews of sources: numbers by cell and group, compared with the time before."""

from dataclasses import replace
from datetime import date

import pytest

from nguon.core.actor import NotAllowed
from nguon.organizations import operations as organizations
from nguon.sources import operations, queries
from nguon.sources.models import CellReview, Round
from tests import cast

FIRST, SECOND = date(2025, 1, 15), date(2025, 5, 15)


@pytest.fixture
def review(krong_klang, clerk, places):
    """Hold a round and let cells count: ``review(FIRST, khe_xong={"pupil": 3})``."""

    def held(on, **cells):
        row = operations.open_round(krong_klang, held_on=on, document="3-KH/ĐU", by=clerk)
        for slug, counts in cells.items():
            cell = places[slug.replace("_", "-")]
            operations.count(queries.review(row, cell, by=clerk), counts, by=clerk)
        return row

    return held


def lines(stock):
    return {line.group.value: (line.now, line.change) for line in stock.lines}


def test_what_two_cells_told_in_one_round_is_together_what_their_merger_told(
    review, khe_xong, khom_ban_mau, clerk, system
):
    review(FIRST, khe_xong={"pupil": 3}, khom_ban_mau={"pupil": 5})
    last = review(SECOND, khe_xong={"pupil": 4}, khom_ban_mau={"pupil": 7})

    organizations.dissolve(
        khe_xong, successor=khom_ban_mau, on=cast.TODAY, document="9", by=system
    )

    stock = queries.stock(by=clerk, round_=last)
    assert lines(stock)["pupil"] == (11, 3)
    assert [(cell.slug, cell.now, cell.before) for cell in stock.cells] == [
        ("khom-ban-mau", 11, 8)
    ]
    assert stock.total == 11


def test_every_cell_of_the_commune_is_asked_and_answers_for_itself(
    review, cell_secretary, khe_xong, khom_ban_mau, clerk
):
    row = review(FIRST)
    assert {cell.slug: cell.now for cell in queries.stock(by=clerk, round_=row).cells} == {
        "khe-xong": None,
        "khom-ban-mau": None,
    }

    mine = queries.review(
        queries.round_of(row.ref, by=cell_secretary), khe_xong, by=cell_secretary
    )
    operations.count(mine, {"pupil": 4, "woman": 2}, by=cell_secretary)

    stock = queries.stock(by=clerk, round_=row)
    assert (stock.counted, stock.total) == (1, 4)
    with pytest.raises(CellReview.DoesNotExist):
        queries.review(row, khom_ban_mau, by=cell_secretary)


def test_women_and_minorities_count_beside_the_groups_and_not_in_the_total(review, clerk):
    row = review(FIRST, khe_xong={"pupil": 4, "militia": 1, "woman": 3, "ethnic_minority": 5})

    stock = queries.stock(by=clerk, round_=row)

    assert stock.total == 5
    assert lines(stock) == {
        "pupil": (4, None),
        "militia": (1, None),
        "ethnic_minority": (5, None),
        "woman": (3, None),
    }


def test_the_change_is_that_of_the_cells_that_counted_both_times(review, clerk):
    review(FIRST, khe_xong={"pupil": 4, "teacher": 2})
    row = review(SECOND, khe_xong={"pupil": 6}, khom_ban_mau={"pupil": 10})

    stock = queries.stock(by=clerk, round_=row)

    assert lines(stock) == {"pupil": (16, 2), "teacher": (0, -2)}
    assert {(cell.slug, cell.now, cell.before) for cell in stock.cells} == {
        ("khe-xong", 6, 6),
        ("khom-ban-mau", 10, None),
    }


def test_an_earlier_round_is_not_compared_with_a_later_one(review, clerk):
    first = review(FIRST, khe_xong={"pupil": 4})
    review(SECOND, khe_xong={"pupil": 6})

    assert lines(queries.stock(by=clerk, round_=first)) == {"pupil": (4, None)}


def test_without_a_round_the_last_count_of_each_cell_is_added_up(
    review, clerk, officer, places, khe_xong
):
    review(FIRST, khe_xong={"pupil": 4}, khom_ban_mau={"pupil": 1})
    review(SECOND, khe_xong={"pupil": 6})
    above = officer("clerk", at=places["dakrong"])

    assert lines(queries.stock(by=above)) == {"pupil": (7, 2)}
    assert queries.stock(by=above, organization=khe_xong).total == 6
    assert queries.stock(by=officer("clerk", at=places["mo-o"])).total == 0


def test_counting_again_replaces_what_was_counted(review, khe_xong, clerk):
    row = review(FIRST, khe_xong={"pupil": 4})

    operations.count(queries.review(row, khe_xong, by=clerk), {"militia": 1}, by=clerk)

    assert lines(queries.stock(by=clerk, round_=row)) == {"militia": (1, None)}


@pytest.mark.parametrize(
    "counts",
    [
        {"pupil": -1},
        {"nobody_knows": 1},
        {"pupil": 3, "militia": 4, "ethnic_minority": 9},
        {"woman": 1},
    ],
)
def test_a_count_that_cannot_be_is_refused(review, khe_xong, clerk, counts):
    row = review(FIRST, khe_xong={"pupil": 4})

    with pytest.raises(operations.BadCount):
        operations.count(queries.review(row, khe_xong, by=clerk), counts, by=clerk)
    assert queries.review(row, khe_xong, by=clerk).counts == {"pupil": 4}


def test_who_only_looks_does_not_count(review, khe_xong, officer, krong_klang, clerk):
    row = review(FIRST)
    inspection = officer("inspection", at=krong_klang)

    with pytest.raises(NotAllowed):
        operations.count(queries.review(row, khe_xong, by=inspection), {"pupil": 1}, by=inspection)
    assert queries.review(row, khe_xong, by=clerk).counted_on is None


def test_a_round_needs_a_document_a_day_that_has_come_and_is_held_once_a_day(
    review, krong_klang, clerk, cell_secretary, khe_xong, system
):
    with pytest.raises(operations.Incomplete):
        operations.open_round(krong_klang, held_on=FIRST, document=" ", by=clerk)
    with pytest.raises(operations.BadDay):
        operations.open_round(
            krong_klang,
            held_on=date(2025, 6, 3),
            document="3",
            by=replace(clerk, today=cast.TODAY),
        )
    with pytest.raises(NotAllowed):
        operations.open_round(khe_xong, held_on=FIRST, document="3", by=cell_secretary)
    assert not Round.objects.visible_to(system).exists()

    review(FIRST)
    with pytest.raises(operations.RecordedAlready, match="15/01/2025"):
        review(FIRST)


def test_a_stranger_finds_no_round(review, officer, places):
    row = review(FIRST)
    stranger = officer("clerk", at=places["mo-o"])

    assert queries.rounds(by=stranger) == []
    with pytest.raises(Round.DoesNotExist):
        queries.round_of(row.ref, by=stranger)


def test_a_cell_lists_the_rounds_that_ask_it(review, cell_secretary):
    row = review(FIRST)

    assert [each for each, _ in queries.rounds(by=cell_secretary)] == [row]


def test_a_round_that_asks_many_cells_leaves_room_for_others_in_the_list(officer, clerk, dakrong):
    above = officer("clerk", at=dakrong)
    rounds = [
        operations.open_round(dakrong, held_on=day, document="3-KH/HU", by=above)
        for day in (SECOND, FIRST)
    ]

    assert [each for each, _ in queries.rounds(by=clerk, most=2)] == rounds
