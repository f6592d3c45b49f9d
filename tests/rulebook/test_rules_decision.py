"""Tables: the section's appraisal, the committee, the decision and the ceremony."""

from tests.rulebook.building import BOARD, CELL, COMMITTEE, act, case
from tests.rulebook.tables import Row, Tables, admitted, differences, each_row, prepared, resolved

DIRECT = {"grassroots_committee": False}
DELEGATED = {"delegated": True}
SECTION = {"section_committee": True}
DISTRICT, COMMUNE = "district_standing_board", "commune_standing_board"
GRASSROOTS, BODY = "grassroots_standing_board", "grassroots_committee"


def waiting(day, *more, route=None):
    """A file the cell adopted on ``day``; by default its committee, too, twelve days on."""
    return case([*resolved(day), *more], route=route or {})


def decided(day, on, *more, route=None, **board):
    acts = [*resolved(day), act("admission_decision", on, **{**BOARD, **board}), *more]
    return case(acts, route=DIRECT if route is None else route)


def deciding(body, threshold="more_than_half"):
    return {"authority": {"admission": body, "threshold": threshold}}


def late(day, limit, extended, *, over):
    """The limit of a file adopted on ``day``, as it stands ``over`` the limit or not."""
    return {"due_on": limit, "extended_due_on": extended, "overdue": over}


def received(issued, on, *, ceremony=None):
    """A decision of ``issued`` that the cell received on ``on``; perhaps the ceremony."""
    acts = admitted(
        issued, admission_decision=issued, decision_received=on, admission_ceremony=ceremony
    )
    return case(acts)


LIMITS = [  # adopted, limit, extended limit, the day after the limit
    ("2015-11-10", "2016-02-03", "2016-03-23", "2016-02-04", "45-QĐ/TW 2011-11-01", "U"),
    ("2018-12-03", "2019-03-05", "2019-04-17", "2019-03-06", "29-QĐ/TW 2016-07-25", "C2"),
    ("2022-01-10", "2022-04-12", "2022-05-26", "2022-04-13", "24-QĐ/TW 2021-07-30", "I"),
    ("2025-02-10", "2025-05-08", "2025-06-19", "2025-05-09", "232-QĐ/TW 2025-01-20", "C2"),
    ("2025-07-10", "2025-10-06", "2025-11-17", "2025-10-07", "294-QĐ/TW 2025-05-26", "I"),
    ("2026-04-10", "2026-07-08", "2026-08-19", "2026-07-09", "20-QĐ/TW 2026-04-08", "U"),
    ("2026-08-05", "2026-10-30", "2026-12-11", "2026-11-02", "208-QĐ/TW 2026-07-26", "U"),
]

CEREMONIES = [
    (
        "2015-12-28",
        "2016-01-04",
        "2016-02-22",
        "2016-02-23",
        "45-QĐ/TW 2011-11-01",
        "U",
    ),
    (
        "2019-12-20",
        "2019-12-25",
        "2020-02-13",
        "2020-02-14",
        "29-QĐ/TW 2016-07-25",
        "C2",
    ),
    (
        "2022-01-04",
        "2022-01-10",
        "2022-02-28",
        "2022-03-01",
        "24-QĐ/TW 2021-07-30",
        "C2",
    ),
    (
        "2025-02-03",
        "2025-02-10",
        "2025-03-24",
        "2025-03-25",
        "232-QĐ/TW 2025-01-20",
        "C2",
    ),
    (
        "2025-07-07",
        "2025-07-10",
        "2025-08-21",
        "2025-08-22",
        "294-QĐ/TW 2025-05-26",
        "C2",
    ),
    (
        "2026-05-11",
        "2026-05-20",
        "2026-07-01",
        "2026-07-02",
        "20-QĐ/TW 2026-04-08",
        "U",
    ),
    (
        "2026-07-28",
        "2026-08-10",
        "2026-09-10",
        "2026-09-11",
        "208-QĐ/TW 2026-07-26",
        "C1",
    ),
]

