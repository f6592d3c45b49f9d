"""Small numbers: no cell of one to four is told, nor follows from what is."""

from itertools import product

import pytest

from nguon.planning import few


@pytest.mark.parametrize(
    ("lines", "shut"),
    [
        ({"kinh": 40, "tay": 12, "thai": 0}, set()),
        ({"kinh": 40, "tay": 3, "thai": 2}, {"tay", "thai"}),
        ({"kinh": 40, "tay": 3, "thai": 0, "hoa": 30}, {"tay", "thai", "hoa"}),
        ({"kinh": 40, "tay": 3}, {"kinh", "tay"}),
        ({"kinh": 3, "tay": 40, "hoa": 50}, {"kinh", "tay"}),
        ({"kinh": 2, "tay": 1}, {"kinh", "tay"}),
        ({"kinh": 7, "tay": 1, "hoa": 5}, {"tay", "hoa"}),
    ],
)
def test_lines_of_few_stay_closed_and_others_with_them(lines, shut):
    assert few.closed(lines, "kinh") == shut


def test_whatever_the_numbers_no_line_of_few_follows_from_the_total():
    for numbers in product((0, 1, 2, 4, 5, 9), repeat=4):
        lines = dict(zip(("kinh", "tay", "thai", "hoa"), numbers, strict=True))
        shut = few.closed(lines, "kinh")
        told = [number for line, number in lines.items() if line not in shut]
        left = sum(numbers) - sum(told)
        assert not any(few.is_few(number) for number in told)
        assert not shut or left >= few.FEW or not any(told)


@pytest.mark.parametrize(
    ("people", "shut"),
    [
        ({"kinh": (40, 20), "tay": (12, 6)}, set()),
        ({"kinh": (40, 20), "tay": (12, 2)}, {"kinh", "tay"}),
        ({"kinh": (40, 20), "tay": (12, 9)}, {"kinh", "tay"}),
        ({"kinh": (40, 20), "tay": (12, 0)}, set()),
        ({"kinh": (40, 20), "tay": (12, 2), "hoa": (9, 3)}, {"tay", "hoa"}),
    ],
)
def test_women_on_a_line_are_told_unless_they_or_the_others_are_few(people, shut):
    assert few.closed_parts(people, frozenset()) == shut


def test_the_women_of_lines_that_are_closed_do_not_follow_either():
    people = {"kinh": (40, 20), "tay": (3, 1), "hoa": (4, 1)}

    shut = few.closed_parts(people, few.closed({"kinh": 40, "tay": 3, "hoa": 4}, "kinh"))

    assert shut == {"kinh", "tay", "hoa"}


def test_a_year_does_not_tell_what_half_of_it_leaves():
    year, half = {"kinh": 40, "tay": 8, "hoa": 9}, {"kinh": 20, "tay": 6, "hoa": 9}

    assert few.closed(year, "kinh") == frozenset()
    assert few.closed_beside(year, half, "kinh") >= {"tay"}
    assert few.closed_beside(year, {"kinh": 20, "tay": 3, "hoa": 4}, "kinh") == {"tay", "hoa"}


def test_a_province_does_not_tell_what_its_communes_keep_closed():
    big, small = {"kinh": 50, "bru": 10}, {"kinh": 50, "bru": 2}
    below = [(each, few.closed(each, "kinh")) for each in (big, small)]

    assert few.closed_above({"kinh": 100, "bru": 12}, below) == {"kinh", "bru"}
    assert few.closed_above({"kinh": 130, "bru": 32}, below) == frozenset()
    assert few.closed_above({"kinh": 130, "bru": 13}, [(big, frozenset())]) == {"bru"}
