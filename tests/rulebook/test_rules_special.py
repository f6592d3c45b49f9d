"""Tables: places without a cell, moves, beliefs, foreign spouses, the transition of 2025."""

from tests.rulebook.building import BOARD, CELL, COMMITTEE, MEMBER, act, case
from tests.rulebook.tables import Row, Tables, differences, each_row, prepared, resolved

DIRECT = {"grassroots_committee": False}
DELEGATED = {"delegated": True}
NO_CELL = {"cell_present": False}
DISTRICT, COMMUNE = "district_standing_board", "commune_standing_board"
GRASSROOTS, COMMITTEE_ITSELF = "grassroots_standing_board", "grassroots_committee"

# --- R-NOC-01

HELPED = {"no_cell_assign_nearest"}
NEAREST = [
    *(
        Row(
            f"{day}: a hamlet without a cell",
            case([], place=NO_CELL),
            day,
            codes=HELPED,
            findings={
                "no_cell_assign_nearest": {
                    "severity": "info",
                    "rule": "R-NOC-01",
                    "on": None,
                    "confidence": mark,
                    "citation": {"instrument": regulation, "point": point},
                }
            },
            holds={"stage": None, "may_proceed": True},
        )
        for day, regulation, point, mark in (
            ("2016-07-24", "45-QĐ/TW 2011-11-01", None, "I"),
            ("2016-07-25", "29-QĐ/TW 2016-07-25", "3.4", "C1"),
            ("2021-07-29", "29-QĐ/TW 2016-07-25", "3.4", "C1"),
            ("2021-07-30", "24-QĐ/TW 2021-07-30", None, "I"),
            ("2025-01-20", "232-QĐ/TW 2025-01-20", None, "I"),
            ("2025-07-01", "294-QĐ/TW 2025-05-26", None, "I"),
            ("2026-04-08", "20-QĐ/TW 2026-04-08", None, "I"),
            ("2026-07-26", "208-QĐ/TW 2026-07-26", None, "I"),
        )
    ),
    Row("a cell that admits nobody is a cell", case([]), "2019-05-15", codes=set()),
    Row(
        "the nearest cell makes the file",
        case(resolved("2019-05-15"), place=NO_CELL),
        "2019-05-15",
        codes=HELPED,
        holds={"stage": "cell_resolution"},
    ),
    Row(
        "decided: nobody needs to be assigned",
        case(
            [*resolved("2019-05-15"), act("admission_decision", "2019-06-20", **BOARD)],
            place=NO_CELL,
            route=DIRECT,
        ),
        "2019-06-20",
        codes=set(),
    ),
    Row(
        "unknown: a question, no bar",
        case([], place={"cell_present": None}),
        "2019-05-15",
        codes={"fact_unknown"},
        findings={
            "fact_unknown": {
                "field": "place.cell_present",
                "ask": "grassroots_committee",
                "severity": "warn",
                "rule": "R-NOC-01",
            }
        },
        holds={"may_proceed": True},
    ),
    Row(
        "struck off: nothing more to be done",
        case(
            [act("candidate_listed", "2019-01-10"), act("candidate_struck", "2019-05-10")],
            place=NO_CELL,
        ),
        "2019-05-15",
        codes=set(),
        holds={"stage": "struck"},
    ),
]

# --- R-MOV

MET = "2023-10-16"


def moved(after, on, **fields):
    return act("moved", on, after=after, **fields)


def recent(months=7, by="DV-07", **fields):
    return act(
        "introduction",
        "2023-09-01",
        **{**MEMBER, "introducer": by, "months_together": months, **fields},
    )


def listed_elsewhere(move, *introductions):
    """A file made at the destination; the person was on the list of another cell before."""
    return case([*prepared(MET, introduction=None), *move, *introductions])


