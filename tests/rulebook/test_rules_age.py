"""Tables: eighteen and sixty years of age, tested on the day of the cell's meeting."""

from tests.rulebook.building import act, case
from tests.rulebook.meetings import MEETINGS, cited, met, ready
from tests.rulebook.tables import Row, Tables, differences, each_row, prepared, resolved

NO_UNIONS = {"youth_union_present": False}
BOARD, PROVINCE = "deciding_standing_board", "provincial_standing_board"


# --- R-AGE-01
def eighteen():
    for day, (regulation, mark) in MEETINGS.items():
        year, month = int(day[:4]) - 18, day[5:7]
        young = {"place": NO_UNIONS}
        yield Row(
            f"{day}: eighteen on that very day",
            met(day, born=f"{year}-{month}-10", **young),
            day,
            codes=set(),
            holds={"stage": "cell_resolution", "may_proceed": True},
        )
        yield Row(
            f"{day}: eighteen on the next day, by month",
            met(day, born=f"{year}-{month}-11", **young),
            day,
            codes={"age_day_not_reached"},
            findings={
                "age_day_not_reached": cited(
                    regulation, mark, on=f"{day[:8]}11", severity="warn", rule="R-AGE-01"
                )
            },
            holds={"stage": "cell_resolution", "may_proceed": True},
        )
        later = f"{int(month) + 1:02}"
        yield Row(
            f"{day}: eighteen in the next month",
            met(day, born=f"{year}-{later}-01", **young),
            day,
            codes={"age_below_minimum"},
            findings={
                "age_below_minimum": cited(
                    regulation, mark, on=f"{day[:5]}{later}-01", severity="block", rule="R-AGE-01"
                )
            },
            holds={"stage": "opinions", "may_proceed": False},
        )


AGE_BELOW = [
    *eighteen(),
    Row(
        "the last day of the month before",
        ready("2019-07-31", born="2001-08-31", place=NO_UNIONS),
        "2019-07-31",
        findings={"age_below_minimum": {"on": "2019-08-01"}},
        steps={"cell_resolution": {"earliest_on": "2019-08-01"}},
        holds={"next_change_on": "2019-08-01"},
    ),
    Row(
        "the first day of the month",
        ready("2019-07-31", born="2001-08-31", place=NO_UNIONS),
        "2019-08-01",
        codes={"age_day_not_reached"},
        findings={"age_day_not_reached": {"on": "2019-08-31"}},
        steps={"cell_resolution": {"earliest_on": None}},
        holds={"assumptions": [{"parameter": "age.mode", "value": "MONTH"}]},
    ),
    Row(
        "born on a leap day: the day before 28 February",
        ready("2018-02-27", born="2000-02-29", place=NO_UNIONS),
        "2018-02-27",
        findings={"age_day_not_reached": {"on": "2018-02-28"}},
    ),
    Row(
        "born on a leap day: 28 February",
        ready("2018-02-27", born="2000-02-29", place=NO_UNIONS),
        "2018-02-28",
        codes=set(),
    ),
    Row(
        "born on a leap day: January",
        ready("2018-01-31", born="2000-02-29", place=NO_UNIONS),
        "2018-01-31",
        findings={"age_below_minimum": {"on": "2018-02-01"}},
    ),
    Row(
        "born on the last day of a year",
        ready("2018-11-30", born="2000-12-31", place=NO_UNIONS),
        "2018-11-30",
        findings={"age_below_minimum": {"on": "2018-12-01"}},
    ),
    Row(
        "born on the first day of a year",
        ready("2018-12-31", born="2001-01-01", place=NO_UNIONS),
        "2018-12-31",
        findings={"age_below_minimum": {"on": "2019-01-01"}},
    ),
    Row(
        "too young when the cell met stays so",
        met("2019-07-31", born="2001-08-02", place=NO_UNIONS),
        "2020-01-15",
        findings={"age_below_minimum": {"on": "2019-08-01"}},
        holds={"stage": "opinions"},
    ),
    Row(
        "too young at the first meeting, old enough at the second",
        met(
            "2019-07-31",
            act("cell_resolution", "2019-08-01", full_members=9, yes=9),
            born="2001-08-02",
            place=NO_UNIONS,
        ),
        "2019-08-01",
        codes={"age_day_not_reached"},
        holds={"stage": "cell_resolution"},
    ),
    Row(
        "before there are opinions nothing is said of age",
        case(prepared("2019-07-31", opinions=None), born="2001-08-02", place=NO_UNIONS),
        "2019-07-31",
        codes=set(),
    ),
]


