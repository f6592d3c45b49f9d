"""Tables: sources, the awareness course, the application, the CV."""

from tests.rulebook.building import CELL, act, case
from tests.rulebook.tables import Row, Tables, before, differences, each_row, prepared, resolved

DAY = "2019-09-10"


def course(issued, day, **more):
    return case(resolved(day, awareness_course=issued), **more)


# The day of issue, the last day, the day after: one under each guidance.
CERTIFICATES = [
    ("2006-12-05", "2011-12-05", "2011-12-06", "U"),
    ("2008-09-10", "2013-09-10", "2013-09-11", "C1"),
    ("2013-09-10", "2018-09-10", "2018-09-11", "C2"),
    ("2017-09-12", "2022-09-12", "2022-09-13", "C2"),
    ("2020-10-15", "2025-10-15", "2025-10-16", "C2"),
    ("2021-09-14", "2026-09-14", "2026-09-15", "I"),
]


TABLES: Tables = {
    "R-SRC-01": [
        Row(
            "nothing is done yet",
            case(),
            DAY,
            codes=set(),
            steps={"sourced": {"actor": "cell"}},
            holds={"stage": None},
        ),
    ],
    "R-SRC-02": [
        Row(
            "a source is listed next",
            case([act("sourced", "2019-01-07", referred_by="Hội Nông dân")]),
            DAY,
            codes=set(),
            steps={"candidate_listed": {"actor": "cell", "rule": "R-SRC-02"}},
            holds={"stage": "sourced"},
        ),
        Row(
            "struck",
            case(
                [
                    act("sourced", "2019-01-07"),
                    act("candidate_listed", "2019-02-04"),
                    act("candidate_struck", "2019-08-05"),
                ]
            ),
            DAY,
            codes=set(),
            missing=set(),
            holds={"stage": "struck", "next_steps": []},
        ),
        Row(
            "listed again",
            case(
                [
                    act("sourced", "2019-01-07"),
                    act("candidate_listed", "2019-02-04"),
                    act("candidate_struck", "2019-08-05"),
                    act("candidate_listed", "2019-09-02"),
                ]
            ),
            DAY,
            codes=set(),
            steps={"awareness_course": {"form": "CN-NTVĐ"}},
            holds={"stage": "candidate_listed"},
        ),
        Row(
            "struck on a day not yet come",
            case([act("sourced", "2019-01-07"), act("candidate_struck", "2019-09-11")]),
            DAY,
            holds={"stage": "sourced"},
        ),
    ],
    "R-SRC-03": [
        Row(
            "a helper is named: no step of its own",
            case(
                [
                    act("sourced", "2019-01-07"),
                    act("candidate_listed", "2019-02-04"),
                    act("helper_assigned", "2019-02-04", helper="DV-07"),
                ]
            ),
            DAY,
            codes=set(),
            holds={"stage": "candidate_listed"},
        ),
    ],
    "R-SRC-04": [
        Row(
            "no least time on the list",
            case(prepared(DAY, candidate_listed=before(DAY, 1))),
            DAY,
            codes=set(),
            holds={"stage": "opinions"},
        ),
    ],
    "R-CLS-01": [
        Row(
            "no certificate at the meeting",
            case(resolved(DAY, awareness_course=None)),
            DAY,
            findings={
                "certificate_missing": {
                    "severity": "block",
                    "rule": "R-CLS-01",
                    "confidence": "C2",
                }
            },
            missing={"CN-NTVĐ"},
            holds={"stage": "candidate_listed"},
        ),
        Row(
            "no certificate before the meeting",
            case(prepared(DAY, awareness_course=None)),
            DAY,
            codes={"certificate_missing"},
            missing={"CN-NTVĐ"},
            steps={"awareness_course": {"actor": "political_centre"}},
        ),
        Row(
            "issued the day after the meeting",
            case(resolved(DAY, awareness_course="2019-09-11")),
            "2019-09-12",
            findings={"certificate_missing": {}},
            holds={"may_proceed": False},
        ),
        Row(
            "issued on the day of the meeting",
            case(resolved(DAY, awareness_course=DAY)),
            DAY,
            codes=set(),
            holds={"stage": "cell_resolution"},
        ),
        Row(
            "no opinions yet: nothing absent is told",
            case(
                [
                    act("sourced", "2019-01-07"),
                    act("candidate_listed", "2019-02-04"),
                    act("application", "2019-03-04"),
                ]
            ),
            DAY,
            without={"certificate_missing", "step_out_of_order"},
            holds={"stage": "candidate_listed"},
        ),
    ],
    "R-CLS-02": [
        Row(
            "the day before the last",
            course("2014-09-11", DAY),
            DAY,
            codes=set(),
            holds={"dates": {"certificate_valid_until": "2019-09-11"}},
        ),
        Row(
            "the last day",
            course("2014-09-10", DAY),
            DAY,
            codes={"certificate_boundary"},
            findings={"certificate_boundary": {"severity": "warn", "on": DAY, "rule": "R-CLS-02"}},
            holds={"may_proceed": True, "stage": "cell_resolution"},
        ),
        Row(
            "the day after",
            course("2014-09-09", DAY),
            DAY,
            codes={"certificate_expired"},
            findings={"certificate_expired": {"severity": "block", "on": "2019-09-09"}},
            holds={"stage": "opinions"},
        ),
        Row(
            "of a leap day, its last day",
            course("2016-02-29", "2021-02-28"),
            "2021-02-28",
            codes={"certificate_boundary"},
            holds={"dates": {"certificate_valid_until": "2021-02-28"}},
        ),
        Row(
            "of a leap day, the day after",
            course("2016-02-29", "2021-03-01"),
            "2021-03-01",
            codes={"certificate_expired"},
        ),
        Row(
            "until a leap year",
            course("2019-02-28", "2024-02-29"),
            "2024-02-29",
            codes={"certificate_expired"},
        ),
        Row(
            "under R5 as inferred",
            course("2021-08-05", "2026-08-05"),
            "2026-08-05",
            findings={"certificate_boundary": {"confidence": "I"}},
            holds={"stage": "cell_resolution"},
        ),
        Row(
            "ninety-one days left",
            case(prepared(DAY, awareness_course="2014-12-10")),
            DAY,
            codes=set(),
        ),
        Row(
            "ninety days left",
            case(prepared(DAY, awareness_course="2014-12-09")),
            DAY,
            codes={"certificate_expiring"},
            findings={"certificate_expiring": {"on": "2019-12-09", "severity": "warn"}},
        ),
        Row(
            "no day left",
            case(prepared(DAY, awareness_course="2014-09-10")),
            DAY,
            without={"certificate_expired"},
            holds={"may_proceed": True},
        ),
        Row(
            "expired while waiting",
            case(prepared(DAY, awareness_course="2014-09-09")),
            DAY,
            codes={"certificate_expired"},
        ),
        Row(
            "adopted in time, expired since", course("2014-09-11", DAY), "2019-12-02", codes=set()
        ),
        Row(
            "studied again",
            case(
                [
                    *prepared(DAY, awareness_course="2014-09-09"),
                    act("awareness_course", "2019-08-20"),
                ]
            ),
            DAY,
            codes=set(),
            holds={"dates": {"certificate_valid_until": "2024-08-20"}},
        ),
        Row(
            "studied again after the meeting: too late for it",
            case(
                [
                    *resolved(DAY, awareness_course="2014-09-09"),
                    act("awareness_course", "2019-09-20"),
                ]
            ),
            "2019-09-20",
            findings={"certificate_expired": {}},
            holds={"stage": "opinions"},
        ),
        Row(
            "studied again, then met again",
            case(
                [
                    *resolved(DAY, awareness_course="2014-09-09"),
                    act("awareness_course", "2019-09-20"),
                    act("cell_resolution", "2019-10-10", **CELL),
                ]
            ),
            "2019-10-10",
            codes=set(),
            holds={"stage": "cell_resolution"},
        ),
        *(
            Row(
                f"issued {issued}: its last day",
                course(issued, last, born="1970-01-01"),
                last,
                codes={"certificate_boundary"},
                findings={"certificate_boundary": {"on": last, "confidence": mark}},
                holds={"dates": {"certificate_valid_until": last}},
            )
            for issued, last, _, mark in CERTIFICATES
        ),
        *(
            Row(
                f"issued {issued}: the day after",
                course(issued, after, born="1970-01-01"),
                after,
                codes={"certificate_expired"},
                findings={"certificate_expired": {"on": last, "confidence": mark}},
            )
            for issued, last, after, mark in CERTIFICATES
        ),
    ],
    "R-APP-01": [
        Row(
            "the CV the day before",
            case(prepared(DAY, application="2019-03-05", cv="2019-03-04")),
            DAY,
            codes={"cv_before_application"},
            findings={
                "cv_before_application": {
                    "severity": "warn",
                    "rule": "R-APP-01",
                    "confidence": "C2",
                }
            },
            holds={"stage": "opinions", "may_proceed": True},
        ),
        Row(
            "both on one day",
            case(prepared(DAY, application="2019-03-05", cv="2019-03-05")),
            DAY,
            codes=set(),
        ),
        Row(
            "the CV the day after",
            case(prepared(DAY, application="2019-03-05", cv="2019-03-06")),
            DAY,
            codes=set(),
        ),
        Row(
            "a new CV mends it",
            case(
                [
                    *prepared(DAY, application="2019-03-05", cv="2019-03-04"),
                    act("cv", "2019-04-01"),
                ]
            ),
            DAY,
            codes=set(),
        ),
        Row(
            "no application at the meeting",
            case(resolved(DAY, application=None)),
            DAY,
            findings={"step_out_of_order": {"rule": "R-ORD-01"}},
            missing={"1-KNĐ"},
            holds={"stage": "awareness_course"},
        ),
    ],
    "R-CV-01": [
        Row(
            "the CV comes next",
            case(prepared(DAY)[:4]),
            DAY,
            codes=set(),
            steps={"cv": {"actor": "applicant", "form": "2-KNĐ", "rule": "R-CV-01"}},
            holds={"stage": "application"},
        ),
        Row(
            "no CV at the meeting",
            case(resolved(DAY, cv=None)),
            DAY,
            findings={"step_out_of_order": {}},
            missing={"2-KNĐ"},
        ),
    ],
    "R-CV-02": [
        Row(
            "verified before the CV is dated: the preparation has no order of its own",
            case(prepared(DAY, verification="2019-02-01", cv="2019-03-04")),
            DAY,
            codes=set(),
            holds={"stage": "opinions"},
        ),
    ],
    "R-CV-03": [
        Row(
            "certified on paper only: no paper of it is asked for",
            case(prepared(DAY)),
            DAY,
            codes=set(),
            missing=set(),
        ),
    ],
}


@each_row(TABLES)
def test_the_making_of_the_file_by_its_rules(rule, row):
    assert not differences(row)
