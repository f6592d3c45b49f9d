"""What stands beside a count: each measure of its stated base, or empty with the reason."""

from datetime import date
from decimal import Decimal

import pytest

from nguon.planning import quality
from nguon.planning.quality import Trace
from nguon.planning.shares import Share

pytestmark = pytest.mark.pure

IN_2016 = date(2016, 5, 19)
TODAY = date(2020, 1, 1)
WAY = ("cell_resolution", "admission_decision", "decision_received", "admission_ceremony")


def trace(case=1, on=IN_2016, *, done=WAY, findings=(), **values):
    acts = {act: done.count(act) for act in done}
    known = {"judged": True, "member": True} | values
    return Trace(case=case, on=on, done=acts, findings=frozenset(findings), **known)


# --- late steps ---------------------------------------------------------------------------------


def test_acts_after_their_limit_are_counted_of_the_acts_that_had_one():
    found = quality.late_steps([trace(1, findings=["ceremony_late"]), trace(2)])

    assert (found.count, found.of, found.percent) == (1, 4, Decimal("25.0"))
    assert [(p.code, p.count, p.of) for p in found.parts] == [
        ("admission_decision", 0, 2),
        ("admission_ceremony", 1, 2),
    ]
    assert found.cases == {1}


def test_an_act_whose_limit_nobody_can_reckon_is_neither_late_nor_in_time():
    found = quality.late_steps([trace(done=("admission_decision", "admission_ceremony"))])

    assert (found.count, found.of, found.empty) == (None, None, "no_acts")


@pytest.mark.parametrize(("on", "acts"), [(date(2026, 7, 25), 0), (date(2026, 7, 26), 1)])
def test_since_the_issue_of_the_decision_starts_the_limit_no_receipt_is_asked_for(on, acts):
    found = quality.late_steps([trace(on=on, done=("admission_decision", "admission_ceremony"))])

    assert sum(part.of for part in found.parts) == acts


def test_what_is_overdue_but_not_done_is_no_late_act():
    found = quality.late_steps([trace(findings=["recognition_review_late"])])

    assert (found.count, found.of) == (0, 2)


def test_where_no_verdict_stands_nothing_is_said_to_be_in_time():
    assert quality.late_steps([trace(judged=False)]).empty == "no_acts"


# --- files sent back ----------------------------------------------------------------------------


def test_files_on_record_as_sent_back_are_counted_of_those_that_reached_the_committee():
    back, received = trace(1, returned=2), trace(2, done=(*WAY, "file_received"))
    found = quality.returned_files([back, received, trace(3)])

    assert (found.count, found.of, found.cases) == (1, 2, {1})


def test_a_second_receipt_alone_is_no_return():
    twice = trace(1, done=(*WAY, "file_received", "file_received"))

    assert (quality.returned_files([twice]).count, quality.returned_files([twice]).of) == (0, 1)


def test_where_no_receipt_is_on_record_nothing_is_said_of_returns():
    assert quality.returned_files([trace()]).empty == "no_files"


# --- probation ----------------------------------------------------------------------------------


def test_whose_probation_ended_without_recognition_is_told_by_what_happened():
    found = quality.not_confirmed(
        [
            trace(1, recognised_on=date(2017, 6, 1)),
            trace(2, recognised_on=date(2017, 6, 1), left_on=date(2019, 1, 1)),
            trace(3, left_on=date(2017, 1, 1), left_how="removed"),
            trace(4, done=(*WAY, "removal_decision")),
            trace(5, findings=["ballots_exhausted"]),
            trace(6, done=(*WAY, "recognition_decision")),
            trace(7, findings=["recognition_review_late"]),
            trace(8),
            trace(9, left_on=date(2017, 1, 1), left_how="died"),
        ],
        as_of=TODAY,
    )

    assert (found.count, found.of) == (5, 7)
    assert {part.code: part.count for part in found.parts} == {
        "left": 2,
        "refused": 2,
        "overdue": 1,
        "waiting": 1,
    }
    assert found.cases == {3, 4, 5, 6, 7}


@pytest.mark.parametrize(("as_of", "of"), [(date(2017, 5, 18), None), (date(2017, 5, 19), 1)])
def test_before_its_twelve_months_are_over_a_probation_is_not_judged(as_of, of):
    gone = trace(left_on=date(2016, 9, 1), left_how="removed")

    found = quality.not_confirmed([gone], as_of=as_of)

    assert (found.of, found.empty) == (of, "" if of else "too_early")