# --- R-AGE-02


def over(day, *more, born="1950-01-10", cell=True, **person):
    place = {"cell_present": cell}
    return ready(day, *more, born=born, place=place, **person)


def consent(on, kind="over_age", body=PROVINCE):
    return act("exception_consent", on, kind=kind, body=body)


BOTH = {"age_above_maximum", "over_age_consent_missing"}
NEED = {"special_need": True}


def sixty():
    for day, (regulation, mark) in MEETINGS.items():
        if regulation.startswith("45-"):
            continue
        year, month = int(day[:4]) - 60, int(day[5:7])
        yield Row(
            f"{day}: sixty in this month, by month not over",
            ready(day, born=f"{year}-{month:02}-01"),
            day,
            codes=set(),
            holds={"may_proceed": True},
        )
        yield Row(
            f"{day}: sixty in the month before",
            ready(day, born=f"{year}-{month - 1:02}-28"),
            day,
            codes=BOTH,
            findings={
                code: cited(regulation, mark, on=f"{day[:8]}01", severity="block", rule="R-AGE-02")
                for code in BOTH
            },
        )


AGE_ABOVE = [
    *sixty(),
    *(
        Row(
            f"sixty on 2020-05-10, meeting on {day}",
            ready("2020-05-05", born="1960-05-10"),
            day,
            codes=set(),
        )
        for day in ("2020-05-09", "2020-05-10", "2020-05-11", "2020-05-31")
    ),
    Row(
        "the first day of the month after",
        ready("2020-05-05", born="1960-05-10"),
        "2020-06-01",
        codes=BOTH,
        findings={"age_above_maximum": {"on": "2020-06-01"}},
    ),
    Row(
        "the month is still running when it ends: the next change is its end",
        ready("2020-05-11", born="1960-05-10"),
        "2020-05-11",
        holds={"next_change_on": "2020-06-01"},
    ),
    Row(
        "born on a leap day",
        ready("2020-02-10", born="1960-02-29"),
        "2020-02-29",
        codes=set(),
    ),
    Row(
        "born on a leap day: March",
        ready("2020-02-10", born="1960-02-29"),
        "2020-03-01",
        codes=BOTH,
    ),
    Row(
        "R0 counts by year: the last day of the year of the 60th birthday",
        ready("2015-12-01", born="1955-01-01"),
        "2015-12-31",
        codes=set(),
    ),
    Row(
        "R0 counts by year: the first day of the year after",
        ready("2015-12-01", born="1955-12-31"),
        "2016-01-01",
        codes=BOTH,
        findings={code: cited("45-QĐ/TW 2011-11-01", "C1", on="2016-01-01") for code in BOTH},
    ),
    Row(
        "the last day of R0: not over by year",
        ready("2016-07-20", born="1956-05-10"),
        "2016-07-24",
        codes=set(),
        holds={"regime": "R0", "next_change_on": "2016-07-25"},
    ),
    Row(
        "the first day of R1: over by month",
        ready("2016-07-20", born="1956-05-10"),
        "2016-07-25",
        codes=BOTH,
        findings={"age_above_maximum": {"on": "2016-06-01"}},
        holds={"regime": "R1"},
    ),
    Row(
        "special need and consent",
        over("2019-05-15", consent("2019-05-14"), **NEED),
        "2019-05-15",
        codes=set(),
    ),
    Row(
        "special need, no consent",
        over("2019-05-15", **NEED),
        "2019-05-15",
        codes={"over_age_consent_missing"},
    ),
    Row(
        "consent, neither need nor a place without a cell",
        over("2019-05-15", consent("2019-05-14")),
        "2019-05-15",
        codes={"age_above_maximum"},
    ),
    Row(
        "a place without a cell, and consent",
        over("2019-05-15", consent("2019-05-14"), cell=False),
        "2019-05-15",
        codes={"no_cell_assign_nearest"},
        holds={"may_proceed": True},
    ),
    Row(
        "not healthy: need and consent do not help",
        over("2019-05-15", consent("2019-05-14"), healthy=False, **NEED),
        "2019-05-15",
        codes={"age_above_maximum"},
    ),
    Row(
        "health does not matter below the limit",
        over("2019-05-15", born="1970-01-10", healthy=False),
        "2019-05-15",
        codes=set(),
    ),
    Row(
        "the consent of the deciding board is not enough",
        over("2019-05-15", consent("2019-05-14", body=BOARD), **NEED),
        "2019-05-15",
        codes={"over_age_consent_missing"},
    ),
    Row(
        "a consent to something else is not enough",
        over("2019-05-15", consent("2019-05-14", kind="elder"), **NEED),
        "2019-05-15",
        codes={"over_age_consent_missing"},
    ),
    Row(
        "the consent may follow the cell's resolution",
        met("2019-05-15", consent("2019-05-16"), born="1950-01-10", **NEED),
        "2019-05-16",
        codes=set(),
        holds={"stage": "cell_resolution"},
    ),
    Row(
        "until it is in, its absence blocks after the cell's resolution, too",
        met("2019-05-15", consent("2019-05-16"), born="1950-01-10", **NEED),
        "2019-05-15",
        codes={"over_age_consent_missing"},
        holds={"stage": "cell_resolution"},
    ),
    *(
        Row(
            f"decided on 2019-06-20, consent of {on}",
            case(
                [
                    *resolved("2019-05-15"),
                    act("admission_decision", "2019-06-20", members=11, yes=11),
                    consent(on),
                ],
                born="1950-01-10",
                route={"grassroots_committee": False},
                **NEED,
            ),
            "2019-06-21",
            codes=found,
            holds={"stage": stage},
        )
        for on, found, stage in (
            ("2019-06-19", set(), "admission_decision"),
            ("2019-06-20", {"over_age_consent_missing"}, "cell_resolution"),
            ("2019-06-21", {"over_age_consent_missing"}, "cell_resolution"),
        )
    ),
    Row(
        "sixty when the cell met, over it when decided: asked at the meeting",
        case(
            [
                *resolved("2020-05-25"),
                act("admission_decision", "2020-06-20", members=11, yes=11),
            ],
            born="1960-05-10",
            route={"grassroots_committee": False},
        ),
        "2020-06-20",
        codes=set(),
        holds={"stage": "admission_decision"},
    ),
    Row(
        "health unknown",
        over("2019-05-15", consent("2019-05-14"), healthy=None, **NEED),
        "2019-05-15",
        codes={"fact_unknown"},
        findings={
            "fact_unknown": {
                "field": "person.healthy",
                "ask": "applicant",
                "severity": "block",
                "rule": "R-AGE-02",
            }
        },
    ),
    Row(
        "need unknown",
        over("2019-05-15", consent("2019-05-14"), special_need=None),
        "2019-05-15",
        codes={"fact_unknown"},
        findings={"fact_unknown": {"field": "person.special_need", "severity": "block"}},
    ),
    Row(
        "need unknown where there is no cell: it does not matter",
        over("2019-05-15", consent("2019-05-14"), cell=False, special_need=None),
        "2019-05-15",
        codes={"no_cell_assign_nearest"},
    ),
    Row(
        "not healthy, need unknown: it does not matter",
        over("2019-05-15", consent("2019-05-14"), healthy=False, special_need=None),
        "2019-05-15",
        codes={"age_above_maximum"},
    ),
    Row(
        "a cell unknown: asked as a bar and as a question of help",
        over("2019-05-15", consent("2019-05-14"), cell=None),
        "2019-05-15",
        codes={"fact_unknown"},
        findings={"fact_unknown": {"field": "place.cell_present", "severity": "block"}},
        holds={"may_proceed": False},
    ),
    Row(
        "health unknown below the limit: nobody asks",
        over("2019-05-15", born="1970-01-10", healthy=None, special_need=None),
        "2019-05-15",
        codes=set(),
    ),
]

TABLES: Tables = {
    "R-AGE-01": AGE_BELOW,
    "R-AGE-02": AGE_ABOVE,
}


@each_row(TABLES)
def test_the_row_holds(rule, row):
    assert differences(row) == []
