"""Tables: the cell's votes, the stale file, and removal from the list of members."""

from tests.rulebook.building import MEMBER, act, case
from tests.rulebook.tables import (
    DAYS,
    Row,
    Tables,
    admitted,
    before,
    differences,
    each_row,
    prepared,
    resolved,
)

DAY = "2019-09-10"
DIRECT = {"grassroots_committee": False}
DELEGATED = {"delegated": True}


def met(day=DAY, *more, **votes):
    """An ordinary file on which the cell voted so, and nobody else."""
    ballot = act("cell_resolution", day, **votes)
    return case([*prepared(day), ballot, *more], route=DIRECT)


def vote(counted, needed, yes, *, passed, kind="cell_resolution"):
    return {"votes": {kind: {"counted": counted, "needed": needed, "yes": yes, "passed": passed}}}


def lasting(cv, day, *more, **changed):
    """A file whose CV is of ``cv``, ready on ``day``."""
    acts = prepared(day, application=before(cv, 11), cv=cv, **changed)
    return case([*acts, *more], born="1970-01-01")


def anew(on, *, names=("DV-07", "DV-11")):
    return [act("introduction", on, **{**MEMBER, "introducer": name}) for name in names]


def removal(*votes, route=None, ceremony="2022-07-15"):
    """A probationary member on whose removal these bodies voted."""
    kinds = ("removal_resolution", "removal_committee_resolution", "removal_decision")
    days = ("2023-03-06", "2023-03-20", "2023-04-10")
    acts = [
        act(kind, on, **fields)
        for kind, on, fields in zip(kinds, days, votes, strict=True)
        if fields
    ]
    done = [act("member_declaration", "2022-08-01"), act("new_member_course", "2022-12-12")]
    return case([*admitted(ceremony), *done, *acts], route=route or {})


def voted(day, yes):
    return case(
        [*prepared(day), act("cell_resolution", day, full_members=9, yes=yes)], born="1970-01-01"
    )


def leaving(day, *votes):
    """Somebody two months on probation, directly under the decider, and these votes."""
    begun = before(day, 60)
    papers = [act("member_declaration", before(day, 50))]
    return case([*admitted(begun), *papers, *votes], route=DIRECT, born="1970-01-01")


CELL_FOR, COMMITTEE_FOR, BOARD_FOR = (
    {"full_members": 9, "yes": 7, "no": 2},
    {"members": 15, "yes": 11},
    {"members": 13, "yes": 8},
)
LIMITS = [  # of the file: CV, the day on which the twelve months end, the day after
    ("2010-12-01", "2011-12-01", "2011-12-02", "U"),
    ("2013-09-11", "2014-09-11", "2014-09-12", "C1"),
    ("2018-09-11", "2019-09-11", "2019-09-12", "C1"),
    ("2020-02-29", "2021-02-28", "2021-03-01", "C1"),
    ("2023-02-28", "2024-02-28", "2024-02-29", "C1"),
    ("2024-08-31", "2025-08-31", "2025-09-01", "C1"),
    ("2025-07-31", "2026-07-31", "2026-08-01", "I"),
]

