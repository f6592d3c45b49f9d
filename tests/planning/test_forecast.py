"""Forecasts: like past cases that stood there as long, newcomers at the area's pace, a range."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.forecast import backtest, summed_up
from nguon.planning.forecast import (
    FEWEST,
    PHASES,
    Area,
    Forecast,
    Life,
    TooLittleHistory,
    interval,
)

AS_OF = date(2024, 6, 30)
STEP = timedelta(days=60)


def life(begins, *, admitted=True, steps=6, left=None):
    """Somebody who takes sixty days from phase to phase."""
    reached = {phase: begins + STEP * number for number, phase in enumerate(PHASES[:steps])}
    return Life(reached, begins + STEP * len(PHASES) if admitted else None, left)


def every_month(number=48, **told):
    """One newcomer a month, all told alike, up to the day of the forecast."""
    return [life(AS_OF - timedelta(days=30 * n), **told) for n in range(1, number + 1)]


def known(lives):
    return [one for one in lives if one.admitted_on is None or one.admitted_on <= AS_OF]


def forecast(lives, around=None, *, cells=1, cells_around=None):
    own = Area(lives, cells)
    wider = Area(around, cells_around or cells) if around is not None else own
    return Forecast(own, wider, as_of=AS_OF)


def test_who_always_comes_through_is_expected_in_full():
    outlook = forecast(every_month()).until(AS_OF + timedelta(days=365))

    open_now = sum(group.open for group in outlook.groups)
    assert open_now == 11
    assert sum(group.expected for group in outlook.groups) == pytest.approx(open_now, abs=0.01)
    assert outlook.low <= open_now <= outlook.high


def test_nobody_is_expected_before_the_way_can_be_gone():
    early = forecast(every_month()).until(AS_OF + timedelta(days=1))

    assert early.expected < 1
    assert {group.phase for group in early.groups if group.expected > 0.5} <= {
        "admission_decision"
    }


def test_who_waits_in_a_phase_is_compared_with_those_who_waited_as_long():
    """Half of the cases drop out late in the first phase; who is past that day comes through."""
    stays = every_month()
    drops = [
        life(one.reached["sourced"], admitted=False, steps=1,
             left=one.reached["sourced"] + timedelta(days=45))
        for one in every_month()
    ]  # fmt: skip
    fresh = life(AS_OF - timedelta(days=2), admitted=False, steps=1)
    waited = life(AS_OF - timedelta(days=59), admitted=False, steps=1)
    in_two_years = AS_OF + timedelta(days=730)

    def chance(one):
        groups = forecast([*stays, *drops, one]).until(in_two_years).groups
        without = forecast([*stays, *drops]).until(in_two_years).groups
        return sum(g.expected for g in groups) - sum(g.expected for g in without)

    assert chance(fresh) == pytest.approx(0.5, abs=0.12)
    assert chance(waited) > 0.8


def test_newcomers_come_at_the_pace_of_the_area():
    outlook = forecast(every_month()).until(AS_OF + timedelta(days=730))

    # of 24 newcomers in two years those of the first year are through
    assert outlook.inflow == pytest.approx(12, abs=1.5)


def test_an_area_without_history_leans_on_the_wider_one():
    around = every_month(60) * 3
    alone = life(AS_OF - timedelta(days=300), admitted=False, steps=6)

    outlook = forecast([alone], around, cells=1, cells_around=10).until(AS_OF + timedelta(days=90))

    assert outlook.groups[0].seen == 1
    assert outlook.groups[0].expected > 0.7


def test_an_area_with_a_history_of_its_own_is_judged_by_it():
    """Around nobody is ever admitted; here everybody is."""
    days = [AS_OF - timedelta(days=30 * n) for n in range(2, 60)]
    hopeless = [life(day, admitted=False, left=day + timedelta(days=20)) for day in days]

    outlook = forecast(every_month(), [*every_month(), *hopeless]).until(
        AS_OF + timedelta(days=365)
    )

    assert sum(group.expected for group in outlook.groups) > 9


def test_with_too_little_history_it_says_so():
    few = [life(AS_OF - timedelta(days=500 + n)) for n in range(FEWEST - 1)]

    with pytest.raises(TooLittleHistory) as little:
        forecast(few)

    assert little.value.admissions == FEWEST - 1
    assert forecast([*few, life(AS_OF - timedelta(days=900))]).sample.admissions == FEWEST


def test_what_happens_after_the_day_is_not_seen():
    """A forecast of a past day is the same with and without what came later."""
    lives = every_month(60)
    then = AS_OF - timedelta(days=400)
    cut = [
        Life(
            {phase: day for phase, day in one.reached.items() if day <= then},
            one.admitted_on if one.admitted_on and one.admitted_on <= then else None,
        )
        for one in lives
        if min(one.reached.values()) <= then
    ]

    until = then + timedelta(days=365)
    with_future = Forecast(Area(lives, 3), Area(lives, 3), as_of=then).until(until)
    without = Forecast(Area(cut, 3), Area(cut, 3), as_of=then).until(until)

    assert with_future == without


def test_admissions_of_the_period_are_told_beside_and_added_in_the_total():
    told = forecast(every_month()).until(AS_OF + timedelta(days=184), admitted=5).to_json()

    assert told["admitted"] == 5
    assert told["total"]["low"] == 5 + told["low"]
    assert [each["phase"] for each in told["pipeline"]] == [
        phase for phase in PHASES if phase in {one["phase"] for one in told["pipeline"]}
    ]


@given(st.floats(0.05, 900), st.floats(0.05, 3))
def test_the_range_holds_the_mean_and_widens_with_doubt(mean, excess):
    low, high = interval(mean, mean * excess)
    wider = interval(mean, mean * excess * 2)

    assert 0 <= low <= mean + 1
    assert high >= mean - 1
    assert wider[0] <= low + 1
    assert wider[1] >= high - 1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 900), st.integers(1, 6), st.booleans()), max_size=60))
def test_an_outlook_never_exceeds_what_is_open_and_never_falls_below_nothing(told):
    lives = [
        life(AS_OF - timedelta(days=ago), steps=steps, admitted=through and steps == len(PHASES))
        for ago, steps, through in told
    ]
    outlook = forecast([*lives, *every_month(40)]).until(AS_OF + timedelta(days=200))

    assert all(0 <= group.expected <= group.open + 1e-9 for group in outlook.groups)
    assert 0 <= outlook.low <= outlook.high


def test_back_tested_on_invented_histories_the_range_holds_about_as_often_as_it_says():
    tried = [one for number in range(4) for one in backtest(number)]

    assert summed_up(tried)["held"] >= 0.75
