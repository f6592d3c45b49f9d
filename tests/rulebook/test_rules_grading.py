"""Tables of grading: the regulation of the day, points, the cap, who is not graded, votes."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from nguon.rulebook import (
    NoRuleInForce,
    Rulebook,
    differences,
    evaluate,
    grading,
    load,
    read_facts,
)
from nguon.rulebook.rules.grading import Conditions, law_of
from tests.rulebook.building import case
from tests.rulebook.tables import admitted

pytestmark = pytest.mark.pure
OF_132, OF_124, OF_366 = "132-QĐ/TW 2018-03-08", "124-QĐ/TW 2023-10-04", "366-QĐ/TW 2025-08-30"
OLD, MIDDLE, NEW = "2019-12-20", "2023-12-20", "2025-12-20"
FULFILLED = Conditions(on_time=True, beyond=30, undisciplined=True, mended=100)


@dataclass(frozen=True)
class Row:
    """One question asked of the law of a day, and its answer."""

    shows: str
    on: str
    asks: Callable[[Any], Any]
    gives: Any


def codes(objections):
    return [one.code for one in objections]


def instrument(day):
    return grading.basis(day).citation.instrument


def period(name):
    return lambda day: codes(grading.unknown_period(name, day))


def band(grade, points):
    share = None if points is None else Decimal(points)
    return lambda day: codes(grading.below_band(grade, share, day))


def conditions(grade="excellent", is_body=True, **changed):
    told = replace(FULFILLED, **changed)
    return lambda day: [
        (one.code, one.because["condition"])
        for one in grading.not_excellent(grade, told, day, is_body=is_body)
    ]


def cap(excellent, good, **how):
    def asks(day):
        limit = grading.cap(excellent, good, day, **how)
        return limit.most, codes(grading.above_cap(excellent, limit))

    return asks


def left_out(joined_on, absence=""):
    return lambda day: codes(grading.not_graded(date.fromisoformat(joined_on), absence, day))


def vote(yes, summoned):
    return lambda day: codes(grading.vote_against(yes, summoned, day))


def nobody_admitted(grade="excellent", admitted=0, no_source_left=False, applies=True):
    return lambda day: codes(
        grading.zero_admission(
            grade, admitted, day, no_source_left=no_source_left, applies=applies
        )
    )


FOUR = ("excellent", "good", "completed", "not_completed")
GRADES = {
    "R-EVAL-01": [
        Row("the first day of 132", "2018-03-08", instrument, OF_132),
        Row("the last day of 132", "2023-10-03", instrument, OF_132),
        Row("the first day of 124", "2023-10-04", instrument, OF_124),
        Row("the day after", "2023-10-05", instrument, OF_124),
        Row("the last day of 124", "2025-08-29", instrument, OF_124),
        Row("the first day of 366", "2025-08-30", instrument, OF_366),
        Row("the day after that", "2025-08-31", instrument, OF_366),
        *(
            Row(f"four grades on {on}", on, lambda day: grading.basis(day).value, FOUR)
            for on in (OLD, MIDDLE, NEW)
        ),
        Row("a year may always be graded", OLD, period("year"), []),
        Row("a quarter not before 366", "2025-08-29", period("quarter"), ["unknown_period"]),
        Row("a quarter from 366 on", "2025-08-30", period("quarter"), []),
        Row("a term from 366 on", NEW, period("term"), []),
        Row("something special from 366 on", NEW, period("ad_hoc"), []),
        Row("no term under 132", OLD, period("term"), ["unknown_period"]),
        Row("an appeal made on the first of the month", OLD,
            lambda day: grading.answer_due(date(2019, 12, 1), day), date(2019, 12, 31)),
    ],
    "R-EVAL-02": [
        Row("90 of 100 suffice", NEW, band("excellent", "90"), []),
        Row("89.9 do not", NEW, band("excellent", "89.9"), ["points_below_band"]),
        Row("70 for good", NEW, band("good", "70"), []),
        Row("69.9 are too few for good", NEW, band("good", "69.9"), ["points_below_band"]),
        Row("50 for completed", NEW, band("completed", "50"), []),
        Row("49.9 are too few for it", NEW, band("completed", "49.9"), ["points_below_band"]),
        Row("the lowest grade needs none", NEW, band("not_completed", "0"), []),
        Row("more points than needed are no objection", NEW, band("completed", "99"), []),
        Row("not all criteria have points", NEW, band("good", None), ["points_unknown"]),
        Row("124 holds no bands", MIDDLE, band("excellent", "10"), []),
        Row("132 holds none either", OLD, band("excellent", None), []),
        Row("all conditions met", NEW, conditions(), []),
        Row("late with one task", NEW, conditions(on_time=False),
            [("condition_not_met", "on_time")]),
        Row("29 per cent beyond", NEW, conditions(beyond=29), [("condition_not_met", "beyond")]),
        Row("a unit was disciplined", NEW, conditions(undisciplined=False),
            [("condition_not_met", "undisciplined")]),
        Row("99 per cent mended", NEW, conditions(mended=99), [("condition_not_met", "mended")]),
        Row("nobody knows about mending", NEW, conditions(mended=None),
            [("condition_unknown", "mended")]),
        Row("all that is lacking is said at once", NEW,
            conditions(on_time=None, beyond=None, undisciplined=None, mended=None),
            [("condition_unknown", name)
             for name in ("on_time", "beyond", "undisciplined", "mended")]),
        Row("of a member only the first two are asked", NEW,
            conditions(is_body=False, undisciplined=None, mended=None), []),
        Row("good needs none of them", NEW, conditions("good", on_time=False), []),
        Row("the day before 366 asks none", "2025-08-29", conditions(on_time=False), []),
        Row("the first day of 366 asks", "2025-08-30", conditions(on_time=False),
            [("condition_not_met", "on_time")]),
        Row("a table of 100", NEW,
            lambda day: codes(grading.table_total(Decimal(100), day)), []),
        Row("a table of 99", NEW,
            lambda day: codes(grading.table_total(Decimal(99), day)), ["table_not_full"]),
        Row("under 132 any total", OLD,
            lambda day: codes(grading.table_total(Decimal(99), day)), []),
    ],
    "R-EVAL-03": [
        Row("20 per cent of 52 are 10", OLD, cap(10, 52), (10, [])),
        Row("the eleventh is too many", OLD, cap(11, 52), (10, ["above_cap"])),
        Row("of 54 still 10", OLD, cap(10, 54), (10, [])),
        Row("of 55 eleven", OLD, cap(11, 55), (11, [])),
        Row("of four nobody", NEW, cap(1, 4), (0, ["above_cap"])),
        Row("of five one", NEW, cap(1, 5), (1, [])),
        Row("nobody excellent of nobody", NEW, cap(0, 0), (0, [])),
        Row("bodies of one type alike", NEW, cap(2, 9, of_bodies=True), (1, ["above_cap"])),
        Row("an outstanding unit a quarter", NEW, cap(13, 52, outstanding=True), (13, [])),
        Row("not before 124", "2023-10-03", cap(13, 52, outstanding=True), (10, ["above_cap"])),
        Row("from 124 on", "2023-10-04", cap(13, 52, outstanding=True), (13, [])),
    ],
    "R-EVAL-04": [
        Row("admitted in September, graded in December", OLD, left_out("2019-09-15"),
            ["admitted_lately"]),
        Row("six months less a day", OLD, left_out("2019-06-21"), ["admitted_lately"]),
        Row("six months to the day", OLD, left_out("2019-06-20"), []),
        Row("six months and a day", OLD, left_out("2019-06-19"), []),
        Row("exempt", OLD, left_out("2001-01-01", "exempt"), ["exempt"]),
        Row("suspended", NEW, left_out("2001-01-01", "suspended"), ["suspended"]),
        Row("both reasons are told", OLD, left_out("2019-12-01", "suspended"),
            ["suspended", "admitted_lately"]),
        Row("neither", MIDDLE, left_out("2001-01-01"), []),
        Row("six months end with the month", "2020-02-29", left_out("2019-08-31"), []),
        Row("the form changes and says the same", "2021-12-13", left_out("2021-06-14"),
            ["admitted_lately"]),
    ],
    "R-EVAL-05": [
        Row("more than half of all summoned", OLD, vote(6, 11), []),
        Row("half of those summoned, though all that came", OLD, vote(5, 10),
            ["vote_not_carried"]),
        Row("one more", OLD, vote(6, 10), []),
        Row("no vote was taken", NEW, vote(None, None), ["not_voted"]),
    ],
    "R-EVAL-06": [
        Row("admission is one criterion", OLD,
            lambda day: codes(grading.development_criteria(1, day)), []),
        Row("not none", NEW,
            lambda day: codes(grading.development_criteria(0, day)), ["development_not_once"]),
        Row("not two", MIDDLE,
            lambda day: codes(grading.development_criteria(2, day)), ["development_not_once"]),
    ],
    "R-EVAL-07": [
        Row("off unless a committee decided so", OLD, nobody_admitted(applies=False), []),
        Row("sources, and nobody admitted", OLD, nobody_admitted(), ["no_admission"]),
        Row("one admitted", OLD, nobody_admitted(admitted=1), []),
        Row("nobody left to admit", OLD, nobody_admitted(no_source_left=True), []),
        Row("good may stay good", NEW, nobody_admitted("good"), []),
    ],
}  # fmt: skip
ROWS = [(rule, row) for rule, table in GRADES.items() for row in table]


@pytest.mark.parametrize(("rule", "row"), ROWS, ids=[f"{rule}: {row.shows}" for rule, row in ROWS])
def test_each_row(rule, row):
    assert row.asks(law_of(date.fromisoformat(row.on))) == row.gives


@pytest.mark.parametrize("rule", GRADES)
def test_an_objection_names_its_rule_and_where_that_is_written(rule):
    law = load().law(date.fromisoformat(NEW)).provisions
    held = [one for one in law.values() if one.rule == rule]
    assert held
    for provision in held:
        objection = grading.Objection("x", provision)
        assert objection.rule == rule
        assert objection.citation.instrument in load().instruments


def test_before_the_first_regulation_nothing_is_held_on_grading():
    with pytest.raises(NoRuleInForce):
        grading.basis(law_of(date(2018, 3, 7)))


def test_the_bands_that_were_not_seen_are_marked_so():
    day = law_of(date.fromisoformat(NEW))
    marks = {
        name: day.provision(f"grading.{name}").confidence
        for name in ("points.excellent", "points.good", "points.completed", "cap.outstanding")
    }
    assert marks == {
        "points.excellent": "C1", "points.good": "U", "points.completed": "U",
        "cap.outstanding": "U",
    }  # fmt: skip


def under(**values):
    book = copy(load())
    book.parameters = {
        name: replace(one, value=values.get(name.replace(".", "_"), one.value))
        for name, one in load().parameters.items()
    }
    return law_of(date.fromisoformat(NEW), book)


def test_what_is_left_open_can_be_set_otherwise():
    assert grading.cap(1, 4, under(grade_cap_base="good_and_above")).most == 1
    assert grading.cap(0, 52, under(grade_cap_pct="general_only"), outstanding=True).most == 10
    assert not grading.vote(6, 10, under(grade_vote_threshold="two_thirds")).passed
    assert grading.answer_due(date(2026, 1, 1), under(grade_appeal_days=10)) == date(2026, 1, 11)
    told = nobody_admitted(applies=False)(under(grade_zero_admission_bars=True))
    assert told == ["no_admission"]


def test_what_an_answer_relied_on_is_noted():
    day = law_of(date.fromisoformat(NEW))
    grading.cap(1, 4, day, outstanding=True)
    grading.vote(1, 2, day)
    assert set(day.relied_on) == {"grade.cap_base", "grade.cap_pct", "grade.vote_threshold"}


def test_no_case_is_judged_by_what_is_said_on_grading():
    """Without the whole topic every verdict is what it was."""
    book, facts = load(), read_facts(case(admitted("2020-02-14")))
    without = Rulebook(
        instruments=book.instruments, regimes=book.regimes, parameters=book.parameters,
        editions={n: e for n, e in book.editions.items() if not n.startswith("grading.")},
        steps=book.steps, codes=book.codes, words=book.words, holidays=book.holidays,
    )  # fmt: skip
    for day in (date(2019, 12, 1), date(2020, 2, 20), date(2021, 3, 1), date(2025, 9, 1)):
        assert evaluate(facts, day) == evaluate(facts, day, without)


def test_a_text_that_begins_between_two_days_is_new():
    new = {change.provision for change in differences(date(2017, 1, 1), date(2019, 1, 1))}
    told = differences(date(2017, 1, 1), date(2019, 1, 1))
    assert "grading.cap" in new
    assert all(one.before is None for one in told if one.provision.startswith("grading."))
