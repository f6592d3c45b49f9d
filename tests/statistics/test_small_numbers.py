"""No total of one to four people by ethnicity or religion is told, nor follows from what is."""

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.planning import few
from nguon.statistics import operations, queries, sealed
from nguon.statistics.models import GroupCount
from nguon.statistics.periods import named
from nguon.statistics.words import remark
from tests.planning.published import Newcomer, admit_all
from tests.statistics.conftest import table, told

YEAR = named("2024")
SPRING, AUTUMN = date(2024, 5, 19), date(2024, 9, 2)


def admit(cell, by, **groups):
    """So many of ``kinh``, ``bru`` and ``bru_women`` on a day, the spring unless another."""
    on = groups.pop("on", SPRING)
    some = {"kinh": {}, "bru": {"minority": True}, "bru_women": {"minority": True, "woman": True}}
    people = [
        Newcomer(cell, on, **some[kind]) for kind, many in groups.items() for _ in range(many)
    ]
    admit_all(people, by=by)


def counted(place, by, period="2024", code="2-BTCTW"):
    operations.count_groups(place, named(period), by=by)
    return table(place, code, period, by)


def cell(found, key, column="now"):
    lines = [line for sheet in found.sheets for line in sheet.lines if line.row.key == key]
    return lines[0].cells[column]


def test_one_of_a_people_among_many_is_told_neither_as_such_nor_by_what_is_left(
    krong_klang, khe_xong, clerk, system
):
    admit(khe_xong, system, kinh=12, bru=1)

    found = counted(krong_klang, clerk)

    assert told(found, "I", "I.minority") == [13, None]
    assert cell(found, "I.minority").why == "too_few"
    assert cell(found, "ethnicity.bru-van-kieu", "total").number is None
    assert cell(found, "ethnicity.kinh", "total").number is None
    (line,) = [each for each in found.sheets[0].lines if each.row.key == "I.minority"]
    assert "quá ít người" in remark(line)
    assert "13" not in str(found.to_json()["sheets"][1]["rows"][1]["values"])


def test_few_women_of_a_people_are_not_told_though_the_people_is(
    krong_klang, khe_xong, clerk, system
):
    admit(khe_xong, system, kinh=12, bru=6, bru_women=2)

    found = counted(krong_klang, clerk)

    assert told(found, "I.minority", "I.women") == [8, 2]
    assert cell(found, "ethnicity.bru-van-kieu", "total").number == 8
    assert cell(found, "ethnicity.bru-van-kieu", "women").number is None
    assert cell(found, "ethnicity.kinh", "women").number is None


def test_of_fewer_than_five_people_nothing_is_read_nor_kept(krong_klang, khe_xong, clerk, system):
    admit(khe_xong, system, kinh=3, bru=1)

    with pytest.raises(operations.Refused, match="vài người"):
        operations.count_groups(krong_klang, YEAR, by=clerk)

    assert not GroupCount.objects.visible_to(clerk).exists()
    assert cell(table(krong_klang, "2", "2024", clerk), "I.minority").why == "too_few"


def test_few_who_were_admitted_are_not_counted_where_the_members_are_many(
    krong_klang, khe_xong, clerk, system
):
    admit(khe_xong, system, kinh=8, on=date(2022, 5, 19))
    admit(khe_xong, system, bru=2)

    counted(krong_klang, clerk)

    assert {row.whom for row in GroupCount.objects.visible_to(clerk)} == {"members"}
    assert cell(table(krong_klang, "2", "2024", clerk), "I.minority").why == "too_few"


def test_a_year_does_not_tell_what_its_first_half_leaves(krong_klang, khe_xong, clerk, system):
    admit(khe_xong, system, kinh=9, bru=6)
    admit(khe_xong, system, kinh=9, bru=2, on=AUTUMN)
    before = counted(krong_klang, clerk)
    half = counted(krong_klang, clerk, "2024-H1")

    year = table(krong_klang, "2", "2024", clerk)

    assert [each.number("I.minority") for each in (before, half, year)] == [8, 6, None]
    assert cell(year, "ethnicity.kinh", "total").number is None


def test_a_province_does_not_tell_what_one_of_its_communes_keeps_closed(
    quang_tri, krong_klang, mo_o, khe_xong, thon_mau, clerk, there, province, system
):
    admit(khe_xong, system, kinh=9, bru=6)
    admit(thon_mau, system, kinh=9, bru=2)
    alone = counted(quang_tri, province)
    assert told(alone, "I.minority") == [8]

    commune, neighbour = counted(krong_klang, clerk), counted(mo_o, there)
    above = table(quang_tri, "2", "2024", province)

    assert [each.number("I.minority") for each in (commune, neighbour, above)] == [6, None, None]
    assert cell(above, "ethnicity.bru-van-kieu", "total").number is None
    assert cell(above, "ethnicity.kinh", "total").number is None


def test_what_is_closed_and_handed_in_holds_no_small_number(krong_klang, khe_xong, clerk, system):
    admit(khe_xong, system, kinh=12, bru=1)
    operations.count_groups(krong_klang, YEAR, by=clerk)

    row = operations.close_period(krong_klang, YEAR, document="12-BC/ĐU", by=clerk)

    for code in ("2-BTCTW", "4-BTCTW"):
        told_of = queries.opened(krong_klang, code, YEAR, by=clerk).table
        assert cell(told_of, "ethnicity.bru-van-kieu", "total").number is None
    assert sealed.TOO_FEW in str(row.figures["2-BTCTW"])


def test_members_of_a_people_are_told_anew_only_when_five_more_came_since(
    krong_klang, khe_xong, clerk, system
):
    admit(khe_xong, system, kinh=20, bru=8, on=date(2021, 5, 19))
    admit(khe_xong, system, bru=2, on=date(2022, 5, 19))
    admit(khe_xong, system, bru=4, on=date(2023, 5, 19))
    for year in ("2021", "2022", "2023", "2024"):
        operations.count_groups(krong_klang, named(year), by=clerk)

    tables = [table(krong_klang, "3", str(year), clerk) for year in range(2021, 2025)]

    assert [each.number("I.minority") for each in tables] == [8, None, 14, 14]
    assert [each.number("I") for each in tables] == [28, 30, 34, 34]
    assert cell(tables[1], "I.minority").why == "too_few"


PEOPLES = ("kinh", "bru", "tay")
NUMBERS = st.fixed_dictionaries({line: st.integers(0, 14) for line in PEOPLES}).filter(
    lambda lines: sum(lines.values()) >= few.FEW  # of fewer nothing is told at all
)


@given(st.lists(NUMBERS, min_size=1, max_size=6))
def test_no_line_told_of_any_two_periods_differs_by_one_to_four(periods):
    told = []
    for lines in periods:
        shut = few.closed(lines, "kinh")
        for earlier, closed in told:
            shut |= few.closed_since(lines, earlier, closed)
        told.append((lines, few.together(shut, lines, "kinh")))

    for lines, shut in told:
        assert not any(few.is_few(lines[line]) for line in lines if line not in shut)
        assert not few.is_few(sum(lines[line] for line in shut))
    for (one, closed), (other, shut) in combinations(told, 2):
        both = set(PEOPLES) - closed - shut
        assert not any(few.is_few(abs(one[line] - other[line])) for line in both)