TABLES: Tables = {
    "R-VOTE-01": [
        Row(
            "six of nine",
            met(full_members=9, probationary=2, yes=6, no=3),
            DAY,
            codes=set(),
            holds={**vote(9, 6, 6, passed=True), "stage": "cell_resolution"},
        ),
        Row(
            "five of nine",
            met(full_members=9, yes=5),
            DAY,
            codes={"vote_below_threshold"},
            findings={
                "vote_below_threshold": {
                    "severity": "block",
                    "rule": "R-VOTE-01",
                    "confidence": "C2",
                }
            },
            holds={**vote(9, 6, 5, passed=False), "stage": "opinions"},
        ),
        Row(
            "not those present: thirteen of twenty, three away",
            met(full_members=20, yes=13, no=4),
            DAY,
            codes={"vote_below_threshold"},
            holds=vote(20, 14, 13, passed=False),
        ),
        Row(
            "exempt and absent are left out",
            met(full_members=20, exempt_absent=2, yes=12),
            DAY,
            codes=set(),
            holds=vote(18, 12, 12, passed=True),
        ),
        Row(
            "elsewhere and absent are left out",
            met(full_members=20, temporarily_elsewhere_absent=2, yes=12),
            DAY,
            codes=set(),
            holds=vote(18, 12, 12, passed=True),
        ),
        Row(
            "suspended are left out",
            met(full_members=20, suspended=2, yes=12),
            DAY,
            codes=set(),
            holds=vote(18, 12, 12, passed=True),
        ),
        Row(
            "all three together",
            met(
                full_members=20,
                exempt_absent=2,
                temporarily_elsewhere_absent=1,
                suspended=1,
                yes=11,
            ),
            DAY,
            codes=set(),
            holds=vote(16, 11, 11, passed=True),
        ),
        Row(
            "all three together, one vote short",
            met(
                full_members=20,
                exempt_absent=2,
                temporarily_elsewhere_absent=1,
                suspended=1,
                yes=10,
            ),
            DAY,
            codes={"vote_below_threshold"},
        ),
        Row(
            "probationary members do not count",
            met(full_members=9, probationary=9, yes=6),
            DAY,
            codes=set(),
            holds=vote(9, 6, 6, passed=True),
        ),
        Row(
            "ten need seven",
            met(full_members=10, yes=7),
            DAY,
            codes=set(),
            holds=vote(10, 7, 7, passed=True),
        ),
        Row(
            "ten: six are short",
            met(full_members=10, yes=6),
            DAY,
            codes={"vote_below_threshold"},
            holds=vote(10, 7, 6, passed=False),
        ),
        Row(
            "three of three with none against",
            met(full_members=3, yes=2),
            DAY,
            codes=set(),
            holds=vote(3, 2, 2, passed=True),
        ),
        Row(
            "the last resolution counts",
            met(
                DAY,
                act("cell_resolution", "2019-09-20", full_members=9, yes=6),
                full_members=9,
                yes=5,
            ),
            "2019-09-20",
            codes=set(),
            holds={**vote(9, 6, 6, passed=True), "stage": "cell_resolution"},
        ),
        Row(
            "a lost vote after a won one",
            met(
                DAY,
                act("cell_resolution", "2019-09-20", full_members=9, yes=5),
                full_members=9,
                yes=6,
            ),
            "2019-09-20",
            codes={"vote_below_threshold"},
            holds={"stage": "opinions"},
        ),
        Row(
            "the other vote is not yet cast",
            met(
                DAY,
                act("cell_resolution", "2019-09-20", full_members=9, yes=5),
                full_members=9,
                yes=6,
            ),
            "2019-09-19",
            codes=set(),
            holds={"stage": "cell_resolution"},
        ),
        *(
            Row(
                f"{regime}: six of nine",
                voted(day, 6),
                day,
                codes=set(),
                holds={**vote(9, 6, 6, passed=True), "stage": "cell_resolution"},
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(
                f"{regime}: five of nine",
                voted(day, 5),
                day,
                codes={"vote_below_threshold"},
                holds=vote(9, 6, 5, passed=False),
            )
            for regime, day in DAYS.items()
        ),
    ],
    "R-VOTE-02": [
        Row(
            "short of the threshold: the true result stands in the assessment",
            met(full_members=9, yes=0, no=9),
            DAY,
            codes={"vote_below_threshold"},
            holds=vote(9, 6, 0, passed=False),
        ),
    ],
    "R-VOTE-03": [
        Row(
            "two members",
            met(full_members=2, yes=2),
            DAY,
            codes={"cell_too_small"},
            findings={
                "cell_too_small": {
                    "severity": "block",
                    "rule": "R-VOTE-03",
                    "confidence": "C1",
                    "citation": {"instrument": "Điều lệ Đảng 2011-01-19"},
                }
            },
            holds={**vote(2, 2, 2, passed=True), "stage": "opinions"},
        ),
        Row("three members", met(full_members=3, yes=3), DAY, codes=set()),
        Row(
            "three members, two of them away and exempt",
            met(full_members=3, exempt_absent=2, yes=1),
            DAY,
            codes=set(),
            holds=vote(1, 1, 1, passed=True),
        ),
        Row(
            "two members at a removal",
            removal({"full_members": 2, "yes": 2}, None, None),
            "2023-03-06",
            codes={"cell_too_small"},
        ),
    ],
    "R-VAL-01": [
        *(
            Row(f"drawn up {cv}: the last day", lasting(cv, last), last, codes=set())
            for cv, last, _, _ in LIMITS
        ),
        *(
            Row(
                f"drawn up {cv}: the day after",
                lasting(cv, after),
                after,
                codes={"file_stale"},
                findings={
                    "file_stale": {
                        "on": last,
                        "severity": "block",
                        "rule": "R-VAL-01",
                        "redo": ["introduction", "opinions"],
                        "confidence": mark,
                    }
                },
                holds={"may_proceed": False},
            )
            for cv, last, after, mark in LIMITS
        ),
        Row(
            "adopted on the last day",
            case(resolved("2019-09-11", application="2018-09-03", cv="2018-09-11")),
            "2019-12-01",
            codes=set(),
            holds={"stage": "cell_resolution"},
        ),
        Row(
            "adopted the day after",
            case(resolved("2019-09-12", application="2018-09-03", cv="2018-09-11")),
            "2019-12-01",
            codes={"file_stale"},
            holds={"stage": "opinions"},
        ),
        Row(
            "introductions and opinions given anew",
            lasting(
                "2018-09-11",
                "2019-12-10",
                *anew("2019-09-20"),
                act("opinions", "2019-10-01"),
                introduction="2019-06-03",
                opinions="2019-07-01",
            ),
            "2019-12-10",
            codes=set(),
            holds={"stage": "opinions"},
        ),
        Row(
            "only the opinions given anew",
            lasting("2018-09-11", "2019-12-10", introduction="2019-06-03"),
            "2019-12-10",
            codes={"file_stale"},
        ),
        Row(
            "only one of the two introductions given anew",
            lasting(
                "2018-09-11",
                "2019-12-10",
                *anew("2019-09-20", names=("DV-07",)),
                introduction="2019-06-03",
            ),
            "2019-12-10",
            codes={"file_stale"},
        ),
        Row(
            "a new CV",
            lasting("2018-09-11", "2019-12-10", act("cv", "2019-09-20")),
            "2019-12-10",
            codes=set(),
        ),
        Row(
            "supplementary verification alone does not mend",
            lasting(
                "2018-09-11",
                "2019-10-10",
                act("verification", "2019-09-20", subject="father", supplementary=True),
                introduction="2019-06-03",
                opinions="2019-07-01",
            ),
            "2019-10-10",
            codes={"file_stale"},
        ),
        Row(
            "opinions of the very last day are not given anew",
            lasting(
                "2018-09-11",
                "2019-12-10",
                *anew("2019-09-20"),
                introduction="2019-06-03",
                opinions="2019-09-11",
            ),
            "2019-12-10",
            codes={"file_stale"},
            findings={"file_stale": {"redo": ["opinions"]}},
            missing={"5-KNĐ"},
        ),
        Row(
            "opinions of the day after are",
            lasting(
                "2018-09-11",
                "2019-12-10",
                *anew("2019-09-20"),
                introduction="2019-06-03",
                opinions="2019-09-12",
            ),
            "2019-12-10",
            codes=set(),
            missing=set(),
        ),
        Row(
            "introductions of the very last day are not given anew",
            lasting("2018-09-11", "2019-12-10", introduction="2019-09-11"),
            "2019-12-10",
            codes={"file_stale"},
            missing={"3-KNĐ"},
        ),
        Row(
            "introductions of the day after are",
            lasting("2018-09-11", "2019-12-10", introduction="2019-09-12"),
            "2019-12-10",
            codes=set(),
            missing=set(),
        ),
        Row(
            "everything is to be done anew",
            lasting("2018-09-11", "2019-09-20", introduction="2019-06-03", opinions="2019-07-01"),
            "2019-09-20",
            findings={"file_stale": {"redo": ["verification", "introduction", "opinions"]}},
            missing={"3-KNĐ", "5-KNĐ"},
        ),
    ],
    "R-REM-01": [
        Row(
            "seven of nine, eleven of fifteen, eight of thirteen",
            removal(CELL_FOR, COMMITTEE_FOR, BOARD_FOR),
            "2023-04-10",
            codes=set(),
            missing=set(),
            holds={
                "stage": "removed",
                "next_steps": [],
                **vote(13, 7, 8, passed=True, kind="removal_decision"),
            },
        ),
        Row(
            "six of thirteen",
            removal(CELL_FOR, COMMITTEE_FOR, {"members": 13, "yes": 6}),
            "2023-04-10",
            codes={"vote_below_threshold"},
            findings={"vote_below_threshold": {"rule": "R-REM-01", "severity": "block"}},
            holds={
                "stage": "new_member_course",
                **vote(13, 7, 6, passed=False, kind="removal_decision"),
            },
        ),
        Row(
            "nine of fifteen",
            removal(CELL_FOR, {"members": 15, "yes": 9}, BOARD_FOR),
            "2023-04-10",
            codes={"vote_below_threshold", "step_out_of_order"},
            holds={"stage": "new_member_course"},
        ),
        Row(
            "five of nine",
            removal({"full_members": 9, "yes": 5}, None, None),
            "2023-03-06",
            codes={"vote_below_threshold"},
            holds=vote(9, 6, 5, passed=False, kind="removal_resolution"),
        ),
        Row(
            "the committee left out",
            removal(CELL_FOR, None, BOARD_FOR),
            "2023-04-10",
            codes={"step_out_of_order"},
            holds={"stage": "new_member_course"},
        ),
        Row(
            "the cell left out",
            removal(None, COMMITTEE_FOR, BOARD_FOR),
            "2023-04-10",
            codes={"step_out_of_order"},
            holds={"stage": "new_member_course"},
        ),
        Row(
            "under an authorised committee: two thirds of it",
            removal(CELL_FOR, None, {"members": 15, "yes": 10}, route=DELEGATED),
            "2023-04-10",
            codes=set(),
            holds={"stage": "removed", **vote(15, 10, 10, passed=True, kind="removal_decision")},
        ),
        Row(
            "under an authorised committee: nine of fifteen",
            removal(CELL_FOR, None, {"members": 15, "yes": 9}, route=DELEGATED),
            "2023-04-10",
            codes={"vote_below_threshold"},
            holds=vote(15, 10, 9, passed=False, kind="removal_decision"),
        ),
        Row(
            "directly under the decider",
            removal(CELL_FOR, None, BOARD_FOR, route=DIRECT),
            "2023-04-10",
            codes=set(),
            holds={"stage": "removed"},
        ),
        Row(
            "begun, not yet ended",
            removal(CELL_FOR, COMMITTEE_FOR, None),
            "2023-04-01",
            codes=set(),
            holds={"stage": "new_member_course"},
        ),
        Row(
            "all three on one day",
            case(
                [
                    *admitted("2022-07-15"),
                    act("member_declaration", "2022-08-01"),
                    act("new_member_course", "2022-12-12"),
                    act("removal_resolution", "2023-03-06", **CELL_FOR),
                    act("removal_committee_resolution", "2023-03-06", **COMMITTEE_FOR),
                    act("removal_decision", "2023-03-06", **BOARD_FOR),
                ]
            ),
            "2023-03-06",
            codes=set(),
            holds={"stage": "removed"},
        ),
        Row(
            "by the new authority after the reform",
            case(
                [
                    *admitted("2025-01-15"),
                    act("member_declaration", "2025-02-03"),
                    act("new_member_course", "2025-05-12"),
                    act("removal_resolution", "2025-06-16", **CELL_FOR),
                    act("removal_committee_resolution", "2025-06-20", **COMMITTEE_FOR),
                    act("removal_decision", "2025-07-14", **BOARD_FOR),
                ]
            ),
            "2025-07-14",
            codes=set(),
            holds={"stage": "removed", **vote(13, 7, 8, passed=True, kind="removal_decision")},
        ),
        *(
            Row(
                f"{regime}: the cell needs six of nine",
                leaving(day, act("removal_resolution", day, full_members=9, yes=5)),
                day,
                codes={"vote_below_threshold"},
                holds=vote(9, 6, 5, passed=False, kind="removal_resolution"),
            )
            for regime, day in DAYS.items()
        ),
        *(
            Row(
                f"{regime}: seven of twelve on the board",
                leaving(
                    day,
                    act("removal_resolution", day, full_members=9, yes=6),
                    act("removal_decision", day, members=12, yes=7),
                ),
                day,
                codes=set(),
                holds={"stage": "removed", **vote(12, 7, 7, passed=True, kind="removal_decision")},
            )
            for regime, day in DAYS.items()
        ),
    ],
    "R-REM-02": [
        Row(
            "its grounds are no facts of a case",
            case(admitted("2022-07-15")),
            "2022-07-20",
            codes=set(),
        ),
    ],
}


@each_row(TABLES)
def test_votes_and_the_age_of_the_file_by_their_rules(rule, row):
    assert not differences(row)
