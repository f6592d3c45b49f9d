"""The order of rows and sheets says nothing: a list shuffled is the same list."""

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nguon.reports.columns import BY_KEY
from nguon.reports.roster import Office, read_roster
from nguon.reports.sheets import Sheet
from tests.reports.books import THE_33, YEAR_SHEET, book, person

OFFICE = Office({}, {"chibokhomkhexong": [1], "chibokhommau": [2]}, {1: "Khe Xong", 2: "Mẫu"})
TODAY = date(2025, 6, 2)
COLUMNS = ("office_code", "full_name", "born_on", "phone", "native_place", "cell", "listed_on")

people = st.fixed_dictionaries(
    {
        "full_name": st.sampled_from(["Hồ Mẫu An", "Hồ Mẫu Ân", "Lê Mẫu Bình", "", "Lê 2"]),
        "born_on": st.sampled_from(["05/09/1998", "1998-09-06", "29/02/2023", ""]),
        "office_code": st.sampled_from(["", "A1", "A2", "A3"]),
        "phone": st.sampled_from(["", "0912345678", "0912345679"]),
        "native_place": st.sampled_from(["", "Đakrông"]),
        "cell": st.sampled_from(["Chi bộ khóm Khe Xong", "chi bộ khóm mẫu", "nơi khác"]),
        "listed_on": st.sampled_from(["", "01/03/2024"]),
    }
)


def sheet(name, rows):
    headings = [BY_KEY[key].heading for key in COLUMNS]
    lines = [headings, *([row[key] for key in COLUMNS] for row in rows)]
    return Sheet(name, False, list(enumerate(lines, start=1)), [])


def who(found):
    return sorted(repr(sorted(entry.values.items())) for entry in found.entries)


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(people, max_size=8), seed=st.integers(0, 99), cut=st.integers(0, 8))
def test_who_is_taken_over_does_not_turn_on_the_order_of_rows_and_sheets(rows, seed, cut):
    shuffled = Random(seed).sample(rows, len(rows))
    one = read_roster([sheet("A", rows)], office=OFFICE, today=TODAY)
    other = read_roster(
        [sheet("B", shuffled[:cut]), sheet("A", shuffled[cut:])], office=OFFICE, today=TODAY
    )
    assert who(one) == who(other)
    assert one.read == other.read == sum(any(row.values()) for row in rows)


@settings(max_examples=200, deadline=None)
@given(rows=st.lists(people, max_size=8))
def test_every_row_is_either_taken_over_or_refused_with_a_reason(rows):
    found = read_roster([sheet("A", rows)], office=OFFICE, today=TODAY)
    taken = {place for entry in found.entries for place in entry.rows}
    refused = {(fault.sheet, fault.row) for fault in found.faults}
    assert not taken & refused
    assert len(taken | refused) == found.read


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_shuffled_list_finds_everybody_known(take, rows, seed):
    chance = Random(seed)
    listed = date(2024, 3, 1)
    given_names = ("An", "Bình", "Chung", "Đào")
    some = [person(full_name=f"Hồ Mẫu {name}", listed_on=listed) for name in given_names]
    take(book({"Danh sách": (THE_33, some), "2023": (YEAR_SHEET, some[1:3])}))
    before = rows()
    again = take(
        book(
            {
                "2023": (YEAR_SHEET, chance.sample(some[1:3], 2)),
                "Danh sách": (THE_33, chance.sample(some, 4)),
            }
        )
    )
    assert (again.persons, again.known, again.events, again.refused) == (0, 4, 0, [])
    assert rows() == before
