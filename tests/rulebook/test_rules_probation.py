"""Tables: probation, the review of it, party age."""

from tests.rulebook.building import act, case
from tests.rulebook.tables import (
    Row,
    Tables,
    admitted,
    adopted,
    before,
    differences,
    each_row,
    probationer,
)

# ceremony, end of probation, last day of the cell, the day after
ENDS = [
    ("2014-08-11", "2015-08-11", "2015-09-23", "2015-09-24", "45-QĐ/TW 2011-11-01", "U"),
    ("2019-03-01", "2020-03-01", "2020-04-13", "2020-04-14", "29-QĐ/TW 2016-07-25", "C2"),
    ("2020-02-29", "2021-02-28", "2021-04-09", "2021-04-12", "29-QĐ/TW 2016-07-25", "C2"),
    ("2023-02-28", "2024-02-28", "2024-04-10", "2024-04-11", "24-QĐ/TW 2021-07-30", "C2"),
    ("2024-02-29", "2025-02-28", "2025-04-14", "2025-04-15", "232-QĐ/TW 2025-01-20", "C2"),
    ("2024-09-15", "2025-09-15", "2025-10-27", "2025-10-28", "294-QĐ/TW 2025-05-26", "C2"),
    ("2025-05-20", "2026-05-20", "2026-07-01", "2026-07-02", "20-QĐ/TW 2026-04-08", "U"),
    ("2025-08-05", "2026-08-05", "2026-09-18", "2026-09-21", "208-QĐ/TW 2026-07-26", "I"),
    ("2025-12-31", "2026-12-31", "2027-02-19", "2027-02-22", "208-QĐ/TW 2026-07-26", "I"),
]


