"""Tables: who decides on admission, by which vote, within which time."""

from tests.rulebook.building import CELL, COMMITTEE, act, case
from tests.rulebook.tables import (
    DAYS,
    Row,
    Tables,
    decided,
    differences,
    each_row,
    resolved,
    waiting,
)

DIRECT = {"grassroots_committee": False}
DELEGATED = {"delegated": True}
DISTRICT, COMMUNE = "district_standing_board", "commune_standing_board"
GRASSROOTS, BODY = "grassroots_standing_board", "grassroots_committee"


def deciding(body, threshold="more_than_half"):
    return {"authority": {"admission": body, "threshold": threshold}}


def late(day, limit, extended, *, over):
    """The limit of a file adopted on ``day``, as it stands ``over`` the limit or not."""
    return {"due_on": limit, "extended_due_on": extended, "overdue": over}


LIMITS = [  # adopted, limit, extended limit, the day after the limit
    ("2015-11-10", "2016-02-03", "2016-03-23", "2016-02-04", "45-QĐ/TW 2011-11-01", "U"),
    ("2018-12-03", "2019-03-05", "2019-04-17", "2019-03-06", "29-QĐ/TW 2016-07-25", "C2"),
    ("2022-01-10", "2022-04-12", "2022-05-26", "2022-04-13", "24-QĐ/TW 2021-07-30", "I"),
    ("2025-02-10", "2025-05-08", "2025-06-19", "2025-05-09", "232-QĐ/TW 2025-01-20", "C2"),
    ("2025-07-10", "2025-10-06", "2025-11-17", "2025-10-07", "294-QĐ/TW 2025-05-26", "I"),
    ("2026-04-10", "2026-07-08", "2026-08-19", "2026-07-09", "20-QĐ/TW 2026-04-08", "U"),
    ("2026-08-05", "2026-10-30", "2026-12-11", "2026-11-02", "208-QĐ/TW 2026-07-26", "U"),
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
        *(
            Row(
                f"{regime}: an authorised committee needs ten of fifteen",
                decided(day, day, route=DELEGATED, members=15, yes=9),
                day,
                without={"decision_late"},
                holds=deciding(BODY, "two_thirds")
                | {"votes": {"admission_decision": {"needed": 10, "passed": False}}},
            )
            for regime, day in DAYS.items()
            if regime != "R5"
        ),
        *(
            Row(
                f"{regime}: a board needs eight of fifteen",
                decided(day, day, members=15, yes=7),
                day,
                holds={"votes": {"admission_decision": {"needed": 8, "passed": False}}},
            )
            for regime, day in DAYS.items()
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
}


@each_row(TABLES)
def test_the_decision_by_its_rules(rule, row):
    assert not differences(row)
