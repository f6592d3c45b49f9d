"""Tables: readmission of a former member."""

from tests.rulebook.building import BOARD, act, case
from tests.rulebook.tables import (
    DAYS,
    Row,
    Tables,
    before,
    differences,
    each_row,
    prepared,
    resolved,
)

DAY = "2019-12-10"
DIRECT = {"grassroots_committee": False}
TWO, THREE, FOUR = (
    ["2005-02-02", "2008-04-04", "2011-06-01", "2014-08-01"][:n] for n in (2, 3, 4)
)


def left(on="2010-06-15", how="removed"):
    return act("left_party", on, how=how)


def consent(on="2019-12-01", body="provincial_standing_board", kind="readmission"):
    return act("exception_consent", on, kind=kind, body=body)


def again(*past, applied="2019-06-20", **facts):
    """A former member whose new file is ready on ``DAY``, the province having consented."""
    return case([*past, *prepared(DAY, application=applied, cv="2019-07-01"), consent()], **facts)


def waiting(days, on="2019-06-20"):
    """Rows around the last day of a wait: left on ``days`` and applied on ``on``."""
    return again(left(days), applied=on)


def convicted(gravity="less_serious", on="2009-03-11", cleared=None):
    acts = [act("conviction", on, gravity=gravity)]
    return acts + ([act("conviction_cleared", cleared)] if cleared else [])


def years(day, count, *, days=0):
    """The day so many years before; with ``days=1`` the day after that."""
    return before(f"{int(day[:4]) - count}{day[4:]}", -days)


def former(day, *past, body="provincial_standing_board"):
    """A former member who applied on ``day`` itself, all other papers being ready."""
    acts = [*past, *prepared(day, application=day, cv=day), consent(day, body)]
    return case(acts, born="1970-01-01")