TABLES: Tables = {
    "R-DEC-01": [
        Row("R0, its first day", case(), "2011-11-01", holds=deciding(DISTRICT)),
        Row("R0, its last day", case(), "2016-07-24", holds=deciding(DISTRICT)),
        Row("R1, its first day", case(), "2016-07-25", holds=deciding(DISTRICT)),
        Row("R2, its last day", case(), "2025-01-19", holds=deciding(DISTRICT)),
        Row("R2b, its last day", case(), "2025-06-30", holds=deciding(DISTRICT)),
        Row("R3, its first day", case(), "2025-07-01", holds=deciding(COMMUNE)),
        Row("R3, its last day", case(), "2026-04-07", holds=deciding(COMMUNE)),
        Row("R4, its first day", case(), "2026-04-08", holds=deciding(COMMUNE)),
        Row("R4, its last day", case(), "2026-07-25", holds=deciding(COMMUNE)),
        Row("R5, its first day", case(), "2026-07-26", holds=deciding(GRASSROOTS)),
        Row(
            "authorised in R0",
            case(route=DELEGATED),
            "2012-03-01",
            holds=deciding(BODY, "two_thirds"),
        ),
        Row(
            "authorised in R2b",
            case(route=DELEGATED),
            "2025-06-30",
            holds=deciding(BODY, "two_thirds"),
        ),
        Row(
            "authorised in R4",
            case(route=DELEGATED),
            "2026-07-25",
            holds=deciding(BODY, "two_thirds"),
        ),
        Row(
            "none is authorised in R5",
            case(route=DELEGATED),
            "2026-07-26",
            holds=deciding(GRASSROOTS),
        ),
        Row(
            "once decided, the body of the day of the decision",
            decided("2025-06-02", "2025-06-30"),
            "2025-07-10",
            codes=set(),
            holds={**deciding(DISTRICT), "stage": "admission_decision"},
        ),
        Row(
            "decided on the first day of the commune",
            decided("2025-06-02", "2025-07-01"),
            "2025-07-10",
            codes=set(),
            holds={**deciding(COMMUNE), "stage": "admission_decision"},
        ),
        Row(
            "six of twelve are not more than half",
            decided("2019-09-10", "2019-10-14", members=12, yes=6),
            "2019-10-14",
            codes={"vote_below_threshold"},
            findings={"vote_below_threshold": {"rule": "R-DEC-01", "severity": "block"}},
            holds={
                "stage": "cell_resolution",
                "votes": {
                    "admission_decision": {"counted": 12, "needed": 7, "yes": 6, "passed": False}
                },
            },
        ),
        Row(
            "seven of twelve are",
            decided("2019-09-10", "2019-10-14", members=12, yes=7),
            "2019-10-14",
            codes=set(),
            holds={"votes": {"admission_decision": {"needed": 7, "passed": True}}},
        ),
        Row(
            "six of eleven are",
            decided("2026-08-05", "2026-10-14", members=11, yes=6),
            "2026-10-14",
            codes=set(),
            holds={"votes": {"admission_decision": {"counted": 11, "needed": 6, "passed": True}}},
        ),
        Row(
            "an authorised committee of 15: nine are not two thirds",
            decided("2019-09-10", "2019-10-14", route=DELEGATED, members=15, yes=9),
            "2019-10-14",
            codes={"vote_below_threshold"},
            holds={"votes": {"admission_decision": {"needed": 10, "passed": False}}},
        ),
        Row(
            "an authorised committee of 16: eleven are needed",
            decided("2019-09-10", "2019-10-14", route=DELEGATED, members=16, yes=11),
            "2019-10-14",
            codes=set(),
            holds={"votes": {"admission_decision": {"needed": 11, "passed": True}}},
        ),
        Row(
            "the last decision counts",
            decided(
                "2019-09-10",
                "2019-10-14",
                act("admission_decision", "2019-11-04", members=12, yes=7),
                members=12,
                yes=6,
            ),
            "2019-11-04",
            codes=set(),
            holds={"stage": "admission_decision"},
        ),
    ],
    "R-DEC-02": [
        *(
            Row(
                f"{cite[:9]}: the limit itself",
                waiting(day, route=DIRECT),
                limit,
                without={"decision_late"},
                steps={"admission_decision": late(day, limit, extended, over=False)},
            )
            for day, limit, extended, _, cite, _ in LIMITS
        ),
        *(
            Row(
                f"{cite[:9]}: the day after",
                waiting(day, route=DIRECT),
                after,
                findings={
                    "decision_late": {
                        "on": limit,
                        "severity": "warn",
                        "rule": "R-DEC-02",
                        "citation": {"instrument": cite},
                        "confidence": mark,
                    }
                },
                steps={"admission_decision": late(day, limit, extended, over=True)},
                holds={"may_proceed": True},
            )
            for day, limit, extended, after, cite, mark in LIMITS
        ),
        *(
            Row(
                f"{cite[:9]}: decided on the last day",
                decided(day, limit),
                "2026-12-31",
                without={"decision_late"},
            )
            for day, limit, _, _, cite, _ in LIMITS
        ),
        *(
            Row(
                f"{cite[:9]}: decided a day late",
                decided(day, after),
                "2026-12-31",
                findings={"decision_late": {"on": limit}},
            )
            for day, limit, _, after, cite, _ in LIMITS
        ),
        Row(
            "the limit runs from the resolution, not from receipt",
            waiting(
                "2019-09-10",
                act("committee_resolution", "2019-09-23", **COMMITTEE),
                act("file_received", "2019-10-30"),
            ),
            "2019-12-04",
            findings={"decision_late": {"on": "2019-12-03"}},
        ),
        Row(
            "the limit runs though the committee has not yet met",
            waiting("2019-09-10"),
            "2019-12-04",
            codes={"decision_late"},
            steps={
                "committee_resolution": {
                    "due_on": None,
                    "overdue": False,
                    "actor": BODY,
                    "form": "8-KNĐ",
                },
                "admission_decision": {"due_on": "2019-12-03", "overdue": True},
            },
        ),
        Row(
            "extended: the old limit no longer counts",
            waiting("2019-09-10", act("decision_extension", "2019-11-20"), route=DIRECT),
            "2020-01-15",
            codes=set(),
            steps={"admission_decision": late(0, "2019-12-03", "2020-01-15", over=False)},
        ),
        Row(
            "extended: the day after",
            waiting("2019-09-10", act("decision_extension", "2019-11-20"), route=DIRECT),
            "2020-01-16",
            codes={"decision_late"},
            findings={"decision_late": {"on": "2020-01-15"}},
            steps={"admission_decision": late(0, "2019-12-03", "2020-01-15", over=True)},
        ),
        Row(
            "extended, decided on the last day",
            decided("2019-09-10", "2020-01-15", act("decision_extension", "2019-11-20")),
            "2020-02-01",
            codes=set(),
        ),
        Row(
            "extended, decided a day late",
            decided("2019-09-10", "2020-01-16", act("decision_extension", "2019-11-20")),
            "2020-02-01",
            codes={"decision_late"},
            findings={"decision_late": {"on": "2020-01-15"}},
        ),
        Row(
            "an extension after the decision extends nothing",
            decided("2019-09-10", "2019-12-04", act("decision_extension", "2019-12-10")),
            "2020-02-01",
            findings={"decision_late": {"on": "2019-12-03"}},
        ),
        Row(
            "an extension before the cell has met extends nothing",
            waiting("2019-09-10", act("decision_extension", "2019-09-02"), route=DIRECT),
            "2019-12-04",
            findings={"decision_late": {"on": "2019-12-03"}},
        ),
        Row(
            "resolved again: the limit follows the last resolution",
            waiting("2019-09-10", act("cell_resolution", "2019-10-10", **CELL), route=DIRECT),
            "2019-12-04",
            codes=set(),
            steps={"admission_decision": {"due_on": "2020-01-03", "overdue": False}},
        ),
        Row(
            "a lost resolution starts no limit",
            case([*resolved("2019-09-10", cell_resolution={"yes": 9})], route=DIRECT),
            "2019-12-04",
            codes={"vote_below_threshold"},
            no_step={"admission_decision"},
            steps={"cell_resolution": {"due_on": None}},
        ),
        Row(
            "restarted by nobody on 2025-07-01",
            waiting("2025-06-12", route=DIRECT),
            "2025-09-09",
            codes={"decision_late", "authority_changed"},
            findings={"decision_late": {"on": "2025-09-08"}},
        ),
    ],
    "R-CER-01": [
        *(
            Row(
                f"{cite[:9]}: the limit itself",
                received(issued, on),
                limit,
                without={"ceremony_late"},
                steps={
                    "admission_ceremony": {
                        "due_on": limit,
                        "overdue": False,
                        "extended_due_on": None,
                    }
                },
            )
            for issued, on, limit, _, cite, _ in CEREMONIES
        ),
        *(
            Row(
                f"{cite[:9]}: the day after",
                received(issued, on),
                after,
                findings={
                    "ceremony_late": {
                        "on": limit,
                        "severity": "warn",
                        "rule": "R-CER-01",
                        "citation": {"instrument": cite},
                        "confidence": mark,
                    }
                },
                steps={"admission_ceremony": {"due_on": limit, "overdue": True}},
            )
            for issued, on, limit, after, cite, mark in CEREMONIES
        ),
        *(
            Row(
                f"{cite[:9]}: held on the last day",
                received(issued, on, ceremony=limit),
                after,
                without={"ceremony_late"},
                holds={"stage": "admission_ceremony"},
            )
            for issued, on, limit, after, cite, _ in CEREMONIES
        ),
        *(
            Row(
                f"{cite[:9]}: held a day late",
                received(issued, on, ceremony=after),
                after,
                findings={"ceremony_late": {"on": limit}},
                holds={"stage": "admission_ceremony"},
            )
            for issued, on, limit, after, cite, _ in CEREMONIES
        ),
        Row(
            "not yet received: nothing runs before R5",
            case(
                admitted(
                    "2019-12-20",
                    admission_decision="2019-12-20",
                    decision_received=None,
                    admission_ceremony=None,
                )
            ),
            "2020-06-01",
            without={"ceremony_late"},
            steps={"admission_ceremony": {"due_on": None, "overdue": False, "actor": "cell"}},
        ),
        Row(
            "not yet received: the issue counts in R5",
            case(
                admitted(
                    "2026-07-28",
                    admission_decision="2026-07-28",
                    decision_received=None,
                    admission_ceremony=None,
                )
            ),
            "2026-09-11",
            findings={"ceremony_late": {"on": "2026-09-10"}},
        ),
        Row(
            "issued in R4, held in R5: the ceremony falls under its own day",
            received("2026-07-20", "2026-07-24", ceremony="2026-09-01"),
            "2026-09-01",
            findings={"ceremony_late": {"on": "2026-08-31"}},
        ),
        Row(
            "issued and held in R4: from receipt",
            received("2026-06-01", "2026-06-15", ceremony="2026-07-24"),
            "2026-07-24",
            without={"ceremony_late"},
        ),
    ],
    "R-CER-03": [
        Row(
            "naming the helper of a new member changes nothing",
            case([*admitted("2024-02-29"), act("helper_assigned", "2024-02-29", helper="DV-09")]),
            "2024-03-01",
            holds={"stage": "admission_ceremony", "may_proceed": True},
        ),
    ],
    "R-CER-02": [
        Row(
            "the limit itself",
            case(admitted("2020-02-14", decision_received="2020-02-10")),
            "2020-03-27",
            codes=set(),
            steps={
                "member_declaration": {
                    "due_on": "2020-03-27",
                    "overdue": False,
                    "actor": "new_member",
                }
            },
            missing={"1-HSĐV", "2-HSĐV", "CN-ĐVM", "10-KNĐ", "11-KNĐ", "12-KNĐ"},
        ),
        Row(
            "the day after, a Saturday",
            case(admitted("2020-02-14", decision_received="2020-02-10")),
            "2020-03-28",
            codes={"declaration_late"},
            findings={
                "declaration_late": {"on": "2020-03-27", "severity": "warn", "rule": "R-CER-02"}
            },
            steps={"member_declaration": {"overdue": True}},
        ),
        Row(
            "handed in on the last day",
            case(
                [
                    *admitted("2020-02-14", decision_received="2020-02-10"),
                    act("member_declaration", "2020-03-27"),
                ]
            ),
            "2020-05-01",
            codes=set(),
            no_step={"member_declaration"},
            missing={"CN-ĐVM", "10-KNĐ", "11-KNĐ", "12-KNĐ"},
            holds={"stage": "member_declaration"},
        ),
        Row(
            "handed in late",
            case(
                [
                    *admitted("2020-02-14", decision_received="2020-02-10"),
                    act("member_declaration", "2020-03-30"),
                ]
            ),
            "2020-05-01",
            codes={"declaration_late"},
            findings={"declaration_late": {"on": "2020-03-27"}},
        ),
        Row(
            "across the turn of the year and Tết 2027",
            case(admitted("2026-11-30", decision_received="2026-11-20")),
            "2027-01-12",
            without={"declaration_late"},
            steps={"member_declaration": {"due_on": "2027-01-12"}},
        ),
        Row(
            "C1 under the guidance of 2022",
            case(admitted("2023-01-10", decision_received="2023-01-03")),
            "2023-06-01",
            findings={
                "declaration_late": {
                    "confidence": "C1",
                    "citation": {"instrument": "12-HD/BTCTW 2022-01-18", "point": "2.2"},
                }
            },
        ),
    ],
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
    ],
    "R-TRN-01": [
        Row(
            "the last day of the district",
            waiting("2025-06-12", route=DIRECT),
            "2025-06-30",
            codes=set(),
            holds=deciding(DISTRICT),
        ),
        Row(
            "the first day of the commune",
            waiting("2025-06-12", route=DIRECT),
            "2025-07-01",
            codes={"authority_changed"},
            findings={
                "authority_changed": {"severity": "info", "rule": "R-TRN-01", "confidence": "I"}
            },
            holds=deciding(COMMUNE),
        ),
        Row(
            "adopted on the first day of the commune",
            waiting("2025-07-01", route=DIRECT),
            "2025-07-10",
            codes=set(),
        ),
        Row(
            "resolved anew after the change",
            waiting("2025-06-12", act("cell_resolution", "2025-07-03", **CELL), route=DIRECT),
            "2025-07-10",
            codes=set(),
        ),
        Row(
            "R3 to R4: the same body",
            waiting("2026-04-01", route=DIRECT),
            "2026-04-10",
            codes=set(),
            holds=deciding(COMMUNE),
        ),
        Row(
            "R4 to R5: another body",
            waiting("2026-07-20", route=DIRECT),
            "2026-07-26",
            codes={"authority_changed"},
            holds=deciding(GRASSROOTS),
        ),
        Row(
            "an authorised committee is the same before and after",
            waiting("2025-06-12", route=DELEGATED),
            "2025-07-10",
            codes=set(),
            holds=deciding(BODY, "two_thirds"),
        ),
        Row(
            "from the authorised committee to the board in R5",
            waiting("2026-07-20", route=DELEGATED),
            "2026-07-27",
            codes={"authority_changed"},
            holds=deciding(GRASSROOTS),
        ),
        Row(
            "decided: nothing has changed",
            decided("2025-06-12", "2025-07-08"),
            "2025-07-10",
            codes=set(),
        ),
    ],
}


@each_row(TABLES)
def test_the_decision_by_its_rules(rule, row):
    assert not differences(row)