# --- leaving ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left_on", "how", "counted"),
    [
        (date(2019, 5, 18), "dropped_out", (1, 1)),
        (date(2019, 5, 19), "dropped_out", (0, 1)),  # tròn ba năm
        (date(2017, 1, 1), "died", (None, None)),
        (date(2019, 6, 1), "died", (0, 1)),
        (None, "", (0, 1)),
    ],
)
def test_leaving_is_watched_for_three_years_and_death_is_none(left_on, how, counted):
    found = quality.left_again([trace(left_on=left_on, left_how=how)], as_of=TODAY)

    assert (found.count, found.of) == counted


@pytest.mark.parametrize(
    ("as_of", "counted"), [(date(2019, 5, 18), (None, None)), (date(2019, 5, 19), (1, 1))]
)
def test_an_admission_is_told_from_its_third_anniversary_on(as_of, counted):
    early = trace(left_on=date(2016, 9, 1), left_how="removed")

    found = quality.left_again([early], as_of=as_of)

    assert (found.count, found.of) == counted
    assert found.empty == ("" if found.of else "too_early")


def test_of_whom_no_membership_is_known_nothing_is_said():
    assert quality.left_again([trace(member=False)], as_of=TODAY).of is None


# --- the year -----------------------------------------------------------------------------------


def test_december_is_told_with_every_other_month():
    told = [trace(n, date(2016 + n % 3, 12 if n < 3 else n, 1)) for n in range(6)]

    assert quality.by_month(told) == (0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 3)
    assert (quality.december(told).count, quality.december(told).of) == (3, 6)


def test_nobody_admitted_is_no_december_of_nought():
    assert quality.december([]).empty == "nobody"


# --- against the people -------------------------------------------------------------------------


def area(year, **values):
    return {"year": year, **values}


def test_a_group_stands_against_the_latest_year_that_states_it():
    areas = [
        area(2014, women=400, population=1000, minority_percent=Decimal(40)),
        area(2020, population=1100, minority_percent=Decimal(42), minority_qualifier="more_than"),
    ]

    women, _, _, minority = quality.compare(
        {"women": Share(9, 36), "minority": Share(8, 36)}, areas
    )

    assert (women.admitted.percent, women.population.percent) == (Decimal("25.0"), Decimal("40.0"))
    assert (women.population.year, women.population.base) == (2014, "population")
    assert minority.admitted.percent == Decimal("22.2")
    assert (minority.population.percent, minority.population.qualifier) == (42, "more_than")


def test_young_people_and_union_members_stand_against_those_of_full_age():
    areas = [area(2020, population=1000, of_age=600, aged_18_30=150, union_members=60)]

    _, youth, union, _ = quality.compare({"youth": Share(2, 4), "union": Share(1, 4)}, areas)

    assert (youth.population.percent, union.population.percent) == (Decimal("25.0"), Decimal(10))
    assert youth.population.base == union.population.base == "of_age"


def test_a_comparison_that_lacks_a_side_says_which():
    found = quality.compare({"women": Share(9, 36), "youth": Share(0, 0), "union": None}, [])

    assert [each.empty for each in found] == [
        "no_population",
        "not_counted",
        "not_counted",
        "not_counted",
    ]
    assert [each.to_json()["percent"] for each in found] == [25.0, None, None, None]


# --- offices and hamlets ------------------------------------------------------------------------


def test_hamlets_and_workplaces_are_told_apart_and_what_nobody_wrote_stands_apart():
    found = quality.balance([("hamlet", 0), ("hamlet", 2), ("school", 5), (None, 1)])

    assert [(side.code, side.cells, side.admitting, side.admitted) for side in found] == [
        ("hamlets", 2, 1, 2),
        ("workplaces", 1, 1, 5),
        ("unknown", 1, 1, 1),
    ]


def test_no_measure_is_a_nought_that_nobody_counted():
    told = [measure.to_json() for measure in quality.measures([], as_of=TODAY)]

    assert [(one["count"], one["of"]) for one in told] == [(None, None)] * 5
    assert all(one["empty"] for one in told)