TABLES: Tables = {
    "R-PRO-01": [
        *(
            Row(
                f"begun {ceremony}",
                probationer(ceremony),
                ceremony,
                holds={"dates": {"probation_ends_on": end, "full_member_from": None}},
            )
            for ceremony, end, *_ in ENDS
        ),
        Row(
            "before the ceremony there is no end",
            case(admitted("2019-07-05", admission_ceremony=None)),
            "2019-07-04",
            holds={"dates": {"probation_ends_on": None, "party_age_from": None}},
        ),
        Row(
            "a ceremony held again counts from the last",
            probationer("2019-07-05", act("admission_ceremony", "2019-07-12")),
            "2019-08-01",
            holds={"dates": {"probation_ends_on": "2020-07-12"}},
        ),
    ],
    "R-PRO-02": [
        Row(
            "twelve months do not make a full member",
            probationer("2019-07-05"),
            "2020-08-01",
            holds={"dates": {"full_member_from": None}, "stage": "probation_review"},
        ),
    ],
    "R-PRO-03": [
        Row(
            "the day before the end: not yet told",
            probationer("2019-07-05", without={"new_member_course"}),
            "2020-07-04",
            codes=set(),
            missing={"CN-ĐVM"},
            steps={
                "new_member_course": {
                    "actor": "political_centre",
                    "form": "CN-ĐVM",
                    "due_on": None,
                }
            },
        ),
        Row(
            "the end of probation",
            probationer("2019-07-05", without={"new_member_course"}),
            "2020-07-05",
            codes={"new_member_course_missing"},
            findings={
                "new_member_course_missing": {
                    "severity": "block",
                    "rule": "R-PRO-03",
                    "confidence": "C2",
                }
            },
            missing={"CN-ĐVM"},
            holds={"stage": "probation_review"},
            steps={"recognition_resolution": {"overdue": False}},
        ),
        Row(
            "made good later",
            probationer(
                "2019-07-05", act("new_member_course", "2020-07-20"), without={"new_member_course"}
            ),
            "2020-07-20",
            codes=set(),
            missing=set(),
        ),
        Row(
            "the cell considers in time all the same, the recognition waits",
            probationer("2019-07-05", adopted("2020-07-10"), without={"new_member_course"}),
            "2020-07-20",
            findings={"new_member_course_missing": {}},
            holds={"may_proceed": False},
            missing={"CN-ĐVM"},
        ),
    ],
    "R-PRO-04": [
        Row(
            "another helper, no condition",
            probationer(
                "2019-07-05",
                act("helper_assigned", "2019-11-04", helper="DV-12", replacement=True),
            ),
            "2020-01-06",
            codes=set(),
        ),
    ],
    "R-OFF-01": [
        *(
            Row(
                f"ended {end}: the last day of the cell",
                probationer(ceremony),
                last,
                codes=set(),
                missing=set(),
                steps={
                    "recognition_resolution": {
                        "due_on": last,
                        "overdue": False,
                        "earliest_on": None,
                        "actor": "cell",
                        "form": "13-KNĐ",
                        "extended_due_on": None,
                        "rule": "R-OFF-01",
                    }
                },
            )
            for ceremony, end, last, *_ in ENDS
        ),
        *(
            Row(
                f"ended {end}: the day after",
                probationer(ceremony),
                after,
                codes={"recognition_review_late"},
                findings={
                    "recognition_review_late": {
                        "on": last,
                        "severity": "warn",
                        "rule": "R-OFF-01",
                        "citation": {"instrument": cite},
                        "confidence": mark,
                    }
                },
                steps={"recognition_resolution": {"due_on": last, "overdue": True}},
                holds={"may_proceed": True},
            )
            for ceremony, end, last, after, cite, mark in ENDS
        ),
        *(
            Row(
                f"ended {end}: considered the day before",
                probationer(ceremony, adopted(before(end, 1))),
                before(end, 1),
                codes={"recognition_before_probation_end"},
                findings={
                    "recognition_before_probation_end": {
                        "on": end,
                        "severity": "block",
                        "rule": "R-OFF-01",
                    }
                },
                holds={"stage": "probation_review"},
            )
            for ceremony, end, *_ in ENDS
        ),
        *(
            Row(
                f"ended {end}: considered on the day",
                probationer(ceremony, adopted(end)),
                end,
                codes=set(),
                holds={"stage": "recognition_resolution"},
            )
            for ceremony, end, *_ in ENDS
        ),
        *(
            Row(
                f"ended {end}: considered on the last day",
                probationer(ceremony, adopted(last)),
                last,
                codes=set(),
            )
            for ceremony, end, last, *_ in ENDS
        ),
        *(
            Row(
                f"ended {end}: considered a day late",
                probationer(ceremony, adopted(after)),
                after,
                codes={"recognition_review_late"},
                findings={"recognition_review_late": {"on": last}},
                holds={"stage": "recognition_resolution"},
            )
            for ceremony, end, last, after, *_ in ENDS
        ),
        Row(
            "probation runs: the review comes next",
            probationer("2019-07-05", without={"probation_review"}),
            "2020-06-30",
            codes=set(),
            steps={"probation_review": {"form": "10-KNĐ, 11-KNĐ, 12-KNĐ"}},
            missing={"10-KNĐ", "11-KNĐ", "12-KNĐ"},
        ),
        Row(
            "the review is there, probation runs",
            probationer("2019-07-05"),
            "2020-07-02",
            codes=set(),
            steps={
                "recognition_resolution": {
                    "earliest_on": "2020-07-05",
                    "due_on": "2020-08-14",
                    "overdue": False,
                }
            },
        ),
        Row(
            "considered too early only: not within the limit",
            probationer("2019-07-05", adopted("2020-07-03")),
            "2020-08-17",
            findings={
                "recognition_before_probation_end": {"on": "2020-07-05"},
                "recognition_review_late": {"on": "2020-08-14"},
            },
            steps={"recognition_resolution": {"due_on": "2020-08-14", "overdue": True}},
        ),
        Row(
            "considered too early, then again",
            probationer("2019-07-05", adopted("2020-07-03"), adopted("2020-07-10", ballot=1)),
            "2020-07-10",
            codes=set(),
            holds={"stage": "recognition_resolution"},
        ),
        Row(
            "without the review",
            probationer("2019-07-05", adopted("2020-07-10"), without={"probation_review"}),
            "2020-07-10",
            codes={"step_out_of_order"},
        ),
        Row(
            "considered on the day, looked at long after",
            probationer("2019-07-05", adopted("2020-07-05")),
            "2020-12-01",
            without={"recognition_review_late"},
        ),
        Row(
            "the end of probation without the review: both are due",
            probationer("2019-07-05", without={"probation_review"}),
            "2020-07-05",
            codes=set(),
            steps={
                "probation_review": {"due_on": None},
                "recognition_resolution": {"due_on": "2020-08-14", "earliest_on": None},
            },
            missing={"10-KNĐ", "11-KNĐ", "12-KNĐ"},
        ),
        Row(
            "the day before, without the review: only it",
            probationer("2019-07-05", without={"probation_review"}),
            "2020-07-04",
            codes=set(),
            steps={"probation_review": {}},
            no_step={"recognition_resolution"},
        ),
    ],
    "R-AGE-PARTY": [
        Row(
            "from the admission decision",
            probationer(
                "2024-09-15", admission_decision="2024-08-25", decision_received="2024-08-29"
            ),
            "2024-09-15",
            holds={"dates": {"party_age_from": "2024-08-25"}},
        ),
        Row(
            "not before the ceremony",
            probationer("2024-09-15", admission_decision="2024-08-25"),
            "2024-09-14",
            holds={"dates": {"party_age_from": None}},
        ),
        Row(
            "in R5, its day of issue",
            probationer(
                "2026-08-20", admission_decision="2026-07-28", decision_received="2026-08-10"
            ),
            "2026-08-20",
            holds={"dates": {"party_age_from": "2026-07-28"}},
        ),
    ],
}


@each_row(TABLES)
def test_probation_by_its_rules(rule, row):
    assert not differences(row)
