"""From plain numbers: bases, years, rounding, bands."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from nguon.planning import attainment
from nguon.planning.attainment import (
    Attainment,
    CellRow,
    GroupCount,
    Place,
    Plan,
    Quality,
    Range,
    YearRow,
)
from nguon.planning.quality import Beside

pytestmark = pytest.mark.pure

TEN_TO_TWELVE = Range(10, 12)
TERM = Plan(date(2015, 1, 1), date(2020, 1, 1), TEN_TO_TWELVE)


def result(admitted=36, plans=(TERM,), **values):
    asked = attainment.lay_years(
        plans, {plans[0].starts_on.year: admitted}, as_of=date(2020, 1, 1)
    )
    given = {
        "place": Place("krong-klang", "Đảng uỷ thị trấn Krông Klang"),
        "term": "2015-2020",
        "tree": attainment.AS_WAS,
        "as_of": date(2020, 1, 1),
        "plans": tuple(plans),
        "by_year": asked,
        "by_cell": (),
        "breakdown": attainment.break_down([]),
        "quality": Quality(),
        "beside": Beside(measures=(), by_month=(), comparisons=(), sides=()),
    }
    return Attainment(**(given | values))


def test_of_a_range_the_lower_bound_is_the_base_and_the_upper_stands_beside_it():
    found = result()

    assert (found.admitted, found.target) == (36, Range(50, 60))
    assert found.attainment_percent == Decimal("72.0")
    assert found.percent_of_upper == Decimal("60.0")


@pytest.mark.parametrize(
    ("part", "whole", "display", "printed"),
    [
        (36, 50, "round", "72.0"),
        (55, 60, "round", "91.7"),
        (55, 60, "truncate", "91.6"),  # Bắc Kạn, in
        (52, 102, "round", "51.0"),
        (1, 2000, "round", "0.1"),  # đúng nửa thì lên
        (1, 2000, "truncate", "0.0"),
        (115, 100, "round", "115.0"),
        (0, 50, "round", "0.0"),
    ],
)
def test_a_percentage_has_one_decimal_rounded_or_cut_as_the_office_does(
    part, whole, display, printed
):
    assert attainment.percent(part, whole, display) == Decimal(printed)


def test_where_the_base_is_nothing_there_is_no_percentage():
    nothing_asked = Plan(date(2015, 1, 1), date(2020, 1, 1), Range(0, 0))

    assert result(plans=[nothing_asked]).attainment_percent is None
    assert result(plans=[nothing_asked]).to_json()["attainment_percent"] is None


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "years"),
    [
        (date(2015, 1, 1), date(2020, 1, 1), 5),
        (date(2015, 6, 20), date(2020, 6, 18), 5),
        (date(2020, 7, 1), date(2025, 7, 1), 5),
        (date(2020, 8, 1), date(2025, 6, 1), 5),
        (date(2023, 2, 1), date(2025, 7, 1), 2),
        (date(2025, 1, 1), date(2025, 3, 1), 1),
    ],
)
def test_a_term_counts_as_many_years_of_targets_as_it_is_long(starts_on, ends_on, years):
    assert attainment.years(starts_on, ends_on) == years


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "lower"),
    [
        (date(2015, 1, 1), date(2020, 1, 1), [10, 10, 10, 10, 10]),
        (date(2015, 7, 1), date(2020, 7, 1), [5, 10, 10, 10, 10, 5]),
        (date(2015, 10, 1), date(2020, 10, 1), [3, 10, 10, 10, 10, 7]),
        (date(2015, 12, 1), date(2020, 6, 1), [2, 10, 10, 10, 10, 8]),  # bốn năm rưỡi: năm năm
        (date(2025, 2, 1), date(2025, 11, 1), [10]),
        (date(2024, 12, 31), date(2026, 1, 1), [0, 10]),
    ],
)
def test_the_target_is_laid_out_over_calendar_years_and_adds_up(starts_on, ends_on, lower):
    plan = Plan(starts_on, ends_on, TEN_TO_TWELVE)

    laid = attainment.yearly_targets(plan)

    assert [target.lower for target in laid.values()] == lower
    assert sum(lower) == 10 * attainment.years(starts_on, ends_on)
    assert list(laid) == list(range(starts_on.year, starts_on.year + len(lower)))


def test_a_year_that_the_term_covers_in_part_says_so():
    plan = Plan(date(2015, 7, 1), date(2020, 7, 1), TEN_TO_TWELVE)

    rows = attainment.lay_years([plan], {}, as_of=date(2020, 7, 1))

    assert [row.year for row in rows if not row.whole] == [2015, 2020]


def test_years_that_lie_ahead_are_told_apart_from_years_without_admissions():
    rows = attainment.lay_years([TERM], {2015: 3}, as_of=date(2017, 2, 1))

    assert [(row.year, row.begun) for row in rows[1:4]] == [
        (2016, True),
        (2017, True),
        (2018, False),
    ]


def test_the_terms_of_predecessors_add_up_year_by_year():
    five = Plan(date(2015, 1, 1), date(2020, 1, 1), Range(5, 5))
    seven = Plan(date(2015, 1, 1), date(2020, 1, 1), Range(7, 9))

    rows = attainment.lay_years([five, seven], {2016: 4}, as_of=date(2020, 1, 1))

    assert rows[1] == YearRow(year=2016, admitted=4, target=Range(12, 14))
    assert result(plans=[five, seven]).target == Range(60, 70)


@pytest.mark.parametrize(
    ("age", "band"),
    [
        (17, "<18"),
        (18, "18-30"),
        (30, "18-30"),
        (31, "31-35"),
        (35, "31-35"),
        (36, "36-40"),
        (40, "36-40"),
        (41, "41-45"),
        (45, "41-45"),
        (46, "46-50"),
        (50, "46-50"),
        (51, "51-55"),
        (55, "51-55"),
        (56, "56-60"),
        (60, "56-60"),
        (61, ">60"),
        (None, "unknown"),
    ],
)
def test_age_bands_leave_no_gap(age, band):
    assert attainment.age_band(age) == band


def test_the_breakdown_adds_up_to_the_total_in_every_dimension():
    found = attainment.break_down(
        [
            ("female", 19, True, 3),
            ("male", 33, False, 2),
            ("", None, None, 1),
            ("male", 17, True, 1),
        ]
    )

    assert found.sex == {"female": 3, "male": 3, "unknown": 1}
    assert found.age_band["18-30"] == 3
    assert next(iter(found.age_band)) == "<18"
    assert found.youth_union == {"member": 4, "not_member": 2, "unknown": 1}
    assert {sum(counts.values()) for counts in (found.sex, found.age_band, found.youth_union)} == {
        7
    }


def test_bands_outside_the_form_appear_only_when_somebody_is_in_them():
    assert list(attainment.break_down([]).age_band) == list(attainment.BANDS)


def test_cells_that_admitted_nobody_come_with_their_context_and_in_order_of_name():
    khe_xong = CellRow(
        place=Place("khe-xong", "Khe Xong"), admitted=0, by_year={}, households=279, away=40
    )
    other = CellRow(place=Place("ban-mau", "Bản Mẫu"), admitted=2, by_year={2016: 2})

    found = result(by_cell=(other, khe_xong)).to_json()

    (zero,) = found["zero_admission_cells"]
    assert (zero["name"], zero["households"], zero["away"]) == ("Khe Xong", 279, 40)
    assert [cell["admitted"] for cell in found["by_cell"]] == [2, 0]


def test_a_group_is_told_with_those_whose_group_is_known_and_the_time_it_holds():
    at = datetime(2020, 1, 2, tzinfo=UTC)

    found = result(minority_counted=GroupCount(persons=8, counted=36, of=36, held_at=at)).to_json()

    assert found["ethnic_minority"] == 8
    assert found["ethnic_minority_basis"]["percent_of_counted"] == 22.2
    assert found["ethnic_minority_basis"]["held_at"] == "2020-01-02T00:00:00+00:00"


@pytest.mark.parametrize(("persons", "counted"), [(1, 36), (4, 36), (32, 36), (35, 36)])
def test_a_group_of_few_people_or_all_but_few_is_not_told(persons, counted):
    few = GroupCount(
        persons=persons, counted=counted, of=36, held_at=datetime(2020, 1, 2, tzinfo=UTC)
    )
    found = result(minority_counted=few)

    assert (found.minority, found.minority_percent) == (None, None)
    told = found.to_json()
    assert (told["ethnic_minority"], told["ethnic_minority_basis"]) == (None, None)
    assert told["ethnic_minority_too_few"]


def test_what_was_never_counted_is_unknown_and_not_nought():
    assert result().to_json()["ethnic_minority"] is None


def test_no_result_is_told_without_its_quality_and_its_base():
    found = result().to_json()

    assert found["base"] == "lower"
    assert found["quality"].keys() == {
        "late_decisions",
        "late_ceremonies",
        "late_recognitions",
        "departures",
        "withdrawn_after_admission",
    }