SECOND = recent(36, "DV-11")
RECENT = {"introducer_too_recent"}
WHILE_CONSIDERED = [
    Row(
        "moved while listed: seven months are enough",
        listed_elsewhere([moved("listing", "2023-01-16")], recent(), SECOND),
        MET,
        codes=set(),
    ),
    Row("nobody moved: they are not", listed_elsewhere([], recent(), SECOND), MET, codes=RECENT),
    Row(
        "moved on the day of the introduction",
        listed_elsewhere([moved("listing", "2023-09-01")], recent(), SECOND),
        MET,
        codes=set(),
    ),
    Row(
        "introduced before the move",
        listed_elsewhere([moved("listing", "2023-09-02")], recent(), SECOND),
        MET,
        codes=RECENT,
    ),
    Row(
        "another kind of move waives nothing",
        listed_elsewhere([moved("file_received", "2023-01-16")], recent(), SECOND),
        MET,
        codes=RECENT,
    ),
    Row(
        "a probationary member stays one",
        listed_elsewhere([moved("listing", "2023-01-16")], recent(full_member=False), SECOND),
        MET,
        codes={"introducer_not_full_member"},
    ),
    Row(
        "until a later act the case has moved out",
        case([act("candidate_listed", "2022-03-07"), moved("listing", "2023-01-16")]),
        "2023-01-16",
        codes=set(),
        holds={"stage": "moved_out"},
    ),
    Row(
        "the destination names a helper and takes it up",
        case(
            [
                act("sourced", "2022-03-01"),
                act("candidate_listed", "2022-03-07"),
                moved("listing", "2023-01-16"),
                act("helper_assigned", "2023-01-17", helper="B"),
            ]
        ),
        "2023-01-17",
        codes=set(),
        holds={"stage": "candidate_listed"},
    ),
]

ADOPTED, LEFT, STARTED = "2023-04-05", "2023-05-08", "2023-05-10"


def moved_after_the_resolution(*more, started=STARTED):
    acts = [
        *resolved(ADOPTED),
        act("committee_resolution", "2023-04-17", **COMMITTEE),
        moved("cell_resolution", LEFT),
    ]
    if started:
        acts.append(act("followup_started", started))
    return case([*acts, *more])


def again(on):
    return act("cell_resolution", on, **CELL)


