"""Tables: probation, recognition as a full member, party age, the card."""

from tests.rulebook.building import BOARD, CELL, COMMITTEE, act, case
from tests.rulebook.tables import Row, Tables, admitted, before, differences, each_row

DIRECT = {"grassroots_committee": False}
DELEGATED = {"delegated": True}
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
SOLE = {"full_members": 9, "yes": 5, "no": 4}


def probationer(ceremony, *more, without=(), route=None, **changed):
    """Somebody whose probation began on ``ceremony``, all papers for recognition in order."""
    papers = [
        act("member_declaration", before(ceremony, -10)),
        act("new_member_course", before(ceremony, -150)),
        act("probation_review", before(ceremony, -360)),
    ]
    acts = [one for one in papers if one["type"] not in without]
    return case([*admitted(ceremony, **changed), *acts, *more], route=route or {})


def adopted(on, **fields):
    return act("recognition_resolution", on, **{**CELL, **fields})


def ballots(*days, yes=5):
    return [
        act("recognition_resolution", on, full_members=9, yes=yes, ballot=i)
        for i, on in enumerate(days, 1)
    ]


def recognised(ceremony, cell, committee, decision, *more, **fields):
    return probationer(
        ceremony,
        adopted(cell),
        act("recognition_committee_resolution", committee, **COMMITTEE),
        act("recognition_decision", decision, **{**BOARD, **fields}),
        *more,
    )


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
    "R-OFF-02": [
        Row(
            "the cell: nine of fifteen",
            probationer("2019-07-05", adopted("2020-07-10", yes=9)),
            "2020-07-10",
            codes={"vote_below_threshold"},
            findings={"vote_below_threshold": {"rule": "R-OFF-02", "severity": "block"}},
            holds={"stage": "probation_review"},
        ),
        Row(
            "the committee: nine of fifteen",
            probationer(
                "2019-07-05",
                adopted("2020-07-10"),
                act("recognition_committee_resolution", "2020-07-20", members=15, yes=9),
            ),
            "2020-07-20",
            codes={"vote_below_threshold"},
            holds={"stage": "recognition_resolution"},
        ),
        Row(
            "the board: six of twelve",
            recognised("2019-07-05", "2020-07-10", "2020-07-20", "2020-08-03", members=12, yes=6),
            "2020-08-03",
            codes={"vote_below_threshold"},
            findings={"vote_below_threshold": {"rule": "R-OFF-02"}},
            holds={
                "stage": "recognition_committee_resolution",
                "dates": {"full_member_from": None},
            },
        ),
        Row(
            "the board: seven of twelve",
            recognised("2019-07-05", "2020-07-10", "2020-07-20", "2020-08-03", members=12, yes=7),
            "2020-08-03",
            codes=set(),
            holds={"stage": "recognition_decision"},
        ),
        Row(
            "an authorised committee: two thirds, no resolution of its own",
            probationer(
                "2019-07-05",
                adopted("2020-07-10"),
                act("recognition_decision", "2020-08-03", members=15, yes=9),
                route=DELEGATED,
            ),
            "2020-08-03",
            codes={"vote_below_threshold"},
            holds={"votes": {"recognition_decision": {"needed": 10, "passed": False}}},
        ),
        Row(
            "the committee left out",
            probationer(
                "2019-07-05",
                adopted("2020-07-10"),
                act("recognition_decision", "2020-08-03", **BOARD),
            ),
            "2020-08-03",
            codes={"step_out_of_order"},
            holds={"dates": {"full_member_from": None}},
        ),
    ],
    "R-OFF-03": [
        Row(
            "the limit itself",
            probationer("2024-09-15", adopted("2025-10-20")),
            "2025-12-01",
            codes=set(),
            missing=set(),
            steps={
                "recognition_decision": {
                    "due_on": "2025-12-01",
                    "extended_due_on": "2026-01-13",
                    "overdue": False,
                    "actor": "commune_standing_board",
                    "form": "16-KNĐ",
                },
                "recognition_committee_resolution": {"form": "15-KNĐ", "due_on": None},
            },
        ),
        Row(
            "the day after",
            probationer("2024-09-15", adopted("2025-10-20")),
            "2025-12-02",
            codes={"recognition_decision_late"},
            findings={
                "recognition_decision_late": {
                    "on": "2025-12-01",
                    "severity": "warn",
                    "rule": "R-OFF-03",
                    "confidence": "I",
                }
            },
            steps={"recognition_decision": {"overdue": True}},
        ),
        Row(
            "extended",
            probationer(
                "2024-09-15", adopted("2025-10-20"), act("decision_extension", "2025-11-24")
            ),
            "2026-01-13",
            codes=set(),
            steps={"recognition_decision": {"overdue": False}},
        ),
        Row(
            "extended, the day after",
            probationer(
                "2024-09-15", adopted("2025-10-20"), act("decision_extension", "2025-11-24")
            ),
            "2026-01-14",
            codes={"recognition_decision_late"},
            findings={"recognition_decision_late": {"on": "2026-01-13"}},
        ),
        Row(
            "the extension of the admission is another",
            probationer(
                "2024-09-15", act("decision_extension", "2024-06-03"), adopted("2025-10-20")
            ),
            "2025-12-02",
            findings={"recognition_decision_late": {"on": "2025-12-01"}},
        ),
        Row(
            "confirmed by the text of 2016, and by that of January 2025",
            probationer("2024-02-29", adopted("2025-03-10")),
            "2025-05-05",
            findings={
                "recognition_decision_late": {
                    "on": "2025-04-22",
                    "confidence": "C1",
                    "citation": {"instrument": "232-QĐ/TW 2025-01-20", "point": "4.3"},
                }
            },
        ),
        Row(
            "decided on the last day",
            recognised("2024-09-15", "2025-10-20", "2025-10-27", "2025-12-01"),
            "2026-02-02",
            codes=set(),
        ),
        Row(
            "decided a day late",
            recognised("2024-09-15", "2025-10-20", "2025-10-27", "2025-12-02"),
            "2026-02-02",
            codes={"recognition_decision_late"},
            findings={"recognition_decision_late": {"on": "2025-12-01"}},
        ),
        Row(
            "an extension on the day of the resolution is of the recognition",
            probationer(
                "2024-09-15", adopted("2025-10-20"), act("decision_extension", "2025-10-20")
            ),
            "2025-12-02",
            codes=set(),
        ),
        Row(
            "a decision made the day before the limit was extended stays late",
            recognised(
                "2024-09-15",
                "2025-10-20",
                "2025-10-27",
                "2025-12-02",
                act("decision_extension", "2025-12-03"),
            ),
            "2026-02-02",
            codes={"recognition_decision_late"},
            findings={"recognition_decision_late": {"on": "2025-12-01"}},
        ),
    ],
    "R-OFF-04": [
        Row(
            "all late: the day probation ended",
            recognised("2024-09-15", "2025-11-20", "2025-11-28", "2026-01-12"),
            "2026-01-12",
            codes={"recognition_review_late", "recognition_decision_late"},
            findings={
                "recognition_review_late": {"on": "2025-10-27"},
                "recognition_decision_late": {"on": "2026-01-02"},
            },
            holds={"dates": {"full_member_from": "2025-09-15"}, "stage": "recognition_decision"},
        ),
        Row(
            "the day before the decision there is none",
            recognised("2024-09-15", "2025-10-20", "2025-10-27", "2025-12-01"),
            "2025-11-30",
            holds={"dates": {"full_member_from": None}},
        ),
        Row(
            "decided before probation ended: no date",
            recognised("2024-09-15", "2025-09-01", "2025-09-05", "2025-09-12"),
            "2025-10-01",
            findings={"recognition_before_probation_end": {"on": "2025-09-15"}},
            holds={"dates": {"full_member_from": None}, "stage": "probation_review"},
        ),
        Row(
            "probation from a leap day",
            recognised("2024-02-29", "2025-03-10", "2025-03-17", "2025-03-31"),
            "2025-03-31",
            codes=set(),
            holds={"dates": {"full_member_from": "2025-02-28"}},
        ),
    ],
    "R-OFF-05": [
        Row(
            "two lost ballots",
            probationer("2019-01-15", *ballots("2020-02-05", "2020-02-12")),
            "2020-02-20",
            codes={"vote_below_threshold"},
        ),
        Row(
            "three lost ballots",
            probationer("2019-01-15", *ballots("2020-02-05", "2020-02-12", "2020-02-19")),
            "2020-02-20",
            findings={
                "ballots_exhausted": {"severity": "warn", "rule": "R-OFF-05", "confidence": "C2"}
            },
            holds={
                "votes": {
                    "recognition_resolution": {
                        "counted": 9,
                        "needed": 6,
                        "yes": 5,
                        "passed": False,
                    }
                }
            },
        ),
        Row(
            "after three the superior decides without the cell",
            probationer(
                "2019-01-15",
                *ballots("2020-02-05", "2020-02-12", "2020-02-19"),
                act("recognition_decision", "2020-03-10", **BOARD),
            ),
            "2020-03-10",
            codes=set(),
            holds={
                "stage": "recognition_decision",
                "dates": {"full_member_from": "2020-01-15"},
            },
        ),
        Row(
            "after three the superior declines",
            probationer(
                "2019-01-15",
                *ballots("2020-02-05", "2020-02-12", "2020-02-19"),
                act("recognition_decision", "2020-03-10", members=11, yes=3),
            ),
            "2020-03-10",
            codes={"ballots_exhausted", "vote_below_threshold"},
            findings={"vote_below_threshold": {"on": "2020-03-10"}},
            holds={"stage": "probation_review", "dates": {"full_member_from": None}},
        ),
        Row(
            "after two the superior’s decision is out of order",
            probationer(
                "2019-01-15",
                *ballots("2020-02-05", "2020-02-12"),
                act("recognition_decision", "2020-03-10", **BOARD),
            ),
            "2020-03-10",
            codes={"step_out_of_order", "vote_below_threshold"},
            holds={"stage": "probation_review", "dates": {"full_member_from": None}},
        ),
        Row(
            "a ballot recorded as the third",
            probationer(
                "2019-01-15",
                act("recognition_resolution", "2020-02-19", full_members=9, yes=5, ballot=3),
            ),
            "2020-02-19",
            codes={"ballots_exhausted", "vote_below_threshold"},
        ),
        Row(
            "the third is won",
            probationer(
                "2019-01-15", *ballots("2020-02-05", "2020-02-12"), adopted("2020-02-19", ballot=3)
            ),
            "2020-02-20",
            codes=set(),
            holds={"stage": "recognition_resolution"},
        ),
        Row(
            "the third is to come",
            probationer("2019-01-15", *ballots("2020-02-05", "2020-02-12", "2020-02-19")),
            "2020-02-18",
            without={"ballots_exhausted"},
        ),
        Row(
            "two lost on recognition, one on removal: not added up",
            probationer(
                "2019-01-15",
                *ballots("2020-02-05", "2020-02-12"),
                act("removal_resolution", "2020-02-19", **SOLE),
            ),
            "2020-02-20",
            without={"ballots_exhausted"},
        ),
        Row(
            "three lost: the superior is next, not the cell",
            probationer("2019-01-15", *ballots("2020-02-05", "2020-02-12", "2020-02-19")),
            "2020-02-20",
            steps={"recognition_decision": {"actor": "district_standing_board", "due_on": None}},
            no_step={"recognition_resolution"},
        ),
        Row(
            "two lost: the cell is next",
            probationer("2019-01-15", *ballots("2020-02-05", "2020-02-12")),
            "2020-02-20",
            steps={"recognition_resolution": {"due_on": "2020-03-04"}},
            no_step={"recognition_decision"},
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
    "R-CRD-01": [
        Row(
            "after recognition the card comes",
            recognised("2024-09-15", "2025-10-20", "2025-10-27", "2025-12-01"),
            "2025-12-01",
            codes=set(),
            steps={"card_issued": {"due_on": None, "rule": "R-CRD-01"}},
        ),
        Row(
            "the card is there: nothing is left",
            recognised(
                "2024-09-15",
                "2025-10-20",
                "2025-10-27",
                "2025-12-01",
                act("card_issued", "2026-02-03"),
            ),
            "2026-02-03",
            codes=set(),
            missing=set(),
            holds={"stage": "card_issued", "next_steps": []},
        ),
        Row(
            "none for a probationary member",
            probationer("2024-09-15", act("card_issued", "2025-09-12")),
            "2025-09-12",
            holds={"stage": "probation_review"},
        ),
    ],
}


@each_row(TABLES)
def test_probation_and_recognition_by_their_rules(rule, row):
    assert not differences(row)
