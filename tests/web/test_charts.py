"""The chart of the years, as numbers."""

import pytest

from nguon.planning.attainment import Range, YearRow
from nguon.web import charts

pytestmark = pytest.mark.pure


def row(year, admitted, lower, upper=None):
    return YearRow(year=year, admitted=admitted, target=Range(lower, upper or lower))


def test_bars_stand_on_the_base_and_reach_as_high_as_their_number():
    chart = charts.years([row(2015, 8, 10, 12), row(2016, 4, 10, 12)])

    first, second = chart.bars
    assert first.height == 2 * second.height
    assert first.y + first.height == second.y + second.height == chart.base
    assert first.frame_height == second.frame_height > first.height
    assert second.x - first.x == charts.ROOMY.column


@pytest.mark.parametrize(
    ("most", "top"), [(0, 2), (1, 2), (7, 8), (10, 10), (21, 30), (99, 100), (3999, 4000)]
)
def test_the_scale_ends_on_an_even_number_not_far_above_the_highest(most, top):
    chart = charts.years([row(2015, most, 0)])

    assert [mark.value for mark in chart.marks] == [0, top // 2, top]
    assert top % 2 == 0


def test_a_number_stands_on_its_bar_and_never_across_the_frame():
    low, near, over = charts.years([row(2015, 1, 10), row(2016, 9, 10), row(2017, 10, 5)]).bars

    assert low.label_y == low.y - 6 > low.frame_y
    assert near.label_y == near.frame_y - 6
    assert over.label_y == over.y - 6 < over.frame_y


def test_many_years_stand_closer_but_apart():
    chart = charts.years([row(year, 3, 10) for year in range(2015, 2031)])

    first, second = chart.bars[:2]
    assert second.x - first.x == charts.NARROW.column > first.frame_width
    assert chart.width == charts.LEFT + 16 * charts.NARROW.column


def test_a_place_without_years_has_an_empty_chart():
    chart = charts.years([])

    assert (chart.bars, chart.rows) == ((), ())


# --- columns ------------------------------------------------------------------------------------


def test_columns_stand_in_groups_and_what_is_not_told_leaves_a_gap():
    chart = charts.columns([("2015", [100, 50, None]), ("2016", [100, None, None])], top=100)

    (whole, half), (other,) = (group.columns for group in chart.groups)
    assert (whole.value, half.value) == (100, 50)
    assert whole.height == 2 * half.height == charts.HEIGHT
    assert half.y + half.height == whole.y + whole.height == charts.TOP + charts.HEIGHT
    assert whole.x < half.x < other.x < chart.width
    assert len({whole.shade, half.shade}) == 2
    assert chart.close


def test_single_columns_find_their_own_scale():
    chart = charts.columns([("1", [7]), ("2", [0])])

    assert [mark.value for mark in chart.marks] == [0, 4, 8]
    assert chart.groups[1].columns[0].height == 0
    assert not chart.close