SHORT = {"followup_too_short"}
FOLLOWED = [
    Row(
        "before the move both resolutions stand",
        moved_after_the_resolution(),
        "2023-05-07",
        codes=set(),
        holds={"stage": "committee_resolution"},
    ),
    Row(
        "moved, no follow-up yet",
        moved_after_the_resolution(started=None),
        LEFT,
        codes=SHORT,
        findings={"followup_too_short": {"on": None, "severity": "block", "rule": "R-MOV-02"}},
        holds={"stage": "moved_out", "may_proceed": False},
    ),
    Row(
        "followed, the day before three months",
        moved_after_the_resolution(),
        "2023-08-09",
        codes=SHORT,
        findings={
            "followup_too_short": {
                "on": "2023-08-10",
                "severity": "block",
                "confidence": "K",
                "citation": {"instrument": "12-HD/BTCTW 2022-01-18"},
            }
        },
        steps={"cell_resolution": {"earliest_on": "2023-08-10"}},
        no_step={"admission_decision"},
        holds={"stage": "opinions", "next_change_on": "2023-08-10"},
    ),
    Row(
        "three months",
        moved_after_the_resolution(),
        "2023-08-10",
        codes=set(),
        steps={"cell_resolution": {"earliest_on": None}},
    ),
    Row("the day after", moved_after_the_resolution(), "2023-08-11", codes=set()),
    Row(
        "resolved the day before",
        moved_after_the_resolution(again("2023-08-09")),
        "2023-08-09",
        codes=SHORT,
        holds={"stage": "opinions"},
    ),
    Row(
        "resolved after three months: the committee of the destination next",
        moved_after_the_resolution(again("2023-08-10")),
        "2023-08-10",
        codes=set(),
        steps={
            "committee_resolution": {"actor": "grassroots_committee"},
            "admission_decision": {"due_on": "2023-11-06"},
        },
        holds={"stage": "cell_resolution"},
    ),
    Row(
        "a follow-up that began before the move is another",
        moved_after_the_resolution(started="2023-05-07"),
        "2023-08-10",
        codes=SHORT,
    ),
    Row(
        "a follow-up of the day of the move counts",
        moved_after_the_resolution(started=LEFT),
        "2023-08-08",
        codes=set(),
    ),
    Row(
        "three months that end in February",
        case(
            [
                *resolved("2023-10-16"),
                moved("cell_resolution", "2023-11-28"),
                act("followup_started", "2023-11-30"),
            ]
        ),
        "2024-02-28",
        findings={"followup_too_short": {"on": "2024-02-29"}},
    ),
    Row(
        "three months that end in a short February",
        case(
            [
                *resolved("2022-10-14"),
                moved("cell_resolution", "2022-11-28"),
                act("followup_started", "2022-11-30"),
            ]
        ),
        "2023-02-27",
        findings={"followup_too_short": {"on": "2023-02-28"}},
    ),
    Row(
        "moved a second time: followed anew",
        moved_after_the_resolution(
            again("2023-08-10"),
            moved("cell_resolution", "2023-08-20"),
            act("followup_started", "2023-08-21"),
        ),
        "2023-11-20",
        codes={"followup_too_short", "file_stale"},
        findings={"followup_too_short": {"on": "2023-11-21"}},
    ),
]
FORWARDED = [
    Row(
        "moved after the file was received: nothing is repeated",
        case(
            [
                *resolved(ADOPTED),
                act("committee_resolution", "2023-04-17", **COMMITTEE),
                act("file_received", "2023-04-20"),
                moved("file_received", LEFT),
            ]
        ),
        LEFT,
        codes=set(),
        steps={"admission_decision": {"due_on": "2023-07-03", "actor": DISTRICT}},
        holds={"stage": "moved_out"},
    ),
    Row(
        "the decider of the destination decides",
        case(
            [
                *resolved(ADOPTED),
                act("committee_resolution", "2023-04-17", **COMMITTEE),
                act("file_received", "2023-04-20"),
                moved("file_received", LEFT),
                act("admission_decision", "2023-07-03", **BOARD),
            ]
        ),
        "2023-07-03",
        codes=set(),
        holds={"stage": "admission_decision"},
    ),
    Row(
        "a day late",
        case(
            [
                *resolved(ADOPTED),
                act("committee_resolution", "2023-04-17", **COMMITTEE),
                act("file_received", "2023-04-20"),
                moved("file_received", LEFT),
            ]
        ),
        "2023-07-04",
        codes={"decision_late"},
    ),
]


def decided_then_moved(*more):
    return case(
        [
            *resolved("2023-03-01"),
            act("admission_decision", "2023-04-20", **BOARD),
            moved("admission_decision", LEFT),
            act("decision_received", "2023-06-01"),
            *more,
        ],
        route=DIRECT,
    )


TO_THE_CEREMONY = [
    Row(
        "the thirty days run from receipt by the cell of the destination",
        decided_then_moved(),
        "2023-07-13",
        codes=set(),
        steps={"admission_ceremony": {"due_on": "2023-07-13", "overdue": False}},
        holds={"stage": "admission_decision", "next_change_on": "2023-07-14"},
    ),
    Row("a day late", decided_then_moved(), "2023-07-14", codes={"ceremony_late"}),
    Row(
        "held there",
        decided_then_moved(act("admission_ceremony", "2023-07-13")),
        "2023-07-13",
        codes=set(),
        holds={"stage": "admission_ceremony"},
    ),
    Row(
        "not received there yet: moved out, no limit",
        case(
            [
                *resolved("2023-03-01"),
                act("admission_decision", "2023-04-20", **BOARD),
                moved("admission_decision", LEFT),
            ],
            route=DIRECT,
        ),
        LEFT,
        steps={"admission_ceremony": {"due_on": None}},
        holds={"stage": "moved_out"},
    ),
]
SOLDIER = {"sourced": {"source_group": "discharged_soldier"}}
COMPARE = {"cv_compare_enlistment"}
SOLDIERS = [
    Row(
        "a discharged soldier: the certificate of the unit keeps its sixty months",
        case(
            [
                *prepared(MET, awareness_course="2021-05-20", introduction=None, **SOLDIER),
                moved("listing", "2023-01-16"),
                recent(),
                SECOND,
            ]
        ),
        MET,
        codes=COMPARE,
        findings={"cv_compare_enlistment": {"severity": "info", "rule": "R-VER-05"}},
        holds={"may_proceed": True, "dates": {"certificate_valid_until": "2026-05-20"}},
    ),
    Row("another source", case(prepared(MET)), MET, codes=set()),
    Row(
        "a soldier as soon as found",
        case([act("sourced", "2023-01-02", source_group="discharged_soldier")]),
        "2023-01-02",
        codes=COMPARE,
    ),
]

