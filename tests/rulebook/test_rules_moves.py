"""Tables: moves while a file is on its way, by the stage at which they happen."""

from datetime import date

import pytest

from nguon.rulebook import NoRuleInForce, load
from nguon.rulebook.rules.moves import letter_limit
from tests.rulebook.building import BOARD, CELL, COMMITTEE, MEMBER, act, case
from tests.rulebook.tables import Row, Tables, differences, each_row, prepared, resolved

DIRECT = {"grassroots_committee": False}
DISTRICT = "district_standing_board"

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
LETTERS = [
    Row(
        "a letter under way turns no verdict: probation runs on from the ceremony",
        case(
            [
                *resolved("2023-03-01"),
                act("admission_decision", "2023-04-20", **BOARD),
                act("decision_received", "2023-04-24"),
                act("admission_ceremony", LEFT),
                moved("admission_decision", "2023-10-02"),
                act("followup_started", "2023-10-09"),
            ],
            route=DIRECT,
        ),
        "2023-10-09",
        holds={"stage": "admission_ceremony", "dates": {"probation_ends_on": "2024-05-08"}},
    ),
]

TABLES: Tables = {
    "R-BOK-03": LETTERS,
    "R-MOV-01": WHILE_CONSIDERED,
    "R-MOV-02": FOLLOWED,
    "R-MOV-03": FORWARDED,
    "R-MOV-04": TO_THE_CEREMONY,
    "R-MOV-05": SOLDIERS,
}


@each_row(TABLES)
def test_the_row_holds(rule, row):
    assert differences(row) == []


@pytest.mark.parametrize(
    ("sent_on", "last_day"),
    [
        (date(2019, 9, 10), date(2019, 10, 22)),
        (date(2026, 7, 24), date(2026, 9, 8)),  # the day of the letter decides: still thirty
        (date(2026, 7, 27), date(2026, 10, 21)),
    ],
)
def test_a_letter_is_handed_in_within_the_working_days_of_its_own_regulation(sent_on, last_day):
    assert letter_limit(sent_on, load())[0] == last_day


def test_what_says_how_long_a_letter_holds_is_cited():
    cited = letter_limit(date(2026, 7, 27), load())[1]

    assert (cited.citation.instrument, cited.value) == ("208-QĐ/TW 2026-07-26", 60)


def test_no_rule_is_held_for_a_letter_of_long_ago():
    with pytest.raises(NoRuleInForce):
        letter_limit(date(2011, 10, 31), load())
