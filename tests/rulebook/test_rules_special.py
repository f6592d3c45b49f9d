"""Tables: places without a cell, beliefs, foreign spouses, the transition of 2025."""

from tests.rulebook.building import BOARD, CELL, COMMITTEE, act, case
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
    "R-REL-01": BELIEVERS,
    "R-FSP-01": SPOUSES,
    "R-PBO-01": OWNERS,
    "R-TRN-01": PENDING,
    "R-TRN-02": NOT_AGAIN,
}


@each_row(TABLES)
def test_the_row_holds(rule, row):
    assert differences(row) == []