TABLES: Tables = {
    "R-REA-01": [
        Row(
            "the day before 36 months",
            again(left("2016-06-21")),
            DAY,
            codes={"readmission_too_early"},
            findings={
                "readmission_too_early": {
                    "on": "2019-06-21",
                    "severity": "block",
                    "rule": "R-REA-01",
                    "confidence": "C2",
                    "citation": {"instrument": "29-QĐ/TW 2016-07-25", "point": "3.5"},
                }
            },
        ),
        Row("36 months", again(left("2016-06-20")), DAY, codes=set(), holds={"stage": "opinions"}),
        Row("the day after", again(left("2016-06-19")), DAY, codes=set()),
        Row(
            "left on a leap day: 28 February",
            again(left("2016-02-29"), applied="2019-02-28"),
            DAY,
            without={"readmission_too_early"},
        ),
        Row(
            "left on a leap day: the day before",
            again(left("2016-02-29"), applied="2019-02-27"),
            DAY,
            findings={"readmission_too_early": {"on": "2019-02-28"}},
        ),
        Row(
            "no application yet: the day itself",
            case([left("2016-06-15"), act("sourced", "2019-01-07")]),
            "2019-06-14",
            findings={"readmission_too_early": {"on": "2019-06-15"}},
        ),
        Row(
            "no application yet: from that day on",
            case([left("2016-06-15"), act("sourced", "2019-01-07")]),
            "2019-06-15",
            without={"readmission_too_early"},
        ),
        Row(
            "applied again in time",
            again(left("2016-06-21"), act("application", "2019-06-28")),
            DAY,
            codes=set(),
        ),
        Row(
            "R5 keeps 36 months",
            case(
                [
                    left("2023-08-02"),
                    *prepared("2027-01-04", application="2026-08-01", cv="2026-08-20"),
                ]
            ),
            "2026-08-10",
            findings={"readmission_too_early": {"on": "2026-08-02", "confidence": "C1"}},
        ),
        Row(
            "expelled: the same wait",
            again(left("2016-06-21", "expelled")),
            DAY,
            findings={"readmission_too_early": {}},
        ),
        Row(
            "special family hardship: the same wait",
            again(left("2016-06-21", "own_request_family")),
            DAY,
            findings={"readmission_too_early": {}},
        ),
        Row(
            "the application may come at the earliest",
            case([left("2017-06-15"), *prepared(DAY)[:3]]),
            DAY,
            steps={"application": {"earliest_on": "2020-06-15"}},
        ),
        *(
            Row(
                f"{regime}: the day before 36 months",
                former(day, left(years(day, 3, days=1))),
                day,
                codes={"readmission_too_early"},
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(f"{regime}: 36 months", former(day, left(years(day, 3))), day, codes=set())
            for regime, day in DAYS.items()
        ),
    ],
    "R-REA-02": [
        Row(
            "the day before 60 months",
            again(left(), *convicted(cleared="2014-06-21")),
            DAY,
            codes={"readmission_too_early"},
            findings={"readmission_too_early": {"on": "2019-06-21", "rule": "R-REA-02"}},
        ),
        Row("60 months", again(left(), *convicted(cleared="2014-06-20")), DAY, codes=set()),
        Row(
            "not yet cleared",
            again(left(), *convicted()),
            DAY,
            codes={"readmission_too_early"},
            findings={"readmission_too_early": {"on": None, "rule": "R-REA-02"}},
        ),
        Row(
            "cleared on a leap day",
            again(left(), *convicted(cleared="2016-02-29")),
            DAY,
            findings={"readmission_too_early": {"on": "2021-02-28"}},
        ),
        Row(
            "the later of the two waits",
            again(left("2017-06-15"), *convicted(cleared="2014-06-20")),
            DAY,
            findings={"readmission_too_early": {"on": "2020-06-15", "rule": "R-REA-01"}},
        ),
        *(
            Row(
                f"{regime}: the day before 60 months",
                former(
                    day,
                    left("2004-06-15"),
                    *convicted(on="2003-03-11", cleared=years(day, 5, days=1)),
                ),
                day,
                codes={"readmission_too_early"},
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(
                f"{regime}: 60 months",
                former(
                    day, left("2004-06-15"), *convicted(on="2003-03-11", cleared=years(day, 5))
                ),
                day,
                codes=set(),
            )
            for regime, day in DAYS.items()
        ),
    ],
    "R-REA-03": [
        Row(
            "the Secretariat’s own rule: 24 months",
            again(left("2017-06-21", "population_policy"), children_born=THREE, married=False),
            DAY,
            findings={"readmission_too_early": {"on": "2019-06-21", "rule": "R-REA-03"}},
        ),
        Row(
            "24 months",
            again(left("2017-06-20", "population_policy"), children_born=THREE),
            DAY,
            without={"readmission_too_early", "readmission_barred"},
        ),
    ],
    "R-REA-04": [
        Row(
            "no consent",
            case([left(), *prepared(DAY)]),
            DAY,
            codes={"readmission_consent_missing"},
            findings={
                "readmission_consent_missing": {
                    "severity": "block",
                    "rule": "R-REA-04",
                    "confidence": "C2",
                }
            },
            holds={"may_proceed": False},
        ),
        Row(
            "of another body",
            case([left(), *prepared(DAY), consent(body="deciding_standing_board")]),
            DAY,
            codes={"readmission_consent_missing"},
        ),
        Row(
            "to something else",
            case([left(), *prepared(DAY), consent(kind="over_age")]),
            DAY,
            codes={"readmission_consent_missing"},
        ),
        Row(
            "the day before the decision",
            case(
                [
                    left(),
                    *resolved(DAY),
                    consent("2020-01-13"),
                    act("admission_decision", "2020-01-14", **BOARD),
                ],
                route=DIRECT,
            ),
            "2020-01-14",
            codes=set(),
            holds={"stage": "admission_decision"},
        ),
        Row(
            "the day after the decision",
            case(
                [
                    left(),
                    *resolved(DAY),
                    consent("2020-01-15"),
                    act("admission_decision", "2020-01-14", **BOARD),
                ],
                route=DIRECT,
            ),
            "2020-01-15",
            findings={"readmission_consent_missing": {}},
            holds={"stage": "cell_resolution"},
        ),
        Row(
            "the cell may resolve before it",
            case([left(), *resolved(DAY)], route=DIRECT),
            DAY,
            codes={"readmission_consent_missing"},
            holds={"stage": "cell_resolution"},
        ),
        Row("no matter for a first admission", case(prepared(DAY)), DAY, codes=set()),
        *(
            Row(
                f"{regime}: no consent of the province",
                former(day, left("2004-06-15"), body="deciding_standing_board"),
                day,
                codes={"readmission_consent_missing"},
            )
            for regime, day in DAYS.items()
        ),
    ],
    "R-REA-05": [
        Row(
            "the acts of the first membership do not count again",
            case([*resolved("2005-03-07"), left()]),
            DAY,
            holds={"stage": None, "dates": {"certificate_valid_until": None}},
            steps={"sourced": {}},
        ),
        Row("the whole way again", again(left()), DAY, codes=set(), holds={"stage": "opinions"}),
        Row(
            "and something left out",
            case([left(), *prepared(DAY, awareness_course=None), consent()]),
            DAY,
            codes={"certificate_missing"},
        ),
    ],
    "R-REA-06": [
        Row(
            "left a second time",
            again(left("2005-06-15"), left("2014-06-15")),
            DAY,
            codes={"readmission_once_only"},
            findings={
                "readmission_once_only": {
                    "severity": "block",
                    "rule": "R-REA-06",
                    "confidence": "C2",
                }
            },
        ),
        Row(
            "the same leaving told twice",
            again(left("2014-06-15"), left("2014-06-15")),
            DAY,
            codes=set(),
        ),
        Row(
            "the second leaving has not come",
            again(left("2005-06-15"), left("2019-12-11")),
            DAY,
            codes=set(),
        ),
        *(
            Row(
                f"{regime}: a second time",
                former(day, left("1999-06-15"), left("2004-06-15")),
                day,
                codes={"readmission_once_only"},
            )
            for regime, day in DAYS.items()
        ),
    ],
    "R-REA-07": [
        *(
            Row(
                f"left by {how}",
                again(left(how=how)),
                DAY,
                codes={"readmission_barred"},
                findings={
                    "readmission_barred": {
                        "severity": "block",
                        "rule": "R-REA-07",
                        "confidence": "C2",
                    }
                },
            )
            for how in ("dropped_out", "own_request")
        ),
        *(
            Row(f"left by {how}: not barred", again(left(how=how)), DAY, codes=set())
            for how in ("removed", "expelled", "own_request_family")
        ),
        Row(
            "corruption",
            again(left(), *convicted("corruption", cleared="2012-03-01")),
            DAY,
            codes={"readmission_barred"},
        ),
        Row(
            "serious or worse",
            again(left(), *convicted("serious_or_worse", cleared="2012-03-01")),
            DAY,
            codes={"readmission_barred"},
        ),
        Row("less serious", again(left(), *convicted(cleared="2012-03-01")), DAY, codes=set()),
        Row(
            "told before there is an application",
            case([left(how="dropped_out"), act("sourced", "2019-01-07")]),
            DAY,
            findings={"readmission_barred": {}},
        ),
        Row(
            "convicted of corruption on the day of the application",
            again(left(), *convicted("corruption", on="2019-06-20")),
            DAY,
            findings={"readmission_barred": {}},
        ),
        Row(
            "barred and too early, told together",
            again(left("2017-06-15", "own_request")),
            DAY,
            codes={"readmission_barred", "readmission_too_early"},
        ),
        *(
            Row(
                f"{regime}: left by {how}",
                former(day, left("2004-06-15", how)),
                day,
                codes={"readmission_barred"},
            )
            for regime, day in DAYS.items()
            for how in ("dropped_out", "own_request")
        ),
        *(
            Row(
                f"{regime}: {gravity}",
                former(
                    day,
                    left("2004-06-15"),
                    *convicted(gravity, on="2003-03-11", cleared="2005-03-01"),
                ),
                day,
                codes={"readmission_barred"},
            )
            for regime, day in DAYS.items()
            for gravity in ("serious_or_worse", "corruption")
        ),
    ],
}


@each_row(TABLES)
def test_readmission_by_its_rules(rule, row):
    assert not differences(row)
