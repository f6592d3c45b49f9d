"""Tables: the order of the steps, the section, the grassroots committee."""

from tests.rulebook.building import BOARD, CELL, COMMITTEE, act, case
from tests.rulebook.tables import (
    DAYS,
    Row,
    Tables,
    decided,
    differences,
    each_row,
    prepared,
    resolved,
    waiting,
)

DIRECT = {"grassroots_committee": False}
DELEGATED = {"delegated": True}
SECTION = {"section_committee": True}
DISTRICT, BODY = "district_standing_board", "grassroots_committee"


TABLES: Tables = {
    "R-SEC-01": [
        Row(
            "the section comes next",
            waiting("2019-09-10", route=SECTION),
            "2019-09-12",
            codes=set(),
            steps={
                "section_appraisal": {
                    "actor": "section_committee",
                    "form": "7-KNĐ",
                    "due_on": None,
                }
            },
            no_step={"committee_resolution"},
        ),
        Row(
            "skipped by the committee",
            waiting(
                "2019-09-10", act("committee_resolution", "2019-09-23", **COMMITTEE), route=SECTION
            ),
            "2019-09-23",
            codes={"step_out_of_order"},
            findings={"step_out_of_order": {"rule": "R-SEC-01", "severity": "block"}},
            holds={"stage": "cell_resolution"},
        ),
        Row(
            "appraised the day before the cell met",
            waiting("2019-09-10", act("section_appraisal", "2019-09-09"), route=SECTION),
            "2019-09-23",
            codes={"step_out_of_order"},
            holds={"stage": "cell_resolution"},
        ),
        Row(
            "appraised and adopted on one day",
            waiting(
                "2019-09-10",
                act("section_appraisal", "2019-09-10"),
                act("committee_resolution", "2019-09-10", **COMMITTEE),
                route=SECTION,
            ),
            "2019-09-10",
            codes=set(),
            holds={"stage": "committee_resolution"},
        ),
        Row(
            "appraised after the committee met",
            waiting(
                "2019-09-10",
                act("section_appraisal", "2019-09-24"),
                act("committee_resolution", "2019-09-23", **COMMITTEE),
                route=SECTION,
            ),
            "2019-09-30",
            codes={"step_out_of_order"},
            holds={"stage": "section_appraisal"},
        ),
        Row(
            "where no section stands, none is asked for",
            waiting("2019-09-10", act("committee_resolution", "2019-09-23", **COMMITTEE)),
            "2019-09-23",
            codes=set(),
            holds={"stage": "committee_resolution"},
        ),
        Row(
            "a section without a grassroots committee goes to the decider",
            waiting(
                "2019-09-10", act("section_appraisal", "2019-09-16"), route={**SECTION, **DIRECT}
            ),
            "2019-09-23",
            codes=set(),
            holds={"stage": "section_appraisal"},
            steps={"admission_decision": {"due_on": "2019-12-03"}},
        ),
    ],
    "R-VOTE-04": [
        Row(
            "nine of fifteen",
            waiting("2019-09-10", act("committee_resolution", "2019-09-23", members=15, yes=9)),
            "2019-09-23",
            codes={"vote_below_threshold"},
            findings={"vote_below_threshold": {"rule": "R-VOTE-04", "severity": "block"}},
            holds={
                "stage": "cell_resolution",
                "votes": {
                    "committee_resolution": {
                        "counted": 15,
                        "needed": 10,
                        "yes": 9,
                        "passed": False,
                    }
                },
            },
        ),
        Row(
            "ten of fifteen",
            waiting("2019-09-10", act("committee_resolution", "2019-09-23", members=15, yes=10)),
            "2019-09-23",
            codes=set(),
            holds={"stage": "committee_resolution"},
        ),
        Row(
            "ten of fourteen: 28 thirds round up",
            waiting("2019-09-10", act("committee_resolution", "2019-09-23", members=14, yes=9)),
            "2019-09-23",
            codes={"vote_below_threshold"},
            holds={"votes": {"committee_resolution": {"needed": 10, "passed": False}}},
        ),
        Row(
            "no such step for a cell directly under the decider",
            waiting("2019-09-10", route=DIRECT),
            "2019-09-23",
            codes=set(),
            no_step={"committee_resolution"},
            steps={"admission_decision": {"actor": DISTRICT}},
        ),
        Row(
            "nor where the committee itself decides",
            waiting("2019-09-10", route=DELEGATED),
            "2019-09-23",
            codes=set(),
            no_step={"committee_resolution"},
            steps={"admission_decision": {"actor": BODY}},
        ),
        Row(
            "decided without it",
            decided("2019-09-10", "2019-10-14", route={}),
            "2019-10-14",
            codes={"step_out_of_order"},
            findings={"step_out_of_order": {"rule": "R-ORD-01"}},
            holds={"stage": "cell_resolution"},
        ),
        *(
            Row(
                f"{regime}: nine of fifteen are not two thirds",
                waiting(day, act("committee_resolution", day, members=15, yes=9)),
                day,
                findings={"vote_below_threshold": {"rule": "R-VOTE-04"}},
                holds={"votes": {"committee_resolution": {"needed": 10, "passed": False}}},
            )
            for regime, day in DAYS.items()
        ),
    ],
    "R-ORD-01": [
        Row(
            "a resolution before the opinions",
            case([*resolved("2019-09-10", opinions="2019-09-11")]),
            "2019-09-20",
            findings={"opinions_missing": {}},
            holds={"stage": "opinions", "may_proceed": False},
        ),
        Row(
            "opinions on the day of the meeting",
            case([*resolved("2019-09-10", opinions="2019-09-10")]),
            "2019-09-10",
            codes=set(),
            holds={"stage": "cell_resolution"},
        ),
        Row(
            "the preparation in another order",
            case(
                [
                    *resolved(
                        "2019-09-10",
                        awareness_course="2019-09-01",
                        opinions="2019-06-01",
                        introduction="2019-05-01",
                    )
                ]
            ),
            "2019-09-10",
            codes=set(),
            holds={"stage": "cell_resolution"},
        ),
        Row(
            "a decision before the resolution",
            decided("2019-09-10", "2019-09-09"),
            "2019-09-10",
            codes={"step_out_of_order"},
            holds={"stage": "cell_resolution"},
        ),
        Row(
            "a decision on the day of the resolution",
            decided("2019-09-10", "2019-09-10"),
            "2019-09-10",
            codes=set(),
            holds={"stage": "admission_decision"},
        ),
        Row(
            "a ceremony without a decision",
            case([*resolved("2019-09-10"), act("admission_ceremony", "2019-10-14")], route=DIRECT),
            "2019-10-14",
            codes={"step_out_of_order"},
            holds={"stage": "cell_resolution"},
        ),
        Row(
            "a ceremony the day before the decision",
            decided("2019-09-10", "2019-10-14", act("admission_ceremony", "2019-10-13")),
            "2019-10-14",
            codes={"step_out_of_order"},
            holds={"stage": "admission_decision", "dates": {"probation_ends_on": None}},
        ),
        Row(
            "withdrawn at any step",
            waiting("2019-09-10", act("withdrawn", "2019-09-20"), route=DIRECT),
            "2019-12-04",
            codes=set(),
            no_step={"admission_decision", "cell_resolution"},
            missing=set(),
            holds={"stage": "withdrawn"},
        ),
        Row(
            "taken up again after a withdrawal",
            case(
                [
                    *prepared("2019-09-10"),
                    act("withdrawn", "2019-09-01"),
                    act("cell_resolution", "2019-09-10", **CELL),
                ],
                route=DIRECT,
            ),
            "2019-09-10",
            codes=set(),
            holds={"stage": "cell_resolution"},
        ),
        Row(
            "withdrawn and struck leave no stage before the first step",
            case([act("withdrawn", "2019-09-01")]),
            "2019-09-10",
            codes=set(),
            holds={"stage": "withdrawn"},
        ),
        Row(
            "resolved again: what followed the first is left behind",
            waiting(
                "2019-09-10",
                act("committee_resolution", "2019-09-23", **COMMITTEE),
                act("cell_resolution", "2019-10-10", **CELL),
            ),
            "2019-10-11",
            codes=set(),
            steps={"committee_resolution": {}, "admission_decision": {"due_on": "2020-01-03"}},
            holds={"stage": "cell_resolution"},
        ),
        Row(
            "resolved again on the day of the committee: it stands",
            waiting(
                "2019-09-10",
                act("committee_resolution", "2019-10-10", **COMMITTEE),
                act("cell_resolution", "2019-10-10", **CELL),
            ),
            "2019-10-11",
            codes=set(),
            holds={"stage": "committee_resolution"},
        ),
        Row(
            "an act told twice counts once",
            waiting(
                "2019-09-10",
                act("committee_resolution", "2019-09-23", **COMMITTEE),
                act("committee_resolution", "2019-09-23", **COMMITTEE),
            ),
            "2019-09-23",
            codes=set(),
            holds={"stage": "committee_resolution"},
        ),
        Row(
            "struck, then moved: the last exit holds",
            case(
                [
                    *prepared("2019-09-10")[:2],
                    act("candidate_struck", "2019-05-06"),
                    act("moved", "2019-05-07", after="listing"),
                ]
            ),
            "2019-06-03",
            holds={"stage": "moved_out"},
        ),
        Row(
            "withdrawn long ago, decided late all the same",
            waiting(
                "2019-09-10",
                act("admission_decision", "2019-12-04", **BOARD),
                act("withdrawn", "2019-12-10"),
                route=DIRECT,
            ),
            "2020-03-02",
            codes={"decision_late"},
            holds={"stage": "withdrawn", "next_steps": [], "missing": []},
        ),
    ],
}


@each_row(TABLES)
def test_the_order_of_the_steps_by_its_rules(rule, row):
    assert not differences(row)