# --- beliefs, spouses, owners

IN_LAWS = [
    act("verification", "2019-02-01", subject=subject)
    for subject in ("spouse", "father_in_law", "mother_in_law")
]
READY = "2019-05-15"
BELIEVERS = [
    Row(
        f"religion {religion}, ethnicity {people}",
        case(prepared(READY), religion=religion, ethnicity=people),
        READY,
        codes=set(),
    )
    for religion, people in (("none", "Kinh"), ("Công giáo", "Bru - Vân Kiều"), (None, None))
]
SPOUSES = [
    Row(
        "a foreign spouse, verified with the parents-in-law",
        case([*prepared(READY), *IN_LAWS], foreign_spouse=True),
        READY,
        codes=set(),
    ),
    Row(
        "a foreign spouse is a spouse: to be verified",
        case(prepared(READY), foreign_spouse=True),
        READY,
        codes={"verification_missing"},
    ),
    Row("unmarried", case(prepared(READY), foreign_spouse=False), READY, codes=set()),
    Row(
        "unknown, nobody verified",
        case(prepared(READY), foreign_spouse=None),
        READY,
        codes={"fact_unknown"},
        findings={"fact_unknown": {"field": "person.foreign_spouse", "rule": "R-VER-01"}},
    ),
    Row(
        "unknown, but married: nobody asks",
        case([*prepared(READY), *IN_LAWS], foreign_spouse=None, married=True),
        READY,
        codes=set(),
    ),
    Row(
        "unknown, all verified: nobody asks",
        case([*prepared(READY), *IN_LAWS], foreign_spouse=None),
        READY,
        codes=set(),
    ),
]
OWNERS = [
    Row(
        "a private owner is judged like everybody",
        case(prepared(READY), standing=["private_business_owner"]),
        READY,
        codes=set(),
    ),
]

# --- R-TRN

CHANGED = {"authority_changed"}


def pending(*more, day="2025-06-12", route=None):
    acts = [*resolved(day), act("committee_resolution", "2025-06-23", **COMMITTEE)]
    return case([*acts, act("file_received", "2025-06-26"), *more], route=route)


def decides(body, threshold="more_than_half"):
    return {"authority": {"admission": body, "threshold": threshold}}


def decision(on):
    return act("admission_decision", on, **BOARD)


