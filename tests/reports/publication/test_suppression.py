"""Small numbers: none is shown, and none follows from what is."""

from datetime import date
from itertools import product
from random import Random

import pytest

from nguon.reports.publication.suppression import Claim, Derivable, follows, hide

NOWHERE_BELOW: dict[str, frozenset[str]] = {}
COMMUNE_OF_A_PROVINCE = {"tinh": frozenset({"xa"})}


def table(years, *, place="xa", where="now", first=2015):
    """A row a year and the total, as a publication counts them."""
    rows = [
        Claim("admitted", place, date(first + n, 1, 1), date(first + n + 1, 1, 1), number, where)
        for n, number in enumerate(years)
    ]
    whole = (date(first, 1, 1), date(first + len(years), 1, 1))
    return [*rows, Claim("admitted", place, *whole, sum(years), where)]


def values(claims):
    return [each.value for each in claims]


@pytest.mark.parametrize(
    ("years", "shown"),
    [
        ([7, 8, 9], [7, 8, 9, 24]),  # nothing is small
        ([9, 5, 2], [9, None, None, 16]),  # the 2, and the 5 from which it would follow
        ([10, 1, 1], [None, None, None, 12]),  # two hidden would sum to 2
        ([2, 3, 0], [None, None, 0, 5]),  # together 5: neither follows; nobody is no small number
        ([2, 0, 0], [None, 0, 0, None]),  # the total is as small as the year
        ([0, 0, 0], [0, 0, 0, 0]),
    ],
)
def test_a_small_number_goes_with_what_it_would_follow_from(years, shown):
    assert values(hide(table(years), [], NOWHERE_BELOW)) == shown


def test_a_later_table_does_not_tell_by_difference_what_came_between():
    before = hide(table([7, 8, 9], where="before"), [], NOWHERE_BELOW)
    grown = table([7, 8, 20])

    assert values(hide(grown, before, NOWHERE_BELOW)) == [7, 8, 20, 35]
    later = hide(table([7, 8, 11]), before, NOWHERE_BELOW)
    assert values(later) == [7, 8, None, None]
    assert not follows([*later, *before], NOWHERE_BELOW)


def test_the_half_year_published_before_does_not_tell_what_the_other_half_had():
    half = Claim("admitted", "xa", date(2015, 1, 1), date(2015, 7, 1), 7, "before")
    year = Claim("admitted", "xa", date(2015, 1, 1), date(2016, 1, 1), 9, "now")

    assert values(hide([year], [half], NOWHERE_BELOW)) == [None]


def test_a_province_less_its_commune_does_not_tell_the_rest():
    commune = hide(table([12, 13], where="commune"), [], NOWHERE_BELOW)
    province = table([14, 33], place="tinh")

    shown = hide(province, commune, COMMUNE_OF_A_PROVINCE)

    assert shown[0].value is None  # 14 less 12 are 2
    assert not follows([*shown, *commune], COMMUNE_OF_A_PROVINCE)


def test_what_was_told_already_and_is_small_cannot_be_mended_by_hiding():
    told = Claim("admitted", "xa", date(2015, 1, 1), date(2016, 1, 1), 7, "a")
    again = Claim("admitted", "xa", date(2015, 1, 1), date(2016, 1, 1), 9, "b")

    with pytest.raises(Derivable):
        hide(table([20, 20], first=2020), [told, again], NOWHERE_BELOW)


def test_no_reader_of_three_tables_can_narrow_a_small_year_down_to_one_number():
    """Tried by hand: every filling that fits all tables is counted, for hidden small years."""
    chance = Random(20)
    for _round in range(12):
        years = [chance.choice([0, 1, 2, 3, 4, 5, 6, 8]) for _ in range(3)]
        shown = values(hide(table(years), [], NOWHERE_BELOW))
        fitting = [
            guess
            for guess in product(range(12), repeat=3)
            if all(told in (None, own) for told, own in zip(shown, guess, strict=False))
            and shown[3] in (None, sum(guess))
        ]
        for number, year in enumerate(years):
            if 0 < year < 5:
                assert len({guess[number] for guess in fitting}) > 1, (years, shown)
