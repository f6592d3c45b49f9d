"""Tables: recognition as a full member, its votes and limits, the card."""

from tests.rulebook.building import BOARD, COMMITTEE, act
from tests.rulebook.tables import (
    DAYS,
    Row,
    Tables,
    adopted,
    before,
    differences,
    each_row,
    probationer,
)

DELEGATED = {"delegated": True}
SOLE = {"full_members": 9, "yes": 5, "no": 4}


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


# adopted, limit, the day after, extended limit, the day after, the instrument of the limit
LIMITS = [
    ("2013-09-10", "2013-10-22", "2013-10-23", "2013-12-03", "2013-12-04", "45-QĐ/TW 2011-11-01"),
    ("2019-09-10", "2019-10-22", "2019-10-23", "2019-12-03", "2019-12-04", "29-QĐ/TW 2016-07-25"),
    ("2022-09-12", "2022-10-24", "2022-10-25", "2022-12-05", "2022-12-06", "24-QĐ/TW 2021-07-30"),
    ("2025-02-10", "2025-03-24", "2025-03-25", "2025-05-08", "2025-05-09", "232-QĐ/TW 2025-01-20"),
    ("2025-10-15", "2025-11-26", "2025-11-27", "2026-01-08", "2026-01-09", "294-QĐ/TW 2025-05-26"),
    ("2026-04-10", "2026-05-27", "2026-05-28", "2026-07-08", "2026-07-09", "20-QĐ/TW 2026-04-08"),
    ("2026-09-14", "2026-10-26", "2026-10-27", "2026-12-07", "2026-12-08", "208-QĐ/TW 2026-07-26"),
]


def ending(day, *more):
    """Whose probation ended ten days before ``day``, directly under the decider."""
    ceremony = before(f"{int(day[:4]) - 1}{day[4:]}", 10)
    return probationer(ceremony, *more, route={"grassroots_committee": False}, born="1970-01-01")


TABLES: Tables = {
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
        *(
            Row(
                f"{regime}: the cell needs six of nine",
                ending(day, adopted(day, full_members=9, yes=5)),
                day,
                codes={"vote_below_threshold"},
                holds={
                    "votes": {
                        "recognition_resolution": {"counted": 9, "needed": 6, "passed": False}
                    }
                },
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(
                f"{regime}: the board needs seven of twelve",
                ending(day, adopted(day), act("recognition_decision", day, members=12, yes=6)),
                day,
                codes={"vote_below_threshold"},
                holds={
                    "votes": {
                        "recognition_decision": {"counted": 12, "needed": 7, "passed": False}
                    }
                },
            )
            for regime, day in DAYS.items()
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
        *(
            Row(
                f"{cite[:9]}: the limit",
                ending(day, adopted(day)),
                limit,
                codes=set(),
                steps={
                    "recognition_decision": {
                        "due_on": limit,
                        "extended_due_on": extended,
                        "overdue": False,
                    }
                },
            )
            for day, limit, _, extended, _, cite in LIMITS
        ),
        *(
            Row(
                f"{cite[:9]}: the day after the limit",
                ending(day, adopted(day)),
                after,
                codes={"recognition_decision_late"},
                findings={
                    "recognition_decision_late": {"on": limit, "citation": {"instrument": cite}}
                },
                steps={"recognition_decision": {"overdue": True}},
            )
            for day, limit, after, _, _, cite in LIMITS
        ),
        *(
            Row(
                f"{cite[:9]}: extended, the day after",
                ending(day, adopted(day), act("decision_extension", limit)),
                beyond,
                codes={"recognition_decision_late"},
                findings={"recognition_decision_late": {"on": extended}},
            )
            for day, limit, _, extended, beyond, cite in LIMITS
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
        Row(
            "all on the very day on which probation ends",
            recognised("2024-09-15", "2025-09-15", "2025-09-15", "2025-09-15"),
            "2025-09-15",
            codes=set(),
            holds={"stage": "recognition_decision", "dates": {"full_member_from": "2025-09-15"}},
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
        *(
            Row(
                f"{regime}: a second ballot is lost",
                ending(day, *ballots(day, day)),
                day,
                without={"ballots_exhausted"},
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(
                f"{regime}: the third ballot is lost",
                ending(day, *ballots(day, day, day)),
                day,
                findings={"ballots_exhausted": {}},
            )
            for regime, day in DAYS.items()
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
        Row(
            "nothing of recognition is left to do",
            recognised("2024-09-15", "2025-10-20", "2025-10-27", "2025-12-01"),
            "2025-12-01",
            no_step={
                "recognition_resolution",
                "recognition_committee_resolution",
                "recognition_decision",
            },
        ),
    ],
}


@each_row(TABLES)
def test_recognition_by_its_rules(rule, row):
    assert not differences(row)