PENDING = [
    Row(
        "the last day of the district",
        pending(),
        "2025-06-30",
        codes=set(),
        steps={"admission_decision": {"actor": DISTRICT, "due_on": "2025-09-08"}},
        holds={**decides(DISTRICT), "next_change_on": "2025-07-01", "regime": "R2b"},
    ),
    Row(
        "the first day of the commune",
        pending(),
        "2025-07-01",
        codes=CHANGED,
        findings={
            "authority_changed": {
                "on": "2025-07-01",
                "severity": "info",
                "rule": "R-TRN-01",
                "confidence": "I",
            }
        },
        steps={"admission_decision": {"actor": COMMUNE, "due_on": "2025-09-08"}},
        holds={
            **decides(COMMUNE),
            "regime": "R3",
            "stage": "committee_resolution",
            "may_proceed": True,
        },
    ),
    Row("the day after", pending(), "2025-07-02", codes=CHANGED),
    Row(
        "decided by the district on its last day",
        pending(decision("2025-06-30")),
        "2025-07-15",
        codes=set(),
        holds=decides(DISTRICT),
    ),
    Row(
        "decided by the commune on its first day",
        pending(decision("2025-07-01")),
        "2025-07-15",
        codes=set(),
        holds={**decides(COMMUNE), "stage": "admission_decision"},
    ),
    Row(
        "decided by the district, looked at under R5",
        pending(
            decision("2025-06-30"),
            act("decision_received", "2025-07-02"),
            act("admission_ceremony", "2025-07-10"),
        ),
        "2026-08-01",
        without=CHANGED,
        holds=decides(DISTRICT),
    ),
    Row(
        "the cell adopted on the first day of the commune",
        case(resolved("2025-07-01"), route=DIRECT),
        "2025-07-10",
        codes=set(),
        holds=decides(COMMUNE),
    ),
    Row(
        "the cell adopted on the last day of the district",
        case(resolved("2025-06-30"), route=DIRECT),
        "2025-07-10",
        codes=CHANGED,
    ),
    Row(
        "a lost vote passes nothing on",
        case(
            [*prepared("2025-06-12"), act("cell_resolution", "2025-06-12", full_members=9, yes=5)]
        ),
        "2025-07-10",
        without=CHANGED,
    ),
    Row(
        "a resolution repeated under the commune",
        pending(act("cell_resolution", "2025-07-05", **CELL)),
        "2025-07-10",
        without=CHANGED,
    ),
    Row(
        "an authorised committee goes on deciding",
        case(resolved("2025-06-12"), route=DELEGATED),
        "2025-07-10",
        codes=set(),
        holds=decides(COMMITTEE_ITSELF, "two_thirds"),
    ),
    Row(
        "withdrawn: nothing passes on",
        pending(act("withdrawn", "2025-06-27")),
        "2025-07-10",
        codes=set(),
        holds={"stage": "withdrawn"},
    ),
    Row(
        "from the commune of R3 to that of R4 nothing changes",
        case(resolved("2026-04-01"), route=DIRECT),
        "2026-04-10",
        codes=set(),
        holds={**decides(COMMUNE), "regime": "R4"},
    ),
    Row(
        "the last day of R4",
        case(resolved("2026-06-15"), route=DIRECT),
        "2026-07-25",
        codes=set(),
        holds={**decides(COMMUNE), "next_change_on": "2026-07-26"},
    ),
    Row(
        "the first day of R5: the board of the same commune decides under another name",
        case(resolved("2026-06-15"), route=DIRECT),
        "2026-07-26",
        codes=CHANGED,
        findings={"authority_changed": {"on": "2026-07-26"}},
        holds=decides(GRASSROOTS),
    ),
    Row(
        "nobody is authorised any more under R5",
        case(resolved("2026-06-15"), route=DELEGATED),
        "2026-07-26",
        codes=CHANGED,
        holds=decides(GRASSROOTS),
    ),
]
NOT_AGAIN = [
    Row(
        "the resolution stands and the time goes on",
        pending(),
        "2025-09-08",
        codes=CHANGED,
        steps={
            "admission_decision": {
                "due_on": "2025-09-08",
                "extended_due_on": "2025-10-20",
                "overdue": False,
            }
        },
        no_step={"cell_resolution"},
        holds={
            "assumptions": [
                {"parameter": "transition_2025.rerun_cell_vote", "value": False},
                {"parameter": "transition_2025.restart_clock", "value": False},
            ]
        },
    ),
    Row(
        "a day late",
        pending(),
        "2025-09-09",
        codes={"authority_changed", "decision_late"},
        findings={"decision_late": {"on": "2025-09-08"}},
    ),
    Row(
        "decided in time by the commune",
        pending(decision("2025-09-08")),
        "2025-09-09",
        codes=set(),
    ),
    Row(
        "decided late by the commune",
        pending(decision("2025-09-09")),
        "2025-09-09",
        codes={"decision_late"},
    ),
]

TABLES: Tables = {
    "R-NOC-01": NEAREST,
    "R-MOV-01": WHILE_CONSIDERED,
    "R-MOV-02": FOLLOWED,
    "R-MOV-03": FORWARDED,
    "R-MOV-04": TO_THE_CEREMONY,
    "R-MOV-05": SOLDIERS,
    "R-REL-01": BELIEVERS,
    "R-FSP-01": SPOUSES,
    "R-PBO-01": OWNERS,
    "R-TRN-01": PENDING,
    "R-TRN-02": NOT_AGAIN,
}


@each_row(TABLES)
def test_the_row_holds(rule, row):
    assert differences(row) == []
